//! Fetching one release into a file: written beside its place and put there by a rename once it is whole, so that half a report
//! never lies under a report's name.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use porthor_keys::envelope::HeaderReader;
use reqwest::{Method, Response};
use ring::digest::{Context, SHA256};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::{Client, ClientError, SILENCE, with_parameters};
use crate::hex::hex;

/// In which form a release is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Decrypted by the gateway as it streams.
    Plain,
    /// Sealed to one's agency; the gateway never sees the report.
    Sealed,
}

impl Form {
    /// The word of the interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Sealed => "sealed",
        }
    }
}

/// A whole release beside its later place; removed when dropped.
#[derive(Debug)]
pub struct Downloaded {
    beside: Beside,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of what the receipt is about, hex: the report itself, or for a sealed form its payload without the header, which
    /// differs from reader to reader.
    pub sha256: String,
    /// The place of the release in the record, by which its receipt is asked for.
    pub seq: Option<String>,
}

impl Downloaded {
    /// Puts it in its place.
    pub async fn keep(self, path: &Path) -> Result<(), ClientError> {
        let unwritable = |source| ClientError::File { path: path.to_owned(), doing: "written", source };
        self.beside.put(path).await.map_err(unwritable)
    }
}

/// Which release is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The case.
    pub case: &'a str,
    /// Its report.
    pub report: &'a str,
    /// What for.
    pub purpose: &'a str,
    /// In which form.
    pub form: Form,
}

/// Asks for a release; nothing of it has been read yet.
pub async fn open(client: &Client, wanted: Wanted<'_>) -> Result<Response, ClientError> {
    let Wanted { case, report, purpose, form } = wanted;
    let request = client.request(Method::GET, &["cases", case, "reports", report, "content"]);
    client.send(with_parameters(request, &[("purpose", purpose), ("form", form.word())])).await
}

/// Takes a release in beside `path`, which must not exist. `progress` is told of bytes arrived.
pub async fn download(mut release: Response, path: &Path, form: Form, progress: impl Fn(u64)) -> Result<Downloaded, ClientError> {
    let unwritable = |source| ClientError::File { path: path.to_owned(), doing: "written", source };
    if fs::symlink_metadata(path).await.is_ok() {
        return Err(ClientError::AlreadyThere(path.to_owned()));
    }
    let expected = release.content_length();
    let receipt = release.headers().get("porthor-receipt").and_then(|value| value.to_str().ok());
    let seq = receipt.and_then(|path| path.rsplit('/').next()).map(ToOwned::to_owned);
    let beside = Beside::new(path);
    let mut file = beside.create().await.map_err(unwritable)?;
    let mut digest = Digest::new(form);
    let mut bytes = 0;
    // A line that breaks and a release that is cut look the same from here.
    let cut = |received| ClientError::CutShort { received, expected: expected.unwrap_or(0) };
    while let Some(piece) = timeout(SILENCE, release.chunk()).await.unwrap_or(Ok(None)).map_err(|_| cut(bytes))? {
        file.write_all(&piece).await.map_err(unwritable)?;
        digest.update(&piece)?;
        bytes += piece.len() as u64;
        progress(piece.len() as u64);
    }
    if expected.is_some_and(|expected| expected != bytes) {
        return Err(cut(bytes));
    }
    file.sync_all().await.map_err(unwritable)?;
    Ok(Downloaded { beside, bytes, sha256: digest.finish(), seq })
}

/// SHA-256 of a plain form, or of a sealed form's payload.
struct Digest {
    context: Context,
    header: Option<HeaderReader>,
}

impl Digest {
    fn new(form: Form) -> Self {
        Self { context: Context::new(&SHA256), header: (form == Form::Sealed).then(HeaderReader::new) }
    }

    fn update(&mut self, piece: &[u8]) -> Result<(), ClientError> {
        let Some(reader) = &mut self.header else {
            self.context.update(piece);
            return Ok(());
        };
        let start = reader.push(piece).map_err(|_| ClientError::NotPorthor("a sealed release that is no age file"))?;
        if let Some(start) = start {
            self.context.update(&start.nonce);
            self.context.update(&start.rest);
            self.header = None;
        }
        Ok(())
    }

    fn finish(self) -> String {
        hex(self.context.finish().as_ref())
    }
}

/// A file beside its later place, removed when dropped before it was put there.
#[derive(Debug)]
struct Beside(Option<PathBuf>);

impl Beside {
    fn new(path: &Path) -> Self {
        let name = format!(".porthor-{}.part", porthor_keys::random::id());
        Self(Some(path.with_file_name(name)))
    }

    fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    async fn create(&self) -> std::io::Result<File> {
        let file = OpenOptions::new().write(true).create_new(true).open(self.path()).await?;
        file.set_permissions(Permissions::from_mode(0o600)).await?;
        Ok(file)
    }

    /// A link and not a rename, since a rename would replace what another put there meanwhile.
    async fn put(mut self, path: &Path) -> std::io::Result<()> {
        match fs::hard_link(self.path(), path).await {
            Ok(()) => fs::remove_file(self.path()).await?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(error),
            // A file system without links.
            Err(_) => fs::rename(self.path(), path).await?,
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // It may never have been made.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A name for a file of one's own from a name that somebody else chose: its last part, without control characters and without a
/// leading dot; none if nothing is left.
pub fn safe_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|letter| !letter.is_control()).collect();
    let plain = plain.trim().trim_start_matches('.');
    let short: String = plain.chars().take(120).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(body: &'static [u8]) -> Response {
        let answer = http::Response::builder().header("porthor-receipt", "/api/v1/receipts/7").body(body);
        answer.expect("a plain answer").into()
    }

    fn left(folder: &Path) -> usize {
        std::fs::read_dir(folder).expect("listed").count()
    }

    #[tokio::test]
    async fn a_whole_release_is_put_in_its_place_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("report.pdf");
        let got = download(release(b"report"), &path, Form::Plain, |_| ()).await.expect("whole");
        assert_eq!((got.bytes, got.seq.as_deref()), (6, Some("7")));
        assert_eq!(got.sha256, hex(ring::digest::digest(&SHA256, b"report").as_ref()));
        assert!(!path.exists(), "it is not there before it is kept");
        got.keep(&path).await.expect("kept");
        assert_eq!(std::fs::read(&path).expect("there"), b"report");
        assert_eq!(left(folder.path()), 1);
    }

    #[tokio::test]
    async fn a_release_that_is_not_kept_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("report.pdf");
        drop(download(release(b"report"), &path, Form::Plain, |_| ()).await.expect("whole"));
        let refused = download(release(b"report"), &path, Form::Sealed, |_| ()).await;
        assert!(matches!(refused, Err(ClientError::NotPorthor(_))));
        assert_eq!(left(folder.path()), 0);
    }

    #[tokio::test]
    async fn of_a_sealed_release_the_payload_is_hashed() {
        use porthor_keys::header::Header;
        use porthor_keys::recipient::Identity;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let sealed = porthor_keys::envelope::seal(&[Identity::generate().recipient()], b"report");
        let (_, header) = Header::parse(&sealed).expect("a header").expect("a whole one");
        let payload = hex(ring::digest::digest(&SHA256, &sealed[header..]).as_ref());
        let answer: Response = http::Response::new(sealed).into();
        let got = download(answer, &folder.path().join("r.age"), Form::Sealed, |_| ()).await.expect("whole");
        assert_eq!(got.sha256, payload);
    }

    #[tokio::test]
    async fn a_file_that_is_there_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("report.pdf");
        let first = download(release(b"report"), &path, Form::Plain, |_| ()).await.expect("nothing is there yet");
        std::fs::write(&path, b"mine").expect("written");
        assert!(first.keep(&path).await.is_err());
        let second = download(release(b"report"), &path, Form::Plain, |_| ()).await;
        assert!(matches!(second, Err(ClientError::AlreadyThere(_))));
        assert_eq!(std::fs::read(&path).expect("there"), b"mine");
        assert_eq!(left(folder.path()), 1);
    }

    #[test]
    fn a_hostile_name_stays_in_its_folder() {
        assert_eq!(safe_name("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(safe_name("..\\..\\.bashrc").as_deref(), Some("bashrc"));
        assert_eq!(safe_name("a\u{1b}[2Jb.pdf").as_deref(), Some("a[2Jb.pdf"));
        assert_eq!(safe_name("..."), None);
        assert_eq!(safe_name("adroddiad ŷ.pdf").as_deref(), Some("adroddiad ŷ.pdf"));
    }
}

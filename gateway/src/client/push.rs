//! Pushing one file: sealed here to the case's recipient before a byte leaves, and sent as it is sealed, so that neither a proxy
//! nor this machine's memory ever holds the whole of it.

use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use porthor_keys::envelope;
use porthor_keys::payload::{NONCE, PayloadSealer, ciphertext_len};
use porthor_keys::recipient::Recipient;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::{Client, ClientError, json, text};

/// Bytes read from the file at once.
const PIECE: usize = 256 * 1024;

/// How a push went.
#[derive(Debug)]
pub enum Pushed {
    /// Stored.
    New {
        /// The report.
        report: String,
        /// SHA-256 of the file, as the gateway computed it.
        sha256: String,
        /// Bytes of the file.
        bytes: u64,
    },
    /// The same content was pushed before.
    AlreadyThere {
        /// The report it is.
        report: String,
    },
}

/// Pushes the file at `path` to `case`, sealed to the case's `recipient`. `described` is the metadata (category, purpose, …);
/// `progress` is told of bytes read from the file.
pub async fn push(
    client: &Client,
    case: &str,
    recipient: &Recipient,
    path: &Path,
    described: &Value,
    progress: impl Fn(u64) + Send + Sync + 'static,
) -> Result<Pushed, ClientError> {
    let unreadable = |source| ClientError::File { path: path.to_owned(), doing: "read", source };
    let file = File::open(path).await.map_err(unreadable)?;
    let length = file.metadata().await.map_err(unreadable)?.len();
    let (sealed, sealed_length) = Sealing::begin(file, length, recipient, progress);
    let body = reqwest::Body::wrap_stream(sealed);
    let not_ours = |_| ClientError::NotPorthor("a media type was refused");
    let metadata = Part::text(described.to_string()).mime_str("application/json").map_err(not_ours)?;
    let payload = Part::stream_with_length(body, sealed_length)
        .file_name("report.age")
        .mime_str("application/octet-stream")
        .map_err(not_ours)?;
    let form = Form::new().part("report", metadata).part("file", payload);
    let request = client.request(Method::POST, &["cases", case, "reports"]).multipart(form);
    match client.send(request).await {
        Ok(answer) => {
            let answer = json(answer).await?;
            let (report, sha256) = (text(&answer, "id")?.to_owned(), text(&answer, "sha256")?.to_owned());
            Ok(Pushed::New { report, sha256, bytes: length })
        }
        Err(ClientError::Problem(problem)) if problem.code == "duplicate-report" => {
            let report = problem.body.get("report").and_then(Value::as_str).unwrap_or_default();
            Ok(Pushed::AlreadyThere { report: report.to_owned() })
        }
        Err(error) => Err(error),
    }
}

/// A file on its way into an age file.
struct Sealing<P> {
    file: File,
    left: u64,
    sealer: Option<PayloadSealer>,
    /// Header and nonce, until they have gone.
    start: Option<Vec<u8>>,
    buffer: Vec<u8>,
    progress: P,
}

impl<P: Fn(u64) + Send + Sync + 'static> Sealing<P> {
    /// The sealed stream and its length in bytes.
    fn begin(
        file: File,
        length: u64,
        recipient: &Recipient,
        progress: P,
    ) -> (impl Stream<Item = io::Result<Bytes>> + Send + Sync + use<P>, u64) {
        let (file_key, mut start) = envelope::seal_header(std::slice::from_ref(recipient));
        let sealer = PayloadSealer::new(&file_key);
        start.extend_from_slice(sealer.nonce());
        let sealed_length = (start.len() as u64).saturating_add(ciphertext_len(length));
        debug_assert!(start.len() > NONCE, "a header stands before the nonce");
        let sealing = Self { file, left: length, sealer: Some(sealer), start: Some(start), buffer: vec![0; PIECE], progress };
        let pieces =
            stream::try_unfold(sealing, |mut sealing| async move { Ok(sealing.next().await?.map(|piece| (piece, sealing))) });
        (pieces, sealed_length)
    }

    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if let Some(start) = self.start.take() {
            return Ok(Some(start.into()));
        }
        let Some(mut sealer) = self.sealer.take() else { return Ok(None) };
        let mut sealed = Vec::with_capacity(PIECE + PIECE / 1024);
        while sealed.is_empty() {
            let read = self.file.read(&mut self.buffer).await?;
            if read == 0 {
                if self.left > 0 {
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file shrank while it was read"));
                }
                sealer.finish(&mut sealed);
                return Ok(Some(sealed.into()));
            }
            self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other("the file grew while it was read"))?;
            (self.progress)(read as u64);
            sealer.push(&self.buffer[..read], &mut sealed);
        }
        self.sealer = Some(sealer);
        Ok(Some(sealed.into()))
    }
}

/// What is to be pushed: the files named, and all below the folders named, sorted. Hidden ones and symbolic links below a folder
/// are left out.
pub fn files_below(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ClientError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ClientError> {
    let unreadable = |source| ClientError::File { path: folder.to_owned(), doing: "read", source };
    let mut entries = std::fs::read_dir(folder).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() {
            walk(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;
    use porthor_keys::recipient::Identity;

    async fn sealed(content: &[u8]) -> (Vec<u8>, u64, Identity) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("report");
        std::fs::write(&path, content).expect("written");
        let identity = Identity::generate();
        let file = File::open(&path).await.expect("opened");
        let (pieces, length) = Sealing::begin(file, content.len() as u64, &identity.recipient(), |_| ());
        let whole = pieces.try_fold(Vec::new(), |mut whole, piece| async move {
            whole.extend_from_slice(&piece);
            Ok(whole)
        });
        (whole.await.expect("sealed"), length, identity)
    }

    #[tokio::test]
    async fn what_is_sent_is_an_age_file_of_the_announced_length() {
        for size in [0, 1, 65_536, 65_537, 1_000_000] {
            let content = vec![7; size];
            let (sent, announced, identity) = sealed(&content).await;
            assert_eq!(sent.len() as u64, announced, "{size}");
            assert_eq!(envelope::open(&identity, &sent).expect("opens"), content, "{size}");
        }
    }

    #[tokio::test]
    async fn a_file_that_shrinks_while_it_is_read_is_not_sent_as_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("report");
        std::fs::write(&path, b"short").expect("written");
        let file = File::open(&path).await.expect("opened");
        let (pieces, _) = Sealing::begin(file, 500, &Identity::generate().recipient(), |_| ());
        assert!(pieces.try_collect::<Vec<_>>().await.is_err());
    }

    #[test]
    fn folders_are_walked_in_order_without_hidden_files_and_links() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        std::fs::create_dir(root.join("b")).expect("made");
        for name in ["c.pdf", "b/a.pdf", ".hidden", "b/.too"] {
            std::fs::write(root.join(name), b"x").expect("written");
        }
        std::os::unix::fs::symlink(root.join("c.pdf"), root.join("link.pdf")).expect("linked");
        let found = files_below(&[root.to_owned()]).expect("walked");
        assert_eq!(found, [root.join("b/a.pdf"), root.join("c.pdf")]);
    }
}

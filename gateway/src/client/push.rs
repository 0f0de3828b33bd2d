//! Pushing one file: sealed here to the case's recipient before a byte leaves, sent in pieces (tus 1.0) that are as large as the line
//! bears, and gone on with wherever it broke. Neither a proxy nor this machine's memory ever holds the whole of it.
//!
//! Each [`Pushing::step`] is one request. What failed says by [`may_pass`] whether it is tried again; how long to wait, and when to give up, is
//! whoever pushes' to say.

use std::path::{Path, PathBuf};
use std::time::Duration;

use porthor_keys::envelope;
use porthor_keys::recipient::Recipient;
use reqwest::{Body, Method, RequestBuilder, Response, header};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::sealing::Sealed;
use super::{Client, ClientError};

/// A request that is not taken from, and not answered, for so long is given up.
const STALLED: Duration = Duration::from_secs(40);
/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// What the gateway may take to prove a report whose last byte it has.
const PROVING: Duration = Duration::from_mins(3);
/// Bytes of the smallest piece that is tried.
const SMALLEST: u64 = 16 * 1024;

/// How a push went.
#[derive(Debug)]
pub enum Pushed {
    /// Stored.
    New {
        /// The report.
        report: String,
        /// SHA-256 of the file, as the gateway computed it; none where that was not heard.
        sha256: Option<String>,
        /// Bytes of the file.
        bytes: u64,
        /// Why it is held back, if it is, in the gateway's codes.
        held_for: Vec<String>,
    },
    /// The same content was pushed before.
    AlreadyThere {
        /// The report it is.
        report: String,
    },
}

/// A push under way.
pub struct Pushing {
    case: String,
    /// What is said of the report, sealed.
    about: Vec<u8>,
    /// Under which it is begun once.
    key: String,
    sealed: Sealed,
    /// The upload's own path, once it has begun.
    place: Option<Vec<String>>,
    /// Bytes that are known to be there; none where that has to be asked.
    reached: Option<u64>,
    /// Bytes of the largest piece that is tried.
    largest: u64,
    /// Where a piece failed that may have been too large, and its bytes.
    failed: Option<(u64, u64)>,
    /// Whether other methods than GET and POST are stopped on the way.
    only_post: bool,
}

/// Where a step got to.
pub enum Step {
    /// Bytes of the sealed file that are there.
    Reached(u64),
    /// All of them, and they are a report.
    Done(Pushed),
}

impl Pushing {
    /// Prepares to push the file at `path` to `case`, sealed to the case's `recipient`. `about` is the metadata (category, purpose, …).
    pub async fn of(case: &str, recipient: &Recipient, path: &Path, about: &Value) -> Result<Self, ClientError> {
        let sealed = Sealed::open(path, recipient).await?;
        Ok(Self::sealed(case, sealed, seal_about(recipient, about), None))
    }

    /// Goes on with what was sealed before, at `location` if it had begun there.
    pub fn sealed(case: &str, sealed: Sealed, about: Vec<u8>, location: Option<&str>) -> Self {
        let place = location.map(|location| location.trim_start_matches('/').split('/').map(ToOwned::to_owned).collect());
        let reached = place.is_none().then_some(0);
        let key = porthor_keys::random::id();
        Self { case: case.to_owned(), about, key, sealed, place, reached, largest: u64::MAX, failed: None, only_post: false }
    }

    /// Where the upload is, once it has begun.
    pub fn location(&self) -> Option<String> {
        self.place.as_ref().map(|place| format!("/{}", place.join("/")))
    }

    /// Makes one request. `progress` is told of bytes of the file that were sent. After an error of which [`may_pass`] says so the next step asks
    /// how far the upload came, and goes on from there.
    pub async fn step(&mut self, client: &Client, progress: impl Fn(u64) + Send + Sync + 'static) -> Result<Step, ClientError> {
        let asked = match (&self.place, self.reached) {
            (None, _) => self.begin(client).await,
            (Some(_), None) => self.ask(client).await,
            (Some(_), Some(reached)) => self.send(client, reached, progress).await,
        };
        self.sealed.unchanged().await?;
        match asked {
            Err(ClientError::Problem(problem)) => self.answered(problem),
            Err(ClientError::OnTheWay { status: 400 | 403 | 405 | 501 }) if !self.only_post && self.place.is_some() => {
                self.only_post = true;
                Ok(self.so_far())
            }
            Err(error) => {
                self.reached = None;
                Err(error)
            }
            done => done,
        }
    }

    /// Gives the upload up, so that nothing of it is kept and no room held for it.
    pub async fn give_up(&mut self, client: &Client) {
        let Some(place) = self.place.take() else { return };
        let request = self.request(client, Method::DELETE, &place);
        // What cannot be told now, the gateway finds out by itself.
        drop(timeout(LOOK, request.send()).await);
    }

    fn so_far(&self) -> Step {
        Step::Reached(self.reached.unwrap_or(0))
    }

    fn request(&self, client: &Client, method: Method, place: &[String]) -> RequestBuilder {
        let segments: Vec<&str> = place.iter().map(String::as_str).collect();
        // A refusal of a HEAD would have no text.
        let request = if method == Method::HEAD || self.only_post && method != Method::POST {
            client.request_below(Method::POST, &[], &segments).header("X-HTTP-Method-Override", method.as_str())
        } else {
            client.request_below(method, &[], &segments)
        };
        request.header("Tus-Resumable", "1.0.0")
    }

    /// Begins the upload. What is said of the report goes sealed as well.
    async fn begin(&mut self, client: &Client) -> Result<Step, ClientError> {
        let place = ["api", "v1", "cases", &self.case, "uploads"].map(ToOwned::to_owned);
        let request = self.request(client, Method::POST, &place).header("Upload-Length", self.sealed.length);
        // Asked again because the answer was lost, it is the same upload.
        let request = request.header(header::CONTENT_TYPE, "application/age").header("Idempotency-Key", &self.key);
        let answer = client.send(request.body(self.about.clone())).await?;
        let answer = super::json(answer).await?;
        let location = super::text(&answer, "location")?;
        let segments = location.trim_start_matches('/').split('/').map(ToOwned::to_owned).collect::<Vec<_>>();
        if !segments.starts_with(&place) {
            return Err(ClientError::NotPorthor("an upload in another place"));
        }
        self.place = Some(segments);
        self.reached = Some(0);
        Ok(self.so_far())
    }

    /// Asks how far the upload came.
    async fn ask(&mut self, client: &Client) -> Result<Step, ClientError> {
        let place = self.place.clone().unwrap_or_default();
        let answer = client.send(self.request(client, Method::HEAD, &place)).await?;
        let step = self.heard(&answer)?;
        // Of what was too large for somebody on the way nothing arrived; of what a line cut, something did.
        if let Some((at, bytes)) = self.failed.take().filter(|(at, _)| self.reached == Some(*at)) {
            debug_assert!(at < self.sealed.length, "it failed on the way there");
            self.largest = (bytes / 4).max(SMALLEST);
        }
        Ok(step)
    }

    /// Sends what is left, or as much of it as the line bears.
    async fn send(
        &mut self,
        client: &Client,
        reached: u64,
        progress: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<Step, ClientError> {
        let place = self.place.clone().unwrap_or_default();
        let to = self.sealed.length.min(reached.saturating_add(self.largest));
        let (plain, length) = (self.sealed.plain, self.sealed.length);
        let share =
            move |taken: u64| progress(u64::try_from(u128::from(plain) * u128::from(taken) / u128::from(length)).unwrap_or(plain));
        let body = Body::wrap_stream(self.sealed.between(reached, to, share));
        let request = self
            .request(client, Method::PATCH, &place)
            .header(header::CONTENT_TYPE, "application/offset+octet-stream")
            .header(header::CONTENT_LENGTH, to - reached)
            .header("Upload-Offset", reached)
            .body(body);
        let sent = tokio::select! {
            answer = client.send_slowly(request) => answer,
            () = self.stalled(to) => Err(ClientError::Stalled),
        };
        match sent {
            Ok(answer) => {
                let step = self.heard(&answer);
                if self.reached == Some(to) {
                    self.largest = self.largest.saturating_mul(2);
                }
                step
            }
            Err(error) => {
                self.failed = may_be_too_large(&error).then_some((reached, to - reached));
                Err(error)
            }
        }
    }

    /// Returns once a request has not been taken from for too long.
    async fn stalled(&self, to: u64) {
        let (mut taken, mut quiet) = (self.sealed.taken(), Duration::ZERO);
        loop {
            sleep(LOOK).await;
            let now = self.sealed.taken();
            quiet = if now == taken { quiet + LOOK } else { Duration::ZERO };
            taken = now;
            let patience = if taken == self.sealed.length && to == self.sealed.length { PROVING } else { STALLED };
            if quiet >= patience {
                return;
            }
        }
    }

    /// What an answer of the gateway says of the upload.
    fn heard(&mut self, answer: &Response) -> Result<Step, ClientError> {
        if let Ok(report) = text_of(answer, "porthor-report") {
            let (report, sha256) = (report.to_owned(), text_of(answer, "porthor-report-sha256").ok().map(ToOwned::to_owned));
            let held_for = text_of(answer, "porthor-report-held-for").unwrap_or_default();
            let held_for = held_for.split(',').map(str::trim).filter(|code| !code.is_empty()).map(ToOwned::to_owned).collect();
            return Ok(Step::Done(Pushed::New { report, sha256, bytes: self.sealed.plain, held_for }));
        }
        let offset = text_of(answer, "upload-offset")?.parse().map_err(|_| ClientError::NotPorthor("no offset"))?;
        self.reached = Some(offset);
        Ok(self.so_far())
    }

    /// What a problem means for the upload.
    fn answered(&mut self, problem: Box<super::Problem>) -> Result<Step, ClientError> {
        let text = |name: &str| problem.body.get(name).and_then(Value::as_str);
        let is_copy = problem.code == "duplicate-report" || text("because") == Some("duplicate-report");
        match (problem.code.as_str(), text("report")) {
            (_, Some(report)) if is_copy => Ok(Step::Done(Pushed::AlreadyThere { report: report.to_owned() })),
            ("upload-offset", _) => {
                self.reached = text("offset").and_then(|offset| offset.parse().ok());
                Ok(self.so_far())
            }
            _ => {
                if problem.status >= 500 || problem.status == 401 || problem.code == "step-up-needed" {
                    self.reached = None;
                }
                Err(ClientError::Problem(problem))
            }
        }
    }
}

/// What is said of a report, so that nobody on the way reads it.
pub fn seal_about(recipient: &Recipient, about: &Value) -> Vec<u8> {
    envelope::seal(std::slice::from_ref(recipient), about.to_string().as_bytes())
}

/// Pushes a file over a line that does not break.
pub async fn push(client: &Client, case: &str, recipient: &Recipient, path: &Path, about: &Value) -> Result<Pushed, ClientError> {
    let mut pushing = Pushing::of(case, recipient, path, about).await?;
    loop {
        if let Step::Done(pushed) = pushing.step(client, |_| ()).await? {
            return Ok(pushed);
        }
    }
}

/// Whether it may have been the size of what was sent, and not the network as a whole.
fn may_be_too_large(error: &ClientError) -> bool {
    match error {
        ClientError::Network { source, .. } => !source.is_connect(),
        ClientError::OnTheWay { status } => matches!(status, 413 | 502 | 504),
        ClientError::Stalled => true,
        _ => false,
    }
}

/// Whether the same may be tried again: the line, or what stands in it, and not the gateway's own no.
pub fn may_pass(error: &ClientError) -> bool {
    match error {
        ClientError::Network { .. } | ClientError::Silent(_) | ClientError::Stalled | ClientError::NotPorthor(_) => true,
        ClientError::OnTheWay { status } => !matches!(status, 401 | 403 | 407),
        ClientError::Problem(problem) => {
            problem.status >= 500 && problem.status != 507
                || problem.status == 429
                || matches!(problem.code.as_str(), "upload-elsewhere" | "body-interrupted")
        }
        _ => false,
    }
}

fn text_of<'r>(answer: &'r Response, name: &str) -> Result<&'r str, ClientError> {
    let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
    value.ok_or(ClientError::NotPorthor("a header is missing: a proxy's?"))
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

//! What waits to be pushed, on disk: each file sealed to its case before it waits, with what is said of it, so that a stolen machine's
//! queue tells nothing; and where its upload is, so that another run goes on where the last one was killed.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use porthor_keys::recipient::Recipient;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ClientError;
use super::push::{Pushing, seal_about};
use super::sealing::Sealed;
use crate::hex::{hex, unhex};

const JOB: &str = "job.json";
const REPORT: &str = "report.age";

/// The queue of one watched folder; nobody else's meanwhile.
pub struct Queue {
    folder: PathBuf,
    _lock: File,
}

/// What is kept of a file that waits. Nothing of it says whose it is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The case, by its id.
    pub case: String,
    /// What is said of the report, sealed, hexadecimal.
    about: String,
    /// Names what is said of it, and tells nothing of it.
    said: String,
    /// Bytes of the file.
    plain: u64,
    /// Where its upload is, once it has begun.
    location: Option<String>,
}

impl Job {
    /// Whether its upload had begun.
    pub fn has_begun(&self) -> bool {
        self.location.is_some()
    }
}

impl Queue {
    /// Opens the queue in `folder`, making it where it is missing. None where somebody else has it.
    pub fn open(folder: &Path) -> Result<Option<Self>, ClientError> {
        let unusable = |source| ClientError::File { path: folder.to_owned(), doing: "used as a queue", source };
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(unusable)?;
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(folder.join("lock"));
        let lock = lock.map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { folder: folder.to_owned(), _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Whether the file of this id waits already, whole, and with what is said of it under the name `said`.
    pub fn waits(&self, id: &str, said: &str) -> bool {
        self.job(id).is_ok_and(|job| job.said == said)
    }

    /// Seals the file at `path` into the queue under `id`, with what is `about` it, which `said` names; it waits there once this returns.
    pub async fn put(
        &self,
        id: &str,
        path: &Path,
        case: &str,
        recipient: &Recipient,
        about: &Value,
        said: &str,
    ) -> Result<(), ClientError> {
        let place = self.folder.join(id);
        let unwritable = |source| ClientError::File { path: place.clone(), doing: "written", source };
        // What a run that was killed began is begun anew.
        remove(&place).map_err(unwritable)?;
        DirBuilder::new().mode(0o700).create(&place).map_err(unwritable)?;
        let sealed = Sealed::open(path, recipient).await?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(place.join(REPORT)).map_err(unwritable)?;
        let written = sealed.write(&mut tokio::fs::File::from_std(file)).await;
        sealed.unchanged().await?;
        written.map_err(unwritable)?;
        let about = hex(&seal_about(recipient, about));
        self.keep(id, &Job { case: case.to_owned(), about, said: said.to_owned(), plain: sealed.plain, location: None })
    }

    /// What waits under `id`, if it can be pushed.
    pub fn job(&self, id: &str) -> Result<Job, ClientError> {
        let path = self.folder.join(id).join(JOB);
        let text = fs::read(&path).map_err(|source| ClientError::File { path: path.clone(), doing: "read", source })?;
        let job: Option<Job> = serde_json::from_slice(&text).ok();
        let is_whole = |job: &Job| unhex(&job.about).is_some() && path.with_file_name(REPORT).is_file();
        job.filter(is_whole).ok_or(ClientError::QueueFile(path))
    }

    /// The push of what waits under `id`, from where it was.
    pub async fn pushing(&self, id: &str, job: &Job) -> Result<Pushing, ClientError> {
        let path = self.folder.join(id).join(REPORT);
        let about = unhex(&job.about).ok_or_else(|| ClientError::QueueFile(path.clone()))?;
        let sealed = Sealed::of_file(&path, job.plain).await?;
        Ok(Pushing::sealed(&job.case, sealed, about, job.location.as_deref()))
    }

    /// Keeps where the upload is.
    pub fn has_begun(&self, id: &str, job: &Job, location: Option<String>) -> Result<(), ClientError> {
        self.keep(id, &Job { location, ..job.clone() })
    }

    /// Ids of all that waits.
    pub fn ids(&self) -> Result<Vec<String>, ClientError> {
        let unreadable = |source| ClientError::File { path: self.folder.clone(), doing: "read", source };
        let mut ids = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
            if self.folder.join(&name).join(JOB).is_file() {
                ids.push(name);
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// Removes what waited under `id`.
    pub fn done(&self, id: &str) -> Result<(), ClientError> {
        let place = self.folder.join(id);
        remove(&place).map_err(|source| ClientError::File { path: place, doing: "removed", source })
    }

    /// Puts what waited under `id` aside, where nobody pushes it and nobody removes it.
    pub fn put_aside(&self, id: &str) -> Result<(), ClientError> {
        let aside = self.folder.join("failed");
        let failed = |source| ClientError::File { path: aside.clone(), doing: "written", source };
        DirBuilder::new().recursive(true).mode(0o700).create(&aside).map_err(failed)?;
        remove(&aside.join(id)).map_err(failed)?;
        fs::rename(self.folder.join(id), aside.join(id)).map_err(failed)
    }

    /// Writes a job whole or not at all.
    fn keep(&self, id: &str, job: &Job) -> Result<(), ClientError> {
        let place = self.folder.join(id);
        let new = place.join("job.new");
        let act = || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
            file.write_all(&serde_json::to_vec(job).expect("plain data always becomes JSON"))?;
            file.sync_all()?;
            fs::rename(&new, place.join(JOB))?;
            File::open(&place)?.sync_all()
        };
        act().map_err(|source| ClientError::File { path: place.join(JOB), doing: "written", source })
    }
}

fn remove(place: &Path) -> io::Result<()> {
    match fs::remove_dir_all(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use porthor_keys::envelope;
    use porthor_keys::recipient::Identity;
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn what_waits_is_sealed_and_is_there_for_the_next_run_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("Zwinllwyd.pdf");
        fs::write(&file, b"%PDF Zwinllwyd").expect("written");
        let identity = Identity::generate();
        let queue = Queue::open(&folder.path().join("queue")).expect("opened").expect("free");
        assert!(Queue::open(&folder.path().join("queue")).expect("opened").is_none(), "one at a time");
        let about = json!({ "file_name": "Zwinllwyd.pdf" });
        queue.put("one", &file, "case-1", &identity.recipient(), &about, "said").await.expect("sealed");
        let job = queue.job("one").expect("kept");
        queue.has_begun("one", &job, Some("/api/v1/cases/case-1/uploads/u".into())).expect("kept");
        drop(queue);
        let queue = Queue::open(&folder.path().join("queue")).expect("opened").expect("free");
        assert_eq!(queue.ids().expect("read"), ["one"]);
        assert!(queue.waits("one", "said") && !queue.waits("one", "otherwise"));
        let job = queue.job("one").expect("kept");
        let pushing = queue.pushing("one", &job).await.expect("it goes on");
        assert_eq!(pushing.location().as_deref(), Some("/api/v1/cases/case-1/uploads/u"));
        let report = fs::read(folder.path().join("queue/one/report.age")).expect("there");
        assert_eq!(envelope::open(&identity, &report).expect("opens"), b"%PDF Zwinllwyd");
        for file in ["report.age", "job.json"] {
            let bytes = fs::read(folder.path().join("queue/one").join(file)).expect("there");
            assert!(!bytes.windows(9).any(|part| part == b"Zwinllwyd"), "{file} says whose it is");
        }
        queue.done("one").expect("removed");
        assert!(queue.ids().expect("read").is_empty());
    }

    #[tokio::test]
    async fn what_a_killed_run_had_not_finished_sealing_does_not_wait() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let queue = Queue::open(folder.path()).expect("opened").expect("free");
        fs::create_dir(folder.path().join("half")).expect("made");
        fs::write(folder.path().join("half/report.age"), b"age-enc").expect("written");
        assert!(!queue.waits("half", "said") && queue.ids().expect("read").is_empty());
    }

    #[tokio::test]
    async fn what_is_put_aside_is_kept_and_waits_no_more() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let queue = Queue::open(folder.path()).expect("opened").expect("free");
        let file = folder.path().join("letter.pdf");
        fs::write(&file, b"%PDF").expect("written");
        queue.put("one", &file, "case-1", &Identity::generate().recipient(), &json!({}), "said").await.expect("sealed");
        queue.put_aside("one").expect("moved");
        assert!(queue.ids().expect("read").is_empty() && folder.path().join("failed/one/report.age").is_file());
        queue.put("one", &file, "case-1", &Identity::generate().recipient(), &json!({}), "said").await.expect("sealed");
        fs::remove_file(folder.path().join("one/report.age")).expect("there");
        assert!(!queue.waits("one", "said"), "what nobody can push does not wait");
    }
}

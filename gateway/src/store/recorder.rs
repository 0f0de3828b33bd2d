//! The one writer. Everything that is to be recorded waits in a queue; the writer drains what is there (up to `GROUP`), writes one
//! transaction, makes it durable once, and then answers all who waited. A state change borrows the writer's connection for its
//! own statements inside the same transaction (`Tx`), so that a write and its event are durable together or not at all.
//!
//! A decision is recorded only if nothing it rested on has changed since its facts were read (`FactsVersion`): the order of the
//! log is therefore the order in which decisions were true, which is what makes the replay exact.

use std::sync::Arc;

use porthor_keys::log::merkle::Hash;
use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::{CaseId, Event};
use sqlx::AnyConnection;
use tokio::sync::{mpsc, oneshot};

use self::writer::Writer;
use super::StoreError;
use super::pool::Engine;
use super::tx::Lease;
use crate::clock::Clock;

mod group;
mod scrub;
mod writer;

/// How many may wait for the writer before callers are held back.
const QUEUE: usize = 4096;

/// An event on its way into the record, with the key its details are sealed under.
pub struct Entry {
    /// What happened.
    pub event: Event,
    /// The case's column key, or the record's where no case is concerned.
    pub key: Arc<ColumnKey>,
}

/// The versions that a decision's facts were read at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactsVersion {
    /// Counts changes to agencies, people and protocols.
    pub world: i64,
    /// Counts changes to the case, where there is one.
    pub case: Option<(CaseId, i64)>,
}

/// Where an event stands in the record, once it is durable.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its place in the log, from 0.
    pub seq: u64,
}

/// Signs the head of the log.
pub trait Signs: Send + Sync {
    /// A signed checkpoint (C2SP tlog-checkpoint) for `size` entries with this root.
    fn checkpoint(&self, size: u64, root: &Hash) -> String;
}

/// An entry that waits to be recorded.
struct Waiting {
    entry: Entry,
    read_at: Option<FactsVersion>,
    done: Answer,
}

/// What the queue carries.
enum Job {
    Record(Box<Waiting>),
    /// An entry that nobody waits for: it is written with the next group.
    Later(Box<Entry>),
    Lease(oneshot::Sender<Lease>),
    /// The answer to a create whose change is committed already: nothing new happens, so it has no event.
    Keep(Answered, oneshot::Sender<()>),
    /// What was destroyed is to leave the database's files; tells whether it has.
    Scrub(oneshot::Sender<bool>),
}

/// The answer to a create, kept for a repeated request.
pub struct Answered {
    /// Keyed hash of person and idempotency key.
    pub key_hash: Vec<u8>,
    /// Keyed digest of the request that took the key.
    pub request_hash: Vec<u8>,
    /// HTTP status.
    pub status: u16,
    /// The body, sealed.
    pub body: Vec<u8>,
}

/// Who waits for an entry to become durable.
pub(super) type Answer = oneshot::Sender<Result<Recorded, StoreError>>;

/// The way to the writer; cheap to clone.
#[derive(Clone)]
pub struct Recorder {
    jobs: mpsc::Sender<Job>,
}

impl Recorder {
    /// Starts the writer task on `connection`.
    pub fn start(url: String, engine: Engine, connection: AnyConnection, signer: Arc<dyn Signs>, clock: Clock) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(Writer::new(url, engine, connection, signer, clock).run(queue));
        Self { jobs }
    }

    /// Records `entry`; returns once it is durable. With `read_at`, fails with [`StoreError::Stale`] if the facts have moved.
    pub async fn record(&self, entry: Entry, read_at: Option<FactsVersion>) -> Result<Recorded, StoreError> {
        let (done, answer) = oneshot::channel();
        let job = Waiting { entry, read_at, done };
        self.jobs.send(Job::Record(Box::new(job))).await.map_err(|_| StoreError::RecordUnavailable)?;
        answer.await.map_err(|_| StoreError::RecordUnavailable)?
    }

    /// Records `entry` with the next group, within a twentieth of a second. Good for what is told afterwards and holds nothing up.
    pub fn record_later(&self, entry: Entry) {
        use mpsc::error::TrySendError;
        match self.jobs.try_send(Job::Later(Box::new(entry))) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => {
                let jobs = self.jobs.clone();
                tokio::spawn(async move { drop(jobs.send(job).await) });
            }
            Err(TrySendError::Closed(_)) => tracing::error!("an entry could not be recorded: the record's writer has ended"),
        }
    }

    /// Keeps an answer; returns once a repeated request would find it. If it is lost, a repeated request is told so, and nothing is done
    /// twice.
    pub async fn keep(&self, answered: Answered) {
        let (done, kept) = oneshot::channel();
        if self.jobs.send(Job::Keep(answered, done)).await.is_ok() {
            drop(kept.await);
        }
    }

    /// Tries once to take what was destroyed out of the database's files; says whether that is done.
    pub(super) async fn scrub(&self) -> bool {
        let (done, scrubbed) = oneshot::channel();
        self.jobs.send(Job::Scrub(done)).await.is_ok() && scrubbed.await.unwrap_or(false)
    }

    pub(super) async fn lease(&self) -> Result<Lease, StoreError> {
        let (give, lease) = oneshot::channel();
        self.jobs.send(Job::Lease(give)).await.map_err(|_| StoreError::RecordUnavailable)?;
        lease.await.map_err(|_| StoreError::RecordUnavailable)
    }
}

//! What is kept: the database (read by anyone here, written only through [`Tx`]), the record, the blobs and the case keys.
//! `pool` opens the database, `recorder` is its one writer, `tx` the one commit, `log` the record's rows, `blobs` the payloads,
//! `payload` one of them read, `case_keys` the keys of cases, `facts` the one reader behind every decision.

pub mod blobs;
pub mod case_keys;
pub mod facts;
pub mod log;
pub mod names;
pub mod payload;
pub mod pool;
pub mod recorder;
pub mod rotation;
pub mod tx;

use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool};

pub use recorder::{Entry, FactsVersion, Recorded, Recorder};
pub use tx::Tx;

/// Why something could not be read or kept. Says nothing of what was in it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the database's tables could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The blob store failed.
    #[error("the blob store failed: {0}")]
    Blobs(#[from] object_store::Error),
    /// The URL names no engine that we know.
    #[error("the database URL must begin with sqlite: or postgres:")]
    UnknownEngine,
    /// A row holds what it never should.
    #[error("a row of {table} holds an unreadable {column}: restore it from a backup, and run `porthor audit verify`")]
    BadRow {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
    },
    /// The record cannot be written, so nothing may be released or changed.
    #[error("the record cannot be written, so nothing was released or changed")]
    RecordUnavailable,
    /// What a decision rested on changed before it was recorded.
    #[error("the facts changed while the decision was being recorded")]
    Stale,
    /// A state change held the writer too long.
    #[error("a change took too long and was rolled back")]
    Abandoned,
    /// The log has no such entry or size.
    #[error("the log has no such entry")]
    NotInLog,
    /// The case's key was destroyed.
    #[error("the case was erased: its key is destroyed")]
    Erased,
    /// The same request is being carried out already.
    #[error("the same request is being carried out already")]
    Repeated,
    /// A key could not be opened with the root.
    #[error("a sealed key could not be opened with the root identity: check [root] in the configuration")]
    Sealed,
}

impl StoreError {
    /// A row that holds what it never should.
    pub fn bad_row(table: &'static str, column: &'static str) -> Self {
        Self::BadRow { table, column }
    }

    /// A short word for the logs: the cause, without any content.
    pub fn cause(&self) -> &'static str {
        match self {
            Self::Database(sqlx::Error::Database(error)) if is_full(error.message()) => "storage-full",
            Self::Database(_) | Self::Migration(_) => "database",
            Self::Blobs(error) if is_full(&error.to_string()) => "storage-full",
            Self::Blobs(_) => "blobs",
            Self::UnknownEngine => "engine",
            Self::BadRow { .. } => "bad-row",
            Self::RecordUnavailable => "record",
            Self::Stale => "stale",
            Self::Abandoned => "abandoned",
            Self::NotInLog => "not-in-log",
            Self::Erased => "erased",
            Self::Repeated => "repeated",
            Self::Sealed => "sealed",
        }
    }

    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        self.cause() == "storage-full"
    }

    /// Whether it breaks a rule that a row be the only one of its kind.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// The same failure, told to another who waited for the same group.
    pub(crate) fn for_another(&self) -> Self {
        match self {
            Self::Stale => Self::Stale,
            Self::Database(_) if self.is_full() => {
                Self::Blobs(object_store::Error::Generic { store: "database", source: "database or disk is full".into() })
            }
            _ => Self::RecordUnavailable,
        }
    }
}

fn is_full(message: &str) -> bool {
    ["is full", "No space left", "disk full", "Disk quota", "quota exceeded"].iter().any(|sign| message.contains(sign))
}

/// How often, and how far apart, it is tried to take what was destroyed out of the database's files: three seconds in all.
const SCRUBS: usize = 10;
const BETWEEN_SCRUBS: Duration = Duration::from_millis(200);

/// Everything that is kept; cheap to clone.
#[derive(Clone)]
pub struct Store {
    readers: AnyPool,
    recorder: Recorder,
    /// Stored payloads.
    pub blobs: blobs::Blobs,
    /// Keys of cases.
    pub case_keys: Arc<case_keys::CaseKeys>,
}

impl Store {
    /// Puts the parts together.
    pub fn new(readers: AnyPool, recorder: Recorder, blobs: blobs::Blobs, case_keys: case_keys::CaseKeys) -> Self {
        Self { readers, recorder, blobs, case_keys: Arc::new(case_keys) }
    }

    /// A connection that can read and cannot write.
    pub async fn reader(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Begins a state change. Nobody else writes until it is committed or dropped: no slow work meanwhile.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Tx::begin(&self.recorder).await
    }

    /// Keeps the answer to a create for a repeated request.
    pub async fn keep_answer(&self, answered: recorder::Answered) {
        self.recorder.keep(answered).await;
    }

    /// Records an event that changes nothing else; returns once it is durable.
    pub async fn record(&self, entry: Entry, read_at: Option<FactsVersion>) -> Result<Recorded, StoreError> {
        self.recorder.record(entry, read_at).await
    }

    /// Records, with the next group, an event that nothing waits for.
    pub fn record_later(&self, entry: Entry) {
        self.recorder.record_later(entry);
    }

    /// Takes what was destroyed out of the database's files, which needs a moment in which nobody reads what is to go. False: it was not
    /// to be had, and what was destroyed stays there until the next erasure, stop or start.
    pub async fn scrub(&self) -> bool {
        for _ in 0..SCRUBS {
            if self.scrub_if_idle().await {
                return true;
            }
            tokio::time::sleep(BETWEEN_SCRUBS).await;
        }
        tracing::warn!(
            "what was destroyed is still in the database's files, since somebody reads; it goes at the next erasure, stop or start"
        );
        false
    }

    /// One try at that.
    pub async fn scrub_if_idle(&self) -> bool {
        self.recorder.scrub().await
    }

    /// Returns once everything that waited to be recorded has been.
    pub async fn settle(&self) {
        // The writer takes what waits in turn: when it lends its connection, all before has been written or has failed.
        drop(self.recorder.lease().await);
    }
}

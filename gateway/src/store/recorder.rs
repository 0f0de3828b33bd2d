//! The one writer. Everything that is to be recorded waits in a queue; the writer drains what is there (up to `GROUP`), writes one
//! transaction, makes it durable once, and then answers all who waited. A state change borrows the writer's connection for its
//! own statements inside the same transaction (`Tx`), so that a write and its event are durable together or not at all.
//!
//! A decision is recorded only if nothing it rested on has changed since its facts were read (`FactsVersion`): the order of the
//! log is therefore the order in which decisions were true, which is what makes the replay exact.

use std::sync::Arc;
use std::time::Duration;

use porthor_keys::log::merkle::{Frontier, Hash};
use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::{CaseId, Event, Timestamp};
use sqlx::{AnyConnection, Executor, Row};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::pool::{self, Engine};
use super::tx::{Lease, Returned};
use super::{StoreError, log};
use crate::clock::Clock;

/// The most entries written in one durable transaction.
const GROUP: usize = 256;
/// How many may wait for the writer before callers are held back.
const QUEUE: usize = 4096;
/// A state change that holds the writer longer than this is abandoned and rolled back.
const LEASE: Duration = Duration::from_secs(20);

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

/// What the queue carries.
pub(super) enum Job {
    Record {
        entry: Box<Entry>,
        read_at: Option<FactsVersion>,
        done: Answer,
    },
    Lease(oneshot::Sender<Lease>),
    /// The answer to a create whose change is committed already: nothing new happens, so it has no event.
    Keep(Answered, oneshot::Sender<()>),
}

/// The answer to a create, kept for a repeated request.
pub struct Answered {
    /// Keyed hash of person and idempotency key.
    pub key_hash: Vec<u8>,
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
        let writer = Writer { url, engine, connection: Some(connection), signer, clock };
        tokio::spawn(writer.run(queue));
        Self { jobs }
    }

    /// Records `entry`; returns once it is durable. With `read_at`, fails with [`StoreError::Stale`] if the facts have moved.
    pub async fn record(&self, entry: Entry, read_at: Option<FactsVersion>) -> Result<Recorded, StoreError> {
        let (done, answer) = oneshot::channel();
        let job = Job::Record { entry: Box::new(entry), read_at, done };
        self.jobs.send(job).await.map_err(|_| StoreError::RecordUnavailable)?;
        answer.await.map_err(|_| StoreError::RecordUnavailable)?
    }

    /// Keeps an answer; returns once a repeated request would find it. If it is lost, a repeated request is told so, and nothing is done
    /// twice.
    pub async fn keep(&self, answered: Answered) {
        let (done, kept) = oneshot::channel();
        if self.jobs.send(Job::Keep(answered, done)).await.is_ok() {
            drop(kept.await);
        }
    }

    pub(super) async fn lease(&self) -> Result<Lease, StoreError> {
        let (give, lease) = oneshot::channel();
        self.jobs.send(Job::Lease(give)).await.map_err(|_| StoreError::RecordUnavailable)?;
        lease.await.map_err(|_| StoreError::RecordUnavailable)
    }
}

struct Writer {
    url: String,
    engine: Engine,
    connection: Option<AnyConnection>,
    signer: Arc<dyn Signs>,
    clock: Clock,
}

/// The head of the log while a group is being written.
struct Head {
    size: u64,
    last_at: i64,
    world: i64,
    frontier: Frontier,
    changed: bool,
    /// Who waits for an answer to be kept; dropped, and so told, when the group has ended.
    kept: Vec<oneshot::Sender<()>>,
}

type Waiting = Vec<(Answer, Recorded)>;

impl Writer {
    async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(first) = jobs.recv().await {
            let mut waiting = Waiting::new();
            match self.write_group(first, &mut jobs, &mut waiting).await {
                Ok(()) => {
                    for (done, recorded) in waiting {
                        drop(done.send(Ok(recorded)));
                    }
                }
                Err(error) => {
                    tracing::error!(cause = error.cause(), "the record could not be written; nothing was released");
                    metrics::counter!("porthor_record_failures_total").increment(1);
                    self.abandon().await;
                    for (done, _) in waiting {
                        drop(done.send(Err(error.for_another())));
                    }
                }
            }
        }
    }

    /// Rolls the group back; a connection that will not roll back is closed and opened anew.
    async fn abandon(&mut self) {
        if let Some(mut connection) = self.connection.take()
            && connection.execute("ROLLBACK").await.is_ok()
        {
            self.connection = Some(connection);
        }
    }

    async fn connected(&mut self) -> Result<AnyConnection, StoreError> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => pool::reconnect(&self.url, self.engine).await,
        }
    }

    async fn write_group(&mut self, first: Job, jobs: &mut mpsc::Receiver<Job>, waiting: &mut Waiting) -> Result<(), StoreError> {
        let started = std::time::Instant::now();
        let opened = match self.connected().await {
            Ok(mut connection) => match connection.execute(self.engine.begin()).await {
                Ok(_) => read_head(&mut connection).await.map(|head| (connection, head)),
                Err(error) => Err(error.into()),
            },
            Err(error) => Err(error),
        };
        let (mut connection, mut head) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                refuse(first, &error);
                return Err(error);
            }
        };
        let mut next = Some(first);
        let mut taken = 0;
        while let Some(job) = next.take() {
            taken += 1;
            connection = self.write_job(connection, job, &mut head, waiting).await?;
            if taken < GROUP {
                next = jobs.try_recv().ok();
            }
        }
        if !waiting.is_empty() {
            let checkpoint = self.signer.checkpoint(head.size, &head.frontier.root());
            write_head(&mut connection, &head, checkpoint).await?;
        }
        let ended = connection.execute(if head.changed { "COMMIT" } else { "ROLLBACK" }).await;
        self.connection = Some(connection);
        ended?;
        metrics::histogram!("porthor_record_group_seconds").record(started.elapsed().as_secs_f64());
        metrics::histogram!("porthor_record_group_entries").record(f64::from(u16::try_from(waiting.len()).unwrap_or(u16::MAX)));
        Ok(())
    }

    async fn write_job(
        &mut self,
        mut connection: AnyConnection,
        job: Job,
        head: &mut Head,
        waiting: &mut Waiting,
    ) -> Result<AnyConnection, StoreError> {
        match job {
            Job::Record { entry, read_at, done } => {
                match moved(&mut connection, head, read_at.as_ref()).await {
                    Ok(false) => match append(&mut connection, head, &entry).await {
                        Ok(recorded) => waiting.push((done, recorded)),
                        Err(error) => {
                            drop(done.send(Err(error.for_another())));
                            return Err(error);
                        }
                    },
                    Ok(true) => drop(done.send(Err(StoreError::Stale))),
                    Err(error) => {
                        drop(done.send(Err(error.for_another())));
                        return Err(error);
                    }
                }
                Ok(connection)
            }
            Job::Keep(answered, done) => {
                head.changed = true;
                head.kept.push(done);
                sqlx::query("UPDATE idempotency SET status = $1, body = $2 WHERE key_hash = $3")
                    .bind(i64::from(answered.status))
                    .bind(answered.body)
                    .bind(answered.key_hash)
                    .execute(&mut connection)
                    .await?;
                Ok(connection)
            }
            Job::Lease(give) => self.lend(connection, give, head, waiting).await,
        }
    }

    /// Lends the connection for one state change, inside a savepoint of the group.
    async fn lend(
        &mut self,
        mut connection: AnyConnection,
        give: oneshot::Sender<Lease>,
        head: &mut Head,
        waiting: &mut Waiting,
    ) -> Result<AnyConnection, StoreError> {
        connection.execute("SAVEPOINT change").await?;
        let now = Timestamp::from_millis(self.clock.now().millis().max(head.last_at + 1));
        let (lease, back) = Lease::new(connection, now);
        if let Err(unwanted) = give.send(lease) {
            drop(unwanted); // gives the connection back, unchanged
        }
        let returned = timeout(LEASE, back).await.map_err(|_| StoreError::Abandoned)?;
        let Returned { mut connection, change } = returned.map_err(|_| StoreError::Abandoned)?;
        let Some(change) = change else {
            connection.execute("ROLLBACK TO SAVEPOINT change").await?;
            connection.execute("RELEASE SAVEPOINT change").await?;
            return Ok(connection);
        };
        match append(&mut connection, head, &change.entry).await {
            Ok(recorded) => waiting.push((change.done, recorded)),
            Err(error) => {
                drop(change.done.send(Err(error.for_another())));
                return Err(error);
            }
        }
        head.last_at = head.last_at.max(now.millis());
        head.world += i64::from(change.world);
        connection.execute("RELEASE SAVEPOINT change").await?;
        Ok(connection)
    }
}

async fn write_head(connection: &mut AnyConnection, head: &Head, checkpoint: String) -> Result<(), StoreError> {
    sqlx::query("UPDATE log_head SET size = $1, last_at = $2, world = $3, frontier = $4, checkpoint = $5 WHERE id = 1")
        .bind(log::signed(head.size))
        .bind(head.last_at)
        .bind(head.world)
        .bind(head.frontier.to_bytes())
        .bind(checkpoint)
        .execute(connection)
        .await?;
    Ok(())
}

fn refuse(job: Job, error: &StoreError) {
    if let Job::Record { done, .. } = job {
        drop(done.send(Err(error.for_another())));
    }
}

/// Reads the head and, by writing it, takes its lock.
async fn read_head(connection: &mut AnyConnection) -> Result<Head, StoreError> {
    let row = sqlx::query("UPDATE log_head SET size = size WHERE id = 1 RETURNING size, last_at, world, frontier")
        .fetch_one(connection)
        .await?;
    let frontier: Vec<u8> = row.try_get(3)?;
    let size = log::unsigned(row.try_get(0)?)?;
    Ok(Head {
        size,
        last_at: row.try_get(1)?,
        world: row.try_get(2)?,
        changed: false,
        kept: Vec::new(),
        frontier: Frontier::from_bytes(&frontier).map_err(|_| StoreError::bad_row("log_head", "frontier"))?,
    })
}

async fn moved(connection: &mut AnyConnection, head: &Head, read_at: Option<&FactsVersion>) -> Result<bool, StoreError> {
    let Some(version) = read_at else { return Ok(false) };
    if version.world != head.world {
        return Ok(true);
    }
    let Some((case, version)) = &version.case else { return Ok(false) };
    let now: Option<(i64,)> =
        sqlx::query_as("SELECT version FROM cases WHERE id = $1").bind(case.as_str()).fetch_optional(connection).await?;
    Ok(now.is_none_or(|(now,)| now != *version))
}

/// Appends one event: its row, its leaf, and any tile hash that it completes.
async fn append(connection: &mut AnyConnection, head: &mut Head, entry: &Entry) -> Result<Recorded, StoreError> {
    let seq = head.size;
    let sealed = log::seal(seq, &entry.event, &entry.key);
    let columns = log::Columns::of(&entry.event);
    sqlx::query(
        "INSERT INTO event (seq, at, kind, outcome, verb, person, agency, case_id, report, basis, commitment, sealed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(log::signed(seq))
    .bind(columns.at)
    .bind(columns.kind)
    .bind(columns.outcome)
    .bind(columns.verb)
    .bind(columns.person)
    .bind(columns.agency)
    .bind(columns.case)
    .bind(columns.report)
    .bind(columns.basis)
    .bind(sealed.commitment.to_vec())
    .bind(sealed.body)
    .execute(&mut *connection)
    .await?;
    let mut completed = Vec::new();
    head.frontier.append_noting(log::leaf(&sealed.commitment), |level, index, hash| completed.push((level, index, hash)));
    for (level, index, hash) in completed {
        log::write_hash(connection, level, index, hash).await?;
    }
    head.size = seq + 1;
    head.changed = true;
    head.last_at = head.last_at.max(entry.event.at.millis());
    Ok(Recorded { seq })
}

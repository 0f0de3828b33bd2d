//! The task that owns the writing connection: one durable transaction after the other.

use std::sync::Arc;
use std::time::Duration;

use porthor_policy::Timestamp;
use sqlx::{AnyConnection, Executor};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout, timeout_at};

use super::group::Group;
use super::scrub::scrub;
use super::{Answered, Job, Signs, StoreError, Waiting};
use crate::clock::Clock;
use crate::store::pool::{self, Engine};
use crate::store::tx::{KEPT, Lease, Returned};

/// The most jobs of one durable transaction.
const GROUP: usize = 256;
/// A state change that holds the writer longer than this is abandoned and rolled back.
const LEASE: Duration = Duration::from_secs(20);
/// How long an entry that nobody waits for may wait for company.
const LATER: Duration = Duration::from_millis(50);
/// How often kept answers that have outlived their day are removed.
const FORGET: Duration = Duration::from_hours(1);
/// How long after the start this is done first: a command that ends at once leaves it to the gateway.
const FORGET_FIRST: Duration = Duration::from_mins(1);

/// Keeps an answer, unless its case was erased since it was given.
const KEEP: &str = "UPDATE idempotency SET status = $1, body = $2 WHERE key_hash = $3 AND request_hash = $4 AND status = 0 \
                    AND NOT EXISTS (SELECT 1 FROM cases WHERE id = idempotency.case_id AND erased_at IS NOT NULL)";

pub(super) struct Writer {
    url: String,
    engine: Engine,
    connection: Option<AnyConnection>,
    signer: Arc<dyn Signs>,
    clock: Clock,
    /// When kept answers are next looked through.
    forget_at: Instant,
    /// Who waits for what was destroyed to leave the database's files, which can be done between transactions only.
    scrubbing: Vec<oneshot::Sender<bool>>,
}

impl Writer {
    pub(super) fn new(url: String, engine: Engine, connection: AnyConnection, signer: Arc<dyn Signs>, clock: Clock) -> Self {
        let (connection, forget_at) = (Some(connection), Instant::now() + FORGET_FIRST);
        Self { url, engine, connection, signer, clock, forget_at, scrubbing: Vec::new() }
    }

    pub(super) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut drained = Vec::with_capacity(GROUP);
        // Where nothing comes for long, a group of no jobs forgets what is to be forgotten.
        while timeout_at(self.forget_at, jobs.recv_many(&mut drained, GROUP)).await != Ok(0) {
            if !drained.is_empty() {
                await_company(&mut drained, &mut jobs).await;
            }
            let mut group = Group::default();
            match self.write(&mut drained, &mut group).await {
                Ok(()) => group.answer(),
                Err(error) => {
                    tracing::error!(cause = error.cause(), "the record could not be written; nothing was released");
                    metrics::counter!("porthor_record_failures_total").increment(1);
                    self.abandon().await;
                    group.fail(&error);
                    for job in drained.drain(..) {
                        refuse(job, &error);
                    }
                }
            }
            self.scrub().await;
        }
    }

    /// Once for all who wait for it.
    async fn scrub(&mut self) {
        let waiting = std::mem::take(&mut self.scrubbing);
        if waiting.is_empty() {
            return;
        }
        let engine = self.engine;
        let scrubbed = match self.connected().await {
            Ok(connection) => scrub(connection, engine).await,
            Err(error) => Err(error),
        };
        if let Err(error) = &scrubbed {
            tracing::warn!(cause = error.cause(), "what was destroyed could not be taken out of the database's files yet");
        }
        for done in waiting {
            done.send(matches!(scrubbed, Ok(true))).ok();
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

    async fn connected(&mut self) -> Result<&mut AnyConnection, StoreError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => pool::reconnect(&self.url, self.engine).await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Writes everything that was drained in one transaction. On failure, what is left in `drained` was not taken up.
    async fn write(&mut self, drained: &mut Vec<Job>, group: &mut Group) -> Result<(), StoreError> {
        let started = Instant::now();
        let begin = self.engine.begin();
        let connection = self.connected().await?;
        connection.execute(begin).await?;
        group.begin(connection).await?;
        drained.reverse();
        while !drained.is_empty() {
            self.write_records(drained, group).await?;
            match drained.pop() {
                Some(Job::Keep(answered, kept)) => self.keep(answered, kept, group).await?,
                Some(Job::Lease(give)) => self.lend(give, group).await?,
                Some(Job::Scrub(done)) => self.scrubbing.push(done),
                Some(Job::Record(_) | Job::Later(_)) | None => {}
            }
        }
        let signer = Arc::clone(&self.signer);
        let connection = self.connected().await?;
        let changed = group.write_head(connection, signer.as_ref()).await?;
        let forgot = self.forget_answers().await?;
        let ended = if changed || forgot { "COMMIT" } else { "ROLLBACK" };
        self.connected().await?.execute(ended).await?;
        metrics::histogram!("porthor_record_group_seconds").record(started.elapsed().as_secs_f64());
        metrics::histogram!("porthor_record_group_entries").record(group.entries());
        Ok(())
    }

    /// Removes, once an hour, kept answers older than a day; says whether there were any.
    async fn forget_answers(&mut self) -> Result<bool, StoreError> {
        if Instant::now() < self.forget_at {
            return Ok(false);
        }
        // Also if it fails: the next group must not fail for it again.
        self.forget_at = Instant::now() + FORGET;
        let before = self.clock.now().millis() - KEPT;
        let forgotten =
            sqlx::query("DELETE FROM idempotency WHERE created_at < $1").bind(before).execute(self.connected().await?).await?;
        Ok(forgotten.rows_affected() > 0)
    }

    /// Takes up the entries that are next, as far as nothing else comes between them.
    async fn write_records(&mut self, drained: &mut Vec<Job>, group: &mut Group) -> Result<(), StoreError> {
        let mut records: Vec<Waiting> = Vec::new();
        while let Some(job) = drained.pop_if(|job| matches!(job, Job::Record(_) | Job::Later(_))) {
            match job {
                Job::Record(waiting) => records.push(*waiting),
                Job::Later(entry) => records.push(Waiting { entry: *entry, read_at: None, done: oneshot::channel().0 }),
                Job::Keep(..) | Job::Lease(_) | Job::Scrub(_) => {}
            }
        }
        if records.is_empty() { Ok(()) } else { group.record(self.connected().await?, records).await }
    }

    async fn keep(&mut self, answered: Answered, kept: oneshot::Sender<()>, group: &mut Group) -> Result<(), StoreError> {
        group.keep(kept);
        sqlx::query(KEEP)
            .bind(i64::from(answered.status))
            .bind(answered.body)
            .bind(answered.key_hash)
            .bind(answered.request_hash)
            .execute(self.connected().await?)
            .await?;
        Ok(())
    }

    /// Lends the connection for one state change, inside a savepoint of the group.
    async fn lend(&mut self, give: oneshot::Sender<Lease>, group: &mut Group) -> Result<(), StoreError> {
        self.connected().await?.execute("SAVEPOINT change").await?;
        let now = Timestamp::from_millis(self.clock.now().millis().max(group.last_at() + 1));
        let (lease, back) = Lease::new(self.connection.take().ok_or(StoreError::RecordUnavailable)?, now);
        if let Err(unwanted) = give.send(lease) {
            drop(unwanted); // gives the connection back, unchanged
        }
        let returned = timeout(LEASE, back).await.map_err(|_| StoreError::Abandoned)?;
        let Returned { connection, change } = returned.map_err(|_| StoreError::Abandoned)?;
        let connection = self.connection.insert(connection);
        let Some(change) = change else {
            connection.execute("ROLLBACK TO SAVEPOINT change").await?;
            connection.execute("RELEASE SAVEPOINT change").await?;
            return Ok(());
        };
        group.change(connection, now, change).await?;
        connection.execute("RELEASE SAVEPOINT change").await?;
        Ok(())
    }
}

/// Where nobody waits for what was drained, waits a while for what somebody does.
async fn await_company(drained: &mut Vec<Job>, jobs: &mut mpsc::Receiver<Job>) {
    let until = tokio::time::Instant::now() + LATER;
    let is_later = |job: &Job| matches!(job, Job::Later(_));
    while drained.len() < GROUP && drained.iter().all(is_later) {
        match timeout_at(until, jobs.recv()).await {
            Ok(Some(job)) => drained.push(job),
            Ok(None) | Err(_) => return,
        }
    }
}

fn refuse(job: Job, error: &StoreError) {
    match job {
        Job::Record(waiting) => drop(waiting.done.send(Err(error.for_another()))),
        Job::Later(_) => tracing::error!("an entry that nobody waited for was not recorded"),
        // They are told by what they wait for being dropped.
        Job::Keep(..) | Job::Lease(_) | Job::Scrub(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use porthor_keys::log::merkle::Hash;
    use sqlx::Row as _;

    use super::*;

    struct Unsigned;

    impl Signs for Unsigned {
        fn checkpoint(&self, _: u64, _: &Hash) -> String {
            String::new()
        }
    }

    #[tokio::test]
    async fn kept_answers_that_have_outlived_their_day_are_removed_though_nothing_is_recorded() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("porthor.db").display());
        let mut database = pool::open(&url).await.expect("an empty store opens");
        let clock = Clock;
        let now = clock.now().millis();
        database
            .writer
            .execute("INSERT INTO log_head (id, size, last_at, world, frontier, checkpoint) VALUES (1, 0, 0, 0, zeroblob(8), '')")
            .await
            .expect("a head");
        for (key, age) in [("old", KEPT + 1000), ("young", KEPT - 60_000)] {
            sqlx::query("INSERT INTO idempotency (key_hash, request_hash, status, body, created_at) VALUES ($1, $2, 201, $2, $3)")
                .bind(key.as_bytes().to_vec())
                .bind(Vec::new())
                .bind(now - age)
                .execute(&mut database.writer)
                .await
                .expect("kept");
        }
        let mut writer = Writer::new(url, database.engine, database.writer, Arc::new(Unsigned), clock);
        writer.forget_at = Instant::now();
        let (jobs, queue) = mpsc::channel(1);
        let running = tokio::spawn(writer.run(queue));
        let begun = Instant::now();
        let left = loop {
            let rows = sqlx::query("SELECT key_hash FROM idempotency").fetch_all(&database.readers).await.expect("read");
            if rows.len() == 1 || begun.elapsed() > Duration::from_secs(20) {
                break rows.iter().map(|row| row.get::<Vec<u8>, _>(0)).collect::<Vec<_>>();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert_eq!(left, [b"young".to_vec()]);
        drop(jobs);
        running.await.expect("it ends with its queue");
    }
}

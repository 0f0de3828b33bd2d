//! The task that owns the writing connection: one durable transaction after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use porthor_policy::Timestamp;
use sqlx::{AnyConnection, Executor};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{timeout, timeout_at};

use super::group::Group;
use super::{Answered, Job, Signs, StoreError, Waiting};
use crate::clock::Clock;
use crate::store::pool::{self, Engine};
use crate::store::tx::{Lease, Returned};

/// The most jobs of one durable transaction.
const GROUP: usize = 256;
/// A state change that holds the writer longer than this is abandoned and rolled back.
const LEASE: Duration = Duration::from_secs(20);
/// How long an entry that nobody waits for may wait for company.
const LATER: Duration = Duration::from_millis(50);

pub(super) struct Writer {
    url: String,
    engine: Engine,
    connection: Option<AnyConnection>,
    signer: Arc<dyn Signs>,
    clock: Clock,
}

impl Writer {
    pub(super) fn new(url: String, engine: Engine, connection: AnyConnection, signer: Arc<dyn Signs>, clock: Clock) -> Self {
        Self { url, engine, connection: Some(connection), signer, clock }
    }

    pub(super) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut drained = Vec::with_capacity(GROUP);
        while jobs.recv_many(&mut drained, GROUP).await > 0 {
            await_company(&mut drained, &mut jobs).await;
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
                Some(Job::Record(_) | Job::Later(_)) | None => {}
            }
        }
        let signer = Arc::clone(&self.signer);
        let connection = self.connected().await?;
        let ended = if group.write_head(connection, signer.as_ref()).await? { "COMMIT" } else { "ROLLBACK" };
        connection.execute(ended).await?;
        metrics::histogram!("porthor_record_group_seconds").record(started.elapsed().as_secs_f64());
        metrics::histogram!("porthor_record_group_entries").record(group.entries());
        Ok(())
    }

    /// Takes up the entries that are next, as far as nothing else comes between them.
    async fn write_records(&mut self, drained: &mut Vec<Job>, group: &mut Group) -> Result<(), StoreError> {
        let mut records: Vec<Waiting> = Vec::new();
        while let Some(job) = drained.pop_if(|job| matches!(job, Job::Record(_) | Job::Later(_))) {
            match job {
                Job::Record(waiting) => records.push(*waiting),
                Job::Later(entry) => records.push(Waiting { entry: *entry, read_at: None, done: oneshot::channel().0 }),
                Job::Keep(..) | Job::Lease(_) => {}
            }
        }
        if records.is_empty() { Ok(()) } else { group.record(self.connected().await?, records).await }
    }

    async fn keep(&mut self, answered: Answered, kept: oneshot::Sender<()>, group: &mut Group) -> Result<(), StoreError> {
        group.keep(kept);
        sqlx::query("UPDATE idempotency SET status = $1, body = $2 WHERE key_hash = $3 AND request_hash = $4 AND status = 0")
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
        Job::Keep(..) | Job::Lease(_) => {}
    }
}

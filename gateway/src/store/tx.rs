//! A state change in progress. `Tx::commit(self, entry)` is the only commit there is: a write without its event does not compile,
//! since the reading connections cannot write and the writing one is lent only here. A `Tx` that is dropped changes nothing.

use porthor_policy::{CaseId, Timestamp};
use sqlx::AnyConnection;
use tokio::sync::oneshot;

use super::StoreError;
use super::facts::named::Named;
use super::recorder::{Answer, Entry, Recorded, Recorder};

tokio::task_local! {
    /// The idempotency key of the request under way, taken by the first change that it commits.
    pub static REPEATABLE: Reservation;
}

/// A request that may be repeated without being carried out twice.
#[derive(Clone)]
pub struct Reservation {
    /// Keyed hash of person and idempotency key.
    pub key_hash: Vec<u8>,
    /// Keyed digest of path and body; of a push, of its description and content.
    pub request_hash: Vec<u8>,
}

/// How long answers are kept, milliseconds: a day.
pub(super) const KEPT: i64 = 86_400_000;

/// The writer's connection, lent.
pub(super) struct Lease {
    connection: Option<AnyConnection>,
    now: Timestamp,
    back: Option<oneshot::Sender<Returned>>,
}

/// The connection on its way back, with what is to be committed (nothing: roll back).
pub(super) struct Returned {
    pub connection: AnyConnection,
    pub change: Option<Change>,
}

/// What is to be committed.
pub(super) struct Change {
    /// Events of the same change before its last one.
    pub before: Vec<Entry>,
    pub entry: Entry,
    /// Whether it may bear on any case (agencies, people, protocols).
    pub world: bool,
    pub done: Answer,
}

impl Lease {
    pub(super) fn new(connection: AnyConnection, now: Timestamp) -> (Self, oneshot::Receiver<Returned>) {
        let (back, returned) = oneshot::channel();
        (Self { connection: Some(connection), now, back: Some(back) }, returned)
    }

    fn give_back(&mut self, change: Option<Change>) {
        if let (Some(connection), Some(back)) = (self.connection.take(), self.back.take()) {
            drop(back.send(Returned { connection, change }));
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.give_back(None);
    }
}

/// A state change: statements, then one event, durable together.
pub struct Tx {
    lease: Lease,
    world: bool,
    before: Vec<Entry>,
    /// Facts that the change has recorded and ended; its event names them.
    named: Named,
    /// Of the request under way; taken here, since a commit may be made by another task.
    reservation: Option<Reservation>,
}

impl Tx {
    pub(super) async fn begin(recorder: &Recorder) -> Result<Self, StoreError> {
        let reservation = REPEATABLE.try_with(Clone::clone).ok();
        Ok(Self { lease: recorder.lease().await?, world: false, before: Vec::new(), named: Named::default(), reservation })
    }

    /// The moment of this change: later than that of every event before it.
    pub fn now(&self) -> Timestamp {
        self.lease.now
    }

    /// The connection to write on. What is written is seen by nobody until the commit.
    pub fn connection(&mut self) -> &mut AnyConnection {
        self.lease.connection.as_mut().expect("a Tx holds its connection until it commits or is dropped")
    }

    /// Says that the facts of `case` change, so that decisions under way are taken again.
    pub async fn touch_case(&mut self, case: &CaseId) -> Result<(), StoreError> {
        sqlx::query("UPDATE cases SET version = version + 1 WHERE id = $1").bind(case.as_str()).execute(self.connection()).await?;
        Ok(())
    }

    /// Says that agencies, people or protocols change.
    pub fn touch_world(&mut self) {
        self.world = true;
    }

    /// Where it is noted which facts the change records and ends.
    pub fn named(&mut self) -> &mut Named {
        &mut self.named
    }

    /// One more event of this change, which is two acts at once: both are recorded, or neither.
    pub fn also(&mut self, entry: Entry) {
        self.before.push(entry);
    }

    /// Commits what was written together with `entry`, which names the facts concerned; returns once both are durable.
    pub async fn commit(mut self, mut entry: Entry) -> Result<Recorded, StoreError> {
        self.named.tell(&mut entry.event);
        if let Some(reservation) = self.reservation.take() {
            self.reserve(reservation, entry.event.case.as_ref()).await?;
        }
        let (done, answer) = oneshot::channel();
        let (world, before) = (self.world, std::mem::take(&mut self.before));
        self.lease.give_back(Some(Change { before, entry, world, done }));
        answer.await.map_err(|_| StoreError::RecordUnavailable)?
    }

    /// Takes the request's idempotency key in the same transaction: of two that come at once, one is carried out.
    async fn reserve(&mut self, reservation: Reservation, case: Option<&CaseId>) -> Result<(), StoreError> {
        let now = self.now().millis();
        sqlx::query("DELETE FROM idempotency WHERE created_at < $1").bind(now - KEPT).execute(self.connection()).await?;
        let taken = sqlx::query(
            "INSERT INTO idempotency (key_hash, request_hash, status, body, created_at, case_id) VALUES ($1, $2, 0, $3, $4, $5) \
             ON CONFLICT (key_hash) DO NOTHING",
        )
        .bind(reservation.key_hash)
        .bind(reservation.request_hash)
        .bind(Vec::new())
        .bind(now)
        .bind(case.map(CaseId::to_string))
        .execute(self.connection())
        .await?;
        if taken.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Repeated) }
    }
}

//! One durable transaction in the making: the log's head, the rows that wait to be inserted together, and who waits for them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use porthor_keys::log::merkle::{Frontier, Hash};
use porthor_policy::{CaseId, Timestamp};
use sqlx::{AnyConnection, Row};
use tokio::sync::oneshot;

use super::{Answer, Entry, FactsVersion, Recorded, Signs, StoreError, Waiting};
use crate::store::log::{self, Columns};
use crate::store::tx::Change;

/// How many rows one statement inserts: a few sizes, so that each statement is prepared once.
const AT_ONCE: [usize; 4] = [64, 16, 4, 1];

/// `INSERT … VALUES` for each size of [`AT_ONCE`].
struct Inserts([String; AT_ONCE.len()]);

impl Inserts {
    fn new(into: &str, columns: usize) -> Self {
        Self(AT_ONCE.map(|rows| {
            let mut text = format!("INSERT INTO {into} VALUES ");
            for row in 0..rows {
                text.push_str(if row == 0 { "(" } else { ", (" });
                for column in 1..=columns {
                    let comma = if column == 1 { "" } else { ", " };
                    write!(text, "{comma}${}", row * columns + column).expect("writing to a text does not fail");
                }
                text.push(')');
            }
            text
        }))
    }
}

static EVENTS: LazyLock<Inserts> = LazyLock::new(|| {
    Inserts::new("event (seq, at, kind, outcome, verb, person, agency, case_id, report, basis, commitment, sealed)", 12)
});
static HASHES: LazyLock<Inserts> = LazyLock::new(|| Inserts::new("log_hash (level, idx, hash)", 3));

/// Versions of this many cases are asked for at once; fewer are filled up with the first.
const CASES_AT_ONCE: usize = 16;
const VERSIONS: &str = "SELECT id, version FROM cases WHERE id IN \
    ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

struct EventRow {
    seq: u64,
    columns: Columns,
    commitment: Hash,
    sealed: Vec<u8>,
}

struct HashRow {
    level: u8,
    index: u64,
    hash: Hash,
}

/// A group of entries and changes; empty until [`Group::begin`].
#[derive(Default)]
pub(super) struct Group {
    size: u64,
    last_at: i64,
    world: i64,
    frontier: Frontier,
    changed: bool,
    /// Versions of cases as they stand in this transaction; none where there is no such case.
    versions: HashMap<CaseId, Option<i64>>,
    waiting: Vec<(Answer, Recorded)>,
    /// Who waits for an answer to be kept; dropped, and so told, when the group has ended.
    kept: Vec<oneshot::Sender<()>>,
}

impl Group {
    /// Reads the head and, by writing it, takes its lock.
    pub(super) async fn begin(&mut self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let row = sqlx::query("UPDATE log_head SET size = size WHERE id = 1 RETURNING size, last_at, world, frontier")
            .fetch_one(connection)
            .await?;
        let frontier: Vec<u8> = row.try_get(3)?;
        self.size = log::unsigned(row.try_get(0)?)?;
        self.last_at = row.try_get(1)?;
        self.world = row.try_get(2)?;
        self.frontier = Frontier::from_bytes(&frontier).map_err(|_| StoreError::bad_row("log_head", "frontier"))?;
        Ok(())
    }

    /// The time of the latest event.
    pub(super) fn last_at(&self) -> i64 {
        self.last_at
    }

    /// How many entries there are, for the metrics.
    pub(super) fn entries(&self) -> f64 {
        f64::from(u16::try_from(self.waiting.len()).unwrap_or(u16::MAX))
    }

    /// Appends the entries whose facts have not moved, and tells the others so.
    pub(super) async fn record(&mut self, connection: &mut AnyConnection, records: Vec<Waiting>) -> Result<(), StoreError> {
        let known = self.learn_versions(connection, &records).await;
        let (mut events, mut hashes) = (Vec::new(), Vec::new());
        for Waiting { entry, read_at, done } in records {
            if known.is_ok() && read_at.is_some_and(|version| self.moved(&version)) {
                drop(done.send(Err(StoreError::Stale)));
            } else {
                // Also where the versions could not be read: then the whole group fails, and they are told with it.
                self.append(&entry, done, &mut events, &mut hashes);
            }
        }
        known?;
        insert(connection, events, hashes).await
    }

    /// Appends the event, or the events, of a state change that has just been written.
    pub(super) async fn change(
        &mut self,
        connection: &mut AnyConnection,
        now: Timestamp,
        change: Change,
    ) -> Result<(), StoreError> {
        let (mut events, mut hashes) = (Vec::new(), Vec::new());
        for entry in &change.before {
            self.append(entry, oneshot::channel().0, &mut events, &mut hashes);
        }
        self.append(&change.entry, change.done, &mut events, &mut hashes);
        self.last_at = self.last_at.max(now.millis());
        self.world += i64::from(change.world);
        self.versions.clear();
        insert(connection, events, hashes).await
    }

    /// Notes that an answer was kept, and who waits for that.
    pub(super) fn keep(&mut self, kept: oneshot::Sender<()>) {
        self.changed = true;
        self.kept.push(kept);
    }

    /// Writes the head; false where there is nothing to commit.
    pub(super) async fn write_head(&mut self, connection: &mut AnyConnection, signer: &dyn Signs) -> Result<bool, StoreError> {
        if !self.waiting.is_empty() {
            let checkpoint = signer.checkpoint(self.size, &self.frontier.root());
            sqlx::query("UPDATE log_head SET size = $1, last_at = $2, world = $3, frontier = $4, checkpoint = $5 WHERE id = 1")
                .bind(log::signed(self.size))
                .bind(self.last_at)
                .bind(self.world)
                .bind(self.frontier.to_bytes())
                .bind(checkpoint)
                .execute(connection)
                .await?;
        }
        Ok(self.changed)
    }

    /// Tells everyone that their entry is durable.
    pub(super) fn answer(self) {
        for (done, recorded) in self.waiting {
            drop(done.send(Ok(recorded)));
        }
    }

    /// Tells everyone that nothing was written.
    pub(super) fn fail(self, error: &StoreError) {
        for (done, _) in self.waiting {
            drop(done.send(Err(error.for_another())));
        }
    }

    fn moved(&self, version: &FactsVersion) -> bool {
        version.world != self.world
            || version.case.as_ref().is_some_and(|(case, version)| self.versions.get(case).copied().flatten() != Some(*version))
    }

    async fn learn_versions(&mut self, connection: &mut AnyConnection, records: &[Waiting]) -> Result<(), StoreError> {
        let cases = records.iter().filter_map(|waiting| waiting.read_at.as_ref()?.case.as_ref().map(|(case, _)| case));
        let mut unknown: Vec<&CaseId> = cases.filter(|case| !self.versions.contains_key(*case)).collect();
        unknown.sort();
        unknown.dedup();
        for cases in unknown.chunks(CASES_AT_ONCE) {
            let mut query = sqlx::query(VERSIONS);
            for at in 0..CASES_AT_ONCE {
                query = query.bind(cases.get(at).unwrap_or(&cases[0]).to_string());
            }
            let mut found: HashMap<String, i64> = HashMap::new();
            for row in query.fetch_all(&mut *connection).await? {
                found.insert(row.try_get(0)?, row.try_get(1)?);
            }
            self.versions.extend(cases.iter().map(|case| ((*case).clone(), found.get(case.as_str()).copied())));
        }
        Ok(())
    }

    /// One event: its row, its leaf, and any subtree that it completes.
    fn append(&mut self, entry: &Entry, done: Answer, events: &mut Vec<EventRow>, hashes: &mut Vec<HashRow>) {
        let seq = self.size;
        let sealed = log::seal(seq, &entry.event, &entry.key);
        let leaf = log::leaf(&sealed.commitment);
        self.frontier.append_noting(leaf, |level, index, hash| hashes.push(HashRow { level, index, hash }));
        events.push(EventRow { seq, columns: Columns::of(&entry.event), commitment: sealed.commitment, sealed: sealed.body });
        self.size = seq + 1;
        self.changed = true;
        self.last_at = self.last_at.max(entry.event.at.millis());
        self.waiting.push((done, Recorded { seq }));
    }
}

async fn insert(connection: &mut AnyConnection, events: Vec<EventRow>, hashes: Vec<HashRow>) -> Result<(), StoreError> {
    let mut events = events.into_iter();
    while let Some((rows, text)) = next_batch(events.len(), &EVENTS) {
        let mut query = sqlx::query(text);
        for EventRow { seq, columns, commitment, sealed } in events.by_ref().take(rows) {
            query = query
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
                .bind(commitment.to_vec())
                .bind(sealed);
        }
        query.execute(&mut *connection).await?;
    }
    let mut hashes = hashes.into_iter();
    while let Some((rows, text)) = next_batch(hashes.len(), &HASHES) {
        let mut query = sqlx::query(text);
        for HashRow { level, index, hash } in hashes.by_ref().take(rows) {
            query = query.bind(i64::from(level)).bind(log::signed(index)).bind(hash.to_vec());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// The largest statement for what is left.
fn next_batch(left: usize, inserts: &'static Inserts) -> Option<(usize, &'static str)> {
    AT_ONCE.iter().zip(&inserts.0).find(|(rows, _)| **rows <= left).map(|(rows, text)| (*rows, text.as_str()))
}

//! Whether the record is as it was committed: each event opens, is what its commitment says and what its columns repeat; the
//! commitments make the stored tree; the tree makes the signed checkpoint, and an older one kept elsewhere; and the rows that decisions
//! rest on are those that the events name.
//!
//! Reads a prefix of the log that stands still while the gateway goes on writing, in batches of constant size. What the events say of facts is
//! kept until their rows are read: some 200 bytes for each fact.

use std::collections::{BTreeMap, BTreeSet};

use porthor_keys::log::checkpoint::{Checkpoint, CheckpointError};
use porthor_keys::log::note::{Note, VerifierKey};
use porthor_policy::{Event, EventKind};
use sqlx::AnyConnection;

use super::body::{Body, EventKeys};
pub use super::findings::{Problem, Report};
use super::state::State;
use super::store::{self, Filter, Head, RawRow, Stretch};
use super::tree::{Claims, Stored, Tree};
use crate::store::StoreError;
use crate::store::log::{Columns, OpenedEvent};

/// Entries read at once.
const BATCH: u64 = 512;
/// Keys tried in all to find out which case a misplaced event belongs to.
const TRIES: usize = 5_000;

/// Why a verification could not be done.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The older checkpoint is not one of this log.
    #[error("the older checkpoint is none of this log: {0}; give the file as it was kept, with its signature")]
    Older(CheckpointError),
}

/// Verifies the record. `older` is a signed checkpoint kept elsewhere; `progress` is told (entries checked, entries in all).
pub async fn verify(
    connection: &mut AnyConnection,
    keys: &EventKeys<'_>,
    log_key: &VerifierKey,
    older: Option<&str>,
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<Report, VerifyError> {
    let older = older.map(|text| open_checkpoint(text, log_key)).transpose().map_err(VerifyError::Older)?;
    let head = store::head(&mut *connection).await?;
    let mut walk = Walk::new(keys, older);
    let mut from = 0;
    while from < head.size {
        let to = head.size.min(from + BATCH);
        walk.batch(&mut *connection, from, to).await?;
        progress(to, head.size);
        from = to;
    }
    walk.check_erasures_since(&mut *connection, head.size).await?;
    walk.check_head(&head, log_key);
    walk.check_counts(&mut *connection).await?;
    walk.state.check(&mut *connection, keys, head.size, &mut walk.report).await?;
    walk.report.checkpoint = head.checkpoint;
    Ok(walk.report)
}

fn open_checkpoint(text: &str, log_key: &VerifierKey) -> Result<Checkpoint, CheckpointError> {
    let note: Note = text.parse()?;
    Checkpoint::open(&note, log_key)
}

/// A verification under way.
struct Walk<'a> {
    keys: &'a EventKeys<'a>,
    older: Option<Checkpoint>,
    tree: Tree,
    state: State,
    report: Report,
    /// Cases whose key is gone, with the first event that cannot be opened for it; until their erasure is met.
    gone: BTreeMap<String, u64>,
    /// Cases whose erasure was met.
    erased: BTreeSet<String>,
    tries: usize,
}

impl<'a> Walk<'a> {
    fn new(keys: &'a EventKeys<'a>, older: Option<Checkpoint>) -> Self {
        let (tree, state, report) = (Tree::default(), State::default(), Report::default());
        Self { keys, older, tree, state, report, gone: BTreeMap::new(), erased: BTreeSet::new(), tries: TRIES }
    }

    async fn batch(&mut self, connection: &mut AnyConnection, from: u64, to: u64) -> Result<(), StoreError> {
        let stored = Stored::read(&mut *connection, from, to).await?;
        let mut rows = store::raw_rows(&mut *connection, from, to).await?.into_iter().peekable();
        for seq in from..to {
            let row = rows.next_if(|row| row.seq == seq);
            let claims = if let Some(row) = row {
                self.claims_of(&mut *connection, row).await?
            } else {
                self.report.add(Problem::of_event(seq, None, "the row is missing"));
                Claims { event: None, column: None, row: false }
            };
            self.tree.add(seq, claims, &stored, &mut self.report);
            self.report.checked += 1;
            self.compare_with_older();
        }
        Ok(())
    }

    async fn claims_of(&mut self, connection: &mut AnyConnection, row: RawRow) -> Result<Claims, StoreError> {
        let (seq, column) = (row.seq, row.commitment);
        let columns = match &row.columns {
            Ok(columns) => columns,
            Err(unreadable) => {
                self.report.add(Problem::of_event(seq, Some(unreadable), "cannot be read"));
                return Ok(Claims { event: None, column, row: true });
            }
        };
        let case = columns.case.as_deref();
        let opened = match self.keys.open_sealed(&mut *connection, seq, case, &row.sealed).await? {
            Body::Opened(opened) => Some(opened),
            Body::Erased => {
                self.note_erased(seq, case.unwrap_or_default());
                None
            }
            Body::KeyUnusable => {
                self.state.note_closed(case.unwrap_or_default());
                let what = format!("cannot be opened with the root, so event {seq} cannot be read");
                self.report.add(Problem::of_table("case_key", "sealed", what));
                None
            }
            Body::Unreadable => {
                let found = self.search(&mut *connection, seq, &row.sealed).await?;
                if found.is_none() {
                    self.report.add(Problem::of_event(seq, Some("sealed"), "cannot be opened: it was altered"));
                }
                found
            }
        };
        if let Some(opened) = &opened {
            self.compare_columns(seq, columns, &opened.event);
            self.state.note(seq, &opened.event);
            self.note_erasure(&mut *connection, seq, &opened.event).await?;
        }
        Ok(Claims { event: opened.map(|opened| opened.commitment), column, row: true })
    }

    fn compare_columns(&mut self, seq: u64, columns: &Columns, event: &Event) {
        if let Some(column) = Columns::of(event).differs(columns) {
            self.report.add(Problem::of_event(seq, Some(column), "differs from what was committed"));
        }
    }

    /// Which key opens an event that the one its row names does not: then it is the row's case that was altered.
    async fn search(
        &mut self,
        connection: &mut AnyConnection,
        seq: u64,
        sealed: &[u8],
    ) -> Result<Option<Box<OpenedEvent>>, StoreError> {
        let mut after = String::new();
        while self.tries > 0 {
            let cases = store::cases_with_keys(&mut *connection, &after, 200).await?;
            let Some(last) = cases.last() else { break };
            after.clone_from(last);
            for case in cases {
                self.tries = self.tries.saturating_sub(1);
                if let Body::Opened(opened) = self.keys.open_sealed(&mut *connection, seq, Some(&case), sealed).await? {
                    return Ok(Some(opened));
                }
            }
        }
        Ok(None)
    }

    fn note_erased(&mut self, seq: u64, case: &str) {
        self.report.erased += 1;
        self.state.note_closed(case);
        if self.erased.contains(case) {
            self.report.add(Problem::of_event(seq, Some("case_id"), "names a case that was erased before"));
        } else {
            self.gone.entry(case.to_owned()).or_insert(seq);
        }
    }

    /// An erasure explains why a case's key is gone, and says how many events it closed, so that none is moved among them unseen.
    async fn note_erasure(&mut self, connection: &mut AnyConnection, seq: u64, event: &Event) -> Result<(), StoreError> {
        let Some(case) = erased_case(event) else { return Ok(()) };
        if let Some(closed) = event.details.get("events") {
            let found = store::rows_of_case(connection, &case, seq).await?.to_string();
            if found != *closed {
                let what = format!("names the case erased by event {seq} in {found} rows; the erasure closed {closed}");
                self.report.add(Problem::of_table("event", "case_id", what));
            }
        }
        self.gone.remove(&case);
        self.state.note_closed(&case);
        self.erased.insert(case);
        Ok(())
    }

    /// A case may be erased while its events are being verified: the erasure then stands after them.
    async fn check_erasures_since(&mut self, connection: &mut AnyConnection, size: u64) -> Result<(), StoreError> {
        if !self.gone.is_empty() {
            let filter = Filter { kind: Some(EventKind::CaseErased), ..Filter::default() };
            let stretch = Stretch { after: size.checked_sub(1), below: i64::MAX.cast_unsigned(), limit: 10_000 };
            for row in store::page(&mut *connection, &filter, stretch).await? {
                if let Body::Opened(opened) = self.keys.open(&mut *connection, &row).await?
                    && let Some(case) = erased_case(&opened.event)
                {
                    self.gone.remove(&case);
                }
            }
        }
        for (case, seq) in std::mem::take(&mut self.gone) {
            let what = format!("of case {case} is gone, though no erasure is on record: event {seq} cannot be opened");
            self.report.add(Problem::of_table("case_key", "sealed", what));
        }
        Ok(())
    }

    fn compare_with_older(&mut self) {
        if let Some(older) = self.older.take_if(|older| older.size() <= self.tree.edge().size())
            && older.size() == self.tree.edge().size()
            && *older.root() != self.tree.root()
        {
            let what = format!("the first {} entries are not those that the older checkpoint was signed for", older.size());
            self.report.add(Problem { seq: None, table: "event", column: None, what });
        }
    }

    fn check_head(&mut self, head: &Head, log_key: &VerifierKey) {
        if let Some(older) = self.older.take().filter(|older| older.size() > 0) {
            let what = format!("has {} entries, and the older checkpoint {}: the end of the log is gone", head.size, older.size());
            self.report.add(Problem::of_table("log_head", "size", what));
        }
        if head.frontier != self.tree.edge().to_bytes() {
            self.report.add(Problem::of_table("log_head", "frontier", "differs from the tree of the entries"));
        }
        if head.size == 0 && head.checkpoint.is_empty() {
            return;
        }
        let what = match open_checkpoint(&head.checkpoint, log_key) {
            Err(error) => format!("is not one that this log signed: {error}"),
            Ok(signed) if signed.size() != head.size => format!("is for {} entries, and there are {}", signed.size(), head.size),
            Ok(signed) if *signed.root() != self.tree.root() => "was signed for other entries than these".to_owned(),
            Ok(_) => return,
        };
        self.report.add(Problem::of_table("log_head", "checkpoint", what));
    }

    /// Rows that were never committed stand outside the log, or make the counts differ.
    async fn check_counts(&mut self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let counts = store::counts(connection).await?;
        let size = crate::store::log::signed(counts.size);
        if counts.events != size || counts.last.is_some_and(|last| last >= size) {
            let last = counts.last.map_or_else(|| "none".to_owned(), |last| last.to_string());
            let what = format!("{} rows for a log of {size} entries; the last row is {last}", counts.events);
            self.report.add(Problem { seq: None, table: "event", column: None, what });
        }
        // A tree of n leaves has 2n − (1-bits of n) complete subtrees, the leaves among them.
        let hashes = 2 * size - i64::from(counts.size.count_ones());
        if counts.hashes != hashes {
            let what = format!("{} rows for a log of {size} entries, which has {hashes}", counts.hashes);
            self.report.add(Problem { seq: None, table: "log_hash", column: None, what });
        }
        Ok(())
    }
}

/// The case that an event erased.
pub(super) fn erased_case(event: &Event) -> Option<String> {
    if event.kind != EventKind::CaseErased {
        return None;
    }
    event.case.as_ref().map(ToString::to_string).or_else(|| event.details.get("case").cloned())
}

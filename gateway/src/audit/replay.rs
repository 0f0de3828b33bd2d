//! Past decisions taken again, on the facts as they were: what was allowed must still follow from what was known, and what was
//! refused must be refused for the same reasons.
//!
//! Facts carry all rows ever, so the decision as of a moment is the same function with that moment as `now`. One thing needs care:
//! a change is decided just before it is written, and both bear the same millisecond. What it wrote itself must not count for it.

use std::collections::HashMap;
use std::sync::Arc;

use porthor_policy::{Access, Decision, Event, EventKind, Facts, Outcome, ProtocolRecord, Recorded, Timestamp, decide};
use serde::Serialize;
use sqlx::AnyConnection;

use super::body::{Body, EventKeys};
use super::store::{self, Filter, Stretch};
use super::taxonomy::{Adopted, Lost};
use crate::app::App;
use crate::http::session;
use crate::store::StoreError;

/// Rows read at once.
const BATCH: u32 = 256;
/// The table of taxonomies.
const TAXONOMY: &str = "taxonomy";
/// Milliseconds.
const HOUR: i64 = 3_600_000;
/// Differences kept in full; beyond it they are counted.
const KEPT: usize = 500;

/// A decision taken again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// As it is recorded.
    pub then: Decision,
    /// As it comes out again.
    pub now_again: Decision,
    /// Whether the two are one, in answer, grounds and reasons.
    pub same: bool,
    /// SHA-256 of the taxonomy it was taken under, where another is in force now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub another_taxonomy: Option<String>,
}

/// A decision that came out otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// Its event.
    pub seq: u64,
    /// Both answers.
    #[serde(flatten)]
    pub replayed: Replayed,
}

/// The outcome of a replay.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Replays {
    /// Decisions taken again.
    pub replayed: u64,
    /// Of these, those that came out as recorded.
    pub same: u64,
    /// Those taken, and taken again, under another taxonomy than the one in force now.
    pub another_taxonomy: u64,
    /// Taxonomies that are missing or altered, so that decisions under them cannot be taken again.
    pub lost_taxonomies: Vec<Lost>,
    /// Decisions under them.
    pub undecidable: u64,
    /// Decisions on cases since erased: nothing is left to decide on.
    pub erased: u64,
    /// Events that cannot be opened although nothing was erased: run the verification.
    pub unreadable: u64,
    /// Those that came out otherwise, in the order of the log.
    pub differences: Vec<Difference>,
    /// Differences beyond those listed.
    pub more: u64,
}

impl Replays {
    /// Whether every decision came out as recorded, and every event and taxonomy could be read.
    pub fn is_sound(&self) -> bool {
        self.differences.is_empty() && self.more == 0 && self.unreadable == 0 && self.lost_taxonomies.is_empty()
    }

    fn add(&mut self, seq: u64, replayed: Replayed) {
        self.replayed += 1;
        self.another_taxonomy += u64::from(replayed.another_taxonomy.is_some());
        if replayed.same {
            self.same += 1;
        } else if self.differences.len() < KEPT {
            self.differences.push(Difference { seq, replayed });
        } else {
            self.more += 1;
        }
    }
}

/// Takes every decision again that `filter` wants; `progress` is told (entries seen, entries in all).
pub async fn replay_all(
    app: &App,
    connection: &mut AnyConnection,
    filter: &Filter,
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<Replays, StoreError> {
    let keys = EventKeys::of(app);
    let size = store::head(&mut *connection).await?.size;
    let mut past = Past::default();
    let lost_taxonomies = past.adopted(app, &mut *connection).await?.lost().to_vec();
    let mut replays = Replays { lost_taxonomies, ..Replays::default() };
    let mut after = None;
    loop {
        let stretch = Stretch { after, below: size, limit: BATCH };
        let rows = store::page(&mut *connection, filter, stretch).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.seq);
        for row in rows.iter().filter(|row| row.columns.verb.is_some()) {
            match keys.open(&mut *connection, row).await? {
                Body::Opened(opened) => match past.replay(app, &mut *connection, row.seq, &opened.event).await {
                    Ok(Some(replayed)) => replays.add(row.seq, replayed),
                    Ok(None) => {}
                    Err(StoreError::Erased) => replays.erased += 1,
                    Err(StoreError::BadRow { table: TAXONOMY, .. }) => replays.undecidable += 1,
                    Err(error) => return Err(error),
                },
                Body::Erased => replays.erased += 1,
                Body::KeyUnusable | Body::Unreadable => replays.unreadable += 1,
            }
        }
        progress(after.map_or(0, |last| last + 1), size);
    }
    Ok(replays)
}

/// What a replay needs beside the facts, read once.
#[derive(Default)]
pub struct Past {
    /// When each version of each protocol was registered.
    registered: HashMap<(String, i64), i64>,
    /// Which taxonomy was in force from where on.
    adopted: Option<Adopted>,
}

impl Past {
    async fn adopted(&mut self, app: &App, connection: &mut AnyConnection) -> Result<&Adopted, StoreError> {
        Ok(match self.adopted.take() {
            Some(adopted) => self.adopted.insert(adopted),
            None => self.adopted.insert(Adopted::read(app, connection).await?),
        })
    }

    /// Takes the decision of `event`, which stands at `seq`, again, under the taxonomy of then; none if it was none.
    pub async fn replay(
        &mut self,
        app: &App,
        connection: &mut AnyConnection,
        seq: u64,
        event: &Event,
    ) -> Result<Option<Replayed>, StoreError> {
        Ok(self.bearing(app, connection, seq, event).await?.map(Bearing::again))
    }

    /// What the decision of `event`, which stands at `seq`, was taken on; none if it was none.
    pub async fn bearing(
        &mut self,
        app: &App,
        connection: &mut AnyConnection,
        seq: u64,
        event: &Event,
    ) -> Result<Option<Bearing>, StoreError> {
        let Some(access) = &event.access else { return Ok(None) };
        let then = match (event.outcome, &event.grounds) {
            (Outcome::Allowed, Some(grounds)) => Decision::Allow(grounds.clone()),
            (Outcome::Refused, _) => Decision::Refuse(event.reasons.clone()),
            _ => return Ok(None),
        };
        let staff = session::staff_of(&mut *connection, &access.actor.person).await?;
        let mut known = app.facts.load(&mut *connection, &app.store.case_keys, access.case.as_ref()).await?.with(staff);
        if let Some(sender) = &access.sender {
            known = known.with(session::staff_of(&mut *connection, &sender.person).await?);
        }
        let mut facts = Facts::clone(&known.facts);
        self.drop_protocols_since(&mut *connection, &mut facts, event.at).await?;
        let in_force = self.adopted(app, &mut *connection).await?.at(seq);
        let in_force = in_force.ok_or(StoreError::bad_row(TAXONOMY, "body"))?;
        facts.taxonomy = in_force.taxonomy;
        let (access, at, views) = (access.clone(), event.at, views(event));
        Ok(Some(Bearing { access, at, then, facts, views, another_taxonomy: in_force.another }))
    }

    /// Facts as they could be known at `at`, by whoever looks back at it: without protocols that were not registered yet, and under the
    /// taxonomy of then.
    pub async fn as_of(
        &mut self,
        app: &App,
        connection: &mut AnyConnection,
        facts: &mut Facts,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.drop_protocols_since(&mut *connection, facts, at).await?;
        let seq = store::first_since(&mut *connection, at.plus_millis(HOUR)).await?;
        let in_force = self.adopted(app, connection).await?.at(seq).ok_or(StoreError::bad_row(TAXONOMY, "body"))?;
        facts.taxonomy = in_force.taxonomy;
        Ok(())
    }

    /// A protocol that was not registered yet could neither open nor explain anything.
    async fn drop_protocols_since(
        &mut self,
        connection: &mut AnyConnection,
        facts: &mut Facts,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = |record: &ProtocolRecord| (record.protocol.id.to_string(), i64::from(record.protocol.version));
        if facts.protocols.iter().any(|record| !self.registered.contains_key(&key(record))) {
            let rows: Vec<(String, i64, i64)> =
                sqlx::query_as("SELECT id, version, created_at FROM protocol").fetch_all(connection).await?;
            self.registered = rows.into_iter().map(|(id, version, at)| ((id, version), at)).collect();
        }
        facts.protocols.retain(|record| self.registered.get(&key(record)).is_some_and(|created| *created <= at.millis()));
        Ok(())
    }
}

/// What a past decision was taken on, so far as it can be told from what is recorded.
pub struct Bearing {
    /// What was asked.
    pub access: Access,
    /// When it was decided.
    pub at: Timestamp,
    /// As it is recorded.
    pub then: Decision,
    facts: Facts,
    views: &'static [View],
    another_taxonomy: Option<String>,
}

impl Bearing {
    /// Takes the decision again.
    pub fn again(self) -> Replayed {
        let (_, now_again) = self.as_seen();
        Replayed { same: now_again == self.then, now_again, then: self.then, another_taxonomy: self.another_taxonomy }
    }

    /// The facts that bear the decision out, and the decision on them; where none do, those that come first.
    pub fn as_seen(&self) -> (Facts, Decision) {
        let mut first = None;
        for view in self.views {
            let facts = match view {
                View::Until => self.facts.clone(),
                View::Before => before(&self.facts, self.at),
            };
            let decision = decide(&self.access, &facts, self.at);
            if decision == self.then {
                return (facts, decision);
            }
            first.get_or_insert((facts, decision));
        }
        first.expect("every event is seen in one way at least")
    }
}

/// Which facts of the very millisecond of a decision it was taken on.
#[derive(Clone, Copy)]
enum View {
    /// Those recorded up to and in it: a release is recorded after everything it rests on.
    Until,
    /// Those recorded before it: a change is given a moment later than that of every event before it, and writes at that moment.
    Before,
}

/// A refusal may be of a release or of a change; its record does not say, so either view that bears it out is right.
fn views(event: &Event) -> &'static [View] {
    match (event.outcome, event.kind) {
        (Outcome::Refused, _) => &[View::Until, View::Before],
        (
            _,
            EventKind::ReportsListed
            | EventKind::ReportOpened
            | EventKind::ReportTakenSealed
            | EventKind::ConsentPreviewed
            | EventKind::ScanSeen
            | EventKind::AuditRead,
        ) => &[View::Until],
        _ => &[View::Before],
    }
}

/// The facts as they were just before `at`: what was recorded at it was not there yet, what ended at it still held.
fn before(facts: &Facts, at: Timestamp) -> Facts {
    Facts {
        taxonomy: Arc::clone(&facts.taxonomy),
        case: facts.case.as_ref().and_then(|fact| earlier(fact, at)),
        agencies: all_earlier(&facts.agencies, at),
        people: all_earlier(&facts.people, at),
        family: all_earlier(&facts.family, at),
        involvements: all_earlier(&facts.involvements, at),
        vetoes: all_earlier(&facts.vetoes, at),
        competences: all_earlier(&facts.competences, at),
        marks: all_earlier(&facts.marks, at),
        enrolments: all_earlier(&facts.enrolments, at),
        grants: all_earlier(&facts.grants, at),
        requests: all_earlier(&facts.requests, at),
        emergencies: all_earlier(&facts.emergencies, at),
        reports: all_earlier(&facts.reports, at),
        quarantines: all_earlier(&facts.quarantines, at),
        protocols: facts
            .protocols
            .iter()
            .map(|record| ProtocolRecord {
                protocol: Arc::clone(&record.protocol),
                signatures: all_earlier(&record.signatures, at),
            })
            .collect(),
    }
}

fn all_earlier<T: Clone>(facts: &[Recorded<T>], at: Timestamp) -> Vec<Recorded<T>> {
    facts.iter().filter_map(|fact| earlier(fact, at)).collect()
}

fn earlier<T: Clone>(fact: &Recorded<T>, at: Timestamp) -> Option<Recorded<T>> {
    let ended = fact.ended.filter(|ended| *ended < at);
    (fact.recorded < at).then(|| Recorded { ended, ..fact.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(recorded: i64, ended: Option<i64>) -> Recorded<char> {
        Recorded { value: 'x', recorded: Timestamp::from_millis(recorded), ended: ended.map(Timestamp::from_millis) }
    }

    #[test]
    fn what_a_change_writes_itself_does_not_count_for_its_own_decision() {
        let at = Timestamp::from_millis(10);
        assert_eq!(earlier(&fact(10, None), at), None);
        assert_eq!(earlier(&fact(9, None), at), Some(fact(9, None)));
        assert_eq!(earlier(&fact(9, Some(10)), at), Some(fact(9, None)));
        assert_eq!(earlier(&fact(8, Some(9)), at), Some(fact(8, Some(9))));
    }

    #[test]
    fn a_release_counts_what_was_recorded_in_its_own_millisecond_and_a_change_does_not() {
        let event = |kind, outcome| Event { outcome, ..Event::new(kind, Timestamp::from_millis(10)) };
        let of = |kind, outcome| views(&event(kind, outcome)).iter().map(|view| matches!(view, View::Until)).collect::<Vec<_>>();
        assert_eq!(of(EventKind::ReportOpened, Outcome::Allowed), [true]);
        assert_eq!(of(EventKind::ConsentWithdrawn, Outcome::Allowed), [false]);
        assert_eq!(of(EventKind::AccessRefused, Outcome::Refused), [true, false]);
    }
}

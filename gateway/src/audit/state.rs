//! Whether the rows that decisions rest on are those that the record names: a withdrawn consent that was made to stand again, a fact that
//! was taken away, an agency's key that was exchanged. Events cannot be altered unseen; these rows could, by anyone with the database.
//!
//! What the events say is gathered while they are verified: ids and moments, no body; some 200 bytes for each fact. Each row is then read in
//! one statement with the size of the log, and compared with what the events up to there say, so that a gateway may go on writing.

use std::collections::{BTreeMap, BTreeSet};

use porthor_policy::{Event, EventKind};
use sqlx::AnyConnection;

use super::body::{Body, EventKeys};
use super::findings::{Problem, Report};
use super::store::{self, Filter, Stretch};
use super::verify::erased_case;
use crate::store::StoreError;
use crate::store::facts::named::{ENDED, RECORDED, named};

mod rows;

use rows::{FactRow, Snapshot};

/// Events read at once of those that were written since the verification began.
const BATCH: u32 = 512;

/// An event that says something of a row: its place and its moment (ms).
#[derive(Clone, Copy)]
struct Told {
    seq: u64,
    at: i64,
}

/// What events say of one fact.
#[derive(Default)]
struct Said {
    case: String,
    /// Not known of a fact from before events named what they record.
    kind: Option<String>,
    recorded: Option<Told>,
    ended: Option<Told>,
    /// Whether its row was compared with this.
    compared: bool,
}

/// What the events say of the rows that decisions rest on.
#[derive(Default)]
pub struct State {
    /// Up to which place of the log events were heard.
    heard: u64,
    facts: BTreeMap<String, Said>,
    /// From which moment on (ms) events name every fact that they record or end.
    since: Option<i64>,
    /// Cases whose events cannot be read: nothing is known of their facts.
    closed: BTreeSet<String>,
    /// The key that was last set for each agency, and by which event.
    recipients: BTreeMap<String, (u64, String)>,
}

impl State {
    /// Hears what an event says.
    pub fn note(&mut self, seq: u64, event: &Event) {
        let told = Told { seq, at: event.at.millis() };
        for (kind, id) in named(event, RECORDED) {
            self.since.get_or_insert(told.at);
            let said = self.said(id, event);
            (said.kind, said.recorded) = (Some(kind.to_owned()), Some(told));
        }
        for (_, id) in named(event, ENDED) {
            self.since.get_or_insert(told.at);
            self.said(id, event).ended = Some(told);
        }
        if let Some(id) = ended_before_naming(event).filter(|_| self.since.is_none()) {
            self.said(&id, event).ended.get_or_insert(told);
        }
        if event.kind == EventKind::AgencyRecipientSet
            && let (Some(agency), Some(recipient)) = (event.details.get("agency"), event.details.get("recipient"))
        {
            self.recipients.insert(agency.clone(), (seq, recipient.clone()));
        }
    }

    fn said(&mut self, id: &str, event: &Event) -> &mut Said {
        let said = self.facts.entry(id.to_owned()).or_default();
        said.case = event.case.as_ref().map(ToString::to_string).unwrap_or_default();
        said.compared = false;
        said
    }

    /// Events of this case cannot be read: it was erased, or its key is of no use.
    pub fn note_closed(&mut self, case: &str) {
        self.closed.insert(case.to_owned());
    }

    /// Compares the rows with what the first `size` events, all of them heard, and those since then say.
    pub async fn check(
        &mut self,
        connection: &mut AnyConnection,
        keys: &EventKeys<'_>,
        size: u64,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        self.heard = size;
        self.check_recipients(&mut *connection, keys, report).await?;
        let mut after = String::new();
        loop {
            let Snapshot { size, value: rows } = rows::facts_after(&mut *connection, &after).await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.id);
            self.hear_until(&mut *connection, keys, size).await?;
            for row in &rows {
                self.compare(row, report);
            }
        }
        self.check_the_rest(connection, keys, report).await
    }

    /// Facts whose row was not met, or of which more was said after it was.
    async fn check_the_rest(
        &mut self,
        connection: &mut AnyConnection,
        keys: &EventKeys<'_>,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let rest: Vec<String> = self.facts.iter().filter(|(_, said)| !said.compared).map(|(id, _)| id.clone()).collect();
        for id in rest {
            let Snapshot { size, value: row } = rows::fact(&mut *connection, &id).await?;
            self.hear_until(&mut *connection, keys, size).await?;
            match row {
                Some(row) => self.compare(&row, report),
                None => self.report_missing(&id, report),
            }
        }
        Ok(())
    }

    fn report_missing(&self, id: &str, report: &mut Report) {
        let Some(said) = self.facts.get(id).filter(|said| !self.closed.contains(&said.case)) else { return };
        let seq = said.recorded.or(said.ended).map_or(0, |told| told.seq);
        let kind = said.kind.as_deref().unwrap_or("fact");
        let what = format!("the row of {kind} {id} is missing, which event {seq} names");
        report.add(Problem { seq: None, table: "case_fact", column: None, what });
    }

    fn compare(&mut self, row: &FactRow, report: &mut Report) {
        let Some(said) = self.facts.get_mut(&row.id) else {
            if !self.closed.contains(&row.case) {
                unnamed(row, self.since, report);
            }
            return;
        };
        said.compared = true;
        if self.closed.contains(&said.case) {
            return;
        }
        let mut differs = |column: &str, what: String| {
            report.add(Problem::of_table("case_fact", column, format!("of {} {} {what}", row.kind, row.id)));
        };
        if said.case != row.case {
            differs("case_id", format!("is {}, and the record says {}", row.case, said.case));
        }
        if let Some(kind) = said.kind.as_ref().filter(|kind| **kind != row.kind) {
            differs("kind", format!("differs: the record says {kind}"));
        }
        match said.recorded {
            Some(told) if told.at != row.recorded_at => {
                differs("recorded_at", format!("is {}; event {} recorded it at {}", row.recorded_at, told.seq, told.at));
            }
            None if self.since.is_some_and(|since| row.recorded_at >= since) => {
                differs("recorded_at", format!("is {}, and no event of then recorded it", row.recorded_at));
            }
            _ => {}
        }
        match (said.ended, row.ended_at) {
            (Some(told), ended) if ended != Some(told.at) => {
                let found = ended.map_or_else(|| "empty".to_owned(), |ended| ended.to_string());
                differs("ended_at", format!("is {found}; event {} ended it at {}", told.seq, told.at));
            }
            (None, Some(ended)) if said.recorded.is_some() => differs("ended_at", format!("is {ended}, and no event ended it")),
            _ => {}
        }
    }

    /// One row for each agency that there is, and each key as it was last set.
    async fn check_recipients(
        &mut self,
        connection: &mut AnyConnection,
        keys: &EventKeys<'_>,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let Snapshot { size, value: rows } = rows::recipients(&mut *connection).await?;
        self.hear_until(connection, keys, size).await?;
        for (agency, said) in &self.recipients {
            let what = match (rows.get(agency), said) {
                (None, (seq, _)) => format!("of agency {agency} is missing, which event {seq} set"),
                (Some(found), (seq, said)) if found.as_ref() != Some(said) => {
                    format!("of agency {agency} is not the key that event {seq} set")
                }
                _ => continue,
            };
            report.add(Problem::of_table("agency", "recipient", what));
        }
        for (agency, _) in rows.iter().filter(|(agency, found)| found.is_some() && !self.recipients.contains_key(*agency)) {
            report.add(Problem::of_table("agency", "recipient", format!("of agency {agency} was set by no event")));
        }
        Ok(())
    }

    /// Hears the events that were written since, up to `size`.
    async fn hear_until(&mut self, connection: &mut AnyConnection, keys: &EventKeys<'_>, size: u64) -> Result<(), StoreError> {
        while self.heard < size {
            let stretch = Stretch { after: self.heard.checked_sub(1), below: size, limit: BATCH };
            let rows = store::page(&mut *connection, &Filter::default(), stretch).await?;
            for row in &rows {
                match keys.open(&mut *connection, row).await? {
                    Body::Opened(opened) => {
                        self.note(row.seq, &opened.event);
                        if let Some(case) = erased_case(&opened.event) {
                            self.note_closed(&case);
                        }
                    }
                    Body::Erased | Body::KeyUnusable => self.note_closed(row.columns.case.as_deref().unwrap_or_default()),
                    Body::Unreadable => {}
                }
            }
            self.heard = rows.last().map_or(size, |last| last.seq + 1);
        }
        Ok(())
    }
}

/// A row of which no event says anything: one from before events named facts, or one that was put there.
fn unnamed(row: &FactRow, since: Option<i64>, report: &mut Report) {
    let FactRow { id, kind, recorded_at, .. } = row;
    if since.is_some_and(|since| *recorded_at >= since) {
        let what = format!("the row of {kind} {id} is named by no event");
        report.add(Problem { seq: None, table: "case_fact", column: None, what });
    } else if let Some(ended) = row.ended_at.filter(|ended| since.is_some_and(|since| *ended >= since)) {
        let what = format!("of {kind} {id} is {ended}, and no event of then ended it");
        report.add(Problem::of_table("case_fact", "ended_at", what));
    } else {
        report.unchecked += 1;
    }
}

/// The fact that an event ended, from before events named every one: those that said it of their own.
fn ended_before_naming(event: &Event) -> Option<String> {
    let detail = |name: &str| event.details.get(name).cloned();
    match event.kind {
        EventKind::ConsentWithdrawn => event.consent.as_ref().map(ToString::to_string),
        EventKind::InvolvementEnded => detail("involvement"),
        EventKind::InvolvementHandedOver => detail("ended"),
        EventKind::VetoLifted | EventKind::MarkLifted | EventKind::RequestClosed => detail("fact"),
        _ => None,
    }
}

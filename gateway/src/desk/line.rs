//! A case on the desk and what waits there. All of it is decided in memory on what was read for the list; the database is asked for the names
//! of the cases and, once for all of them, for what the family asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use porthor_policy::{
    Access, CaseId, ConsentState, Grant, Recipient, Recorded, Report, RequestState, Timestamp, Verb, holding, sees_consent,
};

use super::gaps;
use crate::app::App;
use crate::case::{Theirs, store};
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::quarantine::held_reports;
use crate::store::StoreError;
use crate::web::{Say, calendar};
use crate::{remark, report};

/// Days before its end at which a consent is named.
const ENDS_WITHIN: i64 = 28;

/// A case on the desk.
#[derive(Default)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) name: String,
    /// When the child was born: two may be called the same.
    pub(super) born: Option<String>,
    pub(super) lead: bool,
    /// Reports that are new to the reader.
    pub(super) new: usize,
    /// What the family asked, and the reader may answer.
    pub(super) asked: usize,
    pub(super) due: Vec<Due>,
    pub(super) ending: Vec<String>,
    /// Whether a report that the reader's own agency asked for waits for a consent.
    pub(super) missing: bool,
    /// Consents that agencies on the case lack, for who may ask the family for them.
    pub(super) gaps: usize,
    /// Reports that are held back, for who may take them in.
    pub(super) held: usize,
}

/// An answer that is due.
pub(super) struct Due {
    pub(super) text: String,
    pub(super) is_late: bool,
}

impl Line {
    /// Whether something is to be done. A gap alone is none: a family may have meant it so, and it would be first for ever.
    pub(super) fn waits(&self) -> bool {
        self.new > 0 || self.held > 0 || self.asked > 0 || !self.due.is_empty() || !self.ending.is_empty() || self.missing
    }
}

/// A line for each of these cases, a page of the list, but for one that was erased since the list was made.
pub(super) async fn of(app: &App, say: &Say, who: &SignedIn, cases: Vec<Theirs>, since: Timestamp) -> Result<Vec<Line>, Problem> {
    let (mut lines, mut there) = (Vec::new(), Vec::new());
    for own in cases {
        if let Some(line) = bare(app, say, who, &own).await? {
            lines.push(line);
            there.push(own);
        }
    }
    if report::page::lists(app, who) {
        let cases = &there;
        let asked = asked(app, who, cases).await?;
        let known: Vec<_> = cases.iter().map(|own| report::known_to(&who.actor, &own.case, &own.known.facts, own.now)).collect();
        let gaps = gaps(app, who, cases, &known).await?;
        for (place, (line, own)) in lines.iter_mut().zip(cases).enumerate() {
            line.new = new_reports(who, &known[place], since);
            line.asked = asked.get(&own.case).copied().unwrap_or_default();
            line.due = due(say, who, own);
            line.ending = ending(app, say, who, own).await?;
            line.missing = is_missing(who, own, &known[place]);
            line.gaps = gaps[place];
            line.held = held(app, who, own);
        }
    }
    Ok(lines)
}

/// What everybody is told who has the case on their desk.
async fn bare(app: &App, say: &Say, who: &SignedIn, own: &Theirs) -> Result<Option<Line>, Problem> {
    let Some(key) = &own.known.key else { return Ok(None) };
    let facts = own.known.facts.case_at(own.now);
    let lead = facts.map(|case| case.lead.clone());
    let born = facts.and_then(|case| case.born).map(|day| say.date(day));
    let row = store::find(&mut *app.store.reader().await?, &own.case, key).await?;
    Ok(row.map(|row| Line { id: own.case.to_string(), name: row.name, born, lead: lead == who.actor.agency, ..Line::default() }))
}

/// How many remarks of the family wait for an answer that `who` may give, for each case that has any.
async fn asked(app: &App, who: &SignedIn, cases: &[Theirs]) -> Result<BTreeMap<CaseId, usize>, Problem> {
    let keyed: BTreeMap<_, _> = cases.iter().filter_map(|own| Some((&own.case, own.known.key.as_deref()?))).collect();
    let open = remark::store::unanswered_in(&mut *app.store.reader().await?, &keyed).await?;
    let mut counts = BTreeMap::new();
    for (case, kept) in open {
        let own = cases.iter().find(|own| own.case == case);
        if own.is_some_and(|own| remark::waits_for(who, &own.case, &own.known.facts, own.now, &kept)) {
            *counts.entry(case).or_default() += 1;
        }
    }
    Ok(counts)
}

/// How many consents agencies lack on each of the cases, where `who` may ask the family for them.
async fn gaps(app: &App, who: &SignedIn, cases: &[Theirs], known: &[Vec<&Report>]) -> Result<Vec<usize>, Problem> {
    let taxonomy = &app.config.taxonomy;
    let asks_for = |own: &Theirs| {
        let case = own.known.facts.case_at(own.now).filter(|case| !case.closed);
        case.is_some_and(|case| porthor_policy::co_ordinates_for_the_lead(&who.actor, case, taxonomy))
    };
    let looks = cases.iter().zip(known).map(|(own, known)| {
        let seen = if asks_for(own) { known.iter().map(|report| report.id.clone()).collect() } else { Vec::new() };
        (Arc::clone(&own.known.facts), seen, own.now)
    });
    gaps::missing(app, looks.collect()).await
}

/// How many reports wait to be taken in, where `who` may take them in.
fn held(app: &App, who: &SignedIn, own: &Theirs) -> usize {
    let facts = &own.known.facts;
    let case = facts.case_at(own.now);
    let takes_in = case.is_some_and(|case| porthor_policy::co_ordinates_for_the_lead(&who.actor, case, &app.config.taxonomy));
    if takes_in { held_reports(facts, own.now).count() } else { 0 }
}

/// Reports of others that came since, of those that may be known.
fn new_reports(who: &SignedIn, known: &[&Report], since: Timestamp) -> usize {
    known.iter().filter(|report| since <= report.arrived && report.author != who.actor.person).count()
}

/// Open requests to or by one's agency, with their last day.
fn due(say: &Say, who: &SignedIn, own: &Theirs) -> Vec<Due> {
    let today = calendar::local(own.now).day;
    let agency = who.actor.agency.as_ref();
    let open = holding(&own.known.facts.requests, own.now).filter(|request| request.state == RequestState::Open);
    let mut mine: Vec<_> = open.filter(|request| Some(&request.to) == agency || Some(&request.by) == agency).collect();
    mine.sort_by_key(|request| request.due);
    let worded = mine.into_iter().map(|request| {
        let key = if Some(&request.to) == agency { "desk-due-by-us" } else { "desk-due-to-us" };
        Due { text: say.text(key).with("day", say.date(request.due)).to_string(), is_late: request.due < today }
    });
    worded.collect()
}

/// Consents that end soon, of those that one may see.
async fn ending(app: &App, say: &Say, who: &SignedIn, own: &Theirs) -> Result<Vec<String>, StoreError> {
    let Some(case) = own.known.facts.case_at(own.now) else { return Ok(Vec::new()) };
    let soon = own.now.plus_days(ENDS_WITHIN);
    let ends = |grant: &&Recorded<Grant>| {
        grant.value.state(grant.ended, own.now) == ConsentState::Given
            && grant.value.until.is_some_and(|until| until <= soon)
            && sees_consent(&who.actor, case, &grant.value, &app.config.taxonomy)
    };
    let grants: Vec<&Recorded<Grant>> = own.known.facts.grants.iter().filter(ends).collect();
    if grants.is_empty() {
        return Ok(Vec::new());
    }
    let names = super::names(app, say, &own.known).await?;
    let worded = grants.iter().filter_map(|grant| {
        let recipient = match &grant.value.recipient {
            Recipient::Agency(agency) => names.agency(agency),
            Recipient::Person(person) => names.person(person),
        };
        let day = say.last_day(grant.value.until?);
        Some(say.text("desk-consent-ends").with("who", recipient).with("day", day).to_string())
    });
    Ok(worded.collect())
}

/// Whether one's agency waits for a report that it cannot be given because nobody consented: it asked for it, and it has come.
fn is_missing(who: &SignedIn, own: &Theirs, known: &[&Report]) -> bool {
    let facts = &own.known.facts;
    let Some(agency) = &who.actor.agency else { return false };
    let mut open = holding(&facts.requests, own.now).filter(|request| request.state == RequestState::Open && request.by == *agency);
    open.any(|request| {
        let mut answers = holding(&facts.reports, own.now)
            .filter(|report| report.author_agency == request.to && request.categories.contains(&report.category));
        answers.any(|report| {
            let access = Access {
                report: Some(report.id.clone()),
                purpose: Some(request.purpose.clone()),
                ..Access::new(who.actor.clone(), Verb::Open).on(own.case.clone())
            };
            !known.iter().any(|known| known.id == report.id) && gaps::waits_for_consent(&access, facts, own.now)
        })
    })
}

//! The pages of staff: the desk with their own cases (`home`, each of them a `line`), and a case as far as they may see it (`case`, with who
//! cannot see what in `gaps` and what happened in `timeline`). What they do there belongs to the slices whose noun it is.

pub mod case;
mod gaps;
pub mod home;
mod line;
mod store;
mod timeline;

use std::sync::Arc;

use axum::Router;
use porthor_policy::{
    Access, AgencyId, CaseFacts, CaseId, Decision, EventKind, PersonId, PurposeCode, Recipient, Report, Timestamp, Verb, decide,
    holding,
};

use crate::app::App;
use crate::case::{look_in, store as cases};
use crate::gate;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::report;
use crate::store::StoreError;
use crate::store::case_keys::CaseKey;
use crate::store::facts::Known;
use crate::store::names::Names;
use crate::web::Say;

/// Pages of the desk.
pub fn routes() -> Router<Arc<App>> {
    home::routes().merge(case::routes())
}

/// A case that somebody on it looks at; that they did is on record.
pub struct Entered {
    /// The case itself.
    pub case: CaseFacts,
    /// All that is known of it, for decisions on what of it they may see.
    pub known: Known,
    /// As of when.
    pub now: Timestamp,
    /// Opens what is sealed of it.
    pub key: Arc<CaseKey>,
    /// What it is called.
    pub name: String,
    /// Whether their role sees what is there, or only brings to it.
    pub lists: bool,
}

impl Entered {
    /// Its name with the birthday, where it is known: two children may be called the same.
    pub fn named(&self, say: &Say) -> String {
        let Some(born) = self.case.born else { return self.name.clone() };
        say.text("case-named").with("name", self.name.as_str()).with("day", say.date(born)).to_string()
    }
}

/// Lets `who` look at `view` of a case that they are on.
pub async fn enter(app: &App, who: &SignedIn, case: &CaseId, view: &'static str) -> Result<Entered, Problem> {
    who.agency()?;
    let lists = report::page::lists(app, who);
    // Whoever neither sees what is there nor brings anything to it is refused as one who asks to see.
    let (known, now) = if lists || !report::page::pushes(app, who) {
        let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
        let granted =
            gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", view)).await?;
        (granted.known, granted.now)
    } else {
        let (known, _) = look_in(app, who, case, Verb::Push, view).await?;
        let now = app.clock.now().max(known.not_before);
        (known, now)
    };
    let (Some(facts), Some(key)) = (known.facts.case_at(now).cloned(), known.key.clone()) else {
        return Err(Problem::not_found());
    };
    let row = cases::find(&mut *app.store.reader().await?, case, &key).await?.ok_or_else(Problem::not_found)?;
    Ok(Entered { case: facts, known, now, key, name: row.name, lists })
}

/// The same, for what only those see whose role sees what is there.
pub async fn enter_to_see(app: &App, who: &SignedIn, case: &CaseId, view: &'static str) -> Result<Entered, Problem> {
    let entered = enter(app, who, case, view).await?;
    if entered.lists { Ok(entered) } else { Err(Problem::not_found()) }
}

/// For what `who` may have this report by `verb`, a code just entered aside; none stands for one's own agency's report, which needs no
/// purpose.
pub fn purposes(who: &SignedIn, entered: &Entered, report: &Report, verb: Verb) -> Vec<Option<PurposeCode>> {
    let facts = &entered.known.facts;
    let may = |purpose: Option<PurposeCode>| {
        let access =
            Access { report: Some(report.id.clone()), purpose, ..Access::new(who.actor.clone(), verb).on(entered.case.id.clone()) };
        match decide(&access, facts, entered.now) {
            Decision::Allow(_) => true,
            Decision::Refuse(reasons) => reasons.iter().all(|reason| reason.code() == "step-up-needed"),
        }
    };
    if Some(&report.author_agency) == who.actor.agency.as_ref() {
        return if may(None) { vec![None] } else { Vec::new() };
    }
    let mut purposes: Vec<_> = facts.taxonomy.purposes.keys().filter(|code| may(Some((*code).clone()))).cloned().collect();
    // What it was written for comes first: it is what most people open it for.
    purposes.sort_by_key(|code| *code != report.purpose);
    purposes.into_iter().map(Some).collect()
}

/// Names of every agency and person that the facts of a case name.
pub async fn names(app: &App, say: &Say, known: &Known) -> Result<Names, StoreError> {
    let facts = &known.facts;
    let mut agencies: Vec<&AgencyId> = facts.agencies.iter().map(|agency| &agency.value.id).collect();
    agencies.extend(facts.case.iter().map(|case| &case.value.lead));
    let mut people: Vec<&PersonId> = facts.family.iter().map(|member| &member.value.person).collect();
    people.extend(facts.involvements.iter().filter_map(|part| part.value.person.as_ref()));
    people.extend(facts.reports.iter().map(|report| &report.value.author));
    people.extend(facts.grants.iter().map(|grant| &grant.value.giver));
    people.extend(facts.grants.iter().filter_map(|grant| match &grant.value.recipient {
        Recipient::Person(person) => Some(person),
        Recipient::Agency(_) => None,
    }));
    people.extend(facts.emergencies.iter().map(|emergency| &emergency.value.person));
    let mut reader = app.store.reader().await?;
    Names::read(&app.secrets.column, &mut reader, say.language(), agencies, people).await
}

/// Live agencies by name, for a choice.
pub fn agencies(names: &Names, entered: &Entered) -> Vec<(String, String, String)> {
    let live = holding(&entered.known.facts.agencies, entered.now).filter(|agency| agency.live);
    let mut all: Vec<_> = live.map(|agency| (agency.id.to_string(), names.agency(&agency.id).to_owned(), String::new())).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

/// Whether `who` says who is on a case, and asks and records for the family: a co-ordinator of the agency that leads it.
pub fn co_ordinates(app: &App, who: &SignedIn, entered: &Entered) -> bool {
    porthor_policy::co_ordinates_for_the_lead(&who.actor, &entered.case, &app.config.taxonomy)
}

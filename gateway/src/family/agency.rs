//! One agency of the circle: its people on the case, the reports it can see and why, those it cannot and what would have to change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{AgencyId, CaseId, Involvement, Misses, PersonId, Recipient, ReportId, Scope, Sight, Verb, Veto, holding};

use super::agreement::{self, Agreement};
use super::circle::{all_sights, around, how_much, seeing};
use super::seen::Seen;
use crate::app::App;
use crate::case::holds::page::{is_objected_to, why_not_say};
use crate::consent;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::web::{Frame, Visitor, show};

/// An agency's page.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/family/{case}/agency/{agency}", get(show_agency))
}

#[derive(Template)]
#[template(path = "family/agency.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows a part of the page")]
struct AgencyPage {
    frame: Frame,
    seen: Seen,
    agency: AgencyId,
    name: String,
    sees: String,
    people: Vec<OnTheCase>,
    /// The family keeps all of it away.
    is_vetoed: bool,
    open: Vec<OpenReport>,
    closed: Vec<ClosedReport>,
    agreements: Vec<Agreement>,
    may_give: bool,
    /// Somebody of the family objects to it.
    is_objected_to: bool,
    /// Whoever looks may object to it and keep it or its people away.
    may_say_no: bool,
}

/// Somebody, or a team, who works on the case.
struct OnTheCase {
    who: String,
    role: String,
    notes: Vec<String>,
    /// Whom to keep away, or to let in again; none for a team.
    person: Option<PersonId>,
    is_kept_away: bool,
}

/// A report that the agency sees.
struct OpenReport {
    title: String,
    whys: BTreeSet<String>,
}

/// A report that it does not, with what keeps it and what would have to change.
struct ClosedReport {
    title: String,
    reasons: Vec<(String, String)>,
}

async fn show_agency(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, agency)): Path<(CaseId, AgencyId)>,
) -> Result<Response, Problem> {
    let seen = Seen::read(&app, &visitor, &who, &case, "circle-agency").await?;
    let is_vetoed = holding(&seen.facts().vetoes, seen.now()).any(|veto| *veto == Veto::Agency(agency.clone()));
    if !around(seen.facts(), seen.now())?.contains(&agency) && !is_vetoed {
        return Err(Problem::not_found());
    }
    let reader = Recipient::Agency(agency.clone());
    let mut sights = all_sights(&app, &seen).await?;
    sights.retain(|sight| sight.line.reader == reader && seen.reports.contains_key(&sight.line.report));
    let (sees, _) = how_much(&seen, &seeing(&seen, &sights, &agency));
    let page = AgencyPage {
        frame: visitor.frame(&app),
        name: seen.names.agency(&agency).to_owned(),
        sees,
        people: people(&seen, &agency),
        is_vetoed,
        open: open(&seen, &sights),
        closed: closed(&seen, &agency, &sights),
        agreements: agreement::all(&app, &seen, &agency, &sights).await?,
        is_objected_to: is_objected_to(seen.facts(), &agency, seen.now()),
        may_say_no: why_not_say(&seen).is_empty(),
        may_give: consent::why_not_give(&seen.actor, seen.facts(), seen.now()).is_empty(),
        agency,
        seen,
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

fn people(seen: &Seen, agency: &AgencyId) -> Vec<OnTheCase> {
    let (facts, now) = (seen.facts(), seen.now());
    let parts = holding(&facts.involvements, now).filter(|part| part.agency == *agency && !part.is_over(now.date()));
    parts.map(|part| on_the_case(seen, part)).collect()
}

fn on_the_case(seen: &Seen, part: &Involvement) -> OnTheCase {
    let say = &seen.say;
    let mut notes = Vec::new();
    if let Scope::Bundle(_) = part.scope {
        notes.push(say.text("family-person-bundle").to_string());
    }
    if let Some(until) = part.until {
        notes.push(say.text("family-person-until").with("day", say.date(until.plus_days(-1))).to_string());
    }
    let role = seen.facts().taxonomy.roles.get(&part.role);
    if !role.is_some_and(|role| role.verbs.contains(&Verb::Open)) {
        notes.push(say.text("family-person-opens-nothing").to_string());
    }
    let mut vetoes = holding(&seen.facts().vetoes, seen.now());
    let is_kept_away = vetoes.any(|veto| part.person.as_ref().is_some_and(|person| *veto == Veto::Person(person.clone())));
    if is_kept_away {
        notes.push(say.text("family-person-vetoed").to_string());
    }
    let team = || say.text("family-person-team").to_string();
    let who = part.person.as_ref().map_or_else(team, |person| seen.names.person(person).to_owned());
    OnTheCase { who, role: say.role(&part.role), notes, person: part.person.clone(), is_kept_away }
}

fn open(seen: &Seen, sights: &[Sight]) -> Vec<OpenReport> {
    let mut whys: BTreeMap<&ReportId, BTreeSet<String>> = BTreeMap::new();
    for sight in sights {
        let why = seen.why(&sight.line.reader, &sight.line.purpose, &sight.grounds);
        whys.entry(&sight.line.report).or_default().insert(why);
    }
    whys.into_iter().map(|(report, whys)| OpenReport { title: seen.title(report), whys }).collect()
}

fn closed(seen: &Seen, agency: &AgencyId, sights: &[Sight]) -> Vec<ClosedReport> {
    let is_open = |id: &ReportId| sights.iter().any(|sight| sight.line.report == *id);
    let told =
        holding(&seen.facts().reports, seen.now()).filter(|report| seen.reports.contains_key(&report.id) && !is_open(&report.id));
    let misses = Misses::new(seen.facts(), agency, seen.now());
    let closed = told.map(|report| {
        let reasons = misses.of(report);
        ClosedReport { title: seen.title(&report.id), reasons: reasons.iter().map(|reason| seen.reason(reason)).collect() }
    });
    closed.collect()
}

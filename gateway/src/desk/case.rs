//! A case as far as one may see it: who is on it, its reports and what one may do with each, who cannot see what, consents, what holds
//! sharing back, requests with their clocks, and what happened.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{
    Access, CaseId, ConsentState, Decision, Mark, Recipient, Report, ReportId, RequestState, Scope, Verb, decide, holding,
    sees_consent, sees_request,
};

use super::gaps::{self, Gap};
use super::timeline::{self, Moment};
use super::{Entered, co_ordinates, enter, names, purposes};
use crate::app::App;
use crate::consent::request::{self, ConsentRequest};
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::quarantine::held_reports;
use crate::remark;
use crate::report::store as reports;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::calendar;
use crate::web::{Frame, Say, Visitor, show};

/// The page of a case.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/desk/{case}", get(case))
}

/// Somebody on the case.
struct Part {
    who: String,
    role: String,
    until: Option<String>,
    is_bundle: bool,
}

/// Somebody of the family.
struct Relative {
    name: String,
    standing: String,
    until: Option<String>,
}

/// A report that one may know of.
struct ReportCard {
    id: String,
    file_name: String,
    category: String,
    agency: String,
    arrived: String,
    status: String,
    audience: String,
    language: &'static str,
    language_name: String,
    summary: Option<String>,
    /// The file of the report that it tells anew for the child.
    companion_of: Option<String>,
    version: u32,
    is_replaced: bool,
    /// Address and purpose; the first is what most people mean.
    opens: Vec<(String, String)>,
    takes: Vec<(String, String)>,
    why_not: Vec<(String, String)>,
}

/// A consent that one may see.
struct ConsentCard {
    id: String,
    who: String,
    kinds: String,
    purposes: String,
    state: String,
    colour: &'static str,
    until: String,
    given: String,
}

/// A request and its clock.
struct RequestCard {
    text: String,
    kinds: String,
    clock: String,
    is_late: bool,
    state: String,
}

/// A consent that staff asked the family for.
struct AskCard {
    text: String,
    state: String,
}

#[derive(Template)]
#[template(path = "desk/case.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows a part of the page")]
struct CasePage {
    frame: Frame,
    id: String,
    name: String,
    lead: String,
    born: Option<String>,
    looked_after: bool,
    closed: bool,
    marks: Vec<String>,
    parts: Vec<Part>,
    family: Vec<Relative>,
    reports: Vec<ReportCard>,
    /// Reports that are held back, for whoever may take them in.
    held: usize,
    shows_gaps: bool,
    gaps: Vec<Gap>,
    consents: Vec<ConsentCard>,
    asks: Vec<AskCard>,
    /// What the family asked, and the reader may answer.
    unanswered: usize,
    requests: Vec<RequestCard>,
    moments: Vec<Moment>,
    co_ordinates: bool,
    pushes: bool,
    records: bool,
    asks_family: bool,
}

async fn case(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, Path(case): Path<CaseId>) -> Result<Response, Problem> {
    let say = &visitor.say;
    let entered = enter(&app, &who, &case, "case").await?;
    if !entered.lists {
        return Ok(crate::web::see_other(&format!("/desk/{case}/push")));
    }
    let names = names(&app, say, &entered.known).await?;
    let cards = report_cards(&app, say, &names, &who, &entered).await?;
    let seen: Vec<ReportId> = cards.iter().filter_map(|card| card.id.parse().ok()).collect();
    let shows_gaps = co_ordinates(&app, &who, &entered);
    let gaps = if shows_gaps { gaps::of(&app, say, &names, &entered, seen.clone()).await? } else { Vec::new() };
    let role = app.config.taxonomy.roles.get(&who.actor.role);
    let may = |verb| role.is_some_and(|role| role.verbs.contains(&verb));
    let page = CasePage {
        frame: visitor.frame(&app),
        id: case.to_string(),
        lead: names.agency(&entered.case.lead).to_owned(),
        born: entered.case.born.map(|day| say.date(day)),
        looked_after: entered.case.looked_after,
        closed: entered.case.closed,
        marks: holding(&entered.known.facts.marks, entered.now).map(|mark| mark_text(say, &names, mark)).collect(),
        parts: parts(say, &names, &entered),
        family: family(say, &names, &entered),
        consents: consents(&app, say, &names, &who, &entered),
        asks: asks(&app, say, &names, &who, &entered).await?,
        unanswered: unanswered(&app, &who, &entered).await?,
        requests: requests(&app, say, &names, &entered),
        held: if shows_gaps { held_reports(&entered.known.facts, entered.now).count() } else { 0 },
        moments: timeline::of(&app, say, &names, &who, &entered, &seen),
        name: entered.name,
        reports: cards,
        shows_gaps,
        gaps,
        co_ordinates: shows_gaps,
        pushes: may(Verb::Push),
        records: may(Verb::Grant),
        asks_family: may(Verb::Ask),
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// What holds sharing back, in words.
pub fn mark_text(say: &Say, names: &Names, mark: &Mark) -> String {
    match mark {
        Mark::Contested => say.text("case-mark-contested").to_string(),
        Mark::CourtRestricted => say.text("case-mark-court-restricted").to_string(),
        Mark::Objection { agency } => say.text("case-mark-objection").with("agency", names.agency(agency)).to_string(),
    }
}

fn parts(say: &Say, names: &Names, entered: &Entered) -> Vec<Part> {
    let today = entered.now.date();
    let parts = holding(&entered.known.facts.involvements, entered.now).filter(|part| !part.is_over(today));
    parts
        .map(|part| {
            let agency = names.agency(&part.agency);
            let who = match &part.person {
                Some(person) => say.text("case-part-person").with("person", names.person(person)).with("agency", agency),
                None => say.text("case-part-agency").with("agency", agency),
            };
            Part {
                who: who.to_string(),
                role: say.role(&part.role),
                until: part.until.map(|day| say.last_day(day.start())),
                is_bundle: matches!(part.scope, Scope::Bundle(_)),
            }
        })
        .collect()
}

fn family(say: &Say, names: &Names, entered: &Entered) -> Vec<Relative> {
    let today = entered.now.date();
    let members = holding(&entered.known.facts.family, entered.now).filter(|member| !member.is_over(today));
    members
        .map(|member| Relative {
            name: names.person(&member.person).to_owned(),
            standing: say.text(format!("standing-{}", code_of(&member.standing))).to_string(),
            until: member.until.map(|day| say.last_day(day.start())),
        })
        .collect()
}

/// Every report that one may know of, newest first, with what one may do with it.
async fn report_cards(app: &App, say: &Say, names: &Names, who: &SignedIn, entered: &Entered) -> Result<Vec<ReportCard>, Problem> {
    let mut reader = app.store.reader().await?;
    let described = reports::described_all(&mut reader, &entered.case.id, &entered.key).await?;
    let agency = who.agency()?.to_string();
    let can_take = reports::agency_recipient(&mut reader, &agency).await?.is_some();
    drop(reader);
    let all: Vec<&Report> = holding(&entered.known.facts.reports, entered.now).collect();
    let replaced: BTreeSet<&ReportId> = all.iter().filter_map(|report| report.supersedes.as_ref()).collect();
    let known: Vec<&Report> =
        all.iter().rev().copied().filter(|report| !purposes(who, entered, report, Verb::List).is_empty()).collect();
    let tied = |full: &ReportId| {
        known.iter().find(|report| report.id == *full).and_then(|report| Some(described.get(report.id.as_str())?.file_name.clone()))
    };
    let mut cards = Vec::new();
    for report in &known {
        let Some(about) = described.get(report.id.as_str()) else { continue };
        let opens = purposes(who, entered, report, Verb::Open);
        let takes = if can_take { purposes(who, entered, report, Verb::TakeSealed) } else { Vec::new() };
        let address = |form: &str, purpose: Option<porthor_policy::PurposeCode>| {
            let path = format!("/desk/{}/reports/{}/{form}", entered.case.id, report.id);
            match purpose {
                Some(purpose) => (format!("{path}?purpose={purpose}"), say.purpose(&purpose)),
                None => (path, String::new()),
            }
        };
        cards.push(ReportCard {
            id: report.id.to_string(),
            category: say.category(&report.category),
            agency: names.agency(&report.author_agency).to_owned(),
            arrived: say.day_of(report.arrived),
            status: say.text(format!("status-{}", code_of(&report.status))).to_string(),
            audience: say.text(format!("audience-{}", code_of(&report.audience))).to_string(),
            language: crate::http::language::tag(report.language),
            language_name: say.text(format!("language-{}", code_of(&report.language))).to_string(),
            version: report.version,
            is_replaced: replaced.contains(&report.id),
            why_not: if opens.is_empty() { why_not(say, who, entered, report) } else { Vec::new() },
            opens: opens.into_iter().map(|purpose| address("file", purpose)).collect(),
            takes: takes.into_iter().map(|purpose| address("sealed", purpose)).collect(),
            file_name: about.file_name.clone(),
            summary: about.summary.clone(),
            companion_of: about.companion_of.as_ref().and_then(tied),
        });
    }
    Ok(cards)
}

/// Why a report may not be opened for what it was written for.
fn why_not(say: &Say, who: &SignedIn, entered: &Entered, report: &Report) -> Vec<(String, String)> {
    let access = Access {
        report: Some(report.id.clone()),
        purpose: Some(report.purpose.clone()),
        ..Access::new(who.actor.clone(), Verb::Open).on(entered.case.id.clone())
    };
    match decide(&access, &entered.known.facts, entered.now) {
        Decision::Allow(_) => Vec::new(),
        Decision::Refuse(reasons) => reasons.iter().map(|reason| say.reason(reason)).collect(),
    }
}

fn consents(app: &App, say: &Say, names: &Names, who: &SignedIn, entered: &Entered) -> Vec<ConsentCard> {
    let grants = entered.known.facts.grants.iter().rev();
    let seen = grants.filter(|grant| sees_consent(&who.actor, &entered.case, &grant.value, &app.config.taxonomy));
    seen.map(|grant| {
        let state = grant.value.state(grant.ended, entered.now);
        let recipient = match &grant.value.recipient {
            Recipient::Agency(agency) => names.agency(agency),
            Recipient::Person(person) => names.person(person),
        };
        let list = |words: Vec<String>| words.join("; ");
        ConsentCard {
            id: grant.value.id.to_string(),
            who: recipient.to_owned(),
            kinds: list(grant.value.categories.iter().map(|code| say.category(code)).collect()),
            purposes: list(grant.value.purposes.iter().map(|code| say.purpose(code)).collect()),
            state: say.text(format!("consent-state-{}", code_of(&state))).to_string(),
            colour: if state == ConsentState::Given { "green" } else { "grey" },
            until: grant.value.until.map(|until| say.last_day(until)).unwrap_or_default(),
            given: say
                .text("case-consent-given")
                .with("person", names.person(&grant.value.giver))
                .with("day", say.day_of(grant.value.given_at(grant.recorded)))
                .with("how", say.text(format!("evidence-{}", evidence(&grant.value.evidence))))
                .to_string(),
        }
    })
    .collect()
}

fn evidence(evidence: &porthor_policy::Evidence) -> &'static str {
    match evidence {
        porthor_policy::Evidence::SignedIn => "signed-in",
        porthor_policy::Evidence::Paper { .. } => "paper",
        porthor_policy::Evidence::Spoken { .. } => "spoken",
    }
}

/// What the family was asked for, and how that stands.
async fn asks(app: &App, say: &Say, names: &Names, who: &SignedIn, entered: &Entered) -> Result<Vec<AskCard>, Problem> {
    let mut reader = app.store.reader().await?;
    let all = request::all(&mut reader, &entered.case.id, &entered.key).await?;
    let sees = |ask: &ConsentRequest| sees_request(&who.actor, &entered.case, &ask.agency, &ask.body.agency, &app.config.taxonomy);
    Ok(all
        .into_iter()
        .filter(sees)
        .map(|ask| AskCard {
            text: say
                .text("case-ask")
                .with("agency", names.agency(&ask.body.agency))
                .with("kinds", ask.body.categories.iter().map(|code| say.category(code)).collect::<Vec<_>>().join("; "))
                .with("day", say.day_of(ask.asked))
                .to_string(),
            state: say.text(format!("case-ask-{}", ask.answer.as_ref().map_or("open".to_owned(), code_of))).to_string(),
        })
        .collect())
}

/// How many remarks of the family wait for an answer that the reader may give.
async fn unanswered(app: &App, who: &SignedIn, entered: &Entered) -> Result<usize, Problem> {
    let Entered { case, known, now, key, .. } = entered;
    let open = remark::store::unanswered(&mut *app.store.reader().await?, &case.id, key, i64::MIN).await?;
    Ok(open.iter().filter(|kept| remark::waits_for(who, &case.id, &known.facts, *now, kept)).count())
}

fn requests(app: &App, say: &Say, names: &Names, entered: &Entered) -> Vec<RequestCard> {
    let today = calendar::local(entered.now).day;
    let all = entered.known.facts.requests.iter().filter(|request| request.ended.is_none()).rev();
    all.map(|request| {
        let request = &request.value;
        let is_open = request.state == RequestState::Open;
        let is_late = is_open && request.due < today;
        let days = (request.due.start().millis() - today.start().millis()).abs() / 86_400_000;
        let clock = if is_late { "case-request-late" } else { "case-request-due" };
        let kind = app.config.taxonomy.clocks.get(&code_of(&request.kind));
        let kind = kind.map_or_else(
            || code_of(&request.kind),
            |clock| {
                if say.is_welsh() { clock.name_cy.clone() } else { clock.name_en.clone() }
            },
        );
        RequestCard {
            text: say
                .text("case-request")
                .with("by", names.agency(&request.by))
                .with("to", names.agency(&request.to))
                .with("kind", kind)
                .to_string(),
            kinds: request.categories.iter().map(|code| say.category(code)).collect::<Vec<_>>().join("; "),
            clock: say.text(clock).with("day", say.date(request.due)).count("n", days).to_string(),
            is_late,
            state: say.text(format!("case-request-state-{}", code_of(&request.state))).to_string(),
        }
    })
    .collect()
}

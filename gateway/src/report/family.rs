//! Reports on a family's pages: those meant for them, what is written for the child first; opened as a download, never shown in our
//! origin.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::{HeaderMap, Method, StatusCode};
use porthor_policy::{
    About, Access, Audience, CaseId, Class, EventKind, RemarkKind, Report, ReportId, Verb, family_is_told_of, holding, readable,
};

use super::content::{self, Form};
use super::store::{self, Described};
use crate::app::App;
use crate::case::people::key_of;
use crate::family::seen::child_of;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Path, Query};
use crate::http::session::SignedIn;
use crate::remark;
use crate::remark::page::{RemarkView, kind_of, may_make, typed, views};
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::{Filled, Frame, Say, Visitor, see_other, show};

/// A family's pages of reports.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/family/{case}/reports", get(list))
        .route("/family/{case}/reports/{report}", get(one).post(say_something))
        .route("/family/{case}/reports/{report}/file", get(file))
}

/// A report, in words.
struct ReportView {
    id: String,
    file_name: String,
    category: String,
    summary: String,
    /// `cy` or `en`.
    tag: String,
    language: String,
    wrote: String,
    arrived: String,
    status: String,
    version: u32,
    /// How large, in words.
    size: String,
    is_for_the_child: bool,
    is_sensitive: bool,
    /// Whether a later version has taken its place.
    is_older: bool,
}

impl ReportView {
    fn of(say: &Say, names: &Names, report: &Report, described: Described, is_older: bool) -> Self {
        // Of what nobody proved to have sent, whoever carried it is no author.
        let wrote = match &described.sender {
            Some(sender) => say.text("report-family-sent").with("name", sender.as_str()),
            None => say.text("report-family-wrote").with("name", names.person(&report.author)),
        };
        let wrote = wrote.with("agency", names.agency(&report.author_agency));
        Self {
            id: report.id.to_string(),
            file_name: described.file_name,
            category: say.category(&report.category),
            summary: described.summary.unwrap_or_default(),
            tag: code_of(&report.language),
            language: say.text(format!("language-{}", code_of(&report.language))).to_string(),
            wrote: wrote.to_string(),
            arrived: say.day_of(report.arrived),
            status: say.text(format!("status-{}", code_of(&report.status))).to_string(),
            version: report.version,
            size: say.text("report-family-size").count("kilobytes", described.bytes.div_ceil(1024)).to_string(),
            is_for_the_child: report.audience == Audience::ChildFriendly,
            is_sensitive: report.class == Class::Sensitive,
            is_older,
        }
    }
}

#[derive(Template)]
#[template(path = "report/family_list.html")]
struct ListPage {
    frame: Frame,
    case: CaseId,
    child: String,
    reports: Vec<ReportView>,
    /// Whether a report is here that was written for professionals only.
    has_others: bool,
}

async fn list(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, Path(case): Path<CaseId>) -> Result<Response, Problem> {
    gate::of_a_family(&who).await?;
    let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
    let granted = gate::release(&app, &who, &access, EventKind::ReportsListed, |event, _| event).await?;
    let child = child_of(&app, &case, &granted).await?;
    let facts = &granted.known.facts;
    let mut mine: Vec<&Report> = readable(&access, facts, granted.now).collect();
    let later: Vec<&ReportId> = mine.iter().filter_map(|report| report.supersedes.as_ref()).collect();
    let is_older = |report: &Report| later.contains(&&report.id);
    let mut reader = app.store.reader().await?;
    let names = names_of(&app, &mut reader, &visitor, &mine).await?;
    let mut described = store::described_all(&mut reader, &case, &*key_of(&granted)?).await?;
    in_order(&mut mine, &described, is_older);
    let reports = mine.iter().filter_map(|report| {
        let described = described.remove(report.id.as_str())?;
        Some(ReportView::of(&visitor.say, &names, report, described, is_older(report)))
    });
    let told = holding(&facts.reports, granted.now).filter(|report| family_is_told_of(report, facts, granted.now));
    let has_others = told.into_iter().any(|report| report.audience == Audience::Professionals);
    let page = ListPage { frame: visitor.frame(&app), reports: reports.collect(), has_others, child, case };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// What is in force before what was replaced, what is written for the child before what is not, the newest first; a version for the
/// child stands right before the report that it tells anew.
fn in_order(reports: &mut [&Report], described: &HashMap<String, Described>, is_older: impl Fn(&Report) -> bool) {
    let all: BTreeMap<ReportId, Report> = reports.iter().map(|report| (report.id.clone(), (*report).clone())).collect();
    let full = |report: &Report| -> Option<&Report> { all.get(described.get(report.id.as_str())?.companion_of.as_ref()?) };
    let is_for_the_child = |report: &Report| report.audience == Audience::ChildFriendly;
    let with_one: BTreeSet<ReportId> = reports.iter().filter_map(|report| full(report)).map(|report| report.id.clone()).collect();
    reports.sort_by_cached_key(|report| {
        let anchor = full(report).unwrap_or(report);
        let leads = is_for_the_child(anchor) || with_one.contains(&anchor.id);
        let within = (!is_for_the_child(report), Reverse(report.arrived), report.id.clone());
        (is_older(anchor), !leads, Reverse(anchor.arrived), anchor.id.clone(), within)
    });
}

async fn names_of(app: &App, reader: &mut sqlx::AnyConnection, visitor: &Visitor, reports: &[&Report]) -> Result<Names, Problem> {
    let agencies: Vec<_> = reports.iter().map(|report| &report.author_agency).collect();
    let people: Vec<_> = reports.iter().map(|report| &report.author).collect();
    Ok(Names::read(&app.secrets.column, reader, visitor.language(), agencies, people).await?)
}

#[derive(Template)]
#[template(path = "report/family_one.html")]
struct OnePage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    child: String,
    report: ReportView,
    /// Its versions for the child, the newest first.
    companions: Vec<Tied>,
    /// The report that it tells anew, where it does.
    full: Option<Tied>,
    /// It tells one anew that they may not see, and may know of.
    is_full_untold: bool,
    remarks: Vec<RemarkView>,
    may_open: bool,
    may_remark: bool,
    kinds: Vec<(&'static str, String, String)>,
}

/// A report beside another.
struct Tied {
    id: String,
    category: String,
    file_name: String,
    language: String,
    is_older: bool,
}

/// The versions of a report for the child, and the report that one of them tells anew, as far as its reader may see them.
struct Beside<'a> {
    companions: Vec<&'a Report>,
    full: Option<&'a Report>,
    is_full_untold: bool,
}

impl<'a> Beside<'a> {
    fn of(access: &Access, granted: &'a Granted, report: &Report, described: &HashMap<String, Described>) -> Self {
        let facts = &granted.known.facts;
        let full_of = |report: &Report| described.get(report.id.as_str()).and_then(|about| about.companion_of.as_ref());
        let all = Access { report: None, ..access.clone() };
        let mut companions: Vec<&Report> = Vec::new();
        let mut full = None;
        for other in readable(&all, facts, granted.now) {
            if full_of(other) == Some(&report.id) {
                companions.push(other);
            } else if full_of(report) == Some(&other.id) {
                full = Some(other);
            }
        }
        companions.sort_by_key(|other| Reverse(other.arrived));
        let tells_of = holding(&facts.reports, granted.now).find(|other| full_of(report) == Some(&other.id));
        Self {
            companions,
            is_full_untold: full.is_none() && tells_of.is_some_and(|full| family_is_told_of(full, facts, granted.now)),
            full,
        }
    }
}

async fn one(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, report)): Path<(CaseId, ReportId)>,
) -> Result<Response, Problem> {
    show_one(&app, &visitor, &who, &case, &report, Filled::default()).await
}

async fn show_one(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    case: &CaseId,
    id: &ReportId,
    filled: Filled,
) -> Result<Response, Problem> {
    gate::of_a_family(who).await?;
    let access = Access { report: Some(id.clone()), ..Access::new(who.actor.clone(), Verb::List).on(case.clone()) };
    let granted = gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event).await?;
    let facts = &granted.known.facts;
    let report = holding(&facts.reports, granted.now).find(|known| known.id == *id).ok_or_else(Problem::not_found)?;
    let mut kept = remark::seen(app, who, case, &granted).await?;
    kept.retain(|kept| kept.said.remark.about == About::Report(id.clone()));
    let mut reader = app.store.reader().await?;
    let names = names_of(app, &mut reader, visitor, &[report]).await?;
    let mut described = store::described_all(&mut reader, case, &*key_of(&granted)?).await?;
    drop(reader);
    // A newer version that the family is not told of is not told of here either.
    let is_newer =
        |other: &Report, id: &ReportId| other.supersedes.as_ref() == Some(id) && family_is_told_of(other, facts, granted.now);
    let is_older = |id: &ReportId| holding(&facts.reports, granted.now).any(|other| is_newer(other, id));
    let say = &visitor.say;
    let beside = Beside::of(&access, &granted, report, &described);
    let tied = |other: &Report| {
        let file_name = described.get(other.id.as_str())?.file_name.clone();
        let language = say.text(format!("language-{}", code_of(&other.language))).to_string();
        Some(Tied {
            id: other.id.to_string(),
            category: say.category(&other.category),
            file_name,
            language,
            is_older: is_older(&other.id),
        })
    };
    let (companions, full) = (beside.companions.iter().filter_map(|other| tied(other)).collect(), beside.full.and_then(tied));
    let is_full_untold = beside.is_full_untold;
    let described = described.remove(id.as_str()).ok_or_else(Problem::not_found)?;
    let kind = |code: &'static str| {
        let (label, about) = (say.text(format!("remark-kind-{code}")), say.text(format!("remark-kind-{code}-hint")));
        (code, label.to_string(), about.to_string())
    };
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = OnePage {
        frame: visitor.frame(app),
        child: child_of(app, case, &granted).await?,
        report: ReportView::of(say, &names, report, described, is_older(id)),
        companions,
        full,
        is_full_untold,
        remarks: views(app, visitor, who, case, &granted, kept).await?,
        may_open: may_open(who, case, id, &granted),
        may_remark: may_make(who, case, About::Report(id.clone()), &granted),
        kinds: vec![kind("comment"), kind("question"), kind("wrong")],
        filled,
        case: case.clone(),
    };
    Ok(show(status, &page.frame.clone(), &page))
}

/// Whether the report would open, but perhaps for a code just entered.
fn may_open(who: &SignedIn, case: &CaseId, id: &ReportId, granted: &Granted) -> bool {
    let access = Access { report: Some(id.clone()), ..Access::new(who.actor.clone(), Verb::Open).on(case.clone()) };
    match porthor_policy::decide(&access, &granted.known.facts, granted.now) {
        porthor_policy::Decision::Allow(_) => true,
        porthor_policy::Decision::Refuse(reasons) => reasons.iter().all(|reason| reason.code() == "step-up-needed"),
    }
}

async fn say_something(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, report)): Path<(CaseId, ReportId)>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let kind = kind_of(&visitor.say, &mut filled, &[RemarkKind::Comment, RemarkKind::Question, RemarkKind::Wrong]);
    if let (Some(kind), false) = (kind, filled.is_wrong()) {
        let new = typed(About::Report(report.clone()), kind, &filled);
        match remark::make(&app, &who, &case, new).await {
            Ok(_) => return Ok(see_other(&format!("/family/{case}/reports/{report}"))),
            Err(problem) if problem.code() == "too-many-remarks" => filled.refused(&visitor.say, &problem),
            Err(problem) => return Err(problem),
        }
    }
    show_one(&app, &visitor, &who, &case, &report, filled).await
}

/// The report itself, as the interface releases it: a download.
async fn file(
    State(app): State<Arc<App>>,
    who: SignedIn,
    method: Method,
    headers: HeaderMap,
    Path(ids): Path<(CaseId, ReportId)>,
) -> Result<Response, Problem> {
    gate::of_a_family(&who).await?;
    content::release(State(app), who, method, headers, Path(ids), Query(content::Asked { purpose: None, form: Form::Plain })).await
}

//! Consent: previewed, given, withdrawn. Append-only: a grant and its withdrawal are events; nothing is edited. A withdrawal acts at
//! once: the next request is refused, and running transfers of what it covered are cut before the answer leaves. `store` is its SQL,
//! `grant` what a consent must say, `receipt` the person's signed copy, `copy` the page that shows it, `scan` the paper that staff record one from, `request` staff asking the family for one.

pub mod copy;
mod grant;
pub mod page;
pub mod receipt;
pub mod request;
pub mod scan;
pub mod staff_page;
pub mod store;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use porthor_policy::{
    Access, Actor, AgencyId, CaseId, CategoryCode, Change, ConsentId, ConsentState, EventKind, Evidence, Facts, Grant, Language,
    Line, PersonId, Preview, PurposeCode, Recipient, Recorded, Report, ScanId, Timestamp, Verb, holding, is_vetoed, preview,
    sees_consent,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::grant::why_not_give;
use self::grant::{NewConsent, grant_of};
use self::receipt::Act;
use crate::app::App;
use crate::case::commit_and_recheck;
use crate::case::people::key_of;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::language;
use crate::http::paging::{Page, Paging};
use crate::http::session::SignedIn;
use crate::reckon::reckon;
use crate::store::facts::{self, FactKind, NewFact};
use crate::store::{Entry, StoreError, Tx};

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(give, list))
        .routes(routes!(preview_change))
        .routes(routes!(withdraw))
        .routes(routes!(show_receipt))
        .merge(scan::routes())
        .merge(request::routes())
}

/// A consent given, with the person's signed copy.
#[derive(Serialize, ToSchema)]
struct Given {
    id: String,
    /// A JWS that anyone can check offline.
    receipt: String,
}

/// Gives a consent; staff record one given on paper or spoken.
#[utoipa::path(post, path = "/cases/{case}/consents", tag = "consent", security(("session" = [])), params(("case" = String, Path)), request_body = NewConsent,
    responses((status = 201, body = Given), (status = 403, description = "refused"), (status = 404), (status = 422, description = "consent-…")))]
async fn give(
    State(app): State<Arc<App>>,
    who: SignedIn,
    headers: HeaderMap,
    Path(case): Path<CaseId>,
    Json(new): Json<NewConsent>,
) -> Result<(StatusCode, axum::Json<Given>), Problem> {
    let tx = app.store.begin().await?;
    let (tx, given, entry) = give_in(&app, &who, tx, &case, new, language::of(&headers)).await?;
    tx.commit(entry).await?;
    Ok((StatusCode::CREATED, axum::Json(given)))
}

/// Writes a consent in a change that is still to be committed, with the entry that comes back. A refusal ends the change and is recorded.
async fn give_in(
    app: &App,
    who: &SignedIn,
    mut tx: Tx,
    case: &CaseId,
    new: NewConsent,
    asked: Language,
) -> Result<(Tx, Given, Entry), Problem> {
    let known = gate::load_within(app, who, Some(case), &mut tx).await?;
    if !porthor_policy::is_insider(&who.actor, &known.facts, tx.now()) {
        drop(tx);
        let access = Access::new(who.actor.clone(), Verb::Grant).on(case.clone());
        let granted = gate::release(app, who, &access, EventKind::ConsentGiven, |event, _| event).await;
        return Err(granted.err().unwrap_or_else(Problem::not_found));
    }
    let grant = grant_of(app, who, &known.facts, tx.now(), new, asked)?;
    check_witness(&mut tx, &grant, &known.facts).await?;
    let access = Access { grant: Some(grant.clone()), ..Access::new(who.actor.clone(), Verb::Grant).on(case.clone()) };
    let (mut tx, granted) = gate::change_or_refuse(app, who, &access, tx).await?;
    let key = key_of(&granted)?;
    let agency = if let Recipient::Agency(agency) = &grant.recipient { Some(agency) } else { None };
    let fact = NewFact { id: grant.id.as_str(), kind: FactKind::Grant, agency, person: Some(&grant.giver), body: &grant };
    scan::check(&mut tx, case, &key, &grant.evidence).await?;
    facts::insert(&mut tx, case, &key, fact).await?;
    if let Evidence::Paper { scan, .. } = &grant.evidence {
        store::use_scan(&mut tx, case, scan, &grant.id).await?;
    }
    let receipt = receipt::sign(
        app,
        tx.connection(),
        case,
        &granted.known.facts,
        &grant,
        (Act::of_giving(&grant, granted.now), None),
        granted.now,
    )
    .await?;
    store::put_receipt(&mut tx, case, &key, grant.id.as_str(), &receipt).await?;
    let answered = request::answer_by(&mut tx, case, &key, &grant).await?;
    let event = gate::allowed(&access, &granted, EventKind::ConsentGiven);
    let event = if answered.is_empty() { event } else { event.with_detail("answers", answered.join(" ")) };
    let entry = gate::entry(app, event, &granted.known);
    Ok((tx, Given { id: grant.id.to_string(), receipt }, entry))
}

/// A witness is another member of staff, not the one who is said to have spoken, and nobody whom the family keeps away.
async fn check_witness(tx: &mut Tx, grant: &Grant, facts: &Facts) -> Result<(), Problem> {
    let Evidence::Spoken { witness, .. } = &grant.evidence else { return Ok(()) };
    let agency = match crate::case::store::agency_of(tx.connection(), witness).await? {
        Some(Some(agency)) if *witness != grant.giver => agency.parse().map_err(|_| StoreError::bad_row("person", "agency"))?,
        _ => return Err(Problem::unacceptable("unknown-person")),
    };
    if is_vetoed(facts, &agency, witness, tx.now()) { Err(Problem::unacceptable("unknown-person")) } else { Ok(()) }
}

/// A change to look at before it is made: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewChange {
    /// A consent that would be given.
    give: Option<NewConsent>,
    /// One that would be taken back.
    #[schema(value_type = Option<String>)]
    withdraw: Option<ConsentId>,
}

/// Who would gain or lose which of the reports that one may know of, by the same decision that will be taken then. Reports by id and
/// category only.
#[utoipa::path(post, path = "/cases/{case}/consents/preview", tag = "consent", security(("session" = [])), params(("case" = String, Path)), request_body = NewChange,
    responses((status = 200, body = Object), (status = 403, description = "refused"), (status = 404)))]
async fn preview_change(
    State(app): State<Arc<App>>,
    who: SignedIn,
    headers: HeaderMap,
    Path(case): Path<CaseId>,
    Json(new): Json<NewChange>,
) -> Result<axum::Json<Preview>, Problem> {
    let (granted, change) = match (new.give, new.withdraw) {
        (Some(new), None) => think_of_giving(&app, &who, &case, new, language::of(&headers)).await?,
        (None, Some(id)) => think_of_withdrawing(&app, &who, &case, id).await?,
        _ => return Err(Problem::bad("bad-field").with("field", "give")),
    };
    let seen = reckon(&app, move || {
        let mut seen = preview(&granted.known.facts, &change, granted.now);
        seen.retain(|line| is_told_of(&who.actor, &granted, line));
        seen
    });
    seen.await.map(axum::Json)
}

/// Whether somebody is told of the report that a line is about: of those that they may list and, of the family, of those meant for it.
fn is_told_of(actor: &Actor, granted: &Granted, line: &Line) -> bool {
    let facts = &granted.known.facts;
    let report = holding(&facts.reports, granted.now).find(|report| report.id == line.report);
    let is_meant = |report| actor.agency.is_none() && porthor_policy::family_is_told_of(report, facts, granted.now);
    report.is_some_and(|report| is_meant(report) || can_list(actor, facts, report, granted.now))
}

fn can_list(actor: &Actor, facts: &Facts, report: &Report, now: Timestamp) -> bool {
    let mut access = Access::new(actor.clone(), Verb::List);
    access.case = facts.case_at(now).map(|case| case.id.clone());
    access.report = Some(report.id.clone());
    porthor_policy::decide(&access, facts, now).is_allowed()
}

/// Whether this consent could be given, decided and recorded as looked at; and the change it would be.
async fn think_of_giving(
    app: &App,
    who: &SignedIn,
    case: &CaseId,
    new: NewConsent,
    asked: Language,
) -> Result<(Granted, Change), Problem> {
    let known = gate::load(app, who, Some(case)).await?;
    let now = app.clock.now().max(known.not_before);
    let mut access = Access::new(who.actor.clone(), Verb::Grant).on(case.clone());
    if porthor_policy::is_insider(&who.actor, &known.facts, now) {
        access.grant = Some(grant_of(app, who, &known.facts, now, new, asked)?);
    }
    let granted = gate::release(app, who, &access, EventKind::ConsentPreviewed, |event, _| event).await?;
    access.grant.map(|grant| (granted, Change::Grant(grant))).ok_or_else(Problem::not_found)
}

/// The same of taking one back.
async fn think_of_withdrawing(app: &App, who: &SignedIn, case: &CaseId, id: ConsentId) -> Result<(Granted, Change), Problem> {
    let access = Access { consent: Some(id.clone()), ..Access::new(who.actor.clone(), Verb::Withdraw).on(case.clone()) };
    let granted = gate::release(app, who, &access, EventKind::ConsentPreviewed, |event, _| event).await?;
    Ok((granted, Change::Withdraw(id)))
}

/// A consent, and where it stands.
#[derive(Serialize, ToSchema)]
struct ConsentLine {
    id: String,
    #[schema(value_type = String)]
    state: ConsentState,
    #[schema(value_type = Object)]
    grant: Grant,
    #[schema(value_type = String)]
    recorded: Timestamp,
    #[schema(value_type = Option<String>)]
    withdrawn: Option<Timestamp>,
}

impl ConsentLine {
    fn of(grant: &Recorded<Grant>, now: Timestamp) -> Self {
        Self {
            id: grant.value.id.to_string(),
            state: grant.value.state(grant.ended, now),
            grant: grant.value.clone(),
            recorded: grant.recorded,
            withdrawn: grant.ended,
        }
    }
}

/// The case's consents, withdrawn ones too: all of them for the family and the lead agency's co-ordinators, for others those that let
/// their own agency see.
#[utoipa::path(get, path = "/cases/{case}/consents", tag = "consent", security(("session" = [])), params(("case" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<usize>, Query)), responses((status = 200, body = Page<ConsentLine>), (status = 404)))]
async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Page<ConsentLine>>, Problem> {
    let access = Access::new(who.actor.clone(), Verb::List).on(case);
    let granted =
        gate::release(&app, &who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "consents")).await?;
    let case = granted.known.facts.case_at(granted.now).ok_or_else(Problem::not_found)?;
    let sees = |grant: &&Recorded<Grant>| sees_consent(&who.actor, case, &grant.value, &app.config.taxonomy);
    let grants = &granted.known.facts.grants;
    let start = paging.start(grants, |grant| grant.id.as_str())?;
    let lines = grants[start..].iter().filter(sees).map(|grant| ConsentLine::of(grant, granted.now));
    Ok(axum::Json(Page::first(&paging, lines, |line| line.id.clone())))
}

/// A consent taken back.
#[derive(Serialize, ToSchema)]
struct Withdrawn {
    #[schema(value_type = String)]
    withdrawn_at: Timestamp,
    /// Running transfers that were cut.
    cut: usize,
    /// The signed copy that says so.
    receipt: String,
}

/// Takes a consent back, at once.
#[utoipa::path(post, path = "/cases/{case}/consents/{consent}/withdrawal", tag = "consent", security(("session" = [])), params(("case" = String, Path), ("consent" = String, Path)),
    responses((status = 200, body = Withdrawn), (status = 403, description = "refused"), (status = 404)))]
async fn withdraw(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
) -> Result<axum::Json<Withdrawn>, Problem> {
    let tx = app.store.begin().await?;
    let (tx, mut withdrawn, entry) = withdraw_in(&app, &who, tx, &case, &consent).await?;
    withdrawn.cut = commit_and_recheck(&app, tx, &case, entry).await?;
    Ok(axum::Json(withdrawn))
}

/// Takes a consent back in a change that is still to be committed, with the entry that comes back.
async fn withdraw_in(
    app: &App,
    who: &SignedIn,
    tx: Tx,
    case: &CaseId,
    consent: &ConsentId,
) -> Result<(Tx, Withdrawn, Entry), Problem> {
    let access = Access { consent: Some(consent.clone()), ..Access::new(who.actor.clone(), Verb::Withdraw).on(case.clone()) };
    let (mut tx, granted) = gate::change_or_refuse(app, who, &access, tx).await?;
    let grant = granted.known.facts.grants.iter().find(|grant| grant.value.id == *consent).ok_or_else(Problem::not_found)?;
    if grant.value.state(grant.ended, granted.now).withdraw().is_err() {
        return Err(Problem::conflict("consent-over"));
    }
    facts::end(&mut tx, case, FactKind::Grant, consent.as_str()).await?;
    let key = key_of(&granted)?;
    let given = Act::of_giving(&grant.value, grant.recorded);
    let withdrawn = Act::of_withdrawing(&who.actor.person, &granted.grounds.basis, granted.now);
    let acts = (given, Some(withdrawn));
    let receipt = receipt::sign(app, tx.connection(), case, &granted.known.facts, &grant.value, acts, granted.now).await?;
    store::put_receipt(&mut tx, case, &key, consent.as_str(), &receipt).await?;
    let event = gate::allowed(&access, &granted, EventKind::ConsentWithdrawn);
    let entry = gate::entry(app, event, &granted.known);
    Ok((tx, Withdrawn { withdrawn_at: granted.now, cut: 0, receipt }, entry))
}

/// A signed copy.
#[derive(Serialize, ToSchema)]
struct ReceiptShown {
    receipt: String,
}

/// The signed copy of a consent, again.
#[utoipa::path(get, path = "/cases/{case}/consents/{consent}/receipt", tag = "consent", security(("session" = [])), params(("case" = String, Path), ("consent" = String, Path)), responses((status = 200, body = ReceiptShown), (status = 404)))]
async fn show_receipt(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
) -> Result<axum::Json<ReceiptShown>, Problem> {
    let (_, receipt) = receipt_of(&app, &who, &case, &consent).await?;
    Ok(axum::Json(ReceiptShown { receipt }))
}

/// The signed copy of a consent, and the decision on which it is shown.
async fn receipt_of(app: &App, who: &SignedIn, case: &CaseId, consent: &ConsentId) -> Result<(Granted, String), Problem> {
    let access = Access { consent: Some(consent.clone()), ..Access::new(who.actor.clone(), Verb::List).on(case.clone()) };
    let granted =
        gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "receipt")).await?;
    let key = key_of(&granted)?;
    let mut reader = app.store.reader().await?;
    let receipt = store::receipt(&mut reader, case, &key, consent.as_str()).await?.ok_or_else(Problem::not_found)?;
    Ok((granted, receipt))
}

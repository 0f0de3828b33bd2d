//! Consent: previewed, given, withdrawn. Append-only: a grant and its withdrawal are events; nothing is edited. A withdrawal acts at
//! once: the next request is refused, and running transfers of what it covered are cut before the answer leaves. `store` is its SQL,
//! `receipt` the person's signed copy, `scan` the paper that staff record one from.

pub mod receipt;
pub mod scan;
pub mod store;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use porthor_policy::{
    Access, AgencyId, CaseId, CategoryCode, Change, Condition, ConsentId, ConsentState, EventKind, Evidence, Facts, Grant,
    GrantError, Language, PersonId, Preview, PurposeCode, Recipient, Recorded, ScanId, Standing, Timestamp, Verb, holding, preview,
    sees_consent,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::audit::asked::Moment;
use crate::case::people::key_of;
use crate::case::{Page, Paging, commit_and_recheck, fresh};
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::language;
use crate::http::session::SignedIn;
use crate::store::facts::{self, FactKind, NewFact};

/// How far in the past a caller's `from` may lie, milliseconds: clocks differ.
const SKEW: i64 = 5 * 60_000;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(give, list))
        .routes(routes!(preview_change))
        .routes(routes!(withdraw))
        .routes(routes!(show_receipt))
        .merge(scan::routes())
}

/// A consent to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConsent {
    /// `{"agency": …}` or `{"person": …}`.
    #[schema(value_type = Object)]
    recipient: Recipient,
    #[schema(value_type = Vec<String>)]
    categories: BTreeSet<CategoryCode>,
    #[schema(value_type = Vec<String>)]
    purposes: BTreeSet<PurposeCode>,
    /// From when; now, if not said.
    #[schema(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Until when (not included).
    #[schema(value_type = Option<String>)]
    until: Option<Timestamp>,
    /// In which language it is given: `cy` or `en`.
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    /// Staff: for whom it is recorded.
    on_behalf_of: Option<OnBehalfOf>,
    /// Staff: its paper or its witness.
    evidence: Option<NewEvidence>,
    /// Ends by itself: `{"enrols": {"by": "2027-09-01"}}`.
    #[schema(value_type = Option<Object>)]
    condition: Option<Condition>,
}

/// Who gave a consent that staff record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OnBehalfOf {
    #[schema(value_type = String)]
    giver: PersonId,
    #[schema(value_type = String)]
    standing: Standing,
}

/// How a consent was given that staff record.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum NewEvidence {
    /// On a signed paper, whose scan was brought before.
    Paper {
        #[schema(value_type = String)]
        scan: ScanId,
        /// SHA-256 of the scan, 64 hexadecimal digits: it is the one that was seen.
        sha256: String,
        /// When it was signed: a moment, or a day, which stands for its first moment.
        #[schema(value_type = String)]
        given: Moment,
    },
    /// Spoken before somebody else.
    Spoken {
        /// Who else heard it.
        #[schema(value_type = String)]
        witness: PersonId,
        /// When it was said: a moment, or a day, which stands for its first moment.
        #[schema(value_type = String)]
        given: Moment,
    },
}

/// Builds the grant; what is wrong with it is a problem of its own each.
fn grant_of(app: &App, who: &SignedIn, facts: &Facts, now: Timestamp, new: NewConsent, asked: Language) -> Result<Grant, Problem> {
    let (giver, standing) = giver_of(who, facts, now, new.on_behalf_of)?;
    if new.from.is_some_and(|from| from < now.plus_millis(-SKEW)) {
        return Err(Problem::unacceptable("clock-skewed"));
    }
    let evidence = match new.evidence {
        None => Evidence::SignedIn,
        Some(NewEvidence::Paper { scan, sha256, given }) if is_hash(&sha256) => {
            Evidence::Paper { recorded_by: who.actor.person.clone(), scan, sha256, given: given.at() }
        }
        Some(NewEvidence::Paper { .. }) => return Err(Problem::bad("bad-field").with("field", "sha256")),
        Some(NewEvidence::Spoken { witness, given }) => {
            Evidence::Spoken { recorded_by: who.actor.person.clone(), witness, given: given.at() }
        }
    };
    let grant = Grant {
        id: fresh()?,
        giver,
        standing,
        recipient: new.recipient,
        categories: new.categories,
        purposes: new.purposes,
        from: new.from.unwrap_or(now),
        until: new.until,
        evidence,
        language: new.language.unwrap_or(asked),
        condition: new.condition,
    };
    grant.validate(&app.config.taxonomy, now).map_err(|wrong| wrong_grant(&wrong))?;
    match &grant.recipient {
        Recipient::Agency(agency) => known_agency(facts, agency, now)?,
        Recipient::Person(person) => known_relative(facts, person, now)?,
    }
    Ok(grant)
}

/// A person of this case's family: of others the answer would tell whether they are here at all.
fn known_relative(facts: &Facts, person: &PersonId, now: Timestamp) -> Result<(), Problem> {
    let is_there = holding(&facts.family, now).any(|member| member.person == *person);
    if is_there { Ok(()) } else { Err(Problem::unacceptable("unknown-person")) }
}

fn known_agency(facts: &Facts, agency: &AgencyId, now: Timestamp) -> Result<(), Problem> {
    facts.kind_of(agency, now).map(drop).ok_or_else(|| Problem::unacceptable("unknown-agency"))
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
}

/// Who gives it, and on what standing: the one who asks, or whom staff record it for. The policy decides whether they may.
fn giver_of(
    who: &SignedIn,
    facts: &Facts,
    now: Timestamp,
    on_behalf_of: Option<OnBehalfOf>,
) -> Result<(PersonId, Standing), Problem> {
    match (on_behalf_of, &who.actor.agency) {
        (Some(other), Some(_)) => Ok((other.giver, other.standing)),
        (None, None) => {
            let mine = holding(&facts.family, now).filter(|member| member.person == who.actor.person);
            let standing = mine.map(|member| member.standing).find(|standing| standing.may_consent());
            // Without standing the policy refuses; which standing is named then makes no difference.
            Ok((who.actor.person.clone(), standing.unwrap_or(Standing::Parent)))
        }
        _ => Err(Problem::unacceptable("consent-no-standing")),
    }
}

fn wrong_grant(wrong: &[GrantError]) -> Problem {
    Problem::unacceptable(match wrong.first() {
        Some(GrantError::NoStanding) | None => "consent-no-standing",
        Some(GrantError::Empty) => "consent-empty",
        Some(GrantError::UnknownCategory) => "unknown-category",
        Some(GrantError::UnknownPurpose) => "unknown-purpose",
        Some(GrantError::NoEnd) => "consent-no-end",
        Some(GrantError::EndsBeforeStart) => "consent-ends-before-start",
        Some(GrantError::Over) => "consent-over",
        Some(GrantError::EvidenceLater) => "consent-evidence-later",
    })
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
    let mut tx = app.store.begin().await?;
    let known = gate::load_within(&app, &who, Some(&case), &mut tx).await?;
    if !porthor_policy::is_insider(&who.actor, &known.facts, tx.now()) {
        drop(tx);
        let access = Access::new(who.actor.clone(), Verb::Grant).on(case.clone());
        let granted = gate::release(&app, &who, &access, EventKind::ConsentGiven, |event, _| event).await;
        return Err(granted.err().unwrap_or_else(Problem::not_found));
    }
    let grant = grant_of(&app, &who, &known.facts, tx.now(), new, language::of(&headers))?;
    if let Evidence::Spoken { witness, .. } = &grant.evidence {
        // Another member of staff, and not the one who is said to have spoken.
        let post = crate::case::store::agency_of(tx.connection(), witness).await?;
        if *witness == grant.giver || !matches!(post, Some(Some(_))) {
            return Err(Problem::unacceptable("unknown-person"));
        }
    }
    let access = Access { grant: Some(grant.clone()), ..Access::new(who.actor.clone(), Verb::Grant).on(case.clone()) };
    let granted = match gate::change(&app, &who, &access, &mut tx).await {
        Ok(granted) => granted,
        Err(refused) => {
            drop(tx);
            return Err(gate::refuse(&app, &who, &access, refused, who.came).await);
        }
    };
    let key = key_of(&granted)?;
    let agency = if let Recipient::Agency(agency) = &grant.recipient { Some(agency) } else { None };
    let fact = NewFact { id: grant.id.as_str(), kind: FactKind::Grant, agency, person: Some(&grant.giver), body: &grant };
    scan::check(&mut tx, &case, &key, &grant.evidence).await?;
    facts::insert(&mut tx, &case, &key, fact).await?;
    if let Evidence::Paper { scan, .. } = &grant.evidence {
        store::use_scan(&mut tx, &case, scan, &grant.id).await?;
    }
    let receipt = receipt::sign(&app, tx.connection(), &case, &granted.known.facts, &grant, None, granted.now).await?;
    store::put_receipt(&mut tx, &case, &key, grant.id.as_str(), &receipt).await?;
    let event = gate::allowed(&access, &granted, EventKind::ConsentGiven);
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Given { id: grant.id.to_string(), receipt })))
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

/// Who would gain or lose which reports, by the same decision that will be taken then. Reports by id and category only.
#[utoipa::path(post, path = "/cases/{case}/consents/preview", tag = "consent", security(("session" = [])), params(("case" = String, Path)), request_body = NewChange,
    responses((status = 200, body = Object), (status = 403, description = "refused"), (status = 404)))]
async fn preview_change(
    State(app): State<Arc<App>>,
    who: SignedIn,
    headers: HeaderMap,
    Path(case): Path<CaseId>,
    Json(new): Json<NewChange>,
) -> Result<axum::Json<Preview>, Problem> {
    let known = gate::load(&app, &who, Some(&case)).await?;
    let now = app.clock.now().max(known.not_before);
    let is_inside = porthor_policy::is_insider(&who.actor, &known.facts, now);
    let mut access = Access::new(who.actor.clone(), Verb::Withdraw).on(case);
    let change = match (new.give, new.withdraw) {
        (Some(new), None) => {
            access.verb = Verb::Grant;
            if is_inside {
                access.grant = Some(grant_of(&app, &who, &known.facts, now, new, language::of(&headers))?);
            }
            access.grant.clone().map(Change::Grant)
        }
        (None, Some(id)) => {
            access.consent = Some(id.clone());
            Some(Change::Withdraw(id))
        }
        _ => return Err(Problem::bad("bad-field").with("field", "give")),
    };
    let granted = gate::release(&app, &who, &access, EventKind::ConsentPreviewed, |event, _| event).await?;
    let change = change.ok_or_else(Problem::not_found)?;
    let seen = tokio::task::spawn_blocking(move || preview(&granted.known.facts, &change, granted.now)).await;
    seen.map(axum::Json).map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))
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
    let access = Access { consent: Some(consent.clone()), ..Access::new(who.actor.clone(), Verb::Withdraw).on(case.clone()) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let grant = granted.known.facts.grants.iter().find(|grant| grant.value.id == consent).ok_or_else(Problem::not_found)?;
    if grant.value.state(grant.ended, granted.now).withdraw().is_err() {
        return Err(Problem::conflict("consent-over"));
    }
    facts::end(&mut tx, &case, FactKind::Grant, consent.as_str()).await?;
    let key = key_of(&granted)?;
    let receipt =
        receipt::sign(&app, tx.connection(), &case, &granted.known.facts, &grant.value, Some(&who.actor.person), granted.now)
            .await?;
    store::put_receipt(&mut tx, &case, &key, consent.as_str(), &receipt).await?;
    let event = gate::allowed(&access, &granted, EventKind::ConsentWithdrawn);
    let cut = commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok(axum::Json(Withdrawn { withdrawn_at: granted.now, cut, receipt }))
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
    let access = Access { consent: Some(consent.clone()), ..Access::new(who.actor.clone(), Verb::List).on(case.clone()) };
    let granted =
        gate::release(&app, &who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "receipt")).await?;
    let key = key_of(&granted)?;
    let mut reader = app.store.reader().await?;
    let receipt = store::receipt(&mut reader, &case, &key, consent.as_str()).await?.ok_or_else(Problem::not_found)?;
    Ok(axum::Json(ReceiptShown { receipt }))
}

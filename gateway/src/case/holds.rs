//! What else is recorded of a case: disputes, court orders and objections, vetoes by the family, competence, enrolment, and requests
//! between agencies. `page` is the family's no with a browser, `due` when a request is to be answered.

pub mod due;
pub mod page;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{
    Access, AgencyId, CaseId, CategoryCode, Competence, Date, Enrolment, EventKind, Mark, PersonId, PurposeCode, RequestId,
    RequestKind, RequestState, StatutoryRequest, Verb, Veto,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::people::{Made, key_of};
use super::{commit_and_recheck, fresh, store};
use crate::app::App;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::session::SignedIn;
use crate::plain::{plain_name, plain_text};
use crate::store::Tx;
use crate::store::facts::{self, FactKind, NewFact};
use crate::store::log::code_of;

/// Characters of the name or office of who decided, at most.
const DECIDER: usize = 200;
/// Characters of an outcome, at most.
const OUTCOME: usize = 2000;

/// Routes of what holds.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(mark))
        .routes(routes!(lift_objection))
        .routes(routes!(record_outcome))
        .routes(routes!(veto))
        .routes(routes!(lift_veto))
        .routes(routes!(record_competence))
        .routes(routes!(record_enrolment))
        .routes(routes!(request))
        .routes(routes!(close_request))
}

type Created = (StatusCode, axum::Json<Made>);

/// A fact to record, and how it is found and named.
struct Recording<'a, T> {
    kind: FactKind,
    event: EventKind,
    id: String,
    agency: Option<&'a AgencyId>,
    person: Option<&'a PersonId>,
    body: &'a T,
}

/// Records a fact that `access` allows. It may take grounds away: running transfers are decided anew.
async fn record<T: Serialize>(
    app: &Arc<App>,
    who: &SignedIn,
    access: &Access,
    case: &CaseId,
    new: Recording<'_, T>,
) -> Result<Created, Problem> {
    let (mut tx, granted) = gate::begin_change(app, who, access).await?;
    let fact = NewFact { id: &new.id, kind: new.kind, agency: new.agency, person: new.person, body: new.body };
    facts::insert(&mut tx, case, &*key_of(&granted)?, fact).await?;
    let event = gate::allowed(access, &granted, new.event).with_detail("fact", new.id.clone());
    commit_and_recheck(app, tx, case, gate::entry(app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id: new.id })))
}

/// Ends a fact that `access` allows to end.
async fn end(
    app: &Arc<App>,
    who: &SignedIn,
    access: &Access,
    kind: FactKind,
    event: EventKind,
    id: &str,
) -> Result<StatusCode, Problem> {
    let case = access.case.as_ref().ok_or_else(Problem::not_found)?;
    let (mut tx, granted) = gate::begin_change(app, who, access).await?;
    if !facts::end(&mut tx, case, kind, id).await? {
        return Err(Problem::not_found());
    }
    let event = gate::allowed(access, &granted, event).with_detail("fact", id);
    commit_and_recheck(app, tx, case, gate::entry(app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the family alone says and takes back: a `Withdraw` without a consent.
fn the_familys(who: &SignedIn, case: &CaseId) -> Access {
    Access::new(who.actor.clone(), Verb::Withdraw).on(case.clone())
}

/// What a co-ordinator of the lead agency records.
fn staff_only(who: &SignedIn, case: &CaseId) -> Access {
    Access::new(who.actor.clone(), Verb::Involve).on(case.clone())
}

/// What holds sharing back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMark {
    /// `"contested"`, `"court-restricted"` or `{"objection": {"agency": …}}`; a family may object.
    #[schema(value_type = Object)]
    mark: Mark,
}

/// Records a dispute, a court's restriction or an objection.
#[utoipa::path(post, path = "/cases/{case}/marks", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewMark, responses((status = 201, body = Made), (status = 403), (status = 404)))]
async fn mark(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewMark>,
) -> Result<Created, Problem> {
    let is_objection = matches!(new.mark, Mark::Objection { .. });
    let access = if is_objection { the_familys(&who, &case) } else { staff_only(&who, &case) };
    let agency = if let Mark::Objection { agency } = &new.mark { Some(agency) } else { None };
    let id = porthor_keys::random::id();
    let new = Recording { kind: FactKind::Mark, event: EventKind::MarkRecorded, id, agency, person: None, body: &new.mark };
    record(&app, &who, &access, &case, new).await
}

/// Takes an objection back. The family alone does: staff never override it, and it lifts nothing else.
#[utoipa::path(delete, path = "/cases/{case}/marks/{mark}", tag = "case", security(("session" = [])), params(("case" = String, Path), ("mark" = String, Path)), responses((status = 204), (status = 403, description = "refused"), (status = 404)))]
async fn lift_objection(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, mark)): Path<(CaseId, String)>,
) -> Result<StatusCode, Problem> {
    let access = the_familys(&who, &case);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if !is_objection(&mut tx, &case, &granted, &mark).await? || !facts::end(&mut tx, &case, FactKind::Mark, &mark).await? {
        return Err(Problem::not_found());
    }
    let event = gate::allowed(&access, &granted, EventKind::MarkLifted).with_detail("fact", mark);
    commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the mark that holds under this id is a family's objection.
async fn is_objection(tx: &mut Tx, case: &CaseId, granted: &Granted, mark: &str) -> Result<bool, Problem> {
    let held = store::held(tx.connection(), case, &*key_of(granted)?).await?;
    Ok(held.iter().any(|fact| fact["id"] == mark && fact["fact"].get("objection").is_some()))
}

/// How a dispute or a court's restriction came to its end. Both are sealed with the event.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Outcome {
    /// Who decided, by name or office; one line.
    decider: String,
    /// What was decided, in one's own words.
    outcome: String,
}

impl Outcome {
    /// The statement to seal: the decider in its first line, the outcome below.
    fn statement(&self) -> Result<String, Problem> {
        let decider = plain_name("decider", &self.decider, DECIDER)?;
        let outcome = plain_text("outcome", &self.outcome, OUTCOME)?;
        Ok(format!("{decider}\n{outcome}"))
    }
}

/// Lifts a dispute or a court's restriction: a co-ordinator of the lead agency records who decided, and what.
#[utoipa::path(post, path = "/cases/{case}/marks/{mark}/outcome", tag = "case", security(("session" = [])), params(("case" = String, Path), ("mark" = String, Path)), request_body = Outcome,
    responses((status = 204), (status = 400, description = "bad-field"), (status = 403, description = "refused"), (status = 404), (status = 422, description = "familys-own, unseen-characters")))]
async fn record_outcome(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, mark)): Path<(CaseId, String)>,
    Json(new): Json<Outcome>,
) -> Result<StatusCode, Problem> {
    let statement = new.statement()?;
    let access = staff_only(&who, &case);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if is_objection(&mut tx, &case, &granted, &mark).await? {
        return Err(Problem::unacceptable("familys-own"));
    }
    if !facts::end(&mut tx, &case, FactKind::Mark, &mark).await? {
        return Err(Problem::not_found());
    }
    let mut event = gate::allowed(&access, &granted, EventKind::MarkLifted).with_detail("fact", mark);
    event.statement = Some(statement);
    commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom the family does not want: an agency, or one person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewVeto {
    #[schema(value_type = Option<String>)]
    agency: Option<AgencyId>,
    #[schema(value_type = Option<String>)]
    person: Option<PersonId>,
}

/// Keeps an agency or one person off the case, at once.
#[utoipa::path(post, path = "/cases/{case}/vetoes", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewVeto, responses((status = 201, body = Made), (status = 403), (status = 404)))]
async fn veto(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewVeto>,
) -> Result<Created, Problem> {
    let veto = match (new.agency, new.person) {
        (Some(agency), None) => Veto::Agency(agency),
        (None, Some(person)) => Veto::Person(person),
        _ => return Err(Problem::bad("bad-field").with("field", "agency")),
    };
    let id = porthor_keys::random::id();
    let new = Recording { kind: FactKind::Veto, event: EventKind::VetoRecorded, id, agency: None, person: None, body: &veto };
    record(&app, &who, &the_familys(&who, &case), &case, new).await
}

/// Lifts a veto. Only the family may: staff never override its refusal.
#[utoipa::path(delete, path = "/cases/{case}/vetoes/{veto}", tag = "case", security(("session" = [])), params(("case" = String, Path), ("veto" = String, Path)), responses((status = 204), (status = 404)))]
async fn lift_veto(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, veto)): Path<(CaseId, String)>,
) -> Result<StatusCode, Problem> {
    end(&app, &who, &the_familys(&who, &case), FactKind::Veto, EventKind::VetoLifted, &veto).await
}

/// That a child was found able to decide.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCompetence {
    #[schema(value_type = String)]
    person: PersonId,
    #[schema(value_type = String)]
    on: Date,
}

/// Records that a child below the age of own authority was found able to decide, by the one who asks.
#[utoipa::path(post, path = "/cases/{case}/competences", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewCompetence, responses((status = 201, body = Made), (status = 403), (status = 404)))]
async fn record_competence(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewCompetence>,
) -> Result<Created, Problem> {
    let body = Competence { person: new.person.clone(), assessed_by: who.actor.person.clone(), on: new.on };
    let id = porthor_keys::random::id();
    let new = Recording {
        kind: FactKind::Competence,
        event: EventKind::CompetenceRecorded,
        id,
        agency: None,
        person: Some(&new.person),
        body: &body,
    };
    record(&app, &who, &staff_only(&who, &case), &case, new).await
}

/// That the learner has enrolled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEnrolment {
    #[schema(value_type = String)]
    agency: AgencyId,
    #[schema(value_type = String)]
    on: Date,
}

/// Records that the learner has enrolled, which keeps conditional consents alive.
#[utoipa::path(post, path = "/cases/{case}/enrolments", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewEnrolment, responses((status = 201, body = Made), (status = 403), (status = 404)))]
async fn record_enrolment(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewEnrolment>,
) -> Result<Created, Problem> {
    let body = Enrolment { agency: new.agency.clone(), on: new.on };
    let id = porthor_keys::random::id();
    let new = Recording {
        kind: FactKind::Enrolment,
        event: EventKind::EnrolmentRecorded,
        id,
        agency: Some(&new.agency),
        person: None,
        body: &body,
    };
    record(&app, &who, &staff_only(&who, &case), &case, new).await
}

/// A request to another agency.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRequest {
    /// `section65`, `section20` or `school-health`.
    #[schema(value_type = String)]
    kind: RequestKind,
    #[schema(value_type = String)]
    to: AgencyId,
    #[schema(value_type = Vec<String>)]
    categories: BTreeSet<CategoryCode>,
    #[schema(value_type = String)]
    purpose: PurposeCode,
}

/// Records a request to another agency; its clock begins to run.
#[utoipa::path(post, path = "/cases/{case}/requests", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewRequest, responses((status = 201, body = Made), (status = 403), (status = 404), (status = 422)))]
async fn request(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewRequest>,
) -> Result<Created, Problem> {
    let taxonomy = &app.config.taxonomy;
    if new.categories.is_empty() || !new.categories.iter().all(|code| taxonomy.categories.contains_key(code)) {
        return Err(Problem::unacceptable("unknown-category"));
    }
    if !taxonomy.purposes.contains_key(&new.purpose) {
        return Err(Problem::unacceptable("unknown-purpose"));
    }
    let clock = match new.kind {
        RequestKind::Section65 => "section-65",
        RequestKind::Section20 => "section-20",
        RequestKind::SchoolHealth => "school-health",
    };
    let clock = taxonomy.clocks.get(clock).ok_or_else(|| Problem::unacceptable("bad-field").with("field", code_of(&new.kind)))?;
    let id: RequestId = fresh()?;
    let body = StatutoryRequest {
        id: id.clone(),
        kind: new.kind,
        by: who.agency()?.clone(),
        to: new.to.clone(),
        categories: new.categories,
        purpose: new.purpose,
        due: due::due_day(taxonomy, clock, app.clock.now()),
        state: RequestState::Open,
    };
    let new = Recording {
        kind: FactKind::Request,
        event: EventKind::RequestRecorded,
        id: id.to_string(),
        agency: Some(&new.to),
        person: None,
        body: &body,
    };
    let access = Access { asks: Some(body.clone()), ..staff_only(&who, &case) };
    record(&app, &who, &access, &case, new).await
}

/// Closes a request: what rested on it ends at once. The agency that made it does, or a co-ordinator of the lead agency.
#[utoipa::path(delete, path = "/cases/{case}/requests/{request}", tag = "case", security(("session" = [])), params(("case" = String, Path), ("request" = String, Path)), responses((status = 204), (status = 404)))]
async fn close_request(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, request)): Path<(CaseId, RequestId)>,
) -> Result<StatusCode, Problem> {
    let access = Access { request: Some(request.clone()), ..staff_only(&who, &case) };
    end(&app, &who, &access, FactKind::Request, EventKind::RequestClosed, request.as_str()).await
}

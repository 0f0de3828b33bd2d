//! Who is on a case: agencies and their people, and the family with its standing. `page` is what a browser does.

pub mod page;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{
    Access, AgencyId, CaseId, Date, EventKind, FamilyMember, Involvement, InvolvementId, Language, PersonId, ReportId, RoleCode,
    Scope, Standing, Verb,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::accounts::{self, Holder};
use super::{commit_and_recheck, fresh, known_role, store};
use crate::app::App;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::session::SignedIn;
use crate::plain::{NAME, plain_address, plain_name};
use crate::sign_in::enrol;
use crate::sign_in::store::{NewPerson, insert_person};
use crate::store::case_keys::CaseKey;
use crate::store::facts::{self, FactKind, NewFact};
use crate::store::{StoreError, Tx};

/// Routes of involvement and family.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(involve))
        .routes(routes!(end_involvement))
        .routes(routes!(hand_over))
        .routes(routes!(add_family))
        .routes(routes!(end_family))
}

/// Something made, by its id.
#[derive(Serialize, ToSchema)]
pub struct Made {
    /// Its id.
    pub id: String,
}

/// Writes an involvement.
pub async fn insert_involvement(tx: &mut Tx, case: &CaseId, key: &CaseKey, part: &Involvement) -> Result<(), StoreError> {
    let fact = NewFact {
        id: part.id.as_str(),
        kind: FactKind::Involvement,
        agency: Some(&part.agency),
        person: part.person.as_ref(),
        body: part,
    };
    facts::insert(tx, case, key, fact).await
}

/// The key of the case that a change was granted on.
pub fn key_of(granted: &Granted) -> Result<Arc<CaseKey>, Problem> {
    granted.known.key.clone().ok_or_else(Problem::not_found)
}

/// An agency or one of its people to involve.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewInvolvement {
    #[schema(value_type = String)]
    agency: AgencyId,
    /// One person; none for the agency's queue.
    #[schema(value_type = Option<String>)]
    person: Option<PersonId>,
    #[schema(value_type = String)]
    role: RoleCode,
    /// First day it no longer holds.
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
    /// One bundle of reports instead of the whole case; needs `until`.
    #[schema(value_type = Option<Vec<String>>)]
    reports: Option<BTreeSet<ReportId>>,
}

/// What would be over before it began is nobody's part, and whoever typed its day meant another.
fn ahead(app: &App, until: Option<Date>) -> Result<(), Problem> {
    if until.is_some_and(|until| until <= app.clock.now().date()) {
        return Err(Problem::bad("bad-field").with("field", "until"));
    }
    Ok(())
}

/// Involves an agency, or one person of it.
#[utoipa::path(post, path = "/cases/{case}/involvements", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewInvolvement,
    responses((status = 201, body = Made), (status = 400, description = "bad-field"), (status = 403), (status = 404), (status = 422, description = "unknown-agency, unknown-person, unknown-report")))]
async fn involve(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewInvolvement>,
) -> Result<(StatusCode, axum::Json<Made>), Problem> {
    known_role(&app, &new.role)?;
    if new.reports.is_some() && new.until.is_none() {
        return Err(Problem::bad("bad-field").with("field", "until"));
    }
    ahead(&app, new.until)?;
    let access = Access::new(who.actor.clone(), Verb::Involve).on(case.clone());
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if granted.known.facts.kind_of(&new.agency, granted.now).is_none() {
        return Err(Problem::unacceptable("unknown-agency"));
    }
    if let Some(person) = &new.person {
        let agency = store::agency_of(tx.connection(), person).await?;
        if agency != Some(Some(new.agency.to_string())) {
            return Err(Problem::unacceptable("unknown-person"));
        }
    }
    let reports = &granted.known.facts.reports;
    if new.reports.iter().flatten().any(|named| !reports.iter().any(|held| held.value.id == *named)) {
        return Err(Problem::unacceptable("unknown-report"));
    }
    let id: InvolvementId = fresh()?;
    let scope = new.reports.map_or(Scope::WholeCase, Scope::Bundle);
    let part = Involvement { id: id.clone(), agency: new.agency, person: new.person, role: new.role, scope, until: new.until };
    insert_involvement(&mut tx, &case, &*key_of(&granted)?, &part).await?;
    let event = gate::allowed(&access, &granted, EventKind::Involved).with_detail("involvement", id.to_string());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id: id.to_string() })))
}

/// Ends an involvement at once, also for what is being downloaded.
#[utoipa::path(delete, path = "/cases/{case}/involvements/{involvement}", tag = "case", security(("session" = [])), params(("case" = String, Path), ("involvement" = String, Path)), responses((status = 204), (status = 404)))]
async fn end_involvement(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, involvement)): Path<(CaseId, InvolvementId)>,
) -> Result<StatusCode, Problem> {
    let access = Access::new(who.actor.clone(), Verb::Involve).on(case.clone());
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if !facts::end(&mut tx, &case, FactKind::Involvement, involvement.as_str()).await? {
        return Err(Problem::not_found());
    }
    let event = gate::allowed(&access, &granted, EventKind::InvolvementEnded).with_detail("involvement", involvement.to_string());
    commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who takes somebody's place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Successor {
    /// A colleague of the same agency.
    #[schema(value_type = String)]
    person: PersonId,
}

/// Hands a part in a case over to a colleague: the one ends and the other begins in one act, so that nobody is missing in between.
#[utoipa::path(post, path = "/cases/{case}/involvements/{involvement}/successor", tag = "case", security(("session" = [])), params(("case" = String, Path), ("involvement" = String, Path)), request_body = Successor,
    responses((status = 201, body = Made), (status = 403), (status = 404), (status = 422, description = "unknown-person")))]
async fn hand_over(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, involvement)): Path<(CaseId, InvolvementId)>,
    Json(new): Json<Successor>,
) -> Result<(StatusCode, axum::Json<Made>), Problem> {
    let access = Access::new(who.actor.clone(), Verb::Involve).on(case.clone());
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let old = porthor_policy::holding(&granted.known.facts.involvements, granted.now).find(|part| part.id == involvement).cloned();
    let old = old.ok_or_else(Problem::not_found)?;
    let post = crate::http::session::staff_of(tx.connection(), &new.person).await?;
    let post = post.filter(|post| post.holds(granted.now) && post.value.agency.as_ref() == Some(&old.agency));
    let post = post.filter(|post| old.person.as_ref() != Some(&post.value.person));
    let post = post.ok_or_else(|| Problem::unacceptable("unknown-person"))?;
    facts::end(&mut tx, &case, FactKind::Involvement, involvement.as_str()).await?;
    let id: InvolvementId = fresh()?;
    let part = Involvement { id: id.clone(), person: Some(new.person), role: post.value.role, ..old };
    insert_involvement(&mut tx, &case, &*key_of(&granted)?, &part).await?;
    let event = gate::allowed(&access, &granted, EventKind::InvolvementHandedOver)
        .with_detail("involvement", id.to_string())
        .with_detail("ended", involvement.to_string());
    commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id: id.to_string() })))
}

/// Someone of the family to add: a person with an account, by id or by address and name, or a new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFamily {
    /// With an account already.
    #[schema(value_type = Option<String>)]
    person: Option<PersonId>,
    /// What they sign in with, or will.
    address: Option<String>,
    name: Option<String>,
    /// `cy` or `en`.
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    #[schema(value_type = String)]
    standing: Standing,
    /// First day it no longer holds; an advocate or case friend needs one.
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
}

/// Someone added; with the printed code of a new account.
#[derive(Serialize, ToSchema)]
struct FamilyAdded {
    person: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

/// Adds someone of the family.
#[utoipa::path(post, path = "/cases/{case}/family", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewFamily, responses((status = 201, body = FamilyAdded), (status = 403), (status = 404), (status = 409, description = "conflict, address-at-work, address-of-another"), (status = 422, description = "unknown-person")))]
async fn add_family(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewFamily>,
) -> Result<(StatusCode, axum::Json<FamilyAdded>), Problem> {
    if new.standing.is_supporter() && new.until.is_none() {
        return Err(Problem::bad("bad-field").with("field", "until"));
    }
    ahead(&app, new.until)?;
    let access = Access::new(who.actor.clone(), Verb::Involve).on(case.clone());
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let (person, code) = family_person(&app, &mut tx, &new, &who.actor.person).await?;
    if store::family_row(tx.connection(), &case, &person).await?.is_some() {
        return Err(Problem::conflict("conflict"));
    }
    let member = FamilyMember { person: person.clone(), standing: new.standing, until: new.until, named: None };
    let row = porthor_keys::random::id();
    let fact = NewFact { id: &row, kind: FactKind::Family, agency: None, person: Some(&person), body: &member };
    facts::insert(&mut tx, &case, &*key_of(&granted)?, fact).await?;
    let event = gate::allowed(&access, &granted, EventKind::FamilyAdded).with_detail("member", person.to_string());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(FamilyAdded { person: person.to_string(), code })))
}

/// The person to add: one of a family that has an account, by their id or by address and name together, or a new account with its
/// printed code. What else the account is there for is not said.
async fn family_person(app: &App, tx: &mut Tx, new: &NewFamily, by: &PersonId) -> Result<(PersonId, Option<String>), Problem> {
    if let Some(person) = &new.person {
        return match store::agency_of(tx.connection(), person).await? {
            Some(None) if accounts::is_of_a_family(app, tx, person).await? => Ok((person.clone(), None)),
            _ => Err(Problem::unacceptable("unknown-person")),
        };
    }
    let (Some(address), Some(name)) = (&new.address, &new.name) else {
        return Err(Problem::bad("bad-field").with("field", "address"));
    };
    let (name, address) = (&plain_name("name", name, NAME)?, plain_address(address)?);
    match accounts::holder(app, tx, address).await? {
        Holder::Nobody => {}
        Holder::AtWork => return Err(Problem::conflict("address-at-work")),
        Holder::OfAFamily(person) if accounts::goes_by(app, tx, &person, name).await? => return Ok((person, None)),
        Holder::OfAFamily(_) => return Err(Problem::conflict("address-of-another")),
    }
    // The role of a family goes by the word of the standing.
    let role: RoleCode = new.standing.code().parse().map_err(|_| Problem::bad("bad-field").with("field", "standing"))?;
    let person = NewPerson { agency: None, role: &role, name, address, language: new.language.unwrap_or(Language::En) };
    let id = insert_person(app, tx, &person).await?;
    let code = enrol::invite(app, tx, "enrol", &id, Some(by)).await?;
    Ok((id, Some(code.to_printed().to_string())))
}

/// Ends someone's standing in the case at once.
#[utoipa::path(delete, path = "/cases/{case}/family/{person}", tag = "case", security(("session" = [])), params(("case" = String, Path), ("person" = String, Path)), responses((status = 204), (status = 404)))]
async fn end_family(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
) -> Result<StatusCode, Problem> {
    let access = Access::new(who.actor.clone(), Verb::Involve).on(case.clone());
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let row = store::family_row(tx.connection(), &case, &person).await?.ok_or_else(Problem::not_found)?;
    facts::end(&mut tx, &case, FactKind::Family, &row).await?;
    let event = gate::allowed(&access, &granted, EventKind::FamilyEnded).with_detail("member", person.to_string());
    commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

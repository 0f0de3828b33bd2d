//! Helpers: an advocate or case friend whom somebody of the family names for a time, and ends at once. Who may name whom, and how far
//! a helper goes, is the policy's (`family`). `page` is how the family does it with a browser, `stand_in` what becomes of it where whoever
//! is named has an account here already.

pub mod page;
pub mod stand_in;

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{
    Access, CaseId, Date, EventKind, FamilyMember, Help, Language, Naming, PersonId, RoleCode, Standing, Verb, holding,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::accounts::{self, Holder};
use super::people::key_of;
use super::{commit_and_recheck, fresh, store};
use crate::app::App;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::session::SignedIn;
use crate::plain::{plain_address, plain_name};
use crate::sign_in::enrol;
use crate::sign_in::store::{NewPerson, insert_person_as};
use crate::store::Tx;
use crate::store::facts::{self, FactKind, NewFact};

/// Characters of a name or an address, at most.
const NAME: usize = 200;

/// Routes of helpers.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(name)).routes(routes!(end)).routes(routes!(stand_in::take_up))
}

/// A helper to name: somebody new, or one who has helped in this case before.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHelper {
    /// Who has helped in this case before; named anew.
    #[schema(value_type = Option<String>)]
    person: Option<PersonId>,
    /// Of a new account: what they sign in with.
    address: Option<String>,
    name: Option<String>,
    /// `cy` or `en`.
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    /// `advocate` or `case-friend`.
    #[schema(value_type = String)]
    standing: Standing,
    /// First day it no longer holds, within twelve months.
    #[schema(value_type = String)]
    until: Date,
    /// `help-me-decide` or `see-what-i-see`.
    #[schema(value_type = String)]
    help: Help,
}

/// A helper named; with the printed code of an account that was not used yet.
#[derive(Serialize, ToSchema)]
struct HelperNamed {
    person: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

/// Names a helper for oneself. Asks for a code just entered.
#[utoipa::path(post, path = "/cases/{case}/helpers", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewHelper,
    responses((status = 201, body = HelperNamed), (status = 400, description = "bad-field"), (status = 403, description = "refused, step-up-needed"), (status = 404), (status = 409, description = "too-many-helpers, conflict"), (status = 422, description = "unknown-person, unseen-characters")))]
async fn name(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewHelper>,
) -> Result<(StatusCode, axum::Json<HelperNamed>), Problem> {
    check_account(&new)?;
    let person = new.person.clone().map_or_else(fresh, Ok)?;
    let named = Some(Naming { by: who.actor.person.clone(), help: new.help });
    let member = FamilyMember { person: person.clone(), standing: new.standing, until: Some(new.until), named };
    let access = Access { helper: Some(member.clone()), ..Access::new(who.actor.clone(), Verb::NameHelper).on(case.clone()) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    not_too_many(&app, &granted, &who.actor.person, &person)?;
    if new.person.is_some() {
        end_earlier(&mut tx, &case, &granted, &member).await?;
    } else {
        make_account(&app, &mut tx, &person, &new).await?;
    }
    let code = if store::has_enrolled(tx.connection(), &person).await? {
        None
    } else {
        Some(enrol::invite(&app, &mut tx, "enrol", &person, Some(&who.actor.person)).await?.to_printed().to_string())
    };
    let row = porthor_keys::random::id();
    let fact = NewFact { id: &row, kind: FactKind::Family, agency: None, person: Some(&person), body: &member };
    facts::insert(&mut tx, &case, &*key_of(&granted)?, fact).await?;
    let event = gate::allowed(&access, &granted, EventKind::FamilyAdded).with_detail("member", person.to_string());
    // Named anew they may go less far than before.
    commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(HelperNamed { person: person.to_string(), code })))
}

/// One has as many helpers as one can keep an eye on; whoever is named anew is one of them.
fn not_too_many(app: &App, granted: &Granted, namer: &PersonId, new: &PersonId) -> Result<(), Problem> {
    let (most, today) = (app.config.limits.helpers_per_person, granted.now.date());
    let named = holding(&granted.known.facts.family, granted.now).filter(|member| !member.is_over(today) && member.person != *new);
    let mine = named.filter(|member| member.named.as_ref().is_some_and(|named| named.by == *namer)).count();
    let is_enough = u32::try_from(mine).is_ok_and(|mine| mine < most);
    if is_enough { Ok(()) } else { Err(Problem::conflict("too-many-helpers").with("most", most.to_string())) }
}

/// Somebody new needs a name and an address; somebody known, neither.
fn check_account(new: &NewHelper) -> Result<(), Problem> {
    if new.person.is_some() {
        return Ok(());
    }
    account_of(new).map(drop)
}

/// The name and the address of somebody new.
fn account_of(new: &NewHelper) -> Result<(String, &str), Problem> {
    let (name, address) = (new.name.as_deref().unwrap_or_default(), new.address.as_deref().unwrap_or_default());
    Ok((plain_name("name", name, NAME)?, plain_address(address)?))
}

/// Ends the help that somebody who is named anew still gives. Of anybody who never helped in this case the answer would tell whether
/// they are here at all; whom somebody else of the family named stays theirs.
async fn end_earlier(tx: &mut Tx, case: &CaseId, granted: &Granted, new: &FamilyMember) -> Result<(), Problem> {
    let family = &granted.known.facts.family;
    let has_helped = family.iter().any(|known| known.value.person == new.person && known.value.standing.is_supporter());
    // An account that stood in for somebody is gone once they help themselves.
    if !has_helped || store::agency_of(tx.connection(), &new.person).await?.is_none() {
        return Err(Problem::unacceptable("unknown-person"));
    }
    let namer = |member: &FamilyMember| member.named.as_ref().map(|named| named.by.clone());
    let mut present = holding(family, granted.now).filter(|known| known.person == new.person);
    if present.any(|known| namer(known) != namer(new)) {
        return Err(Problem::conflict("conflict"));
    }
    if let Some(row) = store::family_row(tx.connection(), case, &new.person).await? {
        facts::end(tx, case, FactKind::Family, &row).await?;
    }
    Ok(())
}

/// An account for somebody new. Where the address is somebody's already, whoever names is told the same and given a code all the same: who
/// has an account here is not theirs to learn. That code lets nobody in, neither as the one who is here nor beside them: the account it
/// is for goes by an address that nobody is told, and whoever stands in for another neither enrols nor signs in. It stands in for theirs
/// until they take it up (`stand_in`); for somebody who comes here in their work it is of no use, for they help a family as somebody of
/// their own, and it stands in for itself.
async fn make_account(app: &App, tx: &mut Tx, person: &PersonId, new: &NewHelper) -> Result<(), Problem> {
    // The role of a family goes by the word of the standing.
    let role: RoleCode = new.standing.code().parse().map_err(|_| Problem::bad("bad-field").with("field", "standing"))?;
    let (name, address) = account_of(new)?;
    let holder = accounts::holder(app, tx, address).await?;
    let (address, of) = match &holder {
        Holder::Nobody => (address.to_owned(), None),
        Holder::OfAFamily(known) => (nobodys_address(), Some(known)),
        Holder::AtWork => (nobodys_address(), Some(person)),
    };
    let account =
        NewPerson { agency: None, role: &role, name: &name, address: &address, language: new.language.unwrap_or(Language::En) };
    insert_person_as(app, tx, person, &account).await?;
    store::set_stand_in(tx, person, of).await?;
    Ok(())
}

/// An address that nobody is told, and nobody can type.
fn nobodys_address() -> String {
    format!("\u{0}{}", porthor_keys::random::id())
}

/// Ends, at once, the help of somebody whom one named.
#[utoipa::path(delete, path = "/cases/{case}/helpers/{person}", tag = "case", security(("session" = [])), params(("case" = String, Path), ("person" = String, Path)), responses((status = 204), (status = 403, description = "refused"), (status = 404)))]
async fn end(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
) -> Result<StatusCode, Problem> {
    let access = Access { ends: Some(person.clone()), ..Access::new(who.actor.clone(), Verb::NameHelper).on(case.clone()) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let row = store::family_row(tx.connection(), &case, &person).await?.ok_or_else(Problem::not_found)?;
    facts::end(&mut tx, &case, FactKind::Family, &row).await?;
    let event = gate::allowed(&access, &granted, EventKind::FamilyEnded).with_detail("member", person.to_string());
    commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

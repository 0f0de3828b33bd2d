//! An agency's machines: a hospital's system is registered by an administrator, who also says which keys are its own. Of several it uses
//! which it likes, so that a new one is there before an old one is taken away.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_keys::random;
use porthor_keys::token::key_name;
use porthor_policy::{AgencyId, EventKind, Language, PersonId, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::people::agency_of;
use super::{administers, is_operator, refuse_operator, store};
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::session::SignedIn;
use crate::plain::{NAME, plain_name, seen_of};
use crate::sign_in::device::{self, key_of};
use crate::sign_in::store::{NewPerson, insert_person_as};
use crate::store::facts::parse;

/// Routes of this part.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(add)).routes(routes!(keys, add_key))
}

/// A machine to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMachine {
    /// What it is called; whoever reads a report that it pushed is told.
    name: String,
}

/// A machine that was registered.
#[derive(Serialize, ToSchema)]
struct Machine {
    /// Its id: `iss` and `sub` of its assertions.
    machine: String,
}

/// Registers a machine of the agency. It can do nothing until it has a key.
#[utoipa::path(post, path = "/agencies/{agency}/machines", tag = "agency", security(("session" = [])), params(("agency" = String, Path)), request_body = NewMachine,
    responses((status = 201, body = Machine), (status = 400, description = "bad-field"), (status = 403, description = "refused, agency-runs-itself"), (status = 404), (status = 422, description = "unseen-characters")))]
async fn add(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(agency): Path<AgencyId>,
    Json(new): Json<NewMachine>,
) -> Result<(StatusCode, axum::Json<Machine>), Problem> {
    let name = plain_name("name", &new.name, NAME)?;
    let role = app.config.taxonomy.roles.iter().find(|(_, role)| role.is_a_machine()).map(|(code, _)| code);
    let role = role.ok_or_else(|| Problem::bad("bad-field").with("field", "role"))?;
    let access = administers(&who, &agency);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    store::find(tx.connection(), &agency).await?.ok_or_else(Problem::not_found)?;
    if is_operator(&who) {
        drop(tx);
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    let machine: PersonId = parse(random::id(), "person", "id")?;
    let address = format!("machine/{machine}");
    let account = NewPerson { agency: Some(&agency), role, name: &name, address: &address, language: Language::En };
    insert_person_as(&app, &mut tx, &machine, &account).await?;
    tx.touch_world();
    let event = gate::allowed(&access, &granted, EventKind::MachineAdded)
        .with_detail("agency", agency.to_string())
        .with_detail("person", machine.to_string())
        .with_detail("role", role.to_string());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Machine { machine: machine.to_string() })))
}

/// A key of a machine's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// Ed25519 public key, 32 bytes in hexadecimal.
    public_key: String,
    /// What it is called.
    name: String,
}

/// A key that a machine may use.
#[derive(Serialize, ToSchema)]
struct KeyShown {
    /// Its name in `kid`: the JWK thumbprint (RFC 7638).
    key: String,
    name: String,
    /// Since when.
    added: String,
}

/// Lets a machine use another key.
#[utoipa::path(post, path = "/people/{person}/keys", tag = "agency", security(("session" = [])), params(("person" = String, Path)), request_body = NewKey,
    responses((status = 201, body = KeyShown), (status = 400, description = "bad-field"), (status = 403, description = "refused, agency-runs-itself"), (status = 404), (status = 409, description = "key-taken")))]
async fn add_key(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(person): Path<PersonId>,
    Json(new): Json<NewKey>,
) -> Result<(StatusCode, axum::Json<KeyShown>), Problem> {
    let public_key = key_of(&new.public_key).ok_or_else(|| Problem::bad("bad-field").with("field", "public_key"))?;
    let agency = agency_of(&app, &person).await?;
    let access = administers(&who, &agency);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if is_operator(&who) {
        drop(tx);
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    let post = store::post(tx.connection(), &person).await?.ok_or_else(Problem::not_found)?;
    if !app.config.taxonomy.roles.get(&post.role).is_some_and(Role::is_a_machine) {
        return Err(Problem::bad("bad-field").with("field", "person"));
    }
    let (key, name) = (key_name(&public_key), seen_of(&new.name, 80));
    match device::insert(&app, &mut tx, &key, &person, &name, &public_key).await {
        Err(error) if error.is_taken() => return Err(Problem::conflict("key-taken")),
        inserted => inserted?,
    }
    let shown = KeyShown { key: key.clone(), name, added: granted.now.to_string() };
    let event = gate::allowed(&access, &granted, EventKind::MachineKeyAdded)
        .with_detail("agency", agency.to_string())
        .with_detail("person", person.to_string())
        .with_detail("device", key);
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(shown)))
}

/// The keys that a machine may use now. One is taken away as a device is: `DELETE /people/{person}/devices/{key}`.
#[utoipa::path(get, path = "/people/{person}/keys", tag = "agency", security(("session" = [])), params(("person" = String, Path)),
    responses((status = 200, body = Vec<KeyShown>), (status = 403, description = "refused, agency-runs-itself"), (status = 404)))]
async fn keys(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(person): Path<PersonId>,
) -> Result<axum::Json<Vec<KeyShown>>, Problem> {
    let agency = agency_of(&app, &person).await?;
    let access = administers(&who, &agency);
    let granted = gate::release(&app, &who, &access, EventKind::AuditRead, |event, _| {
        event.with_detail("view", "people").with_detail("agency", agency.to_string())
    })
    .await?;
    if is_operator(&who) {
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    let found = device::all_of(&app, &mut *app.store.reader().await?, &person).await?;
    let shown = found.into_iter().map(|(key, name, added)| KeyShown { key, name, added: added.to_string() });
    Ok(axum::Json(shown.collect()))
}

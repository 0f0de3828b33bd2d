//! The people of an agency: invited with a printed code, never by a link that carries authority; out at once when they leave.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{AgencyId, EventKind, Language, PersonId, RoleCode, Side};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store::{self, PersonRow, is_administrator};
use super::{ADMINISTRATORS, administers, commit_and_recheck_all, is_operator, refuse_operator};
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::paging::{Page, Paging};
use crate::http::session::SignedIn;
use crate::plain::{NAME, plain_address, plain_name};
use crate::sign_in::enrol;
use crate::sign_in::store::{self as accounts, insert_person};

/// Routes of an agency's people.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list, invite)).routes(routes!(remove))
}

/// Someone of an agency.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonShown {
    pub id: String,
    pub name: String,
    pub role: String,
    pub enrolled: bool,
    pub left: bool,
}

impl From<PersonRow> for PersonShown {
    fn from(row: PersonRow) -> Self {
        let PersonRow { id, name, role, enrolled, left } = row;
        Self { id: id.to_string(), name, role, enrolled, left }
    }
}

/// The people of an agency, leavers too, by id. Once it is live they are no longer the operator's to see.
#[utoipa::path(get, path = "/agencies/{agency}/people", tag = "agency", security(("session" = [])), params(("agency" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<usize>, Query)),
    responses((status = 200, body = Page<PersonShown>), (status = 403, description = "refused, step-up-needed, agency-runs-itself"), (status = 404)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(agency): Path<AgencyId>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Page<PersonShown>>, Problem> {
    let access = administers(&who, &agency);
    let granted = gate::release(&app, &who, &access, EventKind::AuditRead, |event, _| {
        event.with_detail("view", "people").with_detail("agency", agency.to_string())
    })
    .await?;
    let mut reader = app.store.reader().await?;
    let row = store::find(&mut reader, &agency).await?.ok_or_else(Problem::not_found)?;
    if is_operator(&who) && row.live {
        drop(reader);
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    let rows = store::people(&app, &mut reader, &agency, &paging.after, paging.size()).await?;
    let next = (rows.len() == paging.size()).then(|| rows.last().map(|row| row.id.to_string())).flatten();
    Ok(axum::Json(Page { items: rows.into_iter().map(PersonShown::from).collect(), next }))
}

/// Someone to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPerson {
    /// What they will sign in with.
    pub address: String,
    pub name: String,
    /// A role of the taxonomy, for staff.
    #[schema(value_type = String)]
    pub role: RoleCode,
    /// `cy` or `en`.
    #[schema(value_type = String)]
    pub language: Language,
}

/// Someone invited, with the one-time code for their letter; it is shown this once.
#[derive(Serialize, ToSchema)]
pub(super) struct Invited {
    pub person: String,
    /// `XXXX-XXXX-XXXX-XXXX`, good for 14 days.
    pub code: String,
}

/// Invites someone to an agency. Its own administrators do it; before it is live, the operator invites its first administrators.
#[utoipa::path(post, path = "/agencies/{agency}/people", tag = "agency", security(("session" = [])), params(("agency" = String, Path)), request_body = NewPerson,
    responses((status = 201, body = Invited), (status = 400, description = "bad-field"), (status = 403, description = "refused, agency-runs-itself"), (status = 404), (status = 409, description = "address-taken"), (status = 422, description = "unseen-characters")))]
pub(super) async fn invite(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(agency): Path<AgencyId>,
    Json(new): Json<NewPerson>,
) -> Result<(StatusCode, axum::Json<Invited>), Problem> {
    let name = plain_name("name", &new.name, NAME)?;
    let address = plain_address(&new.address)?;
    if !works_at_an_agency(&app, &new.role) {
        return Err(Problem::bad("bad-field").with("field", "role"));
    }
    let access = administers(&who, &agency);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let row = store::find(tx.connection(), &agency).await?.ok_or_else(Problem::not_found)?;
    if is_operator(&who) && (row.live || !is_administrator(&app.config.taxonomy, &new.role)) {
        drop(tx);
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    let account = accounts::NewPerson { agency: Some(&agency), role: &new.role, name: &name, address, language: new.language };
    let person = insert_person(&app, &mut tx, &account).await;
    let person = person.map_err(|error| if error.is_taken() { Problem::conflict("address-taken") } else { error.into() })?;
    let code = enrol::invite(&app, &mut tx, "enrol", &person, Some(&who.actor.person)).await?;
    tx.touch_world();
    let event = gate::allowed(&access, &granted, EventKind::PersonInvited)
        .with_detail("agency", agency.to_string())
        .with_detail("person", person.to_string())
        .with_detail("role", new.role.to_string());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Invited { person: person.to_string(), code: code.to_printed().to_string() })))
}

/// Whether the role is one of an agency's own: no family, and nobody who runs the machine.
pub(super) fn works_at_an_agency(app: &App, role: &RoleCode) -> bool {
    app.config.taxonomy.roles.get(role).is_some_and(|found| match found.side {
        // A machine is registered, and not invited.
        Side::Staff | Side::Oversight => !found.unattended,
        Side::Operator => is_administrator(&app.config.taxonomy, role),
        Side::Family => false,
    })
}

/// Where someone works who has not left. That nobody is there takes as long as that one may not ask.
pub(super) async fn agency_of(app: &App, person: &PersonId) -> Result<AgencyId, Problem> {
    let came = Instant::now();
    let mut reader = app.store.reader().await?;
    let post = store::post(&mut reader, person).await?;
    drop(reader);
    match post {
        Some(post) => Ok(post.agency),
        None => Err(gate::absent(came).await),
    }
}

/// Someone leaves: their sessions, devices and running downloads end at once. The last two administrators of a live agency stay.
#[utoipa::path(delete, path = "/people/{person}", tag = "agency", security(("session" = [])), params(("person" = String, Path)),
    responses((status = 204), (status = 403), (status = 404), (status = 409, description = "agency-needs-administrators")))]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(person): Path<PersonId>,
) -> Result<StatusCode, Problem> {
    let agency = agency_of(&app, &person).await?;
    let access = administers(&who, &agency);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let post = store::post(tx.connection(), &person).await?.ok_or_else(Problem::not_found)?;
    let taxonomy = &app.config.taxonomy;
    if post.enrolled && is_administrator(taxonomy, &post.role) {
        let live = store::find(tx.connection(), &agency).await?.is_some_and(|row| row.live);
        if live && store::enrolled_administrators(tx.connection(), taxonomy, &agency).await? <= ADMINISTRATORS {
            return Err(Problem::conflict("agency-needs-administrators"));
        }
    }
    store::end_person(&app, &mut tx, &person).await?;
    tx.touch_world();
    let event = gate::allowed(&access, &granted, EventKind::PersonLeft)
        .with_detail("agency", agency.to_string())
        .with_detail("person", person.to_string())
        .with_detail("role", post.role.to_string());
    commit_and_recheck_all(&app, tx, gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

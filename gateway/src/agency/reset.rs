//! New codes for people who were invited before. For whoever has not enrolled one administrator is enough: the code is their first. Once
//! they have, a code is as good as being them, so two people are needed: one administrator asks, another one makes the code.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{Access, AgencyId, EventKind, PersonId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::people::{Invited, agency_of};
use super::store::{self, AgencyRow, Post, is_administrator};
use super::{administers, is_operator, refuse_operator};
use crate::app::App;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::sign_in::{enrol, reset};
use crate::store::Tx;

/// Routes of this part.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(invite_again)).routes(routes!(ask))
}

/// Makes a new one-time code for someone whose letter or second factor was lost. Enrolling with it replaces their factors and ends
/// their sessions; until then nothing changes for them. For whoever has enrolled at a live agency, another administrator must have asked
/// for it; of an administrator's, the gateway's operator may be the second, for there may be no third administrator.
#[utoipa::path(post, path = "/people/{person}/codes", tag = "agency", security(("session" = [])), params(("person" = String, Path)),
    responses((status = 201, body = Invited), (status = 403, description = "refused, agency-runs-itself"), (status = 404), (status = 409, description = "reset-not-asked, reset-same-person, reset-one-hand, reset-own")))]
pub(super) async fn invite_again(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(person): Path<PersonId>,
) -> Result<(StatusCode, axum::Json<Invited>), Problem> {
    let agency = agency_of(&app, &person).await?;
    let (mut tx, access, granted, row, post) = begin(&app, &who, &person, &agency).await?;
    let takes_two = row.live && post.enrolled;
    let administrator = is_administrator(&app.config.taxonomy, &post.role);
    let is_second = takes_two && reset::open(&app, tx.connection(), &person, None).await?.is_some();
    if is_operator(&who) && !(administrator && (is_second || !row.live)) {
        drop(tx);
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    let mut event = gate::allowed(&access, &granted, EventKind::PersonInvited)
        .with_detail("agency", agency.to_string())
        .with_detail("person", person.to_string())
        .with_detail("role", post.role.to_string())
        .with_detail("again", "true");
    if takes_two {
        let asked_by = reset::confirm(&app, &mut tx, &who, &person, None).await?;
        event = event.with_detail("asked-by", asked_by.to_string());
    }
    let code = enrol::invite(&app, &mut tx, "enrol", &person, Some(&who.actor.person)).await?;
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Invited { person: person.to_string(), code: code.to_printed().to_string() })))
}

/// Asks for somebody's factors to be reset. Another administrator confirms it within three days, by making the code.
#[utoipa::path(post, path = "/people/{person}/reset", tag = "agency", security(("session" = [])), params(("person" = String, Path)),
    responses((status = 204), (status = 403, description = "refused, agency-runs-itself"), (status = 404), (status = 409, description = "reset-own")))]
pub(super) async fn ask(State(app): State<Arc<App>>, who: SignedIn, Path(person): Path<PersonId>) -> Result<StatusCode, Problem> {
    let agency = agency_of(&app, &person).await?;
    let (mut tx, access, granted, _, post) = begin(&app, &who, &person, &agency).await?;
    if is_operator(&who) {
        drop(tx);
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    reset::not_for_oneself(&who, &person)?;
    reset::ask(&mut tx, &person, None, &who.actor.person).await?;
    let event = gate::allowed(&access, &granted, EventKind::FactorsResetAsked)
        .with_detail("agency", agency.to_string())
        .with_detail("person", person.to_string())
        .with_detail("role", post.role.to_string());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A change to somebody of an agency, with what is known of both.
async fn begin(
    app: &App,
    who: &SignedIn,
    person: &PersonId,
    agency: &AgencyId,
) -> Result<(Tx, Access, Granted, AgencyRow, Post), Problem> {
    let access = administers(who, agency);
    let (mut tx, granted) = gate::begin_change(app, who, &access).await?;
    let post = store::post(tx.connection(), person).await?.ok_or_else(Problem::not_found)?;
    let row = store::find(tx.connection(), agency).await?.ok_or_else(Problem::not_found)?;
    Ok((tx, access, granted, row, post))
}

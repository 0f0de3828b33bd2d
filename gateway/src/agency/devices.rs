//! Devices of an agency's people: an administrator sees which there are, and ends one that was lost.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{EventKind, PersonId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::people::agency_of;
use super::{administers, is_operator, refuse_operator, store};
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;

/// Routes of this part.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(end))
}

/// Ends a device of one of the agency's people, and its sessions with it.
#[utoipa::path(delete, path = "/people/{person}/devices/{device}", tag = "agency", security(("session" = [])), params(("person" = String, Path), ("device" = String, Path)),
    responses((status = 204), (status = 403, description = "refused, agency-runs-itself"), (status = 404)))]
pub(super) async fn end(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((person, device)): Path<(PersonId, String)>,
) -> Result<StatusCode, Problem> {
    let agency = agency_of(&app, &person).await?;
    let access = administers(&who, &agency);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if is_operator(&who) {
        drop(tx);
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    if !store::end_device(&mut tx, &person, &device).await? {
        return Err(Problem::not_found());
    }
    let event = gate::allowed(&access, &granted, EventKind::DeviceRemoved)
        .with_detail("agency", agency.to_string())
        .with_detail("person", person.to_string())
        .with_detail("device", device);
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Sealed envelopes: where the web is blocked altogether, reports travel in one sealed file by ordinary mail, and anybody with an account
//! carries it in unread. `head` is what it says inside, `open` opens it as it comes, `take` decides and keeps, `address` is what a sender
//! needs to make one, `page` what a browser shows, `store` the SQL.

pub mod address;
pub mod head;
mod open;
pub mod page;
mod store;
pub mod take;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use futures_util::StreamExt;
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::take::Delivered;
use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::SignedIn;

/// Routes of this slice. The size of what comes has its own limits, counted as it passes.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(deliver)).routes(routes!(address::show)).layer(DefaultBodyLimit::disable())
}

/// Carries a sealed envelope in. Whoever has an account may, and learns nothing of what it holds; it is decided on for whoever sends it.
#[utoipa::path(post, path = "/envelopes", tag = "report", security(("session" = [])),
    request_body(content = Vec<u8>, content_type = "application/age"),
    responses((status = 201, body = Delivered), (status = 403, description = "refused"), (status = 409, description = "envelope-replayed, duplicate-report"), (status = 413), (status = 415), (status = 422, description = "envelope-unknown, envelope-not-for-here, envelope-incomplete, envelope-altered, envelope-signature, envelope-too-many, envelope-file"), (status = 507, description = "quota-exceeded")))]
async fn deliver(State(app): State<Arc<App>>, who: SignedIn, body: Body) -> Result<(StatusCode, axum::Json<Delivered>), Problem> {
    let source = body.into_data_stream().map(|piece| piece.map_err(|_| Problem::bad("body-interrupted")));
    let delivered = Box::pin(take::take(&app, &who, source)).await?;
    Ok((StatusCode::CREATED, axum::Json(delivered)))
}

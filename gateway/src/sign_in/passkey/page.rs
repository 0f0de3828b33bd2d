//! What the sign-in page sends with a passkey, and what its script and that of a code's page ask for first.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::HeaderMap;

use super::challenge::For;
use super::{store, to_use};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::listener::PeerAddr;
use crate::http::session::SignedIn;
use crate::sign_in::page::{let_in, password_form, show_form};
use crate::web::form::Interrupted;
use crate::web::{Filled, Visitor};

/// Where the sign-in page asks for a challenge.
pub const FOR_SIGNING_IN: &str = "/sign-in/passkey/challenge";
/// Where the page of somebody signed in does.
pub const FOR_STEPPING_UP: &str = "/step-up/challenge";

/// Pages of passkeys.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in/passkey", get(show_form).post(sign_in))
        .route(FOR_SIGNING_IN, post(ask_anybody))
        .route(FOR_STEPPING_UP, post(ask_again))
}

/// A challenge for whoever has a passkey of this gateway.
async fn ask_anybody(State(app): State<Arc<App>>, visitor: Visitor, _: Filled) -> Response {
    axum::Json(to_use(&app, For::SignIn(&visitor.csrf), &[])).into_response()
}

/// A challenge for one of one's own.
async fn ask_again(State(app): State<Arc<App>>, who: SignedIn, _: Filled) -> Result<Response, Problem> {
    let mut reader = app.store.reader().await?;
    let own = store::credentials_of(&mut reader, &who.actor.person).await?;
    Ok(axum::Json(to_use(&app, For::StepUp(&who.session), &own)).into_response())
}

/// Both steps in one.
async fn sign_in(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    headers: HeaderMap,
    visitor: Visitor,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let interrupted = Interrupted::read(&filled);
    let helped = filled.has("helped", "yes");
    match super::sign_in(&app, peer, &visitor.csrf, filled.value("passkey"), helped).await {
        Ok(token) => let_in(&app, &headers, &visitor, &token, &interrupted).await,
        Err(problem) if matches!(problem.code(), "passkey-refused" | "locked-out") => {
            filled.refused(&visitor.say, &problem);
            Ok(password_form(&app, &visitor, interrupted, filled, problem.status()))
        }
        Err(problem) => Err(problem),
    }
}

//! Taking up what somebody of a family named one for: the code that they handed over, typed by whoever signs in here already.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Extension, State};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use crate::app::App;
use crate::case::helpers::stand_in::{self, Named};
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::Json;
use crate::http::listener::PeerAddr;
use crate::http::session::SignedIn;
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// The page of the code.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/family/helping", get(form).post(take_up))
}

#[derive(Template)]
#[template(path = "family/helping.html")]
struct HelpingPage {
    frame: Frame,
    filled: Filled,
}

async fn form(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    shown(&app, &visitor, &who, Filled::default()).await
}

async fn shown(app: &App, visitor: &Visitor, who: &SignedIn, filled: Filled) -> Result<Response, Problem> {
    gate::of_a_family(who).await?;
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = HelpingPage { frame: visitor.frame(app), filled };
    Ok(show(status, &page.frame.clone(), &page))
}

/// Whoever has taken it up finds the case at their home.
async fn take_up(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    visitor: Visitor,
    who: SignedIn,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let code = filled.value("code").to_owned();
    if code.is_empty() {
        filled.wrong("code", visitor.say.text("helping-code-missing"));
        return shown(&app, &visitor, &who, filled).await;
    }
    match stand_in::take_up(State(Arc::clone(&app)), peer, who.clone(), Json(Named { code })).await {
        Ok(_) => Ok(see_other("/family")),
        Err(problem) if matches!(problem.code(), "helping-code-wrong" | "helping-already") => {
            filled.wrong("code", visitor.say.text(problem.code()));
            shown(&app, &visitor, &who, filled).await
        }
        Err(problem) => Err(problem),
    }
}

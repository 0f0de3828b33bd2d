//! Taking a consent back for a family that said so by telephone, in person or on paper.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::{HeaderMap, StatusCode};
use porthor_policy::{CaseId, ConsentId};

use super::super::copy::Terms;
use super::super::{Json, NewChange, Path, preview_change, withdraw_in};
use super::preview::{Change, changes};
use crate::app::App;
use crate::case::commit_and_recheck;
use crate::desk;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// Where staff take a consent back.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/desk/{case}/consents/{consent}/withdraw", get(look).post(withdraw))
}

#[derive(Template)]
#[template(path = "desk/withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    name: String,
    /// Where the consent's copy is.
    copy: String,
    action: String,
    terms: Terms,
    gains: Vec<Change>,
    loses: Vec<Change>,
}

async fn look(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    headers: HeaderMap,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
) -> Result<Response, Problem> {
    let say = &visitor.say;
    let entered = desk::enter_to_see(&app, &who, &case, "withdrawal").await?;
    let change = NewChange { give: None, withdraw: Some(consent.clone()) };
    let seen = preview_change(State(Arc::clone(&app)), who.clone(), headers, Path(case.clone()), Json(change)).await?;
    let grants = &entered.known.facts.grants;
    let grant = grants.iter().find(|grant| grant.value.id == consent).ok_or_else(Problem::not_found)?;
    if grant.value.state(grant.ended, entered.now).withdraw().is_err() {
        return Err(Problem::conflict("consent-over"));
    }
    let names = desk::names(&app, say, &entered.known).await?;
    let terms = Terms::of(say, &names, &grant.value);
    let page = WithdrawPage {
        frame: visitor.frame(&app),
        name: entered.named(say),
        copy: format!("/desk/{case}/consents/{consent}/receipt"),
        action: format!("/desk/{case}/consents/{consent}/withdraw"),
        gains: changes(say, &names, &seen.gains),
        loses: changes(say, &names, &seen.loses),
        terms,
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

async fn withdraw(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
    _filled: Filled,
) -> Result<Response, Problem> {
    who.agency()?;
    let tx = app.store.begin().await?;
    let (tx, _, entry) = withdraw_in(&app, &who, tx, &case, &consent).await?;
    commit_and_recheck(&app, tx, &case, entry).await?;
    Ok(see_other(&format!("/desk/{case}/consents/{consent}/receipt")))
}

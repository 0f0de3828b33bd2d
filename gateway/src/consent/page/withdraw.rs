//! Taking a consent back, as easily as it was given: what it would do, what it cannot take back, and one button.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{CaseId, ConsentId, Recipient};

use super::super::{think_of_withdrawing, withdraw_in};
use super::effect::Effect;
use crate::app::App;
use crate::case::commit_and_recheck;
use crate::family::copies::Copies;
use crate::family::seen::{Seen, Told, family_alone};
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// Where a consent is taken back.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/family/{case}/consents/{consent}/withdraw", get(look).post(withdraw))
}

#[derive(Template)]
#[template(path = "consent/withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    seen: Seen,
    effect: Effect,
    whom: String,
    categories: Vec<String>,
    purposes: Vec<String>,
    until: String,
    /// Whether somebody of the family, and no agency, could see.
    is_person: bool,
    copies: Copies,
    action: String,
}

async fn look(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
) -> Result<Response, Problem> {
    family_alone(&who).await?;
    let (granted, change) = think_of_withdrawing(&app, &who, &case, consent.clone()).await?;
    let seen = Seen::of(&app, &visitor, &who, &case, granted).await?;
    let grant = seen.grant(&consent).ok_or_else(Problem::not_found)?.value.clone();
    let effect = Effect::of(&app, &seen, vec![change], &grant).await?;
    let is_meant = |told: &Told| grant.categories.contains(&told.category);
    let copies = Copies::of_recipient(&app, &visitor, &seen, &grant.recipient, is_meant).await?;
    let page = WithdrawPage {
        frame: visitor.frame(&app),
        whom: seen.recipient(&grant.recipient),
        categories: grant.categories.iter().map(|code| seen.say.category(code)).collect(),
        purposes: grant.purposes.iter().map(|code| seen.say.purpose(code)).collect(),
        until: grant.until.map(|until| seen.say.last_day(until)).unwrap_or_default(),
        action: seen.path(&format!("/consents/{consent}/withdraw")),
        is_person: matches!(grant.recipient, Recipient::Person(_)),
        copies,
        effect,
        seen,
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

async fn withdraw(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
    _filled: Filled,
) -> Result<Response, Problem> {
    family_alone(&who).await?;
    let tx = app.store.begin().await?;
    let (tx, _, entry) = withdraw_in(&app, &who, tx, &case, &consent).await?;
    commit_and_recheck(&app, tx, &case, entry).await?;
    Ok(see_other(&format!("/family/{case}/consents/{consent}/receipt")))
}

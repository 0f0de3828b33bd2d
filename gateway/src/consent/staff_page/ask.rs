//! Asking a family for a consent.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};

use super::super::request::{self, Asked};
use super::super::{App, Arc, CaseId, Json, Path, Problem, SignedIn, State, StatusCode};
use super::{Offer, around, language, scope};
use crate::desk;
use crate::web::{Filled, Frame, Visitor, see_done, show};

/// Pages of asking.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/desk/{case}/ask", get(ask_form).post(ask)).route("/desk/{case}/ask/start", post(ask_start))
}

#[derive(Template)]
#[template(path = "desk/ask.html")]
struct AskPage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    name: String,
    offer: Offer,
    /// Whether they may ask for others than their own agency.
    for_any: bool,
}

async fn ask_page(app: &Arc<App>, visitor: &Visitor, who: &SignedIn, case: &CaseId, filled: Filled) -> Result<Response, Problem> {
    let say = &visitor.say;
    let entered = desk::enter_to_see(app, who, case, "ask").await?;
    let names = desk::names(app, say, &entered.known).await?;
    let mut offer = Offer::of(app, say, who, &entered, &names, &filled).await?;
    let for_any = desk::co_ordinates(app, who, &entered);
    if !for_any {
        let own = who.agency()?.as_str();
        offer.agencies.retain(|(id, ..)| id == own);
    }
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page =
        AskPage { frame: around(app, visitor, &filled), filled, case: case.clone(), name: entered.named(say), offer, for_any };
    Ok(show(status, &page.frame.clone(), &page))
}

async fn ask_form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    ask_page(&app, &visitor, &who, &case, Filled::default()).await
}

/// The form, with what a gap on the case's page named chosen already.
async fn ask_start(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    filled: Filled,
) -> Result<Response, Problem> {
    ask_page(&app, &visitor, &who, &case, filled).await
}

/// Asks.
async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let say = &visitor.say;
    let (agency, categories, purposes) = scope(say, &mut filled);
    if filled.given("why").is_none() || filled.value("why").chars().count() > 2000 {
        filled.wrong("why", say.text("ask-why-missing"));
    }
    let language = language(say, &mut filled, "ask-language-missing");
    let (Some(agency), false) = (agency, filled.is_wrong()) else {
        return ask_page(&app, &visitor, &who, &case, filled).await;
    };
    let new = Asked { agency, categories, purposes, why: filled.value("why").to_owned(), language };
    match request::ask(State(Arc::clone(&app)), who.clone(), Path(case.clone()), Json(new)).await {
        Ok(_) => Ok(see_done(&format!("/desk/{case}"), "asked")),
        Err(problem) if problem.code() == "refused" || matches!(problem.status().as_u16(), 409 | 422) => {
            filled.refused(say, &problem);
            ask_page(&app, &visitor, &who, &case, filled).await
        }
        Err(problem) => Err(problem),
    }
}

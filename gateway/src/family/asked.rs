//! What staff ask the family to consent to: each question with who asks and why, answered by saying until when and looking at what it
//! would do, by going on to the choices with everything filled in, or by "not now". None is a worse answer than another.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use porthor_policy::CaseId;

use super::seen::Seen;
use crate::app::App;
use crate::consent::page::{Choice, reviews};
use crate::consent::{request, why_not_give};
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::language::tag;
use crate::http::session::SignedIn;
use crate::web::{Filled, Frame, Visitor, see_done, show};

/// Pages of what the family is asked.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/family/{case}/asked", get(asked)).route("/family/{case}/asked/{request}/not-now", post(not_now))
}

/// One question.
struct Question {
    id: String,
    agency: String,
    agency_id: String,
    asker: String,
    day: String,
    why: String,
    /// The tag of the language that it is written in, where that was said.
    tag: Option<&'static str>,
    kinds: Vec<(String, String)>,
    purposes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "family/asked.html")]
struct AskedPage {
    frame: Frame,
    seen: Seen,
    questions: Vec<Question>,
    reviews: Vec<Choice>,
    may_answer: bool,
}

async fn asked(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    let seen = Seen::read(&app, &visitor, &who, &case, "asked").await?;
    let open = request::open_for(&mut *app.store.reader().await?, &case, &seen.key).await?;
    let questions = open.into_iter().map(|one| question(&seen, &one)).collect();
    let may_answer = why_not_give(&seen.actor, seen.facts(), seen.now()).is_empty();
    let reviews = reviews(&seen.say, seen.now());
    let page = AskedPage { frame: visitor.frame(&app), seen, questions, reviews, may_answer };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

fn question(seen: &Seen, one: &request::ConsentRequest) -> Question {
    let say = &seen.say;
    Question {
        id: one.id.clone(),
        agency: seen.names.agency(&one.body.agency).to_owned(),
        agency_id: one.body.agency.to_string(),
        asker: seen.names.agency(&one.agency).to_owned(),
        day: say.day_of(one.asked),
        why: one.body.why.clone(),
        tag: one.body.language.map(tag),
        kinds: one.body.categories.iter().map(|code| (code.to_string(), say.category(code))).collect(),
        purposes: one.body.purposes.iter().map(|code| (code.to_string(), say.purpose(code))).collect(),
    }
}

async fn not_now(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, request)): Path<(CaseId, String)>,
    _: Filled,
) -> Result<Response, Problem> {
    request::not_now(State(app), who, Path((case.clone(), request))).await?;
    Ok(see_done(&format!("/family/{case}/asked"), "not-now"))
}

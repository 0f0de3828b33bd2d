//! The privacy notice, which consent receipts name: who answers for what is kept, what that is and why, who sees it, for how long, and what
//! rights there are (UK GDPR, articles 13 and 14). Open to everybody; it names no agency and nobody.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use crate::app::App;
use crate::web::{Frame, Visitor, show};

/// Where it is: the address below.
pub const PATH: &str = "/privacy";
/// Which wording it is: another number with every change of its sense.
pub const VERSION: &str = "1";

/// What it has to say, in order: `privacy-…` is the heading, `privacy-…-text` what stands beneath.
const PARTS: [&str; 8] = ["who", "what", "why", "seen", "long", "rights", "complain", "cookies"];

/// The page.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/privacy", get(notice))
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct Notice {
    frame: Frame,
    parts: Vec<(String, String)>,
}

async fn notice(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let say = &visitor.say;
    let part = |part: &str| (say.text(format!("privacy-{part}")).to_string(), say.text(format!("privacy-{part}-text")).to_string());
    let page = Notice { frame: visitor.frame(&app), parts: PARTS.iter().map(|one| part(one)).collect() };
    show(StatusCode::OK, &page.frame.clone(), &page)
}

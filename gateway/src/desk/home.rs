//! The desk: one's own cases and what waits there. Names are searched in what was opened for this page; nothing of it is in an address.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use porthor_policy::{Access, Timestamp, Verb, decide};

use super::line::{self, Line};
use crate::app::App;
use crate::case::{self, NewCase, Theirs};
use crate::http::error::Problem;
use crate::http::extract::Json;
use crate::http::paging::Paging;
use crate::http::session::SignedIn;
use crate::report;
use crate::store::StoreError;
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// Days that a report counts as new, at most.
const NEW_FOR: i64 = 14;
/// Cases of one desk, at most: beyond it the search is by the interface.
const CASES: usize = 1000;

/// Pages of the desk itself.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/desk", get(desk)).route("/desk/search", post(search)).route("/desk/new", get(new_form).post(open_case))
}

#[derive(Template)]
#[template(path = "desk/home.html")]
struct DeskPage {
    frame: Frame,
    filled: Filled,
    lines: Vec<Line>,
    all: usize,
    opens: bool,
    lists: bool,
}

async fn desk(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    page(&app, &visitor, &who, Filled::default()).await
}

/// The same, with the cases whose names hold what was typed. Sent by a form, so that the name stays out of the address.
async fn search(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, filled: Filled) -> Result<Response, Problem> {
    page(&app, &visitor, &who, filled).await
}

async fn page(app: &Arc<App>, visitor: &Visitor, who: &SignedIn, filled: Filled) -> Result<Response, Problem> {
    who.agency()?;
    if !report::page::lists(app, who) && !report::page::pushes(app, who) {
        return Err(Problem::not_found());
    }
    let since = last_visit(app, who).await?;
    let mut lines = Vec::new();
    let mut paging = Paging { after: String::new(), limit: Some(200) };
    loop {
        let (mut cases, next) = case::of_theirs(app, who, &paging).await?;
        cases.retain(|own| is_theirs_to_see(app, who, own));
        lines.extend(line::of(app, &visitor.say, who, cases, since).await?);
        match next {
            Some(after) if lines.len() < CASES => paging.after = after,
            _ => break,
        }
    }
    let all = lines.len();
    let wanted = filled.value("name").to_lowercase();
    lines.retain(|line| line.name.to_lowercase().contains(&wanted));
    lines.sort_by(|one, other| one.waits().cmp(&other.waits()).reverse().then_with(|| one.name.cmp(&other.name)));
    let opens = may(app, who, Verb::Involve);
    let page =
        DeskPage { frame: visitor.frame(app).answering(&filled), filled, lines, all, opens, lists: report::page::lists(app, who) };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// Whether a case of their agency is one whose name they are told: what it holds may be listed to them, or they bring reports to it and
/// see nothing else.
fn is_theirs_to_see(app: &App, who: &SignedIn, own: &Theirs) -> bool {
    let lists = Access::new(who.actor.clone(), Verb::List).on(own.case.clone());
    !report::page::lists(app, who) || decide(&lists, &own.known.facts, own.now).is_allowed()
}

fn may(app: &App, who: &SignedIn, verb: Verb) -> bool {
    app.config.taxonomy.roles.get(&who.actor.role).is_some_and(|role| role.verbs.contains(&verb))
}

/// When they last looked at their cases before today; some days ago where they never did.
async fn last_visit(app: &App, who: &SignedIn) -> Result<Timestamp, StoreError> {
    let now = app.clock.now();
    let (today, earliest) = (now.date().start(), now.plus_days(-NEW_FOR));
    let last = super::store::listed_before(&mut *app.store.reader().await?, &who.actor.person, today).await?;
    Ok(last.map_or(earliest, |last| last.max(earliest)))
}

#[derive(Template)]
#[template(path = "desk/new.html")]
struct NewCasePage {
    frame: Frame,
    filled: Filled,
    looked_after: Vec<(String, String, String)>,
}

fn new_page(app: &App, visitor: &Visitor, filled: Filled) -> Response {
    let looked_after = vec![("yes".to_owned(), visitor.say.text("desk-new-looked-after").to_string(), String::new())];
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = NewCasePage { frame: visitor.frame(app), filled, looked_after };
    show(status, &page.frame.clone(), &page)
}

async fn new_form(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    if !may(&app, &who, Verb::Involve) {
        return Err(Problem::not_found());
    }
    Ok(new_page(&app, &visitor, Filled::default()))
}

/// Opens a case, which one's own agency then leads.
async fn open_case(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let say = &visitor.say;
    let born = filled.day(say, "born");
    let name = filled.value("name").to_owned();
    if name.is_empty() || name.chars().count() > 200 {
        filled.wrong("name", say.text("desk-new-name-missing"));
    }
    if born.is_none() && !filled.is_wrong() {
        // Without a birthday nobody can tell who may consent, and nobody's consent counts.
        filled.wrong("born-day", say.text("desk-new-born-missing"));
    }
    if filled.is_wrong() {
        return Ok(new_page(&app, &visitor, filled));
    }
    let new = NewCase { name, born, looked_after: filled.has("looked-after", "yes") };
    match case::open_case(State(Arc::clone(&app)), who, Json(new)).await {
        Ok((_, axum::Json(opened))) => Ok(see_other(&format!("/desk/{}", opened.id))),
        Err(problem) if filled.unseen(say, &problem, &[]) => Ok(new_page(&app, &visitor, filled)),
        Err(problem) if problem.code() == "refused" => {
            filled.refused(say, &problem);
            Ok(new_page(&app, &visitor, filled))
        }
        Err(problem) => Err(problem),
    }
}

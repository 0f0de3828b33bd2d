//! What is held back, as a co-ordinator of the lead agency has it: who says that they sent it, what they say it is, and the two ways on.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{CaseId, Report, ReportId};

use super::{Held, accept, read, turn_away};
use crate::app::App;
use crate::case::people::key_of;
use crate::case::store as cases;
use crate::desk::names;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::{Filled, Frame, Say, Visitor, see_done, show};

/// The page of what is held back.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/desk/{case}/quarantine", get(held).post(decide))
}

/// A report that is held back.
struct HeldView {
    id: String,
    file_name: String,
    /// Category, agency and day.
    about: String,
    purpose: String,
    /// Whom it is meant for, and how far it is finished and confidential; what it warns of.
    said: String,
    sender: Option<String>,
    summary: Option<String>,
    language: &'static str,
    why: Vec<String>,
    may_accept: bool,
}

impl HeldView {
    fn of(say: &Say, names: &Names, held: Held) -> Self {
        let report = &held.report;
        let about = say.text("case-report-from").with("agency", names.agency(&report.author_agency));
        let about = about.with("day", say.day_of(report.arrived)).to_string();
        Self {
            id: report.id.to_string(),
            file_name: held.file_name,
            about: format!("{}. {about}", say.category(&report.category)),
            purpose: say.purpose(&report.purpose),
            said: said(say, report),
            sender: held.sender,
            summary: held.summary,
            language: if report.language == porthor_policy::Language::Cy { "cy" } else { "en" },
            why: held.held_for.iter().map(|held_for| say.text(format!("held-{}", code_of(held_for))).to_string()).collect(),
            may_accept: held.held_for.iter().all(|held_for| held_for.ends_by_a_person()),
        }
    }
}

fn said(say: &Say, report: &Report) -> String {
    let word = |kind: &str, code: String| say.text(format!("{kind}-{code}")).to_string();
    let whole = say.text("held-said").with("audience", word("audience", code_of(&report.audience)));
    let whole = whole.with("status", word("status", code_of(&report.status))).with("class", word("class", code_of(&report.class)));
    let marks = report.marks.iter().map(|mark| format!("{}.", word("mark", code_of(mark))));
    std::iter::once(whole.to_string()).chain(marks).collect::<Vec<_>>().join(" ")
}

#[derive(Template)]
#[template(path = "quarantine/held.html")]
struct HeldPage {
    frame: Frame,
    case: CaseId,
    name: String,
    held: Vec<HeldView>,
}

async fn held(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, Path(case): Path<CaseId>) -> Result<Response, Problem> {
    let (granted, held) = read(&app, &who, &case).await?;
    let say = &visitor.say;
    let names = names(&app, say, &granted.known).await?;
    let row = cases::find(&mut *app.store.reader().await?, &case, &*key_of(&granted)?).await?.ok_or_else(Problem::not_found)?;
    let held = held.into_iter().map(|held| HeldView::of(say, &names, held)).collect();
    let page = HeldPage { frame: visitor.frame(&app), case, name: row.name, held };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

async fn decide(app: State<Arc<App>>, who: SignedIn, Path(case): Path<CaseId>, filled: Filled) -> Result<Response, Problem> {
    let report: ReportId = filled.value("report").parse().map_err(|_| Problem::not_found())?;
    let back = format!("/desk/{case}/quarantine");
    let done = match filled.value("act") {
        "accept" => accept(app, who, Path((case, report))).await.map(|_| "accepted"),
        "turn-away" => turn_away(app, who, Path((case, report))).await.map(|_| "turned-away"),
        _ => Err(Problem::bad("bad-field").with("field", "act")),
    };
    done.map(|done| see_done(&back, done))
}

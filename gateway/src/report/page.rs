//! Pushing and taking reports with a browser. With script each file is sealed there before it leaves; without, the gateway seals it as it
//! comes. Both go the way of the interface: what is said of a report is decided on before a byte of it is taken.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, Method, StatusCode, header};
use porthor_policy::{CaseId, HeldFor, ReportId, Verb};
use serde::Deserialize;
use serde_json::{Value, json};

use super::content::{self, Asked, Form};
use super::form::{Block, at_its_field, metadata};
use super::offer::Offer;
use super::push::{self, Admitted, Pushed};
use crate::app::App;
use crate::desk::{self, Entered};
use crate::http::error::Problem;
use crate::http::extract::{MultipartForm, Path, Query};
use crate::http::session::SignedIn;
use crate::store::log::code_of;
use crate::web::form::owner;
use crate::web::{Filled, Frame, Say, Visitor, assets, see_other, show};

/// Bytes of one typed field, at most.
const FIELD: usize = 32 * 1024;
/// Fields of one form, at most.
const FIELDS: usize = 120;

/// Pages of pushing and taking. The size of a file has its own limit, counted as it passes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/desk/{case}/push", get(show_form).post(push))
        .layer(DefaultBodyLimit::disable())
        .route("/desk/{case}/push/stored", get(stored))
        .route("/desk/{case}/reports/{report}/file", get(plain))
        .route("/desk/{case}/reports/{report}/sealed", get(sealed))
}

#[derive(Template)]
#[template(path = "report/push.html")]
struct PushPage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    name: String,
    offer: Offer,
    block: Block,
    /// For the script to copy, with a mark in the place of the number.
    pattern: Block,
    nothing: Filled,
    recipient: String,
    seal: &'static str,
    limit: u64,
    lists: bool,
}

async fn show_form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    form(&app, &visitor, &who, &case, Filled::default()).await
}

async fn form(app: &Arc<App>, visitor: &Visitor, who: &SignedIn, case: &CaseId, filled: Filled) -> Result<Response, Problem> {
    let entered = desk::enter(app, who, case, "push").await?;
    let offer = Offer::of(app, &visitor.say, who, &entered).await?;
    let name = entered.named(&visitor.say);
    let Entered { key, lists, .. } = entered;
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let filled = if filled.fields().is_empty() { filled.set("provenance", offer.provenance.clone()) } else { filled };
    let page = PushPage {
        frame: visitor.frame(app),
        nothing: Filled::default().set("provenance__n__", offer.provenance.clone()),
        filled,
        case: case.clone(),
        name,
        offer,
        block: Block::new(""),
        pattern: Block::new("__n__"),
        recipient: key.identity.recipient().to_string(),
        seal: assets::seal(),
        limit: app.config.limits.report_bytes,
        lists,
    };
    Ok(show(status, &page.frame.clone(), &page))
}

/// Takes one report: its fields, then its file.
async fn push(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(case): Path<CaseId>,
    request: Request,
) -> Result<Response, Problem> {
    if let (Some(mut filled), Some(who)) = (request.extensions().get::<Filled>().cloned(), &visitor.who) {
        // What was typed before the session ended comes back without its file.
        filled.wrong("file", visitor.say.text("push-file-again"));
        return form(&app, &visitor, who, &case, filled).await;
    }
    let MultipartForm(mut parts) = MultipartForm::from_request(request, &app).await?;
    let mut fields = Vec::new();
    let file = loop {
        let Some(part) = parts.next_field().await.map_err(|error| push::interrupted(&error))? else { break None };
        if let Some(file) = typed_or_file(part, &mut fields).await? {
            break Some(file);
        }
    };
    let mut filled = Filled::from_fields(fields);
    visitor.has_typed(&filled);
    let is_script = headers.get(header::ACCEPT).is_some_and(|kind| kind.as_bytes() == b"application/json");
    if !visitor.has_shown(&filled) {
        let problem = Problem::new(StatusCode::FORBIDDEN, "form-out-of-date");
        return if is_script { of_an_earlier_visit(&app, &visitor, &filled) } else { Err(problem) };
    }
    let Some(who) = visitor.who.clone() else {
        return signed_out(&visitor, is_script);
    };
    let answer = Box::pin(receive(&app, &who, &case, &visitor.say, &mut filled, file)).await;
    match answer {
        _ if is_script => Ok(to_script(&visitor.say, &filled, answer)),
        Ok(Some(pushed)) => Ok(see_other(&format!("/desk/{case}/push/stored{}", held_query(&pushed.held_for)))),
        Ok(None) => form(&app, &visitor, &who, &case, filled).await,
        Err(problem) if !matches!(problem.code(), "not-found" | "step-up-needed") && problem.status().is_client_error() => {
            at_its_field(&visitor.say, &mut filled, &problem);
            form(&app, &visitor, &who, &case, filled).await
        }
        Err(problem) => Err(problem),
    }
}

/// Sorts a part of a form with a file: gives the file, and puts anything else among the typed fields.
pub async fn typed_or_file<'a>(part: Field<'a>, fields: &mut Vec<(String, String)>) -> Result<Option<Field<'a>>, Problem> {
    if part.name() == Some("file") {
        return Ok(Some(part));
    }
    if fields.len() >= FIELDS {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large"));
    }
    fields.push(typed(part).await?);
    Ok(None)
}

/// A typed field of a form with a file, of a length that somebody types.
async fn typed(mut part: Field<'_>) -> Result<(String, String), Problem> {
    let name = part.name().unwrap_or_default().to_owned();
    let mut text = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| push::interrupted(&error))? {
        text.extend_from_slice(&piece);
        if text.len() > FIELD {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large"));
        }
    }
    Ok((name, String::from_utf8_lossy(&text).into_owned()))
}

/// Asks for a sign-in; what was typed is kept on the way, and the file itself the browser has to be given again.
fn signed_out(visitor: &Visitor, is_script: bool) -> Result<Response, Problem> {
    if !is_script {
        return Err(Problem::not_signed_in("not-signed-in"));
    }
    let text = visitor.say.text("push-signed-out").to_string();
    let body = json!({ "errors": [{ "field": "", "text": text }] });
    Ok((StatusCode::UNAUTHORIZED, axum::Json(body)).into_response())
}

/// To a script whose page is of an earlier visit. Where the same person is signed in again, it is given the mark of the visit they are in now
/// and sends again; to anybody else, and to nobody, no mark is given and nothing is kept.
fn of_an_earlier_visit(app: &App, visitor: &Visitor, filled: &Filled) -> Result<Response, Problem> {
    let Some(who) = &visitor.who else { return signed_out(visitor, true) };
    let is_theirs = filled.owner() == Some(owner(app, &who.actor.person).as_str());
    let body = if is_theirs {
        json!({ "csrf": visitor.csrf })
    } else {
        let text = visitor.say.text("push-somebody-else").to_string();
        json!({ "errors": [{ "field": "", "text": text }] })
    };
    Ok((StatusCode::FORBIDDEN, axum::Json(body)).into_response())
}

/// The report, decided on and kept; none where the form is not right.
async fn receive(
    app: &Arc<App>,
    who: &SignedIn,
    case: &CaseId,
    say: &Say,
    filled: &mut Filled,
    file: Option<Field<'_>>,
) -> Result<Option<Pushed>, Problem> {
    let named = filled.given("file_name").map(ToOwned::to_owned);
    let name = named.or_else(|| file.as_ref().and_then(|file| file.file_name().map(ToOwned::to_owned)));
    let name = name.filter(|name| !name.trim().is_empty());
    if name.is_none() {
        filled.wrong("file", say.text("push-no-file"));
    }
    let metadata = metadata(say, filled, name.unwrap_or_default());
    let (Some(file), Some(metadata), false) = (file, metadata, filled.is_wrong()) else { return Ok(None) };
    let admitted = Admitted::on(app, who, case, metadata, Vec::new()).await?;
    let mut intake = admitted.intake(app).await?;
    let taken = match push::pour(file, &mut intake).await {
        Ok(()) => intake.close(),
        Err(problem) => Err(problem),
    };
    let (_, axum::Json(pushed)) = Box::pin(admitted.keep(app, who, intake, taken)).await?;
    Ok(Some(pushed))
}

/// What the script shows beside the file.
fn to_script(say: &Say, filled: &Filled, answer: Result<Option<Pushed>, Problem>) -> Response {
    let mut filled = filled.clone();
    let status = match answer {
        Ok(Some(pushed)) => {
            let mut text = say.text("push-stored-file").to_string();
            for line in held_lines(say, &pushed.held_for) {
                text = format!("{text} {line}");
            }
            let body = json!({ "stored": pushed.id, "sealed_by": pushed.sealed_by, "text": text });
            return (StatusCode::CREATED, axum::Json(body)).into_response();
        }
        Ok(None) => StatusCode::UNPROCESSABLE_ENTITY,
        Err(problem) => {
            at_its_field(say, &mut filled, &problem);
            problem.status()
        }
    };
    let errors: Vec<Value> = filled.errors().iter().map(|wrong| json!({ "field": wrong.field, "text": wrong.text })).collect();
    (status, axum::Json(json!({ "errors": errors }))).into_response()
}

#[derive(Template)]
#[template(path = "report/stored.html")]
struct StoredPage {
    frame: Frame,
    case: CaseId,
    lists: bool,
    /// Why it is held back.
    held: Vec<String>,
}

/// Why a report is held back, each in a sentence.
pub fn held_lines(say: &Say, held_for: &[HeldFor]) -> Vec<String> {
    held_for.iter().map(|held_for| say.text(format!("held-{}", code_of(held_for))).to_string()).collect()
}

/// The same for the page that follows.
fn held_query(held_for: &[HeldFor]) -> String {
    let codes: Vec<String> = held_for.iter().map(code_of).collect();
    if codes.is_empty() { String::new() } else { format!("?held={}", codes.join(",")) }
}

/// Why what was just pushed is held back, if it is.
#[derive(Default, Deserialize)]
#[serde(default)]
struct HeldAsked {
    held: String,
}

/// After a push: it is kept, and what next.
async fn stored(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(asked): Query<HeldAsked>,
) -> Result<Response, Problem> {
    let entered = desk::enter(&app, &who, &case, "push").await?;
    let all = [HeldFor::Unsigned, HeldFor::OneFactor, HeldFor::Unscanned, HeldFor::Infected];
    let named: Vec<HeldFor> = all.into_iter().filter(|one| asked.held.split(',').any(|code| code == code_of(one))).collect();
    let held = held_lines(&visitor.say, &named);
    let page = StoredPage { frame: visitor.frame(&app), case, lists: entered.lists, held };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// Releases the report itself, as a download.
async fn plain(
    app: State<Arc<App>>,
    who: SignedIn,
    method: Method,
    headers: HeaderMap,
    path: Path<(CaseId, ReportId)>,
    Query(mut asked): Query<Asked>,
) -> Result<Response, Problem> {
    asked.form = Form::Plain;
    content::release(app, who, method, headers, path, Query(asked)).await
}

/// Releases the report sealed to one's own agency: the gateway does not see it.
async fn sealed(
    app: State<Arc<App>>,
    who: SignedIn,
    method: Method,
    headers: HeaderMap,
    path: Path<(CaseId, ReportId)>,
    Query(mut asked): Query<Asked>,
) -> Result<Response, Problem> {
    asked.form = Form::Sealed;
    content::release(app, who, method, headers, path, Query(asked)).await
}

/// Whether a role that pushes may also see what is there.
pub fn lists(app: &App, who: &SignedIn) -> bool {
    may(app, who, Verb::List)
}

/// Whether their role brings reports to a case.
pub fn pushes(app: &App, who: &SignedIn) -> bool {
    may(app, who, Verb::Push)
}

fn may(app: &App, who: &SignedIn, verb: Verb) -> bool {
    app.config.taxonomy.roles.get(&who.actor.role).is_some_and(|role| role.verbs.contains(&verb))
}

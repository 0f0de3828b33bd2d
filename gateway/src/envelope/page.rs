//! Envelopes with a browser: the page that a co-ordinator makes for an agency, which seals with no network at all, and the one by which
//! anybody with an account carries a sealed file in.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::StreamExt;
use http::{HeaderValue, StatusCode, header};
use porthor_policy::{AgencyId, CaseId, Language};
use serde_json::{Map, Value};

use super::address::{self, Address};
use super::take::{self, Delivered};
use crate::app::App;
use crate::desk;
use crate::http::error::Problem;
use crate::http::extract::{MultipartForm, Path};
use crate::http::session::SignedIn;
use crate::report::page::{held_lines, typed_or_file};
use crate::report::push;
use crate::web::{Filled, Frame, Say, Visitor, assets, show};

/// Pages of envelopes. The size of a file has its own limits, counted as it passes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/desk/{case}/envelope", get(make_form).post(make))
        .route("/deliver", get(deliver_form).post(deliver))
        .layer(DefaultBodyLimit::disable())
}

#[derive(Template)]
#[template(path = "envelope/make.html")]
struct MakePage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    name: String,
    agencies: Vec<(String, String, String)>,
}

async fn make_form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    make_page(&app, &visitor, &who, &case, Filled::default()).await
}

async fn make_page(app: &Arc<App>, visitor: &Visitor, who: &SignedIn, case: &CaseId, filled: Filled) -> Result<Response, Problem> {
    let entered = desk::enter_to_see(app, who, case, "envelope").await?;
    if !desk::co_ordinates(app, who, &entered) {
        return Err(Problem::not_found());
    }
    let names = desk::names(app, &visitor.say, &entered.known).await?;
    let page = MakePage {
        frame: visitor.frame(app),
        case: case.clone(),
        name: entered.named(&visitor.say),
        agencies: desk::agencies(&names, &entered),
        filled,
    };
    let status = if page.filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(show(status, &page.frame.clone(), &page))
}

async fn make(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let Ok(agency) = filled.value("agency").parse::<AgencyId>() else {
        filled.wrong("agency", visitor.say.text("envelope-agency-missing"));
        return make_page(&app, &visitor, &who, &case, filled).await;
    };
    let address = match address::make(&app, &who, &case, &agency).await {
        Ok(address) => address,
        Err(problem) if problem.code() == "address-nothing" => {
            filled.wrong("agency", visitor.say.problem(&problem).detail);
            return make_page(&app, &visitor, &who, &case, filled).await;
        }
        Err(problem) => return Err(problem),
    };
    if filled.has("form", "address") {
        let text = serde_json::to_string_pretty(&address).expect("plain data always becomes JSON");
        return Ok(saved("seal-address.json", text));
    }
    let page = offline(&app, &address).map_err(|error| {
        tracing::error!(%error, "the page for sealing cannot be rendered");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    })?;
    Ok(saved("seal-reports.html", page))
}

/// A file to be kept, and never shown in our origin.
fn saved(name: &'static str, text: String) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).expect("our own names are plain");
    let kind = HeaderValue::from_static("application/octet-stream");
    ([(header::CONTENT_DISPOSITION, disposition), (header::CONTENT_TYPE, kind)], text).into_response()
}

/// What is asked of a report: its name, what it usually is, its codes.
const SELECTS: [(&str, &str, &str); 8] = [
    ("category", "", ""),
    ("purpose", "", ""),
    ("audience", "family", "professionals family child-friendly"),
    ("harm", "", "yes no"),
    ("others", "", "yes no"),
    ("status", "signed-off", "signed-off draft informal statutory"),
    ("language", "en", "cy en"),
    ("provenance", "nhs", "nhs council school voluntary private family"),
];

#[derive(Template)]
#[template(path = "envelope/offline.html")]
struct OfflinePage {
    en: Say,
    cy: Say,
    style: &'static str,
    script: &'static str,
    licences: &'static str,
    address: String,
    texts: String,
    selects: [(&'static str, &'static str, &'static str); 8],
}

/// The page that seals with no network, for one address.
fn offline(app: &App, address: &Address) -> askama::Result<String> {
    let say = |language| Say::new(Arc::clone(&app.words), language);
    let (en, cy) = (say(Language::En), say(Language::Cy));
    let texts = serde_json::json!({ "en": texts(&en, address), "cy": texts(&cy, address) });
    let page = OfflinePage {
        style: assets::STYLE_TEXT,
        script: assets::OFFLINE_TEXT,
        licences: assets::LICENCES_TEXT,
        address: within_html(&serde_json::to_value(address).unwrap_or_default()),
        texts: within_html(&texts),
        selects: SELECTS,
        en,
        cy,
    };
    page.render()
}

/// JSON as it may stand within a page: nothing of it ends the element that it stands in.
fn within_html(json: &Value) -> String {
    json.to_string().replace('<', "\\u003c")
}

/// Words that the page shares with others: its own name for each, and theirs.
const SHARED: [(&str, &str); 24] = [
    ("wrong", "form-wrong"),
    ("error", "form-error"),
    ("choose", "desk-choose"),
    ("category", "push-category"),
    ("purpose", "push-purpose"),
    ("audience", "push-audience"),
    ("reason", "push-reason"),
    ("harm", "push-serious-harm"),
    ("others", "push-third-party"),
    ("status", "push-status"),
    ("language", "push-language"),
    ("provenance", "push-provenance"),
    ("summary", "push-summary"),
    ("harm-yes", "push-serious-harm-yes"),
    ("harm-no", "push-serious-harm-no"),
    ("others-yes", "push-third-party-yes"),
    ("others-no", "push-third-party-no"),
    ("no-reason", "push-reason-missing"),
    ("no-harm", "push-serious-harm-missing"),
    ("no-others", "push-third-party-missing"),
    ("no-purpose", "seal-no-purpose"),
    ("no-category", "seal-no-category"),
    ("more", "seal-more"),
    ("title", "seal-title"),
];

/// Words of its own.
const OWN: [&str; 20] = [
    "about",
    "safe",
    "late",
    "files",
    "files-hint",
    "sender",
    "sender-hint",
    "button",
    "sealing",
    "done",
    "done-next",
    "done-asked",
    "again",
    "no-file",
    "too-many",
    "empty",
    "too-large",
    "no-sender",
    "broken",
    "for",
];

/// The page's words in one language, by the names that its script has for them.
fn texts(say: &Say, address: &Address) -> Map<String, Value> {
    let (agency, lead) = (&address.agency_name, &address.lead_name);
    let (agency, lead) = (say.either(&agency.en, &agency.cy), say.either(&lead.en, &lead.cy));
    let word = |key: &str| say.text(key).with("agency", agency).with("lead", lead).to_string();
    let mut texts = Map::new();
    for (name, key) in SHARED {
        texts.insert(name.to_owned(), word(key).into());
    }
    for name in OWN {
        texts.insert(name.to_owned(), word(&format!("seal-{name}")).into());
    }
    for (name, _, codes) in SELECTS.iter().filter(|(name, ..)| !matches!(*name, "harm" | "others")) {
        for code in codes.split_whitespace() {
            texts.insert(format!("{name}-{code}"), word(&format!("{name}-{code}")).into());
        }
    }
    texts
}

#[derive(Template)]
#[template(path = "envelope/deliver.html")]
struct DeliverPage {
    frame: Frame,
    filled: Filled,
    /// What became of the last one.
    told: Vec<String>,
}

async fn deliver_form(State(app): State<Arc<App>>, visitor: Visitor, _who: SignedIn) -> Result<Response, Problem> {
    Ok(deliver_page(&app, &visitor, Filled::default(), Vec::new()))
}

fn deliver_page(app: &App, visitor: &Visitor, filled: Filled, told: Vec<String>) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = DeliverPage { frame: visitor.frame(app), filled, told };
    show(status, &page.frame.clone(), &page)
}

/// Takes one envelope: the form's marks, then the file.
async fn deliver(State(app): State<Arc<App>>, visitor: Visitor, request: Request) -> Result<Response, Problem> {
    if let Some(mut filled) = request.extensions().get::<Filled>().cloned() {
        // The session ended meanwhile: a file the browser has to be given again.
        filled.wrong("file", visitor.say.text("push-file-again"));
        return Ok(deliver_page(&app, &visitor, filled, Vec::new()));
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
    if !visitor.has_shown(&filled) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "form-out-of-date"));
    }
    let who = visitor.who.clone().ok_or_else(|| Problem::not_signed_in("not-signed-in"))?;
    let Some(file) = file.filter(|file| file.file_name().is_some_and(|name| !name.is_empty())) else {
        filled.wrong("file", visitor.say.text("deliver-no-file"));
        return Ok(deliver_page(&app, &visitor, filled, Vec::new()));
    };
    let source = Box::pin(file.map(|piece| piece.map_err(|error| push::interrupted(&error))));
    match Box::pin(take::take(&app, &who, source)).await {
        Ok(delivered) => Ok(deliver_page(&app, &visitor, Filled::default(), told(&visitor.say, &delivered))),
        Err(problem) if problem.status().is_client_error() && problem.code() != "step-up-needed" => {
            let worded = visitor.say.problem(&problem);
            filled.wrong("file", format!("{}. {}", worded.title, worded.detail));
            Ok(deliver_page(&app, &visitor, filled, Vec::new()))
        }
        Err(problem) => Err(problem),
    }
}

fn told(say: &Say, delivered: &Delivered) -> Vec<String> {
    let count = |key: &str, number: usize| say.text(key).count("n", number).to_string();
    let mut told = vec![count("deliver-stored", delivered.stored)];
    if delivered.already_there > 0 {
        told.push(count("deliver-already-there", delivered.already_there));
    }
    told.extend(held_lines(say, &delivered.held_for));
    told
}

//! Signing in with a browser: password, then a code; a fresh code where one is asked for; signing out; the language. What a form holds
//! becomes the same request that the interface takes, and goes the same way.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Extension, State};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use porthor_policy::{Event, EventKind, Language, PersonId};

use super::fresh::{self, asked_of};
use super::{Asked, FirstStep, Given, SecondStep, Token, join, passkey, store};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Json;
use crate::http::listener::PeerAddr;
use crate::http::session::{self, SignedIn};
use crate::store::StoreError;
use crate::web::form::{Interrupted, without_marks};
use crate::web::{Filled, Frame, Say, Visitor, cookie, see_other, send_on, show};

/// Pages of signing in.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in", get(show_form).post(password))
        .route("/sign-in/code", get(show_form).post(code))
        .route("/step-up", post(step_up))
        .route("/sign-out", post(sign_out))
        .route("/language", post(choose_language))
        .merge(join::routes())
        .merge(passkey::page::routes())
}

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct PasswordPage {
    frame: Frame,
    filled: Filled,
    interrupted: Interrupted,
}

/// The frame of a page in the way of another: switching the language leaves it, and what it keeps, in the way.
fn in_the_way(app: &App, visitor: &Visitor, interrupted: &Interrupted) -> Frame {
    let mut frame = visitor.frame(app);
    if interrupted.to != "/home" {
        frame.path.clone_from(&interrupted.to);
    }
    frame
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    frame: Frame,
    filled: Filled,
    interrupted: Interrupted,
    /// `/sign-in/code`, or `/step-up` for somebody signed in.
    action: &'static str,
    ticket: String,
    asked: Asked,
}

#[derive(Template)]
#[template(path = "sign_in/go_on.html")]
struct GoOnPage {
    frame: Frame,
    interrupted: Interrupted,
    fields: Vec<(String, String)>,
    /// Whether it was sent, and not carried out since it was out of date.
    is_old: bool,
}

pub(super) async fn show_form(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    if visitor.who.is_some() {
        return see_other("/home");
    }
    password_form(&app, &visitor, Interrupted::at("/home"), Filled::default(), StatusCode::OK)
}

/// Asks for a sign-in in the place of what was asked for.
pub fn ask(app: &App, visitor: &Visitor, interrupted: Interrupted) -> Response {
    password_form(app, visitor, interrupted, Filled::default(), StatusCode::UNAUTHORIZED)
}

/// Asks again in the place of a sign-in that came from a page of an earlier visit.
pub fn ask_again(app: &App, visitor: &Visitor, filled: &Filled) -> Response {
    let mut again = Filled::default().set("address", filled.value("address"));
    again.refused(&visitor.say, &Problem::new(StatusCode::FORBIDDEN, "form-out-of-date"));
    password_form(app, visitor, Interrupted::read(filled), again, StatusCode::FORBIDDEN)
}

/// The first page of signing in.
pub(super) fn password_form(
    app: &App,
    visitor: &Visitor,
    interrupted: Interrupted,
    filled: Filled,
    status: StatusCode,
) -> Response {
    let frame = in_the_way(app, visitor, &interrupted);
    show(status, &frame, &PasswordPage { frame: frame.clone(), filled, interrupted })
}

/// The first step.
async fn password(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    visitor: Visitor,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let interrupted = Interrupted::read(&filled);
    let step = FirstStep { address: filled.value("address").to_owned(), password: filled.secret("password") };
    match super::sign_in(State(Arc::clone(&app)), peer, Json(step)).await {
        Ok(axum::Json(ticket)) => {
            let helped = Filled::default().set("helped", filled.value("helped"));
            let asked = Asked { codes: ticket.second != "passkey", position: ticket.position, ..Asked::default() };
            Ok(ticket_form(&app, &visitor, interrupted, helped, ticket.ticket, asked))
        }
        Err(problem) if problem.code() == "sign-in-failed" || problem.code() == "locked-out" => {
            filled.refused(&visitor.say, &problem);
            Ok(password_form(&app, &visitor, interrupted, filled, problem.status()))
        }
        Err(problem) => Err(problem),
    }
}

/// The second step's form. Whoever has no codes signs in with their passkey, and with that alone.
fn ticket_form(app: &App, visitor: &Visitor, interrupted: Interrupted, filled: Filled, ticket: String, asked: Asked) -> Response {
    let frame = in_the_way(app, visitor, &interrupted);
    let status = if filled.is_wrong() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    let asked = match asked {
        Asked { codes: false, .. } => {
            Asked { passkey: Some(passkey::page::FOR_SIGNING_IN), action: "/sign-in/passkey", ..Asked::default() }
        }
        asked => asked,
    };
    let page = CodePage { frame, filled, interrupted, action: "/sign-in/code", ticket, asked };
    show(status, &page.frame.clone(), &page)
}

/// Cookies that an answer sets.
pub type Cookies = AppendHeaders<Vec<(HeaderName, HeaderValue)>>;

/// Whoever has just proved who they are comes in with `token`: in a visit of their own, so that nothing from before is good in it, and the
/// session that the browser had until then ends. Gives the visitor they are from here on, and the cookies that make it so.
pub async fn comes_in(
    app: &App,
    headers: &HeaderMap,
    visitor: &Visitor,
    person: &PersonId,
    token: &Token,
) -> Result<(Visitor, Cookies), Problem> {
    if let Some(earlier) = visitor.session.as_deref().filter(|earlier| *earlier != token.session) {
        end_earlier(app, earlier).await?;
    }
    let (visitor, visit) = visitor.renewed(app, person);
    let session = cookie::set(cookie::SESSION, &token.token);
    let language = remembered_language(app, headers, person).await?;
    let cookies = [session, visit, language].map(|cookie| (header::SET_COOKIE, cookie));
    Ok((visitor, AppendHeaders(cookies.to_vec())))
}

async fn end_earlier(app: &App, earlier: &str) -> Result<(), StoreError> {
    let Some(who) = session::read(app, earlier, app.clock.now()).await? else { return Ok(()) };
    let mut tx = app.store.begin().await?;
    store::end_session(&mut tx, earlier).await?;
    let event = Event::new(EventKind::SignedOut, tx.now()).by(&who.actor.person, who.actor.agency.as_ref());
    tx.commit(app.entry(event)).await?;
    Ok(())
}

/// The second step.
async fn code(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    headers: HeaderMap,
    visitor: Visitor,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let interrupted = Interrupted::read(&filled);
    let ticket = filled.value("ticket").to_owned();
    let (code, helped) = (filled.value("code").to_owned(), filled.has("helped", "yes"));
    let step = SecondStep { ticket: ticket.clone(), code, helped };
    match super::second_step(State(Arc::clone(&app)), peer, Json(step)).await {
        Ok(axum::Json(token)) => let_in(&app, &headers, &visitor, &token, &interrupted).await,
        Err(problem) if problem.code() == "code-wrong" => {
            let asked = store::asked_of_ticket(&app, &ticket).await?;
            filled.wrong("code", asked.wrong(&visitor.say));
            Ok(ticket_form(&app, &visitor, interrupted, filled, ticket, asked))
        }
        Err(problem) if problem.code() == "ticket-expired" || problem.code() == "locked-out" => {
            let mut again = Filled::default();
            again.refused(&visitor.say, &problem);
            Ok(password_form(&app, &visitor, interrupted, again, problem.status()))
        }
        Err(problem) => Err(problem),
    }
}

/// They are in, and on their way to where they were going.
pub(super) async fn let_in(
    app: &App,
    headers: &HeaderMap,
    visitor: &Visitor,
    token: &Token,
    interrupted: &Interrupted,
) -> Result<Response, Problem> {
    let person: PersonId = token.person.parse().map_err(|_| StoreError::bad_row("person", "id"))?;
    let (visitor, cookies) = comes_in(app, headers, visitor, &person, token).await?;
    Ok((cookies, go_on(app, &visitor, &person, interrupted)).into_response())
}

/// A language chosen on the way in is kept for the person; else theirs is used from here on.
pub(super) async fn remembered_language(app: &App, headers: &HeaderMap, person: &PersonId) -> Result<HeaderValue, StoreError> {
    match cookie::read_language(headers) {
        Some((chosen, true)) => {
            keep_language(app, person, chosen).await?;
            Ok(cookie::language(chosen, false))
        }
        _ => {
            let mut reader = app.store.reader().await?;
            let known = store::language(&mut reader, person).await?.unwrap_or(Language::En);
            Ok(cookie::language(known, false))
        }
    }
}

async fn keep_language(app: &App, person: &PersonId, language: Language) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    store::set_language(&mut tx, person, language).await?;
    let event = Event::new(EventKind::LanguageChosen, tx.now()).by(person, None);
    tx.commit(app.entry(event)).await?;
    Ok(())
}

/// On to where somebody was; what they had typed is shown as one button, so that nothing is sent which they do not mean any more.
pub fn go_on(app: &App, visitor: &Visitor, person: &PersonId, interrupted: &Interrupted) -> Response {
    match interrupted.open(app, person) {
        None => see_other(&interrupted.to),
        Some(filled) => go_on_page(app, visitor, interrupted, filled.fields().to_vec(), false),
    }
}

/// Shows a form of an earlier visit again, for sending.
pub fn send_again(app: &App, visitor: &Visitor, interrupted: &Interrupted, filled: &Filled) -> Response {
    go_on_page(app, visitor, interrupted, without_marks(filled), true)
}

fn go_on_page(app: &App, visitor: &Visitor, interrupted: &Interrupted, fields: Vec<(String, String)>, is_old: bool) -> Response {
    let frame = in_the_way(app, visitor, interrupted);
    let status = if is_old { StatusCode::FORBIDDEN } else { StatusCode::OK };
    show(status, &frame, &GoOnPage { frame: frame.clone(), interrupted: interrupted.clone(), fields, is_old })
}

/// Asks somebody signed in for a fresh code in the place of what they asked for.
pub async fn ask_code(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    interrupted: Interrupted,
    filled: Filled,
) -> Result<Response, Problem> {
    let asked = asked_of(app, who).await?;
    let status = if filled.is_wrong() { StatusCode::UNAUTHORIZED } else { StatusCode::FORBIDDEN };
    let frame = in_the_way(app, visitor, &interrupted);
    let page = CodePage { frame, filled, interrupted, action: "/step-up", ticket: String::new(), asked };
    Ok(show(status, &page.frame.clone(), &page))
}

/// A fresh code, and on.
async fn step_up(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    visitor: Visitor,
    who: SignedIn,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let interrupted = Interrupted::read(&filled);
    let given = Given::of(&filled).unwrap_or_else(|| Given::Code(String::new()));
    match prove(&app, peer, &who, given).await {
        Ok(()) => Ok(go_on(&app, &visitor, &who.actor.person, &interrupted)),
        Err(problem) if matches!(problem.code(), "code-wrong" | "passkey-refused") => {
            filled.wrong("code", fresh::said_of(&app, &visitor.say, &who, &problem).await?);
            ask_code(&app, &visitor, &who, interrupted, filled).await
        }
        Err(problem) => Err(problem),
    }
}

/// Proves something anew of somebody signed in: for pages that ask for a code before what they do. Where it confirms one change,
/// [`super::spend`] makes both one. In a task of its own, so that it does not take the key by which a form is carried out once.
async fn prove(app: &Arc<App>, peer: Extension<PeerAddr>, who: &SignedIn, given: Given) -> Result<(), Problem> {
    let (app, who, Extension(PeerAddr(peer))) = (Arc::clone(app), who.clone(), peer);
    let proving = tokio::spawn(async move { fresh::step_up(&app, peer, who, &given).await });
    proving.await.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))?
}

/// Ends the session, and empties what the browser kept of it.
async fn sign_out(State(app): State<Arc<App>>, visitor: Visitor, _: Filled) -> Result<Response, Problem> {
    if let Some(who) = visitor.who.clone() {
        super::end_session(State(Arc::clone(&app)), who).await?;
    }
    let mut answer = see_other("/sign-in");
    let set = answer.headers_mut();
    for cookie in [cookie::clear(cookie::SESSION), cookie::clear(cookie::VISIT), cookie::language(visitor.language(), false)] {
        set.append(header::SET_COOKIE, cookie);
    }
    set.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(answer)
}

/// Switches the language where one is.
async fn choose_language(State(app): State<Arc<App>>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    // A page that a form was answered with sends that form again, which may have a field of its own for a language.
    let again = filled.given("in-language");
    let language = match again.unwrap_or(filled.value("language")) {
        "cy" => Language::Cy,
        "en" => Language::En,
        _ => return Err(Problem::bad("bad-field").with("field", "language")),
    };
    if let Some(who) = &visitor.who {
        keep_language(&app, &who.actor.person, language).await?;
    }
    let is_chosen = visitor.who.is_none();
    let mut answer = if again.is_some() {
        send_on(&Interrupted::read(&filled).to)
    } else {
        let mut visitor = visitor;
        visitor.say = Say::new(Arc::clone(&app.words), language);
        stay(&app, &visitor, &filled).await?
    };
    answer.headers_mut().append(header::SET_COOKIE, cookie::language(language, is_chosen));
    Ok(answer)
}

/// The same page in another language. Somebody who is joining or on the way in stays at their step, with what is kept for them.
async fn stay(app: &Arc<App>, visitor: &Visitor, filled: &Filled) -> Result<Response, Problem> {
    let interrupted = Interrupted::read(filled);
    let ticket = filled.value("ticket").to_owned();
    match (filled.value("at"), &visitor.who) {
        ("password", None) if !interrupted.kept.is_empty() => Ok(ask(app, visitor, interrupted)),
        ("code", None) if !ticket.is_empty() => {
            let asked = store::asked_of_ticket(app, &ticket).await?;
            let helped = Filled::default().set("helped", filled.value("helped"));
            Ok(ticket_form(app, visitor, interrupted, helped, ticket, asked))
        }
        ("code", Some(who)) if !interrupted.kept.is_empty() => ask_code(app, visitor, who, interrupted, Filled::default()).await,
        ("go-on", Some(who)) => Ok(go_on(app, visitor, &who.actor.person, &interrupted)),
        ("", None) if !ticket.is_empty() => {
            let mut visitor = visitor.clone();
            "/join".clone_into(&mut visitor.path);
            join::resume(app, &visitor, &ticket, Filled::default()).await
        }
        _ => Ok(see_other(&interrupted.to)),
    }
}

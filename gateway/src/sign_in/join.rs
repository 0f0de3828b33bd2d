//! Joining with the letter, one question on each page: the code and the name that was agreed; a password; which second factor; its
//! first code. What was answered stands in the ticket, so that a page can be shown again, in the other language too.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, StatusCode};
use porthor_policy::{Event, EventKind, PersonId};

use super::enrol::{self, Enrolled, Pending};
use super::factor::{self, Choice};
use super::new_factor::{Place, show_offered};
use super::store::Ticket;
use super::{Token, begin_session, page, store};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::listener::PeerAddr;
use crate::store::StoreError;
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// Pages of joining.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/join", get(start).post(code))
        .route("/join/password", get(again).post(password))
        .route("/join/factor", get(again).post(choose))
        .route("/join/another", get(again).post(another))
        .route("/join/proof", get(again).post(prove))
}

const PROOF: Place = Place { action: "/join/proof", another: "/join/another", step: Some(4) };

#[derive(Template)]
#[template(path = "join/code.html")]
struct CodePage {
    frame: Frame,
    filled: Filled,
}

#[derive(Template)]
#[template(path = "join/password.html")]
struct PasswordPage {
    frame: Frame,
    filled: Filled,
    ticket: String,
}

#[derive(Template)]
#[template(path = "join/factor.html")]
struct FactorPage {
    frame: Frame,
    filled: Filled,
    ticket: String,
    choices: Vec<(&'static str, String, String)>,
}

async fn start(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    if visitor.who.is_some() {
        return see_other("/account");
    }
    code_page(&app, &visitor, Filled::default(), StatusCode::OK)
}

/// A step that is asked for by its address alone has lost its ticket.
async fn again() -> Response {
    see_other("/join")
}

fn code_page(app: &App, visitor: &Visitor, filled: Filled, status: StatusCode) -> Response {
    let frame = visitor.frame(app);
    show(status, &frame, &CodePage { frame: frame.clone(), filled })
}

/// The letter's code, and the name that stands on no letter.
async fn code(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    visitor: Visitor,
    mut filled: Filled,
) -> Result<Response, Problem> {
    if visitor.who.is_some() {
        return Ok(see_other("/account"));
    }
    for (field, key) in [("code", "join-code-missing"), ("address", "join-address-missing")] {
        if filled.given(field).is_none() {
            filled.wrong(field, visitor.say.text(key));
        }
    }
    if filled.is_wrong() {
        return Ok(code_page(&app, &visitor, filled, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let (address, helped) = (filled.value("address").to_owned(), filled.has("helped", "yes"));
    let (person, code) = match enrol::recognise(&app, peer, &address, filled.value("code")).await {
        Ok(found) => found,
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => {
            filled.wrong("code", visitor.say.text("join-code-wrong"));
            return Ok(code_page(&app, &visitor, filled, StatusCode::UNAUTHORIZED));
        }
        Err(problem) if problem.code() == "locked-out" => {
            filled.refused(&visitor.say, &problem);
            return Ok(code_page(&app, &visitor, filled, problem.status()));
        }
        Err(problem) => return Err(problem),
    };
    let pending = Pending { code, address, helped, password: None, offered: None };
    let mut tx = app.store.begin().await?;
    let ticket = store::insert_ticket(&app, &mut tx, "enrol", &person, &pending.to_bytes()).await?;
    let event = begun(tx.now(), &person, "code");
    let event = if helped { event.with_detail("helped", "true") } else { event };
    tx.commit(app.entry(event)).await?;
    Ok(password_page(&app, &visitor, ticket, Filled::default()))
}

fn begun(now: porthor_policy::Timestamp, person: &PersonId, step: &str) -> Event {
    Event::new(EventKind::EnrolmentBegun, now).by(person, None).with_detail("step", step)
}

fn password_page(app: &App, visitor: &Visitor, ticket: String, filled: Filled) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    show(status, &frame, &PasswordPage { frame: frame.clone(), filled, ticket })
}

/// A live ticket with what was answered so far; none where it took too long.
async fn live(app: &App, ticket: &str) -> Result<Option<(Ticket, Pending)>, StoreError> {
    let mut reader = app.store.reader().await?;
    let found = store::read_ticket(app, &mut reader, "enrol", ticket).await?;
    found.map(|ticket| Pending::of(&ticket).map(|pending| (ticket, pending))).transpose()
}

/// Back to the letter's code, saying why.
fn too_late(app: &App, visitor: &Visitor) -> Response {
    let mut filled = Filled::default();
    filled.wrong("code", visitor.say.text("join-too-late"));
    code_page(app, visitor, filled, StatusCode::UNAUTHORIZED)
}

async fn keep(app: &App, ticket: &Ticket, pending: &Pending, step: &str) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    store::set_ticket(app, &mut tx, ticket, &pending.to_bytes()).await?;
    let event = begun(tx.now(), &ticket.person, step);
    tx.commit(app.entry(event)).await?;
    Ok(())
}

/// What one knows.
async fn password(State(app): State<Arc<App>>, visitor: Visitor, mut filled: Filled) -> Result<Response, Problem> {
    let text = filled.value("ticket").to_owned();
    let Some((ticket, mut pending)) = live(&app, &text).await? else { return Ok(too_late(&app, &visitor)) };
    match enrol::new_password(&app, filled.secret("password")).await {
        Ok(phc) => pending.password = Some((phc, app.clock.now())),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            filled.wrong("password", visitor.say.problem(&problem).detail);
            return Ok(password_page(&app, &visitor, text, filled));
        }
        Err(problem) => return Err(problem),
    }
    keep(&app, &ticket, &pending, "password").await?;
    Ok(factor_page(&app, &visitor, text, Filled::default()))
}

fn factor_page(app: &App, visitor: &Visitor, ticket: String, filled: Filled) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    let text = |key: &str| visitor.say.text(key).to_string();
    let mut choices = choices(visitor);
    choices.push(("passkey", text("join-factor-passkey"), text("join-factor-passkey-hint")));
    show(status, &frame, &FactorPage { frame: frame.clone(), filled, ticket, choices })
}

/// Where codes can come from, each with what it asks of a person.
pub fn choices(visitor: &Visitor) -> Vec<(&'static str, String, String)> {
    let text = |key: &str| visitor.say.text(key).to_string();
    vec![
        ("totp", text("join-factor-totp"), text("join-factor-totp-hint")),
        ("card", text("join-factor-card"), text("join-factor-card-hint")),
    ]
}

/// Which second factor.
async fn choose(State(app): State<Arc<App>>, visitor: Visitor, mut filled: Filled) -> Result<Response, Problem> {
    let text = filled.value("ticket").to_owned();
    let Some((ticket, mut pending)) = live(&app, &text).await? else { return Ok(too_late(&app, &visitor)) };
    if pending.password.is_none() {
        return Ok(password_page(&app, &visitor, text, Filled::default()));
    }
    let Some(choice) = Choice::of(filled.value("second")) else {
        filled.wrong("second", visitor.say.text("join-factor-none"));
        return Ok(factor_page(&app, &visitor, text, filled));
    };
    let (offered, shown) = factor::offer(&app, choice, &ticket.person, &pending.address)?;
    pending.offered = Some(offered);
    keep(&app, &ticket, &pending, "factor").await?;
    Ok(show_offered(&app, &visitor, PROOF, &text, shown, Filled::default()))
}

/// The other kind after all.
async fn another(State(app): State<Arc<App>>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let text = filled.value("ticket").to_owned();
    Ok(match live(&app, &text).await? {
        Some((_, pending)) if pending.password.is_some() => factor_page(&app, &visitor, text, Filled::default()),
        _ => too_late(&app, &visitor),
    })
}

/// The page that a ticket stands at, in the visitor's language.
pub async fn resume(app: &App, visitor: &Visitor, ticket: &str, filled: Filled) -> Result<Response, Problem> {
    let text = ticket.to_owned();
    Ok(match live(app, ticket).await? {
        None => too_late(app, visitor),
        Some((_, Pending { password: None, .. })) => password_page(app, visitor, text, filled),
        Some((_, Pending { offered: None, .. })) => factor_page(app, visitor, text, filled),
        Some((_, Pending { offered: Some(offered), address, .. })) => {
            show_offered(app, visitor, PROOF, ticket, offered.shown(app, &address)?, filled)
        }
    })
}

/// The first code, or the passkey: the account works from here on, and they are in.
async fn prove(State(app): State<Arc<App>>, headers: HeaderMap, visitor: Visitor, mut filled: Filled) -> Result<Response, Problem> {
    let ticket = filled.value("ticket").to_owned();
    let code = filled.given("passkey").unwrap_or(filled.value("code"));
    let enrolled = match enrol::prove(&app, &ticket, code, filled.value("name")).await {
        Ok(enrolled) => enrolled,
        Err(problem) if problem.code() == "code-wrong" => {
            filled.wrong("code", wrong_code(&app, &visitor, &ticket).await?);
            return resume(&app, &visitor, &ticket, filled).await;
        }
        Err(problem) if problem.code() == "passkey-not-made" => {
            filled.wrong("", visitor.say.problem(&problem).detail);
            return resume(&app, &visitor, &ticket, filled).await;
        }
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => return Ok(too_late(&app, &visitor)),
        Err(problem) => return Err(problem),
    };
    let token = sign_in(&app, &enrolled).await?;
    let (_, cookies) = page::comes_in(&app, &headers, &visitor, &enrolled.person, &token).await?;
    Ok((cookies, see_other("/home")).into_response())
}

/// What is said of a first code that was not right.
async fn wrong_code(app: &App, visitor: &Visitor, ticket: &str) -> Result<String, Problem> {
    let offered = live(app, ticket).await?.and_then(|(_, pending)| pending.offered.map(|offered| (offered, pending.address)));
    let shown = offered.map(|(offered, address)| offered.shown(app, &address)).transpose()?;
    Ok(shown.map(|shown| shown.wrong_code(&visitor.say)).unwrap_or_default())
}

/// Both factors were proved on the way: a session rests on them as on a sign-in.
async fn sign_in(app: &App, enrolled: &Enrolled) -> Result<Token, StoreError> {
    let mut tx = app.store.begin().await?;
    let token = begin_session(app, &mut tx, &enrolled.person, None, &enrolled.proofs).await?;
    let event = Event::new(EventKind::SignedIn, tx.now()).by(&enrolled.person, None);
    let event = if enrolled.helped {
        store::set_helped(&mut tx, &token.session).await?;
        event.with_detail("helped", "true")
    } else {
        event
    };
    tx.commit(app.entry(event)).await?;
    Ok(token)
}

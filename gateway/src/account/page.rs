//! Pages of one's own account.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Extension, State};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use super::{passkeys, store};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::listener::PeerAddr;
use crate::http::session::SignedIn;
use crate::sign_in::factor::Choice;
use crate::sign_in::join::choices;
use crate::sign_in::new_factor::{Place, show_offered};
use crate::sign_in::store::{self as accounts, Second};
use crate::sign_in::{coded, device, passkey};
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// Pages of this slice.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account", get(account))
        .route("/account/sessions", get(back).post(end_sessions))
        .route("/account/devices", get(back).post(end_device))
        .route("/account/password", get(password_form).post(change_password))
        .route("/account/factor", get(factor_form).post(choose))
        .route("/account/factor/another", get(to_factor).post(to_factor))
        .route("/account/factor/proof", get(to_factor).post(prove))
        .route("/account/done/{what}", get(done))
        .merge(passkeys::routes())
}

const PROOF: Place = Place { action: "/account/factor/proof", another: "/account/factor/another", step: None };

pub(super) async fn back() -> Response {
    see_other("/account")
}

async fn to_factor() -> Response {
    see_other("/account/factor")
}

/// A session, as its owner sees it.
struct SessionLine {
    id: String,
    name: String,
    since: String,
    /// When and how they last showed there that it was them.
    proved: Option<String>,
    helped: bool,
    present: bool,
}

/// A passkey, as its owner sees it.
struct PasskeyLine {
    id: String,
    name: String,
    since: String,
    /// When it was used last; none before its first use.
    used: Option<String>,
}

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    role: String,
    agency: Option<String>,
    /// `totp`, `card`, or `passkey` for no codes.
    second: &'static str,
    /// Codes left on a card.
    left: Option<String>,
    helped: bool,
    sessions: Vec<SessionLine>,
    devices: Vec<(String, String, String)>,
    passkeys: Vec<PasskeyLine>,
    /// The key of what was just done.
    done: Option<&'static str>,
}

async fn account(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    account_page(&app, &visitor, &who, None).await
}

/// The account after a change, saying what was done.
async fn done(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, Path(what): Path<String>) -> Result<Response, Problem> {
    let key = match what.as_str() {
        "password" => "account-done-password",
        "factor" => "account-done-factor",
        "sessions" => "account-done-sessions",
        "device" => "account-done-device",
        "passkey" => "account-done-passkey",
        "passkey-removed" => "account-done-passkey-removed",
        _ => return Err(Problem::not_found()),
    };
    account_page(&app, &visitor, &who, Some(key)).await
}

async fn account_page(app: &App, visitor: &Visitor, who: &SignedIn, done: Option<&'static str>) -> Result<Response, Problem> {
    let person = &who.actor.person;
    let mut reader = app.store.reader().await?;
    let credential = accounts::by_person(app, &mut reader, person).await?;
    let credential = credential.ok_or_else(|| Problem::not_signed_in("session-ended"))?;
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), &who.actor.agency, []).await?;
    let sessions = store::sessions(app, &mut reader, person).await?;
    let devices = store::devices(app, &mut reader, person).await?;
    let passkeys = passkey::store::of_person(app, &mut reader, person).await?;
    drop(reader);
    let say = &visitor.say;
    let browser = say.text("account-browser").to_string();
    let sessions: Vec<_> = sessions
        .into_iter()
        .map(|row| SessionLine {
            present: row.id == who.session,
            id: row.id,
            name: row.device.unwrap_or_else(|| browser.clone()),
            since: say.moment(row.since),
            proved: row.proof.map(|proof| {
                let factor = say.text(format!("factor-{}", code_of(&proof.factor))).to_string();
                say.text("account-session-proved").with("moment", say.moment(proof.at)).with("factor", factor).to_string()
            }),
            helped: row.helped,
        })
        .collect();
    let (second, left) = match &credential.second {
        Second::Totp { .. } => ("totp", None),
        Second::Card { used, .. } => ("card", Some(say.text("account-card-left").count("n", used.left()).to_string())),
        Second::Passkey => ("passkey", None),
    };
    let frame = visitor.frame(app);
    let page = AccountPage {
        frame: frame.clone(),
        name: credential.name,
        role: say.role(&who.actor.role),
        agency: who.actor.agency.as_ref().map(|agency| names.agency(agency).to_owned()),
        second,
        left,
        helped: sessions.iter().any(|session| session.present && session.helped),
        sessions,
        passkeys: passkeys.into_iter().map(|row| passkey_line(visitor, row)).collect(),
        devices: devices.into_iter().map(|row| (row.id, row.name, say.day_of(row.since))).collect(),
        done,
    };
    Ok(show(StatusCode::OK, &frame, &page))
}

fn passkey_line(visitor: &Visitor, row: passkey::store::PasskeyRow) -> PasskeyLine {
    let say = &visitor.say;
    let name = if row.name.is_empty() { say.text("factor-passkey").to_string() } else { row.name };
    PasskeyLine { id: row.id, name, since: say.day_of(row.since), used: row.used.map(|used| say.moment(used)) }
}

/// Ends one session, or all others.
async fn end_sessions(State(app): State<Arc<App>>, who: SignedIn, filled: Filled) -> Result<Response, Problem> {
    super::end_sessions(&app, &who, filled.given("session")).await?;
    Ok(see_other("/account/done/sessions"))
}

async fn end_device(State(app): State<Arc<App>>, who: SignedIn, filled: Filled) -> Result<Response, Problem> {
    device::remove(State(app), who, Path(filled.value("device").to_owned())).await?;
    Ok(see_other("/account/done/device"))
}

#[derive(Template)]
#[template(path = "account/password.html")]
struct PasswordPage {
    frame: Frame,
    filled: Filled,
}

async fn password_form(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    coded(&app, &who)?;
    Ok(password_page(&app, &visitor, Filled::default()))
}

fn password_page(app: &App, visitor: &Visitor, filled: Filled) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    show(status, &frame, &PasswordPage { frame: frame.clone(), filled })
}

async fn change_password(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    visitor: Visitor,
    who: SignedIn,
    mut filled: Filled,
) -> Result<Response, Problem> {
    match super::change_password(&app, peer, &who, filled.secret("password"), filled.secret("password-new")).await {
        Ok(()) => return Ok(see_other("/account/done/password")),
        Err(problem) if problem.code() == "password-wrong" => filled.wrong("password", visitor.say.problem(&problem).detail),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            filled.wrong("password-new", visitor.say.problem(&problem).detail);
        }
        Err(problem) => return Err(problem),
    }
    Ok(password_page(&app, &visitor, filled))
}

#[derive(Template)]
#[template(path = "account/factor.html")]
struct FactorPage {
    frame: Frame,
    filled: Filled,
    choices: Vec<(&'static str, String, String)>,
}

async fn factor_form(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    coded(&app, &who)?;
    Ok(factor_page(&app, &visitor, Filled::default()))
}

fn factor_page(app: &App, visitor: &Visitor, filled: Filled) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    show(status, &frame, &FactorPage { frame: frame.clone(), filled, choices: choices(visitor) })
}

async fn choose(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    // A passkey takes the place of nothing: it is added, on a page of its own.
    let Some(choice) = Choice::of(filled.value("second")).filter(|choice| *choice != Choice::Passkey) else {
        filled.wrong("second", visitor.say.text("join-factor-missing"));
        return Ok(factor_page(&app, &visitor, filled));
    };
    let (ticket, shown) = super::offer(&app, &who, choice).await?;
    Ok(show_offered(&app, &visitor, PROOF, &ticket, shown, Filled::default()))
}

async fn prove(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let ticket = filled.value("ticket").to_owned();
    let mut is_wrong = false;
    // What is only read in the other language proves nothing yet.
    if filled.given("in-language").is_none() {
        match super::prove(&app, &who, &ticket, filled.value("code")).await {
            Ok(()) => return Ok(see_other("/account/done/factor")),
            Err(problem) if problem.code() == "code-wrong" => is_wrong = true,
            Err(problem) if problem.code() == "ticket-expired" => {}
            Err(problem) => return Err(problem),
        }
    }
    if let Some(shown) = super::offered(&app, &who, &ticket).await? {
        if is_wrong {
            filled.wrong("code", shown.wrong_code(&visitor.say));
        }
        return Ok(show_offered(&app, &visitor, PROOF, &ticket, shown, filled));
    }
    let mut again = Filled::default();
    again.wrong("second", visitor.say.text("account-factor-too-late"));
    Ok(factor_page(&app, &visitor, again))
}

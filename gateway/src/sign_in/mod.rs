//! Signing in and enrolling: password, then a code from an authenticator or a printed card; or a passkey, which is both. Between the two
//! steps there is only a ticket, which reaches nothing but the second step. `store` is its SQL, `lockout` what holds back guessing,
//! `passkey` what passkeys do, `fresh` what is proved anew, `device` the command line's keys, `machine` those of systems that nobody attends, `enrol` the first time and `join` its pages,
//! `factor` and `new_factor` new second factors and their page, `letter` the printed invitation, `reset` what two people do for a third.

pub mod device;
pub mod enrol;
pub mod factor;
pub mod fresh;
pub mod join;
pub mod letter;
pub mod lockout;
pub mod machine;
pub mod new_factor;
pub mod page;
pub mod passkey;
pub mod reset;
pub mod store;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Extension, State};
use http::StatusCode;
use porthor_keys::password::{self, Cost};
use porthor_keys::random;
use porthor_policy::{Event, EventKind, Factor, Outcome, PersonId, Proof, Timestamp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::fresh::{Asked, Given, coded, spend};
use self::store::{Credential, Second};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Json;
use crate::http::listener::PeerAddr;
use crate::http::session::{self, SignedIn};
use crate::store::{StoreError, Tx};

/// How long a ticket of a sign-in lasts, milliseconds.
const TICKET: i64 = 5 * 60_000;
/// How long one lasts while somebody chooses a password, fetches a telephone or prints a card: an hour.
const LONG_TICKET: i64 = 60 * 60_000;
/// Wrong codes that a ticket bears.
const TICKET_TRIES: i64 = 5;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(second_step))
        .routes(routes!(show_session, end_session))
        .routes(routes!(renew))
        .routes(routes!(step_up))
        .merge(enrol::routes())
        .merge(device::routes())
        .merge(machine::routes())
}

/// The first step: what one knows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstStep {
    /// The address the account is known by.
    address: String,
    #[schema(value_type = String)]
    password: SecretString,
}

/// A half-finished sign-in.
#[derive(Serialize, ToSchema)]
struct Ticket {
    /// For the second step, once, within five minutes.
    ticket: String,
    /// `totp` or `card`; `passkey` for whoever has no codes, and signs in with that.
    second: &'static str,
    /// For a card: which code to enter.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<String>,
}

/// The second step: what one holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SecondStep {
    ticket: String,
    code: String,
    /// Whether somebody is helping them, which is noted.
    #[serde(default)]
    helped: bool,
}

/// A session's token.
#[derive(Serialize, ToSchema)]
pub struct Token {
    /// For `Authorization: Bearer`.
    pub token: String,
    /// Seconds until it has to be renewed.
    pub expires_in: u64,
    /// Whose.
    pub person: String,
    /// The session it is bound to.
    #[serde(skip)]
    pub session: String,
}

/// First step of signing in: address and password.
#[utoipa::path(post, path = "/sign-in", tag = "sign-in", request_body = FirstStep,
    responses((status = 200, body = Ticket), (status = 401, description = "sign-in-failed"), (status = 429, description = "locked-out")))]
async fn sign_in(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    Json(step): Json<FirstStep>,
) -> Result<axum::Json<Ticket>, Problem> {
    let attempt = lockout::Attempt::new(&app, &store::address_hash(&app, &step.address), peer);
    // The place is kept until a failure is counted, so that many guesses at once are not more than the few that are borne.
    let unavailable = |_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "shutting-down");
    let place = app.hashing.acquire().await.map_err(unavailable)?;
    attempt.check(&app).await?;
    let credential = if can_be_typed(&step.address) { store::by_address(&app, &step.address).await? } else { None };
    if !password_holds(credential.as_ref(), step.password).await {
        attempt.failed(&app, credential.as_ref().map(|credential| &credential.person)).await?;
        return Err(Problem::not_signed_in("sign-in-failed"));
    }
    drop(place);
    let credential = credential.ok_or_else(|| Problem::not_signed_in("sign-in-failed"))?;
    let mut tx = app.store.begin().await?;
    let ticket = store::insert_ticket(&app, &mut tx, "sign-in", &credential.person, b"").await?;
    let event = Event::new(EventKind::PasswordProved, tx.now()).by(&credential.person, credential.agency.as_ref());
    tx.commit(app.entry(event)).await?;
    let (second, position) = asked(&credential);
    Ok(axum::Json(Ticket { ticket, second, position }))
}

/// Whether an address is one that somebody can have typed. Earlier releases put a control character into those of accounts that are
/// nobody's.
fn can_be_typed(address: &str) -> bool {
    !address.chars().any(char::is_control)
}

/// Which second factor is asked for, and for a card which of its codes.
pub fn asked(credential: &Credential) -> (&'static str, Option<String>) {
    match &credential.second {
        Second::Totp { .. } => ("totp", None),
        Second::Card { asked, .. } => ("card", Some(asked.to_string())),
        Second::Passkey => ("passkey", None),
    }
}

/// Whether the password is the credential's; of nobody's, after the same time.
pub async fn password_holds(credential: Option<&Credential>, given: SecretString) -> bool {
    let phc = credential.map(|credential| credential.password.clone());
    let check = move || match phc {
        Some(phc) => password::verify(&given, &phc),
        None => password::verify_against_nobody(&given, Cost::default()),
    };
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

/// Second step of signing in: a code.
#[utoipa::path(post, path = "/sign-in/code", tag = "sign-in", request_body = SecondStep,
    responses((status = 200, body = Token), (status = 401, description = "code-wrong, ticket-expired")))]
async fn second_step(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    Json(step): Json<SecondStep>,
) -> Result<axum::Json<Token>, Problem> {
    let mut tx = app.store.begin().await?;
    let now = tx.now();
    let ticket = store::take_ticket(&app, &mut tx, "sign-in", &step.ticket).await?;
    let ticket = ticket.ok_or_else(|| Problem::not_signed_in("ticket-expired"))?;
    let credential = store::by_person(&app, tx.connection(), &ticket.person).await?;
    let credential = credential.ok_or_else(|| Problem::not_signed_in("ticket-expired"))?;
    let attempt = lockout::Attempt::new(&app, &credential.address_hash, peer);
    attempt.check_on(&app, tx.connection()).await?;
    let Some(factor) = store::spend_code(&app, &mut tx, &credential, &step.code).await? else {
        // Counted against the ticket, and like a wrong password: many tickets do not buy more tries.
        attempt.count(&app, &mut tx).await?;
        let event = refused(EventKind::SignInRefused, now, &credential);
        tx.commit(app.entry(event)).await?;
        return Err(Problem::not_signed_in("code-wrong"));
    };
    store::use_ticket(&mut tx, &ticket).await?;
    attempt.succeeded(&mut tx).await?;
    attempt.signed_in(&app, &mut tx).await?;
    let proofs = vec![Proof { factor: Factor::Password, at: now }, Proof { factor, at: now }];
    let token = begin_session(&app, &mut tx, &credential.person, None, &proofs).await?;
    let event = Event::new(EventKind::SignedIn, now).by(&credential.person, credential.agency.as_ref());
    let event = mark_helped(&mut tx, &token, step.helped, event).await?;
    tx.commit(app.entry(event)).await?;
    Ok(axum::Json(token))
}

/// Notes on a session, and in the record, that its person was not alone.
async fn mark_helped(tx: &mut Tx, token: &Token, helped: bool, event: Event) -> Result<Event, StoreError> {
    if !helped {
        return Ok(event);
    }
    store::set_helped(tx, &token.session).await?;
    Ok(event.with_detail("helped", "true"))
}

fn refused(kind: EventKind, now: Timestamp, credential: &Credential) -> Event {
    let event = Event::new(kind, now).by(&credential.person, credential.agency.as_ref());
    Event { outcome: Outcome::Refused, ..event }
}

/// Opens a session with these proofs and signs its first token.
pub async fn begin_session(
    app: &App,
    tx: &mut Tx,
    person: &PersonId,
    device: Option<&str>,
    proofs: &[Proof],
) -> Result<Token, StoreError> {
    let session = random::id();
    let ends = tx.now().plus_millis(hours(app.config.session.hours));
    store::insert_session(tx, &session, person, device, proofs, ends).await?;
    Ok(token(app, person.as_str(), &session, tx.now()))
}

fn token(app: &App, person: &str, session: &str, now: Timestamp) -> Token {
    let seconds = app.config.session.token_seconds;
    let lasts = i64::try_from(seconds).unwrap_or(300);
    let token = app.tokens.issue(person, session, now.millis() / 1000, lasts);
    Token { token, expires_in: seconds, person: person.to_owned(), session: session.to_owned() }
}

fn hours(hours: u64) -> i64 {
    i64::try_from(hours).unwrap_or(12) * 3_600_000
}

/// Who one is signed in as.
#[derive(Serialize, ToSchema)]
struct SessionShown {
    person: String,
    agency: Option<String>,
    role: String,
    name: String,
    /// `totp`, `card` or `passkey`: what a step-up asks for.
    second: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<String>,
}

/// Who one is signed in as.
#[utoipa::path(get, path = "/session", tag = "sign-in", security(("session" = [])), responses((status = 200, body = SessionShown)))]
async fn show_session(State(app): State<Arc<App>>, who: SignedIn) -> Result<axum::Json<SessionShown>, Problem> {
    let mut reader = app.store.reader().await?;
    let credential = store::by_person(&app, &mut reader, &who.actor.person).await?;
    let credential = credential.ok_or_else(|| Problem::not_signed_in("session-ended"))?;
    let (second, position) = asked(&credential);
    Ok(axum::Json(SessionShown {
        person: who.actor.person.to_string(),
        agency: who.actor.agency.as_ref().map(ToString::to_string),
        role: who.actor.role.to_string(),
        name: credential.name,
        second,
        position,
    }))
}

/// Ends the session at once.
#[utoipa::path(delete, path = "/session", tag = "sign-in", security(("session" = [])), responses((status = 204)))]
async fn end_session(State(app): State<Arc<App>>, who: SignedIn) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    store::end_session(&mut tx, &who.session).await?;
    let event = Event::new(EventKind::SignedOut, tx.now()).by(&who.actor.person, who.actor.agency.as_ref());
    tx.commit(app.entry(event)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A fresh token for a live session; works a little beyond the old token's time, for `idle_minutes` of pause.
#[utoipa::path(post, path = "/session/renew", tag = "sign-in", security(("session" = [])), responses((status = 200, body = Token)))]
async fn renew(State(app): State<Arc<App>>, headers: http::HeaderMap) -> Result<axum::Json<Token>, Problem> {
    let ended = || Problem::not_signed_in("session-ended");
    let given = session::bearer_of(&headers).ok_or_else(|| Problem::not_signed_in("not-signed-in"))?;
    let now = app.clock.now();
    let idle = i64::try_from(app.config.session.idle_minutes).unwrap_or(30) * 60;
    let seconds = now.millis() / 1000;
    let claims = app.tokens.verify_for_renewal(given, seconds, idle).map_err(|_| ended())?;
    let who = session::read(&app, &claims.sid, now).await?.ok_or_else(ended)?;
    Ok(axum::Json(token(&app, who.actor.person.as_str(), &who.session, now)))
}

/// A code, entered now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
}

/// Enters a code again, for what asks for one just entered.
#[utoipa::path(post, path = "/session/step-up", tag = "sign-in", security(("session" = [])), request_body = Code,
    responses((status = 204), (status = 401, description = "code-wrong")))]
async fn step_up(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    who: SignedIn,
    Json(given): Json<Code>,
) -> Result<StatusCode, Problem> {
    fresh::step_up(&app, peer, who, &Given::Code(given.code)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The place a request comes from, coarse enough that one household or hospital is one: /24, or /64.
fn place(peer: SocketAddr) -> Vec<u8> {
    match peer.ip().to_canonical() {
        std::net::IpAddr::V4(address) => address.octets()[..3].to_vec(),
        std::net::IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

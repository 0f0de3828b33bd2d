//! The first time: a printed one-time code and the address it was made for, a password, and a second factor that is proved before
//! the account works.

use std::sync::Arc;

use axum::extract::{Extension, State};
use http::StatusCode;
use porthor_keys::code_card::{CodeCard, OneTimeCode, Position, UsedPositions, verify_card_code};
use porthor_keys::password::{self, Cost, PasswordError};
use porthor_keys::random;
use porthor_keys::totp::TotpSecret;
use porthor_policy::{Event, EventKind, PersonId};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{lockout, store};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Json;
use crate::http::listener::PeerAddr;
use crate::store::facts::parse;
use crate::store::{StoreError, Tx};

/// How long a printed code can be used, milliseconds: 14 days, for the post.
const CODE_LASTS: i64 = 14 * 86_400_000;

/// Routes of enrolment.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(begin)).routes(routes!(confirm))
}

/// Makes a printed code for `person`; earlier ones for the same purpose end.
pub async fn invite(app: &App, tx: &mut Tx, purpose: &str, person: &PersonId) -> Result<OneTimeCode, StoreError> {
    let code = OneTimeCode::generate();
    let now = tx.now();
    sqlx::query("UPDATE one_time_code SET used_at = $1 WHERE person_id = $2 AND purpose = $3 AND used_at IS NULL")
        .bind(now.millis())
        .bind(person.as_str())
        .bind(purpose.to_owned())
        .execute(tx.connection())
        .await?;
    sqlx::query("INSERT INTO one_time_code (hash, purpose, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(code.hash(&app.secrets.lookup, purpose).to_vec())
        .bind(purpose.to_owned())
        .bind(person.as_str())
        .bind(now.millis())
        .bind(now.plus_millis(CODE_LASTS).millis())
        .execute(tx.connection())
        .await?;
    Ok(code)
}

/// What is chosen at enrolment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Enrolment {
    address: String,
    /// As printed, `XXXX-XXXX-XXXX-XXXX`.
    code: String,
    /// 12 to 128 characters.
    #[schema(value_type = String)]
    password: SecretString,
    /// `totp` or `card`.
    second: Choice,
}

#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Choice {
    Totp,
    Card,
}

/// What the second step keeps until it is confirmed.
#[derive(Serialize, Deserialize)]
struct Pending {
    password: String,
    code: Vec<u8>,
    totp: Option<Vec<u8>>,
    card: Option<PendingCard>,
}

#[derive(Serialize, Deserialize)]
struct PendingCard {
    id: String,
    hashes: Vec<u8>,
    asked: u8,
}

/// The new second factor, shown this once.
#[derive(Serialize, ToSchema)]
struct NewFactor {
    /// For the confirmation.
    ticket: String,
    /// For an authenticator.
    #[serde(skip_serializing_if = "Option::is_none")]
    otpauth: Option<String>,
    /// For a card: its codes by position.
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<Vec<CardCode>>,
    /// For a card: the code that confirms it.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct CardCode {
    position: String,
    code: String,
}

/// Confirms the new second factor with a code of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    ticket: String,
    code: String,
}

/// Begins enrolment with the printed code.
#[utoipa::path(post, path = "/enrol", tag = "sign-in", request_body = Enrolment,
    responses((status = 200, body = NewFactor), (status = 401, description = "enrolment-code-wrong"), (status = 422, description = "password-too-short")))]
async fn begin(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    Json(enrolment): Json<Enrolment>,
) -> Result<axum::Json<NewFactor>, Problem> {
    let attempt = lockout::Attempt::new(&app, &store::address_hash(&app, &enrolment.address), peer);
    attempt.check(&app).await?;
    let wrong = || Problem::not_signed_in("enrolment-code-wrong");
    let code = enrolment.code.parse::<OneTimeCode>().map(|code| code.hash(&app.secrets.lookup, "enrol").to_vec());
    let person = match &code {
        Ok(hash) => invited(&app, hash, &enrolment.address).await?,
        Err(_) => None,
    };
    let (Some(person), Ok(code)) = (person, code) else {
        attempt.failed(&app, None).await?;
        return Err(wrong());
    };
    let password = new_password(&app, enrolment.password).await?;
    let mut pending = Pending { password, code, totp: None, card: None };
    let mut shown = NewFactor { ticket: String::new(), otpauth: None, card: None, position: None };
    match enrolment.second {
        Choice::Totp => new_totp(&mut pending, &mut shown, &enrolment.address),
        Choice::Card => new_card(&app, &mut pending, &mut shown),
    }
    let needs = serde_json::to_vec(&pending).expect("plain data always becomes JSON");
    let mut tx = app.store.begin().await?;
    shown.ticket = store::insert_ticket(&app, &mut tx, "enrol", &person, &needs).await?;
    let event = Event::new(EventKind::EnrolmentBegun, tx.now()).by(&person, None);
    tx.commit(app.entry(event)).await?;
    Ok(axum::Json(shown))
}

async fn new_password(app: &App, password: SecretString) -> Result<String, Problem> {
    let _place = app.hashing.acquire().await.map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "shutting-down"))?;
    let hashed = tokio::task::spawn_blocking(move || password::hash(&password, Cost::default())).await;
    match hashed {
        Ok(Ok(phc)) => Ok(phc),
        Ok(Err(PasswordError::TooShort(_))) => Err(Problem::unacceptable("password-too-short")),
        _ => Err(Problem::unacceptable("password-refused")),
    }
}

fn new_totp(pending: &mut Pending, shown: &mut NewFactor, address: &str) {
    let secret = TotpSecret::generate();
    shown.otpauth = Some(secret.otpauth_uri(address.trim(), "Porthor").to_string());
    pending.totp = Some(secret.expose().to_vec());
}

fn new_card(app: &App, pending: &mut Pending, shown: &mut NewFactor) {
    let id = random::id();
    let (card, hashes) = CodeCard::generate(&app.secrets.lookup, &id);
    let asked = UsedPositions::default().ask().map_or(0, Position::number);
    shown.card =
        Some(card.codes().map(|(position, code)| CardCode { position: position.to_string(), code: code.to_owned() }).collect());
    shown.position = Position::new(asked).ok().map(|position| position.to_string());
    pending.card = Some(PendingCard { id, hashes: hashes.concat(), asked });
}

/// Whom a live code was made for, if the address is theirs.
async fn invited(app: &App, code: &[u8], address: &str) -> Result<Option<PersonId>, StoreError> {
    let mut reader = app.store.reader().await?;
    let row = sqlx::query(
        "SELECT p.id FROM one_time_code o JOIN person p ON p.id = o.person_id WHERE o.hash = $1 AND o.purpose = 'enrol' \
         AND o.used_at IS NULL AND o.expires_at > $2 AND p.address_hash = $3 AND p.left_at IS NULL",
    )
    .bind(code.to_vec())
    .bind(app.clock.now().millis())
    .bind(store::address_hash(app, address))
    .fetch_optional(&mut *reader)
    .await?;
    row.map(|row| parse(row.try_get(0)?, "person", "id")).transpose()
}

/// Confirms enrolment: the second factor works, and so does the account from now on.
#[utoipa::path(post, path = "/enrol/confirm", tag = "sign-in", request_body = Confirmation,
    responses((status = 204), (status = 401, description = "code-wrong, ticket-expired")))]
async fn confirm(State(app): State<Arc<App>>, Json(given): Json<Confirmation>) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    let ticket = store::take_ticket(&app, &mut tx, "enrol", &given.ticket).await?;
    let ticket = ticket.ok_or_else(|| Problem::not_signed_in("ticket-expired"))?;
    let pending: Pending = serde_json::from_slice(&ticket.sealed).map_err(|_| StoreError::bad_row("ticket", "sealed"))?;
    let Some(new) = proved(&app, &pending, &given.code, tx.now().millis() / 1000) else {
        let event = Event::new(EventKind::SignInRefused, tx.now()).by(&ticket.person, None);
        tx.commit(app.entry(event)).await?;
        return Err(Problem::not_signed_in("code-wrong"));
    };
    store::use_ticket(&mut tx, &ticket).await?;
    if !spend_invitation(&mut tx, &pending.code).await? {
        return Err(Problem::not_signed_in("enrolment-code-wrong"));
    }
    keep(&app, &mut tx, &ticket.person, &pending, &new).await?;
    store::end_sessions(&mut tx, &ticket.person).await?;
    store::end_devices(&mut tx, &ticket.person).await?;
    let event = Event::new(EventKind::PersonEnrolled, tx.now()).by(&ticket.person, None);
    tx.commit(app.entry(event)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where the new factor stands after its first code.
struct Proved {
    totp_step: i64,
    card_used: UsedPositions,
    card_asked: u8,
}

fn proved(app: &App, pending: &Pending, code: &str, seconds: i64) -> Option<Proved> {
    if let Some(totp) = &pending.totp {
        let step = TotpSecret::from_bytes(totp).ok()?.verify(code, seconds, None)?;
        return Some(Proved { totp_step: step, card_used: UsedPositions::default(), card_asked: 0 });
    }
    let card = pending.card.as_ref()?;
    let asked = Position::new(card.asked).ok()?;
    let hash = card.hashes.as_chunks::<32>().0.get(usize::from(card.asked))?;
    if !verify_card_code(&app.secrets.lookup, &card.id, asked, code, hash) {
        return None;
    }
    let used = UsedPositions::default().spend(asked).ok()?;
    Some(Proved { totp_step: 0, card_used: used, card_asked: used.ask()?.number() })
}

async fn spend_invitation(tx: &mut Tx, code: &[u8]) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let used = sqlx::query("UPDATE one_time_code SET used_at = $1 WHERE hash = $2 AND used_at IS NULL AND expires_at > $1")
        .bind(now)
        .bind(code.to_vec())
        .execute(tx.connection())
        .await?;
    Ok(used.rows_affected() == 1)
}

async fn keep(app: &App, tx: &mut Tx, person: &PersonId, pending: &Pending, new: &Proved) -> Result<(), StoreError> {
    let place = format!("credential/totp/{person}");
    let totp = pending.totp.as_ref().map(|secret| app.secrets.column.seal(&place, secret));
    let now = tx.now().millis();
    sqlx::query(
        "INSERT INTO credential (person_id, password, totp, totp_step, card, card_hashes, card_used, card_asked) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person_id) DO UPDATE SET password = excluded.password, \
         totp = excluded.totp, totp_step = excluded.totp_step, card = excluded.card, card_hashes = excluded.card_hashes, \
         card_used = excluded.card_used, card_asked = excluded.card_asked",
    )
    .bind(person.as_str())
    .bind(pending.password.clone())
    .bind(totp)
    .bind(new.totp_step)
    .bind(pending.card.as_ref().map(|card| card.id.clone()))
    .bind(pending.card.as_ref().map(|card| card.hashes.clone()))
    .bind(new.card_used.to_i64())
    .bind(i64::from(new.card_asked))
    .execute(tx.connection())
    .await?;
    sqlx::query("UPDATE person SET enrolled_at = $1 WHERE id = $2")
        .bind(now)
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

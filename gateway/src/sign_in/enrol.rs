//! The first time: a printed one-time code and the address it was made for, a password, and a second factor that is proved before
//! the account works.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Extension, State};
use http::StatusCode;
use porthor_keys::code_card::OneTimeCode;
use porthor_keys::password::{self, Cost, PasswordError};
use porthor_policy::{Date, Event, EventKind, Factor, PersonId, Proof, Timestamp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::factor::{Choice, Offered, Shown};
use super::store::Ticket;
use super::{can_be_typed, factor, lockout, passkey, reset, store};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Json;
use crate::http::idempotency;
use crate::http::listener::PeerAddr;
use crate::store::facts::parse;
use crate::store::{StoreError, Tx};

/// How long a printed code can be used, milliseconds: 14 days, for the post.
const CODE_LASTS: i64 = 14 * DAY;
const DAY: i64 = 86_400_000;

/// The last day on which a code made now works from its morning to its evening.
pub fn good_until(now: Timestamp) -> Date {
    now.plus_millis(CODE_LASTS - DAY).date()
}

/// Routes of enrolment.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(begin)).routes(routes!(confirm))
}

/// Makes a printed code for `person`; earlier ones for the same purpose end. It is kept who made it (`by`; none for the machine itself),
/// for they could come in with it.
pub async fn invite(
    app: &App,
    tx: &mut Tx,
    purpose: &str,
    person: &PersonId,
    by: Option<&PersonId>,
) -> Result<OneTimeCode, StoreError> {
    let code = OneTimeCode::generate();
    idempotency::shown_once();
    let now = tx.now();
    sqlx::query("UPDATE one_time_code SET used_at = $1 WHERE person_id = $2 AND purpose = $3 AND used_at IS NULL")
        .bind(now.millis())
        .bind(person.as_str())
        .bind(purpose.to_owned())
        .execute(tx.connection())
        .await?;
    sqlx::query(
        "INSERT INTO one_time_code (hash, purpose, person_id, created_at, expires_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(code.hash(&app.secrets.lookup, purpose).to_vec())
    .bind(purpose.to_owned())
    .bind(person.as_str())
    .bind(now.millis())
    .bind(now.plus_millis(CODE_LASTS).millis())
    .bind(by.map(ToString::to_string))
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
    /// `totp`, `card` or `passkey`.
    second: Choice,
}

/// What is kept from step to step until the factor is proved; sealed in the ticket.
#[derive(Serialize, Deserialize)]
pub(super) struct Pending {
    /// Keyed hash of the printed code, which is spent last.
    pub code: Vec<u8>,
    /// What they sign in with: an authenticator shows it.
    pub address: String,
    /// Whether somebody is helping them.
    pub helped: bool,
    /// Argon2id, and when it was chosen.
    pub password: Option<(String, Timestamp)>,
    /// The factor that was offered last.
    pub offered: Option<Offered>,
}

impl Pending {
    /// As a ticket keeps it.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain data always becomes JSON")
    }

    /// As it was kept.
    pub fn of(ticket: &Ticket) -> Result<Self, StoreError> {
        serde_json::from_slice(&ticket.sealed).map_err(|_| StoreError::bad_row("ticket", "sealed"))
    }
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
    /// For a passkey: `PublicKeyCredentialCreationOptionsJSON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    passkey: Option<serde_json::Value>,
}

impl NewFactor {
    fn of(ticket: String, shown: Shown) -> Self {
        let new = Self { ticket, otpauth: None, card: None, position: None, passkey: None };
        match shown {
            Shown::Totp { otpauth, .. } => Self { otpauth: Some(otpauth), ..new },
            Shown::Card { codes, position } => {
                let card = codes.into_iter().map(|(position, code)| CardCode { position, code }).collect();
                Self { card: Some(card), position: Some(position), ..new }
            }
            Shown::Passkey(options) => Self { passkey: Some(options), ..new },
        }
    }
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
    /// Of a passkey: JSON with its `id`, `clientDataJSON` and `attestationObject` in base64url.
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
    let (person, code) = recognise(&app, peer, &enrolment.address, &enrolment.code).await?;
    let password = new_password(&app, enrolment.password).await?;
    let (offered, shown) = factor::offer(&app, enrolment.second, &person, &enrolment.address)?;
    let mut tx = app.store.begin().await?;
    let password = Some((password, tx.now()));
    let pending = Pending { code, address: enrolment.address, helped: false, password, offered: Some(offered) };
    let ticket = store::insert_ticket(&app, &mut tx, "enrol", &person, &pending.to_bytes()).await?;
    let event = Event::new(EventKind::EnrolmentBegun, tx.now()).by(&person, None);
    tx.commit(app.entry(event)).await?;
    Ok(axum::Json(NewFactor::of(ticket, shown)))
}

/// Whom a printed code and the name they sign in with belong to, with the code's keyed hash; wrong ones are counted.
pub(super) async fn recognise(app: &App, peer: SocketAddr, address: &str, code: &str) -> Result<(PersonId, Vec<u8>), Problem> {
    let attempt = lockout::Attempt::new(app, &store::address_hash(app, address), peer);
    attempt.check(app).await?;
    let code = code.parse::<OneTimeCode>().map(|code| code.hash(&app.secrets.lookup, "enrol").to_vec());
    let person = match &code {
        Ok(hash) if can_be_typed(address) => invited(app, hash, address).await?,
        _ => None,
    };
    let (Some(person), Ok(code)) = (person, code) else {
        attempt.failed(app, None).await?;
        return Err(Problem::not_signed_in("enrolment-code-wrong"));
    };
    Ok((person, code))
}

/// Hashes a new password, if it is fit to be one.
pub async fn new_password(app: &App, password: SecretString) -> Result<String, Problem> {
    let _place = app.hashing.acquire().await.map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "shutting-down"))?;
    let hashed = tokio::task::spawn_blocking(move || password::hash(&password, Cost::default())).await;
    match hashed {
        Ok(Ok(phc)) => Ok(phc),
        Ok(Err(PasswordError::TooShort(_))) => {
            Err(Problem::unacceptable("password-too-short").with("least", password::SHORTEST.to_string()))
        }
        _ => Err(Problem::unacceptable("password-refused")),
    }
}

/// Whom a live code was made for, if the address is theirs. The code of an account that stands in for another is for taking it up, and
/// lets nobody in.
async fn invited(app: &App, code: &[u8], address: &str) -> Result<Option<PersonId>, StoreError> {
    let mut reader = app.store.reader().await?;
    let row = sqlx::query(
        "SELECT p.id FROM one_time_code o JOIN person p ON p.id = o.person_id WHERE o.hash = $1 AND o.purpose = 'enrol' \
         AND o.used_at IS NULL AND o.expires_at > $2 AND p.address_hash = $3 AND p.left_at IS NULL \
         AND p.stands_for IS NULL",
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
    responses((status = 204), (status = 401, description = "code-wrong, passkey-not-made, ticket-expired")))]
async fn confirm(State(app): State<Arc<App>>, Json(given): Json<Confirmation>) -> Result<StatusCode, Problem> {
    prove(&app, &given.ticket, &given.code, "").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody who has just enrolled, and what they proved in doing so.
pub(super) struct Enrolled {
    pub person: PersonId,
    pub proofs: Vec<Proof>,
    pub helped: bool,
}

/// Proves the offered factor with a code of it, spends the invitation, and ends all that the account had before. A passkey is called
/// `name`.
pub(super) async fn prove(app: &App, ticket: &str, code: &str, name: &str) -> Result<Enrolled, Problem> {
    let expired = || Problem::not_signed_in("ticket-expired");
    let mut tx = app.store.begin().await?;
    let now = tx.now();
    let ticket = store::take_ticket(app, &mut tx, "enrol", ticket).await?.ok_or_else(expired)?;
    let mut pending = Pending::of(&ticket)?;
    let Some(proved) = pending.offered.as_ref().map(|offered| offered.prove(app, code, now.millis() / 1000)) else {
        return Err(expired());
    };
    let Some(proved) = proved else { return Err(refuse(app, tx, &ticket, &mut pending).await?) };
    let (Some((password, chosen)), Some(offered)) = (&pending.password, &pending.offered) else { return Err(expired()) };
    store::use_ticket(&mut tx, &ticket).await?;
    if !spend_invitation(&mut tx, &pending.code).await? {
        return Err(Problem::not_signed_in("enrolment-code-wrong"));
    }
    keep(&mut tx, &ticket.person, password).await?;
    reset::let_in(&mut tx, &ticket.person, &pending.code).await?;
    store::end_sessions(&mut tx, &ticket.person).await?;
    store::end_devices(&mut tx, &ticket.person).await?;
    passkey::store::end_all(&mut tx, &ticket.person).await?;
    if !factor::keep(app, &mut tx, &ticket.person, offered, &proved, name).await? {
        return Err(Problem::not_signed_in(offered.wrong()));
    }
    let event = Event::new(EventKind::PersonEnrolled, now).by(&ticket.person, None);
    let event = if pending.helped { event.with_detail("helped", "true") } else { event };
    tx.commit(app.entry(event)).await?;
    let proofs = vec![Proof { factor: Factor::Password, at: *chosen }, Proof { factor: offered.factor(), at: now }];
    Ok(Enrolled { person: ticket.person, proofs, helped: pending.helped })
}

/// Records that a proof was not good; what it answered is gone.
async fn refuse(app: &App, mut tx: Tx, ticket: &Ticket, pending: &mut Pending) -> Result<Problem, StoreError> {
    let wrong = pending.offered.as_ref().map_or("code-wrong", Offered::wrong);
    if pending.offered.as_mut().is_some_and(Offered::renew) {
        store::set_ticket(app, &mut tx, ticket, &pending.to_bytes()).await?;
    }
    let event = Event::new(EventKind::SignInRefused, tx.now()).by(&ticket.person, None);
    tx.commit(app.entry(event)).await?;
    Ok(Problem::not_signed_in(wrong))
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

/// The account works from now on, with this password.
async fn keep(tx: &mut Tx, person: &PersonId, password: &str) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query(
        "INSERT INTO credential (person_id, password, totp_step, card_used, card_asked) VALUES ($1, $2, 0, 0, 0) \
         ON CONFLICT (person_id) DO UPDATE SET password = excluded.password",
    )
    .bind(person.as_str())
    .bind(password.to_owned())
    .execute(tx.connection())
    .await?;
    sqlx::query("UPDATE person SET enrolled_at = $1 WHERE id = $2")
        .bind(now)
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::store::bootstrap;
    use crate::agency::tests::House;

    #[tokio::test]
    async fn a_code_that_is_too_old_is_as_wrong_as_any() {
        let house = House::open().await;
        let address = "operator@gateway.example";
        let code = bootstrap(&house.app, address, "Olwen Operator").await.expect("a store").expect("there was none").to_printed();
        let peer = SocketAddr::from(([192, 0, 2, 7], 40_000));
        assert!(recognise(&house.app, peer, address, &code).await.is_ok());
        let mut tx = house.app.store.begin().await.expect("a change");
        let now = tx.now();
        let aged = sqlx::query("UPDATE one_time_code SET expires_at = $1").bind(now.millis()).execute(tx.connection()).await;
        assert_eq!(aged.map(|done| done.rows_affected()).ok(), Some(1));
        tx.commit(house.app.entry(Event::new(EventKind::EnrolmentBegun, now))).await.expect("a commit");
        let refused = recognise(&house.app, peer, address, &code).await.map_err(|problem| problem.code());
        assert_eq!(refused, Err("enrolment-code-wrong"));
    }

    #[tokio::test]
    async fn the_code_of_an_account_that_stands_in_lets_nobody_in() {
        let house = House::open().await;
        let (address, peer) = ("operator@gateway.example", SocketAddr::from(([192, 0, 2, 7], 40_000)));
        let code = bootstrap(&house.app, address, "Olwen Operator").await.expect("a store").expect("there was none").to_printed();
        assert!(recognise(&house.app, peer, address, &code).await.is_ok());
        for (sql, lets_in) in [("UPDATE person SET stands_for = id", false), ("UPDATE person SET stands_for = NULL", true)] {
            let mut tx = house.app.store.begin().await.expect("a change");
            sqlx::query(sql).execute(tx.connection()).await.expect("the only account");
            let event = Event::new(EventKind::EnrolmentBegun, tx.now());
            tx.commit(house.app.entry(event)).await.expect("a commit");
            assert_eq!(recognise(&house.app, peer, address, &code).await.is_ok(), lets_in, "{sql}");
        }
        // As earlier releases made the address of an account that is nobody's.
        let mut tx = house.app.store.begin().await.expect("a change");
        let hash = store::address_hash(&house.app, "nobodys\u{0}address");
        sqlx::query("UPDATE person SET address_hash = $1").bind(hash).execute(tx.connection()).await.expect("the only account");
        let event = Event::new(EventKind::EnrolmentBegun, tx.now());
        tx.commit(house.app.entry(event)).await.expect("a commit");
        let refused = recognise(&house.app, peer, "nobodys\u{0}address", &code).await.map_err(|problem| problem.code());
        assert_eq!(refused, Err("enrolment-code-wrong"));
    }
}

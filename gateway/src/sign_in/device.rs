//! Devices of the command line: a key made on the device, enrolled with a one-time code, that signs its own short assertions. A
//! device is something held; the person's own code is asked for with it at most once in `device_code_hours`.

use std::sync::Arc;

use axum::extract::{Extension, State};
use http::StatusCode;
use porthor_keys::code_card::OneTimeCode;
use porthor_keys::random;
use porthor_keys::token::{claimed_device, verify_device_assertion};
use porthor_policy::{Event, EventKind, Factor, PersonId, Proof, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Token, enrol, hours, lockout, store};
use crate::app::App;
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::listener::PeerAddr;
use crate::http::session::SignedIn;
use crate::plain::seen_of;
use crate::store::facts::parse;
use crate::store::{StoreError, Tx};

/// Routes of devices.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(invite))
        .routes(routes!(enrol_device))
        .routes(routes!(sign_in_device))
        .routes(routes!(remove))
}

/// A one-time code for a device.
#[derive(Serialize, ToSchema)]
struct DeviceCode {
    /// To type on the device.
    code: String,
}

/// Makes a one-time code with which a device of one's own can be enrolled.
#[utoipa::path(post, path = "/devices/codes", tag = "sign-in", security(("session" = [])), responses((status = 201, body = DeviceCode)))]
async fn invite(State(app): State<Arc<App>>, who: SignedIn) -> Result<(StatusCode, axum::Json<DeviceCode>), Problem> {
    let mut tx = app.store.begin().await?;
    let code = enrol::invite(&app, &mut tx, "device", &who.actor.person, Some(&who.actor.person)).await?;
    let event = Event::new(EventKind::DeviceInvited, tx.now()).by(&who.actor.person, who.actor.agency.as_ref());
    tx.commit(app.entry(event)).await?;
    Ok((StatusCode::CREATED, axum::Json(DeviceCode { code: code.to_printed().to_string() })))
}

/// A device to enrol.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDevice {
    /// The one-time code.
    code: String,
    /// Ed25519 public key, 32 bytes in hexadecimal.
    public_key: String,
    /// What its owner calls it.
    name: String,
}

/// An enrolled device, and what it has to know of the gateway.
#[derive(Serialize, ToSchema)]
struct Device {
    device: String,
    person: String,
    /// What assertions are for.
    audience: String,
    /// The log's verifier key, so that another gateway in the middle is noticed.
    log_key: String,
    /// The gateway's key of receipts, Ed25519, hexadecimal: it signs which certificate is the gateway's own.
    receipt_key: String,
}

/// Enrols a device with a one-time code.
#[utoipa::path(post, path = "/devices", tag = "sign-in", request_body = NewDevice, responses((status = 201, body = Device), (status = 401, description = "enrolment-code-wrong")))]
async fn enrol_device(
    State(app): State<Arc<App>>,
    Json(new): Json<NewDevice>,
) -> Result<(StatusCode, axum::Json<Device>), Problem> {
    let wrong = || Problem::not_signed_in("enrolment-code-wrong");
    let key = key_of(&new.public_key).ok_or_else(|| Problem::bad("bad-field").with("field", "public_key"))?;
    let code = new.code.parse::<OneTimeCode>().map_err(|_| wrong())?;
    let mut tx = app.store.begin().await?;
    let hash = code.hash(&app.secrets.lookup, "device").to_vec();
    let person = spend(&mut tx, &hash).await?.ok_or_else(wrong)?;
    let device = random::id();
    let name = seen_of(&new.name, 80);
    insert(&app, &mut tx, &device, &person, &name, &key).await?;
    let event = Event::new(EventKind::DeviceEnrolled, tx.now()).by(&person, None).with_detail("device", device.clone());
    tx.commit(app.entry(event)).await?;
    let log_key = app.secrets.log_verifier.to_string();
    let receipt_key = hex(app.secrets.receipts.public());
    let audience = app.tokens.audience().to_owned();
    Ok((StatusCode::CREATED, axum::Json(Device { device, person: person.to_string(), audience, log_key, receipt_key })))
}

/// The place of a device's sealed name.
fn name_place(device: &str) -> String {
    format!("device/name/{device}")
}

/// Writes a key down that `person` may use from now on.
pub async fn insert(
    app: &App,
    tx: &mut Tx,
    device: &str,
    person: &PersonId,
    name: &str,
    public_key: &[u8; 32],
) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("INSERT INTO device (id, person_id, name, public_key, coded_at, created_at) VALUES ($1, $2, $3, $4, 0, $5)")
        .bind(device.to_owned())
        .bind(person.as_str())
        .bind(app.secrets.column.seal(&name_place(device), name.as_bytes()))
        .bind(public_key.to_vec())
        .bind(now)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Id, name and beginning of the keys that `person` may use.
pub async fn all_of(
    app: &App,
    connection: &mut AnyConnection,
    person: &PersonId,
) -> Result<Vec<(String, String, Timestamp)>, StoreError> {
    let rows =
        sqlx::query("SELECT id, name, created_at FROM device WHERE person_id = $1 AND ended_at IS NULL ORDER BY created_at, id")
            .bind(person.as_str())
            .fetch_all(connection)
            .await?;
    let read = |row: &sqlx::any::AnyRow| {
        let (id, sealed, created): (String, Vec<u8>, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let name = app.secrets.column.open(&name_place(&id), &sealed).map_err(|_| StoreError::bad_row("device", "name"))?;
        Ok((id, String::from_utf8_lossy(&name).into_owned(), Timestamp::from_millis(created)))
    };
    rows.iter().map(read).collect()
}

/// An Ed25519 public key in hexadecimal.
pub fn key_of(hex: &str) -> Option<[u8; 32]> {
    let hex = hex.as_bytes();
    if hex.len() != 64 {
        return None;
    }
    let mut key = [0; 32];
    for (byte, pair) in key.iter_mut().zip(hex.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

async fn spend(tx: &mut Tx, hash: &[u8]) -> Result<Option<PersonId>, StoreError> {
    let now = tx.now().millis();
    let row = sqlx::query(
        "UPDATE one_time_code SET used_at = $1 WHERE hash = $2 AND purpose = 'device' AND used_at IS NULL AND expires_at > $1 \
         RETURNING person_id",
    )
    .bind(now)
    .bind(hash.to_vec())
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| parse(row.try_get(0)?, "one_time_code", "person_id")).transpose()
}

/// A device's sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeviceStep {
    /// A JWS signed by the device's key, a minute long at most, good once.
    assertion: String,
    /// The person's own code, when it is due.
    code: Option<String>,
}

/// Signs in with a device; asks for the person's code (`device-code-due`) when it is due.
#[utoipa::path(post, path = "/devices/sign-in", tag = "sign-in", request_body = DeviceStep,
    responses((status = 200, body = Token), (status = 401, description = "device-unknown, device-code-due, code-wrong")))]
async fn sign_in_device(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    Json(step): Json<DeviceStep>,
) -> Result<axum::Json<Token>, Problem> {
    let unknown = || Problem::not_signed_in("device-unknown");
    let claimed = claimed_device(&step.assertion).map_err(|_| unknown())?;
    let mut tx = app.store.begin().await?;
    let now = tx.now();
    let device = find(tx.connection(), &claimed).await?.ok_or_else(unknown)?;
    let claims =
        verify_device_assertion(&step.assertion, &device.key, app.tokens.audience(), now.millis() / 1000).map_err(|_| unknown())?;
    if claims.sub != claimed || !is_new(&mut tx, &claims.jti, claims.exp).await? {
        return Err(unknown());
    }
    let credential = store::by_person(&app, tx.connection(), &device.person).await?.ok_or_else(unknown)?;
    let attempt = lockout::Attempt::new(&app, &credential.address_hash, peer);
    attempt.check_on(&app, tx.connection()).await?;
    let lasts = hours(app.config.session.device_code_hours);
    let coded = match &step.code {
        Some(code) => {
            if let Some(factor) = store::spend_code(&app, &mut tx, &credential, code).await? {
                Proof { factor, at: now }
            } else {
                attempt.count(&app, &mut tx).await?;
                let event = super::refused(EventKind::SignInRefused, now, &credential);
                tx.commit(app.entry(event)).await?;
                return Err(Problem::not_signed_in("code-wrong"));
            }
        }
        None if now < device.coded_at.plus_millis(lasts) => Proof { factor: Factor::Totp, at: device.coded_at },
        None => {
            let (_, position) = super::asked(&credential);
            let due = Problem::not_signed_in("device-code-due");
            return Err(match position {
                Some(position) => due.with("position", position),
                None => due,
            });
        }
    };
    set_coded(&mut tx, &claimed, coded.at).await?;
    let proofs = [Proof { factor: Factor::Device, at: now }, coded];
    attempt.signed_in(&app, &mut tx).await?;
    let token = super::begin_session(&app, &mut tx, &device.person, Some(&claimed), &proofs).await?;
    let event =
        Event::new(EventKind::DeviceSignedIn, now).by(&device.person, credential.agency.as_ref()).with_detail("device", claimed);
    tx.commit(app.entry(event)).await?;
    Ok(axum::Json(token))
}

/// A device that counts.
pub struct Found {
    /// Whose it is.
    pub person: PersonId,
    /// Its public key.
    pub key: [u8; 32],
    /// When its person last proved with a code that they have it.
    pub coded_at: Timestamp,
    /// When it was enrolled.
    pub created_at: Timestamp,
}

/// The device `device`, if neither it nor its person is gone.
pub async fn find(connection: &mut AnyConnection, device: &str) -> Result<Option<Found>, StoreError> {
    let row = sqlx::query(
        "SELECT d.person_id, d.public_key, d.coded_at, d.created_at FROM device d JOIN person p ON p.id = d.person_id \
         WHERE d.id = $1 AND d.ended_at IS NULL AND p.left_at IS NULL",
    )
    .bind(device.to_owned())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let key: Vec<u8> = row.try_get(1)?;
    Ok(Some(Found {
        person: parse(row.try_get(0)?, "device", "person_id")?,
        key: key.try_into().map_err(|_| StoreError::bad_row("device", "public_key"))?,
        coded_at: Timestamp::from_millis(row.try_get(2)?),
        created_at: Timestamp::from_millis(row.try_get(3)?),
    }))
}

/// Keeps that something good once was used, until `expires` (seconds since 1970); false where it was before.
pub(super) async fn is_new(tx: &mut Tx, jti: &str, expires: i64) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    sqlx::query("DELETE FROM used_assertion WHERE expires_at < $1").bind(now - 120_000).execute(tx.connection()).await?;
    let inserted = sqlx::query("INSERT INTO used_assertion (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING")
        .bind(jti.to_owned())
        .bind(expires.saturating_mul(1000))
        .execute(tx.connection())
        .await?;
    Ok(inserted.rows_affected() == 1)
}

async fn set_coded(tx: &mut Tx, device: &str, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE device SET coded_at = $1 WHERE id = $2")
        .bind(at.millis())
        .bind(device.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Removes one of one's own devices; its sessions end at once.
#[utoipa::path(delete, path = "/devices/{device}", tag = "sign-in", security(("session" = [])), params(("device" = String, Path)), responses((status = 204)))]
pub async fn remove(State(app): State<Arc<App>>, who: SignedIn, Path(device): Path<String>) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    let now = tx.now().millis();
    let ended = sqlx::query("UPDATE device SET ended_at = $1 WHERE id = $2 AND person_id = $3 AND ended_at IS NULL")
        .bind(now)
        .bind(device.clone())
        .bind(who.actor.person.as_str())
        .execute(tx.connection())
        .await
        .map_err(StoreError::from)?;
    if ended.rows_affected() == 0 {
        return Err(Problem::not_found());
    }
    sqlx::query("UPDATE session SET ended_at = $1 WHERE device_id = $2 AND ended_at IS NULL")
        .bind(now)
        .bind(device.clone())
        .execute(tx.connection())
        .await
        .map_err(StoreError::from)?;
    let event = Event::new(EventKind::DeviceRemoved, tx.now())
        .by(&who.actor.person, who.actor.agency.as_ref())
        .with_detail("device", device);
    tx.commit(app.entry(event)).await?;
    Ok(StatusCode::NO_CONTENT)
}

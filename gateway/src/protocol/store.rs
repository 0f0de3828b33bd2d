//! SQL of the protocol register. A version is kept as its canonical JSON: those bytes are what the partners sign.

use porthor_policy::{AgencyId, Event, EventKind, PersonId, Protocol, ProtocolId, ProtocolRef};
use ring::digest::{SHA256, digest};
use sqlx::AnyConnection;

use crate::app::App;
use crate::hex::hex;
use crate::store::{StoreError, Tx};

/// A protocol's canonical JSON: sorted keys, no white space (RFC 8259), so that one protocol has one hash.
pub fn canonical(protocol: &Protocol) -> String {
    serde_json::to_value(protocol).expect("a protocol is plain data and always becomes JSON").to_string()
}

/// SHA-256 of the bytes that are signed.
pub fn hash(body: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, body.as_bytes()).as_ref());
    hash
}

/// Writes a version; false if it is there already, be it the same or another.
pub async fn insert(tx: &mut Tx, protocol: &Protocol) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let written = sqlx::query(
        "INSERT INTO protocol (id, version, body, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id, version) DO NOTHING",
    )
    .bind(protocol.id.as_str())
    .bind(i64::from(protocol.version))
    .bind(canonical(protocol))
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The canonical JSON of a version.
pub async fn body(connection: &mut AnyConnection, id: &ProtocolId, version: u32) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT body FROM protocol WHERE id = $1 AND version = $2")
        .bind(id.as_str())
        .bind(i64::from(version))
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(body,)| body))
}

/// What every protocol is called in English and in Welsh, earlier versions first.
pub async fn titles(connection: &mut AnyConnection) -> Result<Vec<(ProtocolId, String, String)>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as("SELECT body FROM protocol ORDER BY id, version").fetch_all(connection).await?;
    let read = rows.into_iter().map(|(body,)| {
        let protocol: Protocol = serde_json::from_str(&body).map_err(|_| StoreError::bad_row("protocol", "body"))?;
        Ok((protocol.id, protocol.title_en, protocol.title_cy))
    });
    read.collect()
}

/// Writes that `person` signed for `agency`, from `tx.now()`.
pub async fn sign(
    tx: &mut Tx,
    version: &ProtocolRef,
    agency: &AgencyId,
    person: &PersonId,
    hash: [u8; 32],
) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query(
        "INSERT INTO protocol_signature (protocol_id, version, agency, person, hash, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(version.id.as_str())
    .bind(i64::from(version.version))
    .bind(agency.as_str())
    .bind(person.as_str())
    .bind(hash.to_vec())
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Ends the agency's signature as of `tx.now()`; false if none stands.
pub async fn withdraw(tx: &mut Tx, version: &ProtocolRef, agency: &AgencyId) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let ended = sqlx::query(
        "UPDATE protocol_signature SET ended_at = $1 WHERE protocol_id = $2 AND version = $3 AND agency = $4 AND ended_at IS NULL",
    )
    .bind(now)
    .bind(version.id.as_str())
    .bind(i64::from(version.version))
    .bind(agency.as_str())
    .execute(tx.connection())
    .await?;
    Ok(ended.rows_affected() > 0)
}

/// Registers the configured protocols that are not there yet, as drafts that their partners may sign; says how many. One that is
/// there stays as it is, also where the file has changed since: a change is a new version.
pub async fn register_shipped(app: &App) -> Result<usize, StoreError> {
    let mut registered = 0;
    for protocol in &app.config.protocols {
        let mut reader = app.store.reader().await?;
        let known = body(&mut reader, &protocol.id, protocol.version).await?;
        drop(reader);
        if let Some(known) = known {
            if known != canonical(protocol) {
                let (id, version) = (protocol.id.as_str(), protocol.version);
                tracing::warn!(
                    id,
                    version,
                    "a configured protocol differs from what is registered, which stays: give it a new version"
                );
            }
            continue;
        }
        registered += usize::from(register_one(app, protocol).await?);
    }
    Ok(registered)
}

/// False where another gateway was quicker.
async fn register_one(app: &App, protocol: &Protocol) -> Result<bool, StoreError> {
    let mut tx = app.store.begin().await?;
    if !insert(&mut tx, protocol).await? {
        return Ok(false);
    }
    tx.touch_world();
    let reference = ProtocolRef { id: protocol.id.clone(), version: protocol.version };
    let event = Event { protocol: Some(reference), ..Event::new(EventKind::ProtocolRegistered, tx.now()) }
        .with_detail("from", "configuration")
        .with_detail("sha256", hex(&hash(&canonical(protocol))));
    tx.commit(app.entry(event)).await?;
    Ok(true)
}

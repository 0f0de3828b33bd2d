//! SQL of one's own account: sessions, devices and the password.

use porthor_policy::{Factor, PersonId, Proof, Timestamp};
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::store::{StoreError, Tx};

/// A live session.
pub struct SessionRow {
    /// Its id.
    pub id: String,
    /// The device it was begun on; none for a browser.
    pub device: Option<String>,
    /// When it began.
    pub since: Timestamp,
    /// Whether somebody was helping.
    pub helped: bool,
    /// What was proved in it last, and when; none for one that a device keeps.
    pub proof: Option<Proof>,
}

/// The live sessions of a person, the newest first.
pub async fn sessions(app: &App, connection: &mut AnyConnection, person: &PersonId) -> Result<Vec<SessionRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT s.id, s.created_at, s.helped, s.device_id, d.name, s.proofs FROM session s LEFT JOIN device d ON d.id = s.device_id \
         WHERE s.person_id = $1 AND s.ended_at IS NULL AND s.ends_at > $2 ORDER BY s.created_at DESC",
    )
    .bind(person.as_str())
    .bind(app.clock.now().millis())
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let (device, sealed): (Option<String>, Option<Vec<u8>>) = (row.try_get(3)?, row.try_get(4)?);
            let device = device.zip(sealed).map(|(id, sealed)| name_of(app, &id, &sealed)).transpose()?;
            let since = Timestamp::from_millis(row.try_get(1)?);
            let proofs: Vec<Proof> =
                serde_json::from_str(&row.try_get::<String, _>(5)?).map_err(|_| StoreError::bad_row("session", "proofs"))?;
            // A password is asked for with every other factor: what came with it tells more.
            let second = proofs.into_iter().filter(|proof| proof.factor != Factor::Password);
            let proof = second.max_by_key(|proof| proof.at);
            Ok(SessionRow { id: row.try_get(0)?, device, since, helped: row.try_get::<i64, _>(2)? != 0, proof })
        })
        .collect()
}

/// An enrolled device.
pub struct DeviceRow {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was enrolled.
    pub since: Timestamp,
}

/// The devices of a person that have not ended.
pub async fn devices(app: &App, connection: &mut AnyConnection, person: &PersonId) -> Result<Vec<DeviceRow>, StoreError> {
    let rows = sqlx::query("SELECT id, name, created_at FROM device WHERE person_id = $1 AND ended_at IS NULL ORDER BY created_at")
        .bind(person.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let (id, sealed): (String, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
            let name = name_of(app, &id, &sealed)?;
            Ok(DeviceRow { id, name, since: Timestamp::from_millis(row.try_get(2)?) })
        })
        .collect()
}

fn name_of(app: &App, device: &str, sealed: &[u8]) -> Result<String, StoreError> {
    let wrong = || StoreError::bad_row("device", "name");
    let plain = app.secrets.column.open(&format!("device/name/{device}"), sealed).map_err(|_| wrong())?;
    String::from_utf8(plain.to_vec()).map_err(|_| wrong())
}

/// Puts a new password in the place of the old one.
pub async fn set_password(tx: &mut Tx, person: &PersonId, phc: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE credential SET password = $1 WHERE person_id = $2")
        .bind(phc.to_owned())
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Ends every session of a person but one, and how many there were.
pub async fn end_other_sessions(tx: &mut Tx, person: &PersonId, kept: &str) -> Result<u64, StoreError> {
    let now = tx.now().millis();
    let ended = sqlx::query("UPDATE session SET ended_at = $1 WHERE person_id = $2 AND id <> $3 AND ended_at IS NULL")
        .bind(now)
        .bind(person.as_str())
        .bind(kept.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(ended.rows_affected())
}

/// Ends a session of a person, if it is theirs and live: 1, or 0.
pub async fn end_session(tx: &mut Tx, person: &PersonId, session: &str) -> Result<u64, StoreError> {
    let now = tx.now().millis();
    let ended = sqlx::query("UPDATE session SET ended_at = $1 WHERE person_id = $2 AND id = $3 AND ended_at IS NULL")
        .bind(now)
        .bind(person.as_str())
        .bind(session.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(ended.rows_affected())
}

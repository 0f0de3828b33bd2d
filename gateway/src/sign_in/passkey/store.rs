//! SQL of passkeys.

use porthor_keys::passkey::{Held, NewPasskey};
use porthor_keys::random;
use porthor_policy::{PersonId, Timestamp};
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::plain::seen_of;
use crate::store::facts::parse;
use crate::store::{StoreError, Tx};

/// A passkey that has not ended.
pub struct Kept {
    /// Ours.
    pub id: String,
    /// Whose.
    pub person: PersonId,
    key: Vec<u8>,
    count: u32,
    synced: bool,
}

impl Kept {
    /// For checking what it signs; `user` is the handle of its owner's account.
    pub fn held<'a>(&'a self, user: &'a [u8], is_user_known: bool) -> Held<'a> {
        Held { key: &self.key, count: self.count, is_synced: self.synced, user, is_user_known }
    }
}

/// The passkey with the authenticator's own id.
pub async fn find(connection: &mut AnyConnection, credential: &[u8]) -> Result<Option<Kept>, StoreError> {
    let row = sqlx::query(
        "SELECT id, person_id, public_key, sign_count, synced FROM passkey WHERE credential_id = $1 AND ended_at IS NULL",
    )
    .bind(credential.to_vec())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let count: i64 = row.try_get(3)?;
    Ok(Some(Kept {
        id: row.try_get(0)?,
        person: parse(row.try_get(1)?, "passkey", "person_id")?,
        key: row.try_get(2)?,
        count: u32::try_from(count).map_err(|_| StoreError::bad_row("passkey", "sign_count"))?,
        synced: row.try_get::<i64, _>(4)? != 0,
    }))
}

/// The authenticators' own ids of a person's passkeys.
pub async fn credentials_of(connection: &mut AnyConnection, person: &PersonId) -> Result<Vec<Vec<u8>>, StoreError> {
    let rows: Vec<(Vec<u8>,)> =
        sqlx::query_as("SELECT credential_id FROM passkey WHERE person_id = $1 AND ended_at IS NULL ORDER BY created_at, id")
            .bind(person.as_str())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Keeps a new one; false where its id is taken, be it by one that has ended.
pub async fn insert(app: &App, tx: &mut Tx, person: &PersonId, new: &NewPasskey, name: &str) -> Result<bool, StoreError> {
    let id = random::id();
    let now = tx.now().millis();
    let name = seen_of(name, 80);
    let inserted = sqlx::query(
        "INSERT INTO passkey (id, person_id, name, credential_id, public_key, sign_count, synced, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential_id) DO NOTHING",
    )
    .bind(id.clone())
    .bind(person.as_str())
    .bind(app.secrets.column.seal(&name_place(&id), name.trim().as_bytes()))
    .bind(new.id.clone())
    .bind(new.key.clone())
    .bind(i64::from(new.count))
    .bind(i64::from(new.is_synced))
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

fn name_place(id: &str) -> String {
    format!("passkey/name/{id}")
}

/// Keeps that one was used, and what it counts now.
pub async fn set_used(tx: &mut Tx, id: &str, count: u32) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("UPDATE passkey SET sign_count = $1, used_at = $2 WHERE id = $3")
        .bind(i64::from(count))
        .bind(now)
        .bind(id.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Ends one of a person's; false where they have none such.
pub async fn end(tx: &mut Tx, person: &PersonId, id: &str) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let ended = sqlx::query("UPDATE passkey SET ended_at = $1 WHERE id = $2 AND person_id = $3 AND ended_at IS NULL")
        .bind(now)
        .bind(id.to_owned())
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends all of a person's: they joined anew, or left.
pub async fn end_all(tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("UPDATE passkey SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL")
        .bind(now)
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A passkey, as its owner sees it.
pub struct PasskeyRow {
    /// Ours.
    pub id: String,
    /// What its owner calls it; empty where they gave it no name.
    pub name: String,
    /// When it was made.
    pub since: Timestamp,
    /// When it was used last, if it was.
    pub used: Option<Timestamp>,
}

/// A person's passkeys, the oldest first.
pub async fn of_person(app: &App, connection: &mut AnyConnection, person: &PersonId) -> Result<Vec<PasskeyRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, name, created_at, used_at FROM passkey WHERE person_id = $1 AND ended_at IS NULL ORDER BY created_at, id",
    )
    .bind(person.as_str())
    .fetch_all(connection)
    .await?;
    let wrong = || StoreError::bad_row("passkey", "name");
    rows.iter()
        .map(|row| {
            let (id, sealed): (String, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
            let name = app.secrets.column.open(&name_place(&id), &sealed).map_err(|_| wrong())?;
            let name = String::from_utf8(name.to_vec()).map_err(|_| wrong())?;
            let used: Option<i64> = row.try_get(3)?;
            let since = Timestamp::from_millis(row.try_get(2)?);
            Ok(PasskeyRow { id, name, since, used: used.map(Timestamp::from_millis) })
        })
        .collect()
}

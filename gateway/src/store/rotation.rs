//! Replacing keys, and keeping gateways away meanwhile. The root is replaced by sealing every kept secret anew; a case's key by
//! sealing the case's columns anew and rewriting the headers of its reports. Payloads and the log stay as they are. Each is one
//! change with one event: it is done whole or not at all.

mod hold;

use std::io;
use std::path::PathBuf;

use porthor_keys::envelope::rewrite_header;
use porthor_keys::hierarchy::{Root, RootError};
use porthor_policy::{CaseId, Event, EventKind};
use serde::Serialize;
use sqlx::Row;

pub use self::hold::{InUse, keep_hold};
use super::case_keys::CaseKey;
use super::{Entry, StoreError, Tx, facts, log};
use crate::app::App;

/// Events sealed anew at once.
const BATCH: i64 = 500;

/// Why keys were not replaced. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A root could not seal or open.
    #[error("a root could not seal or open: {0}")]
    Root(#[from] RootError),
    /// A gateway, or another rotation, works on the store.
    #[error("the store is in use by a running gateway; stop it first")]
    InUse,
    /// A gateway lost its hold of the store, and somebody else had it for their own meanwhile.
    #[error(
        "the store was lost when the database went away, and keys are being replaced, or were: \
         start the gateway again when that has ended"
    )]
    Lost,
    /// The lock's own file.
    #[error("{} could not be locked: {source}", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The new root does not open what it sealed.
    #[error("the new root does not open what was sealed to it, so nothing was changed")]
    NotOpened,
}

impl From<sqlx::Error> for RotationError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// How much was sealed anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rotated {
    /// Keys of cases.
    pub case_keys: usize,
    /// The gateway's own secrets.
    pub secrets: usize,
    /// Headers of reports.
    pub reports: usize,
    /// Events.
    pub events: usize,
}

/// Seals every kept secret to `new` instead of `old`. The caller holds [`InUse::alone`].
pub async fn rotate_root(app: &App, old: &Root, new: &Root) -> Result<Rotated, RotationError> {
    // Sealing is slow beside writing: it is done before the change begins.
    let mut reader = app.store.reader().await?;
    let keys: Vec<(String, i64, Vec<u8>)> =
        sqlx::query_as("SELECT case_id, generation, sealed FROM case_key WHERE sealed IS NOT NULL ORDER BY case_id, generation")
            .fetch_all(&mut *reader)
            .await?;
    let secrets: Vec<(String, Vec<u8>)> =
        sqlx::query_as("SELECT name, sealed FROM secret ORDER BY name").fetch_all(&mut *reader).await?;
    drop(reader);
    let mut new_keys = Vec::with_capacity(keys.len());
    for (_, _, sealed) in &keys {
        new_keys.push(sealed_anew(sealed, old, new)?);
    }
    let mut tx = app.store.begin().await?;
    for ((case, generation, before), after) in keys.iter().zip(new_keys) {
        let done = sqlx::query("UPDATE case_key SET sealed = $1 WHERE case_id = $2 AND generation = $3 AND sealed = $4")
            .bind(after)
            .bind(case.clone())
            .bind(*generation)
            .bind(before.clone())
            .execute(tx.connection())
            .await?;
        only_one(done.rows_affected())?;
    }
    for (name, before) in &secrets {
        let done = sqlx::query("UPDATE secret SET sealed = $1 WHERE name = $2 AND sealed = $3")
            .bind(sealed_anew(before, old, new)?)
            .bind(name.clone())
            .bind(before.clone())
            .execute(tx.connection())
            .await?;
        only_one(done.rows_affected())?;
    }
    let (all,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM case_key WHERE sealed IS NOT NULL").fetch_one(tx.connection()).await?;
    if usize::try_from(all).ok() != Some(keys.len()) {
        return Err(RotationError::InUse);
    }
    let rotated = Rotated { case_keys: keys.len(), secrets: secrets.len(), ..Rotated::default() };
    let event =
        Event::new(EventKind::KeysRotated, tx.now()).with_detail("key", "root").with_detail("case-keys", keys.len().to_string());
    tx.commit(app.entry(event)).await?;
    Ok(rotated)
}

/// A row that changed since it was read means that somebody else is at work.
fn only_one(rows: u64) -> Result<(), RotationError> {
    if rows == 1 { Ok(()) } else { Err(RotationError::InUse) }
}

/// The secret sealed to the new root, which is seen to open it.
fn sealed_anew(sealed: &[u8], old: &Root, new: &Root) -> Result<Vec<u8>, RotationError> {
    let secret = old.open(sealed)?;
    let after = new.seal(&secret)?;
    if *new.open(&after)? == *secret { Ok(after) } else { Err(RotationError::NotOpened) }
}

/// Gives `case` a new key and destroys the old one. The caller holds [`InUse::alone`]: a gateway that has the old key open would
/// go on sealing under it.
pub async fn rotate_case(app: &App, case: &CaseId) -> Result<Rotated, RotationError> {
    let mut tx = app.store.begin().await?;
    let old = app.store.case_keys.open(tx.connection(), case).await?;
    let (new, sealed) = app.store.case_keys.generate()?;
    replace_key(&mut tx, case, &new, sealed).await?;
    facts::reseal(&mut tx, case, &old, &new).await?;
    reseal_receipts(&mut tx, case, &old, &new).await?;
    reseal_requests(&mut tx, case, &old, &new).await?;
    reseal_remarks(&mut tx, case, &old, &new).await?;
    // What is under way was sealed to the key that goes; it begins anew.
    crate::report::upload::store::forget_of(&mut tx, case).await?;
    let reports = rewrite_reports(&mut tx, case, &old, &new).await?;
    let events = reseal_events(&mut tx, case, &old, &new).await?;
    reseal_name(&mut tx, case, &old, &new).await?;
    let event = Event { case: Some(case.clone()), ..Event::new(EventKind::KeysRotated, tx.now()) }.with_detail("key", "case");
    tx.commit(Entry { event, key: new.column.clone() }).await?;
    app.store.case_keys.forget(case);
    app.facts.forget(case);
    Ok(Rotated { case_keys: 1, reports, events, ..Rotated::default() })
}

async fn replace_key(tx: &mut Tx, case: &CaseId, new: &CaseKey, sealed: Vec<u8>) -> Result<(), RotationError> {
    let now = tx.now().millis();
    let row = sqlx::query(
        "UPDATE case_key SET sealed = NULL, ended_at = $1 WHERE case_id = $2 AND ended_at IS NULL RETURNING generation",
    )
    .bind(now)
    .bind(case.as_str())
    .fetch_one(tx.connection())
    .await?;
    let generation: i64 = row.try_get(0)?;
    sqlx::query("INSERT INTO case_key (case_id, generation, sealed, created_at) VALUES ($1, $2, $3, $4)")
        .bind(case.as_str())
        .bind(generation + 1)
        .bind(sealed)
        .bind(now)
        .execute(tx.connection())
        .await?;
    sqlx::query("UPDATE cases SET recipient = $1, version = version + 1 WHERE id = $2")
        .bind(new.identity.recipient().to_string())
        .bind(case.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// What was sealed at `place` under one key, under the other.
fn moved(
    place: &str,
    sealed: &[u8],
    old: &CaseKey,
    new: &CaseKey,
    at: (&'static str, &'static str),
) -> Result<Vec<u8>, StoreError> {
    let plain = old.column.open(place, sealed).map_err(|_| StoreError::bad_row(at.0, at.1))?;
    Ok(new.column.seal(place, &plain))
}

async fn reseal_name(tx: &mut Tx, case: &CaseId, old: &CaseKey, new: &CaseKey) -> Result<(), RotationError> {
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("SELECT name FROM cases WHERE id = $1").bind(case.as_str()).fetch_one(tx.connection()).await?;
    let name = moved(&format!("cases/name/{case}"), &sealed, old, new, ("cases", "name"))?;
    sqlx::query("UPDATE cases SET name = $1 WHERE id = $2").bind(name).bind(case.as_str()).execute(tx.connection()).await?;
    Ok(())
}

async fn reseal_receipts(tx: &mut Tx, case: &CaseId, old: &CaseKey, new: &CaseKey) -> Result<(), RotationError> {
    let rows: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT consent_id, jws FROM consent_receipt WHERE case_id = $1")
        .bind(case.as_str())
        .fetch_all(tx.connection())
        .await?;
    for (consent, sealed) in rows {
        let place = format!("consent_receipt/jws/{consent}");
        sqlx::query("UPDATE consent_receipt SET jws = $1 WHERE consent_id = $2")
            .bind(moved(&place, &sealed, old, new, ("consent_receipt", "jws"))?)
            .bind(consent)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

async fn reseal_requests(tx: &mut Tx, case: &CaseId, old: &CaseKey, new: &CaseKey) -> Result<(), RotationError> {
    let rows: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT id, body FROM consent_request WHERE case_id = $1")
        .bind(case.as_str())
        .fetch_all(tx.connection())
        .await?;
    for (id, sealed) in rows {
        let place = crate::consent::request::place(&id);
        sqlx::query("UPDATE consent_request SET body = $1 WHERE id = $2")
            .bind(moved(&place, &sealed, old, new, ("consent_request", "body"))?)
            .bind(id)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

async fn reseal_remarks(tx: &mut Tx, case: &CaseId, old: &CaseKey, new: &CaseKey) -> Result<(), RotationError> {
    let rows: Vec<(String, Vec<u8>, Option<Vec<u8>>)> = sqlx::query_as("SELECT id, said, answer FROM remark WHERE case_id = $1")
        .bind(case.as_str())
        .fetch_all(tx.connection())
        .await?;
    for (id, said, answer) in rows {
        let said = moved(&format!("remark/said/{id}"), &said, old, new, ("remark", "said"))?;
        let place = format!("remark/answer/{id}");
        let answer = answer.map(|answer| moved(&place, &answer, old, new, ("remark", "answer"))).transpose()?;
        sqlx::query("UPDATE remark SET said = $1, answer = $2 WHERE id = $3")
            .bind(said)
            .bind(answer)
            .bind(id)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

async fn rewrite_reports(tx: &mut Tx, case: &CaseId, old: &CaseKey, new: &CaseKey) -> Result<usize, RotationError> {
    type Sealed = (String, Vec<u8>, Vec<u8>, Vec<u8>);
    let rows: Vec<Sealed> = sqlx::query_as("SELECT id, header, described, plain_hash FROM report WHERE case_id = $1")
        .bind(case.as_str())
        .fetch_all(tx.connection())
        .await?;
    let to = [new.identity.recipient()];
    for (id, header, described, plain_hash) in &rows {
        let header = rewrite_header(header, &old.identity, &to).map_err(|_| StoreError::bad_row("report", "header"))?;
        let described = moved(&format!("report/described/{id}"), described, old, new, ("report", "described"))?;
        let plain_hash = moved(&format!("report/plain_hash/{id}"), plain_hash, old, new, ("report", "plain_hash"))?;
        sqlx::query("UPDATE report SET header = $1, described = $2, plain_hash = $3 WHERE id = $4")
            .bind(header)
            .bind(described)
            .bind(plain_hash)
            .bind(id.clone())
            .execute(tx.connection())
            .await?;
    }
    Ok(rows.len())
}

/// Events of the case that its own key sealed; the few that the record's key did stay as they are.
async fn reseal_events(tx: &mut Tx, case: &CaseId, old: &CaseKey, new: &CaseKey) -> Result<usize, RotationError> {
    let (mut after, mut resealed) = (-1_i64, 0);
    loop {
        let rows: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT seq, sealed FROM event WHERE case_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
                .bind(case.as_str())
                .bind(after)
                .bind(BATCH)
                .fetch_all(tx.connection())
                .await?;
        let Some((last, _)) = rows.last() else { return Ok(resealed) };
        after = *last;
        for (seq, sealed) in rows {
            let Ok(sealed) = log::reseal(log::unsigned(seq)?, &sealed, &old.column, &new.column) else { continue };
            sqlx::query("UPDATE event SET sealed = $1 WHERE seq = $2").bind(sealed).bind(seq).execute(tx.connection()).await?;
            resealed += 1;
        }
    }
}

#[cfg(test)]
mod tests;

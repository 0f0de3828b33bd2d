//! SQL of uploads: who brings what, until it is a report or is given up.

use porthor_policy::{CaseId, PersonId, ReportId, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::store::case_keys::CaseKey;
use crate::store::{StoreError, Tx};

/// What was said of an upload when it was begun; sealed under the case's key.
#[derive(Serialize, Deserialize)]
pub struct Said {
    /// The description of the report, JSON; none for a part.
    pub report: Option<String>,
    /// `Upload-Metadata` as it came.
    pub header: Option<String>,
}

/// Where an upload has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Still coming, or whole and not yet proved.
    Open,
    /// A report.
    Stored(String),
    /// Ended with this problem; of a copy, what it is a copy of.
    Refused(String, Option<String>),
}

/// An upload's row, opened.
pub struct Upload {
    /// Which.
    pub id: String,
    /// Of which case.
    pub case: CaseId,
    /// Whether it becomes a report by itself.
    pub is_whole: bool,
    /// Bytes of the sealed file.
    pub length: u64,
    /// What was said of it.
    pub said: Said,
    /// Where it has come to.
    pub state: State,
    /// Given up then.
    pub expires: Timestamp,
}

/// An upload to begin.
pub struct NewUpload<'a> {
    /// Which.
    pub id: &'a str,
    /// Of which case.
    pub case: &'a CaseId,
    /// Who brings it.
    pub person: &'a PersonId,
    /// Whether it becomes a report by itself.
    pub is_whole: bool,
    /// Bytes of the sealed file.
    pub length: u64,
    /// What is said of it.
    pub said: &'a Said,
    /// Given up then.
    pub expires: Timestamp,
}

fn place(id: &str) -> String {
    format!("upload/said/{id}")
}

fn bound(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Writes an upload that begins.
pub async fn insert(tx: &mut Tx, key: &CaseKey, new: &NewUpload<'_>) -> Result<(), StoreError> {
    let said = serde_json::to_vec(new.said).expect("plain data always becomes JSON");
    let now = tx.now().millis();
    sqlx::query(
        "INSERT INTO upload (id, case_id, person, part, length, said, state, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8)",
    )
    .bind(new.id.to_owned())
    .bind(new.case.as_str())
    .bind(new.person.as_str())
    .bind(if new.is_whole { "whole" } else { "partial" })
    .bind(bound(new.length))
    .bind(key.column.seal(&place(new.id), &said))
    .bind(now)
    .bind(new.expires.millis())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The upload `id` of `person` on `case`, if it has not been forgotten.
pub async fn find(
    connection: &mut AnyConnection,
    key: &CaseKey,
    case: &CaseId,
    person: &PersonId,
    id: &str,
) -> Result<Option<Upload>, StoreError> {
    let row = sqlx::query(
        "SELECT id, part, length, said, state, report, problem, expires_at FROM upload WHERE id = $1 AND case_id = $2 AND person = $3",
    )
    .bind(id.to_owned())
    .bind(case.as_str())
    .bind(person.as_str())
    .fetch_optional(connection)
    .await?;
    row.map(|row| read(&row, key, case)).transpose()
}

fn read(row: &AnyRow, key: &CaseKey, case: &CaseId) -> Result<Upload, StoreError> {
    let id: String = row.try_get("id")?;
    let (part, state): (String, String) = (row.try_get("part")?, row.try_get("state")?);
    let (report, problem): (Option<String>, Option<String>) = (row.try_get("report")?, row.try_get("problem")?);
    let (length, sealed): (i64, Vec<u8>) = (row.try_get("length")?, row.try_get("said")?);
    let wrong = |column| StoreError::bad_row("upload", column);
    let said = key.column.open(&place(&id), &sealed).map_err(|_| wrong("said"))?;
    let state = match state.as_str() {
        "open" => State::Open,
        "stored" => State::Stored(report.ok_or_else(|| wrong("report"))?),
        "refused" => State::Refused(problem.ok_or_else(|| wrong("problem"))?, report),
        _ => return Err(wrong("state")),
    };
    Ok(Upload {
        case: case.clone(),
        is_whole: part == "whole",
        length: u64::try_from(length).map_err(|_| wrong("length"))?,
        said: serde_json::from_slice(&said).map_err(|_| wrong("said"))?,
        state,
        expires: Timestamp::from_millis(row.try_get("expires_at")?),
        id,
    })
}

/// Uploads of `person` that still go on.
pub async fn open_of(connection: &mut AnyConnection, person: &PersonId) -> Result<u64, StoreError> {
    let (open,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM upload WHERE person = $1 AND state = 'open'")
        .bind(person.as_str())
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(open).unwrap_or(0))
}

/// Says what an upload has become, which no longer holds room free; false where it was over already.
pub async fn stored(tx: &mut Tx, id: &str, report: &ReportId) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE upload SET state = 'stored', report = $1 WHERE id = $2 AND state = 'open'")
        .bind(report.as_str())
        .bind(id.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Says why an upload became nothing; false where it was over already.
pub async fn refused(tx: &mut Tx, id: &str, problem: &str, copy_of: Option<&str>) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE upload SET state = 'refused', problem = $1, report = $2 WHERE id = $3 AND state = 'open'")
        .bind(problem.to_owned())
        .bind(copy_of.map(ToOwned::to_owned))
        .bind(id.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets an upload; false where it was not there any more.
pub async fn forget(tx: &mut Tx, id: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM upload WHERE id = $1").bind(id.to_owned()).execute(tx.connection()).await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets all uploads of a case; gives their ids, under which their pieces lie.
pub async fn forget_of(tx: &mut Tx, case: &CaseId) -> Result<Vec<String>, StoreError> {
    let ids: Vec<(String,)> =
        sqlx::query_as("DELETE FROM upload WHERE case_id = $1 RETURNING id").bind(case.as_str()).fetch_all(tx.connection()).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// An upload whose time is over.
pub struct Expired {
    /// Which.
    pub id: String,
    /// Whether it had become anything by then.
    pub is_open: bool,
}

/// Uploads whose time is over at `now`.
pub async fn expired(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<Expired>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT id, state FROM upload WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500")
            .bind(now.millis())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(id, state)| Expired { id, is_open: state == "open" }).collect())
}

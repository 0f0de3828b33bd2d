//! SQL of cases.

use porthor_policy::{Actor, AgencyId, CaseId, PersonId, Timestamp};
use serde_json::Value;
use sqlx::{AnyConnection, Row};

use crate::report::upload::store as uploads;
use crate::store::case_keys::CaseKey;
use crate::store::facts::{self, parse};
use crate::store::{StoreError, Tx};

/// A case's row, opened.
pub struct CaseRow {
    /// What it is called.
    pub name: String,
    /// Its age recipient.
    pub recipient: String,
}

fn name_place(case: &CaseId) -> String {
    format!("cases/name/{case}")
}

/// Writes a case and its sealed key.
pub async fn insert(
    tx: &mut Tx,
    id: &CaseId,
    lead: &AgencyId,
    key: &CaseKey,
    sealed_key: &[u8],
    name: &str,
) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("INSERT INTO cases (id, lead, recipient, name, version, bytes, created_at) VALUES ($1, $2, $3, $4, 0, 0, $5)")
        .bind(id.as_str())
        .bind(lead.as_str())
        .bind(key.identity.recipient().to_string())
        .bind(key.column.seal(&name_place(id), name.trim().as_bytes()))
        .bind(now)
        .execute(tx.connection())
        .await?;
    sqlx::query("INSERT INTO case_key (case_id, generation, sealed, created_at) VALUES ($1, 1, $2, $3)")
        .bind(id.as_str())
        .bind(sealed_key.to_vec())
        .bind(now)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A case that was not erased.
pub async fn find(connection: &mut AnyConnection, case: &CaseId, key: &CaseKey) -> Result<Option<CaseRow>, StoreError> {
    let row = sqlx::query("SELECT name, recipient FROM cases WHERE id = $1 AND erased_at IS NULL")
        .bind(case.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let sealed: Vec<u8> = row.try_get(0)?;
    let name = key.column.open(&name_place(case), &sealed).map_err(|_| StoreError::bad_row("cases", "name"))?;
    let name = String::from_utf8(name.to_vec()).map_err(|_| StoreError::bad_row("cases", "name"))?;
    Ok(Some(CaseRow { name, recipient: row.try_get(1)? }))
}

/// Cases that have a fact in force naming the actor's agency, or a family's person; in order of id.
pub async fn candidates(
    connection: &mut AnyConnection,
    actor: &Actor,
    after: &str,
    limit: usize,
) -> Result<Vec<CaseId>, StoreError> {
    let (sql, wanted) = match &actor.agency {
        Some(agency) => (
            "SELECT DISTINCT case_id FROM case_fact WHERE agency = $1 AND kind IN ('involvement', 'case') \
             AND ended_at IS NULL AND case_id > $2 ORDER BY case_id LIMIT $3",
            agency.to_string(),
        ),
        None => (
            "SELECT DISTINCT case_id FROM case_fact WHERE person = $1 AND kind = 'family' \
             AND ended_at IS NULL AND case_id > $2 ORDER BY case_id LIMIT $3",
            actor.person.to_string(),
        ),
    };
    let rows: Vec<(String,)> = sqlx::query_as(sql)
        .bind(wanted)
        .bind(after.to_owned())
        .bind(i64::try_from(limit).unwrap_or(100))
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(|(id,)| parse(id, "case_fact", "case_id")).collect()
}

/// The facts in force that say who and what holds, as JSON with the id and kind of their row.
pub async fn held(connection: &mut AnyConnection, case: &CaseId, key: &CaseKey) -> Result<Vec<Value>, StoreError> {
    let rows: Vec<(String, String, Vec<u8>)> = sqlx::query_as(
        "SELECT id, kind, body FROM case_fact WHERE case_id = $1 AND ended_at IS NULL \
         AND kind IN ('involvement', 'family', 'mark', 'veto', 'request') ORDER BY recorded_at, id",
    )
    .bind(case.as_str())
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(id, kind, sealed)| {
            let body = facts::open_body(key, &id, &sealed)?;
            let fact: Value = serde_json::from_slice(&body).map_err(|_| StoreError::bad_row("case_fact", "body"))?;
            Ok(serde_json::json!({ "id": id, "kind": kind, "fact": fact }))
        })
        .collect()
}

/// The row id of the standing that `person` has in the case.
pub async fn family_row(connection: &mut AnyConnection, case: &CaseId, person: &PersonId) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as(
        "SELECT id FROM case_fact WHERE case_id = $1 AND person = $2 AND kind = 'family' AND ended_at IS NULL ORDER BY id",
    )
    .bind(case.as_str())
    .bind(person.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(id,)| id))
}

/// The agency of a person who has not left; the outer option: whether there is such a person.
pub async fn agency_of(connection: &mut AnyConnection, person: &PersonId) -> Result<Option<Option<String>>, StoreError> {
    let row: Option<(Option<String>,)> = sqlx::query_as("SELECT agency_id FROM person WHERE id = $1 AND left_at IS NULL")
        .bind(person.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(agency,)| agency))
}

/// The person who signs in with the address of this keyed hash, and has not left.
pub async fn by_address(connection: &mut AnyConnection, hash: &[u8]) -> Result<Option<PersonId>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT id FROM person WHERE address_hash = $1 AND left_at IS NULL")
        .bind(hash.to_vec())
        .fetch_optional(connection)
        .await?;
    row.map(|(id,)| parse(id, "person", "id")).transpose()
}

/// Whether somebody has chosen their factors.
pub async fn has_enrolled(connection: &mut AnyConnection, person: &PersonId) -> Result<bool, StoreError> {
    let row: Option<(Option<i64>,)> =
        sqlx::query_as("SELECT enrolled_at FROM person WHERE id = $1").bind(person.as_str()).fetch_optional(connection).await?;
    Ok(row.is_some_and(|(at,)| at.is_some()))
}

/// What an erased case leaves behind.
pub struct Erased {
    /// Payloads that have lost their meaning.
    pub blobs: Vec<String>,
    /// Uploads that were under way.
    pub uploads: Vec<String>,
    /// Events whose details nobody can open any more. Recorded, so that no other event can be passed off as one of them.
    pub events: i64,
}

/// Destroys the case's keys, and the kept answers that may speak of it: who repeats such a request is told that its answer is lost.
pub async fn erase(tx: &mut Tx, case: &CaseId) -> Result<Erased, StoreError> {
    let now = tx.now().millis();
    sqlx::query("UPDATE case_key SET sealed = NULL, ended_at = COALESCE(ended_at, $1) WHERE case_id = $2")
        .bind(now)
        .bind(case.as_str())
        .execute(tx.connection())
        .await?;
    sqlx::query("UPDATE cases SET erased_at = $1, version = version + 1 WHERE id = $2")
        .bind(now)
        .bind(case.as_str())
        .execute(tx.connection())
        .await?;
    sqlx::query("UPDATE idempotency SET status = 0, body = $1 WHERE case_id = $2")
        .bind(Vec::new())
        .bind(case.as_str())
        .execute(tx.connection())
        .await?;
    let blobs: Vec<(String,)> =
        sqlx::query_as("SELECT blob FROM report WHERE case_id = $1").bind(case.as_str()).fetch_all(tx.connection()).await?;
    let (events,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM event WHERE case_id = $1").bind(case.as_str()).fetch_one(tx.connection()).await?;
    let uploads = uploads::forget_of(tx, case).await?;
    Ok(Erased { blobs: blobs.into_iter().map(|(blob,)| blob).collect(), uploads, events })
}

/// Whether the first case in which somebody was of the family is led by the agency that leads this one.
pub async fn is_first_of_this_lead(connection: &mut AnyConnection, case: &CaseId, person: &PersonId) -> Result<bool, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as(
        "SELECT c.lead, (SELECT lead FROM cases WHERE id = $1) FROM case_fact f JOIN cases c ON c.id = f.case_id \
         WHERE f.person = $2 AND f.kind = 'family' ORDER BY f.recorded_at, f.id LIMIT 1",
    )
    .bind(case.as_str())
    .bind(person.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(row.is_some_and(|(first, this)| first == this))
}

/// Says for whom a new account stands in, if for anybody; for itself where nobody is to take it up.
pub async fn set_stand_in(tx: &mut Tx, stand_in: &PersonId, of: Option<&PersonId>) -> Result<(), StoreError> {
    sqlx::query("UPDATE person SET stands_for = $1 WHERE id = $2")
        .bind(of.map(ToString::to_string))
        .bind(stand_in.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Accounts that stand in for somebody in a case, with a code that is good still.
const STAND_IN: &str = "SELECT p.id, f.case_id FROM person p JOIN one_time_code o ON o.person_id = p.id \
    JOIN case_fact f ON f.person = p.id AND f.kind = 'family' AND f.ended_at IS NULL \
    WHERE p.stands_for = $1 AND p.left_at IS NULL AND o.purpose = 'enrol' AND o.used_at IS NULL AND o.expires_at > $2";

/// Whether an account stands in for `person` somewhere, and waits for them.
pub async fn has_stand_in(connection: &mut AnyConnection, person: &PersonId, now: Timestamp) -> Result<bool, StoreError> {
    let row = sqlx::query(STAND_IN).bind(person.as_str()).bind(now.millis()).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// The account that stands in for `person` and whose code has this keyed hash, and in which case.
pub async fn stand_in(
    connection: &mut AnyConnection,
    person: &PersonId,
    code: &[u8],
    now: Timestamp,
) -> Result<Option<(PersonId, CaseId)>, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{STAND_IN} AND o.hash = $3")))
        .bind(person.as_str())
        .bind(now.millis())
        .bind(code.to_vec())
        .fetch_optional(connection)
        .await?;
    row.map(|(stand_in, case)| Ok((parse(stand_in, "person", "id")?, parse(case, "case_fact", "case_id")?))).transpose()
}

/// The code has done its work, and so has the account that stood in.
pub async fn end_stand_in(tx: &mut Tx, stand_in: &PersonId, code: &[u8]) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("UPDATE one_time_code SET used_at = $1 WHERE hash = $2")
        .bind(now)
        .bind(code.to_vec())
        .execute(tx.connection())
        .await?;
    sqlx::query("UPDATE person SET left_at = $1 WHERE id = $2").bind(now).bind(stand_in.as_str()).execute(tx.connection()).await?;
    Ok(())
}

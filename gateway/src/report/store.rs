//! SQL of reports. A report's row says where its payload lies and how it opens; what a decision needs of it is a fact of the case.

use std::collections::HashMap;

use porthor_policy::{CaseId, ReportId};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::intake::Arrived;
use crate::store::case_keys::CaseKey;
use crate::store::facts::FactKind;
use crate::store::{StoreError, Tx};

/// What is said of a report that no decision needs, as it is sealed together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Description {
    /// As the sender named it, made safe.
    pub file_name: String,
    /// In plain language.
    pub summary: Option<String>,
    /// The report that it tells anew in words for the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub companion_of: Option<ReportId>,
    /// Who says that they sent it, where nobody proved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
}

/// A report's row, opened for showing.
pub struct Described {
    /// As the sender named it, made safe.
    pub file_name: String,
    /// In plain language.
    pub summary: Option<String>,
    /// The report that it tells anew in words for the child.
    pub companion_of: Option<ReportId>,
    /// Who says that they sent it, where nobody proved it.
    pub sender: Option<String>,
    /// What its bytes are.
    pub content_type: String,
    /// Bytes of the report.
    pub bytes: u64,
    /// `sender` or `gateway`.
    pub sealed_by: String,
}

/// A report's row, opened for a release.
pub struct StoredReport {
    /// age header, sealed to the case.
    pub header: Vec<u8>,
    /// Name of the payload.
    pub blob: String,
    /// Nonce and ciphertext, bytes.
    pub payload_len: u64,
    /// Bytes of the report.
    pub plain_len: u64,
    /// SHA-256 of the payload.
    pub payload_hash: Vec<u8>,
    /// SHA-256 of the report.
    pub plain_hash: Vec<u8>,
    /// What its bytes are.
    pub content_type: String,
    /// As the sender named it, made safe.
    pub file_name: String,
}

/// A report to write.
pub struct NewReport<'a> {
    /// Its id.
    pub id: &'a ReportId,
    /// What came, durable.
    pub arrived: &'a Arrived,
    /// Keyed hash by which the same content is found again.
    pub same_hash: Vec<u8>,
    /// File name and summary.
    pub description: &'a Description,
}

/// Where file name and summary are sealed.
pub fn described_place(report: &str) -> String {
    format!("report/described/{report}")
}

/// Where the report's own digest is sealed: it would tell a known document.
pub fn plain_hash_place(report: &str) -> String {
    format!("report/plain_hash/{report}")
}

fn length(bytes: u64) -> i64 {
    i64::try_from(bytes).expect("a report's length is bounded by the configuration")
}

fn bytes(row: &AnyRow, column: &'static str) -> Result<u64, StoreError> {
    let bytes: i64 = row.try_get(column)?;
    u64::try_from(bytes).map_err(|_| StoreError::bad_row("report", column))
}

/// Writes a report and counts its bytes towards the case.
pub async fn insert(tx: &mut Tx, case: &CaseId, key: &CaseKey, new: &NewReport<'_>) -> Result<(), StoreError> {
    let now = tx.now().millis();
    let description = serde_json::to_vec(new.description).expect("plain data always becomes JSON");
    sqlx::query(
        "INSERT INTO report (id, case_id, header, blob, payload_len, plain_len, payload_hash, plain_hash, same_hash, \
         content_type, described, sealed_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(new.id.as_str())
    .bind(case.as_str())
    .bind(new.arrived.header.clone())
    .bind(new.arrived.stored.name().to_owned())
    .bind(length(new.arrived.stored.length))
    .bind(length(new.arrived.plain_len))
    .bind(new.arrived.payload_hash.clone())
    .bind(key.column.seal(&plain_hash_place(new.id.as_str()), &new.arrived.plain_hash))
    .bind(new.same_hash.clone())
    .bind(new.arrived.content_type.clone())
    .bind(key.column.seal(&described_place(new.id.as_str()), &description))
    .bind(new.arrived.sealed_by)
    .bind(now)
    .execute(tx.connection())
    .await?;
    sqlx::query("UPDATE cases SET bytes = bytes + $1 WHERE id = $2")
        .bind(length(new.arrived.stored.length))
        .bind(case.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The report with the same content that the same agency pushed to the case before.
pub async fn same(connection: &mut AnyConnection, case: &CaseId, same_hash: &[u8]) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT id FROM report WHERE case_id = $1 AND same_hash = $2")
        .bind(case.as_str())
        .bind(same_hash.to_vec())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Has a report count as the one with its content from now on, unless another does: `hash` tells what it is known by, from what it is
/// about. Nothing where there is no such report.
pub async fn make_known(
    connection: &mut AnyConnection,
    case: &CaseId,
    report: &ReportId,
    key: &CaseKey,
    hash: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Result<(), StoreError> {
    let Some(stored) = stored(connection, case, report, key).await? else { return Ok(()) };
    let same_hash = hash(&stored.plain_hash);
    if same(connection, case, &same_hash).await?.is_some() {
        return Ok(());
    }
    sqlx::query("UPDATE report SET same_hash = $1 WHERE case_id = $2 AND id = $3")
        .bind(same_hash)
        .bind(case.as_str())
        .bind(report.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Payload bytes stored for the case, and for all cases that `lead` leads, with those held free for uploads.
pub async fn stored_bytes(connection: &mut AnyConnection, case: &CaseId) -> Result<(u64, u64), StoreError> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "SELECT CAST(c.bytes + (SELECT COALESCE(SUM(u.length), 0) FROM upload u WHERE u.case_id = c.id AND u.state = 'open') AS BIGINT), \
         CAST((SELECT COALESCE(SUM(o.bytes), 0) FROM cases o WHERE o.lead = c.lead) + \
         (SELECT COALESCE(SUM(u.length), 0) FROM upload u JOIN cases o ON o.id = u.case_id WHERE o.lead = c.lead AND u.state = 'open') \
         AS BIGINT) FROM cases c WHERE c.id = $1",
    )
    .bind(case.as_str())
    .fetch_optional(connection)
    .await?;
    let (case, lead) = row.unwrap_or_default();
    Ok((u64::try_from(case).unwrap_or(0), u64::try_from(lead).unwrap_or(0)))
}

const COLUMNS: &str = "SELECT id, header, blob, payload_len, plain_len, payload_hash, plain_hash, content_type, described, sealed_by \
    FROM report WHERE case_id = $1";

fn describe(row: &AnyRow, key: &CaseKey) -> Result<Described, StoreError> {
    let id: String = row.try_get("id")?;
    let sealed: Vec<u8> = row.try_get("described")?;
    let wrong = || StoreError::bad_row("report", "described");
    let plain = key.column.open(&described_place(&id), &sealed).map_err(|_| wrong())?;
    let description: Description = serde_json::from_slice(&plain).map_err(|_| wrong())?;
    Ok(Described {
        file_name: description.file_name,
        summary: description.summary,
        companion_of: description.companion_of,
        sender: description.sender,
        content_type: row.try_get("content_type")?,
        bytes: bytes(row, "plain_len")?,
        sealed_by: row.try_get("sealed_by")?,
    })
}

/// All reports of a case, by id.
pub async fn described_all(
    connection: &mut AnyConnection,
    case: &CaseId,
    key: &CaseKey,
) -> Result<HashMap<String, Described>, StoreError> {
    let rows = sqlx::query(COLUMNS).bind(case.as_str()).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get("id")?, describe(row, key)?))).collect()
}

async fn row(connection: &mut AnyConnection, case: &CaseId, report: &ReportId) -> Result<Option<AnyRow>, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} AND id = $2")))
        .bind(case.as_str())
        .bind(report.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row)
}

/// One report, opened for showing.
pub async fn described(
    connection: &mut AnyConnection,
    case: &CaseId,
    report: &ReportId,
    key: &CaseKey,
) -> Result<Option<Described>, StoreError> {
    row(connection, case, report).await?.map(|row| describe(&row, key)).transpose()
}

/// One report, opened for a release.
pub async fn stored(
    connection: &mut AnyConnection,
    case: &CaseId,
    report: &ReportId,
    key: &CaseKey,
) -> Result<Option<StoredReport>, StoreError> {
    let Some(row) = row(connection, case, report).await? else { return Ok(None) };
    let sealed: Vec<u8> = row.try_get("plain_hash")?;
    let wrong = |_| StoreError::bad_row("report", "plain_hash");
    let plain_hash = key.column.open(&plain_hash_place(report.as_str()), &sealed).map_err(wrong)?;
    Ok(Some(StoredReport {
        header: row.try_get("header")?,
        blob: row.try_get("blob")?,
        payload_len: bytes(&row, "payload_len")?,
        plain_len: bytes(&row, "plain_len")?,
        payload_hash: row.try_get("payload_hash")?,
        plain_hash: plain_hash.to_vec(),
        content_type: row.try_get("content_type")?,
        file_name: describe(&row, key)?.file_name,
    }))
}

/// Forgets a report, and says where its payload lies.
pub async fn remove(tx: &mut Tx, report: &str) -> Result<Option<String>, StoreError> {
    let gone: Option<(String, String, i64)> =
        sqlx::query_as("DELETE FROM report WHERE id = $1 RETURNING case_id, blob, payload_len")
            .bind(report.to_owned())
            .fetch_optional(tx.connection())
            .await?;
    let Some((case, blob, bytes)) = gone else { return Ok(None) };
    sqlx::query("UPDATE cases SET bytes = bytes - $1 WHERE id = $2").bind(bytes).bind(case).execute(tx.connection()).await?;
    Ok(Some(blob))
}

/// Case and id of every fact that holds a report back.
pub async fn held_facts(connection: &mut AnyConnection) -> Result<Vec<(String, String)>, StoreError> {
    let held = sqlx::query_as("SELECT case_id, id FROM case_fact WHERE kind = $1 AND ended_at IS NULL ORDER BY recorded_at, id");
    Ok(held.bind(FactKind::Quarantine.word()).fetch_all(connection).await?)
}

/// An agency's own age recipient.
pub async fn agency_recipient(connection: &mut AnyConnection, agency: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(Option<String>,)> =
        sqlx::query_as("SELECT recipient FROM agency WHERE id = $1").bind(agency.to_owned()).fetch_optional(connection).await?;
    Ok(row.and_then(|(recipient,)| recipient))
}

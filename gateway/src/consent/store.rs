//! SQL of consent receipts and of the scans of papers; the consents themselves are facts of the case.

use porthor_policy::{CaseId, ConsentId, ScanId};
use sqlx::AnyConnection;

use crate::report::store as reports;
use crate::store::case_keys::CaseKey;
use crate::store::{StoreError, Tx};

/// Where a receipt is sealed.
pub fn place(consent: &str) -> String {
    format!("consent_receipt/jws/{consent}")
}

/// Keeps the latest signed copy of a consent.
pub async fn put_receipt(tx: &mut Tx, case: &CaseId, key: &CaseKey, consent: &str, jws: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO consent_receipt (consent_id, case_id, jws) VALUES ($1, $2, $3) \
         ON CONFLICT (consent_id) DO UPDATE SET jws = excluded.jws",
    )
    .bind(consent.to_owned())
    .bind(case.as_str())
    .bind(key.column.seal(&place(consent), jws.as_bytes()))
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The latest signed copy of a consent.
pub async fn receipt(
    connection: &mut AnyConnection,
    case: &CaseId,
    key: &CaseKey,
    consent: &str,
) -> Result<Option<String>, StoreError> {
    let row: Option<(Vec<u8>,)> = sqlx::query_as("SELECT jws FROM consent_receipt WHERE consent_id = $1 AND case_id = $2")
        .bind(consent.to_owned())
        .bind(case.as_str())
        .fetch_optional(connection)
        .await?;
    let wrong = || StoreError::bad_row("consent_receipt", "jws");
    row.map(|(sealed,)| {
        let jws = key.column.open(&place(consent), &sealed).map_err(|_| wrong())?;
        String::from_utf8(jws.to_vec()).map_err(|_| wrong())
    })
    .transpose()
}

/// Notes that the report's row of this id is a scan.
pub async fn put_scan(tx: &mut Tx, case: &CaseId, scan: &ScanId) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("INSERT INTO consent_scan (id, case_id, created_at) VALUES ($1, $2, $3)")
        .bind(scan.as_str())
        .bind(case.as_str())
        .bind(now)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The consent that rests on a scan of the case; the outer option: whether there is such a scan.
pub async fn scan(connection: &mut AnyConnection, case: &CaseId, scan: &ScanId) -> Result<Option<Option<String>>, StoreError> {
    let row: Option<(Option<String>,)> = sqlx::query_as("SELECT consent_id FROM consent_scan WHERE id = $1 AND case_id = $2")
        .bind(scan.as_str())
        .bind(case.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(consent,)| consent))
}

/// Rests a consent on a scan, which is free.
pub async fn use_scan(tx: &mut Tx, case: &CaseId, scan: &ScanId, consent: &ConsentId) -> Result<(), StoreError> {
    let used = sqlx::query("UPDATE consent_scan SET consent_id = $1 WHERE id = $2 AND case_id = $3 AND consent_id IS NULL")
        .bind(consent.as_str())
        .bind(scan.as_str())
        .bind(case.as_str())
        .execute(tx.connection())
        .await?;
    if used.rows_affected() == 1 { Ok(()) } else { Err(StoreError::bad_row("consent_scan", "consent_id")) }
}

/// Scans kept before `before` (milliseconds UTC) that no consent rests on.
pub async fn waiting_scans(connection: &mut AnyConnection, before: i64) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> =
        sqlx::query_as("SELECT id FROM consent_scan WHERE consent_id IS NULL AND created_at < $1 ORDER BY id")
            .bind(before)
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Forgets a scan that no consent rests on, and says where its payload lies.
pub async fn remove_scan(tx: &mut Tx, scan: &str) -> Result<Option<String>, StoreError> {
    let gone = sqlx::query("DELETE FROM consent_scan WHERE id = $1 AND consent_id IS NULL")
        .bind(scan.to_owned())
        .execute(tx.connection())
        .await?;
    if gone.rows_affected() == 0 {
        return Ok(None);
    }
    reports::remove(tx, scan).await
}

/// Names of the agencies with these ids, in one language.
pub async fn agency_name(connection: &mut AnyConnection, agency: &str, welsh: bool) -> Result<String, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as("SELECT name_en, name_cy FROM agency WHERE id = $1")
        .bind(agency.to_owned())
        .fetch_optional(connection)
        .await?;
    Ok(row.map_or_else(|| agency.to_owned(), |(en, cy)| if welsh { cy } else { en }))
}

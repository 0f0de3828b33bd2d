//! SQL of consent receipts; the consents themselves are facts of the case.

use porthor_policy::CaseId;
use sqlx::AnyConnection;

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

/// Names of the agencies with these ids, in one language.
pub async fn agency_name(connection: &mut AnyConnection, agency: &str, welsh: bool) -> Result<String, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as("SELECT name_en, name_cy FROM agency WHERE id = $1")
        .bind(agency.to_owned())
        .fetch_optional(connection)
        .await?;
    Ok(row.map_or_else(|| agency.to_owned(), |(en, cy)| if welsh { cy } else { en }))
}

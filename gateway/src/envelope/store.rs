//! SQL of envelopes: which have been taken in, so that none is taken in twice.

use porthor_policy::CaseId;
use sqlx::AnyConnection;

use crate::store::{StoreError, Tx};

/// Whether the envelope `id` of `case` has been taken in.
pub async fn is_known(connection: &mut AnyConnection, case: &CaseId, id: &str) -> Result<bool, StoreError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT id FROM envelope WHERE case_id = $1 AND id = $2")
        .bind(case.as_str())
        .bind(id.to_owned())
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// Writes down that it is taken in; false if it was before.
pub async fn take_in(tx: &mut Tx, case: &CaseId, id: &str) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let taken =
        sqlx::query("INSERT INTO envelope (case_id, id, taken_at) VALUES ($1, $2, $3) ON CONFLICT (case_id, id) DO NOTHING")
            .bind(case.as_str())
            .bind(id.to_owned())
            .bind(now)
            .execute(tx.connection())
            .await?;
    Ok(taken.rows_affected() == 1)
}

//! SQL of the desk: what the record says of somebody's own visits.

use porthor_policy::{PersonId, Timestamp};
use sqlx::AnyConnection;

use crate::store::StoreError;

/// When somebody last looked at the list of their cases before `before`; none if they never did.
pub async fn listed_before(
    connection: &mut AnyConnection,
    person: &PersonId,
    before: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let row: Option<(i64,)> =
        sqlx::query_as("SELECT at FROM event WHERE person = $1 AND kind = 'cases-listed' AND at < $2 ORDER BY seq DESC LIMIT 1")
            .bind(person.as_str())
            .bind(before.millis())
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|(at,)| Timestamp::from_millis(at)))
}

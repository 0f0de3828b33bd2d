//! SQL of the pictures of use: sums made in the database, over what one agency's people did and what was done on the cases that it
//! leads. Both are an auditor's to see whatever else is decided, so that the sums tell nothing that a list would not.

use porthor_policy::{AgencyId, Timestamp};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::unusual::{Actor, Count, Single};
use crate::store::{StoreError, log};

/// Rows of sums, at most. Beyond it the page says that it was cut.
pub const LIMIT: usize = 50_000;
/// Single entries, at most.
pub const SINGLES: usize = 500;

/// Whose use, and since when.
pub struct Span<'a> {
    /// The agency.
    pub agency: &'a AgencyId,
    /// The first place in the log that is looked at.
    pub seq: u64,
    /// The first moment that counts.
    pub from: Timestamp,
}

/// What was opened and refused in one week, by the people of one agency.
pub struct Week {
    /// Weeks since the beginning of the span.
    pub week: i64,
    /// None for families.
    pub agency: Option<String>,
    /// Reports opened or taken.
    pub opened: u64,
    /// Requests that were refused.
    pub refused: u64,
}

/// `$1` the agency, `$2` the first place, `$3` the first moment: two searches, each by its own index.
const ACTS: &str = "(SELECT seq, at, person, agency, case_id, verb, outcome, basis, \
    CASE WHEN outcome = 'allowed' AND kind IN ('report-opened', 'report-taken-sealed') THEN 1 ELSE 0 END AS opened, \
    CASE WHEN outcome = 'refused' AND verb IS NOT NULL THEN 1 ELSE 0 END AS refused \
    FROM event WHERE agency = $1 AND seq >= $2 AND at >= $3 \
    UNION ALL SELECT seq, at, person, agency, case_id, verb, outcome, basis, \
    CASE WHEN outcome = 'allowed' AND kind IN ('report-opened', 'report-taken-sealed') THEN 1 ELSE 0 END, \
    CASE WHEN outcome = 'refused' AND verb IS NOT NULL THEN 1 ELSE 0 END \
    FROM event WHERE case_id IN (SELECT id FROM cases WHERE lead = $1 AND erased_at IS NULL) \
    AND (agency IS NULL OR agency <> $1) AND seq >= $2 AND at >= $3) acts";

fn number(row: &AnyRow, column: &str) -> Result<u64, StoreError> {
    u64::try_from(row.try_get::<i64, _>(column)?).map_err(|_| StoreError::bad_row("event", "at"))
}

async fn ask(connection: &mut AnyConnection, span: &Span<'_>, sql: String) -> Result<Vec<AnyRow>, StoreError> {
    let query = sqlx::query(AssertSqlSafe(sql));
    let query = query.bind(span.agency.as_str()).bind(log::signed(span.seq)).bind(span.from.millis());
    Ok(query.fetch_all(connection).await?)
}

/// Sums by week and agency.
pub async fn weeks(connection: &mut AnyConnection, span: &Span<'_>, week: i64) -> Result<Vec<Week>, StoreError> {
    let from = span.from.millis();
    let sql = format!(
        "SELECT week, agency, CAST(SUM(opened) AS BIGINT) AS opened, CAST(SUM(refused) AS BIGINT) AS refused FROM \
         (SELECT (at - {from}) / {week} AS week, agency, opened, refused FROM {ACTS} WHERE opened = 1 OR refused = 1) dated \
         GROUP BY week, agency ORDER BY week, agency LIMIT {LIMIT}"
    );
    let rows = ask(connection, span, sql).await?;
    rows.iter()
        .map(|row| {
            Ok(Week {
                week: row.try_get("week")?,
                agency: row.try_get("agency")?,
                opened: number(row, "opened")?,
                refused: number(row, "refused")?,
            })
        })
        .collect()
}

/// Sums by person and stretches of `stretch` milliseconds.
pub async fn by_person(connection: &mut AnyConnection, span: &Span<'_>, stretch: i64) -> Result<Vec<Count>, StoreError> {
    let from = span.from.millis();
    let sql = format!(
        "SELECT stretch, person, agency, CAST(SUM(opened) AS BIGINT) AS opened, CAST(SUM(refused) AS BIGINT) AS refused FROM \
         (SELECT (at - {from}) / {stretch} AS stretch, person, agency, opened, refused FROM {ACTS} \
         WHERE person IS NOT NULL AND (opened = 1 OR refused = 1)) dated \
         GROUP BY stretch, person, agency ORDER BY stretch DESC, person LIMIT {LIMIT}"
    );
    let rows = ask(connection, span, sql).await?;
    rows.iter()
        .map(|row| {
            let index: i64 = row.try_get("stretch")?;
            Ok(Count {
                actor: actor(row)?,
                from: span.from.plus_millis(index.saturating_mul(stretch)),
                opened: number(row, "opened")?,
                refused: number(row, "refused")?,
            })
        })
        .collect()
}

fn actor(row: &AnyRow) -> Result<Actor, StoreError> {
    Ok(Actor { person: row.try_get("person")?, agency: row.try_get("agency")? })
}

/// What was refused to somebody whom the case did not name then.
pub struct Unnamed {
    /// Who, and where in the log.
    pub single: Single,
    /// The case that was asked for.
    pub case: Option<String>,
    /// Whether their agency had a part in it, which may have waited for their role: the entry's reasons tell.
    pub agency_has_part: bool,
    /// The sealed entry.
    pub sealed: Vec<u8>,
}

/// What was asked for on a case in which the asker was not named at that moment. One that is not there counts with it: whether it is
/// there is not told. The latest [`SINGLES`] before a place in the log.
pub async fn unnamed(connection: &mut AnyConnection, span: &Span<'_>, before: u64) -> Result<Vec<Unnamed>, StoreError> {
    let part = "SELECT 1 FROM case_fact f WHERE f.case_id = acts.case_id AND f.agency = acts.agency \
        AND f.recorded_at <= acts.at AND (f.ended_at IS NULL OR f.ended_at > acts.at)";
    let sql = format!(
        "SELECT acts.seq AS seq, acts.person AS person, acts.agency AS agency, acts.case_id AS case_id, e.sealed AS sealed, \
         CASE WHEN EXISTS ({part} AND f.kind IN ('case', 'involvement')) THEN 1 ELSE 0 END AS has_part \
         FROM {ACTS} JOIN event e ON e.seq = acts.seq WHERE acts.person IS NOT NULL AND acts.agency IS NOT NULL \
         AND acts.verb IN ('list', 'open', 'take-sealed', 'push', 'grant', 'withdraw', 'declare') AND acts.outcome = 'refused' \
         AND NOT EXISTS ({part} AND f.kind = 'involvement' AND f.person = acts.person) \
         AND acts.seq < {before} ORDER BY acts.seq DESC LIMIT {SINGLES}"
    );
    let rows = ask(connection, span, sql).await?;
    rows.iter()
        .map(|row| {
            Ok(Unnamed {
                single: Single { actor: actor(row)?, seq: log::unsigned(row.try_get("seq")?)? },
                case: row.try_get("case_id")?,
                agency_has_part: number(row, "has_part")? > 0,
                sealed: row.try_get("sealed")?,
            })
        })
        .collect()
}

/// What was opened in a declared emergency.
pub async fn emergencies(connection: &mut AnyConnection, span: &Span<'_>) -> Result<Vec<Single>, StoreError> {
    let sql = format!(
        "SELECT seq, person, agency FROM {ACTS} WHERE person IS NOT NULL AND opened = 1 AND basis = 'emergency' \
         ORDER BY seq DESC LIMIT {SINGLES}"
    );
    singles(connection, span, sql).await
}

async fn singles(connection: &mut AnyConnection, span: &Span<'_>, sql: String) -> Result<Vec<Single>, StoreError> {
    let rows = ask(connection, span, sql).await?;
    rows.iter().map(|row| Ok(Single { actor: actor(row)?, seq: log::unsigned(row.try_get("seq")?)? })).collect()
}

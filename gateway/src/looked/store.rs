//! SQL of who has looked: the rows of the record that tell of it, the newest first.

use porthor_policy::{AgencyId, CaseId, EventKind, PersonId, Timestamp, Verb};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::audit::store::{COLUMNS, Row, read};
use crate::store::StoreError;
use crate::store::log::{self, code_of};

/// The kinds of event that tell that somebody looked, took, tried, or went past the family's word.
pub const KINDS: [EventKind; 6] = [
    EventKind::ReportOpened,
    EventKind::ReportTakenSealed,
    EventKind::AccessRefused,
    EventKind::ScanSeen,
    EventKind::EmergencyDeclared,
    EventKind::EmergencyEnded,
];

/// What is done about reports that the family is told nothing of, refused or not.
const UNTOLD: [Verb; 3] = [Verb::Accept, Verb::TurnAway, Verb::Deliver];

/// Which rows are wanted.
pub struct Wanted<'a> {
    /// On this case.
    pub case: &'a CaseId,
    /// Not by this person.
    pub not_by: &'a PersonId,
    /// By people of this agency.
    pub agency: Option<&'a AgencyId>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Before this place of the log.
    pub below: u64,
    /// Rows at most.
    pub limit: i64,
}

/// The rows that are wanted, the newest first.
pub async fn newest(connection: &mut AnyConnection, wanted: &Wanted<'_>) -> Result<Vec<Row>, StoreError> {
    let kinds: Vec<String> = KINDS.iter().map(|kind| format!("'{}'", code_of(kind))).collect();
    let untold: Vec<String> = UNTOLD.iter().map(|verb| format!("'{}'", code_of(verb))).collect();
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM event WHERE case_id = $1 AND seq < $2 AND at >= $3 AND at < $4 AND kind IN ({}) \
         AND (verb IS NULL OR verb NOT IN ({})) AND (person IS NULL OR person <> $5) AND (agency = $6 OR $7 = 1) ORDER BY seq DESC LIMIT $8",
        kinds.join(", "),
        untold.join(", ")
    )))
    .bind(wanted.case.as_str())
    .bind(log::signed(wanted.below))
    .bind(wanted.from.map_or(i64::MIN, Timestamp::millis))
    .bind(wanted.until.map_or(i64::MAX, Timestamp::millis))
    .bind(wanted.not_by.as_str())
    .bind(wanted.agency.map_or(String::new(), ToString::to_string))
    .bind(i64::from(wanted.agency.is_none()))
    .bind(wanted.limit)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// One of these rows, if it is of this case.
pub async fn one(connection: &mut AnyConnection, case: &CaseId, seq: u64) -> Result<Option<Row>, StoreError> {
    let row = crate::audit::store::find(connection, seq).await?;
    let is_kind = |kind: &str| KINDS.iter().any(|known| code_of(known) == kind);
    let is_untold = |row: &Row| row.columns.verb.as_ref().is_some_and(|verb| UNTOLD.iter().any(|known| code_of(known) == *verb));
    Ok(row.filter(|row| row.columns.case.as_deref() == Some(case.as_str()) && is_kind(&row.columns.kind) && !is_untold(row)))
}

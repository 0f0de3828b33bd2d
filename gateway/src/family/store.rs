//! SQL of what the record says of a case, for its family: the event's own columns, never its sealed body.

use porthor_policy::{AgencyId, CaseId, ConsentId, PersonId, Reason, ReportId, Timestamp};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::store::StoreError;
use crate::store::case_keys::CaseKey;
use crate::store::facts::parse;
use crate::store::log;

/// Copies told on one page, at most; the latest.
pub const COPIES: usize = 50;
/// Milliseconds after a withdrawal within which what it cut is recorded.
const CUT_WITHIN: i64 = 60_000;

/// When somebody signed in before the last time; none if they have not.
pub async fn signed_in_before(connection: &mut AnyConnection, person: &PersonId) -> Result<Option<Timestamp>, StoreError> {
    let rows: Vec<(i64,)> =
        sqlx::query_as("SELECT at FROM event WHERE person = $1 AND kind = 'signed-in' ORDER BY seq DESC LIMIT 2")
            .bind(person.as_str())
            .fetch_all(connection)
            .await?;
    Ok(rows.get(1).map(|(at,)| Timestamp::from_millis(*at)))
}

/// How often something happened on a case.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// People of agencies opened a report, or took it.
    pub opened: i64,
    /// They were refused something.
    pub refused: i64,
    /// Somebody else took a consent back.
    pub withdrawn: i64,
}

/// What others than `person` did on the case after `since`.
pub async fn happened_since(
    connection: &mut AnyConnection,
    case: &CaseId,
    person: &PersonId,
    since: Timestamp,
) -> Result<Happened, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT kind, COUNT(*) FROM event WHERE case_id = $1 AND at > $2 AND person <> $3 AND (\
         (kind IN ('report-opened', 'report-taken-sealed') AND outcome = 'allowed' AND agency IS NOT NULL) \
         OR (kind = 'access-refused' AND agency IS NOT NULL) OR kind = 'consent-withdrawn') GROUP BY kind",
    )
    .bind(case.as_str())
    .bind(since.millis())
    .bind(person.as_str())
    .fetch_all(connection)
    .await?;
    let mut happened = Happened::default();
    for (kind, times) in rows {
        match kind.as_str() {
            "access-refused" => happened.refused = times,
            "consent-withdrawn" => happened.withdrawn = times,
            _ => happened.opened += times,
        }
    }
    Ok(happened)
}

/// Whose copies are meant.
pub enum Taker<'a> {
    /// People of an agency.
    Agency(&'a AgencyId),
    /// One person of an agency.
    Member(&'a AgencyId, &'a PersonId),
    /// These people of the family.
    Family(&'a [PersonId]),
}

/// What somebody has of a report since they opened it or took it, however often.
pub struct Copy {
    /// The last time.
    pub at: Timestamp,
    /// How often.
    pub times: i64,
    /// Who.
    pub person: PersonId,
    /// Of which report.
    pub report: ReportId,
    /// Whether as a sealed file for the whole agency; else by one person, to read.
    pub sealed: bool,
}

/// What `taker` has opened or taken of these reports of the case, latest first; one more than `COPIES` at most.
pub async fn copies(
    connection: &mut AnyConnection,
    case: &CaseId,
    taker: &Taker<'_>,
    reports: &[&ReportId],
) -> Result<Vec<Copy>, StoreError> {
    let (agency, people): (Option<&AgencyId>, &[PersonId]) = match taker {
        Taker::Agency(agency) => (Some(agency), &[]),
        Taker::Member(agency, person) => (Some(agency), std::slice::from_ref(*person)),
        Taker::Family(people) => (None, people),
    };
    if reports.is_empty() || (agency.is_none() && people.is_empty()) {
        return Ok(Vec::new());
    }
    let mut bound = vec![case.as_str()];
    let mut place = |value| {
        bound.push(value);
        format!("${}", bound.len())
    };
    let mut whose = agency.map_or_else(|| "agency IS NULL".to_owned(), |agency| format!("agency = {}", place(agency.as_str())));
    if !people.is_empty() {
        let people: Vec<String> = people.iter().map(|person| place(person.as_str())).collect();
        whose = format!("{whose} AND person IN ({})", people.join(", "));
    }
    let reports: Vec<String> = reports.iter().map(|report| place(report.as_str())).collect();
    let text = format!(
        "SELECT MAX(at), COUNT(*), kind, person, report FROM event WHERE case_id = $1 AND {whose} AND outcome = 'allowed' \
         AND kind IN ('report-opened', 'report-taken-sealed') AND person IS NOT NULL AND report IN ({}) \
         GROUP BY kind, person, report ORDER BY MAX(seq) DESC LIMIT {}",
        reports.join(", "),
        COPIES + 1
    );
    let mut query = sqlx::query(AssertSqlSafe(text));
    for value in bound {
        query = query.bind(value.to_owned());
    }
    query.fetch_all(connection).await?.iter().map(copy).collect()
}

fn copy(row: &AnyRow) -> Result<Copy, StoreError> {
    let kind: String = row.try_get(2)?;
    Ok(Copy {
        at: Timestamp::from_millis(row.try_get(0)?),
        times: row.try_get(1)?,
        person: parse(row.try_get(3)?, "event", "person")?,
        report: parse(row.try_get(4)?, "event", "report")?,
        sealed: kind == "report-taken-sealed",
    })
}

/// How many running transfers the withdrawal of a consent at `at` cut, by the reason that their records give.
pub async fn cut_by(connection: &mut AnyConnection, case: &CaseId, key: &CaseKey, at: Timestamp) -> Result<usize, StoreError> {
    let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT seq, sealed FROM event WHERE case_id = $1 AND kind = 'transfer-cut' AND at >= $2 AND at < $3 ORDER BY seq",
    )
    .bind(case.as_str())
    .bind(at.millis())
    .bind(at.plus_millis(CUT_WITHIN).millis())
    .fetch_all(connection)
    .await?;
    let mut cut = 0;
    for (seq, sealed) in rows {
        let opened = log::open(log::unsigned(seq)?, &sealed, &key.column)?;
        cut += usize::from(opened.event.reasons.contains(&Reason::ConsentWithdrawn { at }));
    }
    Ok(cut)
}

/// Who withdrew a consent; none where it was not withdrawn.
pub async fn withdrawn_by(
    connection: &mut AnyConnection,
    case: &CaseId,
    key: &CaseKey,
    consent: &ConsentId,
) -> Result<Option<PersonId>, StoreError> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT seq, sealed FROM event WHERE case_id = $1 AND kind = 'consent-withdrawn' ORDER BY seq")
            .bind(case.as_str())
            .fetch_all(connection)
            .await?;
    for (seq, sealed) in rows {
        let opened = log::open(log::unsigned(seq)?, &sealed, &key.column)?;
        if opened.event.consent.as_ref() == Some(consent) {
            return Ok(opened.event.person);
        }
    }
    Ok(None)
}

//! SQL of the record: pages of rows by filter, the head of the log, and the taxonomies that decisions were taken under. Conditions are fixed texts; what a caller gives is bound.

use std::collections::{BTreeSet, HashMap};

use porthor_keys::log::merkle::Hash;
use porthor_policy::{AgencyId, CaseId, EventKind, Outcome, PersonId, ReportId, RoleCode, Timestamp, Verb};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::store::log::{self, Columns, code_of};
use crate::store::{StoreError, Tx, facts};

/// One row of `event`.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place in the log, from 0.
    pub seq: u64,
    /// The ids and codes beside the sealed event.
    pub columns: Columns,
    /// SHA-256 that is the entry of the log.
    pub commitment: Vec<u8>,
    /// Salt and event, sealed.
    pub sealed: Vec<u8>,
}

/// Which rows are wanted; what is none does not restrict.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// On this case.
    pub case: Option<CaseId>,
    /// By this person.
    pub person: Option<PersonId>,
    /// By people of this agency.
    pub agency: Option<AgencyId>,
    /// On this report.
    pub report: Option<ReportId>,
    /// Decisions on this verb.
    pub verb: Option<Verb>,
    /// That went this way.
    pub outcome: Option<Outcome>,
    /// Of this kind.
    pub kind: Option<EventKind>,
    /// Allowed on this basis, by its code.
    pub basis: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Of this agency's people, or on a case that names this agency: a first sieve, not the permission.
    pub around: Option<AgencyId>,
}

/// A stretch of the log: after `after`, below `below`, `limit` rows at most.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The last place already seen; none: from the beginning.
    pub after: Option<u64>,
    /// The first place that is no longer wanted.
    pub below: u64,
    /// Rows at most.
    pub limit: u32,
}

/// The columns of a row, in the order of [`read`].
pub const COLUMNS: &str = "seq, at, kind, outcome, verb, person, agency, case_id, report, basis, commitment, sealed";

enum Bound {
    Text(String),
    Number(i64),
}

/// Conditions joined by AND, with what is bound to their places.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    bound: Vec<Bound>,
}

impl Conditions {
    fn place(&mut self, bound: Bound) -> String {
        self.bound.push(bound);
        format!("${}", self.bound.len())
    }

    fn number(&mut self, condition: &'static str, value: i64) {
        let place = self.place(Bound::Number(value));
        self.sql.push(format!("{condition} {place}"));
    }

    fn text(&mut self, condition: &'static str, value: Option<String>) {
        if let Some(value) = value {
            let place = self.place(Bound::Text(value));
            self.sql.push(format!("{condition} {place}"));
        }
    }

    fn of(filter: &Filter, stretch: Stretch) -> Self {
        let mut all = Self::default();
        all.number("seq >", stretch.after.map_or(-1, log::signed));
        all.number("seq <", log::signed(stretch.below));
        all.text("case_id =", filter.case.as_ref().map(ToString::to_string));
        all.text("person =", filter.person.as_ref().map(ToString::to_string));
        all.text("agency =", filter.agency.as_ref().map(ToString::to_string));
        all.text("report =", filter.report.as_ref().map(ToString::to_string));
        all.text("verb =", filter.verb.as_ref().map(code_of));
        all.text("outcome =", filter.outcome.as_ref().map(code_of));
        all.text("kind =", filter.kind.as_ref().map(code_of));
        all.text("basis =", filter.basis.clone());
        if let Some(from) = filter.from {
            all.number("at >=", from.millis());
        }
        if let Some(until) = filter.until {
            all.number("at <", until.millis());
        }
        all
    }
}

/// The rows of one stretch that the filter wants, in the order of the log.
pub async fn page(connection: &mut AnyConnection, filter: &Filter, stretch: Stretch) -> Result<Vec<Row>, StoreError> {
    rows(connection, filter, stretch, "ASC").await
}

/// The last rows of one stretch that the filter wants, the latest first.
pub async fn latest(connection: &mut AnyConnection, filter: &Filter, stretch: Stretch) -> Result<Vec<Row>, StoreError> {
    rows(connection, filter, stretch, "DESC").await
}

async fn rows(
    connection: &mut AnyConnection,
    filter: &Filter,
    stretch: Stretch,
    order: &'static str,
) -> Result<Vec<Row>, StoreError> {
    let mut wanted = Conditions::of(filter, stretch);
    let conditions = wanted.sql.join(" AND ");
    let limit = stretch.limit;
    let sql = match &filter.around {
        None => format!("SELECT {COLUMNS} FROM event WHERE {conditions} ORDER BY seq {order} LIMIT {limit}"),
        Some(agency) => {
            let place = wanted.place(Bound::Text(agency.to_string()));
            around(&conditions, &place, limit, order)
        }
    };
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for bound in wanted.bound {
        query = match bound {
            Bound::Text(text) => query.bind(text),
            Bound::Number(number) => query.bind(number),
        };
    }
    query.fetch_all(connection).await?.iter().map(read).collect()
}

/// Two searches, each by its own index, instead of one OR that uses none.
fn around(conditions: &str, agency: &str, limit: u32, order: &str) -> String {
    let tail = format!("AND {conditions} ORDER BY seq {order} LIMIT {limit}");
    format!(
        "SELECT {COLUMNS} FROM event WHERE seq IN (\
         SELECT seq FROM (SELECT seq FROM event WHERE agency = {agency} {tail}) own UNION \
         SELECT seq FROM (SELECT seq FROM event WHERE case_id IN (SELECT case_id FROM case_fact WHERE agency = {agency} \
         AND kind IN ('case', 'involvement') AND ended_at IS NULL) {tail}) involved) ORDER BY seq {order} LIMIT {limit}"
    )
}

/// The row at one place of the log.
pub async fn find(connection: &mut AnyConnection, seq: u64) -> Result<Option<Row>, StoreError> {
    let Ok(seq) = i64::try_from(seq) else { return Ok(None) };
    sqlx::query(AssertSqlSafe(format!("SELECT {COLUMNS} FROM event WHERE seq = $1")))
        .bind(seq)
        .fetch_optional(connection)
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// A row as it stands.
pub fn read(row: &AnyRow) -> Result<Row, StoreError> {
    Ok(Row {
        seq: log::unsigned(row.try_get("seq")?)?,
        columns: Columns::read(row)?,
        commitment: row.try_get("commitment")?,
        sealed: row.try_get("sealed")?,
    })
}

/// A row as the verification takes it: whatever cannot be read is a finding, not an error.
pub struct RawRow {
    /// Its place in the log.
    pub seq: u64,
    /// The columns, or the name of the first that cannot be read.
    pub columns: Result<Columns, String>,
    /// The commitment, if it is one.
    pub commitment: Option<Hash>,
    /// The sealed event, if there are bytes.
    pub sealed: Vec<u8>,
}

/// Rows `from..to` of the record as they stand.
pub async fn raw_rows(connection: &mut AnyConnection, from: u64, to: u64) -> Result<Vec<RawRow>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(format!("SELECT {COLUMNS} FROM event WHERE seq >= $1 AND seq < $2 ORDER BY seq")))
        .bind(log::signed(from))
        .bind(log::signed(to))
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let commitment: Option<Vec<u8>> = row.try_get("commitment").ok();
            Ok(RawRow {
                seq: log::unsigned(row.try_get("seq")?)?,
                columns: Columns::read(row).map_err(|error| unreadable_column(&error)),
                commitment: commitment.and_then(|bytes| bytes.try_into().ok()),
                sealed: row.try_get("sealed").unwrap_or_default(),
            })
        })
        .collect()
}

fn unreadable_column(error: &StoreError) -> String {
    match error {
        StoreError::Database(sqlx::Error::ColumnDecode { index, .. }) => index.trim_matches('"').to_owned(),
        _ => "columns".to_owned(),
    }
}

/// The head of the log.
pub struct Head {
    /// Entries.
    pub size: u64,
    /// The tree's right edge, as stored.
    pub frontier: Vec<u8>,
    /// The signed checkpoint over `size` entries.
    pub checkpoint: String,
}

/// Reads the head: size and checkpoint of one moment.
pub async fn head(connection: &mut AnyConnection) -> Result<Head, StoreError> {
    let row = sqlx::query("SELECT size, frontier, checkpoint FROM log_head WHERE id = 1").fetch_one(connection).await?;
    Ok(Head { size: log::unsigned(row.try_get(0)?)?, frontier: row.try_get(1)?, checkpoint: row.try_get(2)? })
}

/// How many rows there are against how many there should be, all of one moment.
pub struct Counts {
    /// Entries of the log.
    pub size: u64,
    /// Rows of `event`.
    pub events: i64,
    /// The last place of a row of `event`.
    pub last: Option<i64>,
    /// Rows of `log_hash`.
    pub hashes: i64,
}

/// Counts rows of the record and its tree.
pub async fn counts(connection: &mut AnyConnection) -> Result<Counts, StoreError> {
    let row = sqlx::query(
        "SELECT size, (SELECT COUNT(*) FROM event), (SELECT MAX(seq) FROM event), (SELECT COUNT(*) FROM log_hash) \
         FROM log_head WHERE id = 1",
    )
    .fetch_one(connection)
    .await?;
    Ok(Counts { size: log::unsigned(row.try_get(0)?)?, events: row.try_get(1)?, last: row.try_get(2)?, hashes: row.try_get(3)? })
}

/// Stored hashes `from..to` of one level of the tree, by index, of whatever length they are.
pub async fn raw_hashes(connection: &mut AnyConnection, level: u8, from: u64, to: u64) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT idx, hash FROM log_hash WHERE level = $1 AND idx >= $2 AND idx < $3 ORDER BY idx")
            .bind(i64::from(level))
            .bind(log::signed(from))
            .bind(log::signed(to))
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(|(index, hash)| Ok((log::unsigned(index)?, hash))).collect()
}

/// Commitments `from..to`, in order: the entries of the log.
pub async fn commitments(connection: &mut AnyConnection, from: u64, to: u64) -> Result<Vec<Vec<u8>>, StoreError> {
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as("SELECT commitment FROM event WHERE seq >= $1 AND seq < $2 ORDER BY seq")
        .bind(log::signed(from))
        .bind(log::signed(to))
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|(commitment,)| commitment).collect())
}

/// The first place in the log that may hold an event of `moment` or later. Times grow with places but for what was recorded at once, so
/// that an hour's room is left.
pub async fn first_since(connection: &mut AnyConnection, moment: Timestamp) -> Result<u64, StoreError> {
    const HOUR: i64 = 3_600_000;
    let wanted = moment.millis().saturating_sub(HOUR);
    let (mut low, mut high) = (0, log::signed(head(&mut *connection).await?.size));
    while low < high {
        let middle = low + (high - low) / 2;
        let row: Option<(i64,)> =
            sqlx::query_as("SELECT at FROM event WHERE seq = $1").bind(middle).fetch_optional(&mut *connection).await?;
        if row.is_some_and(|(at,)| at < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    log::unsigned(low)
}

/// The case that a report, or the scan of a paper, belongs to.
pub async fn case_of_report(connection: &mut AnyConnection, report: &ReportId) -> Result<Option<CaseId>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT case_id FROM report WHERE id = $1").bind(report.as_str()).fetch_optional(connection).await?;
    row.map(|(case,)| facts::parse(case, "report", "case_id")).transpose()
}

/// Somebody's post, as it is shown beside what they did.
pub struct Post {
    /// Who.
    pub person: PersonId,
    /// Where; none for families and for who runs the machine.
    pub agency: Option<AgencyId>,
    /// As what.
    pub role: RoleCode,
}

/// The posts of these people.
pub async fn posts(connection: &mut AnyConnection, people: &BTreeSet<String>) -> Result<Vec<Post>, StoreError> {
    let mut found = Vec::new();
    let people: Vec<&String> = people.iter().collect();
    for some in people.chunks(500) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let sql = format!("SELECT id, agency_id, role FROM person WHERE id IN ({})", places.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in some {
            query = query.bind((*id).clone());
        }
        for row in query.fetch_all(&mut *connection).await? {
            let agency: Option<String> = row.try_get(1)?;
            found.push(Post {
                person: facts::parse(row.try_get(0)?, "person", "id")?,
                agency: agency.map(|agency| facts::parse(agency, "person", "agency_id")).transpose()?,
                role: facts::parse(row.try_get(2)?, "person", "role")?,
            });
        }
    }
    Ok(found)
}

/// Ids and sealed names of an agency's people, those who have left too: their acts stay.
pub async fn staff(connection: &mut AnyConnection, agency: &AgencyId, limit: i64) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let sql = "SELECT id, name FROM person WHERE agency_id = $1 ORDER BY id LIMIT $2";
    Ok(sqlx::query_as(sql).bind(agency.as_str()).bind(limit).fetch_all(connection).await?)
}

/// How many rows before `seq` name the case.
pub async fn rows_of_case(connection: &mut AnyConnection, case: &str, seq: u64) -> Result<i64, StoreError> {
    let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM event WHERE case_id = $1 AND seq < $2")
        .bind(case.to_owned())
        .bind(log::signed(seq))
        .fetch_one(connection)
        .await?;
    Ok(count)
}

/// Cases whose key is there, after `after`, in order of id.
pub async fn cases_with_keys(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT case_id FROM case_key WHERE ended_at IS NULL AND sealed IS NOT NULL AND case_id > $1 ORDER BY case_id LIMIT $2",
    )
    .bind(after.to_owned())
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Keeps a taxonomy under its digest. What stands there is replaced: the digest says what it must be.
pub async fn keep_taxonomy(tx: &mut Tx, digest: &str, body: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO taxonomy (digest, body) VALUES ($1, $2) ON CONFLICT (digest) DO UPDATE SET body = excluded.body")
        .bind(digest.to_owned())
        .bind(body.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Every taxonomy that is kept, by digest; as it stands, unproved.
pub async fn taxonomies(connection: &mut AnyConnection) -> Result<HashMap<String, String>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT digest, body FROM taxonomy").fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}

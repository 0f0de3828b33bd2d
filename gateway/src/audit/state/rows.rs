//! The rows that decisions rest on, each read in one statement with the size of the log: which events bear on them is then certain.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::{StoreError, log};

/// What was read, and how many entries the log had at that moment.
pub struct Snapshot<T> {
    /// Entries of the log.
    pub size: u64,
    /// What was read.
    pub value: T,
}

/// A row of `case_fact` but for its body.
pub struct FactRow {
    /// The fact.
    pub id: String,
    /// Of which case.
    pub case: String,
    /// Its kind's word.
    pub kind: String,
    /// From when on it holds (ms).
    pub recorded_at: i64,
    /// Until when it held (ms).
    pub ended_at: Option<i64>,
}

/// The next facts after `after`, in order of id; none: there are no more.
pub async fn facts_after(connection: &mut AnyConnection, after: &str) -> Result<Snapshot<Vec<FactRow>>, StoreError> {
    let rows = sqlx::query(
        "SELECT h.size, f.id, f.case_id, f.kind, f.recorded_at, f.ended_at FROM log_head h LEFT JOIN \
         (SELECT id, case_id, kind, recorded_at, ended_at FROM case_fact WHERE id > $1 ORDER BY id LIMIT 500) f ON 1 = 1 \
         WHERE h.id = 1 ORDER BY f.id",
    )
    .bind(after.to_owned())
    .fetch_all(connection)
    .await?;
    let facts: Vec<Option<FactRow>> = rows.iter().map(fact_of).collect::<Result<_, _>>()?;
    Ok(Snapshot { size: size_of(rows.first())?, value: facts.into_iter().flatten().collect() })
}

/// One fact, if it is there.
pub async fn fact(connection: &mut AnyConnection, id: &str) -> Result<Snapshot<Option<FactRow>>, StoreError> {
    let row = sqlx::query(
        "SELECT h.size, f.id, f.case_id, f.kind, f.recorded_at, f.ended_at FROM log_head h LEFT JOIN case_fact f ON f.id = $1 \
         WHERE h.id = 1",
    )
    .bind(id.to_owned())
    .fetch_one(connection)
    .await?;
    Ok(Snapshot { size: size_of(Some(&row))?, value: fact_of(&row)? })
}

/// The key of each agency.
pub async fn recipients(connection: &mut AnyConnection) -> Result<Snapshot<BTreeMap<String, Option<String>>>, StoreError> {
    let sql = "SELECT h.size, a.id, a.recipient FROM log_head h LEFT JOIN agency a ON 1 = 1 WHERE h.id = 1";
    let rows = sqlx::query(sql).fetch_all(connection).await?;
    let mut keys = BTreeMap::new();
    for row in &rows {
        if let Some(agency) = row.try_get::<Option<String>, _>(1)? {
            keys.insert(agency, row.try_get(2)?);
        }
    }
    Ok(Snapshot { size: size_of(rows.first())?, value: keys })
}

fn size_of(row: Option<&AnyRow>) -> Result<u64, StoreError> {
    row.map_or(Ok(0), |row| log::unsigned(row.try_get(0)?))
}

fn fact_of(row: &AnyRow) -> Result<Option<FactRow>, StoreError> {
    let Some(id) = row.try_get::<Option<String>, _>(1)? else { return Ok(None) };
    let (case, kind, recorded_at, ended_at) = (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
    Ok(Some(FactRow { id, case, kind, recorded_at, ended_at }))
}

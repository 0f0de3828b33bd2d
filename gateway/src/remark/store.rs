//! SQL of remarks.

use std::collections::BTreeMap;

use porthor_policy::{AgencyId, CaseId, Language, PersonId, Remark, RemarkId, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::store::case_keys::CaseKey;
use crate::store::facts::parse;
use crate::store::{StoreError, Tx};

/// What somebody of the family said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Said {
    /// Who, about what.
    pub remark: Remark,
    /// In their words.
    pub text: String,
    /// In which language they said that they wrote; none where they did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// What was answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answered {
    /// Who.
    pub person: PersonId,
    /// For which agency.
    pub agency: AgencyId,
    /// In their words.
    pub text: String,
    /// In which language they said that they wrote; none where they did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// A remark's row, opened.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What was said.
    pub said: Said,
    /// When.
    pub made: Timestamp,
    /// What was answered, and when.
    pub answer: Option<(Answered, Timestamp)>,
}

fn said_place(id: &str) -> String {
    format!("remark/said/{id}")
}

fn answer_place(id: &str) -> String {
    format!("remark/answer/{id}")
}

fn sealed(key: &CaseKey, place: &str, value: &impl Serialize) -> Vec<u8> {
    key.column.seal(place, &serde_json::to_vec(value).expect("plain data always becomes JSON"))
}

fn opened<T: DeserializeOwned>(key: &CaseKey, place: &str, bytes: &[u8], column: &'static str) -> Result<T, StoreError> {
    let wrong = || StoreError::bad_row("remark", column);
    let plain = key.column.open(place, bytes).map_err(|_| wrong())?;
    serde_json::from_slice(&plain).map_err(|_| wrong())
}

/// Keeps a remark.
pub async fn insert(tx: &mut Tx, case: &CaseId, key: &CaseKey, said: &Said) -> Result<(), StoreError> {
    let (id, now) = (said.remark.id.as_str(), tx.now().millis());
    sqlx::query("INSERT INTO remark (id, case_id, said, made_at) VALUES ($1, $2, $3, $4)")
        .bind(id.to_owned())
        .bind(case.as_str())
        .bind(sealed(key, &said_place(id), said))
        .bind(now)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Keeps the answer to a remark; false if it was answered before.
pub async fn answer(tx: &mut Tx, case: &CaseId, key: &CaseKey, id: &RemarkId, answered: &Answered) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let done =
        sqlx::query("UPDATE remark SET answer = $1, answered_at = $2 WHERE id = $3 AND case_id = $4 AND answered_at IS NULL")
            .bind(sealed(key, &answer_place(id.as_str()), answered))
            .bind(now)
            .bind(id.as_str())
            .bind(case.as_str())
            .execute(tx.connection())
            .await?;
    Ok(done.rows_affected() == 1)
}

const COLUMNS: &str = "SELECT id, said, made_at, answer, answered_at FROM remark WHERE case_id = $1";

fn read(row: &AnyRow, key: &CaseKey) -> Result<Kept, StoreError> {
    let id: String = row.try_get(0)?;
    let (said, made): (Vec<u8>, i64) = (row.try_get(1)?, row.try_get(2)?);
    let (answer, at): (Option<Vec<u8>>, Option<i64>) = (row.try_get(3)?, row.try_get(4)?);
    let answer = answer.zip(at).map(|(answer, at)| {
        let answered = opened(key, &answer_place(&id), &answer, "answer")?;
        Ok::<_, StoreError>((answered, Timestamp::from_millis(at)))
    });
    Ok(Kept {
        said: opened(key, &said_place(&id), &said, "said")?,
        made: Timestamp::from_millis(made),
        answer: answer.transpose()?,
    })
}

/// Those made since `since` (milliseconds UTC) that nobody has answered.
pub async fn unanswered(connection: &mut AnyConnection, case: &CaseId, key: &CaseKey, since: i64) -> Result<Vec<Kept>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(format!("{COLUMNS} AND answered_at IS NULL AND made_at >= $2")))
        .bind(case.as_str())
        .bind(since)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| read(row, key)).collect()
}

/// Those of these cases, each with its key, that nobody has answered: the database is asked once. There may be some hundreds of cases.
pub async fn unanswered_in(
    connection: &mut AnyConnection,
    cases: &BTreeMap<&CaseId, &CaseKey>,
) -> Result<Vec<(CaseId, Kept)>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=cases.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT id, said, made_at, answer, answered_at, case_id FROM remark WHERE case_id IN ({}) AND answered_at IS NULL",
        places.join(", ")
    );
    let query = cases.keys().fold(sqlx::query(AssertSqlSafe(sql)), |query, case| query.bind(case.to_string()));
    let rows = query.fetch_all(connection).await?;
    let opened = rows.iter().map(|row| {
        let case: CaseId = parse(row.try_get(5)?, "remark", "case_id")?;
        let key = cases.get(&case).ok_or_else(|| StoreError::bad_row("remark", "case_id"))?;
        Ok((case.clone(), read(row, key)?))
    });
    opened.collect()
}

/// Those that were answered after `since`, the latest answer first.
pub async fn answered_since(
    connection: &mut AnyConnection,
    case: &CaseId,
    key: &CaseKey,
    since: Timestamp,
) -> Result<Vec<Kept>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(format!("{COLUMNS} AND answered_at > $2 ORDER BY answered_at DESC, id")))
        .bind(case.as_str())
        .bind(since.millis())
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| read(row, key)).collect()
}

/// All remarks of a case, the newest first.
pub async fn all(connection: &mut AnyConnection, case: &CaseId, key: &CaseKey) -> Result<Vec<Kept>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(format!("{COLUMNS} ORDER BY made_at DESC, id")))
        .bind(case.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| read(row, key)).collect()
}

/// One remark of a case.
pub async fn find(connection: &mut AnyConnection, case: &CaseId, key: &CaseKey, id: &RemarkId) -> Result<Option<Kept>, StoreError> {
    let row = sqlx::query(AssertSqlSafe(format!("{COLUMNS} AND id = $2")))
        .bind(case.as_str())
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    row.map(|row| read(&row, key)).transpose()
}

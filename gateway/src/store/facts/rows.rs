//! Facts as their rows hold them: agencies and protocols, which are true for everyone, and those of one case.

use std::sync::Arc;

use porthor_policy::{AgencyFacts, AgencyId, AgencyKind, CaseId, Facts, Protocol, ProtocolRecord, Recorded, Signature, Timestamp};
use sqlx::{AnyConnection, Row};

use super::{FactKind, add, from_word, open_body, parse};
use crate::store::case_keys::CaseKey;
use crate::store::{FactsVersion, StoreError};

/// The versions that facts read now have, and the time of the latest event.
pub(super) async fn version_of(
    connection: &mut AnyConnection,
    case: Option<&CaseId>,
) -> Result<(FactsVersion, Timestamp), StoreError> {
    let row = sqlx::query(
        "SELECT h.world, h.last_at, c.version FROM log_head h LEFT JOIN cases c ON c.id = $1 AND c.erased_at IS NULL WHERE h.id = 1",
    )
    .bind(case.map(ToString::to_string))
    .fetch_one(connection)
    .await?;
    let version: Option<i64> = row.try_get(2)?;
    let version = FactsVersion { world: row.try_get(0)?, case: case.cloned().zip(version) };
    Ok((version, Timestamp::from_millis(row.try_get(1)?)))
}

pub(super) fn recorded<T>(value: T, recorded: i64, ended: Option<i64>) -> Recorded<T> {
    Recorded { value, recorded: Timestamp::from_millis(recorded), ended: ended.map(Timestamp::from_millis) }
}

pub(super) async fn read_agencies(connection: &mut AnyConnection) -> Result<Vec<Recorded<AgencyFacts>>, StoreError> {
    let rows = sqlx::query("SELECT id, kind, created_at, live_at, ended_at FROM agency ORDER BY id").fetch_all(connection).await?;
    let mut agencies = Vec::with_capacity(rows.len() * 2);
    for row in rows {
        let id: AgencyId = parse(row.try_get(0)?, "agency", "id")?;
        let kind: AgencyKind = from_word(row.try_get(1)?, "agency", "kind")?;
        let (created, live, ended): (i64, Option<i64>, Option<i64>) = (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
        let before = AgencyFacts { id: id.clone(), kind, live: false };
        agencies.push(recorded(before, created, live.or(ended)));
        if let Some(live) = live {
            agencies.push(recorded(AgencyFacts { id, kind, live: true }, live, ended));
        }
    }
    Ok(agencies)
}

pub(super) async fn read_protocols(connection: &mut AnyConnection) -> Result<Vec<ProtocolRecord>, StoreError> {
    let rows: Vec<(String, i64, String)> =
        sqlx::query_as("SELECT id, version, body FROM protocol ORDER BY id, version").fetch_all(&mut *connection).await?;
    let mut protocols = Vec::with_capacity(rows.len());
    for (id, version, body) in rows {
        let protocol: Protocol = serde_json::from_str(&body).map_err(|_| StoreError::bad_row("protocol", "body"))?;
        let signatures = read_signatures(connection, &id, version).await?;
        protocols.push(ProtocolRecord { protocol: Arc::new(protocol), signatures });
    }
    Ok(protocols)
}

async fn read_signatures(connection: &mut AnyConnection, id: &str, version: i64) -> Result<Vec<Recorded<Signature>>, StoreError> {
    let rows = sqlx::query(
        "SELECT agency, person, recorded_at, ended_at FROM protocol_signature \
         WHERE protocol_id = $1 AND version = $2 ORDER BY agency, recorded_at",
    )
    .bind(id.to_owned())
    .bind(version)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let agency = parse(row.try_get(0)?, "protocol_signature", "agency")?;
            let person = parse(row.try_get(1)?, "protocol_signature", "person")?;
            Ok(recorded(Signature { agency, person }, row.try_get(2)?, row.try_get(3)?))
        })
        .collect()
}

pub(super) async fn read_case(
    connection: &mut AnyConnection,
    case: &CaseId,
    key: &CaseKey,
    facts: &mut Facts,
) -> Result<(), StoreError> {
    let rows =
        sqlx::query("SELECT id, kind, body, recorded_at, ended_at FROM case_fact WHERE case_id = $1 ORDER BY recorded_at, id")
            .bind(case.as_str())
            .fetch_all(connection)
            .await?;
    for row in rows {
        let id: String = row.try_get(0)?;
        let kind: String = row.try_get(1)?;
        let kind = FactKind::from_word(&kind).ok_or_else(|| StoreError::bad_row("case_fact", "kind"))?;
        let sealed: Vec<u8> = row.try_get(2)?;
        let body = open_body(key, &id, &sealed)?;
        add(facts, kind, &body, row.try_get(3)?, row.try_get(4)?)?;
    }
    Ok(())
}

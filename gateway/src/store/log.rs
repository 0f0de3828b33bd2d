//! The record's rows: how an event is sealed, committed to and read back, and the hashes of its tree.
//! An entry of the log is the commitment to the event (32 bytes); its leaf is SHA-256(0x00 ‖ commitment) (RFC 6962).

use std::collections::HashMap;

use porthor_keys::log::merkle::{self, Hash, ProveError};
use porthor_keys::log::{commit, merkle::leaf_hash};
use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::{Basis, Event};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::StoreError;

/// A sequence number or size as the database keeps it.
pub fn signed(number: u64) -> i64 {
    // What a caller asks for may be larger than any log: then there is nothing.
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A sequence number or size as read from the database.
pub fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::bad_row("log_head", "size"))
}

/// An event's canonical bytes: JSON with sorted keys and no white space.
pub fn canonical(event: &Event) -> Vec<u8> {
    let value = serde_json::to_value(event).expect("an event is plain data and always becomes JSON");
    value.to_string().into_bytes()
}

/// A sealed event and the commitment to it.
pub struct SealedEvent {
    /// Salt (32 bytes) ‖ canonical event, sealed.
    pub body: Vec<u8>,
    /// SHA-256(label ‖ salt ‖ canonical event).
    pub commitment: Hash,
}

fn place(seq: u64) -> String {
    format!("event/sealed/{seq}")
}

/// Seals `event` as entry `seq` under `key`, with a fresh salt.
pub fn seal(seq: u64, event: &Event, key: &ColumnKey) -> SealedEvent {
    let salt: [u8; 32] = porthor_keys::random::bytes();
    let canonical = canonical(event);
    let commitment = commit(&salt, &canonical);
    let plain = [salt.as_slice(), &canonical].concat();
    SealedEvent { body: key.seal(&place(seq), &plain), commitment }
}

/// An event opened again, with what proves it.
pub struct OpenedEvent {
    /// What happened.
    pub event: Event,
    /// The salt of its commitment.
    pub salt: [u8; 32],
    /// Recomputed from what was opened: the entry of the log it must match.
    pub commitment: Hash,
}

/// Opens entry `seq`; fails if it was sealed elsewhere, altered, or its key is gone.
pub fn open(seq: u64, sealed: &[u8], key: &ColumnKey) -> Result<OpenedEvent, StoreError> {
    let wrong = || StoreError::bad_row("event", "sealed");
    let plain = key.open(&place(seq), sealed).map_err(|_| wrong())?;
    let (salt, canonical) = plain.split_first_chunk::<32>().ok_or_else(wrong)?;
    let event = serde_json::from_slice(canonical).map_err(|_| wrong())?;
    Ok(OpenedEvent { event, salt: *salt, commitment: commit(salt, canonical) })
}

/// Seals entry `seq` anew under another key; salt, event and commitment stay.
pub fn reseal(seq: u64, sealed: &[u8], from: &ColumnKey, to: &ColumnKey) -> Result<Vec<u8>, StoreError> {
    let plain = from.open(&place(seq), sealed).map_err(|_| StoreError::bad_row("event", "sealed"))?;
    Ok(to.seal(&place(seq), &plain))
}

/// The columns that repeat an event's ids and codes for searching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Milliseconds UTC.
    pub at: i64,
    /// Kind of event, kebab-case.
    pub kind: String,
    /// `allowed`, `refused` or `done`.
    pub outcome: String,
    /// Verb of the decision, if it was one.
    pub verb: Option<String>,
    /// Who acted.
    pub person: Option<String>,
    /// For which agency.
    pub agency: Option<String>,
    /// On which case.
    pub case: Option<String>,
    /// On which report.
    pub report: Option<String>,
    /// What an allowed decision rested on.
    pub basis: Option<String>,
}

impl Columns {
    /// The columns that belong to `event`.
    pub fn of(event: &Event) -> Self {
        Self {
            at: event.at.millis(),
            kind: code_of(&event.kind),
            outcome: code_of(&event.outcome),
            verb: event.access.as_ref().map(|access| code_of(&access.verb)),
            person: event.person.as_ref().map(ToString::to_string),
            agency: event.agency.as_ref().map(ToString::to_string),
            case: event.case.as_ref().map(ToString::to_string),
            report: event.report.as_ref().map(ToString::to_string),
            basis: event.grounds.as_ref().map(|grounds| basis_code(&grounds.basis).to_owned()),
        }
    }

    /// As they stand in a row of `event`.
    pub fn read(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            at: row.try_get("at")?,
            kind: row.try_get("kind")?,
            outcome: row.try_get("outcome")?,
            verb: row.try_get("verb")?,
            person: row.try_get("person")?,
            agency: row.try_get("agency")?,
            case: row.try_get("case_id")?,
            report: row.try_get("report")?,
            basis: row.try_get("basis")?,
        })
    }

    /// The name of the first column that differs from `other`.
    pub fn differs(&self, other: &Self) -> Option<&'static str> {
        let pairs = [
            ("at", self.at == other.at),
            ("kind", self.kind == other.kind),
            ("outcome", self.outcome == other.outcome),
            ("verb", self.verb == other.verb),
            ("person", self.person == other.person),
            ("agency", self.agency == other.agency),
            ("case_id", self.case == other.case),
            ("report", self.report == other.report),
            ("basis", self.basis == other.basis),
        ];
        pairs.iter().find(|(_, same)| !same).map(|(name, _)| *name)
    }
}

/// A unit enum's serialised name: the code that the interface and the database use for it.
pub fn code_of<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// The code of what a decision rested on.
pub fn basis_code(basis: &Basis) -> &'static str {
    match basis {
        Basis::OwnReport => "own-report",
        Basis::Family { .. } => "family",
        Basis::Consent { .. } => "consent",
        Basis::Request { .. } => "request",
        Basis::Emergency { .. } => "emergency",
        Basis::Law => "law",
        Basis::Role { .. } => "role",
    }
}

/// The leaf of a commitment.
pub fn leaf(commitment: &Hash) -> Hash {
    leaf_hash(commitment)
}

/// Hashes `from..to` of one level, in order.
pub async fn read_hashes(connection: &mut AnyConnection, level: u8, from: u64, to: u64) -> Result<Vec<Hash>, StoreError> {
    let rows: Vec<(Vec<u8>,)> =
        sqlx::query_as("SELECT hash FROM log_hash WHERE level = $1 AND idx >= $2 AND idx < $3 ORDER BY idx")
            .bind(i64::from(level))
            .bind(signed(from))
            .bind(signed(to))
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(|(hash,)| to_hash(hash)).collect()
}

fn to_hash(bytes: Vec<u8>) -> Result<Hash, StoreError> {
    bytes.try_into().map_err(|_| StoreError::bad_row("log_hash", "hash"))
}

/// The path from entry `seq` to the root of `size` entries, nearest first.
pub async fn inclusion_proof(connection: &mut AnyConnection, seq: u64, size: u64) -> Result<Vec<Hash>, StoreError> {
    let mut wanted = Vec::new();
    let note = |level, index| {
        wanted.push((level, index));
        Ok([0; 32])
    };
    merkle::inclusion_proof(seq, size, note).map_err(unreadable)?;
    let found = fetch(connection, &wanted).await?;
    merkle::inclusion_proof(seq, size, |level, index| look_up(&found, level, index)).map_err(unreadable)
}

type Place = (u8, u64);

fn look_up(found: &HashMap<Place, Hash>, level: u8, index: u64) -> Result<Hash, StoreError> {
    found.get(&(level, index)).copied().ok_or_else(|| StoreError::bad_row("log_hash", "hash"))
}

async fn fetch(connection: &mut AnyConnection, wanted: &[Place]) -> Result<HashMap<Place, Hash>, StoreError> {
    let mut found = HashMap::new();
    for &(level, index) in wanted {
        let hashes = read_hashes(connection, level, index, index + 1).await?;
        let hash = hashes.first().ok_or_else(|| StoreError::bad_row("log_hash", "hash"))?;
        found.insert((level, index), *hash);
    }
    Ok(found)
}

fn unreadable(error: ProveError<StoreError>) -> StoreError {
    match error {
        ProveError::Read(error) => error,
        ProveError::OutOfRange { .. } => StoreError::NotInLog,
    }
}

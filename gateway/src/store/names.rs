//! What agencies and people are called, read once for a page. Names of people are sealed in the database. And what agencies and protocols
//! are called in both languages, kept in memory for the words of reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};

use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::{AgencyId, Language, PersonId, ProtocolRecord};
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::StoreError;

/// Names asked for at once, at most.
const AT_ONCE: usize = 500;

/// Names, by id.
#[derive(Default)]
pub struct Names {
    agencies: BTreeMap<String, String>,
    people: BTreeMap<String, String>,
}

impl Names {
    /// Reads the names of these agencies, in `language`, and of these people.
    pub async fn read<'a>(
        column: &ColumnKey,
        connection: &mut AnyConnection,
        language: Language,
        agencies: impl IntoIterator<Item = &'a AgencyId>,
        people: impl IntoIterator<Item = &'a PersonId>,
    ) -> Result<Self, StoreError> {
        let agencies: BTreeSet<String> = agencies.into_iter().map(ToString::to_string).collect();
        let people: BTreeSet<String> = people.into_iter().map(ToString::to_string).collect();
        let name = if language == Language::Cy { "name_cy" } else { "name_en" };
        let mut names = Self::default();
        for row in rows(connection, &format!("SELECT id, {name} FROM agency"), &agencies).await? {
            names.agencies.insert(row.try_get(0)?, row.try_get(1)?);
        }
        for row in rows(connection, "SELECT id, name FROM person", &people).await? {
            let id: String = row.try_get(0)?;
            let sealed: Vec<u8> = row.try_get(1)?;
            names.people.insert(id.clone(), open(column, &id, &sealed)?);
        }
        Ok(names)
    }

    /// What an agency is called; its id where it is not known.
    pub fn agency<'a>(&'a self, id: &'a AgencyId) -> &'a str {
        self.agencies.get(id.as_str()).map_or(id.as_str(), String::as_str)
    }

    /// What a person is called; their id where they are not known.
    pub fn person<'a>(&'a self, id: &'a PersonId) -> &'a str {
        self.people.get(id.as_str()).map_or(id.as_str(), String::as_str)
    }
}

/// What every agency and protocol is called in both languages, as of a version of the world. The reader of facts keeps it up to date.
#[derive(Default)]
pub struct Register(RwLock<Registered>);

/// In English and in Welsh, by id.
type Titles = BTreeMap<String, (String, String)>;

#[derive(Default)]
struct Registered {
    world: i64,
    agencies: Titles,
    protocols: Titles,
}

impl Register {
    /// What an agency is called in `language`; none where it is not known.
    pub fn agency(&self, language: Language, id: &str) -> Option<String> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.agencies.get(id).map(|titles| of(language, titles))
    }

    /// What a protocol is called in its latest version; none where it is not known.
    pub fn protocol(&self, language: Language, id: &str) -> Option<String> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.protocols.get(id).map(|titles| of(language, titles))
    }

    /// Reads it as of version `world`; what was read at a later one stays.
    pub(super) async fn read(
        &self,
        connection: &mut AnyConnection,
        world: i64,
        protocols: &[ProtocolRecord],
    ) -> Result<(), StoreError> {
        let rows: Vec<(String, String, String)> =
            sqlx::query_as("SELECT id, name_en, name_cy FROM agency").fetch_all(connection).await?;
        let agencies = rows.into_iter().map(|(id, en, cy)| (id, (en, cy))).collect();
        let mut latest: Vec<_> = protocols.iter().map(|record| &record.protocol).collect();
        latest.sort_by_key(|protocol| protocol.version);
        let titles = latest.into_iter().map(|one| (one.id.to_string(), (one.title_en.clone(), one.title_cy.clone())));
        let read = Registered { world, agencies, protocols: titles.collect() };
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if read.world >= known.world {
            *known = read;
        }
        Ok(())
    }
}

fn of(language: Language, (en, cy): &(String, String)) -> String {
    if language == Language::Cy { cy.clone() } else { en.clone() }
}

/// Opens a person's name, sealed under the gateway's column key.
pub fn open(column: &ColumnKey, person: &str, sealed: &[u8]) -> Result<String, StoreError> {
    let plain = column.open(&place(person), sealed).map_err(|_| StoreError::bad_row("person", "name"))?;
    String::from_utf8(plain.to_vec()).map_err(|_| StoreError::bad_row("person", "name"))
}

/// Where a person's name stands, which its sealing is bound to.
pub fn place(person: &str) -> String {
    format!("person/name/{person}")
}

async fn rows(connection: &mut AnyConnection, select: &str, ids: &BTreeSet<String>) -> Result<Vec<sqlx::any::AnyRow>, StoreError> {
    let mut found = Vec::new();
    let ids: Vec<&String> = ids.iter().collect();
    for some in ids.chunks(AT_ONCE) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let mut query = sqlx::query(AssertSqlSafe(format!("{select} WHERE id IN ({})", places.join(", "))));
        for id in some {
            query = query.bind((*id).clone());
        }
        found.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(found)
}

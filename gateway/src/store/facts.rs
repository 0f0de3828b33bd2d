//! The one reader behind every decision: all that is known of a case, each fact with the moment it was recorded and ended, so that
//! `policy` can decide as of any moment. What is true of everyone (agencies, protocols) is read once per version of the world.

pub mod named;
mod rows;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use porthor_policy::{AgencyFacts, AgencyId, CaseId, Facts, PersonId, ProtocolRecord, Recorded, StaffFacts, Taxonomy, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;
use zeroize::Zeroizing;

use self::rows::{read_agencies, read_case, read_protocols, recorded, version_of};
use super::case_keys::{CaseKey, CaseKeys};
use super::names::Register;
use super::{FactsVersion, StoreError, Tx};

/// What kind of fact a row holds, and so which policy type its body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// `CaseFacts`.
    Case,
    /// `Involvement`.
    Involvement,
    /// `FamilyMember`.
    Family,
    /// `Veto`.
    Veto,
    /// `Competence`.
    Competence,
    /// `Mark`.
    Mark,
    /// `Enrolment`.
    Enrolment,
    /// `Grant`; its end is its withdrawal.
    Grant,
    /// `StatutoryRequest`.
    Request,
    /// `Emergency`.
    Emergency,
    /// `Report`.
    Report,
    /// `Quarantine`; its end is that the report was taken in, scanned or turned away.
    Quarantine,
}

impl FactKind {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Case, "case"),
        (Self::Involvement, "involvement"),
        (Self::Family, "family"),
        (Self::Veto, "veto"),
        (Self::Competence, "competence"),
        (Self::Mark, "mark"),
        (Self::Enrolment, "enrolment"),
        (Self::Grant, "grant"),
        (Self::Request, "request"),
        (Self::Emergency, "emergency"),
        (Self::Report, "report"),
        (Self::Quarantine, "quarantine"),
    ];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// The facts that a decision is taken on, and their version.
#[derive(Clone)]
pub struct Known {
    /// For `porthor_policy::decide`.
    pub facts: Arc<Facts>,
    /// For the recorder's check that they still held.
    pub version: FactsVersion,
    /// No decision on these facts may be dated before this.
    pub not_before: Timestamp,
    /// The case's key; none where there is no such case.
    pub key: Option<Arc<CaseKey>>,
}

impl Known {
    /// With a person's post among the facts.
    #[must_use]
    pub fn with(mut self, post: Option<Recorded<StaffFacts>>) -> Self {
        if let Some(post) = post.filter(|post| !self.facts.people.contains(post)) {
            Arc::make_mut(&mut self.facts).people.push(post);
        }
        self
    }
}

/// What is the same for every case: agencies and protocols, as of a version.
struct World {
    version: i64,
    agencies: Vec<Recorded<AgencyFacts>>,
    protocols: Vec<ProtocolRecord>,
}

/// Reads facts; keeps the world's in memory as long as its version stands.
pub struct FactsReader {
    taxonomy: Arc<Taxonomy>,
    register: Arc<Register>,
    world: Mutex<Option<Arc<World>>>,
    cases: Mutex<BTreeMap<CaseId, Known>>,
}

/// Cases whose facts are kept in memory at once. Each holds all agencies and protocols too: a quarter of a MiB in a large country.
const KEPT: usize = 200;

impl FactsReader {
    /// A reader that decides by `taxonomy`, and keeps `register` as new as the world that it reads.
    pub fn new(taxonomy: Arc<Taxonomy>, register: Arc<Register>) -> Self {
        Self { taxonomy, register, world: Mutex::default(), cases: Mutex::default() }
    }

    /// All facts of `case` (none: what bears on no case), as committed. An unknown case gives facts without one.
    pub async fn load(&self, connection: &mut AnyConnection, keys: &CaseKeys, case: Option<&CaseId>) -> Result<Known, StoreError> {
        let (version, last_at) = version_of(connection, case).await?;
        let mut known = if let Some(known) = self.kept(&version) {
            known
        } else {
            let world = self.world(connection, version.world).await?;
            let mut known = self.read(connection, keys, version, &world).await?;
            // Kept with it: a clock that was set back must not take a decision from before the change it rests on.
            known.not_before = last_at;
            self.keep(&known);
            known
        };
        known.not_before = last_at;
        Ok(known)
    }

    /// The same within a change, on the writer's connection: what earlier changes of the same group did counts, is known by no version
    /// yet, and may still be rolled back. So nothing kept is used, and nothing is kept.
    pub async fn load_within(&self, tx: &mut Tx, keys: &CaseKeys, case: Option<&CaseId>) -> Result<Known, StoreError> {
        let (version, _) = version_of(tx.connection(), case).await?;
        let world = World {
            version: version.world,
            agencies: read_agencies(tx.connection()).await?,
            protocols: read_protocols(tx.connection()).await?,
        };
        let mut known = self.read(tx.connection(), keys, version, &world).await?;
        known.not_before = tx.now();
        Ok(known)
    }

    /// What is kept of `case`, if the world still stands at `world`, with a post read at that same version. The case itself may have
    /// moved: only the recorder may be believed that it has not, so this is for decisions that are recorded and for nothing else.
    pub fn unchecked(&self, case: &CaseId, world: i64, post: &Recorded<StaffFacts>) -> Option<Known> {
        let mut cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        let known = cases.get_mut(case).filter(|known| known.version.world == world)?;
        if !known.facts.people.contains(post) {
            // Kept with the rest, so that the facts are copied once for each person and not at every request.
            *known = known.clone().with(Some(post.clone()));
        }
        Some(known.clone())
    }

    fn kept(&self, version: &FactsVersion) -> Option<Known> {
        let (case, _) = version.case.as_ref()?;
        let cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        cases.get(case).filter(|known| known.version == *version).cloned()
    }

    fn keep(&self, known: &Known) {
        if let Some((case, _)) = &known.version.case {
            let mut cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
            if cases.len() >= KEPT {
                cases.clear();
            }
            cases.insert(case.clone(), known.clone());
        }
    }

    async fn read(
        &self,
        connection: &mut AnyConnection,
        keys: &CaseKeys,
        version: FactsVersion,
        world: &World,
    ) -> Result<Known, StoreError> {
        let mut facts = Facts {
            taxonomy: Arc::clone(&self.taxonomy),
            case: None,
            agencies: world.agencies.clone(),
            people: Vec::new(),
            family: Vec::new(),
            involvements: Vec::new(),
            vetoes: Vec::new(),
            competences: Vec::new(),
            marks: Vec::new(),
            enrolments: Vec::new(),
            grants: Vec::new(),
            requests: Vec::new(),
            emergencies: Vec::new(),
            reports: Vec::new(),
            quarantines: Vec::new(),
            protocols: world.protocols.clone(),
        };
        let mut key = None;
        if let Some((case, _)) = &version.case {
            let opened = keys.open(connection, case).await?;
            read_case(connection, case, &opened, &mut facts).await?;
            key = Some(opened);
        }
        Ok(Known { facts: Arc::new(facts), version, not_before: Timestamp::from_millis(0), key })
    }

    async fn world(&self, connection: &mut AnyConnection, version: i64) -> Result<Arc<World>, StoreError> {
        let kept = self.world.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(world) = kept.filter(|world| world.version == version) {
            return Ok(world);
        }
        let world =
            Arc::new(World { version, agencies: read_agencies(connection).await?, protocols: read_protocols(connection).await? });
        self.register.read(connection, version, &world.protocols).await?;
        *self.world.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&world));
        Ok(world)
    }

    /// Forgets what is kept of `case`: its key was destroyed or replaced.
    pub fn forget(&self, case: &CaseId) {
        self.cases.lock().unwrap_or_else(PoisonError::into_inner).remove(case);
    }
}

/// Opens the body of a fact.
pub fn open_body(key: &CaseKey, id: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    key.column.open(&place(id), sealed).map_err(|_| StoreError::bad_row("case_fact", "body"))
}

fn add(facts: &mut Facts, kind: FactKind, body: &[u8], from: i64, to: Option<i64>) -> Result<(), StoreError> {
    match kind {
        FactKind::Case => facts.case = Some(recorded(read(body)?, from, to)),
        FactKind::Involvement => facts.involvements.push(recorded(read(body)?, from, to)),
        FactKind::Family => facts.family.push(recorded(read(body)?, from, to)),
        FactKind::Veto => facts.vetoes.push(recorded(read(body)?, from, to)),
        FactKind::Competence => facts.competences.push(recorded(read(body)?, from, to)),
        FactKind::Mark => facts.marks.push(recorded(read(body)?, from, to)),
        FactKind::Enrolment => facts.enrolments.push(recorded(read(body)?, from, to)),
        FactKind::Grant => facts.grants.push(recorded(read(body)?, from, to)),
        FactKind::Request => facts.requests.push(recorded(read(body)?, from, to)),
        FactKind::Emergency => facts.emergencies.push(recorded(read(body)?, from, to)),
        FactKind::Report => facts.reports.push(recorded(read(body)?, from, to)),
        FactKind::Quarantine => facts.quarantines.push(recorded(read(body)?, from, to)),
    }
    Ok(())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(body).map_err(|_| StoreError::bad_row("case_fact", "body"))
}

/// Parses an id or a code from a column.
#[expect(clippy::needless_pass_by_value, reason = "rows are read into owned texts, and each is parsed at once")]
pub fn parse<T: std::str::FromStr>(text: String, table: &'static str, column: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::bad_row(table, column))
}

/// Reads a unit enum from its word in a column.
pub fn from_word<T: DeserializeOwned>(word: String, table: &'static str, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| StoreError::bad_row(table, column))
}

fn place(id: &str) -> String {
    format!("case_fact/body/{id}")
}

/// A fact on its way into the case.
pub struct NewFact<'a, T> {
    /// Id of the row: that of the policy type, or a fresh one.
    pub id: &'a str,
    /// Which policy type.
    pub kind: FactKind,
    /// Agency to find the case by.
    pub agency: Option<&'a AgencyId>,
    /// Person to find the case by.
    pub person: Option<&'a PersonId>,
    /// The policy type itself.
    pub body: &'a T,
}

/// Writes a fact of `case`, true from `tx.now()`.
pub async fn insert<T: Serialize>(tx: &mut Tx, case: &CaseId, key: &CaseKey, fact: NewFact<'_, T>) -> Result<(), StoreError> {
    let body = serde_json::to_vec(fact.body).expect("policy types are plain data and always become JSON");
    let now = tx.now().millis();
    sqlx::query("INSERT INTO case_fact (id, case_id, kind, agency, person, body, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(fact.id.to_owned())
        .bind(case.as_str())
        .bind(fact.kind.word())
        .bind(fact.agency.map(ToString::to_string))
        .bind(fact.person.map(ToString::to_string))
        .bind(key.column.seal(&place(fact.id), &body))
        .bind(now)
        .execute(tx.connection())
        .await?;
    tx.named().recorded(fact.kind, fact.id);
    tx.touch_case(case).await
}

/// Ends a fact as of `tx.now()`; false if there is none in force with this id.
pub async fn end(tx: &mut Tx, case: &CaseId, kind: FactKind, id: &str) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let ended = sqlx::query("UPDATE case_fact SET ended_at = $1 WHERE id = $2 AND case_id = $3 AND kind = $4 AND ended_at IS NULL")
        .bind(now)
        .bind(id.to_owned())
        .bind(case.as_str())
        .bind(kind.word())
        .execute(tx.connection())
        .await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    tx.named().ended(kind, id);
    tx.touch_case(case).await?;
    Ok(true)
}

/// Seals every fact of `case` anew under another key.
pub async fn reseal(tx: &mut Tx, case: &CaseId, from: &CaseKey, to: &CaseKey) -> Result<(), StoreError> {
    let rows: Vec<(String, Vec<u8>)> =
        sqlx::query_as("SELECT id, body FROM case_fact WHERE case_id = $1").bind(case.as_str()).fetch_all(tx.connection()).await?;
    for (id, sealed) in rows {
        let place = place(&id);
        let body = open_body(from, &id, &sealed)?;
        sqlx::query("UPDATE case_fact SET body = $1 WHERE id = $2")
            .bind(to.column.seal(&place, &body))
            .bind(id)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

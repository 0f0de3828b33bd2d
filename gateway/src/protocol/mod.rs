//! The register of information-sharing protocols: versions as data, immutable, signed by one partner after the other, withdrawn by
//! any of them at once. Whoever is signed in may read it: families see on what agreement agencies share. `store` is its SQL.

pub mod compare;
pub mod page;
pub mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use porthor_policy::{
    Access, AgencyFacts, Event, EventKind, Facts, Language, NotInForce, Protocol, ProtocolError, ProtocolId, ProtocolRecord,
    ProtocolRef, Reason, Recorded, Signature, Timestamp, Verb,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::agency::commit_and_recheck_all;
use crate::app::App;
use crate::gate;
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::language;
use crate::http::paging::{Page, Paging};
use crate::http::session::SignedIn;
use crate::store::StoreError;
use crate::words::Words;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list, register)).routes(routes!(show)).routes(routes!(sign, withdraw))
}

/// A version in the register.
#[derive(Serialize, ToSchema)]
struct ProtocolLine {
    id: String,
    version: u32,
    title_en: String,
    title_cy: String,
    /// First day.
    starts: String,
    /// First day it no longer holds.
    ends: Option<String>,
    review_due: String,
    in_force: bool,
    /// Partners whose signature does not stand.
    missing: Vec<String>,
}

impl ProtocolLine {
    fn of(record: &ProtocolRecord, facts: &Facts, now: Timestamp) -> Self {
        let protocol = &record.protocol;
        let partners = protocol.partners.iter().map(|partner| &partner.agency);
        Self {
            id: protocol.id.to_string(),
            version: protocol.version,
            title_en: protocol.title_en.clone(),
            title_cy: protocol.title_cy.clone(),
            starts: protocol.starts.to_string(),
            ends: protocol.ends.map(|ends| ends.to_string()),
            review_due: protocol.review.due.to_string(),
            in_force: obstacles(record, facts, now).is_empty(),
            missing: partners.filter(|agency| !record.is_signed_by(agency, now)).map(ToString::to_string).collect(),
        }
    }
}

/// Where a version stands in the list: by id, then by version as a number.
fn place(record: &ProtocolRecord) -> String {
    format!("{}.{:010}", record.protocol.id, record.protocol.version)
}

/// Every version of every protocol, by id and version.
#[utoipa::path(get, path = "/protocols", tag = "protocol", security(("session" = [])), params(("after" = Option<String>, Query), ("limit" = Option<usize>, Query)), responses((status = 200, body = Page<ProtocolLine>)))]
async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Page<ProtocolLine>>, Problem> {
    let known = gate::load(&app, &who, None).await?;
    let now = app.clock.now().max(known.not_before);
    let mut records: Vec<_> = known.facts.protocols.iter().filter(|record| place(record) > paging.after).collect();
    records.sort_by_key(|record| place(record));
    records.truncate(paging.size());
    let next = (records.len() == paging.size()).then(|| records.last().map(|record| place(record))).flatten();
    let items = records.into_iter().map(|record| ProtocolLine::of(record, &known.facts, now)).collect();
    Ok(axum::Json(Page { items, next }))
}

/// What keeps a version from being in force, in the words of the policy's reasons; a version that a later one has replaced is over.
pub fn obstacles(record: &ProtocolRecord, facts: &Facts, now: Timestamp) -> Vec<Reason> {
    let mut found = in_the_way(record, &facts.agencies, now);
    let over = Reason::Ended { protocol: record.protocol.id.clone() };
    if facts.protocols.iter().any(|other| other.has_replaced(record, now)) && !found.contains(&over) {
        found.push(over);
    }
    found
}

fn in_the_way(record: &ProtocolRecord, agencies: &[Recorded<AgencyFacts>], now: Timestamp) -> Vec<Reason> {
    let reason = |wrong| {
        let protocol = record.protocol.id.clone();
        match wrong {
            NotInForce::NotSigned(agency) => Reason::NotSigned { protocol, agency },
            NotInForce::NotLive(agency) => Reason::PartnerNotLive { protocol, agency },
            NotInForce::NotStarted(starts) => Reason::NotStarted { protocol, starts },
            NotInForce::Ended => Reason::Ended { protocol },
            NotInForce::ReviewLapsed(due) => Reason::ReviewLapsed { protocol, due },
        }
    };
    record.in_force(agencies, now).err().unwrap_or_default().into_iter().map(reason).collect()
}

/// A version in full.
#[derive(Serialize, ToSchema)]
struct ProtocolShown {
    /// The protocol as data. Its canonical JSON (sorted keys, no white space) is what the partners sign.
    #[schema(value_type = Object)]
    protocol: Value,
    /// SHA-256 of the canonical JSON, hexadecimal.
    sha256: String,
    /// Every signature, withdrawn ones too.
    signatures: Vec<SignatureShown>,
    /// Whether it is in force for the partners whose signatures stand.
    in_force: bool,
    /// What would have to change: reasons with code, text and remedy.
    #[schema(value_type = Vec<Object>)]
    not_in_force: Vec<Value>,
}

/// A partner's signature.
#[derive(Serialize, ToSchema)]
struct SignatureShown {
    agency: String,
    person: String,
    at: String,
    /// When the partner withdrew.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
}

impl From<&Recorded<Signature>> for SignatureShown {
    fn from(signature: &Recorded<Signature>) -> Self {
        Self {
            agency: signature.value.agency.to_string(),
            person: signature.value.person.to_string(),
            at: signature.recorded.to_string(),
            ended: signature.ended.map(|ended| ended.to_string()),
        }
    }
}

/// One version, with its signatures, the hash to sign, and what keeps it from being in force.
#[utoipa::path(get, path = "/protocols/{id}/{version}", tag = "protocol", security(("session" = [])), params(("id" = String, Path), ("version" = u32, Path)), responses((status = 200, body = ProtocolShown), (status = 404)))]
async fn show(
    State(app): State<Arc<App>>,
    who: SignedIn,
    headers: HeaderMap,
    Path((id, version)): Path<(ProtocolId, u32)>,
) -> Result<axum::Json<ProtocolShown>, Problem> {
    let known = gate::load(&app, &who, None).await?;
    let now = app.clock.now().max(known.not_before);
    let record = find(&known.facts, &id, version)?;
    let mut reader = app.store.reader().await?;
    let body = store::body(&mut reader, &id, version).await?.ok_or_else(Problem::not_found)?;
    let not_in_force = obstacles(record, &known.facts, now);
    Ok(axum::Json(ProtocolShown {
        protocol: serde_json::from_str(&body).map_err(|_| StoreError::bad_row("protocol", "body"))?,
        sha256: hex(&store::hash(&body)),
        signatures: record.signatures.iter().map(SignatureShown::from).collect(),
        in_force: not_in_force.is_empty(),
        not_in_force: worded(&app.words, language::of(&headers), &not_in_force),
    }))
}

fn find<'a>(facts: &'a Facts, id: &ProtocolId, version: u32) -> Result<&'a ProtocolRecord, Problem> {
    let found = facts.protocols.iter().find(|record| record.protocol.id == *id && record.protocol.version == version);
    found.ok_or_else(Problem::not_found)
}

fn worded(words: &Words, language: Language, reasons: &[Reason]) -> Vec<Value> {
    let reasons = reasons.iter().map(|reason| {
        let (text, remedy) = words.reason(language, reason);
        let mut shown = serde_json::to_value(reason).unwrap_or_default();
        shown["text"] = text.into();
        shown["remedy"] = remedy.into();
        shown
    });
    reasons.collect()
}

/// A version that was registered.
#[derive(Serialize, ToSchema)]
struct Registered {
    id: String,
    version: u32,
    /// What partners sign: SHA-256 of the canonical JSON, hexadecimal.
    sha256: String,
}

/// Registers a version as a draft for its partners to sign. The operator does it, or an administrator of one of the partners.
#[utoipa::path(post, path = "/protocols", tag = "protocol", security(("session" = [])), request_body = Object,
    responses((status = 201, body = Registered), (status = 403, description = "refused, protocol-not-partner"), (status = 409, description = "protocol-immutable"), (status = 422, description = "protocol-incomplete")))]
async fn register(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Json(protocol): Json<Protocol>,
) -> Result<(StatusCode, axum::Json<Registered>), Problem> {
    protocol.validate(&app.config.taxonomy).map_err(|wrong| incomplete(wrong.iter().map(code)))?;
    let access = administers(&who);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let versions: Vec<_> = granted.known.facts.protocols.iter().filter(|record| record.protocol.id == protocol.id).collect();
    check_partner(&who, &protocol, &versions)?;
    check_succession(&protocol, &versions, granted.now)?;
    if !store::insert(&mut tx, &protocol).await? {
        return Err(Problem::conflict("protocol-immutable"));
    }
    tx.touch_world();
    let sha256 = hex(&store::hash(&store::canonical(&protocol)));
    let reference = ProtocolRef { id: protocol.id, version: protocol.version };
    let event = Event { protocol: Some(reference.clone()), ..gate::allowed(&access, &granted, EventKind::ProtocolRegistered) }
        .with_detail("sha256", sha256.clone());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    let shown = Registered { id: reference.id.to_string(), version: reference.version, sha256 };
    Ok((StatusCode::CREATED, axum::Json(shown)))
}

/// `who` asks to act for their own agency; the operator has none.
fn administers(who: &SignedIn) -> Access {
    Access { agency: who.actor.agency.clone(), ..Access::new(who.actor.clone(), Verb::Administer) }
}

/// `who` asks to sign for their own agency, or to withdraw it.
fn signs(who: &SignedIn) -> Access {
    Access { agency: who.actor.agency.clone(), ..Access::new(who.actor.clone(), Verb::Sign) }
}

/// An agency drafts only what it would sign itself, and goes on only with protocols that it was a partner of.
fn check_partner(who: &SignedIn, protocol: &Protocol, versions: &[&ProtocolRecord]) -> Result<(), Problem> {
    let Some(agency) = &who.actor.agency else { return Ok(()) };
    let knows = versions.is_empty() || versions.iter().any(|record| record.protocol.has_partner(agency));
    if protocol.has_partner(agency) && knows { Ok(()) } else { Err(not_a_partner()) }
}

fn not_a_partner() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "protocol-not-partner")
}

/// A version replaces an earlier one only with everybody who still stands by that: else a few could end it for all.
fn check_succession(protocol: &Protocol, versions: &[&ProtocolRecord], now: Timestamp) -> Result<(), Problem> {
    let Some(earlier) = protocol.supersedes else { return Ok(()) };
    let replaced = versions.iter().find(|record| record.protocol.version == earlier && earlier < protocol.version);
    let Some(replaced) = replaced else { return Err(incomplete(["supersedes".to_owned()])) };
    let partners = replaced.protocol.partners.iter().map(|partner| &partner.agency);
    let dropped = partners.filter(|agency| replaced.is_signed_by(agency, now) && !protocol.has_partner(agency));
    let dropped: Vec<_> = dropped.map(|agency| format!("dropped-partner:{agency}")).collect();
    if dropped.is_empty() { Ok(()) } else { Err(incomplete(dropped)) }
}

fn incomplete(wrong: impl IntoIterator<Item = String>) -> Problem {
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    wrong.sort();
    wrong.dedup();
    Problem::unacceptable("protocol-incomplete").with("wrong", wrong.join(", "))
}

/// What is wrong, as a code with the id it concerns: the same in both languages.
fn code(error: &ProtocolError) -> String {
    match error {
        ProtocolError::Partners => "partners".to_owned(),
        ProtocolError::Text(_) => "text-in-both-languages".to_owned(),
        ProtocolError::Category(category) => format!("category:{category}"),
        ProtocolError::Purpose(purpose) => format!("purpose:{purpose}"),
        ProtocolError::NoItems => "items".to_owned(),
        ProtocolError::NotAPartner => "item-between-partners".to_owned(),
        ProtocolError::Dates => "ends".to_owned(),
        ProtocolError::Retention(category) => format!("retention:{category}"),
        ProtocolError::Legal(purpose) => format!("legal:{purpose}"),
    }
}

/// A signature to exactly these bytes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSignature {
    /// SHA-256 of the canonical JSON that is signed, hexadecimal: as shown with the version.
    sha256: String,
}

/// Signs a version for one's agency, as an administrator or an officer of it. It is in force once every partner has.
#[utoipa::path(post, path = "/protocols/{id}/{version}/signature", tag = "protocol", security(("session" = [])), params(("id" = String, Path), ("version" = u32, Path)), request_body = NewSignature,
    responses((status = 201, body = SignatureShown), (status = 403, description = "refused, protocol-not-partner"), (status = 404), (status = 409, description = "conflict")))]
async fn sign(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((id, version)): Path<(ProtocolId, u32)>,
    Json(new): Json<NewSignature>,
) -> Result<(StatusCode, axum::Json<SignatureShown>), Problem> {
    let access = signs(&who);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let agency = who.actor.agency.as_ref().ok_or_else(not_a_partner)?;
    let record = find(&granted.known.facts, &id, version)?;
    if !record.protocol.has_partner(agency) {
        return Err(not_a_partner());
    }
    let body = store::body(tx.connection(), &id, version).await?.ok_or_else(Problem::not_found)?;
    let hash = store::hash(&body);
    let sha256 = hex(&hash);
    if record.is_signed_by(agency, granted.now) || !new.sha256.eq_ignore_ascii_case(&sha256) {
        return Err(Problem::conflict("conflict"));
    }
    let reference = ProtocolRef { id, version };
    store::sign(&mut tx, &reference, agency, &who.actor.person, hash).await?;
    tx.touch_world();
    let signed = Signature { agency: agency.clone(), person: who.actor.person.clone() };
    let signed = Recorded::since(signed, tx.now());
    let event = Event { protocol: Some(reference), ..gate::allowed(&access, &granted, EventKind::ProtocolSigned) }
        .with_detail("sha256", sha256);
    // The last signature may put the version in the place of an earlier one, which passed more.
    commit_and_recheck_all(&app, tx, gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(SignatureShown::from(&signed))))
}

/// Withdraws one's agency from a version at once, also from what is being downloaded under it.
#[utoipa::path(delete, path = "/protocols/{id}/{version}/signature", tag = "protocol", security(("session" = [])), params(("id" = String, Path), ("version" = u32, Path)),
    responses((status = 204), (status = 403, description = "refused, protocol-not-partner"), (status = 404)))]
async fn withdraw(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((id, version)): Path<(ProtocolId, u32)>,
) -> Result<StatusCode, Problem> {
    let access = signs(&who);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let agency = who.actor.agency.as_ref().ok_or_else(not_a_partner)?;
    let reference = ProtocolRef { id, version };
    if !store::withdraw(&mut tx, &reference, agency).await? {
        return Err(Problem::not_found());
    }
    tx.touch_world();
    let event = Event { protocol: Some(reference), ..gate::allowed(&access, &granted, EventKind::ProtocolWithdrawn) };
    commit_and_recheck_all(&app, tx, gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

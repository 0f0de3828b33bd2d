//! Cases: opened by a co-ordinator's agency, with who is involved, who is family, and what holds sharing back. Whatever takes grounds
//! away decides running transfers anew at once. `store` is its SQL, `people` the involved and the family (`accounts` whose an address is), `helpers` whom the family names, `holds` marks and vetoes,
//! `emergency` the access of last resort.

mod accounts;
pub mod emergency;
pub mod helpers;
pub mod holds;
pub mod letter;
pub mod people;
pub mod store;

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{
    Access, CaseFacts, CaseId, Date, Event, EventKind, Involvement, RoleCode, Scope, Timestamp, Verb, Veto, is_told_of_case,
    sees_the_familys_word,
};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::emergency::EmergencyLine;
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::paging::{Page, Paging};
use crate::http::session::SignedIn;
use crate::http::transfer;
use crate::plain::{NAME, plain_name};
use crate::report::upload::pieces::Pieces;
use crate::store::case_keys::CaseKey;
use crate::store::facts::{self, FactKind, Known, NewFact};
use crate::store::{Entry, StoreError, Tx};

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(open_case, list_cases))
        .routes(routes!(show_case, erase_case))
        .routes(routes!(show_recipient))
        .merge(people::routes())
        .merge(helpers::routes())
        .merge(letter::routes())
        .merge(holds::routes())
        .merge(emergency::routes())
}

/// A case to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCase {
    /// What the case is called; sealed.
    pub name: String,
    /// Birthday of the child or young person, ISO 8601.
    #[schema(value_type = Option<String>)]
    pub born: Option<Date>,
    /// Whether the child is looked after.
    #[serde(default)]
    pub looked_after: bool,
}

/// An opened case.
#[derive(Serialize, ToSchema)]
pub(crate) struct Opened {
    pub id: String,
    /// The age recipient to seal reports of this case to.
    recipient: String,
}

/// Opens a case; one's own agency leads it.
#[utoipa::path(post, path = "/cases", tag = "case", security(("session" = [])), request_body = NewCase, responses((status = 201, body = Opened), (status = 403, description = "refused"), (status = 422, description = "unseen-characters")))]
pub(crate) async fn open_case(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Json(new): Json<NewCase>,
) -> Result<(StatusCode, axum::Json<Opened>), Problem> {
    let lead = who.agency()?.clone();
    let name = plain_name("name", &new.name, NAME)?;
    let (key, sealed) = app.store.case_keys.generate()?;
    let recipient = key.identity.recipient().to_string();
    let id: CaseId = fresh()?;
    let access = Access { agency: Some(lead.clone()), ..Access::new(who.actor.clone(), Verb::Involve) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    store::insert(&mut tx, &id, &lead, &key, &sealed, &name).await?;
    let case = CaseFacts { id: id.clone(), lead: lead.clone(), born: new.born, looked_after: new.looked_after, closed: false };
    let fact = NewFact { id: id.as_str(), kind: FactKind::Case, agency: Some(&lead), person: None, body: &case };
    facts::insert(&mut tx, &id, &key, fact).await?;
    let part = Involvement {
        id: fresh()?,
        agency: lead.clone(),
        person: None,
        role: who.actor.role.clone(),
        scope: Scope::WholeCase,
        until: None,
    };
    people::insert_involvement(&mut tx, &id, &key, &part).await?;
    let event = Event { case: Some(id.clone()), ..gate::allowed(&access, &granted, EventKind::CaseOpened) };
    tx.commit(Entry { event, key: Arc::clone(&key.column) }).await?;
    Ok((StatusCode::CREATED, axum::Json(Opened { id: id.to_string(), recipient })))
}

/// A fresh random id of any kind.
pub fn fresh<T: std::str::FromStr>() -> Result<T, Problem> {
    porthor_keys::random::id().parse().map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))
}

/// A case one has to do with.
#[derive(Serialize, ToSchema)]
struct CaseLine {
    id: String,
    lead: String,
}

/// The cases one has to do with: ids only.
#[utoipa::path(get, path = "/cases", tag = "case", security(("session" = [])), params(("after" = Option<String>, Query), ("limit" = Option<usize>, Query)), responses((status = 200, body = Page<CaseLine>)))]
async fn list_cases(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Page<CaseLine>>, Problem> {
    let (theirs, next) = of_theirs(&app, &who, &paging).await?;
    let lines = theirs.into_iter().filter_map(|one| {
        let lead = one.known.facts.case_at(one.now)?.lead.to_string();
        Some(CaseLine { id: one.case.to_string(), lead })
    });
    Ok(axum::Json(Page { items: lines.collect(), next }))
}

/// A case that somebody has to do with, and what is known of it.
pub struct Theirs {
    /// Which.
    pub case: CaseId,
    /// All that is known of it, with who asks among the people.
    pub known: Known,
    /// When it was looked at.
    pub now: Timestamp,
}

/// A page of the cases that `who` has to do with, and where the list goes on. What of a case they may see is another question.
pub async fn of_theirs(app: &App, who: &SignedIn, paging: &Paging) -> Result<(Vec<Theirs>, Option<String>), Problem> {
    // What one is on is told only once it is recorded that it was asked for.
    let event = Event {
        person: Some(who.actor.person.clone()),
        agency: who.actor.agency.clone(),
        ..Event::new(EventKind::CasesListed, app.clock.now())
    };
    app.store.record(app.entry(event), None).await?;
    let mut reader = app.store.reader().await?;
    let candidates = store::candidates(&mut reader, &who.actor, &paging.after, paging.size()).await?;
    let next = (candidates.len() == paging.size()).then(|| candidates.last().map(ToString::to_string)).flatten();
    drop(reader);
    let mut theirs = Vec::new();
    for case in candidates {
        let known = match gate::load(app, who, Some(&case)).await {
            // Erased since the list of them was made: the others are there as before.
            Err(StoreError::Erased) => continue,
            known => known?,
        };
        let now = app.clock.now().max(known.not_before);
        if is_told_of_case(&who.actor, &known.facts, now) {
            theirs.push(Theirs { case, known, now });
        }
    }
    Ok((theirs, next))
}

/// A case, as far as one may see it. Addresses of the family are never shown.
#[derive(Serialize, ToSchema)]
struct CaseShown {
    id: String,
    name: String,
    lead: String,
    recipient: String,
    #[schema(value_type = Option<String>)]
    born: Option<Date>,
    looked_after: bool,
    #[schema(value_type = Vec<Object>)]
    involvements: Vec<serde_json::Value>,
    #[schema(value_type = Vec<Object>)]
    family: Vec<serde_json::Value>,
    #[schema(value_type = Vec<Object>)]
    marks: Vec<serde_json::Value>,
    /// All of them for the family and the lead agency's co-ordinators; for others those that bear on their own agency.
    #[schema(value_type = Vec<Object>)]
    vetoes: Vec<serde_json::Value>,
    #[schema(value_type = Vec<Object>)]
    requests: Vec<serde_json::Value>,
    /// Declared emergencies, those that are over too.
    emergencies: Vec<EmergencyLine>,
}

/// One case: who is involved, who is family, what holds sharing back.
#[utoipa::path(get, path = "/cases/{case}", tag = "case", security(("session" = [])), params(("case" = String, Path)), responses((status = 200, body = CaseShown), (status = 404, description = "not-found")))]
async fn show_case(State(app): State<Arc<App>>, who: SignedIn, Path(case): Path<CaseId>) -> Result<axum::Json<CaseShown>, Problem> {
    let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
    let granted =
        gate::release(&app, &who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "case")).await?;
    let (Some(key), Some(known_case)) = (&granted.known.key, granted.known.facts.case_at(granted.now)) else {
        return Err(Problem::not_found());
    };
    let mut reader = app.store.reader().await?;
    let row = store::find(&mut reader, &case, key).await?.ok_or_else(Problem::not_found)?;
    let all = store::held(&mut reader, &case, key).await?;
    let vetoes = seen_vetoes(&app, &mut reader, &who, known_case, &all).await?;
    let of = |kind: FactKind| all.iter().filter(|fact| fact["kind"] == kind.word()).cloned().collect();
    Ok(axum::Json(CaseShown {
        id: case.to_string(),
        name: row.name,
        lead: known_case.lead.to_string(),
        recipient: row.recipient,
        born: known_case.born,
        looked_after: known_case.looked_after,
        involvements: of(FactKind::Involvement),
        family: of(FactKind::Family),
        marks: of(FactKind::Mark),
        vetoes,
        requests: of(FactKind::Request),
        emergencies: granted.known.facts.emergencies.iter().map(EmergencyLine::from).collect(),
    }))
}

/// Whom the family keeps out is its own word: others on the case see only what bears on their own agency.
async fn seen_vetoes(
    app: &App,
    reader: &mut sqlx::AnyConnection,
    who: &SignedIn,
    case: &CaseFacts,
    held: &[serde_json::Value],
) -> Result<Vec<serde_json::Value>, Problem> {
    let sees_all = sees_the_familys_word(&who.actor, case, &app.config.taxonomy);
    let own = who.actor.agency.as_ref().map(ToString::to_string);
    let mut seen = Vec::new();
    for fact in held.iter().filter(|fact| fact["kind"] == FactKind::Veto.word()) {
        let veto = serde_json::from_value(fact["fact"].clone()).map_err(|_| StoreError::bad_row("case_fact", "body"))?;
        let agency = match veto {
            _ if sees_all => None,
            Veto::Agency(agency) => Some(agency.to_string()),
            Veto::Person(person) => store::agency_of(reader, &person).await?.flatten(),
        };
        if sees_all || agency.is_some() && agency == own {
            seen.push(fact.clone());
        }
    }
    Ok(seen)
}

/// The recipient to seal to before a push.
#[derive(Serialize, ToSchema)]
struct RecipientShown {
    recipient: String,
}

/// The age recipient to seal reports of the case to.
#[utoipa::path(get, path = "/cases/{case}/recipient", tag = "case", security(("session" = [])), params(("case" = String, Path)), responses((status = 200, body = RecipientShown), (status = 404, description = "not-found")))]
async fn show_recipient(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<axum::Json<RecipientShown>, Problem> {
    // A role that pushes and does not list (administrative support) asks as one who pushes.
    let role = app.config.taxonomy.roles.get(&who.actor.role);
    let verb = if role.is_some_and(|role| role.verbs.contains(&Verb::List)) { Verb::List } else { Verb::Push };
    let (_, key) = look_in(&app, &who, &case, verb, "recipient").await?;
    Ok(axum::Json(RecipientShown { recipient: key.identity.recipient().to_string() }))
}

/// What is known of a case to one who is on it and asks for no report: that they looked at `view` is recorded. To others, as `verb`
/// refuses them, nothing.
pub async fn look_in(
    app: &App,
    who: &SignedIn,
    case: &CaseId,
    verb: Verb,
    view: &'static str,
) -> Result<(Known, Arc<CaseKey>), Problem> {
    let came = Instant::now();
    let known = gate::load(app, who, Some(case)).await?;
    let now = app.clock.now().max(known.not_before);
    let Some(key) = known.key.clone().filter(|_| is_told_of_case(&who.actor, &known.facts, now)) else {
        let access = Access::new(who.actor.clone(), verb).on(case.clone());
        return Err(gate::refused_outsider(app, who, &access, came).await);
    };
    let event = Event {
        case: Some(case.clone()),
        ..Event::new(EventKind::ReportsListed, now).by(&who.actor.person, who.actor.agency.as_ref())
    };
    app.store.record(gate::entry(app, event.with_detail("view", view), &known), Some(known.version.clone())).await?;
    Ok((known, key))
}

/// Erases a case: its key is destroyed, and with it every report, name and detail of it, in every copy sealed to a root that is gone
/// at its next rotation. An administrator of the lead agency does it; the log stays valid. 202: the case is erased, but somebody read the
/// database all the while, and its sealed key leaves the files at the next erasure, stop or start.
#[utoipa::path(delete, path = "/cases/{case}", tag = "case", security(("session" = [])), params(("case" = String, Path)), responses((status = 202, description = "erased; its sealed key leaves the database's files later"), (status = 204), (status = 404, description = "not-found")))]
async fn erase_case(State(app): State<Arc<App>>, who: SignedIn, Path(case): Path<CaseId>) -> Result<StatusCode, Problem> {
    let came = Instant::now();
    let known = gate::load(&app, &who, Some(&case)).await?;
    let now = app.clock.now().max(known.not_before);
    let lead = known.facts.case_at(now).map(|facts| facts.lead.clone()).filter(|lead| who.actor.agency.as_ref() == Some(lead));
    let Some(lead) = lead else {
        let access = Access::new(who.actor.clone(), Verb::Administer).on(case);
        return Err(gate::refused_outsider(&app, &who, &access, came).await);
    };
    let access = Access { agency: Some(lead), ..Access::new(who.actor.clone(), Verb::Administer) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let erased = store::erase(&mut tx, &case).await?;
    // Sealed under the record's key: who erased stays known. The case is in a detail, so that its own key is not looked for.
    let event = gate::allowed(&access, &granted, EventKind::CaseErased)
        .with_detail("case", case.to_string())
        .with_detail("events", erased.events.to_string());
    let entry = app.entry(event);
    // Goes on to the end even if the caller hangs up.
    let erasing = tokio::spawn(async move {
        tx.commit(entry).await?;
        app.store.case_keys.forget(&case);
        app.facts.forget(&case);
        transfer::recheck(&app, &case, Instant::now()).await;
        for blob in erased.blobs {
            if app.store.blobs.remove(&blob).await.is_err() {
                tracing::warn!("a payload of an erased case could not be removed; the sweep will");
            }
        }
        for upload in erased.uploads {
            Pieces::of(&app.store.blobs, &upload, None).remove().await;
        }
        // What is not yet true is not said: the case is erased, and yet its sealed key lies in the database's files for a while.
        Ok(if app.store.scrub().await { StatusCode::NO_CONTENT } else { StatusCode::ACCEPTED })
    });
    erasing.await.unwrap_or_else(|_| Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")))
}

/// Commits a change of `case` that may take grounds away, and decides its running transfers anew; says how many were cut. Goes on to
/// the end even if the caller hangs up.
pub async fn commit_and_recheck(app: &Arc<App>, tx: Tx, case: &CaseId, entry: Entry) -> Result<usize, Problem> {
    let (app, case) = (Arc::clone(app), case.clone());
    let change = tokio::spawn(async move {
        tx.commit(entry).await?;
        Ok(transfer::recheck(&app, &case, Instant::now()).await)
    });
    change.await.unwrap_or_else(|_| Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")))
}

/// A role of the taxonomy.
fn known_role(app: &App, role: &RoleCode) -> Result<(), Problem> {
    let known = app.config.taxonomy.roles.contains_key(role);
    if known { Ok(()) } else { Err(Problem::bad("bad-field").with("field", "role")) }
}

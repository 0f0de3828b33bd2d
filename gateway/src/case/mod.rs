//! Cases: opened by a co-ordinator's agency, with who is involved, who is family, and what holds sharing back. Whatever takes grounds
//! away decides running transfers anew at once. `store` is its SQL, `people` the involved and the family, `holds` marks and vetoes,
//! `emergency` the access of last resort.

pub mod emergency;
pub mod holds;
pub mod people;
pub mod store;

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{
    Access, CaseFacts, CaseId, Date, Event, EventKind, Involvement, Recorded, RoleCode, Scope, Verb, Veto, is_insider,
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
use crate::http::session::SignedIn;
use crate::http::transfer;
use crate::store::facts::{self, FactKind, NewFact};
use crate::store::{Entry, StoreError, Tx};

/// Cases in one page of a list.
const PAGE: usize = 100;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(open_case, list_cases))
        .routes(routes!(show_case, erase_case))
        .routes(routes!(show_recipient))
        .merge(people::routes())
        .merge(holds::routes())
        .merge(emergency::routes())
}

/// A case to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCase {
    /// What the case is called; sealed.
    name: String,
    /// Birthday of the child or young person, ISO 8601.
    #[schema(value_type = Option<String>)]
    born: Option<Date>,
    /// Whether the child is looked after.
    #[serde(default)]
    looked_after: bool,
}

/// An opened case.
#[derive(Serialize, ToSchema)]
struct Opened {
    id: String,
    /// The age recipient to seal reports of this case to.
    recipient: String,
}

/// Opens a case; one's own agency leads it.
#[utoipa::path(post, path = "/cases", tag = "case", security(("session" = [])), request_body = NewCase, responses((status = 201, body = Opened), (status = 403, description = "refused")))]
async fn open_case(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Json(new): Json<NewCase>,
) -> Result<(StatusCode, axum::Json<Opened>), Problem> {
    let lead = who.agency()?.clone();
    if new.name.trim().is_empty() || new.name.chars().count() > 200 {
        return Err(Problem::bad("bad-field").with("field", "name"));
    }
    let (key, sealed) = app.store.case_keys.generate()?;
    let recipient = key.identity.recipient().to_string();
    let id: CaseId = fresh()?;
    let access = Access { agency: Some(lead.clone()), ..Access::new(who.actor.clone(), Verb::Involve) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    store::insert(&mut tx, &id, &lead, &key, &sealed, &new.name).await?;
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

/// Where a list goes on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// The last id of the page before.
    #[serde(default)]
    pub after: String,
    /// How many, 200 at most.
    pub limit: Option<usize>,
}

impl Paging {
    /// How many rows to read.
    pub fn size(&self) -> usize {
        self.limit.unwrap_or(PAGE).clamp(1, 200)
    }
}

impl Paging {
    /// How many of a case's facts came before this page. They stand in the order in which they were recorded, so that new ones come at
    /// the end and none is shown twice.
    pub fn start<T>(&self, facts: &[Recorded<T>], id: impl Fn(&T) -> &str) -> Result<usize, Problem> {
        if self.after.is_empty() {
            return Ok(0);
        }
        let last = facts.iter().position(|fact| id(&fact.value) == self.after);
        last.map(|last| last + 1).ok_or_else(|| Problem::bad("bad-field").with("field", "after"))
    }
}

impl<T> Page<T> {
    /// The first of `items` that fill a page.
    pub fn first(paging: &Paging, items: impl Iterator<Item = T>, id: impl Fn(&T) -> String) -> Self {
        let mut items: Vec<T> = items.take(paging.size() + 1).collect();
        let has_more = items.len() > paging.size();
        items.truncate(paging.size());
        let next = if has_more { items.last().map(id) } else { None };
        Self { items, next }
    }
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// For `after`; none at the end.
    pub next: Option<String>,
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
    let mut items = Vec::new();
    for case in candidates {
        let known = gate::load(&app, &who, Some(&case)).await?;
        let now = app.clock.now().max(known.not_before);
        if let Some(facts) = known.facts.case_at(now).filter(|_| is_insider(&who.actor, &known.facts, now)) {
            items.push(CaseLine { id: case.to_string(), lead: facts.lead.to_string() });
        }
    }
    Ok(axum::Json(Page { items, next }))
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
    let came = Instant::now();
    let known = gate::load(&app, &who, Some(&case)).await?;
    let now = app.clock.now().max(known.not_before);
    let Some(key) = known.key.clone().filter(|_| is_insider(&who.actor, &known.facts, now)) else {
        let access = Access::new(who.actor.clone(), verb).on(case);
        return Err(gate::refused_outsider(&app, &who, &access, came).await);
    };
    let event =
        Event { case: Some(case), ..Event::new(EventKind::ReportsListed, now).by(&who.actor.person, who.actor.agency.as_ref()) };
    app.store.record(gate::entry(&app, event.with_detail("view", "recipient"), &known), Some(known.version.clone())).await?;
    Ok(axum::Json(RecipientShown { recipient: key.identity.recipient().to_string() }))
}

/// Erases a case: its key is destroyed, and with it every report, name and detail of it, in every copy sealed to a root that is gone
/// at its next rotation. An administrator of the lead agency does it; the log stays valid.
#[utoipa::path(delete, path = "/cases/{case}", tag = "case", security(("session" = [])), params(("case" = String, Path)), responses((status = 204), (status = 404, description = "not-found")))]
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
        Ok(StatusCode::NO_CONTENT)
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

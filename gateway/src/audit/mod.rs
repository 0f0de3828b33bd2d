//! The record as its auditors read it. `asked` is what they may ask for and `view` what they may see; `store` is the SQL, `body` the
//! opening of events; `receipts`, `replay` and `export` what can be done with them; `log_routes` the transparent log, for anyone.
//! `verify` (with `tree` and `findings`) proves that nothing was altered. The last three also serve the command line. `page` is what
//! information governance officers see of all this; `proof` checks for them what others would check elsewhere.

pub mod asked;
pub mod body;
mod csv;
pub mod export;
pub mod findings;
mod log_routes;
pub mod page;
mod proof;
pub mod receipts;
pub mod replay;
mod state;
pub mod store;
pub mod taxonomy;
#[cfg(test)]
mod tests;
mod tree;
pub mod trial;
mod unusual;
mod usage;
pub mod verify;
pub mod view;

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use porthor_keys::log::merkle::Hash;
use porthor_policy::{CaseId, Event, EventKind, Language, Timestamp};
use serde::Serialize;
use sqlx::AnyConnection;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::asked::{Asked, Cursor};
use self::body::{Body, EventKeys};
use self::store::{Row, Stretch};
use self::view::Auditor;
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Path, Query};
use crate::http::language;
use crate::http::session::SignedIn;
use crate::store::log::{self, Columns};
use crate::store::{Recorded, StoreError};
pub use log_routes::routes as log_routes;

/// How many stretches of the log are sieved for one page; what is left goes on with `next`.
const STRETCHES: usize = 8;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_events))
        .routes(routes!(show_event))
        .routes(routes!(replay_event))
        .merge(export::routes())
        .merge(receipts::routes())
}

/// One event, as it is listed.
#[derive(Serialize, ToSchema)]
struct EventLine {
    /// Its place in the log.
    seq: u64,
    #[schema(value_type = String)]
    at: Timestamp,
    kind: String,
    outcome: String,
    verb: Option<String>,
    person: Option<String>,
    agency: Option<String>,
    case: Option<String>,
    report: Option<String>,
    basis: Option<String>,
}

impl EventLine {
    fn new(seq: u64, columns: Columns) -> Self {
        let Columns { at, kind, outcome, verb, person, agency, case, report, basis } = columns;
        Self { seq, at: Timestamp::from_millis(at), kind, outcome, verb, person, agency, case, report, basis }
    }
}

/// A page of the record.
#[derive(Serialize, ToSchema)]
struct EventPage {
    /// In the order of the log.
    items: Vec<EventLine>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// What happened: by one's own agency, and on the cases it is involved in. No content. The reading is itself recorded.
#[utoipa::path(get, path = "/audit/events", tag = "audit", security(("session" = [])), params(Asked),
    responses((status = 200, body = EventPage), (status = 403, description = "refused"), (status = 404, description = "not-found")))]
async fn list_events(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<EventPage>, Problem> {
    let filter = asked.filter(&who)?;
    let recorded = read_record(&app, &who, asked.case().cloned(), |event| asked.note(event)).await?;
    let mut auditor = Auditor::new(&app, &who);
    let (mut items, mut after, limit) = (Vec::new(), asked.after.map(|cursor| cursor.after), asked.limit());
    // A list ends where the log did when its first page was read: every page adds an event of its own.
    let below = asked.after.and_then(|cursor| cursor.below).map_or(recorded.seq, |below| below.min(recorded.seq));
    let next = |after: Option<u64>| after.map(|after| Cursor { after, below: Some(below) }.to_string());
    for _ in 0..STRETCHES {
        let stretch = Stretch { after, below, limit };
        let rows = store::page(&mut *app.store.reader().await?, &filter, stretch).await?;
        let is_last = rows.len() < limit as usize;
        for row in rows {
            after = Some(row.seq);
            if let Some(columns) = auditor.columns(&row).await? {
                items.push(EventLine::new(row.seq, columns));
            }
            if items.len() == limit as usize {
                return Ok(axum::Json(EventPage { items, next: next(after) }));
            }
        }
        if is_last {
            return Ok(axum::Json(EventPage { items, next: None }));
        }
    }
    Ok(axum::Json(EventPage { items, next: next(after) }))
}

/// The last `limit` events before the place `older`, the latest first, and where what is older goes on. The reading is itself recorded.
async fn latest(
    app: &App,
    who: &SignedIn,
    asked: &Asked,
    older: Option<u64>,
    limit: u32,
) -> Result<(Vec<EventLine>, Option<u64>), Problem> {
    let filter = asked.filter(who)?;
    let recorded = read_record(app, who, asked.case().cloned(), |event| asked.note(event)).await?;
    let mut auditor = Auditor::new(app, who);
    let mut below = older.map_or(recorded.seq, |older| older.min(recorded.seq));
    let mut items = Vec::new();
    for _ in 0..STRETCHES {
        let rows = store::latest(&mut *app.store.reader().await?, &filter, Stretch { after: None, below, limit }).await?;
        let is_last = rows.len() < limit as usize;
        for row in rows {
            below = row.seq;
            if let Some(columns) = auditor.columns(&row).await? {
                items.push(EventLine::new(row.seq, columns));
            }
            if items.len() == limit as usize {
                return Ok((items, Some(below)));
            }
        }
        if is_last {
            return Ok((items, None));
        }
    }
    Ok((items, Some(below)))
}

/// Decides and records that the record is read: of a case, or around one's own agency.
async fn read_record(app: &App, who: &SignedIn, case: Option<CaseId>, note: impl Fn(Event) -> Event) -> Result<Recorded, Problem> {
    let access = view::access(who, case);
    let granted = gate::release(app, who, &access, EventKind::AuditRead, |event, _| note(event)).await?;
    granted.recorded.ok_or_else(|| StoreError::RecordUnavailable.into())
}

/// One row that the asker may see, after the reading was recorded.
async fn see(app: &App, who: &SignedIn, seq: u64, purpose: &str) -> Result<(Row, Columns), Problem> {
    let row = store::find(&mut *app.store.reader().await?, seq).await?;
    let mut auditor = Auditor::new(app, who);
    let mut seen = None;
    let mut case = None;
    if let Some(row) = row
        && let Some(columns) = auditor.columns(&row).await?
    {
        let named: Option<CaseId> = row.columns.case.as_deref().and_then(|case| case.parse().ok());
        if let Some(named) = named {
            case = auditor.audits(&named).await?.then_some(named);
        }
        seen = Some((row, columns));
    }
    let found = seen.is_some().to_string();
    let note =
        |event: Event| event.with_detail("event", seq.to_string()).with_detail("view", purpose).with_detail("found", found.clone());
    read_record(app, who, case, note).await?;
    seen.ok_or_else(Problem::not_found)
}

/// An event in full, and what proves that the log holds it.
#[derive(Serialize, ToSchema)]
struct EventShown {
    #[serde(flatten)]
    line: EventLine,
    /// The event; none where the case was erased.
    #[schema(value_type = Option<Object>)]
    event: Option<serde_json::Value>,
    /// `open`, `withheld` (in part), `erased` or `altered`.
    body: &'static str,
    /// Why it was refused, in words.
    reasons: Vec<ReasonShown>,
    /// Base64: SHA-256 over label, salt and event, which is the entry of the log.
    commitment: String,
    /// Base64; with the event it gives the commitment.
    salt: Option<String>,
    /// Its leaf, from 0.
    leaf: u64,
    /// Base64: the path from the leaf to the root of the checkpoint, nearest first.
    proof: Vec<String>,
    /// The signed head of the log.
    checkpoint: String,
}

/// A reason, worded.
#[derive(Serialize, ToSchema)]
struct ReasonShown {
    code: &'static str,
    text: String,
    remedy: String,
}

/// One event in full, with the proof that the log holds it.
#[utoipa::path(get, path = "/audit/events/{seq}", tag = "audit", security(("session" = [])), params(("seq" = u64, Path)),
    responses((status = 200, body = EventShown), (status = 404, description = "not-found")))]
async fn show_event(
    State(app): State<Arc<App>>,
    who: SignedIn,
    headers: HeaderMap,
    Path(seq): Path<u64>,
) -> Result<axum::Json<EventShown>, Problem> {
    let entry = Entry::read(&app, &who, seq, "event").await?;
    let event = entry.event.as_ref();
    Ok(axum::Json(EventShown {
        line: EventLine::new(seq, entry.columns),
        body: entry.body,
        reasons: event.map(|event| reasons(&app, language::of(&headers), event)).unwrap_or_default(),
        event: event.and_then(|event| serde_json::to_value(event).ok()),
        commitment: base64(&entry.row.commitment),
        salt: entry.salt.map(|salt| base64(&salt)),
        leaf: seq,
        proof: entry.proof.path.iter().map(|hash| base64(hash)).collect(),
        checkpoint: entry.proof.checkpoint,
    }))
}

/// One entry, as far as its auditor may see it.
struct Entry {
    row: Row,
    columns: Columns,
    /// `open`, `withheld` (in part), `erased` or `altered`.
    body: &'static str,
    /// The event; none where it cannot be opened.
    event: Option<Event>,
    /// With the event it gives the commitment; none where anything is withheld.
    salt: Option<[u8; 32]>,
    proof: Proof,
}

impl Entry {
    /// Reads it; that it is read, and for what, is recorded first.
    async fn read(app: &App, who: &SignedIn, seq: u64, purpose: &str) -> Result<Self, Problem> {
        let (row, columns) = see(app, who, seq, purpose).await?;
        let mut reader = app.store.reader().await?;
        let body = EventKeys::of(app).open(&mut reader, &row).await?;
        let proof = prove(&mut reader, seq).await?;
        drop(reader);
        let mut entry = Self { row, columns, body: "erased", event: None, salt: None, proof };
        let opened = match body {
            Body::Opened(opened) => opened,
            Body::Erased => return Ok(entry),
            Body::KeyUnusable | Body::Unreadable => return Ok(Self { body: "altered", ..entry }),
        };
        let is_as_committed = Columns::of(&opened.event) == entry.row.columns && entry.row.commitment == opened.commitment;
        let (event, withheld) = Auditor::new(app, who).event(opened.event).await?;
        entry.body = match (is_as_committed, withheld) {
            (false, _) => "altered",
            (true, true) => "withheld",
            (true, false) => "open",
        };
        entry.salt = (!withheld).then_some(opened.salt);
        entry.event = Some(event);
        Ok(entry)
    }
}

fn reasons(app: &App, language: Language, event: &Event) -> Vec<ReasonShown> {
    let worded = event.reasons.iter().map(|reason| {
        let (text, remedy) = app.words.reason(language, reason);
        ReasonShown { code: reason.code(), text, remedy }
    });
    worded.collect()
}

/// What proves that the log holds an entry.
struct Proof {
    checkpoint: String,
    path: Vec<Hash>,
}

async fn prove(connection: &mut AnyConnection, seq: u64) -> Result<Proof, StoreError> {
    let head = store::head(&mut *connection).await?;
    let path = log::inclusion_proof(connection, seq, head.size).await?;
    Ok(Proof { checkpoint: head.checkpoint, path })
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A past decision, taken again on the facts as they were.
#[derive(Serialize, ToSchema)]
struct ReplayShown {
    /// As it is recorded.
    #[schema(value_type = Object)]
    then: serde_json::Value,
    /// As it comes out again.
    #[schema(value_type = Object)]
    now_again: serde_json::Value,
    /// Whether they are one.
    same: bool,
    /// SHA-256 of the taxonomy that it was taken under, and taken again, where another is in force now.
    #[serde(skip_serializing_if = "Option::is_none")]
    another_taxonomy: Option<String>,
}

/// Takes a past decision again, on the facts as they were.
#[utoipa::path(get, path = "/audit/events/{seq}/replay", tag = "audit", security(("session" = [])), params(("seq" = u64, Path)),
    responses((status = 200, body = ReplayShown), (status = 404, description = "not-found"), (status = 409, description = "not-a-decision"),
    (status = 410, description = "case-erased")))]
async fn replay_event(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(seq): Path<u64>,
) -> Result<axum::Json<ReplayShown>, Problem> {
    let (row, _) = see(&app, &who, seq, "replay").await?;
    let erased = || Problem::new(StatusCode::GONE, "case-erased");
    let mut reader = app.store.reader().await?;
    let event = match EventKeys::of(&app).open(&mut reader, &row).await? {
        Body::Opened(opened) => opened.event,
        Body::Erased => return Err(erased()),
        Body::KeyUnusable | Body::Unreadable => return Err(StoreError::bad_row("event", "sealed").into()),
    };
    // The reasons of a refusal would tell whether a case is there.
    let (_, withheld) = Auditor::new(&app, &who).event(event.clone()).await?;
    if withheld {
        return Err(Problem::not_found());
    }
    let replayed = replay::Past::default().replay(&app, &mut reader, seq, &event).await.map_err(|error| match error {
        StoreError::Erased => erased(),
        other => other.into(),
    })?;
    let replayed = replayed.ok_or_else(|| Problem::conflict("not-a-decision"))?;
    let value = |decision: &porthor_policy::Decision| serde_json::to_value(decision).unwrap_or_default();
    let (then, now_again) = (value(&replayed.then), value(&replayed.now_again));
    Ok(axum::Json(ReplayShown { then, now_again, same: replayed.same, another_taxonomy: replayed.another_taxonomy }))
}

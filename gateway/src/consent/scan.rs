//! The scans of signed papers: brought before the consent that rests on them, sealed to the case like a report, and known to nobody as
//! one, for no fact of the case names them. A paper carries one consent; one that carries none is swept after a day.

use std::sync::{Arc, LazyLock};

use axum::body::{Body, BodyDataStream};
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use http::{HeaderValue, StatusCode, header};
use porthor_policy::{Access, CaseId, Event, EventKind, Evidence, ReportId, ScanId, Verb, decide};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store;
use crate::app::App;
use crate::case::fresh;
use crate::case::people::key_of;
use crate::gate;
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::idempotency;
use crate::http::session::SignedIn;
use crate::malware::Verdict;
use crate::report::flow::Flow;
use crate::report::intake::{Arrived, Closed, Intake};
use crate::report::push;
use crate::report::store::{self as reports, Description, NewReport};
use crate::store::case_keys::CaseKey;
use crate::store::{StoreError, Tx};

/// Bytes of a scan, at most: some pages at a resolution that can be read.
const SCAN: u64 = 20 * 1024 * 1024;
/// What a scan may be, told by its bytes.
const TYPES: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];
static ALLOWED: LazyLock<Vec<String>> = LazyLock::new(|| TYPES.map(str::to_owned).to_vec());
/// How long a scan waits for its consent, milliseconds.
pub const WAITS: i64 = 24 * 60 * 60_000;

/// Routes of scans. The size of one has its own limit, counted as it passes.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(bring)).layer(DefaultBodyLimit::disable()).routes(routes!(show))
}

/// A scan that is kept, for the evidence of a consent.
#[derive(Serialize, ToSchema)]
pub(super) struct Brought {
    pub(super) scan: String,
    /// SHA-256 of the scan, hexadecimal.
    pub(super) sha256: String,
}

/// Keeps the scan of a signed paper (PDF, JPEG or PNG, 20 MiB at most), plain or sealed to the case, for the consent that staff will
/// record on it.
#[utoipa::path(post, path = "/cases/{case}/scans", tag = "consent", security(("session" = [])), params(("case" = String, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Brought), (status = 403, description = "refused"), (status = 404), (status = 413), (status = 415, description = "type-not-allowed"), (status = 422), (status = 507)))]
async fn bring(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    body: Body,
) -> Result<(StatusCode, axum::Json<Brought>), Problem> {
    let place = Place::on(&app, &who, &case).await?;
    let mut intake = place.intake(&app).await?;
    let taken = take(body.into_data_stream(), &mut intake).await;
    place.keep(&app, &who, intake, taken).await
}

/// Where a scan may come to.
struct Place {
    case: CaseId,
    scan: ScanId,
    access: Access,
    key: Arc<CaseKey>,
    /// Bytes that still fit.
    room: u64,
}

impl Place {
    /// Decides whether `who` may bring one; a refusal is decided and recorded like any other, before a byte is taken.
    async fn on(app: &Arc<App>, who: &SignedIn, case: &CaseId) -> Result<Self, Problem> {
        let scan: ScanId = fresh()?;
        let access = Access { scan: Some(scan.clone()), ..Access::new(who.actor.clone(), Verb::Grant).on(case.clone()) };
        let known = gate::load(app, who, Some(case)).await?;
        if !decide(&access, &known.facts, app.clock.now().max(known.not_before)).is_allowed() {
            let granted = gate::release(app, who, &access, EventKind::ScanStored, |event, _| event).await;
            return Err(granted.err().unwrap_or_else(|| Problem::conflict("conflict")));
        }
        let key = known.key.clone().ok_or_else(Problem::not_found)?;
        Ok(Self { case: case.clone(), scan, access, key, room: push::room(app, case).await? })
    }

    async fn intake(&self, app: &App) -> Result<Intake, Problem> {
        Ok(Intake::new(Arc::clone(&self.key), app.store.blobs.begin().await?, SCAN.min(self.room), ALLOWED.clone(), &app.scanner))
    }

    async fn keep(
        &self,
        app: &App,
        who: &SignedIn,
        intake: Intake,
        taken: Result<Closed, Problem>,
    ) -> Result<(StatusCode, axum::Json<Brought>), Problem> {
        let arrived = match taken {
            Ok(closed) => intake.store(closed).await?,
            Err(problem) => {
                intake.abandon().await;
                let is_quota = problem.code() == "file-too-large" && self.room < SCAN;
                return Err(if is_quota { Problem::new(StatusCode::INSUFFICIENT_STORAGE, "quota-exceeded") } else { problem });
            }
        };
        let content = hex(&arrived.plain_hash);
        let digest = idempotency::digest_of(app, &[b"scan", self.case.as_str().as_bytes(), content.as_bytes()]);
        idempotency::once_for(digest, keep(app, who, &self.access, &self.case, &self.scan, arrived)).await
    }
}

/// Keeps a scan that comes as a part of a form.
pub(super) async fn bring_part(app: &Arc<App>, who: &SignedIn, case: &CaseId, part: Field<'_>) -> Result<Brought, Problem> {
    let place = Place::on(app, who, case).await?;
    let mut intake = place.intake(app).await?;
    let taken = match push::pour(part, &mut intake).await {
        Ok(()) => intake.close(),
        Err(problem) => Err(problem),
    };
    let (_, axum::Json(brought)) = place.keep(app, who, intake, taken).await?;
    Ok(brought)
}

async fn take(mut body: BodyDataStream, intake: &mut Intake) -> Result<Closed, Problem> {
    while let Some(piece) = body.next().await {
        intake.push(&piece.map_err(|_| Problem::bad("body-interrupted"))?).await?;
    }
    intake.close()
}

/// A paper on which a consent is to rest is taken at once or not at all: it can be brought again.
fn unfit(verdict: &Verdict) -> Option<Problem> {
    match verdict {
        Verdict::NotAsked | Verdict::Clean => None,
        Verdict::Infected(_) => Some(Problem::unacceptable("paper-infected")),
        Verdict::Unscanned => Some(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "scanner-away")),
    }
}

async fn keep(
    app: &App,
    who: &SignedIn,
    access: &Access,
    case: &CaseId,
    scan: &ScanId,
    arrived: Arrived,
) -> Result<(StatusCode, axum::Json<Brought>), Problem> {
    let (mut tx, granted) = gate::begin_change(app, who, access).await?;
    let key = key_of(&granted)?;
    if let Err(problem) = push::may_stay(app, &mut tx, case, &key, &arrived).await {
        drop(tx);
        arrived.stored.discard().await;
        return Err(problem);
    }
    if let Some(refused) = unfit(&arrived.verdict) {
        drop(tx);
        arrived.stored.discard().await;
        return Err(refused);
    }
    let (bytes, sha256) = (arrived.plain_len, hex(&arrived.plain_hash));
    // The same paper may be brought twice, if the first time did not lead to a consent: nothing is a duplicate here.
    let same_hash = app.secrets.lookup.hash("consent_scan/same", scan.as_str().as_bytes()).to_vec();
    let description = Description { file_name: "scan".to_owned(), summary: None, companion_of: None, sender: None };
    let new = NewReport { id: &as_report(scan)?, arrived: &arrived, same_hash, description: &description };
    reports::insert(&mut tx, case, &key, &new).await?;
    store::put_scan(&mut tx, case, scan).await?;
    let event = gate::allowed(access, &granted, EventKind::ScanStored)
        .with_detail("bytes", bytes.to_string())
        .with_detail("sealed-by", arrived.sealed_by);
    // From here on only the sweep may remove the payload: a commit whose answer is lost may have happened.
    arrived.stored.keep();
    tx.commit(gate::entry(app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Brought { scan: scan.to_string(), sha256 })))
}

/// The row that keeps a scan is a report's, of the same id.
fn as_report(scan: &ScanId) -> Result<ReportId, Problem> {
    scan.as_str().parse().map_err(|_| Problem::not_found())
}

/// The paper that evidence names: kept on this case, the one that was seen, and not yet another consent's.
pub async fn check(tx: &mut Tx, case: &CaseId, key: &CaseKey, evidence: &Evidence) -> Result<(), Problem> {
    let Evidence::Paper { scan, sha256, .. } = evidence else { return Ok(()) };
    let Some(consent) = store::scan(tx.connection(), case, scan).await? else {
        return Err(Problem::unacceptable("scan-not-here"));
    };
    if consent.is_some() {
        return Err(Problem::unacceptable("scan-used"));
    }
    let kept = reports::stored(tx.connection(), case, &as_report(scan)?, key).await?;
    let kept = kept.ok_or_else(|| StoreError::bad_row("consent_scan", "id"))?;
    if hex(&kept.plain_hash) == *sha256 { Ok(()) } else { Err(Problem::unacceptable("scan-differs")) }
}

/// The scan of a signed paper, for who signed it and for the co-ordinators of the lead agency.
#[utoipa::path(get, path = "/cases/{case}/scans/{scan}", tag = "consent", security(("session" = [])), params(("case" = String, Path), ("scan" = String, Path)),
    responses((status = 200, description = "the scan"), (status = 403, description = "refused"), (status = 404)))]
async fn show(State(app): State<Arc<App>>, who: SignedIn, Path((case, scan)): Path<(CaseId, ScanId)>) -> Result<Response, Problem> {
    let access = Access { scan: Some(scan.clone()), ..Access::new(who.actor.clone(), Verb::Open).on(case.clone()) };
    let transfer = app.transfers.begin(case.clone(), access.clone());
    let granted = gate::release(&app, &who, &access, EventKind::ScanSeen, |event, _| event).await?;
    let key = key_of(&granted)?;
    let mut reader = app.store.reader().await?;
    // A report has a row like a scan's; it is released by its own rules alone.
    store::scan(&mut reader, &case, &scan).await?.ok_or_else(Problem::not_found)?;
    let kept = reports::stored(&mut reader, &case, &as_report(&scan)?, &key).await?.ok_or_else(Problem::not_found)?;
    drop(reader);
    transfer.expect(kept.plain_len);
    let mut answer = StatusCode::OK.into_response();
    let headers = answer.headers_mut();
    // Never rendered in our origin, as with reports.
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"scan\""));
    headers.insert(header::CONTENT_LENGTH, kept.plain_len.into());
    if let Ok(kind) = HeaderValue::from_str(&kept.content_type) {
        headers.insert("porthor-content-type", kind);
    }
    *answer.body_mut() = Flow::plain(app, transfer, &key, &kept, None).await?.into_body();
    Ok(answer)
}

/// Removes the scans kept before `before` (milliseconds UTC) that no consent rests on; says how many.
pub async fn sweep(app: &App, before: i64) -> Result<usize, StoreError> {
    if store::waiting_scans(&mut *app.store.reader().await?, before).await?.is_empty() {
        return Ok(0);
    }
    let mut tx = app.store.begin().await?;
    let waiting = store::waiting_scans(tx.connection(), before).await?;
    let mut blobs = Vec::with_capacity(waiting.len());
    for scan in &waiting {
        blobs.extend(store::remove_scan(&mut tx, scan).await?);
    }
    let event = Event::new(EventKind::ScansSwept, tx.now()).with_detail("scans", blobs.len().to_string());
    tx.commit(app.entry(event)).await?;
    for blob in &blobs {
        if app.store.blobs.remove(blob).await.is_err() {
            tracing::warn!("a scan that no consent names could not be removed; the next start will");
        }
    }
    Ok(blobs.len())
}

#[cfg(test)]
mod tests {
    use porthor_policy::{CaseFacts, Grant, Language, Recipient, Standing};

    use super::*;
    use crate::agency::tests::House;
    use crate::store::Entry;
    use crate::store::facts::{self, FactKind, NewFact};

    /// A case of a live school with a scan on it, kept through the same stream as any other.
    struct Scene {
        house: House,
        case: CaseId,
        key: Arc<CaseKey>,
    }

    impl Scene {
        async fn set() -> Self {
            let house = House::open().await;
            let operator = house.operator().await;
            let (agency, _) = house.live_agency(&operator, "ysgol-un").await;
            let app = &house.app;
            let (key, sealed) = app.store.case_keys.generate().expect("a key");
            let case: CaseId = fresh().expect("an id");
            let mut tx = app.store.begin().await.expect("the writer");
            crate::case::store::insert(&mut tx, &case, &agency, &key, &sealed, "Mabli").await.expect("a case");
            let body = CaseFacts { id: case.clone(), lead: agency, born: None, looked_after: false, closed: false };
            let fact = NewFact { id: case.as_str(), kind: FactKind::Case, agency: None, person: None, body: &body };
            facts::insert(&mut tx, &case, &key, fact).await.expect("a fact");
            let event = Event::new(EventKind::CaseOpened, tx.now());
            tx.commit(app.entry(event)).await.expect("a commit");
            Self { house, case, key: Arc::new(key) }
        }

        async fn keeps(&self) -> ScanId {
            let app = &self.house.app;
            let allowed = TYPES.map(str::to_owned);
            let upload = app.store.blobs.begin().await.expect("room");
            let mut intake = Intake::new(Arc::clone(&self.key), upload, SCAN, allowed.to_vec(), &app.scanner);
            intake.push(b"%PDF-1.7 a signed form").await.expect("a PDF");
            let closed = intake.close().expect("a whole file");
            let arrived = intake.store(closed).await.expect("durable");
            let scan: ScanId = fresh().expect("an id");
            let mut tx = app.store.begin().await.expect("the writer");
            let description = Description { file_name: "scan".to_owned(), summary: None, companion_of: None, sender: None };
            let id = as_report(&scan).expect("an id");
            let new = NewReport { id: &id, arrived: &arrived, same_hash: scan.as_str().into(), description: &description };
            reports::insert(&mut tx, &self.case, &self.key, &new).await.expect("a row");
            store::put_scan(&mut tx, &self.case, &scan).await.expect("a row");
            arrived.stored.keep();
            let event = Event::new(EventKind::ScanStored, tx.now());
            tx.commit(app.entry(event)).await.expect("a commit");
            scan
        }

        async fn is_used(&self, scan: &ScanId) {
            let app = &self.house.app;
            let mut tx = app.store.begin().await.expect("the writer");
            let now = tx.now();
            let grant = Grant {
                id: fresh().expect("an id"),
                giver: fresh().expect("an id"),
                standing: Standing::Parent,
                recipient: Recipient::Agency("ysgol-un".parse().expect("an id")),
                categories: std::collections::BTreeSet::new(),
                purposes: std::collections::BTreeSet::new(),
                from: now,
                until: None,
                evidence: Evidence::SignedIn,
                language: Language::Cy,
                condition: None,
            };
            let fact = NewFact { id: grant.id.as_str(), kind: FactKind::Grant, agency: None, person: None, body: &grant };
            facts::insert(&mut tx, &self.case, &self.key, fact).await.expect("a fact");
            store::use_scan(&mut tx, &self.case, scan, &grant.id).await.expect("a free scan");
            let event = Event::new(EventKind::ConsentGiven, now);
            tx.commit(Entry { event, key: app.secrets.record_key() }).await.expect("a commit");
        }

        async fn stored(&self) -> (usize, u64) {
            let app = &self.house.app;
            let blobs = app.store.blobs.list().await.expect("a folder").len();
            let (bytes, _) =
                reports::stored_bytes(&mut app.store.reader().await.expect("a reader"), &self.case).await.expect("a row");
            (blobs, bytes)
        }
    }

    #[tokio::test]
    async fn a_scan_that_no_consent_came_to_rest_on_is_swept_after_its_time_and_no_other() {
        let scene = Scene::set().await;
        let app = &scene.house.app;
        let (used, waiting) = (scene.keeps().await, scene.keeps().await);
        scene.is_used(&used).await;
        let (blobs, bytes) = scene.stored().await;
        assert_eq!(blobs, 2);
        let now = app.clock.now().millis();
        assert_eq!(sweep(app, now - WAITS).await.expect("a store"), 0, "it may wait for a day");
        assert_eq!(sweep(app, now + 1000).await.expect("a store"), 1);
        assert_eq!(scene.stored().await, (1, bytes / 2), "its bytes are free again");
        let mut reader = app.store.reader().await.expect("a reader");
        assert_eq!(store::scan(&mut reader, &scene.case, &waiting).await.expect("a store"), None);
        assert!(store::scan(&mut reader, &scene.case, &used).await.expect("a store").is_some());
        assert_eq!(scene.house.recorded(EventKind::ScansSwept, porthor_policy::Outcome::Done).await, 1);
    }

    #[tokio::test]
    async fn facts_kept_in_memory_are_never_decided_on_as_of_a_time_before_they_were_recorded() {
        let scene = Scene::set().await;
        let app = &scene.house.app;
        // A record that is ahead of this gateway's clock: another's ran fast, or ours was set back.
        let ahead = porthor_policy::Timestamp::from_millis(app.clock.now().millis() + 3_600_000);
        app.store.record(app.entry(Event::new(EventKind::GatewayStarted, ahead)), None).await.expect("recorded");
        let mut tx = app.store.begin().await.expect("the writer");
        let (changed, event) = (tx.now(), Event::new(EventKind::CaseOpened, tx.now()));
        assert!(changed > ahead);
        tx.touch_case(&scene.case).await.expect("a case");
        tx.commit(app.entry(event)).await.expect("a commit");
        let who = scene.house.operator().await;
        let read = gate::load(app, &who, Some(&scene.case)).await.expect("facts");
        let kept = app.facts.unchecked(&scene.case, read.version.world, &who.staff).expect("they were kept");
        assert!(kept.not_before >= changed, "{:?} < {changed:?}", kept.not_before);
    }
}

//! Pushing a report: metadata, then the file, in one multipart request. It is decided before a byte of the file is taken, and again in
//! the change that makes it known.

use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use http::StatusCode;
use porthor_policy::{
    Access, CaseId, Event, EventKind, HeldFor, Quarantine, Report, ReportId, Verb, decide, held_on_arrival, is_insider,
};
use serde::Serialize;
use sqlx::AnyConnection;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::intake::{Arrived, Closed, Intake};
use super::metadata::{self, Metadata};
use super::store::{self, Description, NewReport};
use super::upload::store::{self as uploads, Upload};
use crate::app::App;
use crate::case::people::key_of;
use crate::gate::{self, Granted};
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::extract::{MultipartForm, Path};
use crate::http::session::SignedIn;
use crate::http::{idempotency, measure};
use crate::malware::Verdict;
use crate::store::case_keys::CaseKey;
use crate::store::facts::{self, FactKind, Known, NewFact};
use crate::store::log::code_of;
use crate::store::{StoreError, Tx};

/// Bytes of the metadata part, at most.
pub(super) const METADATA: usize = 64 * 1024;

/// Routes of pushing. The size of a file has its own limit, counted as it passes.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(push)).layer(DefaultBodyLimit::disable())
}

/// What a push sends: its parts, in this order.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form, which is read part by part")]
struct PushForm {
    report: Metadata,
    /// The report itself, plain or sealed to the case's age recipient.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A stored report.
#[derive(Serialize, ToSchema)]
pub(super) struct Pushed {
    pub(super) id: String,
    /// Bytes of the report.
    bytes: u64,
    /// SHA-256 of the report, hexadecimal.
    pub(super) sha256: String,
    /// `sender` or `gateway`.
    pub(super) sealed_by: &'static str,
    /// Why it is held back, and nobody reads it before somebody has looked: `unsigned`, `unscanned` or `infected`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub(super) held_for: Vec<HeldFor>,
}

/// Pushes a report to a case, plain or sealed to the case's age recipient.
#[utoipa::path(post, path = "/cases/{case}/reports", tag = "report", security(("session" = [])), params(("case" = String, Path)),
    request_body(content = PushForm, content_type = "multipart/form-data", description = "part `report` (JSON), then part `file`"),
    responses((status = 201, body = Pushed), (status = 403, description = "refused"), (status = 404), (status = 409, description = "duplicate-report"), (status = 413), (status = 415), (status = 422)))]
async fn push(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    MultipartForm(mut parts): MultipartForm,
) -> Result<(StatusCode, axum::Json<Pushed>), Problem> {
    let (metadata, said) = read(&mut parts).await?;
    let admitted = Admitted::on(&app, &who, &case, metadata, said).await?;
    let mut intake = admitted.intake(&app).await?;
    let taken = take(&mut parts, &mut intake).await;
    Box::pin(admitted.keep(&app, &who, intake, taken)).await
}

/// A push that may come, by what is said of it. Nothing of the file is taken before.
pub(super) struct Admitted {
    case: CaseId,
    access: Access,
    description: Description,
    key: Arc<CaseKey>,
    /// Bytes that still fit.
    room: u64,
    /// The description as it was sent.
    said: Vec<u8>,
    /// The upload that it comes by, which is over with it.
    upload: Option<String>,
}

/// What is known of `case` to somebody who has to do with it; anybody else is refused, before anything is said of what the case holds.
pub(super) async fn known_to_insider(app: &Arc<App>, who: &SignedIn, case: &CaseId) -> Result<Known, Problem> {
    let known = gate::load(app, who, Some(case)).await?;
    if is_insider(&who.actor, &known.facts, app.clock.now().max(known.not_before)) {
        return Ok(known);
    }
    let pushes = Access::new(who.actor.clone(), Verb::Push).on(case.clone());
    let granted = gate::release(app, who, &pushes, EventKind::ReportPushed, |event, _| event).await;
    Err(granted.err().unwrap_or_else(Problem::not_found))
}

impl Admitted {
    /// Decides on what is said of a report; a refusal is recorded like any other.
    pub(super) async fn on(
        app: &Arc<App>,
        who: &SignedIn,
        case: &CaseId,
        metadata: Metadata,
        said: Vec<u8>,
    ) -> Result<Self, Problem> {
        let description = metadata::description(&metadata)?;
        let known = known_to_insider(app, who, case).await?;
        let now = app.clock.now().max(known.not_before);
        metadata::check_companion(who, case, &known, &metadata, now)?;
        let author = metadata::author(app, who, metadata.author.as_ref()).await?;
        let access = Access {
            draft: Some(metadata::draft(app, who.agency()?, &known, metadata, author, now)?),
            ..Access::new(who.actor.clone(), Verb::Push).on(case.clone())
        };
        if !decide(&access, &known.facts, now).is_allowed() {
            // Refused before the file is taken; the refusal is decided and recorded like any other.
            let granted = gate::release(app, who, &access, EventKind::ReportPushed, |event, _| event).await;
            return Err(granted.err().unwrap_or_else(|| Problem::conflict("conflict")));
        }
        let key = known.key.clone().ok_or_else(Problem::not_found)?;
        let room = room(app, case).await?;
        Ok(Self { case: case.clone(), access, description, key, room, said, upload: None })
    }

    /// What comes by `upload`, for which room was held free.
    pub(super) fn of_upload(self, upload: &Upload) -> Self {
        Self { room: self.room.saturating_add(upload.length), upload: Some(upload.id.clone()), ..self }
    }

    /// Bytes that still fit.
    pub(super) fn room(&self) -> u64 {
        self.room
    }

    /// The case's key.
    pub(super) fn key(&self) -> &Arc<CaseKey> {
        &self.key
    }

    /// Where the file goes, piece by piece.
    pub(super) async fn intake(&self, app: &App) -> Result<Intake, Problem> {
        let upload = app.store.blobs.begin().await?;
        let limit = app.config.limits.report_bytes.min(self.room);
        Ok(Intake::new(Arc::clone(&self.key), upload, limit, app.config.reports.allowed_types.clone(), &app.scanner))
    }

    /// Keeps what was taken, and makes it known; of a file that did not come whole nothing stays.
    pub(super) async fn keep(
        &self,
        app: &App,
        who: &SignedIn,
        intake: Intake,
        taken: Result<Closed, Problem>,
    ) -> Result<(StatusCode, axum::Json<Pushed>), Problem> {
        let arrived = match taken {
            Ok(closed) => intake.store(closed).await?,
            Err(problem) => {
                intake.abandon().await;
                return Err(or_quota(problem, self.room, app));
            }
        };
        let content = hex(&arrived.plain_hash);
        let digest = idempotency::digest_of(app, &[b"push", self.case.as_str().as_bytes(), content.as_bytes(), &self.said]);
        Box::pin(idempotency::once_for(digest, keep(app, who, self, arrived))).await
    }
}

/// Takes the file, which is the last part.
async fn take(parts: &mut Multipart, intake: &mut Intake) -> Result<Closed, Problem> {
    pour(next_part(parts, "file").await?, intake).await?;
    if parts.next_field().await.map_err(|error| interrupted(&error))?.is_some() {
        return Err(Problem::bad("one-file-per-push"));
    }
    intake.close()
}

/// Takes a file, piece by piece.
pub async fn pour(mut file: Field<'_>, intake: &mut Intake) -> Result<(), Problem> {
    while let Some(piece) = file.chunk().await.map_err(|error| interrupted(&error))? {
        intake.push(&piece).await?;
    }
    Ok(())
}

/// Bytes that still fit into the case and into the agency that leads it.
pub async fn room(app: &App, case: &CaseId) -> Result<u64, StoreError> {
    room_left(app, &mut *app.store.reader().await?, case).await
}

pub(super) async fn room_left(app: &App, connection: &mut AnyConnection, case: &CaseId) -> Result<u64, StoreError> {
    if idempotency::is_taken(connection).await? {
        return Ok(u64::MAX); // A repetition is not kept: it may be what filled the case the first time.
    }
    let (of_case, of_lead) = store::stored_bytes(connection, case).await?;
    let limits = &app.config.limits;
    Ok(limits.case_quota_bytes.saturating_sub(of_case).min(limits.agency_quota_bytes.saturating_sub(of_lead)))
}

/// A file that is within its own limit and still does not fit has met the quota.
fn or_quota(problem: Problem, room: u64, app: &App) -> Problem {
    if problem.code() == "file-too-large" && room < app.config.limits.report_bytes {
        return Problem::new(StatusCode::INSUFFICIENT_STORAGE, "quota-exceeded");
    }
    problem
}

/// The description, parsed and as it was sent.
async fn read(parts: &mut Multipart) -> Result<(Metadata, Vec<u8>), Problem> {
    let mut part = next_part(parts, "report").await?;
    let mut json = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| interrupted(&error))? {
        json.extend_from_slice(&piece);
        if json.len() > METADATA {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large"));
        }
    }
    // axum's own reading of JSON knows the path to what is wrong.
    let axum::Json(metadata) = axum::Json::from_bytes(&json)?;
    Ok((metadata, json))
}

async fn next_part<'a>(parts: &'a mut Multipart, name: &'static str) -> Result<Field<'a>, Problem> {
    let missing = || Problem::bad("missing-part").with("part", name);
    let part = parts.next_field().await.map_err(|error| interrupted(&error))?.ok_or_else(missing)?;
    if part.name() == Some(name) { Ok(part) } else { Err(missing()) }
}

/// An upload that did not come whole.
pub fn interrupted(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large")
    } else {
        Problem::bad("body-interrupted")
    }
}

/// Whether what arrived may be kept, now that the change has begun: its key is free, the case's own is still the one it was sealed to,
/// and it fits.
pub async fn may_stay(app: &App, tx: &mut Tx, case: &CaseId, key: &CaseKey, arrived: &Arrived) -> Result<(), Problem> {
    if idempotency::is_taken(tx.connection()).await? {
        return Err(StoreError::Repeated.into());
    }
    // A case key may have been rotated while the file came: the header then opens with a key that is gone.
    if porthor_keys::envelope::rewrite_header(&arrived.header, &key.identity, &[key.identity.recipient()]).is_err() {
        return Err(Problem::conflict("conflict"));
    }
    // Others may have come meanwhile.
    if arrived.stored.length > room_left(app, tx.connection(), case).await? {
        return Err(Problem::new(StatusCode::INSUFFICIENT_STORAGE, "quota-exceeded"));
    }
    Ok(())
}

/// The same of a report, which is new and takes the place of a latest version alone.
async fn check(
    app: &App,
    tx: &mut Tx,
    granted: &Granted,
    case: &CaseId,
    draft: &Report,
    same_hash: &[u8],
    arrived: &Arrived,
) -> Result<(), Problem> {
    may_stay(app, tx, case, &*key_of(granted)?, arrived).await?;
    if let Some(report) = store::same(tx.connection(), case, same_hash).await? {
        return Err(Problem::conflict("duplicate-report").with("report", report));
    }
    metadata::check_latest(draft.supersedes.as_ref(), &granted.known, granted.now)
}

/// Makes an arrived report known, in one change with its event.
async fn keep(
    app: &App,
    who: &SignedIn,
    admitted: &Admitted,
    arrived: Arrived,
) -> Result<(StatusCode, axum::Json<Pushed>), Problem> {
    let Admitted { access, description, upload, .. } = admitted;
    let Some(draft) = &access.draft else { return Err(Problem::not_found()) };
    let (mut tx, granted) = gate::begin_change(app, who, access).await?;
    if let Some(upload) = upload
        && !uploads::stored(&mut tx, upload, &draft.id).await?
    {
        return Err(Problem::conflict("conflict")); // Over meanwhile: it expired, or another gateway was faster.
    }
    let bytes = arrived.plain_len;
    let written = write(app, &mut tx, &granted, access, description, &arrived, EventKind::ReportPushed).await;
    let Kept { held_for, event } = match written {
        Ok(kept) => kept,
        Err(problem) => {
            drop(tx);
            arrived.stored.discard().await;
            return Err(problem);
        }
    };
    let sha256 = hex(&arrived.plain_hash);
    let entry = gate::entry(app, event, &granted.known);
    // From here on only the sweep may remove the payload: a commit whose answer is lost may have happened.
    arrived.stored.keep();
    tx.commit(entry).await?;
    measure::pushed(arrived.sealed_by, bytes);
    let pushed = Pushed { id: draft.id.to_string(), bytes, sha256, sealed_by: arrived.sealed_by, held_for };
    Ok((StatusCode::CREATED, axum::Json(pushed)))
}

/// A report that was written within a change.
pub struct Kept {
    /// Why it is held back.
    pub held_for: Vec<HeldFor>,
    /// To be committed with it.
    pub event: Event,
}

/// Writes an arrived report within a change that `access` allows, if it may stay. Its event is of `kind`.
pub async fn write(
    app: &App,
    tx: &mut Tx,
    granted: &Granted,
    access: &Access,
    description: &Description,
    arrived: &Arrived,
    kind: EventKind,
) -> Result<Kept, Problem> {
    let (Some(case), Some(draft)) = (&access.case, &access.draft) else { return Err(Problem::not_found()) };
    let key = key_of(granted)?;
    let unproved = held_on_arrival(access, &granted.known.facts, granted.now);
    // What nobody proved to have sent is no copy of anything, and nothing is one of it: neither does it keep out what somebody proves, nor
    // does whoever makes one up learn what is there.
    let same_hash = match unproved {
        Some(_) => app.secrets.lookup.hash("report/unproved", draft.id.as_str().as_bytes()).to_vec(),
        None => same_hash(app, case, draft, &arrived.plain_hash),
    };
    check(app, tx, granted, case, draft, &same_hash, arrived).await?;
    store::insert(tx, case, &key, &NewReport { id: &draft.id, arrived, same_hash, description }).await?;
    let (id, agency) = (draft.id.as_str(), Some(&draft.author_agency));
    facts::insert(tx, case, &key, NewFact { id, kind: FactKind::Report, agency, person: None, body: draft }).await?;
    let held_for: Vec<HeldFor> = unproved.into_iter().chain(arrived.verdict.held_for()).collect();
    for held_for in &held_for {
        hold(tx, case, &key, &draft.id, *held_for).await?;
    }
    let event = gate::allowed(access, granted, kind)
        .with_detail("bytes", arrived.plain_len.to_string())
        .with_detail("sealed-by", arrived.sealed_by);
    Ok(Kept { held_for, event: with_verdict(event, &arrived.verdict) })
}

/// The id of the fact that a report is held back for something: it is that once at most.
pub fn fact_of(report: &ReportId, held_for: HeldFor) -> String {
    format!("{report}-{}", code_of(&held_for))
}

/// Holds a report back.
pub async fn hold(tx: &mut Tx, case: &CaseId, key: &CaseKey, report: &ReportId, held_for: HeldFor) -> Result<(), StoreError> {
    let body = Quarantine { report: report.clone(), held_for };
    let id = fact_of(report, held_for);
    facts::insert(tx, case, key, NewFact { id: &id, kind: FactKind::Quarantine, agency: None, person: None, body: &body }).await
}

/// What a scanner said, in the event of what it looked at.
pub fn with_verdict(event: Event, verdict: &Verdict) -> Event {
    let event = event.with_detail("malware", verdict.word());
    match verdict.found() {
        Some(name) => event.with_detail("signature", name),
        None => event,
    }
}

/// By what the same content from the same agency is known again.
pub fn same_hash(app: &App, case: &CaseId, draft: &Report, plain_hash: &[u8]) -> Vec<u8> {
    let place = format!("{case}/{}/{}/", draft.author_agency, draft.category);
    app.secrets.lookup.hash("report/same", &[place.as_bytes(), plain_hash].concat()).to_vec()
}

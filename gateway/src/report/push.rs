//! Pushing a report: metadata, then the file, in one multipart request. It is decided before a byte of the file is taken, and again in
//! the change that makes it known.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use http::StatusCode;
use porthor_policy::{
    Access, Audience, CaseId, CategoryCode, Class, EventKind, Language, Provenance, PurposeCode, Report, ReportId, ReportMark,
    Status, Timestamp, Verb, decide, is_insider,
};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::intake::{Arrived, Closed, Intake};
use super::store::{self, Description, NewReport};
use crate::app::App;
use crate::case::fresh;
use crate::case::people::key_of;
use crate::gate::{self, Granted};
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::extract::{MultipartForm, Path};
use crate::http::session::SignedIn;
use crate::http::{idempotency, measure};
use crate::store::case_keys::CaseKey;
use crate::store::facts::{self, FactKind, Known, NewFact};
use crate::store::{StoreError, Tx};

/// Bytes of the metadata part, at most.
const METADATA: usize = 64 * 1024;

/// Routes of pushing. The size of a file has its own limit, counted as it passes.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(push)).layer(DefaultBodyLimit::disable())
}

/// What is said of a report: the part `report`, before the part `file`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Metadata {
    #[schema(value_type = String)]
    category: CategoryCode,
    /// What it was written for.
    #[schema(value_type = String)]
    purpose: PurposeCode,
    /// The category's own class, if not said.
    #[schema(value_type = Option<String>)]
    class: Option<Class>,
    #[schema(value_type = String)]
    audience: Audience,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = String)]
    language: Language,
    #[schema(value_type = String)]
    provenance: Provenance,
    file_name: String,
    /// In plain language.
    summary: Option<String>,
    /// The report it takes the place of.
    #[schema(value_type = Option<String>)]
    supersedes: Option<ReportId>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    marks: BTreeSet<ReportMark>,
    /// Why it is for professionals only; needed where it is.
    audience_reason: Option<String>,
}

/// A stored report.
#[derive(Serialize, ToSchema)]
struct Pushed {
    id: String,
    /// Bytes of the report.
    bytes: u64,
    /// SHA-256 of the report, hexadecimal.
    sha256: String,
    /// `sender` or `gateway`.
    sealed_by: &'static str,
}

/// Pushes a report to a case, plain or sealed to the case's age recipient.
#[utoipa::path(post, path = "/cases/{case}/reports", tag = "report", security(("session" = [])), params(("case" = String, Path)),
    request_body(content = Metadata, content_type = "multipart/form-data", description = "part `report` (JSON), then part `file`"),
    responses((status = 201, body = Pushed), (status = 403, description = "refused"), (status = 404), (status = 409, description = "duplicate-report"), (status = 413), (status = 415), (status = 422)))]
async fn push(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    MultipartForm(mut parts): MultipartForm,
) -> Result<(StatusCode, axum::Json<Pushed>), Problem> {
    let (metadata, said) = metadata(&mut parts).await?;
    let description = description(&metadata)?;
    let known = gate::load(&app, &who, Some(&case)).await?;
    let now = app.clock.now().max(known.not_before);
    if !is_insider(&who.actor, &known.facts, now) {
        // Before anything is said of what the case holds.
        let access = Access::new(who.actor.clone(), Verb::Push).on(case.clone());
        let granted = gate::release(&app, &who, &access, EventKind::ReportPushed, |event, _| event).await;
        return Err(granted.err().unwrap_or_else(Problem::not_found));
    }
    let draft = draft(&app, &who, &known, metadata, now)?;
    let access = Access { draft: Some(draft), ..Access::new(who.actor.clone(), Verb::Push).on(case.clone()) };
    if !decide(&access, &known.facts, now).is_allowed() {
        // Refused before the file is taken; the refusal is decided and recorded like any other.
        let granted = gate::release(&app, &who, &access, EventKind::ReportPushed, |event, _| event).await;
        return Err(granted.err().unwrap_or_else(|| Problem::conflict("conflict")));
    }
    let key = known.key.clone().ok_or_else(Problem::not_found)?;
    let upload = app.store.blobs.begin().await?;
    let room = room(&app, &case).await?;
    let mut intake = Intake::new(&key, upload, app.config.limits.report_bytes.min(room), &app.config.reports.allowed_types);
    let arrived = match take(&mut parts, &mut intake).await {
        Ok(closed) => intake.store(closed).await?,
        Err(problem) => {
            intake.abandon().await;
            return Err(or_quota(problem, room, &app));
        }
    };
    let digest = idempotency::digest_of(&app, &[b"push", case.as_str().as_bytes(), hex(&arrived.plain_hash).as_bytes(), &said]);
    idempotency::once_for(digest, keep(&app, &who, access, arrived, description)).await
}

/// Takes the file, piece by piece.
async fn take(parts: &mut Multipart, intake: &mut Intake<'_>) -> Result<Closed, Problem> {
    let mut file = next_part(parts, "file").await?;
    while let Some(piece) = file.chunk().await.map_err(|error| interrupted(&error))? {
        intake.push(&piece).await?;
    }
    drop(file);
    if parts.next_field().await.map_err(|error| interrupted(&error))?.is_some() {
        return Err(Problem::bad("one-file-per-push"));
    }
    intake.close()
}

/// Bytes that still fit into the case and into the agency that leads it.
pub async fn room(app: &App, case: &CaseId) -> Result<u64, StoreError> {
    room_left(app, &mut *app.store.reader().await?, case).await
}

async fn room_left(app: &App, connection: &mut AnyConnection, case: &CaseId) -> Result<u64, StoreError> {
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
async fn metadata(parts: &mut Multipart) -> Result<(Metadata, Vec<u8>), Problem> {
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

fn interrupted(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large")
    } else {
        Problem::bad("body-interrupted")
    }
}

/// Characters that are not seen, or turn what is seen about: the general categories Cc, Cf, Zl and Zp of Unicode 17.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

/// A name that is safe to give back: no path, nothing unseen, no length that a file system refuses.
fn description(metadata: &Metadata) -> Result<Description, Problem> {
    let name = metadata.file_name.trim();
    let hostile = |c: char| is_unseen(c) || matches!(c, '/' | '\\');
    if name.is_empty() || name.len() > 200 || name.starts_with('.') || name.chars().any(hostile) {
        return Err(Problem::unacceptable("hostile-file-name"));
    }
    if metadata.summary.as_ref().is_some_and(|summary| summary.len() > 8000) {
        return Err(Problem::bad("bad-field").with("field", "summary"));
    }
    let has_reason = metadata.audience_reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    if metadata.audience == Audience::Professionals && !has_reason {
        return Err(Problem::bad("bad-field").with("field", "audience_reason"));
    }
    Ok(Description { file_name: name.to_owned(), summary: metadata.summary.clone() })
}

/// A version takes the place of the latest one alone: of two newer ones nobody could say which is in force.
fn check_latest(supersedes: Option<&ReportId>, known: &Known, now: Timestamp) -> Result<(), Problem> {
    let Some(old) = supersedes else { return Ok(()) };
    let newer = porthor_policy::holding(&known.facts.reports, now).find(|report| report.supersedes.as_ref() == Some(old));
    newer.map_or(Ok(()), |report| Err(Problem::conflict("superseded-already").with("report", report.id.to_string())))
}

fn draft(app: &App, who: &SignedIn, known: &Known, metadata: Metadata, now: Timestamp) -> Result<Report, Problem> {
    let taxonomy = &app.config.taxonomy;
    let category = taxonomy.categories.get(&metadata.category).ok_or_else(|| Problem::unacceptable("unknown-category"))?;
    if !taxonomy.purposes.contains_key(&metadata.purpose) {
        return Err(Problem::unacceptable("unknown-purpose"));
    }
    let earlier = metadata.supersedes.as_ref().map(|id| {
        let mut reports = porthor_policy::holding(&known.facts.reports, now);
        reports.find(|report| report.id == *id && Some(&report.author_agency) == who.actor.agency.as_ref())
    });
    if earlier == Some(None) {
        return Err(Problem::bad("bad-field").with("field", "supersedes"));
    }
    Ok(Report {
        id: fresh()?,
        category: metadata.category,
        purpose: metadata.purpose,
        class: metadata.class.unwrap_or(category.class),
        audience: metadata.audience,
        status: metadata.status,
        language: metadata.language,
        provenance: metadata.provenance,
        author: who.actor.person.clone(),
        author_agency: who.agency()?.clone(),
        arrived: now,
        version: earlier.flatten().map_or(1, |report| report.version + 1),
        supersedes: metadata.supersedes,
        marks: metadata.marks,
        retain_until: Some(now.date().plus_years(u32::from(category.retention_years))),
    })
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
    check_latest(draft.supersedes.as_ref(), &granted.known, granted.now)
}

/// Makes an arrived report known, in one change with its event.
async fn keep(
    app: &App,
    who: &SignedIn,
    access: Access,
    arrived: Arrived,
    description: Description,
) -> Result<(StatusCode, axum::Json<Pushed>), Problem> {
    let (Some(case), Some(draft)) = (access.case.clone(), access.draft.clone()) else { return Err(Problem::not_found()) };
    let (mut tx, granted) = gate::begin_change(app, who, &access).await?;
    let key = key_of(&granted)?;
    let same_hash = same_hash(app, &case, &draft, &arrived.plain_hash);
    if let Err(problem) = check(app, &mut tx, &granted, &case, &draft, &same_hash, &arrived).await {
        drop(tx);
        arrived.stored.discard().await;
        return Err(problem);
    }
    let bytes = arrived.plain_len;
    let sha256 = hex(&arrived.plain_hash);
    let new = NewReport { id: &draft.id, arrived: &arrived, same_hash, description: &description };
    store::insert(&mut tx, &case, &key, &new).await?;
    let author = Some(&draft.author_agency);
    facts::insert(
        &mut tx,
        &case,
        &key,
        NewFact { id: draft.id.as_str(), kind: FactKind::Report, agency: author, person: None, body: &draft },
    )
    .await?;
    let event = gate::allowed(&access, &granted, EventKind::ReportPushed)
        .with_detail("bytes", bytes.to_string())
        .with_detail("sealed-by", arrived.sealed_by);
    let entry = gate::entry(app, event, &granted.known);
    // From here on only the sweep may remove the payload: a commit whose answer is lost may have happened.
    arrived.stored.keep();
    tx.commit(entry).await?;
    measure::pushed(arrived.sealed_by, bytes);
    let pushed = Pushed { id: draft.id.to_string(), bytes, sha256, sealed_by: arrived.sealed_by };
    Ok((StatusCode::CREATED, axum::Json(pushed)))
}

fn same_hash(app: &App, case: &CaseId, draft: &Report, plain_hash: &[u8]) -> Vec<u8> {
    let place = format!("{case}/{}/{}/", draft.author_agency, draft.category);
    app.secrets.lookup.hash("report/same", &[place.as_bytes(), plain_hash].concat()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_in_a_name_is_told_from_what_is() {
        for unseen in "\0\n\u{7f}\u{85}\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}\u{e0041}".chars() {
            assert!(is_unseen(unseen), "U+{:04X}", u32::from(unseen));
        }
        for seen in "aZ9 ._-'()ŵŷâÉẄ–’\u{301}\u{a0}\u{2010}\u{2027}\u{202f}\u{205f}ж字".chars() {
            assert!(!is_unseen(seen), "U+{:04X}", u32::from(seen));
        }
    }
}

//! How an upload begins: what is said of the report is decided on before a byte of it comes, and its bytes are held free.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header as http_header};
use porthor_keys::header::MAX_HEADER;
use porthor_keys::payload::{NONCE, ciphertext_len};
use porthor_policy::{Access, CaseId, Decision, Event, EventKind, Reason, Timestamp, Verb, decide};
use serde_json::json;

use super::finish::{self, Stored};
use super::header::{self, Checksum, Part, Tus};
use super::pieces::Pieces;
use super::store::{self, NewUpload, Said, State as Standing, Upload};
use super::{Entered, told};
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::idempotency;
use crate::http::session::SignedIn;
use crate::report::metadata::Metadata;
use crate::report::push::{self, Admitted, METADATA};
use crate::store::Entry;
use crate::store::case_keys::CaseKey;

/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;
/// The media type of an age file.
const AGE: &str = "application/age";

/// Bytes of the largest sealed file.
pub fn largest(app: &App) -> u64 {
    ciphertext_len(app.config.limits.report_bytes).saturating_add((NONCE + MAX_HEADER) as u64)
}

/// Begins an upload. What is said of the report comes as `report` in `Upload-Metadata` (base64 of the JSON that a push has), or as the body:
/// JSON, or that JSON in an age file for the case. A body of `application/offset+octet-stream` is the first piece.
#[utoipa::path(post, path = "/cases/{case}/uploads", tag = "report", security(("session" = [])),
    params(("case" = String, Path), ("Upload-Length" = Option<String>, Header), ("Upload-Metadata" = Option<String>, Header), ("Upload-Concat" = Option<String>, Header)),
    request_body(content = Metadata, content_type = "application/json"),
    responses((status = 201, description = "Location, Upload-Expires"), (status = 400), (status = 403, description = "refused"), (status = 404), (status = 412, description = "tus-version"), (status = 413, description = "file-too-large"), (status = 422), (status = 429, description = "too-many-uploads"), (status = 507)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    who: SignedIn,
    _: Tus,
    Path(case): Path<CaseId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let key = push::known_to_insider(&app, &who, &case).await?.key.ok_or_else(Problem::not_found)?;
    match header::part(&headers)? {
        Part::Whole => {
            let (said, first) = said(&headers, body, &key).await?;
            whole(&app, who, &case, &headers, said, first).await
        }
        Part::Partial => {
            may_push(&app, &who, &case).await?;
            let room = push::room(&app, &case).await?;
            let length = length(&app, &headers, room)?;
            let said = Said { report: None, header: said_header(&headers) };
            let parts = ["partial", case.as_str(), &length.to_string()].map(|part| part.as_bytes().to_vec());
            let digest = idempotency::digest_of(&app, &parts.each_ref().map(Vec::as_slice));
            let upload = idempotency::once_for(digest, begin(&app, &who, &case, &key, false, length, said)).await?;
            answer(&app, who, upload, first_of(&headers, body)?).await
        }
        Part::Final(parts) => {
            let (said, _) = said(&headers, body, &key).await?;
            together(&app, who, &case, &key, said, &parts).await
        }
    }
}

/// Begins one that becomes a report by itself.
async fn whole(
    app: &Arc<App>,
    who: SignedIn,
    case: &CaseId,
    headers: &HeaderMap,
    said: Said,
    first: Option<First>,
) -> Result<Response, Problem> {
    let admitted = admitted(app, &who, case, &said).await?;
    let length = length(app, headers, admitted.room())?;
    let report = said.report.clone().unwrap_or_default();
    let parts = [b"upload", case.as_str().as_bytes(), length.to_string().as_bytes(), report.as_bytes()].map(<[u8]>::to_vec);
    let digest = idempotency::digest_of(app, &parts.each_ref().map(Vec::as_slice));
    let beginning = begin(app, &who, case, admitted.key(), true, length, said);
    let upload = idempotency::once_for(digest, beginning).await?;
    answer(app, who, upload, first).await
}

/// Decides on what is said of a report; a refusal is recorded like any other.
async fn admitted(app: &Arc<App>, who: &SignedIn, case: &CaseId, said: &Said) -> Result<Admitted, Problem> {
    let json = said.report.as_deref().unwrap_or_default();
    let axum::Json(metadata) = axum::Json::<Metadata>::from_bytes(json.as_bytes())?;
    Admitted::on(app, who, case, metadata, json.into()).await
}

/// A part has no description to decide on yet: all else that a push is decided by is.
async fn may_push(app: &App, who: &SignedIn, case: &CaseId) -> Result<(), Problem> {
    let pushes = Access::new(who.actor.clone(), Verb::Push).on(case.clone());
    let known = gate::load(app, who, Some(case)).await?;
    let is_of_the_report = |reason: &Reason| matches!(reason, Reason::ReportUnknown | Reason::OtherAgency);
    match decide(&pushes, &known.facts, app.clock.now().max(known.not_before)) {
        Decision::Refuse(reasons) if reasons.iter().all(is_of_the_report) => Ok(()),
        _ => {
            let granted = gate::release(app, who, &pushes, EventKind::ReportPushed, |event, _| event).await;
            Err(granted.err().unwrap_or_else(Problem::not_found))
        }
    }
}

/// Bytes that are announced, if they may come.
fn length(app: &App, headers: &HeaderMap, room: u64) -> Result<u64, Problem> {
    let length = header::number(headers, &header::UPLOAD_LENGTH)?;
    if length == 0 {
        return Err(Problem::unacceptable("file-empty"));
    }
    if length > largest(app) {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large"));
    }
    if length > room {
        return Err(Problem::new(StatusCode::INSUFFICIENT_STORAGE, "quota-exceeded"));
    }
    Ok(length)
}

/// What is said of the report, and the first piece where the body is that.
async fn said(headers: &HeaderMap, body: Body, key: &CaseKey) -> Result<(Said, Option<First>), Problem> {
    if let Some(report) = header::metadata(headers, "report")? {
        return Ok((Said { report: Some(report), header: said_header(headers) }, first_of(headers, body)?));
    }
    let too_large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large");
    let bytes = to_bytes(body, METADATA).await.map_err(too_large)?;
    let kind = headers.get(http_header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let json = if kind == AGE.as_bytes() {
        porthor_keys::envelope::open(&key.identity, &bytes).map_err(|error| crate::report::intake::broken(&error))?
    } else if kind.starts_with(b"application/json") {
        bytes.to_vec()
    } else {
        return Err(Problem::bad("bad-field").with("field", "upload-metadata"));
    };
    let report = String::from_utf8(json).map_err(|_| Problem::bad("bad-json"))?;
    Ok((Said { report: Some(report), header: None }, None))
}

fn said_header(headers: &HeaderMap) -> Option<String> {
    Some(headers.get(header::UPLOAD_METADATA)?.to_str().ok()?.to_owned())
}

/// The first piece, and what it has to hash to.
type First = (Body, Option<Checksum>);

fn first_of(headers: &HeaderMap, body: Body) -> Result<Option<First>, Problem> {
    if header::is_piece(headers) { Ok(Some((body, Checksum::of(headers)?))) } else { Ok(None) }
}

/// Writes an upload down, and holds its bytes free.
async fn begin(
    app: &App,
    who: &SignedIn,
    case: &CaseId,
    key: &Arc<CaseKey>,
    is_whole: bool,
    length: u64,
    said: Said,
) -> Result<Upload, Problem> {
    let mut tx = app.store.begin().await?;
    if store::open_of(tx.connection(), &who.actor.person).await? >= u64::from(app.config.limits.uploads_per_person) {
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-uploads"));
    }
    // Others may have begun meanwhile.
    if length > push::room_left(app, tx.connection(), case).await? {
        return Err(Problem::new(StatusCode::INSUFFICIENT_STORAGE, "quota-exceeded"));
    }
    let id = porthor_keys::random::id();
    let expires = Timestamp::from_millis(tx.now().millis() + i64::from(app.config.limits.upload_hours) * HOUR);
    let person = &who.actor.person;
    store::insert(&mut tx, key, &NewUpload { id: &id, case, person, is_whole, length, said: &said, expires }).await?;
    let upload = Upload { id, case: case.clone(), is_whole, length, said, state: Standing::Open, expires };
    let event = finish::of(Event::new(EventKind::UploadBegun, tx.now()), who, &upload).with_detail("bytes", length.to_string());
    tx.commit(Entry { event, key: Arc::clone(&key.column) }).await?;
    Ok(upload)
}

/// Where the upload is, and how far its first piece got it.
async fn answer(app: &Arc<App>, who: SignedIn, upload: Upload, first: Option<First>) -> Result<Response, Problem> {
    let (case, id) = (upload.case.clone(), upload.id.clone());
    let mut answer = match first {
        None => {
            // What is repeated under a key is answered by the body alone.
            let mut answer = (StatusCode::CREATED, axum::Json(json!({ "location": location(&case, &id) }))).into_response();
            told(&mut answer, upload.expires, 0);
            answer
        }
        Some((first, checksum)) => {
            let entered = Entered::at(app, &who, &case, &id).await?;
            entered.take(Arc::clone(app), who, 0, checksum, first, StatusCode::CREATED).await?
        }
    };
    locate(&mut answer, &case, &id);
    Ok(answer)
}

fn location(case: &CaseId, upload: &str) -> String {
    format!("/api/v1/cases/{case}/uploads/{upload}")
}

fn locate(answer: &mut Response, case: &CaseId, upload: &str) {
    let location = HeaderValue::from_str(&location(case, upload)).expect("ids are safe in a header");
    answer.headers_mut().insert(http_header::LOCATION, location);
}

/// Makes a report of parts that have come whole, in the order they are named.
async fn together(
    app: &Arc<App>,
    who: SignedIn,
    case: &CaseId,
    key: &Arc<CaseKey>,
    said: Said,
    parts: &[String],
) -> Result<Response, Problem> {
    let ids: Vec<&str> = parts.iter().map(|path| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()).collect();
    // Always in one order: two who name the same parts in different ones must not wait for each other for ever.
    let in_turn: BTreeSet<&str> = ids.iter().copied().collect();
    let mut entered = Vec::with_capacity(ids.len());
    for id in &in_turn {
        let missing = || Problem::unacceptable("upload-part").with("part", *id);
        let part = Entered::at(app, &who, case, id).await.map_err(|_| missing())?;
        let is_there = part.upload.state == Standing::Open && !part.upload.is_whole;
        if !is_there || part.pieces.chain().await?.length != part.upload.length {
            return Err(missing());
        }
        entered.push(part);
    }
    if in_turn.len() < ids.len() {
        return Err(Problem::unacceptable("upload-part").with("part", ids[0]));
    }
    entered.sort_by_key(|part| ids.iter().position(|id| *id == part.upload.id));
    admitted(app, &who, case, &said).await?;
    let length = entered.iter().map(|part| part.upload.length).sum();
    let upload = begin(app, &who, case, key, true, length, said).await?;
    let (app, case) = (Arc::clone(app), case.clone());
    // Goes on to the end even if the caller hangs up.
    let joining = tokio::spawn(async move {
        let stored = join(&app, &who, &upload, &entered).await?;
        let mut answer = StatusCode::CREATED.into_response();
        told(&mut answer, upload.expires, upload.length);
        super::tell_report(&mut answer, Some(&stored));
        locate(&mut answer, &case, &upload.id);
        Ok(answer)
    });
    joining.await.unwrap_or_else(|_| Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")))
}

async fn join(app: &Arc<App>, who: &SignedIn, upload: &Upload, entered: &[Entered]) -> Result<Stored, Problem> {
    let parts: Vec<Pieces> = entered.iter().map(|part| part.pieces.clone()).collect();
    let none = Pieces::of(&app.store.blobs, &upload.id, None);
    let done = finish::prove(app, who, upload, &parts).await;
    match done {
        Err(problem) if !finish::is_final(&problem) => {
            // The parts stay: the same may be asked for again.
            finish::at_request(app, who, upload, &none, "not-joined").await?;
            Err(problem)
        }
        done => {
            let done = finish::over(app, who, upload, &none, done).await;
            for part in entered {
                finish::at_request(app, who, &part.upload, &part.pieces, "joined").await?;
            }
            done
        }
    }
}

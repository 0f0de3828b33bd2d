//! Pushing in pieces (tus 1.0), for lines that break: a sealed file comes by any number of requests, each going on where the last one got
//! to, and becomes a report when its last byte has come and all of it is proved. Until then nobody can see it, and it is ciphertext.
//!
//! `header` is the protocol's own headers, `create` how one begins, `receive` takes bytes, `pieces` is where they lie, `finish` how one
//! ends, `store` the SQL. One at a time is at an upload (`turns`).

mod create;
mod finish;
mod header;
pub mod pieces;
mod receive;
pub mod store;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use porthor_policy::{CaseId, Event, EventKind, HeldFor, ReportId, Timestamp, held};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::finish::Stored;
use self::header::{Checksum, Tus};
use self::pieces::Pieces;
use self::receive::{Reached, Receiving};
use self::store::{State as Standing, Upload};
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::store::StoreError;
use crate::store::log::code_of;
use crate::turns::Turn;

/// Routes of this slice. The size of a file has its own limit, counted as it passes.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, options))
        .routes(routes!(head, patch, delete, overridden))
        .layer(DefaultBodyLimit::disable())
        .layer(map_response(header::speak))
}

/// What of tus is spoken here. Nobody has to be signed in to ask.
#[utoipa::path(options, path = "/cases/{case}/uploads", tag = "report", params(("case" = String, Path)), responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm")))]
async fn options(State(app): State<Arc<App>>) -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::TUS_VERSION, HeaderValue::from_static(header::VERSION));
    headers.insert("tus-extension", HeaderValue::from_static(header::EXTENSIONS));
    headers.insert("tus-checksum-algorithm", HeaderValue::from_static(header::CHECKSUMS));
    headers.insert("tus-max-size", create::largest(&app).into());
    answer
}

/// How far an upload has come.
#[utoipa::path(head, path = "/cases/{case}/uploads/{upload}", tag = "report", security(("session" = [])), params(("case" = String, Path), ("upload" = String, Path)),
    responses((status = 200, description = "Upload-Offset, Upload-Length, Upload-Expires; Porthor-Report once it is one"), (status = 404), (status = 410, description = "upload-ended"), (status = 412, description = "tus-version")))]
async fn head(
    State(app): State<Arc<App>>,
    who: SignedIn,
    _: Tus,
    Path((case, upload)): Path<(CaseId, String)>,
) -> Result<Response, Problem> {
    let entered = Entered::at(&app, &who, &case, &upload).await?;
    let offset = match entered.stored()? {
        Some(_) => entered.upload.length,
        None => entered.pieces.chain().await?.length,
    };
    let mut answer = StatusCode::OK.into_response();
    told(&mut answer, entered.upload.expires, offset);
    let headers = answer.headers_mut();
    headers.insert(header::UPLOAD_LENGTH, entered.upload.length.into());
    if !entered.upload.is_whole {
        headers.insert(header::UPLOAD_CONCAT, HeaderValue::from_static("partial"));
    }
    if let Some(said) = entered.upload.said.header.as_deref().and_then(|said| HeaderValue::from_str(said).ok()) {
        headers.insert(header::UPLOAD_METADATA, said);
    }
    tell_report(&mut answer, entered.stored()?.as_ref());
    Ok(answer)
}

/// Takes the next piece. One that was cut is kept as far as it came; one that comes twice does no harm.
#[utoipa::path(patch, path = "/cases/{case}/uploads/{upload}", tag = "report", security(("session" = [])), params(("case" = String, Path), ("upload" = String, Path)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "Upload-Offset; Porthor-Report once it is one"), (status = 400), (status = 403, description = "refused"), (status = 404), (status = 409, description = "upload-offset, or duplicate-report"), (status = 410, description = "upload-ended"), (status = 412, description = "tus-version"), (status = 413), (status = 415), (status = 422), (status = 460, description = "upload-checksum"), (status = 507)))]
async fn patch(
    State(app): State<Arc<App>>,
    who: SignedIn,
    _: Tus,
    Path((case, upload)): Path<(CaseId, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    if !header::is_piece(&headers) {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"));
    }
    let offset = header::number(&headers, &header::UPLOAD_OFFSET)?;
    let checksum = Checksum::of(&headers)?;
    let entered = Entered::at(&app, &who, &case, &upload).await?;
    entered.take(app, who, offset, checksum, body, StatusCode::NO_CONTENT).await
}

/// Gives an upload up; nothing of it is left.
#[utoipa::path(delete, path = "/cases/{case}/uploads/{upload}", tag = "report", security(("session" = [])), params(("case" = String, Path), ("upload" = String, Path)),
    responses((status = 204), (status = 404), (status = 412, description = "tus-version")))]
async fn delete(
    State(app): State<Arc<App>>,
    who: SignedIn,
    _: Tus,
    Path((case, upload)): Path<(CaseId, String)>,
) -> Result<StatusCode, Problem> {
    let entered = Entered::at(&app, &who, &case, &upload).await?;
    finish::at_request(&app, &who, &entered.upload, &entered.pieces, "given-up").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The same three behind proxies that let nothing but GET and POST through: `X-HTTP-Method-Override` names the one that is meant.
#[utoipa::path(post, path = "/cases/{case}/uploads/{upload}", tag = "report", security(("session" = [])), params(("case" = String, Path), ("upload" = String, Path), ("X-HTTP-Method-Override" = String, Header, description = "PATCH, HEAD or DELETE")),
    responses((status = 200, description = "of HEAD"), (status = 204, description = "of PATCH or DELETE"), (status = 404), (status = 405, description = "method-not-allowed"), (status = 412, description = "tus-version")))]
async fn overridden(
    app: State<Arc<App>>,
    who: SignedIn,
    tus: Tus,
    path: Path<(CaseId, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    match header::meant(&headers) {
        Some(Method::PATCH) => patch(app, who, tus, path, headers, body).await,
        Some(Method::HEAD) => head(app, who, tus, path).await,
        Some(Method::DELETE) => delete(app, who, tus, path).await.map(IntoResponse::into_response),
        _ => Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed")),
    }
}

/// One's turn at an upload of one's own.
struct Entered {
    upload: Upload,
    pieces: Pieces,
    turn: Turn,
    /// Why the report that it has become is held back.
    held_for: Vec<HeldFor>,
}

impl Entered {
    /// Of anybody else's, and of none, the answer is the same.
    async fn at(app: &Arc<App>, who: &SignedIn, case: &CaseId, upload: &str) -> Result<Self, Problem> {
        let known = super::push::known_to_insider(app, who, case).await?;
        let key = known.key.clone().ok_or_else(Problem::not_found)?;
        let find = async || -> Result<Option<Upload>, StoreError> {
            store::find(&mut *app.store.reader().await?, &key, case, &who.actor.person, upload).await
        };
        // Whose it is comes first: nobody asks another's request to go.
        if find().await?.is_none() {
            return Err(gate::absent(who.came).await);
        }
        let turn = app.uploads.on(upload).await;
        let Some(upload) = find().await? else { return Err(gate::absent(who.came).await) };
        if upload.state == Standing::Open && upload.expires <= app.clock.now() {
            return Err(ended("expired"));
        }
        let pieces = Pieces::of(&app.store.blobs, &upload.id, (!upload.is_whole).then_some(key));
        let report = if let Standing::Stored(report) = &upload.state { report.parse().ok() } else { None };
        let now = app.clock.now().max(known.not_before);
        let held_for = report.map(|report: ReportId| held(&known.facts, &report, now).collect()).unwrap_or_default();
        Ok(Self { upload, pieces, turn, held_for })
    }

    /// The report that it is already; a problem where it never will be one.
    fn stored(&self) -> Result<Option<Stored>, Problem> {
        match &self.upload.state {
            Standing::Open => Ok(None),
            Standing::Stored(report) => Ok(Some(Stored { report: report.clone(), sha256: None, held_for: self.held_for.clone() })),
            Standing::Refused(code, None) => Err(ended(code)),
            Standing::Refused(code, Some(report)) => Err(ended(code).with("report", report)),
        }
    }

    /// Takes bytes that stand at `offset`.
    async fn take(
        self,
        app: Arc<App>,
        who: SignedIn,
        offset: u64,
        checksum: Option<Checksum>,
        body: Body,
        status: StatusCode,
    ) -> Result<Response, Problem> {
        let stored = self.stored()?;
        let Self { upload, pieces, turn, .. } = self;
        let (length, expires) = (upload.length, upload.expires);
        let chain = pieces.chain().await?;
        let known = if stored.is_some() { length } else { chain.length };
        if offset != known {
            return Err(Problem::conflict("upload-offset").with("offset", known.to_string()));
        }
        let reached = match stored {
            Some(stored) => Reached::Stored(stored),
            None => Receiving { app, who, upload, turn, pieces, chain, checksum }.all(body.into_data_stream()).await?,
        };
        let mut answer = status.into_response();
        match reached {
            Reached::Offset(offset) => told(&mut answer, expires, offset),
            Reached::Stored(stored) => {
                told(&mut answer, expires, length);
                tell_report(&mut answer, Some(&stored));
            }
        }
        Ok(answer)
    }
}

/// That an upload is over, and why.
fn ended(because: &str) -> Problem {
    Problem::new(StatusCode::GONE, "upload-ended").with("because", because)
}

/// Says how far an upload has come and until when it may go on.
fn told(answer: &mut Response, expires: Timestamp, offset: u64) {
    let headers = answer.headers_mut();
    headers.insert(header::UPLOAD_OFFSET, offset.into());
    headers.insert(header::UPLOAD_EXPIRES, header::http_date(expires));
}

fn tell_report(answer: &mut Response, stored: Option<&Stored>) {
    let Some(stored) = stored else { return };
    let held_for = stored.held_for.iter().map(code_of).collect::<Vec<_>>().join(", ");
    let held_for = Some(&held_for).filter(|held_for| !held_for.is_empty());
    let texts =
        [(header::REPORT, Some(&stored.report)), (header::REPORT_DIGEST, stored.sha256.as_ref()), (header::REPORT_HELD, held_for)];
    for (name, text) in texts {
        if let Some(value) = text.and_then(|text| HeaderValue::from_str(text).ok()) {
            answer.headers_mut().insert(name, value);
        }
    }
}

/// Forgets uploads whose time is over; of those that had become nothing it is recorded.
pub async fn sweep(app: &App) -> Result<usize, StoreError> {
    let expired = store::expired(&mut *app.store.reader().await?, app.clock.now()).await?;
    for upload in &expired {
        let mut tx = app.store.begin().await?;
        if !store::forget(&mut tx, &upload.id).await? {
            continue;
        }
        // In the record's key: the case may have been erased meanwhile.
        let why = if upload.is_open { "expired" } else { "forgotten" };
        let event =
            Event::new(EventKind::UploadEnded, tx.now()).with_detail("upload", upload.id.clone()).with_detail("problem", why);
        tx.commit(app.entry(event)).await?;
        Pieces::of(&app.store.blobs, &upload.id, None).remove().await;
    }
    Ok(expired.len())
}

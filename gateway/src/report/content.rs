//! Releasing a report: plain, decrypted while it streams, or sealed, with only the header rewritten for the agency's own recipient and
//! the stored payload sent byte for byte. The release is recorded before the first byte; each chunk asks whether it may still pass.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use porthor_keys::envelope::{open_header, rewrite_header};
use porthor_keys::header::{FileKey, Header};
use porthor_keys::payload::{CHUNK, ChunkOpener, NONCE, TAG};
use porthor_keys::recipient::Recipient;
use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::{Access, CaseId, EventKind, PurposeCode, ReportId, Verb};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store::{self, StoredReport};
use crate::app::App;
use crate::gate;
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::extract::{Path, Query};
use crate::http::measure;
use crate::http::session::SignedIn;
use crate::http::transfer;
use crate::store::StoreError;
use crate::store::case_keys::CaseKey;
use crate::store::payload::Payload;
use crate::transfers::Transfer;

/// Sealed bytes of one chunk.
const SEALED_CHUNK: usize = CHUNK + TAG;
/// Chunks opened at once: what is read, opened and sent should not leave the processor's cache in between.
const AT_ONCE: u64 = 4;
/// Bytes of a payload sent as they are at once.
const PIECE: u64 = 256 * 1024;

/// Routes of releasing.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(release))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    purpose: Option<PurposeCode>,
    #[serde(default)]
    form: Form,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Form {
    #[default]
    Plain,
    Sealed,
}

impl Form {
    fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Sealed => "sealed",
        }
    }
}

/// What will leave, made ready before it is decided that it may.
struct Ready {
    form: Form,
    report: StoredReport,
    /// Sealed form: the header for the agency.
    header: Vec<u8>,
    /// Bytes of the whole form.
    length: u64,
    /// SHA-256 of the whole form, hexadecimal.
    sha256: String,
}

/// Releases a report. `form=sealed` sends an age file for the agency's own recipient.
#[utoipa::path(get, path = "/cases/{case}/reports/{report}/content", tag = "report", security(("session" = [])),
    params(("case" = String, Path), ("report" = String, Path), ("purpose" = Option<String>, Query), ("form" = Option<String>, Query, description = "plain (default) or sealed")),
    responses((status = 200, description = "the report"), (status = 206), (status = 403, description = "refused, with every reason"), (status = 404), (status = 409, description = "recipient-missing"), (status = 416)))]
async fn release(
    State(app): State<Arc<App>>,
    who: SignedIn,
    headers: HeaderMap,
    Path((case, report)): Path<(CaseId, ReportId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (verb, kind) = match asked.form {
        Form::Plain => (Verb::Open, EventKind::ReportOpened),
        Form::Sealed => (Verb::TakeSealed, EventKind::ReportTakenSealed),
    };
    let access =
        Access { report: Some(report.clone()), purpose: asked.purpose, ..Access::new(who.actor.clone(), verb).on(case.clone()) };
    let recipient = match asked.form {
        Form::Plain => None,
        Form::Sealed => match own_recipient(&app, &who).await? {
            Some(recipient) => Some(recipient),
            None => return Err(gate::unless_refused(&app, &who, &access, Problem::conflict("recipient-missing")).await),
        },
    };
    let ready = ready(&app, &case, &report, asked.form, recipient.as_ref()).await?;
    let transfer = app.transfers.begin(case.clone(), access.clone());
    let granted = gate::release(&app, &who, &access, kind, |event, _| match &ready {
        Some(ready) => event
            .with_detail("form", ready.form.word())
            .with_detail("bytes", ready.length.to_string())
            .with_detail("sha256", ready.sha256.clone()),
        None => event,
    })
    .await?;
    let (Some(ready), Some(recorded)) = (ready, granted.recorded) else {
        return Err(Problem::not_found());
    };
    let key = granted.known.key.ok_or_else(Problem::not_found)?;
    // Only now: how long a report is says that it is there.
    let range = match ready.form {
        Form::Plain => range_of(&headers, &etag(&report, &ready), ready.length)?,
        Form::Sealed => None,
    };
    measure::released(ready.form.word(), ready.length);
    transfer.expect(range.as_ref().map_or(ready.length, |range| range.end - range.start));
    let mut answer = answer(&report, &ready, range.as_ref(), recorded.seq)?;
    let flow = Flow::new(Arc::clone(&app), transfer, &key, ready, range).await?;
    *answer.body_mut() = Body::from_stream(flow.into_stream());
    Ok(answer)
}

/// The age recipient of the agency of who asks.
async fn own_recipient(app: &App, who: &SignedIn) -> Result<Option<Recipient>, Problem> {
    let Some(agency) = &who.actor.agency else { return Ok(None) };
    let mut reader = app.store.reader().await?;
    let recipient = store::agency_recipient(&mut reader, agency.as_str()).await?;
    let recipient = recipient.map(|recipient| recipient.parse()).transpose();
    recipient.map_err(|_| StoreError::bad_row("agency", "recipient").into())
}

/// Reads the report's row and, for the sealed form, rewrites its header. None where there is no such report.
async fn ready(
    app: &App,
    case: &CaseId,
    report: &ReportId,
    form: Form,
    recipient: Option<&Recipient>,
) -> Result<Option<Ready>, Problem> {
    let mut reader = app.store.reader().await?;
    let key = match app.store.case_keys.open(&mut reader, case).await {
        Err(StoreError::Erased) => return Ok(None),
        key => key?,
    };
    let Some(report) = store::stored(&mut reader, case, report, &key).await? else { return Ok(None) };
    let mut ready = Ready { form, header: Vec::new(), length: report.plain_len, sha256: hex(&report.plain_hash), report };
    if let Some(recipient) = recipient {
        let header = rewrite_header(&ready.report.header, &key.identity, std::slice::from_ref(recipient));
        ready.header = header.map_err(|_| StoreError::bad_row("report", "header"))?;
        ready.length = ready.header.len() as u64 + ready.report.payload_len;
        // Hashing the form would read the whole payload: the digest of the payload as it was pushed says what was released.
        ready.sha256 = hex(&ready.report.payload_hash);
    }
    Ok(Some(ready))
}

fn etag(report: &ReportId, ready: &Ready) -> String {
    format!("\"{report}-{}\"", ready.form.word())
}

/// One range of bytes (RFC 9110, 14.2); several, or another unit, mean the whole.
fn range_of(headers: &HeaderMap, etag: &str, length: u64) -> Result<Option<Range<u64>>, Problem> {
    let Some(wanted) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else { return Ok(None) };
    let stale = headers.get(header::IF_RANGE).is_some_and(|tag| tag.as_bytes() != etag.as_bytes());
    let Some(wanted) = wanted.strip_prefix("bytes=").filter(|wanted| !stale && !wanted.contains(',')) else { return Ok(None) };
    let Some((first, last)) = wanted.split_once('-') else { return Ok(None) };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.trim().is_empty() => first..length,
        (None, Some(suffix)) if first.trim().is_empty() => length.saturating_sub(suffix)..length,
        _ => return Ok(None),
    };
    if range.is_empty() {
        return Err(Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range-not-satisfiable").with("length", length.to_string()));
    }
    Ok(Some(range))
}

fn answer(report: &ReportId, ready: &Ready, range: Option<&Range<u64>>, seq: u64) -> Result<Response, Problem> {
    let mut answer = StatusCode::OK.into_response();
    let text =
        |value: String| HeaderValue::from_str(&value).map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"));
    let name = match ready.form {
        Form::Plain => ready.report.file_name.clone(),
        Form::Sealed => format!("{}.age", ready.report.file_name),
    };
    let length = range.map_or(ready.length, |range| range.end - range.start);
    if let Some(range) = range {
        *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
        let shown = format!("bytes {}-{}/{}", range.start, range.end - 1, ready.length);
        answer.headers_mut().insert(header::CONTENT_RANGE, text(shown)?);
    }
    let headers = answer.headers_mut();
    // Never rendered in our origin, whatever it is: a download, of no type a browser shows.
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_DISPOSITION, text(format!("attachment; filename*=UTF-8''{}", percent(&name)))?);
    headers.insert(header::CONTENT_LENGTH, length.into());
    headers.insert(header::ETAG, text(etag(report, ready))?);
    let ranges = if ready.form == Form::Plain { "bytes" } else { "none" };
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static(ranges));
    headers.insert("porthor-receipt", text(format!("/api/v1/receipts/{seq}"))?);
    headers.insert("porthor-content-type", text(ready.report.content_type.clone())?);
    Ok(answer)
}

/// RFC 8187: everything but letters, digits and a few marks as `%XX`.
fn percent(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().fold(String::new(), |text, byte| {
        if plain(byte) { text + char::from(byte).encode_utf8(&mut [0; 4]) } else { format!("{text}%{byte:02X}") }
    })
}

/// The bytes of a release on their way out.
struct Flow {
    app: Arc<App>,
    transfer: Option<Transfer>,
    /// Seals what is recorded of its end.
    column: Arc<ColumnKey>,
    payload: Payload,
    source: Source,
}

enum Source {
    Sealed(Sealed),
    Plain(Box<Plain>),
}

/// The stored payload, byte for byte, behind a header. It is not hashed again: each of its chunks is authenticated, so that whoever
/// opens it notices a damaged one, and hashing cost two fifths of the release.
struct Sealed {
    header: Vec<u8>,
    at: u64,
    end: u64,
}

/// The payload, decrypted chunk by chunk.
struct Plain {
    file_key: FileKey,
    /// Made once the payload's nonce has been read.
    opener: Option<ChunkOpener>,
    /// The next chunk.
    chunk: u64,
    /// Chunks of the whole payload.
    chunks: u64,
    payload_len: u64,
    range: Range<u64>,
    /// Opened chunks that have not passed yet.
    opened: VecDeque<Bytes>,
}

/// Why a release stopped; the connection is closed without the rest.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("the grounds of this release were withdrawn")]
    Cut,
    #[error("the stored payload is damaged")]
    Damaged,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Flow {
    async fn new(
        app: Arc<App>,
        transfer: Transfer,
        key: &CaseKey,
        ready: Ready,
        range: Option<Range<u64>>,
    ) -> Result<Self, Problem> {
        let payload = app.store.blobs.open(&ready.report.blob).await?;
        let source = match ready.form {
            Form::Sealed => Source::Sealed(Sealed { header: ready.header, at: 0, end: ready.report.payload_len }),
            Form::Plain => Source::Plain(Box::new(Plain::new(key, &ready.report, range)?)),
        };
        Ok(Self { app, transfer: Some(transfer), column: Arc::clone(&key.column), payload, source })
    }

    fn into_stream(self) -> impl futures_util::Stream<Item = Result<Bytes, Stopped>> + Send + 'static {
        stream::unfold(Some(self), |flow| async move {
            let mut flow = flow?;
            match flow.next().await {
                Ok(Some(bytes)) => Some((Ok(bytes), Some(flow))),
                Ok(None) => {
                    flow.end(true);
                    None
                }
                Err(stopped) => Some((Err(stopped), None)),
            }
        })
    }

    /// The next bytes that may pass. A cut ends the wait too.
    async fn next(&mut self) -> Result<Option<Bytes>, Stopped> {
        let transfer = self.transfer.as_ref().ok_or(Stopped::Cut)?;
        let bytes = tokio::select! {
            biased;
            () = transfer.until_cut() => return Err(Stopped::Cut),
            bytes = self.source.next(&self.payload) => bytes?,
        };
        match bytes {
            Some(bytes) if transfer.pass(bytes.len()) => Ok(Some(bytes)),
            Some(_) => Err(Stopped::Cut),
            None => Ok(None),
        }
    }

    /// Records how it ended.
    fn end(&mut self, whole: bool) {
        if let Some(transfer) = self.transfer.take() {
            transfer::record_end(&self.app, &transfer, Arc::clone(&self.column), whole);
        }
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        self.end(false);
    }
}

impl Source {
    async fn next(&mut self, payload: &Payload) -> Result<Option<Bytes>, Stopped> {
        match self {
            Self::Sealed(sealed) => sealed.next(payload).await,
            Self::Plain(plain) => plain.next(payload).await,
        }
    }
}

impl Sealed {
    async fn next(&mut self, payload: &Payload) -> Result<Option<Bytes>, Stopped> {
        if !self.header.is_empty() {
            return Ok(Some(Bytes::from(std::mem::take(&mut self.header))));
        }
        if self.at == self.end {
            return Ok(None);
        }
        let to = self.end.min(self.at + PIECE);
        let (bytes, ()) = payload.read(self.at..to, |_| ()).await?;
        self.at = to;
        Ok(Some(bytes))
    }
}

impl Plain {
    fn new(key: &CaseKey, report: &StoredReport, range: Option<Range<u64>>) -> Result<Self, Problem> {
        let bad = || Problem::from(StoreError::bad_row("report", "header"));
        let (header, _) = Header::parse(&report.header).ok().flatten().ok_or_else(bad)?;
        let file_key = open_header(&header, &key.identity).map_err(|_| bad())?;
        let range = range.unwrap_or(0..report.plain_len);
        Ok(Self {
            file_key,
            opener: None,
            chunk: range.start / CHUNK as u64,
            chunks: report.plain_len.div_ceil(CHUNK as u64),
            payload_len: report.payload_len,
            range,
            opened: VecDeque::new(),
        })
    }

    async fn next(&mut self, payload: &Payload) -> Result<Option<Bytes>, Stopped> {
        if self.opened.is_empty() && self.chunk < self.range.end.div_ceil(CHUNK as u64).min(self.chunks) {
            self.read(payload).await?;
        }
        Ok(self.opened.pop_front())
    }

    /// Reads and opens the next chunks, and cuts them to the range.
    async fn read(&mut self, payload: &Payload) -> Result<(), Stopped> {
        let offset = |chunk: u64| NONCE as u64 + chunk * SEALED_CHUNK as u64;
        let (first, last) = (self.chunk, self.chunks - 1);
        let to = self.range.end.div_ceil(CHUNK as u64).min(self.chunks).min(first + AT_ONCE);
        if self.opener.is_none() && first > 0 {
            let (_, opener) = payload.read(0..NONCE as u64, |nonce| opener(&self.file_key, nonce)).await?;
            self.opener = Some(opener?);
        }
        // A release from the start takes the nonce with its first chunks.
        let nonce = if self.opener.is_none() { NONCE } else { 0 };
        let sealed = offset(first) - nonce as u64..offset(to).min(self.payload_len);
        let known = self.opener.take();
        let (bytes, opened) = payload
            .read(sealed, |piece| {
                let (nonce, sealed) = piece.split_at_mut(nonce);
                let opener = known.map_or_else(|| opener(&self.file_key, nonce), Ok)?;
                for (chunk, sealed) in (first..).zip(sealed.chunks_mut(SEALED_CHUNK)) {
                    opener.open_chunk(chunk, chunk == last, sealed).map_err(|_| Stopped::Damaged)?;
                }
                Ok::<_, Stopped>(opener)
            })
            .await?;
        self.opener = Some(opened?);
        self.chunk = to;
        let sealed = bytes.slice(nonce..);
        self.opened = (first..to).map(|chunk| self.passing(&sealed, chunk, chunk - first)).collect();
        Ok(())
    }

    /// What of chunk `chunk`, the `nth` of those opened in place, lies in the range.
    fn passing(&self, opened: &Bytes, chunk: u64, nth: u64) -> Bytes {
        let begin = usize::try_from(nth).unwrap_or(usize::MAX).saturating_mul(SEALED_CHUNK);
        let end = (begin + SEALED_CHUNK).min(opened.len()) - TAG;
        let start = chunk * CHUNK as u64;
        let within = |at: u64| usize::try_from(at.saturating_sub(start)).unwrap_or(usize::MAX).min(end - begin);
        opened.slice(begin + within(self.range.start)..begin + within(self.range.end))
    }
}

fn opener(file_key: &FileKey, nonce: &[u8]) -> Result<ChunkOpener, Stopped> {
    let nonce = nonce.try_into().map_err(|_| Stopped::Damaged)?;
    Ok(ChunkOpener::new(file_key, nonce))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &'static str, length: u64) -> Result<Option<Range<u64>>, &'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static(text));
        range_of(&headers, "\"x\"", length).map_err(|problem| problem.code())
    }

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        assert_eq!(range("bytes=0-9", 100), Ok(Some(0..10)));
        assert_eq!(range("bytes=90-", 100), Ok(Some(90..100)));
        assert_eq!(range("bytes=-5", 100), Ok(Some(95..100)));
        assert_eq!(range("bytes=0-999", 100), Ok(Some(0..100)));
        assert_eq!(range("bytes=100-", 100), Err("range-not-satisfiable"));
        assert_eq!(range("bytes=5-1", 100), Ok(None));
        assert_eq!(range("bytes=0-1,3-4", 100), Ok(None));
        assert_eq!(range("lines=0-1", 100), Ok(None));
    }

    #[test]
    fn names_are_encoded_as_rfc_8187_says() {
        assert_eq!(percent("Adroddiad Siân \"1\".pdf"), "Adroddiad%20Si%C3%A2n%20%221%22.pdf");
    }
}

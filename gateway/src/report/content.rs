//! Releasing a report: plain, decrypted while it streams, or sealed, with only the header rewritten for the agency's own recipient and
//! the stored payload sent byte for byte. The release is recorded before the first byte leaves; `flow` is the bytes on their way.

use std::ops::Range;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use porthor_keys::envelope::rewrite_header;
use porthor_keys::recipient::Recipient;
use porthor_policy::{Access, CaseId, Event, EventKind, PurposeCode, ReportId, Verb};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::flow::Flow;
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

/// The range of a release of which nothing left, for it was asked for from beyond the end.
pub const NO_RANGE: &str = "none";

/// Routes of releasing.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(release))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) purpose: Option<PurposeCode>,
    #[serde(default)]
    pub(super) form: Form,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
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
    /// SHA-256 in hexadecimal of the report, or of what follows a sealed form's header.
    sha256: String,
    /// What was asked for of it; all where nothing is said.
    range: Result<Option<Range<u64>>, Problem>,
}

impl Ready {
    /// What the record says of it, and its receipt.
    fn told_in(&self, event: Event) -> Event {
        let event = event
            .with_detail("form", self.form.word())
            .with_detail("bytes", self.length.to_string())
            .with_detail("sha256", self.sha256.clone());
        let event = match self.form {
            Form::Plain => event,
            Form::Sealed => event.with_detail("header-bytes", self.header.len().to_string()),
        };
        match &self.range {
            Ok(None) => event,
            Ok(Some(range)) => event.with_detail("range", format!("{}-{}", range.start, range.end - 1)),
            Err(_) => event.with_detail("range", NO_RANGE),
        }
    }
}

/// Releases a report. `form=sealed` sends an age file for the agency's own recipient.
#[utoipa::path(get, path = "/cases/{case}/reports/{report}/content", tag = "report", security(("session" = [])),
    params(("case" = String, Path), ("report" = String, Path), ("purpose" = Option<String>, Query), ("form" = Option<String>, Query, description = "plain (default) or sealed")),
    responses((status = 200, description = "the report"), (status = 206), (status = 403, description = "refused, with every reason"), (status = 404), (status = 409, description = "recipient-missing"), (status = 416, description = "range-not-satisfiable")))]
pub(super) async fn release(
    State(app): State<Arc<App>>,
    who: SignedIn,
    method: Method,
    headers: HeaderMap,
    Path((case, report)): Path<(CaseId, ReportId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if method == Method::HEAD {
        // Answered like a release it would have to be recorded as one, though nothing left.
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed"));
    }
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
    let mut ready = ready(&app, &case, &report, asked.form, recipient.as_ref()).await?;
    if let Some(ready) = ready.as_mut().filter(|ready| ready.form == Form::Plain) {
        ready.range = range_of(&headers, &etag(&report), ready.length);
    }
    let transfer = app.transfers.begin(case.clone(), access.clone());
    let granted = gate::release(&app, &who, &access, kind, |event, _| match &ready {
        Some(ready) => ready.told_in(event),
        None => event,
    })
    .await?;
    let (Some(ready), Some(recorded)) = (ready, granted.recorded) else {
        return Err(Problem::not_found());
    };
    let key = granted.known.key.ok_or_else(Problem::not_found)?;
    // Only now: how long a report is says that it is there.
    let range = ready.range.clone()?;
    measure::released(ready.form.word());
    transfer.expect(range.as_ref().map_or(ready.length, |range| range.end - range.start));
    let mut answer = answer(&report, &ready, range.as_ref(), recorded.seq)?;
    if transfer.was_cut_early() {
        // Taken back between the decision and the first byte: said plainly, while there is still somebody to say it to.
        transfer::record_end(&app, &transfer, Arc::clone(&key.column), false);
        return Err(gate::unless_refused(&app, &who, &access, Problem::conflict("conflict")).await);
    }
    let (app, Ready { form, report, header, .. }) = (Arc::clone(&app), ready);
    let flow = match form {
        Form::Sealed => Flow::sealed(app, transfer, &key, &report, header).await?,
        Form::Plain => Flow::plain(app, transfer, &key, &report, range).await?,
    };
    *answer.body_mut() = flow.into_body();
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
    let (length, sha256) = (report.plain_len, hex(&report.plain_hash));
    let mut ready = Ready { form, header: Vec::new(), length, sha256, range: Ok(None), report };
    if let Some(recipient) = recipient {
        let header = rewrite_header(&ready.report.header, &key.identity, std::slice::from_ref(recipient));
        ready.header = header.map_err(|_| StoreError::bad_row("report", "header"))?;
        ready.length = ready.header.len() as u64 + ready.report.payload_len;
        // Hashing the form would read the whole payload: the digest of the payload as it was pushed says what was released.
        ready.sha256 = hex(&ready.report.payload_hash);
    }
    Ok(Some(ready))
}

/// What a plain form is told by: a report never changes. The sealed form has none (RFC 9110, 8.8.1), for its header is made anew for
/// each release, so that no two have the same bytes.
fn etag(report: &ReportId) -> String {
    format!("\"{report}-plain\"")
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
        return Err(Problem::beyond_the_end(length));
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
    let ranges = if ready.form == Form::Plain { "bytes" } else { "none" };
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static(ranges));
    if ready.form == Form::Plain {
        headers.insert(header::ETAG, text(etag(report))?);
    }
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

//! Answers that are not what was asked for: RFC 9457 problems with a stable code, worded in the caller's language when the answer
//! leaves (`language`). A problem carries codes and ids only, never personal data.

use axum::body::Body;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use porthor_policy::{Language, Reason};
use serde_json::json;

use crate::store::StoreError;
use crate::words::Words;

/// Why a request was not carried out.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    arguments: Vec<(&'static str, String)>,
    reasons: Vec<Reason>,
    retry_after: Option<u64>,
    whole_length: Option<u64>,
}

/// A problem in somebody's language.
pub struct Worded {
    /// What happened.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// Why it was refused: what each reason says, and what would have to change.
    pub reasons: Vec<(String, String)>,
}

impl Problem {
    /// A problem with its status and code; the texts are `problem-<code>` and `problem-<code>-detail`.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, arguments: Vec::new(), reasons: Vec::new(), retry_after: None, whole_length: None }
    }

    /// 400 with `code`.
    pub fn bad(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// 422 with `code`: understood, and not acceptable.
    pub fn unacceptable(code: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code)
    }

    /// 409 with `code`.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    /// What is not there, and what an outsider may not know to be there.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    /// No session, or one that has ended.
    pub fn not_signed_in(code: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code)
    }

    /// A refusal by the policy, with every reason.
    pub fn refused(reasons: Vec<Reason>) -> Self {
        let step_up = reasons.iter().all(|reason| reason.code() == "step-up-needed");
        let code = if step_up && !reasons.is_empty() { "step-up-needed" } else { "refused" };
        Self { reasons, ..Self::new(StatusCode::FORBIDDEN, code) }
    }

    /// Too many attempts; may be tried again after `seconds`.
    pub fn locked_out(seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "locked-out") }
            .with("seconds", seconds.to_string())
    }

    /// Too much of the kind is under way; may be tried again after `seconds`.
    pub fn busy(seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy") }
            .with("seconds", seconds.to_string())
    }

    /// A range beyond the end of something of so many bytes (RFC 9110, 15.5.17).
    pub fn beyond_the_end(length: u64) -> Self {
        Self { whole_length: Some(length), ..Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "range-not-satisfiable") }
            .with("length", length.to_string())
    }

    /// Puts a value into the texts. Never personal data.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What was put into its texts under this name.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// When it may be tried again, seconds from now.
    pub fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// Its texts in `language`.
    pub fn worded(&self, words: &Words, language: Language) -> Worded {
        self.worded_as(&format!("problem-{}", self.code), words, language)
    }

    /// Its texts for somebody at a page: of what only a program could mend, what a person can do.
    pub fn worded_on_a_page(&self, words: &Words, language: Language) -> Worded {
        let own = format!("page-problem-{}", self.code);
        if words.has(&own) { self.worded_as(&own, words, language) } else { self.worded(words, language) }
    }

    fn worded_as(&self, key: &str, words: &Words, language: Language) -> Worded {
        Worded {
            title: words.text(language, key, &self.arguments),
            detail: words.text(language, &format!("{key}-detail"), &self.arguments),
            reasons: self.reasons.iter().map(|reason| words.reason(language, reason)).collect(),
        }
    }

    /// The `Content-Range` of an answer to a range that is not there.
    pub fn content_range(&self) -> Option<HeaderValue> {
        self.whole_length.and_then(|length| HeaderValue::from_str(&format!("bytes */{length}")).ok())
    }

    /// The answer in `language`.
    pub fn render(&self, words: &Words, language: Language) -> Response {
        let worded = self.worded(words, language);
        let reasons: Vec<_> = self
            .reasons
            .iter()
            .zip(worded.reasons)
            .map(|(reason, (text, remedy))| {
                let mut shown = serde_json::to_value(reason).unwrap_or_default();
                shown["gate"] = serde_json::to_value(reason.gate()).unwrap_or_default();
                shown["text"] = text.into();
                shown["remedy"] = remedy.into();
                shown
            })
            .collect();
        let mut body = json!({
            "type": format!("urn:porthor:problem:{}", self.code),
            "title": worded.title,
            "status": self.status.as_u16(),
            "detail": worded.detail,
            "code": self.code,
        });
        if !reasons.is_empty() {
            body["reasons"] = reasons.into();
        }
        for (name, value) in &self.arguments {
            body[*name] = value.as_str().into();
        }
        let mut answer = (self.status, body.to_string()).into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(crate::http::language::tag(language)));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(range) = self.content_range() {
            headers.insert(header::CONTENT_RANGE, range);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer
    }
}

impl IntoResponse for Problem {
    /// Leaves without words; `language::layer` puts them in.
    fn into_response(self) -> Response {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = self.status;
        answer.extensions_mut().insert(self);
        answer
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Erased => Self::not_found(),
            StoreError::Repeated => Self::conflict("idempotency-in-progress"),
            ref full if full.is_full() => Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage-full"),
            StoreError::RecordUnavailable | StoreError::Stale | StoreError::Abandoned => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "record-unavailable")
            }
            other => {
                tracing::error!(cause = other.cause(), error = %other, "storage failed");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage-unavailable")
            }
        }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"),
            JsonRejection::BytesRejection(_) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large"),
            JsonRejection::JsonDataError(error) => from_data_error(&error.body_text()),
            _ => Self::bad("bad-json"),
        }
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::not_found()
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        from_data_error(&rejection.body_text())
    }
}

/// Tells what serde found wrong without repeating what was sent.
fn from_data_error(text: &str) -> Problem {
    if text.contains("unknown field") {
        let field = text.split('`').nth(1).filter(|name| is_plain(name)).unwrap_or("?");
        return Problem::bad("unknown-field").with("field", field);
    }
    let path = text.split(": ").find(|part| is_plain(part)).unwrap_or("?");
    let field = if text.contains("missing field") { text.split('`').nth(1).filter(|name| is_plain(name)) } else { None };
    let code = if text.contains("ISO 8601") || text.contains("RFC 3339") { "bad-date" } else { "bad-field" };
    Problem::bad(code).with("field", field.unwrap_or(path))
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 40
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.[]-".contains(&b))
}

//! Words problems in the caller's language (`Accept-Language`), and puts the headers on every answer that keep it private.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use porthor_policy::Language;

use super::error::Problem;
use crate::app::App;
use crate::words::negotiate;

/// The tag of a language (RFC 5646).
pub fn tag(language: Language) -> &'static str {
    match language {
        Language::Cy => "cy",
        Language::En => "en",
    }
}

/// The language a request asks for.
pub fn of(headers: &HeaderMap) -> Language {
    negotiate(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}

/// The outermost layer: words for problems, private headers for all.
pub async fn layer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let language = of(request.headers());
    let mut answer = next.run(request).await;
    // What has a body has its words already.
    let is_bare = !answer.headers().contains_key(header::CONTENT_TYPE);
    if is_bare && answer.extensions().get::<Problem>().is_none() {
        let plain = match answer.status() {
            StatusCode::METHOD_NOT_ALLOWED => Some("method-not-allowed"),
            StatusCode::NOT_FOUND => Some("not-found"),
            StatusCode::PAYLOAD_TOO_LARGE => Some("payload-too-large"),
            _ => None,
        };
        if let Some(code) = plain {
            let status = answer.status();
            answer.extensions_mut().insert(Problem::new(status, code));
        }
    }
    if let Some(problem) = answer.extensions_mut().remove::<Problem>() {
        // What was said beside it (`Allow`, the headers of tus) is said still.
        let beside = std::mem::take(answer.headers_mut());
        answer = problem.render(&app.words, language);
        for (name, value) in beside.iter().filter(|(name, _)| *name != header::CONTENT_LENGTH) {
            answer.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
    }
    keep_private(answer.headers_mut());
    answer
}

/// The headers that keep every answer private, whoever gives it.
pub fn keep_private(headers: &mut HeaderMap) {
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"));
    headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    headers.append(header::VARY, HeaderValue::from_static("Accept-Language"));
}

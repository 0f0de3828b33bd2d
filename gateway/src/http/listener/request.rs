//! One request on its way to the routes and its answer on the way back: who the peer is, whom it
//! asks for, what becomes of a slow body or of a panic.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::Body as Content;
use futures_util::FutureExt;
use http::header::{self, HeaderValue};
use http::uri::Authority;
use http::{Method, Request, Response, StatusCode, Version};
use http_body::Body;
use hyper::body::Incoming;
use tower::ServiceExt;

use super::PeerAddr;
use super::body::{ArrivingBody, DepartingBody, Fate};
use super::connection::Connection;
use crate::http::observe::{self, Cause};

/// Answers one request; never fails, for every failure has an answer.
pub(super) async fn answer(
    app: Router,
    connection: Arc<Connection>,
    request: Request<Incoming>,
) -> Result<Response<DepartingBody>, Infallible> {
    let mut running = connection.begin();
    let http2 = request.version() == Version::HTTP_2;
    let response = if names_one_host(&request) {
        route(app, &connection, request).await
    } else {
        observe::dropped(Cause::Framing);
        refusal(StatusCode::BAD_REQUEST, http2)
    };
    running.mark_answered();
    Ok(response.map(|body| if http2 { DepartingBody::http2(body, running) } else { DepartingBody::http1(body, running) }))
}

/// Whether the request names exactly one host and, if in two places, the same (RFC 9113 §8.3.1).
/// HTTP/1.1 heads were looked at byte by byte before; this is for both.
fn names_one_host<B>(request: &Request<B>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (host, second) = (hosts.next(), hosts.next());
    if second.is_some() || *request.method() == Method::CONNECT {
        return false;
    }
    match (request.uri().authority(), host) {
        (None, None) => false,
        (None, Some(host)) => Authority::try_from(host.as_bytes()).is_ok_and(|host| plain(&host)),
        (Some(authority), None) => plain(authority),
        (Some(authority), Some(host)) => plain(authority) && host.as_bytes().eq_ignore_ascii_case(authority.as_str().as_bytes()),
    }
}

fn plain(authority: &Authority) -> bool {
    !authority.as_str().contains('@') && !authority.host().is_empty()
}

async fn route(app: Router, connection: &Connection, request: Request<Incoming>) -> Response<Content> {
    let http2 = request.version() == Version::HTTP_2;
    let fate = Arc::new(Fate::default());
    let mut request = request.map(|body| {
        if body.is_end_stream() {
            fate.end();
            Content::empty()
        } else {
            Content::new(ArrivingBody::new(body, connection, Arc::clone(&fate)))
        }
    });
    request.extensions_mut().insert(PeerAddr(connection.peer));
    let answered = AssertUnwindSafe(app.oneshot(request)).catch_unwind().await;
    if fate.was_too_slow() {
        observe::dropped(Cause::SlowBody);
        return refusal(StatusCode::REQUEST_TIMEOUT, http2);
    }
    if connection.is_misframed() {
        return refusal(StatusCode::BAD_REQUEST, http2);
    }
    match answered {
        Ok(Ok(mut response)) => {
            if !http2 && !fate.has_ended() {
                // The library closes a connection whose request was not read to its end; a client that is not told so sends its
                // next request into that (RFC 9112 §9.6).
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            response
        }
        Ok(Err(never)) => match never {},
        Err(_panic) => {
            // What it panicked with may quote the request; the panic hook decides what is logged.
            tracing::error!("a route panicked; the request was answered with 500");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, http2)
        }
    }
}

/// An answer without detail (RFC 9457); over HTTP/1.1 the connection ends with it.
fn refusal(status: StatusCode, http2: bool) -> Response<Content> {
    let title = status.canonical_reason().unwrap_or("Refused");
    let code = status.as_u16();
    let text = format!("{{\"type\":\"about:blank\",\"title\":\"{title}\",\"status\":{code}}}");
    let mut response = Response::new(Content::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if !http2 {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(uri: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        names_one_host(&request.body(()).expect("a request"))
    }

    #[test]
    fn a_request_names_one_host_and_only_one() {
        assert!(asked("https://a/x", &[]));
        assert!(asked("https://A/x", &["a"]));
        assert!(asked("/x", &["a:8443"]));
        assert!(!asked("/x", &[]));
        assert!(!asked("/x", &["a", "a"]));
        assert!(!asked("https://b/x", &["a"]));
        assert!(!asked("https://u@a/x", &[]));
        assert!(!asked("/x", &["u@a"]));
    }
}

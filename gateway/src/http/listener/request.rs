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
use porthor_policy::Language;
use tower::ServiceExt;

use super::PeerAddr;
use super::body::{ArrivingBody, DepartingBody, Fate};
use super::connection::Connection;
use crate::http::error::Problem;
use crate::http::language;
use crate::http::observe::{self, Cause};
use crate::words::Words;

/// What the requests of a connection are answered with.
#[derive(Clone)]
pub(super) struct Answering {
    pub(super) app: Router,
    pub(super) words: Arc<Words>,
    pub(super) connection: Arc<Connection>,
}

impl Answering {
    /// Answers one request; never fails, for every failure has an answer.
    pub(super) async fn answer(self, request: Request<Incoming>) -> Result<Response<DepartingBody>, Infallible> {
        let Self { app, words, connection } = self;
        let mut running = connection.begin();
        let http2 = request.version() == Version::HTTP_2;
        let language = language::of(request.headers());
        let response = if names_one_host(&request) {
            route(app, &connection, request).await
        } else {
            observe::dropped(Cause::Framing);
            Err(Problem::new(StatusCode::BAD_REQUEST, "bad-request"))
        };
        let response = response.unwrap_or_else(|problem| refusal(&problem, &words, language, http2));
        running.mark_answered();
        Ok(response.map(|body| if http2 { DepartingBody::http2(body, running) } else { DepartingBody::http1(body, running) }))
    }
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

async fn route(app: Router, connection: &Connection, request: Request<Incoming>) -> Result<Response<Content>, Problem> {
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
        return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "body-timeout"));
    }
    if connection.is_misframed() {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "bad-request"));
    }
    match answered {
        Ok(Ok(mut response)) => {
            if !http2 && !fate.has_ended() {
                // The library closes a connection whose request was not read to its end; a client that is not told so sends its
                // next request into that (RFC 9112 §9.6).
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok(response)
        }
        Ok(Err(never)) => match never {},
        Err(_panic) => {
            // What it panicked with may quote the request; the panic hook decides what is logged.
            tracing::error!("a route panicked; the request was answered with 500");
            Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))
        }
    }
}

/// The answer to what no route could answer, as private as theirs; over HTTP/1.1 the connection ends with it.
fn refusal(problem: &Problem, words: &Words, language: Language, http2: bool) -> Response<Content> {
    let mut response = problem.render(words, language);
    language::keep_private(response.headers_mut());
    if !http2 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
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

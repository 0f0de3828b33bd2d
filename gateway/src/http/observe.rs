//! What the operator sees: health, readiness and Prometheus metrics on a loopback listener of
//! their own, and the counters that the public listener keeps.
//!
//! Labels are methods, route patterns, status classes and causes; never a path, an id, an
//! address or anything else that could tell of a person.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;
use http::{Method, StatusCode, header};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Asked by `/readyz`: is everything that a request needs (database, store, root key) there?
pub type Readiness = Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// Probes and scrapers at once; a local program must not exhaust the gateway either.
const CONNECTIONS: usize = 32;
const HEADER_TIME: Duration = Duration::from_secs(5);
const REQUEST_TIME: Duration = Duration::from_secs(20);

const OPENED: &str = "porthor_connections_opened_total";
const OPEN: &str = "porthor_connections_open";
const HANDSHAKES: &str = "porthor_tls_handshakes_total";
const DROPPED: &str = "porthor_connections_dropped_total";
const REQUESTS: &str = "porthor_http_requests_total";
const SECONDS: &str = "porthor_http_request_seconds";

/// Why the operator's listener could not start.
#[derive(Debug, thiserror::Error)]
pub enum ObserveError {
    /// Metrics and health are for this machine only.
    #[error("expected a loopback address for health and metrics, got {0}; use 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The address could not be bound.
    #[error("health and metrics cannot listen on {address}: {source}; choose a free port")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Binds the operator's listener; anything but a loopback address is refused.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ObserveError> {
    if !address.ip().to_canonical().is_loopback() {
        return Err(ObserveError::NotLoopback(address));
    }
    TcpListener::bind(address).await.map_err(|source| ObserveError::Bind { address, source })
}

/// Serves `/healthz`, `/readyz` and `/metrics` over plain HTTP/1.1 until `shutdown`.
pub async fn serve(listener: TcpListener, metrics: PrometheusHandle, ready: Readiness, shutdown: CancellationToken) {
    describe();
    let pages = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz).with_state(ready))
        .route("/metrics", get(scrape).with_state(metrics));
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((socket, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            continue;
        };
        let pages = pages.clone();
        tokio::spawn(async move {
            answer(socket, pages).await;
            drop(place);
        });
    }
}

async fn answer(socket: TcpStream, pages: Router) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .keep_alive(false)
        .max_headers(32)
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(pages));
    // Who asks and goes away again is of no interest: there is nobody to tell.
    let _ = tokio::time::timeout(REQUEST_TIME, connection).await;
}

async fn readyz(State(ready): State<Readiness>) -> (StatusCode, &'static str) {
    if ready().await { (StatusCode::OK, "ready\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready\n") }
}

async fn scrape(State(metrics): State<PrometheusHandle>) -> Response {
    // Without the exporter's own server nobody else compacts its histograms.
    metrics.run_upkeep();
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, metrics.render()).into_response()
}

/// Middleware that counts and times requests by method, route pattern and status class. It must
/// wrap the routes (`Router::layer`), for the pattern is known only once a route has matched.
pub async fn count_request(request: Request, next: Next) -> Response {
    let method = method_label(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let started = Instant::now();
    let response = next.run(request).await;
    let status = status_label(response.status());
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status).increment(1);
    metrics::histogram!(SECONDS, "method" => method, "route" => route).record(started.elapsed().as_secs_f64());
    response
}

/// Methods are free text on the wire; only known ones become a label.
fn method_label(method: &Method) -> &'static str {
    const KNOWN: [(&Method, &str); 7] = [
        (&Method::GET, "GET"),
        (&Method::HEAD, "HEAD"),
        (&Method::POST, "POST"),
        (&Method::PUT, "PUT"),
        (&Method::PATCH, "PATCH"),
        (&Method::DELETE, "DELETE"),
        (&Method::OPTIONS, "OPTIONS"),
    ];
    KNOWN.iter().find(|(known, _)| *known == method).map_or("other", |(_, label)| label)
}

fn status_label(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// Why the public listener ended a connection or refused a request before any route saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    TooMany,
    TooManyFromAddress,
    HandshakeFailed,
    SlowHandshake,
    SlowHeader,
    SlowBody,
    SlowReader,
    Idle,
    Framing,
    ResetFlood,
    Stopping,
}

impl Cause {
    fn label(self) -> &'static str {
        match self {
            Self::TooMany => "too_many",
            Self::TooManyFromAddress => "too_many_from_address",
            Self::HandshakeFailed => "handshake_failed",
            Self::SlowHandshake => "slow_handshake",
            Self::SlowHeader => "slow_header",
            Self::SlowBody => "slow_body",
            Self::SlowReader => "slow_reader",
            Self::Idle => "idle",
            Self::Framing => "framing",
            Self::ResetFlood => "reset_flood",
            Self::Stopping => "stopping",
        }
    }
}

pub(super) fn dropped(cause: Cause) {
    metrics::counter!(DROPPED, "cause" => cause.label()).increment(1);
    tracing::debug!(cause = cause.label(), "connection dropped");
}

pub(super) fn handshake(succeeded: bool) {
    let outcome = if succeeded { "ok" } else { "failed" };
    metrics::counter!(HANDSHAKES, "outcome" => outcome).increment(1);
}

/// Counts one connection as open for as long as it lives.
#[derive(Debug)]
pub(super) struct OpenConnection(());

impl OpenConnection {
    pub(super) fn new() -> Self {
        metrics::counter!(OPENED).increment(1);
        metrics::gauge!(OPEN).increment(1.0);
        Self(())
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        metrics::gauge!(OPEN).decrement(1.0);
    }
}

fn describe() {
    metrics::describe_counter!(OPENED, "Connections accepted on the public listener.");
    metrics::describe_gauge!(OPEN, "Connections open on the public listener.");
    metrics::describe_counter!(HANDSHAKES, "TLS handshakes by outcome.");
    metrics::describe_counter!(DROPPED, "Connections and requests ended by a limit, by cause.");
    metrics::describe_counter!(REQUESTS, "Requests by method, route pattern and status class.");
    metrics::describe_histogram!(SECONDS, "Seconds until the answer's head, by method and route.");
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use std::sync::atomic::{AtomicBool, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn get_page(address: SocketAddr, path: &str) -> String {
        let mut socket = TcpStream::connect(address).await.expect("connected");
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        socket.write_all(request.as_bytes()).await.expect("asked");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.expect("answered");
        answer
    }

    #[tokio::test]
    async fn readiness_follows_what_the_program_says_and_health_and_metrics_answer() {
        let listener = bind("127.0.0.1:0".parse().expect("an address")).await.expect("bound");
        let address = listener.local_addr().expect("an address");
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || dropped(Cause::SlowBody));
        let up = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&up);
        let ready: Readiness = Arc::new(move || {
            let up = asked.load(Ordering::SeqCst);
            Box::pin(async move { up })
        });
        tokio::spawn(serve(listener, handle, ready, CancellationToken::new()));

        assert!(get_page(address, "/healthz").await.starts_with("HTTP/1.1 200 "));
        assert!(get_page(address, "/readyz").await.starts_with("HTTP/1.1 503 "));
        up.store(true, Ordering::SeqCst);
        assert!(get_page(address, "/readyz").await.starts_with("HTTP/1.1 200 "));
        let page = get_page(address, "/metrics").await;
        assert!(page.contains("porthor_connections_dropped_total{cause=\"slow_body\"} 1"), "{page}");
        assert!(get_page(address, "/anything").await.starts_with("HTTP/1.1 404 "));
    }

    #[tokio::test]
    async fn an_address_that_others_can_reach_is_refused() {
        let refused = bind("0.0.0.0:0".parse().expect("an address")).await;
        assert!(matches!(refused, Err(ObserveError::NotLoopback(_))));
    }

    #[test]
    fn a_made_up_method_is_no_label() {
        let made_up = Method::from_bytes(b"CHILDSNAME").expect("a token");
        assert_eq!(method_label(&made_up), "other");
        assert_eq!(method_label(&Method::PATCH), "PATCH");
    }
}

//! The public listener: accepts within limits, speaks TLS, then HTTP/1.1 or HTTP/2 as agreed by
//! ALPN, and drops whoever is too slow, too many or ambiguous.
//!
//! From the wire inwards: `pace` (slow readers, below TLS), `watched` over `framing` and `frames`
//! (heads, above TLS), the HTTP library, `request`, `body` (slow bodies), then the routes. What
//! they share of one connection is in `connection`; `places` counts connections.

mod body;
mod connection;
mod frames;
mod framing;
mod pace;
mod places;
mod request;
mod watched;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConnection;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::connection::Connection;
use self::pace::{Credit, PacedSocket};
use self::places::Places;
use self::request::Answering;
use self::watched::Watched;
use super::limits::Limits;
use super::observe::{self, Cause, OpenConnection};
use super::tls::ServerTls;
use crate::words::Words;

/// Accepting may fail for a moment (no file descriptors left); after so many times in a row, each
/// a tenth of a second after the other, it is not a moment any more.
const ACCEPT_FAILURES: u32 = 300;
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Uploads are read through buffers of at most this size, grown only while bytes keep coming.
const READ_BUFFER: usize = 128 * 1024;

/// Bytes encrypted before they are written: with a piece of a payload in one system call instead of four.
const TLS_BUFFER: usize = 256 * 1024;

/// HTTP/2 flow-control windows: enough for a fast line far away, small enough for many at once.
const STREAM_WINDOW: u32 = 1024 * 1024;
const CONNECTION_WINDOW: u32 = 2 * 1024 * 1024;
const PING_EVERY: Duration = Duration::from_secs(20);
const PING_TIME: Duration = Duration::from_secs(10);

/// Streams a client may reset before we took them up, and streams we may reset for its errors.
const PENDING_RESETS: usize = 20;
const ERROR_RESETS: usize = 64;

/// Who is at the other end of the connection: an extension of every request. Taken from the
/// socket alone; no header that claims to forward somebody is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddr(pub SocketAddr);

/// Why the listener ended although nobody asked it to.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// New connections cannot be accepted.
    #[error("no connection could be accepted for half a minute: {0}; check the limit on open files")]
    Accept(#[source] io::Error),
}

/// Serves `app` until `shutdown`; then running requests get [`Limits::shutdown_seconds`].
///
/// Every request carries a [`PeerAddr`]; a route that panics answers 500; requests are counted by
/// route pattern.
pub async fn serve(
    listener: TcpListener,
    tls: ServerTls,
    limits: Limits,
    app: Router,
    words: Arc<Words>,
    shutdown: CancellationToken,
) -> Result<(), ListenError> {
    let house = House {
        app: app.layer(from_fn(observe::count_request)),
        words,
        places: Places::new(&limits),
        limits: Arc::new(limits),
        stop: shutdown,
        stop_now: CancellationToken::new(),
        tasks: TaskTracker::new(),
    };
    let accepted = house.accept(&listener, &tls).await;
    drop(listener);
    house.close().await;
    accepted
}

/// What every connection is served with.
struct House {
    app: Router,
    /// For what is refused after its head was read, and no route answers.
    words: Arc<Words>,
    places: Arc<Places>,
    limits: Arc<Limits>,
    /// No more new requests.
    stop: CancellationToken,
    /// No more of the old ones either.
    stop_now: CancellationToken,
    tasks: TaskTracker,
}

impl House {
    async fn accept(&self, listener: &TcpListener, tls: &ServerTls) -> Result<(), ListenError> {
        let mut failures = 0;
        loop {
            let accepted = tokio::select! {
                () = self.stop.cancelled() => return Ok(()),
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((socket, peer)) => {
                    failures = 0;
                    self.admit(socket, peer, tls);
                }
                Err(error) if failures >= ACCEPT_FAILURES => {
                    return Err(ListenError::Accept(error));
                }
                Err(error) => {
                    failures += 1;
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    /// Gives the connection a place and a task, or closes it at once.
    fn admit(&self, socket: TcpStream, peer: SocketAddr, tls: &ServerTls) {
        let place = match self.places.take(peer) {
            Ok(place) => place,
            Err(cause) => return observe::dropped(cause),
        };
        let guest = Guest {
            connection: Connection::new(peer, Arc::clone(&self.limits)),
            app: self.app.clone(),
            words: Arc::clone(&self.words),
            stop: self.stop.clone(),
            stop_now: self.stop_now.clone(),
        };
        let acceptor = tls.acceptor();
        self.tasks.spawn(async move {
            let _open = OpenConnection::new();
            guest.converse(socket, acceptor).await;
            drop(place);
        });
    }

    async fn close(&self) {
        self.stop.cancel();
        self.tasks.close();
        if timeout(self.limits.shutdown_time(), self.tasks.wait()).await.is_err() {
            tracing::warn!(connections = self.tasks.len(), "time to stop is over, the rest is cut");
            self.stop_now.cancel();
            self.tasks.wait().await;
        }
    }
}

/// Boxed, for every future that a stream passes through would keep room for it.
type BoxedTls = Box<TlsStream<PacedSocket>>;

/// One connection being served.
struct Guest {
    connection: Arc<Connection>,
    app: Router,
    words: Arc<Words>,
    stop: CancellationToken,
    stop_now: CancellationToken,
}

impl Guest {
    async fn converse(self, socket: TcpStream, acceptor: TlsAcceptor) {
        // Boxed, so that an open connection does not carry the room its handshake needed.
        let handshake = Box::pin(self.handshake(socket, acceptor));
        let stream = tokio::select! {
            () = self.stop.cancelled() => return,
            stream = handshake => stream,
        };
        let Some(stream) = stream else { return };
        if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
            self.speak_http2(stream).await;
        } else {
            self.speak_http1(stream).await;
        }
    }

    async fn handshake(&self, socket: TcpStream, acceptor: TlsAcceptor) -> Option<BoxedTls> {
        // A socket that cannot be set so is already gone, as the handshake will find.
        let _ = socket.set_nodelay(true);
        let limits = &self.connection.limits;
        let credit = Credit::new(limits.write_idle_time(), limits.min_bytes_per_second);
        let socket = PacedSocket::new(socket, credit, Arc::clone(&self.connection));
        let roomy = |session: &mut ServerConnection| session.set_buffer_limit(Some(TLS_BUFFER));
        let agreed = timeout(limits.handshake_time(), acceptor.accept_with(socket, roomy)).await;
        observe::handshake(matches!(agreed, Ok(Ok(_))));
        match agreed {
            Ok(Ok(stream)) => Some(Box::new(stream)),
            Ok(Err(_)) => {
                observe::dropped(Cause::HandshakeFailed);
                None
            }
            Err(_) => {
                observe::dropped(Cause::SlowHandshake);
                None
            }
        }
    }

    fn answering(&self) -> Answering {
        Answering { app: self.app.clone(), words: Arc::clone(&self.words), connection: Arc::clone(&self.connection) }
    }

    fn speak_http1(&self, stream: BoxedTls) -> impl Future<Output = ()> {
        let limits = &self.connection.limits;
        let stream = Watched::http1(stream, Arc::clone(&self.connection));
        let answering = self.answering();
        // A request is boxed so that a connection between requests has no room for one.
        let service = service_fn(move |request| Box::pin(answering.clone().answer(request)));
        let conversation = http1::Builder::new()
            .timer(TokioTimer::new())
            // `watched` keeps the time of heads, and tells a slow one from none.
            .header_read_timeout(None)
            .max_headers(limits.header_count)
            .max_header_size(limits.header_bytes)
            .max_buf_size(READ_BUFFER.max(limits.header_bytes * 2))
            .serve_connection(TokioIo::new(stream), service);
        self.attend(Box::pin(conversation))
    }

    fn speak_http2(&self, stream: BoxedTls) -> impl Future<Output = ()> {
        let limits = &self.connection.limits;
        let stream = Watched::http2(stream, Arc::clone(&self.connection));
        let answering = self.answering();
        let service = service_fn(move |request| answering.clone().answer(request));
        let header_bytes = u32::try_from(limits.header_bytes).unwrap_or(u32::MAX);
        let conversation = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .max_concurrent_streams(limits.h2_streams)
            .max_header_list_size(header_bytes)
            .max_pending_accept_reset_streams(PENDING_RESETS)
            .max_local_error_reset_streams(ERROR_RESETS)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .keep_alive_interval(PING_EVERY)
            .keep_alive_timeout(PING_TIME)
            .serve_connection(TokioIo::new(stream), service);
        self.attend(Box::pin(conversation))
    }

    /// Drives a conversation to its end: its own, a cut, or the program's.
    async fn attend<C>(&self, mut conversation: Pin<Box<C>>)
    where
        C: GracefulConnection + Future<Output = Result<(), C::Error>>,
    {
        let mut stopping = false;
        loop {
            tokio::select! {
                // How a client leaves is its own affair; causes of ours were counted already.
                _ended = conversation.as_mut() => return,
                () = self.connection.cut() => return,
                () = self.stop_now.cancelled() => return observe::dropped(Cause::Stopping),
                () = self.stop.cancelled(), if !stopping => {
                    stopping = true;
                    conversation.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

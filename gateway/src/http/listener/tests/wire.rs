//! A house to knock at, and the clients that knock: well-behaved, slow and hostile ones, who
//! write their own bytes because no library would.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Extension;
use axum::routing::{get, post};
use futures_util::stream;
use http::{HeaderMap, StatusCode};
use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::CancellationToken;

use crate::cli::init_certificates::trial;
use crate::http::limits::Limits;
use crate::http::listener::{ListenError, PeerAddr, serve};
use crate::http::tls::{ServerTls, TlsOptions};

/// Longer than any limit of [`short`] and its margin; whoever is still there was not dropped.
pub const PATIENCE: Duration = Duration::from_secs(6);

/// Limits that tests can wait for.
pub fn short() -> Limits {
    Limits {
        header_seconds: 1,
        handshake_seconds: 1,
        body_idle_seconds: 1,
        write_idle_seconds: 1,
        idle_seconds: 1,
        shutdown_seconds: 2,
        ..Limits::default()
    }
}

pub struct House {
    pub address: SocketAddr,
    pub stop: CancellationToken,
    pub served: JoinHandle<Result<(), ListenError>>,
    /// Large downloads that are still held open.
    pub downloads: Arc<AtomicUsize>,
    client: Arc<ClientConfig>,
    _folder: TempDir,
}

impl House {
    pub async fn open(limits: Limits) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let made = fs::metadata(folder.path()).and_then(|folder| folder.modified()).expect("a time");
        let files = trial(folder.path(), &[], OffsetDateTime::from(made)).expect("certificates");
        let tls = ServerTls::load(&files.certificate, &files.key, TlsOptions::default()).expect("a pair");
        let mut roots = rustls::RootCertStore::empty();
        let authority = CertificateDer::from_pem_file(&files.authority).expect("a certificate");
        roots.add(authority).expect("an authority");
        let client = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let downloads = Arc::new(AtomicUsize::new(0));
        let words = Arc::new(crate::words::Words::shipped());
        let served = serve(listener, tls, limits, routes(Arc::clone(&downloads)), words, stop.clone());
        Self { address, stop, served: tokio::spawn(served), downloads, client: Arc::new(client), _folder: folder }
    }

    /// Connects and shakes hands, offering one protocol.
    pub async fn try_enter(&self, alpn: &str) -> std::io::Result<TlsStream<TcpStream>> {
        let mut config = ClientConfig::clone(&self.client);
        config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
        let name = ServerName::try_from("localhost").expect("a name");
        let socket = TcpStream::connect(self.address).await?;
        TlsConnector::from(Arc::new(config)).connect(name, socket).await
    }

    pub async fn enter(&self) -> Visitor {
        Visitor(self.try_enter("http/1.1").await.expect("a handshake"))
    }

    pub async fn enter_http2(&self, window: u32) -> Visitor2 {
        let stream = self.try_enter("h2").await.expect("a handshake");
        let mut visitor = Visitor2(stream);
        let mut hello = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
        let [a, b, c, d] = window.to_be_bytes();
        hello.extend(frame(0x4, 0, 0, &[0, 4, a, b, c, d]));
        visitor.send(&hello).await;
        visitor
    }

    /// An honest visitor comes, asks and is served at once.
    pub async fn serves_others(&self) {
        let asked = async {
            let mut visitor = self.enter().await;
            visitor.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
            visitor.rest().await
        };
        let answer = timeout(Duration::from_millis(900), asked).await.expect("served at once");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }

    pub async fn no_download_is_left(&self) {
        let gone = async {
            while self.downloads.load(Ordering::SeqCst) > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, gone).await.expect("the download was dropped");
    }
}

/// A visitor who speaks HTTP/1.1 by hand.
pub struct Visitor(pub TlsStream<TcpStream>);

impl Visitor {
    /// Sends what it can; the house may have closed the door.
    pub async fn send(&mut self, bytes: &[u8]) {
        if self.0.write_all(bytes).await.is_ok() {
            let _ = self.0.flush().await;
        }
    }

    /// Everything up to the end of the connection, which must come.
    pub async fn rest(&mut self) -> String {
        let mut answer = Vec::new();
        let ended = timeout(PATIENCE, self.0.read_to_end(&mut answer)).await;
        assert!(ended.is_ok(), "still open after {PATIENCE:?}, got {} bytes", answer.len());
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub async fn read_until(&mut self, end: &str) -> String {
        let mut answer = String::new();
        while !answer.ends_with(end) {
            let byte = timeout(PATIENCE, self.0.read_u8()).await.expect("in time").expect("a byte");
            answer.push(char::from(byte));
        }
        answer
    }

    /// Drips one byte at a time until the house has had enough.
    pub async fn drip(&mut self, pause: Duration) -> Duration {
        let started = tokio::time::Instant::now();
        while started.elapsed() < PATIENCE {
            if self.0.write_all(b"x").await.is_err() || self.0.flush().await.is_err() {
                break;
            }
            let mut byte = [0];
            if let Ok(read) = timeout(pause, self.0.read(&mut byte)).await {
                assert!(!matches!(read, Ok(1)) || byte == *b"H", "an answer or the end");
                break;
            }
        }
        started.elapsed()
    }
}

/// A visitor who writes HTTP/2 frames by hand.
pub struct Visitor2(pub TlsStream<TcpStream>);

impl Visitor2 {
    pub async fn send(&mut self, bytes: &[u8]) {
        if self.0.write_all(bytes).await.is_ok() {
            let _ = self.0.flush().await;
        }
    }

    /// The next frame's kind, flags and payload; none once the connection has ended.
    pub async fn next_frame(&mut self) -> Option<(u8, u8, Vec<u8>)> {
        let read = async {
            let mut header = [0; 9];
            self.0.read_exact(&mut header).await.ok()?;
            let length = u32::from_be_bytes([0, header[0], header[1], header[2]]);
            let mut payload = vec![0; length as usize];
            self.0.read_exact(&mut payload).await.ok()?;
            Some((header[3], header[4], payload))
        };
        timeout(PATIENCE, read).await.expect("a frame or the end, in time")
    }

    /// All content up to the end of the first stream that ends, or of the connection.
    pub async fn content(&mut self) -> Vec<u8> {
        let mut content = Vec::new();
        while let Some((kind, flags, payload)) = self.next_frame().await {
            if kind == 0 {
                content.extend(payload);
            }
            if kind <= 1 && flags & 1 == 1 {
                break;
            }
        }
        content
    }

    /// Reads until the house closes the connection.
    pub async fn end(&mut self) {
        while self.next_frame().await.is_some() {}
    }
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short payload");
    let mut bytes = length.to_be_bytes()[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// A header block (HPACK literals without indexing) asking `method path` of localhost.
pub fn block(method: &str, path: &str) -> Vec<u8> {
    let mut block = vec![0x87];
    for (name, value) in [(0x02, method), (0x04, path), (0x01, "localhost")] {
        block.extend([name, u8::try_from(value.len()).expect("short")]);
        block.extend(value.as_bytes());
    }
    block
}

fn routes(downloads: Arc<AtomicUsize>) -> Router {
    Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/count", post(count))
        .route("/peer", get(|Extension(PeerAddr(peer)): Extension<PeerAddr>| async move { peer.to_string() }))
        .route("/panic", get(panics))
        .route("/slow", get(slow).post(|| async { (StatusCode::FORBIDDEN, "no") }))
        .route("/large", get(move || async { large(downloads) }))
}

async fn count(headers: HeaderMap, body: Body) -> Result<String, StatusCode> {
    assert!(!headers.contains_key("x-smuggled"));
    let body = axum::body::to_bytes(body, usize::MAX).await;
    body.map(|body| body.len().to_string()).map_err(|_| StatusCode::IM_A_TEAPOT)
}

async fn panics() -> StatusCode {
    panic!("a child's name")
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_millis(1500)).await;
    "late"
}

struct Download(Arc<AtomicUsize>);

impl Drop for Download {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

static NOTHING: [u8; 65_536] = [0; 65_536];

/// A gibibyte of nothing, made as it is read.
fn large(downloads: Arc<AtomicUsize>) -> Body {
    downloads.fetch_add(1, Ordering::SeqCst);
    let chunks = stream::unfold((Download(downloads), 0), |(held, sent)| async move {
        (sent < 16_384).then(|| {
            let chunk = Ok::<_, std::io::Error>(Bytes::from_static(&NOTHING));
            (chunk, (held, sent + 1))
        })
    });
    Body::from_stream(chunks)
}

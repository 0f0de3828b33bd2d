//! Connections to a gateway, trusting its trial authority and nothing else: HTTP clients that come from a chosen place, and bare TLS
//! streams for what no well-behaved client would send.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use porthor_tests::gateway::Gateway;
use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// What a client offers; the usual where nothing else is said.
pub struct Offer {
    pub versions: &'static [&'static SupportedProtocolVersion],
    pub groups: Vec<&'static dyn SupportedKxGroup>,
    pub alpn: &'static [&'static str],
    pub from: IpAddr,
}

impl Default for Offer {
    fn default() -> Self {
        Self {
            versions: rustls::ALL_VERSIONS,
            groups: aws_lc_rs::ALL_KX_GROUPS.to_vec(),
            alpn: &["http/1.1"],
            from: Ipv4Addr::LOCALHOST.into(),
        }
    }
}

impl Offer {
    pub fn configuration(&self, gateway: &Gateway) -> ClientConfig {
        let authority = CertificateDer::from_pem_file(gateway.authority()).expect("init wrote a certificate");
        let mut roots = RootCertStore::empty();
        roots.add(authority).expect("the authority is one");
        let provider = CryptoProvider { kx_groups: self.groups.clone(), ..aws_lc_rs::default_provider() };
        let mut configuration = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(self.versions)
            .expect("the provider speaks these versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        configuration.alpn_protocols = self.alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        configuration
    }

    /// A TLS stream; fails as the handshake fails.
    pub async fn connect(&self, gateway: &Gateway) -> std::io::Result<TlsStream<TcpStream>> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(self.from, 0))?;
        let socket = socket.connect(gateway.address()).await?;
        let connector = TlsConnector::from(Arc::new(self.configuration(gateway)));
        connector.connect(ServerName::from(IpAddr::from(Ipv4Addr::LOCALHOST)), socket).await
    }
}

/// A client that comes from `from` and speaks what `alpn` names, the first by preference.
pub fn client(gateway: &Gateway, from: IpAddr, alpn: &'static [&'static str]) -> reqwest::Client {
    builder(gateway, from, alpn).build().expect("the configuration is a good one")
}

/// A client that goes nowhere it is sent to: whoever uses it sees where that is, and which cookies are set on the way.
pub fn stays(gateway: &Gateway) -> reqwest::Client {
    let builder = builder(gateway, Ipv4Addr::LOCALHOST.into(), &["h2", "http/1.1"]);
    builder.redirect(reqwest::redirect::Policy::none()).build().expect("the configuration is a good one")
}

fn builder(gateway: &Gateway, from: IpAddr, alpn: &'static [&'static str]) -> reqwest::ClientBuilder {
    let offer = Offer { alpn, from, ..Offer::default() };
    reqwest::Client::builder()
        .tls_backend_preconfigured(offer.configuration(gateway))
        .local_address(from)
        .no_proxy()
        .timeout(Duration::from_mins(2))
}

/// A loopback address in a network that no other test uses, so that what is counted by place is this test's own.
pub fn place() -> IpAddr {
    static PLACES: AtomicU8 = AtomicU8::new(1);
    Ipv4Addr::new(127, 77, PLACES.fetch_add(1, Ordering::Relaxed), 1).into()
}

/// Sends bytes as they are on a new connection and returns all that came back until the other side closed, or `patience` was over.
pub async fn exchange(gateway: &Gateway, from: IpAddr, sent: &[u8], patience: Duration) -> Exchange {
    let mut stream = Offer { from, ..Offer::default() }.connect(gateway).await.expect("the handshake succeeds");
    stream.write_all(sent).await.expect("the gateway reads");
    read_until_closed(&mut stream, patience).await
}

/// What came back.
pub struct Exchange {
    pub text: String,
    /// Whether the other side closed the connection.
    pub closed: bool,
}

impl Exchange {
    /// The status codes of all answers in it.
    pub fn statuses(&self) -> Vec<u16> {
        let heads = self.text.match_indices("HTTP/1.1 ");
        heads.filter_map(|(at, _)| self.text.get(at + 9..at + 12)?.parse().ok()).collect()
    }
}

pub async fn read_until_closed(stream: &mut TlsStream<TcpStream>, patience: Duration) -> Exchange {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(patience, async {
        let mut piece = vec![0; 16 * 1024];
        loop {
            match stream.read(&mut piece).await {
                Ok(0) | Err(_) => return,
                Ok(length) => bytes.extend_from_slice(&piece[..length]),
            }
        }
    });
    let closed = read.await.is_ok();
    Exchange { text: String::from_utf8_lossy(&bytes).into_owned(), closed }
}

/// One request over plain HTTP to the operator's own listener.
pub async fn observe(gateway: &Gateway, path: &str) -> String {
    let mut socket = TcpStream::connect(gateway.observe_address()).await.expect("the listener is there");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.expect("it answers in text");
    answer
}

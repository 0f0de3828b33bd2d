//! Connections by the hundred, to the gateway or to its peer: made and closed for the handshake alone, or held open and idle.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use porthor_tests::gateway::Gateway;
use rustls::SupportedProtocolVersion;
use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs::kx_group::{X25519, X25519MLKEM768};
use rustls::pki_types::ServerName;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

use crate::stage::wire::{Offer, client};

static TLS13_ONLY: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS13];
/// Handshakes at once.
const AT_ONCE: usize = 8;
/// Connections of one address: fewer than the gateway lets one have.
const OF_ONE_ADDRESS: usize = 200;

/// Makes `times` full TLS 1.3 handshakes, `AT_ONCE` at a time, by X25519 (`classical`) or with ML-KEM-768 (`hybrid`).
pub async fn handshakes(gateway: &Gateway, address: SocketAddr, times: usize, groups: &str) -> Value {
    let group = if groups == "hybrid" { X25519MLKEM768 } else { X25519 };
    let offer = Offer { versions: &TLS13_ONLY, groups: vec![group], ..Offer::default() };
    let mut configuration = offer.configuration(gateway);
    configuration.resumption = Resumption::disabled();
    let connector = TlsConnector::from(Arc::new(configuration));
    let started = Instant::now();
    let mut making = JoinSet::new();
    for _ in 0..AT_ONCE {
        let connector = connector.clone();
        making.spawn(async move {
            for _ in 0..times / AT_ONCE {
                handshake(&connector, address).await;
            }
        });
    }
    making.join_all().await;
    json!({ "made": times / AT_ONCE * AT_ONCE, "seconds": started.elapsed().as_secs_f64() })
}

/// Reads to the end, so that the server has finished its part too.
async fn handshake(connector: &TlsConnector, address: SocketAddr) {
    let socket = TcpStream::connect(address).await.expect("the server accepts");
    let name = ServerName::from(IpAddr::from(Ipv4Addr::LOCALHOST));
    let mut stream = connector.connect(name, socket).await.expect("the handshake succeeds");
    stream.shutdown().await.expect("the server is there");
    let mut rest = Vec::new();
    // How it ends, with or without a goodbye, is the server's affair.
    let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
}

/// Connections that have each had one answer and now wait.
pub struct Held {
    _clients: Vec<reqwest::Client>,
}

impl Held {
    /// Opens `times` connections to `url` that speak `protocol` (`h2` or `http/1.1`), from several addresses.
    pub async fn open(gateway: &Gateway, url: &str, times: usize, protocol: &str) -> Self {
        let alpn: &[&str] = if protocol == "h2" { &["h2"] } else { &["http/1.1"] };
        let mut clients = Vec::with_capacity(times);
        for number in 0..times {
            let host = u8::try_from(number / OF_ONE_ADDRESS + 3).expect("a few thousand connections at most");
            let client = client(gateway, Ipv4Addr::new(127, 0, 0, host).into(), alpn);
            let answer = client.get(url).send().await.expect("the server answers");
            answer.bytes().await.expect("the answer has an end");
            clients.push(client);
        }
        Self { _clients: clients }
    }
}

//! A line that misbehaves: a proxy that takes CONNECT, and then cuts, closes or holds up what passes, as bad lines and their boxes do.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};

/// What a line does to each connection.
#[derive(Clone, Copy, Default)]
pub struct Faults {
    /// Cut once so many bytes have gone to the gateway.
    pub cut_after: Option<u64>,
    /// Closed after this time.
    pub close_after: Option<Duration>,
    /// Bytes that pass to the gateway in a second.
    pub bytes_per_second: Option<u64>,
}

/// The line, until it is dropped.
pub struct Line {
    pub address: SocketAddr,
    connections: Arc<AtomicU64>,
    accepting: JoinHandle<()>,
}

impl Line {
    pub async fn with(faults: Faults) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let connections = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&connections);
        let accepting = tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.expect("it listens");
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(carry(client, faults));
            }
        });
        Self { address, connections, accepting }
    }

    /// How many connections there were.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// One connection, as long as the faults let it live. What ends it needs no telling.
async fn carry(mut client: TcpStream, faults: Faults) -> Option<()> {
    let begun = Instant::now();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let target = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    let gateway = TcpStream::connect(target).await.ok()?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.ok()?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_gateway, mut to_gateway) = gateway.into_split();
    let down = async { tokio::io::copy(&mut from_gateway, &mut to_client).await.ok() };
    let up = async {
        let (mut piece, mut passed) = (vec![0; 16 * 1024], 0_u64);
        loop {
            let length = from_client.read(&mut piece).await.ok().filter(|length| *length > 0)?;
            let left = faults.cut_after.map_or(u64::MAX, |cut| cut - passed);
            let length = length.min(usize::try_from(left).unwrap_or(usize::MAX));
            to_gateway.write_all(&piece[..length]).await.ok()?;
            passed += length as u64;
            if faults.cut_after == Some(passed) {
                return None;
            }
            if let Some(rate) = faults.bytes_per_second {
                sleep(Duration::from_micros(length as u64 * 1_000_000 / rate)).await;
            }
        }
    };
    let closing = async {
        match faults.close_after {
            Some(after) => sleep_until(begun + after).await,
            None => std::future::pending().await,
        }
        None
    };
    tokio::select! {
        ended = down => ended.map(drop),
        ended = up => ended,
        ended = closing => ended,
    }
}

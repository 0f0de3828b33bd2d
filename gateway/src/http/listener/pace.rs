//! How slow a client may be: a credit of time that waiting spends and bytes earn back.
//!
//! Whoever stands still is out after the whole credit; whoever drips below the minimum rate soon
//! after; whoever keeps the rate never runs out, however the line bunches its bytes.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::connection::Connection;
use crate::http::observe::Cause;

/// Time a peer may still fall behind.
#[derive(Clone, Debug)]
pub(super) struct Credit {
    left: Duration,
    most: Duration,
    bytes_per_second: u32,
}

impl Credit {
    pub(super) fn new(most: Duration, bytes_per_second: u32) -> Self {
        Self { left: most, most, bytes_per_second: bytes_per_second.max(1) }
    }

    pub(super) fn left(&self) -> Duration {
        self.left
    }

    /// We waited this long for the peer.
    pub(super) fn spend(&mut self, waited: Duration) {
        self.left = self.left.saturating_sub(waited);
    }

    /// The peer moved this many bytes.
    pub(super) fn earn(&mut self, bytes: usize) {
        let nanos = (bytes as u64).saturating_mul(1_000_000_000) / u64::from(self.bytes_per_second);
        self.left = self.left.saturating_add(Duration::from_nanos(nanos)).min(self.most);
    }
}

/// A [`Credit`] with the clock that spends it, for use inside `poll` functions.
#[derive(Debug)]
pub(super) struct Pace {
    credit: Credit,
    waiting_since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    pub(super) fn new(credit: Credit) -> Self {
        Self { credit, waiting_since: None, timer: None }
    }

    /// The peer keeps us waiting: ready once its credit is spent.
    pub(super) fn poll_spent(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.waiting_since.is_none() {
            let now = Instant::now();
            self.waiting_since = Some(now);
            let end = now + self.credit.left();
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(end),
                None => self.timer = Some(Box::pin(tokio::time::sleep_until(end))),
            }
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(context),
            None => Poll::Pending,
        }
    }

    /// The peer moved this many bytes.
    pub(super) fn moved(&mut self, bytes: usize) {
        if let Some(since) = self.waiting_since.take() {
            self.credit.spend(since.elapsed());
        }
        self.credit.earn(bytes);
    }
}

/// A socket whose reader is dropped once it takes our bytes more slowly than allowed. It lies
/// below TLS, where a full send buffer shows.
#[derive(Debug)]
pub(super) struct PacedSocket {
    socket: TcpStream,
    pace: Pace,
    connection: Arc<Connection>,
}

impl PacedSocket {
    pub(super) fn new(socket: TcpStream, credit: Credit, connection: Arc<Connection>) -> Self {
        Self { socket, pace: Pace::new(credit), connection }
    }

    fn paced(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.pace.moved(bytes);
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                ready!(self.pace.poll_spent(context));
                self.connection.drop_for(Cause::SlowReader);
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl AsyncRead for PacedSocket {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(context, buffer)
    }
}

impl AsyncWrite for PacedSocket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.paced(context, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(context, slices);
        self.paced(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 1024;

    fn seconds_until_spent(every: u64, bytes: usize) -> Option<u64> {
        let mut credit = Credit::new(Duration::from_secs(20), RATE);
        (1..=1_000).map(|turn| turn * every).find(|_| {
            credit.spend(Duration::from_secs(every));
            let spent = credit.left().is_zero();
            credit.earn(bytes);
            spent
        })
    }

    #[test]
    fn a_drip_of_one_byte_every_five_seconds_is_out_within_thirty() {
        let spent = seconds_until_spent(5, 1).expect("out at some time");
        assert!(spent <= 30, "{spent}");
    }

    #[test]
    fn whoever_keeps_the_minimum_rate_is_never_out_even_in_bunches() {
        assert_eq!(seconds_until_spent(1, 1024), None);
        assert_eq!(seconds_until_spent(15, 15 * 1024), None);
    }

    #[test]
    fn a_burst_does_not_buy_more_than_the_whole_credit() {
        let mut credit = Credit::new(Duration::from_secs(20), RATE);
        credit.earn(usize::MAX);
        assert_eq!(credit.left(), Duration::from_secs(20));
    }
}

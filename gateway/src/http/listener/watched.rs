//! The client's bytes on their way to the HTTP library: ambiguous HTTP/1.1 framing stops here,
//! and so do clients that begin a head and never end it, or stay without asking anything.
//!
//! Heads are held back until they are whole and sound. A head that is refused is replaced by a
//! byte that no parser takes, so that the library answers 400 in its turn, after the answers to
//! requests pipelined before it, and closes.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::connection::Connection;
use super::frames::Frames;
use super::framing::{Part, Refusal, Scan, examine_head, scan_head};
use crate::http::observe::{self, Cause};

/// In place of a refused head: no method begins so, and the line is at its end.
const NO_REQUEST: &[u8] = b"\0\r\n\r\n";

/// After an early answer we read on for a while, or the client's system would throw the answer
/// away for the bytes it still had under way.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 1024 * 1024;

/// A TLS stream under watch; see the module's head.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    protocol: Protocol,
    connection: Arc<Connection>,
    /// When the client first kept us waiting in the middle of a head.
    head_since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    lingering: Option<Linger>,
}

#[derive(Debug)]
enum Protocol {
    Http1(Http1),
    Http2(Frames),
}

#[derive(Debug)]
struct Linger {
    until: Pin<Box<Sleep>>,
    bytes_left: usize,
}

impl<S> Watched<S> {
    pub(super) fn http1(stream: S, connection: Arc<Connection>) -> Self {
        let http1 = Http1::new(connection.limits.header_bytes);
        Self::new(stream, Protocol::Http1(http1), connection)
    }

    pub(super) fn http2(stream: S, connection: Arc<Connection>) -> Self {
        Self::new(stream, Protocol::Http2(Frames::new()), connection)
    }

    fn new(stream: S, protocol: Protocol, connection: Arc<Connection>) -> Self {
        Self { stream, protocol, connection, head_since: None, timer: None, lingering: None }
    }

    /// Nothing came. Ready with an error or the end of the stream once the client has had its time.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let now = Instant::now();
            let (end, cause) = self.due(now);
            if end <= now {
                return Poll::Ready(self.overdue(cause));
            }
            let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end)));
            // A timer that goes off early only makes us look again, and saves setting it anew.
            if timer.deadline() > end {
                timer.as_mut().reset(end);
            }
            ready!(timer.as_mut().poll(context));
            let again = self.due(Instant::now()).0;
            timer_reset(&mut self.timer, again);
        }
    }

    fn due(&mut self, now: Instant) -> (Instant, Cause) {
        let limits = &self.connection.limits;
        if self.protocol.unfinished() {
            let since = *self.head_since.get_or_insert(now);
            return (since + limits.header_time(), Cause::SlowHeader);
        }
        self.head_since = None;
        if self.connection.is_busy() || self.protocol.in_body() {
            return (now + limits.idle_time().max(Duration::from_secs(1)), Cause::Idle);
        }
        (self.connection.idle_end(), Cause::Idle)
    }

    fn overdue(&self, cause: Cause) -> io::Result<()> {
        if cause == Cause::Idle {
            // The end of the stream lets the library say goodbye.
            observe::dropped(cause);
            return Ok(());
        }
        self.connection.drop_for(cause);
        Err(io::ErrorKind::TimedOut.into())
    }
}

fn timer_reset(timer: &mut Option<Pin<Box<Sleep>>>, end: Instant) {
    if let Some(timer) = timer {
        timer.as_mut().reset(end);
    }
}

impl Protocol {
    fn unfinished(&self) -> bool {
        match self {
            Self::Http1(http1) => http1.unfinished(),
            Self::Http2(frames) => frames.unfinished(),
        }
    }

    fn in_body(&self) -> bool {
        matches!(self, Self::Http1(http1) if http1.part != Part::Head)
    }

    /// May the client have had more to send when the last answer was written? Over HTTP/2 always: it says how much it has read.
    fn cut_short(&self) -> bool {
        match self {
            Self::Http1(http1) => http1.part != Part::Head || http1.refused.is_some(),
            Self::Http2(_) => true,
        }
    }
}

/// The state of an HTTP/1.1 byte stream.
#[derive(Debug)]
struct Http1 {
    part: Part,
    /// Bytes kept back: `released` may go on to the library, the rest is the start of a head.
    held: BytesMut,
    released: usize,
    scanned: usize,
    refused: Option<Refused>,
    header_bytes: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Refused {
    /// A head: the library is still to be told.
    Head,
    /// A body: the library gets an error.
    Body,
    /// The library knows.
    Told,
}

impl Http1 {
    fn new(header_bytes: usize) -> Self {
        Self { part: Part::Head, held: BytesMut::new(), released: 0, scanned: 0, refused: None, header_bytes }
    }

    fn unfinished(&self) -> bool {
        self.refused.is_none() && self.held.len() > self.released
    }

    /// Follows bytes that begin at a boundary (or at the start of a held head) and says how many
    /// may go on. The rest is the start of a head, or worthless if something was refused.
    fn follow(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() && self.refused.is_none() {
            let rest = &bytes[at..];
            let step = if self.part == Part::Head { self.follow_head(rest) } else { self.part.take_body(rest) };
            match step {
                Ok(0) => break,
                Ok(taken) => at += taken,
                Err(_) if self.part == Part::Head => self.refused = Some(Refused::Head),
                Err(_) => self.refused = Some(Refused::Body),
            }
        }
        at
    }

    fn follow_head(&mut self, rest: &[u8]) -> Result<usize, Refusal> {
        match scan_head(rest, std::mem::take(&mut self.scanned))? {
            Scan::Whole(length) => {
                self.part = examine_head(&rest[..length])?;
                Ok(length)
            }
            Scan::Partial if rest.len() > self.header_bytes => {
                // Too long: the library counts the same bytes and answers 431.
                self.refused = Some(Refused::Told);
                Ok(rest.len())
            }
            Scan::Partial => {
                self.scanned = rest.len();
                Ok(0)
            }
        }
    }

    /// Takes what was read into `buffer` after `before` and leaves there what may go on.
    fn sift(&mut self, buffer: &mut ReadBuf<'_>, before: usize) {
        if self.held.is_empty() {
            let fresh = &buffer.filled()[before..];
            let passed = self.follow(fresh);
            if self.refused.is_none() {
                self.held.extend_from_slice(&fresh[passed..]);
            }
            buffer.set_filled(before + passed);
        } else {
            let mut held = std::mem::take(&mut self.held);
            held.extend_from_slice(&buffer.filled()[before..]);
            buffer.set_filled(before);
            self.released = self.follow(&held);
            if self.refused.is_some() {
                held.truncate(self.released);
            }
            self.held = held;
        }
    }

    /// Hands on released bytes, or word of a refusal; false if there is nothing to hand on.
    fn deliver(&mut self, buffer: &mut ReadBuf<'_>) -> io::Result<bool> {
        if self.released > 0 {
            let count = self.released.min(buffer.remaining());
            buffer.put_slice(&self.held.split_to(count));
            self.released -= count;
            if self.held.is_empty() {
                // An idle connection keeps no buffer.
                self.held = BytesMut::new();
            }
            return Ok(true);
        }
        match self.refused {
            None => Ok(false),
            Some(Refused::Told) => Ok(true),
            Some(Refused::Head) => {
                let count = NO_REQUEST.len().min(buffer.remaining());
                buffer.put_slice(&NO_REQUEST[..count]);
                self.refused = Some(Refused::Told);
                Ok(true)
            }
            Some(Refused::Body) => Err(io::Error::new(io::ErrorKind::InvalidData, "the request body breaks its framing")),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if let Protocol::Http1(http1) = &mut this.protocol
                && http1.deliver(buffer)?
            {
                return Poll::Ready(Ok(()));
            }
            let before = buffer.filled().len();
            match Pin::new(&mut this.stream).poll_read(context, buffer) {
                Poll::Ready(result) => result?,
                Poll::Pending => return this.poll_overdue(context),
            }
            if buffer.filled().len() == before {
                return Poll::Ready(Ok(()));
            }
            this.follow(buffer, before);
            if buffer.filled().len() > before {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S> Watched<S> {
    fn follow(&mut self, buffer: &mut ReadBuf<'_>, before: usize) {
        match &mut self.protocol {
            Protocol::Http2(frames) => {
                if frames.follow(&buffer.filled()[before..]) {
                    self.head_since = None;
                }
            }
            Protocol::Http1(http1) => {
                http1.sift(buffer, before);
                if http1.released > 0 || buffer.filled().len() > before {
                    self.head_since = None;
                }
                match http1.refused {
                    Some(Refused::Body) => {
                        observe::dropped(Cause::Framing);
                        self.connection.mark_misframed();
                    }
                    Some(Refused::Head) => observe::dropped(Cause::Framing),
                    Some(Refused::Told) | None => {}
                }
            }
        }
    }
}

impl<S: AsyncRead + Unpin> Watched<S> {
    /// Reads and forgets what the client still sends, within bounds.
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let linger =
            self.lingering.get_or_insert_with(|| Linger { until: Box::pin(tokio::time::sleep(LINGER)), bytes_left: LINGER_BYTES });
        let mut scratch = [0; 4096];
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                Poll::Pending => return linger.until.as_mut().poll(context),
                Poll::Ready(Err(_)) => return Poll::Ready(()),
                Poll::Ready(Ok(())) => {}
            }
            let count = buffer.filled().len();
            if count == 0 || count > linger.bytes_left {
                return Poll::Ready(());
            }
            linger.bytes_left -= count;
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        }
        if self.protocol.cut_short() {
            ready!(self.poll_linger(context));
        }
        Poll::Ready(Ok(()))
    }
}

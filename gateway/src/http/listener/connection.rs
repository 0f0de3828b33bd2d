//! What the parts of one connection know of each other: requests running, quiet since when, and
//! whether it must end at once.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::http::limits::Limits;
use crate::http::observe::{self, Cause};

/// Requests that one connection may begin and abandon beyond those it lets finish. Browsers
/// abandon some; a rapid-reset flood (CVE-2023-44487) abandons nearly all.
const ABANDONED: usize = 100;

/// The state that socket, framing, requests and answers of one connection share.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) peer: SocketAddr,
    pub(super) limits: Arc<Limits>,
    opened: Instant,
    running: AtomicUsize,
    finished: AtomicUsize,
    abandoned: AtomicUsize,
    /// Milliseconds after `opened` at which the last request ended.
    quiet_since: AtomicU64,
    misframed: AtomicBool,
    cut: CancellationToken,
}

impl Connection {
    pub(super) fn new(peer: SocketAddr, limits: Arc<Limits>) -> Arc<Self> {
        Arc::new(Self {
            peer,
            limits,
            opened: Instant::now(),
            running: AtomicUsize::new(0),
            finished: AtomicUsize::new(0),
            abandoned: AtomicUsize::new(0),
            quiet_since: AtomicU64::new(0),
            misframed: AtomicBool::new(false),
            cut: CancellationToken::new(),
        })
    }

    /// Ends the connection at once and counts why; only the first cause counts.
    pub(super) fn drop_for(&self, cause: Cause) {
        if !self.cut.is_cancelled() {
            observe::dropped(cause);
            self.cut.cancel();
        }
    }

    /// Waits until the connection must end.
    pub(super) async fn cut(&self) {
        self.cut.cancelled().await;
    }

    /// A body broke its framing: whatever the route makes of it, the answer is 400.
    pub(super) fn mark_misframed(&self) {
        self.misframed.store(true, Ordering::Release);
    }

    pub(super) fn is_misframed(&self) -> bool {
        self.misframed.load(Ordering::Acquire)
    }

    pub(super) fn is_busy(&self) -> bool {
        self.running.load(Ordering::Acquire) > 0
    }

    /// When a connection without requests is to end: a first request must come sooner.
    pub(super) fn idle_end(&self) -> Instant {
        let ended = self.finished.load(Ordering::Acquire) + self.abandoned.load(Ordering::Acquire);
        let time = if ended == 0 { self.limits.header_time() } else { self.limits.idle_time() };
        self.opened + Duration::from_millis(self.quiet_since.load(Ordering::Acquire)) + time
    }

    /// A request begins; it runs until the returned value is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Running {
        self.running.fetch_add(1, Ordering::AcqRel);
        Running { connection: Arc::clone(self), answered: false }
    }
}

/// A request between its head and the last byte of its answer.
#[derive(Debug)]
pub(super) struct Running {
    connection: Arc<Connection>,
    answered: bool,
}

impl Running {
    /// The route has answered: from here on, going away is no abandonment.
    pub(super) fn mark_answered(&mut self) {
        self.answered = true;
    }

    pub(super) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let connection = &self.connection;
        let quiet = u64::try_from(connection.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        connection.quiet_since.store(quiet, Ordering::Release);
        if self.answered {
            connection.finished.fetch_add(1, Ordering::AcqRel);
        } else {
            let abandoned = connection.abandoned.fetch_add(1, Ordering::AcqRel) + 1;
            if abandoned > ABANDONED + connection.finished.load(Ordering::Acquire) {
                connection.drop_for(Cause::ResetFlood);
            }
        }
        connection.running.fetch_sub(1, Ordering::AcqRel);
    }
}

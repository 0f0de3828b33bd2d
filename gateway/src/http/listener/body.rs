//! Bodies with a pace: one that a client sends too slowly fails, one that an HTTP/2 client does
//! not take ends its connection. (Over HTTP/1.1 the socket itself notices a slow reader.)

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::Body as Answer;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::connection::{Connection, Running};
use super::pace::{Credit, Pace};
use crate::http::observe::Cause;

/// A request body on its way to the route.
#[derive(Debug)]
pub(super) struct ArrivingBody {
    body: Incoming,
    pace: Pace,
    fate: Arc<Fate>,
}

/// What became of a request body, for whoever answers the request.
#[derive(Debug, Default)]
pub(super) struct Fate {
    too_slow: AtomicBool,
    ended: AtomicBool,
}

impl Fate {
    /// The client sent it too slowly.
    pub(super) fn was_too_slow(&self) -> bool {
        self.too_slow.load(Ordering::Acquire)
    }

    /// The route took the whole of it.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// There is none.
    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }
}

/// The client sent its body too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the request body came too slowly; send it again over a better line")]
struct TooSlow;

impl ArrivingBody {
    /// Fails once the client has spent its credit while the route waits; `fate` is told of that, and of the end.
    pub(super) fn new(body: Incoming, connection: &Connection, fate: Arc<Fate>) -> Self {
        let limits = &connection.limits;
        let credit = Credit::new(limits.body_idle_time(), limits.min_bytes_per_second);
        Self { body, pace: Pace::new(credit), fate }
    }
}

impl Body for ArrivingBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let bytes = match &frame {
                Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
                Some(Err(_)) | None => 0,
            };
            self.pace.moved(bytes);
            if frame.is_none() || self.body.is_end_stream() {
                self.fate.end();
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)));
        }
        ready!(self.pace.poll_spent(context));
        self.fate.too_slow.store(true, Ordering::Release);
        Poll::Ready(Some(Err(TooSlow.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body on its way to the client; the request runs until it is dropped.
#[derive(Debug)]
pub(super) struct DepartingBody {
    body: Answer,
    delivery: Option<Delivery>,
    _running: Running,
}

impl DepartingBody {
    pub(super) fn http1(body: Answer, running: Running) -> Self {
        Self { body, delivery: None, _running: running }
    }

    pub(super) fn http2(body: Answer, running: Running) -> Self {
        let delivery = (!body.is_end_stream()).then(|| Delivery::new(running.connection()));
        Self { body, delivery, _running: running }
    }
}

impl Body for DepartingBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let Some(delivery) = &mut this.delivery else {
            return Pin::new(&mut this.body).poll_frame(context);
        };
        delivery.taken();
        if let Some(last) = delivery.last_byte.take() {
            delivery.handed(last.len());
            return Poll::Ready(Some(Ok(Frame::data(last))));
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        Poll::Ready(frame.map(|frame| frame.map(|frame| delivery.split(frame))))
    }

    fn is_end_stream(&self) -> bool {
        // With a delivery under way, the end is told only after the last byte has gone.
        self.delivery.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let hint = self.body.size_hint();
        let held = self.delivery.as_ref().and_then(|delivery| delivery.last_byte.as_ref());
        let Some(held) = held.map(|last| last.len() as u64) else {
            return hint;
        };
        let mut with_held = SizeHint::new();
        with_held.set_lower(hint.lower() + held);
        if let Some(upper) = hint.upper() {
            with_held.set_upper(upper + held);
        }
        with_held
    }
}

/// Watches whether an HTTP/2 client takes what it was handed.
///
/// The library asks for the next frame only when the last one has room in the client's window, so
/// the time between two questions is the client's. A frame's last byte goes by itself: once there
/// is room for it, everything before it has left.
#[derive(Debug)]
struct Delivery {
    last_byte: Option<Bytes>,
    turn: Arc<Mutex<Turn>>,
    connection: Weak<Connection>,
    watch: Option<AbortHandle>,
}

#[derive(Debug)]
struct Turn {
    credit: Credit,
    /// Since when the client has had bytes to take, and how many.
    handed: Option<(Instant, usize)>,
}

impl Delivery {
    fn new(connection: &Arc<Connection>) -> Self {
        let limits = &connection.limits;
        let credit = Credit::new(limits.write_idle_time(), limits.min_bytes_per_second);
        Self {
            last_byte: None,
            turn: Arc::new(Mutex::new(Turn { credit, handed: None })),
            connection: Arc::downgrade(connection),
            watch: None,
        }
    }

    fn split(&mut self, frame: Frame<Bytes>) -> Frame<Bytes> {
        match frame.into_data() {
            Err(trailers) => trailers,
            Ok(mut bytes) => {
                if bytes.len() > 1 {
                    self.last_byte = Some(bytes.split_off(bytes.len() - 1));
                }
                self.handed(bytes.len());
                Frame::data(bytes)
            }
        }
    }

    fn handed(&mut self, bytes: usize) {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        turn.handed = Some((Instant::now(), bytes));
        drop(turn);
        if self.watch.is_none() {
            let watch = watch(Arc::clone(&self.turn), Weak::clone(&self.connection));
            self.watch = Some(tokio::spawn(watch).abort_handle());
        }
    }

    fn taken(&mut self) {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, bytes)) = turn.handed.take() {
            turn.credit.spend(since.elapsed());
            turn.credit.earn(bytes);
        }
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        if let Some(watch) = &self.watch {
            watch.abort();
        }
    }
}

async fn watch(turn: Arc<Mutex<Turn>>, connection: Weak<Connection>) {
    loop {
        let now = Instant::now();
        let end = {
            let turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            let since = turn.handed.map_or(now, |(since, _)| since);
            // While the route has the turn nothing is spent; look again after a while.
            since + turn.credit.left().max(std::time::Duration::from_millis(100))
        };
        if end <= now {
            if let Some(connection) = connection.upgrade() {
                connection.drop_for(Cause::SlowReader);
            }
            return;
        }
        tokio::time::sleep_until(end).await;
    }
}

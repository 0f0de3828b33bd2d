//! Long reckoning: what a whole case or months of the record are walked for. It is done away from the threads that serve, by few at a time,
//! and few may wait: whoever comes when the queue is full is told to come again, so that nobody keeps the gateway from everybody else.
//! What goes through the record for many seconds has a place and a queue of its own: no family waits behind it.

use std::sync::Arc;
use std::thread::available_parallelism;

use http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::app::App;
use crate::http::error::Problem;

/// How many may wait for each that reckons for a page.
const WAITING: usize = 16;
/// How many may wait for the one that goes through the record.
const GATHERERS: usize = 4;
/// Seconds after which whoever is turned away may come again.
const AGAIN: u64 = 5;

/// Places for reckoning, and for waiting for one.
pub struct Reckoning {
    room: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// A place, kept for as long as the work is under way.
pub struct Place {
    _of_the_room: OwnedSemaphorePermit,
    _of_the_places: OwnedSemaphorePermit,
}

impl Reckoning {
    /// For what a page is made of, in milliseconds: as many at once as there are processors.
    pub fn for_pages() -> Self {
        let places = available_parallelism().map_or(2, std::num::NonZero::get).max(2);
        Self::with(places, places * WAITING)
    }

    /// For going through the record, in seconds: one at a time.
    pub fn for_the_record() -> Self {
        Self::with(1, GATHERERS)
    }

    fn with(places: usize, waiting: usize) -> Self {
        Self { room: Arc::new(Semaphore::new(places + waiting)), places: Arc::new(Semaphore::new(places)) }
    }

    /// A place, as soon as one is free; a problem where too many wait already.
    pub async fn place(&self) -> Result<Place, Problem> {
        let busy = |_| Problem::busy(AGAIN);
        let of_the_room = Arc::clone(&self.room).try_acquire_owned().map_err(busy)?;
        let closed = |_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "shutting-down");
        let of_the_places = Arc::clone(&self.places).acquire_owned().await.map_err(closed)?;
        Ok(Place { _of_the_room: of_the_room, _of_the_places: of_the_places })
    }
}

/// Does `work` once there is a place for it. It keeps its place to its end, though whoever asked may have gone.
pub async fn reckon<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let place = app.reckoning.place().await?;
    away(move || {
        let done = work();
        drop(place);
        done
    })
    .await
}

/// Does `work` away from the threads that serve, for whoever has a place.
pub async fn away<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn who_comes_when_all_places_are_taken_waits_and_who_finds_the_queue_full_is_told_when_to_come_again() {
        let reckoning = Reckoning::with(1, 1);
        let first = reckoning.place().await;
        assert!(first.is_ok(), "a free place");
        let mut second = std::pin::pin!(reckoning.place());
        assert!(tokio::time::timeout(Duration::from_millis(20), &mut second).await.is_err(), "it waits");
        let third = reckoning.place().await.err().expect("the queue is full");
        assert_eq!((third.status(), third.code(), third.retry_after()), (StatusCode::SERVICE_UNAVAILABLE, "busy", Some(AGAIN)));
        drop(first);
        assert!(second.await.is_ok(), "its turn has come");
        assert!(reckoning.place().await.is_ok(), "and all is free again");
    }

    #[tokio::test]
    async fn work_keeps_its_place_when_whoever_asked_has_gone() {
        let house = crate::agency::tests::House::open().await;
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let app = Arc::clone(&house.app);
        let asked = tokio::spawn(async move { reckon(&app, move || wait.recv().ok()).await });
        let free = || house.app.reckoning.room.available_permits();
        let all = Reckoning::for_pages().room.available_permits();
        while free() == all {
            tokio::task::yield_now().await;
        }
        asked.abort();
        drop(asked.await);
        assert_eq!(free(), all - 1, "it is still at work");
        go.send(()).expect("it waits for this");
        while free() != all {
            tokio::task::yield_now().await;
        }
    }
}

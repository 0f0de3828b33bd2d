//! One at a time on each upload. Whoever comes is the better informed of the two, for their line works: whoever is there is asked to make
//! durable what it has and to go.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, OwnedMutexGuard};

/// The uploads that somebody is at in this gateway.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<String, Arc<Place>>>);

#[derive(Default)]
struct Place {
    occupied: Arc<tokio::sync::Mutex<()>>,
    /// How many wait.
    waiting: AtomicUsize,
    wanted: Notify,
}

/// That it is one's own turn, until it is dropped.
pub struct Turn {
    all: Arc<Turns>,
    id: String,
    place: Arc<Place>,
    held: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits for the turn on `id`, and asks whoever has it to go.
    pub async fn on(self: &Arc<Self>, id: &str) -> Turn {
        let place = Arc::clone(self.lock().entry(id.to_owned()).or_default());
        // From here on it is let go of again, whatever happens to whoever waits.
        let mut turn = Turn { all: Arc::clone(self), id: id.to_owned(), place: Arc::clone(&place), held: None };
        let waits = Waits::on(&place);
        place.wanted.notify_waiters();
        turn.held = Some(Arc::clone(&place.occupied).lock_owned().await);
        drop(waits);
        turn
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Place>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts somebody who waits.
struct Waits<'a>(&'a Place);

impl<'a> Waits<'a> {
    fn on(place: &'a Place) -> Self {
        place.waiting.fetch_add(1, Ordering::SeqCst);
        Self(place)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Turn {
    /// Returns once somebody else waits for it.
    pub async fn wanted(&self) {
        loop {
            let mut wanted = std::pin::pin!(self.place.wanted.notified());
            // Registered before the count is read, so that nobody is missed in between.
            wanted.as_mut().enable();
            if self.place.waiting.load(Ordering::SeqCst) > 0 {
                return;
            }
            wanted.await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.held = None;
        let mut all = self.all.lock();
        // The map's, this one's and nobody else's: whoever comes later begins a new place.
        if all.get(&self.id).is_some_and(|place| Arc::ptr_eq(place, &self.place) && Arc::strong_count(place) == 2) {
            all.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn whoever_comes_waits_and_whoever_is_there_hears_of_it() {
        let turns = Arc::new(Turns::default());
        let first = turns.on("one").await;
        assert!(tokio::time::timeout(Duration::from_millis(20), first.wanted()).await.is_err(), "nobody waits");
        let second = tokio::spawn({
            let turns = Arc::clone(&turns);
            async move { turns.on("one").await }
        });
        first.wanted().await;
        assert!(!second.is_finished());
        drop(first);
        let second = second.await.expect("its turn");
        assert!(tokio::time::timeout(Duration::from_millis(20), second.wanted()).await.is_err(), "nobody waits any more");
        assert_eq!(turns.lock().len(), 1);
        drop(second);
        assert!(turns.lock().is_empty());
    }

    #[tokio::test]
    async fn whoever_gives_up_waiting_leaves_nothing_behind() {
        let turns = Arc::new(Turns::default());
        let first = turns.on("one").await;
        assert!(tokio::time::timeout(Duration::from_millis(20), turns.on("one")).await.is_err());
        assert!(tokio::time::timeout(Duration::from_millis(20), first.wanted()).await.is_err(), "nobody waits any more");
        let _other = turns.on("two").await;
        drop(first);
        assert_eq!(turns.lock().len(), 1);
    }
}

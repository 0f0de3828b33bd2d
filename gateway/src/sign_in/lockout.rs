//! Holds back guessing without locking anybody else out: failures count per account and place they come from, and per place over all
//! accounts. A stranger elsewhere cannot keep a person from signing in where they are, and one beside them only if they have not
//! signed in from there lately.

use std::net::SocketAddr;

use porthor_policy::{Event, EventKind, Outcome, PersonId};

use sqlx::AnyConnection;

use crate::app::App;
use crate::http::error::Problem;
use crate::store::{StoreError, Tx};

/// Milliseconds of a day.
const DAY: i64 = 24 * 3_600_000;

/// An attempt to prove who one is, from somewhere.
pub struct Attempt {
    account: Vec<u8>,
    everyone: Vec<u8>,
    place: Vec<u8>,
    is_signed_in: bool,
}

/// Failures that count together.
struct Failures {
    number: u32,
    began: i64,
    last: i64,
}

impl Failures {
    async fn read(connection: &mut AnyConnection, account: &[u8], place: &[u8]) -> Result<Option<Self>, StoreError> {
        let row: Option<(i64, i64, i64)> =
            sqlx::query_as("SELECT failures, began_at, last_at FROM attempt WHERE account = $1 AND place = $2")
                .bind(account.to_vec())
                .bind(place.to_vec())
                .fetch_optional(connection)
                .await?;
        Ok(row.map(|(number, began, last)| Self { number: u32::try_from(number).unwrap_or(u32::MAX), began, last }))
    }

    /// Seconds still to wait after more than `tries`.
    fn wait(&self, app: &App, tries: u32, now: i64) -> u64 {
        let since = u64::try_from((now - self.last).max(0)).unwrap_or(0) / 1000;
        self.whole_wait(app, tries).saturating_sub(since)
    }

    /// Seconds that the last of them led to.
    fn whole_wait(&self, app: &App, tries: u32) -> u64 {
        let lockout = &app.config.lockout;
        let Some(beyond) = self.number.checked_sub(tries) else { return 0 };
        lockout.wait_seconds.saturating_mul(1 << beyond.min(16)).min(lockout.longest_wait_seconds)
    }

    /// Whether their window has run out, and the wait that they led to. It begins with the first; at one account that had to wait, with the
    /// end of the wait, or nobody who guesses on would ever wait the longest.
    fn are_over(&self, app: &App, tries: u32, is_one_account: bool, now: i64) -> bool {
        let has_waited = is_one_account && self.number >= tries;
        let begun = if has_waited { self.last + millis(self.whole_wait(app, tries)) } else { self.began };
        begun < now - millis(app.config.lockout.window_seconds) && self.wait(app, tries, now) == 0
    }
}

fn millis(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX / 2000).saturating_mul(1000)
}

impl Attempt {
    /// At the account with this keyed hash.
    pub fn new(app: &App, account: &[u8], peer: SocketAddr) -> Self {
        let place = app.secrets.lookup.hash("attempt/place", &super::place(peer)).to_vec();
        let everyone = app.secrets.lookup.hash("attempt/everyone", b"").to_vec();
        Self { account: account.to_vec(), everyone, place, is_signed_in: false }
    }

    /// At the second factor within a session.
    pub fn for_session(app: &App, session: &str, peer: SocketAddr) -> Self {
        let account = app.secrets.lookup.hash("attempt/session", session.as_bytes());
        Self { is_signed_in: true, ..Self::new(app, &account, peer) }
    }

    /// Fails while the account or the place has to wait.
    pub async fn check(&self, app: &App) -> Result<(), Problem> {
        let mut reader = app.store.reader().await?;
        self.check_on(app, &mut reader).await
    }

    /// The same within a change, so that failures of the same group of writes count.
    pub async fn check_on(&self, app: &App, connection: &mut AnyConnection) -> Result<(), Problem> {
        let now = app.clock.now().millis();
        let mut wait = self.wait(app, connection, &self.account, now).await?;
        let held = self.wait(app, connection, &self.everyone, now).await?;
        // What others tried is looked at last: it bears on whoever may be another stranger alone.
        if held > wait && !self.is_signed_in && !self.comes_from_here(app, connection, now).await? {
            wait = held;
        }
        if wait > 0 { Err(Problem::locked_out(wait)) } else { Ok(()) }
    }

    fn tries(&self, app: &App, account: &[u8]) -> u32 {
        if account == self.everyone { app.config.lockout.address_tries } else { app.config.lockout.tries }
    }

    /// Seconds still to wait.
    async fn wait(&self, app: &App, connection: &mut AnyConnection, account: &[u8], now: i64) -> Result<u64, StoreError> {
        let failures = Failures::read(connection, account, &self.place).await?;
        Ok(failures.map_or(0, |failures| failures.wait(app, self.tries(app, account), now)))
    }

    /// Whether the account signed in from this place lately.
    async fn comes_from_here(&self, app: &App, connection: &mut AnyConnection, now: i64) -> Result<bool, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as("SELECT last_at FROM signed_in_from WHERE account = $1 AND place = $2")
            .bind(self.account.clone())
            .bind(self.place.clone())
            .fetch_optional(connection)
            .await?;
        Ok(row.is_some_and(|(last,)| last >= now - lately(app)))
    }

    /// Counts and records a failure.
    pub async fn failed(&self, app: &App, person: Option<&PersonId>) -> Result<(), Problem> {
        let mut tx = app.store.begin().await?;
        self.count(app, &mut tx).await?;
        let mut event = Event::new(EventKind::SignInRefused, tx.now());
        event.outcome = Outcome::Refused;
        event.person = person.cloned();
        tx.commit(app.entry(event)).await?;
        Ok(())
    }

    /// Counts a failure within a change that records it.
    pub async fn count(&self, app: &App, tx: &mut Tx) -> Result<(), StoreError> {
        let now = tx.now().millis();
        let over = now - millis(app.config.lockout.window_seconds + app.config.lockout.longest_wait_seconds);
        sqlx::query("DELETE FROM attempt WHERE began_at < $1 AND last_at < $1").bind(over).execute(tx.connection()).await?;
        for account in [&self.account, &self.everyone] {
            let before = Failures::read(tx.connection(), account, &self.place).await?;
            let anew = before.is_none_or(|before| before.are_over(app, self.tries(app, account), *account != self.everyone, now));
            sqlx::query(
                "INSERT INTO attempt (account, place, failures, began_at, last_at) VALUES ($1, $2, 1, $3, $3) \
                 ON CONFLICT (account, place) DO UPDATE SET last_at = excluded.last_at, \
                 failures = CASE WHEN $4 = 1 THEN 1 ELSE attempt.failures + 1 END, \
                 began_at = CASE WHEN $4 = 1 THEN excluded.began_at ELSE attempt.began_at END",
            )
            .bind(account.clone())
            .bind(self.place.clone())
            .bind(now)
            .bind(i64::from(anew))
            .execute(tx.connection())
            .await?;
        }
        Ok(())
    }

    /// Keeps that the account signed in from this place, and forgets where accounts signed in from long ago.
    pub async fn signed_in(&self, app: &App, tx: &mut Tx) -> Result<(), StoreError> {
        let now = tx.now().millis();
        sqlx::query("DELETE FROM signed_in_from WHERE last_at < $1").bind(now - lately(app)).execute(tx.connection()).await?;
        sqlx::query(
            "INSERT INTO signed_in_from (account, place, last_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account, place) DO UPDATE SET last_at = excluded.last_at",
        )
        .bind(self.account.clone())
        .bind(self.place.clone())
        .bind(now)
        .execute(tx.connection())
        .await?;
        Ok(())
    }

    /// Forgets the account's failures from this place.
    pub async fn succeeded(&self, tx: &mut Tx) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM attempt WHERE account = $1 AND place = $2")
            .bind(self.account.clone())
            .bind(self.place.clone())
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

/// Milliseconds for which it counts where an account signed in from.
fn lately(app: &App) -> i64 {
    i64::try_from(app.config.lockout.known_days).unwrap_or(i64::MAX / DAY).saturating_mul(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::tests::House;

    /// Lets so many seconds pass, as far as attempts go.
    async fn passes(app: &App, seconds: i64) {
        let mut tx = app.store.begin().await.expect("the writer");
        let earlier = "UPDATE attempt SET began_at = began_at - $1, last_at = last_at - $1";
        sqlx::query(earlier).bind(seconds * 1000).execute(tx.connection()).await.expect("moved");
        let event = Event::new(EventKind::SignInRefused, tx.now());
        tx.commit(app.entry(event)).await.expect("committed");
    }

    async fn is_held(app: &App, attempt: &Attempt) -> bool {
        attempt.check(app).await.is_err()
    }

    #[tokio::test]
    async fn tries_count_within_a_window_that_begins_with_the_first() {
        let house = House::open().await;
        let app = &house.app;
        let attempt = Attempt::new(app, b"somebody", "192.0.2.1:1".parse().expect("an address"));
        // Never two within less than five minutes, never five within the window of fifteen.
        for number in 0..20 {
            attempt.failed(app, None).await.expect("counted");
            assert!(!is_held(app, &attempt).await, "after {number} more");
            passes(app, 5 * 60).await;
        }
        passes(app, 15 * 60).await;
        for _ in 0..4 {
            attempt.failed(app, None).await.expect("counted");
        }
        assert!(!is_held(app, &attempt).await);
        attempt.failed(app, None).await.expect("counted");
        assert!(is_held(app, &attempt).await, "the fifth within a window");
        passes(app, 31).await;
        assert!(!is_held(app, &attempt).await, "the first wait is over");
        attempt.failed(app, None).await.expect("counted");
        passes(app, 31).await;
        assert!(is_held(app, &attempt).await, "the second is longer");
    }

    #[tokio::test]
    async fn whoever_guesses_on_after_each_wait_comes_to_the_longest() {
        let house = House::open().await;
        let app = &house.app;
        let attempt = Attempt::new(app, b"somebody", "192.0.2.1:1".parse().expect("an address"));
        let mut waits = Vec::new();
        for _ in 0..14 {
            while !is_held(app, &attempt).await {
                attempt.failed(app, None).await.expect("counted");
            }
            let reader = &mut *app.store.reader().await.expect("a reader");
            let wait = attempt.wait(app, reader, &attempt.account, app.clock.now().millis()).await.expect("read");
            waits.push(wait);
            passes(app, i64::try_from(wait).expect("few") + 1).await;
        }
        assert!(waits.is_sorted() && waits.last() == Some(&app.config.lockout.longest_wait_seconds), "{waits:?}");
    }

    #[tokio::test]
    async fn a_wait_holds_beyond_its_window() {
        let house = House::open().await;
        let app = &house.app;
        let attempt = Attempt::new(app, b"somebody", "192.0.2.1:1".parse().expect("an address"));
        for _ in 0..11 {
            attempt.failed(app, None).await.expect("counted");
        }
        passes(app, 16 * 60).await;
        assert!(is_held(app, &attempt).await, "32 minutes");
        attempt.failed(app, None).await.expect("counted");
        passes(app, 31).await;
        assert!(is_held(app, &attempt).await, "what is tried meanwhile makes it no shorter");
    }
}

//! Holds back guessing without locking anybody else out: failures count per account and place they come from, and per place over all
//! accounts. A stranger elsewhere cannot keep a person from signing in where they are.

use std::net::SocketAddr;

use porthor_policy::{Event, EventKind, Outcome, PersonId};

use sqlx::AnyConnection;

use crate::app::App;
use crate::http::error::Problem;
use crate::store::{StoreError, Tx};

/// An attempt to prove who one is, from somewhere.
pub struct Attempt {
    account: Vec<u8>,
    everyone: Vec<u8>,
    place: Vec<u8>,
}

impl Attempt {
    /// At the account with this keyed hash.
    pub fn new(app: &App, account: &[u8], peer: SocketAddr) -> Self {
        let place = app.secrets.lookup.hash("attempt/place", &super::place(peer)).to_vec();
        let everyone = app.secrets.lookup.hash("attempt/everyone", b"").to_vec();
        Self { account: account.to_vec(), everyone, place }
    }

    /// At the second factor within a session.
    pub fn for_session(app: &App, session: &str, peer: SocketAddr) -> Self {
        let account = app.secrets.lookup.hash("attempt/session", session.as_bytes());
        Self::new(app, &account, peer)
    }

    /// Fails while the account or the place has to wait.
    pub async fn check(&self, app: &App) -> Result<(), Problem> {
        let mut reader = app.store.reader().await?;
        self.check_on(app, &mut reader).await
    }

    /// The same within a change, so that failures of the same group of writes count.
    pub async fn check_on(&self, app: &App, connection: &mut AnyConnection) -> Result<(), Problem> {
        let now = app.clock.now().millis();
        let lockout = &app.config.lockout;
        let mut wait = 0;
        for (account, tries) in [(&self.account, lockout.tries), (&self.everyone, lockout.address_tries)] {
            wait = wait.max(self.wait(app, connection, account, tries, now).await?);
        }
        if wait > 0 { Err(Problem::locked_out(wait)) } else { Ok(()) }
    }

    /// Seconds still to wait.
    async fn wait(
        &self,
        app: &App,
        connection: &mut AnyConnection,
        account: &[u8],
        tries: u32,
        now: i64,
    ) -> Result<u64, StoreError> {
        let row: Option<(i64, i64)> = sqlx::query_as("SELECT failures, last_at FROM attempt WHERE account = $1 AND place = $2")
            .bind(account.to_vec())
            .bind(self.place.clone())
            .fetch_optional(&mut *connection)
            .await?;
        let Some((failures, last)) = row else { return Ok(0) };
        let lockout = &app.config.lockout;
        let beyond = u32::try_from(failures).unwrap_or(u32::MAX).saturating_sub(tries);
        if u32::try_from(failures).unwrap_or(u32::MAX) < tries {
            return Ok(0);
        }
        let wait = lockout.wait_seconds.saturating_mul(1 << beyond.min(16)).min(lockout.longest_wait_seconds);
        let since = u64::try_from((now - last).max(0)).unwrap_or(0) / 1000;
        Ok(wait.saturating_sub(since))
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
        let window = now - i64::try_from(app.config.lockout.window_seconds).unwrap_or(900) * 1000;
        sqlx::query("DELETE FROM attempt WHERE last_at < $1").bind(window).execute(tx.connection()).await?;
        for account in [&self.account, &self.everyone] {
            sqlx::query(
                "INSERT INTO attempt (account, place, failures, last_at) VALUES ($1, $2, 1, $3) \
                 ON CONFLICT (account, place) DO UPDATE SET failures = attempt.failures + 1, last_at = excluded.last_at",
            )
            .bind(account.clone())
            .bind(self.place.clone())
            .bind(now)
            .execute(tx.connection())
            .await?;
        }
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

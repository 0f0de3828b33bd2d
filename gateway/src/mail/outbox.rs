//! Mail that waits to be sent: written within the change that it tells of, so that neither is without the other, and sent afterwards, as
//! often as it takes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use porthor_keys::random;
use porthor_policy::{Event, EventKind, Language};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::relay::{Mailer, NotSent};
use crate::app::App;
use crate::store::{StoreError, Tx};

/// How often what waits is looked at, if nothing new comes.
const LOOK: Duration = Duration::from_secs(20);
/// Before a mail is tried again for the first time; doubled each time.
const AGAIN: Duration = Duration::from_secs(20);
/// Before it is tried again at most.
const AGAIN_AT_MOST: Duration = Duration::from_hours(1);
/// Milliseconds after which a mail is not news any more, and is given up.
const GIVEN_UP: i64 = 2 * 86_400_000;
/// Milliseconds after which a mail that another gateway was to send is sent by this one, where there may be another.
const LEFT_BEHIND: i64 = 600_000;

/// What can be written, always the same for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Letter {
    /// That what came by mail was taken in.
    TakenIn,
}

impl Letter {
    fn code(self) -> &'static str {
        match self {
            Self::TakenIn => "taken-in",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    to: String,
    letter: Letter,
}

/// This gateway's part in what waits.
pub struct Outbox {
    /// This gateway, as long as it runs.
    name: String,
    woken: Notify,
}

impl Outbox {
    /// A new one, of a gateway that was just started.
    pub fn new() -> Self {
        Self { name: random::id(), woken: Notify::new() }
    }

    /// Has what waits looked at now.
    pub fn wake(&self) {
        self.woken.notify_one();
    }
}

fn place(id: &str) -> String {
    format!("outbox/{id}")
}

/// Writes a mail within a change. Once that is committed, [`Outbox::wake`].
pub async fn put(app: &App, tx: &mut Tx, letter: Letter, to: &str) -> Result<(), StoreError> {
    let id = random::id();
    let body = serde_json::to_vec(&Body { to: to.to_owned(), letter }).expect("plain data always becomes JSON");
    let sealed = app.secrets.column.seal(&place(&id), &body);
    let now = tx.now().millis();
    sqlx::query("INSERT INTO outbox (id, gateway, body, created_at) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(app.outbox.name.clone())
        .bind(sealed)
        .bind(now)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A mail that waits.
struct Waiting {
    id: String,
    body: Vec<u8>,
    created: i64,
}

/// Sends what waits, as long as the gateway serves. Where it is `alone`, whatever waits is its own to send.
pub async fn run(app: Arc<App>, mailer: Mailer, alone: bool) {
    let left_behind = if alone { 0 } else { LEFT_BEHIND };
    let mut tried: HashMap<String, (u32, Instant)> = HashMap::new();
    loop {
        if let Err(error) = round(&app, &mailer, left_behind, &mut tried).await {
            tracing::warn!(cause = error.cause(), "mail that waits could not be looked at");
        }
        // Woken or not.
        let _ = timeout(LOOK, app.outbox.woken.notified()).await;
    }
}

async fn round(
    app: &App,
    mailer: &Mailer,
    left_behind: i64,
    tried: &mut HashMap<String, (u32, Instant)>,
) -> Result<(), StoreError> {
    let now = app.clock.now().millis();
    let waiting = waiting(app, now - left_behind).await?;
    tried.retain(|id, _| waiting.iter().any(|mail| mail.id == *id));
    for mail in waiting {
        if tried.get(&mail.id).is_some_and(|(_, next)| Instant::now() < *next) {
            continue;
        }
        match send(app, mailer, &mail).await {
            Ok(()) => end(app, &mail, "sent").await?,
            Err(NotSent::NotNow) if now - mail.created < GIVEN_UP => {
                let times = tried.get(&mail.id).map_or(0, |(times, _)| *times);
                let pause = AGAIN.saturating_mul(1 << times.min(12)).min(AGAIN_AT_MOST);
                tried.insert(mail.id, (times + 1, Instant::now() + pause));
            }
            Err(_) => {
                tracing::warn!("a mail was given up: the relay does not take it");
                end(app, &mail, "given-up").await?;
            }
        }
    }
    Ok(())
}

/// What this gateway is to send, and what was written before `before`.
async fn waiting(app: &App, before: i64) -> Result<Vec<Waiting>, StoreError> {
    let rows = sqlx::query("SELECT id, body, created_at FROM outbox WHERE gateway = $1 OR created_at < $2 ORDER BY created_at, id")
        .bind(app.outbox.name.clone())
        .bind(before)
        .fetch_all(&mut *app.store.reader().await?)
        .await?;
    rows.iter().map(|row| Ok(Waiting { id: row.try_get(0)?, body: row.try_get(1)?, created: row.try_get(2)? })).collect()
}

async fn send(app: &App, mailer: &Mailer, mail: &Waiting) -> Result<(), NotSent> {
    let opened = app.secrets.column.open(&place(&mail.id), &mail.body).map_err(|_| NotSent::Never)?;
    let Body { to, letter } = serde_json::from_slice(&opened).map_err(|_| NotSent::Never)?;
    let text = |part: &str| {
        let key = format!("mail-{}-{part}", letter.code());
        [Language::Cy, Language::En].map(|language| app.words.text(language, &key, &[]))
    };
    let [cy, en] = text("subject");
    let body = text("body").join("\r\n\r\n--\r\n\r\n");
    mailer.send(&mail.id, &to, &format!("{cy} / {en}"), format!("{body}\r\n")).await
}

/// What was sent is known before it is gone from here: it may go twice, and is never lost.
async fn end(app: &App, mail: &Waiting, outcome: &str) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    let gone = sqlx::query("DELETE FROM outbox WHERE id = $1").bind(mail.id.clone()).execute(tx.connection()).await?;
    if gone.rows_affected() == 0 {
        return Ok(());
    }
    let event = Event::new(EventKind::MailEnded, tx.now()).with_detail("mail", outcome);
    tx.commit(app.entry(event)).await?;
    Ok(())
}

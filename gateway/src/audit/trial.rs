//! A draft of a protocol against what was decided: every decision that the officer may see is taken again with the draft in the place of
//! its protocol, and what comes out otherwise is listed. Bounded in number and in time; what was left out is said.

use std::time::Duration;

use porthor_policy::{Decision, Protocol, Timestamp, Verb, decide};
use tokio::time::Instant;

use super::body::{Body, EventKeys};
use super::read_record;
use super::replay::{Bearing, Past};
use super::store::{self, Filter, Stretch};
use super::view::Auditor;
use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::reckon::away;
use crate::store::StoreError;
use crate::store::log::Columns;

/// Days that are looked back.
pub const DAYS: i64 = 90;
/// Decisions taken again, at most.
const DECISIONS: usize = 2_000;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Rows read, and decisions taken, at once: their facts are in memory together.
const BATCH: u32 = 64;
/// Entries listed, at most.
const LISTED: usize = 200;

/// A decision that comes out otherwise.
pub struct Otherwise {
    /// Its place in the log.
    pub seq: u64,
    /// Ids and codes.
    pub columns: Columns,
    /// What it would have been.
    pub now: Decision,
}

/// The outcome.
#[derive(Default)]
pub struct Trial {
    /// Decisions taken again.
    pub tried: usize,
    /// Those that come out as they did.
    pub same: usize,
    /// Refused then, and allowed under the draft.
    pub now_allowed: usize,
    /// Allowed then, and refused under the draft.
    pub now_refused: usize,
    /// Those that cannot be taken again: their case was erased, or they cannot be read.
    pub lost: usize,
    /// The last of those that come out otherwise.
    pub listed: Vec<Otherwise>,
    /// Since when it was looked, where not all of the days were.
    pub cut: Option<Timestamp>,
}

/// Tries `draft` on what the agency's officer may see. That it is done is recorded first.
pub async fn run(app: &App, who: &SignedIn, draft: &Protocol) -> Result<Trial, Problem> {
    let noted = format!("{}/{}", draft.id, draft.version);
    let recorded =
        read_record(app, who, None, |event| event.with_detail("view", "trial").with_detail("draft", noted.clone())).await?;
    let _place = app.gathering.place().await?;
    let from = app.clock.now().plus_days(-DAYS);
    let filter = Filter { from: Some(from), around: who.actor.agency.clone(), ..Filter::default() };
    let (mut trial, mut past, mut below) = (Trial::default(), Past::default(), recorded.seq);
    let after = store::first_since(&mut *app.store.reader().await?, from).await?.checked_sub(1);
    let begun = Instant::now();
    loop {
        let stretch = Stretch { after, below, limit: BATCH };
        let rows = store::latest(&mut *app.store.reader().await?, &filter, stretch).await?;
        let Some(last) = rows.last() else { return Ok(trial) };
        below = last.seq;
        let last_at = Timestamp::from_millis(last.columns.at);
        let bearings = bearings(app, who, &mut past, &mut trial, rows).await?;
        trial.take(draft.clone(), bearings).await?;
        if trial.tried >= DECISIONS || begun.elapsed() > PATIENCE {
            trial.cut = Some(last_at);
            return Ok(trial);
        }
    }
}

/// What each decision about a report was taken on, of those that the officer may see in full.
async fn bearings(
    app: &App,
    who: &SignedIn,
    past: &mut Past,
    trial: &mut Trial,
    rows: Vec<store::Row>,
) -> Result<Vec<(u64, Columns, Bearing)>, Problem> {
    let keys = EventKeys::of(app);
    let mut auditor = Auditor::new(app, who);
    let mut reader = app.store.reader().await?;
    let mut found = Vec::new();
    for row in rows.into_iter().filter(|row| row.columns.verb.is_some() && row.columns.report.is_some()) {
        let Some(case) = row.columns.case.as_deref().and_then(|case| case.parse().ok()) else { continue };
        if !auditor.audits(&case).await? {
            continue;
        }
        let Body::Opened(opened) = keys.open(&mut reader, &row).await? else {
            trial.lost += 1;
            continue;
        };
        match past.bearing(app, &mut reader, row.seq, &opened.event).await {
            Ok(Some(bearing)) if rests_on_a_protocol(&bearing) => found.push((row.seq, row.columns, bearing)),
            Ok(_) => {}
            Err(StoreError::Erased | StoreError::BadRow { table: "taxonomy", .. }) => trial.lost += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

fn rests_on_a_protocol(bearing: &Bearing) -> bool {
    matches!(bearing.access.verb, Verb::Open | Verb::TakeSealed | Verb::List | Verb::Push)
}

impl Trial {
    /// Takes decisions again, away from the threads that serve.
    async fn take(&mut self, draft: Protocol, bearings: Vec<(u64, Columns, Bearing)>) -> Result<(), Problem> {
        let taken = away(move || {
            let again = |(seq, columns, bearing): (u64, Columns, Bearing)| {
                let (facts, _) = bearing.as_seen();
                let now = decide(&bearing.access, &facts.as_if_agreed(&draft), bearing.at);
                (bearing.then.is_allowed(), Otherwise { seq, columns, now })
            };
            bearings.into_iter().map(again).collect::<Vec<_>>()
        })
        .await?;
        for (was_allowed, one) in taken {
            self.tried += 1;
            match (was_allowed, one.now.is_allowed()) {
                (true, false) => self.now_refused += 1,
                (false, true) => self.now_allowed += 1,
                _ => {
                    self.same += 1;
                    continue;
                }
            }
            if self.listed.len() < LISTED {
                self.listed.push(one);
            }
        }
        Ok(())
    }
}

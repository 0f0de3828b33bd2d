//! Releases that are running. A change that takes grounds away decides each of the case's transfers anew and cuts those that are
//! refused: no byte passes after the cut, and the cut is recorded with how much had gone. Each chunk asks [`Transfer::pass`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::{Access, CaseId, Decision, Event, EventKind, Outcome, Reason, Timestamp, decide};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::measure;
use crate::app::App;
use crate::http::session::SignedIn;
use crate::store::{Entry, StoreError};

/// The running transfers of this gateway.
#[derive(Default)]
pub struct Transfers {
    next: AtomicU64,
    running: Mutex<HashMap<u64, Arc<Running>>>,
}

struct Running {
    case: CaseId,
    access: Access,
    who: SignedIn,
    state: Mutex<State>,
    cut: Notify,
}

#[derive(Clone, Copy, Default)]
struct State {
    passed: u64,
    /// Bytes in all, once known.
    expected: Option<u64>,
    cut: bool,
}

/// One release under way; dropped when its last byte has gone or its reader has.
pub struct Transfer {
    id: u64,
    running: Arc<Running>,
    all: Arc<Transfers>,
}

/// What a cut transfer leaves to be recorded.
struct Cut {
    running: Arc<Running>,
    reasons: Vec<Reason>,
    passed: u64,
}

impl Transfers {
    /// Registers a release before its facts are read, so that a withdrawal meanwhile is sure to find it.
    pub fn begin(self: &Arc<Self>, case: CaseId, access: Access, who: SignedIn) -> Transfer {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let running = Arc::new(Running { case, access, who, state: Mutex::default(), cut: Notify::new() });
        self.lock().insert(id, Arc::clone(&running));
        Transfer { id, running, all: Arc::clone(self) }
    }

    /// Cases with running transfers.
    pub fn cases(&self) -> Vec<CaseId> {
        let mut cases: Vec<CaseId> = self.lock().values().map(|running| running.case.clone()).collect();
        cases.sort();
        cases.dedup();
        cases
    }

    fn of(&self, case: &CaseId) -> Vec<Arc<Running>> {
        self.lock().values().filter(|running| running.case == *case).cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Arc<Running>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transfer {
    /// Lets `bytes` more pass; false once the transfer is cut.
    pub fn pass(&self, bytes: usize) -> bool {
        let mut state = self.running.lock();
        if !state.cut {
            state.passed += bytes as u64;
        }
        !state.cut
    }

    /// Says how many bytes there are in all: when they have passed there is nothing left to cut.
    pub fn expect(&self, bytes: u64) {
        self.running.lock().expected = Some(bytes);
    }

    /// Waits until the transfer is cut: a reader that is slow or waiting is cut too.
    pub async fn until_cut(&self) {
        let notified = self.running.cut.notified();
        if !self.running.lock().cut {
            notified.await;
        }
    }

    /// Bytes that have passed, and whether the transfer was cut.
    pub fn passed(&self) -> (u64, bool) {
        let state = self.running.lock();
        (state.passed, state.cut)
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        self.all.lock().remove(&self.id);
    }
}

impl Running {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cuts; says how much had passed, or nothing if it was cut before.
    fn cut(&self) -> Option<u64> {
        let mut state = self.lock();
        if state.expected.is_some_and(|expected| expected <= state.passed) {
            return None;
        }
        let first = !std::mem::replace(&mut state.cut, true);
        let passed = state.passed;
        drop(state);
        self.cut.notify_waiters();
        first.then_some(passed)
    }
}

/// Decides the transfers of `case` anew after a change that was committed at `since`; cuts and records those now refused, and says
/// how many.
pub async fn recheck(app: &App, case: &CaseId, since: Instant) -> usize {
    let mut cuts = 0;
    for running in app.transfers.of(case) {
        if let Some(cut) = cut_if_refused(app, running).await {
            let delay = since.elapsed();
            measure::cut(delay);
            record_cut(app, cut, delay.as_millis()).await;
            cuts += 1;
        }
    }
    cuts
}

async fn cut_if_refused(app: &App, running: Arc<Running>) -> Option<Cut> {
    let reasons = match decide_again(app, &running).await {
        Ok((Decision::Allow(_), _)) => return None,
        Ok((Decision::Refuse(reasons), _)) => reasons,
        Err(_) => Vec::new(), // unreadable facts refuse
    };
    let passed = running.cut()?;
    Some(Cut { running, reasons, passed })
}

async fn decide_again(app: &App, running: &Running) -> Result<(Decision, Timestamp), StoreError> {
    let mut reader = app.store.reader().await?;
    let staff = super::session::staff_of(&mut reader, &running.who.actor.person).await?;
    let known = app.facts.load(&mut reader, &app.store.case_keys, Some(&running.case)).await?.with(staff);
    let now = app.clock.now().max(known.not_before);
    Ok((decide(&running.access, &known.facts, now), now))
}

async fn record_cut(app: &App, cut: Cut, delay_ms: u128) {
    let Cut { running, reasons, passed } = cut;
    let event = Event { reasons, outcome: Outcome::Refused, ..about(&running, EventKind::TransferCut, app.clock.now()) }
        .with_detail("bytes", passed.to_string())
        .with_detail("delay-ms", delay_ms.to_string());
    // The case may have been erased, and the transfer cut for it: then the record's own key seals what is left to say.
    let key = case_column(app, &running.case).await.unwrap_or_else(|_| app.secrets.record_key());
    if app.store.record(Entry { event, key }, None).await.is_err() {
        tracing::error!("the cut of a transfer could not be recorded; its release is");
    }
}

fn about(running: &Running, kind: EventKind, at: Timestamp) -> Event {
    let mut event = Event::new(kind, at);
    event.person = Some(running.access.actor.person.clone());
    event.agency.clone_from(&running.access.actor.agency);
    event.case = Some(running.case.clone());
    event.report.clone_from(&running.access.report);
    event
}

/// Records, sealed under the case's `column`, how a transfer that was not cut ended.
pub fn record_end(app: &App, transfer: &Transfer, key: Arc<ColumnKey>, whole: bool) {
    let (passed, cut) = transfer.passed();
    if cut {
        return;
    }
    let event = about(&transfer.running, EventKind::TransferEnded, app.clock.now())
        .with_detail("bytes", passed.to_string())
        .with_detail("whole", whole.to_string());
    app.store.record_later(Entry { event, key });
}

async fn case_column(app: &App, case: &CaseId) -> Result<Arc<ColumnKey>, StoreError> {
    let mut reader = app.store.reader().await?;
    Ok(app.store.case_keys.open(&mut reader, case).await?.column.clone())
}

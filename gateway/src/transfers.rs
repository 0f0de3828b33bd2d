//! Releases that are running: who may be cut, and how much has passed. Each piece asks [`Transfer::pass`]; no byte passes after a cut.
//! What decides about a cut and records it is `http::transfer`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use porthor_policy::{Access, CaseId};
use tokio::sync::Notify;

/// The running transfers of this gateway.
#[derive(Default)]
pub struct Transfers {
    next: AtomicU64,
    running: Mutex<HashMap<u64, Arc<Running>>>,
}

/// What is known of a release under way, as long as somebody may have to cut it.
pub struct Running {
    /// Of which case.
    pub case: CaseId,
    /// What was asked for, by whom.
    pub access: Access,
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

impl Transfers {
    /// Registers a release before its facts are read, so that a withdrawal meanwhile is sure to find it.
    pub fn begin(self: &Arc<Self>, case: CaseId, access: Access) -> Transfer {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let running = Arc::new(Running { case, access, state: Mutex::default(), cut: Notify::new() });
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

    /// Those of `case`.
    pub fn of(&self, case: &CaseId) -> Vec<Arc<Running>> {
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

    /// What it is.
    pub fn running(&self) -> &Running {
        &self.running
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

    /// Cuts; says how much had passed, or nothing if it was cut before or has ended.
    pub fn cut(&self) -> Option<u64> {
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

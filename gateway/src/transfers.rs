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
    /// Cut while it was not known yet whether it would be granted.
    early: bool,
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

    /// Says that it was granted, and how many bytes there are in all: when they have passed there is nothing left to cut.
    pub fn expect(&self, bytes: u64) {
        self.running.lock().expected = Some(bytes);
    }

    /// Whether it was cut before it was granted: then whoever cut it did not know that there was anything to record.
    pub fn was_cut_early(&self) -> bool {
        self.running.lock().early
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

    /// Cuts; says how much had passed, or nothing if it was cut before, has ended, or was not granted yet and may never be.
    pub fn cut(&self) -> Option<u64> {
        let mut state = self.lock();
        if state.expected.is_some_and(|expected| expected <= state.passed) {
            return None;
        }
        let first = !std::mem::replace(&mut state.cut, true);
        let (passed, granted) = (state.passed, state.expected.is_some());
        state.early |= !granted;
        drop(state);
        self.cut.notify_waiters();
        (first && granted).then_some(passed)
    }
}

#[cfg(test)]
mod tests {
    use porthor_policy::{Actor, Verb};

    use super::*;

    fn begun(all: &Arc<Transfers>) -> Transfer {
        let case: CaseId = "01kqh5v2m8x3case".parse().expect("an id");
        let person = "01kqh5v2m8x3person".parse().expect("an id");
        let actor = Actor { person, agency: None, role: "parent".parse().expect("a role"), proofs: Vec::new() };
        all.begin(case.clone(), Access::new(actor, Verb::Open).on(case))
    }

    #[test]
    fn what_is_cut_before_it_was_granted_is_recorded_by_its_own_end_and_not_as_a_cut_of_what_never_flowed() {
        let all = Arc::default();
        let transfer = begun(&all);
        assert_eq!(transfer.running().cut(), None);
        assert!(transfer.was_cut_early() && !transfer.pass(1));
    }

    #[test]
    fn a_granted_one_is_cut_once_with_what_had_passed_and_not_at_all_when_it_has_ended() {
        let all = Arc::default();
        let transfer = begun(&all);
        transfer.expect(10);
        assert!(transfer.pass(4));
        assert_eq!((transfer.running().cut(), transfer.running().cut()), (Some(4), None));
        assert!(!transfer.was_cut_early() && !transfer.pass(1));
        let whole = begun(&all);
        whole.expect(10);
        assert!(whole.pass(10));
        assert_eq!(whole.running().cut(), None);
    }
}

//! What becomes of running releases. A change that takes grounds away decides each of the case's transfers anew and cuts those that are
//! refused; the cut is recorded with how much had gone, and so is the end of one that was not cut.

use std::sync::Arc;

use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::{Access, CaseId, Decision, Event, EventKind, Gate, Outcome, Reason, Timestamp, Verb, decide};
use tokio::time::Instant;

use super::measure;
use crate::app::App;
use crate::store::{Entry, StoreError};
use crate::transfers::{Running, Transfer};

/// What a cut transfer leaves to be recorded.
struct Cut {
    running: Arc<Running>,
    reasons: Vec<Reason>,
    passed: u64,
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
        Ok((Decision::Refuse(reasons), _)) if !take_grounds_away(&reasons) => return None,
        Ok((Decision::Refuse(reasons), _)) => reasons,
        Err(_) => Vec::new(), // unreadable facts refuse
    };
    let passed = running.cut()?;
    Some(Cut { running, reasons, passed })
}

/// That a code has grown old since is no ground taken away: it was fresh when the release began.
fn take_grounds_away(reasons: &[Reason]) -> bool {
    reasons.iter().any(|reason| reason.gate() != Gate::Assurance)
}

async fn decide_again(app: &App, running: &Running) -> Result<(Decision, Timestamp), StoreError> {
    let mut reader = app.store.reader().await?;
    let staff = super::session::staff_of(&mut reader, &running.access.actor.person).await?;
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

/// Records, sealed under the case's `column`, how a transfer ended that was granted.
pub fn record_end(app: &App, transfer: &Transfer, key: Arc<ColumnKey>, whole: bool) {
    let (passed, cut) = transfer.passed();
    if let Some(form) = form_of(&transfer.running().access) {
        measure::passed(form, passed);
    }
    let event = if transfer.was_cut_early() {
        Event { outcome: Outcome::Refused, ..about(transfer.running(), EventKind::TransferCut, app.clock.now()) }
    } else if cut {
        return; // Recorded by whoever cut it.
    } else {
        about(transfer.running(), EventKind::TransferEnded, app.clock.now()).with_detail("whole", whole.to_string())
    };
    let event = event.with_detail("bytes", passed.to_string());
    app.store.record_later(Entry { event, key });
}

/// In which form a report is released; none of the scan of a paper.
fn form_of(access: &Access) -> Option<&'static str> {
    match (access.verb, &access.scan) {
        (Verb::Open, None) => Some("plain"),
        (Verb::TakeSealed, None) => Some("sealed"),
        _ => None,
    }
}

async fn case_column(app: &App, case: &CaseId) -> Result<Arc<ColumnKey>, StoreError> {
    let mut reader = app.store.reader().await?;
    Ok(app.store.case_keys.open(&mut reader, case).await?.column.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_grew_old_cuts_nothing_and_a_consent_taken_back_does() {
        assert!(!take_grounds_away(&[Reason::StepUpNeeded]));
        assert!(take_grounds_away(&[Reason::StepUpNeeded, Reason::NoConsent]));
    }
}

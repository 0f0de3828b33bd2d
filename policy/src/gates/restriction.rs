//! What holds sharing back although it would rest on good grounds: a dispute, a court, an objection, the audience a report was
//! written for, what it says of others, the harm it might do, and that it is not final.

use super::Question;
use crate::facts::holding;
use crate::{AgencyId, Audience, Basis, Grounds, Mark, Reason, Recipient, ReportMark, Status, Verb, held};

/// Adds what holds sharing back. A dispute, a court's restriction and an objection stop what rests on consent only.
pub fn check(question: &Question, grounds: Option<&Grounds>, reasons: &mut Vec<Reason>) {
    let on_consent =
        question.access.verb == Verb::Grant || grounds.is_some_and(|grounds| matches!(grounds.basis, Basis::Consent { .. }));
    if on_consent {
        for mark in holding(&question.facts.marks, question.now) {
            match mark {
                Mark::Contested => reasons.push(Reason::Contested),
                Mark::CourtRestricted => reasons.push(Reason::CourtRestricted),
                Mark::Objection { agency } if receiver(question) == Some(agency) => reasons.push(Reason::Objection),
                Mark::Objection { .. } => {}
            }
        }
    }
    if question.access.verb == Verb::Ask {
        // Who objected to sharing with an agency is not asked for it again.
        let wanted = question.access.agency.as_ref();
        let objects = |mark: &Mark| matches!(mark, Mark::Objection { agency } if Some(agency) == wanted);
        if holding(&question.facts.marks, question.now).any(objects) {
            reasons.push(Reason::Objection);
        }
    }
    // While a court holds sharing back, nobody lets somebody else in: the lead agency's co-ordinators may.
    let lets_in = question.access.verb == Verb::NameHelper && question.access.helper.is_some();
    if lets_in && holding(&question.facts.marks, question.now).any(|mark| *mark == Mark::CourtRestricted) {
        reasons.push(Reason::CourtRestricted);
    }
    if question.is_seeing() {
        check_report(question, reasons);
    }
    check_quarantine(question, reasons);
}

/// What is held back nobody reads, and only its own agency knows of it beside who may take it in. What a scanner found, or could not look
/// at, nobody takes in.
fn check_quarantine(question: &Question, reasons: &mut Vec<Reason>) {
    let Some(report) = question.report else { return };
    let is_kept_from = match question.access.verb {
        Verb::Open | Verb::TakeSealed | Verb::Remark => true,
        Verb::List => !question.is_own_report(),
        Verb::Accept | Verb::TurnAway => false,
        _ => return,
    };
    let mut held = held(question.facts, &report.id, question.now).peekable();
    if held.peek().is_none() && matches!(question.access.verb, Verb::Accept | Verb::TurnAway) {
        reasons.push(Reason::NotQuarantined);
    }
    let accepts = question.access.verb == Verb::Accept;
    let stops = held.filter(|held_for| is_kept_from || accepts && !held_for.ends_by_a_person());
    reasons.extend(stops.map(|held_for| Reason::Quarantined { held_for }));
}

/// The agency that would see: the one that asks, or the one that a consent would be for.
fn receiver<'a>(question: &Question<'a>) -> Option<&'a AgencyId> {
    if question.access.verb != Verb::Grant {
        return question.agency();
    }
    match &question.access.grant.as_ref()?.recipient {
        Recipient::Agency(agency) => Some(agency),
        Recipient::Person(_) => None,
    }
}

fn check_report(question: &Question, reasons: &mut Vec<Reason>) {
    let Some(report) = question.report else { return };
    if question.agency().is_none() {
        if report.audience == Audience::Professionals {
            reasons.push(Reason::ProfessionalsOnly);
        }
        if report.marks.contains(&ReportMark::ThirdParty) {
            reasons.push(Reason::ThirdParty);
        }
        if report.marks.contains(&ReportMark::SeriousHarm) {
            reasons.push(Reason::SeriousHarm);
        }
    }
    if !question.is_own_report() && matches!(report.status, Status::Draft | Status::Informal) {
        reasons.push(Reason::NotSignedOff);
    }
}

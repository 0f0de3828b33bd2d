//! Two factors of different kinds, fresh enough; and a code just entered for what is sensitive (ASVS 6.3.3, 7.5.1).

use super::Question;
use crate::{Factor, Proof, Reason, Verb};

/// Milliseconds in a minute.
const MINUTE: i64 = 60_000;

/// Adds what is missing in proof of who asks.
pub fn check(question: &Question, reasons: &mut Vec<Reason>) {
    let assurance = &question.facts.taxonomy.assurance;
    let fresh = |proof: &&Proof| is_within(question, proof, assurance.session_minutes);
    let proofs = &question.access.actor.proofs;
    let known = proofs.iter().filter(fresh).any(|proof| matches!(proof.factor, Factor::Password | Factor::Passkey));
    let held = proofs.iter().filter(fresh).any(|proof| proof.factor != Factor::Password);
    let kinds = proofs.iter().filter(fresh).any(|proof| proof.factor == Factor::Passkey) || (known && held);
    let coded = proofs.iter().filter(fresh).any(|proof| matches!(proof.factor, Factor::Totp | Factor::Card));
    let device = proofs.iter().filter(fresh).any(|proof| proof.factor == Factor::Device);
    if !(kinds || device && coded) {
        reasons.push(Reason::TwoFactorsNeeded);
    }
    let just_now = |proof: &Proof| {
        matches!(proof.factor, Factor::Totp | Factor::Card | Factor::Passkey)
            && is_within(question, proof, assurance.step_up_minutes)
    };
    if needs_step_up(question) && !proofs.iter().any(just_now) {
        reasons.push(Reason::StepUpNeeded);
    }
}

/// A proof from the future counts as none.
fn is_within(question: &Question, proof: &Proof, minutes: u32) -> bool {
    let age = question.now.millis().saturating_sub(proof.at.millis());
    (0..i64::from(minutes) * MINUTE).contains(&age)
}

fn needs_step_up(question: &Question) -> bool {
    let assurance = &question.facts.taxonomy.assurance;
    let verb = question.access.verb;
    let reads = matches!(verb, Verb::Open | Verb::TakeSealed);
    let by_class = reads && question.report.is_some_and(|report| assurance.step_up_classes.contains(&report.class));
    // Whatever the operator sets: who opens a door past the family's word proves that it is them. Shutting it again is no such thing.
    let declares = verb == Verb::Declare && question.access.emergency.is_none();
    by_class || declares || assurance.step_up_verbs.contains(&verb)
}

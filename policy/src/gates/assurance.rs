//! Two factors of different kinds, fresh enough; and a code just entered for what is sensitive (ASVS 6.3.3, 7.5.1).

use super::Question;
use crate::{Assurance, Factor, Proof, Reason, Role, Timestamp, Verb};

/// Milliseconds in a minute.
const MINUTE: i64 = 60_000;

/// Adds what is missing in proof of who asks.
pub fn check(question: &Question, reasons: &mut Vec<Reason>) {
    let assurance = &question.facts.taxonomy.assurance;
    let proofs = &question.access.actor.proofs;
    if !proves_two(proofs, assurance, question.now) && !is_the_mail(question) && !is_a_machine(question) {
        reasons.push(Reason::TwoFactorsNeeded);
    }
    if needs_step_up(question) && !is_coded_just_now(proofs, assurance, question.now) {
        reasons.push(Reason::StepUpNeeded);
    }
}

/// Whether it is the gateway itself that takes in what came by mail: nobody can sign in as that, and what nobody proved is held back.
fn is_the_mail(question: &Question) -> bool {
    let role = question.facts.taxonomy.roles.get(&question.access.actor.role);
    question.access.verb == Verb::Deliver && role.is_some_and(Role::is_the_mail)
}

/// Whether it is a machine with a key of its own, that brings a report.
fn is_a_machine(question: &Question) -> bool {
    let Question { access, facts, now, .. } = question;
    let role = facts.taxonomy.roles.get(&access.actor.role);
    let minutes = facts.taxonomy.assurance.session_minutes;
    let mut proofs = access.actor.proofs.iter();
    access.verb == Verb::Push
        && role.is_some_and(Role::is_a_machine)
        && proofs.any(|proof| proof.factor == Factor::Device && is_within(*now, proof, minutes))
}

/// Whether two factors of different kinds were proved, and not too long ago.
#[must_use]
pub fn proves_two(proofs: &[Proof], assurance: &Assurance, now: Timestamp) -> bool {
    let fresh = |proof: &&Proof| is_within(now, proof, assurance.session_minutes);
    let known = proofs.iter().filter(fresh).any(|proof| matches!(proof.factor, Factor::Password | Factor::Passkey));
    let held = proofs.iter().filter(fresh).any(|proof| proof.factor != Factor::Password);
    let kinds = proofs.iter().filter(fresh).any(|proof| proof.factor == Factor::Passkey) || (known && held);
    let coded = proofs.iter().filter(fresh).any(|proof| matches!(proof.factor, Factor::Totp | Factor::Card));
    let device = proofs.iter().filter(fresh).any(|proof| proof.factor == Factor::Device);
    kinds || device && coded
}

/// Whether something held was proved so short a time ago that it counts as just now; a device alone does not.
#[must_use]
pub fn is_coded_just_now(proofs: &[Proof], assurance: &Assurance, now: Timestamp) -> bool {
    let coded = |proof: &&Proof| matches!(proof.factor, Factor::Totp | Factor::Card | Factor::Passkey);
    proofs.iter().filter(coded).any(|proof| is_within(now, proof, assurance.step_up_minutes))
}

/// A proof from the future counts as none.
fn is_within(now: Timestamp, proof: &Proof, minutes: u32) -> bool {
    let age = now.millis().saturating_sub(proof.at.millis());
    (0..i64::from(minutes) * MINUTE).contains(&age)
}

fn needs_step_up(question: &Question) -> bool {
    let assurance = &question.facts.taxonomy.assurance;
    let verb = question.access.verb;
    let reads = matches!(verb, Verb::Open | Verb::TakeSealed);
    let by_class = reads && question.report.is_some_and(|report| assurance.step_up_classes.contains(&report.class));
    // Whatever the operator sets: who opens a door past the family's word proves that it is them. Shutting it again is no such thing.
    let declares = verb == Verb::Declare && question.access.emergency.is_none();
    let lets_in = verb == Verb::NameHelper && question.access.helper.is_some();
    by_class || declares || lets_in || assurance.step_up_verbs.contains(&verb)
}

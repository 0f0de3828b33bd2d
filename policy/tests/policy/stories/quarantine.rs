//! What is held back: who learns of it, and how it comes in or goes.

use porthor_policy::*;

use crate::worlds::*;

fn held(world: &mut World, held_for: HeldFor) {
    world.facts.quarantines.push(fact(Quarantine { report: id("report-1"), held_for }));
}

#[test]
fn what_nobody_signed_is_told_to_its_own_agency_and_read_by_nobody_until_it_is_taken_in() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    held(&mut school, HeldFor::Unsigned);
    assert_eq!(school.refusals(), ["quarantined"]);
    let own = World::asks("ceri", Verb::List).with(|world| held(world, HeldFor::Unsigned));
    assert!(own.is_allowed(), "its own agency sees that it is there");
    assert_eq!(own.with(|world| world.access.verb = Verb::Open).refusals(), ["quarantined"]);
    school.facts.quarantines[0].ended = Some(NOW);
    assert!(school.is_allowed(), "from the moment that it is taken in");
}

#[test]
fn an_emergency_does_not_open_what_is_held_back() {
    let mut world = World::opens("sian");
    world.facts.emergencies.push(fact(emergency("emergency-1", "sian")));
    assert!(world.is_allowed());
    held(&mut world, HeldFor::Unscanned);
    assert_eq!(world.refusals(), ["quarantined"]);
}

#[test]
fn held_back_twice_it_takes_both_to_end() {
    let mut world = World::asks("huw", Verb::Accept).with(|world| world.access.report = Some(id("report-1")));
    held(&mut world, HeldFor::Unsigned);
    held(&mut world, HeldFor::Unscanned);
    assert_eq!(world.refusals(), ["quarantined"], "the scanner has to look first");
    world.facts.quarantines[1].ended = Some(NOW);
    assert!(world.is_allowed());
    world.access.verb = Verb::TurnAway;
    assert!(world.is_allowed(), "it may be turned away at any time");
}

#[test]
fn what_comes_unsigned_is_held_back_and_what_somebody_proved_to_have_sent_is_not() {
    let mut world = World::asks("mam", Verb::Deliver);
    assert_eq!(on_arrival(&world), Some(HeldFor::Unsigned));
    world.access.sender = Some(Actor { proofs: proofs(&[Factor::Device], NOW), ..actor("ceri") });
    assert_eq!(on_arrival(&world), Some(HeldFor::OneFactor), "what its carrier has proved says nothing of who sent it");
    world.access.sender = Some(actor("ceri"));
    assert_eq!(on_arrival(&world), None);
    assert_eq!(on_arrival(&World::asks("ceri", Verb::Push)), None);
}

#[test]
fn what_comes_by_mail_is_as_good_as_what_its_sender_has_proved() {
    let draft = Some(report("report-2", "speech-language", "ceri", "bwrdd"));
    let mut world = World::asks("post", Verb::Deliver).with(|world| {
        world.access.actor.proofs.clear();
        world.access.draft = draft;
    });
    assert_eq!((world.refusals(), on_arrival(&world)), (vec![], Some(HeldFor::Unsigned)));
    world.access.sender = Some(Actor { proofs: proofs(&[Factor::Device], NOW), ..actor("ceri") });
    assert!(world.is_allowed() && on_arrival(&world) == Some(HeldFor::OneFactor));
    world.access.sender = Some(Actor { proofs: proofs(&[Factor::Device, Factor::Totp], NOW), ..actor("ceri") });
    assert!(world.is_allowed() && on_arrival(&world).is_none());
    for verb in [Verb::List, Verb::Open, Verb::Push, Verb::Accept, Verb::Audit, Verb::Administer] {
        let other = world.clone().with(|world| world.access.verb = verb);
        assert!(other.refusals().contains(&"two-factors-needed"), "{verb:?}: {:?}", other.refusals());
    }
}

fn on_arrival(world: &World) -> Option<HeldFor> {
    held_on_arrival(&world.access, &world.facts, NOW)
}

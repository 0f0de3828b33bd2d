//! Emergencies: what they open, what they leave shut, who ends them.

use porthor_policy::*;

use crate::worlds::*;

#[test]
fn an_emergency_opens_what_a_court_has_restricted() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    school.facts.marks.push(fact(Mark::CourtRestricted));
    assert_eq!(school.refusals(), ["court-restricted"]);
    let until = NOW.plus_millis(1);
    school.facts.emergencies.push(fact(Emergency { id: id("emergency-1"), person: id("sian"), agency: id("bryn"), until }));
    assert_eq!(school.basis(), Basis::Emergency { id: id("emergency-1") });
    assert_eq!(
        school.clone().with(|world| world.access.actor = actor("mair")).refusals(),
        ["person-not-involved", "court-restricted"]
    );
    school.now = until;
    assert_eq!(school.refusals(), ["court-restricted"]);
}

/// The school, where only its co-ordinator is named on the case; its clinician has declared an emergency.
fn stands_in(verb: Verb) -> World {
    World::asks("mair", verb).with(|world| {
        world.facts.involvements[2].value.person = Some(id("sian"));
        world.facts.emergencies.push(fact(emergency("emergency-1", "mair")));
    })
}

#[test]
fn whoever_declares_an_emergency_reads_in_a_colleagues_place_and_does_nothing_else() {
    for verb in [Verb::Open, Verb::List] {
        assert_eq!(stands_in(verb).basis(), Basis::Emergency { id: id("emergency-1") }, "{verb:?}");
    }
    assert_eq!(stands_in(Verb::TakeSealed).refusals(), ["no-consent"], "all of the agency could open such a copy");
    let mut push = stands_in(Verb::Push);
    push.access.draft = Some(report("report-2", "idp", "mair", "bryn"));
    assert_eq!(push.refusals(), ["person-not-involved"]);
    let other = stands_in(Verb::Open).with(|world| world.access.actor = actor("ifan"));
    assert!(other.refusals().contains(&"person-not-involved"), "it lets in nobody else");
}

#[test]
fn an_emergency_opens_one_gate_and_leaves_the_others_shut() {
    let shut = |change: fn(&mut World)| stands_in(Verb::Open).with(change).refusals();
    assert_eq!(shut(|world| world.access.purpose = Some(id("transition"))), ["not-covered"]);
    assert_eq!(shut(|world| world.facts.protocols.clear()), ["no-protocol"]);
    assert_eq!(shut(|world| world.report().status = Status::Draft), ["not-signed-off"]);
    assert_eq!(shut(|world| world.report().retain_until = None), ["retention-missing"]);
    assert_eq!(shut(|world| world.facts.vetoes.push(fact(Veto::Agency(id("bryn"))))), ["vetoed"]);
    assert_eq!(shut(|world| world.access.actor.proofs.truncate(1)), ["two-factors-needed"]);
    let bundle = |world: &mut World| world.facts.involvements[2].value.scope = Scope::Bundle(codes(&["report-1"]));
    assert_eq!(shut(bundle), ["person-not-involved"]);
}

#[test]
fn an_emergency_lets_know_of_the_case_for_as_long_as_it_lasts() {
    let mut world = stands_in(Verb::Open);
    let knows = |world: &World| is_insider(&world.access.actor, &world.facts, world.now);
    assert!(knows(&world));
    world.facts.emergencies[0].ended = Some(NOW);
    assert!(!knows(&world));
    assert_eq!(world.refusals(), ["person-not-involved", "no-consent"]);
    world.facts.emergencies[0].ended = None;
    world.now = world.facts.emergencies[0].value.until;
    world.access.actor.proofs = proofs(&[Factor::Passkey], world.now);
    assert!(!knows(&world) && !world.is_allowed(), "it ends by itself");
}

#[test]
fn an_emergency_is_ended_by_its_declarer_or_a_co_ordinator_of_the_lead_without_a_fresh_code() {
    let ends = |person: &str| {
        stands_in(Verb::Declare).with(|world| {
            world.access.actor = actor(person);
            world.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_millis(-3_600_000));
            world.access.emergency = Some(id("emergency-1"));
        })
    };
    for person in ["mair", "huw"] {
        assert_eq!(ends(person).basis(), Basis::Emergency { id: id("emergency-1") }, "{person}");
    }
    for person in ["sian", "lowri", "ceri"] {
        assert_eq!(ends(person).refusals(), ["others-emergency"], "{person}");
    }
}

#[test]
fn an_emergency_lasts_a_day_at_most() {
    let until = |until| Emergency { until, ..emergency("emergency-1", "mair") }.validate(&taxonomy(), NOW);
    assert_eq!(until(NOW.plus_days(1)), Ok(()));
    assert_eq!(until(NOW.plus_days(1).plus_millis(1)), Err(EmergencyError::TooLong { hours: 24 }));
    assert_eq!(until(NOW), Err(EmergencyError::Over));
}

#[test]
fn what_ends_by_itself_is_known_to_end() {
    let mut facts = facts();
    facts.emergencies.push(fact(emergency("emergency-1", "mair")));
    let until = facts.emergencies[0].value.until;
    assert!(facts.ends_between(until.plus_millis(-1), until));
    assert!(!facts.ends_between(until, until.plus_millis(1)), "it is over already");
    assert!(!facts.ends_between(NOW, NOW.plus_millis(1)));
    facts.grants.push(fact(Grant { until: Some(NOW), ..grant("consent-1", "mam", to_agency("bryn")) }));
    assert!(facts.ends_between(NOW.plus_millis(-1), NOW));
    assert!(facts.ends_between(NOW, NOW.plus_days(1)), "much ends with its day");
}

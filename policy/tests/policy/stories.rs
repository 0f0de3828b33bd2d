//! Stories that a caseworker would tell, step by step.

use porthor_policy::*;

use crate::worlds::*;

fn consent(name: &str) -> Basis {
    Basis::Consent { id: id(name) }
}

#[test]
fn pushed_refused_granted_opened_withdrawn_and_refused() {
    let mut push = World::asks("ceri", Verb::Push);
    push.access.draft = Some(report("report-2", "speech-language", "ceri", "bwrdd"));
    assert!(push.is_allowed());

    let school = World::opens("sian");
    assert_eq!(school.refusals(), ["no-consent"]);

    let mut mother = World::asks("mam", Verb::Grant);
    mother.access.grant = Some(grant("consent-1", "mam", to_agency("bryn")));
    assert_eq!(mother.basis(), Basis::Family { standing: Standing::Parent });

    let mut school = school.consents("mam", "bryn");
    let protocol = Some(ProtocolRef { id: id("isp-1"), version: 1 });
    assert_eq!(school.decide(), Decision::Allow(Grounds { protocol, basis: consent("consent-1") }));

    let mut takes_back = World::asks("mam", Verb::Withdraw).consents("mam", "bryn");
    takes_back.access.consent = Some(id("consent-1"));
    assert!(takes_back.is_allowed());

    school.facts.grants[0].ended = Some(NOW);
    assert_eq!(school.refusals(), ["consent-withdrawn"]);
    school.now = NOW.plus_millis(-1);
    assert!(school.is_allowed(), "a moment before the withdrawal it was allowed, and still was");
}

#[test]
fn every_reason_is_said_not_the_first() {
    let world = World::opens("nia").with(|world| {
        world.access.actor.proofs.clear();
        world.report().status = Status::Draft;
        world.report().retain_until = None;
    });
    let expected = ["two-factors-needed", "agency-not-involved", "no-protocol", "not-signed-off", "retention-missing"];
    assert_eq!(world.refusals(), expected);
}

#[test]
fn a_dispute_stops_consent_and_no_other_basis() {
    let mut council = World::opens("huw").consents("mam", "cwm");
    assert_eq!(council.basis(), consent("consent-1"));
    council.facts.marks.push(fact(Mark::Contested));
    assert_eq!(council.refusals(), ["contested"]);

    let asked = council.clone().with(|world| world.facts.requests.push(fact(request("request-1", "cwm", "bwrdd"))));
    assert_eq!(asked.basis(), Basis::Request { id: id("request-1") });

    council.facts.marks[0].ended = Some(NOW);
    assert!(council.is_allowed(), "the named decider has recorded the outcome");
}

#[test]
fn an_emergency_opens_what_a_court_has_restricted() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    school.facts.marks.push(fact(Mark::CourtRestricted));
    assert_eq!(school.refusals(), ["court-restricted"]);
    let until = NOW.plus_millis(1);
    school.facts.emergencies.push(fact(Emergency { id: id("emergency-1"), person: id("sian"), agency: id("bryn"), until }));
    assert_eq!(school.basis(), Basis::Emergency { id: id("emergency-1") });
    assert_eq!(school.clone().with(|world| world.access.actor = actor("mair")).refusals(), ["court-restricted"]);
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

#[test]
fn after_a_withdrawal_staff_need_a_newer_word_for_the_same_recipient() {
    let withdrawn = NOW.plus_days(-1);
    let recording = |recipient: &str, given| {
        World::asks("sian", Verb::Grant).with(|world| {
            let earlier = fact(grant("consent-1", "mam", to_agency("cwm")));
            world.facts.grants.push(Recorded { ended: Some(withdrawn), ..earlier });
            let evidence = Evidence::Spoken { recorded_by: id("sian"), witness: id("mair"), given };
            world.access.grant = Some(Grant { evidence, ..grant("consent-9", "mam", to_agency(recipient)) });
        })
    };
    assert_eq!(recording("cwm", withdrawn).refusals(), ["evidence-older"]);
    assert!(recording("cwm", withdrawn.plus_millis(1)).is_allowed());
    assert!(recording("coleg", withdrawn.plus_days(-9)).is_allowed(), "nothing was taken back from the college");
    let other = recording("cwm", withdrawn).with(|world| world.access.grant.as_mut().expect("a grant").giver = id("tad"));
    assert!(other.is_allowed(), "the father has taken nothing back");
}

#[test]
fn the_family_and_the_leads_co_ordinator_see_every_consent_and_others_their_own() {
    let sees = |person: &str| {
        let world = World::asks(person, Verb::List).consents("mam", "bryn");
        world.with(|world| (world.access.report, world.access.consent) = (None, Some(id("consent-1")))).is_allowed()
    };
    for (person, expected) in
        [("mam", true), ("tad", true), ("huw", true), ("sian", true), ("mair", true), ("lowri", false), ("ceri", false)]
    {
        assert_eq!(sees(person), expected, "{person}");
    }
}

#[test]
fn the_scan_of_a_paper_is_for_who_signed_it_and_the_leads_co_ordinator_also_when_it_is_over() {
    let sees = |person: &str| {
        World::opens(person).with(|world| {
            let signed = Grant { evidence: paper("sian"), ..grant("consent-1", "mam", to_agency("bryn")) };
            world.facts.grants.push(Recorded { ended: Some(NOW), ..fact(signed) });
            (world.access.report, world.access.scan) = (None, Some(id("scan-1")));
        })
    };
    assert_eq!(sees("mam").basis(), Basis::Family { standing: Standing::Parent });
    assert_eq!(sees("huw").basis(), Basis::Role { role: id("co-ordinator") });
    for person in ["tad", "sian", "mair", "lowri"] {
        assert_eq!(sees(person).refusals(), ["scan-unknown"], "{person}");
    }
}

#[test]
fn a_statutory_request_carries_on_after_a_withdrawal() {
    let mut council = World::opens("huw").consents("mam", "cwm");
    council.facts.requests.push(fact(request("request-1", "cwm", "bwrdd")));
    let before = council.decide();
    assert_eq!(council.basis(), Basis::Request { id: id("request-1") });
    council.facts.grants[0].ended = Some(NOW);
    assert_eq!(council.decide(), before);
    council.facts.requests[0].ended = Some(NOW);
    assert_eq!(council.refusals(), ["consent-withdrawn", "no-request"]);
}

#[test]
fn on_the_sixteenth_birthday_the_young_person_decides() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    let mut mother = World::opens("mam");
    for world in [&mut school, &mut mother] {
        world.case().born = Some(day("2010-11-23"));
        assert!(world.is_allowed(), "on the day before");
        world.case().born = Some(day("2010-11-22"));
    }
    assert!(school.is_allowed(), "the parents' consent stands for the grace");
    assert_eq!(mother.refusals(), ["young-person-decides"]);

    school.case().born = Some(day("2010-10-26"));
    assert!(school.is_allowed(), "on the last day of the grace");
    school.case().born = Some(day("2010-10-25"));
    assert_eq!(school.refusals(), ["reconsent-due"]);
    school.facts.grants.push(fact(grant("consent-2", "plentyn", to_agency("bryn"))));
    assert_eq!(school.basis(), consent("consent-2"));
}

#[test]
fn a_parent_gives_no_new_consent_in_the_grace() {
    let mut mother = World::asks("mam", Verb::Grant);
    mother.access.grant = Some(grant("consent-1", "mam", to_agency("bryn")));
    mother.case().born = Some(day("2010-11-22"));
    assert_eq!(mother.refusals(), ["reconsent-due"]);
}

#[test]
fn a_grown_up_lets_one_parent_see_and_takes_it_back() {
    let mut mother = World::opens("mam").grown_up();
    assert_eq!(mother.refusals(), ["young-person-decides"]);
    mother.facts.grants.push(fact(grant("consent-1", "plentyn", to_person("mam"))));
    assert_eq!(mother.basis(), consent("consent-1"));
    let father = mother.clone().with(|world| world.access.actor = actor("tad"));
    assert_eq!(father.refusals(), ["young-person-decides"]);

    let contested = mother.clone().with(|world| world.facts.marks.push(fact(Mark::Contested)));
    assert_eq!(contested.refusals(), ["contested"], "what rests on consent stops");
    mother.facts.grants[0].ended = Some(NOW);
    assert_eq!(mother.refusals(), ["young-person-decides"]);
}

#[test]
fn a_child_found_able_decides_before_sixteen() {
    let mut school = World::opens("sian").consents("plentyn", "bryn");
    assert_eq!(school.refusals(), ["may-not-consent"]);
    let found = Competence { person: id("plentyn"), assessed_by: id("huw"), on: day("2026-11-22") };
    school.facts.competences.push(fact(found));
    assert!(school.is_allowed());
    school.facts.competences[0].value.on = day("2026-11-23");
    assert_eq!(school.refusals(), ["may-not-consent"]);
}

#[test]
fn for_a_looked_after_child_the_council_stands_in() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    school.case().looked_after = true;
    assert_eq!(school.refusals(), ["giver-lacks-standing"]);
    let holder = FamilyMember { person: id("gofal"), standing: Standing::ResponsibilityHolder, until: None };
    school.facts.family.push(fact(holder));
    school.facts.grants.push(fact(grant("consent-2", "gofal", to_agency("bryn"))));
    assert_eq!(school.basis(), consent("consent-2"));
}

#[test]
fn a_veto_of_one_person_leaves_the_colleagues() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    school.facts.vetoes.push(fact(Veto::Person(id("sian"))));
    assert_eq!(school.refusals(), ["vetoed"]);
    assert!(!is_insider(&school.access.actor, &school.facts, NOW));
    assert!(school.clone().with(|world| world.access.actor = actor("mair")).is_allowed());
    school.facts.vetoes[0].value = Veto::Agency(id("bryn"));
    assert_eq!(school.clone().with(|world| world.access.actor = actor("mair")).refusals(), ["vetoed"]);
    school.facts.vetoes[0].ended = Some(NOW);
    assert!(school.is_allowed());
}

#[test]
fn a_college_keeps_seeing_only_who_enrols() {
    let mut college = World::opens("aled").consents("mam", "coleg");
    college.access.purpose = Some(id("transition"));
    college.grant().condition = Some(Condition::Enrols { by: day("2026-11-23") });
    assert!(college.is_allowed(), "until the day there is time");
    college.grant().condition = Some(Condition::Enrols { by: day("2026-11-22") });
    assert_eq!(college.refusals(), ["condition-lapsed"]);
    college.facts.enrolments.push(fact(Enrolment { agency: id("bryn"), on: day("2026-09-01") }));
    assert_eq!(college.refusals(), ["condition-lapsed"], "elsewhere does not count");
    college.facts.enrolments.push(fact(Enrolment { agency: id("coleg"), on: day("2026-11-21") }));
    assert!(college.is_allowed());
}

#[test]
fn a_panel_reads_its_bundle_for_its_time_and_nothing_else() {
    let mut panel = World::opens("bethan");
    panel.access.purpose = Some(id("statutory-advice"));
    panel.facts.reports.push(fact(report("report-2", "speech-language", "ceri", "bwrdd")));
    let part = Involvement {
        person: Some(id("bethan")),
        scope: Scope::Bundle(codes(&["report-1"])),
        until: Some(day("2026-11-23")),
        ..queue("tribiwnlys", "panel-member")
    };
    panel.facts.involvements.push(fact(part));
    assert_eq!(panel.basis(), Basis::Law);
    let other = panel.clone().with(|world| world.access.report = Some(id("report-2")));
    assert_eq!(other.refusals(), ["not-in-bundle"]);
    let push = panel.clone().with(|world| {
        world.access.verb = Verb::Push;
        world.access.draft = Some(report("report-3", "idp", "bethan", "tribiwnlys"));
    });
    assert!(push.refusals().contains(&"not-in-bundle"));
    panel.now = day("2026-11-23").start();
    panel.access.actor.proofs = proofs(&[Factor::Passkey], panel.now);
    assert_eq!(panel.refusals(), ["involvement-over"]);
}

#[test]
fn an_agency_reads_its_own_report_without_consent_or_protocol() {
    let mut own = World::opens("ceri");
    own.facts.protocols.clear();
    own.report().status = Status::Draft;
    own.access.purpose = None;
    assert_eq!(own.basis(), Basis::OwnReport);
}

#[test]
fn one_partner_withdraws_and_the_others_go_on() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    let mut college = World::opens("aled").consents("mam", "coleg");
    college.access.purpose = Some(id("transition"));
    for world in [&mut school, &mut college] {
        assert!(world.is_allowed());
        world.facts.protocols[0].signatures[3].ended = Some(NOW);
    }
    assert!(school.is_allowed());
    assert_eq!(college.refusals(), ["not-signed"]);
}

#[test]
fn a_new_version_takes_over_once_all_have_signed() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    let mut newer = protocol("isp-1", &["cwm", "bwrdd", "bryn"], items());
    (newer.version, newer.supersedes) = (2, Some(1));
    let mut record = signed(newer);
    let last = record.signatures.pop().expect("a signature");
    school.facts.protocols.push(record);
    let version = |world: &World| match world.decide() {
        Decision::Allow(grounds) => grounds.protocol.map(|protocol| protocol.version),
        Decision::Refuse(_) => None,
    };
    assert_eq!(version(&school), Some(1));
    school.facts.protocols[1].signatures.push(last);
    assert_eq!(version(&school), Some(2));
}

#[test]
fn a_code_just_entered_opens_what_is_sensitive() {
    let mut school = World::opens("sian").consents("mam", "bryn");
    school.report().class = Class::Sensitive;
    for (factors, expected) in [
        (vec![Factor::Password, Factor::Totp], true),
        (vec![Factor::Password, Factor::Card], true),
        (vec![Factor::Passkey], true),
        (vec![Factor::Device, Factor::Totp], true),
        (vec![Factor::Password, Factor::Device], false),
    ] {
        school.access.actor.proofs = proofs(&factors, NOW);
        assert_eq!(school.is_allowed(), expected, "{factors:?}");
    }
    school.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_millis(-14 * 60_000));
    assert!(!school.is_allowed(), "fifteen minutes are over");
    school.access.verb = Verb::List;
    assert!(school.is_allowed(), "to see that it is there no step-up is asked for");
}

#[test]
fn a_preview_says_who_gains_who_loses_and_who_keeps() {
    let line = |reader: Recipient, purpose: &str| Line {
        reader,
        report: id("report-1"),
        category: id("speech-language"),
        purpose: id(purpose),
    };
    let mut facts = facts();
    facts.requests.push(fact(request("request-1", "cwm", "bwrdd")));
    let offered = grant("consent-1", "mam", to_agency("bryn"));
    let granted = preview(&facts, &Change::Grant(offered.clone()), NOW);
    assert_eq!(granted.gains, [line(to_agency("bryn"), "aln-support")].into());
    assert!(granted.loses.is_empty());

    facts.grants.push(fact(offered));
    facts.grants.push(fact(grant("consent-2", "mam", to_agency("cwm"))));
    let withdrawn = preview(&facts, &Change::Withdraw(id("consent-1")), NOW);
    assert_eq!(withdrawn.loses, [line(to_agency("bryn"), "aln-support")].into());
    assert!(withdrawn.gains.is_empty());
    assert!(withdrawn.keeps.contains(&line(to_agency("cwm"), "aln-support")));
    assert!(withdrawn.keeps.contains(&line(to_person("mam"), "aln-support")));

    let by_request = preview(&facts, &Change::Withdraw(id("consent-2")), NOW);
    assert!(by_request.loses.is_empty(), "the council keeps what it has asked for by law");
    assert!(by_request.keeps.contains(&line(to_agency("cwm"), "aln-support")));
}

#[test]
fn a_preview_does_not_count_who_has_left() {
    let mut facts = facts();
    facts.involvements[2].value.person = Some(id("sian"));
    let offered = Change::Grant(grant("consent-1", "mam", to_agency("bryn")));
    assert_eq!(preview(&facts, &offered, NOW).gains.len(), 1);
    facts.people.iter_mut().filter(|post| post.value.person == id("sian")).for_each(|post| post.ended = Some(NOW));
    assert!(preview(&facts, &offered, NOW).gains.is_empty());
}

#[test]
fn an_outsider_is_not_told_that_the_case_is_there() {
    let facts = facts();
    for (person, expected) in [("sian", true), ("huw", true), ("gwen", true), ("mam", true), ("nia", false), ("eiriolwr", false)] {
        assert_eq!(is_insider(&actor(person), &facts, NOW), expected, "{person}");
    }
}

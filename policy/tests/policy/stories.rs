//! Stories that a caseworker would tell, step by step.

mod emergencies;
mod machine;
mod quarantine;
mod seeing;

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
        [("mam", true), ("tad", true), ("huw", true), ("sian", true), ("mair", false), ("lowri", false), ("ceri", false)]
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
    for person in ["tad", "sian"] {
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
    let holder = FamilyMember { person: id("gofal"), standing: Standing::ResponsibilityHolder, until: None, named: None };
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
    let colleague = |world: &World| world.clone().with(|world| world.access.actor = actor("mair"));
    assert_eq!(colleague(&school).refusals(), ["person-not-involved"], "the agency's part waits for another role");
    assert!(!is_insider(&actor("mair"), &school.facts, NOW));
    school.facts.involvements.push(fact(queue("bryn", "clinician")));
    assert!(colleague(&school).is_allowed());
    school.facts.vetoes[0].value = Veto::Agency(id("bryn"));
    assert_eq!(colleague(&school).refusals(), ["vetoed"]);
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

//! Who sees what and why, why somebody does not, and what a consent could open: what a family's pages say, from the same decision.

use porthor_policy::*;

use crate::worlds::*;

/// What the school sees rests on these.
fn bases(facts: &Facts) -> Vec<Basis> {
    let of_school = sights(facts, NOW).into_iter().filter(|sight| sight.line.reader == to_agency("bryn"));
    of_school.map(|sight| sight.grounds.basis).collect()
}

#[test]
fn each_yes_names_its_grounds_and_there_are_as_many_as_are_visible() {
    let world = World::opens("sian");
    assert_eq!(bases(&world.facts), []);
    let world = world.consents("mam", "bryn");
    assert_eq!(bases(&world.facts), [Basis::Consent { id: id("consent-1") }]);
    let lines: std::collections::BTreeSet<_> = sights(&world.facts, NOW).into_iter().map(|sight| sight.line).collect();
    assert_eq!(lines, visible(&world.facts, NOW));
}

#[test]
fn somebody_who_reads_in_a_colleagues_place_is_in_the_circle_as_an_emergency() {
    let mut world = World::opens("sian");
    world.facts.involvements[2].value.person = Some(id("sian"));
    assert_eq!(bases(&world.facts), []);
    world.facts.emergencies.push(fact(emergency("emergency-1", "mair")));
    assert_eq!(bases(&world.facts), [Basis::Emergency { id: id("emergency-1") }]);
}

#[test]
fn what_keeps_an_agency_out_is_said_of_whoever_is_nearest_to_a_yes() {
    let world = World::opens("sian");
    let codes = |facts: &Facts, agency: &str| {
        let reasons = misses(facts, &id(agency), &facts.reports[0].value, NOW);
        reasons.iter().map(Reason::code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&world.facts, "bryn"), ["no-consent"]);
    assert_eq!(codes(&world.facts, "derwen"), ["agency-not-involved", "no-protocol"]);
    let world = world.consents("mam", "bryn");
    assert_eq!(codes(&world.facts, "bryn"), Vec::<&str>::new());
}

#[test]
fn a_consent_could_open_what_protocols_in_force_pass_on_consent_and_nothing_else() {
    let mut facts = facts();
    let offer = |agency: &str, purpose: &str| Offer { agency: id(agency), category: id("speech-language"), purpose: id(purpose) };
    let expected = [offer("bryn", "aln-support"), offer("coleg", "transition"), offer("cwm", "aln-support")];
    assert_eq!(offers(&facts, NOW), expected.into_iter().collect());
    facts.protocols[0].signatures.retain(|signature| signature.value.agency != id("cwm"));
    assert_eq!(offers(&facts, NOW), std::collections::BTreeSet::new(), "one that not all have signed is not in force");
}

#[test]
fn a_consent_in_force_says_what_it_lacks() {
    let world = World::opens("sian").consents("mam", "bryn");
    let given = world.facts.grants[0].value.clone();
    assert_eq!(lacking(&given, &world.facts, NOW), None);
    let grown = world.clone().grown_up();
    let lacks = lacking(&given, &grown.facts, grown.now).map(|reason| reason.code());
    assert_eq!(lacks, Some("reconsent-due"));
}

#[test]
fn the_family_is_told_of_a_report_by_its_kind_unless_it_may_do_harm_or_is_not_final() {
    let report = report("report-1", "speech-language", "ceri", "bwrdd");
    let mut facts = facts();
    let is_told = |report: Report, facts: &Facts| family_is_told_of(&report, facts, NOW);
    assert!(is_told(Report { audience: Audience::Professionals, ..report.clone() }, &facts));
    assert!(!is_told(Report { status: Status::Draft, ..report.clone() }, &facts));
    assert!(!is_told(Report { marks: [ReportMark::SeriousHarm].into(), ..report.clone() }, &facts));
    facts.quarantines.push(fact(Quarantine { report: report.id.clone(), held_for: HeldFor::Unsigned }));
    assert!(!is_told(report, &facts), "what is held back is not told of");
}

#[test]
fn a_change_is_thought_of_as_one() {
    let world = World::opens("sian").consents("mam", "bryn");
    let renewed = Change::Grant(grant("consent-2", "mam", to_agency("bryn")));
    let both = preview_all(&world.facts, &[renewed, Change::Withdraw(id("consent-1"))], NOW);
    assert!(both.gains.is_empty() && both.loses.is_empty(), "{both:?}");
    assert!(!both.keeps.is_empty());
}

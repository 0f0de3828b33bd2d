//! Who sees what, before and after: previews, outlooks, what an officer gathers, drafts on trial.

use porthor_policy::*;

use super::consent;
use crate::worlds::*;

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

#[test]
fn all_that_is_held_of_a_case_is_for_the_officer_of_its_lead() {
    let officer =
        World::asks("gwen", Verb::Audit).with(|world| world.facts.case.as_mut().expect("a case").value.lead = lead_of("gwen"));
    assert!(officer.is_allowed());
    let mut all = officer.clone().with(|world| world.access.agency = Some(lead_of("gwen")));
    assert!(all.is_allowed());
    all.access.agency = Some(id("derwen"));
    assert_eq!(all.refusals(), ["not-the-lead"]);

    let elsewhere = officer.with(|world| {
        world.facts.case.as_mut().expect("a case").value.lead = id("derwen");
        world.facts.involvements.push(fact(queue(lead_of("gwen").as_str(), "clinician")));
    });
    assert!(elsewhere.is_allowed(), "an agency on the case reads what was done on it");
    let all = elsewhere.with(|world| world.access.agency = Some(lead_of("gwen")));
    assert_eq!(all.refusals(), ["not-the-lead"]);
}

fn lead_of(person: &str) -> AgencyId {
    actor(person).agency.expect("staff of an agency")
}

#[test]
fn who_could_see_says_yes_where_decide_does_and_why_where_it_does_not() {
    let refused = World::opens("sian");
    let seen = outlook(&refused.facts, refused.now);
    let of = |seen: &[Outlook], agency: &str| seen.iter().find(|one| one.reader == to_agency(agency)).cloned();
    let school = of(&seen, "bryn").expect("the school is on the case");
    assert!(!school.is_visible());
    assert_eq!(school.reasons.iter().map(Reason::code).collect::<Vec<_>>(), ["no-consent"]);

    let granted = refused.consents("mam", "bryn");
    let seen = outlook(&granted.facts, granted.now);
    let school = of(&seen, "bryn").expect("the school is on the case");
    let rests: Vec<_> = school.allowed.iter().map(|(purpose, grounds)| (purpose.as_str(), grounds.basis.clone())).collect();
    assert_eq!(rests, [("aln-support", consent("consent-1"))]);
    assert!(school.reasons.is_empty());

    let lines = visible(&granted.facts, granted.now);
    let yes: std::collections::BTreeSet<_> = seen
        .iter()
        .flat_map(|one| one.allowed.keys().map(|purpose| (one.reader.clone(), one.report.clone(), purpose.clone())))
        .collect();
    assert_eq!(yes, lines.iter().map(|line| (line.reader.clone(), line.report.clone(), line.purpose.clone())).collect());
}

#[test]
fn a_review_warns_before_it_is_due_and_lapses_after() {
    let mut plain = protocol("isp-1", &["cwm", "bryn"], items());
    plain.review = Review { due: day("2027-06-30"), interval_months: 24, warn_before_months: 3, lapse_after_months: 3 };
    let on = |text: &str| plain.review_state(day(text));
    assert_eq!(on("2027-03-29"), ReviewState::Later);
    assert_eq!(on("2027-03-30"), ReviewState::Soon);
    assert_eq!(on("2027-06-30"), ReviewState::Overdue);
    assert_eq!(on("2027-09-29"), ReviewState::Overdue);
    assert_eq!(on("2027-09-30"), ReviewState::Lapsed);
}

#[test]
fn a_draft_on_trial_decides_as_if_all_had_agreed_on_it() {
    let school = World::opens("sian").consents("mam", "bryn");
    assert!(school.is_allowed());
    let mut draft = protocol("isp-1", &["cwm", "bwrdd", "bryn"], vec![]);
    draft.version = 2;
    draft.starts = day("2099-01-01");
    draft.ends = Some(day("2100-01-01"));
    let without = World { facts: school.facts.as_if_agreed(&draft), ..school.clone() };
    assert_eq!(without.refusals(), ["not-covered"]);
    draft.items = items();
    let with = World { facts: school.facts.as_if_agreed(&draft), ..school.clone() };
    assert!(with.is_allowed());
    draft.partners.retain(|partner| partner.agency != id("bryn"));
    let left_out = World { facts: school.facts.as_if_agreed(&draft), ..school };
    assert_eq!(left_out.refusals(), ["no-protocol"]);
}

#[test]
fn who_only_brings_reports_is_told_of_the_cases_they_have_a_part_in() {
    let mut world = World::asks("rhys", Verb::Push);
    let told = |world: &World| is_told_of_case(&world.access.actor, &world.facts, NOW);
    world.facts.involvements.clear();
    assert!(!told(&world));
    world.facts.involvements.push(fact(queue("bwrdd", "clinician")));
    assert!(!is_insider(&world.access.actor, &world.facts, NOW), "their agency is on it in another role");
    assert!(!told(&world));
    world.facts.involvements.push(fact(queue("bwrdd", "administrative-support")));
    assert!(told(&world), "it waits for anybody of their role");
    world.facts.involvements[1].value.person = Some(id("rhys"));
    assert!(told(&world), "they are named");
    world.facts.vetoes.push(fact(Veto::Person(id("rhys"))));
    assert!(!told(&world));
}

#[test]
fn who_joined_as_a_case_friend_decides_where_they_are_a_parent_and_nowhere_else() {
    let mut world = World::asks("mam", Verb::Grant).with(|world| {
        let roles = &mut std::sync::Arc::make_mut(&mut world.facts.taxonomy).roles;
        roles.get_mut(&id::<RoleCode>("case-friend")).expect("a role of the county").verbs.remove(&Verb::Grant);
        world.access.grant = Some(grant("consent-1", "mam", to_agency("bryn")));
        world.access.actor.role = id("case-friend");
        let mut people = world.facts.people.iter_mut();
        people.find(|post| post.value.person == id("mam")).expect("the mother").value.role = id("case-friend");
    });
    assert!(world.is_allowed(), "{:?}", world.refusals());
    world.facts.family[0].value.standing = Standing::CaseFriend;
    world.facts.family[0].value.until = Some(day("2027-01-01"));
    assert!(world.refusals().contains(&"role-lacks-verb"));
}

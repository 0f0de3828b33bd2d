//! What holds in every world, as the design promises.

use std::collections::BTreeSet;
use std::sync::Arc;

use porthor_policy::*;
use proptest::prelude::*;

use crate::chance::{Tape, a_grant, cases, facts, question, questions, shuffle, tape};
use crate::worlds::*;

const QUESTIONS: usize = 8;

/// Where the answer was no, it is still no.
fn never_widens(before: &World, after: &World) -> Result<(), TestCaseError> {
    prop_assert!(before.is_allowed() || !after.is_allowed(), "{:?} -> {:?} {:?}", before.decide(), after.decide(), after.access);
    Ok(())
}

fn ends<T>(facts: &mut [Recorded<T>], at: Timestamp) {
    for fact in facts {
        fact.ended = Some(fact.ended.map_or(at, |ended| ended.min(at)));
    }
}

/// Something that closes a gate.
type Closing = (Gate, fn(&mut World));

/// What a clinician, a family, a partner, a court or time might do to close one.
const CLOSINGS: [Closing; 11] = [
    (Gate::Assurance, |world| world.access.actor.proofs.clear()),
    (Gate::Involvement, |world| ends(&mut world.facts.involvements, NOW)),
    (Gate::Involvement, |world| world.facts.vetoes.extend(world.access.actor.agency.clone().map(|id| fact(Veto::Agency(id))))),
    (Gate::Involvement, |world| ends(&mut world.facts.family, NOW)),
    (Gate::Protocol, |world| world.facts.protocols.iter_mut().for_each(|record| ends(&mut record.signatures, NOW))),
    (Gate::Protocol, |world| {
        world.facts.protocols.iter_mut().for_each(|record| Arc::make_mut(&mut record.protocol).ends = None);
    }),
    (Gate::Basis, |world| {
        ends(&mut world.facts.grants, NOW);
        ends(&mut world.facts.requests, NOW);
        ends(&mut world.facts.emergencies, NOW);
    }),
    (Gate::Restriction, |world| world.facts.marks.extend([Mark::Contested, Mark::CourtRestricted].map(fact))),
    (Gate::Restriction, |world| {
        world.facts.marks.extend(AGENCIES.map(|(agency, _)| fact(Mark::Objection { agency: id(agency) })));
    }),
    (Gate::Restriction, |world| {
        for report in &mut world.facts.reports {
            report.value.status = Status::Draft;
            report.value.audience = Audience::Professionals;
            report.value.marks = [ReportMark::ThirdParty, ReportMark::SeriousHarm].into();
        }
    }),
    (Gate::Retention, |world| world.facts.reports.iter_mut().for_each(|report| report.value.retain_until = None)),
];

fn reasons(world: &World) -> BTreeSet<Reason> {
    match world.decide() {
        Decision::Allow(_) => BTreeSet::new(),
        Decision::Refuse(reasons) => reasons.into_iter().collect(),
    }
}

/// A new version of the latest protocol, the same but for one more partner, who has signed or not.
fn joins(tape: &mut Tape, facts: &mut Facts, newcomer: &AgencyId, has_signed: bool) {
    let is_latest = |record: &&ProtocolRecord| {
        let version = record.protocol.version;
        !facts.protocols.iter().any(|other| other.protocol.id == record.protocol.id && other.protocol.version > version)
    };
    let latest: Vec<ProtocolRecord> = facts.protocols.iter().filter(is_latest).cloned().collect();
    let mut record = tape.pick(&latest);
    if record.protocol.has_partner(newcomer) {
        return;
    }
    let protocol = Arc::make_mut(&mut record.protocol);
    protocol.supersedes = Some(protocol.version);
    protocol.version += 1;
    protocol.partners.push(partner(newcomer.as_str()));
    if has_signed {
        record.signatures.push(fact(signature(newcomer.as_str())));
    }
    facts.protocols.push(record);
}

/// The facts as they were known at `moment`.
fn as_known_at(mut facts: Facts, moment: Timestamp) -> Facts {
    fn cut<T>(facts: &mut Vec<Recorded<T>>, moment: Timestamp) {
        facts.retain(|fact| fact.recorded <= moment);
        for fact in facts {
            fact.ended = fact.ended.filter(|ended| *ended <= moment);
        }
    }
    let mut case: Vec<_> = facts.case.into_iter().collect();
    cut(&mut case, moment);
    facts.case = case.pop();
    cut(&mut facts.agencies, moment);
    cut(&mut facts.people, moment);
    cut(&mut facts.family, moment);
    cut(&mut facts.involvements, moment);
    cut(&mut facts.vetoes, moment);
    cut(&mut facts.competences, moment);
    cut(&mut facts.marks, moment);
    cut(&mut facts.enrolments, moment);
    cut(&mut facts.grants, moment);
    cut(&mut facts.requests, moment);
    cut(&mut facts.emergencies, moment);
    cut(&mut facts.reports, moment);
    facts.protocols.iter_mut().for_each(|record| cut(&mut record.signatures, moment));
    facts
}

fn without_expiries(facts: &mut Facts) {
    facts.grants.iter_mut().for_each(|grant| grant.value.until = None);
    facts.reports.iter_mut().for_each(|report| report.value.retain_until = None);
    facts.family.iter_mut().for_each(|member| member.value.until = None);
    facts.involvements.iter_mut().for_each(|part| part.value.until = None);
    facts.protocols.iter_mut().for_each(|record| Arc::make_mut(&mut record.protocol).ends = None);
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn withdrawing_never_widens(mut tape in tape(), number in 0_usize..7) {
        for before in questions(&mut tape, QUESTIONS) {
            let after = before.clone().with(|world| ends(&mut world.facts.grants[number..=number], NOW));
            never_widens(&before, &after)?;
        }
    }

    #[test]
    fn a_new_partner_never_widens_for_another(mut tape in tape(), newcomer in 0_usize..6, has_signed: bool) {
        let newcomer: AgencyId = id(AGENCIES[newcomer].0);
        let before = facts(&mut tape);
        let mut after = before.clone();
        joins(&mut tape, &mut after, &newcomer, has_signed);
        for _ in 0..QUESTIONS {
            let before = question(&mut tape, &before);
            let wanted = before.access.report.as_ref();
            let report = before.facts.reports.iter().find(|report| Some(&report.value.id) == wanted);
            // What the newcomer itself brings, by its own signature, is not meant.
            let carried = before.access.draft.as_ref().filter(|_| before.access.verb == Verb::Deliver);
            let brought = report.map(|report| &report.value).or(carried);
            let is_its_own = brought.is_some_and(|report| report.author_agency == newcomer);
            if before.access.actor.agency.as_ref() != Some(&newcomer) && !is_its_own {
                never_widens(&before, &World { facts: after.clone(), ..before.clone() })?;
            }
        }
    }

    #[test]
    fn a_refusal_at_an_earlier_gate_is_never_lost(mut tape in tape()) {
        for before in questions(&mut tape, QUESTIONS) {
            for (gate, close) in CLOSINGS {
                let after = before.clone().with(close);
                never_widens(&before, &after)?;
                let (had, has) = (reasons(&before), reasons(&after));
                let lost: Vec<_> = had.iter().filter(|reason| reason.gate() < gate && !has.contains(reason)).collect();
                prop_assert!(lost.is_empty(), "closing {gate:?} hid {lost:?} of {:?}", after.access);
            }
        }
    }

    #[test]
    fn a_refusal_gives_its_reasons_once_and_gate_by_gate(mut tape in tape()) {
        for world in questions(&mut tape, QUESTIONS) {
            if let Decision::Refuse(reasons) = world.decide() {
                prop_assert!(!reasons.is_empty());
                prop_assert!(reasons.is_sorted_by_key(Reason::gate));
                prop_assert_eq!(reasons.iter().collect::<BTreeSet<_>>().len(), reasons.len());
            }
        }
    }

    #[test]
    fn the_order_of_the_facts_does_not_matter(mut tape in tape()) {
        for before in questions(&mut tape, QUESTIONS) {
            let after = before.clone().with(|world| shuffle(&mut tape, &mut world.facts));
            prop_assert_eq!(before.decide(), after.decide(), "{:?}", after.access);
        }
    }

    #[test]
    fn nothing_is_allowed_under_one_factor(mut tape in tape(), number in 0_usize..4, ages in prop::collection::vec(0_i64..60_000, 0..4)) {
        let factor = [Factor::Password, Factor::Totp, Factor::Card, Factor::Device][number];
        for world in questions(&mut tape, QUESTIONS) {
            let proofs = ages.iter().map(|age| Proof { factor, at: NOW.plus_millis(-age) }).collect();
            let world = world.with(|world| world.access.actor.proofs = proofs);
            // What comes by mail comes without anybody: it is held back unless whoever signed it has proved two.
            let is_mail = world.access.verb == Verb::Deliver && world.access.actor.role == id("mail-drop");
            let has_sender = world.access.sender.as_ref().is_some_and(|sender| sender.proofs.iter().any(|proof| proof.factor != factor));
            let is_held = is_mail && (has_sender || held_on_arrival(&world.access, &world.facts, NOW).is_some());
            // A machine has one, and brings reports with it.
            let is_machine = world.access.verb == Verb::Push && world.access.actor.role == id("hospital-system");
            let is_its_key = is_machine && factor == Factor::Device;
            prop_assert!(is_held || is_its_key || world.refusals().contains(&"two-factors-needed"), "{:?}", world.access);
        }
    }

    #[test]
    fn a_helper_never_has_more_than_the_one_who_named_them(mut tape in tape()) {
        for world in questions(&mut tape, QUESTIONS) {
            let member_of = |person: &PersonId| -> Vec<FamilyMember> {
                holding(&world.facts.family, NOW).filter(|member| member.person == *person).cloned().collect()
            };
            let me = &world.access.actor.person;
            let mine = member_of(me);
            let is_only_named = !mine.is_empty() && mine.iter().all(|member| member.named.is_some());
            // What is carried is nobody's of the family.
            let carries = world.access.verb == Verb::Deliver;
            if world.access.actor.agency.is_some() || carries || !is_only_named || !world.is_allowed() {
                continue;
            }
            let namers = mine.iter().filter_map(|member| member.named.as_ref()).map(|named| &named.by);
            let may = |namer: &PersonId| {
                let post = StaffFacts { person: namer.clone(), agency: None, role: id("parent") };
                let other = world.clone().with(|other| {
                    other.access.actor.person = namer.clone();
                    other.access.actor.role = post.role.clone();
                    other.facts.people.push(fact(post));
                });
                other.is_allowed() && member_of(namer).iter().any(|own| own.named.is_none() && !own.standing.is_supporter())
            };
            prop_assert!(namers.into_iter().any(may), "{:?}", world.access);
        }
    }

    #[test]
    fn when_the_family_is_gone_so_are_those_whom_it_named(mut tape in tape()) {
        for before in questions(&mut tape, QUESTIONS) {
            let after = before.clone().with(|world| {
                for member in world.facts.family.iter_mut().filter(|member| member.value.named.is_none()) {
                    member.ended = Some(member.ended.map_or(NOW, |ended| ended.min(NOW)));
                }
            });
            // Whoever has an account carries what others sealed.
            let is_of_nobody = matches!(after.access.verb, Verb::Administer | Verb::Deliver);
            let is_of_a_family = after.access.actor.agency.is_none() && !is_of_nobody;
            prop_assert!(!(is_of_a_family && after.access.case.is_some() && after.is_allowed()), "{:?}", after.access);
            never_widens(&before, &after)?;
        }
    }

    #[test]
    fn a_missing_expiry_is_an_expired_one(mut tape in tape()) {
        for before in questions(&mut tape, QUESTIONS) {
            let after = before.clone().with(|world| without_expiries(&mut world.facts));
            // A standing or a part in the case as such may be open-ended: only what must end is looked at.
            if let Decision::Allow(Grounds { protocol, basis }) = after.decide() {
                prop_assert_eq!(protocol, None);
                let needs_an_end = match basis {
                    Basis::Family { standing } => standing.is_supporter() || after.access.report.is_some(),
                    // What is declared has its end in itself.
                    Basis::Emergency { .. } => after.access.verb != Verb::Declare,
                    // What is held back is taken in or turned away whatever becomes of it then.
                    Basis::Role { .. } if matches!(after.access.verb, Verb::Accept | Verb::TurnAway) => false,
                    Basis::Role { .. } => after.access.report.is_some() || matches!(after.access.verb, Verb::Push | Verb::Deliver),
                    _ => true,
                };
                prop_assert!(!needs_an_end, "{:?}", after.access);
            }
        }
    }

    #[test]
    fn the_past_does_not_change(mut tape in tape(), days in 0_i64..200) {
        let moment = NOW.plus_days(-days);
        for world in questions(&mut tape, QUESTIONS) {
            let mut access = world.access;
            access.actor.proofs = proofs(&[Factor::Passkey], moment);
            let then = decide(&access, &as_known_at(world.facts.clone(), moment), moment);
            prop_assert_eq!(decide(&access, &world.facts, moment), then, "{:?}", access);
        }
    }

    #[test]
    fn no_moment_and_no_number_brings_it_down(
        mut tape in tape(),
        now: i64,
        months: u32,
        age: u8,
        grace: u16,
        minutes: u32,
        day_of_life in -3_000_000_i64..3_000_000,
    ) {
        let mut facts = facts(&mut tape);
        let taxonomy = Arc::make_mut(&mut facts.taxonomy);
        taxonomy.ages = Ages { own_authority: age, service_ends: age, reconsent_grace_days: grace };
        (taxonomy.assurance.session_minutes, taxonomy.assurance.step_up_minutes) = (minutes, minutes);
        facts.case.as_mut().expect("a case").value.born = Some(NOW.date().plus_days(day_of_life));
        for record in &mut facts.protocols {
            Arc::make_mut(&mut record.protocol).review.lapse_after_months = months;
        }
        for _ in 0..QUESTIONS {
            let world = question(&mut tape, &facts);
            for now in [now, i64::MIN, i64::MAX].map(Timestamp::from_millis) {
                let decision = decide(&world.access, &world.facts, now);
                let replayed = decide(&world.access, &world.facts, now);
                prop_assert_eq!(&decision, &replayed);
                if now.millis() == i64::MAX {
                    prop_assert!(!decision.is_allowed(), "allowed at the end of time");
                }
            }
        }
    }

    #[test]
    fn a_list_holds_what_may_be_read_one_by_one(mut tape in tape()) {
        for mut world in questions(&mut tape, QUESTIONS) {
            world.access.verb = [Verb::List, Verb::Open, Verb::TakeSealed][tape.below(3)];
            world.access.report = None;
            let listed: Vec<_> = readable(&world.access, &world.facts, NOW).map(|report| report.id.clone()).collect();
            let one_by_one: Vec<_> = holding(&world.facts.reports, NOW).map(|report| report.id.clone()).filter(|report| {
                let access = Access { report: Some(report.clone()), ..world.access.clone() };
                decide(&access, &world.facts, NOW).is_allowed()
            }).collect();
            prop_assert_eq!(listed, one_by_one);
        }
    }

    #[test]
    fn a_preview_says_what_then_happens(mut tape in tape(), number in 0_usize..7, gives: bool) {
        let facts = facts(&mut tape);
        let change = if gives {
            let mut offered = a_grant(&mut tape, 9).value;
            offered.from = offered.from.min(NOW);
            Change::Grant(offered)
        } else {
            Change::Withdraw(facts.grants[number].value.id.clone())
        };
        let mut after = facts.clone();
        match &change {
            Change::Grant(grant) => after.grants.push(Recorded::since(grant.clone(), NOW)),
            Change::Withdraw(_) => ends(&mut after.grants[number..=number], NOW),
        }
        let said = preview(&facts, &change, NOW);
        let (was, is) = (visible(&facts, NOW), visible(&after, NOW));
        prop_assert_eq!(said.gains, is.difference(&was).cloned().collect());
        prop_assert_eq!(said.loses, was.difference(&is).cloned().collect());
        prop_assert_eq!(&said.keeps, &was.intersection(&is).cloned().collect());
    }

    #[test]
    fn access_and_decision_survive_being_written_down(mut tape in tape()) {
        for world in questions(&mut tape, QUESTIONS) {
            let written = serde_json::to_string(&(&world.access, world.decide())).expect("plain data");
            let read: (Access, Decision) = serde_json::from_str(&written).expect("what was just written");
            prop_assert_eq!(read, (world.access.clone(), world.decide()));
        }
    }
}

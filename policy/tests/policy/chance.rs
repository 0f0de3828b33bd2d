//! Random worlds, read off a tape of numbers: nought always chooses the ordinary, so that a failing world shrinks to an ordinary one
//! but for what matters.

mod questions;

use std::collections::BTreeSet;
use std::sync::Arc;

use porthor_policy::*;
use proptest::prelude::*;
use proptest::test_runner::Config;

pub use self::questions::{OTHERS, READS, question, questions};
use crate::worlds::*;

/// As many cases as `PROPTEST_CASES` says, else `cases`.
pub fn cases(cases: u32) -> Config {
    let chosen = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    Config { cases: chosen.unwrap_or(cases), failure_persistence: None, ..Config::default() }
}

/// Numbers to choose by.
pub fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u32>(), 800).prop_map(|numbers| Tape { numbers, next: 0, is_calm: false })
}

#[derive(Clone, Debug)]
pub struct Tape {
    numbers: Vec<u32>,
    next: usize,
    is_calm: bool,
}

impl Tape {
    fn number(&mut self) -> usize {
        self.next += 1;
        self.numbers.get(self.next - 1).map_or(0, |number| *number as usize)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.number() % end
    }

    /// Yes, so many times in a hundred; what is rare is rarer in a calm world.
    pub fn is(&mut self, percent: usize) -> bool {
        let percent = if self.is_calm && percent <= 15 { percent / 3 } else { percent };
        self.below(100) + percent >= 100
    }

    pub fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// `usual`, or now and then one of the others.
    pub fn mostly<T: Clone>(&mut self, percent: usize, usual: T, others: &[T]) -> T {
        if self.is(100 - percent) { self.pick(others) } else { usual }
    }

    /// A day within `range` days of today.
    fn date(&mut self, from: i64, range: usize) -> Date {
        NOW.date().plus_days(from + i64::try_from(self.below(range)).unwrap_or(0))
    }

    /// A moment, never the same twice but by rare chance.
    pub fn moment(&mut self, from: i64, days: usize) -> Timestamp {
        let millis = self.number() % (days * 86_400_000);
        NOW.plus_days(from).plus_millis(i64::try_from(millis).unwrap_or(0))
    }

    /// On record, perhaps only later; perhaps ended, perhaps only later.
    fn fact<T>(&mut self, value: T, ends: usize) -> Recorded<T> {
        let recorded = if self.is(3) { self.moment(0, 10) } else { self.moment(-400, 390) };
        let ended = self.is(ends).then(|| self.moment(-8, 10));
        Recorded { value, recorded, ended }
    }

    fn some<T: Clone + Ord>(&mut self, percent: usize, all: &BTreeSet<T>) -> BTreeSet<T> {
        all.iter().filter(|_| !self.is(100 - percent)).cloned().collect()
    }

    fn agency(&mut self) -> AgencyId {
        id(self.pick(&AGENCIES).0)
    }
}

/// A world; `questions` asks in it.
pub fn facts(tape: &mut Tape) -> Facts {
    let mut facts = crate::worlds::facts();
    people(tape, &mut facts);
    family(tape, &mut facts);
    parts(tape, &mut facts);
    marks(tape, &mut facts);
    facts.reports = (1..=4).map(|number| a_report(tape, number)).collect();
    for number in 1..=4 {
        if tape.is(30) {
            let held_for =
                tape.pick(&[HeldFor::Unsigned, HeldFor::Unsigned, HeldFor::OneFactor, HeldFor::Unscanned, HeldFor::Infected]);
            facts.quarantines.push(tape.fact(Quarantine { report: id(&format!("report-{number}")), held_for }, 20));
        }
    }
    facts.grants = (1..=7).map(|number| a_grant(tape, number)).collect();
    if tape.is(60) {
        requests(tape, &mut facts);
    }
    facts.protocols = (1..=3).map(|number| a_protocol(tape, number)).collect();
    facts
}

fn people(tape: &mut Tape, facts: &mut Facts) {
    let born = ["2016-05-05", "2009-05-05", "2010-11-22", "2010-11-23", "2010-10-25", "2010-10-26", "2012-01-31"].map(day);
    let case = facts.case.take().expect("the case of the county").value;
    let case = CaseFacts {
        born: if tape.is(4) { None } else { Some(tape.pick(&born)) },
        looked_after: tape.is(15),
        closed: tape.is(10),
        ..case
    };
    facts.case = Some(tape.fact(case, 1));
    for agency in &mut facts.agencies {
        agency.value.live = !tape.is(3);
        *agency = tape.fact(agency.value.clone(), 1);
    }
    for post in &mut facts.people {
        *post = tape.fact(post.value.clone(), 3);
    }
}

fn family(tape: &mut Tape, facts: &mut Facts) {
    facts.family.clear();
    for (person, standing, _) in FAMILY {
        if tape.is(25) {
            continue;
        }
        let standing = if tape.is(5) { tape.pick(&FAMILY).1 } else { standing };
        let until = if standing.is_supporter() { !tape.is(15) } else { tape.is(5) };
        let until = until.then(|| if tape.is(20) { tape.date(-3, 6) } else { tape.date(1, 30) });
        let named = (standing.is_supporter() && tape.is(65)).then(|| naming(tape));
        let member = FamilyMember { person: id(person), standing, until, named };
        facts.family.push(tape.fact(member, 5));
    }
    if tape.is(20) {
        // Somebody belongs to the family twice.
        let standing = tape.pick(&FAMILY).1;
        let until = tape.is(60).then(|| tape.date(1, 30));
        let named = tape.is(40).then(|| naming(tape));
        let member = FamilyMember { person: id(tape.pick(&FAMILY).0), standing, until, named };
        facts.family.push(tape.fact(member, 5));
    }
    if tape.is(30) {
        let found = Competence { person: id("plentyn"), assessed_by: id("huw"), on: tape.date(-20, 22) };
        facts.competences.push(tape.fact(found, 10));
    }
}

/// Who named a helper, and how far they go.
fn naming(tape: &mut Tape) -> Naming {
    let by = id(tape.mostly(60, "mam", &["tad", "plentyn", "dirprwy", "eiriolwr"]));
    Naming { by, help: tape.mostly(65, Help::SeeWhatISee, &[Help::HelpMeDecide]) }
}

fn parts(tape: &mut Tape, facts: &mut Facts) {
    facts.involvements.clear();
    for (number, (agency, _)) in AGENCIES.into_iter().enumerate() {
        for copy in 0..2 {
            if tape.is(if copy == 0 { 12 } else { 80 }) {
                continue;
            }
            let named = tape.is(15).then(|| id(tape.pick(&STAFF).0));
            let is_bundle = tape.is(if agency == "tribiwnlys" { 90 } else { 8 });
            let bundle = codes(&["report-1", "report-2", "report-3"]);
            let scope = if is_bundle { Scope::Bundle(tape.some(80, &bundle)) } else { Scope::WholeCase };
            let until = (is_bundle || tape.is(10)).then(|| tape.date(-3, 20)).filter(|_| !tape.is(5));
            let role = id(tape.pick(&["co-ordinator", "clinician"]));
            let part =
                Involvement { id: id(&format!("part-{number}-{copy}")), agency: id(agency), person: named, role, scope, until };
            facts.involvements.push(tape.fact(part, 4));
        }
    }
    if tape.is(8) {
        let veto = if tape.is(50) { Veto::Agency(tape.agency()) } else { Veto::Person(id(tape.pick(&STAFF).0)) };
        facts.vetoes.push(tape.fact(veto, 20));
    }
    if tape.is(6) {
        let veto = Veto::Person(id(tape.pick(&["cyfaill", "eiriolwr", "mam"])));
        facts.vetoes.push(tape.fact(veto, 20));
    }
}

fn marks(tape: &mut Tape, facts: &mut Facts) {
    for _ in 0..2 {
        if tape.is(8) {
            let objection = Mark::Objection { agency: tape.agency() };
            let mark = tape.pick(&[Mark::Contested, Mark::CourtRestricted, objection.clone(), objection]);
            facts.marks.push(tape.fact(mark, 20));
        }
    }
    if tape.is(50) {
        let enrolment = Enrolment { agency: id(tape.pick(&["coleg", "bryn"])), on: tape.date(-20, 22) };
        facts.enrolments.push(tape.fact(enrolment, 10));
    }
}

fn a_report(tape: &mut Tape, number: usize) -> Recorded<Report> {
    let (category, agency) =
        tape.mostly(60, ("speech-language", "bwrdd"), &[("idp", "bryn"), ("speech-language", "cwm"), ("mental-health", "bwrdd")]);
    let marks = if tape.is(12) { [tape.pick(&[ReportMark::ThirdParty, ReportMark::SeriousHarm])].into() } else { BTreeSet::new() };
    let report = Report {
        purpose: id(tape.pick(&PURPOSES)),
        class: tape.pick(&[Class::Confidential, Class::Sensitive, Class::NonConfidential]),
        audience: tape.pick(&[Audience::Family, Audience::ChildFriendly, Audience::Professionals]),
        status: tape.mostly(85, Status::SignedOff, &[Status::Draft, Status::Informal, Status::Statutory]),
        retain_until: if tape.is(4) { None } else { tape.mostly(92, Some(day("2050-01-01")), &[Some(NOW.date())]) },
        marks,
        ..report(&format!("report-{number}"), category, "ceri", agency)
    };
    tape.fact(report, 4)
}

pub fn a_grant(tape: &mut Tape, number: usize) -> Recorded<Grant> {
    let giver = tape.mostly(55, "mam", &["tad", "plentyn", "plentyn", "gofal", "dirprwy", "eiriolwr"]);
    let recipient = match tape.below(8) {
        0..=3 => to_agency("bryn"),
        4 => to_agency("coleg"),
        5 => to_agency("cwm"),
        6 => to_person(tape.pick(&["mam", "tad", "sian"])),
        _ => Recipient::Agency(tape.agency()),
    };
    let plain = grant(&format!("consent-{number}"), giver, recipient);
    let condition = tape.is(15).then(|| Condition::Enrols { by: tape.date(-15, 30) });
    let evidence = if tape.is(20) { paper("sian") } else { Evidence::SignedIn };
    let grant = Grant {
        evidence,
        standing: if tape.is(4) { tape.pick(&FAMILY).1 } else { plain.standing },
        categories: tape.some(75, &codes(&CATEGORIES)),
        purposes: tape.some(75, &codes(&PURPOSES)),
        from: if tape.is(6) { tape.moment(0, 10) } else { tape.moment(-60, 60) },
        until: if tape.is(4) { None } else { Some(if tape.is(10) { tape.moment(-5, 6) } else { tape.moment(20, 300) }) },
        condition,
        ..plain
    };
    tape.fact(grant, 12)
}

fn requests(tape: &mut Tape, facts: &mut Facts) {
    for number in 1..=2 {
        let asked = StatutoryRequest {
            kind: tape.mostly(85, RequestKind::Section65, &[RequestKind::Section20, RequestKind::SchoolHealth]),
            categories: tape.some(75, &codes(&CATEGORIES)),
            purpose: id(tape.pick(&["aln-support", "statutory-advice"])),
            state: tape.mostly(90, RequestState::Open, &[RequestState::Answered, RequestState::Withdrawn]),
            ..request(&format!("request-{number}"), tape.mostly(90, "cwm", &["bryn"]), tape.mostly(90, "bwrdd", &["bryn"]))
        };
        facts.requests.push(tape.fact(asked, 8));
    }
    for number in 1..=2 {
        let person = tape.pick(&["sian", "mair", "huw", "aled"]);
        let declared = Emergency { until: tape.moment(-1, 3), ..emergency(&format!("emergency-{number}"), person) };
        facts.emergencies.push(tape.fact(declared, 10));
    }
}

fn a_protocol(tape: &mut Tape, number: usize) -> ProtocolRecord {
    let names = AGENCIES.map(|(name, _)| name);
    let partners: Vec<&str> = names.into_iter().filter(|_| !tape.is(15)).collect();
    let mut plain = protocol(&format!("isp-{}", number.min(2)), &partners, items());
    if number == 3 {
        // A second version of the second protocol.
        (plain.version, plain.supersedes) = (2, Some(1));
    }
    for item in &mut plain.items {
        item.trigger = tape.mostly(75, item.trigger, &[Trigger::Consent, Trigger::Request, Trigger::Either, Trigger::Law]);
        if tape.is(10) {
            item.category = id(tape.pick(&CATEGORIES));
        }
    }
    plain.starts = tape.mostly(94, plain.starts, &[NOW.date(), NOW.date().plus_days(1)]);
    plain.ends = tape.mostly(94, plain.ends, &[None, Some(NOW.date()), Some(NOW.date().plus_days(1))]);
    plain.review.due = tape.mostly(94, plain.review.due, &[day("2026-08-22"), day("2026-08-23")]);
    let mut record = signed(plain);
    record.signatures.retain(|_| !tape.is(3));
    record.signatures = record.signatures.iter().map(|signature| tape.fact(signature.value.clone(), 2)).collect();
    record
}

/// The order of every list of facts, changed.
pub fn shuffle(tape: &mut Tape, facts: &mut Facts) {
    fn mix<T>(tape: &mut Tape, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, tape.below(last + 1));
        }
    }
    mix(tape, &mut facts.agencies);
    mix(tape, &mut facts.people);
    mix(tape, &mut facts.family);
    mix(tape, &mut facts.involvements);
    mix(tape, &mut facts.vetoes);
    mix(tape, &mut facts.competences);
    mix(tape, &mut facts.marks);
    mix(tape, &mut facts.enrolments);
    mix(tape, &mut facts.grants);
    mix(tape, &mut facts.requests);
    mix(tape, &mut facts.emergencies);
    mix(tape, &mut facts.reports);
    mix(tape, &mut facts.quarantines);
    for record in &mut facts.protocols {
        mix(tape, &mut record.signatures);
        mix(tape, &mut Arc::make_mut(&mut record.protocol).items);
    }
    mix(tape, &mut facts.protocols);
}

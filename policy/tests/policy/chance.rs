//! Random worlds, read off a tape of numbers: nought always chooses the ordinary, so that a failing world shrinks to an ordinary one
//! but for what matters.

use std::collections::BTreeSet;
use std::sync::Arc;

use porthor_policy::*;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::worlds::*;

/// As many cases as `PROPTEST_CASES` says, else `cases`.
pub fn cases(cases: u32) -> Config {
    let chosen = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    Config { cases: chosen.unwrap_or(cases), failure_persistence: None, ..Config::default() }
}

/// Numbers to choose by.
pub fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u32>(), 700).prop_map(|numbers| Tape { numbers, next: 0, is_calm: false })
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
        let member = FamilyMember { person: id(person), standing, until };
        facts.family.push(tape.fact(member, 5));
    }
    if tape.is(20) {
        // Somebody belongs to the family twice.
        let member = FamilyMember { person: id(tape.pick(&FAMILY).0), standing: tape.pick(&FAMILY).1, until: None };
        facts.family.push(tape.fact(member, 5));
    }
    if tape.is(30) {
        let found = Competence { person: id("plentyn"), assessed_by: id("huw"), on: tape.date(-20, 22) };
        facts.competences.push(tape.fact(found, 10));
    }
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

/// Someone asks for something.
pub fn question(tape: &mut Tape, facts: &Facts) -> World {
    let reads = [Verb::Open, Verb::List, Verb::TakeSealed];
    let others = [Verb::Push, Verb::Grant, Verb::Withdraw, Verb::Involve, Verb::Administer, Verb::Audit, Verb::Declare];
    let verb = if tape.is(40) { tape.pick(&others) } else { tape.pick(&reads) };
    let world = World { facts: facts.clone(), ..World::asks(asker(tape, verb), verb) };
    world.with(|world| {
        world.access.actor.proofs = some_proofs(tape);
        let purpose = tape.mostly(60, PURPOSES[0], &PURPOSES);
        world.access.purpose = tape.mostly(94, Some(id(purpose)), &[None, Some(id("curiosity"))]);
        if world.access.report.is_some() {
            let report = format!("report-{}", 1 + tape.below(4));
            world.access.report = tape.mostly(95, Some(id(&report)), &[None, Some(id("report-9"))]);
        }
        world.access.case = tape.mostly(97, world.access.case.clone(), &[None, Some(id("case-2"))]);
        match verb {
            Verb::Push => world.access.draft = (!tape.is(4)).then(|| draft(tape, &world.access.actor)),
            Verb::Grant if tape.is(10) => world.access.scan = Some(id("scan-9")),
            Verb::Grant => world.access.grant = (!tape.is(4)).then(|| offered(tape, &world.access.actor)),
            Verb::List if tape.is(25) => {
                world.access.report = None;
                world.access.consent = Some(id(&format!("consent-{}", 1 + tape.below(8))));
            }
            Verb::Open if tape.is(25) => {
                world.access.report = world.access.report.take().filter(|_| tape.is(5));
                world.access.scan = Some(id(tape.mostly(80, "scan-1", &["scan-9"])));
            }
            Verb::Declare => declares(tape, &mut world.access),
            Verb::Withdraw => world.access.consent = (!tape.is(20)).then(|| id(&format!("consent-{}", 1 + tape.below(8)))),
            Verb::Administer | Verb::Audit | Verb::Involve => {
                world.access.case = world.access.case.take().filter(|_| tape.is(60));
                let own = world.access.actor.agency.clone();
                world.access.agency = tape.mostly(80, own, &[None, Some(id("derwen"))]);
                if verb == Verb::Involve {
                    some_request(tape, &mut world.access);
                }
            }
            _ => {}
        }
    })
}

/// Makes a request, closes one, or involves somebody.
fn some_request(tape: &mut Tape, access: &mut Access) {
    let own = access.actor.agency.as_ref().map_or("bryn", AgencyId::as_str);
    if tape.is(40) {
        let kinds = [RequestKind::Section65, RequestKind::Section20, RequestKind::SchoolHealth];
        let asked =
            request("request-8", tape.mostly(90, own, &["cwm"]), tape.pick(&["bwrdd", "bwrdd", "coleg", "cwm", "bryn", "neb"]));
        access.asks = Some(StatutoryRequest { kind: tape.pick(&kinds), ..asked });
    }
    if tape.is(25) {
        access.request = Some(id(tape.pick(&["request-1", "request-2", "request-9"])));
    }
}

/// Declares an emergency, or ends one.
fn declares(tape: &mut Tape, access: &mut Access) {
    access.case = access.case.take().filter(|_| !tape.is(10));
    if tape.is(50) {
        access.emergency = Some(id(tape.pick(&["emergency-1", "emergency-2", "emergency-9"])));
    } else {
        let own = Emergency {
            person: access.actor.person.clone(),
            agency: access.actor.agency.clone().unwrap_or_else(|| id("bryn")),
            ..emergency("emergency-8", "sian")
        };
        access.declares = tape.mostly(85, Some(own), &[None, Some(emergency("emergency-8", "nia"))]);
    }
}

/// Who is likely to ask for it, and now and then anybody.
fn asker(tape: &mut Tape, verb: Verb) -> &'static str {
    if tape.is(10) {
        return if tape.is(40) { tape.pick(&FAMILY).0 } else { tape.pick(&STAFF).0 };
    }
    match verb {
        Verb::Open | Verb::List if tape.is(35) => tape.pick(&FAMILY).0,
        Verb::Open | Verb::List | Verb::TakeSealed => {
            tape.pick(&["sian", "huw", "aled", "ceri", "nia", "mair", "lowri", "bethan", "sian"])
        }
        Verb::Push => tape.pick(&["ceri", "rhys", "sian", "lowri"]),
        Verb::Grant | Verb::Withdraw => tape.pick(&["mam", "plentyn", "tad", "sian", "gofal", "dirprwy"]),
        Verb::Involve => tape.pick(&["huw", "sian", "aled"]),
        Verb::Administer => tape.pick(&["ifan", "owain"]),
        Verb::Audit => tape.pick(&["gwen", "eiriolwr", "huw"]),
        Verb::Declare => tape.pick(&["sian", "mair", "huw", "ceri", "lowri", "aled"]),
    }
}

fn some_proofs(tape: &mut Tape) -> Vec<Proof> {
    let all = [Factor::Password, Factor::Totp, Factor::Card, Factor::Device, Factor::Passkey];
    if !tape.is(15) {
        return proofs(
            &tape.mostly(
                70,
                vec![Factor::Password, Factor::Totp],
                &[vec![Factor::Passkey], vec![Factor::Password, Factor::Card], vec![Factor::Device, Factor::Totp]],
            ),
            NOW,
        );
    }
    let ages = [60_000, 899_999, 900_000, 43_199_999, 43_200_000, -1];
    (0..tape.below(4)).map(|_| Proof { factor: tape.pick(&all), at: NOW.plus_millis(-tape.pick(&ages)) }).collect()
}

fn draft(tape: &mut Tape, actor: &Actor) -> Report {
    let agency = actor.agency.as_ref().map_or("bwrdd", AgencyId::as_str);
    let agency = if tape.is(5) { tape.pick(&AGENCIES).0 } else { agency };
    let category = if agency == "bryn" { "idp" } else { "speech-language" };
    let category = tape.mostly(90, category, &["mental-health", "gossip"]);
    Report {
        purpose: id(tape.mostly(80, "aln-support", &["transition", "statutory-advice", "curiosity"])),
        ..report("report-8", category, "ceri", agency)
    }
}

fn offered(tape: &mut Tape, actor: &Actor) -> Grant {
    let is_staff = actor.agency.is_some();
    let giver = if is_staff || tape.is(5) { "mam" } else { actor.person.as_str() };
    let by = || actor.person.clone();
    let given = tape.pick(&[NOW.plus_days(-200), NOW.plus_days(-2), NOW, NOW]);
    let paper = |recorded_by| Evidence::Paper { recorded_by, scan: id("scan-1"), sha256: "ab".into(), given };
    let evidence = match (is_staff, tape.is(6)) {
        (false, false) | (true, true) => Evidence::SignedIn,
        (false, true) => paper(by()),
        (true, false) => tape.pick(&[
            paper(by()),
            Evidence::Spoken { recorded_by: by(), witness: id("mair"), given },
            Evidence::Spoken { recorded_by: by(), witness: by(), given },
            paper(id("huw")),
        ]),
    };
    Grant { evidence, ..grant("consent-9", giver, to_agency(tape.pick(&["bryn", "coleg"]))) }
}

/// A world and several questions in it.
pub fn questions(tape: &mut Tape, number: usize) -> Vec<World> {
    tape.is_calm = tape.below(3) < 2;
    let facts = facts(tape);
    (0..number).map(|_| question(tape, &facts)).collect()
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
    for record in &mut facts.protocols {
        mix(tape, &mut record.signatures);
        mix(tape, &mut Arc::make_mut(&mut record.protocol).items);
    }
    mix(tape, &mut facts.protocols);
}

//! Somebody asks for something, in a random world.

use porthor_policy::*;

use super::{Tape, facts, naming};
use crate::worlds::*;

/// Looking, which most questions are about.
pub const READS: [Verb; 3] = [Verb::Open, Verb::List, Verb::TakeSealed];
/// Every other verb.
pub const OTHERS: [Verb; 16] = [
    Verb::Push,
    Verb::Grant,
    Verb::Withdraw,
    Verb::Involve,
    Verb::Administer,
    Verb::Audit,
    Verb::Declare,
    Verb::WhoLooked,
    Verb::Remark,
    Verb::Answer,
    Verb::NameHelper,
    Verb::Ask,
    Verb::Sign,
    Verb::Accept,
    Verb::TurnAway,
    Verb::Deliver,
];

/// Someone asks for something.
pub fn question(tape: &mut Tape, facts: &Facts) -> World {
    let verb = if tape.is(50) { tape.pick(&OTHERS) } else { tape.pick(&READS) };
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
            Verb::Accept | Verb::TurnAway => {
                let held = facts.quarantines.first().map(|held| held.value.report.clone()).filter(|_| tape.is(90));
                let report = held.or_else(|| Some(id(&format!("report-{}", 1 + tape.below(4)))));
                world.access.report = tape.mostly(90, report, &[None, Some(id("report-9"))]);
            }
            Verb::Deliver => carries(tape, &mut world.access),
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
            Verb::Ask => {
                let own = world.access.actor.agency.clone();
                world.access.agency = tape.mostly(60, own, &[None, Some(id("bryn")), Some(id("coleg"))]);
            }
            Verb::Remark | Verb::Answer => remarks(tape, &mut world.access),
            Verb::WhoLooked if tape.is(30) => world.access.report = Some(id(&format!("report-{}", 1 + tape.below(4)))),
            Verb::NameHelper => names_a_helper(tape, &mut world.access),
            Verb::Withdraw => world.access.consent = (!tape.is(20)).then(|| id(&format!("consent-{}", 1 + tape.below(8)))),
            Verb::Administer | Verb::Sign | Verb::Audit | Verb::Involve => {
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

/// Carries what a clinician sealed, signed or not.
fn carries(tape: &mut Tape, access: &mut Access) {
    let sender = Actor { proofs: Vec::new(), ..actor(tape.pick(&["ceri", "sian", "lowri", "rhys"])) };
    let sender = Actor { proofs: some_proofs(tape), ..sender };
    access.draft = (!tape.is(4)).then(|| draft(tape, &sender));
    access.sender = tape.is(60).then_some(sender);
}

/// Says something of a report or of an entry, or answers it.
fn remarks(tape: &mut Tape, access: &mut Access) {
    let about = if tape.is(60) { About::Report(id(&format!("report-{}", 1 + tape.below(4)))) } else { About::Entry(7) };
    let kinds = [RemarkKind::Comment, RemarkKind::Question, RemarkKind::Objection, RemarkKind::Wrong];
    let usual = if matches!(about, About::Report(_)) { RemarkKind::Wrong } else { RemarkKind::Question };
    if let (Verb::Remark, About::Report(report)) = (access.verb, &about) {
        access.report = tape.mostly(95, Some(report.clone()), &[None, Some(id("report-1"))]);
    }
    let own = if access.verb == Verb::Remark { access.actor.person.clone() } else { id("mam") };
    let remark = Remark {
        about,
        kind: tape.mostly(80, usual, &kinds),
        author: tape.mostly(90, own, &[id("tad")]),
        to: Some(id(tape.mostly(60, "bwrdd", &["bryn", "cwm"]))).filter(|_| !tape.is(5)),
        ..comment("mam")
    };
    access.remark = (!tape.is(5)).then_some(remark);
}

/// Names a helper, or ends what one began.
fn names_a_helper(tape: &mut Tape, access: &mut Access) {
    if tape.is(35) {
        access.ends = Some(id(tape.mostly(60, "cyfaill", &["eiriolwr", "neb"])));
    }
    if access.ends.is_none() && !tape.is(5) || tape.is(3) {
        let plain = helper("cyfaill", access.actor.person.as_str());
        let other = naming(tape);
        access.helper = Some(FamilyMember {
            person: id(tape.mostly(90, "cyfaill", &["mam", "eiriolwr"])),
            standing: tape.mostly(90, Standing::CaseFriend, &[Standing::Advocate, Standing::Parent]),
            until: tape.mostly(85, plain.until, &[None, Some(NOW.date()), Some(NOW.date().plus_days(366))]),
            named: tape.mostly(90, plain.named.clone(), &[None, Some(other)]),
        });
    }
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
        Verb::Push => tape.pick(&["ceri", "rhys", "sian", "lowri", "peiriant"]),
        Verb::Grant | Verb::Withdraw => tape.pick(&["mam", "plentyn", "tad", "sian", "gofal", "dirprwy"]),
        Verb::Involve => tape.pick(&["huw", "sian", "aled"]),
        Verb::Administer => tape.pick(&["ifan", "owain"]),
        Verb::Sign => tape.pick(&["gwen", "ifan", "gwen", "owain"]),
        Verb::Audit => tape.pick(&["gwen", "eiriolwr", "huw"]),
        Verb::Declare => tape.pick(&["sian", "mair", "huw", "ceri", "lowri", "aled"]),
        Verb::Ask => tape.pick(&["sian", "ceri", "huw", "lowri", "aled"]),
        Verb::WhoLooked => tape.pick(&["mam", "tad", "plentyn", "dirprwy", "cyfaill", "eiriolwr", "cyfaill", "huw"]),
        Verb::Remark | Verb::NameHelper => tape.pick(&["mam", "tad", "plentyn", "dirprwy", "mam", "tad", "cyfaill"]),
        Verb::Accept | Verb::TurnAway => tape.pick(&["huw", "huw", "huw", "huw", "sian", "lowri"]),
        Verb::Deliver => tape.pick(&["mam", "nia", "ceri", "owain", "post", "post"]),
        Verb::Answer => tape.pick(&["huw", "ceri", "sian", "ceri", "lowri", "mam"]),
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

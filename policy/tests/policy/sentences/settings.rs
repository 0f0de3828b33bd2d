//! Worlds in which the answer is yes.

use porthor_policy::*;

use crate::worlds::*;

/// The school opens the report on the mother's consent.
pub(super) fn school() -> World {
    World::opens("sian").consents("mam", "bryn")
}

/// The college opens the report for transition on the mother's consent.
pub(super) fn college() -> World {
    World::opens("aled").consents("mam", "coleg").with(|w| w.access.purpose = Some(id("transition")))
}

/// The council opens the report for advice that it has asked for.
pub(super) fn council() -> World {
    World::opens("huw").with(|w| {
        w.access.purpose = Some(id("statutory-advice"));
        let asked = StatutoryRequest { purpose: id("statutory-advice"), ..request("request-1", "cwm", "bwrdd") };
        w.facts.requests.push(fact(asked));
    })
}

/// The clinician pushes a second report.
pub(super) fn push() -> World {
    World::asks("ceri", Verb::Push).with(|w| w.access.draft = Some(report("report-2", "speech-language", "ceri", "bwrdd")))
}

/// The mother gives a consent, signed in.
pub(super) fn giving() -> World {
    World::asks("mam", Verb::Grant).with(|w| w.access.grant = Some(grant("consent-9", "mam", to_agency("bryn"))))
}

/// The co-ordinator records the mother's consent on paper.
pub(super) fn recording() -> World {
    World::asks("sian", Verb::Grant).with(|w| {
        w.access.grant = Some(Grant { evidence: paper("sian"), ..grant("consent-9", "mam", to_agency("cwm")) });
    })
}

/// The mother sees the scan of the paper that she signed for the council.
pub(super) fn looking_at_the_paper() -> World {
    World::opens("mam").with(|w| {
        w.facts.grants.push(fact(Grant { evidence: paper("sian"), ..grant("consent-1", "mam", to_agency("cwm")) }));
        (w.access.report, w.access.scan) = (None, Some(id("scan-1")));
    })
}

/// The council sees the receipt of the mother's consent to the school.
pub(super) fn reading_a_receipt() -> World {
    let world = World::asks("huw", Verb::List).consents("mam", "bryn");
    world.with(|w| (w.access.report, w.access.consent) = (None, Some(id("consent-1"))))
}

/// A clinician at the school, where another is named on the case, declares an emergency.
pub(super) fn declaring() -> World {
    World::asks("mair", Verb::Declare).with(|w| {
        w.facts.involvements[2].value.person = Some(id("sian"));
        w.access.declares = Some(emergency("emergency-1", "mair"));
    })
}

/// They end it.
pub(super) fn ending() -> World {
    declaring().with(|w| {
        w.facts.emergencies.push(fact(emergency("emergency-1", "mair")));
        (w.access.declares, w.access.emergency) = (None, Some(id("emergency-1")));
    })
}

/// The mother takes back her consent.
pub(super) fn withdrawing() -> World {
    World::asks("mam", Verb::Withdraw).consents("mam", "bryn").with(|w| w.access.consent = Some(id("consent-1")))
}

/// An agency asks the health board.
pub(super) fn asking(person: &str, kind: RequestKind) -> World {
    World::asks(person, Verb::Involve).with(|w| {
        let by = actor(person).agency.expect("staff of an agency");
        w.access.asks = Some(StatutoryRequest { kind, ..request("request-8", by.as_str(), "bwrdd") });
    })
}

/// It closes a request of its own.
pub(super) fn closing(person: &str, agency: &str) -> World {
    World::asks(person, Verb::Involve).with(|w| {
        w.facts.requests.push(fact(request("request-1", agency, "bwrdd")));
        w.access.request = Some(id("request-1"));
    })
}

/// The administrator of the school looks after the school.
pub(super) fn administering() -> World {
    World::asks("ifan", Verb::Administer).with(|w| {
        w.access.case = None;
        w.access.agency = Some(id("bryn"));
    })
}

/// The council's governance officer signs a protocol for the council.
pub(super) fn signing() -> World {
    World::asks("gwen", Verb::Sign).with(|w| {
        w.access.case = None;
        w.access.agency = Some(id("cwm"));
    })
}

/// A mother opens the report about her child.
pub(super) fn mother() -> World {
    World::opens("mam")
}

/// A panel member reads a bundle of one report until the end of the month.
pub(super) fn panel() -> World {
    World::opens("bethan").with(|w| {
        w.access.purpose = Some(id("statutory-advice"));
        let part = Involvement {
            person: Some(id("bethan")),
            scope: Scope::Bundle(codes(&["report-1"])),
            until: Some(day("2026-12-01")),
            ..queue("tribiwnlys", "panel-member")
        };
        w.facts.involvements.push(fact(part));
    })
}

/// An advocate, named until the end of the month, opens the report.
pub(super) fn advocate() -> World {
    World::opens("eiriolwr").with(|w| {
        let member =
            FamilyMember { person: id("eiriolwr"), standing: Standing::Advocate, until: Some(day("2026-12-01")), named: None };
        w.facts.family.push(fact(member));
    })
}

/// A friend whom the mother named, to see what she sees, opens the report.
pub(super) fn friend() -> World {
    World::opens("cyfaill").with(|w| w.facts.family.push(fact(helper("cyfaill", "mam"))))
}

/// The mother sees who has looked.
pub(super) fn who_looked() -> World {
    World::asks("mam", Verb::WhoLooked)
}

/// The mother names a friend.
pub(super) fn naming() -> World {
    World::asks("mam", Verb::NameHelper).with(|w| w.access.helper = Some(helper("cyfaill", "mam")))
}

/// The mother ends the help of a friend whom she named.
pub(super) fn ending_the_help() -> World {
    World::asks("mam", Verb::NameHelper).with(|w| {
        w.facts.family.push(fact(helper("cyfaill", "mam")));
        w.access.ends = Some(id("cyfaill"));
    })
}

/// The mother says something of the report.
pub(super) fn remarking() -> World {
    World::asks("mam", Verb::Remark).with(|w| {
        w.access.report = Some(id("report-1"));
        w.access.remark = Some(comment("mam"));
    })
}

/// The clinician who wrote it answers.
pub(super) fn answering() -> World {
    World::asks("ceri", Verb::Answer).with(|w| w.access.remark = Some(comment("mam")))
}

pub(super) fn end<T>(fact: &mut Recorded<T>) {
    fact.ended = Some(NOW.plus_days(-1));
}

/// The council's co-ordinator takes a report in that nobody signed.
pub(super) fn accepting() -> World {
    World::asks("huw", Verb::Accept).with(|w| {
        w.access.report = Some(id("report-1"));
        held_back(w, HeldFor::Unsigned);
    })
}

/// They turn it away.
pub(super) fn turning_away() -> World {
    accepting().with(|w| w.access.verb = Verb::TurnAway)
}

/// The mother carries a report of the health board that nobody signed.
pub(super) fn carrying() -> World {
    World::asks("mam", Verb::Deliver).with(|w| w.access.draft = push().access.draft)
}

/// She carries one that its author signed.
pub(super) fn carrying_signed() -> World {
    carrying().with(|w| w.access.sender = Some(actor("ceri")))
}

/// The report is held back.
pub(super) fn held_back(world: &mut World, held_for: HeldFor) {
    world.facts.quarantines.push(fact(Quarantine { report: id("report-1"), held_for }));
}

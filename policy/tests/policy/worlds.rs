//! A small county: a council, a health board, two schools, a college, a tribunal, their people, a family, and one signed protocol.
//! `World` is a question with everything known; what a test needs otherwise it changes by what people do.

#[path = "worlds/rules.rs"]
mod rules;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use porthor_policy::{
    About, Access, Actor, AgencyFacts, AgencyKind, Audience, Basis, CaseFacts, Class, Date, Decision, Emergency, Evidence, Factor,
    Facts, FamilyMember, Grant, Help, Involvement, Language, Naming, Proof, Protocol, Provenance, Reason, Recipient, Recorded,
    Remark, RemarkKind, Report, RequestKind, RequestState, Scope, StaffFacts, Standing, Status, StatutoryRequest, Timestamp, Verb,
    decide,
};

pub use self::rules::*;

/// Sunday 22 November 2026, half past nine.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_339_800_000);

/// An id or a code of the tests.
pub fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an id of the test")
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a date of the test")
}

pub fn codes<T: FromStr<Err: Debug> + Ord>(texts: &[&str]) -> BTreeSet<T> {
    texts.iter().map(|text| id(text)).collect()
}

/// On record since a hundred days ago.
pub fn fact<T>(value: T) -> Recorded<T> {
    Recorded::since(value, NOW.plus_days(-100))
}

pub const CATEGORIES: [&str; 3] = ["speech-language", "idp", "mental-health"];
pub const PURPOSES: [&str; 3] = ["aln-support", "transition", "statutory-advice"];
pub const AGENCIES: [(&str, AgencyKind); 6] = [
    ("cwm", AgencyKind::Council),
    ("bwrdd", AgencyKind::HealthBoard),
    ("bryn", AgencyKind::School),
    ("derwen", AgencyKind::School),
    ("coleg", AgencyKind::College),
    ("tribiwnlys", AgencyKind::Tribunal),
];
/// Person, agency, role.
pub const STAFF: [(&str, Option<&str>, &str); 14] = [
    ("ceri", Some("bwrdd"), "clinician"),
    ("sian", Some("bryn"), "co-ordinator"),
    ("huw", Some("cwm"), "co-ordinator"),
    ("nia", Some("derwen"), "contributor"),
    ("aled", Some("coleg"), "co-ordinator"),
    ("bethan", Some("tribiwnlys"), "panel-member"),
    ("gwen", Some("cwm"), "governance-officer"),
    ("ifan", Some("bryn"), "agency-administrator"),
    ("owain", None, "gateway-operator"),
    ("post", None, "mail-drop"),
    ("peiriant", Some("bwrdd"), "hospital-system"),
    ("mair", Some("bryn"), "clinician"),
    ("rhys", Some("bwrdd"), "administrative-support"),
    ("lowri", Some("cwm"), "clinician"),
];
/// Person, standing; the role goes by the standing's name.
pub const FAMILY: [(&str, Standing, &str); 7] = [
    ("mam", Standing::Parent, "parent"),
    ("tad", Standing::Parent, "parent"),
    ("plentyn", Standing::YoungPerson, "young-person"),
    ("gofal", Standing::ResponsibilityHolder, "responsibility-holder"),
    ("dirprwy", Standing::Deputy, "deputy"),
    ("eiriolwr", Standing::Advocate, "advocate"),
    ("cyfaill", Standing::CaseFriend, "case-friend"),
];

pub fn report(name: &str, category: &str, author: &str, agency: &str) -> Report {
    Report {
        id: id(name),
        category: id(category),
        purpose: id("aln-support"),
        class: Class::Confidential,
        audience: Audience::Family,
        status: Status::SignedOff,
        language: Language::Cy,
        provenance: Provenance::Nhs,
        author: id(author),
        author_agency: id(agency),
        arrived: NOW.plus_days(-50),
        version: 1,
        supersedes: None,
        marks: BTreeSet::new(),
        retain_until: Some(day("2057-01-01")),
    }
}

/// `giver` lets `agency` see speech reports for support and transition, from thirty days ago for a year.
pub fn grant(name: &str, giver: &str, recipient: Recipient) -> Grant {
    let standing = FAMILY.iter().find(|(person, ..)| *person == giver).map_or(Standing::Parent, |(_, standing, _)| *standing);
    Grant {
        id: id(name),
        giver: id(giver),
        standing,
        recipient,
        categories: codes(&["speech-language"]),
        purposes: codes(&["aln-support", "transition"]),
        from: NOW.plus_days(-30),
        until: Some(NOW.plus_days(335)),
        evidence: Evidence::SignedIn,
        language: Language::Cy,
        condition: None,
    }
}

/// Declared by `person`, until an hour from now.
pub fn emergency(name: &str, person: &str) -> Emergency {
    let agency = actor(person).agency.expect("staff of an agency");
    Emergency { id: id(name), person: id(person), agency, until: NOW.plus_millis(3_600_000) }
}

/// A paper that `by` recorded and `giver` signed two hundred days ago.
pub fn paper(by: &str) -> Evidence {
    Evidence::Paper { recorded_by: id(by), scan: id("scan-1"), sha256: "ab".into(), given: NOW.plus_days(-200) }
}

pub fn to_agency(agency: &str) -> Recipient {
    Recipient::Agency(id(agency))
}

pub fn to_person(person: &str) -> Recipient {
    Recipient::Person(id(person))
}

/// A friend whom `namer` names for a month, to see what they see.
pub fn helper(person: &str, namer: &str) -> FamilyMember {
    let named = Some(Naming { by: id(namer), help: Help::SeeWhatISee });
    FamilyMember { person: id(person), standing: Standing::CaseFriend, until: Some(NOW.date().plus_days(30)), named }
}

/// `author` says something of the report, which the health board wrote.
pub fn comment(author: &str) -> Remark {
    Remark {
        id: id("remark-1"),
        about: About::Report(id("report-1")),
        kind: RemarkKind::Comment,
        author: id(author),
        to: Some(id("bwrdd")),
    }
}

pub fn request(name: &str, by: &str, to: &str) -> StatutoryRequest {
    StatutoryRequest {
        id: id(name),
        kind: RequestKind::Section65,
        by: id(by),
        to: id(to),
        categories: codes(&["speech-language"]),
        purpose: id("aln-support"),
        due: day("2026-12-20"),
        state: RequestState::Open,
    }
}

pub fn queue(agency: &str, role: &str) -> Involvement {
    Involvement {
        id: id(&format!("part-{agency}")),
        agency: id(agency),
        person: None,
        role: id(role),
        scope: Scope::WholeCase,
        until: None,
    }
}

/// A child of ten, both parents, a report by the health board, every agency but the tribunal and `derwen` on the case, and no consent.
pub fn facts() -> Facts {
    let post = |(person, agency, role): (&str, Option<&str>, &str)| {
        fact(StaffFacts { person: id(person), agency: agency.map(id), role: id(role) })
    };
    let member = |person, standing| fact(FamilyMember { person: id(person), standing, until: None, named: None });
    let family_posts = FAMILY.map(|(person, _, role)| (person, None, role));
    Facts {
        taxonomy: Arc::new(taxonomy()),
        case: Some(fact(CaseFacts {
            id: id("case-1"),
            lead: id("cwm"),
            born: Some(day("2016-05-05")),
            looked_after: false,
            closed: false,
        })),
        agencies: AGENCIES.map(|(name, kind)| fact(AgencyFacts { id: id(name), kind, live: true })).into(),
        people: STAFF.into_iter().chain(family_posts).map(post).collect(),
        family: vec![member("mam", Standing::Parent), member("tad", Standing::Parent), member("plentyn", Standing::YoungPerson)],
        involvements: vec![
            fact(queue("cwm", "co-ordinator")),
            fact(queue("bwrdd", "clinician")),
            fact(queue("bryn", "co-ordinator")),
            fact(queue("coleg", "co-ordinator")),
        ],
        vetoes: vec![],
        competences: vec![],
        marks: vec![],
        enrolments: vec![],
        grants: vec![],
        requests: vec![],
        emergencies: vec![],
        reports: vec![fact(report("report-1", "speech-language", "ceri", "bwrdd"))],
        quarantines: Vec::new(),
        protocols: vec![signed(protocol("isp-1", &["cwm", "bwrdd", "bryn", "coleg", "tribiwnlys"], items()))],
    }
}

/// Someone of the county, who has just entered a password and a code.
pub fn actor(person: &str) -> Actor {
    let post = STAFF.iter().find(|(name, ..)| *name == person).map(|(_, agency, role)| (*agency, *role));
    let family = || FAMILY.iter().find(|(name, ..)| *name == person).map(|(.., role)| (None, *role));
    let (agency, role) = post.or_else(family).expect("a person of the county");
    Actor { person: id(person), agency: agency.map(id), role: id(role), proofs: proofs(&[Factor::Password, Factor::Totp], NOW) }
}

pub fn proofs(factors: &[Factor], at: Timestamp) -> Vec<Proof> {
    factors.iter().map(|factor| Proof { factor: *factor, at: at.plus_millis(-60_000) }).collect()
}

/// A question, with everything that is known.
#[derive(Clone, Debug)]
pub struct World {
    pub access: Access,
    pub facts: Facts,
    pub now: Timestamp,
}

impl World {
    pub fn asks(person: &str, verb: Verb) -> Self {
        let mut access = Access::new(actor(person), verb).on(id("case-1"));
        access.purpose = Some(id("aln-support"));
        if matches!(verb, Verb::List | Verb::Open | Verb::TakeSealed) {
            access.report = Some(id("report-1"));
        }
        Self { access, facts: facts(), now: NOW }
    }

    pub fn opens(person: &str) -> Self {
        Self::asks(person, Verb::Open)
    }

    pub fn decide(&self) -> Decision {
        decide(&self.access, &self.facts, self.now)
    }

    pub fn is_allowed(&self) -> bool {
        self.decide().is_allowed()
    }

    /// On what the yes rests.
    pub fn basis(&self) -> Basis {
        match self.decide() {
            Decision::Allow(grounds) => grounds.basis,
            Decision::Refuse(reasons) => panic!("expected a yes, refused for {reasons:?}"),
        }
    }

    /// The codes of the reasons of a no; none of a yes.
    pub fn refusals(&self) -> Vec<&'static str> {
        match self.decide() {
            Decision::Allow(_) => vec![],
            Decision::Refuse(reasons) => reasons.iter().map(Reason::code).collect(),
        }
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// `giver` consents, for `agency`.
    pub fn consents(mut self, giver: &str, agency: &str) -> Self {
        let name = format!("consent-{}", self.facts.grants.len() + 1);
        self.facts.grants.push(fact(grant(&name, giver, to_agency(agency))));
        self
    }

    pub fn case(&mut self) -> &mut CaseFacts {
        &mut self.facts.case.as_mut().expect("the case of the test").value
    }

    pub fn report(&mut self) -> &mut Report {
        &mut self.facts.reports[0].value
    }

    pub fn protocol(&mut self) -> &mut Protocol {
        Arc::make_mut(&mut self.facts.protocols[0].protocol)
    }

    pub fn grant(&mut self) -> &mut Grant {
        &mut self.facts.grants[0].value
    }

    /// The young person turned sixteen long ago.
    pub fn grown_up(mut self) -> Self {
        self.case().born = Some(day("2009-05-05"));
        self
    }
}

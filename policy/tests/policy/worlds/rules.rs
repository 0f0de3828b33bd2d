//! The rules of the county: its taxonomy, and protocols as its partners sign them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use porthor_policy::{
    AgencyKind, Ages, Assurance, Breach, Category, Class, ConsentRule, Instrument, Item, LegalBasis, Partner, Party, Protocol,
    ProtocolPurpose, ProtocolRecord, Purpose, Retention, Review, Role, RoleCode, Side, Signature, Taxonomy, Trigger, Verb,
};

use super::{CATEGORIES, PURPOSES, day, fact, id};

fn role(side: Side, verbs: &[Verb]) -> Role {
    Role {
        name_en: "x".into(),
        name_cy: "x".into(),
        side,
        verbs: verbs.iter().copied().collect(),
        may_be_sole: true,
        unattended: false,
    }
}

fn roles() -> BTreeMap<RoleCode, Role> {
    use Verb::{
        Accept, Administer, Answer, Ask, Audit, Declare, Deliver, Grant, Involve, List, NameHelper, Open, Push, Remark, Sign,
        TakeSealed, TurnAway, WhoLooked, Withdraw,
    };
    let family = || role(Side::Family, &[List, Open, Grant, Withdraw, WhoLooked, Remark, NameHelper]);
    // A supporter's role may be set too wide: their standing still holds them back.
    let supporter = || role(Side::Family, &[List, Open, Grant, Withdraw, Audit, WhoLooked, Remark, Answer, NameHelper]);
    let named = [
        ("clinician", role(Side::Staff, &[Push, List, Open, TakeSealed, Declare, Answer, Ask])),
        (
            "co-ordinator",
            // So may a co-ordinator's: what is the family's alone stays so.
            role(
                Side::Staff,
                &[
                    Push, List, Open, TakeSealed, Grant, Withdraw, Involve, Accept, TurnAway, Declare, Answer, WhoLooked,
                    NameHelper, Ask,
                ],
            ),
        ),
        ("contributor", role(Side::Staff, &[Push, List, Open, Ask])),
        ("administrative-support", role(Side::Staff, &[Push])),
        ("panel-member", role(Side::Staff, &[List, Open])),
        ("governance-officer", role(Side::Oversight, &[Audit, Sign])),
        ("agency-administrator", role(Side::Operator, &[Administer, Sign])),
        // Whatever their role is set to, who runs the machine signs for no agency.
        ("gateway-operator", role(Side::Operator, &[Administer, Sign])),
        ("hospital-system", Role { unattended: true, ..role(Side::Staff, &[Push]) }),
        ("mail-drop", role(Side::Operator, &[Deliver])),
        ("parent", family()),
        ("responsibility-holder", family()),
        ("young-person", family()),
        ("deputy", family()),
        ("advocate", supporter()),
        ("case-friend", supporter()),
    ];
    named.into_iter().map(|(code, role)| (id(code), role)).collect()
}

pub fn taxonomy() -> Taxonomy {
    let category = || Category {
        group: "x".into(),
        name_en: "x".into(),
        name_cy: "x".into(),
        class: Class::Confidential,
        retention_years: 31,
    };
    let purpose = || Purpose { name_en: "x".into(), name_cy: "x".into() };
    Taxonomy {
        categories: CATEGORIES.iter().map(|code| (id(code), category())).collect(),
        purposes: PURPOSES.iter().map(|code| (id(code), purpose())).collect(),
        roles: roles(),
        ages: Ages { own_authority: 16, service_ends: 25, reconsent_grace_days: 28 },
        assurance: Assurance {
            session_minutes: 720,
            step_up_minutes: 15,
            step_up_classes: BTreeSet::from([Class::Sensitive]),
            step_up_verbs: BTreeSet::from([Verb::Administer, Verb::Sign]),
            emergency_hours: 24,
        },
        clocks: BTreeMap::new(),
        holidays: BTreeSet::new(),
    }
}

/// Reports about a child's speech go from the health board to schools, colleges and councils for support and transition on consent,
/// to the council for advice on request; plans go from schools to the council by law.
pub fn items() -> Vec<Item> {
    let item = |category: &str, from: &str, to: &str, purpose: &str, trigger| Item {
        category: id(category),
        from: from.to_owned().try_into().expect("a party of the test"),
        to: to.to_owned().try_into().expect("a party of the test"),
        purpose: id(purpose),
        trigger,
        method: "x".into(),
        why_en: "x".into(),
        why_cy: "x".into(),
    };
    vec![
        item("speech-language", "kind:health-board", "kind:school", "aln-support", Trigger::Consent),
        item("speech-language", "bwrdd", "cwm", "aln-support", Trigger::Either),
        item("speech-language", "bwrdd", "cwm", "statutory-advice", Trigger::Request),
        item("speech-language", "bwrdd", "kind:college", "transition", Trigger::Consent),
        item("speech-language", "bwrdd", "tribiwnlys", "statutory-advice", Trigger::Law),
        item("idp", "kind:school", "cwm", "aln-support", Trigger::Law),
    ]
}

pub fn protocol(code: &str, partners: &[&str], items: Vec<Item>) -> Protocol {
    let text = || "x".to_owned();
    Protocol {
        id: id(code),
        version: 1,
        instrument: Instrument::Isp,
        title_en: text(),
        title_cy: text(),
        supersedes: None,
        quality_assured: None,
        partners: partners.iter().map(|agency| partner(agency)).collect(),
        purposes: PURPOSES.iter().map(|code| ProtocolPurpose { code: id(code), text_en: text(), text_cy: text() }).collect(),
        service_user_groups_en: vec![],
        service_user_groups_cy: vec![],
        legal: PURPOSES.iter().map(|code| legal(code)).collect(),
        items,
        consent: ConsentRule {
            required: true,
            given_by_en: text(),
            given_by_cy: text(),
            refusal_means_en: text(),
            refusal_means_cy: text(),
            withdrawal_route_en: text(),
            withdrawal_route_cy: text(),
        },
        retention: CATEGORIES.iter().map(|code| Retention { category: id(code), years: 31, disposal: text() }).collect(),
        breach: Breach { lead: id("cwm"), contact: text(), partners_hours: 24, regulator_hours: 72 },
        review: Review { due: day("2027-09-01"), interval_months: 12, warn_before_months: 3, lapse_after_months: 3 },
        starts: day("2025-09-01"),
        ends: Some(day("2030-08-31")),
        termination_en: text(),
        termination_cy: text(),
    }
}

/// A partner with a text wherever one belongs.
pub fn partner(agency: &str) -> Partner {
    let text = || "x".to_owned();
    Partner { agency: id(agency), role_en: text(), role_cy: text(), designated_person_en: text(), designated_person_cy: text() }
}

fn legal(purpose: &str) -> LegalBasis {
    let text = || "x".to_owned();
    LegalBasis {
        partner: Party::Kind(AgencyKind::HealthBoard),
        purpose: id(purpose),
        statute_en: text(),
        statute_cy: text(),
        art6: text(),
        art9: text(),
        schedule1_en: text(),
        schedule1_cy: text(),
        confidentiality: text(),
    }
}

/// The protocol with every partner's signature.
pub fn signed(protocol: Protocol) -> ProtocolRecord {
    let signatures = protocol.partners.iter().map(|partner| fact(signature(partner.agency.as_str()))).collect();
    ProtocolRecord { protocol: Arc::new(protocol), signatures }
}

pub fn signature(agency: &str) -> Signature {
    Signature { agency: id(agency), person: id("penaeth") }
}

//! The information-sharing protocol: the instrument by which agencies agree to share (in Wales made under WASPI). A version is
//! immutable once a partner has signed it, in force only when every partner has, and ends for a partner that withdraws.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    AgencyFacts, AgencyId, CategoryCode, Date, InvalidId, PersonId, ProtocolId, PurposeCode, Recorded, Taxonomy, Timestamp,
};

/// What sort of body an agency is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgencyKind {
    /// A local authority.
    Council,
    /// A local health board or trust.
    HealthBoard,
    /// A school, special school or pupil referral unit.
    School,
    /// A further-education institution.
    College,
    /// A voluntary provider.
    Voluntary,
    /// A nursery or playgroup.
    EarlyYears,
    /// A tribunal, panel or mediation service.
    Tribunal,
}

/// One end of an item: an agency, or any partner of a kind (`kind:school`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Party {
    /// This agency.
    Agency(AgencyId),
    /// Every partner of this kind.
    Kind(AgencyKind),
}

impl Party {
    fn is(&self, agency: &AgencyId, kind: AgencyKind) -> bool {
        match self {
            Self::Agency(id) => id == agency,
            Self::Kind(wanted) => *wanted == kind,
        }
    }
}

const KINDS: [(AgencyKind, &str); 7] = [
    (AgencyKind::Council, "council"),
    (AgencyKind::HealthBoard, "health-board"),
    (AgencyKind::School, "school"),
    (AgencyKind::College, "college"),
    (AgencyKind::Voluntary, "voluntary"),
    (AgencyKind::EarlyYears, "early-years"),
    (AgencyKind::Tribunal, "tribunal"),
];

impl fmt::Display for AgencyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KINDS.iter().find(|(kind, _)| kind == self).map_or("", |(_, word)| word))
    }
}

impl FromStr for AgencyKind {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let found = KINDS.iter().find(|(_, word)| *word == text).map(|(kind, _)| *kind);
        found.ok_or(InvalidId { what: "a kind of agency" })
    }
}

impl TryFrom<String> for Party {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        match text.strip_prefix("kind:") {
            Some(kind) => kind.parse().map(Self::Kind),
            None => text.parse().map(Self::Agency),
        }
    }
}

impl From<Party> for String {
    fn from(party: Party) -> Self {
        match party {
            Party::Agency(id) => id.into(),
            Party::Kind(kind) => format!("kind:{kind}"),
        }
    }
}

/// The form of the agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instrument {
    /// Information-sharing protocol: partners share with each other.
    Isp,
    /// One-way disclosure agreement.
    Dda,
    /// Joint-controller arrangement.
    Jca,
}

/// One version of a protocol, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Which.
    pub id: ProtocolId,
    /// Which version, from 1.
    pub version: u32,
    /// Its form.
    pub instrument: Instrument,
    /// English title.
    pub title_en: String,
    /// Welsh title.
    pub title_cy: String,
    /// The version it takes the place of.
    #[serde(default)]
    pub supersedes: Option<u32>,
    /// Who assured its quality, and when.
    #[serde(default)]
    pub quality_assured: Option<QualityAssured>,
    /// Who agrees. Their signatures are facts of their own.
    pub partners: Vec<Partner>,
    /// What is shared for.
    pub purposes: Vec<ProtocolPurpose>,
    /// Whom it is about.
    pub service_user_groups: Vec<String>,
    /// On what law each kind of partner rests.
    pub legal: Vec<LegalBasis>,
    /// What passes from whom to whom.
    pub items: Vec<Item>,
    /// What it says about consent.
    pub consent: ConsentRule,
    /// How long partners keep what they receive.
    pub retention: Vec<Retention>,
    /// Whom to tell of a breach, and how soon.
    pub breach: Breach,
    /// When it is to be looked at again.
    pub review: Review,
    /// First day.
    pub starts: Date,
    /// First day it no longer holds. Missing means never in force.
    pub ends: Option<Date>,
    /// How it ends early.
    pub termination: String,
}

/// Who assured a protocol's quality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityAssured {
    /// A body or post.
    pub by: String,
    /// When.
    pub on: Date,
}

/// An agency that is to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Which.
    pub agency: AgencyId,
    /// As what.
    pub role: String,
    /// The post that answers for it.
    pub designated_person: String,
}

/// What is shared for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolPurpose {
    /// Code of the taxonomy.
    pub code: PurposeCode,
    /// In English.
    pub text_en: String,
    /// In Welsh.
    pub text_cy: String,
}

/// On what law a partner rests for a purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// Whose.
    pub partner: Party,
    /// For what.
    pub purpose: PurposeCode,
    /// Act and section.
    pub statute: String,
    /// UK GDPR article 6.
    pub art6: String,
    /// UK GDPR article 9.
    pub art9: String,
    /// Data Protection Act 2018, schedule 1.
    pub schedule1: String,
    /// What lifts the duty of confidentiality.
    pub confidentiality: String,
}

/// What opens the way for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// A consent of someone with standing.
    Consent,
    /// An open statutory request.
    Request,
    /// Either of the two.
    Either,
    /// The law itself, as the protocol's legal basis says.
    Law,
}

/// What passes from whom to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Kind of report.
    pub category: CategoryCode,
    /// From.
    pub from: Party,
    /// To.
    pub to: Party,
    /// For what.
    pub purpose: PurposeCode,
    /// What opens the way.
    pub trigger: Trigger,
    /// How it passes.
    pub method: String,
    /// Why it is needed, in English.
    pub why_en: String,
    /// Why it is needed, in Welsh.
    pub why_cy: String,
}

/// What a protocol says about consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRule {
    /// Whether items rest on consent unless they say otherwise.
    pub required: bool,
    /// Who gives it.
    pub given_by: String,
    /// What a refusal means, in English.
    pub refusal_means_en: String,
    /// What a refusal means, in Welsh.
    pub refusal_means_cy: String,
    /// How it is taken back.
    pub withdrawal_route: String,
}

/// How long a partner keeps what it received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Kind of report.
    pub category: CategoryCode,
    /// Years.
    pub years: u16,
    /// What happens then.
    pub disposal: String,
}

/// Whom to tell of a breach, and how soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// The partner that leads.
    pub lead: AgencyId,
    /// Where to tell.
    pub contact: String,
    /// Hours to tell the partners.
    pub partners_hours: u16,
    /// Hours to tell the regulator.
    pub regulator_hours: u16,
}

/// When a protocol is to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// When next.
    pub due: Date,
    /// Months between reviews.
    pub interval_months: u32,
    /// Months before that a warning is given.
    pub warn_before_months: u32,
    /// Months after which, unreviewed, it lapses.
    pub lapse_after_months: u32,
}

/// A partner's signature to a version; ends when the partner withdraws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Which partner.
    pub agency: AgencyId,
    /// Who signed for it.
    pub person: PersonId,
}

/// A version with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolRecord {
    /// The version.
    pub protocol: Arc<Protocol>,
    /// Every signature ever, ended ones too.
    pub signatures: Vec<Recorded<Signature>>,
}

/// What is wrong with a protocol that someone wants to register.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// Nobody to share with.
    #[error("expected at least two partners, each named once")]
    Partners,
    /// A text is missing in one language.
    #[error("expected {0} in Welsh and in English")]
    Text(&'static str),
    /// A category that the taxonomy lacks.
    #[error("the category {0} is not in the taxonomy")]
    Category(CategoryCode),
    /// A purpose that the taxonomy or the protocol lacks.
    #[error("the purpose {0} is not in the taxonomy, or not among the protocol's purposes")]
    Purpose(PurposeCode),
    /// No item, so nothing is shared.
    #[error("expected at least one item")]
    NoItems,
    /// An item's end is no partner.
    #[error("an item names an agency that is not a partner")]
    NotAPartner,
    /// No end, or one before the start.
    #[error("expected an end after the start")]
    Dates,
    /// A category is shared without saying how long it is kept.
    #[error("expected a retention for the category {0}")]
    Retention(CategoryCode),
    /// A purpose has no legal basis.
    #[error("expected a legal basis for the purpose {0}")]
    Legal(PurposeCode),
}

/// Why a version is not in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInForce {
    /// A partner has not signed, or has withdrawn.
    NotSigned(AgencyId),
    /// A partner is not a live agency here.
    NotLive(AgencyId),
    /// Its first day is still to come.
    NotStarted(Date),
    /// It has ended, or says no end.
    Ended,
    /// Its review is overdue beyond the grace.
    ReviewLapsed(Date),
}

impl Protocol {
    /// Everything that is wrong with it.
    pub fn validate(&self, taxonomy: &Taxonomy) -> Result<(), Vec<ProtocolError>> {
        let mut wrong = Vec::new();
        self.validate_partners(&mut wrong);
        self.validate_texts(&mut wrong);
        for purpose in &self.purposes {
            if !taxonomy.purposes.contains_key(&purpose.code) {
                wrong.push(ProtocolError::Purpose(purpose.code.clone()));
            }
            if !self.legal.iter().any(|legal| legal.purpose == purpose.code) {
                wrong.push(ProtocolError::Legal(purpose.code.clone()));
            }
        }
        self.validate_items(taxonomy, &mut wrong);
        if self.ends.is_none_or(|ends| ends <= self.starts) {
            wrong.push(ProtocolError::Dates);
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn validate_partners(&self, wrong: &mut Vec<ProtocolError>) {
        let mut names: Vec<_> = self.partners.iter().map(|partner| &partner.agency).collect();
        names.sort();
        names.dedup();
        if names.len() < 2 || names.len() != self.partners.len() {
            wrong.push(ProtocolError::Partners);
        }
    }

    fn validate_texts(&self, wrong: &mut Vec<ProtocolError>) {
        let both = |en: &str, cy: &str| !en.trim().is_empty() && !cy.trim().is_empty();
        if !both(&self.title_en, &self.title_cy) {
            wrong.push(ProtocolError::Text("the title"));
        }
        if !self.purposes.iter().all(|purpose| both(&purpose.text_en, &purpose.text_cy)) {
            wrong.push(ProtocolError::Text("every purpose"));
        }
        if !self.items.iter().all(|item| both(&item.why_en, &item.why_cy)) {
            wrong.push(ProtocolError::Text("why every item is needed"));
        }
        if !both(&self.consent.refusal_means_en, &self.consent.refusal_means_cy) {
            wrong.push(ProtocolError::Text("what a refusal means"));
        }
    }

    fn validate_items(&self, taxonomy: &Taxonomy, wrong: &mut Vec<ProtocolError>) {
        if self.items.is_empty() {
            wrong.push(ProtocolError::NoItems);
        }
        for item in &self.items {
            if !taxonomy.categories.contains_key(&item.category) {
                wrong.push(ProtocolError::Category(item.category.clone()));
            }
            if !self.purposes.iter().any(|purpose| purpose.code == item.purpose) {
                wrong.push(ProtocolError::Purpose(item.purpose.clone()));
            }
            if !self.retention.iter().any(|retention| retention.category == item.category) {
                wrong.push(ProtocolError::Retention(item.category.clone()));
            }
            let named = [&item.from, &item.to].into_iter().all(|party| match party {
                Party::Agency(id) => self.has_partner(id),
                Party::Kind(_) => true,
            });
            if !named {
                wrong.push(ProtocolError::NotAPartner);
            }
        }
    }

    /// Whether `agency` is to sign it.
    #[must_use]
    pub fn has_partner(&self, agency: &AgencyId) -> bool {
        self.partners.iter().any(|partner| partner.agency == *agency)
    }

    /// The day it lapses, unreviewed.
    #[must_use]
    pub fn lapses(&self) -> Date {
        self.review.due.plus_months(self.review.lapse_after_months)
    }
}

impl Item {
    /// Whether it passes reports of `category` from one agency to another.
    #[must_use]
    pub fn passes(&self, category: &CategoryCode, from: (&AgencyId, AgencyKind), to: (&AgencyId, AgencyKind)) -> bool {
        self.category == *category && self.from.is(from.0, from.1) && self.to.is(to.0, to.1)
    }

    /// Whether it lets reports of `category` leave an agency at all.
    #[must_use]
    pub fn leaves(&self, category: &CategoryCode, from: (&AgencyId, AgencyKind)) -> bool {
        self.category == *category && self.from.is(from.0, from.1)
    }
}

impl ProtocolRecord {
    /// Whether `agency` has signed, and has not withdrawn.
    #[must_use]
    pub fn is_signed_by(&self, agency: &AgencyId, now: Timestamp) -> bool {
        self.signatures.iter().any(|signature| signature.value.agency == *agency && signature.holds(now))
    }

    /// Whether every partner has signed at some time. One that has withdrawn since is out, the others go on.
    fn is_agreed(&self, now: Timestamp) -> bool {
        self.protocol.partners.iter().all(|partner| self.was_signed_by(&partner.agency, now))
    }

    fn was_signed_by(&self, agency: &AgencyId, now: Timestamp) -> bool {
        self.signatures.iter().any(|signature| signature.value.agency == *agency && signature.recorded <= now)
    }

    /// Whether it has taken the place of `older`: a later version, agreed by all and begun. What it replaced does not come back.
    #[must_use]
    pub fn has_replaced(&self, older: &Self, now: Timestamp) -> bool {
        self.protocol.supersedes == Some(older.protocol.version)
            && self.protocol.version > older.protocol.version
            && self.protocol.id == older.protocol.id
            && self.protocol.starts <= now.date()
            && self.is_agreed(now)
    }

    /// Whether it is in force at `now`; if not, everything that stands in the way. For a partner that has withdrawn it is not, though
    /// it is for the others: see [`Self::is_signed_by`].
    pub fn in_force(&self, agencies: &[Recorded<AgencyFacts>], now: Timestamp) -> Result<(), Vec<NotInForce>> {
        let mut wrong = Vec::new();
        let today = now.date();
        for partner in &self.protocol.partners {
            if !self.was_signed_by(&partner.agency, now) {
                wrong.push(NotInForce::NotSigned(partner.agency.clone()));
            }
            let live = agencies.iter().any(|agency| agency.holds(now) && agency.value.live && agency.value.id == partner.agency);
            if !live {
                wrong.push(NotInForce::NotLive(partner.agency.clone()));
            }
        }
        if today < self.protocol.starts {
            wrong.push(NotInForce::NotStarted(self.protocol.starts));
        }
        if self.protocol.ends.is_none_or(|ends| ends <= today) {
            wrong.push(NotInForce::Ended);
        }
        if self.protocol.lapses() <= today {
            wrong.push(NotInForce::ReviewLapsed(self.protocol.review.due));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

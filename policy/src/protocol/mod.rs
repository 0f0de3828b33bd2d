//! The information-sharing protocol: the instrument by which agencies agree to share (in Wales made under WASPI). A version is
//! immutable once a partner has signed it, in force only when every partner has, and ends for a partner that withdraws.
//!
//! Here is what a version says. `party` is who may stand at an item's ends, `validity` what makes a version fit to be registered,
//! `force` its signatures and what follows from them, `draft` one on trial.

mod draft;
mod force;
mod party;
mod validity;

use serde::{Deserialize, Serialize};

use crate::{AgencyId, CategoryCode, Date, ProtocolId, PurposeCode};

pub use force::{NotInForce, ProtocolRecord, Signature};
pub use party::{AgencyKind, Party};
pub use validity::ProtocolError;

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
    /// Whom it is about, in English. Versions of before every text had both languages have one, of whichever language, under the bare name.
    #[serde(alias = "service_user_groups")]
    pub service_user_groups_en: Vec<String>,
    /// Whom it is about, in Welsh.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_user_groups_cy: Vec<String>,
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
    /// How it ends early, in English.
    #[serde(alias = "termination")]
    pub termination_en: String,
    /// How it ends early, in Welsh.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub termination_cy: String,
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
    /// As what, in English.
    #[serde(alias = "role")]
    pub role_en: String,
    /// As what, in Welsh.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role_cy: String,
    /// The post that answers for it, in English.
    #[serde(alias = "designated_person")]
    pub designated_person_en: String,
    /// The post that answers for it, in Welsh.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub designated_person_cy: String,
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
    /// Act and section, in English.
    #[serde(alias = "statute")]
    pub statute_en: String,
    /// Act and section, in Welsh.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statute_cy: String,
    /// UK GDPR article 6.
    pub art6: String,
    /// UK GDPR article 9.
    pub art9: String,
    /// Data Protection Act 2018, schedule 1, in English.
    #[serde(alias = "schedule1")]
    pub schedule1_en: String,
    /// The same in Welsh.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub schedule1_cy: String,
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
    /// Who gives it, in English.
    #[serde(alias = "given_by")]
    pub given_by_en: String,
    /// Who gives it, in Welsh.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub given_by_cy: String,
    /// What a refusal means, in English.
    pub refusal_means_en: String,
    /// What a refusal means, in Welsh.
    pub refusal_means_cy: String,
    /// How it is taken back, in English.
    #[serde(alias = "withdrawal_route")]
    pub withdrawal_route_en: String,
    /// How it is taken back, in Welsh.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub withdrawal_route_cy: String,
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

/// How near a protocol's review is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewState {
    /// Not yet.
    Later,
    /// Within the months before it in which a warning is given.
    Soon,
    /// Past its day; it lapses unless it is held.
    Overdue,
    /// Not held in time.
    Lapsed,
}

impl Protocol {
    /// How near its review is on `today`.
    #[must_use]
    pub fn review_state(&self, today: Date) -> ReviewState {
        if self.lapses() <= today {
            ReviewState::Lapsed
        } else if self.review.due <= today {
            ReviewState::Overdue
        } else if self.review.due <= today.plus_months(self.review.warn_before_months) {
            ReviewState::Soon
        } else {
            ReviewState::Later
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

//! A report: what a decision needs to know of it, and nothing of what it says.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{AgencyId, CategoryCode, Date, PersonId, PurposeCode, ReportId, Timestamp};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }
    )*};
}

codes! {
    /// How much harm a leak would do (S3's three classes).
    Class {
        /// Could be known.
        NonConfidential,
        /// Confidential.
        Confidential,
        /// Sensitive: a step-up opens it.
        Sensitive,
    }
    /// For whom it was written.
    Audience {
        /// Professionals only.
        Professionals,
        /// The family too.
        Family,
        /// The child too.
        ChildFriendly,
    }
    /// How final it is.
    Status {
        /// A note.
        Informal,
        /// Not yet agreed: stays with its agency.
        Draft,
        /// Agreed; never changes.
        SignedOff,
        /// Laid down by law; never changes.
        Statutory,
    }
    /// What it is written in.
    Language {
        /// Welsh.
        Cy,
        /// English.
        En,
    }
    /// Where it came from.
    Provenance {
        /// A health body.
        Nhs,
        /// A council.
        Council,
        /// A school, college or setting.
        School,
        /// Commissioned privately.
        Private,
        /// The family.
        Family,
        /// A voluntary provider.
        Voluntary,
    }
    /// What keeps a report from the family even where it is for them.
    ReportMark {
        /// Tells of somebody else.
        ThirdParty,
        /// Would be likely to cause serious harm (Data Protection Act 2018, sch. 3).
        SeriousHarm,
    }
}

/// One version of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Which.
    pub id: ReportId,
    /// What kind.
    pub category: CategoryCode,
    /// What it was written for.
    pub purpose: PurposeCode,
    /// How much harm a leak would do.
    pub class: Class,
    /// For whom it was written.
    pub audience: Audience,
    /// How final it is.
    pub status: Status,
    /// What it is written in.
    pub language: Language,
    /// Where it came from.
    pub provenance: Provenance,
    /// Who wrote or pushed it.
    pub author: PersonId,
    /// For which agency.
    pub author_agency: AgencyId,
    /// When it came.
    pub arrived: Timestamp,
    /// 1 for the first.
    pub version: u32,
    /// The version it takes the place of.
    pub supersedes: Option<ReportId>,
    /// What keeps it from the family.
    pub marks: BTreeSet<ReportMark>,
    /// The first day it may no longer be released. Missing means over.
    pub retain_until: Option<Date>,
}

//! Who stands at an item's ends: an agency, or every partner of a kind.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{AgencyId, InvalidId};

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
    pub(super) fn is(&self, agency: &AgencyId, kind: AgencyKind) -> bool {
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

//! People: families and their standing, staff and their posts.

use serde::{Deserialize, Serialize};

use crate::{AgencyId, Date, PersonId, RoleCode};

/// On what standing someone belongs to a child's or young person's family in this case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A parent with parental responsibility.
    Parent,
    /// Holds parental responsibility in the parents' place: the council, for a looked-after child.
    ResponsibilityHolder,
    /// The child or young person.
    YoungPerson,
    /// Deputy or attorney (Mental Capacity Act 2005).
    Deputy,
    /// Named by the family, time-bound: sees, and never decides.
    Advocate,
    /// Named by the family, time-bound: sees, and never decides.
    CaseFriend,
}

impl Standing {
    /// Whether a consent can come from this standing at all.
    #[must_use]
    pub fn may_consent(self) -> bool {
        !self.is_supporter()
    }

    /// Named by the family for a time.
    #[must_use]
    pub fn is_supporter(self) -> bool {
        matches!(self, Self::Advocate | Self::CaseFriend)
    }
}

/// Someone of the family, on a standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyMember {
    /// Who.
    pub person: PersonId,
    /// On what standing.
    pub standing: Standing,
    /// The first day it no longer holds. A supporter without one has none: a missing expiry is an expired one.
    pub until: Option<Date>,
}

impl FamilyMember {
    /// Whether the standing has run out on `day`.
    #[must_use]
    pub fn is_over(&self, day: Date) -> bool {
        self.until.map_or(self.standing.is_supporter(), |until| until <= day)
    }
}

/// A person's post, or that they are of a family (no agency).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffFacts {
    /// Who.
    pub person: PersonId,
    /// Where; none for families.
    pub agency: Option<AgencyId>,
    /// As what.
    pub role: RoleCode,
}

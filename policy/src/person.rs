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

    /// Its word, which is that of the family's role of the same name too.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::ResponsibilityHolder => "responsibility-holder",
            Self::YoungPerson => "young-person",
            Self::Deputy => "deputy",
            Self::Advocate => "advocate",
            Self::CaseFriend => "case-friend",
        }
    }

    /// Named by the family for a time.
    #[must_use]
    pub fn is_supporter(self) -> bool {
        matches!(self, Self::Advocate | Self::CaseFriend)
    }
}

/// How far a helper goes with whoever of the family named them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Help {
    /// "Help me decide": sees who is on the case, which reports there are and what is consented to; opens no report.
    HelpMeDecide,
    /// "See what I see": reads what the one who named them may read, and sees who has looked.
    SeeWhatISee,
}

/// That somebody of the family named a supporter, and how far these go with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Naming {
    /// Who named them.
    pub by: PersonId,
    /// How far they go.
    pub help: Help,
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
    /// Of a helper whom somebody of the family named; none where the lead agency recorded the standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Naming>,
}

/// Months that a helper may be named for, at most.
const HELPS_FOR: u32 = 12;

/// What is wrong with a helper whom someone wants to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HelperError {
    /// Not an advocate or a case friend, or named in somebody else's name, or for oneself.
    #[error("expected an advocate or a case friend of whoever names them")]
    NoSupporter,
    /// No end.
    #[error("expected an end")]
    NoEnd,
    /// Over before it begins.
    #[error("expected an end after today")]
    Over,
    /// Longer than it may be.
    #[error("expected an end within {HELPS_FOR} months")]
    TooLong,
}

impl FamilyMember {
    /// Whether the standing has run out on `day`. Nobody but a supporter is named by another: any such standing is over.
    #[must_use]
    pub fn is_over(&self, day: Date) -> bool {
        let is_odd = self.named.is_some() && !self.standing.is_supporter();
        is_odd || self.until.map_or(self.standing.is_supporter(), |until| until <= day)
    }

    /// Whether `namer` may have this helper, named on `day`: an advocate or case friend, for a time.
    pub fn validate_helper(&self, namer: &PersonId, day: Date) -> Result<(), HelperError> {
        let is_theirs = self.named.as_ref().is_some_and(|named| named.by == *namer) && self.person != *namer;
        match self.until {
            _ if !is_theirs || !self.standing.is_supporter() => Err(HelperError::NoSupporter),
            None => Err(HelperError::NoEnd),
            Some(until) if until <= day => Err(HelperError::Over),
            Some(until) if until > day.plus_months(HELPS_FOR) => Err(HelperError::TooLong),
            Some(_) => Ok(()),
        }
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

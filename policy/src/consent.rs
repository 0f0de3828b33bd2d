//! Consent: who lets whom see what, for what and for how long. Append-only: a grant is recorded, and may be withdrawn; nothing is
//! edited. Kept apart from every other lawful basis.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{AgencyId, CategoryCode, ConsentId, Date, Language, PersonId, PurposeCode, ScanId, Standing, Taxonomy, Timestamp};

/// Whom a consent lets see.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// An agency's people on the case.
    Agency(AgencyId),
    /// One person of the family: a parent, once the young person decides.
    Person(PersonId),
}

/// How a consent was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// By the giver, signed in with two factors.
    SignedIn,
    /// On paper.
    Paper {
        /// Who recorded it.
        recorded_by: PersonId,
        /// Its scan, as it is kept.
        scan: ScanId,
        /// SHA-256 of the scan, hex.
        sha256: String,
        /// When it was signed.
        given: Timestamp,
    },
    /// Spoken.
    Spoken {
        /// Who recorded it.
        recorded_by: PersonId,
        /// Who else heard it.
        witness: PersonId,
        /// When it was said.
        given: Timestamp,
    },
}

impl Evidence {
    /// When what staff record was given; signed in it is given as it is recorded.
    #[must_use]
    pub fn given(&self) -> Option<Timestamp> {
        match self {
            Self::SignedIn => None,
            Self::Paper { given, .. } | Self::Spoken { given, .. } => Some(*given),
        }
    }
}

/// What makes a grant end by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// Ends unless the learner has enrolled with the recipient before this day.
    Enrols {
        /// The day.
        by: Date,
    },
}

/// A consent as given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Which.
    pub id: ConsentId,
    /// Who gives it.
    pub giver: PersonId,
    /// On what standing.
    pub standing: Standing,
    /// Whom it lets see.
    pub recipient: Recipient,
    /// Which kinds of report.
    pub categories: BTreeSet<CategoryCode>,
    /// For what.
    pub purposes: BTreeSet<PurposeCode>,
    /// From when.
    pub from: Timestamp,
    /// Until when (not included). Missing means over.
    pub until: Option<Timestamp>,
    /// How it was given.
    pub evidence: Evidence,
    /// In which language it was given.
    pub language: Language,
    /// What makes it end by itself.
    pub condition: Option<Condition>,
}

/// What is wrong with a consent that someone wants to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// A supporter cannot consent.
    #[error("expected a standing that can consent")]
    NoStanding,
    /// Covers nothing.
    #[error("expected at least one category and one purpose")]
    Empty,
    /// A category that the taxonomy lacks.
    #[error("expected categories of the taxonomy")]
    UnknownCategory,
    /// A purpose that the taxonomy lacks.
    #[error("expected purposes of the taxonomy")]
    UnknownPurpose,
    /// No end.
    #[error("expected an end")]
    NoEnd,
    /// Ends before it starts.
    #[error("expected an end after the start")]
    EndsBeforeStart,
    /// Over before it is given.
    #[error("expected an end in the future")]
    Over,
    /// Its paper or its witness is of a later day.
    #[error("expected evidence that was given already")]
    EvidenceLater,
}

impl Grant {
    /// When it was given: staff record it later than it was signed or spoken, and `recorded` is then.
    #[must_use]
    pub fn given_at(&self, recorded: Timestamp) -> Timestamp {
        self.evidence.given().unwrap_or(recorded)
    }

    /// Everything that is wrong with it, seen at `now`.
    pub fn validate(&self, taxonomy: &Taxonomy, now: Timestamp) -> Result<(), Vec<GrantError>> {
        let mut wrong = Vec::new();
        let mut check = |holds: bool, error| {
            if !holds {
                wrong.push(error);
            }
        };
        check(self.standing.may_consent(), GrantError::NoStanding);
        check(!self.categories.is_empty() && !self.purposes.is_empty(), GrantError::Empty);
        check(self.categories.iter().all(|code| taxonomy.categories.contains_key(code)), GrantError::UnknownCategory);
        check(self.purposes.iter().all(|code| taxonomy.purposes.contains_key(code)), GrantError::UnknownPurpose);
        match self.until {
            None => check(false, GrantError::NoEnd),
            Some(until) => {
                check(self.from < until, GrantError::EndsBeforeStart);
                check(now < until, GrantError::Over);
            }
        }
        check(self.evidence.given().is_none_or(|given| given <= now), GrantError::EvidenceLater);
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Where it stands at `now`, given when it was withdrawn. Does not look at conditions or at the giver's authority.
    #[must_use]
    pub fn state(&self, withdrawn: Option<Timestamp>, now: Timestamp) -> ConsentState {
        match self.until {
            _ if withdrawn.is_some_and(|at| at <= now) => ConsentState::Withdrawn,
            Some(until) if now < until && now < self.from => ConsentState::NotYet,
            Some(until) if now < until => ConsentState::Given,
            _ => ConsentState::Expired,
        }
    }
}

/// Where a consent stands (ISO/IEC TS 27560 event states).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentState {
    /// Given, from a later day.
    NotYet,
    /// In force.
    Given,
    /// Over by itself.
    Expired,
    /// Taken back.
    Withdrawn,
}

/// A step that a consent cannot take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a consent that is {0:?} cannot be withdrawn")]
pub struct InvalidTransition(pub ConsentState);

impl ConsentState {
    /// Takes the consent back.
    pub fn withdraw(self) -> Result<Self, InvalidTransition> {
        match self {
            Self::Given | Self::NotYet => Ok(Self::Withdrawn),
            Self::Expired | Self::Withdrawn => Err(InvalidTransition(self)),
        }
    }
}

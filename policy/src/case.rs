//! A case, who is involved in it, and what has been recorded that holds sharing back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Actor, AgencyId, CaseId, Date, InvolvementId, PersonId, ReportId, RoleCode};

/// The case itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFacts {
    /// Which.
    pub id: CaseId,
    /// The agency that opened it and answers for it.
    pub lead: AgencyId,
    /// Birthday. Where it is missing nobody is presumed able to consent.
    pub born: Option<Date>,
    /// Whether the child is looked after: the council then consents in the parents' place.
    pub looked_after: bool,
    /// Whether work on it has ended: nothing new may be pushed.
    pub closed: bool,
}

/// How much of a case an involvement reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All of it, as far as the other gates allow.
    WholeCase,
    /// One bundle of reports, for a panel, a mediator or a tribunal; always time-boxed.
    Bundle(BTreeSet<ReportId>),
}

/// An agency's, or one person's, part in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Involvement {
    /// Which.
    pub id: InvolvementId,
    /// Whose.
    pub agency: AgencyId,
    /// One person, or none for the agency's queue: any of its people in that role.
    pub person: Option<PersonId>,
    /// As what.
    pub role: RoleCode,
    /// How much of the case.
    pub scope: Scope,
    /// The first day it no longer holds; none: until ended. A bundle without one is over.
    pub until: Option<Date>,
}

impl Involvement {
    /// Whether it is this person's, or waits for whoever of the agency has their role.
    #[must_use]
    pub fn is_for(&self, actor: &Actor) -> bool {
        let is_theirs = match &self.person {
            Some(person) => *person == actor.person,
            None => self.role == actor.role,
        };
        is_theirs && actor.agency.as_ref() == Some(&self.agency)
    }

    /// Whether it has run out on `day`.
    #[must_use]
    pub fn is_over(&self, day: Date) -> bool {
        self.until.map_or(matches!(self.scope, Scope::Bundle(_)), |until| until <= day)
    }
}

/// Whom the family does not want on the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Veto {
    /// One person.
    Person(PersonId),
    /// A whole agency.
    Agency(AgencyId),
}

/// That a child below the age of own authority was found able to decide (Gillick).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Competence {
    /// The child.
    pub person: PersonId,
    /// Who found so.
    pub assessed_by: PersonId,
    /// When.
    pub on: Date,
}

/// What holds sharing back until it is lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Holders of parental responsibility disagree: sharing on consent stops until a named decider records the outcome.
    Contested,
    /// A court has restricted sharing.
    CourtRestricted,
    /// The family objects to sharing with this agency (UK GDPR art. 21).
    Objection {
        /// With whom.
        agency: AgencyId,
    },
}

/// That the learner has enrolled, which keeps a conditional grant alive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// Where.
    pub agency: AgencyId,
    /// When.
    pub on: Date,
}

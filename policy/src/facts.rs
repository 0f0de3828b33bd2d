//! Everything recorded that bears on a decision, each fact with the moment it was recorded and ended. All rows ever, ended ones too:
//! a decision as of a past moment is the same function with that moment as `now`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    AgencyId, AgencyKind, CaseFacts, Competence, EmergencyId, Enrolment, FamilyMember, Grant, Involvement, Mark, PersonId,
    ProtocolRecord, Quarantine, Report, StaffFacts, StatutoryRequest, Taxonomy, Timestamp, Veto,
};

/// A fact, and while it was one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<T> {
    /// The fact.
    pub value: T,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// When it ended, if it has.
    pub ended: Option<Timestamp>,
}

impl<T> Recorded<T> {
    /// A fact from `recorded` on.
    pub fn since(value: T, recorded: Timestamp) -> Self {
        Self { value, recorded, ended: None }
    }

    /// Whether it was on record at `now`.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.recorded <= now && self.ended.is_none_or(|ended| now < ended)
    }
}

/// The facts that hold at `now`.
pub fn holding<T>(all: &[Recorded<T>], now: Timestamp) -> impl Iterator<Item = &T> {
    all.iter().filter(move |fact| fact.holds(now)).map(|fact| &fact.value)
}

/// An agency as the gateway knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyFacts {
    /// Which.
    pub id: AgencyId,
    /// What sort of body.
    pub kind: AgencyKind,
    /// Whether it has gone live (two administrators at least).
    pub live: bool,
}

/// A declared emergency (UK GDPR art. 6(1)(d), 9(2)(c)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Which.
    pub id: EmergencyId,
    /// Who declared it.
    pub person: PersonId,
    /// For which agency.
    pub agency: AgencyId,
    /// Until when (not included).
    pub until: Timestamp,
}

/// What is wrong with an emergency that someone wants to declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmergencyError {
    /// Over before it is declared.
    #[error("expected an end in the future")]
    Over,
    /// Longer than it may be.
    #[error("expected an end within {hours} hours")]
    TooLong {
        /// How long it may be.
        hours: u16,
    },
}

impl Emergency {
    /// Whether it may be as long as it is, declared at `now`: it is time-boxed, and whoever needs longer asks anew or is involved.
    pub fn validate(&self, taxonomy: &Taxonomy, now: Timestamp) -> Result<(), EmergencyError> {
        let hours = taxonomy.assurance.emergency_hours;
        if self.until <= now {
            Err(EmergencyError::Over)
        } else if self.until > now.plus_millis(i64::from(hours) * 3_600_000) {
            Err(EmergencyError::TooLong { hours })
        } else {
            Ok(())
        }
    }
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What the operator set.
    pub taxonomy: Arc<Taxonomy>,
    /// The case; none if there is no such case.
    pub case: Option<Recorded<CaseFacts>>,
    /// Agencies.
    pub agencies: Vec<Recorded<AgencyFacts>>,
    /// People; at least who asks.
    pub people: Vec<Recorded<StaffFacts>>,
    /// The family.
    pub family: Vec<Recorded<FamilyMember>>,
    /// Who is involved.
    pub involvements: Vec<Recorded<Involvement>>,
    /// Whom the family does not want.
    pub vetoes: Vec<Recorded<Veto>>,
    /// Children found able to decide.
    pub competences: Vec<Recorded<Competence>>,
    /// What holds sharing back.
    pub marks: Vec<Recorded<Mark>>,
    /// Enrolments.
    pub enrolments: Vec<Recorded<Enrolment>>,
    /// Consents; the end of one is its withdrawal.
    pub grants: Vec<Recorded<Grant>>,
    /// Requests.
    pub requests: Vec<Recorded<StatutoryRequest>>,
    /// Emergencies.
    pub emergencies: Vec<Recorded<Emergency>>,
    /// Reports.
    pub reports: Vec<Recorded<Report>>,
    /// Reports that are held back.
    pub quarantines: Vec<Recorded<Quarantine>>,
    /// Protocols.
    pub protocols: Vec<ProtocolRecord>,
}

impl Facts {
    /// The case, if it holds at `now`.
    #[must_use]
    pub fn case_at(&self, now: Timestamp) -> Option<&CaseFacts> {
        self.case.as_ref().filter(|case| case.holds(now)).map(|case| &case.value)
    }

    /// Whether something ended by itself after `from` and up to `to`, so that what was allowed may not be any more: a consent or an
    /// emergency to the moment, everything else with its day.
    #[must_use]
    pub fn ends_between(&self, from: Timestamp, to: Timestamp) -> bool {
        let mut ends =
            self.grants.iter().filter_map(|grant| grant.value.until).chain(self.emergencies.iter().map(|one| one.value.until));
        from.date() != to.date() || ends.any(|until| from < until && until <= to)
    }

    /// The kind of a live agency at `now`.
    #[must_use]
    pub fn live_agency(&self, agency: &AgencyId, now: Timestamp) -> Option<AgencyKind> {
        holding(&self.agencies, now).find(|facts| facts.live && facts.id == *agency).map(|facts| facts.kind)
    }

    /// The kind of an agency, live or not.
    #[must_use]
    pub fn kind_of(&self, agency: &AgencyId, now: Timestamp) -> Option<AgencyKind> {
        holding(&self.agencies, now).find(|facts| facts.id == *agency).map(|facts| facts.kind)
    }
}

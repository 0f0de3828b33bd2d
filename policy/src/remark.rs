//! A family's remark: a question about an entry of the record or an objection to it, a comment on a report or that it is wrong. What
//! it says is kept apart, sealed; here is what a decision needs to know of it.

use serde::{Deserialize, Serialize};

use crate::disclosure::co_ordinates_for_the_lead;
use crate::{Access, Actor, AgencyId, CaseId, Facts, PersonId, RemarkId, ReportId, Timestamp, Verb, decide};

/// What a remark is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// An entry of the record, by its place in the log.
    Entry(u64),
    /// A report.
    Report(ReportId),
}

/// What sort of remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemarkKind {
    /// Asks.
    Question,
    /// Objects to somebody's having looked.
    Objection,
    /// Says something of a report.
    Comment,
    /// Says that a report is wrong (UK GDPR art. 16).
    Wrong,
}

/// A remark, without what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// Which.
    pub id: RemarkId,
    /// What it is about.
    pub about: About,
    /// What sort.
    pub kind: RemarkKind,
    /// Who made it.
    pub author: PersonId,
    /// The agency that it is about: whose people looked, or that wrote the report. None where nobody of an agency did.
    pub to: Option<AgencyId>,
}

impl Remark {
    /// Whether this sort of remark can be made about this.
    #[must_use]
    pub fn fits(&self) -> bool {
        match self.about {
            About::Entry(_) => matches!(self.kind, RemarkKind::Question | RemarkKind::Objection),
            About::Report(_) => self.kind != RemarkKind::Objection,
        }
    }
}

/// Whether `actor`, who may see the case, sees this remark: its author, whoever of the family may see what it is about, the agency
/// that it is about, and the lead agency's co-ordinators.
#[must_use]
pub fn sees_remark(actor: &Actor, case: &CaseId, remark: &Remark, facts: &Facts, now: Timestamp) -> bool {
    let Some(known) = facts.case_at(now).filter(|known| known.id == *case) else { return false };
    if let Some(agency) = &actor.agency {
        return remark.to.as_ref() == Some(agency) || co_ordinates_for_the_lead(actor, known, &facts.taxonomy);
    }
    let mut sees = Access::new(actor.clone(), Verb::WhoLooked).on(case.clone());
    if let About::Report(report) = &remark.about {
        sees.report = Some(report.clone());
    }
    remark.author == actor.person || decide(&sees, facts, now).is_allowed()
}

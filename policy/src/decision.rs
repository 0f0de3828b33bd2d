//! The decision: all gates, every reason, and on a yes what it rests on. Pure: the same access, facts and moment always give the
//! same answer, which is what makes a past decision replayable.

use serde::{Deserialize, Serialize};

use crate::gates::{Question, assurance, basis, involvement, protocol, restriction, retention};
use crate::{
    Access, Actor, ConsentId, EmergencyId, Facts, ProtocolId, Reason, Report, RequestId, RoleCode, Standing, Timestamp, holding,
};

/// A version of a protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolRef {
    /// Which.
    pub id: ProtocolId,
    /// Which version.
    pub version: u32,
}

/// What opens the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The agency's own report.
    OwnReport,
    /// The family's own right.
    Family {
        /// On what standing.
        standing: Standing,
    },
    /// A consent (UK GDPR art. 6(1)(a), 9(2)(a), and the duty of confidentiality).
    Consent {
        /// Which.
        id: ConsentId,
    },
    /// A statutory request (art. 6(1)(c)).
    Request {
        /// Which.
        id: RequestId,
    },
    /// A declared emergency (art. 6(1)(d), 9(2)(c)).
    Emergency {
        /// Which.
        id: EmergencyId,
    },
    /// The law, as the protocol names it (art. 6(1)(e)).
    Law,
    /// The role itself.
    Role {
        /// Which.
        role: RoleCode,
    },
}

/// What a yes rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// The protocol, where agencies share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<ProtocolRef>,
    /// What opens the way.
    pub basis: Basis,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Yes, and what it rests on.
    Allow(Grounds),
    /// No, and every reason.
    Refuse(Vec<Reason>),
}

impl Decision {
    /// Whether the answer is yes.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allow(_))
    }
}

/// Decides `access` on `facts` as of `now`. Every gate is asked; all must be open. Missing facts refuse.
#[must_use]
pub fn decide(access: &Access, facts: &Facts, now: Timestamp) -> Decision {
    judge(&Question::new(access, facts, now))
}

/// The reports that `access`, which names none, may read: each is decided as [`decide`] does where `access` names it, without looking
/// for it among all the others.
pub fn readable<'a>(access: &Access, facts: &'a Facts, now: Timestamp) -> impl Iterator<Item = &'a Report> {
    let mut access = access.clone();
    holding(&facts.reports, now).filter(move |report| {
        access.report = Some(report.id.clone());
        judge(&Question::about(Some(report), &access, facts, now)).is_allowed()
    })
}

fn judge(question: &Question) -> Decision {
    let mut reasons = Vec::new();
    assurance::check(question, &mut reasons);
    involvement::check(question, &mut reasons);
    let grounds = match protocol::check(question, &mut reasons) {
        protocol::Way::Direct => basis::direct(question, &mut reasons),
        protocol::Way::Through(ways) => basis::through(question, ways, &mut reasons),
        protocol::Way::Closed => None,
    };
    restriction::check(question, grounds.as_ref(), &mut reasons);
    retention::check(question, &mut reasons);
    match grounds {
        Some(grounds) if reasons.is_empty() => Decision::Allow(grounds),
        _ => {
            reasons.sort();
            reasons.dedup();
            reasons.sort_by_key(Reason::gate);
            Decision::Refuse(reasons)
        }
    }
}

/// Whether `actor` may know that the case is there: on the case, or of the family, or of the agency that leads it.
#[must_use]
pub fn is_insider(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    involvement::is_insider(actor, facts, now)
}

/// Whether a case is one of `actor`'s own, so that they are told of it unasked: a part in it is theirs or waits for their role, or they
/// co-ordinate for the agency that leads it. What else their agency is on is not theirs to know. A family is told of what it may see.
#[must_use]
pub fn is_told_of_case(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let leads = facts.case_at(now).is_some_and(|case| crate::co_ordinates_for_the_lead(actor, case, &facts.taxonomy));
    let is_theirs = actor.agency.is_none() || leads || involvement::has_own_part(actor, facts, now);
    is_theirs && is_insider(actor, facts, now)
}

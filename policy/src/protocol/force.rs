//! Signatures, and what follows from them: when a version is in force, and when it has taken an older one's place.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Protocol;
use crate::{AgencyFacts, AgencyId, Date, PersonId, Recorded, Timestamp};

/// A partner's signature to a version; ends when the partner withdraws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Which partner.
    pub agency: AgencyId,
    /// Who signed for it.
    pub person: PersonId,
}

/// A version with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolRecord {
    /// The version.
    pub protocol: Arc<Protocol>,
    /// Every signature ever, ended ones too.
    pub signatures: Vec<Recorded<Signature>>,
}

/// Why a version is not in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInForce {
    /// A partner has not signed, or has withdrawn.
    NotSigned(AgencyId),
    /// A partner is not a live agency here.
    NotLive(AgencyId),
    /// Its first day is still to come.
    NotStarted(Date),
    /// It has ended, or says no end.
    Ended,
    /// Its review is overdue beyond the grace.
    ReviewLapsed(Date),
}

impl ProtocolRecord {
    /// Whether `agency` has signed, and has not withdrawn.
    #[must_use]
    pub fn is_signed_by(&self, agency: &AgencyId, now: Timestamp) -> bool {
        self.signatures.iter().any(|signature| signature.value.agency == *agency && signature.holds(now))
    }

    /// Whether every partner has signed at some time. One that has withdrawn since is out, the others go on.
    fn is_agreed(&self, now: Timestamp) -> bool {
        self.protocol.partners.iter().all(|partner| self.was_signed_by(&partner.agency, now))
    }

    fn was_signed_by(&self, agency: &AgencyId, now: Timestamp) -> bool {
        self.signatures.iter().any(|signature| signature.value.agency == *agency && signature.recorded <= now)
    }

    /// Whether it has taken the place of `older`: a later version, agreed by all and begun. What it replaced does not come back.
    #[must_use]
    pub fn has_replaced(&self, older: &Self, now: Timestamp) -> bool {
        self.protocol.supersedes == Some(older.protocol.version)
            && self.protocol.version > older.protocol.version
            && self.protocol.id == older.protocol.id
            && self.protocol.starts <= now.date()
            && self.is_agreed(now)
    }

    /// Whether it is in force at `now`; if not, everything that stands in the way. For a partner that has withdrawn it is not, though
    /// it is for the others: see [`Self::is_signed_by`].
    pub fn in_force(&self, agencies: &[Recorded<AgencyFacts>], now: Timestamp) -> Result<(), Vec<NotInForce>> {
        let mut wrong = Vec::new();
        let today = now.date();
        for partner in &self.protocol.partners {
            if !self.was_signed_by(&partner.agency, now) {
                wrong.push(NotInForce::NotSigned(partner.agency.clone()));
            }
            let live = agencies.iter().any(|agency| agency.holds(now) && agency.value.live && agency.value.id == partner.agency);
            if !live {
                wrong.push(NotInForce::NotLive(partner.agency.clone()));
            }
        }
        if today < self.protocol.starts {
            wrong.push(NotInForce::NotStarted(self.protocol.starts));
        }
        if self.protocol.ends.is_none_or(|ends| ends <= today) {
            wrong.push(NotInForce::Ended);
        }
        if self.protocol.lapses() <= today {
            wrong.push(NotInForce::ReviewLapsed(self.protocol.review.due));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

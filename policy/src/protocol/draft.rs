//! A draft on trial: what would be decided if its partners had agreed on it already.

use std::sync::Arc;

use super::{Protocol, ProtocolRecord, Review, Signature};
use crate::{Date, Facts, PersonId, Recorded, Timestamp};

impl Facts {
    /// The same facts with `draft` in the place of every version of its protocol: signed by all partners and in force at any time, since a
    /// draft's own days lie in the future. Which partners are live here stays as it was.
    #[must_use]
    pub fn as_if_agreed(&self, draft: &Protocol) -> Self {
        let mut facts = self.clone();
        facts.protocols.retain(|record| record.protocol.id != draft.id);
        let Some((first, last)) = Date::new(1900, 1, 1).zip(Date::new(9999, 12, 31)) else { return facts };
        let Ok(nobody) = "trial".parse::<PersonId>() else { return facts };
        let signed = |partner: &super::Partner| {
            let signature = Signature { agency: partner.agency.clone(), person: nobody.clone() };
            Recorded::since(signature, Timestamp::from_millis(i64::MIN))
        };
        facts.protocols.push(ProtocolRecord {
            signatures: draft.partners.iter().map(signed).collect(),
            protocol: Arc::new(Protocol {
                starts: first,
                ends: draft.ends.map(|_| last),
                supersedes: None,
                review: Review { due: last, ..draft.review.clone() },
                ..draft.clone()
            }),
        });
        facts
    }
}

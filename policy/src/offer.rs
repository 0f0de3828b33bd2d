//! What a consent could open, by the protocols in force: what a family is asked about. A consent for anything else opens nothing until
//! the agencies have agreed to share it.

use std::collections::BTreeSet;

use crate::{AgencyId, CategoryCode, Facts, ProtocolRecord, PurposeCode, Timestamp, Trigger};

/// A kind of report that an agency would see on a consent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offer {
    /// Who would see.
    pub agency: AgencyId,
    /// Which kind.
    pub category: CategoryCode,
    /// For what.
    pub purpose: PurposeCode,
}

/// Everything that rests on consent in the protocols in force at `now`.
#[must_use]
pub fn offers(facts: &Facts, now: Timestamp) -> BTreeSet<Offer> {
    let replaced = |record: &ProtocolRecord| facts.protocols.iter().any(|other| other.has_replaced(record, now));
    let in_force = facts.protocols.iter().filter(|record| record.in_force(&facts.agencies, now).is_ok() && !replaced(record));
    in_force.flat_map(|record| offers_of(facts, record, now)).collect()
}

fn offers_of(facts: &Facts, record: &ProtocolRecord, now: Timestamp) -> BTreeSet<Offer> {
    let partners: Vec<_> = record
        .protocol
        .partners
        .iter()
        .filter(|partner| record.is_signed_by(&partner.agency, now))
        .filter_map(|partner| Some((&partner.agency, facts.live_agency(&partner.agency, now)?)))
        .collect();
    let mut offers = BTreeSet::new();
    for item in record.protocol.items.iter().filter(|item| matches!(item.trigger, Trigger::Consent | Trigger::Either)) {
        for to in &partners {
            let has_sender = partners.iter().any(|from| from.0 != to.0 && item.passes(&item.category, *from, *to));
            if has_sender {
                let (category, purpose) = (item.category.clone(), item.purpose.clone());
                offers.insert(Offer { agency: to.0.clone(), category, purpose });
            }
        }
    }
    offers
}

//! What of the family's own word an insider may see: vetoes, consents and their receipts. To have a part in a case is not to be told
//! whom else the family lets in or keeps out; everyone sees what bears on their own agency.

use crate::{Actor, CaseFacts, Grant, Recipient, Taxonomy, Verb};

/// Whether `actor` co-ordinates the case for the agency that leads it.
#[must_use]
pub fn co_ordinates_for_the_lead(actor: &Actor, case: &CaseFacts, taxonomy: &Taxonomy) -> bool {
    let involves = taxonomy.roles.get(&actor.role).is_some_and(|role| role.verbs.contains(&Verb::Involve));
    involves && actor.agency.as_ref() == Some(&case.lead)
}

/// Whether `actor`, who has a part in the case, sees all that the family has said: its own, and the lead agency's co-ordinators.
#[must_use]
pub fn sees_the_familys_word(actor: &Actor, case: &CaseFacts, taxonomy: &Taxonomy) -> bool {
    actor.agency.is_none() || co_ordinates_for_the_lead(actor, case, taxonomy)
}

/// Whether `actor`, who has a part in the case, sees this consent: it lets their own agency see, or they see all.
#[must_use]
pub fn sees_consent(actor: &Actor, case: &CaseFacts, grant: &Grant, taxonomy: &Taxonomy) -> bool {
    let for_own_agency = matches!((&grant.recipient, &actor.agency), (Recipient::Agency(named), Some(own)) if named == own);
    for_own_agency || sees_the_familys_word(actor, case, taxonomy)
}

//! What of the family's own word an insider may see: vetoes, consents and their receipts. To have a part in a case is not to be told
//! whom else the family lets in or keeps out; everyone sees what bears on their own agency.

use crate::{Actor, AgencyId, CaseFacts, Facts, Grant, Recipient, Report, ReportMark, Status, Taxonomy, Timestamp, Verb, held};

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

/// Whether `actor`, who has a part in the case, sees that staff of `asker` asked the family to let `reader` see: it is of their own agency, or
/// they see all. The answer tells of a consent.
#[must_use]
pub fn sees_request(actor: &Actor, case: &CaseFacts, asker: &AgencyId, reader: &AgencyId, taxonomy: &Taxonomy) -> bool {
    let is_own = actor.agency.as_ref().is_some_and(|own| own == asker || own == reader);
    is_own || sees_the_familys_word(actor, case, taxonomy)
}

/// Whether `actor`, who has a part in the case, sees this consent: it lets their own agency see, or they see all.
#[must_use]
pub fn sees_consent(actor: &Actor, case: &CaseFacts, grant: &Grant, taxonomy: &Taxonomy) -> bool {
    let for_own_agency = matches!((&grant.recipient, &actor.agency), (Recipient::Agency(named), Some(own)) if named == own);
    for_own_agency || sees_the_familys_word(actor, case, taxonomy)
}

/// Whether the family is told, by its kind alone, of a report that it may not read: who shares what about the child is its to know. Not
/// of what is not final, which no one shares; nor of what is marked as likely to do serious harm, for that there is such a report may
/// do it (Data Protection Act 2018, schedule 3); nor of what is held back, for whether it is about this child is not known yet.
#[must_use]
pub fn family_is_told_of(report: &Report, facts: &Facts, now: Timestamp) -> bool {
    held(facts, &report.id, now).next().is_none()
        && !report.marks.contains(&ReportMark::SeriousHarm)
        && !matches!(report.status, Status::Draft | Status::Informal)
}

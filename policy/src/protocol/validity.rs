//! Whether a version is fit to be registered: whole, in both languages, and in the words of the taxonomy.

use super::{LegalBasis, Partner, Party, Protocol};
use crate::{CategoryCode, PurposeCode, Taxonomy};

/// What is wrong with a protocol that someone wants to register.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// Nobody to share with.
    #[error("expected at least two partners, each named once")]
    Partners,
    /// A text is missing in one language.
    #[error("expected {0} in Welsh and in English")]
    Text(&'static str),
    /// A category that the taxonomy lacks.
    #[error("the category {0} is not in the taxonomy")]
    Category(CategoryCode),
    /// A purpose that the taxonomy or the protocol lacks.
    #[error("the purpose {0} is not in the taxonomy, or not among the protocol's purposes")]
    Purpose(PurposeCode),
    /// No item, so nothing is shared.
    #[error("expected at least one item")]
    NoItems,
    /// An item's end is no partner.
    #[error("an item names an agency that is not a partner")]
    NotAPartner,
    /// No end, or one before the start.
    #[error("expected an end after the start")]
    Dates,
    /// A category is shared without saying how long it is kept.
    #[error("expected a retention for the category {0}")]
    Retention(CategoryCode),
    /// A purpose has no legal basis.
    #[error("expected a legal basis for the purpose {0}")]
    Legal(PurposeCode),
}

impl Protocol {
    /// Everything that is wrong with it.
    pub fn validate(&self, taxonomy: &Taxonomy) -> Result<(), Vec<ProtocolError>> {
        let mut wrong = Vec::new();
        self.validate_partners(&mut wrong);
        self.validate_texts(&mut wrong);
        for purpose in &self.purposes {
            if !taxonomy.purposes.contains_key(&purpose.code) {
                wrong.push(ProtocolError::Purpose(purpose.code.clone()));
            }
            if !self.legal.iter().any(|legal| legal.purpose == purpose.code) {
                wrong.push(ProtocolError::Legal(purpose.code.clone()));
            }
        }
        self.validate_items(taxonomy, &mut wrong);
        if self.ends.is_none_or(|ends| ends <= self.starts) {
            wrong.push(ProtocolError::Dates);
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn validate_partners(&self, wrong: &mut Vec<ProtocolError>) {
        let mut names: Vec<_> = self.partners.iter().map(|partner| &partner.agency).collect();
        names.sort();
        names.dedup();
        if names.len() < 2 || names.len() != self.partners.len() {
            wrong.push(ProtocolError::Partners);
        }
    }

    fn validate_texts(&self, wrong: &mut Vec<ProtocolError>) {
        let both = |en: &str, cy: &str| !en.trim().is_empty() && !cy.trim().is_empty();
        if !both(&self.title_en, &self.title_cy) {
            wrong.push(ProtocolError::Text("the title"));
        }
        if !self.purposes.iter().all(|purpose| both(&purpose.text_en, &purpose.text_cy)) {
            wrong.push(ProtocolError::Text("every purpose"));
        }
        if !self.items.iter().all(|item| both(&item.why_en, &item.why_cy)) {
            wrong.push(ProtocolError::Text("why every item is needed"));
        }
        if !both(&self.consent.refusal_means_en, &self.consent.refusal_means_cy) {
            wrong.push(ProtocolError::Text("what a refusal means"));
        }
        let groups = (&self.service_user_groups_en, &self.service_user_groups_cy);
        if groups.0.len() != groups.1.len() || !groups.0.iter().zip(groups.1).all(|(en, cy)| both(en, cy)) {
            wrong.push(ProtocolError::Text("everybody it is about"));
        }
        let is_whole = |partner: &Partner| {
            both(&partner.role_en, &partner.role_cy) && both(&partner.designated_person_en, &partner.designated_person_cy)
        };
        if !self.partners.iter().all(is_whole) {
            wrong.push(ProtocolError::Text("every partner's role and who answers for it there"));
        }
        let cites =
            |legal: &LegalBasis| both(&legal.statute_en, &legal.statute_cy) && both(&legal.schedule1_en, &legal.schedule1_cy);
        if !self.legal.iter().all(cites) {
            wrong.push(ProtocolError::Text("the statute and schedule of every legal basis"));
        }
        if !both(&self.consent.given_by_en, &self.consent.given_by_cy) {
            wrong.push(ProtocolError::Text("who gives a consent"));
        }
        if !both(&self.consent.withdrawal_route_en, &self.consent.withdrawal_route_cy) {
            wrong.push(ProtocolError::Text("how a consent is taken back"));
        }
        if !both(&self.termination_en, &self.termination_cy) {
            wrong.push(ProtocolError::Text("how it ends early"));
        }
    }

    fn validate_items(&self, taxonomy: &Taxonomy, wrong: &mut Vec<ProtocolError>) {
        if self.items.is_empty() {
            wrong.push(ProtocolError::NoItems);
        }
        for item in &self.items {
            if !taxonomy.categories.contains_key(&item.category) {
                wrong.push(ProtocolError::Category(item.category.clone()));
            }
            if !self.purposes.iter().any(|purpose| purpose.code == item.purpose) {
                wrong.push(ProtocolError::Purpose(item.purpose.clone()));
            }
            if !self.retention.iter().any(|retention| retention.category == item.category) {
                wrong.push(ProtocolError::Retention(item.category.clone()));
            }
            let named = [&item.from, &item.to].into_iter().all(|party| match party {
                Party::Agency(id) => self.has_partner(id),
                Party::Kind(_) => true,
            });
            if !named {
                wrong.push(ProtocolError::NotAPartner);
            }
        }
    }
}

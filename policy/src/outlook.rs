//! Who could see what, and why or why not: every reader of a case against every report, by the same `decide`.

use std::collections::BTreeMap;

use crate::preview::walk;
use crate::{CategoryCode, Decision, Facts, Grounds, PersonId, PurposeCode, Reason, Recipient, ReportId, RoleCode, Timestamp};

/// What one reader could see of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Who: an agency, or one of the family.
    pub reader: Recipient,
    /// Who of the agency; none for anyone of the role.
    pub person: Option<PersonId>,
    /// As what.
    pub role: RoleCode,
    /// Which report.
    pub report: ReportId,
    /// Of which kind.
    pub category: CategoryCode,
    /// For each purpose to which the answer is yes, what it rests on.
    pub allowed: BTreeMap<PurposeCode, Grounds>,
    /// Where no purpose opens the way: why not, for the purpose that comes nearest to a yes.
    pub reasons: Vec<Reason>,
}

impl Outlook {
    /// Whether they could see it for any purpose at all.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        !self.allowed.is_empty()
    }
}

/// Every reader and every report on record at `now`, each reader as someone who has proved both factors just now.
#[must_use]
pub fn outlook(facts: &Facts, now: Timestamp) -> Vec<Outlook> {
    let mut seen = Vec::new();
    walk(facts, now, |reader, report, answers| {
        let mut outlook = Outlook {
            reader: reader.recipient(),
            person: reader.named.clone(),
            role: reader.post.role.clone(),
            report: report.id.clone(),
            category: report.category.clone(),
            allowed: BTreeMap::new(),
            reasons: Vec::new(),
        };
        for (purpose, answer) in answers {
            match answer {
                Decision::Allow(grounds) => drop(outlook.allowed.insert(purpose.clone(), grounds)),
                Decision::Refuse(reasons) => outlook.add(reasons, *purpose == report.purpose),
            }
        }
        if outlook.is_visible() {
            outlook.reasons.clear();
        }
        seen.push(outlook);
    });
    seen
}

impl Outlook {
    /// Keeps the reasons that are nearest to a yes: the fewest; of as many, those for the purpose the report was written for.
    fn add(&mut self, reasons: Vec<Reason>, is_its_own: bool) {
        let (known, new) = (self.reasons.len(), reasons.len());
        if known == 0 || new < known || new == known && is_its_own {
            self.reasons = reasons;
        }
    }
}

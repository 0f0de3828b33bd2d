//! What a grant or a withdrawal would change, by the same `decide`: who would gain or lose which reports.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::facts::holding;
use crate::{
    Access, Actor, AgencyId, CategoryCode, ConsentId, Decision, Factor, Facts, Grant, PersonId, Proof, PurposeCode, Recipient,
    Recorded, ReportId, StaffFacts, Timestamp, Verb, decide,
};

/// A change that someone is thinking of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "made once for each preview, never kept")]
pub enum Change {
    /// Give this consent.
    Grant(Grant),
    /// Take this one back.
    Withdraw(ConsentId),
}

/// A report that a reader would gain or lose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Line {
    /// Who.
    pub reader: Recipient,
    /// Which report.
    pub report: ReportId,
    /// Of which kind.
    pub category: CategoryCode,
    /// For what.
    pub purpose: PurposeCode,
}

/// What would change, and what would stay because it does not rest on consent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Newly visible.
    pub gains: BTreeSet<Line>,
    /// No longer visible.
    pub loses: BTreeSet<Line>,
    /// Visible before and after.
    pub keeps: BTreeSet<Line>,
}

/// What `change`, made at `now`, would do. Readers are the agencies on the case, each as someone whose role may read and who has proved
/// both factors just now, and the people whom a consent names.
#[must_use]
pub fn preview(facts: &Facts, change: &Change, now: Timestamp) -> Preview {
    let before = visible(facts, now);
    let mut changed = facts.clone();
    match change {
        Change::Grant(grant) => changed.grants.push(Recorded::since(Grant { from: grant.from.min(now), ..grant.clone() }, now)),
        Change::Withdraw(id) => {
            for grant in changed.grants.iter_mut().filter(|grant| grant.value.id == *id && grant.holds(now)) {
                grant.ended = Some(now);
            }
        }
    }
    let after = visible(&changed, now);
    Preview {
        gains: after.difference(&before).cloned().collect(),
        loses: before.difference(&after).cloned().collect(),
        keeps: after.intersection(&before).cloned().collect(),
    }
}

/// Every reader, report and purpose to which the answer is yes.
#[must_use]
pub fn visible(facts: &Facts, now: Timestamp) -> BTreeSet<Line> {
    let mut lines = BTreeSet::new();
    let readers = readers(facts, now);
    let mut facts = facts.clone();
    facts.people.extend(readers.iter().map(|reader| Recorded::since(reader.post.clone(), Timestamp::from_millis(i64::MIN))));
    for reader in readers {
        let actor = reader.actor(now);
        for report in holding(&facts.reports, now) {
            for purpose in facts.taxonomy.purposes.keys() {
                let mut access = Access::new(actor.clone(), Verb::Open);
                access.case = facts.case_at(now).map(|case| case.id.clone());
                access.report = Some(report.id.clone());
                access.purpose = Some(purpose.clone());
                if matches!(decide(&access, &facts, now), Decision::Allow(_)) {
                    lines.insert(Line {
                        reader: reader.recipient(),
                        report: report.id.clone(),
                        category: report.category.clone(),
                        purpose: purpose.clone(),
                    });
                }
            }
        }
    }
    lines
}

struct Reader {
    agency: Option<AgencyId>,
    post: StaffFacts,
}

impl Reader {
    fn actor(&self, now: Timestamp) -> Actor {
        Actor {
            person: self.post.person.clone(),
            agency: self.agency.clone(),
            role: self.post.role.clone(),
            proofs: vec![Proof { factor: Factor::Password, at: now }, Proof { factor: Factor::Totp, at: now }],
        }
    }

    fn recipient(&self) -> Recipient {
        match &self.agency {
            Some(agency) => Recipient::Agency(agency.clone()),
            None => Recipient::Person(self.post.person.clone()),
        }
    }
}

/// One reader per part in the case: the named person, or for a queue whoever of a role that may open reports.
fn readers(facts: &Facts, now: Timestamp) -> Vec<Reader> {
    let mut readers = Vec::new();
    let may_open = |role| facts.taxonomy.roles.get(role).is_some_and(|role: &crate::Role| role.verbs.contains(&Verb::Open));
    for involvement in holding(&facts.involvements, now).filter(|involvement| may_open(&involvement.role)) {
        let queue = || format!("queue-{}", involvement.id.as_str().chars().take(50).collect::<String>()).parse().ok();
        let Some(person) = involvement.person.clone().or_else(queue) else { continue };
        if has_left(facts, &person, now) {
            continue;
        }
        let post = StaffFacts { person, agency: Some(involvement.agency.clone()), role: involvement.role.clone() };
        readers.push(Reader { agency: Some(involvement.agency.clone()), post });
    }
    for member in holding(&facts.family, now).filter(|member| !has_left(facts, &member.person, now)) {
        let role = facts.taxonomy.roles.iter().find(|(code, _)| code.as_str() == standing_code(member.standing));
        if let Some((role, _)) = role {
            let post = StaffFacts { person: member.person.clone(), agency: None, role: role.clone() };
            readers.push(Reader { agency: None, post });
        }
    }
    readers
}

/// Whether someone who was here is here no more. Of people whom the facts do not name nothing is known, so they count as here.
fn has_left(facts: &Facts, person: &PersonId, now: Timestamp) -> bool {
    let mut posts = facts.people.iter().filter(|post| post.value.person == *person && post.recorded <= now).peekable();
    posts.peek().is_some() && !posts.any(|post| post.holds(now))
}

/// The role that a standing goes by in the taxonomy: the same word.
fn standing_code(standing: crate::Standing) -> &'static str {
    match standing {
        crate::Standing::Parent => "parent",
        crate::Standing::ResponsibilityHolder => "responsibility-holder",
        crate::Standing::YoungPerson => "young-person",
        crate::Standing::Deputy => "deputy",
        crate::Standing::Advocate => "advocate",
        crate::Standing::CaseFriend => "case-friend",
    }
}

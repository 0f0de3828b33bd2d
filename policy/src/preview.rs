//! Who sees what, and why; and what a grant or a withdrawal would change. By the same `decide` as every release.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::facts::holding;
use crate::{
    Access, Actor, AgencyId, CategoryCode, ConsentId, Decision, Emergency, Factor, Facts, Grant, Grounds, PersonId, Proof,
    PurposeCode, Reason, Recipient, Recorded, Report, ReportId, Role, Side, StaffFacts, Timestamp, Verb, decide,
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

impl Preview {
    /// Leaves out what is not `told`.
    pub fn retain(&mut self, told: impl Fn(&Line) -> bool) {
        for lines in [&mut self.gains, &mut self.loses, &mut self.keeps] {
            lines.retain(&told);
        }
    }
}

/// What `change`, made at `now`, would do. Readers are the agencies on the case, each as someone whose role may read and who has proved
/// both factors just now, and the people whom a consent names.
#[must_use]
pub fn preview(facts: &Facts, change: &Change, now: Timestamp) -> Preview {
    let after = change.made(facts, now);
    compare(&visible(facts, now), &visible(&after, now))
}

/// The same for several changes, made one after the other at the same moment.
#[must_use]
pub fn preview_all(facts: &Facts, changes: &[Change], now: Timestamp) -> Preview {
    let after = changes.iter().fold(facts.clone(), |facts, change| change.made(&facts, now));
    compare(&visible(facts, now), &visible(&after, now))
}

fn compare(before: &BTreeSet<Line>, after: &BTreeSet<Line>) -> Preview {
    Preview {
        gains: after.difference(before).cloned().collect(),
        loses: before.difference(after).cloned().collect(),
        keeps: after.intersection(before).cloned().collect(),
    }
}

impl Change {
    /// The facts as they would be once it is made at `now`.
    #[must_use]
    pub fn made(&self, facts: &Facts, now: Timestamp) -> Facts {
        let mut changed = facts.clone();
        match self {
            Self::Grant(grant) => changed.grants.push(Recorded::since(Grant { from: grant.from.min(now), ..grant.clone() }, now)),
            Self::Withdraw(id) => {
                for grant in changed.grants.iter_mut().filter(|grant| grant.value.id == *id && grant.holds(now)) {
                    grant.ended = Some(now);
                }
            }
        }
        changed
    }
}

/// Every reader, report and purpose to which the answer is yes.
#[must_use]
pub fn visible(facts: &Facts, now: Timestamp) -> BTreeSet<Line> {
    sights(facts, now).into_iter().map(|sight| sight.line).collect()
}

/// That somebody may open a report, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Who, what and for what.
    pub line: Line,
    /// What it rests on.
    pub grounds: Grounds,
}

/// Every yes with its grounds. One agency has several for the same report where its people open it on different ones.
#[must_use]
pub fn sights(facts: &Facts, now: Timestamp) -> Vec<Sight> {
    let mut sights = Vec::new();
    walk(facts, now, |reader, report, answers| {
        for (purpose, answer) in answers {
            let Decision::Allow(grounds) = answer else { continue };
            let (report, category) = (report.id.clone(), report.category.clone());
            let line = Line { reader: reader.recipient(), report, category, purpose: purpose.clone() };
            sights.push(Sight { line, grounds });
        }
    });
    sights
}

/// Asks of every reader of the case and every report on record, for each purpose in turn, whether the one may open the other: the one walk
/// behind all that is told of who sees what.
pub(crate) fn walk<'f>(
    facts: &'f Facts,
    now: Timestamp,
    mut told: impl FnMut(&Reader, &'f Report, &mut dyn Iterator<Item = (&'f PurposeCode, Decision)>),
) {
    let readers = readers(facts, now);
    let peopled = peopled(facts, &readers);
    let case = facts.case_at(now).map(|case| case.id.clone());
    for reader in &readers {
        let mut access = Access { case: case.clone(), ..Access::new(reader.actor(now), Verb::Open) };
        for report in holding(&facts.reports, now) {
            access.report = Some(report.id.clone());
            let mut answers = facts.taxonomy.purposes.keys().map(|purpose| {
                access.purpose = Some(purpose.clone());
                (purpose, decide(&access, &peopled, now))
            });
            told(reader, report, &mut answers);
        }
    }
}

/// Why nobody of `agency` may open `report` for the purpose it was written for: what keeps out whoever is nearest to a yes. Empty if
/// somebody may. Where the agency has no part in the case, somebody of it whose role may read is thought of.
#[must_use]
pub fn misses(facts: &Facts, agency: &AgencyId, report: &Report, now: Timestamp) -> Vec<Reason> {
    Misses::new(facts, agency, now).of(report)
}

/// The same for one report after the other: who would read them is found once.
pub struct Misses {
    facts: Facts,
    readers: Vec<Reader>,
    now: Timestamp,
}

impl Misses {
    /// Of `agency`, as the facts stand.
    #[must_use]
    pub fn new(facts: &Facts, agency: &AgencyId, now: Timestamp) -> Self {
        let mut readers = readers(facts, now);
        readers.retain(|reader| reader.agency.as_ref() == Some(agency));
        if readers.is_empty() {
            readers.extend(stranger(facts, agency));
        }
        Self { facts: peopled(facts, &readers), readers, now }
    }

    /// Why nobody of the agency may open `report`; empty if somebody may.
    #[must_use]
    pub fn of(&self, report: &Report) -> Vec<Reason> {
        let answers = self.readers.iter().map(|reader| decide(&reader.opens(&self.facts, report, self.now), &self.facts, self.now));
        let reasons = answers.map(|answer| match answer {
            Decision::Allow(_) => Vec::new(),
            Decision::Refuse(reasons) => reasons,
        });
        reasons.min_by_key(Vec::len).unwrap_or_default()
    }
}

/// The facts with the readers among the people.
fn peopled(facts: &Facts, readers: &[Reader]) -> Facts {
    let mut facts = facts.clone();
    facts.people.extend(readers.iter().map(|reader| Recorded::since(reader.post.clone(), Timestamp::from_millis(i64::MIN))));
    facts
}

/// Somebody who has a part in the case and may open reports.
pub(crate) struct Reader {
    agency: Option<AgencyId>,
    /// None for a queue: anyone of the role.
    pub(crate) named: Option<PersonId>,
    /// As whom they are decided on.
    pub(crate) post: StaffFacts,
}

impl Reader {
    pub(crate) fn actor(&self, now: Timestamp) -> Actor {
        Actor {
            person: self.post.person.clone(),
            agency: self.agency.clone(),
            role: self.post.role.clone(),
            proofs: vec![Proof { factor: Factor::Password, at: now }, Proof { factor: Factor::Totp, at: now }],
        }
    }

    /// For the purpose that it was written for.
    fn opens(&self, facts: &Facts, report: &Report, now: Timestamp) -> Access {
        let mut access = Access::new(self.actor(now), Verb::Open);
        access.case = facts.case_at(now).map(|case| case.id.clone());
        access.report = Some(report.id.clone());
        access.purpose = Some(report.purpose.clone());
        access
    }

    pub(crate) fn recipient(&self) -> Recipient {
        match &self.agency {
            Some(agency) => Recipient::Agency(agency.clone()),
            None => Recipient::Person(self.post.person.clone()),
        }
    }
}

/// Somebody of an agency that has no part in the case, in a role that may open reports.
fn stranger(facts: &Facts, agency: &AgencyId) -> Option<Reader> {
    let mut roles = facts.taxonomy.roles.iter();
    let (role, _) = roles.find(|(_, role)| role.side == Side::Staff && role.verbs.contains(&Verb::Open))?;
    let post = StaffFacts { person: "somebody".parse().ok()?, agency: Some(agency.clone()), role: role.clone() };
    Some(Reader { agency: Some(agency.clone()), named: None, post })
}

/// Somebody who reads in a colleague's place, in an emergency that they declared; in a role that may declare one.
fn stand_in(facts: &Facts, emergency: &Emergency) -> Option<Reader> {
    let may = |role: &Role| [Verb::Open, Verb::Declare].iter().all(|verb| role.verbs.contains(verb));
    let (role, _) = facts.taxonomy.roles.iter().find(|(_, role)| may(role))?;
    let post = StaffFacts { person: emergency.person.clone(), agency: Some(emergency.agency.clone()), role: role.clone() };
    Some(Reader { agency: Some(emergency.agency.clone()), named: Some(emergency.person.clone()), post })
}

/// One reader per part in the case: the named person, or for a queue whoever of a role that may open reports; and whoever has declared
/// an emergency and is not named.
pub(crate) fn readers(facts: &Facts, now: Timestamp) -> Vec<Reader> {
    let mut readers = Vec::new();
    let may_open = |role| facts.taxonomy.roles.get(role).is_some_and(|role: &Role| role.verbs.contains(&Verb::Open));
    for involvement in holding(&facts.involvements, now).filter(|involvement| may_open(&involvement.role)) {
        let queue = || format!("queue-{}", involvement.id.as_str().chars().take(50).collect::<String>()).parse().ok();
        let Some(person) = involvement.person.clone().or_else(queue) else { continue };
        if has_left(facts, &person, now) {
            continue;
        }
        let post = StaffFacts { person, agency: Some(involvement.agency.clone()), role: involvement.role.clone() };
        readers.push(Reader { agency: Some(involvement.agency.clone()), named: involvement.person.clone(), post });
    }
    for emergency in holding(&facts.emergencies, now).filter(|emergency| now < emergency.until) {
        let is_named = readers.iter().any(|reader| reader.post.person == emergency.person);
        if !is_named && !has_left(facts, &emergency.person, now) {
            readers.extend(stand_in(facts, emergency));
        }
    }
    for member in holding(&facts.family, now).filter(|member| !has_left(facts, &member.person, now)) {
        let role = facts.taxonomy.roles.iter().find(|(code, _)| code.as_str() == standing_code(member.standing));
        if let Some((role, _)) = role {
            let post = StaffFacts { person: member.person.clone(), agency: None, role: role.clone() };
            readers.push(Reader { agency: None, named: Some(member.person.clone()), post });
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

//! The gates, one file each. Each adds every reason it finds; none looks at what another found.

pub mod assurance;
pub mod basis;
pub mod involvement;
pub mod protocol;
pub mod restriction;
pub mod retention;

use crate::family::{self, Right};
use crate::{Access, AgencyId, CaseFacts, Date, Facts, FamilyMember, Report, ScanId, Timestamp, Verb};

/// What is asked, with what every gate looks at found once.
pub struct Question<'a> {
    /// Who asks for what.
    pub access: &'a Access,
    /// What is known.
    pub facts: &'a Facts,
    /// As of when.
    pub now: Timestamp,
    /// The day of it.
    pub today: Date,
    /// The case, if there is one.
    pub case: Option<&'a CaseFacts>,
    /// The report that is asked for or would be pushed.
    pub report: Option<&'a Report>,
}

impl<'a> Question<'a> {
    /// Finds the case and the report.
    pub fn new(access: &'a Access, facts: &'a Facts, now: Timestamp) -> Self {
        let report = match access.verb {
            Verb::Push | Verb::Deliver => access.draft.as_ref(),
            _ => access.report.as_ref().and_then(|id| {
                let named = facts.reports.iter().filter(|report| report.value.id == *id);
                named.filter(|report| report.holds(now)).map(|report| &report.value).next()
            }),
        };
        Self::about(report, access, facts, now)
    }

    /// The same where the report has been found already.
    pub fn about(report: Option<&'a Report>, access: &'a Access, facts: &'a Facts, now: Timestamp) -> Self {
        let case = facts.case_at(now).filter(|case| access.case.as_ref() == Some(&case.id));
        Self { access, facts, now, today: now.date(), case, report }
    }

    /// Whether it asks to see a report.
    pub fn is_reading(&self) -> bool {
        matches!(self.access.verb, Verb::List | Verb::Open | Verb::TakeSealed)
    }

    /// The scan that it asks to see, and nothing besides.
    pub fn scan(&self) -> Option<&'a ScanId> {
        self.access.scan.as_ref().filter(|_| self.access.verb == Verb::Open && self.access.report.is_none())
    }

    /// The agency of who asks; none for families.
    pub fn agency(&self) -> Option<&'a AgencyId> {
        self.access.actor.agency.as_ref()
    }

    /// Whether the report is the asking agency's own.
    pub fn is_own_report(&self) -> bool {
        self.report.is_some_and(|report| Some(&report.author_agency) == self.agency())
    }

    /// Whether a family asks for what only somebody who may see the case may do.
    pub fn is_seeing(&self) -> bool {
        self.is_reading() || matches!(self.access.verb, Verb::WhoLooked | Verb::Remark)
    }

    /// The standings of who asks, as long as they last.
    pub fn standings(&self) -> impl Iterator<Item = &'a FamilyMember> {
        self.rights_at_all().map(|right| right.member)
    }

    /// By what rights of a family somebody asks, whatever for.
    fn rights_at_all(&self) -> impl Iterator<Item = Right<'a>> {
        family::rights(self.facts, &self.access.actor.person, self.now)
    }

    /// By what rights of a family somebody asks for what they ask for.
    pub fn rights(&self) -> impl Iterator<Item = Right<'a>> {
        let verb = self.access.verb;
        self.rights_at_all().filter(move |right| right.reaches(verb))
    }

    /// Whether who asks does so by parental responsibility alone, their own or that of who named them, which ends as a right when the
    /// young person decides.
    pub fn is_parent_only(&self) -> bool {
        self.rights().all(|right| right.is_parental)
    }

    /// Years of age of the child or young person today; none where the birthday is not recorded.
    pub fn age(&self) -> Option<i32> {
        self.case.and_then(|case| case.born).map(|born| born.age_on(self.today))
    }

    /// Whether the young person is of the age of own authority.
    pub fn is_of_age(&self) -> bool {
        self.age().is_some_and(|age| age >= i32::from(self.facts.taxonomy.ages.own_authority))
    }
}

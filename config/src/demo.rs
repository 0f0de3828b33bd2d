//! The invented world of the demonstration: agencies, people, cases and the texts of three reports.
//! Ages are relative to the day it runs, so that the young person of sixteen never grows out of the case.

use std::collections::BTreeSet;
use std::path::Path;

use porthor_policy::{
    AgencyId, AgencyKind, Audience, CaseId, CategoryCode, Class, Date, Language, PersonId, Provenance, PurposeCode, ReportId,
    RoleCode, Standing, Status,
};
use serde::Deserialize;

use crate::error::ConfigError;
use crate::read;

const WORLD: &str = include_str!("../demo/demo.toml");

const REPORTS: [(&str, &str); 3] = [
    ("demo/reports/speech-language.toml", include_str!("../demo/reports/speech-language.toml")),
    ("demo/reports/therapi-galwedigaethol.toml", include_str!("../demo/reports/therapi-galwedigaethol.toml")),
    ("demo/reports/physiotherapy-scan.toml", include_str!("../demo/reports/physiotherapy-scan.toml")),
];

/// Everything that the demonstration seeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// Two councils, a health board, two schools, a college and a voluntary provider.
    pub agencies: Vec<DemoAgency>,
    /// Staff of the agencies, families, and those whom families name.
    pub people: Vec<DemoPerson>,
    /// Four cases, two of them with a parent in common.
    pub cases: Vec<DemoCase>,
    /// Three reports, as text.
    pub reports: Vec<DemoReport>,
}

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAgency {
    /// Its id.
    pub id: AgencyId,
    /// What it is.
    pub kind: AgencyKind,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Welsh.
    pub name_cy: String,
    /// Its mail address, under `.example`.
    pub mail: String,
}

/// A person: staff when `agency` is given, else of a family or named by one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPerson {
    /// The person's id, which carries no name.
    pub id: PersonId,
    /// The agency of a member of staff.
    pub agency: Option<AgencyId>,
    /// The role.
    pub role: RoleCode,
    /// The full name.
    pub name: String,
    /// The language of pages and letters.
    pub language: Language,
    /// The mail address, under `.example`.
    pub mail: String,
}

/// A case and everyone on it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCase {
    /// The case's id, which carries no name.
    pub id: CaseId,
    /// The council that leads it.
    pub lead: AgencyId,
    /// The name of the child or young person.
    pub child: String,
    /// The language of the child or young person.
    pub language: Language,
    /// Age in whole years on the day of the demonstration.
    pub age_years: u8,
    /// Days since the last birthday, 3 to 360, give or take one.
    pub days_since_birthday: u16,
    /// Whether a council looks after the child.
    pub looked_after: bool,
    /// The family and those whom it names.
    pub family: Vec<DemoFamily>,
    /// Who is involved for an agency.
    pub involved: Vec<DemoInvolvement>,
}

impl DemoCase {
    /// The date of birth that gives this age on the day `today`, to within a day of the birthday asked for.
    #[must_use]
    pub fn born(&self, today: Date) -> Date {
        // Four years have 1,461 days; what a leap day moves is covered by the days since the birthday.
        let days = i64::from(self.age_years) * 1461 / 4 + i64::from(self.days_since_birthday);
        today.plus_days(-days)
    }
}

/// One person's standing in a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoFamily {
    /// Who.
    pub person: PersonId,
    /// On what standing.
    pub standing: Standing,
    /// For how many days from the seeding on; advocates and case friends need an end.
    pub for_days: Option<u16>,
}

/// One person's work on a case for an agency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoInvolvement {
    /// The agency.
    pub agency: AgencyId,
    /// The person; none means the agency's queue.
    pub person: Option<PersonId>,
    /// In what role.
    pub role: RoleCode,
}

/// A report's text and what it is; the demonstration sets it as a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoReport {
    /// Its id.
    pub id: ReportId,
    /// The case it belongs to.
    pub case: CaseId,
    /// Who pushes it.
    pub author: PersonId,
    /// What it is.
    pub category: CategoryCode,
    /// What it was written for.
    pub purpose: PurposeCode,
    /// How sensitive it is.
    pub class: Class,
    /// Whom it is written for.
    pub audience: Audience,
    /// How final it is.
    pub status: Status,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The language it is written in.
    pub language: Language,
    /// The name of its file.
    pub file_name: String,
    /// Its title.
    pub title: String,
    /// A summary in plain words.
    pub summary: String,
    /// The size in bytes that the file has to reach, for a scan made of images.
    pub at_least_bytes: Option<u64>,
    /// Its text.
    pub sections: Vec<DemoSection>,
}

/// A heading and the paragraphs under it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoSection {
    /// The heading.
    pub heading: String,
    /// The paragraphs, in order.
    pub paragraphs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct World {
    agencies: Vec<DemoAgency>,
    people: Vec<DemoPerson>,
    cases: Vec<DemoCase>,
}

impl Demo {
    /// The world that the program ships with.
    ///
    /// # Errors
    /// When a shipped file is malformed or names somebody who is not in it, which the tests rule out.
    pub fn shipped() -> Result<Self, ConfigError> {
        let world: World = read::toml(WORLD, Path::new("demo/demo.toml"))?;
        let reports = REPORTS.iter().map(|(name, text)| read::toml(text, Path::new(name))).collect::<Result<Vec<_>, _>>()?;
        let demo = Self { agencies: world.agencies, people: world.people, cases: world.cases, reports };
        demo.names_only_its_own()?;
        Ok(demo)
    }

    /// The person of this id.
    #[must_use]
    pub fn person(&self, id: &PersonId) -> Option<&DemoPerson> {
        self.people.iter().find(|person| person.id == *id)
    }

    /// The staff of an agency.
    pub fn staff<'a>(&'a self, agency: &'a AgencyId) -> impl Iterator<Item = &'a DemoPerson> {
        self.people.iter().filter(move |person| person.agency.as_ref() == Some(agency))
    }

    fn names_only_its_own(&self) -> Result<(), ConfigError> {
        let agencies: BTreeSet<_> = self.agencies.iter().map(|agency| &agency.id).collect();
        let cases: BTreeSet<_> = self.cases.iter().map(|case| &case.id).collect();
        let mut strangers = Vec::new();
        let mut agency = |id: &AgencyId| {
            if !agencies.contains(id) {
                strangers.push(format!("unknown agency {id}"));
            }
        };
        self.people.iter().filter_map(|person| person.agency.as_ref()).for_each(&mut agency);
        for case in &self.cases {
            agency(&case.lead);
            case.involved.iter().for_each(|involved| agency(&involved.agency));
        }
        for id in self.people_named() {
            if self.person(id).is_none() {
                strangers.push(format!("unknown person {id}"));
            }
        }
        for report in self.reports.iter().filter(|report| !cases.contains(&report.case)) {
            strangers.push(format!("unknown case {}", report.case));
        }
        if strangers.is_empty() {
            return Ok(());
        }
        Err(ConfigError::Inconsistent { file: "demo/demo.toml".into(), problems: strangers.join("; ") })
    }

    fn people_named(&self) -> impl Iterator<Item = &PersonId> {
        let on_cases = self.cases.iter().flat_map(|case| {
            let family = case.family.iter().map(|member| &member.person);
            family.chain(case.involved.iter().filter_map(|involved| involved.person.as_ref()))
        });
        on_cases.chain(self.reports.iter().map(|report| &report.author))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocols, taxonomy};

    fn demo() -> Demo {
        Demo::shipped().expect("the shipped demonstration is consistent")
    }

    #[test]
    fn the_world_is_as_large_as_promised() {
        let demo = demo();
        let kinds = |kind: AgencyKind| demo.agencies.iter().filter(|agency| agency.kind == kind).count();
        assert_eq!(kinds(AgencyKind::Council), 2);
        assert_eq!(kinds(AgencyKind::HealthBoard), 1);
        assert_eq!(kinds(AgencyKind::School), 2);
        assert_eq!(kinds(AgencyKind::College), 1);
        assert_eq!(kinds(AgencyKind::Voluntary), 1);
        assert_eq!((demo.cases.len(), demo.reports.len()), (4, 3));
    }

    #[test]
    fn every_agency_has_two_administrators() {
        let demo = demo();
        for agency in &demo.agencies {
            let administrators = demo.staff(&agency.id).filter(|person| person.role.as_str() == "agency-administrator");
            assert!(administrators.count() >= 2, "{}", agency.id);
        }
    }

    #[test]
    fn every_code_stands_in_the_taxonomy() {
        let (demo, taxonomy) = (demo(), taxonomy::shipped().expect("the shipped taxonomy is valid"));
        let involved = demo.cases.iter().flat_map(|case| &case.involved).map(|involved| &involved.role);
        for role in demo.people.iter().map(|person| &person.role).chain(involved) {
            assert!(taxonomy.roles.contains_key(role), "{role}");
        }
        for report in &demo.reports {
            assert!(taxonomy.categories.contains_key(&report.category), "{}", report.category);
            assert!(taxonomy.purposes.contains_key(&report.purpose), "{}", report.purpose);
        }
    }

    #[test]
    fn people_work_on_cases_for_their_own_agency_and_in_their_own_role() {
        let demo = demo();
        for involved in demo.cases.iter().flat_map(|case| &case.involved) {
            let person = involved.person.as_ref().and_then(|id| demo.person(id)).expect("a person is named");
            assert_eq!((person.agency.as_ref(), &person.role), (Some(&involved.agency), &involved.role), "{}", person.id);
        }
    }

    #[test]
    fn the_cases_are_those_of_the_demonstration() {
        let demo = demo();
        let parents = |case: &DemoCase| case.family.iter().filter(|member| member.standing == Standing::Parent).count();
        assert!(demo.cases.iter().any(|case| case.language == Language::Cy));
        assert!(demo.cases.iter().any(|case| parents(case) == 2));
        let cases_of =
            |person: &PersonId| demo.cases.iter().filter(|case| case.family.iter().any(|member| member.person == *person)).count();
        assert_eq!(demo.people.iter().filter(|person| cases_of(&person.id) == 2).count(), 1, "one parent of two");
        assert!(demo.cases.iter().any(|case| case.age_years == 16 && parents(case) == 1));
    }

    #[test]
    fn those_a_family_names_have_an_end() {
        let demo = demo();
        for member in demo.cases.iter().flat_map(|case| &case.family) {
            let named = matches!(member.standing, Standing::Advocate | Standing::CaseFriend);
            assert_eq!(named, member.for_days.is_some(), "{}", member.person);
        }
    }

    #[test]
    fn the_young_person_is_sixteen_on_any_day() {
        let demo = demo();
        let case = demo.cases.iter().find(|case| case.age_years == 16).expect("one case is of a young person");
        for today in ["2026-11-22", "2028-02-29", "2031-01-01", "2032-12-31"] {
            let today: Date = today.parse().expect("a date");
            assert_eq!(case.born(today).age_on(today), 16, "{today}");
        }
    }

    #[test]
    fn every_mail_address_is_an_example_and_every_id_is_used_once() {
        let demo = demo();
        let mail = demo.people.iter().map(|person| &person.mail).chain(demo.agencies.iter().map(|agency| &agency.mail));
        for address in mail {
            assert!(address.ends_with(".example") && address.contains('@'), "{address}");
        }
        let ids: BTreeSet<_> = demo.people.iter().map(|person| &person.id).collect();
        assert_eq!(ids.len(), demo.people.len());
    }

    #[test]
    fn the_reports_are_pushed_by_an_agency_that_a_protocol_covers() {
        let demo = demo();
        let taxonomy = taxonomy::shipped().expect("the shipped taxonomy is valid");
        let protocols = protocols::shipped(&taxonomy).expect("the shipped protocols are valid");
        for report in &demo.reports {
            let covered = protocols.iter().flat_map(|protocol| &protocol.items);
            let covered = covered.filter(|item| item.category == report.category && item.purpose == report.purpose);
            assert!(covered.count() > 0, "{}", report.id);
            assert!(report.sections.iter().all(|section| !section.paragraphs.is_empty()), "{}", report.id);
        }
        assert!(demo.reports.iter().any(|report| report.at_least_bytes > Some(10 << 20)));
        assert!(demo.reports.iter().any(|report| report.language == Language::Cy));
    }
}

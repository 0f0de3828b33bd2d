//! The facts that a past decision was taken on, in words: those that bear on what was asked, and no others. Nothing of what a report
//! says, no name of a family.

use porthor_policy::{
    Access, AgencyId, Basis, ConsentState, Facts, Grant, Grounds, Involvement, Mark, PersonId, Recipient, Recorded, Report, Scope,
    Timestamp, holding, is_vetoed,
};

use super::called::Called;
use crate::app::App;
use crate::store::StoreError;
use crate::store::log::code_of;
use crate::web::Say;

/// Some facts under one heading.
pub struct Section {
    /// The heading.
    pub title: String,
    /// What each fact is called, and what it is.
    pub lines: Vec<(String, String)>,
}

/// Puts facts into words.
pub struct Teller<'a> {
    say: &'a Say,
    access: &'a Access,
    facts: &'a Facts,
    at: Timestamp,
    called: Called,
}

impl<'a> Teller<'a> {
    /// Of the facts that `access` was decided on at `at`.
    pub async fn new(
        app: &App,
        say: &'a Say,
        access: &'a Access,
        facts: &'a Facts,
        at: Timestamp,
    ) -> Result<Teller<'a>, StoreError> {
        let agencies = facts.agencies.iter().map(|agency| agency.value.id.as_str());
        let involved = facts.involvements.iter().filter_map(|part| part.value.person.as_ref());
        let people = involved.chain([&access.actor.person]).map(PersonId::as_str);
        let called = Called::read(app, say, agencies, people).await?;
        Ok(Self { say, access, facts, at, called })
    }

    /// All sections that have something to tell. `grounds`: what a yes rested on.
    pub fn sections(&self, grounds: Option<&Grounds>) -> Vec<Section> {
        let sections = [
            ("who", self.who()),
            ("asked", self.asked()),
            ("case", self.case()),
            ("part", self.part()),
            ("report", self.report().map(|report| self.about(report)).unwrap_or_default()),
            ("consents", self.consents(grounds)),
            ("requests", self.requests()),
            ("emergencies", self.emergencies()),
            ("marks", self.marks()),
            ("protocols", self.protocols()),
        ];
        let told = sections.into_iter().filter(|(_, lines)| !lines.is_empty());
        told.map(|(name, lines)| Section { title: self.text(&format!("audit-facts-{name}")), lines }).collect()
    }

    fn text(&self, key: &str) -> String {
        self.say.text(key).to_string()
    }

    fn line(&self, name: &str, value: impl Into<String>) -> (String, String) {
        (self.text(&format!("audit-field-{name}")), value.into())
    }

    fn yes(&self, yes: bool) -> String {
        self.text(if yes { "audit-yes" } else { "audit-no" })
    }

    fn own(&self) -> Option<&'a AgencyId> {
        self.access.actor.agency.as_ref()
    }

    fn who(&self) -> Vec<(String, String)> {
        let actor = &self.access.actor;
        let mut lines = vec![self.line("person", self.called.person(&actor.person)), self.line("role", self.say.role(&actor.role))];
        lines.extend(actor.agency.as_ref().map(|agency| self.line("agency", self.called.agency(agency))));
        lines.extend(actor.proofs.iter().map(|proof| {
            let factor = self.text(&format!("factor-{}", code_of(&proof.factor)));
            (factor, self.say.text("audit-proved-at").with("at", self.say.moment(proof.at)).to_string())
        }));
        lines
    }

    fn asked(&self) -> Vec<(String, String)> {
        let access = self.access;
        let mut lines = vec![self.line("verb", self.say.called("verb", &code_of(&access.verb)))];
        lines.extend(access.purpose.as_ref().map(|purpose| self.line("purpose", self.say.purpose(purpose))));
        lines.extend(access.case.as_ref().map(|case| self.line("case", case.as_str())));
        lines.extend(access.report.as_ref().map(|report| self.line("report", report.as_str())));
        if let Some(Recipient::Agency(agency)) = access.grant.as_ref().map(|grant| &grant.recipient) {
            lines.push(self.line("recipient", self.called.agency(agency)));
        }
        lines
    }

    fn case(&self) -> Vec<(String, String)> {
        let Some(case) = self.facts.case_at(self.at) else { return Vec::new() };
        let own_authority = i32::from(self.facts.taxonomy.ages.own_authority);
        let decides = match case.born.map(|born| born.age_on(self.at.date()) >= own_authority) {
            Some(of_age) => self.yes(of_age),
            None => self.text("audit-not-recorded"),
        };
        vec![
            self.line("lead", self.called.agency(&case.lead)),
            self.line("of-age", decides),
            self.line("looked-after", self.yes(case.looked_after)),
            self.line("closed", self.yes(case.closed)),
        ]
    }

    /// The part of who asked, and of their agency, in the case.
    fn part(&self) -> Vec<(String, String)> {
        let Some(agency) = self.own() else {
            let person = &self.access.actor.person;
            let standings = holding(&self.facts.family, self.at).filter(|member| member.person == *person);
            return standings
                .map(|member| {
                    let standing = self.text(&format!("standing-{}", code_of(&member.standing)));
                    self.line("standing", self.until(standing, member.until))
                })
                .collect();
        };
        let parts = holding(&self.facts.involvements, self.at).filter(|part| part.agency == *agency);
        let mut lines: Vec<_> = parts.map(|part| self.involvement(part)).collect();
        if lines.is_empty() && self.facts.case_at(self.at).is_some() {
            lines.push(self.line("involved", self.yes(false)));
        }
        if is_vetoed(self.facts, agency, &self.access.actor.person, self.at) {
            lines.push(self.line("vetoed", self.yes(true)));
        }
        lines
    }

    fn involvement(&self, part: &Involvement) -> (String, String) {
        let whose = match &part.person {
            Some(person) => self.called.person(person),
            None => self.text("audit-anyone-of-role"),
        };
        let scope = match part.scope {
            Scope::WholeCase => String::new(),
            Scope::Bundle(_) => format!(", {}", self.text("audit-bundle-only")),
        };
        (whose, self.until(format!("{}{scope}", self.say.role(&part.role)), part.until))
    }

    fn until(&self, text: String, until: Option<porthor_policy::Date>) -> String {
        match until {
            None => text,
            Some(day) => format!("{text}, {}", self.say.text("audit-until").with("day", self.say.date(day))),
        }
    }

    fn report(&self) -> Option<&'a Report> {
        let asked =
            self.access.report.as_ref().and_then(|id| holding(&self.facts.reports, self.at).find(|report| report.id == *id));
        asked.or(self.access.draft.as_ref())
    }

    fn about(&self, report: &Report) -> Vec<(String, String)> {
        let mut lines = vec![
            self.line("category", self.say.category(&report.category)),
            self.line("written-for", self.say.purpose(&report.purpose)),
            self.line("author", self.called.agency(&report.author_agency)),
            self.line("arrived", self.say.moment(report.arrived)),
            self.line("class", self.text(&format!("class-{}", code_of(&report.class)))),
            self.line("audience", self.text(&format!("audience-{}", code_of(&report.audience)))),
            self.line("status", self.text(&format!("status-{}", code_of(&report.status)))),
        ];
        lines.extend(report.marks.iter().map(|mark| self.line("mark", self.text(&format!("mark-{}", code_of(mark))))));
        lines.push(match report.retain_until {
            Some(day) => self.line("kept-until", self.say.date(day)),
            None => self.line("kept-until", self.text("audit-not-recorded")),
        });
        lines
    }

    /// Consents for the agency that asked, and the one that a yes rested on; for a family its own word is not repeated here.
    fn consents(&self, grounds: Option<&Grounds>) -> Vec<(String, String)> {
        let rested = grounds.and_then(|grounds| match &grounds.basis {
            Basis::Consent { id } => Some(id),
            _ => None,
        });
        let bears = |grant: &&Recorded<Grant>| {
            let for_own = matches!((&grant.value.recipient, self.own()), (Recipient::Agency(named), Some(own)) if named == own);
            grant.recorded <= self.at && (for_own || rested == Some(&grant.value.id))
        };
        self.facts.grants.iter().filter(bears).map(|grant| self.consent(grant)).collect()
    }

    fn consent(&self, grant: &Recorded<Grant>) -> (String, String) {
        let value = &grant.value;
        let state: ConsentState = value.state(grant.ended, self.at);
        let categories: Vec<String> = value.categories.iter().map(|code| self.say.category(code)).collect();
        let purposes: Vec<String> = value.purposes.iter().map(|code| self.say.purpose(code)).collect();
        let until = value.until.map_or_else(|| self.text("audit-not-recorded"), |until| self.say.last_day(until));
        let told = self.say.text("audit-consent-told").with("categories", categories.join(", "));
        let told = told.with("purposes", purposes.join(", ")).with("from", self.say.day_of(value.from)).with("until", until);
        let told = told.with("standing", self.text(&format!("standing-{}", code_of(&value.standing))));
        (self.text(&format!("consent-state-{}", code_of(&state))), told.to_string())
    }

    fn requests(&self) -> Vec<(String, String)> {
        let own = holding(&self.facts.requests, self.at).filter(|request| Some(&request.by) == self.own());
        own.map(|request| {
            let categories: Vec<String> = request.categories.iter().map(|code| self.say.category(code)).collect();
            let told = self.say.text("audit-request-told").with("to", self.called.agency(&request.to));
            let told = told.with("categories", categories.join(", ")).with("due", self.say.date(request.due));
            (self.text(&format!("audit-request-{}", code_of(&request.kind))), told.to_string())
        })
        .collect()
    }

    fn emergencies(&self) -> Vec<(String, String)> {
        let own = holding(&self.facts.emergencies, self.at).filter(|one| one.person == self.access.actor.person);
        own.map(|one| self.line("emergency-until", self.say.moment(one.until))).collect()
    }

    fn marks(&self) -> Vec<(String, String)> {
        let marks = holding(&self.facts.marks, self.at).map(|mark| match mark {
            Mark::Contested => ("contested", self.yes(true)),
            Mark::CourtRestricted => ("court-restricted", self.yes(true)),
            Mark::Objection { agency } => ("objection", self.called.agency(agency)),
        });
        marks.map(|(name, value)| self.line(name, value)).collect()
    }

    /// Protocols between the agency that wrote the report and the one that asked.
    fn protocols(&self) -> Vec<(String, String)> {
        let ends: Vec<&AgencyId> = self.report().map(|report| &report.author_agency).into_iter().chain(self.own()).collect();
        if self.report().is_none() || self.own().is_none() {
            return Vec::new();
        }
        let between = self.facts.protocols.iter().filter(|record| ends.iter().all(|end| record.protocol.has_partner(end)));
        between
            .map(|record| {
                let stands = record.in_force(&self.facts.agencies, self.at).is_ok()
                    && ends.iter().all(|end| record.is_signed_by(end, self.at))
                    && !self.facts.protocols.iter().any(|other| other.has_replaced(record, self.at));
                let state = self.text(if stands { "audit-in-force" } else { "audit-not-in-force" });
                let protocol = &record.protocol;
                let title = if self.say.is_welsh() { &protocol.title_cy } else { &protocol.title_en };
                (format!("{title} ({})", self.say.text("audit-version").with("version", protocol.version)), state)
            })
            .collect()
    }
}

//! What happened on a case, from what its reader may see: facts as they were recorded and ended, newest first. The record itself is for
//! those who look after it.

use porthor_policy::{Recipient, ReportId, Timestamp, sees_consent};

use super::Entered;
use super::case::mark_text;
use crate::app::App;
use crate::http::session::SignedIn;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::Say;

/// Moments that are shown, at most.
const SHOWN: usize = 60;

/// Something that happened.
pub struct Moment {
    /// When, in words.
    pub when: String,
    /// When, for machines.
    pub at: String,
    /// What.
    pub text: String,
    /// An emergency, which has its own mark.
    pub is_emergency: bool,
}

/// The moments of a case, those after `now` left out.
pub fn of(app: &App, say: &Say, names: &Names, who: &SignedIn, entered: &Entered, seen: &[ReportId]) -> Vec<Moment> {
    let mut line = Line { say, entered, found: Vec::new() };
    line.reports(names, seen);
    line.people(names);
    line.consents(app, names, who);
    line.holds(names);
    // What was recorded at one moment was added in the order in which it makes sense: the opening comes before whoever came with it.
    let mut found: Vec<_> = line.found.into_iter().rev().collect();
    found.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let shown = found.into_iter().take(SHOWN);
    shown.map(|(at, text, is_emergency)| Moment { when: say.moment(at), at: at.to_string(), text, is_emergency }).collect()
}

struct Line<'a> {
    say: &'a Say,
    entered: &'a Entered,
    found: Vec<(Timestamp, String, bool)>,
}

impl Line<'_> {
    #[expect(clippy::needless_pass_by_value, reason = "a phrase is put together where it is added")]
    fn add(&mut self, at: Timestamp, text: impl ToString) {
        if at <= self.entered.now {
            self.found.push((at, text.to_string(), false));
        }
    }

    fn reports(&mut self, names: &Names, seen: &[ReportId]) {
        for report in self.entered.known.facts.reports.iter().filter(|report| seen.contains(&report.value.id)) {
            let agency = names.agency(&report.value.author_agency);
            let kind = self.say.category(&report.value.category);
            self.add(report.recorded, self.say.text("timeline-report").with("agency", agency).with("kind", kind));
        }
    }

    fn people(&mut self, names: &Names) {
        if let Some(case) = &self.entered.known.facts.case {
            let agency = names.agency(&case.value.lead);
            self.add(case.recorded, self.say.text("timeline-opened").with("agency", agency));
        }
        for part in &self.entered.known.facts.involvements {
            let whom = match &part.value.person {
                Some(person) => names.person(person).to_owned(),
                None => names.agency(&part.value.agency).to_owned(),
            };
            self.add(part.recorded, self.say.text("timeline-involved").with("who", whom.clone()));
            if let Some(ended) = part.ended {
                self.add(ended, self.say.text("timeline-involvement-ended").with("who", whom));
            }
        }
        for member in &self.entered.known.facts.family {
            let whom = names.person(&member.value.person);
            self.add(member.recorded, self.say.text("timeline-family").with("who", whom));
            if let Some(ended) = member.ended {
                self.add(ended, self.say.text("timeline-family-ended").with("who", whom));
            }
        }
    }

    fn consents(&mut self, app: &App, names: &Names, who: &SignedIn) {
        let case = &self.entered.case;
        let sees = |grant: &&porthor_policy::Recorded<porthor_policy::Grant>| {
            sees_consent(&who.actor, case, &grant.value, &app.config.taxonomy)
        };
        for grant in self.entered.known.facts.grants.iter().filter(sees) {
            let whom = match &grant.value.recipient {
                Recipient::Agency(agency) => names.agency(agency),
                Recipient::Person(person) => names.person(person),
            };
            self.add(grant.recorded, self.say.text("timeline-consent").with("who", whom));
            if let Some(ended) = grant.ended {
                self.add(ended, self.say.text("timeline-consent-withdrawn").with("who", whom));
            }
        }
    }

    fn holds(&mut self, names: &Names) {
        for mark in &self.entered.known.facts.marks {
            let what = mark_text(self.say, names, &mark.value);
            self.add(mark.recorded, self.say.text("timeline-mark").with("what", what.clone()));
            if let Some(ended) = mark.ended {
                self.add(ended, self.say.text("timeline-mark-lifted").with("what", what));
            }
        }
        for request in &self.entered.known.facts.requests {
            let (by, to) = (names.agency(&request.value.by), names.agency(&request.value.to));
            let is_open = code_of(&request.value.state) == "open";
            let key = if is_open { "timeline-request" } else { "timeline-request-closed" };
            self.add(request.recorded, self.say.text(key).with("by", by).with("to", to));
        }
        for emergency in &self.entered.known.facts.emergencies {
            let person = names.person(&emergency.value.person);
            let text = self.say.text("timeline-emergency").with("who", person).to_string();
            self.found.push((emergency.recorded, text, true));
        }
    }
}

//! All that is held of a case, for a request of subject access (UK GDPR art. 15): gathered by an officer of the agency that leads it, who
//! sees no report by it. Reports are listed; whoever asked receives them from the agencies that wrote them, or opens them here.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{
    Access, CaseId, EventKind, Evidence, Facts, Grant, Mark, PersonId, Recipient, Recorded, ReportId, Timestamp, Veto,
};
use serde::Serialize;
use serde_json::json;

use super::called::Called;
use super::search::Row;
use crate::app::App;
use crate::audit::export::{Format, Going};
use crate::audit::store::{self, Filter, Stretch};
use crate::audit::{EventLine, read_record, view};
use crate::consent::request::{self, Answer, ConsentRequest};
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::store::log::code_of;
use crate::web::{Filled, Frame, Say, Visitor, show};
use crate::{consent, remark};

/// Entries of the record on the page; the file has them all.
const ENTRIES: u32 = 1_000;

/// Routes of the bundle.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/audit/bundle", get(begin).post(gather))
}

#[derive(Template)]
#[template(path = "audit/bundle.html")]
struct BundlePage {
    frame: Frame,
    filled: Filled,
    held: Option<Held>,
}

/// What is held, in words.
struct Held {
    case: String,
    at: String,
    by: String,
    sections: Vec<Part>,
    rows: Vec<Row>,
    is_cut: bool,
}

/// Facts of one kind: what it is, since when, and how it ended.
struct Part {
    title: String,
    lines: Vec<(String, String)>,
}

async fn begin(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    read_record(&app, &who, None, |event| event.with_detail("view", "bundle")).await?;
    Ok(answer(&app, &visitor, Filled::default(), None))
}

fn answer(app: &App, visitor: &Visitor, filled: Filled, held: Option<Held>) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = BundlePage { frame: visitor.frame(app).answering(&filled), filled, held };
    show(status, &page.frame.clone(), &page)
}

async fn gather(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let Ok(case) = filled.value("case").parse::<CaseId>() else {
        read_record(&app, &who, None, |event| event.with_detail("view", "bundle")).await?;
        filled.wrong("case", visitor.say.text("audit-search-bad-id"));
        return Ok(answer(&app, &visitor, filled, None));
    };
    let access = Access { agency: who.actor.agency.clone(), ..view::access(&who, Some(case.clone())) };
    let granted = gate::release(&app, &who, &access, EventKind::AuditRead, |event, _| event.with_detail("view", "bundle")).await?;
    let _place = app.gathering.place().await?;
    let below = granted.recorded.as_ref().map_or(0, |recorded| recorded.seq);
    let filter = Filter { case: Some(case.clone()), ..Filter::default() };
    if filled.has("format", "jsonl") {
        let head = lines(&app, &case, &granted).await?;
        let going = Going { app, who, filter, format: Format::Jsonl, head, case: Some(case), after: None, below };
        return Ok(going.answer("porthor-bundle"));
    }
    let stretch = Stretch { after: None, below, limit: ENTRIES + 1 };
    let mut rows = store::page(&mut *app.store.reader().await?, &filter, stretch).await?;
    let is_cut = rows.len() > ENTRIES as usize;
    rows.truncate(ENTRIES as usize);
    let entries = rows.into_iter().map(|row| EventLine::new(row.seq, row.columns)).collect();
    let say = &visitor.say;
    let held = Held {
        by: Called::read(&app, say, [], [who.actor.person.as_str()]).await?.person(&who.actor.person),
        case: case.to_string(),
        at: say.moment(granted.now),
        sections: sections(&app, say, &case, &granted).await?,
        rows: Row::all(&app, say, entries).await?,
        is_cut,
    };
    Ok(answer(&app, &visitor, filled, Some(held)))
}

/// Facts, remarks and questions in words. What a remark says is the family's own, and stands in the file alone.
async fn sections(app: &App, say: &Say, case: &CaseId, granted: &Granted) -> Result<Vec<Part>, Problem> {
    let key = granted.known.key.as_ref().ok_or_else(Problem::not_found)?;
    let remarks = remark::store::all(&mut *app.store.reader().await?, case, key).await?;
    let mut sections = Teller::new(app, say, &granted.known.facts).await?.parts();
    let lines = remarks.iter().map(|kept| {
        let kind = say.text(format!("remark-kind-{}", code_of(&kept.said.remark.kind))).to_string();
        let answered = kept.answer.as_ref().map(|(_, at)| say.text("audit-answered-at").with("at", say.moment(*at)).to_string());
        let told = [Some(kept.said.remark.author.to_string()), Some(say.moment(kept.made)), answered];
        (kind, told.into_iter().flatten().collect::<Vec<_>>().join("; "))
    });
    let questions = request::all(&mut *app.store.reader().await?, case, key).await?;
    let for_whom = questions.iter().map(|question| question.body.agency.as_str());
    let called = Called::read(app, say, for_whom, questions.iter().map(|question| question.by.as_str())).await?;
    let parts = [
        ("audit-bundle-remarks", lines.collect::<Vec<_>>()),
        ("audit-bundle-questions", questions.iter().map(|question| asked(say, &called, question)).collect()),
    ];
    let held = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
    sections.extend(held.map(|(key, lines)| Part { title: say.text(key).to_string(), lines }));
    Ok(sections)
}

/// A question to the family: for whom, and what was asked by whom and how it was answered. Why is in the file.
fn asked(say: &Say, called: &Called, question: &ConsentRequest) -> (String, String) {
    let kinds: Vec<String> = question.body.categories.iter().map(|code| say.category(code)).collect();
    let purposes: Vec<String> = question.body.purposes.iter().map(|code| say.purpose(code)).collect();
    let answer = match (question.answer, question.answered) {
        (Some(answer), Some(at)) => {
            let key = if answer == Answer::Given { "audit-question-given" } else { "audit-question-not-now" };
            say.text(key).with("at", say.moment(at)).to_string()
        }
        _ => say.text("audit-question-open").to_string(),
    };
    let told = [called.person(&question.by), say.moment(question.asked), kinds.join(", "), purposes.join(", "), answer];
    (called.agency(&question.body.agency), told.join("; "))
}

/// Every fact of the case, every receipt, every remark and every question to the family as a line of JSON; the record follows them in the file.
async fn lines(app: &App, case: &CaseId, granted: &Granted) -> Result<String, Problem> {
    let facts = &granted.known.facts;
    let mut text = String::new();
    put(&mut text, "case", facts.case.as_slice());
    put(&mut text, "family", &facts.family);
    put(&mut text, "involvement", &facts.involvements);
    put(&mut text, "veto", &facts.vetoes);
    put(&mut text, "competence", &facts.competences);
    put(&mut text, "mark", &facts.marks);
    put(&mut text, "enrolment", &facts.enrolments);
    put(&mut text, "consent", &facts.grants);
    put(&mut text, "request", &facts.requests);
    put(&mut text, "emergency", &facts.emergencies);
    put(&mut text, "report", &facts.reports);
    put(&mut text, "quarantine", &facts.quarantines);
    let key = granted.known.key.as_ref().ok_or_else(Problem::not_found)?;
    let mut reader = app.store.reader().await?;
    for grant in &facts.grants {
        let id = grant.value.id.as_str();
        if let Some(jws) = consent::store::receipt(&mut reader, case, key, id).await? {
            add(&mut text, &json!({ "held": "receipt", "consent": id, "jws": jws }));
        }
    }
    for kept in remark::store::all(&mut reader, case, key).await? {
        let (answer, answered) = kept.answer.unzip();
        let line = json!({ "held": "remark", "remark": kept.said, "made": kept.made, "answer": answer, "answered": answered });
        add(&mut text, &line);
    }
    for question in request::all(&mut reader, case, key).await? {
        add(&mut text, &json!({ "held": "consent-request", "request": question }));
    }
    Ok(text)
}

fn put<T: Serialize>(text: &mut String, kind: &str, facts: &[Recorded<T>]) {
    for fact in facts {
        let line = json!({ "held": kind, "fact": fact.value, "recorded": fact.recorded, "ended": fact.ended });
        add(text, &line);
    }
}

fn add(text: &mut String, line: &serde_json::Value) {
    text.push_str(&line.to_string());
    text.push('\n');
}

/// Puts what is held into words.
struct Teller<'a> {
    say: &'a Say,
    facts: &'a Facts,
    called: Called,
}

impl<'a> Teller<'a> {
    async fn new(app: &App, say: &'a Say, facts: &'a Facts) -> Result<Teller<'a>, Problem> {
        let agencies = facts.agencies.iter().map(|agency| agency.value.id.as_str());
        let mut people: Vec<&PersonId> = facts.involvements.iter().filter_map(|part| part.value.person.as_ref()).collect();
        people.extend(facts.family.iter().map(|member| &member.value.person));
        people.extend(facts.emergencies.iter().map(|emergency| &emergency.value.person));
        people.extend(facts.reports.iter().map(|report| &report.value.author));
        people.extend(facts.vetoes.iter().filter_map(|veto| match &veto.value {
            Veto::Person(person) => Some(person),
            Veto::Agency(_) => None,
        }));
        let called = Called::read(app, say, agencies, people.into_iter().map(PersonId::as_str)).await?;
        Ok(Self { say, facts, called })
    }

    fn parts(&self) -> Vec<Part> {
        let parts = [
            ("case", self.case()),
            ("family", self.family()),
            ("involved", self.involved()),
            ("marks", self.held_back()),
            ("consents", self.facts.grants.iter().map(|grant| self.consent(grant)).collect()),
            ("requests", self.requests()),
            ("emergencies", self.emergencies()),
            ("reports", self.reports()),
        ];
        let held = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
        held.map(|(name, lines)| Part { title: self.text(&format!("audit-bundle-{name}")), lines }).collect()
    }

    fn text(&self, key: &str) -> String {
        self.say.text(key).to_string()
    }

    fn since<T>(&self, fact: &Recorded<T>) -> String {
        self.stretch(fact.recorded, fact.ended)
    }

    fn stretch(&self, from: Timestamp, to: Option<Timestamp>) -> String {
        let from = self.say.moment(from);
        match to {
            None => self.say.text("audit-since").with("from", from).to_string(),
            Some(to) => self.say.text("audit-from-to").with("from", from).with("to", self.say.moment(to)).to_string(),
        }
    }

    fn case(&self) -> Vec<(String, String)> {
        let Some(case) = &self.facts.case else { return Vec::new() };
        let born = case.value.born.map_or_else(|| self.text("audit-not-recorded"), |born| self.say.date(born));
        let yes = |yes: bool| self.text(if yes { "audit-yes" } else { "audit-no" });
        vec![
            (self.text("audit-field-lead"), self.called.agency(&case.value.lead)),
            (self.text("audit-field-opened-at"), self.say.moment(case.recorded)),
            (self.text("audit-field-born"), born),
            (self.text("audit-field-looked-after"), yes(case.value.looked_after)),
            (self.text("audit-field-closed"), yes(case.value.closed)),
        ]
    }

    fn family(&self) -> Vec<(String, String)> {
        let standings = self.facts.family.iter().map(|member| {
            let standing = self.text(&format!("standing-{}", code_of(&member.value.standing)));
            (standing, format!("{}; {}", member.value.person, self.since(member)))
        });
        let found = self.facts.competences.iter().map(|found| {
            (self.text("audit-field-competence"), format!("{}; {}", found.value.person, self.say.date(found.value.on)))
        });
        standings.chain(found).collect()
    }

    fn involved(&self) -> Vec<(String, String)> {
        let parts = self.facts.involvements.iter().map(|part| {
            let whose = match &part.value.person {
                Some(person) => format!("{}, {}", self.called.agency(&part.value.agency), self.called.person(person)),
                None => self.called.agency(&part.value.agency),
            };
            (whose, format!("{}; {}", self.say.role(&part.value.role), self.since(part)))
        });
        let enrolments = self.facts.enrolments.iter().map(|enrolment| {
            let told = format!("{}; {}", self.text("audit-field-enrolled"), self.say.date(enrolment.value.on));
            (self.called.agency(&enrolment.value.agency), told)
        });
        parts.chain(enrolments).collect()
    }

    fn held_back(&self) -> Vec<(String, String)> {
        let marks = self.facts.marks.iter().map(|mark| match &mark.value {
            Mark::Contested => (self.text("audit-field-contested"), self.since(mark)),
            Mark::CourtRestricted => (self.text("audit-field-court-restricted"), self.since(mark)),
            Mark::Objection { agency } => {
                (self.text("audit-field-objection"), format!("{}; {}", self.called.agency(agency), self.since(mark)))
            }
        });
        let vetoes = self.facts.vetoes.iter().map(|veto| {
            let whom = match &veto.value {
                Veto::Agency(agency) => self.called.agency(agency),
                Veto::Person(person) => self.called.person(person),
            };
            (self.text("audit-field-veto"), format!("{whom}; {}", self.since(veto)))
        });
        marks.chain(vetoes).collect()
    }

    fn consent(&self, grant: &Recorded<Grant>) -> (String, String) {
        let value = &grant.value;
        let to = match &value.recipient {
            Recipient::Agency(agency) => self.called.agency(agency),
            Recipient::Person(person) => self.called.person(person),
        };
        let names = |codes: Vec<String>| codes.join(", ");
        let until = value.until.map_or_else(|| self.text("audit-not-recorded"), |until| self.say.last_day(until));
        let told = self.say.text("audit-consent-told");
        let told = told.with("categories", names(value.categories.iter().map(|code| self.say.category(code)).collect()));
        let told = told.with("purposes", names(value.purposes.iter().map(|code| self.say.purpose(code)).collect()));
        let told = told.with("from", self.say.day_of(value.from)).with("until", until);
        let told = told.with("standing", self.text(&format!("standing-{}", code_of(&value.standing)))).to_string();
        let evidence = match value.evidence {
            Evidence::SignedIn => "evidence-signed-in",
            Evidence::Paper { .. } => "evidence-paper",
            Evidence::Spoken { .. } => "evidence-spoken",
        };
        let withdrawn = grant.ended.map(|ended| self.say.text("audit-withdrawn-at").with("at", self.say.moment(ended)).to_string());
        let told = [Some(told), Some(self.text(evidence)), withdrawn].into_iter().flatten().collect::<Vec<_>>().join("; ");
        (to, told)
    }

    fn requests(&self) -> Vec<(String, String)> {
        let told = self.facts.requests.iter().map(|request| {
            let value = &request.value;
            let categories: Vec<String> = value.categories.iter().map(|code| self.say.category(code)).collect();
            let told = self.say.text("audit-request-told").with("to", self.called.agency(&value.to));
            let told = told.with("categories", categories.join(", ")).with("due", self.say.date(value.due));
            let kind = self.text(&format!("audit-request-{}", code_of(&value.kind)));
            (format!("{kind}, {}", self.called.agency(&value.by)), format!("{told}; {}", self.since(request)))
        });
        told.collect()
    }

    fn emergencies(&self) -> Vec<(String, String)> {
        let told = self.facts.emergencies.iter().map(|emergency| {
            let value = &emergency.value;
            let whose = format!("{}, {}", self.called.person(&value.person), self.called.agency(&value.agency));
            (whose, self.stretch(emergency.recorded, Some(emergency.ended.unwrap_or(value.until))))
        });
        told.collect()
    }

    /// Kind, author and date of each report; never its name, its summary or a word of it.
    fn reports(&self) -> Vec<(String, String)> {
        let told = self.facts.reports.iter().map(|report| {
            let value = &report.value;
            let id: &ReportId = &value.id;
            let author = format!("{}, {}", self.called.person(&value.author), self.called.agency(&value.author_agency));
            let status = self.text(&format!("status-{}", code_of(&value.status)));
            let version = self.say.text("audit-version").with("version", value.version).to_string();
            (self.say.category(&value.category), format!("{author}; {status}; {version}; {}; {id}", self.since(report)))
        });
        told.collect()
    }
}

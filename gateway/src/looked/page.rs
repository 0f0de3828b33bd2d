//! Who has looked, as a family reads it: newest first, in plain words; each entry with what was asked about it.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{About, AgencyId, Basis, CaseId, Date, EventKind, Language, RemarkKind};
use serde::Deserialize;

use super::{Asked, Look, Month};
use crate::app::App;
use crate::family::circle::around;
use crate::family::seen::child_of;
use crate::gate::Granted;
use crate::http::error::Problem;
use crate::http::extract::{Path, Query};
use crate::http::session::SignedIn;
use crate::remark;
use crate::remark::page::{RemarkView, kind_of, typed, views};
use crate::report::store as reports;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::calendar;
use crate::web::{Filled, Frame, Say, Visitor, see_other, show};

/// Months to choose from, at most.
const MONTHS: usize = 24;

/// Pages of who has looked.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/family/{case}/looked", get(list)).route("/family/{case}/looked/{seq}", get(entry).post(say_something))
}

/// What the filter's form holds: empty where nothing was chosen.
#[derive(Default, Deserialize)]
struct Chosen {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    month: String,
    before: Option<u64>,
}

impl Chosen {
    fn asked(&self) -> Result<Asked, Problem> {
        let wrong = |field: &'static str| Problem::bad("bad-field").with("field", field);
        let agency = Some(&self.agency).filter(|agency| !agency.is_empty());
        let month = Some(&self.month).filter(|month| !month.is_empty());
        Ok(Asked {
            agency: agency.map(|agency| agency.parse().map_err(|_| wrong("agency"))).transpose()?,
            month: month.map(|month| Month::try_from(month.clone()).map_err(|_| wrong("month"))).transpose()?,
            before: self.before,
        })
    }

    fn query(&self, before: u64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let given = [("agency", &self.agency), ("month", &self.month)];
        for (name, value) in given.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.append_pair("before", &before.to_string()).finish()
    }
}

/// An entry, in words.
struct EntryView {
    seq: u64,
    /// For the timeline: how it is marked.
    class: &'static str,
    moment: String,
    machine_moment: String,
    who: String,
    what: String,
    /// Why it was allowed, or refused; and what for.
    whys: Vec<String>,
}

/// Something to choose: value, name, whether it is chosen.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "looked/list.html")]
struct ListPage {
    frame: Frame,
    case: CaseId,
    child: String,
    entries: Vec<EntryView>,
    agencies: Vec<Choice>,
    months: Vec<Choice>,
    next: Option<String>,
    is_filtered: bool,
}

async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let asked = chosen.asked()?;
    let found = super::read(&app, &who, &case, &asked).await?;
    let words = Wording::read(&app, &visitor, &who, &found.granted, &found.looks).await?;
    let entries = found.looks.iter().map(|look| words.entry(look)).collect();
    let page = ListPage {
        frame: visitor.frame(&app),
        child: child_of(&app, &case, &found.granted).await?,
        entries,
        agencies: words.agencies(&found.granted, asked.agency.as_ref()),
        months: months(&visitor.say, &found.granted, asked.month),
        next: found.next.map(|next| format!("/family/{case}/looked?{}", chosen.query(next))),
        is_filtered: asked.agency.is_some() || asked.month.is_some(),
        case,
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// Every month since the case was opened, the newest first.
fn months(say: &Say, granted: &Granted, chosen: Option<Month>) -> Vec<Choice> {
    let opened = granted.known.facts.case.as_ref().map_or(granted.now, |case| case.recorded);
    let (first, mut month) = (Month::of(calendar::local(opened).day), Month::of(calendar::local(granted.now).day));
    let mut all = Vec::new();
    while all.len() < MONTHS && month.0 >= first.0 {
        all.push((month.0.to_string()[..7].to_owned(), month_name(say, month.0), chosen == Some(month)));
        month = month.before();
    }
    all
}

fn month_name(say: &Say, day: Date) -> String {
    let (year, month, _) = calendar::parts(day);
    format!("{} {year}", say.text(format!("month-{month}")))
}

/// What the words of an entry are made of.
struct Wording<'a> {
    say: &'a Say,
    granted: &'a Granted,
    me: &'a SignedIn,
    names: Names,
    /// Names of the reports that the reader may know of, by id.
    files: std::collections::BTreeMap<String, String>,
}

impl<'a> Wording<'a> {
    async fn read(
        app: &App,
        visitor: &'a Visitor,
        who: &'a SignedIn,
        granted: &'a Granted,
        looks: &[Look],
    ) -> Result<Self, Problem> {
        let facts = &granted.known.facts;
        let mut reader = app.store.reader().await?;
        let mut agencies: Vec<&AgencyId> = facts.involvements.iter().map(|part| &part.value.agency).collect();
        agencies.extend(facts.case_at(granted.now).map(|case| &case.lead));
        agencies.extend(looks.iter().filter_map(|look| look.agency.as_ref()));
        let givers = facts.grants.iter().map(|grant| &grant.value.giver);
        let people: Vec<_> = looks.iter().filter_map(|look| look.person.as_ref()).chain(givers).collect();
        let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), agencies, people).await?;
        let mut files = std::collections::BTreeMap::new();
        if let (Some(key), Some(case)) = (&granted.known.key, facts.case_at(granted.now)) {
            for report in looks.iter().filter_map(|look| look.report.as_ref()) {
                if let Some(described) = reports::described(&mut reader, &case.id, report, key).await? {
                    files.insert(report.to_string(), described.file_name);
                }
            }
        }
        Ok(Self { say: &visitor.say, granted, me: who, names, files })
    }

    fn agencies(&self, granted: &Granted, chosen: Option<&AgencyId>) -> Vec<Choice> {
        let facts = &granted.known.facts;
        let involved = facts.involvements.iter().map(|part| &part.value.agency);
        let all: std::collections::BTreeSet<&AgencyId> =
            involved.chain(facts.case_at(granted.now).map(|case| &case.lead)).chain(chosen).collect();
        all.into_iter().map(|id| (id.to_string(), self.names.agency(id).to_owned(), chosen == Some(id))).collect()
    }

    fn entry(&self, look: &Look) -> EntryView {
        let class = match look.kind {
            EventKind::AccessRefused => "porthor-timeline__event--refused",
            EventKind::EmergencyDeclared => "porthor-timeline__event--emergency",
            _ if matches!(&look.grounds, Some(grounds) if matches!(grounds.basis, Basis::Emergency { .. })) => {
                "porthor-timeline__event--emergency"
            }
            _ => "",
        };
        EntryView {
            seq: look.seq,
            class,
            moment: self.say.moment(look.at),
            machine_moment: look.at.to_string(),
            who: self.who(look),
            what: self.what(look),
            whys: self.whys(look),
        }
    }

    fn who(&self, look: &Look) -> String {
        let Some(person) = &look.person else { return self.say.text("looked-who-unknown").to_string() };
        let name = self.names.person(person);
        let role = look.role.as_ref().map(|role| self.say.role(role)).unwrap_or_default();
        match &look.agency {
            Some(agency) => {
                let agency = self.names.agency(agency);
                self.say.text("looked-who-staff").with("name", name).with("role", role).with("agency", agency).to_string()
            }
            None => self.say.text("looked-who-family").with("name", name).with("role", role).to_string(),
        }
    }

    fn what(&self, look: &Look) -> String {
        let verb = look.verb.as_ref().map(|verb| self.say.called("verb", &code_of(verb))).unwrap_or_default();
        let report = self.report(look);
        let text = match (look.kind, report) {
            (EventKind::ReportOpened, Some(report)) => self.say.text("looked-what-opened").with("report", report),
            (EventKind::ReportTakenSealed, Some(report)) => self.say.text("looked-what-taken").with("report", report),
            (EventKind::AccessRefused, Some(report)) => {
                self.say.text("looked-what-refused-report").with("verb", verb).with("report", report)
            }
            (EventKind::AccessRefused, None) => self.say.text("looked-what-refused").with("verb", verb),
            (EventKind::EmergencyDeclared, _) => self.say.text("looked-what-emergency"),
            (EventKind::EmergencyEnded, _) => self.say.text("looked-what-emergency-ended"),
            (EventKind::ScanSeen, _) => self.say.text("looked-what-scan"),
            _ => self.say.text("looked-what-report"),
        };
        text.to_string()
    }

    /// The report's name where the reader may know of it, else what kind it is of.
    fn report(&self, look: &Look) -> Option<String> {
        let category = look.category.as_ref().map(|category| self.say.category(category));
        let file = look.report.as_ref().and_then(|report| self.files.get(report.as_str()));
        match (file, category) {
            (Some(file), Some(category)) => {
                Some(self.say.text("looked-report-named").with("name", file).with("category", category).to_string())
            }
            (_, category) => category,
        }
    }

    fn whys(&self, look: &Look) -> Vec<String> {
        let mut whys: Vec<String> = look.reasons.iter().map(|reason| self.say.reason(reason).0).collect();
        if let Some(grounds) = &look.grounds {
            whys.push(self.basis(&grounds.basis));
            whys.extend(grounds.protocol.as_ref().map(|protocol| {
                let record = self.granted.known.facts.protocols.iter();
                let mut named = record.filter(|record| record.protocol.id == protocol.id);
                let titled = named.find(|record| record.protocol.version == protocol.version);
                let title = titled.map_or_else(
                    || protocol.id.to_string(),
                    |record| match self.say.language() {
                        Language::Cy => record.protocol.title_cy.clone(),
                        Language::En => record.protocol.title_en.clone(),
                    },
                );
                self.say.text("looked-why-protocol").with("title", title).to_string()
            }));
        }
        if look.kind == EventKind::EmergencyDeclared {
            whys.push(self.written_down(look));
        }
        if let Some(purpose) = look.purpose.as_ref().filter(|_| look.agency.is_some()) {
            whys.push(self.say.text("looked-why-purpose").with("purpose", self.say.purpose(purpose)).to_string());
        }
        whys
    }

    /// That there is a reason, which is not told here, and who can be asked about it: whose person it was, and who answers for the case.
    fn written_down(&self, look: &Look) -> String {
        let lead = self.granted.known.facts.case_at(self.granted.now).map(|case| &case.lead);
        let agency = look.agency.as_ref();
        match (agency, lead) {
            (Some(agency), Some(lead)) if agency != lead => {
                let told = self.say.text("looked-why-written-down").with("agency", self.names.agency(agency));
                told.with("lead", self.names.agency(lead)).to_string()
            }
            _ => {
                let one = agency.or(lead).map(|agency| self.names.agency(agency)).unwrap_or_default();
                self.say.text("looked-why-written-down-lead").with("agency", one).to_string()
            }
        }
    }

    fn basis(&self, basis: &Basis) -> String {
        if let Basis::Consent { id } = basis
            && let Some(grant) = self.granted.known.facts.grants.iter().find(|grant| grant.value.id == *id)
        {
            let day = self.say.day_of(grant.value.from);
            let giver = &grant.value.giver;
            return if *giver == self.me.actor.person {
                self.say.text("looked-why-your-consent").with("day", day).to_string()
            } else {
                self.say.text("looked-why-consent-of").with("name", self.names.person(giver)).with("day", day).to_string()
            };
        }
        let key = match basis {
            Basis::OwnReport => "looked-why-own-report",
            Basis::Family { .. } => "looked-why-family",
            Basis::Consent { .. } => "looked-why-consent",
            Basis::Request { .. } => "looked-why-request",
            Basis::Emergency { .. } => "looked-why-emergency",
            Basis::Law => "looked-why-law",
            Basis::Role { .. } => "looked-why-role",
        };
        self.say.text(key).to_string()
    }
}

#[derive(Template)]
#[template(path = "looked/entry.html")]
struct EntryPage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    entry: EntryView,
    remarks: Vec<RemarkView>,
    may_remark: bool,
    /// The agency that looked, if it is around the child: where it can be stopped.
    agency: Option<(AgencyId, String)>,
    kinds: Vec<(&'static str, String, String)>,
}

async fn entry(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, seq)): Path<(CaseId, u64)>,
) -> Result<Response, Problem> {
    show_entry(&app, &visitor, &who, (&case, seq), Filled::default()).await
}

async fn show_entry(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    (case, seq): (&CaseId, u64),
    filled: Filled,
) -> Result<Response, Problem> {
    let (granted, look) = super::read_one(app, who, case, seq).await?;
    let mut kept = remark::seen(app, who, case, &granted).await?;
    kept.retain(|kept| kept.said.remark.about == About::Entry(seq));
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let looks = [look];
    let words = Wording::read(app, visitor, who, &granted, &looks).await?;
    let say = &visitor.say;
    let kind = |code: &'static str| {
        let (label, about) = (say.text(format!("remark-kind-{code}")), say.text(format!("remark-kind-{code}-hint")));
        (code, label.to_string(), about.to_string())
    };
    let around = around(&granted.known.facts, granted.now)?;
    let agency = looks[0].agency.clone().filter(|agency| around.contains(agency));
    let page = EntryPage {
        frame: visitor.frame(app),
        agency: agency.map(|agency| (agency.clone(), words.names.agency(&agency).to_owned())),
        entry: words.entry(&looks[0]),
        remarks: views(app, visitor, who, case, &granted, kept).await?,
        may_remark: remark::may_make(who, case, About::Entry(seq), &granted),
        kinds: vec![kind("question"), kind("objection")],
        filled,
        case: case.clone(),
    };
    Ok(show(status, &page.frame.clone(), &page))
}

async fn say_something(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, seq)): Path<(CaseId, u64)>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let kind = kind_of(&visitor.say, &mut filled, &[RemarkKind::Question, RemarkKind::Objection]);
    if let (Some(kind), false) = (kind, filled.is_wrong()) {
        let new = typed(About::Entry(seq), kind, &filled);
        match remark::make(&app, &who, &case, new).await {
            Ok(_) => return Ok(see_other(&format!("/family/{case}/looked/{seq}"))),
            Err(problem) if problem.code() == "too-many-remarks" => filled.refused(&visitor.say, &problem),
            Err(problem) => return Err(problem),
        }
    }
    show_entry(&app, &visitor, &who, (&case, seq), filled).await
}

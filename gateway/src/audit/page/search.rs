//! Finding entries. What is looked for travels in forms, never in an address: an address is kept by proxies and browsers.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{AgencyId, Date, Taxonomy, Timestamp};
use serde_json::{Map, Value};

use super::called::Called;
use super::happened;
use crate::app::App;
use crate::audit::asked::{Asked, BASES};
use crate::audit::{EventLine, export, latest, store};
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::Query;
use crate::http::session::SignedIn;
use crate::store::names;
use crate::web::calendar::start_of;
use crate::web::{Filled, Frame, Say, Visitor, show};

/// Rows of one page.
const ROWS: u32 = 50;
/// Rows of a report for printing: some twenty sheets.
const PRINTED: u32 = 500;
/// People of one agency among whom a name is looked for.
const STAFF: i64 = 5_000;
/// People of one name to choose from.
const NAMESAKES: usize = 20;
/// The fields of the form that are taken as they are.
const PLAIN: [&str; 7] = ["case", "agency", "report", "verb", "outcome", "basis", "kind"];

/// Routes of the search.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/audit", get(begin).post(search))
        .route("/audit/report", get(begin).post(report))
        .route("/audit/export", get(begin).post(send))
}

/// A value to choose, and what it is called.
pub type Choice = (String, String);

#[derive(Template)]
#[template(path = "audit/search.html")]
struct SearchPage {
    frame: Frame,
    filled: Filled,
    agencies: Vec<Choice>,
    verbs: Vec<Choice>,
    outcomes: Vec<Choice>,
    bases: Vec<Choice>,
    /// People of the name that was typed, where it is several people's.
    namesakes: Vec<Choice>,
    found: Option<Found>,
}

#[derive(Template)]
#[template(path = "audit/report.html")]
struct ReportPage {
    frame: Frame,
    found: Found,
    by: String,
    at: String,
}

/// What was found.
struct Found {
    rows: Vec<Row>,
    /// Where older entries go on.
    older: Option<u64>,
    /// The fields of the search, for the forms that go on with it.
    state: Vec<(String, String)>,
    /// The search in words.
    said: Vec<(String, String)>,
    is_further: bool,
}

/// One entry of the list.
pub struct Row {
    pub(super) seq: u64,
    pub(super) at: String,
    pub(super) who: String,
    pub(super) agency: String,
    pub(super) what: String,
    pub(super) case: String,
    pub(super) report: String,
    pub(super) outcome: String,
    pub(super) outcome_text: String,
    pub(super) basis: String,
}

async fn begin(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    answer(&app, &visitor, &who, Filled::default()).await
}

async fn search(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, filled: Filled) -> Result<Response, Problem> {
    answer(&app, &visitor, &who, filled).await
}

async fn answer(app: &App, visitor: &Visitor, who: &SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let (asked, namesakes) = read_form(app, visitor, who, &mut filled).await?;
    let found = match &asked {
        Some(asked) => {
            let older = filled.value("older").parse().ok();
            let (lines, next) = latest(app, who, asked, older, ROWS).await?;
            Some(Found { is_further: older.is_some(), ..found(app, &visitor.say, &filled, lines, next).await? })
        }
        None => {
            // Nothing is looked up for a form that cannot be taken, and nobody sees it who may not read the record.
            super::super::read_record(app, who, None, |event| event.with_detail("view", "search")).await?;
            None
        }
    };
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let say = &visitor.say;
    let page = SearchPage {
        frame: visitor.frame(app).answering(&filled),
        agencies: agencies(app, say, who).await?,
        verbs: any(say, verbs(&app.config.taxonomy).into_iter().map(|verb| (verb.clone(), say.called("verb", &verb)))),
        outcomes: any(say, ["allowed", "refused", "done"].map(|code| named(say, "outcome", code))),
        bases: any(say, BASES.map(|code| named(say, "basis", code))),
        namesakes,
        found,
        filled,
    };
    Ok(show(status, &page.frame.clone(), &page))
}

/// The same list for paper.
async fn report(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let Some(asked) = read_form(&app, &visitor, &who, &mut filled).await?.0 else {
        return answer(&app, &visitor, &who, filled).await;
    };
    let (lines, next) = latest(&app, &who, &asked, None, PRINTED).await?;
    let found = found(&app, &visitor.say, &filled, lines, next).await?;
    let by = Called::read(&app, &visitor.say, [], [who.actor.person.as_str()]).await?.person(&who.actor.person);
    let page = ReportPage { frame: visitor.frame(&app).answering(&filled), found, by, at: visitor.say.moment(app.clock.now()) };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// The same entries for other programs.
async fn send(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let Some(asked) = read_form(&app, &visitor, &who, &mut filled).await?.0 else {
        return answer(&app, &visitor, &who, filled).await;
    };
    let format = if filled.has("format", "csv") { export::Format::Csv } else { export::Format::Jsonl };
    export::export(State(app), who, Query(asked.in_format(format))).await
}

fn named(say: &Say, noun: &str, code: &str) -> Choice {
    (code.to_owned(), say.text(format!("{noun}-{code}")).to_string())
}

fn any(say: &Say, choices: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once((String::new(), say.text("audit-any").to_string())).chain(choices).collect()
}

/// Every verb that some role has.
fn verbs(taxonomy: &Taxonomy) -> Vec<String> {
    let all: std::collections::BTreeSet<_> = taxonomy.roles.values().flat_map(|role| role.verbs.iter()).collect();
    all.into_iter().map(crate::store::log::code_of).collect()
}

async fn agencies(app: &App, say: &Say, who: &SignedIn) -> Result<Vec<Choice>, Problem> {
    let known = gate::load(app, who, None).await?;
    let ids: std::collections::BTreeSet<&AgencyId> = known.facts.agencies.iter().map(|agency| &agency.value.id).collect();
    let called = Called::read(app, say, ids.iter().map(|id| id.as_str()), []).await?;
    let mut choices: Vec<Choice> = ids.iter().map(|id| (id.to_string(), called.agency(id))).collect();
    choices.sort_by_key(|(_, name)| name.to_lowercase());
    Ok(any(say, choices))
}

/// What the form asks for; none, with what is wrong marked, where it cannot be taken.
async fn read_form(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    filled: &mut Filled,
) -> Result<(Option<Asked>, Vec<Choice>), Problem> {
    let say = &visitor.say;
    let mut fields = Map::new();
    for name in PLAIN {
        let Some(value) = filled.given(name).map(ToOwned::to_owned) else { continue };
        let one = Map::from_iter([(name.to_owned(), Value::from(value.clone()))]);
        if serde_json::from_value::<Asked>(Value::Object(one)).is_ok() {
            fields.insert(name.to_owned(), value.into());
        } else {
            filled.wrong(name, say.text("audit-search-bad-id"));
        }
    }
    if let Some(from) = filled.day(say, "from") {
        fields.insert("from".to_owned(), start_of(from).to_string().into());
    }
    if let Some(until) = filled.day(say, "until") {
        fields.insert("until".to_owned(), start_of(until.plus_days(1)).to_string().into());
    }
    let namesakes = person(app, say, who, filled, &mut fields).await?;
    if filled.is_wrong() {
        return Ok((None, namesakes));
    }
    let asked = serde_json::from_value(Value::Object(fields)).map_err(|_| Problem::bad("bad-field"))?;
    Ok((Some(asked), namesakes))
}

/// A person is looked for by id, or by a part of the name among the people of one's own agency.
async fn person(
    app: &App,
    say: &Say,
    who: &SignedIn,
    filled: &mut Filled,
    fields: &mut Map<String, Value>,
) -> Result<Vec<Choice>, Problem> {
    let Some(typed) = filled.given("person").map(str::to_lowercase) else { return Ok(Vec::new()) };
    // Names are opened only for whoever may read the record, and that they are is in it.
    super::super::read_record(app, who, None, |event| event.with_detail("view", "person-search")).await?;
    let _place = app.gathering.place().await?;
    let mut found = Vec::new();
    if let Some(agency) = &who.actor.agency {
        for (id, sealed) in store::staff(&mut *app.store.reader().await?, agency, STAFF).await? {
            let name = names::open(&app.secrets.column, &id, &sealed)?;
            if id == typed || name.to_lowercase().contains(&typed) {
                found.push((id, name));
            }
        }
    }
    // Of two people with one name neither is meant more than the other.
    let mut named = found.iter().filter(|(id, name)| *id == typed || name.to_lowercase() == typed);
    let exact = named.next().cloned().filter(|_| named.next().is_none());
    let one = exact.or_else(|| found.first().filter(|_| found.len() == 1).cloned()).map(|(id, _)| id);
    // Somebody of another agency, or of a family, is known by their id alone.
    let is_id = typed.parse::<porthor_policy::PersonId>().is_ok();
    match one.or_else(|| Some(typed).filter(|_| found.is_empty() && is_id)) {
        Some(id) => {
            *filled = std::mem::take(filled).set("person", id.clone());
            fields.insert("person".to_owned(), id.into());
            Ok(Vec::new())
        }
        None => {
            let key = if found.is_empty() { "audit-search-nobody" } else { "audit-search-several" };
            filled.wrong("person", say.text(key));
            found.truncate(NAMESAKES);
            Ok(found)
        }
    }
}

async fn found(app: &App, say: &Say, filled: &Filled, lines: Vec<EventLine>, older: Option<u64>) -> Result<Found, Problem> {
    let called = Called::read(app, say, filled.given("agency"), filled.given("person")).await?;
    let rows = Row::all(app, say, lines).await?;
    let days = ["from-day", "from-month", "from-year", "until-day", "until-month", "until-year"];
    let names = PLAIN.into_iter().chain(["person"]).chain(days);
    let state = names.filter_map(|name| filled.given(name).map(|value| (name.to_owned(), value.to_owned()))).collect();
    Ok(Found { rows, older, state, said: said(say, filled, &called), is_further: false })
}

/// The search in words.
fn said(say: &Say, filled: &Filled, called: &Called) -> Vec<(String, String)> {
    let day = |name: &str| filled.clone().day(say, name).map(|day: Date| say.date(day));
    let of = |name: &str| {
        let value = filled.given(name)?;
        Some(match name {
            "person" => called.person_of(value),
            "agency" => called.agency_of(value),
            "verb" => say.called("verb", value),
            "outcome" | "basis" => say.text(format!("{name}-{value}")).to_string(),
            "kind" => happened(say, value, None),
            _ => value.to_owned(),
        })
    };
    let plain = ["case", "person", "agency", "report", "verb", "outcome", "basis", "kind"].map(|name| (name, of(name)));
    let all = plain.into_iter().chain(["from", "until"].map(|name| (name, day(name))));
    all.filter_map(|(name, value)| Some((say.text(format!("audit-field-{name}")).to_string(), value?))).collect()
}

impl Row {
    /// Entries in words.
    pub async fn all(app: &App, say: &Say, lines: Vec<EventLine>) -> Result<Vec<Self>, Problem> {
        let people = lines.iter().filter_map(|line| line.person.as_deref());
        let agencies = lines.iter().filter_map(|line| line.agency.as_deref());
        let called = Called::read(app, say, agencies, people).await?;
        Ok(lines.into_iter().map(|line| Self::of(say, &called, line)).collect())
    }

    fn of(say: &Say, called: &Called, line: EventLine) -> Self {
        Self {
            seq: line.seq,
            at: say.moment(line.at),
            what: happened(say, &line.kind, line.verb.as_deref()),
            who: line.person.as_deref().map(|id| called.person_of(id)).unwrap_or_default(),
            agency: line.agency.as_deref().map(|id| called.agency_of(id)).unwrap_or_default(),
            case: line.case.unwrap_or_default(),
            report: line.report.unwrap_or_default(),
            outcome_text: say.text(format!("outcome-{}", line.outcome)).to_string(),
            outcome: line.outcome,
            basis: line.basis.map(|basis| say.text(format!("basis-{basis}")).to_string()).unwrap_or_default(),
        }
    }
}

/// The fields of a search that finds what `person` did between two moments, by days.
pub fn fields_of(person: &str, from: Timestamp, until: Timestamp) -> Vec<(String, String)> {
    let mut fields = vec![("person".to_owned(), person.to_owned())];
    for (name, moment) in [("from", from), ("until", until)] {
        let (year, month, day) = crate::web::calendar::parts(crate::web::calendar::local(moment).day);
        let parts = [("day", day.to_string()), ("month", month.to_string()), ("year", year.to_string())];
        fields.extend(parts.map(|(part, value)| (format!("{name}-{part}"), value)));
    }
    fields
}

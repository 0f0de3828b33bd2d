//! One entry explained in full: what was decided, every gate, the facts as they were, the decision taken again, and what proves that
//! the log holds the entry.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{Access, Decision, Event, EventKind, Gate, Grounds, Outcome, Reason};

use super::called::Called;
use super::facts::{Section, Teller};
use super::{GateShown, happened};
use crate::app::App;
use crate::audit::proof::Checked;
use crate::audit::{Entry, EventLine, base64, replay};
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::store::StoreError;
use crate::store::log::{basis_code, code_of};
use crate::web::{Frame, Say, Visitor, show};

/// Routes of one entry.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/audit/events/{seq}", get(explain))
}

/// The order in which the gates are asked.
const GATES: [Gate; 6] = [Gate::Assurance, Gate::Involvement, Gate::Protocol, Gate::Basis, Gate::Restriction, Gate::Retention];

#[derive(Template)]
#[template(path = "audit/entry.html")]
struct EntryPage {
    frame: Frame,
    seq: u64,
    what: String,
    outcome: String,
    lines: Vec<(String, String)>,
    body: &'static str,
    /// What was declared or recorded in somebody's own words, each part by its lines.
    statement: Vec<(String, Vec<String>)>,
    /// What was decided, in one sentence; empty where nothing was.
    decided: String,
    gates: Vec<GateShown>,
    facts: Vec<Section>,
    replay: Option<ReplayTold>,
    checked: Checked,
    /// Whether the event gives the commitment that the log holds; none where it cannot be opened.
    committed: Option<bool>,
    commitment: String,
    checkpoint: String,
    has_receipt: bool,
}

/// A past decision, taken again.
struct ReplayTold {
    /// `same`, `differs`, `erased` or `undecidable`.
    state: &'static str,
    /// What came out, where it differs.
    now_again: String,
    reasons: Vec<(String, String)>,
    another_taxonomy: bool,
}

async fn explain(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, Path(seq): Path<u64>) -> Result<Response, Problem> {
    let entry = Entry::read(&app, &who, seq, "explained").await?;
    let say = &visitor.say;
    let checked = Checked::of(&app, &entry.row.commitment, seq, &entry.proof.path, &entry.proof.checkpoint);
    let line = EventLine::new(seq, entry.columns.clone());
    let (facts, replay) = match entry.event.as_ref().filter(|_| entry.body == "open") {
        Some(event) => again(&app, say, seq, event).await?,
        None => (Vec::new(), None),
    };
    let event = entry.event.as_ref();
    let detail = |wanted: fn(&str) -> bool| {
        let details = event.map(|event| event.details.iter()).into_iter().flatten();
        details.filter(move |(name, _)| wanted(name)).map(|(_, value)| value.as_str())
    };
    let agencies = line.agency.as_deref().into_iter().chain(detail(names_an_agency));
    let called = Called::read(&app, say, agencies, line.person.as_deref().into_iter().chain(detail(names_a_person))).await?;
    let is_release = matches!(line.kind.as_str(), "report-opened" | "report-taken-sealed") && line.outcome == "allowed";
    let page = EntryPage {
        frame: visitor.frame(&app),
        seq,
        what: happened(say, &line.kind, line.verb.as_deref()),
        outcome: line.outcome.clone(),
        lines: lines(say, &called, &line, event),
        body: entry.body,
        statement: event.map(|event| stated(say, event)).unwrap_or_default(),
        decided: event.map(|event| decided(say, &called, event)).unwrap_or_default(),
        gates: event.filter(|_| entry.body != "withheld").map(|event| gates(say, event)).unwrap_or_default(),
        facts,
        replay,
        checked,
        committed: match entry.body {
            "erased" => None,
            body => Some(body != "altered"),
        },
        commitment: base64(&entry.row.commitment),
        checkpoint: entry.proof.checkpoint,
        has_receipt: is_release && entry.body == "open",
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// What is known of it at a glance.
fn lines(say: &Say, called: &Called, line: &EventLine, event: Option<&Event>) -> Vec<(String, String)> {
    let field = |name: &str, value: Option<String>| Some((say.text(format!("audit-field-{name}")).to_string(), value?));
    let protocol = event.and_then(|event| event.protocol.as_ref()).map(|protocol| {
        format!("{} ({})", called.protocol(&protocol.id), say.text("audit-version").with("version", protocol.version))
    });
    let known = [
        field("at", Some(say.moment(line.at))),
        field("person", line.person.as_deref().map(|id| called.person_of(id))),
        field("agency", line.agency.as_deref().map(|id| called.agency_of(id))),
        field("case", line.case.clone()),
        field("report", line.report.clone()),
        field("consent", event.and_then(|event| event.consent.as_ref()).map(ToString::to_string)),
        field("protocol", protocol),
    ];
    let details = event.map(|event| event.details.iter()).into_iter().flatten();
    known.into_iter().flatten().chain(details.map(|(name, value)| detail(say, called, name, value))).collect()
}

/// What the law asks a reason for, in the words of who declared or recorded it: why there was an emergency; or who decided that a dispute or
/// a restriction is over, which stands in the first line, and what.
fn stated(say: &Say, event: &Event) -> Vec<(String, Vec<String>)> {
    let Some(statement) = &event.statement else { return Vec::new() };
    let part = |name: &str, text: &str| {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        (say.text(format!("audit-field-{name}")).to_string(), lines.map(ToOwned::to_owned).collect())
    };
    match (event.kind, statement.split_once('\n')) {
        (EventKind::MarkLifted, Some((decider, outcome))) => vec![part("decider", decider), part("decided", outcome)],
        _ => vec![part("statement", statement)],
    }
}

fn names_an_agency(name: &str) -> bool {
    name == "agency"
}

fn names_a_person(name: &str) -> bool {
    matches!(name, "person" | "member" | "asked-by" | "stood-in")
}

/// A detail of an event in words. What has none, as a digest has not, is shown as the interface has it.
fn detail(say: &Say, called: &Called, name: &str, value: &str) -> (String, String) {
    let label = say.known(&format!("audit-detail-{name}")).unwrap_or_else(|| name.to_owned());
    let told = match name {
        _ if names_an_agency(name) => Some(called.agency_of(value)),
        _ if names_a_person(name) => Some(called.person_of(value)),
        "role" => Some(say.called("role", value)),
        "form" => say.known(&format!("audit-form-{value}")),
        "factor" => say.known(&format!("factor-{value}")),
        _ if matches!(value, "true" | "false") => say.known(if value == "true" { "audit-yes" } else { "audit-no" }),
        _ => None,
    };
    (label, told.unwrap_or_else(|| value.to_owned()))
}

fn decided(say: &Say, called: &Called, event: &Event) -> String {
    match (event.outcome, &event.grounds) {
        (Outcome::Allowed, Some(grounds)) => rested(say, called, grounds),
        (Outcome::Refused, _) if event.reasons.is_empty() => say.text("audit-decided-refused").to_string(),
        (Outcome::Refused, _) => {
            let mut whys: Vec<String> = event.reasons.iter().map(|reason| say.reason(reason).0).collect();
            whys.dedup();
            say.text("audit-decided-refused-why").with("why", whys.join(" ")).to_string()
        }
        _ => String::new(),
    }
}

/// What a yes rests on, in a sentence.
pub fn rested(say: &Say, called: &Called, grounds: &Grounds) -> String {
    let basis = say.text(format!("basis-{}", basis_code(&grounds.basis))).to_string();
    match &grounds.protocol {
        None => say.text("audit-decided-allowed").with("basis", basis).to_string(),
        Some(protocol) => {
            let under = say.text("audit-decided-under").with("basis", basis).with("protocol", called.protocol(&protocol.id));
            under.with("version", protocol.version).to_string()
        }
    }
}

/// Every gate, open or closed. Where the protocol gate is closed, nobody asks on what basis it would have passed.
fn gates(say: &Say, event: &Event) -> Vec<GateShown> {
    if event.access.is_none() || event.outcome == Outcome::Done {
        return Vec::new();
    }
    let closed = |gate: Gate| event.reasons.iter().any(|reason| reason.gate() == gate);
    let one = |gate: Gate| {
        let reasons: Vec<(String, String)> =
            event.reasons.iter().filter(|reason| reason.gate() == gate).map(|reason| say.reason(reason)).collect();
        let state = match reasons.is_empty() {
            false => "closed",
            true if gate == Gate::Basis && closed(Gate::Protocol) => "unasked",
            true => "open",
        };
        GateShown {
            name: say.text(format!("gate-{}", code_of(&gate))).to_string(),
            state,
            state_text: say.text(format!("audit-gate-{state}")).to_string(),
            reasons,
        }
    };
    GATES.into_iter().map(one).collect()
}

/// The facts as they were, and the decision taken again on them.
async fn again(app: &App, say: &Say, seq: u64, event: &Event) -> Result<(Vec<Section>, Option<ReplayTold>), Problem> {
    let none = |state| Some(ReplayTold { state, now_again: String::new(), reasons: Vec::new(), another_taxonomy: false });
    let mut reader = app.store.reader().await?;
    let found = replay::Past::default().bearing(app, &mut reader, seq, event).await;
    drop(reader);
    let bearing = match found {
        Ok(Some(bearing)) => bearing,
        Ok(None) => return Ok((Vec::new(), None)),
        Err(StoreError::Erased) => return Ok((Vec::new(), none("erased"))),
        Err(StoreError::BadRow { table: "taxonomy", .. }) => return Ok((Vec::new(), none("undecidable"))),
        Err(error) => return Err(error.into()),
    };
    let (facts, _) = bearing.as_seen();
    let access: Access = bearing.access.clone();
    let replayed = bearing.again();
    let told = ReplayTold {
        state: if replayed.same { "same" } else { "differs" },
        now_again: match &replayed.now_again {
            Decision::Allow(grounds) => rested(say, &Called::read(app, say, [], []).await?, grounds),
            Decision::Refuse(_) => say.text("audit-decided-refused").to_string(),
        },
        reasons: match &replayed.now_again {
            Decision::Refuse(reasons) => reasons.iter().map(|reason: &Reason| say.reason(reason)).collect(),
            Decision::Allow(_) => Vec::new(),
        },
        another_taxonomy: replayed.another_taxonomy.is_some(),
    };
    let sections = Teller::new(app, say, &access, &facts, event.at).await?.sections(event.grounds.as_ref());
    Ok((sections, Some(told)))
}

//! A draft tried against what was decided: pasted as TOML, or a version of the register.

use std::path::Path as File;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_config::ConfigError;
use porthor_policy::{Decision, Facts, Protocol, ProtocolError};

use super::{title, versions, world};
use crate::app::App;
use crate::audit::page::{Called, happened, rested};
use crate::audit::trial::{self, DAYS, Otherwise, Trial};
use crate::audit::view;
use crate::gate;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::web::{Filled, Frame, Say, Visitor, show};

/// Routes of the trial.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/protocols/trial", get(begin).post(try_it))
}

#[derive(Template)]
#[template(path = "protocol/trial.html")]
struct TrialPage {
    frame: Frame,
    filled: Filled,
    versions: Vec<(String, String)>,
    days: i64,
    told: Option<Told>,
}

/// What came out.
struct Told {
    title: String,
    trial: Trial,
    since: String,
    rows: Vec<Row>,
}

/// One decision that comes out otherwise.
struct Row {
    seq: u64,
    at: String,
    who: String,
    what: String,
    case: String,
    allowed: bool,
    why: Vec<String>,
}

async fn begin(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    decide_first(&app, &who).await?;
    answer(&app, &visitor, &who, Filled::default(), None).await
}

/// Who may not read the record has nothing to try a draft on, and is told so before they paste one and before one is read.
async fn decide_first(app: &App, who: &SignedIn) -> Result<(), Problem> {
    let access = view::access(who, None);
    let event = |event: porthor_policy::Event, _: &_| event.with_detail("view", "trial");
    gate::release(app, who, &access, porthor_policy::EventKind::AuditRead, event).await.map(drop)
}

async fn answer(app: &App, visitor: &Visitor, who: &SignedIn, filled: Filled, told: Option<Told>) -> Result<Response, Problem> {
    let (facts, _) = world(app, who).await?;
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut choices = vec![(String::new(), visitor.say.text("protocol-trial-pasted").to_string())];
    choices.extend(versions(&visitor.say, &facts));
    let page = TrialPage { frame: visitor.frame(app).answering(&filled), filled, versions: choices, days: DAYS, told };
    Ok(show(status, &page.frame.clone(), &page))
}

async fn try_it(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    decide_first(&app, &who).await?;
    let (facts, _) = world(&app, &who).await?;
    let Some(draft) = draft(&app, &visitor.say, &facts, &mut filled) else {
        return answer(&app, &visitor, &who, filled, None).await;
    };
    let trial = trial::run(&app, &who, &draft).await?;
    let say = &visitor.say;
    let people = trial.listed.iter().filter_map(|one| one.columns.person.as_deref());
    let agencies = trial.listed.iter().filter_map(|one| one.columns.agency.as_deref());
    let called = Called::read(&app, say, agencies, people).await?;
    let version = say.text("audit-version").with("version", draft.version);
    let told = Told {
        title: format!("{} ({version})", title(say, &draft)),
        since: trial.cut.map(|cut| say.moment(cut)).unwrap_or_default(),
        rows: trial.listed.iter().map(|one| row(say, &called, one)).collect(),
        trial,
    };
    answer(&app, &visitor, &who, filled, Some(told)).await
}

/// The draft that was pasted or chosen; none, with what is wrong marked.
fn draft(app: &App, say: &Say, facts: &Facts, filled: &mut Filled) -> Option<Protocol> {
    if filled.given("version").is_some() && filled.given("draft").is_some() {
        filled.wrong("draft", say.text("protocol-trial-both"));
        return None;
    }
    if let Some((id, number)) = filled.given("version").and_then(|chosen| chosen.split_once('/')) {
        let wanted = |protocol: &Protocol| protocol.id.as_str() == id && protocol.version.to_string() == number;
        let found = facts.protocols.iter().find(|record| wanted(&record.protocol)).map(|record| Protocol::clone(&record.protocol));
        if found.is_none() {
            filled.wrong("version", say.text("protocol-compare-choose"));
        }
        return found;
    }
    let Some(text) = filled.given("draft") else {
        filled.wrong("draft", say.text("protocol-trial-empty"));
        return None;
    };
    match porthor_config::protocols::draft(text, File::new("draft")) {
        Ok(draft) => {
            let wrong = draft.validate(&app.config.taxonomy).err().unwrap_or_default();
            for wrong in &wrong {
                filled.wrong("draft", fault(say, wrong));
            }
            wrong.is_empty().then_some(draft)
        }
        Err(error) => {
            filled.wrong("draft", unreadable(say, &error));
            None
        }
    }
}

/// Where a draft cannot be read. What the parser itself says names keys of the draft, in English, and stands behind.
fn unreadable(say: &Say, error: &ConfigError) -> String {
    match error {
        ConfigError::Malformed { line, key, problem, .. } if *line > 0 => {
            say.text("protocol-trial-malformed").with("line", line).with("key", key).with("problem", problem).to_string()
        }
        error => say.text("protocol-trial-wrong").with("error", error).to_string(),
    }
}

/// What a draft that can be read lacks, or names that is not there.
fn fault(say: &Say, wrong: &ProtocolError) -> String {
    match wrong {
        ProtocolError::Partners => say.text("protocol-fault-partners").to_string(),
        ProtocolError::Text("the title") => say.text("protocol-fault-title").to_string(),
        ProtocolError::Text("every purpose") => say.text("protocol-fault-purposes").to_string(),
        ProtocolError::Text("what a refusal means") => say.text("protocol-fault-refusal").to_string(),
        ProtocolError::Text("everybody it is about") => say.text("protocol-fault-groups").to_string(),
        ProtocolError::Text("every partner's role and who answers for it there") => say.text("protocol-fault-posts").to_string(),
        ProtocolError::Text("the statute and schedule of every legal basis") => say.text("protocol-fault-statutes").to_string(),
        ProtocolError::Text("who gives a consent") => say.text("protocol-fault-given-by").to_string(),
        ProtocolError::Text("how a consent is taken back") => say.text("protocol-fault-withdrawal").to_string(),
        ProtocolError::Text("how it ends early") => say.text("protocol-fault-termination").to_string(),
        ProtocolError::Text(_) => say.text("protocol-fault-whys").to_string(),
        ProtocolError::Category(code) => say.text("protocol-fault-category").with("code", code).to_string(),
        ProtocolError::Purpose(code) => say.text("protocol-fault-purpose").with("code", code).to_string(),
        ProtocolError::NoItems => say.text("protocol-fault-items").to_string(),
        ProtocolError::NotAPartner => say.text("protocol-fault-not-a-partner").to_string(),
        ProtocolError::Dates => say.text("protocol-fault-dates").to_string(),
        ProtocolError::Retention(code) => say.text("protocol-fault-retention").with("code", code).to_string(),
        ProtocolError::Legal(code) => say.text("protocol-fault-legal").with("code", code).to_string(),
    }
}

fn row(say: &Say, called: &Called, one: &Otherwise) -> Row {
    let columns = &one.columns;
    let person = columns.person.as_deref().map(|id| called.person_of(id));
    let agency = columns.agency.as_deref().map(|id| called.agency_of(id));
    Row {
        seq: one.seq,
        at: say.moment(porthor_policy::Timestamp::from_millis(columns.at)),
        who: [person, agency].into_iter().flatten().collect::<Vec<_>>().join(", "),
        what: happened(say, &columns.kind, columns.verb.as_deref()),
        case: columns.case.clone().unwrap_or_default(),
        allowed: one.now.is_allowed(),
        why: match &one.now {
            Decision::Allow(grounds) => vec![rested(say, called, grounds)],
            Decision::Refuse(reasons) => reasons.iter().map(|reason| say.reason(reason).0).collect(),
        },
    }
}

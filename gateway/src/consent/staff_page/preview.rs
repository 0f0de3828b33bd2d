//! What a consent on paper or spoken would change, before it is recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use porthor_policy::{AgencyId, CaseId, CategoryCode, Line, PersonId, Recipient};

use super::super::{Json, NewChange, Path, preview_change};
use super::{around, consent, mended, paper_page};
use crate::app::App;
use crate::desk;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::store::names::Names;
use crate::web::form::without_marks;
use crate::web::{Filled, Frame, Say, Visitor, show};

/// A line of what would change: an agency or a person, and a kind of report with its number.
pub(super) struct Change {
    pub(super) who: String,
    pub(super) kind: String,
    pub(super) n: usize,
}

#[derive(Template)]
#[template(path = "desk/paper_preview.html")]
struct PreviewPage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    name: String,
    gains: Vec<Change>,
    loses: Vec<Change>,
    rows: Vec<(String, String)>,
    fields: Vec<(String, String)>,
}

/// Shows what the consent would change, for confirming.
pub(super) async fn preview(
    app: &Arc<App>,
    visitor: &Visitor,
    who: &SignedIn,
    headers: HeaderMap,
    case: &CaseId,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let say = &visitor.say;
    let entered = desk::enter(app, who, case, "paper").await?;
    let Some(new) = consent(say, &mut filled, &entered) else {
        return paper_page(app, visitor, who, case, filled).await;
    };
    let change = NewChange { give: Some(new), withdraw: None };
    let seen = preview_change(State(Arc::clone(app)), who.clone(), headers, Path(case.clone()), Json(change)).await;
    let axum::Json(seen) = match seen {
        Ok(seen) => seen,
        Err(problem) => return mended(app, visitor, who, case, filled, problem).await,
    };
    let names = desk::names(app, say, &entered.known).await?;
    let page = PreviewPage {
        frame: around(app, visitor, &filled),
        case: case.clone(),
        name: entered.named(say),
        gains: changes(say, &names, &seen.gains),
        loses: changes(say, &names, &seen.loses),
        rows: rows(say, &names, &filled),
        fields: without_marks(&filled),
        filled,
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// What is about to be recorded, in words.
fn rows(say: &Say, names: &Names, filled: &Filled) -> Vec<(String, String)> {
    let day = |name: &str| filled.clone().day(say, name).map(|day| say.date(day)).unwrap_or_default();
    let person = |name: &str| filled.value(name).parse().map(|id: PersonId| names.person(&id).to_owned()).unwrap_or_default();
    let agency = filled.value("agency").parse().map(|id: AgencyId| names.agency(&id).to_owned()).unwrap_or_default();
    let kinds: Vec<_> = filled.all("category").filter_map(|code| code.parse().ok()).map(|code| say.category(&code)).collect();
    let purposes: Vec<_> = filled.all("purpose").filter_map(|code| code.parse().ok()).map(|code| say.purpose(&code)).collect();
    let is_spoken = filled.has("how", "spoken");
    // In the order of the form.
    let rows = [
        ("paper-giver", Some(person("giver"))),
        ("paper-how", Some(say.text(format!("evidence-{}", filled.value("how"))).to_string())),
        ("paper-given", Some(day("given"))),
        ("paper-witness", is_spoken.then(|| person("witness"))),
        ("paper-agency", Some(agency)),
        ("paper-category", Some(kinds.join("; "))),
        ("paper-purpose", Some(purposes.join("; "))),
        ("paper-until", Some(day("until"))),
        ("paper-language", say.known(&format!("language-{}", filled.value("language")))),
        ("paper-file", (!is_spoken).then(|| say.text("paper-file-here").to_string())),
    ];
    rows.into_iter().filter_map(|(key, value)| Some((say.text(key).to_string(), value?))).collect()
}

/// One line for each reader and kind, however many purposes it is for.
pub(super) fn changes(say: &Say, names: &Names, lines: &BTreeSet<Line>) -> Vec<Change> {
    let mut reports: BTreeMap<(Recipient, CategoryCode), BTreeSet<_>> = BTreeMap::new();
    for line in lines {
        reports.entry((line.reader.clone(), line.category.clone())).or_default().insert(line.report.clone());
    }
    let worded = reports.into_iter().map(|((reader, kind), reports)| {
        let who = match &reader {
            Recipient::Agency(agency) => names.agency(agency).to_owned(),
            Recipient::Person(person) => names.person(person).to_owned(),
        };
        Change { who, kind: say.category(&kind), n: reports.len() }
    });
    worded.collect()
}

//! Two versions side by side.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use porthor_policy::{CategoryCode, Date, Party, ProtocolId, PurposeCode};

use super::{agencies, find, listed, title, world};
use crate::app::App;
use crate::audit::page::Called;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::protocol::compare::{Change, Difference, Field, compare};
use crate::web::{Filled, Frame, Say, Visitor, see_other, show};

/// Routes of the comparison.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/protocols/compare", post(choose))
        .route("/protocols/compare/{id}/{version}/{other}/{other_version}", get(side_by_side))
}

#[derive(Template)]
#[template(path = "protocol/compared.html")]
struct ComparedPage {
    frame: Frame,
    before: String,
    after: String,
    groups: Vec<Group>,
}

/// Differences under one heading.
struct Group {
    code: &'static str,
    title: String,
    rows: Vec<Row>,
}

/// One difference, field by field.
struct Row {
    name: String,
    /// `added`, `removed` or `changed`.
    change: &'static str,
    change_text: String,
    /// What a field is called; what it said before and says after.
    fields: Vec<(String, String, String)>,
}

async fn choose(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let chosen = |name: &str| {
        let (id, version) = filled.value(name).split_once('/')?;
        Some((id.parse::<ProtocolId>().ok()?, version.parse::<u32>().ok()?))
    };
    let Some(((id, version), (other, other_version))) = chosen("before").zip(chosen("after")) else {
        filled.wrong("before", visitor.say.text("protocol-compare-choose"));
        return listed(&app, &visitor, &who, filled).await;
    };
    Ok(see_other(&format!("/protocols/compare/{id}/{version}/{other}/{other_version}")))
}

async fn side_by_side(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((id, version, other, other_version)): Path<(ProtocolId, u32, ProtocolId, u32)>,
) -> Result<Response, Problem> {
    let (facts, _) = world(&app, &who).await?;
    let (before, after) = (find(&facts, &id, version)?, find(&facts, &other, other_version)?);
    let say = &visitor.say;
    let teller = Teller { say, called: agencies(&app, say, &facts).await? };
    let name = |protocol: &porthor_policy::Protocol| {
        let version = say.text("audit-version").with("version", protocol.version);
        format!("{} ({version})", title(say, protocol))
    };
    let page = ComparedPage {
        frame: visitor.frame(&app),
        before: name(&before.protocol),
        after: name(&after.protocol),
        groups: teller.groups(compare(&before.protocol, &after.protocol)),
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

struct Teller<'a> {
    say: &'a Say,
    called: Called,
}

impl Teller<'_> {
    fn text(&self, key: &str) -> String {
        self.say.text(key).to_string()
    }

    fn groups(&self, found: Vec<Difference>) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for difference in found {
            let code = difference.group;
            let row = self.row(difference);
            match groups.last_mut().filter(|group| group.code == code) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { code, title: self.text(&format!("protocol-group-{code}")), rows: vec![row] }),
            }
        }
        groups
    }

    fn row(&self, difference: Difference) -> Row {
        let name = self.name(difference.group, &difference.name);
        let whole = |fields: Vec<Field>, is_new: bool| {
            let one = |(field, value): Field| {
                let value = self.value(field, &value);
                let (before, after) = if is_new { (String::new(), value) } else { (value, String::new()) };
                (self.field(field), before, after)
            };
            fields.into_iter().map(one).collect()
        };
        let (change, fields) = match difference.change {
            Change::Added(fields) => ("added", whole(fields, true)),
            Change::Removed(fields) => ("removed", whole(fields, false)),
            Change::Changed(fields) => {
                let one = |(field, before, after): (&'static str, String, String)| {
                    (self.field(field), self.value(field, &before), self.value(field, &after))
                };
                ("changed", fields.into_iter().map(one).collect())
            }
        };
        Row { name, change, change_text: self.text(&format!("protocol-{change}")), fields }
    }

    fn field(&self, field: &str) -> String {
        self.text(&format!("protocol-field-{field}"))
    }

    /// Codes and days as they are read; everything else as it is written.
    fn value(&self, field: &str, value: &str) -> String {
        match field {
            "trigger" | "instrument" if !value.is_empty() => self.text(&format!("protocol-{field}-{value}")),
            "method" | "confidentiality" | "disposal" => self.say.called(field, value),
            "consent-required" => self.text(if value == "true" { "audit-yes" } else { "audit-no" }),
            // It is written as the first day that it no longer holds.
            "ends" => value.parse::<Date>().map_or_else(|_| value.to_owned(), |ends| self.say.last_day(ends.start())),
            "breach-lead" => self.called.agency_of(value),
            _ => value.parse::<Date>().map_or_else(|_| value.to_owned(), |day| self.say.date(day)),
        }
    }

    fn name(&self, group: &str, codes: &[String]) -> String {
        let category = |code: &String| code.parse::<CategoryCode>().map_or_else(|_| code.clone(), |code| self.say.category(&code));
        let purpose = |code: &String| code.parse::<PurposeCode>().map_or_else(|_| code.clone(), |code| self.say.purpose(&code));
        match (group, codes) {
            ("partners", [agency]) => self.called.agency_of(agency),
            ("purposes", [code]) => purpose(code),
            ("retention", [code]) => category(code),
            ("legal", [party, code]) => format!("{}: {}", self.party(party), purpose(code)),
            ("items", [code, from, to, wanted]) => {
                let told = self.say.text("protocol-item").with("category", category(code)).with("from", self.party(from));
                told.with("to", self.party(to)).with("purpose", purpose(wanted)).to_string()
            }
            _ => self.text("protocol-group-terms"),
        }
    }

    fn party(&self, text: &str) -> String {
        match Party::try_from(text.to_owned()) {
            Ok(Party::Agency(agency)) => self.called.agency(&agency),
            Ok(Party::Kind(kind)) => self.text(&format!("agency-kind-{kind}")),
            Err(_) => text.to_owned(),
        }
    }
}

//! The record as information governance officers see it. Ids and codes, names of staff and agencies; of what reports hold nothing, and
//! of a family no name. `search` finds entries and `entry` explains one, with its `facts`; `receipt` checks what somebody brings; `usage`
//! draws pictures of use; `sight` says who could see what; `bundle` is for a request of subject access; `called` knows the names.

mod bundle;
mod called;
mod entry;
mod facts;
mod receipt;
mod search;
mod sight;
mod usage;

use std::sync::Arc;

use axum::Router;

use crate::app::App;
use crate::web::Say;

pub use called::Called;
pub use entry::rested;

/// Pages of the record.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(search::routes())
        .merge(entry::routes())
        .merge(receipt::routes())
        .merge(usage::routes())
        .merge(sight::routes())
        .merge(bundle::routes())
}

/// A gate of the decision, as it stood.
pub struct GateShown {
    /// What it is called.
    pub name: String,
    /// `open`, `closed` or `unasked`.
    pub state: &'static str,
    /// That in words.
    pub state_text: String,
    /// Why it was closed, and what would have to change.
    pub reasons: Vec<(String, String)>,
}

/// What happened, in words.
pub fn happened(say: &Say, kind: &str, verb: Option<&str>) -> String {
    match verb {
        Some(verb) if kind == "access-refused" => {
            say.text("audit-kind-refused-verb").with("verb", say.called("verb", verb)).to_string()
        }
        _ => say.text(format!("audit-kind-{kind}")).to_string(),
    }
}

#[cfg(test)]
mod tests {
    /// The kinds as they stand in the policy's source: the enum cannot be walked through.
    fn kinds() -> Vec<String> {
        let source = include_str!("../../../../policy/src/event.rs");
        let (_, rest) = source.split_once("pub enum EventKind {").expect("the enum is there");
        let (body, _) = rest.split_once('}').expect("it ends");
        let kebab = |name: &str| {
            let mut text = String::new();
            for letter in name.chars() {
                if letter.is_ascii_uppercase() && !text.is_empty() {
                    text.push('-');
                }
                text.push(letter.to_ascii_lowercase());
            }
            text
        };
        let names = body.lines().map(|line| line.trim().trim_end_matches(','));
        names.filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase())).map(kebab).collect()
    }

    /// The names of details as they stand in this program's source.
    fn details(folder: &std::path::Path, found: &mut std::collections::BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("the source is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                details(&path, found);
            } else if path.file_name().is_some_and(|name| name != "tests.rs") {
                let source = std::fs::read_to_string(&path).expect("a text");
                let names = source.split("with_detail(\"").skip(1).filter_map(|rest| rest.split_once('"'));
                found.extend(names.map(|(name, _)| name.to_owned()).filter(|name| !name.contains(char::is_whitespace)));
            }
        }
    }

    #[test]
    fn every_detail_of_an_event_is_named_in_both_languages() {
        let mut found = std::collections::BTreeSet::new();
        details(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(found.len() > 30 && found.contains("sha256"), "{found:?}");
        for text in [include_str!("../../../locales/en.ftl"), include_str!("../../../locales/cy.ftl")] {
            for name in &found {
                assert!(text.contains(&format!("\naudit-detail-{name} = ")), "audit-detail-{name} is missing");
            }
        }
    }

    #[test]
    fn every_kind_of_event_is_worded_in_both_languages() {
        let kinds = kinds();
        assert!(kinds.len() > 50, "{kinds:?}");
        for text in [include_str!("../../../locales/en.ftl"), include_str!("../../../locales/cy.ftl")] {
            for kind in &kinds {
                assert!(text.contains(&format!("\naudit-kind-{kind} = ")), "audit-kind-{kind} is missing");
            }
        }
    }
}

//! What the form of the page says of a report, and where on it a problem is told.

use std::collections::BTreeSet;

use porthor_policy::{Audience, ReportMark, Status};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::metadata::{Metadata, SUMMARY};
use crate::http::error::Problem;
use crate::web::{Filled, Say};

/// Names of one report's fields; with script there is one set for each file, told apart by a number at the end of each name.
pub(super) struct Block {
    pub(super) category: String,
    pub(super) purpose: String,
    pub(super) audience: String,
    pub(super) reason: String,
    pub(super) companion: String,
    pub(super) serious_harm: String,
    pub(super) third_party: String,
    pub(super) class: String,
    pub(super) status: String,
    pub(super) supersedes: String,
    pub(super) language: String,
    pub(super) provenance: String,
    pub(super) summary: String,
    pub(super) author: String,
}

impl Block {
    /// With `end` at the end of each.
    pub(super) fn new(end: &str) -> Self {
        let named = |name: &str| format!("{name}{end}");
        Self {
            category: named("category"),
            purpose: named("purpose"),
            audience: named("audience"),
            reason: named("reason"),
            companion: named("companion"),
            serious_harm: named("serious-harm"),
            third_party: named("third-party"),
            class: named("class"),
            status: named("status"),
            supersedes: named("supersedes"),
            language: named("language"),
            provenance: named("provenance"),
            summary: named("summary"),
            author: named("author"),
        }
    }

    /// Whether what is folded has to be seen: something of it is said, or wrong. Where it comes from is folded while it is what it is for
    /// everything of the agency.
    pub(super) fn says_more(&self, filled: &Filled, provenance: &str) -> bool {
        let fields = [&self.class, &self.companion, &self.supersedes, &self.summary, &self.provenance];
        let is_usual = !provenance.is_empty() && filled.value(&self.provenance) == provenance;
        !is_usual
            || fields.iter().any(|field| !filled.error(field).is_empty())
            || fields[..4].iter().any(|field| filled.given(field).is_some())
    }
}

/// What the form says of a report. What was only suggested and not taken up counts as not said.
pub(super) fn metadata(say: &Say, filled: &mut Filled, file_name: String) -> Option<Metadata> {
    let category = needed(say, filled, "category");
    let purpose = needed(say, filled, "purpose");
    let audience: Option<Audience> = chosen(say, filled, "audience");
    let marks = marks(say, filled);
    let status: Option<Status> = chosen(say, filled, "status");
    let language = chosen(say, filled, "language");
    let provenance = chosen(say, filled, "provenance");
    check(say, filled, audience);
    let author = filled.given("author").map(str::parse).transpose().ok()?;
    let class = offered(say, filled, "class", |word| serde_json::from_value(Value::String(word.to_owned())).ok());
    let supersedes = offered(say, filled, "supersedes", |id| id.parse().ok());
    let companion_of = offered(say, filled, "companion", |id| id.parse().ok());
    Some(Metadata {
        category: category?,
        purpose: purpose?,
        class: class?,
        audience: audience?,
        status: status?,
        language: language?,
        provenance: provenance?,
        file_name,
        summary: filled.given("summary").map(ToOwned::to_owned),
        supersedes: supersedes?,
        companion_of: companion_of?,
        marks: marks?,
        audience_reason: filled.given("reason").map(ToOwned::to_owned),
        author,
    })
}

/// What two fields say together, and what is too long.
fn check(say: &Say, filled: &mut Filled, audience: Option<Audience>) {
    if audience == Some(Audience::Professionals) && filled.given("reason").is_none() {
        filled.wrong("reason", say.text("push-reason-missing"));
    }
    if filled.given("companion").is_some() && audience.is_some_and(|audience| audience != Audience::ChildFriendly) {
        filled.wrong("companion", say.text("push-companion-audience"));
    }
    if filled.value("summary").chars().count() > SUMMARY {
        filled.wrong("summary", say.text("push-summary-long"));
    }
}

/// What keeps it from the family: each is asked, and no answer is none.
fn marks(say: &Say, filled: &mut Filled) -> Option<BTreeSet<ReportMark>> {
    let mut marks = BTreeSet::new();
    let mut is_answered = true;
    for (name, mark) in [("serious-harm", ReportMark::SeriousHarm), ("third-party", ReportMark::ThirdParty)] {
        match filled.value(name) {
            "yes" => {
                marks.insert(mark);
            }
            "no" => {}
            _ => {
                filled.wrong(name, say.text(format!("push-{name}-missing")));
                is_answered = false;
            }
        }
    }
    is_answered.then_some(marks)
}

/// One of the words that a field may have.
fn chosen<T: DeserializeOwned>(say: &Say, filled: &mut Filled, name: &str) -> Option<T> {
    let given = filled.given(name).map(|word| Value::String(word.to_owned()));
    let value = given.and_then(|word| serde_json::from_value(word).ok());
    if value.is_none() {
        filled.wrong(name, say.text(format!("push-{name}-missing")));
    }
    value
}

/// What was chosen; else the suggestion, where it was taken up.
fn needed<T: std::str::FromStr>(say: &Say, filled: &mut Filled, name: &str) -> Option<T> {
    let given = filled.given(name).or_else(|| filled.given(&format!("{name}-suggested")));
    let value = given.and_then(|code| code.parse().ok());
    if value.is_none() {
        filled.wrong(name, say.text(format!("push-{name}-missing")));
    }
    value
}

/// What was chosen where nothing has to be: the outer option is none where it is nothing that was offered.
#[expect(clippy::option_option, reason = "nothing chosen, and nothing understood, are two things")]
fn offered<T>(say: &Say, filled: &mut Filled, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    let Some(given) = filled.given(name) else { return Some(None) };
    let value = read(given);
    if value.is_none() {
        filled.wrong(name, say.text(format!("push-{name}-refused")));
    }
    value.map(Some)
}

/// Says a problem where it can be mended: at its field, at the file, or of the whole form.
pub(super) fn at_its_field(say: &Say, filled: &mut Filled, problem: &Problem) {
    if filled.unseen(say, problem, &[("file_name", "file"), ("audience_reason", "reason")]) {
        return;
    }
    let told = match (problem.code(), problem.argument("field")) {
        ("bad-field", Some("supersedes")) => Some(("supersedes", "push-supersedes-refused")),
        ("superseded-already", _) => Some(("supersedes", "push-supersedes-already")),
        ("bad-field", Some("companion_of")) => Some(("companion", "push-companion-refused")),
        _ => None,
    };
    let worded = say.problem(problem);
    if let Some((field, key)) = told {
        filled.wrong(field, say.text(key));
    } else if worded.reasons.is_empty() {
        filled.wrong("file", format!("{}. {}", worded.title, worded.detail));
    } else {
        filled.refused(say, problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_folded_opens_where_something_of_it_is_said_or_wrong() {
        let block = Block::new("-1");
        let usual = Filled::default().set("provenance-1", "nhs").set("audience-1", "family");
        assert!(!block.says_more(&usual, "nhs"));
        for (field, value) in [
            ("class", "sensitive"),
            ("supersedes", "earlier"),
            ("companion", "full"),
            ("summary", "Mae"),
            ("provenance", "private"),
        ] {
            assert!(block.says_more(&usual.clone().set(&format!("{field}-1"), value), "nhs"), "{field}");
        }
        let mut wrong = usual.clone();
        wrong.wrong("provenance-1", "Choose where it comes from");
        assert!(block.says_more(&wrong, "nhs"));
        assert!(block.says_more(&Filled::default().set("provenance-1", ""), ""), "an agency whose reports come from anywhere");
    }
}

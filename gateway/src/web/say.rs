//! Words on a page: a text by its key in the reader's language, with what it names put in; days and hours as that language writes them.

use std::fmt;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use porthor_policy::{CategoryCode, Date, Language, PurposeCode, Reason, RoleCode, Timestamp};

use super::calendar;
use crate::http::error::{Problem, Worded};
use crate::http::language;
use crate::words::Words;

/// The words of one language.
#[derive(Clone)]
pub struct Say {
    words: Arc<Words>,
    language: Language,
}

impl Say {
    /// In this language.
    pub fn new(words: Arc<Words>, language: Language) -> Self {
        Self { words, language }
    }

    /// Which language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Its tag, `cy` or `en`.
    pub fn tag(&self) -> &'static str {
        language::tag(self.language)
    }

    /// Whether it is Welsh.
    pub fn is_welsh(&self) -> bool {
        self.language == Language::Cy
    }

    /// What is written in both languages, in the reader's; where that was left empty, in the other.
    pub fn either<'a>(&self, en: &'a str, cy: &'a str) -> &'a str {
        let (own, other) = if self.is_welsh() { (cy, en) } else { (en, cy) };
        if own.trim().is_empty() { other } else { own }
    }

    /// The text of `key`.
    pub fn text(&self, key: impl AsRef<str>) -> Phrase<'_> {
        Phrase { say: self, key: key.as_ref().to_owned(), arguments: FluentArgs::new() }
    }

    /// The text of a key that may stand for something that has no words; none then.
    pub fn known(&self, key: &str) -> Option<String> {
        self.words.has(key).then(|| self.text(key).to_string())
    }

    /// A day: 22 November 2026, 22 Tachwedd 2026.
    pub fn date(&self, day: Date) -> String {
        let (year, month, day) = calendar::parts(day);
        let month = self.text(format!("month-{month}")).to_string();
        self.text("day").count("day", day).with("month", month).with("year", year.to_string()).to_string()
    }

    /// The day of a moment, on the clocks of the United Kingdom.
    pub fn day_of(&self, moment: Timestamp) -> String {
        self.date(calendar::local(moment).day)
    }

    /// The last day on which something holds that ends at `until` (not included).
    pub fn last_day(&self, until: Timestamp) -> String {
        self.date(until.plus_millis(-1).date())
    }

    /// A moment: its day and the hour, on the clocks of the United Kingdom.
    pub fn moment(&self, moment: Timestamp) -> String {
        let local = calendar::local(moment);
        let time = format!("{:02}:{:02}", local.hour, local.minute);
        self.text("moment").with("day", self.date(local.day)).with("time", time).to_string()
    }

    /// What a category is called.
    pub fn category(&self, code: &CategoryCode) -> String {
        self.called("category", code.as_str())
    }

    /// What a purpose is called.
    pub fn purpose(&self, code: &PurposeCode) -> String {
        self.called("purpose", code.as_str())
    }

    /// What a role is called.
    pub fn role(&self, code: &RoleCode) -> String {
        self.called("role", code.as_str())
    }

    /// What a code of the taxonomy is called: `kind` is `category`, `purpose`, `role` or `verb`. The code itself where it has no name.
    pub fn called(&self, kind: &str, code: &str) -> String {
        self.words.name(self.language, kind, code).unwrap_or_else(|| code.to_owned())
    }

    /// What a problem says to somebody at a page.
    pub fn problem(&self, problem: &Problem) -> Worded {
        problem.worded_on_a_page(&self.words, self.language)
    }

    /// What a reason says, and what would have to change for the answer to be yes; its days and moments as people read them.
    pub fn reason(&self, reason: &Reason) -> (String, String) {
        let (mut text, mut remedy) = self.words.reason(self.language, reason);
        let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(reason) else { return (text, remedy) };
        for value in fields.values().filter_map(serde_json::Value::as_str) {
            let moment = value.parse().map(|moment: Timestamp| self.moment(moment));
            if let Ok(said) = moment.or_else(|_| value.parse().map(|day: Date| self.date(day))) {
                (text, remedy) = (text.replace(value, &said), remedy.replace(value, &said));
            }
        }
        (text, remedy)
    }
}

/// A text with what it names; shown as it is written.
pub struct Phrase<'a> {
    say: &'a Say,
    key: String,
    arguments: FluentArgs<'a>,
}

impl<'a> Phrase<'a> {
    /// Puts a word or a name in.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "templates hand over whatever they have")]
    pub fn with(mut self, name: &'a str, value: impl ToString) -> Self {
        self.arguments.set(name, FluentValue::from(value.to_string()));
        self
    }

    /// Puts a number in, which may choose the form of a word.
    #[must_use]
    pub fn count(mut self, name: &'a str, value: impl TryInto<i64>) -> Self {
        self.arguments.set(name, FluentValue::from(value.try_into().unwrap_or(i64::MAX)));
        self
    }
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say.words.format(self.say.language, &self.key, &self.arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(language: Language) -> Say {
        Say::new(Arc::new(Words::shipped()), language)
    }

    #[test]
    fn days_are_written_as_each_language_writes_them() {
        let moment = "2026-07-31T23:30:00Z".parse().expect("a moment");
        assert_eq!(say(Language::En).moment(moment), "1 August 2026, 00:30");
        assert_eq!(say(Language::Cy).moment(moment), "1 Awst 2026, 00:30");
    }

    #[test]
    fn what_only_a_program_could_mend_is_said_otherwise_on_a_page() {
        for code in ["bad-json", "bad-field", "unknown-field", "method-not-allowed", "not-acceptable", "unsupported-media-type"] {
            let problem = Problem::bad(code);
            for language in [Language::En, Language::Cy] {
                let told = say(language).problem(&problem);
                let text = format!("{} {}", told.title, told.detail);
                assert!(
                    !["page-problem", "JSON", "Allow", "Accept", "header", "documentation"].iter().any(|word| text.contains(word))
                );
                assert_ne!(told.detail, problem.worded(&Words::shipped(), language).detail, "{code}");
            }
        }
        let told = say(Language::En).problem(&Problem::not_found());
        assert_eq!(told.title, Problem::not_found().worded(&Words::shipped(), Language::En).title);
    }

    #[test]
    fn a_reason_tells_its_moment_as_people_read_it() {
        let at = "2026-11-22T10:52:59.303Z".parse().expect("a moment");
        let (text, remedy) = say(Language::En).reason(&Reason::ConsentWithdrawn { at });
        assert!(text.contains("22 November 2026, 10:52") && remedy.contains("22 November 2026, 10:52"), "{text} {remedy}");
        let since = "2026-11-22".parse().expect("a day");
        assert!(say(Language::Cy).reason(&Reason::RetentionOver { since }).0.contains("22 Tachwedd 2026"));
    }
}

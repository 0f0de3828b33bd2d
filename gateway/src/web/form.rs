//! What somebody typed into a form, and what is wrong with it. A form that cannot be taken is shown again with all that was typed and,
//! at each field, what to put right.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;
use porthor_keys::random;
use porthor_policy::{Date, PersonId, Timestamp};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::say::Say;
use crate::app::App;
use crate::http::error::Problem;

/// The field that ties a form to the visit it was shown in.
pub const CSRF: &str = "csrf";
/// The field that tells one sending of a form from another.
pub const ONCE: &str = "once";
/// How long what was typed or shown once is kept for somebody, milliseconds.
const KEPT: i64 = 3_600_000;

/// A form, filled in.
#[derive(Clone, Default)]
pub struct Filled {
    fields: Vec<(String, String)>,
    wrong: Vec<Wrong>,
}

/// A field that is not right.
#[derive(Clone)]
pub struct Wrong {
    /// The id of the field on the page; empty where it concerns the whole form.
    pub field: String,
    /// What to put right, in the reader's words.
    pub text: String,
}

impl Filled {
    /// As it came.
    pub fn from_fields(fields: Vec<(String, String)>) -> Self {
        Self { fields, wrong: Vec::new() }
    }

    /// With this in a field, replacing what was there.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.retain(|(key, _)| key != name);
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    /// With one more value of a field that may have several.
    #[must_use]
    pub fn add(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    /// What was typed into a field, white space around it left out; empty where nothing was.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// What was typed, if anything was.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.value(name)).filter(|value| !value.is_empty())
    }

    /// A password or a code, as it was typed.
    pub fn secret(&self, name: &str) -> SecretString {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default().into()
    }

    /// Everything that was ticked under one name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Whether this was ticked or chosen.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|given| given == value)
    }

    /// A day typed into three fields, `name-day`, `name-month` and `name-year`; none, and marked as wrong, where there is no such day.
    pub fn day(&mut self, say: &Say, name: &str) -> Option<Date> {
        if !self.has_day(name) {
            return None;
        }
        let part = |part: &str| self.value(&format!("{name}-{part}")).parse::<u16>().ok();
        let day = match (part("day"), part("month"), part("year")) {
            (Some(day), Some(month), Some(year)) if year > 1900 => {
                u8::try_from(month).ok().zip(u8::try_from(day).ok()).and_then(|(month, day)| Date::new(year.into(), month, day))
            }
            _ => None,
        };
        if day.is_none() {
            self.wrong(&format!("{name}-day"), say.text("form-bad-date").to_string());
        }
        day
    }

    /// Whether any part of a day was typed.
    pub fn has_day(&self, name: &str) -> bool {
        ["day", "month", "year"].iter().any(|part| self.given(&format!("{name}-{part}")).is_some())
    }

    /// Marks a field as wrong.
    #[expect(clippy::needless_pass_by_value, reason = "a phrase is put together where it is needed")]
    pub fn wrong(&mut self, field: &str, text: impl ToString) {
        self.wrong.push(Wrong { field: field.to_owned(), text: text.to_string() });
    }

    /// Says at its field that a text holds characters that nobody sees, where that is what is wrong; `named` gives the form's own names
    /// of fields that the interface calls otherwise. Whether it was.
    pub fn unseen(&mut self, say: &Say, problem: &Problem, named: &[(&str, &str)]) -> bool {
        let Some(field) = problem.argument("field").filter(|_| problem.code() == "unseen-characters") else { return false };
        let field = named.iter().find(|(theirs, _)| *theirs == field).map_or(field, |(_, ours)| ours);
        self.wrong(field, say.problem(problem).detail);
        true
    }

    /// Marks the whole form as refused, with each reason and what would have to change.
    pub fn refused(&mut self, say: &Say, problem: &Problem) {
        let worded = say.problem(problem);
        let mut texts: Vec<String> = worded.reasons.into_iter().map(|(text, remedy)| format!("{text} {remedy}")).collect();
        if texts.is_empty() {
            texts.push(format!("{}. {}", worded.title, worded.detail));
        }
        self.wrong.extend(texts.into_iter().map(|text| Wrong { field: String::new(), text }));
    }

    /// What is wrong, in the order in which it was found.
    pub fn errors(&self) -> &[Wrong] {
        &self.wrong
    }

    /// Whether anything is.
    pub fn is_wrong(&self) -> bool {
        !self.wrong.is_empty()
    }

    /// What is wrong with a field; empty where nothing is.
    pub fn error(&self, field: &str) -> &str {
        self.wrong.iter().find(|wrong| wrong.field == field).map_or("", |wrong| wrong.text.as_str())
    }

    /// Whom the form was shown to, as [`owner`] marks them; none where they were not signed in.
    pub fn owner(&self) -> Option<&str> {
        let (_, owner) = self.value(CSRF).split_once('.')?;
        (owner.len() == 32 && owner.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(owner)
    }

    /// All that was typed.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// A mark of this sending: the same form sent twice is carried out once.
    pub fn fresh_once() -> String {
        random::id()
    }
}

impl FromRequestParts<Arc<App>> for Filled {
    type Rejection = Problem;

    /// What `pages` has read and checked; a request that carries no form has none.
    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"))
    }
}

/// Where somebody was when their session ended or a code was asked for, and what they had typed there.
#[derive(Clone, Default)]
pub struct Interrupted {
    /// Path and query, on this gateway.
    pub to: String,
    /// Sealed, for this person alone; empty where they typed nothing.
    pub kept: String,
}

impl Interrupted {
    /// On the way to `to`, with nothing typed.
    pub fn at(to: &str) -> Self {
        Self { to: local_path(to), kept: String::new() }
    }

    /// With what was typed by the [`owner`] of the form.
    pub fn typed(app: &App, owner: &str, to: &str, filled: &Filled) -> Self {
        Self { to: local_path(to), kept: keep(app, Kind::Typed, owner, to, &without_marks(filled)) }
    }

    /// As it came back in the fields `to` and `kept` of a form.
    pub fn read(filled: &Filled) -> Self {
        Self { to: local_path(filled.value("to")), kept: filled.value("kept").to_owned() }
    }

    /// Opens what was kept for `person`; none for anybody else, when it is too old, or for another place.
    pub fn open(&self, app: &App, person: &PersonId) -> Option<Filled> {
        open(app, Kind::Typed, person, &self.to, &self.kept).map(Filled::from_fields)
    }
}

/// What is kept in a page: neither opens as the other.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// What somebody typed.
    Typed,
    /// What was shown to somebody this once.
    Shown,
}

/// Seals what a page holds for its [`owner`] alone, for an hour and for the page at `to`.
pub fn keep<T: Serialize + ?Sized>(app: &App, kind: Kind, owner: &str, to: &str, what: &T) -> String {
    let json = serde_json::to_vec(&(app.clock.now().plus_millis(KEPT), to, what)).expect("plain data always becomes JSON");
    crate::hex::hex(&app.secrets.column.seal(&place(kind, owner), &json))
}

/// Opens what was kept for `person` at `to`; none for anybody else, when it is too old, or for another place.
pub fn open<T: DeserializeOwned>(app: &App, kind: Kind, person: &PersonId, to: &str, kept: &str) -> Option<T> {
    let sealed = crate::hex::unhex(kept)?;
    let json = app.secrets.column.open(&place(kind, &owner(app, person)), &sealed).ok()?;
    let (until, place, what): (Timestamp, String, T) = serde_json::from_slice(&json).ok()?;
    (app.clock.now() < until && place == to).then_some(what)
}

fn place(kind: Kind, owner: &str) -> String {
    let kind = if matches!(kind, Kind::Typed) { "kept" } else { "shown" };
    format!("web/{kind}/{owner}")
}

/// What a form is marked with of the person it is shown to; it tells nobody who they are.
pub fn owner(app: &App, person: &PersonId) -> String {
    crate::hex::hex(&app.secrets.lookup.hash("web/owner", person.as_str().as_bytes())[..16])
}

/// Without the marks of the sending, which are made anew, and without codes and passwords, which are typed anew.
pub fn without_marks(filled: &Filled) -> Vec<(String, String)> {
    let is_kept = |name: &str| !matches!(name, CSRF | ONCE | "code" | "passkey" | "password" | "password-new" | "to" | "kept");
    filled.fields.iter().filter(|(name, _)| is_kept(name)).cloned().collect()
}

/// A path on this gateway; the start where it is anything else, so that nobody is sent away from here by a crafted form.
fn local_path(text: &str) -> String {
    let is_local =
        text.starts_with('/') && !text.starts_with("//") && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_local { text.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        for hostile in ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x", "", "/a b"] {
            assert_eq!(local_path(hostile), "/", "{hostile}");
        }
        assert_eq!(local_path("/cases/abc?view=1"), "/cases/abc?view=1");
    }

    #[test]
    fn a_day_that_does_not_exist_is_marked() {
        let say = Say::new(Arc::new(crate::words::Words::shipped()), porthor_policy::Language::En);
        let typed = |day: &str, month: &str, year: &str| {
            Filled::default().set("until-day", day).set("until-month", month).set("until-year", year)
        };
        let mut right = typed(" 28 ", "2", "2027");
        assert_eq!(right.day(&say, "until").map(|day| day.to_string()).as_deref(), Some("2027-02-28"));
        assert!(!right.is_wrong());
        for mut wrong in [typed("30", "2", "2027"), typed("1", "", "2027"), typed("x", "1", "2027"), typed("1", "1", "27")] {
            assert!(wrong.day(&say, "until").is_none());
            assert!(!wrong.error("until-day").is_empty());
        }
        let mut empty = Filled::default();
        assert!(empty.day(&say, "until").is_none() && !empty.is_wrong());
    }
}

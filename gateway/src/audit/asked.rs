//! What of the record is asked for: the parameters of every route that reads it, checked and turned into a filter.

use std::fmt;
use std::str::FromStr;

use porthor_policy::{AgencyId, CaseId, Date, Event, EventKind, InvalidTime, Outcome, PersonId, ReportId, Timestamp, Verb};
use serde::Deserialize;
use utoipa::IntoParams;

use super::export::Format;
use super::store::Filter;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::store::log::code_of;

/// What an allowed decision can have rested on.
pub const BASES: [&str; 7] = ["own-report", "family", "consent", "request", "emergency", "law", "role"];
/// Rows of one page, if nothing is said, and at most.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 200;

/// A moment, or a day, which stands for its first moment (UTC).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Moment(Timestamp);

impl TryFrom<String> for Moment {
    type Error = InvalidTime;

    fn try_from(text: String) -> Result<Self, InvalidTime> {
        text.parse().map(Self).or_else(|_| text.parse::<Date>().map(|day| Self(day.start())))
    }
}

impl Moment {
    /// The moment.
    pub fn at(self) -> Timestamp {
        self.0
    }
}

/// Where a list goes on: after which place, and up to where the log reached when the list was begun, so that reading it, which is
/// itself recorded, does not lengthen it for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Cursor {
    /// The last place seen.
    pub after: u64,
    /// The first place that no longer belongs to the list.
    pub below: Option<u64>,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the `next` of the page before")]
pub struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        // No log is longer than the database can count.
        let place = |text: &str| text.parse::<u64>().ok().filter(|place| i64::try_from(*place).is_ok()).ok_or(InvalidCursor);
        match text.split_once('-') {
            None => Ok(Self { after: place(text)?, below: None }),
            Some((after, below)) => Ok(Self { after: place(after)?, below: Some(place(below)?) }),
        }
    }
}

impl TryFrom<String> for Cursor {
    type Error = InvalidCursor;

    fn try_from(text: String) -> Result<Self, InvalidCursor> {
        text.parse()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.below {
            None => write!(f, "{}", self.after),
            Some(below) => write!(f, "{}-{below}", self.after),
        }
    }
}

/// Parameters; each narrows what is answered.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Events on this case.
    #[param(value_type = Option<String>)]
    case: Option<CaseId>,
    /// What this person did.
    #[param(value_type = Option<String>)]
    person: Option<PersonId>,
    /// What people of this agency did.
    #[param(value_type = Option<String>)]
    agency: Option<AgencyId>,
    /// Events on this report.
    #[param(value_type = Option<String>)]
    report: Option<ReportId>,
    /// Decisions on this verb, such as `open`.
    #[param(value_type = Option<String>)]
    verb: Option<Verb>,
    /// `allowed`, `refused` or `done`.
    #[param(value_type = Option<String>)]
    outcome: Option<Outcome>,
    /// What an allowed decision rested on, such as `consent`.
    basis: Option<String>,
    /// Kind of event, such as `report-opened`.
    #[param(value_type = Option<String>)]
    kind: Option<EventKind>,
    /// From this moment (RFC 3339) or day (ISO 8601) on.
    #[param(value_type = Option<String>)]
    from: Option<Moment>,
    /// Before this moment or day.
    #[param(value_type = Option<String>)]
    until: Option<Moment>,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    pub after: Option<Cursor>,
    /// Rows of a page, 200 at most.
    limit: Option<u32>,
    /// Of an export: `jsonl` or `csv`.
    #[param(value_type = Option<String>)]
    format: Option<Format>,
}

impl Asked {
    /// The case that the answer is limited to.
    pub fn case(&self) -> Option<&CaseId> {
        self.case.as_ref()
    }

    /// Rows of a page.
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE)
    }

    /// The same, to be exported in this form.
    #[must_use]
    pub fn in_format(self, format: Format) -> Self {
        Self { format: Some(format), ..self }
    }

    /// The form of an export.
    pub fn format(&self) -> Format {
        self.format.unwrap_or(Format::Jsonl)
    }

    /// The filter; around the asker's own agency where no case is named.
    pub fn filter(&self, who: &SignedIn) -> Result<Filter, Problem> {
        if self.basis.as_deref().is_some_and(|basis| !BASES.contains(&basis)) {
            return Err(Problem::bad("bad-field").with("field", "basis"));
        }
        let around = if self.case.is_some() { None } else { who.actor.agency.clone() };
        Ok(Filter {
            case: self.case.clone(),
            person: self.person.clone(),
            agency: self.agency.clone(),
            report: self.report.clone(),
            verb: self.verb,
            outcome: self.outcome,
            kind: self.kind,
            basis: self.basis.clone(),
            from: self.from.map(|Moment(at)| at),
            until: self.until.map(|Moment(at)| at),
            around,
        })
    }

    /// Puts into the event of the reading what was asked for: ids and codes.
    pub fn note(&self, event: Event) -> Event {
        let given = [
            ("person", self.person.as_ref().map(ToString::to_string)),
            ("agency", self.agency.as_ref().map(ToString::to_string)),
            ("report", self.report.as_ref().map(ToString::to_string)),
            ("verb", self.verb.as_ref().map(code_of)),
            ("outcome", self.outcome.as_ref().map(code_of)),
            ("kind", self.kind.as_ref().map(code_of)),
            ("basis", self.basis.clone()),
            ("from", self.from.map(|Moment(at)| at.to_string())),
            ("until", self.until.map(|Moment(at)| at.to_string())),
            ("after", self.after.map(|after| after.to_string())),
        ];
        given.into_iter().fold(event, |event, (name, value)| match value {
            Some(value) => event.with_detail(&format!("asked-{name}"), value),
            None => event,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_for_its_first_moment() {
        let moment = |text: &str| Moment::try_from(text.to_owned()).map(|Moment(at)| at.to_string());
        assert_eq!(moment("2026-11-22"), Ok("2026-11-22T00:00:00.000Z".to_owned()));
        assert_eq!(moment("2026-11-22T10:00:00+01:00"), Ok("2026-11-22T09:00:00.000Z".to_owned()));
        assert_eq!(moment("yesterday"), Err(InvalidTime::Date));
    }

    #[test]
    fn a_cursor_is_a_place_and_the_end_of_its_list() {
        assert_eq!("17".parse(), Ok(Cursor { after: 17, below: None }));
        assert_eq!("17-420".parse::<Cursor>().map(|cursor| cursor.to_string()), Ok("17-420".to_owned()));
        for wrong in ["9223372036854775808", "18446744073709551616", "-1", "1-", "1-2-3", "", "x", "1-9223372036854775808"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(InvalidCursor), "{wrong}");
        }
    }

    #[test]
    fn a_page_is_never_larger_than_it_may_be() {
        let of = |limit| Asked { limit, ..Asked::default() }.limit();
        assert_eq!((of(None), of(Some(0)), of(Some(7)), of(Some(9_999))), (100, 1, 7, 200));
    }
}

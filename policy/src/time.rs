//! Moments and days. The policy is told what time it is; it never asks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::macros::format_description;
use time::{Duration, OffsetDateTime};

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;

/// A text that is neither a moment nor a day as expected. Does not repeat it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTime {
    /// Not a moment.
    #[error("expected a moment in RFC 3339 form such as 2026-11-22T09:30:00Z")]
    Timestamp,
    /// Not a day.
    #[error("expected a date in ISO 8601 form such as 2026-11-22")]
    Date,
}

/// A moment: milliseconds since 1970-01-01T00:00:00Z, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970, UTC.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970, UTC.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The day it falls on, UTC.
    #[must_use]
    pub fn date(self) -> Date {
        // Whole seconds: every decision asks, and a division of 128 bits is slow.
        let moment = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000));
        Date(moment.map_or_else(|_| self.edge(), OffsetDateTime::date))
    }

    /// Later by `millis` (earlier if negative); stops at the ends of time.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Later by whole days of 24 hours.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_millis(days.saturating_mul(DAY))
    }

    fn to_offset(self) -> OffsetDateTime {
        let nanos = i128::from(self.0) * 1_000_000;
        OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(self.edge().midnight().assume_utc())
    }

    /// Beyond the calendar a moment is on its first or last day: never on one on which what has ended would hold again.
    fn edge(self) -> time::Date {
        if self.0 < 0 { time::Date::MIN } else { time::Date::MAX }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
        f.write_str(&self.to_offset().format(form).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTime;
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| InvalidTime::Timestamp)?;
        let millis = moment.unix_timestamp_nanos() / 1_000_000;
        i64::try_from(millis).map(Self).map_err(|_| InvalidTime::Timestamp)
    }
}

impl TryFrom<String> for Timestamp {
    type Error = InvalidTime;
    fn try_from(text: String) -> Result<Self, InvalidTime> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> Self {
        moment.to_string()
    }
}

/// A day in the civil calendar (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(time::Date);

impl Date {
    /// The day `year`-`month`-`day`; none if there is no such day.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = time::Month::try_from(month).ok()?;
        time::Date::from_calendar_date(year, month, day).ok().map(Self)
    }

    /// Its first moment, UTC.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp(self.0.midnight().assume_utc().unix_timestamp() * 1000)
    }

    /// Later by whole days.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        // No two days of the calendar are further apart.
        Self(self.0.saturating_add(Duration::days(days.clamp(-8_000_000, 8_000_000))))
    }

    /// Later by whole months; a day the month lacks becomes its last. Beyond the calendar it stays where it is.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let start = self.0.year() * 12 + i32::from(u8::from(self.0.month())) - 1;
        let total = start.saturating_add(i32::try_from(months).unwrap_or(i32::MAX));
        let month = u8::try_from(total.rem_euclid(12) + 1).unwrap_or(1);
        let mut day = self.0.day();
        loop {
            if let Some(date) = Self::new(total.div_euclid(12), month, day) {
                return date;
            }
            day -= 1;
            if day == 0 {
                return self;
            }
        }
    }

    /// Later by whole years; 29 February becomes the 28th where it must.
    #[must_use]
    pub fn plus_years(self, years: u32) -> Self {
        self.plus_months(years.saturating_mul(12))
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The weekday, Monday 1 to Sunday 7.
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.0.weekday().number_from_monday()
    }

    /// Whole years from `self`, a birthday, to `day`.
    #[must_use]
    pub fn age_on(self, day: Self) -> i32 {
        let had_birthday = (day.0.month() as u8, day.0.day()) >= (self.0.month() as u8, self.0.day());
        day.0.year() - self.0.year() - i32::from(!had_birthday)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = format_description!("[year]-[month]-[day]");
        f.write_str(&self.0.format(form).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Date {
    type Err = InvalidTime;
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        if text.len() != 10 {
            return Err(InvalidTime::Date);
        }
        let day = time::Date::parse(text, &Iso8601::DATE).map(Self).map_err(|_| InvalidTime::Date)?;
        // A day of a numbered week is ten characters too.
        if day.to_string() == text { Ok(day) } else { Err(InvalidTime::Date) }
    }
}

impl TryFrom<String> for Date {
    type Error = InvalidTime;
    fn try_from(text: String) -> Result<Self, InvalidTime> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(day: Date) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date of the test")
    }

    #[test]
    fn a_moment_is_written_and_read_to_the_millisecond() {
        let moment = Timestamp::from_millis(1_795_339_800_123);
        assert_eq!(moment.to_string().parse(), Ok(moment));
        assert_eq!("2026-11-22T10:30:00+01:00".parse(), Ok(Timestamp::from_millis(1_795_339_800_000)));
        assert_eq!(moment.date(), day("2026-11-22"));
        assert_eq!("22/11/2026".parse::<Timestamp>(), Err(InvalidTime::Timestamp));
    }

    #[test]
    fn a_day_that_is_not_is_refused() {
        for text in ["2026-02-29", "2026-13-01", "20261122", "2026-11-22T00:00", "", "2026-1-2", "2026-W47-7"] {
            assert_eq!(text.parse::<Date>(), Err(InvalidTime::Date), "{text}");
        }
    }

    #[test]
    fn a_leap_day_turns_into_the_28th() {
        assert_eq!(day("2008-02-29").plus_years(1), day("2009-02-28"));
        assert_eq!(day("2026-11-30").plus_months(3), day("2027-02-28"));
    }

    #[test]
    fn the_ends_of_time_neither_panic_nor_turn_back() {
        assert_eq!(Timestamp::from_millis(i64::MAX).date(), day("9999-12-31"));
        assert!(Timestamp::from_millis(i64::MIN).date() < day("0001-01-01"));
        assert_eq!(day("2026-11-22").plus_days(i64::MAX), day("9999-12-31"));
        assert_eq!(day("2026-11-22").plus_months(u32::MAX), day("2026-11-22"));
        assert_eq!(day("9999-12-31").plus_years(16), day("9999-12-31"));
    }

    #[test]
    fn a_year_is_counted_on_the_birthday() {
        let born = day("2010-11-22");
        assert_eq!(born.age_on(day("2026-11-21")), 15);
        assert_eq!(born.age_on(day("2026-11-22")), 16);
    }
}

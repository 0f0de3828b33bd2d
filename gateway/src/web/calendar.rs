//! Days and hours as people in Wales read them: local time (GMT or BST), months by name.

use porthor_policy::{Date, Timestamp};

const HOUR: i64 = 3_600_000;

/// A moment on the clocks of the United Kingdom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Its day.
    pub day: Date,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub minute: i64,
}

/// What the clocks show at `moment`: an hour ahead of UTC from 01:00 UTC on the last Sunday of March to 01:00 UTC on that of October
/// (The Summer Time Order 2002).
pub fn local(moment: Timestamp) -> Local {
    let (year, _, _) = parts(moment.date());
    let starts = last_sunday(year, 3).map(|day| day.start().plus_millis(HOUR));
    let ends = last_sunday(year, 10).map(|day| day.start().plus_millis(HOUR));
    let is_summer = starts.zip(ends).is_some_and(|(starts, ends)| starts <= moment && moment < ends);
    let shown = if is_summer { moment.plus_millis(HOUR) } else { moment };
    let of_day = shown.millis() - shown.date().start().millis();
    Local { day: shown.date(), hour: of_day / HOUR, minute: of_day % HOUR / 60_000 }
}

/// The first moment of a day on the clocks of the United Kingdom.
pub fn start_of(day: Date) -> Timestamp {
    at(day, 0)
}

/// The moment at which the clocks of the United Kingdom show so many minutes past midnight on a day. Of an hour that comes twice it is the
/// first; where an hour is left out, what the clocks show when so much of it would have passed.
pub fn at(day: Date, minutes: i64) -> Timestamp {
    let in_winter = day.start().plus_millis(minutes * 60_000);
    let in_summer = in_winter.plus_millis(-HOUR);
    let shown = local(in_summer);
    if shown.day == day && shown.hour * 60 + shown.minute == minutes { in_summer } else { in_winter }
}

/// Year, month and day.
pub fn parts(day: Date) -> (i32, u8, u8) {
    let text = day.to_string();
    let mut fields = text.rsplitn(3, '-');
    let mut next = || fields.next().unwrap_or_default();
    let (day, month) = (next().parse().unwrap_or(1), next().parse().unwrap_or(1));
    (next().parse().unwrap_or(1970), month, day)
}

fn last_sunday(year: i32, month: u8) -> Option<Date> {
    (25..=31).rev().filter_map(|day| Date::new(year, month, day)).find(|day| day.weekday() == 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(moment: &str) -> (String, i64, i64) {
        let local = local(moment.parse().expect("a moment"));
        (local.day.to_string(), local.hour, local.minute)
    }

    #[test]
    fn clocks_change_on_the_last_sundays_of_march_and_october() {
        assert_eq!(shown("2026-03-29T00:59:00Z"), ("2026-03-29".into(), 0, 59));
        assert_eq!(shown("2026-03-29T01:00:00Z"), ("2026-03-29".into(), 2, 0));
        assert_eq!(shown("2026-10-25T00:59:00Z"), ("2026-10-25".into(), 1, 59));
        assert_eq!(shown("2026-10-25T01:00:00Z"), ("2026-10-25".into(), 1, 0));
        assert_eq!(shown("2026-07-31T23:30:00Z"), ("2026-08-01".into(), 0, 30));
        assert_eq!(shown("2026-11-22T09:05:00Z"), ("2026-11-22".into(), 9, 5));
    }

    #[test]
    fn a_time_of_day_is_what_the_clocks_show_also_on_the_days_when_they_change() {
        let at = |day: &str, hour: i64, minute: i64| at(day.parse().expect("a day"), hour * 60 + minute).to_string();
        assert_eq!(at("2026-07-31", 9, 30), "2026-07-31T08:30:00.000Z");
        assert_eq!(at("2026-11-22", 9, 30), "2026-11-22T09:30:00.000Z");
        assert_eq!(at("2026-03-29", 0, 30), "2026-03-29T00:30:00.000Z");
        assert_eq!(at("2026-03-29", 1, 30), "2026-03-29T01:30:00.000Z", "left out: the clocks show 02:30 then");
        assert_eq!(at("2026-03-29", 14, 0), "2026-03-29T13:00:00.000Z");
        assert_eq!(at("2026-10-25", 1, 30), "2026-10-25T00:30:00.000Z", "the first of two");
        assert_eq!(at("2026-10-25", 14, 0), "2026-10-25T14:00:00.000Z");
    }

    #[test]
    fn a_day_begins_when_the_clocks_of_the_country_say_so() {
        let begins = |day: &str| start_of(day.parse().expect("a day")).to_string();
        assert_eq!(begins("2026-07-31"), "2026-07-30T23:00:00.000Z");
        assert_eq!(begins("2026-03-29"), "2026-03-29T00:00:00.000Z");
        assert_eq!(begins("2026-03-30"), "2026-03-29T23:00:00.000Z");
        assert_eq!(begins("2026-10-25"), "2026-10-24T23:00:00.000Z");
        assert_eq!(begins("2026-11-22"), "2026-11-22T00:00:00.000Z");
    }
}

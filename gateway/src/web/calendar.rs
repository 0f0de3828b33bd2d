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
    let in_summer = day.start().plus_millis(-HOUR);
    if local(in_summer).day == day { in_summer } else { day.start() }
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
    fn a_day_begins_when_the_clocks_of_the_country_say_so() {
        let begins = |day: &str| start_of(day.parse().expect("a day")).to_string();
        assert_eq!(begins("2026-07-31"), "2026-07-30T23:00:00.000Z");
        assert_eq!(begins("2026-03-29"), "2026-03-29T00:00:00.000Z");
        assert_eq!(begins("2026-03-30"), "2026-03-29T23:00:00.000Z");
        assert_eq!(begins("2026-10-25"), "2026-10-24T23:00:00.000Z");
        assert_eq!(begins("2026-11-22"), "2026-11-22T00:00:00.000Z");
    }
}

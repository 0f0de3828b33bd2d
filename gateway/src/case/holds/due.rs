//! The last day to answer a request: by the clocks of the country, and past its bank holidays as far as they are known.

use porthor_policy::{Clock, Date, Taxonomy, Timestamp, due};

use crate::web::calendar::local;

/// When the answer is due to what comes at `now`. In a year whose holidays the taxonomy does not know, the day may stand on one: it is
/// never too late, may be a day or a few too early, and the log says so at each request.
pub fn due_day(taxonomy: &Taxonomy, clock: &Clock, now: Timestamp) -> Date {
    let day = due(clock, local(now).day, &taxonomy.holidays);
    if !taxonomy.knows_holidays_of(day) {
        tracing::warn!(%day, "a request falls due in a year whose bank holidays are not known: add them to `holidays` in taxonomy.toml");
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn falls_due(came: &str) -> String {
        let taxonomy = porthor_config::taxonomy::shipped().expect("the shipped taxonomy is valid");
        due_day(&taxonomy, &taxonomy.clocks["section-65"], came.parse().expect("a moment")).to_string()
    }

    #[test]
    fn an_answer_falls_due_on_no_bank_holiday() {
        // Six weeks end on Christmas Day, a Friday; Monday stands in for Boxing Day.
        assert_eq!(falls_due("2026-11-13T10:00:00Z"), "2026-12-29");
        // Good Friday, then Easter Monday.
        assert_eq!(falls_due("2027-02-12T10:00:00Z"), "2027-03-30");
        assert_eq!(falls_due("2028-11-13T10:00:00Z"), "2028-12-27");
        // Beyond the list: Christmas Day itself, too early rather than too late.
        assert_eq!(falls_due("2029-11-13T10:00:00Z"), "2029-12-25");
    }

    #[test]
    fn what_comes_after_midnight_in_summer_came_that_day() {
        assert_eq!(falls_due("2026-07-01T23:30:00Z"), "2026-08-13", "00:30 on the second");
        assert_eq!(falls_due("2026-07-01T22:30:00Z"), "2026-08-12", "23:30 on the first");
    }
}

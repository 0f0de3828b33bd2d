//! What stands out in how the record was used. Pure: counts in, findings out. A finding is a reason to look and no accusation: the
//! rules are few, each can be said in a sentence, and the page says it.

use std::collections::BTreeMap;

use porthor_config::Audit;
use porthor_policy::Timestamp;

use crate::web::calendar::local;

/// Milliseconds.
pub const HOUR: i64 = 3_600_000;
/// Milliseconds.
pub const WEEK: i64 = 7 * 24 * HOUR;
/// Weeks before the last that make a habit.
pub const HABIT_WEEKS: i64 = 12;

/// Who did what is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Actor {
    /// Who.
    pub person: String,
    /// For which agency; none for families.
    pub agency: Option<String>,
}

/// What somebody did in one stretch of time.
#[derive(Clone, Debug)]
pub struct Count {
    /// Who.
    pub actor: Actor,
    /// Where the stretch begins.
    pub from: Timestamp,
    /// Reports opened or taken.
    pub opened: u64,
    /// Requests that were refused.
    pub refused: u64,
}

/// One entry that stands out by itself.
#[derive(Clone, Debug)]
pub struct Single {
    /// Who.
    pub actor: Actor,
    /// Its place in the log.
    pub seq: u64,
}

/// What is counted.
#[derive(Default)]
pub struct Counts {
    /// By the week of seven days that ends now, and those before it; oldest first or not.
    pub weekly: Vec<Count>,
    /// By the hour, of the last seven days.
    pub hourly: Vec<Count>,
    /// Asked for on a case that they had no part in at that moment, or that is not there.
    pub uninvolved: Vec<Single>,
    /// Opened in a declared emergency.
    pub emergencies: Vec<Single>,
}

/// Something that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Who.
    pub actor: Actor,
    /// What.
    pub what: What,
    /// How often.
    pub count: u64,
    /// The entry that tells it best, where there is one.
    pub seq: Option<u64>,
}

/// What stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Openings in a declared emergency.
    Emergency,
    /// Asking on a case that they have no part in.
    Uninvolved,
    /// Many refusals.
    Refusals,
    /// Far above their own habit: so many in their usual week.
    Habit {
        /// The mean of the weeks in which they were here, in tenths.
        usual_tenths: u64,
    },
    /// Outside working hours.
    Hours,
}

impl What {
    /// The code of its words.
    pub fn code(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Uninvolved => "uninvolved",
            Self::Refusals => "refusals",
            Self::Habit { .. } => "habit",
            Self::Hours => "hours",
        }
    }
}

/// Everything that stands out in the seven days up to `now`, what weighs most first.
pub fn find(counts: &Counts, rules: &Audit, now: Timestamp) -> Vec<Finding> {
    let mut found = singles(&counts.emergencies, What::Emergency);
    found.extend(singles(&counts.uninvolved, What::Uninvolved));
    found.extend(by_week(&counts.weekly, rules, now));
    found.extend(out_of_hours(&counts.hourly, rules));
    found.sort_by(|one, other| one.what.cmp(&other.what).then(other.count.cmp(&one.count)).then(one.actor.cmp(&other.actor)));
    found
}

fn singles(all: &[Single], what: What) -> Vec<Finding> {
    let mut by_actor = BTreeMap::<&Actor, (u64, &Single)>::new();
    for one in all {
        let entry = by_actor.entry(&one.actor).or_insert((0, one));
        entry.0 += 1;
        if one.seq > entry.1.seq {
            entry.1 = one;
        }
    }
    let finding =
        |(actor, (count, last)): (&Actor, (u64, &Single))| Finding { actor: actor.clone(), what, count, seq: Some(last.seq) };
    by_actor.into_iter().map(finding).collect()
}

/// Refusals and openings of the last seven days, against the weeks before.
fn by_week(weekly: &[Count], rules: &Audit, now: Timestamp) -> Vec<Finding> {
    let mut weeks = BTreeMap::<&Actor, BTreeMap<i64, (u64, u64)>>::new();
    for count in weekly {
        // 0 is the week that ends now.
        let age = (now.millis() - 1 - count.from.millis()).div_euclid(WEEK);
        let sums = weeks.entry(&count.actor).or_default().entry(age).or_default();
        sums.0 += count.opened;
        sums.1 += count.refused;
    }
    let mut found = Vec::new();
    for (actor, ages) in weeks {
        let (opened, refused) = ages.get(&0).copied().unwrap_or_default();
        let finding = |what, count| Finding { actor: actor.clone(), what, count, seq: None };
        if refused >= u64::from(rules.refusals) {
            found.push(finding(What::Refusals, refused));
        }
        let usual_tenths = usual_tenths(&ages);
        let is_far_above = opened * 10 >= usual_tenths * u64::from(rules.habit_times);
        if opened >= u64::from(rules.habit_least) && is_far_above {
            found.push(finding(What::Habit { usual_tenths }, opened));
        }
    }
    found
}

/// Mean openings of the weeks before the last, from the first week in which anything is on record of them; in tenths. Of somebody new
/// there is no habit: it is none, so that their first busy week is shown.
fn usual_tenths(ages: &BTreeMap<i64, (u64, u64)>) -> u64 {
    let past = || ages.iter().filter(|(age, _)| (1..=HABIT_WEEKS).contains(*age));
    let Some(weeks) = past().map(|(age, _)| *age).max() else { return 0 };
    let sum: u64 = past().map(|(_, (opened, _))| opened).sum();
    sum * 10 / u64::try_from(weeks).unwrap_or(1)
}

fn out_of_hours(hourly: &[Count], rules: &Audit) -> Vec<Finding> {
    let mut sums = BTreeMap::<&Actor, u64>::new();
    // A family reads when it has time: hours say nothing of it.
    for count in hourly.iter().filter(|count| count.actor.agency.is_some() && !is_working_hour(count.from, rules)) {
        *sums.entry(&count.actor).or_default() += count.opened;
    }
    let some = sums.into_iter().filter(|(_, sum)| *sum > 0);
    some.map(|(actor, count)| Finding { actor: actor.clone(), what: What::Hours, count, seq: None }).collect()
}

fn is_working_hour(moment: Timestamp, rules: &Audit) -> bool {
    let local = local(moment);
    local.day.weekday() <= 5 && (i64::from(rules.day_begins)..i64::from(rules.day_ends)).contains(&local.hour)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Sunday in summer, when the country's clocks are an hour ahead.
    const NOW: &str = "2026-07-26T12:00:00Z";

    fn now() -> Timestamp {
        NOW.parse().expect("a moment")
    }

    fn actor(person: &str) -> Actor {
        Actor { person: person.into(), agency: Some("ysgol".into()) }
    }

    fn week(person: &str, age: i64, opened: u64, refused: u64) -> Count {
        Count { actor: actor(person), from: now().plus_millis(-WEEK * (age + 1)), opened, refused }
    }

    fn hour(from: &str, opened: u64) -> Count {
        Count { actor: actor("a"), from: from.parse().expect("a moment"), opened, refused: 0 }
    }

    fn found(counts: &Counts) -> Vec<(String, &'static str, u64)> {
        find(counts, &Audit::default(), now()).into_iter().map(|one| (one.actor.person, one.what.code(), one.count)).collect()
    }

    #[test]
    fn a_week_far_above_ones_own_habit_stands_out_and_a_busy_person_s_usual_week_does_not() {
        let mut weekly: Vec<Count> = (1..=12).flat_map(|age| [week("calm", age, 2, 0), week("busy", age, 20, 0)]).collect();
        weekly.extend([week("calm", 0, 12, 0), week("busy", 0, 25, 0)]);
        assert_eq!(found(&Counts { weekly, ..Counts::default() }), [("calm".into(), "habit", 12)]);
    }

    #[test]
    fn below_the_least_nothing_counts_as_much() {
        let weekly = vec![week("a", 3, 1, 0), week("a", 0, 9, 0)];
        assert!(found(&Counts { weekly, ..Counts::default() }).is_empty());
    }

    #[test]
    fn a_week_without_use_belongs_to_the_habit() {
        // 12 openings four weeks ago make 3 a week, and 10 are more than three times that.
        let weekly = vec![week("a", 4, 12, 0), week("a", 0, 10, 0)];
        let findings = find(&Counts { weekly, ..Counts::default() }, &Audit::default(), now());
        assert_eq!(findings[0].what, What::Habit { usual_tenths: 30 });
    }

    #[test]
    fn somebody_new_who_opens_much_is_shown() {
        let weekly = vec![week("new", 0, 10, 0)];
        assert_eq!(found(&Counts { weekly, ..Counts::default() }), [("new".into(), "habit", 10)]);
    }

    #[test]
    fn many_refusals_stand_out() {
        let weekly = vec![week("a", 0, 0, 5), week("b", 0, 0, 4), week("c", 1, 0, 50)];
        assert_eq!(found(&Counts { weekly, ..Counts::default() }), [("a".into(), "refusals", 5)]);
    }

    #[test]
    fn working_hours_are_those_of_the_clocks_on_the_wall() {
        // 06:30 UTC is half past seven in summer; 18:00 UTC is seven in the evening.
        let hourly = vec![hour("2026-07-24T06:00:00Z", 1), hour("2026-07-24T17:00:00Z", 1)];
        assert!(found(&Counts { hourly, ..Counts::default() }).is_empty());
        let hourly = vec![hour("2026-07-24T05:00:00Z", 1), hour("2026-07-24T18:00:00Z", 2), hour("2026-07-25T10:00:00Z", 4)];
        assert_eq!(found(&Counts { hourly, ..Counts::default() }), [("a".into(), "hours", 7)]);
    }

    #[test]
    fn a_family_may_read_at_night() {
        let by_night = Count { actor: Actor { person: "mam".into(), agency: None }, ..hour("2026-07-24T01:00:00Z", 3) };
        assert!(found(&Counts { hourly: vec![by_night], ..Counts::default() }).is_empty());
    }

    #[test]
    fn what_weighs_most_comes_first_and_names_its_last_entry() {
        let single = |person: &str, seq| Single { actor: actor(person), seq };
        let counts = Counts {
            uninvolved: vec![single("a", 3), single("a", 9), single("a", 7)],
            emergencies: vec![single("b", 5)],
            weekly: vec![week("a", 0, 0, 9)],
            ..Counts::default()
        };
        let findings = find(&counts, &Audit::default(), now());
        let told: Vec<_> = findings.iter().map(|one| (one.what.code(), one.count, one.seq)).collect();
        assert_eq!(told, [("emergency", 1, Some(5)), ("uninvolved", 3, Some(9)), ("refusals", 9, None)]);
    }
}

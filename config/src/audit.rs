//! What stands out in the record: `[audit]`. Thresholds are for the officers who look: an alarm that always rings is not heard.

use serde::Deserialize;

use crate::error::Misfit;

/// `[audit]`: from where on use is shown as unusual.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// The hour at which a working day begins, on the clocks of the United Kingdom.
    pub day_begins: u8,
    /// The hour at which it ends.
    pub day_ends: u8,
    /// Openings of one person in seven days, below which nothing counts as much.
    pub habit_least: u32,
    /// How many times their own usual week somebody has to open before it stands out.
    pub habit_times: u32,
    /// Refusals of one person in seven days that stand out.
    pub refusals: u32,
}

impl Default for Audit {
    fn default() -> Self {
        Self { day_begins: 7, day_ends: 19, habit_least: 10, habit_times: 3, refusals: 5 }
    }
}

impl Audit {
    pub(crate) fn checked(self) -> Result<Self, Misfit> {
        if self.day_begins >= self.day_ends || self.day_ends > 24 {
            return Err(Misfit::new("audit.day_ends", "after audit.day_begins, and 24 at most", self.day_ends.to_string()));
        }
        let counts =
            [("audit.habit_least", self.habit_least), ("audit.habit_times", self.habit_times), ("audit.refusals", self.refusals)];
        match counts.into_iter().find(|(_, value)| *value == 0) {
            None => Ok(self),
            Some((key, _)) => Err(Misfit::new(key, "at least 1", "0")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_their_own_bounds() {
        assert!(Audit::default().checked().is_ok());
    }

    #[test]
    fn a_day_that_ends_before_it_begins_is_refused() {
        let turned = Audit { day_begins: 19, day_ends: 7, ..Audit::default() };
        assert_eq!(turned.checked().expect_err("it ends too early").key, "audit.day_ends");
    }
}

//! Requests between agencies: who asks whom for what, by when (ALN Act 2018 s.20 and s.65, and voluntary ones).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::taxonomy::ClockStart;
use crate::{AgencyId, AgencyKind, CategoryCode, Clock, Date, PurposeCode, RequestId};

/// On what a request rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// Information or help (ALN Act 2018 s.65).
    Section65,
    /// Treatment or service (ALN Act 2018 s.20).
    Section20,
    /// A school's request for health input: voluntary.
    SchoolHealth,
}

impl RequestKind {
    /// Whether the law stands behind it, so that it can carry a release.
    #[must_use]
    pub fn is_statutory(self) -> bool {
        !matches!(self, Self::SchoolHealth)
    }

    /// Whether an agency of this kind may make it: section 65 is a local authority's, section 20 also a college's. A voluntary one
    /// carries no release, so that any agency may.
    #[must_use]
    pub fn is_made_by(self, kind: Option<AgencyKind>) -> bool {
        match self {
            Self::Section65 => kind == Some(AgencyKind::Council),
            Self::Section20 => matches!(kind, Some(AgencyKind::Council | AgencyKind::College)),
            Self::SchoolHealth => kind.is_some(),
        }
    }

    /// Whether an agency of this kind may be asked: an NHS body, under section 65 also another council or a college.
    #[must_use]
    pub fn is_made_to(self, kind: Option<AgencyKind>) -> bool {
        match self {
            Self::Section65 => matches!(kind, Some(AgencyKind::HealthBoard | AgencyKind::Council | AgencyKind::College)),
            Self::Section20 => kind == Some(AgencyKind::HealthBoard),
            Self::SchoolHealth => kind.is_some(),
        }
    }
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Waits for an answer.
    Open,
    /// Answered.
    Answered,
    /// Does not apply, with a reason on record.
    NotApplicable,
    /// Taken back.
    Withdrawn,
}

/// A step that a request cannot take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {0:?} cannot change")]
pub struct RequestClosed(pub RequestState);

impl RequestState {
    /// Ends an open request as `end`.
    pub fn close(self, end: Self) -> Result<Self, RequestClosed> {
        match self {
            Self::Open if end != Self::Open => Ok(end),
            closed => Err(RequestClosed(closed)),
        }
    }
}

/// A request between agencies about a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatutoryRequest {
    /// Which.
    pub id: RequestId,
    /// On what it rests.
    pub kind: RequestKind,
    /// Who asks.
    pub by: AgencyId,
    /// Who is asked.
    pub to: AgencyId,
    /// For which kinds of report.
    pub categories: BTreeSet<CategoryCode>,
    /// For what.
    pub purpose: PurposeCode,
    /// The last day to answer.
    pub due: Date,
    /// Where it stands.
    pub state: RequestState,
}

/// The last day to answer what came on `received`: whole weeks; a last day that is no working day moves to the next one
/// (SI 2021/401).
#[must_use]
pub fn due(clock: &Clock, received: Date, holidays: &BTreeSet<Date>) -> Date {
    let first = match clock.from {
        ClockStart::DayAfterReceipt => received.plus_days(1),
        ClockStart::DayOfReceipt => received,
    };
    let mut last = first.plus_days(i64::from(clock.weeks) * 7 - 1);
    while last.weekday() > 5 || holidays.contains(&last) {
        last = last.plus_days(1);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        Clock {
            name_en: "x".into(),
            name_cy: "x".into(),
            weeks: 6,
            from: ClockStart::DayAfterReceipt,
            statute: "ALN Act 2018 s.20".into(),
        }
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a date of the test")
    }

    #[test]
    fn six_weeks_begin_on_the_day_after_receipt() {
        assert_eq!(due(&clock(), day("2026-11-02"), &BTreeSet::new()), day("2026-12-14"));
    }

    #[test]
    fn a_last_day_that_is_no_working_day_moves_on() {
        assert_eq!(due(&clock(), day("2026-11-07"), &BTreeSet::new()), day("2026-12-21"));
        let holidays = BTreeSet::from([day("2026-12-25"), day("2026-12-28")]);
        assert_eq!(due(&clock(), day("2026-11-13"), &holidays), day("2026-12-29"));
    }

    #[test]
    fn a_closed_request_stays_closed() {
        assert_eq!(RequestState::Open.close(RequestState::Answered), Ok(RequestState::Answered));
        assert!(RequestState::Answered.close(RequestState::Withdrawn).is_err());
        assert!(RequestState::Open.close(RequestState::Open).is_err());
    }
}

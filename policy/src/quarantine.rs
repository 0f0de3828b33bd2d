//! Reports that are held back until somebody has looked: nobody reads them, whatever else would let them.

use serde::{Deserialize, Serialize};

use crate::{Access, Facts, ReportId, Timestamp, Verb, holding};

/// Why a report is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldFor {
    /// Nobody proved that they sent it: a co-ordinator of the lead agency takes it in, or turns it away.
    Unsigned,
    /// The scanner could not be asked, or could not say: it is asked again.
    Unscanned,
    /// The scanner found something in it: it is turned away.
    Infected,
}

/// That a report is held back. Its end is that it was taken in, scanned, or turned away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quarantine {
    /// Which report.
    pub report: ReportId,
    /// Why.
    pub held_for: HeldFor,
}

/// What holds a report back that comes by `access`, before anybody has looked at what it holds: of one that is carried, that no device
/// signed it.
#[must_use]
pub fn held_on_arrival(access: &Access) -> Option<HeldFor> {
    (access.verb == Verb::Deliver && access.sender.is_none()).then_some(HeldFor::Unsigned)
}

/// What holds the report back at `now`; nothing if it is free.
pub fn held<'a>(facts: &'a Facts, report: &ReportId, now: Timestamp) -> impl Iterator<Item = HeldFor> + use<'a> {
    let report = report.clone();
    holding(&facts.quarantines, now).filter(move |held| held.report == report).map(|held| held.held_for)
}

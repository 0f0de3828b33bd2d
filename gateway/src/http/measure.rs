//! Counters of the gateway's own doing. Labels are codes of a closed list, never an id or a path.

use std::time::Duration;

use porthor_policy::Verb;

use crate::store::log::code_of;

/// A decision was no.
pub fn refused(verb: Verb) {
    metrics::counter!("porthor_refusals_total", "verb" => code_of(&verb)).increment(1);
}

/// A decision was yes.
pub fn released(form: &'static str, bytes: u64) {
    metrics::counter!("porthor_releases_total", "form" => form).increment(1);
    metrics::counter!("porthor_released_bytes_total", "form" => form).increment(bytes);
}

/// A running transfer was cut, so long after the change that took its grounds was committed.
pub fn cut(delay: Duration) {
    metrics::histogram!("porthor_withdrawal_to_cut_seconds").record(delay.as_secs_f64());
    metrics::counter!("porthor_transfers_cut_total").increment(1);
}

/// A report was stored.
pub fn pushed(sealed_by: &'static str, bytes: u64) {
    metrics::counter!("porthor_pushes_total", "sealed_by" => sealed_by).increment(1);
    metrics::counter!("porthor_pushed_bytes_total").increment(bytes);
}

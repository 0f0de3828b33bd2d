//! Counters of the gateway's own doing. Labels are codes of a closed list, never an id or a path.

use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusRecorder};
use porthor_policy::Verb;

use crate::store::log::code_of;

/// Bounds of what takes time, in seconds: a cut takes a few thousandths of one.
const SECONDS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// Bounds of how much is written at once.
const ENTRIES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// What counts. In buckets, that stay and are added up over gateways: quantiles would be of the last minutes alone, and 0 soon after.
pub fn recorder() -> PrometheusRecorder {
    let in_buckets = |builder: PrometheusBuilder, end: &str, bounds: &[f64]| {
        builder.set_buckets_for_metric(Matcher::Suffix(end.into()), bounds).expect("bounds are given")
    };
    let builder = in_buckets(PrometheusBuilder::new(), "_seconds", &SECONDS);
    in_buckets(builder, "_entries", &ENTRIES).build_recorder()
}

/// A decision was no.
pub fn refused(verb: Verb) {
    metrics::counter!("porthor_refusals_total", "verb" => code_of(&verb)).increment(1);
}

/// A decision was yes.
pub fn released(form: &'static str) {
    metrics::counter!("porthor_releases_total", "form" => form).increment(1);
}

/// A release has ended, or was cut, after so many bytes.
pub fn passed(form: &'static str, bytes: u64) {
    metrics::counter!("porthor_released_bytes_total", "form" => form).increment(bytes);
}

/// A running transfer was cut, so long after the change that took its grounds was committed.
pub fn cut(delay: Duration) {
    metrics::histogram!("porthor_withdrawal_to_cut_seconds").record(delay.as_secs_f64());
    metrics::counter!("porthor_transfers_cut_total").increment(1);
}

/// A mail was answered: `taken`, `refused`, `unfit` or `later`.
pub fn mail(outcome: &'static str) {
    metrics::counter!("porthor_mails_total", "outcome" => outcome).increment(1);
}

/// A report was stored.
pub fn pushed(sealed_by: &'static str, bytes: u64) {
    metrics::counter!("porthor_pushes_total", "sealed_by" => sealed_by).increment(1);
    metrics::counter!("porthor_pushed_bytes_total").increment(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_cut_took_stays_in_its_bucket() {
        let recorder = recorder();
        metrics::with_local_recorder(&recorder, || {
            cut(Duration::from_millis(4));
            cut(Duration::from_millis(300));
            metrics::histogram!("porthor_record_group_entries").record(3);
        });
        let told = recorder.handle().render();
        for line in [
            "porthor_withdrawal_to_cut_seconds_bucket{le=\"0.0025\"} 0",
            "porthor_withdrawal_to_cut_seconds_bucket{le=\"0.005\"} 1",
            "porthor_withdrawal_to_cut_seconds_bucket{le=\"0.5\"} 2",
            "porthor_withdrawal_to_cut_seconds_count 2",
            "porthor_record_group_entries_bucket{le=\"4\"} 1",
            "porthor_transfers_cut_total 2",
        ] {
            assert!(told.lines().any(|told| told == line), "no {line} in {told}");
        }
        assert!(!told.contains("quantile"), "{told}");
    }
}

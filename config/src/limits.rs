//! What one client may use up: `[limits]`. Sizes in bytes, times in seconds.

use serde::Deserialize;

use crate::error::Misfit;

/// `[limits]`: bounds on requests, connections and stored bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of one request's headers, request line included.
    pub header_bytes: u32,
    /// Header fields in one request.
    pub header_count: u32,
    /// Bytes of a request body that is not a report.
    pub json_bytes: u64,
    /// Seconds for the TLS handshake.
    pub handshake_seconds: u64,
    /// Seconds for the whole header to arrive.
    pub header_seconds: u64,
    /// Seconds without a byte from a sender.
    pub body_idle_seconds: u64,
    /// Seconds without a byte taken by a reader.
    pub write_idle_seconds: u64,
    /// Seconds a connection may stay open between requests.
    pub idle_seconds: u64,
    /// The slowest average, in bytes per second, that is not taken for an attack.
    pub min_bytes_per_second: u64,
    /// Connections in all.
    pub connections_total: u32,
    /// Connections from one address.
    pub connections_per_address: u32,
    /// Streams at once on one HTTP/2 connection.
    pub h2_streams: u32,
    /// Bytes of the largest report.
    pub report_bytes: u64,
    /// Bytes that one case may hold.
    pub case_quota_bytes: u64,
    /// Bytes that one agency may have pushed and not erased.
    pub agency_quota_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_bytes: 16 * 1024,
            header_count: 64,
            json_bytes: 256 * 1024,
            handshake_seconds: 10,
            header_seconds: 10,
            body_idle_seconds: 15,
            write_idle_seconds: 15,
            idle_seconds: 60,
            min_bytes_per_second: 512,
            connections_total: 4096,
            connections_per_address: 256,
            h2_streams: 64,
            report_bytes: 2 << 30,
            case_quota_bytes: 20 << 30,
            agency_quota_bytes: 1 << 40,
        }
    }
}

impl Limits {
    pub(crate) fn checked(self) -> Result<Self, Misfit> {
        if let Some((key, expected, found)) = self.misfits().into_iter().find(|misfit| misfit.2.0) {
            return Err(Misfit::new(key, expected, found.1.to_string()));
        }
        Ok(self)
    }

    /// Each bound that a careless edit breaks, whether it is broken, and its value.
    fn misfits(&self) -> [(&'static str, &'static str, (bool, u64)); 14] {
        // A slow client has to be gone within 30 seconds, whatever it is slow at.
        let seconds = "1 to 30 seconds, so that a slow client is gone within 30";
        let at_least_one = "at least 1";
        let within_30 = |value: u64| (!(1..=30).contains(&value), value);
        let positive = |value: u64| (value == 0, value);
        [
            // hyper reads HTTP/1 headers through a buffer of at least 8 KiB.
            (
                "limits.header_bytes",
                "at least 8192",
                (self.header_bytes < 8192, self.header_bytes.into()),
            ),
            (
                "limits.header_count",
                at_least_one,
                positive(self.header_count.into()),
            ),
            ("limits.json_bytes", at_least_one, positive(self.json_bytes)),
            (
                "limits.handshake_seconds",
                seconds,
                within_30(self.handshake_seconds),
            ),
            (
                "limits.header_seconds",
                seconds,
                within_30(self.header_seconds),
            ),
            (
                "limits.body_idle_seconds",
                seconds,
                within_30(self.body_idle_seconds),
            ),
            (
                "limits.write_idle_seconds",
                seconds,
                within_30(self.write_idle_seconds),
            ),
            (
                "limits.idle_seconds",
                at_least_one,
                positive(self.idle_seconds),
            ),
            (
                "limits.min_bytes_per_second",
                at_least_one,
                positive(self.min_bytes_per_second),
            ),
            (
                "limits.connections_total",
                at_least_one,
                positive(self.connections_total.into()),
            ),
            (
                "limits.connections_per_address",
                "1 to limits.connections_total",
                (
                    self.connections_per_address == 0
                        || self.connections_per_address > self.connections_total,
                    self.connections_per_address.into(),
                ),
            ),
            (
                "limits.h2_streams",
                at_least_one,
                positive(self.h2_streams.into()),
            ),
            (
                "limits.report_bytes",
                at_least_one,
                positive(self.report_bytes),
            ),
            (
                "limits.case_quota_bytes",
                "at least limits.report_bytes and at most limits.agency_quota_bytes",
                (
                    self.case_quota_bytes < self.report_bytes
                        || self.agency_quota_bytes < self.case_quota_bytes,
                    self.case_quota_bytes,
                ),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_their_own_bounds() {
        assert!(Limits::default().checked().is_ok());
    }

    #[test]
    fn a_body_that_may_stall_for_minutes_is_refused() {
        let lax = Limits {
            body_idle_seconds: 120,
            ..Limits::default()
        };
        assert_eq!(
            lax.checked().expect_err("120 seconds are too long").key,
            "limits.body_idle_seconds"
        );
    }

    #[test]
    fn a_case_quota_below_one_report_is_refused() {
        let small = Limits {
            case_quota_bytes: 1,
            ..Limits::default()
        };
        assert_eq!(
            small.checked().expect_err("one byte holds no report").key,
            "limits.case_quota_bytes"
        );
    }
}

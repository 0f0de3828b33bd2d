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
    /// Uploads in pieces that one person may have under way.
    pub uploads_per_person: u32,
    /// Hours after which an upload that is not whole is given up.
    pub upload_hours: u32,
    /// Helpers that one person may have on one case at once.
    pub helpers_per_person: u32,
    /// Remarks of one person on one case within thirty days that nobody has answered yet.
    pub open_remarks_per_person: u32,
    /// Questions for a consent that one agency may have waiting on one case.
    pub open_questions_per_agency: u32,
    /// Reports that one case may hold back because nobody signed them.
    pub held_per_case: u32,
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
            uploads_per_person: 100,
            upload_hours: 48,
            helpers_per_person: 8,
            open_remarks_per_person: 30,
            open_questions_per_agency: 12,
            held_per_case: 300,
        }
    }
}

impl Limits {
    pub(crate) fn checked(self) -> Result<Self, Misfit> {
        self.nothing_is_zero()?;
        self.slow_clients_go()?;
        self.sizes_agree()?;
        Ok(self)
    }

    fn nothing_is_zero(&self) -> Result<(), Misfit> {
        let values = [
            ("limits.header_count", self.header_count.into()),
            ("limits.json_bytes", self.json_bytes),
            ("limits.idle_seconds", self.idle_seconds),
            ("limits.min_bytes_per_second", self.min_bytes_per_second),
            ("limits.connections_total", self.connections_total.into()),
            ("limits.h2_streams", self.h2_streams.into()),
            ("limits.report_bytes", self.report_bytes),
            ("limits.uploads_per_person", self.uploads_per_person.into()),
            ("limits.upload_hours", self.upload_hours.into()),
            ("limits.helpers_per_person", self.helpers_per_person.into()),
            ("limits.open_remarks_per_person", self.open_remarks_per_person.into()),
            ("limits.open_questions_per_agency", self.open_questions_per_agency.into()),
            ("limits.held_per_case", self.held_per_case.into()),
        ];
        match values.into_iter().find(|(_, value)| *value == 0) {
            None => Ok(()),
            Some((key, _)) => Err(Misfit::new(key, "at least 1", "0")),
        }
    }

    /// A slow client has to be gone within 30 seconds, whatever it is slow at.
    fn slow_clients_go(&self) -> Result<(), Misfit> {
        let times = [
            ("limits.handshake_seconds", self.handshake_seconds),
            ("limits.header_seconds", self.header_seconds),
            ("limits.body_idle_seconds", self.body_idle_seconds),
            ("limits.write_idle_seconds", self.write_idle_seconds),
        ];
        let expected = "1 to 30 seconds, so that a slow client is gone within 30";
        match times.into_iter().find(|(_, seconds)| !(1..=30).contains(seconds)) {
            None => Ok(()),
            Some((key, seconds)) => Err(Misfit::new(key, expected, seconds.to_string())),
        }
    }

    fn sizes_agree(&self) -> Result<(), Misfit> {
        // hyper reads HTTP/1 headers through a buffer of at least 8 KiB.
        if self.header_bytes < 8192 {
            let found = self.header_bytes.to_string();
            return Err(Misfit::new("limits.header_bytes", "at least 8192", found));
        }
        if !(1..=self.connections_total).contains(&self.connections_per_address) {
            return Err(Misfit::new(
                "limits.connections_per_address",
                "1 to limits.connections_total",
                self.connections_per_address.to_string(),
            ));
        }
        if !(self.report_bytes..=self.agency_quota_bytes).contains(&self.case_quota_bytes) {
            return Err(Misfit::new(
                "limits.case_quota_bytes",
                "at least limits.report_bytes and at most limits.agency_quota_bytes",
                self.case_quota_bytes.to_string(),
            ));
        }
        Ok(())
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
        let lax = Limits { body_idle_seconds: 120, ..Limits::default() };
        assert_eq!(lax.checked().expect_err("120 seconds are too long").key, "limits.body_idle_seconds");
    }

    #[test]
    fn a_bound_of_nothing_is_refused() {
        let none = Limits { h2_streams: 0, ..Limits::default() };
        assert_eq!(none.checked().expect_err("no stream at all").key, "limits.h2_streams");
        let none = Limits { helpers_per_person: 0, ..Limits::default() };
        assert_eq!(none.checked().expect_err("nobody could be named").key, "limits.helpers_per_person");
    }

    #[test]
    fn one_address_cannot_have_more_connections_than_all() {
        let wide = Limits { connections_per_address: 5000, ..Limits::default() };
        assert_eq!(wide.checked().expect_err("more than all").key, "limits.connections_per_address");
    }

    #[test]
    fn a_case_quota_below_one_report_is_refused() {
        let small = Limits { case_quota_bytes: 1, ..Limits::default() };
        assert_eq!(small.checked().expect_err("one byte holds no report").key, "limits.case_quota_bytes");
    }
}

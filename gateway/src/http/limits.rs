//! How much of the listener one client may take, and for how long.
//!
//! The defaults drop every slow attack (slow header, slow body, slow reader) within 30 seconds and
//! still serve an honest client on a poor line, as long as it keeps [`Limits::min_bytes_per_second`].

use std::time::Duration;

/// The bounds of the public listener. Times are in seconds, sizes in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one request head: request line and headers, or one decoded HTTP/2 header list.
    pub header_bytes: usize,
    /// Header lines of one HTTP/1.1 request.
    pub header_count: usize,
    /// Seconds to the first request's head, and from the first byte of any later head to its end.
    pub header_seconds: u64,
    /// Seconds for the TLS handshake.
    pub handshake_seconds: u64,
    /// Seconds a request body may fall behind [`Limits::min_bytes_per_second`] before it answers 408.
    pub body_idle_seconds: u64,
    /// Seconds a reader may fall behind [`Limits::min_bytes_per_second`] before it is cut.
    pub write_idle_seconds: u64,
    /// Seconds a connection may stay open between requests.
    pub idle_seconds: u64,
    /// Connections in all; one more is closed as soon as it is accepted.
    pub connections_total: usize,
    /// Connections of one IPv4 address or one IPv6 /64, counted likewise. An agency behind one
    /// proxy shares an address, so this is generous.
    pub connections_per_address: usize,
    /// Requests at once on one HTTP/2 connection.
    pub h2_streams: u32,
    /// The pace below which a client counts as waiting, for bodies it sends and answers it reads.
    pub min_bytes_per_second: u32,
    /// Seconds that running requests get to end once the program is asked to stop.
    pub shutdown_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_bytes: 16 * 1024,
            header_count: 64,
            header_seconds: 20,
            handshake_seconds: 10,
            body_idle_seconds: 20,
            write_idle_seconds: 20,
            idle_seconds: 60,
            connections_total: 10_000,
            connections_per_address: 1_000,
            h2_streams: 100,
            min_bytes_per_second: 1024,
            shutdown_seconds: 30,
        }
    }
}

impl Limits {
    pub(super) fn header_time(&self) -> Duration {
        Duration::from_secs(self.header_seconds)
    }

    pub(super) fn handshake_time(&self) -> Duration {
        Duration::from_secs(self.handshake_seconds)
    }

    pub(super) fn body_idle_time(&self) -> Duration {
        Duration::from_secs(self.body_idle_seconds)
    }

    pub(super) fn write_idle_time(&self) -> Duration {
        Duration::from_secs(self.write_idle_seconds)
    }

    pub(super) fn idle_time(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }

    pub(super) fn shutdown_time(&self) -> Duration {
        Duration::from_secs(self.shutdown_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slow_attack_is_dropped_within_thirty_seconds_by_default() {
        let limits = Limits::default();
        for seconds in [limits.handshake_seconds, limits.header_seconds, limits.body_idle_seconds, limits.write_idle_seconds] {
            assert!((1..30).contains(&seconds), "{seconds} s is too long or none");
        }
    }
}

//! The one place that reads the wall clock. Everything else is told what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use porthor_policy::Timestamp;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock;

impl Clock {
    /// The present moment, UTC, to the millisecond.
    #[expect(
        clippy::disallowed_methods,
        clippy::unused_self,
        reason = "the one place that reads the wall clock; it is handed on, so that who may is seen"
    )]
    pub fn now(self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

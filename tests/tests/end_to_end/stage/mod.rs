//! What every test stands on: `world` sets the stage, `person` and `case` say what people do, `answer` what they get, `browser` keeps
//! cookies and sends forms, `authenticator` makes passkeys, `wire` does what no well-behaved client would, and `terminal` is where somebody types.

pub mod answer;
pub mod authenticator;
pub mod browser;
pub mod case;
pub mod person;
pub mod terminal;
pub mod wire;
pub mod world;

use std::time::{SystemTime, UNIX_EPOCH};

use porthor_policy::Timestamp;

/// The present.
#[expect(clippy::disallowed_methods, reason = "tests live in real time, as the program does")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    Timestamp::from_millis(i64::try_from(since.as_millis()).expect("the clock is before the year 292 million"))
}

/// A moment so many days from now, as the interface writes it.
pub fn moment_from_now(days: i64) -> String {
    now().plus_days(days).to_string()
}

/// A day so many days from now, as the interface writes it.
pub fn day_from_now(days: i64) -> String {
    now().plus_days(days).date().to_string()
}

//! How long a sign-in lasts and how wrong tries are slowed: `[session]` and `[lockout]`.

use serde::Deserialize;

use crate::error::Misfit;

/// `[session]`: lifetimes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// Seconds an access token lives.
    pub token_seconds: u64,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: u64,
    /// Hours after which a session ends whatever happens.
    pub hours: u64,
    /// Hours for which a device needs no new code from its person.
    pub device_code_hours: u64,
}

impl Default for Session {
    fn default() -> Self {
        Self { token_seconds: 300, idle_minutes: 30, hours: 12, device_code_hours: 12 }
    }
}

impl Session {
    pub(crate) fn checked(self) -> Result<Self, Misfit> {
        // A token is only as good as the moment it was made, so it may not outlive a quarter of an hour.
        if !(30..=900).contains(&self.token_seconds) {
            return Err(Misfit::new("session.token_seconds", "30 to 900", self.token_seconds.to_string()));
        }
        for (key, value) in [("session.hours", self.hours), ("session.device_code_hours", self.device_code_hours)] {
            if !(1..=24).contains(&value) {
                return Err(Misfit::new(key, "1 to 24", value.to_string()));
            }
        }
        if self.idle_minutes == 0 || self.idle_minutes > self.hours * 60 {
            return Err(Misfit::new("session.idle_minutes", "1 to session.hours", self.idle_minutes.to_string()));
        }
        Ok(self)
    }
}

/// `[lockout]`: wrong tries are counted per account and address, so that nobody can lock somebody else out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lockout {
    /// Wrong tries at one account from one address before that address waits for that account.
    pub tries: u32,
    /// Seconds within which tries count together, from the first of them.
    pub window_seconds: u64,
    /// Wrong tries from one address at all accounts together, before it waits for all that did not sign in from there lately.
    pub address_tries: u32,
    /// Days for which an account that signed in from an address is not held up by what others there tried.
    pub known_days: u64,
    /// Seconds of the first wait; doubled with each further wrong try.
    pub wait_seconds: u64,
    /// Seconds of the longest wait.
    pub longest_wait_seconds: u64,
}

impl Default for Lockout {
    fn default() -> Self {
        Self { tries: 5, window_seconds: 900, address_tries: 50, known_days: 30, wait_seconds: 30, longest_wait_seconds: 3600 }
    }
}

impl Lockout {
    pub(crate) fn checked(self) -> Result<Self, Misfit> {
        if !(1..=20).contains(&self.tries) {
            return Err(Misfit::new("lockout.tries", "1 to 20", self.tries.to_string()));
        }
        if self.address_tries < self.tries {
            return Err(Misfit::new("lockout.address_tries", "at least lockout.tries", self.address_tries.to_string()));
        }
        if self.window_seconds == 0 {
            return Err(Misfit::new("lockout.window_seconds", "at least 1", "0"));
        }
        if self.wait_seconds == 0 || self.longest_wait_seconds < self.wait_seconds {
            return Err(Misfit::new("lockout.wait_seconds", "1 to lockout.longest_wait_seconds", self.wait_seconds.to_string()));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_hours_is_refused() {
        let long = Session { token_seconds: 7200, ..Session::default() };
        assert_eq!(long.checked().expect_err("two hours are too long").key, "session.token_seconds");
    }

    #[test]
    fn a_lockout_that_never_waits_is_refused() {
        let lax = Lockout { wait_seconds: 0, ..Lockout::default() };
        assert_eq!(lax.checked().expect_err("there is no wait").key, "lockout.wait_seconds");
    }
}

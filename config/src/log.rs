//! The transparent log's name: `[log]`.

use serde::Deserialize;

use crate::error::Misfit;

/// `[log]`: how checkpoints and receipts name this gateway.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// The checkpoint's origin line (C2SP tlog-checkpoint): an address without its scheme, no space, no plus sign.
    pub origin: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { origin: "localhost/porthor".to_owned() }
    }
}

impl Log {
    pub(crate) fn checked(self) -> Result<Self, Misfit> {
        let fits = !self.origin.is_empty()
            && !self.origin.contains("://")
            && self.origin.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+');
        if fits {
            return Ok(self);
        }
        Err(Misfit::new(
            "log.origin",
            "an address without its scheme, spaces or plus signs, such as porth.example/log",
            format!("{:?}", self.origin),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_that_a_note_cannot_carry_is_refused() {
        for bad in ["", "https://porth.example/log", "porth example", "porth+log", "porth\nlog", "porth–log"] {
            let log = Log { origin: bad.to_owned() };
            assert!(log.checked().is_err(), "{bad:?}");
        }
        assert!(Log::default().checked().is_ok());
    }
}

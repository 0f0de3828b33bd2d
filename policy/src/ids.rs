//! Names of things: short, lower-case, without meaning of their own, safe in a URL and in a log.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not an id. Does not repeat it: it may be anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the id of {what}: 1 to 64 lower-case letters, digits and inner hyphens")]
pub struct InvalidId {
    /// What it should have been the id of.
    pub what: &'static str,
}

fn check(text: &str, what: &'static str) -> Result<(), InvalidId> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fits = (1..=64).contains(&text.len()) && text.bytes().all(allowed);
    if fits && !text.starts_with('-') && !text.ends_with('-') { Ok(()) } else { Err(InvalidId { what }) }
}

/// A number that two different ids rarely share (FNV-1a, 64 bits). Equal ids have equal marks; it stands for nothing else.
fn mark(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name {
            text: String,
            mark: u64,
        }

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        // A decision compares thousands of ids, nearly all of them different: their marks tell so without a look at the text.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.mark == other.mark && self.text == other.text
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.text.cmp(&other.text)
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.text.hash(state);
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.text).finish()
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                check(&text, $what)?;
                Ok(Self { mark: mark(&text), text })
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.text
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }
    )*};
}

ids! {
    /// An agency: council, health board, school, college, provider.
    AgencyId = "an agency";
    /// A person with an account: staff or family.
    PersonId = "a person";
    /// A child's or young person's case.
    CaseId = "a case";
    /// A report, one version of it.
    ReportId = "a report";
    /// A grant of consent.
    ConsentId = "a consent";
    /// An agency's or person's part in a case.
    InvolvementId = "an involvement";
    /// An information-sharing protocol, whatever its version.
    ProtocolId = "a protocol";
    /// A request between agencies.
    RequestId = "a request";
    /// The scan of a signed paper.
    ScanId = "a scan";
    /// A declared emergency.
    EmergencyId = "an emergency";
    /// A family's remark.
    RemarkId = "a remark";
    /// A category of report (taxonomy).
    CategoryCode = "a category";
    /// A purpose of sharing (taxonomy).
    PurposeCode = "a purpose";
    /// A role of staff or family (taxonomy).
    RoleCode = "a role";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_ids_are_refused() {
        for text in ["", "-a", "a-", "A", "a b", "a/b", "../a", "a\0", "é", &"a".repeat(65)] {
            assert!(text.parse::<CaseId>().is_err(), "{text:?}");
        }
        assert_eq!("ysgol-y-bryn1".parse::<AgencyId>().map(String::from), Ok("ysgol-y-bryn1".to_owned()));
    }
}

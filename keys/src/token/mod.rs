//! Tokens: JSON Web Tokens (RFC 7519) signed with Ed25519 (RFC 8037), and nothing else.
//!
//! Session tokens are the gateway's own, minutes long, and name a server-side session that can be
//! ended at once. A device assertion is signed by the device's key and lives a minute at most.
//! Algorithm, type, issuer and audience are fixed, times are checked against a `now` that is handed
//! in, and a header with any other field (`jwk`, `crit`, …) is refused (ASVS 9.1.2, 9.1.3, 9.2.2).
//! `session` and `device` are the two kinds, `machine` what a hospital's system signs, `envelope` what a device signs on what it sealed, `compact` the signed form that all and
//! receipts have.

mod compact;
mod device;
mod envelope;
mod machine;
mod session;

use serde::{Deserialize, Serialize};

pub(crate) use compact::{open_compact, public_key, sign_compact, signing_key};
pub use device::{
    CLOCK_SKEW, DeviceClaims, DeviceKey, LONGEST_ASSERTION, claimed_device, sign_device_assertion, verify_device_assertion,
};
pub use envelope::{EnvelopeClaims, claimed_sealer, sign_envelope, verify_envelope};
pub use machine::{
    ClientClaims, LONGEST_CLIENT_ASSERTION, claimed_machine, key_name, sign_client_assertion, verify_client_assertion,
};
pub use session::{SessionClaims, TokenKey};

/// Bytes of a token: ours are some 400.
const LONGEST_TOKEN: usize = 4096;

/// Why a token or a key was not accepted. Holds nothing of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not three base64url parts with the header and claims expected.
    #[error("expected a signed token with all its claims, found something else")]
    Malformed,
    /// Another algorithm, `none` included.
    #[error("expected a token signed by EdDSA, found another algorithm")]
    WrongAlgorithm,
    /// Another `typ`, or header fields that have no place there.
    #[error("expected a token of another type")]
    WrongType,
    /// The signature does not fit the key.
    #[error("the token's signature does not fit: altered, or signed by another key")]
    WrongSignature,
    /// Made by somebody else.
    #[error("expected a token of another issuer")]
    WrongIssuer,
    /// Made for somebody else.
    #[error("expected a token for another audience")]
    WrongAudience,
    /// Its end has come.
    #[error("the token has expired: sign in again, or make a new assertion")]
    Expired,
    /// Issued after now.
    #[error("the token was issued in the future: set the clock right")]
    NotYetValid,
    /// Ends before it begins, or lives longer than its kind may.
    #[error("the token's times do not make sense, or it lives longer than {LONGEST_ASSERTION} seconds")]
    BadLifetime,
    /// A device key that is no PKCS#8 Ed25519 key in PEM.
    #[error("expected an Ed25519 private key in PEM (PKCS#8), found something else")]
    BadKey,
}

/// Claims with the issuer beside them, as they stand in the token.
#[derive(Serialize, Deserialize)]
struct Issued<T> {
    iss: String,
    #[serde(flatten)]
    claims: T,
}

fn check_times(issued: i64, ends: i64, now: i64, skew: i64) -> Result<(), TokenError> {
    if ends <= issued {
        return Err(TokenError::BadLifetime);
    }
    if issued > now.saturating_add(skew) {
        return Err(TokenError::NotYetValid);
    }
    if ends.saturating_add(skew) <= now {
        return Err(TokenError::Expired);
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! The signature on a sealed envelope: a device says that it sealed these files, of which the digest of the envelope's head tells. It has
//! no end of its own: an envelope travels by ordinary mail, and is taken in once.

use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize};

use super::device::{CLOCK_SKEW, DeviceKey};
use super::{Issued, LONGEST_TOKEN, TokenError, open_compact, sign_compact, signing_key};

/// `typ` of such a signature.
const ENVELOPE_TYPE: &str = "porthor-envelope+jwt";

/// What the signature says. Times are seconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvelopeClaims {
    /// The device's id.
    pub sub: String,
    /// The gateway's origin.
    pub aud: String,
    /// Sealed.
    pub iat: i64,
    /// SHA-256 of the envelope's head, hexadecimal.
    pub head: String,
}

/// Signs that `device` sealed the envelope with this `head` (SHA-256, hexadecimal) for the gateway `audience` at `now` (seconds since 1970
/// UTC).
#[must_use]
pub fn sign_envelope(key: &DeviceKey, device: &str, audience: &str, now: i64, head: &str) -> String {
    let claims = EnvelopeClaims { sub: device.to_owned(), aud: audience.to_owned(), iat: now, head: head.to_owned() };
    let issued = Issued { iss: device.to_owned(), claims };
    sign_compact(&signing_key(&key.0), ENVELOPE_TYPE, None, &issued)
}

/// Checks an envelope's signature against the enrolled key of the device that it names, for `audience` and the `head` that came, at `now`.
///
/// # Errors
/// [`TokenError::WrongSignature`] where it is not of that key or not of that head, [`TokenError::NotYetValid`] where it is of the future,
/// and what else a token can be refused for. That the device still counts is for the caller to check.
pub fn verify_envelope(
    signature: &str,
    public_key: &[u8; 32],
    audience: &str,
    now: i64,
    head: &str,
) -> Result<EnvelopeClaims, TokenError> {
    let key = DecodingKey::from_ed_der(public_key);
    let issued: Issued<EnvelopeClaims> = open_compact(signature, &key, ENVELOPE_TYPE, LONGEST_TOKEN)?.1;
    let claims = issued.claims;
    if issued.iss != claims.sub {
        return Err(TokenError::WrongIssuer);
    }
    if claims.aud != audience {
        return Err(TokenError::WrongAudience);
    }
    if claims.head != head {
        return Err(TokenError::WrongSignature);
    }
    if claims.iat > now.saturating_add(CLOCK_SKEW) {
        return Err(TokenError::NotYetValid);
    }
    Ok(claims)
}

/// The device that a signature claims to be of. Unverified: for finding its key, nothing else.
///
/// # Errors
/// [`TokenError::Malformed`] for what is no such signature.
pub fn claimed_sealer(signature: &str) -> Result<String, TokenError> {
    if signature.len() > LONGEST_TOKEN {
        return Err(TokenError::Malformed);
    }
    jsonwebtoken::dangerous::insecure_decode::<EnvelopeClaims>(signature)
        .map(|token| token.claims.sub)
        .map_err(|_| TokenError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::sign_device_assertion;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn a_signature_holds_for_its_own_head_key_and_gateway_alone() {
        let (key, other) = (DeviceKey::generate(), DeviceKey::generate());
        let signed = sign_envelope(&key, "device-1", "https://porth.example", NOW, "ab");
        let verify = |key: &DeviceKey, audience: &str, now: i64, head: &str| {
            verify_envelope(&signed, &key.public(), audience, now, head).map(|claims| claims.sub)
        };
        assert_eq!(claimed_sealer(&signed).as_deref(), Ok("device-1"));
        assert_eq!(verify(&key, "https://porth.example", NOW + 90 * 86_400, "ab").as_deref(), Ok("device-1"));
        assert_eq!(verify(&other, "https://porth.example", NOW, "ab"), Err(TokenError::WrongSignature));
        assert_eq!(verify(&key, "https://porth.example", NOW, "cd"), Err(TokenError::WrongSignature));
        assert_eq!(verify(&key, "https://other.example", NOW, "ab"), Err(TokenError::WrongAudience));
        assert_eq!(verify(&key, "https://porth.example", NOW - 60, "ab"), Err(TokenError::NotYetValid));
    }

    #[test]
    fn an_assertion_of_the_same_device_is_no_signature() {
        let key = DeviceKey::generate();
        let assertion = sign_device_assertion(&key, "device-1", "https://porth.example", NOW);
        assert!(verify_envelope(&assertion, &key.public(), "https://porth.example", NOW, "ab").is_err());
        assert!(claimed_sealer("unsigned").is_err());
    }
}

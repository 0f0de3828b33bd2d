//! Device assertions: signed by a device's own key, a minute long, each taken once.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::compact::{PKCS8_PREFIX, pkcs8};
use super::{Issued, LONGEST_TOKEN, TokenError, check_times, open_compact, public_key, sign_compact, signing_key};
use crate::random;
use crate::secret::Secret;

/// `typ` of a device assertion.
pub(super) const DEVICE_TYPE: &str = "porthor-device+jwt";
/// Seconds that a device assertion may live.
pub const LONGEST_ASSERTION: i64 = 60;
/// Seconds that the clocks of a device and of the gateway may differ.
pub const CLOCK_SKEW: i64 = 30;
const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----\n";
pub(super) const PEM_END: &str = "\n-----END PRIVATE KEY-----\n";

/// What a device assertion says. Times are seconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceClaims {
    /// The device's id.
    pub sub: String,
    /// The assertion's own id: the caller takes each once until `exp`.
    pub jti: String,
    /// The gateway's origin.
    pub aud: String,
    /// Issued.
    pub iat: i64,
    /// Ends, at most [`LONGEST_ASSERTION`] seconds after `iat`.
    pub exp: i64,
}

/// A device's own key. It never leaves the device; the gateway knows its public half.
#[derive(Clone)]
pub struct DeviceKey(pub(super) Secret<32>);

impl DeviceKey {
    /// A fresh key.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate())
    }

    /// The public half, 32 bytes, to enrol.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        public_key(&self.0)
    }

    /// The key as PEM (PKCS#8, RFC 8410), for the device's key file.
    #[must_use]
    pub fn to_pem(&self) -> Zeroizing<String> {
        let encoded = Zeroizing::new(STANDARD.encode(&*pkcs8(&self.0)));
        Zeroizing::new([PEM_BEGIN, &encoded, PEM_END].concat())
    }

    /// Reads what [`DeviceKey::to_pem`] or OpenSSL's `genpkey -algorithm ed25519` wrote.
    pub fn from_pem(pem: &str) -> Result<Self, TokenError> {
        let unix = Zeroizing::new(pem.trim().replace('\r', ""));
        let body = unix.strip_prefix(PEM_BEGIN).and_then(|rest| rest.strip_suffix(PEM_END.trim_end())).ok_or(TokenError::BadKey)?;
        let der = Zeroizing::new(STANDARD.decode(body).map_err(|_| TokenError::BadKey)?);
        let seed = der.strip_prefix(&PKCS8_PREFIX).and_then(|seed| seed.try_into().ok()).ok_or(TokenError::BadKey)?;
        Ok(Self(Secret::new(seed)))
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// Signs an assertion that `device` asks the gateway `audience` something at `now` (seconds since
/// 1970 UTC). It lives [`LONGEST_ASSERTION`] seconds and has a fresh id.
///
/// # Panics
/// When the operating system has no randomness.
#[must_use]
pub fn sign_device_assertion(key: &DeviceKey, device: &str, audience: &str, now: i64) -> String {
    let claims = DeviceClaims {
        sub: device.to_owned(),
        jti: random::id(),
        aud: audience.to_owned(),
        iat: now,
        exp: now.saturating_add(LONGEST_ASSERTION),
    };
    let issued = Issued { iss: device.to_owned(), claims };
    sign_compact(&signing_key(&key.0), DEVICE_TYPE, None, &issued)
}

/// Checks a device's assertion against its enrolled key, for `audience` at `now` (seconds since
/// 1970 UTC, the device's clock [`CLOCK_SKEW`] off at most).
///
/// That `sub` is the device of that key, and that `jti` is new, is for the caller to check.
pub fn verify_device_assertion(
    assertion: &str,
    public_key: &[u8; 32],
    audience: &str,
    now: i64,
) -> Result<DeviceClaims, TokenError> {
    let key = DecodingKey::from_ed_der(public_key);
    let issued: Issued<DeviceClaims> = open_compact(assertion, &key, DEVICE_TYPE, LONGEST_TOKEN)?.1;
    let claims = issued.claims;
    // A device speaks for itself alone.
    if issued.iss != claims.sub {
        return Err(TokenError::WrongIssuer);
    }
    if claims.aud != audience {
        return Err(TokenError::WrongAudience);
    }
    if claims.exp.saturating_sub(claims.iat) > LONGEST_ASSERTION {
        return Err(TokenError::BadLifetime);
    }
    check_times(claims.iat, claims.exp, now, CLOCK_SKEW)?;
    Ok(claims)
}

/// The device an assertion claims to come from. Unverified: for finding its key, nothing else.
pub fn claimed_device(assertion: &str) -> Result<String, TokenError> {
    if assertion.len() > LONGEST_TOKEN {
        return Err(TokenError::Malformed);
    }
    jsonwebtoken::dangerous::insecure_decode::<DeviceClaims>(assertion)
        .map(|token| token.claims.sub)
        .map_err(|_| TokenError::Malformed)
}

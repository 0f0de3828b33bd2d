//! Session tokens: the gateway's own, minutes long.

use std::fmt;

use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::{Deserialize, Serialize};

use super::{Issued, LONGEST_TOKEN, TokenError, check_times, open_compact, public_key, sign_compact, signing_key};
use crate::secret::Secret;

/// `typ` of a session token (RFC 8725 §3.11: explicit typing).
pub(super) const SESSION_TYPE: &str = "porthor-session+jwt";
/// Issuer of session tokens.
const ISSUER: &str = "porthor";

/// What a session token says. Times are seconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionClaims {
    /// The person.
    pub sub: String,
    /// The server-side session, which is looked up at each use.
    pub sid: String,
    /// The gateway's origin.
    pub aud: String,
    /// Issued.
    pub iat: i64,
    /// Ends; at this second it has ended.
    pub exp: i64,
}

/// The gateway's key of session tokens.
pub struct TokenKey {
    signing: EncodingKey,
    verifying: DecodingKey,
}

impl TokenKey {
    /// The key of a derived 32-byte seed.
    #[must_use]
    pub fn from_seed(seed: &Secret<32>) -> Self {
        Self { signing: signing_key(seed), verifying: DecodingKey::from_ed_der(&public_key(seed)) }
    }

    /// Signs a session token.
    ///
    /// # Panics
    /// Never: the claims are plain strings and numbers.
    #[must_use]
    pub fn issue(&self, claims: &SessionClaims) -> String {
        let issued = Issued { iss: ISSUER.to_owned(), claims };
        sign_compact(&self.signing, SESSION_TYPE, None, &issued)
    }

    /// Checks a session token for `audience` at `now` (seconds since 1970 UTC).
    pub fn verify(&self, token: &str, audience: &str, now: i64) -> Result<SessionClaims, TokenError> {
        self.verify_for_renewal(token, audience, now, 0)
    }

    /// Checks a session token that may have ended up to `pause` seconds before `now`: good for
    /// renewing a session that still lives, and for nothing else.
    pub fn verify_for_renewal(&self, token: &str, audience: &str, now: i64, pause: i64) -> Result<SessionClaims, TokenError> {
        let issued: Issued<SessionClaims> = open_compact(token, &self.verifying, SESSION_TYPE, LONGEST_TOKEN)?.1;
        if issued.iss != ISSUER {
            return Err(TokenError::WrongIssuer);
        }
        let claims = issued.claims;
        if claims.aud != audience {
            return Err(TokenError::WrongAudience);
        }
        if claims.exp <= claims.iat {
            return Err(TokenError::BadLifetime);
        }
        check_times(claims.iat, claims.exp.saturating_add(pause), now, 0)?;
        Ok(claims)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

//! Client assertions of machines (`private_key_jwt`: RFC 7521, RFC 7523): signed by one of a machine's keys, minutes long, each taken once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::compact::open_compact_of;
use super::device::{CLOCK_SKEW, DeviceKey};
use super::{LONGEST_TOKEN, TokenError, sign_compact, signing_key};
use crate::random;

/// Seconds that one may live.
pub const LONGEST_CLIENT_ASSERTION: i64 = 300;
/// What may stand as its `typ`: most libraries write `JWT`, or nothing.
const TYPES: [Option<&str>; 3] = [None, Some("JWT"), Some("client-authentication+jwt")];
/// Characters of the longest `jti`.
const LONGEST_ID: usize = 128;

/// Whom it is for: one, or a list that names them (RFC 7519, 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Any of these.
    Any(Vec<String>),
}

/// What it says. Times are seconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientClaims {
    /// The machine.
    pub iss: String,
    /// The machine.
    pub sub: String,
    /// The gateway's origin, or its token endpoint.
    pub aud: Audience,
    /// Its own id: the caller takes each once until `exp`.
    pub jti: String,
    /// Its end.
    pub exp: i64,
    /// Issued, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
}

/// The name of a public key: its JWK thumbprint (RFC 7638, RFC 8037 A.3), which whoever has the key reckons for themselves.
#[must_use]
pub fn key_name(public_key: &[u8; 32]) -> String {
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, URL_SAFE_NO_PAD.encode(public_key));
    URL_SAFE_NO_PAD.encode(digest(&SHA256, jwk.as_bytes()))
}

/// Signs that `machine` asks the gateway `audience` for a token at `now` (seconds since 1970 UTC).
///
/// # Panics
/// When the operating system has no randomness.
#[must_use]
pub fn sign_client_assertion(key: &DeviceKey, machine: &str, audience: &str, now: i64) -> String {
    let claims = ClientClaims {
        iss: machine.to_owned(),
        sub: machine.to_owned(),
        aud: Audience::One(audience.to_owned()),
        jti: random::id(),
        exp: now.saturating_add(60),
        iat: Some(now),
    };
    sign_compact(&signing_key(&key.0), "JWT", Some(&key_name(&key.public())), &claims)
}

/// Checks an assertion against the public key that it names, for any of `audiences` at `now` (seconds since 1970 UTC).
///
/// # Errors
/// What a token can be refused for. That the key is one of that machine's, and that `jti` is new, is for the caller to check.
pub fn verify_client_assertion(
    assertion: &str,
    public_key: &[u8; 32],
    audiences: &[&str],
    now: i64,
) -> Result<ClientClaims, TokenError> {
    let key = DecodingKey::from_ed_der(public_key);
    let (_, claims) = open_compact_of::<ClientClaims>(assertion, &key, &TYPES, LONGEST_TOKEN)?;
    if claims.iss != claims.sub {
        return Err(TokenError::WrongIssuer);
    }
    let is_ours = |audience: &String| audiences.contains(&audience.as_str());
    let is_for_us = match &claims.aud {
        Audience::One(audience) => is_ours(audience),
        Audience::Any(all) => all.iter().any(is_ours),
    };
    if !is_for_us {
        return Err(TokenError::WrongAudience);
    }
    if claims.jti.is_empty() || claims.jti.len() > LONGEST_ID {
        return Err(TokenError::Malformed);
    }
    if claims.exp.saturating_add(CLOCK_SKEW) <= now {
        return Err(TokenError::Expired);
    }
    if claims.iat.is_some_and(|issued| issued > now.saturating_add(CLOCK_SKEW)) {
        return Err(TokenError::NotYetValid);
    }
    if claims.exp > now.saturating_add(LONGEST_CLIENT_ASSERTION + CLOCK_SKEW)
        || claims.iat.is_some_and(|issued| claims.exp <= issued)
    {
        return Err(TokenError::BadLifetime);
    }
    Ok(claims)
}

/// The key that an assertion names in its header, and the machine that it claims to be of. Unverified: for finding the key, nothing else.
///
/// # Errors
/// [`TokenError::Malformed`] for what is no such assertion, or names no key.
pub fn claimed_machine(assertion: &str) -> Result<(String, String), TokenError> {
    if assertion.len() > LONGEST_TOKEN {
        return Err(TokenError::Malformed);
    }
    let token = jsonwebtoken::dangerous::insecure_decode::<ClientClaims>(assertion).map_err(|_| TokenError::Malformed)?;
    Ok((token.header.kid.ok_or(TokenError::Malformed)?, token.claims.sub))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const ORIGIN: &str = "https://porth.example";

    fn claims() -> ClientClaims {
        ClientClaims {
            iss: "m".into(),
            sub: "m".into(),
            aud: Audience::One(ORIGIN.into()),
            jti: "one".into(),
            exp: NOW + 60,
            iat: None,
        }
    }

    fn verified(key: &DeviceKey, typ: &str, claims: &ClientClaims) -> Result<ClientClaims, TokenError> {
        let signed = sign_compact(&signing_key(&key.0), typ, Some("k"), claims);
        verify_client_assertion(&signed, &key.public(), &[ORIGIN, "https://porth.example/api/v1/token"], NOW)
    }

    #[test]
    fn an_assertion_is_taken_as_libraries_write_it() {
        let key = DeviceKey::generate();
        let own = sign_client_assertion(&key, "m", ORIGIN, NOW);
        assert_eq!(claimed_machine(&own), Ok((key_name(&key.public()), "m".to_owned())));
        assert!(verify_client_assertion(&own, &key.public(), &[ORIGIN], NOW).is_ok_and(|claims| claims.sub == "m"));
        let list = Audience::Any(vec!["https://elsewhere.example".into(), "https://porth.example/api/v1/token".into()]);
        assert!(verified(&key, "JWT", &ClientClaims { aud: list, ..claims() }).is_ok());
        assert!(verified(&key, "client-authentication+jwt", &claims()).is_ok());
    }

    #[test]
    fn whatever_else_it_says_is_refused() {
        let (key, other) = (DeviceKey::generate(), DeviceKey::generate());
        let attempts = [
            (ClientClaims { iss: "n".into(), ..claims() }, TokenError::WrongIssuer),
            (ClientClaims { aud: Audience::One("https://elsewhere.example".into()), ..claims() }, TokenError::WrongAudience),
            (ClientClaims { aud: Audience::Any(Vec::new()), ..claims() }, TokenError::WrongAudience),
            (ClientClaims { jti: String::new(), ..claims() }, TokenError::Malformed),
            (ClientClaims { jti: "x".repeat(129), ..claims() }, TokenError::Malformed),
            (ClientClaims { exp: NOW - CLOCK_SKEW, ..claims() }, TokenError::Expired),
            (ClientClaims { exp: NOW + 400, ..claims() }, TokenError::BadLifetime),
            (ClientClaims { iat: Some(NOW + 60), exp: NOW + 60, ..claims() }, TokenError::NotYetValid),
            (ClientClaims { iat: Some(NOW + 20), exp: NOW + 10, ..claims() }, TokenError::BadLifetime),
        ];
        for (claims, refusal) in attempts {
            assert_eq!(verified(&key, "JWT", &claims), Err(refusal), "{claims:?}");
        }
        assert_eq!(verified(&key, "porthor-device+jwt", &claims()), Err(TokenError::WrongType));
        let own = sign_client_assertion(&other, "m", ORIGIN, NOW);
        assert_eq!(verify_client_assertion(&own, &key.public(), &[ORIGIN], NOW), Err(TokenError::WrongSignature));
    }

    #[test]
    fn a_keys_name_is_the_thumbprint_of_rfc_8037() {
        let x = URL_SAFE_NO_PAD.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").expect("base64url");
        assert_eq!(key_name(&x.try_into().expect("32 bytes")), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}

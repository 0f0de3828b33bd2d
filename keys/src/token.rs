//! Tokens: JSON Web Tokens (RFC 7519) signed with Ed25519 (RFC 8037), and nothing else.
//!
//! Session tokens are the gateway's own, minutes long, and name a server-side session that can be
//! ended at once. A device assertion is signed by the device's key and lives a minute at most.
//! Algorithm, type, issuer and audience are fixed, times are checked against a `now` that is handed
//! in, and a header with any other field (`jwk`, `crit`, …) is refused (ASVS 9.1.2, 9.1.3, 9.2.2).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::random;
use crate::secret::Secret;

/// `typ` of a session token (RFC 8725 §3.11: explicit typing).
const SESSION_TYPE: &str = "porthor-session+jwt";
/// `typ` of a device assertion.
const DEVICE_TYPE: &str = "porthor-device+jwt";
/// Issuer of session tokens.
const ISSUER: &str = "porthor";
/// Seconds that a device assertion may live.
pub const LONGEST_ASSERTION: i64 = 60;
/// Seconds that the clocks of a device and of the gateway may differ.
pub const CLOCK_SKEW: i64 = 30;
/// Bytes of a token: ours are some 400.
const LONGEST_TOKEN: usize = 4096;
/// What stands before the seed in PKCS#8 (RFC 8410): version 0, Ed25519, two octet strings.
const PKCS8_PREFIX: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----\n";
const PEM_END: &str = "\n-----END PRIVATE KEY-----\n";

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

/// Claims with the issuer beside them, as they stand in the token.
#[derive(Serialize, Deserialize)]
struct Issued<T> {
    iss: String,
    #[serde(flatten)]
    claims: T,
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

/// A device's own key. It never leaves the device; the gateway knows its public half.
#[derive(Clone)]
pub struct DeviceKey(Secret<32>);

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

/// Signs claims as a compact JWS with `typ` and, if given, `kid`.
pub(crate) fn sign_compact<T: Serialize>(key: &EncodingKey, typ: &str, kid: Option<&str>, claims: &T) -> String {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(typ.to_owned());
    header.kid = kid.map(ToOwned::to_owned);
    jsonwebtoken::encode(&header, claims, key).expect("the key is Ed25519 and the claims are JSON")
}

/// Opens a compact JWS of `typ`: gives its `kid` and its claims, signature checked, times not.
pub(crate) fn open_compact<T: DeserializeOwned>(
    token: &str,
    key: &DecodingKey,
    typ: &str,
    longest: usize,
) -> Result<(Option<String>, T), TokenError> {
    if token.len() > longest {
        return Err(TokenError::Malformed);
    }
    // The library compares with the system clock: times are ours to check, against the given now.
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let opened = jsonwebtoken::decode::<T>(token, key, &validation).map_err(|error| refusal(error.kind(), token))?;
    let mut expected = Header::new(Algorithm::EdDSA);
    expected.typ = Some(typ.to_owned());
    expected.kid.clone_from(&opened.header.kid);
    if opened.header != expected {
        return Err(TokenError::WrongType);
    }
    Ok((opened.header.kid, opened.claims))
}

fn refusal(kind: &ErrorKind, token: &str) -> TokenError {
    match kind {
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName | ErrorKind::UnsupportedAlgorithm => {
            TokenError::WrongAlgorithm
        }
        ErrorKind::InvalidSignature => TokenError::WrongSignature,
        // An algorithm that the library does not know, `none` first of all, is no header to it.
        _ if names_another_algorithm(token) => TokenError::WrongAlgorithm,
        _ => TokenError::Malformed,
    }
}

fn names_another_algorithm(token: &str) -> bool {
    #[derive(Deserialize)]
    struct Named {
        alg: String,
    }
    token
        .split('.')
        .next()
        .and_then(|header| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).ok())
        .and_then(|header| serde_json::from_slice::<Named>(&header).ok())
        .is_some_and(|header| header.alg != "EdDSA")
}

pub(crate) fn signing_key(seed: &Secret<32>) -> EncodingKey {
    EncodingKey::from_ed_der(&pkcs8(seed))
}

pub(crate) fn public_key(seed: &Secret<32>) -> [u8; 32] {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose()).expect("32 bytes are a seed");
    let mut public = [0; 32];
    public.copy_from_slice(pair.public_key().as_ref());
    public
}

fn pkcs8(seed: &Secret<32>) -> Zeroizing<Vec<u8>> {
    let mut der = Zeroizing::new(Vec::with_capacity(PKCS8_PREFIX.len() + 32));
    der.extend_from_slice(&PKCS8_PREFIX);
    der.extend_from_slice(seed.expose());
    der
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    const NOW: i64 = 1_800_000_000;
    const AUDIENCE: &str = "https://localhost:8443";

    fn key() -> TokenKey {
        TokenKey::from_seed(&Secret::new([1; 32]))
    }

    fn claims() -> SessionClaims {
        SessionClaims { sub: "person".into(), sid: "session".into(), aud: AUDIENCE.into(), iat: NOW, exp: NOW + 300 }
    }

    fn part(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    /// A token of any header and claims, signed with Ed25519 by the seed whatever the header says.
    fn forged(seed: u8, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(header), part(claims));
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a seed");
        let signature = URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    fn good_header() -> Value {
        json!({"alg": "EdDSA", "typ": SESSION_TYPE})
    }

    fn good_claims() -> Value {
        json!({"iss": "porthor", "sub": "person", "sid": "session", "aud": AUDIENCE,
               "iat": NOW, "exp": NOW + 300})
    }

    fn refusal_of(header: &Value, claims: &Value) -> TokenError {
        key().verify(&forged(1, header, claims), AUDIENCE, NOW).expect_err("it must be refused")
    }

    fn with(mut value: Value, name: &str, to: Value) -> Value {
        value[name] = to;
        value
    }

    fn without(mut value: Value, name: &str) -> Value {
        value.as_object_mut().expect("an object").remove(name);
        value
    }

    #[test]
    fn an_issued_token_verifies_from_its_first_to_its_last_second() {
        let token = key().issue(&claims());
        for now in [NOW, NOW + 1, NOW + 299] {
            assert_eq!(key().verify(&token, AUDIENCE, now), Ok(claims()));
        }
        assert_eq!(key().verify(&token, AUDIENCE, NOW + 300), Err(TokenError::Expired));
        assert_eq!(key().verify(&token, AUDIENCE, i64::MAX), Err(TokenError::Expired));
        assert_eq!(key().verify(&token, AUDIENCE, NOW - 1), Err(TokenError::NotYetValid));
    }

    #[test]
    fn a_token_as_the_tests_forge_them_verifies_when_nothing_is_wrong() {
        let token = forged(1, &good_header(), &good_claims());
        assert_eq!(key().verify(&token, AUDIENCE, NOW), Ok(claims()));
    }

    #[test]
    fn a_token_without_signature_is_refused() {
        for name in ["none", "None", "NONE", "nOnE"] {
            let header = with(good_header(), "alg", json!(name));
            let message = format!("{}.{}", part(&header), part(&good_claims()));
            for token in [format!("{message}."), message.clone()] {
                let refusal = key().verify(&token, AUDIENCE, NOW);
                assert!(refusal.is_err(), "{token}");
            }
            assert_eq!(refusal_of(&header, &good_claims()), TokenError::WrongAlgorithm);
        }
        let unsigned = format!("{}.{}.", part(&good_header()), part(&good_claims()));
        assert_eq!(key().verify(&unsigned, AUDIENCE, NOW), Err(TokenError::WrongSignature));
    }

    #[test]
    fn a_token_keyed_with_the_public_key_as_a_shared_secret_is_refused() {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(SESSION_TYPE.into());
        let public = public_key(&Secret::new([1; 32]));
        let secret = EncodingKey::from_secret(&public);
        let token = jsonwebtoken::encode(&header, &good_claims(), &secret).expect("HS256 signs");
        assert_eq!(key().verify(&token, AUDIENCE, NOW), Err(TokenError::WrongAlgorithm));
    }

    #[test]
    fn every_other_algorithm_is_refused() {
        for name in ["HS256", "HS512", "RS256", "RS512", "PS256", "ES256", "ES384", "Ed448", "eddsa", ""] {
            let header = with(good_header(), "alg", json!(name));
            assert_eq!(refusal_of(&header, &good_claims()), TokenError::WrongAlgorithm, "{name}");
        }
        let refusal = refusal_of(&without(good_header(), "alg"), &good_claims());
        assert_eq!(refusal, TokenError::Malformed);
    }

    #[test]
    fn another_type_is_refused() {
        for typ in [json!("JWT"), json!("jwt"), json!(DEVICE_TYPE), json!(""), json!("PORTHOR-SESSION+JWT")] {
            let header = with(good_header(), "typ", typ);
            assert_eq!(refusal_of(&header, &good_claims()), TokenError::WrongType);
        }
        let header = without(good_header(), "typ");
        assert_eq!(refusal_of(&header, &good_claims()), TokenError::WrongType);
    }

    #[test]
    fn a_header_that_brings_its_own_key_or_demands_is_refused() {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode([1; 32])});
        for (name, value) in [
            ("jwk", jwk),
            ("jku", json!("https://elsewhere.invalid/keys")),
            ("x5u", json!("https://elsewhere.invalid/keys")),
            ("x5c", json!(["AAAA"])),
            ("crit", json!(["b64"])),
            ("cty", json!("JWT")),
            ("zip", json!("DEF")),
            ("b64", json!(false)),
        ] {
            let header = with(good_header(), name, value);
            assert_eq!(refusal_of(&header, &good_claims()), TokenError::WrongType, "{name}");
        }
    }

    #[test]
    fn another_issuer_or_audience_is_refused() {
        let claims = with(good_claims(), "iss", json!("somebody"));
        assert_eq!(refusal_of(&good_header(), &claims), TokenError::WrongIssuer);
        for audience in ["https://localhost:8444", "https://localhost", "", "*"] {
            let claims = with(good_claims(), "aud", json!(audience));
            assert_eq!(refusal_of(&good_header(), &claims), TokenError::WrongAudience);
        }
        let several = with(good_claims(), "aud", json!([AUDIENCE, "https://elsewhere.invalid"]));
        assert_eq!(refusal_of(&good_header(), &several), TokenError::Malformed);
    }

    #[test]
    fn a_token_without_one_of_its_claims_is_refused() {
        for name in ["iss", "sub", "sid", "aud", "iat", "exp"] {
            let claims = without(good_claims(), name);
            assert_eq!(refusal_of(&good_header(), &claims), TokenError::Malformed, "{name}");
        }
    }

    #[test]
    fn times_that_are_no_whole_numbers_are_refused() {
        for value in [json!("1900000000"), json!(1.9e30), json!(null), json!(true), json!(u64::MAX)] {
            let claims = with(good_claims(), "exp", value);
            assert_eq!(refusal_of(&good_header(), &claims), TokenError::Malformed);
        }
        let claims = with(good_claims(), "exp", json!(NOW));
        assert_eq!(refusal_of(&good_header(), &claims), TokenError::BadLifetime);
        let claims = with(good_claims(), "exp", json!(i64::MIN));
        assert_eq!(refusal_of(&good_header(), &claims), TokenError::BadLifetime);
        let claims = with(good_claims(), "iat", json!(NOW + 1));
        assert_eq!(refusal_of(&good_header(), &claims), TokenError::NotYetValid);
    }

    #[test]
    fn an_altered_token_is_refused_at_every_character() {
        let token = key().issue(&claims());
        for place in 0..token.len() {
            for replacement in ["A", "z", ".", "=", ""] {
                let mut altered = token.clone();
                altered.replace_range(place..=place, replacement);
                if altered != token {
                    let verified = key().verify(&altered, AUDIENCE, NOW);
                    assert!(verified.is_err(), "{place} {replacement}");
                }
            }
        }
    }

    #[test]
    fn a_token_of_another_key_is_refused() {
        let token = TokenKey::from_seed(&Secret::new([2; 32])).issue(&claims());
        assert_eq!(key().verify(&token, AUDIENCE, NOW), Err(TokenError::WrongSignature));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let huge = format!("{}.a.b", "a".repeat(LONGEST_TOKEN));
        for token in ["", ".", "..", "...", "a.b.c", "a.b.c.d", "{}", huge.as_str()] {
            assert_eq!(key().verify(token, AUDIENCE, NOW), Err(TokenError::Malformed), "{token}");
        }
    }

    #[test]
    fn a_device_assertion_verifies_for_its_minute_and_names_the_device() {
        let device = DeviceKey::generate();
        let assertion = sign_device_assertion(&device, "laptop", AUDIENCE, NOW);
        assert_eq!(claimed_device(&assertion).as_deref(), Ok("laptop"));
        let public = device.public();
        for now in [NOW - CLOCK_SKEW, NOW, NOW + 59, NOW + 60 + CLOCK_SKEW - 1] {
            let claims = verify_device_assertion(&assertion, &public, AUDIENCE, now).expect("it is within its minute");
            assert_eq!((claims.sub.as_str(), claims.exp), ("laptop", NOW + 60));
        }
        for (now, refusal) in [(NOW - CLOCK_SKEW - 1, TokenError::NotYetValid), (NOW + 60 + CLOCK_SKEW, TokenError::Expired)] {
            let verified = verify_device_assertion(&assertion, &public, AUDIENCE, now);
            assert_eq!(verified, Err(refusal));
        }
    }

    #[test]
    fn two_assertions_of_one_second_have_different_ids() {
        let device = DeviceKey::generate();
        let ids: Vec<String> = (0..2)
            .map(|_| sign_device_assertion(&device, "laptop", AUDIENCE, NOW))
            .map(|jwt| verify_device_assertion(&jwt, &device.public(), AUDIENCE, NOW))
            .map(|claims| claims.expect("it is good").jti)
            .collect();
        assert_ne!(ids[0], ids[1]);
    }

    #[test]
    fn a_device_assertion_that_is_wrong_anywhere_is_refused() {
        let header = json!({"alg": "EdDSA", "typ": DEVICE_TYPE});
        let good = json!({"iss": "laptop", "sub": "laptop", "jti": "1", "aud": AUDIENCE,
                          "iat": NOW, "exp": NOW + 60});
        let public = public_key(&Secret::new([3; 32]));
        let check =
            |seed, header: &Value, claims: &Value| verify_device_assertion(&forged(seed, header, claims), &public, AUDIENCE, NOW);
        assert!(check(3, &header, &good).is_ok());
        let session = with(header.clone(), "typ", json!(SESSION_TYPE));
        for (seed, header, claims, refusal) in [
            (4, &header, good.clone(), TokenError::WrongSignature),
            (3, &session, good.clone(), TokenError::WrongType),
            (3, &header, with(good.clone(), "iss", json!("phone")), TokenError::WrongIssuer),
            (3, &header, with(good.clone(), "aud", json!("x")), TokenError::WrongAudience),
            (3, &header, with(good.clone(), "exp", json!(NOW + 61)), TokenError::BadLifetime),
            (3, &header, with(good.clone(), "exp", json!(i64::MAX)), TokenError::BadLifetime),
            (3, &header, with(good.clone(), "iat", json!(NOW + 59)), TokenError::NotYetValid),
            (3, &header, without(good.clone(), "jti"), TokenError::Malformed),
            (3, &header, without(good.clone(), "exp"), TokenError::Malformed),
        ] {
            assert_eq!(check(seed, header, &claims), Err(refusal), "{claims}");
        }
    }

    #[test]
    fn a_session_token_is_no_device_assertion_and_the_reverse() {
        let seed = Secret::new([1; 32]);
        let session = key().issue(&claims());
        let verified = verify_device_assertion(&session, &public_key(&seed), AUDIENCE, NOW);
        assert!(verified.is_err());
        let assertion = sign_device_assertion(&DeviceKey(seed), "laptop", AUDIENCE, NOW);
        assert!(key().verify(&assertion, AUDIENCE, NOW).is_err());
    }

    #[test]
    fn a_device_key_survives_its_file_and_no_other_file_is_one() {
        let key = DeviceKey::generate();
        let pem = key.to_pem();
        let read = DeviceKey::from_pem(&pem).expect("it was just written");
        assert_eq!(read.public(), key.public());
        let crlf = pem.replace('\n', "\r\n");
        assert!(DeviceKey::from_pem(&crlf).is_ok());
        for broken in [
            String::new(),
            pem.replace("PRIVATE", "PUBLIC"),
            pem.replace("MC4C", "MC4D"),
            pem.replace(PEM_END, ""),
            pem.replace("MC4C", ""),
            format!("{}{}", *pem, *pem),
        ] {
            assert_eq!(DeviceKey::from_pem(&broken).map(|_| ()), Err(TokenError::BadKey));
        }
    }

    #[test]
    fn a_device_key_written_by_openssl_is_read() {
        // RFC 8410 §10.3, the example private key, whose public key §10.1 gives.
        let pem = "-----BEGIN PRIVATE KEY-----\n\
                   MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                   -----END PRIVATE KEY-----\n";
        let key = DeviceKey::from_pem(pem).expect("it is the RFC's");
        let public = STANDARD.encode(key.public());
        assert_eq!(public, "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", key()), "TokenKey(…)");
        assert_eq!(format!("{:?}", DeviceKey::generate()), "DeviceKey(…)");
    }
}

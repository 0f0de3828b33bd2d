use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::signature::Ed25519KeyPair;
use serde_json::{Value, json};

use super::device::{DEVICE_TYPE, PEM_END};
use super::session::SESSION_TYPE;
use super::*;
use crate::secret::Secret;

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

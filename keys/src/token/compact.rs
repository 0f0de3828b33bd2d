//! The signed form: compact JWS (RFC 7515) by Ed25519 (RFC 8037).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::TokenError;
use crate::secret::Secret;

/// What stands before the seed in PKCS#8 (RFC 8410): version 0, Ed25519, two octet strings.
pub(super) const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

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
    open_compact_of(token, key, &[Some(typ)], longest)
}

/// The same of any of these types.
pub(super) fn open_compact_of<T: DeserializeOwned>(
    token: &str,
    key: &DecodingKey,
    types: &[Option<&str>],
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
    expected.typ.clone_from(&opened.header.typ);
    expected.kid.clone_from(&opened.header.kid);
    if opened.header != expected || !types.contains(&opened.header.typ.as_deref()) {
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
        .and_then(|header| URL_SAFE_NO_PAD.decode(header).ok())
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

pub(super) fn pkcs8(seed: &Secret<32>) -> Zeroizing<Vec<u8>> {
    let mut der = Zeroizing::new(Vec::with_capacity(PKCS8_PREFIX.len() + 32));
    der.extend_from_slice(&PKCS8_PREFIX);
    der.extend_from_slice(seed.expose());
    der
}

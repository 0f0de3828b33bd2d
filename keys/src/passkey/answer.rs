//! What a browser sends of a passkey: JSON with base64url in it, each part no longer than any authenticator makes it.

use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::PasskeyError;

/// Bytes of the longest answer that is read at all.
const ANSWER: usize = 48 * 1024;
/// Bytes of the longest id (§4, Credential ID).
const ID: usize = 1023;
/// Bytes of client data: an origin and a challenge, and room for what browsers may add.
const CLIENT_DATA: usize = 4096;
/// Bytes of an attestation object: the certificates of a TPM are the longest that there are.
const ATTESTATION: usize = 24 * 1024;
/// Bytes of authenticator data without a key in it.
const AUTHENTICATOR_DATA: usize = 2048;
/// Bytes of a signature: RSA of 4096 bits.
const SIGNATURE: usize = 512;
/// Bytes of a user handle (§5.4.3).
const USER: usize = 64;

/// The answer of `navigator.credentials.create`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// The new passkey's id, as the browser names it.
    pub id: Vec<u8>,
    pub(super) client_data: Vec<u8>,
    pub(super) attestation_object: Vec<u8>,
}

/// The answer of `navigator.credentials.get`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// Which passkey signed.
    pub id: Vec<u8>,
    /// What the browser says was asked: for [`super::claimed_challenge`].
    pub client_data: Vec<u8>,
    pub(super) authenticator_data: Vec<u8>,
    pub(super) signature: Vec<u8>,
    /// The handle of the account that the passkey was made for.
    pub(super) user: Option<Vec<u8>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreationSent {
    id: String,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "attestationObject")]
    attestation_object: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssertionSent {
    id: String,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "authenticatorData")]
    authenticator_data: String,
    signature: String,
    #[serde(rename = "userHandle")]
    user: Option<String>,
}

impl FromStr for Creation {
    type Err = PasskeyError;

    fn from_str(text: &str) -> Result<Self, PasskeyError> {
        let sent: CreationSent = parse(text)?;
        Ok(Self {
            id: bytes(&sent.id, ID)?,
            client_data: bytes(&sent.client_data, CLIENT_DATA)?,
            attestation_object: bytes(&sent.attestation_object, ATTESTATION)?,
        })
    }
}

impl FromStr for Assertion {
    type Err = PasskeyError;

    fn from_str(text: &str) -> Result<Self, PasskeyError> {
        let sent: AssertionSent = parse(text)?;
        Ok(Self {
            id: bytes(&sent.id, ID)?,
            client_data: bytes(&sent.client_data, CLIENT_DATA)?,
            authenticator_data: bytes(&sent.authenticator_data, AUTHENTICATOR_DATA)?,
            signature: bytes(&sent.signature, SIGNATURE)?,
            user: sent.user.map(|user| bytes(&user, USER)).transpose()?,
        })
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, PasskeyError> {
    if text.len() > ANSWER {
        return Err(PasskeyError::Malformed);
    }
    serde_json::from_str(text).map_err(|_| PasskeyError::Malformed)
}

/// 1 to `most` bytes.
fn bytes(text: &str, most: usize) -> Result<Vec<u8>, PasskeyError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| PasskeyError::Malformed)?;
    if bytes.is_empty() || bytes.len() > most { Err(PasskeyError::Malformed) } else { Ok(bytes) }
}

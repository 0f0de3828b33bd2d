//! Client data (§5.8.1): what the browser says it asked the authenticator, for which site.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::PasskeyError;
use crate::secret::same_bytes;

/// What is under way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ceremony {
    /// A new passkey.
    Create,
    /// An answer of a known one.
    Get,
}

impl Ceremony {
    const fn kind(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

/// Browsers may add fields to it at any time (§5.8.1), so that others are read past. One that comes twice is refused.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    is_cross_origin: bool,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<serde::de::IgnoredAny>,
}

fn read(bytes: &[u8]) -> Result<ClientData, PasskeyError> {
    serde_json::from_slice(bytes).map_err(|_| PasskeyError::Malformed)
}

/// Of this ceremony, to this challenge, on this site, and in no frame of another.
pub(super) fn check(bytes: &[u8], ceremony: Ceremony, challenge: &[u8], origin: &str) -> Result<(), PasskeyError> {
    let data = read(bytes)?;
    if data.kind != ceremony.kind() {
        return Err(PasskeyError::WrongCeremony);
    }
    if !same_bytes(URL_SAFE_NO_PAD.encode(challenge).as_bytes(), data.challenge.as_bytes()) {
        return Err(PasskeyError::WrongChallenge);
    }
    if data.origin != origin {
        return Err(PasskeyError::WrongOrigin);
    }
    if data.is_cross_origin || data.top_origin.is_some() {
        return Err(PasskeyError::CrossOrigin);
    }
    Ok(())
}

/// The challenge that client data says it answers: for finding what was asked. Nothing is proved by it.
pub fn claimed_challenge(client_data: &[u8]) -> Result<Vec<u8>, PasskeyError> {
    URL_SAFE_NO_PAD.decode(read(client_data)?.challenge).map_err(|_| PasskeyError::WrongChallenge)
}

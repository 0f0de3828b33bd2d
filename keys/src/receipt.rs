//! Receipts that anyone can check offline: compact JWS (RFC 7515) signed with Ed25519 (RFC 8037).
//!
//! A consent receipt is the person's copy of what was consented to (fields of ISO/IEC TS 27560),
//! under a pseudonym, never with a child's name. A release receipt proves that a release was in the
//! log when it happened. `typ` says which; `kid` is the thumbprint of the key (RFC 7638).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::log::sha256;
use crate::secret::Secret;
use crate::token::{TokenError, open_compact, public_key, sign_compact, signing_key};

/// `typ` of a consent receipt.
pub const CONSENT_RECEIPT: &str = "porthor-consent-receipt+jws";
/// `typ` of a release receipt.
pub const RELEASE_RECEIPT: &str = "porthor-release-receipt+jws";
/// Version of the field set of [`ConsentReceipt`].
pub const CONSENT_SCHEMA: &str = "ISO/IEC TS 27560:2023";
/// Bytes of a receipt: ours have some 4 KiB.
const LONGEST_RECEIPT: usize = 64 * 1024;

/// Why a receipt was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not a signed receipt with the fields expected.
    #[error("expected a signed receipt, found something else")]
    Malformed,
    /// A receipt of another kind.
    #[error("expected a receipt of another kind")]
    WrongType,
    /// Signed by another key, or altered.
    #[error("the signature does not fit the key given: the receipt was altered, or is not ours")]
    WrongSignature,
}

/// The gateway's key of receipts.
pub struct ReceiptKey {
    signing: EncodingKey,
    public: [u8; 32],
}

impl ReceiptKey {
    /// The key of a derived 32-byte seed.
    #[must_use]
    pub fn from_seed(seed: &Secret<32>) -> Self {
        Self { signing: signing_key(seed), public: public_key(seed) }
    }

    /// Signs `claims` as a receipt of kind `typ`.
    ///
    /// # Panics
    /// When `claims` have no JSON form, for instance a map whose keys are not text.
    #[must_use]
    pub fn sign<T: Serialize>(&self, typ: &str, claims: &T) -> String {
        sign_compact(&self.signing, typ, Some(&thumbprint(&self.public)), claims)
    }

    /// The public half, 32 bytes.
    #[must_use]
    pub const fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// The public half as a JSON Web Key (RFC 8037), to publish.
    #[must_use]
    pub fn public_jwk(&self) -> serde_json::Value {
        json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "x": URL_SAFE_NO_PAD.encode(self.public),
            "use": "sig",
            "alg": "EdDSA",
            "kid": thumbprint(&self.public),
        })
    }
}

impl fmt::Debug for ReceiptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptKey(…)")
    }
}

/// Opens a receipt of kind `typ` signed by the key `public`.
pub fn verify<T: DeserializeOwned>(receipt: &str, typ: &str, public: &[u8; 32]) -> Result<T, ReceiptError> {
    let key = DecodingKey::from_ed_der(public);
    let (kid, claims) = open_compact(receipt, &key, typ, LONGEST_RECEIPT).map_err(|error| match error {
        TokenError::WrongType => ReceiptError::WrongType,
        TokenError::WrongSignature => ReceiptError::WrongSignature,
        _ => ReceiptError::Malformed,
    })?;
    match kid {
        Some(kid) if kid == thumbprint(public) => Ok(claims),
        _ => Err(ReceiptError::WrongSignature),
    }
}

/// The name of a key: SHA-256 over its required members in order (RFC 7638, RFC 8037 A.3).
#[must_use]
pub fn thumbprint(public: &[u8; 32]) -> String {
    let x = URL_SAFE_NO_PAD.encode(public);
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(sha256(&[members.as_bytes()]))
}

/// The person's copy of a consent event. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentReceipt {
    /// [`CONSENT_SCHEMA`].
    pub schema_version: String,
    /// The consent record this is the copy of.
    pub record_id: String,
    /// Pseudonym of the child or young person: never a name.
    pub subject_id: String,
    /// Who answers for the sharing.
    pub controllers: Vec<Controller>,
    /// The privacy notice that was shown.
    pub privacy_notice: PrivacyNotice,
    /// What was consented to.
    pub purposes: Vec<ConsentedPurpose>,
    /// What happened to the consent, oldest first.
    pub events: Vec<ConsentEvent>,
    /// Language of the receipt: `cy` or `en`.
    pub language: String,
    /// When the receipt was signed.
    pub issued: i64,
}

/// An agency that answers for personal data, and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Controller {
    /// The agency.
    pub name: String,
    /// An address of the agency, not of a person.
    pub contact: String,
}

/// The notice that told what would be shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyNotice {
    /// Where it stands.
    pub url: String,
    /// Its version.
    pub version: String,
    /// Its language: `cy` or `en`.
    pub language: String,
}

/// One purpose and all that the consent says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentedPurpose {
    /// The purpose.
    pub purpose: String,
    /// The lawful basis, for instance `uk-gdpr-6-1-a`.
    pub lawful_basis: String,
    /// Categories of reports.
    pub categories: Vec<String>,
    /// Agencies that may receive them.
    pub recipients: Vec<String>,
    /// How long they may keep them.
    pub storage_period: String,
    /// How to withdraw.
    pub withdrawal: String,
    /// Whose law applies.
    pub jurisdiction: String,
}

/// What state a consent reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentState {
    /// In force.
    Given,
    /// Refused from the start.
    Refused,
    /// Taken back.
    Withdrawn,
    /// Past its end.
    Expired,
}

/// One event of a consent. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentEvent {
    /// How it was expressed; with us always `explicit`.
    pub event_type: String,
    /// The state reached.
    pub state: ConsentState,
    /// When.
    pub time: i64,
    /// From when the consent holds.
    pub valid_from: Option<i64>,
    /// Until when it holds.
    pub valid_until: Option<i64>,
    /// Pseudonym of who gave or withdrew it.
    pub given_by: String,
    /// On what standing, for instance `parental-responsibility`.
    pub standing: String,
    /// Signed in, on paper, or spoken with a witness.
    pub method: String,
}

/// In what form a report was released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseForm {
    /// Decrypted as it was streamed.
    Plain,
    /// As an age file for the agency's own recipient.
    Sealed,
}

/// Bytes of a whole, by the first and the last, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByteRange {
    /// The first.
    pub first: u64,
    /// The last; it is among them.
    pub last: u64,
}

/// What one release was, and the proof that the log holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseReceipt {
    /// The release.
    pub release_id: String,
    /// The report.
    pub report_id: String,
    /// The case, by its id: a random one that names nobody.
    pub case_id: String,
    /// The agency that received it.
    pub recipient_agency: String,
    /// Plain or sealed.
    pub form: ReleaseForm,
    /// SHA-256 in lower-case hex of the whole payload: of a plain form the report itself, of a sealed form all that follows the header
    /// of the age file. In receipts of earlier gateways it is called `sha256`.
    #[serde(alias = "sha256")]
    pub payload_sha256: String,
    /// How many bytes the whole payload has. In receipts of earlier gateways it is called `length`, and counts a sealed form's header.
    #[serde(alias = "length")]
    pub payload_length: u64,
    /// How many bytes the header of a sealed form has, which stands before the payload; none of a plain form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_length: Option<u64>,
    /// Which bytes of the payload were released; all of them where none is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<ByteRange>,
    /// Sequence number of the release's event.
    pub event_seq: u64,
    /// Its leaf in the log, from 0.
    pub leaf_index: u64,
    /// The event's commitment, in base64: the leaf's entry.
    pub commitment: String,
    /// A signed checkpoint (C2SP tlog-checkpoint) that covers the leaf.
    pub checkpoint: String,
    /// The path from leaf to root, each hash in base64, nearest first (RFC 6962).
    pub inclusion_proof: Vec<String>,
    /// When it was released, in milliseconds since 1970 UTC.
    pub released: i64,
}

#[cfg(test)]
mod tests;

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

/// What one release was, and the proof that the log holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseReceipt {
    /// The release.
    pub release_id: String,
    /// The report.
    pub report_id: String,
    /// Pseudonym of the case.
    pub case_id: String,
    /// The agency that received it.
    pub recipient_agency: String,
    /// Plain or sealed.
    pub form: ReleaseForm,
    /// SHA-256 of the bytes released, in lower-case hex.
    pub sha256: String,
    /// How many bytes those are.
    pub length: u64,
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
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    fn key() -> ReceiptKey {
        ReceiptKey::from_seed(&Secret::new([1; 32]))
    }

    fn consent() -> ConsentReceipt {
        ConsentReceipt {
            schema_version: CONSENT_SCHEMA.into(),
            record_id: "consent".into(),
            subject_id: "pseudonym".into(),
            controllers: vec![Controller { name: "Cyngor Sir".into(), contact: "gwybodaeth@cyngor.invalid".into() }],
            privacy_notice: PrivacyNotice {
                url: "https://cyngor.invalid/preifatrwydd".into(),
                version: "3".into(),
                language: "cy".into(),
            },
            purposes: vec![ConsentedPurpose {
                purpose: "aln-support".into(),
                lawful_basis: "uk-gdpr-6-1-a".into(),
                categories: vec!["speech-language".into()],
                recipients: vec!["Ysgol y Bryn".into()],
                storage_period: "P1Y".into(),
                withdrawal: "https://localhost:8443".into(),
                jurisdiction: "GB-WLS".into(),
            }],
            events: vec![ConsentEvent {
                event_type: "explicit".into(),
                state: ConsentState::Given,
                time: 1_800_000_000_000,
                valid_from: Some(1_800_000_000_000),
                valid_until: None,
                given_by: "pseudonym-2".into(),
                standing: "parental-responsibility".into(),
                method: "signed-in".into(),
            }],
            language: "cy".into(),
            issued: 1_800_000_000_000,
        }
    }

    fn release() -> ReleaseReceipt {
        ReleaseReceipt {
            release_id: "release".into(),
            report_id: "report".into(),
            case_id: "pseudonym".into(),
            recipient_agency: "school".into(),
            form: ReleaseForm::Sealed,
            sha256: "00".repeat(32),
            length: u64::MAX,
            event_seq: 8,
            leaf_index: 7,
            commitment: STANDARD.encode([1; 32]),
            checkpoint: "origin\n8\nroot\n\n— origin sig\n".into(),
            inclusion_proof: vec![STANDARD.encode([2; 32])],
            released: 1_800_000_000_000,
        }
    }

    #[test]
    fn a_consent_receipt_verifies_with_the_public_key_alone() {
        let receipt = key().sign(CONSENT_RECEIPT, &consent());
        assert_eq!(verify(&receipt, CONSENT_RECEIPT, key().public()), Ok(consent()));
    }

    #[test]
    fn a_release_receipt_verifies_with_the_public_key_alone() {
        let receipt = key().sign(RELEASE_RECEIPT, &release());
        assert_eq!(verify(&receipt, RELEASE_RECEIPT, key().public()), Ok(release()));
    }

    #[test]
    fn a_receipt_of_one_kind_is_none_of_another() {
        let receipt = key().sign(CONSENT_RECEIPT, &consent());
        let refusal = verify::<ConsentReceipt>(&receipt, RELEASE_RECEIPT, key().public());
        assert_eq!(refusal, Err(ReceiptError::WrongType));
        let disguised = key().sign(RELEASE_RECEIPT, &consent());
        let refusal = verify::<ReleaseReceipt>(&disguised, RELEASE_RECEIPT, key().public());
        assert_eq!(refusal, Err(ReceiptError::Malformed));
    }

    #[test]
    fn a_receipt_of_another_key_is_refused() {
        let receipt = ReceiptKey::from_seed(&Secret::new([2; 32])).sign(CONSENT_RECEIPT, &consent());
        let refusal = verify::<ConsentReceipt>(&receipt, CONSENT_RECEIPT, key().public());
        assert_eq!(refusal, Err(ReceiptError::WrongSignature));
    }

    #[test]
    fn a_receipt_that_names_another_key_is_refused() {
        let seed = Secret::new([1; 32]);
        for kid in [None, Some("another")] {
            let receipt = sign_compact(&signing_key(&seed), CONSENT_RECEIPT, kid, &consent());
            let refusal = verify::<ConsentReceipt>(&receipt, CONSENT_RECEIPT, key().public());
            assert_eq!(refusal, Err(ReceiptError::WrongSignature));
        }
    }

    #[test]
    fn an_altered_receipt_is_refused_at_every_character() {
        let receipt = key().sign(CONSENT_RECEIPT, &consent());
        for place in 0..receipt.len() {
            let mut altered = receipt.clone();
            let other = if receipt.as_bytes()[place] == b'A' { "B" } else { "A" };
            altered.replace_range(place..=place, other);
            let verified = verify::<ConsentReceipt>(&altered, CONSENT_RECEIPT, key().public());
            assert!(verified.is_err(), "{place}");
        }
    }

    #[test]
    fn what_is_no_receipt_is_refused() {
        let huge = "a".repeat(LONGEST_RECEIPT + 1);
        for receipt in ["", "..", "a.b.c", "{}", huge.as_str()] {
            let refusal = verify::<ConsentReceipt>(receipt, CONSENT_RECEIPT, key().public());
            assert_eq!(refusal, Err(ReceiptError::Malformed));
        }
    }

    #[test]
    fn the_thumbprint_of_rfc_8037_is_met() {
        // RFC 8037 A.1 to A.3: seed, public key and thumbprint.
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").expect("the RFC's seed");
        let key = ReceiptKey::from_seed(&Secret::new(seed.try_into().expect("32 bytes")));
        let jwk = key.public_jwk();
        assert_eq!(jwk["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(jwk["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert!(jwk.get("d").is_none());
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", key()), "ReceiptKey(…)");
    }
}

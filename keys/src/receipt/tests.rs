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
        payload_sha256: "00".repeat(32),
        payload_length: u64::MAX,
        header_length: Some(200),
        range: None,
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
fn a_release_receipt_of_before_ranges_were_told_still_verifies() {
    let mut claims = serde_json::to_value(release()).expect("JSON");
    let fields = claims.as_object_mut().expect("an object");
    for (was, is) in [("sha256", "payload_sha256"), ("length", "payload_length")] {
        let value = fields.remove(is).expect("a field");
        fields.insert(was.into(), value);
    }
    fields.remove("header_length");
    let receipt = key().sign(RELEASE_RECEIPT, &claims);
    let expected = ReleaseReceipt { header_length: None, ..release() };
    assert_eq!(verify(&receipt, RELEASE_RECEIPT, key().public()), Ok(expected));
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

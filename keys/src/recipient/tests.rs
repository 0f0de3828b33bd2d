use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bech32::{ToBase32, Variant};
use proptest::prelude::*;

use super::*;
use crate::header::FILE_KEY;
use x25519::{KeyPair, LOW_ORDER};

/// A fresh identity of each kind.
fn both() -> [Identity; 2] {
    [Identity::generate(), Identity::generate_hybrid()]
}

/// A stanza that `identity` would open, for breaking.
fn stanza(identity: &Identity) -> Stanza {
    identity.recipient().wrap(&file_key())
}

fn file_key() -> FileKey {
    FileKey::new([5; FILE_KEY])
}

fn malformed(identity: &Identity, stanza: Stanza) -> bool {
    matches!(identity.unwrap(&[stanza]), Err(EnvelopeError::Malformed(_)))
}

fn bech32(prefix: &str, bytes: &[u8], variant: Variant) -> String {
    bech32::encode(prefix, bytes.to_base32(), variant).expect("the prefix is fine")
}

#[test]
fn the_texts_of_recipient_and_identity_come_back() {
    for (identity, public, secret) in
        [(Identity::generate(), "age1", "AGE-SECRET-KEY-1"), (Identity::generate_hybrid(), "age1pq1", "AGE-SECRET-KEY-PQ-1")]
    {
        let text = identity.to_secret_string();
        assert!(text.starts_with(secret));
        let again: Identity = text.parse().expect("we read what we write");
        assert_eq!(again.as_secret_bytes(), identity.as_secret_bytes());
        assert_eq!(again.recipient(), identity.recipient());
        let recipient = identity.recipient();
        assert!(recipient.to_string().starts_with(public));
        assert_eq!(recipient.to_string().parse(), Ok(recipient));
    }
}

#[test]
fn texts_in_the_other_case_are_refused() {
    for identity in both() {
        let recipient = identity.recipient().to_string();
        assert_eq!(recipient.to_uppercase().parse::<Recipient>(), Err(KeyTextError::NotARecipient));
        let secret = identity.to_secret_string().to_lowercase();
        assert_eq!(secret.parse::<Identity>().err(), Some(KeyTextError::NotAnIdentity));
    }
}

#[test]
fn a_secret_key_given_as_recipient_is_named_and_not_repeated() {
    for identity in both() {
        let secret = identity.to_secret_string();
        let error = secret.parse::<Recipient>().expect_err("a secret key is no recipient");
        assert_eq!(error, KeyTextError::SecretInsteadOfRecipient);
        assert!(!error.to_string().contains(&secret[19..]));
    }
}

#[test]
fn other_texts_are_refused() {
    let hybrid = Identity::generate_hybrid().recipient();
    let Recipient::Hybrid(hybrid) = &hybrid else { panic!("it was asked to be one") };
    let bytes = hybrid.to_bytes();
    for text in [
        bech32("age", &[7; 33], Variant::Bech32),
        bech32("age", &[7; 31], Variant::Bech32),
        bech32("age", &[7; 32], Variant::Bech32m),
        bech32("agf", &[7; 32], Variant::Bech32),
        bech32("age", &bytes, Variant::Bech32),
        bech32("age1pq", &[7; 32], Variant::Bech32),
        bech32("age1pq", &bytes[..1215], Variant::Bech32),
        bech32("age1pq", &[&bytes[..], &[0]].concat(), Variant::Bech32),
        bech32("age1pq", &bytes, Variant::Bech32m),
        bech32("age1tagpq", &bytes, Variant::Bech32),
    ] {
        assert_eq!(text.parse::<Recipient>(), Err(KeyTextError::NotARecipient), "{text}");
    }
    for text in ["", "age1", "age1é", "age1pq1", "AGE-SECRET-KEY", "ssh-ed25519 AAAA"] {
        assert_eq!(text.parse::<Recipient>(), Err(KeyTextError::NotARecipient));
        assert_eq!(text.parse::<Identity>().err(), Some(KeyTextError::NotAnIdentity));
    }
    for (prefix, length) in
        [("age-secret-key-", 31), ("age-secret-key-pq-", 31), ("age-secret-key-pq-", 64), ("age-secret-key-x-", 32)]
    {
        let text = bech32(prefix, &[7; 64][..length], Variant::Bech32).to_uppercase();
        assert_eq!(text.parse::<Identity>().err(), Some(KeyTextError::NotAnIdentity), "{text}");
    }
}

#[test]
fn a_lattice_key_with_a_coefficient_beyond_the_modulus_is_no_recipient() {
    let Recipient::Hybrid(good) = Identity::generate_hybrid().recipient() else { panic!("it was asked to be one") };
    let mut bytes = good.to_bytes();
    // The first twelve bits are one coefficient; the modulus is 3,329.
    bytes[0] = 0xff;
    bytes[1] |= 0x0f;
    let text = bech32("age1pq", &bytes, Variant::Bech32);
    assert_eq!(text.parse::<Recipient>(), Err(KeyTextError::NotARecipient));
}

#[test]
fn points_that_give_no_secret_are_refused_as_recipients_and_as_shares() {
    let [plain, hybrid] = both();
    let Recipient::Hybrid(recipient) = hybrid.recipient() else { panic!("it was asked to be one") };
    let share = STANDARD_NO_PAD.decode(&stanza(&hybrid).args[0]).expect("it was just written");
    let pair = KeyPair::new(&Secret::generate());
    for point in LOW_ORDER {
        for top in [0, 0x80] {
            let mut point = point;
            point[31] |= top;
            assert!(pair.agree(&point, |_| ()).is_none(), "the list is of such points");
            assert_eq!(X25519Recipient::try_from(point.as_slice()), Err(KeyTextError::LowOrder));
            let bytes = [&recipient.to_bytes()[..1184], &point].concat();
            assert_eq!(HybridRecipient::try_from(bytes.as_slice()), Err(KeyTextError::LowOrder));
            let mut broken = stanza(&plain);
            broken.args = vec![STANDARD_NO_PAD.encode(point)];
            assert!(malformed(&plain, broken));
            let mut broken = stanza(&hybrid);
            broken.args = vec![STANDARD_NO_PAD.encode([&share[..1088], &point].concat())];
            assert!(malformed(&hybrid, broken));
        }
    }
}

#[test]
fn a_stanza_opens_for_its_identity_alone() {
    for (identity, stranger) in both().into_iter().zip(both()) {
        let stanza = stanza(&identity);
        assert_eq!(identity.unwrap(std::slice::from_ref(&stanza)), Ok(Some(file_key())));
        assert_eq!(stranger.unwrap(std::slice::from_ref(&stanza)), Ok(None));
    }
    let [plain, hybrid] = both();
    let stanzas = [stanza(&plain), stanza(&hybrid)];
    assert_eq!(plain.unwrap(&stanzas[1..]), Ok(None));
    assert_eq!(hybrid.unwrap(&stanzas[..1]), Ok(None));
    assert_eq!(hybrid.unwrap(&stanzas), Ok(Some(file_key())), "reading takes what writing refuses");
}

#[test]
fn two_identities_of_one_secret_but_two_kinds_do_not_open_for_each_other() {
    let plain = Identity::X25519(X25519Identity::new(Secret::new([3; 32])));
    let hybrid = Identity::Hybrid(HybridIdentity::new(Secret::new([3; 32])));
    let mut stanza = stanza(&plain);
    assert_eq!(hybrid.unwrap(std::slice::from_ref(&stanza)), Ok(None));
    stanza.kind = "mlkem768x25519".into();
    assert!(malformed(&hybrid, stanza));
}

#[test]
fn stanzas_of_unknown_types_are_passed_over() {
    for identity in both() {
        let mut unknown = stanza(&identity);
        unknown.kind = unknown.kind.chars().map(|letter| if letter == 'x' || letter == 'X' { 'y' } else { letter }).collect();
        assert_eq!(identity.unwrap(std::slice::from_ref(&unknown)), Ok(None));
        assert_eq!(identity.unwrap(&[unknown, stanza(&identity)]), Ok(Some(file_key())));
    }
}

#[test]
fn a_malformed_stanza_is_an_error_wherever_it_stands() {
    for identity in both() {
        let good = stanza(&identity);
        let share = good.args[0].clone();
        let arguments: [Vec<String>; 5] = [
            vec![],
            vec![share.clone(), "more".into()],
            vec![share[..share.len() - 1].into()],
            vec![format!("{share}=")],
            vec![format!("{share}AA")],
        ];
        for args in arguments {
            let broken = Stanza { args, ..good.clone() };
            assert!(malformed(&identity, broken.clone()));
            assert!(identity.unwrap(&[good.clone(), broken]).is_err());
        }
        for length in [0, 31, 33] {
            let broken = Stanza { body: vec![0; length], ..good.clone() };
            assert!(malformed(&identity, broken));
        }
    }
}

#[test]
fn debug_shows_no_secret() {
    for identity in both() {
        assert_eq!(format!("{identity:?}"), format!("Identity(for {})", identity.recipient()));
        match identity {
            Identity::X25519(inner) => assert_eq!(format!("{inner:?}"), "X25519Identity(…)"),
            Identity::Hybrid(inner) => assert_eq!(format!("{inner:?}"), "HybridIdentity(…)"),
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,80}") {
        prop_assert!(text.parse::<Identity>().is_err());
        prop_assert!(text.parse::<Recipient>().is_err());
    }

    #[test]
    fn one_wrong_letter_is_refused(place in 4_usize..62, letter in "[a-z0-9]") {
        let mut text = Identity::generate().recipient().to_string();
        if text[place..=place] != letter {
            text.replace_range(place..=place, &letter);
            prop_assert!(text.parse::<Recipient>().is_err());
        }
    }

    #[test]
    fn a_flipped_bit_in_a_body_opens_nothing(bit in 0_usize..256) {
        for identity in both() {
            let mut changed = stanza(&identity);
            changed.body[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(identity.unwrap(&[changed]), Ok(None));
        }
    }

    #[test]
    fn a_flipped_bit_in_a_hybrid_share_opens_nothing(bit in 0_usize..1120 * 8 - 1) {
        let identity = Identity::generate_hybrid();
        let mut changed = stanza(&identity);
        let mut share = STANDARD_NO_PAD.decode(&changed.args[0]).expect("it was just written");
        share[bit / 8] ^= 1 << (bit % 8);
        changed.args = vec![STANDARD_NO_PAD.encode(share)];
        prop_assert_eq!(identity.unwrap(&[changed]), Ok(None));
    }
}

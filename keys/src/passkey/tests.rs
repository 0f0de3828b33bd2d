//! An authenticator of our own, on ring, that can be told to say anything; and what is made of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

use super::*;
use crate::random;

mod reading;

const ORIGIN: &str = "https://porthor.example:8443";
const SITE: &str = "porthor.example";
const CHALLENGE: &[u8] = b"a challenge that nobody could guess";
const USER: &[u8] = b"a handle that says nothing";
const ID: &[u8] = b"the id of a passkey";

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;

enum Key {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// What an authenticator says; the right thing, unless a test changes it.
struct Said {
    kind: &'static str,
    challenge: Vec<u8>,
    origin: &'static str,
    more: &'static str,
    site: &'static str,
    flags: u8,
    count: u32,
    tail: Vec<u8>,
    user: Option<Vec<u8>>,
}

impl Said {
    fn right(kind: &'static str) -> Self {
        let (challenge, user) = (CHALLENGE.to_vec(), Some(USER.to_vec()));
        let (site, flags) = (SITE, PRESENT | VERIFIED);
        Self { kind, challenge, origin: ORIGIN, more: "", site, flags, count: 0, tail: Vec::new(), user }
    }

    fn client_data(&self) -> Vec<u8> {
        let challenge = URL_SAFE_NO_PAD.encode(&self.challenge);
        let (kind, origin, more) = (self.kind, self.origin, self.more);
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{more}}}"#).into_bytes()
    }

    fn authenticator_data(&self, flags: u8, attested: &[u8]) -> Vec<u8> {
        let site = digest(&SHA256, self.site.as_bytes());
        [site.as_ref(), &[self.flags | flags], &self.count.to_be_bytes(), attested, &self.tail].concat()
    }
}

/// CBOR of byte strings shorter than 65,536 bytes, always with two bytes of length: canonical enough for what is read here.
fn cbor_bytes(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("short").to_be_bytes();
    [&[0x59], length.as_slice(), bytes].concat()
}

fn envelope(format: &str, statement: &[u8], data: &[u8]) -> Vec<u8> {
    let format_head = [0x60 + u8::try_from(format.len()).expect("short")];
    [b"\xa3\x63fmt".as_slice(), &format_head, format.as_bytes(), b"\x67attStmt", statement, b"\x68authData", &cbor_bytes(data)]
        .concat()
}

impl Key {
    fn p256() -> Self {
        // The one use of ring's generator: a key pair of ECDSA is made by it alone.
        #[expect(clippy::disallowed_methods, reason = "ring makes ECDSA keys from its own randomness only")]
        let chance = ring::rand::SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &chance).expect("a key");
        Self::P256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, made.as_ref(), &chance).expect("a key"))
    }

    fn ed25519() -> Self {
        Self::Ed25519(Ed25519KeyPair::from_seed_unchecked(&random::bytes::<32>()).expect("32 bytes"))
    }

    fn cose(&self) -> Vec<u8> {
        match self {
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), &point[1..33], b"\x22\x58\x20", &point[33..]].concat()
            }
            Self::Ed25519(pair) => [b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20".as_slice(), pair.public_key().as_ref()].concat(),
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        #[expect(clippy::disallowed_methods, reason = "ring signs ECDSA with its own randomness only")]
        let chance = ring::rand::SystemRandom::new();
        match self {
            Self::P256(pair) => pair.sign(&chance, message).expect("a signature").as_ref().to_vec(),
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }

    fn attested(&self) -> Vec<u8> {
        let length = u16::try_from(ID.len()).expect("short").to_be_bytes();
        [[0; 16].as_slice(), &length, ID, &self.cose()].concat()
    }

    fn makes(&self, said: &Said) -> Creation {
        let data = said.authenticator_data(ATTESTED, &self.attested());
        Creation { id: ID.to_vec(), client_data: said.client_data(), attestation_object: envelope("none", b"\xa0", &data) }
    }

    fn answers(&self, said: &Said) -> Assertion {
        let (client_data, authenticator_data) = (said.client_data(), said.authenticator_data(0, b""));
        let signed = [authenticator_data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat();
        Assertion { id: ID.to_vec(), client_data, authenticator_data, signature: self.sign(&signed), user: said.user.clone() }
    }
}

fn site() -> RelyingParty {
    RelyingParty::at(ORIGIN)
}

fn held(key: &[u8], count: u32) -> Held<'_> {
    Held { key, count, is_synced: false, user: USER, is_user_known: false }
}

fn asserted(key: &Key, count: u32, said: &Said) -> Result<u32, PasskeyError> {
    site().asserted(CHALLENGE, &held(&key.cose(), count), &key.answers(said))
}

#[test]
fn a_passkey_is_made_and_answers_with_either_kind_of_key() {
    for key in [Key::p256(), Key::ed25519()] {
        let made = site().made(CHALLENGE, &key.makes(&Said::right("webauthn.create"))).expect("all is right");
        assert_eq!(made, NewPasskey { id: ID.to_vec(), key: key.cose(), count: 0, is_synced: false });
        assert_eq!(asserted(&key, made.count, &Said::right("webauthn.get")), Ok(0));
    }
}

#[test]
fn a_site_is_known_by_its_host() {
    for (origin, id) in [
        ("https://porthor.example", "porthor.example"),
        ("https://porthor.example:8443", "porthor.example"),
        ("https://localhost:8443", "localhost"),
        ("https://[::1]", "[::1]"),
    ] {
        assert_eq!(RelyingParty::at(origin).id(), id);
    }
}

/// What is wrong, how it is said, and what comes of it.
type Wrong = (&'static str, fn(&mut Said), PasskeyError);

const WRONGS: [Wrong; 12] = [
    ("another challenge", |said| said.challenge = b"of yesterday".to_vec(), PasskeyError::WrongChallenge),
    ("no challenge", |said| said.challenge.clear(), PasskeyError::WrongChallenge),
    ("another site", |said| said.origin = "https://porthor.example.evil.example", PasskeyError::WrongOrigin),
    ("another port", |said| said.origin = "https://porthor.example", PasskeyError::WrongOrigin),
    ("no TLS", |said| said.origin = "http://porthor.example:8443", PasskeyError::WrongOrigin),
    ("in a frame", |said| said.more = r#","crossOrigin":true"#, PasskeyError::CrossOrigin),
    ("in a frame of", |said| said.more = r#","crossOrigin":false,"topOrigin":"https://a.example""#, PasskeyError::CrossOrigin),
    ("a field twice", |said| said.more = r#","origin":"https://porthor.example:8443""#, PasskeyError::Malformed),
    ("another relying party", |said| said.site = "example", PasskeyError::WrongRelyingParty),
    ("nobody there", |said| said.flags = VERIFIED, PasskeyError::NotPresent),
    ("nobody verified", |said| said.flags = PRESENT, PasskeyError::NotVerified),
    ("a copy of what cannot be copied", |said| said.flags |= BACKED_UP, PasskeyError::BackupContradicts),
];

#[test]
fn whatever_is_wrong_of_an_answer_is_refused_for_that() {
    let key = Key::ed25519();
    for (name, make_wrong, expected) in WRONGS {
        let mut said = Said::right("webauthn.get");
        make_wrong(&mut said);
        assert_eq!(asserted(&key, 0, &said), Err(expected), "{name}");
    }
    assert_eq!(asserted(&key, 0, &Said::right("webauthn.create")), Err(PasskeyError::WrongCeremony));
}

#[test]
fn whatever_is_wrong_of_a_new_passkey_is_refused_for_that() {
    let key = Key::p256();
    for (name, make_wrong, expected) in WRONGS {
        let mut said = Said::right("webauthn.create");
        make_wrong(&mut said);
        assert_eq!(site().made(CHALLENGE, &key.makes(&said)), Err(expected), "{name}");
    }
    let other = site().made(CHALLENGE, &key.makes(&Said::right("webauthn.get")));
    assert_eq!(other, Err(PasskeyError::WrongCeremony));
    let mut renamed = key.makes(&Said::right("webauthn.create"));
    renamed.id = b"another".to_vec();
    assert_eq!(site().made(CHALLENGE, &renamed), Err(PasskeyError::OtherCredential));
}

#[test]
fn fields_and_flags_that_browsers_may_add_are_read_past() {
    let key = Key::ed25519();
    let mut said = Said::right("webauthn.get");
    said.more = r#","crossOrigin":false,"other_keys_can_be_added_here":"do not compare clientDataJSON against a template""#;
    said.flags |= EXTENDED | 0x02 | 0x20;
    said.tail = b"\xa1\x63abc\x81\x01".to_vec();
    assert_eq!(asserted(&key, 0, &said), Ok(0));
}

#[test]
fn nothing_may_follow_the_end() {
    let key = Key::ed25519();
    for (flags, tail) in
        [(0, b"\x00".as_slice()), (EXTENDED, b"\xa0\x00"), (EXTENDED, b""), (EXTENDED, b"\x01"), (EXTENDED, b"\xa1")]
    {
        let mut said = Said::right("webauthn.get");
        said.flags |= flags;
        said.tail = tail.to_vec();
        assert_eq!(asserted(&key, 0, &said), Err(PasskeyError::BadData), "{tail:?}");
    }
    let mut creation = key.makes(&Said::right("webauthn.create"));
    creation.attestation_object.push(0);
    assert_eq!(site().made(CHALLENGE, &creation), Err(PasskeyError::BadData));
    let cose = [key.cose().as_slice(), b"\x00"].concat();
    let answer = key.answers(&Said::right("webauthn.get"));
    assert_eq!(site().asserted(CHALLENGE, &held(&cose, 0), &answer), Err(PasskeyError::BadData));
}

#[test]
fn an_answer_that_brings_a_key_is_none() {
    let key = Key::ed25519();
    let said = Said { flags: PRESENT | VERIFIED | ATTESTED, tail: key.attested(), ..Said::right("webauthn.get") };
    assert_eq!(asserted(&key, 0, &said), Err(PasskeyError::BadData));
    // And a new passkey that brings none is none either.
    let data = Said::right("webauthn.create").authenticator_data(0, b"");
    let mut creation = key.makes(&Said::right("webauthn.create"));
    creation.attestation_object = envelope("none", b"\xa0", &data);
    assert_eq!(site().made(CHALLENGE, &creation), Err(PasskeyError::BadData));
}

#[test]
fn a_count_goes_forward_or_is_none() {
    let key = Key::ed25519();
    for (before, now, expected) in [
        (0, 0, Ok(0)),
        (0, 7, Ok(7)),
        (7, 8, Ok(8)),
        (7, 7, Err(PasskeyError::CountsBackwards)),
        (7, 6, Err(PasskeyError::CountsBackwards)),
        (7, 0, Err(PasskeyError::CountsBackwards)),
        (u32::MAX, 0, Err(PasskeyError::CountsBackwards)),
    ] {
        let said = Said { count: now, ..Said::right("webauthn.get") };
        assert_eq!(asserted(&key, before, &said), expected, "{before} {now}");
    }
}

#[test]
fn what_is_told_of_copies_stays_as_it_was() {
    let key = Key::ed25519();
    let said = Said { flags: PRESENT | VERIFIED | ELIGIBLE | BACKED_UP, ..Said::right("webauthn.get") };
    assert_eq!(asserted(&key, 0, &said), Err(PasskeyError::BackupContradicts));
    let cose = key.cose();
    let synced = Held { is_synced: true, ..held(&cose, 0) };
    assert_eq!(site().asserted(CHALLENGE, &synced, &key.answers(&said)), Ok(0));
    let plain = key.answers(&Said::right("webauthn.get"));
    assert_eq!(site().asserted(CHALLENGE, &synced, &plain), Err(PasskeyError::BackupContradicts));
}

#[test]
fn the_account_is_named_by_the_passkey_unless_it_is_known() {
    let key = Key::ed25519();
    let cose = key.cose();
    let known = Held { is_user_known: true, ..held(&cose, 0) };
    let silent = key.answers(&Said { user: None, ..Said::right("webauthn.get") });
    assert_eq!(site().asserted(CHALLENGE, &held(&cose, 0), &silent), Err(PasskeyError::OtherUser));
    assert_eq!(site().asserted(CHALLENGE, &known, &silent), Ok(0));
    let others = key.answers(&Said { user: Some(b"somebody".to_vec()), ..Said::right("webauthn.get") });
    assert_eq!(site().asserted(CHALLENGE, &known, &others), Err(PasskeyError::OtherUser));
}

#[test]
fn another_passkeys_signature_is_refused() {
    let (key, other) = (Key::p256(), Key::p256());
    let answer = other.answers(&Said::right("webauthn.get"));
    assert_eq!(site().asserted(CHALLENGE, &held(&key.cose(), 0), &answer), Err(PasskeyError::BadSignature));
    let edward = Key::ed25519();
    assert_eq!(site().asserted(CHALLENGE, &held(&edward.cose(), 0), &answer), Err(PasskeyError::BadSignature));
}

#[test]
fn every_flipped_bit_of_an_answer_is_noticed() {
    for key in [Key::p256(), Key::ed25519()] {
        let cose = key.cose();
        let right = key.answers(&Said::right("webauthn.get"));
        let parts: [fn(&mut Assertion) -> &mut Vec<u8>; 3] =
            [|answer| &mut answer.client_data, |answer| &mut answer.authenticator_data, |answer| &mut answer.signature];
        for part in parts {
            for bit in 0..part(&mut right.clone()).len() * 8 {
                let mut altered = right.clone();
                part(&mut altered)[bit / 8] ^= 1 << (bit % 8);
                assert!(site().asserted(CHALLENGE, &held(&cose, 0), &altered).is_err(), "bit {bit}");
            }
        }
    }
}

#[test]
fn a_new_passkey_cut_anywhere_is_refused() {
    let creation = Key::p256().makes(&Said::right("webauthn.create"));
    for length in 0..creation.attestation_object.len() {
        let mut cut = creation.clone();
        cut.attestation_object.truncate(length);
        assert_eq!(site().made(CHALLENGE, &cut), Err(PasskeyError::BadData), "{length}");
    }
}

#[test]
fn a_statement_is_read_past_whatever_it_says_but_none_says_nothing() {
    let key = Key::p256();
    let data = Said::right("webauthn.create").authenticator_data(ATTESTED, &key.attested());
    for (format, statement, is_taken) in [
        ("none", b"\xa0".as_slice(), true),
        ("packed", b"\xa2\x63alg\x26\x63sig\x43abc", true),
        ("made-up", b"\xa1\x61x\x82\x01\xa0", true),
        ("none", b"\xa1\x61x\x01", false),
        ("packed", b"\x01", false),
        ("packed", b"\xbf\xff", false),
    ] {
        let mut creation = key.makes(&Said::right("webauthn.create"));
        creation.attestation_object = envelope(format, statement, &data);
        assert_eq!(site().made(CHALLENGE, &creation).is_ok(), is_taken, "{format} {statement:?}");
    }
    for twisted in [
        b"\xa0".to_vec(),
        b"\xbf\xff".to_vec(),
        [b"\xa2\x63fmt\x64none\x68authData".as_slice(), &cbor_bytes(&data)].concat(),
        [b"\xa3\x63fmt\x64none\x63fmt\x64none\x68authData".as_slice(), &cbor_bytes(&data)].concat(),
        [b"\xa4\x63fmt\x64none\x67attStmt\xa0\x61x\x01\x68authData".as_slice(), &cbor_bytes(&data)].concat(),
    ] {
        let mut creation = key.makes(&Said::right("webauthn.create"));
        creation.attestation_object = twisted;
        assert_eq!(site().made(CHALLENGE, &creation), Err(PasskeyError::BadData));
    }
}

proptest! {
    #[test]
    fn no_bytes_at_all_are_taken_or_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let creation = Creation {
            id: ID.to_vec(),
            client_data: Said::right("webauthn.create").client_data(),
            attestation_object: bytes.clone(),
        };
        prop_assert!(site().made(CHALLENGE, &creation).is_err());
        let key = PublicKey::from_bytes(&bytes);
        prop_assert!(key.is_err());
        let answer = Assertion { authenticator_data: bytes, ..Key::ed25519().answers(&Said::right("webauthn.get")) };
        prop_assert!(site().asserted(CHALLENGE, &held(&Key::ed25519().cose(), 0), &answer).is_err());
    }
}

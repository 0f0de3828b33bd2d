//! Whom an envelope is for, and who may open it.
//!
//! [`Recipient`] and [`Identity`] are enums from the start: age's X25519 now, its post-quantum
//! hybrid (`mlkem768x25519`) as a second variant later. Text forms are Bech32 (BIP 173) as the C2SP
//! age specification spells them: `age1…` in lower case, `AGE-SECRET-KEY-1…` in upper case.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bech32::{FromBase32, ToBase32, Variant, u5};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::envelope_error::EnvelopeError;
use crate::header::{FILE_KEY, FileKey, Stanza};
use crate::secret::Secret;

const RECIPIENT_PREFIX: &str = "age";
const IDENTITY_PREFIX: &str = "age-secret-key-";
const X25519: &str = "X25519";
const X25519_LABEL: &[u8] = b"age-encryption.org/v1/X25519";
const TAG: usize = 16;

/// Points whose product with any secret is zero, so that nothing sealed to them is secret: 0, 1, the
/// two of order 8, and p − 1, p, p + 1 (RFC 7748, section 6.1, asks to refuse the zero they give).
const LOW_ORDER: [[u8; 32]; 7] = [
    [0; 32],
    first_and_rest(1, 0, 0),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb,
        0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4,
        0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
    ],
    first_and_rest(0xec, 0xff, 0x7f),
    first_and_rest(0xed, 0xff, 0x7f),
    first_and_rest(0xee, 0xff, 0x7f),
];

const fn first_and_rest(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Why a text is not a recipient or not an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyTextError {
    /// Not the text of a recipient.
    #[error("expected a recipient (age1… in lower case), got other text; copy the whole line")]
    NotARecipient,
    /// A secret identity stands where the public recipient belongs.
    #[error("expected a recipient (age1…), got a secret key; give the recipient and keep the secret key to yourself")]
    SecretInsteadOfRecipient,
    /// Not the text of an identity.
    #[error("expected an identity (AGE-SECRET-KEY-1… in upper case), got other text; copy the whole line")]
    NotAnIdentity,
    /// A recipient to which nothing could be sealed in secret.
    #[error("the recipient is a point of low order, for which there is no secret; ask for another")]
    LowOrder,
}

/// Whom an envelope is sealed to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// `age1…`: an X25519 public key.
    X25519(X25519Recipient),
}

/// An X25519 public key that is not of low order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct X25519Recipient([u8; 32]);

impl Recipient {
    /// The stanza from which this recipient's identity gets `file_key`.
    pub(crate) fn wrap(&self, file_key: &FileKey) -> Stanza {
        match self {
            Self::X25519(recipient) => recipient.wrap(file_key),
        }
    }
}

impl X25519Recipient {
    /// The 32 bytes of the public key (RFC 7748, little-endian u-coordinate).
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn wrap(&self, file_key: &FileKey) -> Stanza {
        let (ephemeral, share) = key_pair(&Secret::generate());
        let key = wrap_key(&ephemeral, &self.0, &share, &self.0).expect("a recipient of low order is refused when it is read");
        let mut body = Vec::with_capacity(FILE_KEY + TAG);
        body.extend_from_slice(file_key.expose());
        key.seal_in_place_append_tag(zero_nonce(), Aad::empty(), &mut body)
            .expect("sixteen bytes are within what ChaCha20-Poly1305 seals");
        Stanza { kind: X25519.into(), args: vec![STANDARD_NO_PAD.encode(share)], body }
    }
}

impl TryFrom<[u8; 32]> for X25519Recipient {
    type Error = KeyTextError;

    fn try_from(bytes: [u8; 32]) -> Result<Self, KeyTextError> {
        // X25519 ignores the top bit, so the check does too.
        let mut point = bytes;
        point[31] &= 0x7f;
        if LOW_ORDER.contains(&point) {
            return Err(KeyTextError::LowOrder);
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::X25519(recipient) => {
                let digits = recipient.0.to_base32();
                bech32::encode_to_fmt(f, RECIPIENT_PREFIX, digits, Variant::Bech32).map_err(|_| fmt::Error)?
            }
        }
    }
}

impl FromStr for Recipient {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<Self, KeyTextError> {
        if starts_as_identity(text) {
            return Err(KeyTextError::SecretInsteadOfRecipient);
        }
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(KeyTextError::NotARecipient);
        }
        let bytes = read_bech32(text, RECIPIENT_PREFIX).ok_or(KeyTextError::NotARecipient)?;
        X25519Recipient::try_from(*bytes.expose()).map(Self::X25519)
    }
}

/// Who may open an envelope. Secret: no `Display`, and `Debug` shows the recipient alone.
#[derive(Clone)]
pub enum Identity {
    /// `AGE-SECRET-KEY-1…`: an X25519 secret key.
    X25519(X25519Identity),
}

/// An X25519 secret key, with its public key kept: computing it anew would double the cost of opening.
#[derive(Clone)]
pub struct X25519Identity {
    secret: Secret<32>,
    key: Arc<PrivateKey>,
    public: [u8; 32],
}

impl Identity {
    /// A fresh X25519 identity.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_x25519_secret(&Secret::generate())
    }

    /// The identity whose X25519 secret key is `secret`.
    #[must_use]
    pub fn from_x25519_secret(secret: &Secret<32>) -> Self {
        let (key, public) = key_pair(secret);
        Self::X25519(X25519Identity { secret: secret.clone(), key: Arc::new(key), public })
    }

    /// The recipient to seal to, so that this identity can open.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        match self {
            // No clamped secret times the base point is of low order.
            Self::X25519(identity) => Recipient::X25519(X25519Recipient(identity.public)),
        }
    }

    /// The secret key itself, 32 bytes, for deriving further keys from.
    #[must_use]
    pub fn as_secret_bytes(&self) -> &[u8; 32] {
        match self {
            Self::X25519(identity) => identity.secret.expose(),
        }
    }

    /// The text `AGE-SECRET-KEY-1…` that any age tool reads.
    ///
    /// # Panics
    /// Never: 32 bytes and a fixed prefix always have a Bech32 form.
    #[must_use]
    pub fn to_secret_string(&self) -> Zeroizing<String> {
        let mut digits = self.as_secret_bytes().to_base32();
        let mut text = bech32::encode(IDENTITY_PREFIX, &digits, Variant::Bech32).expect("the prefix is lower-case ASCII");
        wipe(&mut digits);
        text.make_ascii_uppercase();
        Zeroizing::new(text)
    }

    /// The file key, if one of `stanzas` is for this identity. Not to be used before the header
    /// that it came from is verified under it.
    ///
    /// # Errors
    /// [`EnvelopeError::Malformed`] if a stanza of a known type breaks that type's rules.
    pub(crate) fn unwrap(&self, stanzas: &[Stanza]) -> Result<Option<FileKey>, EnvelopeError> {
        match self {
            Self::X25519(identity) => identity.unwrap(stanzas),
        }
    }
}

impl X25519Identity {
    fn unwrap(&self, stanzas: &[Stanza]) -> Result<Option<FileKey>, EnvelopeError> {
        let sealed = stanzas.iter().filter(|stanza| stanza.kind == X25519).map(read_share).collect::<Result<Vec<_>, _>>()?;
        for (share, body) in sealed {
            let key = wrap_key(&self.key, &share, &share, &self.public)
                .ok_or(EnvelopeError::Malformed("an X25519 stanza's share is a point of low order"))?;
            let mut body = Zeroizing::new(body);
            if let Ok(opened) = key.open_in_place(zero_nonce(), Aad::empty(), &mut *body) {
                let bytes = <[u8; FILE_KEY]>::try_from(&*opened).expect("thirty-two bytes sealed hold sixteen");
                return Ok(Some(FileKey::new(bytes)));
            }
        }
        Ok(None)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity(for {})", self.recipient())
    }
}

impl fmt::Debug for X25519Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("X25519Identity(…)")
    }
}

impl FromStr for Identity {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<Self, KeyTextError> {
        if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
            return Err(KeyTextError::NotAnIdentity);
        }
        let secret = read_bech32(text, IDENTITY_PREFIX).ok_or(KeyTextError::NotAnIdentity)?;
        Ok(Self::from_x25519_secret(&secret))
    }
}

/// The share and the sealed file key of an X25519 stanza, whose lengths are checked before any
/// decryption.
fn read_share(stanza: &Stanza) -> Result<([u8; 32], [u8; FILE_KEY + TAG]), EnvelopeError> {
    let [argument] = stanza.args.as_slice() else {
        return Err(EnvelopeError::Malformed("an X25519 stanza has one argument after its type"));
    };
    let share = STANDARD_NO_PAD
        .decode(argument)
        .ok()
        .and_then(|share| share.try_into().ok())
        .ok_or(EnvelopeError::Malformed("an X25519 stanza's share is 32 bytes in canonical base64"))?;
    let body = stanza.body.as_slice().try_into().map_err(|_| EnvelopeError::Malformed("an X25519 stanza's body is 32 bytes"))?;
    Ok((share, body))
}

/// An X25519 key pair made ready for agreeing, and its public key.
fn key_pair(secret: &Secret<32>) -> (PrivateKey, [u8; 32]) {
    let key = PrivateKey::from_private_key(&agreement::X25519, secret.expose()).expect("any 32 bytes are an X25519 secret key");
    let public = key.compute_public_key().expect("every X25519 secret key has a public key");
    let bytes = public.as_ref().try_into().expect("which has 32 bytes");
    (key, bytes)
}

/// The key that a stanza's body is sealed under, agreed between `own` and `peer`; `None` for the
/// all-zero secret of a point of low order.
fn wrap_key(own: &PrivateKey, peer: &[u8; 32], share: &[u8; 32], recipient: &[u8; 32]) -> Option<LessSafeKey> {
    let mut salt = [0; 64];
    salt[..32].copy_from_slice(share);
    salt[32..].copy_from_slice(recipient);
    let peer = UnparsedPublicKey::new(&agreement::X25519, peer);
    agreement::agree(own, peer, (), |shared| {
        let key = hkdf::Salt::new(hkdf::HKDF_SHA256, &salt)
            .extract(shared)
            .expand(&[X25519_LABEL], &CHACHA20_POLY1305)
            .map(UnboundKey::from)
            .expect("a ChaCha20 key is within what HKDF can give");
        Ok(LessSafeKey::new(key))
    })
    .ok()
}

/// Twelve zero bytes: each wrap key seals once, so its nonce need not vary.
fn zero_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

fn starts_as_identity(text: &str) -> bool {
    text.get(..IDENTITY_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(IDENTITY_PREFIX))
}

/// The 32 bytes of a Bech32 text with this prefix. Held as a secret, as they may be one.
fn read_bech32(text: &str, prefix: &str) -> Option<Secret<32>> {
    let (found, mut digits, variant) = bech32::decode(text).ok()?;
    let bytes = Vec::<u8>::from_base32(&digits).map(Zeroizing::new);
    wipe(&mut digits);
    if found != prefix || variant != Variant::Bech32 {
        return None;
    }
    <[u8; 32]>::try_from(bytes.ok()?.as_slice()).ok().map(Secret::new)
}

/// Overwrites Bech32 digits, which spell a secret out and do not wipe themselves.
fn wipe(digits: &mut Vec<u5>) {
    let zero = u5::try_from_u8(0).expect("zero has five bits");
    digits.fill(zero);
    std::hint::black_box(&digits);
    digits.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secret_text() -> String {
        Identity::generate().to_secret_string().to_string()
    }

    /// A stanza that `identity` would open, for breaking.
    fn stanza(identity: &Identity) -> Stanza {
        identity.recipient().wrap(&FileKey::new([5; FILE_KEY]))
    }

    fn malformed(identity: &Identity, stanza: Stanza) -> bool {
        matches!(identity.unwrap(&[stanza]), Err(EnvelopeError::Malformed(_)))
    }

    #[test]
    fn the_texts_of_recipient_and_identity_come_back() {
        let identity = Identity::generate();
        let again: Identity = identity.to_secret_string().parse().expect("we read what we write");
        assert_eq!(again.as_secret_bytes(), identity.as_secret_bytes());
        let recipient = identity.recipient();
        assert!(recipient.to_string().starts_with("age1"));
        assert_eq!(recipient.to_string().parse(), Ok(recipient));
    }

    #[test]
    fn texts_in_the_other_case_are_refused() {
        let recipient = Identity::generate().recipient().to_string();
        assert_eq!(recipient.to_uppercase().parse::<Recipient>(), Err(KeyTextError::NotARecipient));
        assert_eq!(secret_text().to_lowercase().parse::<Identity>().err(), Some(KeyTextError::NotAnIdentity));
    }

    #[test]
    fn a_secret_key_given_as_recipient_is_named_and_not_repeated() {
        let secret = secret_text();
        let error = secret.parse::<Recipient>().expect_err("a secret key is no recipient");
        assert_eq!(error, KeyTextError::SecretInsteadOfRecipient);
        assert!(!error.to_string().contains(&secret[16..]));
    }

    #[test]
    fn other_texts_are_refused() {
        let long = bech32::encode("age", [7_u8; 33].to_base32(), Variant::Bech32);
        let short = bech32::encode("age", [7_u8; 31].to_base32(), Variant::Bech32);
        let newer = bech32::encode("age", [7_u8; 32].to_base32(), Variant::Bech32m);
        let other = bech32::encode("agf", [7_u8; 32].to_base32(), Variant::Bech32);
        for text in [long, short, newer, other] {
            let text = text.expect("the prefix is fine");
            assert_eq!(text.parse::<Recipient>(), Err(KeyTextError::NotARecipient));
        }
        for text in ["", "age1", "age1é", "AGE-SECRET-KEY", "ssh-ed25519 AAAA"] {
            assert_eq!(text.parse::<Recipient>(), Err(KeyTextError::NotARecipient));
            assert_eq!(text.parse::<Identity>().err(), Some(KeyTextError::NotAnIdentity));
        }
        let hybrid = bech32::encode("age-secret-key-pq-", [7_u8; 32].to_base32(), Variant::Bech32).expect("the prefix is fine");
        assert_eq!(hybrid.to_uppercase().parse::<Identity>().err(), Some(KeyTextError::NotAnIdentity));
    }

    #[test]
    fn points_that_give_no_secret_are_refused_as_recipients_and_as_shares() {
        let identity = Identity::generate();
        let (key, _) = key_pair(&Secret::generate());
        for point in LOW_ORDER {
            for top in [0, 0x80] {
                let mut point = point;
                point[31] |= top;
                let key = wrap_key(&key, &point, &point, &point);
                assert!(key.is_none(), "the list is of such points");
                assert_eq!(X25519Recipient::try_from(point), Err(KeyTextError::LowOrder));
                let mut broken = stanza(&identity);
                broken.args = vec![STANDARD_NO_PAD.encode(point)];
                assert!(malformed(&identity, broken));
            }
        }
    }

    #[test]
    fn a_stanza_opens_for_its_identity_alone() {
        let identity = Identity::generate();
        let stanza = stanza(&identity);
        assert_eq!(identity.unwrap(std::slice::from_ref(&stanza)), Ok(Some(FileKey::new([5; FILE_KEY]))));
        assert_eq!(Identity::generate().unwrap(&[stanza]), Ok(None));
    }

    #[test]
    fn stanzas_of_unknown_types_are_passed_over() {
        let identity = Identity::generate();
        let mut unknown = stanza(&identity);
        unknown.kind = "x25519".into();
        assert_eq!(identity.unwrap(std::slice::from_ref(&unknown)), Ok(None));
        assert_eq!(identity.unwrap(&[unknown, stanza(&identity)]), Ok(Some(FileKey::new([5; FILE_KEY]))));
    }

    #[test]
    fn a_malformed_stanza_is_an_error_wherever_it_stands() {
        let identity = Identity::generate();
        let good = stanza(&identity);
        let share = good.args[0].clone();
        let arguments: [Vec<String>; 5] = [
            vec![],
            vec![share.clone(), "more".into()],
            vec![share[..42].into()],
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

    #[test]
    fn debug_shows_no_secret() {
        let identity = Identity::generate();
        let shown = format!("{identity:?}");
        assert_eq!(shown, format!("Identity(for {})", identity.recipient()));
        let Identity::X25519(inner) = identity;
        assert_eq!(format!("{inner:?}"), "X25519Identity(…)");
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
            let identity = Identity::generate();
            let mut changed = stanza(&identity);
            changed.body[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(identity.unwrap(&[changed]), Ok(None));
        }
    }
}

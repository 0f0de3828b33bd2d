//! `X25519`: the recipient type that every age tool has (C2SP age, RFC 7748).

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use ring::aead::{CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf;

use super::{KeyTextError, stanza};
use crate::envelope_error::EnvelopeError;
use crate::header::{FileKey, Stanza};
use crate::secret::Secret;

pub(super) const RECIPIENT_PREFIX: &str = "age";
pub(super) const IDENTITY_PREFIX: &str = "age-secret-key-";
const KIND: &str = "X25519";
const LABEL: &[u8] = b"age-encryption.org/v1/X25519";

/// Points whose product with any secret is zero, so that nothing sealed to them is secret: 0, 1, the
/// two of order 8, and p − 1, p, p + 1 (RFC 7748, section 6.1, asks to refuse the zero they give).
pub(super) const LOW_ORDER: [[u8; 32]; 7] = [
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

/// An X25519 public key that is not of low order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct X25519Recipient([u8; 32]);

impl X25519Recipient {
    /// The 32 bytes of the public key (RFC 7748, little-endian u-coordinate).
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn wrap(&self, file_key: &FileKey) -> Stanza {
        let own = KeyPair::new(&Secret::generate());
        let key = wrap_key(&own, &self.0, &own.public, &self.0).expect("a recipient of low order is refused when it is read");
        stanza::sealed(KIND, &own.public, &key, zero_nonce(), file_key)
    }
}

impl TryFrom<&[u8]> for X25519Recipient {
    type Error = KeyTextError;

    fn try_from(bytes: &[u8]) -> Result<Self, KeyTextError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeyTextError::NotARecipient)?;
        // X25519 ignores the top bit, so the check does too.
        let mut point = bytes;
        point[31] &= 0x7f;
        if LOW_ORDER.contains(&point) {
            return Err(KeyTextError::LowOrder);
        }
        Ok(Self(bytes))
    }
}

/// An X25519 secret key, with its public key kept: computing it anew would double the cost of opening.
#[derive(Clone)]
pub struct X25519Identity {
    secret: Secret<32>,
    pair: KeyPair,
}

impl X25519Identity {
    pub(super) fn new(secret: Secret<32>) -> Self {
        Self { pair: KeyPair::new(&secret), secret }
    }

    pub(super) const fn secret(&self) -> &[u8; 32] {
        self.secret.expose()
    }

    /// No clamped secret times the base point is of low order, so there is nothing to check.
    pub(super) const fn recipient(&self) -> X25519Recipient {
        X25519Recipient(self.pair.public)
    }

    pub(super) fn unwrap(&self, stanzas: &[Stanza]) -> Result<Option<FileKey>, EnvelopeError> {
        for (share, body) in stanza::of_kind(KIND, stanzas)? {
            let key = wrap_key(&self.pair, &share, &share, &self.pair.public)
                .ok_or(EnvelopeError::Malformed("an X25519 stanza's share is a point of low order"))?;
            if let Some(file_key) = stanza::opened(&key, zero_nonce(), body) {
                return Ok(Some(file_key));
            }
        }
        Ok(None)
    }
}

impl fmt::Debug for X25519Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("X25519Identity(…)")
    }
}

/// An X25519 key pair made ready for agreeing.
#[derive(Clone)]
pub(super) struct KeyPair {
    private: Arc<PrivateKey>,
    pub(super) public: [u8; 32],
}

impl KeyPair {
    pub(super) fn new(secret: &Secret<32>) -> Self {
        let private =
            PrivateKey::from_private_key(&agreement::X25519, secret.expose()).expect("any 32 bytes are an X25519 secret key");
        let public = private.compute_public_key().expect("every X25519 secret key has a public key");
        let public = public.as_ref().try_into().expect("which has 32 bytes");
        Self { private: Arc::new(private), public }
    }

    /// What `derive` makes of the secret shared with `peer`; `None` for the all-zero secret of a
    /// point of low order.
    pub(super) fn agree<T>(&self, peer: &[u8; 32], derive: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let peer = UnparsedPublicKey::new(&agreement::X25519, peer);
        agreement::agree(&self.private, peer, (), |shared| Ok(derive(shared))).ok()
    }
}

/// The key that a stanza's body is sealed under, agreed between `own` and `peer`.
fn wrap_key(own: &KeyPair, peer: &[u8; 32], share: &[u8; 32], recipient: &[u8; 32]) -> Option<LessSafeKey> {
    let mut salt = [0; 64];
    salt[..32].copy_from_slice(share);
    salt[32..].copy_from_slice(recipient);
    own.agree(peer, |shared| {
        let key = hkdf::Salt::new(hkdf::HKDF_SHA256, &salt)
            .extract(shared)
            .expand(&[LABEL], &CHACHA20_POLY1305)
            .map(UnboundKey::from)
            .expect("a ChaCha20 key is within what HKDF can give");
        LessSafeKey::new(key)
    })
}

/// Twelve zero bytes: each wrap key seals once, so its nonce need not vary.
fn zero_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

//! `mlkem768x25519`: the recipient type that a quantum computer does not open either (C2SP age).
//!
//! HPKE (RFC 9180, draft-ietf-hpke-pq) in base mode with the KEM MLKEM768-X25519, which is X-Wing
//! (draft-connolly-cfrg-xwing-kem): ML-KEM-768 (FIPS 203) and X25519, combined by SHA3-256 so that
//! both would have to be broken. ML-KEM and SHAKE256 come from the crates of these names.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::{Context, SHA3_256};
use ml_kem::kem::{Decapsulate, KeyExport};
use ml_kem::{B32, Seed, ml_kem_768};
use ring::aead::{CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::hmac;
use shake::Shake256;
use shake::digest::{ExtendableOutput as _, Update as _, XofReader as _};
use zeroize::Zeroizing;

use super::x25519::{KeyPair, X25519Recipient};
use super::{KeyTextError, stanza};
use crate::envelope_error::EnvelopeError;
use crate::header::{FileKey, Stanza};
use crate::random;
use crate::secret::Secret;

pub(super) const RECIPIENT_PREFIX: &str = "age1pq";
pub(super) const IDENTITY_PREFIX: &str = "age-secret-key-pq-";
const KIND: &str = "mlkem768x25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";

/// Bytes of an ML-KEM-768 encapsulation key and of its ciphertext; the point follows each.
const LATTICE_KEY: usize = 1184;
const LATTICE_SHARE: usize = 1088;
const POINT: usize = 32;
/// Bytes of what HPKE calls `enc`.
const SHARE: usize = LATTICE_SHARE + POINT;

/// What X-Wing ends its hash with: a picture of the letter X.
const XWING_LABEL: &[u8] = br"\.//^\";
const HPKE_VERSION: &[u8] = b"HPKE-v1";
/// `HPKE`, then KEM 0x647a (MLKEM768-X25519), KDF 1 (HKDF-SHA256), AEAD 3 (`ChaCha20Poly1305`).
const SUITE: &[u8] = b"HPKE\x64\x7a\x00\x01\x00\x03";

/// An ML-KEM-768 public key in its only spelling, and an X25519 one that is not of low order.
#[derive(Clone, PartialEq, Eq)]
pub struct HybridRecipient {
    lattice: Arc<ml_kem_768::EncapsulationKey>,
    point: X25519Recipient,
}

impl HybridRecipient {
    /// The 1,216 bytes: ML-KEM-768 encapsulation key, then X25519 public key.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.lattice.to_bytes().as_slice(), self.point.as_bytes()].concat()
    }

    pub(super) fn wrap(&self, file_key: &FileKey) -> Stanza {
        let own = KeyPair::new(&Secret::generate());
        let chosen = Zeroizing::new(random::bytes::<32>());
        let (lattice_share, lattice_secret) = self.lattice.encapsulate_deterministic(<&B32>::from(&*chosen));
        let lattice_secret = Zeroizing::new(lattice_secret.0);
        let secret = own
            .agree(self.point.as_bytes(), |agreed| combine(&lattice_secret, agreed, &own.public, self.point.as_bytes()))
            .expect("a recipient of low order is refused when it is read");
        let (key, nonce) = key_schedule(&secret);
        stanza::sealed(KIND, &[lattice_share.as_slice(), &own.public].concat(), &key, nonce, file_key)
    }
}

impl TryFrom<&[u8]> for HybridRecipient {
    type Error = KeyTextError;

    fn try_from(bytes: &[u8]) -> Result<Self, KeyTextError> {
        let (lattice, point) = bytes.split_first_chunk::<LATTICE_KEY>().ok_or(KeyTextError::NotARecipient)?;
        // A coefficient beyond the modulus makes it no key (FIPS 203, section 7.2).
        let lattice = ml_kem_768::EncapsulationKey::new(lattice.into()).map_err(|_| KeyTextError::NotARecipient)?;
        Ok(Self { lattice: Arc::new(lattice), point: point.try_into()? })
    }
}

impl fmt::Debug for HybridRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HybridRecipient(…)")
    }
}

/// The two secret keys that come from one seed. Both are kept: making them anew costs as much as opening.
#[derive(Clone)]
pub struct HybridIdentity {
    seed: Secret<32>,
    lattice: Arc<ml_kem_768::DecapsulationKey>,
    pair: KeyPair,
}

impl HybridIdentity {
    pub(super) fn new(seed: Secret<32>) -> Self {
        let mut secrets = Zeroizing::new([0; 96]);
        Shake256::default().chain(seed.expose()).finalize_xof().read(&mut *secrets);
        let (lattice, point) = secrets.split_first_chunk::<64>().expect("96 bytes begin with 64");
        let point = Secret::new(point.try_into().expect("and end with 32"));
        let lattice = ml_kem_768::DecapsulationKey::from_seed(Seed::from(*lattice));
        Self { seed, lattice: Arc::new(lattice), pair: KeyPair::new(&point) }
    }

    pub(super) const fn seed(&self) -> &[u8; 32] {
        self.seed.expose()
    }

    pub(super) fn recipient(&self) -> HybridRecipient {
        let point = X25519Recipient::try_from(self.pair.public.as_slice()).expect("no secret gives a point of low order");
        HybridRecipient { lattice: Arc::new(self.lattice.encapsulation_key().clone()), point }
    }

    pub(super) fn unwrap(&self, stanzas: &[Stanza]) -> Result<Option<FileKey>, EnvelopeError> {
        for (share, body) in stanza::of_kind::<SHARE>(KIND, stanzas)? {
            let secret =
                self.decapsulate(&share).ok_or(EnvelopeError::Malformed("an mlkem768x25519 stanza has a point of low order"))?;
            let (key, nonce) = key_schedule(&secret);
            if let Some(file_key) = stanza::opened(&key, nonce, body) {
                return Ok(Some(file_key));
            }
        }
        Ok(None)
    }

    /// The secret that whoever made `share` shares with this identity. One made for somebody else
    /// gives another secret, not `None` (FIPS 203, implicit rejection).
    fn decapsulate(&self, share: &[u8; SHARE]) -> Option<Secret<32>> {
        let (lattice_share, point) = share.split_first_chunk::<LATTICE_SHARE>().expect("1,120 bytes begin with 1,088");
        let point = point.try_into().expect("and end with 32");
        let lattice_secret = Zeroizing::new(self.lattice.decapsulate(lattice_share.into()).0);
        self.pair.agree(point, |agreed| combine(&lattice_secret, agreed, point, &self.pair.public))
    }
}

impl fmt::Debug for HybridIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HybridIdentity(…)")
    }
}

/// X-Wing's combiner: one secret from the two, bound to the X25519 share and public key. ML-KEM binds
/// its own share and key already.
fn combine(lattice_secret: &[u8; 32], agreed: &[u8], share: &[u8; POINT], recipient: &[u8; POINT]) -> Secret<32> {
    let mut hash = Context::new(&SHA3_256);
    for part in [lattice_secret.as_slice(), agreed, share, recipient, XWING_LABEL] {
        hash.update(part);
    }
    Secret::new(hash.finish().as_ref().try_into().expect("SHA3-256 gives 32 bytes"))
}

/// Key and first nonce of HPKE in base mode (RFC 9180, section 5.1), for the one message of a stanza.
fn key_schedule(secret: &Secret<32>) -> (LessSafeKey, Nonce) {
    let mut context = vec![0];
    context.extend_from_slice(extract_public(b"psk_id_hash", b"").as_ref());
    context.extend_from_slice(extract_public(b"info_hash", INFO).as_ref());
    let secret = Salt::new(HKDF_SHA256, secret.expose()).extract(&[HPKE_VERSION, SUITE, b"secret"].concat());
    let mut key = Zeroizing::new([0; 32]);
    expand(&secret, b"key", &context, &mut *key);
    let mut nonce = [0; NONCE_LEN];
    expand(&secret, b"base_nonce", &context, &mut nonce);
    let key = UnboundKey::new(&CHACHA20_POLY1305, &*key).expect("a ChaCha20 key has 32 bytes");
    (LessSafeKey::new(key), Nonce::assume_unique_for_key(nonce))
}

/// `LabeledExtract` without salt, whose outcome is public here: HKDF-Extract is HMAC under the salt.
fn extract_public(label: &[u8], text: &[u8]) -> hmac::Tag {
    let unsalted = hmac::Key::new(hmac::HMAC_SHA256, &[]);
    hmac::sign(&unsalted, &[HPKE_VERSION, SUITE, label, text].concat())
}

/// `LabeledExpand`, whose info begins with the length that is asked for.
fn expand(secret: &Prk, label: &[u8], context: &[u8], out: &mut [u8]) {
    let octets = u16::try_from(out.len()).expect("keys and nonces are short").to_be_bytes();
    let info = [octets.as_slice(), HPKE_VERSION, SUITE, label, context];
    secret.expand(&info, Length(out.len())).and_then(|okm| okm.fill(out)).expect("32 bytes are within what HKDF can give");
}

/// How many bytes HKDF is asked for.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

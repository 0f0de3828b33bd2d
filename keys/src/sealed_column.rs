//! Sealed columns: names, file names, summaries and event details lie in the database as ciphertext.
//!
//! A [`ColumnKey`] belongs to one case (derived from the case's age identity), so that destroying
//! the case identity erases every column of the case, backups included. A [`LookupKey`] turns what
//! must be found again (an address, a one-time code) into a keyed hash.
//!
//! Sealed form: version byte ‖ 12-byte random nonce ‖ ciphertext ‖ 16-byte tag.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::hmac;
use zeroize::Zeroizing;

use crate::random;
use crate::recipient::Identity;
use crate::secret::Secret;

/// HKDF label of the column key that comes from a case identity.
const CASE_LABEL: &str = "porthor/v1/case-columns";
/// HKDF label under which the key of one place is expanded from a column key.
const PLACE_LABEL: &[u8] = b"porthor/v1/place\n";
/// The only sealed form there is so far: ChaCha20-Poly1305 under a key per place.
const VERSION: u8 = 1;
/// Bytes that sealing adds: version, nonce, tag.
pub const OVERHEAD: usize = 1 + NONCE_LEN + 16;

/// Why a sealed column did not open. Says nothing of what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// Fewer bytes than the shortest sealed value has.
    #[error("expected a sealed value of at least {OVERHEAD} bytes, found {0}: the row is cut short")]
    TooShort(usize),
    /// A version byte that this program does not know.
    #[error("expected sealed form {VERSION}, found {0}: written by a newer Porthor, or damaged")]
    UnknownVersion(u8),
    /// The tag does not fit: altered, moved from another place, or sealed under another key.
    #[error("the sealed value does not open: altered, moved to another place, or of another key")]
    DoesNotOpen,
}

/// Seals and opens the columns of one owner: a case, or the gateway itself.
///
/// Nonces are random, 96 bits. That alone would bound a key to about 2³² values; therefore each
/// place gets its own key by HKDF, and a nonce can only meet those of earlier values of the same
/// place. ChaCha20-Poly1305 is constant-time on machines without AES instructions too.
#[derive(Clone, Debug)]
pub struct ColumnKey(Secret<32>);

impl ColumnKey {
    /// The column key of a case, from the secret of its identity.
    #[must_use]
    pub fn for_case(identity: &Identity) -> Self {
        Self(derive(identity.as_secret_bytes(), CASE_LABEL))
    }

    /// A column key for another purpose, named by `label`, from a 32-byte secret.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32], label: &str) -> Self {
        Self(derive(secret, label))
    }

    /// Seals `plaintext` for `place` (table, column and row id), [`OVERHEAD`] bytes longer.
    ///
    /// # Panics
    /// When the operating system has no randomness, or `plaintext` exceeds 256 GiB.
    #[must_use]
    pub fn seal(&self, place: &str, plaintext: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random::bytes();
        let mut sealed = Vec::with_capacity(plaintext.len() + OVERHEAD);
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let tag = self
            .place_key(place)
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to(place)),
                &mut sealed[1 + NONCE_LEN..],
            )
            .expect("a column is far shorter than the cipher's limit");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Opens what [`ColumnKey::seal`] made for the same `place`.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ColumnError> {
        if sealed.len() < OVERHEAD {
            return Err(ColumnError::TooShort(sealed.len()));
        }
        if sealed[0] != VERSION {
            return Err(ColumnError::UnknownVersion(sealed[0]));
        }
        let (nonce, body) = sealed[1..].split_at(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| ColumnError::DoesNotOpen)?;
        let mut buffer = Zeroizing::new(body.to_vec());
        let length = self
            .place_key(place)
            .open_in_place(nonce, Aad::from(bound_to(place)), &mut buffer)
            .map_err(|_| ColumnError::DoesNotOpen)?
            .len();
        buffer.truncate(length);
        Ok(buffer)
    }

    fn place_key(&self, place: &str) -> LessSafeKey {
        let mut key = Zeroizing::new([0; 32]);
        expand(self.0.expose(), &[PLACE_LABEL, place.as_bytes()], &mut key);
        let key = UnboundKey::new(&CHACHA20_POLY1305, &*key).expect("the key has 32 bytes");
        LessSafeKey::new(key)
    }
}

/// A keyed hash for look-ups: equal inputs meet, and without the key nothing can be guessed against.
#[derive(Clone, Debug)]
pub struct LookupKey(Secret<32>);

impl LookupKey {
    /// Takes over a derived secret.
    #[must_use]
    pub const fn new(secret: Secret<32>) -> Self {
        Self(secret)
    }

    /// HMAC-SHA-256 (RFC 2104) over length and text of `label`, then `bytes`.
    ///
    /// The label keeps hashes of different columns apart; the length keeps label and bytes apart.
    #[must_use]
    pub fn hash(&self, label: &str, bytes: &[u8]) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.expose());
        let mut context = hmac::Context::with_key(&key);
        context.update(&(label.len() as u64).to_be_bytes());
        context.update(label.as_bytes());
        context.update(bytes);
        let mut hash = [0; 32];
        hash.copy_from_slice(context.sign().as_ref());
        hash
    }
}

/// One derived secret: HKDF-SHA-256 (RFC 5869), empty salt, `label` as info.
pub(crate) fn derive(secret: &[u8], label: &str) -> Secret<32> {
    let mut out = Zeroizing::new([0; 32]);
    let prk = Salt::new(HKDF_SHA256, &[]).extract(secret);
    fill_from(&prk, &[label.as_bytes()], &mut out);
    Secret::new(*out)
}

/// HKDF-Expand alone: `key` is uniform already.
fn expand(key: &[u8; 32], info: &[&[u8]], out: &mut [u8; 32]) {
    fill_from(&Prk::new_less_safe(HKDF_SHA256, key), info, out);
}

fn fill_from(prk: &Prk, info: &[&[u8]], out: &mut [u8; 32]) {
    prk.expand(info, ThirtyTwo).and_then(|okm| okm.fill(out)).expect("32 bytes are within HKDF's limit");
}

/// The output length that ring asks for.
struct ThirtyTwo;

impl KeyType for ThirtyTwo {
    fn len(&self) -> usize {
        32
    }
}

/// What the tag covers beside the ciphertext: the form and the place.
fn bound_to(place: &str) -> Vec<u8> {
    let mut bound = Vec::with_capacity(1 + place.len());
    bound.push(VERSION);
    bound.extend_from_slice(place.as_bytes());
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "person/name/01h";

    fn key() -> ColumnKey {
        ColumnKey::from_secret(&[7; 32], "test")
    }

    #[test]
    fn a_sealed_value_opens_at_its_place() {
        for length in [0, 1, 15, 16, 17, 1000] {
            let plaintext = vec![0xa5; length];
            let sealed = key().seal(PLACE, &plaintext);
            assert_eq!(sealed.len(), length + OVERHEAD);
            let opened = key().open(PLACE, &sealed).expect("it was sealed here");
            assert_eq!(*opened, plaintext);
        }
    }

    #[test]
    fn the_same_value_sealed_twice_differs() {
        assert_ne!(key().seal(PLACE, b"Nia"), key().seal(PLACE, b"Nia"));
    }

    #[test]
    fn a_value_moved_to_another_place_does_not_open() {
        let sealed = key().seal(PLACE, b"Nia");
        for other in ["person/name/01j", "person/phone/01h", "", "person/name/01h "] {
            assert_eq!(key().open(other, &sealed), Err(ColumnError::DoesNotOpen));
        }
    }

    #[test]
    fn a_value_does_not_open_under_another_key_or_label() {
        let sealed = key().seal(PLACE, b"Nia");
        let other_key = ColumnKey::from_secret(&[8; 32], "test");
        let other_label = ColumnKey::from_secret(&[7; 32], "tests");
        assert_eq!(other_key.open(PLACE, &sealed), Err(ColumnError::DoesNotOpen));
        assert_eq!(other_label.open(PLACE, &sealed), Err(ColumnError::DoesNotOpen));
    }

    #[test]
    fn no_flipped_bit_goes_unnoticed() {
        let sealed = key().seal(PLACE, b"Nia Prydderch");
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(key().open(PLACE, &altered).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_cut_value_is_refused_at_every_length() {
        let sealed = key().seal(PLACE, b"Nia");
        for length in 0..sealed.len() {
            let refusal = key().open(PLACE, &sealed[..length]);
            if length < OVERHEAD {
                assert_eq!(refusal, Err(ColumnError::TooShort(length)));
            } else {
                assert_eq!(refusal, Err(ColumnError::DoesNotOpen));
            }
        }
    }

    #[test]
    fn an_unknown_form_is_named() {
        let mut sealed = key().seal(PLACE, b"Nia");
        sealed[0] = 2;
        assert_eq!(key().open(PLACE, &sealed), Err(ColumnError::UnknownVersion(2)));
    }

    #[test]
    fn the_columns_of_one_case_do_not_open_with_another_case() {
        let (one, other) = (Identity::generate(), Identity::generate());
        let sealed = ColumnKey::for_case(&one).seal(PLACE, b"Nia");
        assert!(ColumnKey::for_case(&one).open(PLACE, &sealed).is_ok());
        assert_eq!(ColumnKey::for_case(&other).open(PLACE, &sealed), Err(ColumnError::DoesNotOpen));
    }

    #[test]
    fn derivation_is_hkdf_as_in_rfc_5869() {
        // RFC 5869 A.3: empty salt and info; the first 32 of its 42 bytes.
        let derived = derive(&[0x0b; 22], "");
        let expected = [
            0x8d, 0xa4, 0xe7, 0x75, 0xa5, 0x63, 0xc1, 0x8f, 0x71, 0x5f, 0x80, 0x2a, 0x06, 0x3c, 0x5a, 0x31, 0xb8, 0xa1, 0x1f, 0x5c,
            0x5e, 0xe1, 0x87, 0x9e, 0xc3, 0x45, 0x4e, 0x5f, 0x3c, 0x73, 0x8d, 0x2d,
        ];
        assert_eq!(derived.expose(), &expected);
    }

    #[test]
    fn look_up_hashes_meet_only_for_the_same_key_label_and_bytes() {
        let lookup = LookupKey::new(Secret::new([1; 32]));
        let hash = lookup.hash("address", b"nia@example.invalid");
        assert_eq!(hash, lookup.hash("address", b"nia@example.invalid"));
        assert_ne!(hash, lookup.hash("address", b"nia@example.invalie"));
        assert_ne!(hash, lookup.hash("addressn", b"ia@example.invalid"));
        assert_ne!(hash, lookup.hash("code", b"nia@example.invalid"));
        let other = LookupKey::new(Secret::new([2; 32]));
        assert_ne!(hash, other.hash("address", b"nia@example.invalid"));
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", key()), "ColumnKey(Secret(…))");
    }
}

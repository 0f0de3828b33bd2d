//! Keys of signed notes: a log's own (Ed25519, 0x01) and a witness's, whose cosignature carries the
//! time at which it saw the text (0x04, C2SP tlog-cosignature).

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::{NoteError, NoteSignature, checked_name, checked_text};
use crate::log::sha256;
use crate::secret::Secret;

/// Bytes of the time that a cosignature begins with.
const TIME_LEN: usize = 8;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// The text itself (0x01).
    Ed25519,
    /// A time and the text (0x04): a witness.
    Cosignature,
}

impl KeyType {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    const fn of(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Ed25519),
            0x04 => Some(Self::Cosignature),
            _ => None,
        }
    }
}

/// The public half of a note key; its text form is the `vkey` that others configure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key_type: KeyType,
    public: [u8; 32],
}

impl VerifierKey {
    /// A key known by its parts.
    pub fn new(name: &str, key_type: KeyType, public: [u8; 32]) -> Result<Self, NoteError> {
        Ok(Self { name: checked_name(name)?.to_owned(), key_type, public })
    }

    /// The name in signature lines; for a log its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the key signs.
    #[must_use]
    pub const fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The Ed25519 public key.
    #[must_use]
    pub const fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// First four bytes of SHA-256(name ‖ newline ‖ type ‖ key).
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let hash = sha256(&[self.name.as_bytes(), b"\n", &[self.key_type.byte()], &self.public]);
        [hash[0], hash[1], hash[2], hash[3]]
    }

    pub(super) fn made(&self, signature: &NoteSignature) -> bool {
        signature.name == self.name && signature.key_id == self.id()
    }

    /// Checks one signature over `text`; gives the time (Unix seconds) that a cosignature carries.
    pub(super) fn check(&self, text: &str, signature: &NoteSignature) -> Result<Option<u64>, NoteError> {
        let wrong = || NoteError::WrongSignature { name: self.name.clone() };
        let (time, message, bytes) = match self.key_type {
            KeyType::Ed25519 => (None, text.to_owned(), signature.bytes.as_slice()),
            KeyType::Cosignature => {
                let (time, bytes) = signature.bytes.split_first_chunk::<TIME_LEN>().ok_or_else(wrong)?;
                let time = u64::from_be_bytes(*time);
                (Some(time), cosigned_message(time, text), bytes)
            }
        };
        UnparsedPublicKey::new(&ED25519, self.public).verify(message.as_bytes(), bytes).map_err(|_| wrong())?;
        Ok(time)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.id());
        let key = [&[self.key_type.byte()], self.public.as_slice()].concat();
        write!(f, "{}+{id:08x}+{}", self.name, STANDARD.encode(key))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(vkey: &str) -> Result<Self, NoteError> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::BadKey("three parts joined by plus signs"));
        };
        let key = STANDARD.decode(key).map_err(|_| NoteError::BadKey("the last part is padded base64"))?;
        let (key_type, public) = key.split_first().ok_or(NoteError::BadKey("a type byte before the key"))?;
        let key_type = KeyType::of(*key_type).ok_or(NoteError::BadKey("type 1 (Ed25519) or 4 (cosignature)"))?;
        let public = public.try_into().map_err(|_| NoteError::BadKey("32 bytes of Ed25519 public key"))?;
        let key = Self::new(name, key_type, public)?;
        if id != format!("{:08x}", u32::from_be_bytes(key.id())) {
            return Err(NoteError::BadKey("the key id is not that of name and key"));
        }
        Ok(key)
    }
}

/// Signs notes under a name.
pub struct Signer {
    verifier: VerifierKey,
    pair: Ed25519KeyPair,
}

impl Signer {
    /// A signer of type `key_type` from a 32-byte Ed25519 seed.
    ///
    /// # Panics
    /// Never: every 32 bytes are a seed.
    pub fn from_seed(name: &str, key_type: KeyType, seed: &Secret<32>) -> Result<Self, NoteError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose()).expect("32 bytes are a seed");
        let mut public = [0; 32];
        public.copy_from_slice(pair.public_key().as_ref());
        Ok(Self { verifier: VerifierKey::new(name, key_type, public)?, pair })
    }

    /// The public half.
    #[must_use]
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs `text`; a cosignature says that the text was seen at `unix_seconds`, which the plain
    /// type ignores.
    pub fn sign(&self, text: &str, unix_seconds: u64) -> Result<NoteSignature, NoteError> {
        checked_text(text)?;
        let bytes = match self.verifier.key_type {
            KeyType::Ed25519 => self.pair.sign(text.as_bytes()).as_ref().to_vec(),
            KeyType::Cosignature => {
                let message = cosigned_message(unix_seconds, text);
                let signature = self.pair.sign(message.as_bytes());
                [&unix_seconds.to_be_bytes(), signature.as_ref()].concat()
            }
        };
        Ok(NoteSignature { name: self.verifier.name.clone(), key_id: self.verifier.id(), bytes })
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier.name)
    }
}

fn cosigned_message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

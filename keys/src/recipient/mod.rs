//! Whom an envelope is for, and who may open it.
//!
//! [`Recipient`] and [`Identity`] are of one of two kinds, each in its own file: `x25519`, and
//! `hybrid` (`mlkem768x25519`), which a quantum computer does not open either. `text` is their Bech32
//! form (BIP 173) as the C2SP age specification spells it, `stanza` what both kinds of stanza share.

mod hybrid;
mod stanza;
mod text;
mod x25519;

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::envelope_error::EnvelopeError;
use crate::header::{FileKey, Stanza};
use crate::secret::Secret;

pub use hybrid::{HybridIdentity, HybridRecipient};
pub use x25519::{X25519Identity, X25519Recipient};

/// What every native identity begins with, whatever its kind.
const ANY_IDENTITY: &str = "age-secret-key-";

/// Why a text is not a recipient or not an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyTextError {
    /// Not the text of a recipient.
    #[error("expected a recipient (age1… or age1pq1… in lower case), got other text; copy the whole line")]
    NotARecipient,
    /// A secret identity stands where the public recipient belongs.
    #[error("expected a recipient (age1…), got a secret key; give the recipient and keep the secret key to yourself")]
    SecretInsteadOfRecipient,
    /// Not the text of an identity.
    #[error("expected an identity (AGE-SECRET-KEY-1… or AGE-SECRET-KEY-PQ-1… in upper case), got other text; copy the whole line")]
    NotAnIdentity,
    /// A recipient to which nothing could be sealed in secret.
    #[error("the recipient is a point of low order, for which there is no secret; ask for another")]
    LowOrder,
}

/// Whom an envelope is sealed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// `age1…`: an X25519 public key.
    X25519(X25519Recipient),
    /// `age1pq1…`: an ML-KEM-768 and an X25519 public key, both of which would have to be broken.
    Hybrid(HybridRecipient),
}

impl Recipient {
    /// Whether what is sealed to this recipient stays closed to a quantum computer too.
    #[must_use]
    pub const fn is_quantum_resistant(&self) -> bool {
        match self {
            Self::X25519(_) => false,
            Self::Hybrid(_) => true,
        }
    }

    /// The stanza from which this recipient's identity gets `file_key`.
    pub(crate) fn wrap(&self, file_key: &FileKey) -> Stanza {
        match self {
            Self::X25519(recipient) => recipient.wrap(file_key),
            Self::Hybrid(recipient) => recipient.wrap(file_key),
        }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::X25519(recipient) => text::write(f, x25519::RECIPIENT_PREFIX, recipient.as_bytes()),
            Self::Hybrid(recipient) => text::write(f, hybrid::RECIPIENT_PREFIX, &recipient.to_bytes()),
        }
    }
}

impl FromStr for Recipient {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<Self, KeyTextError> {
        if text.get(..ANY_IDENTITY.len()).is_some_and(|start| start.eq_ignore_ascii_case(ANY_IDENTITY)) {
            return Err(KeyTextError::SecretInsteadOfRecipient);
        }
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(KeyTextError::NotARecipient);
        }
        let (prefix, bytes) = text::read(text).ok_or(KeyTextError::NotARecipient)?;
        match prefix.as_str() {
            x25519::RECIPIENT_PREFIX => X25519Recipient::try_from(bytes.as_slice()).map(Self::X25519),
            hybrid::RECIPIENT_PREFIX => HybridRecipient::try_from(bytes.as_slice()).map(Self::Hybrid),
            _ => Err(KeyTextError::NotARecipient),
        }
    }
}

/// Who may open an envelope. Secret: no `Display`, and `Debug` shows the recipient alone.
#[derive(Clone)]
pub enum Identity {
    /// `AGE-SECRET-KEY-1…`: an X25519 secret key.
    X25519(X25519Identity),
    /// `AGE-SECRET-KEY-PQ-1…`: the seed of an ML-KEM-768 and an X25519 secret key.
    Hybrid(HybridIdentity),
}

impl Identity {
    /// A fresh X25519 identity.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self::X25519(X25519Identity::new(Secret::generate()))
    }

    /// A fresh quantum-resistant identity.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate_hybrid() -> Self {
        Self::Hybrid(HybridIdentity::new(Secret::generate()))
    }

    /// The recipient to seal to, so that this identity can open.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        match self {
            Self::X25519(identity) => Recipient::X25519(identity.recipient()),
            Self::Hybrid(identity) => Recipient::Hybrid(identity.recipient()),
        }
    }

    /// The secret key itself, 32 bytes, for deriving further keys from.
    #[must_use]
    pub const fn as_secret_bytes(&self) -> &[u8; 32] {
        match self {
            Self::X25519(identity) => identity.secret(),
            Self::Hybrid(identity) => identity.seed(),
        }
    }

    /// The text `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`, as age tools read it.
    #[must_use]
    pub fn to_secret_string(&self) -> Zeroizing<String> {
        let prefix = match self {
            Self::X25519(_) => x25519::IDENTITY_PREFIX,
            Self::Hybrid(_) => hybrid::IDENTITY_PREFIX,
        };
        text::secret(prefix, self.as_secret_bytes())
    }

    /// The file key, if one of `stanzas` is for this identity. Not to be used before the header
    /// that it came from is verified under it.
    ///
    /// # Errors
    /// [`EnvelopeError::Malformed`] if a stanza of a known type breaks that type's rules.
    pub(crate) fn unwrap(&self, stanzas: &[Stanza]) -> Result<Option<FileKey>, EnvelopeError> {
        match self {
            Self::X25519(identity) => identity.unwrap(stanzas),
            Self::Hybrid(identity) => identity.unwrap(stanzas),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity(for {})", self.recipient())
    }
}

impl FromStr for Identity {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<Self, KeyTextError> {
        if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
            return Err(KeyTextError::NotAnIdentity);
        }
        let (prefix, bytes) = text::read(text).ok_or(KeyTextError::NotAnIdentity)?;
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map(Secret::new).map_err(|_| KeyTextError::NotAnIdentity)?;
        match prefix.as_str() {
            x25519::IDENTITY_PREFIX => Ok(Self::X25519(X25519Identity::new(secret))),
            hybrid::IDENTITY_PREFIX => Ok(Self::Hybrid(HybridIdentity::new(secret))),
            _ => Err(KeyTextError::NotAnIdentity),
        }
    }
}

#[cfg(test)]
mod tests;

//! Signed notes: a text and the signatures under it (C2SP signed-note).
//!
//! Form: the text, each line ended by a newline, an empty line, then one line per signature,
//! `— <name> base64(4-byte key id ‖ signature)`. Signatures of unknown keys are ignored; a known
//! key whose signature fails rejects the whole note. `key` is who signs and what.

mod key;

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use key::{KeyType, Signer, VerifierKey};

/// Signatures that a note may carry: more is a flood, not a log.
pub const MAX_SIGNATURES: usize = 64;
/// Bytes that a note may have.
pub const MAX_NOTE: usize = 64 * 1024;
const SIGNATURE_START: &str = "— ";

/// Why a note, a key or a name was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A note beyond [`MAX_NOTE`] or [`MAX_SIGNATURES`].
    #[error("expected a note of at most {MAX_NOTE} bytes and {MAX_SIGNATURES} signatures")]
    TooLarge,
    /// A control character, or a text that does not end with a newline.
    #[error("expected a text without control characters that ends with a newline")]
    BadText,
    /// No empty line followed by signature lines.
    #[error("expected an empty line and at least one signature after the text")]
    NoSignatures,
    /// A signature line of another form.
    #[error("expected a signature line `— <name> <base64>`")]
    BadSignatureLine,
    /// A key name that is empty or has a space or a plus.
    #[error("expected a key name without spaces, control characters and plus signs")]
    BadName,
    /// A verifier key of another form.
    #[error("expected a verifier key `<name>+<8 hex digits>+<base64>`: {0}")]
    BadKey(&'static str),
    /// A known key whose signature does not fit the text.
    #[error("the signature of {name} does not fit: the text was altered, or the signature forged")]
    WrongSignature {
        /// The key's name.
        name: String,
    },
    /// No signature by any of the expected keys.
    #[error("no signature by any of the keys that were expected")]
    NoKnownSigner,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: [u8; 4],
    bytes: Vec<u8>,
}

impl NoteSignature {
    /// The name of the key that is said to have signed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.key_id.as_slice(), &self.bytes].concat();
        write!(f, "{SIGNATURE_START}{} {}", self.name, STANDARD.encode(bytes))
    }
}

impl FromStr for NoteSignature {
    type Err = NoteError;

    /// Reads one line, without its newline.
    fn from_str(line: &str) -> Result<Self, NoteError> {
        let bad = NoteError::BadSignatureLine;
        let rest = line.strip_prefix(SIGNATURE_START).ok_or(bad.clone())?;
        let (name, signature) = rest.split_once(' ').ok_or(bad.clone())?;
        let name = checked_name(name).map_err(|_| bad.clone())?.to_owned();
        let decoded = STANDARD.decode(signature).map_err(|_| bad.clone())?;
        match decoded.split_first_chunk::<4>() {
            Some((key_id, bytes)) if !bytes.is_empty() => Ok(Self { name, key_id: *key_id, bytes: bytes.to_vec() }),
            _ => Err(bad),
        }
    }
}

/// A known key's signature that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The key's name.
    pub name: String,
    /// The time (Unix seconds) of a cosignature; none for the plain type.
    pub time: Option<u64>,
}

/// A text with its signatures, none of which is believed before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// A note of `text` with the signatures given.
    pub fn new(text: &str, signatures: Vec<NoteSignature>) -> Result<Self, NoteError> {
        checked_text(text)?;
        match signatures.len() {
            0 => Err(NoteError::NoSignatures),
            1..=MAX_SIGNATURES => Ok(Self { text: text.to_owned(), signatures }),
            _ => Err(NoteError::TooLarge),
        }
    }

    /// The text, its last newline included. Unverified.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Checks the signatures of all `keys`; at least one must have signed, and none may fail.
    ///
    /// A key stands once in the answer however often it signed, with its latest time, so that a
    /// quorum can be counted.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Vec<Verified>, NoteError> {
        let mut verified = Vec::new();
        for key in keys {
            let mut latest = None;
            for signature in self.signatures.iter().filter(|line| key.made(line)) {
                latest = latest.max(Some(key.check(&self.text, signature)?));
            }
            verified.extend(latest.map(|time| Verified { name: key.name().to_owned(), time }));
        }
        if verified.is_empty() { Err(NoteError::NoKnownSigner) } else { Ok(verified) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE {
            return Err(NoteError::TooLarge);
        }
        // The text may have empty lines of its own: the last one parts it from the signatures.
        let end = note.rfind("\n\n").ok_or(NoteError::NoSignatures)?;
        let (text, signatures) = (&note[..=end], &note[end + 2..]);
        let lines = signatures.strip_suffix('\n').ok_or(NoteError::NoSignatures)?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(NoteError::TooLarge);
        }
        let signatures = lines.split('\n').map(str::parse).collect::<Result<_, _>>()?;
        Self::new(text, signatures)
    }
}

fn checked_name(name: &str) -> Result<&str, NoteError> {
    let refused = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    if name.is_empty() || name.contains(refused) {
        return Err(NoteError::BadName);
    }
    Ok(name)
}

fn checked_text(text: &str) -> Result<(), NoteError> {
    let refused = |letter: char| letter < ' ' && letter != '\n';
    if !text.ends_with('\n') || text.contains(refused) {
        return Err(NoteError::BadText);
    }
    Ok(())
}

#[cfg(test)]
mod tests;

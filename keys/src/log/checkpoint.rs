//! Checkpoints: the signed head of the log (C2SP tlog-checkpoint).
//!
//! Text: origin line, number of leaves in decimal, base64 of the root, each ended by a newline; no
//! extension lines. The log signs it as a note under its origin; witnesses add cosignatures. A log
//! must never sign a checkpoint that is inconsistent with an earlier one: persist, then publish.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::merkle::Hash;
use super::note::{KeyType, Note, NoteError, Signer, VerifierKey};

/// Why a checkpoint was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not three lines: origin, decimal size, base64 root.
    #[error("expected the three lines origin, size and root of a checkpoint: {0}")]
    Malformed(&'static str),
    /// The checkpoint of one log, and the key of another.
    #[error("expected the origin {expected}, found {found}")]
    WrongOrigin {
        /// The key's name.
        expected: String,
        /// The checkpoint's first line.
        found: String,
    },
    /// A witness's key where a log's is needed.
    #[error("expected a key of another type: a log signs with Ed25519, a witness cosigns")]
    WrongKeyType,
    /// The note around it was not accepted.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// The head of a log: how many leaves, and their root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
}

impl Checkpoint {
    /// The head of the log `origin`: a URL without scheme, without spaces and plus signs.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        let refused = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
        if origin.is_empty() || origin.contains(refused) {
            return Err(CheckpointError::Malformed("the origin is not empty and has no space, plus or control character"));
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }

    /// Which log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Root over them.
    #[must_use]
    pub const fn root(&self) -> &Hash {
        &self.root
    }

    /// Signs it as the log: the signer's name must be the origin.
    pub fn sign(&self, log: &Signer) -> Result<Note, CheckpointError> {
        self.expect_signer(log.verifier())?;
        let text = self.to_string();
        let signature = log.sign(&text, 0)?;
        Ok(Note::new(&text, vec![signature])?)
    }

    /// Opens a published checkpoint: the log's own signature must be there and fit.
    pub fn open(note: &Note, log: &VerifierKey) -> Result<Self, CheckpointError> {
        let checkpoint: Self = note.text().parse()?;
        checkpoint.expect_signer(log)?;
        note.verify(std::slice::from_ref(log))?;
        Ok(checkpoint)
    }

    fn expect_signer(&self, log: &VerifierKey) -> Result<(), CheckpointError> {
        if log.key_type() != KeyType::Ed25519 {
            return Err(CheckpointError::WrongKeyType);
        }
        if log.name() != self.origin {
            return Err(CheckpointError::WrongOrigin { expected: log.name().to_owned(), found: self.origin.clone() });
        }
        Ok(())
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = STANDARD.encode(self.root);
        write!(f, "{}\n{}\n{root}\n", self.origin, self.size)
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let body = text.strip_suffix('\n').ok_or(malformed("the last line ends with a newline"))?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root), None) = (lines.next(), lines.next(), lines.next(), lines.next()) else {
            return Err(malformed("there are exactly three lines"));
        };
        let number: u64 = size.parse().map_err(|_| malformed("the size is a decimal number"))?;
        if number.to_string() != size {
            return Err(malformed("the size has no sign and no leading zero"));
        }
        let root =
            STANDARD.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(malformed("the root is base64 of 32 bytes"))?;
        Self::new(origin, number, root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    const ORIGIN: &str = "porthor.example/log";

    fn log() -> Signer {
        Signer::from_seed(ORIGIN, KeyType::Ed25519, &Secret::new([1; 32])).expect("a good name")
    }

    fn head() -> Checkpoint {
        Checkpoint::new(ORIGIN, 42, [7; 32]).expect("a good origin")
    }

    #[test]
    fn the_text_has_exactly_three_lines() {
        let text = "porthor.example/log\n42\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n";
        assert_eq!(head().to_string(), text);
        assert_eq!(text.parse(), Ok(head()));
    }

    #[test]
    fn a_text_of_any_other_form_is_refused() {
        let good = head().to_string();
        for text in [
            String::new(),
            "\n".to_owned(),
            good.trim_end().to_owned(),
            format!("{good}extension\n"),
            format!("{good}\n"),
            format!("\n{good}"),
            good.replace("42", "042"),
            good.replace("42", "+42"),
            good.replace("42", "-42"),
            good.replace("42", " 42"),
            good.replace("42", "4_2"),
            good.replace("42", "0x2a"),
            good.replace("42", ""),
            good.replace("42", "18446744073709551616"),
            good.replace("Bwc=\n", "Bwc\n"),
            good.replace("Bwc=\n", "Bwd=\n"),
            good.replace("Bwc=\n", "BwcH\n"),
            good.replace("BwcH", ""),
            good.replace('\n', "\r\n"),
            good.replace("example/log", "example log"),
            good.replace("example/log", "example+log"),
        ] {
            let refusal = text.parse::<Checkpoint>();
            assert!(matches!(refusal, Err(CheckpointError::Malformed(_))), "{text:?}");
        }
    }

    #[test]
    fn a_signed_checkpoint_opens_with_the_key_of_its_log() {
        let note = head().sign(&log()).expect("the log signs its own head");
        let published: Note = note.to_string().parse().expect("it was just written");
        assert_eq!(Checkpoint::open(&published, log().verifier()), Ok(head()));
    }

    #[test]
    fn a_log_signs_only_under_its_own_origin() {
        let elsewhere = Checkpoint::new("other.example/log", 42, [7; 32]).expect("a good origin");
        let refusal = elsewhere.sign(&log());
        assert!(matches!(refusal, Err(CheckpointError::WrongOrigin { .. })));
        let as_witness = Signer::from_seed(ORIGIN, KeyType::Cosignature, &Secret::new([1; 32])).expect("good");
        assert_eq!(head().sign(&as_witness), Err(CheckpointError::WrongKeyType));
    }

    #[test]
    fn a_checkpoint_of_another_log_or_key_does_not_open() {
        let note = head().sign(&log()).expect("the log signs its own head");
        let namesake = Signer::from_seed(ORIGIN, KeyType::Ed25519, &Secret::new([9; 32])).expect("good");
        assert_eq!(Checkpoint::open(&note, namesake.verifier()), Err(CheckpointError::Note(NoteError::NoKnownSigner)));
        let other = Signer::from_seed("other.example/log", KeyType::Ed25519, &Secret::new([1; 32])).expect("a good name");
        let refusal = Checkpoint::open(&note, other.verifier());
        assert!(matches!(refusal, Err(CheckpointError::WrongOrigin { .. })));
    }

    #[test]
    fn an_altered_size_or_root_does_not_open() {
        let note = head().sign(&log()).expect("the log signs its own head").to_string();
        for altered in [note.replace("\n42\n", "\n43\n"), note.replace("BwcH", "BwcI")] {
            let altered: Note = altered.parse().expect("the form is still good");
            assert_eq!(
                Checkpoint::open(&altered, log().verifier()),
                Err(CheckpointError::Note(NoteError::WrongSignature { name: ORIGIN.to_owned() }))
            );
        }
    }
}

//! What can be wrong with an envelope.
//!
//! One enum for header, stanzas and payload, so that a caller tells three things apart: a file that
//! is not an age file, a broken one, and a sound one sealed to somebody else. No variant carries a
//! byte of the file.

use thiserror::Error;

/// Why an envelope could not be opened, read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// The bytes do not begin as an age file does.
    #[error("expected an age file (first line age-encryption.org/v1), got other bytes; seal the file before sending it")]
    NotAge,
    /// The file is an age file in text armor, and the binary form was expected.
    #[error("expected a binary age file, got text armor; seal without --armor")]
    Armored,
    /// An age file of a version other than 1.
    #[error("expected age version v1, got another version; seal the file with a current age tool")]
    UnsupportedVersion,
    /// The header breaks a rule of the format (C2SP age); the text names the rule.
    #[error("the age header is malformed: {0}; seal the file again")]
    Malformed(&'static str),
    /// The header does not end within [`crate::header::MAX_HEADER`] bytes.
    #[error("the age header is longer than 64 KiB; seal the file to fewer recipients")]
    HeaderTooLong,
    /// The header is sound, and no stanza is for this identity: a file for another case or person.
    #[error("the file is not sealed to this recipient; seal it to the recipient that was given")]
    NoMatch,
    /// The header was changed after sealing, or its authentication code is wrong.
    #[error("the age header was changed after sealing; send the file again")]
    WrongMac,
    /// The bytes end before the format does.
    #[error("the age file ends too early; send the whole file again")]
    Truncated,
    /// A chunk of the payload, counted from 0, is not what was sealed.
    #[error("chunk {0} of the payload is damaged or was changed; send the file again")]
    BadChunk(u64),
    /// The last chunk is empty although others come before it, which no writer may do.
    #[error("the payload ends in an empty chunk, which the age format forbids; seal the file again")]
    EmptyFinalChunk,
    /// Bytes follow the final chunk.
    #[error("bytes follow the end of the payload; send the file as it was sealed")]
    Trailing,
    /// An envelope for nobody was asked for.
    #[error("expected at least one recipient, got none")]
    NoRecipients,
    /// More recipients than one header has room for here.
    #[error("expected at most {most} recipients, got more")]
    TooManyRecipients {
        /// [`crate::header::MAX_STANZAS`] or [`crate::header::MAX_HYBRID_STANZAS`].
        most: usize,
    },
    /// Quantum-resistant recipients and others were to share an envelope.
    #[error("quantum-resistant recipients (age1pq1…) and others cannot share an envelope; seal to each kind by itself")]
    MixedRecipients,
}

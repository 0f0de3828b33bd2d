//! Every secret byte of Porthor: envelopes, the key hierarchy, passwords, second factors, tokens
//! and the signatures of the log.
//!
//! Envelopes are standard age v1 files (C2SP age). `recipient`, `header` and `payload` are the
//! format's three parts; `envelope` puts them together. Nothing here reads a file, a socket or the
//! clock: bytes and times come in as arguments, and randomness from `random` alone.

pub mod code_card;
pub mod envelope;
mod envelope_error;
pub mod header;
pub mod hierarchy;
pub mod line;
pub mod log;
pub mod passkey;
pub mod password;
pub mod payload;
pub mod random;
pub mod receipt;
pub mod recipient;
pub mod sealed_column;
pub mod secret;
pub mod token;
pub mod totp;

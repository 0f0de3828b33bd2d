//! The stream between a sender and the store, in constant memory: recognises an age file, proves it openable and whole while it passes,
//! and seals anything else to the case. Only ciphertext is ever written.

use std::sync::Arc;

use porthor_keys::envelope::{EnvelopeError, EnvelopeStart, HeaderReader, open_header, rewrite_header, seal_header};
use porthor_keys::payload::{PayloadOpener, PayloadSealer};
use ring::digest::{Context, SHA256};
use zeroize::Zeroizing;

use crate::http::error::Problem;
use crate::malware::{Scanner, Scanning, Verdict};
use crate::store::blobs::{Stored, Upload};
use crate::store::case_keys::CaseKey;

/// The first line of an age file, whatever its version.
pub const AGE: &[u8] = b"age-encryption.org/";
/// How an age file in letters begins (RFC 7468): longer than the above.
const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// Bytes of a report that are looked at to tell what it is.
const HEAD: usize = 8 * 1024;

/// A report that has arrived, whole.
pub struct Arrived {
    /// The payload, durable.
    pub stored: Stored,
    /// age header, sealed to the case alone.
    pub header: Vec<u8>,
    /// SHA-256 of the payload.
    pub payload_hash: Vec<u8>,
    /// SHA-256 of the report.
    pub plain_hash: Vec<u8>,
    /// Bytes of the report.
    pub plain_len: u64,
    /// What its bytes are.
    pub content_type: String,
    /// `sender` or `gateway`.
    pub sealed_by: &'static str,
    /// What the scanner says of it.
    pub verdict: Verdict,
}

/// What is known of a whole report once its last byte has come.
pub struct Closed {
    header: Vec<u8>,
    content_type: String,
    sealed_by: &'static str,
}

enum Stage {
    /// Too few bytes yet to tell what it is.
    Unknown(Zeroizing<Vec<u8>>),
    /// Not sealed: sealed here.
    Plain { sealer: Box<PayloadSealer>, header: Vec<u8> },
    /// Sealed by the sender, its header still coming.
    Header(HeaderReader),
    /// Sealed by the sender.
    Sealed { opener: Box<PayloadOpener>, header: Vec<u8> },
}

/// A report on its way in.
pub struct Intake {
    key: Arc<CaseKey>,
    upload: Upload,
    stage: Stage,
    payload: Context,
    plain: Context,
    plain_len: u64,
    head: Zeroizing<Vec<u8>>,
    opened: Zeroizing<Vec<u8>>,
    limit: u64,
    allowed: Vec<String>,
    content_type: Option<String>,
    scanning: Scanning,
    /// Bytes of the report that the scanner has not been given yet.
    unscanned: Zeroizing<Vec<u8>>,
}

impl Intake {
    /// Takes a report of at most `limit` bytes for the case of `key`, of one of the `allowed` content types, and has `scanner` look at it.
    pub fn new(key: Arc<CaseKey>, upload: Upload, limit: u64, allowed: Vec<String>, scanner: &Scanner) -> Self {
        Self {
            key,
            upload,
            stage: Stage::Unknown(Zeroizing::default()),
            payload: Context::new(&SHA256),
            plain: Context::new(&SHA256),
            plain_len: 0,
            head: Zeroizing::default(),
            opened: Zeroizing::default(),
            limit,
            allowed,
            content_type: None,
            scanning: scanner.begin(),
            unscanned: Zeroizing::default(),
        }
    }

    /// Takes the next piece.
    pub async fn push(&mut self, piece: &[u8]) -> Result<(), Problem> {
        match &mut self.stage {
            Stage::Unknown(first) => {
                first.extend_from_slice(piece);
                if first.len() >= ARMOR.len() {
                    self.recognise()?;
                }
            }
            Stage::Plain { .. } => self.take_plain(piece)?,
            Stage::Header(_) => self.take_header(piece)?,
            Stage::Sealed { .. } => self.take_sealed(piece)?,
        }
        self.scan().await;
        self.upload.flush_full().await.map_err(Into::into)
    }

    /// Gives the scanner what there is for it.
    async fn scan(&mut self) {
        if !self.unscanned.is_empty() {
            let piece = std::mem::take(&mut self.unscanned);
            self.scanning.push(piece).await;
        }
    }

    fn recognise(&mut self) -> Result<(), Problem> {
        let Stage::Unknown(first) = &mut self.stage else { return Ok(()) };
        let first = std::mem::take(first);
        if first.starts_with(AGE) {
            self.stage = Stage::Header(HeaderReader::new());
            return self.take_header(&first);
        }
        if first.starts_with(ARMOR) {
            return Err(Problem::unacceptable("age-broken"));
        }
        let (file_key, header) = seal_header(&[self.key.identity.recipient()]);
        let sealer = PayloadSealer::new(&file_key);
        self.payload.update(sealer.nonce());
        self.upload.buffer().extend_from_slice(sealer.nonce());
        self.stage = Stage::Plain { sealer: Box::new(sealer), header };
        self.take_plain(&first)
    }

    fn take_plain(&mut self, piece: &[u8]) -> Result<(), Problem> {
        self.look_at(piece)?;
        let Stage::Plain { sealer, .. } = &mut self.stage else { return Ok(()) };
        let buffer = self.upload.buffer();
        let before = buffer.len();
        sealer.push(piece, buffer);
        self.payload.update(&buffer[before..]);
        Ok(())
    }

    fn take_header(&mut self, piece: &[u8]) -> Result<(), Problem> {
        let Stage::Header(reader) = &mut self.stage else { return Ok(()) };
        let Some(EnvelopeStart { header, nonce, rest }) = reader.push(piece).map_err(|error| broken(&error))? else {
            return Ok(());
        };
        let file_key = open_header(&header, &self.key.identity).map_err(|error| broken(&error))?;
        let ours = rewrite_header(header.as_bytes(), &self.key.identity, &[self.key.identity.recipient()]);
        let header = ours.map_err(|error| broken(&error))?;
        self.payload.update(&nonce);
        self.upload.buffer().extend_from_slice(&nonce);
        self.stage = Stage::Sealed { opener: Box::new(PayloadOpener::new(&file_key, &nonce)), header };
        self.take_sealed(&rest)
    }

    fn take_sealed(&mut self, piece: &[u8]) -> Result<(), Problem> {
        let Stage::Sealed { opener, .. } = &mut self.stage else { return Ok(()) };
        self.payload.update(piece);
        self.upload.buffer().extend_from_slice(piece);
        let mut opened = std::mem::take(&mut self.opened);
        opened.clear();
        opener.push(piece, &mut opened).map_err(|error| broken(&error))?;
        self.look_at(&opened)?;
        self.opened = opened;
        Ok(())
    }

    /// Counts, hashes and looks at bytes of the report itself.
    fn look_at(&mut self, plain: &[u8]) -> Result<(), Problem> {
        self.plain.update(plain);
        self.plain_len += plain.len() as u64;
        if self.plain_len > self.limit {
            return Err(Problem::new(http::StatusCode::PAYLOAD_TOO_LARGE, "file-too-large"));
        }
        if self.scanning.is_wanted() {
            self.unscanned.extend_from_slice(plain);
        }
        let wanted = HEAD.saturating_sub(self.head.len()).min(plain.len());
        self.head.extend_from_slice(&plain[..wanted]);
        if self.content_type.is_none() && self.head.len() == HEAD {
            self.content_type = Some(self.allowed_type()?);
        }
        Ok(())
    }

    fn allowed_type(&self) -> Result<String, Problem> {
        if self.head.starts_with(AGE) {
            return Err(Problem::unacceptable("age-other-case")); // sealed twice: nobody here could open it
        }
        let found = content_type(&self.head);
        if self.allowed.iter().any(|allowed| allowed == found) {
            Ok(found.to_owned())
        } else {
            Err(Problem::new(http::StatusCode::UNSUPPORTED_MEDIA_TYPE, "type-not-allowed").with("found", found))
        }
    }

    /// The sender is done: whether what came is a whole report.
    pub fn close(&mut self) -> Result<Closed, Problem> {
        if let Stage::Unknown(first) = &self.stage {
            if first.is_empty() {
                return Err(Problem::unacceptable("file-empty"));
            }
            if AGE.starts_with(first) && first.len() > 3 {
                return Err(Problem::unacceptable("age-incomplete"));
            }
            self.recognise()?;
        }
        let (header, sealed_by) = match std::mem::replace(&mut self.stage, Stage::Unknown(Zeroizing::default())) {
            Stage::Plain { sealer, header } => {
                let buffer = self.upload.buffer();
                let before = buffer.len();
                sealer.finish(buffer);
                self.payload.update(&buffer[before..]);
                (header, "gateway")
            }
            Stage::Sealed { opener, header } => {
                let mut last = Zeroizing::<Vec<u8>>::default();
                opener.finish(&mut last).map_err(|error| broken(&error))?;
                self.look_at(&last)?;
                (header, "sender")
            }
            Stage::Header(reader) => return Err(broken(&reader.ended())),
            Stage::Unknown(_) => return Err(Problem::unacceptable("file-empty")),
        };
        if self.plain_len == 0 {
            return Err(Problem::unacceptable("file-empty"));
        }
        let content_type = match self.content_type.take() {
            Some(known) => known,
            None => self.allowed_type()?,
        };
        Ok(Closed { header, content_type, sealed_by })
    }

    /// Makes the payload of a whole report durable, and waits for what the scanner says.
    pub async fn store(mut self, closed: Closed) -> Result<Arrived, Problem> {
        self.scan().await;
        let (stored, verdict) = tokio::join!(self.upload.finish(), self.scanning.finish());
        Ok(Arrived {
            stored: stored?,
            verdict,
            header: closed.header,
            payload_hash: self.payload.finish().as_ref().to_vec(),
            plain_hash: self.plain.finish().as_ref().to_vec(),
            plain_len: self.plain_len,
            content_type: closed.content_type,
            sealed_by: closed.sealed_by,
        })
    }

    /// Removes what was written of a report that does not stay, before its sender is told.
    pub async fn abandon(self) {
        self.upload.abort().await;
    }
}

/// What a sender did wrong with an age file.
pub fn broken(error: &EnvelopeError) -> Problem {
    Problem::unacceptable(match error {
        EnvelopeError::NoMatch => "age-other-case",
        EnvelopeError::Truncated => "age-incomplete",
        _ => "age-broken",
    })
}

/// What bytes are, by themselves: no name and no header is believed.
fn content_type(head: &[u8]) -> &'static str {
    match infer::get(head) {
        Some(kind) => kind.mime_type(),
        None if is_text(head) => "text/plain",
        None => "application/octet-stream",
    }
}

fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A letter may be cut in two where we stopped looking.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
        Err(_) => return false,
    };
    let markup = text.trim_start().get(..1) == Some("<");
    !text.is_empty() && !markup && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_told_by_its_bytes() {
        assert_eq!(content_type(b"%PDF-1.7\n"), "application/pdf");
        assert_eq!(content_type("Caniatâd y teulu\n".as_bytes()), "text/plain");
        assert_eq!(content_type(b"PK\x03\x04"), "application/zip");
        assert_eq!(content_type(b"<svg onload='x'>"), "application/octet-stream");
        assert_eq!(content_type(b"noise\0\x01\x02"), "application/octet-stream");
    }
}

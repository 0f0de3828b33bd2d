//! Where the bytes of an upload lie until it is whole: in the blob store, as pieces that begin where their names say. What is durable is
//! read from there, so that any gateway can go on with what another began. Pieces may overlap where two gateways took the same bytes.
//!
//! A whole upload is an age file, and its pieces are what was sent. A part of one may be anything, for nobody can tell by its middle what
//! it is; each of its pieces is sealed to the case by itself.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use porthor_keys::envelope::{EnvelopeStart, HeaderReader, open_header, seal_header};
use porthor_keys::payload::{NONCE, PayloadOpener, PayloadSealer, plaintext_len};

use crate::store::StoreError;
use crate::store::blobs::{self, Blobs, UPLOAD};
use crate::store::case_keys::CaseKey;

/// Pieces of one upload, at most: of 100 MiB, each could have 5 KiB.
pub const MOST: usize = 20_000;

/// The pieces of one upload.
#[derive(Clone)]
pub struct Pieces {
    blobs: Blobs,
    folder: String,
    /// Of a part: what its pieces are sealed with.
    key: Option<Arc<CaseKey>>,
}

/// A piece, and what of it is wanted.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    name: String,
    /// Bytes at its beginning that an earlier piece has.
    skip: u64,
}

/// Pieces that follow each other from the beginning of an upload.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Chain {
    pieces: Vec<Piece>,
    /// Bytes, without a gap.
    pub length: u64,
    /// Files, with those that are not needed.
    pub files: usize,
}

impl Pieces {
    /// Those of `upload`; of a part, sealed with the case's `key`.
    pub fn of(blobs: &Blobs, upload: &str, key: Option<Arc<CaseKey>>) -> Self {
        Self { blobs: blobs.clone(), folder: format!("{UPLOAD}{upload}"), key }
    }

    /// What is durable.
    pub async fn chain(&self) -> Result<Chain, StoreError> {
        let listed = self.blobs.list_in(&self.folder).await?;
        let Some(key) = &self.key else { return Ok(Chain::of(listed)) };
        let around = (seal_header(&[key.identity.recipient()]).1.len() + NONCE) as u64;
        let inner = |bytes: u64| plaintext_len(bytes.saturating_sub(around)).unwrap_or(0);
        Ok(Chain::of(listed.into_iter().map(|(name, bytes)| (name, inner(bytes))).collect()))
    }

    /// Begins a piece that stands at `start`.
    pub async fn begin(&self, start: u64) -> Result<Writer, StoreError> {
        let mut upload = self.blobs.begin_as(format!("{}/{start:016x}-{}", self.folder, porthor_keys::random::id())).await?;
        let sealer = self.key.as_ref().map(|key| {
            let (file_key, header) = seal_header(&[key.identity.recipient()]);
            let sealer = PayloadSealer::new(&file_key);
            upload.buffer().extend_from_slice(&header);
            upload.buffer().extend_from_slice(sealer.nonce());
            Box::new(sealer)
        });
        Ok(Writer { upload, sealer })
    }

    /// Reads the bytes of `chain`, in order.
    pub fn read(&self, chain: Chain) -> Reader {
        Reader { blobs: self.blobs.clone(), key: self.key.clone(), left: chain.pieces.into_iter(), open: None }
    }

    /// Removes them all; what cannot be removed now, the sweep will.
    pub async fn remove(&self) {
        if self.blobs.remove_in(&self.folder).await.is_err() {
            tracing::warn!("the pieces of an upload that is over could not be removed; the sweep will");
        }
    }
}

/// A piece being written.
pub struct Writer {
    upload: blobs::Upload,
    sealer: Option<Box<PayloadSealer>>,
}

impl Writer {
    /// Takes the next bytes.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match &mut self.sealer {
            Some(sealer) => sealer.push(bytes, self.upload.buffer()),
            None => self.upload.buffer().extend_from_slice(bytes),
        }
        self.upload.flush_full().await
    }

    /// Makes the piece durable.
    pub async fn keep(mut self) -> Result<(), StoreError> {
        if let Some(sealer) = self.sealer.take() {
            sealer.finish(self.upload.buffer());
        }
        self.upload.finish().await?.keep();
        Ok(())
    }

    /// Removes what was written of it.
    pub async fn abandon(self) {
        self.upload.abort().await;
    }
}

/// Pieces being read.
pub struct Reader {
    blobs: Blobs,
    key: Option<Arc<CaseKey>>,
    left: std::vec::IntoIter<Piece>,
    open: Option<Open>,
}

/// One piece being read.
struct Open {
    bytes: BoxStream<'static, object_store::Result<Bytes>>,
    opening: Option<Opening>,
    skip: usize,
}

impl Reader {
    /// The next bytes; none once there are no more.
    pub async fn next(&mut self) -> Result<Option<Bytes>, StoreError> {
        loop {
            let Some(open) = &mut self.open else {
                let Some(piece) = self.left.next() else { return Ok(None) };
                let opening = self.key.as_ref().map(|key| Opening::new(Arc::clone(key)));
                let skip = usize::try_from(piece.skip).unwrap_or(usize::MAX);
                self.open = Some(Open { bytes: self.blobs.read(&piece.name).await?, opening, skip });
                continue;
            };
            let read = open.bytes.try_next().await?;
            let is_end = read.is_none();
            let some = match &mut open.opening {
                Some(opening) => opening.next(read.as_deref())?.into(),
                None => read.unwrap_or_default(),
            };
            let skipped = open.skip.min(some.len());
            open.skip -= skipped;
            if is_end {
                self.open = None;
            }
            if skipped < some.len() {
                return Ok(Some(some.slice(skipped..)));
            }
        }
    }
}

/// A sealed piece being opened.
struct Opening {
    key: Arc<CaseKey>,
    header: Option<HeaderReader>,
    payload: Option<PayloadOpener>,
}

impl Opening {
    fn new(key: Arc<CaseKey>) -> Self {
        Self { key, header: Some(HeaderReader::new()), payload: None }
    }

    /// What the next bytes, or the end, give.
    fn next(&mut self, bytes: Option<&[u8]>) -> Result<Vec<u8>, StoreError> {
        let broken = |_| StoreError::bad_row("upload", "piece");
        let mut out = Vec::new();
        match (bytes, &mut self.payload, &mut self.header) {
            (Some(bytes), Some(payload), _) => payload.push(bytes, &mut out).map_err(broken)?,
            (Some(bytes), None, Some(header)) => {
                if let Some(EnvelopeStart { header, nonce, rest }) = header.push(bytes).map_err(broken)? {
                    let file_key = open_header(&header, &self.key.identity).map_err(broken)?;
                    let payload = self.payload.insert(PayloadOpener::new(&file_key, &nonce));
                    payload.push(&rest, &mut out).map_err(broken)?;
                    self.header = None;
                }
            }
            (None, _, _) => match self.payload.take() {
                Some(payload) => payload.finish(&mut out).map_err(broken)?,
                None => return Err(StoreError::bad_row("upload", "piece")),
            },
            (Some(_), None, None) => {}
        }
        Ok(out)
    }
}

impl Chain {
    fn of(listed: Vec<(String, u64)>) -> Self {
        let files = listed.len();
        let start = |name: &str| u64::from_str_radix(name.rsplit('/').next()?.split('-').next()?, 16).ok();
        let mut pieces: Vec<(u64, u64, String)> =
            listed.into_iter().filter_map(|(name, bytes)| Some((start(&name)?, bytes, name))).collect();
        pieces.sort();
        let mut chain = Self { files, ..Self::default() };
        for (start, bytes, name) in pieces {
            let end = start.saturating_add(bytes);
            if start > chain.length {
                break;
            }
            if end > chain.length {
                chain.pieces.push(Piece { name, skip: chain.length - start });
                chain.length = end;
            }
        }
        chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(pieces: &[(u64, u64)]) -> Chain {
        Chain::of(pieces.iter().map(|(start, bytes)| (format!("upload-a/{start:016x}-{bytes}"), *bytes)).collect())
    }

    fn skips(chain: &Chain) -> Vec<u64> {
        chain.pieces.iter().map(|piece| piece.skip).collect()
    }

    #[test]
    fn a_chain_ends_at_the_first_gap() {
        assert_eq!(chain(&[]).length, 0);
        assert_eq!(chain(&[(0, 100), (100, 50), (151, 10)]).length, 150);
        assert_eq!(chain(&[(5, 100)]).length, 0);
        assert_eq!(chain(&[(100, 50), (0, 100)]).length, 150, "in whatever order they are listed");
    }

    #[test]
    fn what_two_took_is_read_once() {
        let twice = chain(&[(0, 100), (0, 80), (50, 100), (150, 0)]);
        assert_eq!((twice.length, skips(&twice), twice.files), (150, vec![0, 80, 50], 4));
    }
}

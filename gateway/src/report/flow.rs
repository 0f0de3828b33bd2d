//! The bytes of a release on their way out: each piece asks whether it may still pass, and how it ended is recorded.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use porthor_keys::envelope::open_header;
use porthor_keys::header::{FileKey, Header};
use porthor_keys::payload::{CHUNK, ChunkOpener, NONCE, TAG};
use porthor_keys::sealed_column::ColumnKey;

use super::store::StoredReport;
use crate::app::App;
use crate::http::error::Problem;
use crate::http::transfer;
use crate::store::StoreError;
use crate::store::case_keys::CaseKey;
use crate::store::payload::Payload;
use crate::transfers::Transfer;

/// Sealed bytes of one chunk.
const SEALED_CHUNK: usize = CHUNK + TAG;
/// Chunks opened at once: what is read, opened and sent should not leave the processor's cache in between.
const AT_ONCE: u64 = 4;
/// Bytes of a payload sent as they are at once.
const PIECE: u64 = 256 * 1024;

/// The bytes of a release on their way out.
pub struct Flow {
    app: Arc<App>,
    transfer: Option<Transfer>,
    /// Seals what is recorded of its end.
    column: Arc<ColumnKey>,
    payload: Payload,
    source: Source,
}

enum Source {
    Sealed(Sealed),
    Plain(Box<Plain>),
}

/// The stored payload, byte for byte, behind a header. It is not hashed again: each of its chunks is authenticated, so that whoever
/// opens it notices a damaged one, and hashing cost two fifths of the release.
struct Sealed {
    header: Vec<u8>,
    at: u64,
    end: u64,
}

/// The payload, decrypted chunk by chunk.
struct Plain {
    file_key: FileKey,
    /// Made once the payload's nonce has been read.
    opener: Option<ChunkOpener>,
    /// The next chunk.
    chunk: u64,
    /// Chunks of the whole payload.
    chunks: u64,
    payload_len: u64,
    range: Range<u64>,
    /// Opened chunks that have not passed yet.
    opened: VecDeque<Bytes>,
}

/// Why a release stopped; the connection is closed without the rest.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("the grounds of this release were withdrawn")]
    Cut,
    #[error("the stored payload is damaged")]
    Damaged,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Flow {
    /// The stored payload behind `header`, which was rewritten for its recipient.
    pub async fn sealed(
        app: Arc<App>,
        transfer: Transfer,
        key: &CaseKey,
        stored: &StoredReport,
        header: Vec<u8>,
    ) -> Result<Self, Problem> {
        let source = Source::Sealed(Sealed { header, at: 0, end: stored.payload_len });
        Self::from(source, app, transfer, key, stored).await
    }

    /// What `stored` holds, opened; of it only `range`, where one is given.
    pub async fn plain(
        app: Arc<App>,
        transfer: Transfer,
        key: &CaseKey,
        stored: &StoredReport,
        range: Option<Range<u64>>,
    ) -> Result<Self, Problem> {
        let source = Source::Plain(Box::new(Plain::new(key, stored, range)?));
        Self::from(source, app, transfer, key, stored).await
    }

    async fn from(
        source: Source,
        app: Arc<App>,
        transfer: Transfer,
        key: &CaseKey,
        stored: &StoredReport,
    ) -> Result<Self, Problem> {
        let payload = app.store.blobs.open(&stored.blob).await?;
        Ok(Self { app, transfer: Some(transfer), column: Arc::clone(&key.column), payload, source })
    }

    /// The body of the answer. Whether all of it left is recorded when it ends.
    pub fn into_body(self) -> Body {
        Body::from_stream(stream::unfold(Some(self), |flow| async move {
            let mut flow = flow?;
            match flow.next().await {
                Ok(Some(bytes)) => Some((Ok(bytes), Some(flow))),
                Ok(None) => {
                    flow.end(true);
                    None
                }
                Err(stopped) => Some((Err(stopped), None)),
            }
        }))
    }

    /// The next bytes that may pass. A cut ends the wait too.
    async fn next(&mut self) -> Result<Option<Bytes>, Stopped> {
        let transfer = self.transfer.as_ref().ok_or(Stopped::Cut)?;
        let bytes = tokio::select! {
            biased;
            () = transfer.until_cut() => return Err(Stopped::Cut),
            bytes = self.source.next(&self.payload) => bytes?,
        };
        match bytes {
            Some(bytes) if transfer.pass(bytes.len()) => Ok(Some(bytes)),
            Some(_) => Err(Stopped::Cut),
            None => Ok(None),
        }
    }

    /// Records how it ended.
    fn end(&mut self, whole: bool) {
        if let Some(transfer) = self.transfer.take() {
            transfer::record_end(&self.app, &transfer, Arc::clone(&self.column), whole);
        }
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        self.end(false);
    }
}

impl Source {
    async fn next(&mut self, payload: &Payload) -> Result<Option<Bytes>, Stopped> {
        match self {
            Self::Sealed(sealed) => sealed.next(payload).await,
            Self::Plain(plain) => plain.next(payload).await,
        }
    }
}

impl Sealed {
    async fn next(&mut self, payload: &Payload) -> Result<Option<Bytes>, Stopped> {
        if !self.header.is_empty() {
            return Ok(Some(Bytes::from(std::mem::take(&mut self.header))));
        }
        if self.at == self.end {
            return Ok(None);
        }
        let to = self.end.min(self.at + PIECE);
        let (bytes, ()) = payload.read(self.at..to, |_| ()).await?;
        self.at = to;
        Ok(Some(bytes))
    }
}

impl Plain {
    fn new(key: &CaseKey, report: &StoredReport, range: Option<Range<u64>>) -> Result<Self, Problem> {
        let bad = || Problem::from(StoreError::bad_row("report", "header"));
        let (header, _) = Header::parse(&report.header).ok().flatten().ok_or_else(bad)?;
        let file_key = open_header(&header, &key.identity).map_err(|_| bad())?;
        let range = range.unwrap_or(0..report.plain_len);
        Ok(Self {
            file_key,
            opener: None,
            chunk: range.start / CHUNK as u64,
            chunks: report.plain_len.div_ceil(CHUNK as u64),
            payload_len: report.payload_len,
            range,
            opened: VecDeque::new(),
        })
    }

    async fn next(&mut self, payload: &Payload) -> Result<Option<Bytes>, Stopped> {
        if self.opened.is_empty() && self.chunk < self.range.end.div_ceil(CHUNK as u64).min(self.chunks) {
            self.read(payload).await?;
        }
        Ok(self.opened.pop_front())
    }

    /// Reads and opens the next chunks, and cuts them to the range.
    async fn read(&mut self, payload: &Payload) -> Result<(), Stopped> {
        let offset = |chunk: u64| NONCE as u64 + chunk * SEALED_CHUNK as u64;
        let (first, last) = (self.chunk, self.chunks - 1);
        let to = self.range.end.div_ceil(CHUNK as u64).min(self.chunks).min(first + AT_ONCE);
        if self.opener.is_none() && first > 0 {
            let (_, opener) = payload.read(0..NONCE as u64, |nonce| opener(&self.file_key, nonce)).await?;
            self.opener = Some(opener?);
        }
        // A release from the start takes the nonce with its first chunks.
        let nonce = if self.opener.is_none() { NONCE } else { 0 };
        let sealed = offset(first) - nonce as u64..offset(to).min(self.payload_len);
        let known = self.opener.take();
        let (bytes, opened) = payload
            .read(sealed, |piece| {
                let (nonce, sealed) = piece.split_at_mut(nonce);
                let opener = known.map_or_else(|| opener(&self.file_key, nonce), Ok)?;
                for (chunk, sealed) in (first..).zip(sealed.chunks_mut(SEALED_CHUNK)) {
                    opener.open_chunk(chunk, chunk == last, sealed).map_err(|_| Stopped::Damaged)?;
                }
                Ok::<_, Stopped>(opener)
            })
            .await?;
        self.opener = Some(opened?);
        self.chunk = to;
        let sealed = bytes.slice(nonce..);
        self.opened = (first..to).map(|chunk| self.passing(&sealed, chunk, chunk - first)).collect();
        Ok(())
    }

    /// What of chunk `chunk`, the `nth` of those opened in place, lies in the range.
    fn passing(&self, opened: &Bytes, chunk: u64, nth: u64) -> Bytes {
        let begin = usize::try_from(nth).unwrap_or(usize::MAX).saturating_mul(SEALED_CHUNK);
        let end = (begin + SEALED_CHUNK).min(opened.len()) - TAG;
        let start = chunk * CHUNK as u64;
        let within = |at: u64| usize::try_from(at.saturating_sub(start)).unwrap_or(usize::MAX).min(end - begin);
        opened.slice(begin + within(self.range.start)..begin + within(self.range.end))
    }
}

fn opener(file_key: &FileKey, nonce: &[u8]) -> Result<ChunkOpener, Stopped> {
    let nonce = nonce.try_into().map_err(|_| Stopped::Damaged)?;
    Ok(ChunkOpener::new(file_key, nonce))
}

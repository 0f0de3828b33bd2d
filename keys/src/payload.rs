//! The payload of an age file (C2SP age, "payload"): STREAM over ChaCha20-Poly1305.
//!
//! The plaintext is cut into chunks of 64 KiB, each sealed under one key with its number and a mark
//! on the last one as nonce. Sealing and opening keep at most one chunk, whatever the length, and
//! opening releases nothing but whole chunks that verified. The last chunk is the only one that may
//! be short, and is empty only if the payload is.

use ring::aead::{Aad, LessSafeKey, Nonce};

use crate::envelope_error::EnvelopeError;
use crate::header::FileKey;
use crate::random;

mod repeatable;

pub use repeatable::{Changed, RepeatableSealer};

/// Bytes of plaintext in every chunk but the last.
pub const CHUNK: usize = 64 * 1024;
/// Bytes that sealing adds to each chunk.
pub const TAG: usize = 16;
/// Bytes of the nonce that stands between header and payload.
pub const NONCE: usize = 16;

const SEALED_CHUNK: usize = CHUNK + TAG;

/// The length in bytes of the payload that `plaintext` bytes seal to, without the nonce.
///
/// Saturates for plaintexts within a few million gigabytes of what 64 bits count.
#[must_use]
pub const fn ciphertext_len(plaintext: u64) -> u64 {
    let chunks = match plaintext.div_ceil(CHUNK as u64) {
        0 => 1,
        chunks => chunks,
    };
    plaintext.saturating_add(chunks.saturating_mul(TAG as u64))
}

/// The length in bytes of the plaintext in a payload of `ciphertext` bytes, the nonce not counted.
///
/// # Errors
/// [`EnvelopeError::Truncated`] and [`EnvelopeError::EmptyFinalChunk`] for lengths that no payload
/// has.
pub const fn plaintext_len(ciphertext: u64) -> Result<u64, EnvelopeError> {
    let chunks = ciphertext.div_ceil(SEALED_CHUNK as u64);
    if chunks == 0 {
        return Err(EnvelopeError::Truncated);
    }
    let last = ciphertext - (chunks - 1) * SEALED_CHUNK as u64;
    if last < TAG as u64 {
        return Err(EnvelopeError::Truncated);
    }
    if last == TAG as u64 && chunks > 1 {
        return Err(EnvelopeError::EmptyFinalChunk);
    }
    Ok(ciphertext - chunks * TAG as u64)
}

/// Seals a payload that comes in pieces of any size.
pub struct PayloadSealer {
    key: LessSafeKey,
    nonce: [u8; NONCE],
    chunk: u64,
    pending: Vec<u8>,
}

impl PayloadSealer {
    /// Begins a payload under a fresh nonce. A file key serves one payload, so take a fresh one.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn new(file_key: &FileKey) -> Self {
        let nonce = random::bytes();
        Self { key: file_key.payload_key(&nonce), nonce, chunk: 0, pending: Vec::new() }
    }

    /// The nonce to write between the header and the first chunk.
    #[must_use]
    pub const fn nonce(&self) -> &[u8; NONCE] {
        &self.nonce
    }

    /// Takes the next piece of plaintext and appends the chunks that it completes to `out`.
    ///
    /// # Panics
    /// Never: a chunk is always within what ChaCha20-Poly1305 seals.
    pub fn push(&mut self, plaintext: &[u8], out: &mut Vec<u8>) {
        let Some(mut rest) = fill(&mut self.pending, plaintext, CHUNK) else {
            return;
        };
        out.reserve(rest.len() + rest.len().div_ceil(CHUNK) * TAG + SEALED_CHUNK);
        // A full chunk is sealed once a byte follows it: until then it may be the last.
        if !self.pending.is_empty() {
            let full = std::mem::take(&mut self.pending);
            self.seal(&full, false, out);
            self.pending = full;
            self.pending.clear();
        }
        while rest.len() > CHUNK {
            let (full, after) = rest.split_at(CHUNK);
            self.seal(full, false, out);
            rest = after;
        }
        self.pending.extend_from_slice(rest);
    }

    /// Appends the last chunk to `out`.
    ///
    /// # Panics
    /// Never, as [`push`](Self::push).
    pub fn finish(mut self, out: &mut Vec<u8>) {
        let last = std::mem::take(&mut self.pending);
        self.seal(&last, true, out);
    }

    fn seal(&mut self, plaintext: &[u8], last: bool, out: &mut Vec<u8>) {
        seal_chunk(&self.key, self.chunk, plaintext, last, out);
        self.chunk += 1;
    }
}

/// Appends a chunk's ciphertext and tag to `out`.
fn seal_chunk(key: &LessSafeKey, index: u64, plaintext: &[u8], last: bool, out: &mut Vec<u8>) {
    let start = out.len();
    out.reserve(plaintext.len() + TAG);
    out.extend_from_slice(plaintext);
    let tag = key
        .seal_in_place_separate_tag(chunk_nonce(index, last), Aad::empty(), &mut out[start..])
        .expect("a chunk is within what ChaCha20-Poly1305 seals");
    out.extend_from_slice(tag.as_ref());
}

/// Opens a payload that comes in pieces of any size.
///
/// After an error it stays failed, so that no later call releases anything.
pub struct PayloadOpener {
    chunks: ChunkOpener,
    next: u64,
    pending: Vec<u8>,
    failed: Option<EnvelopeError>,
}

impl PayloadOpener {
    /// Begins to open the payload that follows `nonce`.
    #[must_use]
    pub fn new(file_key: &FileKey, nonce: &[u8; NONCE]) -> Self {
        Self { chunks: ChunkOpener::new(file_key, nonce), next: 0, pending: Vec::new(), failed: None }
    }

    /// Takes the next piece of ciphertext and appends the plaintext of whole, verified chunks to
    /// `out`.
    ///
    /// # Errors
    /// [`EnvelopeError::BadChunk`] for a chunk that does not verify,
    /// [`EnvelopeError::Trailing`] when bytes follow the chunk that was sealed as the last. What
    /// stands in `out` by then did verify.
    pub fn push(&mut self, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let Some(mut rest) = fill(&mut self.pending, ciphertext, SEALED_CHUNK) else {
            return Ok(());
        };
        out.reserve(rest.len() + SEALED_CHUNK);
        if !self.pending.is_empty() {
            let full = std::mem::take(&mut self.pending);
            self.open_with_more_to_come(&full, out)?;
            self.pending = full;
            self.pending.clear();
        }
        while rest.len() > SEALED_CHUNK {
            let (full, after) = rest.split_at(SEALED_CHUNK);
            self.open_with_more_to_come(full, out)?;
            rest = after;
        }
        self.pending.extend_from_slice(rest);
        Ok(())
    }

    /// Opens the last chunk and appends its plaintext to `out`. Only now is the payload known to be
    /// whole.
    ///
    /// # Errors
    /// What [`push`](Self::push) failed with, if it did; [`EnvelopeError::Truncated`] when the
    /// bytes end before a chunk that was sealed as the last; [`EnvelopeError::EmptyFinalChunk`];
    /// [`EnvelopeError::BadChunk`].
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let last = std::mem::take(&mut self.pending);
        if self.open(&last, true, out)? { Ok(()) } else { Err(EnvelopeError::Truncated) }
    }

    fn open_with_more_to_come(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        let opened = match self.open(chunk, false, out) {
            Ok(true) => Ok(()),
            Ok(false) => Err(EnvelopeError::Trailing),
            Err(error) => Err(error),
        };
        self.failed = opened.err();
        opened
    }

    /// Appends the plaintext of the next chunk to `out` and says whether the chunk was sealed with
    /// the expected mark. With the other mark it is as genuine, but the payload around it is not.
    fn open(&mut self, chunk: &[u8], last: bool, out: &mut Vec<u8>) -> Result<bool, EnvelopeError> {
        let marked = match self.open_marked(chunk, last, out) {
            Err(EnvelopeError::BadChunk(_)) if chunk.len() == SEALED_CHUNK => self.open_marked(chunk, !last, out).map(|()| false),
            opened => opened.map(|()| true),
        };
        self.next += 1;
        marked
    }

    fn open_marked(&self, chunk: &[u8], last: bool, out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        let start = out.len();
        out.extend_from_slice(chunk);
        let opened = self.chunks.open_chunk(self.next, last, &mut out[start..]).map(<[u8]>::len);
        out.truncate(start + opened.unwrap_or(0));
        opened.map(drop)
    }
}

/// Opens single chunks by their number, for ranges and seeking.
///
/// Seeking from the end asks to open the last chunk first: only it says where the payload ends.
pub struct ChunkOpener {
    key: LessSafeKey,
}

impl ChunkOpener {
    /// An opener for the chunks of the payload that follows `nonce`.
    #[must_use]
    pub fn new(file_key: &FileKey, nonce: &[u8; NONCE]) -> Self {
        Self { key: file_key.payload_key(nonce) }
    }

    /// Opens chunk `index`, counted from 0, in place: `chunk` is its ciphertext and tag, the answer
    /// its plaintext. `last` says whether it is the payload's last chunk.
    ///
    /// # Errors
    /// [`EnvelopeError::Truncated`] when `chunk` is shorter than such a chunk can be,
    /// [`EnvelopeError::Trailing`] when longer, [`EnvelopeError::BadChunk`] when it does not verify,
    /// [`EnvelopeError::EmptyFinalChunk`] when it is empty and not alone. Nothing in `chunk` is to
    /// be used after an error.
    pub fn open_chunk<'a>(&self, index: u64, last: bool, chunk: &'a mut [u8]) -> Result<&'a [u8], EnvelopeError> {
        if chunk.len() > SEALED_CHUNK {
            return Err(EnvelopeError::Trailing);
        }
        if chunk.len() < TAG || (!last && chunk.len() < SEALED_CHUNK) {
            return Err(EnvelopeError::Truncated);
        }
        let plaintext =
            self.key.open_in_place(chunk_nonce(index, last), Aad::empty(), chunk).map_err(|_| EnvelopeError::BadChunk(index))?;
        if plaintext.is_empty() && index > 0 {
            return Err(EnvelopeError::EmptyFinalChunk);
        }
        Ok(plaintext)
    }
}

/// Eleven bytes of chunk number, big-endian, and one that is 1 on the last chunk.
fn chunk_nonce(index: u64, last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&index.to_be_bytes());
    nonce[11] = u8::from(last);
    Nonce::assume_unique_for_key(nonce)
}

/// Tops a chunk already begun up to `full` bytes. Gives what is left of `piece` if bytes are left
/// then, so that a chunk begun is full and known not to be the last.
fn fill<'a>(pending: &mut Vec<u8>, piece: &'a [u8], full: usize) -> Option<&'a [u8]> {
    if pending.is_empty() {
        return Some(piece);
    }
    let (now, later) = piece.split_at(piece.len().min(full - pending.len()));
    pending.extend_from_slice(now);
    (!later.is_empty()).then_some(later)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EDGES: [usize; 9] = [0, 1, 16, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 200_000];

    fn key() -> FileKey {
        FileKey::new([3; 16])
    }

    fn plaintext(length: usize) -> Vec<u8> {
        (0..=250).cycle().take(length).collect()
    }

    fn sealed<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> ([u8; NONCE], Vec<u8>) {
        let mut sealer = PayloadSealer::new(&key());
        let nonce = *sealer.nonce();
        let mut out = Vec::new();
        for piece in pieces {
            sealer.push(piece, &mut out);
        }
        sealer.finish(&mut out);
        (nonce, out)
    }

    fn opened<'a>(nonce: &[u8; NONCE], pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<u8>, Result<(), EnvelopeError>) {
        let mut opener = PayloadOpener::new(&key(), nonce);
        let mut out = Vec::new();
        for piece in pieces {
            if let Err(error) = opener.push(piece, &mut out) {
                assert_eq!(opener.push(b"", &mut out), Err(error), "it stays failed");
                assert_eq!(opener.finish(&mut out), Err(error), "it stays failed");
                return (out, Err(error));
            }
        }
        let end = opener.finish(&mut out);
        (out, end)
    }

    fn whole(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
        std::iter::once(bytes)
    }

    /// Cuts `bytes` at the given places, taken modulo what is left.
    fn pieces<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
        let mut rest = bytes;
        let mut out = Vec::new();
        for cut in cuts {
            let (piece, after) = rest.split_at(cut % (rest.len() + 1));
            out.push(piece);
            rest = after;
        }
        out.push(rest);
        out
    }

    #[test]
    fn every_length_around_the_edges_comes_back_and_has_the_length_foretold() {
        for length in EDGES {
            let plain = plaintext(length);
            let (nonce, cipher) = sealed(whole(&plain));
            assert_eq!(cipher.len() as u64, ciphertext_len(length as u64));
            assert_eq!(plaintext_len(cipher.len() as u64), Ok(length as u64));
            assert_eq!(opened(&nonce, whole(&cipher)), (plain, Ok(())));
        }
    }

    #[test]
    fn lengths_that_no_payload_has_are_refused() {
        let full = SEALED_CHUNK as u64;
        for length in [0, 1, 15, full + 1, full + 15, 2 * full + 1] {
            assert_eq!(plaintext_len(length), Err(EnvelopeError::Truncated));
        }
        for length in [full + 16, 2 * full + 16] {
            assert_eq!(plaintext_len(length), Err(EnvelopeError::EmptyFinalChunk));
        }
        assert_eq!(plaintext_len(16), Ok(0));
        assert_eq!(ciphertext_len(u64::MAX), u64::MAX);
    }

    #[test]
    fn a_chunk_opens_alone_and_only_under_its_own_number_and_mark() {
        let plain = plaintext(2 * CHUNK + 5);
        let (nonce, cipher) = sealed(whole(&plain));
        let chunks = ChunkOpener::new(&key(), &nonce);
        let second = &cipher[SEALED_CHUNK..2 * SEALED_CHUNK];
        assert_eq!(chunks.open_chunk(1, false, &mut second.to_vec()), Ok(&plain[CHUNK..2 * CHUNK]));
        for (index, last) in [(0, false), (2, false), (1, true)] {
            assert_eq!(chunks.open_chunk(index, last, &mut second.to_vec()), Err(EnvelopeError::BadChunk(index)));
        }
        let last = &cipher[2 * SEALED_CHUNK..];
        assert_eq!(chunks.open_chunk(2, true, &mut last.to_vec()), Ok(&plain[2 * CHUNK..]));
        assert_eq!(chunks.open_chunk(2, false, &mut last.to_vec()), Err(EnvelopeError::Truncated));
        assert_eq!(chunks.open_chunk(2, true, &mut last[..15].to_vec()), Err(EnvelopeError::Truncated));
        assert_eq!(chunks.open_chunk(0, false, &mut cipher[..=SEALED_CHUNK].to_vec()), Err(EnvelopeError::Trailing));
    }

    #[test]
    fn a_payload_without_its_last_chunk_is_truncated() {
        for length in [2 * CHUNK, 2 * CHUNK + 7] {
            let (nonce, cipher) = sealed(whole(&plaintext(length)));
            let (released, end) = opened(&nonce, whole(&cipher[..SEALED_CHUNK]));
            assert_eq!(end, Err(EnvelopeError::Truncated));
            assert_eq!(released, plaintext(CHUNK));
        }
        assert_eq!(opened(&[0; NONCE], whole(&[])).1, Err(EnvelopeError::Truncated));
    }

    #[test]
    fn bytes_after_the_last_chunk_are_refused() {
        let (nonce, mut cipher) = sealed(whole(&plaintext(CHUNK)));
        cipher.push(0);
        assert_eq!(opened(&nonce, whole(&cipher)), (plaintext(CHUNK), Err(EnvelopeError::Trailing)));
        let (nonce, mut cipher) = sealed(whole(&plaintext(9)));
        cipher.push(0);
        assert_eq!(opened(&nonce, whole(&cipher)), (vec![], Err(EnvelopeError::BadChunk(0))));
    }

    #[test]
    fn an_empty_last_chunk_after_others_is_refused() {
        let mut sealer = PayloadSealer::new(&key());
        let nonce = *sealer.nonce();
        let mut cipher = Vec::new();
        sealer.seal(&plaintext(CHUNK), false, &mut cipher);
        sealer.seal(&[], true, &mut cipher);
        let (released, end) = opened(&nonce, whole(&cipher));
        assert_eq!(end, Err(EnvelopeError::EmptyFinalChunk));
        assert_eq!(released, plaintext(CHUNK));
    }

    #[test]
    fn chunks_in_another_order_are_refused() {
        let (nonce, cipher) = sealed(whole(&plaintext(3 * CHUNK)));
        let mut swapped = cipher[SEALED_CHUNK..2 * SEALED_CHUNK].to_vec();
        swapped.extend_from_slice(&cipher[..SEALED_CHUNK]);
        swapped.extend_from_slice(&cipher[2 * SEALED_CHUNK..]);
        assert_eq!(opened(&nonce, whole(&swapped)), (vec![], Err(EnvelopeError::BadChunk(0))));
    }

    #[test]
    fn another_file_key_or_nonce_opens_nothing() {
        let (nonce, cipher) = sealed(whole(&plaintext(100)));
        assert_eq!(opened(&[1; NONCE], whole(&cipher)), (vec![], Err(EnvelopeError::BadChunk(0))));
        let other = ChunkOpener::new(&FileKey::new([4; 16]), &nonce);
        assert_eq!(other.open_chunk(0, true, &mut cipher.clone()), Err(EnvelopeError::BadChunk(0)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn pieces_of_any_size_give_the_same(
            length in 0..3 * CHUNK,
            cuts in proptest::collection::vec(any::<usize>(), 0..8),
            other_cuts in proptest::collection::vec(any::<usize>(), 0..8),
        ) {
            let plain = plaintext(length);
            let (nonce, cipher) = sealed(pieces(&plain, &cuts).into_iter());
            prop_assert_eq!(cipher.len() as u64, ciphertext_len(length as u64));
            let (out, end) = opened(&nonce, pieces(&cipher, &other_cuts).into_iter());
            prop_assert_eq!(end, Ok(()));
            prop_assert!(out == plain);
        }

        #[test]
        fn a_flipped_bit_is_an_error_and_releases_only_what_came_before(
            length in 0..3 * CHUNK,
            bit in any::<usize>(),
            cuts in proptest::collection::vec(any::<usize>(), 0..4),
        ) {
            let plain = plaintext(length);
            let (nonce, mut cipher) = sealed(whole(&plain));
            let bit = bit % (cipher.len() * 8);
            cipher[bit / 8] ^= 1 << (bit % 8);
            let (out, end) = opened(&nonce, pieces(&cipher, &cuts).into_iter());
            let chunk = bit / 8 / SEALED_CHUNK;
            prop_assert_eq!(end, Err(EnvelopeError::BadChunk(chunk as u64)));
            prop_assert!(out == plain[..chunk * CHUNK]);
        }

        #[test]
        fn a_payload_cut_short_anywhere_is_an_error(length in 0..3 * CHUNK, keep in any::<usize>()) {
            let plain = plaintext(length);
            let (nonce, cipher) = sealed(whole(&plain));
            let (out, end) = opened(&nonce, whole(&cipher[..keep % cipher.len()]));
            prop_assert!(end.is_err());
            prop_assert!(plain.starts_with(&out));
        }

        #[test]
        fn appended_bytes_are_an_error(length in 0..2 * CHUNK, extra in 1_usize..100) {
            let (nonce, mut cipher) = sealed(whole(&plaintext(length)));
            cipher.extend(std::iter::repeat_n(0, extra));
            prop_assert!(opened(&nonce, whole(&cipher)).1.is_err());
        }
    }
}

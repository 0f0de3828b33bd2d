//! A payload that may have to be sealed a second time from the middle, because the line broke while it was sent.
//!
//! A chunk's number is its nonce, so sealing *another* text under the same number would give both away. The tag of each chunk is
//! kept: a chunk is given out a second time only with the tag it had the first time, which no other text has.

use ring::aead::LessSafeKey;

use super::{CHUNK, NONCE, TAG, seal_chunk};
use crate::header::FileKey;
use crate::random;

/// A chunk's text is not what it was when it was sealed first. Nothing of it was given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("chunk {0} is not what it was when it was sealed first")]
pub struct Changed(pub u64);

/// Seals chunks by their number, each as often as it is needed, always to the same bytes. Keeps 16 bytes for each chunk.
pub struct RepeatableSealer {
    key: LessSafeKey,
    nonce: [u8; NONCE],
    tags: Vec<[u8; TAG]>,
}

impl RepeatableSealer {
    /// Begins a payload under a fresh nonce. A file key serves one payload, so take a fresh one.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn new(file_key: &FileKey) -> Self {
        let nonce = random::bytes();
        Self { key: file_key.payload_key(&nonce), nonce, tags: Vec::new() }
    }

    /// The nonce to write between the header and the first chunk.
    #[must_use]
    pub const fn nonce(&self) -> &[u8; NONCE] {
        &self.nonce
    }

    /// Appends chunk `index` (from 0) of `plaintext` to `out`: 64 KiB, or less in the `last`.
    ///
    /// # Errors
    /// [`Changed`] for a chunk that was sealed before with another text or another mark.
    ///
    /// # Panics
    /// For a chunk beyond the next one, or of a length that no such chunk has: mistakes in the program.
    pub fn seal(&mut self, index: u64, plaintext: &[u8], last: bool, out: &mut Vec<u8>) -> Result<(), Changed> {
        let place = usize::try_from(index).expect("chunks are counted in memory");
        assert!(place <= self.tags.len(), "chunks are sealed in order");
        assert!(plaintext.len() == CHUNK || (last && plaintext.len() < CHUNK), "a chunk has 64 KiB, or is the last");
        let start = out.len();
        seal_chunk(&self.key, index, plaintext, last, out);
        let mut tag = [0; TAG];
        tag.copy_from_slice(&out[out.len() - TAG..]);
        match self.tags.get(place) {
            None => self.tags.push(tag),
            Some(first) if *first == tag => {}
            Some(_) => {
                out.truncate(start);
                return Err(Changed(index));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::PayloadOpener;
    use super::*;

    fn sealed(sealer: &mut RepeatableSealer, chunks: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        for (index, chunk) in chunks.iter().enumerate() {
            sealer.seal(index as u64, chunk, index + 1 == chunks.len(), &mut out).expect("the same text");
        }
        out
    }

    #[test]
    fn what_is_sealed_twice_is_the_same_and_opens() {
        let file_key = FileKey::new([9; 16]);
        let mut sealer = RepeatableSealer::new(&file_key);
        let (ones, twos) = (vec![1; CHUNK], vec![2; CHUNK]);
        let chunks: [&[u8]; 3] = [&ones, &twos, b"and the end"];
        let first = sealed(&mut sealer, &chunks);
        let mut again = Vec::new();
        sealer.seal(1, chunks[1], false, &mut again).expect("the same text");
        sealer.seal(2, chunks[2], true, &mut again).expect("the same text");
        assert_eq!(first[CHUNK + TAG..], again);
        let mut opener = PayloadOpener::new(&file_key, sealer.nonce());
        let mut plain = Vec::new();
        opener.push(&first, &mut plain).expect("whole chunks");
        opener.finish(&mut plain).expect("a last chunk");
        assert_eq!(plain, chunks.concat());
    }

    #[test]
    fn another_text_under_a_number_that_was_used_is_not_given_out() {
        let mut sealer = RepeatableSealer::new(&FileKey::new([9; 16]));
        let ones = vec![1; CHUNK];
        sealed(&mut sealer, &[&ones, b"end"]);
        let mut out = b"before".to_vec();
        let mut other = ones.clone();
        other[77] = 2;
        assert_eq!(sealer.seal(0, &other, false, &mut out), Err(Changed(0)));
        assert_eq!(sealer.seal(1, b"End", true, &mut out), Err(Changed(1)));
        assert_eq!(sealer.seal(1, &vec![3; CHUNK], false, &mut out), Err(Changed(1)));
        assert_eq!(out, b"before");
    }
}

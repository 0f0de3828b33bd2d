//! The Merkle tree of RFC 6962 (and RFC 9162 §2.1): hashes and the right edge here, the making of
//! both proofs in `prove`, their checking in `verify`.
//!
//! A [`Frontier`] appends in O(log n) and holds only the roots of the complete subtrees. Proofs are
//! computed over a reader `(level, index) -> hash` of complete subtrees: level 0 are the leaves,
//! and the subtree at (level, index) covers leaves index·2^level up to (index + 1)·2^level.

mod prove;
mod verify;

use super::sha256;

pub use prove::{ProveError, consistency_proof, inclusion_proof};
pub use verify::{ProofError, verify_consistency, verify_inclusion};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

const LEAF_PREFIX: &[u8] = &[0];
const NODE_PREFIX: &[u8] = &[1];

/// The root of the tree without leaves: SHA-256 of nothing.
#[must_use]
pub fn empty_root() -> Hash {
    sha256(&[])
}

/// The hash of an entry: SHA-256(0x00 ‖ entry).
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    sha256(&[LEAF_PREFIX, entry])
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[NODE_PREFIX, left, right])
}

/// Why a stored frontier was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a frontier of 8 bytes and one 32-byte hash per 1-bit of its size, found {0} bytes")]
pub struct FrontierError(usize);

/// The right edge of the tree: its size and the roots of its complete subtrees, largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The edge of the empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds one leaf.
    ///
    /// # Panics
    /// When the tree already holds 2⁶⁴ − 1 leaves.
    pub fn append(&mut self, leaf: Hash) {
        self.append_noting(leaf, |_, _, _| ());
    }

    /// Adds one leaf and tells `note(level, index, hash)` of every subtree that it completes, the
    /// leaf itself (level 0) included, from the bottom up.
    ///
    /// # Panics
    /// When the tree already holds 2⁶⁴ − 1 leaves.
    pub fn append_noting(&mut self, leaf: Hash, mut note: impl FnMut(u8, u64, Hash)) {
        let (mut level, mut index, mut hash) = (0, self.size, leaf);
        note(level, index, hash);
        while index & 1 == 1 {
            let left = self.peaks.pop().expect("a 1-bit of the size has its peak");
            hash = node_hash(&left, &hash);
            (level, index) = (level + 1, index >> 1);
            note(level, index, hash);
        }
        self.peaks.push(hash);
        self.size = self.size.checked_add(1).expect("fewer than 2^64 leaves");
    }

    /// The root of the tree so far.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    }

    /// Size (8 bytes, big-endian), then the hashes, largest subtree first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.peaks.iter().flatten());
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let wrong = FrontierError(bytes.len());
        let (size, hashes) = bytes.split_first_chunk::<8>().ok_or(wrong)?;
        let size = u64::from_be_bytes(*size);
        let (peaks, rest) = hashes.as_chunks::<32>();
        if !rest.is_empty() || peaks.len() != size.count_ones() as usize {
            return Err(wrong);
        }
        Ok(Self { size, peaks: peaks.to_vec() })
    }
}

#[cfg(test)]
mod tests;

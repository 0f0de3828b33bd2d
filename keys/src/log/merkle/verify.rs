//! Checking proofs. Nothing here trusts whoever made them.

use super::{Hash, empty_root, node_hash};

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The sizes or the index cannot belong together.
    #[error("index or older size {asked} does not fit into a tree of {size} leaves")]
    OutOfRange {
        /// Leaf index or older size.
        asked: u64,
        /// Leaves of the (newer) tree.
        size: u64,
    },
    /// Too many or too few hashes.
    #[error("the proof has {found} hashes, which is not the number its sizes call for")]
    WrongLength {
        /// Hashes in the proof.
        found: usize,
    },
    /// The hashes lead to another root.
    #[error("the proof leads to another root: leaf, tree or proof was altered")]
    WrongRoot,
}

/// Checks that `leaf` is leaf `index` of the tree of `size` leaves with `root` (RFC 9162 §2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { asked: index, size });
    }
    let wrong_length = ProofError::WrongLength { found: proof.len() };
    let mut hash = *leaf;
    climb(index, size - 1, proof, |side, sibling| match side {
        Side::Left => hash = node_hash(sibling, &hash),
        Side::Right => hash = node_hash(&hash, sibling),
    })
    .ok_or(wrong_length)?;
    same(&hash, root)
}

/// Checks that the tree of `old` leaves is the beginning of that of `new` (RFC 9162 §2.1.4.2).
///
/// With `old` = 0 the old root must be the empty one and the proof empty.
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::OutOfRange { asked: old, size: new });
    }
    let wrong_length = ProofError::WrongLength { found: proof.len() };
    if old == 0 || old == new {
        if !proof.is_empty() {
            return Err(wrong_length);
        }
        let expected = if old == 0 { empty_root() } else { *new_root };
        same(&expected, old_root)?;
        return if new == 0 { same(&expected, new_root) } else { Ok(()) };
    }
    // A complete old tree is itself a node of the new one, and its root opens the proof.
    let (first, rest) = if old.is_power_of_two() { (old_root, proof) } else { proof.split_first().ok_or(wrong_length)? };
    let edge = (old - 1).trailing_ones();
    let (mut old_hash, mut new_hash) = (*first, *first);
    climb((old - 1) >> edge, (new - 1) >> edge, rest, |side, sibling| match side {
        Side::Left => {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
        }
        // What is to the right of the old tree came later.
        Side::Right => new_hash = node_hash(&new_hash, sibling),
    })
    .ok_or(wrong_length)?;
    same(&old_hash, old_root)?;
    same(&new_hash, new_root)
}

/// On which side of the path a sibling stands.
enum Side {
    Left,
    Right,
}

/// Climbs from `node` to the root of a tree whose last node on that level is `last`, and hands each
/// sibling of the path to `join`. `None` if the siblings are too many or too few.
fn climb(mut node: u64, mut last: u64, siblings: &[Hash], mut join: impl FnMut(Side, &Hash)) -> Option<()> {
    for sibling in siblings {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            join(Side::Left, sibling);
            // Levels at which the right edge has no sibling are skipped.
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            join(Side::Right, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    (last == 0).then_some(())
}

fn same(found: &Hash, expected: &Hash) -> Result<(), ProofError> {
    if found == expected { Ok(()) } else { Err(ProofError::WrongRoot) }
}

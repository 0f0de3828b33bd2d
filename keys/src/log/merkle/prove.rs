//! Making proofs, from stored hashes of complete subtrees.

use super::{Hash, node_hash};

/// Why a proof could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProveError<E> {
    /// A leaf or an older size that the tree does not have.
    #[error("asked about {asked}, but the tree has {size} leaves")]
    OutOfRange {
        /// Leaf index or older size.
        asked: u64,
        /// Leaves of the tree.
        size: u64,
    },
    /// The reader of stored hashes failed.
    #[error("a stored hash of the log could not be read")]
    Read(#[source] E),
}

/// The path from leaf `index` to the root of `size` leaves (RFC 6962 §2.1.1), nearest first.
pub fn inclusion_proof<E>(
    index: u64,
    size: u64,
    mut read: impl FnMut(u8, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, ProveError<E>> {
    if index >= size {
        return Err(ProveError::OutOfRange { asked: index, size });
    }
    let (siblings, _leaf) = descend(index, size, |low, high| high - low == 1);
    roots_upwards(&siblings, &mut read)
}

/// The proof that the tree of `old` leaves is the beginning of that of `new` (RFC 6962 §2.1.2).
///
/// Empty when `old` is 0 or equals `new`.
pub fn consistency_proof<E>(
    old: u64,
    new: u64,
    mut read: impl FnMut(u8, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, ProveError<E>> {
    if old > new {
        return Err(ProveError::OutOfRange { asked: old, size: new });
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    let (mut ranges, (low, high)) = descend(old - 1, new, |_, high| high == old);
    // The verifier holds the old root itself; any other subtree it must be told.
    if low != 0 {
        ranges.push((low, high));
    }
    roots_upwards(&ranges, &mut read)
}

/// A range of leaves, `low..high`.
type Range = (u64, u64);

/// Goes down from the root over `size` leaves towards `leaf` until `arrived(low, high)`: the ranges that
/// were passed by on the way, from the root down, and the one arrived at.
fn descend(leaf: u64, size: u64, arrived: impl Fn(u64, u64) -> bool) -> (Vec<Range>, Range) {
    let (mut low, mut high) = (0, size);
    let mut passed = Vec::new();
    while !arrived(low, high) {
        let middle = low + split(high - low);
        if leaf < middle {
            passed.push((middle, high));
            high = middle;
        } else {
            passed.push((low, middle));
            low = middle;
        }
    }
    (passed, (low, high))
}

fn roots_upwards<E>(ranges: &[Range], read: &mut impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Vec<Hash>, ProveError<E>> {
    ranges.iter().rev().map(|&(low, high)| range_root(low, high, read).map_err(ProveError::Read)).collect()
}

/// The root over leaves `low..high`, a range that the recursive split of RFC 6962 produces.
fn range_root<E>(low: u64, high: u64, read: &mut impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let width = high - low;
    if width.is_power_of_two() {
        let level = width.trailing_zeros();
        return read(u8::try_from(level).expect("a level is below 64"), low >> level);
    }
    let middle = low + split(width);
    let left = range_root(low, middle, read)?;
    let right = range_root(middle, high, read)?;
    Ok(node_hash(&left, &right))
}

/// The largest power of two below `width`, which is at least 2.
const fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

//! Tiles: how the log is laid out for those who read it (C2SP tlog-tiles).
//!
//! Level L of tiles holds hashes of level 8·L of the tree, 256 to a full tile; the right edge is a
//! partial tile of 1 to 255. Entry bundles hold the entries themselves, each with a 16-bit length.
//! Full tiles never change, so each path is immutable once published.

use std::fmt;
use std::str::FromStr;

/// Hashes, or entries, of a full tile.
pub const FULL_WIDTH: u16 = 256;
/// Levels of the tree that one level of tiles spans.
const TILE_HEIGHT: u8 = 8;
/// The highest tile level that the path format allows.
const MAX_LEVEL: u8 = 63;
/// The highest index: a log has fewer than 2⁶⁴ entries.
const MAX_INDEX: u64 = u64::MAX >> 8;

/// Why a tile path or a tile was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// A path that is not exactly of the form the specification gives.
    #[error("expected tile/<L>/<N>[.p/<W>] or tile/entries/<N>[.p/<W>] in canonical form")]
    BadPath,
    /// An entry longer than a 16-bit length can say.
    #[error("expected an entry of at most 65535 bytes, found {0}")]
    EntryTooLong(usize),
    /// An entry bundle that ends in the middle, or is empty, or holds more than 256 entries.
    #[error("expected 1 to 256 whole entries in a bundle")]
    BadBundle,
}

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TileKind {
    /// Hashes of tile level 0 to 63.
    Hashes(u8),
    /// The entries.
    Entries,
}

/// One tile's place in the log, as its path names it: `tile/0/x001/234.p/7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    width: u16,
}

impl TilePath {
    /// A tile at `index` (from the left) of `width` 1 to 256.
    pub const fn new(kind: TileKind, index: u64, width: u16) -> Result<Self, TileError> {
        let level_fits = match kind {
            TileKind::Hashes(level) => level <= MAX_LEVEL,
            TileKind::Entries => true,
        };
        if !level_fits || index > MAX_INDEX || width == 0 || width > FULL_WIDTH {
            return Err(TileError::BadPath);
        }
        Ok(Self { kind, index, width })
    }

    /// Hashes or entries.
    #[must_use]
    pub const fn kind(&self) -> TileKind {
        self.kind
    }

    /// Number of full tiles to the left of it on its level.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Hashes or entries in it: 1 to 256.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether it is a full tile, which never changes and replaces its partial forms.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.width == FULL_WIDTH
    }

    /// The subtrees whose hashes make up this tile, as (level, first index, number); entries count
    /// as level 0.
    #[must_use]
    pub fn subtrees(&self) -> (u8, u64, u16) {
        let level = match self.kind {
            TileKind::Hashes(level) => level.saturating_mul(TILE_HEIGHT),
            TileKind::Entries => 0,
        };
        (level, self.index * u64::from(FULL_WIDTH), self.width)
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

impl FromStr for TilePath {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        let rest = path.strip_prefix("tile/").ok_or(TileError::BadPath)?;
        let (kind, rest) = rest.split_once('/').ok_or(TileError::BadPath)?;
        let kind =
            if kind == "entries" { TileKind::Entries } else { TileKind::Hashes(kind.parse().map_err(|_| TileError::BadPath)?) };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().map_err(|_| TileError::BadPath)?),
            None => (rest, FULL_WIDTH),
        };
        let tile = Self::new(kind, index_from(number)?, width)?;
        // One tile has one path: signs, leading zeros and a full tile with a width are refused.
        if tile.to_string() == path { Ok(tile) } else { Err(TileError::BadPath) }
    }
}

fn index_from(number: &str) -> Result<u64, TileError> {
    number.split('/').try_fold(0_u64, |index, group| {
        let digits = group.strip_prefix('x').unwrap_or(group);
        let group: u64 = digits.parse().map_err(|_| TileError::BadPath)?;
        index.checked_mul(1000).and_then(|index| index.checked_add(group)).ok_or(TileError::BadPath)
    })
}

/// An entry bundle: each entry after its length as big-endian uint16.
pub fn write_bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, TileError> {
    let mut bundle = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| TileError::EntryTooLong(entry.len()))?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// The entries of a bundle.
pub fn read_bundle(bundle: &[u8]) -> Result<Vec<&[u8]>, TileError> {
    let mut entries = Vec::new();
    let mut rest = bundle;
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(TileError::BadBundle)?;
        entries.push(entry);
        rest = after;
    }
    if !rest.is_empty() || entries.is_empty() || entries.len() > usize::from(FULL_WIDTH) {
        return Err(TileError::BadBundle);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests;

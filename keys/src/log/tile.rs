//! Tiles: how the log is laid out for those who read it (C2SP tlog-tiles).
//!
//! Level L of tiles holds hashes of level 8·L of the tree, 256 to a full tile; the right edge is a
//! partial tile of 1 to 255. Entry bundles hold the entries themselves, each with a 16-bit length.
//! Full tiles never change, so each path is immutable once published.

use std::fmt;
use std::str::FromStr;

use super::merkle::{Hash, node_hash};

/// Hashes, or entries, of a full tile.
pub const FULL_WIDTH: u16 = 256;
/// Levels of the tree that one level of tiles spans.
const TILE_HEIGHT: u8 = 8;
/// The highest tile level that the path format allows.
const MAX_LEVEL: u8 = 63;
/// The highest index: a log has fewer than 2⁶⁴ entries.
const MAX_INDEX: u64 = u64::MAX >> 8;
const HASH_LEN: usize = 32;

/// Why a tile path or a tile was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// A path that is not exactly of the form the specification gives.
    #[error("expected tile/<L>/<N>[.p/<W>] or tile/entries/<N>[.p/<W>] in canonical form")]
    BadPath,
    /// A tile that is not one hash per unit of its width.
    #[error("expected a tile of {expected} bytes, found {found}")]
    WrongLength {
        /// Bytes that the width calls for.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// A node that the tile does not cover completely.
    #[error("the tile does not hold all hashes below the node asked for")]
    NotCovered,
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

/// The tiles to publish when the log grows from `old` to `new` leaves: on each level the full tiles
/// that became full and the partial one at the new edge, hashes before entries, lower levels first.
///
/// Every partial tile that a published checkpoint needs is among them.
#[must_use]
pub fn tiles_between(old: u64, new: u64) -> Vec<TilePath> {
    let mut tiles = Vec::new();
    for level in 0..TILE_HEIGHT {
        let shift = u32::from(level * TILE_HEIGHT);
        edge_tiles(TileKind::Hashes(level), old >> shift, new >> shift, &mut tiles);
    }
    edge_tiles(TileKind::Entries, old, new, &mut tiles);
    tiles
}

/// All tiles of a log of `size` leaves.
#[must_use]
pub fn tiles_of(size: u64) -> Vec<TilePath> {
    tiles_between(0, size)
}

/// The tiles of one level that change when it grows from `old` to `new` hashes.
fn edge_tiles(kind: TileKind, old: u64, new: u64, tiles: &mut Vec<TilePath>) {
    if new <= old {
        return;
    }
    let width = u64::from(FULL_WIDTH);
    let full = (old / width..new / width).map(|index| TilePath { kind, index, width: FULL_WIDTH });
    tiles.extend(full);
    if let Ok(partial @ 1..) = u16::try_from(new % width) {
        tiles.push(TilePath { kind, index: new / width, width: partial });
    }
}

/// Where the complete subtree (level, index) of the tree is to be found: the tile's level and index
/// (its width depends on the log's size), and first hash and number of hashes below the node.
#[must_use]
pub const fn place_of(level: u8, index: u64) -> NodePlace {
    let within = level % TILE_HEIGHT;
    let first = index << within;
    NodePlace {
        tile_level: level / TILE_HEIGHT,
        tile_index: first >> TILE_HEIGHT,
        first: first.to_le_bytes()[0] as usize,
        count: 1 << within,
    }
}

/// The place of a node in its tile: see [`place_of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodePlace {
    /// Level of the tile.
    pub tile_level: u8,
    /// Index of the tile.
    pub tile_index: u64,
    /// Hash in the tile at which the node begins.
    pub first: usize,
    /// Hashes below the node: 1, 2, 4 … 128.
    pub count: usize,
}

impl NodePlace {
    /// The node's hash, computed from the tile's bytes (full or partial).
    pub fn hash_in(&self, tile: &[u8]) -> Result<Hash, TileError> {
        let (hashes, rest) = tile.as_chunks::<HASH_LEN>();
        if !rest.is_empty() {
            return Err(TileError::WrongLength { expected: hashes.len() * HASH_LEN, found: tile.len() });
        }
        let below = hashes.get(self.first..self.first + self.count).ok_or(TileError::NotCovered)?;
        Ok(complete_root(below))
    }
}

/// The hash of a tile's place one level up, from its 256 hashes.
pub fn full_tile_root(tile: &[u8]) -> Result<Hash, TileError> {
    let expected = usize::from(FULL_WIDTH) * HASH_LEN;
    if tile.len() != expected {
        return Err(TileError::WrongLength { expected, found: tile.len() });
    }
    Ok(complete_root(tile.as_chunks::<HASH_LEN>().0))
}

/// The root over a power-of-two number of hashes.
fn complete_root(hashes: &[Hash]) -> Hash {
    if let [hash] = hashes {
        return *hash;
    }
    let (left, right) = hashes.split_at(hashes.len() / 2);
    node_hash(&complete_root(left), &complete_root(right))
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
mod tests {
    use super::super::merkle::{
        Frontier, ProveError, consistency_proof, inclusion_proof, leaf_hash, root_of, verify_consistency, verify_inclusion,
    };
    use super::*;
    use std::collections::HashMap;

    fn path(text: &str) -> Result<TilePath, TileError> {
        text.parse()
    }

    #[test]
    fn paths_are_written_as_the_specification_shows_them() {
        for (index, text) in [(0, "tile/0/000"), (67, "tile/0/067"), (1000, "tile/0/x001/000"), (1_234_067, "tile/0/x001/x234/067")]
        {
            let tile = TilePath::new(TileKind::Hashes(0), index, 256).expect("it is in range");
            assert_eq!(tile.to_string(), text);
            assert_eq!(path(text), Ok(tile));
        }
        let partial = TilePath::new(TileKind::Entries, 1_234_067, 8).expect("it is in range");
        assert_eq!(partial.to_string(), "tile/entries/x001/x234/067.p/8");
        assert_eq!(path("tile/entries/x001/x234/067.p/8"), Ok(partial));
        let last = TilePath::new(TileKind::Hashes(63), MAX_INDEX, 255).expect("it is in range");
        assert_eq!(path(&last.to_string()), Ok(last));
    }

    #[test]
    fn a_path_that_is_not_canonical_is_refused() {
        for text in [
            "",
            "tile",
            "tile/",
            "tile/0",
            "tile/0/",
            "/tile/0/000",
            "tile/0/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/0/x000/001",
            "tile/0/001/000",
            "tile/0/x001",
            "tile/0/x001/x000",
            "tile/0/xx01/000",
            "tile/00/000",
            "tile/+0/000",
            "tile/-1/000",
            "tile/64/000",
            "tile/256/000",
            "tile/entry/000",
            "tile/Entries/000",
            "tile/0/000.p",
            "tile/0/000.p/",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/257",
            "tile/0/000.p/01",
            "tile/0/000.p/+1",
            "tile/0/000.p/1/",
            "tile/0/000/",
            "tile/0/000 ",
            "tile/0/../000",
            "tile/0/x072/x057/x594/x037/x927/936",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
        ] {
            assert_eq!(path(text), Err(TileError::BadPath), "{text:?}");
        }
    }

    #[test]
    fn a_tile_is_never_empty_nor_wider_than_256() {
        for width in [0, 257, u16::MAX] {
            let refusal = TilePath::new(TileKind::Entries, 0, width);
            assert_eq!(refusal, Err(TileError::BadPath));
        }
        let refusal = TilePath::new(TileKind::Hashes(64), 0, 1);
        assert_eq!(refusal, Err(TileError::BadPath));
    }

    #[test]
    fn a_log_of_70_000_entries_has_the_tiles_of_the_specification() {
        let tiles: Vec<String> = tiles_of(70_000).iter().map(TilePath::to_string).collect();
        assert_eq!(tiles.iter().filter(|tile| tile.starts_with("tile/0/")).count(), 274);
        assert!(tiles.contains(&"tile/0/272".into()));
        assert!(tiles.contains(&"tile/0/273.p/112".into()));
        assert!(tiles.contains(&"tile/1/000".into()));
        assert!(tiles.contains(&"tile/1/001.p/17".into()));
        assert!(tiles.contains(&"tile/2/000.p/1".into()));
        assert!(!tiles.iter().any(|tile| tile.starts_with("tile/3/")));
        assert!(tiles.contains(&"tile/entries/273.p/112".into()));
    }

    #[test]
    fn growth_publishes_only_what_changed() {
        assert_eq!(tiles_between(5, 5), vec![]);
        assert_eq!(tiles_of(0), vec![]);
        let names: Vec<String> = tiles_between(255, 257).iter().map(TilePath::to_string).collect();
        assert_eq!(names, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/1"]);
    }

    /// The tiles of a log as they are served, by kind and index.
    fn served(size: u64) -> (HashMap<(u8, u64), Vec<u8>>, Hash) {
        let mut subtrees = HashMap::new();
        let mut frontier = Frontier::new();
        for number in 0..size {
            frontier.append_noting(leaf_hash(&number.to_be_bytes()), |level, index, hash| {
                subtrees.insert((level, index), hash);
            });
        }
        let mut tiles = HashMap::new();
        for tile in tiles_of(size) {
            if let TileKind::Hashes(tile_level) = tile.kind() {
                let (level, first, count) = tile.subtrees();
                let bytes = (first..first + u64::from(count)).flat_map(|index| subtrees[&(level, index)]).collect();
                tiles.insert((tile_level, tile.index()), bytes);
            }
        }
        (tiles, frontier.root())
    }

    #[test]
    fn proofs_can_be_made_from_the_served_tiles_alone() {
        let size = 70_000;
        let (tiles, root) = served(size);
        let read = |level, index| {
            let place = place_of(level, index);
            place.hash_in(&tiles[&(place.tile_level, place.tile_index)])
        };
        assert_eq!(root_of(size, read), Ok(root));
        for index in [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, size - 1] {
            let proof = inclusion_proof(index, size, read).expect("the leaf is in the tree");
            let leaf = leaf_hash(&index.to_be_bytes());
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
        }
        for old in [1, 255, 256, 257, 40_000, 65_536, size - 1] {
            let old_root = root_of(old, read).expect("the old tree is covered");
            let proof = consistency_proof(old, size, read).expect("old is not larger");
            assert_eq!(verify_consistency(old, &old_root, size, &root, &proof), Ok(()));
        }
    }

    #[test]
    fn a_full_tile_is_one_hash_of_the_next_level() {
        let (tiles, _) = served(600);
        let up = full_tile_root(&tiles[&(0, 1)]).expect("the tile is full");
        assert_eq!(tiles[&(1, 0)][32..], up);
        let refusal = full_tile_root(&tiles[&(0, 2)]);
        assert!(matches!(refusal, Err(TileError::WrongLength { expected: 8192, .. })));
    }

    #[test]
    fn a_partial_tile_does_not_answer_for_what_it_lacks() {
        let (tiles, _) = served(300);
        let read = |level, index| {
            let place = place_of(level, index);
            place.hash_in(&tiles[&(place.tile_level, place.tile_index)])
        };
        assert_eq!(read(0, 300), Err(TileError::NotCovered));
        assert_eq!(read(6, 4), Err(TileError::NotCovered));
        assert_eq!(inclusion_proof(0, 301, read), Err(ProveError::Read(TileError::NotCovered)));
        let refusal = place_of(0, 0).hash_in(&tiles[&(0, 0)][..33]);
        assert!(matches!(refusal, Err(TileError::WrongLength { found: 33, .. })));
    }

    #[test]
    fn a_bundle_gives_back_its_entries() {
        let longest = vec![7; 65_535];
        let entries: [&[u8]; 3] = [b"one", b"", &longest];
        let bundle = write_bundle(entries).expect("the entries fit");
        assert_eq!(bundle[..5], [0, 3, b'o', b'n', b'e']);
        assert_eq!(read_bundle(&bundle).expect("it was just written"), entries);
    }

    #[test]
    fn a_bundle_that_is_cut_empty_or_too_full_is_refused() {
        let bundle = write_bundle([b"one".as_slice(), b"two"]).expect("the entries fit");
        for length in (0..bundle.len()).filter(|length| *length != 5) {
            assert_eq!(read_bundle(&bundle[..length]), Err(TileError::BadBundle));
        }
        assert_eq!(read_bundle(&[0; 514]), Err(TileError::BadBundle));
        let too_long = vec![0; 65_536];
        assert_eq!(write_bundle([too_long.as_slice()]), Err(TileError::EntryTooLong(65_536)));
    }
}

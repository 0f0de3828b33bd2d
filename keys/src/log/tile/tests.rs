use std::collections::HashMap;

use super::*;
use crate::log::merkle::{
    Frontier, Hash, consistency_proof, inclusion_proof, leaf_hash, node_hash, verify_consistency, verify_inclusion,
};

fn path(text: &str) -> Result<TilePath, TileError> {
    text.parse()
}

#[test]
fn paths_are_written_as_the_specification_shows_them() {
    for (index, text) in [(0, "tile/0/000"), (67, "tile/0/067"), (1000, "tile/0/x001/000"), (1_234_067, "tile/0/x001/x234/067")] {
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

/// Tiles of hashes, by level and index.
type Tiles = HashMap<(u8, u64), Vec<Hash>>;

/// The tiles that a log of `size` entries serves, and its roots at every size.
fn served(size: u64) -> (Tiles, Vec<Hash>) {
    let (mut subtrees, mut frontier) = (HashMap::new(), Frontier::new());
    let mut roots = vec![frontier.root()];
    for number in 0..size {
        frontier.append_noting(leaf_hash(&number.to_be_bytes()), |level, index, hash| {
            subtrees.insert((level, index), hash);
        });
        roots.push(frontier.root());
    }
    let mut tiles = HashMap::new();
    for (tile_level, hashes) in [size, size >> 8, size >> 16].into_iter().enumerate() {
        let tile_level = u8::try_from(tile_level).expect("there are three");
        for index in 0..hashes.div_ceil(256) {
            let width = u16::try_from((hashes - index * 256).min(256)).expect("at most 256");
            let tile = TilePath::new(TileKind::Hashes(tile_level), index, width).expect("it is in range");
            let (level, first, count) = tile.subtrees();
            let held = (first..first + u64::from(count)).map(|index| subtrees[&(level, index)]).collect();
            tiles.insert((tile_level, index), held);
        }
    }
    (tiles, roots)
}

/// What a reader makes of a tile: the root over a power-of-two number of its hashes.
fn complete_root(hashes: &[Hash]) -> Hash {
    if let [hash] = hashes {
        return *hash;
    }
    let (left, right) = hashes.split_at(hashes.len() / 2);
    node_hash(&complete_root(left), &complete_root(right))
}

#[test]
fn proofs_can_be_made_from_the_served_tiles_alone() {
    let size = 70_000;
    let (tiles, roots) = served(size);
    let root = &roots[70_000];
    let read = |level: u8, index: u64| {
        let first = index << (level % 8);
        let from = usize::try_from(first % 256).expect("it is small");
        let held = tiles.get(&(level / 8, first / 256)).and_then(|tile| tile.get(from..from + (1 << (level % 8))));
        held.map(complete_root).ok_or((level, index))
    };
    for index in [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, size - 1] {
        let proof = inclusion_proof(index, size, read).expect("the leaf is in the tree");
        let leaf = leaf_hash(&index.to_be_bytes());
        assert_eq!(verify_inclusion(&leaf, index, size, &proof, root), Ok(()));
    }
    for old in [1, 255, 256, 257, 40_000, 65_536, 69_999] {
        let proof = consistency_proof(old as u64, size, read).expect("old is not larger");
        assert_eq!(verify_consistency(old as u64, &roots[old], size, root, &proof), Ok(()));
    }
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

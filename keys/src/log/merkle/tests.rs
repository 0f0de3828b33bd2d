use super::*;
use proptest::prelude::*;
use std::collections::HashMap;
use std::convert::Infallible;

/// The eight entries that the Certificate Transparency projects test with.
const ENTRIES: [&[u8]; 8] = [
    b"",
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const SIZES: u64 = 40;

/// A log as a gateway keeps it: every complete subtree, and the root after each append.
#[derive(Default)]
struct Kept {
    subtrees: HashMap<(u8, u64), Hash>,
    roots: Vec<Hash>,
    frontier: Frontier,
}

impl Kept {
    fn with(entries: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut kept = Self::default();
        kept.roots.push(kept.frontier.root());
        for entry in entries {
            let subtrees = &mut kept.subtrees;
            kept.frontier.append_noting(leaf_hash(&entry), |level, index, hash| {
                let earlier = subtrees.insert((level, index), hash);
                assert!(earlier.is_none(), "a subtree is completed once");
            });
            kept.roots.push(kept.frontier.root());
        }
        kept
    }

    fn numbered(size: u64) -> Self {
        Self::with((0..size).map(|number| number.to_be_bytes().to_vec()))
    }

    fn read(&self) -> impl FnMut(u8, u64) -> Result<Hash, (u8, u64)> {
        |level, index| self.subtrees.get(&(level, index)).copied().ok_or((level, index))
    }

    fn root(&self, size: u64) -> &Hash {
        &self.roots[usize::try_from(size).expect("the tests' trees are small")]
    }
}

/// RFC 6962 §2.1, word for word, as the second opinion.
fn tree_hash(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            node_hash(&tree_hash(&leaves[..half]), &tree_hash(&leaves[half..]))
        }
    }
}

fn unhex(text: &str) -> Hash {
    std::array::from_fn(|byte| u8::from_str_radix(&text[byte * 2..byte * 2 + 2], 16).expect("the constant is hex"))
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut hash = *hash;
    hash[bit / 8] ^= 1 << (bit % 8);
    hash
}

#[test]
fn the_roots_of_the_known_test_tree_are_met() {
    let kept = Kept::with(ENTRIES.iter().map(|entry| entry.to_vec()));
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(kept.roots[size], unhex(root), "{size} leaves");
    }
}

#[test]
fn every_root_agrees_with_the_definition() {
    let kept = Kept::numbered(130);
    let leaves: Vec<Hash> = (0..130_u64).map(|n| leaf_hash(&n.to_be_bytes())).collect();
    for size in 0..=130 {
        assert_eq!(kept.roots[size], tree_hash(&leaves[..size]), "{size}");
    }
}

#[test]
fn every_inclusion_proof_holds_and_no_flipped_bit_does() {
    let kept = Kept::numbered(SIZES);
    for size in 1..=SIZES {
        for index in 0..size {
            let leaf = leaf_hash(&index.to_be_bytes());
            let root = kept.root(size);
            let proof = inclusion_proof(index, size, kept.read()).expect("it is in the tree");
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, root), Ok(()));
            for bit in 0..256 {
                let wrong = Err(ProofError::WrongRoot);
                let leaf_altered = flipped(&leaf, bit);
                let root_altered = flipped(root, bit);
                assert_eq!(verify_inclusion(&leaf_altered, index, size, &proof, root), wrong);
                assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root_altered), wrong);
                for place in 0..proof.len() {
                    let mut altered = proof.clone();
                    altered[place] = flipped(&altered[place], bit);
                    assert_eq!(verify_inclusion(&leaf, index, size, &altered, root), wrong);
                }
            }
        }
    }
}

#[test]
fn an_inclusion_proof_of_another_length_or_index_is_refused() {
    let kept = Kept::numbered(SIZES);
    for size in 1..=SIZES {
        for index in 0..size {
            let leaf = leaf_hash(&index.to_be_bytes());
            let root = kept.root(size);
            let proof = inclusion_proof(index, size, kept.read()).expect("it is in the tree");
            for cut in 0..proof.len() {
                let refusal = verify_inclusion(&leaf, index, size, &proof[..cut], root);
                assert_eq!(refusal, Err(ProofError::WrongLength { found: cut }));
            }
            let longer = [proof.as_slice(), &[[0; 32]]].concat();
            let refusal = verify_inclusion(&leaf, index, size, &longer, root);
            assert_eq!(refusal, Err(ProofError::WrongLength { found: longer.len() }));
            for other in (0..size).filter(|other| *other != index) {
                assert!(verify_inclusion(&leaf, other, size, &proof, root).is_err());
            }
        }
    }
}

#[test]
fn a_leaf_outside_the_tree_has_no_proof() {
    let kept = Kept::numbered(5);
    let refusal = inclusion_proof(5, 5, kept.read());
    assert_eq!(refusal, Err(ProveError::OutOfRange { asked: 5, size: 5 }));
    let refusal = verify_inclusion(&[0; 32], 0, 0, &[], &empty_root());
    assert_eq!(refusal, Err(ProofError::OutOfRange { asked: 0, size: 0 }));
    let refusal = verify_inclusion(&[0; 32], u64::MAX, u64::MAX, &[], &[0; 32]);
    assert!(matches!(refusal, Err(ProofError::OutOfRange { .. })));
}

#[test]
fn every_consistency_proof_holds_and_no_flipped_bit_does() {
    let kept = Kept::numbered(SIZES);
    for new in 1..=SIZES {
        for old in 1..=new {
            let (old_root, new_root) = (kept.root(old), kept.root(new));
            let proof = consistency_proof(old, new, kept.read()).expect("old is not larger");
            let held = verify_consistency(old, old_root, new, new_root, &proof);
            assert_eq!(held, Ok(()), "{old} of {new}");
            for bit in 0..256 {
                let altered = flipped(old_root, bit);
                assert!(verify_consistency(old, &altered, new, new_root, &proof).is_err());
                let altered = flipped(new_root, bit);
                assert!(verify_consistency(old, old_root, new, &altered, &proof).is_err());
                for place in 0..proof.len() {
                    let mut altered = proof.clone();
                    altered[place] = flipped(&altered[place], bit);
                    let refusal = verify_consistency(old, old_root, new, new_root, &altered);
                    assert_eq!(refusal, Err(ProofError::WrongRoot));
                }
            }
        }
    }
}

#[test]
fn a_consistency_proof_of_another_length_is_refused() {
    let kept = Kept::numbered(SIZES);
    for new in 1..=SIZES {
        for old in 0..=new {
            let (old_root, new_root) = (kept.root(old), kept.root(new));
            let proof = consistency_proof(old, new, kept.read()).expect("old is not larger");
            for cut in 0..proof.len() {
                let held = verify_consistency(old, old_root, new, new_root, &proof[..cut]);
                assert_eq!(held, Err(ProofError::WrongLength { found: cut }));
            }
            let longer = [proof.as_slice(), &[[0; 32]]].concat();
            let held = verify_consistency(old, old_root, new, new_root, &longer);
            assert_eq!(held, Err(ProofError::WrongLength { found: longer.len() }));
        }
    }
}

#[test]
fn the_empty_tree_is_the_beginning_of_every_tree_and_of_nothing_else() {
    let kept = Kept::numbered(3);
    assert_eq!(consistency_proof(0, 3, kept.read()), Ok(vec![]));
    let root = kept.root(3);
    assert_eq!(verify_consistency(0, &empty_root(), 3, root, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &[0; 32], 3, root, &[]), Err(ProofError::WrongRoot));
    assert_eq!(verify_consistency(0, &empty_root(), 0, &[0; 32], &[]), Err(ProofError::WrongRoot));
}

#[test]
fn a_tree_cannot_shrink() {
    let kept = Kept::numbered(3);
    let refusal = consistency_proof(4, 3, kept.read());
    assert_eq!(refusal, Err(ProveError::OutOfRange { asked: 4, size: 3 }));
    let refusal = verify_consistency(4, &[0; 32], 3, kept.root(3), &[]);
    assert_eq!(refusal, Err(ProofError::OutOfRange { asked: 4, size: 3 }));
}

#[test]
fn two_trees_of_one_size_with_different_roots_are_not_consistent() {
    let kept = Kept::numbered(3);
    let forked = Kept::with([b"a".to_vec(), b"b".to_vec(), b"c".to_vec()]);
    let refusal = verify_consistency(3, kept.root(3), 3, forked.root(3), &[]);
    assert_eq!(refusal, Err(ProofError::WrongRoot));
}

#[test]
fn a_missing_hash_is_reported_by_its_place() {
    let refusal = inclusion_proof(0, 4, |level, index| Err::<Hash, _>((level, index)));
    assert_eq!(refusal, Err(ProveError::Read((0, 1))));
    let refusal = consistency_proof(2, 4, |level, index| Err::<Hash, _>((level, index)));
    assert_eq!(refusal, Err(ProveError::Read((1, 1))));
}

#[test]
fn a_frontier_survives_storage_and_grows_on() {
    let mut whole = Frontier::new();
    let mut stored = Frontier::new();
    for number in 0..100_u64 {
        whole.append(leaf_hash(&number.to_be_bytes()));
        stored = Frontier::from_bytes(&stored.to_bytes()).expect("it was just written");
        stored.append(leaf_hash(&number.to_be_bytes()));
        assert_eq!(whole, stored);
        assert_eq!(whole.root(), stored.root());
        assert_eq!(stored.size(), number + 1);
    }
}

#[test]
fn a_damaged_frontier_is_refused() {
    let mut frontier = Frontier::new();
    for number in 0..7_u64 {
        frontier.append(leaf_hash(&number.to_be_bytes()));
    }
    let bytes = frontier.to_bytes();
    for length in 0..bytes.len() {
        let refusal = Frontier::from_bytes(&bytes[..length]);
        assert_eq!(refusal, Err(FrontierError(length)));
    }
    let longer = [bytes.as_slice(), &[0; 32]].concat();
    assert_eq!(Frontier::from_bytes(&longer), Err(FrontierError(longer.len())));
}

proptest! {
    #[test]
    fn whatever_is_appended_every_earlier_tree_stays_its_beginning(
        entries in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..80),
        at in any::<prop::sample::Index>(),
    ) {
        let size = entries.len() as u64;
        let old = at.index(entries.len() + 1) as u64;
        let kept = Kept::with(entries);
        let proof = consistency_proof(old, size, kept.read()).expect("old is not larger");
        prop_assert_eq!(
            verify_consistency(old, kept.root(old), size, kept.root(size), &proof),
            Ok(())
        );
    }

    #[test]
    fn a_log_with_one_entry_rewritten_is_never_consistent(
        size in 2_u64..80,
        rewritten in any::<prop::sample::Index>(),
    ) {
        let rewritten = rewritten.index(usize::try_from(size).expect("small")) as u64;
        let kept = Kept::numbered(size);
        let forged = Kept::with((0..size + 3).map(|number| {
            if number == rewritten { b"forged".to_vec() } else { number.to_be_bytes().to_vec() }
        }));
        let proof = consistency_proof(size, size + 3, forged.read()).expect("old is not larger");
        prop_assert_eq!(
            verify_consistency(size, kept.root(size), size + 3, forged.root(size + 3), &proof),
            Err(ProofError::WrongRoot)
        );
    }

    #[test]
    fn arbitrary_proofs_never_hold_and_never_panic(
        index in any::<u64>(),
        size in any::<u64>(),
        old in any::<u64>(),
        proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        prop_assert!(verify_inclusion(&[1; 32], index, size, &proof, &[2; 32]).is_err());
        prop_assert!(verify_consistency(old, &[1; 32], size, &[2; 32], &proof).is_err());
    }
}

#[test]
fn proofs_of_a_huge_tree_are_as_long_as_its_depth() {
    let read = |_, _| Ok::<_, Infallible>([9; 32]);
    let size = u64::MAX;
    let proof = inclusion_proof(0, size, read).expect("the leaf is in range");
    assert_eq!(proof.len(), 64);
    let proof = consistency_proof(size - 1, size, read).expect("old is not larger");
    assert!(proof.len() <= 65, "{}", proof.len());
}

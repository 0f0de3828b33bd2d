//! The tree recomputed beside the stored one, in constant memory: the right edge, and the stored hashes of one batch. Of event,
//! commitment and leaf two agree when one was altered: so the altered one can be named.

use std::collections::HashMap;

use porthor_keys::log::merkle::{Frontier, Hash, empty_root};
use sqlx::AnyConnection;

use super::findings::{Problem, Report};
use super::store;
use crate::store::{StoreError, log};

const DIFFERS: &str = "differs from what was committed";

/// Stored hashes of the subtrees that a batch of leaves completes.
pub struct Stored(HashMap<(u8, u64), Vec<u8>>);

impl Stored {
    /// Reads the hashes of all subtrees that leaves `from..to` complete.
    pub async fn read(connection: &mut AnyConnection, from: u64, to: u64) -> Result<Self, StoreError> {
        let mut hashes = HashMap::new();
        for level in 0..63_u8 {
            // The subtree (level, index) is complete with leaf (index + 1) · 2^level − 1.
            let (first, end) = (from >> level, to >> level);
            if end == 0 {
                break;
            }
            let found = store::raw_hashes(&mut *connection, level, first, end).await?;
            hashes.extend(found.into_iter().map(|(index, hash)| ((level, index), hash)));
        }
        Ok(Self(hashes))
    }

    fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        self.0.get(&(level, index)).and_then(|bytes| bytes.as_slice().try_into().ok())
    }
}

/// What is known of one entry's commitment.
#[derive(Clone, Copy)]
pub struct Claims {
    /// Recomputed from the opened event; none if it cannot be opened.
    pub event: Option<Hash>,
    /// As the column says; none if there is no row or no such bytes.
    pub column: Option<Hash>,
    /// Whether there is a row.
    pub row: bool,
}

/// The tree as it grows.
#[derive(Default)]
pub struct Tree {
    edge: Frontier,
    /// The last leaf that nothing vouches for: nodes above it are bound to differ.
    doubtful: Option<u64>,
}

impl Tree {
    /// The right edge so far.
    pub fn edge(&self) -> &Frontier {
        &self.edge
    }

    /// The root so far.
    pub fn root(&self) -> Hash {
        if self.edge.size() == 0 { empty_root() } else { self.edge.root() }
    }

    /// Adds entry `seq`, comparing what is claimed of it with the stored leaf, and every subtree it completes with the stored one.
    pub fn add(&mut self, seq: u64, claims: Claims, stored: &Stored, report: &mut Report) {
        let leaf = stored.hash(0, seq);
        let (true_leaf, problem) = weigh(seq, claims, leaf);
        if let Some(problem) = problem {
            report.add(problem);
        }
        let taken = true_leaf.unwrap_or_else(|| {
            self.doubtful = Some(seq);
            leaf.unwrap_or_default()
        });
        let doubtful = self.doubtful;
        self.edge.append_noting(taken, |level, index, hash| {
            let is_sure = doubtful.is_none_or(|last| last < index << level);
            if level > 0 && is_sure && stored.hash(level, index) != Some(hash) {
                let what = format!("differs from the tree of the entries, at level {level}, index {index}");
                report.add(Problem::of_table("log_hash", "hash", what));
            }
        });
    }
}

/// The leaf to go on with, if any two of event, column and leaf agree; and what is to be said of the third.
fn weigh(seq: u64, claims: Claims, stored: Option<Hash>) -> (Option<Hash>, Option<Problem>) {
    let of = |commitment: Option<Hash>| commitment.map(|commitment| log::leaf(&commitment));
    let (event, column) = (of(claims.event), of(claims.column));
    let wrong_leaf = |what: &str| Some(Problem::of_leaf(seq, what));
    let wrong = |column: &str, what: &str| Some(Problem::of_event(seq, Some(column), what));
    match (event, column, stored) {
        (None, None, stored) if !claims.row => {
            // That the row is missing was said already; its leaf stands for it.
            let problem = if stored.is_none() { wrong_leaf("is missing") } else { None };
            (stored, problem)
        }
        (_, _, None) => (event.or(column), wrong_leaf("is missing")),
        (Some(event), Some(column), Some(leaf)) if event == column => {
            (Some(event), if leaf == event { None } else { wrong_leaf(DIFFERS) })
        }
        (Some(event), _, Some(leaf)) if event == leaf => (Some(leaf), wrong("commitment", DIFFERS)),
        (Some(_), Some(column), Some(leaf)) if column == leaf => {
            (Some(leaf), wrong("sealed", "holds another event than was committed"))
        }
        (None, Some(column), Some(leaf)) if column == leaf => (Some(leaf), None),
        (_, _, Some(_)) => (None, wrong("commitment", "differs from its leaf in log_hash, and nothing vouches for either")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(event: Option<u8>, column: Option<u8>) -> Claims {
        let hash = |byte: Option<u8>| byte.map(|byte| [byte; 32]);
        Claims { event: hash(event), column: hash(column), row: true }
    }

    fn said(event: Option<u8>, column: Option<u8>, leaf: Option<u8>) -> (bool, Option<String>) {
        let leaf = leaf.map(|byte| log::leaf(&[byte; 32]));
        let (taken, problem) = weigh(4, claims(event, column), leaf);
        (taken == Some(log::leaf(&[1; 32])), problem.map(|problem| problem.to_string()))
    }

    #[test]
    fn of_three_witnesses_the_one_that_disagrees_is_named() {
        assert_eq!(said(Some(1), Some(1), Some(1)), (true, None));
        let named = |(right, said): (bool, Option<String>), start: &str| {
            assert!(right, "{start}");
            assert!(said.as_deref().is_some_and(|said| said.starts_with(start)), "{said:?}");
        };
        named(said(Some(1), Some(1), Some(2)), "log_hash 4: column hash");
        named(said(Some(1), Some(2), Some(1)), "event 4: column commitment");
        named(said(Some(2), Some(1), Some(1)), "event 4: column sealed");
        named(said(Some(1), None, Some(1)), "event 4: column commitment");
        named(said(Some(1), Some(1), None), "log_hash 4: column hash is missing");
    }

    #[test]
    fn an_erased_event_is_vouched_for_by_commitment_and_leaf() {
        assert_eq!(said(None, Some(1), Some(1)), (true, None));
        let (vouched, problem) = said(None, Some(1), Some(2));
        assert!(!vouched);
        assert!(problem.is_some());
    }
}

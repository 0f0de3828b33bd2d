//! The exchange with witnesses: `add-checkpoint` (C2SP tlog-witness), both sides, without its HTTP.
//!
//! Body: `old <size>`, the consistency proof one base64 hash a line, an empty line, the checkpoint.
//! A witness checks it with [`AddCheckpoint::check`] against the head it saw last, persists the new
//! head in one step with that check, and only then answers with its cosignature.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::checkpoint::{Checkpoint, CheckpointError};
use super::merkle::{Hash, empty_root, verify_consistency};
use super::note::{Note, VerifierKey};

/// Hashes that a consistency proof may have: a tree of 2⁶⁴ leaves needs no more.
const MAX_PROOF: usize = 63;

/// Why a witness does not cosign. [`Refusal::status`] is the answer's status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The body is not of the form of an `add-checkpoint`.
    #[error("expected `old <size>`, at most {MAX_PROOF} proof lines, an empty line, a checkpoint")]
    Malformed,
    /// The log of this origin is not one that the witness watches.
    #[error("the origin is not one that this witness watches")]
    UnknownOrigin,
    /// No good signature of the log.
    #[error("the checkpoint has no good signature of its log")]
    NotSigned,
    /// The old size exceeds the checkpoint's.
    #[error("the old size exceeds the size of the checkpoint")]
    OldLarger,
    /// The old size is not the one this witness saw last, or the same size came with another root.
    #[error("the checkpoint does not start from the {size} leaves that this witness saw last")]
    Conflict {
        /// The size seen last: the body of the answer.
        size: u64,
    },
    /// The proof does not lead from the head seen last to the new one.
    #[error("the consistency proof does not hold")]
    WrongProof,
}

impl Refusal {
    /// The HTTP status that the specification gives it.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed | Self::OldLarger => 400,
            Self::NotSigned => 403,
            Self::UnknownOrigin => 404,
            Self::Conflict { .. } => 409,
            Self::WrongProof => 422,
        }
    }
}

/// The head of a log that a witness saw last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenHead {
    /// Number of leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

impl SeenHead {
    /// A log of which nothing has been seen yet.
    #[must_use]
    pub fn nothing() -> Self {
        Self { size: 0, root: empty_root() }
    }
}

/// A request to cosign a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size from which the proof leads.
    pub old: u64,
    /// The consistency proof from `old` to the checkpoint.
    pub proof: Vec<Hash>,
    /// The signed checkpoint.
    pub note: Note,
}

impl AddCheckpoint {
    /// The origin that the checkpoint names. Unverified: for finding the log's key.
    pub fn origin(&self) -> Result<String, Refusal> {
        let checkpoint: Checkpoint = self.note.text().parse().map_err(|_| Refusal::Malformed)?;
        Ok(checkpoint.origin().to_owned())
    }

    /// Whether to cosign, given the log's key and the head seen last; gives the head to persist.
    pub fn check(&self, log: &VerifierKey, seen: &SeenHead) -> Result<SeenHead, Refusal> {
        let checkpoint = Checkpoint::open(&self.note, log).map_err(|error| match error {
            CheckpointError::Malformed(_) => Refusal::Malformed,
            CheckpointError::WrongOrigin { .. } => Refusal::UnknownOrigin,
            CheckpointError::Note(_) | CheckpointError::WrongKeyType => Refusal::NotSigned,
        })?;
        let (size, root) = (checkpoint.size(), *checkpoint.root());
        if self.old > size {
            return Err(Refusal::OldLarger);
        }
        let forked = size == seen.size && root != seen.root;
        if self.old != seen.size || forked {
            return Err(Refusal::Conflict { size: seen.size });
        }
        verify_consistency(self.old, &seen.root, size, &root, &self.proof).map_err(|_| Refusal::WrongProof)?;
        Ok(SeenHead { size, root })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.proof {
            writeln!(f, "{}", STANDARD.encode(hash))?;
        }
        write!(f, "\n{}", self.note)
    }
}

impl FromStr for AddCheckpoint {
    type Err = Refusal;

    fn from_str(body: &str) -> Result<Self, Refusal> {
        let (head, note) = body.split_once("\n\n").ok_or(Refusal::Malformed)?;
        let mut lines = head.split('\n');
        let size = lines.next().and_then(|line| line.strip_prefix("old ")).ok_or(Refusal::Malformed)?;
        let old: u64 = size.parse().map_err(|_| Refusal::Malformed)?;
        if old.to_string() != size {
            return Err(Refusal::Malformed);
        }
        let proof = lines
            .take(MAX_PROOF + 1)
            .map(|line| STANDARD.decode(line).ok()?.try_into().ok())
            .collect::<Option<Vec<Hash>>>()
            .ok_or(Refusal::Malformed)?;
        if proof.len() > MAX_PROOF {
            return Err(Refusal::Malformed);
        }
        let note = note.parse().map_err(|_| Refusal::Malformed)?;
        let request = Self { old, proof, note };
        // A stray empty line would make proof lines part of the note: its text must be a checkpoint.
        request.origin().map(|_| request)
    }
}

#[cfg(test)]
mod tests {
    use super::super::checkpoint::cosign;
    use super::super::merkle::{Frontier, consistency_proof, leaf_hash};
    use super::super::note::{KeyType, Signer};
    use super::*;
    use crate::secret::Secret;
    use std::collections::HashMap;

    const ORIGIN: &str = "porthor.example/log";

    fn log() -> Signer {
        Signer::from_seed(ORIGIN, KeyType::Ed25519, &Secret::new([1; 32])).expect("a good name")
    }

    fn head(size: u64) -> SeenHead {
        let mut frontier = Frontier::new();
        for number in 0..size {
            frontier.append(leaf_hash(&number.to_be_bytes()));
        }
        SeenHead { size, root: frontier.root() }
    }

    fn proof(old: u64, new: u64) -> Vec<Hash> {
        let mut subtrees = HashMap::new();
        let mut frontier = Frontier::new();
        for number in 0..new {
            frontier.append_noting(leaf_hash(&number.to_be_bytes()), |level, index, hash| {
                subtrees.insert((level, index), hash);
            });
        }
        consistency_proof(old, new, |level, index| subtrees.get(&(level, index)).copied().ok_or(()))
            .expect("the subtrees are all there")
    }

    fn request(old: u64, new: SeenHead) -> AddCheckpoint {
        let note = Checkpoint::new(ORIGIN, new.size, new.root)
            .and_then(|checkpoint| checkpoint.sign(&log()))
            .expect("the log signs its own head");
        AddCheckpoint { old, proof: proof(old.min(new.size), new.size), note }
    }

    #[test]
    fn a_log_that_grows_is_cosigned_step_by_step() {
        let mut seen = SeenHead::nothing();
        let witness = Signer::from_seed("witness.example", KeyType::Cosignature, &Secret::new([2; 32])).expect("a good name");
        for size in [0, 1, 1, 5, 8, 21] {
            let sent = request(seen.size, head(size)).to_string();
            let received: AddCheckpoint = sent.parse().expect("it was just written");
            assert_eq!(received.to_string(), sent);
            assert_eq!(received.origin().as_deref(), Ok(ORIGIN));
            seen = received.check(log().verifier(), &seen).expect("it is consistent");
            assert_eq!(seen, head(size));
            cosign(&received.note, &witness, 1_700_000_000).expect("it is a checkpoint");
        }
    }

    #[test]
    fn an_older_starting_point_is_a_conflict_that_names_the_size() {
        let refusal = request(3, head(8)).check(log().verifier(), &head(5));
        assert_eq!(refusal, Err(Refusal::Conflict { size: 5 }));
        let refusal = request(7, head(8)).check(log().verifier(), &head(5));
        assert_eq!(refusal, Err(Refusal::Conflict { size: 5 }));
    }

    #[test]
    fn a_log_that_was_rolled_back_is_not_cosigned() {
        let refusal = request(8, head(5)).check(log().verifier(), &head(8));
        assert_eq!(refusal, Err(Refusal::OldLarger));
        let refusal = request(5, head(5)).check(log().verifier(), &head(8));
        assert_eq!(refusal, Err(Refusal::Conflict { size: 8 }));
    }

    #[test]
    fn a_fork_is_not_cosigned() {
        let forked = SeenHead { size: 5, root: [9; 32] };
        let refusal = request(5, forked).check(log().verifier(), &head(5));
        assert_eq!(refusal, Err(Refusal::Conflict { size: 5 }));
        let forked = SeenHead { size: 8, root: [9; 32] };
        let refusal = request(5, forked).check(log().verifier(), &head(5));
        assert_eq!(refusal, Err(Refusal::WrongProof));
        let refusal = request(5, head(8)).check(log().verifier(), &SeenHead { size: 5, root: [9; 32] });
        assert_eq!(refusal, Err(Refusal::WrongProof));
    }

    #[test]
    fn an_altered_proof_is_refused() {
        let mut altered = request(5, head(8));
        altered.proof[0][0] ^= 1;
        let refusal = altered.check(log().verifier(), &head(5));
        assert_eq!(refusal, Err(Refusal::WrongProof));
        let mut cut = request(5, head(8));
        cut.proof.pop();
        let refusal = cut.check(log().verifier(), &head(5));
        assert_eq!(refusal, Err(Refusal::WrongProof));
    }

    #[test]
    fn a_checkpoint_of_another_key_or_origin_is_refused() {
        let namesake = Signer::from_seed(ORIGIN, KeyType::Ed25519, &Secret::new([9; 32])).expect("good");
        let refusal = request(0, head(1)).check(namesake.verifier(), &SeenHead::nothing());
        assert_eq!(refusal, Err(Refusal::NotSigned));
        let other = Signer::from_seed("other.example", KeyType::Ed25519, &Secret::new([1; 32])).expect("a good name");
        let refusal = request(0, head(1)).check(other.verifier(), &SeenHead::nothing());
        assert_eq!(refusal, Err(Refusal::UnknownOrigin));
    }

    #[test]
    fn a_malformed_body_is_refused() {
        let good = request(5, head(8)).to_string();
        assert!(good.parse::<AddCheckpoint>().is_ok());
        let flood = format!("old 5\n{}", format!("{}\n", STANDARD.encode([0; 32])).repeat(64));
        for body in [
            String::new(),
            good.replace("old 5", "old 05"),
            good.replace("old 5", "old +5"),
            good.replace("old 5", "new 5"),
            good.replace("old 5", "old"),
            good.replacen("old 5\n", "old 5\n\n", 1),
            good.replacen("old 5\n", "old 5\nAAAA\n", 1),
            good.replacen("\n\n", "\n", 1),
            good.replacen("old 5\n", &flood, 1),
            good.trim_end().to_owned(),
        ] {
            assert_eq!(body.parse::<AddCheckpoint>(), Err(Refusal::Malformed), "{body}");
        }
    }

    #[test]
    fn every_refusal_has_the_status_of_the_specification() {
        let statuses = [
            (Refusal::Malformed, 400),
            (Refusal::OldLarger, 400),
            (Refusal::NotSigned, 403),
            (Refusal::UnknownOrigin, 404),
            (Refusal::Conflict { size: 1 }, 409),
            (Refusal::WrongProof, 422),
        ];
        for (refusal, status) in statuses {
            assert_eq!(refusal.status(), status);
        }
    }
}

//! The Merkle tree with its proofs, and signed notes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use porthor_keys::log::merkle::{Frontier, leaf_hash, verify_consistency, verify_inclusion};
use porthor_keys::log::note::{Note, VerifierKey};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{LineError, bytes, failed, hash, read};

#[derive(Deserialize)]
#[serde(untagged)]
enum Merkle {
    Root { leaves: Vec<String> },
    Inclusion { entry: String, index: u64, size: u64, proof: Vec<String>, root: String },
    Consistency { old: u64, old_root: String, new: u64, new_root: String, proof: Vec<String> },
}

/// The root over entries, or whether a proof holds.
pub fn merkle(asked: Value) -> Result<Value, LineError> {
    let proof_of = |proof: &[String]| proof.iter().map(|text| hash(text)).collect::<Result<Vec<_>, _>>();
    let held = match read(asked)? {
        Merkle::Root { leaves } => {
            let mut tree = Frontier::new();
            for leaf in &leaves {
                tree.append(leaf_hash(&bytes(leaf)?));
            }
            return Ok(json!({ "ok": true, "size": tree.size(), "root": STANDARD.encode(tree.root()) }));
        }
        Merkle::Inclusion { entry, index, size, proof, root } => {
            verify_inclusion(&leaf_hash(&bytes(&entry)?), index, size, &proof_of(&proof)?, &hash(&root)?)
        }
        Merkle::Consistency { old, old_root, new, new_root, proof } => {
            verify_consistency(old, &hash(&old_root)?, new, &hash(&new_root)?, &proof_of(&proof)?)
        }
    };
    Ok(held.map_or_else(|error| failed(&error), |()| json!({ "ok": true })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    note: String,
    keys: Vec<String>,
}

/// Whether a note is signed by one of the keys.
pub fn note(asked: Value) -> Result<Value, LineError> {
    let Signed { note, keys } = read(asked)?;
    let keys: Vec<VerifierKey> = match keys.iter().map(|key| key.parse()).collect() {
        Ok(keys) => keys,
        Err(error) => return Ok(not_signed(&error)),
    };
    let opened = note.parse::<Note>().and_then(|note| Ok((note.verify(&keys)?, note)));
    Ok(opened.map_or_else(
        |error| not_signed(&error),
        |(verified, note)| {
            let signatures: Vec<Value> =
                verified.iter().map(|signature| json!({ "name": signature.name, "time": signature.time })).collect();
            json!({ "ok": true, "text": note.text(), "signatures": signatures })
        },
    ))
}

fn not_signed(error: &porthor_keys::log::note::NoteError) -> Value {
    failed(error)
}

//! The transparent log: what happened can be added to, never rewritten unseen.
//!
//! `merkle` is the tree of RFC 6962 with its proofs, `tile` its layout for serving (C2SP
//! tlog-tiles), `note` the signed text (C2SP signed-note), `checkpoint` the signed head of the log
//! (C2SP tlog-checkpoint). An entry is a [`commit`]ment, never personal data.

pub mod checkpoint;
pub mod merkle;
pub mod note;
pub mod tile;

use ring::digest::{Context, SHA256};

pub use merkle::Hash;

/// Keeps commitments apart from every other SHA-256 in the program.
const COMMITMENT_LABEL: &[u8] = b"porthor/v1/event-commitment\n";

/// The commitment to an event: SHA-256(label ‖ 32-byte random salt ‖ canonical event).
///
/// Hides the event as long as the salt is secret; once salt and event are destroyed, nothing is
/// left to guess against, and the leaf stays valid.
#[must_use]
pub fn commit(salt: &[u8; 32], canonical: &[u8]) -> Hash {
    sha256(&[COMMITMENT_LABEL, salt, canonical])
}

/// SHA-256 over the parts, one after the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_depends_on_salt_and_event() {
        let commitment = commit(&[1; 32], b"{\"event\":\"release\"}");
        assert_eq!(commitment, commit(&[1; 32], b"{\"event\":\"release\"}"));
        assert_ne!(commitment, commit(&[2; 32], b"{\"event\":\"release\"}"));
        assert_ne!(commitment, commit(&[1; 32], b"{\"event\":\"releasf\"}"));
        assert_ne!(commitment, sha256(&[&[1; 32], b"{\"event\":\"release\"}"]));
    }

    #[test]
    fn a_commitment_never_changes_between_versions() {
        // Computed once with coreutils' sha256sum over label, 32 zero bytes, and `x`.
        assert_eq!(hex(&commit(&[0; 32], b"x")), COMMITMENT_OF_X);
    }

    const COMMITMENT_OF_X: &str = "c830ea74a7fd60387dd0f36ab43e3847620dc53c3c30ab270c19f79f51a61239";

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a String cannot fail");
            text
        })
    }
}

//! The head of an envelope, which its sender writes and the gateway alone reads: three lines of text, then the files, one after the
//! other.
//!
//! ```text
//! porthor-envelope/1
//! {"id":…,"case":…,"agency":…,"made":…,"sender":…,"files":[{"bytes":…,"sha256":…,"report":{…}}, …]}
//! unsigned
//! ```
//! The third line is `unsigned`, or the signature of the sender's device (a compact JWS) over the SHA-256 of the two before it. `report` is
//! what a push says of a report.

use porthor_policy::{AgencyId, CaseId, Timestamp};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::hex::hex;

/// The first line.
const FIRST: &str = "porthor-envelope/1";
/// The third line where no device signed.
const UNSIGNED: &str = "unsigned";
/// Bytes of a head, at most.
pub const LONGEST: usize = 1024 * 1024;
/// Files in an envelope, at most.
pub const FILES: usize = 100;
/// Letters of a sender's name, at most.
pub const SENDER: usize = 200;

/// What a sender says of an envelope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Its own, by which it is taken in once.
    pub id: String,
    /// For which case.
    pub case: CaseId,
    /// From which agency.
    pub agency: AgencyId,
    /// When it was sealed, by the sender's clock.
    pub made: Timestamp,
    /// Who sends it, in their own words.
    pub sender: String,
    /// Its files, in their order.
    pub files: Vec<FileSaid>,
}

/// What is said of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSaid {
    /// Its length.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// As the metadata of a push.
    pub report: Value,
}

/// A head, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// What is said.
    pub manifest: Manifest,
    /// The device's signature, if there is one.
    pub signature: Option<String>,
    /// What it is over: SHA-256, hexadecimal.
    pub digest: String,
}

/// What is wrong with a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// Another kind of file, or a later version.
    #[error("this is no envelope of version 1")]
    NotAnEnvelope,
    /// Its second or third line.
    #[error("the head of the envelope cannot be read")]
    Malformed,
    /// More than it may hold.
    #[error("an envelope holds at most {FILES} files")]
    TooMany,
}

impl Head {
    /// Reads a head from the beginning of `bytes`: the head and how many bytes it took; none if more are needed to tell.
    pub fn read(bytes: &[u8]) -> Result<Option<(Self, usize)>, HeadError> {
        let first = [FIRST.as_bytes(), b"\n"].concat();
        let seen = first.len().min(bytes.len());
        if bytes[..seen] != first[..seen] {
            return Err(HeadError::NotAnEnvelope);
        }
        let mut ends = bytes.iter().take(LONGEST).enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
        let (Some(one), Some(two), Some(three)) = (ends.next(), ends.next(), ends.next()) else {
            return if bytes.len() < LONGEST { Ok(None) } else { Err(HeadError::TooMany) };
        };
        let manifest: Manifest = serde_json::from_slice(&bytes[one + 1..two]).map_err(|_| HeadError::Malformed)?;
        if manifest.files.len() > FILES {
            return Err(HeadError::TooMany);
        }
        let is_id = |id: &str| id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if manifest.files.is_empty() || !is_id(&manifest.id) {
            return Err(HeadError::Malformed);
        }
        let third = std::str::from_utf8(&bytes[two + 1..three]).map_err(|_| HeadError::Malformed)?;
        let signature = (third != UNSIGNED).then(|| third.to_owned());
        Ok(Some((Self { manifest, signature, digest: digest_of(&bytes[..=two]) }, three + 1)))
    }

    /// The head of what is sealed: `sign` is given what a signature is over, and answers none where there is no device to sign.
    pub fn write(manifest: &Manifest, sign: impl FnOnce(&str) -> Option<String>) -> Vec<u8> {
        let manifest = serde_json::to_string(manifest).expect("plain data always becomes JSON");
        let mut text = format!("{FIRST}\n{manifest}\n");
        let signature = sign(&digest_of(text.as_bytes()));
        text.push_str(signature.as_deref().unwrap_or(UNSIGNED));
        text.push('\n');
        text.into_bytes()
    }
}

fn digest_of(lines: &[u8]) -> String {
    hex(digest(&SHA256, lines).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: usize) -> Manifest {
        let file = FileSaid { bytes: 3, sha256: "ab".into(), report: serde_json::json!({ "category": "idp" }) };
        Manifest {
            id: "0123456789abcdef0123456789abcdef".into(),
            case: "case-1".parse().expect("an id"),
            agency: "bwrdd".parse().expect("an id"),
            made: "2026-11-23T11:25:00Z".parse().expect("a moment"),
            sender: "Ceri".into(),
            files: vec![file; files],
        }
    }

    #[test]
    fn a_head_that_was_written_is_read_wherever_it_is_cut() {
        let written = Head::write(&manifest(2), |_| None);
        for cut in 0..written.len() {
            assert_eq!(Head::read(&written[..cut]), Ok(None), "{cut}");
        }
        let (head, length) = Head::read(&[&written[..], b"abcdef\n"].concat()).expect("a head").expect("whole");
        assert_eq!((head.manifest, head.signature, length), (manifest(2), None, written.len()));
        let mut over = String::new();
        let signed = Head::write(&manifest(1), |digest| {
            over = digest.to_owned();
            Some("e.e.e".to_owned())
        });
        let (head, _) = Head::read(&signed).expect("a head").expect("whole");
        assert_eq!((head.signature.as_deref(), head.digest), (Some("e.e.e"), over));
    }

    #[test]
    fn what_is_no_head_is_refused() {
        assert_eq!(Head::read(b"%PDF-1.7"), Err(HeadError::NotAnEnvelope));
        assert_eq!(Head::read(b"porthor-envelope/2\n"), Err(HeadError::NotAnEnvelope));
        assert_eq!(Head::read(b"porthor-envelope/1\n{}\nunsigned\n"), Err(HeadError::Malformed));
        assert_eq!(Head::read(&Head::write(&manifest(0), |_| None)), Err(HeadError::Malformed));
        assert_eq!(Head::read(&Head::write(&manifest(101), |_| None)), Err(HeadError::TooMany));
        assert_eq!(Head::read(&Head::write(&manifest(10_000), |_| None)), Err(HeadError::TooMany));
        let wild = Manifest { id: "../../etc".into(), ..manifest(1) };
        assert_eq!(Head::read(&Head::write(&wild, |_| None)), Err(HeadError::Malformed));
    }
}

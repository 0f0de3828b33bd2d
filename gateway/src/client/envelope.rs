//! Sealing files into one envelope, with no network at all: each is read twice, once for its digest, which the head names, and once to be
//! sealed. What changed in between is not sealed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use porthor_keys::envelope::seal_header_for_case;
use porthor_keys::payload::PayloadSealer;
use porthor_keys::recipient::Recipient;
use ring::digest::{Context, SHA256};
use serde_json::Value;

use super::ClientError;
use crate::envelope::address::{Address, KIND};
use crate::envelope::head::{FILES, FileSaid, Head, LONGEST, Manifest};
use crate::hex::hex;

/// Bytes read at once.
const PIECE: usize = 256 * 1024;
/// Bytes of an address, or of the page that holds one, at most.
const ADDRESS: u64 = 4 * 1024 * 1024;
/// Where the page keeps it.
const IN_THE_PAGE: &str = "<script type=\"application/json\" id=\"address\">";

/// Reads an address, or the one in a page that was made for sealing.
pub fn read_address(path: &Path) -> Result<Address, ClientError> {
    let unreadable = |source| ClientError::File { path: path.to_owned(), doing: "read", source };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(ADDRESS).read_to_end(&mut bytes)).map_err(unreadable)?;
    let text = String::from_utf8_lossy(&bytes);
    let json = match text.split_once(IN_THE_PAGE) {
        Some((_, rest)) => rest.split_once("</script>").map_or(rest, |(json, _)| json),
        None => &text,
    };
    let address: Option<Address> = serde_json::from_str(json).ok();
    address.filter(|address| address.porthor == KIND).ok_or_else(|| ClientError::NoAddress(path.to_owned()))
}

/// A file to seal, and what is said of it.
pub struct ToSeal {
    /// Where it is.
    pub path: PathBuf,
    /// As the metadata of a push.
    pub about: Value,
}

/// What is to be said of an envelope as a whole.
pub struct Sender {
    /// Who sends it.
    pub name: String,
    /// When.
    pub now: porthor_policy::Timestamp,
}

/// Seals `files` into a new file at `into`. `sign` is given what a device's signature is over; none leaves the envelope unsigned.
/// `progress` is told of bytes that were read to be sealed.
pub fn seal(
    address: &Address,
    sender: &Sender,
    files: &[ToSeal],
    into: &Path,
    sign: impl FnOnce(&str) -> Option<String>,
    progress: impl Fn(u64),
) -> Result<(), ClientError> {
    if files.len() > FILES {
        return Err(ClientError::TooManyFiles(FILES));
    }
    let recipient: Recipient = address.recipient.parse().map_err(|_| ClientError::NotPorthor("no recipient"))?;
    let mut said = Vec::with_capacity(files.len());
    for file in files {
        let (bytes, sha256) = read(&file.path, |_| Ok(()))?;
        said.push(FileSaid { bytes, sha256, report: file.about.clone() });
    }
    let manifest = Manifest {
        id: hex(&porthor_keys::random::bytes::<16>()),
        case: address.case.clone(),
        agency: address.agency.clone(),
        made: sender.now,
        sender: sender.name.clone(),
        files: said,
    };
    let part = into.with_added_extension("part");
    let written = write(&recipient, &manifest, files, &part, sign, progress);
    let moved = written.and_then(|()| publish(&part, into));
    if moved.is_err() {
        // What could not be finished is nobody's envelope.
        let _ = std::fs::remove_file(&part);
    }
    moved
}

/// Gives it its name, unless something else has that already.
fn publish(part: &Path, into: &Path) -> Result<(), ClientError> {
    let failed = |source| ClientError::File { path: into.to_owned(), doing: "written", source };
    std::fs::hard_link(part, into).map_err(failed)?;
    std::fs::remove_file(part).map_err(failed)
}

fn write(
    recipient: &Recipient,
    manifest: &Manifest,
    files: &[ToSeal],
    part: &Path,
    sign: impl FnOnce(&str) -> Option<String>,
    progress: impl Fn(u64),
) -> Result<(), ClientError> {
    let failed = |source| ClientError::File { path: part.to_owned(), doing: "written", source };
    let (file_key, mut sealed) = seal_header_for_case(recipient, manifest.case.as_str());
    let mut sealer = PayloadSealer::new(&file_key);
    sealed.extend_from_slice(sealer.nonce());
    let head = Head::write(manifest, sign);
    if head.len() > LONGEST {
        return Err(ClientError::TooMuchSaid);
    }
    sealer.push(&head, &mut sealed);
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part).map_err(failed)?;
    for (file, said) in files.iter().zip(&manifest.files) {
        let (bytes, sha256) = read(&file.path, |piece| {
            sealer.push(piece, &mut sealed);
            out.write_all(&sealed)?;
            sealed.clear();
            progress(piece.len() as u64);
            Ok(())
        })?;
        if (bytes, &sha256) != (said.bytes, &said.sha256) {
            return Err(ClientError::FileChanged(file.path.clone()));
        }
    }
    sealer.finish(&mut sealed);
    out.write_all(&sealed).and_then(|()| out.sync_all()).map_err(failed)
}

/// Reads a file to its end; gives its length and its digest.
fn read(path: &Path, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> Result<(u64, String), ClientError> {
    let failed = |source| ClientError::File { path: path.to_owned(), doing: "read", source };
    let mut file = File::open(path).map_err(failed)?;
    let (mut digest, mut bytes, mut piece) = (Context::new(&SHA256), 0, vec![0; PIECE]);
    loop {
        let length = file.read(&mut piece).map_err(failed)?;
        if length == 0 {
            return Ok((bytes, hex(digest.finish().as_ref())));
        }
        digest.update(&piece[..length]);
        bytes += length as u64;
        each(&piece[..length]).map_err(failed)?;
    }
}

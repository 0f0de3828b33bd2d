//! The C2SP/CCTV vectors for age, all of them (npm package `cctv-age`).
//!
//! Each vector is an age file and what must come of it: success, or a named class of failure, and
//! the digest of every byte released by then. Passphrase vectors go through our header and payload
//! with the age crate's scrypt.

use std::collections::BTreeMap;
use std::env;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use age::armor::ArmoredReader;
use age::secrecy::{ExposeSecret as _, SecretString};
use age::{DecryptError, Identity as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use porthor_keys::envelope::{self, EnvelopeError, HeaderReader};
use porthor_keys::header::{FileKey, Header};
use porthor_keys::payload::PayloadOpener;
use porthor_keys::recipient::Identity;
use ring::digest::{SHA256, digest};

/// Vectors run, by what they expect. A count that is off means that vectors were lost or came.
const EXPECTED_COUNTS: [(&str, usize); 6] = [
    ("HMAC failure", 1),
    ("armor failure", 22),
    ("header failure", 62),
    ("no match", 13),
    ("payload failure", 19),
    ("success", 26),
];

/// Loads the package and prints its vectors, inflated where they are compressed, as JSON.
const LIST_VECTORS: &str = r#"
import { inflateSync } from "node:zlib";
import { pathToFileURL } from "node:url";
const vectors = await import(pathToFileURL(process.argv[1] + "/index.js"));
const listed = {};
for (const [name, bytes] of Object.entries(vectors)) {
  const vector = Buffer.from(bytes);
  const end = vector.indexOf("\n\n");
  const head = vector.subarray(0, end).toString();
  const file = vector.subarray(end + 2);
  const plain = /^compressed: zlib$/m.test(head) ? inflateSync(file) : file;
  listed[name] = { head, file: plain.toString("base64") };
}
process.stdout.write(JSON.stringify(listed));
"#;

/// One test vector: its keys and the age file.
struct Vector {
    keys: Vec<(String, String)>,
    file: Vec<u8>,
}

impl Vector {
    fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.keys.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn one(&self, key: &str) -> Option<&str> {
        self.all(key).next()
    }
}

/// How opening a vector can fail: in the armor, or in what the armor held.
#[derive(Debug, PartialEq)]
enum Failure {
    Armor,
    Envelope(Stage, EnvelopeError),
}

#[derive(Debug, PartialEq)]
enum Stage {
    Header,
    Payload,
}

#[test]
fn every_vector_comes_out_as_its_authors_say() {
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, vector) in vectors() {
        let expected = vector.one("expect").expect("a vector says what to expect");
        *counts.entry(expected.to_owned()).or_insert(0) += 1;
        let (released, outcome) = opened(&vector);
        let got = class(&outcome);
        if got != expected {
            wrong.push(format!("{name}: expected {expected}, got {got} ({outcome:?})"));
        }
        if let Some(digest) = vector.one("payload")
            && !has_sha256(&released, digest)
        {
            wrong.push(format!("{name}: released other bytes than it should"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let counts: Vec<_> = counts.iter().map(|(k, n)| (k.as_str(), *n)).collect();
    assert_eq!(counts, EXPECTED_COUNTS);
}

#[test]
fn every_header_that_parses_is_its_own_only_spelling() {
    let mut seen = 0;
    for (name, vector) in vectors() {
        if let Ok(Some((header, length))) = Header::parse(&vector.file) {
            assert_eq!(header.as_bytes(), &vector.file[..length], "{name}");
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} headers parsed");
}

/// The class of a result, in the words of the vectors.
fn class(outcome: &Result<(), Failure>) -> &'static str {
    match outcome {
        Ok(()) => "success",
        Err(Failure::Armor) => "armor failure",
        Err(Failure::Envelope(Stage::Payload, _)) => "payload failure",
        Err(Failure::Envelope(Stage::Header, EnvelopeError::NoMatch)) => "no match",
        Err(Failure::Envelope(Stage::Header, EnvelopeError::WrongMac)) => "HMAC failure",
        Err(Failure::Envelope(Stage::Header, _)) => "header failure",
    }
}

/// Every byte released, and how it ended.
fn opened(vector: &Vector) -> (Vec<u8>, Result<(), Failure>) {
    let mut released = Vec::new();
    let outcome = binary(vector).and_then(|file| open_binary(vector, &file, &mut released));
    (released, outcome)
}

/// The age file without its armor. The age crate passes on what does not begin as armor, white space
/// before it included, so both are seen to here.
fn binary(vector: &Vector) -> Result<Vec<u8>, Failure> {
    if vector.one("armored") != Some("yes") {
        return Ok(vector.file.clone());
    }
    let armored = vector.file.trim_ascii_start();
    if !armored.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----") {
        return Err(Failure::Armor);
    }
    let mut file = Vec::new();
    ArmoredReader::new(armored).read_to_end(&mut file).map_err(|_| Failure::Armor)?;
    Ok(file)
}

fn open_binary(vector: &Vector, file: &[u8], released: &mut Vec<u8>) -> Result<(), Failure> {
    let in_header = |error| Failure::Envelope(Stage::Header, error);
    let in_payload = |error| Failure::Envelope(Stage::Payload, error);
    let mut reader = HeaderReader::new();
    let start = reader.push(file).map_err(in_header)?;
    let start = start.ok_or_else(|| in_header(reader.ended()))?;
    let file_key = match vector.one("passphrase") {
        Some(_) => open_with_passphrases(vector, &start.header),
        None => open_with_identities(vector, &start.header),
    };
    let file_key = file_key.map_err(in_header)?;
    let mut opener = PayloadOpener::new(&file_key, &start.nonce);
    opener.push(&start.rest, released).map_err(in_payload)?;
    opener.finish(released).map_err(in_payload)
}

fn open_with_identities(vector: &Vector, header: &Header) -> Result<FileKey, EnvelopeError> {
    for text in vector.all("identity") {
        let identity: Identity = text.parse().expect("the vectors' identities are sound");
        match envelope::open_header(header, &identity) {
            Err(EnvelopeError::NoMatch) => {}
            other => return other,
        }
    }
    Err(EnvelopeError::NoMatch)
}

/// As the key hierarchy reads a passphrase: stanza by the age crate, everything else by ours.
fn open_with_passphrases(vector: &Vector, header: &Header) -> Result<FileKey, EnvelopeError> {
    for passphrase in vector.all("passphrase") {
        let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
        identity.set_max_work_factor(16);
        for stanza in header.stanzas() {
            let stanza =
                age_core::format::Stanza { tag: stanza.kind.clone(), args: stanza.args.clone(), body: stanza.body.clone() };
            match identity.unwrap_stanza(&stanza) {
                None | Some(Err(DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed)) => {}
                Some(Err(_)) => return Err(EnvelopeError::Malformed("the scrypt stanza")),
                Some(Ok(found)) => {
                    let file_key = FileKey::new(*found.expose_secret());
                    return header.verify(&file_key).map(|()| file_key);
                }
            }
        }
    }
    Err(EnvelopeError::NoMatch)
}

/// Whether `bytes` have this SHA-256 digest, given in lower-case hexadecimal.
fn has_sha256(bytes: &[u8], hexadecimal: &str) -> bool {
    let shown = format!("{:?}", digest(&SHA256, bytes));
    shown == format!("SHA256:{hexadecimal}")
}

/// All vectors of the package, by name.
fn vectors() -> BTreeMap<String, Vector> {
    let package = package();
    let listed = Command::new("node")
        .args(["--input-type=module", "--eval", LIST_VECTORS])
        .arg(&package)
        .output()
        .expect("node is needed to read the vectors: install Node.js");
    assert!(listed.status.success(), "node could not read {}: {}", package.display(), String::from_utf8_lossy(&listed.stderr));
    let listed: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_slice(&listed.stdout).expect("the listing is JSON");
    listed.into_iter().map(|(name, parts)| (name, vector(&parts))).collect()
}

fn vector(parts: &BTreeMap<String, String>) -> Vector {
    let keys = parts["head"]
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let file = STANDARD.decode(&parts["file"]).expect("node writes base64");
    Vector { keys, file }
}

fn package() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/node_modules/cctv-age");
    let package = env::var_os("PORTHOR_CCTV_AGE").map_or(beside, PathBuf::from);
    assert!(package.join("index.js").is_file(), "the age test vectors are missing: run npm ci --prefix tests");
    // Node takes no path with dots in it for a module.
    package.canonicalize().expect("the package was just seen")
}

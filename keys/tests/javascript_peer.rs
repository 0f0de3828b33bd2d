//! Our envelopes and those of the age project's own JavaScript library (npm package `age-encryption`)
//! open each other, of both kinds. It is the other implementation of `mlkem768x25519` at hand: neither
//! the packaged `age` tool nor the age crate has it yet.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use porthor_keys::envelope;
use porthor_keys::header::Header;
use porthor_keys::recipient::{Identity, Recipient};
use serde_json::{Value, json};

/// Does the tasks that come on standard input as a JSON array, and answers with an array.
const DO_TASKS: &str = r#"
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const age = await import(pathToFileURL(process.argv[1] + "/dist/index.js"));
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
async function done(task) {
  if (task.open) {
    const decrypter = new age.Decrypter();
    decrypter.addIdentity(task.identity);
    return decrypter.decrypt(Buffer.from(task.open, "base64")).then(base64, () => null);
  }
  if (task.seal) {
    const encrypter = new age.Encrypter();
    task.recipients.forEach((recipient) => encrypter.addRecipient(recipient));
    return base64(await encrypter.encrypt(Buffer.from(task.seal, "base64")));
  }
  const identity = await (task.hybrid ? age.generateHybridIdentity() : age.generateX25519Identity());
  return { identity, recipient: await age.identityToRecipient(identity) };
}
const answers = [];
for (const task of JSON.parse(readFileSync(0))) answers.push(await done(task));
process.stdout.write(JSON.stringify(answers));
"#;

/// What the library answers to each of `tasks`.
fn library(tasks: &[Value]) -> Vec<Value> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/node_modules/age-encryption");
    assert!(package.join("dist/index.js").is_file(), "the age-encryption package is missing: run npm ci --prefix tests");
    // Node takes no path with dots in it for a module.
    let package = package.canonicalize().expect("the package was just seen");
    let mut node = Command::new("node")
        .args(["--input-type=module", "--eval", DO_TASKS])
        .arg(&package)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is needed here: install Node.js");
    let mut stdin = node.stdin.take().expect("its input is piped");
    stdin.write_all(json!(tasks).to_string().as_bytes()).expect("node reads its tasks before it answers");
    drop(stdin);
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "node did not do its tasks");
    serde_json::from_slice(&output.stdout).expect("the answers are JSON")
}

fn asked_to_open(identity: &Identity, file: &[u8]) -> Value {
    json!({ "open": STANDARD.encode(file), "identity": *identity.to_secret_string() })
}

fn asked_to_seal(recipients: &[Recipient], plain: &[u8]) -> Value {
    let recipients: Vec<_> = recipients.iter().map(Recipient::to_string).collect();
    json!({ "seal": STANDARD.encode(plain), "recipients": recipients })
}

fn bytes(answer: &Value) -> Option<Vec<u8>> {
    answer.as_str().map(|text| STANDARD.decode(text).expect("node writes base64"))
}

fn plaintext() -> Vec<u8> {
    (0..=250).cycle().take(70_000).collect()
}

fn both() -> [Identity; 2] {
    [Identity::generate(), Identity::generate_hybrid()]
}

#[test]
fn the_library_opens_what_we_seal_and_nobody_elses() {
    let plain = plaintext();
    for (identity, other) in both().into_iter().zip(both()) {
        let sealed = envelope::seal(&[other.recipient(), identity.recipient()], &plain);
        let foreign = envelope::seal(&[other.recipient()], &plain);
        let answers = library(&[asked_to_open(&identity, &sealed), asked_to_open(&identity, &foreign)]);
        assert!(bytes(&answers[0]).as_ref() == Some(&plain), "{identity:?}");
        assert_eq!(answers[1], Value::Null);
    }
}

#[test]
fn we_open_what_the_library_seals() {
    let plain = plaintext();
    for (identity, other) in both().into_iter().zip(both()) {
        let answers = library(&[asked_to_seal(&[other.recipient(), identity.recipient()], &plain)]);
        let sealed = bytes(&answers[0]).expect("it seals to recipients of ours");
        assert!(envelope::open(&identity, &sealed).as_ref() == Ok(&plain), "{identity:?}");
    }
}

#[test]
fn a_header_rewritten_for_a_quantum_resistant_reader_opens_for_the_library() {
    let (case, reader) = (Identity::generate(), Identity::generate_hybrid());
    let plain = plaintext();
    let answers = library(&[asked_to_seal(&[case.recipient()], &plain)]);
    let sealed = bytes(&answers[0]).expect("it seals to a recipient of ours");
    let (_, length) = Header::parse(&sealed).expect("it is well-formed").expect("it is complete");
    let (header, payload) = sealed.split_at(length);
    let rewritten = envelope::rewrite_header(header, &case, &[reader.recipient()]).expect("the case opens its own header");
    let released = [rewritten.as_slice(), payload].concat();
    let answers = library(&[asked_to_open(&reader, &released), asked_to_open(&case, &released)]);
    assert!(bytes(&answers[0]).as_ref() == Some(&plain));
    assert_eq!(answers[1], Value::Null);
}

#[test]
fn the_librarys_own_identities_and_recipients_are_read_and_written_alike() {
    for made in library(&[json!({ "hybrid": true }), json!({ "hybrid": false })]) {
        let (secret, recipient) = (made["identity"].as_str().expect("text"), made["recipient"].as_str().expect("text"));
        let identity: Identity = secret.parse().expect("we read the library's identity");
        assert_eq!(*identity.to_secret_string(), secret);
        assert_eq!(identity.recipient().to_string(), recipient);
        assert_eq!(recipient.parse(), Ok(identity.recipient()));
    }
}

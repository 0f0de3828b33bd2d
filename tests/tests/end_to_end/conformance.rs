//! `porthor conformance`: outside vectors through the code that serves, line by line, and a failure where an answer is not the one that
//! the vector's authors know.

use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use porthor_keys::recipient::Identity;
use serde_json::{Value, json};

use crate::stage::case::sha256;

/// RFC 6238, appendix B: the secret of its SHA-1 vectors.
const SECRET: &str = "3132333435363738393031323334353637383930";

/// Runs the command on these lines; gives its exit code, what it answered, and what it said besides.
fn conformance(what: &str, lines: &[String]) -> (i32, Vec<Value>, String) {
    let mut child = Command::new(porthor_tests::porthor())
        .args(["conformance", what])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped above");
    stdin.write_all((lines.join("\n") + "\n").as_bytes()).expect("it reads its input");
    drop(stdin);
    let output = child.wait_with_output().expect("a child of ours");
    let answers = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let answers = answers.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    (output.status.code().expect("it ends by itself"), answers, String::from_utf8_lossy(&output.stderr).into_owned())
}

fn totp(time: i64, code: &str) -> String {
    json!({ "id": time, "secret": SECRET, "time": time, "expect": { "ok": true, "code": code } }).to_string()
}

/// A file sealed by the standard age tool.
fn sealed_by_age(identity: &Identity, plain: &[u8]) -> Vec<u8> {
    let mut age = Command::new("age")
        .args(["-r", &identity.recipient().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("age is installed; scripts/install test");
    age.stdin.take().expect("piped above").write_all(plain).expect("it reads its input");
    age.wait_with_output().expect("a child of ours").stdout
}

#[test]
fn the_codes_of_rfc_6238_are_answered_each_under_its_id() {
    // The RFC's codes have eight digits; ours are their last six.
    let vectors = [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")];
    let lines: Vec<String> = vectors.iter().map(|(time, code)| totp(*time, code)).collect();
    let (exit, answers, said) = conformance("totp", &lines);
    assert_eq!(exit, 0, "{said}{answers:?}");
    assert_eq!(answers.len(), 4);
    for ((time, code), answer) in vectors.iter().zip(&answers) {
        assert_eq!(*answer, json!({ "id": time, "ok": true, "code": code, "met": true }));
    }
}

#[test]
fn a_wrong_answer_is_told_on_its_line_and_the_command_fails() {
    let (exit, answers, said) = conformance("totp", &[totp(59, "287082"), totp(1_111_111_109, "081805"), totp(59, "287082")]);
    assert_eq!(exit, 6, "a verification found something");
    assert_eq!(answers.iter().map(|answer| &answer["met"]).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(answers[1]["code"], "081804", "the answer is given all the same");
    assert!(said.contains("1 of 3"), "{said}");
}

#[test]
fn a_line_that_is_not_json_is_answered_in_its_place_and_the_command_fails() {
    let (exit, answers, _) = conformance("totp", &["{\"secret\":".to_owned(), totp(59, "287082")]);
    assert_eq!(exit, 6);
    assert_eq!((&answers[0]["ok"], &answers[1]["code"]), (&json!(false), &json!("287082")));
}

#[test]
fn an_envelope_of_the_standard_tool_opens_and_damaged_ones_fail_as_the_vectors_name_it() {
    let identity = Identity::generate();
    let plain = b"adroddiad".repeat(10_000);
    let file = sealed_by_age(&identity, &plain);
    let line = |identity: &Identity, file: &[u8], expect: Value| {
        json!({ "identity": *identity.to_secret_string(), "file": STANDARD.encode(file), "expect": expect }).to_string()
    };
    let fails = |outcome: &str| json!({ "ok": false, "outcome": outcome });
    let mut altered = file.clone();
    *altered.last_mut().expect("it is not empty") ^= 1;
    let (exit, answers, said) = conformance(
        "age",
        &[
            line(&identity, &file, json!({ "ok": true, "length": plain.len(), "sha256": sha256(&plain) })),
            line(&identity, &file[..file.len() - 1], fails("payload failure")),
            line(&identity, &altered, fails("payload failure")),
            line(&Identity::generate(), &file, fails("no match")),
            line(&identity, &file[1..], fails("header failure")),
        ],
    );
    assert_eq!(exit, 0, "{said}{answers:?}");
    assert!(answers.iter().all(|answer| answer["met"] == true), "{answers:?}");
}

#[test]
fn a_tree_and_a_decision_are_answered_too() {
    // RFC 6962, 2.1: the hash of an empty list is that of an empty string.
    let empty =
        json!({ "leaves": [], "expect": { "ok": true, "size": 0, "root": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" } });
    let (exit, answers, said) = conformance("merkle", &[empty.to_string()]);
    assert_eq!(exit, 0, "{said}{answers:?}");
    let asked = json!({
        "access": { "actor": { "person": "p", "agency": "a", "role": "clinician", "proofs": [] }, "verb": "open" },
        "now": "2026-11-22T00:00:00Z",
        "facts": {},
        "expect": { "ok": true },
    });
    let (exit, answers, said) = conformance("policy", &[asked.to_string()]);
    assert_eq!(exit, 0, "{said}{answers:?}");
    assert!(answers[0]["decision"].to_string().contains("two-factors-needed"), "{answers:?}");
}

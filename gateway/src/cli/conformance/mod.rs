//! `porthor conformance`: JSON lines in, JSON lines out, through the code that serves. `secrets` feeds envelopes, tokens and codes,
//! `record` trees and notes, `decision` the policy. A line that cannot be read is answered like any other, so that every line in
//! has its line out.

mod decision;
mod record;
mod secrets;

use std::io::{self, BufRead};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{CliError, print};

const FORMATS: &str = "\
EXAMPLES
  echo '{\"secret\":\"3132333435363738393031323334353637383930\",\"time\":59}' | porthor conformance totp
  echo '{\"secret\":\"3132333435363738393031323334353637383930\",\"time\":59,\"expect\":{\"code\":\"287082\"}}' | porthor conformance totp
  porthor conformance age < vectors.jsonl

FORMATS (bytes in standard base64 unless hex is said; one object a line, answered by one object with the same \"id\", if any)
A line may also carry {expect: {..}}: what of its answer is known. The answer then says whether it was met, and if any was not, the
command ends with exit code 6; so it does where a line is not JSON.
  age     {identity, file}                            → {ok, length, sha256} or {ok: false, outcome, error}
          {recipients: [..], plaintext}               → {ok, file}
          {rewrite: file, identity, recipients: [..]} → {ok, file}, the payload as it was
  token   {token, public_key: hex, audience, now}     → {ok, claims} or {ok: false, error}     (a device's assertion)
  merkle  {leaves: [..]}                              → {ok, size, root}
          {entry, index, size, proof: [..], root}     → {ok}                                   (inclusion)
          {old, old_root, new, new_root, proof: [..]} → {ok}                                   (consistency)
  note    {note, keys: [vkey..]}                      → {ok, text, signatures: [{name, time}]} or {ok: false, error}
  totp    {secret: hex, time}                         → {ok, code}
          {secret: hex, time, code, last_step?}       → {ok, step}
  policy  {access, now, facts: {case?, agencies, people, family, involvements, vetoes, competences, marks, enrolments, grants,
           requests, emergencies, reports, protocols: [{protocol, signatures}]}, taxonomy?}
                                                      → {ok, decision}; each fact is {value, recorded, ended}
          Where the taxonomy is missing, the shipped one holds.";

/// What `porthor conformance` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = FORMATS)]
pub struct Args {
    /// Which code to feed.
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum What {
    /// Envelopes (C2SP age).
    Age,
    /// Device assertions (JWS, Ed25519).
    Token,
    /// The Merkle tree (RFC 6962).
    Merkle,
    /// Signed notes and checkpoints (C2SP signed-note).
    Note,
    /// Time-based codes (RFC 6238).
    Totp,
    /// Decisions.
    Policy,
}

/// Why a line has no better answer.
#[derive(Debug, thiserror::Error)]
enum LineError {
    /// Not of the format.
    #[error("the line is not of the format that --help shows: {0}")]
    Format(#[from] serde_json::Error),
    /// Not base64 or hex.
    #[error("a field is not {0}")]
    Bytes(&'static str),
}

/// Answers every line of standard input; fails if an answer is not what its line expects.
pub fn run(args: &Args) -> Result<(), CliError> {
    let (mut lines, mut wrong) = (0, 0);
    for line in io::stdin().lock().lines() {
        let line = line.map_err(CliError::file("standard input", "read"))?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = answer(args.what, &line);
        lines += 1;
        wrong += u64::from(answer["met"] == false);
        print::json_line(&answer);
    }
    if wrong > 0 {
        return Err(CliError::Found(format!("{wrong} of {lines} lines were not answered as they expect")));
    }
    Ok(())
}

fn answer(what: What, line: &str) -> Value {
    let mut asked: Value = match serde_json::from_str(line) {
        Ok(asked) => asked,
        Err(error) => {
            // Nobody knows what it expects, so it is not met.
            let mut answer = failed(&LineError::Format(error));
            answer["met"] = false.into();
            return answer;
        }
    };
    let mut taken = |name| asked.as_object_mut().and_then(|fields| fields.remove(name));
    let (id, expected) = (taken("id"), taken("expect"));
    let answered = match what {
        What::Age => secrets::age(asked),
        What::Token => secrets::token(asked),
        What::Merkle => record::merkle(asked),
        What::Note => record::note(asked),
        What::Totp => secrets::totp(asked),
        What::Policy => decision::policy(asked),
    };
    let mut answer = answered.unwrap_or_else(|error| failed(&error));
    if let Some(expected) = expected {
        answer["met"] = is_met(&expected, &answer).into();
    }
    if let Some(id) = id {
        answer["id"] = id;
    }
    answer
}

/// Whether every field that is expected is there and the same. What is no object expects nothing that could be met.
fn is_met(expected: &Value, answer: &Value) -> bool {
    expected.as_object().is_some_and(|fields| fields.iter().all(|(name, value)| answer.get(name) == Some(value)))
}

fn failed(error: &dyn std::error::Error) -> Value {
    json!({ "ok": false, "error": error.to_string() })
}

fn read<T: DeserializeOwned>(asked: Value) -> Result<T, LineError> {
    Ok(serde_json::from_value(asked)?)
}

fn bytes(base64: &str) -> Result<Vec<u8>, LineError> {
    STANDARD.decode(base64).map_err(|_| LineError::Bytes("standard base64"))
}

fn hash(base64: &str) -> Result<[u8; 32], LineError> {
    bytes(base64)?.try_into().map_err(|_| LineError::Bytes("32 bytes in base64"))
}

fn hex(text: &str) -> Result<Vec<u8>, LineError> {
    let wrong = LineError::Bytes("hexadecimal");
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return Err(wrong);
    }
    let pair = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    digits.chunks(2).map(pair).collect::<Option<_>>().ok_or(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_answered_under_its_own_id() {
        let answer = |line| answer(What::Totp, line);
        assert_eq!(answer("{")["ok"], false);
        let odd = answer(r#"{"id": 7, "secret": "123", "time": 59}"#);
        assert_eq!((odd["id"].as_i64(), odd["ok"].as_bool()), (Some(7), Some(false)));
    }

    #[test]
    fn an_answer_says_whether_it_is_what_was_expected() {
        let met = |expect: Value| {
            let line = json!({ "secret": "3132333435363738393031323334353637383930", "time": 59, "expect": expect });
            answer(What::Totp, &line.to_string())["met"].clone()
        };
        assert_eq!(met(json!({ "code": "287082" })), true);
        assert_eq!(met(json!({ "ok": true, "code": "287083" })), false);
        assert_eq!(met(json!({ "step": null })), false, "what is missing is not met by null");
        assert_eq!(met(json!(true)), false);
        assert_eq!(answer(What::Totp, "{")["met"], false);
    }

    #[test]
    fn the_vectors_of_rfc_6238_come_out() {
        let line = r#"{"secret": "3132333435363738393031323334353637383930", "time": 59}"#;
        assert_eq!(answer(What::Totp, line)["code"], "287082");
    }

    #[test]
    fn an_envelope_that_was_sealed_opens_and_one_that_was_cut_does_not() {
        let identity = porthor_keys::recipient::Identity::generate();
        let sealed =
            answer(What::Age, &json!({ "recipients": [identity.recipient().to_string()], "plaintext": "aGVsbG8=" }).to_string());
        let open = |file: &str| {
            let line = json!({ "identity": *identity.to_secret_string(), "file": file });
            answer(What::Age, &line.to_string())
        };
        let file = sealed["file"].as_str().expect("an envelope");
        let opened = open(file);
        assert_eq!((opened["ok"].as_bool(), opened["length"].as_u64()), (Some(true), Some(5)));
        let mut cut = bytes(file).expect("base64");
        cut.pop();
        assert_eq!(open(&STANDARD.encode(cut))["ok"], false);
    }

    #[test]
    fn recipients_that_no_header_can_have_together_are_an_answer_and_no_crash() {
        let own = porthor_keys::recipient::Identity::generate().recipient().to_string();
        let hybrid = porthor_keys::recipient::Identity::generate_hybrid().recipient().to_string();
        for recipients in [vec![], vec![own.clone(), hybrid.clone()], vec![own; 129], vec![hybrid; 41]] {
            let refused = answer(What::Age, &json!({ "recipients": recipients, "plaintext": "aGVsbG8=" }).to_string());
            assert_eq!(refused["ok"], false, "{} recipients", recipients.len());
        }
    }

    #[test]
    fn a_tree_has_the_root_that_its_proofs_lead_to() {
        let root = answer(What::Merkle, r#"{"leaves": []}"#);
        assert_eq!(root["root"], "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        let one = answer(What::Merkle, r#"{"leaves": ["aGVsbG8="]}"#);
        let line = json!({ "entry": "aGVsbG8=", "index": 0, "size": 1, "proof": [], "root": one["root"] });
        assert_eq!(answer(What::Merkle, &line.to_string())["ok"], true);
    }

    #[test]
    fn a_decision_without_facts_refuses_with_its_reasons() {
        let line = json!({
            "access": { "actor": { "person": "p", "agency": "a", "role": "clinician", "proofs": [] }, "verb": "open" },
            "now": "2026-11-22T00:00:00Z",
            "facts": {},
        });
        let decided = answer(What::Policy, &line.to_string());
        assert_eq!(decided["ok"], true, "{decided}");
        assert!(decided["decision"].to_string().contains("two-factors-needed"), "{decided}");
    }
}

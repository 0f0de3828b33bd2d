//! Envelopes, device assertions and time-based codes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use porthor_keys::envelope::{self, EnvelopeError};
use porthor_keys::header::Header;
use porthor_keys::recipient::{Identity, Recipient};
use porthor_keys::token::verify_device_assertion;
use porthor_keys::totp::TotpSecret;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{LineError, bytes, failed, hex, read};

#[derive(Deserialize)]
#[serde(untagged)]
enum Age {
    Open { identity: String, file: String },
    Seal { recipients: Vec<String>, plaintext: String },
    Rewrite { rewrite: String, identity: String, recipients: Vec<String> },
}

/// Opens, seals, or rewrites for somebody else.
pub fn age(asked: Value) -> Result<Value, LineError> {
    Ok(match read(asked)? {
        Age::Open { identity, file } => {
            let file = bytes(&file)?;
            with_identity(&identity, |identity| match envelope::open(identity, &file) {
                Ok(plain) => {
                    let sha256 = crate::hex::hex(digest(&SHA256, &plain).as_ref());
                    json!({ "ok": true, "length": plain.len(), "sha256": sha256 })
                }
                Err(error) => not_opened(error),
            })
        }
        Age::Seal { recipients, plaintext } => {
            let plain = bytes(&plaintext)?;
            with_recipients(
                &recipients,
                |recipients| json!({ "ok": true, "file": STANDARD.encode(envelope::seal(recipients, &plain)) }),
            )
        }
        Age::Rewrite { rewrite, identity, recipients } => {
            let file = bytes(&rewrite)?;
            with_identity(&identity, |identity| with_recipients(&recipients, |to| rewritten(&file, identity, to)))
        }
    })
}

fn rewritten(file: &[u8], identity: &Identity, to: &[Recipient]) -> Value {
    let (header, payload) = match Header::parse(file) {
        Ok(Some((_, length))) => file.split_at(length),
        Ok(None) => return not_opened(EnvelopeError::Truncated),
        Err(error) => return not_opened(error),
    };
    match envelope::rewrite_header(header, identity, to) {
        Ok(header) => json!({ "ok": true, "file": STANDARD.encode([&header, payload].concat()) }),
        Err(error) => not_opened(error),
    }
}

fn with_identity(text: &str, act: impl FnOnce(&Identity) -> Value) -> Value {
    text.parse().map_or_else(|error: porthor_keys::recipient::KeyTextError| failed(&error), |identity| act(&identity))
}

fn with_recipients(texts: &[String], act: impl FnOnce(&[Recipient]) -> Value) -> Value {
    match texts.iter().map(|text| text.parse()).collect::<Result<Vec<Recipient>, _>>() {
        Ok(recipients) => envelope::check_recipients(&recipients).map_or_else(|error| failed(&error), |()| act(&recipients)),
        Err(error) => failed(&error),
    }
}

/// The error with its outcome in the words of the C2SP/CCTV vectors.
fn not_opened(error: EnvelopeError) -> Value {
    let outcome = match error {
        EnvelopeError::NoMatch => "no match",
        EnvelopeError::WrongMac => "HMAC failure",
        EnvelopeError::Truncated | EnvelopeError::BadChunk(_) | EnvelopeError::EmptyFinalChunk | EnvelopeError::Trailing => {
            "payload failure"
        }
        EnvelopeError::Armored => "armor failure",
        _ => "header failure",
    };
    json!({ "ok": false, "outcome": outcome, "error": error.to_string() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    token: String,
    public_key: String,
    audience: String,
    now: i64,
}

/// Checks a device's assertion.
pub fn token(asked: Value) -> Result<Value, LineError> {
    let asked: Token = read(asked)?;
    let key: [u8; 32] = hex(&asked.public_key)?.try_into().map_err(|_| LineError::Bytes("32 bytes in hexadecimal"))?;
    Ok(match verify_device_assertion(&asked.token, &key, &asked.audience, asked.now) {
        Ok(claims) => json!({ "ok": true, "claims": claims }),
        Err(error) => failed(&error),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Totp {
    secret: String,
    time: i64,
    code: Option<String>,
    last_step: Option<i64>,
}

/// The code of a moment, or whether a code is one.
pub fn totp(asked: Value) -> Result<Value, LineError> {
    let asked: Totp = read(asked)?;
    let secret = match TotpSecret::from_bytes(&hex(&asked.secret)?) {
        Ok(secret) => secret,
        Err(error) => return Ok(failed(&error)),
    };
    Ok(match asked.code {
        None => json!({ "ok": true, "code": *secret.code_at(asked.time) }),
        Some(code) => {
            let step = secret.verify(&code, asked.time, asked.last_step);
            json!({ "ok": step.is_some(), "step": step })
        }
    })
}

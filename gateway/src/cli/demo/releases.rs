//! Releases in the walk: opened by the school, taken sealed by the council, and cut by a withdrawal while it runs.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use porthor_keys::envelope;
use porthor_keys::log::checkpoint::Checkpoint;
use porthor_keys::log::merkle::{Hash, leaf_hash, verify_inclusion};
use porthor_keys::log::note::{Note, VerifierKey};
use porthor_keys::receipt::{self, RELEASE_RECEIPT, ReleaseReceipt};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::error::{StepError, insist, other};
use super::seed::{CASE, COUNCIL, World};
use super::steps::Steps;
use super::walk::{FAMILY, READER, Report, Walk, client_text, sha256};
use crate::client::fetch::{self, Form, Wanted};
use crate::client::{Client, ClientError, text};

/// Bytes that the slow reader takes before the family withdraws.
const TAKEN_BEFORE: u64 = 512 * 1024;
/// How long the slow reader waits after each piece.
const PAUSE: Duration = Duration::from_millis(20);

/// The school opens the report and checks the receipt of its release. Gives the release's place in the log.
pub async fn open(walk: &Walk<'_>, report: &Report, steps: &mut Steps) -> Result<u64, StepError> {
    steps.begin("The school opens the report");
    let school = walk.world.client(READER)?;
    let release = fetch::open(school, walk.wanted(&report.id)).await?;
    let place = header(&release, "porthor-receipt");
    let bytes = release.bytes().await.map_err(broke)?;
    let digest = sha256(&bytes);
    insist(digest == report.sha256, format!("SHA-256 {}", report.sha256), digest.as_str())?;
    steps.tell("came back", &format!("{} bytes, SHA-256 {digest}: identical to what was pushed", bytes.len()));
    let receipt = receipt_at(school, &place).await?;
    let held: ReleaseReceipt = receipt::verify(&receipt, RELEASE_RECEIPT, &walk.receipt_key)?;
    insist(held.payload_sha256 == digest, "a receipt of these bytes", held.payload_sha256.as_str())?;
    check_inclusion(&walk.world.door, &held).await?;
    let text = format!("entry {} of the log: signature and proof that the log holds it checked offline", held.leaf_index);
    steps.tell("receipt", &text);
    steps.tell("because", &grounds(walk, held.event_seq).await?);
    Ok(held.event_seq)
}

/// What the record says a release rests on, as the council's officer reads it.
async fn grounds(walk: &Walk<'_>, seq: u64) -> Result<String, StepError> {
    let shown = walk.world.client("dg-governance")?.get(&["audit", "events", &seq.to_string()], &[]).await?;
    let grounds = &shown["event"]["grounds"];
    let consent = text(&grounds["basis"]["consent"], "id")?;
    let protocol = text(&grounds["protocol"], "id")?;
    Ok(format!("it rests on consent {consent} and on protocol {protocol}, version {}", grounds["protocol"]["version"]))
}

async fn receipt_at(client: &Client, place: &str) -> Result<String, StepError> {
    let seq = place.strip_prefix("/api/v1/receipts/").ok_or_else(|| other("the place of a receipt", place))?;
    let answer = client.send(client.request(Method::GET, &["receipts", seq])).await?;
    Ok(answer.text().await.map_err(broke)?)
}

/// That the checkpoint in the receipt is the log's, and covers the entry.
async fn check_inclusion(door: &Client, held: &ReleaseReceipt) -> Result<(), StepError> {
    let keys = door.get(&["keys"], &[]).await?;
    let unsound = || other("a receipt whose proof leads to the signed head of the log", "another");
    let log: VerifierKey = text(&keys, "log")?.parse().map_err(|_| unsound())?;
    let note: Note = held.checkpoint.parse().map_err(|_| unsound())?;
    let checkpoint = Checkpoint::open(&note, &log).map_err(|_| unsound())?;
    let hash = |text: &String| STANDARD.decode(text).ok().and_then(|bytes| Hash::try_from(bytes).ok()).ok_or_else(unsound);
    let proof = held.inclusion_proof.iter().map(hash).collect::<Result<Vec<_>, _>>()?;
    let leaf = leaf_hash(&STANDARD.decode(&held.commitment).map_err(|_| unsound())?);
    verify_inclusion(&leaf, held.leaf_index, checkpoint.size(), &proof, checkpoint.root()).map_err(|_| unsound())
}

/// The council takes the report sealed to its own recipient, and opens it with its own identity.
pub async fn take_sealed(walk: &Walk<'_>, report: &Report, steps: &mut Steps) -> Result<(), StepError> {
    steps.begin("The council takes the report sealed, and opens it where the gateway is not");
    let wanted = Wanted { form: Form::Sealed, ..walk.wanted(&report.id) };
    let release = fetch::open(walk.world.client("dg-coordinator")?, wanted).await?;
    let place = header(&release, "porthor-receipt");
    let sealed = release.bytes().await.map_err(broke)?;
    insist(sealed.starts_with(b"age-encryption.org/v1\n"), "an age file", "something else")?;
    steps.tell("came back", &format!("{} bytes: a standard age file; only its header was rewritten for {COUNCIL}", sealed.len()));
    let key = walk.folder.write("council.key", walk.world.council.to_secret_string().as_bytes())?;
    let file = walk.folder.write("council.age", &sealed)?;
    let (opened, by) = open_sealed(walk.world, &key, &file, &sealed).await?;
    let digest = sha256(&opened);
    insist(digest == report.sha256, format!("SHA-256 {}", report.sha256), digest.as_str())?;
    steps.tell("opened", &format!("with {by}: identical to what was pushed"));
    let seq = place.rsplit('/').next().and_then(|seq| seq.parse().ok()).unwrap_or_default();
    steps.tell("because", &grounds(walk, seq).await?);
    Ok(())
}

/// With the standard tool if this machine has one, else with the library.
async fn open_sealed(world: &World, key: &Path, file: &Path, sealed: &[u8]) -> Result<(Vec<u8>, &'static str), StepError> {
    let tool = tokio::process::Command::new("age").arg("--decrypt").arg("--identity").arg(key).arg(file).output().await;
    match tool {
        Ok(output) if output.status.success() => Ok((output.stdout, "the standard age tool")),
        Ok(output) => Err(other("the age tool to open it", String::from_utf8_lossy(&output.stderr).trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Ok((envelope::open(&world.council, sealed)?, "the library (no age tool on this machine)"))
        }
        Err(error) => Err(other("the age tool to run", error.to_string())),
    }
}

/// The family withdraws while the school, slowly, downloads the large report.
pub async fn withdraw_meanwhile(walk: &Walk<'_>, report: &Report, consent: &str, steps: &mut Steps) -> Result<(), StepError> {
    steps.begin("The mother withdraws while the school is downloading the large report");
    let mut release = fetch::open(walk.world.client(READER)?, walk.wanted(&report.id)).await?;
    let mut received = 0;
    while received < TAKEN_BEFORE {
        let piece = slow_piece(&mut release).await.map_err(broke)?.ok_or_else(|| other("more of the report", "its end"))?;
        received += piece.len() as u64;
    }
    let before = received;
    let family = walk.world.client(FAMILY)?;
    let place = ["cases", &walk.case.id, "consents", consent, "withdrawal"];
    let nothing = json!({});
    let asked = Instant::now();
    let mut withdrawal = std::pin::pin!(family.post(&place, &nothing));
    let withdrawn = loop {
        tokio::select! {
            withdrawn = &mut withdrawal => break withdrawn?,
            piece = slow_piece(&mut release) => match piece {
                Ok(Some(piece)) => received += piece.len() as u64,
                // Cut before the answer came; nothing more will.
                _ => break withdrawal.await?,
            },
        }
    };
    let answered = asked.elapsed();
    let (received, broke_off) = read_on(release, received).await;
    insist(broke_off && received < report.bytes, "the download to be cut", format!("{received} of {} bytes", report.bytes))?;
    insist(withdrawn["cut"] == json!(1), "one transfer to be cut", withdrawn.to_string())?;
    let cut = recorded_cut(walk).await?;
    let text = format!(
        "she had her answer after {} ms, and the line was closed: {received} of {} bytes had arrived, {before} of them before she asked",
        answered.as_millis(),
        report.bytes,
    );
    steps.tell("cut", &text);
    let text = format!(
        "delay from the durable withdrawal to the cut: {} ms; {} bytes had been let go",
        client_text(&cut, "delay-ms")?,
        client_text(&cut, "bytes")?
    );
    steps.tell("recorded", &text);
    steps
        .tell("because", "each piece of a release asks whether it may still pass, and a withdrawal decides every running one anew");
    Ok(())
}

/// The next piece, after a pause.
async fn slow_piece(release: &mut Response) -> reqwest::Result<Option<Bytes>> {
    sleep(PAUSE).await;
    release.chunk().await
}

/// Reads what is still on the way until the line ends: bytes in all, and whether it broke off.
async fn read_on(mut release: Response, mut received: u64) -> (u64, bool) {
    loop {
        match release.chunk().await {
            Ok(Some(piece)) => received += piece.len() as u64,
            Ok(None) => return (received, false),
            Err(_) => return (received, true),
        }
    }
}

/// The details of the cut in the record, as the council's officer reads them.
async fn recorded_cut(walk: &Walk<'_>) -> Result<Value, StepError> {
    let officer = walk.world.client("dg-governance")?;
    let cuts = officer.list(&["audit", "events"], &[("case", &walk.case.id), ("kind", "transfer-cut")]).await?;
    let last = cuts.last().ok_or_else(|| other(format!("a cut in the record of {CASE}"), "none"))?;
    let shown = officer.get(&["audit", "events", &last["seq"].to_string()], &[]).await?;
    Ok(shown["event"]["details"].clone())
}

fn header(answer: &Response, name: &str) -> String {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// An answer that ended before its end.
pub fn broke(source: reqwest::Error) -> ClientError {
    ClientError::Network { what: "the answer broke off", source }
}

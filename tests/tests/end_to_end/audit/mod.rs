//! The record: who may read it, what proves an event, that an altered row is named, that past decisions come out the same, and that
//! anyone can follow the log without trusting the gateway.

mod export;
mod prove;
mod read;
mod state;
mod verify;

use std::path::Path;
use std::process::Output;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use porthor_keys::log::checkpoint::Checkpoint;
use porthor_keys::log::merkle::{Frontier, Hash, leaf_hash, verify_inclusion};
use porthor_keys::log::note::{Note, VerifierKey};
use porthor_keys::log::tile::{TileKind, TilePath, read_bundle};
use porthor_keys::receipt::{self, ByteRange, ReleaseForm, ReleaseReceipt};
use porthor_tests::Database;
use porthor_tests::gateway::Gateway;
use reqwest::Method;
use serde_json::Value;
use sqlx::{AnyConnection, Connection, Executor};

use crate::stage::answer::Answer;
use crate::stage::case::{Draft, sha256};
use crate::stage::person::Person;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

/// A case on which the main job ran: its id and its report's.
async fn main_job(world: &World) -> (String, String) {
    let case = world.case().await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(3000)).await;
    world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
    let consent = world["mother"].has_granted(&case, SCHOOL).await;
    world["school"].opens(&case, &report).await.expect(200);
    world["mother"].withdraws(&case, &consent).await.expect(200);
    world["school"].opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
    (case.id, report)
}

async fn connect(url: &str) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(url).await.expect("the database opens")
}

fn verify(gateway: &Gateway, more: &[&str]) -> Output {
    run(gateway, &[["audit", "verify"].as_slice(), more].concat())
}

/// Runs an audit command beside the store.
fn run(gateway: &Gateway, arguments: &[&str]) -> Output {
    let configuration = gateway.configuration();
    let place = ["--config", path(&configuration)];
    gateway.porthor(&[arguments, &place].concat())
}

fn path(path: &Path) -> &str {
    path.to_str().expect("our folders have plain names")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

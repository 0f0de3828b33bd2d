//! What must hold whatever happens: killed at any moment, disk full, disk stolen. `PORTHOR_FAULT_CYCLES` makes it longer.

mod database_server;
mod disk_failing;
mod disk_full;
mod erased_key;
mod hold_of_the_store;
mod kill;
mod races;
mod recovery;
mod repeated;
mod stolen_disk;
mod sweep;
mod two_gateways;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use porthor_tests::Database;
use porthor_tests::gateway::Gateway;
use serde_json::json;
use sqlx::{AnyConnection, Connection};

use crate::stage::case::{Case, Child, Draft};
use crate::stage::wire::observe;
use crate::stage::world::{World, alone, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

/// The files in the blob store, whole or half-written.
pub fn payloads(gateway: &Gateway) -> Vec<String> {
    let mut found: Vec<String> = files(&gateway.blobs()).iter().map(|path| path.display().to_string()).collect();
    found.sort();
    found
}

pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The library that makes the disk fail, built by the system's own compiler.
fn library(folder: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/end_to_end/failing_disk.c");
    let library = folder.join("failing_disk.so");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl").output();
    let built = built.expect("a C compiler is installed, or nothing of this would be built");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library
}

/// Puts the gateway, which does not run yet, on a disk that fails as long as the folder returned holds a file that says so.
fn a_failing_disk(gateway: &Gateway) -> PathBuf {
    let faults = gateway.folder().join("faults");
    std::fs::create_dir(&faults).expect("ours");
    gateway.set_variable("LD_PRELOAD", &library(gateway.folder()).to_string_lossy());
    gateway.set_variable("FAILING_DISK", &faults.to_string_lossy());
    faults
}

/// Waits until a release works again.
async fn goes_on(world: &World, case: &Case, report: &str) {
    let begun = Instant::now();
    while world["school"].opens(case, report).await.status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not go on");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn verifies(world: &World) {
    let configuration = world.gateway.configuration();
    let verified = world.gateway.porthor(&["audit", "verify", "--config", &configuration.to_string_lossy()]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// The gateway's database, opened beside it.
pub async fn database(gateway: &Gateway) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(gateway.database()).await.expect("the database opens")
}

//! Journeys through the pages as their users make them: in a real Chromium, driven by Node (`tests/browser/`). A journey is a file
//! there, `journeys/NAME.mjs`; this is how a test starts one and hears how it went.

use std::io::{Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{env, fs};

use serde_json::{Value, json};

use crate::gateway::Gateway;

/// The runner gives up a little earlier by itself, and then says where it was.
const PATIENCE: Duration = Duration::from_mins(8);
/// How long the runner may take to end its browser once told.
const GRACE: Duration = Duration::from_secs(5);
/// The variable that names another origin than the configuration.
const PUBLIC_ORIGIN: &str = "PORTHOR_SERVER_PUBLIC_ORIGIN";

/// Walks `journeys/NAME.mjs` on a gateway that serves, in `language` (`en` or `cy`); `input` is handed to it (`"script": false`
/// switches the browser's script off). Returns what it returned, with `timings` of its steps and pages added. Its screenshots are in
/// `target/screenshots`. The browser goes to the gateway's public origin, whatever port it really listens on.
///
/// # Panics
/// When anything is wrong on the way, with the runner's words: step, address, what, screenshot.
#[must_use]
pub fn journey(gateway: &Gateway, name: &str, language: &str, input: &Value) -> Value {
    let mut runner = spawn(gateway, name);
    let order = json!({
        "origin": public_origin(gateway),
        "address": gateway.address().to_string(),
        "language": language,
        "shots": screenshots(),
        "input": input,
        "owned": true,
    });
    // Held open to the end: when it closes, be it that this test is killed, the runner ends too.
    let mut stdin = runner.stdin.take().expect("standard input is piped");
    writeln!(stdin, "{order}").expect("the runner reads its order");
    let (said, complained) = (read(runner.stdout.take()), read(runner.stderr.take()));
    let status = wait(&mut runner);
    let (said, complained) = (said.join().unwrap_or_default(), complained.join().unwrap_or_default());
    let Some(status) = status else { panic!("journey {name} did not end within {} s\n{complained}", PATIENCE.as_secs()) };
    assert!(status.success(), "{complained}");
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("journey {name} printed no JSON ({error}): {said}\n{complained}"))
}

fn spawn(gateway: &Gateway, name: &str) -> Child {
    Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/browser/run.mjs"))
        .arg(name)
        // The browser's profile lies there, and goes with the folder.
        .env("TMPDIR", gateway.folder())
        .env("HOME", gateway.folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("node starts; run scripts/install test")
}

/// What the browser's address line says: cookies, cross-site checks and passkeys rest on it.
///
/// # Panics
/// When the configuration names none.
#[must_use]
pub fn public_origin(gateway: &Gateway) -> String {
    gateway.variable(PUBLIC_ORIGIN).unwrap_or_else(|| {
        let configuration = fs::read_to_string(gateway.configuration()).expect("init wrote the configuration");
        let value = configuration.lines().find_map(|line| line.strip_prefix("public_origin = "));
        value.expect("the configuration names the public origin").trim_matches('"').to_owned()
    })
}

/// `screenshots` in the folder that cargo builds into.
///
/// # Panics
/// When the system does not name the running program.
#[must_use]
pub fn screenshots() -> PathBuf {
    let test = env::current_exe().expect("the system names the running program");
    test.ancestors().nth(3).expect("a test lies in target/<profile>/deps").join("screenshots")
}

/// Reads a pipe to its end beside the waiting, so that its writer never waits for a full one.
fn read(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.expect("output is piped").read_to_end(&mut bytes).expect("a pipe of ours");
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// How it ended; none if it had to be ended.
fn wait(runner: &mut Child) -> Option<ExitStatus> {
    let ended = wait_for(runner, PATIENCE);
    if ended.is_none() {
        // First asked, for then it takes its browser with it, which has a process group of its own.
        signal("-TERM", runner.id());
        if wait_for(runner, GRACE).is_none() {
            signal("-KILL", runner.id());
            let _ = runner.wait();
        }
    }
    ended
}

fn wait_for(runner: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        if let Some(status) = runner.try_wait().expect("a child of ours") {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

/// Sends it to the whole process group.
fn signal(signal: &str, group: u32) {
    let _ = Command::new("kill").args([signal, "--", &format!("-{group}")]).status();
}

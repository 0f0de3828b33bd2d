//! A root whose identity is an age plugin: sealing and opening through a real plugin process.
//!
//! The plugin is a small script on a PATH of its own, so the test runs itself once more as a child
//! with that PATH. It wraps nothing: it hands the file key back, which is enough to see the
//! protocol (C2SP age-plugin) spoken from both sides.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use porthor_keys::hierarchy::{Root, RootError, RootSource};
use porthor_keys::recipient::Identity;
use zeroize::Zeroizing;

const CHILD: &str = "PORTHOR_TEST_PLUGIN_CHILD";
const SECRET: &[u8] = b"the secret of a case";
const PLUGIN: &str = include_str!("age-plugin-porthortest.sh");

/// Runs the test of this name again, in a child that finds the plugin.
fn run_as_child(test: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = folder.path().join("age-plugin-porthortest");
    std::fs::write(&program, PLUGIN).expect("the folder is writable");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("the file is ours");
    let mut path = folder.path().as_os_str().to_owned();
    path.push(":/usr/bin:/bin");
    let child = Command::new(std::env::current_exe().expect("the test has a file"))
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, "1")
        .env("PATH", path)
        .output()
        .expect("the test runs again");
    let said = String::from_utf8_lossy(&child.stdout);
    let complaint = String::from_utf8_lossy(&child.stderr);
    let passed = child.status.success() && said.contains("1 passed");
    assert!(passed, "{said}{complaint}");
}

fn plugin_root(recovery: Vec<String>) -> Root {
    let identity = age::plugin::Identity::default_for_plugin("porthortest").to_string();
    Root::load(RootSource::IdentityFile(Zeroizing::new(identity)), recovery).expect("a plugin identity is an identity")
}

#[test]
fn a_root_behind_a_plugin_seals_and_opens_and_so_does_recovery() {
    if std::env::var_os(CHILD).is_none() {
        return run_as_child("a_root_behind_a_plugin_seals_and_opens_and_so_does_recovery");
    }
    let offline = Root::generate_identity_file();
    let load = |text| Root::load(RootSource::IdentityFile(text), vec![]);
    let offline = load(offline).expect("the identity file is good");
    let root = plugin_root(vec![offline.own_recipients()[0].to_string()]);
    assert!(root.has_recovery());
    let sealed = root.seal(SECRET).expect("the plugin wraps");
    assert_eq!(root.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
    assert_eq!(offline.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
    let mut damaged = sealed;
    *damaged.last_mut().expect("it is not empty") ^= 1;
    let refusal = root.open(&damaged);
    assert!(matches!(refusal, Err(RootError::Envelope(_))), "{refusal:?}");
}

#[test]
fn a_quantum_resistant_recovery_does_not_stand_beside_a_plugin_that_is_not() {
    if std::env::var_os(CHILD).is_none() {
        return run_as_child("a_quantum_resistant_recovery_does_not_stand_beside_a_plugin_that_is_not");
    }
    let recovery = Identity::generate_hybrid().recipient().to_string();
    assert_eq!(plugin_root(vec![recovery]).seal(SECRET), Err(RootError::Incompatible));
}

#[test]
fn a_plugin_that_knows_no_stanza_is_no_match() {
    if std::env::var_os(CHILD).is_none() {
        return run_as_child("a_plugin_that_knows_no_stanza_is_no_match");
    }
    let stranger = Root::generate_identity_file();
    let stranger = Root::load(RootSource::IdentityFile(stranger), vec![]);
    let sealed = stranger.and_then(|root| root.seal(SECRET)).expect("no plugin is involved");
    assert_eq!(plugin_root(vec![]).open(&sealed), Err(RootError::NoMatch));
}

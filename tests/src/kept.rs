//! A folder of a test's own under the system's folder for temporary files, and the keeper that outlives the test by as long as it
//! takes to clean up: it reads a pipe from its owner, and acts at end of file, however the owner ended (`kill -9` included).

use std::ffi::OsString;
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A new folder that its owner alone can enter.
pub(crate) fn fresh_folder(kind: &str) -> PathBuf {
    static FOLDERS: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("porthor-{kind}-{}-{number}", process::id()));
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return folder,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => panic!("cannot make {}: {error}", folder.display()),
        }
    }
}

/// Starts the keeper: a shell script that is given the folder and `arguments`.
pub(crate) fn keep(script: &str, folder: &Path, arguments: impl IntoIterator<Item = OsString>) -> Child {
    Command::new("sh")
        .args(["-c", script, "keeper"])
        .arg(folder)
        .args(arguments)
        .env("LC_ALL", "C")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A group of its own: Ctrl-C in the terminal must reach the tests and not their keeper.
        .process_group(0)
        .spawn()
        .expect("sh is part of every system this runs on")
}

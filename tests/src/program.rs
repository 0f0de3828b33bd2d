//! A server of somebody else's that a test stands on (a proxy, a scanner), ended with the test however that ends.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::kept::fresh_folder;

/// How long one may take to listen.
const PATIENCE: Duration = Duration::from_mins(1);
/// Runs what it is given until its own input ends, which is when its owner does.
const KEEPER: &str = r#"folder=$1; shift; "$@" </dev/null & child=$!; (while kill -0 $child 2>/dev/null; do sleep 1; done; kill -PIPE $$ 2>/dev/null) & read -r _; kill "$child" 2>/dev/null; sleep 0.2; kill -9 "$child" 2>/dev/null; rm -rf "$folder""#;

/// A folder for such a server, and a port that nobody listens on.
pub struct Stand {
    /// For its configuration; everybody may read it, for some give up their rights.
    pub folder: PathBuf,
    /// Where it is to listen.
    pub address: SocketAddr,
}

impl Stand {
    /// A new one.
    ///
    /// # Panics
    /// When the machine has no folder or no port to give.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let folder = fresh_folder(kind);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        Self { folder, address: free.expect("a port is free") }
    }

    /// Writes a file into the folder.
    ///
    /// # Panics
    /// When it cannot be written.
    #[must_use]
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, text).expect("the folder is ours");
        path
    }

    /// Starts it, and waits until it listens.
    ///
    /// # Panics
    /// When it does not; with what it said.
    #[must_use]
    pub fn start(self, command: &[&OsStr], variables: &[(&str, &Path)]) -> Program {
        let said = self.folder.join("said");
        let log = File::create(&said).expect("the folder is ours");
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&self.folder)
            .args(command)
            .envs(variables.iter().copied())
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .expect("sh is part of every system this runs on");
        let mut program = Program { stand: self, keeper };
        let begun = Instant::now();
        while TcpStream::connect(program.address()).is_err() {
            let ended = program.keeper.try_wait().expect("a child of ours").is_some();
            assert!(
                !ended && begun.elapsed() < PATIENCE,
                "{command:?} does not listen; is it installed (scripts/install test)? It said: {}",
                fs::read_to_string(&said).unwrap_or_default()
            );
            thread::sleep(Duration::from_millis(50));
        }
        program
    }
}

/// A server that runs.
pub struct Program {
    stand: Stand,
    keeper: Child,
}

impl Program {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.stand.address
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.stand.folder
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Where the programs lie that `scripts/install test` puts there from the Python Package Index.
///
/// # Panics
/// When they are not there.
#[must_use]
pub fn python() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/python");
    assert!(folder.join("bin").is_dir(), "{} is missing; run `scripts/install test`", folder.display());
    folder.canonicalize().expect("it is there")
}

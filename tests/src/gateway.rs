//! The real program on a folder of its own: made by `porthor init`, served by `porthor serve`, stopped, killed and started again at
//! will. Whatever happens to the test, a keeper ends the program and removes the folder. `set_up` makes and alters the folder.

mod set_up;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::porthor;

/// The variable that names another database than the configuration.
const STORAGE_DATABASE: &str = "PORTHOR_STORAGE_DATABASE";
/// How long the program may take to serve, and to end once told.
const PATIENCE: Duration = Duration::from_secs(90);
/// A gateway of a test's own, or shared by the tests of one program.
pub struct Gateway {
    folder: PathBuf,
    database: String,
    /// What its programs find in the environment.
    variables: Mutex<BTreeMap<String, String>>,
    operator: Invitation,
    ports: Mutex<Option<Ports>>,
    running: Mutex<Option<Child>>,
    keeper: Mutex<Child>,
}

/// What `init` prints for the first person.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The address the account is known by.
    pub address: String,
    /// The one-time code.
    pub code: String,
}

/// Where a gateway listens.
#[derive(Clone, Copy, Debug)]
struct Ports {
    public: SocketAddr,
    observe: SocketAddr,
}

impl Gateway {
    /// Serves, on the ports of last time if there was one, and waits until it says so.
    ///
    /// # Panics
    /// When it does not; with the end of its log.
    pub fn serve(&self) {
        let (mut child, lines) = self.spawn();
        let ready = wait_for_ready(&lines);
        let Some(ports) = ready else {
            let _ = child.kill();
            let status = child.wait();
            panic!("the gateway does not serve ({status:?}); its log ends:\n{}", self.log_end());
        };
        *lock(&self.ports) = Some(ports);
        *lock(&self.running) = Some(child);
    }

    /// Tries to serve and returns how it ended instead, and what it said.
    ///
    /// # Panics
    /// When it serves.
    #[must_use]
    pub fn fails_to_serve(&self) -> (ExitStatus, String) {
        let (mut child, lines) = self.spawn();
        if let Some(ports) = wait_for_ready(&lines) {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the gateway serves on {ports:?} although it should not");
        }
        let status = child.wait().expect("a child of ours");
        (status, self.log_end())
    }

    fn spawn(&self) -> (Child, mpsc::Receiver<String>) {
        let ports = *lock(&self.ports);
        let port = |of: fn(&Ports) -> SocketAddr| ports.as_ref().map_or_else(|| "127.0.0.1:0".to_owned(), |p| of(p).to_string());
        let mut child = Command::new(porthor())
            .args(["serve", "--config"])
            .arg(self.configuration())
            .envs(&*lock(&self.variables))
            .env("PORTHOR_SERVER_LISTEN", port(|ports| ports.public))
            .env("PORTHOR_SERVER_OBSERVE_LISTEN", port(|ports| ports.observe))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(self.log_file())
            .process_group(0)
            .spawn()
            .expect("the program starts");
        self.tell_keeper(child.id());
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (send, lines) = mpsc::channel();
        // Goes on reading after the first line, so that the program never waits for a full pipe.
        thread::spawn(move || stdout.lines().map_while(Result::ok).for_each(|line| drop(send.send(line))));
        (child, lines)
    }

    /// Kills the program at once (`SIGKILL`) and returns when it is gone.
    ///
    /// # Panics
    /// When it does not run.
    pub fn kill(&self) {
        let mut child = lock(&self.running).take().expect("the gateway runs");
        child.kill().expect("a child of ours");
        child.wait().expect("a child of ours");
        self.tell_keeper(0);
    }

    /// Kills it if it runs, and serves again on the same ports and data.
    ///
    /// # Panics
    /// As [`serve`](Self::serve).
    pub fn restart(&self) {
        if lock(&self.running).is_some() {
            self.kill();
        }
        self.serve();
    }

    /// Asks it to stop (`SIGTERM`) and returns at once.
    ///
    /// # Panics
    /// When it does not run.
    pub fn ask_to_stop(&self) {
        self.signal("-TERM");
    }

    /// Waits until it has ended by itself, and says how.
    ///
    /// # Panics
    /// When it goes on for longer than anyone would wait.
    pub fn wait_until_ended(&self) -> ExitStatus {
        let mut child = lock(&self.running).take().expect("the gateway runs");
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = child.try_wait().expect("a child of ours") {
                self.tell_keeper(0);
                return status;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = child.kill();
        let _ = child.wait();
        panic!("the gateway does not end; its log ends:\n{}", self.log_end());
    }

    fn signal(&self, signal: &str) {
        let id = lock(&self.running).as_ref().expect("the gateway runs").id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().expect("kill is part of every system");
        assert!(sent.success(), "no process {id}");
    }

    /// The process id of the running program.
    ///
    /// # Panics
    /// When it does not run.
    #[must_use]
    pub fn process(&self) -> u32 {
        lock(&self.running).as_ref().expect("the gateway runs").id()
    }

    /// Where it takes HTTPS.
    ///
    /// # Panics
    /// When it never served.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        lock(&self.ports).expect("the gateway has served").public
    }

    /// Where it takes plain HTTP for health and metrics.
    ///
    /// # Panics
    /// When it never served.
    #[must_use]
    pub fn observe_address(&self) -> SocketAddr {
        lock(&self.ports).expect("the gateway has served").observe
    }

    /// What `init` printed for the operator.
    #[must_use]
    pub fn operator(&self) -> &Invitation {
        &self.operator
    }

    /// The folder that `init` made.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.folder.join("gateway")
    }

    /// Room for a test's own files; removed with the rest.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `gateway.toml`.
    #[must_use]
    pub fn configuration(&self) -> PathBuf {
        self.home().join("gateway.toml")
    }

    /// The URL of its database.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Where the sealed payloads lie.
    #[must_use]
    pub fn blobs(&self) -> PathBuf {
        self.home().join("blobs")
    }

    /// The certificate (PEM) of the authority to trust.
    ///
    /// # Panics
    /// When `init` made none.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        find(&self.home(), "ca.pem").expect("init --trial makes a certificate authority")
    }

    /// Runs `porthor` with `arguments`, on this gateway's database.
    ///
    /// # Panics
    /// When the program cannot be run.
    #[must_use]
    pub fn porthor(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    /// Runs `porthor` with `arguments` on another database, for instance a copy.
    ///
    /// # Panics
    /// When the program cannot be run.
    #[must_use]
    pub fn porthor_on(&self, database: &str, arguments: &[&str]) -> Output {
        self.command(arguments).env(STORAGE_DATABASE, database).output().expect("the program starts")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(porthor());
        command
            .args(arguments)
            .envs(&*lock(&self.variables))
            .env("PORTHOR_HOME", self.folder.join("client"))
            .env("LANG", "en_GB.UTF-8")
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command
    }

    /// Everything it has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read(self.folder.join("log")).map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    fn log_end(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    fn log_file(&self) -> File {
        OpenOptions::new().create(true).append(true).open(self.folder.join("log")).expect("the folder is ours")
    }

    fn tell_keeper(&self, pid: u32) {
        let mut keeper = lock(&self.keeper);
        let stdin = keeper.stdin.as_mut().expect("the keeper's input is piped");
        writeln!(stdin, "{pid}").expect("the keeper listens until we end");
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if let Some(mut child) = lock(&self.running).take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let mut keeper = lock(&self.keeper);
        drop(keeper.stdin.take());
        let _ = keeper.wait();
    }
}

/// The ready line: `porthor: serving https://ADDRESS (health http://ADDRESS)`.
fn wait_for_ready(lines: &mpsc::Receiver<String>) -> Option<Ports> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match lines.recv_timeout(left) {
            Ok(line) => {
                let address = |scheme: &str| {
                    let rest = line.split(scheme).nth(1)?;
                    rest.trim_end_matches(')').split([' ', '/', ')']).next()?.replace("localhost", "127.0.0.1").parse().ok()
                };
                if let Some((public, observe)) = address("https://").zip(address("http://")) {
                    return Some(Ports { public, observe });
                }
            }
            Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => return None,
        }
    }
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    for entry in fs::read_dir(folder).ok()?.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            if let Some(found) = find(&path, name) {
                return Some(found);
            }
        } else if entry.file_name() == name {
            return Some(path);
        }
    }
    None
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The real program on a folder of its own: made by `porthor init --trial`, served by `porthor serve`, stopped, killed and started
//! again at will. Whatever happens to the test, a keeper ends the program and removes the folder.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::postgres::Postgres;
use crate::{Database, porthor};

/// How long the program may take to serve, and to end once told.
const PATIENCE: Duration = Duration::from_secs(90);
/// The keeper's work: remembers the last process it was told of, and at its owner's end kills it and removes the folder.
const KEEPER: &str = r#"pid=0; while read -r line; do pid=$line; done; [ "$pid" = 0 ] || kill -9 "$pid" 2>/dev/null; cd /
umount --lazy "$1/disk" 2>/dev/null; rm -rf -- "$1""#;

/// A gateway of a test's own, or shared by the tests of one program.
pub struct Gateway {
    folder: PathBuf,
    database: String,
    operator: Invitation,
    environment: Mutex<Vec<(String, String)>>,
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
    /// Sets up and serves.
    ///
    /// # Panics
    /// When the program does not start; with the end of its log.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Sets up, changes these keys of `gateway.toml` (values as TOML), and serves.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    #[must_use]
    pub fn start_with(settings: &[(&str, &str)]) -> Self {
        let gateway = Self::set_up();
        for (key, value) in settings {
            gateway.set(key, value);
        }
        gateway.serve();
        gateway
    }

    /// Runs `porthor init --trial` in a new folder, on the database chosen for this run. Serves nothing yet.
    ///
    /// # Panics
    /// When the program refuses.
    #[must_use]
    pub fn set_up() -> Self {
        match Database::chosen() {
            Database::Sqlite => Self::set_up_on(None),
            Database::Postgres => Self::set_up_on(Some(Postgres::shared().create_database())),
        }
    }

    /// The same on a database of the test's own; on a SQLite file in its folder where none is named.
    ///
    /// # Panics
    /// When the program refuses.
    #[must_use]
    pub fn set_up_on(database: Option<String>) -> Self {
        let folder = fresh_folder();
        let keeper = keep(&folder);
        let home = folder.join("gateway");
        let database = database.unwrap_or_else(|| format!("sqlite:{}", home.join("porthor.db").display()));
        let output = Command::new(porthor())
            .args(["--json", "init", "--trial"])
            .arg(&home)
            .env("PORTHOR_STORAGE_DATABASE", &database)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "init failed: {said}{}", String::from_utf8_lossy(&output.stderr));
        Self {
            folder,
            database,
            operator: invitation(&said),
            environment: Mutex::default(),
            ports: Mutex::default(),
            running: Mutex::default(),
            keeper: Mutex::new(keeper),
        }
    }

    /// A second gateway with the same root, configuration, database and payloads, on ports of its own. Serves nothing yet.
    ///
    /// # Panics
    /// When its folder cannot be made.
    #[must_use]
    pub fn beside(&self) -> Self {
        let folder = fresh_folder();
        let keeper = keep(&folder);
        std::os::unix::fs::symlink(self.home(), folder.join("gateway")).expect("the folder is ours and new");
        Self {
            folder,
            database: self.database.clone(),
            operator: self.operator.clone(),
            environment: Mutex::default(),
            ports: Mutex::default(),
            running: Mutex::default(),
            keeper: Mutex::new(keeper),
        }
    }

    /// Sets a variable in the environment of the program, from the next start on.
    pub fn set_environment(&self, name: &str, value: &str) {
        lock(&self.environment).push((name.to_owned(), value.to_owned()));
    }

    /// Mounts a disk of so many MiB, to be filled. None where the system does not let this process mount anything.
    ///
    /// # Panics
    /// When the folder cannot be made.
    #[must_use]
    pub fn small_disk(&self, mebibytes: u32) -> Option<PathBuf> {
        let disk = self.folder.join("disk");
        fs::create_dir(&disk).expect("the folder is ours");
        let size = format!("size={mebibytes}m");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&disk).output();
        mount.is_ok_and(|output| output.status.success()).then_some(disk)
    }

    /// Moves the SQLite database of a gateway that does not run to another folder.
    ///
    /// # Panics
    /// When there is none.
    pub fn move_database(&mut self, folder: &Path) {
        let home = self.home();
        for name in ["porthor.db", "porthor.db-wal", "porthor.db-shm"] {
            if home.join(name).exists() {
                fs::copy(home.join(name), folder.join(name)).expect("it fits");
                fs::remove_file(home.join(name)).expect("the folder is ours");
            }
        }
        let moved = folder.join("porthor.db");
        assert!(moved.is_file(), "init made a SQLite database");
        self.database = format!("sqlite:{}", moved.display());
    }

    /// Copies the database of a gateway that does not run, whole, and returns the copy's URL.
    ///
    /// # Panics
    /// When it cannot be copied.
    #[must_use]
    pub fn copies_database(&self) -> String {
        let Some(file) = self.database.strip_prefix("sqlite:") else { return Postgres::shared().copy_database(&self.database) };
        let copy = self.folder.join("copy.db");
        for suffix in ["", "-wal"] {
            let from = format!("{file}{suffix}");
            if Path::new(&from).exists() {
                fs::copy(&from, format!("{}{suffix}", copy.display())).expect("the folder is ours");
            }
        }
        format!("sqlite:{}", copy.display())
    }

    /// Sets `key` of `gateway.toml` to `value`, written as TOML. Takes effect at the next start.
    ///
    /// # Panics
    /// When the file has no such key, not even commented out.
    pub fn set(&self, key: &str, value: &str) {
        let path = self.configuration();
        let text = fs::read_to_string(&path).expect("init wrote the configuration");
        let is_key = |line: &str| {
            let line = line.strip_prefix("# ").unwrap_or(line);
            line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        assert!(text.lines().any(is_key), "gateway.toml has no key `{key}`");
        let changed: String =
            text.lines().map(|line| if is_key(line) { format!("{key} = {value}\n") } else { format!("{line}\n") }).collect();
        fs::write(&path, changed).expect("the folder is ours");
    }

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

    /// Tries to serve and returns how it ended instead.
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
            .env("PORTHOR_STORAGE_DATABASE", &self.database)
            .env("PORTHOR_SERVER_LISTEN", port(|ports| ports.public))
            .env("PORTHOR_SERVER_OBSERVE_LISTEN", port(|ports| ports.observe))
            .envs(lock(&self.environment).iter().cloned())
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
        self.porthor_on(&self.database, arguments)
    }

    /// Runs `porthor` with `arguments` on another database, for instance a copy.
    ///
    /// # Panics
    /// When the program cannot be run.
    #[must_use]
    pub fn porthor_on(&self, database: &str, arguments: &[&str]) -> Output {
        Command::new(porthor())
            .args(arguments)
            .env("PORTHOR_STORAGE_DATABASE", database)
            .env("PORTHOR_HOME", self.folder.join("client"))
            .env("LANG", "en_GB.UTF-8")
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
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

/// The address and the code in what `init` printed: the only word with an `@`, and the only one of four groups of four.
fn invitation(said: &str) -> Invitation {
    let mut words = said.split(|c: char| c.is_whitespace() || "\"',;()<>".contains(c));
    let is_code = |word: &&str| {
        let groups: Vec<&str> = word.split('-').collect();
        groups.len() == 4 && groups.iter().all(|group| group.len() == 4 && group.chars().all(|c| c.is_ascii_alphanumeric()))
    };
    let code = words.clone().find(is_code).unwrap_or_else(|| panic!("init printed no one-time code: {said}"));
    let address = words.find(|word| word.contains('@')).unwrap_or_else(|| panic!("init printed no address: {said}"));
    Invitation { address: address.to_owned(), code: code.to_owned() }
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

fn fresh_folder() -> PathBuf {
    static FOLDERS: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("porthor-gateway-{}-{number}", process::id()));
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return folder,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => panic!("cannot make {}: {error}", folder.display()),
        }
    }
}

fn keep(folder: &Path) -> Child {
    Command::new("sh")
        .args(["-c", KEEPER, "keeper"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("sh is part of every system this runs on")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

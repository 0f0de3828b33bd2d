//! A throw-away PostgreSQL: its own data folder, a free loopback port, durable commits (`fsync` on), gone when its owner is.
//! The owner may end in any way, `kill -9` included: a keeper process reads a pipe from it, and at end of file stops the
//! server and removes the folder. So a server in a static is cleaned up too, for which Rust runs no destructor.
//! `initdb` refuses root; as root, all of the server's programs run as the account `postgres`.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::kept;

/// The only database account, and the owner of everything.
const ACCOUNT: &str = "porthor";
/// How long the server may take to start, to stop, or to be gone once killed, in seconds.
const PATIENCE_SECONDS: u64 = 60;
/// Another process may take a free port before the server does; then the next one is tried.
const PORTS_TRIED: u32 = 5;

/// Small enough for a laptop, many connections for parallel tests, and every promise of durability kept.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 64MB
fsync = on
synchronous_commit = on
full_page_writes = on
";

/// What the keeper runs: waits for its owner's end, stops the server, removes the folder.
/// Arguments: the folder, then the command that stops the server.
const KEEPER: &str = r#"read -r _; folder=$1; shift; "$@"; cd /; rm -rf -- "$folder""#;

/// A running PostgreSQL server of this process's own. Dropping it stops it and removes its data.
pub struct Postgres {
    folder: PathBuf,
    port: u16,
    password: String,
    databases: AtomicU32,
    keeper: Child,
}

impl Postgres {
    /// The server that all tests of one program share. It ends with the process; do not [`kill`](Self::kill) it under the others.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Sets up an empty server and waits until it answers: one to three seconds.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or does not start; with the end of its log.
    #[must_use]
    pub fn start() -> Self {
        let folder = kept::fresh_folder("postgres");
        let stop = pg_ctl_command(&folder, &["stop", "--mode=immediate"]);
        let command = std::iter::once(stop.get_program()).chain(stop.get_args());
        let keeper = kept::keep(KEEPER, &folder, command.map(OsStr::to_owned));
        let password = random_hex();
        initialise(&folder, &password);
        let mut server = Self { folder, port: 0, password, databases: AtomicU32::new(0), keeper };
        for _ in 0..PORTS_TRIED {
            server.port = free_port();
            append(&server.folder.join("data/postgresql.conf"), &format!("port = {}\n", server.port));
            if pg_ctl(&server.folder, &["start"]) {
                return server;
            }
        }
        panic!("PostgreSQL did not start on any of {PORTS_TRIED} ports; its log ends:\n{}", server.log());
    }

    /// Makes an empty database and returns its URL, `postgres://porthor:…@127.0.0.1:<port>/<name>?sslmode=disable`.
    ///
    /// # Panics
    /// When the server does not answer.
    #[must_use]
    pub fn create_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        // template0 takes no connections, so parallel copies of it never wait for one another's sessions.
        self.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
        self.url(&name)
    }

    /// Makes a copy of a database that nobody is connected to, and returns its URL.
    ///
    /// # Panics
    /// When the server does not answer, or somebody is connected.
    #[must_use]
    pub fn copy_database(&self, url: &str) -> String {
        let from = url.rsplit('/').next().and_then(|name| name.split('?').next()).expect("a URL ends in the database's name");
        let name = format!("copy_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE {from}"));
        self.url(&name)
    }

    /// Stops the server as an operator would (open connections are cut, commits are kept) and starts it on the same port and data.
    /// After [`kill`](Self::kill) it only starts it, which replays the write-ahead log.
    ///
    /// # Panics
    /// When the server does not come back; with the end of its log.
    pub fn restart(&self) {
        assert!(pg_ctl(&self.folder, &["restart", "--mode=fast"]), "PostgreSQL did not restart; its log ends:\n{}", self.log());
    }

    /// Kills every process of the server at once (`SIGKILL`) and returns when all are gone. [`restart`](Self::restart) brings it back.
    ///
    /// # Panics
    /// When the server does not run, or one of its processes will not end.
    pub fn kill(&self) {
        let processes = self.processes();
        let status = Command::new("sh").args(["-c", r#"kill -KILL "$@" 2>/dev/null"#, "kill"]).args(&processes).status();
        status.expect("sh is part of every system this runs on");
        let until = Instant::now() + Duration::from_secs(PATIENCE_SECONDS);
        while let Some(alive) = processes.iter().find(|process| !has_ended(process)) {
            assert!(Instant::now() < until, "process {alive} of PostgreSQL outlived SIGKILL");
            thread::sleep(Duration::from_millis(5));
        }
        // Where the machine's first process is slow to reap, a zombie keeps the id, and the server would take it for a rival.
        fs::remove_file(self.folder.join("data/postmaster.pid")).expect("a killed server leaves its process id on file");
    }

    fn url(&self, database: &str) -> String {
        let Self { password, port, .. } = self;
        format!("postgres://{ACCOUNT}:{password}@127.0.0.1:{port}/{database}?sslmode=disable")
    }

    /// Runs one statement and returns what it printed, unaligned and without headings.
    fn sql(&self, database: &str, statement: &str) -> String {
        let output = Command::new(program("psql"))
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"])
            .args(["--command", statement, &self.url(database)])
            .stdin(Stdio::null())
            .output()
            .expect("psql starts; it is installed beside the server");
        assert!(output.status.success(), "`{statement}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The server's processes, its first one first.
    fn processes(&self) -> Vec<String> {
        let file =
            fs::read_to_string(self.folder.join("data/postmaster.pid")).expect("the server runs, so its process id is on file");
        let first = file.lines().next().expect("the first line is the process id").trim();
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap_or_default();
        std::iter::once(first).chain(children.split_whitespace()).map(str::to_owned).collect()
    }

    fn log(&self) -> String {
        let whole = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = whole.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // Nothing can be done about a keeper that fails, and a panic here would hide the test's own.
        let _ = self.keeper.wait();
    }
}

fn initialise(folder: &Path, password: &str) {
    let password_file = folder.join("password");
    fs::write(&password_file, password).expect("the folder is ours and new");
    if is_root() {
        let owner = Command::new("chown").args(["-R", "postgres:"]).arg(folder).status();
        assert!(owner.is_ok_and(|status| status.success()), "cannot give {} to the account `postgres`", folder.display());
    }
    let output = server_command(folder, "initdb")
        .arg("--pgdata=data")
        .arg(format!("--username={ACCOUNT}"))
        .args(["--pwfile=password", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"])
        // Only the empty cluster goes unsynced; the server itself runs with fsync.
        .arg("--no-sync")
        .output()
        .expect("initdb starts");
    assert!(output.status.success(), "initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    fs::remove_file(&password_file).expect("the folder is ours");
    append(&folder.join("data/postgresql.conf"), SETTINGS);
}

fn pg_ctl(folder: &Path, action: &[&str]) -> bool {
    pg_ctl_command(folder, action).output().expect("pg_ctl starts").status.success()
}

fn pg_ctl_command(folder: &Path, action: &[&str]) -> Command {
    let mut command = server_command(folder, "pg_ctl");
    command.args(action).arg("--pgdata").arg(folder.join("data")).arg("--wait").arg(format!("--timeout={PATIENCE_SECONDS}"));
    // Only what starts a server takes a log file; it also keeps the server off the tests' own output.
    if action[0] != "stop" {
        command.arg("--log").arg(folder.join("log"));
    }
    command
}

/// One of the server's programs, to be run in its folder and never as root.
fn server_command(folder: &Path, name: &str) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program(name));
        command
    } else {
        Command::new(program(name))
    };
    command.current_dir(folder).env("LC_ALL", "C").stdin(Stdio::null());
    command
}

/// Debian keeps each version in a folder of its own, off the search path; the newest one is taken.
/// `PORTHOR_POSTGRES_BIN` names another folder.
fn program(name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os("PORTHOR_POSTGRES_BIN") {
        return PathBuf::from(folder).join(name);
    }
    let versions = fs::read_dir("/usr/lib/postgresql");
    let newest = versions.into_iter().flatten().flatten().filter_map(|version| {
        let number: u32 = version.file_name().to_str()?.parse().ok()?;
        let program = version.path().join("bin").join(name);
        program.is_file().then_some((number, program))
    });
    let (_, program) =
        newest.max().unwrap_or_else(|| panic!("`{name}` is missing in /usr/lib/postgresql/*/bin; run scripts/install test"));
    program
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port is free");
    listener.local_addr().expect("a bound listener has an address").port()
}

/// Anyone on the machine can reach a loopback port, so the superuser has a password, new each time.
fn random_hex() -> String {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes)).expect("Linux has /dev/urandom");
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
        hex
    })
}

fn append(file: &Path, text: &str) {
    let written = OpenOptions::new().append(true).open(file).and_then(|mut file| file.write_all(text.as_bytes()));
    written.unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
}

/// A process whose parent has not yet asked after it is still listed, as a zombie; it has ended all the same.
fn has_ended(process: &str) -> bool {
    match fs::read_to_string(format!("/proc/{process}/stat")) {
        Ok(stat) => stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')),
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader};

    #[test]
    fn every_database_is_empty_and_its_own() {
        let server = Postgres::shared();
        let (one, other) = (server.create_database(), server.create_database());
        assert_ne!(one, other);
        server.sql(name_in(&one), "CREATE TABLE consent (id TEXT PRIMARY KEY)");
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
        assert_eq!(server.sql(name_in(&one), tables), "1");
        assert_eq!(server.sql(name_in(&other), tables), "0");
    }

    #[test]
    fn commits_are_made_durable() {
        let server = Postgres::shared();
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            assert_eq!(server.sql("postgres", &format!("SHOW {setting}")), "on", "{setting}");
        }
    }

    #[test]
    fn a_wrong_password_is_refused() {
        let server = Postgres::shared();
        let url = server.url("postgres").replace(&server.password, "wrong");
        let output = Command::new(program("psql")).args(["--command", "SELECT 1", &url]).output().expect("psql starts");
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains("password authentication failed"));
    }

    #[test]
    fn what_was_committed_outlives_a_restart_and_a_kill() {
        let server = Postgres::start();
        let url = server.create_database();
        server.sql(name_in(&url), "CREATE TABLE leaf (number BIGINT)");
        server.sql(name_in(&url), "INSERT INTO leaf VALUES (1)");
        server.restart();
        server.sql(name_in(&url), "INSERT INTO leaf VALUES (2)");
        server.kill();
        server.restart();
        assert_eq!(server.sql(name_in(&url), "SELECT string_agg(number::text, ',' ORDER BY number) FROM leaf"), "1,2");
    }

    #[test]
    fn dropping_it_leaves_neither_process_nor_folder() {
        let server = Postgres::start();
        let (folder, processes) = (server.folder.clone(), server.processes());
        assert!(processes.len() > 1, "the first process and its writers");
        drop(server);
        assert!(!folder.exists());
        assert!(processes.iter().all(|process| has_ended(process)));
    }

    /// The test runs itself as a second process, which starts a server and then waits to be killed.
    #[test]
    fn a_killed_owner_leaves_neither_process_nor_folder() {
        const OWNER: &str = "PORTHOR_TEST_OWNS_A_SERVER";
        if std::env::var_os(OWNER).is_some() {
            let server = Postgres::start();
            announce(&server);
            thread::sleep(Duration::from_secs(PATIENCE_SECONDS));
            return;
        }
        let name = "postgres::tests::a_killed_owner_leaves_neither_process_nor_folder";
        let mut owner = Command::new(std::env::current_exe().expect("the system names the running program"))
            .args(["--exact", name, "--nocapture"])
            .env(OWNER, "1")
            .stdout(Stdio::piped())
            .spawn()
            .expect("this very program starts again");
        let lines = BufReader::new(owner.stdout.take().expect("piped above")).lines();
        let line = lines.map_while(Result::ok).find_map(|line| line.split_once("SERVER ").map(|(_, rest)| rest.to_owned()));
        let line = line.expect("the owner says which server it started");
        let (first, folder) = line.split_once(' ').expect("a process and a folder");
        assert!(!has_ended(first));
        owner.kill().expect("the owner runs");
        owner.wait().expect("the owner was ours");
        let until = Instant::now() + Duration::from_secs(PATIENCE_SECONDS);
        while !has_ended(first) || Path::new(folder).exists() {
            assert!(Instant::now() < until, "{folder} or its process {first} is still there");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn announce(server: &Postgres) {
        let mut out = std::io::stdout();
        writeln!(out, "SERVER {} {}", server.processes()[0], server.folder.display()).expect("the parent listens");
    }

    fn name_in(url: &str) -> &str {
        let (_, tail) = url.rsplit_once('/').expect("a URL has a path");
        tail.split('?').next().expect("split gives one piece at least")
    }
}

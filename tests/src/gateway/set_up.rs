//! How a gateway's folder comes to be: by `porthor init`, for a trial or as in production, and what a test alters in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::sync::Mutex;

use super::{Gateway, Invitation, STORAGE_DATABASE, lock};
use crate::postgres::Postgres;
use crate::{Database, kept, porthor};

/// The keeper's work: remembers the last process it was told of, and at its owner's end kills it and removes the folder.
const KEEPER: &str = r#"pid=0; while read -r line; do pid=$line; done; [ "$pid" = 0 ] || kill -9 "$pid" 2>/dev/null; cd /
rm -rf -- "$1""#;

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
        let (folder, keeper) = new_folder();
        let home = folder.join("gateway");
        let database = database.unwrap_or_else(|| format!("sqlite:{}", home.join("porthor.db").display()));
        let variables = BTreeMap::from([(STORAGE_DATABASE.to_owned(), database.clone())]);
        let operator = initialised(&home, &["--trial"], &variables);
        Self::of(folder, keeper, database, operator, variables)
    }

    /// Sets up as an operator in production does: `porthor init` with these options and the database chosen for this run, which from
    /// then on the configuration alone names; then a certificate in the place that it names. Serves nothing yet.
    ///
    /// # Panics
    /// When the program refuses.
    #[must_use]
    pub fn set_up_in_production(options: &[&str]) -> Self {
        let (folder, keeper) = new_folder();
        let home = folder.join("gateway");
        let (database, named, variables) = match Database::chosen() {
            Database::Sqlite => {
                let file = folder.join("records.db").display().to_string();
                (format!("sqlite:{file}"), format!("sqlite:{file}"), BTreeMap::new())
            }
            Database::Postgres => {
                let url = Postgres::shared().create_database();
                let (named, password) = without_password(&url);
                (url, named, BTreeMap::from([("PGPASSWORD".to_owned(), password)]))
            }
        };
        let operator = initialised(&home, &[options, &["--database", &named]].concat(), &variables);
        certify(&folder, &home);
        Self::of(folder, keeper, database, operator, variables)
    }

    /// A second gateway with the same root, configuration, database and payloads, on ports of its own. Serves nothing yet.
    ///
    /// # Panics
    /// When its folder cannot be made.
    #[must_use]
    pub fn beside(&self) -> Self {
        let (folder, keeper) = new_folder();
        std::os::unix::fs::symlink(self.home(), folder.join("gateway")).expect("the folder is ours and new");
        Self::of(folder, keeper, self.database.clone(), self.operator.clone(), lock(&self.variables).clone())
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

    fn of(folder: PathBuf, keeper: Child, database: String, operator: Invitation, variables: BTreeMap<String, String>) -> Self {
        Self {
            folder,
            database,
            operator,
            variables: Mutex::new(variables),
            ports: Mutex::default(),
            running: Mutex::default(),
            keeper: Mutex::new(keeper),
        }
    }

    /// A new, empty database of the kind chosen for this run, as it may be named in the configuration.
    ///
    /// # Panics
    /// When the database's server does not answer.
    #[must_use]
    pub fn another_database(&self) -> String {
        match Database::chosen() {
            Database::Sqlite => format!("sqlite:{}", self.folder.join("another.db").display()),
            Database::Postgres => without_password(&Postgres::shared().create_database()).0,
        }
    }

    /// Puts a variable into the environment of every program that is started from now on.
    pub fn set_variable(&self, name: &str, value: &str) {
        lock(&self.variables).insert(name.to_owned(), value.to_owned());
    }

    /// What its programs find in the environment under this name, if a test put it there.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<String> {
        lock(&self.variables).get(name).cloned()
    }

    /// Sets `key` of `gateway.toml`, or `section.key`, to `value`, written as TOML. Takes effect at the next start.
    ///
    /// # Panics
    /// When the file has no such key, not even commented out.
    pub fn set(&self, key: &str, value: &str) {
        let path = self.configuration();
        let text = fs::read_to_string(&path).expect("init wrote the configuration");
        let (section, name) = key.split_once('.').unwrap_or(("", key));
        let (mut here, mut found, mut changed) = (String::new(), false, String::new());
        for line in text.lines() {
            if let Some(begun) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                begun.clone_into(&mut here);
            }
            let bare = line.strip_prefix("# ").unwrap_or(line);
            let is_named = bare.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='));
            if is_named && (section.is_empty() || section == here) {
                found = true;
                changed.extend([name, " = ", value, "\n"]);
            } else {
                changed.push_str(line);
                changed.push('\n');
            }
        }
        assert!(found, "gateway.toml has no key `{key}`");
        fs::write(&path, changed).expect("the folder is ours");
    }
}

fn new_folder() -> (PathBuf, Child) {
    let folder = kept::fresh_folder("gateway");
    let keeper = kept::keep(KEEPER, &folder, []);
    (folder, keeper)
}

/// Runs `porthor init` for `home`; gives whom it made.
fn initialised(home: &Path, options: &[&str], variables: &BTreeMap<String, String>) -> Invitation {
    let output = init(home, options, variables);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "init failed: {said}{}", String::from_utf8_lossy(&output.stderr));
    invitation(&said)
}

fn init(home: &Path, options: &[&str], variables: &BTreeMap<String, String>) -> Output {
    let mut command = Command::new(porthor());
    command.args(["--json", "init"]).args(options).arg(home).env_remove(STORAGE_DATABASE).envs(variables);
    command.output().expect("the program starts")
}

/// Puts the certificate of a trial where a production configuration expects one.
fn certify(folder: &Path, home: &Path) {
    let trial = folder.join("trial");
    initialised(&trial, &["--trial"], &BTreeMap::new());
    fs::create_dir(home.join("tls")).expect("init leaves the certificate to the operator");
    for (from, to) in [("ca.pem", "ca.pem"), ("server.pem", "certificate.pem"), ("server.key", "key.pem")] {
        fs::copy(trial.join("tls").join(from), home.join("tls").join(to)).expect("a trial has its own certificates");
    }
}

/// An address of a database as it may stand in a configuration, and its password.
fn without_password(url: &str) -> (String, String) {
    let (account, rest) = url.split_once('@').expect("the tests' server has an account");
    let (account, password) = account.rsplit_once(':').expect("the account has a password");
    (format!("{account}@{rest}"), password.to_owned())
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

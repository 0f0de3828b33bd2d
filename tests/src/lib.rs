//! What the end-to-end tests in `tests/` stand on: a throw-away PostgreSQL, the choice of database, the program under test,
//! a real browser, servers of others.
//! Everything here fails by panicking with a sentence that says what to do, since its only callers are tests.

pub mod browser;
pub mod clamd;
pub mod gateway;
mod kept;
pub mod postgres;
pub mod program;

use std::env;
use std::path::PathBuf;

/// The database that a run of the tests stores in. The gate runs them once on each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// The embedded default: one file in the gateway's own folder.
    Sqlite,
    /// [`postgres::Postgres::shared`], one fresh database per gateway.
    Postgres,
}

impl Database {
    /// The choice made in the environment: `PORTHOR_TEST_DATABASE=sqlite` (also when unset) or `postgres`.
    ///
    /// # Panics
    /// When the variable says anything else.
    #[must_use]
    pub fn chosen() -> Self {
        match env::var("PORTHOR_TEST_DATABASE").as_deref() {
            Err(_) | Ok("sqlite") => Self::Sqlite,
            Ok("postgres") => Self::Postgres,
            Ok(other) => {
                panic!("PORTHOR_TEST_DATABASE is `{other}`; expected `sqlite` or `postgres`")
            }
        }
    }
}

/// The `porthor` program that `cargo build` left beside the running test, or the one that `PORTHOR_BIN` names.
///
/// # Panics
/// When there is none. Cargo does not build another package's program for a test, so a stale one is possible too:
/// `cargo build --workspace` first, as the gate does.
#[must_use]
pub fn porthor() -> PathBuf {
    if let Some(named) = env::var_os("PORTHOR_BIN") {
        return PathBuf::from(named);
    }
    let test = env::current_exe().expect("the system names the running program");
    let program = test.ancestors().nth(2).expect("a test lies in target/<profile>/deps").join("porthor");
    assert!(program.is_file(), "{} is missing; run `cargo build --workspace`", program.display());
    program
}

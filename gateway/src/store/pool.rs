//! Connections to the database: a pool that can only read, and the one connection that writes.
//! SQLite keeps a write-ahead log made durable at every commit; PostgreSQL is used as it is configured.

use std::borrow::Cow;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AnyPool, Connection, Executor, SqlSafeStr};

use super::StoreError;

/// Which database stands behind the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded default: one file.
    Sqlite,
    /// Any server that speaks PostgreSQL's protocol.
    Postgres,
}

impl Engine {
    fn of(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            Ok(Self::Sqlite)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Ok(Self::Postgres)
        } else {
            Err(StoreError::UnknownEngine)
        }
    }

    /// How a group of writes begins: SQLite takes its write lock at once, since an upgrade later can fail.
    pub fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// Number, name and text of every migration, in order.
    fn migrations(self) -> Vec<(i64, &'static str, &'static str)> {
        macro_rules! migrations {
            ($folder:literal) => {
                vec![
                    (1, "spine", include_str!(concat!("../../migrations/", $folder, "/0001_spine.sql"))),
                    (2, "access", include_str!(concat!("../../migrations/", $folder, "/0002_access.sql"))),
                    (3, "remark", include_str!(concat!("../../migrations/", $folder, "/0003_remark.sql"))),
                    (4, "staff", include_str!(concat!("../../migrations/", $folder, "/0004_staff.sql"))),
                    (5, "passkey", include_str!(concat!("../../migrations/", $folder, "/0005_passkey.sql"))),
                    (6, "hands", include_str!(concat!("../../migrations/", $folder, "/0006_hands.sql"))),
                    (7, "stand_in", include_str!(concat!("../../migrations/", $folder, "/0007_stand_in.sql"))),
                    (8, "lockout", include_str!(concat!("../../migrations/", $folder, "/0008_lockout.sql"))),
                    (9, "upload", include_str!(concat!("../../migrations/", $folder, "/0009_upload.sql"))),
                    (10, "envelope", include_str!(concat!("../../migrations/", $folder, "/0010_envelope.sql"))),
                    (11, "outbox", include_str!(concat!("../../migrations/", $folder, "/0011_outbox.sql"))),
                ]
            };
        }
        match self {
            Self::Sqlite => migrations!("sqlite"),
            Self::Postgres => migrations!("postgres"),
        }
    }

    fn on_connect(self, writes: bool) -> &'static str {
        match (self, writes) {
            (Self::Sqlite, true) => {
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; \
                 PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
            }
            (Self::Sqlite, false) => "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON;",
            (Self::Postgres, true) => "SET synchronous_commit = on",
            (Self::Postgres, false) => "SET default_transaction_read_only = on",
        }
    }
}

/// How long SQLite's writing connection waits for whoever else writes.
pub(super) const WAIT_TO_WRITE: &str = "PRAGMA busy_timeout = 10000";

/// The database, opened and migrated.
pub struct Database {
    /// Connections that cannot write: the database itself refuses.
    pub readers: AnyPool,
    /// The one connection that writes; it belongs to the recorder.
    pub writer: AnyConnection,
    /// Which engine it is.
    pub engine: Engine,
}

/// Opens the database at `url` (`sqlite:…` or `postgres://…`), bringing its tables up to date.
pub async fn open(url: &str) -> Result<Database, StoreError> {
    sqlx::any::install_default_drivers();
    let engine = Engine::of(url)?;
    if let Some(file) = url.strip_prefix("sqlite:") {
        make_private(file)?;
    }
    let url = with_create(url, engine);
    let mut writer = AnyConnection::connect(&url).await?;
    writer.execute(engine.on_connect(true)).await?;
    migrator(engine).run_direct(None, &mut writer, false).await?;
    let readers = AnyPoolOptions::new()
        .max_connections(if engine == Engine::Sqlite { 6 } else { 16 })
        // Whoever waits is told soon that the database is away: they will ask again.
        .acquire_timeout(Duration::from_secs(3))
        // A ping at each use would double the cost of a look-up; a connection that was lost fails once and is opened anew.
        .test_before_acquire(false)
        .after_connect(move |connection, _| Box::pin(async move { connection.execute(engine.on_connect(false)).await.map(drop) }))
        .connect(&url)
        .await?;
    Ok(Database { readers, writer, engine })
}

/// Makes the database's file where there is none, for its owner alone; what lies beside it takes after it.
fn make_private(file: &str) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(sqlx::Error::Io(error).into()),
        _ => Ok(()),
    }
}

/// A second connection that may write, for the recorder to go on with after the first is lost.
pub async fn reconnect(url: &str, engine: Engine) -> Result<AnyConnection, StoreError> {
    let mut writer = AnyConnection::connect(&with_create(url, engine)).await?;
    writer.execute(engine.on_connect(true)).await?;
    Ok(writer)
}

fn with_create(url: &str, engine: Engine) -> String {
    if engine == Engine::Sqlite && !url.contains('?') { format!("{url}?mode=rwc") } else { url.to_owned() }
}

fn migrator(engine: Engine) -> Migrator {
    let migration = |(number, name, text): (i64, &'static str, &'static str)| {
        Migration::new(number, Cow::Borrowed(name), MigrationType::Simple, text.into_sql_str(), false)
    };
    Migrator { migrations: Cow::Owned(engine.migrations().into_iter().map(migration).collect()), ..Migrator::DEFAULT }
}

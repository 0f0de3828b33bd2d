//! Holding the store: shared by gateways that serve, or alone for whoever replaces keys.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use porthor_config::Database;
use porthor_policy::EventKind;
use sqlx::{AnyConnection, Connection, Row};
use tokio::time::{sleep, timeout};

use super::RotationError;
use crate::store::{StoreError, log};

/// The advisory lock of a store on PostgreSQL: shared by gateways, exclusive for a rotation.
const LOCK: i64 = 0x706f_7274_686f_7201;
/// How often a gateway looks whether it still holds the store.
const LOOK: Duration = Duration::from_secs(2);
/// How long the database may take to answer that.
const ANSWERS: Duration = Duration::from_secs(5);
/// How long it waits before it tries again to take hold.
const AGAIN: Duration = Duration::from_millis(200);

/// Holds the store for a running gateway, or for a rotation that must be alone; let go when dropped, and by the system when the
/// program dies.
pub enum InUse {
    /// SQLite: a lock on a file beside the database. One gateway serves it.
    File(#[expect(dead_code, reason = "held, never looked at")] File),
    /// PostgreSQL: an advisory lock of a session of its own. Any number of gateways serve it.
    Session(Box<AnyConnection>),
}

impl InUse {
    /// For a gateway that serves.
    pub async fn by_a_gateway(database: &Database) -> Result<Self, RotationError> {
        Self::take(database, "SELECT CASE WHEN pg_try_advisory_lock_shared($1) THEN 1 ELSE 0 END").await
    }

    /// For a rotation: nobody else.
    pub async fn alone(database: &Database) -> Result<Self, RotationError> {
        Self::take(database, "SELECT CASE WHEN pg_try_advisory_lock($1) THEN 1 ELSE 0 END").await
    }

    async fn take(database: &Database, postgres: &'static str) -> Result<Self, RotationError> {
        match database {
            Database::Sqlite(file) => {
                let mut path = file.clone().into_os_string();
                path.push(".lock");
                lock_file(path.into()).map(Self::File)
            }
            Database::Postgres(url) => {
                sqlx::any::install_default_drivers();
                let mut session = AnyConnection::connect(url.as_str()).await?;
                let row = sqlx::query(postgres).bind(LOCK).fetch_one(&mut session).await?;
                let taken: i32 = row.try_get(0)?;
                if taken == 1 { Ok(Self::Session(Box::new(session))) } else { Err(RotationError::InUse) }
            }
        }
    }
}

/// Keeps hold of the store for a gateway that serves, until dropped. PostgreSQL lets go of a lock when its session is lost, as by a restart
/// of the server; it is then taken anew. Returns when somebody else had the store alone meanwhile: the keys that this gateway has open
/// may be replaced.
pub async fn keep_hold(mut in_use: InUse, database: &Database, held: &AtomicBool) -> RotationError {
    if matches!(in_use, InUse::File(_)) {
        return std::future::pending().await; // The system lets go of it with the program.
    }
    let mut seen = None;
    loop {
        let look = timeout(ANSWERS, in_use.look(seen)).await.unwrap_or(Err(RotationError::Store(StoreError::RecordUnavailable)));
        let is_held = match look {
            Ok(Look { size, rotated: false }) => {
                seen = Some(size);
                true
            }
            Ok(Look { rotated: true, .. }) | Err(RotationError::InUse) => return RotationError::Lost,
            Err(_) => false,
        };
        if held.swap(is_held, Ordering::AcqRel) != is_held {
            tracing::warn!(held = is_held, "the hold of the store that keeps rotations away");
        }
        if is_held {
            sleep(LOOK).await;
            continue;
        }
        sleep(AGAIN).await;
        match timeout(ANSWERS, InUse::by_a_gateway(database)).await {
            Ok(Ok(again)) => in_use = again,
            Ok(Err(RotationError::InUse)) => return RotationError::Lost,
            Ok(Err(_)) | Err(_) => {}
        }
    }
}

/// What is seen of the store while it is held.
struct Look {
    /// Entries of the log.
    size: i64,
    /// Whether keys were replaced since the look before.
    rotated: bool,
}

impl InUse {
    async fn look(&mut self, seen: Option<i64>) -> Result<Look, RotationError> {
        let Self::Session(session) = self else { return Err(RotationError::InUse) };
        let (size,): (i64,) = sqlx::query_as("SELECT size FROM log_head WHERE id = 1").fetch_one(&mut **session).await?;
        let (rotations,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM event WHERE seq >= $1 AND kind = $2")
            .bind(seen.unwrap_or(size))
            .bind(log::code_of(&EventKind::KeysRotated))
            .fetch_one(&mut **session)
            .await?;
        Ok(Look { size, rotated: rotations > 0 })
    }
}

fn lock_file(path: PathBuf) -> Result<File, RotationError> {
    let opened = OpenOptions::new().create(true).append(true).open(&path);
    let file = opened.map_err(|source| RotationError::Lock { path: path.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(RotationError::InUse),
        Err(TryLockError::Error(source)) => Err(RotationError::Lock { path, source }),
    }
}

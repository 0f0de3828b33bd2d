//! Where rows and sealed payloads are kept: `[storage]`.
//! A database address may carry a password when it comes from the environment, so its `Debug` says nothing.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::environment::STORAGE_DATABASE;
use crate::error::{ConfigError, Misfit};

/// `[storage]`: the database and the blob store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// The database.
    pub database: Database,
    /// Where payloads are kept.
    pub blobs: Blobs,
}

/// The database that holds every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// One `SQLite` file.
    Sqlite(PathBuf),
    /// A server that speaks `PostgreSQL`'s protocol.
    Postgres(PostgresUrl),
}

impl Database {
    /// The address as the database driver takes it. May hold a password: never log it.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}", file.display()),
            Self::Postgres(url) => url.as_str().to_owned(),
        }
    }
}

/// A `postgres://` address. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

impl PostgresUrl {
    /// The address, with its password if it has one: never log it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn has_password(&self) -> bool {
        let authority = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split(['/', '?']).next().unwrap_or_default();
        let in_authority = authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
        let in_query = self
            .0
            .split_once('?')
            .is_some_and(|(_, query)| query.split('&').any(|pair| pair.split('=').next() == Some("password")));
        in_authority || in_query
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresUrl(…)")
    }
}

/// The store of sealed payloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blobs {
    /// A local folder.
    Folder(PathBuf),
}

/// `[storage]` as it is written.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct StorageKeys {
    pub(crate) database: String,
    pub(crate) blobs: String,
    /// Whether the database address came from the environment, where a password is allowed.
    #[serde(skip)]
    pub(crate) database_from_environment: bool,
}

impl Default for StorageKeys {
    fn default() -> Self {
        Self { database: "sqlite:porthor.db".to_owned(), blobs: "file:blobs".to_owned(), database_from_environment: false }
    }
}

impl StorageKeys {
    pub(crate) fn checked(self, file: &Path, base: &Path) -> Result<Storage, ConfigError> {
        let database = self.database(base).map_err(|misfit| misfit.in_file(file))?;
        if let Database::Postgres(url) = &database
            && url.has_password()
            && !self.database_from_environment
        {
            return Err(ConfigError::SecretInFile { file: file.to_owned(), key: "storage.database", instead: STORAGE_DATABASE });
        }
        let blobs = self.blobs(base).map_err(|misfit| misfit.in_file(file))?;
        let Blobs::Folder(folder) = &blobs;
        if matches!(&database, Database::Sqlite(kept) if kept == folder) {
            return Err(Misfit::new("storage.database", "another place than the blobs", "theirs".to_owned()).in_file(file));
        }
        Ok(Storage { database, blobs })
    }

    fn database(&self, base: &Path) -> Result<Database, Misfit> {
        let scheme = self.database.split(':').next().unwrap_or_default();
        match (scheme, self.database.split_once(':')) {
            // No settings behind a `?`: one of them keeps nothing at all.
            ("sqlite", Some((_, path)))
                if !path.trim_start_matches('/').is_empty() && !path.starts_with("//") && !path.contains(['?', '%', '#']) =>
            {
                Ok(Database::Sqlite(base.join(path)))
            }
            ("postgres" | "postgresql", Some((_, rest))) if rest.len() > 2 && rest.starts_with("//") => {
                Ok(Database::Postgres(PostgresUrl(self.database.clone())))
            }
            // Only the length is told: what stands here may be an address with a password.
            _ => Err(Misfit::new(
                "storage.database",
                "sqlite:<file> or postgres://<user>@<host>/<database>",
                format!("{} characters of another form", self.database.chars().count()),
            )),
        }
    }

    fn blobs(&self, base: &Path) -> Result<Blobs, Misfit> {
        match self.blobs.strip_prefix("file:") {
            Some(folder) if !folder.is_empty() && !folder.starts_with("//") => Ok(Blobs::Folder(base.join(folder))),
            _ => Err(Misfit::new(
                "storage.blobs",
                "file:<folder>",
                format!("{} characters of another form", self.blobs.chars().count()),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storage(database: &str, from_environment: bool) -> Result<Storage, ConfigError> {
        let keys =
            StorageKeys { database: database.to_owned(), database_from_environment: from_environment, ..StorageKeys::default() };
        keys.checked(Path::new("gateway.toml"), Path::new("/srv/porthor"))
    }

    #[test]
    fn files_are_found_beside_the_configuration() {
        let storage = storage("sqlite:porthor.db", false).expect("the default is accepted");
        assert_eq!(storage.database, Database::Sqlite("/srv/porthor/porthor.db".into()));
        assert_eq!(storage.database.url(), "sqlite:/srv/porthor/porthor.db");
        assert_eq!(storage.blobs, Blobs::Folder("/srv/porthor/blobs".into()));
    }

    #[test]
    fn a_password_in_the_file_is_refused_and_not_repeated() {
        for address in ["postgres://porthor:hunter2@db.example/porthor", "postgres://db.example/p?password=hunter2"] {
            let error = storage(address, false).expect_err("a password does not belong in the file").to_string();
            assert!(error.contains("PORTHOR_STORAGE_DATABASE"), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_password_from_the_environment_is_taken_and_never_shown() {
        let storage = storage("postgres://porthor:hunter2@db.example/porthor", true).expect("the environment may hold it");
        assert!(storage.database.url().contains("hunter2"));
        assert!(!format!("{storage:?}").contains("hunter2"));
    }

    #[test]
    fn an_address_without_a_password_may_stand_in_the_file() {
        assert!(storage("postgres://porthor@db.example:5432/porthor", false).is_ok());
    }

    #[test]
    fn other_addresses_are_refused_without_being_repeated() {
        for address in [
            "mysql://u:hunter2@host/db",
            "porthor.db",
            "sqlite:",
            "sqlite://",
            "sqlite:a.db?mode=memory",
            "sqlite:blobs",
            "postgres://",
            "",
        ] {
            let error = storage(address, true).expect_err(address).to_string();
            assert!(error.contains("storage.database"), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}

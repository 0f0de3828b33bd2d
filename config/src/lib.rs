//! Typed configuration: one TOML file, with every default stated once, and the shipped taxonomy,
//! protocols and demonstration. Load, then parse: a [`Config`] that exists is a usable one.
//! `server limits storage root sign_in reports malware mail log audit` are its sections; `taxonomy` and `protocols` give
//! policy types; `environment` holds the few overrides; `demo` is the invented world of the demonstration.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use porthor_policy::{Protocol, Taxonomy};
use serde::Deserialize;

mod audit;
pub mod demo;
mod environment;
mod error;
mod limits;
mod log;
mod mail;
mod malware;
pub mod protocols;
mod read;
mod reports;
mod root;
mod server;
mod sign_in;
mod storage;
pub mod taxonomy;

pub use audit::Audit;
pub use demo::Demo;
pub use error::ConfigError;
pub use limits::Limits;
pub use log::Log;
pub use mail::{Mail, MailDrop, MailTls, Relay};
pub use malware::{Clamd, Malware};
pub use reports::Reports;
pub use root::{PassphraseFrom, Root, RootSource};
pub use server::Server;
pub use sign_in::{Lockout, Session};
pub use storage::{Blobs, Database, PostgresUrl, Storage};

use error::Misfit;

/// The complete example, every key at its default, for `porthor init` to write out.
pub const EXAMPLE: &str = include_str!("../gateway.toml");

/// A checked configuration. Paths are absolute or relative to the working folder, never to the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Addresses, certificate and the end of a run.
    pub server: Server,
    /// Bounds on requests, connections and stored bytes.
    pub limits: Limits,
    /// Database and blob store.
    pub storage: Storage,
    /// The root key's source and the recovery recipients.
    pub root: Root,
    /// Lifetimes of sessions, tokens and a device's code.
    pub session: Session,
    /// How wrong tries are slowed.
    pub lockout: Lockout,
    /// What a report may be.
    pub reports: Reports,
    /// Who looks for malware in reports.
    pub malware: Malware,
    /// How mail is sent, and sealed files are taken in by it.
    pub mail: Mail,
    /// The transparent log's name.
    pub log: Log,
    /// From where on use stands out.
    pub audit: Audit,
    /// Categories, purposes, roles, clocks and ages.
    pub taxonomy: Arc<Taxonomy>,
    /// Protocols offered to partners for signature.
    pub protocols: Vec<Arc<Protocol>>,
}

impl Config {
    /// Reads the file at `path`, with the environment's overrides.
    ///
    /// # Errors
    /// When the file, the taxonomy or a protocol cannot be read or is not usable; see [`ConfigError`].
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let base = path.parent().unwrap_or(Path::new(""));
        Self::parse(&read::file(path)?, path, base, |name| std::env::var(name).ok())
    }

    /// Parses `text` as if it stood in `gateway.toml` in the folder `base`; the environment is not looked at.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_toml(text: &str, base: &Path) -> Result<Self, ConfigError> {
        Self::parse(text, &base.join("gateway.toml"), base, |_| None)
    }

    fn parse(text: &str, file: &Path, base: &Path, variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut keys: ConfigKeys = read::toml(text, file)?;
        environment::overrides(&mut keys, variable)?;
        let in_file = |misfit: Misfit| misfit.in_file(file);
        let taxonomy = match &keys.taxonomy {
            Some(path) => taxonomy::load(&base.join(path))?,
            None => taxonomy::shipped()?,
        };
        let protocols = match &keys.protocols {
            Some(folder) => protocols::load(&base.join(folder), &taxonomy)?,
            None => protocols::shipped(&taxonomy)?,
        };
        Ok(Self {
            server: keys.server.checked(base).map_err(in_file)?,
            limits: keys.limits.checked().map_err(in_file)?,
            storage: keys.storage.checked(file, base)?,
            root: keys.root.checked(file, base)?,
            session: keys.session.checked().map_err(in_file)?,
            lockout: keys.lockout.checked().map_err(in_file)?,
            reports: keys.reports.checked().map_err(in_file)?,
            malware: keys.malware.checked().map_err(in_file)?,
            mail: mail::checked(keys.mail, keys.mail_drop, base).map_err(in_file)?,
            log: keys.log.checked().map_err(in_file)?,
            audit: keys.audit.checked().map_err(in_file)?,
            taxonomy: Arc::new(taxonomy),
            protocols: protocols.into_iter().map(Arc::new).collect(),
        })
    }
}

/// The file as it is written.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ConfigKeys {
    taxonomy: Option<PathBuf>,
    protocols: Option<PathBuf>,
    server: Server,
    limits: Limits,
    storage: storage::StorageKeys,
    root: root::RootKeys,
    session: Session,
    lockout: Lockout,
    reports: Reports,
    malware: malware::MalwareKeys,
    mail: mail::MailKeys,
    mail_drop: mail::MailDropKeys,
    log: Log,
    audit: Audit,
}

#[cfg(test)]
mod tests;

//! What can be wrong with a configuration: which file, which key, what was expected, what to do.
//! No message repeats a database address or a passphrase.

use std::io;
use std::path::PathBuf;

/// Why a configuration, taxonomy, protocol or demonstration was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file or folder could not be read.
    #[error(
        "{} cannot be read ({source}). Expected a file or folder that this account may read; check the path and its rights",
        .file.display()
    )]
    Unreadable {
        /// The file or folder.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not TOML, or has a key or value that its schema does not know.
    #[error("{}, line {line}, key `{key}`: {problem}. Correct the key or its value", .file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// The line, counted from one; zero when the whole file is meant.
        line: usize,
        /// The key with its section, as far as it can be told.
        key: String,
        /// What was expected and what came.
        problem: String,
    },
    /// A value is of the right kind and still not usable.
    #[error("{}, key `{key}`: expected {expected}, found {found}", .file.display())]
    Value {
        /// The file.
        file: PathBuf,
        /// The key with its section.
        key: &'static str,
        /// What is accepted.
        expected: &'static str,
        /// What came, without anything secret.
        found: String,
    },
    /// An environment variable overrides a key with something that is not usable.
    #[error("environment variable {name}: expected {expected}. Correct it or unset it")]
    Environment {
        /// The variable's name.
        name: &'static str,
        /// What is accepted.
        expected: &'static str,
    },
    /// A password stands in the file.
    #[error(
        "{}, key `{key}`: a password stands in the file. Remove it, change it, and give the address in {instead}",
        .file.display()
    )]
    SecretInFile {
        /// The file.
        file: PathBuf,
        /// The key with its section.
        key: &'static str,
        /// The environment variable to use.
        instead: &'static str,
    },
    /// A production store without a recovery recipient.
    #[error(
        "{}, key `root.recovery`: a production store needs at least one recovery recipient whose identity is kept offline. \
         Make one with `age-keygen` on another machine and put its public `age1…` line here",
        .file.display()
    )]
    RecoveryMissing {
        /// The file.
        file: PathBuf,
    },
    /// A taxonomy or protocol parses and contradicts itself, or a protocol names what the taxonomy does not have.
    #[error("{} is not consistent: {problems}", .file.display())]
    Inconsistent {
        /// The file.
        file: PathBuf,
        /// Everything found, separated by semicolons.
        problems: String,
    },
    /// Two protocol files carry the same id and version.
    #[error("{}: protocol {id} version {version} is already given by another file. A version is unique; raise it", .file.display())]
    ProtocolTwice {
        /// The second file.
        file: PathBuf,
        /// The protocol.
        id: String,
        /// Its version.
        version: u32,
    },
}

/// A value that a section cannot use; the file's name is added where the file is known.
#[derive(Debug)]
pub(crate) struct Misfit {
    pub(crate) key: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) found: String,
}

impl Misfit {
    pub(crate) fn new(key: &'static str, expected: &'static str, found: impl Into<String>) -> Self {
        Self { key, expected, found: found.into() }
    }

    pub(crate) fn in_file(self, file: &std::path::Path) -> ConfigError {
        ConfigError::Value { file: file.to_owned(), key: self.key, expected: self.expected, found: self.found }
    }
}

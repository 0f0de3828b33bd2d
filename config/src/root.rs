//! Where the root key comes from, and who can recover without it: `[root]`.
//! The file names where a secret is; it never holds one.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{ConfigError, Misfit};

/// `[root]`: the root key's source and the recovery recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Where the root identity comes from.
    pub source: RootSource,
    /// Public age recipients whose identities are kept offline.
    pub recovery: Vec<String>,
    /// Whether the store is a production one, which never starts without a recovery recipient.
    pub production: bool,
}

/// Where the root identity comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootSource {
    /// An age identity in a file that only its owner can read.
    File {
        /// The identity file.
        identity: PathBuf,
    },
    /// An age identity sealed with a passphrase.
    Passphrase {
        /// The sealed identity file.
        identity: PathBuf,
        /// Where the passphrase is.
        passphrase: PassphraseFrom,
    },
    /// An identity of an age plugin: hardware token, TPM or cloud key service.
    Plugin {
        /// The file with the plugin's identity line.
        identity: PathBuf,
    },
}

impl RootSource {
    /// The identity file, whatever its kind.
    #[must_use]
    pub fn identity(&self) -> &Path {
        match self {
            Self::File { identity } | Self::Plugin { identity } | Self::Passphrase { identity, .. } => identity,
        }
    }
}

/// Where a passphrase is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassphraseFrom {
    /// The first line of a file.
    File(PathBuf),
    /// The environment variable of this name.
    Environment(String),
}

/// `[root]` as it is written.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RootKeys {
    source: SourceKind,
    identity: PathBuf,
    passphrase_file: Option<PathBuf>,
    passphrase_env: Option<String>,
    recovery: Vec<String>,
    production: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SourceKind {
    File,
    Passphrase,
    Plugin,
}

impl Default for RootKeys {
    fn default() -> Self {
        Self {
            source: SourceKind::File,
            identity: PathBuf::from("root.key"),
            passphrase_file: None,
            passphrase_env: None,
            recovery: Vec::new(),
            production: false,
        }
    }
}

impl RootKeys {
    pub(crate) fn checked(self, file: &Path, base: &Path) -> Result<Root, ConfigError> {
        if self.production && self.recovery.is_empty() {
            return Err(ConfigError::RecoveryMissing { file: file.to_owned() });
        }
        self.recovery_is_public().map_err(|misfit| misfit.in_file(file))?;
        let identity = base.join(&self.identity);
        let source = match (self.source, self.passphrase(base).map_err(|misfit| misfit.in_file(file))?) {
            (SourceKind::File, None) => RootSource::File { identity },
            (SourceKind::Plugin, None) => RootSource::Plugin { identity },
            (SourceKind::Passphrase, Some(passphrase)) => RootSource::Passphrase { identity, passphrase },
            (SourceKind::Passphrase, None) => {
                let expected = "passphrase_file or passphrase_env beside it";
                return Err(Misfit::new("root.source", expected, "neither").in_file(file));
            }
            (_, Some(_)) => {
                let expected = "\"passphrase\" where a passphrase is named";
                return Err(Misfit::new("root.source", expected, "another source").in_file(file));
            }
        };
        Ok(Root { source, recovery: self.recovery, production: self.production })
    }

    fn passphrase(&self, base: &Path) -> Result<Option<PassphraseFrom>, Misfit> {
        match (&self.passphrase_file, &self.passphrase_env) {
            (None, None) => Ok(None),
            (Some(path), None) => Ok(Some(PassphraseFrom::File(base.join(path)))),
            // What is not a name may be the passphrase itself, so it is not repeated.
            (None, Some(name)) if is_variable_name(name) => Ok(Some(PassphraseFrom::Environment(name.clone()))),
            (None, Some(_)) => Err(Misfit::new(
                "root.passphrase_env",
                "the name of an environment variable: A to Z, 0 to 9 and _, never the passphrase itself",
                "something else",
            )),
            (Some(_), Some(_)) => Err(Misfit::new("root.passphrase_env", "one of passphrase_file and passphrase_env", "both")),
        }
    }

    /// A secret identity pasted here by mistake is refused and not repeated.
    fn recovery_is_public(&self) -> Result<(), Misfit> {
        let public =
            |line: &String| line.starts_with("age1") && line.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        match self.recovery.iter().position(|line| !public(line)) {
            None => Ok(()),
            Some(index) => Err(Misfit::new(
                "root.recovery",
                "public age recipients, each beginning with age1",
                format!("something else as number {}", index + 1),
            )),
        }
    }
}

fn is_variable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &str) -> Result<Root, ConfigError> {
        let keys: RootKeys = toml::from_str(text).expect("the test's text is TOML");
        keys.checked(Path::new("gateway.toml"), Path::new("/srv/porthor"))
    }

    #[test]
    fn production_without_recovery_is_refused() {
        let error = root("production = true").expect_err("recovery is missing").to_string();
        assert!(error.contains("root.recovery") && error.contains("age-keygen"), "{error}");
    }

    #[test]
    fn production_with_a_recovery_recipient_is_accepted() {
        let root = root("production = true\nrecovery = [\"age1qqqq\"]").expect("one recipient is enough");
        assert!(root.production);
        assert_eq!(root.source.identity(), Path::new("/srv/porthor/root.key"));
    }

    #[test]
    fn a_secret_identity_among_the_recipients_is_refused_and_not_repeated() {
        let error = root("recovery = [\"AGE-SECRET-KEY-1QQQQ\"]").expect_err("an identity is secret").to_string();
        assert!(!error.contains("QQQQ"), "{error}");
    }

    #[test]
    fn a_passphrase_needs_exactly_one_place_to_come_from() {
        assert!(root("source = \"passphrase\"").is_err());
        assert!(root("source = \"passphrase\"\npassphrase_file = \"p\"\npassphrase_env = \"P\"").is_err());
        assert!(root("source = \"file\"\npassphrase_env = \"P\"").is_err());
        let root = root("source = \"passphrase\"\npassphrase_env = \"PORTHOR_PASS\"").expect("one place is named");
        let RootSource::Passphrase { passphrase, .. } = root.source else {
            panic!("the source is a passphrase");
        };
        assert_eq!(passphrase, PassphraseFrom::Environment("PORTHOR_PASS".to_owned()));
    }

    #[test]
    fn a_passphrase_in_place_of_a_variable_name_is_refused_and_not_repeated() {
        let error = root("source = \"passphrase\"\npassphrase_env = \"correct horse\"").expect_err("no name").to_string();
        assert!(!error.contains("horse"), "{error}");
    }
}

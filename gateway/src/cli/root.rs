//! The operator's root key, from where the configuration says it is: a file that only its owner reads, such a file sealed with a
//! passphrase, or an age plugin's identity.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use porthor_config::{Config, PassphraseFrom};
use porthor_keys::hierarchy::{Root, RootSource};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::CliError;

/// Opens the root of `config`. A production store without a recovery recipient is refused.
pub fn load(config: &Config) -> Result<Root, CliError> {
    let source = match &config.root.source {
        porthor_config::RootSource::File { identity } | porthor_config::RootSource::Plugin { identity } => {
            RootSource::IdentityFile(private_text(identity)?)
        }
        porthor_config::RootSource::Passphrase { identity, passphrase } => RootSource::Passphrase {
            encrypted_identity: fs::read(identity).map_err(CliError::file(identity, "read"))?,
            passphrase: read_passphrase(passphrase)?,
        },
    };
    let root = Root::load(source, config.root.recovery.clone())?;
    if config.root.production && !root.has_recovery() {
        return Err(CliError::RecoveryMissing);
    }
    Ok(root)
}

/// The text of a file that nobody but its owner can read.
pub fn private_text(path: &Path) -> Result<Zeroizing<String>, CliError> {
    let metadata = fs::metadata(path).map_err(CliError::file(path, "read"))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(CliError::OpenToOthers(path.to_owned()));
    }
    fs::read_to_string(path).map(Zeroizing::new).map_err(CliError::file(path, "read"))
}

fn read_passphrase(from: &PassphraseFrom) -> Result<SecretString, CliError> {
    match from {
        PassphraseFrom::File(path) => {
            let text = private_text(path)?;
            Ok(SecretString::from(text.lines().next().unwrap_or_default()))
        }
        PassphraseFrom::Environment(name) => match std::env::var(name) {
            Ok(passphrase) if !passphrase.is_empty() => Ok(SecretString::from(passphrase)),
            _ => Err(CliError::PassphraseMissing(name.clone())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(folder: &Path, extra: &str) -> Config {
        let text = format!("[root]\nidentity = \"root.key\"\n{extra}");
        Config::from_toml(&text, folder).expect("the test's configuration is sound")
    }

    fn write(path: &Path, bytes: &[u8], mode: u32) {
        fs::write(path, bytes).expect("written");
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    }

    #[test]
    fn a_root_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = folder.path().join("root.key");
        write(&key, Root::generate_identity_file().as_bytes(), 0o640);
        let refused = load(&config(folder.path(), "")).expect_err("others can read it");
        assert!(matches!(refused, CliError::OpenToOthers(path) if path == key));
        write(&key, Root::generate_identity_file().as_bytes(), 0o600);
        load(&config(folder.path(), "")).expect("now only its owner can");
    }

    #[test]
    fn a_passphrase_comes_from_the_first_line_of_its_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text = Root::generate_identity_file();
        let sealed = Root::encrypt_identity_file(&text, SecretString::from("pump ysgol"));
        write(&folder.path().join("root.key"), &sealed, 0o600);
        write(&folder.path().join("phrase"), b"pump ysgol\nnot this\n", 0o600);
        let config = config(folder.path(), "source = \"passphrase\"\npassphrase_file = \"phrase\"\n");
        load(&config).expect("the passphrase opens it");
    }
}

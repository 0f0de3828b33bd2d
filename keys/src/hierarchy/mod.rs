//! The top of the key hierarchy: the operator's root, and the gateway's own secrets below it.
//!
//! [`Root`] seals small secrets (case identities, [`GatewaySecrets`]) as standard age files to the
//! operator's identities and to offline recovery recipients, so that any age tool opens them. Its
//! identities come from a file, a passphrase-encrypted file, or an age plugin (token, TPM, cloud).
//! [`GatewaySecrets`] is one sealed master from which every key of the gateway is derived, each
//! under its own label by its own function. `passphrase` and `plugins` are what the age crate does.

mod gateway_secrets;
mod passphrase;
mod plugins;

use std::fmt;

use age::plugin::{Identity as PluginIdentity, Recipient as PluginRecipient};
use age::secrecy::SecretString;
use zeroize::Zeroizing;

use crate::envelope::{self, EnvelopeError};
use crate::recipient::{Identity, Recipient};

pub use gateway_secrets::GatewaySecrets;

/// Keys that a root may have in all.
const MOST_KEYS: usize = 32;

/// Why a root could not be loaded, or did not seal or open. Names no key and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RootError {
    /// A line of the identity file that is no identity.
    #[error("line {0} of the identity file: expected AGE-SECRET-KEY-1…, AGE-SECRET-KEY-PQ-1… or AGE-PLUGIN-…, or a # comment")]
    NotAnIdentity(usize),
    /// An identity file without any identity.
    #[error("the identity file holds no identity: make one with age-keygen or `porthor init`")]
    NoIdentity,
    /// A recovery recipient that is none.
    #[error("recovery recipient {0}: expected age1… or age1pq1…; give the public recipient, never the secret key")]
    NotARecipient(usize),
    /// A recovery recipient whose identity the gateway holds itself.
    #[error("recovery recipient {0} is the root's own: recovery must rest on a key kept elsewhere")]
    RecoveryIsOwn(usize),
    /// More keys than a root needs: 32.
    #[error("expected at most {MOST_KEYS} identities and recovery recipients, found {0}")]
    TooManyKeys(usize),
    /// The passphrase does not open the encrypted identity file.
    #[error("the passphrase does not open the encrypted identity file")]
    WrongPassphrase,
    /// The encrypted identity file is no age file under a passphrase, or damaged.
    #[error("expected an identity file encrypted by `age -p`, found something else or a damaged one")]
    NotPassphraseEncrypted,
    /// A passphrase file whose work factor would take too much memory.
    #[error("the passphrase's work factor {0} exceeds {most}: encrypt the identity file anew", most = passphrase::MOST_WORK)]
    TooMuchWork(u8),
    /// The program of an age plugin is not installed.
    #[error("the age plugin {0} was not found: install it on the PATH of the gateway")]
    MissingPlugin(String),
    /// A plugin failed, or asked for interaction, which a server cannot give.
    #[error("the age plugin failed or asked for interaction; it must work unattended")]
    PluginFailed,
    /// Quantum-resistant recipients beside others, or a plugin's that refuses to stand beside the rest.
    #[error("the root's recipients cannot be combined: let all of them be quantum-resistant (age1pq1…), or none")]
    Incompatible,
    /// A sound age file that no identity of this root opens.
    #[error("no identity of the root opens this: it was sealed to another root")]
    NoMatch,
    /// Not a sound age file.
    #[error("a secret sealed to the root is damaged")]
    Envelope(#[source] EnvelopeError),
    /// A gateway secret of another length.
    #[error("expected a gateway secret of 32 bytes, found {0}")]
    WrongLength(usize),
}

/// Where the root's identities come from.
pub enum RootSource {
    /// The text of an identity file, as `age-keygen` writes it; plugin identities may stand in it.
    IdentityFile(Zeroizing<String>),
    /// An identity file encrypted with `age -p` (binary or armored), and its passphrase.
    Passphrase {
        /// The encrypted file.
        encrypted_identity: Vec<u8>,
        /// What opens it.
        passphrase: SecretString,
    },
}

impl fmt::Debug for RootSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IdentityFile(_) => "IdentityFile(…)",
            Self::Passphrase { .. } => "Passphrase(…)",
        })
    }
}

/// The operator's root: identities to open with, recipients to seal to.
pub struct Root {
    identities: Vec<Identity>,
    plugin_identities: Vec<PluginIdentity>,
    recovery: Vec<Recipient>,
    plugin_recovery: Vec<PluginRecipient>,
}

impl Root {
    /// Reads the root's identities, and the recipients (`age1…`) of recovery.
    ///
    /// Without recovery recipients the root works, and [`Root::has_recovery`] says no.
    pub fn load(source: RootSource, recovery: Vec<String>) -> Result<Self, RootError> {
        let text = match source {
            RootSource::IdentityFile(text) => text,
            RootSource::Passphrase { encrypted_identity, passphrase } => passphrase::open(&encrypted_identity, passphrase)?,
        };
        let mut root =
            Self { identities: Vec::new(), plugin_identities: Vec::new(), recovery: Vec::new(), plugin_recovery: Vec::new() };
        root.read_identities(&text)?;
        root.read_recovery(recovery)?;
        if root.keys() > MOST_KEYS {
            return Err(RootError::TooManyKeys(root.keys()));
        }
        match envelope::check_recipients(&root.native_recipients()) {
            // A root may be made of plugins alone.
            Ok(()) | Err(EnvelopeError::NoRecipients) => Ok(root),
            Err(_) => Err(RootError::Incompatible),
        }
    }

    /// A fresh identity file, as `age-keygen` writes it: the recipient in a comment, the identity.
    #[must_use]
    pub fn generate_identity_file() -> Zeroizing<String> {
        let identity = Identity::generate();
        let secret = identity.to_secret_string();
        Zeroizing::new(format!("# public key: {}\n{}\n", identity.recipient(), *secret))
    }

    /// Encrypts an identity file under a passphrase, armored, as `age -p -a` does.
    ///
    /// Takes about a second and 256 MiB: once, when a gateway is set up.
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    #[must_use]
    pub fn encrypt_identity_file(text: &str, passphrase: SecretString) -> Vec<u8> {
        passphrase::encrypt(text, passphrase, passphrase::WORK)
    }

    /// Whether somebody else's key, kept elsewhere, opens what this root seals.
    #[must_use]
    pub fn has_recovery(&self) -> bool {
        !self.recovery.is_empty() || !self.plugin_recovery.is_empty()
    }

    /// The native recipients of the root itself, to print and compare; a plugin's is not known here.
    #[must_use]
    pub fn own_recipients(&self) -> Vec<Recipient> {
        self.identities.iter().map(Identity::recipient).collect()
    }

    /// Seals a secret to the root and to recovery: a standard age file.
    pub fn seal(&self, secret: &[u8]) -> Result<Vec<u8>, RootError> {
        if self.plugin_identities.is_empty() && self.plugin_recovery.is_empty() {
            return Ok(envelope::seal(&self.native_recipients(), secret));
        }
        self.seal_with_plugins(secret)
    }

    /// Opens what was sealed to this root, by [`Root::seal`] or by any age tool.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, RootError> {
        for identity in &self.identities {
            match envelope::open(identity, sealed) {
                Err(EnvelopeError::NoMatch) => {}
                opened => return opened.map(Zeroizing::new).map_err(RootError::Envelope),
            }
        }
        if self.plugin_identities.is_empty() {
            return Err(RootError::NoMatch);
        }
        self.open_with_plugins(sealed)
    }

    fn keys(&self) -> usize {
        self.identities.len() + self.plugin_identities.len() + self.recovery.len() + self.plugin_recovery.len()
    }

    fn read_identities(&mut self, text: &str) -> Result<(), RootError> {
        for (number, line) in (1..).zip(text.lines()) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Ok(identity) = line.parse::<Identity>() {
                self.identities.push(identity);
            } else if let Ok(identity) = line.parse::<PluginIdentity>() {
                self.plugin_identities.push(identity);
            } else {
                return Err(RootError::NotAnIdentity(number));
            }
        }
        if self.keys() == 0 {
            return Err(RootError::NoIdentity);
        }
        Ok(())
    }

    fn read_recovery(&mut self, recovery: Vec<String>) -> Result<(), RootError> {
        let own = self.own_recipients();
        for (number, text) in (1..).zip(recovery) {
            if let Ok(recipient) = text.parse::<Recipient>() {
                if own.contains(&recipient) {
                    return Err(RootError::RecoveryIsOwn(number));
                }
                if !self.recovery.contains(&recipient) {
                    self.recovery.push(recipient);
                }
            } else if let Ok(recipient) = text.parse::<PluginRecipient>() {
                self.plugin_recovery.push(recipient);
            } else {
                return Err(RootError::NotARecipient(number));
            }
        }
        Ok(())
    }

    fn native_recipients(&self) -> Vec<Recipient> {
        let mut recipients = self.own_recipients();
        recipients.extend_from_slice(&self.recovery);
        recipients
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let recovery = self.recovery.len() + self.plugin_recovery.len();
        let own = self.keys() - recovery;
        write!(f, "Root({own} identities, {recovery} for recovery)")
    }
}

#[cfg(test)]
mod tests;

//! The top of the key hierarchy: the operator's root, and the gateway's own secrets below it.
//!
//! [`Root`] seals small secrets (case identities, [`GatewaySecrets`]) as standard age files to the
//! operator's identities and to offline recovery recipients, so that any age tool opens them. Its
//! identities come from a file, a passphrase-encrypted file, or an age plugin (token, TPM, cloud).
//! [`GatewaySecrets`] is one sealed master from which every key of the gateway is derived, each
//! under its own label by its own function.

use std::collections::HashSet;
use std::fmt;
use std::io::{Read, Write};

use age::plugin::{Identity as PluginIdentity, IdentityPluginV1};
use age::plugin::{Recipient as PluginRecipient, RecipientPluginV1};
use age::secrecy::{ExposeSecret as _, SecretString};
use age::{DecryptError, Decryptor, EncryptError, Encryptor, NoCallbacks};
use zeroize::Zeroizing;

use crate::envelope::{self, EnvelopeError, FileKey};
use crate::recipient::{Identity, Recipient};
use crate::sealed_column::{ColumnKey, LookupKey, derive};
use crate::secret::Secret;

const TOKEN_LABEL: &str = "porthor/v1/token-seed";
const LOG_LABEL: &str = "porthor/v1/log-seed";
const WITNESS_LABEL: &str = "porthor/v1/witness-seed";
const RECEIPT_LABEL: &str = "porthor/v1/receipt-seed";
const LOOKUP_LABEL: &str = "porthor/v1/lookup";
const RECORD_LABEL: &str = "porthor/v1/record-columns";
const FACTOR_LABEL: &str = "porthor/v1/factor-columns";

/// Work factor (log₂ N) of a new passphrase: 256 MiB, about a second.
const PASSPHRASE_WORK: u8 = 18;
/// Work factor beyond which a passphrase file is refused: 1 GiB.
const MOST_PASSPHRASE_WORK: u8 = 20;
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
    #[error("the passphrase's work factor {0} exceeds {MOST_PASSPHRASE_WORK}: encrypt the identity file anew")]
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
            RootSource::Passphrase { encrypted_identity, passphrase } => open_with_passphrase(&encrypted_identity, passphrase)?,
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
        encrypt_with_work(text, passphrase, PASSPHRASE_WORK)
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

    fn seal_with_plugins(&self, secret: &[u8]) -> Result<Vec<u8>, RootError> {
        let mut recipients: Vec<Box<dyn age::Recipient>> = Vec::new();
        for native in self.native_recipients() {
            recipients.push(Box::new(NativeRecipient(native)));
        }
        for name in self.plugins() {
            let plugin = RecipientPluginV1::new(name, &self.plugin_recovery, &self.plugin_identities, NoCallbacks);
            recipients.push(Box::new(plugin.map_err(|error| not_sealed(&error))?));
        }
        let recipients = recipients.iter().map(|recipient| &**recipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(|error| not_sealed(&error))?;
        Ok(written(encryptor, secret))
    }

    fn open_with_plugins(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, RootError> {
        let mut plugins = Vec::new();
        for name in self.plugins() {
            let plugin = IdentityPluginV1::new(name, &self.plugin_identities, NoCallbacks).map_err(|error| not_opened(&error))?;
            plugins.push(plugin);
        }
        let mut payload = Decryptor::new(sealed)
            .and_then(|decryptor| decryptor.decrypt(plugins.iter().map(|plugin| plugin as _)))
            .map_err(|error| not_opened(&error))?;
        let mut secret = Zeroizing::new(Vec::with_capacity(sealed.len()));
        payload.read_to_end(&mut secret).map_err(|_| RootError::Envelope(EnvelopeError::BadChunk(0)))?;
        Ok(secret)
    }

    /// The names of all plugins, each once.
    fn plugins(&self) -> Vec<&str> {
        let of_identities = self.plugin_identities.iter().map(PluginIdentity::plugin);
        let of_recovery = self.plugin_recovery.iter().map(PluginRecipient::plugin);
        let mut names: Vec<_> = of_identities.chain(of_recovery).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let recovery = self.recovery.len() + self.plugin_recovery.len();
        let own = self.keys() - recovery;
        write!(f, "Root({own} identities, {recovery} for recovery)")
    }
}

/// A recipient of ours among those of plugins.
struct NativeRecipient(Recipient);

impl age::Recipient for NativeRecipient {
    fn wrap_file_key(
        &self,
        file_key: &age_core::format::FileKey,
    ) -> Result<(Vec<age_core::format::Stanza>, HashSet<String>), EncryptError> {
        let stanza = self.0.wrap(&FileKey::new(*file_key.expose_secret()));
        let stanza = age_core::format::Stanza { tag: stanza.kind, args: stanza.args, body: stanza.body };
        // The label by which age tools keep quantum-resistant stanzas apart from others.
        let labels = self.0.is_quantum_resistant().then(|| "postquantum".to_owned());
        Ok((vec![stanza], labels.into_iter().collect()))
    }
}

fn encrypt_with_work(text: &str, passphrase: SecretString, work: u8) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(work);
    let encryptor =
        Encryptor::with_recipients(std::iter::once(&recipient as _)).expect("a passphrase alone is a valid set of recipients");
    let mut file = Vec::new();
    age::armor::ArmoredWriter::wrap_output(&mut file, age::armor::Format::AsciiArmor)
        .and_then(|mut armor| {
            armor.write_all(&written(encryptor, text.as_bytes()))?;
            armor.finish()
        })
        .expect("writing to memory does not fail");
    file
}

fn written(encryptor: Encryptor, secret: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::new();
    encryptor
        .wrap_output(&mut sealed)
        .and_then(|mut payload| {
            payload.write_all(secret)?;
            payload.finish()
        })
        .expect("writing to memory does not fail");
    sealed
}

fn open_with_passphrase(encrypted: &[u8], passphrase: SecretString) -> Result<Zeroizing<String>, RootError> {
    let mut identity = age::scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(MOST_PASSPHRASE_WORK);
    let decryptor =
        Decryptor::new_buffered(age::armor::ArmoredReader::new(encrypted)).map_err(|_| RootError::NotPassphraseEncrypted)?;
    if !decryptor.is_scrypt() {
        return Err(RootError::NotPassphraseEncrypted);
    }
    let opened = decryptor.decrypt(std::iter::once(&identity as _));
    let mut payload = opened.map_err(|error| match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => RootError::WrongPassphrase,
        DecryptError::ExcessiveWork { required, .. } => RootError::TooMuchWork(required),
        _ => RootError::NotPassphraseEncrypted,
    })?;
    let mut text = Zeroizing::new(String::with_capacity(encrypted.len()));
    payload.read_to_string(&mut text).map_err(|_| RootError::NotPassphraseEncrypted)?;
    Ok(text)
}

fn not_sealed(error: &EncryptError) -> RootError {
    match error {
        EncryptError::MissingPlugin { binary_name } => RootError::MissingPlugin(binary_name.clone()),
        EncryptError::IncompatibleRecipients { .. }
        | EncryptError::InvalidRecipientLabels(_)
        | EncryptError::MixedRecipientAndPassphrase => RootError::Incompatible,
        _ => RootError::PluginFailed,
    }
}

fn not_opened(error: &DecryptError) -> RootError {
    match error {
        DecryptError::MissingPlugin { binary_name } => RootError::MissingPlugin(binary_name.clone()),
        DecryptError::NoMatchingKeys => RootError::NoMatch,
        DecryptError::InvalidMac => RootError::Envelope(EnvelopeError::WrongMac),
        DecryptError::InvalidHeader | DecryptError::UnknownFormat | DecryptError::Io(_) => {
            RootError::Envelope(EnvelopeError::NotAge)
        }
        _ => RootError::PluginFailed,
    }
}

/// The gateway's own secrets: 32 random bytes, sealed to the root, and what is derived from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewaySecrets(Secret<32>);

impl GatewaySecrets {
    /// Fresh secrets, when a gateway is set up.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate())
    }

    /// Reads what [`GatewaySecrets::to_bytes`] gave, once the root has opened it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RootError> {
        let bytes = bytes.try_into().map_err(|_| RootError::WrongLength(bytes.len()))?;
        Ok(Self(Secret::new(bytes)))
    }

    /// The master's 32 bytes, for sealing to the root.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.expose().to_vec())
    }

    /// Ed25519 seed of session tokens.
    #[must_use]
    pub fn token_seed(&self) -> Secret<32> {
        derive(self.0.expose(), TOKEN_LABEL)
    }

    /// Ed25519 seed of the log's checkpoints.
    #[must_use]
    pub fn log_seed(&self) -> Secret<32> {
        derive(self.0.expose(), LOG_LABEL)
    }

    /// Ed25519 seed with which this gateway cosigns the logs of others.
    #[must_use]
    pub fn witness_seed(&self) -> Secret<32> {
        derive(self.0.expose(), WITNESS_LABEL)
    }

    /// Ed25519 seed of receipts.
    #[must_use]
    pub fn receipt_seed(&self) -> Secret<32> {
        derive(self.0.expose(), RECEIPT_LABEL)
    }

    /// Key of look-up hashes.
    #[must_use]
    pub fn lookup_key(&self) -> LookupKey {
        LookupKey::new(derive(self.0.expose(), LOOKUP_LABEL))
    }

    /// Column key of what belongs to no case: events and names of staff.
    #[must_use]
    pub fn record_key(&self) -> ColumnKey {
        ColumnKey::from_secret(self.0.expose(), RECORD_LABEL)
    }

    /// Column key of second factors.
    #[must_use]
    pub fn factor_key(&self) -> ColumnKey {
        ColumnKey::from_secret(self.0.expose(), FACTOR_LABEL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const SECRET: &[u8] = b"the secret of a case";
    const QUICK: u8 = 4;

    fn phrase(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn root_of(text: &str) -> Root {
        Root::load(file(text), vec![]).expect("the identity file is good")
    }

    fn file(text: &str) -> RootSource {
        RootSource::IdentityFile(Zeroizing::new(text.to_owned()))
    }

    fn recovery_of(text: &str) -> Vec<String> {
        let own = root_of(text).own_recipients();
        own.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_the_root_seals_root_and_recovery_open_and_nobody_else() {
        let (own, recovery) = (Root::generate_identity_file(), Root::generate_identity_file());
        let root = Root::load(file(&own), recovery_of(&recovery)).expect("both are good");
        assert!(root.has_recovery());
        let sealed = root.seal(SECRET).expect("no plugin is involved");
        assert_eq!(root.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
        assert_eq!(root_of(&recovery).open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
        let stranger = root_of(&Root::generate_identity_file());
        assert_eq!(stranger.open(&sealed), Err(RootError::NoMatch));
    }

    #[test]
    fn the_age_library_opens_what_the_root_seals_and_the_reverse() {
        let own = Root::generate_identity_file();
        let root = root_of(&own);
        let line = own.lines().last().expect("the file has two lines");
        let identity: age::x25519::Identity = line.parse().expect("age reads our identity");
        let sealed = root.seal(SECRET).expect("no plugin is involved");
        let opened = age::decrypt(&identity, &sealed).expect("age opens it");
        assert_eq!(opened, SECRET);
        let theirs = age::encrypt(&identity.to_public(), SECRET).expect("age seals");
        assert_eq!(root.open(&theirs).as_deref(), Ok(&SECRET.to_vec()));
    }

    #[test]
    fn an_identity_file_with_comments_several_keys_and_crlf_is_read() {
        let (one, two) = (Root::generate_identity_file(), Root::generate_identity_file());
        let text = format!("# first\n\n{}\r\n{}", one.trim_end(), *two);
        let root = root_of(&text);
        assert_eq!(root.own_recipients().len(), 2);
        for single in [one, two] {
            let sealed = root_of(&single).seal(SECRET).expect("no plugin is involved");
            assert_eq!(root.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
        }
    }

    #[test]
    fn an_identity_file_that_is_none_is_refused_by_line() {
        let good = Root::generate_identity_file();
        let recipient = recovery_of(&good).remove(0);
        for (text, refusal) in [
            (String::new(), RootError::NoIdentity),
            ("# only a comment\n".into(), RootError::NoIdentity),
            (recipient.clone(), RootError::NotAnIdentity(1)),
            (format!("{}garbage\n", *good), RootError::NotAnIdentity(3)),
            (good.to_lowercase(), RootError::NotAnIdentity(2)),
            (format!(" {}", *good), RootError::NotAnIdentity(1)),
            ("AGE-PLUGIN-".into(), RootError::NotAnIdentity(1)),
        ] {
            assert_eq!(Root::load(file(&text), vec![]).map(|_| ()), Err(refusal));
        }
    }

    #[test]
    fn recovery_must_be_a_recipient_and_not_the_root_itself() {
        let (own, other) = (Root::generate_identity_file(), Root::generate_identity_file());
        let good = recovery_of(&other);
        let secret = other.lines().last().expect("two lines").to_owned();
        for (recovery, refusal) in [
            (recovery_of(&own), RootError::RecoveryIsOwn(1)),
            (vec![good[0].clone(), "age1".into()], RootError::NotARecipient(2)),
            (vec![String::new()], RootError::NotARecipient(1)),
            (vec![secret], RootError::NotARecipient(1)),
            (vec![good[0].to_uppercase()], RootError::NotARecipient(1)),
        ] {
            assert_eq!(Root::load(file(&own), recovery).map(|_| ()), Err(refusal));
        }
        assert!(!root_of(&own).has_recovery());
    }

    /// An identity file with a quantum-resistant identity, and its recipient.
    fn hybrid_file() -> (String, String) {
        let identity = Identity::generate_hybrid();
        (identity.to_secret_string().to_string(), identity.recipient().to_string())
    }

    #[test]
    fn a_quantum_resistant_root_and_recovery_seal_and_open() {
        let ((own, _), (recovery, recipient)) = (hybrid_file(), hybrid_file());
        let root = Root::load(file(&own), vec![recipient]).expect("both are good");
        let sealed = root.seal(SECRET).expect("no plugin is involved");
        for opener in [&root, &root_of(&own), &root_of(&recovery)] {
            assert_eq!(opener.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
        }
        assert_eq!(root_of(&hybrid_file().0).open(&sealed), Err(RootError::NoMatch));
    }

    #[test]
    fn a_root_does_not_mix_quantum_resistant_keys_with_others() {
        let (strong, weak) = (hybrid_file(), Root::generate_identity_file());
        for (text, recovery) in [
            (strong.0.clone(), recovery_of(&weak)),
            (weak.to_string(), vec![strong.1]),
            (format!("{}\n{}", *weak, strong.0), vec![]),
        ] {
            assert_eq!(Root::load(file(&text), recovery).map(|_| ()), Err(RootError::Incompatible));
        }
    }

    #[test]
    fn more_keys_than_a_root_needs_are_refused() {
        let many: String = (0..=MOST_KEYS).map(|_| Root::generate_identity_file().to_string()).collect();
        let refusal = Root::load(file(&many), vec![]).map(|_| ());
        assert_eq!(refusal, Err(RootError::TooManyKeys(MOST_KEYS + 1)));
    }

    #[test]
    fn a_root_under_a_passphrase_opens_with_it_alone() {
        let own = Root::generate_identity_file();
        let encrypted = encrypt_with_work(&own, phrase("ceffyl batri stapl"), QUICK);
        assert!(encrypted.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----"));
        let source = |passphrase| RootSource::Passphrase { encrypted_identity: encrypted.clone(), passphrase: phrase(passphrase) };
        let root = Root::load(source("ceffyl batri stapl"), vec![]).expect("the right one");
        let sealed = root_of(&own).seal(SECRET).expect("no plugin is involved");
        assert_eq!(root.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
        for wrong in ["", "ceffyl batri stap", "Ceffyl batri stapl"] {
            let refusal = Root::load(source(wrong), vec![]).map(|_| ());
            assert_eq!(refusal, Err(RootError::WrongPassphrase));
        }
    }

    #[test]
    fn a_file_that_is_not_passphrase_encrypted_is_told_apart() {
        let own = Root::generate_identity_file();
        let sealed = root_of(&own).seal(own.as_bytes()).expect("no plugin is involved");
        let mut cut = encrypt_with_work(&own, phrase("ceffyl"), QUICK);
        cut.truncate(cut.len() / 2);
        for encrypted_identity in [Vec::new(), own.as_bytes().to_vec(), sealed, cut] {
            let source = RootSource::Passphrase { encrypted_identity, passphrase: phrase("ceffyl") };
            let refusal = Root::load(source, vec![]).map(|_| ());
            assert_eq!(refusal, Err(RootError::NotPassphraseEncrypted));
        }
    }

    #[test]
    fn a_passphrase_file_that_would_exhaust_memory_is_refused_before_the_work() {
        let greedy = b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
            --- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef0123456789abcdef";
        let source = RootSource::Passphrase { encrypted_identity: greedy.to_vec(), passphrase: phrase("ceffyl") };
        let refusal = Root::load(source, vec![]).map(|_| ());
        assert_eq!(refusal, Err(RootError::TooMuchWork(30)));
    }

    #[test]
    fn a_damaged_secret_is_told_from_a_foreign_one() {
        let root = root_of(&Root::generate_identity_file());
        let sealed = root.seal(SECRET).expect("no plugin is involved");
        let mut damaged = sealed.clone();
        *damaged.last_mut().expect("it is not empty") ^= 1;
        for broken in [&damaged[..], &sealed[..sealed.len() - 1], &sealed[..30], b"", b"nonsense"] {
            let refusal = root.open(broken);
            assert!(matches!(refusal, Err(RootError::Envelope(_))), "{refusal:?}");
        }
    }

    #[test]
    fn a_root_whose_plugin_is_not_installed_says_which() {
        let plugin = PluginIdentity::default_for_plugin("porthor-absent").to_string();
        let root = root_of(&plugin);
        let missing = Err(RootError::MissingPlugin("age-plugin-porthor-absent".into()));
        assert_eq!(root.seal(SECRET).map(|_| ()), missing);
        let sealed = root_of(&Root::generate_identity_file()).seal(SECRET).expect("no plugin is involved");
        assert_eq!(root.open(&sealed).map(|_| ()), missing);
    }

    #[test]
    fn each_derived_secret_is_its_own() {
        let secrets = GatewaySecrets::generate();
        let seeds: HashSet<[u8; 32]> = [
            *secrets.0.expose(),
            *secrets.token_seed().expose(),
            *secrets.log_seed().expose(),
            *secrets.witness_seed().expose(),
            *secrets.receipt_seed().expose(),
        ]
        .into();
        assert_eq!(seeds.len(), 5);
        let sealed = secrets.record_key().seal("place", SECRET);
        assert!(secrets.record_key().open("place", &sealed).is_ok());
        assert!(secrets.factor_key().open("place", &sealed).is_err());
    }

    #[test]
    fn gateway_secrets_survive_storage_and_stay_the_same() {
        let root = root_of(&Root::generate_identity_file());
        let secrets = GatewaySecrets::generate();
        let sealed = root.seal(&secrets.to_bytes()).expect("no plugin is involved");
        let opened = root.open(&sealed).expect("it was just sealed");
        let read = GatewaySecrets::from_bytes(&opened).expect("32 bytes");
        assert_eq!(read.log_seed(), secrets.log_seed());
        let hash = secrets.lookup_key().hash("address", b"nia");
        assert_eq!(read.lookup_key().hash("address", b"nia"), hash);
        for length in [0, 31, 33] {
            let refusal = GatewaySecrets::from_bytes(&vec![0; length]);
            assert_eq!(refusal, Err(RootError::WrongLength(length)));
        }
    }

    #[test]
    fn debug_shows_no_key() {
        let own = Root::generate_identity_file();
        assert_eq!(format!("{:?}", file(&own)), "IdentityFile(…)");
        assert_eq!(format!("{:?}", root_of(&own)), "Root(1 identities, 0 for recovery)");
        assert_eq!(format!("{:?}", GatewaySecrets::generate()), "GatewaySecrets(Secret(…))");
    }
}

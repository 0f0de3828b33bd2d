//! Sealing and opening where an age plugin holds a key: a token, a TPM, a cloud's key service. The age
//! crate speaks with the plugin; recipients of ours stand beside it.

use std::collections::HashSet;
use std::io::{Read, Write};

use age::plugin::{Identity as PluginIdentity, IdentityPluginV1, Recipient as PluginRecipient, RecipientPluginV1};
use age::secrecy::ExposeSecret as _;
use age::{DecryptError, Decryptor, EncryptError, Encryptor, NoCallbacks};
use zeroize::Zeroizing;

use super::{Root, RootError};
use crate::envelope::{EnvelopeError, FileKey};
use crate::recipient::Recipient;

impl Root {
    pub(super) fn seal_with_plugins(&self, secret: &[u8]) -> Result<Vec<u8>, RootError> {
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

    pub(super) fn open_with_plugins(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, RootError> {
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

pub(super) fn written(encryptor: Encryptor, secret: &[u8]) -> Vec<u8> {
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

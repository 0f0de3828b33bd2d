//! An identity file under a passphrase, as `age -p` writes it (scrypt, by the age crate).

use std::io::{Read, Write};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor};
use zeroize::Zeroizing;

use super::RootError;
use super::plugins::written;

/// Work factor (log₂ N) of a new passphrase: 256 MiB, about a second.
pub(super) const WORK: u8 = 18;
/// Work factor beyond which a passphrase file is refused: 1 GiB.
pub(super) const MOST_WORK: u8 = 20;

pub(super) fn encrypt(text: &str, passphrase: SecretString, work: u8) -> Vec<u8> {
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

pub(super) fn open(encrypted: &[u8], passphrase: SecretString) -> Result<Zeroizing<String>, RootError> {
    let mut identity = age::scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(MOST_WORK);
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

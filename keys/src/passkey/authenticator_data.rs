//! Authenticator data (§6.1): for which site, who was there, how often it has signed; of a new passkey its id and key too.

use minicbor::Decoder;

use super::PasskeyError;
use super::cose::PublicKey;

/// Bytes of the site's hash, the flags and the count.
const HEAD: usize = 37;
/// Bytes of the model of the authenticator, which is not looked at.
const MODEL: usize = 16;
/// The longest id of a passkey.
const ID: usize = 1023;

/// What the authenticator says.
#[derive(Debug)]
pub(super) struct AuthenticatorData<'a> {
    /// SHA-256 of the relying party's id.
    pub relying_party_hash: &'a [u8],
    pub flags: Flags,
    pub count: u32,
    pub attested: Option<Attested<'a>>,
}

/// A new passkey's id and public key.
#[derive(Debug)]
pub(super) struct Attested<'a> {
    pub credential_id: &'a [u8],
    /// COSE, read and found to be one of ours.
    pub key: &'a [u8],
}

/// Bits that say what was checked. Those that have no meaning yet are read past (§6.1).
#[derive(Clone, Copy, Debug)]
pub(super) struct Flags(u8);

impl Flags {
    pub const fn is_present(self) -> bool {
        self.0 & 0x01 != 0
    }

    pub const fn is_verified(self) -> bool {
        self.0 & 0x04 != 0
    }

    pub const fn is_backup_eligible(self) -> bool {
        self.0 & 0x08 != 0
    }

    pub const fn is_backed_up(self) -> bool {
        self.0 & 0x10 != 0
    }

    const fn is_attested(self) -> bool {
        self.0 & 0x40 != 0
    }

    const fn has_extensions(self) -> bool {
        self.0 & 0x80 != 0
    }
}

impl<'a> AuthenticatorData<'a> {
    /// Reads all of `bytes`: what the flags announce is there, and nothing after it.
    pub fn read(bytes: &'a [u8]) -> Result<Self, PasskeyError> {
        let (head, mut rest) = bytes.split_at_checked(HEAD).ok_or(PasskeyError::BadData)?;
        let (relying_party_hash, tail) = head.split_at(32);
        let flags = Flags(tail[0]);
        let count = u32::from_be_bytes([tail[1], tail[2], tail[3], tail[4]]);
        let mut attested = None;
        if flags.is_attested() {
            let (found, after) = Attested::read(rest)?;
            (attested, rest) = (Some(found), after);
        }
        if flags.has_extensions() {
            rest = past_extensions(rest)?;
        }
        if rest.is_empty() { Ok(Self { relying_party_hash, flags, count, attested }) } else { Err(PasskeyError::BadData) }
    }
}

impl<'a> Attested<'a> {
    /// With what follows it.
    fn read(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), PasskeyError> {
        let short = || PasskeyError::BadData;
        let (_, rest) = bytes.split_at_checked(MODEL).ok_or_else(short)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length == 0 || length > ID {
            return Err(PasskeyError::BadData);
        }
        let (credential_id, rest) = rest.split_at_checked(length).ok_or_else(short)?;
        let mut decoder = Decoder::new(rest);
        PublicKey::read(&mut decoder)?;
        let (key, rest) = rest.split_at(decoder.position());
        Ok((Self { credential_id, key }, rest))
    }
}

/// What extensions say is not looked at, for none was asked for; but it is a CBOR map, whole.
fn past_extensions(bytes: &[u8]) -> Result<&[u8], PasskeyError> {
    let mut decoder = Decoder::new(bytes);
    if !matches!(decoder.datatype(), Ok(minicbor::data::Type::Map)) {
        return Err(PasskeyError::BadData);
    }
    decoder.skip().map_err(|_| PasskeyError::BadData)?;
    bytes.get(decoder.position()..).ok_or(PasskeyError::BadData)
}

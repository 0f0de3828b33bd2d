//! Passkeys: the relying party's side of W3C WebAuthn Level 3, on ring. Pure: a challenge and what the browser sent come in, a passkey or
//! its new count comes out. `answer` is what a browser sends, `client_data` and `authenticator_data` are its two signed halves, `cose` the
//! keys, `attestation` the envelope of a new one; the steps of §7.1 and §7.2 are here.
//!
//! A passkey is two factors at once only because its owner proved themselves to it; so user verification is required of every answer.
//! Where a passkey was made is not asked (`attestation: "none"`): a family's own phone is as good as an agency's token, and lists of makers
//! would shut people out. What a browser sends of it all the same is read past, as §7.1 allows to whoever trusts no maker.

mod answer;
mod attestation;
mod authenticator_data;
mod client_data;
mod cose;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

use ring::digest::{SHA256, digest};

pub use answer::{Assertion, Creation};
pub use client_data::claimed_challenge;

use attestation::Attestation;
use authenticator_data::AuthenticatorData;
use client_data::Ceremony;
use cose::PublicKey;

use crate::secret::same_bytes;

/// The algorithms that a passkey may sign with, the most wanted first, as COSE numbers them: `EdDSA` with Ed25519, `ES256` with P-256,
/// and `RS256` for the TPMs of older Windows machines.
pub const ALGORITHMS: [i64; 3] = [cose::EDDSA, cose::ES256, cose::RS256];

/// Why an answer is not taken. Says nothing that whoever sent it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// Not the JSON, or a part longer than any browser sends.
    #[error("expected a passkey's answer as JSON with base64url in it: ask the browser again")]
    Malformed,
    /// Another ceremony than the one under way.
    #[error("expected an answer of another kind: a new passkey is no sign-in, nor the other way round")]
    WrongCeremony,
    /// An answer to another question.
    #[error("the answer is to another challenge: ask for a new one")]
    WrongChallenge,
    /// Given on another site.
    #[error("the answer was given to another site: open the gateway under its public origin")]
    WrongOrigin,
    /// Given within a frame of another site.
    #[error("the answer was given within another site's page: open the gateway by itself")]
    CrossOrigin,
    /// For another relying party.
    #[error("the passkey belongs to another site")]
    WrongRelyingParty,
    /// Nobody touched it.
    #[error("nobody was at the authenticator: touch it when it asks")]
    NotPresent,
    /// Whoever was there did not prove that it is theirs.
    #[error("the authenticator did not check who was there: set up its PIN, fingerprint or face")]
    NotVerified,
    /// Says that it is copied to a cloud, and that it cannot be.
    #[error("the authenticator contradicts itself about copies of the passkey, or says otherwise than before")]
    BackupContradicts,
    /// Authenticator data or CBOR that does not read, or has something after its end.
    #[error("the authenticator's data cannot be read")]
    BadData,
    /// An algorithm or curve that was not offered, or a key outside the limits.
    #[error("expected a key of Ed25519, P-256, or RSA of 2048 to 4096 bits")]
    UnknownKey,
    /// Another credential than the answer says.
    #[error("the answer names one passkey and brings another")]
    OtherCredential,
    /// Another person's.
    #[error("the passkey belongs to another account")]
    OtherUser,
    /// Not signed by this passkey.
    #[error("the signature is not this passkey's")]
    BadSignature,
    /// The passkey may have been copied.
    #[error("the passkey counts backwards, so it may have been copied: remove it and make a new one")]
    CountsBackwards,
}

/// A site, as passkeys know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    origin: String,
    id: String,
}

/// A passkey that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPasskey {
    /// Its own id, 1 to 1023 bytes, chosen by the authenticator.
    pub id: Vec<u8>,
    /// Its public key, as COSE writes it (RFC 9052).
    pub key: Vec<u8>,
    /// How often it has signed; 0 where it does not count.
    pub count: u32,
    /// Whether it may be copied to its owner's other devices.
    pub is_synced: bool,
}

/// What is kept of a passkey, for checking what it signs.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// As [`NewPasskey::key`].
    pub key: &'a [u8],
    /// Its last count.
    pub count: u32,
    /// As [`NewPasskey::is_synced`].
    pub is_synced: bool,
    /// The handle of the account that it was made for.
    pub user: &'a [u8],
    /// Whether the account is known without the passkey; else the passkey has to name it.
    pub is_user_known: bool,
}

impl RelyingParty {
    /// The site at `origin`: `https://host` or `https://host:port`. Passkeys know it by the host (§5.1.3: the effective domain).
    #[must_use]
    pub fn at(origin: &str) -> Self {
        let authority = origin.strip_prefix("https://").unwrap_or(origin);
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit()) => host,
            _ => authority,
        };
        Self { origin: origin.to_owned(), id: host.to_owned() }
    }

    /// The relying party's id, for `rp.id` and `rpId`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Takes a new passkey that answers `challenge` (§7.1).
    pub fn made(&self, challenge: &[u8], creation: &Creation) -> Result<NewPasskey, PasskeyError> {
        // Steps 5 to 12: type, challenge, origin, and that no other site's page was around it.
        client_data::check(&creation.client_data, Ceremony::Create, challenge, &self.origin)?;
        // Step 13, CBOR; steps 21 to 24 are not taken: no statement is trusted, whatever its format.
        let attestation = Attestation::read(&creation.attestation_object)?;
        let data = AuthenticatorData::read(attestation.authenticator_data)?;
        // Steps 14 to 18.
        self.check_flags(&data)?;
        let attested = data.attested.ok_or(PasskeyError::BadData)?;
        if !same_bytes(attested.credential_id, &creation.id) {
            return Err(PasskeyError::OtherCredential);
        }
        // Step 20, that the algorithm is one that was offered, and step 25, that the id is not too long, are part of reading.
        Ok(NewPasskey {
            id: creation.id.clone(),
            key: attested.key.to_vec(),
            count: data.count,
            is_synced: data.flags.is_backup_eligible(),
        })
    }

    /// Takes an answer of a known passkey to `challenge`, and gives its new count (§7.2). That `assertion.id` is the id under which `held`
    /// was found is the caller's to see to (steps 5 and 6).
    pub fn asserted(&self, challenge: &[u8], held: &Held<'_>, assertion: &Assertion) -> Result<u32, PasskeyError> {
        // Step 6: the account that the passkey names is the one that it was made for.
        match &assertion.user {
            Some(user) if !same_bytes(user, held.user) => return Err(PasskeyError::OtherUser),
            None if !held.is_user_known => return Err(PasskeyError::OtherUser),
            _ => {}
        }
        // Steps 8 to 14.
        client_data::check(&assertion.client_data, Ceremony::Get, challenge, &self.origin)?;
        let data = AuthenticatorData::read(&assertion.authenticator_data)?;
        // Steps 15 to 18.
        self.check_flags(&data)?;
        if data.attested.is_some() {
            return Err(PasskeyError::BadData);
        }
        // Step 19, with what was told when it was made.
        if data.flags.is_backup_eligible() != held.is_synced {
            return Err(PasskeyError::BackupContradicts);
        }
        // Steps 20 and 21: the signature covers the authenticator's data as it came and the digest of the client's.
        let mut signed = assertion.authenticator_data.clone();
        signed.extend_from_slice(digest(&SHA256, &assertion.client_data).as_ref());
        PublicKey::from_bytes(held.key)?.verify(&signed, &assertion.signature)?;
        // Step 22. One that counts must go on counting; the specification leaves it to us what follows, and we refuse.
        if (data.count != 0 || held.count != 0) && data.count <= held.count {
            return Err(PasskeyError::CountsBackwards);
        }
        Ok(data.count)
    }

    /// For this site, somebody was there, they proved who they are, and what is said of copies makes sense.
    fn check_flags(&self, data: &AuthenticatorData<'_>) -> Result<(), PasskeyError> {
        if !same_bytes(data.relying_party_hash, digest(&SHA256, self.id.as_bytes()).as_ref()) {
            return Err(PasskeyError::WrongRelyingParty);
        }
        if !data.flags.is_present() {
            return Err(PasskeyError::NotPresent);
        }
        if !data.flags.is_verified() {
            return Err(PasskeyError::NotVerified);
        }
        if data.flags.is_backed_up() && !data.flags.is_backup_eligible() {
            return Err(PasskeyError::BackupContradicts);
        }
        Ok(())
    }
}

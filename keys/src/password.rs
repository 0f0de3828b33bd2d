//! Passwords: Argon2id (RFC 9106), kept as PHC strings.
//!
//! The cost is a struct, so that an operator can raise it; a stored string carries its own cost and
//! can be told apart as outdated. Who is unknown costs the same time as who is known
//! ([`verify_against_nobody`]). Run this in a small bounded pool: 19 MiB and some 40 ms each.

use argon2::{Algorithm, Argon2, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::random;
use crate::secret::same_bytes;

/// Characters that a password has at least.
pub const SHORTEST: usize = 12;
/// Characters that a password has at most.
pub const LONGEST: usize = 128;
const SALT_LEN: usize = 16;
const HASH_LEN: usize = 32;
/// Costs beyond these in a stored string are not ours: computing them would let whoever alters a
/// row halt the gateway.
const MOST: Cost = Cost { memory_kib: 1024 * 1024, passes: 64, lanes: 16 };

/// Why a new password was not accepted, or could not be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Shorter than [`SHORTEST`] characters.
    #[error("expected at least {SHORTEST} characters, found {0}: choose a longer password")]
    TooShort(usize),
    /// Longer than [`LONGEST`] characters.
    #[error("expected at most {LONGEST} characters, found {0}: choose a shorter password")]
    TooLong(usize),
    /// A control character, such as a tab or a line end: hard to type again.
    #[error("expected no control characters: type the password without tabs and line ends")]
    ControlCharacter,
    /// A cost that Argon2 or this program does not allow.
    #[error("expected a cost of 8 KiB to 1 GiB, 1 to 64 passes, 1 to 16 lanes: correct the configuration")]
    BadCost,
}

/// What one hash costs. The default is OWASP's: 19 MiB, two passes, one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

/// Checks a new password against the rule: [`SHORTEST`] to [`LONGEST`] characters, none of control.
pub fn check(password: &SecretString) -> Result<(), PasswordError> {
    let password = password.expose_secret();
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordError::TooShort(length));
    }
    if length > LONGEST {
        return Err(PasswordError::TooLong(length));
    }
    if password.contains(char::is_control) {
        return Err(PasswordError::ControlCharacter);
    }
    Ok(())
}

/// Hashes a new password into a PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
pub fn hash(password: &SecretString, cost: Cost) -> Result<String, PasswordError> {
    check(password)?;
    let salt: [u8; SALT_LEN] = random::bytes();
    let hash = compute(password, &salt, cost, HASH_LEN)?;
    Ok(format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        cost.memory_kib,
        cost.passes,
        cost.lanes,
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(&*hash),
    ))
}

/// Whether `password` is the one behind `phc`. A string that is not one of ours is nobody's
/// password.
#[must_use]
pub fn verify(password: &SecretString, phc: &str) -> bool {
    let Some(stored) = Stored::parse(phc) else {
        return verify_against_nobody(password, Cost::default());
    };
    compute(password, &stored.salt, stored.cost, stored.hash.len()).is_ok_and(|hash| same_bytes(&hash, &stored.hash))
}

/// Spends the time of [`verify`] and says no: for a person who does not exist.
#[must_use]
pub fn verify_against_nobody(password: &SecretString, cost: Cost) -> bool {
    let hash = compute(password, &[0; SALT_LEN], cost, HASH_LEN);
    // The comparison keeps the work from being optimised away; its outcome is not used.
    let _equal = hash.is_ok_and(|hash| same_bytes(&hash, &[0; HASH_LEN]));
    false
}

/// A stored string, taken apart.
struct Stored {
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn parse(phc: &str) -> Option<Self> {
        let rest = phc.strip_prefix("$argon2id$v=19$")?;
        let mut parts = rest.split('$');
        let (cost, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let stored =
            Self { cost: Cost::parse(cost)?, salt: STANDARD_NO_PAD.decode(salt).ok()?, hash: STANDARD_NO_PAD.decode(hash).ok()? };
        let sensible = (8..=64).contains(&stored.salt.len()) && stored.hash.len() == HASH_LEN;
        sensible.then_some(stored)
    }
}

impl Cost {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(',');
        let mut number = |prefix| parts.next()?.strip_prefix(prefix)?.parse().ok();
        let cost = Self { memory_kib: number("m=")?, passes: number("t=")?, lanes: number("p=")? };
        parts.next().is_none().then_some(cost)
    }

    const fn is_bearable(self) -> bool {
        self.memory_kib <= MOST.memory_kib && self.passes <= MOST.passes && self.lanes <= MOST.lanes
    }
}

fn compute(password: &SecretString, salt: &[u8], cost: Cost, length: usize) -> Result<Zeroizing<Vec<u8>>, PasswordError> {
    if !cost.is_bearable() {
        return Err(PasswordError::BadCost);
    }
    let params = argon2::Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(length)).map_err(|_| PasswordError::BadCost)?;
    let mut hash = Zeroizing::new(vec![0; length]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.expose_secret().as_bytes(), salt, &mut hash)
        .map_err(|_| PasswordError::BadCost)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{AssociatedData, ParamsBuilder};

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn the_vector_of_rfc_9106_is_met() {
        // RFC 9106 §5.3: Argon2id with a secret and associated data.
        let mut params = ParamsBuilder::new();
        params.m_cost(32).t_cost(3).p_cost(4).output_len(32);
        params.data(AssociatedData::new(&[4; 12]).expect("12 bytes are allowed"));
        let params = params.build().expect("the RFC's parameters");
        let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).expect("8 bytes are allowed");
        let mut tag = [0; 32];
        argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).expect("the RFC's input");
        let expected = [
            0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9, 0xd0, 0x1e, 0xf0, 0x45,
            0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59,
        ];
        assert_eq!(tag, expected);
    }

    #[test]
    fn a_string_of_the_reference_implementation_verifies() {
        let phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ\
                   $CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(verify(&secret("password"), phc));
        assert!(!verify(&secret("Password"), phc));
    }

    #[test]
    fn the_default_costs_19_mib_in_two_passes() {
        let phc = hash(&secret("llanfairpwllgwyngyll"), Cost::default()).expect("it is long");
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(verify(&secret("llanfairpwllgwyngyll"), &phc));
    }

    #[test]
    fn only_the_same_password_verifies() {
        let phc = hash(&secret("penblwydd hapus"), CHEAP).expect("it is long");
        for other in ["", "penblwydd hapu", "penblwydd hapus ", "Penblwydd hapus", "penblwydd hapus\0"] {
            assert!(!verify(&secret(other), &phc), "{other:?}");
        }
    }

    #[test]
    fn two_hashes_of_one_password_differ() {
        let password = secret("penblwydd hapus");
        assert_ne!(hash(&password, CHEAP), hash(&password, CHEAP));
    }

    #[test]
    fn a_new_password_keeps_the_rule() {
        assert_eq!(check(&secret("elevenchars")), Err(PasswordError::TooShort(11)));
        assert_eq!(check(&secret("twelve chars")), Ok(()));
        assert_eq!(check(&secret("ŵŷâêîôûäëïöü")), Ok(()));
        assert_eq!(check(&secret(&"x".repeat(128))), Ok(()));
        assert_eq!(check(&secret(&"x".repeat(129))), Err(PasswordError::TooLong(129)));
        for letter in ['\t', '\n', '\0', '\u{7f}', '\u{85}'] {
            let password = secret(&format!("twelve {letter} chars"));
            assert_eq!(check(&password), Err(PasswordError::ControlCharacter));
            assert_eq!(hash(&password, CHEAP), Err(PasswordError::ControlCharacter));
        }
    }

    #[test]
    fn a_damaged_string_is_nobodys_password() {
        let password = secret("penblwydd hapus");
        let phc = hash(&password, CHEAP).expect("it is long");
        for damaged in [
            String::new(),
            "penblwydd hapus".to_owned(),
            phc.replace("argon2id", "argon2i"),
            phc.replace("argon2id", "argon2d"),
            phc.replace("v=19", "v=16"),
            phc.replace("m=64", "m=65"),
            phc.replace("m=64", "m=0"),
            phc.replace("m=64", "m=4294967295"),
            phc.replace("t=1", "t=4294967295"),
            phc.replace("p=1", "p=1,x=1"),
            phc.replace("m=64,t=1", "t=1,m=64"),
            format!("{phc}$"),
            format!("{phc}="),
            phc.rsplit_once('$').map_or_else(String::new, |(head, _)| format!("{head}$")),
        ] {
            assert!(!verify(&password, &damaged), "{damaged:?}");
        }
    }

    #[test]
    fn nobody_has_a_password() {
        assert!(!verify_against_nobody(&secret("penblwydd hapus"), CHEAP));
        assert!(!verify_against_nobody(&secret(""), CHEAP));
    }

    #[test]
    fn a_cost_beyond_reason_is_refused() {
        for cost in [
            Cost { memory_kib: 0, ..CHEAP },
            Cost { memory_kib: 1024 * 1024 + 1, ..CHEAP },
            Cost { passes: 0, ..CHEAP },
            Cost { passes: 65, ..CHEAP },
            Cost { lanes: 0, ..CHEAP },
            Cost { lanes: 17, ..CHEAP },
        ] {
            let refusal = hash(&secret("penblwydd hapus"), cost);
            assert_eq!(refusal, Err(PasswordError::BadCost), "{cost:?}");
        }
    }
}

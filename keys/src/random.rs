//! The one place of ambient randomness.
//!
//! Every nonce, key, salt and identifier of the program is drawn here, from the operating system by
//! way of ring, so that one file answers where randomness comes from.

use ring::rand::{SecureRandom, SystemRandom};

/// Crockford's base32 in lower case: no i, l, o or u, so an id survives being read aloud.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Letters in an id: 128 bits in groups of five, rounded up.
const ID_LETTERS: u32 = 26;

/// Fills `buffer` with bytes from the operating system's generator.
///
/// # Panics
/// When the operating system has no randomness to give: nothing that follows could be kept secret.
#[expect(clippy::disallowed_methods, reason = "this is the one place that randomness comes in at")]
pub fn fill(buffer: &mut [u8]) {
    SystemRandom::new().fill(buffer).expect("the operating system gives random bytes");
}

/// `N` fresh random bytes.
///
/// # Panics
/// As [`fill`].
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    fill(&mut out);
    out
}

/// A fresh identifier: 128 random bits as 26 letters and digits of Crockford's base32, lower case.
///
/// The first letter carries the top three bits and is therefore 0 to 7.
///
/// # Panics
/// As [`fill`].
#[must_use]
pub fn id() -> String {
    let number = u128::from_be_bytes(bytes());
    (0..ID_LETTERS).rev().map(|place| char::from(ALPHABET[(number >> (place * 5)) as usize & 31])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn an_id_is_26_letters_of_the_alphabet() {
        for _ in 0..1000 {
            let id = id();
            assert_eq!(id.len(), 26);
            assert!(id.bytes().all(|letter| ALPHABET.contains(&letter)), "{id}");
            assert!(id.as_bytes()[0] <= b'7', "{id}");
        }
    }

    #[test]
    fn ids_do_not_repeat() {
        let ids: HashSet<String> = (0..10_000).map(|_| id()).collect();
        assert_eq!(ids.len(), 10_000);
    }

    #[test]
    fn every_letter_of_the_alphabet_occurs() {
        let seen: HashSet<u8> = (0..1000).flat_map(|_| id().into_bytes()).collect();
        assert_eq!(seen.len(), ALPHABET.len());
    }

    #[test]
    fn two_draws_differ() {
        assert_ne!(bytes::<32>(), bytes::<32>());
    }
}

//! Secret bytes of a fixed length.
//!
//! A [`Secret`] is wiped when dropped, says nothing in `Debug`, and is compared in constant time.
//! It has no `Display` and no serde: getting the bytes out is always the visible call `expose`.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::random;

/// `N` secret bytes, wiped on drop.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    /// Takes over bytes that are already known. The caller wipes its own copy, if it kept one.
    #[must_use]
    pub const fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// `N` fresh random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness, as [`random::fill`].
    #[must_use]
    pub fn generate() -> Self {
        let mut secret = Self([0; N]);
        random::fill(&mut secret.0);
        secret
    }

    /// The secret bytes themselves.
    #[must_use]
    pub const fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> From<[u8; N]> for Secret<N> {
    fn from(bytes: [u8; N]) -> Self {
        Self::new(bytes)
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<const N: usize> PartialEq for Secret<N> {
    fn eq(&self, other: &Self) -> bool {
        same_bytes(&self.0, &other.0)
    }
}

impl<const N: usize> Eq for Secret<N> {}

/// Whether two byte strings are the same, in a time that depends on their lengths alone.
#[must_use]
pub fn same_bytes(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let difference = left.iter().zip(right).fold(0_u8, |difference, (a, b)| difference | (a ^ b));
    std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_byte() {
        let shown = format!("{:?}", Secret::new([0xab_u8; 4]));
        assert_eq!(shown, "Secret(…)");
    }

    #[test]
    fn equal_secrets_are_equal_and_any_flipped_bit_makes_them_differ() {
        let secret = Secret::<16>::generate();
        assert_eq!(secret, secret.clone());
        for bit in 0..128 {
            let mut other = *secret.expose();
            other[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(secret, Secret::new(other));
        }
    }

    #[test]
    fn bytes_of_different_lengths_differ() {
        assert!(!same_bytes(b"abc", b"abcd"));
        assert!(same_bytes(b"", b""));
    }

    #[test]
    fn generated_secrets_differ() {
        assert_ne!(Secret::<32>::generate(), Secret::<32>::generate());
    }

    #[test]
    fn wiping_leaves_zeroes() {
        let mut secret = Secret::new([7_u8; 8]);
        secret.zeroize();
        assert_eq!(secret.expose(), &[0; 8]);
    }
}

//! The text form of keys: Bech32 (BIP 173), without its limit of 90 letters. A text may spell a
//! secret out, so everything on the way is wiped.

use std::fmt;

use bech32::{FromBase32, ToBase32, Variant, u5};
use zeroize::Zeroizing;

/// Writes public bytes under `prefix`.
pub(super) fn write(f: &mut fmt::Formatter<'_>, prefix: &str, bytes: &[u8]) -> fmt::Result {
    bech32::encode_to_fmt(f, prefix, bytes.to_base32(), Variant::Bech32).map_err(|_| fmt::Error)?
}

/// The text of secret bytes under `prefix`, which is in lower case here and in upper case there.
pub(super) fn secret(prefix: &str, bytes: &[u8]) -> Zeroizing<String> {
    let mut digits = bytes.to_base32();
    let mut text = bech32::encode(prefix, &digits, Variant::Bech32).expect("the prefix is lower-case ASCII");
    wipe(&mut digits);
    text.make_ascii_uppercase();
    Zeroizing::new(text)
}

/// The prefix, in lower case, and the bytes of a Bech32 text.
pub(super) fn read(text: &str) -> Option<(String, Zeroizing<Vec<u8>>)> {
    let (prefix, mut digits, variant) = bech32::decode(text).ok()?;
    let bytes = Vec::<u8>::from_base32(&digits).map(Zeroizing::new);
    wipe(&mut digits);
    (variant == Variant::Bech32).then_some((prefix, bytes.ok()?))
}

/// Overwrites Bech32 digits, which do not wipe themselves.
fn wipe(digits: &mut Vec<u5>) {
    let zero = u5::try_from_u8(0).expect("zero has five bits");
    digits.fill(zero);
    std::hint::black_box(&digits);
    digits.clear();
}

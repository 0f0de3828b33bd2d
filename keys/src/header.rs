//! The header of an age file (C2SP age, "header"): version line, stanzas, authentication code.
//!
//! Parsing is strict, as the specification asks: one spelling per header, so a header that parses
//! is written back byte for byte. Nothing in it is to be believed before [`Header::verify`], which
//! needs the file key and therefore comes after unwrapping a stanza.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{CHACHA20_POLY1305, LessSafeKey, UnboundKey};
use ring::{hkdf, hmac};

use crate::envelope_error::EnvelopeError;
use crate::secret::Secret;

/// The most bytes a header may have here. The specification sets no bound; a reader needs one.
pub const MAX_HEADER: usize = 64 * 1024;
/// The most stanzas a header may have here: each may cost one X25519 to try.
pub const MAX_STANZAS: usize = 128;
/// The most quantum-resistant stanzas that are written into one header: about 1,570 bytes each.
pub const MAX_HYBRID_STANZAS: usize = 40;
/// Bytes of a file key.
pub const FILE_KEY: usize = 16;

const FAMILY: &[u8] = b"age-encryption.org/";
const VERSION_LINE: &[u8] = b"age-encryption.org/v1\n";
const ARMOR: &[u8] = b"-----BEGIN AGE";
const STANZA_START: &[u8] = b"-> ";
const END_START: &[u8] = b"---";
const SCRYPT: &str = "scrypt";
const COLUMNS: usize = 64;
const BYTES_PER_LINE: usize = COLUMNS / 4 * 3;
const MAC: usize = 32;
/// What follows the authenticated bytes: a space, the code in base64, a line feed.
const AFTER_AUTHENTICATED: usize = 1 + MAC_TEXT + 1;
const MAC_TEXT: usize = 43;

const LABEL_HEADER: &[u8] = b"header";
const LABEL_PAYLOAD: &[u8] = b"payload";

/// The 16 secret bytes that one envelope's header hides and its payload key comes from.
///
/// Never used for two payloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileKey(Secret<FILE_KEY>);

impl FileKey {
    /// A fresh file key for a new payload.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate())
    }

    /// The file key that a stanza held.
    #[must_use]
    pub const fn new(bytes: [u8; FILE_KEY]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The secret bytes, for wrapping them in a stanza.
    #[must_use]
    pub const fn expose(&self) -> &[u8; FILE_KEY] {
        self.0.expose()
    }

    /// HMAC-SHA-256 over a header, under the key that this file key gives for headers.
    fn header_mac_key(&self) -> hmac::Key {
        hkdf::Salt::new(hkdf::HKDF_SHA256, &[])
            .extract(self.expose())
            .expand(&[LABEL_HEADER], hmac::HMAC_SHA256)
            .expect("a SHA-256 key is within what HKDF can give")
            .into()
    }

    /// The ChaCha20-Poly1305 key of the payload that follows `nonce`.
    pub(crate) fn payload_key(&self, nonce: &[u8; 16]) -> LessSafeKey {
        let key = hkdf::Salt::new(hkdf::HKDF_SHA256, nonce)
            .extract(self.expose())
            .expand(&[LABEL_PAYLOAD], &CHACHA20_POLY1305)
            .map(UnboundKey::from)
            .expect("a ChaCha20 key is within what HKDF can give");
        LessSafeKey::new(key)
    }
}

/// One recipient stanza: how one recipient gets at the file key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stanza {
    /// The type, e.g. `X25519`; its first argument in the specification's words.
    pub kind: String,
    /// The further arguments, each one or more visible ASCII characters.
    pub args: Vec<String>,
    /// The decoded body.
    pub body: Vec<u8>,
}

/// A header as read: well-formed, but not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    bytes: Vec<u8>,
    stanzas: Vec<Stanza>,
    mac: [u8; MAC],
}

impl Header {
    /// Reads a header from the beginning of `bytes`: the header and how many bytes it took, or
    /// `None` if more bytes are needed to tell.
    ///
    /// # Errors
    /// [`EnvelopeError::NotAge`], [`Armored`](EnvelopeError::Armored),
    /// [`UnsupportedVersion`](EnvelopeError::UnsupportedVersion),
    /// [`Malformed`](EnvelopeError::Malformed) and
    /// [`HeaderTooLong`](EnvelopeError::HeaderTooLong), as soon as the bytes at hand show it.
    pub fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, EnvelopeError> {
        check_version(bytes)?;
        let within = &bytes[..bytes.len().min(MAX_HEADER)];
        match read(within)? {
            Some((stanzas, mac, length)) => {
                let bytes = bytes[..length].to_vec();
                Ok(Some((Self { bytes, stanzas, mac }, length)))
            }
            None if bytes.len() >= MAX_HEADER => Err(EnvelopeError::HeaderTooLong),
            None => Ok(None),
        }
    }

    /// Writes the header that hides `file_key` in `stanzas`, authentication code included.
    pub(crate) fn write(stanzas: &[Stanza], file_key: &FileKey) -> Vec<u8> {
        let mut text = String::with_capacity(VERSION_LINE.len() + 128 * stanzas.len() + 48);
        text.push_str("age-encryption.org/v1\n");
        for stanza in stanzas {
            write_stanza(stanza, &mut text);
        }
        text.push_str("---");
        let mac = hmac::sign(&file_key.header_mac_key(), text.as_bytes());
        text.push(' ');
        STANDARD_NO_PAD.encode_string(mac, &mut text);
        text.push('\n');
        text.into_bytes()
    }

    /// The stanzas in their order. Not to be believed before [`verify`](Self::verify).
    #[must_use]
    pub fn stanzas(&self) -> &[Stanza] {
        &self.stanzas
    }

    /// The header as it was read, from the version line to the last line feed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Checks, in constant time, that whoever wrote this header knew `file_key`.
    ///
    /// # Errors
    /// [`EnvelopeError::WrongMac`].
    pub fn verify(&self, file_key: &FileKey) -> Result<(), EnvelopeError> {
        let authenticated = &self.bytes[..self.bytes.len() - AFTER_AUTHENTICATED];
        hmac::verify(&file_key.header_mac_key(), authenticated, &self.mac).map_err(|_| EnvelopeError::WrongMac)
    }
}

/// Refuses bytes that cannot become a version-1 header, however few have come yet.
fn check_version(bytes: &[u8]) -> Result<(), EnvelopeError> {
    let seen = bytes.len().min(VERSION_LINE.len());
    if bytes[..seen] == VERSION_LINE[..seen] {
        Ok(())
    } else if bytes.starts_with(FAMILY) {
        Err(EnvelopeError::UnsupportedVersion)
    } else if bytes.starts_with(ARMOR) {
        Err(EnvelopeError::Armored)
    } else {
        Err(EnvelopeError::NotAge)
    }
}

/// Stanzas, authentication code and length of the header that `bytes` begin with.
type Read = (Vec<Stanza>, [u8; MAC], usize);

fn read(bytes: &[u8]) -> Result<Option<Read>, EnvelopeError> {
    let mut lines = Lines { bytes, at: 0 };
    let mut stanzas = Vec::new();
    let Some(_version) = lines.next() else {
        return Ok(None);
    };
    while let Some(line) = lines.next() {
        if line.starts_with(END_START) {
            let mac = read_end(line)?;
            check_together(&stanzas)?;
            return Ok(Some((stanzas, mac, lines.at)));
        }
        if stanzas.len() == MAX_STANZAS {
            return Err(EnvelopeError::Malformed("more than 128 recipient stanzas"));
        }
        let (kind, args) = read_arguments(line)?;
        let Some(body) = read_body(&mut lines)? else {
            return Ok(None);
        };
        stanzas.push(Stanza { kind, args, body });
    }
    Ok(None)
}

/// A header is for somebody; and a passphrase stanza beside others would let anybody who guesses it
/// speak for them.
fn check_together(stanzas: &[Stanza]) -> Result<(), EnvelopeError> {
    match stanzas {
        [] => Err(EnvelopeError::Malformed("no recipient stanza")),
        [_] => Ok(()),
        more if more.iter().any(|stanza| stanza.kind == SCRYPT) => {
            Err(EnvelopeError::Malformed("an scrypt stanza must stand alone"))
        }
        _ => Ok(()),
    }
}

fn read_arguments(line: &[u8]) -> Result<(String, Vec<String>), EnvelopeError> {
    let rest = line.strip_prefix(STANZA_START).ok_or(EnvelopeError::Malformed("a stanza must begin with \"-> \""))?;
    let mut arguments = rest.split(|&byte| byte == b' ').map(|argument| {
        let visible = !argument.is_empty() && argument.iter().all(u8::is_ascii_graphic);
        visible
            .then(|| argument.iter().copied().map(char::from).collect::<String>())
            .ok_or(EnvelopeError::Malformed("a stanza's arguments must be visible ASCII, one space apart"))
    });
    let kind = arguments.next().ok_or(EnvelopeError::Malformed("a stanza needs a type"))??;
    Ok((kind, arguments.collect::<Result<_, _>>()?))
}

/// Reads body lines up to and including the short one that ends a body.
fn read_body(lines: &mut Lines<'_>) -> Result<Option<Vec<u8>>, EnvelopeError> {
    let mut body = Vec::new();
    loop {
        let Some(line) = lines.next() else {
            return Ok(None);
        };
        if line.len() > COLUMNS {
            return Err(EnvelopeError::Malformed("a body line is longer than 64 columns"));
        }
        STANDARD_NO_PAD
            .decode_vec(line, &mut body)
            .map_err(|_| EnvelopeError::Malformed("a stanza's body is not canonical base64 ending in a short line"))?;
        if line.len() < COLUMNS {
            return Ok(Some(body));
        }
    }
}

fn read_end(line: &[u8]) -> Result<[u8; MAC], EnvelopeError> {
    const WRONG: EnvelopeError = EnvelopeError::Malformed("the last line must be \"--- \" and 43 characters of base64");
    let text = line.strip_prefix(b"--- ").ok_or(WRONG)?;
    if text.len() != MAC_TEXT {
        return Err(WRONG);
    }
    let mac = STANDARD_NO_PAD.decode(text).map_err(|_| WRONG)?;
    mac.try_into().map_err(|_| WRONG)
}

fn write_stanza(stanza: &Stanza, text: &mut String) {
    text.push_str("-> ");
    text.push_str(&stanza.kind);
    for argument in &stanza.args {
        text.push(' ');
        text.push_str(argument);
    }
    text.push('\n');
    for line in stanza.body.chunks(BYTES_PER_LINE) {
        STANDARD_NO_PAD.encode_string(line, text);
        text.push('\n');
    }
    // A body ends with a short line, which is empty when the others are full.
    if stanza.body.len().is_multiple_of(BYTES_PER_LINE) {
        text.push('\n');
    }
}

/// Lines that are complete, without their line feed.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| byte == b'\n')?;
        self.at += length + 1;
        Some(&rest[..length])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stanza(body: usize) -> Stanza {
        Stanza { kind: "kind".into(), args: vec!["one".into(), "~!".into()], body: vec![7; body] }
    }

    fn written(bodies: &[usize]) -> Vec<u8> {
        let stanzas: Vec<_> = bodies.iter().map(|&body| stanza(body)).collect();
        Header::write(&stanzas, &FileKey::new([1; 16]))
    }

    fn malformed(text: &str) -> bool {
        matches!(Header::parse(text.as_bytes()), Err(EnvelopeError::Malformed(_)))
    }

    fn with_end(stanzas: &str) -> String {
        format!("age-encryption.org/v1\n{stanzas}--- {}\n", "A".repeat(43))
    }

    #[test]
    fn a_written_header_parses_to_the_same_stanzas_and_verifies() {
        let bytes = written(&[0, 1, 47, 48, 49, 96, 200]);
        let (header, length) = Header::parse(&bytes).expect("it is well-formed").expect("it is complete");
        assert_eq!(length, bytes.len());
        assert_eq!(header.as_bytes(), bytes);
        let lengths: Vec<_> = header.stanzas().iter().map(|s| s.body.len()).collect();
        assert_eq!(lengths, [0, 1, 47, 48, 49, 96, 200]);
        assert_eq!(header.stanzas()[0], stanza(0));
        assert_eq!(header.verify(&FileKey::new([1; 16])), Ok(()));
        assert_eq!(header.verify(&FileKey::new([2; 16])), Err(EnvelopeError::WrongMac));
    }

    #[test]
    fn every_beginning_of_a_header_asks_for_more() {
        let bytes = written(&[32, 48]);
        for length in 0..bytes.len() {
            assert_eq!(Header::parse(&bytes[..length]), Ok(None), "{length}");
        }
    }

    #[test]
    fn what_follows_a_header_is_left_alone() {
        let mut bytes = written(&[32]);
        let length = bytes.len();
        bytes.extend_from_slice(b"--- and payload\n");
        let (_, taken) = Header::parse(&bytes).expect("it is well-formed").expect("it is complete");
        assert_eq!(taken, length);
    }

    #[test]
    fn bytes_that_are_no_age_file_are_told_apart_from_broken_ones() {
        let cases: [(&[u8], EnvelopeError); 5] = [
            (b"%PDF-1.7", EnvelopeError::NotAge),
            (b"a%", EnvelopeError::NotAge),
            (b"age-encryption.org/v2\n", EnvelopeError::UnsupportedVersion),
            (b"age-encryption.org/v1\r\n", EnvelopeError::UnsupportedVersion),
            (b"-----BEGIN AGE ENCRYPTED FILE-----\n", EnvelopeError::Armored),
        ];
        for (bytes, error) in cases {
            assert_eq!(Header::parse(bytes), Err(error));
        }
    }

    #[test]
    fn a_header_that_never_ends_is_refused_at_64_kib() {
        let mut bytes = b"age-encryption.org/v1\n-> ".to_vec();
        bytes.resize(MAX_HEADER - 1, b'a');
        assert_eq!(Header::parse(&bytes), Ok(None));
        bytes.push(b'a');
        assert_eq!(Header::parse(&bytes), Err(EnvelopeError::HeaderTooLong));
        bytes.extend_from_slice(&[b'a'; 100]);
        assert_eq!(Header::parse(&bytes), Err(EnvelopeError::HeaderTooLong));
    }

    #[test]
    fn as_many_stanzas_as_allowed_parse_and_one_more_is_refused() {
        assert!(Header::parse(&written(&[32; MAX_STANZAS])).is_ok_and(|read| read.is_some()));
        let bytes = written(&[32; MAX_STANZAS + 1]);
        assert_eq!(Header::parse(&bytes), Err(EnvelopeError::Malformed("more than 128 recipient stanzas")));
    }

    #[test]
    fn other_spellings_of_a_header_are_refused() {
        let full = "A".repeat(64);
        for stanzas in [
            String::new(),
            "->X\n\n".into(),
            "-> \n\n".into(),
            "-> X  a\n\n".into(),
            "-> X a \n\n".into(),
            "-> X \u{e9}\n\n".into(),
            "-> X\r\n\r\n".into(),
            "-> X\nAA==\n".into(),
            "-> X\nA\n".into(),
            "-> X\nAB\n".into(),
            "-> X\nA_\n".into(),
            format!("-> X\n{full}\n"),
            format!("-> X\n{full}A\n\n"),
            "-> X\nAA\nAA\n".into(),
        ] {
            assert!(malformed(&with_end(&stanzas)), "{stanzas:?}");
        }
        assert!(!malformed(&with_end(&format!("-> X\n{full}\n\n"))));
    }

    #[test]
    fn a_passphrase_stanza_beside_another_is_refused() {
        assert!(!malformed(&with_end("-> scrypt a b\n\n")));
        assert!(malformed(&with_end("-> scrypt a b\n\n-> X\n\n")));
        assert!(malformed(&with_end("-> X\n\n-> scrypt a b\n\n")));
    }

    #[test]
    fn other_spellings_of_the_last_line_are_refused() {
        let start = "age-encryption.org/v1\n-> X\n\n";
        for end in [
            "---\n".into(),
            "--- \n".into(),
            format!("---{}\n", "A".repeat(43)),
            format!("---  {}\n", "A".repeat(43)),
            format!("--- {}\n", "A".repeat(42)),
            format!("--- {}=\n", "A".repeat(43)),
            format!("--- {}B\n", "A".repeat(42)),
            format!("--- {} \n", "A".repeat(43)),
            format!("--- {}\r\n", "A".repeat(43)),
        ] {
            assert!(malformed(&format!("{start}{end}")), "{end:?}");
        }
    }

    #[test]
    fn no_flipped_bit_of_a_header_verifies() {
        let bytes = written(&[32]);
        let key = FileKey::new([1; 16]);
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let believed = Header::parse(&changed).ok().flatten().is_some_and(|(header, _)| header.verify(&key).is_ok());
            assert!(!believed, "bit {bit}");
        }
    }

    #[test]
    fn debug_shows_no_file_key() {
        assert_eq!(format!("{:?}", FileKey::new([9; 16])), "FileKey(Secret(…))");
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_after_the_version_line_never_panic(tail in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut bytes = VERSION_LINE.to_vec();
            bytes.extend_from_slice(&tail);
            prop_assert!(!matches!(Header::parse(&bytes), Err(EnvelopeError::NotAge)));
        }
    }
}

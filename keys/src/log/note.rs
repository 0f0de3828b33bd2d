//! Signed notes: a text and the signatures under it (C2SP signed-note).
//!
//! Form: the text, each line ended by a newline, an empty line, then one line per signature,
//! `— <name> base64(4-byte key id ‖ signature)`. Signatures of unknown keys are ignored; a known
//! key whose signature fails rejects the whole note. Key types: Ed25519 (0x01) and the timed
//! cosignature of a witness (0x04, C2SP tlog-cosignature).

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::sha256;
use crate::secret::Secret;

/// Signatures that a note may carry: more is a flood, not a log.
pub const MAX_SIGNATURES: usize = 64;
/// Bytes that a note may have.
pub const MAX_NOTE: usize = 64 * 1024;
const SIGNATURE_START: &str = "— ";
const TIME_LEN: usize = 8;

/// Why a note, a key or a name was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A note beyond [`MAX_NOTE`] or [`MAX_SIGNATURES`].
    #[error("expected a note of at most {MAX_NOTE} bytes and {MAX_SIGNATURES} signatures")]
    TooLarge,
    /// A control character, or a text that does not end with a newline.
    #[error("expected a text without control characters that ends with a newline")]
    BadText,
    /// No empty line followed by signature lines.
    #[error("expected an empty line and at least one signature after the text")]
    NoSignatures,
    /// A signature line of another form.
    #[error("expected a signature line `— <name> <base64>`")]
    BadSignatureLine,
    /// A key name that is empty or has a space or a plus.
    #[error("expected a key name without spaces, control characters and plus signs")]
    BadName,
    /// A verifier key of another form.
    #[error("expected a verifier key `<name>+<8 hex digits>+<base64>`: {0}")]
    BadKey(&'static str),
    /// A known key whose signature does not fit the text.
    #[error("the signature of {name} does not fit: the text was altered, or the signature forged")]
    WrongSignature {
        /// The key's name.
        name: String,
    },
    /// No signature by any of the expected keys.
    #[error("no signature by any of the keys that were expected")]
    NoKnownSigner,
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// The text itself (0x01).
    Ed25519,
    /// A time and the text (0x04): a witness.
    Cosignature,
}

impl KeyType {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    const fn of(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Ed25519),
            0x04 => Some(Self::Cosignature),
            _ => None,
        }
    }
}

/// The public half of a note key; its text form is the `vkey` that others configure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key_type: KeyType,
    public: [u8; 32],
}

impl VerifierKey {
    /// A key known by its parts.
    pub fn new(name: &str, key_type: KeyType, public: [u8; 32]) -> Result<Self, NoteError> {
        Ok(Self { name: checked_name(name)?.to_owned(), key_type, public })
    }

    /// The name in signature lines; for a log its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the key signs.
    #[must_use]
    pub const fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The Ed25519 public key.
    #[must_use]
    pub const fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// First four bytes of SHA-256(name ‖ newline ‖ type ‖ key).
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let hash = sha256(&[self.name.as_bytes(), b"\n", &[self.key_type.byte()], &self.public]);
        [hash[0], hash[1], hash[2], hash[3]]
    }

    fn made(&self, signature: &NoteSignature) -> bool {
        signature.name == self.name && signature.key_id == self.id()
    }

    /// Checks one signature over `text`; gives the time (Unix seconds) that a cosignature carries.
    fn check(&self, text: &str, signature: &NoteSignature) -> Result<Option<u64>, NoteError> {
        let wrong = || NoteError::WrongSignature { name: self.name.clone() };
        let (time, message, bytes) = match self.key_type {
            KeyType::Ed25519 => (None, text.to_owned(), signature.bytes.as_slice()),
            KeyType::Cosignature => {
                let (time, bytes) = signature.bytes.split_first_chunk::<TIME_LEN>().ok_or_else(wrong)?;
                let time = u64::from_be_bytes(*time);
                (Some(time), cosigned_message(time, text), bytes)
            }
        };
        UnparsedPublicKey::new(&ED25519, self.public).verify(message.as_bytes(), bytes).map_err(|_| wrong())?;
        Ok(time)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.id());
        let key = [&[self.key_type.byte()], self.public.as_slice()].concat();
        write!(f, "{}+{id:08x}+{}", self.name, STANDARD.encode(key))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(vkey: &str) -> Result<Self, NoteError> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::BadKey("three parts joined by plus signs"));
        };
        let key = STANDARD.decode(key).map_err(|_| NoteError::BadKey("the last part is padded base64"))?;
        let (key_type, public) = key.split_first().ok_or(NoteError::BadKey("a type byte before the key"))?;
        let key_type = KeyType::of(*key_type).ok_or(NoteError::BadKey("type 1 (Ed25519) or 4 (cosignature)"))?;
        let public = public.try_into().map_err(|_| NoteError::BadKey("32 bytes of Ed25519 public key"))?;
        let key = Self::new(name, key_type, public)?;
        if id != format!("{:08x}", u32::from_be_bytes(key.id())) {
            return Err(NoteError::BadKey("the key id is not that of name and key"));
        }
        Ok(key)
    }
}

/// Signs notes under a name.
pub struct Signer {
    verifier: VerifierKey,
    pair: Ed25519KeyPair,
}

impl Signer {
    /// A signer of type `key_type` from a 32-byte Ed25519 seed.
    ///
    /// # Panics
    /// Never: every 32 bytes are a seed.
    pub fn from_seed(name: &str, key_type: KeyType, seed: &Secret<32>) -> Result<Self, NoteError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose()).expect("32 bytes are a seed");
        let mut public = [0; 32];
        public.copy_from_slice(pair.public_key().as_ref());
        Ok(Self { verifier: VerifierKey::new(name, key_type, public)?, pair })
    }

    /// The public half.
    #[must_use]
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs `text`; a cosignature says that the text was seen at `unix_seconds`, which the plain
    /// type ignores.
    pub fn sign(&self, text: &str, unix_seconds: u64) -> Result<NoteSignature, NoteError> {
        checked_text(text)?;
        let bytes = match self.verifier.key_type {
            KeyType::Ed25519 => self.pair.sign(text.as_bytes()).as_ref().to_vec(),
            KeyType::Cosignature => {
                let message = cosigned_message(unix_seconds, text);
                let signature = self.pair.sign(message.as_bytes());
                [&unix_seconds.to_be_bytes(), signature.as_ref()].concat()
            }
        };
        Ok(NoteSignature { name: self.verifier.name.clone(), key_id: self.verifier.id(), bytes })
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier.name)
    }
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: [u8; 4],
    bytes: Vec<u8>,
}

impl NoteSignature {
    /// The name of the key that is said to have signed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.key_id.as_slice(), &self.bytes].concat();
        write!(f, "{SIGNATURE_START}{} {}", self.name, STANDARD.encode(bytes))
    }
}

impl FromStr for NoteSignature {
    type Err = NoteError;

    /// Reads one line, without its newline.
    fn from_str(line: &str) -> Result<Self, NoteError> {
        let bad = NoteError::BadSignatureLine;
        let rest = line.strip_prefix(SIGNATURE_START).ok_or(bad.clone())?;
        let (name, signature) = rest.split_once(' ').ok_or(bad.clone())?;
        let name = checked_name(name).map_err(|_| bad.clone())?.to_owned();
        let decoded = STANDARD.decode(signature).map_err(|_| bad.clone())?;
        match decoded.split_first_chunk::<4>() {
            Some((key_id, bytes)) if !bytes.is_empty() => Ok(Self { name, key_id: *key_id, bytes: bytes.to_vec() }),
            _ => Err(bad),
        }
    }
}

/// A known key's signature that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The key's name.
    pub name: String,
    /// The time (Unix seconds) of a cosignature; none for the plain type.
    pub time: Option<u64>,
}

/// A text with its signatures, none of which is believed before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// A note of `text` with the signatures given.
    pub fn new(text: &str, signatures: Vec<NoteSignature>) -> Result<Self, NoteError> {
        checked_text(text)?;
        match signatures.len() {
            0 => Err(NoteError::NoSignatures),
            1..=MAX_SIGNATURES => Ok(Self { text: text.to_owned(), signatures }),
            _ => Err(NoteError::TooLarge),
        }
    }

    /// The text, its last newline included. Unverified.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a signature, for instance a witness's.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::TooLarge);
        }
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
        Ok(())
    }

    /// Checks the signatures of all `keys`; at least one must have signed, and none may fail.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Vec<Verified>, NoteError> {
        let verified = self.verify_any(keys)?;
        if verified.is_empty() {
            return Err(NoteError::NoKnownSigner);
        }
        Ok(verified)
    }

    /// As [`Note::verify`], where it is no error that none of `keys` has signed.
    ///
    /// A key stands once in the answer however often it signed, with its latest time, so that a
    /// quorum can be counted.
    pub fn verify_any(&self, keys: &[VerifierKey]) -> Result<Vec<Verified>, NoteError> {
        let mut verified = Vec::new();
        for key in keys {
            let mut latest = None;
            for signature in self.signatures.iter().filter(|line| key.made(line)) {
                latest = latest.max(Some(key.check(&self.text, signature)?));
            }
            verified.extend(latest.map(|time| Verified { name: key.name.clone(), time }));
        }
        Ok(verified)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE {
            return Err(NoteError::TooLarge);
        }
        // The text may have empty lines of its own: the last one parts it from the signatures.
        let end = note.rfind("\n\n").ok_or(NoteError::NoSignatures)?;
        let (text, signatures) = (&note[..=end], &note[end + 2..]);
        let lines = signatures.strip_suffix('\n').ok_or(NoteError::NoSignatures)?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(NoteError::TooLarge);
        }
        let signatures = lines.split('\n').map(str::parse).collect::<Result<_, _>>()?;
        Self::new(text, signatures)
    }
}

fn cosigned_message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

fn checked_name(name: &str) -> Result<&str, NoteError> {
    let refused = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    if name.is_empty() || name.contains(refused) {
        return Err(NoteError::BadName);
    }
    Ok(name)
}

fn checked_text(text: &str) -> Result<(), NoteError> {
    let refused = |letter: char| letter < ' ' && letter != '\n';
    if !text.ends_with('\n') || text.contains(refused) {
        return Err(NoteError::BadText);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n";

    fn signer(name: &str, seed: u8) -> Signer {
        Signer::from_seed(name, KeyType::Ed25519, &Secret::new([seed; 32])).expect("the name is good")
    }

    fn witness(name: &str, seed: u8) -> Signer {
        Signer::from_seed(name, KeyType::Cosignature, &Secret::new([seed; 32])).expect("the name is good")
    }

    fn signed(text: &str, signers: &[&Signer]) -> Note {
        let signatures = signers.iter().map(|signer| signer.sign(text, 1_700_000_000).expect("the text is good")).collect();
        Note::new(text, signatures).expect("there are signatures")
    }

    /// The example of the Go project's note package, which the specification grew from.
    const PETER_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const PETER_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\
        \n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_published_example_verifies() {
        let key: VerifierKey = PETER_KEY.parse().expect("the key is well formed");
        assert_eq!(key.to_string(), PETER_KEY);
        let note: Note = PETER_NOTE.parse().expect("the note is well formed");
        assert_eq!(note.to_string(), PETER_NOTE);
        let verified = note.verify(&[key]).expect("the signature fits");
        assert_eq!(verified[0].name, "PeterNeumann");
        assert_eq!(verified[0].time, None);
    }

    #[test]
    fn any_altered_byte_of_the_published_example_is_refused() {
        let key: VerifierKey = PETER_KEY.parse().expect("the key is well formed");
        for place in 0..PETER_NOTE.len() {
            let mut altered = PETER_NOTE.as_bytes().to_vec();
            altered[place] ^= 1;
            let Ok(altered) = String::from_utf8(altered) else {
                continue;
            };
            let verified = altered.parse::<Note>().and_then(|note| note.verify(std::slice::from_ref(&key)));
            assert!(verified.is_err(), "byte {place}");
        }
    }

    #[test]
    fn a_note_that_is_written_reads_back_and_verifies() {
        let (log, other) = (signer("log.example/one", 1), signer("other.example", 2));
        let note = signed(TEXT, &[&log, &other]);
        let read: Note = note.to_string().parse().expect("it was just written");
        assert_eq!(read, note);
        let verified = read.verify(&[log.verifier().clone(), other.verifier().clone()]).expect("both have signed");
        assert_eq!(verified.len(), 2);
    }

    #[test]
    fn a_text_with_empty_lines_keeps_them() {
        let text = "one\n\ntwo\n\n";
        let log = signer("log.example", 1);
        let read: Note = signed(text, &[&log]).to_string().parse().expect("it is well formed");
        assert_eq!(read.text(), text);
        assert!(read.verify(&[log.verifier().clone()]).is_ok());
    }

    #[test]
    fn signatures_of_unknown_keys_are_ignored_but_do_not_suffice() {
        let (log, stranger) = (signer("log.example", 1), signer("stranger.example", 2));
        let note = signed(TEXT, &[&stranger, &log]);
        assert_eq!(note.verify(&[log.verifier().clone()]).map(|v| v.len()), Ok(1));
        let unknown = signed(TEXT, &[&stranger]);
        let refusal = unknown.verify(&[log.verifier().clone()]);
        assert_eq!(refusal, Err(NoteError::NoKnownSigner));
        assert_eq!(unknown.verify(&[]), Err(NoteError::NoKnownSigner));
    }

    #[test]
    fn a_key_of_the_same_name_is_another_key() {
        let (log, namesake) = (signer("log.example", 1), signer("log.example", 2));
        let refusal = signed(TEXT, &[&namesake]).verify(&[log.verifier().clone()]);
        assert_eq!(refusal, Err(NoteError::NoKnownSigner));
    }

    #[test]
    fn a_known_key_that_fails_rejects_the_note_though_another_fits() {
        let (log, other) = (signer("log.example", 1), signer("other.example", 2));
        let mut note = signed(TEXT, &[&log]);
        note.add(other.sign("another text\n", 0).expect("the text is good")).expect("there is room");
        let keys = [log.verifier().clone(), other.verifier().clone()];
        let refusal = note.verify(&keys);
        let name = "other.example".to_owned();
        assert_eq!(refusal, Err(NoteError::WrongSignature { name }));
        assert!(note.verify(&keys[..1]).is_ok());
    }

    #[test]
    fn a_cosignature_gives_its_time_and_covers_it() {
        let seen_by = witness("witness.example", 3);
        let signature = seen_by.sign(TEXT, 1_700_000_001).expect("the text is good");
        let note = Note::new(TEXT, vec![signature.clone()]).expect("there is a signature");
        let verified = note.verify(&[seen_by.verifier().clone()]).expect("it fits");
        assert_eq!(verified[0].time, Some(1_700_000_001));
        let mut later = signature;
        later.bytes[7] ^= 1;
        let refusal = Note::new(TEXT, vec![later]).expect("there is a signature").verify(&[seen_by.verifier().clone()]);
        assert!(matches!(refusal, Err(NoteError::WrongSignature { .. })));
    }

    #[test]
    fn a_witness_that_signs_twice_counts_once_with_its_latest_time() {
        let seen_by = witness("witness.example", 3);
        let signatures = [7, 9, 8].map(|time| seen_by.sign(TEXT, time).expect("the text is good"));
        let note = Note::new(TEXT, signatures.to_vec()).expect("there are signatures");
        let verified = note.verify(&[seen_by.verifier().clone()]).expect("all fit");
        assert_eq!(verified.len(), 1);
        assert_eq!(verified[0].time, Some(9));
    }

    #[test]
    fn a_cosignature_is_no_plain_signature_of_the_same_key() {
        let (plain, timed) = (signer("one.example", 4), witness("one.example", 4));
        assert_ne!(plain.verifier().id(), timed.verifier().id());
        let refusal = signed(TEXT, &[&timed]).verify(&[plain.verifier().clone()]);
        assert_eq!(refusal, Err(NoteError::NoKnownSigner));
        let mut disguised = timed.sign(TEXT, 5).expect("the text is good");
        disguised.key_id = plain.verifier().id();
        let refusal = Note::new(TEXT, vec![disguised]).expect("there is a signature").verify(&[plain.verifier().clone()]);
        assert!(matches!(refusal, Err(NoteError::WrongSignature { .. })));
    }

    #[test]
    fn at_least_sixteen_signatures_are_accepted_and_a_flood_is_not() {
        let signers: Vec<Signer> = (0..16).map(|n| signer(&format!("s{n}"), n)).collect();
        let note = signed(TEXT, &signers.iter().collect::<Vec<_>>());
        let read: Note = note.to_string().parse().expect("sixteen are accepted");
        let keys: Vec<_> = signers.iter().map(|s| s.verifier().clone()).collect();
        assert_eq!(read.verify(&keys).map(|verified| verified.len()), Ok(16));
        let line = signers[0].sign(TEXT, 0).expect("the text is good").to_string();
        let flood = format!("{TEXT}\n{}", format!("{line}\n").repeat(MAX_SIGNATURES + 1));
        assert_eq!(flood.parse::<Note>(), Err(NoteError::TooLarge));
    }

    #[test]
    fn a_malformed_note_is_refused() {
        let good = signed(TEXT, &[&signer("log.example", 1)]).to_string();
        assert!(good.parse::<Note>().is_ok());
        let malformed = [
            String::new(),
            TEXT.to_owned(),
            format!("{TEXT}\n"),
            good.trim_end().to_owned(),
            good.replace("\n\n", "\n"),
            good.replace("— ", "- "),
            good.replace("— ", "—  "),
            good.replace("— ", "—\u{a0}"),
            good.replace("log.example", "log+example"),
            good.replace("log.example ", "log.example"),
            good.replace("=\n", "\n"),
            good.replacen("If", "If\r", 1),
            good.replacen("If", "If\t", 1),
            format!("{good}\n"),
            format!("{good}trailing\n"),
            "\n\n— log.example AAAAAA==\n".replace('\n', "\r\n"),
        ];
        for note in malformed {
            assert!(note.parse::<Note>().is_err(), "{note:?}");
        }
        let huge = format!("{}\n\n— a AAAAAAA=\n", "x".repeat(MAX_NOTE));
        assert_eq!(huge.parse::<Note>(), Err(NoteError::TooLarge));
    }

    #[test]
    fn a_malformed_verifier_key_is_refused() {
        let good = signer("log.example", 1).verifier().to_string();
        assert!(good.parse::<VerifierKey>().is_ok());
        let (name_and_id, key) = good.rsplit_once('+').unwrap_or_default();
        for vkey in [
            String::new(),
            "log.example".to_owned(),
            name_and_id.to_owned(),
            good.replace("log.", "lag."),
            good.to_uppercase(),
            format!("{good}="),
            good.replace("log.example", "log example"),
            format!("+{name_and_id}+{key}"),
            format!("{name_and_id}+"),
            format!("{name_and_id}+AAAA"),
            format!("{name_and_id}+AQ=="),
        ] {
            assert!(vkey.parse::<VerifierKey>().is_err(), "{vkey:?}");
        }
    }

    #[test]
    fn a_name_with_a_space_or_plus_is_refused() {
        for name in ["", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{0}"] {
            let refusal = Signer::from_seed(name, KeyType::Ed25519, &Secret::new([1; 32]));
            assert_eq!(refusal.map(|_| ()), Err(NoteError::BadName), "{name:?}");
        }
    }

    #[test]
    fn a_text_without_final_newline_is_not_signed() {
        let log = signer("log.example", 1);
        for text in ["", "text", "a\rb\n", "a\u{0}\n"] {
            assert_eq!(log.sign(text, 0), Err(NoteError::BadText));
        }
    }

    #[test]
    fn debug_of_a_signer_shows_its_name_alone() {
        assert_eq!(format!("{:?}", signer("log.example", 1)), "Signer(log.example)");
    }
}

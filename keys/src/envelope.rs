//! Whole envelopes: standard age v1 files (C2SP age) made of header, nonce and payload.
//!
//! A stored report keeps its header and its payload apart. [`rewrite_header`] therefore lets
//! somebody else read the same payload at the price of a header; the payload itself, and its
//! nonce, stay as they are. [`HeaderReader`] parts an incoming stream at the same place.

use crate::header::{Header, MAX_HEADER, MAX_HYBRID_STANZAS, MAX_STANZAS, Stanza};
use crate::payload::{self, NONCE, PayloadOpener, PayloadSealer};
use crate::recipient::{Identity, Recipient};

pub use crate::envelope_error::EnvelopeError;
pub use crate::header::FileKey;

/// A fresh file key and the header that lets each of `recipients` have it.
///
/// # Panics
/// When [`check_recipients`] refuses: an envelope for nobody is a mistake in the program. And when the
/// operating system has no randomness.
#[must_use]
pub fn seal_header(recipients: &[Recipient]) -> (FileKey, Vec<u8>) {
    let file_key = FileKey::generate();
    let header = write_header(&file_key, recipients).expect("the caller gives recipients that one header can have");
    (file_key, header)
}

/// The kind of the stanza that says for which case a sealed envelope is.
const CASE: &str = "porthor-envelope";

/// The same for one recipient, with a stanza beside it that says for which `case` it is: whoever carries the file can tell where it
/// belongs, and not what it holds. Other tools pass over it (C2SP age, "unknown stanza types").
///
/// # Panics
/// As [`seal_header`].
#[must_use]
pub fn seal_header_for_case(recipient: &Recipient, case: &str) -> (FileKey, Vec<u8>) {
    let file_key = FileKey::generate();
    let named = Stanza { kind: CASE.to_owned(), args: vec![case.to_owned()], body: Vec::new() };
    let header = Header::write(&[recipient.wrap(&file_key), named], &file_key);
    (file_key, header)
}

/// The case that an envelope is said to be for; none for an age file that says nothing of it, or more than one thing. Not to be believed
/// before the header has verified.
#[must_use]
pub fn case_of(header: &Header) -> Option<&str> {
    let mut named = header.stanzas().iter().filter(|stanza| stanza.kind == CASE);
    match (named.next(), named.next()) {
        (Some(Stanza { args, .. }), None) if args.len() == 1 => Some(&args[0]),
        _ => None,
    }
}

/// The file key that `header` holds for `identity`, once the header has verified under it.
///
/// # Errors
/// [`EnvelopeError::NoMatch`] for a header that is for others,
/// [`EnvelopeError::Malformed`] for a stanza that breaks its type's rules,
/// [`EnvelopeError::WrongMac`] for a header that was changed.
pub fn open_header(header: &Header, identity: &Identity) -> Result<FileKey, EnvelopeError> {
    let file_key = identity.unwrap(header.stanzas())?.ok_or(EnvelopeError::NoMatch)?;
    header.verify(&file_key)?;
    Ok(file_key)
}

/// A header for `to` over the payload that `header_bytes` are the header of, if `identity` opens
/// it. The payload and its nonce follow the new header unchanged.
///
/// Stanzas of the old header are not carried over, whoever and whatever they were for. The payload
/// is not looked at: whoever relies on it checks the digest kept from when it came in.
///
/// # Errors
/// What [`Header::parse`] and [`open_header`] refuse; [`EnvelopeError::Truncated`] or
/// [`EnvelopeError::Trailing`] when the bytes are not exactly one header;
/// what [`check_recipients`] refuses.
pub fn rewrite_header(header_bytes: &[u8], identity: &Identity, to: &[Recipient]) -> Result<Vec<u8>, EnvelopeError> {
    let (header, length) = parse_complete(header_bytes)?;
    if length != header_bytes.len() {
        return Err(EnvelopeError::Trailing);
    }
    write_header(&open_header(&header, identity)?, to)
}

/// Whether one header can be for all of `recipients`.
///
/// # Errors
/// [`EnvelopeError::NoRecipients`]; [`EnvelopeError::TooManyRecipients`] for more than [`MAX_STANZAS`],
/// or more than [`MAX_HYBRID_STANZAS`] quantum-resistant ones, whose stanzas are longer;
/// [`EnvelopeError::MixedRecipients`], as one weaker stanza would undo what the others are for (C2SP
/// age). Reading takes such a header nevertheless, as the specification has it.
pub fn check_recipients(recipients: &[Recipient]) -> Result<(), EnvelopeError> {
    let resistant = recipients.iter().filter(|recipient| recipient.is_quantum_resistant()).count();
    let most = if resistant == 0 { MAX_STANZAS } else { MAX_HYBRID_STANZAS };
    match recipients.len() {
        0 => Err(EnvelopeError::NoRecipients),
        len if len > most => Err(EnvelopeError::TooManyRecipients { most }),
        len if resistant != 0 && resistant != len => Err(EnvelopeError::MixedRecipients),
        _ => Ok(()),
    }
}

/// Seals `plaintext` for `recipients` into one whole age file.
///
/// # Panics
/// As [`seal_header`].
#[must_use]
pub fn seal(recipients: &[Recipient], plaintext: &[u8]) -> Vec<u8> {
    let (file_key, mut envelope) = seal_header(recipients);
    let mut sealer = PayloadSealer::new(&file_key);
    envelope.reserve(NONCE + sealed_len(plaintext.len()));
    envelope.extend_from_slice(sealer.nonce());
    sealer.push(plaintext, &mut envelope);
    sealer.finish(&mut envelope);
    envelope
}

/// Opens a whole age file. Nothing is given back unless all of it verified.
///
/// # Errors
/// Any [`EnvelopeError`] but the two about asking for recipients.
pub fn open(identity: &Identity, envelope: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
    let (header, length) = parse_complete(envelope)?;
    let file_key = open_header(&header, identity)?;
    let (nonce, ciphertext) = envelope[length..].split_first_chunk::<NONCE>().ok_or(EnvelopeError::Truncated)?;
    let mut opener = PayloadOpener::new(&file_key, nonce);
    let mut plaintext = Vec::with_capacity(ciphertext.len());
    opener.push(ciphertext, &mut plaintext)?;
    opener.finish(&mut plaintext)?;
    Ok(plaintext)
}

/// Where an incoming envelope's payload begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeStart {
    /// The header, well-formed but not yet verified; its bytes are `header.as_bytes()`.
    pub header: Header,
    /// The nonce of the payload.
    pub nonce: [u8; NONCE],
    /// What had come of the payload by then.
    pub rest: Vec<u8>,
}

/// Reads header and nonce from the beginning of a stream that comes in pieces of any size.
#[derive(Debug, Default)]
pub struct HeaderReader {
    bytes: Vec<u8>,
    header: Option<(Header, usize)>,
}

impl HeaderReader {
    /// A reader at the beginning of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece. Gives the start once header and nonce are complete; what follows then
    /// belongs to the payload, and the reader is at the beginning of another stream.
    ///
    /// # Errors
    /// As [`Header::parse`], as soon as the bytes at hand show it.
    pub fn push(&mut self, piece: &[u8]) -> Result<Option<EnvelopeStart>, EnvelopeError> {
        self.bytes.extend_from_slice(piece);
        if self.header.is_none() && self.may_tell_more(piece) {
            self.header = Header::parse(&self.bytes)?;
        }
        match self.header.take() {
            Some((header, length)) if self.bytes.len() >= length + NONCE => Ok(Some(self.start(header, length))),
            other => {
                self.header = other;
                Ok(None)
            }
        }
    }

    /// What is wrong with a stream that ends here, before [`push`](Self::push) gave a start.
    #[must_use]
    pub fn ended(&self) -> EnvelopeError {
        ended(&self.bytes)
    }

    /// Whether parsing again can tell anything new: only line ends do, the first line and the
    /// length limit aside. So a stream that trickles in costs no more than its lines.
    fn may_tell_more(&self, piece: &[u8]) -> bool {
        self.bytes.len() <= 64 || self.bytes.len() >= MAX_HEADER || piece.contains(&b'\n')
    }

    fn start(&mut self, header: Header, length: usize) -> EnvelopeStart {
        let bytes = std::mem::take(&mut self.bytes);
        let (nonce, rest) = bytes[length..].split_first_chunk::<NONCE>().expect("the caller saw that the nonce is there");
        EnvelopeStart { header, nonce: *nonce, rest: rest.to_vec() }
    }
}

fn write_header(file_key: &FileKey, recipients: &[Recipient]) -> Result<Vec<u8>, EnvelopeError> {
    check_recipients(recipients)?;
    let stanzas: Vec<_> = recipients.iter().map(|recipient| recipient.wrap(file_key)).collect();
    Ok(Header::write(&stanzas, file_key))
}

fn parse_complete(bytes: &[u8]) -> Result<(Header, usize), EnvelopeError> {
    Header::parse(bytes)?.ok_or_else(|| ended(bytes))
}

/// Bytes too few to show that they are an age file at all are not called a truncated one.
fn ended(bytes: &[u8]) -> EnvelopeError {
    if bytes.starts_with(b"age-encryption.org/") { EnvelopeError::Truncated } else { EnvelopeError::NotAge }
}

fn sealed_len(plaintext: usize) -> usize {
    usize::try_from(payload::ciphertext_len(plaintext as u64)).unwrap_or(plaintext)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn header_of(envelope: &[u8]) -> &[u8] {
        let (_, length) = Header::parse(envelope).expect("it is well-formed").expect("it is complete");
        &envelope[..length]
    }

    #[test]
    fn each_recipient_opens_and_nobody_else() {
        let identities = [Identity::generate(), Identity::generate()];
        let sealed = seal(&identities.clone().map(|one| one.recipient()), b"report");
        for identity in &identities {
            assert_eq!(open(identity, &sealed).as_deref(), Ok(&b"report"[..]));
        }
        assert_eq!(open(&Identity::generate(), &sealed), Err(EnvelopeError::NoMatch));
    }

    #[test]
    fn an_envelope_names_its_case_and_opens_like_any_other_age_file() {
        let identity = Identity::generate();
        let (file_key, mut sealed) = seal_header_for_case(&identity.recipient(), "case-1");
        let mut sealer = PayloadSealer::new(&file_key);
        sealed.extend_from_slice(sealer.nonce());
        sealer.push(b"report", &mut sealed);
        sealer.finish(&mut sealed);
        assert_eq!(open(&identity, &sealed).as_deref(), Ok(&b"report"[..]));
        let (header, _) = Header::parse(&sealed).expect("it is well-formed").expect("it is complete");
        assert_eq!(case_of(&header), Some("case-1"));
        let plain = seal(&[identity.recipient()], b"report");
        let (header, _) = Header::parse(&plain).expect("it is well-formed").expect("it is complete");
        assert_eq!(case_of(&header), None);
    }

    #[test]
    fn the_same_report_sealed_twice_shares_no_key_and_no_byte_pattern() {
        let to = [Identity::generate().recipient()];
        assert_ne!(seal_header(&to).0, seal_header(&to).0);
        let (one, two) = (seal(&to, &[0; 64]), seal(&to, &[0; 64]));
        assert_ne!(one[one.len() - 80..], two[two.len() - 80..]);
    }

    #[test]
    fn a_header_moved_to_another_payload_does_not_open_it() {
        let identity = Identity::generate();
        let to = [identity.recipient()];
        let (one, two) = (seal(&to, b"report"), seal(&to, b"report"));
        let mixed = [header_of(&one), &two[header_of(&two).len()..]].concat();
        assert_eq!(open(&identity, &mixed), Err(EnvelopeError::BadChunk(0)));
    }

    #[test]
    fn a_stanza_moved_to_another_header_does_not_verify() {
        let identity = Identity::generate();
        let sealed = seal(&[identity.recipient()], b"report");
        let text = String::from_utf8_lossy(header_of(&sealed)).into_owned();
        let grown = text.replace("--- ", "-> extra\n\n--- ");
        let moved = [grown.as_bytes(), &sealed[text.len()..]].concat();
        assert_eq!(open(&identity, &moved), Err(EnvelopeError::WrongMac));
    }

    #[test]
    fn rewriting_is_refused_without_the_right_identity_recipients_or_bytes() {
        let identity = Identity::generate();
        let to = [Identity::generate().recipient()];
        let (_, header) = seal_header(&[identity.recipient()]);
        let mut longer = header.clone();
        longer.push(0);
        let crowd = vec![to[0].clone(); MAX_STANZAS + 1];
        let other = Identity::generate();
        let refusals: [(&[u8], &Identity, &[Recipient], EnvelopeError); 6] = [
            (&header, &other, &to, EnvelopeError::NoMatch),
            (&header, &identity, &[], EnvelopeError::NoRecipients),
            (&header, &identity, &crowd, EnvelopeError::TooManyRecipients { most: MAX_STANZAS }),
            (&longer, &identity, &to, EnvelopeError::Trailing),
            (&header[..99], &identity, &to, EnvelopeError::Truncated),
            (b"report", &identity, &to, EnvelopeError::NotAge),
        ];
        for (bytes, identity, to, error) in refusals {
            assert_eq!(rewrite_header(bytes, identity, to), Err(error));
        }
    }

    #[test]
    fn as_many_recipients_as_allowed_each_open() {
        let identity = Identity::generate();
        let mut crowd = vec![Identity::generate().recipient(); MAX_STANZAS - 1];
        crowd.push(identity.recipient());
        let sealed = seal(&crowd, b"report");
        assert_eq!(open(&identity, &sealed).as_deref(), Ok(&b"report"[..]));
    }

    #[test]
    fn as_many_quantum_resistant_recipients_as_allowed_fill_a_header_that_is_read_again() {
        let identity = Identity::generate_hybrid();
        let crowd = vec![identity.recipient(); MAX_HYBRID_STANZAS];
        let sealed = seal(&crowd, b"report");
        assert!(header_of(&sealed).len() <= MAX_HEADER);
        assert_eq!(open(&identity, &sealed).as_deref(), Ok(&b"report"[..]));
        let more = vec![identity.recipient(); MAX_HYBRID_STANZAS + 1];
        assert_eq!(check_recipients(&more), Err(EnvelopeError::TooManyRecipients { most: MAX_HYBRID_STANZAS }));
    }

    #[test]
    fn a_header_is_rewritten_from_either_kind_to_either_kind() {
        let kinds = [Identity::generate(), Identity::generate_hybrid()];
        for from in &kinds {
            for to in [Identity::generate(), Identity::generate_hybrid()] {
                let sealed = seal(&[from.recipient()], b"report");
                let (header, payload) = sealed.split_at(header_of(&sealed).len());
                let rewritten = rewrite_header(header, from, &[to.recipient()]).expect("it is for them");
                let released = [&rewritten, payload].concat();
                assert_eq!(open(&to, &released).as_deref(), Ok(&b"report"[..]));
                assert_eq!(open(from, &released), Err(EnvelopeError::NoMatch));
            }
        }
    }

    #[test]
    fn no_header_is_written_for_quantum_resistant_recipients_and_others_together() {
        let identity = Identity::generate_hybrid();
        let (_, header) = seal_header(&[identity.recipient()]);
        let strong = Identity::generate_hybrid().recipient();
        let weak = Identity::generate().recipient();
        for mixed in [[strong.clone(), weak.clone()], [weak, strong]] {
            assert_eq!(check_recipients(&mixed), Err(EnvelopeError::MixedRecipients));
            assert_eq!(rewrite_header(&header, &identity, &mixed), Err(EnvelopeError::MixedRecipients));
        }
    }

    #[test]
    #[should_panic(expected = "recipients that one header can have")]
    fn sealing_for_nobody_is_a_mistake_in_the_program() {
        let _ = seal_header(&[]);
    }

    #[test]
    fn an_envelope_cut_short_anywhere_does_not_open() {
        let identity = Identity::generate();
        let sealed = seal(&[identity.recipient()], b"report");
        for length in 0..sealed.len() {
            let error = open(&identity, &sealed[..length]);
            let expected = match length {
                0..19 => EnvelopeError::NotAge,
                _ => EnvelopeError::Truncated,
            };
            // A short last chunk may also just not verify.
            let damaged = Err(EnvelopeError::BadChunk(0));
            assert!(error == Err(expected) || error == damaged, "{length}: {error:?}");
        }
    }

    #[test]
    fn no_flipped_bit_of_an_envelope_opens() {
        let identity = Identity::generate();
        let sealed = seal(&[identity.recipient()], b"report");
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&identity, &changed).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_stream_that_is_no_envelope_is_refused_at_its_first_byte() {
        let mut reader = HeaderReader::new();
        assert_eq!(reader.push(b""), Ok(None));
        assert_eq!(reader.ended(), EnvelopeError::NotAge);
        assert_eq!(reader.push(b"%"), Err(EnvelopeError::NotAge));
    }

    #[test]
    fn a_header_without_end_is_refused_when_it_trickles_in() {
        let mut reader = HeaderReader::new();
        let start = b"age-encryption.org/v1\n-> ";
        assert_eq!(reader.push(start), Ok(None));
        for _ in start.len()..MAX_HEADER - 1 {
            assert_eq!(reader.push(b"a"), Ok(None));
        }
        assert_eq!(reader.ended(), EnvelopeError::Truncated);
        assert_eq!(reader.push(b"a"), Err(EnvelopeError::HeaderTooLong));
    }

    proptest! {
        #[test]
        fn the_reader_parts_a_stream_at_the_same_place_however_it_comes(
            sizes in proptest::collection::vec(1_usize..120, 1..6),
        ) {
            let identity = Identity::generate();
            let sealed = seal(&[identity.recipient()], &[7; 500]);
            let length = header_of(&sealed).len();
            let mut reader = HeaderReader::new();
            let mut rest = sealed.as_slice();
            for size in sizes.into_iter().cycle() {
                let (piece, after) = rest.split_at(size.min(rest.len()));
                rest = after;
                let Some(start) = reader.push(piece).expect("it is well-formed") else {
                    continue;
                };
                let again = [start.header.as_bytes(), &start.nonce, &start.rest, rest].concat();
                prop_assert_eq!(start.header.as_bytes().len(), length);
                prop_assert!(again == sealed);
                prop_assert!(start.rest.len() < piece.len());
                break;
            }
        }

        #[test]
        fn any_plaintext_comes_back(plain in proptest::collection::vec(any::<u8>(), 0..3000)) {
            let identity = Identity::generate();
            let sealed = seal(&[identity.recipient()], &plain);
            prop_assert_eq!(open(&identity, &sealed), Ok(plain));
        }
    }
}

//! Our envelopes and those of others open each other: the `age` tool and the age crate.

use std::io::Write as _;
use std::iter;
use std::process::{Command, Stdio};

use porthor_keys::envelope::{self, EnvelopeError, HeaderReader};
use porthor_keys::header::Header;
use porthor_keys::payload::PayloadOpener;
use porthor_keys::recipient::{Identity, Recipient};
use proptest::prelude::*;

const LENGTHS: [usize; 6] = [0, 1, 65_535, 65_536, 65_537, 200_000];

fn plaintext(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

/// What the `age` tool writes to its standard output, or nothing if it refuses.
fn age_tool(arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut tool = Command::new("age")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the age tool is needed here: install the Debian package age");
    let mut stdin = tool.stdin.take().expect("its input is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The tool may refuse and close its input before it has read everything.
        let _ = stdin.write_all(&input);
    });
    let output = tool.wait_with_output().expect("the age tool ends");
    writer.join().expect("the writer ends");
    output.status.success().then_some(output.stdout)
}

fn tool_opens(identity: &Identity, envelope: &[u8]) -> Option<Vec<u8>> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    writeln!(file, "{}", *identity.to_secret_string()).expect("the file takes a line");
    let path = file.path().to_str().expect("temporary paths are UTF-8");
    age_tool(&["--decrypt", "--identity", path], envelope)
}

fn tool_seals(recipients: &[Recipient], plain: &[u8]) -> Vec<u8> {
    let texts: Vec<_> = recipients.iter().map(Recipient::to_string).collect();
    let arguments: Vec<_> = texts.iter().flat_map(|text| ["-r", text]).collect();
    age_tool(&arguments, plain).expect("the tool seals to a recipient of ours")
}

fn crate_opens(identity: &Identity, envelope: &[u8]) -> Option<Vec<u8>> {
    let identity: age::x25519::Identity = identity.to_secret_string().parse().ok()?;
    age::decrypt(&identity, envelope).ok()
}

fn crate_seals(recipient: &Recipient, plain: &[u8]) -> Vec<u8> {
    let recipient: age::x25519::Recipient = recipient.to_string().parse().expect("the crate reads a recipient of ours");
    age::encrypt(&recipient, plain).expect("the crate seals")
}

#[test]
fn the_age_tool_opens_what_we_seal() {
    let identity = Identity::generate();
    let other = Identity::generate();
    for length in LENGTHS {
        let plain = plaintext(length);
        let sealed = envelope::seal(&[other.recipient(), identity.recipient()], &plain);
        assert!(tool_opens(&identity, &sealed) == Some(plain), "{length}");
        assert_eq!(tool_opens(&Identity::generate(), &sealed), None);
    }
}

#[test]
fn we_open_what_the_age_tool_seals() {
    let identity = Identity::generate();
    let others = [Identity::generate().recipient(), identity.recipient()];
    for length in LENGTHS {
        let plain = plaintext(length);
        let sealed = tool_seals(&others, &plain);
        assert!(envelope::open(&identity, &sealed) == Ok(plain), "{length}");
        assert_eq!(envelope::open(&Identity::generate(), &sealed), Err(EnvelopeError::NoMatch));
    }
}

#[test]
fn the_age_crate_opens_what_we_seal_and_we_what_it_seals() {
    let identity = Identity::generate();
    for length in LENGTHS {
        let plain = plaintext(length);
        let ours = envelope::seal(&[identity.recipient()], &plain);
        assert!(crate_opens(&identity, &ours).as_ref() == Some(&plain));
        let theirs = crate_seals(&identity.recipient(), &plain);
        assert!(envelope::open(&identity, &theirs) == Ok(plain), "{length}");
    }
}

#[test]
fn the_tools_own_identities_and_recipients_are_read_and_written_alike() {
    let output = Command::new("age-keygen").output().expect("the age-keygen tool is needed here: install the Debian package age");
    let file = String::from_utf8(output.stdout).expect("an identity file is text");
    let secret = file.lines().find(|line| line.starts_with("AGE-")).expect("it holds an identity");
    let recipient = file.lines().find_map(|line| line.strip_prefix("# public key: ")).expect("it names the recipient");
    let identity: Identity = secret.parse().expect("we read the tool's identity");
    assert_eq!(*identity.to_secret_string(), secret);
    assert_eq!(identity.recipient().to_string(), recipient);
    assert_eq!(recipient.parse(), Ok(identity.recipient()));
}

#[test]
fn a_rewritten_header_before_the_same_payload_opens_for_the_new_reader_alone() {
    let (case, reader) = (Identity::generate(), Identity::generate());
    let plain = plaintext(200_000);
    for sealed in [
        envelope::seal(&[case.recipient()], &plain),
        tool_seals(&[case.recipient()], &plain),
        crate_seals(&case.recipient(), &plain),
    ] {
        let (_, length) = Header::parse(&sealed).expect("it is well-formed").expect("it is complete");
        let (header, payload) = sealed.split_at(length);
        let rewritten = envelope::rewrite_header(header, &case, &[reader.recipient()]).expect("the case opens its own header");
        let released = [rewritten.as_slice(), payload].concat();
        assert!(tool_opens(&reader, &released).as_ref() == Some(&plain));
        assert!(crate_opens(&reader, &released).as_ref() == Some(&plain));
        assert!(envelope::open(&reader, &released).as_ref() == Ok(&plain));
        assert_eq!(envelope::open(&case, &released), Err(EnvelopeError::NoMatch));
        assert_eq!(tool_opens(&case, &released), None);
    }
}

#[test]
fn grease_is_not_carried_over_into_a_rewritten_header() {
    let (case, reader) = (Identity::generate(), Identity::generate());
    // The age crate adds stanzas of made-up types to what it seals, now and then.
    let greased = iter::repeat_with(|| crate_seals(&case.recipient(), b"report"))
        .take(200)
        .find_map(|sealed| {
            let (header, _) = Header::parse(&sealed).ok().flatten()?;
            (header.stanzas().len() > 1).then_some(header)
        })
        .expect("one of 200 has grease");
    let rewritten =
        envelope::rewrite_header(greased.as_bytes(), &case, &[reader.recipient()]).expect("the case opens its own header");
    let (header, _) = Header::parse(&rewritten).expect("it is well-formed").expect("it is complete");
    assert_eq!(header.stanzas().len(), 1);
}

#[test]
fn an_armored_file_is_named_as_such() {
    let identity = Identity::generate();
    let text = identity.recipient().to_string();
    let armored = age_tool(&["--armor", "-r", &text], b"report").expect("the tool seals");
    assert_eq!(envelope::open(&identity, &armored), Err(EnvelopeError::Armored));
}

#[test]
fn a_stream_read_one_byte_at_a_time_opens() {
    let identity = Identity::generate();
    let plain = plaintext(70_000);
    let sealed = tool_seals(&[identity.recipient()], &plain);
    assert!(open_in_pieces(&identity, &sealed, &[1]) == Ok(plain));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_stream_in_pieces_of_any_size_opens(
        cuts in proptest::collection::vec(1_usize..70_000, 1..12),
    ) {
        let identity = Identity::generate();
        let plain = plaintext(100_000);
        let sealed = envelope::seal(&[identity.recipient()], &plain);
        prop_assert!(open_in_pieces(&identity, &sealed, &cuts) == Ok(plain));
    }
}

/// Opens as a gateway does: header first, then the payload as it comes in. The cuts are used in
/// turn, over and over.
fn open_in_pieces(identity: &Identity, sealed: &[u8], cuts: &[usize]) -> Result<Vec<u8>, EnvelopeError> {
    let mut rest = sealed;
    let mut cuts = cuts.iter().cycle();
    let mut pieces = iter::from_fn(|| {
        let cut = (*cuts.next()?).min(rest.len());
        let (piece, after) = rest.split_at(cut);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    });
    let mut reader = HeaderReader::new();
    let mut out = Vec::new();
    let start = loop {
        let Some(piece) = pieces.next() else {
            return Err(reader.ended());
        };
        if let Some(start) = reader.push(piece)? {
            break start;
        }
    };
    let file_key = envelope::open_header(&start.header, identity)?;
    let mut opener = PayloadOpener::new(&file_key, &start.nonce);
    opener.push(&start.rest, &mut out)?;
    for piece in pieces {
        opener.push(piece, &mut out)?;
    }
    opener.finish(&mut out)?;
    Ok(out)
}

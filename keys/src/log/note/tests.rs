use super::*;
use crate::secret::Secret;

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
    let signatures = [(&log, TEXT), (&other, "another text\n")].map(|(key, text)| key.sign(text, 0).expect("the text is good"));
    let note = Note::new(TEXT, signatures.to_vec()).expect("there are signatures");
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

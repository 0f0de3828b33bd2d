use super::*;
use std::collections::HashSet;

const SECRET: &[u8] = b"the secret of a case";
const QUICK: u8 = 4;

fn phrase(text: &str) -> SecretString {
    SecretString::from(text)
}

fn root_of(text: &str) -> Root {
    Root::load(file(text), vec![]).expect("the identity file is good")
}

fn file(text: &str) -> RootSource {
    RootSource::IdentityFile(Zeroizing::new(text.to_owned()))
}

fn recovery_of(text: &str) -> Vec<String> {
    let own = root_of(text).own_recipients();
    own.iter().map(ToString::to_string).collect()
}

#[test]
fn what_the_root_seals_root_and_recovery_open_and_nobody_else() {
    let (own, recovery) = (Root::generate_identity_file(), Root::generate_identity_file());
    let root = Root::load(file(&own), recovery_of(&recovery)).expect("both are good");
    assert!(root.has_recovery());
    let sealed = root.seal(SECRET).expect("no plugin is involved");
    assert_eq!(root.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
    assert_eq!(root_of(&recovery).open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
    let stranger = root_of(&Root::generate_identity_file());
    assert_eq!(stranger.open(&sealed), Err(RootError::NoMatch));
}

#[test]
fn the_age_library_opens_what_the_root_seals_and_the_reverse() {
    let own = Root::generate_identity_file();
    let root = root_of(&own);
    let line = own.lines().last().expect("the file has two lines");
    let identity: age::x25519::Identity = line.parse().expect("age reads our identity");
    let sealed = root.seal(SECRET).expect("no plugin is involved");
    let opened = age::decrypt(&identity, &sealed).expect("age opens it");
    assert_eq!(opened, SECRET);
    let theirs = age::encrypt(&identity.to_public(), SECRET).expect("age seals");
    assert_eq!(root.open(&theirs).as_deref(), Ok(&SECRET.to_vec()));
}

#[test]
fn an_identity_file_with_comments_several_keys_and_crlf_is_read() {
    let (one, two) = (Root::generate_identity_file(), Root::generate_identity_file());
    let text = format!("# first\n\n{}\r\n{}", one.trim_end(), *two);
    let root = root_of(&text);
    assert_eq!(root.own_recipients().len(), 2);
    for single in [one, two] {
        let sealed = root_of(&single).seal(SECRET).expect("no plugin is involved");
        assert_eq!(root.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
    }
}

#[test]
fn an_identity_file_that_is_none_is_refused_by_line() {
    let good = Root::generate_identity_file();
    let recipient = recovery_of(&good).remove(0);
    for (text, refusal) in [
        (String::new(), RootError::NoIdentity),
        ("# only a comment\n".into(), RootError::NoIdentity),
        (recipient.clone(), RootError::NotAnIdentity(1)),
        (format!("{}garbage\n", *good), RootError::NotAnIdentity(3)),
        (good.to_lowercase(), RootError::NotAnIdentity(2)),
        (format!(" {}", *good), RootError::NotAnIdentity(1)),
        ("AGE-PLUGIN-".into(), RootError::NotAnIdentity(1)),
    ] {
        assert_eq!(Root::load(file(&text), vec![]).map(|_| ()), Err(refusal));
    }
}

#[test]
fn recovery_must_be_a_recipient_and_not_the_root_itself() {
    let (own, other) = (Root::generate_identity_file(), Root::generate_identity_file());
    let good = recovery_of(&other);
    let secret = other.lines().last().expect("two lines").to_owned();
    for (recovery, refusal) in [
        (recovery_of(&own), RootError::RecoveryIsOwn(1)),
        (vec![good[0].clone(), "age1".into()], RootError::NotARecipient(2)),
        (vec![String::new()], RootError::NotARecipient(1)),
        (vec![secret], RootError::NotARecipient(1)),
        (vec![good[0].to_uppercase()], RootError::NotARecipient(1)),
    ] {
        assert_eq!(Root::load(file(&own), recovery).map(|_| ()), Err(refusal));
    }
    assert!(!root_of(&own).has_recovery());
}

/// An identity file with a quantum-resistant identity, and its recipient.
fn hybrid_file() -> (String, String) {
    let identity = Identity::generate_hybrid();
    (identity.to_secret_string().to_string(), identity.recipient().to_string())
}

#[test]
fn a_quantum_resistant_root_and_recovery_seal_and_open() {
    let ((own, _), (recovery, recipient)) = (hybrid_file(), hybrid_file());
    let root = Root::load(file(&own), vec![recipient]).expect("both are good");
    let sealed = root.seal(SECRET).expect("no plugin is involved");
    for opener in [&root, &root_of(&own), &root_of(&recovery)] {
        assert_eq!(opener.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
    }
    assert_eq!(root_of(&hybrid_file().0).open(&sealed), Err(RootError::NoMatch));
}

#[test]
fn a_root_does_not_mix_quantum_resistant_keys_with_others() {
    let (strong, weak) = (hybrid_file(), Root::generate_identity_file());
    for (text, recovery) in
        [(strong.0.clone(), recovery_of(&weak)), (weak.to_string(), vec![strong.1]), (format!("{}\n{}", *weak, strong.0), vec![])]
    {
        assert_eq!(Root::load(file(&text), recovery).map(|_| ()), Err(RootError::Incompatible));
    }
}

#[test]
fn more_keys_than_a_root_needs_are_refused() {
    let many: String = (0..=MOST_KEYS).map(|_| Root::generate_identity_file().to_string()).collect();
    let refusal = Root::load(file(&many), vec![]).map(|_| ());
    assert_eq!(refusal, Err(RootError::TooManyKeys(MOST_KEYS + 1)));
}

#[test]
fn a_root_under_a_passphrase_opens_with_it_alone() {
    let own = Root::generate_identity_file();
    let encrypted = passphrase::encrypt(&own, phrase("ceffyl batri stapl"), QUICK);
    assert!(encrypted.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----"));
    let source = |passphrase| RootSource::Passphrase { encrypted_identity: encrypted.clone(), passphrase: phrase(passphrase) };
    let root = Root::load(source("ceffyl batri stapl"), vec![]).expect("the right one");
    let sealed = root_of(&own).seal(SECRET).expect("no plugin is involved");
    assert_eq!(root.open(&sealed).as_deref(), Ok(&SECRET.to_vec()));
    for wrong in ["", "ceffyl batri stap", "Ceffyl batri stapl"] {
        let refusal = Root::load(source(wrong), vec![]).map(|_| ());
        assert_eq!(refusal, Err(RootError::WrongPassphrase));
    }
}

#[test]
fn a_file_that_is_not_passphrase_encrypted_is_told_apart() {
    let own = Root::generate_identity_file();
    let sealed = root_of(&own).seal(own.as_bytes()).expect("no plugin is involved");
    let mut cut = passphrase::encrypt(&own, phrase("ceffyl"), QUICK);
    cut.truncate(cut.len() / 2);
    for encrypted_identity in [Vec::new(), own.as_bytes().to_vec(), sealed, cut] {
        let source = RootSource::Passphrase { encrypted_identity, passphrase: phrase("ceffyl") };
        let refusal = Root::load(source, vec![]).map(|_| ());
        assert_eq!(refusal, Err(RootError::NotPassphraseEncrypted));
    }
}

#[test]
fn a_passphrase_file_that_would_exhaust_memory_is_refused_before_the_work() {
    let greedy = b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
        --- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef0123456789abcdef";
    let source = RootSource::Passphrase { encrypted_identity: greedy.to_vec(), passphrase: phrase("ceffyl") };
    let refusal = Root::load(source, vec![]).map(|_| ());
    assert_eq!(refusal, Err(RootError::TooMuchWork(30)));
}

#[test]
fn a_damaged_secret_is_told_from_a_foreign_one() {
    let root = root_of(&Root::generate_identity_file());
    let sealed = root.seal(SECRET).expect("no plugin is involved");
    let mut damaged = sealed.clone();
    *damaged.last_mut().expect("it is not empty") ^= 1;
    for broken in [&damaged[..], &sealed[..sealed.len() - 1], &sealed[..30], b"", b"nonsense"] {
        let refusal = root.open(broken);
        assert!(matches!(refusal, Err(RootError::Envelope(_))), "{refusal:?}");
    }
}

#[test]
fn a_root_whose_plugin_is_not_installed_says_which() {
    let plugin = PluginIdentity::default_for_plugin("porthor-absent").to_string();
    let root = root_of(&plugin);
    let missing = Err(RootError::MissingPlugin("age-plugin-porthor-absent".into()));
    assert_eq!(root.seal(SECRET).map(|_| ()), missing);
    let sealed = root_of(&Root::generate_identity_file()).seal(SECRET).expect("no plugin is involved");
    assert_eq!(root.open(&sealed).map(|_| ()), missing);
}

#[test]
fn each_derived_secret_is_its_own() {
    let secrets = GatewaySecrets::generate();
    let seeds: HashSet<[u8; 32]> =
        [*secrets.0.expose(), *secrets.token_seed().expose(), *secrets.log_seed().expose(), *secrets.receipt_seed().expose()]
            .into();
    assert_eq!(seeds.len(), 4);
    let sealed = secrets.record_key().seal("place", SECRET);
    assert!(secrets.record_key().open("place", &sealed).is_ok());
    assert!(secrets.factor_key().open("place", &sealed).is_err());
}

#[test]
fn gateway_secrets_survive_storage_and_stay_the_same() {
    let root = root_of(&Root::generate_identity_file());
    let secrets = GatewaySecrets::generate();
    let sealed = root.seal(&secrets.to_bytes()).expect("no plugin is involved");
    let opened = root.open(&sealed).expect("it was just sealed");
    let read = GatewaySecrets::from_bytes(&opened).expect("32 bytes");
    assert_eq!(read.log_seed(), secrets.log_seed());
    let hash = secrets.lookup_key().hash("address", b"nia");
    assert_eq!(read.lookup_key().hash("address", b"nia"), hash);
    for length in [0, 31, 33] {
        let refusal = GatewaySecrets::from_bytes(&vec![0; length]);
        assert_eq!(refusal, Err(RootError::WrongLength(length)));
    }
}

#[test]
fn debug_shows_no_key() {
    let own = Root::generate_identity_file();
    assert_eq!(format!("{:?}", file(&own)), "IdentityFile(…)");
    assert_eq!(format!("{:?}", root_of(&own)), "Root(1 identities, 0 for recovery)");
    assert_eq!(format!("{:?}", GatewaySecrets::generate()), "GatewaySecrets(Secret(…))");
}

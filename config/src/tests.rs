//! The file as a whole: the example, unknown keys, wrong values, the environment's overrides.

use std::path::Path;

use super::*;

fn parsed(text: &str) -> Result<Config, ConfigError> {
    Config::from_toml(text, Path::new("/srv/porthor"))
}

fn with_variable(text: &str, name: &str, value: &str) -> Result<Config, ConfigError> {
    let base = Path::new("/srv/porthor");
    Config::parse(text, &base.join("gateway.toml"), base, |asked| (asked == name).then(|| value.to_owned()))
}

#[test]
fn the_example_states_the_defaults() {
    let example = parsed(EXAMPLE).expect("the example is valid");
    let empty = parsed("").expect("an empty file is valid");
    assert_eq!(example, empty);
}

#[test]
fn the_example_names_every_key() {
    for section in ["", "[server]", "[limits]", "[storage]", "[root]", "[session]", "[lockout]", "[reports]", "[log]"] {
        // What the refusal of an unknown key offers instead is what the program knows.
        let error = parsed(&format!("{section}\nno_such_key = 1\n")).expect_err("there is no such key");
        let ConfigError::Malformed { problem, .. } = error else {
            panic!("expected a malformed file, found {error}");
        };
        let known: Vec<_> = problem.split('`').skip(3).step_by(2).collect();
        assert!(!known.is_empty(), "{section}: {problem}");
        for key in known {
            let is_named = |line: &str| {
                let line = line.trim_start_matches("# ");
                line == format!("[{key}]") || line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" ="))
            };
            assert!(EXAMPLE.lines().any(is_named), "{section} {key}");
        }
    }
}

#[test]
fn an_unknown_key_is_refused_by_its_name() {
    let error = parsed("[limits]\nheader_byte = 3\n").expect_err("the key is misspelt").to_string();
    assert!(error.contains("limits.header_byte") && error.contains("line 2"), "{error}");
    assert!(error.contains("/srv/porthor/gateway.toml") && error.contains("header_bytes"), "{error}");
}

#[test]
fn an_unknown_section_is_refused_by_its_name() {
    let error = parsed("[severs]\n").expect_err("the section is misspelt").to_string();
    assert!(error.contains("`severs`"), "{error}");
}

#[test]
fn a_value_of_another_kind_is_refused_with_its_key() {
    let error = parsed("\n[session]\nhours = \"twelve\"\n").expect_err("hours are a number").to_string();
    assert!(error.contains("session.hours") && error.contains("line 3"), "{error}");
}

#[test]
fn a_broken_line_is_refused_without_repeating_its_neighbours() {
    let text = "[storage]\ndatabase = \"postgres://porthor:hunter2@db.example/porthor\nblobs = 3\n";
    let error = parsed(text).expect_err("a quote is missing").to_string();
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn production_without_recovery_does_not_load() {
    let error = parsed("[root]\nproduction = true\n").expect_err("recovery is missing");
    assert!(matches!(error, ConfigError::RecoveryMissing { .. }), "{error}");
}

#[test]
fn a_variable_wins_over_the_file() {
    let text = "[server]\nlisten = \"127.0.0.1:1\"\n";
    let config = with_variable(text, "PORTHOR_SERVER_LISTEN", "[::1]:8444").expect("the variable is valid");
    assert_eq!(config.server.listen, "[::1]:8444".parse().expect("an address"));
    let config = with_variable(text, "PORTHOR_SERVER_LISTEN", "").expect("an empty variable is unset");
    assert_eq!(config.server.listen.port(), 1);
}

#[test]
fn a_variable_that_is_no_address_is_refused_by_its_name() {
    let error = with_variable("", "PORTHOR_SERVER_OBSERVE_LISTEN", "9443").expect_err("a port is not enough");
    assert!(error.to_string().contains("PORTHOR_SERVER_OBSERVE_LISTEN"), "{error}");
}

#[test]
fn a_variable_cannot_open_the_metrics_to_the_world() {
    assert!(with_variable("", "PORTHOR_SERVER_OBSERVE_LISTEN", "0.0.0.0:9443").is_err());
}

#[test]
fn a_database_with_a_password_comes_from_the_environment_only() {
    let address = "postgres://porthor:hunter2@db.example/porthor";
    let config = with_variable("", "PORTHOR_STORAGE_DATABASE", address).expect("the environment may hold it");
    assert_eq!(config.storage.database.url(), address);
    let error = parsed(&format!("[storage]\ndatabase = \"{address}\"\n")).expect_err("the file may not");
    assert!(matches!(error, ConfigError::SecretInFile { .. }), "{error}");
}

#[test]
fn paths_belong_to_the_file_s_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("gateway.toml");
    std::fs::write(&file, "[server]\nkey = \"mine.pem\"\ncertificate = \"/etc/porth/certificate.pem\"\n").expect("written");
    let config = Config::load(&file).expect("the file is valid");
    assert_eq!(config.server.key, folder.path().join("mine.pem"));
    assert_eq!(config.server.certificate, Path::new("/etc/porth/certificate.pem"));
}

#[test]
fn a_missing_file_is_named() {
    let error = Config::load(Path::new("/nowhere/gateway.toml")).expect_err("there is no such file").to_string();
    assert!(error.contains("/nowhere/gateway.toml"), "{error}");
}

#[test]
fn own_taxonomy_and_protocols_are_read_from_beside_the_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("gateway.toml", "taxonomy = \"words.toml\"\nprotocols = \"agreements\"\n");
    write("words.toml", &include_str!("../taxonomy.toml").replace("own_authority = 16", "own_authority = 17"));
    std::fs::create_dir(folder.path().join("agreements")).expect("made");
    write("agreements/one.toml", include_str!("../protocols/aln-support.toml"));
    write("agreements/notes.txt", "not a protocol");
    let config = Config::load(&folder.path().join("gateway.toml")).expect("all files are valid");
    assert_eq!(config.taxonomy.ages.own_authority, 17);
    assert_eq!(config.protocols.len(), 1);

    write("agreements/two.toml", include_str!("../protocols/aln-support.toml"));
    let error = Config::load(&folder.path().join("gateway.toml")).expect_err("one version in two files");
    assert!(matches!(error, ConfigError::ProtocolTwice { version: 1, .. }), "{error}");
}

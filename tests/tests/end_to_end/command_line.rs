//! The command line, as the people at their own machines use it: a device of their own, files and folders, exit codes.

mod first_set_up;
mod passwords;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use porthor_tests::gateway::Gateway;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::case::{CATEGORY, Case, Draft, PURPOSE};
use crate::stage::person::{PASSWORD, Person};
use crate::stage::terminal::Terminal;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world, invites};

const SCHOOL: &str = "nant-y-wennol";

/// A new code for a device ends the one before: desks of one person are set up one after the other.
static ONE_BY_ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Somebody's own machine, with their device enrolled on it.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Enrols a device of `person` on a new machine; the first command will be asked for a code and is given one.
    pub(crate) async fn of(world: &World, person: &Person) -> Self {
        let desk = Self::new();
        let _turn = ONE_BY_ONE.lock().await;
        let code = person.posts("/devices/codes", &json!({})).await.expect(201).field("code");
        let gateway = format!("https://localhost:{}", world.gateway.address().port());
        let authority = world.gateway.authority();
        let enrolled = desk.runs(&["enrol", "device", "--gateway", &gateway, "--ca-file", path(&authority), "--code", &code]);
        assert_eq!(code_of(&enrolled), 0, "{}", said(&enrolled));
        let position = person.gets("/session").await.expect(200).field("position");
        let first = desk.runs_given(Some(&person.card()[&position]), &["case", "list"]);
        assert_eq!(code_of(&first), 0, "{}", said(&first));
        desk
    }

    pub(crate) fn runs(&self, arguments: &[&str]) -> Output {
        self.runs_given(None, arguments)
    }

    /// With the code that the person would enter.
    pub(crate) fn runs_given(&self, code: Option<&str>, arguments: &[&str]) -> Output {
        let mut command = Command::new(porthor_tests::porthor());
        self.surrounds(&mut command);
        command.args(arguments).envs(code.map(|code| ("PORTHOR_CODE", code))).stdin(Stdio::null());
        command.output().expect("the program starts")
    }

    /// With more in its environment, while others go on.
    pub(crate) async fn runs_among(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = Command::new(porthor_tests::porthor());
        self.surrounds(&mut command);
        command.args(arguments).envs(variables.iter().copied()).stdin(Stdio::null());
        tokio::process::Command::from(command).kill_on_drop(true).output().await.expect("the program starts")
    }

    /// What a program finds around it here.
    pub(crate) fn surrounds(&self, command: &mut Command) {
        for not_ours in [
            "PORTHOR_CODE",
            "PORTHOR_PASSWORD",
            "LC_ALL",
            "HTTPS_PROXY",
            "https_proxy",
            "PORTHOR_PROXY_USER",
            "PORTHOR_PROXY_PASSWORD",
        ] {
            command.env_remove(not_ours);
        }
        command.env("LANG", "en_GB.UTF-8").env("PORTHOR_HOME", self.folder.path().join("home")).current_dir(self.folder.path());
    }

    /// Runs the program in a terminal, with somebody before it; `then` is what the shell does afterwards.
    pub(crate) fn terminal(&self, arguments: &[&str], then: &str) -> Terminal {
        let program = porthor_tests::porthor();
        let words: Vec<String> = [path(&program)].iter().chain(arguments).map(|word| format!("'{word}'")).collect();
        Terminal::runs(&format!("trap : INT; {}{then}", words.join(" ")), |command| self.surrounds(command))
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("ours");
        std::fs::write(&path, bytes).expect("ours");
        path
    }
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().expect("our folders have plain names")
}

pub(crate) fn code_of(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(crate) const ABOUT: [&str; 4] = ["--category", CATEGORY, "--purpose", PURPOSE];

fn push<'a>(case: &'a Case, paths: &[&'a str]) -> Vec<&'a str> {
    [["--json", "push", case.id.as_str()].as_slice(), paths, &ABOUT].concat()
}

mod push_and_fetch {
    use super::*;

    #[test]
    fn a_folder_is_pushed_sealed_file_by_file_and_again_without_doubling_anything() {
        in_the_world(async |world| {
            let case = world.case().await;
            let desk = Desk::of(world, &world["clinician"]).await;
            let (first, second) = (Draft::pdf(90_000), Draft::pdf(5_000));
            desk.file("reports/a.pdf", &first.bytes);
            desk.file("reports/deeper/b.pdf", &second.bytes);
            desk.file("reports/.hidden", b"%PDF-1.7 not this");
            let pushed = desk.runs(&push(&case, &["reports"]));
            assert_eq!(code_of(&pushed), 0, "{}", said(&pushed));
            assert_eq!(String::from_utf8_lossy(&pushed.stdout).lines().count(), 2, "a line per file: {}", said(&pushed));
            let listed = world["clinician"].gets(&case.path(&format!("/reports?purpose={PURPOSE}"))).await.expect(200).items();
            let mut names: Vec<&str> = listed.iter().filter_map(|line| line["file_name"].as_str()).collect();
            names.sort_unstable();
            assert_eq!(names, ["a.pdf", "b.pdf"]);
            assert!(listed.iter().all(|line| line["sealed_by"] == "sender"), "nothing left the machine unsealed");

            let again = desk.runs(&push(&case, &["reports"]));
            assert_eq!(code_of(&again), 0, "what is there already is no failure: {}", said(&again));
            assert_eq!(world["clinician"].lists(&case).await.len(), 2);
        });
    }

    #[test]
    fn what_cannot_be_pushed_is_named_and_the_rest_is_pushed() {
        in_the_world(async |world| {
            let case = world.case().await;
            let desk = Desk::of(world, &world["clinician"]).await;
            desk.file("good.pdf", &Draft::pdf(900).bytes);
            desk.file("bad.exe", b"\x7fELF\x02\x01\x01\0 a program");
            let pushed = desk.runs(&push(&case, &["bad.exe", "good.pdf"]));
            assert_eq!(code_of(&pushed), 5, "{}", said(&pushed));
            assert!(said(&pushed).contains("bad.exe"), "{}", said(&pushed));
            assert_eq!(world["clinician"].lists(&case).await.len(), 1);
        });
    }

    #[test]
    fn a_fetched_file_is_there_whole_or_not_at_all() {
        in_the_world(async |world| {
            let case = world.case().await;
            let draft = Draft::pdf(300_000);
            let report = world["clinician"].has_pushed(&case, &draft).await;
            let desk = Desk::of(world, &world["school"]).await;
            let fetch = ["fetch", &case.id, &report, "--purpose", PURPOSE, "-o", "out.pdf"];
            let refused = desk.runs(&fetch);
            assert_eq!(code_of(&refused), 3, "{}", said(&refused));
            assert!(said(&refused).contains("consent"), "it says why: {}", said(&refused));
            let left: Vec<_> = std::fs::read_dir(desk.folder.path()).expect("ours").filter_map(Result::ok).collect();
            assert!(left.iter().all(|entry| entry.file_name() == "home"), "nothing is left: {left:?}");
            world["mother"].has_granted(&case, SCHOOL).await;
            let fetched = desk.runs(&fetch);
            assert_eq!(code_of(&fetched), 0, "{}", said(&fetched));
            assert!(std::fs::read(desk.folder.path().join("out.pdf")).expect("written") == draft.bytes);
        });
    }
}

mod exit_codes {
    use super::*;

    #[test]
    fn say_wrongly_typed_not_signed_in_and_not_reached() {
        let desk = Desk::new();
        assert_eq!(code_of(&desk.runs(&["push"])), 2);
        assert_eq!(code_of(&desk.runs(&["dance"])), 2);
        assert_eq!(code_of(&desk.runs(&["case", "list"])), 4, "no device is enrolled");
        let nowhere = ["enrol", "device", "--gateway", "https://127.0.0.1:9", "--code", "ABCD-EFGH-JKMN-PQRS"];
        assert_eq!(code_of(&desk.runs(&nowhere)), 7);
    }

    #[test]
    fn a_gateway_whose_certificate_is_not_trusted_is_not_spoken_to() {
        in_the_world(async |world| {
            let desk = Desk::new();
            let gateway = format!("https://localhost:{}", world.gateway.address().port());
            let enrol = ["enrol", "device", "--gateway", &gateway, "--code", "ABCD-EFGH-JKMN-PQRS"];
            let refused = desk.runs(&enrol);
            assert_eq!(code_of(&refused), 7, "{}", said(&refused));
            let help = desk.runs(&["enrol", "device", "--help"]);
            assert!(!said(&help).contains("insecure"), "there is no switch to speak to it all the same");
        });
    }

    #[test]
    fn every_command_explains_itself_with_examples_of_its_own_and_the_first_page_with_the_exit_codes() {
        let desk = Desk::new();
        let help = said(&desk.runs(&["--help"]));
        for code in ["0", "1", "2", "3", "4", "5", "6", "7", "130"] {
            let is_told = |line: &str| line.split_whitespace().next() == Some(code);
            let codes = help.split_once("EXIT CODES").expect("they are told").1;
            assert!(codes.lines().any(is_told), "{code}: {help}");
        }
        for command in
            ["serve", "agency create", "person invite", "case family-end", "consent give", "keys rotate-case", "audit show"]
        {
            let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
            let help = desk.runs(&words);
            assert_eq!(code_of(&help), 0, "{command}");
            let (_, examples) = said(&help).split_once("EXAMPLES").map(|(a, b)| (a.to_owned(), b.to_owned())).expect(command);
            assert!(examples.contains(&format!("porthor {command}")), "{command}: {examples}");
        }
    }
}

mod receipts {
    use super::*;

    #[test]
    fn a_consents_signed_copy_is_checked_with_nothing_but_the_published_key() {
        in_the_world(async |world| {
            let case = world.case().await;
            let jws = world["mother"].grants(&case, SCHOOL).await.expect(201).field("receipt");
            let keys: Value = world["mother"].gets("/keys").await.expect(200).json();
            let desk = Desk::new();
            let key = desk.file("key.json", keys["receipts"].to_string().as_bytes());
            let good = desk.file("receipt.jws", jws.as_bytes());
            let verified = desk.runs(&["consent", "verify-receipt", path(&good), "--key", path(&key)]);
            assert_eq!(code_of(&verified), 0, "{}", said(&verified));
            let mut altered = jws.into_bytes();
            let middle = altered.len() / 2;
            altered[middle] = if altered[middle] == b'A' { b'B' } else { b'A' };
            let bad = desk.file("altered.jws", &altered);
            let refused = desk.runs(&["consent", "verify-receipt", path(&bad), "--key", path(&key)]);
            assert_eq!(code_of(&refused), 6, "{}", said(&refused));
        });
    }
}

mod root {
    use super::*;

    #[test]
    fn after_its_rotation_the_new_root_opens_everything_and_the_old_one_nothing() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            let draft = Draft::pdf(20_000);
            let report = world["clinician"].has_pushed(&case, &draft).await;
            let gateway = &world.gateway;
            gateway.kill();
            let new = gateway.home().join("new-root.key");
            let identity = porthor_keys::recipient::Identity::generate();
            std::fs::write(&new, format!("{}\n", *identity.to_secret_string())).expect("ours");
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(&new, mode).expect("ours");
            let configuration = gateway.configuration();
            let rotated = gateway.porthor(&["keys", "rotate-root", "--config", path(&configuration), "--new-identity", path(&new)]);
            assert_eq!(code_of(&rotated), 0, "{}", said(&rotated));
            let (old_root, _) = gateway.fails_to_serve();
            assert!(!old_root.success(), "the old root opens the store no more");
            gateway.set("identity", "\"new-root.key\"");
            gateway.serve();
            let opened = world["clinician"].opens(&case, &report).await.expect(200);
            assert!(opened.body == draft.bytes);
        });
    }

    #[test]
    fn a_folder_that_is_set_up_is_never_set_up_again() {
        let gateway = Gateway::set_up();
        let before = std::fs::read(gateway.home().join("root.key")).expect("a root");
        let again = gateway.porthor(&["init", "--trial", path(&gateway.home())]);
        assert_ne!(code_of(&again), 0);
        assert!(std::fs::read(gateway.home().join("root.key")).expect("a root") == before);
    }
}

mod emergency_and_paper {
    use super::*;

    #[test]
    fn an_emergency_is_declared_and_ended_and_a_consent_given_with_its_paper() {
        in_the_world(async |world| {
            let case = world.case().await;
            let coordinator = &world["coordinator"];
            let desk = Desk::of(world, coordinator).await;
            let until = crate::stage::now().plus_millis(3_600_000).to_string();
            let position = coordinator.gets("/session").await.expect(200).field("position");
            let code = coordinator.card()[&position].clone();
            let declare = ["--json", "case", "emergency", &case.id, "--reason", "rheswm", "--until", &until];
            let declared = desk.runs_given(Some(&code), &declare);
            assert_eq!(code_of(&declared), 0, "{}", said(&declared));
            let declared: Value = serde_json::from_slice(&declared.stdout).expect("JSON");
            let ended = desk.runs(&["case", "emergency-end", &case.id, declared["id"].as_str().expect("an id")]);
            assert_eq!(code_of(&ended), 0, "{}", said(&ended));

            let form = Draft::pdf(9000);
            let paper = desk.file("form.pdf", &form.bytes);
            let (mother, end, day) = (&world["mother"].id, crate::stage::moment_from_now(30), crate::stage::day_from_now(-1));
            let grant = |verb: &str| {
                let words = ["--json", "consent", verb, &case.id, "--agency", SCHOOL, "--until", &end];
                let whose = ["--giver", mother, "--standing", "parent", "--paper", path(&paper), "--given", &day];
                desk.runs(&[words.as_slice(), &ABOUT, &whose].concat())
            };
            for verb in ["preview", "give"] {
                let done = grant(verb);
                assert_eq!(code_of(&done), 0, "{verb}: {}", said(&done));
            }
            let listed = coordinator.gets(&case.path("/consents")).await.expect(200).items();
            assert_eq!(listed.len(), 1, "a preview gives nothing");
            let scan = listed[0]["grant"]["evidence"]["paper"]["scan"].as_str().expect("its paper").to_owned();
            let fetched = desk.runs(&["consent", "scan", &case.id, &scan, "-o", "again.pdf"]);
            assert_eq!(code_of(&fetched), 0, "{}", said(&fetched));
            assert_eq!(std::fs::read(desk.folder.path().join("again.pdf")).expect("written"), form.bytes);
        });
    }
}

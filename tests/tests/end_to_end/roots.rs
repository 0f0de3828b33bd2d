//! Where the root key may come from besides a file: a passphrase, an age plugin; and a production set-up with a recovery recipient.
//! On each, the main job is done, and recovery is proved.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use porthor_keys::recipient::Identity;
use porthor_tests::gateway::Gateway;

use crate::stage::case::Draft;
use crate::stage::terminal::Terminal;
use crate::stage::world::{World, runtime};

const SCHOOL: &str = "nant-y-wennol";
const PASSPHRASE: &str = "tair afon un bont";
/// The identity of an age plugin called porthortest, which needs nothing to be told.
const PLUGIN_IDENTITY: &str = "AGE-PLUGIN-PORTHORTEST-1XPEHE8\n";
/// Speaks C2SP age-plugin and wraps nothing: it hands the file key back, which is enough to see that it is asked.
const PLUGIN: &str = include_str!("../../../keys/tests/age-plugin-porthortest.sh");

/// Pushes, is refused, consents, releases, all under the root that serves; then proves recovery with the report.
fn does_the_main_job_and_recovers(gateway: Gateway, recovery: &Path) {
    runtime().block_on(async {
        let world = World::on(gateway).await;
        let case = world.case().await;
        let draft = Draft::pdf(70_000);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
        world["mother"].has_granted(&case, SCHOOL).await;
        // Nothing is opened from memory: the root has to open the case's key again.
        world.gateway.restart();
        let opened = world["school"].opens(&case, &report).await.expect(200);
        assert!(opened.body == draft.bytes);
        let configuration = world.gateway.configuration();
        let drill = ["--json", "keys", "drill", "--config", path(&configuration), "--recovery", path(recovery)];
        let drilled = world.gateway.porthor(&drill);
        let said = String::from_utf8_lossy(&drilled.stdout).into_owned();
        assert_eq!(drilled.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&drilled.stderr));
        assert!(said.contains(&report), "it opened the report: {said}");
    });
}

/// A file that only its owner can read.
fn private(file: PathBuf, text: &str) -> PathBuf {
    fs::write(&file, text).expect("ours");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("ours");
    file
}

fn path(path: &Path) -> &str {
    path.to_str().expect("our folders have plain names")
}

mod passphrase {
    use super::*;

    /// A trial whose root was sealed by the standard tool, as an operator would.
    fn set_up() -> Gateway {
        let gateway = Gateway::set_up();
        let home = gateway.home();
        let seal = format!("age -p -o {}/root.age {}/root.key", home.display(), home.display());
        let mut terminal = Terminal::runs(&seal, |_| {});
        terminal.shows("passphrase").types(PASSPHRASE).shows("onfirm").types(PASSPHRASE);
        let (code, screen) = terminal.ends();
        assert_eq!(code, 0, "{screen}");
        fs::remove_file(home.join("root.key")).expect("init made it");
        gateway.set("source", "\"passphrase\"");
        gateway.set("identity", "\"root.age\"");
        gateway
    }

    #[test]
    fn from_a_file_opens_the_root_and_the_main_job_is_done() {
        let gateway = set_up();
        gateway.set("passphrase_file", "\"root.passphrase\"");
        private(gateway.home().join("root.passphrase"), &format!("{PASSPHRASE}\n"));
        gateway.serve();
        let recovery = gateway.home().join("recovery.key");
        does_the_main_job_and_recovers(gateway, &recovery);
    }

    #[test]
    fn that_is_wrong_or_missing_opens_nothing_and_is_not_repeated() {
        let gateway = set_up();
        gateway.set("passphrase_env", "\"PORTHOR_ROOT_PASSPHRASE\"");
        let (missing, log) = gateway.fails_to_serve();
        assert!(!missing.success());
        assert!(log.contains("PORTHOR_ROOT_PASSPHRASE"), "it names the variable: {log}");
        gateway.set_variable("PORTHOR_ROOT_PASSPHRASE", "dwy afon dim pont");
        let (wrong, log) = gateway.fails_to_serve();
        assert!(!wrong.success());
        assert!(log.contains("passphrase does not open") && !log.contains("dim pont"), "{log}");
        gateway.set_variable("PORTHOR_ROOT_PASSPHRASE", PASSPHRASE);
        gateway.serve();
        assert!(!gateway.log().contains(PASSPHRASE));
    }
}

mod plugin {
    use super::*;

    #[test]
    fn takes_the_place_of_the_first_root_by_a_rotation_and_the_main_job_is_done() {
        let gateway = Gateway::set_up();
        let programs = gateway.folder().join("bin");
        fs::create_dir(&programs).expect("ours");
        let plugin = private(programs.join("age-plugin-porthortest"), PLUGIN);
        fs::set_permissions(&plugin, fs::Permissions::from_mode(0o700)).expect("ours");
        let elsewhere = std::env::var("PATH").expect("a PATH");
        gateway.set_variable("PATH", &format!("{}:{elsewhere}", programs.display()));
        let identity = private(gateway.home().join("root.plugin"), PLUGIN_IDENTITY);
        let configuration = gateway.configuration();
        let rotate = ["keys", "rotate-root", "--config", path(&configuration), "--new-identity", path(&identity)];
        let rotated = gateway.porthor(&rotate);
        assert_eq!(rotated.status.code(), Some(0), "{}", String::from_utf8_lossy(&rotated.stderr));
        gateway.set("source", "\"plugin\"");
        gateway.set("identity", "\"root.plugin\"");

        gateway.set_variable("PATH", &elsewhere);
        let (missing, log) = gateway.fails_to_serve();
        assert!(!missing.success());
        assert!(log.contains("porthortest") && log.contains("install"), "it names the plugin that is not there: {log}");

        gateway.set_variable("PATH", &format!("{}:{elsewhere}", programs.display()));
        gateway.serve();
        let recovery = gateway.home().join("recovery.key");
        does_the_main_job_and_recovers(gateway, &recovery);
    }
}

mod production {
    use super::*;

    #[test]
    fn with_a_recovery_recipient_does_the_main_job_and_its_identity_kept_elsewhere_recovers() {
        let offline = Identity::generate();
        let recipient = offline.recipient().to_string();
        let gateway = Gateway::set_up_in_production(&["--origin", "porth.example/log", "--recovery", &recipient]);
        assert!(!gateway.home().join("recovery.key").exists(), "production has no recovery identity on the machine");
        gateway.serve();
        let recovery = private(gateway.folder().join("from-the-safe.key"), &format!("{}\n", *offline.to_secret_string()));
        does_the_main_job_and_recovers(gateway, &recovery);
    }

    #[test]
    fn without_a_recovery_recipient_neither_sets_up_nor_serves() {
        let gateway = Gateway::set_up_in_production(&[
            "--origin",
            "porth.example/log",
            "--recovery",
            &Identity::generate().recipient().to_string(),
        ]);
        gateway.set("recovery", "[]");
        let (status, log) = gateway.fails_to_serve();
        assert_eq!(status.code(), Some(1));
        let told = log.lines().filter(|line| line.contains("recovery") && line.contains("age-keygen")).count();
        assert_eq!(told, 1, "one plain line that says what to do: {log}");
        let second = gateway.folder().join("second");
        let refused = gateway.porthor(&["init", "--origin", "porth.example/log", path(&second)]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("--recovery"));
        assert!(!second.exists(), "nothing was made");
    }
}

//! `porthor init`: a folder that a gateway can be served from. For a trial it makes everything, its own certificate authority and
//! a recovery identity included; for production a skeleton that an operator completes. Nothing that is there is overwritten.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use porthor_config::Config;
use porthor_keys::hierarchy::Root;
use porthor_keys::recipient::Recipient;
use serde_json::json;
use time::OffsetDateTime;

use super::{CliError, Shared, init_certificates, print, root};
use crate::agency;
use crate::app::App;
use crate::clock::Clock;

const EXAMPLES: &str = "\
EXAMPLES
  porthor init --trial ~/porthor
  porthor init --trial --name porth.lan --operator sioned@cyngor.example ~/porthor
  porthor init --origin porth.example/log --operator sioned@cyngor.example \
    --recovery age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj /etc/porthor
  porthor init --origin porth.example/log --database postgres://porthor@db.example/porthor \
    --recovery age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj /etc/porthor
  porthor init --operator-code --operator sioned@cyngor.example /etc/porthor

A trial's recovery identity (recovery.key) has to be taken off the machine; production never has one on it: make it elsewhere
with age-keygen and give its public line with --recovery. The first event, the operator's invitation, is recorded in the database
and under the origin that are given here, and the gateway keeps to both. The operator's one-time code is shown once and lasts 14
days.";

/// What `porthor init` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder to set up.
    folder: PathBuf,
    /// For trying out: with a certificate authority and a recovery identity of its own.
    #[arg(long)]
    trial: bool,
    /// A further name or address that the trial certificate is for; localhost always is.
    #[arg(long, value_name = "NAME", requires = "trial")]
    name: Vec<String>,
    /// Who recovers when the root is lost: a public age recipient whose identity is kept offline.
    #[arg(long, value_name = "AGE-RECIPIENT")]
    recovery: Vec<Recipient>,
    /// The name of the gateway's log in checkpoints and receipts: an address without a scheme. It is kept for ever.
    #[arg(long, value_name = "ORIGIN", conflicts_with = "operator_code")]
    origin: Option<String>,
    /// The database: sqlite:FILE, seen from FOLDER, or <postgres://USER@HOST/NAME> without a password, which comes from
    /// PostgreSQL's own password file or, in the whole address, from `PORTHOR_STORAGE_DATABASE`.
    #[arg(long, value_name = "URL", conflicts_with = "operator_code")]
    database: Option<String>,
    /// The address that the first operator signs in with.
    #[arg(long, value_name = "ADDRESS", default_value = "operator@localhost", value_parser = address)]
    operator: String,
    /// What the first operator is called.
    #[arg(long, value_name = "NAME", default_value = "Operator")]
    operator_name: String,
    /// Make a new code for an operator who has not enrolled, in a folder that is set up already.
    #[arg(long, conflicts_with_all = ["trial", "recovery"])]
    operator_code: bool,
}

/// Sets a folder up.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let config = args.folder.join("gateway.toml");
    if !args.operator_code {
        lay_out(&args, &config)?;
    }
    let made = operator(&args, &config).await;
    if made.is_err() && !args.operator_code {
        let (address, folder) = (&args.operator, args.folder.display());
        print::note(&format!(
            "the folder is set up; once this is mended: porthor init --operator-code --operator {address} {folder}"
        ));
    }
    let code = made?;
    if shared.json {
        print::answer(
            true,
            &json!({
                "config": config,
                "authority": args.trial.then(|| args.folder.join("tls/ca.pem")),
                "recovery": args.trial.then(|| args.folder.join("recovery.key")),
                "operator": { "address": args.operator, "code": code },
            }),
        );
        return Ok(());
    }
    tell(&args, &config, &code);
    Ok(())
}

fn tell(args: &Args, config: &Path, code: &str) {
    let folder = args.folder.display();
    print::line(&format!("operator: {}", args.operator));
    print::line(&format!("one-time code, shown this once, for 14 days: {code}"));
    print::line(&format!("serve with: porthor serve --config {}", config.display()));
    if args.trial {
        print::line(&format!("trust with: --ca-file {folder}/tls/ca.pem"));
        print::note(&format!(
            "TAKE {folder}/recovery.key OFF THIS MACHINE NOW: it opens everything. `porthor keys drill` proves that it does."
        ));
    } else if !args.operator_code {
        print::note(&format!(
            "still to do: put the certificate chain and its key where {} says, set public_origin there, and prove the recovery with \
             `porthor keys drill`",
            config.display()
        ));
    }
}

/// An address somebody signs in with.
fn address(text: &str) -> Result<String, String> {
    let is_address = text.split_once('@').is_some_and(|(name, place)| !name.is_empty() && !place.is_empty());
    let is_plain = text.len() <= 254 && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_address && is_plain { Ok(text.to_owned()) } else { Err("an address looks like name@place.example".into()) }
}

/// Writes the files; fails before the first if any is there.
fn lay_out(args: &Args, config: &Path) -> Result<(), CliError> {
    if !args.trial && args.recovery.is_empty() {
        return Err(CliError::RecoveryMissing);
    }
    if !args.trial && args.origin.is_none() {
        return Err(CliError::OriginMissing);
    }
    if args.database.is_some() && std::env::var("PORTHOR_STORAGE_DATABASE").is_ok_and(|url| !url.is_empty()) {
        return Err(CliError::TwoDatabases);
    }
    let (root_key, recovery_key) = (args.folder.join("root.key"), args.folder.join("recovery.key"));
    for path in [config, &root_key, &recovery_key] {
        if fs::symlink_metadata(path).is_ok() {
            return Err(CliError::AlreadyThere(path.to_owned()));
        }
    }
    let mut recovery: Vec<String> = args.recovery.iter().map(ToString::to_string).collect();
    // What cannot be a configuration is refused before anything is made.
    Config::from_toml(&configuration(args, &recovery), &args.folder)?;
    DirBuilder::new().recursive(true).mode(0o700).create(&args.folder).map_err(CliError::file(&args.folder, "made"))?;
    if args.trial {
        init_certificates::trial(&args.folder.join("tls"), &args.name, now())?;
        let identity = Root::generate_identity_file();
        recovery.push(public_line(&identity));
        write_new(&recovery_key, 0o600, &identity)?;
    }
    write_new(&root_key, 0o600, &Root::generate_identity_file())?;
    write_new(config, 0o644, &configuration(args, &recovery))
}

/// The wall clock by way of the one place that reads it.
fn now() -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + time::Duration::milliseconds(Clock.now().millis())
}

/// The public line of an identity file as [`Root::generate_identity_file`] writes it.
fn public_line(identity_file: &str) -> String {
    let first = identity_file.lines().next().unwrap_or_default();
    first.trim_start_matches("# public key: ").to_owned()
}

/// The shipped example with what differs here.
fn configuration(args: &Args, recovery: &[String]) -> String {
    let quoted: Vec<String> = recovery.iter().map(|recipient| toml(recipient)).collect();
    let mut changes = vec![("recovery = []", format!("recovery = [{}]", quoted.join(", ")))];
    if args.trial {
        changes.push(("certificate = \"tls/certificate.pem\"", "certificate = \"tls/server.pem\"".to_owned()));
        changes.push(("key = \"tls/key.pem\"", "key = \"tls/server.key\"".to_owned()));
    } else {
        changes.push(("production = false", "production = true".to_owned()));
    }
    if let Some(origin) = &args.origin {
        changes.push(("origin = \"localhost/porthor\"", format!("origin = {}", toml(origin))));
    }
    if let Some(database) = &args.database {
        changes.push(("database = \"sqlite:porthor.db\"", format!("database = {}", toml(database))));
    }
    let line = |line: &str| changes.iter().find(|(from, _)| *from == line).map_or_else(|| line.to_owned(), |(_, to)| to.clone());
    porthor_config::EXAMPLE.lines().map(|text| line(text) + "\n").collect()
}

/// A TOML string: JSON's escapes are TOML's too, and a control character that JSON lets stand TOML refuses.
fn toml(text: &str) -> String {
    json!(text).to_string()
}

fn write_new(path: &Path, mode: u32, text: &str) -> Result<(), CliError> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(CliError::file(path, "written"))
}

/// Opens the store for the first time and makes the first operator; gives their one-time code.
async fn operator(args: &Args, config: &Path) -> Result<String, CliError> {
    let config = Config::load(config)?;
    let root = root::load(&config)?;
    let app: Arc<App> = App::open(config, root).await?;
    let code = agency::store::bootstrap(&app, &args.operator, &args.operator_name).await?;
    let code = code.ok_or(CliError::OperatorEnrolled)?;
    Ok(code.to_printed().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECOVERY: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

    fn args(folder: &Path, trial: bool) -> Args {
        Args {
            folder: folder.to_owned(),
            trial,
            name: Vec::new(),
            recovery: Vec::new(),
            origin: None,
            database: None,
            operator: "o@example".into(),
            operator_name: "O".into(),
            operator_code: false,
        }
    }

    fn parsed(args: &Args, recovery: &[String]) -> Result<Config, porthor_config::ConfigError> {
        Config::from_toml(&configuration(args, recovery), Path::new("/srv"))
    }

    #[test]
    fn a_trial_configuration_is_usable_and_names_the_files_that_init_makes() {
        let config = parsed(&args(Path::new("/srv"), true), &[RECOVERY.to_owned()]).expect("usable");
        assert_eq!(config.server.certificate, Path::new("/srv/tls/server.pem"));
        assert_eq!(config.server.key, Path::new("/srv/tls/server.key"));
        assert_eq!(config.root.recovery, [RECOVERY]);
        assert!(!config.root.production);
    }

    #[test]
    fn a_production_skeleton_refuses_to_be_one_without_recovery() {
        let args = args(Path::new("/srv"), false);
        assert!(parsed(&args, &[RECOVERY.to_owned()]).expect("usable").root.production);
        assert!(parsed(&args, &[]).is_err());
    }

    #[test]
    fn origin_and_database_stand_in_the_configuration_as_they_were_given() {
        let mut args = args(Path::new("/srv"), false);
        args.origin = Some("porth.example/\"log\"\\".into());
        args.database = Some("postgres://porthor@db.example/porthor".into());
        let config = parsed(&args, &[RECOVERY.to_owned()]).expect("usable");
        assert_eq!(config.log.origin, "porth.example/\"log\"\\");
        assert_eq!(config.storage.database.url(), "postgres://porthor@db.example/porthor");
    }

    #[test]
    fn what_cannot_be_a_configuration_is_refused_before_anything_is_made() {
        let around = tempfile::tempdir().expect("a temporary folder");
        let folder = around.path().join("porthor");
        let refused = |args: &Args| lay_out(args, &folder.join("gateway.toml")).expect_err("it is refused").to_string();
        let mut args = args(&folder, false);
        args.recovery = vec![RECOVERY.parse().expect("a recipient")];
        assert!(refused(&args).contains("--origin"), "a log in production needs its name");
        args.origin = Some("https://porth.example".into());
        assert!(refused(&args).contains("log.origin"));
        args.origin = Some("porth.example/log".into());
        args.database = Some("postgres://porthor:hunter2@db.example/porthor".into());
        let said = refused(&args);
        assert!(said.contains("PORTHOR_STORAGE_DATABASE") && !said.contains("hunter2"), "{said}");
        assert!(!folder.exists());
    }

    #[test]
    fn the_public_line_of_a_fresh_identity_is_a_recipient() {
        let recipient: Recipient = public_line(&Root::generate_identity_file()).parse().expect("a recipient");
        assert!(recipient.to_string().starts_with("age1"));
    }

    #[test]
    fn a_folder_that_is_set_up_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let args = args(folder.path(), true);
        let config = folder.path().join("gateway.toml");
        lay_out(&args, &config).expect("the first time");
        let key = fs::read(folder.path().join("root.key")).expect("made");
        assert!(matches!(lay_out(&args, &config), Err(CliError::AlreadyThere(path)) if path == config));
        assert_eq!(fs::read(folder.path().join("root.key")).expect("still there"), key);
    }
}

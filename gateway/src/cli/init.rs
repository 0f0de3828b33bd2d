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
  porthor init --recovery age1… --operator sioned@cyngor.example /etc/porthor
  porthor init --operator-code --operator sioned@cyngor.example /etc/porthor

A trial's recovery identity (recovery.key) has to be taken off the machine; production never has one on it: make it elsewhere
with age-keygen and give its public line with --recovery. The operator's one-time code is shown once and lasts 14 days.";

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
    /// The address that the first operator signs in with.
    #[arg(long, value_name = "ADDRESS", default_value = "operator@localhost")]
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
    let code = operator(&args, &config).await?;
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
            "still to do: put the certificate chain and its key where {} says, set public_origin and [log] origin, and prove the \
             recovery with `porthor keys drill`",
            config.display()
        ));
    }
}

/// Writes the files; fails before the first if any is there.
fn lay_out(args: &Args, config: &Path) -> Result<(), CliError> {
    if !args.trial && args.recovery.is_empty() {
        return Err(CliError::RecoveryMissing);
    }
    let (root_key, recovery_key) = (args.folder.join("root.key"), args.folder.join("recovery.key"));
    for path in [config, &root_key, &recovery_key] {
        if fs::symlink_metadata(path).is_ok() {
            return Err(CliError::AlreadyThere(path.to_owned()));
        }
    }
    DirBuilder::new().recursive(true).mode(0o700).create(&args.folder).map_err(CliError::file(&args.folder, "made"))?;
    let mut recovery: Vec<String> = args.recovery.iter().map(ToString::to_string).collect();
    if args.trial {
        init_certificates::trial(&args.folder.join("tls"), &args.name, now())?;
        let identity = Root::generate_identity_file();
        recovery.push(public_line(&identity));
        write_new(&recovery_key, 0o600, &identity)?;
    }
    write_new(&root_key, 0o600, &Root::generate_identity_file())?;
    write_new(config, 0o644, &configuration(args.trial, &recovery))
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
fn configuration(trial: bool, recovery: &[String]) -> String {
    let quoted: Vec<String> = recovery.iter().map(|recipient| format!("\"{recipient}\"")).collect();
    let mut changes = vec![("recovery = []", format!("recovery = [{}]", quoted.join(", ")))];
    if trial {
        changes.push(("certificate = \"tls/certificate.pem\"", "certificate = \"tls/server.pem\"".to_owned()));
        changes.push(("key = \"tls/key.pem\"", "key = \"tls/server.key\"".to_owned()));
    } else {
        changes.push(("production = false", "production = true".to_owned()));
    }
    let line = |line: &str| changes.iter().find(|(from, _)| *from == line).map_or_else(|| line.to_owned(), |(_, to)| to.clone());
    porthor_config::EXAMPLE.lines().map(|text| line(text) + "\n").collect()
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

    #[test]
    fn a_trial_configuration_is_usable_and_names_the_files_that_init_makes() {
        let config = Config::from_toml(&configuration(true, &[RECOVERY.to_owned()]), Path::new("/srv")).expect("usable");
        assert_eq!(config.server.certificate, Path::new("/srv/tls/server.pem"));
        assert_eq!(config.server.key, Path::new("/srv/tls/server.key"));
        assert_eq!(config.root.recovery, [RECOVERY]);
        assert!(!config.root.production);
    }

    #[test]
    fn a_production_skeleton_refuses_to_be_one_without_recovery() {
        let config = Config::from_toml(&configuration(false, &[RECOVERY.to_owned()]), Path::new("/srv")).expect("usable");
        assert!(config.root.production);
        assert!(Config::from_toml(&configuration(false, &[]), Path::new("/srv")).is_err());
    }

    #[test]
    fn the_public_line_of_a_fresh_identity_is_a_recipient() {
        let recipient: Recipient = public_line(&Root::generate_identity_file()).parse().expect("a recipient");
        assert!(recipient.to_string().starts_with("age1"));
    }

    #[test]
    fn a_folder_that_is_set_up_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let args = Args {
            folder: folder.path().to_owned(),
            trial: true,
            name: Vec::new(),
            recovery: Vec::new(),
            operator: "o@example".into(),
            operator_name: "O".into(),
            operator_code: false,
        };
        let config = folder.path().join("gateway.toml");
        lay_out(&args, &config).expect("the first time");
        let key = fs::read(folder.path().join("root.key")).expect("made");
        assert!(matches!(lay_out(&args, &config), Err(CliError::AlreadyThere(path)) if path == config));
        assert_eq!(fs::read(folder.path().join("root.key")).expect("still there"), key);
    }
}

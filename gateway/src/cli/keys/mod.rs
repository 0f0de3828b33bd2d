//! `porthor keys`: prove that recovery works, replace the root or a case's key, show what is public.

mod drill;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use porthor_keys::hierarchy::{Root, RootSource};
use porthor_policy::CaseId;
use serde_json::json;

use super::offline::Place;
use super::{CliError, Shared, print, root};
use crate::app::App;
use crate::store::rotation::{self, InUse};

const EXAMPLES: &str = "\
EXAMPLES
  porthor keys drill --config gateway.toml --recovery /media/key/recovery.key
  porthor keys show --config gateway.toml
  age-keygen -o new-root.key && porthor keys rotate-root --config gateway.toml --new-identity new-root.key
  porthor keys rotate-case CASE --config gateway.toml

drill uses the recovery identity and nothing else of the root: with the standard age tool where it is installed, else the library.
For a rotation the gateway has to be stopped. After rotate-root put the new identity where [root] identity says; the old one opens
nothing that is kept from then on, and should be destroyed with the backups that it still opens.";

/// What `porthor keys` is told.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Prove that the recovery identity opens what is kept.
    Drill(drill::Drill),
    /// Seal every kept secret to another root.
    RotateRoot {
        #[command(flatten)]
        place: Place,
        /// The identity file of the new root.
        #[arg(long, value_name = "FILE")]
        new_identity: PathBuf,
    },
    /// Give a case another key, and destroy the old one.
    RotateCase {
        /// Which case.
        case: String,
        #[command(flatten)]
        place: Place,
    },
    /// What is public: recipients of the root, keys of the log and of receipts.
    Show {
        #[command(flatten)]
        place: Place,
    },
}

/// Carries it out.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    match args.what {
        What::Drill(drill) => drill::run(drill, shared).await,
        What::RotateRoot { place, new_identity } => rotate_root(&place, new_identity, shared).await,
        What::RotateCase { case, place } => rotate_case(&place, &case, shared).await,
        What::Show { place } => show(&place, shared).await,
    }
}

async fn rotate_root(place: &Place, new_identity: PathBuf, shared: &Shared) -> Result<(), CliError> {
    let config = place.configuration()?;
    let _alone = InUse::alone(&config.storage.database).await?;
    let old = root::load(&config)?;
    let new = RootSource::IdentityFile(root::private_text(&new_identity)?);
    let new = Root::load(new, config.root.recovery.clone())?;
    let identity = config.root.source.identity().to_owned();
    let app = App::open(config.clone(), root::load(&config)?).await?;
    let rotated = rotation::rotate_root(&app, &old, &new).await?;
    print::answer(shared.json, &json!(rotated));
    print::note(&format!(
        "now put {} in the place of {}: the old root opens nothing more",
        new_identity.display(),
        identity.display()
    ));
    Ok(())
}

async fn rotate_case(place: &Place, case: &str, shared: &Shared) -> Result<(), CliError> {
    let case: CaseId = case.parse().map_err(|_| CliError::Argument { what: "CASE", expected: "the id of a case" })?;
    let config = place.configuration()?;
    let _alone = InUse::alone(&config.storage.database).await?;
    let root = root::load(&config)?;
    let app = App::open(config, root).await?;
    let rotated = rotation::rotate_case(&app, &case).await?;
    print::answer(shared.json, &json!(rotated));
    Ok(())
}

async fn show(place: &Place, shared: &Shared) -> Result<(), CliError> {
    let config = place.configuration()?;
    let root = root::load(&config)?;
    let own: Vec<String> = root.own_recipients().iter().map(ToString::to_string).collect();
    let recovery = config.root.recovery.clone();
    let app = App::open(config, root).await?;
    let shown = json!({
        "root": own,
        "recovery": recovery,
        "log": app.secrets.log_verifier.to_string(),
        "receipts": app.secrets.receipts.public_jwk(),
    });
    print::answer(shared.json, &shown);
    Ok(())
}

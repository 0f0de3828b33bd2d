//! `porthor machine`: systems of an agency that nobody attends, and their keys.

use clap::Subcommand;
use serde_json::json;

use super::session::{Asking, Session};
use super::{CliError, Shared, print};

/// The end of `porthor machine --help`.
pub const EXAMPLES: &str = "\
EXAMPLES
  porthor machine add bwrdd-iechyd --name \"Letters of the speech clinic\"
  porthor machine add-key MACHINE 8f4c…e1 --name 2026
  porthor machine keys MACHINE
  porthor machine remove-key MACHINE KEY
  porthor person remove MACHINE

A machine does nothing but push, to the cases of its agency, and proves itself by a key alone. `porthor enrol machine` makes one where
it is used and prints its public half; another program makes an Ed25519 key and asks for tokens by private_key_jwt (RFC 7523) at
/api/v1/token. A new key is added before the old one is removed, so that nothing stands still meanwhile.";

/// What `porthor machine` is told.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Register a machine.
    Add {
        /// Of which agency.
        agency: String,
        /// What it is called.
        #[arg(long)]
        name: String,
    },
    /// Let a machine use another key.
    AddKey {
        /// Which machine.
        machine: String,
        /// The Ed25519 public key, 64 hexadecimal digits.
        public_key: String,
        /// What the key is called.
        #[arg(long)]
        name: String,
    },
    /// The keys that a machine may use.
    Keys {
        /// Which machine.
        machine: String,
    },
    /// Take a key away; what was begun with it ends.
    RemoveKey {
        /// Which machine.
        machine: String,
        /// Which key, as `keys` shows it.
        key: String,
    },
}

/// Carries it out.
pub async fn run(args: Asking<What>, shared: &Shared) -> Result<(), CliError> {
    let mut session = Session::begin(shared, &args.code).await?;
    let what = &args.what;
    let done = session
        .stepping_up(|client| async move {
            match what {
                What::Add { agency, name } => client.create(&["agencies", agency, "machines"], &json!({ "name": name })).await,
                What::AddKey { machine, public_key, name } => {
                    client.create(&["people", machine, "keys"], &json!({ "public_key": public_key, "name": name })).await
                }
                What::Keys { machine } => client.get(&["people", machine, "keys"], &[]).await,
                What::RemoveKey { machine, key } => client.delete(&["people", machine, "devices", key]).await,
            }
        })
        .await?;
    match done.as_array() {
        Some(keys) => print::items(shared.json, keys, &["key", "name", "added"]),
        None => print::answer(shared.json, &done),
    }
    Ok(())
}

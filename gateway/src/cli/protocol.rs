//! `porthor protocol`: list and show information-sharing protocols, sign and withdraw for one's agency (its officers and administrators do), register a version.

use std::fs;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use serde_json::json;

use super::session::{Asking, Session};
use super::{CliError, Shared, print};
use crate::client::text;

/// The end of `porthor protocol --help`.
pub const EXAMPLES: &str = "\
EXAMPLES
  porthor protocol list
  porthor protocol show aln-support 1
  porthor protocol sign aln-support 1
  porthor protocol sign aln-support 1 --sha256 \"$(cat agreed.sha256)\"
  porthor protocol withdraw aln-support 1
  porthor protocol register my-protocol.toml

What is signed are the canonical bytes that `show` gives the SHA-256 of. A protocol is in force once every partner has signed.";

/// What `porthor protocol` is told.
#[derive(Debug, Subcommand)]
pub enum What {
    /// All protocols.
    List,
    /// One version, with its signatures.
    Show(Version),
    /// Sign for one's agency, as an officer or an administrator of it.
    Sign {
        #[command(flatten)]
        version: Version,
        /// What is signed; else what the gateway shows now, which is printed.
        #[arg(long)]
        sha256: Option<String>,
    },
    /// Withdraw one's agency's signature: it acts at once.
    Withdraw(Version),
    /// Register a version for its partners to sign.
    Register {
        /// The protocol, TOML.
        file: PathBuf,
    },
}

/// A version of a protocol.
#[derive(Debug, ClapArgs)]
pub struct Version {
    /// Which protocol.
    id: String,
    /// Which version.
    version: u32,
}

/// Carries it out.
pub async fn run(args: Asking<What>, shared: &Shared) -> Result<(), CliError> {
    let mut session = Session::begin(shared, &args.code).await?;
    match args.what {
        What::List => {
            let items = session.client().await?.list(&["protocols"], &[]).await?;
            print::items(
                shared.json,
                &items,
                &["id", "version", "in_force", "starts", "ends", "review_due", "missing", "title_en"],
            );
        }
        What::Show(Version { id, version }) => {
            let shown = session.client().await?.get(&["protocols", &id, &version.to_string()], &[]).await?;
            print::answer(shared.json, &shown);
        }
        What::Sign { version, sha256 } => sign(&mut session, &version, sha256, shared).await?,
        What::Withdraw(Version { id, version }) => {
            let (id, version) = (id.as_str(), &version.to_string());
            session.stepping_up(|client| async move { client.delete(&["protocols", id, version, "signature"]).await }).await?;
            print::note("withdrawn");
        }
        What::Register { file } => {
            let text = fs::read_to_string(&file).map_err(CliError::file(&file, "read"))?;
            let taxonomy = porthor_config::taxonomy::shipped()?;
            let protocol = porthor_config::protocols::parse(&text, &file, &taxonomy)?;
            let body = &json!(protocol);
            let registered = session.stepping_up(|client| async move { client.create(&["protocols"], body).await }).await?;
            print::answer(shared.json, &registered);
        }
    }
    Ok(())
}

async fn sign(session: &mut Session, which: &Version, sha256: Option<String>, shared: &Shared) -> Result<(), CliError> {
    let (id, version) = (which.id.as_str(), &which.version.to_string());
    let sha256 = if let Some(sha256) = sha256 {
        sha256
    } else {
        let shown = session.client().await?.get(&["protocols", id, version], &[]).await?;
        text(&shown, "sha256")?.to_owned()
    };
    let body = &json!({ "sha256": sha256 });
    let path = ["protocols", id, version.as_str(), "signature"];
    let signed = session.stepping_up(|client| async move { client.create(&path, body).await }).await?;
    print::answer(shared.json, &signed);
    print::note(&format!("signed {sha256}"));
    Ok(())
}

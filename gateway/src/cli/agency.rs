//! `porthor agency`: list, create, go live, and the agency's own age recipient.

use clap::Subcommand;
use porthor_keys::recipient::Recipient;
use serde_json::json;

use super::session::{Asking, Session};
use super::{CliError, Shared, print};

/// The end of `porthor agency --help`.
pub const EXAMPLES: &str = "\
EXAMPLES
  porthor agency list
  porthor agency create ysgol-bryn --kind school --name-en \"Bryn School\" --name-cy \"Ysgol y Bryn\"
  porthor agency live ysgol-bryn
  porthor agency recipient ysgol-bryn age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj

An agency goes live once two of its administrators have enrolled. Its recipient is the public half of an identity that only the
agency has: sealed releases are for it.";

/// What `porthor agency` is told.
#[derive(Debug, Subcommand)]
pub enum What {
    /// All agencies.
    List,
    /// Make an agency known.
    Create {
        /// Its id: lower-case letters, digits and hyphens.
        id: String,
        /// council, health-board, school, college, voluntary, early-years or tribunal.
        #[arg(long)]
        kind: String,
        /// English name.
        #[arg(long)]
        name_en: String,
        /// Welsh name.
        #[arg(long)]
        name_cy: String,
    },
    /// Let an agency go live.
    Live {
        /// Which.
        id: String,
    },
    /// Set an agency's own age recipient.
    Recipient {
        /// Which.
        id: String,
        /// Its public age recipient.
        recipient: Recipient,
    },
}

/// Carries it out.
pub async fn run(args: Asking<What>, shared: &Shared) -> Result<(), CliError> {
    let mut session = Session::begin(shared, &args.code).await?;
    let what = &args.what;
    if matches!(what, What::List) {
        let items = session.client().await?.list(&["agencies"], &[]).await?;
        print::items(shared.json, &items, &["id", "kind", "live", "name_en", "name_cy", "recipient"]);
        return Ok(());
    }
    let done = session
        .stepping_up(|client| async move {
            match what {
                What::List => client.get(&["agencies"], &[]).await,
                What::Create { id, kind, name_en, name_cy } => {
                    let body = json!({ "id": id, "kind": kind, "name_en": name_en, "name_cy": name_cy });
                    client.create(&["agencies"], &body).await
                }
                What::Live { id } => client.post(&["agencies", id, "live"], &json!({})).await,
                What::Recipient { id, recipient } => {
                    client.put(&["agencies", id, "recipient"], &json!({ "recipient": recipient.to_string() })).await
                }
            }
        })
        .await?;
    print::answer(shared.json, &done);
    Ok(())
}

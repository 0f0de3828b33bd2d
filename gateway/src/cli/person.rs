//! `porthor person`: who works at an agency, who is invited, who has left.

use clap::Subcommand;
use serde_json::json;

use super::session::{Asking, Session};
use super::{CliError, Shared, print};

/// The end of `porthor person --help`.
pub const EXAMPLES: &str = "\
EXAMPLES
  porthor person list ysgol-bryn
  porthor person invite ysgol-bryn --address mari@bryn.example --name \"Mari Huws\" --role alnco --in cy
  porthor person code PERSON
  porthor person remove PERSON

`invite` and `code` print a one-time code, shown this once, to be given on paper. Who is removed is out at once, on every device.";

/// What `porthor person` is told.
#[derive(Debug, Subcommand)]
pub enum What {
    /// People of an agency.
    List {
        /// Which agency.
        agency: String,
    },
    /// Invite somebody.
    Invite {
        /// To which agency.
        agency: String,
        /// The address they will sign in with.
        #[arg(long)]
        address: String,
        /// What they are called.
        #[arg(long)]
        name: String,
        /// As what, as the taxonomy names it.
        #[arg(long)]
        role: String,
        /// The language of their letters: cy or en.
        #[arg(long = "in", value_name = "LANGUAGE", default_value = "en")]
        written_in: String,
    },
    /// Make a new one-time code for somebody.
    Code {
        /// Whom.
        person: String,
    },
    /// Somebody has left.
    Remove {
        /// Who.
        person: String,
    },
}

/// Carries it out.
pub async fn run(args: Asking<What>, shared: &Shared) -> Result<(), CliError> {
    let mut session = Session::begin(shared, &args.code).await?;
    let what = &args.what;
    if let What::List { agency } = what {
        let items = session.stepping_up(|client| async move { client.list(&["agencies", agency, "people"], &[]).await }).await?;
        print::items(shared.json, &items, &["id", "name", "role", "enrolled", "left"]);
        return Ok(());
    }
    let done = session
        .stepping_up(|client| async move {
            match what {
                What::List { agency } => client.get(&["agencies", agency, "people"], &[]).await,
                What::Invite { agency, address, name, role, written_in } => {
                    let body = json!({ "address": address, "name": name, "role": role, "language": written_in });
                    client.create(&["agencies", agency, "people"], &body).await
                }
                What::Code { person } => client.create(&["people", person, "codes"], &json!({})).await,
                What::Remove { person } => client.delete(&["people", person]).await,
            }
        })
        .await?;
    print::answer(shared.json, &done);
    Ok(())
}

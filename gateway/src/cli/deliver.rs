//! `porthor deliver`: carries sealed envelopes that somebody else made to the gateway, unread.

use std::path::{Path, PathBuf};

use reqwest::{Body, Method, header};
use serde_json::{Value, json};
use tokio::fs::File;
use tokio_util::io::ReaderStream;

use super::push::held_text;
use super::session::{Code, Session};
use super::{CliError, Shared, print};
use crate::client::{self, ClientError};

const EXAMPLES: &str = "\
EXAMPLES
  porthor deliver 2026-11-23-k3xq9d.porthor
  porthor deliver inbox/*.porthor --json

You cannot read what you deliver, and need no part in its case. The same envelope is taken in once.
Exit code 5: some were not taken in; each says why.";

/// What `porthor deliver` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Sealed files.
    #[arg(required = true)]
    envelopes: Vec<PathBuf>,
    #[command(flatten)]
    code: Code,
}

/// Delivers; exit code 5 if some were not taken in.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let mut session = Session::begin(shared, &args.code).await?;
    let mut failed = 0;
    for path in &args.envelopes {
        match deliver(&mut session, path).await {
            Ok(answer) => tell(path, &answer, shared),
            Err(error @ CliError::Client(ClientError::Problem(_) | ClientError::File { .. })) => {
                failed += 1;
                tell_failure(path, &error, shared);
            }
            // Without a gateway the next one fares no better.
            Err(error) => return Err(error),
        }
    }
    if failed > 0 { Err(CliError::SomeNotPushed { failed, all: args.envelopes.len() }) } else { Ok(()) }
}

async fn deliver(session: &mut Session, path: &Path) -> Result<Value, CliError> {
    let unreadable = |source| ClientError::File { path: path.to_owned(), doing: "read", source };
    let file = File::open(path).await.map_err(unreadable)?;
    let length = file.metadata().await.map_err(unreadable)?.len();
    let client = session.client().await?;
    let body = Body::wrap_stream(ReaderStream::new(file));
    let request = client.request(Method::POST, &["envelopes"]).header(header::CONTENT_TYPE, "application/age");
    let answer = client.send_slowly(request.header(header::CONTENT_LENGTH, length).body(body)).await?;
    Ok(client::json(answer).await?)
}

fn tell(path: &Path, answer: &Value, shared: &Shared) {
    if shared.json {
        print::json_line(&json!({ "path": path, "outcome": "delivered", "answer": answer }));
        return;
    }
    print::line(&format!("{}: delivered, {} new, {} already there", path.display(), answer["stored"], answer["already_there"]));
    for code in answer["held_for"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        print::line(&format!("{}: {}", path.display(), held_text(code, shared)));
    }
}

fn tell_failure(path: &Path, error: &CliError, shared: &Shared) {
    if shared.json {
        print::json_line(&json!({ "path": path, "outcome": "failed", "problem": error.as_json() }));
    } else {
        print::note(&format!("{}: not taken in: {error}", path.display()));
    }
}

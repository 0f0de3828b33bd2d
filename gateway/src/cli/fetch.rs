//! `porthor fetch`: one report into a file, checked against the signed receipt of its release before it is put in its place.

use std::path::{Path, PathBuf};

use porthor_keys::receipt::{RELEASE_RECEIPT, ReleaseReceipt, verify};
use reqwest::{Response, header};
use serde_json::json;

use super::consent::key_of_jwk;
use super::session::{Code, Session};
use super::{CliError, Shared, print};
use crate::client::fetch::{Downloaded, Form, Wanted, download, open, safe_name};
use crate::client::{Client, ClientError};

const EXAMPLES: &str = "\
EXAMPLES
  porthor fetch CASE REPORT --purpose aln-support
  porthor fetch CASE REPORT --purpose aln-support -o assessment.pdf --receipt assessment.jws
  porthor fetch CASE REPORT --purpose plan-preparation --sealed -o assessment.pdf.age

The file is there whole or not at all, and never replaces another. --sealed takes the report sealed to one's agency: the gateway
never sees it, and any age tool opens it with the agency's identity.";

/// What `porthor fetch` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The case.
    case: String,
    /// The report.
    report: String,
    /// What for.
    #[arg(long)]
    purpose: String,
    /// Take it sealed to one's agency.
    #[arg(long)]
    sealed: bool,
    /// Where to; else under its own name in this folder.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Keep the signed receipt of the release here.
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    #[command(flatten)]
    code: Code,
}

/// Fetches.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let form = if args.sealed { Form::Sealed } else { Form::Plain };
    let mut session = Session::begin(shared, &args.code).await?;
    let wanted = Wanted { case: &args.case, report: &args.report, purpose: &args.purpose, form };
    let release = session.stepping_up(|client| async move { open(&client, wanted).await }).await?;
    let path = args.output.clone().unwrap_or_else(|| own_name(&release, &args.report));
    let bar = print::bar(release.content_length().unwrap_or(0), shared.json);
    bar.set_message(path.display().to_string());
    let arrived = download(release, &path, form, |bytes| bar.inc(bytes)).await;
    bar.finish_and_clear();
    let arrived = arrived?;
    let client = session.client().await?.clone();
    let receipt = receipt_of(&client, &arrived).await?;
    if let (Some(file), Some((jws, _))) = (&args.receipt, &receipt) {
        std::fs::write(file, jws).map_err(CliError::file(file, "written"))?;
    }
    let (bytes, sha256, seq) = (arrived.bytes, arrived.sha256.clone(), arrived.seq.clone());
    arrived.keep(&path).await?;
    let receipt = seq.map(|seq| format!("/api/v1/receipts/{seq}"));
    let done = json!({ "path": path, "bytes": bytes, "sha256": sha256, "form": form.word(), "receipt": receipt });
    print::answer(shared.json, &done);
    Ok(())
}

/// The receipt of a release, its signature checked and its digest that of what arrived.
async fn receipt_of(client: &Client, arrived: &Downloaded) -> Result<Option<(String, ReleaseReceipt)>, CliError> {
    let Some(seq) = &arrived.seq else { return Ok(None) };
    let jws = client.get_text(&["receipts", seq]).await?;
    let keys = client.get(&["keys"], &[]).await?;
    let claims: ReleaseReceipt = verify(jws.trim(), RELEASE_RECEIPT, &key_of_jwk(&keys["receipts"])?)?;
    let is_of_it = claims.payload_sha256.eq_ignore_ascii_case(&arrived.sha256) && claims.range.is_none();
    if is_of_it { Ok(Some((jws, claims))) } else { Err(ClientError::WrongDigest.into()) }
}

/// The report's own name, made harmless.
fn own_name(release: &Response, report: &str) -> PathBuf {
    let disposition = release.headers().get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
    let name = disposition.and_then(|value| value.split_once("filename*=UTF-8''")).map(|(_, name)| decoded(name));
    let name = name.as_deref().and_then(safe_name).unwrap_or_else(|| report.to_owned());
    Path::new(&name).to_owned()
}

/// RFC 8187: `%XX` back to bytes.
fn decoded(name: &str) -> String {
    let name = name.split(';').next().unwrap_or_default();
    let mut parts = name.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.extend(code);
        bytes.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_report_is_decoded_and_cannot_leave_the_folder() {
        let named = |value: &str| {
            let answer = http::Response::builder().header("content-disposition", value).body("").expect("an answer");
            own_name(&answer.into(), "report-1")
        };
        assert_eq!(named("attachment; filename*=UTF-8''adroddiad%20%C5%B5.pdf"), Path::new("adroddiad ŵ.pdf"));
        assert_eq!(named("attachment; filename*=UTF-8''..%2F..%2Fx"), Path::new("x"));
        assert_eq!(named("attachment"), Path::new("report-1"));
    }
}

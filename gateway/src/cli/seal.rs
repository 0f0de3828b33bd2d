//! `porthor seal`: files into one sealed envelope, with no network at all, to be sent by ordinary mail.

use std::path::PathBuf;

use porthor_keys::token::sign_envelope;
use serde_json::json;

use super::push::About;
use super::{CliError, Shared, print};
use crate::client::ClientError;
use crate::client::device::Home;
use crate::client::envelope::{Sender, ToSeal, read_address, seal};
use crate::client::push::files_below;
use crate::clock::Clock;
use crate::words::Words;

const EXAMPLES: &str = "\
EXAMPLES
  porthor seal report.pdf --address page.html --category speech-language --purpose aln-support
  porthor seal letters/ --address case.json --category paediatric --purpose statutory-advice --into letters.porthor
  porthor seal report.pdf --address page.html --unsigned --sender 'Ceri Rhys' --category speech-language --purpose aln-support

The address is the page, or the file, that the co-ordinator of the case has made for your agency and sent to you. Nothing is sent: mail the
sealed file to whoever sent you the address, or give it to anybody with an account. They cannot read it.
An enrolled device signs what it seals. Without one, or with --unsigned, the co-ordinator has to take it in by hand.";

/// What `porthor seal` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The page or file that the co-ordinator of the case sent.
    #[arg(long, value_name = "FILE")]
    address: PathBuf,
    #[command(flatten)]
    about: About,
    /// Where the sealed file goes; else beside where you are, under a name that tells nothing.
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// Do not sign, even where this device is enrolled.
    #[arg(long)]
    unsigned: bool,
    /// Your name, for the co-ordinator; needed where no device signs.
    #[arg(long, value_name = "NAME")]
    sender: Option<String>,
}

/// Seals; nothing leaves this machine.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    // Reading and sealing files waits for the disk alone.
    let language = shared.language();
    let json = shared.json;
    let sealed = tokio::task::spawn_blocking(move || seal_all(args, json)).await;
    let Sealed { path, files, is_signed } = sealed.map_err(|panicked| CliError::Runtime(panicked.into()))??;
    if json {
        print::json_line(&json!({ "path": path, "files": files, "signed": is_signed }));
        return Ok(());
    }
    let key = if is_signed { "sealed-signed" } else { "sealed-unsigned" };
    print::line(&Words::shipped().text(language, key, &[("path", path.display().to_string())]));
    Ok(())
}

struct Sealed {
    path: PathBuf,
    files: usize,
    is_signed: bool,
}

fn seal_all(args: Args, json: bool) -> Result<Sealed, CliError> {
    let address = read_address(&args.address)?;
    let files: Vec<ToSeal> =
        files_below(&args.paths)?.into_iter().map(|path| ToSeal { about: args.about.of(&path), path }).collect();
    if files.is_empty() {
        return Err(ClientError::NoFiles.into());
    }
    let device = if args.unsigned { None } else { Home::from_environment()?.device_if_any()? };
    // Enrolled at another gateway, it would sign what nobody here could check.
    let device = device.filter(|(device, _)| device.audience == address.gateway);
    let name = match (&args.sender, &device) {
        (Some(name), _) => name.clone(),
        (None, Some((device, _))) => device.person.clone(),
        (None, None) => return Err(ClientError::NoSender.into()),
    };
    let now = Clock.now();
    let path = args.into.unwrap_or_else(|| PathBuf::from(format!("{}-{}.porthor", now.date(), &porthor_keys::random::id()[..6])));
    let length = files.iter().map(|file| std::fs::metadata(&file.path).map_or(0, |about| about.len())).sum();
    let bar = print::bar(length, json);
    let is_signed = device.is_some();
    let sign = |head: &str| {
        let (device, key) = device.as_ref()?;
        Some(sign_envelope(key, &device.device, &device.audience, now.millis() / 1000, head))
    };
    let sealed = seal(&address, &Sender { name, now }, &files, &path, sign, |bytes| bar.inc(bytes));
    bar.finish_and_clear();
    sealed?;
    Ok(Sealed { path, files: files.len(), is_signed })
}

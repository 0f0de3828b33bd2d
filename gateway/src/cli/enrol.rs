//! `porthor enrol`: a person's account with password and second factor; a code for a device; this device.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use porthor_keys::token::{DeviceKey, key_name};
use serde_json::{Value, json};

use super::session::{ask_code, ask_new_password, ask_password};
use super::{CliError, Shared, print};
use crate::client::device::{Device, Enrolled, Home};
use crate::client::{Client, ClientError, sign_in, text};
use crate::hex::hex;

const EXAMPLES: &str = "\
EXAMPLES
  porthor enrol person --gateway https://porth.example --address sian@iechyd.example --code XXXX-XXXX-XXXX-XXXX
  porthor enrol person --second card --gateway https://localhost:8443 --ca-file ca.pem --address mari@bryn.example --code XXXX-XXXX-XXXX-XXXX
  porthor enrol code --gateway https://porth.example --address sian@iechyd.example
  porthor enrol device --gateway https://porth.example --code XXXX-XXXX-XXXX-XXXX
  porthor enrol machine --gateway https://porth.example --machine MACHINE

`person` asks for a new password twice, shows the new second factor once and asks for a code of it; `code` signs in and makes the
one-time code that `device` takes. `machine` makes a key for a system that nobody attends, and prints its public half, which an
administrator adds (`porthor machine add-key`); to change keys, do so under another PORTHOR_HOME, and begin to use that once it is added.
A script gives the password in PORTHOR_PASSWORD and answers for codes on standard input.";

/// What `porthor enrol` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    whom: Whom,
}

#[derive(Debug, clap::Subcommand)]
enum Whom {
    /// Make an account work: choose a password, take up the second factor.
    Person(Person),
    /// Sign in and make a one-time code for a device.
    Code(DeviceCode),
    /// Enrol this device.
    Device(ThisDevice),
    /// Make a key for a machine, here.
    Machine(ThisMachine),
}

/// Where the gateway is.
#[derive(Debug, clap::Args)]
struct Gateway {
    /// The gateway's address.
    #[arg(long, env = "PORTHOR_GATEWAY", value_name = "URL")]
    gateway: String,
}

impl Gateway {
    fn client(&self, shared: &Shared) -> Result<Client, CliError> {
        Ok(Client::new(&self.gateway, &shared.way()?, shared.language())?)
    }
}

#[derive(Debug, clap::Args)]
struct Person {
    #[command(flatten)]
    gateway: Gateway,
    /// The address that the invitation is for.
    #[arg(long)]
    address: String,
    /// The printed one-time code.
    #[arg(long)]
    code: String,
    /// What to hold: an authenticator, or a printed card.
    #[arg(long, value_enum, default_value = "totp")]
    second: Second,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Second {
    /// An authenticator's codes.
    Totp,
    /// A printed card of codes.
    Card,
}

#[derive(Debug, clap::Args)]
struct DeviceCode {
    #[command(flatten)]
    gateway: Gateway,
    /// The address one signs in with.
    #[arg(long)]
    address: String,
}

#[derive(Debug, clap::Args)]
struct ThisDevice {
    #[command(flatten)]
    gateway: Gateway,
    /// The one-time code for a device.
    #[arg(long)]
    code: String,
    /// What to call the device.
    #[arg(long, default_value = "command line")]
    name: String,
}

#[derive(Debug, clap::Args)]
struct ThisMachine {
    #[command(flatten)]
    gateway: Gateway,
    /// The machine, as `porthor machine add` printed it.
    #[arg(long)]
    machine: String,
}

/// Enrols somebody or something.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    match args.whom {
        Whom::Person(person) => enrol_person(person, shared).await,
        Whom::Code(code) => make_code(code, shared).await,
        Whom::Device(device) => enrol_device(device, shared).await,
        Whom::Machine(machine) => enrol_machine(machine, shared).await,
    }
}

async fn enrol_person(person: Person, shared: &Shared) -> Result<(), CliError> {
    let client = person.gateway.client(shared)?;
    let password = ask_new_password()?;
    let second = match person.second {
        Second::Totp => "totp",
        Second::Card => "card",
    };
    let mut factor = sign_in::enrol(&client, &person.address, &person.code, &password, second).await?;
    let ticket = factor["ticket"].take();
    let ticket = ticket.as_str().unwrap_or_default();
    show_factor(shared, &factor);
    let code = ask_code(factor["position"].as_str())?;
    sign_in::confirm(&client, ticket, &code).await?;
    print::note("enrolled");
    Ok(())
}

/// Shows the new second factor, this once.
fn show_factor(shared: &Shared, factor: &Value) {
    if shared.json {
        return print::json_line(factor);
    }
    if let Some(otpauth) = factor["otpauth"].as_str() {
        print::line("Rhowch hwn yn eich ap dilysu. Unwaith yn unig y'i dangosir.");
        print::line("Put this into your authenticator. It is shown this once.");
        print::line(otpauth);
    }
    let codes = factor["card"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !codes.is_empty() {
        print::line("Argraffwch y cerdyn hwn a'i gadw gyda chi. Unwaith yn unig y'i dangosir.");
        print::line("Print this card and keep it with you. It is shown this once.");
    }
    for row in codes.chunks(6) {
        let cell = |code: &Value| {
            let (position, code) = (&code["position"], &code["code"]);
            format!("{} {}", position.as_str().unwrap_or_default(), code.as_str().unwrap_or_default())
        };
        print::line(&row.iter().map(cell).collect::<Vec<_>>().join("   "));
    }
}

async fn make_code(args: DeviceCode, shared: &Shared) -> Result<(), CliError> {
    let client = args.gateway.client(shared)?;
    let password = ask_password()?;
    let asked = sign_in::with_password(&client, &args.address, &password).await?;
    let code = ask_code(asked.position.as_deref())?;
    let token = sign_in::with_code(&client, &asked.ticket, &code).await?;
    let client = client.with_token(&token.token);
    let made = client.create(&["devices", "codes"], &json!({})).await?;
    // The session was for this alone.
    client.delete(&["session"]).await?;
    print::answer(shared.json, &made);
    Ok(())
}

async fn enrol_device(args: ThisDevice, shared: &Shared) -> Result<(), CliError> {
    let client = args.gateway.client(shared)?;
    let home = Home::from_environment()?;
    let key = DeviceKey::generate();
    let body = json!({ "code": args.code, "public_key": hex(&key.public()), "name": args.name });
    let made = client.post(&["devices"], &body).await?;
    let enrolled = Enrolled {
        gateway: args.gateway.gateway,
        ca_file: ca_file(shared)?,
        device: text(&made, "device")?.to_owned(),
        person: text(&made, "person")?.to_owned(),
        audience: text(&made, "audience")?.to_owned(),
        log_key: text(&made, "log_key")?.to_owned(),
        receipt_key: made["receipt_key"].as_str().map(ToOwned::to_owned),
        machine: false,
    };
    home.keep_device(&Device::new(enrolled, &key))?;
    print::answer(shared.json, &made);
    print::note(&format!("the device's key is in {}", home.device_file().display()));
    Ok(())
}

/// Where the authority lies that is trusted here, from wherever it is looked for.
fn ca_file(shared: &Shared) -> Result<Option<PathBuf>, CliError> {
    shared.ca_file.clone().map(|path| path.canonicalize().map_err(CliError::file(&path, "read"))).transpose()
}

async fn enrol_machine(args: ThisMachine, shared: &Shared) -> Result<(), CliError> {
    let client = args.gateway.client(shared)?;
    let home = Home::from_environment()?;
    if home.device_file().exists() {
        return Err(ClientError::EnrolledHere(home.device_file()).into());
    }
    let known = client.get(&["keys"], &[]).await?;
    let receipt_key = known["receipts"]["x"].as_str().and_then(|x| URL_SAFE_NO_PAD.decode(x).ok()).map(|key| hex(&key));
    let key = DeviceKey::generate();
    let enrolled = Enrolled {
        gateway: args.gateway.gateway,
        ca_file: ca_file(shared)?,
        device: key_name(&key.public()),
        person: args.machine,
        audience: text(&known, "origin")?.to_owned(),
        log_key: text(&known, "log")?.to_owned(),
        receipt_key,
        machine: true,
    };
    home.keep_device(&Device::new(enrolled, &key))?;
    let public = hex(&key.public());
    print::answer(shared.json, &json!({ "key": key_name(&key.public()), "public_key": public }));
    print::note(&format!("the machine's key is in {}; have an administrator add its public_key", home.device_file().display()));
    Ok(())
}

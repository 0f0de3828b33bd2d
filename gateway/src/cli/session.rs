//! A command's session with a gateway: the enrolled device signs in, a token of minutes is kept between commands, and the person
//! is asked for a code when one is due, or when a step needs one just entered.

use std::future::Future;
use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use porthor_keys::password;
use porthor_keys::recipient::Recipient;
use porthor_keys::token::DeviceKey;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};
use zeroize::Zeroizing;

use super::{CliError, Shared, print};
use crate::client::device::{Device, Home, KeptToken, SecretText};
use crate::client::sign_in::{self, Token};
use crate::client::way::Credentials;
use crate::client::{Client, ClientError, Problem, text};
use crate::clock::Clock;

/// Seconds before its end at which a token is renewed.
const MARGIN: i64 = 20;
/// How often somebody may choose a new password.
const TRIES: usize = 3;
/// The exit code that shells give to what Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// How a code is given: an option of every command that asks a gateway.
#[derive(Clone, Debug, clap::Args)]
pub struct Code {
    /// The person's code, if one is due; else it is asked for.
    #[arg(long, global = true, env = "PORTHOR_CODE", hide_env_values = true, value_name = "CODE")]
    code: Option<String>,
}

/// What a command on a noun of the gateway's (`agency case consent person protocol`) is told: what to do with it, and the code that it
/// may take, before or after.
#[derive(Debug, clap::Args)]
pub struct Asking<What: clap::Subcommand> {
    /// What to do.
    #[command(subcommand)]
    pub what: What,
    /// The code, if one is given.
    #[command(flatten)]
    pub code: Code,
}

/// A device that is signed in.
pub struct Session {
    client: Client,
    home: Home,
    device: Device,
    key: DeviceKey,
    code: Code,
    expires: i64,
}

impl Session {
    /// Signs the enrolled device in, or goes on with the token that is kept.
    pub async fn begin(shared: &Shared, code: &Code) -> Result<Self, CliError> {
        let home = Home::from_environment()?;
        let (device, key) = home.device()?;
        let client = Client::new(&device.gateway, &shared.way_of(&device)?, shared.language())?;
        let mut session = Self { client, home, device, key, code: code.clone(), expires: 0 };
        if let Some(kept) = session.home.token(&session.device.device)? {
            session.client = session.client.with_token(kept.token.expose());
            session.expires = kept.expires;
        }
        session.fresh().await?;
        Ok(session)
    }

    /// The gateway's key of receipts, as it was when this device was enrolled.
    pub fn receipt_key(&self) -> Option<&str> {
        self.device.receipt_key.as_deref()
    }

    /// A client whose token is good for a while yet.
    pub async fn client(&mut self) -> Result<&Client, CliError> {
        self.fresh().await?;
        Ok(&self.client)
    }

    /// Does something that may need a code just entered: asks for it then, and does it again.
    pub async fn stepping_up<T, F>(&mut self, act: impl Fn(Client) -> F) -> Result<T, CliError>
    where
        F: Future<Output = Result<T, ClientError>>,
    {
        let client = self.client().await?.clone();
        match act(client.clone()).await {
            Err(ClientError::Problem(problem)) if needs_step_up(&problem) => {
                self.step_up(&client).await?;
                Ok(act(client).await?)
            }
            done => Ok(done?),
        }
    }

    /// The recipient that reports of a case are sealed to.
    pub async fn recipient(&mut self, case: &str) -> Result<Recipient, CliError> {
        loop {
            match self.client().await?.get(&["cases", case, "recipient"], &[]).await.map_err(CliError::from) {
                Ok(answer) => return Ok(text(&answer, "recipient")?.parse()?),
                Err(error) if self.can_go_on(&error).await? => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Whether what stopped a step is out of the way now: a code that was needed, or a token that had ended.
    pub async fn can_go_on(&mut self, error: &CliError) -> Result<bool, CliError> {
        let CliError::Client(ClientError::Problem(problem)) = error else { return Ok(false) };
        if needs_step_up(problem) {
            let client = self.client.clone();
            self.step_up(&client).await?;
            return Ok(true);
        }
        // Once: a token that was just issued and is refused all the same is no token.
        if problem.status != 401 || self.expires == 0 {
            return Ok(false);
        }
        self.expires = 0;
        self.home.forget_token()?;
        Ok(true)
    }

    /// Enters a code for this session.
    async fn step_up(&mut self, client: &Client) -> Result<(), CliError> {
        let shown = client.get(&["session"], &[]).await?;
        let code = self.code(shown["position"].as_str())?;
        client.post(&["session", "step-up"], &json!({ "code": code })).await?;
        Ok(())
    }

    async fn fresh(&mut self) -> Result<(), CliError> {
        let now = Clock.now().millis() / 1000;
        if now + MARGIN < self.expires {
            return Ok(());
        }
        let token = match self.renewed().await? {
            Some(token) => token,
            None => self.signed_in(now).await?,
        };
        self.client = self.client.with_token(&token.token);
        self.expires = now + token.expires_in;
        let device = self.device.device.clone();
        self.home.keep_token(&KeptToken { device, token: SecretText::new(token.token), expires: self.expires })?;
        Ok(())
    }

    /// A new token for the session of the old one, if it still lives: a code just entered stays entered.
    async fn renewed(&self) -> Result<Option<Token>, CliError> {
        if self.expires == 0 {
            return Ok(None);
        }
        match sign_in::renewed(&self.client).await {
            Ok(token) => Ok(Some(token)),
            Err(ClientError::Problem(problem)) if problem.status == 401 => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn signed_in(&mut self, now: i64) -> Result<Token, CliError> {
        if self.device.machine {
            return Ok(sign_in::with_machine(&self.client, &self.device, &self.key, now).await?);
        }
        match sign_in::with_device(&self.client, &self.device, &self.key, now, None).await {
            Err(ClientError::Problem(problem)) if problem.code == "device-code-due" => {
                let position = problem.body.get("position").and_then(Value::as_str).map(ToOwned::to_owned);
                let code = self.code(position.as_deref())?;
                let now = Clock.now().millis() / 1000;
                Ok(sign_in::with_device(&self.client, &self.device, &self.key, now, Some(&code)).await?)
            }
            signed_in => Ok(signed_in?),
        }
    }

    /// The code that was given, once; else it is asked for.
    fn code(&mut self, position: Option<&str>) -> Result<String, CliError> {
        if let Some(code) = self.code.code.take() {
            return Ok(code);
        }
        ask_code(position)
    }
}

fn needs_step_up(problem: &Problem) -> bool {
    problem.code == "step-up-needed"
}

/// Asks for a code: the one at `position` of a card, or an authenticator's.
pub fn ask_code(position: Option<&str>) -> Result<String, CliError> {
    let question = position.map_or_else(|| "Code:".to_owned(), |position| format!("Code at {position} of your card:"));
    let code = asked(&question).map(|line| line.trim().to_owned()).filter(|code| !code.is_empty());
    code.ok_or(CliError::NobodyToAsk("a code", "--code or PORTHOR_CODE"))
}

/// Asks for a password, which is not shown while it is typed; `PORTHOR_PASSWORD` gives it to scripts.
pub fn ask_password() -> Result<SecretString, CliError> {
    given_password().map_or_else(|| typed_password("Password:"), Ok)
}

/// The password that was typed for a proxy: one run asks once.
static FOR_THE_PROXY: OnceLock<SecretString> = OnceLock::new();

/// Who signs in to the proxy: with the environment's password, or one that is asked for and not shown.
pub fn proxy_credentials(user: &str) -> Result<Credentials, CliError> {
    if let Some(given) = Credentials::of_environment(user) {
        return Ok(given);
    }
    let password = match FOR_THE_PROXY.get() {
        Some(password) => password.clone(),
        None => {
            let typed = typed(&format!("Password of {user} at the proxy:"));
            let typed =
                typed.ok_or(CliError::NobodyToAsk("the proxy's password", "PORTHOR_PROXY_PASSWORD or --proxy-auth-file"))?;
            FOR_THE_PROXY.get_or_init(|| typed).clone()
        }
    };
    Ok(Credentials { user: user.to_owned(), password })
}

/// Asks for a new password. At a terminal it is asked for twice, since nobody sees what they type, and again as long as it cannot
/// be one.
pub fn ask_new_password() -> Result<SecretString, CliError> {
    if let Some(given) = given_password() {
        return Ok(given);
    }
    if !io::stdin().is_terminal() {
        return typed_password("New password:");
    }
    for _ in 0..TRIES {
        let first = typed_password("New password:")?;
        if let Err(unfit) = password::check(&first) {
            print::note(&unfit.to_string());
        } else if typed_password("The same again:")?.expose_secret() == first.expose_secret() {
            return Ok(first);
        } else {
            print::note("these were two different passwords: type one and the same twice");
        }
    }
    Err(CliError::NoPasswordChosen)
}

fn given_password() -> Option<SecretString> {
    std::env::var("PORTHOR_PASSWORD").ok().map(SecretString::from)
}

fn typed_password(question: &str) -> Result<SecretString, CliError> {
    typed(question).ok_or(CliError::NobodyToAsk("a password", "PORTHOR_PASSWORD"))
}

/// What is typed, not shown meanwhile; none where nobody types.
fn typed(question: &str) -> Option<SecretString> {
    let hidden = io::stdin().is_terminal() && show_again_if_interrupted().is_ok() && stty("-echo");
    let typed = asked(question);
    if hidden {
        stty("echo");
        print::note("");
    }
    typed.map(|line| SecretString::from(line.trim_end_matches(['\r', '\n'])))
}

/// Whoever gives up with Ctrl-C gets a terminal back that shows what they type: the signal is waited for from the moment this returns.
fn show_again_if_interrupted() -> io::Result<()> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        if interrupted.recv().await.is_some() {
            stty("echo");
            std::process::exit(INTERRUPTED);
        }
    });
    Ok(())
}

/// Whether the terminal took the setting.
fn stty(setting: &str) -> bool {
    std::process::Command::new("stty").arg(setting).status().is_ok_and(|status| status.success())
}

/// A line from whoever is there, a person or a script; none once there is nobody.
fn asked(question: &str) -> Option<Zeroizing<String>> {
    print::ask(question);
    let mut line = Zeroizing::new(String::new());
    let read = io::stdin().read_line(&mut line).ok()?;
    (read > 0).then_some(line)
}

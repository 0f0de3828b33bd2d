//! Why a command failed, and its exit code. Messages say what, why and what to do; none shows a secret.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::print;
use crate::app::StartError;
use crate::client::ClientError;
use crate::store::StoreError;

/// Wrongly typed.
pub const USAGE: u8 = 2;
const FAILED: u8 = 1;
const REFUSED: u8 = 3;
const NOT_SIGNED_IN: u8 = 4;
const SOME_NOT_PUSHED: u8 = 5;
const FOUND: u8 = 6;
const NETWORK: u8 = 7;

/// The end of `porthor --help`.
pub const EXIT_CODES: &str = "\
EXAMPLES
  porthor init --trial ~/porthor && porthor serve --config ~/porthor/gateway.toml
  porthor enrol device --gateway https://porth.example --code XXXX-XXXX-XXXX-XXXX
  porthor push CASE reports/ --category speech-language --purpose aln-support

EXIT CODES
  0    done
  1    failed
  2    wrongly typed
  3    refused, or not there for you
  4    not signed in
  5    some files were not pushed
  6    a verification found something
  7    the gateway could not be reached, or the line broke
  130  given up with Ctrl-C while a password was asked for

ENVIRONMENT
  PORTHOR_HOME      where this device's key is kept (else ~/.config/porthor)
  PORTHOR_CODE      the code to give when one is due
  PORTHOR_PASSWORD  the password, for scripts
  PORTHOR_LOG       error, warn, info, debug or trace, for this program's own log
  HTTPS_PROXY       the way out";

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Mail cannot be sent as it is configured.
    #[error(transparent)]
    Relay(#[from] crate::mail::relay::RelayError),
    /// The mail drop cannot be opened.
    #[error(transparent)]
    MailDrop(#[from] crate::mail_drop::DropError),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] porthor_config::ConfigError),
    /// The gateway did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The root key.
    #[error("the root identity cannot be used: {0}")]
    Root(#[from] porthor_keys::hierarchy::RootError),
    /// A gateway's answer, or none.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A certificate for a trial.
    #[error(transparent)]
    Certificates(#[from] super::init_certificates::CertificatesError),
    /// A certificate to serve with.
    #[error(transparent)]
    Tls(#[from] crate::http::tls::TlsError),
    /// The listener for health and metrics.
    #[error(transparent)]
    Observe(#[from] crate::http::observe::ObserveError),
    /// The public listener ended.
    #[error(transparent)]
    Listen(#[from] crate::http::listener::ListenError),
    /// The public address cannot be bound.
    #[error("{address} cannot be listened on: {source}; choose a free port, or stop what listens there")]
    Bind {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The program's own threads.
    #[error("the program could not start its threads: {0}")]
    Runtime(#[source] io::Error),
    /// A local file.
    #[error("{} could not be {doing}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// `read`, `written`, ….
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Something of an earlier run is in the way; nothing was changed.
    #[error("{} is there already, nothing was changed; choose another folder", .0.display())]
    AlreadyThere(PathBuf),
    /// A secret file that others can read.
    #[error("{} can be read by others; make it private: chmod 600", .0.display())]
    OpenToOthers(PathBuf),
    /// A passphrase that is not where the configuration says.
    #[error("expected the root's passphrase in the environment variable {0}, found nothing")]
    PassphraseMissing(String),
    /// A production store without recovery.
    #[error("a production store needs a recovery recipient: give one with --recovery age1…, made by age-keygen elsewhere")]
    RecoveryMissing,
    /// A production log without its name.
    #[error("a gateway in production needs a name for its log, kept for ever: give one with --origin, such as porth.example/log")]
    OriginMissing,
    /// Two databases are named.
    #[error("PORTHOR_STORAGE_DATABASE is set and would win over --database: unset it, or leave --database out")]
    TwoDatabases,
    /// A database that `porthor init` never began.
    #[error(
        "there is nobody in this database, not even an operator; put [storage] database of {} back to what `porthor init` \
         was given, or make an operator here: porthor init --operator-code --operator ADDRESS {}",
        config.display(), folder(config).display()
    )]
    NotBegun {
        /// The configuration that names it.
        config: PathBuf,
    },
    /// An argument of another form.
    #[error("expected {expected} for {what}")]
    Argument {
        /// Which argument.
        what: &'static str,
        /// What it has to be.
        expected: &'static str,
    },
    /// A person is needed to type something, and there is no terminal.
    #[error("{0} is asked for, and nobody can answer; give it with {1}")]
    NobodyToAsk(&'static str, &'static str),
    /// Three times no password could be made of what was typed.
    #[error("no new password was chosen: begin again with the same one-time code")]
    NoPasswordChosen,
    /// Keys were not replaced, or the store is in use.
    #[error(transparent)]
    Rotation(#[from] crate::store::rotation::RotationError),
    /// The first operator was not made.
    #[error(transparent)]
    Bootstrap(#[from] crate::agency::store::BootstrapError),
    /// The record could not be verified.
    #[error(transparent)]
    Verify(#[from] crate::audit::verify::VerifyError),
    /// The record could not be exported.
    #[error(transparent)]
    Export(#[from] crate::audit::export::ExportError),
    /// The operator has enrolled before.
    #[error("the operator has enrolled already; another administrator makes a new code for them")]
    OperatorEnrolled,
    /// Some files were not pushed; each was told.
    #[error("{failed} of {all} files were not pushed; the command may be repeated, what is there is not sent twice")]
    SomeNotPushed {
        /// How many.
        failed: usize,
        /// Of how many.
        all: usize,
    },
    /// Files that were moved aside; each was told.
    #[error("{0} files could not be pushed; they lie in the folder `failed`, each with its reason beside it")]
    SomeFailed(usize),
    /// A folder that another run watches.
    #[error("{} is watched already, by another run of `porthor watch`", .0.display())]
    Watched(PathBuf),
    /// Something on the way stops reports; each hop was told.
    #[error("a report cannot get through from here; show the page above to your network team")]
    NotThrough,
    /// A verification found something; each finding was told.
    #[error("{0}")]
    Found(String),
    /// A receipt that does not hold.
    #[error("the receipt does not hold: {0}")]
    Receipt(#[from] porthor_keys::receipt::ReceiptError),
    /// A key or recipient of another form.
    #[error(transparent)]
    KeyText(#[from] porthor_keys::recipient::KeyTextError),
    /// An envelope that does not open.
    #[error("{what} does not open: {source}")]
    Envelope {
        /// Which.
        what: &'static str,
        /// Why.
        source: porthor_keys::envelope::EnvelopeError,
    },
    /// The drill did not prove recovery.
    #[error("recovery is NOT proved: {0}")]
    Drill(&'static str),
    /// The log's name or key.
    #[error(transparent)]
    Note(#[from] porthor_keys::log::note::NoteError),
    /// A step of the demonstration did not act as it should.
    #[error(transparent)]
    Demo(#[from] super::demo::DemoError),
}

/// The folder that a configuration lies in.
fn folder(config: &Path) -> &Path {
    match config.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

impl CliError {
    /// A file that could not be `doing` (`read`, `written`).
    pub fn file(path: impl Into<PathBuf>, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, doing, source }
    }

    /// Tells of the failure on standard error, and gives its exit code.
    pub fn tell(&self, json: bool) -> ExitCode {
        if json {
            print::note(&self.as_json().to_string());
        } else {
            print::note(&format!("porthor: {self}"));
        }
        ExitCode::from(self.code())
    }

    /// The failure as JSON: a gateway's problem as it came, anything else as `error`.
    pub fn as_json(&self) -> Value {
        match self {
            Self::Client(ClientError::Problem(problem)) => Value::Object(problem.body.clone()),
            other => json!({ "error": other.to_string(), "exit": other.code() }),
        }
    }

    fn code(&self) -> u8 {
        match self {
            Self::Client(error) => code_of(error),
            Self::Argument { .. } => USAGE,
            Self::NotThrough => NETWORK,
            Self::SomeNotPushed { .. } | Self::SomeFailed(_) => SOME_NOT_PUSHED,
            Self::Found(_) | Self::Receipt(_) | Self::Drill(_) => FOUND,
            _ => FAILED,
        }
    }
}

fn code_of(error: &ClientError) -> u8 {
    match error {
        ClientError::Problem(problem) => match problem.status {
            401 => NOT_SIGNED_IN,
            403 | 404 => REFUSED,
            _ => FAILED,
        },
        ClientError::NotEnrolled | ClientError::NoCodes => NOT_SIGNED_IN,
        ClientError::Network { .. }
        | ClientError::CutShort { .. }
        | ClientError::NotPorthor(_)
        | ClientError::OnTheWay { .. }
        | ClientError::ProxySignIn
        | ClientError::Silent(_)
        | ClientError::Stalled => NETWORK,
        _ => FAILED,
    }
}

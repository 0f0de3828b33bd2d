//! The relay that mail is handed to (RFC 5321), through a library.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, Error as SmtpError};
use lettre::{Address, AsyncTransport, Tokio1Executor};
use porthor_config::{MailTls, Relay};

/// How long the relay may take for one command.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why mail cannot be sent as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// A file of `[mail]` cannot be used.
    #[error("{} of [mail] cannot be read: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A password that others can read.
    #[error("{} of [mail] can be read by others; make it private: chmod 600", .0.display())]
    OpenToOthers(PathBuf),
    /// No certificates, or ones that cannot be used.
    #[error("ca_file of [mail] cannot be used: {0}")]
    Authority(SmtpError),
    /// A sender that is no mail address.
    #[error("from of [mail] is no mail address: {0}")]
    From(#[from] lettre::address::AddressError),
}

/// Why one mail was not sent.
#[derive(Debug)]
pub enum NotSent {
    /// The relay will never take it.
    Never,
    /// It may be tried again.
    NotNow,
}

/// The relay.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl Mailer {
    /// As it is configured. Nothing is sent yet.
    pub fn new(relay: &Relay) -> Result<Self, RelayError> {
        let from = relay.from.parse()?;
        let tls = match relay.tls {
            MailTls::None => Tls::None,
            MailTls::Starttls => Tls::Required(trust(relay)?),
            MailTls::Tls => Tls::Wrapper(trust(relay)?),
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host);
        let mut transport = transport.port(relay.port).tls(tls).timeout(Some(PATIENCE));
        if let Some((user, file)) = &relay.account {
            let text = read(file)?;
            let about = fs::metadata(file).map_err(|source| RelayError::File { path: file.clone(), source })?;
            if about.permissions().mode() & 0o077 != 0 {
                return Err(RelayError::OpenToOthers(file.clone()));
            }
            let password = String::from_utf8_lossy(&text).lines().next().unwrap_or_default().to_owned();
            transport = transport.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self { transport: transport.build(), from })
    }

    /// Sends a text that nobody is to answer, and that no machine answers (RFC 3834). `id` names it.
    pub async fn send(&self, id: &str, to: &str, subject: &str, text: String) -> Result<(), NotSent> {
        let to: Address = to.parse().map_err(|_| NotSent::Never)?;
        let envelope = Envelope::new(None, vec![to.clone()]).map_err(|_| NotSent::Never)?;
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-replied".to_owned());
        let message = Message::builder()
            .envelope(envelope)
            .from(Mailbox::new(Some("Porthor".to_owned()), self.from.clone()))
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{id}@{}>", self.from.domain())))
            .subject(subject)
            .raw_header(automatic)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|_| NotSent::Never)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(NotSent::Never),
            Err(_) => Err(NotSent::NotNow),
        }
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>, RelayError> {
    fs::read(path).map_err(|source| RelayError::File { path: path.clone(), source })
}

fn trust(relay: &Relay) -> Result<TlsParameters, RelayError> {
    let mut trust = TlsParameters::builder(relay.host.clone());
    if let Some(file) = &relay.ca_file {
        trust = trust.certificate_store(CertificateStore::None);
        trust = trust.add_root_certificate(Certificate::from_pem(&read(file)?).map_err(RelayError::Authority)?);
    }
    trust.build_rustls().map_err(RelayError::Authority)
}

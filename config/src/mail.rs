//! Mail: the relay through which it is sent, `[mail]`, and the drop where sealed files are taken in, `[mail_drop]`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::Misfit;

/// How the line to a relay is sealed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// By STARTTLS, or nothing is sent (RFC 3207).
    #[default]
    Starttls,
    /// From the first byte (RFC 8314).
    Tls,
    /// Not at all: to a relay on this machine.
    None,
}

/// The relay that mail is sent through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Its name, as its certificate has it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is sealed.
    pub tls: MailTls,
    /// Who signs in there, and the file with their password.
    pub account: Option<(String, PathBuf)>,
    /// The authorities that its certificate is checked by; else the system's.
    pub ca_file: Option<PathBuf>,
    /// Whom mail comes from.
    pub from: String,
}

/// Where sealed files are taken in that come by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDrop {
    /// Where SMTP is spoken. On an address that is not loopback a sender has to begin TLS first.
    pub listen: SocketAddr,
    /// The one address that mail is taken in for.
    pub address: String,
    /// Bytes of the largest mail.
    pub message_bytes: u64,
    /// Mails that are taken in at once.
    pub at_once: u32,
}

/// What is configured of mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// None: no mail is sent.
    pub relay: Option<Relay>,
    /// None: no mail is taken in.
    pub drop: Option<MailDrop>,
}

/// `[mail]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MailKeys {
    relay: Option<String>,
    tls: MailTls,
    user: Option<String>,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    from: Option<String>,
}

/// `[mail_drop]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MailDropKeys {
    pub(crate) listen: Option<SocketAddr>,
    address: Option<String>,
    message_bytes: u64,
    at_once: u32,
}

impl Default for MailDropKeys {
    fn default() -> Self {
        Self { listen: None, address: None, message_bytes: 25 << 20, at_once: 4 }
    }
}

/// Checks both: whoever takes mail in says so by mail.
pub(crate) fn checked(mail: MailKeys, drop: MailDropKeys, base: &Path) -> Result<Mail, Misfit> {
    let relay = mail.checked(base)?;
    let drop = drop.checked()?;
    if drop.is_some() && relay.is_none() {
        return Err(Misfit::new(
            "mail.relay",
            "\"host:port\" of a mail relay, because what the mail drop takes in is acknowledged",
            "nothing",
        ));
    }
    Ok(Mail { relay, drop })
}

impl MailKeys {
    fn checked(self, base: &Path) -> Result<Option<Relay>, Misfit> {
        let Some(relay) = self.relay else { return Ok(None) };
        let place = relay.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok().filter(|port| *port > 0)?)));
        let Some((host, port)) = place.filter(|(host, _)| !host.is_empty()) else {
            return Err(Misfit::new("mail.relay", "\"host:port\" of a mail relay", format!("{relay:?}")));
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        let is_here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        if self.tls == MailTls::None && !is_here {
            return Err(Misfit::new("mail.tls", "\"starttls\" or \"tls\" for a relay that is not on this machine", "\"none\""));
        }
        let account = match (self.user, self.password_file) {
            (Some(user), Some(file)) => Some((user, base.join(file))),
            (None, None) => None,
            _ => return Err(Misfit::new("mail.user", "both mail.user and mail.password_file, or neither", "one of them")),
        };
        let from = address("mail.from", self.from)?;
        Ok(Some(Relay { host, port, tls: self.tls, account, ca_file: self.ca_file.map(|file| base.join(file)), from }))
    }
}

impl MailDropKeys {
    fn checked(self) -> Result<Option<MailDrop>, Misfit> {
        let Some(listen) = self.listen else { return Ok(None) };
        let address = address("mail_drop.address", self.address)?;
        if !(1 << 16..=1 << 30).contains(&self.message_bytes) {
            return Err(Misfit::new("mail_drop.message_bytes", "65536 to 1073741824", self.message_bytes.to_string()));
        }
        if !(1..=64).contains(&self.at_once) {
            return Err(Misfit::new("mail_drop.at_once", "1 to 64", self.at_once.to_string()));
        }
        Ok(Some(MailDrop { listen, address, message_bytes: self.message_bytes, at_once: self.at_once }))
    }
}

fn address(key: &'static str, text: Option<String>) -> Result<String, Misfit> {
    let text = text.unwrap_or_default();
    let is_one =
        text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    if is_one && text.len() <= 254 && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"(),:;\\".contains(&byte)) {
        return Ok(text);
    }
    Err(Misfit::new(key, "a mail address such as adroddiadau@porth.example", format!("{text:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(mail: &str, drop: &str) -> Result<Mail, Misfit> {
        let mail = toml::from_str(mail).expect("of the form");
        checked(mail, toml::from_str(drop).expect("of the form"), Path::new("/etc/porthor"))
    }

    #[test]
    fn nothing_is_sent_or_taken_in_unless_it_is_said() {
        assert_eq!(parsed("", "").expect("nothing"), Mail { relay: None, drop: None });
        let relay = parsed(
            "relay = \"mail.porth.example:587\"\nfrom = \"porth@porth.example\"\nuser = \"porth\"\npassword_file = \"mail\"",
            "",
        );
        let relay = relay.expect("a relay").relay.expect("there");
        assert_eq!((relay.host.as_str(), relay.port, relay.tls), ("mail.porth.example", 587, MailTls::Starttls));
        assert_eq!(relay.account.expect("one").1, Path::new("/etc/porthor/mail"));
    }

    #[test]
    fn a_line_that_is_not_sealed_stays_on_this_machine() {
        let at = |host: &str| parsed(&format!("relay = \"{host}:25\"\ntls = \"none\"\nfrom = \"p@porth.example\""), "");
        assert!(at("localhost").is_ok() && at("127.0.0.1").is_ok() && at("[::1]").is_ok());
        assert_eq!(at("mail.porth.example").expect_err("in the open").key, "mail.tls");
    }

    #[test]
    fn a_drop_needs_an_address_and_a_relay_that_it_answers_by() {
        const RELAY: &str = "relay = \"localhost:25\"\ntls = \"none\"\nfrom = \"p@porth.example\"";
        let drop = "listen = \"127.0.0.1:2525\"\naddress = \"adroddiadau@porth.example\"";
        assert!(parsed(RELAY, drop).is_ok_and(|mail| mail.drop.is_some()));
        assert_eq!(parsed("", drop).expect_err("no relay").key, "mail.relay");
        for bad in ["", "x", "@porth.example", "a@b@c", "a b@porth.example", "<a@porth.example>"] {
            let drop = format!("listen = \"127.0.0.1:2525\"\naddress = \"{bad}\"");
            assert_eq!(parsed(RELAY, &drop).expect_err(bad).key, "mail_drop.address");
        }
        assert_eq!(parsed(RELAY, &format!("{drop}\nmessage_bytes = 9")).expect_err("too few").key, "mail_drop.message_bytes");
        assert_eq!(parsed(RELAY, &format!("{drop}\nat_once = 0")).expect_err("none").key, "mail_drop.at_once");
    }
}

//! Where the gateway listens and how it ends: `[server]`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::Misfit;

/// `[server]`: addresses, certificate and the end of a run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Where HTTPS is served.
    pub listen: SocketAddr,
    /// The one origin of pages and API: `https://`, host, and port unless it is 443; nothing behind it.
    pub public_origin: String,
    /// Where health, readiness and metrics are served over plain HTTP; a loopback address.
    pub observe_listen: SocketAddr,
    /// The certificate chain, PEM.
    pub certificate: PathBuf,
    /// The certificate's private key, PEM.
    pub key: PathBuf,
    /// Whether TLS 1.2 is accepted beside 1.3.
    pub allow_tls12: bool,
    /// Seconds that running transfers get after a stop signal.
    pub shutdown_seconds: u64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8443)),
            public_origin: "https://localhost:8443".to_owned(),
            observe_listen: SocketAddr::from(([127, 0, 0, 1], 9443)),
            certificate: PathBuf::from("tls/certificate.pem"),
            key: PathBuf::from("tls/key.pem"),
            allow_tls12: false,
            shutdown_seconds: 30,
        }
    }
}

impl Server {
    pub(crate) fn checked(mut self, base: &Path) -> Result<Self, Misfit> {
        if !self.observe_listen.ip().is_loopback() {
            return Err(Misfit::new(
                "server.observe_listen",
                "a loopback address such as 127.0.0.1:9443, because metrics and readiness are open to whoever reaches them",
                self.observe_listen.to_string(),
            ));
        }
        if !is_origin(&self.public_origin) {
            return Err(Misfit::new(
                "server.public_origin",
                "https://host or https://host:port, in lower case, with nothing behind it",
                format!("{:?}", self.public_origin),
            ));
        }
        self.certificate = base.join(&self.certificate);
        self.key = base.join(&self.key);
        Ok(self)
    }
}

/// Scheme, host and perhaps a port, as RFC 6454 writes an origin.
fn is_origin(text: &str) -> bool {
    let Some(authority) = text.strip_prefix("https://") else {
        return false;
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let host_is_plain =
        |host: &str| host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    let host_is_v6 = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .is_some_and(|host| host.parse::<std::net::Ipv6Addr>().is_ok());
    !host.is_empty()
        && (host_is_plain(host) || host_is_v6)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0 && number != 443))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_told_from_other_addresses() {
        for good in ["https://localhost:8443", "https://porth.example", "https://[::1]:8443"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "http://porth.example",
            "https://",
            "https://porth.example/",
            "https://Porth.example",
            "https://user@porth.example",
            "https://porth.example:443",
            "https://porth.example:99999",
            "porth.example",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn metrics_on_an_open_address_are_refused() {
        let open = Server { observe_listen: SocketAddr::from(([0, 0, 0, 0], 9443)), ..Server::default() };
        let misfit = open.checked(Path::new("/etc/porthor")).expect_err("an open address is refused");
        assert_eq!(misfit.key, "server.observe_listen");
    }
}

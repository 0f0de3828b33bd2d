//! The way to a gateway: whom to trust, and which proxy to go through. A proxy's password comes from a file, the environment or a
//! person, never from the command line, where everybody on the machine can read it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use reqwest::{ClientBuilder, NoProxy, Proxy, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::ClientError;

/// Variables that name a proxy for HTTPS, the first by preference.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The variable with the password for the proxy.
const PASSWORD: &str = "PORTHOR_PROXY_PASSWORD";

/// How long a proxy may take to say whether it lets somebody through.
const ASKED: Duration = Duration::from_secs(10);

/// Who signs in to a proxy.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// As the proxy knows them.
    pub user: String,
    /// Their password.
    pub password: SecretString,
}

impl Credentials {
    /// From a file that holds `user:password` on its first line and is its owner's alone.
    pub fn of_file(path: &Path) -> Result<Self, ClientError> {
        let unreadable = |source| ClientError::File { path: path.to_owned(), doing: "read", source };
        let text = SecretString::from(fs::read_to_string(path).map_err(unreadable)?);
        if fs::metadata(path).map_err(unreadable)?.permissions().mode() & 0o077 != 0 {
            return Err(ClientError::OpenToOthers(path.to_owned()));
        }
        let line = text.expose_secret().lines().next().unwrap_or_default();
        let (user, password) = line.split_once(':').ok_or_else(|| ClientError::ProxyFile(path.to_owned()))?;
        Ok(Self { user: user.to_owned(), password: SecretString::from(password) })
    }

    /// Of `user`, with the password that the environment gives; none if it gives none.
    pub fn of_environment(user: &str) -> Option<Self> {
        let password = std::env::var(PASSWORD).ok()?;
        Some(Self { user: user.to_owned(), password: SecretString::from(password) })
    }
}

/// The way to a gateway.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// The authorities to trust, instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// The proxy given by hand, without anybody's password.
    pub proxy: Option<String>,
    /// Who signs in to the proxy.
    pub credentials: Option<Credentials>,
}

impl Way {
    /// A way that trusts `ca_file` and goes as the environment says.
    pub fn trusting(ca_file: Option<&Path>) -> Self {
        Self { ca_file: ca_file.map(Path::to_owned), ..Self::default() }
    }

    /// The proxy that stands between here and `gateway`, if any: its address without anybody's password.
    pub fn proxy_to(&self, gateway: &Url) -> Result<Option<Url>, ClientError> {
        if let Some(proxy) = &self.proxy {
            return proxy_url(proxy).map(Some);
        }
        if super::is_loopback(gateway) {
            return Ok(None);
        }
        // As the library that sends requests reads the environment, NO_PROXY included.
        let to = gateway.as_str().parse().map_err(|_| ClientError::Address)?;
        let Some(proxy) = Matcher::from_env().intercept(&to) else { return Ok(None) };
        Url::parse(&proxy.uri().to_string()).map(Some).map_err(|_| ClientError::ProxyAddress)
    }

    /// The status with which the proxy answers when it is asked for a tunnel to `gateway` (CONNECT, RFC 9110, 9.3.6); none if there is no
    /// proxy, or it does not answer.
    pub async fn tunnel(&self, gateway: &Url) -> Option<StatusCode> {
        let proxy = self.proxy_to(gateway).ok().flatten().filter(|proxy| proxy.scheme() == "http")?;
        let host = proxy.host_str()?.trim_matches(['[', ']']);
        let place = format!("{}:{}", gateway.host_str()?, gateway.port_or_known_default()?);
        let mut request = Request::connect(&place).header(HOST, &place);
        if let Some(who) = &self.credentials {
            let pair = Zeroizing::new(format!("{}:{}", who.user, who.password.expose_secret()));
            request = request.header(PROXY_AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair.as_bytes())));
        }
        let asked = async {
            let stream = TcpStream::connect((host, proxy.port_or_known_default()?)).await.ok()?;
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
            tokio::spawn(connection);
            Some(sender.send_request(request.body(Empty::<Bytes>::new()).ok()?).await.ok()?.status())
        };
        timeout(ASKED, asked).await.ok().flatten()
    }

    /// Puts the proxy, if there is one, into a client's settings.
    pub(super) fn put_into(&self, builder: ClientBuilder, gateway: &Url) -> Result<ClientBuilder, ClientError> {
        let refused = |source| ClientError::Network { what: "the proxy cannot be used", source };
        let signed = |proxy: Proxy| match &self.credentials {
            Some(who) => proxy.basic_auth(&who.user, who.password.expose_secret()),
            None => proxy,
        };
        if let Some(proxy) = &self.proxy {
            let proxy = Proxy::all(proxy_url(proxy)?).map_err(refused)?;
            return Ok(builder.no_proxy().proxy(signed(proxy)));
        }
        // A proxy cannot reach this machine's own addresses for us.
        if super::is_loopback(gateway) {
            return Ok(builder.no_proxy());
        }
        match (self.proxy_to(gateway)?, &self.credentials) {
            // The environment's own, with whoever stands in its address: the library reads it.
            (None, _) | (Some(_), None) => Ok(builder),
            (Some(proxy), Some(_)) => {
                let proxy = Proxy::all(proxy).map_err(refused)?.no_proxy(NoProxy::from_env());
                Ok(builder.no_proxy().proxy(signed(proxy)))
            }
        }
    }
}

/// Whether the environment names a proxy.
pub fn is_set() -> bool {
    set().is_some()
}

fn set() -> Option<String> {
    VARIABLES.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

/// The address of a proxy that was given by hand.
fn proxy_url(text: &str) -> Result<Url, ClientError> {
    let url = Url::parse(&with_scheme(text)).map_err(|_| ClientError::ProxyAddress)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ClientError::ProxyPassword);
    }
    if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(url) } else { Err(ClientError::ProxyAddress) }
}

/// `proxy.ward.example:3128` means HTTP.
fn with_scheme(text: &str) -> String {
    if text.contains("://") { text.to_owned() } else { format!("http://{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_an_address_without_a_password() {
        let host = |text: &str| proxy_url(text).map(|url| url.to_string());
        assert_eq!(host("proxy.ward.example:3128").expect("an address"), "http://proxy.ward.example:3128/");
        assert_eq!(host("https://proxy.ward.example").expect("an address"), "https://proxy.ward.example/");
        assert!(matches!(host("http://nyrs:gair@proxy.ward.example:3128"), Err(ClientError::ProxyPassword)));
        assert!(matches!(host("nyrs@proxy.ward.example:3128"), Err(ClientError::ProxyPassword)));
        for bad in ["ftp://proxy.ward.example", "http://", ":", "socks5://x"] {
            assert!(matches!(host(bad), Err(ClientError::ProxyAddress)), "{bad}");
        }
    }

    #[test]
    fn credentials_are_read_from_a_file_that_is_its_owners_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("proxy");
        fs::write(&path, "nyrs:pass:word\nmore\n").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("changed");
        assert!(matches!(Credentials::of_file(&path), Err(ClientError::OpenToOthers(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("changed");
        let read = Credentials::of_file(&path).expect("well written");
        assert_eq!((read.user.as_str(), read.password.expose_secret()), ("nyrs", "pass:word"));
        assert!(!format!("{read:?}").contains("pass:word"));
        fs::write(&path, "no colon\n").expect("written");
        assert!(matches!(Credentials::of_file(&path), Err(ClientError::ProxyFile(_))));
    }
}

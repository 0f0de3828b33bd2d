//! The demonstration's own gateway: a fresh folder with trial certificates and a root, and the gateway that `porthor serve` would
//! start from it, on the embedded default.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use porthor_config::Config;
use porthor_keys::hierarchy::Root;
use porthor_policy::Language;
use time::OffsetDateTime;

use super::error::StepError;
use crate::cli::serve::{self, Served};
use crate::cli::{CliError, init_certificates};
use crate::client::Client;
use crate::client::way::Way;
use crate::clock::Clock;

/// Where the demonstration keeps what it makes; a temporary one is removed when dropped.
pub struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    /// The folder that was named, which must not exist, or a fresh temporary one.
    pub fn make(named: Option<&Path>) -> Result<Self, CliError> {
        let fresh = || std::env::temp_dir().join(format!("porthor-demo-{}", porthor_keys::random::id()));
        let path = named.map_or_else(fresh, Path::to_owned);
        if fs::symlink_metadata(&path).is_ok() {
            return Err(CliError::AlreadyThere(path));
        }
        DirBuilder::new().recursive(true).mode(0o700).create(&path).map_err(CliError::file(&path, "made"))?;
        Ok(Self { path, temporary: named.is_none() })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps it, also where it is temporary.
    pub fn keep(&mut self) {
        self.temporary = false;
    }

    /// Whether it goes when it is dropped.
    pub fn is_temporary(&self) -> bool {
        self.temporary
    }

    /// Writes a file that only its owner can read; gives its place.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, CliError> {
        let path = self.path.join(name);
        let write = || OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?.write_all(bytes);
        write().map_err(CliError::file(&path, "written"))?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            // What stays in a temporary folder, the system removes in time.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// A gateway that serves, and how it is reached.
pub struct Gateway {
    /// The gateway.
    pub served: Served,
    /// Its address for people.
    pub origin: String,
    /// The authority that its certificate is signed by.
    pub authority: PathBuf,
}

impl Gateway {
    /// Sets up `folder` and serves on `listen`.
    pub async fn start(folder: &Folder, listen: SocketAddr) -> Result<Self, StepError> {
        let listen = with_port(listen)?;
        let certificates = init_certificates::trial(&folder.path.join("tls"), &[], now()).map_err(CliError::from)?;
        let recovery = Root::generate_identity_file();
        folder.write("recovery.key", recovery.as_bytes())?;
        folder.write("root.key", Root::generate_identity_file().as_bytes())?;
        let origin = format!("https://localhost:{}", listen.port());
        let text = configuration(listen, &origin, public_line(&recovery));
        let file = folder.write("gateway.toml", text.as_bytes())?;
        let config = Config::from_toml(&text, &folder.path).map_err(CliError::from)?;
        tracing::debug!(config = %file.display(), "the demonstration's configuration was written");
        let served = serve::start(config, serve::Store::New).await?;
        Ok(Self { served, origin, authority: certificates.authority })
    }

    /// A client of it, over TLS like any other, trusting its authority alone.
    pub fn client(&self, language: Language) -> Result<Client, StepError> {
        let address = format!("https://{}", self.served.address);
        Ok(Client::new(&address, &Way::trusting(Some(&self.authority)), language)?)
    }
}

/// A free port where none was chosen: the origin names it before the gateway binds it.
fn with_port(listen: SocketAddr) -> Result<SocketAddr, CliError> {
    if listen.port() != 0 {
        return Ok(listen);
    }
    let free = TcpListener::bind(listen).and_then(|listener| listener.local_addr());
    free.map_err(|source| CliError::Bind { address: listen, source })
}

/// The shipped example with what differs here. Health and metrics take any free port.
fn configuration(listen: SocketAddr, origin: &str, recovery: &str) -> String {
    let changes = [
        ("listen = \"127.0.0.1:8443\"", format!("listen = \"{listen}\"")),
        ("public_origin = \"https://localhost:8443\"", format!("public_origin = \"{origin}\"")),
        ("observe_listen = \"127.0.0.1:9443\"", "observe_listen = \"127.0.0.1:0\"".to_owned()),
        ("certificate = \"tls/certificate.pem\"", "certificate = \"tls/server.pem\"".to_owned()),
        ("key = \"tls/key.pem\"", "key = \"tls/server.key\"".to_owned()),
        ("recovery = []", format!("recovery = [\"{recovery}\"]")),
    ];
    let line = |line: &str| changes.iter().find(|(from, _)| *from == line).map_or_else(|| line.to_owned(), |(_, to)| to.clone());
    porthor_config::EXAMPLE.lines().map(|text| line(text) + "\n").collect()
}

/// The public line of an identity file as [`Root::generate_identity_file`] writes it.
fn public_line(identity_file: &str) -> &str {
    identity_file.lines().next().unwrap_or_default().trim_start_matches("# public key: ")
}

fn now() -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + time::Duration::milliseconds(Clock.now().millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_usable_and_differs_from_the_example_where_it_says() {
        let listen = SocketAddr::from(([127, 0, 0, 1], 8444));
        let identity = Root::generate_identity_file();
        let recovery = public_line(&identity);
        let text = configuration(listen, "https://localhost:8444", recovery);
        let config = Config::from_toml(&text, Path::new("/tmp/demo")).expect("usable");
        assert_eq!(config.server.listen, listen);
        assert_eq!(config.server.public_origin, "https://localhost:8444");
        assert_eq!(config.server.observe_listen.port(), 0);
        assert_eq!(config.server.certificate, Path::new("/tmp/demo/tls/server.pem"));
        assert_eq!(config.root.recovery, [recovery]);
    }

    #[test]
    fn a_temporary_folder_is_gone_when_it_is_dropped_and_a_named_one_stays() {
        let folder = Folder::make(None).expect("made");
        let place = folder.path().to_owned();
        folder.write("x", b"x").expect("written");
        drop(folder);
        assert!(!place.exists());
        let around = tempfile::tempdir().expect("a temporary folder");
        let named = around.path().join("demo");
        drop(Folder::make(Some(&named)).expect("made"));
        assert!(named.exists());
        assert!(matches!(Folder::make(Some(&named)), Err(CliError::AlreadyThere(_))));
    }
}

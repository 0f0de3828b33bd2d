//! TLS of the public listener: TLS 1.3 with the post-quantum hybrid group first
//! (draft-ietf-tls-ecdhe-mlkem), TLS 1.2 only behind a switch for old hospital proxies.
//!
//! Certificate and key are read from PEM files and can be read again while the program runs:
//! connections already open keep the old certificate, new ones get the new.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem};
use rustls::version::{TLS12, TLS13};
use tokio_rustls::TlsAcceptor;

use crate::hex::hex;

/// Certificates remembered: connections live for less than it takes to replace so many.
const REMEMBERED: usize = 4;

/// What may be switched about TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// Accept TLS 1.2 as well (ECDHE with AEAD only).
    pub allow_tls12: bool,
}

/// Why a certificate could not be taken into use. The one in use, if any, stays.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificate file is missing, unreadable or holds no certificate.
    #[error("expected PEM certificates, the server's first, in {}: {source}; put the whole chain there", path.display())]
    Certificate {
        /// The file asked for.
        path: PathBuf,
        /// What the PEM reader said.
        source: pem::Error,
    },
    /// The key file is missing, unreadable or holds no private key.
    #[error("expected one PEM private key in {}: {source}; use PKCS #8, SEC1 or PKCS #1 without a passphrase", path.display())]
    Key {
        /// The file asked for.
        path: PathBuf,
        /// What the PEM reader said.
        source: pem::Error,
    },
    /// Certificate and key do not belong together, or are of a kind that cannot serve.
    #[error("certificate {} and its key cannot serve TLS: {source}; make them anew as a pair", path.display())]
    Pair {
        /// The certificate file.
        path: PathBuf,
        /// What rustls said.
        source: rustls::Error,
    },
}

/// The certificate in use and where it came from. Clones share it.
#[derive(Clone, Debug)]
pub struct ServerTls {
    files: Arc<Files>,
    current: Arc<RwLock<Arc<ServerConfig>>>,
    /// SHA-256 of the certificates served with, hexadecimal, the newest first.
    served: Arc<RwLock<Vec<String>>>,
}

#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    options: TlsOptions,
}

/// Length and time of change of both files: what tells that an operator has replaced one.
type Marks = [Option<(u64, SystemTime)>; 2];

impl ServerTls {
    /// Reads a certificate chain and its key from two PEM files.
    pub fn load(certificate: &Path, key: &Path, options: TlsOptions) -> Result<Self, TlsError> {
        let files = Files { certificate: certificate.to_owned(), key: key.to_owned(), options };
        let (config, fingerprint) = files.read()?;
        let served = Arc::new(RwLock::new(vec![fingerprint]));
        Ok(Self { files: Arc::new(files), current: Arc::new(RwLock::new(Arc::new(config))), served })
    }

    /// SHA-256 (hexadecimal) of the certificate in use, and of those before it that connections may still have.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<String> {
        self.served.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An acceptor with the certificate in use now; take a new one for each connection.
    #[must_use]
    pub fn acceptor(&self) -> TlsAcceptor {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&current))
    }

    /// Reads both files again and takes them into use together; on error the old pair stays.
    pub fn reload(&self) -> Result<(), TlsError> {
        let (config, fingerprint) = self.files.read()?;
        let mut served = self.served.write().unwrap_or_else(PoisonError::into_inner);
        served.retain(|earlier| *earlier != fingerprint);
        served.insert(0, fingerprint);
        served.truncate(REMEMBERED);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
        Ok(())
    }

    /// Looks at both files every `interval` and reloads when one has changed. Never returns; a
    /// pair that cannot be used is logged once and tried again when a file changes next, so
    /// replacing certificate and key one after the other is safe.
    pub async fn watch(self, interval: Duration) {
        let mut seen = self.files.marks().await;
        loop {
            tokio::time::sleep(interval).await;
            let marks = self.files.marks().await;
            if marks == seen {
                continue;
            }
            seen = marks;
            match self.reload() {
                Ok(()) => tracing::info!("certificate reloaded"),
                Err(error) => tracing::warn!(%error, "certificate not reloaded, the old one stays"),
            }
        }
    }
}

impl Files {
    /// The settings, and the SHA-256 of the certificate.
    fn read(&self) -> Result<(ServerConfig, String), TlsError> {
        let chain = self.chain()?;
        let fingerprint = hex(ring::digest::digest(&ring::digest::SHA256, &chain[0]).as_ref());
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|source| TlsError::Key { path: self.key.clone(), source })?;
        let config = self.config(chain, key).map_err(|source| TlsError::Pair { path: self.certificate.clone(), source })?;
        Ok((config, fingerprint))
    }

    fn chain(&self) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        let refused = |source| TlsError::Certificate { path: self.certificate.clone(), source };
        let chain =
            CertificateDer::pem_file_iter(&self.certificate).map_err(refused)?.collect::<Result<Vec<_>, _>>().map_err(refused)?;
        if chain.is_empty() {
            return Err(refused(pem::Error::NoItemsFound));
        }
        Ok(chain)
    }

    fn config(&self, chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<ServerConfig, rustls::Error> {
        let versions: &[_] = if self.options.allow_tls12 { &[&TLS13, &TLS12] } else { &[&TLS13] };
        let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_protocol_versions(versions)?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        // One ticket is enough to resume and keeps an idle connection small.
        config.send_tls13_tickets = 1;
        Ok(config)
    }

    async fn marks(&self) -> Marks {
        [mark(&self.certificate).await, mark(&self.key).await]
    }
}

/// Our order of key exchange: the hybrid first, so that a recording made today stays closed.
fn provider() -> CryptoProvider {
    CryptoProvider {
        kx_groups: vec![aws_lc_rs::kx_group::X25519MLKEM768, aws_lc_rs::kx_group::X25519, aws_lc_rs::kx_group::SECP256R1],
        ..aws_lc_rs::default_provider()
    }
}

async fn mark(path: &Path) -> Option<(u64, SystemTime)> {
    let metadata = tokio::fs::metadata(path).await.ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::init_certificates::{TrialCertificates, trial};
    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};
    use std::fs;
    use tempfile::TempDir;
    use time::OffsetDateTime;
    use tokio_rustls::TlsConnector;
    use tokio_rustls::client::TlsStream;

    struct Pair {
        _folder: TempDir,
        files: TrialCertificates,
    }

    fn pair() -> Pair {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let made = fs::metadata(folder.path()).and_then(|folder| folder.modified()).expect("a time");
        let files = trial(folder.path(), &["gateway.test".into()], OffsetDateTime::from(made)).expect("certificates");
        Pair { _folder: folder, files }
    }

    fn load(pair: &Pair, allow_tls12: bool) -> ServerTls {
        let options = TlsOptions { allow_tls12 };
        ServerTls::load(&pair.files.certificate, &pair.files.key, options).expect("a pair")
    }

    /// Shakes hands as a client that trusts the pair's authority.
    async fn connect(
        tls: &ServerTls,
        trusted: &Pair,
        versions: &[&'static SupportedProtocolVersion],
    ) -> std::io::Result<TlsStream<tokio::io::DuplexStream>> {
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_file(&trusted.files.authority).expect("a certificate");
        roots.add(authority).expect("an authority");
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(versions)
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("gateway.test").expect("a name");
        let (near, far) = tokio::io::duplex(65_536);
        let acceptor = tls.acceptor();
        tokio::spawn(async move { acceptor.accept(far).await.map(drop) });
        TlsConnector::from(Arc::new(config)).connect(name, near).await
    }

    #[tokio::test]
    async fn the_post_quantum_hybrid_is_agreed_over_tls_1_3() {
        let pair = pair();
        let stream = connect(&load(&pair, false), &pair, &[&TLS13]).await.expect("a handshake");
        let client = stream.get_ref().1;
        assert_eq!(client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
        let group = client.negotiated_key_exchange_group().expect("a group");
        assert_eq!(group.name(), rustls::NamedGroup::X25519MLKEM768);
    }

    #[tokio::test]
    async fn tls_1_2_is_spoken_only_behind_its_switch() {
        let pair = pair();
        assert!(connect(&load(&pair, false), &pair, &[&TLS12]).await.is_err());
        assert!(connect(&load(&pair, true), &pair, &[&TLS12]).await.is_ok());
    }

    #[tokio::test]
    async fn a_new_certificate_is_taken_up_and_a_broken_one_is_not() {
        let (old, new) = (pair(), pair());
        let tls = load(&old, false);
        fs::write(&old.files.key, "no key").expect("written");
        assert!(matches!(tls.reload(), Err(TlsError::Key { .. })));
        assert!(connect(&tls, &old, &[&TLS13]).await.is_ok(), "the old pair stays");
        fs::copy(&new.files.key, &old.files.key).expect("copied");
        assert!(matches!(tls.reload(), Err(TlsError::Pair { .. })), "key without its certificate");
        fs::copy(&new.files.certificate, &old.files.certificate).expect("copied");
        tls.reload().expect("a whole new pair");
        assert!(connect(&tls, &new, &[&TLS13]).await.is_ok());
    }

    #[tokio::test]
    async fn changed_files_are_noticed_without_being_told() {
        let (old, new) = (pair(), pair());
        let tls = load(&old, false);
        let watch = tokio::spawn(tls.clone().watch(Duration::from_millis(20)));
        tokio::time::sleep(Duration::from_millis(100)).await;
        fs::copy(&new.files.key, &old.files.key).expect("copied");
        fs::copy(&new.files.certificate, &old.files.certificate).expect("copied");
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if connect(&tls, &new, &[&TLS13]).await.is_ok() {
                watch.abort();
                return;
            }
        }
        panic!("the new certificate was not taken up");
    }

    #[test]
    fn a_missing_or_empty_certificate_file_is_named() {
        let pair = pair();
        fs::write(&pair.files.certificate, "").expect("written");
        let refused = ServerTls::load(&pair.files.certificate, &pair.files.key, TlsOptions::default());
        assert!(matches!(refused, Err(TlsError::Certificate { path, .. }) if path == pair.files.certificate));
    }
}

//! Whom the client trusts: the system's authorities, or those of one file alone. The post-quantum hybrid group is offered first.

use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::ConfigVerifierExt;

use super::ClientError;

/// TLS settings of a client.
pub fn config(ca_file: Option<&Path>) -> Result<ClientConfig, ClientError> {
    let mut config = match ca_file {
        None => ClientConfig::with_platform_verifier()?,
        Some(path) => ClientConfig::builder().with_root_certificates(authorities(path)?).with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn authorities(path: &Path) -> Result<RootCertStore, ClientError> {
    let unreadable = |source| ClientError::Authority { path: path.to_owned(), source };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(unreadable)? {
        roots.add(certificate.map_err(unreadable)?)?;
    }
    if roots.is_empty() {
        return Err(unreadable(pem::Error::NoItemsFound));
    }
    Ok(roots)
}

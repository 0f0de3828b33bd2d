//! Whom the client trusts: the system's authorities, or those of one file alone. The post-quantum hybrid group is offered first. The
//! certificate that was shown is kept, for telling who showed it; whether it is trusted is the verifier's to say, always.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::ClientError;

/// The certificate (DER) that the gateway, or somebody in its place, showed last; none before the first connection.
#[derive(Clone, Debug, Default)]
pub struct Shown(Arc<Mutex<Option<Vec<u8>>>>);

impl Shown {
    /// The certificate itself.
    pub fn certificate(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, certificate: &[u8]) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(certificate.to_vec());
    }
}

/// TLS settings of a client. What is shown to it is kept in `shown`.
pub fn config(ca_file: Option<&Path>, shown: &Shown) -> Result<ClientConfig, ClientError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let trust: Arc<dyn ServerCertVerifier> = match ca_file {
        None => Arc::new(Verifier::new(Arc::clone(&provider))?),
        Some(path) => {
            let roots = Arc::new(authorities(path)?);
            let unusable = |_| ClientError::Trust(rustls::Error::General("the authorities cannot be used".to_owned()));
            WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build().map_err(unusable)?
        }
    };
    Ok(settings(provider, Watched { trust, shown: shown.clone() })?)
}

fn settings(provider: Arc<CryptoProvider>, verifier: Watched) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
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

/// A verifier that keeps what it is asked about, and says what the one it asks says.
#[derive(Debug)]
struct Watched {
    trust: Arc<dyn ServerCertVerifier>,
    shown: Shown,
}

impl ServerCertVerifier for Watched {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.shown.keep(end_entity);
        self.trust.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.trust.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.trust.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.trust.supported_verify_schemes()
    }
}

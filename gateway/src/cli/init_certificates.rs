//! A trial certificate authority and the server certificate it signs, for `porthor init`.
//!
//! The authority's key is used once and never written: whoever trusts the trial authority trusts
//! one certificate and nothing that could be signed later. Elliptic curve P-256 throughout.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256,
};
use time::{Duration, OffsetDateTime};

/// Days a trial certificate lasts: the longest that current browsers accept of a private authority.
const DAYS: i64 = 825;

/// Names under which every trial server answers, beside those asked for.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Where the trial files lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialCertificates {
    /// The authority's certificate (PEM), to be trusted by those who try Porthor.
    pub authority: PathBuf,
    /// The server's certificate (PEM), signed by the authority.
    pub certificate: PathBuf,
    /// The server's private key (PKCS #8 PEM), mode 0600.
    pub key: PathBuf,
}

/// Why no trial certificate was made.
#[derive(Debug, thiserror::Error)]
pub enum CertificatesError {
    /// A file of an earlier run is there; nothing was changed.
    #[error("{} is there already; remove it or choose another folder", .0.display())]
    AlreadyThere(PathBuf),
    /// A name is neither an IP address nor a DNS name in ASCII.
    #[error("expected DNS names or IP addresses for the certificate: {0}; write international names in punycode")]
    Name(#[source] rcgen::Error),
    /// Keys or certificates could not be made.
    #[error("the trial certificate could not be signed: {0}")]
    Signing(#[source] rcgen::Error),
    /// A file or folder could not be written.
    #[error("{} could not be written: {source}; check the folder's owner and space", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Makes `ca.pem`, `server.pem` and `server.key` in `folder` for localhost, both loopback
/// addresses and `names`, valid from an hour before `now` for 825 days in all.
pub fn trial(folder: &Path, names: &[String], now: OffsetDateTime) -> Result<TrialCertificates, CertificatesError> {
    let files = TrialCertificates {
        authority: folder.join("ca.pem"),
        certificate: folder.join("server.pem"),
        key: folder.join("server.key"),
    };
    for path in [&files.authority, &files.certificate, &files.key] {
        if fs::symlink_metadata(path).is_ok() {
            return Err(CertificatesError::AlreadyThere(path.clone()));
        }
    }
    let server = server_params(names, now)?;
    let signed = Signed::make(authority_params(now), &server).map_err(CertificatesError::Signing)?;
    create_folder(folder)?;
    write_new(&files.key, 0o600, &signed.key)?;
    write_new(&files.certificate, 0o644, &signed.certificate)?;
    write_new(&files.authority, 0o644, &signed.authority)?;
    Ok(files)
}

struct Signed {
    authority: String,
    certificate: String,
    key: String,
}

impl Signed {
    fn make(authority: CertificateParams, server: &CertificateParams) -> Result<Self, rcgen::Error> {
        let authority_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let authority_pem = authority.self_signed(&authority_key)?.pem();
        let issuer = Issuer::new(authority, authority_key);
        Ok(Self { authority: authority_pem, certificate: server.signed_by(&key, &issuer)?.pem(), key: key.serialize_pem() })
    }
}

fn authority_params(now: OffsetDateTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    named_and_dated(&mut params, "Porthor trial authority", now);
    params
}

fn server_params(names: &[String], now: OffsetDateTime) -> Result<CertificateParams, CertificatesError> {
    let mut all: Vec<String> = OWN_NAMES.map(String::from).to_vec();
    for name in names {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    let mut params = CertificateParams::new(all).map_err(CertificatesError::Name)?;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    named_and_dated(&mut params, "Porthor trial server", now);
    Ok(params)
}

fn named_and_dated(params: &mut CertificateParams, common_name: &str, now: OffsetDateTime) {
    // Clocks of the machines that try it may be a little behind.
    params.not_before = now - Duration::HOUR;
    params.not_after = params.not_before + Duration::days(DAYS) - Duration::SECOND;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
}

fn create_folder(folder: &Path) -> Result<(), CertificatesError> {
    let failed = |source| CertificatesError::Write { path: folder.to_owned(), source };
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(failed)?;
    fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(failed)
}

fn write_new(path: &Path, mode: u32, text: &str) -> Result<(), CertificatesError> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|source| CertificatesError::Write { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::days(20_000)
    }

    #[test]
    fn a_second_run_changes_nothing_and_names_the_file_in_its_way() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files = trial(folder.path(), &[], now()).expect("the first run succeeds");
        let key = fs::read(&files.key).expect("the key was written");
        let refused = trial(folder.path(), &[], now()).expect_err("the second run is refused");
        assert!(matches!(refused, CertificatesError::AlreadyThere(path) if path == files.authority));
        assert_eq!(fs::read(&files.key).expect("still there"), key);
    }

    #[test]
    fn only_the_owner_reads_the_key_and_the_authority_key_is_nowhere() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files = trial(&folder.path().join("tls"), &["porthor.example".into()], now()).expect("certificates are made");
        let mode = fs::metadata(&files.key).expect("the key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let keys = fs::read_dir(folder.path().join("tls"))
            .expect("the folder")
            .filter(|entry| {
                let path = entry.as_ref().expect("an entry").path();
                fs::read_to_string(path).expect("text").contains("PRIVATE KEY")
            })
            .count();
        assert_eq!(keys, 1);
    }

    #[test]
    fn a_name_that_no_certificate_can_carry_is_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let refused = trial(&folder.path().join("tls"), &["ysgol-tŷ".into()], now());
        assert!(matches!(refused, Err(CertificatesError::Name(_))));
        assert!(!folder.path().join("tls").exists());
    }
}

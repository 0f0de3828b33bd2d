//! Who is at the other end of the line: the gateway itself, or somebody in between who opens what passes and seals it again, as many
//! hospitals' proxies do. The gateway signs which certificate is its own, with a key that a device learned when it was enrolled.

use porthor_keys::line::{LINE_STATEMENT, LineStatement};
use porthor_keys::receipt;
use ring::digest::{SHA256, digest};

use super::{Client, ClientError, text};
use crate::hex::{hex, unhex};

/// Who was met at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The gateway.
    Gateway,
    /// Somebody who reads along; whose certificate it was, as far as it says.
    Inspected(String),
    /// It cannot be told: no key is known, or no certificate was seen.
    Unknown,
}

/// Asks the gateway which certificate is its own, and compares it with the one that was shown.
pub async fn end(client: &Client, receipt_key: Option<&str>) -> Result<End, ClientError> {
    let answer = client.get(&["line"], &[]).await?;
    Ok(of(text(&answer, "statement")?, client.certificate().as_deref(), receipt_key))
}

/// Who showed the certificate `shown`, by the gateway's `statement`. One that is not signed by the key is another's.
pub fn of(statement: &str, shown: Option<&[u8]>, receipt_key: Option<&str>) -> End {
    let key = receipt_key.and_then(unhex).and_then(|key| <[u8; 32]>::try_from(key).ok());
    let (Some(key), Some(shown)) = (key, shown) else { return End::Unknown };
    let fingerprint = hex(digest(&SHA256, shown).as_ref());
    match receipt::verify::<LineStatement>(statement, LINE_STATEMENT, &key) {
        Ok(statement) if statement.certificates.contains(&fingerprint) => End::Gateway,
        _ => End::Inspected(issuer(shown).unwrap_or_else(|| "?".to_owned())),
    }
}

/// Who issued a certificate (X.509, DER), as it names itself: organisation and common name. For people to read, not to rely on.
pub fn issuer(certificate: &[u8]) -> Option<String> {
    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;
    let (_, certificate, _) = element(certificate)?;
    let (_, mut rest, _) = element(certificate)?;
    let (tag, _, after) = element(rest)?;
    if tag == VERSION {
        rest = after;
    }
    let (_, _serial, rest) = element(rest)?;
    let (_, _algorithm, rest) = element(rest)?;
    let (tag, mut names, _) = element(rest)?;
    let mut said = Vec::new();
    while tag == SEQUENCE && !names.is_empty() {
        let (_, set, after) = element(names)?;
        names = after;
        let (_, pair, _) = element(set)?;
        let (_, kind, value) = element(pair)?;
        let (_, value, _) = element(value)?;
        // 2.5.4.3 and 2.5.4.10 (RFC 5280, 4.1.2.4).
        if matches!(kind, [0x55, 0x04, 0x03 | 0x0a]) {
            said.push(String::from_utf8_lossy(value).chars().filter(|letter| !letter.is_control()).take(80).collect::<String>());
        }
    }
    (!said.is_empty()).then(|| said.join(", "))
}

/// The first element of DER: its tag, what is in it, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), &rest[1..]),
        0x82 => (usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?])), &rest[2..]),
        _ => return None,
    };
    Some((tag, rest.get(..length)?, &rest[length..]))
}

#[cfg(test)]
mod tests {
    use porthor_keys::receipt::ReceiptKey;
    use porthor_keys::secret::Secret;
    use rcgen::{CertificateParams, DnType, KeyPair};

    use super::*;

    fn certificate(of: &str) -> Vec<u8> {
        let mut parameters = CertificateParams::new(vec!["porth.example".to_owned()]).expect("a name");
        parameters.distinguished_name.push(DnType::OrganizationName, of);
        parameters.distinguished_name.push(DnType::CommonName, "Web Gateway CA");
        parameters.self_signed(&KeyPair::generate().expect("a key")).expect("signed").der().to_vec()
    }

    fn statement(key: &ReceiptKey, typ: &str, of: &[u8]) -> String {
        let certificates = vec!["00".repeat(32), hex(digest(&SHA256, of).as_ref())];
        key.sign(typ, &LineStatement { origin: "https://porth.example".into(), certificates, issued: 0 })
    }

    #[test]
    fn another_certificate_than_the_gateways_own_is_told_by_its_issuer() {
        let key = ReceiptKey::from_seed(&Secret::new([7; 32]));
        let (own, proxys) = (certificate("Porthor"), certificate("Ysbyty Dychmygol"));
        let said = statement(&key, LINE_STATEMENT, &own);
        let known = hex(key.public());
        assert_eq!(of(&said, Some(&own), Some(&known)), End::Gateway);
        let End::Inspected(by) = of(&said, Some(&proxys), Some(&known)) else { panic!("it is another's") };
        assert!(by.contains("Ysbyty Dychmygol") && by.contains("Web Gateway CA"), "{by}");
        assert_eq!(of(&said, Some(&own), None), End::Unknown);
        assert_eq!(of(&said, None, Some(&known)), End::Unknown);
    }

    #[test]
    fn a_statement_of_another_key_or_kind_proves_nothing() {
        let (key, other) = (ReceiptKey::from_seed(&Secret::new([7; 32])), ReceiptKey::from_seed(&Secret::new([8; 32])));
        let own = certificate("Porthor");
        let known = hex(key.public());
        for said in [statement(&other, LINE_STATEMENT, &own), statement(&key, "porthor-release-receipt+jws", &own), "x.y.z".into()]
        {
            assert!(matches!(of(&said, Some(&own), Some(&known)), End::Inspected(_)));
        }
    }

    #[test]
    fn what_is_no_certificate_has_no_issuer() {
        let own = certificate("Porthor");
        for length in 0..own.len().min(400) {
            let _ = issuer(&own[..length]);
        }
        assert_eq!(issuer(b""), None);
        assert_eq!(issuer(&[0x30, 0x84, 1, 2, 3, 4]), None);
        assert_eq!(issuer(&[0xff; 40]), None);
    }
}

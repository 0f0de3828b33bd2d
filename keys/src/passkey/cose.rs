//! Public keys of passkeys as COSE writes them (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4), and their signatures on ring. Nothing but what a
//! credential's key must hold is taken (§6.5.1.1): a further label may change what the others mean.

use minicbor::Decoder;
use minicbor::data::Type;
use ring::signature::{ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};

use super::PasskeyError;

/// ECDSA with P-256 and SHA-256.
pub(super) const ES256: i64 = -7;
/// `EdDSA`, with Ed25519.
pub(super) const EDDSA: i64 = -8;
/// `RSASSA-PKCS1-v1_5` with SHA-256.
pub(super) const RS256: i64 = -257;

const OKP: i64 = 1;
const EC2: i64 = 2;
const RSA: i64 = 3;
const P256: i64 = 1;
const CURVE_ED25519: i64 = 6;
/// Bits of a modulus.
const MODULUS: std::ops::RangeInclusive<usize> = 2048..=4096;
/// Bytes of an exponent: 65537 has three, and ring takes none beyond five.
const EXPONENT: usize = 5;

/// A public key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PublicKey<'a> {
    /// P-256: an uncompressed point.
    Es256(Box<[u8; 65]>),
    /// Ed25519.
    EdDsa(&'a [u8]),
    /// RSA: modulus and exponent, big-endian.
    Rs256 { n: &'a [u8], e: &'a [u8] },
}

/// What stands under a label.
#[derive(Clone, Copy)]
enum Value<'a> {
    Number(i64),
    Bytes(&'a [u8]),
}

/// The labels of a key, each at most once.
#[derive(Default)]
struct Labels<'a> {
    kind: Option<i64>,
    algorithm: Option<i64>,
    /// −1, −2 and −3: what they mean depends on the kind.
    own: [Option<Value<'a>>; 3],
}

impl<'a> PublicKey<'a> {
    /// Reads all of `bytes`.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, PasskeyError> {
        let mut decoder = Decoder::new(bytes);
        let key = Self::read(&mut decoder)?;
        if decoder.position() == bytes.len() { Ok(key) } else { Err(PasskeyError::BadData) }
    }

    /// Reads one key, and leaves what follows it.
    pub fn read(decoder: &mut Decoder<'a>) -> Result<Self, PasskeyError> {
        use Value::{Bytes, Number};
        let labels = Labels::read(decoder).map_err(|_| PasskeyError::BadData)?;
        let labels = labels.ok_or(PasskeyError::BadData)?;
        match (labels.kind, labels.algorithm, labels.own) {
            (Some(OKP), Some(EDDSA), [Some(Number(CURVE_ED25519)), Some(Bytes(x)), None]) if x.len() == 32 => Ok(Self::EdDsa(x)),
            (Some(EC2), Some(ES256), [Some(Number(P256)), Some(Bytes(x)), Some(Bytes(y))]) => point(x, y),
            (Some(RSA), Some(RS256), [Some(Bytes(n)), Some(Bytes(e)), None]) if is_fit(n, e) => Ok(Self::Rs256 { n, e }),
            _ => Err(PasskeyError::UnknownKey),
        }
    }

    /// Checks a signature over `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), PasskeyError> {
        let checked = match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point.as_slice()).verify(message, signature),
            Self::EdDsa(x) => UnparsedPublicKey::new(&ED25519, *x).verify(message, signature),
            Self::Rs256 { n, e } => RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        };
        checked.map_err(|_| PasskeyError::BadSignature)
    }
}

impl<'a> Labels<'a> {
    /// None where a label is unknown or there twice, or where the map does not tell its length.
    fn read(decoder: &mut Decoder<'a>) -> Result<Option<Self>, minicbor::decode::Error> {
        let Some(count @ 1..=5) = decoder.map()? else { return Ok(None) };
        let mut labels = Self::default();
        for _ in 0..count {
            let is_new = match decoder.i64()? {
                1 => labels.kind.replace(decoder.i64()?).is_none(),
                3 => labels.algorithm.replace(decoder.i64()?).is_none(),
                -1 => labels.own[0].replace(Value::read(decoder)?).is_none(),
                -2 => labels.own[1].replace(Value::read(decoder)?).is_none(),
                -3 => labels.own[2].replace(Value::read(decoder)?).is_none(),
                _ => false,
            };
            if !is_new {
                return Ok(None);
            }
        }
        Ok(Some(labels))
    }
}

impl<'a> Value<'a> {
    fn read(decoder: &mut Decoder<'a>) -> Result<Self, minicbor::decode::Error> {
        if decoder.datatype()? == Type::Bytes { decoder.bytes().map(Self::Bytes) } else { decoder.i64().map(Self::Number) }
    }
}

/// A point as SEC 1 writes it; whether it lies on the curve shows when it verifies.
fn point<'a>(x: &[u8], y: &[u8]) -> Result<PublicKey<'a>, PasskeyError> {
    let mut point = Box::new([4; 65]);
    if x.len() != 32 || y.len() != 32 {
        return Err(PasskeyError::UnknownKey);
    }
    point[1..33].copy_from_slice(x);
    point[33..].copy_from_slice(y);
    Ok(PublicKey::Es256(point))
}

/// Whether a modulus is of a length that is both safe and quick to check, and both numbers are written as short as they can be.
fn is_fit(n: &[u8], e: &[u8]) -> bool {
    let bits = n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize);
    let is_short = n.first().is_some_and(|first| *first != 0) && e.first().is_some_and(|first| *first != 0);
    MODULUS.contains(&bits) && is_short && e.len() <= EXPONENT
}

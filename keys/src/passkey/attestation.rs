//! An attestation object (§6.5.4): authenticator data in an envelope that may say who made the authenticator. That is not looked at.

use minicbor::Decoder;
use minicbor::data::Type;

use super::PasskeyError;

/// The parts that there are; each is there once, and nothing else.
const PARTS: u64 = 3;

/// An attestation object, opened.
#[derive(Debug)]
pub(super) struct Attestation<'a> {
    pub authenticator_data: &'a [u8],
}

impl<'a> Attestation<'a> {
    /// Reads all of `bytes`.
    pub fn read(bytes: &'a [u8]) -> Result<Self, PasskeyError> {
        let mut decoder = Decoder::new(bytes);
        let found = Self::parts(&mut decoder).map_err(|_| PasskeyError::BadData)?;
        match found {
            Some(found) if decoder.position() == bytes.len() => Ok(found),
            _ => Err(PasskeyError::BadData),
        }
    }

    /// None where a part is missing, unknown or there twice, or where "none" states something.
    fn parts(decoder: &mut Decoder<'a>) -> Result<Option<Self>, minicbor::decode::Error> {
        if decoder.map()? != Some(PARTS) {
            return Ok(None);
        }
        let (mut format, mut is_empty, mut data) = (None, None, None);
        for _ in 0..PARTS {
            match decoder.str()? {
                "fmt" if format.is_none() => format = Some(decoder.str()?),
                "attStmt" if is_empty.is_none() => is_empty = Some(statement(decoder)?),
                "authData" if data.is_none() => data = Some(decoder.bytes()?),
                _ => return Ok(None),
            }
        }
        let (Some(format), Some(is_empty), Some(authenticator_data)) = (format, is_empty, data) else { return Ok(None) };
        Ok((format != "none" || is_empty).then_some(Self { authenticator_data }))
    }
}

/// Reads past a statement; whether it says nothing.
fn statement(decoder: &mut Decoder<'_>) -> Result<bool, minicbor::decode::Error> {
    if decoder.datatype()? != Type::Map {
        return Err(minicbor::decode::Error::message("a statement is a map of a length that is told"));
    }
    let is_empty = decoder.probe().map()? == Some(0);
    decoder.skip()?;
    Ok(is_empty)
}

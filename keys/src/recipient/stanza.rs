//! What stanzas of both kinds share: one argument, the share, and a body that is the file key sealed
//! by ChaCha20-Poly1305 under a key that is used this once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{Aad, LessSafeKey, Nonce};
use zeroize::Zeroizing;

use crate::envelope_error::EnvelopeError;
use crate::header::{FILE_KEY, FileKey, Stanza};

const TAG: usize = 16;
const BODY: usize = FILE_KEY + TAG;

/// A stanza's share and sealed file key, of lengths that are right.
pub(super) type Parts<const SHARE: usize> = ([u8; SHARE], [u8; BODY]);

/// The parts of all stanzas of this type. One that breaks the rules is an error even if another one
/// would open; lengths are checked before any decryption (C2SP age).
pub(super) fn of_kind<const SHARE: usize>(kind: &str, stanzas: &[Stanza]) -> Result<Vec<Parts<SHARE>>, EnvelopeError> {
    stanzas.iter().filter(|stanza| stanza.kind == kind).map(read).collect()
}

fn read<const SHARE: usize>(stanza: &Stanza) -> Result<Parts<SHARE>, EnvelopeError> {
    let [argument] = stanza.args.as_slice() else {
        return Err(EnvelopeError::Malformed("an X25519 or mlkem768x25519 stanza has one argument after its type"));
    };
    let share = STANDARD_NO_PAD
        .decode(argument)
        .ok()
        .and_then(|share| share.try_into().ok())
        .ok_or(EnvelopeError::Malformed("a stanza's share is of its type's length, in canonical base64"))?;
    let body = stanza.body.as_slice().try_into().map_err(|_| EnvelopeError::Malformed("a sealed file key is 32 bytes"))?;
    Ok((share, body))
}

/// The stanza with `share` in which `key` seals `file_key`.
pub(super) fn sealed(kind: &str, share: &[u8], key: &LessSafeKey, nonce: Nonce, file_key: &FileKey) -> Stanza {
    let mut body = Vec::with_capacity(BODY);
    body.extend_from_slice(file_key.expose());
    key.seal_in_place_append_tag(nonce, Aad::empty(), &mut body).expect("sixteen bytes are within what ChaCha20-Poly1305 seals");
    Stanza { kind: kind.into(), args: vec![STANDARD_NO_PAD.encode(share)], body }
}

/// The file key that `key` sealed into `body`, if it did.
pub(super) fn opened(key: &LessSafeKey, nonce: Nonce, body: [u8; BODY]) -> Option<FileKey> {
    let mut body = Zeroizing::new(body);
    let bytes = key.open_in_place(nonce, Aad::empty(), &mut *body).ok()?;
    Some(FileKey::new((&*bytes).try_into().expect("thirty-two bytes sealed hold sixteen")))
}

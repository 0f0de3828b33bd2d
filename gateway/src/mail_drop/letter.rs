//! What a mail holds (RFC 5322, RFC 2045): sealed files as attachments, and nothing else that anybody would want to keep. Its text, which
//! mail programs always write, is not looked at and not kept.

use std::borrow::Cow;

use mail_parser::{ContentType, MessageParser, MessagePart, MimeHeaders, PartType};

/// Sealed files that one mail may bring.
pub const MOST: usize = 10;
/// How an age file begins (C2SP age).
const SEALED: &[u8] = b"age-encryption.org/v1\n";
/// Bytes of text that mail programs and relays add: more than that was written to be read.
const WRITTEN: usize = 64 * 1024;
/// Bytes of a signature over a mail.
const SIGNATURE: usize = 64 * 1024;
/// Relays that a mail has come through before it is on a way without an end (RFC 5321, 6.3).
const RELAYS: usize = 50;

/// Why a mail is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is on a way without an end, or no person sent it.
    Loop,
    /// It brings too many files.
    TooMany,
    /// It holds something that is not sealed.
    Unsealed,
    /// It holds nothing that is.
    Nothing,
}

/// The sealed files in a mail, in its order.
pub fn sealed_files(mail: &[u8]) -> Result<Vec<Vec<u8>>, Unfit> {
    let message = MessageParser::default().parse(mail).ok_or(Unfit::Nothing)?;
    let named = |name: &str| message.headers_raw().filter(|(header, _)| header.eq_ignore_ascii_case(name)).collect::<Vec<_>>();
    let is_automatic = named("Auto-Submitted").iter().any(|(_, value)| !value.trim().eq_ignore_ascii_case("no"));
    if is_automatic || named("Received").len() > RELAYS {
        return Err(Unfit::Loop);
    }
    if message.attachment_count() > MOST {
        return Err(Unfit::TooMany);
    }
    let mut files = Vec::new();
    for part in message.parts {
        let may_be_left = may_be_left(&part);
        let content = match part.body {
            PartType::Multipart(_) => continue,
            // A letter within the letter is in the open.
            PartType::Message(_) => return Err(Unfit::Unsealed),
            PartType::Text(text) | PartType::Html(text) => Cow::Owned(text.into_owned().into_bytes()),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
        };
        if content.starts_with(SEALED) {
            files.push(content.into_owned());
        } else if !may_be_left {
            return Err(Unfit::Unsealed);
        }
    }
    match files.len() {
        0 => Err(Unfit::Nothing),
        number if number > MOST => Err(Unfit::TooMany),
        _ => Ok(files),
    }
}

/// Whether a part is what mail programs add by themselves: some text, or a signature.
fn may_be_left(part: &MessagePart<'_>) -> bool {
    let kinds = ["pkcs7-signature", "x-pkcs7-signature", "pgp-signature"];
    let is_signature = kinds.iter().any(|kind| part.is_content_type("application", kind)) && part.len() <= SIGNATURE;
    let is_attached = part.attachment_name().is_some() || part.content_disposition().is_some_and(ContentType::is_attachment);
    let is_written = matches!(part.body, PartType::Text(_) | PartType::Html(_)) && !is_attached && part.len() <= WRITTEN;
    is_signature || is_written
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn mail(headers: &str, parts: &[String]) -> Vec<u8> {
        let parts: String = parts.iter().map(|part| ["--=b\r\n", part, "\r\n"].concat()).collect();
        format!("From: a@ward.example\r\n{headers}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=b\"\r\n\r\n{parts}--=b--\r\n")
            .into_bytes()
    }

    fn attached(kind: &str, content: &[u8]) -> String {
        let content = STANDARD.encode(content);
        format!(
            "Content-Type: {kind}\r\nContent-Disposition: attachment; filename=\"x\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}"
        )
    }

    fn sealed(content: &str) -> String {
        attached("application/octet-stream", [SEALED, content.as_bytes()].concat().as_slice())
    }

    const TEXT: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\nHere it is.\r\n";

    #[test]
    fn sealed_files_are_found_and_what_mail_programs_add_is_left() {
        let signature = attached("application/pkcs7-signature", b"\x30\x80");
        let html = "Content-Type: text/html\r\n\r\n<p>Here it is.</p>".to_owned();
        let found = sealed_files(&mail("", &[TEXT.into(), html, sealed("one"), sealed("\r\ntwo"), signature]));
        let expected = ["one", "\r\ntwo"].map(|content| [SEALED, content.as_bytes()].concat());
        assert_eq!(found.expect("two"), expected);
    }

    #[test]
    fn whatever_is_not_sealed_is_not_taken_beside_what_is() {
        let attached_text =
            "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=\"report.txt\"\r\n\r\nHe said".to_owned();
        let long = format!("Content-Type: text/plain\r\n\r\n{}", "He said. ".repeat(10_000));
        let picture = "Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n\r\nPNG".to_owned();
        let letter = "Content-Type: message/rfc822\r\n\r\nSubject: Mair\r\n\r\nHe said".to_owned();
        let others = [attached("application/pdf", b"%PDF-1.7"), attached_text, long, picture, letter];
        for other in others {
            let parts = [TEXT.to_owned(), sealed("one"), other.clone()];
            assert_eq!(sealed_files(&mail("", &parts)), Err(Unfit::Unsealed), "{other}");
        }
        for nothing in [mail("", &[TEXT.to_owned()]), b"Subject: Mair\r\n\r\nHe said".to_vec(), Vec::new(), vec![0xff; 300]] {
            assert_eq!(sealed_files(&nothing), Err(Unfit::Nothing));
        }
    }

    #[test]
    fn too_many_files_are_none() {
        let many: Vec<String> = (0..100).map(|number| sealed(&number.to_string())).collect();
        assert_eq!(sealed_files(&mail("", &many)), Err(Unfit::TooMany));
        assert_eq!(sealed_files(&mail("", &many[..MOST])).expect("as many as may be").len(), MOST);
        let inline: Vec<String> =
            (0..11).map(|number| format!("Content-Type: text/plain\r\n\r\nage-encryption.org/v1\n{number}")).collect();
        assert_eq!(sealed_files(&mail("", &inline)), Err(Unfit::TooMany));
    }

    #[test]
    fn what_goes_round_in_circles_or_was_sent_by_a_machine_is_not_taken() {
        let parts = [sealed("one")];
        let round = "Received: from a by b\r\n".repeat(RELAYS + 1);
        for headers in [round.as_str(), "Auto-Submitted: auto-replied\r\n", "AUTO-SUBMITTED: auto-generated; x=y\r\n"] {
            assert_eq!(sealed_files(&mail(headers, &parts)), Err(Unfit::Loop), "{headers}");
        }
        assert!(sealed_files(&mail("Auto-Submitted: no\r\nReceived: from a by b\r\n", &parts)).is_ok());
    }
}

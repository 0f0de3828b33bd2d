//! Where one HTTP/1.1 message ends and the next begins (RFC 9112), without leniency.
//!
//! The HTTP library behind this forgives some things (bare LF, Content-Length beside
//! Transfer-Encoding, no Host) that two programs in a row may read differently, which is how
//! requests are smuggled. Here each of them is a [`Refusal`].

use http::uri::Authority;

/// Bytes of one chunk's extensions or of all trailers; nobody honest sends any.
const CHUNK_LINE_BYTES: usize = 1024;
const TRAILER_BYTES: usize = 8 * 1024;

/// What is ambiguous about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    LineEnd,
    RequestLine,
    HeaderLine,
    Folding,
    Host,
    ContentLength,
    TransferEncoding,
    Chunk,
}

/// Which part of a message the next byte belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Head,
    Fixed(u64),
    Chunked(Chunk),
}

/// A place inside a chunked body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    Size { digits: u8, bytes: u64 },
    Extension { seen: usize, bytes: u64 },
    SizeEnd { bytes: u64 },
    Content(u64),
    ContentCr,
    ContentLf,
    TrailerStart { seen: usize },
    Trailer { seen: usize },
    TrailerLf { seen: usize },
    LastLf,
}

const FIRST_CHUNK: Chunk = Chunk::Size { digits: 0, bytes: 0 };

/// How much of a head has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    Partial,
    Whole(usize),
}

/// Looks for the end of a head that begins at `bytes[0]`; the first `scanned` bytes were looked
/// at before. One empty line may come before the request line (RFC 9112 §2.2).
pub(super) fn scan_head(bytes: &[u8], scanned: usize) -> Result<Scan, Refusal> {
    let start = if bytes.starts_with(b"\r\n") { 2 } else { 0 };
    let mut at = scanned.saturating_sub(3).max(start);
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'\n') {
        let lf = at + found;
        if lf == start || bytes[lf - 1] != b'\r' || lf == start + 1 {
            return Err(Refusal::LineEnd);
        }
        if bytes[start..lf].ends_with(b"\r\n\r") {
            return Ok(Scan::Whole(lf + 1));
        }
        at = lf + 1;
    }
    Ok(Scan::Partial)
}

/// Reads a whole head, its closing empty line included, and says what body follows it.
pub(super) fn examine_head(head: &[u8]) -> Result<Part, Refusal> {
    let head = head.strip_prefix(b"\r\n").unwrap_or(head);
    let text = head.strip_suffix(b"\r\n\r\n").ok_or(Refusal::LineEnd)?;
    let mut lines = text.split(|byte| *byte == b'\n').map(without_cr);
    let request = RequestLine::parse(lines.next().ok_or(Refusal::RequestLine)??)?;
    let mut framing = Framing::default();
    for line in lines {
        framing.read_line(line?)?;
    }
    framing.body_of(&request)
}

/// A line as split at LF: it ends in CR (the last one was stripped of it) and has no other.
fn without_cr(line: &[u8]) -> Result<&[u8], Refusal> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.iter().any(|byte| matches!(byte, b'\r' | 0)) {
        return Err(Refusal::LineEnd);
    }
    Ok(line)
}

struct RequestLine<'a> {
    target: &'a [u8],
    minor_version: u8,
}

impl<'a> RequestLine<'a> {
    fn parse(line: &'a [u8]) -> Result<Self, Refusal> {
        let mut words = line.split(|byte| *byte == b' ');
        let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next()) else {
            return Err(Refusal::RequestLine);
        };
        let minor_version = match version {
            b"HTTP/1.1" => 1,
            b"HTTP/1.0" => 0,
            _ => return Err(Refusal::RequestLine),
        };
        // A gateway is no tunnel: CONNECT and its authority-form have no place here.
        if method.is_empty() || !method.iter().all(|byte| is_token(*byte)) || method == b"CONNECT" {
            return Err(Refusal::RequestLine);
        }
        if target.is_empty() || target.iter().any(|byte| !byte.is_ascii_graphic()) {
            return Err(Refusal::RequestLine);
        }
        Ok(Self { target, minor_version })
    }

    /// The authority of an absolute-form target, which must be the Host's (RFC 9112 §3.2.2).
    fn authority(&self) -> Result<Option<&'a [u8]>, Refusal> {
        if self.target.starts_with(b"/") || self.target == b"*" {
            return Ok(None);
        }
        let rest = strip_scheme(self.target).ok_or(Refusal::RequestLine)?;
        let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
        Ok(Some(&rest[..end]))
    }
}

fn strip_scheme(target: &[u8]) -> Option<&[u8]> {
    [&b"https://"[..], b"http://"].into_iter().find_map(|scheme| {
        let (first, rest) = target.split_at_checked(scheme.len())?;
        first.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

#[derive(Default)]
struct Framing {
    host: Option<Vec<u8>>,
    content_length: Option<u64>,
    chunked: bool,
}

impl Framing {
    fn read_line(&mut self, line: &[u8]) -> Result<(), Refusal> {
        if matches!(line.first(), Some(b' ' | b'\t')) {
            return Err(Refusal::Folding);
        }
        let colon = line.iter().position(|byte| *byte == b':').ok_or(Refusal::HeaderLine)?;
        let (name, value) = (&line[..colon], trim(&line[colon + 1..]));
        if name.is_empty() || !name.iter().all(|byte| is_token(*byte)) {
            return Err(Refusal::HeaderLine);
        }
        if name.eq_ignore_ascii_case(b"host") {
            self.read_host(value)
        } else if name.eq_ignore_ascii_case(b"content-length") {
            self.read_content_length(value)
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.read_transfer_encoding(value)
        } else {
            Ok(())
        }
    }

    fn read_host(&mut self, value: &[u8]) -> Result<(), Refusal> {
        let plain = Authority::try_from(value).is_ok() && !value.contains(&b'@');
        if self.host.is_some() || !plain {
            return Err(Refusal::Host);
        }
        self.host = Some(value.to_ascii_lowercase());
        Ok(())
    }

    /// Even an equal second length is refused: no honest client sends two.
    fn read_content_length(&mut self, value: &[u8]) -> Result<(), Refusal> {
        let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
        if self.content_length.is_some() || !digits {
            return Err(Refusal::ContentLength);
        }
        let text = str::from_utf8(value).map_err(|_| Refusal::ContentLength)?;
        let length = text.parse().map_err(|_| Refusal::ContentLength)?;
        self.content_length = Some(length);
        Ok(())
    }

    fn read_transfer_encoding(&mut self, value: &[u8]) -> Result<(), Refusal> {
        if self.chunked || !value.eq_ignore_ascii_case(b"chunked") {
            return Err(Refusal::TransferEncoding);
        }
        self.chunked = true;
        Ok(())
    }

    fn body_of(self, request: &RequestLine<'_>) -> Result<Part, Refusal> {
        let host = self.host.ok_or(Refusal::Host)?;
        if let Some(authority) = request.authority()?
            && !authority.eq_ignore_ascii_case(&host)
        {
            return Err(Refusal::Host);
        }
        match (self.chunked, self.content_length) {
            (true, Some(_)) => Err(Refusal::TransferEncoding),
            (true, None) if request.minor_version == 0 => Err(Refusal::TransferEncoding),
            (true, None) => Ok(Part::Chunked(FIRST_CHUNK)),
            (false, None | Some(0)) => Ok(Part::Head),
            (false, Some(length)) => Ok(Part::Fixed(length)),
        }
    }
}

fn trim(value: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = value.iter().position(|byte| !blank(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !blank(byte)).map_or(start, |last| last + 1);
    &value[start..end]
}

/// A character of a token (RFC 9110 §5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

impl Part {
    /// Takes bytes of the body, from the front, and says how many belonged to it; once the body
    /// has ended this is [`Part::Head`] again and takes none.
    pub(super) fn take_body(&mut self, bytes: &[u8]) -> Result<usize, Refusal> {
        let mut at = 0;
        while at < bytes.len() {
            match self {
                Self::Head => break,
                Self::Fixed(left) => {
                    at += take(left, bytes.len() - at);
                    if *left == 0 {
                        *self = Self::Head;
                    }
                }
                Self::Chunked(Chunk::Content(left)) => {
                    at += take(left, bytes.len() - at);
                    if *left == 0 {
                        *self = Self::Chunked(Chunk::ContentCr);
                    }
                }
                Self::Chunked(chunk) => {
                    match chunk.next(bytes[at])? {
                        Some(next) => *chunk = next,
                        None => *self = Self::Head,
                    }
                    at += 1;
                }
            }
        }
        Ok(at)
    }
}

/// Takes up to `available` bytes off `left` and says how many it were.
fn take(left: &mut u64, available: usize) -> usize {
    let taken = usize::try_from(*left).map_or(available, |left| left.min(available));
    *left -= taken as u64;
    taken
}

impl Chunk {
    /// The place after `byte`; none once the last chunk and its trailers have ended.
    fn next(&self, byte: u8) -> Result<Option<Self>, Refusal> {
        Ok(Some(match (self, byte) {
            (Self::Size { digits, bytes }, _) => Self::after_size(*digits, *bytes, byte)?,
            (Self::Extension { bytes, .. }, b'\r') => Self::SizeEnd { bytes: *bytes },
            (Self::Extension { seen, bytes }, _) => {
                Self::Extension { seen: counted(*seen, byte, CHUNK_LINE_BYTES)?, bytes: *bytes }
            }
            (Self::SizeEnd { bytes: 0 }, b'\n') => Self::TrailerStart { seen: 0 },
            (Self::SizeEnd { bytes }, b'\n') => Self::Content(*bytes),
            (Self::ContentCr, b'\r') => Self::ContentLf,
            (Self::ContentLf, b'\n') => FIRST_CHUNK,
            (Self::TrailerStart { .. }, b'\r') => Self::LastLf,
            (Self::TrailerStart { .. }, b' ' | b'\t') => return Err(Refusal::Folding),
            (Self::Trailer { seen }, b'\r') => Self::TrailerLf { seen: *seen },
            (Self::TrailerStart { seen } | Self::Trailer { seen }, _) => {
                Self::Trailer { seen: counted(*seen, byte, TRAILER_BYTES)? }
            }
            (Self::TrailerLf { seen }, b'\n') => Self::TrailerStart { seen: *seen },
            (Self::LastLf, b'\n') => return Ok(None),
            _ => return Err(Refusal::Chunk),
        }))
    }

    fn after_size(digits: u8, bytes: u64, byte: u8) -> Result<Self, Refusal> {
        if let Some(digit) = char::from(byte).to_digit(16) {
            // Fifteen digits stay below 2^60; no report comes near.
            if digits == 15 {
                return Err(Refusal::Chunk);
            }
            return Ok(Self::Size { digits: digits + 1, bytes: bytes * 16 + u64::from(digit) });
        }
        match byte {
            b'\r' if digits > 0 => Ok(Self::SizeEnd { bytes }),
            b';' if digits > 0 => Ok(Self::Extension { seen: 0, bytes }),
            _ => Err(Refusal::Chunk),
        }
    }
}

fn counted(seen: usize, byte: u8, most: usize) -> Result<usize, Refusal> {
    if seen >= most || matches!(byte, b'\n' | 0) {
        return Err(Refusal::Chunk);
    }
    Ok(seen + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examined(head: &str) -> Result<Part, Refusal> {
        match scan_head(head.as_bytes(), 0)? {
            Scan::Whole(length) => {
                assert_eq!(length, head.len(), "the head ends where the text does");
                examine_head(head.as_bytes())
            }
            Scan::Partial => panic!("the head is whole: {head:?}"),
        }
    }

    #[test]
    fn a_request_line_or_host_that_could_mean_two_things_is_refused() {
        for (head, refusal) in [
            ("GET / HTTP/1.1\r\nX: y", Refusal::Host),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: a", Refusal::Host),
            ("GET / HTTP/1.1\r\nHost: a b", Refusal::Host),
            ("GET / HTTP/1.1\r\nHost: u@a", Refusal::Host),
            ("GET / HTTP/1.1\r\nHost:", Refusal::Host),
            ("GET https://b/ HTTP/1.1\r\nHost: a", Refusal::Host),
            ("GET ftp://a/ HTTP/1.1\r\nHost: a", Refusal::RequestLine),
            ("CONNECT a:1 HTTP/1.1\r\nHost: a:1", Refusal::RequestLine),
            ("GET  / HTTP/1.1\r\nHost: a", Refusal::RequestLine),
            ("GET / HTTP/2.0\r\nHost: a", Refusal::RequestLine),
            ("GET / HTTP/1.1\nHost: a", Refusal::LineEnd),
        ] {
            assert_eq!(examined(&format!("{head}\r\n\r\n")), Err(refusal), "{head:?}");
        }
        let two_empty_lines = b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
        assert_eq!(scan_head(two_empty_lines, 0), Err(Refusal::LineEnd));
    }

    #[test]
    fn header_lines_that_could_mean_two_things_are_refused() {
        let (length, encoding) = (Refusal::ContentLength, Refusal::TransferEncoding);
        for (lines, refusal) in [
            ("X: 1\rY: 2", Refusal::LineEnd),
            ("X: 1\r\n 2", Refusal::Folding),
            ("X", Refusal::HeaderLine),
            ("Content-Length : 3", Refusal::HeaderLine),
            ("Content-Length: 3\r\nContent-Length: 4", length),
            ("Content-Length: 3, 3", length),
            ("Content-Length: +3", length),
            ("Content-Length: 99999999999999999999", length),
            ("Content-Length: 3\r\nTransfer-Encoding: chunked", encoding),
            ("Transfer-Encoding: chunked\r\nContent-Length: 3", encoding),
            ("Transfer-Encoding: chunked, gzip", encoding),
            ("Transfer-Encoding: gzip", encoding),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", encoding),
        ] {
            let head = format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n");
            assert_eq!(examined(&head), Err(refusal), "{lines:?}");
        }
        let old = "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(examined(old), Err(encoding));
    }

    #[test]
    fn what_honest_clients_send_is_taken() {
        let cases = [
            ("GET / HTTP/1.1\r\nHost: a:8443\r\n\r\n", Part::Head),
            ("\r\nGET / HTTP/1.1\r\nhost: [::1]:8443\r\n\r\n", Part::Head),
            ("GET https://A/x HTTP/1.1\r\nHost: a\r\n\r\n", Part::Head),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", Part::Head),
            ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n", Part::Fixed(12)),
            ("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", Part::Chunked(FIRST_CHUNK)),
        ];
        for (head, part) in cases {
            assert_eq!(examined(head), Ok(part), "{head:?}");
        }
    }

    #[test]
    fn a_head_is_found_wherever_the_line_cuts_it() {
        let head = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        for cut in 0..head.len() {
            assert_eq!(scan_head(&head[..cut], 0), Ok(Scan::Partial), "{cut}");
            assert_eq!(scan_head(head, cut), Ok(Scan::Whole(head.len())), "{cut}");
        }
    }

    #[test]
    fn a_chunked_body_ends_where_its_last_chunk_ends_wherever_the_line_cuts_it() {
        let body = b"4;a=b\r\nWiki\r\n0a\r\n0123456789\r\n0\r\nX: y\r\n\r\nGET";
        for cut in 0..=body.len() {
            let mut part = Part::Chunked(FIRST_CHUNK);
            let first = part.take_body(&body[..cut]).expect("a good body");
            let rest = part.take_body(&body[first..]).expect("a good body");
            assert_eq!((first + rest, part), (body.len() - 3, Part::Head), "{cut}");
        }
    }

    #[test]
    fn a_chunk_that_two_programs_could_read_differently_is_refused() {
        for body in [
            &b"4\nWiki\r\n"[..],
            b"4\r\nWikiX",
            b"4\r\nWiki\n",
            b"\r\n",
            b"-1\r\n",
            b"0x4\r\n",
            b"4 \r\n",
            b"1000000000000000\r\n",
            b"4;a\nWiki",
            b"0\r\nX: y\n\r\n",
            b"0\r\n\n",
        ] {
            let mut part = Part::Chunked(FIRST_CHUNK);
            assert!(part.take_body(body).is_err(), "{body:?}");
        }
    }
}

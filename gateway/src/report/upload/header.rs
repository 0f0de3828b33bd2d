//! The headers of tus 1.0, as they come and as they are answered.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use porthor_policy::Timestamp;
use ring::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::app::App;
use crate::http::error::Problem;

/// The version of the protocol.
pub const VERSION: &str = "1.0.0";
/// What of it is spoken here.
pub const EXTENSIONS: &str = "creation,creation-with-upload,expiration,checksum,termination,concatenation";
/// What a piece may be told by: SHA-1 because the protocol asks for it.
pub const CHECKSUMS: &str = "sha256,sha1";
/// What a piece comes as.
pub const PIECE: &str = "application/offset+octet-stream";

/// tus's own headers.
pub const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
/// Versions spoken.
pub const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
/// Bytes that have come.
pub const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// Bytes in all.
pub const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
/// What is said of it.
pub const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
/// Until when it may go on.
pub const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// What it is a part of, or made of.
pub const UPLOAD_CONCAT: HeaderName = HeaderName::from_static("upload-concat");
/// Ours: the report that it has become.
pub const REPORT: HeaderName = HeaderName::from_static("porthor-report");
/// Ours: that report's SHA-256, hexadecimal.
pub const REPORT_DIGEST: HeaderName = HeaderName::from_static("porthor-report-sha256");
/// Why that report is held back, if it is: `unsigned`, `unscanned`, `infected`.
pub const REPORT_HELD: HeaderName = HeaderName::from_static("porthor-report-held-for");

/// A request that speaks our version of tus; any other is told which (412).
pub struct Tus;

impl FromRequestParts<Arc<App>> for Tus {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        match parts.headers.get(TUS_RESUMABLE).map(HeaderValue::as_bytes) {
            Some(version) if version == VERSION.as_bytes() => Ok(Self),
            _ => Err(Problem::new(StatusCode::PRECONDITION_FAILED, "tus-version").with("version", VERSION)),
        }
    }
}

/// What every answer says of the protocol.
pub async fn speak(mut answer: Response) -> Response {
    let status = answer.status();
    let headers = answer.headers_mut();
    headers.insert(TUS_RESUMABLE, HeaderValue::from_static(VERSION));
    if status == StatusCode::PRECONDITION_FAILED {
        headers.insert(TUS_VERSION, HeaderValue::from_static(VERSION));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

/// The method that is meant: some proxies let nothing but GET and POST through.
pub fn meant(headers: &HeaderMap) -> Option<Method> {
    let named = headers.get("x-http-method-override")?.to_str().ok()?;
    [Method::PATCH, Method::DELETE, Method::HEAD].into_iter().find(|method| method.as_str().eq_ignore_ascii_case(named.trim()))
}

/// A number of bytes.
pub fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Problem> {
    let bad = || Problem::bad("bad-field").with("field", name.as_str());
    let text = headers.get(name).ok_or_else(bad)?.to_str().map_err(|_| bad())?;
    let plain = !text.is_empty() && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().map_err(|_| bad()) } else { Err(bad()) }
}

/// Whether what comes is a piece.
pub fn is_piece(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == PIECE.as_bytes())
}

/// The value under `key` in `Upload-Metadata`, as text.
pub fn metadata(headers: &HeaderMap, key: &str) -> Result<Option<String>, Problem> {
    let bad = || Problem::bad("bad-field").with("field", "upload-metadata");
    let Some(all) = headers.get(UPLOAD_METADATA) else { return Ok(None) };
    for pair in all.to_str().map_err(|_| bad())?.split(',') {
        let (name, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        if name == key {
            let bytes = STANDARD.decode(value.trim()).map_err(|_| bad())?;
            return String::from_utf8(bytes).map(Some).map_err(|_| bad());
        }
    }
    Ok(None)
}

/// How an upload belongs with others.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// By itself.
    Whole,
    /// A part, to be put together later.
    Partial,
    /// Put together from these, named by their paths.
    Final(Vec<String>),
}

/// `Upload-Concat`.
pub fn part(headers: &HeaderMap) -> Result<Part, Problem> {
    let bad = || Problem::bad("bad-field").with("field", "upload-concat");
    let Some(concat) = headers.get(UPLOAD_CONCAT) else { return Ok(Part::Whole) };
    let concat = concat.to_str().map_err(|_| bad())?.trim();
    if concat == "partial" {
        return Ok(Part::Partial);
    }
    let parts: Vec<String> = concat.strip_prefix("final;").ok_or_else(bad)?.split_whitespace().map(ToOwned::to_owned).collect();
    if parts.is_empty() { Err(bad()) } else { Ok(Part::Final(parts)) }
}

/// What a piece has to hash to.
pub struct Checksum {
    context: Context,
    expected: Vec<u8>,
}

impl Checksum {
    /// `Upload-Checksum`, if there is one.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let bad = || Problem::bad("bad-field").with("field", "upload-checksum");
        let Some(text) = headers.get("upload-checksum") else { return Ok(None) };
        let (name, value) = text.to_str().map_err(|_| bad())?.split_once(' ').ok_or_else(bad)?;
        let algorithm: &'static Algorithm = match name {
            "sha256" => &SHA256,
            "sha1" => &SHA1_FOR_LEGACY_USE_ONLY,
            _ => return Err(bad()),
        };
        let expected = STANDARD.decode(value.trim()).map_err(|_| bad())?;
        if expected.len() == algorithm.output_len() {
            Ok(Some(Self { context: Context::new(algorithm), expected }))
        } else {
            Err(bad())
        }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    /// Whether the bytes are those that were sent. A checksum guards against accidents alone: no constant time is needed.
    pub fn holds(self) -> bool {
        self.context.finish().as_ref() == self.expected
    }
}

/// A moment as HTTP writes it (RFC 9110, 5.6.7).
pub fn http_date(moment: Timestamp) -> HeaderValue {
    const IMF: &[BorrowedFormatItem<'_>] =
        format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    let moment = OffsetDateTime::from_unix_timestamp(moment.millis() / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let text = moment.format(IMF).unwrap_or_default();
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))])
    }

    #[test]
    fn a_number_of_bytes_is_digits_and_nothing_else() {
        let read = |text: &str| number(&headers("upload-length", text), &UPLOAD_LENGTH).ok();
        assert_eq!(read("104857600"), Some(104_857_600));
        for bad in ["", "-1", "+1", "1.0", "0x10", " 1", "9999999999999999999", "1e3"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn metadata_are_pairs_of_a_name_and_base64() {
        let said = headers("upload-metadata", "filename eC5hZ2U=,report eyJhIjoxfQ==,empty");
        assert_eq!(metadata(&said, "report").expect("it is well said").as_deref(), Some("{\"a\":1}"));
        assert_eq!(metadata(&said, "empty").expect("it is well said").as_deref(), Some(""));
        assert_eq!(metadata(&said, "other").expect("it is well said"), None);
        assert!(metadata(&headers("upload-metadata", "report e!"), "report").is_err());
    }

    #[test]
    fn a_method_is_overridden_by_those_that_proxies_stop_alone() {
        let meant = |name: &str| meant(&headers("x-http-method-override", name));
        assert_eq!(
            (meant("PATCH"), meant("delete"), meant("Head")),
            (Some(Method::PATCH), Some(Method::DELETE), Some(Method::HEAD))
        );
        assert_eq!((meant("PUT"), meant("GET"), meant("")), (None, None, None));
    }

    #[test]
    fn parts_are_named_by_their_paths() {
        let part = |text: &str| part(&headers("upload-concat", text)).ok();
        assert_eq!(part("partial"), Some(Part::Partial));
        assert_eq!(part("final;/a /b"), Some(Part::Final(vec!["/a".into(), "/b".into()])));
        assert_eq!((part("final;"), part("final"), part("else")), (None, None, None));
    }

    #[test]
    fn a_checksum_is_of_a_kind_that_is_spoken_and_of_its_length() {
        let checksum = |text: &str| Checksum::of(&headers("upload-checksum", text));
        let mut sum = checksum("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=").expect("well said").expect("there is one");
        sum.update(b"ab");
        sum.update(b"c");
        assert!(sum.holds());
        let mut other = checksum("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=").expect("well said").expect("there is one");
        other.update(b"abd");
        assert!(!other.holds());
        for bad in ["md5 kAFQmDzST7DWlj99KOF/cg==", "sha256 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "sha1", "sha1 !"] {
            assert!(checksum(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_moment_is_written_as_http_does() {
        assert_eq!(http_date(Timestamp::from_millis(784_111_777_000)), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}

//! The other end of the line: how the command line and the demonstration speak to a gateway. HTTPS only, honouring
//! `HTTPS_PROXY`; trust is the system's or one authority's file, and there is no way to switch it off. `tls` is that trust, `way` the
//! proxy, `problem` what a gateway refuses with, `sign_in` the ways in, `device` what a device keeps, `push` (with `sealing` and `queue`) and `fetch` the
//! files.

pub mod device;
pub mod envelope;
mod error;
pub mod fetch;
pub mod line;
pub mod problem;
pub mod push;
pub mod queue;
mod sealing;
pub mod sign_in;
pub mod tls;
pub mod way;

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use porthor_policy::Language;
use reqwest::{Method, RequestBuilder, Response, Url, header};
use serde_json::Value;
use tokio::time::timeout;

use self::tls::Shown;
use self::way::Way;

pub use error::ClientError;
pub use problem::Problem;

use crate::http::language::tag;

/// Time to reach a gateway.
const CONNECT: Duration = Duration::from_secs(20);
/// Time without a byte from a gateway; a decision and a record take far less.
const SILENCE: Duration = Duration::from_mins(1);
/// Items asked for at once where all are wanted.
const PAGE: &str = "200";

/// A gateway, as one caller sees it. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    language: Language,
    token: Option<String>,
    shown: Shown,
}

impl Client {
    /// A client of the gateway at `gateway` (`https://…`), by `way`.
    pub fn new(gateway: &str, way: &Way, language: Language) -> Result<Self, ClientError> {
        let base = Url::parse(gateway).map_err(|_| ClientError::Address)?;
        if base.scheme() != "https" || base.cannot_be_a_base() {
            return Err(ClientError::Address);
        }
        let shown = Shown::default();
        let http = way
            .put_into(reqwest::Client::builder(), &base)?
            .tls_backend_preconfigured(tls::config(way.ca_file.as_deref(), &shown)?)
            .user_agent(concat!("porthor/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .https_only(true)
            .build()
            .map_err(|source| ClientError::Network { what: "the client could not be prepared", source })?;
        Ok(Self { http, base, language, token: None, shown })
    }

    /// The certificate (DER) that was shown for the gateway last, trusted or not.
    pub fn certificate(&self) -> Option<Vec<u8>> {
        self.shown.certificate()
    }

    /// The same client, acting under a session's token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// A request to `/api/v1/<segments>`; every segment is encoded, so that no id can leave its place.
    pub fn request(&self, method: Method, segments: &[&str]) -> RequestBuilder {
        self.request_below(method, &["api", "v1"], segments)
    }

    /// A request to a path outside the interface, such as the public log.
    pub fn request_below(&self, method: Method, prefix: &[&str], segments: &[&str]) -> RequestBuilder {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().extend(prefix).extend(segments);
        }
        let request = self.http.request(method, url).header(header::ACCEPT_LANGUAGE, tag(self.language));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request; an answer that is not a success becomes the problem it carries.
    pub async fn send(&self, request: RequestBuilder) -> Result<Response, ClientError> {
        in_time("the gateway could not be asked", self.send_slowly(request)).await
    }

    /// The same, however long it takes.
    pub async fn send_slowly(&self, request: RequestBuilder) -> Result<Response, ClientError> {
        let answer = request.send().await.map_err(failed)?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        Err(ClientError::Problem(Box::new(Problem::read(answer).await?)))
    }

    /// What stands at a path, with `parameters` behind the question mark.
    pub async fn get(&self, segments: &[&str], parameters: &[(&str, &str)]) -> Result<Value, ClientError> {
        let request = with_parameters(self.request(Method::GET, segments), parameters);
        json(self.send(request).await?).await
    }

    /// A text that stands at a path, such as a receipt.
    pub async fn get_text(&self, segments: &[&str]) -> Result<String, ClientError> {
        let answer = self.send(self.request(Method::GET, segments)).await?;
        Ok(String::from_utf8_lossy(&body(answer).await?).into_owned())
    }

    /// Does something.
    pub async fn post(&self, segments: &[&str], body: &Value) -> Result<Value, ClientError> {
        json(self.send(self.request(Method::POST, segments).json(body)).await?).await
    }

    /// Brings a file that has no description.
    pub async fn post_bytes(&self, segments: &[&str], bytes: Vec<u8>) -> Result<Value, ClientError> {
        let request = self.request(Method::POST, segments).header(header::CONTENT_TYPE, "application/octet-stream");
        json(self.send(request.body(bytes)).await?).await
    }

    /// A small file that stands at a path, such as the scan of a paper.
    pub async fn get_bytes(&self, segments: &[&str]) -> Result<Vec<u8>, ClientError> {
        let answer = self.send(self.request(Method::GET, segments)).await?;
        Ok(body(answer).await?.to_vec())
    }

    /// Creates something, once: the same request delivered again does nothing twice.
    pub async fn create(&self, segments: &[&str], body: &Value) -> Result<Value, ClientError> {
        let request = self.request(Method::POST, segments).header("Idempotency-Key", porthor_keys::random::id());
        json(self.send(request.json(body)).await?).await
    }

    /// Puts something in its place.
    pub async fn put(&self, segments: &[&str], body: &Value) -> Result<Value, ClientError> {
        json(self.send(self.request(Method::PUT, segments).json(body)).await?).await
    }

    /// Removes or ends something.
    pub async fn delete(&self, segments: &[&str]) -> Result<Value, ClientError> {
        json(self.send(self.request(Method::DELETE, segments)).await?).await
    }

    /// All items of a list, page after page.
    pub async fn list(&self, segments: &[&str], parameters: &[(&str, &str)]) -> Result<Vec<Value>, ClientError> {
        let mut all = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let mut asked = parameters.to_vec();
            asked.push(("limit", PAGE));
            asked.extend(after.as_deref().map(|cursor| ("after", cursor)));
            let mut page = self.get(segments, &asked).await?;
            match page["items"].take() {
                Value::Array(items) => all.extend(items),
                _ => return Err(ClientError::NotPorthor("a list without items")),
            }
            after = match &page["next"] {
                Value::Null => return Ok(all),
                Value::String(cursor) => Some(cursor.clone()),
                cursor => Some(cursor.to_string()),
            };
        }
    }
}

/// Why a request was not answered.
fn failed(source: reqwest::Error) -> ClientError {
    let mut cause = std::error::Error::source(&source);
    while let Some(inner) = cause {
        // The library has no kind for it.
        if inner.to_string().contains("proxy authorization required") {
            return ClientError::ProxySignIn;
        }
        cause = inner.source();
    }
    ClientError::Network { what: "the gateway could not be asked", source }
}

/// Waits no longer than anybody would.
async fn in_time<T>(what: &'static str, answer: impl Future<Output = Result<T, ClientError>>) -> Result<T, ClientError> {
    timeout(SILENCE, answer).await.unwrap_or(Err(ClientError::Silent(what)))
}

/// Whether the address is this machine's own.
fn is_loopback(base: &Url) -> bool {
    let host = base.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The request with `parameters` behind the question mark.
fn with_parameters(request: RequestBuilder, parameters: &[(&str, &str)]) -> RequestBuilder {
    if parameters.is_empty() {
        return request;
    }
    let (client, request) = request.build_split();
    match request {
        Ok(mut request) => {
            request.url_mut().query_pairs_mut().extend_pairs(parameters);
            RequestBuilder::from_parts(client, request)
        }
        // Cannot come to pass: every part was encoded. An empty request fails by itself when it is sent.
        Err(_) => client.request(Method::GET, ""),
    }
}

/// The answer's JSON; null where there is no body.
pub async fn json(answer: Response) -> Result<Value, ClientError> {
    let body = body(answer).await?;
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&body).map_err(|_| ClientError::NotPorthor("an answer that is not JSON"))
}

/// The whole of an answer that is not a report.
async fn body(answer: Response) -> Result<Bytes, ClientError> {
    let broke = |source| ClientError::Network { what: "the answer broke off", source };
    in_time("the answer broke off", async { answer.bytes().await.map_err(broke) }).await
}

/// The text under `name`; a gateway always gives it.
pub fn text<'a>(value: &'a Value, name: &'static str) -> Result<&'a str, ClientError> {
    value[name].as_str().ok_or(ClientError::NotPorthor("a field is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Client {
        // Another test may have installed it before.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        Client::new("https://porth.example:8443", &Way::default(), Language::En).expect("the system trusts somebody")
    }

    #[test]
    fn no_id_leaves_its_place_in_the_path() {
        let request = client().request(Method::GET, &["cases", "../people?x=#/ y", "reports"]);
        let url = request.build().expect("a request").url().clone();
        assert_eq!(url.as_str(), "https://porth.example:8443/api/v1/cases/..%2Fpeople%3Fx=%23%2F%20y/reports");
    }

    #[test]
    fn parameters_are_encoded_behind_the_question_mark() {
        let request = with_parameters(client().request(Method::GET, &["cases"]), &[("after", "a&b=c")]);
        assert_eq!(request.build().expect("a request").url().query(), Some("after=a%26b%3Dc"));
    }

    #[test]
    fn an_address_without_tls_is_refused() {
        for address in ["http://porth.example", "porth.example", "file:///etc/passwd"] {
            assert!(matches!(Client::new(address, &Way::default(), Language::En), Err(ClientError::Address)), "{address}");
        }
    }

    #[test]
    fn only_this_machines_own_addresses_go_past_the_proxy() {
        let loopback = |address: &str| is_loopback(&Url::parse(address).expect("an address"));
        assert!(loopback("https://localhost:8443") && loopback("https://127.0.0.9") && loopback("https://[::1]:8443"));
        assert!(!loopback("https://porth.example") && !loopback("https://10.0.0.1"));
    }
}

//! `porthor doctor`: tries each hop between here and the gateway, one after the other, and prints a page that a network team can act on.
//! What it sends is noise; it needs no account.

use std::time::Duration;

use reqwest::{Method, Response, Url};
use serde_json::{Value, json};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};

use super::{CliError, Shared, print};
use crate::client::device::Home;
use crate::client::line::{self, End};
use crate::client::way::Way;
use crate::client::{Client, ClientError};
use crate::clock::Clock;
use crate::words::Words;

const EXAMPLES: &str = "\
EXAMPLES
  porthor doctor
  porthor doctor --gateway https://porth.example --proxy http://proxy.ward.example:3128
  porthor doctor --gateway https://porth.example --ca-file hospital-ca.pem --language cy
  porthor doctor --json

Tries name, proxy, TLS, methods, size and time in turn. On an enrolled device --gateway may be left out, and it is told whether
somebody on the way reads along. Exit code 7: a report cannot get through; 0: it can, even if not the best way.";

/// Bytes of the bodies that are tried, one after the other.
const SIZES: [u64; 4] = [16 << 10, 256 << 10, 1 << 20, 8 << 20];
/// Seconds of silence that are tried.
const SILENCE: u64 = 12;
/// Seconds that a name or a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// What `porthor doctor` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The gateway's address; else that of the enrolled device.
    #[arg(long, env = "PORTHOR_GATEWAY", value_name = "URL")]
    gateway: Option<String>,
}

/// How a hop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Good,
    /// It works, and could be better.
    Poor,
    /// It does not.
    Bad,
}

/// What was found at a hop: a text of the locale files, with what is put in.
struct Finding {
    hop: &'static str,
    state: State,
    code: &'static str,
    arguments: Vec<(&'static str, String)>,
}

impl Finding {
    fn new(hop: &'static str, state: State, code: &'static str, arguments: &[(&'static str, String)]) -> Self {
        Self { hop, state, code, arguments: arguments.to_vec() }
    }

    fn as_json(&self) -> Value {
        let mut value = json!({ "hop": self.hop, "state": word(self.state), "code": self.code });
        for (name, text) in &self.arguments {
            value[*name] = text.as_str().into();
        }
        value
    }
}

/// Where to, and what is known of it.
struct Patient {
    gateway: Url,
    way: Way,
    client: Client,
    receipt_key: Option<String>,
}

/// Tries every hop, and tells.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let patient = patient(args, shared)?;
    let mut findings = Vec::new();
    patient.name(&mut findings).await;
    let proxied = patient.proxy(&mut findings).await?;
    if proxied && patient.tls(&mut findings).await {
        patient.methods(&mut findings).await;
        patient.sizes(&mut findings).await;
        patient.time(&mut findings).await;
    }
    tell(&patient, &findings, shared);
    let is_stopped = findings.iter().any(|finding| finding.state == State::Bad);
    if is_stopped { Err(CliError::NotThrough) } else { Ok(()) }
}

fn patient(args: Args, shared: &Shared) -> Result<Patient, CliError> {
    let device = Home::from_environment().and_then(|home| home.device()).ok().map(|(device, _)| device);
    let known = device.filter(|device| args.gateway.as_ref().is_none_or(|asked| asked.trim_end_matches('/') == device.gateway));
    let way = match &known {
        Some(device) => shared.way_of(device)?,
        None => shared.way()?,
    };
    let address = args.gateway.or_else(|| known.as_ref().map(|device| device.gateway.clone()));
    let address =
        address.ok_or(CliError::Argument { what: "--gateway", expected: "the gateway's address, as on an enrolled device" })?;
    let client = Client::new(&address, &way, shared.language())?;
    let gateway = Url::parse(&address).map_err(|_| ClientError::Address)?;
    Ok(Patient { gateway, way, client, receipt_key: known.and_then(|device| device.receipt_key) })
}

impl Patient {
    fn place(&self) -> (String, u16) {
        (self.gateway.host_str().unwrap_or_default().to_owned(), self.gateway.port_or_known_default().unwrap_or(443))
    }

    /// Whether the gateway's name is known here. Behind a proxy it need not be.
    async fn name(&self, findings: &mut Vec<Finding>) {
        let (host, port) = self.place();
        let found = timeout(CONNECT, lookup_host((host.trim_matches(['[', ']']), port))).await;
        let address = found.ok().and_then(Result::ok).and_then(|mut all| all.next()).map(|address| address.ip().to_string());
        let has_proxy = self.way.proxy_to(&self.gateway).is_ok_and(|proxy| proxy.is_some());
        findings.push(match address {
            Some(address) => Finding::new("name", State::Good, "name-known", &[("host", host), ("address", address)]),
            None if has_proxy => Finding::new("name", State::Good, "name-left-to-proxy", &[("host", host)]),
            None => Finding::new("name", State::Bad, "name-unknown", &[("host", host)]),
        });
    }

    /// Whether whoever is to be met first can be met: the proxy, or the gateway itself.
    async fn proxy(&self, findings: &mut Vec<Finding>) -> Result<bool, CliError> {
        let proxy = self.way.proxy_to(&self.gateway)?;
        let (host, port) = match &proxy {
            Some(proxy) => (proxy.host_str().unwrap_or_default().to_owned(), proxy.port_or_known_default().unwrap_or(80)),
            None => self.place(),
        };
        let met = timeout(CONNECT, TcpStream::connect((host.trim_matches(['[', ']']), port))).await;
        let is_met = matches!(met, Ok(Ok(_)));
        let place = [("place", format!("{host}:{port}"))];
        let (good, bad) = if proxy.is_some() { ("proxy-met", "proxy-not-met") } else { ("direct-met", "direct-not-met") };
        let (state, code) = if is_met { (State::Good, good) } else { (State::Bad, bad) };
        findings.push(Finding::new("proxy", state, code, &place));
        Ok(is_met)
    }

    /// Whether the gateway's certificate is trusted, and whether it is the gateway's.
    async fn tls(&self, findings: &mut Vec<Finding>) -> bool {
        let (host, _) = self.place();
        let finding = match line::end(&self.client, self.receipt_key.as_deref()).await {
            Ok(End::Gateway) => Finding::new("tls", State::Good, "tls-gateways-own", &[]),
            Ok(End::Unknown) => Finding::new("tls", State::Good, "tls-trusted", &[]),
            Ok(End::Inspected(by)) => Finding::new("tls", State::Poor, "tls-inspected", &[("by", by)]),
            Err(error) => match failure(&error) {
                Failure::SignIn => Finding::new("proxy", State::Bad, "proxy-asks", &[]),
                Failure::Status(status) => {
                    Finding::new("tls", State::Bad, "answered-on-the-way", &[("status", status.to_string())])
                }
                Failure::Trust(why) => {
                    let by = self.client.certificate().as_deref().and_then(line::issuer).unwrap_or_else(|| "?".to_owned());
                    Finding::new("tls", State::Bad, "tls-not-trusted", &[("why", why), ("host", host), ("by", by)])
                }
                Failure::Line(why) => match self.way.tunnel(&self.gateway).await.filter(|status| !status.is_success()) {
                    Some(status) => {
                        let said = [("status", status.to_string()), ("host", host)];
                        Finding::new("proxy", State::Bad, "proxy-refuses", &said)
                    }
                    None => Finding::new("tls", State::Bad, "no-answer", &[("why", why), ("host", host)]),
                },
            },
        };
        let is_through = finding.state != State::Bad;
        findings.push(finding);
        is_through
    }

    /// Which methods arrive. A report gets through by POST alone, if the others do not.
    async fn methods(&self, findings: &mut Vec<Finding>) {
        let (mut arrived, mut stopped) = (Vec::new(), Vec::new());
        for method in [Method::POST, Method::PATCH, Method::DELETE] {
            let is_it = self.tries(method.clone(), 0).await.is_ok_and(|answer| answer["method"] == method.as_str());
            if is_it { arrived.push(method) } else { stopped.push(method) }
        }
        let named = |methods: &[Method]| methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        let both = [("arrived", named(&arrived)), ("stopped", named(&stopped))];
        let (state, code) = match (arrived.contains(&Method::POST), stopped.is_empty()) {
            (_, true) => (State::Good, "methods-all"),
            (true, false) => (State::Poor, "methods-some"),
            (false, false) => (State::Bad, "methods-none"),
        };
        findings.push(Finding::new("methods", state, code, &both));
    }

    /// How much arrives in one request, and how fast.
    async fn sizes(&self, findings: &mut Vec<Finding>) {
        let (mut largest, mut rate) = (0, 0);
        for bytes in SIZES {
            let begun = Instant::now();
            match self.tries(Method::POST, bytes).await {
                Ok(answer) if answer["bytes"] == bytes => {
                    largest = bytes;
                    rate = u128::from(bytes) * 1000 / begun.elapsed().as_millis().max(1);
                }
                _ => break,
            }
            if begun.elapsed() > CONNECT {
                break;
            }
        }
        let shown = [("bytes", amount(u128::from(largest))), ("rate", amount(rate))];
        let (state, code) = match largest {
            0 => (State::Bad, "size-none"),
            few if few < 1 << 20 => (State::Poor, "size-small"),
            _ => (State::Good, "size-good"),
        };
        findings.push(Finding::new("size", state, code, &shown));
    }

    /// Whether an answer that is long in coming comes.
    async fn time(&self, findings: &mut Vec<Finding>) {
        let begun = Instant::now();
        let answer = self.client.get(&["line"], &[("wait", &SILENCE.to_string())]).await;
        let seconds = [("seconds", begun.elapsed().as_secs().to_string())];
        let (state, code) = if answer.is_ok() { (State::Good, "time-good") } else { (State::Poor, "time-short") };
        findings.push(Finding::new("time", state, code, &seconds));
    }

    /// Sends noise, and says what arrived of it.
    async fn tries(&self, method: Method, bytes: u64) -> Result<Value, ClientError> {
        let noise: Vec<u8> = (0..bytes).map(|at| u8::try_from(at * 131 % 251).unwrap_or(0)).collect();
        let answer: Response = self.client.send(self.client.request(method, &["line"]).body(noise)).await?;
        crate::client::json(answer).await
    }
}

/// Why nothing came back.
enum Failure {
    SignIn,
    Status(u16),
    Trust(String),
    Line(String),
}

fn failure(error: &ClientError) -> Failure {
    match error {
        ClientError::ProxySignIn => Failure::SignIn,
        ClientError::OnTheWay { status } => Failure::Status(*status),
        ClientError::Problem(problem) => Failure::Status(problem.status),
        ClientError::Network { source, .. } => {
            let mut why = String::new();
            let mut cause = std::error::Error::source(source);
            while let Some(inner) = cause {
                why = inner.to_string();
                cause = inner.source();
            }
            if why.contains("certificate") { Failure::Trust(why) } else { Failure::Line(why) }
        }
        other => Failure::Line(other.to_string()),
    }
}

/// Bytes as people say them.
fn amount(bytes: u128) -> String {
    match bytes {
        0..0x400 => format!("{bytes} B"),
        0x400..0x10_0000 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}

fn tell(patient: &Patient, findings: &[Finding], shared: &Shared) {
    let gateway = patient.gateway.origin().ascii_serialization();
    if shared.json {
        let findings: Vec<Value> = findings.iter().map(Finding::as_json).collect();
        return print::json_line(&json!({ "gateway": gateway, "findings": findings }));
    }
    let words = Words::shipped();
    let text = |key: &str, arguments: &[(&str, String)]| words.text(shared.language(), key, arguments);
    let at = Clock.now().to_string();
    print::line(&text("doctor-title", &[("gateway", gateway), ("at", at), ("version", env!("CARGO_PKG_VERSION").to_owned())]));
    print::line("");
    for (number, finding) in (1..).zip(findings) {
        let state = text(&format!("doctor-state-{}", word(finding.state)), &[]);
        let hop = text(&format!("doctor-hop-{}", finding.hop), &[]);
        print::line(&format!("{number}  {hop}: {state}"));
        print::line(&format!("   {}", text(&format!("doctor-{}", finding.code), &finding.arguments)));
    }
    print::line("");
    let remedies = findings.iter().filter(|finding| finding.state != State::Good);
    let remedies: Vec<String> =
        remedies.map(|finding| text(&format!("doctor-{}-remedy", finding.code), &finding.arguments)).collect();
    if remedies.is_empty() {
        return print::line(&text("doctor-all-good", &[]));
    }
    print::line(&text("doctor-for-the-network-team", &[]));
    for remedy in remedies {
        print::line(&format!("-  {remedy}"));
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Good => "good",
        State::Poor => "poor",
        State::Bad => "bad",
    }
}

//! Somebody who uses a gateway: enrols with a printed code, keeps a printed card, signs in, and acts. What people do is named as they
//! would say it; what they send and get is in `case` and the tests.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use porthor_keys::totp::TotpSecret;
use porthor_tests::gateway::Gateway;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::wire;

/// Long enough for the gateway, and the same for all: nobody here is real.
pub const PASSWORD: &str = "pedwar gair nad oes neb yn eu dyfalu";
/// A token is renewed this long after it was issued; it lives for five minutes.
const RENEW_AFTER: Duration = Duration::from_secs(200);

/// A way to a gateway without being signed in: its address and a client from some place.
#[derive(Clone)]
pub struct Door {
    client: reqwest::Client,
    origin: String,
}

impl Door {
    /// From where most people are.
    pub fn of(gateway: &Gateway) -> Self {
        Self::from(gateway, Ipv4Addr::LOCALHOST.into(), &["h2", "http/1.1"])
    }

    /// From a place of one's own, speaking what `alpn` names.
    pub fn from(gateway: &Gateway, place: IpAddr, alpn: &'static [&'static str]) -> Self {
        Self { client: wire::client(gateway, place, alpn), origin: format!("https://{}", gateway.address()) }
    }

    /// A request to anything the gateway serves, `path` from the root.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.origin))
    }

    /// A call of the interface by somebody who is not signed in.
    pub async fn posts(&self, path: &str, body: &Value) -> Answer {
        send(format!("POST {path}"), self.request(Method::POST, &format!("/api/v1{path}")).json(body)).await
    }

    /// Reads something public.
    pub async fn gets(&self, path: &str) -> Answer {
        send(format!("GET {path}"), self.request(Method::GET, path)).await
    }
}

/// Sends a request to a gateway that may be killed meanwhile; none where the line broke.
pub async fn attempt(request: reqwest::RequestBuilder) -> Option<Answer> {
    let response = request.send().await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.bytes().await.ok()?.to_vec();
    Some(Answer { asked: "a request".into(), status, headers, body })
}

async fn send(asked: String, request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
    Answer::read(asked, response).await
}

/// Somebody signed in.
pub struct Person {
    pub id: String,
    pub address: String,
    door: Door,
    card: BTreeMap<String, String>,
    session: Mutex<(String, Instant)>,
    /// One step-up at a time: the card's next code can be used once.
    stepping: tokio::sync::Mutex<()>,
}

impl Person {
    /// Enrols with a printed code, chooses a card, and signs in.
    pub async fn enrols(door: &Door, address: &str, code: &str) -> Self {
        let card = enrols_with_a_card(door, address, code).await;
        Self::signs_in(door, address, card).await
    }

    /// Signs in with password and card.
    pub async fn signs_in(door: &Door, address: &str, card: BTreeMap<String, String>) -> Self {
        let token = proves_both(door, address, &card).await.expect(200);
        Self {
            id: token.field("person"),
            address: address.to_owned(),
            door: door.clone(),
            card,
            session: Mutex::new((token.field("token"), Instant::now())),
            stepping: tokio::sync::Mutex::default(),
        }
    }

    /// The same person in a second session, through another door.
    pub async fn signs_in_again(&self, door: &Door) -> Self {
        Self::signs_in(door, &self.address, self.card.clone()).await
    }

    /// The printed card.
    pub fn card(&self) -> &BTreeMap<String, String> {
        &self.card
    }

    /// What they need at a browser: name, password, and the printed card.
    pub fn at_a_browser(&self) -> Value {
        json!({ "address": self.address, "password": PASSWORD, "card": self.card })
    }

    /// Uses another token from now on, whatever it is.
    pub fn holds(&self, token: &str) {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = (token.to_owned(), Instant::now());
    }

    /// The present token, renewed when it is old.
    pub async fn token(&self) -> String {
        let (token, issued) = self.session.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if issued.elapsed() < RENEW_AFTER {
            return token;
        }
        let request = self.door.request(Method::POST, "/api/v1/session/renew").bearer_auth(token);
        let renewed = send("POST /session/renew".into(), request).await.expect(200).field("token");
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = (renewed.clone(), Instant::now());
        renewed
    }

    /// A request in their name.
    pub async fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.door.request(method, &format!("/api/v1{path}")).bearer_auth(self.token().await)
    }

    pub async fn sends(&self, request: reqwest::RequestBuilder) -> Answer {
        send(format!("a request of {}", self.address), request).await
    }

    pub async fn gets(&self, path: &str) -> Answer {
        send(format!("GET {path}"), self.request(Method::GET, path).await).await
    }

    /// Every row of a list that is read page by page.
    pub async fn gets_all(&self, path: &str) -> Vec<Value> {
        let more = if path.contains('?') { '&' } else { '?' };
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.gets(&format!("{path}{more}limit=200{after}")).await.expect(200);
            all.extend(page.items());
            match page.json()["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return all,
            }
        }
    }

    pub async fn posts(&self, path: &str, body: &Value) -> Answer {
        self.changes(Method::POST, path, Some(body)).await
    }

    pub async fn puts(&self, path: &str, body: &Value) -> Answer {
        self.changes(Method::PUT, path, Some(body)).await
    }

    pub async fn deletes(&self, path: &str) -> Answer {
        self.changes(Method::DELETE, path, None).await
    }

    /// Asks for a change, and enters a code if that is all that is missing: a run of the tests may outlast the last one.
    async fn changes(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let ask = async || {
            let request = self.request(method.clone(), path).await;
            send(format!("{method} {path}"), if let Some(body) = body { request.json(body) } else { request }).await
        };
        let answer = ask().await;
        if answer.code() != "step-up-needed" {
            return answer;
        }
        self.steps_up().await;
        ask().await
    }

    /// Enters the next code of the card, for what asks for one just entered.
    pub async fn steps_up(&self) {
        let _alone = self.stepping.lock().await;
        let enter = async || {
            let position = self.gets("/session").await.expect(200).field("position");
            let code = json!({ "code": self.card[&position] });
            let request = self.request(Method::POST, "/session/step-up").await.json(&code);
            send("POST /session/step-up".into(), request).await
        };
        // Somebody at a browser may have used that place of the same card meanwhile.
        if enter().await.status != 204 {
            enter().await.expect(204);
        }
    }

    /// Signs out.
    pub async fn signs_out(&self) {
        self.deletes("/session").await.expect(204);
    }
}

/// Enrols with a printed code and a new card; returns the card's codes by position.
pub async fn enrols_with_a_card(door: &Door, address: &str, code: &str) -> BTreeMap<String, String> {
    let wanted = json!({ "address": address, "code": code, "password": PASSWORD, "second": "card" });
    let shown = door.posts("/enrol", &wanted).await.expect(200).json();
    let codes = shown["card"].as_array().expect("a card was asked for");
    let text = |value: &Value| value.as_str().expect("codes are text").to_owned();
    let card: BTreeMap<String, String> = codes.iter().map(|code| (text(&code["position"]), text(&code["code"]))).collect();
    let proof = json!({ "ticket": shown["ticket"], "code": card[&text(&shown["position"])] });
    door.posts("/enrol/confirm", &proof).await.expect(204);
    card
}

/// Begins to enrol with an authenticator; returns the ticket and the shared secret.
pub async fn begins_with_an_authenticator(door: &Door, address: &str, code: &str) -> (String, TotpSecret) {
    let wanted = json!({ "address": address, "code": code, "password": PASSWORD, "second": "totp" });
    let shown = door.posts("/enrol", &wanted).await.expect(200);
    let otpauth = shown.field("otpauth");
    let letters = otpauth.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).expect("the address has a secret");
    (shown.field("ticket"), TotpSecret::from_bytes(&base32(letters)).expect("20 bytes"))
}

/// RFC 4648, as an authenticator reads it.
fn base32(letters: &str) -> Vec<u8> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for letter in letters.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => continue,
        };
        held = (held << 5 | u32::from(value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).expect("eight bits"));
        }
    }
    bytes
}

/// Both steps of signing in with a card.
pub async fn proves_both(door: &Door, address: &str, card: &BTreeMap<String, String>) -> Answer {
    let ticket = door.posts("/sign-in", &json!({ "address": address, "password": PASSWORD })).await.expect(200);
    let code = &card[&ticket.field("position")];
    door.posts("/sign-in/code", &json!({ "ticket": ticket.field("ticket"), "code": code })).await
}

//! A passkey's authenticator, and the browser around it, that say what a test tells them to; and somebody at such a browser.

use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use porthor_tests::browser::public_origin;
use reqwest::Method;
use reqwest::redirect::Policy;
use ring::digest::{SHA256, digest};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::person::Person;
use crate::stage::wire::{Offer, place};
use crate::stage::world::World;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// A passkey, and what it says of itself.
pub struct Passkey {
    key: Ed25519KeyPair,
    id: Vec<u8>,
    user: String,
    /// Where it says that it was used.
    pub origin: String,
    /// Whether its owner proves themselves to it.
    pub verifies: bool,
    /// How often it says that it has signed.
    pub count: u32,
}

impl Passkey {
    /// One that is made as `options` ask for it.
    pub fn new(world: &World, options: &Value) -> Self {
        let chance: [u8; 32] = porthor_keys::random::bytes();
        Self {
            key: Ed25519KeyPair::from_seed_unchecked(&chance).expect("32 bytes"),
            id: porthor_keys::random::bytes::<16>().to_vec(),
            user: options["user"]["id"].as_str().expect("an account's handle").to_owned(),
            origin: public_origin(&world.gateway),
            verifies: true,
            count: 0,
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, site: &Value, flags: u8, attested: &[u8]) -> Vec<u8> {
        let site = digest(&SHA256, site.as_str().expect("a site").as_bytes());
        let verified = if self.verifies { VERIFIED } else { 0 };
        [site.as_ref(), &[PRESENT | verified | flags], &self.count.to_be_bytes(), attested].concat()
    }

    /// What the browser says of its making.
    pub fn is_made(&self, options: &Value) -> String {
        let key = [b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20".as_slice(), self.key.public_key().as_ref()].concat();
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let attested = [[0; 16].as_slice(), &length, &self.id, &key].concat();
        let data = self.data(&options["rp"]["id"], ATTESTED, &attested);
        let length = u8::try_from(data.len()).expect("short");
        let object = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(), &[length], &data].concat();
        json!({
            "id": text(&self.id), "clientDataJSON": text(&self.client_data("webauthn.create", options)),
            "attestationObject": text(&object),
        })
        .to_string()
    }

    /// What the browser says of its use.
    pub fn answers(&self, options: &Value) -> String {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(&options["rpId"], 0, b"");
        let signed = [data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat();
        json!({
            "id": text(&self.id), "clientDataJSON": text(&client_data), "authenticatorData": text(&data),
            "signature": text(self.key.sign(&signed).as_ref()), "userHandle": self.user,
        })
        .to_string()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Somebody at a browser that follows nothing by itself, from a place of their own.
pub struct Visit {
    client: reqwest::Client,
    gateway: String,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Visit {
    /// Somebody who is not signed in.
    pub async fn begins(world: &World) -> Self {
        let offer = Offer { alpn: &["h2", "http/1.1"], from: place(), ..Offer::default() };
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(offer.configuration(&world.gateway))
            .local_address(offer.from)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .expect("the configuration is a good one");
        let gateway = format!("https://{}", world.gateway.address());
        let visit = Self { client, gateway, cookies: RefCell::new(BTreeMap::new()) };
        visit.sees("/sign-in").await.expect(200);
        visit
    }

    /// Somebody with a session.
    pub async fn of(world: &World, person: &Person) -> Self {
        let visit = Self::begins(world).await;
        let token = person.token().await;
        visit.cookies.borrow_mut().insert("__Host-porthor".to_owned(), token);
        visit
    }

    /// The session's token; empty where there is none.
    pub fn token(&self) -> String {
        self.cookies.borrow().get("__Host-porthor").cloned().unwrap_or_default()
    }

    async fn asks(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        let cookies: Vec<_> = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request =
            self.client.request(method.clone(), format!("{}{path}", self.gateway)).header("cookie", cookies.join("; "));
        if let Some(body) = body {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        }
        let answer = Answer::read(format!("{method} {path}"), request.send().await.expect("an answer")).await;
        let mut cookies = self.cookies.borrow_mut();
        for set in answer.headers.get_all("set-cookie") {
            let pair = set.to_str().expect("plain").split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// A page.
    pub async fn sees(&self, path: &str) -> Answer {
        self.asks(Method::GET, path, None).await
    }

    /// A form of this visit.
    pub async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = field(&self.sees("/sign-in/code-of-nothing").await, "csrf");
        let body = url_encoded(&[("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect::<Vec<_>>());
        self.asks(Method::POST, path, Some(body)).await
    }

    /// What a passkey is asked for by the page of signing in.
    pub async fn is_asked(&self) -> Value {
        self.sends("/sign-in/passkey/challenge", &[]).await.expect(200).json()
    }

    /// Signs in with a passkey.
    pub async fn signs_in(&self, passkey: &Passkey) -> Answer {
        let answer = passkey.answers(&self.is_asked().await);
        self.sends("/sign-in/passkey", &[("passkey", &answer)]).await
    }
}

fn url_encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// What stands in a hidden field of a page.
pub fn field(page: &Answer, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let text = String::from_utf8_lossy(&page.body).into_owned();
    text.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// What a page asks the browser to make.
pub fn options(page: &Answer) -> Value {
    let text = String::from_utf8_lossy(&page.body).into_owned();
    let sent = text.split("data-options=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let plain = sent.replace("&#34;", "\"").replace("&quot;", "\"");
    serde_json::from_str(&plain).unwrap_or_else(|_| panic!("no options in {sent:?} of {}", page.text()))
}

//! A browser without a screen: it keeps cookies, reads what a form on a page holds, and sends it back. For what a real one would not do.

use std::collections::BTreeMap;

use porthor_tests::gateway::Gateway;
use reqwest::Method;
use reqwest::header::SET_COOKIE;

use crate::stage::answer::Answer;
use crate::stage::person::{PASSWORD, Person};
use crate::stage::wire;

/// What a page answered: its status and its text.
pub struct Page {
    pub status: u16,
    pub text: String,
    /// Where it sends the browser on to.
    pub to: String,
}

impl Page {
    /// The value of the first field of this name in what the page is about; empty where it has none.
    pub fn field(&self, name: &str) -> String {
        let main = self.text.split("<main").nth(1).unwrap_or_default();
        let mark = format!("name=\"{name}\" value=\"");
        let found = main.split(&mark).nth(1).and_then(|rest| rest.split('"').next());
        found.unwrap_or_default().to_owned()
    }

    /// The place on the card that the page asks for.
    fn place(&self) -> Option<&str> {
        let label = self.text.split("for=\"code\">").nth(1)?.split("</label>").next()?;
        label.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| word.len() == 2 && word.as_bytes()[1].is_ascii_digit())
    }

    /// Insists on the status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

/// Cookies, and a way to the gateway.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    origin: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// One that was never here.
    pub fn new(gateway: &Gateway) -> Self {
        let origin = format!("https://{}", gateway.address());
        Self { client: wire::stays(gateway), origin, cookies: BTreeMap::new() }
    }

    /// One in which somebody has signed in with password and card, form by form.
    pub async fn of(gateway: &Gateway, person: &Person) -> Self {
        let mut browser = Self::new(gateway);
        browser.signs_in(person).await.expect(303);
        browser
    }

    /// A cookie's value; empty where there is none.
    pub fn cookie(&self, name: &str) -> String {
        self.cookies.get(name).cloned().unwrap_or_default()
    }

    /// Puts a cookie in.
    pub fn set(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Asks for a page.
    pub async fn visits(&mut self, path: &str) -> Page {
        self.sends(Method::GET, path, None).await
    }

    /// Sends a form, as from a page of the gateway's own.
    pub async fn submits(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.sends(Method::POST, path, Some(body)).await
    }

    async fn sends(&mut self, method: Method, path: &str, body: Option<String>) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.client.request(method, format!("{}{path}", self.origin)).header("cookie", cookies.join("; "));
        if let Some(body) = body {
            let kind = "application/x-www-form-urlencoded";
            request = request.header("content-type", kind).header("sec-fetch-site", "same-origin").body(body);
        }
        let answer = Answer::read(path.to_owned(), request.send().await.expect("an answer")).await;
        for set in answer.headers.get_all(SET_COOKIE) {
            let set = set.to_str().expect("a plain cookie");
            let (name, value) = set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Page { status: answer.status, to: answer.header("location"), text: String::from_utf8_lossy(&answer.body).into_owned() }
    }

    /// Signs in by the forms, from the start or from where `visit` was left.
    pub async fn signs_in(&mut self, person: &Person) -> Page {
        let form = self.visits("/sign-in").await.expect(200);
        self.signs_in_on(&form, person).await
    }

    /// Signs in on a form that is there.
    pub async fn signs_in_on(&mut self, form: &Page, person: &Person) -> Page {
        let asks = self.proves_password_on(form, person).await;
        self.gives_code_on(&asks, person).await
    }

    /// The first step.
    pub async fn proves_password_on(&mut self, form: &Page, person: &Person) -> Page {
        let (csrf, to, kept) = (form.field("csrf"), form.field("to"), form.field("kept"));
        let fields = [("csrf", csrf.as_str()), ("to", &to), ("kept", &kept), ("address", &person.address), ("password", PASSWORD)];
        self.submits("/sign-in", &fields).await.expect(200)
    }

    /// The second step, on the form of the first.
    pub async fn gives_code_on(&mut self, asks: &Page, person: &Person) -> Page {
        let place = asks.place().expect("a place on the card is asked for");
        let code = person.card()[place].clone();
        let (csrf, to, kept, ticket) = (asks.field("csrf"), asks.field("to"), asks.field("kept"), asks.field("ticket"));
        let fields = [("csrf", csrf.as_str()), ("to", &to), ("kept", &kept), ("ticket", &ticket), ("code", &code)];
        let answer = self.submits("/sign-in/code", &fields).await;
        // Another test that uses the same card may have been asked for the same place: then the page asks for another by now.
        match answer.place() {
            Some(next) if answer.status == 401 && next != place => {
                let (code, ticket) = (person.card()[next].clone(), answer.field("ticket"));
                let fields = [("csrf", csrf.as_str()), ("to", &to), ("kept", &kept), ("ticket", &ticket), ("code", &code)];
                self.submits("/sign-in/code", &fields).await
            }
            _ => answer,
        }
    }
}

//! The pages, as their users meet them: journeys in a real Chromium, in both languages, and what no browser would send.

mod access;
mod desk;
mod effort;
mod envelope;
mod family;
mod frame;
mod home;
mod looked;
mod officer;
mod once;
mod passkey;
mod staff;
mod support;
mod twice;
mod visit;

use porthor_tests::Database;
use porthor_tests::browser::journey;
use porthor_tests::gateway::Gateway;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

/// One way of walking a journey.
#[derive(Clone, Copy)]
pub struct Walk {
    /// Tells one walk's things from another's: addresses, cases.
    pub name: &'static str,
    /// `cy` or `en`.
    pub language: &'static str,
    hand: &'static str,
    script: bool,
}

const BY_POINTER: Walk = Walk { name: "cy", language: "cy", hand: "pointer", script: true };
const BY_KEYBOARD: Walk = Walk { name: "en", language: "en", hand: "keyboard", script: true };
const WITHOUT_SCRIPT: Walk = Walk { name: "plain", language: "cy", hand: "pointer", script: false };

impl Walk {
    /// In Welsh with a pointer, and in English by keyboard alone. What a page says and takes does not depend on the database: on the second
    /// one, once is enough.
    pub fn both() -> &'static [Self] {
        const BOTH: [Walk; 2] = [BY_POINTER, BY_KEYBOARD];
        if Database::chosen() == Database::Sqlite { &BOTH } else { &BOTH[..1] }
    }

    /// Both, and once more without script.
    pub fn each() -> &'static [Self] {
        const EACH: [Walk; 3] = [BY_POINTER, BY_KEYBOARD, WITHOUT_SCRIPT];
        if Database::chosen() == Database::Sqlite { &EACH } else { &EACH[..1] }
    }

    /// Walks a journey so. What `input` says of hand and script itself, it keeps.
    pub fn takes(self, gateway: &Gateway, name: &str, mut input: Value) -> Value {
        for (field, ours) in [("hand", json!(self.hand)), ("script", json!(self.script))] {
            if input[field].is_null() {
                input[field] = ours;
            }
        }
        journey(gateway, name, self.language, &input)
    }
}

/// Walks a journey that needs script: in Welsh with a pointer, and in English by keyboard alone.
pub fn in_both_languages(gateway: &Gateway, name: &str, input: impl Fn(&str) -> Value) {
    for walk in Walk::both() {
        let _ = walk.takes(gateway, name, input(walk.language));
    }
}

/// Walks a journey in both languages, by pointer and by keyboard alone, and once more without script.
pub fn each_way(gateway: &Gateway, name: &str, input: impl Fn(&Walk) -> Value) {
    for walk in Walk::each() {
        let _ = walk.takes(gateway, name, input(walk));
    }
}

/// A posted form as a browser sends it, marked as one of this visit's.
pub fn with_form(request: RequestBuilder, csrf: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    let mut form = form_urlencoded::Serializer::new(String::new());
    let body = form.append_pair("csrf", csrf).extend_pairs(fields).finish();
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}

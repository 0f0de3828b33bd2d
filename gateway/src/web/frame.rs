//! The frame around every page: head, navigation by role, language switch. `show` gives a template's answer its headers.

use std::ops::Deref;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use porthor_policy::{Actor, Taxonomy, Verb};

use super::assets;
use super::form::{Filled, without_marks};
use super::say::Say;

/// What a page may load: our own files. No script or style stands in the page itself (ASVS 3.4.3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a page may ask the browser for: passkeys of this site, and nothing of its reader's surroundings.
const PERMISSIONS: &str =
    "camera=(), geolocation=(), microphone=(), publickey-credentials-create=(self), publickey-credentials-get=(self)";

/// Begins what an address says was done.
const DONE: &str = "?done=";

/// What templates need around their own fields; its words are reached through it: `frame.text("…")`.
#[derive(Clone)]
pub struct Frame {
    say: Say,
    /// Somebody signed in.
    pub whom: Option<Whom>,
    /// What was just done, if the page before did something: the key of its words.
    pub done: Option<String>,
    /// Where they are, for the language switch.
    pub path: String,
    /// What was sent to come to this page, which the language switch sends again; empty where it is enough to go there.
    pub again: Vec<(String, String)>,
    /// What was typed to come to this page, sealed for whoever typed it: the language switch takes it along, and offers it for sending.
    pub kept: String,
    /// For every form.
    pub csrf: String,
    /// For every form that changes something.
    pub once: String,
    /// The address of the style sheet.
    pub style: &'static str,
    /// The address of the script.
    pub script: &'static str,
}

impl Frame {
    /// Around a page at `path`.
    pub fn new(say: Say, whom: Option<Whom>, path: String, csrf: String) -> Self {
        let (style, script) = (assets::style(), assets::script());
        let (path, done) = said_done(&say, path);
        Self { say, whom, done, path, again: Vec::new(), kept: String::new(), csrf, once: Filled::fresh_once(), style, script }
    }
}

impl Frame {
    /// Around what cannot be loaded again: in the other language the page at `to` shows it, from what is said in a field of the switch.
    #[must_use]
    pub fn again_at(mut self, to: &str, name: &str, value: String) -> Self {
        to.clone_into(&mut self.path);
        self.again = vec![(name.to_owned(), value)];
        self
    }
}

impl Frame {
    /// Around what a form was answered with, which changed nothing yet: in the other language the same form is answered anew. Codes and
    /// the mark of the sending do not go along, so that nothing is carried out by it.
    #[must_use]
    pub fn answering(mut self, filled: &Filled) -> Self {
        self.again = without_marks(filled);
        self.again.retain(|(name, _)| name != "in-language");
        self
    }
}

/// Takes from an address what it says was done: one of a few words, whatever else is asked. Read in the other language, or loaded from
/// the navigation, the page says it no more.
fn said_done(say: &Say, path: String) -> (String, Option<String>) {
    let Some((place, word)) = path.split_once(DONE) else { return (path, None) };
    let key = format!("done-{word}");
    let is_one = say.known(&key).is_some();
    (place.to_owned(), is_one.then_some(key))
}

/// An address without what it says was done: that is for the frame, and is no question to any page.
pub fn without_done(uri: Uri) -> Uri {
    let plain = uri.path_and_query().and_then(|whole| whole.as_str().split_once(DONE)).and_then(|(place, _)| place.parse().ok());
    let Some(plain) = plain else { return uri };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(plain);
    Uri::from_parts(parts).unwrap_or(uri)
}

impl Deref for Frame {
    type Target = Say;

    fn deref(&self) -> &Say {
        &self.say
    }
}

/// Somebody signed in, as the frame shows them.
#[derive(Clone)]
pub struct Whom {
    /// Where they may go.
    pub places: Vec<Place>,
}

/// An entry of the navigation.
#[derive(Clone)]
pub struct Place {
    /// The path.
    pub href: &'static str,
    /// The key of its name.
    pub key: &'static str,
}

impl Whom {
    /// By what their role may do.
    pub fn of(taxonomy: &Taxonomy, actor: &Actor) -> Self {
        let verbs = taxonomy.roles.get(&actor.role).map(|role| role.verbs.clone()).unwrap_or_default();
        let home = if actor.agency.is_none() { "/family" } else { "/desk" };
        let reads_protocols = [Verb::Audit, Verb::Administer, Verb::Sign].iter().any(|verb| verbs.contains(verb));
        let all = [
            (verbs.contains(&Verb::List) || verbs.contains(&Verb::Push), Place { href: home, key: "nav-home" }),
            (verbs.contains(&Verb::Audit), Place { href: "/audit", key: "nav-audit" }),
            (reads_protocols, Place { href: "/protocols", key: "nav-protocols" }),
            (verbs.contains(&Verb::Administer), Place { href: "/agency", key: "nav-agency" }),
            (true, Place { href: "/account", key: "nav-account" }),
        ];
        let places = all.into_iter().filter(|(may, _)| *may).map(|(_, place)| place).collect();
        Self { places }
    }
}

/// The answer that shows a page.
pub fn show(status: StatusCode, frame: &Frame, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            let mut answer = (status, html).into_response();
            dress(answer.headers_mut());
            answer.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(frame.tag()));
            answer
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The headers of a page.
pub fn dress(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // `no-referrer` would also take the origin from our own forms, which is checked.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("permissions-policy", HeaderValue::from_static(PERMISSIONS));
}

/// Sends the browser on with the same form: to what answers it, and changes nothing.
pub fn send_on(path: &str) -> Response {
    let to = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
}

/// The same, to a page that begins by saying what was done: `word` is one of those that have a text `done-…`.
pub fn see_done(path: &str, word: &str) -> Response {
    see_other(&format!("{path}{DONE}{word}"))
}

/// Sends the browser on after a form was taken, so that going back or loading again does not send it twice.
pub fn see_other(path: &str) -> Response {
    let to = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

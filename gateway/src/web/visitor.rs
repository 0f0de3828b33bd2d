//! Who looks at a page: somebody signed in, by the token in their session's cookie, or nobody yet; in which language. `pages` makes the
//! visitor once for each request; handlers take it as an extractor.

use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use porthor_keys::random;
use porthor_policy::{Language, PersonId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::cookie;
use super::form::{self, CSRF, Filled, Interrupted, Kind};
use super::frame::{Frame, Whom};
use super::say::Say;
use crate::app::App;
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::language;
use crate::http::session::{self, SignedIn};
use crate::store::StoreError;

/// The field of the language switch that carries what was shown this once.
const SHOWN: &str = "shown";
/// Seconds before its end at which a token is renewed with whatever page is asked for.
const RENEWED_WITHIN: i64 = 200;

/// Somebody with a browser.
#[derive(Clone)]
pub struct Visitor {
    /// Words in their language.
    pub say: Say,
    /// Who they are, if they are signed in.
    pub who: Option<SignedIn>,
    /// Whose session it was, where it has ended: for them alone what they typed is kept.
    pub was: Option<PersonId>,
    /// The session that their cookie names, live or not: it ends when somebody signs in over it.
    pub session: Option<String>,
    /// Where they are: path and query.
    pub path: String,
    /// Ties a form to this visit (ASVS 3.5.1), and behind a dot to whom it was shown to: what they typed stays theirs.
    pub csrf: String,
    /// What came with the form that is answered.
    typed: Arc<OnceLock<Filled>>,
    /// Cookies that the answer sets.
    pub cookies: Vec<HeaderValue>,
}

impl Visitor {
    /// Somebody who comes with a request, not yet recognised.
    pub fn new(app: &App, headers: &HeaderMap, uri: &Uri) -> Self {
        let mut cookies = Vec::new();
        let visit = match cookie::read(headers, cookie::VISIT).filter(|visit| is_visit(visit)) {
            Some(visit) => visit.to_owned(),
            None => {
                let fresh = random::id();
                cookies.push(cookie::set(cookie::VISIT, &fresh));
                fresh
            }
        };
        let language = cookie::read_language(headers).map_or_else(|| language::of(headers), |(language, _)| language);
        let csrf = mark(app, &visit, None);
        let path = uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let say = Say::new(Arc::clone(&app.words), language);
        Self { say, who: None, was: None, session: None, path, csrf, typed: Arc::default(), cookies }
    }

    /// Recognises them by their session's token, and renews it in time.
    pub async fn recognise(&mut self, app: &App, headers: &HeaderMap) -> Result<(), StoreError> {
        let Some(token) = cookie::read(headers, cookie::SESSION) else { return Ok(()) };
        let now = app.clock.now();
        let seconds = now.millis() / 1000;
        let idle = i64::try_from(app.config.session.idle_minutes).unwrap_or(30) * 60;
        let claims = app.tokens.verify(token, seconds).or_else(|_| app.tokens.verify_for_renewal(token, seconds, idle));
        if let Ok(claims) = claims {
            self.who = session::read(app, &claims.sid, now).await?;
            self.was = claims.sub.parse().ok();
            self.session = Some(claims.sid.clone());
            if self.who.is_some() && claims.exp - seconds < RENEWED_WITHIN {
                let lasts = i64::try_from(app.config.session.token_seconds).unwrap_or(300);
                self.cookies.push(cookie::set(cookie::SESSION, &app.tokens.issue(&claims.sub, &claims.sid, seconds, lasts)));
            }
        } else {
            // Long over, and good for nothing but keeping what its own person typed.
            let day = 86_400;
            let claims = app.tokens.verify_for_renewal(token, seconds, day).ok();
            self.was = claims.as_ref().and_then(|claims| claims.sub.parse().ok());
            self.session = claims.map(|claims| claims.sid);
        }
        if let Some(who) = &self.who {
            let visit = self.csrf.split('.').next().unwrap_or_default().to_owned();
            self.csrf = format!("{visit}.{}", form::owner(app, &who.actor.person));
        }
        Ok(())
    }

    /// The same visitor from here on as `person`, in a visit of their own: what was shown or planted before they signed in is good for
    /// nothing any more. The cookie that makes it so comes with it.
    pub fn renewed(&self, app: &App, person: &PersonId) -> (Self, HeaderValue) {
        let visit = random::id();
        let renewed = Self { csrf: mark(app, &visit, Some(person)), ..self.clone() };
        (renewed, cookie::set(cookie::VISIT, &visit))
    }

    /// Whether a form was shown in this visit.
    pub fn has_shown(&self, filled: &Filled) -> bool {
        let visit = |mark: &str| mark.split('.').next().unwrap_or_default().to_owned();
        visit(filled.value(CSRF)) == visit(&self.csrf)
    }

    /// Notes what came with a form: for keeping it if its handler cannot go on, or if its answer is read in the other language.
    pub fn has_typed(&self, filled: &Filled) {
        // Read once for each request; a second reading is the same form.
        let _ = self.typed.set(filled.clone());
    }

    /// What was noted.
    pub fn typed(&self) -> Option<&Filled> {
        self.typed.get()
    }

    /// In which language they read.
    pub fn language(&self) -> Language {
        self.say.language()
    }

    /// The frame around what they see.
    pub fn frame(&self, app: &App) -> Frame {
        let whom = self.who.as_ref().map(|who| Whom::of(&app.config.taxonomy, &who.actor));
        let mut frame = Frame::new(self.say.clone(), whom, self.path.clone(), self.csrf.clone());
        if let (Some(who), Some(typed)) = (&self.who, self.typed()) {
            frame.kept = Interrupted::typed(app, &form::owner(app, &who.actor.person), &self.path, typed).kept;
        }
        frame
    }

    /// The frame around `what` they are shown this once; at `to` itself it goes on along as it came, and no longer.
    pub fn frame_once<T: Serialize>(&self, app: &App, who: &SignedIn, to: &str, what: &T) -> Frame {
        let came = self.typed().filter(|_| self.path == to).map(|filled| filled.value(SHOWN).to_owned());
        let anew = || form::keep(app, Kind::Shown, &form::owner(app, &who.actor.person), to, what);
        self.frame(app).again_at(to, SHOWN, came.unwrap_or_else(anew))
    }

    /// What they were shown once, to be read in the other language; none where it is too old, or was shown to somebody else.
    pub fn was_shown<T: DeserializeOwned>(&self, app: &App, who: &SignedIn, filled: &Filled) -> Option<T> {
        form::open(app, Kind::Shown, &who.actor.person, &self.path, filled.value(SHOWN))
    }
}

/// The mark of a form: of the visit it is shown in, and of whom it is shown to.
fn mark(app: &App, visit: &str, person: Option<&PersonId>) -> String {
    let visit = hex(&app.secrets.lookup.hash("web/csrf", visit.as_bytes()));
    format!("{visit}.{}", person.map(|person| form::owner(app, person)).unwrap_or_default())
}

fn is_visit(text: &str) -> bool {
    text.len() >= 16 && text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))
    }
}

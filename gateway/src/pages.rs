//! All pages, and what they have in common: a visitor is recognised, a form is read and checked before its handler sees it, and a
//! problem becomes a page in the visitor's language. Where a session has ended, or a fresh code is asked for, what was typed is kept.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use porthor_policy::Verb;

use crate::app::App;
use crate::http::error::{Problem, Worded};
use crate::http::idempotency;
use crate::http::session::SignedIn;
use crate::sign_in;
use crate::web::form::{Interrupted, ONCE, owner};
use crate::web::frame::{dress, without_done};
use crate::web::{Filled, Frame, Visitor, assets, see_other, show};

/// All pages.
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/", get(start))
        .route("/home", get(start))
        .merge(crate::account::page::routes())
        .merge(crate::agency::page::routes())
        .merge(crate::audit::page::routes())
        .merge(crate::case::helpers::page::routes())
        .merge(crate::case::holds::page::routes())
        .merge(crate::case::people::page::routes())
        .merge(crate::consent::page::routes())
        .merge(crate::consent::copy::routes())
        .merge(crate::consent::staff_page::routes())
        .merge(crate::looked::page::routes())
        .merge(crate::privacy::routes())
        .merge(crate::protocol::page::routes())
        .merge(crate::envelope::page::routes())
        .merge(crate::quarantine::page::routes())
        .merge(crate::remark::page::routes())
        .merge(crate::report::page::routes())
        .merge(sign_in::page::routes())
        .merge(crate::case::letter::pages())
        .merge(crate::desk::routes())
        .merge(crate::family::routes())
        .merge(crate::report::family::routes())
        .fallback(nowhere)
        .layer(from_fn_with_state(Arc::clone(app), layer))
        .merge(assets::routes())
}

/// Where somebody's own work is: the family's pages, the desk, the record or the agency, by what their role may do.
async fn start(State(app): State<Arc<App>>, who: SignedIn) -> Response {
    let verbs = app.config.taxonomy.roles.get(&who.actor.role).map(|role| role.verbs.clone()).unwrap_or_default();
    let may = |verb| verbs.contains(&verb);
    see_other(match who.actor.agency {
        None if may(Verb::Administer) => "/agency",
        None => "/family",
        Some(_) if may(Verb::List) || may(Verb::Push) => "/desk",
        Some(_) if may(Verb::Audit) => "/audit",
        Some(_) if may(Verb::Administer) => "/agency",
        Some(_) => "/account",
    })
}

/// To somebody who is not signed in every page is one that asks for it: which pages there are is not told either.
async fn nowhere(request: Request) -> Problem {
    let visitor = request.extensions().get::<Visitor>();
    if visitor.is_some_and(|visitor| visitor.who.is_none()) {
        Problem::not_signed_in("not-signed-in")
    } else {
        Problem::not_found()
    }
}

/// Around every page.
async fn layer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path == "/log" || path.starts_with("/log/") {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    // A token opens the interface, a cookie the pages, and neither the other.
    parts.headers.remove(header::AUTHORIZATION);
    let mut visitor = Visitor::new(&app, &parts.headers, &parts.uri);
    parts.uri = without_done(parts.uri);
    let answer = match visitor.recognise(&app, &parts.headers).await {
        Err(error) => Err((Problem::from(error), None)),
        Ok(()) => answer(&app, &visitor, &mut parts, body, next).await,
    };
    let mut answer = match answer {
        Ok(answer) => answer,
        Err((problem, filled)) => explain(&app, &visitor, &parts, &problem, filled.as_ref().or(visitor.typed())).await,
    };
    if is_page(answer.headers()) {
        dress(answer.headers_mut());
    }
    add_cookies(answer.headers_mut(), visitor.cookies);
    answer
}

/// Sets the visitor's cookies where the handler did not set one of the same name: its own is the newer.
fn add_cookies(headers: &mut HeaderMap, cookies: Vec<HeaderValue>) {
    let name = |cookie: &HeaderValue| cookie.as_bytes().split(|byte| *byte == b'=').next().unwrap_or_default().to_vec();
    for cookie in cookies {
        let is_set = headers.get_all(header::SET_COOKIE).iter().any(|set| name(set) == name(&cookie));
        if !is_set {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
        && !headers.contains_key(header::CONTENT_SECURITY_POLICY)
}

/// The handler's answer; or the problem, with what was typed.
async fn answer(
    app: &Arc<App>,
    visitor: &Visitor,
    parts: &mut Parts,
    body: Body,
    next: Next,
) -> Result<Response, (Problem, Option<Filled>)> {
    let (filled, body) = form(app, visitor, parts, body).await.map_err(|problem| (problem, None))?;
    parts.extensions.insert(visitor.clone());
    if let Some(who) = &visitor.who {
        parts.extensions.insert(who.clone());
    }
    if let Some(filled) = &filled {
        visitor.has_typed(filled);
        parts.extensions.insert(filled.clone());
    }
    let request = Request::from_parts(parts.clone(), body);
    let once = filled.as_ref().and_then(|filled| filled.given(ONCE));
    let mut answer = match (&visitor.who, once) {
        (Some(who), Some(once)) => {
            idempotency::once(app, who.clone(), once, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    };
    let is_bare = !answer.headers().contains_key(header::CONTENT_TYPE);
    if is_bare && answer.status() == StatusCode::METHOD_NOT_ALLOWED && parts.method == Method::GET {
        // A page that only answers a form was loaded again, or read in the other language.
        return Ok(see_other("/home"));
    }
    let problem = answer.extensions_mut().remove::<Problem>().or_else(|| match answer.status() {
        _ if !is_bare => None,
        StatusCode::METHOD_NOT_ALLOWED => Some(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed")),
        StatusCode::NOT_FOUND => Some(Problem::not_found()),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large")),
        _ => None,
    });
    match problem {
        Some(problem) => Err((problem, filled)),
        None => Ok(answer),
    }
}

/// Reads a form and checks that it was sent from a page of ours. One with files is read by its own handler, which checks its mark.
async fn form(app: &App, visitor: &Visitor, parts: &Parts, body: Body) -> Result<(Option<Filled>, Body), Problem> {
    if parts.method != Method::POST {
        return Ok((None, body));
    }
    if !is_from_here(app, &parts.headers) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "form-from-elsewhere"));
    }
    let kind = parts.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if kind.starts_with(b"multipart/form-data") {
        return Ok((None, body));
    }
    if !kind.starts_with(b"application/x-www-form-urlencoded") {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"));
    }
    let limit = usize::try_from(app.config.limits.json_bytes).unwrap_or(usize::MAX);
    let bytes = to_bytes(body, limit).await.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large"))?;
    let filled = Filled::from_fields(form_urlencoded::parse(&bytes).into_owned().collect());
    if !visitor.has_shown(&filled) {
        visitor.has_typed(&filled);
        return Err(Problem::new(StatusCode::FORBIDDEN, "form-out-of-date"));
    }
    Ok((Some(filled), Body::from(bytes)))
}

/// Whether a browser says so itself: what says nothing may have been made by anybody.
fn says_it_is_from_here(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) || headers.get("sec-fetch-site").is_some_and(|site| site.as_bytes() == b"same-origin")
}

/// Whether a browser says that a page of ours sent this. What says nothing is left to the form's own mark.
fn is_from_here(app: &App, headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    says("origin").is_none_or(|origin| origin == app.config.server.public_origin)
        && says("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"))
}

/// A problem as a page: a sign-in where there is none, a code where one is asked for, else what happened and what to do.
async fn explain(app: &Arc<App>, visitor: &Visitor, parts: &Parts, problem: &Problem, filled: Option<&Filled>) -> Response {
    // A form that was on its way through the switch of the language is sent again where it was going.
    let through = filled.filter(|filled| parts.uri.path() == "/language" && filled.given("in-language").is_some());
    let through = through.map(|filled| Interrupted::read(filled).to);
    let to = if parts.method == Method::POST { parts.uri.path() } else { visitor.path.as_str() };
    let to = through.as_deref().unwrap_or(to);
    let person = visitor.who.as_ref().map(|who| &who.actor.person).or(visitor.was.as_ref());
    let person = person.map(|person| owner(app, person)).or_else(|| filled.and_then(Filled::owner).map(ToOwned::to_owned));
    let interrupted = match (filled, person) {
        (Some(filled), Some(person)) => Interrupted::typed(app, &person, to, filled),
        _ if parts.method == Method::POST => Interrupted::at("/home"),
        _ => Interrupted::at(to),
    };
    match (problem.code(), &visitor.who) {
        ("not-signed-in" | "session-ended", None) => sign_in::page::ask(app, visitor, interrupted),
        ("step-up-needed", Some(who)) => match sign_in::page::ask_code(app, visitor, who, interrupted, Filled::default()).await {
            Ok(answer) => answer,
            Err(problem) => page(app, visitor, &problem),
        },
        ("form-out-of-date", who) => match filled.filter(|_| says_it_is_from_here(&parts.headers)) {
            Some(filled) => out_of_date(app, visitor, who.as_ref(), to, filled, interrupted),
            None => page(app, visitor, problem),
        },
        _ => page(app, visitor, problem),
    }
}

/// A form of an earlier visit: nothing of it is carried out, and nothing that was typed is lost. To whom it was shown it is shown again, for
/// sending; anybody else is asked to sign in, or told that it is too old.
fn out_of_date(
    app: &App,
    visitor: &Visitor,
    who: Option<&SignedIn>,
    to: &str,
    filled: &Filled,
    interrupted: Interrupted,
) -> Response {
    let is_sign_in = matches!(to, "/sign-in" | "/sign-in/code");
    match (who, filled.owner()) {
        (Some(who), Some(shown_to)) if owner(app, &who.actor.person) == shown_to => {
            sign_in::page::send_again(app, visitor, &interrupted, filled)
        }
        (None, Some(_)) => sign_in::page::ask(app, visitor, interrupted),
        (None, None) if is_sign_in => sign_in::page::ask_again(app, visitor, filled),
        (None, None) => sign_in::page::send_again(app, visitor, &Interrupted::at(to), filled),
        _ => page(app, visitor, &Problem::new(StatusCode::FORBIDDEN, "form-out-of-date")),
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    worded: Worded,
}

fn page(app: &App, visitor: &Visitor, problem: &Problem) -> Response {
    let frame = visitor.frame(app);
    let page = ProblemPage { worded: visitor.say.problem(problem), frame: frame.clone() };
    let mut answer = show(problem.status(), &frame, &page);
    if let Some(range) = problem.content_range() {
        answer.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    if let Some(seconds) = problem.retry_after() {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    answer
}

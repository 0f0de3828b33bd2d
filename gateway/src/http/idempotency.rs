//! `Idempotency-Key` on creates: the same key by the same person with the same request gives the same answer and does nothing twice;
//! with another request it is a mistake (422). The key is taken in the transaction of the change itself. A push is told from another
//! by its description and its file's own digest, which are known once the file has come. Of an answer that holds a secret it is kept
//! that it was given, and never the answer: what is shown once is shown once. The same is kept of an answer too long to keep. Of a
//! request that made no change with its key nothing is kept, and its answer streams as if there were no key.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use http::{HeaderValue, Method, StatusCode, header};
use http_body::Body as _;
use porthor_policy::{CaseId, is_insider};
use sqlx::{AnyConnection, Row};
use tokio::time::{Instant, sleep};

use super::error::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::hex::hex;
use crate::store::StoreError;
use crate::store::recorder::Answered;
use crate::store::tx::{REPEATABLE, Reservation};

/// Bytes of an answer that is kept, at most.
const ANSWER: usize = 256 * 1024;
/// How long a repeated request waits for the answer to the first, which is kept a moment after the change is made.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);
/// The code of a request that lost its key to another.
const IN_PROGRESS: &str = "idempotency-in-progress";

tokio::task_local! {
    /// The key of the push under way.
    static KEY: Arc<Key>;
    /// Whether the answer under way holds a secret.
    static SHOWN_ONCE: Arc<AtomicBool>;
}

/// What is kept in the place of an answer that is shown once.
const GONE: StatusCode = StatusCode::GONE;

/// Says that the answer under way holds a secret that was just made (a code, a card): whoever makes one calls this, so that no page can
/// forget to. A repeated request is told to have a new one made.
pub fn shown_once() {
    // Outside a request that can be repeated nothing is kept.
    let _ = SHOWN_ONCE.try_with(|shown| shown.store(true, Ordering::Relaxed));
}

/// A request's key, and the digest that tells the request from another.
struct Key {
    hash: Vec<u8>,
    request: OnceLock<Vec<u8>>,
}

/// Carries a request out once per key.
pub async fn layer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let has_key = request.headers().contains_key("idempotency-key") && request.headers().contains_key(header::AUTHORIZATION);
    // The answer to a renewal is a token: it is kept for nobody.
    let is_session = request.uri().path().starts_with("/api/v1/session");
    if request.method() != Method::POST || !has_key || is_session {
        return next.run(request).await;
    }
    match of_header(&app, request, next).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    }
}

async fn of_header(app: &Arc<App>, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
    let who = SignedIn::from_request_parts(&mut parts, app).await?;
    once(app, who, &key, Request::from_parts(parts, body), next).await
}

/// Carries out what `who` asks for once per `key`: the header's, or that of a form on a page.
pub async fn once(app: &Arc<App>, who: SignedIn, key: &str, request: Request, next: Next) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if key.is_empty() || key.len() > 128 {
        return Err(Problem::bad("bad-field").with("field", "idempotency-key"));
    }
    let hash = app.secrets.lookup.hash("idempotency", format!("{}/{key}", who.actor.person).as_bytes()).to_vec();
    let key = Arc::new(Key { hash, request: OnceLock::new() });
    let path = parts.uri.path().to_owned();
    let secret = Arc::new(AtomicBool::new(false));
    let answer = if is_file(&parts, &body) {
        KEY.scope(Arc::clone(&key), next.run(Request::from_parts(parts, body))).await
    } else {
        let (body, digest) = digest(app, &parts, body).await?;
        let request_hash = key.request.get_or_init(|| digest).clone();
        let kept = kept(app, &key.hash, &request_hash).await?;
        let is_theirs = is_still_theirs(app, &who, &path).await?;
        match kept {
            Kept::Answer(answer) if is_theirs => return Ok(answer),
            Kept::Unanswered => return first_answer(app, &who, &path, &key, Problem::conflict(IN_PROGRESS).into_response()).await,
            // Whoever may not be told any more is refused like anybody, and it is recorded.
            Kept::Answer(_) | Kept::Nothing => {}
        }
        let reservation = Reservation { key_hash: key.hash.clone(), request_hash };
        let carried_out = REPEATABLE.scope(reservation, next.run(Request::from_parts(parts, body)));
        SHOWN_ONCE.scope(Arc::clone(&secret), carried_out).await
    };
    match answer.status() {
        // What was done is done: that nobody could look whether its answer is kept already takes nothing from it.
        status if (status.is_success() || status.is_redirection()) && !is_reserved(app, &key).await.unwrap_or(true) => Ok(answer),
        status if status.is_success() && secret.load(Ordering::Relaxed) => keep_nothing(app, &key, answer).await,
        status if status.is_success() || status.is_redirection() => keep(app, &key, answer).await,
        _ => first_answer(app, &who, &path, &key, answer).await,
    }
}

/// Whether whoever asks may still know of the case in the path: an answer that was theirs once is not theirs for ever.
async fn is_still_theirs(app: &App, who: &SignedIn, path: &str) -> Result<bool, StoreError> {
    let mut segments = path.trim_start_matches("/api/v1").split('/').skip(1);
    let is_of_a_case = matches!(segments.next(), Some("cases" | "family" | "desk"));
    let id = segments.next().filter(|id| is_of_a_case && !matches!(*id, "new" | "search"));
    let Some(case) = id.and_then(|id| id.parse::<CaseId>().ok()) else { return Ok(true) };
    let mut reader = app.store.reader().await?;
    let known = app.facts.load(&mut reader, &app.store.case_keys, Some(&case)).await?.with(Some(who.staff.clone()));
    Ok(is_insider(&who.actor, &known.facts, app.clock.now().max(known.not_before)))
}

/// Whether the request carries a file, which is not held in memory: only its own route can tell one from another.
fn is_file(parts: &http::request::Parts, body: &Body) -> bool {
    let kind = parts.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let begins = |with: &[u8]| kind.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let is_small = begins(b"application/json") || begins(b"application/x-www-form-urlencoded");
    !is_small && !body.is_end_stream()
}

/// Carries out the change that keeps a file, told from others by `digest`, once per key.
pub async fn once_for<T>(digest: Vec<u8>, change: impl Future<Output = T>) -> T {
    let Ok(key) = KEY.try_with(Arc::clone) else { return change.await };
    let request_hash = key.request.get_or_init(|| digest).clone();
    REPEATABLE.scope(Reservation { key_hash: key.hash.clone(), request_hash }, change).await
}

/// Whether the key of the push, or of the form, under way was taken by an earlier change.
pub async fn is_taken(connection: &mut AnyConnection) -> Result<bool, StoreError> {
    let of_a_form = || REPEATABLE.try_with(|reserved| reserved.key_hash.clone());
    let Ok(key_hash) = KEY.try_with(|key| key.hash.clone()).or_else(|_| of_a_form()) else { return Ok(false) };
    let sql = "SELECT created_at FROM idempotency WHERE key_hash = $1";
    let taken: Option<(i64,)> = sqlx::query_as(sql).bind(key_hash).fetch_optional(connection).await?;
    Ok(taken.is_some())
}

/// Whether a change was made with this key.
async fn is_reserved(app: &App, key: &Key) -> Result<bool, StoreError> {
    let mut reader = app.store.reader().await?;
    let row = sqlx::query("SELECT created_at FROM idempotency WHERE key_hash = $1");
    Ok(row.bind(key.hash.clone()).fetch_optional(&mut *reader).await?.is_some())
}

/// Keeps that an answer was given, and nothing of it.
async fn keep_nothing(app: &App, key: &Key, answer: Response) -> Result<Response, Problem> {
    if let Some(request_hash) = key.request.get().cloned() {
        let nothing = Answered { key_hash: key.hash.clone(), request_hash, status: GONE.as_u16(), body: Vec::new() };
        app.store.keep_answer(nothing).await;
    }
    Ok(answer)
}

/// Keeps an answer before it is given; that of a request which made no change with the key is nobody's to repeat.
async fn keep(app: &App, key: &Key, answer: Response) -> Result<Response, Problem> {
    let Some(request_hash) = key.request.get().cloned() else { return Ok(answer) };
    let (parts, body) = answer.into_parts();
    // Of a page that sends the browser on, the place is what is kept.
    if let Some(place) = parts.headers.get(header::LOCATION).filter(|_| parts.status.is_redirection()) {
        let sealed = app.secrets.column.seal(&place_of(&key.hash), place.as_bytes());
        let status = parts.status.as_u16();
        app.store.keep_answer(Answered { key_hash: key.hash.clone(), request_hash, status, body: sealed }).await;
        return Ok(Response::from_parts(parts, body));
    }
    let body = match read(body).await.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))? {
        Answer::Whole(body) => body,
        Answer::TooLong(body) => return keep_nothing(app, key, Response::from_parts(parts, body)).await,
    };
    let sealed = app.secrets.column.seal(&place_of(&key.hash), &body);
    let status = parts.status.as_u16();
    app.store.keep_answer(Answered { key_hash: key.hash.clone(), request_hash, status, body: sealed }).await;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// An answer as it was read.
enum Answer {
    Whole(Vec<u8>),
    /// Longer than what is kept; whole all the same.
    TooLong(Body),
}

/// Reads an answer as far as it can be kept.
async fn read(body: Body) -> Result<Answer, axum::Error> {
    let (mut rest, mut pieces, mut length) = (body.into_data_stream(), Vec::new(), 0);
    while let Some(piece) = rest.next().await.transpose()? {
        length += piece.len();
        pieces.push(piece);
        if length > ANSWER {
            let begun = stream::iter(pieces.into_iter().map(Ok));
            return Ok(Answer::TooLong(Body::from_stream(begun.chain(rest))));
        }
    }
    Ok(Answer::Whole(pieces.concat()))
}

/// The answer to the first request with this key, if there was one; else `own`, with which the present request ended.
async fn first_answer(app: &App, who: &SignedIn, path: &str, key: &Key, own: Response) -> Result<Response, Problem> {
    let Some(request) = key.request.get() else { return Ok(own) };
    if !is_still_theirs(app, who, path).await? {
        return Ok(own);
    }
    let repeats = own.extensions().get::<Problem>().is_some_and(|problem| problem.code() == IN_PROGRESS);
    let begun = Instant::now();
    loop {
        let made = match kept(app, &key.hash, request).await? {
            Kept::Answer(answer) => return Ok(answer),
            Kept::Unanswered => true,
            Kept::Nothing if repeats => false,
            Kept::Nothing => return Ok(own),
        };
        if begun.elapsed() < PATIENCE {
            sleep(LOOK).await;
        } else if made && repeats {
            // The gateway was killed between the change and keeping its answer.
            return Err(Problem::conflict("idempotency-answer-lost"));
        } else {
            return Ok(own);
        }
    }
}

/// Digest of path and body.
async fn digest(app: &App, parts: &http::request::Parts, body: Body) -> Result<(Body, Vec<u8>), Problem> {
    let limit = usize::try_from(app.config.limits.json_bytes).unwrap_or(usize::MAX);
    let bytes = to_bytes(body, limit).await.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large"))?;
    // What an upload is told by stands in headers (tus 1.0).
    let told = ["upload-length", "upload-metadata", "upload-concat"]
        .map(|name| parts.headers.get(name).map_or(&b""[..], HeaderValue::as_bytes));
    let digest = match told {
        [b"", b"", b""] => digest_of(app, &[parts.uri.path().as_bytes(), &bytes]),
        [length, metadata, concat] => digest_of(app, &[parts.uri.path().as_bytes(), length, metadata, concat, &bytes]),
    };
    Ok((Body::from(bytes), digest))
}

/// Keyed digest of parts of which only the last may hold a line end: a plain one would tell whoever steals the database a name that
/// they guess.
pub fn digest_of(app: &App, parts: &[&[u8]]) -> Vec<u8> {
    app.secrets.lookup.hash("idempotency/request", &parts.join(&b'\n')).to_vec()
}

fn place_of(key_hash: &[u8]) -> String {
    format!("idempotency/body/{}", hex(key_hash))
}

/// A kept answer as it was given first: a place to go on to, a page, or JSON.
fn as_given(status: StatusCode, body: &[u8]) -> Result<Response, Problem> {
    if status.is_redirection() {
        let place = HeaderValue::from_bytes(body).map_err(|_| StoreError::bad_row("idempotency", "body"))?;
        return Ok((status, [(header::LOCATION, place)]).into_response());
    }
    let kind = if body.starts_with(b"<!") { "text/html; charset=utf-8" } else { "application/json" };
    let mut answer = (status, body.to_vec()).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok(answer)
}

/// What is kept for a key.
enum Kept {
    /// No change was made with it.
    Nothing,
    /// A change was made, and its answer is not kept, or not yet.
    Unanswered,
    /// What was answered.
    Answer(Response),
}

async fn kept(app: &App, key_hash: &[u8], request_hash: &[u8]) -> Result<Kept, Problem> {
    let mut reader = app.store.reader().await?;
    let row = sqlx::query("SELECT request_hash, status, body FROM idempotency WHERE key_hash = $1")
        .bind(key_hash.to_vec())
        .fetch_optional(&mut *reader)
        .await
        .map_err(StoreError::from)?;
    let Some(row) = row else { return Ok(Kept::Nothing) };
    let known: Vec<u8> = row.try_get(0).map_err(StoreError::from)?;
    if known != request_hash {
        return Err(Problem::unacceptable("idempotency-mismatch"));
    }
    let status: i64 = row.try_get(1).map_err(StoreError::from)?;
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let Some(status) = status else { return Ok(Kept::Unanswered) };
    if status == GONE {
        return Err(Problem::new(GONE, "shown-once"));
    }
    let sealed: Vec<u8> = row.try_get(2).map_err(StoreError::from)?;
    let wrong = |_| StoreError::bad_row("idempotency", "body");
    let body = app.secrets.column.open(&place_of(key_hash), &sealed).map_err(wrong)?;
    let mut answer = as_given(status, &body)?;
    answer.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(Kept::Answer(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_is_read_whole_and_one_that_is_too_long_to_keep_is_given_whole_all_the_same() {
        assert!(matches!(read(Body::from(vec![1; ANSWER])).await, Ok(Answer::Whole(bytes)) if bytes == vec![1; ANSWER]));
        let pieces = (0..40_u8).map(|piece| Ok::<_, std::io::Error>(vec![piece; ANSWER / 20]));
        let Ok(Answer::TooLong(body)) = read(Body::from_stream(stream::iter(pieces))).await else { panic!("it is too long") };
        let bytes = to_bytes(body, usize::MAX).await.expect("it is there");
        let expected: Vec<u8> = (0..40_u8).flat_map(|piece| vec![piece; ANSWER / 20]).collect();
        assert!(bytes == expected);
    }
}

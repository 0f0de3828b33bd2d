//! `Idempotency-Key` on creates: the same key by the same person with the same request gives the same answer and does nothing twice;
//! with another request it is a mistake (422). The key is taken in the transaction of the change itself.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use ring::digest::{Context, SHA256};
use sqlx::Row;

use super::error::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::hex::hex;
use crate::store::StoreError;
use crate::store::recorder::Answered;
use crate::store::tx::{REPEATABLE, Reservation};

/// Bytes of an answer that is kept, at most.
const ANSWER: usize = 256 * 1024;

/// Carries a request out once per key.
pub async fn layer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let has_key = request.headers().contains_key("idempotency-key") && request.headers().contains_key(header::AUTHORIZATION);
    // A push is told apart by its content: the same file again is `duplicate-report`, with the id of the first. Reading a file twice
    // to compare it with a key's first request would cost more than it gives.
    let is_file = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().get(..10).is_some_and(|start| start.eq_ignore_ascii_case(b"multipart/")));
    if request.method() != Method::POST || !has_key || is_file {
        return next.run(request).await;
    }
    match once(&app, request, next).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    }
}

async fn once(app: &Arc<App>, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    if key.is_empty() || key.len() > 128 {
        return Err(Problem::bad("bad-field").with("field", "idempotency-key"));
    }
    let key = key.to_owned();
    let who = SignedIn::from_request_parts(&mut parts, app).await?;
    let (body, hash) = digest(app, &parts, body).await?;
    let key_hash = app.secrets.lookup.hash("idempotency", format!("{}/{key}", who.actor.person).as_bytes()).to_vec();
    if let Some(answer) = kept(app, &key_hash, &hash).await? {
        return Ok(answer);
    }
    let reservation = Reservation { key_hash: key_hash.clone(), request_hash: hash };
    let answer = REPEATABLE.scope(reservation, next.run(Request::from_parts(parts, body))).await;
    if !answer.status().is_success() {
        return Ok(answer);
    }
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, ANSWER).await.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))?;
    let sealed = app.secrets.column.seal(&place(&key_hash), &body);
    app.store.keep_answer(Answered { key_hash, status: parts.status.as_u16(), body: sealed }).await;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Digest of path and body.
async fn digest(app: &App, parts: &http::request::Parts, body: Body) -> Result<(Body, Vec<u8>), Problem> {
    let mut context = Context::new(&SHA256);
    context.update(parts.uri.path().as_bytes());
    let limit = usize::try_from(app.config.limits.json_bytes).unwrap_or(usize::MAX);
    let bytes = to_bytes(body, limit).await.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large"))?;
    context.update(b"\n");
    context.update(&bytes);
    Ok((Body::from(bytes), context.finish().as_ref().to_vec()))
}

fn place(key_hash: &[u8]) -> String {
    format!("idempotency/body/{}", hex(key_hash))
}

async fn kept(app: &App, key_hash: &[u8], request_hash: &[u8]) -> Result<Option<Response>, Problem> {
    let mut reader = app.store.reader().await?;
    let row = sqlx::query("SELECT request_hash, status, body FROM idempotency WHERE key_hash = $1")
        .bind(key_hash.to_vec())
        .fetch_optional(&mut *reader)
        .await
        .map_err(StoreError::from)?;
    let Some(row) = row else { return Ok(None) };
    let known: Vec<u8> = row.try_get(0).map_err(StoreError::from)?;
    if known != request_hash {
        return Err(Problem::unacceptable("idempotency-mismatch"));
    }
    let status: i64 = row.try_get(1).map_err(StoreError::from)?;
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let Some(status) = status else { return Err(Problem::conflict("idempotency-in-progress")) };
    let sealed: Vec<u8> = row.try_get(2).map_err(StoreError::from)?;
    let wrong = |_| StoreError::bad_row("idempotency", "body");
    let body = app.secrets.column.open(&place(key_hash), &sealed).map_err(wrong)?;
    let mut answer = (status, body.to_vec()).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(Some(answer))
}

//! What arrived of what was sent: for whoever finds out why their network lets some requests through and others not. Nobody has to be
//! signed in, nothing is kept, and what is sent is counted and forgotten.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::post;
use futures_util::StreamExt;
use http::{HeaderMap, Method, StatusCode, Version, header};
use porthor_keys::line::{LINE_STATEMENT, LineStatement};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::extract::Query;

/// Bytes of the largest body that is tried.
pub const LARGEST: u64 = 16 * 1024 * 1024;
/// Seconds of the longest silence that is tried.
pub const LONGEST: u64 = 45;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    let others = post(tried).put(tried).patch(tried).delete(tried);
    OpenApiRouter::new().routes(routes!(look)).route("/line", others).layer(DefaultBodyLimit::disable())
}

/// How the answer is to come.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Seconds of silence before it.
    #[serde(default)]
    wait: u64,
}

/// What arrived.
#[derive(Serialize, ToSchema)]
struct Arrived {
    /// The method that the request had here.
    method: String,
    /// HTTP/1.1 or HTTP/2.0.
    version: String,
    /// Bytes of its body.
    bytes: u64,
    /// SHA-256 of the body, hexadecimal.
    sha256: String,
    /// Headers that somebody on the way added, by their names.
    added: Vec<String>,
    /// Which certificates this gateway answers with, signed by its key of receipts.
    statement: String,
}

/// Says what arrived of a request, and which certificates this gateway answers with. POST, PUT, PATCH and DELETE are answered alike.
#[utoipa::path(get, path = "/line", tag = "line", params(("wait" = Option<u64>, Query, description = "seconds of silence before the answer, 45 at most")), responses((status = 200, body = Arrived), (status = 400), (status = 413)))]
async fn look(
    app: State<Arc<App>>,
    method: Method,
    version: Version,
    headers: HeaderMap,
    asked: Query<Asked>,
    body: Body,
) -> Result<axum::Json<Arrived>, Problem> {
    tried(app, method, version, headers, asked, body).await
}

async fn tried(
    State(app): State<Arc<App>>,
    method: Method,
    version: Version,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    body: Body,
) -> Result<axum::Json<Arrived>, Problem> {
    if asked.wait > LONGEST {
        return Err(Problem::bad("bad-field").with("field", "wait"));
    }
    let (mut bytes, mut digest) = (0, ring::digest::Context::new(&ring::digest::SHA256));
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem::bad("body-interrupted"))?;
        bytes += piece.len() as u64;
        if bytes > LARGEST {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large"));
        }
        digest.update(&piece);
    }
    sleep(Duration::from_secs(asked.wait)).await;
    Ok(axum::Json(Arrived {
        method: method.to_string(),
        version: format!("{version:?}"),
        bytes,
        sha256: hex(digest.finish().as_ref()),
        added: added(&headers),
        statement: statement(&app),
    }))
}

/// Headers that say that somebody on the way has read the request. Their values may name machines of a hospital, and stay there.
fn added(headers: &HeaderMap) -> Vec<String> {
    let telling = [header::VIA.as_str(), header::FORWARDED.as_str(), "x-forwarded-for", "x-forwarded-proto", "x-bluecoat-via"];
    telling.into_iter().filter(|name| headers.contains_key(*name)).map(ToOwned::to_owned).collect()
}

fn statement(app: &App) -> String {
    let certificates = app.certificates.get().map(crate::http::tls::ServerTls::fingerprints).unwrap_or_default();
    let origin = app.config.server.public_origin.clone();
    app.secrets.receipts.sign(LINE_STATEMENT, &LineStatement { origin, certificates, issued: app.clock.now().millis() })
}

//! Style and scripts, built from `pages/` and embedded. Their addresses carry a digest of what they hold, so that a browser keeps them
//! for good and never has an old one.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::app::App;
use crate::hex::hex;

/// One file, as it is and compressed.
struct Asset {
    name: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
    address: LazyLock<String>,
}

macro_rules! asset {
    ($name:literal, $kind:literal) => {
        Asset {
            name: $name,
            kind: $kind,
            plain: include_bytes!(concat!("../../pages/built/", $name)),
            gzip: include_bytes!(concat!("../../pages/built/", $name, ".gz")),
            address: LazyLock::new(|| address($name, include_bytes!(concat!("../../pages/built/", $name)))),
        }
    };
}

static STYLE: Asset = asset!("porthor.css", "text/css; charset=utf-8");
static SCRIPT: Asset = asset!("porthor.js", "text/javascript; charset=utf-8");
static SEAL: Asset = asset!("seal.js", "text/javascript; charset=utf-8");
/// The notices of what the others hold, which they say lie beside them.
static LICENCES: Asset = asset!("licences.txt", "text/plain; charset=utf-8");

/// The style sheet itself, for a page that brings all it needs.
pub const STYLE_TEXT: &str = include_str!("../../pages/built/porthor.css");
/// The script of the page that seals with no network.
pub const OFFLINE_TEXT: &str = include_str!("../../pages/built/offline.js");
/// The notices of what both hold.
pub const LICENCES_TEXT: &str = include_str!("../../pages/built/licences.txt");

/// The address of the style sheet.
pub fn style() -> &'static str {
    &STYLE.address
}

/// The address of the script of every page.
pub fn script() -> &'static str {
    &SCRIPT.address
}

/// The address of the script that seals a report before it is sent; loaded where it is needed.
pub fn seal() -> &'static str {
    &SEAL.address
}

/// `/assets/DIGEST/NAME`.
fn address(name: &str, bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    format!("/assets/{}/{name}", hex(&digest.as_ref()[..8]))
}

/// The embedded files.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/assets/{digest}/{name}", get(give))
}

async fn give(Path((digest, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let asked = format!("/assets/{digest}/{name}");
    let ours = [&STYLE, &SCRIPT, &SEAL];
    let is_beside_one = ours.iter().any(|asset| asset.address.split('/').nth(2) == Some(&digest));
    let found = ours.into_iter().find(|asset| asset.name == name && *asset.address == asked);
    let Some(asset) = found.or_else(|| (is_beside_one && name == LICENCES.name).then_some(&LICENCES)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let takes_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|one| one.trim() == "gzip"));
    let mut answer = if takes_gzip { asset.gzip } else { asset.plain }.into_response();
    let kept = answer.headers_mut();
    kept.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    kept.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    kept.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if takes_gzip {
        kept.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    answer
}

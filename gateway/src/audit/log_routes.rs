//! The transparent log as anyone may read it (C2SP tlog-tiles): checkpoint, tiles of hashes, bundles of entries. It holds nothing but
//! hashes: an entry is a salted commitment, which tells nothing of the event.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use porthor_keys::log::tile::{TileKind, TilePath, write_bundle};
use sqlx::AnyConnection;

use super::store;
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::store::{StoreError, log};

/// A tile once complete never changes; a partial one of a given width neither.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// A checkpoint is replaced with every group of events.
const FOR_SECONDS: &str = "public, max-age=2";

/// Routes of the log, for the root of the origin.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/log/checkpoint", get(checkpoint)).route("/log/tile/{*path}", get(tile))
}

async fn checkpoint(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let mut reader = app.store.reader().await?;
    let head = store::head(&mut reader).await?;
    if head.checkpoint.is_empty() {
        return Err(Problem::not_found());
    }
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, FOR_SECONDS)], head.checkpoint).into_response())
}

async fn tile(State(app): State<Arc<App>>, Path(path): Path<String>) -> Result<Response, Problem> {
    let tile: TilePath = format!("tile/{path}").parse().map_err(|_| Problem::not_found())?;
    let mut reader = app.store.reader().await?;
    let bytes = read_tile(&mut reader, &tile).await.map_err(|error| match error {
        StoreError::NotInLog => Problem::not_found(),
        other => other.into(),
    })?;
    Ok(([(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, FOR_GOOD)], bytes).into_response())
}

/// The bytes of one tile; [`StoreError::NotInLog`] if the log does not reach so far.
pub async fn read_tile(connection: &mut AnyConnection, tile: &TilePath) -> Result<Vec<u8>, StoreError> {
    let (level, first, width) = tile.subtrees();
    let size = store::head(&mut *connection).await?.size;
    let complete = size.checked_shr(u32::from(level)).unwrap_or(0);
    let end = first.checked_add(u64::from(width)).filter(|end| *end <= complete).ok_or(StoreError::NotInLog)?;
    match tile.kind() {
        TileKind::Hashes(_) => {
            let hashes = log::read_hashes(connection, level, first, end).await?;
            if hashes.len() == usize::from(width) { Ok(hashes.concat()) } else { Err(StoreError::bad_row("log_hash", "hash")) }
        }
        TileKind::Entries => {
            let entries = store::commitments(connection, first, end).await?;
            let wrong = || StoreError::bad_row("event", "commitment");
            if entries.len() != usize::from(width) {
                return Err(wrong());
            }
            write_bundle(entries.iter().map(Vec::as_slice)).map_err(|_| wrong())
        }
    }
}

//! Receipts of releases, and the public keys that anyone checks receipts and log with. A receipt is for who made the release, and
//! for auditors; it says what was released, by hash, and proves that the log holds it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use porthor_keys::receipt::{ByteRange, RELEASE_RECEIPT, ReleaseForm, ReleaseReceipt};
use porthor_policy::{Event, EventKind, Outcome};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Body, EventKeys};
use super::store::{self, Row};
use super::{base64, prove, see};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::report::content::NO_RANGE;
use crate::store::StoreError;
use crate::store::log::code_of;

/// Routes of receipts and keys.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(release_receipt)).routes(routes!(public_keys))
}

/// The receipt of a release: a compact JWS that can be checked offline.
#[utoipa::path(get, path = "/receipts/{seq}", tag = "audit", security(("session" = [])), params(("seq" = u64, Path)),
    responses((status = 200, body = String, content_type = "application/jose"), (status = 404, description = "not-found")))]
async fn release_receipt(State(app): State<Arc<App>>, who: SignedIn, Path(seq): Path<u64>) -> Result<Response, Problem> {
    let receipt = fetch(&app, &who, seq).await?;
    Ok(([(CONTENT_TYPE, "application/jose")], receipt).into_response())
}

fn as_absent(problem: Problem) -> Problem {
    if problem.code() == "refused" { Problem::not_found() } else { problem }
}

/// Signs the receipt of release `seq` for who may have it.
pub(super) async fn fetch(app: &App, who: &SignedIn, seq: u64) -> Result<String, Problem> {
    let row = match own_release(app, who, seq).await? {
        Some(row) => row,
        // Whether that number is a release is for its reader and for auditors to know.
        None => see(app, who, seq, "receipt").await.map_err(as_absent)?.0,
    };
    if !is_release(&row) {
        return Err(Problem::not_found());
    }
    let mut reader = app.store.reader().await?;
    let event = match EventKeys::of(app).open(&mut reader, &row).await? {
        Body::Opened(opened) => opened.event,
        Body::Erased => return Err(StoreError::Erased.into()),
        Body::KeyUnusable | Body::Unreadable => return Err(StoreError::bad_row("event", "sealed").into()),
    };
    if event.details.get("range").is_some_and(|range| range == NO_RANGE) {
        return Err(Problem::not_found());
    }
    let proof = prove(&mut reader, seq).await?;
    let mut claims = claims(app, seq, &event).ok_or_else(|| StoreError::bad_row("event", "sealed"))?;
    claims.commitment = base64(&row.commitment);
    claims.checkpoint = proof.checkpoint;
    claims.inclusion_proof = proof.path.iter().map(|hash| base64(hash)).collect();
    Ok(app.secrets.receipts.sign(RELEASE_RECEIPT, &claims))
}

fn is_release(row: &Row) -> bool {
    let kinds = [EventKind::ReportOpened, EventKind::ReportTakenSealed];
    kinds.iter().any(|kind| row.columns.kind == code_of(kind)) && row.columns.outcome == code_of(&Outcome::Allowed)
}

/// The row, if the asker made that release; that its receipt was fetched is recorded first.
async fn own_release(app: &App, who: &SignedIn, seq: u64) -> Result<Option<Row>, StoreError> {
    let row = store::find(&mut *app.store.reader().await?, seq).await?;
    let Some(row) = row.filter(|row| is_release(row) && row.columns.person.as_deref() == Some(who.actor.person.as_str())) else {
        return Ok(None);
    };
    let event = Event::new(EventKind::AuditRead, app.clock.now())
        .by(&who.actor.person, who.actor.agency.as_ref())
        .with_detail("event", seq.to_string())
        .with_detail("view", "receipt");
    app.store.record(app.entry(event), None).await?;
    Ok(Some(row))
}

/// What the event says of the release; the proof is added to it.
fn claims(app: &App, seq: u64, event: &Event) -> Option<ReleaseReceipt> {
    let form = match event.details.get("form")?.as_str() {
        "plain" => ReleaseForm::Plain,
        "sealed" => ReleaseForm::Sealed,
        _ => return None,
    };
    let number = |name: &str| event.details.get(name).map(|number| number.parse::<u64>()).transpose().ok();
    let header_length = number("header-bytes")?;
    let range = event.details.get("range").map(|range| {
        let (first, last) = range.split_once('-')?;
        Some(ByteRange { first: first.parse().ok()?, last: last.parse().ok()? })
    });
    Some(ReleaseReceipt {
        // One name for one release among all gateways: the log's own, and the place in it.
        release_id: format!("{}/{seq}", app.config.log.origin),
        report_id: event.report.as_ref()?.to_string(),
        case_id: event.case.as_ref()?.to_string(),
        recipient_agency: event.agency.as_ref().map_or_else(|| "family".to_owned(), ToString::to_string),
        form,
        payload_sha256: event.details.get("sha256")?.clone(),
        payload_length: number("bytes")??.checked_sub(header_length.unwrap_or(0))?,
        header_length,
        // One that cannot be read is no release of the whole.
        range: range.map_or(Some(None), |range| range.map(Some))?,
        event_seq: seq,
        leaf_index: seq,
        commitment: String::new(),
        checkpoint: String::new(),
        inclusion_proof: Vec::new(),
        released: event.at.millis(),
    })
}

/// What receipts and the log are checked with.
#[derive(Serialize, ToSchema)]
struct PublicKeys {
    /// JSON Web Key (RFC 8037) of receipts.
    #[schema(value_type = Object)]
    receipts: serde_json::Value,
    /// Verifier key (C2SP signed-note) of the log.
    log: String,
    /// This gateway's origin, for which assertions are made.
    origin: String,
}

/// The public keys of receipts and of the log; for anyone.
#[utoipa::path(get, path = "/keys", tag = "audit", responses((status = 200, body = PublicKeys)))]
async fn public_keys(State(app): State<Arc<App>>) -> axum::Json<PublicKeys> {
    let receipts = app.secrets.receipts.public_jwk();
    axum::Json(PublicKeys { receipts, log: app.secrets.log_verifier.to_string(), origin: app.tokens.audience().to_owned() })
}

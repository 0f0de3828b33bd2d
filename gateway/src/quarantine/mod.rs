//! What is held back: a co-ordinator of the lead agency sees it, takes in what nobody signed, turns away what does not belong here;
//! `again` has scanned what could not be when it came, `page` is what a browser shows.

pub mod again;
pub mod page;

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{Access, CaseId, EventKind, Facts, HeldFor, Report, ReportId, Timestamp, Verb, held, holding};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::case::people::key_of;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::report::push::{fact_of, same_hash};
use crate::report::store::{self as reports, Described};
use crate::store::Tx;
use crate::store::facts::{self, FactKind};

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(accept)).routes(routes!(turn_away))
}

/// A report that is held back, as far as whoever may take it in sees it: what was said of it, and nothing that it says.
#[derive(Serialize, ToSchema)]
pub struct Held {
    /// `unsigned`, `unscanned`, `infected`.
    #[schema(value_type = Vec<String>)]
    pub held_for: Vec<HeldFor>,
    /// As the sender named it, made safe.
    pub file_name: String,
    /// In the sender's words.
    pub summary: Option<String>,
    /// Who says that they sent it, where nobody proved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Bytes of the report itself.
    pub bytes: u64,
    /// What was said of it.
    #[schema(value_type = Object)]
    pub report: Report,
}

impl Held {
    fn of(granted: &Granted, report: &Report, described: Described) -> Self {
        Self {
            held_for: held(&granted.known.facts, &report.id, granted.now).collect(),
            file_name: described.file_name,
            summary: described.summary,
            sender: described.sender,
            bytes: described.bytes,
            report: report.clone(),
        }
    }
}

/// Reports that are held back at `now`.
pub fn held_reports(facts: &Facts, now: Timestamp) -> impl Iterator<Item = &Report> {
    holding(&facts.reports, now).filter(move |report| held(facts, &report.id, now).next().is_some())
}

/// What is held back of a case. That it was looked at is on record.
pub async fn read(app: &App, who: &SignedIn, case: &CaseId) -> Result<(Granted, Vec<Held>), Problem> {
    let access = Access::new(who.actor.clone(), Verb::Accept).on(case.clone());
    let granted = gate::release(app, who, &access, EventKind::QuarantineListed, |event, _| event).await?;
    let mut described = reports::described_all(&mut *app.store.reader().await?, case, &*key_of(&granted)?).await?;
    let held = held_reports(&granted.known.facts, granted.now);
    let held = held.filter_map(|report| Some(Held::of(&granted, report, described.remove(report.id.as_str())?))).collect();
    Ok((granted, held))
}

/// The reports that are held back, for whoever may take them in.
#[utoipa::path(get, path = "/cases/{case}/quarantine", tag = "report", security(("session" = [])), params(("case" = String, Path)),
    responses((status = 200, body = Vec<Held>), (status = 403, description = "refused"), (status = 404)))]
async fn list(State(app): State<Arc<App>>, who: SignedIn, Path(case): Path<CaseId>) -> Result<axum::Json<Vec<Held>>, Problem> {
    Ok(axum::Json(read(&app, &who, &case).await?.1))
}

/// Takes a report in that nobody signed; from then on it is decided on like any other.
#[utoipa::path(post, path = "/cases/{case}/quarantine/{report}/acceptance", tag = "report", security(("session" = [])), params(("case" = String, Path), ("report" = String, Path)),
    responses((status = 204), (status = 403, description = "refused: quarantined, not-quarantined"), (status = 404)))]
pub async fn accept(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, report)): Path<(CaseId, ReportId)>,
) -> Result<StatusCode, Problem> {
    let access = Access { report: Some(report.clone()), ..Access::new(who.actor.clone(), Verb::Accept).on(case.clone()) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    release(&mut tx, &granted, &case, &report).await?;
    if let Some(taken) = holding(&granted.known.facts.reports, granted.now).find(|known| known.id == report) {
        let key = key_of(&granted)?;
        reports::make_known(tx.connection(), &case, &report, &key, |content| same_hash(&app, &case, taken, content)).await?;
    }
    let event = gate::allowed(&access, &granted, EventKind::ReportAccepted);
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Turns a report away: nothing of it is left but that it came and went.
#[utoipa::path(delete, path = "/cases/{case}/quarantine/{report}", tag = "report", security(("session" = [])), params(("case" = String, Path), ("report" = String, Path)),
    responses((status = 204), (status = 403, description = "refused: not-quarantined"), (status = 404)))]
pub async fn turn_away(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, report)): Path<(CaseId, ReportId)>,
) -> Result<StatusCode, Problem> {
    let access = Access { report: Some(report.clone()), ..Access::new(who.actor.clone(), Verb::TurnAway).on(case.clone()) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    release(&mut tx, &granted, &case, &report).await?;
    facts::end(&mut tx, &case, FactKind::Report, report.as_str()).await?;
    let blob = reports::remove(&mut tx, report.as_str()).await?;
    let event = gate::allowed(&access, &granted, EventKind::ReportTurnedAway);
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    if let Some(blob) = blob
        && app.store.blobs.remove(&blob).await.is_err()
    {
        tracing::warn!("the payload of a report that was turned away could not be removed; the sweep will");
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Ends everything that the report is held back for.
async fn release(tx: &mut Tx, granted: &Granted, case: &CaseId, report: &ReportId) -> Result<(), Problem> {
    let held_for: Vec<HeldFor> = held(&granted.known.facts, report, granted.now).collect();
    for held_for in held_for {
        facts::end(tx, case, FactKind::Quarantine, &fact_of(report, held_for)).await?;
    }
    Ok(())
}

//! Reports: pushed (`push`, with what is said of them in `metadata`), listed and described (here), released (`content`). `intake` is the
//! stream between the sender and the store, `store` the SQL, `upload` what
//! comes in pieces, `page` what a browser does, `form` what its form says of a report, `offer`
//! what may be said there.

pub mod content;
pub mod family;
pub mod flow;
mod form;
pub mod intake;
pub mod metadata;
pub mod offer;
pub mod page;
pub mod push;
pub mod store;
pub mod upload;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use porthor_policy::{
    Access, Actor, CaseId, EventKind, Facts, HeldFor, PurposeCode, Report, ReportId, Timestamp, Verb, decide, held, holding,
    readable,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::store::Described;
use crate::app::App;
use crate::case::people::key_of;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Path, Query};
use crate::http::paging::{Page, Paging};
use crate::http::session::SignedIn;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .merge(push::routes())
        .merge(upload::routes())
        .merge(content::routes())
}

/// What a report is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    purpose: Option<PurposeCode>,
}

/// What a list of reports is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    purpose: Option<PurposeCode>,
    #[serde(default)]
    after: String,
    limit: Option<usize>,
}

/// A report, without what it says.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportShown {
    id: String,
    file_name: String,
    summary: Option<String>,
    /// The report that it tells anew in words for the child.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    companion_of: Option<ReportId>,
    /// Who says that they sent it, where nobody proved it: it came unsigned, and whoever stands as its author carried it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<String>,
    content_type: String,
    /// Bytes of the report itself.
    bytes: u64,
    /// Why it is held back, if it is: `unsigned`, `one-factor`, `unscanned`, `infected`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    held_for: Vec<HeldFor>,
    /// `sender` or `gateway`.
    sealed_by: String,
    #[schema(value_type = Object)]
    report: Report,
}

impl ReportShown {
    /// As `granted` was for `access`.
    fn of(access: &Access, granted: &Granted, report: &Report, described: Described) -> Self {
        // Which report it is tied to is told to whoever may know of that one.
        let is_known = |full: &ReportId| {
            let access = Access { report: Some(full.clone()), ..access.clone() };
            decide(&access, &granted.known.facts, granted.now).is_allowed()
        };
        Self {
            id: report.id.to_string(),
            file_name: described.file_name,
            summary: described.summary,
            companion_of: described.companion_of.filter(is_known),
            sender: described.sender,
            content_type: described.content_type,
            bytes: described.bytes,
            held_for: held(&granted.known.facts, &report.id, granted.now).collect(),
            sealed_by: described.sealed_by,
            report: report.clone(),
        }
    }
}

/// Every report of a case that `actor` may know of, for whatever purpose.
pub fn known_to<'a>(actor: &Actor, case: &CaseId, facts: &'a Facts, now: Timestamp) -> Vec<&'a Report> {
    let purposes = std::iter::once(None).chain(facts.taxonomy.purposes.keys().cloned().map(Some));
    let accesses = purposes.map(|purpose| Access { purpose, ..Access::new(actor.clone(), Verb::List).on(case.clone()) });
    let known: BTreeSet<&ReportId> =
        accesses.flat_map(|access| readable(&access, facts, now).map(|report| &report.id).collect::<Vec<_>>()).collect();
    holding(&facts.reports, now).filter(|report| known.contains(&report.id)).collect()
}

/// The reports one may know of. What one may not is not counted either.
#[utoipa::path(get, path = "/cases/{case}/reports", tag = "report", security(("session" = [])), params(("case" = String, Path), ("purpose" = Option<String>, Query), ("after" = Option<String>, Query), ("limit" = Option<usize>, Query)), responses((status = 200, body = Page<ReportShown>), (status = 404)))]
async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(Listing { purpose, after, limit }): Query<Listing>,
) -> Result<axum::Json<Page<ReportShown>>, Problem> {
    let paging = Paging { after, limit };
    let access = Access { purpose, ..Access::new(who.actor.clone(), Verb::List).on(case.clone()) };
    let granted = gate::release(&app, &who, &access, EventKind::ReportsListed, |event, _| event).await?;
    let key = key_of(&granted)?;
    let mut reader = app.store.reader().await?;
    let mut described = store::described_all(&mut reader, &case, &key).await?;
    let all = &granted.known.facts.reports;
    let start = paging.start(all, |report| report.id.as_str())?;
    let shown_before: BTreeSet<&ReportId> = all[..start].iter().map(|report| &report.value.id).collect();
    let reports = readable(&access, &granted.known.facts, granted.now).filter(|report| !shown_before.contains(&report.id));
    let items =
        reports.filter_map(|report| Some(ReportShown::of(&access, &granted, report, described.remove(report.id.as_str())?)));
    Ok(axum::Json(Page::first(&paging, items, |shown| shown.id.clone())))
}

/// One report, without what it says.
#[utoipa::path(get, path = "/cases/{case}/reports/{report}", tag = "report", security(("session" = [])), params(("case" = String, Path), ("report" = String, Path), ("purpose" = Option<String>, Query)), responses((status = 200, body = ReportShown), (status = 403, description = "refused"), (status = 404)))]
async fn show(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, report)): Path<(CaseId, ReportId)>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<ReportShown>, Problem> {
    let access = Access {
        report: Some(report.clone()),
        purpose: asked.purpose,
        ..Access::new(who.actor.clone(), Verb::List).on(case.clone())
    };
    let granted = gate::release(&app, &who, &access, EventKind::ReportsListed, |event, _| event).await?;
    let key = key_of(&granted)?;
    let mut reader = app.store.reader().await?;
    let described = store::described(&mut reader, &case, &report, &key).await?.ok_or_else(Problem::not_found)?;
    let known = porthor_policy::holding(&granted.known.facts.reports, granted.now).find(|known| known.id == report);
    let known = known.ok_or_else(Problem::not_found)?;
    Ok(axum::Json(ReportShown::of(&access, &granted, known, described)))
}

//! Agencies and their people. The gateway's operator registers an agency and appoints its first administrators; once it is live it
//! looks after itself, so that nobody who runs the machine can let themselves in. `people` is its staff, `reset` what two
//! administrators do for a third, `devices` the keys of the command line, `machines` a hospital's systems, `page` the pages, `store` the SQL.

pub mod devices;
mod machines;
pub mod page;
pub mod people;
pub mod reset;
pub mod store;
#[cfg(test)]
pub mod tests;

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_keys::recipient::Recipient;
use porthor_policy::{Access, AgencyId, AgencyKind, Event, EventKind, Outcome, Timestamp, Verb};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::store::AgencyRow;
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::measure;
use crate::http::paging::{Page, Paging};
use crate::http::session::SignedIn;
use crate::http::transfer;
use crate::plain::{NAME, plain_name};
use crate::store::log::code_of;
use crate::store::{Entry, StoreError, Tx};

/// Administrators without whom no agency goes live, or stays so: none is alone.
const ADMINISTRATORS: usize = 2;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(go_live))
        .routes(routes!(set_recipient))
        .merge(people::routes())
        .merge(reset::routes())
        .merge(devices::routes())
        .merge(machines::routes())
}

/// An agency.
#[derive(Serialize, ToSchema)]
struct AgencyShown {
    id: String,
    /// `council`, `health-board`, `school`, `college`, `voluntary`, `early-years` or `tribunal`.
    kind: String,
    name_en: String,
    name_cy: String,
    /// The agency's own age recipient, for sealed releases.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    live: bool,
}

impl From<AgencyRow> for AgencyShown {
    fn from(row: AgencyRow) -> Self {
        let AgencyRow { id, kind, name_en, name_cy, recipient, live } = row;
        Self { id: id.to_string(), kind, name_en, name_cy, recipient, live }
    }
}

/// The agencies of this gateway, by id. Whoever is signed in may know them: families choose among them whom to consent to.
#[utoipa::path(get, path = "/agencies", tag = "agency", security(("session" = [])), params(("after" = Option<String>, Query), ("limit" = Option<usize>, Query)), responses((status = 200, body = Page<AgencyShown>)))]
async fn list(
    State(app): State<Arc<App>>,
    _who: SignedIn,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Page<AgencyShown>>, Problem> {
    let mut reader = app.store.reader().await?;
    let rows = store::list(&mut reader, &paging.after, paging.size()).await?;
    let next = (rows.len() == paging.size()).then(|| rows.last().map(|row| row.id.to_string())).flatten();
    Ok(axum::Json(Page { items: rows.into_iter().map(AgencyShown::from).collect(), next }))
}

/// An agency to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAgency {
    #[schema(value_type = String)]
    id: AgencyId,
    /// `council`, `health-board`, `school`, `college`, `voluntary`, `early-years` or `tribunal`.
    #[schema(value_type = String)]
    kind: AgencyKind,
    name_en: String,
    name_cy: String,
}

/// Registers an agency; the gateway's operator does it. Nothing goes to it or comes from it until it is live.
#[utoipa::path(post, path = "/agencies", tag = "agency", security(("session" = [])), request_body = NewAgency,
    responses((status = 201, body = AgencyShown), (status = 403, description = "refused, step-up-needed"), (status = 404), (status = 409, description = "conflict"), (status = 422, description = "unseen-characters")))]
async fn create(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Json(new): Json<NewAgency>,
) -> Result<(StatusCode, axum::Json<AgencyShown>), Problem> {
    let row = AgencyRow {
        id: new.id,
        kind: code_of(&new.kind),
        name_en: plain_name("name_en", &new.name_en, NAME)?,
        name_cy: plain_name("name_cy", &new.name_cy, NAME)?,
        recipient: None,
        live: false,
    };
    // No agency is named: an administrator looks after one that is there, and only the operator may add to them.
    let access = Access::new(who.actor.clone(), Verb::Administer);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if !store::insert(&mut tx, &row).await? {
        return Err(Problem::conflict("conflict"));
    }
    tx.touch_world();
    let event = gate::allowed(&access, &granted, EventKind::AgencyCreated).with_detail("agency", row.id.to_string());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(row.into())))
}

/// Lets an agency go live: its people may then act, and its protocols take effect. Needs two enrolled administrators.
#[utoipa::path(post, path = "/agencies/{agency}/live", tag = "agency", security(("session" = [])), params(("agency" = String, Path)),
    responses((status = 200, body = AgencyShown), (status = 403), (status = 404), (status = 409, description = "agency-needs-administrators, conflict")))]
async fn go_live(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(agency): Path<AgencyId>,
) -> Result<axum::Json<AgencyShown>, Problem> {
    let access = administers(&who, &agency);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let row = store::find(tx.connection(), &agency).await?.ok_or_else(Problem::not_found)?;
    if row.live {
        return Err(Problem::conflict("conflict"));
    }
    let administrators = store::enrolled_administrators(tx.connection(), &app.config.taxonomy, &agency).await?;
    if administrators < ADMINISTRATORS {
        return Err(Problem::conflict("agency-needs-administrators"));
    }
    store::set_live(&mut tx, &agency).await?;
    tx.touch_world();
    let event = gate::allowed(&access, &granted, EventKind::AgencyLive)
        .with_detail("agency", agency.to_string())
        .with_detail("administrators", administrators.to_string());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok(axum::Json(AgencyRow { live: true, ..row }.into()))
}

/// The agency's own age recipient.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecipient {
    /// `age1…` or `age1pq1…`; never an identity.
    recipient: String,
}

/// Records the age recipient that sealed releases to the agency are for.
#[utoipa::path(put, path = "/agencies/{agency}/recipient", tag = "agency", security(("session" = [])), params(("agency" = String, Path)), request_body = NewRecipient,
    responses((status = 200, body = AgencyShown), (status = 400, description = "bad-field"), (status = 403, description = "refused, agency-runs-itself"), (status = 404)))]
async fn set_recipient(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(agency): Path<AgencyId>,
    Json(new): Json<NewRecipient>,
) -> Result<axum::Json<AgencyShown>, Problem> {
    let recipient: Recipient = new.recipient.trim().parse().map_err(|_| Problem::bad("bad-field").with("field", "recipient"))?;
    let recipient = recipient.to_string();
    let access = administers(&who, &agency);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    let row = store::find(tx.connection(), &agency).await?.ok_or_else(Problem::not_found)?;
    if is_operator(&who) && row.live {
        drop(tx);
        return Err(refuse_operator(&app, &who, &agency, granted.now).await);
    }
    store::set_recipient(&mut tx, &agency, &recipient).await?;
    let event = gate::allowed(&access, &granted, EventKind::AgencyRecipientSet)
        .with_detail("agency", agency.to_string())
        .with_detail("recipient", recipient.clone());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok(axum::Json(AgencyRow { recipient: Some(recipient), ..row }.into()))
}

/// `who` asks to look after `agency`.
fn administers(who: &SignedIn, agency: &AgencyId) -> Access {
    Access { agency: Some(agency.clone()), ..Access::new(who.actor.clone(), Verb::Administer) }
}

/// Whether `who`, having passed the gate for [`Verb::Administer`], runs the machine and belongs to no agency.
fn is_operator(who: &SignedIn) -> bool {
    who.actor.agency.is_none()
}

/// Records and words that the operator reached into an agency that looks after itself. The change must have been dropped before.
/// It is no decision of the policy, so the event carries no access to be decided again.
async fn refuse_operator(app: &App, who: &SignedIn, agency: &AgencyId, now: Timestamp) -> Problem {
    let event = Event { outcome: Outcome::Refused, ..Event::new(EventKind::AccessRefused, now) }
        .by(&who.actor.person, None)
        .with_detail("agency", agency.to_string())
        .with_detail("problem", "agency-runs-itself");
    if let Err(error) = app.store.record(app.entry(event), None).await {
        return error.into();
    }
    measure::refused(Verb::Administer);
    Problem::new(StatusCode::FORBIDDEN, "agency-runs-itself")
}

/// Commits a change that may take grounds away on any case, and decides every running transfer anew. It goes on by itself if the
/// one who asked hangs up: once the change may be durable, nothing keeps the transfers from being cut.
pub async fn commit_and_recheck_all(app: &Arc<App>, tx: Tx, entry: Entry) -> Result<(), Problem> {
    let app = Arc::clone(app);
    let change = tokio::spawn(async move {
        tx.commit(entry).await?;
        let since = Instant::now();
        for case in app.transfers.cases() {
            transfer::recheck(&app, &case, since).await;
        }
        Ok::<(), StoreError>(())
    });
    change.await.map_err(|_| StoreError::RecordUnavailable)??;
    Ok(())
}

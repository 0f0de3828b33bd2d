//! What a sender needs to seal an envelope for a case: its recipient, and what may be said of a report. A co-ordinator of the lead agency
//! makes it, for one agency on the case. It lets nobody read anything, and holds no name of a child.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use porthor_policy::{Access, AgencyId, CaseId, CategoryCode, Date, EventKind, Language, PurposeCode, Timestamp, Verb};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::head::FILES;
use crate::app::App;
use crate::case::people::key_of;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Path, Query};
use crate::http::session::SignedIn;
use crate::report::offer;

/// Days for which an address is meant; afterwards a case's key may be another.
const DAYS: i64 = 90;
/// What an address begins with.
pub const KIND: &str = "address/1";

/// A name in both languages.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Named {
    /// English.
    pub en: String,
    /// Welsh.
    pub cy: String,
}

/// A code with its name in both languages.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// As it is said.
    pub code: String,
    /// As it is read.
    #[serde(flatten)]
    pub name: Named,
}

/// What a sender needs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Address {
    /// `address/1`.
    pub porthor: String,
    /// The case.
    #[schema(value_type = String)]
    pub case: CaseId,
    /// The age recipient to seal to.
    pub recipient: String,
    /// For which agency it was made.
    #[schema(value_type = String)]
    pub agency: AgencyId,
    /// What that is called.
    pub agency_name: Named,
    /// What the agency that leads the case is called.
    pub lead_name: Named,
    /// The gateway.
    pub gateway: String,
    /// When it was made.
    #[schema(value_type = String)]
    pub made: Timestamp,
    /// Until when it is meant.
    #[schema(value_type = String)]
    pub until: Date,
    /// Bytes of the largest file.
    pub file_bytes: u64,
    /// Bytes of all files together, at most.
    pub envelope_bytes: u64,
    /// Files, at most.
    pub files: usize,
    /// Kinds of report that this agency may send.
    pub categories: Vec<Choice>,
    /// What for.
    pub purposes: Vec<Choice>,
}

/// For which agency.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The agency that is to send.
    pub agency: AgencyId,
}

/// Makes an address for an agency on the case, and records it.
pub async fn make(app: &App, who: &SignedIn, case: &CaseId, agency: &AgencyId) -> Result<Address, Problem> {
    let access = Access::new(who.actor.clone(), Verb::Involve).on(case.clone());
    let for_agency = |event: porthor_policy::Event, _: &_| event.with_detail("for-agency", agency.as_str());
    let granted = gate::release(app, who, &access, EventKind::AddressMade, for_agency).await?;
    let (facts, now) = (&granted.known.facts, granted.now);
    let carried = Access::new(who.actor.clone(), Verb::Deliver).on(case.clone());
    let (categories, purposes) = offer::allowed(facts, carried, agency, now)?;
    if categories.is_empty() {
        return Err(Problem::unacceptable("address-nothing"));
    }
    let lead = facts.case_at(now).map(|case| case.lead.clone()).ok_or_else(Problem::not_found)?;
    let limits = &app.config.limits;
    Ok(Address {
        porthor: KIND.to_owned(),
        case: case.clone(),
        recipient: key_of(&granted)?.identity.recipient().to_string(),
        agency_name: named(app, "agency", agency.as_str()),
        agency: agency.clone(),
        lead_name: named(app, "agency", lead.as_str()),
        gateway: app.config.server.public_origin.clone(),
        made: now,
        until: now.date().plus_days(DAYS),
        file_bytes: limits.report_bytes,
        envelope_bytes: limits.report_bytes,
        files: FILES,
        categories: choices(app, "category", &categories, CategoryCode::as_str),
        purposes: choices(app, "purpose", &purposes, PurposeCode::as_str),
    })
}

fn named(app: &App, kind: &str, code: &str) -> Named {
    let name = |language| app.words.name(language, kind, code).unwrap_or_else(|| code.to_owned());
    Named { en: name(Language::En), cy: name(Language::Cy) }
}

fn choices<T>(app: &App, kind: &str, codes: &BTreeSet<T>, text: impl Fn(&T) -> &str) -> Vec<Choice> {
    codes.iter().map(|code| Choice { code: text(code).to_owned(), name: named(app, kind, text(code)) }).collect()
}

/// What an agency on the case needs to seal envelopes for it; for co-ordinators of the agency that leads it, to send on.
#[utoipa::path(get, path = "/cases/{case}/address", tag = "report", security(("session" = [])), params(("case" = String, Path), ("agency" = String, Query)),
    responses((status = 200, body = Address), (status = 403, description = "refused"), (status = 404), (status = 422, description = "address-nothing")))]
pub async fn show(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Address>, Problem> {
    Ok(axum::Json(make(&app, &who, &case, &asked.agency).await?))
}

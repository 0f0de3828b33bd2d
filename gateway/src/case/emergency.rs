//! Emergency access (UK GDPR art. 6(1)(d), 9(2)(c)): declared by a member of staff for themselves, for a while, with a reason; looked
//! into afterwards. What it opens, and to whom, is the policy's (`gates/involvement`, `gates/basis`).

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{Access, CaseId, Emergency, EmergencyError, EmergencyId, EventKind, Recorded, Timestamp, Verb};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::people::key_of;
use super::{commit_and_recheck, fresh};
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::session::SignedIn;
use crate::plain::plain_text;
use crate::store::facts::{self, FactKind, NewFact};

/// Characters of a reason, at most.
const REASON: usize = 2000;

/// Routes of emergencies.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(declare)).routes(routes!(end))
}

/// An emergency to declare.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEmergency {
    /// Why, in one's own words; sealed, and read by those who look into it.
    reason: String,
    /// Until when (not included), within the hours that the taxonomy allows.
    #[schema(value_type = String)]
    until: Timestamp,
}

/// An emergency under way.
#[derive(Serialize, ToSchema)]
struct Declared {
    id: String,
    #[schema(value_type = String)]
    until: Timestamp,
}

/// An emergency, as those on the case see it: its reason is for those who look into it.
#[derive(Serialize, ToSchema)]
pub(super) struct EmergencyLine {
    id: String,
    person: String,
    agency: String,
    #[schema(value_type = String)]
    declared: Timestamp,
    #[schema(value_type = String)]
    until: Timestamp,
    /// When it was ended before its time.
    #[schema(value_type = Option<String>)]
    ended: Option<Timestamp>,
}

impl From<&Recorded<Emergency>> for EmergencyLine {
    fn from(fact: &Recorded<Emergency>) -> Self {
        let Emergency { id, person, agency, until } = &fact.value;
        let (id, person, agency) = (id.to_string(), person.to_string(), agency.to_string());
        Self { id, person, agency, declared: fact.recorded, until: *until, ended: fact.ended }
    }
}

/// Declares an emergency for oneself. Asks for a code just entered. Whether one may declare any, and whether this one is in order, is
/// answered before the case is looked at: from that answer nobody learns whether there is one.
#[utoipa::path(post, path = "/cases/{case}/emergencies", tag = "case", security(("session" = [])), params(("case" = String, Path)), request_body = NewEmergency,
    responses((status = 201, body = Declared), (status = 400, description = "bad-field"), (status = 403, description = "refused, step-up-needed"), (status = 404), (status = 422, description = "emergency-over, emergency-too-long, unseen-characters")))]
async fn declare(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewEmergency>,
) -> Result<(StatusCode, axum::Json<Declared>), Problem> {
    let reason = plain_text("reason", &new.reason, REASON)?;
    let (mut tx, _) = gate::begin_change(&app, &who, &Access::new(who.actor.clone(), Verb::Declare)).await?;
    let emergency = Emergency { id: fresh()?, person: who.actor.person.clone(), agency: who.agency()?.clone(), until: new.until };
    emergency.validate(&app.config.taxonomy, tx.now()).map_err(wrong_length)?;
    let access = Access { declares: Some(emergency.clone()), ..Access::new(who.actor.clone(), Verb::Declare).on(case.clone()) };
    let granted = match gate::change(&app, &who, &access, &mut tx).await {
        Ok(granted) => granted,
        Err(refused) => {
            drop(tx);
            return Err(gate::refuse(&app, &who, &access, refused, who.came).await);
        }
    };
    let (agency, person) = (Some(&emergency.agency), Some(&emergency.person));
    let fact = NewFact { id: emergency.id.as_str(), kind: FactKind::Emergency, agency, person, body: &emergency };
    facts::insert(&mut tx, &case, &*key_of(&granted)?, fact).await?;
    let mut event = gate::allowed(&access, &granted, EventKind::EmergencyDeclared);
    event.statement = Some(reason);
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Declared { id: emergency.id.to_string(), until: emergency.until })))
}

fn wrong_length(error: EmergencyError) -> Problem {
    match error {
        EmergencyError::Over => Problem::unacceptable("emergency-over"),
        EmergencyError::TooLong { hours } => Problem::unacceptable("emergency-too-long").with("hours", hours.to_string()),
    }
}

/// Ends an emergency before its time, also for what is being downloaded: whoever declared it does, or a co-ordinator of the lead
/// agency.
#[utoipa::path(delete, path = "/cases/{case}/emergencies/{emergency}", tag = "case", security(("session" = [])), params(("case" = String, Path), ("emergency" = String, Path)),
    responses((status = 204), (status = 403, description = "refused"), (status = 404)))]
async fn end(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, emergency)): Path<(CaseId, EmergencyId)>,
) -> Result<StatusCode, Problem> {
    let access = Access { emergency: Some(emergency.clone()), ..Access::new(who.actor.clone(), Verb::Declare).on(case.clone()) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if !facts::end(&mut tx, &case, FactKind::Emergency, emergency.as_str()).await? {
        return Err(Problem::not_found());
    }
    let event = gate::allowed(&access, &granted, EventKind::EmergencyEnded);
    commit_and_recheck(&app, tx, &case, gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

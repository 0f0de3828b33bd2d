//! A helper who was named by an address that they sign in with here already. The family is answered as for anybody new, and given a
//! code: the account that was made stands in for theirs. At their home they are told that somebody has named them, and no more; with
//! the code, which the family hands over itself, they take it up as themselves. Before that nothing of the case is theirs: a mistyped
//! address lets no stranger in.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Extension, State};
use http::StatusCode;
use porthor_keys::code_card::OneTimeCode;
use porthor_policy::{CaseId, Event, EventKind, FamilyMember, PersonId, Timestamp, holding, is_kept_out, stands};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::case::{commit_and_recheck, store as cases};
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::Json;
use crate::http::listener::PeerAddr;
use crate::http::session::SignedIn;
use crate::sign_in::lockout::Attempt;
use crate::store::Tx;
use crate::store::facts::{self, FactKind, Known, NewFact};

/// The code that came with being named.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// As it was handed over, `XXXX-XXXX-XXXX-XXXX`.
    pub code: String,
}

/// The case that one helps in from now on.
#[derive(Serialize, ToSchema)]
pub struct Helping {
    case: String,
}

/// Takes up the help that somebody of a family named one for, by the address that one signs in with.
#[utoipa::path(post, path = "/helping", tag = "case", security(("session" = [])), request_body = Named,
    responses((status = 201, body = Helping), (status = 404), (status = 409, description = "helping-already"), (status = 422, description = "helping-code-wrong")))]
pub async fn take_up(
    State(app): State<Arc<App>>,
    Extension(PeerAddr(peer)): Extension<PeerAddr>,
    who: SignedIn,
    Json(given): Json<Named>,
) -> Result<(StatusCode, axum::Json<Helping>), Problem> {
    gate::of_a_family(&who).await?;
    match begin(&app, peer, &who, &given.code).await? {
        Some(case) => Ok((StatusCode::CREATED, axum::Json(Helping { case: case.to_string() }))),
        None => {
            attempt(&app, peer, &who).failed(&app, Some(&who.actor.person)).await?;
            Err(Problem::unacceptable("helping-code-wrong"))
        }
    }
}

fn attempt(app: &App, peer: SocketAddr, who: &SignedIn) -> Attempt {
    Attempt::for_session(app, &who.session, peer)
}

/// Puts who asks where the account stands that stood in for them; nothing where the code is none of theirs, or no more.
async fn begin(app: &Arc<App>, peer: SocketAddr, who: &SignedIn, code: &str) -> Result<Option<CaseId>, Problem> {
    let Ok(code) = code.parse::<OneTimeCode>() else { return Ok(None) };
    let code = code.hash(&app.secrets.lookup, "enrol").to_vec();
    let me = &who.actor.person;
    let mut tx = app.store.begin().await?;
    attempt(app, peer, who).check_on(app, tx.connection()).await?;
    let now = tx.now();
    let Some((stand_in, case)) = cases::stand_in(tx.connection(), me, &code, now).await? else { return Ok(None) };
    let known = gate::load_within(app, who, Some(&case), &mut tx).await?;
    let Some(member) = named(&known, &stand_in, me, now) else { return Ok(None) };
    let key = known.key.clone().ok_or_else(Problem::not_found)?;
    end_earlier(&mut tx, &case, &known, &member, now).await?;
    cases::end_stand_in(&mut tx, &stand_in, &code).await?;
    attempt(app, peer, who).succeeded(&mut tx).await?;
    if let Some(row) = cases::family_row(tx.connection(), &case, &stand_in).await? {
        facts::end(&mut tx, &case, FactKind::Family, &row).await?;
    }
    let row = porthor_keys::random::id();
    let fact = NewFact { id: &row, kind: FactKind::Family, agency: None, person: Some(me), body: &member };
    facts::insert(&mut tx, &case, &key, fact).await?;
    let event = Event { case: Some(case.clone()), ..Event::new(EventKind::FamilyAdded, now).by(me, None) };
    let event = event.with_detail("member", me.to_string()).with_detail("stood-in", stand_in.to_string());
    commit_and_recheck(app, tx, &case, gate::entry(app, event, &known)).await?;
    Ok(Some(case))
}

/// What the stand-in was named for, as `me`, if that still holds and nobody of the family keeps `me` out.
fn named(known: &Known, stand_in: &PersonId, me: &PersonId, now: Timestamp) -> Option<FamilyMember> {
    let mut present = holding(&known.facts.family, now).filter(|member| member.person == *stand_in);
    let member = present.find(|member| member.named.is_some() && stands(&known.facts, member, now))?;
    let is_open = known.key.is_some() && !is_kept_out(&known.facts, me, now);
    is_open.then(|| FamilyMember { person: me.clone(), ..member.clone() })
}

/// Ends what is over, or comes of the same namer. Whoever belongs to the case otherwise stays what they are there.
async fn end_earlier(tx: &mut Tx, case: &CaseId, known: &Known, new: &FamilyMember, now: Timestamp) -> Result<(), Problem> {
    let by = |member: &FamilyMember| member.named.as_ref().map(|named| named.by.clone());
    let mut present = holding(&known.facts.family, now).filter(|member| member.person == new.person);
    if present.any(|member| !member.is_over(now.date()) && by(member) != by(new)) {
        return Err(Problem::conflict("helping-already"));
    }
    while let Some(row) = cases::family_row(tx.connection(), case, &new.person).await? {
        facts::end(tx, case, FactKind::Family, &row).await?;
    }
    Ok(())
}

//! Who asks: a bearer token of minutes (`EdDSA` JWS), bound to a session in the database that ends at once when told. A request with
//! a half-finished sign-in has no token, and so reaches nothing that asks for [`SignedIn`].

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use porthor_policy::{Actor, AgencyId, PersonId, Proof, Recorded, RoleCode, StaffFacts, Timestamp};
use sqlx::Row;
use tokio::time::Instant;

use super::error::Problem;
use super::machine;
use crate::app::App;
use crate::store::StoreError;
use crate::store::facts::parse;

/// A person with a live session and both factors proved.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// As the policy sees them.
    pub actor: Actor,
    /// What is recorded of their post.
    pub staff: Recorded<StaffFacts>,
    /// Their session.
    pub session: String,
    /// The version of the world that their post was read at.
    pub world: i64,
    /// When the request came: what is told to outsiders leaves at steps of time counted from here.
    pub came: Instant,
}

impl SignedIn {
    /// Their agency; a problem for families.
    pub fn agency(&self) -> Result<&AgencyId, Problem> {
        self.actor.agency.as_ref().ok_or_else(Problem::not_found)
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        // A page's visitor was recognised by their cookie, which nothing under /api is asked for.
        if let Some(who) = parts.extensions.get::<Self>() {
            return Ok(who.clone());
        }
        let token = bearer_of(&parts.headers).ok_or_else(|| Problem::not_signed_in("not-signed-in"))?;
        let now = app.clock.now();
        let claims = app.tokens.verify(token, now.millis() / 1000).map_err(|_| Problem::not_signed_in("session-ended"))?;
        let who = read(app, &claims.sid, now).await?.ok_or_else(|| Problem::not_signed_in("session-ended"))?;
        machine::check(app, &who.actor, &parts.method, parts.uri.path())?;
        Ok(who)
    }
}

/// The bearer token of a request.
pub fn bearer_of(headers: &http::HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The live session with this id, and its person.
pub async fn read(app: &App, session: &str, now: Timestamp) -> Result<Option<SignedIn>, StoreError> {
    let came = Instant::now();
    let mut reader = app.store.reader().await?;
    let row = sqlx::query(
        "SELECT s.proofs, s.ends_at, p.id, p.agency_id, p.role, p.created_at, p.left_at, \
         (SELECT world FROM log_head WHERE id = 1) AS world FROM session s \
         JOIN person p ON p.id = s.person_id WHERE s.id = $1 AND s.ended_at IS NULL",
    )
    .bind(session.to_owned())
    .fetch_optional(&mut *reader)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let ends: i64 = row.try_get(1)?;
    if ends <= now.millis() {
        return Ok(None);
    }
    let proofs: String = row.try_get(0)?;
    let proofs: Vec<Proof> = serde_json::from_str(&proofs).map_err(|_| StoreError::bad_row("session", "proofs"))?;
    let staff = staff_facts(&row)?;
    if staff.ended.is_some_and(|left| left <= now) {
        return Ok(None);
    }
    let StaffFacts { person, agency, role } = staff.value.clone();
    Ok(Some(SignedIn {
        actor: Actor { person, agency, role, proofs },
        staff,
        session: session.to_owned(),
        world: row.try_get("world")?,
        came,
    }))
}

impl SignedIn {
    /// The gateway itself, as which it takes in what comes by mail: nobody is signed in, and nothing is proved.
    pub async fn of_the_mail(app: &App, person: &PersonId) -> Result<Option<Self>, StoreError> {
        let came = Instant::now();
        let mut reader = app.store.reader().await?;
        let world: i64 = sqlx::query("SELECT world FROM log_head WHERE id = 1").fetch_one(&mut *reader).await?.try_get(0)?;
        let Some(staff) = staff_of(&mut reader, person).await? else { return Ok(None) };
        let StaffFacts { person, agency, role } = staff.value.clone();
        let actor = Actor { person, agency, role, proofs: Vec::new() };
        Ok(Some(Self { actor, staff, session: String::new(), world, came }))
    }
}

/// What is recorded of a person's post, from a row with `id`, `agency_id`, `role`, `created_at` and `left_at`.
fn staff_facts(row: &sqlx::any::AnyRow) -> Result<Recorded<StaffFacts>, StoreError> {
    let person: PersonId = parse(row.try_get("id")?, "person", "id")?;
    let agency: Option<String> = row.try_get("agency_id")?;
    let agency = agency.map(|id| parse::<AgencyId>(id, "person", "agency_id")).transpose()?;
    let role: RoleCode = parse(row.try_get("role")?, "person", "role")?;
    let left: Option<i64> = row.try_get("left_at")?;
    Ok(Recorded {
        value: StaffFacts { person, agency, role },
        recorded: Timestamp::from_millis(row.try_get("created_at")?),
        ended: left.map(Timestamp::from_millis),
    })
}

/// What is recorded of a person's post.
pub async fn staff_of(connection: &mut sqlx::AnyConnection, person: &PersonId) -> Result<Option<Recorded<StaffFacts>>, StoreError> {
    sqlx::query("SELECT id, agency_id, role, created_at, left_at FROM person WHERE id = $1")
        .bind(person.as_str())
        .fetch_optional(connection)
        .await?
        .as_ref()
        .map(staff_facts)
        .transpose()
}

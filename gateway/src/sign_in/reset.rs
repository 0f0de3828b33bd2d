//! Factors are reset by two people: one asks, another confirms, and only then is there a new printed code. Neither is the one whose
//! factors they are, and no third person could be both: whoever makes somebody's letter could have come in with it. Who may ask and who
//! may confirm is for the agency's slice, and for the case's where it is about a family.

use std::collections::BTreeSet;

use porthor_keys::random;
use porthor_policy::{CaseId, PersonId, Timestamp};
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::{SignedIn, staff_of};
use crate::store::facts::parse;
use crate::store::{StoreError, Tx};

/// How long somebody has to confirm what another asked, milliseconds: three days.
const LASTS: i64 = 3 * 86_400_000;

/// A reset that was asked for and not confirmed yet.
#[derive(Clone)]
pub struct Asked {
    id: String,
    /// Whose factors.
    pub person: PersonId,
    /// Who asked.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// The open reset of a person's factors; over a case, for one of its family.
pub async fn open(
    app: &App,
    connection: &mut AnyConnection,
    person: &PersonId,
    case: Option<&CaseId>,
) -> Result<Option<Asked>, StoreError> {
    let row = sqlx::query(
        "SELECT id, person_id, asked_by, asked_at FROM factor_reset WHERE person_id = $1 AND COALESCE(case_id, '') = $2 \
         AND ended_at IS NULL AND expires_at > $3 ORDER BY asked_at DESC",
    )
    .bind(person.as_str())
    .bind(case.map(ToString::to_string).unwrap_or_default())
    .bind(app.clock.now().millis())
    .fetch_optional(connection)
    .await?;
    row.map(|row| asked(&row)).transpose()
}

/// The open resets of an agency's people.
pub async fn of_agency(app: &App, connection: &mut AnyConnection, agency: &str) -> Result<Vec<Asked>, StoreError> {
    let rows = sqlx::query(
        "SELECT r.id, r.person_id, r.asked_by, r.asked_at FROM factor_reset r JOIN person p ON p.id = r.person_id \
         WHERE p.agency_id = $1 AND p.left_at IS NULL AND r.ended_at IS NULL AND r.expires_at > $2 ORDER BY r.asked_at",
    )
    .bind(agency.to_owned())
    .bind(app.clock.now().millis())
    .fetch_all(connection)
    .await?;
    rows.iter().map(asked).collect()
}

fn asked(row: &sqlx::any::AnyRow) -> Result<Asked, StoreError> {
    Ok(Asked {
        id: row.try_get(0)?,
        person: parse(row.try_get(1)?, "factor_reset", "person_id")?,
        by: parse(row.try_get(2)?, "factor_reset", "asked_by")?,
        at: Timestamp::from_millis(row.try_get(3)?),
    })
}

/// Nobody asks or confirms for themselves: they would be one of the two.
pub fn not_for_oneself(who: &SignedIn, person: &PersonId) -> Result<(), Problem> {
    if who.actor.person == *person { Err(Problem::conflict("reset-own")) } else { Ok(()) }
}

/// Keeps that `by` asks; what was asked before is replaced.
pub async fn ask(tx: &mut Tx, person: &PersonId, case: Option<&CaseId>, by: &PersonId) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query("UPDATE factor_reset SET ended_at = $1 WHERE person_id = $2 AND COALESCE(case_id, '') = $3 AND ended_at IS NULL")
        .bind(now.millis())
        .bind(person.as_str())
        .bind(case.map(ToString::to_string).unwrap_or_default())
        .execute(tx.connection())
        .await?;
    sqlx::query(
        "INSERT INTO factor_reset (id, person_id, case_id, asked_by, asked_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(random::id())
    .bind(person.as_str())
    .bind(case.map(ToString::to_string))
    .bind(by.as_str())
    .bind(now.millis())
    .bind(now.plus_millis(LASTS).millis())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// `who` confirms what another asked; within the change that makes the new code. Gives who asked.
pub async fn confirm(
    app: &App,
    tx: &mut Tx,
    who: &SignedIn,
    person: &PersonId,
    case: Option<&CaseId>,
) -> Result<PersonId, Problem> {
    not_for_oneself(who, person)?;
    let asked = open(app, tx.connection(), person, case).await?.ok_or_else(|| Problem::conflict("reset-not-asked"))?;
    if asked.by == who.actor.person {
        return Err(Problem::conflict("reset-same-person"));
    }
    // Whoever has left since does not count as one of the two.
    if staff_of(tx.connection(), &asked.by).await?.is_none_or(|post| post.ended.is_some()) {
        return Err(Problem::conflict("reset-not-asked"));
    }
    let asker = hands(tx.connection(), &asked.by).await?;
    if !asker.is_disjoint(&hands(tx.connection(), &who.actor.person).await?) {
        return Err(Problem::conflict(if case.is_some() { "reset-one-hand-family" } else { "reset-one-hand" }));
    }
    let now = tx.now().millis();
    let ended = sqlx::query("UPDATE factor_reset SET confirmed_by = $1, ended_at = $2 WHERE id = $3 AND ended_at IS NULL")
        .bind(who.actor.person.as_str())
        .bind(now)
        .bind(asked.id)
        .execute(tx.connection())
        .await
        .map_err(StoreError::from)?;
    if ended.rows_affected() == 1 { Ok(asked.by) } else { Err(Problem::conflict("reset-not-asked")) }
}

/// Notes who let somebody in: whoever made the printed code that they have just enrolled with.
pub async fn let_in(tx: &mut Tx, person: &PersonId, code: &[u8]) -> Result<(), StoreError> {
    sqlx::query("UPDATE person SET let_in_by = (SELECT made_by FROM one_time_code WHERE hash = $1) WHERE id = $2")
        .bind(code.to_vec())
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whoever could come in as somebody: they themselves, who let them in, who let those in, and so on. It ends with whoever runs the
/// machine, who belongs to no agency and is the second voice of agencies whose own are all in one hand.
async fn hands(connection: &mut AnyConnection, person: &PersonId) -> Result<BTreeSet<PersonId>, StoreError> {
    let (mut hands, mut next) = (BTreeSet::new(), Some(person.clone()));
    while let Some(person) = next.take() {
        let row = sqlx::query("SELECT let_in_by FROM person WHERE id = $1 AND agency_id IS NOT NULL")
            .bind(person.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        let Some(row) = row else { break };
        let by: Option<String> = row.try_get(0)?;
        if hands.insert(person) {
            next = by.map(|id| parse(id, "person", "let_in_by")).transpose()?;
        }
    }
    Ok(hands)
}

//! Asking the family for a consent: staff of an agency on the case say for whom, what, what for and why, in plain words. The family
//! answers by giving it, or says "not now". A question, not a fact: no decision rests on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{
    Access, AgencyId, CaseId, CategoryCode, EventKind, Grant, Language, PersonId, PurposeCode, Recipient, Timestamp, Verb,
    sees_request,
};
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::case::people::{Made, key_of};
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::paging::{Page, Paging};
use crate::http::session::SignedIn;
use crate::store::case_keys::CaseKey;
use crate::store::facts::{from_word, parse};
use crate::store::{StoreError, Tx};

/// Characters of the reason, at most.
const WHY: usize = 2000;

/// Routes of asking.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(ask, list)).routes(routes!(not_now))
}

/// What the family is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Which agency would see.
    #[schema(value_type = String)]
    pub agency: AgencyId,
    /// Which kinds of report.
    #[schema(value_type = Vec<String>)]
    pub categories: BTreeSet<CategoryCode>,
    /// For what.
    #[schema(value_type = Vec<String>)]
    pub purposes: BTreeSet<PurposeCode>,
    /// Why, in plain words and the family's language.
    pub why: String,
    /// The language that `why` is written in; none where whoever asked did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub language: Option<Language>,
}

/// How a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// By a consent that covers it.
    Given,
    /// Not now.
    NotNow,
}

/// A question to the family, and how it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsentRequest {
    /// Its id.
    pub id: String,
    /// Who asks.
    #[schema(value_type = String)]
    pub by: PersonId,
    /// For which agency they do.
    #[schema(value_type = String)]
    pub agency: AgencyId,
    /// What for.
    pub body: Asked,
    /// When.
    #[schema(value_type = String)]
    pub asked: Timestamp,
    /// None while it is open.
    pub answer: Option<Answer>,
    /// When it was answered.
    #[schema(value_type = Option<String>)]
    pub answered: Option<Timestamp>,
}

/// Where what is asked is sealed.
pub fn place(id: &str) -> String {
    format!("consent_request/body/{id}")
}

/// Every question to the family of a case, newest first. `key` opens them; whoever calls has decided that it may be seen.
pub async fn all(connection: &mut AnyConnection, case: &CaseId, key: &CaseKey) -> Result<Vec<ConsentRequest>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, asked_by, asked_for, body, asked_at, answer, answered_at FROM consent_request WHERE case_id = $1 \
         ORDER BY asked_at DESC, id",
    )
    .bind(case.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| read(row, key)).collect()
}

/// The questions of a case that wait for an answer, newest first.
pub async fn open_for(connection: &mut AnyConnection, case: &CaseId, key: &CaseKey) -> Result<Vec<ConsentRequest>, StoreError> {
    let mut open = all(connection, case, key).await?;
    open.retain(|asked| asked.answer.is_none());
    Ok(open)
}

fn read(row: &sqlx::any::AnyRow, key: &CaseKey) -> Result<ConsentRequest, StoreError> {
    let id: String = row.try_get(0)?;
    let sealed: Vec<u8> = row.try_get(3)?;
    let wrong = || StoreError::bad_row("consent_request", "body");
    let body = key.column.open(&place(&id), &sealed).map_err(|_| wrong())?;
    let answer: Option<String> = row.try_get(5)?;
    let answered: Option<i64> = row.try_get(6)?;
    Ok(ConsentRequest {
        by: parse(row.try_get(1)?, "consent_request", "asked_by")?,
        agency: parse(row.try_get(2)?, "consent_request", "asked_for")?,
        body: serde_json::from_slice(&body).map_err(|_| wrong())?,
        asked: Timestamp::from_millis(row.try_get(4)?),
        answer: answer.map(|word| from_word(word, "consent_request", "answer")).transpose()?,
        answered: answered.map(Timestamp::from_millis),
        id,
    })
}

/// Asks the family for a consent.
#[utoipa::path(post, path = "/cases/{case}/consent-requests", tag = "consent", security(("session" = [])), params(("case" = String, Path)), request_body = Asked,
    responses((status = 201, body = Made), (status = 400, description = "bad-field"), (status = 403, description = "refused"), (status = 404), (status = 409, description = "too-many-questions"), (status = 422)))]
pub(super) async fn ask(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<Asked>,
) -> Result<(StatusCode, axum::Json<Made>), Problem> {
    check(&app, &new)?;
    let access = Access { agency: Some(new.agency.clone()), ..Access::new(who.actor.clone(), Verb::Ask).on(case.clone()) };
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if granted.known.facts.kind_of(&new.agency, granted.now).is_none() {
        return Err(Problem::unacceptable("unknown-agency"));
    }
    let key = key_of(&granted)?;
    not_too_many(&app, &mut tx, &case, &who).await?;
    let id = porthor_keys::random::id();
    insert(&mut tx, &case, &key, &id, &who, &new).await?;
    let event = gate::allowed(&access, &granted, EventKind::ConsentAsked).with_detail("request", id.clone());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id })))
}

fn check(app: &App, new: &Asked) -> Result<(), Problem> {
    let taxonomy = &app.config.taxonomy;
    if new.categories.is_empty() || !new.categories.iter().all(|code| taxonomy.categories.contains_key(code)) {
        return Err(Problem::unacceptable("unknown-category"));
    }
    if new.purposes.is_empty() || !new.purposes.iter().all(|code| taxonomy.purposes.contains_key(code)) {
        return Err(Problem::unacceptable("unknown-purpose"));
    }
    crate::plain::plain_text("why", &new.why, WHY).map(drop)
}

/// A family is not worn down with questions: an agency waits for answers before it asks more.
async fn not_too_many(app: &App, tx: &mut Tx, case: &CaseId, who: &SignedIn) -> Result<(), Problem> {
    let most = app.config.limits.open_questions_per_agency;
    let (open,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM consent_request WHERE case_id = $1 AND asked_for = $2 AND answer IS NULL")
            .bind(case.as_str())
            .bind(who.agency()?.to_string())
            .fetch_one(tx.connection())
            .await
            .map_err(StoreError::from)?;
    if open < i64::from(most) { Ok(()) } else { Err(Problem::conflict("too-many-questions").with("most", most.to_string())) }
}

async fn insert(tx: &mut Tx, case: &CaseId, key: &CaseKey, id: &str, who: &SignedIn, new: &Asked) -> Result<(), Problem> {
    let body = serde_json::to_vec(new).map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))?;
    let (now, agency) = (tx.now().millis(), who.agency()?.to_string());
    sqlx::query("INSERT INTO consent_request (id, case_id, asked_by, asked_for, body, asked_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id.to_owned())
        .bind(case.as_str())
        .bind(who.actor.person.as_str())
        .bind(agency)
        .bind(key.column.seal(&place(id), &body))
        .bind(now)
        .execute(tx.connection())
        .await
        .map_err(StoreError::from)?;
    Ok(())
}

/// What the family was asked for, answered or not: for whoever is on the case.
#[utoipa::path(get, path = "/cases/{case}/consent-requests", tag = "consent", security(("session" = [])), params(("case" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<usize>, Query)), responses((status = 200, body = Page<ConsentRequest>), (status = 400, description = "bad-field"), (status = 404)))]
async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Page<ConsentRequest>>, Problem> {
    let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
    let view = |event: porthor_policy::Event, _: &_| event.with_detail("view", "consent-requests");
    let granted = gate::release(&app, &who, &access, EventKind::ReportsListed, view).await?;
    let key = key_of(&granted)?;
    let mut items = all(&mut *app.store.reader().await?, &case, &key).await?;
    let facts = granted.known.facts.case_at(granted.now).ok_or_else(Problem::not_found)?;
    items.retain(|asked| sees_request(&who.actor, facts, &asked.agency, &asked.body.agency, &app.config.taxonomy));
    let items = paging.rest(items, |asked| asked.id.as_str())?;
    Ok(axum::Json(Page::first(&paging, items, |asked| asked.id.clone())))
}

/// Answers "not now". The family alone does, by somebody whose word counts: it is the same act as any other no of theirs.
#[utoipa::path(post, path = "/cases/{case}/consent-requests/{request}/not-now", tag = "consent", security(("session" = [])), params(("case" = String, Path), ("request" = String, Path)), responses((status = 204), (status = 403, description = "refused"), (status = 404)))]
pub async fn not_now(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, request)): Path<(CaseId, String)>,
) -> Result<StatusCode, Problem> {
    let access = Access::new(who.actor.clone(), Verb::Withdraw).on(case.clone());
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    if !answer(&mut tx, &case, &request, "not-now").await? {
        return Err(Problem::not_found());
    }
    let event = gate::allowed(&access, &granted, EventKind::ConsentRequestAnswered).with_detail("request", request);
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes an open question; false if there is none of this id.
async fn answer(tx: &mut Tx, case: &CaseId, id: &str, answer: &str) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let closed =
        sqlx::query("UPDATE consent_request SET answer = $1, answered_at = $2 WHERE id = $3 AND case_id = $4 AND answer IS NULL")
            .bind(answer.to_owned())
            .bind(now)
            .bind(id.to_owned())
            .bind(case.as_str())
            .execute(tx.connection())
            .await?;
    Ok(closed.rows_affected() == 1)
}

/// Closes the questions that a consent, given in the same change, answers: those it covers whole. Says which.
pub async fn answer_by(tx: &mut Tx, case: &CaseId, key: &CaseKey, grant: &Grant) -> Result<Vec<String>, StoreError> {
    let covers = |asked: &Asked| {
        grant.recipient == Recipient::Agency(asked.agency.clone())
            && asked.categories.is_subset(&grant.categories)
            && asked.purposes.is_subset(&grant.purposes)
    };
    let open = open_for(tx.connection(), case, key).await?;
    let mut answered = Vec::new();
    for asked in open.into_iter().filter(|asked| covers(&asked.body)) {
        answer(tx, case, &asked.id, "given").await?;
        answered.push(asked.id);
    }
    Ok(answered)
}

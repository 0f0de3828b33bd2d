//! Remarks: somebody of the family asks about an entry of the record or objects to it, says something of a report or that it is
//! wrong; the agency that it is about, or the lead agency, answers. The words are sealed under the case's key and stand in no event.
//! `store` is its SQL, `page` what families and staff see.

pub mod page;
pub mod store;

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use porthor_policy::{
    About, Access, CaseId, EventKind, Facts, Language, Remark, RemarkId, RemarkKind, ReportId, Timestamp, Verb, decide, holding,
    sees_remark,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::page::may_make;
use self::store::{Answered, Kept, Said};
use crate::app::App;
use crate::case::fresh;
use crate::case::people::{Made, key_of};
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::paging::{Page, Paging};
use crate::http::session::SignedIn;
use crate::looked;
use crate::plain::plain_text;
use crate::store::facts::parse;
use crate::store::{StoreError, Tx};

/// Characters of a remark or an answer, at most.
pub const TEXT: usize = 4000;

/// Days within which unanswered remarks are counted.
const WITHIN: i64 = 30;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(make_one, list)).routes(routes!(answer_one))
}

/// A remark to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRemark {
    /// `{"entry": 17}` or `{"report": …}`.
    #[schema(value_type = Object)]
    pub about: About,
    /// `question` or `objection` about an entry; `question`, `comment` or `wrong` about a report.
    #[schema(value_type = String)]
    pub kind: RemarkKind,
    /// In one's own words, 4000 characters at most; sealed.
    pub text: String,
    /// In which language it is written: `cy` or `en`.
    #[schema(value_type = Option<String>)]
    pub language: Option<Language>,
}

/// What was typed, if it is a text of ours.
pub fn words(text: &str) -> Result<String, Problem> {
    plain_text("text", text, TEXT)
}

/// Makes a remark, as somebody of the family.
#[utoipa::path(post, path = "/cases/{case}/remarks", tag = "remark", security(("session" = [])), params(("case" = String, Path)), request_body = NewRemark,
    responses((status = 201, body = Made), (status = 400, description = "bad-field"), (status = 403, description = "refused"), (status = 404), (status = 409, description = "too-many-remarks"), (status = 422, description = "unseen-characters")))]
async fn make_one(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Json(new): Json<NewRemark>,
) -> Result<(StatusCode, axum::Json<Made>), Problem> {
    let id = make(&app, &who, &case, new).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id: id.to_string() })))
}

/// Decides on a remark, and keeps it.
pub async fn make(app: &App, who: &SignedIn, case: &CaseId, new: NewRemark) -> Result<RemarkId, Problem> {
    let text = words(&new.text)?;
    let report = if let About::Report(report) = &new.about { Some(report.clone()) } else { None };
    // Whom it is about is looked up once it is decided that the asker may know.
    let remark = Remark { id: fresh()?, about: new.about, kind: new.kind, author: who.actor.person.clone(), to: None };
    let access = Access {
        remark: Some(remark.clone()),
        report: report.clone(),
        ..Access::new(who.actor.clone(), Verb::Remark).on(case.clone())
    };
    let (mut tx, granted) = gate::begin_change(app, who, &access).await?;
    let to = match &remark.about {
        About::Report(report) => author_of(&granted, report),
        About::Entry(seq) => entrys_agency(&mut tx, case, *seq).await?,
    };
    let id = remark.id.clone();
    not_too_many(app, &mut tx, case, &granted, &remark).await?;
    let said = Said { remark: Remark { to, ..remark }, text, language: new.language };
    store::insert(&mut tx, case, &*key_of(&granted)?, &said).await?;
    let event = gate::allowed(&access, &granted, EventKind::RemarkMade).with_detail("remark", id.to_string());
    tx.commit(gate::entry(app, event, &granted.known)).await?;
    Ok(id)
}

/// What nobody has answered piles up: whoever has said much lately is asked to wait, or to ring.
async fn not_too_many(app: &App, tx: &mut Tx, case: &CaseId, granted: &Granted, remark: &Remark) -> Result<(), Problem> {
    let most = app.config.limits.open_remarks_per_person;
    let since = granted.now.plus_days(-WITHIN).millis();
    let open = store::unanswered(tx.connection(), case, &*key_of(granted)?, since).await?;
    let theirs = open.iter().filter(|kept| kept.said.remark.author == remark.author).count();
    let is_enough = u32::try_from(theirs).is_ok_and(|theirs| theirs < most);
    if is_enough { Ok(()) } else { Err(Problem::conflict("too-many-remarks").with("most", most.to_string())) }
}

fn author_of(granted: &Granted, report: &ReportId) -> Option<porthor_policy::AgencyId> {
    holding(&granted.known.facts.reports, granted.now).find(|known| known.id == *report).map(|known| known.author_agency.clone())
}

/// The agency whose person an entry of this case tells of.
async fn entrys_agency(tx: &mut Tx, case: &CaseId, seq: u64) -> Result<Option<porthor_policy::AgencyId>, Problem> {
    let row = looked::store::one(tx.connection(), case, seq).await?.ok_or_else(Problem::not_found)?;
    Ok(row.columns.agency.map(|agency| parse(agency, "event", "agency")).transpose()?)
}

/// A remark, as it is shown.
#[derive(Serialize, ToSchema)]
struct RemarkShown {
    id: String,
    #[schema(value_type = Object)]
    about: About,
    #[schema(value_type = String)]
    kind: RemarkKind,
    author: String,
    /// The agency that it is about.
    to: Option<String>,
    text: String,
    /// In which language it is written, where its author said so.
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    #[schema(value_type = String)]
    made: Timestamp,
    answer: Option<AnswerShown>,
}

/// An answer, as it is shown.
#[derive(Serialize, ToSchema)]
struct AnswerShown {
    person: String,
    agency: String,
    text: String,
    /// In which language it is written, where its author said so.
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    #[schema(value_type = String)]
    at: Timestamp,
}

impl From<Kept> for RemarkShown {
    fn from(kept: Kept) -> Self {
        let Said { remark, text, language } = kept.said;
        let answer = kept.answer.map(|(answered, at)| AnswerShown {
            person: answered.person.to_string(),
            agency: answered.agency.to_string(),
            text: answered.text,
            language: answered.language,
            at,
        });
        Self {
            id: remark.id.to_string(),
            about: remark.about,
            kind: remark.kind,
            author: remark.author.to_string(),
            to: remark.to.map(|agency| agency.to_string()),
            text,
            language,
            made: kept.made,
            answer,
        }
    }
}

/// The remarks that one may read, the newest first.
#[utoipa::path(get, path = "/cases/{case}/remarks", tag = "remark", security(("session" = [])), params(("case" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<usize>, Query)), responses((status = 200, body = Page<RemarkShown>), (status = 400, description = "bad-field"), (status = 404)))]
async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Page<RemarkShown>>, Problem> {
    let (_, items) = read(&app, &who, &case).await?;
    let items = paging.rest(items, |kept| kept.said.remark.id.as_str())?;
    Ok(axum::Json(Page::first(&paging, items.map(RemarkShown::from), |shown| shown.id.clone())))
}

/// Decides and records that remarks are read, and gives those that the asker may see.
pub async fn read(app: &App, who: &SignedIn, case: &CaseId) -> Result<(Granted, Vec<Kept>), Problem> {
    let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
    let granted =
        gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "remarks")).await?;
    let items = seen(app, who, case, &granted).await?;
    Ok((granted, items))
}

/// The remarks that the asker may see, after it was decided and recorded that they may see the case.
pub async fn seen(app: &App, who: &SignedIn, case: &CaseId, granted: &Granted) -> Result<Vec<Kept>, Problem> {
    let mut all = store::all(&mut *app.store.reader().await?, case, &*key_of(granted)?).await?;
    all.retain(|kept| sees_remark(&who.actor, case, &kept.said.remark, &granted.known.facts, granted.now));
    Ok(all)
}

/// Whether `who` may answer a remark; once it is answered nobody may.
pub fn may_answer(who: &SignedIn, case: &CaseId, facts: &Facts, now: Timestamp, kept: &Kept) -> bool {
    let access = Access { remark: Some(kept.said.remark.clone()), ..Access::new(who.actor.clone(), Verb::Answer).on(case.clone()) };
    kept.answer.is_none() && decide(&access, facts, now).is_allowed()
}

/// Whether a remark waits for an answer of `who`: a comment on a report waits for none.
pub fn waits_for(who: &SignedIn, case: &CaseId, facts: &Facts, now: Timestamp, kept: &Kept) -> bool {
    kept.said.remark.kind != RemarkKind::Comment && may_answer(who, case, facts, now, kept)
}

/// An answer to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// In one's own words, 4000 characters at most; sealed.
    pub text: String,
    /// In which language it is written: `cy` or `en`.
    #[schema(value_type = Option<String>)]
    pub language: Option<Language>,
}

/// Answers a remark, once: as the agency that it is about, or as a co-ordinator of the lead agency.
#[utoipa::path(post, path = "/cases/{case}/remarks/{remark}/answer", tag = "remark", security(("session" = [])), params(("case" = String, Path), ("remark" = String, Path)), request_body = NewAnswer,
    responses((status = 204), (status = 400, description = "bad-field"), (status = 403, description = "refused"), (status = 404), (status = 409, description = "conflict"), (status = 422, description = "unseen-characters")))]
async fn answer_one(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, remark)): Path<(CaseId, RemarkId)>,
    Json(new): Json<NewAnswer>,
) -> Result<StatusCode, Problem> {
    answer(&app, &who, &case, &remark, new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Decides on an answer, and keeps it.
pub async fn answer(app: &App, who: &SignedIn, case: &CaseId, id: &RemarkId, new: NewAnswer) -> Result<(), Problem> {
    let text = words(&new.text)?;
    let remark = find(app, case, id).await?.map(|kept| kept.said.remark);
    let access = Access { remark, ..Access::new(who.actor.clone(), Verb::Answer).on(case.clone()) };
    let (mut tx, granted) = gate::begin_change(app, who, &access).await?;
    let answered = Answered { person: who.actor.person.clone(), agency: who.agency()?.clone(), text, language: new.language };
    if !store::answer(&mut tx, case, &*key_of(&granted)?, id, &answered).await? {
        return Err(Problem::conflict("conflict"));
    }
    let event = gate::allowed(&access, &granted, EventKind::RemarkAnswered).with_detail("remark", id.to_string());
    tx.commit(gate::entry(app, event, &granted.known)).await?;
    Ok(())
}

/// A remark, before it is decided who may answer it; none where there is no such case or remark.
async fn find(app: &App, case: &CaseId, id: &RemarkId) -> Result<Option<Kept>, StoreError> {
    let mut reader = app.store.reader().await?;
    match app.store.case_keys.open(&mut reader, case).await {
        Err(StoreError::Erased) => Ok(None),
        Err(error) => Err(error),
        Ok(key) => store::find(&mut reader, case, &key, id).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_something_and_not_too_long() {
        assert_eq!(words("  Pam?\r\nPryd? ").ok().as_deref(), Some("Pam?\nPryd?"));
        for wrong in ["", " \n ", "a\u{0}b", &"a".repeat(TEXT + 1)] {
            assert!(words(wrong).is_err());
        }
        assert!(words(&"ŵ".repeat(TEXT)).is_ok());
    }
}

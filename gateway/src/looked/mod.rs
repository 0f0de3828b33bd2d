//! Who has looked: every opening, taking, refusal and emergency of a case, as the family that it is about may see it; their own left
//! out. Read from the record, and itself recorded. `store` is its SQL, `page` how the family sees it.

pub mod page;
pub mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use porthor_policy::{
    Access, AgencyId, CaseId, CategoryCode, Date, Event, EventKind, Grounds, PersonId, PurposeCode, Reason, Report, ReportId,
    RoleCode, Timestamp, Verb, family_is_told_of, readable,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::store::Wanted;
use crate::app::App;
use crate::audit::body::{Body, EventKeys};
use crate::audit::store::Row;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Path, Query};
use crate::http::session::SignedIn;
use crate::store::StoreError;
use crate::web::calendar;

/// Entries of one page.
const PAGE: i64 = 25;

/// Routes of this slice.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A month, as `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Month(Date);

impl TryFrom<String> for Month {
    type Error = porthor_policy::InvalidTime;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        format!("{text}-01").parse().map(Self)
    }
}

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        let text = day.to_string();
        text.get(..text.len() - 2).and_then(|start| format!("{start}01").parse().ok()).map_or(Self(day), Self)
    }

    /// The one before it.
    fn before(self) -> Self {
        Self::of(self.0.plus_days(-1))
    }

    /// From its first moment to that of the next, on the clocks of the United Kingdom: an opening stands under the month in which its
    /// reader sees that it was.
    fn span(self) -> (Timestamp, Timestamp) {
        (calendar::start_of(self.0), calendar::start_of(self.0.plus_months(1)))
    }
}

/// What is asked for; each narrows it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// What people of this agency did.
    pub agency: Option<AgencyId>,
    /// In this month.
    pub month: Option<Month>,
    /// Before this entry.
    pub before: Option<u64>,
}

/// Somebody's look.
#[derive(Clone, Debug)]
pub struct Look {
    /// Its place in the log.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
    /// Who; none for somebody of another family, of whom nothing is told.
    pub person: Option<PersonId>,
    /// For which agency.
    pub agency: Option<AgencyId>,
    /// As what.
    pub role: Option<RoleCode>,
    /// What they asked for.
    pub verb: Option<Verb>,
    /// The report, if the one who reads this may know of it.
    pub report: Option<ReportId>,
    /// Of which kind the report is.
    pub category: Option<CategoryCode>,
    /// For what.
    pub purpose: Option<PurposeCode>,
    /// Of a yes: what it rests on.
    pub grounds: Option<Grounds>,
    /// Of a no: why.
    pub reasons: Vec<Reason>,
}

/// What was found, and on what decision.
pub struct Found {
    /// The decision that it may be seen.
    pub granted: Granted,
    /// The newest first.
    pub looks: Vec<Look>,
    /// For `before`; none at the end.
    pub next: Option<u64>,
}

/// Decides and records that somebody sees who has looked; then reads it.
pub async fn read(app: &App, who: &SignedIn, case: &CaseId, asked: &Asked) -> Result<Found, Problem> {
    let granted = see(app, who, case).await?;
    let below = granted.recorded.as_ref().map_or(u64::MAX, |recorded| recorded.seq);
    let span = asked.month.map(Month::span);
    let wanted = Wanted {
        case,
        not_by: &who.actor.person,
        agency: asked.agency.as_ref(),
        from: span.map(|(from, _)| from),
        until: span.map(|(_, until)| until),
        below: asked.before.unwrap_or(below).min(below),
        limit: PAGE + 1,
    };
    let mut rows = store::newest(&mut *app.store.reader().await?, &wanted).await?;
    let has_more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if has_more {
        rows.pop();
    }
    let next = rows.last().map(|row| row.seq).filter(|_| has_more);
    let looks = look_at(app, who, case, &granted, rows).await?;
    Ok(Found { granted, looks, next })
}

/// The same of one entry.
pub async fn read_one(app: &App, who: &SignedIn, case: &CaseId, seq: u64) -> Result<(Granted, Look), Problem> {
    let granted = see(app, who, case).await?;
    let row = store::one(&mut *app.store.reader().await?, case, seq).await?.ok_or_else(Problem::not_found)?;
    let looks = look_at(app, who, case, &granted, vec![row]).await?;
    looks.into_iter().next().map(|look| (granted, look)).ok_or_else(Problem::not_found)
}

async fn see(app: &App, who: &SignedIn, case: &CaseId) -> Result<Granted, Problem> {
    let access = Access::new(who.actor.clone(), Verb::WhoLooked).on(case.clone());
    gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "looked")).await
}

async fn look_at(app: &App, who: &SignedIn, case: &CaseId, granted: &Granted, rows: Vec<Row>) -> Result<Vec<Look>, Problem> {
    let facts = &granted.known.facts;
    let list = Access::new(who.actor.clone(), Verb::List).on(case.clone());
    let seen: Vec<&ReportId> = readable(&list, facts, granted.now).map(|report| &report.id).collect();
    let known: BTreeMap<&ReportId, &Report> = facts.reports.iter().map(|fact| (&fact.value.id, &fact.value)).collect();
    let mut reader = app.store.reader().await?;
    let mut looks = Vec::with_capacity(rows.len());
    for row in rows {
        let event = match EventKeys::of(app).open(&mut reader, &row).await? {
            Body::Opened(opened) => opened.event,
            Body::Erased | Body::KeyUnusable | Body::Unreadable => return Err(StoreError::bad_row("event", "sealed").into()),
        };
        let is_known = |person: &PersonId| facts.family.iter().any(|member| member.value.person == *person);
        let is_shown = event.agency.is_some() || event.person.as_ref().is_some_and(is_known);
        let report = event.report.as_ref().and_then(|report| known.get(report).copied());
        // Of what was turned away nobody knows whether it was about this child.
        let is_gone = |report: &Report| facts.reports.iter().any(|fact| fact.value.id == report.id && !fact.holds(granted.now));
        let is_told = |report: &Report| !is_gone(report) && family_is_told_of(report, facts, granted.now);
        let about = report.or_else(|| event.access.as_ref().and_then(|access| access.draft.as_ref()));
        let is_told = about.is_some_and(is_told);
        looks.push(look(row.seq, event, is_shown, (report, is_told), &seen));
    }
    Ok(looks)
}

/// The report that it is about comes with whether the family is told of it.
fn look(seq: u64, event: Event, is_shown: bool, (report, is_told): (Option<&Report>, bool), seen: &[&ReportId]) -> Look {
    let draft = event.access.as_ref().and_then(|access| access.draft.as_ref());
    let about = report.or(draft);
    let is_listed = event.report.as_ref().is_some_and(|report| seen.contains(&report));
    // Of what the family is not told by its kind alone, neither the kind nor a reason is told here.
    let is_told = is_listed || event.report.is_none() || is_told;
    Look {
        seq,
        at: event.at,
        kind: event.kind,
        person: event.person.clone().filter(|_| is_shown),
        agency: event.agency.clone(),
        role: event.access.as_ref().map(|access| access.actor.role.clone()).filter(|_| is_shown),
        verb: event.verb(),
        report: event.report.clone().filter(|_| is_listed),
        category: about.filter(|_| is_told).map(|report| report.category.clone()),
        purpose: event.access.as_ref().and_then(|access| access.purpose.clone()).filter(|_| is_told),
        grounds: event.grounds.clone().filter(|_| is_told),
        reasons: if is_told { event.reasons } else { Vec::new() },
    }
}

/// A look, as the interface gives it.
#[derive(Serialize, ToSchema)]
struct LookShown {
    /// Its place in the log.
    seq: u64,
    #[schema(value_type = String)]
    at: Timestamp,
    #[schema(value_type = String)]
    kind: EventKind,
    /// None for somebody of another family.
    person: Option<String>,
    agency: Option<String>,
    role: Option<String>,
    #[schema(value_type = Option<String>)]
    verb: Option<Verb>,
    /// Of a report that one may know of.
    report: Option<String>,
    category: Option<String>,
    purpose: Option<String>,
    #[schema(value_type = Option<Object>)]
    grounds: Option<Grounds>,
    #[schema(value_type = Vec<Object>)]
    reasons: Vec<Reason>,
}

impl From<Look> for LookShown {
    fn from(look: Look) -> Self {
        Self {
            seq: look.seq,
            at: look.at,
            kind: look.kind,
            person: look.person.map(|id| id.to_string()),
            agency: look.agency.map(|id| id.to_string()),
            role: look.role.map(|code| code.to_string()),
            verb: look.verb,
            report: look.report.map(|id| id.to_string()),
            category: look.category.map(|code| code.to_string()),
            purpose: look.purpose.map(|code| code.to_string()),
            grounds: look.grounds,
            reasons: look.reasons,
        }
    }
}

/// A page of looks.
#[derive(Serialize, ToSchema)]
struct Looks {
    /// The newest first.
    items: Vec<LookShown>,
    /// For `before`; none at the end.
    next: Option<u64>,
}

/// Who has looked into one's own case: every opening, taking, refusal and emergency but one's own. The reading is itself recorded.
#[utoipa::path(get, path = "/cases/{case}/looked", tag = "case", security(("session" = [])),
    params(("case" = String, Path), ("agency" = Option<String>, Query), ("month" = Option<String>, Query, description = "such as 2026-11, on the clocks of the United Kingdom"), ("before" = Option<u64>, Query, description = "the `next` of the page before")),
    responses((status = 200, body = Looks), (status = 403, description = "refused"), (status = 404)))]
async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Looks>, Problem> {
    let found = read(&app, &who, &case, &asked).await?;
    Ok(axum::Json(Looks { items: found.looks.into_iter().map(LookShown::from).collect(), next: found.next }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_from_its_first_moment_to_the_next_on_the_clocks_of_the_country() {
        let month = |text: &str| Month::try_from(text.to_owned());
        let (from, until) = month("2026-12").expect("a month").span();
        assert_eq!(
            (from.to_string().as_str(), until.to_string().as_str()),
            ("2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z")
        );
        // Half past midnight on 1 July, on the clocks of summer, is July and not June.
        let opened: Timestamp = "2026-06-30T23:30:00Z".parse().expect("a moment");
        let holds = |text: &str| {
            let (from, until) = month(text).expect("a month").span();
            from <= opened && opened < until
        };
        assert!(holds("2026-07") && !holds("2026-06"));
        assert_eq!(month("2026-01").map(Month::before), month("2025-12"));
        for wrong in ["2026", "2026-13", "2026-1", "2026-11-01", "x"] {
            assert!(month(wrong).is_err(), "{wrong}");
        }
    }
}

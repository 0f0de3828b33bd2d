//! Pictures of use: how much was opened and refused, week by week and by agency, and what stands out.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{Date, Reason, Timestamp};
use sqlx::AnyConnection;

use super::called::Called;
use super::search::fields_of;
use crate::app::App;
use crate::audit::body::{Body, EventKeys};
use crate::audit::unusual::{self, Counts, Finding, HABIT_WEEKS, HOUR, Single, WEEK, What};
use crate::audit::usage::{self, Span, Week};
use crate::audit::{read_record, store};
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::store::StoreError;
use crate::web::calendar::local;
use crate::web::{Frame, Say, Visitor, show};

/// Weeks in the picture, the one under way included.
const WEEKS: i64 = 13;
/// Findings shown.
const FINDINGS: usize = 100;
/// The picture's inner width, in its own units.
const WIDTH: u64 = 400;

/// Routes of the pictures.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/audit/use", get(picture))
}

#[derive(Template)]
#[template(path = "audit/use.html")]
struct UsePage {
    frame: Frame,
    charts: Vec<Chart>,
    findings: Vec<FindingShown>,
    more: usize,
    is_cut: bool,
    rules: porthor_config::Audit,
    habit_weeks: i64,
}

/// A chart of bars, and the same as a table.
struct Chart {
    id: &'static str,
    title: String,
    about: String,
    first: String,
    rows: Vec<Bar>,
    height: usize,
}

/// One row: what was opened and what was refused.
struct Bar {
    name: String,
    opened: u64,
    refused: u64,
    opened_width: u64,
    refused_width: u64,
    top: usize,
}

struct FindingShown {
    who: String,
    what: String,
    seq: Option<u64>,
    fields: Vec<(String, String)>,
}

async fn picture(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    read_record(&app, &who, None, |event| event.with_detail("view", "use")).await?;
    let agency = who.agency()?;
    let now = app.clock.now();
    let say = &visitor.say;
    let mut reader = app.store.reader().await?;
    let monday = monday_of(now).plus_days(-7 * (WEEKS - 1));
    let from = monday.start();
    let span = Span { agency, seq: store::first_since(&mut reader, from).await?, from };
    let weeks = usage::weeks(&mut reader, &span, WEEK).await?;
    let from = now.plus_millis(-WEEK * (HABIT_WEEKS + 1));
    let habit = Span { agency, seq: store::first_since(&mut reader, from).await?, from };
    // Whole hours, so that none is cut in two.
    let from = Timestamp::from_millis(now.plus_millis(-WEEK).millis().div_euclid(HOUR) * HOUR);
    let last = Span { agency, seq: store::first_since(&mut reader, from).await?, from };
    let counts = Counts {
        weekly: usage::by_person(&mut reader, &habit, WEEK).await?,
        hourly: usage::by_person(&mut reader, &last, HOUR).await?,
        uninvolved: uninvolved(&app, &mut reader, &last).await?,
        emergencies: usage::emergencies(&mut reader, &last).await?,
    };
    drop(reader);
    let is_cut = [counts.weekly.len(), counts.hourly.len(), weeks.len()].contains(&usage::LIMIT);
    let mut findings = unusual::find(&counts, &app.config.audit, now);
    let more = findings.len().saturating_sub(FINDINGS);
    findings.truncate(FINDINGS);
    let agencies = weeks.iter().filter_map(|week| week.agency.as_deref());
    let agencies = agencies.chain(findings.iter().filter_map(|finding| finding.actor.agency.as_deref()));
    let called = Called::read(&app, say, agencies, findings.iter().map(|finding| finding.actor.person.as_str())).await?;
    let page = UsePage {
        frame: visitor.frame(&app),
        charts: vec![by_week(say, monday, &weeks), by_agency(say, &called, &weeks)],
        findings: findings.iter().map(|finding| told(say, &called, finding, now)).collect(),
        more,
        is_cut,
        rules: app.config.audit.clone(),
        habit_weeks: HABIT_WEEKS,
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// Of what was refused to somebody whom the case did not name: all of it where their agency had no part, and else what was refused for
/// that very reason.
async fn uninvolved(app: &App, reader: &mut AnyConnection, span: &Span<'_>) -> Result<Vec<Single>, StoreError> {
    let keys = EventKeys::of(app);
    let mut found = Vec::new();
    let mut before = u64::try_from(i64::MAX).unwrap_or(u64::MAX);
    loop {
        let some = usage::unnamed(reader, span, before).await?;
        let last = some.last().map(|one| one.single.seq).filter(|_| some.len() >= usage::SINGLES);
        for one in some {
            let is_uninvolved = !one.agency_has_part
                || match keys.open_sealed(reader, one.single.seq, one.case.as_deref(), &one.sealed).await? {
                    Body::Opened(opened) => opened.event.reasons.iter().any(is_for_want_of_a_part),
                    Body::Erased | Body::KeyUnusable | Body::Unreadable => false,
                };
            if is_uninvolved {
                found.push(one.single);
            }
        }
        match last {
            // Others of the agency may be refused a great deal for other reasons, and must not hide who asks out of nothing.
            Some(seq) if found.len() < usage::SINGLES => before = seq,
            _ => return Ok(found),
        }
    }
}

/// Whether it was refused since the asker had no part in the case, or none any more.
fn is_for_want_of_a_part(reason: &Reason) -> bool {
    matches!(reason, Reason::PersonNotInvolved | Reason::AgencyNotInvolved | Reason::InvolvementOver)
}

fn monday_of(now: Timestamp) -> Date {
    let today = local(now).day;
    today.plus_days(1 - i64::from(today.weekday()))
}

fn by_week(say: &Say, monday: Date, weeks: &[Week]) -> Chart {
    let sum = |index: i64| {
        let these = weeks.iter().filter(|week| week.week == index);
        these.fold((0, 0), |(opened, refused), week| (opened + week.opened, refused + week.refused))
    };
    let rows = (0..WEEKS).map(|index| (say.date(monday.plus_days(7 * index)), sum(index))).collect();
    chart(say, "weeks", "week", rows)
}

fn by_agency(say: &Say, called: &Called, weeks: &[Week]) -> Chart {
    let mut sums = BTreeMap::<String, (u64, u64)>::new();
    for week in weeks {
        let name = week.agency.as_deref().map_or_else(|| say.text("audit-the-family").to_string(), |id| called.agency_of(id));
        let sum = sums.entry(name).or_default();
        sum.0 += week.opened;
        sum.1 += week.refused;
    }
    let mut rows: Vec<_> = sums.into_iter().collect();
    rows.sort_by_key(|(_, (opened, refused))| std::cmp::Reverse(opened + refused));
    rows.truncate(30);
    chart(say, "agencies", "agency", rows)
}

fn chart(say: &Say, id: &'static str, first: &str, rows: Vec<(String, (u64, u64))>) -> Chart {
    let most = rows.iter().map(|(_, (opened, refused))| *opened.max(refused)).max().unwrap_or(0).max(1);
    let width = |count: u64| if count == 0 { 0 } else { (count * WIDTH / most).max(2) };
    let bars = rows.into_iter().enumerate().map(|(index, (name, (opened, refused)))| Bar {
        name,
        opened,
        refused,
        opened_width: width(opened),
        refused_width: width(refused),
        top: index * 60,
    });
    let rows: Vec<Bar> = bars.collect();
    Chart {
        id,
        title: say.text(format!("audit-use-{id}")).to_string(),
        about: say.text(format!("audit-use-{id}-about")).to_string(),
        first: say.text(format!("audit-field-{first}")).to_string(),
        height: rows.len() * 60 + 10,
        rows,
    }
}

fn told(say: &Say, called: &Called, finding: &Finding, now: Timestamp) -> FindingShown {
    let person = called.person_of(&finding.actor.person);
    let agency = finding.actor.agency.as_deref().map(|id| called.agency_of(id));
    let text = say.text(format!("audit-unusual-{}", finding.what.code())).count("n", finding.count);
    let what = match finding.what {
        What::Habit { usual_tenths } => text.with("usual", tenths(usual_tenths)).to_string(),
        _ => text.to_string(),
    };
    let mut fields = fields_of(&finding.actor.person, now.plus_millis(-WEEK), now);
    match finding.what {
        What::Refusals | What::Uninvolved => fields.push(("outcome".into(), "refused".into())),
        What::Emergency => fields.push(("basis".into(), "emergency".into())),
        What::Habit { .. } | What::Hours => fields.push(("outcome".into(), "allowed".into())),
    }
    FindingShown {
        who: [Some(person), agency].into_iter().flatten().collect::<Vec<_>>().join(", "),
        what,
        seq: finding.seq,
        fields,
    }
}

/// 4.5 in English and in Welsh alike; a whole number without its nought.
fn tenths(tenths: u64) -> String {
    if tenths.is_multiple_of(10) { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

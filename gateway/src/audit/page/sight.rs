//! Who could see this? Every reader of a case against every report, now or at a moment that is past, decided as a request would be.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{CaseId, EventKind, Facts, Outlook, PersonId, Recipient, ReportId, Timestamp, holding, outlook};

use super::called::Called;
use super::entry::rested;
use crate::app::App;
use crate::audit::{read_record, replay, store, view};
use crate::gate;
use crate::http::error::Problem;
use crate::http::session::{self, SignedIn};
use crate::reckon::reckon;
use crate::store::StoreError;
use crate::web::calendar;
use crate::web::{Filled, Frame, Say, Visitor, show};

/// Routes of the question.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/audit/sight", get(begin).post(ask))
}

#[derive(Template)]
#[template(path = "audit/sight.html")]
struct SightPage {
    frame: Frame,
    filled: Filled,
    told: Option<Told>,
}

/// The answer.
struct Told {
    case: String,
    at: String,
    readers: Vec<Reader>,
}

/// Somebody with a part in the case.
struct Reader {
    whose: String,
    who: String,
    rows: Vec<Line>,
}

/// One report, as that reader could see it.
struct Line {
    report: String,
    category: String,
    arrived: String,
    visible: bool,
    why: Vec<String>,
}

async fn begin(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    read_record(&app, &who, None, |event| event.with_detail("view", "sight")).await?;
    Ok(answer(&app, &visitor, Filled::default(), None))
}

fn answer(app: &App, visitor: &Visitor, filled: Filled, told: Option<Told>) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = SightPage { frame: visitor.frame(app).answering(&filled), filled, told };
    show(status, &page.frame.clone(), &page)
}

async fn ask(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let say = &visitor.say;
    let past = moment(say, &mut filled, app.clock.now());
    let Ok(named) = filled.value("id").parse::<ReportId>() else {
        filled.wrong("id", say.text("audit-search-bad-id"));
        return refused(&app, &visitor, &who, filled).await;
    };
    if filled.is_wrong() {
        return refused(&app, &visitor, &who, filled).await;
    }
    let case = store::case_of_report(&mut *app.store.reader().await?, &named).await?;
    let report = case.is_some().then(|| named.clone());
    // What is no report's id is a case's, or nobody's: then it is refused as a case is that one may not audit.
    let case = match case {
        Some(case) => case,
        None => named.as_str().parse::<CaseId>().map_err(|_| Problem::not_found())?,
    };
    let asked_at = past.map_or_else(|| "now".to_owned(), |at| at.to_string());
    let access = view::access(&who, Some(case.clone()));
    let granted = gate::release(&app, &who, &access, EventKind::AuditRead, |event, _| {
        let event = event.with_detail("view", "sight").with_detail("asked-at", asked_at.clone());
        match &report {
            Some(report) => event.with_detail("asked-report", report.as_str()),
            None => event,
        }
    })
    .await?;
    let mut facts = Facts::clone(&granted.known.facts);
    let at = past.unwrap_or(granted.now);
    add_posts(&app, &mut facts).await?;
    if past.is_some() {
        replay::Past::default().as_of(&app, &mut *app.store.reader().await?, &mut facts, at).await?;
    }
    if facts.case_at(at).is_none() {
        filled.wrong("on-day", say.text("audit-sight-too-early"));
        return Ok(answer(&app, &visitor, filled, None));
    }
    let (facts, seen) = reckon(&app, move || {
        let seen = outlook(&facts, at);
        (facts, seen)
    })
    .await?;
    let seen = seen.into_iter().filter(|one| report.as_ref().is_none_or(|report| one.report == *report)).collect();
    let readers = tell(&app, say, &facts, at, seen).await?;
    let told = Told { case: case.to_string(), at: say.moment(at), readers };
    Ok(answer(&app, &visitor, filled, Some(told)))
}

/// A form that cannot be taken is shown again to whoever may read the record, and to nobody else.
async fn refused(app: &App, visitor: &Visitor, who: &SignedIn, filled: Filled) -> Result<Response, Problem> {
    read_record(app, who, None, |event| event.with_detail("view", "sight")).await?;
    Ok(answer(app, visitor, filled, None))
}

/// The moment that is asked about; none for now.
fn moment(say: &Say, filled: &mut Filled, now: Timestamp) -> Option<Timestamp> {
    let time = filled.value("on-time").to_owned();
    let Some(day) = filled.day(say, "on") else {
        if !time.is_empty() && !filled.is_wrong() {
            filled.wrong("on-day", say.text("audit-sight-day-missing"));
        }
        return None;
    };
    let Some(minutes) = minutes(if time.is_empty() { "12:00" } else { &time }) else {
        filled.wrong("on-time", say.text("audit-sight-bad-time"));
        return None;
    };
    let at = calendar::at(day, minutes);
    if at > now {
        filled.wrong("on-day", say.text("audit-sight-future"));
        return None;
    }
    Some(at)
}

/// Minutes since midnight of `14:30` or `14.30`.
fn minutes(time: &str) -> Option<i64> {
    let (hour, minute) = time.split_once([':', '.'])?;
    let number = |text: &str| Some(text).filter(|text| text.len() <= 2).and_then(|text| text.parse::<i64>().ok());
    let (hour, minute) = (number(hour)?, number(minute)?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}

/// Posts of everybody named, so that whoever has left is known to have.
async fn add_posts(app: &App, facts: &mut Facts) -> Result<(), StoreError> {
    let involved = facts.involvements.iter().filter_map(|part| part.value.person.clone());
    let people: std::collections::BTreeSet<PersonId> =
        involved.chain(facts.family.iter().map(|member| member.value.person.clone())).collect();
    let mut reader = app.store.reader().await?;
    for person in people {
        let post = session::staff_of(&mut reader, &person).await?;
        facts.people.extend(post.filter(|post| !facts.people.contains(post)));
    }
    Ok(())
}

async fn tell(app: &App, say: &Say, facts: &Facts, at: Timestamp, seen: Vec<Outlook>) -> Result<Vec<Reader>, Problem> {
    let agencies = facts.agencies.iter().map(|agency| agency.value.id.as_str());
    let people = seen.iter().filter_map(|one| one.person.as_ref()).map(PersonId::as_str);
    let called = Called::read(app, say, agencies, people).await?;
    let mut readers: Vec<Reader> = Vec::new();
    for one in seen {
        let whose = match &one.reader {
            Recipient::Agency(agency) => called.agency(agency),
            Recipient::Person(_) => say.text("audit-the-family").to_string(),
        };
        let who = match &one.person {
            Some(person) => called.person(person),
            None => say.text("audit-anyone-in").with("role", say.role(&one.role)).to_string(),
        };
        let line = line((say, &called), facts, at, &one);
        match readers.iter_mut().find(|reader| reader.whose == whose && reader.who == who) {
            Some(reader) => reader.rows.push(line),
            None => readers.push(Reader { whose, who, rows: vec![line] }),
        }
    }
    Ok(readers)
}

fn line((say, called): (&Say, &Called), facts: &Facts, at: Timestamp, one: &Outlook) -> Line {
    let report = holding(&facts.reports, at).find(|report| report.id == one.report);
    // Purposes that rest on the same are told together.
    let mut by_grounds = std::collections::BTreeMap::<String, Vec<String>>::new();
    for (purpose, grounds) in &one.allowed {
        by_grounds.entry(rested(say, called, grounds)).or_default().push(say.purpose(purpose));
    }
    let allowed = by_grounds.into_iter().map(|(why, purposes)| {
        if purposes.len() == facts.taxonomy.purposes.len() {
            return say.text("audit-sight-any").with("why", why).to_string();
        }
        say.text("audit-sight-for").with("purpose", purposes.join("; ")).with("why", why).to_string()
    });
    let refused = one.reasons.iter().map(|reason| say.reason(reason).0);
    Line {
        report: one.report.to_string(),
        category: say.category(&one.category),
        arrived: report.map(|report| say.day_of(report.arrived)).unwrap_or_default(),
        visible: one.is_visible(),
        why: if one.is_visible() { allowed.collect() } else { refused.collect() },
    }
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn an_hour_is_read_as_people_write_it() {
        assert_eq!(minutes("14:30"), Some(870));
        assert_eq!(minutes("9.05"), Some(545));
        for wrong in ["24:00", "12:60", "noon", "12", "-1:00", "012:00", ""] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }
}

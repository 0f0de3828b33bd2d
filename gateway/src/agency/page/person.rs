//! One person of the agency: what they are, a new code, their devices, and their leaving.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use porthor_policy::PersonId;

use super::{letter, own, state};
use crate::account::store as accounts;
use crate::agency::{administers, devices, people, reset as agency_reset, store};
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::sign_in::reset::{self, Asked};
use crate::sign_in::store as sign_in;
use crate::store::StoreError;
use crate::store::names::Names;
use crate::web::{Filled, Frame, Visitor, see_done, see_other, show};

/// What may be done about their code.
enum Codes {
    /// They have left.
    Left,
    /// They have not enrolled: one administrator is enough.
    Waiting,
    /// Their factors can be reset by two.
    Enrolled,
    /// It is oneself: others do it.
    Oneself,
    /// Asked by oneself.
    Mine,
    /// Asked by a colleague.
    Asked { by: String, at: String },
}

impl Codes {
    /// Whether this administrator can make the letter.
    fn may_print(&self) -> bool {
        matches!(self, Self::Waiting | Self::Asked { .. })
    }

    /// Whether there is nothing more to be done about them.
    fn is_over(&self) -> bool {
        matches!(self, Self::Left)
    }
}

#[derive(Template)]
#[template(path = "agency/person.html")]
struct PersonPage {
    frame: Frame,
    filled: Filled,
    person: PersonId,
    name: String,
    role: String,
    state: &'static str,
    codes: Codes,
    devices: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "agency/leave.html")]
struct LeavePage {
    frame: Frame,
    filled: Filled,
    person: PersonId,
    name: String,
}

pub(super) async fn back(Path(person): Path<PersonId>) -> Response {
    see_other(&format!("/agency/people/{person}"))
}

pub(super) async fn show_person(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(person): Path<PersonId>,
) -> Result<Response, Problem> {
    person_page(&app, &visitor, &who, person, Filled::default()).await
}

/// Somebody of one's own agency, with the reading of it recorded; another agency's is not there.
async fn known(app: &App, who: &SignedIn, person: &PersonId) -> Result<store::Known, Problem> {
    let agency = own(who)?;
    gate::release(app, who, &administers(who, &agency), porthor_policy::EventKind::AuditRead, |event, _| {
        event.with_detail("view", "person").with_detail("person", person.to_string())
    })
    .await?;
    let mut reader = app.store.reader().await?;
    store::known(&mut reader, person).await?.filter(|known| known.agency == agency).ok_or_else(Problem::not_found)
}

async fn person_page(app: &App, visitor: &Visitor, who: &SignedIn, person: PersonId, filled: Filled) -> Result<Response, Problem> {
    let known = known(app, who, &person).await?;
    let mut reader = app.store.reader().await?;
    let asked = reset::open(app, &mut reader, &person, None).await?;
    let people: Vec<_> = [Some(&person), asked.as_ref().map(|asked| &asked.by)].into_iter().flatten().cloned().collect();
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), [], &people).await?;
    let devices = accounts::devices(app, &mut reader, &person).await?;
    drop(reader);
    let codes = match asked {
        _ if known.left => Codes::Left,
        _ if !known.enrolled => Codes::Waiting,
        _ if person == who.actor.person => Codes::Oneself,
        None => Codes::Enrolled,
        Some(Asked { by, .. }) if by == who.actor.person => Codes::Mine,
        Some(Asked { by, at, .. }) => Codes::Asked { by: names.person(&by).to_owned(), at: visitor.say.moment(at) },
    };
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    let page = PersonPage {
        frame: frame.clone(),
        filled,
        name: names.person(&person).to_owned(),
        person,
        role: visitor.say.role(&known.role),
        state: state(known.enrolled, known.left),
        codes,
        devices: devices.into_iter().map(|row| (row.id, row.name, visitor.say.day_of(row.since))).collect(),
    };
    Ok(show(status, &frame, &page))
}

/// Makes a new code and shows the letter.
pub(super) async fn print(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(person): Path<PersonId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let agency = own(&who)?;
    let invited = match agency_reset::invite_again(State(Arc::clone(&app)), who.clone(), Path(person.clone())).await {
        Ok((_, axum::Json(invited))) => invited,
        Err(problem) if problem.status() == StatusCode::CONFLICT => {
            filled.refused(&visitor.say, &problem);
            return person_page(&app, &visitor, &who, person, filled).await;
        }
        Err(problem) => return Err(problem),
    };
    let mut reader = app.store.reader().await?;
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), [], [&person]).await?;
    let language = sign_in::language(&mut reader, &person).await?.ok_or_else(|| StoreError::bad_row("person", "language"))?;
    drop(reader);
    letter(&app, &visitor, &who, &agency, invited, names.person(&person).to_owned(), language).await
}

/// Asks a second administrator.
pub(super) async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(person): Path<PersonId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    match agency_reset::ask(State(Arc::clone(&app)), who.clone(), Path(person.clone())).await {
        Ok(_) => Ok(see_other(&format!("/agency/people/{person}"))),
        Err(problem) if problem.status() == StatusCode::CONFLICT => {
            filled.refused(&visitor.say, &problem);
            person_page(&app, &visitor, &who, person, filled).await
        }
        Err(problem) => Err(problem),
    }
}

pub(super) async fn leave_form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(person): Path<PersonId>,
) -> Result<Response, Problem> {
    leave_page(&app, &visitor, &who, person, Filled::default()).await
}

async fn leave_page(app: &App, visitor: &Visitor, who: &SignedIn, person: PersonId, filled: Filled) -> Result<Response, Problem> {
    if known(app, who, &person).await?.left {
        return Ok(see_other(&format!("/agency/people/{person}")));
    }
    let mut reader = app.store.reader().await?;
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), [], [&person]).await?;
    drop(reader);
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    let name = names.person(&person).to_owned();
    Ok(show(status, &frame, &LeavePage { frame: frame.clone(), filled, person, name }))
}

/// They are out, everywhere and at once.
pub(super) async fn leave(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(person): Path<PersonId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    own(&who)?;
    match people::remove(State(Arc::clone(&app)), who.clone(), Path(person.clone())).await {
        Ok(_) => Ok(see_done("/agency", "left")),
        Err(problem) if problem.status() == StatusCode::CONFLICT => {
            filled.refused(&visitor.say, &problem);
            leave_page(&app, &visitor, &who, person, filled).await
        }
        Err(problem) => Err(problem),
    }
}

pub(super) async fn end_device(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(person): Path<PersonId>,
    filled: Filled,
) -> Result<Response, Problem> {
    own(&who)?;
    devices::end(State(app), who, Path((person.clone(), filled.value("device").to_owned()))).await?;
    Ok(see_done(&format!("/agency/people/{person}"), "device-ended"))
}

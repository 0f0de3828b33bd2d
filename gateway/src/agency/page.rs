//! Pages of an agency's administrators: its people, their devices, its own recipient. No page shows a case.

mod person;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use porthor_policy::{AgencyId, Language, RoleCode, Side, Verb};

use super::people::{self, Invited, NewPerson};
use super::store::AgencyRow;
use super::{NewRecipient, set_recipient, store};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path, Query};
use crate::http::paging::Paging;
use crate::http::session::SignedIn;
use crate::sign_in::enrol;
use crate::sign_in::letter::{Letter, show_letter};
use crate::sign_in::reset;
use crate::web::{Filled, Frame, Visitor, see_done, see_other, show};

/// Where a letter of an agency is read in the other language.
const LETTER: &str = "/agency/letter";

/// Pages of this slice.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/agency", get(overview))
        .route("/agency/people/new", get(new_form).post(invite))
        .route(LETTER, get(to_people).post(letter_again))
        .route("/agency/people/{person}", get(person::show_person))
        .route("/agency/people/{person}/code", get(person::back).post(person::print))
        .route("/agency/people/{person}/reset", get(person::back).post(person::ask))
        .route("/agency/people/{person}/leave", get(person::leave_form).post(person::leave))
        .route("/agency/people/{person}/device", get(person::back).post(person::end_device))
        .route("/agency/recipient", get(recipient_form).post(keep_recipient))
        .route("/agency/{agency}/live", post(go_live))
}

/// One's own agency; of those who run the machine there is none.
fn own(who: &SignedIn) -> Result<AgencyId, Problem> {
    who.agency().cloned()
}

/// Somebody of the agency, as the list shows them.
struct PersonLine {
    id: String,
    name: String,
    role: String,
    state: &'static str,
    /// Whether a reset of their factors waits for a second administrator.
    waits: bool,
}

#[derive(Template)]
#[template(path = "agency/agency.html")]
struct AgencyPage {
    frame: Frame,
    name: String,
    row: AgencyRow,
    people: Vec<PersonLine>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "agency/operator.html")]
struct OperatorPage {
    frame: Frame,
    filled: Filled,
    agencies: Vec<(String, String, bool)>,
    next: Option<String>,
}

async fn overview(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Query(paging): Query<Paging>,
) -> Result<Response, Problem> {
    let Some(agency) = who.actor.agency.clone() else {
        return operator_page(&app, &visitor, &who, &paging, Filled::default()).await;
    };
    let listed = people::list(State(Arc::clone(&app)), who.clone(), Path(agency.clone()), Query(paging)).await?.0;
    let mut reader = app.store.reader().await?;
    let row = store::find(&mut reader, &agency).await?.ok_or_else(Problem::not_found)?;
    let resets = reset::of_agency(&app, &mut reader, agency.as_str()).await?;
    drop(reader);
    let people = listed.items.into_iter().map(|person| PersonLine {
        waits: resets.iter().any(|asked| asked.person.as_str() == person.id),
        role: person.role.parse().map_or_else(|_| person.role.clone(), |role| visitor.say.role(&role)),
        state: state(person.enrolled, person.left),
        id: person.id,
        name: person.name,
    });
    let frame = visitor.frame(&app);
    let page = AgencyPage { frame: frame.clone(), name: name_of(&visitor, &row), row, people: people.collect(), next: listed.next };
    Ok(show(StatusCode::OK, &frame, &page))
}

/// The key of where an account stands.
fn state(enrolled: bool, left: bool) -> &'static str {
    match (left, enrolled) {
        (true, _) => "agency-state-left",
        (false, true) => "agency-state-enrolled",
        (false, false) => "agency-state-invited",
    }
}

fn name_of(visitor: &Visitor, row: &AgencyRow) -> String {
    if visitor.language() == Language::Cy { row.name_cy.clone() } else { row.name_en.clone() }
}

/// Who runs the machine sees which agencies there are, and lets them go live; nobody of theirs.
async fn operator_page(
    app: &Arc<App>,
    visitor: &Visitor,
    who: &SignedIn,
    paging: &Paging,
    filled: Filled,
) -> Result<Response, Problem> {
    let may = app.config.taxonomy.roles.get(&who.actor.role).is_some_and(|role| role.verbs.contains(&Verb::Administer));
    if !may {
        return Err(Problem::not_found());
    }
    let mut reader = app.store.reader().await?;
    let rows = store::list(&mut reader, &paging.after, paging.size()).await?;
    drop(reader);
    let next = (rows.len() == paging.size()).then(|| rows.last().map(|row| row.id.to_string())).flatten();
    let agencies = rows.iter().map(|row| (row.id.to_string(), name_of(visitor, row), row.live)).collect();
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    Ok(show(status, &frame, &OperatorPage { frame: frame.clone(), filled, agencies, next }))
}

async fn go_live(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(agency): Path<AgencyId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    match super::go_live(State(Arc::clone(&app)), who.clone(), Path(agency)).await {
        Ok(_) => Ok(see_done("/agency", "live")),
        Err(problem) if problem.status() == StatusCode::CONFLICT && who.actor.agency.is_none() => {
            filled.refused(&visitor.say, &problem);
            operator_page(&app, &visitor, &who, &Paging::default(), filled).await
        }
        Err(problem) => Err(problem),
    }
}

#[derive(Template)]
#[template(path = "agency/new.html")]
struct NewPage {
    frame: Frame,
    filled: Filled,
    roles: Vec<(String, String, String)>,
    languages: Vec<(&'static str, String, String)>,
}

async fn new_form(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    own(&who)?;
    may_administer(&app, &who)?;
    Ok(new_page(&app, &visitor, Filled::default()))
}

/// A form is shown to whoever could send it: to anybody else it is not there.
fn may_administer(app: &App, who: &SignedIn) -> Result<(), Problem> {
    let role = app.config.taxonomy.roles.get(&who.actor.role);
    if role.is_some_and(|role| role.verbs.contains(&Verb::Administer)) { Ok(()) } else { Err(Problem::not_found()) }
}

fn new_page(app: &App, visitor: &Visitor, filled: Filled) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let taxonomy = &app.config.taxonomy;
    let mut roles: Vec<_> = taxonomy
        .roles
        .iter()
        .filter(|(code, role)| role.side != Side::Family && people::works_at_an_agency(app, code))
        .map(|(code, _)| (code.to_string(), visitor.say.role(code), String::new()))
        .collect();
    roles.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
    let languages = [("cy", "language-cy"), ("en", "language-en")];
    let languages = languages.map(|(code, key)| (code, visitor.say.text(key).to_string(), String::new())).to_vec();
    let frame = visitor.frame(app);
    show(status, &frame, &NewPage { frame: frame.clone(), filled, roles, languages })
}

/// Invites somebody and shows their letter.
async fn invite(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let agency = own(&who)?;
    for (field, key) in [("name", "agency-name-missing"), ("address", "agency-address-missing")] {
        if filled.given(field).is_none() {
            filled.wrong(field, visitor.say.text(key));
        }
    }
    let role: Option<RoleCode> = filled.value("role").parse().ok();
    let language = match filled.value("language") {
        "cy" => Some(Language::Cy),
        "en" => Some(Language::En),
        _ => None,
    };
    if role.is_none() {
        filled.wrong("role", visitor.say.text("agency-role-missing"));
    }
    if language.is_none() {
        filled.wrong("language", visitor.say.text("agency-language-missing"));
    }
    let (Some(role), Some(language), false) = (role, language, filled.is_wrong()) else {
        return Ok(new_page(&app, &visitor, filled));
    };
    let new = NewPerson { address: filled.value("address").to_owned(), name: filled.value("name").to_owned(), role, language };
    let name = new.name.clone();
    match people::invite(State(Arc::clone(&app)), who.clone(), Path(agency.clone()), Json(new)).await {
        Ok((_, axum::Json(invited))) => letter(&app, &visitor, &who, &agency, invited, name, language).await,
        Err(problem) if problem.code() == "address-taken" => {
            filled.wrong("address", visitor.say.problem(&problem).detail);
            Ok(new_page(&app, &visitor, filled))
        }
        Err(problem) if filled.unseen(&visitor.say, &problem, &[]) => Ok(new_page(&app, &visitor, filled)),
        Err(problem) if problem.status() == StatusCode::BAD_REQUEST => {
            filled.wrong("address", visitor.say.text("agency-address-wrong"));
            Ok(new_page(&app, &visitor, filled))
        }
        Err(problem) => Err(problem),
    }
}

/// The letter of one of the agency's people.
async fn letter(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    agency: &AgencyId,
    invited: Invited,
    name: String,
    language: Language,
) -> Result<Response, Problem> {
    let mut reader = app.store.reader().await?;
    let row = store::find(&mut reader, agency).await?.ok_or_else(Problem::not_found)?;
    drop(reader);
    let until = enrol::good_until(app.clock.now());
    let from = (row.name_en, row.name_cy);
    let letter = Letter { name, language, code: invited.code, until, from, ring: None, back: "/agency".to_owned() };
    Ok(show_letter(app, visitor, who, LETTER, letter))
}

/// The same letter, with the words around it in the other language.
async fn letter_again(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, filled: Filled) -> Result<Response, Problem> {
    own(&who)?;
    may_administer(&app, &who)?;
    Ok(match visitor.was_shown(&app, &who, &filled) {
        Some(letter) => show_letter(&app, &visitor, &who, LETTER, letter),
        None => to_people().await,
    })
}

async fn to_people() -> Response {
    see_other("/agency")
}

#[derive(Template)]
#[template(path = "agency/recipient.html")]
struct RecipientPage {
    frame: Frame,
    filled: Filled,
    present: Option<String>,
}

async fn recipient_form(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    may_administer(&app, &who)?;
    recipient_page(&app, &visitor, &own(&who)?, Filled::default()).await
}

async fn recipient_page(app: &App, visitor: &Visitor, agency: &AgencyId, filled: Filled) -> Result<Response, Problem> {
    let mut reader = app.store.reader().await?;
    let present = store::find(&mut reader, agency).await?.ok_or_else(Problem::not_found)?.recipient;
    drop(reader);
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    Ok(show(status, &frame, &RecipientPage { frame: frame.clone(), filled, present }))
}

async fn keep_recipient(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let agency = own(&who)?;
    let new = NewRecipient { recipient: filled.value("recipient").to_owned() };
    match set_recipient(State(Arc::clone(&app)), who, Path(agency.clone()), Json(new)).await {
        Ok(_) => Ok(see_done("/agency", "recipient")),
        Err(problem) if problem.status() == StatusCode::BAD_REQUEST => {
            filled.wrong("recipient", visitor.say.text("agency-recipient-wrong"));
            recipient_page(&app, &visitor, &agency, filled).await
        }
        Err(problem) => Err(problem),
    }
}

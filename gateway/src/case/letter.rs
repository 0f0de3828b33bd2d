//! The letter with which someone of the family joins, and a new one. Whoever has enrolled already gets another code only when two
//! co-ordinators of the lead agency say so: a code alone would let its maker in in their place.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{Access, CaseId, EventKind, PersonId, Verb};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store;
use crate::agency::store as agencies;
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::sign_in::letter::{Letter, show_letter};
use crate::sign_in::reset::{self, Asked};
use crate::sign_in::{self, enrol, store as accounts};
use crate::store::names::Names;
use crate::store::{StoreError, Tx};
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// Routes of the interface.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(invite_again)).routes(routes!(ask_reset))
}

/// Pages.
pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/desk/{case}/family/{person}/letter", get(form).post(print))
        .route("/desk/{case}/family/{person}/letter/again", get(back).post(again))
        .route("/desk/{case}/family/{person}/reset", get(back).post(ask))
}

/// A new code for someone's letter; it is shown this once.
#[derive(Serialize, ToSchema)]
struct Invited {
    person: String,
    /// `XXXX-XXXX-XXXX-XXXX`, good for 14 days.
    code: String,
}

/// Makes a new one-time code for someone of the family; the one before ends. For whoever has enrolled already, another co-ordinator of
/// the lead agency must have asked for it.
#[utoipa::path(post, path = "/cases/{case}/family/{person}/codes", tag = "case", security(("session" = [])), params(("case" = String, Path), ("person" = String, Path)),
    responses((status = 201, body = Invited), (status = 403, description = "refused, step-up-needed"), (status = 404), (status = 409, description = "reset-not-asked, reset-same-person, reset-one-hand-family")))]
async fn invite_again(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
) -> Result<(StatusCode, axum::Json<Invited>), Problem> {
    let access = co_ordinates(&who, &case);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    store::family_row(tx.connection(), &case, &person).await?.ok_or_else(Problem::not_found)?;
    made_by_the_lead(&mut tx, &case, &person).await?;
    let enrolled = accounts::by_person(&app, tx.connection(), &person).await?.is_some();
    let mut event = gate::allowed(&access, &granted, EventKind::PersonInvited)
        .with_detail("member", person.to_string())
        .with_detail("again", "true");
    if enrolled {
        sign_in::coded(&app, &who)?;
        let asked_by = reset::confirm(&app, &mut tx, &who, &person, Some(&case)).await?;
        event = event.with_detail("asked-by", asked_by.to_string());
    }
    let code = enrol::invite(&app, &mut tx, "enrol", &person, Some(&who.actor.person)).await?;
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok((StatusCode::CREATED, axum::Json(Invited { person: person.to_string(), code: code.to_printed().to_string() })))
}

/// Asks for the factors of someone of the family to be reset; another co-ordinator of the lead agency confirms it by making the code.
#[utoipa::path(post, path = "/cases/{case}/family/{person}/reset", tag = "case", security(("session" = [])), params(("case" = String, Path), ("person" = String, Path)),
    responses((status = 204), (status = 403, description = "refused, step-up-needed"), (status = 404)))]
async fn ask_reset(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
) -> Result<StatusCode, Problem> {
    let access = co_ordinates(&who, &case);
    let (mut tx, granted) = gate::begin_change(&app, &who, &access).await?;
    store::family_row(tx.connection(), &case, &person).await?.ok_or_else(Problem::not_found)?;
    made_by_the_lead(&mut tx, &case, &person).await?;
    sign_in::coded(&app, &who)?;
    reset::not_for_oneself(&who, &person)?;
    reset::ask(&mut tx, &person, Some(&case), &who.actor.person).await?;
    let event = gate::allowed(&access, &granted, EventKind::FactorsResetAsked).with_detail("member", person.to_string());
    tx.commit(gate::entry(&app, event, &granted.known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A code lets its maker in in somebody's place, so that only the agency makes one in whose case the account was made: elsewhere the same
/// person may be of another agency's case.
async fn made_by_the_lead(tx: &mut Tx, case: &CaseId, person: &PersonId) -> Result<(), Problem> {
    let is_theirs = store::is_first_of_this_lead(tx.connection(), case, person).await?;
    if is_theirs { Ok(()) } else { Err(Problem::conflict("account-made-elsewhere")) }
}

fn co_ordinates(who: &SignedIn, case: &CaseId) -> Access {
    Access::new(who.actor.clone(), Verb::Involve).on(case.clone())
}

#[derive(Template)]
#[template(path = "join/family_letter.html")]
struct FormPage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    person: PersonId,
    name: String,
    state: AccountState,
}

/// Where the account stands.
enum AccountState {
    /// Nobody has joined with a letter yet.
    Waiting,
    /// They have joined: a new code takes two.
    Joined,
    /// Oneself asked.
    Mine,
    /// A colleague asked.
    Asked { by: String, at: String },
}

impl AccountState {
    /// Whether this co-ordinator can make the letter.
    fn may_print(&self) -> bool {
        matches!(self, Self::Waiting | Self::Asked { .. })
    }
}

async fn back(Path((case, person)): Path<(CaseId, PersonId)>) -> Response {
    see_other(&format!("/desk/{case}/family/{person}/letter"))
}

async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
) -> Result<Response, Problem> {
    form_page(&app, &visitor, &who, case, person, Filled::default()).await
}

/// Lets a co-ordinator look at whom there is a letter for.
async fn sees_letters(app: &App, who: &SignedIn, case: &CaseId) -> Result<(), Problem> {
    let access = co_ordinates(who, case);
    gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "letter")).await.map(drop)
}

async fn form_page(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    case: CaseId,
    person: PersonId,
    filled: Filled,
) -> Result<Response, Problem> {
    sees_letters(app, who, &case).await?;
    let mut reader = app.store.reader().await?;
    store::family_row(&mut reader, &case, &person).await?.ok_or_else(Problem::not_found)?;
    let joined = accounts::by_person(app, &mut reader, &person).await?.is_some();
    let asked = reset::open(app, &mut reader, &person, Some(&case)).await?;
    let people: Vec<_> = [Some(&person), asked.as_ref().map(|asked| &asked.by)].into_iter().flatten().cloned().collect();
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), [], &people).await?;
    let state = match asked {
        _ if !joined => AccountState::Waiting,
        None => AccountState::Joined,
        Some(Asked { by, .. }) if by == who.actor.person => AccountState::Mine,
        Some(Asked { by, at, .. }) => AccountState::Asked { by: names.person(&by).to_owned(), at: visitor.say.moment(at) },
    };
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = visitor.frame(app);
    let name = names.person(&person).to_owned();
    Ok(show(status, &frame, &FormPage { frame: frame.clone(), filled, case, person, name, state }))
}

/// Makes the code and shows the letter.
async fn print(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let ring = filled.value("ring").to_owned();
    let is_number = |c: char| c.is_ascii_digit() || " +()-".contains(c);
    if ring.is_empty() || ring.len() > 40 || !ring.chars().all(is_number) {
        filled.wrong("ring", visitor.say.text("letter-ring-wrong"));
        return form_page(&app, &visitor, &who, case, person, filled).await;
    }
    let made = invite_again(State(Arc::clone(&app)), who.clone(), Path((case.clone(), person.clone()))).await;
    let code = match made {
        Ok((_, axum::Json(Invited { code, .. }))) => code,
        Err(problem) if problem.status() == StatusCode::CONFLICT => {
            filled.refused(&visitor.say, &problem);
            return form_page(&app, &visitor, &who, case, person, filled).await;
        }
        Err(problem) => return Err(problem),
    };
    let mut reader = app.store.reader().await?;
    let from = agencies::find(&mut reader, who.agency()?).await?.ok_or_else(Problem::not_found)?;
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), [], [&person]).await?;
    let language = accounts::language(&mut reader, &person).await?.ok_or_else(|| StoreError::bad_row("person", "language"))?;
    let letter = Letter {
        name: names.person(&person).to_owned(),
        language,
        code,
        until: enrol::good_until(app.clock.now()),
        from: (from.name_en, from.name_cy),
        ring: Some(ring),
        back: format!("/desk/{case}"),
    };
    Ok(show_letter(&app, &visitor, &who, &format!("/desk/{case}/family/{person}/letter/again"), letter))
}

/// The same letter, with the words around it in the other language.
async fn again(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
    filled: Filled,
) -> Result<Response, Problem> {
    sees_letters(&app, &who, &case).await?;
    Ok(match visitor.was_shown(&app, &who, &filled) {
        Some(letter) => show_letter(&app, &visitor, &who, &visitor.path, letter),
        None => see_other(&format!("/desk/{case}/family/{person}/letter")),
    })
}

/// Asks a colleague to confirm.
async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let to = format!("/desk/{case}/family/{person}/letter");
    match ask_reset(State(Arc::clone(&app)), who.clone(), Path((case.clone(), person.clone()))).await {
        Ok(_) => Ok(see_other(&to)),
        Err(problem) if problem.status() == StatusCode::CONFLICT => {
            filled.refused(&visitor.say, &problem);
            form_page(&app, &visitor, &who, case, person, filled).await
        }
        Err(problem) => Err(problem),
    }
}

//! Who is on a case, and who comes and goes: invited, involved, handed over, removed at once. Everybody on it sees who is on it; the lead
//! agency's co-ordinators change it.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use porthor_policy::{Scope, Side, holding};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    App, Arc, CaseId, Date, FamilyAdded, InvolvementId, Json, NewFamily, NewInvolvement, Path, PersonId, Problem, SignedIn,
    Standing, State, StatusCode, Successor, store,
};
use crate::desk::{self, Entered};
use crate::sign_in::store::address_hash;
use crate::store::log::code_of;
use crate::web::{Filled, Frame, Say, Visitor, see_done, see_other, show};

/// Pages of people.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/desk/{case}/people", get(page))
        .route("/desk/{case}/people/invite", get(page).post(invite))
        .route("/desk/{case}/people/invited", get(page).post(invited))
        .route("/desk/{case}/people/involve", get(page).post(involve))
        .route("/desk/{case}/people/{involvement}/end", post(end))
        .route("/desk/{case}/people/{involvement}/hand-over", post(hand_over))
        .route("/desk/{case}/family/{person}/end", post(end_family))
}

type Choices = Vec<(String, String, String)>;

/// Somebody on the case.
struct Part {
    id: String,
    who: String,
    role: String,
    until: Option<String>,
    is_bundle: bool,
}

/// Somebody of the family.
struct Relative {
    person: String,
    name: String,
    standing: String,
    until: Option<String>,
    /// Whether they still have to come in with their code.
    has_joined: bool,
}

#[derive(Template)]
#[template(path = "desk/people.html")]
struct PeoplePage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    name: String,
    parts: Vec<Part>,
    family: Vec<Relative>,
    changes: bool,
    standings: Choices,
    languages: Choices,
    agencies: Choices,
    roles: Choices,
    /// Somebody just put on the case.
    added: Option<Added>,
}

/// Somebody of the family who was just put on the case.
#[derive(Serialize, Deserialize)]
struct Added {
    person: String,
    name: String,
    /// Of a new account, shown this once.
    code: Option<String>,
}

async fn page(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, Path(case): Path<CaseId>) -> Result<Response, Problem> {
    shown(&app, &visitor, &who, &case, Filled::default(), None).await
}

async fn shown(
    app: &Arc<App>,
    visitor: &Visitor,
    who: &SignedIn,
    case: &CaseId,
    filled: Filled,
    added: Option<Added>,
) -> Result<Response, Problem> {
    let say = &visitor.say;
    let entered = desk::enter_to_see(app, who, case, "people").await?;
    let names = desk::names(app, say, &entered.known).await?;
    let worded = |prefix: &str, words: Vec<String>| -> Choices {
        words.into_iter().map(|word| (word.clone(), say.text(format!("{prefix}-{word}")).to_string(), String::new())).collect()
    };
    let roles = app.config.taxonomy.roles.iter().filter(|(_, role)| role.side == Side::Staff);
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = PeoplePage {
        frame: match &added {
            Some(added) => visitor.frame_once(app, who, &format!("/desk/{case}/people/invited"), added),
            None => visitor.frame(app),
        },
        filled,
        case: case.clone(),
        parts: parts(say, &names, &entered),
        family: family(app, say, &names, &entered).await?,
        changes: desk::co_ordinates(app, who, &entered),
        standings: worded("standing", STANDINGS.iter().map(code_of).collect()),
        languages: worded("language", vec!["cy".to_owned(), "en".to_owned()]),
        agencies: desk::agencies(&names, &entered),
        roles: roles.map(|(code, _)| (code.to_string(), say.role(code), String::new())).collect(),
        added,
        name: entered.name,
    };
    Ok(show(status, &page.frame.clone(), &page))
}

const STANDINGS: [Standing; 6] = [
    Standing::Parent,
    Standing::ResponsibilityHolder,
    Standing::YoungPerson,
    Standing::Deputy,
    Standing::Advocate,
    Standing::CaseFriend,
];

fn parts(say: &Say, names: &crate::store::names::Names, entered: &Entered) -> Vec<Part> {
    let parts = holding(&entered.known.facts.involvements, entered.now);
    parts
        .map(|part| {
            let agency = names.agency(&part.agency);
            let who = match &part.person {
                Some(person) => say.text("case-part-person").with("person", names.person(person)).with("agency", agency),
                None => say.text("case-part-agency").with("agency", agency),
            };
            Part {
                id: part.id.to_string(),
                who: who.to_string(),
                role: say.role(&part.role),
                until: part.until.map(|day| say.last_day(day.start())),
                is_bundle: matches!(part.scope, Scope::Bundle(_)),
            }
        })
        .collect()
}

async fn family(app: &App, say: &Say, names: &crate::store::names::Names, entered: &Entered) -> Result<Vec<Relative>, Problem> {
    let mut relatives = Vec::new();
    let mut reader = app.store.reader().await?;
    for member in holding(&entered.known.facts.family, entered.now) {
        relatives.push(Relative {
            person: member.person.to_string(),
            name: names.person(&member.person).to_owned(),
            standing: say.text(format!("standing-{}", code_of(&member.standing))).to_string(),
            until: member.until.map(|day| say.last_day(day.start())),
            has_joined: store::has_enrolled(&mut reader, &member.person).await?,
        });
    }
    Ok(relatives)
}

/// One of the words that a field may have.
fn chosen<T: DeserializeOwned>(say: &Say, filled: &mut Filled, name: &str) -> Option<T> {
    let word = filled.given(name).map(|word| Value::String(word.to_owned()));
    let value = word.and_then(|word| serde_json::from_value(word).ok());
    if value.is_none() {
        filled.wrong(name, say.text(format!("people-{name}-missing")));
    }
    value
}

/// A last day that is past would make a part that nobody ever has.
fn not_over(app: &App, say: &Say, filled: &mut Filled, field: &str, until: Option<Date>) {
    if until.is_some_and(|until| until <= app.clock.now().date()) {
        filled.wrong(field, say.text("form-day-over"));
    }
}

/// Puts somebody of the family on the case: whoever has an account finds it there, and anybody else is invited with a code, shown this once.
async fn invite(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let say = &visitor.say;
    for field in ["name", "address"] {
        if filled.given(field).is_none() {
            filled.wrong(field, say.text(format!("people-{field}-missing")));
        }
    }
    let standing: Option<Standing> = chosen(say, &mut filled, "standing");
    let language = chosen(say, &mut filled, "language");
    // What is typed is the last day on which it holds.
    let until = filled.day(say, "until").map(|day| day.plus_days(1));
    if standing.is_some_and(Standing::is_supporter) && until.is_none() {
        filled.wrong("until-day", say.text("people-until-missing"));
    }
    not_over(&app, say, &mut filled, "until-day", until);
    let (Some(standing), false) = (standing, filled.is_wrong()) else {
        return shown(&app, &visitor, &who, &case, filled, None).await;
    };
    let new = NewFamily {
        person: None,
        address: filled.given("address").map(ToOwned::to_owned),
        name: filled.given("name").map(ToOwned::to_owned),
        language,
        standing,
        until,
    };
    match super::add_family(State(Arc::clone(&app)), who.clone(), Path(case.clone()), Json(new)).await {
        Ok((_, axum::Json(FamilyAdded { person, code }))) => {
            let added = Added { person, name: filled.value("name").to_owned(), code };
            shown(&app, &visitor, &who, &case, Filled::default(), Some(added)).await
        }
        Err(problem) if problem.status() == StatusCode::CONFLICT => {
            let (field, key) = match problem.code() {
                "address-at-work" => ("address", "people-address-at-work"),
                "address-of-another" => ("name", "people-address-of-another"),
                _ => ("address", "people-on-case"),
            };
            filled.wrong(field, say.text(key));
            shown(&app, &visitor, &who, &case, filled, None).await
        }
        Err(problem) => refused(&app, &visitor, &who, &case, filled, problem).await,
    }
}

/// Who was just put on the case, read in the other language.
async fn invited(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    filled: Filled,
) -> Result<Response, Problem> {
    match visitor.was_shown(&app, &who, &filled) {
        Some(added) => shown(&app, &visitor, &who, &case, Filled::default(), Some(added)).await,
        None => Ok(see_other(&format!("/desk/{case}/people"))),
    }
}

/// A refusal beside the form, with every reason; anything else is a page of its own.
async fn refused(
    app: &Arc<App>,
    visitor: &Visitor,
    who: &SignedIn,
    case: &CaseId,
    mut filled: Filled,
    problem: Problem,
) -> Result<Response, Problem> {
    if filled.unseen(&visitor.say, &problem, &[]) {
        return shown(app, visitor, who, case, filled, None).await;
    }
    if !matches!(problem.code(), "refused" | "unknown-person" | "unknown-agency" | "bad-field") {
        return Err(problem);
    }
    filled.refused(&visitor.say, &problem);
    shown(app, visitor, who, case, filled, None).await
}

/// The colleague who signs in with what was typed. That there is none is said like that they work elsewhere.
async fn colleague(app: &App, say: &Say, filled: &mut Filled, field: &str) -> Result<Option<PersonId>, Problem> {
    let Some(address) = filled.given(field).map(ToOwned::to_owned) else { return Ok(None) };
    let hash = address_hash(app, &address);
    let person = store::by_address(&mut *app.store.reader().await?, &hash).await?;
    if person.is_none() {
        filled.wrong(field, say.text("people-unknown"));
    }
    Ok(person)
}

/// Involves an agency, or one person of it.
async fn involve(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let say = &visitor.say;
    // Whoever may not is told so before anything they typed is looked up.
    let entered = desk::enter(&app, &who, &case, "people").await?;
    let may = desk::co_ordinates(&app, &who, &entered);
    let person = if may { colleague(&app, say, &mut filled, "colleague").await? } else { None };
    let agency = chosen(say, &mut filled, "agency");
    let role = chosen(say, &mut filled, "role");
    let until = filled.day(say, "part-until").map(|day| day.plus_days(1));
    not_over(&app, say, &mut filled, "part-until-day", until);
    let (Some(agency), Some(role), false) = (agency, role, filled.is_wrong()) else {
        return shown(&app, &visitor, &who, &case, filled, None).await;
    };
    let new = NewInvolvement { agency, person, role, until, reports: None };
    match super::involve(State(Arc::clone(&app)), who.clone(), Path(case.clone()), Json(new)).await {
        Ok(_) => Ok(see_done(&format!("/desk/{case}/people"), "involved")),
        Err(problem) if problem.code() == "unknown-person" => {
            filled.wrong("colleague", say.text("people-unknown"));
            shown(&app, &visitor, &who, &case, filled, None).await
        }
        Err(problem) => refused(&app, &visitor, &who, &case, filled, problem).await,
    }
}

/// Ends a part at once, also for what is being downloaded.
async fn end(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, involvement)): Path<(CaseId, InvolvementId)>,
    _: Filled,
) -> Result<Response, Problem> {
    super::end_involvement(State(app), who, Path((case.clone(), involvement))).await?;
    Ok(see_done(&format!("/desk/{case}/people"), "part-ended"))
}

/// Hands a part over to a colleague of the same agency.
async fn hand_over(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, involvement)): Path<(CaseId, InvolvementId)>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let entered = desk::enter(&app, &who, &case, "people").await?;
    let field = format!("successor-{involvement}");
    let may = desk::co_ordinates(&app, &who, &entered);
    let person = if may { colleague(&app, &visitor.say, &mut filled, &field).await? } else { None };
    if may && person.is_none() && !filled.is_wrong() {
        filled.wrong(&field, visitor.say.text("people-successor-missing"));
    }
    if filled.is_wrong() {
        return shown(&app, &visitor, &who, &case, filled, None).await;
    }
    let new = Successor { person: person.unwrap_or_else(|| who.actor.person.clone()) };
    match super::hand_over(State(Arc::clone(&app)), who.clone(), Path((case.clone(), involvement)), Json(new)).await {
        Ok(_) => Ok(see_done(&format!("/desk/{case}/people"), "handed-over")),
        Err(problem) if problem.code() == "unknown-person" => {
            filled.wrong(&field, visitor.say.text("people-unknown"));
            shown(&app, &visitor, &who, &case, filled, None).await
        }
        Err(problem) => refused(&app, &visitor, &who, &case, filled, problem).await,
    }
}

/// Ends somebody's standing in the case at once.
async fn end_family(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
    _: Filled,
) -> Result<Response, Problem> {
    super::end_family(State(app), who, Path((case.clone(), person))).await?;
    Ok(see_done(&format!("/desk/{case}/people"), "family-ended"))
}

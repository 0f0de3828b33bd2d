//! Helpers, as a family names and ends them with a browser. The printed code of a new helper is shown once.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use porthor_policy::{
    Access, CaseId, Date, Decision, EventKind, FamilyMember, Help, HelperError, Language, Naming, PersonId, Standing, Verb, decide,
    holding, stands,
};
use serde::{Deserialize, Serialize};

use super::{HelperNamed, NAME, NewHelper};
use crate::app::App;
use crate::case;
use crate::family::seen::child_of;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::session::SignedIn;
use crate::sign_in::{enrol, store as accounts};
use crate::store::StoreError;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::square::square;
use crate::web::{Filled, Frame, Say, Visitor, see_other, show};

/// Pages of helpers.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/family/{case}/helpers", get(list).post(name))
        .route("/family/{case}/helpers/code", get(list).post(code_again))
        .route("/family/{case}/helpers/{person}/end", post(end))
}

/// A helper, in words.
struct HelperView {
    person: String,
    name: String,
    standing: String,
    /// How far they go; empty where the lead agency recorded them.
    help: String,
    named_by: String,
    /// The last day.
    until: String,
    is_mine: bool,
}

/// A choice of a form: value, label, hint.
type Choice = (String, String, String);

#[derive(Template)]
#[template(path = "case/helpers.html")]
struct HelpersPage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    child: String,
    helpers: Vec<HelperView>,
    may_name: bool,
    /// Who helped before and may be named anew, and somebody new; empty where nobody did.
    again: Vec<Choice>,
    standings: Vec<Choice>,
    helps: Vec<Choice>,
    languages: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "case/helper_code.html")]
struct CodePage {
    frame: Frame,
    case: CaseId,
    name: String,
    /// What they sign in with; empty where it was agreed before.
    address: String,
    code: String,
    /// The same code for a camera, as SVG.
    square: String,
    origin: String,
    /// Who named them.
    from: String,
    /// The letter in the language that they read, then in the other.
    sides: Vec<Side>,
}

/// Somebody's code, as it was made.
#[derive(Serialize, Deserialize)]
struct Made {
    person: PersonId,
    /// What they sign in with; empty where it was agreed before.
    address: String,
    code: String,
    until: Date,
}

/// The letter in one language.
struct Side {
    say: Say,
    until: String,
}

async fn list(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, Path(case): Path<CaseId>) -> Result<Response, Problem> {
    show_helpers(&app, &visitor, &who, case, Filled::default()).await
}

/// Lets somebody of the family look at who helps.
async fn sees_helpers(app: &App, who: &SignedIn, case: &CaseId) -> Result<Granted, Problem> {
    gate::of_a_family(who).await?;
    let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
    gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "helpers")).await
}

async fn show_helpers(app: &App, visitor: &Visitor, who: &SignedIn, case: CaseId, filled: Filled) -> Result<Response, Problem> {
    let granted = sees_helpers(app, who, &case).await?;
    let facts = &granted.known.facts;
    let all = facts.family.iter().filter(|member| member.value.standing.is_supporter());
    let people: Vec<&PersonId> = all
        .flat_map(|member| std::iter::once(&member.value.person).chain(member.value.named.as_ref().map(|named| &named.by)))
        .collect();
    let mut reader = app.store.reader().await?;
    let mut gone = BTreeSet::new();
    for person in &people {
        if case::store::agency_of(&mut reader, person).await?.is_none() {
            gone.insert(*person);
        }
    }
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), [], people).await?;
    drop(reader);
    let present = holding(&facts.family, granted.now).filter(|member| member.standing.is_supporter());
    let present = present.filter(|member| stands(facts, member, granted.now));
    let say = &visitor.say;
    let page = HelpersPage {
        frame: visitor.frame(app),
        child: child_of(app, &case, &granted).await?,
        helpers: present.map(|member| helper_view(say, &names, member, who)).collect(),
        may_name: may_name(who, &case, &granted),
        again: again(say, &names, &granted, who, &gone),
        standings: choices(say, "standing", &["advocate", "case-friend"]),
        helps: choices(say, "helper-help", &["help-me-decide", "see-what-i-see"]),
        languages: vec![("cy".into(), "Cymraeg".into(), String::new()), ("en".into(), "English".into(), String::new())],
        filled,
        case,
    };
    let status = if page.filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(show(status, &page.frame.clone(), &page))
}

fn helper_view(say: &Say, names: &Names, member: &FamilyMember, who: &SignedIn) -> HelperView {
    let named = member.named.as_ref();
    let is_mine = named.is_some_and(|named| named.by == who.actor.person);
    HelperView {
        person: member.person.to_string(),
        name: names.person(&member.person).to_owned(),
        standing: say.text(format!("standing-{}", code_of(&member.standing))).to_string(),
        help: named.map_or_else(String::new, |named| say.text(format!("helper-help-{}", code_of(&named.help))).to_string()),
        named_by: match named {
            Some(_) if is_mine => say.text("helper-named-by-you").to_string(),
            Some(named) => names.person(&named.by).to_owned(),
            None => say.text("helper-named-by-lead").to_string(),
        },
        until: member.until.map(|until| say.date(until.plus_days(-1))).unwrap_or_default(),
        is_mine,
    }
}

/// Whether the reader may name somebody, but perhaps for a code just entered.
fn may_name(who: &SignedIn, case: &CaseId, granted: &Granted) -> bool {
    let Ok(person) = porthor_keys::random::id().parse() else { return false };
    let helper = FamilyMember {
        person,
        standing: Standing::CaseFriend,
        until: Some(granted.now.date().plus_months(1)),
        named: Some(Naming { by: who.actor.person.clone(), help: Help::HelpMeDecide }),
    };
    let access = Access { helper: Some(helper), ..Access::new(who.actor.clone(), Verb::NameHelper).on(case.clone()) };
    match decide(&access, &granted.known.facts, granted.now) {
        Decision::Allow(_) => true,
        Decision::Refuse(reasons) => reasons.iter().all(|reason| reason.code() == "step-up-needed"),
    }
}

/// Whoever has helped in this case, is still here and whom nobody else of the family has now; and somebody new.
fn again(say: &Say, names: &Names, granted: &Granted, who: &SignedIn, gone: &BTreeSet<&PersonId>) -> Vec<Choice> {
    let family = &granted.known.facts.family;
    let is_mine = |member: &FamilyMember| member.named.as_ref().is_some_and(|named| named.by == who.actor.person);
    let is_free = |person: &PersonId| holding(family, granted.now).filter(|member| member.person == *person).all(is_mine);
    let past = family.iter().map(|member| &member.value).filter(|member| member.standing.is_supporter());
    let past: BTreeSet<&PersonId> =
        past.map(|member| &member.person).filter(|person| is_free(person) && !gone.contains(person)).collect();
    if past.is_empty() {
        return Vec::new();
    }
    let new = ("new".to_owned(), say.text("helper-somebody-new").to_string(), String::new());
    let named = past.into_iter().map(|person| (person.to_string(), names.person(person).to_owned(), String::new()));
    std::iter::once(new).chain(named).collect()
}

fn choices(say: &Say, prefix: &str, codes: &[&str]) -> Vec<Choice> {
    let choice = |code: &&str| {
        let about = format!("helper-{code}-hint");
        ((*code).to_owned(), say.text(format!("{prefix}-{code}")).to_string(), say.text(about).to_string())
    };
    codes.iter().map(choice).collect()
}

/// What was filled in, as the interface takes it; what is wrong is marked.
fn new_helper(say: &Say, who: &SignedIn, today: Date, filled: &mut Filled) -> Option<NewHelper> {
    let again = filled.given("who").filter(|who| *who != "new").map(ToOwned::to_owned);
    if again.is_none() {
        check_account(say, filled);
    }
    let standing = match filled.value("standing") {
        "advocate" => Some(Standing::Advocate),
        "case-friend" => Some(Standing::CaseFriend),
        _ => None,
    };
    let help = match filled.value("help") {
        "help-me-decide" => Some(Help::HelpMeDecide),
        "see-what-i-see" => Some(Help::SeeWhatISee),
        _ => None,
    };
    for (field, is_chosen) in [("standing", standing.is_some()), ("help", help.is_some())] {
        if !is_chosen {
            filled.wrong(field, say.text(format!("helper-choose-{field}")));
        }
    }
    let until = last_day(say, who, today, filled);
    let (standing, help, until) = (standing?, help?, until?);
    if filled.is_wrong() {
        return None;
    }
    let typed = |field: &str| filled.given(field).map(ToOwned::to_owned).filter(|_| again.is_none());
    let language = if filled.value("language") == "cy" { Language::Cy } else { Language::En };
    let (address, name) = (typed("address"), typed("name"));
    let person = again.map(|person| person.parse()).transpose();
    person.ok().map(|person| NewHelper { person, address, name, language: Some(language), standing, until, help })
}

fn check_account(say: &Say, filled: &mut Filled) {
    for field in ["name", "address"] {
        match filled.given(field) {
            None => filled.wrong(field, say.text(format!("helper-bad-{field}"))),
            Some(text) if text.chars().count() > NAME => {
                filled
                    .wrong(field, say.text(format!("helper-long-{field}")).count("most", i64::try_from(NAME).unwrap_or(i64::MAX)));
            }
            Some(_) => {}
        }
    }
    if !["cy", "en"].contains(&filled.value("language")) {
        filled.wrong("language", say.text("helper-choose-language"));
    }
}

/// The first day on which they help no more. What is typed is the last on which they do.
fn last_day(say: &Say, who: &SignedIn, today: Date, filled: &mut Filled) -> Option<Date> {
    if !filled.has_day("until") {
        filled.wrong("until-day", say.text("helper-no-end"));
    }
    let until = filled.day(say, "until")?.plus_days(1);
    let named = Some(Naming { by: who.actor.person.clone(), help: Help::HelpMeDecide });
    // Only the time is looked at: whoever is named, it is somebody else.
    let person = porthor_keys::random::id().parse().ok()?;
    let member = FamilyMember { person, standing: Standing::CaseFriend, until: Some(until), named };
    match member.validate_helper(&who.actor.person, today) {
        Err(HelperError::TooLong) => filled.wrong("until-day", say.text("helper-too-long")),
        Err(_) => filled.wrong("until-day", say.text("form-day-over")),
        Ok(()) => {}
    }
    Some(until)
}

async fn name(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let Some(new) = new_helper(&visitor.say, &who, app.clock.now().date(), &mut filled) else {
        if !filled.is_wrong() {
            return Err(Problem::bad("bad-field").with("field", "who"));
        }
        return show_helpers(&app, &visitor, &who, case, filled).await;
    };
    let address = new.address.clone().unwrap_or_default();
    match super::name(State(Arc::clone(&app)), who.clone(), Path(case.clone()), Json(new)).await {
        Ok((_, axum::Json(HelperNamed { person, code: Some(code) }))) => {
            let person: PersonId = person.parse().map_err(|_| StoreError::bad_row("person", "id"))?;
            show_code(&app, &visitor, &who, case, Made { person, address, code, until: enrol::good_until(app.clock.now()) }).await
        }
        Ok(_) => Ok(see_other(&format!("/family/{case}/helpers"))),
        Err(problem) if filled.unseen(&visitor.say, &problem, &[]) => show_helpers(&app, &visitor, &who, case, filled).await,
        Err(problem) if problem.code() == "refused" || problem.code() == "too-many-helpers" => {
            filled.refused(&visitor.say, &problem);
            show_helpers(&app, &visitor, &who, case, filled).await
        }
        Err(problem) => Err(problem),
    }
}

/// The letter for a new helper, worded to them: shown this once, to be printed and handed over.
async fn show_code(app: &App, visitor: &Visitor, who: &SignedIn, case: CaseId, made: Made) -> Result<Response, Problem> {
    let frame = visitor.frame_once(app, who, &format!("/family/{case}/helpers/code"), &made);
    let Made { person, address, code, until } = made;
    let mut reader = app.store.reader().await?;
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), [], [&person, &who.actor.person]).await?;
    let language = accounts::language(&mut reader, &person).await?.ok_or_else(|| StoreError::bad_row("person", "language"))?;
    drop(reader);
    let side = |language| {
        let say = Say::new(Arc::clone(&app.words), language);
        Side { until: say.date(until), say }
    };
    let other = if language == Language::Cy { Language::En } else { Language::Cy };
    let page = CodePage {
        frame,
        case,
        name: names.person(&person).to_owned(),
        address,
        square: square(&code),
        code,
        origin: app.config.server.public_origin.trim_start_matches("https://").to_owned(),
        from: names.person(&who.actor.person).to_owned(),
        sides: vec![side(language), side(other)],
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// The same letter, with the words around it in the other language.
async fn code_again(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    filled: Filled,
) -> Result<Response, Problem> {
    sees_helpers(&app, &who, &case).await?;
    match visitor.was_shown(&app, &who, &filled) {
        Some(made) => show_code(&app, &visitor, &who, case, made).await,
        None => Ok(see_other(&format!("/family/{case}/helpers"))),
    }
}

async fn end(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((case, person)): Path<(CaseId, PersonId)>,
    _: Filled,
) -> Result<Response, Problem> {
    super::end(State(app), who, Path((case.clone(), person))).await?;
    Ok(see_other(&format!("/family/{case}/helpers")))
}

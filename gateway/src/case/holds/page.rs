//! The family's no with a browser: an objection, which stops what rests on a consent, and a veto, which keeps an agency or one person
//! away altogether. Each is looked at before it is said: who would lose what, what would stay, and what it cannot take back. It is taken
//! back the same way.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{
    Access, AgencyId, CaseId, Decision, Facts, Mark, PersonId, Reason, Recorded, Timestamp, Verb, Veto, decide, holding,
};

use super::{NewMark, NewVeto, lift_objection, lift_veto, mark, store, veto};
use crate::app::App;
use crate::consent::page::effect::Effect;
use crate::family::circle::around;
use crate::family::copies::Copies;
use crate::family::seen::Seen;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::session::SignedIn;
use crate::store::facts::FactKind;
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// Pages of the family's no.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/family/{case}/agency/{agency}/objection", get(look_at_objection).post(object))
        .route("/family/{case}/agency/{agency}/veto", get(look_at_veto).post(keep_away))
        .route("/family/{case}/person/{person}/veto", get(look_at_person).post(keep_person_away))
}

/// Whom the family says no to, and how far.
#[derive(Clone)]
enum No {
    /// Nothing more on a consent.
    Objection(AgencyId),
    /// Nothing at all.
    Agency(AgencyId),
    /// Nothing at all for one person, who works for this agency.
    Person(PersonId, AgencyId),
}

#[derive(Template)]
#[template(path = "case/no.html")]
struct NoPage {
    frame: Frame,
    effect: Effect,
    copies: Copies,
    title: String,
    about: Vec<String>,
    /// What whom it is about sees all the same.
    stays: String,
    button: String,
    /// What the button does: `say` or `lift`.
    act: &'static str,
    is_said: bool,
    action: String,
    back: String,
}

/// Why `actor` of the family may say no to nobody in this case; empty if they may.
pub fn why_not_say(seen: &Seen) -> Vec<Reason> {
    let access = Access::new(seen.actor.clone(), Verb::Withdraw).on(seen.case.clone());
    match decide(&access, seen.facts(), seen.now()) {
        Decision::Allow(_) => Vec::new(),
        Decision::Refuse(reasons) => reasons,
    }
}

/// Whether the family objects to this agency.
pub fn is_objected_to(facts: &Facts, agency: &AgencyId, now: Timestamp) -> bool {
    holding(&facts.marks, now).any(|mark| matches!(mark, Mark::Objection { agency: named } if named == agency))
}

impl No {
    /// To somebody whom the case names: of others the page would tell whether they are here at all.
    fn to_person(seen: &Seen, person: PersonId) -> Result<Self, Problem> {
        let mut parts = holding(&seen.facts().involvements, seen.now()).filter(|part| part.person.as_ref() == Some(&person));
        let agency = parts.next().map(|part| part.agency.clone()).ok_or_else(Problem::not_found)?;
        Ok(Self::Person(person, agency))
    }

    fn agency(&self) -> &AgencyId {
        match self {
            Self::Objection(agency) | Self::Agency(agency) | Self::Person(_, agency) => agency,
        }
    }

    /// Whether the family says it already.
    fn is_said(&self, facts: &Facts, now: Timestamp) -> bool {
        let is_vetoed = |wanted: Veto| holding(&facts.vetoes, now).any(|veto| *veto == wanted);
        match self {
            Self::Objection(agency) => is_objected_to(facts, agency, now),
            Self::Agency(agency) => is_vetoed(Veto::Agency(agency.clone())),
            Self::Person(person, _) => is_vetoed(Veto::Person(person.clone())),
        }
    }

    /// The facts as they would be once it is said, or taken back.
    fn turned(&self, facts: &Facts, now: Timestamp) -> Facts {
        let mut facts = facts.clone();
        match (self, self.is_said(&facts, now)) {
            (Self::Objection(agency), true) => end(&mut facts.marks, now, &Mark::Objection { agency: agency.clone() }),
            (Self::Objection(agency), false) => {
                facts.marks.push(Recorded::since(Mark::Objection { agency: agency.clone() }, now));
            }
            (Self::Agency(agency), true) => end(&mut facts.vetoes, now, &Veto::Agency(agency.clone())),
            (Self::Agency(agency), false) => facts.vetoes.push(Recorded::since(Veto::Agency(agency.clone()), now)),
            (Self::Person(person, _), true) => end(&mut facts.vetoes, now, &Veto::Person(person.clone())),
            (Self::Person(person, _), false) => facts.vetoes.push(Recorded::since(Veto::Person(person.clone()), now)),
        }
        facts
    }

    /// Of the facts those by which the one whom it is about sees anything: for one person, nobody else's part.
    fn alone(&self, facts: &Facts) -> Facts {
        let mut facts = facts.clone();
        if let Self::Person(person, _) = self {
            facts.involvements.retain(|part| part.value.person.as_ref() == Some(person));
            facts.emergencies.retain(|emergency| emergency.value.person == *person);
        }
        facts
    }

    /// What it would change, in words.
    async fn effect(&self, app: &App, seen: &Seen) -> Result<Effect, Problem> {
        let facts = self.alone(seen.facts());
        let after = self.turned(&facts, seen.now());
        let mut effect = Effect::between(app, seen, facts, after, self.agency()).await?;
        if let Self::Person(person, _) = self {
            for readers in effect.gains.iter_mut().chain(&mut effect.loses) {
                readers.name = seen.person(person);
            }
        }
        Ok(effect)
    }

    fn path(&self) -> String {
        match self {
            Self::Objection(agency) => format!("/agency/{agency}/objection"),
            Self::Agency(agency) => format!("/agency/{agency}/veto"),
            Self::Person(person, _) => format!("/person/{person}/veto"),
        }
    }

    /// The beginning of the keys of its words.
    fn word(&self) -> &'static str {
        match self {
            Self::Objection(_) => "no-objection",
            Self::Agency(_) => "no-agency",
            Self::Person(..) => "no-person",
        }
    }
}

/// Ends a fact that holds, as it would be.
fn end<T: PartialEq>(all: &mut [Recorded<T>], now: Timestamp, wanted: &T) {
    for fact in all.iter_mut().filter(|fact| fact.value == *wanted && fact.holds(now)) {
        fact.ended = Some(now);
    }
}

/// Reads the case for somebody who may say no in it.
async fn enter(app: &App, visitor: &Visitor, who: &SignedIn, case: &CaseId) -> Result<Seen, Problem> {
    let seen = Seen::read(app, visitor, who, case, "no").await?;
    let reasons = why_not_say(&seen);
    if reasons.is_empty() { Ok(seen) } else { Err(Problem::refused(reasons)) }
}

async fn look(app: &App, visitor: &Visitor, seen: Seen, no: No) -> Result<Response, Problem> {
    let say = &visitor.say;
    let agency = seen.names.agency(no.agency()).to_owned();
    let person = if let No::Person(person, _) = &no { seen.person(person) } else { String::new() };
    let text = |key: String| say.text(key).with("agency", &agency).with("person", &person).to_string();
    let (word, is_said) = (no.word(), no.is_said(seen.facts(), seen.now()));
    let verb = if is_said { "lift" } else { "say" };
    let mut about = vec![text(format!("{word}-{verb}-about"))];
    if !is_said {
        about.push(text(format!("{word}-honest")));
        let leads = *no.agency() == seen.case_facts()?.lead;
        about.extend((leads && matches!(no, No::Agency(_))).then(|| text("no-agency-leads".to_owned())));
    }
    let alone = if let No::Person(person, _) = &no { Some(person) } else { None };
    let copies = if is_said { Copies::default() } else { Copies::of_agency(app, visitor, &seen, no.agency(), alone).await? };
    let page = NoPage {
        frame: visitor.frame(app),
        effect: no.effect(app, &seen).await?,
        copies,
        title: text(format!("{word}-{verb}-title")),
        about,
        stays: text("no-stays".to_owned()),
        button: text(format!("{word}-{verb}")),
        act: verb,
        is_said,
        action: seen.path(&no.path()),
        back: seen.path(&format!("/agency/{}", no.agency())),
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// Says it or takes it back, as the page was asked to; what is so already is not done twice.
async fn take(app: &Arc<App>, who: &SignedIn, seen: Seen, no: No, filled: &Filled) -> Result<Response, Problem> {
    let is_said = no.is_said(seen.facts(), seen.now());
    match (filled.value("act"), is_said) {
        ("say", false) => say_it(app, who, &seen.case, &no).await?,
        ("lift", true) => lift(app, who, &seen, &no).await?,
        ("say" | "lift", _) => {}
        _ => return Err(Problem::bad("bad-field").with("field", "act")),
    }
    Ok(see_other(&seen.path(&format!("/agency/{}", no.agency()))))
}

async fn say_it(app: &Arc<App>, who: &SignedIn, case: &CaseId, no: &No) -> Result<(), Problem> {
    let (state, path) = (State(Arc::clone(app)), Path(case.clone()));
    let said = match no.clone() {
        No::Objection(agency) => mark(state, who.clone(), path, Json(NewMark { mark: Mark::Objection { agency } })).await,
        No::Agency(agency) => veto(state, who.clone(), path, Json(NewVeto { agency: Some(agency), person: None })).await,
        No::Person(person, _) => veto(state, who.clone(), path, Json(NewVeto { agency: None, person: Some(person) })).await,
    };
    said.map(drop)
}

/// Takes back every one that holds: the interface lets it be said twice.
async fn lift(app: &Arc<App>, who: &SignedIn, seen: &Seen, no: &No) -> Result<(), Problem> {
    let (kind, wanted) = match no {
        No::Objection(agency) => (FactKind::Mark, serde_json::to_value(Mark::Objection { agency: agency.clone() })),
        No::Agency(agency) => (FactKind::Veto, serde_json::to_value(Veto::Agency(agency.clone()))),
        No::Person(person, _) => (FactKind::Veto, serde_json::to_value(Veto::Person(person.clone()))),
    };
    let wanted = wanted.unwrap_or_default();
    let mut held = store::held(&mut *app.store.reader().await?, &seen.case, &seen.key).await?;
    held.retain(|fact| fact["kind"] == kind.word() && fact["fact"] == wanted);
    for id in held.iter().filter_map(|fact| fact["id"].as_str()) {
        let path = Path((seen.case.clone(), id.to_owned()));
        let state = State(Arc::clone(app));
        match no {
            No::Objection(_) => lift_objection(state, who.clone(), path).await?,
            No::Agency(_) | No::Person(..) => lift_veto(state, who.clone(), path).await?,
        };
    }
    Ok(())
}

/// A case, and an agency or a person of it.
type Of<T> = Path<(CaseId, T)>;

/// For somebody who may say it in this case, of an agency around the child, or one that it is said to already.
async fn of_agency(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    Path((case, agency)): Of<AgencyId>,
    no: fn(AgencyId) -> No,
) -> Result<(Seen, No), Problem> {
    let (seen, no) = (enter(app, visitor, who, &case).await?, no(agency));
    let is_there = no.is_said(seen.facts(), seen.now()) || around(seen.facts(), seen.now())?.contains(no.agency());
    if is_there { Ok((seen, no)) } else { Err(Problem::not_found()) }
}

/// The same of a person whom the case names.
async fn of_person(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    Path((case, person)): Of<PersonId>,
) -> Result<(Seen, No), Problem> {
    let seen = enter(app, visitor, who, &case).await?;
    let no = No::to_person(&seen, person)?;
    Ok((seen, no))
}

async fn look_at_objection(app: State<Arc<App>>, visitor: Visitor, who: SignedIn, path: Of<AgencyId>) -> Result<Response, Problem> {
    let (seen, no) = of_agency(&app, &visitor, &who, path, No::Objection).await?;
    look(&app, &visitor, seen, no).await
}

async fn look_at_veto(app: State<Arc<App>>, visitor: Visitor, who: SignedIn, path: Of<AgencyId>) -> Result<Response, Problem> {
    let (seen, no) = of_agency(&app, &visitor, &who, path, No::Agency).await?;
    look(&app, &visitor, seen, no).await
}

async fn look_at_person(app: State<Arc<App>>, visitor: Visitor, who: SignedIn, path: Of<PersonId>) -> Result<Response, Problem> {
    let (seen, no) = of_person(&app, &visitor, &who, path).await?;
    look(&app, &visitor, seen, no).await
}

async fn object(
    app: State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    path: Of<AgencyId>,
    filled: Filled,
) -> Result<Response, Problem> {
    let (seen, no) = of_agency(&app, &visitor, &who, path, No::Objection).await?;
    take(&app, &who, seen, no, &filled).await
}

async fn keep_away(
    app: State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    path: Of<AgencyId>,
    filled: Filled,
) -> Result<Response, Problem> {
    let (seen, no) = of_agency(&app, &visitor, &who, path, No::Agency).await?;
    take(&app, &who, seen, no, &filled).await
}

async fn keep_person_away(
    app: State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    path: Of<PersonId>,
    filled: Filled,
) -> Result<Response, Problem> {
    let (seen, no) = of_person(&app, &visitor, &who, path).await?;
    take(&app, &who, seen, no, &filled).await
}

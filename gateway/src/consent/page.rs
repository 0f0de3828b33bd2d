//! A family's pages of its consents: the list (here), giving and changing (`give`, with what may be chosen in `choices`), taking back
//! (`withdraw`); `effect` is what a change would do, in words.

mod choices;
pub mod effect;
mod give;
mod withdraw;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{Access, CaseId, ConsentId, ConsentState, Grant, Recorded, Verb, decide, lacking};

pub use self::choices::{Choice, reviews};
use super::why_not_give;
use crate::app::App;
use crate::family::home::ENDING;
use crate::family::seen::Seen;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::store::log::code_of;
use crate::web::{Frame, Visitor, show};

/// The family's pages of this slice.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/family/{case}/consents", get(list)).merge(give::routes()).merge(withdraw::routes())
}

#[derive(Template)]
#[template(path = "consent/list.html")]
struct ListPage {
    frame: Frame,
    seen: Seen,
    may_give: bool,
    ending: Vec<Shown>,
    active: Vec<Shown>,
    ended: Vec<Shown>,
}

/// A consent, in words.
struct Shown {
    path: String,
    whom: String,
    categories: Vec<String>,
    purposes: Vec<String>,
    giver: String,
    given: String,
    until: String,
    state: String,
    /// Why nothing rests on it although it has not ended.
    lacks: Option<(String, String)>,
    may_change: bool,
    may_withdraw: bool,
}

async fn list(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, Path(case): Path<CaseId>) -> Result<Response, Problem> {
    let seen = Seen::read(&app, &visitor, &who, &case, "consents").await?;
    let may_give = why_not_give(&seen.actor, seen.facts(), seen.now()).is_empty();
    let mut page =
        ListPage { frame: visitor.frame(&app), may_give, ending: Vec::new(), active: Vec::new(), ended: Vec::new(), seen };
    for grant in page.seen.facts().grants.iter().rev() {
        let shown = shown(&page.seen, grant, may_give);
        let until = grant.value.until.unwrap_or(page.seen.now());
        match grant.value.state(grant.ended, page.seen.now()) {
            ConsentState::Expired | ConsentState::Withdrawn => page.ended.push(shown),
            _ if until <= page.seen.now().plus_days(ENDING) => page.ending.push(shown),
            ConsentState::Given | ConsentState::NotYet => page.active.push(shown),
        }
    }
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

fn shown(seen: &Seen, grant: &Recorded<Grant>, may_give: bool) -> Shown {
    let value = &grant.value;
    let state = value.state(grant.ended, seen.now());
    let is_over = matches!(state, ConsentState::Expired | ConsentState::Withdrawn);
    let ended = match (grant.ended, value.until) {
        (Some(at), _) if is_over => seen.say.day_of(at),
        (_, until) => until.map(|until| seen.say.last_day(until)).unwrap_or_default(),
    };
    let lacks = if is_over { None } else { lacking(value, seen.facts(), seen.now()) };
    Shown {
        path: seen.path(&format!("/consents/{}", value.id)),
        whom: seen.recipient(&value.recipient),
        categories: value.categories.iter().map(|code| seen.say.category(code)).collect(),
        purposes: value.purposes.iter().map(|code| seen.say.purpose(code)).collect(),
        giver: seen.person(&value.giver),
        given: seen.say.day_of(grant.value.given_at(grant.recorded)),
        until: ended,
        state: seen.say.text(format!("consent-state-{}", code_of(&state))).to_string(),
        lacks: lacks.map(|reason| seen.say.reason(&reason)),
        may_change: may_give && (is_over || may_withdraw(seen, &value.id)),
        may_withdraw: !is_over && may_withdraw(seen, &value.id),
    }
}

/// Whether whoever looks may take it back.
fn may_withdraw(seen: &Seen, consent: &ConsentId) -> bool {
    let access = Access::new(seen.actor.clone(), Verb::Withdraw).on(seen.case.clone());
    decide(&Access { consent: Some(consent.clone()), ..access }, seen.facts(), seen.now()).is_allowed()
}

/// Whether a problem is one that whoever filled a form in can mend there, or has to be told beside what they chose.
fn is_about_the_form(problem: &Problem) -> bool {
    problem.code() == "refused" || problem.status() == StatusCode::UNPROCESSABLE_ENTITY
}

//! Giving a consent, and changing one: choose, look at what it would do, confirm with the second factor. What was chosen travels in the
//! form and is looked at again at each step. A change is a new consent and the withdrawal of the old one, in one act.

use std::net::SocketAddr;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Extension, State};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{AgencyId, CaseId, Change, ConsentId, ConsentState, Grant};

use super::super::{NewConsent, give_in, think_of_giving, why_not_give, withdraw_in};
use super::choices::{Choices, as_chosen, chosen};
use super::effect::Effect;
use super::is_about_the_form;
use crate::app::App;
use crate::case::commit_and_recheck;
use crate::family::seen::Seen;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::listener::PeerAddr;
use crate::http::session::SignedIn;
use crate::sign_in;
use crate::web::{Filled, Frame, Visitor, see_other, show};

/// Where consents are given and changed.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/family/{case}/consents/new", get(new).post(take_new))
        .route("/family/{case}/consents/new/{agency}", get(new_for))
        .route("/family/{case}/consents/{consent}/change", get(change).post(take_change))
}

#[derive(Template)]
#[template(path = "consent/choose.html")]
struct ChoosePage {
    frame: Frame,
    filled: Filled,
    seen: Seen,
    choices: Choices,
    is_change: bool,
    action: String,
}

#[derive(Template)]
#[template(path = "consent/preview.html")]
struct PreviewPage {
    frame: Frame,
    filled: Filled,
    seen: Seen,
    effect: Effect,
    whom: String,
    categories: Vec<String>,
    purposes: Vec<String>,
    until: String,
    /// The day by which a learner has to enrol, lest it end.
    by: String,
    is_change: bool,
    action: String,
    /// What was chosen, for the next step.
    kept: Vec<(String, String)>,
    asked: sign_in::Asked,
}

/// A consent in the making.
struct Making<'a> {
    app: &'a Arc<App>,
    visitor: &'a Visitor,
    who: SignedIn,
    peer: SocketAddr,
    case: CaseId,
    /// The consent whose place it takes.
    replaces: Option<ConsentId>,
}

async fn new(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    Making::new(&app, &visitor, who, peer, case).form(Filled::default()).await
}

async fn new_for(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, agency)): Path<(CaseId, AgencyId)>,
) -> Result<Response, Problem> {
    let filled = Filled::default().set("recipient", format!("agency:{agency}"));
    Making::new(&app, &visitor, who, peer, case).form(filled).await
}

async fn change(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
) -> Result<Response, Problem> {
    let mut making = Making::new(&app, &visitor, who, peer, case);
    making.replaces = Some(consent);
    let seen = making.seen().await?;
    let grant = making.replaced(&seen)?.ok_or_else(Problem::not_found)?;
    let filled = as_chosen(&grant.0, seen.now().date());
    making.ask(seen, filled, StatusCode::OK).await
}

async fn take_new(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
    filled: Filled,
) -> Result<Response, Problem> {
    Box::pin(Making::new(&app, &visitor, who, peer, case).take(filled)).await
}

async fn take_change(
    State(app): State<Arc<App>>,
    peer: Extension<PeerAddr>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
    filled: Filled,
) -> Result<Response, Problem> {
    let mut making = Making::new(&app, &visitor, who, peer, case);
    making.replaces = Some(consent);
    Box::pin(making.take(filled)).await
}

impl<'a> Making<'a> {
    fn new(
        app: &'a Arc<App>,
        visitor: &'a Visitor,
        who: SignedIn,
        Extension(PeerAddr(peer)): Extension<PeerAddr>,
        case: CaseId,
    ) -> Self {
        Self { app, visitor, who, peer, case, replaces: None }
    }

    async fn seen(&self) -> Result<Seen, Problem> {
        Seen::read(self.app, self.visitor, &self.who, &self.case, "consent").await
    }

    fn action(&self) -> String {
        match &self.replaces {
            None => format!("/family/{}/consents/new", self.case),
            Some(consent) => format!("/family/{}/consents/{consent}/change", self.case),
        }
    }

    /// The consent whose place this one takes, and whether it is still to be withdrawn for that.
    fn replaced(&self, seen: &Seen) -> Result<Option<(Grant, bool)>, Problem> {
        let Some(id) = &self.replaces else { return Ok(None) };
        let grant = seen.grant(id).ok_or_else(Problem::not_found)?;
        let state = grant.value.state(grant.ended, seen.now());
        Ok(Some((grant.value.clone(), matches!(state, ConsentState::Given | ConsentState::NotYet))))
    }

    async fn form(&self, filled: Filled) -> Result<Response, Problem> {
        let seen = self.seen().await?;
        self.ask(seen, filled, StatusCode::OK).await
    }

    /// Asks for the choices; whoever may give none is told why.
    async fn ask(&self, seen: Seen, filled: Filled, status: StatusCode) -> Result<Response, Problem> {
        let reasons = why_not_give(&seen.actor, seen.facts(), seen.now());
        if !reasons.is_empty() {
            return Err(Problem::refused(reasons));
        }
        let choices = Choices::read(self.app, self.visitor, &seen, &filled).await?;
        let (frame, is_change, action) = (self.visitor.frame(self.app), self.replaces.is_some(), self.action());
        // A step of the way came by a form; what is filled in at the beginning did not.
        let frame = if filled.given("step").is_some() { frame.answering(&filled) } else { frame };
        let page = ChoosePage { frame, filled, seen, choices, is_change, action };
        Ok(show(status, &page.frame.clone(), &page))
    }

    /// A step of the way: back to the choices, on to what they would do, or the act itself.
    async fn take(mut self, mut filled: Filled) -> Result<Response, Problem> {
        let seen = self.seen().await?;
        if filled.value("step") == "edit" {
            return self.ask(seen, filled, StatusCode::OK).await;
        }
        let Some(new) = chosen(&mut filled, &seen) else {
            return self.ask(seen, filled, StatusCode::UNPROCESSABLE_ENTITY).await;
        };
        if filled.value("step") != "confirm" {
            return self.preview(seen, filled, new).await;
        }
        let Some(given) = sign_in::Given::of(&filled) else {
            filled.wrong("code", self.visitor.say.text("consent-code-missing"));
            return self.preview(seen, filled, new).await;
        };
        match sign_in::spend(self.app, self.peer, self.who.clone(), &given).await {
            Ok((tx, who)) => {
                self.who = who;
                match self.act(&seen, tx, new).await {
                    Ok(place) => Ok(see_other(&place)),
                    Err(problem) => self.back_to_the_form(seen, filled, problem).await,
                }
            }
            Err(problem) if matches!(problem.code(), "code-wrong" | "passkey-refused" | "locked-out") => {
                filled.wrong("code", sign_in::fresh::said_of(self.app, &self.visitor.say, &self.who, &problem).await?);
                self.preview(seen, filled, new).await
            }
            Err(problem) => Err(problem),
        }
    }

    async fn back_to_the_form(&self, seen: Seen, mut filled: Filled, problem: Problem) -> Result<Response, Problem> {
        if !is_about_the_form(&problem) {
            return Err(problem);
        }
        filled.refused(&self.visitor.say, &problem);
        self.ask(seen, filled, problem.status()).await
    }

    /// What it would do, and the code that confirms it.
    async fn preview(&self, seen: Seen, filled: Filled, new: NewConsent) -> Result<Response, Problem> {
        let thought = think_of_giving(self.app, &self.who, &self.case, new, self.visitor.language()).await;
        let change = match thought {
            Ok((_, change)) => change,
            Err(problem) => return self.back_to_the_form(seen, filled, problem).await,
        };
        let Change::Grant(grant) = &change else { return Err(Problem::not_found()) };
        let grant = grant.clone();
        let old = self.replaced(&seen)?.filter(|(_, holds)| *holds).map(|(old, _)| Change::Withdraw(old.id));
        let effect = Effect::of(self.app, &seen, std::iter::once(change).chain(old).collect(), &grant).await?;
        let by = grant.condition.as_ref().map(|porthor_policy::Condition::Enrols { by }| seen.say.date(*by)).unwrap_or_default();
        let whom = self.whom(&seen, &grant).await?;
        let page = PreviewPage {
            frame: self.visitor.frame(self.app).answering(&filled),
            whom,
            categories: grant.categories.iter().map(|code| seen.say.category(code)).collect(),
            purposes: grant.purposes.iter().map(|code| seen.say.purpose(code)).collect(),
            until: grant.until.map(|until| seen.say.last_day(until)).unwrap_or_default(),
            by,
            is_change: self.replaces.is_some(),
            action: self.action(),
            kept: kept(&filled),
            asked: sign_in::fresh::asked_of(self.app, &self.who).await?,
            effect,
            seen,
            filled,
        };
        let status = if page.filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(show(status, &page.frame.clone(), &page))
    }

    /// What the one that would see is called, who need not be on the case yet.
    async fn whom(&self, seen: &Seen, grant: &Grant) -> Result<String, Problem> {
        let porthor_policy::Recipient::Agency(agency) = &grant.recipient else { return Ok(seen.recipient(&grant.recipient)) };
        let mut reader = self.app.store.reader().await?;
        let is_welsh = self.visitor.say.is_welsh();
        Ok(super::super::store::agency_name(&mut reader, agency.as_str(), is_welsh).await?)
    }

    /// Gives, and withdraws what is replaced: both or neither. Where to go on.
    async fn act(&self, seen: &Seen, tx: crate::store::Tx, new: NewConsent) -> Result<String, Problem> {
        let (mut tx, given, entry) = give_in(self.app, &self.who, tx, &self.case, new, self.visitor.language()).await?;
        match self.replaced(seen)? {
            Some((old, true)) => {
                tx.also(entry);
                let (tx, _, entry) = withdraw_in(self.app, &self.who, tx, &self.case, &old.id).await?;
                commit_and_recheck(self.app, tx, &self.case, entry).await?;
            }
            _ => {
                tx.commit(entry).await?;
            }
        }
        Ok(format!("/family/{}/consents/{}/receipt", self.case, given.id))
    }
}

/// The choices among what was typed.
fn kept(filled: &Filled) -> Vec<(String, String)> {
    let is_choice = |name: &str| {
        matches!(name, "recipient" | "category" | "purpose" | "until" | "enrols")
            || name.starts_with("day-")
            || name.starts_with("by-")
    };
    filled.fields().iter().filter(|(name, _)| is_choice(name)).cloned().collect()
}

//! The copy of a consent: in plain words, and signed so that anybody can check it. A family keeps or prints its own; staff print it for
//! whoever told them, on paper or by word of mouth.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{Access, CaseId, Condition, ConsentId, ConsentState, Evidence, Grant, Recipient, Recorded, Verb, decide};

use super::receipt_of;
use crate::app::App;
use crate::case::people::key_of;
use crate::desk;
use crate::family::seen::{Seen, child_of, family_alone};
use crate::family::store;
use crate::gate::Granted;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::language::tag;
use crate::http::session::SignedIn;
use crate::sign_in::factor::grouped;
use crate::sign_in::store::language;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::{Frame, Say, Visitor, show};

/// Where the copy is, for a family and for staff.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/family/{case}/consents/{consent}/receipt", get(kept))
        .route("/desk/{case}/consents/{consent}/receipt", get(handed))
}

/// What was agreed, in words. Everybody in it stands by name: on a paper there is no "you".
pub struct Terms {
    /// Who may see.
    pub whom: String,
    /// Which kinds of report.
    pub categories: Vec<String>,
    /// What for.
    pub purposes: Vec<String>,
    /// Who agreed.
    pub giver: String,
    /// As what they did.
    pub standing: String,
    /// Signed in, on paper or before a witness.
    pub how: String,
    /// Its last day.
    pub until: String,
}

impl Terms {
    /// Of a consent.
    pub fn of(say: &Say, names: &Names, grant: &Grant) -> Self {
        Self {
            whom: match &grant.recipient {
                Recipient::Agency(agency) => names.agency(agency).to_owned(),
                Recipient::Person(person) => names.person(person).to_owned(),
            },
            categories: grant.categories.iter().map(|code| say.category(code)).collect(),
            purposes: grant.purposes.iter().map(|code| say.purpose(code)).collect(),
            giver: names.person(&grant.giver).to_owned(),
            standing: say.text(format!("standing-{}", code_of(&grant.standing))).to_string(),
            how: how(say, grant),
            until: grant.until.map(|until| say.last_day(until)).unwrap_or_default(),
        }
    }
}

/// What a copy says.
struct Copied {
    child: String,
    id: String,
    is_withdrawn: bool,
    state: String,
    terms: Terms,
    /// The key of what `recorded` is: what staff record was given before.
    recorded_as: &'static str,
    recorded: String,
    by: Option<String>,
    withdrawn: Option<String>,
    withdrawn_by: Option<String>,
    /// How many running transfers its withdrawal cut, in words.
    cut: String,
    lead: String,
    receipt: String,
    /// The gateway whose key checks it.
    key: String,
}

/// What a copy is made from, beside the consent.
struct Source<'a> {
    app: &'a App,
    say: &'a Say,
    names: &'a Names,
    case: &'a CaseId,
    child: &'a str,
    granted: &'a Granted,
}

impl Copied {
    async fn of(from: Source<'_>, grant: &Recorded<Grant>, receipt: String) -> Result<Self, Problem> {
        let Source { app, say, names, case, child, granted } = from;
        let value = &grant.value;
        let state = value.state(grant.ended, granted.now);
        let (mut cut, mut withdrawn_by) = (0, None);
        if let Some(at) = grant.ended {
            let (mut reader, key) = (app.store.reader().await?, key_of(granted)?);
            cut = store::cut_by(&mut reader, case, &key, at).await?;
            let by = store::withdrawn_by(&mut reader, case, &key, &value.id).await?;
            if let Some(person) = by {
                // Staff who did it need not be on the case.
                let names = Names::read(&app.secrets.column, &mut reader, say.language(), [], [&person]).await?;
                withdrawn_by = Some(names.person(&person).to_owned());
            }
        }
        let lead = &granted.known.facts.case_at(granted.now).ok_or_else(Problem::not_found)?.lead;
        Ok(Self {
            child: child.to_owned(),
            id: grouped(value.id.as_str()),
            is_withdrawn: state == ConsentState::Withdrawn,
            state: say.text(format!("consent-state-{}", code_of(&state))).to_string(),
            terms: Terms::of(say, names, value),
            recorded_as: if value.evidence.given().is_some() { "consent-recorded" } else { "consent-given" },
            recorded: say.moment(grant.recorded),
            by: value.condition.as_ref().map(|Condition::Enrols { by }| say.date(*by)),
            withdrawn: grant.ended.map(|at| say.moment(at)),
            withdrawn_by,
            cut: say.text("consent-cut").count("n", cut).to_string(),
            lead: names.agency(lead).to_owned(),
            receipt,
            key: app.config.server.public_origin.clone(),
        })
    }
}

fn how(say: &Say, grant: &Grant) -> String {
    match &grant.evidence {
        Evidence::SignedIn => say.text("consent-how-signed-in").to_string(),
        Evidence::Paper { given, .. } => say.text("consent-how-paper").with("day", say.day_of(*given)).to_string(),
        Evidence::Spoken { given, .. } => say.text("consent-how-spoken").with("day", say.day_of(*given)).to_string(),
    }
}

#[derive(Template)]
#[template(path = "consent/receipt.html")]
struct CopyPage {
    frame: Frame,
    copied: Copied,
    /// The key of its title.
    title: &'static str,
    /// Where one came from, and its name.
    back: (String, String),
    /// The family's picture of who may see.
    circle: Option<String>,
    /// For staff: whom it is printed for.
    hand: Vec<String>,
    /// For staff who may take it back: where.
    withdrawal: Option<String>,
}

/// The family's own.
async fn kept(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
) -> Result<Response, Problem> {
    family_alone(&who).await?;
    let (granted, receipt) = receipt_of(&app, &who, &case, &consent).await?;
    let seen = Seen::of(&app, &visitor, &who, &case, granted).await?;
    let grant = seen.grant(&consent).ok_or_else(Problem::not_found)?;
    let from = Source { app: &app, say: &seen.say, names: &seen.names, case: &case, child: &seen.child, granted: &seen.granted };
    let copied = Copied::of(from, grant, receipt).await?;
    let page = CopyPage {
        title: title(&copied, grant.value.giver == seen.actor.person),
        back: (seen.path("/consents"), seen.say.text("consent-back-list").to_string()),
        circle: Some(seen.path("")),
        hand: Vec::new(),
        withdrawal: None,
        frame: visitor.frame(&app),
        copied,
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

fn title(copied: &Copied, is_mine: bool) -> &'static str {
    match (copied.is_withdrawn, is_mine) {
        (true, _) => "consent-receipt-withdrawn-title",
        (false, true) => "consent-receipt-title",
        (false, false) => "consent-receipt-other-title",
    }
}

/// The one that staff print for the family.
async fn handed(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, consent)): Path<(CaseId, ConsentId)>,
) -> Result<Response, Problem> {
    who.agency()?;
    let (granted, receipt) = receipt_of(&app, &who, &case, &consent).await?;
    let (say, facts) = (&visitor.say, &granted.known.facts);
    let grant = facts.grants.iter().find(|grant| grant.value.id == consent).ok_or_else(Problem::not_found)?;
    let names = desk::names(&app, say, &granted.known).await?;
    let child = child_of(&app, &case, &granted).await?;
    let from = Source { app: &app, say, names: &names, case: &case, child: &child, granted: &granted };
    let copied = Copied::of(from, grant, receipt).await?;
    let access = Access::new(who.actor.clone(), Verb::Withdraw).on(case.clone());
    let access = Access { consent: Some(consent.clone()), ..access };
    let is_open = grant.value.state(grant.ended, granted.now).withdraw().is_ok();
    let may_withdraw = is_open && decide(&access, facts, granted.now).is_allowed();
    let page = CopyPage {
        title: title(&copied, false),
        back: (format!("/desk/{case}"), say.text("case-back").to_string()),
        circle: None,
        hand: hand(&app, say, &grant.value, &copied.terms.giver).await?,
        withdrawal: may_withdraw.then(|| format!("/desk/{case}/consents/{consent}/withdraw")),
        frame: visitor.frame(&app),
        copied,
    };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// Whom it is for, and the language they read where the page is in the other one.
async fn hand(app: &App, say: &Say, grant: &Grant, giver: &str) -> Result<Vec<String>, Problem> {
    let mut hand = vec![say.text("consent-hand").with("person", giver).to_string()];
    let reads = language(&mut *app.store.reader().await?, &grant.giver).await?;
    if let Some(reads) = reads.filter(|reads| *reads != say.language()) {
        let language = say.text(format!("language-{}", tag(reads)));
        hand.push(say.text("consent-hand-language").with("person", giver).with("language", language).to_string());
    }
    Ok(hand)
}

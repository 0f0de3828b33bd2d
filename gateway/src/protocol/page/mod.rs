//! The register of protocols as pages: every version with its state and its review's date; one version in full, in the reader's language;
//! signing and withdrawing for one's agency. `teller` puts a version into words, `compared` two versions side by side, `trial` tries a draft.

mod compared;
mod teller;
mod trial;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use porthor_policy::{Date, Facts, Protocol, ProtocolId, ProtocolRecord, ReviewState, Timestamp, Verb};

use self::teller::{PartnerShown, PurposeShown, Teller, Terms};
use super::{NewSignature, find, obstacles, place, store};
use crate::app::App;
use crate::audit::page::Called;
use crate::gate;
use crate::hex::hex;
use crate::http::error::Problem;
use crate::http::extract::{Json, Path};
use crate::http::session::SignedIn;
use crate::web::{Filled, Frame, Say, Visitor, see_done, show};

/// Pages of the register.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/protocols", get(list))
        .route("/protocols/{id}/{version}", get(shown))
        .route("/protocols/{id}/{version}/signature", post(sign))
        .route("/protocols/{id}/{version}/withdrawal", post(withdraw))
        .merge(compared::routes())
        .merge(trial::routes())
}

#[derive(Template)]
#[template(path = "protocol/list.html")]
struct ListPage {
    frame: Frame,
    filled: Filled,
    rows: Vec<Line>,
    versions: Vec<(String, String)>,
    may_try: bool,
}

/// A version in the list.
struct Line {
    id: String,
    version: u32,
    title: String,
    partners: usize,
    in_force: bool,
    missing: Vec<String>,
    review: ReviewTold,
}

/// The review's date, and what to know of it.
struct ReviewTold {
    due: String,
    /// Empty where nothing is to be said; else a warning.
    warning: String,
}

impl ReviewTold {
    fn of(say: &Say, protocol: &Protocol, today: Date) -> Self {
        let key = match protocol.review_state(today) {
            ReviewState::Later => None,
            ReviewState::Soon => Some("protocol-review-soon"),
            ReviewState::Overdue => Some("protocol-review-overdue"),
            ReviewState::Lapsed => Some("protocol-review-lapsed"),
        };
        let lapses = say.date(protocol.lapses());
        let warning = key.map(|key| say.text(key).with("lapses", lapses).to_string()).unwrap_or_default();
        Self { due: say.date(protocol.review.due), warning }
    }
}

/// A protocol's title.
fn title(say: &Say, protocol: &Protocol) -> String {
    in_language(say, &protocol.title_en, &protocol.title_cy)
}

fn in_language(say: &Say, en: &str, cy: &str) -> String {
    say.either(en, cy).to_owned()
}

/// Facts of no case, and the moment they are of.
async fn world(app: &App, who: &SignedIn) -> Result<(Arc<Facts>, Timestamp), Problem> {
    let known = gate::load(app, who, None).await?;
    let now = app.clock.now().max(known.not_before);
    Ok((known.facts, now))
}

fn records(facts: &Facts) -> Vec<&ProtocolRecord> {
    let mut records: Vec<_> = facts.protocols.iter().collect();
    records.sort_by_key(|record| place(record));
    records
}

/// Versions to choose from.
fn versions(say: &Say, facts: &Facts) -> Vec<(String, String)> {
    let name = |record: &&ProtocolRecord| {
        let protocol = &record.protocol;
        let version = say.text("audit-version").with("version", protocol.version);
        (format!("{}/{}", protocol.id, protocol.version), format!("{} ({version})", title(say, protocol)))
    };
    records(facts).iter().map(name).collect()
}

async fn list(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    listed(&app, &visitor, &who, Filled::default()).await
}

async fn listed(app: &App, visitor: &Visitor, who: &SignedIn, filled: Filled) -> Result<Response, Problem> {
    let (facts, now) = world(app, who).await?;
    let say = &visitor.say;
    let called = agencies(app, say, &facts).await?;
    let line = |record: &&ProtocolRecord| {
        let protocol = &record.protocol;
        let missing = protocol.partners.iter().filter(|partner| !record.is_signed_by(&partner.agency, now));
        Line {
            id: protocol.id.to_string(),
            version: protocol.version,
            title: title(say, protocol),
            partners: protocol.partners.len(),
            in_force: obstacles(record, &facts, now).is_empty(),
            missing: missing.map(|partner| called.agency(&partner.agency)).collect(),
            review: ReviewTold::of(say, protocol, now.date()),
        }
    };
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ListPage {
        frame: visitor.frame(app),
        filled,
        rows: records(&facts).iter().map(line).collect(),
        versions: versions(say, &facts),
        may_try: may(app, who, Verb::Audit),
    };
    Ok(show(status, &page.frame.clone(), &page))
}

fn may(app: &App, who: &SignedIn, verb: Verb) -> bool {
    app.config.taxonomy.roles.get(&who.actor.role).is_some_and(|role| role.verbs.contains(&verb))
}

async fn agencies(app: &App, say: &Say, facts: &Facts) -> Result<Called, Problem> {
    let partners = facts.protocols.iter().flat_map(|record| &record.protocol.partners).map(|partner| partner.agency.as_str());
    Ok(Called::read(app, say, partners, []).await?)
}

#[derive(Template)]
#[template(path = "protocol/shown.html")]
struct ShownPage {
    frame: Frame,
    filled: Filled,
    id: String,
    version: u32,
    title: String,
    in_force: bool,
    /// Why it is not in force, and what would have to change.
    why_not: Vec<(String, String)>,
    review: ReviewTold,
    terms: Terms,
    partners: Vec<PartnerShown>,
    purposes: Vec<PurposeShown>,
    agreed: Vec<(String, Terms)>,
    sha256: String,
    may_sign: bool,
    may_withdraw: bool,
}

async fn shown(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((id, version)): Path<(ProtocolId, u32)>,
) -> Result<Response, Problem> {
    in_full(&app, &visitor, &who, (&id, version), Filled::default()).await
}

async fn in_full(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    (id, version): (&ProtocolId, u32),
    filled: Filled,
) -> Result<Response, Problem> {
    let (facts, now) = world(app, who).await?;
    let record = find(&facts, id, version)?;
    let body = store::body(&mut *app.store.reader().await?, id, version).await?.ok_or_else(Problem::not_found)?;
    let say = &visitor.say;
    let protocol = &record.protocol;
    let signatories = record.signatures.iter().map(|signature| signature.value.person.as_str());
    let partners = protocol.partners.iter().map(|partner| partner.agency.as_str());
    let called = Called::read(app, say, partners.chain([protocol.breach.lead.as_str()]), signatories).await?;
    let why_not = obstacles(record, &facts, now);
    let own = who.actor.agency.as_ref().filter(|agency| protocol.has_partner(agency) && may(app, who, Verb::Sign));
    let has_signed = own.is_some_and(|agency| record.is_signed_by(agency, now));
    let teller = Teller { say, called: &called, protocol };
    let page = ShownPage {
        frame: visitor.frame(app),
        id: protocol.id.to_string(),
        version: protocol.version,
        title: title(say, protocol),
        in_force: why_not.is_empty(),
        why_not: why_not.iter().map(|reason| say.reason(reason)).collect(),
        review: ReviewTold::of(say, protocol, now.date()),
        terms: teller.terms(),
        partners: teller.partners(&record.signatures, now),
        purposes: teller.purposes(),
        agreed: teller.agreed(),
        sha256: hex(&store::hash(&body)),
        may_sign: own.is_some() && !has_signed,
        may_withdraw: has_signed,
        filled,
    };
    let status = if page.filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(show(status, &page.frame.clone(), &page))
}

/// Signs the version as it was shown.
async fn sign(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((id, version)): Path<(ProtocolId, u32)>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    if !filled.has("read", "yes") {
        filled.wrong("read", visitor.say.text("protocol-sign-unread"));
        return in_full(&app, &visitor, &who, (&id, version), filled).await;
    }
    let new = NewSignature { sha256: filled.value("sha256").to_owned() };
    super::sign(State(app), who, Path((id.clone(), version)), Json(new)).await.map(drop)?;
    Ok(see_done(&format!("/protocols/{id}/{version}"), "signed"))
}

/// Withdraws one's agency from the version.
async fn withdraw(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((id, version)): Path<(ProtocolId, u32)>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    if !filled.has("sure", "yes") {
        filled.wrong("sure", visitor.say.text("protocol-withdraw-unsure"));
        return in_full(&app, &visitor, &who, (&id, version), filled).await;
    }
    super::withdraw(State(app), who, Path((id.clone(), version))).await?;
    Ok(see_done(&format!("/protocols/{id}/{version}"), "withdrawn"))
}

#[cfg(test)]
mod tests {
    use porthor_policy::Language;

    use super::*;
    use crate::words::Words;

    #[test]
    fn a_review_that_is_near_overdue_or_missed_is_warned_of() {
        let taxonomy = porthor_config::Config::from_toml("", std::path::Path::new("/srv")).expect("the shipped one").taxonomy;
        let protocol = porthor_config::protocols::shipped(&taxonomy).expect("valid").remove(0);
        let say = Say::new(Arc::new(Words::shipped()), Language::En);
        let told = |day: Date| ReviewTold::of(&say, &protocol, day).warning;
        let (due, lapses) = (protocol.review.due, protocol.lapses());
        assert_eq!(told(due.plus_days(-200)), "");
        let ends = say.date(lapses);
        assert_eq!(told(due.plus_days(-10)), format!("The review is near. Unreviewed, it lapses on {ends}."));
        assert_eq!(told(due.plus_days(1)), format!("The review is overdue. Unreviewed, it lapses on {ends}."));
        assert_eq!(told(lapses.plus_days(1)), format!("Not reviewed in time: lapsed on {ends}."));
    }
}

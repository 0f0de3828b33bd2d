//! Home: for each child or young person that somebody belongs to, what is new since they were here last, and what needs an answer.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{
    Access, Date, Decision, EventKind, Grant, Recipient, Recorded, Standing, Timestamp, Verb, decide, holding, lacking,
};

use super::news::{self, News};
use super::seen::Seen;
use super::store;
use crate::app::App;
use crate::case::{self, Theirs};
use crate::consent;
use crate::gate;
use crate::http::error::Problem;
use crate::http::paging::Paging;
use crate::http::session::SignedIn;
use crate::web::{Frame, Visitor, show};

/// Days before its end from which a consent needs an answer.
pub const ENDING: i64 = 28;
/// Days after its end for which one that nothing has replaced still does.
const ENDED: i64 = 90;

/// Home.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/family", get(home))
}

#[derive(Template)]
#[template(path = "family/home.html")]
struct HomePage {
    frame: Frame,
    /// When they were here before; none for the first time.
    since: Option<String>,
    /// Whether somebody has named them as a helper, and they have not taken it up.
    is_named: bool,
    cards: Vec<Card>,
    /// The key of the heading: whose page it is.
    title: &'static str,
}

/// What somebody is told of one child or young person.
#[derive(Default)]
struct Card {
    child: String,
    path: String,
    news: Vec<News>,
    asks: Vec<Ask>,
    may_give: bool,
    may_see_who_looked: bool,
    /// As what they belong to the family.
    standing: Option<Standing>,
    /// Why there is nothing to see, with what would have to change.
    closed: Vec<(String, String)>,
}

/// Something to answer, with the one thing to do about it.
struct Ask {
    text: String,
    action: String,
    href: String,
}

async fn home(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    if who.actor.agency.is_some() {
        return Err(Problem::not_found());
    }
    let mut reader = app.store.reader().await?;
    let since = store::signed_in_before(&mut reader, &who.actor.person).await?;
    let is_named = case::store::has_stand_in(&mut reader, &who.actor.person, app.clock.now()).await?;
    drop(reader);
    let mut cards = Vec::new();
    let mut next = Some(String::new());
    while let Some(after) = next {
        let (theirs, later) = case::of_theirs(&app, &who, &Paging { after, limit: None }).await?;
        for one in theirs {
            match card(&app, &visitor, &who, one, since).await {
                Ok(card) => cards.push(card),
                // Erased, or no longer theirs, since the list of them was made: the others are there as before.
                Err(problem) if problem.status() == StatusCode::NOT_FOUND => {}
                Err(problem) => return Err(problem),
            }
        }
        next = later;
    }
    let since = since.map(|since| visitor.say.moment(since));
    let page = HomePage { frame: visitor.frame(&app), since, is_named, title: title(&cards), cards };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// A young person's page is about themselves, a helper's about those whom they help; whoever is both or neither has a family's.
fn title(cards: &[Card]) -> &'static str {
    let are_all = |is: fn(Standing) -> bool| !cards.is_empty() && cards.iter().all(|card| card.standing.is_some_and(is));
    if are_all(|standing| standing == Standing::YoungPerson) {
        "family-home-title-young-person"
    } else if are_all(Standing::is_supporter) {
        "family-home-title-supporter"
    } else {
        "family-home-title"
    }
}

async fn card(app: &App, visitor: &Visitor, who: &SignedIn, one: Theirs, since: Option<Timestamp>) -> Result<Card, Problem> {
    let access = Access::new(who.actor.clone(), Verb::List).on(one.case.clone());
    if let Decision::Refuse(reasons) = decide(&access, &one.known.facts, one.now) {
        // That they looked was recorded with the list; a refusal at each visit would only say that they have a home.
        let key = one.known.key.as_ref().ok_or_else(Problem::not_found)?;
        let row = case::store::find(&mut *app.store.reader().await?, &one.case, key).await?.ok_or_else(Problem::not_found)?;
        let closed = reasons.iter().map(|reason| visitor.say.reason(reason)).collect();
        let mut family = one.known.facts.family.iter().rev().map(|member| &member.value);
        let standing = family.find(|member| member.person == who.actor.person).map(|member| member.standing);
        return Ok(Card { child: row.name, closed, standing, ..Card::default() });
    }
    let granted = gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", "home")).await?;
    let seen = Seen::of(app, visitor, who, &one.case, granted).await?;
    let news = news::since(app, &seen, since.unwrap_or(Timestamp::from_millis(0))).await?;
    let may_give = consent::why_not_give(&seen.actor, seen.facts(), seen.now()).is_empty();
    let mut asks = asks(&seen, may_give);
    if may_give {
        asks.extend(questions(app, &seen).await?);
    }
    let (standing, may_see_who_looked) = (seen.standing(), seen.may_see_who_looked());
    Ok(Card { path: seen.path(""), news, asks, may_give, may_see_who_looked, standing, closed: Vec::new(), child: seen.child })
}

/// What staff ask them to consent to.
async fn questions(app: &App, seen: &Seen) -> Result<Vec<Ask>, Problem> {
    let open = consent::request::open_for(&mut *app.store.reader().await?, &seen.case, &seen.key).await?;
    let worded = open.into_iter().map(|one| {
        let text = seen.say.text("asked-home").with("agency", seen.names.agency(&one.body.agency)).to_string();
        Ask { text, action: seen.say.text("asked-answer").to_string(), href: seen.path("/asked") }
    });
    Ok(worded.collect())
}

/// What waits for a word of theirs; nothing for somebody who may give none.
fn asks(seen: &Seen, may_give: bool) -> Vec<Ask> {
    if !may_give {
        return Vec::new();
    }
    let mut asks: Vec<Ask> = seen.facts().grants.iter().filter_map(|grant| ask_about(seen, grant)).collect();
    asks.extend(coming_of_age(seen));
    asks
}

/// What a consent asks for that ends soon, has ended, or is good for nothing any more.
fn ask_about(seen: &Seen, grant: &Recorded<Grant>) -> Option<Ask> {
    let (now, until) = (seen.now(), grant.value.until?);
    if grant.ended.is_some() || until.plus_days(ENDED) <= now || is_replaced(seen, grant) {
        return None;
    }
    let lacks = lacking(&grant.value, seen.facts(), now);
    let key = match lacks {
        _ if until <= now => "family-ask-ended",
        Some(porthor_policy::Reason::ReconsentDue) => "family-ask-reconsent",
        None if until <= now.plus_days(ENDING) => "family-ask-ending",
        _ => return None,
    };
    // Whose consent it is stands in the sentence itself: "drwy eich cydsyniad chi".
    let key = if grant.value.giver == seen.actor.person { format!("{key}-yours") } else { key.to_owned() };
    let phrase = seen.say.text(key).with("whom", seen.recipient(&grant.value.recipient));
    let phrase = phrase.with("day", seen.say.last_day(until)).with("person", seen.person(&grant.value.giver));
    let href = seen.path(&format!("/consents/{}/change", grant.value.id));
    Some(Ask { text: phrase.to_string(), action: seen.say.text("family-ask-decide").to_string(), href })
}

/// Whether a later consent for the same reader lets them see as much for longer.
fn is_replaced(seen: &Seen, grant: &Recorded<Grant>) -> bool {
    let old = &grant.value;
    let mut later = holding(&seen.facts().grants, seen.now()).filter(|new| new.id != old.id && new.recipient == old.recipient);
    later.any(|new| {
        let covers = new.categories.is_superset(&old.categories) && new.purposes.is_superset(&old.purposes);
        covers && new.until > old.until && lacking(new, seen.facts(), seen.now()).is_none()
    })
}

/// Before the young person decides for themselves, those who have decided for them hear when.
fn coming_of_age(seen: &Seen) -> Option<Ask> {
    let born = seen.case_facts().ok()?.born?;
    let years = seen.facts().taxonomy.ages.own_authority;
    let (birthday, today): (Date, Date) = (born.plus_years(u32::from(years)), seen.now().date());
    let mine = |grant: &&Grant| grant.giver == seen.actor.person && grant.standing != Standing::YoungPerson;
    let has_any =
        holding(&seen.facts().grants, seen.now()).any(|grant| mine(&grant) && matches!(grant.recipient, Recipient::Agency(_)));
    let is_soon = today < birthday && birthday <= today.plus_days(ENDING);
    (is_soon && has_any).then(|| {
        let phrase = seen.say.text("family-ask-of-age").with("child", &seen.child).count("years", years);
        let text = phrase.with("day", seen.say.date(birthday)).to_string();
        Ask { text, action: seen.say.text("family-ask-look").to_string(), href: seen.path("/consents") }
    })
}

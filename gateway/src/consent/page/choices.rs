//! What may be chosen when a consent is given, and what was: nothing is chosen for anybody, and every choice is looked at again each time
//! that it comes back.

use std::collections::{BTreeMap, BTreeSet};

use porthor_policy::{
    AgencyId, AgencyKind, CategoryCode, Condition, Date, Facts, Grant, Offer, PurposeCode, Recipient, Standing, Timestamp, holding,
    offers,
};

use super::super::NewConsent;
use crate::app::App;
use crate::family::circle::around;
use crate::family::seen::Seen;
use crate::http::error::Problem;
use crate::store::names::Names;
use crate::web::{Filled, Say, Visitor, calendar};

/// Months until the next review, as plans are reviewed: half-yearly or yearly.
const REVIEWS: [u32; 2] = [6, 12];
/// Groups of categories that have a heading of ours.
const GROUPS: [&str; 9] =
    ["plans", "statutory-advice", "assessment", "person-centred", "meeting", "progress", "funding", "dispute", "governance"];

/// One thing to choose: its value, its name, and what is said of it.
pub type Choice = (String, String, String);

/// Everything that may be chosen.
pub struct Choices {
    /// Those on the case, and of the family whom a young person may let see.
    pub near: Vec<Choice>,
    /// Other partners of the protocols that cover the case's agencies.
    pub far: Vec<Choice>,
    /// Kinds that agencies share on a consent, or that are there already, by group.
    pub usual: Vec<(String, Vec<Choice>)>,
    /// All other kinds, by group.
    pub others: Vec<(String, Vec<Choice>)>,
    /// For what.
    pub purposes: Vec<Choice>,
    /// Until when.
    pub terms: Vec<Choice>,
    /// Whether a college is among the agencies.
    pub has_college: bool,
}

impl Choices {
    /// Reads them for the case.
    pub async fn read(app: &App, visitor: &Visitor, seen: &Seen, filled: &Filled) -> Result<Self, Problem> {
        let (facts, now, say) = (seen.facts(), seen.now(), &seen.say);
        let near = around(seen.facts(), seen.now())?;
        let offers = offers(facts, now);
        let far: BTreeSet<AgencyId> = partners(facts, &near, &offers).into_iter().filter(|agency| !near.contains(agency)).collect();
        let mut reader = app.store.reader().await?;
        let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), near.iter().chain(&far), []).await?;
        let choice = |agency: &AgencyId| {
            let kind = facts.kind_of(agency, now).map(|kind| say.text(format!("agency-kind-{kind}")).to_string());
            (format!("agency:{agency}"), names.agency(agency).to_owned(), kind.unwrap_or_default())
        };
        let has_college = near.iter().chain(&far).any(|agency| facts.kind_of(agency, now) == Some(AgencyKind::College));
        let usual = usual(seen, &offers, filled);
        let rest = facts.taxonomy.categories.keys().filter(|code| !usual.contains(code)).collect();
        Ok(Self {
            near: near.iter().map(choice).chain(relatives(seen)).collect(),
            far: far.iter().map(choice).collect(),
            others: grouped(say, facts, &rest),
            usual: grouped(say, facts, &usual),
            purposes: purposes(seen, &offers, filled),
            terms: terms(say, now),
            has_college,
        })
    }
}

/// Agencies that share a protocol in force with one that is on the case, and would see something on a consent.
fn partners(facts: &Facts, near: &[AgencyId], offers: &BTreeSet<Offer>) -> BTreeSet<AgencyId> {
    let shared = facts.protocols.iter().filter(|record| near.iter().any(|agency| record.protocol.has_partner(agency)));
    let all = shared.flat_map(|record| record.protocol.partners.iter().map(|partner| &partner.agency));
    all.filter(|agency| offers.iter().any(|offer| offer.agency == **agency)).cloned().collect()
}

/// A young person of age lets a parent see, or not: they see of right no longer.
fn relatives(seen: &Seen) -> Vec<Choice> {
    let mine = holding(&seen.facts().family, seen.now()).filter(|one| one.person == seen.actor.person);
    let is_theirs = mine.into_iter().any(|one| matches!(one.standing, Standing::YoungPerson | Standing::Deputy));
    let parents = seen.relatives().filter(|one| matches!(one.standing, Standing::Parent | Standing::ResponsibilityHolder));
    let choice = |one: &porthor_policy::FamilyMember| {
        let about = seen.say.text(format!("standing-{}", crate::store::log::code_of(&one.standing))).to_string();
        (format!("person:{}", one.person), seen.names.person(&one.person).to_owned(), about)
    };
    if is_theirs { parents.map(choice).collect() } else { Vec::new() }
}

fn usual<'a>(seen: &'a Seen, offers: &BTreeSet<Offer>, filled: &Filled) -> BTreeSet<&'a CategoryCode> {
    let on_consent: BTreeSet<&CategoryCode> = offers.iter().map(|offer| &offer.category).collect();
    let there: BTreeSet<&CategoryCode> = seen.reports.values().map(|told| &told.category).collect();
    let all = seen.facts().taxonomy.categories.keys();
    all.filter(|code| on_consent.contains(code) || there.contains(code) || filled.has("category", code.as_str())).collect()
}

fn grouped(say: &Say, facts: &Facts, codes: &BTreeSet<&CategoryCode>) -> Vec<(String, Vec<Choice>)> {
    let mut groups: BTreeMap<&str, Vec<Choice>> = BTreeMap::new();
    for (code, category) in facts.taxonomy.categories.iter().filter(|(code, _)| codes.contains(code)) {
        groups.entry(&category.group).or_default().push((code.to_string(), say.category(code), String::new()));
    }
    let heading = |group: &str| {
        let known = GROUPS.contains(&group);
        if known { say.text(format!("consent-group-{group}")).to_string() } else { group.to_owned() }
    };
    groups.into_iter().map(|(group, choices)| (heading(group), choices)).collect()
}

fn purposes(seen: &Seen, offers: &BTreeSet<Offer>, filled: &Filled) -> Vec<Choice> {
    let on_consent: BTreeSet<&PurposeCode> = offers.iter().map(|offer| &offer.purpose).collect();
    let all = seen.facts().taxonomy.purposes.keys();
    let wanted = all.filter(|code| on_consent.is_empty() || on_consent.contains(code) || filled.has("purpose", code.as_str()));
    wanted.map(|code| (code.to_string(), seen.say.purpose(code), String::new())).collect()
}

/// Until the next review: months, as words and as the last day.
pub fn reviews(say: &Say, now: Timestamp) -> Vec<Choice> {
    let review = |months: &u32| {
        let day = say.last_day(now.date().plus_months(*months).start());
        let about = say.text("consent-until-day").with("day", day).to_string();
        (months.to_string(), say.text("consent-until-months").count("n", *months).to_string(), about)
    };
    REVIEWS.iter().map(review).collect()
}

fn terms(say: &Say, now: Timestamp) -> Vec<Choice> {
    let own = ("own".to_owned(), say.text("consent-until-own").to_string(), String::new());
    reviews(say, now).into_iter().chain([own]).collect()
}

/// What was chosen, as the interface takes it; none where something is missing or cannot be, which is then marked.
pub fn chosen(filled: &mut Filled, seen: &Seen) -> Option<NewConsent> {
    let say = &seen.say;
    let recipient = recipient(filled.value("recipient"));
    if recipient.is_none() {
        filled.wrong("recipient", say.text("consent-choose-recipient"));
    }
    let categories: BTreeSet<CategoryCode> = filled.all("category").filter_map(|code| code.parse().ok()).collect();
    if categories.is_empty() {
        filled.wrong("category", say.text("consent-choose-category"));
    }
    let purposes: BTreeSet<PurposeCode> = filled.all("purpose").filter_map(|code| code.parse().ok()).collect();
    if purposes.is_empty() {
        filled.wrong("purpose", say.text("consent-choose-purpose"));
    }
    let until = until(filled, seen);
    let condition = condition(filled, seen, recipient.as_ref());
    if filled.is_wrong() {
        return None;
    }
    let language = Some(say.language());
    let until = until.map(Date::start);
    Some(NewConsent {
        recipient: recipient?,
        categories,
        purposes,
        from: None,
        until,
        language,
        on_behalf_of: None,
        evidence: None,
        condition,
    })
}

fn recipient(text: &str) -> Option<Recipient> {
    match text.split_once(':')? {
        ("agency", id) => id.parse().ok().map(Recipient::Agency),
        ("person", id) => id.parse().ok().map(Recipient::Person),
        _ => None,
    }
}

/// The first day on which it no longer holds.
fn until(filled: &mut Filled, seen: &Seen) -> Option<Date> {
    let (say, today) = (&seen.say, seen.now().date());
    let chosen = filled.value("until").to_owned();
    if let Some(months) = REVIEWS.iter().find(|months| months.to_string() == chosen) {
        return Some(today.plus_months(*months));
    }
    if chosen != "own" {
        filled.wrong("until", say.text("consent-choose-until"));
        return None;
    }
    if !filled.has_day("day") {
        filled.wrong("day-day", say.text("consent-choose-day"));
        return None;
    }
    let day = filled.day(say, "day")?;
    if day < today {
        filled.wrong("day-day", say.text("consent-day-over"));
        return None;
    }
    Some(day.plus_days(1))
}

/// A grant to a college may end by itself.
fn condition(filled: &mut Filled, seen: &Seen, recipient: Option<&Recipient>) -> Option<Condition> {
    let say = &seen.say;
    filled.given("enrols")?;
    let kind = match recipient? {
        Recipient::Agency(agency) => seen.facts().kind_of(agency, seen.now()),
        Recipient::Person(_) => None,
    };
    if kind != Some(AgencyKind::College) {
        filled.wrong("enrols", say.text("consent-only-college"));
        return None;
    }
    if !filled.has_day("by") {
        filled.wrong("by-day", say.text("consent-choose-day"));
        return None;
    }
    let by = filled.day(say, "by")?;
    if by <= seen.now().date() {
        filled.wrong("by-day", say.text("consent-day-over"));
        return None;
    }
    Some(Condition::Enrols { by })
}

/// A form filled in with a consent, to be changed or given again; one that is over is given until another day.
pub fn as_chosen(grant: &Grant, today: Date) -> Filled {
    let mut filled = Filled::default().set(
        "recipient",
        match &grant.recipient {
            Recipient::Agency(agency) => format!("agency:{agency}"),
            Recipient::Person(person) => format!("person:{person}"),
        },
    );
    for category in &grant.categories {
        filled = filled.add("category", category.as_str());
    }
    for purpose in &grant.purposes {
        filled = filled.add("purpose", purpose.as_str());
    }
    match grant.until.map(|until| until.plus_millis(-1).date()) {
        Some(last) if last >= today => with_day(filled.set("until", "own"), last),
        _ => filled,
    }
}

/// With a day in the three fields of the end.
fn with_day(filled: Filled, day: Date) -> Filled {
    let (year, month, day) = calendar::parts(day);
    filled.set("day-day", day.to_string()).set("day-month", month.to_string()).set("day-year", year.to_string())
}

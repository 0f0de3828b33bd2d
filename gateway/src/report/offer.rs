//! What somebody may say of a report that they push: the kinds and purposes that a protocol lets leave their agency, and what is likely,
//! which is shown as a suggestion and counts only once it is taken up.

use std::collections::BTreeSet;

use porthor_policy::{
    Access, AgencyId, AgencyKind, Audience, Category, CategoryCode, Class, Facts, PersonId, Provenance, PurposeCode, Report,
    ReportId, RequestState, Status, Timestamp, Verb, decide, holding,
};

use crate::app::App;
use crate::case::fresh;
use crate::desk::Entered;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::Say;

/// Letters by which two words are told to be of one stem.
const STEM: usize = 6;

/// Value, name, and a line about it.
pub type Choice = (String, String, String);

/// Kinds of report under their heading.
pub struct Group {
    /// The heading.
    pub name: String,
    pub kinds: Vec<Kind>,
}

/// A kind of report that may be pushed.
pub struct Kind {
    pub code: String,
    pub name: String,
    /// By which a file's name is told to be of this kind: its names in both languages.
    pub words: String,
}

/// All of it.
pub struct Offer {
    pub groups: Vec<Group>,
    pub purposes: Vec<Choice>,
    pub audiences: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub languages: Vec<Choice>,
    pub provenances: Vec<Choice>,
    /// Where one's own agency's reports come from.
    pub provenance: String,
    /// Yes and no, as each question is answered.
    pub serious_harm: Vec<Choice>,
    pub third_party: Vec<Choice>,
    pub classes: Vec<Choice>,
    /// One's own agency's reports of which none has taken the place yet.
    pub earlier: Vec<Choice>,
    /// Reports that may be told anew for the child.
    pub full: Vec<Choice>,
    /// Colleagues on the case for whom somebody who only pushes brings it.
    pub authors: Vec<Choice>,
    pub likely_category: Option<Choice>,
    pub likely_purpose: Option<Choice>,
}

impl Offer {
    /// For `who` on this case.
    pub async fn of(app: &App, say: &Say, who: &SignedIn, entered: &Entered) -> Result<Self, Problem> {
        let (facts, now) = (&entered.known.facts, entered.now);
        let pushes = Access::new(who.actor.clone(), Verb::Push).on(entered.case.id.clone());
        let (categories, purposes) = allowed(facts, pushes, who.agency()?, now)?;
        let likely = likely(app, facts, who, now);
        let category = likely.0.filter(|code| categories.contains(code));
        let purpose = likely.1.filter(|code| purposes.contains(code));
        let worded = |prefix: &str, words: Vec<String>| -> Vec<Choice> {
            words.into_iter().map(|word| (word.clone(), say.text(format!("{prefix}-{word}")).to_string(), String::new())).collect()
        };
        let described = |prefix: &str, words: &mut dyn Iterator<Item = String>| -> Vec<Choice> {
            let choice = |word: String| {
                let about = say.text(format!("push-{prefix}-{word}")).to_string();
                (word.clone(), say.text(format!("{prefix}-{word}")).to_string(), about)
            };
            words.map(choice).collect()
        };
        let (earlier, full) = there_already(app, say, who, entered).await?;
        let kind = who.actor.agency.as_ref().and_then(|agency| facts.kind_of(agency, now));
        Ok(Self {
            groups: groups(app, say, &categories),
            purposes: purposes.iter().map(|code| (code.to_string(), say.purpose(code), String::new())).collect(),
            audiences: described("audience", &mut AUDIENCES.iter().map(code_of)),
            statuses: described("status", &mut STATUSES.iter().map(code_of)),
            serious_harm: worded("push-serious-harm", vec!["yes".to_owned(), "no".to_owned()]),
            third_party: worded("push-third-party", vec!["yes".to_owned(), "no".to_owned()]),
            classes: worded("class", CLASSES.iter().map(code_of).collect()),
            earlier,
            full,
            languages: worded("language", vec!["cy".to_owned(), "en".to_owned()]),
            provenances: worded("provenance", PROVENANCES.iter().map(code_of).collect()),
            provenance: kind.map(provenance_of).map(|one| code_of(&one)).unwrap_or_default(),
            authors: authors(app, say, who, entered).await?,
            likely_category: category.map(|code| (code.to_string(), say.category(&code), String::new())),
            likely_purpose: purpose.map(|code| (code.to_string(), say.purpose(&code), String::new())),
        })
    }
}

const AUDIENCES: [Audience; 3] = [Audience::Professionals, Audience::Family, Audience::ChildFriendly];
const STATUSES: [Status; 4] = [Status::SignedOff, Status::Draft, Status::Informal, Status::Statutory];
const CLASSES: [Class; 3] = [Class::NonConfidential, Class::Confidential, Class::Sensitive];
const PROVENANCES: [Provenance; 6] =
    [Provenance::Nhs, Provenance::Council, Provenance::School, Provenance::Voluntary, Provenance::Private, Provenance::Family];

fn provenance_of(kind: AgencyKind) -> Provenance {
    match kind {
        AgencyKind::HealthBoard => Provenance::Nhs,
        AgencyKind::School | AgencyKind::College | AgencyKind::EarlyYears => Provenance::School,
        AgencyKind::Voluntary => Provenance::Voluntary,
        AgencyKind::Council | AgencyKind::Tribunal => Provenance::Council,
    }
}

/// The kinds and purposes of which `access` would be allowed, by the decision that is taken then, if it brought a report of `agency`.
pub fn allowed(
    facts: &Facts,
    mut access: Access,
    agency: &AgencyId,
    now: Timestamp,
) -> Result<(BTreeSet<CategoryCode>, BTreeSet<PurposeCode>), Problem> {
    let (mut categories, mut purposes) = (BTreeSet::new(), BTreeSet::new());
    let taxonomy = &facts.taxonomy;
    let (Some(category), Some(purpose)) = (taxonomy.categories.keys().next(), taxonomy.purposes.keys().next()) else {
        return Ok((categories, purposes));
    };
    let mut draft = Report {
        id: fresh()?,
        category: category.clone(),
        purpose: purpose.clone(),
        class: Class::Confidential,
        audience: Audience::Family,
        status: Status::SignedOff,
        language: porthor_policy::Language::En,
        provenance: Provenance::Nhs,
        author: access.actor.person.clone(),
        author_agency: agency.clone(),
        arrived: now,
        version: 1,
        supersedes: None,
        marks: BTreeSet::new(),
        retain_until: Some(now.date().plus_days(1)),
    };
    for category in taxonomy.categories.keys() {
        for purpose in taxonomy.purposes.keys() {
            draft.category = category.clone();
            draft.purpose = purpose.clone();
            access.draft = Some(draft.clone());
            let needs_only_a_code = match decide(&access, facts, now) {
                porthor_policy::Decision::Allow(_) => true,
                porthor_policy::Decision::Refuse(reasons) => reasons.iter().all(|reason| reason.code() == "step-up-needed"),
            };
            if needs_only_a_code {
                categories.insert(category.clone());
                purposes.insert(purpose.clone());
            }
        }
    }
    Ok((categories, purposes))
}

fn groups(app: &App, say: &Say, categories: &BTreeSet<CategoryCode>) -> Vec<Group> {
    let grouped = by_heading(app, say, categories, |code, category| {
        let words = format!("{} {} {code}", category.name_en, category.name_cy).to_lowercase();
        Kind { code: code.to_string(), name: say.category(code), words }
    });
    grouped.into_iter().map(|(name, kinds)| Group { name, kinds }).collect()
}

/// Something for each of these kinds of report, under the heading of its group.
pub fn by_heading<'a, T>(
    app: &App,
    say: &Say,
    codes: impl IntoIterator<Item = &'a CategoryCode>,
    each: impl Fn(&CategoryCode, &Category) -> T,
) -> Vec<(String, Vec<T>)> {
    let mut groups: Vec<(&str, Vec<T>)> = Vec::new();
    for code in codes {
        let Some(category) = app.config.taxonomy.categories.get(code) else { continue };
        match groups.iter_mut().find(|(group, _)| *group == category.group) {
            Some((_, all)) => all.push(each(code, category)),
            None => groups.push((category.group.as_str(), vec![each(code, category)])),
        }
    }
    let heading = |group: &str| say.text(format!("push-group-{group}")).to_string();
    groups.into_iter().map(|(group, all)| (heading(group), all)).collect()
}

/// What they pushed to this case last; else what their agency was asked for; else what their role is called like.
fn likely(app: &App, facts: &Facts, who: &SignedIn, now: Timestamp) -> (Option<CategoryCode>, Option<PurposeCode>) {
    let mine = holding(&facts.reports, now).filter(|report| report.author == who.actor.person);
    if let Some(last) = mine.max_by_key(|report| report.arrived) {
        return (Some(last.category.clone()), Some(last.purpose.clone()));
    }
    let mut asked = holding(&facts.requests, now)
        .filter(|request| request.state == RequestState::Open && Some(&request.to) == who.actor.agency.as_ref());
    if let Some(request) = asked.next() {
        return (request.categories.first().cloned(), Some(request.purpose.clone()));
    }
    (by_role(app, who), None)
}

/// The one kind whose name shares most stems with the role's.
fn by_role(app: &App, who: &SignedIn) -> Option<CategoryCode> {
    let role = app.config.taxonomy.roles.get(&who.actor.role)?;
    let of_role = stems(&format!("{} {}", role.name_en, role.name_cy));
    let kinds = app.config.taxonomy.categories.iter().map(|(code, category)| {
        let shared = stems(&format!("{} {}", category.name_en, category.name_cy)).intersection(&of_role).count();
        (shared, code)
    });
    let mut best: Vec<_> = kinds.filter(|(shared, _)| *shared > 0).collect();
    best.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    match best.as_slice() {
        [(most, code), rest @ ..] if rest.first().is_none_or(|(next, _)| next < most) => Some((*code).clone()),
        _ => None,
    }
}

/// The beginnings of the longer words.
fn stems(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= STEM - 1);
    words.map(|word| word.to_lowercase().chars().take(STEM).collect()).collect()
}

/// Reports of the case that somebody may know of, the newest first, as far as none has taken their place: those of their own agency,
/// which a new version may follow, and those that may be told anew for the child.
async fn there_already(app: &App, say: &Say, who: &SignedIn, entered: &Entered) -> Result<(Vec<Choice>, Vec<Choice>), Problem> {
    let facts = &entered.known.facts;
    let replaced: BTreeSet<&ReportId> =
        holding(&facts.reports, entered.now).filter_map(|report| report.supersedes.as_ref()).collect();
    let mut known = super::known_to(&who.actor, &entered.case.id, facts, entered.now);
    known.retain(|report| !replaced.contains(&report.id));
    let mut reader = app.store.reader().await?;
    let described = super::store::described_all(&mut reader, &entered.case.id, &entered.key).await?;
    let choice = |report: &&Report| {
        let about = described.get(report.id.as_str())?;
        let named = say.text("push-there-already").with("file", &about.file_name).with("kind", say.category(&report.category));
        let named = named.with("day", say.day_of(report.arrived)).count("version", report.version).to_string();
        Some((report.id.to_string(), named, String::new()))
    };
    let own = known.iter().rev().filter(|report| Some(&report.author_agency) == who.actor.agency.as_ref());
    let full = known.iter().rev().filter(|report| report.audience != Audience::ChildFriendly);
    Ok((own.filter_map(choice).collect(), full.filter_map(choice).collect()))
}

/// Colleagues named on the case, for somebody who pushes and sees nothing.
async fn authors(app: &App, say: &Say, who: &SignedIn, entered: &Entered) -> Result<Vec<Choice>, Problem> {
    if entered.lists {
        return Ok(Vec::new());
    }
    let parts = holding(&entered.known.facts.involvements, entered.now);
    let own = parts.filter(|part| Some(&part.agency) == who.actor.agency.as_ref());
    let people: BTreeSet<PersonId> =
        own.filter_map(|part| part.person.clone()).filter(|person| *person != who.actor.person).collect();
    let mut reader = app.store.reader().await?;
    let names = Names::read(&app.secrets.column, &mut reader, say.language(), std::iter::empty(), &people).await?;
    Ok(people.iter().map(|person| (person.to_string(), names.person(person).to_owned(), String::new())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_psychologist_and_their_assessment_share_stems_and_a_clinician_and_a_plan_do_not() {
        let psychologist = stems("Educational psychologist");
        assert_eq!(stems("Educational psychology assessment").intersection(&psychologist).count(), 2);
        assert_eq!(stems("Personal education plan").intersection(&psychologist).count(), 1);
        assert!(stems("Clinician Clinigydd").is_disjoint(&stems("Individual education plan")));
    }
}

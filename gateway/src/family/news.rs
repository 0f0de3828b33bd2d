//! What is new on a case since somebody of its family was here last: what goes past the family's word stands first, then what was answered
//! to them, then the rest. Only what the page that it leads to would show them.

use std::collections::BTreeSet;

use porthor_policy::{Access, Emergency, Recorded, Timestamp, Verb, readable};

use super::seen::Seen;
use super::store;
use crate::app::App;
use crate::http::error::Problem;
use crate::remark::store::{Kept, answered_since};
use crate::store::log::code_of;

/// Something new.
pub struct News {
    /// What, in a sentence.
    pub text: String,
    /// Where it is.
    pub href: String,
}

/// What is new on the case after `since`.
pub async fn since(app: &App, seen: &Seen, since: Timestamp) -> Result<Vec<News>, Problem> {
    let mut reader = app.store.reader().await?;
    let happened = store::happened_since(&mut reader, &seen.case, &seen.actor.person, since).await?;
    let mut answered = answered_since(&mut reader, &seen.case, &seen.key, since).await?;
    drop(reader);
    answered.retain(|kept| kept.said.remark.author == seen.actor.person);
    let mut news = Vec::new();
    if seen.may_see_who_looked() {
        let declared = seen.facts().emergencies.iter().rev().filter(|fact| fact.recorded > since);
        news.extend(declared.map(|fact| emergency(seen, fact)));
        news.extend(counted(seen, "family-new-refused", happened.refused, "/looked"));
    }
    news.extend(counted(seen, "family-new-withdrawn", happened.withdrawn, "/consents"));
    news.extend(answered.iter().filter_map(|kept| answer(seen, kept)));
    news.extend(reports(seen, since));
    news.extend(agencies(seen, since));
    if seen.may_see_who_looked() {
        news.extend(counted(seen, "family-new-opened", happened.opened, "/looked"));
    }
    Ok(news)
}

/// Told plainly: somebody could see what no consent opens.
fn emergency(seen: &Seen, fact: &Recorded<Emergency>) -> News {
    let (agency, person) = (&fact.value.agency, &fact.value.person);
    let told = seen.say.text("family-new-emergency").with("person", seen.person(person));
    let told = told.with("agency", seen.names.agency(agency)).with("moment", seen.say.moment(fact.recorded));
    News { text: told.to_string(), href: seen.path(&format!("/looked?agency={agency}")) }
}

fn counted(seen: &Seen, key: &str, times: i64, rest: &str) -> Option<News> {
    (times > 0).then(|| News { text: seen.say.text(key).count("n", times).to_string(), href: seen.path(rest) })
}

fn answer(seen: &Seen, kept: &Kept) -> Option<News> {
    let (answered, _) = kept.answer.as_ref()?;
    let key = format!("family-new-answer-{}", code_of(&kept.said.remark.kind));
    let text = seen.say.text(key).with("agency", seen.names.agency(&answered.agency)).to_string();
    Some(News { text, href: seen.path(&format!("/remarks#remark-{}", kept.said.remark.id)) })
}

fn reports(seen: &Seen, since: Timestamp) -> Option<News> {
    let facts = seen.facts();
    let access = Access::new(seen.actor.clone(), Verb::List).on(seen.case.clone());
    let came: BTreeSet<_> = facts.reports.iter().filter(|report| report.recorded > since).map(|report| &report.value.id).collect();
    let new = readable(&access, facts, seen.now()).filter(|report| came.contains(&report.id)).count();
    counted(seen, "family-new-reports", i64::try_from(new).unwrap_or(i64::MAX), "/reports")
}

fn agencies(seen: &Seen, since: Timestamp) -> Vec<News> {
    let parts = seen.facts().involvements.iter().filter(|part| part.holds(seen.now()) && part.recorded > since);
    let agencies: BTreeSet<_> = parts.map(|part| &part.value.agency).collect();
    let told = agencies.into_iter().map(|agency| News {
        text: seen.say.text("family-new-agency").with("agency", seen.names.agency(agency)).to_string(),
        href: seen.path(&format!("/agency/{agency}")),
    });
    told.collect()
}

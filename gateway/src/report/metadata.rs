//! What is said of a report that comes: its description, made safe, and the report as a decision sees it.

use std::collections::BTreeSet;

use porthor_policy::{
    AgencyId, Audience, CaseId, CategoryCode, Class, HeldFor, Language, PersonId, Provenance, PurposeCode, Report, ReportId,
    ReportMark, Status, Timestamp, held, holding,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::known_to;
use super::store::Description;
use crate::app::App;
use crate::case::fresh;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::plain::{is_unseen, plain_text};
use crate::store::facts::Known;

/// Characters of a summary, at most.
pub(super) const SUMMARY: usize = 8000;

/// What is said of a report: the part `report`, before the part `file`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    #[schema(value_type = String)]
    pub category: CategoryCode,
    /// What it was written for.
    #[schema(value_type = String)]
    pub purpose: PurposeCode,
    /// The category's own class, if not said.
    #[schema(value_type = Option<String>)]
    pub class: Option<Class>,
    #[schema(value_type = String)]
    pub audience: Audience,
    #[schema(value_type = String)]
    pub status: Status,
    #[schema(value_type = String)]
    pub language: Language,
    #[schema(value_type = String)]
    pub provenance: Provenance,
    pub file_name: String,
    /// In plain language.
    pub summary: Option<String>,
    /// The report it takes the place of.
    #[schema(value_type = Option<String>)]
    pub supersedes: Option<ReportId>,
    /// The report that it tells anew in words for the child; its audience is then `child-friendly`.
    #[schema(value_type = Option<String>)]
    pub companion_of: Option<ReportId>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub marks: BTreeSet<ReportMark>,
    /// Why it is for professionals only; needed where it is.
    pub audience_reason: Option<String>,
    /// Who of one's own agency wrote it, where somebody else brings it.
    #[schema(value_type = Option<String>)]
    pub author: Option<PersonId>,
}

/// Who wrote it: whoever brings it, or a colleague of the same agency that they bring it for.
pub(super) async fn author(app: &App, who: &SignedIn, named: Option<&PersonId>) -> Result<PersonId, Problem> {
    let Some(named) = named else { return Ok(who.actor.person.clone()) };
    let post = crate::case::store::agency_of(&mut *app.store.reader().await?, named).await?;
    let is_colleague = matches!((post, &who.actor.agency), (Some(Some(post)), Some(own)) if post == own.as_str());
    if is_colleague { Ok(named.clone()) } else { Err(Problem::bad("bad-field").with("field", "author")) }
}

/// Names that Windows gives to devices, whatever follows their first full stop.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// A name that is safe to give back: no path, nothing unseen, nothing that Windows reads otherwise, no length that a file system refuses.
fn is_hostile(name: &str) -> bool {
    let hostile = |c: char| is_unseen(c) || matches!(c, '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*');
    name.is_empty()
        || name.len() > 200
        || name.starts_with('.')
        || name.ends_with('.')
        || name.chars().any(hostile)
        || is_device(name)
}

/// Whether Windows takes a name for a device's: `con`, `NUL.pdf`, `Com1 .txt`.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_port = port.is_some_and(|number| {
        let mut number = number.chars();
        matches!((number.next(), number.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    is_port || DEVICES.contains(&stem.as_str())
}

/// What is kept of a description, if it may be.
pub fn description(metadata: &Metadata) -> Result<Description, Problem> {
    let name = metadata.file_name.trim();
    if is_hostile(name) {
        return Err(Problem::unacceptable("hostile-file-name"));
    }
    let said = |field, text: &Option<String>| {
        let text = text.as_deref().filter(|text| !text.trim().is_empty());
        text.map(|text| plain_text(field, text, SUMMARY)).transpose()
    };
    let summary = said("summary", &metadata.summary)?;
    let has_reason = said("audience_reason", &metadata.audience_reason)?.is_some();
    if metadata.audience == Audience::Professionals && !has_reason {
        return Err(Problem::bad("bad-field").with("field", "audience_reason"));
    }
    Ok(Description { file_name: name.to_owned(), summary, companion_of: metadata.companion_of.clone(), sender: None })
}

/// A version for the child is tied to a report that whoever brings it may know of, of whichever agency; of others the answer is as if
/// there were none.
pub(super) fn check_companion(
    who: &SignedIn,
    case: &CaseId,
    known: &Known,
    metadata: &Metadata,
    now: Timestamp,
) -> Result<(), Problem> {
    let Some(full) = &metadata.companion_of else { return Ok(()) };
    let is_known = known_to(&who.actor, case, &known.facts, now).iter().any(|report| report.id == *full);
    if is_known && metadata.audience == Audience::ChildFriendly {
        return Ok(());
    }
    Err(Problem::bad("bad-field").with("field", "companion_of"))
}

/// A version takes the place of the latest one alone: of two newer ones nobody could say which is in force.
pub fn check_latest(supersedes: Option<&ReportId>, known: &Known, now: Timestamp) -> Result<(), Problem> {
    let Some(old) = supersedes else { return Ok(()) };
    // One in which malware was found takes nobody's place: it never comes in.
    let is_there = |report: &&Report| held(&known.facts, &report.id, now).all(|held_for| held_for != HeldFor::Infected);
    let newer = holding(&known.facts.reports, now).filter(is_there).find(|report| report.supersedes.as_ref() == Some(old));
    newer.map_or(Ok(()), |report| Err(Problem::conflict("superseded-already").with("report", report.id.to_string())))
}

/// The report as a decision sees it, brought for `agency`.
pub fn draft(
    app: &App,
    agency: &AgencyId,
    known: &Known,
    metadata: Metadata,
    author: PersonId,
    now: Timestamp,
) -> Result<Report, Problem> {
    let taxonomy = &app.config.taxonomy;
    let category = taxonomy.categories.get(&metadata.category).ok_or_else(|| Problem::unacceptable("unknown-category"))?;
    if !taxonomy.purposes.contains_key(&metadata.purpose) {
        return Err(Problem::unacceptable("unknown-purpose"));
    }
    let earlier = metadata.supersedes.as_ref().map(|id| {
        let mut reports = holding(&known.facts.reports, now);
        // Nor does anything follow one that is held back, and may go again.
        let is_free = |report: &Report| held(&known.facts, &report.id, now).next().is_none();
        reports.find(|report| report.id == *id && report.author_agency == *agency && is_free(report))
    });
    if earlier == Some(None) {
        return Err(Problem::bad("bad-field").with("field", "supersedes"));
    }
    Ok(Report {
        id: fresh()?,
        category: metadata.category,
        purpose: metadata.purpose,
        class: metadata.class.unwrap_or(category.class),
        audience: metadata.audience,
        status: metadata.status,
        language: metadata.language,
        provenance: metadata.provenance,
        author,
        author_agency: agency.clone(),
        arrived: now,
        version: earlier.flatten().map_or(1, |report| report.version + 1),
        supersedes: metadata.supersedes,
        marks: metadata.marks,
        retain_until: Some(now.date().plus_years(u32::from(category.retention_years))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_told_from_names_that_begin_like_them() {
        for device in ["CON", "con.pdf", "Nul.tar.gz", "COM1", "com0.pdf", "LPT9.docx", "COM¹.txt", "aux .pdf", "CONIN$"] {
            assert!(is_hostile(device), "{device}");
        }
        for name in ["Consent.pdf", "CONS.pdf", "COM10.pdf", "COM.pdf", "LPT.pdf", "null.pdf", "Auxiliary.pdf", "a.con.pdf"] {
            assert!(!is_hostile(name), "{name}");
        }
    }
}

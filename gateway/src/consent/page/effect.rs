//! What giving or taking back a consent, or any other word of the family's, would do, in words: who gains or loses which reports, what
//! stays because it rests on something else, and what stays closed although a consent names its kind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use porthor_policy::{
    AgencyId, CategoryCode, Change, Facts, Grant, Line, Misses, Preview, Reason, Recipient, ReportId, Sight, Timestamp, holding,
    offers, preview_all, sights, visible,
};

use crate::app::App;
use crate::family::seen::Seen;
use crate::http::error::Problem;

/// What a change would do.
#[derive(Default)]
pub struct Effect {
    /// Who would see what from then on.
    pub gains: Vec<Readers>,
    /// Who would see what no longer.
    pub loses: Vec<Readers>,
    /// What the one that it is about sees all the same, and why.
    pub stays: Vec<(String, BTreeSet<String>)>,
    /// What they still do not see, and what would have to change.
    pub closed: Vec<(String, Vec<(String, String)>)>,
    /// Kinds that no protocol in force passes to them on a consent.
    pub uncovered: Vec<String>,
}

/// Somebody, and reports by their titles.
pub struct Readers {
    /// Who.
    pub name: String,
    /// Which.
    pub reports: Vec<String>,
}

/// The same before it is put into words.
struct Reckoned {
    preview: Preview,
    stays: Vec<Sight>,
    closed: Vec<(ReportId, Vec<Reason>)>,
}

impl Effect {
    /// Of `changes`, which are about `grant`.
    pub async fn of(app: &App, seen: &Seen, changes: Vec<Change>, grant: &Grant) -> Result<Self, Problem> {
        let (facts, now) = (Arc::clone(&seen.granted.known.facts), seen.now());
        let (about, is_given) = (grant.clone(), changes.iter().any(|change| matches!(change, Change::Grant(_))));
        let reckoned = crate::reckon::reckon(app, move || reckon(&facts, &changes, &about, is_given, now)).await?;
        Ok(Self {
            gains: readers(seen, &reckoned.preview.gains),
            loses: readers(seen, &reckoned.preview.loses),
            stays: stays(seen, &grant.recipient, &reckoned.stays),
            closed: closed(seen, reckoned.closed),
            uncovered: if is_given { uncovered(seen, grant) } else { Vec::new() },
        })
    }

    /// Of a word by which what is known of the case becomes `after` instead of `before`, for an agency that it is about.
    pub async fn between(app: &App, seen: &Seen, before: Facts, after: Facts, agency: &AgencyId) -> Result<Self, Problem> {
        let (now, reader) = (seen.now(), Recipient::Agency(agency.clone()));
        let found = crate::reckon::reckon(app, move || (visible(&before, now), sights(&after, now)));
        let (before, mut left) = found.await?;
        let after: BTreeSet<Line> = left.iter().map(|sight| sight.line.clone()).collect();
        left.retain(|sight| sight.line.reader == reader);
        Ok(Self {
            gains: readers(seen, &after.difference(&before).cloned().collect()),
            loses: readers(seen, &before.difference(&after).cloned().collect()),
            stays: stays(seen, &reader, &left),
            ..Self::default()
        })
    }
}

fn reckon(facts: &Facts, changes: &[Change], grant: &Grant, is_given: bool, now: Timestamp) -> Reckoned {
    let preview = preview_all(facts, changes, now);
    let made = |facts: &Facts, change: &Change| change.made(facts, now);
    // What stays does so whatever is decided: it may not rest on the consent in the making.
    let apart = changes
        .iter()
        .filter(|change| !matches!(change, Change::Grant(_)))
        .fold(facts.clone(), |facts, change| made(&facts, change));
    let to_recipient = |facts: &Facts| sights(facts, now).into_iter().filter(|sight| sight.line.reader == grant.recipient);
    let stays = to_recipient(&apart).filter(|sight| preview.keeps.contains(&sight.line)).collect();
    let mut closed = Vec::new();
    if let (true, Recipient::Agency(agency)) = (is_given, &grant.recipient) {
        let after = changes.iter().fold(facts.clone(), |facts, change| made(&facts, change));
        let open: BTreeSet<ReportId> = to_recipient(&after).map(|sight| sight.line.report).collect();
        let misses = Misses::new(&after, agency, now);
        for report in
            holding(&after.reports, now).filter(|report| grant.categories.contains(&report.category) && !open.contains(&report.id))
        {
            closed.push((report.id.clone(), misses.of(report)));
        }
    }
    Reckoned { preview, stays, closed }
}

fn readers(seen: &Seen, lines: &BTreeSet<Line>) -> Vec<Readers> {
    let mut by_reader: BTreeMap<&Recipient, BTreeSet<&ReportId>> = BTreeMap::new();
    for line in lines.iter().filter(|line| seen.reports.contains_key(&line.report)) {
        by_reader.entry(&line.reader).or_default().insert(&line.report);
    }
    let named = by_reader.into_iter().map(|(reader, reports)| Readers {
        name: seen.recipient(reader),
        reports: reports.into_iter().map(|report| seen.title(report)).collect(),
    });
    named.collect()
}

fn stays(seen: &Seen, recipient: &Recipient, sights: &[Sight]) -> Vec<(String, BTreeSet<String>)> {
    let mut whys: BTreeMap<&ReportId, BTreeSet<String>> = BTreeMap::new();
    for sight in sights.iter().filter(|sight| seen.reports.contains_key(&sight.line.report)) {
        whys.entry(&sight.line.report).or_default().insert(seen.why(recipient, &sight.line.purpose, &sight.grounds));
    }
    whys.into_iter().map(|(report, whys)| (seen.title(report), whys)).collect()
}

fn closed(seen: &Seen, closed: Vec<(ReportId, Vec<Reason>)>) -> Vec<(String, Vec<(String, String)>)> {
    let told = closed.into_iter().filter(|(report, _)| seen.reports.contains_key(report));
    told.map(|(report, reasons)| (seen.title(&report), reasons.iter().map(|reason| seen.say.reason(reason)).collect())).collect()
}

/// Agreeing to these opens nothing until the agencies have agreed, too; none where it is about a person.
fn uncovered(seen: &Seen, grant: &Grant) -> Vec<String> {
    let Recipient::Agency(agency) = &grant.recipient else { return Vec::new() };
    let offers = offers(seen.facts(), seen.now());
    let is_covered = |agency: &AgencyId, code: &CategoryCode| {
        let mut fitting = offers.iter().filter(|offer| offer.agency == *agency && offer.category == *code);
        fitting.any(|offer| grant.purposes.contains(&offer.purpose))
    };
    grant.categories.iter().filter(|code| !is_covered(agency, code)).map(|code| seen.say.category(code)).collect()
}

//! Who on a case cannot see which report, and why: by the same decision that would be taken. For co-ordinators of the lead agency, who see
//! the family's word; to others the reasons would tell it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use porthor_policy::{
    Access, AgencyId, CategoryCode, Decision, Facts, Misses, PurposeCode, Reason, Recipient, ReportId, Timestamp, decide, holding,
    visible,
};

use super::Entered;
use crate::app::App;
use crate::http::error::Problem;
use crate::reckon::reckon;
use crate::store::names::Names;
use crate::web::Say;

/// Reasons that a consent would take away.
const CONSENT: [&str; 7] = [
    "no-consent",
    "consent-over",
    "consent-withdrawn",
    "category-not-consented",
    "purpose-not-consented",
    "giver-lacks-standing",
    "reconsent-due",
];

/// An agency that cannot see a kind of report.
pub struct Gap {
    /// In one sentence.
    pub text: String,
    /// Why, and what would have to change.
    pub reasons: Vec<(String, String)>,
    /// The family can be asked: for whom, which kind, and for what.
    pub ask: Option<(AgencyId, CategoryCode, PurposeCode)>,
}

/// Everything that agencies on the case cannot see of what the reader may.
pub async fn of(app: &App, say: &Say, names: &Names, entered: &Entered, seen: Vec<ReportId>) -> Result<Vec<Gap>, Problem> {
    let (facts, now) = (Arc::clone(&entered.known.facts), entered.now);
    let kinds = reckon(app, move || hidden(&facts, &seen, now)).await?;
    let worded = kinds.into_iter().map(|((agency, category, purpose), reasons)| {
        let text = say.text("case-gap").with("agency", names.agency(&agency)).with("kind", say.category(&category)).to_string();
        Gap {
            text,
            reasons: reasons.iter().map(|reason| say.reason(reason)).collect(),
            ask: waits_for_the_family(&reasons).then_some((agency, category, purpose)),
        }
    });
    Ok(worded.collect())
}

/// A case to look for gaps in: what is known of it, which reports the reader may know of, and as of when.
pub type Look = (Arc<Facts>, Vec<ReportId>, Timestamp);

/// How many gaps of each case the family can be asked about.
pub async fn missing(app: &App, cases: Vec<Look>) -> Result<Vec<usize>, Problem> {
    let count = |(facts, seen, now): &Look| {
        // Whoever may know of no report is told of no gap: there is nothing to walk through.
        if seen.is_empty() { 0 } else { hidden(facts, seen, *now).values().filter(|reasons| waits_for_the_family(reasons)).count() }
    };
    if cases.iter().all(|(_, seen, _)| seen.is_empty()) {
        return Ok(vec![0; cases.len()]);
    }
    reckon(app, move || cases.iter().map(count).collect()).await
}

/// Why each agency cannot see what.
type Hidden = BTreeMap<(AgencyId, CategoryCode, PurposeCode), Vec<Reason>>;

fn hidden(facts: &Facts, seen: &[ReportId], now: Timestamp) -> Hidden {
    let visible = visible(facts, now);
    let on_it: BTreeSet<&AgencyId> = holding(&facts.involvements, now).map(|part| &part.agency).collect();
    // One sentence for each agency, kind and purpose, however many reports of the kind there are.
    let mut kinds = Hidden::new();
    for agency in on_it {
        let reader = Recipient::Agency(agency.clone());
        let sees: BTreeSet<&ReportId> = visible.iter().filter(|line| line.reader == reader).map(|line| &line.report).collect();
        let misses = Misses::new(facts, agency, now);
        let hidden = holding(&facts.reports, now)
            .filter(|report| report.author_agency != *agency && seen.contains(&report.id) && !sees.contains(&report.id));
        for report in hidden {
            let reasons = misses.of(report);
            let kept =
                kinds.entry((agency.clone(), report.category.clone(), report.purpose.clone())).or_insert_with(|| reasons.clone());
            // What the family can be asked about is told before what it cannot: a draft of the kind hides no consent that is missing.
            if nearness(&reasons) < nearness(kept) {
                *kept = reasons;
            }
        }
    }
    kinds
}

/// How near to a yes: first what a consent would take away, then what has fewest reasons.
fn nearness(reasons: &[Reason]) -> (bool, usize) {
    (!waits_for_the_family(reasons), reasons.len())
}

/// Whether a consent would take away all that keeps somebody out.
fn waits_for_the_family(reasons: &[Reason]) -> bool {
    reasons.iter().all(is_of_consent)
}

fn is_of_consent(reason: &Reason) -> bool {
    CONSENT.contains(&reason.code())
}

/// Whether nothing but a consent is missing.
pub fn waits_for_consent(access: &Access, facts: &Facts, now: Timestamp) -> bool {
    match decide(access, facts, now) {
        Decision::Allow(_) => false,
        Decision::Refuse(reasons) => reasons.iter().all(|reason| is_of_consent(reason) || reason.code() == "step-up-needed"),
    }
}

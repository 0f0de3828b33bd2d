//! What a consent must say: as it is asked for, and built from that with whatever is wrong told as a problem of its own.

use std::collections::BTreeSet;

use porthor_policy::{
    Access, Actor, AgencyId, CategoryCode, Condition, Decision, Evidence, Facts, Gate, Grant, GrantError, Language, PersonId,
    PurposeCode, Reason, Recipient, ScanId, Standing, Timestamp, Verb, holding,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::asked::Moment;
use crate::case::fresh;
use crate::http::error::Problem;
use crate::http::session::SignedIn;

/// How far in the past a caller's `from` may lie, milliseconds: clocks differ.
const SKEW: i64 = 5 * 60_000;

/// A consent to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConsent {
    /// `{"agency": …}` or `{"person": …}`.
    #[schema(value_type = Object)]
    pub(super) recipient: Recipient,
    #[schema(value_type = Vec<String>)]
    pub(super) categories: BTreeSet<CategoryCode>,
    #[schema(value_type = Vec<String>)]
    pub(super) purposes: BTreeSet<PurposeCode>,
    /// From when; now, if not said.
    #[schema(value_type = Option<String>)]
    pub(super) from: Option<Timestamp>,
    /// Until when (not included).
    #[schema(value_type = Option<String>)]
    pub(super) until: Option<Timestamp>,
    /// In which language it is given: `cy` or `en`.
    #[schema(value_type = Option<String>)]
    pub(super) language: Option<Language>,
    /// Staff: for whom it is recorded.
    pub(super) on_behalf_of: Option<OnBehalfOf>,
    /// Staff: its paper or its witness.
    pub(super) evidence: Option<NewEvidence>,
    /// Ends by itself: `{"enrols": {"by": "2027-09-01"}}`.
    #[schema(value_type = Option<Object>)]
    pub(super) condition: Option<Condition>,
}

/// Who gave a consent that staff record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OnBehalfOf {
    #[schema(value_type = String)]
    pub(super) giver: PersonId,
    #[schema(value_type = String)]
    pub(super) standing: Standing,
}

/// How a consent was given that staff record.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum NewEvidence {
    /// On a signed paper, whose scan was brought before.
    Paper {
        #[schema(value_type = String)]
        scan: ScanId,
        /// SHA-256 of the scan, 64 hexadecimal digits: it is the one that was seen.
        sha256: String,
        /// When it was signed: a moment, or a day, which stands for its first moment.
        #[schema(value_type = String)]
        given: Moment,
    },
    /// Spoken before somebody else.
    Spoken {
        /// Who else heard it.
        #[schema(value_type = String)]
        witness: PersonId,
        /// When it was said: a moment, or a day, which stands for its first moment.
        #[schema(value_type = String)]
        given: Moment,
    },
}

/// Builds the grant; what is wrong with it is a problem of its own each.
pub(super) fn grant_of(
    app: &App,
    who: &SignedIn,
    facts: &Facts,
    now: Timestamp,
    new: NewConsent,
    asked: Language,
) -> Result<Grant, Problem> {
    let (giver, standing) = giver_of(who, facts, now, new.on_behalf_of)?;
    if new.from.is_some_and(|from| from < now.plus_millis(-SKEW)) {
        return Err(Problem::unacceptable("clock-skewed"));
    }
    let evidence = match new.evidence {
        None => Evidence::SignedIn,
        Some(NewEvidence::Paper { scan, sha256, given }) if is_hash(&sha256) => {
            Evidence::Paper { recorded_by: who.actor.person.clone(), scan, sha256, given: given.at() }
        }
        Some(NewEvidence::Paper { .. }) => return Err(Problem::bad("bad-field").with("field", "sha256")),
        Some(NewEvidence::Spoken { witness, given }) => {
            Evidence::Spoken { recorded_by: who.actor.person.clone(), witness, given: given.at() }
        }
    };
    let grant = Grant {
        id: fresh()?,
        giver,
        standing,
        recipient: new.recipient,
        categories: new.categories,
        purposes: new.purposes,
        from: new.from.unwrap_or(now),
        until: new.until,
        evidence,
        language: new.language.unwrap_or(asked),
        condition: new.condition,
    };
    grant.validate(&app.config.taxonomy, now).map_err(|wrong| wrong_grant(&wrong))?;
    match &grant.recipient {
        Recipient::Agency(agency) => known_agency(facts, agency, now)?,
        Recipient::Person(person) => known_relative(facts, person, now)?,
    }
    Ok(grant)
}

/// A person of this case's family: of others the answer would tell whether they are here at all.
fn known_relative(facts: &Facts, person: &PersonId, now: Timestamp) -> Result<(), Problem> {
    let is_there = holding(&facts.family, now).any(|member| member.person == *person);
    if is_there { Ok(()) } else { Err(Problem::unacceptable("unknown-person")) }
}

fn known_agency(facts: &Facts, agency: &AgencyId, now: Timestamp) -> Result<(), Problem> {
    facts.kind_of(agency, now).map(drop).ok_or_else(|| Problem::unacceptable("unknown-agency"))
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
}

/// Why `actor` of the family may give no consent at all in this case; empty if they may. That a code is due is another matter. Thought
/// of as one for themselves, so that no agency's objection bears on it.
pub fn why_not_give(actor: &Actor, facts: &Facts, now: Timestamp) -> Vec<Reason> {
    let mut standings = holding(&facts.family, now).filter(|member| member.person == actor.person && !member.is_over(now.date()));
    let standing = standings.find(|member| member.standing.may_consent()).map_or(Standing::Parent, |member| member.standing);
    let mut access = Access::new(actor.clone(), Verb::Grant);
    access.case = facts.case_at(now).map(|case| case.id.clone());
    access.grant = "thought-of".parse().ok().map(|id| Grant {
        id,
        giver: actor.person.clone(),
        standing,
        recipient: Recipient::Person(actor.person.clone()),
        categories: facts.taxonomy.categories.keys().take(1).cloned().collect(),
        purposes: facts.taxonomy.purposes.keys().take(1).cloned().collect(),
        from: now,
        until: Some(now.plus_days(1)),
        evidence: Evidence::SignedIn,
        language: Language::En,
        condition: None,
    });
    match porthor_policy::decide(&access, facts, now) {
        Decision::Allow(_) => Vec::new(),
        Decision::Refuse(reasons) => reasons.into_iter().filter(|reason| reason.gate() != Gate::Assurance).collect(),
    }
}

/// Who gives it, and on what standing: the one who asks, or whom staff record it for. The policy decides whether they may.
fn giver_of(
    who: &SignedIn,
    facts: &Facts,
    now: Timestamp,
    on_behalf_of: Option<OnBehalfOf>,
) -> Result<(PersonId, Standing), Problem> {
    match (on_behalf_of, &who.actor.agency) {
        (Some(other), Some(_)) => Ok((other.giver, other.standing)),
        (None, None) => {
            let mine = holding(&facts.family, now).filter(|member| member.person == who.actor.person);
            let standing = mine.map(|member| member.standing).find(|standing| standing.may_consent());
            // Without standing the policy refuses; which standing is named then makes no difference.
            Ok((who.actor.person.clone(), standing.unwrap_or(Standing::Parent)))
        }
        _ => Err(Problem::unacceptable("consent-no-standing")),
    }
}

fn wrong_grant(wrong: &[GrantError]) -> Problem {
    Problem::unacceptable(match wrong.first() {
        Some(GrantError::NoStanding) | None => "consent-no-standing",
        Some(GrantError::Empty) => "consent-empty",
        Some(GrantError::UnknownCategory) => "unknown-category",
        Some(GrantError::UnknownPurpose) => "unknown-purpose",
        Some(GrantError::NoEnd) => "consent-no-end",
        Some(GrantError::EndsBeforeStart) => "consent-ends-before-start",
        Some(GrantError::Over) => "consent-over",
        Some(GrantError::EvidenceLater) => "consent-evidence-later",
    })
}

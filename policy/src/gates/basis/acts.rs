//! What is done without a protocol: giving and taking back a consent, declaring, remarking, answering, naming a helper, looking at a paper.

use super::{lacks, lacks_authority, seeing};
use crate::disclosure::{co_ordinates_for_the_lead, sees_consent};
use crate::facts::holding;
use crate::gates::Question;
use crate::{About, Access, Basis, Emergency, Evidence, Grant, Grounds, Reason, Recipient, Recorded, ScanId, StatutoryRequest};

/// A consent is given by one who may, signed in; or recorded by staff with its paper or its witness.
pub(super) fn granting(question: &Question, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let actor = &question.access.actor;
    let Some(grant) = &question.access.grant else {
        if question.access.scan.is_some() && actor.agency.is_some() {
            // Staff bring the paper before they record the consent on it.
            return Some(Grounds { protocol: None, basis: Basis::Role { role: actor.role.clone() } });
        }
        reasons.push(Reason::MayNotConsent);
        return None;
    };
    let evidence_fits = match (&actor.agency, &grant.evidence) {
        (None, Evidence::SignedIn) if grant.giver == actor.person => None,
        (None, _) => Some(Reason::GiverIsAnother),
        (Some(_), Evidence::Paper { recorded_by, .. }) if *recorded_by == actor.person => None,
        (Some(_), Evidence::Spoken { recorded_by, witness, .. }) if *recorded_by == actor.person && witness != recorded_by => None,
        (Some(_), _) => Some(Reason::EvidenceMissing),
    };
    let before = reasons.len();
    reasons.extend(evidence_fits);
    reasons.extend(evidence_is_older(question, grant));
    // An agency that does not lead the case never records a consent for itself: it would open its own door.
    let for_itself = actor.agency.as_ref().is_some_and(|agency| {
        grant.recipient == Recipient::Agency(agency.clone()) && question.case.is_none_or(|case| case.lead != *agency)
    });
    if for_itself {
        reasons.push(Reason::MayNotConsent);
    }
    let now_given = Grant { condition: None, from: question.now, ..grant.clone() };
    reasons.extend(lacks(question, &now_given));
    if reasons.len() > before {
        return None;
    }
    let basis = match actor.agency {
        None => Basis::Family { standing: grant.standing },
        Some(_) => Basis::Role { role: actor.role.clone() },
    };
    Some(Grounds { protocol: None, basis })
}

/// What was taken back comes back on a new word only: a paper or a witness from before the withdrawal says nothing after it. That holds
/// whoever recorded the withdrawal, for it is the family's; to correct a consent staff record the right one first.
fn evidence_is_older(question: &Question, grant: &Grant) -> Option<Reason> {
    let given = grant.evidence.given()?;
    let same = |earlier: &&Recorded<Grant>| {
        earlier.recorded <= question.now && earlier.value.giver == grant.giver && earlier.value.recipient == grant.recipient
    };
    let taken_back = question.facts.grants.iter().filter(same).filter_map(|earlier| earlier.ended);
    let at = taken_back.filter(|at| *at <= question.now).max()?;
    (given <= at).then_some(Reason::EvidenceOlder { at })
}

/// An emergency is declared by whoever needs it, for themselves; it is ended by them, or by a co-ordinator of the lead agency.
pub(super) fn declaring(question: &Question, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let actor = &question.access.actor;
    let Some(case) = question.case else {
        return Some(Grounds { protocol: None, basis: Basis::Role { role: actor.role.clone() } });
    };
    let found = if let Some(id) = &question.access.emergency {
        let mut declared = holding(&question.facts.emergencies, question.now).filter(|emergency| emergency.id == *id);
        let ends = |emergency: &Emergency| {
            emergency.person == actor.person || co_ordinates_for_the_lead(actor, case, &question.facts.taxonomy)
        };
        declared
            .next()
            .ok_or(Reason::EmergencyUnknown)
            .and_then(|one| if ends(one) { Ok(id) } else { Err(Reason::OthersEmergency) })
    } else {
        let own = |new: &&Emergency| new.person == actor.person && Some(&new.agency) == actor.agency.as_ref();
        question.access.declares.as_ref().filter(own).map(|new| &new.id).ok_or(Reason::OthersEmergency)
    };
    match found {
        Ok(id) => Some(Grounds { protocol: None, basis: Basis::Emergency { id: id.clone() } }),
        Err(reason) => {
            reasons.push(reason);
            None
        }
    }
}

/// A remark is one's own, and about the report that one may see or about an entry of what one may see.
pub(super) fn remarking(question: &Question, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let Access { actor, remark, report, .. } = question.access;
    let fits = remark.as_ref().is_some_and(|remark| {
        let is_that_report = match &remark.about {
            About::Report(about) => report.as_ref() == Some(about),
            About::Entry(_) => report.is_none(),
        };
        remark.author == actor.person && remark.fits() && is_that_report
    });
    if !fits {
        reasons.push(Reason::RemarkUnknown);
        return None;
    }
    seeing(question, reasons)
}

/// Who answers is for the involvement gate; a family does not.
pub(super) fn answering(question: &Question, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let actor = &question.access.actor;
    if actor.agency.is_none() {
        reasons.push(Reason::OtherAgency);
    } else if question.access.remark.is_none() {
        reasons.push(Reason::RemarkUnknown);
    } else {
        return Some(Grounds { protocol: None, basis: Basis::Role { role: actor.role.clone() } });
    }
    None
}

/// Somebody of the family names a supporter for themselves, for a time, or ends what they began.
pub(super) fn naming(question: &Question, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let Access { actor, helper, ends, .. } = question.access;
    match (helper, ends) {
        (Some(new), None) if new.validate_helper(&actor.person, question.today).is_ok() => seeing(question, reasons),
        (None, Some(person)) => {
            let mut named = holding(&question.facts.family, question.now).filter(|member| member.person == *person);
            let is_theirs = named.any(|member| member.named.as_ref().is_some_and(|named| named.by == actor.person));
            let standing = question.standings().map(|member| member.standing).min().filter(|_| is_theirs);
            if standing.is_none() {
                reasons.push(Reason::OthersHelper);
            }
            standing.map(|standing| Grounds { protocol: None, basis: Basis::Family { standing } })
        }
        _ => {
            reasons.push(Reason::NotAHelper);
            None
        }
    }
}

pub(super) fn sees_the_consent(question: &Question) -> bool {
    let Some(case) = question.case else { return false };
    let mut grants = question.facts.grants.iter().filter(|grant| grant.recorded <= question.now);
    let wanted = question.access.consent.as_ref();
    let taxonomy = &question.facts.taxonomy;
    grants.any(|grant| Some(&grant.value.id) == wanted && sees_consent(&question.access.actor, case, &grant.value, taxonomy))
}

/// Where the birthday is not recorded nobody can tell whether a parent's time is over.
pub(super) fn check_birthday(question: &Question, reasons: &mut Vec<Reason>) {
    if question.is_parent_only() && question.case.is_some_and(|case| case.born.is_none()) {
        reasons.push(Reason::BirthdayMissing);
    }
}

/// The scan of a paper is for who signed it and for the lead agency's co-ordinators, also when the consent is over: it proves what was
/// given.
pub(super) fn seeing_scan(question: &Question, scan: &ScanId, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let actor = &question.access.actor;
    let signed = |grant: &&Recorded<Grant>| {
        let named = matches!(&grant.value.evidence, Evidence::Paper { scan: kept, .. } if kept == scan);
        named && grant.recorded <= question.now && grant.value.giver == actor.person
    };
    let own = question.rights().filter(|right| right.member.named.is_none()).map(|right| right.member.standing);
    let standing = own.min().filter(|_| actor.agency.is_none());
    let basis = if let Some(standing) = standing.filter(|_| question.facts.grants.iter().any(|grant| signed(&grant))) {
        check_birthday(question, reasons);
        Basis::Family { standing }
    } else if question.case.is_some_and(|case| co_ordinates_for_the_lead(actor, case, &question.facts.taxonomy)) {
        Basis::Role { role: actor.role.clone() }
    } else {
        reasons.push(Reason::ScanUnknown);
        return None;
    };
    Some(Grounds { protocol: None, basis })
}

/// A request under the Act is made by and to whom the Act names: without this, whoever wants a report would write itself the basis.
pub(super) fn check_ends(question: &Question, request: &StatutoryRequest, reasons: &mut Vec<Reason>) {
    let kind = |agency| question.facts.kind_of(agency, question.now);
    if !request.kind.is_made_by(kind(&request.by)) || question.agency() != Some(&request.by) {
        reasons.push(Reason::MayNotRequest);
    }
    if !request.kind.is_made_to(kind(&request.to)) || request.by == request.to {
        reasons.push(Reason::MayNotBeAsked);
    }
}

/// A consent is withdrawn by its giver, or by another whose word counts; staff may record that the family has done so. A veto or an
/// objection is the same act without a consent.
pub(super) fn withdrawing(question: &Question, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let actor = &question.access.actor;
    if let Some(id) = &question.access.consent {
        let grant = holding(&question.facts.grants, question.now).find(|grant| grant.id == *id);
        if grant.is_none() {
            reasons.push(Reason::ConsentUnknown);
            return None;
        }
        if actor.agency.is_some() {
            return Some(Grounds { protocol: None, basis: Basis::Role { role: actor.role.clone() } });
        }
        if let Some(grant) = grant.filter(|grant| grant.giver == actor.person) {
            // By the standing that they have now: the one they gave it by may be over.
            let standing = question.standings().map(|member| member.standing).min().unwrap_or(grant.standing);
            return Some(Grounds { protocol: None, basis: Basis::Family { standing } });
        }
    } else if actor.agency.is_some() {
        reasons.push(Reason::FamilyAlone);
        return None;
    }
    let able = question
        .standings()
        .filter(|member| {
            member.standing.may_consent() && lacks_authority(question, &member.person, member.standing, question.now).is_none()
        })
        .map(|member| member.standing)
        .min();
    if able.is_none() {
        reasons.push(Reason::MayNotConsent);
    }
    able.map(|standing| Grounds { protocol: None, basis: Basis::Family { standing } })
}

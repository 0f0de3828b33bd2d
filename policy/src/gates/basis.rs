//! What opens the way: an active consent of someone with standing, an open statutory request, a declared emergency, or the law, as
//! the protocol says is needed. Consent is never one boolean, and never mixed with the others.

mod acts;

use self::acts::{
    answering, check_birthday, check_ends, declaring, granting, naming, remarking, seeing_scan, sees_the_consent, withdrawing,
};
use super::Question;
use super::protocol::Ways;
use crate::facts::holding;
use crate::protocol::Trigger;
use crate::{
    Access, Actor, Basis, Condition, Emergency, Facts, Grant, Grounds, Item, Mark, PersonId, ProtocolId, ProtocolRecord,
    ProtocolRef, Reason, Recipient, Recorded, RequestState, Standing, StatutoryRequest, Timestamp, Verb,
};

/// Grounds for what no protocol is asked for.
pub fn direct(question: &Question, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let role = || Basis::Role { role: question.access.actor.role.clone() };
    let basis = match question.access.verb {
        Verb::Grant => return granting(question, reasons),
        Verb::Withdraw => return withdrawing(question, reasons),
        Verb::Declare => return declaring(question, reasons),
        Verb::Ask if question.agency().is_none() => {
            // A family asks nobody for its own consent.
            reasons.push(Reason::MayNotConsent);
            return None;
        }
        Verb::Remark => return remarking(question, reasons),
        Verb::Answer => return answering(question, reasons),
        Verb::NameHelper => return naming(question, reasons),
        Verb::WhoLooked if question.agency().is_none() => return seeing(question, reasons),
        Verb::Involve => {
            if let Some(request) = question.access.asks.as_ref().filter(|_| question.access.case.is_some()) {
                check_ends(question, request, reasons);
            }
            role()
        }
        Verb::List if question.access.consent.is_some() && !sees_the_consent(question) => {
            reasons.push(Reason::ConsentUnknown);
            return None;
        }
        _ if let Some(scan) = question.scan() => return seeing_scan(question, scan, reasons),
        _ if question.is_reading() && question.agency().is_none() => {
            return seeing(question, reasons);
        }
        _ if question.is_reading() && question.is_own_report() => Basis::OwnReport,
        _ => role(),
    };
    Some(Grounds { protocol: None, basis })
}

/// The family sees of its own right; from the age of own authority a parent sees on the young person's consent. Where the birthday
/// is not recorded nobody can tell, so a parent does not.
fn seeing(question: &Question, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let standing = question.rights().map(|right| right.member.standing).min()?;
    check_birthday(question, reasons);
    let basis = if question.is_parent_only() && question.is_of_age() {
        Basis::Consent { id: agreement(question)?.id.clone() }
    } else {
        Basis::Family { standing }
    };
    Some(Grounds { protocol: None, basis })
}

/// Grounds under one of the protocols that cover what is asked for. Of several ways the one that stands firmest is taken, then the
/// protocol and version that sort first, so that the order of the facts does not matter.
pub fn through(question: &Question, ways: Ways, reasons: &mut Vec<Reason>) -> Option<Grounds> {
    let found = Openings::find(question, &ways);
    let mut best: Option<(Opening, &ProtocolRecord)> = None;
    for record in &question.facts.protocols {
        let sorts_first = best.is_none_or(|(_, taken)| key(record) < key(taken));
        for item in &record.protocol.items {
            let Some(opening) = found.by(item.trigger) else { continue };
            // What costs least is asked first: nearly every item is out by its rank.
            let is_better =
                best.is_none_or(|(other, _)| opening.rank() < other.rank() || sorts_first && opening.rank() == other.rank());
            if is_better && ways.covers(record, item) && ways.carries(question, record) {
                best = Some((opening, record));
            }
        }
    }
    if let Some((opening, record)) = best {
        return Some(Grounds { protocol: Some(reference(record)), basis: opening.basis() });
    }
    held_back(question, ways, &found).or_else(|| {
        misses(question, ways, reasons);
        None
    })
}

/// The consent that would open the way but for a mark, under the protocol that sorts first.
fn held_back(question: &Question, ways: Ways, found: &Openings) -> Option<Grounds> {
    let grant = found.consent?;
    let on_consent = ways.items(question).filter(|(_, item)| matches!(item.trigger, Trigger::Consent | Trigger::Either));
    let (record, _) = on_consent.min_by_key(|(record, _)| key(record))?;
    Some(Grounds { protocol: Some(reference(record)), basis: Basis::Consent { id: grant.id.clone() } })
}

/// Says what the protocols in force ask for and is not there; once, however many ask for it.
fn misses(question: &Question, ways: Ways, reasons: &mut Vec<Reason>) {
    let asked = |by: Trigger| {
        let asking = |item: &Item| item.trigger == by || item.trigger == Trigger::Either;
        ways.covering(question).any(|(record, item)| asking(item) && ways.carries(question, record))
    };
    if asked(Trigger::Request) {
        reasons.push(Reason::NoRequest);
    }
    if asked(Trigger::Consent) {
        miss_of_consent(question, &ways, reasons);
    }
}

/// What opens one way.
#[derive(Clone, Copy)]
enum Opening<'a> {
    Law,
    Request(&'a StatutoryRequest),
    Consent(&'a Grant),
    Emergency(&'a Emergency),
}

impl Opening<'_> {
    /// What rests on law first: it does not fall with a withdrawal. An emergency last: it is looked into afterwards.
    fn rank(self) -> u8 {
        match self {
            Self::Law => 0,
            Self::Request(_) => 1,
            Self::Consent(_) => 2,
            Self::Emergency(_) => 3,
        }
    }

    fn basis(self) -> Basis {
        match self {
            Self::Law => Basis::Law,
            Self::Request(request) => Basis::Request { id: request.id.clone() },
            Self::Consent(grant) => Basis::Consent { id: grant.id.clone() },
            Self::Emergency(emergency) => Basis::Emergency { id: emergency.id.clone() },
        }
    }
}

/// Everything that could open a way for who asks, whatever the protocols say.
struct Openings<'a> {
    request: Option<&'a StatutoryRequest>,
    consent: Option<&'a Grant>,
    emergency: Option<&'a Emergency>,
    is_held_back: bool,
}

impl<'a> Openings<'a> {
    fn find(question: &Question<'a>, ways: &Ways) -> Self {
        Self {
            request: request_for(question, ways),
            consent: consent_for(question, ways),
            emergency: emergency_for(question),
            is_held_back: is_held_back(question),
        }
    }

    fn by(&self, trigger: Trigger) -> Option<Opening<'a>> {
        let request = self.request.map(Opening::Request);
        let consent = self.consent.filter(|_| !self.is_held_back).map(Opening::Consent);
        let found = match trigger {
            Trigger::Consent => consent,
            Trigger::Request => request,
            Trigger::Either => request.or(consent),
            Trigger::Law => Some(Opening::Law),
        };
        found.or(self.emergency.map(Opening::Emergency))
    }
}

/// Whether a mark stops sharing on consent: the restriction gate will say so, unless another basis opens.
fn is_held_back(question: &Question) -> bool {
    holding(&question.facts.marks, question.now).any(|mark| match mark {
        Mark::Contested | Mark::CourtRestricted => true,
        Mark::Objection { agency } => question.agency() == Some(agency),
    })
}

fn key(record: &ProtocolRecord) -> (&ProtocolId, u32) {
    (&record.protocol.id, record.protocol.version)
}

fn reference(record: &ProtocolRecord) -> ProtocolRef {
    ProtocolRef { id: record.protocol.id.clone(), version: record.protocol.version }
}

/// What whoever asks has declared for themselves: they may look, and take nothing that all of their agency could open.
fn emergency_for<'a>(question: &Question<'a>) -> Option<&'a Emergency> {
    if question.access.verb == Verb::TakeSealed {
        return None;
    }
    let declared = running_emergencies(&question.access.actor, question.facts, question.now);
    declared.min_by(|one, other| one.id.cmp(&other.id))
}

/// Emergencies that `actor` declared, for the agency they act for, and that are not over.
pub fn running_emergencies<'a>(actor: &'a Actor, facts: &'a Facts, now: Timestamp) -> impl Iterator<Item = &'a Emergency> {
    holding(&facts.emergencies, now).filter(move |emergency| {
        emergency.person == actor.person && Some(&emergency.agency) == actor.agency.as_ref() && now < emergency.until
    })
}

fn request_for<'a>(question: &Question<'a>, ways: &Ways) -> Option<&'a StatutoryRequest> {
    let open = holding(&question.facts.requests, question.now).filter(|request| {
        request.kind.is_statutory()
            && request.state == RequestState::Open
            && Some(&request.by) == question.agency()
            && request.to == ways.report.author_agency
            && request.categories.contains(&ways.report.category)
            && request.purpose == *ways.purpose
    });
    open.min_by(|one, other| one.id.cmp(&other.id))
}

fn consent_for<'a>(question: &Question<'a>, ways: &Ways) -> Option<&'a Grant> {
    let active = in_time(question).filter(|grant| {
        is_for(question, grant)
            && grant.categories.contains(&ways.report.category)
            && grant.purposes.contains(ways.purpose)
            && lacks(question, grant).is_none()
    });
    active.min_by(|one, other| one.id.cmp(&other.id))
}

/// The young person's consent by which a parent, or a helper whom the parent named, sees what is asked for.
pub fn agreement<'a>(question: &Question<'a>) -> Option<&'a Grant> {
    let active = in_time(question).filter(|grant| {
        matches!(&grant.recipient, Recipient::Person(named) if question.rights().any(|right| right.of == named))
            && grant.standing == Standing::YoungPerson
            && question.report.is_none_or(|report| grant.categories.contains(&report.category))
            && lacks(question, grant).is_none()
    });
    active.min_by(|one, other| one.id.cmp(&other.id))
}

/// Grants on record that have begun and are not over.
fn in_time<'a>(question: &Question<'a>) -> impl Iterator<Item = &'a Grant> {
    let now = question.now;
    holding(&question.facts.grants, now).filter(move |grant| grant.from <= now && grant.until.is_some_and(|until| now < until))
}

/// Whether the grant is for the agency, or for the person, who asks.
fn is_for(question: &Question, grant: &Grant) -> bool {
    match &grant.recipient {
        Recipient::Agency(agency) => Some(agency) == question.agency(),
        Recipient::Person(person) => *person == question.access.actor.person,
    }
}

/// Says why no consent opens the way: of every grant for who asks, or that there is none.
fn miss_of_consent(question: &Question, ways: &Ways, reasons: &mut Vec<Reason>) {
    let before = reasons.len();
    for grant in question.facts.grants.iter().filter(|grant| grant.recorded <= question.now && is_for(question, &grant.value)) {
        miss_of_grant(question, ways, grant, reasons);
    }
    if reasons.len() == before {
        reasons.push(Reason::NoConsent);
    }
}

fn miss_of_grant(question: &Question, ways: &Ways, grant: &Recorded<Grant>, reasons: &mut Vec<Reason>) {
    let now = question.now;
    let value = &grant.value;
    if !value.categories.contains(&ways.report.category) {
        reasons.push(Reason::CategoryNotConsented { category: ways.report.category.clone() });
    } else if !value.purposes.contains(ways.purpose) {
        reasons.push(Reason::PurposeNotConsented { purpose: ways.purpose.clone() });
    } else if let Some(at) = grant.ended.filter(|ended| *ended <= now) {
        reasons.push(Reason::ConsentWithdrawn { at });
    } else if value.until.is_none_or(|until| until <= now) {
        reasons.push(Reason::ConsentOver);
    } else if now < value.from {
        reasons.push(Reason::ConsentNotYet { from: value.from });
    } else {
        reasons.extend(lacks(question, value));
    }
}

/// What a consent on record that has begun and is not over lacks all the same, so that nothing rests on it.
#[must_use]
pub fn lacking(grant: &Grant, facts: &Facts, now: Timestamp) -> Option<Reason> {
    let role = facts.taxonomy.roles.keys().next()?.clone();
    let giver = Actor { person: grant.giver.clone(), agency: None, role, proofs: Vec::new() };
    let mut access = Access::new(giver, Verb::List);
    access.case = facts.case_at(now).map(|case| case.id.clone());
    lacks(&Question::new(&access, facts, now), grant)
}

/// What a grant lacks that is otherwise in force: its giver's standing and authority today, and its condition.
fn lacks(question: &Question, grant: &Grant) -> Option<Reason> {
    let stands = holding(&question.facts.family, question.now)
        .any(|member| member.person == grant.giver && member.standing == grant.standing && !member.is_over(question.today));
    if !stands || !grant.standing.may_consent() {
        return Some(Reason::GiverLacksStanding);
    }
    lacks_authority(question, &grant.giver, grant.standing, grant.from).or_else(|| lapsed(question, grant))
}

/// Whose word counts: from 16 the young person's, or a deputy's; below, that of those with parental responsibility (the council
/// for a looked-after child), or of a child found able to decide.
fn lacks_authority(question: &Question, giver: &PersonId, standing: Standing, since: Timestamp) -> Option<Reason> {
    let Some((case, born)) = question.case.and_then(|case| case.born.map(|born| (case, born))) else {
        return Some(Reason::BirthdayMissing);
    };
    let ages = &question.facts.taxonomy.ages;
    match standing {
        Standing::YoungPerson => {
            let able = question.is_of_age()
                || holding(&question.facts.competences, question.now)
                    .any(|found| found.person == *giver && found.on <= question.today);
            (!able).then_some(Reason::MayNotConsent)
        }
        Standing::Deputy => None,
        Standing::Parent if case.looked_after => Some(Reason::GiverLacksStanding),
        Standing::Parent | Standing::ResponsibilityHolder => {
            let birthday = born.plus_years(u32::from(ages.own_authority));
            let grace_ends = birthday.plus_days(i64::from(ages.reconsent_grace_days));
            let stands = question.today < birthday || (since < birthday.start() && question.today < grace_ends);
            (!stands).then_some(Reason::ReconsentDue)
        }
        Standing::Advocate | Standing::CaseFriend => Some(Reason::GiverLacksStanding),
    }
}

fn lapsed(question: &Question, grant: &Grant) -> Option<Reason> {
    let Some(Condition::Enrols { by }) = grant.condition else { return None };
    let Recipient::Agency(agency) = &grant.recipient else { return Some(Reason::ConditionLapsed { by }) };
    let enrolled = holding(&question.facts.enrolments, question.now)
        .any(|enrolment| enrolment.agency == *agency && enrolment.on < by && enrolment.on <= question.today);
    (!enrolled && by <= question.today).then_some(Reason::ConditionLapsed { by })
}

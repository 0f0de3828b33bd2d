//! Whether who asks has anything to do with the case: agency and person involved and not vetoed, or of the family; and whether
//! their role includes what they ask for.

use super::Question;
use crate::facts::holding;
use crate::taxonomy::Side;
use crate::{Access, Actor, AgencyId, Facts, Involvement, PersonId, Reason, Recipient, Scope, Standing, Timestamp, Verb, Veto};

/// Adds what keeps who asks out.
pub fn check(question: &Question, reasons: &mut Vec<Reason>) {
    check_person(question, reasons);
    match question.access.verb {
        Verb::Administer => check_own_agency(question, reasons),
        Verb::Involve | Verb::Audit if question.access.case.is_none() => check_own_agency(question, reasons),
        _ => check_case(question, reasons),
    }
}

/// The person is there, in a live agency, in a role that includes the verb.
fn check_person(question: &Question, reasons: &mut Vec<Reason>) {
    let Access { actor, verb, .. } = question.access;
    let is_known = holding(&question.facts.people, question.now)
        .any(|post| post.person == actor.person && post.agency == actor.agency && post.role == actor.role);
    if !is_known {
        reasons.push(Reason::PersonUnknown);
    }
    if let Some(agency) = &actor.agency
        && question.facts.live_agency(agency, question.now).is_none()
        // An agency that is not live yet can still be got ready by its administrators.
        && *verb != Verb::Administer
    {
        reasons.push(Reason::AgencyNotLive { agency: agency.clone() });
    }
    let role = question.facts.taxonomy.roles.get(&actor.role);
    let sides_agree = role.is_some_and(|role| (role.side == Side::Family) == actor.agency.is_none() || role.side == Side::Operator);
    if !(sides_agree && role.is_some_and(|role| role.verbs.contains(verb))) {
        reasons.push(Reason::RoleLacksVerb { role: actor.role.clone(), verb: *verb });
    }
}

fn check_own_agency(question: &Question, reasons: &mut Vec<Reason>) {
    let Access { actor, agency, .. } = question.access;
    let is_operator = question.facts.taxonomy.roles.get(&actor.role).is_some_and(|role| role.side == Side::Operator);
    if !is_operator && agency.as_ref().is_some_and(|wanted| actor.agency.as_ref() != Some(wanted)) {
        reasons.push(Reason::OtherAgency);
    }
    if !is_operator && actor.agency.is_none() {
        reasons.push(Reason::OtherAgency);
    }
}

fn check_case(question: &Question, reasons: &mut Vec<Reason>) {
    let Access { actor, verb, report, .. } = question.access;
    let Some(case) = question.case else {
        reasons.push(Reason::CaseUnknown);
        return;
    };
    if case.closed && matches!(verb, Verb::Push | Verb::Grant | Verb::Involve) {
        reasons.push(Reason::CaseClosed);
    }
    if (report.is_some() || *verb == Verb::Push) && question.report.is_none() {
        reasons.push(Reason::ReportUnknown);
    }
    match &actor.agency {
        None => check_family(question, reasons),
        Some(agency) if *verb == Verb::Audit || *verb == Verb::Involve => {
            let involved = case.lead == *agency || involvements(question.facts, agency, question.now).next().is_some();
            if !involved {
                reasons.push(Reason::AgencyNotInvolved);
            }
        }
        Some(agency) => check_staff(question, agency, reasons),
    }
}

fn check_staff(question: &Question, agency: &AgencyId, reasons: &mut Vec<Reason>) {
    let person = &question.access.actor.person;
    if is_vetoed(question.facts, agency, person, question.now) {
        reasons.push(Reason::Vetoed);
    }
    let mut found = Reason::AgencyNotInvolved;
    for involvement in involvements(question.facts, agency, question.now) {
        match part(question, involvement, person) {
            None => return,
            Some(reason) => found = found.max_distance(reason),
        }
    }
    reasons.push(found);
}

/// What keeps this involvement from letting the person in; nothing if it does.
fn part(question: &Question, involvement: &Involvement, person: &PersonId) -> Option<Reason> {
    if involvement.person.as_ref().is_some_and(|named| named != person) {
        return Some(Reason::PersonNotInvolved);
    }
    if involvement.is_over(question.today) {
        return Some(Reason::InvolvementOver);
    }
    match &involvement.scope {
        Scope::WholeCase => None,
        Scope::Bundle(_) if !question.is_reading() => Some(Reason::NotInBundle),
        Scope::Bundle(reports) => match &question.access.report {
            Some(report) if !reports.contains(report) => Some(Reason::NotInBundle),
            _ => None,
        },
    }
}

impl Reason {
    /// Of two reasons why an involvement does not help, the one that is nearer to a yes.
    fn max_distance(self, other: Self) -> Self {
        let near = |reason: &Self| match reason {
            Self::NotInBundle => 3,
            Self::InvolvementOver => 2,
            Self::PersonNotInvolved => 1,
            _ => 0,
        };
        if near(&other) > near(&self) { other } else { self }
    }
}

fn check_family(question: &Question, reasons: &mut Vec<Reason>) {
    let verb = question.access.verb;
    let person = &question.access.actor.person;
    let standings: Vec<Standing> = question.standings().map(|member| member.standing).collect();
    if standings.is_empty() {
        let had = holding(&question.facts.family, question.now).any(|member| member.person == *person);
        reasons.push(if had { Reason::StandingOver } else { Reason::NoStanding });
        return;
    }
    if question.is_reading() {
        let of_right = standings.iter().any(|standing| !is_parental(*standing));
        if question.is_of_age() && !of_right && !young_person_agrees(question) {
            reasons.push(Reason::YoungPersonDecides);
        }
    } else if standings.iter().all(|standing| standing.is_supporter()) {
        reasons.push(Reason::SupporterOnlySees);
    } else if verb == Verb::Withdraw || verb == Verb::Grant {
        // Who may consent is for the basis gate.
    }
}

fn is_parental(standing: Standing) -> bool {
    matches!(standing, Standing::Parent | Standing::ResponsibilityHolder)
}

/// Whether the young person lets this parent see what is asked for.
fn young_person_agrees(question: &Question) -> bool {
    let wanted = Recipient::Person(question.access.actor.person.clone());
    holding(&question.facts.grants, question.now).any(|grant| {
        grant.recipient == wanted
            && grant.standing == Standing::YoungPerson
            && grant.from <= question.now
            && grant.until.is_some_and(|until| question.now < until)
            && question.report.is_none_or(|report| grant.categories.contains(&report.category))
            && giver_is_young_person(question, &grant.giver)
    })
}

fn giver_is_young_person(question: &Question, giver: &PersonId) -> bool {
    holding(&question.facts.family, question.now)
        .any(|member| member.person == *giver && member.standing == Standing::YoungPerson && !member.is_over(question.today))
}

fn involvements<'a>(facts: &'a Facts, agency: &'a AgencyId, now: Timestamp) -> impl Iterator<Item = &'a Involvement> {
    holding(&facts.involvements, now).filter(move |involvement| involvement.agency == *agency)
}

fn is_vetoed(facts: &Facts, agency: &AgencyId, person: &PersonId, now: Timestamp) -> bool {
    holding(&facts.vetoes, now).any(|veto| match veto {
        Veto::Agency(id) => id == agency,
        Veto::Person(id) => id == person,
    })
}

/// Whether `actor` may know that the case is there.
pub fn is_insider(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let Some(case) = facts.case_at(now) else { return false };
    let is_known = holding(&facts.people, now).any(|post| post.person == actor.person && post.agency == actor.agency);
    let today = now.date();
    let inside = match &actor.agency {
        None => holding(&facts.family, now).any(|member| member.person == actor.person && !member.is_over(today)),
        Some(agency) => {
            let involved = involvements(facts, agency, now).any(|involvement| {
                !involvement.is_over(today) && involvement.person.as_ref().is_none_or(|person| *person == actor.person)
            });
            (case.lead == *agency || involved) && !is_vetoed(facts, agency, &actor.person, now)
        }
    };
    is_known && inside
}

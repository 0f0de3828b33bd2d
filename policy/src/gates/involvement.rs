//! Whether who asks has anything to do with the case: agency and person involved and not vetoed, or of the family; and whether
//! their role includes what they ask for.

use super::{Question, basis};
use crate::disclosure::co_ordinates_for_the_lead;
use crate::facts::holding;
use crate::taxonomy::Side;
use crate::{Access, Actor, AgencyId, CaseFacts, Facts, Involvement, PersonId, Reason, Scope, Timestamp, Verb, Veto};

/// Adds what keeps who asks out.
pub fn check(question: &Question, reasons: &mut Vec<Reason>) {
    check_person(question, reasons);
    match question.access.verb {
        Verb::Administer => check_own_agency(question, reasons),
        Verb::Involve | Verb::Audit if question.access.case.is_none() => check_own_agency(question, reasons),
        // Whether somebody may declare one at all is asked before the case is looked at, so that the answer tells nothing of it.
        Verb::Declare if question.access.case.is_none() => {}
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
    let Access { actor, agency: wanted, verb, .. } = question.access;
    let is_operator = question.facts.taxonomy.roles.get(&actor.role).is_some_and(|role| role.side == Side::Operator);
    let is_own = match (&actor.agency, wanted) {
        // Who runs the machine belongs to no agency; an agency's administrator does, and looks after no other.
        (None, _) => is_operator,
        (Some(own), Some(wanted)) => own == wanted,
        (Some(_), None) => *verb != Verb::Administer,
    };
    if !is_own {
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
    let needs_one = matches!(verb, Verb::Push | Verb::Open | Verb::TakeSealed) && question.scan().is_none();
    let asks_for_one = report.is_some() || needs_one;
    if asks_for_one && question.report.is_none() {
        reasons.push(Reason::ReportUnknown);
    }
    if *verb == Verb::Push && !question.is_own_report() {
        reasons.push(Reason::OtherAgency);
    }
    match &actor.agency {
        None => check_family(question, reasons),
        Some(agency) if *verb == Verb::Declare => {
            check_veto(question, agency, reasons);
            check_part(question, case, agency, |part| part.scope == Scope::WholeCase, reasons);
        }
        Some(agency) if *verb == Verb::Audit => check_part(question, case, agency, |_| true, reasons),
        Some(agency) if *verb == Verb::Involve => {
            check_veto(question, agency, reasons);
            check_co_ordination(question, case, agency, reasons);
        }
        Some(agency) => check_staff(question, agency, reasons),
    }
}

/// Whoever gains by an open door does not open it: who is on a case, who is family and what holds sharing back is for the agency that
/// leads it. A request in its own name any agency on all of the case makes and closes; which kinds may is for the basis gate.
fn check_co_ordination(question: &Question, case: &CaseFacts, agency: &AgencyId, reasons: &mut Vec<Reason>) {
    if is_own_request(question, agency) {
        check_part(question, case, agency, |part| co_ordinates(question, part), reasons);
    } else if !co_ordinates_for_the_lead(&question.access.actor, case, &question.facts.taxonomy) {
        let before = reasons.len();
        check_part(question, case, agency, |_| true, reasons);
        if reasons.len() == before {
            reasons.push(Reason::NotTheLead);
        }
    }
}

/// Whether it is about a request that the agency makes or once made: a closed one is nobody else's either.
fn is_own_request(question: &Question, agency: &AgencyId) -> bool {
    let Access { asks, request, .. } = question.access;
    match (asks, request) {
        (Some(new), None) => new.by == *agency,
        (None, Some(wanted)) => {
            let mut known = question.facts.requests.iter().filter(|request| request.recorded <= question.now);
            known.any(|request| request.value.id == *wanted && request.value.by == *agency)
        }
        _ => false,
    }
}

/// The agency leads the case, or has a part in it that counts.
fn check_part(
    question: &Question,
    case: &CaseFacts,
    agency: &AgencyId,
    counts: impl Fn(&Involvement) -> bool,
    reasons: &mut Vec<Reason>,
) {
    let mut parts = involvements(question.facts, agency, question.now).filter(|part| counts(part)).peekable();
    if case.lead == *agency {
        return;
    }
    if parts.peek().is_none() {
        reasons.push(Reason::AgencyNotInvolved);
    } else if parts.all(|part| part.is_over(question.today)) {
        reasons.push(Reason::InvolvementOver);
    }
}

/// Whether someone is on the case as a co-ordinator: on all of it, in a role that may involve others.
fn co_ordinates(question: &Question, part: &Involvement) -> bool {
    let role = question.facts.taxonomy.roles.get(&part.role);
    part.scope == Scope::WholeCase
        && part.person.as_ref().is_none_or(|person| *person == question.access.actor.person)
        && role.is_some_and(|role| role.verbs.contains(&Verb::Involve))
}

fn check_veto(question: &Question, agency: &AgencyId, reasons: &mut Vec<Reason>) {
    if is_vetoed(question.facts, agency, &question.access.actor.person, question.now) {
        reasons.push(Reason::Vetoed);
    }
}

fn check_staff(question: &Question, agency: &AgencyId, reasons: &mut Vec<Reason>) {
    let person = &question.access.actor.person;
    check_veto(question, agency, reasons);
    let mut found = Reason::AgencyNotInvolved;
    for involvement in involvements(question.facts, agency, question.now) {
        match part(question, involvement, person) {
            None => return,
            Some(reason) => found = found.max_distance(reason),
        }
    }
    if !stands_in(question, agency) {
        reasons.push(found);
    }
}

/// In an emergency that they declared, somebody whom the case does not name reads in a colleague's place: that is what it is for.
/// Their agency must be on all of the case all the same. One that is not would learn by trying whether there is a case, no protocol
/// would carry anything to it, and nobody there would look into it afterwards: it telephones the lead agency, which involves it. A
/// family's veto holds here too: staff never override it.
fn stands_in(question: &Question, agency: &AgencyId) -> bool {
    let works_on_it = question.case.is_some_and(|case| is_on_all(case, question.facts, agency, question.now));
    question.is_reading() && works_on_it && has_declared(&question.access.actor, question.facts, question.now)
}

/// Whether the agency leads the case, or has a part in all of it.
fn is_on_all(case: &CaseFacts, facts: &Facts, agency: &AgencyId, now: Timestamp) -> bool {
    let mut parts = involvements(facts, agency, now);
    case.lead == *agency || parts.any(|part| part.scope == Scope::WholeCase && !part.is_over(now.date()))
}

fn has_declared(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    basis::running_emergencies(actor, facts, now).next().is_some()
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
    let person = &question.access.actor.person;
    if question.standings().next().is_none() {
        let had = holding(&question.facts.family, question.now).any(|member| member.person == *person);
        reasons.push(if had { Reason::StandingOver } else { Reason::NoStanding });
        return;
    }
    if question.is_reading() {
        if question.is_of_age() && question.is_parent_only() && basis::agreement(question).is_none() {
            reasons.push(Reason::YoungPersonDecides);
        }
    } else if question.standings().all(|member| member.standing.is_supporter()) {
        reasons.push(Reason::SupporterOnlySees);
    }
    // Who may consent is for the basis gate.
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
            let stands_in = has_declared(actor, facts, now) && is_on_all(case, facts, agency, now);
            (case.lead == *agency || involved || stands_in) && !is_vetoed(facts, agency, &actor.person, now)
        }
    };
    is_known && inside
}

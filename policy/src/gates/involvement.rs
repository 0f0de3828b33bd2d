//! Whether who asks has anything to do with the case: agency and person involved and not vetoed, or of the family; and whether
//! their role includes what they ask for.

use super::{Question, basis};
use crate::disclosure::co_ordinates_for_the_lead;
use crate::facts::holding;
use crate::family;
use crate::taxonomy::Side;
use crate::{
    Access, Actor, AgencyId, CaseFacts, Facts, Involvement, PersonId, Reason, Role, Scope, Standing, Timestamp, Verb, Veto,
};

/// Adds what keeps who asks out.
pub fn check(question: &Question, reasons: &mut Vec<Reason>) {
    check_person(question, reasons);
    match question.access.verb {
        Verb::Administer | Verb::Sign => check_own_agency(question, reasons),
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
        // An agency that is not live yet can still be got ready, its protocols signed: nothing passes before it is.
        && !matches!(verb, Verb::Administer | Verb::Sign)
    {
        reasons.push(Reason::AgencyNotLive { agency: agency.clone() });
    }
    let role = question.facts.taxonomy.roles.get(&actor.role);
    let sides_agree = role.is_some_and(|role| (role.side == Side::Family) == actor.agency.is_none() || role.side == Side::Operator);
    // Whoever has an account carries what somebody else has sealed: it lets them see nothing.
    let may_everybody = *verb == Verb::Deliver;
    let includes_it = may_everybody || role.is_some_and(|role| role.verbs.contains(verb)) || includes_by_standing(question);
    if !(sides_agree && includes_it) {
        reasons.push(Reason::RoleLacksVerb { role: actor.role.clone(), verb: *verb });
    }
}

/// An account of a family keeps the role that it was made with: what somebody may do in a case goes by what they are there. A case
/// friend of one family is a parent in another.
fn includes_by_standing(question: &Question) -> bool {
    let roles = &question.facts.taxonomy.roles;
    let role_of = |standing: Standing| roles.iter().find(|(code, _)| code.as_str() == standing.code()).map(|(_, role)| role);
    let of_a_family = |role: &Role| role.side == Side::Family && role.verbs.contains(&question.access.verb);
    let is_of_a_family = roles.get(&question.access.actor.role).is_some_and(|role| role.side == Side::Family);
    is_of_a_family
        && question.case.is_some()
        && question.standings().any(|member| role_of(member.standing).is_some_and(of_a_family))
}

fn check_own_agency(question: &Question, reasons: &mut Vec<Reason>) {
    let Access { actor, agency: wanted, verb, .. } = question.access;
    let is_operator = question.facts.taxonomy.roles.get(&actor.role).is_some_and(|role| role.side == Side::Operator);
    let is_own = match (&actor.agency, wanted) {
        // Who runs the machine belongs to no agency, and signs for none; an agency's administrator does, and looks after no other.
        (None, _) => is_operator && *verb != Verb::Sign,
        (Some(own), Some(wanted)) => own == wanted,
        (Some(_), None) => !matches!(verb, Verb::Administer | Verb::Sign),
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
    let names = *verb == Verb::NameHelper && question.access.helper.is_some();
    if case.closed && (names || matches!(verb, Verb::Push | Verb::Deliver | Verb::Grant | Verb::Involve | Verb::Ask)) {
        reasons.push(Reason::CaseClosed);
    }
    let needs_one =
        matches!(verb, Verb::Push | Verb::Deliver | Verb::Open | Verb::TakeSealed | Verb::TurnAway) && question.scan().is_none();
    let asks_for_one = report.is_some() || needs_one;
    if asks_for_one && question.report.is_none() {
        reasons.push(Reason::ReportUnknown);
    }
    if *verb == Verb::Push && !question.is_own_report() {
        reasons.push(Reason::OtherAgency);
    }
    if *verb == Verb::Deliver {
        check_sender(question, case, reasons);
        return;
    }
    match &actor.agency {
        None => check_family(question, reasons),
        Some(agency) if *verb == Verb::Declare => {
            check_veto(question, agency, reasons);
            check_part(question, case, agency, |part| part.scope == Scope::WholeCase, reasons);
        }
        Some(agency) if *verb == Verb::Audit => check_audit(question, case, agency, reasons),
        Some(agency) if matches!(verb, Verb::Involve | Verb::Accept | Verb::TurnAway) => {
            check_veto(question, agency, reasons);
            check_co_ordination(question, case, agency, reasons);
        }
        Some(agency) if *verb == Verb::Ask => {
            check_staff(question, agency, reasons);
            check_asking(question, case, agency, reasons);
        }
        Some(agency) if *verb == Verb::Answer => check_answer(question, case, agency, reasons),
        Some(_) if matches!(verb, Verb::WhoLooked | Verb::Remark | Verb::NameHelper) => reasons.push(Reason::NoStanding),
        Some(agency) => check_staff(question, agency, reasons),
    }
}

/// What is carried may come if whoever signed it might have brought it; where nobody did, if the agency that it is said to come from works
/// on all of the case. Who carries it is nobody that this would turn on.
fn check_sender(question: &Question, case: &CaseFacts, reasons: &mut Vec<Reason>) {
    let Some(report) = question.report else { return };
    let agency = &report.author_agency;
    if let Some(sender) = &question.access.sender {
        let access = Access::new(sender.clone(), Verb::Push).on(case.id.clone());
        check(&Question::about(Some(report), &access, question.facts, question.now), reasons);
        return;
    }
    if question.facts.live_agency(agency, question.now).is_none() {
        reasons.push(Reason::AgencyNotLive { agency: agency.clone() });
    }
    if holding(&question.facts.vetoes, question.now).any(|veto| matches!(veto, Veto::Agency(kept_away) if kept_away == agency)) {
        reasons.push(Reason::Vetoed);
    }
    check_part(question, case, agency, |part| part.scope == Scope::WholeCase, reasons);
}

/// An agency asks the family for itself; the lead agency's co-ordinators ask for any. Nobody asks for an agency that the family keeps
/// away: its no is its answer.
fn check_asking(question: &Question, case: &CaseFacts, own: &AgencyId, reasons: &mut Vec<Reason>) {
    let actor = &question.access.actor;
    let wanted = question.access.agency.as_ref();
    if wanted != Some(own) && !co_ordinates_for_the_lead(actor, case, &question.facts.taxonomy) {
        reasons.push(Reason::NotTheLead);
    }
    let kept_away = |veto: &Veto| matches!(veto, Veto::Agency(agency) if Some(agency) == wanted);
    if holding(&question.facts.vetoes, question.now).any(kept_away) {
        reasons.push(Reason::Vetoed);
    }
}

/// A remark is answered by the agency that it is about, or by the lead agency's co-ordinators.
fn check_answer(question: &Question, case: &CaseFacts, agency: &AgencyId, reasons: &mut Vec<Reason>) {
    let Access { actor, remark, .. } = question.access;
    if co_ordinates_for_the_lead(actor, case, &question.facts.taxonomy) {
        check_veto(question, agency, reasons);
        return;
    }
    if remark.as_ref().is_some_and(|remark| remark.to.as_ref() != Some(agency)) {
        reasons.push(Reason::OtherAgency);
    }
    check_staff(question, agency, reasons);
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

/// Whoever has a part in the case reads what was done on it. All that is held of it, for a request of subject access, is gathered by
/// the agency that answers for it; whoever asks so names it.
fn check_audit(question: &Question, case: &CaseFacts, agency: &AgencyId, reasons: &mut Vec<Reason>) {
    let before = reasons.len();
    check_part(question, case, agency, |_| true, reasons);
    let asks_for_all = question.access.agency.is_some();
    if asks_for_all && reasons.len() == before && (case.lead != *agency || question.access.agency.as_ref() != Some(agency)) {
        reasons.push(Reason::NotTheLead);
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
        && part.is_for(&question.access.actor)
        && role.is_some_and(|role| role.verbs.contains(&Verb::Involve))
}

fn check_veto(question: &Question, agency: &AgencyId, reasons: &mut Vec<Reason>) {
    if is_vetoed(question.facts, agency, &question.access.actor.person, question.now) {
        reasons.push(Reason::Vetoed);
    }
}

fn check_staff(question: &Question, agency: &AgencyId, reasons: &mut Vec<Reason>) {
    check_veto(question, agency, reasons);
    let mut found = Reason::AgencyNotInvolved;
    for involvement in involvements(question.facts, agency, question.now) {
        match part(question, involvement) {
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
fn part(question: &Question, involvement: &Involvement) -> Option<Reason> {
    if !is_theirs(question.facts, involvement, &question.access.actor) {
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
    let verb = question.access.verb;
    let names = verb == Verb::NameHelper && question.access.helper.is_some();
    let decides = !(question.is_reading() || verb == Verb::WhoLooked);
    if decides && question.standings().all(|member| member.standing.is_supporter()) {
        reasons.push(Reason::SupporterOnlySees);
    } else if (question.is_seeing() || names) && question.rights().next().is_none() {
        reasons.push(Reason::HelpNotSoFar);
    } else if (question.is_seeing() || names)
        && question.is_of_age()
        && question.is_parent_only()
        && basis::agreement(question).is_none()
    {
        reasons.push(Reason::YoungPersonDecides);
    }
    if let Some(helper) = question.access.helper.as_ref().filter(|_| names)
        && family::is_kept_out(question.facts, &helper.person, question.now)
    {
        reasons.push(Reason::Vetoed);
    }
    // Who may consent is for the basis gate.
}

fn involvements<'a>(facts: &'a Facts, agency: &'a AgencyId, now: Timestamp) -> impl Iterator<Item = &'a Involvement> {
    holding(&facts.involvements, now).filter(move |involvement| involvement.agency == *agency)
}

/// Whether a part is somebody's. A machine is named on no case: it brings reports to those that its agency has a part in.
fn is_theirs(facts: &Facts, part: &Involvement, actor: &Actor) -> bool {
    let is_a_machine = facts.taxonomy.roles.get(&actor.role).is_some_and(Role::is_a_machine);
    part.is_for(actor) || is_a_machine && actor.agency.as_ref() == Some(&part.agency)
}

/// Whether the family keeps the person away from the case, or all of their agency.
#[must_use]
pub fn is_vetoed(facts: &Facts, agency: &AgencyId, person: &PersonId, now: Timestamp) -> bool {
    holding(&facts.vetoes, now).any(|veto| match veto {
        Veto::Agency(id) => id == agency,
        Veto::Person(id) => id == person,
    })
}

/// Whether `actor` has a part in the case of their own, and not only works where somebody has: they are named on it, or their agency's
/// part waits for whoever has their role; or they declared an emergency, and stand in.
pub fn has_own_part(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let Some((agency, case)) = actor.agency.as_ref().zip(facts.case_at(now)) else { return false };
    let mut parts = involvements(facts, agency, now);
    let stands_in = has_declared(actor, facts, now) && is_on_all(case, facts, agency, now);
    stands_in || parts.any(|part| !part.is_over(now.date()) && is_theirs(facts, part, actor))
}

/// Whether `actor` may know that the case is there.
pub fn is_insider(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let Some(case) = facts.case_at(now) else { return false };
    let is_known = holding(&facts.people, now).any(|post| post.person == actor.person && post.agency == actor.agency);
    let inside = match &actor.agency {
        None => family::rights(facts, &actor.person, now).next().is_some(),
        Some(agency) => {
            let is_on_it = case.lead == *agency || has_own_part(actor, facts, now);
            is_on_it && !is_vetoed(facts, agency, &actor.person, now)
        }
    };
    is_known && inside
}

//! A second opinion: yes or no, thought out afresh from the design and the law, without a gate. It must agree with `decide` in every
//! random world.

mod acts;
mod sharing;

use std::collections::BTreeMap;

use porthor_policy::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::chance::{OTHERS, READS, cases, questions, tape};
use crate::worlds::{World, id};

/// What is on record at this moment.
fn on_record<T>(all: &[Recorded<T>], now: Timestamp) -> Vec<&T> {
    let mut found = Vec::new();
    for fact in all {
        let is_over = matches!(fact.ended, Some(ended) if ended <= now);
        if fact.recorded <= now && !is_over {
            found.push(&fact.value);
        }
    }
    found
}

struct Bench<'a> {
    access: &'a Access,
    facts: &'a Facts,
    now: Timestamp,
    today: Date,
}

pub fn is_permitted(access: &Access, facts: &Facts, now: Timestamp) -> bool {
    let bench = Bench { access, facts, now, today: now.date() };
    if !(bench.is_proved() && bench.is_in_post()) {
        return false;
    }
    match access.verb {
        Verb::Administer => bench.is_own_house(),
        Verb::Sign => access.actor.agency.is_some() && access.actor.agency == access.agency,
        Verb::Audit | Verb::Involve if access.case.is_none() => bench.is_own_house(),
        Verb::Audit => bench.may_audit(),
        Verb::Involve => bench.may_involve(),
        Verb::Push => bench.may_push(),
        Verb::Grant => bench.may_grant(),
        Verb::Withdraw => bench.may_withdraw(),
        Verb::Declare => bench.may_declare(),
        Verb::Ask => bench.may_ask(),
        Verb::List | Verb::Open | Verb::TakeSealed => bench.may_read(),
        Verb::WhoLooked => bench.may_see_who_looked(),
        Verb::Remark => bench.may_remark(),
        Verb::Answer => bench.may_answer(),
        Verb::NameHelper => bench.may_name_a_helper(),
        Verb::Accept | Verb::TurnAway => bench.may_take_in(),
        Verb::Deliver => bench.may_carry(),
    }
}

impl<'a> Bench<'a> {
    fn rules(&self) -> &'a Taxonomy {
        &self.facts.taxonomy
    }

    fn me(&self) -> &'a PersonId {
        &self.access.actor.person
    }

    fn minutes_ago(&self, proof: &Proof) -> Option<i64> {
        (proof.at <= self.now).then(|| (self.now.millis() - proof.at.millis()) / 60_000)
    }

    fn is_proved(&self) -> bool {
        let limits = &self.rules().assurance;
        let proved = |limit: u32, factor: Factor| {
            let mut proofs = self.access.actor.proofs.iter();
            proofs.any(|proof| proof.factor == factor && self.minutes_ago(proof).is_some_and(|age| age < i64::from(limit)))
        };
        let signed_in = |factor| proved(limits.session_minutes, factor);
        let code = signed_in(Factor::Totp) || signed_in(Factor::Card);
        let two = signed_in(Factor::Passkey)
            || signed_in(Factor::Password) && (code || signed_in(Factor::Device))
            || signed_in(Factor::Device) && code;
        let opens = matches!(self.access.verb, Verb::Open | Verb::TakeSealed);
        let sensitive = self.report().is_some_and(|report| limits.step_up_classes.contains(&report.class));
        let just_now = [Factor::Totp, Factor::Card, Factor::Passkey].into_iter().any(|code| proved(limits.step_up_minutes, code));
        // What comes by mail is brought by nobody: that it is held back then is another question.
        let comes_by_mail = self.access.verb == Verb::Deliver && self.access.actor.role.as_str() == "mail-drop";
        // A machine brings with its key alone, and does nothing else.
        let unattended = self.access.verb == Verb::Push && self.access.actor.role.as_str() == "hospital-system";
        let machine = unattended && signed_in(Factor::Device);
        (two || comes_by_mail || machine)
            && (just_now || !(opens && sensitive || limits.step_up_verbs.contains(&self.access.verb) || self.opens_a_door()))
    }

    fn opens_a_door(&self) -> bool {
        let names = self.access.verb == Verb::NameHelper && self.access.helper.is_some();
        names || self.access.verb == Verb::Declare && self.access.emergency.is_none()
    }

    fn leads_and_involves(&self) -> bool {
        let may = self.role().is_some_and(|role| role.verbs.contains(&Verb::Involve));
        may && self.case().is_some_and(|case| self.access.actor.agency.as_ref() == Some(&case.lead))
    }

    /// My agency leads the case or works on the whole of it, whoever is named.
    fn house_works_on_it(&self) -> bool {
        let leads = self.case().is_some_and(|case| self.access.actor.agency.as_ref() == Some(&case.lead));
        leads || self.parts().into_iter().any(|part| part.scope == Scope::WholeCase)
    }

    fn is_in_an_emergency(&self) -> bool {
        on_record(&self.facts.emergencies, self.now)
            .into_iter()
            .any(|one| one.person == *self.me() && Some(&one.agency) == self.access.actor.agency.as_ref() && self.now < one.until)
    }

    fn may_declare(&self) -> bool {
        if self.access.case.is_none() {
            return true;
        }
        if self.case().is_none() || self.access.actor.agency.is_none() || self.is_vetoed() || !self.house_works_on_it() {
            return false;
        }
        match (&self.access.emergency, &self.access.declares) {
            (Some(wanted), _) => on_record(&self.facts.emergencies, self.now)
                .into_iter()
                .any(|one| one.id == *wanted && (one.person == *self.me() || self.leads_and_involves())),
            (None, Some(new)) => new.person == *self.me() && Some(&new.agency) == self.access.actor.agency.as_ref(),
            (None, None) => false,
        }
    }

    /// What was taken back since: a paper or a witness from before says nothing.
    fn is_stale(&self, offer: &Grant) -> bool {
        let given = match &offer.evidence {
            Evidence::SignedIn => return false,
            Evidence::Paper { given, .. } | Evidence::Spoken { given, .. } => *given,
        };
        self.facts.grants.iter().any(|old| {
            let known = old.recorded <= self.now && old.ended.is_some_and(|ended| ended <= self.now && given <= ended);
            known && (&old.value.giver, &old.value.recipient) == (&offer.giver, &offer.recipient)
        })
    }

    /// For one's own agency, or as the lead's co-ordinator for any that the family neither keeps away nor objects to.
    fn may_ask(&self) -> bool {
        let (Some(case), Some(mine)) = (self.case(), &self.access.actor.agency) else { return false };
        let wanted = self.access.agency.as_ref();
        let refused_before = on_record(&self.facts.vetoes, self.now).into_iter().any(|veto| match veto {
            Veto::Agency(agency) => Some(agency) == wanted,
            Veto::Person(_) => false,
        }) || on_record(&self.facts.marks, self.now).into_iter().any(|mark| match mark {
            Mark::Objection { agency } => Some(agency) == wanted,
            Mark::Contested | Mark::CourtRestricted => false,
        });
        !case.closed && !refused_before && self.works_on_whole_case() && (wanted == Some(mine) || self.leads_and_involves())
    }

    fn may_look_at_papers(&self) -> bool {
        let signed = self.facts.grants.iter().any(|grant| {
            let paper = matches!(&grant.value.evidence, Evidence::Paper { scan, .. } if Some(scan) == self.access.scan.as_ref());
            paper && grant.recorded <= self.now && grant.value.giver == *self.me()
        });
        let is_family = self.access.actor.agency.is_none();
        if is_family { signed && !self.standings(self.me()).is_empty() } else { self.leads_and_involves() }
    }

    fn may_see_consent(&self) -> bool {
        let Some(wanted) = &self.access.consent else { return true };
        self.facts.grants.iter().filter(|grant| grant.recorded <= self.now && grant.value.id == *wanted).any(|grant| {
            let own = match (&grant.value.recipient, &self.access.actor.agency) {
                (Recipient::Agency(named), Some(mine)) => named == mine,
                _ => false,
            };
            own || self.access.actor.agency.is_none() || self.leads_and_involves()
        })
    }

    fn role(&self) -> Option<&'a Role> {
        self.rules().roles.get(&self.access.actor.role)
    }

    fn agency(&self, agency: &AgencyId) -> Option<&'a AgencyFacts> {
        on_record(&self.facts.agencies, self.now).into_iter().find(|facts| facts.id == *agency)
    }

    fn is_live(&self, agency: &AgencyId) -> bool {
        self.agency(agency).is_some_and(|facts| facts.live)
    }

    fn is_in_post(&self) -> bool {
        let actor = &self.access.actor;
        let post = StaffFacts { person: actor.person.clone(), agency: actor.agency.clone(), role: actor.role.clone() };
        let Some(role) = self.role() else { return false };
        let right_side = match role.side {
            Side::Family => actor.agency.is_none(),
            Side::Staff | Side::Oversight => actor.agency.is_some(),
            Side::Operator => true,
        };
        let open_door = match &actor.agency {
            Some(agency) => [Verb::Administer, Verb::Sign].contains(&self.access.verb) || self.is_live(agency),
            None => true,
        };
        on_record(&self.facts.people, self.now).contains(&&post)
            && right_side
            && open_door
            && (self.access.verb == Verb::Deliver || role.verbs.contains(&self.access.verb) || self.is_here_as_more())
    }

    /// Whoever is of a family does in this case what they are in it for, whatever they joined as.
    fn is_here_as_more(&self) -> bool {
        let as_what = |member: &FamilyMember| {
            let code = match member.standing {
                Standing::Parent => "parent",
                Standing::ResponsibilityHolder => "responsibility-holder",
                Standing::YoungPerson => "young-person",
                Standing::Deputy => "deputy",
                Standing::Advocate => "advocate",
                Standing::CaseFriend => "case-friend",
            };
            self.rules().roles.get(&id::<RoleCode>(code))
        };
        let family = |role: &Role| role.side == Side::Family;
        self.role().is_some_and(family)
            && self.case().is_some()
            && self.present().into_iter().filter_map(as_what).any(|role| family(role) && role.verbs.contains(&self.access.verb))
    }

    /// An agency looks after itself only; who runs the machine, after any.
    fn is_own_house(&self) -> bool {
        match (&self.access.actor.agency, &self.access.agency) {
            (None, _) => self.role().is_some_and(|role| role.side == Side::Operator),
            (Some(mine), Some(asked)) => mine == asked,
            (Some(_), None) => self.access.verb != Verb::Administer,
        }
    }

    fn case(&self) -> Option<&'a CaseFacts> {
        let case = on_record(self.facts.case.as_slice(), self.now).into_iter().next()?;
        (Some(&case.id) == self.access.case.as_ref()).then_some(case)
    }

    fn report(&self) -> Option<&'a Report> {
        let wanted = self.access.report.as_ref()?;
        on_record(&self.facts.reports, self.now).into_iter().find(|report| report.id == *wanted)
    }

    fn is_vetoed(&self) -> bool {
        on_record(&self.facts.vetoes, self.now).into_iter().any(|veto| match veto {
            Veto::Person(person) => person == self.me(),
            Veto::Agency(agency) => Some(agency) == self.access.actor.agency.as_ref(),
        })
    }

    /// Parts of my agency in the case that have not run out.
    fn parts(&self) -> Vec<&'a Involvement> {
        let mut parts = on_record(&self.facts.involvements, self.now);
        parts.retain(|part| {
            let in_time = match part.until {
                Some(until) => self.today < until,
                None => part.scope == Scope::WholeCase,
            };
            in_time && Some(&part.agency) == self.access.actor.agency.as_ref()
        });
        parts
    }

    fn is_mine(&self, part: &Involvement) -> bool {
        let named = part.person.as_ref().map_or(part.role == self.access.actor.role, |person| person == self.me());
        named || self.access.actor.role.as_str() == "hospital-system"
    }

    fn works_on_whole_case(&self) -> bool {
        !self.is_vetoed() && self.parts().into_iter().any(|part| self.is_mine(part) && part.scope == Scope::WholeCase)
    }

    /// The standings of someone that have not run out, those that somebody named them to among them.
    fn memberships(&self, person: &PersonId) -> Vec<&'a FamilyMember> {
        let members = on_record(&self.facts.family, self.now).into_iter().filter(|member| member.person == *person);
        let in_time = members.filter(|member| match (member.standing, member.until) {
            (_, Some(until)) => self.today < until,
            (Standing::Advocate | Standing::CaseFriend, None) => false,
            (_, None) => true,
        });
        in_time.collect()
    }

    /// On what standings of their own someone belongs to the family today.
    fn standings(&self, person: &PersonId) -> Vec<Standing> {
        let own = self.memberships(person).into_iter().filter(|member| member.named.is_none());
        own.map(|member| member.standing).collect()
    }

    /// What I am here for today: on my own account, or named by somebody with a say.
    fn present(&self) -> Vec<&'a FamilyMember> {
        let named = self.namings(self.me());
        let counts = |member: &FamilyMember| match &member.named {
            None => true,
            Some(naming) => can_only_help(member.standing) && named.contains(&naming),
        };
        self.memberships(self.me()).into_iter().filter(|member| counts(member)).collect()
    }

    /// Who named someone to what, as long as the namer has a say and the family does not keep the named one out.
    fn namings(&self, person: &PersonId) -> Vec<&'a Naming> {
        let unwanted = on_record(&self.facts.vetoes, self.now).contains(&&Veto::Person(person.clone()));
        let helps = self.memberships(person).into_iter().filter(|member| can_only_help(member.standing) && !unwanted);
        let named = helps.filter_map(|member| member.named.as_ref());
        named.filter(|named| self.standings(&named.by).into_iter().any(|standing| !can_only_help(standing))).collect()
    }

    fn is_decision_maker(&self) -> bool {
        self.standings(self.me()).into_iter().any(|standing| !can_only_help(standing))
    }

    /// Whether this person of the family, whose own eyes these are, may see a report, or the case as such.
    fn is_welcome(&self, case: &CaseFacts, person: &PersonId, report: Option<&Report>) -> bool {
        let standings = self.standings(person);
        let parent_only = standings.iter().all(|standing| matches!(standing, Standing::Parent | Standing::ResponsibilityHolder));
        let is_child = case.born.is_some_and(|born| self.today < born.plus_years(u32::from(self.rules().ages.own_authority)));
        !standings.is_empty() && (!parent_only || is_child || self.is_let_in_by_the_young_person(person, report))
    }

    /// With my own eyes, or with those of somebody who let me see what they see.
    fn sees_as_family(&self, report: Option<&Report>, is_own: bool, helps: &[Help]) -> bool {
        let Some(case) = self.case() else { return false };
        let named = self.namings(self.me()).into_iter().filter(|named| helps.contains(&named.help));
        let mut eyes: Vec<&PersonId> = named.map(|named| &named.by).collect();
        eyes.extend(is_own.then(|| self.me()));
        let fit = report.is_none_or(|report| {
            let signed_off = matches!(report.status, Status::SignedOff | Status::Statutory);
            signed_off && report.audience != Audience::Professionals && report.marks.is_empty()
        });
        fit && eyes.into_iter().any(|person| self.is_welcome(case, person, report))
    }
}

/// Sees with the family, and never decides.
fn can_only_help(standing: Standing) -> bool {
    matches!(standing, Standing::Advocate | Standing::CaseFriend)
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_second_opinion_agrees(mut tape in tape()) {
        for World { access, facts, now } in questions(&mut tape, 12) {
            let decision = decide(&access, &facts, now);
            prop_assert_eq!(decision.is_allowed(), is_permitted(&access, &facts, now), "{:?} {:?}", decision, access);
        }
    }
}

/// How often the answer is yes and no, by verb, and what a yes rests on.
#[test]
fn the_random_worlds_reach_every_answer() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut answers: BTreeMap<(Verb, bool), u32> = BTreeMap::new();
    let mut bases: BTreeMap<&str, u32> = BTreeMap::new();
    let mut codes: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..1_200 {
        let mut tape = tape().new_tree(&mut runner).expect("a tape").current();
        for world in questions(&mut tape, 12) {
            let decision = world.decide();
            *answers.entry((world.access.verb, decision.is_allowed())).or_default() += 1;
            match decision {
                Decision::Allow(grounds) => *bases.entry(name(&grounds.basis)).or_default() += 1,
                Decision::Refuse(reasons) => reasons.iter().for_each(|reason| *codes.entry(reason.code()).or_default() += 1),
            }
        }
    }
    for verb in READS.into_iter().chain(OTHERS) {
        let (yes, no) = (answers.get(&(verb, true)).copied(), answers.get(&(verb, false)).copied());
        assert!(yes.is_some_and(|yes| yes > 20) && no.is_some_and(|no| no > 20), "{verb:?}: {yes:?} yes, {no:?} no");
    }
    let yes: u32 = answers.iter().filter(|((_, yes), _)| *yes).map(|(_, number)| number).sum();
    assert!((2_880..11_520).contains(&yes), "{yes} of 14400 are yes: {answers:?}");
    for basis in ["own-report", "family", "consent", "request", "emergency", "law", "role"] {
        assert!(bases.get(basis).is_some_and(|number| *number > 10), "{basis}: {bases:?}");
    }
    let unseen: Vec<_> = Reason::ALL_CODES.iter().filter(|code| !codes.contains_key(*code)).collect();
    assert!(unseen.is_empty(), "never refused for {unseen:?}");
}

fn name(basis: &Basis) -> &'static str {
    match basis {
        Basis::OwnReport => "own-report",
        Basis::Family { .. } => "family",
        Basis::Consent { .. } => "consent",
        Basis::Request { .. } => "request",
        Basis::Emergency { .. } => "emergency",
        Basis::Law => "law",
        Basis::Role { .. } => "role",
    }
}

//! A second opinion: yes or no, thought out afresh from the design and the law, without a gate. It must agree with `decide` in every
//! random world.

use std::collections::BTreeMap;

use porthor_policy::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::chance::{cases, questions, tape};
use crate::worlds::World;

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
        Verb::Audit | Verb::Involve if access.case.is_none() => bench.is_own_house(),
        Verb::Audit => bench.may_audit(),
        Verb::Involve => bench.may_involve(),
        Verb::Push => bench.may_push(),
        Verb::Grant => bench.may_grant(),
        Verb::Withdraw => bench.may_withdraw(),
        Verb::Declare => bench.may_declare(),
        Verb::List | Verb::Open | Verb::TakeSealed => bench.may_read(),
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
        two && (just_now || !(opens && sensitive || limits.step_up_verbs.contains(&self.access.verb) || self.opens_a_door()))
    }

    fn opens_a_door(&self) -> bool {
        self.access.verb == Verb::Declare && self.access.emergency.is_none()
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

    fn may_look_at_papers(&self) -> bool {
        let signed = self.facts.grants.iter().any(|grant| {
            let paper = matches!(&grant.value.evidence, Evidence::Paper { scan, .. } if Some(scan) == self.access.scan.as_ref());
            paper && grant.recorded <= self.now && grant.value.giver == *self.me()
        });
        if self.access.actor.agency.is_none() { signed } else { self.leads_and_involves() }
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
            Some(agency) => self.access.verb == Verb::Administer || self.is_live(agency),
            None => true,
        };
        on_record(&self.facts.people, self.now).contains(&&post)
            && right_side
            && open_door
            && role.verbs.contains(&self.access.verb)
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
        part.person.is_none() || part.person.as_ref() == Some(self.me())
    }

    fn works_on_whole_case(&self) -> bool {
        !self.is_vetoed() && self.parts().into_iter().any(|part| self.is_mine(part) && part.scope == Scope::WholeCase)
    }

    /// On what standings someone belongs to the family today.
    fn standings(&self, person: &PersonId) -> Vec<Standing> {
        let members = on_record(&self.facts.family, self.now).into_iter().filter(|member| member.person == *person);
        let in_time = members.filter(|member| match (member.standing, member.until) {
            (_, Some(until)) => self.today < until,
            (Standing::Advocate | Standing::CaseFriend, None) => false,
            (_, None) => true,
        });
        in_time.map(|member| member.standing).collect()
    }

    fn is_decision_maker(&self) -> bool {
        let standings = self.standings(self.me());
        standings.iter().any(|standing| !matches!(standing, Standing::Advocate | Standing::CaseFriend))
    }

    fn may_audit(&self) -> bool {
        let Some(case) = self.case() else { return false };
        match &self.access.actor.agency {
            None => self.is_decision_maker(),
            Some(agency) => case.lead == *agency || !self.parts().is_empty(),
        }
    }

    fn may_involve(&self) -> bool {
        let Some(case) = self.case().filter(|case| !case.closed) else { return false };
        let Some(mine) = &self.access.actor.agency else { return self.is_decision_maker() };
        if self.is_vetoed() || self.access.asks.as_ref().is_some_and(|new| !self.is_lawful(new)) {
            return false;
        }
        if case.lead == *mine {
            return true;
        }
        let involves = |part: &&Involvement| {
            let role = self.rules().roles.get(&part.role);
            self.is_mine(part) && part.scope == Scope::WholeCase && role.is_some_and(|role| role.verbs.contains(&Verb::Involve))
        };
        let closes_its_own =
            self.facts.requests.iter().any(|old| {
                old.recorded <= self.now && Some(&old.value.id) == self.access.request.as_ref() && old.value.by == *mine
            });
        let only_for_itself = match (&self.access.asks, &self.access.request) {
            (Some(_), Some(_)) => false,
            (new, _) => new.is_some() || closes_its_own,
        };
        only_for_itself && self.parts().iter().any(involves)
    }

    /// By and to those whom the Act names, in one's own agency's name.
    fn is_lawful(&self, new: &StatutoryRequest) -> bool {
        use AgencyKind::{College, Council, HealthBoard};
        let (Some(by), Some(to)) = (self.agency(&new.by), self.agency(&new.to)) else { return false };
        let ends = match new.kind {
            RequestKind::Section65 => by.kind == Council && [HealthBoard, Council, College].contains(&to.kind),
            RequestKind::Section20 => [Council, College].contains(&by.kind) && to.kind == HealthBoard,
            RequestKind::SchoolHealth => true,
        };
        ends && new.by != new.to && self.access.actor.agency.as_ref() == Some(&new.by)
    }

    fn may_push(&self) -> bool {
        let (Some(case), Some(draft)) = (self.case(), &self.access.draft) else { return false };
        let words = self.rules();
        let known = words.categories.contains_key(&draft.category) && words.purposes.contains_key(&draft.purpose);
        let author = &draft.author_agency;
        let leaves = |record: &ProtocolRecord| {
            let items = record.protocol.items.iter();
            let mut items = items.filter(|item| item.category == draft.category && item.purpose == draft.purpose);
            items.any(|item| self.is_party(&item.from, author)) && self.is_in_force(record, &[author])
        };
        !case.closed
            && known
            && Some(author) == self.access.actor.agency.as_ref()
            && self.works_on_whole_case()
            && self.facts.protocols.iter().any(leaves)
    }

    fn is_party(&self, party: &Party, agency: &AgencyId) -> bool {
        match party {
            Party::Agency(named) => named == agency,
            Party::Kind(kind) => self.agency(agency).is_some_and(|facts| facts.kind == *kind),
        }
    }

    fn has_agreed(&self, record: &ProtocolRecord, agency: &AgencyId) -> bool {
        record.signatures.iter().any(|signature| signature.recorded <= self.now && signature.value.agency == *agency)
    }

    fn is_in_force(&self, record: &ProtocolRecord, ends: &[&AgencyId]) -> bool {
        let protocol = &record.protocol;
        let all_in =
            protocol.partners.iter().all(|partner| self.is_live(&partner.agency) && self.has_agreed(record, &partner.agency));
        let still_in = ends.iter().all(|agency| {
            let signatures = on_record(&record.signatures, self.now);
            protocol.partners.iter().any(|partner| partner.agency == **agency)
                && signatures.into_iter().any(|signature| signature.agency == **agency)
        });
        let in_time = protocol.starts <= self.today && protocol.ends.is_some_and(|ends| self.today < ends);
        let reviewed = self.today < protocol.review.due.plus_months(protocol.review.lapse_after_months);
        let is_replaced = self.facts.protocols.iter().any(|newer| {
            let later = &newer.protocol;
            later.id == protocol.id
                && later.version > protocol.version
                && later.supersedes == Some(protocol.version)
                && later.starts <= self.today
                && later.partners.iter().all(|partner| self.has_agreed(newer, &partner.agency))
        });
        all_in && still_in && in_time && reviewed && !is_replaced
    }

    fn is_held(&self, receiver: Option<&AgencyId>) -> bool {
        on_record(&self.facts.marks, self.now).into_iter().any(|mark| match mark {
            Mark::Contested | Mark::CourtRestricted => true,
            Mark::Objection { agency } => Some(agency) == receiver,
        })
    }

    /// Whether this person's word on this standing counts today, for what was said at `given`.
    fn word_counts(&self, person: &PersonId, standing: Standing, given: Timestamp) -> bool {
        let Some((case, born)) = self.case().and_then(|case| Some((case, case.born?))) else { return false };
        if !self.standings(person).contains(&standing) {
            return false;
        }
        let ages = &self.rules().ages;
        let birthday = born.plus_years(u32::from(ages.own_authority));
        let is_grown = birthday <= self.today;
        match standing {
            Standing::Deputy => true,
            Standing::YoungPerson => {
                let mut found = on_record(&self.facts.competences, self.now).into_iter();
                is_grown || found.any(|found| found.person == *person && found.on <= self.today)
            }
            Standing::Parent if case.looked_after => false,
            Standing::Parent | Standing::ResponsibilityHolder => {
                let in_grace = self.today < birthday.plus_days(i64::from(ages.reconsent_grace_days)) && given.date() < birthday;
                !is_grown || in_grace
            }
            Standing::Advocate | Standing::CaseFriend => false,
        }
    }

    fn may_grant(&self) -> bool {
        let Some(case) = self.case() else { return false };
        let Some(offer) = &self.access.grant else {
            let brings = self.access.scan.is_some() && self.access.actor.agency.is_some();
            return brings && !case.closed && self.works_on_whole_case() && !self.is_held(None);
        };
        if self.is_stale(offer) {
            return false;
        }
        let shown = match (&self.access.actor.agency, &offer.evidence) {
            (None, Evidence::SignedIn) => self.is_decision_maker() && offer.giver == *self.me(),
            (None, _) | (Some(_), Evidence::SignedIn) => false,
            (Some(_), Evidence::Paper { recorded_by, .. }) => self.works_on_whole_case() && recorded_by == self.me(),
            (Some(_), Evidence::Spoken { recorded_by, witness, .. }) => {
                self.works_on_whole_case() && recorded_by == self.me() && witness != self.me()
            }
        };
        let receiver = match &offer.recipient {
            Recipient::Agency(agency) => Some(agency),
            Recipient::Person(_) => None,
        };
        let for_itself = receiver.is_some() && receiver == self.access.actor.agency.as_ref() && receiver != Some(&case.lead);
        !case.closed && shown && !for_itself && !self.is_held(receiver) && self.word_counts(&offer.giver, offer.standing, self.now)
    }

    fn may_withdraw(&self) -> bool {
        if self.case().is_none() {
            return false;
        }
        let grants = on_record(&self.facts.grants, self.now);
        let named = self.access.consent.as_ref().map(|wanted| grants.into_iter().find(|grant| grant.id == *wanted));
        if named == Some(None) {
            return false;
        }
        if self.access.actor.agency.is_some() {
            return self.works_on_whole_case() && named.is_some();
        }
        let is_giver = named.flatten().is_some_and(|grant| grant.giver == *self.me());
        let counts = self.standings(self.me()).into_iter().any(|standing| self.word_counts(self.me(), standing, self.now));
        self.is_decision_maker() && (is_giver || counts)
    }

    fn may_read(&self) -> bool {
        let Some(case) = self.case() else { return false };
        let report = self.report();
        let looks_at_paper = self.access.verb == Verb::Open && self.access.report.is_none() && self.access.scan.is_some();
        if report.is_none() && (self.access.report.is_some() || self.access.verb != Verb::List && !looks_at_paper) {
            return false;
        }
        if looks_at_paper && !self.may_look_at_papers() || self.access.verb == Verb::List && !self.may_see_consent() {
            return false;
        }
        if let Some(report) = report
            && report.retain_until.is_none_or(|until| until <= self.today)
        {
            return false;
        }
        match &self.access.actor.agency {
            None => self.family_reads(case, report),
            Some(agency) => self.agency_reads(agency, report),
        }
    }

    fn family_reads(&self, case: &CaseFacts, report: Option<&Report>) -> bool {
        let standings = self.standings(self.me());
        let parent_only = standings.iter().all(|standing| matches!(standing, Standing::Parent | Standing::ResponsibilityHolder));
        let is_child = case.born.is_some_and(|born| self.today < born.plus_years(u32::from(self.rules().ages.own_authority)));
        let welcome = !parent_only || is_child || self.is_let_in_by_the_young_person(report);
        let fit = report.is_none_or(|report| {
            let signed_off = matches!(report.status, Status::SignedOff | Status::Statutory);
            signed_off && report.audience != Audience::Professionals && report.marks.is_empty()
        });
        !standings.is_empty() && welcome && fit
    }

    fn is_let_in_by_the_young_person(&self, report: Option<&Report>) -> bool {
        let mut grants = on_record(&self.facts.grants, self.now).into_iter();
        let lets = grants.any(|grant| {
            grant.recipient == Recipient::Person(self.me().clone())
                && grant.standing == Standing::YoungPerson
                && report.is_none_or(|report| grant.categories.contains(&report.category))
                && self.is_active(grant)
        });
        lets && !self.is_held(None)
    }

    fn is_active(&self, grant: &Grant) -> bool {
        let in_time = grant.from <= self.now && grant.until.is_some_and(|until| self.now < until);
        let holds = match (&grant.condition, &grant.recipient) {
            (None, _) => true,
            (Some(Condition::Enrols { .. }), Recipient::Person(_)) => false,
            (Some(Condition::Enrols { by }), Recipient::Agency(agency)) => {
                let mut enrolments = on_record(&self.facts.enrolments, self.now).into_iter();
                self.today < *by || enrolments.any(|one| one.agency == *agency && one.on < *by && one.on <= self.today)
            }
        };
        in_time && holds && self.word_counts(&grant.giver, grant.standing, grant.from)
    }

    fn agency_reads(&self, agency: &AgencyId, report: Option<&Report>) -> bool {
        let reaches = |part: &Involvement| match (&part.scope, report) {
            (Scope::WholeCase, _) | (Scope::Bundle(_), None) => true,
            (Scope::Bundle(bundle), Some(report)) => bundle.contains(&report.id),
        };
        let stands_in = self.is_in_an_emergency() && self.house_works_on_it();
        let has_part = self.parts().into_iter().any(|part| self.is_mine(part) && reaches(part));
        if self.is_vetoed() || !(has_part || stands_in) {
            return false;
        }
        match report {
            None => true,
            Some(report) if report.author_agency == *agency => true,
            Some(report) => matches!(report.status, Status::SignedOff | Status::Statutory) && self.is_shared(agency, report),
        }
    }

    fn is_shared(&self, agency: &AgencyId, report: &Report) -> bool {
        let Some(purpose) = self.access.purpose.as_ref().filter(|purpose| self.rules().purposes.contains_key(*purpose)) else {
            return false;
        };
        let mut ways = self.facts.protocols.iter().flat_map(|record| record.protocol.items.iter().map(move |item| (record, item)));
        ways.any(|(record, item)| {
            item.category == report.category
                && item.purpose == *purpose
                && self.is_party(&item.from, &report.author_agency)
                && self.is_party(&item.to, agency)
                && self.is_in_force(record, &[agency, &report.author_agency])
                && self.is_opened(item.trigger, agency, report, purpose)
        })
    }

    fn is_opened(&self, trigger: Trigger, agency: &AgencyId, report: &Report, purpose: &PurposeCode) -> bool {
        let consent = || {
            let mut grants = on_record(&self.facts.grants, self.now).into_iter();
            let ours = |grant: &Grant| match &grant.recipient {
                Recipient::Agency(named) => named == agency,
                Recipient::Person(named) => named == self.me(),
            };
            !self.is_held(Some(agency))
                && grants.any(|grant| {
                    ours(grant)
                        && grant.categories.contains(&report.category)
                        && grant.purposes.contains(purpose)
                        && self.is_active(grant)
                })
        };
        let request = || {
            on_record(&self.facts.requests, self.now).into_iter().any(|request| {
                matches!(request.kind, RequestKind::Section20 | RequestKind::Section65)
                    && request.state == RequestState::Open
                    && (&request.by, &request.to) == (agency, &report.author_agency)
                    && request.categories.contains(&report.category)
                    && request.purpose == *purpose
            })
        };
        (self.is_in_an_emergency() && self.access.verb != Verb::TakeSealed)
            || match trigger {
                Trigger::Law => true,
                Trigger::Consent => consent(),
                Trigger::Request => request(),
                Trigger::Either => consent() || request(),
            }
    }
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
    for _ in 0..600 {
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
    for verb in [
        Verb::Push,
        Verb::List,
        Verb::Open,
        Verb::TakeSealed,
        Verb::Grant,
        Verb::Withdraw,
        Verb::Involve,
        Verb::Administer,
        Verb::Audit,
        Verb::Declare,
    ] {
        let (yes, no) = (answers.get(&(verb, true)).copied(), answers.get(&(verb, false)).copied());
        assert!(yes.is_some_and(|yes| yes > 20) && no.is_some_and(|no| no > 20), "{verb:?}: {yes:?} yes, {no:?} no");
    }
    let yes: u32 = answers.iter().filter(|((_, yes), _)| *yes).map(|(_, number)| number).sum();
    assert!((1_440..5_760).contains(&yes), "{yes} of 7200 are yes: {answers:?}");
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

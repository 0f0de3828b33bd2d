//! What goes from agency to agency and to the family: protocols in force, consents and who may give them, and reading.

use porthor_policy::*;

use super::{Bench, on_record};

impl Bench<'_> {
    pub(super) fn is_party(&self, party: &Party, agency: &AgencyId) -> bool {
        match party {
            Party::Agency(named) => named == agency,
            Party::Kind(kind) => self.agency(agency).is_some_and(|facts| facts.kind == *kind),
        }
    }

    pub(super) fn has_agreed(&self, record: &ProtocolRecord, agency: &AgencyId) -> bool {
        record.signatures.iter().any(|signature| signature.recorded <= self.now && signature.value.agency == *agency)
    }

    pub(super) fn is_in_force(&self, record: &ProtocolRecord, ends: &[&AgencyId]) -> bool {
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

    pub(super) fn is_held(&self, receiver: Option<&AgencyId>) -> bool {
        on_record(&self.facts.marks, self.now).into_iter().any(|mark| match mark {
            Mark::Contested | Mark::CourtRestricted => true,
            Mark::Objection { agency } => Some(agency) == receiver,
        })
    }

    /// Whether this person's word on this standing counts today, for what was said at `given`.
    pub(super) fn word_counts(&self, person: &PersonId, standing: Standing, given: Timestamp) -> bool {
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

    pub(super) fn may_grant(&self) -> bool {
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

    pub(super) fn may_withdraw(&self) -> bool {
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

    pub(super) fn may_read(&self) -> bool {
        if self.case().is_none() {
            return false;
        }
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
        let is_held = report.is_some_and(|report| !self.held(&report.id).is_empty());
        let is_mine = report.is_some_and(|report| Some(&report.author_agency) == self.access.actor.agency.as_ref());
        if is_held && !(is_mine && self.access.verb == Verb::List) {
            return false;
        }
        match &self.access.actor.agency {
            None => self.family_reads(report),
            Some(agency) => self.agency_reads(agency, report),
        }
    }

    pub(super) fn family_reads(&self, report: Option<&Report>) -> bool {
        let all = [Help::SeeWhatISee, Help::HelpMeDecide];
        let helps = if self.access.verb == Verb::List { &all[..] } else { &all[..1] };
        self.sees_as_family(report, true, helps)
    }

    /// A parent whom the young person lets see it.
    pub(super) fn is_let_in_by_the_young_person(&self, parent: &PersonId, report: Option<&Report>) -> bool {
        let mut grants = on_record(&self.facts.grants, self.now).into_iter();
        let lets = grants.any(|grant| {
            grant.recipient == Recipient::Person(parent.clone())
                && grant.standing == Standing::YoungPerson
                && report.is_none_or(|report| grant.categories.contains(&report.category))
                && self.is_active(grant)
        });
        lets && !self.is_held(None)
    }

    pub(super) fn is_active(&self, grant: &Grant) -> bool {
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

    pub(super) fn agency_reads(&self, agency: &AgencyId, report: Option<&Report>) -> bool {
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

    pub(super) fn is_shared(&self, agency: &AgencyId, report: &Report) -> bool {
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

    pub(super) fn is_opened(&self, trigger: Trigger, agency: &AgencyId, report: &Report, purpose: &PurposeCode) -> bool {
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

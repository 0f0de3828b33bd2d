//! What is done beside reading: looking who has looked, remarks, helpers, audit, involving, pushing.

use porthor_policy::*;

use super::{Bench, can_only_help, on_record};

impl Bench<'_> {
    /// The report that is asked for, if any, is here and kept.
    pub(super) fn is_report_here(&self) -> bool {
        let kept = |report: &Report| report.retain_until.is_some_and(|until| self.today < until);
        self.access.report.is_none() || self.report().is_some_and(kept)
    }

    pub(super) fn may_see_who_looked(&self) -> bool {
        let family = self.access.actor.agency.is_none() && self.is_report_here();
        family && self.sees_as_family(self.report(), self.is_decision_maker(), &[Help::SeeWhatISee])
    }

    pub(super) fn may_remark(&self) -> bool {
        let Some(remark) = &self.access.remark else { return false };
        let fits = match (&remark.about, remark.kind) {
            (About::Entry(_), RemarkKind::Question | RemarkKind::Objection) => self.access.report.is_none(),
            (About::Report(report), RemarkKind::Question | RemarkKind::Comment | RemarkKind::Wrong) => {
                self.access.report.as_ref() == Some(report)
            }
            _ => false,
        };
        let own = self.access.actor.agency.is_none() && remark.author == *self.me() && self.is_decision_maker();
        let is_held = self.access.report.as_ref().is_some_and(|report| !self.held(report).is_empty());
        fits && own && !is_held && self.is_report_here() && self.sees_as_family(self.report(), true, &[])
    }

    pub(super) fn may_answer(&self) -> bool {
        let (Some(_), Some(remark), Some(mine)) = (self.case(), &self.access.remark, &self.access.actor.agency) else {
            return false;
        };
        let here = self.access.report.is_none() || self.report().is_some();
        let ours = remark.to.as_ref() == Some(mine) && self.works_on_whole_case();
        here && !self.is_vetoed() && (self.leads_and_involves() || ours)
    }

    pub(super) fn may_name_a_helper(&self) -> bool {
        let Some(case) = self.case() else { return false };
        let here = self.access.report.is_none() || self.report().is_some();
        if self.access.actor.agency.is_some() || !self.is_decision_maker() || !here {
            return false;
        }
        match (&self.access.helper, &self.access.ends) {
            (Some(new), None) => {
                let in_time = new.until.is_some_and(|until| self.today < until && until <= self.today.plus_years(1));
                let mine = new.named.as_ref().is_some_and(|named| named.by == *self.me()) && new.person != *self.me();
                let unwanted = on_record(&self.facts.vetoes, self.now).contains(&&Veto::Person(new.person.clone()));
                let by_court = on_record(&self.facts.marks, self.now).contains(&&Mark::CourtRestricted);
                let fits = in_time && mine && can_only_help(new.standing);
                fits && !unwanted && !by_court && !case.closed && self.sees_as_family(None, true, &[])
            }
            (None, Some(helper)) => on_record(&self.facts.family, self.now)
                .into_iter()
                .any(|one| one.person == *helper && one.named.as_ref().is_some_and(|named| named.by == *self.me())),
            _ => false,
        }
    }

    /// What holds a report back today.
    pub(super) fn held(&self, report: &ReportId) -> Vec<HeldFor> {
        let held = on_record(&self.facts.quarantines, self.now).into_iter().filter(|held| held.report == *report);
        held.map(|held| held.held_for).collect()
    }

    /// Looking at what is held back, taking one in that somebody sent unsigned, turning one away.
    pub(super) fn may_take_in(&self) -> bool {
        if self.case().is_none() || self.is_vetoed() || !self.leads_and_involves() {
            return false;
        }
        let accepts = self.access.verb == Verb::Accept;
        let Some(report) = self.report() else { return accepts && self.access.report.is_none() };
        let held = self.held(&report.id);
        !held.is_empty() && (!accepts || !held.contains(&HeldFor::Unscanned) && !held.contains(&HeldFor::Infected))
    }

    /// Carrying what somebody sealed: it comes in where the sender could have brought it, or where their agency works on the case.
    pub(super) fn may_carry(&self) -> bool {
        let Some(case) = self.case().filter(|case| !case.closed) else { return false };
        let Some(draft) = &self.access.draft else { return false };
        if self.access.report.is_some() && self.report().is_none() {
            return false;
        }
        if let Some(sender) = &self.access.sender {
            let access = Access { actor: sender.clone(), verb: Verb::Push, report: None, sender: None, ..self.access.clone() };
            let as_them = Bench { access: &access, ..*self };
            return as_them.is_in_post() && as_them.may_push();
        }
        let agency = &draft.author_agency;
        let works_here = on_record(&self.facts.involvements, self.now).into_iter().any(|part| {
            part.agency == *agency && part.scope == Scope::WholeCase && part.until.is_none_or(|until| self.today < until)
        });
        let unwanted = on_record(&self.facts.vetoes, self.now).contains(&&Veto::Agency(agency.clone()));
        self.is_live(agency) && !unwanted && (case.lead == *agency || works_here) && self.may_leave(draft)
    }

    pub(super) fn may_audit(&self) -> bool {
        let Some(case) = self.case() else { return false };
        match &self.access.actor.agency {
            None => self.is_decision_maker(),
            // All that is held is the lead's to gather.
            Some(agency) if self.access.agency.is_some() => case.lead == *agency && self.access.agency.as_ref() == Some(agency),
            Some(agency) => case.lead == *agency || !self.parts().is_empty(),
        }
    }

    pub(super) fn may_involve(&self) -> bool {
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
    pub(super) fn is_lawful(&self, new: &StatutoryRequest) -> bool {
        use AgencyKind::{College, Council, HealthBoard};
        let (Some(by), Some(to)) = (self.agency(&new.by), self.agency(&new.to)) else { return false };
        let ends = match new.kind {
            RequestKind::Section65 => by.kind == Council && [HealthBoard, Council, College].contains(&to.kind),
            RequestKind::Section20 => [Council, College].contains(&by.kind) && to.kind == HealthBoard,
            RequestKind::SchoolHealth => true,
        };
        ends && new.by != new.to && self.access.actor.agency.as_ref() == Some(&new.by)
    }

    pub(super) fn may_push(&self) -> bool {
        let (Some(case), Some(draft)) = (self.case(), &self.access.draft) else { return false };
        let mine = Some(&draft.author_agency) == self.access.actor.agency.as_ref();
        !case.closed && mine && self.works_on_whole_case() && self.may_leave(draft)
    }

    /// Some protocol in force lets such a report leave its agency.
    fn may_leave(&self, draft: &Report) -> bool {
        let words = self.rules();
        let known = words.categories.contains_key(&draft.category) && words.purposes.contains_key(&draft.purpose);
        let author = &draft.author_agency;
        let leaves = |record: &ProtocolRecord| {
            let items = record.protocol.items.iter();
            let mut items = items.filter(|item| item.category == draft.category && item.purpose == draft.purpose);
            items.any(|item| self.is_party(&item.from, author)) && self.is_in_force(record, &[author])
        };
        known && self.facts.protocols.iter().any(leaves)
    }
}

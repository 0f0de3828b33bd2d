//! A case as one of its family may see it: decided and recorded like every reading, with the names that its pages need. A report that
//! they may not list is told by its kind alone, or not at all; the policy says which.

use std::collections::BTreeMap;
use std::sync::Arc;

use porthor_policy::{
    Access, Actor, AgencyId, CaseFacts, CaseId, CategoryCode, EventKind, Facts, FamilyMember, Grant, PersonId, Reason, Recipient,
    Recorded, ReportId, Standing, Timestamp, Verb, decide, family_is_told_of, holding, readable,
};

use crate::app::App;
use crate::case;
use crate::case::people::key_of;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::report;
use crate::store::case_keys::CaseKey;
use crate::store::names::Names;
use crate::web::{Say, Visitor};

/// A case as somebody of its family sees it.
pub struct Seen {
    /// Which.
    pub case: CaseId,
    /// What the child or young person is called.
    pub child: String,
    /// The decision by which it is seen.
    pub granted: Granted,
    /// Its key.
    pub key: Arc<CaseKey>,
    /// What everybody on it is called.
    pub names: Names,
    /// The reports that this person is told of.
    pub reports: BTreeMap<ReportId, Told>,
    /// Who sees it.
    pub actor: Actor,
    /// Words in their language.
    pub say: Say,
}

/// What somebody of the family is told of a report.
pub struct Told {
    /// Its kind.
    pub category: CategoryCode,
    /// When it came.
    pub arrived: Timestamp,
    /// Who wrote it.
    pub author: AgencyId,
    /// What its file is called; none where they may not list it.
    pub file_name: Option<String>,
}

impl Seen {
    /// Decides and records that `who` of the family looks at `view` of the case, and reads it.
    pub async fn read(app: &App, visitor: &Visitor, who: &SignedIn, case: &CaseId, view: &str) -> Result<Self, Problem> {
        let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
        family_alone(who).await?;
        let granted =
            gate::release(app, who, &access, EventKind::ReportsListed, |event, _| event.with_detail("view", view)).await?;
        Self::of(app, visitor, who, case, granted).await
    }

    /// The same where it was decided and recorded already.
    pub async fn of(app: &App, visitor: &Visitor, who: &SignedIn, case: &CaseId, granted: Granted) -> Result<Self, Problem> {
        let key = key_of(&granted)?;
        let facts = &granted.known.facts;
        let mut reader = app.store.reader().await?;
        let row = case::store::find(&mut reader, case, &key).await?.ok_or_else(Problem::not_found)?;
        let mut described = report::store::described_all(&mut reader, case, &key).await?;
        let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), agencies(facts), people(facts)).await?;
        let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
        let listed: Vec<&ReportId> = readable(&access, facts, granted.now).map(|report| &report.id).collect();
        let told = holding(&facts.reports, granted.now).filter_map(|report| {
            let is_listed = listed.contains(&&report.id);
            let file_name = described.remove(report.id.as_str()).filter(|_| is_listed).map(|described| described.file_name);
            let (category, author) = (report.category.clone(), report.author_agency.clone());
            let told = Told { category, arrived: report.arrived, author, file_name };
            (is_listed || family_is_told_of(report, facts, granted.now)).then(|| (report.id.clone(), told))
        });
        let reports = told.collect();
        Ok(Self {
            case: case.clone(),
            child: row.name,
            key,
            names,
            reports,
            actor: who.actor.clone(),
            say: visitor.say.clone(),
            granted,
        })
    }

    /// What is known of the case.
    pub fn facts(&self) -> &Facts {
        &self.granted.known.facts
    }

    /// When it was decided.
    pub fn now(&self) -> Timestamp {
        self.granted.now
    }

    /// The case itself.
    pub fn case_facts(&self) -> Result<&CaseFacts, Problem> {
        self.facts().case_at(self.now()).ok_or_else(Problem::not_found)
    }

    /// A path under the case's.
    pub fn path(&self, rest: &str) -> String {
        format!("/family/{}{rest}", self.case)
    }

    /// What a report is called on a page: its kind, whose it is and of which day; and its file, where they may list it.
    pub fn title(&self, report: &ReportId) -> String {
        let Some(told) = self.reports.get(report) else { return self.say.text("family-report-untold").to_string() };
        let key = if told.file_name.is_some() { "family-report-named" } else { "family-report-kind" };
        let phrase = self.say.text(key).with("category", self.say.category(&told.category));
        let phrase = phrase.with("agency", self.names.agency(&told.author)).with("day", self.say.day_of(told.arrived));
        phrase.with("file", told.file_name.as_deref().unwrap_or_default()).to_string()
    }

    /// What a reason says to the family, and what would have to change: its own word is told to it as its own.
    pub fn reason(&self, reason: &Reason) -> (String, String) {
        let key = match reason {
            Reason::Vetoed => "family-reason-vetoed",
            Reason::Objection => "family-reason-objection",
            _ => return self.say.reason(reason),
        };
        (self.say.text(key).to_string(), self.say.text(format!("{key}-remedy")).to_string())
    }

    /// What whoever a consent is for is called.
    pub fn recipient(&self, recipient: &Recipient) -> String {
        match recipient {
            Recipient::Agency(agency) => self.names.agency(agency).to_owned(),
            Recipient::Person(person) => self.person(person),
        }
    }

    /// What somebody is called: oneself, "you".
    pub fn person(&self, person: &PersonId) -> String {
        if *person == self.actor.person { self.say.text("family-you").to_string() } else { self.names.person(person).to_owned() }
    }

    /// Those of the family besides who looks.
    pub fn relatives(&self) -> impl Iterator<Item = &FamilyMember> {
        let today = self.now().date();
        holding(&self.facts().family, self.now()).filter(move |one| one.person != self.actor.person && !one.is_over(today))
    }

    /// As what whoever looks belongs to the family; none where they no longer do.
    pub fn standing(&self) -> Option<Standing> {
        let mut family = holding(&self.facts().family, self.now());
        family.find(|member| member.person == self.actor.person).map(|member| member.standing)
    }

    /// Whether the page of who has looked would open.
    pub fn may_see_who_looked(&self) -> bool {
        let access = Access::new(self.actor.clone(), Verb::WhoLooked).on(self.case.clone());
        decide(&access, self.facts(), self.now()).is_allowed()
    }

    /// A consent on record, with when it was recorded and ended.
    pub fn grant(&self, id: &porthor_policy::ConsentId) -> Option<&Recorded<Grant>> {
        self.facts().grants.iter().find(|grant| grant.value.id == *id)
    }
}

/// These pages are the family's: to others they are not there.
pub async fn family_alone(who: &SignedIn) -> Result<(), Problem> {
    if who.actor.agency.is_none() { Ok(()) } else { Err(gate::absent(who.came).await) }
}

/// What the child or young person is called, on a page that it was decided to show.
pub async fn child_of(app: &App, case: &CaseId, granted: &Granted) -> Result<String, Problem> {
    let row = case::store::find(&mut *app.store.reader().await?, case, &*key_of(granted)?).await?;
    Ok(row.ok_or_else(Problem::not_found)?.name)
}

/// Every agency that the case's pages may name.
fn agencies(facts: &Facts) -> Vec<&AgencyId> {
    let mut found: Vec<&AgencyId> = facts.case.iter().map(|case| &case.value.lead).collect();
    found.extend(facts.involvements.iter().map(|part| &part.value.agency));
    found.extend(facts.reports.iter().map(|report| &report.value.author_agency));
    found.extend(facts.requests.iter().flat_map(|request| [&request.value.by, &request.value.to]));
    found.extend(facts.emergencies.iter().map(|emergency| &emergency.value.agency));
    found.extend(facts.grants.iter().filter_map(|grant| match &grant.value.recipient {
        Recipient::Agency(agency) => Some(agency),
        Recipient::Person(_) => None,
    }));
    found
}

/// Every person that they may name.
fn people(facts: &Facts) -> Vec<&PersonId> {
    let mut found: Vec<&PersonId> = facts.family.iter().map(|member| &member.value.person).collect();
    found.extend(facts.involvements.iter().filter_map(|part| part.value.person.as_ref()));
    found.extend(facts.emergencies.iter().map(|emergency| &emergency.value.person));
    found.extend(facts.grants.iter().map(|grant| &grant.value.giver));
    found
}

//! Filling the demonstration's gateway through its own interface over TLS, as its people would: the operator registers agencies,
//! administrators invite their staff, partners sign the protocols, the co-ordinator opens cases and invites the families.

use std::collections::BTreeMap;

use porthor_config::Demo;
use porthor_config::demo::{DemoCase, DemoPerson};
use porthor_keys::recipient::Identity;
use porthor_policy::Language;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::error::{StepError, insist, other};
use super::people::{self, Account, Invited, OPERATOR, OPERATOR_ID};
use super::steps::Steps;
use crate::client::{Client, text};
use crate::clock::Clock;

/// The case that the walk is about.
pub const CASE: &str = "criafol";
/// The council that takes a report sealed, and whose officer proves what happened.
pub const COUNCIL: &str = "dyffryn-gwawr";
/// The school of the walk.
pub const SCHOOL: &str = "kestrel-rock";

/// A case that was opened.
pub struct OpenCase {
    /// What the gateway calls it.
    pub id: String,
    /// The age recipient that its reports are sealed to.
    pub recipient: String,
}

/// Everything that was set up.
pub struct World {
    /// The invented world.
    pub demo: Demo,
    /// The gateway, to somebody who is not signed in, in English.
    pub door: Client,
    /// The same in Welsh.
    pub welsh: Client,
    /// The council's own identity, which never leaves the council.
    pub council: Identity,
    accounts: BTreeMap<String, Account>,
    invited: BTreeMap<String, Invited>,
    cases: BTreeMap<String, OpenCase>,
}

impl World {
    /// A world with nobody in it but the operator, who enrols with the printed `code`.
    pub async fn new(demo: Demo, door: Client, welsh: Client, code: String) -> Result<Self, StepError> {
        let role = "gateway-operator".parse().map_err(|_| other("a role", "none"))?;
        let operator =
            Invited { id: OPERATOR_ID.into(), person: String::new(), address: OPERATOR.into(), role, language: Language::En, code };
        let account = Account::enrol(door.clone(), operator).await?;
        let accounts = BTreeMap::from([(OPERATOR_ID.to_owned(), account)]);
        let (invited, cases) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { demo, door, welsh, council: Identity::generate(), accounts, invited, cases })
    }

    /// Somebody who has enrolled.
    pub fn account(&self, id: &str) -> Result<&Account, StepError> {
        self.accounts.get(id).ok_or_else(|| other(format!("{id} to have enrolled"), "somebody who has not"))
    }

    /// The gateway as somebody signed in sees it.
    pub fn client(&self, id: &str) -> Result<&Client, StepError> {
        self.account(id)?.client()
    }

    /// A case by what the demonstration calls it.
    pub fn case(&self, id: &str) -> Result<&OpenCase, StepError> {
        self.cases.get(id).ok_or_else(|| other(format!("the case {id} to be open"), "none"))
    }

    /// What an agency is called.
    pub fn agency_name(&self, id: &str) -> String {
        let found = self.demo.agencies.iter().find(|agency| agency.id.as_str() == id);
        found.map_or_else(|| id.to_owned(), |agency| agency.name_en.clone())
    }

    /// Registers the agencies with two administrators each; they go live.
    pub async fn register_agencies(&mut self, steps: &mut Steps) -> Result<(), StepError> {
        let agencies = self.demo.agencies.clone();
        let operator = self.client(OPERATOR_ID)?.clone();
        let mut invited = Vec::new();
        for agency in &agencies {
            let new = json!({ "id": agency.id, "kind": agency.kind, "name_en": agency.name_en, "name_cy": agency.name_cy });
            operator.create(&["agencies"], &new).await?;
            let administrators = self.demo.staff(&agency.id).filter(|person| is_administrator(person));
            for person in administrators {
                invited.push(invite(&operator, agency.id.as_str(), person).await?);
            }
        }
        self.enrol(invited).await?;
        for agency in &agencies {
            let live = operator.post(&["agencies", agency.id.as_str(), "live"], &json!({})).await?;
            insist(live["live"] == json!(true), format!("{} to be live", agency.id), live.to_string())?;
        }
        let names: Vec<_> = agencies.iter().map(|agency| agency.name_en.as_str()).collect();
        steps.tell("came back", &format!("live, each with two administrators: {}", names.join(", ")));
        Ok(())
    }

    /// Each agency's own administrator invites its staff; those who are needed enrol.
    pub async fn invite_staff(&mut self, steps: &mut Steps) -> Result<(), StepError> {
        let mut invited = Vec::new();
        for person in self.demo.people.iter().filter(|person| !is_administrator(person)) {
            let Some(agency) = &person.agency else { continue };
            let first = self.first_administrator(agency.as_str())?;
            // A second co-ordinator comes in by another hand than the first: else the two would count as one where two are needed.
            let by = if person.id.as_str().ends_with("-coordinator-2") { first.replace("-admin-1", "-admin-2") } else { first };
            invited.push(invite(self.client(&by)?, agency.as_str(), person).await?);
        }
        let all = invited.len();
        self.enrol(invited).await?;
        let cards = self.accounts.values().filter(|account| matches!(account.second, people::Second::Card(_))).count();
        let enrolled = self.accounts.len();
        let text = format!(
            "{all} members of staff invited by printed code; {enrolled} people enrolled so far, {cards} with a printed code card, \
             the others with an authenticator"
        );
        steps.tell("came back", &text);
        Ok(())
    }

    /// Every partner signs every protocol; each has to be in force then.
    pub async fn sign_protocols(&mut self, steps: &mut Steps) -> Result<(), StepError> {
        let operator = self.client(OPERATOR_ID)?;
        for line in operator.list(&["protocols"], &[]).await? {
            let (id, version) = (text(&line, "id")?, line["version"].to_string());
            let place = ["protocols", id, version.as_str()];
            let shown = operator.get(&place, &[]).await?;
            let signature = json!({ "sha256": text(&shown, "sha256")? });
            let partners = shown["protocol"]["partners"].as_array().cloned().unwrap_or_default();
            for partner in &partners {
                let administrator = self.client(&self.first_administrator(text(partner, "agency")?)?)?;
                administrator.create(&[&place[..], &["signature"]].concat(), &signature).await?;
            }
            let shown = operator.get(&place, &[]).await?;
            insist(shown["in_force"] == json!(true), format!("{id} to be in force"), shown["not_in_force"].to_string())?;
            steps.tell("came back", &format!("{id}, version {version}: in force, signed by {} partners", partners.len()));
        }
        Ok(())
    }

    /// Opens the cases; the council says where sealed releases are to go.
    pub async fn open_cases(&mut self, steps: &mut Steps) -> Result<(), StepError> {
        for case in self.demo.cases.clone() {
            let (open, invited) = self.open_case(&case).await?;
            let people = invited.len();
            let known = case.family.len() - people;
            self.enrol(invited).await?;
            self.cases.insert(case.id.to_string(), open);
            let young = if case.age_years >= 16 { "a young person" } else { "a child" };
            let text = format!(
                "{}: {young} of {}, language {}; {} people of agencies involved, {}",
                case.id,
                case.age_years,
                if case.language == Language::Cy { "Welsh" } else { "English" },
                case.involved.len(),
                if known == 0 {
                    format!("{people} of the family invited by letter")
                } else {
                    format!("{known} of the family found by the account that they have for another child")
                },
            );
            steps.tell("came back", &text);
        }
        let recipient = json!({ "recipient": self.council.recipient().to_string() });
        self.client("dg-admin-1")?.put(&["agencies", COUNCIL, "recipient"], &recipient).await?;
        Ok(())
    }

    async fn open_case(&self, case: &DemoCase) -> Result<(OpenCase, Vec<Invited>), StepError> {
        let coordinator = self.client("dg-coordinator")?;
        let today = Clock.now().date();
        let new = json!({ "name": case.child, "born": case.born(today), "looked_after": case.looked_after });
        let opened = coordinator.create(&["cases"], &new).await?;
        let open = OpenCase { id: text(&opened, "id")?.to_owned(), recipient: text(&opened, "recipient")?.to_owned() };
        for involved in &case.involved {
            let person = involved.person.as_ref().map(|id| self.person(id.as_str())).transpose()?;
            let involvement = json!({ "agency": involved.agency, "person": person, "role": involved.role });
            coordinator.create(&["cases", &open.id, "involvements"], &involvement).await?;
        }
        let mut invited = Vec::new();
        for member in &case.family {
            let person = self.demo.person(&member.person).ok_or_else(|| other("a person of the demonstration", "none"))?;
            let until = member.for_days.map(|days| today.plus_days(i64::from(days)));
            let new = json!({
                "address": person.mail, "name": person.name, "language": person.language,
                "standing": member.standing, "until": until,
            });
            let added = coordinator.create(&["cases", &open.id, "family"], &new).await?;
            // A parent of two was invited for the first, and finds both at home.
            if added.get("code").is_some() {
                invited.push(invited_as(person, &added)?);
            }
        }
        Ok((open, invited))
    }

    /// What the gateway calls somebody, enrolled or still invited.
    pub fn person(&self, id: &str) -> Result<String, StepError> {
        let enrolled = self.accounts.get(id).map(|account| account.person.clone());
        let invited = || self.invited.get(id).map(|invited| invited.person.clone());
        enrolled.or_else(invited).ok_or_else(|| other(format!("{id} to be invited"), "somebody unknown"))
    }

    fn first_administrator(&self, agency: &str) -> Result<String, StepError> {
        let mut administrators = self.demo.people.iter().filter(|person| is_administrator(person));
        let first = administrators.find(|person| person.agency.as_ref().is_some_and(|own| own.as_str() == agency));
        first.map(|person| person.id.to_string()).ok_or_else(|| other(format!("an administrator of {agency}"), "none"))
    }

    /// Those who are needed enrol, all at once.
    async fn enrol(&mut self, invited: Vec<Invited>) -> Result<(), StepError> {
        let mut enrolling = JoinSet::new();
        for one in invited {
            if !people::enrols(&one.id) {
                self.invited.insert(one.id.clone(), one);
                continue;
            }
            let door = if one.language == Language::Cy { self.welsh.clone() } else { self.door.clone() };
            enrolling.spawn(async move {
                let id = one.id.clone();
                Account::enrol(door, one).await.map(|account| (id, account))
            });
        }
        while let Some(enrolled) = enrolling.join_next().await {
            let (id, account) = enrolled??;
            self.accounts.insert(id, account);
        }
        Ok(())
    }
}

fn is_administrator(person: &DemoPerson) -> bool {
    person.role.as_str() == "agency-administrator"
}

async fn invite(by: &Client, agency: &str, person: &DemoPerson) -> Result<Invited, StepError> {
    let new = json!({ "address": person.mail, "name": person.name, "role": person.role, "language": person.language });
    invited_as(person, &by.create(&["agencies", agency, "people"], &new).await?)
}

fn invited_as(person: &DemoPerson, answer: &Value) -> Result<Invited, StepError> {
    Ok(Invited {
        id: person.id.to_string(),
        person: text(answer, "person")?.to_owned(),
        address: person.mail.clone(),
        role: person.role.clone(),
        language: person.language,
        code: text(answer, "code")?.to_owned(),
    })
}

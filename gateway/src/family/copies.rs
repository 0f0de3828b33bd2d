//! What somebody has opened or taken before, which no word of the family's takes back.

use porthor_policy::{AgencyId, PersonId, Recipient, ReportId};

use super::seen::{Seen, Told};
use super::store::{self, COPIES, Taker};
use crate::app::App;
use crate::http::error::Problem;
use crate::store::names::Names;
use crate::web::Visitor;

/// What cannot be taken back, in words.
#[derive(Default)]
pub struct Copies {
    /// The latest first.
    pub taken: Vec<Taken>,
    /// Where the rest is told; none where this is all.
    pub rest: Option<String>,
}

/// A copy that cannot be taken back, in words.
pub struct Taken {
    /// Of what.
    pub report: String,
    /// By whom.
    pub person: String,
    /// When, and how often.
    pub at: String,
    /// Whether it was taken sealed, to be opened by the agency itself.
    pub is_sealed: bool,
}

impl Copies {
    /// What people of `agency`, or `person` of them alone, have opened or taken of others' reports.
    pub async fn of_agency(
        app: &App,
        visitor: &Visitor,
        seen: &Seen,
        agency: &AgencyId,
        person: Option<&PersonId>,
    ) -> Result<Self, Problem> {
        let taker = person.map_or(Taker::Agency(agency), |person| Taker::Member(agency, person));
        Self::of(app, visitor, seen, &taker, |told| told.author != *agency).await
    }

    /// What whoever a consent is for has opened or taken of others' reports, as far as it `is_meant`. With somebody of the family, those
    /// whom they named as their helpers: they see by the same right, and are gone with it.
    pub async fn of_recipient(
        app: &App,
        visitor: &Visitor,
        seen: &Seen,
        recipient: &Recipient,
        is_meant: impl Fn(&Told) -> bool,
    ) -> Result<Self, Problem> {
        match recipient {
            Recipient::Agency(agency) => {
                let is_others = |told: &Told| told.author != *agency && is_meant(told);
                Self::of(app, visitor, seen, &Taker::Agency(agency), is_others).await
            }
            Recipient::Person(person) => {
                let family = seen.facts().family.iter().map(|member| &member.value);
                let helpers = family.filter(|member| member.named.as_ref().is_some_and(|named| named.by == *person));
                let people: Vec<PersonId> = std::iter::once(person).chain(helpers.map(|helper| &helper.person)).cloned().collect();
                Self::of(app, visitor, seen, &Taker::Family(&people), is_meant).await
            }
        }
    }

    /// As the record has it, of the reports that the family is told of.
    async fn of(
        app: &App,
        visitor: &Visitor,
        seen: &Seen,
        taker: &Taker<'_>,
        is_meant: impl Fn(&Told) -> bool,
    ) -> Result<Self, Problem> {
        let meant: Vec<&ReportId> = seen.reports.iter().filter(|(_, told)| is_meant(told)).map(|(report, _)| report).collect();
        let mut reader = app.store.reader().await?;
        let mut copies = store::copies(&mut reader, &seen.case, taker, &meant).await?;
        let rest = (copies.len() > COPIES).then(|| match taker {
            Taker::Agency(agency) | Taker::Member(agency, _) => seen.path(&format!("/looked?agency={agency}")),
            Taker::Family(_) => seen.path("/looked"),
        });
        copies.truncate(COPIES);
        let people = copies.iter().map(|copy| &copy.person);
        let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), [], people).await?;
        let taken = copies.iter().map(|copy| Taken {
            report: seen.title(&copy.report),
            person: names.person(&copy.person).to_owned(),
            at: seen.say.text("consent-copy-times").count("n", copy.times).with("moment", seen.say.moment(copy.at)).to_string(),
            is_sealed: copy.sealed,
        });
        Ok(Self { taken: taken.collect(), rest })
    }
}

//! What people and agencies are called on an officer's page. Staff have names. Of a family nobody is named, for a young person's name is
//! the child's: they are called by their role and id.

use std::collections::{BTreeMap, BTreeSet};

use porthor_policy::{AgencyId, PersonId, ProtocolId};

use crate::app::App;
use crate::audit::store;
use crate::protocol::store::titles;
use crate::store::StoreError;
use crate::store::names::Names;
use crate::web::Say;

/// Names for one page.
#[derive(Default)]
pub struct Called {
    agencies: BTreeMap<String, String>,
    people: BTreeMap<String, String>,
    /// Titles in the reader's language.
    protocols: BTreeMap<ProtocolId, String>,
}

impl Called {
    /// Reads what these are called.
    pub async fn read<'a>(
        app: &App,
        say: &Say,
        agencies: impl IntoIterator<Item = &'a str>,
        people: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, StoreError> {
        let agencies: BTreeSet<AgencyId> = agencies.into_iter().filter_map(|id| id.parse().ok()).collect();
        let people: BTreeSet<String> = people.into_iter().map(ToOwned::to_owned).collect();
        let mut reader = app.store.reader().await?;
        let posts = store::posts(&mut reader, &people).await?;
        let staff = posts.iter().filter(|post| post.agency.is_some()).map(|post| &post.person);
        let protocols = titles(&mut reader).await?.into_iter().map(|(id, en, cy)| (id, say.either(&en, &cy).to_owned())).collect();
        let names = Names::read(&app.secrets.column, &mut reader, say.language(), &agencies, staff).await?;
        let person = |post: &store::Post| match &post.agency {
            Some(_) => names.person(&post.person).to_owned(),
            None => {
                let role = say.role(&post.role);
                say.text("audit-person-of-family").with("role", role).with("person", post.person.as_str()).to_string()
            }
        };
        Ok(Self {
            people: posts.iter().map(|post| (post.person.to_string(), person(post))).collect(),
            agencies: agencies.iter().map(|id| (id.to_string(), names.agency(id).to_owned())).collect(),
            protocols,
        })
    }

    /// What an agency is called; its id where it is not known.
    pub fn agency(&self, id: &AgencyId) -> String {
        self.agency_of(id.as_str())
    }

    /// The same by an id from a column.
    pub fn agency_of(&self, id: &str) -> String {
        self.agencies.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// What a protocol is called, in its latest version; its id where it is not known.
    pub fn protocol(&self, id: &ProtocolId) -> String {
        self.protocols.get(id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// What a person is called; their id where they are not known.
    pub fn person(&self, id: &PersonId) -> String {
        self.person_of(id.as_str())
    }

    /// The same by an id from a column.
    pub fn person_of(&self, id: &str) -> String {
        self.people.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

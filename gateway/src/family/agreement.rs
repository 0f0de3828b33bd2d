//! The protocols under which an agency is given reports, in plain language: what passes to it and from it, for what and on which ground,
//! until when, and who signed. In the protocol's own words.

use std::sync::Arc;

use porthor_policy::{AgencyId, Item, Party, Protocol, ProtocolPurpose, ProtocolRecord, ProtocolRef, Sight};

use super::seen::Seen;
use crate::app::App;
use crate::http::error::Problem;
use crate::protocol::obstacles;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::Say;

/// A protocol, in words.
pub struct Agreement {
    /// What it is called.
    pub title: String,
    /// From when until when, and when it is looked at again.
    pub terms: String,
    /// For what, with what passes for it.
    pub purposes: Vec<Purpose>,
    /// What a refusal means.
    pub refusal: String,
    /// Who signed, and when.
    pub signed: Vec<String>,
}

/// What passes for one purpose.
pub struct Purpose {
    /// What it is called.
    pub name: String,
    /// What it is, as the protocol says it.
    pub text: String,
    /// To the agency.
    pub receives: Vec<Passing>,
    /// From it to others.
    pub gives: Vec<Passing>,
}

/// A kind of report that passes.
pub struct Passing {
    /// Which.
    pub category: String,
    /// From or to whom, and on which ground.
    pub how: String,
    /// Why it is needed.
    pub why: String,
}

/// The protocols in force that `agency` has signed, and those that some of `sights` rest on.
pub async fn all(app: &App, seen: &Seen, agency: &AgencyId, sights: &[Sight]) -> Result<Vec<Agreement>, Problem> {
    let (facts, now) = (seen.facts(), seen.now());
    let rests = |protocol: &Protocol| {
        let is_it = |named: &ProtocolRef| named.id == protocol.id && named.version == protocol.version;
        sights.iter().filter_map(|sight| sight.grounds.protocol.as_ref()).any(is_it)
    };
    let is_shown = |record: &&ProtocolRecord| {
        rests(&record.protocol) || record.is_signed_by(agency, now) && obstacles(record, facts, now).is_empty()
    };
    let shown: Vec<&ProtocolRecord> = facts.protocols.iter().filter(is_shown).collect();
    let partners: Vec<&AgencyId> =
        shown.iter().flat_map(|record| &record.protocol.partners).map(|partner| &partner.agency).collect();
    let mut reader = app.store.reader().await?;
    let names = Names::read(&app.secrets.column, &mut reader, seen.say.language(), partners, []).await?;
    let teller = Teller { seen, agency, names };
    Ok(shown.into_iter().map(|record| teller.agreement(record)).collect())
}

/// Puts protocols into words for the family.
struct Teller<'a> {
    seen: &'a Seen,
    agency: &'a AgencyId,
    names: Names,
}

impl Teller<'_> {
    fn say(&self) -> &Say {
        &self.seen.say
    }

    fn own(&self, en: &str, cy: &str) -> String {
        if self.say().is_welsh() { cy.to_owned() } else { en.to_owned() }
    }

    fn agreement(&self, record: &ProtocolRecord) -> Agreement {
        let protocol: &Arc<Protocol> = &record.protocol;
        let purposes = protocol.purposes.iter().map(|purpose| self.purpose(protocol, purpose));
        Agreement {
            title: self.seen.protocol_title(protocol).to_owned(),
            terms: self.terms(protocol),
            purposes: purposes.filter(|purpose| !(purpose.receives.is_empty() && purpose.gives.is_empty())).collect(),
            refusal: self.own(&protocol.consent.refusal_means_en, &protocol.consent.refusal_means_cy),
            signed: self.signed(record),
        }
    }

    fn terms(&self, protocol: &Protocol) -> String {
        let review = self.say().date(protocol.review.due);
        let key = if protocol.ends.is_some() { "family-agreement-terms" } else { "family-agreement-terms-open" };
        // The end is the first day on which it no longer holds.
        let last = protocol.ends.map(|ends| self.say().date(ends.plus_days(-1))).unwrap_or_default();
        let told = self.say().text(key).with("starts", self.say().date(protocol.starts)).with("last", last);
        told.with("review", review).to_string()
    }

    fn purpose(&self, protocol: &Protocol, purpose: &ProtocolPurpose) -> Purpose {
        let of_it = || protocol.items.iter().filter(|item| item.purpose == purpose.code);
        let receives = of_it().filter(|item| self.seen.is_party(&item.to, self.agency));
        let gives = of_it().filter(|item| self.seen.is_party(&item.from, self.agency));
        Purpose {
            name: self.say().purpose(&purpose.code),
            text: self.own(&purpose.text_en, &purpose.text_cy),
            receives: receives.map(|item| self.passing(item, "family-agreement-from", &item.from)).collect(),
            gives: gives.map(|item| self.passing(item, "family-agreement-to", &item.to)).collect(),
        }
    }

    fn passing(&self, item: &Item, key: &str, other: &Party) -> Passing {
        let trigger = self.say().text(format!("protocol-trigger-{}", code_of(&item.trigger))).to_string();
        Passing {
            category: self.say().category(&item.category),
            how: self.say().text(key).with("party", self.party(other)).with("trigger", trigger).to_string(),
            why: self.own(&item.why_en, &item.why_cy),
        }
    }

    fn party(&self, party: &Party) -> String {
        match party {
            Party::Agency(agency) => self.names.agency(agency).to_owned(),
            Party::Kind(kind) => self.say().text(format!("agency-kind-{kind}")).to_string(),
        }
    }

    fn signed(&self, record: &ProtocolRecord) -> Vec<String> {
        let now = self.seen.now();
        let holding = record.signatures.iter().filter(|signature| signature.holds(now));
        let told = holding.map(|signature| {
            let agency = self.names.agency(&signature.value.agency);
            let day = self.say().day_of(signature.recorded);
            self.say().text("family-agreement-signed").with("agency", agency).with("day", day).to_string()
        });
        told.collect()
    }
}

//! What a yes rests on, in plain words: an agency's own work, a consent, the law, or an emergency.

use porthor_policy::{AgencyId, Basis, Grounds, Party, Protocol, ProtocolRef, PurposeCode, Recipient};

use super::seen::Seen;
use crate::store::log::code_of;

/// The ways by which somebody sees, in the order in which they stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A declared emergency.
    Emergency,
    /// A consent.
    Consent,
    /// The law, or a request under it.
    Law,
    /// The agency's own work, or the family's own right.
    Own,
}

impl Way {
    /// By what a decision rests on.
    pub fn of(basis: &Basis) -> Self {
        match basis {
            Basis::Emergency { .. } => Self::Emergency,
            Basis::Consent { .. } => Self::Consent,
            Basis::Request { .. } | Basis::Law => Self::Law,
            Basis::OwnReport | Basis::Family { .. } | Basis::Role { .. } => Self::Own,
        }
    }

    /// Its word: the end of its keys in the locales, and of its line's class in the picture.
    pub fn word(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Consent => "consent",
            Self::Law => "law",
            Self::Own => "own",
        }
    }
}

impl Seen {
    /// Why `reader` sees for `purpose` on these grounds.
    pub fn why(&self, reader: &Recipient, purpose: &PurposeCode, grounds: &Grounds) -> String {
        let phrase = match &grounds.basis {
            Basis::Consent { id } => self.why_consent(id),
            Basis::Request { id } => {
                let mut requests = self.facts().requests.iter();
                requests.find(|request| request.value.id == *id).map(|request| {
                    let statute =
                        self.facts().taxonomy.clocks.get(&code_of(&request.value.kind)).map(|clock| clock.statute.as_str());
                    let asked = self.say.text("family-why-request").with("agency", self.names.agency(&request.value.by));
                    asked.with("statute", statute.unwrap_or_default()).with("day", self.say.day_of(request.recorded)).to_string()
                })
            }
            Basis::Emergency { id } => {
                let mut emergencies = self.facts().emergencies.iter();
                emergencies.find(|emergency| emergency.value.id == *id).map(|emergency| {
                    let declared = self.say.text("family-why-emergency").with("person", self.person(&emergency.value.person));
                    declared.with("moment", self.say.moment(emergency.value.until)).to_string()
                })
            }
            Basis::Law => self
                .statute(reader, purpose, grounds.protocol.as_ref())
                .map(|statute| self.say.text("family-why-law").with("statute", statute).to_string()),
            Basis::Family { .. } => Some(self.say.text("family-why-family").to_string()),
            Basis::OwnReport | Basis::Role { .. } => None,
        };
        phrase.unwrap_or_else(|| self.say.text("family-why-own").to_string())
    }

    fn why_consent(&self, id: &porthor_policy::ConsentId) -> Option<String> {
        let grant = self.grant(id)?;
        let is_mine = grant.value.giver == self.actor.person;
        let key = if is_mine { "family-why-consent-yours" } else { "family-why-consent" };
        let until = grant.value.until.map(|until| self.say.last_day(until)).unwrap_or_default();
        let phrase = self.say.text(key).with("person", self.names.person(&grant.value.giver));
        let day = self.say.day_of(grant.value.given_at(grant.recorded));
        Some(phrase.with("day", day).with("until", until).to_string())
    }

    /// A version of a protocol.
    pub fn protocol(&self, wanted: &ProtocolRef) -> Option<&Protocol> {
        let mut all = self.facts().protocols.iter().map(|record| &*record.protocol);
        all.find(|protocol| protocol.id == wanted.id && protocol.version == wanted.version)
    }

    /// What a protocol is called.
    pub fn protocol_title<'a>(&self, protocol: &'a Protocol) -> &'a str {
        if self.say.is_welsh() { &protocol.title_cy } else { &protocol.title_en }
    }

    /// The law on which `reader` rests for `purpose`, as its protocol names it.
    fn statute(&self, reader: &Recipient, purpose: &PurposeCode, protocol: Option<&ProtocolRef>) -> Option<&str> {
        let Recipient::Agency(agency) = reader else { return None };
        let protocol = self.protocol(protocol?)?;
        let mut legal = protocol.legal.iter().filter(|legal| legal.purpose == *purpose);
        legal.find(|legal| self.is_party(&legal.partner, agency)).map(|legal| self.say.either(&legal.statute_en, &legal.statute_cy))
    }

    /// Whether a protocol means `agency` by this.
    pub fn is_party(&self, party: &Party, agency: &AgencyId) -> bool {
        match party {
            Party::Agency(id) => id == agency,
            Party::Kind(wanted) => Some(*wanted) == self.facts().kind_of(agency, self.now()),
        }
    }
}

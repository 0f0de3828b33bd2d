//! A version of a protocol in words: what it says of itself, who signed, what passes for which purpose and on what law, and what was agreed
//! besides.

use porthor_policy::{Party, Protocol, PurposeCode, Recorded, Signature, Timestamp};

use super::in_language;
use crate::audit::page::Called;
use crate::store::log::code_of;
use crate::web::Say;

/// Terms with what they are.
pub type Terms = Vec<(String, String)>;

/// A partner and its signature.
pub struct PartnerShown {
    /// Which agency.
    pub agency: String,
    /// As what.
    pub role: String,
    /// Who answers for it there.
    pub designated: String,
    /// Whether it has signed and not withdrawn.
    pub signed: bool,
    /// Who signed or withdrew, and when.
    pub signature: String,
}

/// A purpose with what passes for it.
pub struct PurposeShown {
    /// What it is called.
    pub name: String,
    /// What it is, as the protocol says it.
    pub text: String,
    /// What passes for it.
    pub items: Vec<ItemShown>,
    /// Whose law, and which.
    pub legal: Vec<(String, String)>,
}

/// A kind of report that passes.
pub struct ItemShown {
    /// Which.
    pub category: String,
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// What opens the way.
    pub trigger: String,
    /// Why it is needed.
    pub why: String,
}

/// Puts a version into words.
pub struct Teller<'a> {
    /// In these words.
    pub say: &'a Say,
    /// With these names.
    pub called: &'a Called,
    /// Of this version.
    pub protocol: &'a Protocol,
}

impl Teller<'_> {
    fn text(&self, key: &str) -> String {
        self.say.text(key).to_string()
    }

    fn field(&self, name: &str, value: impl Into<String>) -> (String, String) {
        (self.text(&format!("protocol-field-{name}")), value.into())
    }

    /// A field whose text stands in both languages.
    fn pair(&self, name: &str, en: &str, cy: &str) -> (String, String) {
        self.field(name, in_language(self.say, en, cy))
    }

    fn party(&self, party: &Party) -> String {
        match party {
            Party::Agency(agency) => self.called.agency(agency),
            Party::Kind(kind) => self.text(&format!("agency-kind-{kind}")),
        }
    }

    /// What it says of itself.
    pub fn terms(&self) -> Terms {
        let protocol = self.protocol;
        let mut terms = vec![
            self.field("id", protocol.id.as_str()),
            self.field("version", protocol.version.to_string()),
            self.field("instrument", self.text(&format!("protocol-instrument-{}", code_of(&protocol.instrument)))),
            self.field("starts", self.say.date(protocol.starts)),
        ];
        terms.extend(protocol.ends.map(|ends| self.field("ends", self.say.last_day(ends.start()))));
        terms.extend(protocol.supersedes.map(|version| self.field("supersedes", version.to_string())));
        terms.push(self.pair("groups", &protocol.service_user_groups_en.join("; "), &protocol.service_user_groups_cy.join("; ")));
        terms.extend(
            protocol
                .quality_assured
                .as_ref()
                .map(|assured| self.field("assured-by", format!("{}, {}", assured.by, self.say.date(assured.on)))),
        );
        terms
    }

    /// Who is to sign, and who has.
    pub fn partners(&self, signatures: &[Recorded<Signature>], now: Timestamp) -> Vec<PartnerShown> {
        let partner = |partner: &porthor_policy::Partner| {
            let own = signatures.iter().filter(|signature| signature.value.agency == partner.agency);
            let last = own.max_by_key(|signature| signature.recorded);
            let signature = last.map(|signature| {
                let key = if signature.ended.is_some() { "protocol-withdrew" } else { "protocol-signed" };
                let at = signature.ended.unwrap_or(signature.recorded);
                let told = self.say.text(key).with("at", self.say.moment(at));
                told.with("person", self.called.person(&signature.value.person)).to_string()
            });
            PartnerShown {
                agency: self.called.agency(&partner.agency),
                role: in_language(self.say, &partner.role_en, &partner.role_cy),
                designated: in_language(self.say, &partner.designated_person_en, &partner.designated_person_cy),
                signed: last.is_some_and(|signature| signature.holds(now)),
                signature: signature.unwrap_or_else(|| self.text("protocol-unsigned")),
            }
        };
        self.protocol.partners.iter().map(partner).collect()
    }

    /// What it is for.
    pub fn purposes(&self) -> Vec<PurposeShown> {
        let purpose = |purpose: &porthor_policy::ProtocolPurpose| PurposeShown {
            name: self.say.purpose(&purpose.code),
            text: in_language(self.say, &purpose.text_en, &purpose.text_cy),
            items: self.items(&purpose.code),
            legal: self.legal(&purpose.code),
        };
        self.protocol.purposes.iter().map(purpose).collect()
    }

    fn items(&self, purpose: &PurposeCode) -> Vec<ItemShown> {
        let items = self.protocol.items.iter().filter(|item| item.purpose == *purpose);
        items
            .map(|item| ItemShown {
                category: self.say.category(&item.category),
                from: self.party(&item.from),
                to: self.party(&item.to),
                trigger: self.text(&format!("protocol-trigger-{}", code_of(&item.trigger))),
                why: in_language(self.say, &item.why_en, &item.why_cy),
            })
            .collect()
    }

    fn legal(&self, purpose: &PurposeCode) -> Terms {
        let legal = self.protocol.legal.iter().filter(|legal| legal.purpose == *purpose);
        legal
            .map(|legal| {
                let statute = self.say.either(&legal.statute_en, &legal.statute_cy);
                let schedule = self.say.either(&legal.schedule1_en, &legal.schedule1_cy);
                (self.party(&legal.partner), [statute, &legal.art6, &legal.art9, schedule].join("; "))
            })
            .collect()
    }

    /// Consent, keeping, breaches, review and end.
    pub fn agreed(&self) -> Vec<(String, Terms)> {
        let protocol = self.protocol;
        let (consent, breach, review) = (&protocol.consent, &protocol.breach, &protocol.review);
        let hours = |hours: u16| self.say.text("protocol-hours").count("n", hours).to_string();
        let months = |months: u32| self.say.text("protocol-months").count("n", months).to_string();
        let retention = protocol.retention.iter().map(|kept| {
            let years = self.say.text("protocol-years").count("n", kept.years).to_string();
            (self.say.category(&kept.category), format!("{years}; {}", self.say.called("disposal", &kept.disposal)))
        });
        vec![
            (
                self.text("protocol-consent"),
                vec![
                    self.field("consent-required", self.text(if consent.required { "audit-yes" } else { "audit-no" })),
                    self.pair("consent-given-by", &consent.given_by_en, &consent.given_by_cy),
                    self.pair("refusal", &consent.refusal_means_en, &consent.refusal_means_cy),
                    self.pair("withdrawal", &consent.withdrawal_route_en, &consent.withdrawal_route_cy),
                ],
            ),
            (self.text("protocol-retention"), retention.collect()),
            (
                self.text("protocol-breach"),
                vec![
                    self.field("breach-lead", self.called.agency(&breach.lead)),
                    self.field("breach-contact", breach.contact.clone()),
                    self.field("breach-partners", hours(breach.partners_hours)),
                    self.field("breach-regulator", hours(breach.regulator_hours)),
                ],
            ),
            (
                self.text("protocol-review"),
                vec![
                    self.field("review-due", self.say.date(review.due)),
                    self.field("review-interval", months(review.interval_months)),
                    self.field("review-warning", months(review.warn_before_months)),
                    self.field("review-lapse", months(review.lapse_after_months)),
                    self.pair("termination", &protocol.termination_en, &protocol.termination_cy),
                ],
            ),
        ]
    }
}

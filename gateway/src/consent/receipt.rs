//! The person's signed copy of a consent: a JWS with the fields of ISO/IEC TS 27560, pseudonyms instead of names, checkable offline.

use porthor_keys::receipt::{
    CONSENT_RECEIPT, CONSENT_SCHEMA, ConsentEvent, ConsentReceipt, ConsentState, ConsentedPurpose, Controller, PrivacyNotice,
};
use porthor_policy::{Basis, CaseId, Evidence, Facts, Grant, Language, PersonId, PurposeCode, Recipient, Timestamp};
use sqlx::AnyConnection;

use super::store::agency_name;
use crate::app::App;
use crate::http::language;
use crate::privacy::{PATH, VERSION};
use crate::store::StoreError;
use crate::store::log::code_of;

/// Whoever gave a consent or took it back: who, as what (a standing of the family, or a role), and when.
pub struct Act<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// As what: the code of a standing or of a role.
    pub standing: String,
    /// When.
    pub at: Timestamp,
}

impl<'a> Act<'a> {
    /// Of giving: staff record later what was said or signed before.
    pub fn of_giving(grant: &'a Grant, recorded: Timestamp) -> Self {
        Self { person: &grant.giver, standing: code_of(&grant.standing), at: grant.given_at(recorded) }
    }

    /// Of taking back, on the basis on which it was decided.
    pub fn of_withdrawing(person: &'a PersonId, basis: &Basis, at: Timestamp) -> Self {
        let standing = match basis {
            Basis::Family { standing } => code_of(standing),
            Basis::Role { role } => role.to_string(),
            other => code_of(other),
        };
        Self { person, standing, at }
    }
}

/// Signs the copy of `grant` as it stands at `now`: given, or withdrawn as well.
pub async fn sign(
    app: &App,
    connection: &mut AnyConnection,
    case: &CaseId,
    facts: &Facts,
    grant: &Grant,
    (given, withdrawn): (Act<'_>, Option<Act<'_>>),
    now: Timestamp,
) -> Result<String, StoreError> {
    let lead = facts.case_at(now).map(|case| case.lead.to_string()).unwrap_or_default();
    let recipient = match &grant.recipient {
        Recipient::Agency(agency) => agency_name(connection, agency.as_str(), grant.language == Language::Cy).await?,
        Recipient::Person(person) => pseudonym(app, case, person.as_str()),
    };
    let controller = agency_name(connection, &lead, grant.language == Language::Cy).await?;
    let origin = &app.config.server.public_origin;
    let tag = language::tag(grant.language).to_owned();
    let receipt = ConsentReceipt {
        schema_version: CONSENT_SCHEMA.to_owned(),
        record_id: grant.id.to_string(),
        subject_id: pseudonym(app, case, "subject"),
        controllers: vec![Controller { name: controller, contact: format!("{origin}{PATH}") }],
        privacy_notice: PrivacyNotice { url: format!("{origin}{PATH}"), version: VERSION.to_owned(), language: tag.clone() },
        purposes: grant.purposes.iter().map(|purpose| consented(app, facts, grant, purpose, &recipient)).collect(),
        events: events(app, case, grant, &given, withdrawn.as_ref()),
        language: tag,
        issued: now.millis(),
    };
    Ok(app.secrets.receipts.sign(CONSENT_RECEIPT, &receipt))
}

/// The same for the same person in the same case, and telling nothing in another.
fn pseudonym(app: &App, case: &CaseId, whom: &str) -> String {
    let hash = app.secrets.lookup.hash("receipt/pseudonym", format!("{case}/{whom}").as_bytes());
    hash[..16].iter().fold(String::with_capacity(32), |text, byte| format!("{text}{byte:02x}"))
}

fn consented(app: &App, facts: &Facts, grant: &Grant, purpose: &PurposeCode, recipient: &str) -> ConsentedPurpose {
    let years =
        grant.categories.iter().filter_map(|code| facts.taxonomy.categories.get(code)).map(|category| category.retention_years);
    ConsentedPurpose {
        purpose: purpose.to_string(),
        lawful_basis: "uk-gdpr-6-1-a,9-2-a".to_owned(),
        categories: grant.categories.iter().map(ToString::to_string).collect(),
        recipients: vec![recipient.to_owned()],
        storage_period: format!("P{}Y", years.max().unwrap_or_default()),
        withdrawal: format!("{}/cases", app.config.server.public_origin),
        jurisdiction: "GB-WLS".to_owned(),
    }
}

fn events(app: &App, case: &CaseId, grant: &Grant, given: &Act<'_>, withdrawn: Option<&Act<'_>>) -> Vec<ConsentEvent> {
    let method = match &grant.evidence {
        Evidence::SignedIn => "signed-in",
        Evidence::Paper { .. } => "paper",
        Evidence::Spoken { .. } => "spoken",
    };
    let event = |state, act: &Act<'_>, method: &str| ConsentEvent {
        event_type: "explicit".to_owned(),
        state,
        time: act.at.millis(),
        valid_from: Some(grant.from.millis()),
        valid_until: grant.until.map(Timestamp::millis),
        given_by: pseudonym(app, case, act.person.as_str()),
        standing: act.standing.clone(),
        method: method.to_owned(),
    };
    let mut events = vec![event(ConsentState::Given, given, method)];
    events.extend(withdrawn.map(|act| event(ConsentState::Withdrawn, act, "signed-in")));
    events
}

//! What the record holds: one event per decision and per change. Names and fields are a public interface (see docs in ARCHITECTURE):
//! fields are added, never renamed. Ids and codes only; details hold numbers and codes, never a name or free text. The one exception
//! is `statement`, where the law asks for a reason: it is sealed with the event, and gone with the case's key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Access, AgencyId, CaseId, ConsentId, Decision, Grounds, PersonId, ProtocolRef, Reason, ReportId, Timestamp, Verb};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it; they are the interface")]
pub enum EventKind {
    GatewayStarted,
    AgencyCreated,
    AgencyLive,
    AgencyRecipientSet,
    PersonInvited,
    PersonLeft,
    EnrolmentBegun,
    PersonEnrolled,
    PasswordProved,
    SignInRefused,
    SignedIn,
    SignedOut,
    SteppedUp,
    StepUpRefused,
    DeviceInvited,
    DeviceEnrolled,
    DeviceSignedIn,
    DeviceRemoved,
    CaseOpened,
    CaseClosed,
    CaseErased,
    Involved,
    InvolvementEnded,
    FamilyAdded,
    FamilyEnded,
    VetoRecorded,
    VetoLifted,
    MarkRecorded,
    MarkLifted,
    CompetenceRecorded,
    EnrolmentRecorded,
    RequestRecorded,
    RequestClosed,
    ConsentGiven,
    ConsentWithdrawn,
    ConsentPreviewed,
    ProtocolRegistered,
    ProtocolSigned,
    ProtocolWithdrawn,
    ReportPushed,
    ReportsListed,
    ReportOpened,
    ReportTakenSealed,
    AccessRefused,
    TransferCut,
    TransferEnded,
    AuditRead,
    KeysRotated,
    EmergencyDeclared,
    EmergencyEnded,
    ScanStored,
    ScanSeen,
    ScansSwept,
    CasesListed,
    LanguageChosen,
    ConsentAsked,
    ConsentRequestAnswered,
    InvolvementHandedOver,
    RemarkMade,
    RemarkAnswered,
    PasswordChanged,
    FactorChanged,
    SessionsEnded,
    FactorsResetAsked,
    UploadBegun,
    UploadEnded,
    QuarantineListed,
    ReportAccepted,
    ReportTurnedAway,
    ReportScanned,
    ReportDelivered,
    AddressMade,
    MachineAdded,
    MachineKeyAdded,
    MailDropOpened,
    MailTaken,
    MailEnded,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A decision: yes.
    Allowed,
    /// A decision, or an attempt: no.
    Refused,
    /// Something done, or that happened.
    Done,
}

/// One entry of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// When it was decided, or happened.
    pub at: Timestamp,
    /// How it went.
    pub outcome: Outcome,
    /// Who acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// For which agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyId>,
    /// On which case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// On which report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
    /// On which consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentId>,
    /// On which protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<ProtocolRef>,
    /// For a decision: what was asked, in full, so that it can be decided again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// For a yes: what it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounds: Option<Grounds>,
    /// For a no: every reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// Numbers and codes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// Why, in the actor's own words: of a declared emergency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
}

impl Event {
    /// Something that happened at `at`.
    #[must_use]
    pub fn new(kind: EventKind, at: Timestamp) -> Self {
        Self {
            kind,
            at,
            outcome: Outcome::Done,
            person: None,
            agency: None,
            case: None,
            report: None,
            consent: None,
            protocol: None,
            access: None,
            grounds: None,
            reasons: Vec::new(),
            details: BTreeMap::new(),
            statement: None,
        }
    }

    /// A decision taken at `at`.
    #[must_use]
    pub fn decision(kind: EventKind, at: Timestamp, access: &Access, decision: &Decision) -> Self {
        let mut event = Self::new(kind, at).by(&access.actor.person, Self::agency_of(access, decision));
        event.case.clone_from(&access.case);
        event.report = access.report.clone().or_else(|| access.draft.as_ref().map(|draft| draft.id.clone()));
        event.consent = access.consent.clone().or_else(|| access.grant.as_ref().map(|grant| grant.id.clone()));
        event.access = Some(access.clone());
        match decision {
            Decision::Allow(grounds) => {
                event.outcome = Outcome::Allowed;
                event.protocol.clone_from(&grounds.protocol);
                event.grounds = Some(grounds.clone());
            }
            Decision::Refuse(reasons) => {
                event.outcome = Outcome::Refused;
                event.reasons.clone_from(reasons);
            }
        }
        event
    }

    /// For which agency it was done, whose officers read it therefore. What is carried is done for the agency that sends it: that of whoever
    /// carries it learns nothing of what they brought, or tried to.
    fn agency_of<'a>(access: &'a Access, decision: &Decision) -> Option<&'a AgencyId> {
        match access.verb {
            Verb::Deliver => access.draft.as_ref().filter(|_| decision.is_allowed()).map(|draft| &draft.author_agency),
            _ => access.actor.agency.as_ref(),
        }
    }

    /// Done by `person`, for `agency`.
    #[must_use]
    pub fn by(mut self, person: &PersonId, agency: Option<&AgencyId>) -> Self {
        self.person = Some(person.clone());
        self.agency = agency.cloned();
        self
    }

    /// With a number or a code that belongs to it.
    #[must_use]
    pub fn with_detail(mut self, name: &str, value: impl Into<String>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// The verb of a decision.
    #[must_use]
    pub fn verb(&self) -> Option<Verb> {
        self.access.as_ref().map(|access| access.verb)
    }
}

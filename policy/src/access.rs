//! Who asks for what.

use serde::{Deserialize, Serialize};

use crate::{
    AgencyId, CaseId, ConsentId, Emergency, EmergencyId, FamilyMember, Grant, PersonId, PurposeCode, Remark, Report, ReportId,
    RequestId, RoleCode, ScanId, StatutoryRequest, Timestamp,
};

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// Bring a report to a case.
    Push,
    /// See that a report is there.
    List,
    /// Read a report.
    Open,
    /// Take a report sealed to one's agency.
    TakeSealed,
    /// Give or record a consent.
    Grant,
    /// Take a consent back.
    Withdraw,
    /// Open a case; say who is involved, and what holds.
    Involve,
    /// Look after an agency: people, devices, recipient, drafts of protocols.
    Administer,
    /// Read the record.
    Audit,
    /// Declare an emergency for oneself, or end one.
    Declare,
    /// See who has looked into one's own case.
    WhoLooked,
    /// Ask or object, as a family, about a report or an entry of the record.
    Remark,
    /// Answer a family's remark.
    Answer,
    /// Name an advocate or case friend of one's own, or end that.
    NameHelper,
    /// Ask the family for a consent.
    Ask,
    /// Sign a protocol for one's agency, or withdraw from it.
    Sign,
    /// Take a report in that is held back; with no report, see what is.
    Accept,
    /// Turn a report away that is held back.
    TurnAway,
    /// Carry a sealed report that somebody else sends: whoever has an account may, and reads nothing of it.
    Deliver,
}

/// A way to prove who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// Something known.
    Password,
    /// Something held: an authenticator's code.
    Totp,
    /// Something held: a printed card's code.
    Card,
    /// Something held: a key on a device.
    Device,
    /// Both at once.
    Passkey,
}

/// That a factor was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Which.
    pub factor: Factor,
    /// When.
    pub at: Timestamp,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// For which agency; none for families.
    pub agency: Option<AgencyId>,
    /// As what.
    pub role: RoleCode,
    /// What they have proved.
    pub proofs: Vec<Proof>,
}

/// What is asked for. Fields that the verb does not need stay empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Who asks.
    pub actor: Actor,
    /// For what.
    pub verb: Verb,
    /// On which case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// Of which report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
    /// Who sends the report that is carried, where their device signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<Actor>,
    /// The report that would be pushed, or is carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Report>,
    /// The consent that would be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<Grant>,
    /// The consent that would be withdrawn, or whose receipt would be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentId>,
    /// The scan of a paper that would be brought, or seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<ScanId>,
    /// The emergency that would be declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declares: Option<Emergency>,
    /// The emergency that would be ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyId>,
    /// The request to another agency that would be recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<StatutoryRequest>,
    /// The request that would be closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// The remark that would be made, or answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Remark>,
    /// The helper who would be named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<FamilyMember>,
    /// The helper who would be one no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<PersonId>,
    /// The agency that would be administered, audited or signed for; with a case, as whose lead all that is held of it would be
    /// gathered, or that the family would be asked to let see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyId>,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeCode>,
}

impl Access {
    /// `actor` asks for `verb`; nothing else said yet.
    #[must_use]
    pub fn new(actor: Actor, verb: Verb) -> Self {
        Self {
            actor,
            verb,
            case: None,
            report: None,
            sender: None,
            draft: None,
            grant: None,
            consent: None,
            scan: None,
            declares: None,
            emergency: None,
            asks: None,
            request: None,
            remark: None,
            helper: None,
            ends: None,
            agency: None,
            purpose: None,
        }
    }

    /// On this case.
    #[must_use]
    pub fn on(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }
}

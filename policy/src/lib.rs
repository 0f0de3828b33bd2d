//! Porthor's policy: what may happen. Pure: facts and a moment in, a decision out; no I/O, no clock, no randomness.
//!
//! `access` is who asks for what, `facts` what is known, `gates` the six conditions, `decision` the answer with its reasons,
//! `preview` what a change would do, `event` what the record holds. The rest are the nouns: people, cases, reports, consents,
//! protocols, requests, and the taxonomy that an operator sets.

mod access;
mod case;
mod consent;
mod decision;
mod disclosure;
mod event;
mod facts;
mod gates;
mod ids;
mod person;
mod preview;
mod protocol;
mod reason;
mod report;
mod request;
mod taxonomy;
mod time;

pub use access::{Access, Actor, Factor, Proof, Verb};
pub use case::{CaseFacts, Competence, Enrolment, Involvement, Mark, Scope, Veto};
pub use consent::{Condition, ConsentState, Evidence, Grant, GrantError, InvalidTransition, Recipient};
pub use decision::{Basis, Decision, Grounds, ProtocolRef, decide, is_insider, readable};
pub use disclosure::{co_ordinates_for_the_lead, sees_consent, sees_the_familys_word};
pub use event::{Event, EventKind, Outcome};
pub use facts::{AgencyFacts, Emergency, EmergencyError, Facts, Recorded, holding};
pub use ids::{
    AgencyId, CaseId, CategoryCode, ConsentId, EmergencyId, InvalidId, InvolvementId, PersonId, ProtocolId, PurposeCode, ReportId,
    RequestId, RoleCode, ScanId,
};
pub use person::{FamilyMember, StaffFacts, Standing};
pub use preview::{Change, Line, Preview, preview, visible};
pub use protocol::{
    AgencyKind, Breach, ConsentRule, Instrument, Item, LegalBasis, NotInForce, Partner, Party, Protocol, ProtocolError,
    ProtocolPurpose, ProtocolRecord, QualityAssured, Retention, Review, Signature, Trigger,
};
pub use reason::{Gate, Reason};
pub use report::{Audience, Class, Language, Provenance, Report, ReportMark, Status};
pub use request::{RequestClosed, RequestKind, RequestState, StatutoryRequest, due};
pub use taxonomy::{Ages, Assurance, Category, Clock, ClockStart, Purpose, Role, Side, Taxonomy};
pub use time::{Date, InvalidTime, Timestamp};

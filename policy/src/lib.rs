//! Porthor's policy: what may happen. Pure: facts and a moment in, a decision out; no I/O, no clock, no randomness.
//!
//! `access` is who asks for what, `facts` what is known, `gates` the six conditions, `decision` the answer with its reasons,
//! `preview` who sees what and what a change would do, `outlook` who could and why not, `offer` what a consent could open, `event` what the
//! record holds. The rest are the nouns: people, cases, reports, consents, protocols, requests, and the taxonomy that an operator sets.

mod access;
mod case;
mod consent;
mod decision;
mod disclosure;
mod event;
mod facts;
mod family;
mod gates;
mod ids;
mod offer;
mod outlook;
mod person;
mod preview;
mod protocol;
mod quarantine;
mod reason;
mod remark;
mod report;
mod request;
mod taxonomy;
mod time;

pub use access::{Access, Actor, Factor, Proof, Verb};
pub use case::{CaseFacts, Competence, Enrolment, Involvement, Mark, Scope, Veto};
pub use consent::{Condition, ConsentState, Evidence, Grant, GrantError, InvalidTransition, Recipient};
pub use decision::{Basis, Decision, Grounds, ProtocolRef, decide, is_insider, is_told_of_case, readable};
pub use disclosure::{co_ordinates_for_the_lead, family_is_told_of, sees_consent, sees_request, sees_the_familys_word};
pub use event::{Event, EventKind, Outcome};
pub use facts::{AgencyFacts, Emergency, EmergencyError, Facts, Recorded, holding};
pub use family::{is_kept_out, stands};
pub use gates::assurance::is_coded_just_now;
pub use gates::basis::lacking;
pub use gates::involvement::is_vetoed;
pub use ids::{
    AgencyId, CaseId, CategoryCode, ConsentId, EmergencyId, InvalidId, InvolvementId, PersonId, ProtocolId, PurposeCode, RemarkId,
    ReportId, RequestId, RoleCode, ScanId,
};
pub use offer::{Offer, offers};
pub use outlook::{Outlook, outlook};
pub use person::{FamilyMember, Help, HelperError, Naming, StaffFacts, Standing};
pub use preview::{Change, Line, Misses, Preview, Sight, misses, preview, preview_all, sights, visible};
pub use protocol::{
    AgencyKind, Breach, ConsentRule, Instrument, Item, LegalBasis, NotInForce, Partner, Party, Protocol, ProtocolError,
    ProtocolPurpose, ProtocolRecord, QualityAssured, Retention, Review, ReviewState, Signature, Trigger,
};
pub use quarantine::{HeldFor, Quarantine, held, held_on_arrival};
pub use reason::{Gate, Reason};
pub use remark::{About, Remark, RemarkKind, sees_remark};
pub use report::{Audience, Class, Language, Provenance, Report, ReportMark, Status};
pub use request::{RequestClosed, RequestKind, RequestState, StatutoryRequest, due};
pub use taxonomy::{Ages, Assurance, Category, Clock, ClockStart, Purpose, Role, Side, Taxonomy};
pub use time::{Date, InvalidTime, Timestamp};

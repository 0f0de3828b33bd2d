//! The policy: facts and a moment in, a decision out.

use std::sync::Arc;

use porthor_policy::{
    Access, AgencyFacts, CaseFacts, Competence, Emergency, Enrolment, Facts, FamilyMember, Grant, Involvement, Mark, Protocol,
    ProtocolRecord, Quarantine, Recorded, Report, Signature, StaffFacts, StatutoryRequest, Taxonomy, Timestamp, Veto, decide,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{LineError, failed, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    access: Access,
    now: Timestamp,
    facts: Known,
    taxonomy: Option<Taxonomy>,
}

/// [`Facts`] as a line gives them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Known {
    case: Option<Recorded<CaseFacts>>,
    agencies: Vec<Recorded<AgencyFacts>>,
    people: Vec<Recorded<StaffFacts>>,
    family: Vec<Recorded<FamilyMember>>,
    involvements: Vec<Recorded<Involvement>>,
    vetoes: Vec<Recorded<Veto>>,
    competences: Vec<Recorded<Competence>>,
    marks: Vec<Recorded<Mark>>,
    enrolments: Vec<Recorded<Enrolment>>,
    grants: Vec<Recorded<Grant>>,
    requests: Vec<Recorded<StatutoryRequest>>,
    emergencies: Vec<Recorded<Emergency>>,
    reports: Vec<Recorded<Report>>,
    quarantines: Vec<Recorded<Quarantine>>,
    protocols: Vec<Signed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    protocol: Protocol,
    #[serde(default)]
    signatures: Vec<Recorded<Signature>>,
}

/// Decides.
pub fn policy(asked: Value) -> Result<Value, LineError> {
    let Asked { access, now, facts: known, taxonomy } = read(asked)?;
    let taxonomy = match taxonomy.map_or_else(porthor_config::taxonomy::shipped, Ok) {
        Ok(taxonomy) => Arc::new(taxonomy),
        Err(error) => return Ok(failed(&error)),
    };
    let signed = |signed: Signed| ProtocolRecord { protocol: Arc::new(signed.protocol), signatures: signed.signatures };
    let facts = Facts {
        taxonomy,
        case: known.case,
        agencies: known.agencies,
        people: known.people,
        family: known.family,
        involvements: known.involvements,
        vetoes: known.vetoes,
        competences: known.competences,
        marks: known.marks,
        enrolments: known.enrolments,
        grants: known.grants,
        requests: known.requests,
        emergencies: known.emergencies,
        reports: known.reports,
        quarantines: known.quarantines,
        protocols: known.protocols.into_iter().map(signed).collect(),
    };
    Ok(json!({ "ok": true, "decision": decide(&access, &facts, now) }))
}

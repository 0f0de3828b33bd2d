//! Why not. Each reason says what would have to change for the answer to be yes; its words are in the locale files, under its code.

use serde::{Deserialize, Serialize};

use crate::{AgencyId, CategoryCode, Date, HeldFor, ProtocolId, PurposeCode, RoleCode, Timestamp, Verb};

/// The six gates that must all be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Two factors, freshness, step-up.
    Assurance,
    /// Agency and person on the case, not vetoed.
    Involvement,
    /// One in force that covers it.
    Protocol,
    /// Consent, request, emergency or law.
    Basis,
    /// Contested, court order, objection, audience, marks.
    Restriction,
    /// Not over.
    Retention,
}

macro_rules! reasons {
    ($($gate:ident: { $($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* })? = $code:literal;)* })*) => {
        /// Why not.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(tag = "code", rename_all = "kebab-case")]
        pub enum Reason {
            $($($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $type),* })?,)*)*
        }

        impl Reason {
            /// Every code there is.
            pub const ALL_CODES: &'static [&'static str] = &[$($($code,)*)*];

            /// The stable code, kebab-case.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $($(Self::$name { .. } => $code,)*)* }
            }

            /// The gate that it closes.
            #[must_use]
            pub fn gate(&self) -> Gate {
                match self { $($(Self::$name { .. } => Gate::$gate,)*)* }
            }
        }
    };
}

reasons! {
    Assurance: {
        /// Sign in with two different kinds of factor.
        TwoFactorsNeeded = "two-factors-needed";
        /// Enter a code now.
        StepUpNeeded = "step-up-needed";
    }
    Involvement: {
        /// There is no such case.
        CaseUnknown = "case-unknown";
        /// The case is closed: it would have to be opened again.
        CaseClosed = "case-closed";
        /// There is no such report on the case, or it has been taken back.
        ReportUnknown = "report-unknown";
        /// The person has left, or was never there.
        PersonUnknown = "person-unknown";
        /// The agency would have to go live with two administrators.
        AgencyNotLive {
            /// Which.
            agency: AgencyId
        } = "agency-not-live";
        /// Somebody whose role includes it would have to ask.
        RoleLacksVerb {
            /// The role.
            role: RoleCode,
            /// What it lacks.
            verb: Verb
        } = "role-lacks-verb";
        /// The lead agency would have to involve the agency.
        AgencyNotInvolved = "agency-not-involved";
        /// The person would have to be named on the case.
        PersonNotInvolved = "person-not-involved";
        /// The involvement would have to be renewed.
        InvolvementOver = "involvement-over";
        /// The report would have to be added to the bundle.
        NotInBundle = "not-in-bundle";
        /// The family would have to lift its veto.
        Vetoed = "vetoed";
        /// The person does not belong to the family in this case.
        NoStanding = "no-standing";
        /// The family would have to name the supporter anew.
        StandingOver = "standing-over";
        /// The young person would have to agree.
        YoungPersonDecides = "young-person-decides";
        /// A supporter sees, and never decides.
        SupporterOnlySees = "supporter-only-sees";
        /// Somebody of the family would have to let the supporter see what they see.
        HelpNotSoFar = "help-not-so-far";
        /// Only the agency itself may.
        OtherAgency = "other-agency";
        /// A co-ordinator of the agency that leads the case would have to.
        NotTheLead = "not-the-lead";
    }
    Protocol: {
        /// A purpose would have to be stated.
        PurposeMissing = "purpose-missing";
        /// The purpose is not in the taxonomy.
        PurposeUnknown {
            /// Which.
            purpose: PurposeCode
        } = "purpose-unknown";
        /// The category is not in the taxonomy.
        CategoryUnknown {
            /// Which.
            category: CategoryCode
        } = "category-unknown";
        /// The two agencies would have to agree a protocol.
        NoProtocol = "no-protocol";
        /// Their protocol would have to cover this category for this purpose.
        NotCovered {
            /// The category.
            category: CategoryCode,
            /// The purpose.
            purpose: PurposeCode
        } = "not-covered";
        /// The partner would have to sign.
        NotSigned {
            /// Which protocol.
            protocol: ProtocolId,
            /// Which partner.
            agency: AgencyId
        } = "not-signed";
        /// The partner would have to go live here.
        PartnerNotLive {
            /// Which protocol.
            protocol: ProtocolId,
            /// Which partner.
            agency: AgencyId
        } = "partner-not-live";
        /// The protocol starts later.
        NotStarted {
            /// Which protocol.
            protocol: ProtocolId,
            /// Its first day.
            starts: Date
        } = "not-started";
        /// The protocol has ended: a new version would have to be agreed.
        Ended {
            /// Which protocol.
            protocol: ProtocolId
        } = "ended";
        /// The partners would have to review the protocol.
        ReviewLapsed {
            /// Which protocol.
            protocol: ProtocolId,
            /// When the review was due.
            due: Date
        } = "review-lapsed";
    }
    Basis: {
        /// Someone with standing would have to consent.
        NoConsent = "no-consent";
        /// The consent starts later.
        ConsentNotYet {
            /// When.
            from: Timestamp
        } = "consent-not-yet";
        /// The consent is over: a new one would have to be given.
        ConsentOver = "consent-over";
        /// The consent was taken back: a new one would have to be given.
        ConsentWithdrawn {
            /// When.
            at: Timestamp
        } = "consent-withdrawn";
        /// The consent would have to cover this category.
        CategoryNotConsented {
            /// Which.
            category: CategoryCode
        } = "category-not-consented";
        /// The consent would have to cover this purpose.
        PurposeNotConsented {
            /// Which.
            purpose: PurposeCode
        } = "purpose-not-consented";
        /// The one who consented no longer has standing: someone who has would have to consent.
        GiverLacksStanding = "giver-lacks-standing";
        /// The young person is of age to decide and would have to consent.
        ReconsentDue = "reconsent-due";
        /// The birthday would have to be recorded, so that it is known who may consent.
        BirthdayMissing = "birthday-missing";
        /// The learner would have had to enrol by then.
        ConditionLapsed {
            /// By when.
            by: Date
        } = "condition-lapsed";
        /// The protocol asks for a statutory request, and none is open.
        NoRequest = "no-request";
        /// The one who asks may not consent in this case.
        MayNotConsent = "may-not-consent";
        /// A consent can be given signed in only by the giver.
        GiverIsAnother = "giver-is-another";
        /// Staff record a consent with its paper or its witness.
        EvidenceMissing = "evidence-missing";
        /// There is no such consent in force.
        ConsentUnknown = "consent-unknown";
        /// What was taken back since the paper or the witness would have to be given anew.
        EvidenceOlder {
            /// When it was taken back.
            at: Timestamp
        } = "evidence-older";
        /// The family would have to say it, or take it back, itself.
        FamilyAlone = "family-alone";
        /// An agency of a kind that the law lets make such a request would have to.
        MayNotRequest = "may-not-request";
        /// The request would have to go to an agency that the law lets be asked.
        MayNotBeAsked = "may-not-be-asked";
        /// There is no such scan that the one who asks may see.
        ScanUnknown = "scan-unknown";
        /// There is no such emergency running.
        EmergencyUnknown = "emergency-unknown";
        /// Whoever declared it would have to, or a co-ordinator of the lead agency.
        OthersEmergency = "others-emergency";
        /// A helper is an advocate or case friend of one's own, for twelve months at most.
        NotAHelper = "not-a-helper";
        /// Whoever named the helper would have to, or a co-ordinator of the lead agency.
        OthersHelper = "others-helper";
        /// There is no such remark that the one who asks could make, or answer.
        RemarkUnknown = "remark-unknown";
    }
    Restriction: {
        /// The named decider would have to record the outcome.
        Contested = "contested";
        /// The court's restriction would have to be lifted.
        CourtRestricted = "court-restricted";
        /// The family would have to take back its objection.
        Objection = "objection";
        /// The report was written for professionals: a companion for the family would have to be written.
        ProfessionalsOnly = "professionals-only";
        /// The report tells of somebody else: a version without it would have to be made.
        ThirdParty = "third-party";
        /// The author would have to lift the serious-harm mark.
        SeriousHarm = "serious-harm";
        /// The report would have to be signed off.
        NotSignedOff = "not-signed-off";
        /// It is held back: somebody would have to take it in, or the scanner find nothing in it.
        Quarantined {
            /// Why.
            held_for: HeldFor
        } = "quarantined";
        /// It is not held back, or no longer.
        NotQuarantined = "not-quarantined";
    }
    Retention: {
        /// It would have to be recorded how long the report is kept.
        RetentionMissing = "retention-missing";
        /// The report is past its time.
        RetentionOver {
            /// Since when.
            since: Date
        } = "retention-over";
    }
}

impl Reason {
    /// Whether even an insider of nothing may not hear it: it would tell that a case is there or not.
    #[must_use]
    pub fn hides_the_case(&self) -> bool {
        matches!(self, Self::CaseUnknown | Self::AgencyNotInvolved | Self::PersonNotInvolved | Self::NoStanding | Self::OtherAgency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_serialised_tag_and_stands_once() {
        let reason =
            Reason::NotCovered { category: "idp".parse().expect("a code"), purpose: "aln-support".parse().expect("a code") };
        let json = serde_json::to_value(&reason).expect("plain data");
        assert_eq!(json["code"], reason.code());
        let mut codes = Reason::ALL_CODES.to_vec();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Reason::ALL_CODES.len());
        assert!(Reason::ALL_CODES.contains(&reason.code()));
    }
}

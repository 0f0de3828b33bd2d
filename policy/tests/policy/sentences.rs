//! One sentence per reason why not: in a world where the answer is yes, one thing changes, and the answer is no for that reason.

mod settings;

use std::collections::BTreeSet;

use porthor_policy::*;

use self::settings::*;
use crate::worlds::*;

macro_rules! refusals {
    ($($name:ident: $code:literal, $world:expr, $change:expr;)*) => {
        $(#[test]
        fn $name() {
            check($code, $world, $change);
        })*

        #[test]
        fn every_reason_is_given_by_some_sentence() {
            let said: BTreeSet<&str> = [$($code),*].into();
            let known: BTreeSet<&str> = Reason::ALL_CODES.iter().copied().collect();
            assert_eq!(said, known);
        }
    };
}

fn check(code: &str, world: World, change: impl FnOnce(&mut World)) {
    assert_eq!(world.refusals(), Vec::<&str>::new(), "the world before should allow");
    let refusals = world.with(change).refusals();
    assert!(refusals.contains(&code), "expected {code} among {refusals:?}");
}

refusals! {
    a_password_alone_is_refused: "two-factors-needed", school(), |w| w.access.actor.proofs.truncate(1);
    a_code_alone_is_refused: "two-factors-needed", school(), |w| { w.access.actor.proofs.remove(0); };
    a_code_and_a_card_are_one_kind: "two-factors-needed", school(),
        |w| w.access.actor.proofs = proofs(&[Factor::Totp, Factor::Card], NOW);
    yesterdays_sign_in_is_refused: "two-factors-needed", school(),
        |w| w.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_days(-1));
    a_proof_from_the_future_counts_as_none: "two-factors-needed", school(),
        |w| w.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_days(1));
    a_sensitive_report_asks_for_a_code_just_entered: "step-up-needed", school(), |w| {
        w.report().class = Class::Sensitive;
        w.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_millis(-3_600_000));
    };
    a_device_is_no_code: "step-up-needed", school(), |w| {
        w.report().class = Class::Sensitive;
        w.access.actor.proofs = proofs(&[Factor::Password, Factor::Device], NOW);
    };
    administering_asks_for_a_code_just_entered: "step-up-needed", administering(),
        |w| w.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_millis(-3_600_000));
    signing_asks_for_a_code_just_entered: "step-up-needed", signing(),
        |w| w.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_millis(-3_600_000));

    an_unknown_case_is_refused: "case-unknown", school(), |w| w.access.case = Some(id("case-2"));
    no_case_is_an_unknown_one: "case-unknown", school(), |w| w.facts.case = None;
    nothing_is_pushed_to_a_closed_case: "case-closed", push(), |w| w.case().closed = true;
    an_unknown_report_is_refused: "report-unknown", school(), |w| w.access.report = Some(id("report-7"));
    a_report_taken_back_is_unknown: "report-unknown", school(), |w| end(&mut w.facts.reports[0]);
    opening_without_saying_what_is_refused: "report-unknown", school(), |w| w.access.report = None;
    pushing_nothing_is_refused: "report-unknown", push(), |w| w.access.draft = None;
    a_leaver_is_refused: "person-unknown", school(), |w| w.facts.people.iter_mut().for_each(end);
    an_agency_that_is_not_live_is_refused: "agency-not-live", school(), |w| w.facts.agencies[2].value.live = false;
    administrative_support_opens_nothing: "role-lacks-verb", World::opens("ceri"), |w| w.access.actor = actor("rhys");
    a_family_role_is_not_for_staff: "role-lacks-verb", school(), |w| w.access.actor.role = id("parent");
    an_agency_off_the_case_is_refused: "agency-not-involved", school(), |w| end(&mut w.facts.involvements[2]);
    an_agency_off_the_case_asks_for_nothing: "agency-not-involved", asking("sian", RequestKind::SchoolHealth),
        |w| end(&mut w.facts.involvements[2]);
    an_agency_off_the_case_cannot_involve: "agency-not-involved", World::asks("huw", Verb::Involve), |w| {
        w.access.actor = actor("sian");
        end(&mut w.facts.involvements[2]);
    };
    a_receiving_schools_co_ordinator_involves_nobody: "not-the-lead", World::asks("huw", Verb::Involve),
        |w| w.access.actor = actor("sian");
    the_council_does_not_involve_in_a_case_that_the_school_leads: "not-the-lead", World::asks("huw", Verb::Involve),
        |w| w.case().lead = id("bryn");
    an_agency_closes_no_other_agencys_request: "not-the-lead", closing("sian", "bryn"), |w| w.facts.requests[0].value.by = id("cwm");
    a_request_lends_no_right_to_do_more: "not-the-lead", closing("sian", "bryn"), |w| w.access.request = None;
    a_school_asks_nothing_under_section_65: "may-not-request", asking("huw", RequestKind::Section65), |w| {
        w.access.actor = actor("sian");
        w.access.asks.as_mut().expect("a request").by = id("bryn");
    };
    a_college_asks_nothing_under_section_65: "may-not-request", asking("aled", RequestKind::Section20),
        |w| w.access.asks.as_mut().expect("a request").kind = RequestKind::Section65;
    a_school_asks_nothing_under_section_20: "may-not-request", asking("sian", RequestKind::SchoolHealth),
        |w| w.access.asks.as_mut().expect("a request").kind = RequestKind::Section20;
    nobody_asks_in_another_agencys_name: "may-not-request", asking("huw", RequestKind::Section20),
        |w| w.access.asks.as_mut().expect("a request").by = id("coleg");
    a_school_is_not_asked_under_section_65: "may-not-be-asked", asking("huw", RequestKind::Section65),
        |w| w.access.asks.as_mut().expect("a request").to = id("bryn");
    a_college_is_not_asked_under_section_20: "may-not-be-asked", asking("huw", RequestKind::Section20),
        |w| w.access.asks.as_mut().expect("a request").to = id("coleg");
    nobody_asks_themselves: "may-not-be-asked", asking("huw", RequestKind::Section65),
        |w| w.access.asks.as_mut().expect("a request").to = id("cwm");
    staff_do_not_speak_for_the_family: "family-alone", World::asks("mam", Verb::Withdraw), |w| w.access.actor = actor("huw");
    a_part_without_co_ordination_asks_for_nothing: "agency-not-involved", asking("sian", RequestKind::SchoolHealth),
        |w| w.facts.involvements[2].value.role = id("clinician");
    a_colleague_of_the_one_named_is_refused: "person-not-involved", school(),
        |w| w.facts.involvements[2].value.person = Some(id("mair"));
    a_part_that_has_run_out_is_refused: "involvement-over", school(),
        |w| w.facts.involvements[2].value.until = Some(day("2026-11-22"));
    a_part_that_has_run_out_asks_for_nothing: "involvement-over", asking("sian", RequestKind::SchoolHealth),
        |w| w.facts.involvements[2].value.until = Some(day("2026-11-22"));
    a_bundle_without_an_end_is_over: "involvement-over", panel(), |w| w.facts.involvements[4].value.until = None;
    a_report_outside_the_bundle_is_refused: "not-in-bundle", panel(),
        |w| w.facts.involvements[4].value.scope = Scope::Bundle(codes(&["report-2"]));
    a_vetoed_person_is_refused: "vetoed", school(), |w| w.facts.vetoes.push(fact(Veto::Person(id("sian"))));
    a_vetoed_agency_is_refused: "vetoed", school(), |w| w.facts.vetoes.push(fact(Veto::Agency(id("bryn"))));
    a_vetoed_person_involves_nobody: "vetoed", World::asks("huw", Verb::Involve),
        |w| w.facts.vetoes.push(fact(Veto::Person(id("huw"))));
    somebody_elses_mother_is_refused: "no-standing", mother(), |w| end(&mut w.facts.family[0]);
    an_advocate_past_their_time_is_refused: "standing-over", advocate(),
        |w| w.facts.family[3].value.until = Some(day("2026-11-22"));
    an_advocate_without_an_end_is_past_their_time: "standing-over", advocate(), |w| w.facts.family[3].value.until = None;
    at_sixteen_a_parent_sees_no_more_of_right: "young-person-decides", mother(),
        |w| w.case().born = Some(day("2010-11-22"));
    an_advocate_decides_nothing: "supporter-only-sees", advocate().with(|_| ()), |w| {
        w.access.verb = Verb::Withdraw;
        w.access.report = None;
    };
    a_helper_goes_with_the_one_who_named_them: "standing-over", friend(), |w| end(&mut w.facts.family[0]);
    a_helper_of_a_helper_is_none: "standing-over", friend(), |w| {
        w.facts.family[0].value.named = Some(Naming { by: id("tad"), help: Help::SeeWhatISee });
        w.facts.family[0].value.standing = Standing::CaseFriend;
        w.facts.family[0].value.until = Some(day("2027-01-01"));
    };
    a_helper_whom_the_family_keeps_out_is_refused: "standing-over", friend(),
        |w| w.facts.vetoes.push(fact(Veto::Person(id("cyfaill"))));
    at_sixteen_a_parents_helper_sees_no_more_either: "young-person-decides", friend(),
        |w| w.case().born = Some(day("2010-11-22"));
    who_helps_to_decide_opens_nothing: "help-not-so-far", friend(), |w| {
        w.facts.family[3].value.named = Some(Naming { by: id("mam"), help: Help::HelpMeDecide });
    };
    an_advocate_whom_staff_recorded_does_not_see_who_looked: "help-not-so-far", advocate(), |w| {
        w.access.verb = Verb::WhoLooked;
        w.access.report = None;
    };
    staff_do_not_see_a_familys_view_of_who_looked: "no-standing", who_looked(), |w| w.access.actor = actor("huw");
    at_sixteen_a_parent_does_not_see_who_looked: "young-person-decides", who_looked(),
        |w| w.case().born = Some(day("2010-11-22"));
    a_helper_names_no_helper: "supporter-only-sees", naming(), |w| {
        w.facts.family.push(fact(helper("eiriolwr", "mam")));
        w.access.actor = actor("eiriolwr");
        w.access.helper = Some(helper("cyfaill", "eiriolwr"));
    };
    staff_name_no_helper_for_a_family: "no-standing", naming(), |w| w.access.actor = actor("huw");
    at_sixteen_a_parent_names_nobody: "young-person-decides", naming(), |w| w.case().born = Some(day("2010-11-22"));
    nobody_is_named_whom_the_family_keeps_out: "vetoed", naming(), |w| w.facts.vetoes.push(fact(Veto::Person(id("cyfaill"))));
    nobody_is_let_into_a_closed_case: "case-closed", naming(), |w| w.case().closed = true;
    naming_a_helper_asks_for_a_code_just_entered: "step-up-needed", naming(),
        |w| w.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_millis(-3_600_000));
    another_agency_answers_no_remark: "other-agency", answering(), |w| w.access.actor = actor("sian");
    a_family_answers_no_remark_of_its_own: "other-agency", answering(), |w| w.access.actor = actor("mam");
    an_agency_off_the_case_answers_nothing: "agency-not-involved", answering(), |w| end(&mut w.facts.involvements[1]);
    a_helper_makes_no_remark: "supporter-only-sees", remarking(), |w| {
        w.facts.family.push(fact(helper("cyfaill", "mam")));
        w.access.actor = actor("cyfaill");
        w.access.remark = Some(comment("cyfaill"));
    };
    staff_make_no_remark_for_a_family: "no-standing", remarking(), |w| w.access.actor = actor("huw");

    an_administrator_looks_after_no_other_agency: "other-agency", administering(), |w| w.access.agency = Some(id("derwen"));
    an_administrator_says_which_agency: "other-agency", administering(), |w| w.access.agency = None;
    an_officer_signs_for_no_other_agency: "other-agency", signing(), |w| w.access.agency = Some(id("bryn"));
    an_officer_says_for_which_agency_they_sign: "other-agency", signing(), |w| w.access.agency = None;
    who_runs_the_machine_signs_for_nobody: "other-agency", signing(), |w| w.access.actor = actor("owain");
    a_co_ordinator_signs_no_protocol: "role-lacks-verb", signing(), |w| w.access.actor = actor("huw");
    an_officer_administers_nothing: "role-lacks-verb", signing(), |w| w.access.verb = Verb::Administer;
    nobody_pushes_for_another_agency: "other-agency", push(),
        |w| w.access.draft.as_mut().expect("a draft").author_agency = id("bryn");

    a_purpose_is_always_stated: "purpose-missing", school(), |w| w.access.purpose = None;
    an_invented_purpose_is_refused: "purpose-unknown", school(), |w| w.access.purpose = Some(id("curiosity"));
    an_invented_category_is_not_pushed: "category-unknown", push(),
        |w| w.access.draft.as_mut().expect("a draft").category = id("gossip");
    without_a_protocol_nothing_is_shared: "no-protocol", school(), |w| w.facts.protocols.clear();
    without_a_protocol_nothing_is_pushed: "no-protocol", push(), |w| w.facts.protocols.clear();
    a_protocol_covers_only_what_it_says: "not-covered", school(), |w| w.access.purpose = Some(id("transition"));
    one_missing_signature_stops_all: "not-signed", school(), |w| { w.facts.protocols[0].signatures.remove(3); };
    a_partner_that_withdraws_is_out_at_once: "not-signed", school(), |w| end(&mut w.facts.protocols[0].signatures[2]);
    a_partner_that_is_not_live_stops_all: "partner-not-live", school(), |w| w.facts.agencies[4].value.live = false;
    a_protocol_of_next_year_does_not_count: "not-started", school(), |w| w.protocol().starts = day("2027-01-01");
    a_protocol_that_ended_today_does_not_count: "ended", school(), |w| w.protocol().ends = Some(day("2026-11-22"));
    a_protocol_without_an_end_does_not_count: "ended", school(), |w| w.protocol().ends = None;
    a_version_that_was_replaced_does_not_count: "ended", school(), |w| {
        let mut newer = protocol("isp-1", &["cwm", "bwrdd", "bryn"], vec![]);
        (newer.version, newer.supersedes) = (2, Some(1));
        w.facts.protocols.push(signed(newer));
    };
    a_protocol_long_unreviewed_does_not_count: "review-lapsed", school(), |w| w.protocol().review.due = day("2026-08-22");

    without_a_consent_the_school_is_refused: "no-consent", school(), |w| w.facts.grants.clear();
    a_consent_from_tomorrow_does_not_count_today: "consent-not-yet", school(), |w| w.grant().from = NOW.plus_days(1);
    a_consent_that_is_over_does_not_count: "consent-over", school(), |w| w.grant().until = Some(NOW);
    a_consent_without_an_end_is_over: "consent-over", school(), |w| w.grant().until = None;
    a_consent_taken_back_does_not_count: "consent-withdrawn", school(), |w| w.facts.grants[0].ended = Some(NOW);
    a_consent_covers_only_its_categories: "category-not-consented", school(), |w| w.grant().categories = codes(&["idp"]);
    a_consent_covers_only_its_purposes: "purpose-not-consented", school(), |w| w.grant().purposes = codes(&["transition"]);
    a_consent_falls_with_its_givers_standing: "giver-lacks-standing", school(), |w| end(&mut w.facts.family[0]);
    an_advocates_word_is_no_consent: "giver-lacks-standing", school(), |w| w.grant().standing = Standing::Advocate;
    for_a_looked_after_child_the_council_consents: "giver-lacks-standing", school(), |w| w.case().looked_after = true;
    at_sixteen_a_parents_consent_runs_out: "reconsent-due", school(), |w| w.case().born = Some(day("2010-10-25"));
    without_a_birthday_nobody_consents: "birthday-missing", school(), |w| w.case().born = None;
    without_a_birthday_a_parent_sees_nothing: "birthday-missing", mother(), |w| w.case().born = None;
    who_does_not_enrol_is_seen_no_more: "condition-lapsed", college(),
        |w| w.grant().condition = Some(Condition::Enrols { by: day("2026-11-22") });
    who_enrols_too_late_is_seen_no_more: "condition-lapsed", college(), |w| {
        w.grant().condition = Some(Condition::Enrols { by: day("2026-11-20") });
        w.facts.enrolments.push(fact(Enrolment { agency: id("coleg"), on: day("2026-11-20") }));
    };
    what_rests_on_a_request_ends_with_it: "no-request", council(), |w| w.facts.requests[0].value.state = RequestState::Answered;
    a_voluntary_request_carries_nothing: "no-request", council(), |w| w.facts.requests[0].value.kind = RequestKind::SchoolHealth;
    a_child_not_found_able_does_not_consent: "may-not-consent", giving(), |w| {
        w.access.actor = actor("plentyn");
        w.access.grant = Some(grant("consent-9", "plentyn", to_agency("bryn")));
    };
    a_parent_does_not_withdraw_for_a_young_person: "may-not-consent", withdrawing(), |w| {
        w.case().born = Some(day("2009-05-05"));
        w.facts.grants[0].value = grant("consent-1", "plentyn", to_agency("bryn"));
    };
    one_parent_does_not_sign_for_the_other: "giver-is-another", giving(),
        |w| w.access.grant = Some(grant("consent-9", "tad", to_agency("bryn")));
    staff_never_sign_in_for_the_family: "evidence-missing", recording(),
        |w| w.access.grant.as_mut().expect("a grant").evidence = Evidence::SignedIn;
    staff_do_not_witness_themselves: "evidence-missing", recording(), |w| {
        w.access.grant.as_mut().expect("a grant").evidence = Evidence::Spoken { recorded_by: id("sian"), witness: id("sian"), given: NOW };
    };
    staff_do_not_record_a_consent_for_their_own_agency: "may-not-consent", recording(),
        |w| w.access.grant.as_mut().expect("a grant").recipient = to_agency("bryn");
    what_was_never_given_cannot_be_taken_back: "consent-unknown", withdrawing(), |w| w.access.consent = Some(id("consent-7"));

    a_paper_from_before_the_withdrawal_says_nothing_after_it: "evidence-older", recording(), |w| {
        w.facts.grants.push(Recorded { ended: Some(NOW.plus_days(-1)), ..fact(grant("consent-1", "mam", to_agency("cwm"))) });
    };
    another_schools_consent_is_not_shown: "consent-unknown", reading_a_receipt(), |w| w.access.actor = actor("aled");
    a_council_clinician_is_not_shown_it_either: "consent-unknown", reading_a_receipt(), |w| w.access.actor = actor("lowri");
    the_other_parent_does_not_see_the_paper: "scan-unknown", looking_at_the_paper(), |w| w.access.actor = actor("tad");
    who_recorded_the_paper_does_not_see_it_but_for_the_lead: "scan-unknown", looking_at_the_paper(), |w| w.access.actor = actor("sian");
    a_family_brings_no_paper: "may-not-consent", looking_at_the_paper(), |w| w.access.verb = Verb::Grant;
    a_scan_opens_no_report_beside_it: "report-unknown", looking_at_the_paper(), |w| w.access.report = Some(id("report-7"));

    an_emergency_asks_for_a_code_just_entered: "step-up-needed", declaring(),
        |w| w.access.actor.proofs = proofs(&[Factor::Password, Factor::Totp], NOW.plus_millis(-3_600_000));
    an_emergency_asks_for_two_factors: "two-factors-needed", declaring(), |w| w.access.actor.proofs.truncate(1);
    a_family_declares_no_emergency: "role-lacks-verb", declaring(), |w| w.access.actor = actor("mam");
    who_reads_the_record_declares_no_emergency: "role-lacks-verb", declaring(), |w| w.access.actor = actor("gwen");
    an_agency_off_the_case_declares_no_emergency: "agency-not-involved", declaring(), |w| end(&mut w.facts.involvements[2]);
    an_agency_with_a_bundle_declares_no_emergency: "agency-not-involved", declaring(),
        |w| w.facts.involvements[2].value.scope = Scope::Bundle(codes(&["report-1"]));
    an_agency_whose_part_has_run_out_declares_no_emergency: "involvement-over", declaring(),
        |w| w.facts.involvements[2].value.until = Some(day("2026-11-22"));
    a_veto_holds_in_an_emergency: "vetoed", declaring(), |w| w.facts.vetoes.push(fact(Veto::Person(id("mair"))));
    nobody_declares_an_emergency_for_another: "others-emergency", declaring(),
        |w| w.access.declares = Some(emergency("emergency-1", "sian"));
    a_colleague_does_not_end_it: "others-emergency", ending(), |w| w.access.actor = actor("sian");
    an_emergency_that_was_ended_is_over: "emergency-unknown", ending(), |w| end(&mut w.facts.emergencies[0]);

    a_helper_is_named_in_ones_own_name: "not-a-helper", naming(), |w| w.access.helper = Some(helper("cyfaill", "tad"));
    a_helper_is_named_with_an_end: "not-a-helper", naming(), |w| w.access.helper.as_mut().expect("a helper").until = None;
    a_helper_is_named_for_a_year_at_most: "not-a-helper", naming(),
        |w| w.access.helper.as_mut().expect("a helper").until = Some(day("2027-11-23"));
    a_helper_is_no_parent: "not-a-helper", naming(),
        |w| w.access.helper.as_mut().expect("a helper").standing = Standing::Parent;
    the_other_parent_does_not_end_it: "others-helper", ending_the_help(), |w| w.access.actor = actor("tad");
    a_remark_is_ones_own: "remark-unknown", remarking(), |w| w.access.remark = Some(comment("tad"));
    a_remark_is_about_the_report_that_one_sees: "remark-unknown", remarking(),
        |w| w.access.remark.as_mut().expect("a remark").about = About::Report(id("report-2"));
    nobody_objects_to_a_report: "remark-unknown", remarking(),
        |w| w.access.remark.as_mut().expect("a remark").kind = RemarkKind::Objection;
    nothing_is_answered_that_was_not_said: "remark-unknown", answering(), |w| w.access.remark = None;
    nothing_is_said_of_what_is_for_professionals: "professionals-only", remarking(),
        |w| w.report().audience = Audience::Professionals;
    a_court_order_lets_nobody_else_in: "court-restricted", naming(), |w| w.facts.marks.push(fact(Mark::CourtRestricted));

    a_contested_case_stops_consent: "contested", school(), |w| w.facts.marks.push(fact(Mark::Contested));
    a_contested_case_takes_no_new_consent: "contested", giving(), |w| w.facts.marks.push(fact(Mark::Contested));
    a_court_order_stops_consent: "court-restricted", school(), |w| w.facts.marks.push(fact(Mark::CourtRestricted));
    an_objection_stops_its_agency: "objection", school(), |w| w.facts.marks.push(fact(Mark::Objection { agency: id("bryn") }));
    an_objection_stops_a_consent_for_its_agency: "objection", giving(),
        |w| w.facts.marks.push(fact(Mark::Objection { agency: id("bryn") }));
    what_is_for_professionals_is_not_for_the_family: "professionals-only", mother(),
        |w| w.report().audience = Audience::Professionals;
    what_tells_of_others_is_not_for_the_family: "third-party", mother(),
        |w| { w.report().marks.insert(ReportMark::ThirdParty); };
    what_would_harm_is_not_for_the_family: "serious-harm", mother(),
        |w| { w.report().marks.insert(ReportMark::SeriousHarm); };
    what_nobody_signed_is_not_read: "quarantined", school(), |w| held_back(w, HeldFor::Unsigned);
    what_a_scanner_has_not_seen_is_not_read_by_its_own_agency: "quarantined", World::opens("ceri"),
        |w| held_back(w, HeldFor::Unscanned);
    what_is_infected_is_not_taken_sealed: "quarantined", school().with(|w| w.access.verb = Verb::TakeSealed),
        |w| held_back(w, HeldFor::Infected);
    what_is_held_back_is_listed_to_no_other_agency: "quarantined", school().with(|w| w.access.verb = Verb::List),
        |w| held_back(w, HeldFor::Unsigned);
    what_is_held_back_is_not_shown_to_the_family: "quarantined", mother(), |w| held_back(w, HeldFor::Unsigned);
    nothing_is_said_of_what_is_held_back: "quarantined", remarking(), |w| held_back(w, HeldFor::Unsigned);
    what_is_infected_is_not_taken_in: "quarantined", accepting(), |w| held_back(w, HeldFor::Infected);
    what_is_not_scanned_is_not_taken_in: "quarantined", accepting(), |w| held_back(w, HeldFor::Unscanned);
    what_is_taken_in_already_is_not_taken_in_again: "not-quarantined", accepting(), |w| end(&mut w.facts.quarantines[0]);
    what_is_not_held_back_is_not_turned_away: "not-quarantined", turning_away(), |w| end(&mut w.facts.quarantines[0]);
    a_receiving_school_takes_nothing_in: "not-the-lead", accepting(), |w| w.access.actor = actor("sian");
    who_wrote_it_does_not_take_it_in: "role-lacks-verb", accepting(), |w| w.access.actor = actor("ceri");
    a_report_is_turned_away_by_its_name: "report-unknown", turning_away(), |w| w.access.report = None;
    what_is_carried_is_something: "report-unknown", carrying(), |w| w.access.draft = None;
    nothing_is_carried_to_a_closed_case: "case-closed", carrying(), |w| w.case().closed = true;
    what_is_carried_comes_from_an_agency_on_the_case: "agency-not-involved", carrying(), |w| end(&mut w.facts.involvements[1]);
    what_is_carried_comes_from_no_agency_that_is_kept_away: "vetoed", carrying(),
        |w| w.facts.vetoes.push(fact(Veto::Agency(id("bwrdd"))));
    what_is_carried_comes_from_an_agency_that_is_live: "agency-not-live", carrying(),
        |w| w.facts.agencies[1].value.live = false;
    what_is_carried_is_covered_by_a_protocol: "not-covered", carrying(),
        |w| w.access.draft.as_mut().expect("a draft").category = id("mental-health");
    who_signed_it_is_of_the_agency: "other-agency", carrying_signed(),
        |w| w.access.draft.as_mut().expect("a draft").author_agency = id("bryn");
    who_signed_it_has_not_left: "person-unknown", carrying_signed(),
        |w| w.facts.people.retain(|post| post.value.person != id("ceri"));
    who_signed_it_is_not_kept_away: "vetoed", carrying_signed(), |w| w.facts.vetoes.push(fact(Veto::Person(id("ceri"))));
    who_signed_it_may_push: "role-lacks-verb", carrying_signed(), |w| w.access.sender = Some(actor("gwen"));
    who_carries_it_has_proved_who_they_are: "two-factors-needed", carrying(), |w| w.access.actor.proofs.truncate(1);
    a_draft_stays_with_its_agency: "not-signed-off", school(), |w| w.report().status = Status::Draft;

    a_report_without_an_end_is_past_its_time: "retention-missing", school(), |w| w.report().retain_until = None;
    a_report_past_its_time_is_refused: "retention-over", school(), |w| w.report().retain_until = Some(day("2026-11-22"));
}

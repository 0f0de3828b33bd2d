//! Consent: who may give it, what it must say, how it is evidenced, what ends it, and the receipt that anyone can check.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use porthor_keys::receipt::{self, CONSENT_RECEIPT, ConsentReceipt, ConsentState, ReceiptError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::faults::payloads;
use crate::stage::case::{CATEGORY, Case, Child, Draft, PURPOSE, consent_for};
use crate::stage::person::Person;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};
use crate::stage::{day_from_now, moment_from_now};

const SCHOOL: &str = "nant-y-wennol";

mod give {
    use super::*;

    #[test]
    fn what_a_consent_must_say_is_checked_and_each_fault_has_its_own_problem() {
        in_the_world(async |world| {
            let case = world.case().await;
            let usual = || consent_for(SCHOOL);
            let with = |field: &str, value: Value| {
                let mut consent = usual();
                consent[field] = value;
                consent
            };
            let without = |field: &str| {
                let mut consent = usual();
                consent.as_object_mut().expect("an object").remove(field);
                consent
            };
            let just_over = |minutes: i64| crate::stage::now().plus_millis(-minutes * 60_000).to_string();
            let mut over = with("from", just_over(4).into());
            over["until"] = just_over(1).into();
            let mut backwards = with("from", moment_from_now(50).into());
            backwards["until"] = moment_from_now(40).into();
            for (consent, status, code) in [
                (without("until"), 422, "consent-no-end"),
                (backwards, 422, "consent-ends-before-start"),
                (over, 422, "consent-over"),
                (with("until", moment_from_now(-1).into()), 422, "consent-ends-before-start"),
                (with("from", moment_from_now(-2).into()), 422, "clock-skewed"),
                (with("categories", json!([])), 422, "consent-empty"),
                (with("purposes", json!([])), 422, "consent-empty"),
                (with("categories", json!(["horoscope"])), 422, "unknown-category"),
                (with("purposes", json!(["curiosity"])), 422, "unknown-purpose"),
                (with("recipient", json!({ "agency": "nobody-here" })), 422, "unknown-agency"),
                (with("recipient", json!({ "person": "nobody-here" })), 422, "unknown-person"),
                (with("recipient", json!({ "person": world["father"].id })), 422, "unknown-person"),
                (with("recipient", json!({ "person": world["school"].id })), 422, "unknown-person"),
                (with("on_behalf_of", json!({ "giver": world["father"].id, "standing": "parent" })), 422, "consent-no-standing"),
                (with("until", "31/03/2027".into()), 400, "bad-date"),
                (with("until", "2027-02-30T00:00:00Z".into()), 400, "bad-date"),
                (with("language", "fr".into()), 400, "bad-field"),
                (with("colour", "blue".into()), 400, "unknown-field"),
                (without("categories"), 400, "bad-field"),
            ] {
                let answer = world["mother"].posts(&case.path("/consents"), &consent).await;
                assert_eq!((answer.status, answer.code().as_str()), (status, code), "{consent}: {}", answer.text());
                answer.expect_problem(status, code);
            }
            let consents = world["mother"].gets(&case.path("/consents")).await.expect(200).items();
            assert_eq!(consents, Vec::<Value>::new(), "nothing of it was kept");
        });
    }

    #[test]
    fn a_supporter_a_clinician_and_staff_without_evidence_may_not() {
        in_the_world(async |world| {
            let family = [("mother", "parent"), ("friend", "case-friend")];
            let case = world.case_of(&Child::of_eight(), &family).await;
            world["friend"].grants(&case, SCHOOL).await.expect_refused(&["role-lacks-verb"]);
            let recorded = recorded(&world["mother"], None);
            world["clinician"].posts(&case.path("/consents"), &recorded).await.expect_refused(&["role-lacks-verb"]);
            world["coordinator"].posts(&case.path("/consents"), &recorded).await.expect_refused(&["evidence-missing"]);
            world["coordinator"].grants(&case, SCHOOL).await.expect_problem(422, "consent-no-standing");
            world["father"].grants(&case, SCHOOL).await.expect_absent();
        });
    }

    #[test]
    fn staff_record_one_given_on_paper_or_spoken_before_a_witness() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let coordinator = &world["coordinator"];
            let paper = recorded(&world["mother"], Some(paper(coordinator, &case).await));
            let given = coordinator.posts(&case.path("/consents"), &paper).await.expect(201).field("id");
            world["school"].opens(&case, &report).await.expect(200);
            coordinator.withdraws(&case, &given).await.expect(200);
            world["school"].opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);

            let spoken = recorded(&world["mother"], Some(spoken(&world["psychologist"])));
            coordinator.posts(&case.path("/consents"), &spoken).await.expect(201);
            world["school"].opens(&case, &report).await.expect(200);
        });
    }

    #[test]
    fn a_paper_without_its_scan_and_a_witness_who_is_the_recorder_are_no_evidence() {
        in_the_world(async |world| {
            let case = world.case().await;
            let coordinator = &world["coordinator"];
            let own_witness = recorded(&world["mother"], Some(spoken(coordinator)));
            coordinator.posts(&case.path("/consents"), &own_witness).await.expect_refused(&["evidence-missing"]);
            let of_a_stranger = recorded(&world["father"], Some(paper(coordinator, &case).await));
            coordinator.posts(&case.path("/consents"), &of_a_stranger).await.expect_refused(&["giver-lacks-standing"]);
        });
    }

    #[test]
    fn one_that_covers_another_category_or_purpose_opens_nothing_else() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let mut other = consent_for(SCHOOL);
            other["categories"] = json!(["physiotherapy"]);
            world["mother"].posts(&case.path("/consents"), &other).await.expect(201);
            world["school"].opens(&case, &report).await.expect_refused(&["category-not-consented"]);
            let mut other = consent_for(SCHOOL);
            other["purposes"] = json!(["plan-review"]);
            world["mother"].posts(&case.path("/consents"), &other).await.expect(201);
            world["school"].opens(&case, &report).await.expect_refused(&["purpose-not-consented"]);
        });
    }

    #[test]
    fn one_that_starts_later_opens_nothing_yet() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let mut later = consent_for(SCHOOL);
            later["from"] = moment_from_now(3).into();
            world["mother"].posts(&case.path("/consents"), &later).await.expect(201);
            world["school"].opens(&case, &report).await.expect_refused(&["consent-not-yet"]);
        });
    }

    #[test]
    fn one_on_condition_of_enrolment_ends_by_itself_unless_the_learner_enrolled_in_time() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let mut conditional = consent_for(SCHOOL);
            conditional["condition"] = json!({ "enrols": { "by": day_from_now(0) } });
            world["mother"].posts(&case.path("/consents"), &conditional).await.expect(201);
            world["school"].opens(&case, &report).await.expect_refused(&["condition-lapsed"]);
            let enrolled = json!({ "agency": SCHOOL, "on": day_from_now(-1) });
            world["coordinator"].posts(&case.path("/enrolments"), &enrolled).await.expect(201);
            world["school"].opens(&case, &report).await.expect(200);
        });
    }

    #[test]
    fn a_paper_is_one_that_is_kept_on_the_case_is_the_one_seen_and_carries_one_consent() {
        in_the_world(async |world| {
            let (case, other) = (world.case().await, world.case().await);
            let coordinator = &world["coordinator"];
            let path = case.path("/consents");
            let with = |evidence: &Value| recorded(&world["mother"], Some(evidence.clone()));
            let good = paper(coordinator, &case).await;
            let elsewhere = paper(coordinator, &other).await;
            let mut altered = good.clone();
            altered["paper"]["sha256"] = "ab".repeat(32).into();
            let mut smudged = good.clone();
            smudged["paper"]["sha256"] = "smudge".into();
            let mut tomorrow = good.clone();
            tomorrow["paper"]["given"] = day_from_now(1).into();
            let mut undated = good.clone();
            undated["paper"].as_object_mut().expect("an object").remove("given");
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(700)).await;
            let of_a_report = json!({ "paper": { "scan": report, "sha256": "ab".repeat(32), "given": day_from_now(-1) } });
            for (evidence, status, code) in [
                (&elsewhere, 422, "scan-not-here"),
                (&of_a_report, 422, "scan-not-here"),
                (&altered, 422, "scan-differs"),
                (&tomorrow, 422, "consent-evidence-later"),
                (&smudged, 400, "bad-field"),
                (&undated, 400, "bad-field"),
            ] {
                coordinator.posts(&path, &with(evidence)).await.expect_problem(status, code);
            }
            coordinator.posts(&path, &with(&good)).await.expect(201);
            coordinator.posts(&path, &with(&good)).await.expect_problem(422, "scan-used");
            let rests = coordinator.gets(&path).await.expect(200).items();
            assert_eq!(rests.len(), 1);
            assert_eq!(rests[0]["grant"]["evidence"]["paper"]["scan"], good["paper"]["scan"]);
        });
    }

    #[test]
    fn after_a_withdrawal_staff_record_one_only_on_what_was_given_after_it() {
        in_the_world(async |world| {
            let case = world.case().await;
            let (coordinator, mother) = (&world["coordinator"], &world["mother"]);
            let path = case.path("/consents");
            let consent = mother.has_granted(&case, SCHOOL).await;
            let before = paper(coordinator, &case).await;
            let heard_before = spoken(&world["psychologist"]);
            mother.withdraws(&case, &consent).await.expect(200);
            for evidence in [&before, &heard_before] {
                let again = recorded(mother, Some(evidence.clone()));
                coordinator.posts(&path, &again).await.expect_refused(&["evidence-older"]);
            }
            let anew = recorded(mother, Some(spoken(&world["psychologist"])));
            coordinator.posts(&path, &anew).await.expect(201);
            mother.has_granted(&case, SCHOOL).await;
        });
    }

    /// A paper that was signed just now, brought to the case.
    async fn paper(by: &Person, case: &Case) -> Value {
        let brought = by.brings_scan(case, Draft::pdf(3000).bytes).await.expect(201);
        json!({ "paper": { "scan": brought.field("scan"), "sha256": brought.field("sha256"), "given": moment_from_now(0) } })
    }

    /// Said just now, before a witness.
    fn spoken(witness: &Person) -> Value {
        json!({ "spoken": { "witness": witness.id, "given": moment_from_now(0) } })
    }

    /// A consent that staff record for a parent.
    fn recorded(giver: &Person, evidence: Option<Value>) -> Value {
        let mut consent = consent_for(SCHOOL);
        consent["on_behalf_of"] = json!({ "giver": giver.id, "standing": "parent" });
        if let Some(evidence) = evidence {
            consent["evidence"] = evidence;
        }
        consent
    }
}

mod scan {
    use super::*;
    use crate::stage::case::sha256;

    #[test]
    fn brought_again_with_the_same_key_is_the_same_scan_however_long_it_is() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            let coordinator = &world["coordinator"];
            let brings = async |bytes: Vec<u8>| {
                let request = coordinator.request(Method::POST, &case.path("/scans")).await;
                coordinator.sends(request.header("idempotency-key", "a-scan").body(bytes)).await
            };
            let draft = Draft::pdf(2 * 1024 * 1024);
            let (first, again) = (brings(draft.bytes.clone()).await.expect(201), brings(draft.bytes.clone()).await.expect(201));
            assert_eq!(first.field("scan"), again.field("scan"));
            assert_eq!(payloads(&world.gateway).len(), 1, "what came again is gone");
            brings(Draft::pdf(900).bytes).await.expect_problem(422, "idempotency-mismatch");
        });
    }

    #[test]
    fn of_a_paper_is_for_who_signed_it_and_the_leads_coordinators_alone_and_gone_with_the_case() {
        in_the_world(async |world| {
            let family = [("mother", "parent"), ("father", "parent")];
            let case = world.case_of(&Child::of_eight(), &family).await;
            let (coordinator, mother) = (&world["coordinator"], &world["mother"]);
            let draft = Draft::pdf(150_000);
            let brought = coordinator.brings_scan(&case, draft.bytes.clone()).await.expect(201);
            let (scan, digest) = (brought.field("scan"), brought.field("sha256"));
            assert_eq!(digest, sha256(&draft.bytes));
            let path = case.path(&format!("/scans/{scan}"));
            mother.gets(&path).await.expect_refused(&["scan-unknown"]);
            let mut consent = consent_for(SCHOOL);
            consent["on_behalf_of"] = json!({ "giver": mother.id, "standing": "parent" });
            consent["evidence"] = json!({ "paper": { "scan": scan, "sha256": digest, "given": day_from_now(-3) } });
            coordinator.posts(&case.path("/consents"), &consent).await.expect(201);
            for person in [coordinator, mother] {
                let seen = person.gets(&path).await.expect(200);
                assert_eq!(seen.body, draft.bytes);
                assert_eq!(seen.header("porthor-content-type"), "application/pdf");
                assert_eq!(seen.header("content-type"), "application/octet-stream");
            }
            for name in ["father", "school", "clinician", "psychologist"] {
                world[name].gets(&path).await.expect_refused(&["scan-unknown"]);
            }
            world["other-school"].gets(&path).await.expect_absent();
            assert!(mother.lists(&case).await.is_empty(), "it is no report");
            world["clinician"].opens(&case, &scan).await.expect_refused(&["report-unknown"]);
            let seen = format!("/audit/events?case={}&kind=scan-seen", case.id);
            assert_eq!(world["officer"].gets(&seen).await.expect(200).items().len(), 2);
            world["council-admin"].deletes(&case.path("")).await.expect(204);
            coordinator.gets(&path).await.expect_absent();
        });
    }

    #[test]
    fn a_report_is_not_had_by_the_way_of_scans() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
            world["coordinator"].gets(&case.path(&format!("/scans/{report}"))).await.expect_absent();
        });
    }

    #[test]
    fn only_staff_who_record_consents_bring_one_and_only_a_pdf_or_a_picture() {
        in_the_world(async |world| {
            let case = world.case().await;
            let bytes = || Draft::pdf(500).bytes;
            world["mother"].brings_scan(&case, bytes()).await.expect_refused(&["may-not-consent"]);
            world["clinician"].brings_scan(&case, bytes()).await.expect_refused(&["role-lacks-verb"]);
            world["other-school"].brings_scan(&case, bytes()).await.expect_absent();
            let coordinator = &world["coordinator"];
            let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
            png.extend_from_slice(&[0; 500]);
            let mut jpeg = b"\xff\xd8\xff\xe0".to_vec();
            jpeg.extend_from_slice(&[7; 500]);
            for picture in [png, jpeg] {
                coordinator.brings_scan(&case, picture).await.expect(201);
            }
            let sealed = Draft::pdf(40_000).sealed_to(&case.recipient).bytes;
            coordinator.brings_scan(&case, sealed).await.expect(201);
            for (bytes, status, code) in [
                (Vec::new(), 422, "file-empty"),
                (b"Rwy'n cydsynio.".to_vec(), 415, "type-not-allowed"),
                (b"PK\x03\x04 a form".to_vec(), 415, "type-not-allowed"),
                (Draft::pdf(20 * 1024 * 1024 + 1).bytes, 413, "file-too-large"),
            ] {
                coordinator.brings_scan(&case, bytes).await.expect_problem(status, code);
            }
        });
    }
}

mod see {
    use super::*;

    #[test]
    fn the_family_and_the_leads_coordinator_see_all_that_the_family_said_and_others_what_bears_on_them() {
        in_the_world(async |world| {
            let case = world.case().await;
            let mother = &world["mother"];
            let for_school = mother.has_granted(&case, SCHOOL).await;
            let for_council = mother.has_granted(&case, "dyffryn-gwawr").await;
            for veto in [json!({ "agency": "kestrel-rock" }), json!({ "person": world["colleague"].id })] {
                mother.posts(&case.path("/vetoes"), &veto).await.expect(201);
            }
            for (name, consents, vetoes) in [
                ("mother", vec![&for_school, &for_council], 2),
                ("coordinator", vec![&for_school, &for_council], 2),
                ("school", vec![&for_school], 0),
                ("clinician", vec![], 1),
                ("psychologist", vec![&for_council], 0),
            ] {
                let listed = world[name].gets(&case.path("/consents")).await.expect(200).items();
                let ids: Vec<_> = listed.iter().map(|line| line["id"].as_str().unwrap_or_default()).collect();
                assert_eq!(ids, consents, "{name}");
                let shown = world[name].gets(&case.path("")).await.expect(200).json();
                assert_eq!(shown["vetoes"].as_array().map(Vec::len), Some(vetoes), "{name}: {}", shown["vetoes"]);
                for consent in [&for_school, &for_council] {
                    let receipt = world[name].gets(&case.path(&format!("/consents/{consent}/receipt"))).await;
                    if consents.contains(&consent) {
                        receipt.expect(200);
                    } else {
                        receipt.expect_refused(&["consent-unknown"]);
                    }
                }
            }
        });
    }
}

mod standing {
    use super::*;

    const BOTH: [(&str, &str); 2] = [("mother", "parent"), ("young", "young-person")];

    #[test]
    fn from_sixteen_the_young_person_decides_and_a_parent_sees_on_their_word_alone() {
        in_the_world(async |world| {
            let case = world.case_of(&Child::aged(16), &BOTH).await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let (mother, young) = (&world["mother"], &world["young"]);
            mother.grants(&case, SCHOOL).await.expect_refused(&["reconsent-due"]);
            mother.opens(&case, &report).await.expect_refused(&["young-person-decides"]);
            young.opens(&case, &report).await.expect(200);

            young.has_granted(&case, SCHOOL).await;
            world["school"].opens(&case, &report).await.expect(200);

            let mut for_mother = consent_for(SCHOOL);
            for_mother["recipient"] = json!({ "person": mother.id });
            let agreed = young.posts(&case.path("/consents"), &for_mother).await.expect(201).field("id");
            mother.opens(&case, &report).await.expect(200);
            young.withdraws(&case, &agreed).await.expect(200);
            mother.opens(&case, &report).await.expect_refused(&["young-person-decides"]);
        });
    }

    #[test]
    fn below_sixteen_a_child_decides_only_once_found_able_to() {
        in_the_world(async |world| {
            let case = world.case_of(&Child::aged(13), &BOTH).await;
            world["young"].grants(&case, SCHOOL).await.expect_refused(&["may-not-consent"]);
            let found = json!({ "person": world["young"].id, "on": day_from_now(-1) });
            world["coordinator"].posts(&case.path("/competences"), &found).await.expect(201);
            world["young"].grants(&case, SCHOOL).await.expect(201);
        });
    }

    #[test]
    fn for_a_looked_after_child_the_council_consents_in_the_parents_place() {
        in_the_world(async |world| {
            let child = Child { looked_after: true, ..Child::of_eight() };
            let family = [("mother", "parent"), ("father", "responsibility-holder")];
            let case = world.case_of(&child, &family).await;
            world["mother"].grants(&case, SCHOOL).await.expect_refused(&["giver-lacks-standing"]);
            world["father"].grants(&case, SCHOOL).await.expect(201);
        });
    }

    #[test]
    fn without_a_birthday_nobody_is_presumed_able_to_consent() {
        in_the_world(async |world| {
            let child = Child { born: None, ..Child::of_eight() };
            let case = world.case_of(&child, &[("mother", "parent")]).await;
            world["mother"].grants(&case, SCHOOL).await.expect_refused(&["birthday-missing"]);
        });
    }

    #[test]
    fn a_consent_falls_with_the_standing_of_its_giver() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let mother = &world["mother"];
            mother.has_granted(&case, SCHOOL).await;
            world["school"].opens(&case, &report).await.expect(200);
            world["coordinator"].deletes(&case.path(&format!("/family/{}", mother.id))).await.expect(204);
            world["school"].opens(&case, &report).await.expect_refused(&["giver-lacks-standing"]);
            mother.opens(&case, &report).await.expect_absent();
        });
    }
}

mod withdraw {
    use super::*;

    #[test]
    fn the_giver_another_parent_and_staff_may_and_nobody_else() {
        in_the_world(async |world| {
            let family = [("mother", "parent"), ("father", "parent"), ("friend", "case-friend")];
            let case = world.case_of(&Child::of_eight(), &family).await;
            for (name, may) in [("mother", true), ("father", true), ("coordinator", true), ("friend", false), ("clinician", false)]
            {
                let consent = world["mother"].has_granted(&case, SCHOOL).await;
                let answer = world[name].withdraws(&case, &consent).await;
                if may {
                    answer.expect(200);
                } else {
                    answer.expect_refused(&["role-lacks-verb"]);
                }
            }
            let consent = world["mother"].has_granted(&case, SCHOOL).await;
            world["other-coordinator"].withdraws(&case, &consent).await.expect_absent();
        });
    }

    #[test]
    fn what_was_withdrawn_or_never_given_cannot_be_withdrawn_and_stays_on_record() {
        in_the_world(async |world| {
            let case = world.case().await;
            let mother = &world["mother"];
            let consent = mother.has_granted(&case, SCHOOL).await;
            mother.withdraws(&case, &consent).await.expect(200);
            mother.withdraws(&case, &consent).await.expect_refused(&["consent-unknown"]);
            mother.withdraws(&case, "no-such-consent").await.expect_refused(&["consent-unknown"]);
            let listed = mother.gets(&case.path("/consents")).await.expect(200).items();
            assert_eq!(listed.len(), 1);
            assert_eq!(listed[0]["id"], consent.as_str());
            assert_eq!(listed[0]["state"], "withdrawn");
            assert_eq!(listed[0]["grant"]["categories"], json!([CATEGORY]), "the grant itself is untouched");
        });
    }

    #[test]
    fn what_rests_on_a_statutory_request_does_not_fall_with_a_withdrawal() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let coordinator = &world["coordinator"];
            let content = case.path(&format!("/reports/{report}/content?purpose=statutory-advice"));
            coordinator.gets(&content).await.expect_refused(&["no-request"]);
            let request = json!({
                "kind": "section65", "to": "tair-afon", "categories": [CATEGORY], "purpose": "statutory-advice",
            });
            let request = coordinator.posts(&case.path("/requests"), &request).await.expect(201).field("id");
            let consent = world["mother"].has_granted(&case, "dyffryn-gwawr").await;
            world["mother"].withdraws(&case, &consent).await.expect(200);
            coordinator.gets(&content).await.expect(200);
            coordinator.opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
            coordinator.deletes(&case.path(&format!("/requests/{request}"))).await.expect(204);
            coordinator.gets(&content).await.expect_refused(&["no-request"]);
        });
    }
}

mod restriction {
    use super::*;

    const DECIDER: &str = "Pennaeth y gwasanaeth";
    const OUTCOME: &str = "Cytunodd y ddau riant ar ôl cyfryngu";

    #[test]
    fn a_dispute_and_a_courts_order_stop_sharing_on_consent_until_they_are_lifted() {
        in_the_world(async |world| {
            for mark in ["contested", "court-restricted"] {
                let (case, report) = shared(world).await;
                let coordinator = &world["coordinator"];
                let marked = coordinator.posts(&case.path("/marks"), &json!({ "mark": mark })).await.expect(201).field("id");
                world["school"].opens(&case, &report).await.expect_refused(&[mark]);
                world["mother"].grants(&case, "dyffryn-gwawr").await.expect_refused(&[mark]);
                coordinator.deletes(&case.path(&format!("/marks/{marked}"))).await.expect_refused(&["family-alone"]);
                let outcome = case.path(&format!("/marks/{marked}/outcome"));
                for (body, code) in [
                    (json!({ "decider": " ", "outcome": OUTCOME }), "bad-field"),
                    (json!({ "decider": "Y\nllys", "outcome": OUTCOME }), "bad-field"),
                    (json!({ "decider": DECIDER, "outcome": "" }), "bad-field"),
                    (json!({ "decider": DECIDER, "outcome": "x".repeat(2001) }), "bad-field"),
                ] {
                    coordinator.posts(&outcome, &body).await.expect_problem(400, code);
                }
                let unnamed = coordinator.posts(&outcome, &json!({ "outcome": OUTCOME })).await;
                assert_eq!(unnamed.status, 400, "{}", unnamed.text());
                world["school"].opens(&case, &report).await.expect_refused(&[mark]);
                coordinator.posts(&outcome, &json!({ "decider": DECIDER, "outcome": OUTCOME })).await.expect(204);
                world["school"].opens(&case, &report).await.expect(200);
                let officer = &world["officer"];
                let lifted = officer.gets(&format!("/audit/events?case={}&kind=mark-lifted", case.id)).await.expect(200).items();
                let full = officer.gets(&format!("/audit/events/{}", lifted[0]["seq"])).await.expect(200).json();
                assert_eq!(full["event"]["statement"], format!("{DECIDER}\n{OUTCOME}"));
                assert!(!world.gateway.log().contains(DECIDER), "nothing of it is logged");
            }
        });
    }

    #[test]
    fn a_familys_objection_stops_the_agency_it_names_and_no_other() {
        in_the_world(async |world| {
            let (case, report) = shared(world).await;
            let mother = &world["mother"];
            mother.has_granted(&case, "dyffryn-gwawr").await;
            let objection = json!({ "mark": { "objection": { "agency": SCHOOL } } });
            let marked = mother.posts(&case.path("/marks"), &objection).await.expect(201).field("id");
            world["school"].opens(&case, &report).await.expect_refused(&["objection"]);
            let coordinator = &world["coordinator"];
            coordinator.opens(&case, &report).await.expect(200);
            // Staff never override it: neither the lead agency's, nor those whom it keeps out.
            for staff in [coordinator, &world["school"]] {
                staff.posts(&case.path("/marks"), &objection).await.expect_refused(&["family-alone"]);
                staff.deletes(&case.path(&format!("/marks/{marked}"))).await.expect_refused(&["family-alone"]);
            }
            let outcome = json!({ "decider": DECIDER, "outcome": OUTCOME });
            coordinator.posts(&case.path(&format!("/marks/{marked}/outcome")), &outcome).await.expect_problem(422, "familys-own");
            world["school"].opens(&case, &report).await.expect_refused(&["objection"]);
            mother.deletes(&case.path(&format!("/marks/{marked}"))).await.expect(204);
            world["school"].opens(&case, &report).await.expect(200);
        });
    }

    #[test]
    fn a_family_does_not_lift_a_courts_order() {
        in_the_world(async |world| {
            let (case, report) = shared(world).await;
            let mark = json!({ "mark": "court-restricted" });
            world["mother"].posts(&case.path("/marks"), &mark).await.expect_refused(&["role-lacks-verb"]);
            let mark = world["coordinator"].posts(&case.path("/marks"), &mark).await.expect(201).field("id");
            let lifted = world["mother"].deletes(&case.path(&format!("/marks/{mark}"))).await;
            assert!(matches!(lifted.status, 403 | 404), "{}", lifted.text());
            world["school"].opens(&case, &report).await.expect_refused(&["court-restricted"]);
        });
    }

    async fn shared(world: &World) -> (Case, String) {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        world["school"].opens(&case, &report).await.expect(200);
        (case, report)
    }
}

mod receipt_of_it {
    use super::*;

    #[test]
    fn anyone_can_check_it_offline_and_it_names_nobody() {
        in_the_world(async |world| {
            let case = world.case().await;
            let given = world["mother"].grants(&case, SCHOOL).await.expect(201);
            let (id, jws) = (given.field("id"), given.field("receipt"));
            let key = published_key(world).await;
            let receipt: ConsentReceipt = receipt::verify(&jws, CONSENT_RECEIPT, &key).expect("the gateway signed it");
            assert_eq!(receipt.record_id, id);
            assert_eq!(receipt.events.len(), 1);
            assert_eq!(receipt.events[0].state, ConsentState::Given);
            assert_eq!(receipt.events[0].method, "signed-in");
            assert_eq!(receipt.purposes[0].purpose, PURPOSE);
            assert_eq!(receipt.purposes[0].categories, [CATEGORY]);
            let text = serde_json::to_string(&receipt).expect("plain data");
            for name in ["Plentyn", "Dychmygol", "mother", &world["mother"].id, &case.id] {
                assert!(!text.contains(name), "the receipt says {name}: {text}");
            }
            let again = world["mother"].gets(&case.path(&format!("/consents/{id}/receipt"))).await.expect(200);
            assert_eq!(again.field("receipt"), jws);
        });
    }

    #[test]
    fn after_a_withdrawal_it_says_so() {
        in_the_world(async |world| {
            let case = world.case().await;
            let consent = world["mother"].has_granted(&case, SCHOOL).await;
            let jws = world["mother"].withdraws(&case, &consent).await.expect(200).field("receipt");
            let receipt: ConsentReceipt =
                receipt::verify(&jws, CONSENT_RECEIPT, &published_key(world).await).expect("the gateway signed it");
            let states: Vec<ConsentState> = receipt.events.iter().map(|event| event.state).collect();
            assert_eq!(states, [ConsentState::Given, ConsentState::Withdrawn]);
        });
    }

    #[test]
    fn an_altered_one_and_one_by_another_key_are_not_believed() {
        in_the_world(async |world| {
            let case = world.case().await;
            let jws = world["mother"].grants(&case, SCHOOL).await.expect(201).field("receipt");
            let key = published_key(world).await;
            let parts: Vec<&str> = jws.split('.').collect();
            let claims = URL_SAFE_NO_PAD.decode(parts[1]).expect("a JWS is base64url");
            let altered = String::from_utf8(claims).expect("JSON").replace(CATEGORY, "mental-health");
            let forged = format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(altered), parts[2]);
            let read = receipt::verify::<ConsentReceipt>(&forged, CONSENT_RECEIPT, &key);
            assert_eq!(read.err(), Some(ReceiptError::WrongSignature));
            let read = receipt::verify::<ConsentReceipt>(&jws, CONSENT_RECEIPT, &[7; 32]);
            assert!(read.is_err(), "a key that is not the gateway's");
        });
    }

    async fn published_key(world: &World) -> [u8; 32] {
        let keys = world["mother"].gets("/keys").await.expect(200).json();
        let x = keys["receipts"]["x"].as_str().expect("an Ed25519 key in JWK form");
        URL_SAFE_NO_PAD.decode(x).expect("base64url").try_into().expect("32 bytes")
    }
}

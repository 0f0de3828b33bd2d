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
fn whom_the_family_keeps_away_is_no_witness_of_what_it_said() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (mother, coordinator, witness) = (&world["mother"], &world["coordinator"], &world["psychologist"]);
        mother.posts(&case.path("/vetoes"), &json!({ "person": witness.id })).await.expect(201);
        let said = recorded(mother, Some(spoken(witness)));
        coordinator.posts(&case.path("/consents"), &said).await.expect_problem(422, "unknown-person");
        let said = recorded(mother, Some(spoken(&world["clinician"])));
        mother.posts(&case.path("/vetoes"), &json!({ "agency": "tair-afon" })).await.expect(201);
        coordinator.posts(&case.path("/consents"), &said).await.expect_problem(422, "unknown-person");
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

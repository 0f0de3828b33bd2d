use super::*;

#[test]
fn the_giver_another_parent_and_staff_may_and_nobody_else() {
    in_the_world(async |world| {
        let family = [("mother", "parent"), ("father", "parent"), ("friend", "case-friend")];
        let case = world.case_of(&Child::of_eight(), &family).await;
        for (name, may) in [("mother", true), ("father", true), ("coordinator", true), ("friend", false), ("clinician", false)] {
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

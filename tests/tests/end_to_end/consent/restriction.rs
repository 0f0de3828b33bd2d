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
            for (body, status, code) in [
                (json!({ "decider": " ", "outcome": OUTCOME }), 400, "bad-field"),
                (json!({ "decider": "Y\nllys", "outcome": OUTCOME }), 422, "unseen-characters"),
                (json!({ "decider": DECIDER, "outcome": "" }), 400, "bad-field"),
                (json!({ "decider": DECIDER, "outcome": "x".repeat(2001) }), 400, "bad-field"),
            ] {
                coordinator.posts(&outcome, &body).await.expect_problem(status, code);
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

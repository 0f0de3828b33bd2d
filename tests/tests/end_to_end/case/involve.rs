use super::*;

#[test]
fn an_agency_its_person_and_its_role_must_be_there() {
    in_the_world(async |world| {
        let case = world.case().await;
        let path = case.path("/involvements");
        let coordinator = &world["coordinator"];
        let school = &world["school"].id;
        for (part, status, code) in [
            (json!({ "agency": "nobody-here", "role": "alnco" }), 422, "unknown-agency"),
            (json!({ "agency": "tair-afon", "person": school, "role": "clinician" }), 422, "unknown-person"),
            (json!({ "agency": SCHOOL, "person": "nobody", "role": "alnco" }), 422, "unknown-person"),
            (json!({ "agency": SCHOOL, "role": "wizard" }), 400, "bad-field"),
            (json!({ "agency": SCHOOL, "role": "alnco", "until": "soon" }), 400, "bad-date"),
            (json!({ "agency": SCHOOL, "role": "panel-member", "reports": ["r"] }), 400, "bad-field"),
            (
                json!({ "agency": SCHOOL, "role": "panel-member", "reports": ["r"], "until": day_from_now(3) }),
                422,
                "unknown-report",
            ),
            (json!({ "agency": SCHOOL, "role": "alnco", "colour": "blue" }), 400, "unknown-field"),
        ] {
            let answer = coordinator.posts(&path, &part).await;
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{part}: {}", answer.text());
        }
        let part = json!({ "agency": SCHOOL, "role": "alnco" });
        world["clinician"].posts(&path, &part).await.expect_refused(&["role-lacks-verb"]);
    });
}

#[test]
fn one_person_named_lets_in_no_colleague() {
    in_the_world(async |world| {
        let case = world.case().await;
        world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        world["colleague"].gets(&case.path("/reports")).await.expect_absent();
        let part = json!({ "agency": "tair-afon", "role": "clinician" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
        assert_eq!(world["colleague"].lists(&case).await.len(), 1, "the agency's queue is on the case now");
    });
}

#[test]
fn an_ended_one_and_one_that_is_over_open_nothing() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        world["school"].opens(&case, &report).await.expect(200);
        let shown = world["coordinator"].gets(&case.path("")).await.expect(200).json();
        let parts = shown["involvements"].as_array().expect("a list").clone();
        let of_school = parts.iter().find(|part| part.to_string().contains(SCHOOL)).expect("the school is involved");
        let id = of_school["id"].as_str().expect("an id");
        world["coordinator"].deletes(&case.path(&format!("/involvements/{id}"))).await.expect(204);
        world["school"].opens(&case, &report).await.expect_absent();
        world["coordinator"].deletes(&case.path(&format!("/involvements/{id}"))).await.expect_absent();
        let over = json!({ "agency": SCHOOL, "role": "alnco", "until": day_from_now(0) });
        world["coordinator"].posts(&case.path("/involvements"), &over).await.expect(400);
        let helper = json!({ "person": world["friend"].id, "standing": "case-friend", "until": day_from_now(0) });
        world["coordinator"].posts(&case.path("/family"), &helper).await.expect(400);
        let shown = world["coordinator"].gets(&case.path("")).await.expect(200).json().to_string();
        assert!(!shown.contains(&world["friend"].id), "nothing is left of it: {shown}");
        world["school"].opens(&case, &report).await.expect_absent();
    });
}

#[test]
fn what_waits_for_one_role_lets_in_no_other_of_the_agency() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        world["mother"].has_granted(&case, "dyffryn-gwawr").await;
        let psychologist = &world["psychologist"];
        psychologist.opens(&case, &report).await.expect_refused(&["person-not-involved"]);
        assert!(!psychologist.gets("/cases").await.expect(200).json().to_string().contains(&case.id), "nor is it told of");
        let part = json!({ "agency": "bro-helyg", "role": "clinician" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
        world["other-coordinator"].gets(&case.path("")).await.expect_absent();
        let part = json!({ "agency": "dyffryn-gwawr", "role": "educational-psychologist" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
        psychologist.opens(&case, &report).await.expect(200);
    });
}

#[test]
fn a_reader_of_one_bundle_opens_what_is_in_it_and_nothing_else() {
    in_the_world(async |world| {
        let case = world.case().await;
        let inside = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        let outside = world["clinician"].has_pushed(&case, &Draft::pdf(600)).await;
        world["mother"].has_granted(&case, "kestrel-rock").await;
        let bundle = json!({
            "agency": "kestrel-rock", "person": world["other-school"].id, "role": "panel-member",
            "until": day_from_now(3), "reports": [inside],
        });
        world["coordinator"].posts(&case.path("/involvements"), &bundle).await.expect(201);
        world["other-school"].opens(&case, &inside).await.expect(200);
        world["other-school"].opens(&case, &outside).await.expect_refused(&["not-in-bundle"]);
        world["other-school"].pushes(&case, &Draft::pdf(700)).await.expect_refused(&["not-in-bundle"]);
    });
}

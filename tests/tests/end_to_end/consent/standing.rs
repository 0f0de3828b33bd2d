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

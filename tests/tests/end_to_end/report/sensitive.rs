use super::*;

#[test]
fn one_of_that_class_asks_for_a_code_just_entered() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        let sensitive = world["clinician"].has_pushed(&case, &Draft::pdf(500).with("class", "sensitive")).await;
        let usual = world["clinician"].has_pushed(&case, &Draft::pdf(501)).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        world["school"].opens(&case, &sensitive).await.expect(200);
        // From now on no code counts as just entered.
        let taxonomy = include_str!("../../../../config/taxonomy.toml");
        assert!(taxonomy.contains("step_up_minutes = 15"));
        let stricter = taxonomy.replace("step_up_minutes = 15", "step_up_minutes = 0");
        std::fs::write(world.gateway.home().join("taxonomy.toml"), stricter).expect("written");
        world.gateway.set("taxonomy", "\"taxonomy.toml\"");
        world.gateway.restart();
        let refused = world["school"].opens(&case, &sensitive).await.expect_refused(&["step-up-needed"]);
        assert_eq!(refused.code(), "step-up-needed", "nothing else is wrong, and the problem says so");
        world["school"].opens(&case, &usual).await.expect(200);
    });
}

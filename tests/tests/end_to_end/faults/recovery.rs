use super::*;

#[test]
fn a_drill_opens_a_report_with_the_recovery_identity_alone_and_another_identity_opens_nothing() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        world["clinician"].has_pushed(&case, &Draft::pdf(70_000)).await;
        let configuration = world.gateway.configuration();
        let configuration = configuration.to_string_lossy();
        let recovery = world.gateway.home().join("recovery.key");
        let drill = |identity: &Path| {
            world.gateway.porthor(&["keys", "drill", "--config", &configuration, "--recovery", &identity.to_string_lossy()])
        };
        let drilled = drill(&recovery);
        assert!(drilled.status.success(), "{}", String::from_utf8_lossy(&drilled.stderr));
        let stranger = world.gateway.folder().join("stranger.key");
        let identity = porthor_keys::recipient::Identity::generate();
        std::fs::write(&stranger, identity.to_secret_string().as_bytes()).expect("written");
        assert!(!drill(&stranger).status.success(), "a stranger's identity recovers nothing");
    });
}

#[test]
fn after_the_rotation_of_a_cases_key_and_of_the_root_everything_opens_as_before() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        let draft = Draft::pdf(90_000).with("file_name", "cyn-cylchdroi.pdf");
        let report = world["clinician"].has_pushed(&case, &draft).await;
        let consent = world["mother"].has_granted(&case, SCHOOL).await;
        let before = payloads(&world.gateway);
        world.gateway.kill();
        let configuration = world.gateway.configuration();
        let configuration = configuration.to_string_lossy();
        let rotated = world.gateway.porthor(&["keys", "rotate-case", &case.id, "--config", &configuration]);
        assert!(rotated.status.success(), "{}", String::from_utf8_lossy(&rotated.stderr));
        world.gateway.serve();
        assert_eq!(payloads(&world.gateway), before, "no payload is rewritten");
        let opened = world["school"].opens(&case, &report).await.expect(200);
        assert!(opened.body == draft.bytes);
        let shown = world["coordinator"].gets(&case.path("")).await.expect(200);
        assert_ne!(shown.field("recipient"), case.recipient, "new reports are sealed to the new key");
        let old = Draft::pdf(500).sealed_to(&case.recipient);
        world["clinician"].pushes(&case, &old).await.expect_problem(422, "age-other-case");
        world["mother"].gets(&case.path(&format!("/consents/{consent}/receipt"))).await.expect(200);
        let verified = world.gateway.porthor(&["audit", "verify", "--config", &configuration]);
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    });
}

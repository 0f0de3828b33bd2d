//! The main job: push, refusal, consent, release, withdrawal, and the proof of it all.

use std::process::Command;

use serde_json::json;

use crate::stage::case::{CATEGORY, Draft, PURPOSE, consent_for, sha256};
use crate::stage::world::in_the_world;

#[test]
fn the_school_opens_what_the_clinician_pushed_once_the_family_consents_and_no_longer_once_it_withdraws() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (clinician, school, mother) = (&world["clinician"], &world["school"], &world["mother"]);
        let draft = Draft::pdf(200_000);
        let pushed = clinician.pushes(&case, &draft).await.expect(201);
        let report = pushed.field("id");
        assert_eq!(pushed.field("sha256"), sha256(&draft.bytes));
        assert_eq!(pushed.field("sealed_by"), "gateway");

        school.opens(&case, &report).await.expect_refused(&["no-consent"]);

        let consent = mother.has_granted(&case, "nant-y-wennol").await;
        let opened = school.opens(&case, &report).await.expect(200);
        assert!(opened.body == draft.bytes, "the bytes are those that were pushed");

        mother.withdraws(&case, &consent).await.expect(200);
        school.opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
    });
}

#[test]
fn a_report_sealed_by_its_sender_is_recognised_and_opens_to_the_same_bytes() {
    in_the_world(async |world| {
        let case = world.case().await;
        let draft = Draft::pdf(150_000);
        let pushed = world["clinician"].pushes(&case, &draft.clone().sealed_to(&case.recipient)).await.expect(201);
        assert_eq!(pushed.field("sealed_by"), "sender");
        assert_eq!(pushed.field("sha256"), sha256(&draft.bytes), "the digest is that of the report, not of its envelope");
        let report = pushed.field("id");
        world["mother"].has_granted(&case, "nant-y-wennol").await;
        let opened = world["school"].opens(&case, &report).await.expect(200);
        assert!(opened.body == draft.bytes);
    });
}

#[test]
fn a_preview_says_what_a_consent_and_its_withdrawal_would_change_and_both_then_do_just_that() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (mother, school) = (&world["mother"], &world["school"]);
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(1000)).await;
        let line = json!({ "reader": { "agency": "nant-y-wennol" }, "report": report, "category": CATEGORY, "purpose": PURPOSE });
        let preview = case.path("/consents/preview");

        let would = mother.posts(&preview, &json!({ "give": consent_for("nant-y-wennol") })).await.expect(200).json();
        assert!(would["gains"].as_array().is_some_and(|gains| gains.contains(&line)), "{would}");
        assert_eq!(would["loses"], json!([]));
        school.opens(&case, &report).await.expect_refused(&["no-consent"]);

        let consent = mother.has_granted(&case, "nant-y-wennol").await;
        school.opens(&case, &report).await.expect(200);
        let would = mother.posts(&preview, &json!({ "withdraw": consent })).await.expect(200).json();
        assert!(would["loses"].as_array().is_some_and(|loses| loses.contains(&line)), "{would}");
        assert_eq!(would["gains"], json!([]));
        school.opens(&case, &report).await.expect(200);

        mother.withdraws(&case, &consent).await.expect(200);
        school.opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
    });
}

#[test]
fn a_sealed_release_opens_with_the_standard_age_tool_and_the_agencys_own_identity() {
    in_the_world(async |world| {
        let case = world.case().await;
        let draft = Draft::pdf(300_000);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        let coordinator = &world["coordinator"];
        world["mother"].has_granted(&case, "dyffryn-gwawr").await;

        let identity = porthor_keys::recipient::Identity::generate();
        let recipient = identity.recipient().to_string();
        world["council-admin"]
            .puts("/agencies/dyffryn-gwawr/recipient", &json!({ "recipient": recipient }))
            .await
            .expect(204);
        let sealed = coordinator.takes_sealed(&case, &report).await.expect(200);
        assert!(sealed.body.starts_with(b"age-encryption.org/v1\n"));

        let folder = tempfile::tempdir().expect("a temporary folder");
        let (key, envelope) = (folder.path().join("council.key"), folder.path().join("report.age"));
        std::fs::write(&key, identity.to_secret_string().as_bytes()).expect("written");
        std::fs::write(&envelope, &sealed.body).expect("written");
        let opened = Command::new("age").arg("--decrypt").arg("-i").arg(&key).arg(&envelope).output();
        let opened = opened.expect("the age tool is installed by scripts/install");
        assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
        assert!(opened.stdout == draft.bytes, "age opens it to the bytes that were pushed");
    });
}

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

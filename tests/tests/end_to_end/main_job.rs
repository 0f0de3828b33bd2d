//! The main job: push, refusal, consent, release, withdrawal, and the proof of it all.

use std::process::Command;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use crate::faults::database;
use crate::stage::case::{CATEGORY, Draft, PURPOSE, consent_for, sha256};
use crate::stage::world::{World, in_the_world};

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
        let sent = draft.clone().sealed_to(&case.recipient);
        let pushed = world["clinician"].pushes(&case, &sent).await.expect(201);
        assert_eq!(pushed.field("sealed_by"), "sender");
        assert_eq!(pushed.field("sha256"), sha256(&draft.bytes), "the digest is that of the report, not of its envelope");
        let report = pushed.field("id");
        let stored = stored(world, &report).await;
        let header = header_length(&sent.bytes);
        assert!(stored.payload == sent.bytes[header..], "the payload is stored byte for byte as it was sent");
        assert!(stored.header != sent.bytes[..header], "the header is the gateway's own, for the case's recipient alone");
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
        world["council-admin"].puts("/agencies/dyffryn-gwawr/recipient", &json!({ "recipient": recipient })).await.expect(200);
        let sealed = coordinator.takes_sealed(&case, &report).await.expect(200);
        assert!(sealed.body.starts_with(b"age-encryption.org/v1\n"));
        let again = coordinator.takes_sealed(&case, &report).await.expect(200);
        assert!(again.body != sealed.body, "no two sealed releases are the same");
        assert_eq!(
            (again.header("etag").as_str(), again.header("accept-ranges").as_str()),
            ("", "none"),
            "so no tag says they are"
        );
        let stored = stored(world, &report).await;
        let header = header_length(&sealed.body);
        assert!(sealed.body[..header] != stored.header, "the header is another, for the agency's recipient");
        assert!(sealed.body[header..] == stored.payload, "the payload is the stored one, byte for byte");

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

/// What the gateway keeps of a report.
struct Stored {
    /// age header, for the case's recipient.
    header: Vec<u8>,
    /// Nonce and ciphertext.
    payload: Vec<u8>,
}

async fn stored(world: &World, report: &str) -> Stored {
    let mut database = database(&world.gateway).await;
    let row = sqlx::query_as("SELECT header, blob FROM report WHERE id = $1").bind(report).fetch_one(&mut database).await;
    let (header, blob): (Vec<u8>, String) = row.expect("it was pushed");
    let payload = std::fs::read(world.gateway.blobs().join(blob)).expect("the payload lies where the row says");
    Stored { header, payload }
}

/// Bytes of an age file before its payload: the header ends with the line that begins with `---`.
fn header_length(age: &[u8]) -> usize {
    let last = age.windows(5).position(|part| part == b"\n--- ").expect("a header has a last line") + 1;
    last + age[last..].iter().position(|byte| *byte == b'\n').expect("which ends") + 1
}

#[test]
fn an_agency_with_a_quantum_resistant_recipient_takes_sealed_releases_for_it() {
    in_the_world(async |world| {
        let case = world.case().await;
        let draft = Draft::pdf(300_000);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        world["mother"].has_granted(&case, "dyffryn-gwawr").await;

        let identity = porthor_keys::recipient::Identity::generate_hybrid();
        let recipient = identity.recipient().to_string();
        assert!(recipient.starts_with("age1pq1"));
        world["council-admin"].puts("/agencies/dyffryn-gwawr/recipient", &json!({ "recipient": recipient })).await.expect(200);
        let sealed = world["coordinator"].takes_sealed(&case, &report).await.expect(200);
        let opened = porthor_keys::envelope::open(&identity, &sealed.body).expect("it is for the agency");
        assert!(opened == draft.bytes, "it opens to the bytes that were pushed");
    });
}

#[test]
fn any_range_of_an_opened_report_is_that_range_of_what_was_pushed() {
    in_the_world(async |world| {
        let case = world.case().await;
        let draft = Draft::pdf(400_000);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        world["mother"].has_granted(&case, "nant-y-wennol").await;
        let school = &world["school"];
        let content = case.content(&report, "plain");
        // Within a chunk of 64 KiB, across chunks, on their edges, and at both ends.
        for (range, expected) in [
            ("bytes=0-0", 0..1),
            ("bytes=10-19", 10..20),
            ("bytes=65530-65545", 65_530..65_546),
            ("bytes=65536-131071", 65_536..131_072),
            ("bytes=100000-399999", 100_000..400_000),
            ("bytes=399999-", 399_999..400_000),
            ("bytes=-7", 399_993..400_000),
            ("bytes=390000-9999999", 390_000..400_000),
        ] {
            let request = school.request(Method::GET, &content).await.header("range", range);
            let part = school.sends(request).await.expect(206);
            assert!(part.body == draft.bytes[expected.clone()], "{range}");
            let shown = format!("bytes {}-{}/400000", expected.start, expected.end - 1);
            assert_eq!(part.header("content-range"), shown, "{range}");
        }
        let beyond = school.request(Method::GET, &content).await.header("range", "bytes=400000-");
        let beyond = school.sends(beyond).await.expect_problem(416, "range-not-satisfiable");
        assert_eq!(beyond.header("content-range"), "bytes */400000", "how much there is");
        let tag = school.opens(&case, &report).await.expect(200).header("etag");
        let same = school.request(Method::GET, &content).await.header("range", "bytes=0-9").header("if-range", tag);
        assert_eq!(school.sends(same).await.expect(206).body, draft.bytes[..10], "a range of the same");
        let stale = school.request(Method::GET, &content).await.header("range", "bytes=0-9").header("if-range", "\"other\"");
        assert_eq!(school.sends(stale).await.expect(200).body.len(), 400_000, "a range of something else is no range");
    });
}

#[test]
fn a_withdrawal_cuts_a_running_download_of_what_it_covered_and_no_other() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (mother, school, coordinator) = (&world["mother"], &world["school"], &world["coordinator"]);
        // Far more than every buffer between the two ends holds.
        let draft = Draft::pdf(48 * 1024 * 1024);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        let consent = mother.has_granted(&case, "nant-y-wennol").await;
        mother.has_granted(&case, "dyffryn-gwawr").await;
        let mut cut = school.begins_to_open(&case, &report).await;
        let mut kept = coordinator.begins_to_open(&case, &report).await;
        assert_eq!((cut.status().as_u16(), kept.status().as_u16()), (200, 200));
        let mut received = cut.chunk().await.expect("the first bytes come").expect("there are some").len();

        let begun = Instant::now();
        let withdrawn = mother.withdraws(&case, &consent).await.expect(200).json();
        let took = begun.elapsed();
        assert_eq!(withdrawn["cut"], 1, "one transfer rested on it: {withdrawn}");
        assert!(took < Duration::from_secs(10), "the answer waits for the cut and still took {took:?}");

        let broke_off = loop {
            match cut.chunk().await {
                Ok(Some(bytes)) => received += bytes.len(),
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        assert!(broke_off, "the download of {received} bytes ended as if it were whole");
        assert!(received < draft.bytes.len() / 2, "{received} bytes passed");
        let mut whole = 0;
        while let Some(bytes) = kept.chunk().await.expect("what rests on another consent goes on") {
            whole += bytes.len();
        }
        assert_eq!(whole, draft.bytes.len());
        school.opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
        let cuts = world["officer"].gets(&format!("/audit/events?case={}&kind=transfer-cut", case.id)).await.expect(200).items();
        assert_eq!(cuts.len(), 1, "{cuts:?}");
        assert_eq!((&cuts[0]["person"], &cuts[0]["report"]), (&json!(school.id), &json!(report)));
        let cut = world["officer"].gets(&format!("/audit/events/{}", cuts[0]["seq"])).await.expect(200).json();
        let detail = |name: &str| -> usize {
            let text = cut["event"]["details"][name].as_str().unwrap_or_else(|| panic!("no {name} in {cut}"));
            text.parse().expect("a number")
        };
        assert!((received..draft.bytes.len()).contains(&detail("bytes")), "{received} bytes came, and {cut} is on record");
        assert!(detail("delay-ms") < 10_000, "{cut}");
    });
}

#[test]
fn a_reader_who_does_not_read_is_cut_off_all_the_same() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(32 * 1024 * 1024)).await;
        let consent = world["mother"].has_granted(&case, "nant-y-wennol").await;
        let idle = world["school"].begins_to_open(&case, &report).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let withdrawn = world["mother"].withdraws(&case, &consent).await.expect(200).json();
        assert_eq!(withdrawn["cut"], 1, "{withdrawn}");
        let rest = idle.bytes().await;
        assert!(rest.is_err(), "{} bytes came, as if they were all", rest.map_or(0, |bytes| bytes.len()));
    });
}

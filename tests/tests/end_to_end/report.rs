//! Reports: what is taken and what is not, each with its own problem and nothing left behind; who may know of one; how it is sent.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::faults::payloads;
use crate::stage::case::{Case, Draft, PURPOSE, sha256};
use crate::stage::wire;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

mod push {
    use super::*;

    #[test]
    fn what_is_no_report_is_refused_with_its_own_problem_and_leaves_nothing_behind() {
        in_a_world_of_its_own(&[("report_bytes", "3000000")], async |world| {
            let case = world.case().await;
            let other = world.case().await;
            for (what, draft, status, code) in bad_input(&case, &other) {
                let answer = world["clinician"].pushes(&case, &draft).await;
                assert_eq!((answer.status, answer.code().as_str()), (status, code), "{what}: {}", answer.text());
                answer.expect_problem(status, code);
            }
            for (what, form, code) in bad_forms() {
                let request = world["clinician"].request(Method::POST, &case.path("/reports")).await.multipart(form);
                let answer = world["clinician"].sends(request).await;
                assert_eq!((answer.status, answer.code().as_str()), (400, code), "{what}: {}", answer.text());
            }
            assert_eq!(world["clinician"].lists(&case).await, Vec::<String>::new(), "no report is listed");
            assert_eq!(payloads(&world.gateway), Vec::<String>::new(), "no payload is left, whole or half");
        });
    }

    fn bad_input(case: &Case, other: &Case) -> Vec<(&'static str, Draft, u16, &'static str)> {
        let pdf = || Draft::pdf(2000);
        let sealed = || pdf().sealed_to(&case.recipient);
        let named = |name: &str| pdf().with("file_name", name);
        let change = |mut draft: Draft, change: &dyn Fn(&mut Vec<u8>)| {
            change(&mut draft.bytes);
            draft
        };
        let mut table = vec![
            ("a program", Draft::of(b"\x7fELF\x02\x01\x01\0and more".to_vec()), 415, "type-not-allowed"),
            ("a script in markup", Draft::of(b"<html><script>alert(1)</script></html>".to_vec()), 415, "type-not-allowed"),
            (
                "a drawing with a script",
                Draft::of(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec()),
                415,
                "type-not-allowed",
            ),
            ("an archive", Draft::of([b"PK\x03\x04".as_slice(), &[0; 200]].concat()), 415, "type-not-allowed"),
            ("noise", Draft::of(vec![0, 1, 2, 3, 255, 254]), 415, "type-not-allowed"),
            (
                "a program in an envelope",
                Draft::of(b"\x7fELF\x02\x01\x01\0and more".to_vec()).sealed_to(&case.recipient),
                415,
                "type-not-allowed",
            ),
            ("nothing", Draft::of(Vec::new()), 422, "file-empty"),
            ("an envelope of nothing", Draft::of(Vec::new()).sealed_to(&case.recipient), 422, "file-empty"),
            ("too much", Draft::pdf(3_000_001), 413, "file-too-large"),
            ("too much in an envelope", Draft::pdf(3_000_001).sealed_to(&case.recipient), 413, "file-too-large"),
            ("an envelope for another case", pdf().sealed_to(&other.recipient), 422, "age-other-case"),
            ("an envelope in an envelope", sealed().sealed_to(&case.recipient), 422, "age-other-case"),
            ("an envelope cut short", change(sealed(), &|bytes| bytes.truncate(bytes.len() - 1)), 422, "age-broken"),
            ("half a header", change(sealed(), &|bytes| bytes.truncate(60)), 422, "age-incomplete"),
            ("an envelope with something after it", change(sealed(), &|bytes| bytes.push(0)), 422, "age-broken"),
            (
                "an envelope with one bit changed",
                change(sealed(), &|bytes| {
                    let middle = bytes.len() - 500;
                    bytes[middle] ^= 1;
                }),
                422,
                "age-broken",
            ),
            ("an envelope of a later version", change(sealed(), &|bytes| bytes[20] = b'2'), 422, "age-broken"),
        ];
        for name in ["../../etc/passwd", "a/b.pdf", "a\\b.pdf", "a\u{0}b.pdf", "a\nb.pdf", ".htaccess", "", "\u{202e}fdp.exe"] {
            table.push(("a hostile name", named(name), 422, "hostile-file-name"));
        }
        table.push(("a name without end", named(&"n".repeat(300)), 422, "hostile-file-name"));
        table.extend([
            ("an unknown category", pdf().with("category", "horoscope"), 422, "unknown-category"),
            ("an unknown purpose", pdf().with("purpose", "curiosity"), 422, "unknown-purpose"),
            ("a category that is no code", pdf().with("category", "No Code!"), 400, "bad-field"),
            ("an unknown field", pdf().with("colour", "blue"), 400, "unknown-field"),
            ("no category", pdf().without("category"), 400, "bad-field"),
            ("an unknown audience", pdf().with("audience", "everyone"), 400, "bad-field"),
            ("for professionals without a reason", pdf().with("audience", "professionals"), 400, "bad-field"),
            ("a summary without end", pdf().with("summary", "s".repeat(9000)), 400, "bad-field"),
            ("in place of what is not there", pdf().with("supersedes", "no-such-report"), 400, "bad-field"),
        ]);
        table
    }

    fn bad_forms() -> Vec<(&'static str, Form, &'static str)> {
        let about = || Part::text(Draft::pdf(100).about.to_string());
        let file = || Part::bytes(Draft::pdf(100).bytes);
        vec![
            ("no file", Form::new().part("report", about()), "missing-part"),
            ("no description", Form::new().part("file", file()), "missing-part"),
            ("the file first", Form::new().part("file", file()).part("report", about()), "missing-part"),
            ("nothing at all", Form::new().part("else", Part::text("x")), "missing-part"),
            ("a description that is no JSON", Form::new().part("report", Part::text("{")).part("file", file()), "bad-json"),
        ]
    }

    #[test]
    fn each_allowed_kind_is_recognised_by_its_content() {
        in_the_world(async |world| {
            let case = world.case().await;
            for (bytes, kind) in [
                (b"%PDF-1.4\nand so on".to_vec(), "application/pdf"),
                ([b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 40]].concat(), "image/png"),
                ([b"\xff\xd8\xff\xe0".as_slice(), &[0; 40]].concat(), "image/jpeg"),
                ("Mae'r dysgwr yn deall mwy nag y gall ei ddweud.\n".as_bytes().to_vec(), "text/plain"),
            ] {
                // The name says something else each time, and is not believed.
                let report = world["clinician"].has_pushed(&case, &Draft::of(bytes).with("file_name", "x.exe")).await;
                let shown = world["clinician"].gets(&case.path(&format!("/reports/{report}?purpose={PURPOSE}"))).await.expect(200);
                assert_eq!(shown.field("content_type"), kind);
            }
        });
    }

    #[test]
    fn the_same_again_is_recognised_plain_or_sealed_and_stored_once() {
        in_the_world(async |world| {
            let case = world.case().await;
            let draft = Draft::pdf(4000);
            let first = world["clinician"].has_pushed(&case, &draft).await;
            for again in [draft.clone(), draft.clone().sealed_to(&case.recipient), draft.clone().with("file_name", "other.pdf")] {
                let answer = world["clinician"].pushes(&case, &again).await.expect_problem(409, "duplicate-report");
                assert_eq!(answer.field("report"), first);
            }
            assert_eq!(world["clinician"].lists(&case).await, [first]);
            world["clinician"].has_pushed(&case, &draft.with("category", "occupational-therapy")).await;
        });
    }

    #[test]
    fn whoever_may_not_is_told_why_and_the_file_is_not_taken() {
        in_the_world(async |world| {
            let case = world.case().await;
            let draft = Draft::pdf(1000);
            let not_of_a_council = draft.clone().with("purpose", "tribunal");
            world["coordinator"].pushes(&case, &not_of_a_council).await.expect_refused(&["not-covered"]);
            world["mother"].pushes(&case, &draft).await.expect_absent();
            world["officer"].pushes(&case, &draft).await.expect_refused(&["role-lacks-verb"]);
            world["colleague"].pushes(&case, &draft).await.expect_absent();
        });
    }

    #[test]
    fn a_case_and_an_agency_hold_no_more_than_their_quota() {
        in_a_world_of_its_own(&[("report_bytes", "100000"), ("case_quota_bytes", "100000")], async |world| {
            let case = world.case().await;
            world["clinician"].has_pushed(&case, &Draft::pdf(70_000)).await;
            world["clinician"].pushes(&case, &Draft::pdf(70_000)).await.expect_problem(507, "quota-exceeded");
            let before = payloads(&world.gateway).len();
            assert_eq!(before, 1, "what did not fit is gone");
            let other = world.case().await;
            world["clinician"].has_pushed(&other, &Draft::pdf(70_000)).await;
        });
    }

    #[test]
    fn a_new_version_takes_the_place_of_the_old_one_and_neither_changes() {
        in_the_world(async |world| {
            let case = world.case().await;
            let old = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
            let new = world["clinician"].has_pushed(&case, &Draft::pdf(901).with("supersedes", old.clone())).await;
            let shown = world["clinician"].gets(&case.path(&format!("/reports/{new}?purpose={PURPOSE}"))).await.expect(200).json();
            assert_eq!((&shown["report"]["version"], &shown["report"]["supersedes"]), (&json!(2), &json!(old)));
            assert_eq!(world["clinician"].opens(&case, &old).await.expect(200).body.len(), 900);
            let stolen = Draft::pdf(902).with("supersedes", old);
            world["coordinator"].pushes(&case, &stolen).await.expect_problem(400, "bad-field");
        });
    }

    #[test]
    fn the_same_idempotency_key_does_nothing_twice_and_is_good_for_one_request_only() {
        in_the_world(async |world| {
            let coordinator = &world["coordinator"];
            let open = async |name: &str| {
                let request = coordinator.request(Method::POST, "/cases").await;
                let request = request.header("idempotency-key", "a-key-of-this-test").json(&json!({ "name": name }));
                coordinator.sends(request).await
            };
            let first = open("Plentyn").await.expect(201);
            let again = open("Plentyn").await.expect(201);
            assert_eq!(first.field("id"), again.field("id"));
            open("Plentyn Arall").await.expect_problem(422, "idempotency-mismatch");
            // Another person's key is another key.
            let other = &world["other-coordinator"];
            let request = other.request(Method::POST, "/cases").await.header("idempotency-key", "a-key-of-this-test");
            let theirs = other.sends(request.json(&json!({ "name": "Plentyn" }))).await.expect(201);
            assert_ne!(theirs.field("id"), first.field("id"));
        });
    }
}

mod read {
    use super::*;

    #[test]
    fn a_download_is_a_download_and_is_never_shown_in_our_origin() {
        in_the_world(async |world| {
            let case = world.case().await;
            let name = "Adroddiad \"Siân\" <script>.pdf";
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(900).with("file_name", name)).await;
            let opened = world["clinician"].opens(&case, &report).await.expect(200);
            assert_eq!(opened.header("content-type"), "application/octet-stream");
            let disposition = opened.header("content-disposition");
            assert!(disposition.starts_with("attachment; filename*=UTF-8''Adroddiad%20"), "{disposition}");
            assert!(!disposition.contains('<') && !disposition.contains('"'), "{disposition}");
            assert!(opened.header("content-security-policy").contains("sandbox"));
            assert_eq!(opened.header("x-content-type-options"), "nosniff");
            assert_eq!(opened.header("cache-control"), "no-store");
            assert_eq!(opened.header("content-length"), "900");
            assert!(opened.header("porthor-receipt").starts_with("/api/v1/receipts/"));
        });
    }

    #[test]
    fn what_is_for_professionals_or_marked_stays_from_the_family_and_a_draft_with_its_agency() {
        in_the_world(async |world| {
            let case = world.case().await;
            world["mother"].has_granted(&case, SCHOOL).await;
            let professionals = Draft::pdf(500).with("audience", "professionals").with("audience_reason", "Nodiadau proffesiynol");
            for (draft, by, reason) in [
                (professionals, "mother", "professionals-only"),
                (Draft::pdf(501).with("marks", json!(["third-party"])), "mother", "third-party"),
                (Draft::pdf(502).with("marks", json!(["serious-harm"])), "mother", "serious-harm"),
                (Draft::pdf(503).with("status", "draft"), "school", "not-signed-off"),
                (Draft::pdf(504).with("status", "informal"), "school", "not-signed-off"),
            ] {
                let report = world["clinician"].has_pushed(&case, &draft).await;
                world[by].opens(&case, &report).await.expect_refused(&[reason]);
                world["clinician"].opens(&case, &report).await.expect(200);
                assert!(!world[by].lists(&case).await.contains(&report), "{by} does not even see that it is there");
            }
        });
    }

    #[test]
    fn every_reason_is_given_and_not_the_first_alone() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500).with("status", "draft")).await;
            world["school"].opens(&case, &report).await.expect_refused(&["no-consent", "not-signed-off"]);
            let no_purpose = case.path(&format!("/reports/{report}/content"));
            world["school"].gets(&no_purpose).await.expect_refused(&["purpose-missing", "not-signed-off"]);
            let odd = case.path(&format!("/reports/{report}/content?purpose=curiosity"));
            world["school"].gets(&odd).await.expect_refused(&["purpose-unknown", "not-signed-off"]);
        });
    }

    #[test]
    fn oversight_and_administrators_read_no_report() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            world["mother"].has_granted(&case, "dyffryn-gwawr").await;
            for name in ["officer", "council-admin"] {
                world[name].opens(&case, &report).await.expect_refused(&["role-lacks-verb"]);
            }
            world["operator"].opens(&case, &report).await.expect_absent();
        });
    }

    #[test]
    fn a_sealed_release_needs_the_agencys_own_recipient_and_is_not_for_families() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            world["clinician"].takes_sealed(&case, &report).await.expect_problem(409, "recipient-missing");
            world["mother"].takes_sealed(&case, &report).await.expect_refused(&["role-lacks-verb"]);
            // Whoever would be refused all the same is told that, and it is recorded.
            world["school"].takes_sealed(&case, &report).await.expect_refused(&["no-consent"]);
            world["other-school"].takes_sealed(&case, &report).await.expect_absent();
        });
    }

    #[test]
    fn a_list_holds_what_one_may_know_of_and_its_details_tell_no_more() {
        in_the_world(async |world| {
            let case = world.case().await;
            let draft = Draft::pdf(777).with("summary", "Crynodeb").with("file_name", "asesiad.pdf");
            let report = world["clinician"].has_pushed(&case, &draft).await;
            assert_eq!(world["school"].lists(&case).await, Vec::<String>::new(), "without consent there is nothing to list");
            world["mother"].has_granted(&case, SCHOOL).await;
            let listed = world["school"].gets(&case.path(&format!("/reports?purpose={PURPOSE}"))).await.expect(200).items();
            assert_eq!(listed.len(), 1);
            let line = &listed[0];
            for (field, value) in
                [("id", json!(report)), ("file_name", json!("asesiad.pdf")), ("summary", json!("Crynodeb")), ("bytes", json!(777))]
            {
                assert_eq!(line[field], value, "{field}: {line}");
            }
            assert_eq!(line["report"]["category"], "speech-language");
        });
    }
}

mod sensitive {
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
            let taxonomy = include_str!("../../../config/taxonomy.toml");
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
}

mod large {
    use super::*;

    /// The gateway's largest resident size so far, in KiB.
    fn peak(world: &World) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", world.gateway.process())).expect("the process runs");
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("the kernel says so");
        line.split_whitespace().nth(1).and_then(|size| size.parse().ok()).expect("a number")
    }

    #[test]
    fn a_push_and_a_release_pass_as_a_stream_in_constant_memory() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            world["clinician"].has_pushed(&case, &Draft::pdf(1_000_000)).await;
            let before = peak(&world);
            let draft = Draft::pdf(192 * 1024 * 1024);
            let hash = sha256(&draft.bytes);
            let report = world["clinician"].has_pushed(&case, &draft).await;
            drop(draft);
            let opened = world["clinician"].opens(&case, &report).await.expect(200);
            assert_eq!(sha256(&opened.body), hash);
            let grown = peak(&world) - before;
            assert!(grown < 96 * 1024, "the gateway grew by {grown} KiB over a report of 196608 KiB");
        });
    }

    #[test]
    fn a_push_that_breaks_off_leaves_nothing() {
        in_a_world_of_its_own(&[], async |world| {
            use tokio::io::AsyncWriteExt;
            let case = world.case().await;
            let mut stream = wire::Offer::default().connect(&world.gateway).await.expect("connected");
            let head = format!(
                "POST /api/v1{} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: 50000000\r\n\
                 Content-Type: multipart/form-data; boundary=XX\r\n\r\n--XX\r\nContent-Disposition: form-data; name=\"report\"\r\n\
                 Content-Type: application/json\r\n\r\n{}\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n",
                case.path("/reports"),
                world["clinician"].token().await,
                Draft::pdf(10).about
            );
            stream.write_all(head.as_bytes()).await.expect("sent");
            stream.write_all(&Draft::pdf(9_000_000).bytes).await.expect("sent");
            stream.flush().await.expect("sent");
            drop(stream);
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            assert_eq!(world["clinician"].lists(&case).await, Vec::<String>::new());
            assert_eq!(payloads(&world.gateway), Vec::<String>::new());
        });
    }
}

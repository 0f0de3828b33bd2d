//! Reports: what is taken and what is not, each with its own problem and nothing left behind; who may know of one; how it is sent.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::faults::payloads;
use crate::stage::answer::Answer;
use crate::stage::case::{Case, Child, Draft, PURPOSE, sha256};
use crate::stage::person::Door;
use crate::stage::wire;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

mod push {
    use super::*;

    /// What is wrong, the push, and the status and code it is answered with.
    type Wrong = (&'static str, Draft, u16, &'static str);

    /// Insists that each is refused with its own problem and that no report came of it.
    async fn refuses(world: &World, case: &Case, pushes: Vec<Wrong>) {
        for (what, draft, status, code) in pushes {
            let answer = world["clinician"].pushes(case, &draft).await;
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{what}: {}", answer.text());
            answer.expect_problem(status, code);
        }
        assert_eq!(world["clinician"].lists(case).await, Vec::<String>::new(), "no report is listed");
    }

    #[test]
    fn a_file_of_a_kind_or_size_that_is_not_taken_is_refused_and_leaves_nothing_behind() {
        in_a_world_of_its_own(&[("report_bytes", "3000000")], async |world| {
            let case = world.case().await;
            let text = |text: &str| Draft::of(text.as_bytes().to_vec());
            let program = || Draft::of(b"\x7fELF\x02\x01\x01\0and more".to_vec());
            let sealed = |draft: Draft| draft.sealed_to(&case.recipient);
            let pushes = vec![
                ("a program", program(), 415, "type-not-allowed"),
                ("a program in an envelope", sealed(program()), 415, "type-not-allowed"),
                ("a script in markup", text("<html><script>alert(1)</script></html>"), 415, "type-not-allowed"),
                (
                    "a drawing with a script",
                    text("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
                    415,
                    "type-not-allowed",
                ),
                ("an archive", Draft::of([b"PK\x03\x04".as_slice(), &[0; 200]].concat()), 415, "type-not-allowed"),
                ("noise", Draft::of(vec![0, 1, 2, 3, 255, 254]), 415, "type-not-allowed"),
                ("nothing", text(""), 422, "file-empty"),
                ("an envelope of nothing", sealed(text("")), 422, "file-empty"),
                ("too much", Draft::pdf(3_000_001), 413, "file-too-large"),
                ("too much in an envelope", sealed(Draft::pdf(3_000_001)), 413, "file-too-large"),
            ];
            refuses(&world, &case, pushes).await;
            assert_eq!(payloads(&world.gateway), Vec::<String>::new(), "no payload is left, whole or half");
        });
    }

    #[test]
    fn an_envelope_that_does_not_open_here_to_its_end_is_refused_and_leaves_nothing_behind() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            let other = world.case().await;
            let sealed = || Draft::pdf(2000).sealed_to(&case.recipient);
            let changed = |change: fn(&mut Vec<u8>)| {
                let mut draft = sealed();
                change(&mut draft.bytes);
                draft
            };
            let flip = |bytes: &mut Vec<u8>| {
                let late = bytes.len() - 500;
                bytes[late] ^= 1;
            };
            let pushes = vec![
                ("one for another case", Draft::pdf(2000).sealed_to(&other.recipient), 422, "age-other-case"),
                ("one in another", sealed().sealed_to(&case.recipient), 422, "age-other-case"),
                ("one cut short", changed(|bytes| bytes.truncate(bytes.len() - 1)), 422, "age-broken"),
                ("half a header", changed(|bytes| bytes.truncate(60)), 422, "age-incomplete"),
                ("one with something after it", changed(|bytes| bytes.push(0)), 422, "age-broken"),
                ("one with one bit changed", changed(flip), 422, "age-broken"),
                ("one of a later version", changed(|bytes| bytes[20] = b'2'), 422, "age-broken"),
            ];
            refuses(&world, &case, pushes).await;
            assert_eq!(payloads(&world.gateway), Vec::<String>::new(), "no payload is left, whole or half");
        });
    }

    #[test]
    fn a_file_name_that_a_person_or_a_machine_could_mistake_is_refused() {
        in_the_world(async |world| {
            let case = world.case().await;
            let long = "n".repeat(300);
            let mut names = vec!["../../etc/passwd", "a/b.pdf", "a\\b.pdf", "a\u{0}b.pdf", "a\nb.pdf", ".htaccess", "", &long];
            // What is not seen, and what turns the rest about.
            names.extend([
                "\u{202e}fdp.exe",
                "a\u{2066}b",
                "a\u{2028}b",
                "a\u{2029}b",
                "a\u{200b}b",
                "a\u{200f}b",
                "a\u{61c}b",
                "a\u{feff}b",
            ]);
            let named = |name: &str| Draft::pdf(500).with("file_name", name);
            refuses(world, &case, names.into_iter().map(|name| ("a name", named(name), 422, "hostile-file-name")).collect()).await;
            world["clinician"].has_pushed(&case, &named("Asesiad Siân – tŷ'r ŵyl (2).pdf")).await;
        });
    }

    #[test]
    fn a_description_with_something_wrong_is_refused_and_the_answer_names_the_field() {
        in_the_world(async |world| {
            let case = world.case().await;
            let pdf = || Draft::pdf(500);
            for (draft, code, field) in [
                (pdf().with("category", "No Code!"), "bad-field", "category"),
                (pdf().with("purpose", 7), "bad-field", "purpose"),
                (pdf().with("status", "done"), "bad-field", "status"),
                (pdf().with("audience", "everyone"), "bad-field", "audience"),
                (pdf().with("marks", json!(["third-party", "stamped"])), "bad-field", "marks[1]"),
                (pdf().without("category"), "bad-field", "category"),
                (pdf().with("colour", "blue"), "unknown-field", "colour"),
                (pdf().with("audience", "professionals"), "bad-field", "audience_reason"),
                (pdf().with("summary", "s".repeat(9000)), "bad-field", "summary"),
                (pdf().with("supersedes", "no-such-report"), "bad-field", "supersedes"),
            ] {
                let answer = world["clinician"].pushes(&case, &draft).await.expect_problem(400, code);
                assert_eq!(answer.field("field"), field, "{}", answer.text());
            }
            let unknown = vec![
                ("a category", pdf().with("category", "horoscope"), 422, "unknown-category"),
                ("a purpose", pdf().with("purpose", "curiosity"), 422, "unknown-purpose"),
            ];
            refuses(world, &case, unknown).await;
        });
    }

    #[test]
    fn a_form_without_its_two_parts_in_their_order_is_refused() {
        in_the_world(async |world| {
            let case = world.case().await;
            let about = || Part::text(Draft::pdf(100).about.to_string());
            let file = || Part::bytes(Draft::pdf(100).bytes);
            for (what, form, code) in [
                ("no file", Form::new().part("report", about()), "missing-part"),
                ("no description", Form::new().part("file", file()), "missing-part"),
                ("the file first", Form::new().part("file", file()).part("report", about()), "missing-part"),
                ("nothing at all", Form::new().part("else", Part::text("x")), "missing-part"),
                ("a description that is no JSON", Form::new().part("report", Part::text("{")).part("file", file()), "bad-json"),
            ] {
                let request = world["clinician"].request(Method::POST, &case.path("/reports")).await.multipart(form);
                let answer = world["clinician"].sends(request).await;
                assert_eq!((answer.status, answer.code().as_str()), (400, code), "{what}: {}", answer.text());
            }
            assert_eq!(world["clinician"].lists(&case).await, Vec::<String>::new());
        });
    }

    #[test]
    fn a_second_file_is_refused_plainly_and_nothing_is_kept_over_either_protocol_and_with_or_without_a_length() {
        let rounds: usize = std::env::var("PORTHOR_FAULT_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            let mut pushed = 0;
            for alpn in [["h2"].as_slice(), ["http/1.1"].as_slice()] {
                let door = Door::from(&world.gateway, wire::place(), alpn);
                let clinician = world["clinician"].signs_in_again(&door).await;
                for (round, size) in (0..rounds).zip([200, 40_000, 300_000].into_iter().cycle()) {
                    for streamed in [false, true] {
                        let (first, second) = (Draft::pdf(size), Draft::pdf(500 + round));
                        let form = Form::new().part("report", Part::text(first.about.to_string()));
                        let two = form.part("file", file(&first, streamed)).part("file", file(&second, streamed));
                        let request = clinician.request(Method::POST, &case.path("/reports")).await.multipart(two);
                        clinician.sends(request).await.expect_problem(400, "one-file-per-push");
                        // What it refuses it takes alone: reading on to the end of the form breaks off nothing.
                        let form = Form::new().part("report", Part::text(first.about.to_string()));
                        let one = form.part("file", file(&first, streamed));
                        let request = clinician.request(Method::POST, &case.path("/reports")).await.multipart(one);
                        clinician.sends(request).await.expect(201);
                        pushed += 1;
                    }
                }
            }
            assert_eq!(payloads(&world.gateway).len(), pushed, "nothing is left of what was refused");
        });
    }

    /// The file of a form; streamed in pieces, so that nobody knows its length before, or at once.
    fn file(draft: &Draft, streamed: bool) -> Part {
        if !streamed {
            return Part::bytes(draft.bytes.clone());
        }
        let pieces: Vec<_> = draft.bytes.chunks(7000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
        Part::stream(reqwest::Body::wrap_stream(futures_util::stream::iter(pieces)))
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
    fn an_agency_holds_no_more_than_its_quota_in_all_its_cases() {
        let limits = [("report_bytes", "100000"), ("case_quota_bytes", "100000"), ("agency_quota_bytes", "120000")];
        in_a_world_of_its_own(&limits, async |world| {
            let (case, other) = (world.case().await, world.case().await);
            world["clinician"].has_pushed(&case, &Draft::pdf(70_000)).await;
            world["clinician"].pushes(&other, &Draft::pdf(70_000)).await.expect_problem(507, "quota-exceeded");
            assert_eq!(world["clinician"].lists(&other).await, Vec::<String>::new());
            assert_eq!(payloads(&world.gateway).len(), 1, "what did not fit is gone");
            world["clinician"].has_pushed(&other, &Draft::pdf(40_000)).await;
            // What another agency leads is counted by itself.
            let child = Child::of_eight();
            let elsewhere = Case::opened_by(&world["other-coordinator"], &child).await;
            let part = json!({ "agency": "tair-afon", "person": world["clinician"].id, "role": "clinician" });
            world["other-coordinator"].posts(&elsewhere.path("/involvements"), &part).await.expect(201);
            world["clinician"].has_pushed(&elsewhere, &Draft::pdf(70_000)).await;
        });
    }

    #[test]
    fn a_case_holds_no_more_than_its_quota() {
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
    fn of_two_that_come_at_once_only_what_fits_is_kept() {
        in_a_world_of_its_own(&[("report_bytes", "100000"), ("case_quota_bytes", "100000")], async |world| {
            let case = world.case().await;
            let (one, other) = (Draft::pdf(70_000), Draft::pdf(70_001));
            let clinician = &world["clinician"];
            let (one, other) = tokio::join!(clinician.pushes(&case, &one), clinician.pushes(&case, &other));
            let mut answers = [one.status, other.status];
            answers.sort_unstable();
            assert_eq!(answers, [201, 507], "{} {}", one.text(), other.text());
            assert_eq!(payloads(&world.gateway).len(), 1, "what did not fit is gone");
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
            let again = Draft::pdf(903).with("supersedes", old.clone());
            world["clinician"].pushes(&case, &again).await.expect_problem(409, "superseded-already");
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

    #[test]
    fn what_takes_grounds_away_is_done_once_too() {
        in_the_world(async |world| {
            let case = world.case().await;
            let veto = async || {
                let request = world["mother"].request(Method::POST, &case.path("/vetoes")).await;
                let request = request.header("idempotency-key", "a-veto").json(&json!({ "agency": "tair-afon" }));
                world["mother"].sends(request).await.expect(201)
            };
            let (first, again) = (veto().await, veto().await);
            assert_eq!(again.header("idempotency-replayed"), "true");
            assert_eq!(first.json(), again.json());
            let shown = world["mother"].gets(&case.path("")).await.expect(200).json();
            assert_eq!(shown["vetoes"].as_array().map(Vec::len), Some(1), "{shown}");
        });
    }

    #[test]
    fn a_kept_answer_is_no_other_requests_and_goes_to_nobody_who_has_left_the_case() {
        in_the_world(async |world| {
            let coordinator = &world["coordinator"];
            let opens = async || {
                let request = coordinator.request(Method::POST, "/cases").await.header("idempotency-key", "kept");
                coordinator.sends(request.json(&json!({ "name": "Plentyn", "looked_after": false }))).await.expect(201)
            };
            let first = opens().await;
            // A renewal in a file's clothes must not put its token in the place of the answer.
            let request = coordinator.request(Method::POST, "/session/renew").await.header("idempotency-key", "kept");
            coordinator.sends(request.header("content-type", "multipart/form-data; boundary=x").body("x")).await;
            assert_eq!(opens().await.json(), first.json());

            let case = world.case().await;
            let draft = Draft::pdf(900);
            pushes_once(world, &case, "mine", &draft).await.expect(201);
            pushes_once(world, &case, "mine", &draft).await.expect(201);
            let involvements = coordinator.gets(&case.path("")).await.expect(200).json()["involvements"].clone();
            let id = involvements.as_array().into_iter().flatten().find(|one| one.to_string().contains("tair-afon"));
            let id = id.and_then(|one| one["id"].as_str()).expect("the health board is on the case").to_owned();
            coordinator.deletes(&case.path(&format!("/involvements/{id}"))).await.expect(204);
            pushes_once(world, &case, "mine", &draft).await.expect_absent();
        });
    }

    #[test]
    fn a_request_is_kept_so_that_nobody_can_guess_a_name_from_it() {
        in_a_world_of_its_own(&[], async |world| {
            let body = json!({ "name": "Plentyn", "looked_after": false }).to_string();
            let request = world["coordinator"].request(Method::POST, "/cases").await.header("idempotency-key", "guess");
            let request = request.header("content-type", "application/json").body(body.clone());
            world["coordinator"].sends(request).await.expect(201);
            let guessed = sha256(format!("/api/v1/cases\n{body}").as_bytes());
            let mut database = crate::faults::database(&world.gateway).await;
            let rows: Vec<(Vec<u8>,)> =
                sqlx::query_as("SELECT request_hash FROM idempotency").fetch_all(&mut database).await.expect("rows");
            assert!(!rows.is_empty());
            let hex = |kept: &[u8]| kept.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            let told = rows.iter().any(|(kept,)| hex(kept) == guessed);
            assert!(!told, "a plain digest tells a name to whoever guesses it");
        });
    }

    /// Pushes with an idempotency key.
    async fn pushes_once(world: &World, case: &Case, key: &str, draft: &Draft) -> Answer {
        let request = world["clinician"].request(Method::POST, &case.path("/reports")).await;
        world["clinician"].sends(request.header("idempotency-key", key).multipart(draft.form())).await
    }

    #[test]
    fn the_same_push_under_the_same_key_gets_the_same_answer_and_another_one_is_refused() {
        let quota = [("report_bytes", "100000"), ("case_quota_bytes", "100000")];
        in_a_world_of_its_own(&quota, async |world| {
            let case = world.case().await;
            let draft = Draft::pdf(70_000);
            let first = pushes_once(&world, &case, "once", &draft).await.expect(201);
            assert_eq!(first.header("idempotency-replayed"), "");
            // Plain again, though it filled the case, and sealed anew, as a client does that lost the answer.
            for (sealed_by, again) in [("gateway", draft.clone()), ("sender", draft.clone().sealed_to(&case.recipient))] {
                let again = pushes_once(&world, &case, "once", &again).await.expect(201);
                assert_eq!(
                    (again.body, again.headers["idempotency-replayed"].as_bytes()),
                    (first.body.clone(), b"true".as_slice()),
                    "{sealed_by}"
                );
            }
            let renamed = draft.clone().with("file_name", "other.pdf");
            pushes_once(&world, &case, "once", &renamed).await.expect_problem(422, "idempotency-mismatch");
            pushes_once(&world, &case, "once", &Draft::pdf(900)).await.expect_problem(422, "idempotency-mismatch");
            let other = world.case().await;
            pushes_once(&world, &other, "once", &draft).await.expect_problem(422, "idempotency-mismatch");
            let elsewhere = pushes_once(&world, &case, "another", &draft).await;
            assert_eq!(elsewhere.status, 507, "under another key it is another push: {}", elsewhere.text());
            assert_eq!(world["clinician"].lists(&case).await, [first.field("id")]);
            assert_eq!(world["clinician"].lists(&other).await, Vec::<String>::new());
            assert_eq!(payloads(&world.gateway).len(), 1, "nothing is kept of the others");
            let plain = world["clinician"].request(Method::POST, "/cases").await.header("idempotency-key", "once").json(&json!({}));
            world["clinician"].sends(plain).await.expect_problem(422, "idempotency-mismatch");
        });
    }

    #[test]
    fn of_pushes_that_come_at_once_under_one_key_one_is_carried_out_and_all_get_its_answer() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            for round in 0..10 {
                let (draft, other, key) = (Draft::pdf(30_000), Draft::pdf(30_001), format!("round-{round}"));
                let push = |draft| pushes_once(&world, &case, &key, draft);
                let (a, b, c, d) = tokio::join!(push(&draft), push(&draft), push(&draft), push(&draft));
                let id = a.clone().expect(201).field("id");
                for answer in [b, c, d] {
                    assert_eq!(answer.expect(201).field("id"), id);
                }
                push(&other).await.expect_problem(422, "idempotency-mismatch");
                assert_eq!(world["clinician"].lists(&case).await.len(), round + 1);
            }
            assert_eq!(payloads(&world.gateway).len(), 10);
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
    fn a_list_comes_in_pages_that_stay_as_they_are_while_more_is_pushed() {
        in_the_world(async |world| {
            let case = world.case().await;
            let clinician = &world["clinician"];
            let mut pushed = Vec::new();
            for size in 501..506 {
                pushed.push(clinician.has_pushed(&case, &Draft::pdf(size)).await);
            }
            let (mut seen, mut after) = (Vec::new(), String::new());
            loop {
                let path = case.path(&format!("/reports?purpose={PURPOSE}&limit=2{after}"));
                let page = clinician.gets(&path).await.expect(200).json();
                let ids = page["items"].as_array().expect("a list").iter().map(|one| one["id"].as_str().expect("an id").to_owned());
                seen.extend(ids);
                let Some(next) = page["next"].as_str() else { break };
                after = format!("&after={next}");
                if pushed.len() == 5 {
                    pushed.push(clinician.has_pushed(&case, &Draft::pdf(600)).await);
                }
            }
            assert_eq!(seen, pushed, "each once, in the order they came");
            let odd = case.path(&format!("/reports?purpose={PURPOSE}&after=nothing-of-this-case"));
            clinician.gets(&odd).await.expect_problem(400, "bad-field");
        });
    }

    #[test]
    fn asking_for_the_head_of_a_release_releases_nothing() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let request = world["clinician"].request(Method::HEAD, &case.content(&report, "plain")).await;
            assert_eq!(world["clinician"].sends(request).await.status, 405);
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
            let small = world["clinician"].has_pushed(&case, &Draft::pdf(1_000_000)).await;
            world["clinician"].opens(&case, &small).await.expect(200);
            let before = peak(&world);
            let draft = Draft::pdf(192 * 1024 * 1024);
            let hash = sha256(&draft.bytes);
            let report = world["clinician"].has_pushed(&case, &draft).await;
            drop(draft);
            let opened = world["clinician"].opens(&case, &report).await.expect(200);
            assert_eq!(sha256(&opened.body), hash);
            let grown = peak(&world) - before;
            assert!(grown < 16 * 1024, "the gateway grew by {grown} KiB over a report of 196608 KiB");
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

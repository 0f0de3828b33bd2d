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
            ("a drawing with a script", text("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"), 415, "type-not-allowed"),
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
        // What Windows, which agencies work with, reads otherwise or cannot write.
        names.extend([
            "CON.pdf",
            "nul",
            "Com1.docx",
            "lpt9.tar.gz",
            "aux .pdf",
            "a:b.pdf",
            "a|?.pdf",
            "a<b>.pdf",
            "a\"b",
            "a*",
            "a.pdf.",
        ]);
        let named = |name: &str| Draft::pdf(500).with("file_name", name);
        refuses(world, &case, names.into_iter().map(|name| ("a name", named(name), 422, "hostile-file-name")).collect()).await;
        for plain in ["Asesiad Siân – tŷ'r ŵyl (2).pdf", "Consent form.pdf", "COM10.pdf"] {
            world["clinician"].has_pushed(&case, &named(plain)).await;
        }
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

use super::*;

#[test]
fn whoever_does_not_speak_the_protocol_is_told_how() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(1000);
        let begins = async |length: Option<&str>, metadata: Option<&str>, version: Option<&str>| {
            let mut request = clinician.request(Method::POST, &case.path("/uploads")).await;
            for (name, value) in [("Upload-Length", length), ("Upload-Metadata", metadata), ("Tus-Resumable", version)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            clinician.sends(request).await
        };
        let good = said(&draft.about);
        let good = Some(good.as_str());
        let version = begins(Some("1000"), good, None).await.expect_problem(412, "tus-version");
        drop(version);
        let other = begins(Some("1000"), good, Some("0.2.2")).await;
        assert_eq!(other.header("tus-version"), "1.0.0");
        let v1 = Some("1.0.0");
        for length in [None, Some("-1"), Some("1e3"), Some("99999999999999999999")] {
            begins(length, good, v1).await.expect_problem(400, "bad-field");
        }
        begins(Some("0"), good, v1).await.expect_problem(422, "file-empty");
        begins(Some("3000000000"), good, v1).await.expect_problem(413, "file-too-large");
        begins(Some("1000"), None, v1).await.expect_problem(400, "bad-field");
        begins(Some("1000"), Some("report !!"), v1).await.expect_problem(400, "bad-field");
        begins(Some("1000"), Some("report e30="), v1).await.expect_problem(400, "bad-field");
        let upload = clinician.begins(&case, &draft).await;
        let piece = clinician.tus(Method::PATCH, &upload.path).await.header("Upload-Offset", 0);
        let plain = piece.header("Content-Type", "application/octet-stream").body(upload.bytes.clone());
        clinician.sends(plain).await.expect_problem(415, "unsupported-media-type");
        clinician.sends_piece(&upload.path, 5, &upload.bytes[5..]).await.expect_problem(409, "upload-offset");
        let mut longer = upload.bytes.clone();
        longer.push(0);
        clinician.sends_piece(&upload.path, 0, &longer).await.expect_problem(413, "upload-too-long");
        assert_eq!(clinician.asks_how_far(&upload.path).await, 0, "nothing of it was kept");
    });
}

#[test]
fn a_piece_whose_checksum_does_not_hold_is_not_kept() {
    in_the_world(async |world| {
        use base64::Engine as _;
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(90_000);
        let upload = clinician.begins(&case, &draft).await;
        let sends = async |offset: usize, bytes: &[u8], sum: String| {
            let request = clinician.tus(Method::PATCH, &upload.path).await.header("Content-Type", PIECE);
            let request = request.header("Upload-Offset", offset).header("Upload-Checksum", sum);
            clinician.sends(request.body(bytes.to_vec())).await
        };
        let sum = |bytes: &[u8]| {
            let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
            format!("sha256 {}", base64::engine::general_purpose::STANDARD.encode(digest))
        };
        // A bit that turned on the way, wherever it was, is no fault of the file.
        for at in [3, 30_000, upload.bytes.len() - 1] {
            let mut turned = upload.bytes.clone();
            turned[at] ^= 1;
            sends(0, &turned, sum(&upload.bytes)).await.expect_problem(460, "upload-checksum");
            assert_eq!(clinician.asks_how_far(&upload.path).await, 0);
        }
        let begin = clinician.tus(Method::POST, &case.path("/uploads")).await.header("Content-Type", PIECE);
        let begin = begin.header("Upload-Length", upload.bytes.len()).header("Upload-Metadata", said(&draft.about));
        let begin = begin.header("Upload-Checksum", sum(b"another")).body(upload.bytes.clone());
        clinician.sends(begin).await.expect_problem(460, "upload-checksum");
        let (first, second) = upload.bytes.split_at(40_000);
        sends(0, first, sum(second)).await.expect_problem(460, "upload-checksum");
        assert_eq!(clinician.asks_how_far(&upload.path).await, 0);
        sends(0, first, "md5 AAAA".into()).await.expect_problem(400, "bad-field");
        sends(0, first, sum(first)).await.expect(204);
        sends(40_000, second, sum(first)).await.expect_problem(460, "upload-checksum");
        let done = sends(40_000, second, sum(second)).await.expect(204);
        clinician.opens_to(&case, &done.header("porthor-report"), &draft.bytes).await;
    });
}

#[test]
fn what_is_not_sealed_or_not_to_this_case_or_broken_ends_and_leaves_nothing() {
    in_a_world_of_its_own(&[("report_bytes", "3000000")], async |world| {
        let clinician = &world["clinician"];
        let (case, other) = (world.case().await, world.case().await);
        let sealed = |draft: Draft| draft.sealed_to(&case.recipient).bytes;
        let mut broken = sealed(Draft::pdf(200_000));
        broken[150_000] ^= 1;
        let sent = [
            ("plain", Draft::pdf(5000).bytes, 415, "upload-not-sealed"),
            ("for another case", Draft::pdf(5000).sealed_to(&other.recipient).bytes, 422, "age-other-case"),
            ("broken", broken, 422, "age-broken"),
            ("a program", sealed(Draft::of(b"\x7fELF\x02\x01\x01\0and more".to_vec())), 415, "type-not-allowed"),
            ("an archive", sealed(Draft::of([b"PK\x03\x04".as_slice(), &[0; 200]].concat())), 415, "type-not-allowed"),
            ("nothing", sealed(Draft::of(Vec::new())), 422, "file-empty"),
        ];
        for in_pieces in [false, true] {
            for (what, bytes, status, code) in &sent {
                let path = clinician.begins_with(&case, &Draft::pdf(1).about, bytes.len()).await;
                let cut = if in_pieces { bytes.len() / 2 } else { 0 };
                if in_pieces {
                    let first = clinician.sends_piece(&path, 0, &bytes[..cut]).await;
                    if first.status != 204 {
                        first.expect_problem(*status, code);
                        continue;
                    }
                }
                let last = clinician.sends_piece(&path, cut, &bytes[cut..]).await;
                assert_eq!((last.status, last.code().as_str()), (*status, *code), "{what}: {}", last.text());
                let again = clinician.sends_piece(&path, bytes.len(), &[]).await.expect_problem(410, "upload-ended");
                assert_eq!(again.field("because"), *code);
            }
        }
        assert_eq!(clinician.lists(&case).await, Vec::<String>::new());
        assert_eq!(crate::faults::payloads(&world.gateway), Vec::<String>::new(), "nothing is left, whole or half");
    });
}

#[test]
fn an_upload_is_its_senders_alone_and_nobody_else_learns_that_it_is_there() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let upload = clinician.begins(&case, &Draft::pdf(10_000)).await;
        clinician.sends_piece(&upload.path, 0, &upload.bytes[..5000]).await.expect(204);
        for other in ["coordinator", "colleague", "mother", "other-school", "operator"] {
            let other = &world[other];
            for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
                let request = other.tus(method, &upload.path).await.header("Content-Type", PIECE).header("Upload-Offset", 5000);
                other.sends(request.body(upload.bytes[5000..].to_vec())).await.expect(404);
            }
        }
        let outsider = &world["other-school"];
        let request = outsider.tus(Method::POST, &case.path("/uploads")).await.header("Upload-Length", 100);
        let request = request.header("Upload-Metadata", said(&Draft::pdf(1).about));
        outsider.sends(request).await.expect_problem(404, "not-found");
        let mother = &world["mother"];
        let request = mother.tus(Method::POST, &case.path("/uploads")).await.header("Upload-Length", 100);
        let refused = mother.sends(request.header("Upload-Concat", "partial")).await;
        assert!(matches!(refused.status, 403 | 404), "{}", refused.text());
        assert_eq!(clinician.asks_how_far(&upload.path).await, 5000);
        let nobody = world.door.request(Method::HEAD, &format!("/api/v1{}", upload.path)).header("Tus-Resumable", "1.0.0");
        clinician.sends(nobody).await.expect(401);
    });
}

#[test]
fn room_is_held_free_and_given_back_and_nobody_begins_without_end() {
    let limits = [("report_bytes", "1000000"), ("case_quota_bytes", "1500000"), ("uploads_per_person", "2")];
    in_a_world_of_its_own(&limits, async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let begins = async |length: u64| {
            let request = clinician.tus(Method::POST, &case.path("/uploads")).await.header("Upload-Length", length);
            clinician.sends(request.header("Upload-Metadata", said(&Draft::pdf(1).about))).await
        };
        let first = begins(900_000).await.expect(201).header("location")["/api/v1".len()..].to_owned();
        begins(900_000).await.expect_problem(507, "quota-exceeded");
        clinician.pushes(&case, &Draft::pdf(900_000)).await.expect_problem(507, "quota-exceeded");
        begins(1000).await.expect(201);
        begins(1000).await.expect_problem(429, "too-many-uploads");
        let request = clinician.tus(Method::DELETE, &first).await;
        clinician.sends(request).await.expect(204);
        clinician.pushes(&case, &Draft::pdf(900_000)).await.expect(201);
    });
}

#[test]
fn a_key_that_was_used_opens_no_room_and_names_no_other_upload() {
    let limits = [("report_bytes", "1000000"), ("case_quota_bytes", "1500000")];
    in_a_world_of_its_own(&limits, async |world| {
        let (case, clinician) = (world.case().await, &world["clinician"]);
        let begins = async |key: &str, length: usize, concat: Option<&str>, body: Option<&[u8]>| {
            let request = clinician.tus(Method::POST, &case.path("/uploads")).await.header("Idempotency-Key", key);
            let request = request.header("Upload-Length", length).header("Upload-Metadata", said(&Draft::pdf(9).about));
            let request = match concat {
                Some(concat) => request.header("Upload-Concat", concat),
                None => request,
            };
            clinician
                .sends(match body {
                    Some(body) => request.header("Content-Type", PIECE).body(body.to_vec()),
                    None => request,
                })
                .await
        };
        let first = begins("one", 1000, None, None).await.expect(201);
        let again = begins("one", 1000, None, None).await.expect(201);
        assert_eq!(first.json()["location"], again.json()["location"]);
        begins("one", 2000, None, None).await.expect(422);
        begins("one", 1000, Some("partial"), None).await.expect(422);
        begins("two", 900_000, Some("partial"), Some(b"x")).await.expect(201);
        // The same again is the same upload; another under its key is a mistake.
        begins("two", 900_000, Some("partial"), Some(b"x")).await;
        begins("two", 800_000, Some("partial"), Some(b"x")).await.expect(422);
        begins("three", 900_000, Some("partial"), Some(b"x")).await.expect_problem(507, "quota-exceeded");
    });
}

#[test]
fn whoever_has_no_part_in_a_case_holds_no_room_of_it_by_parts() {
    in_the_world(async |world| {
        let case = world.case().await;
        for who in ["officer", "mother", "other-coordinator"] {
            let request = world[who].tus(Method::POST, &case.path("/uploads")).await;
            let begun = world[who].sends(request.header("Upload-Length", 1000).header("Upload-Concat", "partial")).await;
            assert!(matches!(begun.status, 403 | 404), "{who}: {}", begun.text());
        }
    });
}

#[test]
fn an_erased_case_takes_its_uploads_along() {
    in_a_world_of_its_own(&[], async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let upload = clinician.begins(&case, &Draft::pdf(10_000)).await;
        clinician.sends_piece(&upload.path, 0, &upload.bytes[..5000]).await.expect(204);
        assert_eq!(crate::faults::payloads(&world.gateway).len(), 1);
        let erased = world["council-admin"].deletes(&case.path("")).await;
        assert!(matches!(erased.status, 202 | 204), "{}", erased.text());
        let request = clinician.tus(Method::HEAD, &upload.path).await;
        clinician.sends(request).await.expect(404);
        assert_eq!(crate::faults::payloads(&world.gateway), Vec::<String>::new());
    });
}

#[test]
fn an_upload_whose_time_is_over_goes_nowhere_and_is_swept_with_what_it_held() {
    in_a_world_of_its_own(&[("report_bytes", "1000000"), ("case_quota_bytes", "1500000")], async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let upload = clinician.begins(&case, &Draft::pdf(900_000)).await;
        clinician.sends_piece(&upload.path, 0, &upload.bytes[..5000]).await.expect(204);
        clinician.pushes(&case, &Draft::pdf(900_000)).await.expect_problem(507, "quota-exceeded");
        // The clock is the machine's own, so it is the end that comes nearer.
        let mut database = crate::faults::database(&world.gateway).await;
        sqlx::query("UPDATE upload SET expires_at = 1").execute(&mut database).await.expect("moved");
        drop(database);
        let gone = clinician.sends_piece(&upload.path, 5000, &upload.bytes[5000..]).await;
        gone.expect_problem(410, "upload-ended");
        world.gateway.ask_to_stop();
        world.gateway.wait_until_ended();
        world.gateway.serve();
        for _ in 0..100 {
            let request = clinician.tus(Method::HEAD, &upload.path).await;
            if clinician.sends(request).await.status == 404 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let request = clinician.tus(Method::HEAD, &upload.path).await;
        clinician.sends(request).await.expect(404);
        assert_eq!(crate::faults::payloads(&world.gateway), Vec::<String>::new(), "its pieces are gone");
        clinician.pushes(&case, &Draft::pdf(900_000)).await.expect(201);
    });
}

use super::*;

#[test]
fn what_comes_in_two_pieces_is_a_report_when_its_last_byte_has_come_and_not_before() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(300_000);
        let upload = clinician.begins(&case, &draft).await;
        let half = 111_111;
        let first = clinician.sends_piece(&upload.path, 0, &upload.bytes[..half]).await.expect(204);
        assert_eq!([first.header("upload-offset"), first.header("tus-resumable")], ["111111", "1.0.0"]);
        assert!(first.header("upload-expires").ends_with(" GMT"), "{}", first.header("upload-expires"));
        assert_eq!(clinician.lists(&case).await, Vec::<String>::new(), "nobody sees half of it");
        assert_eq!(clinician.asks_how_far(&upload.path).await, half);
        let last = clinician.sends_piece(&upload.path, half, &upload.bytes[half..]).await.expect(204);
        let report = last.header("porthor-report");
        assert_eq!(last.header("porthor-report-sha256"), sha256(&draft.bytes));
        clinician.opens_to(&case, &report, &draft.bytes).await;
        // Whoever did not hear of it asks again.
        let again = clinician.sends_piece(&upload.path, upload.bytes.len(), &[]).await.expect(204);
        assert_eq!(again.header("porthor-report"), report);
        let request = clinician.tus(Method::HEAD, &upload.path).await;
        let head = clinician.sends(request).await.expect(200);
        assert_eq!(head.header("upload-offset"), head.header("upload-length"));
        assert_eq!([head.header("porthor-report"), head.header("cache-control")], [report.as_str(), "no-store"]);
        assert_eq!(head.header("upload-metadata"), said(&draft.about));
        assert_eq!(clinician.lists(&case).await, [report]);
    });
}

#[test]
fn what_comes_in_one_piece_or_with_its_beginning_is_a_report_as_well() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(1_200_000);
        let upload = clinician.begins(&case, &draft).await;
        let whole = clinician.sends_piece(&upload.path, 0, &upload.bytes).await.expect(204);
        clinician.opens_to(&case, &whole.header("porthor-report"), &draft.bytes).await;
        let draft = Draft::pdf(70_000);
        let bytes = draft.clone().sealed_to(&case.recipient).bytes;
        let request = clinician.tus(Method::POST, &case.path("/uploads")).await.header("Upload-Length", bytes.len());
        let request = request.header("Upload-Metadata", said(&draft.about)).header("Content-Type", PIECE).body(bytes);
        let at_once = clinician.sends(request).await.expect(201);
        assert!(at_once.header("location").contains("/uploads/"));
        clinician.opens_to(&case, &at_once.header("porthor-report"), &draft.bytes).await;
    });
}

#[test]
fn what_is_said_of_a_report_may_come_as_a_body_plain_or_sealed_so_that_no_proxy_reads_it() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        for sealed in [false, true] {
            let draft = Draft::pdf(5000).with("summary", "Crynodeb ".repeat(700).as_str());
            let bytes = draft.clone().sealed_to(&case.recipient).bytes;
            let about = Draft::of(draft.about.to_string().into_bytes());
            let (kind, about) = if sealed {
                ("application/age", about.sealed_to(&case.recipient).bytes)
            } else {
                ("application/json", about.bytes)
            };
            let request = clinician.tus(Method::POST, &case.path("/uploads")).await.header("Upload-Length", bytes.len());
            let begun = clinician.sends(request.header("Content-Type", kind).body(about)).await.expect(201);
            let location = begun.header("location");
            let path = location.strip_prefix("/api/v1").expect("a path of the interface");
            let done = clinician.sends_piece(path, 0, &bytes).await.expect(204);
            let report = done.header("porthor-report");
            let shown = clinician.gets(&case.path(&format!("/reports/{report}?purpose=aln-support"))).await.expect(200);
            assert!(shown.field("summary").starts_with("Crynodeb Crynodeb"));
        }
    });
}

#[test]
fn what_is_spoken_of_tus_is_told_to_anybody_who_asks() {
    in_the_world(async |world| {
        let request = world.door.request(Method::OPTIONS, "/api/v1/cases/any/uploads");
        let answer = world["clinician"].sends(request).await.expect(204);
        let extensions = "creation,creation-with-upload,expiration,checksum,termination,concatenation";
        assert_eq!([answer.header("tus-version"), answer.header("tus-extension")], ["1.0.0", extensions]);
        assert_eq!(answer.header("tus-checksum-algorithm"), "sha256,sha1");
        assert!(answer.header("tus-max-size").parse::<u64>().is_ok_and(|bytes| bytes > 2 << 30));
    });
}

#[test]
fn parts_that_came_apart_are_put_together() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(400_000);
        let bytes = draft.clone().sealed_to(&case.recipient).bytes;
        let mut paths = Vec::new();
        for part in [&bytes[..150_000], &bytes[150_000..]] {
            let request = clinician.tus(Method::POST, &case.path("/uploads")).await;
            let begun = clinician.sends(request.header("Upload-Length", part.len()).header("Upload-Concat", "partial")).await;
            let path = begun.expect(201).header("location");
            let own = path.strip_prefix("/api/v1").expect("a path of the interface");
            let (first, second) = part.split_at(70_000);
            clinician.sends_piece(own, 0, first).await.expect(204);
            assert_eq!(clinician.asks_how_far(own).await, 70_000);
            let whole = clinician.sends_piece(own, 70_000, second).await.expect(204);
            assert!(!whole.headers.contains_key("porthor-report"), "a part is no report");
            paths.push(path);
        }
        let joins = async |parts: String| {
            let request = clinician.tus(Method::POST, &case.path("/uploads")).await;
            let request = request.header("Upload-Concat", format!("final;{parts}")).header("Upload-Metadata", said(&draft.about));
            clinician.sends(request).await
        };
        joins(paths[0].clone() + " " + &paths[0]).await.expect_problem(422, "upload-part");
        joins(paths[0].clone() + " /api/v1/cases/x/uploads/none").await.expect_problem(422, "upload-part");
        let joined = joins(paths.join(" ")).await.expect(201);
        clinician.opens_to(&case, &joined.header("porthor-report"), &draft.bytes).await;
        joins(paths.join(" ")).await.expect_problem(422, "upload-part");
    });
}

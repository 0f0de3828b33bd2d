use super::*;

#[test]
fn an_upload_goes_on_where_it_was_cut_however_often_and_whatever_comes_twice() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(900_000);
        let upload = clinician.begins(&case, &draft).await;
        let mut reached = 0;
        for sent in [1, 18, 100_000, 65_536, 7, 300_000] {
            clinician.is_cut(world, &upload, reached, sent).await;
            reached += sent;
            reaches(clinician, &upload.path, reached).await;
        }
        // A piece that came is sent again by somebody who did not hear of it.
        let again = clinician.sends_piece(&upload.path, reached - 7, &upload.bytes[reached - 7..reached]).await;
        again.expect_problem(409, "upload-offset");
        let rest = clinician.sends_piece(&upload.path, reached, &upload.bytes[reached..]).await.expect(204);
        clinician.opens_to(&case, &rest.header("porthor-report"), &draft.bytes).await;
    });
}

#[test]
fn behind_a_proxy_that_stops_other_methods_all_goes_by_post() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(50_000);
        let upload = clinician.begins(&case, &draft).await;
        let meaning = async |method: &str| clinician.tus(Method::POST, &upload.path).await.header("X-HTTP-Method-Override", method);
        let patch = meaning("PATCH").await.header("Content-Type", PIECE).header("Upload-Offset", 0);
        clinician.sends(patch.body(upload.bytes[..20_000].to_vec())).await.expect(204);
        let head = clinician.sends(meaning("HEAD").await).await.expect(200);
        assert_eq!(head.header("upload-offset"), "20000");
        clinician.sends(meaning("PUT").await).await.expect_problem(405, "method-not-allowed");
        clinician.sends(meaning("DELETE").await).await.expect(204);
        let request = clinician.tus(Method::HEAD, &upload.path).await;
        clinician.sends(request).await.expect(404);
    });
}

#[test]
fn a_gateway_that_is_killed_or_stopped_in_between_goes_on_where_it_was() {
    in_a_world_of_its_own(&[], async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(2_000_000);
        let upload = clinician.begins(&case, &draft).await;
        clinician.sends_piece(&upload.path, 0, &upload.bytes[..800_000]).await.expect(204);
        world.gateway.kill();
        world.gateway.serve();
        assert_eq!(clinician.asks_how_far(&upload.path).await, 800_000, "what was acknowledged is there");
        clinician.is_cut(&world, &upload, 800_000, 500_000).await;
        reaches(clinician, &upload.path, 1_300_000).await;
        world.gateway.ask_to_stop();
        world.gateway.wait_until_ended();
        world.gateway.serve();
        let last = clinician.sends_piece(&upload.path, 1_300_000, &upload.bytes[1_300_000..]).await.expect(204);
        clinician.opens_to(&case, &last.header("porthor-report"), &draft.bytes).await;
        assert_eq!(crate::faults::payloads(&world.gateway).len(), 1, "its pieces are gone");
    });
}

#[test]
fn whoever_comes_second_takes_over_from_a_line_that_hangs() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(400_000);
        let upload = clinician.begins(&case, &draft).await;
        let mut hanging = wire::Offer::default().connect(&world.gateway).await.expect("connected");
        let head = format!(
            "PATCH /api/v1{} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
             Content-Type: {PIECE}\r\nUpload-Offset: 0\r\nContent-Length: {}\r\n\r\n",
            upload.path,
            clinician.token().await,
            upload.bytes.len()
        );
        hanging.write_all(head.as_bytes()).await.expect("sent");
        hanging.write_all(&upload.bytes[..123_456]).await.expect("sent");
        hanging.flush().await.expect("sent");
        let begun = std::time::Instant::now();
        reaches(clinician, &upload.path, 123_456).await;
        assert!(begun.elapsed() < Duration::from_secs(10), "nobody waited for the line to be given up");
        let rest = clinician.sends_piece(&upload.path, 123_456, &upload.bytes[123_456..]).await.expect(204);
        clinician.opens_to(&case, &rest.header("porthor-report"), &draft.bytes).await;
        let told = wire::read_until_closed(&mut hanging, Duration::from_secs(5)).await;
        assert!(told.text.contains("upload-elsewhere") || told.text.is_empty(), "{}", told.text);
    });
}

#[test]
fn of_two_who_send_the_end_at_once_one_report_comes() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(600_000);
        let upload = clinician.begins(&case, &draft).await;
        let (first, second) = tokio::join!(
            clinician.sends_piece(&upload.path, 0, &upload.bytes),
            clinician.sends_piece(&upload.path, 0, &upload.bytes)
        );
        let done = [&first, &second].into_iter().filter(|answer| answer.headers.contains_key("porthor-report")).count();
        let length = clinician.asks_how_far(&upload.path).await;
        if done == 0 {
            clinician.sends_piece(&upload.path, length, &upload.bytes[length..]).await.expect(204);
        }
        assert_eq!(clinician.lists(&case).await.len(), 1, "{} {}", first.text(), second.text());
    });
}

#[test]
fn an_upload_that_is_begun_twice_under_one_key_is_one() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let draft = Draft::pdf(30_000);
        let bytes = draft.clone().sealed_to(&case.recipient).bytes;
        let about = Draft::of(draft.about.to_string().into_bytes()).sealed_to(&case.recipient).bytes;
        let begins = async |about: &[u8]| {
            let request = clinician.tus(Method::POST, &case.path("/uploads")).await.header("Upload-Length", bytes.len());
            let request = request.header("Content-Type", "application/age").header("Idempotency-Key", format!("begun-{}", case.id));
            clinician.sends(request.body(about.to_vec())).await
        };
        let (first, second) = (begins(&about).await.expect(201), begins(&about).await.expect(201));
        assert_eq!(first.header("location"), first.field("location"));
        assert_eq!(first.field("location"), second.field("location"), "the answer to the first was lost");
        let other = Draft::of(Draft::pdf(1).with("category", "paediatric").about.to_string().into_bytes());
        begins(&other.sealed_to(&case.recipient).bytes).await.expect_problem(422, "idempotency-mismatch");
    });
}

#[test]
fn two_who_put_the_same_parts_together_in_different_orders_do_not_wait_for_each_other() {
    in_the_world(async |world| {
        let (clinician, case) = (&world["clinician"], world.case().await);
        let bytes = Draft::pdf(40_000).sealed_to(&case.recipient).bytes;
        let mut paths = Vec::new();
        for part in [&bytes[..15_000], &bytes[15_000..]] {
            let request = clinician.tus(Method::POST, &case.path("/uploads")).await.header("Upload-Length", part.len());
            let begun = clinician.sends(request.header("Upload-Concat", "partial")).await.expect(201);
            let path = begun.header("location");
            clinician.sends_piece(path.strip_prefix("/api/v1").expect("a path"), 0, part).await.expect(204);
            paths.push(path);
        }
        let joins = async |parts: String| {
            let request = clinician.tus(Method::POST, &case.path("/uploads")).await.header("Upload-Concat", parts);
            clinician.sends(request.header("Upload-Metadata", said(&Draft::pdf(1).about))).await.status
        };
        let (right, wrong) = (format!("final;{} {}", paths[0], paths[1]), format!("final;{} {}", paths[1], paths[0]));
        let both = async { tokio::join!(joins(right), joins(wrong)) };
        let (right, wrong) = tokio::time::timeout(Duration::from_secs(30), both).await.expect("neither waits for ever");
        assert!(matches!((right, wrong), (201, 422) | (422, 415)), "{right} {wrong}");
    });
}

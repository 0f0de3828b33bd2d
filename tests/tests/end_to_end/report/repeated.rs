//! Requests that come again under their `Idempotency-Key`, pushes and others.

use super::*;

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

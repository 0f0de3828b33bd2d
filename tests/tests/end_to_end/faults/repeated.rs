use reqwest::Method;

use super::*;
use crate::stage::answer::Answer;
use crate::stage::person::attempt;

/// A create, with its idempotency key.
async fn create(world: &World, key: &str) -> reqwest::RequestBuilder {
    let request = world["coordinator"].request(Method::POST, "/cases").await;
    request.header("idempotency-key", key).json(&json!({ "name": "Plentyn", "looked_after": false }))
}

async fn cases(database: &mut AnyConnection) -> i64 {
    let (cases,): (i64,) = sqlx::query_as("SELECT count(*) FROM cases").fetch_one(database).await.expect("counted");
    cases
}

/// Kills the gateway as soon as a change that was made under a key is there to be seen.
async fn kill_once_made(gateway: &Gateway, known: i64) {
    let mut database = database(gateway).await;
    let begun = Instant::now();
    while cases(&mut database).await == known {
        assert!(begun.elapsed() < Duration::from_secs(20), "the case is not opened");
    }
    gateway.kill();
}

/// Insists on what a repetition may be told: what was made, or that it was made.
fn tells_of_the_first(again: &Answer) {
    match again.status {
        201 => assert_eq!(again.header("idempotency-replayed"), "true", "{}", again.text()),
        _ => drop(again.clone().expect_problem(409, "idempotency-answer-lost")),
    }
}

#[test]
fn after_a_kill_between_change_and_answer_a_create_is_not_carried_out_twice_and_never_said_to_be_running() {
    let rounds = std::env::var("PORTHOR_FAULT_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    in_a_world_of_its_own(&[], async |world| {
        for round in 0..rounds {
            let key = format!("kill-{round}");
            let known = cases(&mut database(&world.gateway).await).await;
            let first = attempt(create(&world, &key).await);
            tokio::join!(async { drop(first.await) }, kill_once_made(&world.gateway, known));
            world.gateway.serve();
            tells_of_the_first(&world["coordinator"].sends(create(&world, &key).await).await);
            assert_eq!(cases(&mut database(&world.gateway).await).await, known + 1, "it was carried out once");
        }
    });
}

#[test]
fn a_create_whose_answer_was_lost_says_that_it_was_carried_out() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        world["coordinator"].sends(create(&world, "lost").await).await.expect(201);
        let draft = Draft::pdf(5000);
        let push = async || {
            let request = world["clinician"].request(Method::POST, &case.path("/reports")).await;
            world["clinician"].sends(request.header("idempotency-key", "lost").multipart(draft.form())).await
        };
        let report = push().await.expect(201).field("id");
        // The moment between change and answer is too short to be hit each time: this is what a kill in it leaves.
        world.gateway.kill();
        let mut database = database(&world.gateway).await;
        let sql = "UPDATE idempotency SET status = 0, body = $1";
        sqlx::query(sql).bind(Vec::<u8>::new()).execute(&mut database).await.expect("lost");
        world.gateway.serve();
        let known = cases(&mut database).await;
        world["coordinator"].sends(create(&world, "lost").await).await.expect_problem(409, "idempotency-answer-lost");
        assert_eq!(cases(&mut database).await, known);
        push().await.expect_problem(409, "idempotency-answer-lost");
        assert_eq!(world["clinician"].lists(&case).await, [report]);
        assert_eq!(payloads(&world.gateway).len(), 1);
    });
}

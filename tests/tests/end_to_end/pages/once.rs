//! What is shown once: the same form sent twice, and a call repeated with its key, show a code the first time alone.

use reqwest::Method;
use serde_json::json;
use sqlx::Connection;

use crate::stage::browser::Browser;
use crate::stage::world::{World, in_the_world};

/// How many answers of this kind are kept, and how many bytes of them.
async fn kept(world: &World) -> (i64, i64) {
    sqlx::any::install_default_drivers();
    let mut database = sqlx::AnyConnection::connect(world.gateway.database()).await.expect("the database opens");
    let sql = "SELECT count(*), CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) FROM idempotency WHERE status = 410";
    sqlx::query_as(sql).fetch_one(&mut database).await.expect("counted")
}

#[test]
fn the_same_letter_sent_for_twice_is_shown_once() {
    in_the_world(async |world| {
        let mut browser = Browser::of(&world.gateway, &world["health-admin"]).await;
        let form = browser.visits("/agency/people/new").await.expect(200);
        let (csrf, once) = (form.field("csrf"), form.field("once"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("once", &once),
            ("name", "Unwaith Yn Unig"),
            ("address", "unwaith@tair-afon.example"),
            ("role", "clinician"),
            ("language", "cy"),
        ];
        let (before, _) = kept(world).await;
        let letter = browser.submits("/agency/people/new", &fields).await.expect(200);
        let has_code = |text: &str| text.contains("porthor-letter__code");
        assert!(has_code(&letter.text));
        let again = browser.submits("/agency/people/new", &fields).await.expect(410);
        assert!(!has_code(&again.text) && again.text.contains("shown once"), "{}", again.text);
        let (after, bytes) = kept(world).await;
        assert!(after > before && bytes == 0, "{after} of {bytes} bytes");
    });
}

#[test]
fn a_new_card_is_shown_once_however_often_the_same_sending_comes() {
    in_the_world(async |world| {
        let mut browser = Browser::of(&world.gateway, &world["colleague"]).await;
        let form = browser.visits("/account/factor").await.expect(200);
        let csrf = form.field("csrf");
        // The form itself makes a new card at each sending; one that is marked as the same sending makes none.
        let fields = [("csrf", csrf.as_str()), ("once", "one-sending-of-this-form"), ("second", "card")];
        let card = browser.submits("/account/factor", &fields).await.expect(200);
        assert!(card.text.contains("porthor-codes"), "{}", card.text);
        let again = browser.submits("/account/factor", &fields).await.expect(410);
        assert!(!again.text.contains("porthor-codes"));
        assert_eq!(kept(world).await.1, 0);
    });
}

#[test]
fn a_call_repeated_with_its_key_is_told_that_the_code_was_shown() {
    in_the_world(async |world| {
        let case = world.case_of(&crate::stage::case::Child::of_eight(), &[]).await;
        let coordinator = &world["coordinator"];
        let invites = async || {
            let member = json!({ "address": "allwedd@family.example", "name": "Allwedd", "language": "cy", "standing": "parent" });
            let request = coordinator.request(Method::POST, &case.path("/family")).await.header("idempotency-key", "a-letter");
            coordinator.sends(request.json(&member)).await
        };
        let first = invites().await.expect(201);
        assert!(!first.field("code").is_empty());
        invites().await.expect_problem(410, "shown-once");
        let codes = case.path(&format!("/family/{}/codes", first.field("person")));
        coordinator.posts(&codes, &json!({})).await.expect(201);
        assert_eq!(kept(world).await.1, 0);
    });
}

//! What is shown once: the same form sent twice, and a call repeated with its key, show a code the first time alone.

use reqwest::Method;
use serde_json::json;
use sqlx::Connection;

use super::home::joins;
use crate::stage::browser::{Browser, Page};
use crate::stage::world::{World, in_the_world};

/// How many answers of this kind are kept, and how many bytes of them.
async fn kept(world: &World) -> (i64, i64) {
    sqlx::any::install_default_drivers();
    let mut database = sqlx::AnyConnection::connect(world.gateway.database()).await.expect("the database opens");
    let sql = "SELECT count(*), CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) FROM idempotency WHERE status = 410";
    sqlx::query_as(sql).fetch_one(&mut database).await.expect("counted")
}

/// What an administrator types to invite a clinician.
fn invitation<'a>(csrf: &'a str, once: &'a str, address: &'a str) -> [(&'a str, &'a str); 6] {
    [("csrf", csrf), ("once", once), ("name", "Unwaith Yn Unig"), ("address", address), ("role", "clinician"), ("language", "cy")]
}

#[test]
fn the_same_letter_sent_for_twice_is_shown_once() {
    in_the_world(async |world| {
        let mut browser = Browser::of(&world.gateway, &world["health-admin"]).await;
        let form = browser.visits("/agency/people/new").await.expect(200);
        let (csrf, once) = (form.field("csrf"), form.field("once"));
        let fields = invitation(&csrf, &once, "unwaith@tair-afon.example");
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

/// What stands behind a mark on a page, to the end of its tag or value.
fn behind(page: &Page, mark: &str) -> String {
    let (_, rest) = page.text.split_once(mark).unwrap_or_else(|| panic!("no {mark} in {}", page.text));
    rest.split(['"', '<']).next().unwrap_or_default().to_owned()
}

#[test]
fn a_helpers_code_is_read_again_by_whom_it_was_shown_to_while_they_have_a_say_and_by_nobody_else() {
    in_the_world(async |world| {
        let case = world.case_of(&crate::stage::case::Child::of_eight(), &[]).await;
        let parent = joins(world, &case, &format!("names-{}", case.id), "parent").await;
        let other = joins(world, &case, &format!("reads-{}", case.id), "parent").await;
        let path = format!("/family/{}/helpers", case.id);
        let mut browser = Browser::of(&world.gateway, &parent).await;
        let form = browser.visits(&path).await.expect(200);
        let (csrf, once, address) = (form.field("csrf"), form.field("once"), format!("shown-{}@helper.example", case.id));
        let until = crate::stage::day_from_now(60);
        let day: Vec<&str> = until.split('-').collect();
        let fields = [
            ("csrf", csrf.as_str()),
            ("once", &once),
            ("name", "Ffrind Dychmygol"),
            ("address", &address),
            ("language", "cy"),
            ("standing", "case-friend"),
            ("help", "help-me-decide"),
            ("until-year", day[0]),
            ("until-month", day[1]),
            ("until-day", day[2]),
        ];
        let letter = browser.submits(&path, &fields).await.expect(200);
        let (code, shown) = (behind(&letter, "porthor-letter__code\">"), behind(&letter, "name=\"shown\" value=\""));
        let reads = async |browser: &mut Browser, csrf: &str| {
            let fields = [("csrf", csrf), ("shown", shown.as_str()), ("in-language", "cy")];
            browser.submits(&format!("{path}/code"), &fields).await
        };
        let again = reads(&mut browser, &csrf).await.expect(200);
        assert!(again.text.contains(&code));
        assert_eq!(behind(&again, "name=\"shown\" value=\""), shown, "reading it again makes it last no longer");

        let mut others = Browser::of(&world.gateway, &other).await;
        let mark = others.visits(&path).await.expect(200).field("csrf");
        let refused = reads(&mut others, &mark).await.expect(303);
        assert!(refused.to == path && !refused.text.contains(&code));
        let (elsewhere, fields) = ("/agency/letter", [("csrf", csrf.as_str()), ("shown", &shown)]);
        assert!(!browser.submits(elsewhere, &fields).await.text.contains(&code));

        world["coordinator"].deletes(&case.path(&format!("/family/{}", parent.id))).await.expect(204);
        let ended = reads(&mut browser, &csrf).await;
        assert!(matches!(ended.status, 403 | 404) && !ended.text.contains(&code), "{}: {}", ended.status, ended.text);
    });
}

#[test]
fn a_sessions_end_while_the_language_is_switched_loses_no_code() {
    in_the_world(async |world| {
        let mut browser = Browser::of(&world.gateway, &world["health-admin"]).await;
        let form = browser.visits("/agency/people/new").await.expect(200);
        let (csrf, once) = (form.field("csrf"), form.field("once"));
        let fields = invitation(&csrf, &once, "wedi-hen-fynd@tair-afon.example");
        let letter = browser.submits("/agency/people/new", &fields).await.expect(200);
        let (code, shown) = (behind(&letter, "porthor-letter__code\">"), behind(&letter, "name=\"shown\" value=\""));
        browser.submits("/sign-out", &[("csrf", &csrf)]).await.expect(303);
        // The page is still open; its switch is pressed.
        let switch = [("csrf", csrf.as_str()), ("to", "/agency/letter"), ("shown", &shown), ("in-language", "cy")];
        let asks = browser.submits("/language", &switch).await;
        assert!(!asks.text.contains(&code), "nobody is signed in");
        let asks = browser.signs_in_on(&asks, &world["health-admin"]).await;
        let kept = behind(&asks, "name=\"shown\" value=\"");
        let again = [("csrf", asks.field("csrf")), ("shown", kept)];
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert!(browser.submits("/agency/letter", &again).await.expect(200).text.contains(&code));
    });
}

#[test]
fn nothing_is_kept_of_a_new_factor_once_it_is_proved() {
    in_the_world(async |world| {
        let case = world.case_of(&crate::stage::case::Child::of_eight(), &[]).await;
        joins(world, &case, &format!("proves-{}", case.id), "parent").await;
        sqlx::any::install_default_drivers();
        let mut database = sqlx::AnyConnection::connect(world.gateway.database()).await.expect("the database opens");
        let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(LENGTH(sealed)), 0) AS BIGINT) FROM ticket WHERE used_at IS NOT NULL";
        let (used, bytes): (i64, i64) = sqlx::query_as(sql).fetch_one(&mut database).await.expect("counted");
        assert!(used > 0 && bytes == 0, "{bytes} bytes in {used} tickets");
    });
}

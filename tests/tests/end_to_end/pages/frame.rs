//! What holds for every page: signing in and out, forms that come from elsewhere, headers, files.

use reqwest::Method;
use serde_json::Value;

use super::in_both_languages;
use crate::stage::person::Door;
use crate::stage::world::in_the_world;

#[test]
fn a_person_signs_in_by_keyboard_switches_the_language_and_leaves_nothing_behind() {
    in_the_world(async |world| in_both_languages(&world.gateway, "sign-in", |_| world["mother"].at_a_browser()));
}

#[test]
fn without_script_it_is_the_same() {
    in_the_world(async |world| {
        in_both_languages(&world.gateway, "sign-in", |_| {
            let mut input = world["father"].at_a_browser();
            input["script"] = Value::Bool(false);
            input
        });
    });
}

#[test]
fn a_form_from_elsewhere_or_without_its_mark_does_nothing() {
    in_the_world(async |world| {
        let door = Door::of(&world.gateway);
        let form = || {
            let request = door.request(Method::POST, "/sign-in").body("csrf=0&address=x&password=y");
            request.header("content-type", "application/x-www-form-urlencoded")
        };
        for (header, value) in [("origin", "https://elsewhere.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
            let answer = form().header(header, value).send().await.expect("an answer");
            assert_eq!(answer.status(), 403, "{header}: {value}");
        }
        let answer = form().send().await.expect("an answer");
        assert_eq!(answer.status(), 403);
        let text = answer.text().await.expect("a page");
        assert!(text.contains("<!DOCTYPE html>") && text.contains("out of date"), "{text}");
    });
}

#[test]
fn every_page_forbids_what_it_does_not_need_and_the_interface_takes_no_cookie() {
    in_the_world(async |world| {
        let door = Door::of(&world.gateway);
        for (path, status) in [("/sign-in", 200), ("/home", 401), ("/no-such-page", 401)] {
            let answer = door.request(Method::GET, path).send().await.expect("an answer");
            assert_eq!(answer.status(), status, "{path}");
            let header =
                |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
            let policy = header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
            assert!(header("content-type").starts_with("text/html"), "{path}");
            assert_eq!(header("cache-control"), "no-store", "{path}");
            assert_eq!(header("x-frame-options"), "DENY", "{path}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        }
        let token = world["mother"].token().await;
        let cookie = format!("__Host-porthor={token}");
        let answer = door.request(Method::GET, "/api/v1/session").header("cookie", &cookie).send().await.expect("an answer");
        assert_eq!(answer.status(), 401, "a cookie opens pages, not the interface");
        let answer = door.request(Method::GET, "/account").bearer_auth(&token).send().await.expect("an answer");
        assert_ne!(answer.status(), 200, "a token opens the interface, not pages");
    });
}

#[test]
fn style_and_scripts_are_kept_for_good_and_an_old_address_is_gone() {
    in_the_world(async |world| {
        let door = Door::of(&world.gateway);
        let page = door.request(Method::GET, "/sign-in").send().await.expect("an answer").text().await.expect("a page");
        let style = page.split('"').find(|part| part.ends_with("porthor.css")).expect("the page names its style");
        let answer = door.request(Method::GET, style).header("accept-encoding", "gzip").send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-encoding"], "gzip");
        assert!(answer.headers()["cache-control"].to_str().expect("plain").contains("immutable"));
        // The look is the design system's, the crown and the typeface are the Crown's own.
        let sheet = door.request(Method::GET, style).send().await.expect("an answer").text().await.expect("a text");
        assert!(sheet.contains(".govuk-button") && !sheet.contains("GDS Transport") && !sheet.contains("@font-face"));
        for (beside, status) in
            [(style.replace("porthor.css", "licences.txt"), 200), ("/assets/0000000000000000/licences.txt".into(), 404)]
        {
            let answer = door.request(Method::GET, &beside).send().await.expect("an answer");
            assert_eq!(answer.status(), status, "{beside}");
            let notices = answer.text().await.expect("a text");
            assert_eq!(
                notices.contains("Permission is hereby granted") && notices.contains("govuk-frontend"),
                status == 200,
                "{notices}"
            );
        }
        let old = door.request(Method::GET, "/assets/0000000000000000/porthor.css").send().await.expect("an answer");
        assert_eq!(old.status(), 404);
    });
}

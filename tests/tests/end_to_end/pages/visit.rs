//! Visits: one ends where somebody signs in, and a form of an earlier one is carried out by nobody and lost to nobody.

use reqwest::Method;

use super::access::second_coordinator;
use crate::stage::browser::{Browser, Page};
use crate::stage::world::{World, in_the_world};

const SESSION: &str = "__Host-porthor";
const VISIT: &str = "__Host-visit";
/// A form that keeps much of what is typed.
const FORM: &str = "/agency/people/new";
/// What somebody has typed into it. The role is missing, so that sending it shows the form again and invites nobody.
const TYPED: [(&str, &str); 2] = [("name", "Heledd Hanner-teipiedig"), ("address", "heledd@tair-afon.example")];

/// Sends the form that `page` showed.
async fn sends(browser: &mut Browser, page: &Page) -> Page {
    let (csrf, once) = (page.field("csrf"), page.field("once"));
    let fields: Vec<(&str, &str)> = [("csrf", csrf.as_str()), ("once", &once)].into_iter().chain(TYPED).collect();
    browser.submits(FORM, &fields).await
}

/// A field of the language switch, which stands before every other form.
fn switch_of(page: &Page, name: &str) -> String {
    let found = page.text.split_once(&format!("name=\"{name}\" value=\""));
    found.and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// A browser with a form that is half filled in, after which its administrator signed out.
async fn signed_out_beside_a_form(world: &World) -> (Browser, Page) {
    let mut browser = Browser::of(&world.gateway, &world["health-admin"]).await;
    let form = browser.visits(FORM).await.expect(200);
    let csrf = form.field("csrf");
    browser.submits("/sign-out", &[("csrf", csrf.as_str())]).await.expect(303);
    assert_eq!((browser.cookie(SESSION), browser.cookie(VISIT)), (String::new(), String::new()));
    (browser, form)
}

#[test]
fn the_language_that_somebody_chose_is_theirs_at_the_next_sign_in_wherever_that_is() {
    in_the_world(async |world| {
        // Somebody of their own: whoever is shared reads what another test chose for them.
        let person = second_coordinator(world, "chooses-a-language").await;
        let mut here = Browser::of(&world.gateway, &person).await;
        let page = here.visits("/account").await.expect(200);
        assert!(page.text.contains("<html lang=\"en\""), "as they were invited: {}", page.text);
        let csrf = switch_of(&page, "csrf");
        here.submits("/language", &[("csrf", csrf.as_str()), ("to", "/account"), ("language", "cy")]).await.expect(303);
        assert!(here.visits("/account").await.expect(200).text.contains("<html lang=\"cy\""));
        let mut elsewhere = Browser::new(&world.gateway);
        assert!(elsewhere.visits("/sign-in").await.expect(200).text.contains("<html lang=\"en\""), "nobody is known yet");
        elsewhere.signs_in(&person).await.expect(303);
        assert!(elsewhere.visits("/account").await.expect(200).text.contains("<html lang=\"cy\""));
    });
}

#[test]
fn signing_in_begins_a_visit_of_its_own_and_ends_the_session_that_was_there() {
    in_the_world(async |world| {
        let mut browser = Browser::of(&world.gateway, &world["mother"]).await;
        let first = browser.cookie(SESSION);
        // A sign-in was begun in another tab; somebody planted the visit it is in.
        let mut beside = Browser::new(&world.gateway);
        let form = beside.visits("/sign-in").await.expect(200);
        let planted = beside.cookie(VISIT);
        let asks = beside.proves_password_on(&form, &world["father"]).await;
        beside.set(SESSION, &first);
        beside.gives_code_on(&asks, &world["father"]).await.expect(303);
        assert_ne!(beside.cookie(VISIT), planted, "the visit is a new one");
        assert_ne!(beside.cookie(SESSION), first);
        beside.visits("/account").await.expect(200);
        // The session that was there is over, wherever its token is.
        browser.visits("/account").await.expect(401);
        // Nor is a form good that was shown before.
        let stale = [("csrf", form.field("csrf")), ("language", "cy".to_owned()), ("to", "/family".to_owned())];
        let stale: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_ne!(beside.submits("/language", &stale).await.status, 303);
    });
}

#[test]
fn a_form_that_was_open_while_one_signed_out_and_in_again_is_shown_again_with_what_was_typed() {
    in_the_world(async |world| {
        let (mut browser, form) = signed_out_beside_a_form(world).await;
        browser.signs_in(&world["health-admin"]).await.expect(303);
        let again = sends(&mut browser, &form).await.expect(403);
        assert!(again.text.contains("Heledd Hanner-teipiedig") && again.text.contains("nothing that you typed is lost"));
        assert_ne!(again.field("csrf"), form.field("csrf"));
        let (csrf, once) = (again.field("csrf"), again.field("once"));
        let (name, address) = (again.field("name"), again.field("address"));
        let fields = [("csrf", csrf.as_str()), ("once", &once), ("name", &name), ("address", &address)];
        let shown = browser.submits(FORM, &fields).await.expect(422);
        assert!(shown.text.contains("value=\"Heledd Hanner-teipiedig\""), "{}", shown.text);
    });
}

#[test]
fn what_was_typed_outlasts_a_sign_out_and_the_other_language_and_is_its_own_persons_alone() {
    in_the_world(async |world| {
        let (mut browser, form) = signed_out_beside_a_form(world).await;
        let asked = sends(&mut browser, &form).await.expect(401);
        assert!(!asked.text.contains("Heledd"), "what is kept is sealed");
        // The other language, and what is kept is still there.
        let (csrf, to, kept) = (asked.field("csrf"), asked.field("to"), asked.field("kept"));
        let switch = [("csrf", csrf.as_str()), ("at", "password"), ("to", &to), ("kept", &kept), ("language", "cy")];
        let welsh = browser.submits("/language", &switch).await.expect(401);
        assert!(welsh.text.contains("lang=\"cy\"") && welsh.field("kept") == kept && welsh.field("to") == FORM);
        let mut another = browser.clone();
        let asks = browser.proves_password_on(&welsh, &world["health-admin"]).await;
        let (csrf, to, kept, ticket) = (asks.field("csrf"), asks.field("to"), asks.field("kept"), asks.field("ticket"));
        let switch =
            [("csrf", csrf.as_str()), ("at", "code"), ("to", &to), ("kept", &kept), ("ticket", &ticket), ("language", "en")];
        let asks = browser.submits("/language", &switch).await.expect(200);
        let on = browser.gives_code_on(&asks, &world["health-admin"]).await.expect(200);
        assert_eq!((on.field("name").as_str(), on.text.contains("What you had typed")), (TYPED[0].1, true), "{}", on.text);
        // Its mark is that of the new visit.
        sends(&mut browser, &on).await.expect(422);
        // A colleague who signs in there instead goes on to the place, and is shown nothing.
        another.set("__Host-language", "en");
        let place = another.signs_in_on(&welsh, &world["health-admin-2"]).await.expect(303);
        assert_eq!(place.to, FORM);
    });
}

#[test]
fn a_form_that_is_shown_again_is_read_in_the_other_language_with_what_was_typed() {
    in_the_world(async |world| {
        let mut browser = Browser::of(&world.gateway, &world["school-admin"]).await;
        let form = browser.visits(FORM).await.expect(200);
        let wrong = sends(&mut browser, &form).await.expect(422);
        let [csrf, to, at, kept] = ["csrf", "to", "at", "kept"].map(|name| switch_of(&wrong, name));
        assert_eq!((to.as_str(), at.as_str(), kept.contains("Heledd")), (FORM, "go-on", false));
        let switch = [("csrf", csrf.as_str()), ("to", &to), ("at", &at), ("kept", &kept), ("language", "cy")];
        let on = browser.submits("/language", &switch).await.expect(200);
        assert!(on.text.contains("lang=\"cy\"") && on.field("name") == TYPED[0].1, "{}", on.text);
        let welsh = sends(&mut browser, &on).await.expect(422);
        assert!(welsh.text.contains("lang=\"cy\"") && welsh.text.contains("value=\"Heledd Hanner-teipiedig\""), "{}", welsh.text);
        // A page that nothing was typed for is only read.
        assert!(!browser.visits(FORM).await.expect(200).text.contains("go-on"));
    });
}

#[test]
fn what_an_officer_asked_is_answered_in_the_other_language_too() {
    in_the_world(async |world| {
        let mut browser = Browser::of(&world.gateway, &world["officer"]).await;
        let form = browser.visits("/audit/receipt").await.expect(200);
        let (csrf, once) = (form.field("csrf"), form.field("once"));
        let asked = [("csrf", csrf.as_str()), ("once", &once), ("receipt", "dim.derbynneb.mohono")];
        let told = browser.submits("/audit/receipt", &asked).await.expect(200);
        let [csrf, to, receipt] = ["csrf", "to", "receipt"].map(|name| switch_of(&told, name));
        let switch = [("csrf", csrf.as_str()), ("to", &to), ("receipt", &receipt), ("in-language", "cy")];
        browser.submits("/language", &switch).await.expect(307);
        let again = browser.submits(&to, &switch).await.expect(200);
        assert!(again.text.contains("lang=\"cy\"") && again.text.contains("dim.derbynneb.mohono"), "{}", again.text);
    });
}

#[test]
fn nobody_else_is_shown_a_form_of_an_earlier_visit_nor_what_a_strangers_page_sends() {
    in_the_world(async |world| {
        let (mut browser, form) = signed_out_beside_a_form(world).await;
        browser.signs_in(&world["health-admin-2"]).await.expect(303);
        let told = sends(&mut browser, &form).await.expect(403);
        assert!(!told.text.contains("Heledd") && told.text.contains("out of date"), "{}", told.text);
        // Without a browser's word that it comes from a page of ours nothing is offered for sending.
        let body =
            form_urlencoded::Serializer::new(String::new()).append_pair("csrf", &form.field("csrf")).extend_pairs(TYPED).finish();
        let cookie = format!("{VISIT}=avisitofitsownthatisnotthis; {SESSION}={}", world["health-admin"].token().await);
        let request = world.door.request(Method::POST, FORM).header("cookie", cookie);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 403);
        assert!(!answer.text().await.expect("a page").contains("Heledd"));
    });
}

#[test]
fn what_was_typed_beside_a_file_outlasts_a_sign_in_too() {
    in_the_world(async |world| {
        let case = world.case().await;
        for (who, path, field) in [
            ("clinician", format!("/desk/{}/push", case.id), "summary"),
            ("coordinator", format!("/desk/{}/consents/paper", case.id), "agency"),
        ] {
            let mut browser = Browser::of(&world.gateway, &world[who]).await;
            let form = browser.visits(&path).await.expect(200);
            let typed = if field == "agency" { "nant-y-wennol" } else { "Geiriau nad ydynt ar goll" };
            let parts = format!(
                "--XX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--XX\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{typed}\r\n--XX--\r\n",
                form.field("csrf")
            );
            // The cookie of the session is gone, as after a sign-out in another tab.
            let visit = browser.cookie(VISIT);
            for cookie in [format!("{VISIT}={visit}"), format!("{VISIT}=anothervisitthanthatone")] {
                let request =
                    world.door.request(Method::POST, &path).header("cookie", cookie).header("sec-fetch-site", "same-origin");
                let request = request.header("content-type", "multipart/form-data; boundary=XX").body(parts.clone());
                let answer = request.send().await.expect("an answer");
                assert_eq!(answer.status(), 401, "{path}");
                let asked = Page { status: 401, text: answer.text().await.expect("a page"), to: String::new() };
                assert!(!asked.field("kept").is_empty(), "{path} keeps nothing");
                let mut back = Browser::new(&world.gateway);
                let fresh = back.visits("/sign-in").await;
                let (csrf, to, kept) = (fresh.field("csrf"), asked.field("to"), asked.field("kept"));
                let text =
                    format!("<main name=\"csrf\" value=\"{csrf}\" name=\"to\" value=\"{to}\" name=\"kept\" value=\"{kept}\"");
                let on = back.signs_in_on(&Page { status: 200, text, to: String::new() }, &world[who]).await.expect(200);
                assert_eq!(on.field(field), typed, "{path}");
            }
        }
    });
}

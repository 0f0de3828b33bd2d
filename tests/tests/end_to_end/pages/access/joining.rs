//! Joining, with each way of proving who one is.

use super::*;

fn walks(name: &'static str, second: &'static str, script: bool, helped: bool) {
    in_the_world(async |world| {
        let case = world.case().await;
        for walk in Walk::both() {
            let (address, code, _) = parent_of(world, &case, &format!("{name}-{}", walk.name)).await;
            let input = json!({ "address": address, "code": code, "second": second, "script": script, "helped": helped });
            let _ = walk.takes(&world.gateway, "access-join", input);
        }
    });
}

#[test]
fn a_parent_joins_with_a_card_without_script_and_with_somebody_beside_them() {
    walks("joins-with-a-card", "card", false, true);
}

#[test]
fn a_parent_joins_with_an_authenticator() {
    walks("joins-with-an-app", "totp", true, false);
}

#[test]
fn the_language_is_switched_in_the_middle_and_nothing_is_lost() {
    in_the_world(async |world| {
        let case = world.case().await;
        for walk in Walk::each() {
            let (address, code, _) = parent_of(world, &case, &format!("switches-{}", walk.name)).await;
            let _ = walk.takes(&world.gateway, "access-language", json!({ "address": address, "code": code }));
        }
    });
}

/// Somebody at a browser without script, who sends what no page of ours would.
struct Visit {
    door: Door,
    cookie: String,
    csrf: String,
}

/// A place of the page's own fields.
fn field(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(&mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

impl Visit {
    async fn begins(world: &World) -> Self {
        let door = Door::from(&world.gateway, place(), &["h2", "http/1.1"]);
        let answer = door.request(Method::GET, "/join").send().await.expect("an answer");
        let cookie = answer.headers()["set-cookie"].to_str().expect("plain").split(';').next().expect("a pair").to_owned();
        let page = answer.text().await.expect("a page");
        Self { door, cookie, csrf: field(&page, "csrf") }
    }

    async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String, bool) {
        // Codes and addresses of the tests hold nothing that a form would write otherwise.
        let request = self.door.request(Method::POST, path).header("cookie", &self.cookie);
        let answer = with_form(request, &self.csrf, fields).send().await.expect("an answer");
        let cookies = answer.headers().get_all("set-cookie");
        let signs_in = cookies.iter().any(|value| value.to_str().is_ok_and(|text| text.starts_with("__Host-porthor=")));
        (answer.status().as_u16(), answer.text().await.expect("a page"), signs_in)
    }
}

#[test]
fn a_half_finished_joining_reaches_nothing_but_its_next_step() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (address, code, _) = parent_of(world, &case, "half-joined").await;
        let visit = Visit::begins(world).await;
        let (status, page, signs_in) = visit.sends("/join", &[("code", &code), ("address", &address)]).await;
        assert!(status == 200 && !signs_in);
        let ticket = field(&page, "ticket");
        assert!(!ticket.is_empty());
        // No step can be left out: neither the password nor the choice.
        let (status, page, signs_in) = visit.sends("/join/factor", &[("ticket", &ticket), ("second", "card")]).await;
        assert!(status == 200 && !signs_in && page.contains("name=\"password\""), "the password is asked for first");
        let (status, _, signs_in) = visit.sends("/join/proof", &[("ticket", &ticket), ("code", "000000")]).await;
        assert!(status == 401 && !signs_in);
        let confirmation = json!({ "ticket": ticket, "code": "000000" });
        visit.door.posts("/enrol/confirm", &confirmation).await.expect_problem(401, "ticket-expired");
        visit.door.posts("/sign-in/code", &confirmation).await.expect_problem(401, "ticket-expired");
        for path in ["/account", "/account/factor", "/agency", "/home"] {
            let request = visit.door.request(Method::GET, path).header("cookie", &visit.cookie);
            assert_eq!(request.send().await.expect("an answer").status(), 401, "{path}");
            let request = visit.door.request(Method::GET, path).header("cookie", format!("__Host-porthor={ticket}"));
            assert_eq!(request.send().await.expect("an answer").status(), 401, "{path} with the ticket as a session");
        }
        let sign_in = json!({ "address": address, "password": PASSWORD });
        visit.door.posts("/sign-in", &sign_in).await.expect_problem(401, "sign-in-failed");
    });
}

#[test]
fn a_wrong_name_a_wrong_code_and_nobodys_name_are_told_alike_and_counted() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (address, code, _) = parent_of(world, &case, "guessed").await;
        let visit = Visit::begins(world).await;
        let bare = |page: String| page.replace(&address, "").replace(&code, "").replace("nobody@family.example", "");
        let (status, other, _) = visit.sends("/join", &[("code", &code), ("address", "nobody@family.example")]).await;
        assert_eq!(status, 401);
        let (_, wrong, _) = visit.sends("/join", &[("code", "ABCD-EFGH-JKMN-PQRS"), ("address", &address)]).await;
        let wrong = wrong.replace("ABCD-EFGH-JKMN-PQRS\">", "\">");
        let error =
            |page: &str| page.split("id=\"code-error\"").nth(1).and_then(|rest| rest.split("</p>").next()).map(str::to_owned);
        assert!(error(&other).is_some());
        assert_eq!(error(&bare(other)), error(&bare(wrong)));
        let mut last = 0;
        for _ in 0..30 {
            last = visit.sends("/join", &[("code", "ABCD-EFGH-JKMN-PQRS"), ("address", &address)]).await.0;
        }
        assert_eq!(last, 429, "guessing has to wait");
        // Not so somebody elsewhere.
        let elsewhere = Visit::begins(world).await;
        assert_eq!(elsewhere.sends("/join", &[("code", &code), ("address", &address)]).await.0, 200);
    });
}

#[test]
fn a_new_letter_ends_a_joining_under_way() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (address, code, person) = parent_of(world, &case, "overtaken").await;
        let (ticket, secret) = crate::stage::person::begins_with_an_authenticator(&world.door, &address, &code).await;
        let again = world["coordinator"].posts(&case.path(&format!("/family/{person}/codes")), &json!({})).await.expect(201);
        let proof = json!({ "ticket": ticket, "code": *secret.code_at(crate::sign_in::seconds()) });
        world.door.posts("/enrol/confirm", &proof).await.expect_problem(401, "enrolment-code-wrong");
        Person::enrols(&world.door, &address, &again.field("code")).await;
    });
}

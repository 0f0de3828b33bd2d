//! Passkeys, as no browser would use them: who is let in with one, and every way in which an answer is not good.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::authenticator::{Passkey, Visit, field, options};
use crate::stage::person::{PASSWORD, Person};
use crate::stage::world::{World, in_the_world, invites};

/// A clinician who was invited: their address, and the letter's code.
async fn invited(world: &World, name: &str) -> (String, String) {
    let address = format!("{name}@tair-afon.example");
    let invited = invites(&world["health-admin"], "tair-afon", &address, "clinician").await;
    (address, invited["code"].as_str().expect("a code").to_owned())
}

/// Somebody who has joined with a passkey and has nothing else.
async fn joins(world: &World, address: &str, code: &str) -> Passkey {
    let wanted = json!({ "address": address, "code": code, "password": PASSWORD, "second": "passkey" });
    let shown = world.door.posts("/enrol", &wanted).await.expect(200).json();
    let passkey = Passkey::new(world, &shown["passkey"]);
    let proof = json!({ "ticket": shown["ticket"], "code": passkey.is_made(&shown["passkey"]) });
    world.door.posts("/enrol/confirm", &proof).await.expect(204);
    passkey
}

async fn joined(world: &World, name: &str) -> (String, Passkey) {
    let (address, code) = invited(world, name).await;
    let passkey = joins(world, &address, &code).await;
    (address, passkey)
}

/// Somebody with a card who makes a passkey on their account's page, at a browser of theirs.
async fn adds(world: &World, name: &str) -> (Person, Visit, Passkey) {
    let (address, code) = invited(world, name).await;
    let person = Person::enrols(&world.door, &address, &code).await;
    person.steps_up().await;
    let visit = Visit::of(world, &person).await;
    let page = visit.sends("/account/passkeys/new", &[]).await.expect(200);
    let passkey = Passkey::new(world, &options(&page));
    let (ticket, made) = (field(&page, "ticket"), passkey.is_made(&options(&page)));
    let fields = [("ticket", ticket.as_str()), ("passkey", &made), ("name", "Fy ffôn")];
    let added = visit.sends("/account/passkeys", &fields).await.expect(303);
    assert_eq!(added.header("location"), "/account/done/passkey");
    (person, visit, passkey)
}

/// Who is signed in at a visit.
async fn session(world: &World, visit: &Visit) -> Value {
    let request = world.door.request(Method::GET, "/api/v1/session").bearer_auth(visit.token());
    Answer::read("GET /session".to_owned(), request.send().await.expect("an answer")).await.expect(200).json()
}

/// Insists that nobody was let in.
#[track_caller]
fn refused(visit: &Visit, status: u16, answer: &Answer) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert!(visit.token().is_empty(), "a session was given");
}

mod signing_in {
    use super::*;

    #[test]
    fn whoever_joined_with_a_passkey_comes_in_with_it_and_has_no_codes() {
        in_the_world(async |world| {
            let (address, passkey) = joined(world, "joined-with-a-passkey").await;
            let visit = Visit::begins(world).await;
            let come = visit.signs_in(&passkey).await.expect(303);
            assert_eq!(come.header("location"), "/");
            visit.sees("/desk").await.expect(200);
            let session = session(world, &visit).await;
            assert_eq!(session["second"], "passkey", "{session}");
            // The password alone is not enough, and there is no code that could be guessed.
            let ticket = world.door.posts("/sign-in", &json!({ "address": address, "password": PASSWORD })).await.expect(200);
            assert_eq!(ticket.field("second"), "passkey");
            for code in ["000000", "AAAA-AAAA", ""] {
                let step = json!({ "ticket": ticket.field("ticket"), "code": code });
                world.door.posts("/sign-in/code", &step).await.expect_problem(401, "code-wrong");
            }
        });
    }

    #[test]
    fn an_answer_is_good_once_and_in_its_own_visit_alone() {
        in_the_world(async |world| {
            let (_, passkey) = joined(world, "replayed").await;
            let (visit, other) = (Visit::begins(world).await, Visit::begins(world).await);
            let answer = passkey.answers(&visit.is_asked().await);
            let elsewhere = other.sends("/sign-in/passkey", &[("passkey", &answer)]).await;
            refused(&other, 401, &elsewhere);
            visit.sends("/sign-in/passkey", &[("passkey", &answer)]).await.expect(303);
            let first = visit.token();
            let again = visit.sends("/sign-in/passkey", &[("passkey", &answer)]).await;
            assert_eq!((again.status, visit.token()), (401, first), "{}", again.text());
        });
    }

    #[test]
    fn a_challenge_that_was_answered_wrongly_is_gone() {
        in_the_world(async |world| {
            let (_, mut passkey) = joined(world, "answered-wrongly").await;
            let visit = Visit::begins(world).await;
            let asked = visit.is_asked().await;
            passkey.verifies = false;
            let wrong = visit.sends("/sign-in/passkey", &[("passkey", &passkey.answers(&asked))]).await;
            refused(&visit, 401, &wrong);
            passkey.verifies = true;
            let late = visit.sends("/sign-in/passkey", &[("passkey", &passkey.answers(&asked))]).await;
            refused(&visit, 401, &late);
            visit.signs_in(&passkey).await.expect(303);
        });
    }

    #[test]
    fn whatever_is_wrong_is_told_alike() {
        in_the_world(async |world| {
            let (_, mut passkey) = joined(world, "told-alike").await;
            let (_, other) = joined(world, "told-alike-too").await;
            let said = async |make: &dyn Fn(&Value) -> String| {
                let visit = Visit::begins(world).await;
                let answer = make(&visit.is_asked().await);
                let page = visit.sends("/sign-in/passkey", &[("passkey", &answer)]).await;
                refused(&visit, 401, &page);
                let text = String::from_utf8_lossy(&page.body).into_owned();
                let summary = text.split("govuk-error-summary__list").nth(1).and_then(|rest| rest.split("</ul>").next());
                summary.expect("the page says what is wrong").to_owned()
            };
            let unknown = Passkey::new(world, &json!({ "user": { "id": "AAAA" } }));
            let first = said(&|asked| unknown.answers(asked)).await;
            assert!(!first.contains("passkey-refused"), "a key where words should be: {first}");
            let swapped = |asked: &Value| passkey.answers(asked).replace("\"signature\":\"", "\"signature\":\"AAAA");
            assert_eq!(said(&swapped).await, first);
            // Another account's handle with this passkey's id and key.
            let others = |asked: &Value| {
                let handle = |text: &str| serde_json::from_str::<Value>(text).expect("JSON")["userHandle"].clone();
                let mut answer: Value = serde_json::from_str(&passkey.answers(asked)).expect("JSON");
                answer["userHandle"] = handle(&other.answers(asked));
                answer.to_string()
            };
            assert_eq!(said(&others).await, first);
            for nothing in ["{}".to_owned(), String::new(), "x".repeat(50_000)] {
                assert_eq!(said(&|_| nothing.clone()).await, first);
            }
            passkey.origin = "https://elsewhere.example".to_owned();
            assert_eq!(said(&|asked| passkey.answers(asked)).await, first);
        });
    }

    #[test]
    fn another_origin_no_verification_and_a_count_that_goes_backwards_are_refused() {
        in_the_world(async |world| {
            let (_, mut passkey) = joined(world, "wrong-ways").await;
            let visit = Visit::begins(world).await;
            let home = std::mem::replace(&mut passkey.origin, "https://elsewhere.example".to_owned());
            refused(&visit, 401, &visit.signs_in(&passkey).await);
            passkey.origin = home;
            passkey.verifies = false;
            refused(&visit, 401, &visit.signs_in(&passkey).await);
            passkey.verifies = true;
            passkey.count = 5;
            visit.signs_in(&passkey).await.expect(303);
            for count in [5, 4, 0] {
                passkey.count = count;
                let visit = Visit::begins(world).await;
                refused(&visit, 401, &visit.signs_in(&passkey).await);
            }
            passkey.count = 6;
            Visit::begins(world).await.signs_in(&passkey).await.expect(303);
        });
    }

    #[test]
    fn guessing_has_to_wait_where_it_comes_from_and_holds_nobody_up_elsewhere() {
        in_the_world(async |world| {
            let (_, mut passkey) = joined(world, "guessed-at").await;
            let (visit, elsewhere) = (Visit::begins(world).await, Visit::begins(world).await);
            passkey.verifies = false;
            let mut last = 0;
            for _ in 0..30 {
                last = visit.signs_in(&passkey).await.status;
            }
            assert_eq!(last, 429);
            passkey.verifies = true;
            refused(&visit, 429, &visit.signs_in(&passkey).await);
            elsewhere.signs_in(&passkey).await.expect(303);
        });
    }

    #[test]
    fn a_challenge_is_for_a_page_of_ours_alone() {
        in_the_world(async |world| {
            for path in ["/sign-in/passkey/challenge", "/sign-in/passkey", "/step-up/challenge"] {
                let request = world.door.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
                assert_eq!(request.body("passkey=x").send().await.expect("an answer").status(), 403, "{path}");
            }
            let visit = Visit::begins(world).await;
            visit.sends("/step-up/challenge", &[]).await.expect(401);
        });
    }

    #[test]
    fn help_is_noted_at_an_ordinary_sign_in_too() {
        in_the_world(async |world| {
            let (_, passkey) = joined(world, "helped-to-sign-in").await;
            for (helped, is_noted) in [("yes", true), ("", false)] {
                let visit = Visit::begins(world).await;
                let answer = passkey.answers(&visit.is_asked().await);
                visit.sends("/sign-in/passkey", &[("passkey", &answer), ("helped", helped)]).await.expect(303);
                let account = visit.sees("/account").await.expect(200);
                let present = String::from_utf8_lossy(&account.body).into_owned();
                assert_eq!(present.contains("You said that someone is helping you"), is_noted, "{}", account.asked);
            }
        });
    }
}

mod joining {
    use super::*;

    #[test]
    fn a_passkey_without_verification_or_of_another_site_is_not_taken_and_its_challenge_is_gone() {
        in_the_world(async |world| {
            let (address, code) = invited(world, "made-wrongly").await;
            let wanted = json!({ "address": address, "code": code, "password": PASSWORD, "second": "passkey" });
            let shown = world.door.posts("/enrol", &wanted).await.expect(200).json();
            let mut passkey = Passkey::new(world, &shown["passkey"]);
            passkey.verifies = false;
            let proof = |made: String| json!({ "ticket": shown["ticket"], "code": made });
            let unverified = proof(passkey.is_made(&shown["passkey"]));
            world.door.posts("/enrol/confirm", &unverified).await.expect_problem(401, "passkey-not-made");
            passkey.verifies = true;
            let late = proof(passkey.is_made(&shown["passkey"]));
            world.door.posts("/enrol/confirm", &late).await.expect_problem(401, "passkey-not-made");
            let sign_in = json!({ "address": address, "password": PASSWORD });
            world.door.posts("/sign-in", &sign_in).await.expect_problem(401, "sign-in-failed");
            // Begun anew it works: the letter's code is still good.
            joins(world, &address, &code).await;
        });
    }

    #[test]
    fn joining_anew_ends_every_passkey_that_there_was() {
        in_the_world(async |world| {
            let (address, passkey) = joined(world, "joins-anew").await;
            let visit = Visit::begins(world).await;
            visit.signs_in(&passkey).await.expect(303);
            let session = session(world, &visit).await;
            let person = session["person"].as_str().expect("an id");
            world["health-admin"].posts(&format!("/people/{person}/reset"), &json!({})).await.expect(204);
            let made = world["health-admin-2"].posts(&format!("/people/{person}/codes"), &json!({})).await.expect(201);
            // Until they join anew, nothing changes for them.
            Visit::begins(world).await.signs_in(&passkey).await.expect(303);
            let anew = joins(world, &address, &made.field("code")).await;
            let late = Visit::begins(world).await;
            refused(&late, 401, &late.signs_in(&passkey).await);
            visit.sees("/account").await.expect(401);
            Visit::begins(world).await.signs_in(&anew).await.expect(303);
        });
    }

    #[test]
    fn somebody_who_left_is_refused_as_anybody_unknown() {
        in_the_world(async |world| {
            let (_, passkey) = joined(world, "leaves-with-a-passkey").await;
            let visit = Visit::begins(world).await;
            visit.signs_in(&passkey).await.expect(303);
            let session = session(world, &visit).await;
            let person = session["person"].as_str().expect("an id");
            world["health-admin"].deletes(&format!("/people/{person}")).await.expect(204);
            visit.sees("/account").await.expect(401);
            let after = Visit::begins(world).await;
            refused(&after, 401, &after.signs_in(&passkey).await);
        });
    }
}

mod account {
    use super::*;

    #[test]
    fn a_further_passkey_stands_beside_the_card_and_a_removed_one_lets_nobody_in() {
        in_the_world(async |world| {
            let (person, visit, passkey) = adds(world, "adds-one").await;
            let account = visit.sees("/account").await.expect(200);
            assert!(String::from_utf8_lossy(&account.body).contains("Fy ffôn"));
            let elsewhere = Visit::begins(world).await;
            elsewhere.signs_in(&passkey).await.expect(303);
            person.signs_in_again(&world.door).await;
            let id = field(&account, "id");
            visit.sends("/account/passkeys/remove", &[("id", &id)]).await.expect(303);
            elsewhere.sees("/account").await.expect(401);
            let late = Visit::begins(world).await;
            refused(&late, 401, &late.signs_in(&passkey).await);
            // Twice is once, and nobody removes another's.
            visit.sends("/account/passkeys/remove", &[("id", &id)]).await.expect(404);
        });
    }

    #[test]
    fn the_only_way_in_is_not_removed_and_another_persons_is_not_there() {
        in_the_world(async |world| {
            let (_, passkey) = joined(world, "only-way-in").await;
            let visit = Visit::begins(world).await;
            visit.signs_in(&passkey).await.expect(303);
            let account = visit.sees("/account").await.expect(200);
            let text = String::from_utf8_lossy(&account.body).into_owned();
            assert!(!text.contains("/account/passkeys/remove"), "it is not offered either");
            let (_, others, _) = adds(world, "somebody-elses").await;
            let id = field(&others.sees("/account").await.expect(200), "id");
            visit.sends("/account/passkeys/remove", &[("id", &id)]).await.expect(404);
            // With a second one the first can go; then the second is the last.
            let page = visit.sends("/account/passkeys/new", &[]).await.expect(200);
            let second = Passkey::new(world, &options(&page));
            let (ticket, made) = (field(&page, "ticket"), second.is_made(&options(&page)));
            visit.sends("/account/passkeys", &[("ticket", &ticket), ("passkey", &made)]).await.expect(303);
            let first = field(&visit.sees("/account").await.expect(200), "id");
            visit.sends("/account/passkeys/remove", &[("id", &first)]).await.expect(303);
            let last = page_with_forged_id(world, &visit, &second).await;
            visit.sends("/account/passkeys/remove", &[("id", &last)]).await.expect(409);
            Visit::begins(world).await.signs_in(&second).await.expect(303);
        });
    }

    /// The id of the last passkey, which its own page does not offer to remove: it stands in the database alone.
    async fn page_with_forged_id(world: &World, visit: &Visit, last: &Passkey) -> String {
        // A third one, made and removed again, shows both ids for a moment.
        let page = visit.sends("/account/passkeys/new", &[]).await.expect(200);
        let third = Passkey::new(world, &options(&page));
        let (ticket, made) = (field(&page, "ticket"), third.is_made(&options(&page)));
        visit.sends("/account/passkeys", &[("ticket", &ticket), ("passkey", &made)]).await.expect(303);
        let account = visit.sees("/account").await.expect(200);
        let text = String::from_utf8_lossy(&account.body).into_owned();
        let ids: Vec<_> = text.split("name=\"id\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.len(), 2);
        visit.sends("/account/passkeys/remove", &[("id", ids[1])]).await.expect(303);
        Visit::begins(world).await.signs_in(last).await.expect(303);
        ids[0].to_owned()
    }

    #[test]
    fn making_and_removing_are_for_oneself() {
        in_the_world(async |world| {
            let world_visit = Visit::begins(world).await;
            for path in ["/account/passkeys/new", "/account/passkeys", "/account/passkeys/remove"] {
                world_visit.sends(path, &[]).await.expect(401);
            }
            // A ticket of one person is nobody else's.
            let (_, visit, _) = adds(world, "has-a-ticket").await;
            let (_, other, _) = adds(world, "has-none").await;
            let page = visit.sends("/account/passkeys/new", &[]).await.expect(200);
            let passkey = Passkey::new(world, &options(&page));
            let (ticket, made) = (field(&page, "ticket"), passkey.is_made(&options(&page)));
            let fields = [("ticket", ticket.as_str()), ("passkey", made.as_str())];
            let taken = other.sends("/account/passkeys", &fields).await;
            assert_ne!(taken.status, 303, "{}", taken.text());
            let late = Visit::begins(world).await;
            refused(&late, 401, &late.signs_in(&passkey).await);
        });
    }

    #[test]
    fn a_passkey_confirms_in_the_place_of_a_code_once_and_in_its_own_session_alone() {
        in_the_world(async |world| {
            let (_, visit, passkey) = adds(world, "confirms").await;
            let (_, other, others) = adds(world, "confirms-too").await;
            let asked = visit.sends("/step-up/challenge", &[]).await.expect(200).json();
            assert_eq!(asked["allowCredentials"].as_array().map(Vec::len), Some(1));
            let answer = passkey.answers(&asked);
            let sent = async |visit: &Visit, answer: &str| {
                visit.sends("/step-up", &[("passkey", answer), ("to", "/account")]).await.status
            };
            assert_eq!(sent(&other, &answer).await, 401, "of another session");
            assert_eq!(sent(&other, &others.answers(&asked)).await, 401, "to another session's challenge");
            assert_eq!(sent(&visit, &others.answers(&asked)).await, 401, "another person's passkey");
            assert_eq!(sent(&visit, &answer).await, 401, "the challenge was answered, if wrongly");
            let asked = visit.sends("/step-up/challenge", &[]).await.expect(200).json();
            let answer = passkey.answers(&asked);
            assert_eq!(sent(&visit, &answer).await, 303);
            assert_eq!(sent(&visit, &answer).await, 401, "once");
            // One for signing in is none for confirming.
            let asked = visit.is_asked().await;
            assert_eq!(sent(&visit, &passkey.answers(&asked)).await, 401);
        });
    }
}

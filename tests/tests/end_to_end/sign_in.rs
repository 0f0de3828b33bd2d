//! Two factors, always: enrolment, signing in, what a half-finished sign-in reaches, lockout, sessions and step-up.

mod codes;
mod refused;

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::person::{Door, PASSWORD, Person, begins_with_an_authenticator, enrols_with_a_card, proves_both};
use crate::stage::wire::place;
use crate::stage::world::{World, in_the_world, invites};

/// Somebody new at the health board, invited and not enrolled; their address and code.
pub async fn invited(world: &World, name: &str) -> (String, String) {
    let address = format!("{name}@tair-afon.example");
    let invited = invites(&world["health-admin"], "tair-afon", &address, "clinician").await;
    (address, invited["code"].as_str().expect("a code").to_owned())
}

/// A door at a place that no other test uses, so that its failures are counted for nobody else.
pub fn door(world: &World) -> Door {
    Door::from(&world.gateway, place(), &["h2", "http/1.1"])
}

/// The present, in seconds since 1970.
pub fn seconds() -> i64 {
    crate::stage::now().millis() / 1000
}

mod enrol {
    use super::*;

    #[test]
    fn a_printed_code_is_good_once() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "once").await;
            let card = enrols_with_a_card(&door, &address, &code).await;
            proves_both(&door, &address, &card).await.expect(200);
            let again = json!({ "address": address, "code": code, "password": PASSWORD, "second": "card" });
            door.posts("/enrol", &again).await.expect_problem(401, "enrolment-code-wrong");
        });
    }

    #[test]
    fn a_code_with_another_address_a_wrong_code_and_no_code_get_the_same_answer() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "addressed").await;
            let asked =
                |address: &str, code: &str| json!({ "address": address, "code": code, "password": PASSWORD, "second": "card" });
            let other = door.posts("/enrol", &asked("somebody@else.example", &code)).await;
            let wrong = door.posts("/enrol", &asked(&address, "ABCD-EFGH-JKMN-PQRS")).await;
            let none = door.posts("/enrol", &asked(&address, "")).await;
            assert_eq!((other.text(), wrong.text()), (wrong.text(), none.text()));
            other.expect_problem(401, "enrolment-code-wrong");
        });
    }

    #[test]
    fn a_short_password_and_an_unknown_second_factor_are_refused_and_leave_the_code_good() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "short").await;
            let mut asked = json!({ "address": address, "code": code, "password": "cyfrinach", "second": "card" });
            door.posts("/enrol", &asked).await.expect_problem(422, "password-too-short");
            asked["password"] = PASSWORD.into();
            asked["second"] = "none".into();
            door.posts("/enrol", &asked).await.expect_problem(400, "bad-field");
            enrols_with_a_card(&door, &address, &code).await;
        });
    }

    #[test]
    fn before_the_second_factor_is_proved_the_account_does_not_work() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "unproved").await;
            let (ticket, _) = begins_with_an_authenticator(&door, &address, &code).await;
            let sign_in = json!({ "address": address, "password": PASSWORD });
            door.posts("/sign-in", &sign_in).await.expect_problem(401, "sign-in-failed");
            let wrong = json!({ "ticket": ticket, "code": "000000" });
            door.posts("/enrol/confirm", &wrong).await.expect_problem(401, "code-wrong");
            door.posts("/sign-in", &sign_in).await.expect_problem(401, "sign-in-failed");
            // Nor does the ticket of an enrolment finish a sign-in.
            door.posts("/sign-in/code", &wrong).await.expect_problem(401, "ticket-expired");
        });
    }

    #[test]
    fn a_new_letter_replaces_the_old_one_and_enrolling_anew_ends_every_session() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "anew").await;
            let first = Person::enrols(&door, &address, &code).await;
            // One administrator asks, another makes the code: each time.
            let letter = async || {
                world["health-admin"].posts(&format!("/people/{}/reset", first.id), &json!({})).await.expect(204);
                let made = world["health-admin-2"].posts(&format!("/people/{}/codes", first.id), &json!({})).await;
                made.expect(201).field("code")
            };
            let (lost, found) = (letter().await, letter().await);
            let asked = json!({ "address": address, "code": lost, "password": PASSWORD, "second": "card" });
            door.posts("/enrol", &asked).await.expect_problem(401, "enrolment-code-wrong");
            first.gets("/session").await.expect(200);
            let second = Person::enrols(&door, &address, &found).await;
            second.gets("/session").await.expect(200);
            first.gets("/session").await.expect_problem(401, "session-ended");
            let (sign_in, card) = (json!({ "address": address, "password": PASSWORD }), first.card());
            let ticket = door.posts("/sign-in", &sign_in).await.expect(200);
            let old = json!({ "ticket": ticket.field("ticket"), "code": card[&ticket.field("position")] });
            door.posts("/sign-in/code", &old).await.expect_problem(401, "code-wrong");
        });
    }
}

mod lockout {
    use super::*;

    #[test]
    fn five_wrong_passwords_make_their_place_wait_and_no_other() {
        in_the_world(async |world| {
            let (address, code) = invited(world, "locked").await;
            let (attacker, owner) = (door(world), door(world));
            let card = enrols_with_a_card(&owner, &address, &code).await;
            let wrong = json!({ "address": address, "password": "rhywbeth hollol wahanol" });
            for _ in 0..5 {
                attacker.posts("/sign-in", &wrong).await.expect_problem(401, "sign-in-failed");
            }
            let waits = attacker.posts("/sign-in", &wrong).await.expect_problem(429, "locked-out");
            let seconds: u64 = waits.header("retry-after").parse().expect("seconds to wait");
            assert!((1..=30).contains(&seconds), "{seconds}");
            let right = json!({ "address": address, "password": PASSWORD });
            attacker.posts("/sign-in", &right).await.expect_problem(429, "locked-out");
            proves_both(&owner, &address, &card).await.expect(200);
        });
    }

    #[test]
    fn an_unknown_address_is_locked_out_just_like_a_known_one() {
        in_the_world(async |world| {
            let door = door(world);
            let wrong = json!({ "address": "phantom@nowhere.example", "password": "rhywbeth hollol wahanol" });
            for _ in 0..5 {
                door.posts("/sign-in", &wrong).await.expect_problem(401, "sign-in-failed");
            }
            door.posts("/sign-in", &wrong).await.expect_problem(429, "locked-out");
        });
    }

    #[test]
    fn whoever_signed_in_from_a_place_is_not_held_up_by_what_others_try_there() {
        in_the_world(async |world| {
            let ((known, known_code), (new, new_code)) = (invited(world, "comes-here").await, invited(world, "comes-first").await);
            let (here, elsewhere) = (door(world), door(world));
            let card = enrols_with_a_card(&here, &known, &known_code).await;
            proves_both(&here, &known, &card).await.expect(200);
            let new_card = enrols_with_a_card(&elsewhere, &new, &new_code).await;
            for number in 0..50 {
                let wrong = json!({ "address": format!("nobody-{number}@nowhere.example"), "password": "rhywbeth hollol wahanol" });
                here.posts("/sign-in", &wrong).await.expect_problem(401, "sign-in-failed");
            }
            let right = |address: &str| json!({ "address": address, "password": PASSWORD });
            here.posts("/sign-in", &right(&new)).await.expect_problem(429, "locked-out");
            proves_both(&elsewhere, &new, &new_card).await.expect(200);
            proves_both(&here, &known, &card).await.expect(200);
            let wrong = json!({ "address": known, "password": "rhywbeth hollol wahanol" });
            for _ in 0..5 {
                here.posts("/sign-in", &wrong).await.expect_problem(401, "sign-in-failed");
            }
            here.posts("/sign-in", &right(&known)).await.expect_problem(429, "locked-out");
        });
    }

    #[test]
    fn guessing_enrolment_codes_is_held_back_too() {
        in_the_world(async |world| {
            let (address, code) = invited(world, "guessed").await;
            let (attacker, owner) = (door(world), door(world));
            let guess = json!({ "address": address, "code": "ABCD-EFGH-JKMN-PQRS", "password": PASSWORD, "second": "card" });
            for _ in 0..5 {
                attacker.posts("/enrol", &guess).await.expect_problem(401, "enrolment-code-wrong");
            }
            attacker.posts("/enrol", &guess).await.expect_problem(429, "locked-out");
            enrols_with_a_card(&owner, &address, &code).await;
        });
    }
}

mod session {
    use super::*;

    #[test]
    fn it_ends_at_once_when_told_and_its_token_is_not_renewed() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "signs-out").await;
            let person = Person::enrols(&door, &address, &code).await;
            let token = person.token().await;
            person.signs_out().await;
            person.gets("/session").await.expect_problem(401, "session-ended");
            person.posts("/session/renew", &json!({})).await.expect_problem(401, "session-ended");
            person.holds(&token);
            person.gets("/cases").await.expect_problem(401, "session-ended");
        });
    }

    #[test]
    fn one_of_two_sessions_ends_without_the_other() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "two-sessions").await;
            let first = Person::enrols(&door, &address, &code).await;
            let second = first.signs_in_again(&door).await;
            first.signs_out().await;
            first.gets("/session").await.expect_problem(401, "session-ended");
            let shown = second.gets("/session").await.expect(200);
            assert_eq!(shown.field("person"), second.id);
            assert_eq!(shown.field("role"), "clinician");
        });
    }

    #[test]
    fn a_renewed_token_stands_for_the_same_session() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "renews").await;
            let person = Person::enrols(&door, &address, &code).await;
            let old = person.token().await;
            let renewed = person.posts("/session/renew", &json!({})).await.expect(200).field("token");
            person.holds(&renewed);
            person.gets("/session").await.expect(200);
            person.signs_out().await;
            person.holds(&old);
            person.gets("/session").await.expect_problem(401, "session-ended");
        });
    }

    #[test]
    fn a_token_that_is_unsigned_altered_or_of_another_kind_is_none() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "forger").await;
            let person = Person::enrols(&door, &address, &code).await;
            let token = person.token().await;
            let parts: Vec<&str> = token.split('.').collect();
            let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
            let hmac = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
            let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).expect("base64url")).expect("JSON");
            let other = URL_SAFE_NO_PAD.encode(claims.replace(&person.id, &world["health-admin"].id));
            let receipt = world["health-admin"].gets("/keys").await.expect(200).json()["receipts"]["x"].to_string();
            for forged in [
                format!("{none}.{}.", parts[1]),
                format!("{none}.{}.{}", parts[1], parts[2]),
                format!("{hmac}.{}.{}", parts[1], parts[2]),
                format!("{}.{other}.{}", parts[0], parts[2]),
                format!("{}.{}.{}", parts[0], parts[1], &parts[2][..parts[2].len() - 2]),
                receipt.trim_matches('"').to_owned(),
                "x".repeat(4000),
            ] {
                person.holds(&forged);
                let answer = person.gets("/session").await;
                assert_eq!(answer.status, 401, "{forged:.80}: {}", answer.text());
            }
            person.holds(&token);
            person.gets("/session").await.expect(200);
        });
    }
}

mod step_up {
    use super::*;

    #[test]
    fn a_code_is_good_once_and_a_wrong_one_is_counted() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "steps-up").await;
            let person = Person::enrols(&door, &address, &code).await;
            let position = person.gets("/session").await.expect(200).field("position");
            let code = json!({ "code": person.card()[&position] });
            person.posts("/session/step-up", &code).await.expect(204);
            person.posts("/session/step-up", &code).await.expect_problem(401, "code-wrong");
            for _ in 0..4 {
                person.posts("/session/step-up", &json!({ "code": "AAAAAA" })).await.expect_problem(401, "code-wrong");
            }
            person.posts("/session/step-up", &json!({ "code": "AAAAAA" })).await.expect_problem(429, "locked-out");
        });
    }
}

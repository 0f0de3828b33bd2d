//! Two factors, always: enrolment, signing in, what a half-finished sign-in reaches, lockout, sessions and step-up.

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
            let admin = &world["health-admin"];
            let letter = |answer: crate::stage::answer::Answer| answer.expect(201).field("code");
            let lost = letter(admin.posts(&format!("/people/{}/codes", first.id), &json!({})).await);
            let found = letter(admin.posts(&format!("/people/{}/codes", first.id), &json!({})).await);
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

mod codes {
    use super::*;

    #[test]
    fn an_authenticators_code_signs_in_once() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "totp-once").await;
            let (ticket, secret) = begins_with_an_authenticator(&door, &address, &code).await;
            let first = secret.code_at(seconds());
            door.posts("/enrol/confirm", &json!({ "ticket": ticket, "code": *first })).await.expect(204);

            let sign_in = json!({ "address": address, "password": PASSWORD });
            let ticket = door.posts("/sign-in", &sign_in).await.expect(200);
            assert_eq!(ticket.field("second"), "totp");
            let step = |code: &str| json!({ "ticket": ticket.field("ticket"), "code": code });
            door.posts("/sign-in/code", &step(&first)).await.expect_problem(401, "code-wrong");
            let next = secret.code_at(seconds() + 30);
            door.posts("/sign-in/code", &step(&next)).await.expect(200);

            let other = door.posts("/sign-in", &sign_in).await.expect(200).field("ticket");
            let replay = json!({ "ticket": other, "code": *next });
            door.posts("/sign-in/code", &replay).await.expect_problem(401, "code-wrong");
        });
    }

    #[test]
    fn a_cards_code_signs_in_once_and_only_the_one_that_was_asked_for_does() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "card-once").await;
            let card = enrols_with_a_card(&door, &address, &code).await;
            let sign_in = json!({ "address": address, "password": PASSWORD });
            let ticket = door.posts("/sign-in", &sign_in).await.expect(200);
            let asked = ticket.field("position");
            let another = card.iter().find(|(position, _)| **position != asked).map(|(_, code)| code.clone());
            let step = |code: &str| json!({ "ticket": ticket.field("ticket"), "code": code });
            door.posts("/sign-in/code", &step(&another.expect("a card has many"))).await.expect_problem(401, "code-wrong");
            door.posts("/sign-in/code", &step(&card[&asked])).await.expect(200);
            door.posts("/sign-in/code", &step(&card[&asked])).await.expect_problem(401, "ticket-expired");

            let ticket = door.posts("/sign-in", &sign_in).await.expect(200);
            assert_ne!(ticket.field("position"), asked, "a used code is never asked for again");
            let used = json!({ "ticket": ticket.field("ticket"), "code": card[&asked] });
            door.posts("/sign-in/code", &used).await.expect_problem(401, "code-wrong");
        });
    }

    #[test]
    fn a_ticket_bears_five_wrong_codes_and_is_then_dead_even_for_the_right_one() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "tried").await;
            let card = enrols_with_a_card(&door, &address, &code).await;
            let ticket = door.posts("/sign-in", &json!({ "address": address, "password": PASSWORD })).await.expect(200);
            let step = |code: &str| json!({ "ticket": ticket.field("ticket"), "code": code });
            for _ in 0..5 {
                door.posts("/sign-in/code", &step("AAAAAA")).await.expect_problem(401, "code-wrong");
            }
            let right = &card[&ticket.field("position")];
            door.posts("/sign-in/code", &step(right)).await.expect_problem(401, "ticket-expired");
        });
    }

    #[test]
    fn many_tickets_do_not_buy_more_tries_at_the_second_factor() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "many-tickets").await;
            enrols_with_a_card(&door, &address, &code).await;
            let mut tries = 0;
            for _ in 0..12 {
                let ticket = door.posts("/sign-in", &json!({ "address": address, "password": PASSWORD })).await;
                if ticket.status == 429 {
                    assert!(tries <= 30, "{tries} codes could be tried");
                    return;
                }
                let ticket = ticket.expect(200).field("ticket");
                for _ in 0..5 {
                    let answer = door.posts("/sign-in/code", &json!({ "ticket": ticket, "code": "AAAAAA" })).await;
                    tries += usize::from(answer.code() == "code-wrong");
                }
            }
            panic!("{tries} codes could be tried with the password alone, and none had to wait");
        });
    }
}

mod refused {
    use super::*;

    #[test]
    fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
        in_the_world(async |world| {
            let door = door(world);
            let known = &world["clinician"].address;
            let wrong = door.posts("/sign-in", &json!({ "address": known, "password": "dim byd o'r fath beth" })).await;
            let unknown = json!({ "address": "nobody@nowhere.example", "password": "dim byd o'r fath beth" });
            let unknown = door.posts("/sign-in", &unknown).await;
            assert_eq!(wrong.text(), unknown.text());
            wrong.expect_problem(401, "sign-in-failed");
        });
    }

    #[test]
    fn a_half_finished_sign_in_reaches_no_route_of_the_interface() {
        in_the_world(async |world| {
            let door = door(world);
            let (address, code) = invited(world, "half").await;
            enrols_with_a_card(&door, &address, &code).await;
            let ticket =
                door.posts("/sign-in", &json!({ "address": address, "password": PASSWORD })).await.expect(200).field("ticket");
            let document = door.gets("/api/v1/openapi.json").await.expect(200).json();
            let routes = operations(&document);
            assert!(routes.len() > 40, "the description names {} operations", routes.len());
            for (method, path, _) in &routes {
                if PUBLIC.contains(&(method.as_str(), path.as_str())) {
                    continue;
                }
                for credential in [format!("Bearer {ticket}"), format!("Basic {ticket}"), String::new()] {
                    let path = path.replace(['{', '}'], "");
                    let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
                    let mut request = door.request(method.clone(), &path).json(&json!({}));
                    if !credential.is_empty() {
                        request = request.header("authorization", credential.clone());
                    }
                    let status = request.send().await.expect("an answer").status().as_u16();
                    assert_eq!(status, 401, "{method} {path} with {credential:.12}");
                }
            }
        });
    }

    /// What answers without a session, and nothing else: the ways in, and the public keys that receipts are checked with.
    const PUBLIC: [(&str, &str); 7] = [
        ("get", "/api/v1/keys"),
        ("post", "/api/v1/sign-in"),
        ("post", "/api/v1/sign-in/code"),
        ("post", "/api/v1/enrol"),
        ("post", "/api/v1/enrol/confirm"),
        ("post", "/api/v1/devices"),
        ("post", "/api/v1/devices/sign-in"),
    ];

    #[test]
    fn the_description_names_exactly_the_ways_in_as_open_to_all() {
        in_the_world(async |world| {
            let document = world.door.gets("/api/v1/openapi.json").await.expect(200).json();
            assert_eq!(document["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
            let open = operations(&document).into_iter().filter(|(.., secured)| !secured);
            let open: BTreeSet<(String, String)> = open.map(|(method, path, _)| (method, path)).collect();
            let public: BTreeSet<(String, String)> =
                PUBLIC.iter().map(|(method, path)| ((*method).into(), (*path).into())).collect();
            assert_eq!(open, public);
        });
    }

    /// Method, path and whether a session is asked for, of every operation.
    fn operations(document: &Value) -> Vec<(String, String, bool)> {
        let mut found = Vec::new();
        for (path, item) in document["paths"].as_object().expect("the description has paths") {
            for (method, operation) in item.as_object().expect("a path has operations") {
                if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                    found.push((method.clone(), path.clone(), operation["security"].is_array()));
                }
            }
        }
        found
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

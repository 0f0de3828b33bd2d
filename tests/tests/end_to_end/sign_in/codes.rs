//! Codes: each once, and of one’s own factor.

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

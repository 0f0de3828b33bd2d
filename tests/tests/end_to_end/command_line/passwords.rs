//! Passwords, as they are chosen and typed at a terminal.

use super::*;

/// Invites a teacher; gives what they type to enrol with a card.
async fn invited(world: &World, address: &str) -> Vec<String> {
    let code = invites(&world["school-admin"], SCHOOL, address, "alnco").await["code"].as_str().expect("a code").to_owned();
    let mut words: Vec<String> = ["enrol", "person", "--second", "card", "--code"].map(str::to_owned).into();
    words.push(code);
    words.extend(at_the_gateway(world, address));
    words
}

fn at_the_gateway(world: &World, address: &str) -> [String; 6] {
    let gateway = format!("https://localhost:{}", world.gateway.address().port());
    let authority = world.gateway.authority().display().to_string();
    ["--address".into(), address.into(), "--gateway".into(), gateway, "--ca-file".into(), authority]
}

fn words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

#[test]
fn a_new_one_is_asked_for_twice_until_it_can_be_one_and_is_the_same_and_never_shown() {
    in_the_world(async |world| {
        let desk = Desk::new();
        let address = "twice@nant-y-wennol.example";
        let enrol = invited(world, address).await;
        let mut terminal = desk.terminal(&words(&enrol), "");
        terminal.shows("New password:").types("rhy fyr").shows("at least 12 characters");
        terminal.shows("New password:").types(PASSWORD).shows("The same again:").types("rhywbeth arall yn llwyr");
        terminal.shows("two different passwords");
        terminal.shows("New password:").types(PASSWORD).shows("The same again:").types(PASSWORD);
        let card = terminal.takes_card();
        let (exit, screen) = terminal.ends();
        assert_eq!(exit, 0, "{screen}");
        for typed in ["rhy fyr", PASSWORD, "rhywbeth arall"] {
            assert!(!screen.contains(typed), "what was typed is not shown: {screen}");
        }

        let make = [&["enrol".to_owned(), "code".to_owned()][..], &at_the_gateway(world, address)].concat();
        let mut terminal = desk.terminal(&words(&make), "");
        terminal.shows("Password:").types(PASSWORD);
        terminal.gives_code(&card);
        let (exit, screen) = terminal.ends();
        assert_eq!(exit, 0, "the password that was chosen signs in, typed once: {screen}");
    });
}

#[test]
fn somebody_who_chooses_none_in_three_tries_is_told_to_begin_again_and_their_code_is_still_good() {
    in_the_world(async |world| {
        let desk = Desk::new();
        let enrol = invited(world, "thrice@nant-y-wennol.example").await;
        let mut terminal = desk.terminal(&words(&enrol), "");
        for _ in 0..3 {
            terminal.shows("New password:").types("").shows("at least 12 characters");
        }
        let (exit, screen) = terminal.ends();
        assert_eq!(exit, 1, "{screen}");
        assert!(screen.contains("begin again with the same one-time code"), "{screen}");
        let mut again = desk.terminal(&words(&enrol), "");
        again.shows("New password:").types(PASSWORD).shows("The same again:").types(PASSWORD).shows("Print this card");
    });
}

#[test]
fn a_terminal_that_was_left_with_ctrl_c_shows_again_what_is_typed() {
    let desk = Desk::new();
    let nowhere = ["enrol", "code", "--gateway", "https://127.0.0.1:9", "--address", "mari@bryn.example"];
    let mut terminal = desk.terminal(&nowhere, "; echo \"ended $?\"; stty -a");
    terminal.shows("Password:").presses("\u{3}").shows("ended 130");
    let (_, screen) = terminal.ends();
    assert!(screen.contains(" echo ") && !screen.contains("-echo "), "{screen}");
}

//! The first real set-up, as the README tells it.

use super::*;

/// Somebody at this desk makes their account with a card; then it is their device.
fn enrols(desk: &Desk, gateway: &[&str], address: &str, code: &str) {
    let mut terminal =
        desk.terminal(&[&["enrol", "person", "--second", "card", "--address", address, "--code", code], gateway].concat(), "");
    terminal.shows("New password:").types(PASSWORD).shows("The same again:").types(PASSWORD);
    let card = terminal.takes_card();
    let (exit, screen) = terminal.ends();
    assert_eq!(exit, 0, "{screen}");
    let mut terminal = desk.terminal(&[&["--json", "enrol", "code", "--address", address], gateway].concat(), "");
    terminal.shows("Password:").types(PASSWORD);
    terminal.gives_code(&card).shows("\"code\": \"");
    let (exit, screen) = terminal.ends();
    assert_eq!(exit, 0, "{screen}");
    let code = screen.rsplit_once("\"code\": \"").and_then(|(_, rest)| rest.split('"').next()).expect("it was waited for");
    let enrolled = desk.runs(&[&["enrol", "device", "--code", code], gateway].concat());
    assert_eq!(code_of(&enrolled), 0, "{}", said(&enrolled));
    let mut terminal = desk.terminal(&["agency", "list"], "");
    terminal.gives_code(&card);
    let (exit, screen) = terminal.ends();
    assert_eq!(exit, 0, "{screen}");
}

fn json_of(desk: &Desk, arguments: &[&str]) -> Value {
    let output = desk.runs(&[&["--json"], arguments].concat());
    assert_eq!(code_of(&output), 0, "{arguments:?}: {}", said(&output));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn goes_as_the_readme_says_from_an_empty_folder_to_an_agency_that_has_signed() {
    let recovery = porthor_keys::recipient::Identity::generate().recipient().to_string();
    let options = ["--recovery", &recovery, "--origin", "porth.example/log", "--operator", "you@agency.example"];
    let gateway = Gateway::set_up_in_production(&options);
    gateway.serve();
    let (url, authority) = (format!("https://localhost:{}", gateway.address().port()), gateway.authority());
    let reached = ["--gateway", &url, "--ca-file", path(&authority)];
    let operator = Desk::new();
    enrols(&operator, &reached, &gateway.operator().address, &gateway.operator().code);
    let names = ["--name-en", "Dawnvale", "--name-cy", "Dyffryn Gwawr"];
    json_of(&operator, &[&["agency", "create", "dyffryn-gwawr", "--kind", "council"], &names[..]].concat());
    let mut administrators = Vec::new();
    for address in ["mari@gwawr.example", "huw@gwawr.example"] {
        let invite = ["person", "invite", "dyffryn-gwawr", "--role", "agency-administrator", "--name", "M", "--address", address];
        let invited = json_of(&operator, &invite);
        let desk = Desk::new();
        enrols(&desk, &reached, address, invited["code"].as_str().expect("a code"));
        administrators.push(desk);
    }
    json_of(&operator, &["agency", "live", "dyffryn-gwawr"]);
    let signed = administrators[0].runs(&["protocol", "sign", "aln-support", "1"]);
    assert_eq!(code_of(&signed), 0, "{}", said(&signed));
    let shown = json_of(&administrators[1], &["protocol", "show", "aln-support", "1"]);
    assert!(shown["signatures"].to_string().contains("dyffryn-gwawr"), "{shown}");
}

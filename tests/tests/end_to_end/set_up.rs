//! Setting a gateway up as in production: what `porthor init` is given is what the gateway serves with, and what is edited afterwards
//! all the same is refused with what to do.

use std::process::Output;

use porthor_keys::recipient::Identity;
use porthor_tests::gateway::Gateway;
use serde_json::Value;

use crate::stage::person::{Door, Person};
use crate::stage::world::alone;

const ORIGIN: &str = "porth.example/log";

fn set_up() -> Gateway {
    let recovery = Identity::generate().recipient().to_string();
    Gateway::set_up_in_production(&["--origin", ORIGIN, "--recovery", &recovery, "--operator", "sioned@cyngor.example"])
}

fn verifies(gateway: &Gateway) -> Output {
    gateway.porthor(&["audit", "verify", "--config", &gateway.configuration().display().to_string()])
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_first_event_stands_in_the_database_and_under_the_origin_that_the_gateway_then_serves_with() {
    let gateway = set_up();
    let verified = verifies(&gateway);
    assert_eq!(verified.status.code(), Some(0), "before it ever served: {}", said(&verified));
    assert!(said(&verified).contains("1 entries"), "the operator's invitation: {}", said(&verified));
    gateway.serve();
    alone(async {
        let door = Door::of(&gateway);
        let invited = gateway.operator();
        assert_eq!(invited.address, "sioned@cyngor.example");
        Person::enrols(&door, &invited.address, &invited.code).await;
        let checkpoint = door.gets("/log/checkpoint").await.expect(200).text();
        assert!(checkpoint.starts_with(&format!("{ORIGIN}\n")), "{checkpoint}");
    });
    let verified = verifies(&gateway);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    let shown = gateway.porthor(&["--json", "keys", "show", "--config", &gateway.configuration().display().to_string()]);
    let shown: Value = serde_json::from_slice(&shown.stdout).expect("JSON");
    assert!(shown["log"].as_str().is_some_and(|key| key.starts_with(ORIGIN)), "{shown}");
}

#[test]
fn an_origin_that_is_edited_afterwards_is_refused_by_every_command_and_both_names_are_told() {
    let gateway = set_up();
    gateway.set("origin", "\"another.example/log\"");
    let (status, log) = gateway.fails_to_serve();
    let verified = verifies(&gateway);
    assert_eq!((status.code(), verified.status.code()), (Some(1), Some(1)));
    for told in [log, said(&verified)] {
        assert!(told.contains(ORIGIN) && told.contains("another.example/log"), "{told}");
        assert!(told.contains("Put origin"), "it says what to do: {told}");
    }
    gateway.set("origin", &format!("\"{ORIGIN}\""));
    assert_eq!(verifies(&gateway).status.code(), Some(0));
    gateway.serve();
}

#[test]
fn a_database_that_is_edited_afterwards_has_nobody_in_it_and_serves_once_an_operator_is_made_there() {
    let gateway = set_up();
    gateway.set("database", &format!("\"{}\"", gateway.another_database()));
    let (status, log) = gateway.fails_to_serve();
    let verified = verifies(&gateway);
    assert_eq!((status.code(), verified.status.code()), (Some(1), Some(1)));
    for told in [log, said(&verified)] {
        assert!(told.contains("nobody in this database") && told.contains("init --operator-code"), "{told}");
    }
    let home = gateway.home().display().to_string();
    let made = gateway.porthor(&["init", "--operator-code", "--operator", "sioned@cyngor.example", &home]);
    assert_eq!(made.status.code(), Some(0), "what was told helps: {}", said(&made));
    gateway.serve();
}

#[test]
fn a_database_is_named_once_and_without_its_password() {
    let gateway = Gateway::set_up();
    let folder = gateway.folder().join("second").display().to_string();
    let recovery = Identity::generate().recipient().to_string();
    let init = |database: &str| {
        let options = ["init", "--origin", ORIGIN, "--recovery", &recovery, "--database", database, &folder];
        let refused = gateway.porthor(&options);
        assert_ne!(refused.status.code(), Some(0), "{}", said(&refused));
        assert!(!gateway.folder().join("second").exists(), "nothing was made");
        said(&refused)
    };
    assert!(init("sqlite:porthor.db").contains("PORTHOR_STORAGE_DATABASE"), "the variable would win in silence");
    gateway.set_variable("PORTHOR_STORAGE_DATABASE", "");
    let told = init("postgres://porthor:hunter2@db.example/porthor");
    assert!(told.contains("password") && !told.contains("hunter2"), "{told}");
}

//! What is held back: by a real scanner, with one harmless signature, and by nobody having signed it.

use porthor_tests::clamd::{FOUND, NAME, clamd, clamd_at};
use reqwest::Method;
use serde_json::{Value, json};

use crate::command_line::{ABOUT, Desk, code_of, path, said};
use crate::stage::browser::Browser;
use crate::stage::case::{Case, Draft};
use crate::stage::person::Person;
use crate::stage::world::{World, in_a_world_of_its_own};

/// A report with what the scanner finds.
fn infected() -> Draft {
    let mut draft = Draft::pdf(70_000);
    draft.bytes[65_520..65_520 + FOUND.len()].copy_from_slice(FOUND.as_bytes());
    draft
}

async fn held(coordinator: &Person, case: &Case) -> Value {
    coordinator.gets(&case.path("/quarantine")).await.expect(200).json()
}

/// What is on record of the case, the newest last.
async fn recorded(world: &World, case: &Case, kind: &str) -> Vec<Value> {
    let events = world["officer"].gets(&format!("/audit/events?case={}&limit=200", case.id)).await.expect(200).items();
    let mut found = Vec::new();
    for event in events.iter().filter(|event| event["kind"] == kind) {
        let opened = world["officer"].gets(&format!("/audit/events/{}", event["seq"])).await.expect(200).json();
        found.push(opened["event"].clone());
    }
    found
}

/// Waits until `free` of the case's reports are free.
async fn waits_until_free(coordinator: &Person, case: &Case, left: usize) {
    for _ in 0..200 {
        if held(coordinator, case).await.as_array().expect("a list").len() == left {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("still held back: {}", held(coordinator, case).await);
}

#[test]
fn what_a_scanner_finds_is_held_back_told_to_its_sender_and_turned_away() {
    let scanner = clamd();
    let at = format!("\"tcp:{}\"", scanner.address());
    in_a_world_of_its_own(&[("clamd", &at)], async |world| {
        let (clinician, coordinator) = (&world["clinician"], &world["coordinator"]);
        let case = world.case().await;
        world["mother"].has_granted(&case, "nant-y-wennol").await;
        let clean = clinician.pushes(&case, &Draft::pdf(70_000)).await.expect(201).json();
        assert_eq!(clean["held_for"], Value::Null, "{clean}");
        let clean = clean["id"].as_str().expect("an id");
        world["school"].opens(&case, clean).await.expect(200);

        // Plain or sealed, whole or in pieces: it is looked at all the same.
        let first = infected();
        let plain = clinician.pushes(&case, &first).await.expect(201).json();
        assert_eq!(plain["held_for"], json!(["infected"]), "{plain}");
        let sealed =
            clinician.pushes(&case, &first.sealed_to(&case.recipient)).await.expect_problem(409, "duplicate-report").json();
        assert_eq!(sealed["report"], plain["id"], "the same content, recognised");
        let other = Draft { bytes: [infected().bytes, b"%".to_vec()].concat(), ..infected() };
        let sealed = clinician.pushes(&case, &other.sealed_to(&case.recipient)).await.expect(201).json();
        assert_eq!(sealed["held_for"], json!(["infected"]), "{sealed}");

        let report = plain["id"].as_str().expect("an id");
        let refused = world["school"].opens(&case, report).await.expect_problem(403, "refused").json();
        assert!(refused["reasons"].as_array().is_some_and(|all| all.iter().any(|one| one["code"] == "quarantined")), "{refused}");
        clinician.opens(&case, report).await.expect_problem(403, "refused");
        assert!(!world["school"].lists(&case).await.contains(&report.to_owned()), "no other agency learns of it");
        assert!(clinician.lists(&case).await.contains(&report.to_owned()), "its own does");
        coordinator.posts(&case.path(&format!("/quarantine/{report}/acceptance")), &json!({})).await.expect_problem(403, "refused");
        assert_eq!(held(coordinator, &case).await.as_array().map(Vec::len), Some(2));
        let pushed = recorded(&world, &case, "report-pushed").await;
        let details: Vec<&Value> = pushed.iter().map(|event| &event["details"]["malware"]).collect();
        assert!(details.contains(&&json!("clean")) && details.contains(&&json!("infected")), "{pushed:?}");
        assert!(
            pushed.iter().any(|event| event["details"]["signature"].as_str().is_some_and(|name| name.starts_with(NAME))),
            "{pushed:?}"
        );

        for (who, status) in [("clinician", 403), ("school", 403), ("mother", 403), ("other-coordinator", 404)] {
            for path in [format!("/quarantine/{report}"), "/quarantine".to_owned()] {
                let method = if path == "/quarantine" { Method::GET } else { Method::DELETE };
                let request = world[who].request(method, &case.path(&path)).await;
                assert_eq!(world[who].sends(request).await.status, status, "{who} {path}");
            }
        }
        coordinator.deletes(&case.path(&format!("/quarantine/{report}"))).await.expect(204);
        coordinator.deletes(&case.path(&format!("/quarantine/{report}"))).await.expect(403);
        clinician.opens(&case, report).await.expect(403);
        let again = clinician.pushes(&case, &Draft::pdf(500)).await.expect(201).json();
        assert_eq!(again["held_for"], Value::Null);
        assert_eq!(recorded(&world, &case, "report-turned-away").await.len(), 1);
        drop(scanner);
    });
}

#[test]
fn without_its_scanner_a_report_waits_and_is_free_once_the_scanner_is_back() {
    let scanner = clamd();
    let address = scanner.address();
    let at = format!("\"tcp:{address}\"");
    in_a_world_of_its_own(&[("clamd", &at), ("again_seconds", "1")], async |world| {
        let (clinician, coordinator) = (&world["clinician"], &world["coordinator"]);
        let case = world.case().await;
        // What it never can look at, being too large for it, holds nothing else up.
        let large = clinician.pushes(&case, &Draft::pdf(9 * 1024 * 1024)).await.expect(201).json();
        assert_eq!(large["held_for"], json!(["unscanned"]));
        drop(scanner);
        let waits = clinician.pushes(&case, &Draft::pdf(300_000)).await.expect(201).json();
        assert_eq!(waits["held_for"], json!(["unscanned"]), "acknowledged, kept and held back: {waits}");
        let bad = clinician.pushes(&case, &infected()).await.expect(201).json();
        assert_eq!(bad["held_for"], json!(["unscanned"]));
        let report = waits["id"].as_str().expect("an id");
        clinician.opens(&case, report).await.expect_problem(403, "refused");
        coordinator.posts(&case.path(&format!("/quarantine/{report}/acceptance")), &json!({})).await.expect_problem(403, "refused");
        coordinator.brings_scan(&case, Draft::pdf(5000).bytes).await.expect_problem(503, "scanner-away");

        let back = clamd_at(address);
        waits_until_free(coordinator, &case, 2).await;
        clinician.opens(&case, report).await.expect(200);
        let is_found = async || {
            let left = held(coordinator, &case).await;
            let all = left.as_array().expect("a list").clone();
            all.iter().any(|one| one["report"]["id"] == bad["id"] && one["held_for"] == json!(["infected"]))
        };
        for _ in 0..100 {
            if is_found().await {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert!(is_found().await, "{}", held(coordinator, &case).await);
        assert_eq!(recorded(&world, &case, "report-scanned").await.len(), 2);
        coordinator.brings_scan(&case, infected().bytes).await.expect_problem(422, "paper-infected");
        coordinator.brings_scan(&case, Draft::pdf(5000).bytes).await.expect(201);
        drop(back);
    });
}

#[test]
fn who_pushes_from_the_command_line_or_a_page_is_told_what_is_held_back() {
    let scanner = clamd();
    let at = format!("\"tcp:{}\"", scanner.address());
    in_a_world_of_its_own(&[("clamd", &at)], async |world| {
        let case = world.case().await;
        let desk = Desk::of(&world, &world["clinician"]).await;
        let file = desk.file("letter.pdf", &infected().bytes);
        let pushed = desk.runs_among(&[], &[&["push", case.id.as_str(), path(&file)][..], &ABOUT].concat()).await;
        assert_eq!(code_of(&pushed), 0, "it arrived, and stays: {}", said(&pushed));
        assert!(said(&pushed).contains("The virus scanner found something in this report"), "{}", said(&pushed));
        let mut browser = Browser::of(&world.gateway, &world["clinician"]).await;
        let stored = browser.visits(&format!("/desk/{}/push/stored?held=infected,%3Cb%3E", case.id)).await.expect(200);
        assert!(stored.text.contains("The virus scanner found something") && !stored.text.contains("<b>"), "{}", stored.text);
        drop(scanner);
    });
}

#[test]
fn what_is_too_large_for_the_scanner_is_held_back_and_not_lost() {
    let scanner = clamd();
    let at = format!("\"tcp:{}\"", scanner.address());
    in_a_world_of_its_own(&[("clamd", &at)], async |world| {
        let case = world.case().await;
        let large = Draft::pdf(9 * 1024 * 1024);
        let pushed = world["clinician"].pushes(&case, &large).await.expect(201).json();
        assert_eq!(pushed["held_for"], json!(["unscanned"]), "{pushed}");
        drop(scanner);
    });
}

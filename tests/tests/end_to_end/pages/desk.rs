//! What staff do from the desk beside pushing and asking: open a case and a report, hand a part over, record a spoken consent, and bring
//! a report for a clinician.

use std::time::Duration;

use porthor_keys::recipient::Identity;
use serde_json::json;

use super::Walk;
use super::access::second_coordinator;
use crate::stage::case::{Case, Draft};
use crate::stage::person::Person;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world, invites};

/// The involvement of somebody on a case.
pub async fn part_of(world: &World, case: &Case, person: &Person) -> String {
    let shown = world["coordinator"].gets(&case.path("")).await.expect(200).json();
    let parts = shown["involvements"].as_array().expect("parts");
    let part = parts.iter().find(|part| part["fact"]["person"] == json!(person.id)).expect("they are on the case");
    part["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_co_ordinator_opens_a_case_from_the_desk() {
    in_the_world(async |world| {
        let coordinator = second_coordinator(world, "opens-a-case").await;
        for walk in Walk::each() {
            let name = format!("Mabli Dychmygol {}", walk.name);
            let mut input = coordinator.at_a_browser();
            input["child"] = json!(name);
            let walked = walk.takes(&world.gateway, "desk-open-case", input);
            let case = format!("/cases/{}", walked["opened"].as_str().expect("the case's id"));
            let opened = coordinator.gets(&case).await.expect(200).json();
            assert_eq!((opened["name"].as_str(), opened["born"].as_str()), (Some(name.as_str()), Some("2017-05-17")), "{opened}");
        }
    });
}

#[test]
fn a_part_is_handed_over_and_who_had_it_finds_nothing_any_more() {
    in_the_world(async |world| {
        let coordinator = second_coordinator(world, "hands-over").await;
        for walk in Walk::each() {
            let case = world.case().await;
            let input = json!({
                "case": case.id, "part": part_of(world, &case, &world["clinician"]).await,
                "coordinator": coordinator.at_a_browser(), "clinician": world["clinician"].at_a_browser(),
                "colleague": world["colleague"].at_a_browser(),
            });
            let _ = walk.takes(&world.gateway, "desk-hand-over", input);
        }
    });
}

#[test]
fn a_spoken_consent_is_recorded_with_its_witness_and_without_a_paper() {
    in_the_world(async |world| {
        let coordinator = second_coordinator(world, "hears-a-consent").await;
        for walk in Walk::each() {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
            let mut input = coordinator.at_a_browser();
            input["case"] = json!(case.id);
            input["giver"] = json!(world["mother"].id);
            input["witness"] = json!(world["clinician"].id);
            input["reads"] = json!("en");
            input["name"] = json!("Enw co ordinator");
            let _ = walk.takes(&world.gateway, "desk-spoken", input);
            let consents = world["mother"].gets(&case.path("/consents")).await.expect(200).items();
            let evidence = &consents[0]["grant"]["evidence"];
            assert_eq!(evidence["spoken"]["witness"], json!(world["clinician"].id), "{evidence}");
            assert_eq!(consents[0]["state"], "withdrawn", "by telephone");
            world["school"].opens(&case, &report).await.expect(403);
        }
    });
}

#[test]
fn administrative_support_brings_a_clinicians_report_and_sees_none() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let case = world.case().await;
            let address = format!("support-{}@tair-afon.example", walk.name);
            let invited = invites(&world["health-admin"], "tair-afon", &address, "administrative-support").await;
            let support = Person::enrols(&world.door, &address, invited["code"].as_str().expect("a code")).await;
            let part = json!({ "agency": "tair-afon", "person": support.id, "role": "administrative-support" });
            world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
            let mut input = support.at_a_browser();
            input["case"] = json!(case.id);
            input["child"] = json!("Plentyn Dychmygol");
            input["author"] = json!(world["clinician"].id);
            let _ = walk.takes(&world.gateway, "desk-support", input);
            let reports = world["clinician"].gets(&case.path("/reports")).await.expect(200).items();
            assert_eq!(reports.len(), 1, "{reports:?}");
            assert_eq!(reports[0]["report"]["author"], json!(world["clinician"].id), "whose it is: {reports:?}");
        }
    });
}

#[test]
fn a_sensitive_report_is_opened_after_the_code_that_is_asked_for() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(900).with("class", "sensitive")).await;
        world["mother"].has_granted(&case, "nant-y-wennol").await;
        let recipient = json!({ "recipient": Identity::generate().recipient().to_string() });
        world["school-admin"].puts("/agencies/nant-y-wennol/recipient", &recipient).await.expect(200);
        // A code counts for a minute here, not for fifteen: nobody should have to wait longer for it to be old.
        let taxonomy = include_str!("../../../../config/taxonomy.toml");
        assert!(taxonomy.contains("step_up_minutes = 15"));
        let stricter = taxonomy.replace("step_up_minutes = 15", "step_up_minutes = 1");
        std::fs::write(world.gateway.home().join("taxonomy.toml"), stricter).expect("written");
        world.gateway.set("taxonomy", "\"taxonomy.toml\"");
        world.gateway.restart();
        let mut sessions = Vec::new();
        for _ in Walk::each() {
            sessions.push(world["school"].signs_in_again(&world.door).await);
        }
        let youngest = sessions.last().expect("there are walks");
        while youngest.opens(&case, &report).await.code() != "step-up-needed" {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        for (walk, session) in Walk::each().iter().zip(&sessions) {
            let mut input = session.at_a_browser();
            input["case"] = json!(case.id);
            input["report"] = json!(report);
            input["token"] = json!(session.token().await);
            let walked = walk.takes(&world.gateway, "desk-open", input);
            assert_eq!(walked["file"], "assessment.pdf");
        }
    });
}

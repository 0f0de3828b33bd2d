//! Emergency access: who may declare one, what it opens and for how long, who ends it, and that it stands out in the record.

use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::case::{Case, Draft};
use crate::stage::person::Person;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

const REASON: &str = "Aed â hi i'r ysbyty o'r ysgol";

/// A moment so many seconds from now, as the interface writes it.
fn moment_in(seconds: i64) -> String {
    crate::stage::now().plus_millis(seconds * 1000).to_string()
}

fn for_an_hour() -> Value {
    json!({ "reason": REASON, "until": moment_in(3600) })
}

impl Person {
    async fn declares(&self, case: &Case) -> Answer {
        self.posts(&case.path("/emergencies"), &for_an_hour()).await
    }

    async fn ends(&self, case: &Case, emergency: &str) -> Answer {
        self.deletes(&case.path(&format!("/emergencies/{emergency}"))).await
    }
}

async fn a_case_with_a_report(world: &World) -> (Case, String) {
    let case = world.case().await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
    (case, report)
}

mod declare {
    use super::*;

    #[test]
    fn it_opens_what_no_consent_opens_until_it_is_ended_and_stands_out_in_the_record() {
        in_the_world(async |world| {
            let (case, report) = a_case_with_a_report(world).await;
            let (school, officer) = (&world["school"], &world["officer"]);
            school.opens(&case, &report).await.expect_refused(&["no-consent"]);
            let emergency = school.declares(&case).await.expect(201).field("id");
            school.opens(&case, &report).await.expect(200);

            let shown = world["mother"].gets(&case.path("")).await.expect(200);
            let listed = shown.json()["emergencies"][0].clone();
            assert_eq!((listed["id"].as_str(), listed["person"].as_str()), (Some(emergency.as_str()), Some(school.id.as_str())));
            assert!(!shown.text().contains(REASON), "the reason is for those who look into it");

            school.ends(&case, &emergency).await.expect(204);
            school.opens(&case, &report).await.expect_refused(&["no-consent"]);
            let path = format!("/audit/events?case={}&basis=emergency", case.id);
            let events = officer.gets(&path).await.expect(200).items();
            let kinds: Vec<_> = events.iter().filter_map(|event| event["kind"].as_str()).collect();
            assert_eq!(kinds, ["emergency-declared", "report-opened", "emergency-ended"]);
            let full = officer.gets(&format!("/audit/events/{}", events[0]["seq"])).await.expect(200).json();
            assert_eq!(full["event"]["statement"], REASON);
            for event in &events {
                let again = officer.gets(&format!("/audit/events/{}/replay", event["seq"])).await.expect(200).json();
                assert_eq!(again["same"], true, "{again}");
            }
            assert!(!world.gateway.log().contains(REASON), "nothing of it is logged");
        });
    }

    #[test]
    fn one_whom_the_case_does_not_name_stands_in_for_a_colleague_and_does_nothing_else() {
        in_the_world(async |world| {
            let (case, report) = a_case_with_a_report(world).await;
            let colleague = &world["colleague"];
            colleague.opens(&case, &report).await.expect_absent();
            let emergency = colleague.declares(&case).await.expect(201).field("id");
            colleague.opens(&case, &report).await.expect(200);
            assert_eq!(colleague.lists(&case).await, std::slice::from_ref(&report));
            colleague.pushes(&case, &Draft::pdf(300)).await.expect_refused(&["person-not-involved"]);
            let school = json!({ "agency": "kestrel-rock", "role": "alnco" });
            colleague.posts(&case.path("/involvements"), &school).await.expect_refused(&["role-lacks-verb"]);
            world["coordinator"].ends(&case, &emergency).await.expect(204);
            colleague.opens(&case, &report).await.expect_absent();
        });
    }

    #[test]
    fn family_oversight_and_outsiders_may_not_and_learn_nothing_of_the_case() {
        in_the_world(async |world| {
            let (case, _) = a_case_with_a_report(world).await;
            let nowhere = Case { id: "no-such-case".into(), recipient: String::new() };
            for name in ["mother", "father", "officer", "health-admin"] {
                let there = world[name].declares(&case).await.expect_refused(&["role-lacks-verb"]);
                assert_eq!(there.text(), world[name].declares(&nowhere).await.text(), "{name}");
            }
            for name in ["other-school", "other-coordinator"] {
                let there = world[name].declares(&case).await.expect_absent();
                assert_eq!(there.text(), world[name].declares(&nowhere).await.expect_absent().text(), "{name}");
            }
            let veto = json!({ "person": world["colleague"].id });
            world["mother"].posts(&case.path("/vetoes"), &veto).await.expect(201);
            world["colleague"].declares(&case).await.expect_absent();
        });
    }

    #[test]
    fn it_has_a_reason_and_an_end_within_a_day() {
        in_the_world(async |world| {
            let (case, _) = a_case_with_a_report(world).await;
            let path = case.path("/emergencies");
            for (new, status, code) in [
                (json!({ "reason": "  ", "until": moment_in(60) }), 400, "bad-field"),
                (json!({ "reason": "x".repeat(2001), "until": moment_in(60) }), 400, "bad-field"),
                (json!({ "until": moment_in(60) }), 400, "bad-field"),
                (json!({ "reason": REASON }), 400, "bad-field"),
                (json!({ "reason": REASON, "until": "heno" }), 400, "bad-date"),
                (json!({ "reason": REASON, "until": moment_in(60), "person": world["colleague"].id }), 400, "unknown-field"),
                (json!({ "reason": REASON, "until": moment_in(-1) }), 422, "emergency-over"),
                (json!({ "reason": REASON, "until": moment_in(25 * 3600) }), 422, "emergency-too-long"),
            ] {
                world["school"].posts(&path, &new).await.expect_problem(status, code);
            }
            let shown = world["school"].gets(&case.path("")).await.expect(200).json();
            assert_eq!(shown["emergencies"], json!([]), "nothing of it was kept");
        });
    }

    #[test]
    fn it_asks_for_a_code_just_entered_whatever_the_case_and_ending_it_does_not() {
        in_a_world_of_its_own(&[], async |world| {
            let (case, report) = a_case_with_a_report(&world).await;
            let emergency = world["school"].declares(&case).await.expect(201).field("id");
            // From now on no code counts as just entered.
            let taxonomy = include_str!("../../../config/taxonomy.toml");
            let stricter = taxonomy.replace("step_up_minutes = 15", "step_up_minutes = 0");
            assert_ne!(stricter, taxonomy);
            std::fs::write(world.gateway.home().join("taxonomy.toml"), stricter).expect("written");
            world.gateway.set("taxonomy", "\"taxonomy.toml\"");
            world.gateway.restart();
            let nowhere = Case { id: "no-such-case".into(), recipient: String::new() };
            for case in [&case, &nowhere] {
                let refused = world["colleague"].declares(case).await.expect_refused(&["step-up-needed"]);
                assert_eq!(refused.code(), "step-up-needed");
            }
            world["school"].opens(&case, &report).await.expect(200);
            world["school"].ends(&case, &emergency).await.expect(204);
            world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
        });
    }
}

mod end {
    use super::*;

    #[test]
    fn only_its_declarer_and_a_coordinator_of_the_lead_end_it_and_once() {
        in_the_world(async |world| {
            let (case, _) = a_case_with_a_report(world).await;
            let emergency = world["school"].declares(&case).await.expect(201).field("id");
            for name in ["clinician", "psychologist"] {
                world[name].ends(&case, &emergency).await.expect_refused(&["others-emergency"]);
            }
            world["mother"].ends(&case, &emergency).await.expect_refused(&["role-lacks-verb"]);
            for name in ["other-school", "father", "colleague"] {
                world[name].ends(&case, &emergency).await.expect_absent();
            }
            world["school"].ends(&case, "no-such-emergency").await.expect_refused(&["emergency-unknown"]);
            world["coordinator"].ends(&case, &emergency).await.expect(204);
            world["school"].ends(&case, &emergency).await.expect_refused(&["emergency-unknown"]);
        });
    }

    #[test]
    fn ending_it_cuts_a_running_download_before_the_answer_leaves() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(32 * 1024 * 1024)).await;
            let school = &world["school"];
            let emergency = school.declares(&case).await.expect(201).field("id");
            let mut running = school.begins_to_open(&case, &report).await;
            assert_eq!(running.status().as_u16(), 200);
            running.chunk().await.expect("the first bytes come");
            world["coordinator"].ends(&case, &emergency).await.expect(204);
            assert!(running.bytes().await.is_err(), "the download went on to its end");
            assert_eq!(cuts(world, &case).await, 1);
        });
    }

    #[test]
    fn its_time_running_out_cuts_a_running_download_by_itself() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(32 * 1024 * 1024)).await;
            let school = &world["school"];
            // A code first, so that the seconds are not spent on it.
            school.steps_up().await;
            let short = json!({ "reason": REASON, "until": moment_in(4) });
            school.posts(&case.path("/emergencies"), &short).await.expect(201);
            let mut running = school.begins_to_open(&case, &report).await;
            assert_eq!(running.status().as_u16(), 200);
            running.chunk().await.expect("the first bytes come");
            tokio::time::sleep(Duration::from_secs(6)).await;
            assert!(running.bytes().await.is_err(), "the download went on to its end");
            assert_eq!(cuts(world, &case).await, 1);
            school.opens(&case, &report).await.expect_refused(&["no-consent"]);
        });
    }

    async fn cuts(world: &World, case: &Case) -> usize {
        let path = format!("/audit/events?case={}&kind=transfer-cut", case.id);
        world["officer"].gets(&path).await.expect(200).items().len()
    }
}

//! Who has looked, as a family sees it: every opening, taking, refusal and emergency but one's own; who may not see it.

use serde_json::{Value, json};

use crate::stage::case::{Case, Child, Draft};
use crate::stage::person::Person;
use crate::stage::world::{World, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

impl Person {
    async fn sees_who_looked(&self, case: &Case, filter: &str) -> Vec<Value> {
        self.gets(&case.path(&format!("/looked{filter}"))).await.expect(200).items()
    }
}

/// The kinds of entries, and by whom.
fn told(items: &[Value]) -> Vec<(&str, &str)> {
    items.iter().map(|item| (item["kind"].as_str().unwrap_or_default(), item["person"].as_str().unwrap_or_default())).collect()
}

/// A school is refused, let in, and opens; the mother opens too.
async fn a_case_with_looks(world: &World) -> (Case, String) {
    let case = world.case_of(&Child::of_eight(), &[("mother", "parent"), ("friend", "case-friend")]).await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
    world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
    world["mother"].has_granted(&case, SCHOOL).await;
    world["school"].opens(&case, &report).await.expect(200);
    world["mother"].opens(&case, &report).await.expect(200);
    (case, report)
}

#[test]
fn the_newest_is_first_and_ones_own_is_left_out() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_looks(world).await;
        let school = world["school"].id.as_str();
        let seen = world["mother"].sees_who_looked(&case, "").await;
        assert_eq!(told(&seen), [("report-opened", school), ("access-refused", school)]);
        let opened = &seen[0];
        assert_eq!((opened["agency"].as_str(), opened["role"].as_str()), (Some(SCHOOL), Some("alnco")));
        assert_eq!((opened["report"].as_str(), opened["category"].as_str()), (Some(report.as_str()), Some("speech-language")));
        assert!(opened["grounds"]["basis"]["consent"].is_object(), "{opened}");
        assert_eq!(seen[1]["reasons"][0]["code"], "no-consent");

        let declared = json!({ "reason": "rheswm", "until": crate::stage::now().plus_millis(3_600_000).to_string() });
        world["school"].posts(&case.path("/emergencies"), &declared).await.expect(201);
        let seen = world["mother"].gets(&case.path("/looked")).await.expect(200);
        assert_eq!(seen.items()[0]["kind"], "emergency-declared");
        assert!(!seen.text().contains("rheswm"), "the reason is for those who look into it");
    });
}

#[test]
fn it_is_narrowed_by_agency_and_month_and_goes_on_page_by_page() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_looks(world).await;
        let mother = &world["mother"];
        world["clinician"].opens(&case, &report).await.expect(200);
        let clinician = world["clinician"].id.as_str();
        assert_eq!(told(&mother.sees_who_looked(&case, "?agency=tair-afon").await), [("report-opened", clinician)]);
        let month = crate::stage::now().date().to_string()[..7].to_owned();
        assert_eq!(mother.sees_who_looked(&case, &format!("?month={month}")).await.len(), 3);
        assert_eq!(mother.sees_who_looked(&case, "?month=2020-01").await.len(), 0);
        mother.gets(&case.path("/looked?month=2020")).await.expect(400);
        for _ in 0..26 {
            world["clinician"].opens(&case, &report).await.expect(200);
        }
        let first = mother.gets(&case.path("/looked")).await.expect(200).json();
        assert_eq!(first["items"].as_array().map(Vec::len), Some(25));
        let rest = mother.sees_who_looked(&case, &format!("?before={}", first["next"])).await;
        assert_eq!(rest.len(), 4);
    });
}

#[test]
fn of_somebody_of_another_family_nothing_is_told_but_that_they_tried() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_looks(world).await;
        world["father"].opens(&case, &report).await.expect_absent();
        let seen = world["mother"].sees_who_looked(&case, "").await;
        let tried = &seen[0];
        assert_eq!(
            (tried["kind"].as_str(), &tried["person"], &tried["role"]),
            (Some("access-refused"), &Value::Null, &Value::Null)
        );
    });
}

#[test]
fn of_a_report_that_might_harm_not_even_its_kind_is_told() {
    in_the_world(async |world| {
        let (case, _) = a_case_with_looks(world).await;
        let hidden = world["clinician"].has_pushed(&case, &Draft::pdf(901).with("marks", json!(["serious-harm"]))).await;
        world["clinician"].opens(&case, &hidden).await.expect(200);
        let seen = world["mother"].sees_who_looked(&case, "").await;
        assert_eq!(seen[0]["kind"], "report-opened");
        assert_eq!((&seen[0]["report"], &seen[0]["category"]), (&Value::Null, &Value::Null));
    });
}

#[test]
fn that_it_was_read_is_recorded_and_comes_out_the_same_again() {
    in_the_world(async |world| {
        let (case, _) = a_case_with_looks(world).await;
        world["mother"].sees_who_looked(&case, "").await;
        let officer = &world["officer"];
        let read = officer.gets(&format!("/audit/events?case={}&verb=who-looked", case.id)).await.expect(200).items();
        assert_eq!(read.len(), 1);
        let again = officer.gets(&format!("/audit/events/{}/replay", read[0]["seq"])).await.expect(200).json();
        assert_eq!(again["same"], true);
    });
}

#[test]
fn who_may_not_see_it_is_refused() {
    in_the_world(async |world| {
        let (case, _) = a_case_with_looks(world).await;
        let path = case.path("/looked");
        for staff in ["school", "coordinator", "clinician", "officer"] {
            world[staff].gets(&path).await.expect_refused(&["role-lacks-verb"]);
        }
        world["friend"].gets(&path).await.expect_refused(&["help-not-so-far"]);
        world["father"].gets(&path).await.expect_absent();
        world["other-school"].gets(&path).await.expect_absent();
        let grown = world.case_of(&Child::aged(17), &[("mother", "parent"), ("young", "young-person")]).await;
        world["mother"].gets(&grown.path("/looked")).await.expect_refused(&["young-person-decides"]);
        world["young"].gets(&grown.path("/looked")).await.expect(200);
    });
}

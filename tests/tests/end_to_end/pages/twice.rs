//! Double clicks, second tabs and going back after signing out, on the forms of staff and officers; a family's are in `family`.

use serde_json::{Value, json};

use super::access::second_coordinator;
use super::desk::part_of;
use super::{Walk, each_way};
use crate::stage::case::Case;
use crate::stage::world::{World, in_the_world};

/// A case with a part that may be ended.
async fn a_case_with_another_school(world: &World) -> (Case, String) {
    let case = world.case().await;
    let part = json!({ "agency": "kestrel-rock", "person": world["other-school"].id, "role": "alnco" });
    world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
    let part = part_of(world, &case, &world["other-school"]).await;
    (case, part)
}

#[test]
fn staff_press_twice_and_have_two_tabs_and_nothing_happens_twice() {
    in_the_world(async |world| {
        let coordinator = second_coordinator(world, "presses-twice").await;
        for walk in Walk::each() {
            let (case, part) = a_case_with_another_school(world).await;
            let mut input = json!({ "coordinator": coordinator.at_a_browser(), "clinician": world["clinician"].at_a_browser() });
            for (field, value) in [("case", case.id.as_str()), ("part", &part), ("child", "Plentyn Dychmygol")] {
                input[field] = json!(value);
            }
            let _ = walk.takes(&world.gateway, "staff-once", input);
            let count = async |person: &str, rest: &str| world[person].gets(&case.path(rest)).await.expect(200).items().len();
            assert_eq!(count("mother", "/consent-requests").await, 1, "asked once");
            assert_eq!(count("clinician", "/reports").await, 1, "pushed once");
            let ended = world["officer"].gets(&format!("/audit/events?case={}&limit=200", case.id)).await.expect(200).items();
            let ends = |event: &&Value| event["kind"] == "involvement-ended" && event["outcome"] != "refused";
            assert_eq!(ended.iter().filter(ends).count(), 1, "ended once: {ended:?}");
        }
    });
}

#[test]
fn officers_press_twice_and_have_two_tabs_and_nothing_happens_twice() {
    in_the_world(async |world| {
        let case = world.case().await;
        each_way(&world.gateway, "officer-once", |_| {
            json!({
                "administrator": world["council-admin-2"].at_a_browser(), "officer": world["officer"].at_a_browser(),
                "case": case.id,
            })
        });
    });
}

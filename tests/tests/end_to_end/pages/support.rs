//! Administrative support brings reports to the cases they have a part in, and is told of no other.

use serde_json::json;

use crate::stage::browser::Browser;
use crate::stage::case::{Case, Child, Draft};
use crate::stage::person::Person;
use crate::stage::world::{World, in_the_world, invites};

/// Somebody who uploads for an agency's others.
async fn support(world: &World, admin: &str, agency: &str) -> Person {
    let address = format!("cymorth@{agency}.example");
    let invited = invites(&world[admin], agency, &address, "administrative-support").await;
    Person::enrols(&world.door, &address, invited["code"].as_str().expect("a code")).await
}

/// A case of a child of this name, on which a clinician is named.
async fn a_case_of(world: &World, name: &str) -> Case {
    world.case_of(&Child { name: name.into(), ..Child::of_eight() }, &[("mother", "parent")]).await
}

/// Whether this case stands on their desk, is listed to them, and lets them in to push.
async fn meets(world: &World, who: &Person, case: &Case, name: &str) -> [bool; 3] {
    let mut browser = Browser::of(&world.gateway, who).await;
    let desk = browser.visits("/desk").await.expect(200);
    let listed = who.gets_all("/cases").await;
    let push = browser.visits(&format!("/desk/{}/push", case.id)).await;
    if push.status != 200 {
        assert!(push.status == 404 && !push.text.contains(name), "{}", push.text);
        who.gets(&case.path("/recipient")).await.expect_absent();
    }
    [desk.text.contains(name), listed.iter().any(|one| one["id"] == case.id.as_str()), push.status == 200]
}

#[test]
fn support_is_told_of_no_case_of_their_agency_that_they_have_no_part_in() {
    in_the_world(async |world| {
        let name = "Plentyn Nas Enwir";
        let case = a_case_of(world, name).await;
        // The council leads every case; the health board has a part that waits for any of its clinicians.
        let queue = json!({ "agency": "tair-afon", "role": "clinician" });
        world["coordinator"].posts(&case.path("/involvements"), &queue).await.expect(201);
        for (admin, agency) in [("council-admin", "dyffryn-gwawr"), ("health-admin", "tair-afon")] {
            let support = support(world, admin, agency).await;
            assert_eq!(meets(world, &support, &case, name).await, [false; 3], "{agency}");
        }
    });
}

#[test]
fn support_who_is_named_uploads_for_a_clinician() {
    in_the_world(async |world| {
        let name = "Plentyn A Enwir";
        let case = a_case_of(world, name).await;
        let address = "uwchlwytho@tair-afon.example";
        let invited = invites(&world["health-admin"], "tair-afon", address, "administrative-support").await;
        let support = Person::enrols(&world.door, address, invited["code"].as_str().expect("a code")).await;
        let part = json!({ "agency": "tair-afon", "person": support.id, "role": "administrative-support" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
        assert_eq!(meets(world, &support, &case, name).await, [true; 3]);
        let draft = Draft::pdf(900).with("author", world["clinician"].id.clone());
        let report = support.has_pushed(&case, &draft).await;
        assert_eq!(world["clinician"].lists(&case).await, [report]);
    });
}

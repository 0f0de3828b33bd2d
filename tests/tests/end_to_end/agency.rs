//! Agencies and their people: who registers them, when they go live, and how at once a leaver is gone.

use serde_json::json;

use crate::stage::person::{Door, Person};
use crate::stage::wire::place;
use crate::stage::world::{World, in_the_world, invites};

/// A new agency that the operator registered.
async fn registered(world: &World, id: &str) {
    world["operator"].steps_up().await;
    let agency = json!({ "id": id, "kind": "voluntary", "name_en": "Invented", "name_cy": "Dychmygol" });
    world["operator"].posts("/agencies", &agency).await.expect(201);
}

/// Somebody of `agency`, invited by `inviter` and enrolled.
async fn joins(world: &World, inviter: &Person, agency: &str, name: &str, role: &str) -> Person {
    let address = format!("{name}@{agency}.example");
    let invited = invites(inviter, agency, &address, role).await;
    let door = Door::from(&world.gateway, place(), &["h2", "http/1.1"]);
    Person::enrols(&door, &address, invited["code"].as_str().expect("a code")).await
}

mod register {
    use super::*;

    #[test]
    fn only_the_operator_does_and_each_id_once() {
        in_the_world(async |world| {
            registered(world, "cwlwm-cyntaf").await;
            let agency = json!({ "id": "cwlwm-cyntaf", "kind": "voluntary", "name_en": "Invented", "name_cy": "Dychmygol" });
            world["operator"].posts("/agencies", &agency).await.expect_problem(409, "conflict");
            for name in ["council-admin", "clinician", "officer", "mother"] {
                let other = json!({ "id": "cwlwm-arall", "kind": "voluntary", "name_en": "Invented", "name_cy": "Dychmygol" });
                let answer = world[name].posts("/agencies", &other).await;
                assert!(matches!(answer.status, 403 | 404), "{name}: {}", answer.text());
            }
            let listed = world["mother"].gets("/agencies").await.expect(200).items();
            assert!(listed.iter().all(|agency| agency["id"] != "cwlwm-arall"));
        });
    }

    #[test]
    fn what_is_not_an_agency_is_refused() {
        in_the_world(async |world| {
            world["operator"].steps_up().await;
            for (agency, code) in [
                (json!({ "id": "Not An Id", "kind": "school", "name_en": "a", "name_cy": "b" }), "bad-field"),
                (json!({ "id": "a-circus", "kind": "circus", "name_en": "a", "name_cy": "b" }), "bad-field"),
                (json!({ "id": "no-name", "kind": "school", "name_en": "", "name_cy": "b" }), "bad-field"),
                (json!({ "id": "one-name", "kind": "school", "name_en": "a" }), "bad-field"),
                (json!({ "id": "extra", "kind": "school", "name_en": "a", "name_cy": "b", "live": true }), "unknown-field"),
            ] {
                world["operator"].posts("/agencies", &agency).await.expect_problem(400, code);
            }
        });
    }
}

mod live {
    use super::*;

    #[test]
    fn takes_two_enrolled_administrators() {
        in_the_world(async |world| {
            let (id, operator) = ("cwlwm-dau", &world["operator"]);
            registered(world, id).await;
            operator.posts("/agencies/cwlwm-dau/live", &json!({})).await.expect_problem(409, "agency-needs-administrators");
            joins(world, operator, id, "first", "agency-administrator").await;
            // Invited is not enrolled.
            let invited = invites(operator, id, "second@cwlwm-dau.example", "agency-administrator").await;
            operator.posts("/agencies/cwlwm-dau/live", &json!({})).await.expect_problem(409, "agency-needs-administrators");
            Person::enrols(&world.door, "second@cwlwm-dau.example", invited["code"].as_str().expect("a code")).await;
            operator.posts("/agencies/cwlwm-dau/live", &json!({})).await.expect(200);
            operator.posts("/agencies/cwlwm-dau/live", &json!({})).await.expect_problem(409, "conflict");
        });
    }

    #[test]
    fn before_it_the_people_of_an_agency_reach_no_case() {
        in_the_world(async |world| {
            let operator = &world["operator"];
            registered(world, "cwlwm-distaw").await;
            let first = joins(world, operator, "cwlwm-distaw", "first", "agency-administrator").await;
            let helper = joins(world, &first, "cwlwm-distaw", "helper", "co-ordinator").await;
            let case = json!({ "name": "Plentyn", "born": "2018-01-01" });
            helper.posts("/cases", &case).await.expect_refused(&["agency-not-live"]);
        });
    }

    #[test]
    fn after_it_the_operator_lets_nobody_in() {
        in_the_world(async |world| {
            let operator = &world["operator"];
            operator.steps_up().await;
            let spy = json!({ "address": "spy@tair-afon.example", "name": "X", "role": "clinician", "language": "en" });
            operator.posts("/agencies/tair-afon/people", &spy).await.expect_problem(403, "agency-runs-itself");
            let admin =
                json!({ "address": "spy@tair-afon.example", "name": "X", "role": "agency-administrator", "language": "en" });
            operator.posts("/agencies/tair-afon/people", &admin).await.expect_problem(403, "agency-runs-itself");
            let code = format!("/people/{}/codes", world["clinician"].id);
            operator.posts(&code, &json!({})).await.expect_problem(403, "agency-runs-itself");
        });
    }
}

mod people {
    use super::*;

    #[test]
    fn are_invited_by_their_own_administrators_alone() {
        in_the_world(async |world| {
            let new = json!({ "address": "new@tair-afon.example", "name": "Enw", "role": "clinician", "language": "cy" });
            world["council-admin"].posts("/agencies/tair-afon/people", &new).await.expect_absent();
            world["clinician"].posts("/agencies/tair-afon/people", &new).await.expect_refused(&["role-lacks-verb"]);
            world["council-admin"].gets("/agencies/tair-afon/people").await.expect_absent();
            let listed = world["health-admin"].gets("/agencies/tair-afon/people?limit=200").await.expect(200).items();
            assert!(listed.iter().any(|person| person["id"] == world["clinician"].id.as_str() && person["enrolled"] == true));
        });
    }

    #[test]
    fn have_one_address_each_and_a_role_of_an_agency() {
        in_the_world(async |world| {
            let admin = &world["health-admin"];
            let new = |address: &str, role: &str| json!({ "address": address, "name": "Enw", "role": role, "language": "cy" });
            let taken = new(&world["clinician"].address.to_uppercase(), "clinician");
            admin.posts("/agencies/tair-afon/people", &taken).await.expect_problem(409, "address-taken");
            for role in ["parent", "gateway-operator", "wizard"] {
                let wrong = new("role@tair-afon.example", role);
                admin.posts("/agencies/tair-afon/people", &wrong).await.expect_problem(400, "bad-field");
            }
            let spaced = new("two words@tair-afon.example", "clinician");
            admin.posts("/agencies/tair-afon/people", &spaced).await.expect_problem(400, "bad-field");
        });
    }

    #[test]
    fn who_leaves_is_out_at_once() {
        in_the_world(async |world| {
            let admin = &world["health-admin"];
            let leaver = joins(world, admin, "tair-afon", "leaver", "clinician").await;
            leaver.gets("/cases").await.expect(200);
            world["council-admin"].deletes(&format!("/people/{}", leaver.id)).await.expect_absent();
            admin.deletes(&format!("/people/{}", leaver.id)).await.expect(204);
            leaver.gets("/cases").await.expect_problem(401, "session-ended");
            leaver.posts("/session/renew", &json!({})).await.expect_problem(401, "session-ended");
            let sign_in = json!({ "address": leaver.address, "password": crate::stage::person::PASSWORD });
            world.door.posts("/sign-in", &sign_in).await.expect_problem(401, "sign-in-failed");
            admin.deletes(&format!("/people/{}", leaver.id)).await.expect_absent();
        });
    }

    #[test]
    fn the_last_two_administrators_stay() {
        in_the_world(async |world| {
            let admin = &world["other-school-admin"];
            let last = format!("/people/{}", world["other-school-admin-2"].id);
            admin.deletes(&last).await.expect_problem(409, "agency-needs-administrators");
            let third = joins(world, admin, "kestrel-rock", "third", "agency-administrator").await;
            admin.deletes(&format!("/people/{}", third.id)).await.expect(204);
        });
    }
}

mod recipient {
    use super::*;

    #[test]
    fn is_an_age_recipient_and_never_an_identity() {
        in_the_world(async |world| {
            let admin = &world["school-admin"];
            let identity = porthor_keys::recipient::Identity::generate();
            let secret = identity.to_secret_string().to_string();
            for wrong in ["age1nonsense", "", secret.as_str(), "ssh-ed25519 AAAA"] {
                let put = admin.puts("/agencies/nant-y-wennol/recipient", &json!({ "recipient": wrong })).await;
                assert!(!put.text().contains("AGE-SECRET-KEY"), "what was sent is not repeated");
                put.expect_problem(400, "bad-field");
            }
            let right = json!({ "recipient": identity.recipient().to_string() });
            world["council-admin"].puts("/agencies/nant-y-wennol/recipient", &right).await.expect_absent();
            admin.puts("/agencies/nant-y-wennol/recipient", &right).await.expect(200);
        });
    }
}

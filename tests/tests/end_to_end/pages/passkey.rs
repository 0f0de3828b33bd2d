//! Passkeys in a real browser with a virtual authenticator: joining, signing in, confirming, removing; and what there is without them.

use serde_json::json;

use super::{Walk, in_both_languages};
use crate::stage::case::{CATEGORY, Case, PURPOSE};
use crate::stage::person::Person;
use crate::stage::world::{World, in_the_world, invites};

/// A parent whom the co-ordinator has just put on a case, and who has not joined; their address and code.
async fn parent_of(world: &World, case: &Case, name: &str) -> (String, String) {
    let address = format!("{name}@family.example");
    let member = json!({ "address": address, "name": "Gwenllian Enghraifft", "language": "cy", "standing": "parent" });
    let added = world["coordinator"].posts(&case.path("/family"), &member).await.expect(201);
    (address, added.field("code"))
}

#[test]
fn a_parent_joins_comes_in_and_consents_with_a_passkey() {
    in_the_world(async |world| {
        let case = world.case_of(&crate::stage::case::Child::of_eight(), &[]).await;
        let mut invited = Vec::new();
        for language in ["cy", "en"] {
            invited.push(parent_of(world, &case, &format!("passkey-{language}")).await);
        }
        in_both_languages(&world.gateway, "passkey-join", |language| {
            let (address, code) = &invited[usize::from(language == "en")];
            json!({
                "address": address, "code": code, "case": case.id, "agency": "nant-y-wennol",
                "category": CATEGORY, "purpose": PURPOSE,
            })
        });
        let given = world["coordinator"].gets(&case.path("/consents")).await.expect(200).items();
        assert_eq!(given.len(), Walk::both().len(), "one each time: {given:?}");
    });
}

#[test]
fn a_clinician_makes_a_passkey_signs_in_with_it_and_removes_it() {
    in_the_world(async |world| {
        let mut people = Vec::new();
        for language in ["cy", "en"] {
            let address = format!("passkey-account-{language}@tair-afon.example");
            let invited = invites(&world["health-admin"], "tair-afon", &address, "clinician").await;
            people.push(Person::enrols(&world.door, &address, invited["code"].as_str().expect("a code")).await);
        }
        in_both_languages(&world.gateway, "passkey-account", |language| people[usize::from(language == "en")].at_a_browser());
    });
}

#[test]
fn without_script_a_passkey_leads_into_no_dead_end() {
    in_the_world(async |world| {
        let case = world.case().await;
        let mut invited = Vec::new();
        for language in ["cy", "en"] {
            invited.push(parent_of(world, &case, &format!("passkey-without-{language}")).await);
        }
        in_both_languages(&world.gateway, "passkey-without", |language| {
            let (address, code) = &invited[usize::from(language == "en")];
            json!({ "address": address, "code": code, "script": false })
        });
    });
}

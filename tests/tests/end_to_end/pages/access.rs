//! Coming in, and who may let whom in: joining with a letter, one's own account, an agency's people, and resets by two.

mod agency;
mod joining;

use porthor_keys::recipient::Identity;
use reqwest::Method;
use serde_json::json;

use super::{Walk, with_form};
use crate::stage::case::{Case, Child};
use crate::stage::person::{Door, PASSWORD, Person};
use crate::stage::wire::place;
use crate::stage::world::{World, in_the_world, invites};

/// A parent whom the co-ordinator has just put on a case, and who has not joined; their address, code and id.
async fn parent_of(world: &World, case: &Case, name: &str) -> (String, String, String) {
    let address = format!("{name}@family.example");
    let member = json!({ "address": address, "name": "Gwenllian Enghraifft", "language": "cy", "standing": "parent" });
    let added = world["coordinator"].posts(&case.path("/family"), &member).await.expect(201);
    (address, added.field("code"), added.field("person"))
}

/// A second co-ordinator of the council, whom another administrator invited than the first.
pub async fn second_coordinator(world: &World, name: &str) -> Person {
    coordinator_by(world, "council-admin-2", name).await
}

/// A co-ordinator of the council whom `admin` invited.
async fn coordinator_by(world: &World, admin: &str, name: &str) -> Person {
    let address = format!("{name}@dyffryn-gwawr.example");
    let invited = invites(&world[admin], "dyffryn-gwawr", &address, "co-ordinator").await;
    Person::enrols(&world.door, &address, invited["code"].as_str().expect("a code")).await
}

/// Somebody of the health board who has enrolled.
async fn clinician(world: &World, name: &str) -> Person {
    let address = format!("{name}@tair-afon.example");
    let invited = invites(&world["health-admin"], "tair-afon", &address, "clinician").await;
    Person::enrols(&world.door, &address, invited["code"].as_str().expect("a code")).await
}

mod letters {
    use super::*;

    #[test]
    fn a_coordinator_prints_one_and_a_second_one_takes_two_coordinators() {
        in_the_world(async |world| {
            let case = world.case().await;
            let second = second_coordinator(world, "second-letter").await;
            for walk in Walk::each() {
                let (address, _, person) = parent_of(world, &case, &format!("lettered-{}", walk.name)).await;
                let input = json!({
                    "case": case.id, "person": person, "address": address, "name": "Gwenllian Enghraifft",
                    "child": Child::of_eight().name, "coordinator": world["coordinator"].at_a_browser(), "second": second.at_a_browser(),
                });
                let _ = walk.takes(&world.gateway, "access-letter", input);
            }
        });
    }

    #[test]
    fn no_coordinator_alone_lets_a_parent_in_anew() {
        in_the_world(async |world| {
            let case = world.case_of(&crate::stage::case::Child::of_eight(), &[]).await;
            let (address, code, person) = parent_of(world, &case, "taken-over").await;
            let parent = Person::enrols(&world.door, &address, &code).await;
            let (codes, reset) = (case.path(&format!("/family/{person}/codes")), case.path(&format!("/family/{person}/reset")));
            let coordinator = &world["coordinator"];
            coordinator.posts(&codes, &json!({})).await.expect_problem(409, "reset-not-asked");
            coordinator.posts(&reset, &json!({})).await.expect(204);
            coordinator.posts(&codes, &json!({})).await.expect_problem(409, "reset-same-person");
            // Nobody else of the case or of the world either.
            for name in ["clinician", "school", "council-admin"] {
                let answer = world[name].posts(&codes, &json!({})).await;
                assert!(matches!(answer.status, 403 | 404), "{name}: {}", answer.text());
            }
            for name in ["other-coordinator", "operator"] {
                world[name].posts(&codes, &json!({})).await.expect_absent();
                world[name].posts(&reset, &json!({})).await.expect_absent();
            }
            parent.gets("/session").await.expect(200);
            let second = second_coordinator(world, "second-reset").await;
            let made = second.posts(&codes, &json!({})).await.expect(201).field("code");
            // Asked once, made once.
            second.posts(&codes, &json!({})).await.expect_problem(409, "reset-not-asked");
            let anew = Person::enrols(&world.door, &address, &made).await;
            anew.gets("/session").await.expect(200);
            parent.gets("/session").await.expect_problem(401, "session-ended");
        });
    }

    #[test]
    fn two_coordinators_let_in_by_the_same_hand_are_one_until_two_administrators_say_otherwise() {
        in_the_world(async |world| {
            let case = world.case_of(&crate::stage::case::Child::of_eight(), &[]).await;
            let (address, code, person) = parent_of(world, &case, "one-hand").await;
            let parent = Person::enrols(&world.door, &address, &code).await;
            let (codes, reset) = (case.path(&format!("/family/{person}/codes")), case.path(&format!("/family/{person}/reset")));
            let puppet = coordinator_by(world, "council-admin", "puppet").await;
            world["coordinator"].posts(&reset, &json!({})).await.expect(204);
            puppet.posts(&codes, &json!({})).await.expect_problem(409, "reset-one-hand-family");
            puppet.posts(&reset, &json!({})).await.expect(204);
            world["coordinator"].posts(&codes, &json!({})).await.expect_problem(409, "reset-one-hand-family");
            // On the page it is refused as well, with what to do.
            let said = prints_letter(world, &world["coordinator"], &case, &person).await;
            assert!(said.contains("two administrators of your agency"), "{said}");
            parent.gets("/session").await.expect(200);
            // Two administrators give the colleague a new letter: another hand than the first's.
            world["council-admin"].posts(&format!("/people/{}/reset", puppet.id), &json!({})).await.expect(204);
            let made = world["council-admin-2"].posts(&format!("/people/{}/codes", puppet.id), &json!({})).await.expect(201);
            let colleague = Person::enrols(&world.door, &puppet.address, &made.field("code")).await;
            world["coordinator"].posts(&reset, &json!({})).await.expect(204);
            colleague.posts(&codes, &json!({})).await.expect(201);
        });
    }

    /// What the page says to somebody who prints a letter for one of a family.
    async fn prints_letter(world: &World, who: &Person, case: &Case, person: &str) -> String {
        who.steps_up().await;
        let path = format!("/desk/{}/family/{person}/letter", case.id);
        let cookies = format!("__Host-porthor={}; __Host-visit=onevisitamongmany", who.token().await);
        let page = world.door.request(Method::GET, &path).header("cookie", &cookies).send().await.expect("an answer");
        let page = page.text().await.expect("a page");
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form");
        let request = world.door.request(Method::POST, &path).header("cookie", &cookies);
        let answer = with_form(request, csrf, &[("ring", "01970 000 000")]).send().await.expect("an answer");
        assert_eq!(answer.status(), 422);
        answer.text().await.expect("a page")
    }

    #[test]
    fn somebody_who_is_not_of_the_case_gets_no_letter() {
        in_the_world(async |world| {
            let case = world.case().await;
            let codes = case.path(&format!("/family/{}/codes", world["young"].id));
            world["coordinator"].posts(&codes, &json!({})).await.expect_problem(404, "not-found");
        });
    }
}

mod account {
    use super::*;

    #[test]
    fn a_password_and_a_card_are_changed_and_other_sessions_end() {
        in_the_world(async |world| {
            for walk in Walk::each() {
                let person = clinician(world, &format!("account-{}", walk.name)).await;
                let _ = walk.takes(&world.gateway, "access-account", person.at_a_browser());
            }
        });
    }
}

#[test]
fn the_operator_sees_agencies_and_nobody_in_them() {
    in_the_world(async |world| {
        let operator = &world["operator"];
        operator.steps_up().await;
        let cookie = format!("__Host-porthor={}", operator.token().await);
        let answer = world.door.request(Method::GET, "/agency").header("cookie", cookie).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let page = answer.text().await.expect("a page");
        assert!(page.contains("tair-afon") && !page.contains("Enw clinician"));
    });
}

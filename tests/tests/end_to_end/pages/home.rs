//! The homes that people come to after signing in, each with what is theirs to see and do: a parent of two, a young person, a case
//! friend, the operator. And what somebody is told who comes to the wrong one.

use serde_json::json;

use super::access::second_coordinator;
use super::{Walk, each_way};
use crate::stage::browser::Browser;
use crate::stage::case::{CATEGORY, Case, Child, Draft, PURPOSE};
use crate::stage::person::Person;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

/// A case of a child called so, with the usual people and nobody of the family yet.
async fn case_of(world: &World, name: &str, years: i64) -> Case {
    world.case_of(&Child { name: name.into(), ..Child::aged(years) }, &[]).await
}

/// Somebody of the family who is new here and joins with the letter.
pub async fn joins(world: &World, case: &Case, name: &str, standing: &str) -> Person {
    let address = format!("{name}@family.example");
    let member = json!({ "address": address, "name": "Gwenllian Enghraifft", "language": "en", "standing": standing });
    let added = world["coordinator"].posts(&case.path("/family"), &member).await.expect(201);
    Person::enrols(&world.door, &address, &added.field("code")).await
}

#[test]
fn a_parent_of_two_finds_both_at_home_and_each_alone() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let (one, other) = (case_of(world, "Mabon Dychmygol", 8).await, case_of(world, "Nest Dychmygol", 10).await);
            let parent = joins(world, &one, &format!("two-children-{}", walk.name), "parent").await;
            let member = json!({ "person": parent.id, "standing": "parent" });
            world["coordinator"].posts(&other.path("/family"), &member).await.expect(201);
            let mut children = Vec::new();
            for (case, name, file) in [(&one, "Mabon", "i-mabon.pdf"), (&other, "Nest", "i-nest.pdf")] {
                world["clinician"].has_pushed(case, &Draft::pdf(900).with("file_name", file)).await;
                children.push(json!({ "case": case.id, "name": format!("{name} Dychmygol"), "file": file }));
            }
            let mut input = parent.at_a_browser();
            input["children"] = json!(children);
            let _ = walk.takes(&world.gateway, "home-two-children", input);
        }
    });
}

#[test]
fn a_case_that_is_erased_while_somebody_comes_home_takes_only_itself_away() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let mut cases = vec![world.case().await];
        for _ in 0..24 {
            cases.push(world.case().await);
        }
        let stays = cases.remove(0);
        let (mut mother, mut coordinator) =
            (Browser::of(&world.gateway, &world["mother"]).await, Browser::of(&world.gateway, &world["coordinator"]).await);
        let erases = async {
            for case in &cases {
                let answer = world["council-admin"].deletes(&case.path("")).await;
                assert!(matches!(answer.status, 202 | 204), "{}", answer.text());
            }
        };
        let comes = async |who: &mut Browser, path: &str| {
            loop {
                let page = who.visits(path).await.expect(200);
                assert!(page.text.contains(&stays.id), "{path}: {}", page.text);
            }
        };
        tokio::select! {
            () = erases => {}
            () = comes(&mut mother, "/family") => {}
            () = comes(&mut coordinator, "/desk") => {}
        }
        let page = mother.visits("/family").await.expect(200).text;
        assert!(cases.iter().all(|case| !page.contains(&case.id)), "{page}");
    });
}

#[test]
fn a_parent_is_put_on_a_second_childs_case_by_what_they_sign_in_with() {
    in_the_world(async |world| {
        let coordinator = second_coordinator(world, "second-child").await;
        for walk in Walk::each() {
            let (one, other) = (case_of(world, "Mabon Dychmygol", 8).await, case_of(world, "Nest Dychmygol", 10).await);
            let parent = joins(world, &one, &format!("second-child-{}", walk.name), "parent").await;
            let input = json!({
                "first": one.id, "second": other.id, "name": "Gwenllian Enghraifft", "staff": world["clinician"].address,
                "coordinator": coordinator.at_a_browser(), "parent": parent.at_a_browser(),
            });
            let _ = walk.takes(&world.gateway, "desk-second-child", input);
            let family = coordinator.gets(&other.path("")).await.expect(200).json();
            assert_eq!(family["family"][0]["fact"]["person"], json!(parent.id), "{family}");
        }
    });
}

#[test]
fn who_helps_another_family_already_takes_up_a_second_one_at_home() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let first = case_of(world, "Mabon Dychmygol", 8).await;
            let helper = joins(world, &first, &format!("helps-two-{}", walk.name), "parent").await;
            let second = case_of(world, "Nest Dychmygol", 10).await;
            let mother = joins(world, &second, &format!("is-helped-{}", walk.name), "parent").await;
            let input = json!({
                "case": second.id, "child": "Nest Dychmygol", "mother": mother.at_a_browser(), "helper": helper.at_a_browser(),
            });
            let _ = walk.takes(&world.gateway, "home-helping", input);
        }
    });
}

#[test]
fn a_young_person_of_seventeen_has_their_own_home_and_consents_by_themselves() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let case = case_of(world, "Eluned Dychmygol", 17).await;
            let young = joins(world, &case, &format!("seventeen-{}", walk.name), "young-person").await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(900).with("file_name", "i-eluned.pdf")).await;
            world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
            let mut input = young.at_a_browser();
            input["case"] = json!(case.id);
            input["name"] = json!("Eluned Dychmygol");
            input["file"] = json!("i-eluned.pdf");
            for (field, value) in [("agency", SCHOOL), ("category", CATEGORY), ("purpose", PURPOSE)] {
                input[field] = json!(value);
            }
            let _ = walk.takes(&world.gateway, "home-young", input);
            world["school"].opens(&case, &report).await.expect(200);
        }
    });
}

#[test]
fn a_case_friend_sees_what_helps_to_decide_and_is_told_why_not_more() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
            let address = format!("case-friend-{}@helper.example", walk.name);
            let named = json!({
                "address": address, "name": "Cyfaill Dychmygol", "language": "en", "standing": "case-friend",
                "until": crate::stage::day_from_now(60), "help": "help-me-decide",
            });
            let code = world["mother"].posts(&case.path("/helpers"), &named).await.expect(201).field("code");
            let friend = Person::enrols(&world.door, &address, &code).await;
            let mut input = friend.at_a_browser();
            input["case"] = json!(case.id);
            input["report"] = json!(report);
            input["child"] = json!("Plentyn Dychmygol");
            let _ = walk.takes(&world.gateway, "home-friend", input);
            assert!(world["mother"].gets(&case.path("/consents")).await.expect(200).items().is_empty());
        }
    });
}

#[test]
fn the_operator_takes_an_agency_live_and_sees_nobody_in_it() {
    in_the_world(async |world| {
        let operator = &world["operator"];
        for walk in Walk::each() {
            let id = format!("coleg-y-dyffryn-{}", walk.name);
            let name = format!("Coleg y Dyffryn ({})", walk.name);
            let agency = json!({ "id": id, "kind": "college", "name_en": name, "name_cy": name });
            operator.posts("/agencies", &agency).await.expect(201);
            for first in ["un", "dau"] {
                let address = format!("{first}@{id}.example");
                let person =
                    json!({ "address": address, "name": "Heledd Enghraifft", "role": "agency-administrator", "language": "en" });
                let invited = operator.posts(&format!("/agencies/{id}/people"), &person).await.expect(201);
                Person::enrols(&world.door, &address, &invited.field("code")).await;
            }
            let mut input = operator.at_a_browser();
            input["agency"] = json!(id);
            input["called"] = json!(name);
            input["people"] = json!(["Heledd Enghraifft", "Enw clinician"]);
            let _ = walk.takes(&world.gateway, "operator-agencies", input);
        }
    });
}

#[test]
fn who_comes_to_anothers_case_or_page_is_told_nothing() {
    in_the_world(async |world| {
        let case = world.case().await;
        world["clinician"].has_pushed(&case, &Draft::pdf(900).with("file_name", "dirgel.pdf")).await;
        each_way(&world.gateway, "refusal", |_| {
            json!({
                "case": case.id, "secrets": ["Plentyn Dychmygol", "dirgel", "mother"],
                "school": world["other-school"].at_a_browser(), "father": world["father"].at_a_browser(),
                "clinician": world["clinician"].at_a_browser(), "officer": world["officer"].at_a_browser(),
            })
        });
    });
}

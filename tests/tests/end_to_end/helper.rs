//! Helpers whom the family names: how far they go, that they never go further than who named them, and that it ends at once.

use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::case::{CATEGORY, Case, Child, Draft, PURPOSE};
use crate::stage::person::{Door, PASSWORD, Person};
use crate::stage::wire::place;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

/// A helper to name, who is new here.
fn somebody(address: &str, help: &str) -> Value {
    json!({
        "address": format!("{address}@helper.example"), "name": "Cyfaill Dychmygol", "language": "cy", "standing": "case-friend",
        "until": crate::stage::day_from_now(60), "help": help,
    })
}

impl Person {
    async fn names(&self, case: &Case, helper: &Value) -> Answer {
        self.posts(&case.path("/helpers"), helper).await
    }

    async fn ends_help(&self, case: &Case, helper: &str) -> Answer {
        self.deletes(&case.path(&format!("/helpers/{helper}"))).await
    }
}

/// The mother names somebody, who joins with the printed code.
async fn a_helper(world: &World, case: &Case, address: &str, help: &str) -> Person {
    let named = world["mother"].names(case, &somebody(address, help)).await.expect(201);
    let helper = Person::enrols(&world.door, &format!("{address}@helper.example"), &named.field("code")).await;
    assert_eq!(helper.id, named.field("person"));
    helper
}

async fn a_case_with_a_report(world: &World) -> (Case, String) {
    let case = world.case_of(&Child::of_eight(), &[("mother", "parent"), ("father", "parent")]).await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
    (case, report)
}

#[test]
fn whoever_is_let_see_sees_what_the_mother_sees_until_her_standing_ends() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let hidden = world["clinician"]
            .has_pushed(&case, &Draft::pdf(901).with("audience", "professionals").with("audience_reason", "For those who plan."))
            .await;
        let helper = a_helper(world, &case, "sees", "see-what-i-see").await;
        assert_eq!(helper.lists(&case).await, std::slice::from_ref(&report));
        helper.opens(&case, &report).await.expect(200);
        helper.opens(&case, &hidden).await.expect_refused(&["professionals-only"]);
        helper.gets(&case.path("/looked")).await.expect(200);
        helper.grants(&case, "nant-y-wennol").await.expect_refused(&["role-lacks-verb", "supporter-only-sees"]);

        let mother = &world["mother"].id;
        world["coordinator"].deletes(&case.path(&format!("/family/{mother}"))).await.expect(204);
        helper.opens(&case, &report).await.expect_absent();
        helper.gets(&case.path("/looked")).await.expect_absent();
        let cases = helper.gets("/cases").await.expect(200).items();
        assert!(cases.iter().all(|one| one["id"] != case.id.as_str()), "{cases:?}");
    });
}

#[test]
fn whoever_helps_to_decide_sees_which_reports_there_are_and_opens_none() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let helper = a_helper(world, &case, "decides", "help-me-decide").await;
        assert_eq!(helper.lists(&case).await, std::slice::from_ref(&report));
        helper.gets(&case.path("/consents")).await.expect(200);
        helper.opens(&case, &report).await.expect_refused(&["help-not-so-far"]);
        helper.gets(&case.path("/looked")).await.expect_refused(&["help-not-so-far"]);
    });
}

#[test]
fn it_ends_at_once_and_can_be_begun_anew_without_a_new_account() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let (mother, father) = (&world["mother"], &world["father"]);
        let helper = a_helper(world, &case, "again", "see-what-i-see").await;
        father.ends_help(&case, &helper.id).await.expect_refused(&["others-helper"]);
        helper.opens(&case, &report).await.expect(200);
        mother.ends_help(&case, &helper.id).await.expect(204);
        helper.opens(&case, &report).await.expect_absent();

        let until = crate::stage::day_from_now(30);
        let anew = json!({ "person": helper.id, "standing": "advocate", "until": until, "help": "help-me-decide" });
        let named = mother.names(&case, &anew).await.expect(201);
        assert!(named.json().get("code").is_none(), "who has joined needs no code");
        helper.opens(&case, &report).await.expect_refused(&["help-not-so-far"]);
        let further = json!({ "person": helper.id, "standing": "advocate", "until": until, "help": "see-what-i-see" });
        father.names(&case, &further).await.expect_problem(409, "conflict");
        mother.names(&case, &further).await.expect(201);
        helper.opens(&case, &report).await.expect(200);
    });
}

#[test]
fn whom_the_other_parent_keeps_out_is_out() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let helper = a_helper(world, &case, "vetoed", "see-what-i-see").await;
        helper.opens(&case, &report).await.expect(200);
        world["father"].posts(&case.path("/vetoes"), &json!({ "person": helper.id })).await.expect(201);
        helper.opens(&case, &report).await.expect_absent();
    });
}

#[test]
fn a_running_download_of_a_helper_is_cut_when_the_help_ends() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(12_000_000)).await;
        let helper = a_helper(world, &case, "cut", "see-what-i-see").await;
        let begun = helper.begins_to_open(&case, &report).await;
        assert_eq!(begun.status(), 200);
        world["mother"].ends_help(&case, &helper.id).await.expect(204);
        let whole = begun.bytes().await.map(|bytes| bytes.len());
        assert!(whole.is_err(), "{whole:?}");
    });
}

#[test]
fn who_may_not_name_is_refused() {
    in_the_world(async |world| {
        let (case, _) = a_case_with_a_report(world).await;
        let helper = a_helper(world, &case, "chain", "see-what-i-see").await;
        let wanted = somebody("nobody", "see-what-i-see");
        helper.names(&case, &wanted).await.expect_refused(&["role-lacks-verb", "supporter-only-sees"]);
        for staff in ["coordinator", "clinician", "school"] {
            world[staff].names(&case, &wanted).await.expect_refused(&["role-lacks-verb"]);
        }
        world["young"].names(&case, &wanted).await.expect_absent();
        world["other-coordinator"].names(&case, &wanted).await.expect_absent();
    });
}

#[test]
fn who_may_not_be_named_is_refused() {
    in_the_world(async |world| {
        let (case, _) = a_case_with_a_report(world).await;
        let mother = &world["mother"];
        let with = |field: &str, value: Value| {
            let mut wanted = somebody("nobody-else", "see-what-i-see");
            wanted[field] = value;
            wanted
        };
        let late = crate::stage::day_from_now(400);
        for wanted in [with("until", json!(late)), with("until", json!("2020-01-01")), with("standing", json!("parent"))] {
            mother.names(&case, &wanted).await.expect_refused(&["not-a-helper"]);
        }
        mother.names(&case, &with("name", json!(" "))).await.expect_problem(400, "bad-field");
        mother.names(&case, &with("address", Value::Null)).await.expect_problem(400, "bad-field");
        let stranger = json!({
            "person": world["young"].id, "standing": "case-friend", "until": crate::stage::day_from_now(9), "help": "help-me-decide",
        });
        mother.names(&case, &stranger).await.expect_problem(422, "unknown-person");
        mother.ends_help(&case, "nobody-at-all").await.expect_refused(&["others-helper"]);
        world["coordinator"].posts(&case.path("/marks"), &json!({ "mark": "court-restricted" })).await.expect(201);
        mother.names(&case, &with("name", json!("Rhywun"))).await.expect_refused(&["court-restricted"]);
    });
}

/// The mother names somebody who has an account here; they are told what they would be of anybody.
async fn names_known(world: &World, case: &Case, known: &Person) -> Answer {
    let mut wanted = somebody("known-here", "see-what-i-see");
    wanted["address"] = json!(known.address);
    world["mother"].names(case, &wanted).await.expect(201)
}

/// Somebody tries to join beside `known`, as the account that stands in for them; from a place of their own, where wrong tries count.
async fn joins_beside(world: &World, known: &Person, stand_in: &str, code: &str) -> Answer {
    let address = format!("{}\u{0}{stand_in}", known.address);
    let enrol = json!({ "address": address, "code": code, "password": PASSWORD, "second": "card" });
    Door::from(&world.gateway, place(), &["h2", "http/1.1"]).posts("/enrol", &enrol).await
}

impl Person {
    async fn takes_up(&self, code: &str) -> Answer {
        self.posts("/helping", &json!({ "code": code })).await
    }
}

#[test]
fn who_has_an_account_is_not_to_be_learnt_by_naming_them_and_their_account_is_nobody_elses() {
    in_the_world(async |world| {
        let (case, _) = a_case_with_a_report(world).await;
        let fresh = world["mother"].names(&case, &somebody("new-here", "see-what-i-see")).await.expect(201);
        let shape = |answer: &Answer| answer.json().as_object().map(|object| object.keys().cloned().collect::<Vec<_>>());
        for known in [&world["friend"], &world["school"]] {
            let named = names_known(world, &case, known).await;
            assert_eq!(shape(&named), shape(&fresh), "both answers look the same");
            assert_ne!(named.field("person"), known.id);
            // The code lets nobody in as them, and they see no more than before.
            let enrol = json!({ "address": known.address, "code": named.field("code"), "password": PASSWORD, "second": "card" });
            world.door.posts("/enrol", &enrol).await.expect_problem(401, "enrolment-code-wrong");
            // Nor beside them, whatever is put behind their address.
            let beside = joins_beside(world, known, &named.field("person"), &named.field("code")).await;
            beside.expect_problem(401, "enrolment-code-wrong");
            known.gets("/session").await.expect(200);
            world["mother"].ends_help(&case, &named.field("person")).await.expect(204);
        }
        world["friend"].gets(&case.path("")).await.expect_absent();
    });
}

#[test]
fn who_has_an_account_takes_it_up_as_themselves_with_the_code_and_nobody_else_does() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let (mother, helper) = (&world["mother"], &world["friend"]);
        let named = names_known(world, &case, helper).await;
        let (code, stand_in) = (named.field("code"), named.field("person"));
        for other in ["father", "young", "operator"] {
            world[other].takes_up(&code).await.expect_problem(422, "helping-code-wrong");
        }
        world["school"].takes_up(&code).await.expect_absent();
        helper.takes_up("AAAA-BBBB-CCCC-DDDD").await.expect_problem(422, "helping-code-wrong");
        helper.opens(&case, &report).await.expect_absent();
        joins_beside(world, helper, &stand_in, &code).await.expect_problem(401, "enrolment-code-wrong");

        assert_eq!(helper.takes_up(&code).await.expect(201).field("case"), case.id);
        helper.opens(&case, &report).await.expect(200);
        helper.takes_up(&code).await.expect_problem(422, "helping-code-wrong");
        let shown = mother.gets(&case.path("")).await.expect(200).json();
        let helping: Vec<_> =
            shown["family"].as_array().into_iter().flatten().filter(|one| !one["fact"]["named"].is_null()).collect();
        assert_eq!(helping.len(), 1, "{shown}");
        assert_eq!(helping[0]["fact"]["person"], json!(helper.id));

        let anew = json!({ "person": stand_in, "standing": "advocate", "until": crate::stage::day_from_now(30), "help": "help-me-decide" });
        mother.names(&case, &anew).await.expect_problem(422, "unknown-person");
        mother.ends_help(&case, &helper.id).await.expect(204);
        helper.opens(&case, &report).await.expect_absent();
    });
}

#[test]
fn what_was_ended_or_is_kept_out_is_not_taken_up_and_who_belongs_to_the_case_stays_what_they_are() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let (mother, father, helper) = (&world["mother"], &world["father"], &world["friend"]);
        let ended = names_known(world, &case, helper).await;
        mother.ends_help(&case, &ended.field("person")).await.expect(204);
        helper.takes_up(&ended.field("code")).await.expect_problem(422, "helping-code-wrong");

        let veto = father.posts(&case.path("/vetoes"), &json!({ "person": helper.id })).await.expect(201).field("id");
        let kept_out = names_known(world, &case, helper).await.field("code");
        helper.takes_up(&kept_out).await.expect_problem(422, "helping-code-wrong");
        father.deletes(&case.path(&format!("/vetoes/{veto}"))).await.expect(204);
        helper.takes_up(&kept_out).await.expect(201);

        let of_the_father = names_known(world, &case, father).await.field("code");
        father.takes_up(&of_the_father).await.expect_problem(409, "helping-already");
        father.opens(&case, &report).await.expect(200);
        // Named anew by the same, they go as far as was said last.
        let again = names_known(world, &case, helper).await.field("code");
        helper.takes_up(&again).await.expect(201);
        helper.opens(&case, &report).await.expect(200);
    });
}

#[test]
fn nobody_has_more_helpers_than_the_gateway_is_set_to() {
    in_a_world_of_its_own(
        &[("helpers_per_person", "2"), ("open_remarks_per_person", "2"), ("open_questions_per_agency", "1")],
        async |world| {
            let (case, report) = a_case_with_a_report(&world).await;
            let (mother, father) = (&world["mother"], &world["father"]);
            let first = mother.names(&case, &somebody("first", "see-what-i-see")).await.expect(201).field("person");
            mother.names(&case, &somebody("second", "see-what-i-see")).await.expect(201);
            let third = somebody("third", "see-what-i-see");
            mother.names(&case, &third).await.expect_problem(409, "too-many-helpers");
            father.names(&case, &somebody("fathers", "see-what-i-see")).await.expect(201);
            mother.ends_help(&case, &first).await.expect(204);
            mother.names(&case, &third).await.expect(201);

            let remark = json!({ "about": { "report": report }, "kind": "question", "text": "Pryd?" });
            let says = async || mother.posts(&case.path("/remarks"), &remark).await;
            let asked = says().await.expect(201).field("id");
            says().await.expect(201);
            says().await.expect_problem(409, "too-many-remarks");
            father.posts(&case.path("/remarks"), &remark).await.expect(201);
            let answer = json!({ "text": "Yfory." });
            world["clinician"].posts(&case.path(&format!("/remarks/{asked}/answer")), &answer).await.expect(204);
            says().await.expect(201);
            // The list is read page by page.
            let page = mother.gets(&case.path("/remarks?limit=3")).await.expect(200).json();
            let next = page["next"].as_str().expect("there is a fourth").to_owned();
            let rest = mother.gets(&case.path(&format!("/remarks?limit=3&after={next}"))).await.expect(200).json();
            assert_eq!((page["items"].as_array().map(Vec::len), rest["items"].as_array().map(Vec::len)), (Some(3), Some(1)));
            assert!(rest["next"].is_null());

            let question =
                json!({ "agency": "tair-afon", "categories": [CATEGORY], "purposes": [PURPOSE], "why": "Er mwyn cynllunio." });
            let asks = async |name: &str| world[name].posts(&case.path("/consent-requests"), &question).await;
            let open = asks("clinician").await.expect(201).field("id");
            asks("clinician").await.expect_problem(409, "too-many-questions");
            asks("coordinator").await.expect(201);
            mother.posts(&case.path(&format!("/consent-requests/{open}/not-now")), &json!({})).await.expect(204);
            asks("clinician").await.expect(201);
        },
    );
}

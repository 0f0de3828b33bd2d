//! Cases: opened, who is involved and for how long, whom the family keeps off, and erased so that nothing opens again.

use serde_json::json;

use crate::stage::case::{Child, Draft, PURPOSE};
use crate::stage::day_from_now;
use crate::stage::world::{in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

mod open {
    use super::*;

    #[test]
    fn a_coordinator_does_and_nobody_without_the_verb() {
        in_the_world(async |world| {
            let case = json!({ "name": "Plentyn Dychmygol", "born": "2018-01-01" });
            let opened = world["coordinator"].posts("/cases", &case).await.expect(201);
            assert!(opened.field("recipient").starts_with("age1"));
            for name in ["clinician", "officer", "health-admin"] {
                world[name].posts("/cases", &case).await.expect_refused(&["role-lacks-verb"]);
            }
            for name in ["mother", "operator"] {
                world[name].posts("/cases", &case).await.expect_absent();
            }
        });
    }

    #[test]
    fn what_is_not_a_case_is_refused() {
        in_the_world(async |world| {
            for (case, code) in [
                (json!({ "name": "" }), "bad-field"),
                (json!({ "name": "x".repeat(201) }), "bad-field"),
                (json!({ "born": "2018-01-01" }), "bad-field"),
                (json!({ "name": "Plentyn", "born": "2018-02-30" }), "bad-date"),
                (json!({ "name": "Plentyn", "born": "01/02/2018" }), "bad-date"),
                (json!({ "name": "Plentyn", "surname": "Dychmygol" }), "unknown-field"),
            ] {
                let answer = world["coordinator"].posts("/cases", &case).await;
                assert_eq!((answer.status, answer.code().as_str()), (400, code), "{case}: {}", answer.text());
            }
            let not_json = world["coordinator"].request(reqwest::Method::POST, "/cases").await;
            let not_json = not_json.header("content-type", "application/json").body("{\"name\":");
            world["coordinator"].sends(not_json).await.expect_problem(400, "bad-json");
            let not_said = world["coordinator"].request(reqwest::Method::POST, "/cases").await.body("{}");
            world["coordinator"].sends(not_said).await.expect_problem(415, "unsupported-media-type");
            let huge = json!({ "name": "x".repeat(400_000) });
            world["coordinator"].posts("/cases", &huge).await.expect_problem(413, "payload-too-large");
        });
    }

    #[test]
    fn who_is_on_it_sees_its_name_and_never_the_familys_addresses() {
        in_the_world(async |world| {
            let case = world.case_of(&Child::of_eight(), &[("mother", "parent"), ("father", "parent")]).await;
            for name in ["coordinator", "school", "mother", "father"] {
                let shown = world[name].gets(&case.path("")).await.expect(200);
                assert_eq!(shown.field("name"), "Plentyn Dychmygol");
                assert!(!shown.text().contains("family.example"), "{name}: {}", shown.text());
            }
            world["officer"].gets(&case.path("")).await.expect_refused(&["role-lacks-verb"]);
        });
    }
}

mod involve;

mod a_receiving_schools_co_ordinator {
    use super::*;

    /// Each of these would open the school's own door, or the next one's.
    #[test]
    fn changes_nothing_of_who_is_on_the_case_and_what_holds() {
        in_the_world(async |world| {
            let case = world.case().await;
            let (school, mother) = (&world["school"], &world["mother"].id);
            let mark = json!({ "mark": "court-restricted" });
            let held = world["coordinator"].posts(&case.path("/marks"), &mark).await.expect(201).field("id");
            let shown = world["coordinator"].gets(&case.path("")).await.expect(200).json();
            let part = shown["involvements"][0]["id"].as_str().expect("an involvement has an id").to_owned();
            for (place, body) in [
                ("/involvements".to_owned(), json!({ "agency": "kestrel-rock", "role": "alnco" })),
                ("/family".to_owned(), json!({ "address": "rhiant@family.example", "name": "Rhiant", "standing": "parent" })),
                ("/competences".to_owned(), json!({ "person": mother, "on": "2026-09-01" })),
                ("/enrolments".to_owned(), json!({ "agency": SCHOOL, "on": "2026-09-01" })),
                ("/marks".to_owned(), json!({ "mark": "contested" })),
                (format!("/marks/{held}/outcome"), json!({ "decider": "Y pennaeth", "outcome": "Dim rheswm mwyach" })),
            ] {
                school.posts(&case.path(&place), &body).await.expect_refused(&["not-the-lead"]);
            }
            for place in [format!("/involvements/{part}"), format!("/family/{mother}")] {
                school.deletes(&case.path(&place)).await.expect_refused(&["not-the-lead"]);
            }
            school.posts(&case.path("/vetoes"), &json!({ "agency": "tair-afon" })).await.expect_refused(&["family-alone"]);
            let after = world["coordinator"].gets(&case.path("")).await.expect(200).json();
            assert_eq!(after, shown, "nothing changed");
        });
    }

    #[test]
    fn makes_no_request_under_the_act_and_closes_its_own_voluntary_one_only() {
        in_the_world(async |world| {
            let case = world.case().await;
            let (coordinator, school, path) = (&world["coordinator"], &world["school"], case.path("/requests"));
            let request = |kind: &str, to: &str| json!({ "kind": kind, "to": to, "categories": ["speech-language"], "purpose": "statutory-advice" });
            for kind in ["section65", "section20"] {
                school.posts(&path, &request(kind, "tair-afon")).await.expect_refused(&["may-not-request"]);
            }
            coordinator.posts(&path, &request("section65", SCHOOL)).await.expect_refused(&["may-not-be-asked"]);
            coordinator.posts(&path, &request("section20", "bro-helyg")).await.expect_refused(&["may-not-be-asked"]);
            let own = school.posts(&path, &request("school-health", "tair-afon")).await.expect(201).field("id");
            let councils = coordinator.posts(&path, &request("section65", "tair-afon")).await.expect(201).field("id");
            school.deletes(&format!("{path}/{councils}")).await.expect_refused(&["not-the-lead"]);
            school.deletes(&format!("{path}/{own}")).await.expect(204);
            coordinator.deletes(&format!("{path}/{councils}")).await.expect(204);
        });
    }
}

mod veto {
    use super::*;

    #[test]
    fn of_an_agency_or_a_person_keeps_them_out_at_once_until_the_family_lifts_it() {
        in_the_world(async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            let mother = &world["mother"];
            mother.has_granted(&case, SCHOOL).await;
            for veto in [json!({ "agency": SCHOOL }), json!({ "person": world["school"].id })] {
                world["school"].opens(&case, &report).await.expect(200);
                let id = mother.posts(&case.path("/vetoes"), &veto).await.expect(201).field("id");
                // Vetoed, one is an outsider.
                world["school"].opens(&case, &report).await.expect_absent();
                let lift = case.path(&format!("/vetoes/{id}"));
                let by_staff = world["coordinator"].deletes(&lift).await;
                assert_eq!(by_staff.status, 403, "staff never override a family's refusal: {}", by_staff.text());
                mother.deletes(&lift).await.expect(204);
            }
            world["school"].opens(&case, &report).await.expect(200);
        });
    }

    #[test]
    fn names_one_thing_and_comes_from_one_who_may() {
        in_the_world(async |world| {
            let case = world.case_of(&Child::of_eight(), &[("mother", "parent"), ("friend", "case-friend")]).await;
            let path = case.path("/vetoes");
            let both = json!({ "agency": SCHOOL, "person": world["school"].id });
            world["mother"].posts(&path, &both).await.expect_problem(400, "bad-field");
            world["mother"].posts(&path, &json!({})).await.expect_problem(400, "bad-field");
            world["friend"].posts(&path, &json!({ "agency": SCHOOL })).await.expect_refused(&["role-lacks-verb"]);
        });
    }
}

mod family {
    use super::*;

    #[test]
    fn a_supporter_is_named_for_a_time_and_sees_without_deciding() {
        in_the_world(async |world| {
            let case = world.case_of(&Child::of_eight(), &[("mother", "parent"), ("friend", "case-friend")]).await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
            world["friend"].opens(&case, &report).await.expect(200);
            let forever = json!({ "person": world["father"].id, "standing": "advocate" });
            world["coordinator"].posts(&case.path("/family"), &forever).await.expect_problem(400, "bad-field");
        });
    }

    #[test]
    fn nobody_is_added_twice_and_staff_are_no_family() {
        in_the_world(async |world| {
            let case = world.case().await;
            let path = case.path("/family");
            let again = json!({ "person": world["mother"].id, "standing": "parent" });
            world["coordinator"].posts(&path, &again).await.expect_problem(409, "conflict");
            let staff = json!({ "person": world["school"].id, "standing": "parent" });
            world["coordinator"].posts(&path, &staff).await.expect_problem(422, "unknown-person");
            let nobody = json!({ "standing": "parent" });
            world["coordinator"].posts(&path, &nobody).await.expect_problem(400, "bad-field");
            let uncle = json!({ "person": world["father"].id, "standing": "uncle" });
            world["coordinator"].posts(&path, &uncle).await.expect_problem(400, "bad-field");
        });
    }

    /// Somebody of the family by what they sign in with.
    fn by_address(address: &str, name: &str, standing: &str) -> serde_json::Value {
        json!({ "address": address, "name": name, "standing": standing, "language": "en" })
    }

    #[test]
    fn who_has_an_account_is_added_by_what_they_sign_in_with_and_gets_no_code() {
        in_the_world(async |world| {
            let case = world.case().await;
            let (coordinator, father) = (&world["coordinator"], &world["father"]);
            let path = case.path("/family");
            let address = format!(" {}", father.address.to_uppercase());
            let added = coordinator.posts(&path, &by_address(&address, "Father", "parent")).await.expect(201);
            assert_eq!(added.field("person"), father.id);
            assert!(added.json().get("code").is_none(), "who has an account needs no letter: {}", added.text());
            father.gets(&case.path("")).await.expect(200);
            father.gets("/session").await.expect(200);
            coordinator.posts(&path, &by_address(&father.address, "Father", "parent")).await.expect_problem(409, "conflict");
        });
    }

    #[test]
    fn an_address_of_staff_and_one_under_another_name_put_nobody_on_a_case() {
        in_the_world(async |world| {
            let case = world.case().await;
            let (coordinator, father) = (&world["coordinator"], &world["father"]);
            let path = case.path("/family");
            for name in ["school", "operator"] {
                let staff = by_address(&world[name].address, "Enw alnco", "parent");
                coordinator.posts(&path, &staff).await.expect_problem(409, "address-at-work");
            }
            let mistyped = by_address(&father.address, "Rhywun Arall", "parent");
            coordinator.posts(&path, &mistyped).await.expect_problem(409, "address-of-another");
            father.gets(&case.path("")).await.expect_absent();
            let family = coordinator.gets(&case.path("")).await.expect(200).json();
            assert_eq!(family["family"].as_array().map(Vec::len), Some(1), "{family}");
            // Who may not add learns nothing of an address.
            for address in [father.address.as_str(), "nobody@family.example"] {
                let wanted = by_address(address, "Father", "parent");
                world["clinician"].posts(&path, &wanted).await.expect_refused(&["role-lacks-verb"]);
            }
        });
    }

    #[test]
    fn who_joined_as_a_case_friend_decides_where_they_are_a_parent() {
        in_the_world(async |world| {
            let friend = &world["friend"];
            let (own, other) = (
                world.case_of(&Child::of_eight(), &[]).await,
                world.case_of(&Child::of_eight(), &[("friend", "case-friend")]).await,
            );
            let wanted = by_address(&friend.address, "friend", "parent");
            world["coordinator"].posts(&own.path("/family"), &wanted).await.expect(201);
            friend.has_granted(&own, SCHOOL).await;
            friend.grants(&other, SCHOOL).await.expect_refused(&["role-lacks-verb", "supporter-only-sees"]);
        });
    }
}

mod erase {
    use super::*;

    #[test]
    fn an_administrator_of_the_lead_agency_does_and_then_nothing_of_it_is_there_but_the_log_still_verifies() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(5000)).await;
            world["mother"].has_granted(&case, SCHOOL).await;
            let running = world["school"].opens(&case, &report).await.expect(200);
            assert_eq!(running.body.len(), 5000);
            for name in ["coordinator", "health-admin", "operator", "mother"] {
                let answer = world[name].deletes(&case.path("")).await;
                assert!(matches!(answer.status, 403 | 404), "{name}: {}", answer.text());
            }
            world["council-admin"].deletes(&case.path("")).await.expect(204);
            for name in ["clinician", "school", "coordinator", "mother"] {
                world[name].gets(&case.path("")).await.expect_absent();
                world[name].opens(&case, &report).await.expect_absent();
            }
            assert_eq!(crate::faults::payloads(&world.gateway), Vec::<String>::new(), "no payload is left");
            let configuration = world.gateway.configuration();
            let verified = world.gateway.porthor(&["audit", "verify", "--config", &configuration.to_string_lossy()]);
            assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
            // A case opened afterwards works.
            let next = world.case().await;
            world["clinician"].has_pushed(&next, &Draft::pdf(500)).await;
            assert_eq!(world["mother"].gets(&next.path(&format!("/reports?purpose={PURPOSE}"))).await.expect(200).items().len(), 1);
        });
    }

    #[test]
    fn leaves_no_kept_answer_that_speaks_of_the_case_and_still_nothing_is_done_twice() {
        in_the_world(async |world| {
            let coordinator = &world["coordinator"];
            let opens = async |key: &str| {
                let request = coordinator.request(reqwest::Method::POST, "/cases").await.header("idempotency-key", key);
                coordinator.sends(request.json(&json!({ "name": "Plentyn Dychmygol" }))).await
            };
            let erased = opens("to-be-erased").await.expect(201).field("id");
            let stays = opens("to-stay").await.expect(201).field("id");
            assert_eq!(opens("to-be-erased").await.expect(201).field("id"), erased);
            world["council-admin"].deletes(&format!("/cases/{erased}")).await.expect(204);
            opens("to-be-erased").await.expect_problem(409, "idempotency-answer-lost");
            assert_eq!(opens("to-stay").await.expect(201).field("id"), stays, "the answers of other cases are kept");
        });
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }
}

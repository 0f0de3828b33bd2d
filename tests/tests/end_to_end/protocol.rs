//! Information-sharing protocols: registered as data, signed by every partner, in force only then, and over at once for one who
//! withdraws.

use serde_json::{Value, json};

use crate::stage::case::Draft;
use crate::stage::day_from_now;
use crate::stage::world::{PROTOCOL, World, in_the_world};

/// A protocol of the health board with one school alone: it lets funding decisions about vision pass by law.
async fn of_two(world: &World, id: &str) -> Value {
    let shipped = world["health-admin"].gets(PROTOCOL).await.expect(200).json();
    let mut protocol = shipped["protocol"].clone();
    protocol["id"] = id.into();
    let keep = |list: &mut Value, field: &str, values: &[&str]| {
        let list = list.as_array_mut().expect("a list");
        list.retain(|entry| values.contains(&entry[field].as_str().unwrap_or_default()));
    };
    keep(&mut protocol["partners"], "agency", &["tair-afon", "kestrel-rock"]);
    keep(&mut protocol["purposes"], "code", &["aln-support"]);
    keep(&mut protocol["legal"], "purpose", &["aln-support"]);
    keep(&mut protocol["legal"], "partner", &["kind:health-board", "kind:school"]);
    protocol["purposes"][0]["code"] = "funding".into();
    for entry in protocol["legal"].as_array_mut().expect("a list") {
        entry["purpose"] = "funding".into();
    }
    keep(&mut protocol["items"], "category", &["vision"]);
    keep(&mut protocol["items"], "to", &["kind:school"]);
    protocol["items"][0]["purpose"] = "funding".into();
    protocol["items"][0]["trigger"] = "law".into();
    keep(&mut protocol["retention"], "category", &["vision"]);
    protocol["breach"]["lead"] = "tair-afon".into();
    protocol
}

async fn signs(world: &World, admin: &str, path: &str) {
    let sha256 = world[admin].gets(path).await.expect(200).field("sha256");
    world[admin].posts(&format!("{path}/signature"), &json!({ "sha256": sha256 })).await.expect(201);
}

fn draft() -> Draft {
    Draft::pdf(600).with("category", "vision").with("purpose", "funding")
}

mod signature {
    use super::*;

    #[test]
    fn only_when_every_partner_has_signed_does_anything_pass_and_a_withdrawal_stops_it_at_once() {
        in_the_world(async |world| {
            let protocol = of_two(world, "of-two").await;
            world["health-admin"].posts("/protocols", &protocol).await.expect(201);
            let path = "/protocols/of-two/1";
            let case = world.case().await;
            let part = json!({ "agency": "kestrel-rock", "role": "alnco" });
            world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
            let pushed = world["clinician"].pushes(&case, &draft()).await;
            pushed.expect_refused(&["not-signed"]);

            signs(world, "health-admin", path).await;
            let shown = world["health-admin"].gets(path).await.expect(200).json();
            assert_eq!(shown["in_force"], false);
            world["clinician"].pushes(&case, &draft()).await.expect_refused(&["not-signed"]);

            signs(world, "other-school-admin", path).await;
            assert_eq!(world["health-admin"].gets(path).await.expect(200).json()["in_force"], true);
            let report = world["clinician"].has_pushed(&case, &draft()).await;
            let content = case.path(&format!("/reports/{report}/content?purpose=funding"));
            world["other-school"].gets(&content).await.expect(200);
            world["school"].gets(&content).await.expect_refused(&["not-covered"]);

            world["other-school-admin"].deletes(&format!("{path}/signature")).await.expect(204);
            world["other-school"].gets(&content).await.expect_refused(&["not-signed"]);
            world["other-school-admin"].deletes(&format!("{path}/signature")).await.expect_absent();
        });
    }

    #[test]
    fn is_of_the_very_text_and_of_a_partner() {
        in_the_world(async |world| {
            let protocol = of_two(world, "of-the-text").await;
            world["health-admin"].posts("/protocols", &protocol).await.expect(201);
            let path = "/protocols/of-the-text/1/signature";
            let other = json!({ "sha256": "0".repeat(64) });
            world["health-admin"].posts(path, &other).await.expect_problem(409, "conflict");
            let sha256 = world["health-admin"].gets("/protocols/of-the-text/1").await.expect(200).field("sha256");
            let right = json!({ "sha256": sha256 });
            world["council-admin"].posts(path, &right).await.expect_problem(403, "protocol-not-partner");
            world["clinician"].posts(path, &right).await.expect_refused(&["role-lacks-verb"]);
            for nobody in ["operator", "mother"] {
                world[nobody].posts(path, &right).await.expect_absent();
            }
            world["health-admin"].posts("/protocols/no-such/1/signature", &right).await.expect_absent();
        });
    }

    #[test]
    fn is_given_and_withdrawn_by_an_officer_of_the_agency_who_changes_nothing_else_of_it() {
        in_the_world(async |world| {
            let protocol = of_two(world, "of-an-officer").await;
            world["guardian"].posts("/protocols", &protocol).await.expect_refused(&["role-lacks-verb"]);
            world["health-admin"].posts("/protocols", &protocol).await.expect(201);
            let path = "/protocols/of-an-officer/1";
            let sha256 = world["guardian"].gets(path).await.expect(200).field("sha256");
            let right = json!({ "sha256": sha256 });
            world["officer"].posts(&format!("{path}/signature"), &right).await.expect_problem(403, "protocol-not-partner");
            signs(world, "guardian", path).await;
            let signed = world["health-admin"].gets(path).await.expect(200).json();
            assert_eq!(signed["signatures"][0]["person"], json!(world["guardian"].id));
            let events = world["guardian"].gets("/audit/events?verb=sign&outcome=allowed").await.expect(200).items();
            assert!(
                events.iter().any(|event| event["kind"] == "protocol-signed" && event["person"] == json!(world["guardian"].id))
            );
            world["guardian"].deletes(&format!("{path}/signature")).await.expect(204);
            let withdrawn = world["health-admin"].gets(path).await.expect(200).json();
            assert!(withdrawn["signatures"][0]["ended"].is_string(), "{withdrawn}");
            let colleague = json!({ "address": "x@tair-afon.example", "name": "X", "role": "clinician", "language": "en" });
            let invited = world["guardian"].posts("/agencies/tair-afon/people", &colleague).await;
            invited.expect_refused(&["role-lacks-verb"]);
        });
    }
}

mod register {
    use super::*;

    #[test]
    fn a_version_is_immutable_and_the_next_one_is_another() {
        in_the_world(async |world| {
            let admin = &world["health-admin"];
            let mut protocol = of_two(world, "immutable").await;
            admin.posts("/protocols", &protocol).await.expect(201);
            signs(world, "health-admin", "/protocols/immutable/1").await;
            protocol["title_en"] = "Something else".into();
            admin.posts("/protocols", &protocol).await.expect_problem(409, "protocol-immutable");
            protocol["version"] = 2.into();
            protocol["supersedes"] = 1.into();
            admin.posts("/protocols", &protocol).await.expect(201);
        });
    }

    #[test]
    fn what_lacks_something_or_names_what_the_taxonomy_does_not_have_is_refused() {
        in_the_world(async |world| {
            let whole = of_two(world, "incomplete").await;
            let changed = |pointer: &str, value: Value| {
                let mut protocol = whole.clone();
                *protocol.pointer_mut(pointer).expect("the field is there") = value;
                protocol
            };
            for protocol in [
                changed("/partners", json!([])),
                changed("/items/0/category", "horoscope".into()),
                changed("/items/0/purpose", "curiosity".into()),
                changed("/title_cy", "".into()),
                changed("/legal", json!([])),
                changed("/retention", json!([])),
            ] {
                let answer = world["health-admin"].posts("/protocols", &protocol).await;
                answer.expect_problem(422, "protocol-incomplete");
            }
            let mut extra = whole.clone();
            extra["colour"] = "blue".into();
            world["health-admin"].posts("/protocols", &extra).await.expect_problem(400, "unknown-field");
            let backwards = changed("/starts", "yesterday".into());
            world["health-admin"].posts("/protocols", &backwards).await.expect_problem(400, "bad-date");
            world["council-admin"].posts("/protocols", &whole).await.expect_problem(403, "protocol-not-partner");
            world["mother"].posts("/protocols", &whole).await.expect_absent();
        });
    }

    #[test]
    fn one_that_starts_later_and_one_whose_review_has_lapsed_carry_nothing() {
        in_the_world(async |world| {
            for (id, field, value, reason) in [
                ("starts-later", "/starts", json!(day_from_now(10)), "not-started"),
                ("has-ended", "/ends", json!(day_from_now(-1)), "ended"),
                ("review-lapsed", "/review/due", json!(day_from_now(-200)), "review-lapsed"),
            ] {
                let mut protocol = of_two(world, id).await;
                *protocol.pointer_mut(field).expect("the field is there") = value;
                // One category each, so that no other protocol covers it.
                protocol["items"][0]["from"] = "kind:council".into();
                protocol["partners"][0]["agency"] = "bro-helyg".into();
                protocol["partners"][1]["agency"] = "kestrel-rock".into();
                protocol["legal"][0]["partner"] = "kind:council".into();
                protocol["breach"]["lead"] = "bro-helyg".into();
                world["other-council-admin"].posts("/protocols", &protocol).await.expect(201);
                for admin in ["other-council-admin", "other-school-admin"] {
                    signs(world, admin, &format!("/protocols/{id}/1")).await;
                }
                let case = world.case().await;
                let part = json!({ "agency": "bro-helyg", "role": "co-ordinator" });
                world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
                world["other-coordinator"].pushes(&case, &draft()).await.expect_refused(&[reason]);
                let shown = world["officer"].gets(&format!("/protocols/{id}/1")).await.expect(200).json();
                assert_eq!(shown["in_force"], false, "{id}");
            }
        });
    }

    #[test]
    fn both_shipped_ones_are_listed_and_the_one_not_signed_by_all_says_who_is_missing() {
        in_the_world(async |world| {
            let listed = world["officer"].gets("/protocols?limit=200").await.expect(200).items();
            let line = |id: &str| listed.iter().find(|line| line["id"] == id).unwrap_or_else(|| panic!("{id} is not listed"));
            assert_eq!(line("aln-support")["in_force"], true);
            let transition = line("transition-college");
            assert_eq!(transition["in_force"], false);
            assert!(transition["missing"].as_array().is_some_and(|missing| !missing.is_empty()), "{transition}");
        });
    }
}

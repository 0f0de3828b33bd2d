//! Characters that nobody sees: whatever a person types for others to read is refused with them, wherever it is typed.

use serde_json::{Value, json};

use crate::stage::browser::Browser;
use crate::stage::case::{CATEGORY, Draft, PURPOSE};
use crate::stage::world::{World, in_the_world};

/// Who types `text` where, and in what; `is_name` where it has one line alone.
struct Typed {
    who: &'static str,
    path: String,
    body: Value,
    field: &'static str,
    is_name: bool,
}

async fn everywhere(world: &World) -> (Vec<Typed>, crate::stage::case::Case) {
    let case = world.case().await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
    let mark = world["coordinator"].posts(&case.path("/marks"), &json!({ "mark": "contested" })).await.expect(201).field("id");
    let until = crate::stage::day_from_now(60);
    let soon = "2999-01-01T00:00:00Z";
    let typed = |who, path: String, field, is_name, body: Value| Typed { who, path, body, field, is_name };
    let outcome = case.path(&format!("/marks/{mark}/outcome"));
    let agency = json!({ "id": "unseen", "kind": "school", "name_en": "Ysgol", "name_cy": "Ysgol" });
    let person = json!({ "address": "unseen@staff.example", "role": "clinician", "language": "cy" });
    let family = json!({ "address": "unseen@family.example", "language": "cy", "standing": "parent" });
    let helper = json!({ "address": "unseen@helper.example", "language": "cy", "standing": "case-friend", "until": until, "help": "see-what-i-see" });
    let remark = json!({ "about": { "report": report }, "kind": "comment" });
    let question = json!({ "agency": "nant-y-wennol", "categories": [CATEGORY], "purposes": [PURPOSE] });
    let all = vec![
        typed("coordinator", "/cases".into(), "name", true, json!({ "born": "2018-01-01" })),
        typed("coordinator", case.path("/consent-requests"), "why", false, question),
        typed("coordinator", outcome.clone(), "outcome", false, json!({ "decider": "Y pennaeth" })),
        typed("coordinator", outcome, "decider", true, json!({ "outcome": "Dim rheswm mwyach" })),
        typed("coordinator", case.path("/family"), "name", true, family),
        typed("mother", case.path("/helpers"), "name", true, helper),
        typed("mother", case.path("/remarks"), "text", false, remark),
        typed("school", case.path("/emergencies"), "reason", false, json!({ "until": soon })),
        typed("operator", "/agencies".into(), "name_en", true, agency.clone()),
        typed("operator", "/agencies".into(), "name_cy", true, agency),
        typed("health-admin", "/agencies/tair-afon/people".into(), "name", true, person),
    ];
    (all, case)
}

#[test]
fn are_refused_in_every_text_and_every_name_and_the_answer_names_the_field() {
    in_the_world(async |world| {
        let (all, case) = everywhere(world).await;
        for Typed { who, path, body, field, is_name } in &all {
            let both = ["a\u{202e}b", "a\u{2066}b", "a\u{0}b", "a\u{1b}[2Jb", "a\u{85}b", "a\u{200b}b", "a\u{feff}b", "a\u{2028}b"];
            let in_names: &[&str] = if *is_name { &["a\nb", "a\tb", "a\u{200d}b"] } else { &[] };
            for hostile in both.iter().chain(in_names) {
                let mut body = body.clone();
                body[field] = (*hostile).into();
                let answer = world[*who].posts(path, &body).await.expect_problem(422, "unseen-characters");
                assert_eq!(answer.field("field"), *field, "{path} {hostile:?}");
            }
        }
        let professionals = Draft::pdf(500).with("audience", "professionals");
        for (draft, field) in [(Draft::pdf(500), "summary"), (professionals, "audience_reason")] {
            let draft = draft.with(field, "Mae popeth\u{202e} yn iawn");
            let answer = world["clinician"].pushes(&case, &draft).await.expect_problem(422, "unseen-characters");
            assert_eq!(answer.field("field"), field);
        }
    });
}

#[test]
fn ends_of_lines_tabs_and_joiners_are_kept_in_a_text_and_a_browsers_end_of_line_is_one() {
    in_the_world(async |world| {
        let case = world.case().await;
        let text = "Yn gyntaf:\r\n\tteulu 👩\u{200d}👧\r\n";
        let draft = Draft::pdf(500).with("summary", text);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        let remark = json!({ "about": { "report": report }, "kind": "comment", "text": text });
        world["mother"].posts(&case.path("/remarks"), &remark).await.expect(201);
        let kept = "Yn gyntaf:\n\tteulu 👩\u{200d}👧";
        let remarks = world["mother"].gets(&case.path("/remarks")).await.expect(200).items();
        assert_eq!(remarks[0]["text"], kept);
        let reports = world["clinician"].gets(&case.path("/reports")).await.expect(200).items();
        assert_eq!(reports[0]["summary"], kept);
    });
}

#[test]
fn an_address_that_nobody_could_type_again_makes_no_account() {
    in_the_world(async |world| {
        let case = world.case().await;
        let family = |address: &str| json!({ "address": address, "name": "Mam", "language": "cy", "standing": "parent" });
        let until = crate::stage::day_from_now(60);
        let helper = |address: &str| json!({ "address": address, "name": "Ffrind", "language": "cy", "standing": "case-friend", "until": until, "help": "see-what-i-see" });
        for address in ["un\u{200b}seen@family.example", "un\u{1b}seen@family.example", "un seen@family.example", ""] {
            let answer = world["coordinator"].posts(&case.path("/family"), &family(address)).await.expect_problem(400, "bad-field");
            assert_eq!(answer.field("field"), "address", "{address:?}");
            let answer = world["mother"].posts(&case.path("/helpers"), &helper(address)).await.expect_problem(400, "bad-field");
            assert_eq!(answer.field("field"), "address", "{address:?}");
        }
    });
}

#[test]
fn a_form_says_so_at_its_field_and_keeps_what_was_typed() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
        let mut coordinator = Browser::of(&world.gateway, &world["coordinator"]).await;
        let form = coordinator.visits("/desk/new").await.expect(200);
        let born = [("born-day", "1"), ("born-month", "2"), ("born-year", "2018")];
        let csrf = form.field("csrf");
        let typed = [&[("name", "Mab\u{ad}on"), ("csrf", csrf.as_str())], &born[..]].concat();
        let page = coordinator.submits("/desk/new", &typed).await.expect(422).text;
        assert!(page.contains("id=\"name-error\"") && page.contains("value=\"2018\""), "{page}");

        let mut mother = Browser::of(&world.gateway, &world["mother"]).await;
        let path = format!("/family/{}/reports/{report}", case.id);
        let csrf = mother.visits(&path).await.expect(200).field("csrf");
        let says = async |mother: &mut Browser, text: &str| {
            mother.submits(&path, &[("text", text), ("kind", "comment"), ("text-written-in", "cy"), ("csrf", &csrf)]).await
        };
        let page = says(&mut mother, "Diolch\u{200b} yn fawr").await.expect(422).text;
        assert!(page.contains("id=\"text-error\"") && page.contains("yn fawr"), "{page}");
        let flag = "Diolch \u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}";
        says(&mut mother, flag).await.expect(303);
        assert_eq!(world["mother"].gets(&case.path("/remarks")).await.expect(200).items()[0]["text"], flag);
    });
}

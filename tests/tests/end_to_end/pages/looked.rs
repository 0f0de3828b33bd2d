//! A family's pages of who has looked, reports, questions and helpers; and the agency's page of answers.

use reqwest::Method;
use serde_json::{Value, json};

use super::Walk;
use crate::stage::answer::Answer;
use crate::stage::case::{Case, Child, Draft};
use crate::stage::person::{Door, Person};
use crate::stage::world::{World, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

/// A case with a sensitive report for the family, one for the child and one for professionals, into which a school has looked.
async fn a_case_with_looks(world: &World) -> (Case, String) {
    let case = world.case_of(&Child::of_eight(), &[("mother", "parent"), ("father", "parent")]).await;
    let clinician = &world["clinician"];
    let summary = "Sut mae'n siarad ac yn deall, a beth sy'n helpu yn yr ysgol.";
    let draft = Draft::pdf(3000).with("file_name", "asesiad-lleferydd.pdf").with("summary", summary).with("class", "sensitive");
    let report = clinician.has_pushed(&case, &draft).await;
    let child = Draft::pdf(2000).with("file_name", "fy-adroddiad-i.pdf").with("audience", "child-friendly").with("language", "cy");
    clinician.has_pushed(&case, &child).await;
    clinician
        .has_pushed(
            &case,
            &Draft::pdf(1000)
                .with("audience", "professionals")
                .with("audience_reason", "For those who plan.")
                .with("file_name", "mewnol.pdf"),
        )
        .await;
    world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
    world["mother"].has_granted(&case, SCHOOL).await;
    world["school"].steps_up().await;
    world["school"].opens(&case, &report).await.expect(200);
    let declared = json!({ "reason": "rheswm", "until": crate::stage::now().plus_millis(3_600_000).to_string() });
    world["school"].posts(&case.path("/emergencies"), &declared).await.expect(201);
    (case, report)
}

/// What a page answers to somebody's cookie.
async fn page(world: &World, person: &Person, path: &str) -> Answer {
    let door = Door::of(&world.gateway);
    let cookie = format!("__Host-porthor={}", person.token().await);
    let response = door.request(Method::GET, path).header("cookie", cookie).send().await.expect("an answer");
    Answer::read(path.to_owned(), response).await
}

fn input(world: &World, case: &Case, report: &str, language: &str, names: &[&'static str]) -> Value {
    let mut input = json!({ "case": case.id, "report": report, "helper": format!("{language}-{}@helper.example", case.id) });
    for name in names {
        input[*name] = world[*name].at_a_browser();
    }
    input
}

#[test]
fn a_family_sees_who_looked_asks_is_answered_and_names_and_ends_a_helper() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let (case, report) = a_case_with_looks(world).await;
            let input = input(world, &case, &report, walk.name, &["mother", "clinician"]);
            let done = walk.takes(&world.gateway, "looked-family", input.clone());
            assert_eq!(done["file"], "asesiad-lleferydd.pdf");
            let remarks = world["mother"].gets(&case.path("/remarks")).await.expect(200).items();
            assert_eq!(remarks.len(), 2);
            assert!(remarks.iter().any(|remark| remark["answer"].is_object()), "{remarks:?}");
            // Nothing else was chosen than the language of the page.
            assert!(remarks.iter().all(|remark| remark["language"] == walk.language), "{remarks:?}");
            let answered = remarks.iter().find_map(|remark| remark["answer"]["language"].as_str());
            assert_eq!(answered, Some(walk.language), "{remarks:?}");
            let code = done["code"].as_str().expect("a code was shown");
            let helper = Person::enrols(&world.door, input["helper"].as_str().unwrap_or_default(), code).await;
            helper.opens(&case, &report).await.expect_absent();
        }
    });
}

#[test]
fn a_download_is_never_shown_in_our_origin_and_asks_for_a_code() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_looks(world).await;
        let path = format!("/family/{}/reports/{report}/file", case.id);
        world["mother"].steps_up().await;
        let file = page(world, &world["mother"], &path).await.expect(200);
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert_eq!(file.header("content-type"), "application/octet-stream");
        assert!(file.header("content-security-policy").contains("sandbox"));
        assert_eq!(file.header("x-content-type-options"), "nosniff");
    });
}

#[test]
fn nobody_else_finds_these_pages() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_looks(world).await;
        let family = ["looked", "reports", "remarks", "helpers"].map(|rest| format!("/family/{}/{rest}", case.id));
        let one = [format!("/family/{}/reports/{report}", case.id), format!("/family/{}/reports/{report}/file", case.id)];
        for path in family.iter().chain(&one) {
            for name in ["young", "other-school", "school"] {
                let answer = page(world, &world[name], path).await;
                assert!([403, 404].contains(&answer.status), "{name} {path}: {}", answer.status);
                assert!(!answer.text().contains("asesiad-lleferydd"), "{name} {path}");
                if name != "school" {
                    assert_eq!(answer.status, 404, "{name} {path}");
                }
            }
        }
        let desk = format!("/desk/{}/remarks", case.id);
        assert_eq!(page(world, &world["other-school"], &desk).await.status, 404);
    });
}

#[test]
fn each_page_says_whose_it_is() {
    in_the_world(async |world| {
        let (case, _) = a_case_with_looks(world).await;
        for rest in ["looked", "remarks", "helpers", "reports"] {
            let shown = page(world, &world["mother"], &format!("/family/{}/{rest}", case.id)).await.expect(200);
            let text = String::from_utf8_lossy(&shown.body).into_owned();
            for told in [", Plentyn Dychmygol – Porthor</title>", "<span class=\"govuk-caption-l\">Plentyn Dychmygol</span>"] {
                assert!(text.contains(told), "{rest}: {text}");
            }
        }
    });
}

#[test]
fn one_parent_never_sees_how_the_other_is_reached() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_looks(world).await;
        world["father"].steps_up().await;
        world["father"].opens(&case, &report).await.expect(200);
        let said = json!({ "about": { "report": report }, "kind": "comment", "text": "Diolch" });
        world["father"].posts(&case.path("/remarks"), &said).await.expect(201);
        for rest in ["looked", "remarks", "helpers", "reports"] {
            let shown = page(world, &world["mother"], &format!("/family/{}/{rest}", case.id)).await.expect(200);
            let text = String::from_utf8_lossy(&shown.body).into_owned();
            assert!(!text.contains(&world["father"].address), "{rest}");
        }
    });
}

#[test]
fn what_somebody_wrote_is_read_out_in_its_own_language_where_they_said_which() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_looks(world).await;
        let said = |text: &str, language: Value| json!({ "about": { "report": report }, "kind": "comment", "text": text, "language": language });
        let (welsh, unsaid) = (said("Diolch yn fawr", json!("cy")), said("Heb ddweud", Value::Null));
        let remark = world["mother"].posts(&case.path("/remarks"), &welsh).await.expect(201).field("id");
        world["mother"].posts(&case.path("/remarks"), &unsaid).await.expect(201);
        world["mother"].posts(&case.path("/remarks"), &said("Grazie", json!("it"))).await.expect(400);
        let answer = json!({ "text": "Thank you", "language": "en" });
        world["clinician"].posts(&case.path(&format!("/remarks/{remark}/answer")), &answer).await.expect(204);
        for (name, path) in
            [("mother", format!("/family/{}/remarks", case.id)), ("clinician", format!("/desk/{}/remarks", case.id))]
        {
            let shown = page(world, &world[name], &path).await.expect(200);
            let shown = String::from_utf8_lossy(&shown.body).into_owned();
            for (language, text) in [(" lang=\"cy\"", "Diolch yn fawr"), (" lang=\"en\"", "Thank you"), ("", "Heb ddweud")] {
                assert!(
                    shown.contains(&format!("<div{language}><p class=\"govuk-body\">{text}</p></div>")),
                    "{name} {text}: {shown}"
                );
            }
        }
    });
}

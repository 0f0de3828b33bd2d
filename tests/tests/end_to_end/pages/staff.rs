//! The pages of staff: desk, case, pushing, paper consents, asking the family, people on a case.

mod push;
mod waits;

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::home::joins;
use super::{Walk, each_way, in_both_languages, with_form};
use crate::stage::case::{Case, Child, Draft, PURPOSE, consent_for};
use crate::stage::person::{Door, Person};
use crate::stage::world::{World, in_the_world, invites};

/// A page asked for with somebody's session, and what its forms carry.
struct Browser<'a> {
    door: Door,
    person: &'a Person,
    visit: String,
    csrf: String,
}

impl<'a> Browser<'a> {
    async fn of(world: &World, person: &'a Person) -> Self {
        let door = Door::of(&world.gateway);
        let answer = door.request(Method::GET, "/sign-in").send().await.expect("an answer");
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let visit = cookies.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ");
        let page = answer.text().await.expect("a page");
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a mark").to_owned();
        Self { door, person, visit, csrf }
    }

    async fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let cookie = format!("{}; __Host-porthor={}", self.visit, self.person.token().await);
        self.door.request(method, path).header("cookie", cookie)
    }

    async fn gets(&self, path: &str) -> (u16, String) {
        read(self.request(Method::GET, path).await).await
    }

    async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        read(with_form(self.request(Method::POST, path).await, &self.csrf, fields)).await
    }

    /// Pushes as the page's script does.
    async fn pushes(&self, case: &Case, name: &str, bytes: Vec<u8>) -> (u16, Value) {
        self.pushes_saying(case, name, bytes, &[]).await
    }

    /// The same, saying something else or more of it.
    async fn pushes_saying(&self, case: &Case, name: &str, bytes: Vec<u8>, said: &[(&str, &str)]) -> (u16, Value) {
        let usual = [
            ("csrf", self.csrf.as_str()),
            ("category", "speech-language"),
            ("purpose", PURPOSE),
            ("audience", "family"),
            ("status", "signed-off"),
            ("language", "en"),
            ("provenance", "nhs"),
            ("serious-harm", "no"),
            ("third-party", "no"),
            ("file_name", name),
        ];
        let is_said = |name: &str| said.iter().any(|(other, _)| *other == name);
        let fields = usual.into_iter().filter(|(name, _)| !is_said(name)).chain(said.iter().copied());
        let form = fields.fold(Form::new(), |form, (name, value)| form.text(name.to_owned(), value.to_owned()));
        let form = form.part("file", Part::bytes(bytes).file_name("report"));
        let request = self.request(Method::POST, &format!("/desk/{}/push", case.id)).await;
        let (status, text) = read(request.header("accept", "application/json").multipart(form)).await;
        (status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {status} {text}")))
    }
}

async fn read(request: reqwest::RequestBuilder) -> (u16, String) {
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

/// A case for each walk: all of them change theirs.
async fn a_case_each(world: &World) -> BTreeMap<&'static str, Case> {
    let mut cases = BTreeMap::new();
    for walk in Walk::each() {
        cases.insert(walk.name, world.case().await);
    }
    cases
}

/// The same, with a clinician on them who is on few others.
async fn with_a_colleague(world: &World) -> BTreeMap<&'static str, Case> {
    let cases = a_case_each(world).await;
    for case in cases.values() {
        let part = json!({ "agency": "tair-afon", "person": world["colleague"].id, "role": "clinician" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
    }
    cases
}

#[test]
fn a_clinician_pushes_several_files_sealed_in_the_browser() {
    in_the_world(async |world| {
        // Somebody with few cases: their desk is looked at.
        let cases = with_a_colleague(world).await;
        in_both_languages(&world.gateway, "staff-push", |language| {
            let mut input = world["colleague"].at_a_browser();
            input["case"] = json!(cases[language].id);
            input
        });
        for walk in Walk::both() {
            let reports = world["colleague"].gets(&cases[walk.name].path("/reports")).await.expect(200).items();
            assert_eq!(reports.len(), 1, "what was wrong left nothing behind: {reports:?}");
            assert_eq!(reports[0]["sealed_by"], "sender");
        }
    });
}

#[test]
fn a_push_outlives_the_session_it_was_begun_in_for_the_same_person_alone() {
    in_the_world(async |world| {
        let cases = a_case_each(world).await;
        in_both_languages(&world.gateway, "staff-again", |language| {
            json!({
                "case": cases[language].id,
                "clinician": world["clinician"].at_a_browser(), "school": world["school"].at_a_browser(),
            })
        });
        for walk in Walk::both() {
            assert_eq!(world["clinician"].lists(&cases[walk.name]).await.len(), 1, "it arrived once");
        }
    });
}

#[test]
fn without_script_one_report_is_pushed_and_the_gateway_seals_it() {
    in_the_world(async |world| {
        let cases = with_a_colleague(world).await;
        in_both_languages(&world.gateway, "staff-plain", |language| {
            let mut input = world["colleague"].at_a_browser();
            input["case"] = json!(cases[language].id);
            input["script"] = Value::Bool(false);
            input
        });
    });
}

#[test]
fn a_co_ordinator_asks_the_family_records_a_paper_and_looks_after_the_people() {
    in_the_world(async |world| {
        // A name that is searched for, and no other case's: the page is looked at as somebody has it with few cases.
        let child = Child { name: "Plentyn Chwiliedig".into(), ..Child::of_eight() };
        let mut cases = BTreeMap::new();
        for walk in Walk::each() {
            cases.insert(walk.name, world.case_of(&child, &[("mother", "parent")]).await);
        }
        for case in cases.values() {
            let report = world["clinician"].has_pushed(case, &Draft::pdf(900)).await;
            let remark = json!({ "about": { "report": report }, "kind": "question", "text": "Pwy a'i hysgrifennodd?" });
            world["mother"].posts(&case.path("/remarks"), &remark).await.expect(201);
            // Whoever may not know of a report is not told who else may not.
            world["mother"].has_granted(case, "dyffryn-gwawr").await;
        }
        each_way(&world.gateway, "staff-case", |walk| {
            let mut input = world["coordinator"].at_a_browser();
            input["case"] = json!(cases[walk.name].id);
            input["name"] = json!(child.name);
            input["giver"] = json!(world["mother"].id);
            input["newcomer"] = json!(format!("carys-{}@family.example", walk.name));
            input
        });
        for case in cases.values() {
            let asked = world["mother"].gets(&case.path("/consent-requests")).await.expect(200).items();
            assert_eq!(asked[0]["answer"], "given", "the paper covers what was asked: {asked:?}");
            let consents = world["mother"].gets(&case.path("/consents")).await.expect(200).items();
            let is_on_paper = |consent: &Value| consent["grant"]["evidence"]["paper"].is_object();
            assert_eq!(consents.iter().filter(|consent| is_on_paper(consent)).count(), 1, "{consents:?}");
            assert_eq!(world["school"].lists(case).await.len(), 1);
        }
    });
}

#[test]
fn whoever_sees_no_case_is_told_no_name_on_the_desk_or_behind_it() {
    in_the_world(async |world| {
        let case = world.case().await;
        for person in ["officer", "council-admin", "guardian"] {
            let browser = Browser::of(world, &world[person]).await;
            let behind =
                ["", "/people", "/consents/paper", "/ask", "/push", "/remarks"].map(|page| format!("/desk/{}{page}", case.id));
            for path in ["/desk".to_owned(), "/desk/new".to_owned()].iter().chain(&behind) {
                let (status, page) = browser.gets(path).await;
                assert!(matches!(status, 403 | 404), "{person} {path}: {status}");
                assert!(!page.contains("Plentyn") && !page.contains("mother"), "{person} {path}: {page}");
            }
            let (status, page) = browser.posts("/desk/search", &[("name", "Plentyn")]).await;
            assert!(matches!(status, 403 | 404) && !page.contains("Plentyn Dychmygol"), "{person}: {status}");
        }
    });
}

#[test]
fn what_another_agency_asks_the_family_is_not_told() {
    in_the_world(async |world| {
        let case = world.case().await;
        let wish =
            json!({ "agency": "nant-y-wennol", "categories": ["speech-language"], "purposes": [PURPOSE], "why": "I helpu." });
        world["school"].posts(&case.path("/consent-requests"), &wish).await.expect(201);
        let told = async |person: &str| world[person].gets(&case.path("/consent-requests")).await.expect(200).items().len();
        assert_eq!(told("clinician").await, 0, "a consent is told to those whom it lets see, and so is a question for one");
        assert_eq!((told("school").await, told("coordinator").await, told("mother").await), (1, 1, 1));
    });
}

#[test]
fn a_parent_sees_what_is_asked_goes_on_to_it_filled_in_or_says_not_now() {
    in_the_world(async |world| {
        let cases = a_case_each(world).await;
        let why = "So that the class can help with speaking.";
        let mut parents = BTreeMap::new();
        for (walk, case) in &cases {
            // Not the mother of all tests, whose home is as long as they are many.
            parents.insert(*walk, joins(world, case, &format!("asked-{walk}"), "parent").await);
            let scope = (["speech-language"], [PURPOSE]);
            let wish =
                json!({ "agency": "nant-y-wennol", "categories": scope.0, "purposes": scope.1, "why": why, "language": "en" });
            world["school"].posts(&case.path("/consent-requests"), &wish).await.expect(201);
        }
        each_way(&world.gateway, "staff-asked", |walk| {
            let mut input = parents[walk.name].at_a_browser();
            input["case"] = json!(cases[walk.name].id);
            input["why"] = json!(why);
            input
        });
        for case in cases.values() {
            let asked = world["mother"].gets(&case.path("/consent-requests")).await.expect(200).items();
            assert_eq!(asked[0]["answer"], "not-now");
        }
    });
}

mod people {
    use super::*;

    #[test]
    fn only_the_lead_agencys_co_ordinators_involve_and_others_are_told_why_not() {
        in_the_world(async |world| {
            let case = world.case().await;
            let school = Browser::of(world, &world["school"]).await;
            let (status, page) = school.gets(&format!("/desk/{}/people", case.id)).await;
            assert!(status == 200 && !page.contains("/people/involve"), "{page}");
            let path = format!("/desk/{}/people/involve", case.id);
            let (status, page) = school.posts(&path, &[("agency", "kestrel-rock"), ("role", "alnco")]).await;
            assert!(status == 422 && page.contains("govuk-error-summary"), "{status} {page}");
            let parts = world["coordinator"].gets(&case.path("")).await.expect(200).json()["involvements"].to_string();
            assert!(!parts.contains("kestrel-rock"), "{parts}");
        });
    }

    #[test]
    fn a_part_is_handed_over_in_one_act() {
        in_the_world(async |world| {
            let case = world.case().await;
            let coordinator = &world["coordinator"];
            let shown = coordinator.gets(&case.path("")).await.expect(200).json();
            let parts = shown["involvements"].as_array().expect("parts").clone();
            let part = parts.iter().find(|part| part["fact"]["person"] == json!(world["clinician"].id)).expect("the clinician");
            let path = case.path(&format!("/involvements/{}/successor", part["id"].as_str().expect("an id")));
            coordinator.posts(&path, &json!({ "person": world["school"].id })).await.expect_problem(422, "unknown-person");
            coordinator.posts(&path, &json!({ "person": world["colleague"].id })).await.expect(201);
            world["clinician"].gets(&case.path("/reports")).await.expect_absent();
            world["colleague"].gets(&case.path("/reports")).await.expect(200);
        });
    }
}

mod ask {
    use super::*;

    fn wish(agency: &str) -> Value {
        json!({ "agency": agency, "categories": ["speech-language"], "purposes": [PURPOSE], "why": "To help in class." })
    }

    #[test]
    fn an_agency_asks_for_itself_and_the_family_alone_says_not_now() {
        in_the_world(async |world| {
            let case = world.case().await;
            let path = case.path("/consent-requests");
            let (school, mother) = (&world["school"], &world["mother"]);
            let id = school.posts(&path, &wish("nant-y-wennol")).await.expect(201).field("id");
            school.posts(&path, &wish("tair-afon")).await.expect_refused(&["not-the-lead"]);
            world["other-school"].posts(&path, &wish("kestrel-rock")).await.expect_absent();
            mother.posts(&path, &wish("nant-y-wennol")).await.expect_refused(&["role-lacks-verb"]);
            let answer = case.path(&format!("/consent-requests/{id}/not-now"));
            school.posts(&answer, &json!({})).await.expect_refused(&["family-alone"]);
            mother.posts(&answer, &json!({})).await.expect(204);
            mother.posts(&answer, &json!({})).await.expect_absent();
            assert_eq!(mother.gets(&path).await.expect(200).items()[0]["answer"], "not-now");
        });
    }

    #[test]
    fn a_consent_that_covers_the_question_answers_it() {
        in_the_world(async |world| {
            let case = world.case().await;
            let path = case.path("/consent-requests");
            world["coordinator"].posts(&path, &wish("nant-y-wennol")).await.expect(201);
            world["mother"].has_granted(&case, "nant-y-wennol").await;
            assert_eq!(world["mother"].gets(&path).await.expect(200).items()[0]["answer"], "given");
        });
    }

    #[test]
    fn whom_the_family_objects_to_or_keeps_away_it_is_not_asked_for() {
        in_the_world(async |world| {
            let case = world.case().await;
            let (path, mother) = (case.path("/consent-requests"), &world["mother"]);
            let objection = json!({ "mark": { "objection": { "agency": "nant-y-wennol" } } });
            mother.posts(&case.path("/marks"), &objection).await.expect(201);
            world["coordinator"].posts(&path, &wish("nant-y-wennol")).await.expect_refused(&["objection"]);
            mother.posts(&case.path("/vetoes"), &json!({ "agency": "kestrel-rock" })).await.expect(201);
            world["coordinator"].posts(&path, &wish("kestrel-rock")).await.expect_refused(&["vetoed"]);
        });
    }
}

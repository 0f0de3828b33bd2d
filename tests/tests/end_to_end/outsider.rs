//! What an outsider learns: nothing. Refused and absent look alike in status, headers, body and time.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::case::{Case, Child, Draft, consent_for};
use crate::stage::person::Person;
use crate::stage::world::{World, in_the_world};

/// Every way to ask about a case, with the names of `Ids` to fill in.
fn questions() -> Vec<(Method, &'static str, Option<Value>)> {
    let get = |path| (Method::GET, path, None);
    let delete = |path| (Method::DELETE, path, None);
    let post = |path, body| (Method::POST, path, Some(body));
    let in_an_hour = crate::stage::now().plus_millis(3_600_000).to_string();
    let request = json!({
        "kind": "section65", "to": "tair-afon", "categories": ["speech-language"], "purpose": "statutory-advice",
    });
    vec![
        get("/cases/{case}"),
        get("/cases/{case}/recipient"),
        get("/cases/{case}/reports"),
        get("/cases/{case}/reports?purpose=aln-support"),
        get("/cases/{case}/reports/{report}?purpose=aln-support"),
        get("/cases/{case}/reports/{report}/content?purpose=aln-support"),
        get("/cases/{case}/consents"),
        get("/cases/{case}/consents/{consent}/receipt"),
        post("/cases/{case}/consents", consent_for("nant-y-wennol")),
        post("/cases/{case}/consents/preview", json!({ "give": consent_for("nant-y-wennol") })),
        post("/cases/{case}/consents/preview", json!({ "withdraw": "some-consent" })),
        post("/cases/{case}/consents/{consent}/withdrawal", json!({})),
        post("/cases/{case}/involvements", json!({ "agency": "kestrel-rock", "role": "alnco" })),
        delete("/cases/{case}/involvements/{part}"),
        post("/cases/{case}/family", json!({ "address": "x@family.example", "name": "X", "standing": "parent" })),
        delete("/cases/{case}/family/{member}"),
        post("/cases/{case}/marks", json!({ "mark": "contested" })),
        post("/cases/{case}/marks", json!({ "mark": { "objection": { "agency": "kestrel-rock" } } })),
        delete("/cases/{case}/marks/{mark}"),
        post("/cases/{case}/marks/{mark}/outcome", json!({ "decider": "Y llys", "outcome": "Codwyd y gorchymyn" })),
        post("/cases/{case}/vetoes", json!({ "agency": "kestrel-rock" })),
        delete("/cases/{case}/vetoes/{veto}"),
        post("/cases/{case}/competences", json!({ "person": "some-child", "on": "2026-09-01" })),
        post("/cases/{case}/enrolments", json!({ "agency": "kestrel-rock", "on": "2026-09-01" })),
        post("/cases/{case}/requests", request),
        delete("/cases/{case}/requests/{request}"),
        post("/cases/{case}/emergencies", json!({ "reason": "rheswm", "until": in_an_hour })),
        post("/cases/{case}/emergencies", json!({ "reason": "rheswm", "until": crate::stage::moment_from_now(2) })),
        delete("/cases/{case}/emergencies/{emergency}"),
        post("/cases/{case}/scans", json!("a text, and no scan")),
        get("/cases/{case}/scans/{scan}"),
        get("/cases/{case}/looked"),
        get("/cases/{case}/remarks"),
        post("/cases/{case}/remarks", json!({ "about": { "report": "some-report" }, "kind": "comment", "text": "Sylw" })),
        post("/cases/{case}/remarks", json!({ "about": { "entry": 3 }, "kind": "question", "text": "Pam?" })),
        post("/cases/{case}/remarks/{remark}/answer", json!({ "text": "Ateb" })),
        post(
            "/cases/{case}/helpers",
            json!({
                "address": "y@family.example", "name": "Y", "standing": "case-friend", "help": "see-what-i-see",
                "until": crate::stage::day_from_now(20),
            }),
        ),
        delete("/cases/{case}/helpers/{member}"),
        delete("/cases/{case}"),
    ]
}

/// The ids that a path can be filled with.
struct Ids {
    case: String,
    report: String,
    consent: String,
    part: String,
    member: String,
    mark: String,
    veto: String,
    request: String,
    emergency: String,
    scan: String,
    remark: String,
}

impl Ids {
    fn fill(&self, path: &str) -> String {
        path.replace("{case}", &self.case)
            .replace("{report}", &self.report)
            .replace("{consent}", &self.consent)
            .replace("{part}", &self.part)
            .replace("{member}", &self.member)
            .replace("{mark}", &self.mark)
            .replace("{veto}", &self.veto)
            .replace("{request}", &self.request)
            .replace("{emergency}", &self.emergency)
            .replace("{scan}", &self.scan)
            .replace("{remark}", &self.remark)
    }
}

#[test]
fn refused_and_absent_are_the_same_answer() {
    in_the_world(async |world| {
        let (there, nowhere) = (a_case_with_everything(world).await, nothing_at_all());
        for name in ["other-school", "other-coordinator", "father", "other-officer", "operator"] {
            for (method, path, body) in questions() {
                let real = ask(&world[name], &method, &there.fill(path), body.as_ref()).await;
                let made_up = ask(&world[name], &method, &nowhere.fill(path), body.as_ref()).await;
                let question = format!("{name}: {method} {path}");
                assert!((400..500).contains(&real.status), "{question}: {}", real.text());
                assert_eq!(real.status, made_up.status, "{question}: {} | {}", real.text(), made_up.text());
                assert_eq!(real.text(), made_up.text(), "{question}");
                assert_eq!(headers(&real), headers(&made_up), "{question}");
            }
        }
    });
}

#[test]
fn a_range_does_not_tell_an_outsider_how_long_a_report_is() {
    in_the_world(async |world| {
        let (there, nowhere) = (a_case_with_everything(world).await, nothing_at_all());
        let path = "/cases/{case}/reports/{report}/content?purpose=aln-support";
        let school = &world["other-school"];
        for range in ["bytes=0-1", "bytes=99999999999-"] {
            let real = school.request(Method::GET, &there.fill(path)).await.header("range", range);
            let made_up = school.request(Method::GET, &nowhere.fill(path)).await.header("range", range);
            let (real, made_up) = (school.sends(real).await, school.sends(made_up).await);
            assert_eq!((real.status, real.text()), (made_up.status, made_up.text()), "{range}");
            assert_eq!(headers(&real), headers(&made_up), "{range}");
        }
    });
}

#[test]
fn naming_a_report_to_supersede_does_not_tell_an_outsider_that_it_is_there() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(700)).await;
        // Of the agency that wrote it, and not on the case.
        let push = world["guardian"].pushes(&case, &Draft::pdf(701).with("supersedes", report)).await;
        let guess = world["guardian"].pushes(&case, &Draft::pdf(701).with("supersedes", "01kqh5v2m8x3nothinghere")).await;
        assert_eq!((push.status, push.text()), (guess.status, guess.text()));
        push.expect_absent();
    });
}

#[test]
fn one_who_is_on_the_case_and_refused_does_not_learn_from_a_range_either() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(700)).await;
        let school = &world["school"];
        let request = school.request(Method::GET, &case.content(&report, "plain")).await.header("range", "bytes=9999999-");
        school.sends(request).await.expect_refused(&["no-consent"]);
    });
}

#[test]
fn a_push_by_an_outsider_meets_the_same_absence() {
    in_the_world(async |world| {
        let there = world.case().await;
        let nowhere = Case { id: "no-such-case".into(), recipient: String::new() };
        let draft = Draft::pdf(3000);
        let real = world["other-school"].pushes(&there, &draft).await.expect_absent();
        let made_up = world["other-school"].pushes(&nowhere, &draft).await.expect_absent();
        assert_eq!(real.text(), made_up.text());
        assert_eq!(headers(&real), headers(&made_up));
    });
}

#[test]
fn lists_hold_nothing_of_cases_one_has_no_part_in() {
    in_the_world(async |world| {
        let case = world.case().await;
        for name in ["other-school", "other-coordinator", "father"] {
            let listed = world[name].gets("/cases?limit=200").await.expect(200).items();
            assert!(listed.iter().all(|line| line["id"] != case.id.as_str()), "{name} sees the case");
        }
        let mine = every_case(&world["mother"]).await;
        assert!(mine.contains(&case.id), "its family does");
    });
}

#[test]
fn the_time_of_an_answer_does_not_tell_refused_from_absent() {
    in_the_world(async |world| {
        let (there, nowhere) = (a_case_with_everything(world).await, nothing_at_all());
        let path = "/cases/{case}/reports/{report}/content?purpose=aln-support";
        let school = &world["other-school"];
        let mut rounds = Vec::new();
        // A machine that is busy with other tests pushes single rounds off their step; a difference that is ours is in every one.
        for _ in 0..8 {
            let (mut real, mut made_up) = (Vec::new(), Vec::new());
            for _ in 0..15 {
                for (times, ids) in [(&mut real, &there), (&mut made_up, &nowhere)] {
                    let begun = Instant::now();
                    school.gets(&ids.fill(path)).await.expect_absent();
                    times.push(begun.elapsed());
                }
            }
            let (real, made_up) = (median(real), median(made_up));
            assert!(real >= Duration::from_millis(35), "an absence waits for its step: {real:?}");
            // Answers leave at multiples of 40 ms; both stand on the same step.
            if real.abs_diff(made_up) < Duration::from_millis(20) {
                return;
            }
            rounds.push((real, made_up));
        }
        panic!("what is there and what is not answer on different steps in every round: {rounds:?}");
    });
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

async fn every_case(person: &Person) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = person.gets(&format!("/cases?limit=50&after={after}")).await.expect(200).json();
        let items = page["items"].as_array().cloned().unwrap_or_default();
        all.extend(items.iter().filter_map(|line| line["id"].as_str().map(ToOwned::to_owned)));
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => return all,
        }
    }
}

async fn a_case_with_everything(world: &World) -> Ids {
    let case = world.case_of(&Child::of_eight(), &[("mother", "parent")]).await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(2000)).await;
    let consent = world["mother"].has_granted(&case, "nant-y-wennol").await;
    let shown = world["coordinator"].gets(&case.path("")).await.expect(200).json();
    let part = shown["involvements"][0]["id"].as_str().expect("an involvement has an id").to_owned();
    let (coordinator, mother) = (&world["coordinator"], &world["mother"]);
    let made = async |by: &Person, what: &str, body: Value| by.posts(&case.path(what), &body).await.expect(201).field("id");
    let request = json!({
        "kind": "section65", "to": "tair-afon", "categories": ["speech-language"], "purpose": "statutory-advice",
    });
    let until = crate::stage::now().plus_millis(3_600_000).to_string();
    let said = json!({ "about": { "report": report }, "kind": "comment", "text": "Sylw" });
    Ids {
        remark: made(mother, "/remarks", said).await,
        member: mother.id.clone(),
        mark: made(mother, "/marks", json!({ "mark": { "objection": { "agency": "bro-helyg" } } })).await,
        veto: made(mother, "/vetoes", json!({ "agency": "bro-helyg" })).await,
        request: made(coordinator, "/requests", request).await,
        emergency: made(&world["school"], "/emergencies", json!({ "reason": "rheswm", "until": until })).await,
        scan: coordinator.brings_scan(&case, Draft::pdf(400).bytes).await.expect(201).field("scan"),
        case: case.id,
        report,
        consent,
        part,
    }
}

fn nothing_at_all() -> Ids {
    let id = |letter: &str| letter.repeat(26);
    Ids {
        case: id("c"),
        report: id("r"),
        consent: id("k"),
        part: id("p"),
        member: id("m"),
        mark: id("w"),
        veto: id("v"),
        request: id("q"),
        emergency: id("e"),
        scan: id("s"),
        remark: id("w"),
    }
}

async fn ask(person: &Person, method: &Method, path: &str, body: Option<&Value>) -> Answer {
    let request = person.request(method.clone(), path).await;
    person.sends(if let Some(body) = body { request.json(body) } else { request }).await
}

/// All headers but the moment.
fn headers(answer: &Answer) -> Vec<(String, String)> {
    let text = |name: &reqwest::header::HeaderName| (name.to_string(), answer.header(name.as_str()));
    let mut headers: Vec<_> = answer.headers.keys().filter(|name| *name != "date").map(text).collect();
    headers.sort();
    headers
}

//! What information governance officers see, and what they never do: no word of a report, no name of a file or a child.

mod asks;

use reqwest::{Method, RequestBuilder};
use serde_json::json;

use super::{Walk, each_way, with_form};
use crate::stage::answer::Answer;
use crate::stage::case::{Child, Draft};
use crate::stage::person::{Door, Person};
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";
/// What must not stand on any page of an officer.
const CHILD: &str = "Gwenllian Dychmygol";
const FILE: &str = "enw-y-ffeil-cudd.pdf";
const SUMMARY: &str = "Crynodeb na chaiff neb ei weld";

/// Somebody's browser without its window: cookies, and the mark of its forms.
struct Browser {
    door: Door,
    cookie: String,
    csrf: String,
}

impl Browser {
    async fn of(world: &World, person: &Person) -> Self {
        let door = Door::of(&world.gateway);
        let token = format!("__Host-porthor={}", person.token().await);
        let answer = door.request(Method::GET, "/no-such-page").header("cookie", &token).send().await.expect("an answer");
        let set = answer.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        let visit = set.filter_map(|line| line.split(';').next()).find(|pair| pair.starts_with("__Host-visit=")).map(str::to_owned);
        let visit = visit.expect("a first visit is marked");
        let page = answer.text().await.expect("a page");
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("a form has its mark");
        let csrf = rest.split('"').next().expect("it ends").to_owned();
        Self { door, cookie: format!("{token}; {visit}"), csrf }
    }

    fn in_welsh(mut self) -> Self {
        self.cookie.push_str("; __Host-language=cy!");
        self
    }

    async fn sends(&self, path: &str, request: RequestBuilder) -> Answer {
        let response = request.header("cookie", &self.cookie).send().await.expect("an answer");
        Answer::read(path.to_owned(), response).await
    }

    async fn gets(&self, path: &str) -> Answer {
        self.sends(path, self.door.request(Method::GET, path)).await
    }

    async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.sends(path, with_form(self.door.request(Method::POST, path), &self.csrf, fields)).await
    }
}

/// A case on which a school was refused, let in and refused again.
async fn main_job(world: &World) -> (String, String) {
    let case = world.case_of(&Child { name: CHILD.into(), ..Child::of_eight() }, &[("mother", "parent")]).await;
    let draft = Draft::pdf(3000).with("file_name", FILE).with("summary", SUMMARY);
    let report = world["clinician"].has_pushed(&case, &draft).await;
    world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
    let consent = world["mother"].has_granted(&case, SCHOOL).await;
    world["school"].opens(&case, &report).await.expect(200);
    world["mother"].withdraws(&case, &consent).await.expect(200);
    world["school"].opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
    (case.id, report)
}

/// The place of the last entry of this kind and outcome on the case.
async fn entry(world: &World, case: &str, filter: &str) -> u64 {
    let found = world["officer"].gets(&format!("/audit/events?case={case}&limit=200&{filter}")).await.expect(200).items();
    found.last().and_then(|event| event["seq"].as_u64()).expect("there is such an entry")
}

/// All of an answer: a page is longer than what a failure shows of it.
fn whole(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[track_caller]
fn tells_nothing(answer: &Answer) {
    let text = whole(answer);
    for secret in [CHILD, FILE, SUMMARY, "Gwenllian"] {
        assert!(!text.contains(secret), "{} tells {secret}", answer.asked);
    }
}

#[test]
fn an_officer_reads_the_record_in_either_language() {
    in_the_world(async |world| {
        let (case, report) = main_job(world).await;
        let refused = entry(world, &case, "outcome=refused&verb=open").await;
        let opened = entry(world, &case, "kind=report-opened&outcome=allowed").await;
        each_way(&world.gateway, "officer-record", |_| {
            let mut input = world["officer"].at_a_browser();
            input["case"] = json!(case);
            input["report"] = json!(report);
            input["refused"] = json!(refused);
            input["opened"] = json!(opened);
            input["secrets"] = json!([CHILD, FILE, SUMMARY]);
            input
        });
    });
}

#[test]
fn an_officer_keeps_the_register_in_either_language() {
    in_the_world(async |world| {
        main_job(world).await;
        each_way(&world.gateway, "officer-register", |_| world["guardian"].at_a_browser());
    });
}

#[test]
fn a_protocol_is_told_in_its_reader_s_language_throughout() {
    in_the_world(async |world| {
        let guardian = Browser::of(world, &world["guardian"]).await.in_welsh();
        let told = whole(&guardian.gets("/protocols/aln-support/1").await.expect(200));
        for said in ["y cyngor arweiniol", "Eu rhieni a&#39;u gofalwyr", "Deddf Addysg 1996, a.13", "Atodlen 1, paragraff 6"] {
            assert!(told.contains(said), "{said} is missing: {told}");
        }
        for left in ["lead council", "Head teacher", "Their parents", "A partner may", "Act 2018", "Schedule 1", "by telephone"] {
            assert!(!told.contains(left), "{left} was left in English");
        }
    });
}

#[test]
fn an_entry_is_told_in_words_and_its_refusal_says_why_at_once() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let opened = entry(world, &case, "kind=report-opened&outcome=allowed").await;
        let refused = entry(world, &case, "outcome=refused&verb=open").await;
        let officer = Browser::of(world, &world["officer"]).await;
        let told = whole(&officer.gets(&format!("/audit/events/{opened}")).await.expect(200));
        for label in ["Bytes", "SHA-256", "Form"] {
            assert!(told.contains(&format!("govuk-summary-list__key\">{label}</dt>")), "{label} is missing: {told}");
        }
        for raw in [">bytes<", ">sha256<", ">form<", ">plain<", "protocol aln-support"] {
            assert!(!told.contains(raw), "{raw} was left as it is");
        }
        let told = whole(&officer.gets(&format!("/audit/events/{refused}")).await.expect(200));
        assert!(told.contains("It was refused. ") && !told.contains("–</td>"), "{told}");
    });
}

#[test]
fn a_page_says_what_was_done_in_words_of_its_own_alone() {
    in_the_world(async |world| {
        let guardian = Browser::of(world, &world["guardian"]).await;
        let banner = "govuk-notification-banner--success";
        let told = whole(&guardian.gets("/protocols/aln-support/1?done=signed").await.expect(200));
        assert!(told.contains(banner) && told.contains("You signed this version for your agency."), "{told}");
        assert!(!told.contains("value=\"/protocols/aln-support/1?done"), "the language switch says it again");
        for other in ["", "?done=nothing-known", "?done=%3Cb%3E", "?done="] {
            let told = whole(&guardian.gets(&format!("/protocols/aln-support/1{other}")).await.expect(200));
            assert!(!told.contains(banner), "{other}");
        }
    });
}

#[test]
fn an_officer_signs_a_protocol_for_their_agency_and_withdraws_and_so_does_an_administrator() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let _ = walk.takes(&world.gateway, "officer-signs", world["guardian"].at_a_browser());
        }
        let _ = Walk::both()[0].takes(&world.gateway, "officer-signs", world["other-school-admin"].at_a_browser());
    });
}

#[test]
fn an_officer_of_another_agency_finds_nothing_of_the_case() {
    in_the_world(async |world| {
        let (case, report) = main_job(world).await;
        let refused = entry(world, &case, "outcome=refused&verb=open").await;
        let stranger = Browser::of(world, &world["other-officer"]).await;
        stranger.gets(&format!("/audit/events/{refused}")).await.expect(404);
        stranger.posts("/audit", &[("case", &case)]).await.expect(404);
        stranger.posts("/audit/export", &[("case", &case), ("format", "csv")]).await.expect(404);
        stranger.posts("/audit/bundle", &[("case", &case)]).await.expect(404);
        stranger.posts("/audit/receipt", &[("seq", &refused.to_string())]).await.expect(404);
        for id in [&case, &report] {
            let there = stranger.posts("/audit/sight", &[("id", id)]).await.expect(404);
            // As long as the other: what was typed goes along with its answer.
            let nowhere = stranger.posts("/audit/sight", &[("id", &"n".repeat(id.len()))]).await.expect(404);
            assert_eq!(whole(&there).len(), whole(&nowhere).len(), "what is refused looks like what is not there");
        }
        let listed = stranger.posts("/audit", &[]).await.expect(200);
        assert!(!whole(&listed).contains(&case));
    });
}

#[test]
fn who_is_no_officer_opens_none_of_it() {
    in_the_world(async |world| {
        let pages = ["/audit", "/audit/use", "/audit/sight", "/audit/receipt", "/audit/bundle", "/protocols/trial"];
        for name in ["clinician", "coordinator", "school-admin"] {
            let browser = Browser::of(world, &world[name]).await;
            for path in pages {
                let answer = browser.gets(path).await;
                assert_eq!(answer.status, 403, "{name} {path}: {}", answer.text());
            }
        }
        let mother = Browser::of(world, &world["mother"]).await;
        for path in pages {
            assert_eq!(mother.gets(path).await.status, 404, "{path}");
        }
    });
}

#[test]
fn no_page_of_an_officer_tells_what_a_report_says_or_whose_it_is() {
    in_the_world(async |world| {
        let (case, report) = main_job(world).await;
        let officer = Browser::of(world, &world["officer"]).await;
        for path in ["/audit", "/audit/use", "/protocols", "/protocols/aln-support/1"] {
            tells_nothing(&officer.gets(path).await.expect(200));
        }
        for filter in ["outcome=refused&verb=open", "kind=report-opened", "kind=report-pushed", "kind=consent-given"] {
            let seq = entry(world, &case, filter).await;
            let page = officer.gets(&format!("/audit/events/{seq}")).await.expect(200);
            tells_nothing(&page);
            assert!(!whole(&page).contains("Failed"), "every check passes: {}", page.text());
        }
        let posts: [(&str, &[(&str, &str)]); 6] = [
            ("/audit", &[("case", &case)]),
            ("/audit/report", &[("case", &case)]),
            ("/audit/sight", &[("id", &report)]),
            ("/audit/bundle", &[("case", &case)]),
            ("/audit/bundle", &[("case", &case), ("format", "jsonl")]),
            ("/protocols/trial", &[("version", "transition-college/1")]),
        ];
        for (path, fields) in posts {
            tells_nothing(&officer.posts(path, fields).await.expect(200));
        }
        for format in ["csv", "jsonl"] {
            let sent = officer.posts("/audit/export", &[("case", &case), ("format", format)]).await.expect(200);
            assert!(sent.header("content-disposition").starts_with("attachment"), "{format}");
            assert!(whole(&sent).contains(&report), "{format}");
            tells_nothing(&sent);
        }
    });
}

#[test]
fn what_stands_out_is_shown_to_the_officer_whose_agency_did_it() {
    in_the_world(async |world| {
        let (case, report) = main_job(world).await;
        let stranger = &world["other-coordinator"];
        for _ in 0..5 {
            stranger.gets(&format!("/cases/{case}/reports/{report}")).await.expect(404);
        }
        let own = Browser::of(world, &world["other-officer"]).await;
        let told = whole(&own.gets("/audit/use").await.expect(200));
        assert!(told.contains("bro-helyg (en)") && told.contains("no part in"), "{told}");
        assert!(!told.contains(&case), "of a case that is not theirs nothing is told");
        let entries = whole(&own.posts("/audit", &[("person", &stranger.id), ("outcome", "refused")]).await.expect(200));
        assert!(entries.contains("Refused") && !entries.contains(&case), "{entries}");
    });
}

#[test]
fn a_colleague_who_asks_about_a_case_that_they_have_no_part_in_stands_out() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        let officer = Browser::of(&world, &world["officer"]).await;
        let before = whole(&officer.gets("/audit/use").await.expect(200));
        assert!(!before.contains("Asked once about a case"), "{before}");
        world["psychologist"].gets(&case.path("")).await.expect(403);
        let told = whole(&officer.gets("/audit/use").await.expect(200));
        assert!(told.contains("Asked once about a case") && told.contains("psychologist"), "{told}");
    });
}

#[test]
fn a_search_that_cannot_be_taken_says_at_which_field() {
    in_the_world(async |world| {
        let officer = Browser::of(world, &world["officer"]).await;
        for (field, value) in [("case", "../x"), ("report", "A B"), ("verb", "fly"), ("person", "Neb O Gwbl")] {
            let answer = officer.posts("/audit", &[(field, value)]).await.expect(422);
            assert!(whole(&answer).contains(&format!("href=\"#{field}\"")), "{field}: {}", answer.text());
        }
        officer.posts("/audit", &[("from-day", "31"), ("from-month", "2"), ("from-year", "2026")]).await.expect(422);
    });
}

#[test]
fn what_was_written_down_of_an_emergency_and_of_an_outcome_is_read_by_who_looks_into_it() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let (reason, decider, outcome) =
            ("Aed â hi i'r ysbyty,\nac nid oedd neb gartref", "Y tribiwnlys", "Maent yn cytuno bellach");
        let path = |rest: &str| format!("/cases/{case}{rest}");
        let declared = json!({ "reason": reason, "until": crate::stage::now().plus_millis(3_600_000).to_string() });
        world["school"].posts(&path("/emergencies"), &declared).await.expect(201);
        let mark = world["coordinator"].posts(&path("/marks"), &json!({ "mark": "contested" })).await.expect(201).field("id");
        let ended = json!({ "decider": decider, "outcome": outcome });
        world["coordinator"].posts(&path(&format!("/marks/{mark}/outcome")), &ended).await.expect(204);
        let (emergency, lifted) =
            (entry(world, &case, "kind=emergency-declared").await, entry(world, &case, "kind=mark-lifted").await);

        let officer = Browser::of(world, &world["officer"]).await;
        let page = whole(&officer.gets(&format!("/audit/events/{emergency}")).await.expect(200));
        for line in ["Reason given", "Aed â hi i&#39;r ysbyty,</p>", ">ac nid oedd neb gartref</p>"] {
            assert!(page.contains(line), "{line}: {page}");
        }
        let page = whole(&officer.gets(&format!("/audit/events/{lifted}")).await.expect(200));
        for line in ["Who decided", decider, "What was decided", outcome] {
            assert!(page.contains(line), "{line}: {page}");
        }
        for seq in [emergency, lifted] {
            Browser::of(world, &world["other-officer"]).await.gets(&format!("/audit/events/{seq}")).await.expect(404);
        }
        for list in ["/audit", "/audit/report"] {
            let listed = whole(&officer.posts(list, &[("case", &case)]).await.expect(200));
            assert!(!listed.contains("ysbyty") && !listed.contains(decider), "{list}");
        }

        // The family is told that there is a reason, and whom to ask about it.
        let mother = Browser::of(world, &world["mother"]).await;
        for looked in [format!("/family/{case}/looked"), format!("/family/{case}/looked/{emergency}")] {
            let page = whole(&mother.gets(&looked).await.expect(200));
            assert!(page.contains("Why they did so was written down"), "{page}");
            assert!(
                page.contains("You can ask nant-y-wennol (en) about it, or dyffryn-gwawr (en), which leads the case"),
                "{page}"
            );
            assert!(!page.contains("ysbyty"), "{page}");
        }
    });
}

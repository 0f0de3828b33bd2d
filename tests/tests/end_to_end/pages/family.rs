//! A family's home, the circle of sharing, and its consents: journeys, and what each may not do.

mod circle;
mod news;
mod no;
mod withdraw;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Walk, in_both_languages, with_form};
use crate::stage::answer::Answer;
use crate::stage::case::{CATEGORY, Case, Child, Draft, PURPOSE};
use crate::stage::person::{Door, Person};
use crate::stage::world::{PROTOCOL, World, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";
/// Anything of the right form: forms are tied to it.
const VISIT: &str = "0123456789abcdef0123456789abcdef";

/// Somebody at a page, without a browser.
struct AtAPage<'a> {
    door: Door,
    who: &'a Person,
}

impl<'a> AtAPage<'a> {
    fn of(world: &World, who: &'a Person) -> Self {
        Self { door: Door::of(&world.gateway), who }
    }

    async fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let cookies = format!("__Host-porthor={}; __Host-visit={VISIT}; __Host-language=en!", self.who.token().await);
        self.door.request(method, path).header("cookie", cookies)
    }

    async fn sees(&self, path: &str) -> Answer {
        let answer = self.request(Method::GET, path).await.send().await.expect("an answer");
        Answer::read(format!("GET {path}"), answer).await
    }

    /// Sends a form with the marks that stand on the page it comes from.
    async fn sends(&self, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
        let text = String::from_utf8_lossy(&page.body).into_owned();
        let mark = |name: &str| {
            let start = format!("name=\"{name}\" value=\"");
            text.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
        };
        let (csrf, once) = (mark("csrf"), mark("once"));
        let fields: Vec<_> = [("once", once.as_str())].iter().chain(fields).copied().collect();
        let answer = with_form(self.request(Method::POST, path).await, &csrf, &fields).send().await.expect("an answer");
        Answer::read(format!("POST {path}"), answer).await
    }

    /// The code that the card is asked for next.
    async fn code(&self) -> String {
        let position = self.who.gets("/session").await.expect(200).field("position");
        self.who.card()[&position].clone()
    }
}

fn whole(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// What a parent chooses: the school may see speech and language assessments for half a year.
fn chosen(step: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![("step", step), ("recipient", "agency:nant-y-wennol"), ("category", CATEGORY), ("purpose", PURPOSE), ("until", "6")]
}

async fn with_a_report(world: &World, family: &[(&str, &str)]) -> (Case, String) {
    let case = world.case_of(&Child::of_eight(), family).await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(600)).await;
    (case, report)
}

fn at(world: &World, who: &str, case: &Case) -> Value {
    json!({
        "who": world[who].at_a_browser(), "case": case.id, "child": "Plentyn Dychmygol", "agency": SCHOOL,
        "category": CATEGORY, "purpose": PURPOSE, "file": "assessment.pdf", "gateway": world.gateway.address().to_string(),
    })
}

#[test]
fn a_parent_comes_to_a_granted_consent_by_keyboard_alone_in_few_steps_and_withdraws_it() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let (case, report) = with_a_report(world, &[("mother", "parent")]).await;
        for walk in Walk::each() {
            let walked = walk.takes(&world.gateway, "family-consent", at(world, "mother", &case));
            // Five pages: two to sign in, home, the choices, and what they would do. The journey adds five wrong turns of its own.
            assert_eq!(walked["steps"], 10, "{walked}");
            world["school"].opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
        }
    });
}

#[test]
fn a_double_click_and_two_tabs_do_no_harm_and_a_session_that_ends_loses_nothing() {
    in_the_world(async |world| {
        let (case, _) = with_a_report(world, &[("father", "parent")]).await;
        in_both_languages(&world.gateway, "family-once", |language| {
            let mut input = at(world, "father", &case);
            input["script"] = Value::Bool(language == "cy");
            input
        });
        let given = world["father"].gets(&case.path("/consents")).await.expect(200).items();
        assert_eq!(given.len(), 3 * Walk::both().len(), "three each time: {given:?}");
    });
}

#[test]
fn the_code_and_the_consent_are_one_change() {
    in_the_world(async |world| {
        let (case, report) = with_a_report(world, &[("mother", "parent")]).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let path = format!("/family/{}/consents/new", case.id);
        let form = mother.sees(&path).await.expect(200);
        let preview = mother.sends(&form, &path, &chosen("preview")).await.expect(200);
        assert!(whole(&preview).contains("assessment.pdf"), "{}", preview.text());
        let code = mother.code().await;
        let mut fields = chosen("confirm");
        fields.push(("code", &code));
        let given = mother.sends(&preview, &path, &fields).await.expect(200);
        assert!(whole(&given).contains("Your consent has been recorded"), "{}", given.text());
        world["school"].opens(&case, &report).await.expect(200);
        // The same sending again is answered as it was; a code that was spent confirms nothing else.
        let again = mother.sends(&preview, &path, &fields).await.expect(200);
        assert!(whole(&again).contains("Your consent has been recorded"), "{}", again.text());
        let preview = mother.sends(&form, &path, &chosen("preview")).await.expect(200);
        let refused = mother.sends(&preview, &path, &fields).await.expect(422);
        assert!(whole(&refused).contains("code-error"));
        assert_eq!(world["mother"].gets(&case.path("/consents")).await.expect(200).items().len(), 1);
    });
}

/// Sends the form of the language switch as it stands on the page.
async fn switches(who: &AtAPage<'_>, page: &Answer) -> Answer {
    let text = whole(page);
    let form = text.split("action=\"/language\"").nth(1).and_then(|rest| rest.split("</form>").next()).expect("a switch");
    let mut fields = Vec::new();
    for input in form.split("<input ").skip(1).chain(form.split("<button ").skip(1)) {
        let attribute = |name: &str| {
            let start = format!(" {name}=\"");
            let padded = format!(" {input}");
            padded.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
        };
        fields.push((attribute("name"), attribute("value")));
    }
    let csrf = fields.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.clone()).expect("a mark");
    let rest: Vec<_> = fields.iter().filter(|(name, _)| name != "csrf").map(|(name, value)| (&**name, &**value)).collect();
    let answer = with_form(who.request(Method::POST, "/language").await, &csrf, &rest).send().await.expect("an answer");
    Answer::read("POST /language".to_owned(), answer).await
}

#[test]
fn the_language_switch_keeps_what_was_chosen_and_carries_nothing_out() {
    in_the_world(async |world| {
        let (case, _) = with_a_report(world, &[("mother", "parent")]).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let path = format!("/family/{}/consents/new", case.id);
        let form = mother.sees(&path).await.expect(200);
        let preview = mother.sends(&form, &path, &chosen("preview")).await.expect(200);
        let switched = switches(&mother, &preview).await.expect(200);
        assert!(whole(&switched).contains("assessment.pdf") && whole(&switched).contains("id=\"code\""), "{}", switched.text());
        // The switch, which stands above what the page is about, sends no code again, neither a wrong nor a right one.
        let mut fields = chosen("confirm");
        fields.push(("code", "WRONG-CODE"));
        let wrong = mother.sends(&preview, &path, &fields).await.expect(422);
        let page = whole(&wrong);
        let (switch, _) = page.split_once("<main").expect("each page has one");
        assert!(switch.contains("aln-support") && !switch.contains("WRONG-CODE"), "{switch}");
        switches(&mother, &wrong).await.expect(422);
        assert!(world["mother"].gets(&case.path("/consents")).await.expect(200).items().is_empty());
        // What is shown by its address alone is gone to, as before.
        let home = mother.sees(&format!("/family/{}", case.id)).await.expect(200);
        let again = switches(&mother, &home).await.expect(200);
        assert!(whole(&again).contains(&format!("/family/{}/", case.id)), "{}", again.text());
    });
}

#[test]
fn a_change_is_a_new_consent_and_a_withdrawal_at_once() {
    in_the_world(async |world| {
        let (case, _) = with_a_report(world, &[("mother", "parent")]).await;
        let old = world["mother"].has_granted(&case, SCHOOL).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let path = format!("/family/{}/consents/{old}/change", case.id);
        let form = mother.sees(&path).await.expect(200);
        assert!(whole(&form).contains("checked"));
        let preview = mother.sends(&form, &path, &chosen("preview")).await.expect(200);
        let code = mother.code().await;
        let mut fields = chosen("confirm");
        fields.push(("code", &code));
        let given = mother.sends(&preview, &path, &fields).await.expect(200);
        assert!(whole(&given).contains("Your consent has been recorded"), "{}", given.text());
        let consents = world["mother"].gets(&case.path("/consents")).await.expect(200).items();
        let states: Vec<_> = consents.iter().map(|consent| consent["state"].as_str().unwrap_or_default()).collect();
        assert_eq!(states, ["withdrawn", "given"], "{consents:?}");
        assert_eq!(consents[0]["withdrawn"], consents[1]["recorded"], "both are of one moment");
        let events = world["officer"].gets(&format!("/audit/events?case={}&limit=200", case.id)).await.expect(200).items();
        let kinds: Vec<_> = events.iter().filter_map(|event| event["kind"].as_str()).collect();
        assert!(kinds.windows(2).any(|two| two == ["consent-given", "consent-withdrawn"]), "{kinds:?}");
        for event in events.iter().filter(|event| event["kind"] == "consent-withdrawn" || event["kind"] == "consent-given") {
            let replayed = world["officer"].gets(&format!("/audit/events/{}/replay", event["seq"])).await.expect(200).json();
            assert_eq!(replayed["same"], true, "{replayed}");
        }
    });
}

#[test]
fn what_is_missing_in_the_form_is_said_at_its_field_and_what_was_typed_stays() {
    in_the_world(async |world| {
        let (case, _) = with_a_report(world, &[("mother", "parent")]).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let path = format!("/family/{}/consents/new", case.id);
        let form = mother.sees(&path).await.expect(200);
        let empty = mother.sends(&form, &path, &[("step", "preview")]).await.expect(422);
        for field in ["recipient-error", "category-error", "purpose-error", "until-error"] {
            assert!(whole(&empty).contains(field), "{field}");
        }
        for (extra, says) in [
            (vec![("until", "own")], "day-day-error"),
            (vec![("until", "own"), ("day-day", "30"), ("day-month", "2"), ("day-year", "2030")], "day-day-error"),
            (vec![("until", "own"), ("day-day", "1"), ("day-month", "1"), ("day-year", "2020")], "day-day-error"),
            (vec![("recipient", "agency:no-such-agency")], "govuk-error-summary"),
            (vec![("recipient", "elsewhere")], "recipient-error"),
            (vec![("category", "horoscope")], "govuk-error-summary"),
        ] {
            let names: Vec<_> = extra.iter().map(|(name, _)| *name).collect();
            let mut fields: Vec<_> = chosen("preview").into_iter().filter(|(name, _)| !names.contains(name)).collect();
            fields.extend(&extra);
            let answer = mother.sends(&form, &path, &fields).await.expect(422);
            assert!(whole(&answer).contains(says), "{extra:?}");
            assert!(whole(&answer).contains("value=\"aln-support\" checked"), "{extra:?}: what was chosen stays");
        }
    });
}

#[test]
fn a_refusal_is_worded_with_each_reason_and_nobody_outside_learns_of_the_case() {
    in_the_world(async |world| {
        let family = [("mother", "parent"), ("friend", "case-friend")];
        let (case, _) = with_a_report(world, &family).await;
        let home = format!("/family/{}", case.id);
        let pages =
            ["", "/consents", "/consents/new", "/agency/nant-y-wennol", "/consents/nothing/receipt", "/consents/nothing/withdraw"];
        for outsider in ["father", "school", "clinician", "other-school", "officer"] {
            let outsider = AtAPage::of(world, &world[outsider]);
            for page in pages {
                let there = outsider.sees(&format!("{home}{page}")).await.expect(404);
                let nowhere = outsider.sees(&format!("/family/no-such-case{page}")).await.expect(404);
                assert!(!whole(&there).contains("Plentyn Dychmygol"));
                assert_eq!(there.header("content-type"), nowhere.header("content-type"));
            }
        }
        let friend = AtAPage::of(world, &world["friend"]);
        assert!(!whole(&friend.sees(&format!("{home}/consents")).await.expect(200)).contains("consents/new"));
        let refused = friend.sees(&format!("{home}/consents/new")).await.expect(403);
        assert!(whole(&refused).contains("role"), "{}", refused.text());

        world["coordinator"].posts(&case.path("/marks"), &json!({ "mark": "contested" })).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let contested = mother.sees(&format!("{home}/consents/new")).await;
        assert!(contested.status == 403 && whole(&contested).contains("disagree"), "{}", contested.text());
    });
}

#[test]
fn one_parent_never_sees_how_to_reach_the_other() {
    in_the_world(async |world| {
        let (case, _) = with_a_report(world, &[("mother", "parent"), ("father", "parent")]).await;
        let given = world["father"].has_granted(&case, SCHOOL).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let (home, receipt) = (format!("/family/{}", case.id), format!("/consents/{given}/receipt"));
        for page in ["", "/consents", "/agency/nant-y-wennol", &receipt] {
            let seen = whole(&mother.sees(&format!("{home}{page}")).await.expect(200));
            assert!(!seen.contains("family.example"), "{page}");
        }
    });
}

#[test]
fn a_report_that_may_do_harm_is_not_even_counted_and_one_for_professionals_is_told_by_its_kind() {
    in_the_world(async |world| {
        let case = world.case().await;
        let harmful = Draft::pdf(600).with("file_name", "harmful-name.pdf").with("marks", json!(["serious-harm"]));
        let internal = Draft::pdf(700)
            .with("file_name", "internal-name.pdf")
            .with("audience", "professionals")
            .with("audience_reason", "Written for another purpose");
        world["clinician"].has_pushed(&case, &harmful).await;
        world["clinician"].has_pushed(&case, &internal).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let seen = whole(&mother.sees(&format!("/family/{}/agency/tair-afon", case.id)).await.expect(200));
        assert!(seen.contains("The one report there is"), "{seen}");
        assert!(seen.contains("Speech and language") && !seen.contains("internal-name") && !seen.contains("harmful-name"));
    });
}

#[test]
fn an_agencys_page_tells_its_agreements_in_plain_language() {
    in_the_world(async |world| {
        let case = world.case().await;
        let mother = AtAPage::of(world, &world["mother"]);
        let page = whole(&mother.sees(&format!("/family/{}/agency/{SCHOOL}", case.id)).await.expect(200));
        for told in [
            "Sharing information to support children and young people with additional learning needs",
            "To give the learner, in school and at home, the additional learning provision",
            "from: Health board. On consent.",
            "what helps the learner to feel well enough to learn, and adapts its teaching",
            "no support already in place is taken away because of the refusal",
            "until 31 August 2035",
            "Signed by",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains("arranges the provision it is responsible for"), "what passes to the council is not the school's");
    });
}

#[test]
fn why_a_report_is_closed_names_the_protocol_and_the_agency_as_people_do() {
    in_a_world_of_its_own(&[], async |world| {
        let (case, _) = with_a_report(&world, &[("mother", "parent")]).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        world["school-admin"].deletes(&format!("{PROTOCOL}/signature")).await.expect(204);
        let mother = AtAPage::of(&world, &world["mother"]);
        let page = whole(&mother.sees(&format!("/family/{}/agency/{SCHOOL}", case.id)).await.expect(200));
        let title = "Sharing information to support children and young people with additional learning needs";
        let told = format!("The protocol “{title}” is not signed by its partner nant-y-wennol (en).");
        assert!(page.contains(&told) && page.contains("The agency nant-y-wennol (en) would have to sign it."), "{page}");
        let welsh = format!("__Host-porthor={}; __Host-language=cy!", world["mother"].token().await);
        let path = format!("/family/{}/agency/{SCHOOL}", case.id);
        let page = world.door.request(Method::GET, &path).header("cookie", welsh).send().await.expect("an answer");
        let page = page.text().await.expect("a page");
        assert!(page.contains("gan y partner nant-y-wennol (cy)") && !page.contains("aln-support”"), "{page}");
    });
}

//! What the pages ask of those who are in a hurry: how many they are, how much is to be read and typed. Nobody's time is measured here;
//! it is reckoned from what a page says, so that the figure is the same on every machine.

use serde_json::{Value, json};

use super::Walk;
use crate::stage::case::{CATEGORY, Draft, PURPOSE};
use crate::stage::person::Person;
use crate::stage::world::{in_the_world, invites};

/// A journey may ask so much at most.
struct Budget {
    pages: u64,
    words: u64,
    seconds: u64,
}

impl Budget {
    #[track_caller]
    fn holds(&self, walk: &Walk, who: &str, asked: &Value) {
        let number = |field: &str| asked[field].as_u64().unwrap_or_else(|| panic!("no {field} in {asked}"));
        eprintln!("{who} ({}): {asked}", walk.language);
        assert!(number("pages") <= self.pages, "{who}: {} pages of {} at most: {asked}", number("pages"), self.pages);
        assert!(number("words") <= self.words, "{who}: {} words of {} at most: {asked}", number("words"), self.words);
        assert!(number("seconds") <= self.seconds, "{who}: {} s of {} at most: {asked}", number("seconds"), self.seconds);
    }
}

#[test]
fn a_parent_comes_from_the_letter_to_a_granted_consent_within_three_minutes() {
    in_the_world(async |world| {
        for walk in Walk::both() {
            let case = world.case_of(&crate::stage::case::Child::of_eight(), &[]).await;
            let member = json!({
                "address": format!("effort-{}@family.example", walk.name), "name": "Gwenllian Enghraifft",
                "language": walk.language, "standing": "parent",
            });
            let added = world["coordinator"].posts(&case.path("/family"), &member).await.expect(201);
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
            let question = json!({
                "agency": "nant-y-wennol", "categories": [CATEGORY], "purposes": [PURPOSE],
                "why": "So that the class can help with speaking.",
            });
            world["coordinator"].posts(&case.path("/consent-requests"), &question).await.expect(201);
            let input = json!({
                "address": member["address"], "code": added.field("code"), "hand": "keyboard",
                "case": case.id, "agency": "nant-y-wennol", "category": CATEGORY, "purpose": PURPOSE,
            });
            let asked = walk.takes(&world.gateway, "effort-parent", input);
            Budget { pages: 7, words: 550, seconds: 180 }.holds(walk, "from the letter to a consent", &asked["first"]);
            assert!(asked["first"]["slowly"].as_u64().is_some_and(|seconds| seconds <= 240), "to somebody slow: {asked}");
            Budget { pages: 3, words: 480, seconds: 150 }.holds(
                walk,
                "from home to a consent of one's own choice",
                &asked["chosen"],
            );
            world["school"].opens(&case, &report).await.expect(200);
        }
    });
}

#[test]
fn a_clinician_comes_from_the_sign_in_to_a_pushed_report_within_a_minute() {
    in_the_world(async |world| {
        for walk in Walk::both() {
            let case = world.case().await;
            let address = format!("effort-{}@tair-afon.example", walk.name);
            let invited = invites(&world["health-admin"], "tair-afon", &address, "clinician").await;
            let clinician = Person::enrols(&world.door, &address, invited["code"].as_str().expect("a code")).await;
            let part = json!({ "agency": "tair-afon", "person": clinician.id, "role": "clinician" });
            world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
            let mut input = clinician.at_a_browser();
            input["case"] = json!(case.id);
            input["hand"] = json!("keyboard");
            let asked = walk.takes(&world.gateway, "effort-clinician", input);
            Budget { pages: 4, words: 90, seconds: 60 }.holds(walk, "with password and code", &asked["typing"]);
            Budget { pages: 3, words: 90, seconds: 35 }.holds(walk, "with a passkey", &asked["pressing"]);
            // Their new password ended their own other session; a colleague of theirs sees what they pushed.
            assert_eq!(world["clinician"].lists(&case).await.len(), 2);
        }
    });
}

//! What a family says of its case: asked, objected, answered; read by those whom it concerns, and by nobody else.

use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::case::{Case, Child, Draft};
use crate::stage::person::Person;
use crate::stage::world::{World, in_the_world};

const TEXT: &str = "Nid yw'r oedran yn gywir ar dudalen dau";
const ANSWER: &str = "Diolch. Anfonwn fersiwn newydd.";

fn about(report: &str, kind: &str) -> Value {
    json!({ "about": { "report": report }, "kind": kind, "text": TEXT })
}

impl Person {
    async fn says(&self, case: &Case, remark: &Value) -> Answer {
        self.posts(&case.path("/remarks"), remark).await
    }

    async fn answers(&self, case: &Case, remark: &str, text: &str) -> Answer {
        self.posts(&case.path(&format!("/remarks/{remark}/answer")), &json!({ "text": text })).await
    }

    async fn reads_remarks(&self, case: &Case) -> Vec<Value> {
        self.gets(&case.path("/remarks")).await.expect(200).items()
    }
}

/// Two parents, a friend, a clinician's report, and a school that is on the case.
async fn a_case_with_a_report(world: &World) -> (Case, String) {
    let family = [("mother", "parent"), ("father", "parent"), ("friend", "case-friend")];
    let case = world.case_of(&Child::of_eight(), &family).await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
    (case, report)
}

#[test]
fn that_a_report_is_wrong_is_read_by_whom_it_concerns_and_answered_once() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let (mother, clinician) = (&world["mother"], &world["clinician"]);
        let remark = mother.says(&case, &about(&report, "wrong")).await.expect(201).field("id");
        for name in ["mother", "father", "clinician", "coordinator"] {
            let seen = world[name].reads_remarks(&case).await;
            assert_eq!((seen.len(), seen[0]["text"].as_str()), (1, Some(TEXT)), "{name}");
            assert_eq!((seen[0]["to"].as_str(), seen[0]["kind"].as_str()), (Some("tair-afon"), Some("wrong")), "{name}");
        }
        assert!(world["school"].reads_remarks(&case).await.is_empty(), "it is not about the school");
        assert!(world["friend"].reads_remarks(&case).await.is_empty(), "nobody let the friend see that much");

        world["school"].answers(&case, &remark, ANSWER).await.expect_refused(&["other-agency"]);
        clinician.answers(&case, &remark, ANSWER).await.expect(204);
        clinician.answers(&case, &remark, ANSWER).await.expect_problem(409, "conflict");
        let answer = mother.reads_remarks(&case).await[0]["answer"].clone();
        assert_eq!((answer["text"].as_str(), answer["agency"].as_str()), (Some(ANSWER), Some("tair-afon")));
    });
}

#[test]
fn an_entry_of_the_record_is_asked_about_and_the_lead_answers() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
        let mother = &world["mother"];
        let entry = mother.gets(&case.path("/looked")).await.expect(200).items()[0]["seq"].clone();
        let asks = json!({ "about": { "entry": entry }, "kind": "objection", "text": TEXT });
        let remark = mother.says(&case, &asks).await.expect(201).field("id");
        assert_eq!(world["school"].reads_remarks(&case).await.len(), 1);
        assert!(world["clinician"].reads_remarks(&case).await.is_empty());
        world["coordinator"].answers(&case, &remark, ANSWER).await.expect(204);
    });
}

#[test]
fn the_words_stand_in_no_event_and_no_log_and_go_with_the_case() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        world["mother"].says(&case, &about(&report, "comment")).await.expect(201);
        let officer = &world["officer"];
        let made = officer.gets(&format!("/audit/events?case={}&kind=remark-made", case.id)).await.expect(200).items();
        let event = officer.gets(&format!("/audit/events/{}", made[0]["seq"])).await.expect(200);
        assert!(!event.text().contains(TEXT), "{}", event.text());
        let again = officer.gets(&format!("/audit/events/{}/replay", made[0]["seq"])).await.expect(200).json();
        assert_eq!(again["same"], true, "{again}");
        assert!(!world.gateway.log().contains(TEXT));
        world["council-admin"].deletes(&case.path("")).await.expect(204);
        world["mother"].gets(&case.path("/remarks")).await.expect_absent();
    });
}

#[test]
fn who_may_not_say_it_is_refused() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let remark = about(&report, "comment");
        for name in ["clinician", "coordinator", "school", "friend"] {
            world[name].says(&case, &remark).await.expect_refused(&["role-lacks-verb"]);
        }
        for name in ["young", "other-school", "other-coordinator"] {
            world[name].says(&case, &remark).await.expect_absent();
            world[name].gets(&case.path("/remarks")).await.expect_absent();
        }
        let grown = world.case_of(&Child::aged(17), &[("mother", "parent"), ("young", "young-person")]).await;
        let report = world["clinician"].has_pushed(&grown, &Draft::pdf(905)).await;
        world["mother"].says(&grown, &about(&report, "comment")).await.expect_refused(&["young-person-decides"]);
        world["young"].says(&grown, &about(&report, "comment")).await.expect(201);
    });
}

#[test]
fn what_cannot_be_said_is_refused() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let mother = &world["mother"];
        let hidden = world["clinician"]
            .has_pushed(&case, &Draft::pdf(902).with("audience", "professionals").with("audience_reason", "For those who plan."))
            .await;
        mother.says(&case, &about(&hidden, "comment")).await.expect_refused(&["professionals-only"]);
        mother.says(&case, &about("nothing-here", "comment")).await.expect_refused(&["report-unknown"]);
        mother.says(&case, &about(&report, "objection")).await.expect_refused(&["remark-unknown"]);
        for text in ["", "   ", &"a".repeat(4001)] {
            let remark = json!({ "about": { "report": report }, "kind": "comment", "text": text });
            mother.says(&case, &remark).await.expect_problem(400, "bad-field");
        }
        let (other, _) = a_case_with_a_report(world).await;
        world["school"].lists(&other).await;
        for entry in [0, 1_u64 << 60] {
            let remark = json!({ "about": { "entry": entry }, "kind": "question", "text": TEXT });
            mother.says(&case, &remark).await.expect_problem(404, "not-found");
        }
    });
}

#[test]
fn who_may_not_answer_is_refused() {
    in_the_world(async |world| {
        let (case, report) = a_case_with_a_report(world).await;
        let remark = world["mother"].says(&case, &about(&report, "question")).await.expect(201).field("id");
        world["mother"].answers(&case, &remark, ANSWER).await.expect_refused(&["role-lacks-verb", "other-agency"]);
        world["clinician"].answers(&case, "nothing-here", ANSWER).await.expect_refused(&["remark-unknown"]);
        world["clinician"].answers(&case, &remark, " ").await.expect_problem(400, "bad-field");
        world["colleague"].answers(&case, &remark, ANSWER).await.expect_absent();
        world["other-coordinator"].answers(&case, &remark, ANSWER).await.expect_absent();
    });
}

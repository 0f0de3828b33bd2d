//! The family’s no: objections, and keeping an agency or a person away.

use super::*;

/// Looks at a page of the family's no and presses its button, which does `act`.
async fn says(who: &AtAPage<'_>, case: &Case, rest: &str, act: &str) -> String {
    let path = format!("/family/{}{rest}", case.id);
    let page = who.sees(&path).await.expect(200);
    assert!(whole(&page).contains(&format!("name=\"act\" value=\"{act}\"")), "{}", page.text());
    whole(&who.sends(&page, &path, &[("act", act)]).await.expect(200))
}

#[test]
fn a_parent_objects_takes_it_back_and_keeps_somebody_away_with_a_browser() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let (case, report) = with_a_report(world, &[("mother", "parent")]).await;
            let draft = Draft::pdf(500).with("audience", "child-friendly").with("companion_of", report.clone());
            let child = world["clinician"].has_pushed(&case, &draft.with("file_name", "in-my-words.pdf")).await;
            world["mother"].has_granted(&case, SCHOOL).await;
            world["school"].opens(&case, &report).await.expect(200);
            let mut input = at(world, "mother", &case);
            input["person"] = json!(world["school"].id);
            input["report"] = json!(report);
            input["version"] = json!(child);
            let _ = walk.takes(&world.gateway, "family-no", input);
            world["school"].opens(&case, &report).await.expect(200);
        }
    });
}

#[test]
fn an_objection_tells_who_loses_what_stops_what_rests_on_consent_and_is_taken_back() {
    in_the_world(async |world| {
        let (case, report) = with_a_report(world, &[("mother", "parent")]).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let path = format!("/agency/{SCHOOL}/objection");
        world["school"].opens(&case, &report).await.expect(200);
        let looked_at = whole(&mother.sees(&format!("/family/{}{path}", case.id)).await.expect(200));
        assert!(looked_at.contains("could see no longer") && looked_at.contains("assessment.pdf"), "{looked_at}");
        assert!(looked_at.contains("These were opened before"), "what the school opened is not taken back: {looked_at}");
        world["school"].opens(&case, &report).await.expect(200);
        let after = says(&mother, &case, &path, "say").await;
        assert!(after.contains("objects to this agency"), "{after}");
        assert!(!after.contains("/consents/new/"), "a consent is offered that would open nothing: {after}");
        let (top, _) = after.split_once("<h2").expect("parts");
        assert!(top.contains(&format!("{path}\"")), "it is taken back from where it is told: {top}");
        assert!(
            after.contains("Somebody of your family objects to sharing with them"),
            "why, as one says it to the family: {after}"
        );
        assert!(!after.contains("The family has objected"), "{after}");
        world["school"].opens(&case, &report).await.expect_refused(&["objection"]);
        let back = whole(&mother.sees(&format!("/family/{}{path}", case.id)).await.expect(200));
        assert!(back.contains("assessment.pdf") && !back.contains("could see no longer"), "who gains it again: {back}");
        let after = says(&mother, &case, &path, "lift").await;
        assert!(!after.contains("objects to this agency") && after.contains("/consents/new/"), "{after}");
        world["school"].opens(&case, &report).await.expect(200);
    });
}

#[test]
fn an_agency_is_kept_away_altogether_and_let_in_again() {
    in_the_world(async |world| {
        let (case, report) = with_a_report(world, &[("mother", "parent")]).await;
        let mother = AtAPage::of(world, &world["mother"]);
        let path = "/agency/tair-afon/veto";
        let looked_at = whole(&mother.sees(&format!("/family/{}{path}", case.id)).await.expect(200));
        assert!(looked_at.contains("assessment.pdf"), "even its own report: {looked_at}");
        let after = says(&mother, &case, path, "say").await;
        assert!(after.contains("keeps this agency away") && !after.contains("/consents/new/"), "{after}");
        assert!(after.contains("Your family keeps them away.") && !after.contains("veto."), "in words for the family: {after}");
        world["clinician"].opens(&case, &report).await.expect_absent();
        // A page that was left open says the same again; nothing is recorded twice.
        let page = mother.sees(&format!("/family/{}{path}", case.id)).await.expect(200);
        mother.sends(&page, &format!("/family/{}{path}", case.id), &[("act", "say")]).await.expect(200);
        let vetoes = world["mother"].gets(&case.path("")).await.expect(200).json()["vetoes"].clone();
        assert_eq!(vetoes.as_array().map(Vec::len), Some(1), "{vetoes}");
        says(&mother, &case, path, "lift").await;
        world["clinician"].opens(&case, &report).await.expect(200);
    });
}

#[test]
fn one_person_is_kept_away_and_their_colleague_is_not() {
    in_the_world(async |world| {
        let (case, report) = with_a_report(world, &[("mother", "parent")]).await;
        let part = json!({ "agency": "tair-afon", "person": world["colleague"].id, "role": "clinician" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
        let mother = AtAPage::of(world, &world["mother"]);
        let path = format!("/person/{}/veto", world["clinician"].id);
        let agency = whole(&mother.sees(&format!("/family/{}/agency/tair-afon", case.id)).await.expect(200));
        assert!(agency.contains(&format!("/family/{}{path}", case.id)), "{agency}");
        let looked_at = whole(&mother.sees(&format!("/family/{}{path}", case.id)).await.expect(200));
        assert!(looked_at.contains("clinician could see no longer"), "it names the person: {looked_at}");
        let after = says(&mother, &case, &path, "say").await;
        assert!(after.contains("keeps this person away"), "{after}");
        world["clinician"].opens(&case, &report).await.expect_absent();
        world["colleague"].opens(&case, &report).await.expect(200);
        says(&mother, &case, &path, "lift").await;
        world["clinician"].opens(&case, &report).await.expect(200);
    });
}

#[test]
fn who_may_not_decide_is_told_why_and_outsiders_find_nothing() {
    in_the_world(async |world| {
        let (case, _) = with_a_report(world, &[("mother", "parent"), ("friend", "case-friend")]).await;
        let person = format!("/person/{}/veto", world["clinician"].id);
        let pages = ["/agency/nant-y-wennol/objection", "/agency/nant-y-wennol/veto", &person];
        let friend = AtAPage::of(world, &world["friend"]);
        for page in pages {
            let path = format!("/family/{}{page}", case.id);
            friend.sees(&path).await.expect(403);
            for outsider in ["father", "school", "clinician", "officer"] {
                AtAPage::of(world, &world[outsider]).sees(&path).await.expect(404);
            }
        }
        let agency = whole(&friend.sees(&format!("/family/{}/agency/nant-y-wennol", case.id)).await.expect(200));
        assert!(!agency.contains("/veto") && !agency.contains("/objection"), "{agency}");
        let mother = AtAPage::of(world, &world["mother"]);
        let stranger = format!("/person/{}/veto", world["other-school"].id);
        for page in ["/agency/kestrel-rock/objection", "/agency/no-such-agency/veto", &stranger, "/person/nobody-here/veto"] {
            mother.sees(&format!("/family/{}{page}", case.id)).await.expect(404);
        }
    });
}

#[test]
fn from_who_looked_the_way_leads_to_where_it_can_be_stopped() {
    in_the_world(async |world| {
        let (case, report) = with_a_report(world, &[("mother", "parent")]).await;
        world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
        let mother = AtAPage::of(world, &world["mother"]);
        let list = whole(&mother.sees(&format!("/family/{}/looked", case.id)).await.expect(200));
        let start = format!("/family/{}/looked/", case.id);
        let entry = list.split(&start).nth(1).and_then(|rest| rest.split('"').next()).expect("an entry");
        let entry = whole(&mother.sees(&format!("{start}{entry}")).await.expect(200));
        assert!(entry.contains(&format!("href=\"/family/{}/agency/{SCHOOL}\"", case.id)), "{entry}");
    });
}

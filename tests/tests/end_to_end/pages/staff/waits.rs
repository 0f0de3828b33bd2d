//! What waits, as the desk and the case's page tell it: what the family asked, and the consents that agencies lack.

use super::*;

/// What the desk of somebody says of a case.
async fn line(browser: &Browser<'_>, case: &Case) -> String {
    let (_, page) = browser.gets("/desk").await;
    let mut lines = page.split("<li class=\"porthor-desk__case\">");
    lines.find(|line| line.contains(&format!("href=\"/desk/{}\"", case.id))).expect("the case is on the desk").to_owned()
}

#[test]
fn what_the_family_asked_stands_on_the_desks_of_those_who_may_answer_until_it_is_answered() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (mother, clinician) = (&world["mother"], &world["clinician"]);
        let report = clinician.has_pushed(&case, &Draft::pdf(900)).await;
        let mut remarks = Vec::new();
        for kind in ["wrong", "question", "comment"] {
            let remark = json!({ "about": { "report": report }, "kind": kind, "text": "Nid yw'r oedran yn gywir." });
            remarks.push(mother.posts(&case.path("/remarks"), &remark).await.expect(201).field("id"));
        }
        let link = format!("href=\"/desk/{}/remarks\"", case.id);
        let desks = [Browser::of(world, clinician).await, Browser::of(world, &world["coordinator"]).await];
        for browser in &desks {
            let told = line(browser, &case).await;
            assert!(told.contains(&link) && told.contains("2 questions or objections"), "a comment waits for nothing: {told}");
        }
        let school = Browser::of(world, &world["school"]).await;
        assert!(!line(&school, &case).await.contains(&link), "it is not about the school");
        let answers = async |remark: &str| {
            let path = case.path(&format!("/remarks/{remark}/answer"));
            clinician.posts(&path, &json!({ "text": "Diolch. Anfonwn fersiwn newydd." })).await.expect(204);
        };
        answers(&remarks[0]).await;
        for browser in &desks {
            assert!(line(browser, &case).await.contains("1 question or objection of the family"));
            let (_, page) = browser.gets(&format!("/desk/{}", case.id)).await;
            assert!(page.contains("1 unanswered"), "{page}");
        }
        answers(&remarks[1]).await;
        for browser in &desks {
            assert!(!line(browser, &case).await.contains(&link));
            let (_, page) = browser.gets(&format!("/desk/{}", case.id)).await;
            assert!(page.contains(&link) && !page.contains("unanswered"), "{page}");
        }
    });
}

#[test]
fn what_is_due_new_ending_or_kept_back_stands_on_the_desk_of_whom_it_concerns() {
    in_the_world(async |world| {
        let case = world.case().await;
        let address = format!("waits-{}@nant-y-wennol.example", case.id);
        let invited = invites(&world["school-admin"], "nant-y-wennol", &address, "alnco").await;
        let reader = Person::enrols(&world.door, &address, invited["code"].as_str().expect("a code")).await;
        let part = json!({ "agency": "nant-y-wennol", "person": reader.id, "role": "alnco" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
        let (desk, health) = (Browser::of(world, &reader).await, Browser::of(world, &world["clinician"]).await);
        assert!(line(&desk, &case).await.contains("Nothing waits for you here."));

        let wish = json!({ "kind": "school-health", "to": "tair-afon", "categories": ["speech-language"], "purpose": PURPOSE });
        reader.posts(&case.path("/requests"), &wish).await.expect(201);
        assert!(line(&desk, &case).await.contains("An answer to your agency is due by "));
        assert!(line(&health, &case).await.contains("Your agency has to answer by "));

        world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
        let told = line(&desk, &case).await;
        assert!(told.contains("nobody has consented to your seeing it") && !told.contains("new report"), "{told}");

        let mut consent = consent_for("nant-y-wennol");
        consent["until"] = json!(crate::stage::moment_from_now(10));
        world["mother"].posts(&case.path("/consents"), &consent).await.expect(201);
        world["clinician"].has_pushed(&case, &Draft::pdf(901)).await;
        let told = line(&desk, &case).await;
        assert!(told.contains("2 new reports since your last visit"), "what was looked at today is new all day: {told}");
        assert!(told.contains("The consent for nant-y-wennol (en) ends on ") && !told.contains("nobody has consented"), "{told}");
        assert!(!line(&health, &case).await.contains("new report"), "they are their own");
    });
}

#[test]
fn the_consents_that_agencies_lack_are_counted_on_the_desk_of_who_may_ask_for_them() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (mother, coordinator) = (&world["mother"], Browser::of(world, &world["coordinator"]).await);
        world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
        let link = format!("href=\"/desk/{}#gaps\"", case.id);
        assert!(!line(&coordinator, &case).await.contains(&link), "of what they may not see they are told nothing");
        mother.has_granted(&case, "dyffryn-gwawr").await;
        let (_, page) = coordinator.gets(&format!("/desk/{}", case.id)).await;
        let gaps = page.matches(&format!("action=\"/desk/{}/ask/start\"", case.id)).count();
        assert!(gaps > 0, "the school cannot see the report: {page}");
        let said = |n: usize| if n == 1 { "1 consent is missing".to_owned() } else { format!("{n} consents are missing") };
        let mut draft = Draft::pdf(901);
        draft.about["status"] = json!("draft");
        world["clinician"].has_pushed(&case, &draft).await;
        let (_, page) = coordinator.gets(&format!("/desk/{}", case.id)).await;
        assert_eq!(page.matches("/ask/start\"").count(), gaps, "a draft of the kind hides none: {page}");
        let told = line(&coordinator, &case).await;
        assert!(told.contains(&link) && told.contains(&said(gaps)), "{gaps}: {told}");
        for name in ["clinician", "school"] {
            assert!(!line(&Browser::of(world, &world[name]).await, &case).await.contains(&link), "{name}");
        }
        mother.has_granted(&case, "nant-y-wennol").await;
        let told = line(&coordinator, &case).await;
        assert!(!told.contains(&said(gaps)) && (gaps == 1 || told.contains(&said(gaps - 1))), "{told}");
    });
}

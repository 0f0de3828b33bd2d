//! What is new at home: told to whom it is for, with the way to where it is, and nothing of it to anybody else.

use super::*;
use crate::pages::home::joins;

/// The list of what is new, as somebody reads it at home.
async fn reads_news(world: &World, who: &Person) -> String {
    let home = whole(&AtAPage::of(world, who).sees("/family").await.expect(200));
    let (_, news) = home.split_once("What is new</h3>").expect("a home has news");
    news.split_once("</ul>").map_or(news, |(news, _)| news).to_owned()
}

#[test]
fn home_tells_of_an_emergency_first_then_of_refusals_and_answers_to_whom_they_are_for() {
    in_the_world(async |world| {
        let (case, report) = with_a_report(world, &[]).await;
        let parent = joins(world, &case, &format!("news-{}", case.id), "parent").await;
        let other = joins(world, &case, &format!("other-{}", case.id), "parent").await;
        let address = format!("news-{}@helper.example", case.id);
        let named = json!({
            "address": address, "name": "Cyfaill Dychmygol", "language": "cy", "standing": "case-friend",
            "until": crate::stage::day_from_now(60), "help": "help-me-decide",
        });
        let code = parent.posts(&case.path("/helpers"), &named).await.expect(201).field("code");
        let friend = Person::enrols(&world.door, &address, &code).await;

        world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
        let declared = json!({ "reason": "rheswm", "until": crate::stage::now().plus_millis(3_600_000).to_string() });
        world["school"].posts(&case.path("/emergencies"), &declared).await.expect(201);
        world["school"].opens(&case, &report).await.expect(200);
        let asked = json!({ "about": { "report": report }, "kind": "question", "text": "Pam?" });
        let asked = parent.posts(&case.path("/remarks"), &asked).await.expect(201).field("id");
        assert!(!reads_news(world, &parent).await.contains("answered"), "nobody has answered yet");
        let answer = json!({ "text": "Achos." });
        world["clinician"].posts(&case.path(&format!("/remarks/{asked}/answer")), &answer).await.expect(204);
        let given = other.has_granted(&case, "dyffryn-gwawr").await;
        other.withdraws(&case, &given).await.expect(200);

        let news = reads_news(world, &parent).await;
        let links: Vec<&str> = news.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let home = format!("/family/{}", case.id);
        assert_eq!(links[0], format!("{home}/looked?agency={SCHOOL}"), "{news}");
        assert!(news.contains("Emergency: Enw alnco of nant-y-wennol (en) declared an emergency on"), "{news}");
        assert!(!news.contains("rheswm"), "{news}");
        for (told, at) in [
            ("Somebody was refused what they asked for, once", "/looked".to_owned()),
            ("Somebody else withdrew a consent", "/consents".to_owned()),
            ("tair-afon (en) has answered your question", format!("/remarks#remark-{asked}")),
            ("One new report for you", "/reports".to_owned()),
            ("A report was opened once", "/looked".to_owned()),
        ] {
            assert!(news.contains(&format!("href=\"{home}{at}\">{told}<")), "{told}: {news}");
        }
        for link in links {
            AtAPage::of(world, &parent).sees(link.split('#').next().unwrap_or_default()).await.expect(200);
        }
        let remarks = whole(&AtAPage::of(world, &parent).sees(&format!("{home}/remarks")).await.expect(200));
        assert!(remarks.contains(&format!("id=\"remark-{asked}\"")), "the link finds its place");

        let of_other = reads_news(world, &other).await;
        assert!(of_other.contains("Emergency:") && !of_other.contains("answered"), "{of_other}");
        assert!(!of_other.contains("withdrew"), "it was their own: {of_other}");
        let of_friend = reads_news(world, &friend).await;
        for untold in ["Emergency", "refused", "opened", "answered"] {
            assert!(!of_friend.contains(untold), "{untold} is not for who may not see who has looked: {of_friend}");
        }

        // Whoever has been here since is told none of it again.
        parent.signs_in_again(&world.door).await;
        let again = parent.signs_in_again(&world.door).await;
        assert!(reads_news(world, &again).await.contains("Nothing is new"));
    });
}

#[test]
fn home_asks_about_a_consent_that_ends_soon_and_tells_who_will_decide_from_sixteen_on() {
    in_the_world(async |world| {
        let birthday = crate::stage::day_from_now(20);
        let year: i32 = birthday[..4].parse().expect("a year");
        let child = Child { born: Some(format!("{}{}", year - 16, &birthday[4..])), ..Child::of_eight() };
        let case = world.case_of(&child, &[]).await;
        let parent = joins(world, &case, &format!("asks-{}", case.id), "parent").await;
        let other = joins(world, &case, &format!("asked-{}", case.id), "parent").await;
        let home = async |who: &Person| whole(&AtAPage::of(world, who).sees("/family").await.expect(200));
        let mut consent = crate::stage::case::consent_for(SCHOOL);
        let lasting = parent.posts(&case.path("/consents"), &consent).await.expect(201).field("id");
        let told = home(&parent).await;
        assert!(!told.contains(" ends on "), "ninety days are far: {told}");
        assert!(told.contains("turns 16 on"), "soon it is for the young person to say: {told}");
        assert!(!home(&other).await.contains("turns 16 on"), "who has decided nothing is told nothing");
        parent.withdraws(&case, &lasting).await.expect(200);
        consent["until"] = json!(crate::stage::moment_from_now(10));
        let ending = parent.posts(&case.path("/consents"), &consent).await.expect(201).field("id");
        for (who, said) in
            [(&parent, "can see by your consent ends on"), (&other, "by the consent of Gwenllian Enghraifft ends on")]
        {
            let told = home(who).await;
            assert!(told.contains(said) && told.contains(&format!("/consents/{ending}/change")), "{said}: {told}");
        }
        // A later one for as much takes the question away.
        consent["until"] = json!(crate::stage::moment_from_now(90));
        parent.posts(&case.path("/consents"), &consent).await.expect(201);
        assert!(!home(&parent).await.contains(&format!("/consents/{ending}/change")));
    });
}

#[test]
fn a_report_is_told_in_plain_words_and_read_out_in_its_own_language() {
    in_the_world(async |world| {
        let case = world.case_of(&Child::of_eight(), &[("mother", "parent")]).await;
        let draft = Draft::pdf(900).with("language", "cy").with("summary", "Mae Mabon yn dysgu siarad.");
        let report = world["clinician"].has_pushed(&case, &draft).await;
        let mother = AtAPage::of(world, &world["mother"]);
        for path in [format!("/family/{}/reports", case.id), format!("/family/{}/reports/{report}", case.id)] {
            let page = whole(&mother.sees(&path).await.expect(200));
            assert!(page.contains("lang=\"cy\">Mae Mabon yn dysgu siarad.</p>") && page.contains("Welsh"), "{path}: {page}");
        }
    });
}

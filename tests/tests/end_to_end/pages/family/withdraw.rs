//! What a withdrawal cannot take back: told whole, whoever the consent was for and however busy they were.

use super::*;
use crate::stage::case::consent_for;

/// The page that asks whether to withdraw this consent.
async fn thinks_of_withdrawing(who: &Person, world: &World, case: &Case, consent: &str) -> String {
    let path = format!("/family/{}/consents/{consent}/withdraw", case.id);
    whole(&AtAPage::of(world, who).sees(&path).await.expect(200))
}

/// Lets `mother` see assessments of this category.
async fn lets_mother_see(world: &World, case: &Case, category: &str) -> String {
    let mut consent = consent_for(SCHOOL);
    consent["recipient"] = json!({ "person": world["mother"].id });
    consent["categories"] = json!([category]);
    world["young"].posts(&case.path("/consents"), &consent).await.expect(201).field("id")
}

#[test]
fn a_young_person_is_told_what_a_parent_and_their_helper_have_opened_and_what_stays() {
    in_the_world(async |world| {
        let case = world.case_of(&Child::aged(16), &[("mother", "parent"), ("young", "young-person")]).await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        let first = lets_mother_see(world, &case, CATEGORY).await;
        let unopened = thinks_of_withdrawing(&world["young"], world, &case, &first).await;
        assert!(unopened.contains("mother has opened none") && !unopened.contains("can see anyway"), "{unopened}");

        world["mother"].opens(&case, &report).await.expect(200);
        world["mother"].opens(&case, &report).await.expect(200);
        let address = format!("beside-{}@helper.example", case.id);
        let named = json!({
            "address": address, "name": "Cyfaill Dychmygol", "language": "cy", "standing": "case-friend",
            "until": crate::stage::day_from_now(60), "help": "see-what-i-see",
        });
        let code = world["mother"].posts(&case.path("/helpers"), &named).await.expect(201).field("code");
        let helper = Person::enrols(&world.door, &address, &code).await;
        helper.opens(&case, &report).await.expect(200);
        let opened = thinks_of_withdrawing(&world["young"], world, &case, &first).await;
        let (_, copies) = opened.split_once("What it cannot take back").expect("it says what");
        assert!(copies.contains("These were opened before, by mother or by somebody named as a helper"), "{copies}");
        assert!(copies.contains(">mother<") && copies.contains("2 times, the last on"), "{copies}");
        assert!(copies.contains(">Cyfaill Dychmygol<"), "whoever helps her saw by the same right: {copies}");
        assert!(!opened.contains("Nobody there has opened") && !opened.contains("nobody there has opened"), "{opened}");

        lets_mother_see(world, &case, CATEGORY).await;
        let twice = thinks_of_withdrawing(&world["young"], world, &case, &first).await;
        let (_, stays) = twice.split_once("What mother can see anyway").expect("another consent lets her");
        assert!(stays.contains("assessment.pdf") && stays.contains("By your consent"), "{stays}");
        // Another kind, of which she has opened nothing.
        let other = lets_mother_see(world, &case, "occupational-therapy").await;
        let other = thinks_of_withdrawing(&world["young"], world, &case, &other).await;
        assert!(other.contains("mother has opened none"), "{other}");
    });
}

#[test]
fn a_busy_agencys_copies_are_told_by_kind_and_where_the_list_is_cut_it_says_so() {
    in_the_world(async |world| {
        let (case, report) = with_a_report(world, &[("mother", "parent")]).await;
        let speech = world["mother"].has_granted(&case, SCHOOL).await;
        let mut consent = consent_for(SCHOOL);
        consent["categories"] = json!(["occupational-therapy"]);
        let therapy = world["mother"].posts(&case.path("/consents"), &consent).await.expect(201).field("id");
        world["school"].opens(&case, &report).await.expect(200);
        // More of another kind, and later, than one page lists.
        for _ in 0..51 {
            let draft = Draft::pdf(300).with("category", "occupational-therapy").with("file_name", "therapy.pdf");
            let report = world["clinician"].has_pushed(&case, &draft).await;
            world["school"].opens(&case, &report).await.expect(200);
        }
        let of_speech = thinks_of_withdrawing(&world["mother"], world, &case, &speech).await;
        let (_, copies) = of_speech.split_once("What it cannot take back").expect("it says what");
        let (copies, _) = copies.split_once("</table>").expect("a table");
        assert!(copies.contains("assessment.pdf") && !copies.contains("therapy.pdf"), "{copies}");
        assert!(!of_speech.contains("Only the latest"), "{of_speech}");
        let of_therapy = thinks_of_withdrawing(&world["mother"], world, &case, &therapy).await;
        assert!(of_therapy.contains("Only the latest 50 are listed here"), "{of_therapy}");
        let rest = format!("/family/{}/looked?agency={SCHOOL}", case.id);
        assert!(of_therapy.contains(&format!("href=\"{rest}\"")), "{of_therapy}");
        let looked = whole(&AtAPage::of(world, &world["mother"]).sees(&rest).await.expect(200));
        assert!(looked.contains("rel=\"next\""), "the rest stands there, page by page");
    });
}

use super::*;

#[test]
fn the_family_and_the_leads_coordinator_see_all_that_the_family_said_and_others_what_bears_on_them() {
    in_the_world(async |world| {
        let case = world.case().await;
        let mother = &world["mother"];
        let for_school = mother.has_granted(&case, SCHOOL).await;
        let for_council = mother.has_granted(&case, "dyffryn-gwawr").await;
        for veto in [json!({ "agency": "kestrel-rock" }), json!({ "person": world["colleague"].id })] {
            mother.posts(&case.path("/vetoes"), &veto).await.expect(201);
        }
        for (name, consents, vetoes) in [
            ("mother", vec![&for_school, &for_council], 2),
            ("coordinator", vec![&for_school, &for_council], 2),
            ("school", vec![&for_school], 0),
            ("clinician", vec![], 1),
        ] {
            let listed = world[name].gets(&case.path("/consents")).await.expect(200).items();
            let ids: Vec<_> = listed.iter().map(|line| line["id"].as_str().unwrap_or_default()).collect();
            assert_eq!(ids, consents, "{name}");
            let shown = world[name].gets(&case.path("")).await.expect(200).json();
            assert_eq!(shown["vetoes"].as_array().map(Vec::len), Some(vetoes), "{name}: {}", shown["vetoes"]);
            for consent in [&for_school, &for_council] {
                let receipt = world[name].gets(&case.path(&format!("/consents/{consent}/receipt"))).await;
                if consents.contains(&consent) {
                    receipt.expect(200);
                } else {
                    receipt.expect_refused(&["consent-unknown"]);
                }
            }
        }
        world["psychologist"].gets(&case.path("/consents")).await.expect_refused(&["person-not-involved"]);
    });
}

use super::*;
use crate::stage::person::Door;

#[test]
fn on_one_database_release_what_either_took_and_a_withdrawal_at_one_cuts_at_the_other_within_a_second() {
    if Database::chosen() == Database::Sqlite {
        return; // One file has one gateway (transport::operator).
    }
    in_a_world_of_its_own(&[], async |world| {
        let second = world.gateway.beside();
        second.serve();
        let door = Door::of(&second);
        let (mother, clinician) = (&world["mother"], &world["clinician"]);
        let (school, clinician_there) = (world["school"].signs_in_again(&door).await, clinician.signs_in_again(&door).await);
        let case = world.case().await;
        let draft = Draft::pdf(48 * 1024 * 1024);
        let report = clinician.has_pushed(&case, &draft).await;
        school.opens(&case, &report).await.expect_refused(&["no-consent"]);
        for _ in 0..3 {
            let consent = mother.has_granted(&case, SCHOOL).await;
            let mut cut = school.begins_to_open(&case, &report).await;
            assert_eq!(cut.status().as_u16(), 200);
            let mut received = cut.chunk().await.expect("the first bytes come").expect("there are some").len();
            mother.withdraws(&case, &consent).await.expect(200);
            // What is not cut by now would come whole.
            tokio::time::sleep(Duration::from_secs(1)).await;
            let broke_off = loop {
                match cut.chunk().await {
                    Ok(Some(bytes)) => received += bytes.len(),
                    Ok(None) => break false,
                    Err(_) => break true,
                }
            };
            assert!(broke_off && received < draft.bytes.len() / 2, "{received} bytes passed");
            school.opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
        }
        // And the other way about.
        let there = clinician_there.has_pushed(&case, &Draft::pdf(900)).await;
        mother.has_granted(&case, SCHOOL).await;
        assert_eq!(world["school"].opens(&case, &there).await.expect(200).body.len(), 900);
        verifies(&world);
    });
}

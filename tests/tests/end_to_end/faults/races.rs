use super::*;

#[test]
fn a_release_is_answered_however_fast_the_facts_of_its_case_change() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(20_000)).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        let changes = async || {
            for _ in 0..40 {
                let consent = world["mother"].has_granted(&case, "dyffryn-gwawr").await;
                world["mother"].withdraws(&case, &consent).await.expect(200);
            }
        };
        let releases = async {
            for _ in 0..60 {
                world["school"].opens(&case, &report).await.expect(200);
            }
        };
        tokio::join!(changes(), changes(), changes(), releases);
    });
}

#[test]
fn a_withdrawal_and_a_download_at_once_end_in_a_refusal_a_cut_or_a_release_before_it() {
    in_the_world(async |world| {
        let rounds: u64 = std::env::var("PORTHOR_FAULT_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
        let case = world.case().await;
        let draft = Draft::pdf(6_000_000);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        for round in 0..rounds {
            let consent = world["mother"].has_granted(&case, SCHOOL).await;
            let asks = world["school"].request(reqwest::Method::GET, &case.content(&report, "plain")).await;
            let downloads = async {
                match asks.send().await {
                    Ok(response) => (response.status().as_u16(), response.bytes().await.map(|bytes| bytes.len())),
                    // Cut so early that its head went with it.
                    Err(cut) => (200, Err(cut)),
                }
            };
            let withdrawal = async {
                tokio::time::sleep(Duration::from_millis(round * 7 % 60)).await;
                world["mother"].withdraws(&case, &consent).await.expect(200)
            };
            let ((status, received), _) = tokio::join!(downloads, withdrawal);
            match (status, received) {
                (200, Ok(length)) => assert_eq!(length, draft.bytes.len(), "what ends well is whole"),
                (200, Err(_)) | (403, Ok(_)) => {}
                other => panic!("{other:?}"),
            }
            world["school"].opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
        }
    });
}

use super::*;

#[test]
fn of_payloads_refuses_the_push_clearly_and_still_serves_and_records_the_rest() {
    let gateway = Gateway::set_up();
    let faults = a_failing_disk(&gateway);
    // No file grows any further: a disk of 20 MB.
    std::fs::write(faults.join("full"), "20000000").expect("ours");
    gateway.serve();
    alone(async {
        let world = World::on(gateway).await;
        let case = world.case().await;
        let draft = Draft::pdf(4_000_000);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        let full = world["clinician"].pushes(&case, &Draft::pdf(30_000_000)).await;
        full.expect_problem(507, "storage-full");
        assert_eq!(payloads(&world.gateway).len(), 1, "nothing of it is left");
        world["mother"].has_granted(&case, SCHOOL).await;
        let opened = world["school"].opens(&case, &report).await.expect(200);
        assert!(opened.body == draft.bytes, "reading works");
        world["clinician"].has_pushed(&case, &Draft::pdf(1_000_000)).await;
    });
}

#[test]
fn of_the_record_releases_nothing_and_goes_on_once_there_is_room() {
    if Database::chosen() == Database::Postgres {
        return; // Its disk is not ours to fill.
    }
    let gateway = Gateway::set_up();
    let faults = a_failing_disk(&gateway);
    gateway.serve();
    alone(async {
        let world = World::on(gateway).await;
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(5000)).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        world["school"].opens(&case, &report).await.expect(200);
        std::fs::write(faults.join("full"), "0").expect("ours");
        let mut refused = 0;
        // What the write-ahead log has room for already still goes through, and is on record.
        for _ in 0..3000 {
            let answer = world["school"].opens(&case, &report).await;
            if answer.status == 200 {
                continue;
            }
            assert!(matches!(answer.code().as_str(), "storage-full" | "record-unavailable"), "{}", answer.text());
            assert!(matches!(answer.status, 503 | 507), "{}", answer.text());
            refused += 1;
            if refused == 10 {
                break;
            }
        }
        assert!(refused > 0, "the disk was not full");
        let grant = world["mother"].grants(&case, "dyffryn-gwawr").await;
        assert!(matches!(grant.status, 503 | 507), "{}", grant.text());
        std::fs::remove_file(faults.join("full")).expect("ours");
        goes_on(&world, &case, &report).await;
        assert!(observe(&world.gateway, "/readyz").await.starts_with("HTTP/1.1 200"));
        verifies(&world);
    });
}

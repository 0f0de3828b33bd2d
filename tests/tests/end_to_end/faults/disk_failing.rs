use super::*;

#[test]
fn at_writing_or_at_syncing_the_record_releases_nothing_and_it_goes_on_once_the_disk_does() {
    if Database::chosen() == Database::Postgres {
        return; // It keeps its own files.
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
        let mut released = 1;
        for fault in ["write", "fsync"] {
            std::fs::write(faults.join(fault), "").expect("ours");
            for _ in 0..5 {
                let opened = world["school"].opens(&case, &report).await;
                assert_eq!((opened.status, opened.code().as_str()), (503, "record-unavailable"), "{fault}: {}", opened.text());
                let granted = world["mother"].grants(&case, "dyffryn-gwawr").await;
                assert_eq!(granted.status, 503, "{fault}: {}", granted.text());
                let pushed = world["clinician"].pushes(&case, &Draft::pdf(700)).await;
                assert_eq!(pushed.status, 503, "{fault}: {}", pushed.text());
            }
            std::fs::remove_file(faults.join(fault)).expect("ours");
            goes_on(&world, &case, &report).await;
            released += 1;
        }
        let consents = world["mother"].gets(&case.path("/consents")).await.expect(200).items();
        assert_eq!(consents.len(), 1, "no consent was kept whose giver was told that it was not: {consents:?}");
        assert_eq!(world["clinician"].lists(&case).await, [report]);
        let sql = "SELECT count(*) FROM event WHERE kind = 'report-opened'";
        let on_record: (i64,) = sqlx::query_as(sql).fetch_one(&mut database(&world.gateway).await).await.expect("counted");
        assert_eq!(on_record.0, released, "each release is on record, and nothing else");
        verifies(&world);
    });
}

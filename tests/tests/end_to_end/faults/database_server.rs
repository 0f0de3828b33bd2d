use porthor_tests::postgres::Postgres;

use super::*;

#[test]
fn killed_and_started_again_releases_nothing_meanwhile_and_everything_afterwards() {
    if Database::chosen() == Database::Sqlite {
        return; // It has no server.
    }
    let server = Postgres::start();
    let gateway = Gateway::set_up_on(Some(server.create_database()));
    gateway.serve();
    alone(async {
        let world = World::on(gateway).await;
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(5000)).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        world["school"].opens(&case, &report).await.expect(200);
        for _ in 0..2 {
            server.kill();
            let begun = Instant::now();
            let opened = world["school"].opens(&case, &report).await;
            assert_eq!(opened.status, 503, "{}", opened.text());
            assert!(matches!(opened.code().as_str(), "record-unavailable" | "storage-unavailable"), "{}", opened.text());
            let pushed = world["clinician"].pushes(&case, &Draft::pdf(700)).await;
            assert_eq!(pushed.status, 503, "{}", pushed.text());
            assert!(begun.elapsed() < Duration::from_mins(1), "both waited {:?}", begun.elapsed());
            assert!(observe(&world.gateway, "/readyz").await.starts_with("HTTP/1.1 503"), "it says that it is not ready");
            server.restart();
            goes_on(&world, &case, &report).await;
            becomes_ready(&world).await;
        }
        assert_eq!(world["clinician"].lists(&case).await, [report]);
        world["mother"].has_granted(&case, "dyffryn-gwawr").await;
        verifies(&world);
    });
}

/// Whoever asks for readiness asks again and again: the first answers after a restart may still be of a connection that was killed.
async fn becomes_ready(world: &World) {
    let begun = Instant::now();
    while !observe(&world.gateway, "/readyz").await.starts_with("HTTP/1.1 200") {
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not become ready again");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

//! What whoever runs the gateway does and sees.

use super::*;

#[test]
fn health_readiness_and_metrics_are_on_the_loopback_listener_and_nowhere_else() {
    in_the_world(async |world| {
        let gateway = &world.gateway;
        assert!(gateway.observe_address().ip().is_loopback());
        assert!(observe(gateway, "/healthz").await.starts_with("HTTP/1.1 200"));
        assert!(observe(gateway, "/readyz").await.starts_with("HTTP/1.1 200"));
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(24 * 1024 * 1024)).await;
        let consent = world["mother"].has_granted(&case, "nant-y-wennol").await;
        let running = world["school"].begins_to_open(&case, &report).await;
        world["mother"].withdraws(&case, &consent).await.expect(200);
        drop(running);
        world["school"].opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
        let metrics = observe(gateway, "/metrics").await;
        for name in [
            "porthor_withdrawal_to_cut_seconds",
            "porthor_transfers_cut_total",
            "porthor_releases_total",
            "porthor_refusals_total",
            "porthor_connections_open",
            "porthor_http_requests_total",
        ] {
            assert!(metrics.contains(name), "no {name} in {metrics:.300}");
        }
        for id in [&case.id, &report, &consent, &world["school"].id] {
            assert!(!metrics.contains(id.as_str()), "a label names {id}");
        }
        for path in ["/healthz", "/readyz", "/metrics"] {
            let answer = world.door.gets(path).await;
            assert_eq!(answer.status, 401, "{path} for everyone: a sign-in, like any other page");
            assert!(!answer.text().contains("porthor_") && !answer.text().contains("ready\n"), "{path}: {}", answer.text());
        }
    });
}

/// What a counter says.
async fn counted(gateway: &Gateway, line: &str) -> u64 {
    let metrics = observe(gateway, "/metrics").await;
    let value = metrics.lines().find_map(|told| told.strip_prefix(line)).unwrap_or("0");
    value.trim().parse().expect("a whole number")
}

#[test]
fn what_is_counted_as_released_is_what_left() {
    in_a_world_of_its_own(&[], async |world| {
        let (gateway, case) = (&world.gateway, world.case().await);
        let length = 48 * 1024 * 1024;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(length)).await;
        let consent = world["mother"].has_granted(&case, "nant-y-wennol").await;
        let bytes = "porthor_released_bytes_total{form=\"plain\"}";
        let becomes = async |least: u64| {
            for _ in 0..500 {
                let now = counted(gateway, bytes).await;
                if now >= least {
                    return now;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            panic!("it never became {least}");
        };
        let part =
            world["school"].request(reqwest::Method::GET, &case.content(&report, "plain")).await.header("range", "bytes=0-9");
        world["school"].sends(part).await.expect(206);
        assert_eq!(becomes(1).await, 10, "of a range, its bytes");
        let mut running = world["school"].begins_to_open(&case, &report).await;
        running.chunk().await.expect("a first piece").expect("there is one");
        world["mother"].withdraws(&case, &consent).await.expect(200);
        drop(running);
        assert!(becomes(11).await < length as u64, "of a download that was cut, what had left");
        assert_eq!(counted(gateway, "porthor_releases_total{form=\"plain\"}").await, 2);
        assert_eq!(counted(gateway, "porthor_withdrawal_to_cut_seconds_count").await, 1);
        assert_eq!(counted(gateway, "porthor_withdrawal_to_cut_seconds_bucket{le=\"+Inf\"}").await, 1);
    });
}

#[test]
fn a_listener_for_metrics_that_others_reach_is_refused() {
    let gateway = Gateway::set_up();
    gateway.set("observe_listen", "\"0.0.0.0:0\"");
    let output = std::process::Command::new(porthor_tests::porthor())
        .args(["serve", "--config"])
        .arg(gateway.configuration())
        .env("PORTHOR_STORAGE_DATABASE", gateway.database())
        .env("PORTHOR_SERVER_LISTEN", "127.0.0.1:0")
        .output()
        .expect("the program starts");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("loopback"), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn at_a_stop_signal_running_transfers_get_their_time_and_nothing_new_begins() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        let draft = Draft::pdf(32 * 1024 * 1024);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        let mut running = world["clinician"].begins_to_open(&case, &report).await;
        let mut received = running.chunk().await.expect("it runs").expect("the first bytes").len();
        world.gateway.ask_to_stop();
        tokio::time::sleep(Duration::from_millis(700)).await;
        let late = wire::Offer::default().connect(&world.gateway).await;
        assert!(late.is_err(), "a new connection after the stop signal");
        while let Some(bytes) = running.chunk().await.expect("a running transfer goes on to its end") {
            received += bytes.len();
        }
        assert_eq!(received, draft.bytes.len());
        assert!(world.gateway.wait_until_ended().success());
    });
}

#[test]
fn a_transfer_that_takes_longer_than_its_time_does_not_hold_up_the_stop() {
    in_a_world_of_its_own(&[("shutdown_seconds", "2")], async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(32 * 1024 * 1024)).await;
        let running = world["clinician"].begins_to_open(&case, &report).await;
        let begun = Instant::now();
        world.gateway.ask_to_stop();
        world.gateway.wait_until_ended();
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
        drop(running);
    });
}

#[test]
fn two_gateways_on_one_embedded_database_is_one_too_many() {
    if Database::chosen() == Database::Postgres {
        return; // There they stand side by side.
    }
    let gateway = Gateway::start();
    let second = std::process::Command::new(porthor_tests::porthor())
        .args(["serve", "--config"])
        .arg(gateway.configuration())
        .env("PORTHOR_STORAGE_DATABASE", gateway.database())
        .env("PORTHOR_SERVER_LISTEN", "127.0.0.1:0")
        .env("PORTHOR_SERVER_OBSERVE_LISTEN", "127.0.0.1:0")
        .output()
        .expect("the program starts");
    assert!(!second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
}

#[test]
fn a_root_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let gateway = Gateway::set_up();
    let root = gateway.home().join("root.key");
    std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o644)).expect("ours");
    let (status, log) = gateway.fails_to_serve();
    assert!(!status.success());
    assert!(log.contains("root.key"), "it says which file: {log}");
}

#[test]
fn a_production_store_without_a_recovery_recipient_is_refused() {
    let gateway = Gateway::set_up();
    gateway.set("production", "true");
    gateway.set("recovery", "[]");
    let (status, log) = gateway.fails_to_serve();
    assert!(!status.success());
    assert!(log.contains("recovery"), "it says what is missing: {log}");
}

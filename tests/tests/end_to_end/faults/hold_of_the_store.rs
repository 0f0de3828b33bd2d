use porthor_tests::postgres::Postgres;
use sqlx::Executor;

use super::*;

/// The gateway's lock as the server has it.
const HOLDS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted";

fn rotate(world: &World, case: &Case) -> std::process::Output {
    let configuration = world.gateway.configuration();
    world.gateway.porthor(&["keys", "rotate-case", &case.id, "--config", &configuration.to_string_lossy()])
}

async fn held_again(database: &str) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        if let Ok(mut connection) = AnyConnection::connect(database).await
            && let Ok((1,)) = sqlx::query_as::<_, (i64,)>(HOLDS).fetch_one(&mut connection).await
        {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[test]
fn is_taken_again_after_a_restart_of_the_database_server_so_that_no_key_is_replaced_beside_a_gateway() {
    if Database::chosen() == Database::Sqlite {
        return; // A file's lock goes with the program.
    }
    let server = Postgres::start();
    let database = server.create_database();
    let gateway = Gateway::set_up_on(Some(database.clone()));
    gateway.serve();
    alone(async {
        let world = World::on(gateway).await;
        let case = world.case().await;
        assert!(!rotate(&world, &case).status.success(), "a gateway is running");
        server.restart();
        assert!(held_again(&database).await, "it is held within seconds");
        let refused = rotate(&world, &case);
        assert!(!refused.status.success(), "the gateway still runs");
        let why = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(why.contains("in use by a running gateway"), "{why}");
        goes_on_ready(&world).await;
    });
}

#[test]
fn lost_to_a_rotation_the_gateway_stops_and_says_why() {
    if Database::chosen() == Database::Sqlite {
        return;
    }
    let server = Postgres::start();
    let database = server.create_database();
    let gateway = Gateway::set_up_on(Some(database.clone()));
    gateway.serve();
    alone(async {
        let world = World::on(gateway).await;
        let case = world.case().await;
        let mut intruder = AnyConnection::connect(&database).await.expect("the server answers");
        // Between two looks: the session is cut, and a whole rotation is carried out.
        let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'";
        let begun = Instant::now();
        loop {
            intruder.execute(cut).await.expect("the session is cut");
            let rotated = rotate(&world, &case);
            if rotated.status.success() {
                break;
            }
            // The gateway looked just then, and took hold again.
            assert!(begun.elapsed() < Duration::from_mins(1), "{}", String::from_utf8_lossy(&rotated.stderr));
        }
        let ended = world.gateway.wait_until_ended();
        assert!(!ended.success(), "whoever watches it is told");
        let log = world.gateway.log();
        assert!(log.contains("start the gateway again when that has ended"), "{log}");
    });
}

async fn goes_on_ready(world: &World) {
    let begun = Instant::now();
    while !observe(&world.gateway, "/readyz").await.starts_with("HTTP/1.1 200") {
        assert!(begun.elapsed() < Duration::from_secs(20), "it never gets ready again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

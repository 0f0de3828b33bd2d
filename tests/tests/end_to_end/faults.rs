//! What must hold whatever happens: killed at any moment, disk full, disk stolen. `PORTHOR_FAULT_CYCLES` makes it longer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use porthor_tests::Database;
use porthor_tests::gateway::Gateway;
use serde_json::json;
use sqlx::{AnyConnection, Connection};

use crate::stage::case::{Case, Child, Draft};
use crate::stage::wire::observe;
use crate::stage::world::{World, alone, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

/// The files in the blob store, whole or half-written.
pub fn payloads(gateway: &Gateway) -> Vec<String> {
    let mut found: Vec<String> = files(&gateway.blobs()).iter().map(|path| path.display().to_string()).collect();
    found.sort();
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

mod kill {
    use reqwest::Method;
    use tokio::task::JoinHandle;

    use super::*;
    use crate::stage::answer::Answer;
    use crate::stage::case::consent_for;
    use crate::stage::person::attempt;

    /// What the gateway has acknowledged, and so must keep.
    #[derive(Default)]
    struct Acknowledged {
        /// Report and its bytes.
        pushed: BTreeMap<String, Vec<u8>>,
        /// Consents that stand; false: withdrawn.
        consents: BTreeMap<String, bool>,
        /// Places of releases in the record.
        released: Vec<u64>,
        /// Answers that a gateway in good health would not have given.
        unexpected: Vec<String>,
    }

    impl Acknowledged {
        /// Whether the answer is the one to be expected; any other is noted, but that it does not work just now (503).
        fn is_as_it_should(&mut self, answer: &Answer, status: u16) -> bool {
            if answer.status != status && answer.status != 503 {
                self.unexpected.push(format!("{} instead of {status}: {}", answer.status, answer.text()));
            }
            answer.status == status
        }
    }

    type Shared = Arc<Mutex<Acknowledged>>;

    fn of(shared: &Shared) -> std::sync::MutexGuard<'_, Acknowledged> {
        shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[test]
    fn at_any_moment_of_push_grant_withdrawal_and_release_nothing_acknowledged_is_lost_or_doubled() {
        let cycles: u64 = std::env::var("PORTHOR_FAULT_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
        in_a_world_of_its_own(&[], async |world| {
            let world: &'static World = Box::leak(Box::new(world));
            let case: &'static Case = Box::leak(Box::new(world.case().await));
            world["mother"].has_granted(case, SCHOOL).await;
            let kept = Shared::default();
            let mut seen = BTreeSet::new();
            for cycle in 0..cycles {
                let work = [pushing(world, case, &kept), consenting(world, case, &kept), releasing(world, case, &kept)];
                // Spread over the length of a push, so that each cycle hits another moment.
                tokio::time::sleep(Duration::from_millis(150 + cycle * 211 % 900)).await;
                world.gateway.kill();
                for task in work {
                    task.abort();
                    let _ = task.await;
                }
                world.gateway.serve();
                // A long run looks at what is new each time, and at everything once more at its end.
                is_all_there(world, case, &kept, &mut seen).await;
            }
            is_all_there(world, case, &kept, &mut BTreeSet::new()).await;
            let kept = of(&kept);
            assert!(!kept.pushed.is_empty() && !kept.consents.is_empty(), "the cycles were too short to acknowledge anything");
            world.gateway.kill();
        });
    }

    fn pushing(world: &'static World, case: &'static Case, kept: &Shared) -> JoinHandle<()> {
        let kept = Arc::clone(kept);
        tokio::spawn(async move {
            for size in [40_000, 900_000, 3_000_000].into_iter().cycle() {
                let draft = Draft::pdf(size);
                let request = world["clinician"].request(Method::POST, &case.path("/reports")).await;
                let Some(answer) = attempt(request.multipart(draft.form())).await else { return };
                if of(&kept).is_as_it_should(&answer, 201) {
                    of(&kept).pushed.insert(answer.field("id"), draft.bytes);
                }
            }
        })
    }

    fn consenting(world: &'static World, case: &'static Case, kept: &Shared) -> JoinHandle<()> {
        let kept = Arc::clone(kept);
        tokio::spawn(async move {
            let mother = &world["mother"];
            for turn in 0_u32.. {
                let request = mother.request(Method::POST, &case.path("/consents")).await;
                let Some(given) = attempt(request.json(&consent_for("dyffryn-gwawr"))).await else { return };
                if !of(&kept).is_as_it_should(&given, 201) {
                    continue;
                }
                let given = given.field("id");
                if turn % 2 == 0 {
                    of(&kept).consents.insert(given, true);
                    continue;
                }
                // Between request and answer nobody knows where it stands; only an answer settles it.
                let path = case.path(&format!("/consents/{given}/withdrawal"));
                let request = mother.request(Method::POST, &path).await.json(&json!({}));
                let Some(withdrawn) = attempt(request).await else { return };
                if of(&kept).is_as_it_should(&withdrawn, 200) {
                    of(&kept).consents.insert(given, false);
                }
            }
        })
    }

    fn releasing(world: &'static World, case: &'static Case, kept: &Shared) -> JoinHandle<()> {
        let kept = Arc::clone(kept);
        tokio::spawn(async move {
            loop {
                let last = of(&kept).pushed.keys().next_back().cloned();
                let Some(report) = last else {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                };
                let request = world["school"].request(Method::GET, &case.content(&report, "plain")).await;
                let Some(answer) = attempt(request).await else { return };
                if of(&kept).is_as_it_should(&answer, 200) {
                    let seq = answer.header("porthor-receipt").rsplit('/').next().and_then(|seq| seq.parse().ok());
                    of(&kept).released.push(seq.expect("a release names its place in the record"));
                }
            }
        })
    }

    /// Looks at every report that is not among those `seen`, and at all the rest.
    async fn is_all_there(world: &World, case: &Case, kept: &Shared, seen: &mut BTreeSet<String>) {
        let (pushed, consents, released) = {
            let kept = of(kept);
            assert_eq!(kept.unexpected, Vec::<String>::new(), "whenever it was killed");
            (kept.pushed.clone(), kept.consents.clone(), kept.released.clone())
        };
        let listed = world["clinician"].lists(case).await;
        for (report, bytes) in &pushed {
            if !seen.insert(report.clone()) {
                continue;
            }
            assert_eq!(listed.iter().filter(|id| *id == report).count(), 1, "a pushed report is listed once");
            let opened = world["clinician"].opens(case, report).await.expect(200);
            assert!(opened.body == *bytes, "a pushed report is whole");
            let again = world["clinician"].pushes(case, &Draft::of(bytes.clone())).await;
            assert_eq!(again.code(), "duplicate-report", "pushed again it is not doubled");
        }
        let all = world["mother"].gets(&case.path("/consents")).await.expect(200).items();
        for (consent, stands) in &consents {
            let line = all.iter().find(|line| line["id"] == consent.as_str()).expect("an acknowledged consent is there");
            assert_eq!(line["state"] == "given", *stands, "{line}");
        }
        let mut database = database(&world.gateway).await;
        for seq in released {
            let seq = i64::try_from(seq).expect("a small number");
            let row: (String,) = sqlx::query_as("SELECT kind FROM event WHERE seq = $1")
                .bind(seq)
                .fetch_one(&mut database)
                .await
                .expect("on record");
            assert_eq!(row.0, "report-opened", "no release without its record");
        }
        sweeps(world, &mut database).await;
        verifies(world);
    }

    /// What no report names is swept, whole or half-written. With PostgreSQL another gateway might be writing it: it is left a day.
    async fn sweeps(world: &World, database: &mut AnyConnection) {
        if Database::chosen() == Database::Postgres {
            return;
        }
        let begun = Instant::now();
        loop {
            let (named,): (i64,) = sqlx::query_as("SELECT count(*) FROM report").fetch_one(&mut *database).await.expect("counted");
            let found = payloads(&world.gateway);
            if found.len() == usize::try_from(named).expect("a small number") {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "{named} reports and these payloads: {found:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

mod repeated {
    use reqwest::Method;

    use super::*;
    use crate::stage::answer::Answer;
    use crate::stage::person::attempt;

    /// A create, with its idempotency key.
    async fn create(world: &World, key: &str) -> reqwest::RequestBuilder {
        let request = world["coordinator"].request(Method::POST, "/cases").await;
        request.header("idempotency-key", key).json(&json!({ "name": "Plentyn", "looked_after": false }))
    }

    async fn cases(database: &mut AnyConnection) -> i64 {
        let (cases,): (i64,) = sqlx::query_as("SELECT count(*) FROM cases").fetch_one(database).await.expect("counted");
        cases
    }

    /// Kills the gateway as soon as a change that was made under a key is there to be seen.
    async fn kill_once_made(gateway: &Gateway, known: i64) {
        let mut database = database(gateway).await;
        let begun = Instant::now();
        while cases(&mut database).await == known {
            assert!(begun.elapsed() < Duration::from_secs(20), "the case is not opened");
        }
        gateway.kill();
    }

    /// Insists on what a repetition may be told: what was made, or that it was made.
    fn tells_of_the_first(again: &Answer) {
        match again.status {
            201 => assert_eq!(again.header("idempotency-replayed"), "true", "{}", again.text()),
            _ => drop(again.clone().expect_problem(409, "idempotency-answer-lost")),
        }
    }

    #[test]
    fn after_a_kill_between_change_and_answer_a_create_is_not_carried_out_twice_and_never_said_to_be_running() {
        let rounds = std::env::var("PORTHOR_FAULT_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
        in_a_world_of_its_own(&[], async |world| {
            for round in 0..rounds {
                let key = format!("kill-{round}");
                let known = cases(&mut database(&world.gateway).await).await;
                let first = attempt(create(&world, &key).await);
                tokio::join!(async { drop(first.await) }, kill_once_made(&world.gateway, known));
                world.gateway.serve();
                tells_of_the_first(&world["coordinator"].sends(create(&world, &key).await).await);
                assert_eq!(cases(&mut database(&world.gateway).await).await, known + 1, "it was carried out once");
            }
        });
    }

    #[test]
    fn a_create_whose_answer_was_lost_says_that_it_was_carried_out() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            world["coordinator"].sends(create(&world, "lost").await).await.expect(201);
            let draft = Draft::pdf(5000);
            let push = async || {
                let request = world["clinician"].request(Method::POST, &case.path("/reports")).await;
                world["clinician"].sends(request.header("idempotency-key", "lost").multipart(draft.form())).await
            };
            let report = push().await.expect(201).field("id");
            // The moment between change and answer is too short to be hit each time: this is what a kill in it leaves.
            world.gateway.kill();
            let mut database = database(&world.gateway).await;
            let sql = "UPDATE idempotency SET status = 0, body = $1";
            sqlx::query(sql).bind(Vec::<u8>::new()).execute(&mut database).await.expect("lost");
            world.gateway.serve();
            let known = cases(&mut database).await;
            world["coordinator"].sends(create(&world, "lost").await).await.expect_problem(409, "idempotency-answer-lost");
            assert_eq!(cases(&mut database).await, known);
            push().await.expect_problem(409, "idempotency-answer-lost");
            assert_eq!(world["clinician"].lists(&case).await, [report]);
            assert_eq!(payloads(&world.gateway).len(), 1);
        });
    }
}

mod sweep {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "files are dated by the machine's clock")]
    fn takes_what_was_left_half_written_and_spares_what_another_gateway_may_be_writing() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            world["clinician"].has_pushed(&case, &Draft::pdf(900)).await;
            let whole = payloads(&world.gateway);
            world.gateway.kill();
            let shard = world.gateway.blobs().join("zz");
            std::fs::create_dir_all(&shard).expect("ours");
            for (name, minutes) in [("old#1", 61), ("young#2", 50)] {
                let file = std::fs::File::create(shard.join(name)).expect("ours");
                let then = std::time::SystemTime::now() - Duration::from_mins(minutes);
                file.set_modified(then).expect("ours");
            }
            world.gateway.serve();
            let spared = shard.join("young#2").display().to_string();
            let left: Vec<String> = payloads(&world.gateway).into_iter().filter(|path| !whole.contains(path)).collect();
            match Database::chosen() {
                // One gateway is the only one: what it did not finish nobody will.
                Database::Sqlite => assert_eq!(left, Vec::<String>::new()),
                Database::Postgres => assert_eq!(left, [spared]),
            }
            assert!(whole.iter().all(|path| Path::new(path).exists()), "what a report names stays");
        });
    }
}

mod disk_failing {
    use super::*;

    /// The library that makes the disk fail, built by the system's own compiler.
    fn library(folder: &Path) -> PathBuf {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/end_to_end/failing_disk.c");
        let library = folder.join("failing_disk.so");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl").output();
        let built = built.expect("a C compiler is installed, or nothing of this would be built");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        library
    }

    #[test]
    fn at_writing_or_at_syncing_the_record_releases_nothing_and_it_goes_on_once_the_disk_does() {
        if Database::chosen() == Database::Postgres {
            return; // It keeps its own files.
        }
        let gateway = Gateway::set_up();
        let faults = gateway.folder().join("faults");
        std::fs::create_dir(&faults).expect("ours");
        gateway.set_variable("LD_PRELOAD", &library(gateway.folder()).to_string_lossy());
        gateway.set_variable("FAILING_DISK", &faults.to_string_lossy());
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
}

/// Waits until a release works again.
async fn goes_on(world: &World, case: &Case, report: &str) {
    let begun = Instant::now();
    while world["school"].opens(case, report).await.status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not go on");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn verifies(world: &World) {
    let configuration = world.gateway.configuration();
    let verified = world.gateway.porthor(&["audit", "verify", "--config", &configuration.to_string_lossy()]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

mod database_server {
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
                assert!(observe(&world.gateway, "/readyz").await.starts_with("HTTP/1.1 200"));
            }
            assert_eq!(world["clinician"].lists(&case).await, [report]);
            world["mother"].has_granted(&case, "dyffryn-gwawr").await;
            verifies(&world);
        });
    }
}

mod hold_of_the_store {
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
}

mod two_gateways {
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
}

mod disk_full {
    use super::*;

    #[test]
    fn of_payloads_refuses_the_push_clearly_and_still_serves_and_records_the_rest() {
        let gateway = Gateway::set_up();
        let Some(disk) = gateway.small_disk(24) else { return skipped("mount a small disk") };
        gateway.set("blobs", &format!("\"file:{}\"", disk.join("blobs").display()));
        gateway.serve();
        alone(async {
            let world = World::on(gateway).await;
            let case = world.case().await;
            let draft = Draft::pdf(4_000_000);
            let report = world["clinician"].has_pushed(&case, &draft).await;
            let full = world["clinician"].pushes(&case, &Draft::pdf(30_000_000)).await;
            full.expect_problem(507, "storage-full");
            assert_eq!(files(&disk.join("blobs")).len(), 1, "nothing of it is left");
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
        let mut gateway = Gateway::set_up();
        let Some(disk) = gateway.small_disk(16) else { return skipped("mount a small disk") };
        gateway.move_database(&disk);
        gateway.serve();
        alone(async {
            let world = World::on(gateway).await;
            let case = world.case().await;
            let report = world["clinician"].has_pushed(&case, &Draft::pdf(5000)).await;
            world["mother"].has_granted(&case, SCHOOL).await;
            world["school"].opens(&case, &report).await.expect(200);
            let ballast = disk.join("ballast");
            fill(&ballast);
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
            std::fs::remove_file(&ballast).expect("ours");
            goes_on(&world, &case, &report).await;
            assert!(observe(&world.gateway, "/readyz").await.starts_with("HTTP/1.1 200"));
            verifies(&world);
        });
    }

    fn fill(ballast: &Path) {
        use std::io::Write;
        let mut file = std::fs::File::create(ballast).expect("ours");
        for size in [1 << 20, 1 << 12, 1] {
            let piece = vec![0; size];
            while file.write_all(&piece).is_ok() {}
        }
    }

    #[expect(clippy::print_stderr, reason = "a test that could not run must say so")]
    fn skipped(what: &str) {
        eprintln!("skipped: this system does not let the test {what}");
    }
}

mod stolen_disk {
    use super::*;

    const CANARIES: [&str; 6] = [
        "Zwinllwyd",
        "zwinllwyd-adroddiad",
        "Canerïau Zwinllwyd",
        "zwinllwyd-rhiant@family.example",
        "Zwinllwyd crynodeb",
        "Zwinllwyd staff",
    ];

    /// One person and one case whose every text holds a word that stands nowhere else.
    async fn canaries(world: &World) {
        let child = Child { name: CANARIES[2].into(), ..Child::of_eight() };
        let case = world.case_of(&child, &[("mother", "parent")]).await;
        let parent = json!({ "address": CANARIES[3], "name": "Rhiant Zwinllwyd", "language": "cy", "standing": "parent" });
        world["coordinator"].posts(&case.path("/family"), &parent).await.expect(201);
        let staff = json!({ "address": "zwinllwyd@tair-afon.example", "name": CANARIES[5], "role": "clinician", "language": "cy" });
        world["health-admin"].posts("/agencies/tair-afon/people", &staff).await.expect(201);
        let text = format!("Adroddiad am {}\n{}", CANARIES[0], "Mae Zwinllwyd yn hoffi cathod. ".repeat(5000));
        for (draft, name) in [
            (Draft::of(text.clone().into_bytes()), "a"),
            (Draft::of(format!("{text}!").into_bytes()).sealed_to(&case.recipient), "b"),
        ] {
            let draft = draft.with("file_name", format!("{}-{name}.txt", CANARIES[1])).with("summary", CANARIES[4]);
            let report = world["clinician"].has_pushed(&case, &draft).await;
            world["school"].opens(&case, &report).await.expect_refused(&[]);
            let consent = world["mother"].has_granted(&case, SCHOOL).await;
            world["school"].opens(&case, &report).await.expect(200);
            world["mother"].withdraws(&case, &consent).await.expect(200);
        }
        let hostile = Draft::pdf(100).with("file_name", format!("../{}.pdf", CANARIES[1]));
        world["clinician"].pushes(&case, &hostile).await.expect_problem(422, "hostile-file-name");
        let typo = json!({ "name": CANARIES[2], "born": "zwinllwyd", "zwinllwyd": 1 });
        world["coordinator"].posts("/cases", &typo).await.expect(400);
        let wrong = json!({ "address": CANARIES[3], "password": "zwinllwyd zwinllwyd zwinllwyd" });
        world.door.posts("/sign-in", &wrong).await.expect_problem(401, "sign-in-failed");
    }

    #[test]
    fn tells_no_word_of_any_report_file_name_or_person_neither_in_store_nor_in_logs() {
        in_a_world_of_its_own(&[], async |world| {
            canaries(&world).await;
            let log = world.gateway.log();
            // While it runs the write-ahead log is there to be stolen too; afterwards what it leaves.
            let mut searched = search(&world.gateway);
            world.gateway.ask_to_stop();
            world.gateway.wait_until_ended();
            searched += search(&world.gateway);
            assert!(searched > 10, "{searched} files were searched");
            assert!(!log.to_lowercase().contains("zwinllwyd"), "the log says the word");
            for secret in ["AGE-SECRET-KEY", "Bearer ", world["mother"].id.as_str()] {
                assert!(!log.contains(secret), "the log says {secret}");
            }
        });
    }

    /// Looks into every file that the gateway keeps, and into a dump of a database that lies elsewhere.
    fn search(gateway: &Gateway) -> usize {
        let mut searched = 0;
        for path in files(&gateway.home()) {
            let bytes = std::fs::read(&path).unwrap_or_default();
            assert!(!holds_a_canary(&bytes), "{} tells", path.display());
            searched += 1;
        }
        if Database::chosen() == Database::Postgres {
            let dump = Command::new("pg_dump").arg("--dbname").arg(gateway.database()).output().expect("pg_dump is installed");
            assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
            assert!(!holds_a_canary(&dump.stdout), "the database tells");
            searched += 10;
        }
        searched
    }

    /// The word in any case, as it is or in hexadecimal, as a dump shows bytes.
    fn holds_a_canary(bytes: &[u8]) -> bool {
        let lower = bytes.to_ascii_lowercase();
        let hex = |word: &[u8]| word.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let (small, capital) = (hex(b"zwinllwyd"), hex(b"Zwinllwyd"));
        [b"zwinllwyd".as_slice(), small.as_bytes(), capital.as_bytes()]
            .iter()
            .any(|word| lower.windows(word.len()).any(|part| part == *word))
    }
}

mod recovery {
    use super::*;

    #[test]
    fn a_drill_opens_a_report_with_the_recovery_identity_alone_and_another_identity_opens_nothing() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            world["clinician"].has_pushed(&case, &Draft::pdf(70_000)).await;
            let configuration = world.gateway.configuration();
            let configuration = configuration.to_string_lossy();
            let recovery = world.gateway.home().join("recovery.key");
            let drill = |identity: &Path| {
                world.gateway.porthor(&["keys", "drill", "--config", &configuration, "--recovery", &identity.to_string_lossy()])
            };
            let drilled = drill(&recovery);
            assert!(drilled.status.success(), "{}", String::from_utf8_lossy(&drilled.stderr));
            let stranger = world.gateway.folder().join("stranger.key");
            let identity = porthor_keys::recipient::Identity::generate();
            std::fs::write(&stranger, identity.to_secret_string().as_bytes()).expect("written");
            assert!(!drill(&stranger).status.success(), "a stranger's identity recovers nothing");
        });
    }

    #[test]
    fn after_the_rotation_of_a_cases_key_and_of_the_root_everything_opens_as_before() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            let draft = Draft::pdf(90_000).with("file_name", "cyn-cylchdroi.pdf");
            let report = world["clinician"].has_pushed(&case, &draft).await;
            let consent = world["mother"].has_granted(&case, SCHOOL).await;
            let before = payloads(&world.gateway);
            world.gateway.kill();
            let configuration = world.gateway.configuration();
            let configuration = configuration.to_string_lossy();
            let rotated = world.gateway.porthor(&["keys", "rotate-case", &case.id, "--config", &configuration]);
            assert!(rotated.status.success(), "{}", String::from_utf8_lossy(&rotated.stderr));
            world.gateway.serve();
            assert_eq!(payloads(&world.gateway), before, "no payload is rewritten");
            let opened = world["school"].opens(&case, &report).await.expect(200);
            assert!(opened.body == draft.bytes);
            let shown = world["coordinator"].gets(&case.path("")).await.expect(200);
            assert_ne!(shown.field("recipient"), case.recipient, "new reports are sealed to the new key");
            let old = Draft::pdf(500).sealed_to(&case.recipient);
            world["clinician"].pushes(&case, &old).await.expect_problem(422, "age-other-case");
            world["mother"].gets(&case.path(&format!("/consents/{consent}/receipt"))).await.expect(200);
            let verified = world.gateway.porthor(&["audit", "verify", "--config", &configuration]);
            assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
        });
    }
}

mod races {
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
}

/// The gateway's database, opened beside it.
pub async fn database(gateway: &Gateway) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(gateway.database()).await.expect("the database opens")
}

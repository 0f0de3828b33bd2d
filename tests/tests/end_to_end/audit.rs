//! The record: who may read it, what proves an event, that an altered row is named, that past decisions come out the same, and that
//! anyone can follow the log without trusting the gateway.

use std::path::Path;
use std::process::Output;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use porthor_keys::log::checkpoint::Checkpoint;
use porthor_keys::log::merkle::{Frontier, Hash, leaf_hash, verify_inclusion};
use porthor_keys::log::note::{Note, VerifierKey};
use porthor_keys::log::tile::{TileKind, TilePath, read_bundle};
use porthor_keys::receipt::{self, ReleaseForm, ReleaseReceipt};
use porthor_tests::Database;
use porthor_tests::gateway::Gateway;
use serde_json::Value;
use sqlx::{AnyConnection, Connection, Executor};

use crate::stage::case::{Draft, sha256};
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";

/// A case on which the main job ran: its id and its report's.
async fn main_job(world: &World) -> (String, String) {
    let case = world.case().await;
    let report = world["clinician"].has_pushed(&case, &Draft::pdf(3000)).await;
    world["school"].opens(&case, &report).await.expect_refused(&["no-consent"]);
    let consent = world["mother"].has_granted(&case, SCHOOL).await;
    world["school"].opens(&case, &report).await.expect(200);
    world["mother"].withdraws(&case, &consent).await.expect(200);
    world["school"].opens(&case, &report).await.expect_refused(&["consent-withdrawn"]);
    (case.id, report)
}

mod read {
    use super::*;

    #[test]
    fn the_officer_of_an_agency_on_the_case_sees_all_that_was_done_on_it_in_order() {
        in_the_world(async |world| {
            let (case, report) = main_job(world).await;
            for officer in ["officer", "guardian"] {
                let listed = world[officer].gets(&format!("/audit/events?case={case}&report={report}")).await.expect(200).items();
                let of_school: Vec<(&str, &str)> = listed
                    .iter()
                    .filter(|event| event["person"] == world["school"].id.as_str())
                    .map(|event| (event["outcome"].as_str().unwrap_or(""), event["kind"].as_str().unwrap_or("")))
                    .collect();
                let expected = [("refused", "access-refused"), ("allowed", "report-opened"), ("refused", "access-refused")];
                let decisions: Vec<_> = of_school.iter().copied().filter(|(outcome, _)| *outcome != "done").collect();
                assert_eq!(decisions, expected, "{officer}");
                let places: Vec<u64> = listed.iter().filter_map(|event| event["seq"].as_u64()).collect();
                assert!(places.is_sorted() && !places.is_empty());
            }
        });
    }

    #[test]
    fn an_officer_of_another_agency_and_who_has_no_such_role_see_nothing_of_it() {
        in_the_world(async |world| {
            let (case, _) = main_job(world).await;
            world["other-officer"].gets(&format!("/audit/events?case={case}")).await.expect_absent();
            world["school"].gets(&format!("/audit/events?case={case}")).await.expect_refused(&["role-lacks-verb"]);
            world["mother"].gets("/audit/events").await.expect(404);
            let own = world["other-officer"].gets("/audit/events?limit=200").await.expect(200).items();
            assert!(own.iter().all(|event| event["case"] != case.as_str()), "nor among the events of their own agency");
        });
    }

    #[test]
    fn filters_narrow_and_pages_join_up() {
        in_the_world(async |world| {
            let (case, _) = main_job(world).await;
            let officer = &world["officer"];
            let count = async |filter: &str| {
                officer.gets(&format!("/audit/events?case={case}&limit=200&{filter}")).await.expect(200).items().len()
            };
            assert_eq!(count("verb=open&outcome=refused").await, 2);
            assert_eq!(count("verb=open&outcome=allowed").await, 1);
            assert_eq!(count("kind=consent-given").await, 1);
            assert_eq!(count("kind=consent-withdrawn").await, 1);
            assert_eq!(count("verb=open&basis=consent").await, 1);
            assert_eq!(count(&format!("agency={SCHOOL}&verb=open")).await, 3);
            assert_eq!(count("until=2020-01-01T00:00:00Z").await, 0);

            let all: Vec<Value> = officer.gets(&format!("/audit/events?case={case}&verb=open&limit=200")).await.expect(200).items();
            let (mut paged, mut after) = (Vec::new(), String::new());
            loop {
                let page = officer.gets(&format!("/audit/events?case={case}&verb=open&limit=1{after}")).await.expect(200).json();
                paged.extend(page["items"].as_array().cloned().unwrap_or_default());
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            assert_eq!(paged, all);
            for wrong in ["outcome=perhaps", "verb=steal", "from=yesterday", "colour=blue", "limit=many", "after=x"] {
                let answer = officer.gets(&format!("/audit/events?{wrong}")).await;
                assert_eq!(answer.status, 400, "{wrong}: {}", answer.text());
            }
            for beyond in ["9223372036854775808", "18446744073709551616", "5-9223372036854775808"] {
                let answer = officer.gets(&format!("/audit/events?after={beyond}")).await.expect_problem(400, "bad-field");
                assert_eq!(answer.field("field"), "after");
            }
        });
    }

    #[test]
    fn a_list_ends_although_every_page_of_it_is_recorded() {
        in_the_world(async |world| {
            let (case, _) = main_job(world).await;
            let path = |limit: u32| format!("/audit/events?case={case}&limit={limit}");
            let whole = world["officer"].gets(&path(200)).await.expect(200).items().len();
            let (mut seen, mut after) = (0, String::new());
            loop {
                let page = world["officer"].gets(&format!("{}{after}", path(1))).await.expect(200).json();
                seen += page["items"].as_array().map_or(0, Vec::len);
                // The first list was itself recorded.
                assert!(seen <= whole + 1, "the list grows as it is read");
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            assert_eq!(seen, whole + 1);
        });
    }

    #[test]
    fn reading_it_is_itself_recorded() {
        in_the_world(async |world| {
            let (case, _) = main_job(world).await;
            let path = format!("/audit/events?case={case}&kind=audit-read&limit=200");
            let before = world["officer"].gets(&path).await.expect(200).items().len();
            let after = world["officer"].gets(&path).await.expect(200).items().len();
            assert_eq!(after, before + 1);
        });
    }
}

mod prove {
    use super::*;

    #[test]
    fn an_event_comes_with_what_shows_that_the_log_holds_just_it() {
        in_the_world(async |world| {
            let (case, _) = main_job(world).await;
            let path = format!("/audit/events?case={case}&kind=report-opened");
            let seq = world["officer"].gets(&path).await.expect(200).items()[0]["seq"].as_u64().expect("a place");
            let shown = world["officer"].gets(&format!("/audit/events/{seq}")).await.expect(200).json();
            assert_eq!(shown["body"], "open");
            assert_eq!(shown["event"]["kind"], "report-opened");
            let commitment = STANDARD.decode(shown["commitment"].as_str().expect("text")).expect("base64");
            let path: Vec<Hash> = shown["proof"].as_array().expect("a path").iter().map(hash).collect();
            let checkpoint = opened(world, shown["checkpoint"].as_str().expect("text")).await;
            let leaf = leaf_hash(&commitment);
            verify_inclusion(&leaf, seq, checkpoint.size(), &path, checkpoint.root()).expect("the log holds it");
            let mut other = leaf;
            other[0] ^= 1;
            verify_inclusion(&other, seq, checkpoint.size(), &path, checkpoint.root()).expect_err("and nothing else there");
        });
    }

    #[test]
    fn each_release_has_a_signed_receipt_that_is_checked_offline_and_is_its_readers_own() {
        in_the_world(async |world| {
            let case = world.case().await;
            let draft = Draft::pdf(2500);
            let report = world["clinician"].has_pushed(&case, &draft).await;
            world["mother"].has_granted(&case, SCHOOL).await;
            let opened_report = world["school"].opens(&case, &report).await.expect(200);
            let path = opened_report.header("porthor-receipt").replace("/api/v1", "");
            let jws = String::from_utf8(world["school"].gets(&path).await.expect(200).body).expect("text");
            let keys = world["school"].gets("/keys").await.expect(200).json();
            let key = URL_SAFE_NO_PAD.decode(keys["receipts"]["x"].as_str().expect("a JWK")).expect("base64url");
            let key: [u8; 32] = key.try_into().expect("32 bytes");
            let receipt: ReleaseReceipt =
                receipt::verify(jws.trim(), "porthor-release-receipt+jws", &key).expect("the gateway signed it");
            assert_eq!((receipt.form, receipt.length), (ReleaseForm::Plain, 2500));
            assert_eq!(receipt.sha256, sha256(&draft.bytes));
            assert_eq!((receipt.report_id.as_str(), receipt.recipient_agency.as_str()), (report.as_str(), SCHOOL));
            let checkpoint = opened(world, &receipt.checkpoint).await;
            let entry = STANDARD.decode(&receipt.commitment).expect("base64");
            let proof: Vec<Hash> = receipt.inclusion_proof.iter().map(|text| hash(&Value::from(text.as_str()))).collect();
            verify_inclusion(&leaf_hash(&entry), receipt.leaf_index, checkpoint.size(), &proof, checkpoint.root())
                .expect("the log holds the release");
            for stranger in ["other-school", "mother"] {
                let theirs = world[stranger].gets(&path).await;
                let nobodys = world[stranger].gets("/receipts/99999999").await;
                assert!(matches!(theirs.status, 403 | 404), "{}", theirs.text());
                assert_eq!((theirs.status, theirs.text()), (nobodys.status, nobodys.text()), "{stranger} learns nothing");
            }
            world["officer"].gets(&path).await.expect(200);
        });
    }

    #[test]
    fn anyone_can_rebuild_the_log_from_its_tiles_and_it_only_grows() {
        in_the_world(async |world| {
            let first = checkpoint(world).await;
            main_job(world).await;
            let second = checkpoint(world).await;
            assert!(second.size() > first.size());
            let entries = entries(world, second.size()).await;
            let (mut tree, mut leaves) = (Frontier::default(), Vec::new());
            for (number, entry) in entries.iter().enumerate() {
                if number as u64 == first.size() {
                    assert_eq!(&tree.root(), first.root(), "the older checkpoint is a beginning of the newer log");
                }
                assert_eq!(entry.len(), 32, "an entry is a commitment and nothing more");
                leaves.push(leaf_hash(entry));
                tree.append(leaf_hash(entry));
            }
            assert_eq!(&tree.root(), second.root());
            let hashes = tiles(world, TileKind::Hashes(0), second.size()).await.concat();
            assert_eq!(hashes, leaves.concat(), "the tiles of level 0 are the leaves");
        });
    }

    #[test]
    fn a_tile_that_is_not_there_is_not_found() {
        in_the_world(async |world| {
            let size = checkpoint(world).await.size();
            for path in
                ["tile/0/x999/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/64/000", "tile/entries/x001/000.p/1", "tile/0/0"]
            {
                let answer = world.door.gets(&format!("/log/{path}")).await;
                assert_eq!(answer.status, 404, "{path} of a log of {size}: {}", answer.text());
            }
        });
    }

    fn hash(value: &Value) -> Hash {
        STANDARD.decode(value.as_str().expect("text")).expect("base64").try_into().expect("32 bytes")
    }

    async fn opened(world: &World, text: &str) -> Checkpoint {
        let keys = world["officer"].gets("/keys").await.expect(200).json();
        let key: VerifierKey = keys["log"].as_str().expect("a key").parse().expect("a vkey");
        let note: Note = text.parse().expect("a signed note");
        Checkpoint::open(&note, &key).expect("signed by the log")
    }

    async fn checkpoint(world: &World) -> Checkpoint {
        let answer = world.door.gets("/log/checkpoint").await.expect(200);
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        opened(world, &String::from_utf8(answer.body).expect("text")).await
    }

    async fn entries(world: &World, size: u64) -> Vec<Vec<u8>> {
        let bundles = tiles(world, TileKind::Entries, size).await;
        bundles.iter().flat_map(|bundle| read_bundle(bundle).expect("whole entries")).map(<[u8]>::to_vec).collect()
    }

    /// All tiles of the lowest level of a log of `size`.
    async fn tiles(world: &World, kind: TileKind, size: u64) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        for index in 0..size.div_ceil(256) {
            let width = u16::try_from((size - index * 256).min(256)).expect("at most 256");
            let path = TilePath::new(kind, index, width).expect("a tile");
            let tile = world.door.gets(&format!("/log/{path}")).await.expect(200);
            assert_eq!(tile.header("content-type"), "application/octet-stream");
            assert!(tile.header("cache-control").contains("immutable"));
            found.push(tile.body);
        }
        found
    }
}

mod verify {
    use super::*;

    #[test]
    fn an_altered_row_is_named_and_an_untouched_record_is_in_order() {
        in_a_world_of_its_own(&[], async |world| {
            main_job(&world).await;
            let gateway = &world.gateway;
            gateway.kill();
            let mut database = connect(gateway.database()).await;
            let untouched = verify(gateway, &[]);
            assert_eq!(code(&untouched), 0, "{}", said(&untouched));

            let (seq, person) = an_event_with_a_person(&mut database).await;
            allow_alterations(&mut database).await;
            // Each column that repeats something of the event, the sealed event, its hash, and the head.
            let other = format!("UPDATE event SET person = '{}' WHERE seq = {seq}", world["officer"].id);
            let back = format!("UPDATE event SET person = '{person}' WHERE seq = {seq}");
            named(&mut database, gateway, &other, &back, &[&seq.to_string(), "person"]).await;
            let other = format!("UPDATE event SET outcome = 'refused' WHERE seq = {seq}");
            let back = format!("UPDATE event SET outcome = 'allowed' WHERE seq = {seq}");
            named(&mut database, gateway, &other, &back, &[&seq.to_string(), "outcome"]).await;
            let other = format!("UPDATE event SET at = at + 3600000 WHERE seq = {seq}");
            let back = format!("UPDATE event SET at = at - 3600000 WHERE seq = {seq}");
            named(&mut database, gateway, &other, &back, &[&seq.to_string(), "at"]).await;
            let swap = "UPDATE log_hash SET idx = CASE idx WHEN 3 THEN -4 WHEN 4 THEN -3 END WHERE level = 0 AND idx IN (3, 4)";
            database.execute(swap).await.expect("swapped by halves");
            let settle = "UPDATE log_hash SET idx = -idx WHERE level = 0 AND idx IN (-3, -4)";
            let swap_back =
                "UPDATE log_hash SET idx = CASE idx WHEN 3 THEN -4 WHEN 4 THEN -3 END WHERE level = 0 AND idx IN (3, 4)";
            named(&mut database, gateway, settle, swap_back, &["log_hash"]).await;
            database.execute(settle).await.expect("restored");
            let again = verify(gateway, &[]);
            assert_eq!(code(&again), 0, "restored, it is in order again: {}", said(&again));
        });
    }

    #[test]
    fn a_record_cut_short_or_rolled_back_does_not_go_on_from_a_checkpoint_kept_elsewhere() {
        in_a_world_of_its_own(&[], async |world| {
            main_job(&world).await;
            let gateway = &world.gateway;
            let kept = gateway.folder().join("checkpoint");
            std::fs::write(&kept, world.door.gets("/log/checkpoint").await.expect(200).body).expect("written");
            main_job(&world).await;
            let kept_elsewhere = ["--checkpoint", &kept.to_string_lossy()];
            let grown = verify(gateway, &kept_elsewhere);
            assert_eq!(code(&grown), 0, "{}", said(&grown));
            gateway.kill();
            let mut database = connect(gateway.database()).await;
            allow_alterations(&mut database).await;
            database.execute("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)").await.expect("deleted");
            let short = verify(gateway, &kept_elsewhere);
            assert_eq!(code(&short), 6, "the last event is gone: {}", said(&short));
        });
    }

    #[test]
    fn a_whole_older_copy_looks_in_order_by_itself_and_only_a_checkpoint_kept_elsewhere_tells() {
        in_a_world_of_its_own(&[], async |world| {
            main_job(&world).await;
            let gateway = &world.gateway;
            gateway.kill();
            let copy = gateway.copies_database();
            gateway.serve();
            main_job(&world).await;
            let kept = gateway.folder().join("checkpoint");
            std::fs::write(&kept, world.door.gets("/log/checkpoint").await.expect(200).body).expect("written");
            gateway.kill();
            let configuration = gateway.configuration();
            let verify_copy = |more: &[&str]| {
                gateway.porthor_on(&copy, &[["audit", "verify", "--config", path(&configuration)].as_slice(), more].concat())
            };
            let alone = verify_copy(&[]);
            assert_eq!(code(&alone), 0, "a whole older copy has no fault of its own: {}", said(&alone));
            let told = verify_copy(&["--checkpoint", path(&kept)]);
            assert_eq!(code(&told), 6, "it was rolled back: {}", said(&told));
            let present = verify(gateway, &["--checkpoint", path(&kept)]);
            assert_eq!(code(&present), 0, "{}", said(&present));
        });
    }

    #[test]
    fn every_past_decision_comes_out_the_same_again() {
        in_a_world_of_its_own(&[], async |world| {
            for _ in 0..2 {
                main_job(&world).await;
            }
            let case = world.case().await;
            world["mother"].grants(&case, SCHOOL).await.expect(201);
            world["other-school"].gets(&case.path("")).await.expect_absent();
            let sql = "SELECT count(*) FROM event WHERE outcome IN ('allowed', 'refused') AND verb IS NOT NULL";
            let mut database = connect(world.gateway.database()).await;
            let (decisions,): (i64,) = sqlx::query_as(sql).fetch_one(&mut database).await.expect("counted");
            let output = run(&world.gateway, &["--json", "audit", "replay"]);
            assert_eq!(code(&output), 0, "{}", said(&output));
            let replays: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            assert!(decisions > 20, "{decisions} decisions are on record");
            assert_eq!((&replays["replayed"], &replays["same"]), (&decisions.into(), &decisions.into()), "{replays}");
            let shown = world["officer"].gets("/audit/events?verb=open&limit=200").await.expect(200).items();
            let mut replayed = 0;
            for event in shown.iter().filter(|event| event["case"].is_string()) {
                let path = format!("/audit/events/{}/replay", event["seq"]);
                let again = world["officer"].gets(&path).await.expect(200).json();
                assert_eq!(again["same"], true, "{again}");
                assert_eq!(again["then"], again["now_again"]);
                replayed += 1;
            }
            assert!(replayed >= 1 || shown.is_empty(), "the officer's own agency opened nothing");
        });
    }

    #[test]
    fn decisions_are_taken_again_under_the_rules_of_then_and_a_change_of_rules_hides_no_altered_fact() {
        in_a_world_of_its_own(&[], async |world| {
            let case = world.case().await;
            let sensitive = world["clinician"].has_pushed(&case, &Draft::pdf(500).with("class", "sensitive")).await;
            world["mother"].has_granted(&case, SCHOOL).await;
            world["school"].opens(&case, &sensitive).await.expect(200);
            let replay = || {
                let output = run(&world.gateway, &["--json", "audit", "replay", "--verb", "open"]);
                let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
                (code(&output), json)
            };
            let (ended, before) = replay();
            assert_eq!((ended, &before["same"], &before["another_taxonomy"]), (0, &1.into(), &0.into()), "{before}");

            let taxonomy = include_str!("../../../config/taxonomy.toml").replace("step_up_minutes = 15", "step_up_minutes = 0");
            std::fs::write(world.gateway.home().join("taxonomy.toml"), taxonomy).expect("written");
            world.gateway.set("taxonomy", "\"taxonomy.toml\"");
            world.gateway.restart();
            world["school"].opens(&case, &sensitive).await.expect_refused(&["step-up-needed"]);
            let (ended, after) = replay();
            assert_eq!(ended, 0, "nothing was forged: {after}");
            assert_eq!((&after["same"], &after["another_taxonomy"]), (&2.into(), &1.into()), "{after}");

            let mut database = connect(world.gateway.database()).await;
            allow_alterations(&mut database).await;
            let later = "UPDATE case_fact SET recorded_at = recorded_at + 86400000 WHERE kind = 'grant'";
            database.execute(later).await.expect("the consent is given later");
            let (ended, forged) = replay();
            assert_eq!(ended, 6, "the first release had no consent: {forged}");
            assert_eq!(forged["differences"].as_array().map(Vec::len), Some(2), "the release and the refusal's reasons: {forged}");
            assert!(forged["differences"][0]["another_taxonomy"].is_string(), "{forged}");
        });
    }

    #[test]
    fn a_taxonomy_that_is_missing_or_altered_is_found_and_named() {
        in_a_world_of_its_own(&[], async |world| {
            let (case, _) = main_job(&world).await;
            let mut database = connect(world.gateway.database()).await;
            let replay = || run(&world.gateway, &["audit", "replay", "--case", &case]);
            assert_eq!(code(&replay()), 0);
            let digest: (String,) = sqlx::query_as("SELECT digest FROM taxonomy").fetch_one(&mut database).await.expect("one");
            for (change, fault) in
                [("UPDATE taxonomy SET body = replace(body, '15', '16')", "altered"), ("DELETE FROM taxonomy", "missing")]
            {
                assert_eq!(database.execute(change).await.expect("done").rows_affected(), 1);
                let found = replay();
                assert_eq!(code(&found), 6, "{change}: {}", said(&found));
                assert!(said(&found).contains(&format!("{} of this start: {fault}", digest.0)), "{}", said(&found));
            }
            world.gateway.restart();
            assert_eq!(code(&replay()), 0, "a start with the same taxonomy keeps it anew");
        });
    }

    /// Breaks something, insists that it is found and named, and puts it back.
    async fn named(database: &mut AnyConnection, gateway: &Gateway, change: &str, back: &str, names: &[&str]) {
        database.execute(sqlx::AssertSqlSafe(change.to_owned())).await.unwrap_or_else(|error| panic!("{change}: {error}"));
        let found = verify(gateway, &[]);
        let text = said(&found);
        assert_eq!(code(&found), 6, "{change}: {text}");
        for name in names {
            assert!(text.contains(name), "{change}: no {name} in {text}");
        }
        database.execute(sqlx::AssertSqlSafe(back.to_owned())).await.unwrap_or_else(|error| panic!("{back}: {error}"));
    }

    async fn an_event_with_a_person(database: &mut AnyConnection) -> (i64, String) {
        let sql = "SELECT seq, person FROM event WHERE kind = 'report-opened' ORDER BY seq LIMIT 1";
        sqlx::query_as(sql).fetch_one(database).await.expect("a release is on record")
    }

    /// What whoever owns the machine can do: take away the triggers that keep honest programs from it.
    async fn allow_alterations(database: &mut AnyConnection) {
        let names: Vec<(String,)> = match Database::chosen() {
            Database::Sqlite => {
                let sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
                sqlx::query_as(sql).fetch_all(&mut *database).await.expect("listed")
            }
            Database::Postgres => {
                let sql = "SELECT (tgname || ' ON ' || relname)::TEXT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal";
                sqlx::query_as(sql).fetch_all(&mut *database).await.expect("listed")
            }
        };
        assert!(!names.is_empty(), "the record is append-only for honest programs");
        for (name,) in names {
            database.execute(sqlx::AssertSqlSafe(format!("DROP TRIGGER {name}"))).await.expect("dropped");
        }
    }
}

mod export {
    use super::*;

    #[test]
    fn gives_every_event_as_json_lines_and_as_csv_that_no_spreadsheet_runs() {
        in_a_world_of_its_own(&[], async |world| {
            let (case, _) = main_job(&world).await;
            let filter = ["--case", case.as_str()];
            let lines = run(&world.gateway, &[["audit", "export", "--format", "jsonl"].as_slice(), &filter].concat());
            assert_eq!(code(&lines), 0, "{}", said(&lines));
            let events: Vec<Value> = String::from_utf8_lossy(&lines.stdout)
                .lines()
                .map(|line| serde_json::from_str(line).expect("a JSON line"))
                .collect();
            assert!(events.len() >= 6, "{} events", events.len());
            let csv = run(&world.gateway, &[["audit", "export", "--format", "csv"].as_slice(), &filter].concat());
            let csv = String::from_utf8_lossy(&csv.stdout).into_owned();
            assert_eq!(csv.lines().count(), events.len() + 1, "a heading and the same events");
            for cell in csv.lines().flat_map(|line| line.split(',')) {
                let first = cell.trim_matches('"').chars().next();
                assert!(!matches!(first, Some('=' | '+' | '-' | '@')), "{cell} would run");
            }
            let served = world["officer"].gets(&format!("/audit/export?format=jsonl&case={case}")).await.expect(200);
            assert!(served.text().lines().count() > 0);
            for text in [String::from_utf8_lossy(&lines.stdout).into_owned(), csv] {
                assert!(!text.contains("Dychmygol") && !text.contains("assessment.pdf"), "no name and no file name");
            }
        });
    }
}

async fn connect(url: &str) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(url).await.expect("the database opens")
}

fn verify(gateway: &Gateway, more: &[&str]) -> Output {
    run(gateway, &[["audit", "verify"].as_slice(), more].concat())
}

/// Runs an audit command beside the store.
fn run(gateway: &Gateway, arguments: &[&str]) -> Output {
    let configuration = gateway.configuration();
    let place = ["--config", path(&configuration)];
    gateway.porthor(&[arguments, &place].concat())
}

fn path(path: &Path) -> &str {
    path.to_str().expect("our folders have plain names")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

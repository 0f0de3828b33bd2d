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
        let swap_back = "UPDATE log_hash SET idx = CASE idx WHEN 3 THEN -4 WHEN 4 THEN -3 END WHERE level = 0 AND idx IN (3, 4)";
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

        let taxonomy = include_str!("../../../../config/taxonomy.toml").replace("step_up_minutes = 15", "step_up_minutes = 0");
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
pub async fn named(database: &mut AnyConnection, gateway: &Gateway, change: &str, back: &str, names: &[&str]) {
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
pub async fn allow_alterations(database: &mut AnyConnection) {
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

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

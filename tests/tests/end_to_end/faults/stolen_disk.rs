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
    for (draft, name) in
        [(Draft::of(text.clone().into_bytes()), "a"), (Draft::of(format!("{text}!").into_bytes()).sealed_to(&case.recipient), "b")]
    {
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

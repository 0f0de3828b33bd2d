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

/// The receipt that an answer names, its signature checked.
async fn receipt_of(person: &Person, release: &Answer) -> ReleaseReceipt {
    let path = release.header("porthor-receipt").replace("/api/v1", "");
    let jws = String::from_utf8(person.gets(&path).await.expect(200).body).expect("text");
    let keys = person.gets("/keys").await.expect(200).json();
    let key = URL_SAFE_NO_PAD.decode(keys["receipts"]["x"].as_str().expect("a JWK")).expect("base64url");
    let key: [u8; 32] = key.try_into().expect("32 bytes");
    receipt::verify(jws.trim(), "porthor-release-receipt+jws", &key).expect("the gateway signed it")
}

#[test]
fn a_receipt_says_which_bytes_were_released_and_of_what() {
    in_the_world(async |world| {
        let case = world.case().await;
        let draft = Draft::pdf(200_016);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        world["mother"].has_granted(&case, SCHOOL).await;
        world["mother"].has_granted(&case, "dyffryn-gwawr").await;
        let school = &world["school"];
        let of = async |range: &str| {
            let request = school.request(Method::GET, &case.content(&report, "plain")).await.header("range", range);
            school.sends(request).await
        };
        let part = receipt_of(school, &of("bytes=10-19").await.expect(206)).await;
        assert_eq!(part.range, Some(ByteRange { first: 10, last: 19 }));
        assert_eq!(
            (part.payload_length, part.payload_sha256),
            (200_016, sha256(&draft.bytes)),
            "it is a range of the whole report"
        );
        let whole = receipt_of(school, &of("lines=1-2").await.expect(200)).await;
        assert_eq!((whole.range, whole.header_length), (None, None));

        of("bytes=200016-").await.expect_problem(416, "range-not-satisfiable");
        let events = format!("/audit/events?case={}&kind=report-opened", case.id);
        let opened = world["officer"].gets(&events).await.expect(200).items();
        let last = opened.iter().filter_map(|event| event["seq"].as_u64()).max().expect("a place");
        school.gets(&format!("/receipts/{last}")).await.expect_problem(404, "not-found");

        let identity = porthor_keys::recipient::Identity::generate();
        let recipient = serde_json::json!({ "recipient": identity.recipient().to_string() });
        world["council-admin"].puts("/agencies/dyffryn-gwawr/recipient", &recipient).await.expect(200);
        let sealed = world["coordinator"].takes_sealed(&case, &report).await.expect(200);
        let receipt = receipt_of(&world["coordinator"], &sealed).await;
        let header = usize::try_from(receipt.header_length.expect("a sealed form has one")).expect("a small one");
        let payload = &sealed.body[header..];
        assert_eq!((receipt.payload_length, receipt.payload_sha256), (payload.len() as u64, sha256(payload)));
        assert_eq!(receipt.range, None);
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
        let receipt = receipt_of(&world["school"], &opened_report).await;
        assert_eq!((receipt.form, receipt.payload_length), (ReleaseForm::Plain, 2500));
        assert_eq!(receipt.payload_sha256, sha256(&draft.bytes));
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

use super::*;

#[test]
fn anyone_can_check_it_offline_and_it_names_nobody() {
    in_the_world(async |world| {
        let case = world.case().await;
        let given = world["mother"].grants(&case, SCHOOL).await.expect(201);
        let (id, jws) = (given.field("id"), given.field("receipt"));
        let key = published_key(world).await;
        let receipt: ConsentReceipt = receipt::verify(&jws, CONSENT_RECEIPT, &key).expect("the gateway signed it");
        assert_eq!(receipt.record_id, id);
        assert_eq!(receipt.events.len(), 1);
        assert_eq!(receipt.events[0].state, ConsentState::Given);
        assert_eq!(receipt.events[0].method, "signed-in");
        assert_eq!(receipt.purposes[0].purpose, PURPOSE);
        assert_eq!(receipt.purposes[0].categories, [CATEGORY]);
        let notice = receipt.privacy_notice.url.splitn(4, '/').nth(3).expect("an address with a path");
        let page = world.door.gets(&format!("/{notice}")).await.expect(200);
        assert!(String::from_utf8_lossy(&page.body).contains("GDPR"), "open to everybody");
        assert_eq!(receipt.controllers[0].contact, receipt.privacy_notice.url);
        let text = serde_json::to_string(&receipt).expect("plain data");
        for name in ["Plentyn", "Dychmygol", "mother", &world["mother"].id, &case.id] {
            assert!(!text.contains(name), "the receipt says {name}: {text}");
        }
        let again = world["mother"].gets(&case.path(&format!("/consents/{id}/receipt"))).await.expect(200);
        assert_eq!(again.field("receipt"), jws);
    });
}

#[test]
fn after_a_withdrawal_it_says_so() {
    in_the_world(async |world| {
        let case = world.case().await;
        let consent = world["mother"].has_granted(&case, SCHOOL).await;
        let jws = world["mother"].withdraws(&case, &consent).await.expect(200).field("receipt");
        let receipt: ConsentReceipt =
            receipt::verify(&jws, CONSENT_RECEIPT, &published_key(world).await).expect("the gateway signed it");
        let states: Vec<ConsentState> = receipt.events.iter().map(|event| event.state).collect();
        assert_eq!(states, [ConsentState::Given, ConsentState::Withdrawn]);
    });
}

#[test]
fn it_says_when_it_was_spoken_and_as_what_it_was_taken_back() {
    in_the_world(async |world| {
        let (case, coordinator) = (world.case().await, &world["coordinator"]);
        let spoken = crate::stage::now().plus_days(-4);
        let mut consent = consent_for(SCHOOL);
        consent["on_behalf_of"] = json!({ "giver": world["mother"].id, "standing": "parent" });
        consent["evidence"] = json!({ "spoken": { "witness": world["psychologist"].id, "given": spoken.to_string() } });
        consent["from"] = json!(crate::stage::moment_from_now(10));
        let given = coordinator.posts(&case.path("/consents"), &consent).await.expect(201);
        let key = published_key(world).await;
        let receipt: ConsentReceipt = receipt::verify(&given.field("receipt"), CONSENT_RECEIPT, &key).expect("signed");
        assert_eq!((receipt.events[0].time, receipt.events[0].method.as_str()), (spoken.millis(), "spoken"));
        assert!(receipt.events[0].valid_from > Some(receipt.issued), "it begins later");
        let withdrawn = coordinator.withdraws(&case, &given.field("id")).await.expect(200);
        let receipt: ConsentReceipt = receipt::verify(&withdrawn.field("receipt"), CONSENT_RECEIPT, &key).expect("signed");
        let told: Vec<(i64, &str)> = receipt.events.iter().map(|event| (event.time, event.standing.as_str())).collect();
        assert_eq!(told, [(spoken.millis(), "parent"), (receipt.issued, "co-ordinator")]);
    });
}

#[test]
fn an_altered_one_and_one_by_another_key_are_not_believed() {
    in_the_world(async |world| {
        let case = world.case().await;
        let jws = world["mother"].grants(&case, SCHOOL).await.expect(201).field("receipt");
        let key = published_key(world).await;
        let parts: Vec<&str> = jws.split('.').collect();
        let claims = URL_SAFE_NO_PAD.decode(parts[1]).expect("a JWS is base64url");
        let altered = String::from_utf8(claims).expect("JSON").replace(CATEGORY, "mental-health");
        let forged = format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(altered), parts[2]);
        let read = receipt::verify::<ConsentReceipt>(&forged, CONSENT_RECEIPT, &key);
        assert_eq!(read.err(), Some(ReceiptError::WrongSignature));
        let read = receipt::verify::<ConsentReceipt>(&jws, CONSENT_RECEIPT, &[7; 32]);
        assert!(read.is_err(), "a key that is not the gateway's");
    });
}

async fn published_key(world: &World) -> [u8; 32] {
    let keys = world["mother"].gets("/keys").await.expect(200).json();
    let x = keys["receipts"]["x"].as_str().expect("an Ed25519 key in JWK form");
    URL_SAFE_NO_PAD.decode(x).expect("base64url").try_into().expect("32 bytes")
}

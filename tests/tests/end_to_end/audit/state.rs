//! The rows that decisions rest on, altered by somebody with the whole database in hand: each is named, and stands again when it is put back.

use serde_json::json;

use super::verify::{allow_alterations, named};
use super::*;

#[test]
fn a_fact_that_was_made_to_stand_again_moved_or_taken_away_is_named() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        let consent = world["mother"].has_granted(&case, SCHOOL).await;
        world["mother"].withdraws(&case, &consent).await.expect(200);
        let standing = world["mother"].has_granted(&case, SCHOOL).await;
        let mark = world["coordinator"].posts(&case.path("/marks"), &json!({ "mark": "contested" })).await.expect(201).field("id");
        let other = world.case().await;
        let gateway = &world.gateway;
        let mut database = connect(gateway.database()).await;
        let untouched = verify(gateway, &[]);
        assert_eq!(code(&untouched), 0, "while the gateway serves: {}", said(&untouched));
        assert!(!said(&untouched).contains("cannot be checked"), "{}", said(&untouched));
        gateway.kill();
        allow_alterations(&mut database).await;

        let sql = "SELECT recorded_at, ended_at FROM case_fact WHERE id = $1";
        let (_, ended): (i64, i64) =
            sqlx::query_as(sql).bind(consent.as_str()).fetch_one(&mut database).await.expect("it was given");
        let set = |id: &str, what: &str| format!("UPDATE case_fact SET {what} WHERE id = '{id}'");
        let ended = format!("ended_at = {ended}");
        let grant = ["grant", consent.as_str(), "ended_at"];
        named(&mut database, gateway, &set(&consent, "ended_at = NULL"), &set(&consent, &ended), &grant).await;
        named(&mut database, gateway, &set(&consent, "ended_at = ended_at + 1"), &set(&consent, &ended), &grant).await;
        let ends = set(&standing, "ended_at = recorded_at + 1");
        named(&mut database, gateway, &ends, &set(&standing, "ended_at = NULL"), &[&standing, "ended_at"]).await;
        let ends = set(&mark, "ended_at = recorded_at + 1");
        named(&mut database, gateway, &ends, &set(&mark, "ended_at = NULL"), &["mark", &mark, "ended_at"]).await;
        let (earlier, back) = (set(&standing, "recorded_at = recorded_at - 9"), set(&standing, "recorded_at = recorded_at + 9"));
        named(&mut database, gateway, &earlier, &back, &[&standing, "recorded_at"]).await;
        let (moved, back) = (set(&mark, &format!("case_id = '{}'", other.id)), set(&mark, &format!("case_id = '{}'", case.id)));
        named(&mut database, gateway, &moved, &back, &[&mark, "case_id"]).await;
        named(&mut database, gateway, &set(&mark, "kind = 'veto'"), &set(&mark, "kind = 'mark'"), &[&mark, "kind"]).await;
        let (gone, back) = (set(&mark, "id = 'another'"), set("another", &format!("id = '{mark}'")));
        named(&mut database, gateway, &gone, &back, &[&mark, "missing", "another", "named by no event"]).await;
        let restored = verify(gateway, &[]);
        assert_eq!(code(&restored), 0, "restored, it is in order again: {}", said(&restored));
    });
}

#[test]
fn an_agency_s_key_that_was_exchanged_taken_away_or_put_there_is_named() {
    in_a_world_of_its_own(&[], async |world| {
        let key = || porthor_keys::recipient::Identity::generate().recipient().to_string();
        let (first, second) = (key(), key());
        for recipient in [&first, &second] {
            let body = json!({ "recipient": recipient });
            world["council-admin"].puts("/agencies/dyffryn-gwawr/recipient", &body).await.expect(200);
        }
        let gateway = &world.gateway;
        let untouched = verify(gateway, &[]);
        assert_eq!(code(&untouched), 0, "{}", said(&untouched));
        let mut database = connect(gateway.database()).await;
        let set = |agency: &str, value: &str| format!("UPDATE agency SET recipient = {value} WHERE id = '{agency}'");
        let back = set("dyffryn-gwawr", &format!("'{second}'"));
        for value in [format!("'{}'", key()), format!("'{first}'"), "NULL".to_owned()] {
            let other = set("dyffryn-gwawr", &value);
            named(&mut database, gateway, &other, &back, &["agency", "recipient", "dyffryn-gwawr"]).await;
        }
        let (put, back) = (set(SCHOOL, &format!("'{first}'")), set(SCHOOL, "NULL"));
        named(&mut database, gateway, &put, &back, &["recipient", SCHOOL, "no event"]).await;
        let restored = verify(gateway, &[]);
        assert_eq!(code(&restored), 0, "{}", said(&restored));
    });
}

#[test]
fn the_facts_of_an_erased_case_hold_up_no_verification_and_hide_no_other() {
    in_a_world_of_its_own(&[], async |world| {
        let (erased, stays) = (world.case().await, world.case().await);
        for case in [&erased, &stays] {
            world["mother"].has_granted(case, SCHOOL).await;
        }
        world["council-admin"].deletes(&erased.path("")).await.expect(204);
        let gateway = &world.gateway;
        let untouched = verify(gateway, &[]);
        assert_eq!(code(&untouched), 0, "{}", said(&untouched));
        let mut database = connect(gateway.database()).await;
        allow_alterations(&mut database).await;
        // What is moved to a case that can no longer be read is missed where it was.
        let moves =
            |from: &str, to: &str| format!("UPDATE case_fact SET case_id = '{to}' WHERE case_id = '{from}' AND kind = 'grant'");
        let change = moves(&stays.id, &erased.id);
        let back = format!(
            "{} AND recorded_at = (SELECT max(recorded_at) FROM case_fact WHERE kind = 'grant')",
            moves(&erased.id, &stays.id)
        );
        named(&mut database, gateway, &change, &back, &["grant", "case_id", &stays.id]).await;
        let restored = verify(gateway, &[]);
        assert_eq!(code(&restored), 0, "{}", said(&restored));
    });
}

//! An erased case's sealed key leaves the files of an embedded database, while the gateway serves: whoever has the root could open it there.

use sqlx::{AnyConnection, Connection};

use crate::stage::world::in_a_world_of_its_own;

#[test]
fn takes_the_sealed_key_out_of_the_database_s_files_while_the_gateway_serves() {
    in_a_world_of_its_own(&[], async |world| {
        let Some(file) = world.gateway.database().strip_prefix("sqlite:") else { return };
        let cases = [world.case().await, world.case().await, world.case().await];
        sqlx::any::install_default_drivers();
        let mut database = AnyConnection::connect(world.gateway.database()).await.expect("the database opens");
        let mut keys = Vec::new();
        for case in &cases {
            let sql = "SELECT sealed FROM case_key WHERE case_id = $1";
            let (sealed,): (Vec<u8>,) =
                sqlx::query_as(sql).bind(case.id.as_str()).fetch_one(&mut database).await.expect("it has a key");
            keys.push(sealed);
        }
        database.close().await.expect("it closes");
        let holds = |key: &[u8]| {
            let read = |suffix| std::fs::read(format!("{file}{suffix}")).unwrap_or_default();
            ["", "-wal"].into_iter().any(|suffix| read(suffix).windows(key.len()).any(|bytes| bytes == key))
        };
        assert!(keys.iter().all(|key| key.len() > 100 && holds(key)), "each key lies in the files while its case is there");
        world["council-admin"].deletes(&cases[1].path("")).await.expect(204);
        assert!(!holds(&keys[1]), "its sealed key is in none of the files");
        assert!(holds(&keys[0]) && holds(&keys[2]), "those of the others are");
    });
}

#[test]
fn says_so_where_somebody_reads_all_the_while_and_makes_up_for_it_at_the_next_one() {
    in_a_world_of_its_own(&[], async |world| {
        let Some(file) = world.gateway.database().strip_prefix("sqlite:") else { return };
        let (first, second) = (world.case().await, world.case().await);
        sqlx::any::install_default_drivers();
        let mut reader = AnyConnection::connect(world.gateway.database()).await.expect("the database opens");
        let sql = "SELECT sealed FROM case_key WHERE case_id = $1";
        let mut reading = reader.begin().await.expect("a reading transaction");
        let (sealed,): (Vec<u8>,) =
            sqlx::query_as(sql).bind(first.id.as_str()).fetch_one(&mut *reading).await.expect("it has a key");
        world["council-admin"].deletes(&first.path("")).await.expect(202);
        world["council-admin"].gets(&first.path("")).await.expect_absent();
        reading.rollback().await.expect("it has read");
        world["council-admin"].deletes(&second.path("")).await.expect(204);
        for suffix in ["", "-wal"] {
            let bytes = std::fs::read(format!("{file}{suffix}")).unwrap_or_default();
            assert!(!bytes.windows(sealed.len()).any(|found| found == sealed), "the first key is gone with the second");
        }
    });
}

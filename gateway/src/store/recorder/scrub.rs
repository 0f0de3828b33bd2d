//! Takes what was destroyed out of the database's files too: until then a page's earlier image, with the key of an erased case, may lie there.

use sqlx::{AnyConnection, Executor, Row};

use crate::store::StoreError;
use crate::store::pool::{Engine, WAIT_TO_WRITE};

/// One try, which holds the writer up for a tenth of a second at most; false if somebody was reading what is to go.
///
/// On SQLite the write-ahead log is carried over into the file, where `secure_delete` has put zeros, and emptied. On PostgreSQL dead rows are
/// removed, as far as no transaction can see them any more; what its own write-ahead log and the free room of a page hold is not ours to reach.
pub(super) async fn scrub(connection: &mut AnyConnection, engine: Engine) -> Result<bool, StoreError> {
    match engine {
        Engine::Sqlite => {
            connection.execute("PRAGMA busy_timeout = 100").await?;
            let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
            connection.execute(WAIT_TO_WRITE).await?;
            Ok(row?.try_get::<i64, _>(0)? == 0)
        }
        Engine::Postgres => {
            connection.execute("SET lock_timeout = 100").await?;
            let vacuumed = connection.execute("VACUUM case_key").await;
            connection.execute("RESET lock_timeout").await?;
            Ok(vacuumed.is_ok())
        }
    }
}

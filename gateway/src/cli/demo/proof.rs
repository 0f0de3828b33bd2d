//! What proves, afterwards, what happened: the log verified against what the gateway serves, an altered row found in a copy of the
//! database, past decisions taken again, and the officer's export.

use porthor_config::Database;
use reqwest::Method;
use sqlx::{AnyConnection, Connection, Executor};

use super::error::{StepError, insist, other};
use super::releases::broke;
use super::seed::CASE;
use super::steps::Steps;
use super::walk::Walk;
use crate::audit::body::EventKeys;
use crate::audit::findings::Report;
use crate::audit::replay::replay_all;
use crate::audit::store::Filter;
use crate::audit::verify::verify;

/// The whole record against the checkpoint that the gateway serves to anyone.
pub async fn verify_log(walk: &Walk<'_>, steps: &mut Steps) -> Result<(), StepError> {
    steps.begin("The record is verified, against the signed checkpoint that the gateway serves");
    let door = &walk.world.door;
    let answer = door.send(door.request_below(Method::GET, &["log"], &["checkpoint"])).await?;
    let checkpoint = answer.text().await.map_err(broke)?;
    let mut reader = walk.app.store.reader().await?;
    let found = verify_with(walk, &mut reader, Some(&checkpoint)).await?;
    insist(found.is_sound(), "a sound record", first_problem(&found))?;
    let text = format!(
        "{} entries: each opens, its columns are as committed, and the tree they make is the one that was signed",
        found.checked
    );
    steps.tell("came back", &text);
    let mut lines = checkpoint.lines();
    let (origin, size) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    steps.tell("checkpoint", &format!("{origin}, {size} entries, root {}", lines.next().unwrap_or_default()));
    Ok(())
}

async fn verify_with(walk: &Walk<'_>, connection: &mut AnyConnection, checkpoint: Option<&str>) -> Result<Report, StepError> {
    let keys = EventKeys::of(walk.app);
    Ok(verify(connection, &keys, &walk.app.secrets.log_verifier, checkpoint, |_, _| ()).await?)
}

fn first_problem(found: &Report) -> String {
    found.problems.first().map_or_else(|| "nothing found".to_owned(), ToString::to_string)
}

/// In a copy, somebody with the whole database in hand makes it look as if another had opened the report.
pub async fn find_altered_row(walk: &Walk<'_>, release: u64, steps: &mut Steps) -> Result<(), StepError> {
    steps.begin("In a copy of the database, the row of the school's release is altered");
    let mut copy = copy(walk).await?;
    let sound = verify_with(walk, &mut copy, None).await?;
    insist(sound.is_sound(), "the copy to be sound before it is altered", first_problem(&sound))?;
    copy.execute("DROP TRIGGER event_is_append_only_update").await?;
    let seq = i64::try_from(release).unwrap_or(i64::MAX);
    let altered = sqlx::query("UPDATE event SET person = $1 WHERE seq = $2")
        .bind(walk.world.person("dg-inclusion")?)
        .bind(seq)
        .execute(&mut copy)
        .await?;
    insist(altered.rows_affected() == 1, "one row to be altered", altered.rows_affected().to_string())?;
    let found = verify_with(walk, &mut copy, None).await?;
    let named = found.problems.iter().find(|problem| problem.seq == Some(release) && problem.column.as_deref() == Some("person"));
    let named = named
        .ok_or_else(|| other(format!("the verification to name event {release} and its column person"), first_problem(&found)))?;
    steps.tell("found", &named.to_string());
    copy.close().await?;
    Ok(())
}

/// A copy of the database, open for writing.
async fn copy(walk: &Walk<'_>) -> Result<AnyConnection, StepError> {
    let Database::Sqlite(original) = &walk.app.config.storage.database else {
        return Err(other("the embedded database", "another"));
    };
    let place = walk.folder.path().join("altered.db");
    let mut connection = AnyConnection::connect(&format!("sqlite:{}?mode=ro", original.display())).await?;
    sqlx::query("VACUUM INTO $1").bind(place.display().to_string()).execute(&mut connection).await?;
    connection.close().await?;
    Ok(AnyConnection::connect(&format!("sqlite:{}?mode=rw", place.display())).await?)
}

/// Every decision in the record is taken again on the facts as they were.
pub async fn replay(walk: &Walk<'_>, steps: &mut Steps) -> Result<(), StepError> {
    steps.begin("Every past decision is taken again, on the facts as they were");
    let mut reader = walk.app.store.reader().await?;
    let replayed = replay_all(walk.app, &mut reader, &Filter::default(), |_, _| ()).await?;
    let first = replayed.differences.first().map(|difference| format!("event {}: {:?}", difference.seq, difference.replayed));
    let sound = replayed.is_sound() && replayed.replayed > 0;
    insist(sound, "every decision to come out as recorded", first.unwrap_or_else(|| "events that cannot be read".to_owned()))?;
    steps.tell("came back", &format!("{} decisions, all as recorded: answer, grounds and reasons", replayed.replayed));
    Ok(())
}

/// The co-ordinator's governance officer exports the record of the case.
pub async fn export(walk: &Walk<'_>, steps: &mut Steps) -> Result<(), StepError> {
    steps.begin("The council's governance officer exports the record of the case");
    let officer = walk.world.client("dg-governance")?;
    let mut request = officer.request(Method::GET, &["audit", "export"]);
    let (client, built) = request.build_split();
    let mut built = built.map_err(broke)?;
    built.url_mut().query_pairs_mut().extend_pairs([("format", "csv"), ("case", walk.case.id.as_str())]);
    request = reqwest::RequestBuilder::from_parts(client, built);
    let table = officer.send(request).await?.text().await.map_err(broke)?;
    let rows = table.lines().count().saturating_sub(1);
    let has = |kind: &str| table.lines().any(|line| line.split(',').any(|cell| cell.trim_matches('"') == kind));
    for kind in ["report-pushed", "access-refused", "consent-given", "report-opened", "consent-withdrawn", "transfer-cut"] {
        insist(has(kind), format!("{kind} in the export"), format!("{rows} rows without it"))?;
    }
    let child = walk.world.demo.cases.iter().find(|case| case.id.as_str() == CASE).map_or("", |case| &case.child);
    insist(!table.contains(child), "an export without the child's name", "one with it")?;
    let path = walk.folder.write("record.csv", table.as_bytes())?;
    steps.tell("came back", &format!("{rows} rows, CSV, no name of the child among them: {}", path.display()));
    Ok(())
}

//! The record against a real store: what was altered is named, what was erased stays proved, what was decided is decided again.

mod reading;

use axum::extract::State;
use porthor_policy::{Access, AgencyId, EventKind, Reason, Verb};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Executor};

use super::findings::Report;
use super::*;
use crate::agency::tests::House;
use crate::case;
use crate::store::case_keys::CaseKey;
use crate::store::{Entry, pool};

/// A house with two live agencies and an auditor in each.
struct Scene {
    house: House,
    agency: AgencyId,
    auditor: SignedIn,
    other: SignedIn,
}

impl Scene {
    async fn set() -> Self {
        let house = House::open().await;
        let operator = house.operator().await;
        let (agency, first) = house.live_agency(&operator, "ysgol-un").await;
        let (second, its_first) = house.live_agency(&operator, "ysgol-dau").await;
        let auditor = house.staff(&first, &agency, "governance-officer").await;
        let other = house.staff(&its_first, &second, "governance-officer").await;
        Self { house, agency, auditor, other }
    }

    fn app(&self) -> &Arc<App> {
        &self.house.app
    }

    async fn verified(&self, older: Option<&str>) -> Report {
        let app = self.app();
        let mut reader = app.store.reader().await.expect("a reader");
        let keys = EventKeys::of(app);
        verify::verify(&mut reader, &keys, &app.secrets.log_verifier, older, |_, _| ()).await.expect("the store is readable")
    }

    async fn found(&self) -> Vec<String> {
        self.verified(None).await.problems.iter().map(ToString::to_string).collect()
    }

    /// A connection that may do what the gateway never does.
    async fn intruder(&self) -> AnyConnection {
        let url = self.app().config.storage.database.url();
        let mut intruder = pool::reconnect(&url, pool::Engine::Sqlite).await.expect("a second writer");
        for trigger in [
            "event_is_append_only_update",
            "event_is_append_only_delete",
            "log_hash_is_append_only_update",
            "log_hash_is_append_only_delete",
        ] {
            let sql = sqlx::AssertSqlSafe(format!("DROP TRIGGER IF EXISTS {trigger}"));
            intruder.execute(sqlx::query(sql)).await.expect("the trigger goes");
        }
        intruder
    }

    async fn size(&self) -> u64 {
        store::head(&mut self.app().store.reader().await.expect("a reader")).await.expect("a head").size
    }

    /// A case of the first agency, with one event under its key.
    async fn case(&self) -> (CaseId, CaseKey) {
        let app = self.app();
        let (key, sealed) = app.store.case_keys.generate().expect("a key");
        let id: CaseId = porthor_keys::random::id().parse().expect("an id");
        let mut tx = app.store.begin().await.expect("the writer");
        case::store::insert(&mut tx, &id, &self.agency, &key, &sealed, "Mabli").await.expect("a case");
        let event = Event { case: Some(id.clone()), ..Event::new(EventKind::CaseOpened, tx.now()) };
        tx.commit(Entry { event, key: Arc::clone(&key.column) }).await.expect("a commit");
        (id, key)
    }

    async fn erases(&self, case: &CaseId) {
        let app = self.app();
        let mut tx = app.store.begin().await.expect("the writer");
        case::store::erase(&mut tx, case).await.expect("the key goes");
        let event = Event::new(EventKind::CaseErased, tx.now()).with_detail("case", case.to_string()).with_detail("events", "1");
        tx.commit(app.entry(event)).await.expect("a commit");
        app.store.case_keys.forget(case);
    }

    async fn listed(&self, who: &SignedIn, asked: Value) -> Result<EventPage, &'static str> {
        let asked: Asked = serde_json::from_value(asked).expect("parameters");
        let answer = list_events(State(Arc::clone(self.app())), who.clone(), Query(asked)).await;
        answer.map(|page| page.0).map_err(|problem| problem.code())
    }

    async fn shown(&self, who: &SignedIn, seq: u64) -> Result<EventShown, &'static str> {
        let answer = show_event(State(Arc::clone(self.app())), who.clone(), HeaderMap::new(), Path(seq)).await;
        answer.map(|shown| shown.0).map_err(|problem| problem.code())
    }

    /// Records that `who` was refused a report of this case, as the gate does where it knows the case, or where there is none.
    async fn is_refused(&self, who: &SignedIn, case: &CaseId, exists: bool) -> u64 {
        let access = Access::new(who.actor.clone(), Verb::List).on(case.clone());
        let reason = if exists { Reason::AgencyNotInvolved } else { Reason::CaseUnknown };
        let decision = porthor_policy::Decision::Refuse(vec![reason]);
        let mut event = Event::decision(EventKind::AccessRefused, self.app().clock.now(), &access, &decision);
        event.case = event.case.filter(|_| exists);
        let key = match &event.case {
            None => self.app().secrets.record_key(),
            Some(case) => {
                let mut reader = self.app().store.reader().await.expect("a reader");
                self.app().store.case_keys.open(&mut reader, case).await.expect("a key").column.clone()
            }
        };
        self.app().store.record(Entry { event, key }, None).await.expect("the record takes it").seq
    }
}

async fn runs(intruder: &mut AnyConnection, sql: String) {
    let done = intruder.execute(sqlx::query(sqlx::AssertSqlSafe(sql))).await.expect("the database obeys the intruder");
    assert!(done.rows_affected() > 0, "nothing was altered");
}

#[tokio::test]
async fn an_untouched_record_is_sound_also_against_an_older_checkpoint() {
    let scene = Scene::set().await;
    let older = scene.verified(None).await.checkpoint;
    scene.case().await;
    let report = scene.verified(Some(&older)).await;
    assert!(report.is_sound(), "{:?}", report.problems);
    assert_eq!(report.checked, scene.size().await);
    assert!(report.checked > 10);
}

#[tokio::test]
async fn every_altered_column_is_named_with_its_row() {
    let scene = Scene::set().await;
    let mut intruder = scene.intruder().await;
    for (column, value) in [
        ("at", "at + 1"),
        ("kind", "'signed-in'"),
        ("outcome", "'refused'"),
        ("verb", "'push'"),
        ("person", "'somebody'"),
        ("agency", "'ysgol-dau'"),
        ("case_id", "'no-such-case'"),
        ("report", "'r'"),
        ("basis", "'law'"),
        ("commitment", "zeroblob(32)"),
        ("sealed", "zeroblob(100)"),
    ] {
        let copied = sqlx::AssertSqlSafe(format!("CREATE TABLE kept AS SELECT {column} AS was FROM event WHERE seq = 3"));
        intruder.execute(sqlx::query(copied)).await.expect("a copy");
        runs(&mut intruder, format!("UPDATE event SET {column} = {value} WHERE seq = 3")).await;
        let found = scene.found().await;
        assert_eq!(found.len(), 1, "{column}: {found:?}");
        assert!(found[0].starts_with(&format!("event 3: column {column} ")), "{found:?}");
        runs(&mut intruder, format!("UPDATE event SET {column} = (SELECT was FROM kept) WHERE seq = 3")).await;
        intruder.execute("DROP TABLE kept").await.expect("the copy goes");
    }
    assert_eq!(scene.found().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deleted_row_and_an_added_row_are_found() {
    let scene = Scene::set().await;
    let mut intruder = scene.intruder().await;
    let size = scene.size().await;
    runs(&mut intruder, "UPDATE event SET seq = seq + 1000 WHERE seq = 5".to_owned()).await;
    let found = scene.found().await;
    assert_eq!(found[0], "event 5: the row is missing");
    assert!(found[1].ends_with("the last row is 1005"), "{found:?}");
    runs(&mut intruder, "DELETE FROM event WHERE seq = 1005".to_owned()).await;
    let found = scene.found().await;
    assert!(found[1].starts_with(&format!("event: {} rows for a log of {size} entries", size - 1)), "{found:?}");
}

#[tokio::test]
async fn an_altered_tree_is_told_from_an_altered_event() {
    let scene = Scene::set().await;
    let mut intruder = scene.intruder().await;
    runs(&mut intruder, "UPDATE log_hash SET hash = zeroblob(32) WHERE level = 0 AND idx = 2".to_owned()).await;
    assert_eq!(scene.found().await, ["log_hash 2: column hash differs from what was committed"]);
    runs(&mut intruder, "DELETE FROM log_hash WHERE level = 1 AND idx = 0".to_owned()).await;
    let found = scene.found().await;
    assert!(found[0].ends_with("at level 1, index 0"), "{found:?}");
}

#[tokio::test]
async fn a_log_cut_back_is_found_with_a_checkpoint_kept_elsewhere() {
    let scene = Scene::set().await;
    let mut intruder = scene.intruder().await;
    let (before, cut) = (scene.verified(None).await, scene.size().await);
    scene.case().await;
    let after = scene.verified(None).await;
    // The whole truth of an earlier moment, put back: nothing inside tells.
    runs(&mut intruder, format!("DELETE FROM event WHERE seq >= {cut}")).await;
    let mut edge = porthor_keys::log::merkle::Frontier::new();
    let mut stored = Vec::new();
    for (_, hash) in store::raw_hashes(&mut intruder, 0, 0, cut).await.expect("leaves") {
        let leaf = hash.try_into().expect("32 bytes");
        edge.append_noting(leaf, |level, index, _| stored.push((level, index)));
    }
    for level in 0..20 {
        let kept = stored.iter().filter(|(other, _)| *other == level).count();
        let sql = format!("DELETE FROM log_hash WHERE level = {level} AND idx >= {kept}");
        intruder.execute(sqlx::query(sqlx::AssertSqlSafe(sql))).await.expect("hashes go");
    }
    sqlx::query("UPDATE log_head SET size = $1, frontier = $2, checkpoint = $3")
        .bind(log::signed(cut))
        .bind(edge.to_bytes())
        .bind(before.checkpoint.clone())
        .execute(&mut intruder)
        .await
        .expect("the head goes back");
    assert!(scene.verified(None).await.is_sound());
    assert!(scene.verified(Some(&before.checkpoint)).await.is_sound());
    let found = scene.verified(Some(&after.checkpoint)).await.problems;
    assert_eq!(found.len(), 1);
    assert!(found[0].to_string().starts_with("log_head: column size"), "{found:?}");
}

#[tokio::test]
async fn a_checkpoint_of_another_log_is_not_taken_for_an_older_one() {
    let (scene, stranger) = (Scene::set().await, Scene::set().await);
    let older = stranger.verified(None).await.checkpoint;
    let mut reader = scene.app().store.reader().await.expect("a reader");
    let keys = EventKeys::of(scene.app());
    let refused = verify::verify(&mut reader, &keys, &scene.app().secrets.log_verifier, Some(&older), |_, _| ()).await;
    assert!(matches!(refused, Err(verify::VerifyError::Older(_))));
}

#[tokio::test]
async fn an_erased_case_leaves_its_leaves_and_nothing_else() {
    let scene = Scene::set().await;
    let (case, _) = scene.case().await;
    assert_eq!(scene.verified(None).await.erased, 0);
    scene.erases(&case).await;
    let report = scene.verified(None).await;
    assert!(report.is_sound(), "{:?}", report.problems);
    assert_eq!(report.erased, 1);
}

#[tokio::test]
async fn an_event_moved_to_an_erased_case_is_found() {
    let scene = Scene::set().await;
    let (case, _) = scene.case().await;
    scene.erases(&case).await;
    let mut intruder = scene.intruder().await;
    runs(&mut intruder, format!("UPDATE event SET case_id = '{case}' WHERE seq = 1")).await;
    let found = scene.found().await;
    assert!(found.iter().any(|problem| problem.contains("case_id")), "{found:?}");
}

#[tokio::test]
async fn a_key_that_is_gone_without_an_erasure_is_found() {
    let scene = Scene::set().await;
    let (case, _) = scene.case().await;
    let mut intruder = scene.intruder().await;
    runs(&mut intruder, format!("UPDATE case_key SET sealed = NULL WHERE case_id = '{case}'")).await;
    scene.app().store.case_keys.forget(&case);
    let found = scene.found().await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("case_key: column sealed"), "{found:?}");
}

#[tokio::test]
async fn an_event_put_on_another_case_is_named_by_its_column() {
    let scene = Scene::set().await;
    let (case, _) = scene.case().await;
    let (other, _) = scene.case().await;
    let mut intruder = scene.intruder().await;
    runs(&mut intruder, format!("UPDATE event SET case_id = '{other}' WHERE case_id = '{case}'")).await;
    let found = scene.found().await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("column case_id differs"), "{found:?}");
}

#[tokio::test]
async fn every_decision_comes_out_as_recorded() {
    let scene = Scene::set().await;
    scene.listed(&scene.auditor, json!({})).await.expect("an auditor reads");
    let mut reader = scene.app().store.reader().await.expect("a reader");
    let replays =
        replay::replay_all(scene.app(), &mut reader, &store::Filter::default(), |_, _| ()).await.expect("a readable store");
    assert!(replays.is_sound(), "{:?}", replays.differences);
    assert!(replays.replayed > 10);
    assert_eq!(replays.same, replays.replayed);
}

#[tokio::test]
async fn a_decision_whose_facts_were_forged_comes_out_otherwise() {
    let scene = Scene::set().await;
    scene.listed(&scene.auditor, json!({})).await.expect("an auditor reads");
    let mut intruder = scene.intruder().await;
    let person = &scene.auditor.actor.person;
    runs(&mut intruder, format!("UPDATE person SET role = 'clinician' WHERE id = '{person}'")).await;
    let mut reader = scene.app().store.reader().await.expect("a reader");
    let replays =
        replay::replay_all(scene.app(), &mut reader, &store::Filter::default(), |_, _| ()).await.expect("a readable store");
    assert_eq!(replays.differences.len(), 1);
    assert!(matches!(replays.differences[0].replayed.now_again, porthor_policy::Decision::Refuse(_)));
}

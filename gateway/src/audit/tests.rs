//! The record against a real store: what was altered is named, what was erased stays proved, what was decided is decided again.

use axum::extract::State;
use porthor_keys::log::checkpoint::Checkpoint;
use porthor_keys::log::merkle::verify_inclusion;
use porthor_keys::log::note::Note;
use porthor_keys::log::tile::read_bundle;
use porthor_keys::receipt::{self, RELEASE_RECEIPT, ReleaseReceipt};
use porthor_policy::{Access, AgencyId, EventKind, Grounds, Outcome, Reason, Verb};
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

#[tokio::test]
async fn an_auditor_sees_what_their_own_agency_did_and_nothing_of_others() {
    let scene = Scene::set().await;
    let page = scene.listed(&scene.auditor, json!({ "limit": 200 })).await.expect("an auditor reads");
    assert!(!page.items.is_empty());
    assert!(page.items.iter().all(|line| line.agency.as_deref() == Some("ysgol-un")));
    let others = scene.listed(&scene.auditor, json!({ "agency": "ysgol-dau" })).await.expect("an auditor reads");
    assert!(others.items.is_empty());
    let theirs = scene.listed(&scene.other, json!({ "limit": 1 })).await.expect("an auditor reads").items[0].seq;
    assert!(scene.shown(&scene.other, theirs).await.is_ok());
    assert_eq!(scene.shown(&scene.auditor, theirs).await.err(), Some("not-found"));
    assert_eq!(scene.shown(&scene.auditor, 1_000_000).await.err(), Some("not-found"));
}

#[tokio::test]
async fn who_is_no_auditor_reads_nothing_and_that_is_recorded() {
    let scene = Scene::set().await;
    let clinician = {
        let administrator = scene.house.signs_in(&administrator_of(&scene).await).await;
        scene.house.staff(&administrator, &scene.agency, "clinician").await
    };
    assert_eq!(scene.listed(&clinician, json!({})).await.err(), Some("refused"));
    assert_eq!(scene.house.recorded(EventKind::AccessRefused, Outcome::Refused).await, 1);
}

async fn administrator_of(scene: &Scene) -> String {
    let mut reader = scene.app().store.reader().await.expect("a reader");
    let sql = "SELECT id FROM person WHERE agency_id = 'ysgol-un' AND role = 'agency-administrator' ORDER BY id LIMIT 1";
    let (id,): (String,) = sqlx::query_as(sql).fetch_one(&mut *reader).await.expect("an administrator");
    id
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_repetition() {
    let scene = Scene::set().await;
    let administrator = scene.house.signs_in(&administrator_of(&scene).await).await;
    for role in ["clinician", "alnco"] {
        scene.house.staff(&administrator, &scene.agency, role).await;
    }
    let whole = scene.listed(&scene.auditor, json!({ "limit": 200, "kind": "person-invited" })).await.expect("an auditor reads");
    let mut seen = Vec::new();
    let mut after = None::<String>;
    loop {
        let asked = json!({ "limit": 1, "kind": "person-invited", "after": after });
        let page = scene.listed(&scene.auditor, asked).await.expect("an auditor reads");
        seen.extend(page.items.iter().map(|line| line.seq));
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!(seen.len(), 3);
    assert_eq!(seen, whole.items.iter().map(|line| line.seq).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_refusal_on_a_foreign_case_looks_like_one_on_no_case() {
    let scene = Scene::set().await;
    let (there, _) = scene.case().await;
    let absent: CaseId = porthor_keys::random::id().parse().expect("an id");
    let of_case = scene.is_refused(&scene.other, &there, true).await;
    let of_none = scene.is_refused(&scene.other, &absent, false).await;
    let mut answers = Vec::new();
    for (seq, case) in [(of_case, &there), (of_none, &absent)] {
        let mut shown = serde_json::to_value(scene.shown(&scene.other, seq).await.expect("their own event")).expect("JSON");
        assert_eq!(shown["body"], "withheld");
        for differs in ["seq", "leaf", "at", "commitment", "proof", "checkpoint"] {
            shown[differs] = Value::Null;
        }
        shown["event"]["at"] = Value::Null;
        answers.push(shown.to_string().replace(case.as_str(), "the case"));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn a_shown_event_proves_itself() {
    let scene = Scene::set().await;
    let seq = scene.listed(&scene.auditor, json!({ "limit": 1 })).await.expect("an auditor reads").items[0].seq;
    let shown = scene.shown(&scene.auditor, seq).await.expect("their own event");
    assert_eq!(shown.body, "open");
    let salt: [u8; 32] = bytes(shown.salt.as_deref().expect("a salt")).try_into().expect("32 bytes");
    let canonical = shown.event.expect("an event").to_string();
    let commitment = porthor_keys::log::commit(&salt, canonical.as_bytes());
    assert_eq!(base64(&commitment), shown.commitment);
    let note: Note = shown.checkpoint.parse().expect("a note");
    let checkpoint = Checkpoint::open(&note, &scene.app().secrets.log_verifier).expect("signed by the log");
    let path: Vec<Hash> = shown.proof.iter().map(|hash| bytes(hash).try_into().expect("32 bytes")).collect();
    let proved = verify_inclusion(&log::leaf(&commitment), seq, checkpoint.size(), &path, checkpoint.root());
    assert_eq!(proved, Ok(()));
}

fn bytes(text: &str) -> Vec<u8> {
    use ::base64::Engine;
    ::base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
}

#[tokio::test]
async fn a_receipt_can_be_checked_with_the_public_key_alone() {
    let scene = Scene::set().await;
    let (case, key) = scene.case().await;
    let access = Access { report: "r-1".parse().ok(), ..Access::new(scene.other.actor.clone(), Verb::Open).on(case) };
    let grounds = Grounds { protocol: None, basis: porthor_policy::Basis::OwnReport };
    let decision = porthor_policy::Decision::Allow(grounds);
    let event = Event::decision(EventKind::ReportOpened, scene.app().clock.now(), &access, &decision)
        .with_detail("form", "plain")
        .with_detail("bytes", "10")
        .with_detail("sha256", "00".repeat(32));
    let seq = scene.app().store.record(Entry { event, key: key.column.clone() }, None).await.expect("recorded").seq;
    let text = receipts::fetch(scene.app(), &scene.other, seq).await.expect("who made the release has its receipt");
    let public = scene.app().secrets.receipts.public();
    let receipt: ReleaseReceipt = receipt::verify(&text, RELEASE_RECEIPT, public).expect("it is signed");
    assert_eq!((receipt.event_seq, receipt.length, receipt.recipient_agency.as_str()), (seq, 10, "ysgol-dau"));
    let checkpoint: Checkpoint = receipt.checkpoint.parse::<Note>().expect("a note").text().parse().expect("a checkpoint");
    let path: Vec<Hash> = receipt.inclusion_proof.iter().map(|hash| bytes(hash).try_into().expect("32 bytes")).collect();
    let leaf = log::leaf(&bytes(&receipt.commitment).try_into().expect("32 bytes"));
    assert_eq!(verify_inclusion(&leaf, seq, checkpoint.size(), &path, checkpoint.root()), Ok(()));
    let administrator = scene.house.signs_in(&administrator_of(&scene).await).await;
    let stranger = receipts::fetch(scene.app(), &administrator, seq).await;
    assert_eq!(stranger.map_err(|problem| problem.code()), Err("not-found"));
}

#[tokio::test]
async fn tiles_and_entries_make_the_tree_that_the_checkpoint_signs() {
    let scene = Scene::set().await;
    let mut reader = scene.app().store.reader().await.expect("a reader");
    let head = store::head(&mut reader).await.expect("a head");
    let width = head.size;
    assert!(width < 256, "the scene is small");
    let read = |path: String| path.parse().expect("a tile's path");
    let hashes = log_routes::read_tile(&mut reader, &read(format!("tile/0/000.p/{width}"))).await.expect("a tile");
    let bundle = log_routes::read_tile(&mut reader, &read(format!("tile/entries/000.p/{width}"))).await.expect("a bundle");
    let entries = read_bundle(&bundle).expect("a whole bundle");
    let leaves: Vec<Hash> = entries.iter().map(|entry| porthor_keys::log::merkle::leaf_hash(entry)).collect();
    assert_eq!(leaves.concat(), hashes);
    let mut edge = porthor_keys::log::merkle::Frontier::new();
    for leaf in leaves {
        edge.append(leaf);
    }
    let note: Note = head.checkpoint.parse().expect("a note");
    let checkpoint = Checkpoint::open(&note, &scene.app().secrets.log_verifier).expect("signed by the log");
    assert_eq!(*checkpoint.root(), edge.root());
    for beyond in [format!("tile/0/000.p/{}", width + 1), "tile/0/000".into(), "tile/1/000.p/1".into(), "tile/63/001".into()] {
        let refused = log_routes::read_tile(&mut reader, &read(beyond)).await;
        assert!(matches!(refused, Err(StoreError::NotInLog)));
    }
}

#[tokio::test]
async fn an_export_has_every_event_once() {
    let scene = Scene::set().await;
    let (case, _) = scene.case().await;
    scene.erases(&case).await;
    let keys = EventKeys::of(scene.app());
    let mut reader = scene.app().store.reader().await.expect("a reader");
    let size = store::head(&mut reader).await.expect("a head").size;
    let all = store::Filter::default();
    for (format, heads) in [(export::Format::Jsonl, 0), (export::Format::Csv, 1)] {
        let mut out = Vec::new();
        let written = export::write_all(&mut reader, &keys, &all, format, &mut out, |_, _| ()).await.expect("an export");
        assert_eq!(written, size);
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text.lines().count() as u64, size + heads);
        assert!(text.contains("erased"));
        if format == export::Format::Jsonl {
            let places = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["seq"].as_u64());
            assert!(places.eq((0..size).map(Some)));
        }
    }
}

//! Reading the record: who reads what of it, page by page, and what proves itself.

use porthor_keys::log::checkpoint::Checkpoint;
use porthor_keys::log::merkle::verify_inclusion;
use porthor_keys::log::note::Note;
use porthor_keys::log::tile::read_bundle;
use porthor_keys::receipt::{self, RELEASE_RECEIPT, ReleaseReceipt};
use porthor_policy::{Grounds, Outcome};

use super::*;

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
    assert_eq!((receipt.event_seq, receipt.payload_length, receipt.recipient_agency.as_str()), (seq, 10, "ysgol-dau"));
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

//! Keys replaced in a real store: all that was sealed opens under the new key, and nothing under the old.

use std::sync::Arc;

use porthor_config::{Config, Database};
use porthor_keys::envelope::{open, rewrite_header, seal};
use porthor_keys::header::Header;
use porthor_keys::hierarchy::RootSource;
use porthor_policy::{About, AgencyId, CaseFacts, Remark, RemarkKind};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::*;
use crate::audit::{body::EventKeys, verify};
use crate::remark::store::{Answered, Said};
use crate::report::intake::Arrived;
use crate::report::store::{Description, NewReport};
use crate::store::facts::{FactKind, NewFact};
use crate::{agency, case, consent, remark, report};

const REPORT: &[u8] = b"what the therapist found";

/// A store with one case: a fact, a report, a receipt and an event of it.
struct House {
    folder: tempfile::TempDir,
    root: Zeroizing<String>,
    app: Arc<App>,
    case: CaseId,
    /// The report's payload, nonce first.
    payload: Vec<u8>,
}

fn remark() -> Remark {
    let id = "remark-1".parse().expect("an id");
    let author = "mam".parse().expect("an id");
    Remark { id, about: About::Entry(0), kind: RemarkKind::Question, author, to: None }
}

fn root(text: &Zeroizing<String>) -> Root {
    Root::load(RootSource::IdentityFile(text.clone()), Vec::new()).expect("an identity is a root")
}

async fn opened(folder: &tempfile::TempDir, text: &Zeroizing<String>) -> Result<Arc<App>, crate::app::StartError> {
    let config = Config::from_toml("", folder.path()).expect("the defaults are valid");
    App::open(config, root(text)).await
}

impl House {
    async fn furnished() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Root::generate_identity_file();
        let app = opened(&folder, &root).await.expect("an empty store opens");
        let case: CaseId = porthor_keys::random::id().parse().expect("an id");
        let mut house = Self { folder, root, app, case, payload: Vec::new() };
        house.furnish().await;
        house
    }

    async fn furnish(&mut self) {
        let (app, case) = (Arc::clone(&self.app), self.case.clone());
        let lead: AgencyId = "ysgol-un".parse().expect("an id");
        let (key, sealed) = app.store.case_keys.generate().expect("a key");
        let mut tx = app.store.begin().await.expect("the writer");
        let agency = agency::store::AgencyRow {
            id: lead.clone(),
            kind: "school".into(),
            name_en: "One".into(),
            name_cy: "Un".into(),
            recipient: None,
            live: false,
        };
        assert!(agency::store::insert(&mut tx, &agency).await.expect("written"));
        case::store::insert(&mut tx, &case, &lead, &key, &sealed, "Mabli").await.expect("written");
        let body = CaseFacts { id: case.clone(), lead, born: None, looked_after: false, closed: false };
        let fact = NewFact { id: case.as_str(), kind: FactKind::Case, agency: None, person: None, body: &body };
        facts::insert(&mut tx, &case, &key, fact).await.expect("written");
        consent::store::put_receipt(&mut tx, &case, &key, case.as_str(), "a.signed.copy").await.expect("written");
        let said = Said { remark: remark(), text: "Pam?".into(), language: None };
        remark::store::insert(&mut tx, &case, &key, &said).await.expect("written");
        let answered =
            Answered { person: said.remark.author.clone(), agency: body.lead.clone(), text: "Achos".into(), language: None };
        assert!(remark::store::answer(&mut tx, &case, &key, &said.remark.id, &answered).await.expect("written"));
        self.push(&mut tx, &key).await;
        let event = Event { case: Some(case), ..Event::new(EventKind::CaseOpened, tx.now()) };
        tx.commit(Entry { event, key: Arc::clone(&key.column) }).await.expect("a commit");
    }

    async fn push(&mut self, tx: &mut Tx, key: &CaseKey) {
        let sealed = seal(&[key.identity.recipient()], REPORT);
        let (_, header) = Header::parse(&sealed).expect("a header").expect("a whole one");
        self.payload = sealed[header..].to_vec();
        let mut upload = self.app.store.blobs.begin().await.expect("room");
        upload.buffer().extend_from_slice(&self.payload);
        let arrived = Arrived {
            verdict: crate::malware::Verdict::NotAsked,
            stored: upload.finish().await.expect("durable"),
            header: sealed[..header].to_vec(),
            payload_hash: digest(&SHA256, &self.payload).as_ref().to_vec(),
            plain_hash: digest(&SHA256, REPORT).as_ref().to_vec(),
            plain_len: REPORT.len() as u64,
            content_type: "text/plain".into(),
            sealed_by: "gateway",
        };
        let id = "report-1".parse().expect("an id");
        let description = Description { file_name: "a.txt".into(), summary: None, companion_of: None, sender: None };
        let new = NewReport { id: &id, arrived: &arrived, same_hash: vec![1], description: &description };
        report::store::insert(tx, &self.case, key, &new).await.expect("written");
        arrived.stored.keep();
    }

    async fn key(&self) -> Arc<CaseKey> {
        let mut reader = self.app.store.reader().await.expect("a reader");
        self.app.store.case_keys.open(&mut reader, &self.case).await.expect("the case has a key")
    }

    /// Reads everything of the case that is sealed.
    async fn reads_all(&self) {
        let (app, key) = (&self.app, self.key().await);
        let mut reader = app.store.reader().await.expect("a reader");
        let row = case::store::find(&mut reader, &self.case, &key).await.expect("readable").expect("there");
        assert_eq!((row.name.as_str(), row.recipient), ("Mabli", key.identity.recipient().to_string()));
        let receipt = consent::store::receipt(&mut reader, &self.case, &key, self.case.as_str()).await.expect("readable");
        assert_eq!(receipt.as_deref(), Some("a.signed.copy"));
        let remarks = remark::store::all(&mut reader, &self.case, &key).await.expect("readable");
        let answer = remarks[0].answer.as_ref().map(|(answered, _)| answered.text.as_str());
        assert_eq!((remarks[0].said.text.as_str(), answer), ("Pam?", Some("Achos")));
        let id = "report-1".parse().expect("an id");
        let stored = report::store::stored(&mut reader, &self.case, &id, &key).await.expect("readable").expect("there");
        assert_eq!((stored.file_name.as_str(), stored.plain_hash.as_slice()), ("a.txt", digest(&SHA256, REPORT).as_ref()));
        let whole = [stored.header, self.payload.clone()].concat();
        assert_eq!(open(&key.identity, &whole).expect("opens"), REPORT);
        let known = app.facts.load(&mut reader, &app.store.case_keys, Some(&self.case)).await.expect("readable");
        assert!(known.facts.case.is_some());
        let keys = EventKeys::of(app);
        let report = verify::verify(&mut reader, &keys, &app.secrets.log_verifier, None, |_, _| ()).await.expect("readable");
        assert!(report.is_sound(), "{:?}", report.problems);
    }
}

#[tokio::test]
async fn a_case_with_a_new_key_reads_as_before_and_its_old_key_opens_nothing() {
    let house = House::furnished().await;
    house.reads_all().await;
    let old = house.key().await;
    let rotated = rotate_case(&house.app, &house.case).await.expect("rotated");
    assert_eq!(rotated, Rotated { case_keys: 1, secrets: 0, reports: 1, events: 1 });
    house.reads_all().await;
    let new = house.key().await;
    assert_ne!(new.identity.recipient(), old.identity.recipient());
    let mut reader = house.app.store.reader().await.expect("a reader");
    let (header,): (Vec<u8>,) = sqlx::query_as("SELECT header FROM report").fetch_one(&mut *reader).await.expect("a report");
    assert!(rewrite_header(&header, &old.identity, &[old.identity.recipient()]).is_err());
    let (kept,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM case_key WHERE sealed IS NOT NULL").fetch_one(&mut *reader).await.expect("a count");
    assert_eq!(kept, 1, "the old key is destroyed");
}

#[tokio::test]
async fn a_store_with_a_new_root_opens_with_it_and_no_longer_with_the_old() {
    let mut house = House::furnished().await;
    let after = Root::generate_identity_file();
    let rotated = rotate_root(&house.app, &root(&house.root), &root(&after)).await.expect("rotated");
    assert_eq!(rotated, Rotated { case_keys: 1, secrets: 1, reports: 0, events: 0 });
    assert!(opened(&house.folder, &house.root).await.is_err());
    house.app = opened(&house.folder, &after).await.expect("the new root opens it");
    house.reads_all().await;
}

#[tokio::test]
async fn a_root_that_cannot_open_what_is_kept_changes_nothing() {
    let house = House::furnished().await;
    let (wrong, after) = (Root::generate_identity_file(), Root::generate_identity_file());
    let refused = rotate_root(&house.app, &root(&wrong), &root(&after)).await;
    assert!(matches!(refused, Err(RotationError::Root(RootError::NoMatch))));
    opened(&house.folder, &house.root).await.expect("the root still opens it");
}

#[tokio::test]
async fn a_store_in_use_is_not_rotated_and_one_let_go_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = Database::Sqlite(folder.path().join("porthor.db"));
    let gateway = InUse::by_a_gateway(&database).await.expect("nobody else is there");
    assert!(matches!(InUse::alone(&database).await, Err(RotationError::InUse)));
    drop(gateway);
    InUse::alone(&database).await.expect("the gateway is gone");
}

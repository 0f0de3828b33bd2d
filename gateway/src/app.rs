//! What every handler is given: the store, the keys, the words and the rules, put together once at the start.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use porthor_config::Config;
use porthor_keys::hierarchy::{GatewaySecrets, Root};
use porthor_keys::log::checkpoint::Checkpoint;
use porthor_keys::log::merkle::{Frontier, Hash};
use porthor_keys::log::note::{KeyType, Note, Signer, VerifierKey};
use porthor_keys::receipt::ReceiptKey;
use porthor_keys::sealed_column::{ColumnKey, LookupKey};
use porthor_keys::token::{SessionClaims, TokenError, TokenKey};
use porthor_policy::Event;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::http::tls::ServerTls;
use crate::mail::outbox::Outbox;
use crate::malware::Scanner;
use crate::reckon::Reckoning;
use crate::store::blobs::Blobs;
use crate::store::case_keys::CaseKeys;
use crate::store::facts::FactsReader;
use crate::store::names::Register;
use crate::store::recorder::{Recorder, Signs};
use crate::store::{Entry, Store, StoreError, pool};
use crate::transfers::Transfers;
use crate::turns::Turns;
use crate::words::Words;

/// Passwords hashed at once: each takes 19 MiB and a core.
const HASHING: usize = 2;

/// Why the gateway does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error("the store cannot be opened: {0}")]
    Store(#[from] StoreError),
    /// The root cannot be read.
    #[error("the root identity cannot be used: {0}")]
    Root(#[from] porthor_keys::hierarchy::RootError),
    /// The log's origin cannot be a key name.
    #[error("[log] origin cannot be used as a key name: {0}")]
    Origin(#[from] porthor_keys::log::note::NoteError),
    /// The record was begun under another origin. What is signed under two names is two logs to whoever checks it.
    #[error(
        "[log] origin is \"{configured}\", and the record in this database was begun as \"{begun}\"; a log keeps its name. \
         Put origin = \"{begun}\" back into the configuration, or, if nothing is kept yet that matters, set a new folder up with \
         `porthor init --origin {configured}`"
    )]
    OtherOrigin {
        /// What the log's checkpoint names.
        begun: String,
        /// What the configuration names.
        configured: String,
    },
}

/// Keys derived from the gateway's own secret.
pub struct Secrets {
    record: Arc<ColumnKey>,
    /// Seals factors, names of staff and other columns that belong to no case.
    pub column: ColumnKey,
    /// Hashes what is looked up by equality.
    pub lookup: LookupKey,
    /// Signs receipts.
    pub receipts: ReceiptKey,
    /// Checks the log's signature.
    pub log_verifier: VerifierKey,
}

impl Secrets {
    /// Seals events that concern no case.
    pub fn record_key(&self) -> Arc<ColumnKey> {
        Arc::clone(&self.record)
    }
}

/// Session tokens for this gateway's origin.
pub struct Tokens {
    key: TokenKey,
    audience: String,
    /// Claims of tokens whose signature was found good, by the token's SHA-256: checking it again costs a hundred microseconds. Times
    /// are checked at each use, and so is the session, in the database.
    checked: Mutex<HashMap<[u8; 32], SessionClaims>>,
}

/// Checked tokens kept at once; beyond it all are forgotten and checked again as they come.
const CHECKED: usize = 10_000;

impl Tokens {
    fn new(key: TokenKey, audience: String) -> Self {
        Self { key, audience, checked: Mutex::default() }
    }

    /// Signs a token for `session` of `person`, good for `seconds` from `now` (seconds since 1970, UTC).
    pub fn issue(&self, person: &str, session: &str, now: i64, seconds: i64) -> String {
        let claims = SessionClaims {
            sub: person.to_owned(),
            sid: session.to_owned(),
            aud: self.audience.clone(),
            iat: now,
            exp: now + seconds,
        };
        self.key.issue(&claims)
    }

    /// Checks a token at `now` (seconds since 1970, UTC).
    pub fn verify(&self, token: &str, now: i64) -> Result<SessionClaims, TokenError> {
        let mut digest = [0; 32];
        digest.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, token.as_bytes()).as_ref());
        let kept = self.checked().get(&digest).filter(|claims| claims.iat <= now && now < claims.exp).cloned();
        if let Some(claims) = kept {
            return Ok(claims);
        }
        let claims = self.key.verify(token, &self.audience, now)?;
        let mut checked = self.checked();
        if checked.len() >= CHECKED {
            checked.clear();
        }
        checked.insert(digest, claims.clone());
        Ok(claims)
    }

    fn checked(&self) -> MutexGuard<'_, HashMap<[u8; 32], SessionClaims>> {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks a token that may have ended up to `pause` seconds before `now`: good for a renewal and nothing else.
    pub fn verify_for_renewal(&self, token: &str, now: i64, pause: i64) -> Result<SessionClaims, TokenError> {
        self.key.verify_for_renewal(token, &self.audience, now, pause)
    }

    /// What tokens and device assertions are for: this gateway's origin.
    pub fn audience(&self) -> &str {
        &self.audience
    }
}

/// What every handler is given.
pub struct App {
    /// As the operator set it.
    pub config: Config,
    /// The present.
    pub clock: Clock,
    /// What is kept.
    pub store: Store,
    /// Derived keys.
    pub secrets: Secrets,
    /// Session tokens.
    pub tokens: Tokens,
    /// The reader behind every decision.
    pub facts: FactsReader,
    /// Texts in both languages.
    pub words: Arc<Words>,
    /// Releases under way.
    pub transfers: Arc<Transfers>,
    /// The certificates that the gateway serves with, once it does.
    pub certificates: OnceLock<ServerTls>,
    /// Looks for malware in what comes.
    pub scanner: Scanner,
    /// Mail that waits to be sent.
    pub outbox: Outbox,
    /// Uploads that somebody is at.
    pub uploads: Arc<Turns>,
    /// Places for hashing passwords.
    pub hashing: Semaphore,
    /// Places for what pages are reckoned from.
    pub reckoning: Reckoning,
    /// The place for going through the record.
    pub gathering: Reckoning,
}

struct LogSigner {
    signer: Signer,
    origin: String,
}

impl LogSigner {
    fn new(origin: String, secrets: &GatewaySecrets) -> Result<Self, porthor_keys::log::note::NoteError> {
        let signer = Signer::from_seed(&origin, KeyType::Ed25519, &secrets.log_seed())?;
        Ok(Self { signer, origin })
    }
}

impl Signs for LogSigner {
    fn checkpoint(&self, size: u64, root: &Hash) -> String {
        let checkpoint = Checkpoint::new(&self.origin, size, *root).expect("the origin was checked at the start");
        checkpoint.sign(&self.signer).expect("the signer is the log's own").to_string()
    }
}

impl App {
    /// An event that concerns no case, sealed under the record's key.
    pub fn entry(&self, event: Event) -> Entry {
        Entry { event, key: self.secrets.record_key() }
    }

    /// Opens the store with `root`, making the gateway's own secret on first use.
    pub async fn open(config: Config, root: Root) -> Result<Arc<Self>, StartError> {
        let clock = Clock;
        let url = config.storage.database.url();
        let mut database = pool::open(&url).await?;
        let secrets = gateway_secrets(&mut database.writer, &root).await?;
        let signer = LogSigner::new(config.log.origin.clone(), &secrets)?;
        let log_verifier = signer.signer.verifier().clone();
        let checkpoint = begin_log(&mut database.writer, &signer).await?;
        if let Some(begun) = other_origin(&checkpoint, &signer.origin, &secrets) {
            return Err(StartError::OtherOrigin { begun, configured: signer.origin });
        }
        let recorder = Recorder::start(url, database.engine, database.writer, Arc::new(signer), clock);
        let porthor_config::Blobs::Folder(folder) = &config.storage.blobs;
        let blobs = Blobs::open_folder(folder.clone())?;
        let register = Arc::new(Register::default());
        let store = Store::new(database.readers, recorder, blobs, CaseKeys::new(Arc::new(root)));
        Ok(Arc::new(Self {
            clock,
            store,
            tokens: Tokens::new(TokenKey::from_seed(&secrets.token_seed()), config.server.public_origin.clone()),
            secrets: Secrets {
                record: Arc::new(secrets.record_key()),
                column: secrets.factor_key(),
                lookup: secrets.lookup_key(),
                receipts: ReceiptKey::from_seed(&secrets.receipt_seed()),
                log_verifier,
            },
            facts: FactsReader::new(Arc::clone(&config.taxonomy), Arc::clone(&register)),
            words: Arc::new(Words::naming(Arc::clone(&config.taxonomy), register)),
            transfers: Arc::default(),
            certificates: OnceLock::new(),
            scanner: Scanner::new(&config.malware),
            outbox: Outbox::new(),
            uploads: Arc::default(),
            hashing: Semaphore::new(HASHING),
            reckoning: Reckoning::for_pages(),
            gathering: Reckoning::for_the_record(),
            config,
        }))
    }
}

/// The empty log's head, where there is none yet; gives the checkpoint that is kept.
async fn begin_log(writer: &mut sqlx::AnyConnection, signer: &LogSigner) -> Result<String, StoreError> {
    let empty = Frontier::new();
    sqlx::query(
        "INSERT INTO log_head (id, size, last_at, world, frontier, checkpoint) VALUES (1, 0, 0, 0, $1, $2) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(empty.to_bytes())
    .bind(signer.checkpoint(0, &empty.root()))
    .execute(&mut *writer)
    .await?;
    let (checkpoint,) = sqlx::query_as("SELECT checkpoint FROM log_head WHERE id = 1").fetch_one(writer).await?;
    Ok(checkpoint)
}

/// The other name that this gateway's own key signed the record under. A first line that somebody altered is none: that is for
/// `porthor audit verify` to find.
fn other_origin(checkpoint: &str, origin: &str, secrets: &GatewaySecrets) -> Option<String> {
    let begun = checkpoint.lines().next().filter(|begun| *begun != origin)?;
    let signer = LogSigner::new(begun.to_owned(), secrets).ok()?;
    let note: Note = checkpoint.parse().ok()?;
    Checkpoint::open(&note, signer.signer.verifier()).ok()?;
    Some(signer.origin)
}

async fn gateway_secrets(writer: &mut sqlx::AnyConnection, root: &Root) -> Result<GatewaySecrets, StartError> {
    let fresh = GatewaySecrets::generate();
    let sealed = root.seal(&fresh.to_bytes())?;
    sqlx::query("INSERT INTO secret (name, sealed) VALUES ('gateway', $1) ON CONFLICT (name) DO NOTHING")
        .bind(sealed)
        .execute(&mut *writer)
        .await
        .map_err(StoreError::from)?;
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("SELECT sealed FROM secret WHERE name = 'gateway'").fetch_one(writer).await.map_err(StoreError::from)?;
    Ok(GatewaySecrets::from_bytes(&root.open(&sealed)?)?)
}

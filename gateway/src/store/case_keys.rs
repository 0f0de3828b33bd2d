//! The keys of cases: an age identity each, sealed to the root's recipients in the database, opened on first use and kept in
//! memory for a while. Destroying a key empties its row and forgets the opened copy at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use porthor_keys::hierarchy::Root;
use porthor_keys::recipient::Identity;
use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::CaseId;
use sqlx::AnyConnection;

use super::StoreError;

/// Opened keys kept at once; beyond it all are forgotten and opened again as needed.
const KEPT: usize = 10_000;

/// A case's key, opened.
pub struct CaseKey {
    /// Opens the headers of its reports.
    pub identity: Identity,
    /// Seals its columns.
    pub column: Arc<ColumnKey>,
}

impl CaseKey {
    /// A key for a case from its identity.
    pub fn new(identity: Identity) -> Self {
        let column = Arc::new(ColumnKey::for_case(&identity));
        Self { identity, column }
    }
}

/// All cases' keys, opened as needed.
pub struct CaseKeys {
    root: Arc<Root>,
    opened: Mutex<HashMap<CaseId, Arc<CaseKey>>>,
}

impl CaseKeys {
    /// Keys that `root` opens.
    pub fn new(root: Arc<Root>) -> Self {
        Self { root, opened: Mutex::default() }
    }

    /// The key in force for `case`. Fails with [`StoreError::Erased`] where it was destroyed or never was.
    pub async fn open(&self, connection: &mut AnyConnection, case: &CaseId) -> Result<Arc<CaseKey>, StoreError> {
        if let Some(key) = self.kept(case) {
            return Ok(key);
        }
        let row: Option<(Option<Vec<u8>>,)> = sqlx::query_as("SELECT sealed FROM case_key WHERE case_id = $1 AND ended_at IS NULL")
            .bind(case.as_str())
            .fetch_optional(connection)
            .await?;
        let sealed = row.and_then(|(sealed,)| sealed).ok_or(StoreError::Erased)?;
        let key = Arc::new(CaseKey::new(open_sealed(&self.root, &sealed)?));
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.len() >= KEPT {
            opened.clear();
        }
        opened.insert(case.clone(), Arc::clone(&key));
        Ok(key)
    }

    fn kept(&self, case: &CaseId) -> Option<Arc<CaseKey>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(case).cloned()
    }

    /// Forgets the opened key of `case`: it was destroyed or replaced.
    pub fn forget(&self, case: &CaseId) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).remove(case);
    }

    /// A new key, and the same sealed to the root's recipients.
    pub fn generate(&self) -> Result<(CaseKey, Vec<u8>), StoreError> {
        let identity = Identity::generate();
        let sealed = self.root.seal(identity.to_secret_string().as_bytes()).map_err(|_| StoreError::Sealed)?;
        Ok((CaseKey::new(identity), sealed))
    }
}

/// Opens a sealed case identity with the root.
pub fn open_sealed(root: &Root, sealed: &[u8]) -> Result<Identity, StoreError> {
    let secret = root.open(sealed).map_err(|_| StoreError::Sealed)?;
    let text = std::str::from_utf8(&secret).map_err(|_| StoreError::Sealed)?;
    text.trim().parse().map_err(|_| StoreError::Sealed)
}

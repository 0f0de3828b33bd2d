//! Opening events: under their case's key where the row names a case, else under the record's. A case whose key was destroyed
//! leaves its events closed for good; only what was sealed under the record's key since can still be read.

use std::sync::Arc;

use porthor_keys::sealed_column::ColumnKey;
use porthor_policy::CaseId;
use sqlx::AnyConnection;

use super::store::Row;
use crate::app::App;
use crate::store::StoreError;
use crate::store::case_keys::CaseKeys;
use crate::store::log::{self, OpenedEvent};

/// The keys that open events.
pub struct EventKeys<'a> {
    /// Opens what concerns no case.
    pub record: Arc<ColumnKey>,
    /// Opens what concerns one.
    pub cases: &'a CaseKeys,
}

/// What is to be read of a row.
pub enum Body {
    /// The event, with what proves it.
    Opened(Box<OpenedEvent>),
    /// The case was erased: its key is destroyed.
    Erased,
    /// The case's key is there and cannot be opened with the root.
    KeyUnusable,
    /// Neither the key of the case that the row names nor the record's opens it.
    Unreadable,
}

impl<'a> EventKeys<'a> {
    /// The keys of a running gateway.
    pub fn of(app: &'a App) -> Self {
        Self { record: app.secrets.record_key(), cases: &app.store.case_keys }
    }

    /// Opens a row.
    pub async fn open(&self, connection: &mut AnyConnection, row: &Row) -> Result<Body, StoreError> {
        self.open_sealed(connection, row.seq, row.columns.case.as_deref(), &row.sealed).await
    }

    /// Opens what is sealed at `seq` of a row that names `case`.
    pub async fn open_sealed(
        &self,
        connection: &mut AnyConnection,
        seq: u64,
        case: Option<&str>,
        sealed: &[u8],
    ) -> Result<Body, StoreError> {
        let with_record_key = || log::open(seq, sealed, &self.record).map(|opened| Body::Opened(Box::new(opened)));
        let Some(case) = case else { return Ok(with_record_key().unwrap_or(Body::Unreadable)) };
        let Ok(case) = case.parse::<CaseId>() else { return Ok(Body::Unreadable) };
        // The second try is for a key that was replaced since it was opened.
        for _ in 0..2 {
            match self.cases.open(connection, &case).await {
                Ok(key) => {
                    if let Ok(opened) = log::open(seq, sealed, &key.column) {
                        return Ok(Body::Opened(Box::new(opened)));
                    }
                    self.cases.forget(&case);
                }
                Err(StoreError::Erased) => return Ok(with_record_key().unwrap_or(Body::Erased)),
                Err(StoreError::Sealed) => return Ok(Body::KeyUnusable),
                Err(error) => return Err(error),
            }
        }
        Ok(with_record_key().unwrap_or(Body::Unreadable))
    }
}

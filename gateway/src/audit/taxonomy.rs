//! Which taxonomy decisions were taken under. Every start of a gateway records the digest of its own, so that a decision that comes out
//! otherwise because the operator changed the rules is told from one whose facts were altered. Gateways side by side are meant to have
//! one taxonomy; while it is being changed on them one by one, the latest start counts.

use porthor_policy::{EventKind, Taxonomy};
use ring::digest::{SHA256, digest as hash};
use sqlx::AnyConnection;

use super::body::{Body, EventKeys};
use super::store::{self, Filter, Stretch};
use crate::app::App;
use crate::hex::hex;
use crate::store::StoreError;

/// The detail of a start that holds the digest.
pub const DETAIL: &str = "taxonomy";
/// Rows read at once.
const BATCH: u32 = 256;

/// SHA-256 of the taxonomy as canonical JSON, hexadecimal.
pub fn digest(taxonomy: &Taxonomy) -> String {
    // Maps and sets of the taxonomy are ordered, and so are the fields of a JSON value.
    let canonical = serde_json::to_value(taxonomy).expect("a taxonomy is plain data and always becomes JSON").to_string();
    hex(hash(&SHA256, canonical.as_bytes()).as_ref())
}

/// The taxonomies that were in force, from which place in the log on.
pub struct Adopted {
    present: String,
    from: Vec<(u64, String)>,
}

impl Adopted {
    /// As the record has it.
    pub async fn read(app: &App, connection: &mut AnyConnection) -> Result<Self, StoreError> {
        let keys = EventKeys::of(app);
        let filter = Filter { kind: Some(EventKind::GatewayStarted), ..Filter::default() };
        let below = store::head(&mut *connection).await?.size;
        let (mut from, mut after) = (Vec::new(), None);
        loop {
            let rows = store::page(&mut *connection, &filter, Stretch { after, below, limit: BATCH }).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.seq);
            for row in &rows {
                if let Body::Opened(opened) = keys.open(&mut *connection, row).await?
                    && let Some(digest) = opened.event.details.get(DETAIL)
                {
                    from.push((row.seq, digest.clone()));
                }
            }
        }
        Ok(Self { present: digest(&app.config.taxonomy), from })
    }

    /// The digest of the taxonomy in force at `seq`, if it is not the present one. Where no start is on record before it, it is taken
    /// for the present one: a difference is then shown rather than explained away.
    pub fn another(&self, seq: u64) -> Option<String> {
        let latest = self.from.iter().rev().find(|(from, _)| *from < seq);
        latest.map(|(_, digest)| digest.clone()).filter(|digest| *digest != self.present)
    }
}

//! Which taxonomy decisions were taken under. Every start of a gateway records the digest of its own and keeps it whole, once per
//! digest, so that each decision is taken again under the very rules it was taken under: a difference is then a difference. Gateways
//! side by side are meant to have one taxonomy: stop all before it is changed, for the latest start counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use porthor_policy::{EventKind, Taxonomy};
use ring::digest::{SHA256, digest as hash};
use serde::Serialize;
use sqlx::AnyConnection;

use super::body::{Body, EventKeys};
use super::store::{self, Filter, Stretch};
use crate::app::App;
use crate::hex::hex;
use crate::store::{StoreError, Tx};

/// The detail of a start that holds the digest.
pub const DETAIL: &str = "taxonomy";
/// Rows read at once.
const BATCH: u32 = 256;

/// The taxonomy as canonical JSON: its maps and sets are ordered, and so are the fields of a JSON value.
fn canonical(taxonomy: &Taxonomy) -> String {
    serde_json::to_value(taxonomy).expect("a taxonomy is plain data and always becomes JSON").to_string()
}

fn digest_of(body: &str) -> String {
    hex(hash(&SHA256, body.as_bytes()).as_ref())
}

/// Keeps the taxonomy of a gateway that starts, and returns its SHA-256, hexadecimal. A body that was altered is put right.
pub async fn adopt(tx: &mut Tx, taxonomy: &Taxonomy) -> Result<String, StoreError> {
    let body = canonical(taxonomy);
    let digest = digest_of(&body);
    store::keep_taxonomy(tx, &digest, &body).await?;
    Ok(digest)
}

/// A taxonomy by which decisions were taken, and that is not there to take them by again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// The start that recorded it first.
    pub seq: u64,
    /// SHA-256, hexadecimal; none where the start itself cannot be read.
    pub digest: Option<String>,
    /// `missing`, `altered`, or `start-unreadable`.
    pub fault: &'static str,
}

/// The taxonomy in force at a place in the log.
pub struct InForce {
    /// By it decisions are taken again.
    pub taxonomy: Arc<Taxonomy>,
    /// Its digest, if it is not the present one.
    pub another: Option<String>,
}

/// The taxonomies that were in force, from which place in the log on.
pub struct Adopted {
    present: Arc<Taxonomy>,
    present_digest: String,
    /// By the place of a start: the digest, where it can be read.
    from: BTreeMap<u64, Option<String>>,
    kept: BTreeMap<String, Arc<Taxonomy>>,
    lost: Vec<Lost>,
}

impl Adopted {
    /// As the record has it.
    pub async fn read(app: &App, connection: &mut AnyConnection) -> Result<Self, StoreError> {
        let present = Arc::clone(&app.config.taxonomy);
        let present_digest = digest_of(&canonical(&present));
        let from = starts(app, &mut *connection).await?;
        let bodies = store::taxonomies(connection).await?;
        let (mut kept, mut lost) = (BTreeMap::new(), Vec::<Lost>::new());
        for (seq, digest) in &from {
            let found = digest.as_ref().map_or(Err("start-unreadable"), |digest| opened(digest, bodies.get(digest)));
            match (found, digest) {
                (Ok(taxonomy), Some(digest)) => drop(kept.entry(digest.clone()).or_insert(taxonomy)),
                (Err(_), Some(_)) if lost.iter().any(|known| known.digest == *digest) => {}
                (Err(fault), _) => lost.push(Lost { seq: *seq, digest: digest.clone(), fault }),
                (Ok(_), None) => {}
            }
        }
        Ok(Self { present, present_digest, from, kept, lost })
    }

    /// The taxonomy in force at `seq`: that of the latest start before it; none if it is lost. Where no start is on record before
    /// it, it is taken for the present one.
    pub fn at(&self, seq: u64) -> Option<InForce> {
        let Some((_, digest)) = self.from.range(..seq).next_back() else {
            return Some(InForce { taxonomy: Arc::clone(&self.present), another: None });
        };
        let digest = digest.as_ref()?;
        let another = Some(digest.clone()).filter(|digest| *digest != self.present_digest);
        Some(InForce { taxonomy: Arc::clone(self.kept.get(digest)?), another })
    }

    /// Those that are not there any more.
    pub fn lost(&self) -> &[Lost] {
        &self.lost
    }
}

/// Where gateways were started, each with the digest of its taxonomy, if that can be read.
async fn starts(app: &App, connection: &mut AnyConnection) -> Result<BTreeMap<u64, Option<String>>, StoreError> {
    let keys = EventKeys::of(app);
    let filter = Filter { kind: Some(EventKind::GatewayStarted), ..Filter::default() };
    let below = store::head(&mut *connection).await?.size;
    let (mut from, mut after) = (BTreeMap::new(), None);
    loop {
        let rows = store::page(&mut *connection, &filter, Stretch { after, below, limit: BATCH }).await?;
        let Some(last) = rows.last() else { return Ok(from) };
        after = Some(last.seq);
        for row in &rows {
            let digest = match keys.open(&mut *connection, row).await? {
                Body::Opened(opened) => opened.event.details.get(DETAIL).cloned(),
                Body::Erased | Body::KeyUnusable | Body::Unreadable => None,
            };
            from.insert(row.seq, digest);
        }
    }
}

/// The taxonomy that is kept under `digest`, if it is the one.
fn opened(digest: &str, body: Option<&String>) -> Result<Arc<Taxonomy>, &'static str> {
    let body = body.ok_or("missing")?;
    let read = || serde_json::from_str(body).ok().map(Arc::new);
    Some(body).filter(|body| digest_of(body) == digest).and_then(|_| read()).ok_or("altered")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_the_taxonomy_itself_and_nothing_but_what_was_recorded() {
        let taxonomy = porthor_config::taxonomy::shipped().expect("the shipped taxonomy is valid");
        let body = canonical(&taxonomy);
        let digest = digest_of(&body);
        assert_eq!(opened(&digest, Some(&body)).as_deref(), Ok(&taxonomy));
        assert_eq!(opened(&digest, Some(&body.replacen("15", "16", 1))), Err("altered"));
        assert_eq!(opened(&digest, None), Err("missing"));
    }
}

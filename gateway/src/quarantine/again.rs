//! The scanner once more, about what could not be scanned when it came: it was away, or said nothing in time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use porthor_keys::envelope::open_header;
use porthor_keys::header::Header;
use porthor_keys::payload::{NONCE, PayloadOpener};
use porthor_policy::{CaseId, Event, EventKind, HeldFor, ReportId};
use tokio::time::sleep;
use zeroize::Zeroizing;

use crate::app::App;
use crate::malware::Verdict;
use crate::report::push::{fact_of, hold, with_verdict};
use crate::report::store::{self as reports, StoredReport};
use crate::store::case_keys::CaseKey;
use crate::store::facts::{self, FactKind, parse};
use crate::store::{Entry, StoreError};

/// Bytes of a payload that are read at once.
const PIECE: u64 = 256 * 1024;

/// Tries again and again, as long as the gateway serves. Without a scanner there is nothing to try.
pub async fn run(app: Arc<App>) {
    if !app.scanner.is_there() {
        return;
    }
    let pause = Duration::from_secs(app.config.malware.again_seconds);
    let mut tried = Tried::default();
    loop {
        sleep(pause).await;
        match round(&app, &mut tried).await {
            Ok(0) => {}
            Ok(scanned) => tracing::info!(scanned, "reports were scanned that had not been when they came"),
            Err(error) => tracing::warn!(cause = error.cause(), "reports could not be scanned again"),
        }
    }
}

/// How often the scanner was asked about a report in vain, so that one that it cannot look at, being too large, is not read again each time.
#[derive(Default)]
struct Tried {
    rounds: u64,
    in_vain: HashMap<String, u32>,
}

impl Tried {
    /// Whether it is this one's turn: after so many times in vain, each second, fourth … sixteenth round.
    fn is_due(&self, fact: &str) -> bool {
        let times = self.in_vain.get(fact).copied().unwrap_or_default();
        self.rounds.is_multiple_of(1 << times.min(4))
    }
}

/// Has unscanned reports scanned; says of how many it is known now. Nothing is read as long as the scanner does not answer.
async fn round(app: &App, tried: &mut Tried) -> Result<usize, StoreError> {
    let waiting = reports::held_facts(&mut *app.store.reader().await?).await?;
    tried.in_vain.retain(|known, _| waiting.iter().any(|(_, fact)| fact == known));
    if waiting.is_empty() || !app.scanner.answers().await {
        return Ok(0);
    }
    tried.rounds += 1;
    let mut scanned = 0;
    for (case, fact) in waiting {
        let Some(report) = fact.strip_suffix("-unscanned").filter(|_| tried.is_due(&fact)) else { continue };
        let case: CaseId = parse(case, "case_fact", "case_id")?;
        let report: ReportId = parse(report.to_owned(), "case_fact", "id")?;
        let verdict = match scan(app, &case, &report).await {
            // Erased, or turned away, meanwhile.
            Ok(None) | Err(StoreError::Erased) => continue,
            Ok(Some(verdict)) => verdict,
            Err(error) => {
                // One that cannot be read holds up none of the others.
                tracing::warn!(cause = error.cause(), "a report could not be read for the scanner");
                Verdict::Unscanned
            }
        };
        if verdict == Verdict::Unscanned {
            *tried.in_vain.entry(fact).or_default() += 1;
            continue;
        }
        scanned += usize::from(say(app, &case, &report, &verdict).await?);
    }
    Ok(scanned)
}

/// What the scanner says of a stored report; nothing if it is gone.
async fn scan(app: &App, case: &CaseId, report: &ReportId) -> Result<Option<Verdict>, StoreError> {
    let mut reader = app.store.reader().await?;
    let key = app.store.case_keys.open(&mut reader, case).await?;
    let Some(stored) = reports::stored(&mut reader, case, report, &key).await? else { return Ok(None) };
    drop(reader);
    read(app, &key, &stored).await.map(Some)
}

async fn read(app: &App, key: &CaseKey, stored: &StoredReport) -> Result<Verdict, StoreError> {
    let damaged = || StoreError::bad_row("report", "header");
    let (header, _) = Header::parse(&stored.header).ok().flatten().ok_or_else(damaged)?;
    let file_key = open_header(&header, &key.identity).map_err(|_| damaged())?;
    let payload = app.store.blobs.open(&stored.blob).await?;
    let (nonce, ()) = payload.read(0..NONCE as u64, |_| ()).await?;
    let nonce = nonce.as_ref().try_into().map_err(|_| damaged())?;
    let mut opener = PayloadOpener::new(&file_key, nonce);
    let mut scanning = app.scanner.begin_patiently();
    let mut at = NONCE as u64;
    while at < stored.payload_len && scanning.is_wanted() {
        let to = stored.payload_len.min(at + PIECE);
        let (sealed, ()) = payload.read(at..to, |_| ()).await?;
        let mut opened = Zeroizing::new(Vec::with_capacity(sealed.len()));
        opener.push(&sealed, &mut opened).map_err(|_| damaged())?;
        scanning.push(opened).await;
        at = to;
    }
    if at == stored.payload_len {
        let mut last = Zeroizing::default();
        opener.finish(&mut last).map_err(|_| damaged())?;
        scanning.push(last).await;
    }
    Ok(scanning.finish().await)
}

/// Writes down what the scanner said; false if the report is not held back for it any more.
async fn say(app: &App, case: &CaseId, report: &ReportId, verdict: &Verdict) -> Result<bool, StoreError> {
    let mut tx = app.store.begin().await?;
    let key = app.store.case_keys.open(tx.connection(), case).await?;
    if !facts::end(&mut tx, case, FactKind::Quarantine, &fact_of(report, HeldFor::Unscanned)).await? {
        return Ok(false);
    }
    if let Some(held_for) = verdict.held_for() {
        hold(&mut tx, case, &key, report, held_for).await?;
    }
    let event = Event { case: Some(case.clone()), report: Some(report.clone()), ..Event::new(EventKind::ReportScanned, tx.now()) };
    let column = Arc::clone(&key.column);
    tx.commit(Entry { event: with_verdict(event, verdict), key: column }).await?;
    Ok(true)
}

//! An envelope on its way in: opened with the key of the case that it names, as it comes, in constant memory. Nothing of it is believed
//! before it has proved itself.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use porthor_keys::envelope::{HeaderReader, case_of, open_header};
use porthor_keys::payload::PayloadOpener;
use porthor_policy::CaseId;
use zeroize::Zeroizing;

use super::head::{Head, HeadError};
use crate::app::App;
use crate::gate;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::report::intake::{Intake, broken};
use crate::store::StoreError;
use crate::store::case_keys::CaseKey;

/// Where an envelope's bytes come from.
pub trait Source: Stream<Item = Result<Bytes, Problem>> + Unpin + Send {}
impl<T: Stream<Item = Result<Bytes, Problem>> + Unpin + Send> Source for T {}

/// An envelope that opens here.
pub struct Opened<S> {
    source: S,
    /// None once its last byte has proved the rest.
    opener: Option<PayloadOpener>,
    /// Opened, and not taken yet: from `at` on.
    plain: Zeroizing<Vec<u8>>,
    at: usize,
    /// The case that it names.
    pub case: CaseId,
    /// That case's key.
    pub key: Arc<CaseKey>,
}

/// That an envelope is for nobody here. Whether there is such a case, whether its key is another by now, and whether whoever carries it
/// may bring it there: it sounds the same.
pub fn not_for_here() -> Problem {
    Problem::unacceptable("envelope-not-for-here")
}

/// The same, after a time that does not tell either.
async fn absent(who: &SignedIn) -> Problem {
    drop(gate::absent(who.came).await);
    not_for_here()
}

impl<S: Source> Opened<S> {
    /// Reads as far as it takes to tell for whom it is.
    pub async fn begin(app: &App, who: &SignedIn, mut source: S) -> Result<Self, Problem> {
        let mut reader = HeaderReader::new();
        let start = loop {
            let Some(piece) = source.next().await.transpose()? else { return Err(Problem::unacceptable("envelope-incomplete")) };
            match reader.push(&piece) {
                Ok(Some(start)) => break start,
                Ok(None) => {}
                Err(_) => return Err(Problem::unacceptable("envelope-unknown")),
            }
        };
        let case = case_of(&start.header).ok_or_else(|| Problem::unacceptable("envelope-unknown"))?;
        let Ok(case) = case.parse::<CaseId>() else { return Err(Problem::unacceptable("envelope-unknown")) };
        let key = match app.store.case_keys.open(&mut *app.store.reader().await?, &case).await {
            Ok(key) => key,
            Err(StoreError::Erased) => return Err(absent(who).await),
            Err(error) => return Err(error.into()),
        };
        let Ok(file_key) = open_header(&start.header, &key.identity) else { return Err(absent(who).await) };
        let opener = Some(PayloadOpener::new(&file_key, &start.nonce));
        let mut opened = Self { source, opener, plain: Zeroizing::default(), at: 0, case, key };
        opened.open(&start.rest)?;
        Ok(opened)
    }

    fn open(&mut self, piece: &[u8]) -> Result<(), Problem> {
        let Some(opener) = &mut self.opener else { return Ok(()) };
        self.plain.drain(..self.at);
        self.at = 0;
        opener.push(piece, &mut self.plain).map_err(|error| altered(&error))
    }

    /// Opens some more; false at its end, which is proved to be one.
    async fn more(&mut self) -> Result<bool, Problem> {
        if let Some(piece) = self.source.next().await.transpose()? {
            self.open(&piece)?;
            return Ok(true);
        }
        let Some(opener) = self.opener.take() else { return Ok(false) };
        opener.finish(&mut self.plain).map_err(|error| altered(&error))?;
        Ok(true)
    }

    /// What its sender says of it.
    pub async fn head(&mut self) -> Result<Head, Problem> {
        let mut looked_at = usize::MAX;
        loop {
            // Whoever sends a byte at a time does not have it read again for each.
            let opened = self.plain.len();
            match if opened == looked_at { Ok(None) } else { Head::read(&self.plain) } {
                Ok(Some((head, length))) => {
                    self.at = length;
                    return if head.manifest.case == self.case { Ok(head) } else { Err(Problem::unacceptable("envelope-altered")) };
                }
                Ok(None) => looked_at = opened,
                Err(HeadError::TooMany) => return Err(Problem::unacceptable("envelope-too-many")),
                Err(HeadError::NotAnEnvelope | HeadError::Malformed) => return Err(Problem::unacceptable("envelope-unknown")),
            }
            if !self.more().await? {
                return Err(Problem::unacceptable("envelope-incomplete"));
            }
        }
    }

    /// Gives the next `bytes` to `intake`.
    pub async fn pour(&mut self, mut bytes: u64, intake: &mut Intake) -> Result<(), Problem> {
        while bytes > 0 {
            let here = &self.plain[self.at..];
            let here = &here[..usize::try_from(bytes).unwrap_or(usize::MAX).min(here.len())];
            intake.push(here).await?;
            bytes -= here.len() as u64;
            self.at += here.len();
            if bytes > 0 && !self.more().await? {
                return Err(Problem::unacceptable("envelope-incomplete"));
            }
        }
        Ok(())
    }

    /// That nothing follows, and that all that came is what its sender sealed.
    pub async fn end(&mut self) -> Result<(), Problem> {
        while self.at == self.plain.len() {
            if !self.more().await? {
                return Ok(());
            }
        }
        Err(Problem::unacceptable("envelope-altered"))
    }
}

fn altered(error: &porthor_keys::envelope::EnvelopeError) -> Problem {
    match broken(error).code() {
        "age-incomplete" => Problem::unacceptable("envelope-incomplete"),
        _ => Problem::unacceptable("envelope-altered"),
    }
}

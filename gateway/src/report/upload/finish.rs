//! From an upload that is whole to a report, by the same decision and in the same change as any push; or to its end, where it cannot be
//! one. Either is written down, for the sender may have gone before the answer.

use std::sync::Arc;

use porthor_policy::{Event, EventKind, HeldFor};

use super::pieces::Pieces;
use super::store::{self, State, Upload};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::report::intake::{Closed, Intake};
use crate::report::metadata::Metadata;
use crate::report::push::Admitted;
use crate::store::{Entry, StoreError};

/// A report that an upload has become.
pub struct Stored {
    /// Which.
    pub report: String,
    /// Its SHA-256, hexadecimal; known when it has just been stored.
    pub sha256: Option<String>,
    /// Why it is held back, if it is.
    pub held_for: Vec<HeldFor>,
}

/// An upload that is proved while it comes: that it opens, to its end, and holds what may come.
pub struct Proving {
    admitted: Admitted,
    intake: Intake,
}

impl Proving {
    /// Decides anew whether it may come, and begins.
    pub async fn begin(app: &Arc<App>, who: &SignedIn, upload: &Upload) -> Result<Self, Problem> {
        let said = upload.said.report.as_deref().unwrap_or_default();
        let axum::Json(metadata) = axum::Json::<Metadata>::from_bytes(said.as_bytes())?;
        let admitted = Admitted::on(app, who, &upload.case, metadata, said.into()).await?.of_upload(upload);
        let intake = admitted.intake(app).await?;
        Ok(Self { admitted, intake })
    }

    /// Takes the next bytes.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.intake.push(bytes).await
    }

    /// Takes what lies in `parts`, one after the other.
    async fn take_all(&mut self, parts: &[Pieces]) -> Result<(), Problem> {
        for pieces in parts {
            let mut reader = pieces.read(pieces.chain().await?);
            while let Some(bytes) = reader.next().await? {
                self.intake.push(&bytes).await?;
            }
        }
        Ok(())
    }

    /// Its last byte has come: it becomes a report, or not.
    pub async fn finish(mut self, app: &Arc<App>, who: &SignedIn) -> Result<Stored, Problem> {
        let taken = self.intake.close();
        self.keep(app, who, taken).await
    }

    async fn keep(self, app: &Arc<App>, who: &SignedIn, taken: Result<Closed, Problem>) -> Result<Stored, Problem> {
        let (_, axum::Json(pushed)) = Box::pin(self.admitted.keep(app, who, self.intake, taken)).await?;
        Ok(Stored { report: pushed.id, sha256: Some(pushed.sha256), held_for: pushed.held_for })
    }

    /// Nothing of it stays.
    pub async fn abandon(self) {
        self.intake.abandon().await;
    }
}

/// Makes a report of the pieces of an upload that is whole.
pub async fn from_pieces(app: &Arc<App>, who: &SignedIn, upload: &Upload, pieces: &Pieces) -> Result<Stored, Problem> {
    match prove(app, who, upload, std::slice::from_ref(pieces)).await {
        Err(problem) if !is_final(&problem) => Err(problem),
        done => over(app, who, upload, pieces, done).await,
    }
}

/// Makes a report of what lies in `parts`, one after the other.
pub async fn prove(app: &Arc<App>, who: &SignedIn, upload: &Upload, parts: &[Pieces]) -> Result<Stored, Problem> {
    let mut proving = Proving::begin(app, who, upload).await?;
    match proving.take_all(parts).await {
        Ok(()) => proving.finish(app, who).await,
        Err(problem) => proving.keep(app, who, Err(problem)).await,
    }
}

/// Removes the pieces of an upload that has become a report, or never will; why it never will is written down.
pub async fn over(
    app: &App,
    who: &SignedIn,
    upload: &Upload,
    pieces: &Pieces,
    done: Result<Stored, Problem>,
) -> Result<Stored, Problem> {
    match done {
        Ok(stored) => {
            pieces.remove().await;
            Ok(stored)
        }
        Err(problem) => Err(ended(app, who, upload, pieces, problem).await),
    }
}

/// Whether the same bytes would never be taken, by whomever and whenever.
pub fn is_final(problem: &Problem) -> bool {
    let passes = ["step-up-needed", "not-signed-in", "session-ended", "conflict", "upload-checksum", "upload-too-long"];
    problem.status().is_client_error() && !passes.contains(&problem.code())
}

/// Ends an upload for `problem`, which is given back, where that is for good.
pub async fn ended(app: &App, who: &SignedIn, upload: &Upload, pieces: &Pieces, problem: Problem) -> Problem {
    if !is_final(&problem) {
        return problem;
    }
    match write_end(app, who, upload, &problem).await {
        Ok(()) => {
            pieces.remove().await;
            problem
        }
        Err(error) => error.into(),
    }
}

async fn write_end(app: &App, who: &SignedIn, upload: &Upload, problem: &Problem) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    if !store::refused(&mut tx, &upload.id, problem.code(), problem.argument("report")).await? {
        return Ok(()); // Over already.
    }
    let key = app.store.case_keys.open(tx.connection(), &upload.case).await?;
    let event = of(Event::new(EventKind::UploadEnded, tx.now()), who, upload).with_detail("problem", problem.code());
    tx.commit(Entry { event, key: Arc::clone(&key.column) }).await.map(drop)
}

/// Forgets an upload because whoever brings it says so, or has made a report of it with others; nothing is left of it.
pub async fn at_request(app: &App, who: &SignedIn, upload: &Upload, pieces: &Pieces, why: &'static str) -> Result<(), Problem> {
    let mut tx = app.store.begin().await?;
    if store::forget(&mut tx, &upload.id).await? {
        let key = app.store.case_keys.open(tx.connection(), &upload.case).await?;
        let why = if upload.state == State::Open { why } else { "forgotten" };
        let event = of(Event::new(EventKind::UploadEnded, tx.now()), who, upload).with_detail("problem", why);
        tx.commit(Entry { event, key: Arc::clone(&key.column) }).await?;
    }
    pieces.remove().await;
    Ok(())
}

/// An event of an upload that somebody brings.
pub fn of(event: Event, who: &SignedIn, upload: &Upload) -> Event {
    Event { case: Some(upload.case.clone()), ..event.by(&who.actor.person, who.actor.agency.as_ref()) }
        .with_detail("upload", upload.id.clone())
}

//! The bytes of an upload as they come: made durable as pieces, and proved on the way where they come from the beginning, so that what
//! comes in one request costs no more than a push. Runs by itself: a caller who is gone leaves what they sent.

use std::sync::Arc;
use std::time::Duration;

use axum::body::BodyDataStream;
use bytes::Bytes;
use futures_util::StreamExt;
use http::StatusCode;
use tokio::time::{Instant, timeout_at};

use super::finish::{self, Proving};
use super::header::Checksum;
use super::pieces::{self, Chain, Pieces, Writer};
use super::store::Upload;
use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::report::intake::AGE;
use crate::turns::Turn;

/// How long bytes wait at most before they are made durable: what a gateway that is killed makes a sender repeat.
const DURABLE: Duration = Duration::from_secs(4);

/// Whoever has to go takes what has arrived already: until nothing has come for so long, and no longer than that.
const SILENT: Duration = Duration::from_millis(200);
const LAST: Duration = Duration::from_secs(3);

/// How far an upload has come.
pub enum Reached {
    /// So many bytes are durable.
    Offset(u64),
    /// All, and they are a report.
    Stored(finish::Stored),
}

/// A request's bytes on their way into an upload.
pub struct Receiving {
    /// The gateway.
    pub app: Arc<App>,
    /// Who sends.
    pub who: SignedIn,
    /// Into what.
    pub upload: Upload,
    /// Nobody else's meanwhile.
    pub turn: Turn,
    /// Where its bytes lie.
    pub pieces: Pieces,
    /// What is durable of it.
    pub chain: Chain,
    /// What the request's bytes have to hash to.
    pub checksum: Option<Checksum>,
}

/// Why no more is taken.
enum End {
    /// The request's last byte came.
    Sent,
    /// The line broke, or somebody else's turn came.
    Cut(Problem),
    /// What came cannot be part of this upload; nothing of it is kept.
    Wrong(Problem),
}

impl Receiving {
    /// Takes what `body` brings; goes on even if the caller hangs up.
    pub async fn all(self, body: BodyDataStream) -> Result<Reached, Problem> {
        let receiving = tokio::spawn(Box::pin(self.receive(body)));
        receiving.await.unwrap_or_else(|_| Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")))
    }

    async fn receive(mut self, body: BodyDataStream) -> Result<Reached, Problem> {
        let start = self.chain.length;
        if self.chain.files >= pieces::MOST && start < self.upload.length {
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "upload-too-many-pieces"));
        }
        let mut proving = None;
        if start == 0 && self.upload.is_whole {
            proving = Some(Proving::begin(&self.app, &self.who, &self.upload).await?);
        }
        let mut writing = Writing::at(self.pieces.clone(), start);
        let mut end = self.take(body, &mut writing, proving.as_mut()).await;
        // What was altered on the way is sent again, whatever else is wrong with it.
        if !self.checksum.take().is_none_or(Checksum::holds) {
            end = End::Wrong(Problem::new(status_460(), "upload-checksum"));
        }
        match end {
            End::Wrong(problem) => {
                abandon(proving).await;
                writing.abandon().await;
                Err(finish::ended(&self.app, &self.who, &self.upload, &self.pieces, problem).await)
            }
            End::Cut(problem) => {
                abandon(proving).await;
                writing.keep().await?;
                Err(problem)
            }
            End::Sent if writing.at < self.upload.length => {
                abandon(proving).await;
                let reached = writing.at;
                writing.keep().await?;
                Ok(Reached::Offset(reached))
            }
            End::Sent => Box::pin(self.complete(writing, proving)).await,
        }
    }

    /// All has come: it becomes a report.
    async fn complete(self, writing: Writing, proving: Option<Proving>) -> Result<Reached, Problem> {
        let Self { app, who, upload, pieces, .. } = self;
        if !upload.is_whole {
            writing.keep().await?;
            return Ok(Reached::Offset(upload.length));
        }
        let Some(proving) = proving else {
            writing.keep().await?;
            return finish::from_pieces(&app, &who, &upload, &pieces).await.map(Reached::Stored);
        };
        match proving.finish(&app, &who).await {
            Err(problem) if !finish::is_final(&problem) => {
                // Later it may be another answer: what came is kept for that.
                writing.keep().await?;
                Err(problem)
            }
            done => {
                writing.abandon().await;
                finish::over(&app, &who, &upload, &pieces, done).await.map(Reached::Stored)
            }
        }
    }

    async fn take(&mut self, mut body: BodyDataStream, writing: &mut Writing, mut proving: Option<&mut Proving>) -> End {
        let mut last = None;
        loop {
            let some = match last {
                None => tokio::select! {
                    biased;
                    some = body.next() => some,
                    () = self.turn.wanted() => {
                        last = Some(Instant::now() + LAST);
                        continue;
                    }
                },
                Some(last) => match timeout_at(last.min(Instant::now() + SILENT), body.next()).await {
                    Ok(some) => some,
                    Err(_) => return End::Cut(Problem::conflict("upload-elsewhere")),
                },
            };
            let bytes = match some {
                None => return End::Sent,
                Some(Err(_)) => return End::Cut(Problem::bad("body-interrupted")),
                Some(Ok(bytes)) => bytes,
            };
            if let Some(checksum) = &mut self.checksum {
                checksum.update(&bytes);
            }
            if let Err(wrong) = self.take_some(&bytes, writing, proving.as_deref_mut()).await {
                self.hear_out(body).await;
                return wrong;
            }
        }
    }

    /// Where it is told what the request's bytes hash to, hears the rest of them, and keeps none.
    async fn hear_out(&mut self, mut body: BodyDataStream) {
        let Some(checksum) = &mut self.checksum else { return };
        let mut left = self.upload.length;
        while let Some(Ok(bytes)) = body.next().await {
            checksum.update(&bytes);
            let Some(rest) = left.checked_sub(bytes.len() as u64) else { return };
            left = rest;
        }
    }

    async fn take_some(&self, bytes: &Bytes, writing: &mut Writing, proving: Option<&mut Proving>) -> Result<(), End> {
        if writing.at + bytes.len() as u64 > self.upload.length {
            return Err(End::Wrong(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "upload-too-long")));
        }
        if self.upload.is_whole && !continues_as_age(writing.at, bytes) {
            return Err(End::Wrong(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "upload-not-sealed")));
        }
        // With a checksum nothing of a request is believed before its end.
        let is_due = self.checksum.is_none() && writing.since.elapsed() > DURABLE;
        writing.push(bytes, is_due).await.map_err(End::Cut)?;
        match proving {
            Some(proving) => proving.push(bytes).await.map_err(End::Wrong),
            None => Ok(()),
        }
    }
}

/// tus's own status for a checksum that does not hold.
fn status_460() -> StatusCode {
    StatusCode::from_u16(460).expect("a status has three digits")
}

async fn abandon(proving: Option<Proving>) {
    if let Some(proving) = proving {
        proving.abandon().await;
    }
}

/// Whether bytes at `at` may be those of an age file: nothing that is not sealed is written anywhere.
fn continues_as_age(at: u64, bytes: &[u8]) -> bool {
    let Some(rest) = usize::try_from(at).ok().and_then(|at| AGE.get(at..)) else { return true };
    let shared = rest.len().min(bytes.len());
    rest[..shared] == bytes[..shared]
}

/// Bytes on their way into pieces.
struct Writing {
    pieces: Pieces,
    /// Where the next byte stands.
    at: u64,
    piece: Option<Writer>,
    /// Since when the present piece is being written.
    since: Instant,
}

impl Writing {
    fn at(pieces: Pieces, start: u64) -> Self {
        Self { pieces, at: start, piece: None, since: Instant::now() }
    }

    async fn push(&mut self, bytes: &[u8], is_due: bool) -> Result<(), Problem> {
        let mut piece = match self.piece.take() {
            Some(piece) => piece,
            None => {
                self.since = Instant::now();
                self.pieces.begin(self.at).await?
            }
        };
        piece.push(bytes).await?;
        self.at += bytes.len() as u64;
        if is_due {
            piece.keep().await?;
        } else {
            self.piece = Some(piece);
        }
        Ok(())
    }

    async fn keep(mut self) -> Result<(), Problem> {
        if let Some(piece) = self.piece.take() {
            piece.keep().await?;
        }
        Ok(())
    }

    async fn abandon(mut self) {
        if let Some(piece) = self.piece.take() {
            piece.abandon().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_begin_as_an_age_file_is_known_at_its_first_byte_wherever_it_is_cut() {
        assert!(continues_as_age(0, b"age-encryption.org/v1\n-> X25519"));
        assert!(continues_as_age(0, b"age") && continues_as_age(3, b"-encryption.org/v") && continues_as_age(19, b"anything"));
        assert!(!continues_as_age(0, b"%PDF-1.7") && !continues_as_age(3, b"!") && !continues_as_age(18, b"x"));
    }
}

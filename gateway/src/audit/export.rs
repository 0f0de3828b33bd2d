//! The record for other programs: JSON Lines with every event in full, or CSV with its codes. Streamed in stretches, so that memory
//! stays constant; over HTTP each stretch is permitted anew, and an export whose session or permission ends is broken off.

use std::io;
use std::sync::Arc;

use axum::body::Body as HttpBody;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use porthor_policy::{Event, Timestamp};
use serde::Deserialize;
use serde_json::json;
use sqlx::AnyConnection;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::Asked;
use super::body::{Body, EventKeys};
use super::store::{self, Filter, Row, Stretch};
use super::view::Auditor;
use super::{csv, read_record};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Query;
use crate::http::session::{self, SignedIn};
use crate::store::StoreError;
use crate::store::log::Columns;

/// Rows read and written at once.
const BATCH: u32 = 200;
/// Batches that may wait for a slow reader.
const WAITING: usize = 2;

/// Routes of the export.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(export))
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// One JSON object a line, each event in full.
    Jsonl,
    /// RFC 4180, ids and codes.
    Csv,
}

impl Format {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/jsonl; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }

    /// What stands before the first event.
    pub fn head(self) -> String {
        match self {
            Self::Jsonl => String::new(),
            Self::Csv => csv::line(csv::NAMES),
        }
    }

    /// The line of one event.
    pub fn line(self, exported: &Exported) -> String {
        match self {
            Self::Jsonl => exported.json(),
            Self::Csv => csv::event(exported),
        }
    }
}

/// An event on its way out.
pub struct Exported {
    /// Its place in the log.
    pub seq: u64,
    /// Ids and codes.
    pub columns: Columns,
    /// The event, as far as it may be seen.
    pub event: Option<Event>,
    /// `open`, `withheld`, `erased` or `altered`.
    pub body: &'static str,
}

impl Exported {
    fn json(&self) -> String {
        let Columns { at, kind, outcome, verb, person, agency, case, report, basis } = &self.columns;
        let line = json!({
            "seq": self.seq, "at": Timestamp::from_millis(*at), "kind": kind, "outcome": outcome, "verb": verb, "person": person,
            "agency": agency, "case": case, "report": report, "basis": basis, "body": self.body, "event": self.event,
        });
        format!("{line}\n")
    }
}

/// Why an export was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file could not be written.
    #[error("the export could not be written: {0}; check the folder and its space")]
    Write(#[from] io::Error),
}

/// Writes all events that `filter` wants to `out`, and says how many; `progress` is told (entries seen, entries in all). For who has
/// the root: nothing is withheld.
pub async fn write_all(
    connection: &mut AnyConnection,
    keys: &EventKeys<'_>,
    filter: &Filter,
    format: Format,
    out: &mut (impl io::Write + Send),
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<u64, ExportError> {
    let size = store::head(&mut *connection).await?.size;
    out.write_all(format.head().as_bytes())?;
    let (mut after, mut written) = (None, 0);
    loop {
        let rows = store::page(&mut *connection, filter, Stretch { after, below: size, limit: BATCH }).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.seq);
        for row in &rows {
            let (event, body) = match keys.open(&mut *connection, row).await? {
                Body::Opened(opened) => (Some(opened.event), "open"),
                Body::Erased => (None, "erased"),
                Body::KeyUnusable | Body::Unreadable => (None, "altered"),
            };
            let exported = Exported { seq: row.seq, columns: row.columns.clone(), event, body };
            out.write_all(format.line(&exported).as_bytes())?;
            written += 1;
        }
        progress(after.map_or(0, |last| last + 1), size);
    }
    out.flush()?;
    Ok(written)
}

/// The record as a file: what one may list, with every event in full.
#[utoipa::path(get, path = "/audit/export", tag = "audit", security(("session" = [])), params(Asked),
    responses((status = 200, body = String, content_type = "application/jsonl"), (status = 403, description = "refused"),
    (status = 404, description = "not-found")))]
pub(super) async fn export(State(app): State<Arc<App>>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let filter = asked.filter(&who)?;
    let note = |event| asked.note(event).with_detail("view", "export");
    let recorded = read_record(&app, &who, asked.case().cloned(), note).await?;
    let format = asked.format();
    let going = Going {
        app,
        who,
        filter,
        format,
        head: format.head(),
        case: asked.case().cloned(),
        after: asked.after.map(|cursor| cursor.after),
        below: recorded.seq,
    };
    Ok(going.answer("porthor-audit"))
}

/// Why a running export ends before its end.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the session or the permission ended while the export was running")]
    NoLongerAllowed,
}

/// An export over HTTP under way.
pub(super) struct Going {
    pub app: Arc<App>,
    pub who: SignedIn,
    pub filter: Filter,
    pub format: Format,
    /// What stands before the first event.
    pub head: String,
    pub case: Option<porthor_policy::CaseId>,
    pub after: Option<u64>,
    pub below: u64,
}

impl Going {
    /// The answer that carries it, as a file called `name`.
    pub fn answer(self, name: &str) -> Response {
        let format = self.format;
        let (lines, stream) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            if let Err(error) = self.run(&lines).await {
                // Told to the reader by breaking the body off: a cut export must not look like a whole one.
                drop(lines.send(Err(io::Error::other(error))).await);
            }
        });
        let suffix = match format {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
        };
        let disposition = format!("attachment; filename=\"{name}.{suffix}\"");
        let body = HttpBody::from_stream(ReceiverStream::new(stream));
        ([(CONTENT_TYPE, format.media_type().to_owned()), (CONTENT_DISPOSITION, disposition)], body).into_response()
    }

    async fn run(mut self, lines: &mpsc::Sender<Result<Bytes, io::Error>>) -> Result<(), Broken> {
        let mut text = std::mem::take(&mut self.head);
        loop {
            self.check_still_allowed().await?;
            let stretch = Stretch { after: self.after, below: self.below, limit: BATCH };
            let rows = store::page(&mut *self.app.store.reader().await?, &self.filter, stretch).await?;
            let Some(last) = rows.last() else { break };
            self.after = Some(last.seq);
            let mut auditor = Auditor::new(&self.app, &self.who);
            for row in rows {
                if let Some(exported) = self.exported(&mut auditor, row).await? {
                    text.push_str(&self.format.line(&exported));
                }
            }
            if lines.send(Ok(Bytes::from(std::mem::take(&mut text)))).await.is_err() {
                return Ok(()); // the reader has gone
            }
        }
        if !text.is_empty() {
            drop(lines.send(Ok(Bytes::from(text))).await);
        }
        Ok(())
    }

    async fn check_still_allowed(&self) -> Result<(), Broken> {
        let app = &self.app;
        let live = session::read(app, &self.who.session, app.clock.now()).await?.ok_or(Broken::NoLongerAllowed)?;
        let known = crate::gate::load(app, &live, self.case.as_ref()).await?;
        let access = super::view::access(&live, self.case.clone());
        let now = app.clock.now().max(known.not_before);
        if porthor_policy::decide(&access, &known.facts, now).is_allowed() { Ok(()) } else { Err(Broken::NoLongerAllowed) }
    }

    async fn exported(&self, auditor: &mut Auditor<'_>, row: Row) -> Result<Option<Exported>, StoreError> {
        let Some(columns) = auditor.columns(&row).await? else { return Ok(None) };
        let opened = EventKeys::of(&self.app).open(&mut *self.app.store.reader().await?, &row).await?;
        let (event, body) = match opened {
            Body::Opened(opened) => {
                let (event, withheld) = auditor.event(opened.event).await?;
                (Some(event), if withheld { "withheld" } else { "open" })
            }
            Body::Erased => (None, "erased"),
            Body::KeyUnusable | Body::Unreadable => (None, "altered"),
        };
        Ok(Some(Exported { seq: row.seq, columns, event, body }))
    }
}

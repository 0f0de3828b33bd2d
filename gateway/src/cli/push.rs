//! `porthor push`: many files and folders into a case, each sealed before it leaves, each told of. What is there already is not
//! stored twice, so the command may be repeated until all is well.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::ProgressBar;
use porthor_keys::recipient::Recipient;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::session::{Code, Session};
use super::{CliError, Shared, print};
use crate::client::ClientError;
use crate::client::line::{self, End};
use crate::client::push::{Pushed, Pushing, Step, files_below, may_pass};
use crate::words::Words;

const EXAMPLES: &str = "\
EXAMPLES
  porthor push CASE report.pdf --category speech-language --purpose aln-support
  porthor push CASE reports/ letters/*.pdf --category paediatric --purpose statutory-advice --status signed-off
  porthor push CASE adroddiad.pdf --category speech-language --purpose aln-support --language-of-report cy --json

Folders are taken whole, in order, without hidden files. With --json one line is printed per file.
Exit code 5: some files were not pushed; each says why, and the command may be repeated.";

/// Between two tries of a line that breaks.
const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(15);

/// What `porthor push` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The case.
    case: String,
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    about: About,
    /// Minutes after which a line on which nothing gets through is given up.
    #[arg(long, value_name = "MINUTES", default_value_t = 15.0)]
    patience: f64,
    #[command(flatten)]
    code: Code,
}

/// What is said of every file.
#[derive(Debug, clap::Args)]
pub struct About {
    /// Kind of report, as the taxonomy names it.
    #[arg(long)]
    category: String,
    /// What it was written for.
    #[arg(long)]
    purpose: String,
    /// professionals, family or child-friendly.
    #[arg(long, default_value = "family")]
    audience: String,
    /// Why it is for professionals only.
    #[arg(long, value_name = "TEXT")]
    audience_reason: Option<String>,
    /// informal, draft, signed-off or statutory.
    #[arg(long, default_value = "signed-off")]
    status: String,
    /// non-confidential, confidential or sensitive; else the category's own.
    #[arg(long)]
    class: Option<String>,
    /// What the report is written in: cy or en.
    #[arg(long, default_value = "en", value_name = "LANGUAGE")]
    language_of_report: String,
    /// nhs, council, school, private, family or voluntary.
    #[arg(long, default_value = "nhs")]
    provenance: String,
    /// In plain language.
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// third-party or serious-harm.
    #[arg(long)]
    mark: Vec<String>,
    /// The report that it takes the place of.
    #[arg(long, value_name = "REPORT")]
    supersedes: Option<String>,
    /// The report that it tells anew in words for the child.
    #[arg(long, value_name = "REPORT")]
    companion_of: Option<String>,
}

impl About {
    /// What is said of the file at `path`.
    pub fn of(&self, path: &Path) -> Value {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut about = json!({
            "category": self.category,
            "purpose": self.purpose,
            "audience": self.audience,
            "status": self.status,
            "language": self.language_of_report,
            "provenance": self.provenance,
            "file_name": name,
        });
        let further = [
            ("audience_reason", &self.audience_reason),
            ("class", &self.class),
            ("summary", &self.summary),
            ("supersedes", &self.supersedes),
            ("companion_of", &self.companion_of),
        ];
        for (field, value) in further {
            if let Some(value) = value {
                about[field] = value.as_str().into();
            }
        }
        if !self.mark.is_empty() {
            about["marks"] = self.mark.clone().into();
        }
        about
    }
}

/// Pushes; exit code 5 if some were not.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let files = files_below(&args.paths)?;
    let mut session = Session::begin(shared, &args.code).await?;
    let case = args.case.as_str();
    let recipient = session.recipient(case).await?;
    warn_of_inspection(&mut session, shared).await?;
    // What no clock counts to is for ever.
    let patience = Duration::try_from_secs_f64(args.patience * 60.0).unwrap_or(Duration::MAX);
    let mut failed = 0;
    for path in &files {
        match push_one(&mut session, case, &recipient, path, &args.about, patience, shared).await {
            Ok(pushed) => tell(path, &pushed, shared),
            // Without a session, or without a gateway, the next file fares no better.
            Err(error) if is_hopeless(&error) => return Err(error),
            Err(error) => {
                failed += 1;
                tell_failure(path, &error, shared);
            }
        }
    }
    if failed > 0 {
        return Err(CliError::SomeNotPushed { failed, all: files.len() });
    }
    Ok(())
}

/// Says so where somebody on the way reads along. It goes on all the same: what is pushed was sealed before it leaves.
async fn warn_of_inspection(session: &mut Session, shared: &Shared) -> Result<(), CliError> {
    let key = session.receipt_key().map(ToOwned::to_owned);
    let client = session.client().await?;
    // That this cannot be told is no reason not to push.
    if let Ok(End::Inspected(by)) = line::end(client, key.as_deref()).await {
        print::note(&Words::shipped().text(shared.language(), "push-inspected", &[("by", by)]));
    }
    Ok(())
}

async fn push_one(
    session: &mut Session,
    case: &str,
    recipient: &Recipient,
    path: &Path,
    about: &About,
    patience: Duration,
    shared: &Shared,
) -> Result<Pushed, CliError> {
    let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let bar = print::bar(length, shared.json);
    bar.set_message(path.display().to_string());
    let described = about.of(path);
    let mut pushing = Pushing::of(case, recipient, path, &described).await?;
    let pushed = carry(session, &mut pushing, &bar, patience, &|_| Ok(())).await;
    bar.finish_and_clear();
    if pushed.is_err()
        && let Ok(client) = session.client().await
    {
        pushing.give_up(client).await;
    }
    pushed
}

/// Goes on until it is there, or it is known why not; a line that breaks is tried again as long as something gets through now and then.
/// `begun` is told where the upload is.
pub async fn carry(
    session: &mut Session,
    pushing: &mut Pushing,
    bar: &ProgressBar,
    patience: Duration,
    begun: &(dyn Fn(Option<String>) -> Result<(), ClientError> + Sync),
) -> Result<Pushed, CliError> {
    let (mut furthest, mut pause) = (0, SHORTEST);
    let moved = Arc::new(Moved::new());
    let mut place = pushing.location();
    loop {
        let stepped = match session.client().await {
            Ok(client) => {
                let (client, bar, moved) = (client.clone(), bar.clone(), Arc::clone(&moved));
                let progress = move |bytes| {
                    bar.set_position(bytes);
                    moved.further(bytes);
                };
                pushing.step(&client, progress).await.map_err(CliError::from)
            }
            Err(error) => Err(error),
        };
        if place != pushing.location() {
            place = pushing.location();
            begun(place.clone())?;
        }
        match stepped {
            Ok(Step::Done(pushed)) => return Ok(pushed),
            Ok(Step::Reached(bytes)) if bytes > furthest => {
                (furthest, pause) = (bytes, SHORTEST);
                moved.now();
            }
            Ok(Step::Reached(_)) => {}
            Err(error) if session.can_go_on(&error).await? => {}
            Err(error) => {
                if !matches!(&error, CliError::Client(error) if may_pass(error)) || moved.elapsed() + pause > patience {
                    return Err(error);
                }
                bar.println(format!("{error}\ntrying again in {} s", pause.as_secs().max(1)));
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST);
            }
        }
        // Steps that get nowhere, one after the other, are no way forward either.
        if moved.elapsed() > patience {
            return Err(ClientError::Stalled.into());
        }
    }
}

/// When something got through last: the gateway said so, or more of the file was taken than ever before. A proxy that takes the same
/// bytes again and again takes nothing anywhere.
struct Moved {
    begun: Instant,
    /// Milliseconds from the beginning.
    last: AtomicU64,
    furthest: AtomicU64,
}

impl Moved {
    fn new() -> Self {
        Self { begun: Instant::now(), last: AtomicU64::new(0), furthest: AtomicU64::new(0) }
    }

    fn now(&self) {
        self.last.store(u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// That so many bytes of the file were taken.
    fn further(&self, bytes: u64) {
        if self.furthest.fetch_max(bytes, Ordering::Relaxed) < bytes {
            self.now();
        }
    }

    fn elapsed(&self) -> Duration {
        self.begun.elapsed().saturating_sub(Duration::from_millis(self.last.load(Ordering::Relaxed)))
    }
}

fn is_hopeless(error: &CliError) -> bool {
    match error {
        CliError::NobodyToAsk(..) | CliError::Client(ClientError::ProxySignIn) => true,
        CliError::Client(ClientError::Problem(problem)) => problem.status == 401,
        CliError::Client(error) => may_pass(error),
        _ => false,
    }
}

fn tell(path: &Path, pushed: &Pushed, shared: &Shared) {
    let shown = path.display();
    match (pushed, shared.json) {
        (Pushed::New { report, sha256, bytes, held_for }, true) => {
            let done = json!({
                "path": path.to_string_lossy(), "outcome": "pushed", "report": report, "sha256": sha256, "bytes": bytes, "held_for": held_for,
            });
            print::json_line(&done);
        }
        (Pushed::AlreadyThere { report }, true) => {
            print::json_line(&json!({ "path": path.to_string_lossy(), "outcome": "already-there", "report": report }));
        }
        (Pushed::New { report, held_for, .. }, false) => {
            print::line(&format!("{shown}: pushed as {report}"));
            for code in held_for {
                print::line(&format!("{shown}: {}", held_text(code, shared)));
            }
        }
        (Pushed::AlreadyThere { report }, false) => print::line(&format!("{shown}: already there as {report}")),
    }
}

/// Why a report is held back, in words.
pub fn held_text(code: &str, shared: &Shared) -> String {
    Words::shipped().text(shared.language(), &format!("held-{code}"), &[])
}

fn tell_failure(path: &Path, error: &CliError, shared: &Shared) {
    if shared.json {
        print::json_line(&json!({ "path": path.to_string_lossy(), "outcome": "failed", "problem": error.as_json() }));
    } else {
        print::note(&format!("{}: not pushed: {error}", path.display()));
    }
}

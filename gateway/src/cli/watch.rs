//! `porthor watch`: for hospital systems that can only write files. What appears in a folder is sealed into a queue, pushed, and moved to
//! `done`, or to `failed` with the reason beside it. A run that is killed loses nothing and sends nothing twice.

mod folder;

use std::path::{Path, PathBuf};
use std::time::Duration;

use porthor_keys::recipient::Recipient;
use serde_json::{Value, json};
use tokio::time::sleep;

use self::folder::{Folder, Found};
use super::push::{carry, held_text};
use super::session::{Code, Session};
use super::{CliError, Shared, print};
use crate::client::device::Home;
use crate::client::push::{Pushed, may_pass};
use crate::client::queue::{Job, Queue};
use crate::client::{ClientError, text};

const EXAMPLES: &str = "\
EXAMPLES
  porthor watch /srv/letters
  porthor watch /srv/letters --pattern '{case}_{category}_{purpose}_{name}'
  porthor watch /srv/letters --defaults letters.toml --once --json

What is said of a file stands in a file beside it, REPORT.pdf.toml, in its name, or in --defaults, the nearer winning:

  case = \"…\"
  category = \"speech-language\"
  purpose = \"aln-support\"

and whatever else a push may say (audience, status, language, provenance, summary, marks …). A file is taken once it has not
changed for some seconds; one that nothing is said of waits for a minute. Delivered files go to DIR/done, others to DIR/failed with
NAME.reason.txt. Until then they stay, and what waits lies sealed under PORTHOR_HOME/queue. --once ends when nothing waits.";

/// Seconds after a look, and after one at which the network failed.
const QUIET: Duration = Duration::from_secs(2);
const TROUBLED: Duration = Duration::from_secs(20);
/// How long one file may hold up the others while the line is down.
const PATIENCE: Duration = Duration::from_mins(2);

/// What `porthor watch` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder.
    dir: PathBuf,
    /// What a name says, in braces: case, category, purpose; `{name}` is the rest.
    #[arg(long, value_name = "PATTERN")]
    pattern: Option<String>,
    /// What is said of every file, where nothing nearer says otherwise (TOML).
    #[arg(long, value_name = "FILE")]
    defaults: Option<PathBuf>,
    /// Seconds for which a file must not have changed.
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    settle: u64,
    /// End when nothing waits any more.
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    code: Code,
}

/// A watch under way.
struct Watch<'a> {
    folder: Folder,
    queue: Queue,
    session: Session,
    shared: &'a Shared,
}

/// How it went with one file.
enum Outcome {
    Delivered(String, Vec<String>),
    Failed(String),
    /// The line is down, or the gateway: it waits.
    Waits,
}

/// Watches until it is stopped, or with `--once` until nothing waits.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let folder = Folder::open(&args.dir, args.pattern.as_deref(), args.defaults.as_deref(), args.settle)?;
    let place = Home::from_environment()?.folder().join("queue").join(folder.id());
    let queue = Queue::open(&place)?.ok_or_else(|| CliError::Watched(args.dir.clone()))?;
    let session = Session::begin(shared, &args.code).await?;
    let mut watch = Watch { folder, queue, session, shared };
    let mut failed = 0;
    loop {
        let looked = watch.look().await?;
        failed += looked.failed;
        if args.once && looked.left == 0 {
            break;
        }
        sleep(if looked.is_troubled { TROUBLED.min(Duration::from_secs(args.settle + 2)) } else { QUIET }).await;
    }
    if failed > 0 { Err(CliError::SomeFailed(failed)) } else { Ok(()) }
}

/// What one look at the folder came to.
#[derive(Default)]
struct Looked {
    failed: usize,
    /// Files that wait still.
    left: usize,
    is_troubled: bool,
}

impl Watch<'_> {
    async fn look(&mut self) -> Result<Looked, CliError> {
        let mut looked = Looked::default();
        for found in self.folder.look()? {
            match found {
                Found::Growing => looked.left += 1,
                Found::Refused(path, reason) => {
                    looked.failed += 1;
                    self.fail(&path, &reason)?;
                }
                Found::Ready { path, id, case, about } => match self.deliver(&path, &id, &case, &about).await? {
                    Outcome::Delivered(report, held_for) => {
                        self.folder.done(&path)?;
                        self.queue.done(&id)?;
                        self.tell_pushed(&path, &report, &held_for);
                    }
                    Outcome::Failed(reason) => {
                        looked.failed += 1;
                        self.fail(&path, &reason)?;
                        self.queue.done(&id)?;
                    }
                    Outcome::Waits => {
                        looked.left += 1;
                        looked.is_troubled = true;
                    }
                },
            }
        }
        looked.left += self.deliver_orphans().await?;
        Ok(looked)
    }

    /// Seals a file into the queue, unless it waits there already, and pushes it.
    async fn deliver(&mut self, path: &Path, id: &str, case: &str, about: &Value) -> Result<Outcome, CliError> {
        if self.queue.has(id) && self.queue.job(id).is_err() {
            // Nobody can read what waits, and the file is here: it is sealed anew.
            self.queue.done(id)?;
        }
        if !self.queue.has(id) {
            match self.seal(path, id, case, about).await {
                Ok(()) => {}
                Err(CliError::Client(ClientError::FileChanged(_))) => return Ok(Outcome::Waits),
                Err(error) => return outcome_of(error),
            }
        }
        self.push(id).await
    }

    async fn seal(&mut self, path: &Path, id: &str, case: &str, about: &Value) -> Result<(), CliError> {
        let answer = self.session.client().await?.get(&["cases", case, "recipient"], &[]).await?;
        let recipient: Recipient = text(&answer, "recipient")?.parse()?;
        Ok(self.queue.put(id, path, case, &recipient, about).await?)
    }

    /// What waits of files that are not in the folder any more is delivered all the same.
    async fn deliver_orphans(&mut self) -> Result<usize, CliError> {
        let mut left = 0;
        let mut orphans = self.queue.ids()?;
        orphans.retain(|id| !self.folder.has_seen(id));
        for id in orphans {
            if let Err(error) = self.queue.job(&id) {
                // One that cannot be read holds nobody else up, and is left for whoever can.
                print::note(&format!("porthor watch: {error}"));
                continue;
            }
            match self.push(&id).await? {
                Outcome::Waits => left += 1,
                Outcome::Delivered(report, held_for) => {
                    self.queue.done(&id)?;
                    self.tell_pushed(Path::new(&id), &report, &held_for);
                }
                Outcome::Failed(reason) => {
                    self.queue.done(&id)?;
                    self.tell(Path::new(&id), "failed", &json!({ "reason": reason }));
                }
            }
        }
        Ok(left)
    }

    async fn push(&mut self, id: &str) -> Result<Outcome, CliError> {
        let job = self.queue.job(id)?;
        let mut pushing = self.queue.pushing(id, &job).await?;
        let bar = print::bar(0, true);
        let begun = |location: Option<String>| self.queue.has_begun(id, &job, location);
        match carry(&mut self.session, &mut pushing, &bar, PATIENCE, &begun).await {
            Ok(Pushed::New { report, held_for, .. }) => Ok(Outcome::Delivered(report, held_for)),
            Ok(Pushed::AlreadyThere { report }) => Ok(Outcome::Delivered(report, Vec::new())),
            Err(CliError::Client(ClientError::Problem(problem))) if is_over(&job, &problem.code) => {
                // The upload is over and the file is not: it begins anew at the next look.
                self.queue.has_begun(id, &job, None)?;
                Ok(Outcome::Waits)
            }
            Err(error) => outcome_of(error),
        }
    }

    fn fail(&self, path: &Path, reason: &str) -> Result<(), CliError> {
        self.folder.failed(path, reason)?;
        self.tell(path, "failed", &json!({ "reason": reason }));
        Ok(())
    }

    /// That it arrived, and why it is held back there, if it is.
    fn tell_pushed(&self, path: &Path, report: &str, held_for: &[String]) {
        let mut more = json!({ "report": report });
        if self.shared.json && !held_for.is_empty() {
            more["held_for"] = held_for.into();
        }
        self.tell(path, "pushed", &more);
        if !self.shared.json {
            for code in held_for {
                print::line(&format!("{}: {}", path.display(), held_text(code, self.shared)));
            }
        }
    }

    fn tell(&self, path: &Path, outcome: &str, more: &Value) {
        if self.shared.json {
            let mut line = json!({ "path": path, "outcome": outcome });
            for (name, value) in more.as_object().into_iter().flatten() {
                line[name] = value.clone();
            }
            return print::json_line(&line);
        }
        let said = more.as_object().into_iter().flatten().find_map(|(_, value)| value.as_str()).unwrap_or_default();
        print::line(&format!("{}: {outcome}: {said}", path.display()));
    }
}

/// What a failure means for the file: it waits, or cannot be pushed; without a session nothing can.
fn outcome_of(error: CliError) -> Result<Outcome, CliError> {
    let waits = match &error {
        CliError::NobodyToAsk(..) => true,
        CliError::Client(ClientError::Problem(problem)) if problem.status == 401 => return Err(error),
        CliError::Client(error) => may_pass(error),
        _ => false,
    };
    if waits {
        print::note(&format!("porthor watch: {error}; what is there waits"));
    }
    Ok(if waits { Outcome::Waits } else { Outcome::Failed(error.to_string()) })
}

/// Whether a job's upload ended without the file being wrong: it expired, or is not known any more.
fn is_over(job: &Job, code: &str) -> bool {
    job.has_begun() && matches!(code, "not-found" | "upload-ended")
}

//! `porthor watch`: for hospital systems that can only write files. What appears in a folder is sealed into a queue, pushed, and moved to
//! `done`, or to `failed` with the reason beside it. A run that is killed loses nothing and sends nothing twice.

mod folder;
mod pattern;
mod said;
mod stamp;

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use tokio::time::sleep;

use self::folder::{Folder, Found, What};
use self::said::Said;
use self::stamp::Stamp;
use super::push::{carry, held_text};
use super::session::{Code, Session};
use super::{CliError, Shared, print};
use crate::client::ClientError;
use crate::client::device::Home;
use crate::client::push::{Pushed, may_pass};
use crate::client::queue::{Job, Queue};
use crate::hex::hex;

const EXAMPLES: &str = "\
EXAMPLES
  porthor watch /srv/letters
  porthor watch /srv/letters --pattern '{case}_{category}_{purpose}_{name}'
  porthor watch /srv/letters --defaults letters.toml --once --json

What is said of a file stands in a file beside it, REPORT.pdf.toml, in its name, or in --defaults, the nearer winning:

  case = \"…\"
  category = \"speech-language\"
  purpose = \"aln-support\"

and whatever else a push may say (audience, status, language, provenance, summary, marks …). Write what is said first: a file is taken
once neither has changed for some seconds; one that nothing is said of waits for a minute. Delivered files go to DIR/done, others to
DIR/failed with NAME.reason.txt. Until then they stay, and what waits lies sealed under PORTHOR_HOME/queue. --once ends when nothing
waits.";

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
    /// Who is looked at first: whoever comes after the one that the line was cut at.
    after: Option<String>,
    /// Files that are done with and could not be moved: how it went, for when they can.
    unmoved: HashMap<String, Result<(), String>>,
    /// What was said of the queue, once.
    told: HashSet<String>,
}

/// How it went with one file.
enum Outcome {
    Delivered(String, Vec<String>),
    Failed(String),
    /// It is not finished, or its upload is not.
    Waits,
    /// The line is down, or the gateway: it waits, and whatever comes after it would fare no better.
    Cut,
}

/// Watches until it is stopped, or with `--once` until nothing waits.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let said = Said::new(args.pattern.as_deref(), args.defaults.as_deref())?;
    let folder = Folder::open(&args.dir, said, args.settle)?;
    let place = Home::from_environment()?.folder().join("queue").join(folder.id());
    let queue = Queue::open(&place)?.ok_or_else(|| CliError::Watched(args.dir.clone()))?;
    let troubled = TROUBLED.min(Duration::from_secs(args.settle.saturating_add(2)));
    let session = begun(shared, &args.code, troubled).await?;
    let (after, unmoved, told) = (None, HashMap::new(), HashSet::new());
    let mut watch = Watch { folder, queue, session, shared, after, unmoved, told };
    let mut failed = 0;
    loop {
        let looked = watch.look().await?;
        failed += looked.failed;
        if args.once && looked.left == 0 {
            break;
        }
        sleep(if looked.is_troubled { troubled } else { QUIET }).await;
    }
    if failed > 0 { Err(CliError::SomeFailed(failed)) } else { Ok(()) }
}

/// Signs in, however long the network takes to be there.
async fn begun(shared: &Shared, code: &Code, pause: Duration) -> Result<Session, CliError> {
    loop {
        match Session::begin(shared, code).await {
            Err(CliError::Client(error)) if is_the_lines(&error) => {
                print::note(&format!("porthor watch: {error}"));
                sleep(pause).await;
            }
            begun => return begun,
        }
    }
}

/// What one look at the folder came to.
#[derive(Default)]
struct Looked {
    failed: usize,
    /// Files that wait still.
    left: usize,
    is_troubled: bool,
}

/// What is to be looked at: a file of the folder, or what waits of one that is not there any more.
enum Item {
    File(Found),
    Orphan(String),
}

impl Item {
    fn id(&self) -> &str {
        match self {
            Self::File(found) => &found.id,
            Self::Orphan(id) => id,
        }
    }
}

impl Watch<'_> {
    async fn look(&mut self) -> Result<Looked, CliError> {
        let mut looked = Looked::default();
        let mut items: Vec<Item> = self.folder.look()?.into_iter().map(Item::File).collect();
        self.unmoved.retain(|id, _| self.folder.has_seen(id));
        let orphans = self.queue.ids()?.into_iter().filter(|id| !self.folder.has_seen(id));
        items.extend(orphans.map(Item::Orphan));
        // One file that the line is always cut at holds nobody else up.
        let first = self.after.take().and_then(|id| items.iter().position(|item| item.id() == id)).map_or(0, |at| at + 1);
        items.rotate_left(first);
        let all = items.len();
        for (at, item) in items.into_iter().enumerate() {
            let outcome = match &item {
                Item::File(found) => self.file(found, &mut looked).await?,
                Item::Orphan(id) => self.orphan(id, &mut looked).await?,
            };
            match outcome {
                Outcome::Waits => looked.left += 1,
                Outcome::Cut => {
                    looked.left += all - at;
                    looked.is_troubled = true;
                    self.after = Some(item.id().to_owned());
                    break;
                }
                Outcome::Delivered(..) | Outcome::Failed(_) => {}
            }
        }
        Ok(looked)
    }

    /// Delivers a file, if it is finished, and puts it where it belongs then.
    async fn file(&mut self, found: &Found, looked: &mut Looked) -> Result<Outcome, CliError> {
        if let Some(done) = self.unmoved.get(&found.id).cloned() {
            // It was told already; only its place is wrong.
            let moved = match done {
                Ok(()) => self.folder.done(found),
                Err(reason) => self.folder.failed(found, &reason),
            };
            if moved.is_ok() {
                self.unmoved.remove(&found.id);
            }
            return Ok(Outcome::Delivered(String::new(), Vec::new()));
        }
        let outcome = match &found.what {
            What::Growing => Outcome::Waits,
            What::Refused(reason) => Outcome::Failed(reason.clone()),
            What::Ready { case, about, said } => self.deliver(found, case, about, said).await?,
        };
        let (moved, done) = match &outcome {
            Outcome::Delivered(report, held_for) => {
                self.tell_pushed(&found.path, report, held_for);
                (self.folder.done(found), Ok(()))
            }
            Outcome::Failed(reason) => {
                looked.failed += 1;
                self.tell(&found.path, "failed", &json!({ "reason": reason }));
                (self.folder.failed(found, reason), Err(reason.clone()))
            }
            Outcome::Waits | Outcome::Cut => return Ok(outcome),
        };
        if let Err(error) = moved {
            print::note(&format!("porthor watch: {error}; it is left where it is, and not sent again"));
            looked.failed += usize::from(done.is_ok());
            self.unmoved.insert(found.id.clone(), done);
        }
        self.queue.done(&found.id)?;
        Ok(outcome)
    }

    /// Seals a file into the queue, unless it waits there already as it is, and pushes it.
    async fn deliver(&mut self, found: &Found, case: &str, about: &Value, said: &str) -> Result<Outcome, CliError> {
        if !self.queue.waits(&found.id, said) {
            self.give_up(&found.id).await;
            match self.seal(found, case, about, said).await {
                Ok(()) => {}
                // Whoever writes it is not finished.
                Err(CliError::Client(ClientError::FileChanged(_))) => return Ok(Outcome::Waits),
                Err(error) => return outcome_of(error),
            }
            if Stamp::of(&found.path) != Some(found.stamp) {
                // What was sealed may be half of one and half of another.
                self.queue.done(&found.id)?;
                return Ok(Outcome::Waits);
            }
        }
        self.push(&found.id).await
    }

    /// Gives up the upload of what waits under other words, if it has begun.
    async fn give_up(&mut self, id: &str) {
        if let Ok(job) = self.queue.job(id)
            && let Ok(mut pushing) = self.queue.pushing(id, &job).await
            && let Ok(client) = self.session.client().await
        {
            pushing.give_up(client).await;
        }
    }

    async fn seal(&mut self, found: &Found, case: &str, about: &Value, said: &str) -> Result<(), CliError> {
        let recipient = self.session.recipient(case).await?;
        Ok(self.queue.put(&found.id, &found.path, case, &recipient, about, said).await?)
    }

    /// What waits of a file that is not in the folder any more is delivered all the same.
    async fn orphan(&mut self, id: &str, looked: &mut Looked) -> Result<Outcome, CliError> {
        if let Err(error) = self.queue.job(id) {
            // One that cannot be read holds nobody else up, and is left for whoever can.
            if self.told.insert(id.to_owned()) {
                print::note(&format!("porthor watch: {error}"));
            }
            return Ok(Outcome::Failed(error.to_string()));
        }
        let outcome = self.push(id).await?;
        match &outcome {
            Outcome::Delivered(report, held_for) => {
                self.queue.done(id)?;
                self.tell_pushed(Path::new(id), report, held_for);
            }
            Outcome::Failed(reason) => {
                // It may be all that there is of it: it is put aside, and not removed.
                looked.failed += 1;
                self.queue.put_aside(id)?;
                self.tell(Path::new(id), "failed", &json!({ "reason": reason }));
            }
            Outcome::Waits | Outcome::Cut => {}
        }
        Ok(outcome)
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
            let mut line = json!({ "path": path.to_string_lossy(), "outcome": outcome });
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
        CliError::Client(ClientError::File { source, .. }) => source.kind() != ErrorKind::PermissionDenied,
        CliError::Client(error) => is_the_lines(error),
        _ => false,
    };
    if waits {
        print::note(&format!("porthor watch: {error}; what is there waits"));
    }
    Ok(if waits { Outcome::Cut } else { Outcome::Failed(error.to_string()) })
}

/// Whether it is the line, what stands in it, or the gateway's full disk: none of it is a file's fault, and all of it may be mended.
fn is_the_lines(error: &ClientError) -> bool {
    match error {
        ClientError::ProxySignIn | ClientError::OnTheWay { .. } => true,
        ClientError::Problem(problem) if problem.status == 507 => true,
        error => may_pass(error),
    }
}

/// A name that nothing can be read from.
fn id_of(parts: &[&[u8]]) -> String {
    hex(&digest(&SHA256, &parts.join(&b"\0"[..])).as_ref()[..16])
}

/// Whether a job's upload ended without the file being wrong: it expired, or is not known any more.
fn is_over(job: &Job, code: &str) -> bool {
    job.has_begun() && matches!(code, "not-found" | "upload-ended")
}

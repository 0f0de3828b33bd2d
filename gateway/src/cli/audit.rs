//! `porthor audit`: verify, replay and export beside the store, with the root; events and one event in full through a gateway.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use porthor_policy::{Date, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::offline::Place;
use super::session::{Code, Session};
use super::{CliError, Shared, print};
use crate::audit::body::EventKeys;
use crate::audit::export::{self, Format};
use crate::audit::store::Filter;
use crate::audit::{replay, verify};

const EXAMPLES: &str = "\
EXAMPLES
  porthor audit verify --config gateway.toml --checkpoint checkpoint-of-last-month
  porthor audit verify --config gateway.toml --database sqlite:/mnt/copy/porthor.db
  porthor audit replay --config gateway.toml
  porthor audit export --config gateway.toml --format csv --case CASE --from 2026-09-01 -o events.csv
  porthor audit events --case CASE --outcome refused
  porthor audit show 17

verify, replay and export work beside the store with the operator's root; events and show ask the gateway as an auditor.
Exit code 6: something was found; every finding is printed.";

/// What `porthor audit` is told.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    code: Code,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check that the record is as it was committed, and that facts and agencies' keys are those it names.
    Verify(Verify),
    /// Take every past decision again, on the facts as they were.
    Replay(Replay),
    /// Write the record out for other programs.
    Export(Export),
    /// Events that one may see.
    Events(Events),
    /// One event in full, with what proves it.
    Show(Show),
}

#[derive(Debug, ClapArgs)]
struct Verify {
    #[command(flatten)]
    place: Place,
    /// A signed checkpoint kept elsewhere, which the log must go on from.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Write the checkpoint that was verified here, to be kept elsewhere.
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
struct Replay {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatName {
    /// One JSON object a line, every event in full.
    Jsonl,
    /// RFC 4180, ids and codes.
    Csv,
}

#[derive(Debug, ClapArgs)]
struct Export {
    #[command(flatten)]
    place: Place,
    /// The form.
    #[arg(long, value_enum, default_value = "jsonl")]
    format: FormatName,
    /// Where to; else to standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    wanted: Wanted,
}

/// Which events.
#[derive(Clone, Debug, ClapArgs)]
struct Wanted {
    /// On this case.
    #[arg(long)]
    case: Option<String>,
    /// By this person.
    #[arg(long)]
    person: Option<String>,
    /// By people of this agency.
    #[arg(long)]
    agency: Option<String>,
    /// On this report.
    #[arg(long)]
    report: Option<String>,
    /// Decisions on this verb, such as open.
    #[arg(long)]
    verb: Option<String>,
    /// allowed, refused or done.
    #[arg(long)]
    outcome: Option<String>,
    /// What an allowed decision rested on, such as consent.
    #[arg(long)]
    basis: Option<String>,
    /// Kind of event, such as report-opened.
    #[arg(long)]
    kind: Option<String>,
    /// From this moment (RFC 3339) or day on.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Before this moment or day.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

#[derive(Debug, ClapArgs)]
struct Events {
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Debug, ClapArgs)]
struct Show {
    /// Its place in the log.
    seq: u64,
    /// Decide it again, too.
    #[arg(long)]
    replay: bool,
}

/// Audits.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let code = args.code;
    match args.what {
        What::Verify(args) => verify_record(args, shared).await,
        What::Replay(args) => replay_record(args, shared).await,
        What::Export(args) => export_record(args, shared).await,
        What::Events(args) => list_events(args, &code, shared).await,
        What::Show(args) => show_event(args, &code, shared).await,
    }
}

async fn verify_record(args: Verify, shared: &Shared) -> Result<(), CliError> {
    let older = args.checkpoint.map(|path| fs::read_to_string(&path).map_err(CliError::file(&path, "read"))).transpose()?;
    let app = args.place.open().await?;
    let mut reader = app.store.reader().await?;
    let bar = print::bar(0, shared.json);
    let progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let keys = EventKeys::of(&app);
    let report = verify::verify(&mut reader, &keys, &app.secrets.log_verifier, older.as_deref(), progress).await;
    bar.finish_and_clear();
    let report = report?;
    if shared.json {
        print::answer(true, &serde_json::to_value(&report).unwrap_or_default());
    } else {
        for problem in &report.problems {
            print::line(&problem.to_string());
        }
        print::line(&format!("{} entries checked, {} of them of erased cases", report.checked, report.erased));
        if report.unchecked > 0 {
            let older = "facts are older than the naming of facts in the record, and cannot be checked against it";
            print::line(&format!("{} {older}", report.unchecked));
        }
    }
    if !report.is_sound() {
        let found = report.problems.len() as u64 + report.more;
        return Err(CliError::Found(format!("alterations of the record, or of what it names, were found: {found}")));
    }
    if let Some(path) = args.keep {
        fs::write(&path, &report.checkpoint).map_err(CliError::file(&path, "written"))?;
    }
    print::note("the record is as it was committed, and facts and agencies' keys are those it names");
    Ok(())
}

async fn replay_record(args: Replay, shared: &Shared) -> Result<(), CliError> {
    let filter = args.wanted.filter()?;
    let app = args.place.open().await?;
    let mut reader = app.store.reader().await?;
    let bar = print::bar(0, shared.json);
    let progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let replays = replay::replay_all(&app, &mut reader, &filter, progress).await;
    bar.finish_and_clear();
    let replays = replays?;
    if shared.json {
        print::answer(true, &serde_json::to_value(&replays).unwrap_or_default());
    } else {
        for difference in &replays.differences {
            let (then, now) = (&difference.replayed.then, &difference.replayed.now_again);
            print::line(&format!("event {}: recorded {then:?}, comes out {now:?}", difference.seq));
        }
        let (all, same, erased, other) = (replays.replayed, replays.same, replays.erased, replays.another_taxonomy);
        for lost in &replays.lost_taxonomies {
            let digest = lost.digest.as_deref().unwrap_or("that cannot be read");
            print::line(&format!("event {}: the taxonomy {digest} of this start: {}", lost.seq, lost.fault));
        }
        if !replays.lost_taxonomies.is_empty() {
            print::line("a lost taxonomy: restore the table taxonomy from a backup, or start a gateway once with that taxonomy");
        }
        let other = format!("{other} of them under another taxonomy than today's");
        print::line(&format!("{all} decisions taken again, {same} the same, {other}, {erased} on cases since erased"));
    }
    if replays.is_sound() {
        return Ok(());
    }
    let different = replays.differences.len() as u64 + replays.more;
    let (unreadable, lost, undecidable) = (replays.unreadable, replays.lost_taxonomies.len(), replays.undecidable);
    Err(CliError::Found(format!(
        "differences found: {different}, unreadable events: {unreadable}, lost taxonomies: {lost}, decisions under them: {undecidable}"
    )))
}

async fn export_record(args: Export, shared: &Shared) -> Result<(), CliError> {
    let filter = args.wanted.filter()?;
    let format = match args.format {
        FormatName::Jsonl => Format::Jsonl,
        FormatName::Csv => Format::Csv,
    };
    let app = args.place.open().await?;
    let mut reader = app.store.reader().await?;
    let keys = EventKeys::of(&app);
    let Some(path) = args.output else {
        let mut out = io::BufWriter::new(io::stdout());
        export::write_all(&mut reader, &keys, &filter, format, &mut out, |_, _| ()).await?;
        return out.flush().map_err(CliError::file("standard output", "written"));
    };
    let file = fs::File::create_new(&path).map_err(CliError::file(&path, "written"))?;
    let mut out = io::BufWriter::new(file);
    let bar = print::bar(0, shared.json);
    let progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let written = export::write_all(&mut reader, &keys, &filter, format, &mut out, progress).await;
    bar.finish_and_clear();
    let written = written?;
    out.flush().map_err(CliError::file(&path, "written"))?;
    print::answer(shared.json, &json!({ "path": path, "events": written }));
    Ok(())
}

async fn list_events(args: Events, code: &Code, shared: &Shared) -> Result<(), CliError> {
    let mut session = Session::begin(shared, code).await?;
    let wanted = args.wanted;
    let items = session
        .stepping_up(|client| {
            let wanted = wanted.clone();
            async move { client.list(&["audit", "events"], &wanted.parameters()).await }
        })
        .await?;
    print::items(shared.json, &items, &["seq", "at", "kind", "outcome", "verb", "person", "agency", "case", "report", "basis"]);
    Ok(())
}

async fn show_event(args: Show, code: &Code, shared: &Shared) -> Result<(), CliError> {
    let mut session = Session::begin(shared, code).await?;
    let seq = args.seq.to_string();
    let seq = seq.as_str();
    let mut shown: Value = session.stepping_up(|client| async move { client.get(&["audit", "events", seq], &[]).await }).await?;
    if args.replay {
        shown["replay"] = session.client().await?.get(&["audit", "events", seq, "replay"], &[]).await?;
    }
    print::answer(shared.json, &shown);
    Ok(())
}

impl Wanted {
    /// For the gateway, which checks them.
    fn parameters(&self) -> Vec<(&str, &str)> {
        let all = [
            ("case", &self.case),
            ("person", &self.person),
            ("agency", &self.agency),
            ("report", &self.report),
            ("verb", &self.verb),
            ("outcome", &self.outcome),
            ("basis", &self.basis),
            ("kind", &self.kind),
            ("from", &self.from),
            ("until", &self.until),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
    }

    /// For the store.
    fn filter(&self) -> Result<Filter, CliError> {
        Ok(Filter {
            case: word(self.case.as_deref(), "--case", "the id of a case")?,
            person: word(self.person.as_deref(), "--person", "the id of a person")?,
            agency: word(self.agency.as_deref(), "--agency", "the id of an agency")?,
            report: word(self.report.as_deref(), "--report", "the id of a report")?,
            verb: word(self.verb.as_deref(), "--verb", "a verb, such as open")?,
            outcome: word(self.outcome.as_deref(), "--outcome", "allowed, refused or done")?,
            kind: word(self.kind.as_deref(), "--kind", "a kind of event, such as report-opened")?,
            basis: self.basis.clone(),
            from: moment(self.from.as_deref(), "--from")?,
            until: moment(self.until.as_deref(), "--until")?,
            around: None,
        })
    }
}

/// A code or id, as the interface writes it.
fn word<T: DeserializeOwned>(text: Option<&str>, what: &'static str, expected: &'static str) -> Result<Option<T>, CliError> {
    let read = text.map(|text| serde_json::from_value(Value::from(text)));
    read.transpose().map_err(|_| CliError::Argument { what, expected })
}

/// A moment, or a day, which stands for its first moment (UTC).
fn moment(text: Option<&str>, what: &'static str) -> Result<Option<Timestamp>, CliError> {
    let Some(text) = text else { return Ok(None) };
    let day = || text.parse::<Date>().map(Date::start);
    let read = text.parse().or_else(|_| day());
    read.map(Some).map_err(|_| CliError::Argument { what, expected: "a moment (2026-09-01T08:00:00Z) or a day (2026-09-01)" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        let none = || None;
        Wanted {
            case: none(),
            person: none(),
            agency: none(),
            report: none(),
            verb: none(),
            outcome: none(),
            basis: none(),
            kind: none(),
            from: none(),
            until: none(),
        }
    }

    #[test]
    fn a_day_stands_for_its_first_moment() {
        let filter = Wanted { from: Some("2026-09-01".into()), verb: Some("take-sealed".into()), ..wanted() };
        let filter = filter.filter().expect("both are well formed");
        assert_eq!(filter.from, Some("2026-09-01T00:00:00Z".parse().expect("a moment")));
        assert_eq!(filter.verb, Some(porthor_policy::Verb::TakeSealed));
    }

    #[test]
    fn a_filter_that_means_nothing_is_refused_instead_of_ignored() {
        assert!(Wanted { outcome: Some("maybe".into()), ..wanted() }.filter().is_err());
        assert!(Wanted { until: Some("yesterday".into()), ..wanted() }.filter().is_err());
    }

    #[test]
    fn the_gateway_is_asked_for_what_was_given_and_nothing_else() {
        let asked = Wanted { case: Some("c".into()), basis: Some("consent".into()), ..wanted() };
        assert_eq!(asked.parameters(), [("case", "c"), ("basis", "consent")]);
    }
}

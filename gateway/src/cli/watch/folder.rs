//! The watched folder: which files are finished, and where they go.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::said::{Said, beside};
use super::stamp::Stamp;
use crate::cli::CliError;

const DONE: &str = "done";
const FAILED: &str = "failed";
const REASON: &str = ".reason.txt";
/// How long a file of which nothing is said waits for the file beside it.
const SIDECAR: Duration = Duration::from_mins(1);
/// Bytes of the longest name of a file.
const LONGEST_NAME: usize = 255;

/// A file in the folder.
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Names this state of this file.
    pub id: String,
    /// That state.
    pub stamp: Stamp,
    /// What can be done with it.
    pub what: What,
}

/// What can be done with a file.
pub enum What {
    /// It changes still, or what is said of it is missing yet.
    Growing,
    /// It cannot be pushed, whatever comes.
    Refused(String),
    /// It can.
    Ready {
        /// The case that it is for.
        case: String,
        /// What is said of it.
        about: Value,
        /// Names what is said of it.
        said: String,
    },
}

/// The state of a file and of the one beside it, and since when they have been so.
struct Mark {
    states: (Stamp, Option<Stamp>),
    since: Instant,
    looks: u32,
}

/// The folder.
pub struct Folder {
    dir: PathBuf,
    said: Said,
    settle: Duration,
    marks: HashMap<PathBuf, Mark>,
    seen: HashSet<String>,
}

impl Folder {
    /// Opens it, and makes room for what is done and what failed.
    pub fn open(dir: &Path, said: Said, settle: u64) -> Result<Self, CliError> {
        let dir = dir.canonicalize().map_err(CliError::file(dir, "read"))?;
        for below in [DONE, FAILED] {
            fs::create_dir_all(dir.join(below)).map_err(CliError::file(dir.join(below), "made"))?;
        }
        Ok(Self { dir, said, settle: Duration::from_secs(settle), marks: HashMap::new(), seen: HashSet::new() })
    }

    /// Names the folder, wherever a queue for it lies.
    pub fn id(&self) -> String {
        super::id_of(&[self.dir.as_os_str().as_encoded_bytes()])
    }

    /// Whether the last look saw the file of this id.
    pub fn has_seen(&self, id: &str) -> bool {
        self.seen.contains(id)
    }

    /// What lies there now, by name. Hidden files, links and folders are left alone, and one that is gone again meanwhile is no longer ours.
    pub fn look(&mut self) -> Result<Vec<Found>, CliError> {
        let entries = fs::read_dir(&self.dir).map_err(CliError::file(&self.dir, "read"))?;
        let is_ours = |name: &OsStr| name.as_bytes().starts_with(b".") || name.as_bytes().ends_with(b".toml");
        let entries = entries.filter_map(Result::ok).filter(|entry| !is_ours(&entry.file_name()));
        let mut there: Vec<(PathBuf, Stamp)> =
            entries.map(|entry| entry.path()).filter_map(|path| Stamp::of(&path).map(|stamp| (path, stamp))).collect();
        there.sort_by(|one, other| one.0.cmp(&other.0));
        self.marks.retain(|path, _| there.binary_search_by(|(known, _)| known.cmp(path)).is_ok());
        self.seen.clear();
        Ok(there.into_iter().map(|(path, stamp)| self.found(path, stamp)).collect())
    }

    fn found(&mut self, path: PathBuf, stamp: Stamp) -> Found {
        let id = super::id_of(&[path.as_os_str().as_bytes(), &stamp.bytes()]);
        self.seen.insert(id.clone());
        let beside = Stamp::of(&beside(&path));
        let what = match self.settled_for(&path, (stamp, beside)) {
            None => What::Growing,
            Some(quiet) => match self.said.of(&path) {
                Err(reason) => What::Refused(reason),
                Ok(mut said) => match said.remove("case").as_ref().and_then(Value::as_str) {
                    Some(case) => What::Ready { case: case.to_owned(), about: Value::Object(said), said: self.said.id(beside) },
                    None if quiet < SIDECAR => What::Growing,
                    None => What::Refused(
                        "nothing says which case it is for: write NAME.toml beside it, or give --pattern or --defaults".into(),
                    ),
                },
            },
        };
        Found { path, id, stamp, what }
    }

    /// For how long a file and what stands beside it have stayed as they are, by this run's own clock; none if not for long enough, or not
    /// between two looks.
    fn settled_for(&mut self, path: &Path, states: (Stamp, Option<Stamp>)) -> Option<Duration> {
        let anew = || Mark { states, since: Instant::now(), looks: 0 };
        let mark = self.marks.entry(path.to_owned()).or_insert_with(anew);
        if mark.states != states {
            *mark = anew();
        }
        mark.looks += 1;
        let quiet = mark.since.elapsed();
        (mark.looks > 1 && quiet >= self.settle).then_some(quiet)
    }

    /// Puts a delivered file away, with what stood beside it. False where another has taken its place.
    pub fn done(&self, found: &Found) -> Result<bool, CliError> {
        Ok(self.put(found, DONE)?.is_some())
    }

    /// Puts a file away that could not be delivered, and says why beside it. False where another has taken its place.
    pub fn failed(&self, found: &Found, reason: &str) -> Result<bool, CliError> {
        let Some(place) = self.put(found, FAILED)? else { return Ok(false) };
        let note = with_end(&place, REASON);
        let write = || {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&note)?;
            writeln!(file, "{reason}")
        };
        write().map_err(CliError::file(&note, "written"))?;
        Ok(true)
    }

    /// Moves it, and what is said of it, under a name that nobody has there. None where it is gone, or is not what was found any more: what
    /// another put in its place meanwhile stays.
    fn put(&self, found: &Found, below: &str) -> Result<Option<PathBuf>, CliError> {
        if Stamp::of(&found.path) != Some(found.stamp) {
            return Ok(None);
        }
        let unmoved = |source| CliError::file(&found.path, "moved")(source);
        let name = found.path.file_name().unwrap_or_default();
        let place = free_in(&self.dir.join(below), name);
        fs::rename(&found.path, &place).map_err(unmoved)?;
        if Stamp::of(&place).is_none_or(|now| !found.stamp.is_moved(&now)) {
            let back = if found.path.exists() { free_in(&self.dir, name) } else { found.path.clone() };
            fs::rename(&place, back).map_err(unmoved)?;
            return Ok(None);
        }
        match fs::rename(beside(&found.path), beside(&place)) {
            Err(error) if !is_absent(&error) => Err(CliError::file(beside(&found.path), "moved")(error)),
            _ => Ok(Some(place)),
        }
    }
}

/// Whether a file is not there, or cannot be, since its name would be too long.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename)
}

/// A name like `name` that nothing in `dir` has, with room for what is written beside it.
fn free_in(dir: &Path, name: &OsStr) -> PathBuf {
    let named = |number: u32| dir.join(fitted(&if number == 0 { String::new() } else { format!("{number}-") }, name));
    let taken = |place: &Path| {
        [place.to_owned(), beside(place), with_end(place, REASON)].iter().any(|path| fs::symlink_metadata(path).is_ok())
    };
    (0..u32::MAX).map(named).find(|place| !taken(place)).expect("no folder holds so many of one name")
}

/// `name` after `prefix`, without as much of its beginning as would leave no room for an end.
fn fitted(prefix: &str, name: &OsStr) -> OsString {
    let most = LONGEST_NAME - REASON.len() - prefix.len();
    let bytes = name.as_bytes();
    let mut from = bytes.len().saturating_sub(most);
    // Not within a letter of UTF-8.
    while bytes.get(from).is_some_and(|byte| byte & 0xc0 == 0x80) {
        from += 1;
    }
    OsString::from_vec([prefix.as_bytes(), &bytes[from..]].concat())
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Watched {
        folder: tempfile::TempDir,
        watched: Folder,
    }

    impl Watched {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let watched = Folder::open(folder.path(), Said::new(None, None).expect("nothing"), 0).expect("opened");
            Self { folder, watched }
        }

        fn place(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.place(name), text).expect("written");
        }

        fn look(&mut self) -> Vec<Found> {
            self.watched.look().expect("read")
        }

        /// The one file that is ready.
        fn ready(&mut self) -> Option<Found> {
            self.look().pop().filter(|found| matches!(found.what, What::Ready { .. }))
        }

        fn settles(&mut self) -> Found {
            self.look();
            self.ready().expect("it has settled")
        }
    }

    #[test]
    fn a_file_is_taken_once_it_and_what_is_said_of_it_have_stayed_as_they_are() {
        let mut watched = Watched::new();
        watched.write("a.pdf", "one");
        watched.write("a.pdf.toml", "case = \"k7\"");
        assert!(watched.ready().is_none());
        watched.write("a.pdf", "one and more");
        assert!(watched.ready().is_none(), "it has grown");
        watched.write("a.pdf.toml", "case = \"k8\"");
        assert!(watched.ready().is_none(), "something else is said of it");
        let found = watched.ready().expect("it has settled");
        assert!(watched.watched.has_seen(&found.id));
        let said = |found: &Found| match &found.what {
            What::Ready { said, .. } => said.clone(),
            _ => String::new(),
        };
        watched.write("a.pdf.toml", "case = \"k9\", or so");
        watched.look();
        let broken = watched.look().pop().expect("there");
        assert!(matches!(broken.what, What::Refused(_)) && broken.id == found.id, "the file is what it was");
        watched.write("a.pdf.toml", "case = \"k9\"");
        assert_ne!(said(&found), said(&watched.settles()), "other words");
    }

    #[test]
    fn what_is_put_away_replaces_nothing() {
        let mut watched = Watched::new();
        for (text, below) in [("one", "done"), ("another", "failed"), ("a third", "failed")] {
            watched.write("a.pdf.toml", "case = \"k7\"");
            watched.write("a.pdf", text);
            let found = watched.settles();
            let put = if below == "done" { watched.watched.done(&found) } else { watched.watched.failed(&found, "why") };
            assert!(put.expect("moved"));
        }
        for name in ["done/a.pdf", "done/a.pdf.toml", "failed/a.pdf", "failed/1-a.pdf", "failed/1-a.pdf.reason.txt"] {
            assert!(watched.place(name).is_file(), "{name}");
        }
    }

    #[test]
    fn what_took_a_files_place_meanwhile_stays() {
        let mut watched = Watched::new();
        watched.write("a.pdf.toml", "case = \"k7\"");
        watched.write("a.pdf", "one");
        let found = watched.settles();
        watched.write("new", "two");
        fs::rename(watched.place("new"), watched.place("a.pdf")).expect("moved");
        assert!(!watched.watched.done(&found).expect("nothing to do") && watched.place("a.pdf").is_file());
        fs::remove_file(watched.place("a.pdf")).expect("there");
        assert!(!watched.watched.failed(&found, "why").expect("nothing to do"));
        assert_eq!(fs::read_dir(watched.place("failed")).expect("there").count(), 0);
    }

    #[test]
    fn a_name_as_long_as_names_can_be_is_put_away_as_well() {
        let mut watched = Watched::new();
        let name = format!("{}.pdf", "ŵ".repeat(125));
        let watching = Said::new(Some("{case}"), None).expect("a pattern");
        watched.watched = Folder::open(watched.folder.path(), watching, 0).expect("opened");
        for _ in 0..2 {
            watched.write(&name, "one");
            let found = watched.settles();
            assert!(watched.watched.failed(&found, "why").expect("moved"));
        }
        let names = fs::read_dir(watched.place("failed")).expect("there").map(|entry| entry.expect("one").file_name());
        let names: Vec<String> = names.map(|name| name.into_string().expect("no letter was cut")).collect();
        assert!(names.len() == 4 && names.iter().filter(|name| name.ends_with("ŵ.pdf.reason.txt")).count() == 2, "{names:?}");
    }
}

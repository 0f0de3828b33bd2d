//! The watched folder: which files are finished, what is said of each, and where they go.

use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};

use crate::cli::CliError;
use crate::hex::hex;

const DONE: &str = "done";
const FAILED: &str = "failed";
/// How long a file of which nothing is said waits for the file beside it.
const SIDECAR: Duration = Duration::from_mins(1);
/// What a name may say.
const SAID: [&str; 4] = ["case", "category", "purpose", "name"];

/// A file in the folder.
pub enum Found {
    /// It changes still, or what is said of it is missing yet.
    Growing,
    /// It cannot be pushed, whatever comes.
    Refused(PathBuf, String),
    /// It can.
    Ready {
        /// The file.
        path: PathBuf,
        /// Names this state of this file.
        id: String,
        /// The case that it is for.
        case: String,
        /// What is said of it.
        about: Value,
    },
}

/// Length and time of change, and since when they have been so.
struct Mark {
    length: u64,
    modified: SystemTime,
    looks: u32,
}

/// The folder.
pub struct Folder {
    dir: PathBuf,
    pattern: Option<Pattern>,
    defaults: Map<String, Value>,
    settle: Duration,
    marks: HashMap<PathBuf, Mark>,
    seen: HashSet<String>,
}

impl Folder {
    /// Opens it, and makes room for what is done and what failed.
    pub fn open(dir: &Path, pattern: Option<&str>, defaults: Option<&Path>, settle: u64) -> Result<Self, CliError> {
        let dir = dir.canonicalize().map_err(CliError::file(dir, "read"))?;
        for below in [DONE, FAILED] {
            fs::create_dir_all(dir.join(below)).map_err(CliError::file(dir.join(below), "made"))?;
        }
        let defaults = defaults.map_or(Ok(Map::new()), |path| {
            let text = fs::read_to_string(path).map_err(CliError::file(path, "read"))?;
            toml_table(&text).map_err(|_| CliError::Argument { what: "--defaults", expected: "a file of TOML" })
        })?;
        let pattern = pattern.map(|text| {
            Pattern::parse(text).ok_or(CliError::Argument {
                what: "--pattern",
                expected: "{case}, {category}, {purpose}, {name} and text in between",
            })
        });
        let settle = Duration::from_secs(settle);
        Ok(Self { dir, pattern: pattern.transpose()?, defaults, settle, marks: HashMap::new(), seen: HashSet::new() })
    }

    /// Names the folder, wherever a queue for it lies.
    pub fn id(&self) -> String {
        id_of(&[self.dir.as_os_str().as_encoded_bytes()])
    }

    /// Whether the last look saw the file of this id.
    pub fn has_seen(&self, id: &str) -> bool {
        self.seen.contains(id)
    }

    /// What lies there now, by name. Hidden files, links and folders are left alone.
    pub fn look(&mut self) -> Result<Vec<Found>, CliError> {
        let unreadable = || CliError::file(&self.dir, "read");
        let mut paths = Vec::new();
        for entry in fs::read_dir(&self.dir).map_err(unreadable())? {
            let entry = entry.map_err(unreadable())?;
            let name = entry.file_name();
            let is_ours = name.as_encoded_bytes().starts_with(b".") || name.as_encoded_bytes().ends_with(b".toml");
            if entry.file_type().map_err(unreadable())?.is_file() && !is_ours {
                paths.push(entry.path());
            }
        }
        paths.sort();
        self.marks.retain(|path, _| paths.contains(path));
        self.seen.clear();
        // One that is gone again meanwhile is no longer ours.
        Ok(paths.into_iter().filter_map(|path| self.found(path)).collect())
    }

    fn found(&mut self, path: PathBuf) -> Option<Found> {
        let about = fs::metadata(&path).ok()?;
        let modified = about.modified().ok()?;
        let parts = [path.as_os_str().as_encoded_bytes(), &about.len().to_be_bytes(), &nanos(modified).to_be_bytes()];
        let id = id_of(&parts);
        self.seen.insert(id.clone());
        if !self.is_settled(&path, &about, modified) {
            return Some(Found::Growing);
        }
        Some(match self.said_of(&path) {
            Ok(mut said) => match said.remove("case").as_ref().and_then(Value::as_str) {
                Some(case) => Found::Ready { path, id, case: case.to_owned(), about: Value::Object(said) },
                None if age(modified) < SIDECAR => Found::Growing,
                None => Found::Refused(
                    path,
                    "nothing says which case it is for: write NAME.toml beside it, or give --pattern or --defaults".into(),
                ),
            },
            Err(reason) => Found::Refused(path, reason),
        })
    }

    /// Whether a file has stayed as it is for long enough, between two looks at least.
    fn is_settled(&mut self, path: &Path, about: &Metadata, modified: SystemTime) -> bool {
        let mark = self.marks.entry(path.to_owned()).or_insert(Mark { length: about.len(), modified, looks: 0 });
        if (mark.length, mark.modified) != (about.len(), modified) {
            *mark = Mark { length: about.len(), modified, looks: 0 };
        }
        mark.looks += 1;
        mark.looks > 1 && age(modified) >= self.settle
    }

    /// What is said of a file: by the file beside it, by its name, by the defaults.
    fn said_of(&self, path: &Path) -> Result<Map<String, Value>, String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut said = self.defaults.clone();
        said.insert("file_name".to_owned(), name.clone().into());
        if let Some(pattern) = &self.pattern {
            said.extend(pattern.read(&name).into_iter().flatten());
        }
        let beside = beside(path);
        if beside.is_file() {
            let text = fs::read_to_string(&beside).map_err(|error| format!("{name}.toml could not be read: {error}"))?;
            said.extend(toml_table(&text).map_err(|error| format!("{name}.toml is no TOML: {error}"))?);
        }
        for (field, value) in [("audience", "family"), ("status", "signed-off"), ("language", "en"), ("provenance", "nhs")] {
            said.entry(field).or_insert_with(|| json!(value));
        }
        Ok(said)
    }

    /// Puts a delivered file away, with what stood beside it.
    pub fn done(&self, path: &Path) -> Result<(), CliError> {
        self.put(path, DONE).map(drop)
    }

    /// Puts a file away that could not be delivered, and says why beside it.
    pub fn failed(&self, path: &Path, reason: &str) -> Result<(), CliError> {
        let place = self.put(path, FAILED)?;
        let note = with_end(&place, ".reason.txt");
        fs::write(&note, format!("{reason}\n")).map_err(CliError::file(note, "written"))
    }

    /// Moves it, and what is said of it, under a name that nobody has there. One that is gone already is no failure.
    fn put(&self, path: &Path, below: &str) -> Result<PathBuf, CliError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let free = |number: u32| {
            let name = if number == 0 { name.clone() } else { format!("{number}-{name}") };
            self.dir.join(below).join(name)
        };
        let place = (0..u32::MAX).map(free).find(|place| !place.exists() && !with_end(place, ".toml").exists());
        let place = place.expect("no folder holds so many of one name");
        for (from, to) in [(path.to_owned(), place.clone()), (beside(path), with_end(&place, ".toml"))] {
            match fs::rename(&from, &to) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(CliError::file(from, "moved")(error)),
                _ => {}
            }
        }
        Ok(place)
    }
}

fn beside(path: &Path) -> PathBuf {
    with_end(path, ".toml")
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn nanos(moment: SystemTime) -> u128 {
    moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos()
}

#[expect(clippy::disallowed_methods, reason = "files carry the system's own time, and are compared with it")]
fn age(modified: SystemTime) -> Duration {
    SystemTime::now().duration_since(modified).unwrap_or_default()
}

/// A name that nothing can be read from.
fn id_of(parts: &[&[u8]]) -> String {
    hex(&digest(&SHA256, &parts.join(&b"\0"[..])).as_ref()[..16])
}

fn toml_table(text: &str) -> Result<Map<String, Value>, toml::de::Error> {
    toml::from_str(text)
}

/// What names say: text, and fields in braces between it.
struct Pattern(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(&'static str),
}

impl Pattern {
    /// None where a brace is left open, a field is unknown or stands twice, or two fields touch.
    fn parse(text: &str) -> Option<Self> {
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let field = SAID.into_iter().find(|known| *known == name)?;
            let touches = before.is_empty() && matches!(parts.last(), Some(Part::Field(_)));
            if touches || parts.contains(&Part::Field(field)) {
                return None;
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Field(field));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        (!rest.contains('}') && parts.iter().any(|part| matches!(part, Part::Field(_)))).then_some(Self(parts))
    }

    /// What a file's name says, its ending aside; none where it is of another form.
    fn read(&self, name: &str) -> Option<Map<String, Value>> {
        let mut rest = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let mut said = Map::new();
        let mut parts = self.0.iter().peekable();
        while let Some(part) = parts.next() {
            match part {
                Part::Text(text) => rest = rest.strip_prefix(text.as_str())?,
                Part::Field(field) => {
                    let end = match parts.peek() {
                        Some(Part::Text(text)) => rest.find(text.as_str())?,
                        _ => rest.len(),
                    };
                    if *field != "name" {
                        said.insert((*field).to_owned(), rest[..end].into());
                    }
                    rest = &rest[end..];
                }
            }
        }
        rest.is_empty().then_some(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_its_pattern_does() {
        let pattern = Pattern::parse("{case}_{category}_{purpose}_{name}").expect("a pattern");
        let said = pattern.read("k7f2_speech-language_aln-support_letter_of_may.pdf").expect("of the form");
        assert_eq!(
            (&said["case"], &said["category"], &said["purpose"]),
            (&json!("k7f2"), &json!("speech-language"), &json!("aln-support"))
        );
        assert!(pattern.read("k7f2_speech-language.pdf").is_none());
        assert!(Pattern::parse("report-{case}").expect("a pattern").read("letter-k7f2.pdf").is_none());
        for bad in ["{case", "{child}", "{case}{name}", "{case}-{case}", "plain", "", "}{case}x}"] {
            assert!(Pattern::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_stands_beside_a_file_wins_over_its_name_and_that_over_the_defaults() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let defaults = folder.path().join("defaults");
        fs::write(&defaults, "case = \"a\"\ncategory = \"b\"\npurpose = \"c\"\nlanguage = \"cy\"\n").expect("written");
        let dir = folder.path().join("in");
        fs::create_dir(&dir).expect("made");
        let watched = Folder::open(&dir, Some("{case}-{name}"), Some(&defaults), 0).expect("opened");
        let file = dir.join("k7-letter.pdf");
        let said = watched.said_of(&file).expect("well said");
        assert_eq!((&said["case"], &said["category"], &said["language"]), (&json!("k7"), &json!("b"), &json!("cy")));
        fs::write(dir.join("k7-letter.pdf.toml"), "case = \"z\"\nmarks = [\"third-party\"]\n").expect("written");
        let said = watched.said_of(&file).expect("well said");
        assert_eq!((&said["case"], &said["marks"][0], &said["status"]), (&json!("z"), &json!("third-party"), &json!("signed-off")));
        fs::write(dir.join("k7-letter.pdf.toml"), "case = ").expect("written");
        assert!(watched.said_of(&file).is_err());
    }

    #[test]
    fn a_file_is_taken_once_it_has_stayed_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut watched = Folder::open(folder.path(), None, None, 0).expect("opened");
        let file = folder.path().join("a.pdf");
        fs::write(&file, "one").expect("written");
        fs::write(folder.path().join("a.pdf.toml"), "case = \"k7\"").expect("written");
        let is_ready = |found: &[Found]| matches!(found, [Found::Ready { .. }]);
        assert!(!is_ready(&watched.look().expect("read")));
        fs::write(&file, "one and more").expect("written");
        assert!(!is_ready(&watched.look().expect("read")), "it has grown");
        assert!(is_ready(&watched.look().expect("read")));
        let Some(Found::Ready { path, id, .. }) = watched.look().expect("read").pop() else { panic!("it is ready") };
        assert!(watched.has_seen(&id));
        watched.done(&path).expect("moved");
        assert!(folder.path().join("done/a.pdf").is_file() && folder.path().join("done/a.pdf.toml").is_file());
        fs::write(&file, "another of the name").expect("written");
        watched.failed(&file, "why").expect("moved");
        fs::write(&file, "and a third").expect("written");
        watched.failed(&file, "why").expect("moved");
        assert!(folder.path().join("failed/1-a.pdf.reason.txt").is_file(), "nothing is replaced");
    }
}

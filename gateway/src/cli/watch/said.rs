//! What is said of a file: in the file beside it, in its name, in the defaults, the nearer winning.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::pattern::Pattern;
use super::stamp::Stamp;
use crate::cli::CliError;

/// Bytes of the longest file that says something.
const LONGEST: u64 = 64 * 1024;

/// Where what is said of the files comes from, the file beside each aside.
pub struct Said {
    pattern: Option<Pattern>,
    defaults: Map<String, Value>,
    /// Names the pattern and the state of the defaults.
    id: String,
}

impl Said {
    /// Of a pattern and a file of defaults.
    pub fn new(pattern: Option<&str>, defaults: Option<&Path>) -> Result<Self, CliError> {
        let parsed = pattern.map(|text| {
            Pattern::parse(text).ok_or(CliError::Argument {
                what: "--pattern",
                expected: "{case}, {category}, {purpose}, {name} and text in between",
            })
        });
        let table = defaults.map_or(Ok(Map::new()), |path| {
            let text = fs::read_to_string(path).map_err(CliError::file(path, "read"))?;
            toml::from_str(&text).map_err(|_| CliError::Argument { what: "--defaults", expected: "a file of TOML" })
        })?;
        let state = defaults.and_then(Stamp::of).map(|stamp| stamp.bytes()).unwrap_or_default();
        let id = super::id_of(&[pattern.unwrap_or_default().as_bytes(), &state]);
        Ok(Self { pattern: parsed.transpose()?, defaults: table, id })
    }

    /// Names what is said of a file beside which one of the state `beside` stands, and tells nothing of it.
    pub fn id(&self, beside: Option<Stamp>) -> String {
        super::id_of(&[self.id.as_bytes(), &beside.map(|stamp| stamp.bytes()).unwrap_or_default()])
    }

    /// What is said of the file at `path`; why it cannot be known, in words that quote nothing of it.
    pub fn of(&self, path: &Path) -> Result<Map<String, Value>, String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut said = self.defaults.clone();
        said.insert("file_name".to_owned(), name.clone().into());
        if let Some(pattern) = &self.pattern {
            said.extend(pattern.read(&name).into_iter().flatten());
        }
        if let Some(text) = read(&beside(path)).map_err(|reason| format!("{name}.toml {reason}"))? {
            let table: Map<String, Value> = toml::from_str(&text).map_err(|error| {
                let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
                format!("{name}.toml is no TOML: see its line {line}")
            })?;
            said.extend(table);
        }
        for (field, value) in [("audience", "family"), ("status", "signed-off"), ("language", "en"), ("provenance", "nhs")] {
            said.entry(field).or_insert_with(|| json!(value));
        }
        Ok(said)
    }
}

/// The file that stands beside the one at `path`.
pub fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".toml");
    PathBuf::from(name)
}

/// The text of a file that may be there: itself, since a link may lead to what is nobody's here to send, and not more than is sensible.
fn read(path: &Path) -> Result<Option<String>, String> {
    let Ok(about) = fs::symlink_metadata(path) else { return Ok(None) };
    if !about.is_file() {
        return Err("is a link, or no file".to_owned());
    }
    let unreadable = |error: std::io::Error| format!("could not be read: {error}");
    let flags =
        rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC;
    let file = rustix::fs::open(path, flags, rustix::fs::Mode::empty()).map_err(|error| unreadable(error.into()))?;
    let mut text = Vec::new();
    File::from(file).take(LONGEST + 1).read_to_end(&mut text).map_err(unreadable)?;
    if text.len() as u64 > LONGEST {
        return Err("is longer than 64 KiB".to_owned());
    }
    String::from_utf8(text).map(Some).map_err(|_| "is no text in UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_file_wins_over_its_name_and_that_over_the_defaults() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let defaults = folder.path().join("defaults");
        fs::write(&defaults, "case = \"a\"\ncategory = \"b\"\npurpose = \"c\"\nlanguage = \"cy\"\n").expect("written");
        let all = Said::new(Some("{case}-{name}"), Some(&defaults)).expect("a pattern and TOML");
        let file = folder.path().join("k7-letter.pdf");
        let said = all.of(&file).expect("well said");
        assert_eq!((&said["case"], &said["category"], &said["language"]), (&json!("k7"), &json!("b"), &json!("cy")));
        fs::write(beside(&file), "case = \"z\"\nmarks = [\"third-party\"]\n").expect("written");
        let said = all.of(&file).expect("well said");
        assert_eq!((&said["case"], &said["marks"][0], &said["status"]), (&json!("z"), &json!("third-party"), &json!("signed-off")));
    }

    #[test]
    fn a_file_that_says_nothing_readable_is_told_of_without_a_word_of_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let all = Said::new(None, None).expect("neither");
        let file = folder.path().join("letter.pdf");
        fs::write(beside(&file), "case = \"z\"\nsummary = Zwinllwyd\n").expect("written");
        assert_eq!(all.of(&file).expect_err("no TOML"), "letter.pdf.toml is no TOML: see its line 2");
        fs::write(beside(&file), b"case = \"\xff\"").expect("written");
        assert!(all.of(&file).expect_err("no text").contains("UTF-8"));
        fs::write(beside(&file), vec![b'#'; 70_000]).expect("written");
        assert!(all.of(&file).expect_err("too long").contains("64 KiB"));
        fs::remove_file(beside(&file)).expect("there");
        fs::write(folder.path().join("private"), "case = \"z\"").expect("written");
        std::os::unix::fs::symlink(folder.path().join("private"), beside(&file)).expect("linked");
        assert!(all.of(&file).expect_err("a link").contains("link"));
    }
}

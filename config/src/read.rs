//! TOML text into a type, with an error that names file, line and key.
//! The text itself is never repeated in an error: a database address may stand beside the mistake.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::ConfigError;

/// Parses `text`, which came from `file`.
pub(crate) fn toml<T: DeserializeOwned>(text: &str, file: &Path) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        ConfigError::Malformed {
            file: file.to_owned(),
            line: error.span().map_or(0, |_| line_at(text, at)),
            key: key_at(text, at),
            problem: error.message().trim().replace('\n', " "),
        }
    })
}

/// Reads a file as text.
pub(crate) fn file(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { file: path.to_owned(), source })
}

fn line_at(text: &str, at: usize) -> usize {
    before(text, at).matches('\n').count() + 1
}

/// The key on the line of byte `at`, after its section's name.
fn key_at(text: &str, at: usize) -> String {
    let above = before(text, at);
    let start = above.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or_default().trim();
    let section = text[..start]
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| line.starts_with('['))
        .map(|header| header.split('#').next().unwrap_or_default().trim_matches(['[', ']', ' ']))
        .unwrap_or_default();
    if line.starts_with('[') {
        return line.trim_matches(['[', ']']).to_owned();
    }
    let key = line.split('=').next().unwrap_or_default().trim();
    match (section, key) {
        ("", key) => key.to_owned(),
        (section, "") => section.to_owned(),
        (section, key) => format!("{section}.{key}"),
    }
}

fn before(text: &str, at: usize) -> &str {
    let at = (0..=at.min(text.len())).rev().find(|&index| text.is_char_boundary(index));
    &text[..at.unwrap_or(0)]
}

//! The one place that writes to the terminal: answers to standard output, everything else to standard error. Control characters
//! of what others chose (file names, titles) are left out, and a reader that has gone away is no failure.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;

/// A line of the answer.
pub fn line(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{}", plain(text)).and_then(|()| out.flush());
}

/// A line that is not part of the answer.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", plain(text));
}

/// Text that ends without a new line, to be answered.
pub fn ask(text: &str) {
    let mut out = io::stderr().lock();
    let _ = write!(out, "{} ", plain(text)).and_then(|()| out.flush());
}

/// A JSON value on one line.
pub fn json_line(value: &Value) {
    line(&value.to_string());
}

/// An answer: as JSON, or each field on a line.
pub fn answer(json: bool, value: &Value) {
    if json {
        return line(&format!("{value:#}"));
    }
    for text in field_lines(value, 0) {
        line(&text);
    }
}

/// A list: as JSON, or as a table of `columns`.
pub fn items(json: bool, items: &[Value], columns: &[&str]) {
    if json {
        return line(&format!("{:#}", serde_json::json!({ "items": items })));
    }
    if items.is_empty() {
        return note("nothing there");
    }
    for text in table(items, columns) {
        line(&text);
    }
}

/// A bar over `length` bytes, shown only where somebody looks.
pub fn bar(length: u64, quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {eta}");
    ProgressBar::new(length).with_style(style.expect("the template is ours and has no unknown key"))
}

fn table(items: &[Value], columns: &[&str]) -> Vec<String> {
    let rows: Vec<Vec<String>> = items.iter().map(|item| columns.iter().map(|name| shown(&item[*name])).collect()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, name)| rows.iter().map(|row| row[at].chars().count()).chain([name.len()]).max().unwrap_or(0))
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(&mut columns.iter().copied())];
    lines.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    lines
}

fn field_lines(value: &Value, depth: usize) -> Vec<String> {
    let indent = "  ".repeat(depth);
    match value {
        Value::Null => Vec::new(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match value {
                Value::Object(_) | Value::Array(_) if !is_short(value) => {
                    let mut lines = vec![format!("{indent}{name}:")];
                    lines.extend(field_lines(value, depth + 1));
                    lines
                }
                _ => vec![format!("{indent}{name}: {}", shown(value))],
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .flat_map(|item| {
                let mut lines = field_lines(item, depth + 1);
                if let Some(first) = lines.first_mut() {
                    let text = first.trim_start().to_owned();
                    *first = format!("{indent}- {text}");
                }
                lines
            })
            .collect(),
        other => vec![format!("{indent}{}", shown(other))],
    }
}

/// A list of plain values stands on one line.
fn is_short(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(|item| !item.is_object() && !item.is_array()),
        Value::Object(fields) => fields.is_empty(),
        _ => true,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        Value::Array(items) if is_short(value) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_table_is_as_wide_as_its_widest_cell() {
        let items = [json!({"id": "a", "live": true}), json!({"id": "long-one"})];
        assert_eq!(table(&items, &["id", "live"]), ["id        live", "a         yes", "long-one  -"]);
    }

    #[test]
    fn fields_are_nested_by_indentation() {
        let value = json!({"id": "x", "partners": ["a", "b"], "signatures": [{"agency": "a", "at": 1}]});
        let lines = ["id: x", "partners: a, b", "signatures:", "  - agency: a", "    at: 1"];
        assert_eq!(field_lines(&value, 0), lines);
    }

    #[test]
    fn control_characters_of_others_do_not_reach_the_terminal() {
        assert_eq!(plain("a\u{1b}[2J\r\nb"), "a[2J\nb");
    }
}

//! How the demonstration tells what it does: numbered steps, under each what came back and why; one JSON object per step where
//! JSON is asked for.

use serde_json::{Value, json};

use crate::cli::print;

/// Letters in a line, the labels included.
const WIDTH: usize = 110;
/// Letters of the widest label.
const LABEL: usize = 11;

/// The steps so far.
pub struct Steps {
    json: bool,
    number: usize,
    title: String,
    told: Vec<(String, String)>,
}

impl Steps {
    /// None yet.
    pub fn new(json: bool) -> Self {
        Self { json, number: 0, title: String::new(), told: Vec::new() }
    }

    /// A line that belongs to no step.
    pub fn line(&self, text: &str) {
        if self.json { print::note(text) } else { print::line(text) }
    }

    /// The next step begins; the one before has acted as it should.
    pub fn begin(&mut self, title: &str) {
        self.end(true);
        self.number += 1;
        title.clone_into(&mut self.title);
        if !self.json {
            print::line(&format!("{:3}  {title}", self.number));
        }
    }

    /// What was done, what came back, or why.
    pub fn tell(&mut self, label: &str, text: &str) {
        if self.json {
            self.told.push((label.to_owned(), text.to_owned()));
            return;
        }
        let mut label = label;
        for line in wrapped(text, WIDTH - LABEL - 7) {
            print::line(&format!("     {label:LABEL$}  {line}"));
            label = "";
        }
    }

    /// The last step is over, well or not.
    pub fn end(&mut self, as_it_should: bool) {
        if self.json && self.number > 0 {
            let told: Vec<Value> = self.told.drain(..).map(|(label, text)| json!({ "label": label, "text": text })).collect();
            print::json_line(&json!({ "step": self.number, "title": self.title, "told": told, "as_it_should": as_it_should }));
        }
    }

    /// How many have begun.
    pub fn count(&self) -> usize {
        self.number
    }

    /// What the present one is called.
    pub fn title(&self) -> &str {
        &self.title
    }
}

/// The text in lines of at most `width` letters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for part in text.lines() {
        let mut line = String::new();
        for word in part.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_broken_between_words_and_none_is_lost() {
        assert_eq!(wrapped("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrapped("a-word-longer-than-the-line b", 5), ["a-word-longer-than-the-line", "b"]);
        assert_eq!(wrapped("first\nsecond", 80), ["first", "second"]);
    }
}

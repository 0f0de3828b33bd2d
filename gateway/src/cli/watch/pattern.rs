//! What a file's name says of it.

use serde_json::{Map, Value};

/// What a name may say.
const SAID: [&str; 4] = ["case", "category", "purpose", "name"];

/// What names say: text, and fields in braces between it.
pub struct Pattern(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(&'static str),
}

impl Pattern {
    /// None where a brace is left open, a field is unknown or stands twice, or two fields touch.
    pub fn parse(text: &str) -> Option<Self> {
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
    pub fn read(&self, name: &str) -> Option<Map<String, Value>> {
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
    use serde_json::json;

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
}

//! Answers over the line, in both languages. RFC 5321 lets them be in ASCII only, so that Welsh loses its circumflexes in them.

use porthor_policy::Language;

use crate::http::error::Problem;
use crate::words::Words;

/// Bytes of a line of an answer (RFC 5321, 4.5.3.1.5: 512 with all).
const LINE: usize = 400;

/// An answer: code (RFC 5321), enhanced code (RFC 3463), and a text in both languages.
pub struct Reply {
    code: u16,
    enhanced: &'static str,
    key: &'static str,
    arguments: Vec<(&'static str, String)>,
    because: Option<Problem>,
}

impl Reply {
    /// With the text `key`.
    pub fn new(code: u16, enhanced: &'static str, key: &'static str) -> Self {
        Self { code, enhanced, key, arguments: Vec::new(), because: None }
    }

    /// With a value in the text.
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.arguments.push((name, value));
        self
    }

    /// With what a problem says.
    pub fn because(mut self, problem: Problem) -> Self {
        self.because = Some(problem);
        self
    }

    /// The lines of it, Welsh first.
    pub fn lines(&self, words: &Words) -> Vec<String> {
        let texts = [Language::Cy, Language::En].map(|language| {
            let text = words.text(language, self.key, &self.arguments);
            let because = self.because.as_ref().map(|problem| problem.worded(words, language));
            because.map_or(text.clone(), |worded| format!("{text} {}. {}", worded.title, worded.detail))
        });
        let lines: Vec<String> = texts.iter().flat_map(|text| wrapped(&ascii(text))).collect();
        let last = lines.len() - 1;
        let mark = |at: usize| if at == last { ' ' } else { '-' };
        lines.iter().enumerate().map(|(at, line)| format!("{}{}{} {line}\r\n", self.code, mark(at), self.enhanced)).collect()
    }
}

/// Without the signs that ASCII lacks: the letter beneath a circumflex stays, and what nobody could read becomes a space.
fn ascii(text: &str) -> String {
    let plain = |letter: char| match letter {
        'â' | 'á' | 'à' | 'ä' => 'a',
        'ê' | 'é' | 'è' | 'ë' => 'e',
        'î' | 'í' | 'ì' | 'ï' => 'i',
        'ô' | 'ó' | 'ò' | 'ö' => 'o',
        'û' | 'ú' | 'ù' | 'ü' => 'u',
        'ŵ' | 'ẃ' | 'ẁ' | 'ẅ' => 'w',
        'ŷ' | 'ý' | 'ỳ' | 'ÿ' => 'y',
        'Ŵ' => 'W',
        'Ŷ' => 'Y',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{2013}' | '\u{2014}' => '-',
        ' '..='~' => letter,
        _ => ' ',
    };
    text.chars().filter(|letter| !matches!(letter, '\u{2068}' | '\u{2069}')).map(plain).collect()
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is one");
        if !line.is_empty() && line.len() + word.len() >= LINE {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// That a mail is larger than `limit` bytes.
pub fn too_large(limit: u64) -> Reply {
    Reply::new(552, "5.3.4", "mail-too-large").with("size", (limit >> 20).max(1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_ascii_in_lines_that_every_relay_takes_with_welsh_first() {
        let words = Words::shipped();
        let keys = [
            "mail-busy",
            "mail-later",
            "mail-loop",
            "mail-nobody",
            "mail-nothing",
            "mail-order",
            "mail-sender",
            "mail-taken",
            "mail-tls",
            "mail-too-large",
            "mail-too-many",
            "mail-unknown",
            "mail-unsealed",
            "mail-wrong",
        ];
        let mut replies: Vec<Reply> = keys.iter().map(|key| Reply::new(550, "5.7.1", key)).collect();
        replies.push(Reply::new(550, "5.7.1", "mail-refused").because(Problem::unacceptable("envelope-not-for-here")));
        for reply in replies {
            let lines = reply.lines(&words);
            assert!(lines.len() >= 2, "{lines:?}");
            for line in &lines {
                assert!(line.is_ascii() && line.len() <= 512 && line.ends_with("\r\n"), "{line:?}");
                assert!(!line[..line.len() - 2].contains(['\r', '\n']) && !line.contains("mail-"), "{line:?}");
            }
            let (last, before) = lines.split_last().expect("some");
            assert!(last.starts_with("550 5.7.1 ") && before.iter().all(|line| line.starts_with("550-5.7.1 ")), "{lines:?}");
        }
        assert_eq!(ascii("tŷ â’r \u{2068}10\u{2069} dŵr\u{1b}"), "ty a'r 10 dwr ");
        assert_eq!(wrapped(&"gair ".repeat(200)).iter().map(String::len).max(), Some(399));
    }
}

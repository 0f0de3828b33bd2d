//! What somebody typed, before it is kept and shown to others: characters that nobody sees could hide what it says, or turn it about.

use crate::http::error::Problem;

/// Letters of an ordinary name, at most.
pub const NAME: usize = 200;

/// The flags of Wales, England and Scotland (Unicode TS #51, ED-14a).
const FLAGS: [&str; 3] = [
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
];

/// Characters that are not seen, or turn what is seen about: the general categories Cc, Cf, Zl and Zp of Unicode 17.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

/// A name without white space around it: something, `most` characters at most, all of them seen.
pub fn plain_name(field: &'static str, given: &str, most: usize) -> Result<String, Problem> {
    checked(field, given.trim(), most, |_| false)
}

/// An address without white space around it: 1 to 254 characters, none of them white space or unseen.
pub fn plain_address(given: &str) -> Result<&str, Problem> {
    let address = given.trim();
    let fits = (1..=254).contains(&address.chars().count());
    let plain = !address.chars().any(|c| is_unseen(c) || c.is_whitespace());
    if fits && plain { Ok(address) } else { Err(Problem::bad("bad-field").with("field", "address")) }
}

/// A text without white space around it: something, `most` characters at most, all of them seen but ends of lines and tabs. A browser
/// ends a line with two characters, which are one here. Joiners stay, and the flags of nations: some scripts and
/// pictures are written so.
pub fn plain_text(field: &'static str, given: &str, most: usize) -> Result<String, Problem> {
    let text = given.replace("\r\n", "\n");
    let is_let_in = |c| matches!(c, '\n' | '\t' | '\u{200c}' | '\u{200d}');
    // The letters behind a black flag that make it a nation's are unseen, and say nothing else.
    checked(field, &FLAGS.iter().fold(text.trim().to_owned(), |text, flag| text.replace(flag, "\u{1f3f4}")), most, is_let_in)?;
    Ok(text.trim().to_owned())
}

/// What is left of a name that a machine gave to itself: nobody is there to mend it.
pub fn seen_of(name: &str, most: usize) -> String {
    name.chars().filter(|letter| !is_unseen(*letter)).take(most).collect()
}

fn checked(field: &'static str, text: &str, most: usize, is_let_in: impl Fn(char) -> bool) -> Result<String, Problem> {
    if text.is_empty() || text.chars().count() > most {
        return Err(Problem::bad("bad-field").with("field", field));
    }
    if text.chars().any(|c| is_unseen(c) && !is_let_in(c)) {
        return Err(Problem::unacceptable("unseen-characters").with("field", field));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(read: Result<String, Problem>) -> Result<String, &'static str> {
        read.map_err(|problem| problem.code())
    }

    #[test]
    fn what_is_not_seen_in_a_name_is_told_from_what_is() {
        for unseen in "\0\n\u{7f}\u{85}\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}\u{e0041}".chars() {
            assert!(is_unseen(unseen), "U+{:04X}", u32::from(unseen));
            assert_eq!(code(plain_name("name", &format!("a{unseen}b"), 9)), Err("unseen-characters"));
        }
        for seen in "aZ9 ._-'()ŵŷâÉẄ–’\u{301}\u{a0}\u{2010}\u{2027}\u{202f}\u{205f}ж字".chars() {
            assert!(!is_unseen(seen), "U+{:04X}", u32::from(seen));
        }
    }

    #[test]
    fn a_text_has_lines_and_joiners_and_nothing_else_that_is_unseen() {
        assert_eq!(code(plain_text("text", "  Pam?\r\n\tPryd? 👩\u{200d}👧 ", 99)), Ok("Pam?\n\tPryd? 👩\u{200d}👧".into()));
        for hostile in ["a\rb", "a\u{0}b", "a\u{1b}[2Jb", "a\u{202e}b", "a\u{2066}b", "a\u{200b}b"] {
            assert_eq!(code(plain_text("text", hostile, 99)), Err("unseen-characters"), "{hostile:?}");
        }
        for flag in FLAGS {
            assert_eq!(code(plain_text("text", &format!("Diolch {flag}"), 99)), Ok(format!("Diolch {flag}")));
            assert_eq!(code(plain_text("text", &flag[..12], 99)), Err("unseen-characters"), "a piece of it");
        }
        for wrong in ["", " \r\n ", "abcd"] {
            assert_eq!(code(plain_text("text", wrong, 3)), Err("bad-field"), "{wrong:?}");
        }
        assert_eq!(code(plain_name("name", " ŵŷâ ", 3)), Ok("ŵŷâ".into()));
    }

    #[test]
    fn of_a_machines_name_what_is_seen_is_left() {
        assert_eq!(seen_of("a\u{202e}b\nc", 2), "ab");
    }
}

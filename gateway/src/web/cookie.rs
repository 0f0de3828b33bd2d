//! Cookies: the session's token, the mark that ties forms to a visit, and the language. All are bound to this host (`__Host-`), sent
//! over TLS only, unreadable to script, and gone when the browser closes.

use http::HeaderMap;
use http::HeaderValue;
use http::header;
use porthor_policy::Language;

use crate::http::language::tag;

/// Holds the session's token.
pub const SESSION: &str = "__Host-porthor";
/// Holds the visit's own secret.
pub const VISIT: &str = "__Host-visit";
/// Holds the language; with `!` where the visitor chose it themselves.
pub const LANGUAGE: &str = "__Host-language";

/// The value of a cookie; none where two are given.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut values =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('=')).filter(|(key, _)| *key == name);
    let (_, value) = values.next()?;
    values.next().is_none().then_some(value)
}

/// Sets a cookie for as long as the browser stays open.
pub fn set(name: &str, value: &str) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).expect("tokens, ids and language tags are plain ASCII")
}

/// Takes a cookie away.
pub fn clear(name: &str) -> HeaderValue {
    let text = format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    HeaderValue::from_str(&text).expect("the names of our cookies are plain ASCII")
}

/// The language, `chosen` by the visitor or known of the person.
pub fn language(language: Language, chosen: bool) -> HeaderValue {
    let mark = if chosen { "!" } else { "" };
    set(LANGUAGE, &format!("{}{mark}", tag(language)))
}

/// The language of a visitor who has one, and whether they chose it themselves.
pub fn read_language(headers: &HeaderMap) -> Option<(Language, bool)> {
    let value = read(headers, LANGUAGE)?;
    let chosen = value.ends_with('!');
    match value.trim_end_matches('!') {
        "cy" => Some((Language::Cy, chosen)),
        "en" => Some((Language::En, chosen)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_comes_twice_is_none() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; __Host-visit=x; b=2"));
        assert_eq!(read(&headers, VISIT), Some("x"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-visit=y"));
        assert_eq!(read(&headers, VISIT), None);
    }
}

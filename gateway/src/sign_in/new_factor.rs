//! The page on which a new second factor is set up and proved: an authenticator's square code, a card to print, or a passkey to make.
//! Joining shows it, and the account.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use super::factor::Shown;
use crate::app::App;
use crate::web::square::square;
use crate::web::{Filled, Frame, Visitor, show};

/// Where the page stands.
#[derive(Clone, Copy)]
pub struct Place {
    /// Where the first code is sent.
    pub action: &'static str,
    /// Where somebody goes who would rather have the other kind.
    pub another: &'static str,
    /// Which step of how many it is, at joining.
    pub step: Option<u8>,
}

#[derive(Template)]
#[template(path = "join/totp.html")]
struct TotpPage {
    frame: Frame,
    filled: Filled,
    place: Place,
    ticket: String,
    /// SVG, made here from the address that the authenticator reads.
    square: String,
    /// That address, for the phone that the page is read on.
    otpauth: String,
    key: String,
}

#[derive(Template)]
#[template(path = "join/card.html")]
struct CardPage {
    frame: Frame,
    filled: Filled,
    place: Place,
    ticket: String,
    position: String,
    /// A letter and its six codes.
    rows: Vec<(String, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "join/passkey.html")]
struct PasskeyPage {
    frame: Frame,
    filled: Filled,
    place: Place,
    ticket: String,
    /// What the browser is asked for, as JSON.
    options: String,
}

/// Shows an offered factor.
pub fn show_offered(app: &App, visitor: &Visitor, place: Place, ticket: &str, shown: Shown, filled: Filled) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    let ticket = ticket.to_owned();
    let frame = match place.step {
        Some(_) => visitor.frame(app),
        // In an account the page is read in the other language by going where its answer goes, without one.
        None => visitor.frame(app).again_at(place.action, "ticket", ticket.clone()),
    };
    match shown {
        Shown::Totp { otpauth, key } => {
            let square = square(&otpauth);
            show(status, &frame, &TotpPage { frame: frame.clone(), filled, place, ticket, square, otpauth, key })
        }
        Shown::Card { codes, position } => {
            let page = CardPage { frame: frame.clone(), filled, place, ticket, position, rows: rows(codes) };
            show(status, &frame, &page)
        }
        Shown::Passkey(options) => {
            let options = options.to_string();
            show(status, &frame, &PasskeyPage { frame: frame.clone(), filled, place, ticket, options })
        }
    }
}

/// Codes by the letter of their row; each in two groups, as people read them out.
fn rows(codes: Vec<(String, String)>) -> Vec<(String, Vec<String>)> {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    for (position, code) in codes {
        let letter = position.chars().next().map(String::from).unwrap_or_default();
        let (first, second) = code.split_at_checked(4).unwrap_or((code.as_str(), ""));
        let grouped = format!("{first} {second}");
        match rows.last_mut() {
            Some((row, in_it)) if *row == letter => in_it.push(grouped),
            _ => rows.push((letter, vec![grouped])),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn a_cards_codes_stand_in_rows_by_their_letter() {
        let codes = [("A1", "ABCDEFGH"), ("A2", "23456789"), ("B1", "JKMNPQRS")];
        let rows = rows(codes.map(|(position, code)| (position.to_owned(), code.to_owned())).to_vec());
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].1, ["ABCD EFGH", "2345 6789"]);
        assert_eq!(rows[1].0, "B");
    }
}

//! The letter that somebody joins with: a sheet in both languages, the reader's own first, with a one-time code to type or to scan. What
//! shows in the window of its envelope is whom it goes to, and nothing else. The square holds the code alone: it is no address, so that
//! nothing that scans it on the way is let in.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use porthor_policy::{Date, Language};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::http::session::SignedIn;
use crate::web::square::square;
use crate::web::{Frame, Say, Visitor, show};

/// A letter to print.
#[derive(Serialize, Deserialize)]
pub struct Letter {
    /// Whom it goes to.
    pub name: String,
    /// What they read.
    pub language: Language,
    /// `XXXX-XXXX-XXXX-XXXX`.
    pub code: String,
    /// The last day on which the code works.
    pub until: Date,
    /// Who sends it: the agency's English and Welsh names.
    pub from: (String, String),
    /// The telephone number of whoever can help; none where it is a colleague down the corridor.
    pub ring: Option<String>,
    /// Where the page leads back to.
    pub back: String,
}

/// The letter in one language.
struct Side {
    say: Say,
    from: String,
    until: String,
}

#[derive(Template)]
#[template(path = "join/letter.html")]
struct LetterPage {
    frame: Frame,
    letter: Letter,
    sides: Vec<Side>,
    square: String,
    origin: String,
}

/// Shows the letter, once; in the other language the page at `again` does, to whom it was shown.
pub fn show_letter(app: &App, visitor: &Visitor, who: &SignedIn, again: &str, letter: Letter) -> Response {
    let (first, second) = match letter.language {
        Language::Cy => (Language::Cy, Language::En),
        Language::En => (Language::En, Language::Cy),
    };
    let side = |language| {
        let say = Say::new(Arc::clone(&app.words), language);
        let from = if language == Language::Cy { &letter.from.1 } else { &letter.from.0 };
        Side { until: say.date(letter.until), from: from.clone(), say }
    };
    let sides = vec![side(first), side(second)];
    let origin = app.config.server.public_origin.trim_start_matches("https://").to_owned();
    let square = square(&letter.code);
    let frame = visitor.frame_once(app, who, again, &letter);
    show(StatusCode::OK, &frame, &LetterPage { frame: frame.clone(), letter, sides, square, origin })
}

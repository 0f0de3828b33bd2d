//! The circle of sharing: the child in the middle, each agency around it, and how much it may see and why, by the same decision that
//! releases. The picture is made of what stands in the table beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::TAU;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_policy::{AgencyId, CaseId, Facts, Recipient, ReportId, Sight, Timestamp, holding, sights};

use super::seen::Seen;
use super::why::Way;
use crate::app::App;
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::session::SignedIn;
use crate::reckon::reckon;
use crate::web::{Frame, Visitor, show};

/// Letters of a name that stand in one line of the picture.
const LINE: usize = 14;
/// Lines of a name in the picture.
const LINES: usize = 3;
/// From the child to an agency, and how much more there is for each agency beyond seven.
const SPOKE: f64 = 205.0;
const WIDER: f64 = 26.0;
/// From one line of a name to the next.
const DOWN: f64 = 26.0;

/// The circle's page.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/family/{case}", get(circle))
}

#[derive(Template)]
#[template(path = "family/circle.html")]
struct CirclePage {
    frame: Frame,
    seen: Seen,
    spokes: Vec<Spoke>,
    /// Width and height of the picture, and its middle.
    size: String,
    middle: String,
    child_lines: Vec<Line>,
    /// The ways that some line of the picture shows, for its key.
    shown: Vec<(&'static str, String)>,
}

/// An agency of the circle.
struct Spoke {
    name: String,
    href: String,
    /// How much it may see, in words and as the picture shows it.
    sees: String,
    count: String,
    whys: Vec<String>,
    /// Of its line.
    class: &'static str,
    x: String,
    y: String,
    lines: Vec<Line>,
}

/// A line of text in the picture.
struct Line {
    text: String,
    y: String,
}

/// The distinct reports that an agency sees by each way.
type Seeing = BTreeMap<Way, BTreeSet<ReportId>>;

async fn circle(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    let seen = Seen::read(&app, &visitor, &who, &case, "circle").await?;
    let sights = all_sights(&app, &seen).await?;
    let agencies = around(seen.facts(), seen.now())?;
    let extra = u32::try_from(agencies.len().saturating_sub(7)).unwrap_or(0);
    let radius = SPOKE + WIDER * f64::from(extra);
    let half = radius + 130.0;
    let spokes: Vec<Spoke> = agencies
        .iter()
        .enumerate()
        .map(|(place, agency)| spoke(&seen, &sights, agency, angle(place, agencies.len()), radius, half))
        .collect();
    let classes: BTreeSet<&'static str> = spokes.iter().map(|spoke| spoke.class).collect();
    let shown = classes.into_iter().map(|class| (class, visitor.say.text(format!("family-line-{class}")).to_string())).collect();
    let child_lines = lines(&seen.child, half - 8.0, 10);
    let (size, middle) = (format!("{:.0}", half * 2.0), format!("{half:.0}"));
    let frame = visitor.frame(&app);
    let page = CirclePage { frame, seen, spokes, size, middle, child_lines, shown };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

/// Every yes on the case, off the threads that answer.
pub async fn all_sights(app: &App, seen: &Seen) -> Result<Vec<Sight>, Problem> {
    let (facts, now) = (Arc::clone(&seen.granted.known.facts), seen.now());
    reckon(app, move || sights(&facts, now)).await
}

/// The agencies around the child: who leads, who is on the case, and who is named by a consent that is not over.
pub fn around(facts: &Facts, now: Timestamp) -> Result<Vec<AgencyId>, Problem> {
    let lead = &facts.case_at(now).ok_or_else(Problem::not_found)?.lead;
    let mut others: BTreeSet<&AgencyId> =
        holding(&facts.involvements, now).filter(|part| !part.is_over(now.date())).map(|part| &part.agency).collect();
    others.extend(holding(&facts.emergencies, now).filter(|one| now < one.until).map(|one| &one.agency));
    for grant in holding(&facts.grants, now).filter(|grant| grant.until.is_some_and(|until| now < until)) {
        if let Recipient::Agency(agency) = &grant.recipient {
            others.insert(agency);
        }
    }
    others.remove(lead);
    Ok(std::iter::once(lead).chain(others).cloned().collect())
}

/// What an agency sees, of the reports that the visitor is told of.
pub fn seeing(seen: &Seen, sights: &[Sight], agency: &AgencyId) -> Seeing {
    let mut seeing = Seeing::new();
    let reader = Recipient::Agency(agency.clone());
    for sight in sights.iter().filter(|sight| sight.line.reader == reader && seen.reports.contains_key(&sight.line.report)) {
        seeing.entry(Way::of(&sight.grounds.basis)).or_default().insert(sight.line.report.clone());
    }
    seeing
}

/// In words: how much of everything.
pub fn how_much(seen: &Seen, seeing: &Seeing) -> (String, String) {
    let (some, all) = (seeing.values().flatten().collect::<BTreeSet<_>>().len(), seen.reports.len());
    let key = if some == 0 { "family-sees-nothing" } else { "family-sees" };
    let words = seen.say.text(key).count("some", some).count("all", all).to_string();
    let count = seen.say.text("family-sees-count").count("some", some).count("all", all).to_string();
    (words, count)
}

fn spoke(seen: &Seen, sights: &[Sight], agency: &AgencyId, angle: f64, radius: f64, half: f64) -> Spoke {
    let seeing = seeing(seen, sights, agency);
    let (sees, count) = how_much(seen, &seeing);
    let whys = seeing
        .iter()
        .map(|(way, reports)| seen.say.text(format!("family-by-{}", way.word())).count("n", reports.len()).to_string())
        .collect();
    let class = seeing.keys().next().map_or("none", |way| if *way == Way::Own { "none" } else { way.word() });
    let (x, y) = (half + radius * angle.sin(), half - radius * angle.cos());
    let name = seen.names.agency(agency).to_owned();
    let mut lines = lines(&name, 0.0, LINE);
    // Above those at the top, so that no line runs through a name.
    let first = if angle.cos() > 0.3 { y - 54.0 - DOWN * many(lines.len().saturating_sub(1)) } else { y + 68.0 };
    for (place, line) in lines.iter_mut().enumerate() {
        line.y = format!("{:.0}", first + DOWN * many(place));
    }
    let href = seen.path(&format!("/agency/{agency}"));
    Spoke { href, sees, count, whys, class, x: format!("{x:.0}"), y: format!("{y:.0}"), lines, name }
}

fn angle(place: usize, of: usize) -> f64 {
    TAU * many(place) / many(of.max(1))
}

fn many(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Breaks a name between its words, the first line at `y`; a name too long is cut, for the table has it whole.
fn lines(name: &str, y: f64, wide: usize) -> Vec<Line> {
    let mut texts: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match texts.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= wide => {
                line.push(' ');
                line.push_str(word);
            }
            _ => texts.push(word.to_owned()),
        }
    }
    if texts.len() > LINES {
        texts.truncate(LINES);
        if let Some(last) = texts.last_mut() {
            last.push('…');
        }
    }
    let placed = texts.into_iter().enumerate();
    placed.map(|(place, text)| Line { text, y: format!("{:.0}", y + DOWN * many(place)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(name: &str) -> Vec<String> {
        lines(name, 0.0, LINE).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_long_name_is_broken_between_its_words_and_cut_after_three_lines() {
        assert_eq!(broken("Ysgol Nant y Wennol"), ["Ysgol Nant y", "Wennol"]);
        assert_eq!(broken("Tair Afon"), ["Tair Afon"]);
        let long = broken("Awdurdod Addysg Unedig Canolbarth a Gorllewin Cymru");
        assert_eq!(long.len(), LINES);
        assert!(long[2].ends_with('…'));
    }

    #[test]
    fn agencies_stand_evenly_around_the_child() {
        assert!(angle(0, 4).abs() < f64::EPSILON);
        assert!((angle(2, 4) - TAU / 2.0).abs() < f64::EPSILON);
    }
}

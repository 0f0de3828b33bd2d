//! Remarks on pages: a family's own list, the agencies' list with its answers, and the parts that entries and reports show.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use porthor_policy::{
    About, Access, AgencyId, CaseId, Decision, Language, PersonId, Remark, RemarkId, RemarkKind, Verb, decide, readable,
};

use super::store::Kept;
use super::{NewAnswer, NewRemark, TEXT, answer, read, words};
use crate::app::App;
use crate::case::people::key_of;
use crate::family::seen::child_of;
use crate::gate::{self, Granted};
use crate::http::error::Problem;
use crate::http::extract::Path;
use crate::http::language::tag;
use crate::http::session::SignedIn;
use crate::looked;
use crate::report::store as reports;
use crate::store::facts::parse;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::{Filled, Frame, Say, Visitor, see_other, show};

/// Pages of remarks.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/family/{case}/remarks", get(of_the_family))
        .route("/desk/{case}/remarks", get(for_staff))
        .route("/desk/{case}/remarks/{remark}/answer", post(give_answer))
}

/// A remark, in words.
pub struct RemarkView {
    /// Its id.
    pub id: String,
    /// What sort, in words.
    pub kind: String,
    /// What it is about, in words.
    pub about: String,
    /// Where that is, for a family.
    pub href: String,
    /// Who said it.
    pub author: String,
    /// What, by lines.
    pub lines: Vec<String>,
    /// In which language, as a tag; none where its author did not say.
    pub lang: Option<&'static str>,
    /// When.
    pub made: String,
    /// What was answered.
    pub answer: Option<AnswerView>,
    /// Whether the reader may answer it.
    pub may_answer: bool,
    /// The field of a form that holds the answer.
    pub field: String,
}

/// An answer, in words.
pub struct AnswerView {
    /// Who, of which agency.
    pub who: String,
    /// What, by lines.
    pub lines: Vec<String>,
    /// In which language, as a tag; none where its author did not say.
    pub lang: Option<&'static str>,
    /// When.
    pub at: String,
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect()
}

/// The sort of remark that was chosen and what was typed, each marked where it is wrong.
pub fn kind_of(say: &Say, filled: &mut Filled, offered: &[RemarkKind]) -> Option<RemarkKind> {
    let chosen = offered.iter().copied().find(|kind| code_of(kind) == filled.value("kind"));
    if chosen.is_none() {
        filled.wrong("kind", say.text("remark-choose-kind"));
    }
    check_text(say, filled, "text");
    chosen
}

/// A remark of this kind, as it was typed.
pub fn typed(about: About, kind: RemarkKind, filled: &Filled) -> NewRemark {
    NewRemark { about, kind, text: filled.value("text").to_owned(), language: written_in(filled, "text") }
}

/// In which language the text of `field` is, by what was chosen below it.
fn written_in(filled: &Filled, field: &str) -> Option<Language> {
    let chosen = filled.value(&format!("{field}-written-in")).to_owned();
    [Language::Cy, Language::En].into_iter().find(|language| tag(*language) == chosen)
}

fn check_text(say: &Say, filled: &mut Filled, field: &str) {
    if filled.given(field).is_none() {
        filled.wrong(field, say.text("remark-no-text"));
    } else if let Err(problem) = words(filled.value(field)) {
        let too_long = say.text("remark-bad-text").count("most", i64::try_from(TEXT).unwrap_or(i64::MAX));
        if !filled.unseen(say, &problem, &[("text", field)]) {
            filled.wrong(field, too_long);
        }
    }
}

/// What a remark is about.
enum Thing {
    Report(String),
    Entry { moment: String, who: Option<String> },
}

/// Remarks that the reader may see, in words.
pub async fn views(
    app: &App,
    visitor: &Visitor,
    who: &SignedIn,
    case: &CaseId,
    granted: &Granted,
    kept: Vec<Kept>,
) -> Result<Vec<RemarkView>, Problem> {
    let say = &visitor.say;
    let entries = entries(app, case, &kept).await?;
    let files = files(app, say, who, case, granted).await?;
    let answers = kept.iter().filter_map(|kept| kept.answer.as_ref());
    let agencies: Vec<&AgencyId> = answers
        .clone()
        .map(|(answered, _)| &answered.agency)
        .chain(entries.values().filter_map(|entry| entry.2.as_ref()))
        .collect();
    let people: Vec<&PersonId> = kept
        .iter()
        .map(|kept| &kept.said.remark.author)
        .chain(answers.map(|(answered, _)| &answered.person))
        .chain(entries.values().filter_map(|entry| entry.1.as_ref()))
        .collect();
    let mut reader = app.store.reader().await?;
    let names = Names::read(&app.secrets.column, &mut reader, visitor.language(), agencies, people).await?;
    drop(reader);
    let thing = |about: &About| match about {
        About::Report(report) => Thing::Report(files.get(report.as_str()).cloned().unwrap_or_default()),
        About::Entry(seq) => {
            let entry = entries.get(seq);
            let staff = entry.filter(|entry| entry.2.is_some()).and_then(|entry| entry.1.as_ref());
            Thing::Entry {
                moment: entry.map(|entry| say.moment(entry.0)).unwrap_or_default(),
                who: staff.map(|person| names.person(person).to_owned()),
            }
        }
    };
    let all = kept.iter().map(|kept| {
        view(
            say,
            case,
            kept,
            &thing(&kept.said.remark.about),
            &names,
            super::may_answer(who, case, &granted.known.facts, granted.now, kept),
        )
    });
    Ok(all.collect())
}

fn view(say: &Say, case: &CaseId, kept: &Kept, thing: &Thing, names: &Names, may_answer: bool) -> RemarkView {
    let remark = &kept.said.remark;
    let about = match thing {
        Thing::Report(name) => say.text("remark-about-report").with("report", name).to_string(),
        Thing::Entry { moment, who: Some(who) } => {
            say.text("remark-about-look").with("moment", moment).with("name", who).to_string()
        }
        Thing::Entry { moment, who: None } => say.text("remark-about-entry").with("moment", moment).to_string(),
    };
    let href = match &remark.about {
        About::Report(report) => format!("/family/{case}/reports/{report}"),
        About::Entry(seq) => format!("/family/{case}/looked/{seq}"),
    };
    let answer = kept.answer.as_ref().map(|(answered, at)| AnswerView {
        who: say
            .text("remark-answered-by")
            .with("name", names.person(&answered.person))
            .with("agency", names.agency(&answered.agency))
            .to_string(),
        lines: lines(&answered.text),
        lang: answered.language.map(tag),
        at: say.moment(*at),
    });
    RemarkView {
        id: remark.id.to_string(),
        kind: say.text(format!("remark-kind-{}", code_of(&remark.kind))).to_string(),
        about,
        href,
        author: names.person(&remark.author).to_owned(),
        lines: lines(&kept.said.text),
        lang: kept.said.language.map(tag),
        made: say.moment(kept.made),
        answer,
        may_answer,
        field: answer_field(&remark.id),
    }
}

fn answer_field(remark: &RemarkId) -> String {
    format!("answer-{remark}")
}

/// Whether the reader may make a remark about this, on the facts that a page was granted on.
pub fn may_make(who: &SignedIn, case: &CaseId, about: About, granted: &Granted) -> bool {
    let Ok(id) = porthor_keys::random::id().parse::<RemarkId>() else { return false };
    let report = if let About::Report(report) = &about { Some(report.clone()) } else { None };
    let remark = Remark { id, about, kind: RemarkKind::Question, author: who.actor.person.clone(), to: None };
    let access = Access { remark: Some(remark), report, ..Access::new(who.actor.clone(), Verb::Remark).on(case.clone()) };
    matches!(decide(&access, &granted.known.facts, granted.now), Decision::Allow(_))
}

type Entry = (porthor_policy::Timestamp, Option<PersonId>, Option<AgencyId>);

/// When the entries were that remarks are about, and who they tell of.
async fn entries(app: &App, case: &CaseId, kept: &[Kept]) -> Result<BTreeMap<u64, Entry>, Problem> {
    let mut reader = app.store.reader().await?;
    let mut found = BTreeMap::new();
    for kept in kept {
        let About::Entry(seq) = kept.said.remark.about else { continue };
        if let Some(row) = looked::store::one(&mut reader, case, seq).await? {
            let person = row.columns.person.map(|person| parse(person, "event", "person")).transpose()?;
            let agency = row.columns.agency.map(|agency| parse(agency, "event", "agency")).transpose()?;
            found.insert(seq, (porthor_policy::Timestamp::from_millis(row.columns.at), person, agency));
        }
    }
    Ok(found)
}

/// What reports are called: by their names to whom they may be listed, to others by their kind.
async fn files(
    app: &App,
    say: &Say,
    who: &SignedIn,
    case: &CaseId,
    granted: &Granted,
) -> Result<BTreeMap<String, String>, Problem> {
    let facts = &granted.known.facts;
    let list = Access::new(who.actor.clone(), Verb::List).on(case.clone());
    let mut described = reports::described_all(&mut *app.store.reader().await?, case, &*key_of(granted)?).await?;
    let may_list: Vec<_> = readable(&list, facts, granted.now).map(|report| report.id.clone()).collect();
    let mut name = |report: &porthor_policy::Report| {
        let file = described.remove(report.id.as_str()).filter(|_| may_list.contains(&report.id));
        file.map_or_else(|| say.category(&report.category), |file| file.file_name)
    };
    Ok(facts.reports.iter().map(|report| (report.value.id.to_string(), name(&report.value))).collect())
}

#[derive(Template)]
#[template(path = "remark/family.html")]
struct FamilyPage {
    frame: Frame,
    child: String,
    remarks: Vec<RemarkView>,
}

async fn of_the_family(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    gate::of_a_family(&who).await?;
    let (granted, kept) = read(&app, &who, &case).await?;
    let remarks = views(&app, &visitor, &who, &case, &granted, kept).await?;
    let child = child_of(&app, &case, &granted).await?;
    let page = FamilyPage { frame: visitor.frame(&app), child, remarks };
    Ok(show(StatusCode::OK, &page.frame.clone(), &page))
}

#[derive(Template)]
#[template(path = "remark/staff.html")]
struct StaffPage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    remarks: Vec<RemarkView>,
}

async fn for_staff(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    show_staff(&app, &visitor, &who, case, Filled::default()).await
}

async fn show_staff(app: &App, visitor: &Visitor, who: &SignedIn, case: CaseId, filled: Filled) -> Result<Response, Problem> {
    let (granted, kept) = read(app, who, &case).await?;
    let remarks = views(app, visitor, who, &case, &granted, kept).await?;
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = StaffPage { frame: visitor.frame(app), filled, case, remarks };
    Ok(show(status, &page.frame.clone(), &page))
}

async fn give_answer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path((case, remark)): Path<(CaseId, RemarkId)>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let field = answer_field(&remark);
    check_text(&visitor.say, &mut filled, &field);
    if filled.is_wrong() {
        return show_staff(&app, &visitor, &who, case, filled).await;
    }
    let new = NewAnswer { text: filled.value(&field).to_owned(), language: written_in(&filled, &field) };
    answer(&app, &who, &case, &remark, new).await?;
    Ok(see_other(&format!("/desk/{case}/remarks")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use porthor_policy::Language;

    #[test]
    fn a_text_that_is_missing_and_one_that_is_too_long_are_told_apart() {
        let say = Say::new(Arc::new(crate::words::Words::shipped()), Language::En);
        let said = |text: String| {
            let mut filled = Filled::default().set("text", text);
            check_text(&say, &mut filled, "text");
            filled.error("text").to_owned()
        };
        assert_eq!(said(" \r\n ".into()), "Write what you would like to say");
        assert_eq!(said("a".repeat(TEXT + 1)), format!("Write no more than {TEXT} characters"));
        assert_eq!(said("a".repeat(TEXT)), "");
    }
}

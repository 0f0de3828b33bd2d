//! What staff do about consents with a browser: record one that was given on paper or spoken before a witness, take one back for whoever
//! says so (`withdraw`), and ask the family for one (`ask`). What it would change is shown before anything is recorded.

mod ask;
mod preview;
mod withdraw;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::response::Response;
use axum::routing::{get, post};
use porthor_policy::{Language, holding, is_vetoed};
use serde_json::Value;

use self::preview::preview;
use super::grant::{NewConsent, NewEvidence, OnBehalfOf};
use super::scan::{self, Brought};
use super::{
    AgencyId, App, Arc, BTreeSet, CaseId, CategoryCode, HeaderMap, Json, Path, PersonId, Problem, PurposeCode, Recipient, ScanId,
    SignedIn, State, StatusCode,
};
use crate::audit::asked::Moment;
use crate::desk::{self, Entered};
use crate::http::extract::MultipartForm;
use crate::report::offer::by_heading;
use crate::report::{page as reports, push};
use crate::sign_in;
use crate::store::log::code_of;
use crate::store::names::Names;
use crate::web::{Filled, Frame, Say, Visitor, see_done, show};

/// Pages of staff about consents.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/desk/{case}/consents/paper", get(paper_form).post(paper))
        .layer(DefaultBodyLimit::disable())
        .route("/desk/{case}/consents/paper/confirm", post(confirm))
        .merge(ask::routes())
        .merge(withdraw::routes())
}

type Choices = Vec<(String, String, String)>;

/// The frame around a form. What it was opened with stays chosen in the other language; what was sent and not taken is not sent again.
fn around(app: &App, visitor: &Visitor, filled: &Filled) -> Frame {
    let frame = visitor.frame(app);
    if filled.is_wrong() { frame } else { frame.answering(filled) }
}

/// Kinds of report under one heading.
struct Kinds {
    name: String,
    choices: Choices,
    /// Whether one of them is chosen.
    is_open: bool,
}

/// What both forms let choose from.
struct Offer {
    agencies: Choices,
    kinds: Vec<Kinds>,
    purposes: Choices,
    givers: Choices,
    witnesses: Choices,
    languages: Choices,
    /// Each of the family who may consent, with the language they read.
    readers: Vec<String>,
}

impl Offer {
    async fn of(app: &App, say: &Say, who: &SignedIn, entered: &Entered, names: &Names, filled: &Filled) -> Result<Self, Problem> {
        let facts = &entered.known.facts;
        let today = entered.now.date();
        let family = holding(&facts.family, entered.now).filter(|member| !member.is_over(today) && member.standing.may_consent());
        let (mut givers, mut readers) = (Choices::new(), Vec::new());
        let mut reader = app.store.reader().await?;
        for member in family {
            let name = names.person(&member.person).to_owned();
            let standing = say.text(format!("standing-{}", code_of(&member.standing))).to_string();
            let language = sign_in::store::language(&mut reader, &member.person).await?;
            if let Some(language) = language {
                let language = say.text(format!("language-{}", code_of(&language)));
                readers.push(say.text("ask-reads").with("person", &name).with("language", language).to_string());
            }
            givers.push((member.person.to_string(), name, standing));
        }
        let others = holding(&facts.involvements, entered.now).filter_map(|part| Some((part.person.as_ref()?, &part.agency)));
        let others = others.filter(|(person, agency)| !is_vetoed(facts, agency, person, entered.now));
        let others: BTreeSet<&PersonId> = others.map(|(person, _)| person).filter(|person| **person != who.actor.person).collect();
        let languages = ["cy", "en"].map(|tag| (tag.to_owned(), say.text(format!("language-{tag}")).to_string(), String::new()));
        Ok(Self {
            agencies: desk::agencies(names, entered),
            kinds: kinds(app, say, filled),
            purposes: facts.taxonomy.purposes.keys().map(|code| (code.to_string(), say.purpose(code), String::new())).collect(),
            givers,
            witnesses: others.iter().map(|id| (id.to_string(), names.person(id).to_owned(), String::new())).collect(),
            languages: languages.to_vec(),
            readers,
        })
    }
}

fn kinds(app: &App, say: &Say, filled: &Filled) -> Vec<Kinds> {
    let grouped = by_heading(app, say, app.config.taxonomy.categories.keys(), |code, _| {
        (code.to_string(), say.category(code), String::new())
    });
    let kinds = grouped.into_iter().map(|(name, choices)| {
        let is_open = choices.iter().any(|(code, _, _)| filled.has("category", code));
        Kinds { name, choices, is_open }
    });
    kinds.collect()
}

#[derive(Template)]
#[template(path = "desk/paper.html")]
struct PaperPage {
    frame: Frame,
    filled: Filled,
    case: CaseId,
    name: String,
    offer: Offer,
    ways: Choices,
}

async fn paper_form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    Path(case): Path<CaseId>,
) -> Result<Response, Problem> {
    paper_page(&app, &visitor, &who, &case, Filled::default()).await
}

async fn paper_page(app: &Arc<App>, visitor: &Visitor, who: &SignedIn, case: &CaseId, filled: Filled) -> Result<Response, Problem> {
    let say = &visitor.say;
    let entered = desk::enter_to_see(app, who, case, "paper").await?;
    let names = desk::names(app, say, &entered.known).await?;
    let way = |word: &str| (word.to_owned(), say.text(format!("evidence-{word}")).to_string(), String::new());
    let page = PaperPage {
        frame: around(app, visitor, &filled),
        offer: Offer::of(app, say, who, &entered, &names, &filled).await?,
        ways: vec![way("paper"), way("spoken")],
        case: case.clone(),
        name: entered.named(say),
        filled,
    };
    let status = if page.filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(show(status, &page.frame.clone(), &page))
}

/// The first step: fields, and the scan where there is a paper.
async fn paper(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(case): Path<CaseId>,
    request: Request,
) -> Result<Response, Problem> {
    if let (Some(mut filled), Some(who)) = (request.extensions().get::<Filled>().cloned(), &visitor.who) {
        // The preview in the other language, or what needs no scan.
        if filled.given("scan").is_some() || filled.has("how", "spoken") {
            return preview(&app, &visitor, who, headers, &case, filled).await;
        }
        // What was typed before the session ended comes back without its scan.
        filled.wrong("file", visitor.say.text("push-file-again"));
        return paper_page(&app, &visitor, who, &case, filled).await;
    }
    let MultipartForm(mut parts) = MultipartForm::from_request(request, &app).await?;
    let mut fields = Vec::new();
    let file = loop {
        let Some(part) = parts.next_field().await.map_err(|error| push::interrupted(&error))? else { break None };
        if let Some(file) = reports::typed_or_file(part, &mut fields).await? {
            break Some(file);
        }
    };
    let mut filled = Filled::from_fields(fields);
    visitor.has_typed(&filled);
    if !visitor.has_shown(&filled) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "form-out-of-date"));
    }
    let who = visitor.who.clone().ok_or_else(|| Problem::not_signed_in("not-signed-in"))?;
    let file = file.filter(|file| file.file_name().is_some_and(|name| !name.is_empty()) && filled.has("how", "paper"));
    if let Some(file) = file {
        match Box::pin(scan::bring_part(&app, &who, &case, file)).await {
            Ok(Brought { scan, sha256, .. }) => filled = filled.set("scan", scan).set("sha256", sha256),
            Err(problem) if !matches!(problem.code(), "not-found" | "step-up-needed") && problem.status().is_client_error() => {
                let worded = visitor.say.problem(&problem);
                filled.wrong("file", format!("{}. {}", worded.title, worded.detail));
            }
            Err(problem) => return Err(problem),
        }
    }
    preview(&app, &visitor, &who, headers, &case, filled).await
}

/// The consent that the form describes; what is wrong is said at its field.
fn consent(say: &Say, filled: &mut Filled, entered: &Entered) -> Option<NewConsent> {
    let giver: Option<PersonId> = filled.given("giver").and_then(|id| id.parse().ok());
    let mut family = holding(&entered.known.facts.family, entered.now);
    let standing = family.find(|member| Some(&member.person) == giver.as_ref()).map(|member| member.standing);
    let given = filled.day(say, "given");
    let evidence = evidence(say, filled, given.map(|day| day.to_string()));
    let (agency, categories, purposes) = scope(say, filled);
    let until = filled.day(say, "until");
    for (field, is_missing) in [("giver", standing.is_none()), ("given", given.is_none()), ("until", until.is_none())] {
        let field = if field == "giver" { field.to_owned() } else { format!("{field}-day") };
        if is_missing && filled.error(&field).is_empty() {
            filled.wrong(&field, say.text(format!("paper-{}-missing", field.trim_end_matches("-day"))));
        }
    }
    if until.is_some_and(|day| day < entered.now.date()) {
        filled.wrong("until-day", say.text("form-day-over"));
    }
    let language = language(say, filled, "paper-language-missing");
    if filled.is_wrong() {
        return None;
    }
    Some(NewConsent {
        recipient: Recipient::Agency(agency?),
        categories,
        purposes,
        from: None,
        // The day that was named is its last one.
        until: until.map(|day| day.plus_days(1).start()),
        language,
        on_behalf_of: Some(OnBehalfOf { giver: giver?, standing: standing? }),
        evidence: Some(evidence?),
        condition: None,
    })
}

/// The language that was chosen; `missing` is the key of what is said where none was.
fn language(say: &Say, filled: &mut Filled, missing: &str) -> Option<Language> {
    let language = match filled.value("language") {
        "cy" => Some(Language::Cy),
        "en" => Some(Language::En),
        _ => None,
    };
    if language.is_none() {
        filled.wrong("language", say.text(missing));
    }
    language
}

fn evidence(say: &Say, filled: &mut Filled, given: Option<String>) -> Option<NewEvidence> {
    let given: Option<Moment> = given.and_then(|day| serde_json::from_value(Value::String(day)).ok());
    match filled.value("how") {
        "paper" => {
            let scan: Option<ScanId> = filled.given("scan").and_then(|id| id.parse().ok());
            if scan.is_none() && filled.error("file").is_empty() {
                filled.wrong("file", say.text("paper-scan-missing"));
            }
            Some(NewEvidence::Paper { scan: scan?, sha256: filled.value("sha256").to_owned(), given: given? })
        }
        "spoken" => {
            let witness: Option<PersonId> = filled.given("witness").and_then(|id| id.parse().ok());
            if witness.is_none() {
                filled.wrong("witness", say.text("paper-witness-missing"));
            }
            Some(NewEvidence::Spoken { witness: witness?, given: given? })
        }
        _ => {
            filled.wrong("how", say.text("paper-how-missing"));
            None
        }
    }
}

/// Who would see what, and for what.
fn scope(say: &Say, filled: &mut Filled) -> (Option<AgencyId>, BTreeSet<CategoryCode>, BTreeSet<PurposeCode>) {
    let agency: Option<AgencyId> = filled.given("agency").and_then(|id| id.parse().ok());
    let categories: BTreeSet<CategoryCode> = filled.all("category").filter_map(|code| code.parse().ok()).collect();
    let purposes: BTreeSet<PurposeCode> = filled.all("purpose").filter_map(|code| code.parse().ok()).collect();
    let missing = [("agency", agency.is_none()), ("category", categories.is_empty()), ("purpose", purposes.is_empty())];
    for (field, is_missing) in missing {
        if is_missing {
            filled.wrong(field, say.text(format!("paper-{field}-missing")));
        }
    }
    (agency, categories, purposes)
}

/// The form again, with what the gateway said to it; anything that it cannot mend is a page of its own.
async fn mended(
    app: &Arc<App>,
    visitor: &Visitor,
    who: &SignedIn,
    case: &CaseId,
    mut filled: Filled,
    problem: Problem,
) -> Result<Response, Problem> {
    let is_theirs =
        problem.code() == "refused" || problem.status() == StatusCode::UNPROCESSABLE_ENTITY || problem.code() == "bad-field";
    if !is_theirs {
        return Err(problem);
    }
    if matches!(problem.code(), "scan-not-here" | "scan-used" | "scan-differs") {
        filled = filled.set("scan", "").set("sha256", "");
    }
    filled.refused(&visitor.say, &problem);
    paper_page(app, visitor, who, case, filled).await
}

/// Records the consent.
async fn confirm(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    who: SignedIn,
    headers: HeaderMap,
    Path(case): Path<CaseId>,
    mut filled: Filled,
) -> Result<Response, Problem> {
    let entered = desk::enter(&app, &who, &case, "paper").await?;
    if filled.given("change").is_some() {
        return paper_page(&app, &visitor, &who, &case, filled).await;
    }
    let Some(new) = consent(&visitor.say, &mut filled, &entered) else {
        return paper_page(&app, &visitor, &who, &case, filled).await;
    };
    match super::give(State(Arc::clone(&app)), who.clone(), headers, Path(case.clone()), Json(new)).await {
        Ok((_, given)) => Ok(see_done(&format!("/desk/{case}/consents/{}/receipt", given.id), "consent")),
        Err(problem) => mended(&app, &visitor, &who, &case, filled, problem).await,
    }
}

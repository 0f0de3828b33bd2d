//! Taking an envelope in: each of its files is decided on before a byte of it is taken, as a push is, and again in the one change that makes
//! all of them known. What no device signed is held back.

use std::sync::Arc;

use porthor_keys::token::{CLOCK_SKEW, EnvelopeClaims, claimed_sealer, verify_envelope};
use sqlx::AnyConnection;

use porthor_policy::{Access, Actor, CaseId, Decision, EventKind, Factor, HeldFor, Proof, Timestamp, Verb, decide};

use super::head::{FileSaid, Head, SENDER};
use super::open::{Opened, Source, not_for_here};
use super::store;
use crate::app::App;
use crate::gate::{self, Refused};
use crate::http::error::Problem;
use crate::http::measure;
use crate::http::session::{SignedIn, staff_of};
use crate::plain::plain_text;
use crate::quarantine::held_reports;
use crate::report::intake::{Arrived, Intake};
use crate::report::metadata::{self, Metadata};
use crate::report::push::{self, Kept};
use crate::report::store::Description;
use crate::sign_in::device;
use crate::store::Tx;
use crate::store::facts::Known;

/// What became of an envelope, as whoever carried it is told: nothing that tells what it holds.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Delivered {
    /// Files that are reports now.
    pub stored: usize,
    /// Files that were there already.
    pub already_there: usize,
    /// Why some are held back: `unsigned`, `unscanned`, `infected`.
    #[schema(value_type = Vec<String>)]
    pub held_for: Vec<HeldFor>,
}

/// One file, decided on.
struct Item {
    said: FileSaid,
    access: Access,
    description: Description,
}

/// Takes the envelope in that `source` brings, carried by `who`.
pub async fn take(app: &Arc<App>, who: &SignedIn, source: impl Source) -> Result<Delivered, Problem> {
    let mut opened = Opened::begin(app, who, source).await?;
    let head = opened.head().await?;
    let items = items(app, who, &opened.case, &head).await?;
    if store::is_known(&mut *app.store.reader().await?, &opened.case, &head.manifest.id).await? {
        return Err(Problem::conflict("envelope-replayed"));
    }
    let sum = items.iter().fold(0_u64, |sum, item| sum.saturating_add(item.said.bytes));
    if sum > push::room(app, &opened.case).await? {
        return Err(Problem::new(http::StatusCode::INSUFFICIENT_STORAGE, "quota-exceeded"));
    }
    let mut arrived = Vec::with_capacity(items.len());
    let mut taken = Ok(());
    for (number, item) in (1_usize..).zip(&items) {
        match take_file(app, &mut opened, &item.said).await {
            Ok(file) => arrived.push(file),
            Err(problem) => {
                taken = Err(at(number, problem));
                break;
            }
        }
    }
    if taken.is_ok() {
        taken = opened.end().await;
    }
    if let Err(problem) = taken {
        discard(arrived).await;
        return Err(problem);
    }
    Box::pin(keep(app, who, &opened.case, &head, items, arrived)).await
}

/// A problem with one file, by its number: its name is nobody's who carries it.
fn at(number: usize, problem: Problem) -> Problem {
    if problem.status().is_server_error() || problem.code().starts_with("envelope-") || problem.code() == "body-interrupted" {
        return problem;
    }
    Problem::new(problem.status(), "envelope-file").with("number", number.to_string()).with("because", problem.code())
}

async fn discard(arrived: Vec<Arrived>) {
    for file in arrived {
        file.stored.discard().await;
    }
}

async fn take_file(app: &App, opened: &mut Opened<impl Source>, said: &FileSaid) -> Result<Arrived, Problem> {
    let upload = app.store.blobs.begin().await?;
    let allowed = app.config.reports.allowed_types.clone();
    let mut intake = Intake::new(Arc::clone(&opened.key), upload, app.config.limits.report_bytes, allowed, &app.scanner);
    let poured = match opened.pour(said.bytes, &mut intake).await {
        Ok(()) => intake.close(),
        Err(problem) => Err(problem),
    };
    let closed = match poured {
        Ok(closed) => closed,
        Err(problem) => {
            intake.abandon().await;
            return Err(problem);
        }
    };
    let arrived = intake.store(closed).await?;
    if arrived.plain_len == said.bytes && crate::hex::hex(&arrived.plain_hash) == said.sha256 {
        return Ok(arrived);
    }
    arrived.stored.discard().await;
    Err(Problem::unacceptable("envelope-altered"))
}

/// Decides on each file by what is said of it.
async fn items(app: &Arc<App>, who: &SignedIn, case: &CaseId, head: &Head) -> Result<Vec<Item>, Problem> {
    let mut known = gate::load(app, who, Some(case)).await?;
    let now = app.clock.now().max(known.not_before);
    let sender = match &head.signature {
        Some(signature) => Some(sender(app, &mut *app.store.reader().await?, signature, &head.digest, now).await?),
        None => None,
    };
    if let Some(sender) = &sender {
        known = known.with(staff_of(&mut *app.store.reader().await?, &sender.person).await?);
    }
    let is_crowded = is_crowded(app, &known, now, sender.as_ref(), head.manifest.files.len());
    let mut items = Vec::with_capacity(head.manifest.files.len());
    for (number, said) in (1_usize..).zip(&head.manifest.files) {
        let item = item(app, who, case, head, sender.as_ref(), &known, now, said).map_err(|problem| at(number, problem))?;
        match decide(&item.access, &known.facts, now) {
            Decision::Allow(_) => items.push(item),
            Decision::Refuse(reasons) => {
                let refused = Refused::Policy { known: Box::new(known), reasons, now };
                return Err(told(gate::refuse(app, who, &item.access, refused, who.came).await));
            }
        }
    }
    if is_crowded {
        return Err(too_many_held());
    }
    Ok(items)
}

/// Whether so many more that nobody signed are too many to be held back in the case.
fn is_crowded(app: &App, known: &Known, now: Timestamp, sender: Option<&Actor>, more: usize) -> bool {
    let held = held_reports(&known.facts, now).count().saturating_add(more);
    sender.is_none() && held > usize::try_from(app.config.limits.held_per_case).unwrap_or(usize::MAX)
}

fn too_many_held() -> Problem {
    Problem::new(http::StatusCode::TOO_MANY_REQUESTS, "too-many-held")
}

/// A refusal as whoever carries the envelope hears it: the reasons where they may know of the case. An absence has had its time already.
fn told(refused: Problem) -> Problem {
    if refused.code() == "not-found" { not_for_here() } else { refused }
}

#[expect(clippy::too_many_arguments, reason = "all that one file is decided by")]
fn item(
    app: &App,
    who: &SignedIn,
    case: &CaseId,
    head: &Head,
    sender: Option<&Actor>,
    known: &Known,
    now: Timestamp,
    said: &FileSaid,
) -> Result<Item, Problem> {
    let axum::Json(metadata) = axum::Json::<Metadata>::from_bytes(said.report.to_string().as_bytes())?;
    let mut description = metadata::description(&metadata)?;
    // What is tied to another report needs somebody who knows of that one; and who wrote it is whoever signed.
    let ties = [("author", metadata.author.is_some()), ("companion_of", metadata.companion_of.is_some())];
    let loose = ("supersedes", metadata.supersedes.is_some() && sender.is_none());
    if let Some((field, _)) = ties.into_iter().chain([loose]).find(|(_, is_set)| *is_set) {
        return Err(Problem::bad("bad-field").with("field", field));
    }
    let agency = match sender {
        Some(sender) => sender.agency.clone().ok_or_else(|| Problem::unacceptable("envelope-signature"))?,
        None => head.manifest.agency.clone(),
    };
    if sender.is_none() {
        description.sender = Some(plain_text("sender", &head.manifest.sender, SENDER)?);
    }
    let author = sender.map_or_else(|| who.actor.person.clone(), |sender| sender.person.clone());
    metadata::check_latest(metadata.supersedes.as_ref(), known, now)?;
    let draft = metadata::draft(app, &agency, known, metadata, author, now)?;
    let access = Access::new(who.actor.clone(), Verb::Deliver).on(case.clone());
    Ok(Item { said: said.clone(), access: Access { sender: sender.cloned(), draft: Some(draft), ..access }, description })
}

/// Whose device signed. A signature that does not hold is worse than none.
async fn sender(app: &App, connection: &mut AnyConnection, signature: &str, head: &str, now: Timestamp) -> Result<Actor, Problem> {
    let wrong = || Problem::unacceptable("envelope-signature");
    let claimed = claimed_sealer(signature).map_err(|_| wrong())?;
    let found = device::find(connection, &claimed).await?.ok_or_else(wrong)?;
    let verified = verify_envelope(signature, &found.key, app.tokens.audience(), now.millis() / 1000, head);
    // Nor can it be older than the device.
    let is_of_it = |claims: &EnvelopeClaims| claims.sub == claimed && claims.iat + CLOCK_SKEW >= found.created_at.millis() / 1000;
    let claims = verified.ok().filter(is_of_it).ok_or_else(wrong)?;
    let post = staff_of(connection, &found.person).await?.ok_or_else(wrong)?.value;
    let proofs = vec![
        Proof { factor: Factor::Device, at: Timestamp::from_millis(claims.iat.saturating_mul(1000)) },
        Proof { factor: Factor::Totp, at: found.coded_at },
    ];
    Ok(Actor { person: post.person, agency: post.agency, role: post.role, proofs })
}

/// That it was not taken in before, and that the device which signed it is still one.
async fn may_be_taken(app: &App, tx: &mut Tx, case: &CaseId, head: &Head) -> Result<(), Problem> {
    if !store::take_in(tx, case, &head.manifest.id).await? {
        return Err(Problem::conflict("envelope-replayed"));
    }
    if let Some(signature) = &head.signature {
        let now = tx.now();
        sender(app, tx.connection(), signature, &head.digest, now).await?;
    }
    Ok(())
}

/// Makes all of it known, in one change.
async fn keep(
    app: &Arc<App>,
    who: &SignedIn,
    case: &CaseId,
    head: &Head,
    items: Vec<Item>,
    arrived: Vec<Arrived>,
) -> Result<Delivered, Problem> {
    let id = head.manifest.id.as_str();
    let mut tx = app.store.begin().await?;
    if let Err(problem) = may_be_taken(app, &mut tx, case, head).await {
        drop(tx);
        discard(arrived).await;
        return Err(problem);
    }
    let mut delivered = Delivered { stored: 0, already_there: 0, held_for: Vec::new() };
    let mut stored: Vec<Arrived> = Vec::new();
    let mut copies: Vec<Arrived> = Vec::new();
    let mut entries = Vec::new();
    let mut waiting = items.iter().zip(arrived);
    let failed = loop {
        let Some((item, file)) = waiting.next() else { break None };
        let granted = match gate::change(app, who, &item.access, &mut tx).await {
            // Others may have come meanwhile, and the rest of this one is still to come.
            Ok(granted) if is_crowded(app, &granted.known, granted.now, item.access.sender.as_ref(), 1 + waiting.len()) => {
                break Some((file, Failed::Problem(too_many_held())));
            }
            Ok(granted) => granted,
            Err(refused) => break Some((file, Failed::Refused(Box::new(item.access.clone()), refused))),
        };
        let kind = EventKind::ReportDelivered;
        match push::write(app, &mut tx, &granted, &item.access, &item.description, &file, kind).await {
            Ok(Kept { held_for, event }) => {
                delivered.held_for.extend(held_for);
                entries.push(gate::entry(app, event.with_detail("envelope", id), &granted.known));
                stored.push(file);
            }
            Err(problem) if problem.code() == "duplicate-report" => copies.push(file),
            Err(problem) => break Some((file, Failed::Problem(problem))),
        }
    };
    (delivered.stored, delivered.already_there) = (stored.len(), copies.len());
    let rest: Vec<Arrived> = waiting.map(|(_, file)| file).collect();
    discard(copies).await;
    if let Some((file, failed)) = failed {
        drop(tx);
        discard(stored.into_iter().chain([file]).chain(rest).collect()).await;
        return Err(match failed {
            Failed::Problem(problem) => problem,
            Failed::Refused(access, refused) => told(gate::refuse(app, who, &access, refused, who.came).await),
        });
    }
    let Some(last) = entries.pop() else { return Err(Problem::conflict("duplicate-report")) };
    for entry in entries {
        tx.also(entry);
    }
    let sizes: Vec<(&'static str, u64)> = stored.iter().map(|file| (file.sealed_by, file.plain_len)).collect();
    // From here on only the sweep may remove a payload: a commit whose answer is lost may have happened.
    for file in stored {
        file.stored.keep();
    }
    tx.commit(last).await?;
    for (sealed_by, bytes) in sizes {
        measure::pushed(sealed_by, bytes);
    }
    delivered.held_for.sort_unstable();
    delivered.held_for.dedup();
    Ok(delivered)
}

/// Why nothing of an envelope is kept after all.
enum Failed {
    Problem(Problem),
    Refused(Box<Access>, Refused),
}

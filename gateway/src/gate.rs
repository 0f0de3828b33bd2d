//! From a request to a recorded decision. Reading (`release`): the decision is durable before it acts, and is taken again if the
//! facts moved meanwhile; first on what is kept in memory, which is as good, since the recorder refuses what has moved. Changing (`change`): facts are read on the writer's own connection, so that check and use are one step;
//! a refusal rolls back and is recorded.
//!
//! To an outsider a refusal and an absence are one answer, in status, body, headers and, to within a step of `STEP`, in time.

use std::time::Duration;

use porthor_policy::{Access, CaseId, Decision, Event, EventKind, Grounds, Timestamp, decide, is_insider};
use tokio::time::Instant;

use crate::app::App;
use crate::http::error::Problem;
use crate::http::measure;
use crate::http::session::{SignedIn, staff_of};
use crate::store::facts::Known;
use crate::store::{Entry, Recorded, StoreError, Tx};

/// How often a decision is taken beside the writer. Where the facts of its case move faster than that, it is taken on the writer's own
/// connection, where nothing moves.
const TRIES: usize = 3;
/// Answers that look like an absence leave at multiples of this after the request came.
const STEP: Duration = Duration::from_millis(40);

/// A recorded yes.
pub struct Granted {
    /// The facts it was taken on.
    pub known: Known,
    /// What it rests on.
    pub grounds: Grounds,
    /// When it was taken.
    pub now: Timestamp,
    /// Where it stands in the record; none for one that waits for its change to commit.
    pub recorded: Option<Recorded>,
}

/// Takes and records the decision on `access`. `details` adds to the event of a yes.
pub async fn release(
    app: &App,
    who: &SignedIn,
    access: &Access,
    kind: EventKind,
    details: impl Fn(Event, &Known) -> Event,
) -> Result<Granted, Problem> {
    for tried in 0..TRIES {
        let kept = access.case.as_ref().filter(|_| tried == 0).and_then(|case| app.facts.unchecked(case, who.world, &who.staff));
        let known = match kept {
            Some(known) => known,
            None => load(app, who, access.case.as_ref()).await?,
        };
        let now = app.clock.now().max(known.not_before);
        let taken = Taken::new(access, known, now, kind, &details);
        match app.store.record(entry(app, taken.event.clone(), &taken.known), Some(taken.known.version.clone())).await {
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error.into()),
            Ok(recorded) => return taken.answer(who, access, recorded, who.came).await,
        }
    }
    let mut tx = app.store.begin().await?;
    let known = load_within(app, who, access.case.as_ref(), &mut tx).await?;
    let taken = Taken::new(access, known, tx.now(), kind, &details);
    let recorded = tx.commit(entry(app, taken.event.clone(), &taken.known)).await?;
    taken.answer(who, access, recorded, who.came).await
}

/// A decision that was taken and is not yet acted upon.
struct Taken {
    known: Known,
    now: Timestamp,
    decision: Decision,
    event: Event,
}

impl Taken {
    fn new(access: &Access, known: Known, now: Timestamp, kind: EventKind, details: impl Fn(Event, &Known) -> Event) -> Self {
        let decision = decide(access, &known.facts, now);
        let event = event_of(access, &decision, now, kind, &known);
        let event = if matches!(decision, Decision::Allow(_)) { details(event, &known) } else { event };
        Self { known, now, decision, event }
    }

    /// Now that it is recorded.
    async fn answer(self, who: &SignedIn, access: &Access, recorded: Recorded, came: Instant) -> Result<Granted, Problem> {
        let Self { known, now, decision, .. } = self;
        match decision {
            Decision::Allow(grounds) => Ok(Granted { known, grounds, now, recorded: Some(recorded) }),
            Decision::Refuse(reasons) => {
                measure::refused(access.verb);
                Err(answer(who, &known, reasons, now, came).await)
            }
        }
    }
}

/// Begins a change that `access` allows; a refusal is recorded and worded.
pub async fn begin_change(app: &App, who: &SignedIn, access: &Access) -> Result<(Tx, Granted), Problem> {
    change_or_refuse(app, who, access, app.store.begin().await?).await
}

/// The same within a change that has begun; a refusal ends it.
pub async fn change_or_refuse(app: &App, who: &SignedIn, access: &Access, mut tx: Tx) -> Result<(Tx, Granted), Problem> {
    match change(app, who, access, &mut tx).await {
        Ok(granted) => Ok((tx, granted)),
        Err(refused) => {
            drop(tx);
            Err(refuse(app, who, access, refused, who.came).await)
        }
    }
}

/// Takes the decision on `access` inside a change. On a refusal the change is dropped and the refusal recorded.
pub async fn change(app: &App, who: &SignedIn, access: &Access, tx: &mut Tx) -> Result<Granted, Refused> {
    let mut known = load_within(app, who, access.case.as_ref(), tx).await?;
    if let Some(sender) = &access.sender {
        known = known.with(staff_of(tx.connection(), &sender.person).await?);
    }
    let now = tx.now();
    match decide(access, &known.facts, now) {
        Decision::Allow(grounds) => Ok(Granted { known, grounds, now, recorded: None }),
        Decision::Refuse(reasons) => Err(Refused::Policy { known: Box::new(known), reasons, now }),
    }
}

/// Why a change was not allowed.
pub enum Refused {
    /// The policy says no.
    Policy {
        /// The facts it was decided on.
        known: Box<Known>,
        /// Every reason.
        reasons: Vec<porthor_policy::Reason>,
        /// When.
        now: Timestamp,
    },
    /// The facts could not be read.
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Records a refused change and words it. The change must have been dropped before: the record waits for the writer.
pub async fn refuse(app: &App, who: &SignedIn, access: &Access, refused: Refused, came: Instant) -> Problem {
    let (known, reasons, now) = match refused {
        Refused::Store(error) => return error.into(),
        Refused::Policy { known, reasons, now } => (known, reasons, now),
    };
    let decision = Decision::Refuse(reasons.clone());
    let event = event_of(access, &decision, now, EventKind::AccessRefused, &known);
    if let Err(error) = app.store.record(entry(app, event, &known), None).await {
        return error.into();
    }
    measure::refused(access.verb);
    answer(who, &known, reasons, now, came).await
}

/// What is told to somebody who cannot have what they ask for because of `problem`: the refusal, recorded, where they would be refused all
/// the same, and the problem only where they would not.
pub async fn unless_refused(app: &App, who: &SignedIn, access: &Access, problem: Problem) -> Problem {
    let known = match load(app, who, access.case.as_ref()).await {
        Ok(known) => known,
        Err(error) => return error.into(),
    };
    let now = app.clock.now().max(known.not_before);
    match decide(access, &known.facts, now) {
        Decision::Allow(_) => problem,
        Decision::Refuse(reasons) => {
            refuse(app, who, access, Refused::Policy { known: Box::new(known), reasons, now }, who.came).await
        }
    }
}

/// The event of a decision that allowed a change, to be committed with it.
pub fn allowed(access: &Access, granted: &Granted, kind: EventKind) -> Event {
    Event::decision(kind, granted.now, access, &Decision::Allow(granted.grounds.clone()))
}

/// An entry sealed under the case's key where there is a case, else under the record's.
pub fn entry(app: &App, event: Event, known: &Known) -> Entry {
    let key = known.key.as_ref().map_or_else(|| app.secrets.record_key(), |key| key.column.clone());
    Entry { event, key }
}

/// The facts of `case` with `who` among the people, by what is recorded of their post now.
pub async fn load(app: &App, who: &SignedIn, case: Option<&CaseId>) -> Result<Known, StoreError> {
    let mut reader = app.store.reader().await?;
    let known = app.facts.load(&mut reader, &app.store.case_keys, case).await?;
    // They may have left since the request came in: then the world has moved.
    let moved = known.version.world != who.world;
    let post = if moved { staff_of(&mut reader, &who.actor.person).await? } else { Some(who.staff.clone()) };
    Ok(known.with(post))
}

/// The same within a change.
pub async fn load_within(app: &App, who: &SignedIn, case: Option<&CaseId>, tx: &mut Tx) -> Result<Known, StoreError> {
    let known = app.facts.load_within(tx, &app.store.case_keys, case).await?;
    let post = staff_of(tx.connection(), &who.actor.person).await?;
    Ok(known.with(post))
}

fn event_of(access: &Access, decision: &Decision, now: Timestamp, kind: EventKind, known: &Known) -> Event {
    let kind = if matches!(decision, Decision::Allow(_)) { kind } else { EventKind::AccessRefused };
    let mut event = Event::decision(kind, now, access, decision);
    if known.key.is_none() {
        // No such case: what was asked for stays inside the sealed access, not in a column.
        event.case = None;
        event.report = None;
    }
    event
}

async fn answer(who: &SignedIn, known: &Known, reasons: Vec<porthor_policy::Reason>, now: Timestamp, came: Instant) -> Problem {
    let about_a_case = known.key.is_some() && is_insider(&who.actor, &known.facts, now);
    let about_an_agency = known.version.case.is_none() && reasons.iter().all(|reason| !reason.hides_the_case());
    if about_a_case || about_an_agency {
        return Problem::refused(reasons);
    }
    absent(came).await
}

/// Records that somebody who is not of the case was refused, and tells them nothing.
pub async fn refused_outsider(app: &App, who: &SignedIn, access: &Access, came: Instant) -> Problem {
    let known = match load(app, who, access.case.as_ref()).await {
        Ok(known) => known,
        Err(error) => return error.into(),
    };
    let now = app.clock.now().max(known.not_before);
    let Decision::Refuse(reasons) = decide(access, &known.facts, now) else {
        return absent(came).await;
    };
    let event = event_of(access, &Decision::Refuse(reasons), now, EventKind::AccessRefused, &known);
    if let Err(error) = app.store.record(entry(app, event, &known), None).await {
        return error.into();
    }
    measure::refused(access.verb);
    absent(came).await
}

/// What an outsider is told, after a time that does not tell either.
pub async fn absent(came: Instant) -> Problem {
    tokio::time::sleep_until(next_step(came)).await;
    Problem::not_found()
}

/// That a family's own page is asked for by somebody of a family; to staff it is not there.
pub async fn of_a_family(who: &SignedIn) -> Result<(), Problem> {
    if who.actor.agency.is_none() { Ok(()) } else { Err(absent(who.came).await) }
}

fn next_step(came: Instant) -> Instant {
    let steps = came.elapsed().as_millis() / STEP.as_millis() + 1;
    came + STEP * u32::try_from(steps).unwrap_or(u32::MAX)
}

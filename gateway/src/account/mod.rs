//! One's own account: who one is here, one's factors, sessions and devices. What weakens it, or could keep its owner out, asks for a code
//! just entered, and ends every other session. `store` is the SQL, `page` the pages, `passkeys` those of passkeys.

pub mod page;
pub mod passkeys;
pub mod store;

use std::net::SocketAddr;
use std::sync::Arc;

use http::StatusCode;
use porthor_policy::{Event, EventKind, Factor, Outcome, Proof};
use secrecy::SecretString;

use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::sign_in::factor::{self, Choice, Offered, Shown};
use crate::sign_in::store::{self as accounts, Credential};
use crate::sign_in::{coded, enrol, lockout, password_holds};
use crate::store::{StoreError, Tx};

/// What a ticket for a new factor is for.
const PURPOSE: &str = "factor";

fn event(kind: EventKind, tx: &Tx, who: &SignedIn) -> Event {
    Event::new(kind, tx.now()).by(&who.actor.person, who.actor.agency.as_ref())
}

async fn credential(app: &App, who: &SignedIn) -> Result<Credential, Problem> {
    let mut reader = app.store.reader().await?;
    let found = accounts::by_person(app, &mut reader, &who.actor.person).await?;
    found.ok_or_else(|| Problem::not_signed_in("session-ended"))
}

/// Changes the password: the present one and a code just entered are both asked for.
pub async fn change_password(
    app: &App,
    peer: SocketAddr,
    who: &SignedIn,
    present: SecretString,
    new: SecretString,
) -> Result<(), Problem> {
    coded(app, who)?;
    // Guessing is held back per session, as with codes.
    let attempt = lockout::Attempt::for_session(app, &who.session, peer);
    attempt.check(app).await?;
    let credential = credential(app, who).await?;
    let place = app.hashing.acquire().await.map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "shutting-down"))?;
    let holds = password_holds(Some(&credential), present).await;
    drop(place);
    if !holds {
        attempt.failed(app, Some(&who.actor.person)).await?;
        return Err(Problem::unacceptable("password-wrong"));
    }
    let phc = enrol::new_password(app, new).await?;
    let mut tx = app.store.begin().await?;
    store::set_password(&mut tx, &who.actor.person, &phc).await?;
    let ended = store::end_other_sessions(&mut tx, &who.actor.person, &who.session).await?;
    let event = event(EventKind::PasswordChanged, &tx, who).with_detail("sessions", ended.to_string());
    tx.commit(app.entry(event)).await?;
    Ok(())
}

/// Offers a new second factor; the present one goes on working until it is proved.
pub async fn offer(app: &App, who: &SignedIn, choice: Choice) -> Result<(String, Shown), Problem> {
    coded(app, who)?;
    let name = credential(app, who).await?.name;
    let (offered, shown) = factor::offer(app, choice, &who.actor.person, &name)?;
    let needs = serde_json::to_vec(&offered).expect("plain data always becomes JSON");
    let mut tx = app.store.begin().await?;
    let ticket = accounts::insert_ticket(app, &mut tx, PURPOSE, &who.actor.person, &needs).await?;
    let event = event(EventKind::EnrolmentBegun, &tx, who).with_detail("step", "factor");
    tx.commit(app.entry(event)).await?;
    Ok((ticket, shown))
}

/// An offered factor, as it is shown; none once its ticket is too old, or another's.
pub async fn offered(app: &App, who: &SignedIn, ticket: &str) -> Result<Option<Shown>, Problem> {
    let mut reader = app.store.reader().await?;
    let ticket = accounts::read_ticket(app, &mut reader, PURPOSE, ticket).await?;
    drop(reader);
    let Some(ticket) = ticket.filter(|ticket| ticket.person == who.actor.person) else { return Ok(None) };
    let name = credential(app, who).await?.name;
    Ok(Some(of(&ticket)?.shown(app, &name)?))
}

fn of(ticket: &accounts::Ticket) -> Result<Offered, StoreError> {
    serde_json::from_slice(&ticket.sealed).map_err(|_| StoreError::bad_row("ticket", "sealed"))
}

/// Proves an offered factor with a code of it and puts it in the place of the one before.
pub async fn prove(app: &App, who: &SignedIn, ticket: &str, code: &str) -> Result<(), Problem> {
    let expired = || Problem::not_signed_in("ticket-expired");
    let mut tx = app.store.begin().await?;
    let now = tx.now();
    let ticket = accounts::take_ticket(app, &mut tx, PURPOSE, ticket).await?.ok_or_else(expired)?;
    if ticket.person != who.actor.person {
        return Err(expired());
    }
    let offered = of(&ticket)?;
    let Some(proved) = offered.prove(app, code, now.millis() / 1000) else {
        let refused = Event { outcome: Outcome::Refused, ..event(EventKind::StepUpRefused, &tx, who) };
        tx.commit(app.entry(refused)).await?;
        return Err(Problem::not_signed_in("code-wrong"));
    };
    accounts::use_ticket(&mut tx, &ticket).await?;
    if !factor::keep(app, &mut tx, &who.actor.person, &offered, &proved, "").await? {
        return Err(Problem::not_signed_in(offered.wrong()));
    }
    let mut proofs = who.actor.proofs.clone();
    proofs.retain(|proof| !matches!(proof.factor, Factor::Totp | Factor::Card));
    proofs.push(Proof { factor: offered.factor(), at: now });
    accounts::set_proofs(&mut tx, &who.session, &proofs).await?;
    let ended = store::end_other_sessions(&mut tx, &who.actor.person, &who.session).await?;
    let kind = if matches!(offered, Offered::Totp(_)) { "totp" } else { "card" };
    let event = event(EventKind::FactorChanged, &tx, who).with_detail("factor", kind).with_detail("sessions", ended.to_string());
    tx.commit(app.entry(event)).await?;
    Ok(())
}

/// Ends one of one's own sessions, or all but the present one.
pub async fn end_sessions(app: &Arc<App>, who: &SignedIn, session: Option<&str>) -> Result<(), Problem> {
    let mut tx = app.store.begin().await?;
    let ended = match session {
        Some(session) => store::end_session(&mut tx, &who.actor.person, session).await?,
        None => store::end_other_sessions(&mut tx, &who.actor.person, &who.session).await?,
    };
    if ended == 0 && session.is_some() {
        return Err(Problem::not_found());
    }
    let event = event(EventKind::SessionsEnded, &tx, who).with_detail("sessions", ended.to_string());
    tx.commit(app.entry(event)).await?;
    Ok(())
}

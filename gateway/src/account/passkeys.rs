//! One's own passkeys: a further one is made beside the codes that there are, and one is removed unless nothing else would let its owner
//! in. Both ask for a code just entered, or for a passkey just used.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use porthor_policy::{EventKind, Outcome};

use super::page::back;
use super::{credential, event, of, store};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::sign_in::factor::{Offered, Proved, Shown, new_passkey};
use crate::sign_in::new_factor::{Place, show_offered};
use crate::sign_in::store::{self as accounts, Second, Ticket};
use crate::sign_in::{coded, passkey};
use crate::store::{StoreError, Tx};
use crate::web::{Filled, Visitor, see_other};

/// What a ticket for a new passkey is for.
const PURPOSE: &str = "passkey";
const PLACE: Place = Place { action: "/account/passkeys", another: "/account", step: None };

/// Pages of this part.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account/passkeys/new", get(back).post(begin))
        .route("/account/passkeys", get(back).post(make))
        .route("/account/passkeys/remove", get(back).post(remove))
}

/// Shows the page on which a passkey is made.
async fn begin(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, _: Filled) -> Result<Response, Problem> {
    let (ticket, shown) = offer(&app, &who).await?;
    Ok(show_offered(&app, &visitor, PLACE, &ticket, shown, Filled::default()))
}

async fn offer(app: &App, who: &SignedIn) -> Result<(String, Shown), Problem> {
    coded(app, who)?;
    let person = &who.actor.person;
    let name = credential(app, who).await?.name;
    let mut tx = app.store.begin().await?;
    let existing = passkey::store::credentials_of(tx.connection(), person).await?;
    let offered = new_passkey(app, person, existing);
    let ticket = accounts::insert_ticket(app, &mut tx, PURPOSE, person, &to_bytes(&offered)).await?;
    let event = event(EventKind::EnrolmentBegun, &tx, who).with_detail("step", "passkey");
    tx.commit(app.entry(event)).await?;
    Ok((ticket, offered.shown(app, &name)?))
}

fn to_bytes(offered: &Offered) -> Vec<u8> {
    serde_json::to_vec(offered).expect("plain data always becomes JSON")
}

/// Keeps a passkey that was made.
async fn make(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    let ticket = filled.value("ticket").to_owned();
    if filled.given("in-language").is_none() {
        match add(&app, &who, &ticket, filled.value("passkey"), filled.value("name")).await {
            Ok(()) => return Ok(see_other("/account/done/passkey")),
            Err(problem) if problem.code() == "passkey-not-made" => filled.wrong("", visitor.say.problem(&problem).detail),
            Err(problem) => return Err(problem),
        }
    }
    let mut reader = app.store.reader().await?;
    let found = accounts::read_ticket(&app, &mut reader, PURPOSE, &ticket).await?;
    drop(reader);
    let Some(found) = found.filter(|found| found.person == who.actor.person) else {
        return Err(Problem::not_signed_in("ticket-expired"));
    };
    let name = credential(&app, &who).await?.name;
    Ok(show_offered(&app, &visitor, PLACE, &ticket, of(&found)?.shown(&app, &name)?, filled))
}

async fn add(app: &App, who: &SignedIn, ticket: &str, answer: &str, name: &str) -> Result<(), Problem> {
    let expired = || Problem::not_signed_in("ticket-expired");
    let mut tx = app.store.begin().await?;
    let ticket = accounts::take_ticket(app, &mut tx, PURPOSE, ticket).await?.ok_or_else(expired)?;
    if ticket.person != who.actor.person {
        return Err(expired());
    }
    let offered = of(&ticket)?;
    let Some(Proved::Passkey(made)) = offered.prove(app, answer, tx.now().millis() / 1000) else {
        return Err(refuse(app, tx, who, &ticket, offered).await?);
    };
    accounts::use_ticket(&mut tx, &ticket).await?;
    if !passkey::store::insert(app, &mut tx, &who.actor.person, &made, name).await? {
        return Err(Problem::not_signed_in(offered.wrong()));
    }
    let event = event(EventKind::FactorChanged, &tx, who).with_detail("factor", "passkey").with_detail("change", "added");
    tx.commit(app.entry(event)).await?;
    Ok(())
}

/// Records that what came was no passkey; what it answered is gone.
async fn refuse(app: &App, mut tx: Tx, who: &SignedIn, ticket: &Ticket, mut offered: Offered) -> Result<Problem, StoreError> {
    if offered.renew() {
        accounts::set_ticket(app, &mut tx, ticket, &to_bytes(&offered)).await?;
    }
    let refused = event(EventKind::StepUpRefused, &tx, who);
    tx.commit(app.entry(porthor_policy::Event { outcome: Outcome::Refused, ..refused })).await?;
    Ok(Problem::not_signed_in(offered.wrong()))
}

/// Ends one, and every other session: one of them may have been begun with it.
async fn remove(State(app): State<Arc<App>>, who: SignedIn, filled: Filled) -> Result<Response, Problem> {
    coded(&app, &who)?;
    let person = &who.actor.person;
    let mut tx = app.store.begin().await?;
    let credential = accounts::by_person(&app, tx.connection(), person).await?;
    let credential = credential.ok_or_else(|| Problem::not_signed_in("session-ended"))?;
    let is_last = passkey::store::credentials_of(tx.connection(), person).await?.len() == 1;
    if !passkey::store::end(&mut tx, person, filled.value("id")).await? {
        return Err(Problem::not_found());
    }
    if is_last && matches!(credential.second, Second::Passkey) {
        return Err(Problem::conflict("passkey-last"));
    }
    let ended = store::end_other_sessions(&mut tx, person, &who.session).await?;
    let event = event(EventKind::FactorChanged, &tx, &who)
        .with_detail("factor", "passkey")
        .with_detail("change", "removed")
        .with_detail("sessions", ended.to_string());
    tx.commit(app.entry(event)).await?;
    Ok(see_other("/account/done/passkey-removed"))
}

#[cfg(test)]
mod tests {
    use porthor_policy::{Factor, Proof};

    use super::*;
    use crate::agency::tests::House;

    #[tokio::test]
    async fn without_a_code_just_entered_none_is_made_and_none_removed() {
        let house = House::open().await;
        let mut who = house.operator().await;
        who.actor.proofs = vec![Proof { factor: Factor::Password, at: house.app.clock.now() }];
        let made = offer(&house.app, &who).await.err().map(|problem| problem.code());
        assert_eq!(made, Some("step-up-needed"));
        let removed = remove(State(Arc::clone(&house.app)), who, Filled::default()).await.err().map(|problem| problem.code());
        assert_eq!(removed, Some("step-up-needed"));
    }
}

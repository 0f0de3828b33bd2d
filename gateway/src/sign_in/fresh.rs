//! What somebody signed in proves anew, for what asks for a code just entered: a code of theirs, or one of their passkeys.

use std::net::SocketAddr;
use std::sync::Arc;

use http::StatusCode;
use porthor_policy::{Event, EventKind, Outcome, Proof, Reason, is_coded_just_now};

use super::store::{self, Second};
use super::{lockout, passkey};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::idempotency;
use crate::http::session::SignedIn;
use crate::store::{StoreError, Tx};
use crate::web::{Filled, Say};

/// What is given.
#[derive(Clone)]
pub enum Given {
    /// A code.
    Code(String),
    /// A passkey's answer, as the page's script sends it.
    Passkey(String),
}

impl Given {
    /// As a form holds it; none where it holds neither.
    pub fn of(filled: &Filled) -> Option<Self> {
        let passkey = filled.given("passkey").map(|answer| Self::Passkey(answer.to_owned()));
        passkey.or_else(|| filled.given("code").map(|code| Self::Code(code.to_owned())))
    }

    fn wrong(&self) -> Problem {
        Problem::not_signed_in(match self {
            Self::Code(_) => "code-wrong",
            Self::Passkey(_) => "passkey-refused",
        })
    }
}

/// What a page can ask somebody for, for `forms::code`.
#[derive(Clone, Default)]
pub struct Asked {
    /// Whether they have codes, of an authenticator or a card.
    pub codes: bool,
    /// Which code of the card; none for an authenticator.
    pub position: Option<String>,
    /// Where a passkey's challenge is had; none where there is no passkey.
    pub passkey: Option<&'static str>,
    /// Where a passkey's answer goes; empty where it goes with the form.
    pub action: &'static str,
}

impl Asked {
    /// Of somebody with this second factor.
    pub fn of(second: &Second) -> Self {
        let position = match second {
            Second::Card { asked, .. } => Some(asked.to_string()),
            Second::Totp { .. } | Second::Passkey => None,
        };
        Self { codes: !matches!(second, Second::Passkey), position, ..Self::default() }
    }

    /// What is said of a code that was not right.
    pub fn wrong(&self, say: &Say) -> String {
        wrong_code(say, self.position.as_deref())
    }
}

/// What is said of a code that was not right: where on the card to look, since the same place is asked for again; of an app, to wait.
pub fn wrong_code(say: &Say, position: Option<&str>) -> String {
    match position {
        Some(position) => say.text("sign-in-card-wrong").with("position", position).to_string(),
        None => say.text("sign-in-totp-wrong").to_string(),
    }
}

/// What somebody signed in can be asked for.
pub async fn asked_of(app: &App, who: &SignedIn) -> Result<Asked, Problem> {
    let mut reader = app.store.reader().await?;
    let credential = store::by_person(app, &mut reader, &who.actor.person).await?;
    let credential = credential.ok_or_else(|| Problem::not_signed_in("session-ended"))?;
    let has_passkey = !passkey::store::credentials_of(&mut reader, &who.actor.person).await?.is_empty();
    let passkey = has_passkey.then_some(passkey::page::FOR_STEPPING_UP);
    Ok(Asked { passkey, ..Asked::of(&credential.second) })
}

/// What somebody signed in is told of a proof that was not taken.
pub async fn said_of(app: &App, say: &Say, who: &SignedIn, problem: &Problem) -> Result<String, Problem> {
    match problem.code() {
        "code-wrong" => Ok(asked_of(app, who).await?.wrong(say)),
        _ => Ok(say.problem(problem).detail),
    }
}

/// Fails, asking for a code, unless `who` has just entered one: before factors change, and for what only two people may do (ASVS 7.5.1).
pub fn coded(app: &App, who: &SignedIn) -> Result<(), Problem> {
    let is_coded = is_coded_just_now(&who.actor.proofs, &app.config.taxonomy.assurance, app.clock.now());
    if is_coded { Ok(()) } else { Err(Problem::refused(vec![Reason::StepUpNeeded])) }
}

/// Begins a change with a proof of `who`, which is spent when the change is committed; and who they are from then on, with the factor
/// proved. A wrong one is counted.
pub async fn spend(app: &Arc<App>, peer: SocketAddr, mut who: SignedIn, given: &Given) -> Result<(Tx, SignedIn), Problem> {
    // Guessing is held back per session: a stolen token alone does not buy more tries.
    let attempt = lockout::Attempt::for_session(app, &who.session, peer);
    attempt.check(app).await?;
    let mut tx = app.store.begin().await?;
    if idempotency::is_taken(tx.connection()).await? {
        // The same form sent twice, with the same code: the first sending has its answer.
        return Err(StoreError::Repeated.into());
    }
    let now = tx.now();
    let credential = store::by_person(app, tx.connection(), &who.actor.person).await?;
    let credential = credential.ok_or_else(|| Problem::not_signed_in("session-ended"))?;
    let factor = match given {
        Given::Code(code) => store::spend_code(app, &mut tx, &credential, code).await?,
        Given::Passkey(answer) => passkey::spend(app, &mut tx, &who, answer).await?,
    };
    let Some(factor) = factor else {
        drop(tx);
        count_wrong(app, attempt, &who, given).await?;
        return Err(given.wrong());
    };
    let proofs = &mut who.actor.proofs;
    proofs.retain(|proof| proof.factor != factor);
    proofs.push(Proof { factor, at: now });
    store::set_proofs(&mut tx, &who.session, proofs).await?;
    Ok((tx, who))
}

/// In a task of its own, so that it does not take the key by which a form is carried out once: nothing of the form was carried out.
async fn count_wrong(app: &Arc<App>, attempt: lockout::Attempt, who: &SignedIn, given: &Given) -> Result<(), Problem> {
    let (app, who, given) = (Arc::clone(app), who.clone(), given.clone());
    let counting = tokio::spawn(async move {
        let mut tx = app.store.begin().await?;
        attempt.count(&app, &mut tx).await?;
        if let Given::Passkey(answer) = &given {
            passkey::waste(&app, &mut tx, &who.session, answer).await?;
        }
        let event = Event::new(EventKind::SignInRefused, tx.now());
        let event = Event { outcome: Outcome::Refused, person: Some(who.actor.person), ..event };
        tx.commit(app.entry(event)).await?;
        Ok(())
    });
    counting.await.unwrap_or_else(|_| Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")))
}

/// Proves something anew, for what is done next.
pub async fn step_up(app: &Arc<App>, peer: SocketAddr, who: SignedIn, given: &Given) -> Result<(), Problem> {
    let (tx, who) = spend(app, peer, who, given).await?;
    let event = Event::new(EventKind::SteppedUp, tx.now()).by(&who.actor.person, who.actor.agency.as_ref());
    tx.commit(app.entry(event)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use porthor_policy::Language;

    #[test]
    fn a_wrong_code_of_a_card_is_looked_for_where_it_is_asked_for_and_one_of_an_app_is_waited_for() {
        for (language, wait) in [(Language::En, "Wait"), (Language::Cy, "Arhoswch")] {
            let say = Say::new(Arc::new(Words::shipped()), language);
            let (card, app) = (wrong_code(&say, Some("G6")), wrong_code(&say, None));
            assert!(card.contains("G6") && !card.contains(wait), "{card}");
            assert!(app.contains(wait), "{app}");
        }
    }
}

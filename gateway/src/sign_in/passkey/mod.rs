//! Passkeys: both factors at once. Signing in with one, confirming with one what asks for a code just entered, and what a browser is asked
//! for to make or use one. What an answer is worth is for `porthor_keys::passkey`; `challenge` is what it answers, `store` the SQL,
//! `page` the pages.

pub mod challenge;
pub mod page;
pub mod store;

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use porthor_keys::passkey::{ALGORITHMS, Assertion, RelyingParty, claimed_challenge};
use porthor_policy::{Event, EventKind, Factor, Outcome, PersonId, Proof};
use serde_json::{Value, json};

use self::challenge::For;
use self::store::Kept;
use super::lockout::Attempt;
use super::{Token, begin_session, store as accounts};
use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::store::{StoreError, Tx};

/// How long a browser waits for somebody, milliseconds.
const PATIENCE: i64 = 5 * 60_000;

/// This gateway, as passkeys know it.
pub fn site(app: &App) -> RelyingParty {
    RelyingParty::at(&app.config.server.public_origin)
}

/// What a person's passkeys know their account by: nothing that is read anywhere else, so that it tells nobody who it is (§14.6.1).
pub fn user_handle(app: &App, person: &PersonId) -> Vec<u8> {
    app.secrets.lookup.hash("passkey/user", person.as_str().as_bytes()).to_vec()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn descriptors(credentials: &[Vec<u8>]) -> Vec<Value> {
    credentials.iter().map(|id| json!({ "type": "public-key", "id": text(id) })).collect()
}

/// What the browser is asked for to make a passkey (`PublicKeyCredentialCreationOptionsJSON`): one that keeps the account with it, and
/// makes its owner prove themselves.
pub fn to_make(app: &App, challenge: &[u8], user: &[u8], name: &str, existing: &[Vec<u8>]) -> Value {
    let algorithms: Vec<_> = ALGORITHMS.iter().map(|code| json!({ "type": "public-key", "alg": code })).collect();
    json!({
        "rp": { "id": site(app).id(), "name": "Porthor" },
        "user": { "id": text(user), "name": name, "displayName": name },
        "challenge": text(challenge),
        "pubKeyCredParams": algorithms,
        "timeout": PATIENCE,
        "excludeCredentials": descriptors(existing),
        "authenticatorSelection": { "residentKey": "required", "requireResidentKey": true, "userVerification": "required" },
        "attestation": "none",
    })
}

/// What the browser is asked for to use one (`PublicKeyCredentialRequestOptionsJSON`): any that it has, or one of `allowed`.
pub fn to_use(app: &App, purpose: For<'_>, allowed: &[Vec<u8>]) -> Value {
    json!({
        "rpId": site(app).id(),
        "challenge": text(&challenge::fresh(app, purpose)),
        "timeout": PATIENCE,
        "allowCredentials": descriptors(allowed),
        "userVerification": "required",
    })
}

/// Checks an answer and takes its challenge, within the change that rests on it.
async fn holds(
    app: &App,
    tx: &mut Tx,
    purpose: For<'_>,
    kept: Option<&Kept>,
    assertion: &Assertion,
    is_user_known: bool,
) -> Result<bool, StoreError> {
    let Ok(challenge) = claimed_challenge(&assertion.client_data) else { return Ok(false) };
    if !challenge::take(app, tx, purpose, &challenge).await? {
        return Ok(false);
    }
    let Some(kept) = kept else { return Ok(false) };
    let user = user_handle(app, &kept.person);
    match site(app).asserted(&challenge, &kept.held(&user, is_user_known), assertion) {
        Ok(count) => store::set_used(tx, &kept.id, count).await.map(|()| true),
        Err(error) => {
            tracing::info!(%error, "a passkey was not taken");
            Ok(false)
        }
    }
}

/// Signs in with an answer to a challenge of the visit; nobody has said before who they are. An unknown passkey, a wrong signature and
/// one of somebody who left are told alike, and counted for that passkey and place: nobody else is held up by it.
pub async fn sign_in(app: &Arc<App>, peer: SocketAddr, visit: &str, answer: &str, helped: bool) -> Result<Token, Problem> {
    let refused = || Problem::not_signed_in("passkey-refused");
    let assertion: Assertion = answer.parse().map_err(|_| refused())?;
    let attempt = Attempt::new(app, &app.secrets.lookup.hash("attempt/passkey", &assertion.id), peer);
    let mut tx = app.store.begin().await?;
    attempt.check_on(app, tx.connection()).await?;
    let kept = store::find(tx.connection(), &assertion.id).await?;
    let is_theirs = holds(app, &mut tx, For::SignIn(visit), kept.as_ref(), &assertion, false).await?;
    let person = kept.map(|kept| kept.person);
    let credential = match &person {
        Some(person) if is_theirs => accounts::by_person(app, tx.connection(), person).await?,
        _ => None,
    };
    let now = tx.now();
    let Some(credential) = credential else {
        attempt.count(app, &mut tx).await?;
        let event = Event { outcome: Outcome::Refused, person, ..Event::new(EventKind::SignInRefused, now) };
        tx.commit(app.entry(event)).await?;
        return Err(refused());
    };
    let own = Attempt::new(app, &credential.address_hash, peer);
    if let Err(problem) = own.check_on(app, tx.connection()).await {
        tx.commit(app.entry(super::refused(EventKind::SignInRefused, now, &credential))).await?;
        return Err(problem);
    }
    attempt.succeeded(&mut tx).await?;
    for known in [&attempt, &own] {
        known.signed_in(app, &mut tx).await?;
    }
    let token = begin_session(app, &mut tx, &credential.person, None, &[Proof { factor: Factor::Passkey, at: now }]).await?;
    let event = Event::new(EventKind::SignedIn, now).by(&credential.person, credential.agency.as_ref());
    let event = super::mark_helped(&mut tx, &token, helped, event.with_detail("factor", "passkey")).await?;
    tx.commit(app.entry(event)).await?;
    Ok(token)
}

/// Checks the answer of one of one's own passkeys to a challenge of the session, within the change that it confirms.
pub async fn spend(app: &App, tx: &mut Tx, who: &SignedIn, answer: &str) -> Result<Option<Factor>, StoreError> {
    let Ok(assertion) = answer.parse::<Assertion>() else { return Ok(None) };
    let kept = store::find(tx.connection(), &assertion.id).await?.filter(|kept| kept.person == who.actor.person);
    let is_theirs = holds(app, tx, For::StepUp(&who.session), kept.as_ref(), &assertion, true).await?;
    Ok(is_theirs.then_some(Factor::Passkey))
}

/// Takes the challenge of an answer that was wrong, so that no other one is tried on it.
pub async fn waste(app: &App, tx: &mut Tx, session: &str, answer: &str) -> Result<(), StoreError> {
    let claimed = answer.parse::<Assertion>().and_then(|assertion| claimed_challenge(&assertion.client_data));
    if let Ok(challenge) = claimed {
        challenge::take(app, tx, For::StepUp(session), &challenge).await?;
    }
    Ok(())
}

//! Challenges that passkeys answer. Nothing is kept of one before it is answered: whoever asks for challenges without end fills no table
//! and no record. It carries its own end, and a mark of the gateway's that binds it to what it is for; once answered, rightly or not, it
//! is kept as used until that end.

use porthor_keys::random;
use porthor_keys::secret::same_bytes;
use porthor_policy::Timestamp;

use crate::app::App;
use crate::hex::hex;
use crate::sign_in::device::is_new;
use crate::store::{StoreError, Tx};

/// How long one can be answered, milliseconds.
const LASTS: i64 = 5 * 60_000;
/// Bytes that nobody can guess.
const CHANCE: usize = 16;
/// Bytes of chance and end together.
const HEAD: usize = CHANCE + 8;

/// What an answer is good for, and to whom.
#[derive(Clone, Copy)]
pub enum For<'a> {
    /// Signing in, within the visit of this mark.
    SignIn(&'a str),
    /// What asks for a code just entered, within this session.
    StepUp(&'a str),
}

impl For<'_> {
    fn label(self) -> String {
        match self {
            Self::SignIn(visit) => format!("sign-in/{visit}"),
            Self::StepUp(session) => format!("step-up/{session}"),
        }
    }
}

/// A new challenge.
pub fn fresh(app: &App, purpose: For<'_>) -> Vec<u8> {
    let ends = app.clock.now().plus_millis(LASTS).millis();
    let mut challenge = random::bytes::<CHANCE>().to_vec();
    challenge.extend_from_slice(&ends.to_be_bytes());
    challenge.extend_from_slice(&mark(app, purpose, &challenge));
    challenge
}

fn mark(app: &App, purpose: For<'_>, head: &[u8]) -> [u8; 32] {
    app.secrets.lookup.hash(&format!("passkey/challenge/{}", purpose.label()), head)
}

/// Takes a challenge that was answered; false where it is none of ours, for something else, too old, or was answered before.
pub async fn take(app: &App, tx: &mut Tx, purpose: For<'_>, challenge: &[u8]) -> Result<bool, StoreError> {
    let Some(ends) = ends_of(app, purpose, challenge).filter(|ends| tx.now() < *ends) else { return Ok(false) };
    let used = format!("passkey/{}", hex(&challenge[..CHANCE]));
    is_new(tx, &used, ends.millis() / 1000 + 1).await
}

fn ends_of(app: &App, purpose: For<'_>, challenge: &[u8]) -> Option<Timestamp> {
    let (head, given) = challenge.split_at_checked(HEAD)?;
    if !same_bytes(&mark(app, purpose, head), given) {
        return None;
    }
    let ends = head[CHANCE..].try_into().ok()?;
    Some(Timestamp::from_millis(i64::from_be_bytes(ends)))
}

#[cfg(test)]
mod tests {
    use porthor_policy::{Event, EventKind};

    use super::*;
    use crate::agency::tests::House;

    #[tokio::test]
    async fn a_challenge_is_taken_once_for_what_it_was_made_for() {
        let house = House::open().await;
        let app = &house.app;
        let (visit, session) = (For::SignIn("a-visit"), For::StepUp("a-visit"));
        let challenge = fresh(app, visit);
        let mut tx = app.store.begin().await.expect("a change");
        for other in [For::SignIn("another"), session] {
            assert!(!take(app, &mut tx, other, &challenge).await.expect("a store"));
        }
        for byte in 0..challenge.len() {
            let mut altered = challenge.clone();
            altered[byte] ^= 1;
            assert!(!take(app, &mut tx, visit, &altered).await.expect("a store"), "byte {byte}");
            assert!(!take(app, &mut tx, visit, &challenge[..byte]).await.expect("a store"), "{byte} bytes");
        }
        assert!(take(app, &mut tx, visit, &challenge).await.expect("a store"));
        assert!(!take(app, &mut tx, visit, &challenge).await.expect("a store"));
        let event = Event::new(EventKind::SignInRefused, tx.now());
        tx.commit(app.entry(event)).await.expect("a commit");
        let mut later = app.store.begin().await.expect("a change");
        assert!(!take(app, &mut later, visit, &challenge).await.expect("a store"));
    }

    #[tokio::test]
    async fn a_challenge_ends() {
        let house = House::open().await;
        let app = &house.app;
        let purpose = For::StepUp("a-session");
        let mut old = random::bytes::<CHANCE>().to_vec();
        old.extend_from_slice(&app.clock.now().plus_millis(-1).millis().to_be_bytes());
        old.extend_from_slice(&mark(app, purpose, &old));
        let mut tx = app.store.begin().await.expect("a change");
        assert!(!take(app, &mut tx, purpose, &old).await.expect("a store"));
    }
}

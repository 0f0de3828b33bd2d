//! The people of the demonstration: who enrols, with which second factor, and who acts in the walk. Everybody uses one password, since
//! nobody here is real; codes come from an authenticator, or from a printed card for those without a smartphone.

use std::collections::BTreeMap;
use std::time::Duration;

use porthor_keys::totp::{SECRET_LEN, TotpSecret};
use porthor_policy::{Language, RoleCode};
use secrecy::SecretString;
use serde_json::Value;

use super::error::{StepError, other};
use crate::client::{Client, sign_in, text};
use crate::clock::Clock;

/// Everybody's password.
pub const PASSWORD: &str = "five small lanterns by the weir";
/// Where the operator of the gateway signs in.
pub const OPERATOR: &str = "operator@porthor.example";
/// The name that the operator goes by in this program.
pub const OPERATOR_ID: &str = "operator";

/// Somebody for each role, shown at the end so that anyone may sign in as them: two where something takes two, both parents of a case
/// with two, and a young person of 16. They have an authenticator.
pub const SHOWN: [&str; 19] = [
    OPERATOR_ID,
    "dg-admin-1",
    "dg-admin-2",
    "dg-coordinator",
    "dg-coordinator-2",
    "dg-inclusion",
    "dg-psychologist",
    "dg-governance",
    "ta-therapist",
    "ta-support",
    "ta-declo",
    "ta-governance",
    "kr-alnco",
    "td-manager",
    "cc-contributor",
    PARENT_WITH_A_CARD,
    "parent-b2",
    "young-person-c",
    "case-friend-c",
];
/// Those who do something in the walk, beside each agency's first administrator.
const ACTING: [&str; 10] = [
    OPERATOR_ID,
    "dg-admin-2",
    "dg-coordinator",
    "dg-governance",
    "ta-therapist",
    "ta-occupational",
    "ta-support",
    "kr-alnco",
    "cc-contributor",
    PARENT_WITH_A_CARD,
];
/// A parent without a smartphone: the one who is shown with a printed card.
const PARENT_WITH_A_CARD: &str = "parent-b1";

/// Seconds of an authenticator's step (RFC 6238).
const STEP: i64 = 30;

/// Whether somebody acts in the walk, and so signs in.
pub fn acts(id: &str) -> bool {
    ACTING.contains(&id) || id.ends_with("-admin-1")
}

/// Whether somebody enrols; the others stay invited.
pub fn enrols(id: &str) -> bool {
    acts(id) || SHOWN.contains(&id) || id.ends_with("-admin-2")
}

/// Somebody who was invited.
#[derive(Clone)]
pub struct Invited {
    /// What this program calls them.
    pub id: String,
    /// What the gateway calls them.
    pub person: String,
    /// What they sign in with.
    pub address: String,
    /// As what.
    pub role: RoleCode,
    /// Their language.
    pub language: Language,
    /// The printed one-time code.
    pub code: String,
}

/// What somebody proves themselves with beside the password.
pub enum Second {
    /// An authenticator.
    Authenticator(TotpSecret),
    /// A printed card, its codes by position.
    Card(BTreeMap<String, String>),
}

/// Somebody who has enrolled.
pub struct Account {
    /// What the gateway calls them.
    pub person: String,
    /// What they sign in with.
    pub address: String,
    /// As what.
    pub role: RoleCode,
    /// Their second factor.
    pub second: Second,
    session: Option<(Client, String)>,
}

impl Account {
    /// Enrols somebody over `door`, and signs them in if they act in the walk.
    pub async fn enrol(door: Client, invited: Invited) -> Result<Self, StepError> {
        let wants_authenticator = SHOWN.contains(&invited.id.as_str()) && invited.id != PARENT_WITH_A_CARD;
        let kind = if wants_authenticator { "totp" } else { "card" };
        let shown = sign_in::enrol(&door, &invited.address, &invited.code, &password(), kind).await?;
        let second = match shown["otpauth"].as_str() {
            Some(address) => Second::Authenticator(secret_of(address)?),
            None => Second::Card(card_of(&shown)?),
        };
        let Invited { id, person, address, role, .. } = invited;
        let mut account = Self { person, address, role, second, session: None };
        // The code of the step before is taken too, which leaves the present one for signing in.
        let code = account.code(shown["position"].as_str(), -1).await?;
        sign_in::confirm(&door, text(&shown, "ticket")?, &code).await?;
        if acts(&id) {
            account.sign_in(&door).await?;
        }
        Ok(account)
    }

    async fn sign_in(&mut self, door: &Client) -> Result<(), StepError> {
        let asked = sign_in::with_password(door, &self.address, &password()).await?;
        let code = self.code(asked.position.as_deref(), 0).await?;
        let token = sign_in::with_code(door, &asked.ticket, &code).await?;
        self.person.clone_from(&token.person);
        self.session = Some((door.with_token(&token.token), token.token));
        Ok(())
    }

    /// The code at `position` of the card, or of the authenticator `steps` from now.
    async fn code(&self, position: Option<&str>, steps: i64) -> Result<String, StepError> {
        match &self.second {
            Second::Authenticator(secret) => Ok(secret.code_at(away_from_an_edge().await + steps * STEP).to_string()),
            Second::Card(codes) => {
                let position = position.unwrap_or_default();
                let code = codes.get(position).cloned();
                code.ok_or_else(|| other("to be asked for a code of the card", format!("position {position:?}")))
            }
        }
    }

    /// A client that acts in their name.
    pub fn client(&self) -> Result<&Client, StepError> {
        let session = self.session.as_ref().map(|(client, _)| client);
        session.ok_or_else(|| other(format!("{} to be signed in", self.address), "somebody who is not"))
    }

    /// The same session over another client, for instance in another language.
    pub fn over(&self, door: &Client) -> Result<Client, StepError> {
        self.client()?;
        let token = self.session.as_ref().map(|(_, token)| token.as_str()).unwrap_or_default();
        Ok(door.with_token(token))
    }
}

/// The present, in seconds since 1970 UTC, not so near the end of a step that the gateway could already be in the next.
async fn away_from_an_edge() -> i64 {
    let now = seconds();
    let left = STEP - now.rem_euclid(STEP);
    if left > 2 {
        return now;
    }
    tokio::time::sleep(Duration::from_millis(left.unsigned_abs() * 1000 + 50)).await;
    seconds()
}

/// The present, in seconds since 1970 UTC.
pub fn seconds() -> i64 {
    Clock.now().millis().div_euclid(1000)
}

fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

/// The secret in an `otpauth://` address, as an authenticator reads it.
fn secret_of(address: &str) -> Result<TotpSecret, StepError> {
    let malformed = || other("an otpauth address with a secret", "another text");
    let (_, parameters) = address.split_once('?').ok_or_else(malformed)?;
    let secret = parameters.split('&').find_map(|parameter| parameter.strip_prefix("secret=")).ok_or_else(malformed)?;
    let bytes = base32(secret).ok_or_else(malformed)?;
    TotpSecret::from_bytes(&bytes).map_err(|_| malformed())
}

/// Base32 without padding (RFC 4648, 6).
fn base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(SECRET_LEN);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let five = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        held = (held << 5) | u32::from(five);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

fn card_of(shown: &Value) -> Result<BTreeMap<String, String>, StepError> {
    let codes = shown["card"].as_array().ok_or_else(|| other("a card or an authenticator's secret", "neither"))?;
    codes.iter().map(|code| Ok((text(code, "position")?.to_owned(), text(code, "code")?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use porthor_config::Demo;
    use std::collections::BTreeSet;

    #[test]
    fn each_role_of_the_demonstration_is_shown_and_twice_what_two_people_do() {
        let demo = Demo::shipped().expect("the shipped demonstration is consistent");
        let role = |id: &str| demo.people.iter().find(|person| person.id.as_str() == id).map(|person| person.role.to_string());
        let shown: Vec<_> = SHOWN[1..].iter().map(|id| role(id).expect("a person of the demonstration")).collect();
        let roles: BTreeSet<_> = demo.people.iter().map(|person| person.role.to_string()).collect();
        assert_eq!(shown.iter().cloned().collect::<BTreeSet<_>>(), roles);
        for (role, people) in [("agency-administrator", 2), ("co-ordinator", 2), ("parent", 2), ("young-person", 1)] {
            assert_eq!(shown.iter().filter(|shown| *shown == role).count(), people, "{role}");
        }
        let agencies = |role: &str| {
            let of = demo.people.iter().filter(|person| person.role.as_str() == role && SHOWN.contains(&person.id.as_str()));
            of.map(|person| person.agency.clone()).collect::<BTreeSet<_>>().len()
        };
        assert_eq!((agencies("agency-administrator"), agencies("co-ordinator")), (1, 1), "two of one agency");
    }

    #[test]
    fn the_secret_of_an_otpauth_address_is_read_back() {
        let secret = TotpSecret::generate();
        let read = secret_of(&secret.otpauth_uri("a:b@c.example", "Porthor")).expect("read");
        assert_eq!(read.expose(), secret.expose());
        assert!(secret_of("otpauth://totp/x?secret=10").is_err());
    }
}

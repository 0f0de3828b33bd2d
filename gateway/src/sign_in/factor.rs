//! A new second factor, from being offered to being proved and kept: at joining, and whenever somebody changes theirs. Until it is
//! proved it stands in a ticket only, and the old one goes on working.

use porthor_keys::code_card::{CodeCard, Position, UsedPositions, verify_card_code};
use porthor_keys::passkey::{Creation, NewPasskey};
use porthor_keys::random;
use porthor_keys::totp::TotpSecret;
use porthor_policy::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fresh::wrong_code;
use super::passkey;
use crate::app::App;
use crate::http::idempotency;
use crate::store::{StoreError, Tx};
use crate::web::Say;

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// An authenticator app.
    Totp,
    /// A printed card.
    Card,
    /// A passkey, which is a second factor and the first as well.
    Passkey,
}

impl Choice {
    /// As a form sends it.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "totp" => Some(Self::Totp),
            "card" => Some(Self::Card),
            "passkey" => Some(Self::Passkey),
            _ => None,
        }
    }
}

/// A factor that was offered and not proved yet; kept in a ticket, sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offered {
    /// The secret that an authenticator shares.
    Totp(Vec<u8>),
    /// A card.
    Card {
        /// Its id.
        id: String,
        /// Its codes in the order of their positions, so that the page can be shown again; from before they were kept, none.
        #[serde(default)]
        codes: Vec<String>,
        /// 32 bytes for each position.
        hashes: Vec<u8>,
        /// The position that proves it.
        asked: u8,
    },
    /// A passkey that has yet to be made.
    Passkey {
        /// What its making answers, once.
        challenge: Vec<u8>,
        /// The handle of the account that it is for.
        user: Vec<u8>,
        /// The ids of those that there are: no device needs two.
        existing: Vec<Vec<u8>>,
    },
}

/// What a person is shown of an offered factor.
pub enum Shown {
    /// An authenticator's secret.
    Totp {
        /// For the square code.
        otpauth: String,
        /// For typing, in groups of four.
        key: String,
    },
    /// A card.
    Card {
        /// All codes by position.
        codes: Vec<(String, String)>,
        /// The code that proves it.
        position: String,
    },
    /// What a browser is asked for to make a passkey.
    Passkey(serde_json::Value),
}

impl Shown {
    /// What is said of a first code that was not right.
    pub fn wrong_code(&self, say: &Say) -> String {
        wrong_code(say, if let Self::Card { position, .. } = self { Some(position) } else { None })
    }
}

/// Makes a factor for `person`, who signs in with `address`.
pub fn offer(app: &App, choice: Choice, person: &PersonId, address: &str) -> Result<(Offered, Shown), StoreError> {
    if choice != Choice::Passkey {
        idempotency::shown_once();
    }
    let offered = match choice {
        Choice::Totp => Offered::Totp(TotpSecret::generate().expose().to_vec()),
        Choice::Card => new_card(app),
        Choice::Passkey => new_passkey(app, person, Vec::new()),
    };
    let shown = offered.shown(app, address)?;
    Ok((offered, shown))
}

/// A passkey for `person` to make, on another device than those that `existing` are on.
pub fn new_passkey(app: &App, person: &PersonId, existing: Vec<Vec<u8>>) -> Offered {
    Offered::Passkey { challenge: fresh_challenge(), user: passkey::user_handle(app, person), existing }
}

/// Kept in the ticket, which binds it to whoever is making the passkey.
fn fresh_challenge() -> Vec<u8> {
    random::bytes::<32>().to_vec()
}

fn new_card(app: &App) -> Offered {
    let id = random::id();
    let (card, hashes) = CodeCard::generate(&app.secrets.lookup, &id);
    let asked = UsedPositions::default().ask().map_or(0, Position::number);
    let codes = card.codes().map(|(_, code)| code.to_owned()).collect();
    Offered::Card { id, codes, hashes: hashes.concat(), asked }
}

fn position(number: u8) -> String {
    Position::new(number).map(|position| position.to_string()).unwrap_or_default()
}

/// Where a new factor stands after it was proved.
pub enum Proved {
    /// After its first code.
    Code {
        /// The step of an authenticator.
        totp_step: i64,
        /// The codes used of a card.
        card_used: UsedPositions,
        /// The code of a card to ask for next.
        card_asked: u8,
    },
    /// Made, by somebody who proved themselves to it; its first signature is that of the next sign-in.
    Passkey(NewPasskey),
}

impl Offered {
    /// What is shown of it, now or again.
    pub fn shown(&self, app: &App, address: &str) -> Result<Shown, StoreError> {
        match self {
            Self::Passkey { challenge, user, existing } => {
                Ok(Shown::Passkey(passkey::to_make(app, challenge, user, address.trim(), existing)))
            }
            Self::Card { codes, asked, .. } => {
                let codes = (0..).map(position).zip(codes.iter().cloned()).collect();
                Ok(Shown::Card { codes, position: position(*asked) })
            }
            Self::Totp(secret) => {
                let secret = TotpSecret::from_bytes(secret).map_err(|_| StoreError::bad_row("ticket", "sealed"))?;
                Ok(Shown::Totp {
                    otpauth: secret.otpauth_uri(address.trim(), "Porthor").to_string(),
                    key: grouped(&secret.to_base32()),
                })
            }
        }
    }

    /// Whether what was answered is gone now: the next try needs it anew.
    #[must_use]
    pub fn renew(&mut self) -> bool {
        match self {
            Self::Passkey { challenge, .. } => {
                *challenge = fresh_challenge();
                true
            }
            Self::Totp(_) | Self::Card { .. } => false,
        }
    }

    /// What is said of a proof that was not good.
    pub fn wrong(&self) -> &'static str {
        if matches!(self, Self::Passkey { .. }) { "passkey-not-made" } else { "code-wrong" }
    }

    /// Checks its first code at `seconds` since 1970; of a passkey, what the browser says of its making.
    pub fn prove(&self, app: &App, code: &str, seconds: i64) -> Option<Proved> {
        match self {
            Self::Totp(secret) => {
                let totp_step = TotpSecret::from_bytes(secret).ok()?.verify(code, seconds, None)?;
                Some(Proved::Code { totp_step, card_used: UsedPositions::default(), card_asked: 0 })
            }
            Self::Card { id, hashes, asked, .. } => {
                let position = Position::new(*asked).ok()?;
                let hash = hashes.as_chunks::<32>().0.get(usize::from(*asked))?;
                if !verify_card_code(&app.secrets.lookup, id, position, code, hash) {
                    return None;
                }
                let used = UsedPositions::default().spend(position).ok()?;
                Some(Proved::Code { totp_step: 0, card_used: used, card_asked: used.ask()?.number() })
            }
            Self::Passkey { challenge, .. } => {
                let creation: Creation = code.parse().ok()?;
                let made = passkey::site(app).made(challenge, &creation);
                made.inspect_err(|error| tracing::info!(%error, "a new passkey was not taken")).ok().map(Proved::Passkey)
            }
        }
    }

    /// Which kind of factor it is.
    pub fn factor(&self) -> porthor_policy::Factor {
        match self {
            Self::Totp(_) => porthor_policy::Factor::Totp,
            Self::Card { .. } => porthor_policy::Factor::Card,
            Self::Passkey { .. } => porthor_policy::Factor::Passkey,
        }
    }
}

/// Letters in groups of four, as people read and type them.
pub fn grouped(letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Puts a proved factor in the place of the codes before, which are gone from here on; a passkey is called `name`. False where it cannot be
/// kept, since its id is taken: then nothing must be committed.
pub async fn keep(
    app: &App,
    tx: &mut Tx,
    person: &PersonId,
    offered: &Offered,
    proved: &Proved,
    name: &str,
) -> Result<bool, StoreError> {
    let (totp, card, hashes) = match offered {
        Offered::Totp(secret) => (Some(app.secrets.column.seal(&format!("credential/totp/{person}"), secret)), None, None),
        Offered::Card { id, hashes, .. } => (None, Some(id.clone()), Some(hashes.clone())),
        Offered::Passkey { .. } => (None, None, None),
    };
    let (step, used, asked) = match proved {
        Proved::Code { totp_step, card_used, card_asked } => (*totp_step, card_used.to_i64(), i64::from(*card_asked)),
        Proved::Passkey(_) => (0, 0, 0),
    };
    sqlx::query(
        "UPDATE credential SET totp = $1, totp_step = $2, card = $3, card_hashes = $4, card_used = $5, card_asked = $6 \
         WHERE person_id = $7",
    )
    .bind(totp)
    .bind(step)
    .bind(card)
    .bind(hashes)
    .bind(used)
    .bind(asked)
    .bind(person.as_str())
    .execute(tx.connection())
    .await?;
    match proved {
        Proved::Passkey(made) => passkey::store::insert(app, tx, person, made, name).await,
        Proved::Code { .. } => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_groups_of_four() {
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(grouped(""), "");
    }
}

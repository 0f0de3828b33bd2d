//! SQL of signing in: credentials, tickets, sessions. Codes are spent in the same change that uses them.

use porthor_keys::code_card::{Position, UsedPositions, verify_card_code};
use porthor_keys::random;
use porthor_keys::totp::TotpSecret;
use porthor_policy::{AgencyId, Factor, Language, PersonId, Proof, RoleCode, Timestamp};
use sqlx::{AnyConnection, Row};

use super::fresh::Asked;
use crate::app::App;
use crate::store::facts::parse;
use crate::store::{StoreError, Tx, names};

/// A person with their factors.
pub struct Credential {
    /// Who.
    pub person: PersonId,
    /// Where; none for families.
    pub agency: Option<AgencyId>,
    /// Their name.
    pub name: String,
    /// Keyed hash of the sign-in address.
    pub address_hash: Vec<u8>,
    /// Argon2id, PHC string.
    pub password: String,
    /// What they hold.
    pub second: Second,
}

/// A second factor with what is needed to check it.
pub enum Second {
    /// An authenticator.
    Totp {
        /// Its secret.
        secret: TotpSecret,
        /// The last step used.
        step: i64,
    },
    /// A printed card.
    Card {
        /// Its id.
        card: String,
        /// Keyed hashes of its codes.
        hashes: Vec<u8>,
        /// Codes used.
        used: UsedPositions,
        /// The code to ask for.
        asked: Position,
    },
    /// No codes: they come in with a passkey, and with nothing else.
    Passkey,
}

/// A half-finished sign-in or enrolment.
pub struct Ticket {
    /// Its row.
    pub hash: Vec<u8>,
    /// Whose.
    pub person: PersonId,
    /// What the second step needs.
    pub sealed: Vec<u8>,
}

/// The keyed hash that an account is found by. Addresses differ neither by case nor by white space around them.
pub fn address_hash(app: &App, address: &str) -> Vec<u8> {
    app.secrets.lookup.hash("person/address", address.trim().to_lowercase().as_bytes()).to_vec()
}

const CREDENTIAL: &str = "SELECT p.id, p.agency_id, p.name, p.address_hash, c.password, c.totp, c.totp_step, c.card, \
    c.card_hashes, c.card_used, c.card_asked FROM person p JOIN credential c ON c.person_id = p.id \
    WHERE p.left_at IS NULL AND p.stands_for IS NULL AND ";

/// The enrolled person with this address, if they have not left.
pub async fn by_address(app: &App, address: &str) -> Result<Option<Credential>, StoreError> {
    let mut reader = app.store.reader().await?;
    let row = sqlx::query(const_format(CREDENTIAL, "p.address_hash = $1"))
        .bind(address_hash(app, address))
        .fetch_optional(&mut *reader)
        .await?;
    row.map(|row| credential(app, &row)).transpose()
}

/// An enrolled person who has not left.
pub async fn by_person(app: &App, connection: &mut AnyConnection, person: &PersonId) -> Result<Option<Credential>, StoreError> {
    let row = sqlx::query(const_format(CREDENTIAL, "p.id = $1")).bind(person.as_str()).fetch_optional(connection).await?;
    row.map(|row| credential(app, &row)).transpose()
}

/// Two constant texts as one query.
fn const_format(select: &'static str, condition: &'static str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!("{select}{condition}"))
}

fn credential(app: &App, row: &sqlx::any::AnyRow) -> Result<Credential, StoreError> {
    let person: PersonId = parse(row.try_get(0)?, "person", "id")?;
    let agency: Option<String> = row.try_get(1)?;
    let agency = agency.map(|id| parse(id, "person", "agency_id")).transpose()?;
    let name: Vec<u8> = row.try_get(2)?;
    let name = names::open(&app.secrets.column, person.as_str(), &name)?;
    let totp: Option<Vec<u8>> = row.try_get(5)?;
    let second = match totp {
        Some(sealed) => {
            let place = format!("credential/totp/{person}");
            let secret = app.secrets.column.open(&place, &sealed).map_err(|_| StoreError::bad_row("credential", "totp"))?;
            let secret = TotpSecret::from_bytes(&secret).map_err(|_| StoreError::bad_row("credential", "totp"))?;
            Second::Totp { secret, step: row.try_get(6)? }
        }
        None => card(row)?,
    };
    Ok(Credential { person, agency, name, address_hash: row.try_get(3)?, password: row.try_get(4)?, second })
}

fn card(row: &sqlx::any::AnyRow) -> Result<Second, StoreError> {
    let wrong = |_| StoreError::bad_row("credential", "card");
    let (card, hashes): (Option<String>, Option<Vec<u8>>) = (row.try_get(7)?, row.try_get(8)?);
    let (card, hashes) = match (card, hashes) {
        (Some(card), Some(hashes)) => (card, hashes),
        (None, None) => return Ok(Second::Passkey),
        _ => return Err(StoreError::bad_row("credential", "card")),
    };
    let used = UsedPositions::from_i64(row.try_get(9)?).map_err(wrong)?;
    let asked: i64 = row.try_get(10)?;
    let asked = Position::new(u8::try_from(asked).unwrap_or(u8::MAX)).map_err(wrong)?;
    Ok(Second::Card { card, hashes, used, asked })
}

/// Checks a code and marks it used in the same change; none if it is wrong, or was used before.
pub async fn spend_code(app: &App, tx: &mut Tx, credential: &Credential, code: &str) -> Result<Option<Factor>, StoreError> {
    match &credential.second {
        Second::Totp { secret, step } => {
            let seconds = tx.now().millis() / 1000;
            let Some(used) = secret.verify(code, seconds, Some(*step)) else { return Ok(None) };
            sqlx::query("UPDATE credential SET totp_step = $1 WHERE person_id = $2 AND totp_step < $1")
                .bind(used)
                .bind(credential.person.as_str())
                .execute(tx.connection())
                .await
                .map(|done| (done.rows_affected() == 1).then_some(Factor::Totp))
                .map_err(Into::into)
        }
        Second::Card { card, hashes, used, asked } => {
            let hash = hashes.as_chunks::<32>().0.get(usize::from(asked.number()));
            let hash = hash.ok_or_else(|| StoreError::bad_row("credential", "card_hashes"))?;
            if !verify_card_code(&app.secrets.lookup, card, *asked, code, hash) {
                return Ok(None);
            }
            let Ok(spent) = used.spend(*asked) else { return Ok(None) };
            // A card whose last code was used keeps asking for it, in vain: a new card is due.
            let next = spent.ask().unwrap_or(*asked);
            sqlx::query("UPDATE credential SET card_used = $1, card_asked = $2 WHERE person_id = $3 AND card_used = $4")
                .bind(spent.to_i64())
                .bind(i64::from(next.number()))
                .bind(credential.person.as_str())
                .bind(used.to_i64())
                .execute(tx.connection())
                .await
                .map(|done| (done.rows_affected() == 1).then_some(Factor::Card))
                .map_err(Into::into)
        }
        Second::Passkey => Ok(None),
    }
}

fn ticket_hash(app: &App, purpose: &str, ticket: &str) -> Vec<u8> {
    app.secrets.lookup.hash(&format!("ticket/{purpose}"), ticket.as_bytes()).to_vec()
}

/// Makes a ticket for `person`; the database keeps its keyed hash only.
pub async fn insert_ticket(app: &App, tx: &mut Tx, purpose: &str, person: &PersonId, needs: &[u8]) -> Result<String, StoreError> {
    let ticket = random::id();
    let hash = ticket_hash(app, purpose, &ticket);
    let lasts = if purpose == "sign-in" { super::TICKET } else { super::LONG_TICKET };
    let expires = tx.now().plus_millis(lasts).millis();
    let now = tx.now().millis();
    sqlx::query("DELETE FROM ticket WHERE expires_at < $1").bind(now).execute(tx.connection()).await?;
    sqlx::query("INSERT INTO ticket (hash, purpose, person_id, sealed, tries, expires_at) VALUES ($1, $2, $3, $4, 0, $5)")
        .bind(hash)
        .bind(purpose.to_owned())
        .bind(person.as_str())
        .bind(app.secrets.column.seal(&ticket_place(person), needs))
        .bind(expires)
        .execute(tx.connection())
        .await?;
    Ok(ticket)
}

/// Finds a live ticket and counts a try against it.
pub async fn take_ticket(app: &App, tx: &mut Tx, purpose: &str, ticket: &str) -> Result<Option<Ticket>, StoreError> {
    let hash = ticket_hash(app, purpose, ticket);
    let now = tx.now().millis();
    let row = sqlx::query(
        "UPDATE ticket SET tries = tries + 1 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3 \
         RETURNING person_id, sealed",
    )
    .bind(hash.clone())
    .bind(now)
    .bind(super::TICKET_TRIES)
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| opened(app, hash, &row)).transpose()
}

/// A live ticket, without counting a try: for showing the step it stands at.
pub async fn read_ticket(
    app: &App,
    connection: &mut AnyConnection,
    purpose: &str,
    ticket: &str,
) -> Result<Option<Ticket>, StoreError> {
    let hash = ticket_hash(app, purpose, ticket);
    let row =
        sqlx::query("SELECT person_id, sealed FROM ticket WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3")
            .bind(hash.clone())
            .bind(app.clock.now().millis())
            .bind(super::TICKET_TRIES)
            .fetch_optional(connection)
            .await?;
    row.map(|row| opened(app, hash, &row)).transpose()
}

fn opened(app: &App, hash: Vec<u8>, row: &sqlx::any::AnyRow) -> Result<Ticket, StoreError> {
    let person: PersonId = parse(row.try_get(0)?, "ticket", "person_id")?;
    let sealed: Vec<u8> = row.try_get(1)?;
    let needs = app.secrets.column.open(&ticket_place(&person), &sealed).map_err(|_| StoreError::bad_row("ticket", "sealed"))?;
    Ok(Ticket { hash, person, sealed: needs.to_vec() })
}

fn ticket_place(person: &PersonId) -> String {
    format!("ticket/sealed/{person}")
}

/// Keeps what a further step has brought.
pub async fn set_ticket(app: &App, tx: &mut Tx, ticket: &Ticket, needs: &[u8]) -> Result<(), StoreError> {
    sqlx::query("UPDATE ticket SET sealed = $1 WHERE hash = $2")
        .bind(app.secrets.column.seal(&ticket_place(&ticket.person), needs))
        .bind(ticket.hash.clone())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The ticket has done its work.
pub async fn use_ticket(tx: &mut Tx, ticket: &Ticket) -> Result<(), StoreError> {
    let now = tx.now().millis();
    // What it held may be a factor's secret, which is of no more use here.
    sqlx::query("UPDATE ticket SET used_at = $1, sealed = $2 WHERE hash = $3")
        .bind(now)
        .bind(Vec::<u8>::new())
        .bind(ticket.hash.clone())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Opens a session.
pub async fn insert_session(
    tx: &mut Tx,
    session: &str,
    person: &PersonId,
    device: Option<&str>,
    proofs: &[Proof],
    ends: Timestamp,
) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("INSERT INTO session (id, person_id, device_id, proofs, created_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(session.to_owned())
        .bind(person.as_str())
        .bind(device.map(ToOwned::to_owned))
        .bind(proofs_json(proofs))
        .bind(now)
        .bind(ends.millis())
        .execute(tx.connection())
        .await?;
    Ok(())
}

fn proofs_json(proofs: &[Proof]) -> String {
    serde_json::to_string(proofs).expect("proofs are plain data and always become JSON")
}

/// Marks a session as one in which somebody helps.
pub async fn set_helped(tx: &mut Tx, session: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE session SET helped = 1 WHERE id = $1").bind(session.to_owned()).execute(tx.connection()).await?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(tx: &mut Tx, session: &str) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("UPDATE session SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL")
        .bind(now)
        .bind(session.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Ends every session of a person: they left, or their factors changed (ASVS 7.4.2).
pub async fn end_sessions(tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("UPDATE session SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL")
        .bind(now)
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Ends every device of a person, and codes for further ones: whoever enrols anew may have lost them.
pub async fn end_devices(tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    let now = tx.now().millis();
    for end in [
        "UPDATE device SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL",
        "UPDATE one_time_code SET used_at = $1 WHERE person_id = $2 AND purpose = 'device' AND used_at IS NULL",
    ] {
        sqlx::query(end).bind(now).bind(person.as_str()).execute(tx.connection()).await?;
    }
    Ok(())
}

/// Keeps newly proved factors.
pub async fn set_proofs(tx: &mut Tx, session: &str, proofs: &[Proof]) -> Result<(), StoreError> {
    sqlx::query("UPDATE session SET proofs = $1 WHERE id = $2")
        .bind(proofs_json(proofs))
        .bind(session.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A person to make.
pub struct NewPerson<'a> {
    /// Where; none for families.
    pub agency: Option<&'a AgencyId>,
    /// As what.
    pub role: &'a RoleCode,
    /// Their name; sealed.
    pub name: &'a str,
    /// What they sign in with; its keyed hash is kept.
    pub address: &'a str,
    /// What they are written to in.
    pub language: Language,
}

/// Writes a person who has yet to enrol. Fails with a unique violation where the address is taken.
pub async fn insert_person(app: &App, tx: &mut Tx, new: &NewPerson<'_>) -> Result<PersonId, StoreError> {
    let id: PersonId = parse(random::id(), "person", "id")?;
    insert_person_as(app, tx, &id, new).await?;
    Ok(id)
}

/// The same under an id that was chosen before.
pub async fn insert_person_as(app: &App, tx: &mut Tx, id: &PersonId, new: &NewPerson<'_>) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query(
        "INSERT INTO person (id, agency_id, role, name, address_hash, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.as_str())
    .bind(new.agency.map(ToString::to_string))
    .bind(new.role.as_str())
    .bind(app.secrets.column.seal(&names::place(id.as_str()), new.name.trim().as_bytes()))
    .bind(address_hash(app, new.address))
    .bind(crate::store::log::code_of(&new.language))
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Keeps the language that somebody chose.
pub async fn set_language(tx: &mut Tx, person: &PersonId, language: Language) -> Result<(), StoreError> {
    sqlx::query("UPDATE person SET language = $1 WHERE id = $2")
        .bind(crate::store::log::code_of(&language))
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The language that somebody chose last.
pub async fn language(connection: &mut AnyConnection, person: &PersonId) -> Result<Option<Language>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT language FROM person WHERE id = $1").bind(person.as_str()).fetch_optional(connection).await?;
    Ok(row.and_then(|(code,)| serde_json::from_value(code.into()).ok()))
}

/// What the second step of a ticket asks for.
pub async fn asked_of_ticket(app: &App, ticket: &str) -> Result<Asked, StoreError> {
    let mut reader = app.store.reader().await?;
    let row: Option<(String,)> = sqlx::query_as("SELECT person_id FROM ticket WHERE hash = $1")
        .bind(ticket_hash(app, "sign-in", ticket))
        .fetch_optional(&mut *reader)
        .await?;
    let Some((person,)) = row else { return Ok(Asked { codes: true, ..Asked::default() }) };
    let credential = by_person(app, &mut reader, &parse(person, "ticket", "person_id")?).await?;
    Ok(credential.map(|credential| Asked::of(&credential.second)).unwrap_or_default())
}

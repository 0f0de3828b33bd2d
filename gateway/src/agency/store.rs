//! SQL of agencies and their people, and the first operator.

use porthor_keys::code_card::OneTimeCode;
use porthor_policy::{AgencyId, Event, EventKind, Language, PersonId, RoleCode, Side, Taxonomy, Verb};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::sign_in::enrol;
use crate::sign_in::store::{NewPerson, address_hash, end_sessions, insert_person};
use crate::store::facts::parse;
use crate::store::{StoreError, Tx, names};

/// An agency's row.
#[derive(Debug)]
pub struct AgencyRow {
    /// Which.
    pub id: AgencyId,
    /// What sort of body: the code of an `AgencyKind`.
    pub kind: String,
    /// English name.
    pub name_en: String,
    /// Welsh name.
    pub name_cy: String,
    /// Its own age recipient.
    pub recipient: Option<String>,
    /// Whether it has gone live.
    pub live: bool,
}

fn agency(row: &AnyRow) -> Result<AgencyRow, StoreError> {
    Ok(AgencyRow {
        id: parse(row.try_get(0)?, "agency", "id")?,
        kind: row.try_get(1)?,
        name_en: row.try_get(2)?,
        name_cy: row.try_get(3)?,
        recipient: row.try_get(4)?,
        live: row.try_get::<Option<i64>, _>(5)?.is_some(),
    })
}

/// Up to `limit` agencies whose ids come after `after`, in the order of their ids.
pub async fn list(connection: &mut AnyConnection, after: &str, limit: usize) -> Result<Vec<AgencyRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, kind, name_en, name_cy, recipient, live_at FROM agency WHERE id > $1 AND ended_at IS NULL ORDER BY id LIMIT $2",
    )
    .bind(after.to_owned())
    .bind(count(limit))
    .fetch_all(connection)
    .await?;
    rows.iter().map(agency).collect()
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// An agency that has not ended.
pub async fn find(connection: &mut AnyConnection, id: &AgencyId) -> Result<Option<AgencyRow>, StoreError> {
    let row = sqlx::query("SELECT id, kind, name_en, name_cy, recipient, live_at FROM agency WHERE id = $1 AND ended_at IS NULL")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(agency).transpose()
}

/// Writes an agency that is not live yet; false if its id is taken.
pub async fn insert(tx: &mut Tx, new: &AgencyRow) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let written = sqlx::query(
        "INSERT INTO agency (id, kind, name_en, name_cy, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind(new.id.as_str())
    .bind(new.kind.clone())
    .bind(new.name_en.clone())
    .bind(new.name_cy.clone())
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The agency is live from now on.
pub async fn set_live(tx: &mut Tx, id: &AgencyId) -> Result<(), StoreError> {
    let now = tx.now().millis();
    sqlx::query("UPDATE agency SET live_at = $1 WHERE id = $2 AND live_at IS NULL")
        .bind(now)
        .bind(id.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Keeps the agency's own age recipient.
pub async fn set_recipient(tx: &mut Tx, id: &AgencyId, recipient: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE agency SET recipient = $1 WHERE id = $2")
        .bind(recipient.to_owned())
        .bind(id.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whether people of this role look after an agency, and so are never alone in it.
pub fn is_administrator(taxonomy: &Taxonomy, role: &RoleCode) -> bool {
    let role = taxonomy.roles.get(role);
    role.is_some_and(|role| role.verbs.contains(&Verb::Administer) && !role.may_be_sole && role.side != Side::Family)
}

/// How many administrators of the agency have enrolled and not left.
pub async fn enrolled_administrators(
    connection: &mut AnyConnection,
    taxonomy: &Taxonomy,
    agency: &AgencyId,
) -> Result<usize, StoreError> {
    let rows: Vec<(String,)> =
        sqlx::query_as("SELECT role FROM person WHERE agency_id = $1 AND enrolled_at IS NOT NULL AND left_at IS NULL")
            .bind(agency.as_str())
            .fetch_all(connection)
            .await?;
    let roles = rows.into_iter().map(|(role,)| parse::<RoleCode>(role, "person", "role"));
    let roles = roles.collect::<Result<Vec<_>, _>>()?;
    Ok(roles.iter().filter(|role| is_administrator(taxonomy, role)).count())
}

/// Someone of an agency, with their name opened.
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// As what.
    pub role: String,
    /// Whether they have enrolled.
    pub enrolled: bool,
    /// Whether they have left.
    pub left: bool,
}

/// Up to `limit` people of the agency whose ids come after `after`, leavers too, in the order of their ids.
pub async fn people(
    app: &App,
    connection: &mut AnyConnection,
    agency: &AgencyId,
    after: &str,
    limit: usize,
) -> Result<Vec<PersonRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, name, role, enrolled_at, left_at FROM person WHERE agency_id = $1 AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(agency.as_str())
    .bind(after.to_owned())
    .bind(count(limit))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let id: PersonId = parse(row.try_get(0)?, "person", "id")?;
            let sealed: Vec<u8> = row.try_get(1)?;
            let name = names::open(&app.secrets.column, id.as_str(), &sealed)?;
            let (enrolled, left): (Option<i64>, Option<i64>) = (row.try_get(3)?, row.try_get(4)?);
            Ok(PersonRow { id, name, role: row.try_get(2)?, enrolled: enrolled.is_some(), left: left.is_some() })
        })
        .collect()
}

/// Where someone works.
pub struct Post {
    /// At which agency.
    pub agency: AgencyId,
    /// As what.
    pub role: RoleCode,
    /// Whether they have enrolled.
    pub enrolled: bool,
}

/// The post of someone who works at an agency and has not left.
pub async fn post(connection: &mut AnyConnection, person: &PersonId) -> Result<Option<Post>, StoreError> {
    let row =
        sqlx::query("SELECT agency_id, role, enrolled_at FROM person WHERE id = $1 AND agency_id IS NOT NULL AND left_at IS NULL")
            .bind(person.as_str())
            .fetch_optional(connection)
            .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Post {
        agency: parse(row.try_get(0)?, "person", "agency_id")?,
        role: parse(row.try_get(1)?, "person", "role")?,
        enrolled: row.try_get::<Option<i64>, _>(2)?.is_some(),
    }))
}

/// Someone who works at an agency, or did.
pub struct Known {
    /// At which agency.
    pub agency: AgencyId,
    /// As what.
    pub role: RoleCode,
    /// Whether they have enrolled.
    pub enrolled: bool,
    /// Whether they have left.
    pub left: bool,
}

/// What is known of someone of an agency, leavers too.
pub async fn known(connection: &mut AnyConnection, person: &PersonId) -> Result<Option<Known>, StoreError> {
    let row = sqlx::query("SELECT agency_id, role, enrolled_at, left_at FROM person WHERE id = $1 AND agency_id IS NOT NULL")
        .bind(person.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Known {
        agency: parse(row.try_get(0)?, "person", "agency_id")?,
        role: parse(row.try_get(1)?, "person", "role")?,
        enrolled: row.try_get::<Option<i64>, _>(2)?.is_some(),
        left: row.try_get::<Option<i64>, _>(3)?.is_some(),
    }))
}

/// Everything a person could get in with ends now: sessions, devices, codes, half-finished sign-ins, factors. The row stays, for the
/// record names it; the address is freed, for people move between agencies.
pub async fn end_person(app: &App, tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    const ENDS: [&str; 4] = [
        "UPDATE passkey SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL",
        "UPDATE device SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL",
        "UPDATE one_time_code SET used_at = $1 WHERE person_id = $2 AND used_at IS NULL",
        "UPDATE person SET left_at = $1 WHERE id = $2 AND left_at IS NULL",
    ];
    end_sessions(tx, person).await?;
    let now = tx.now().millis();
    for end in ENDS {
        sqlx::query(end).bind(now).bind(person.as_str()).execute(tx.connection()).await?;
    }
    for gone in ["DELETE FROM credential WHERE person_id = $1", "DELETE FROM ticket WHERE person_id = $1"] {
        sqlx::query(gone).bind(person.as_str()).execute(tx.connection()).await?;
    }
    sqlx::query("UPDATE person SET address_hash = $1 WHERE id = $2")
        .bind(app.secrets.lookup.hash("person/left", person.as_str().as_bytes()).to_vec())
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Ends a device of a person and its sessions; false where they have none such.
pub async fn end_device(tx: &mut Tx, person: &PersonId, device: &str) -> Result<bool, StoreError> {
    let now = tx.now().millis();
    let ended = sqlx::query("UPDATE device SET ended_at = $1 WHERE id = $2 AND person_id = $3 AND ended_at IS NULL")
        .bind(now)
        .bind(device.to_owned())
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    sqlx::query("UPDATE session SET ended_at = $1 WHERE device_id = $2 AND person_id = $3 AND ended_at IS NULL")
        .bind(now)
        .bind(device.to_owned())
        .bind(person.as_str())
        .execute(tx.connection())
        .await?;
    Ok(ended.rows_affected() == 1)
}

/// Whether there was ever anybody here, an operator at least.
pub async fn anybody(connection: &mut AnyConnection) -> Result<bool, StoreError> {
    Ok(sqlx::query("SELECT id FROM person LIMIT 1").fetch_optional(connection).await?.is_some())
}

/// Why there is no first operator.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The taxonomy lets nobody run the gateway.
    #[error("the taxonomy has no role of side \"operator\" with the verb \"administer\" and may_be_sole = true: add one")]
    NoOperatorRole,
    /// Somebody already has the address.
    #[error("the address already belongs to somebody here: give another")]
    AddressTaken,
}

/// The role that runs the machine: of the operator's side, and, belonging to no agency, possibly alone.
fn operator_role(taxonomy: &Taxonomy) -> Option<&RoleCode> {
    let runs =
        |role: &porthor_policy::Role| role.side == Side::Operator && role.may_be_sole && role.verbs.contains(&Verb::Administer);
    taxonomy.roles.iter().find(|(_, role)| runs(role)).map(|(code, _)| code)
}

/// Makes the first operator with a printed one-time code (14 days), or a new code for one who has not enrolled with it yet; none
/// where there is an operator already.
pub async fn bootstrap(app: &App, address: &str, name: &str) -> Result<Option<OneTimeCode>, BootstrapError> {
    let role = operator_role(&app.config.taxonomy).ok_or(BootstrapError::NoOperatorRole)?;
    let mut tx = app.store.begin().await?;
    let row = sqlx::query(
        "SELECT id, address_hash, enrolled_at FROM person WHERE agency_id IS NULL AND role = $1 AND left_at IS NULL ORDER BY created_at",
    )
    .bind(role.as_str())
    .fetch_optional(tx.connection())
    .await
    .map_err(StoreError::from)?;
    let person = if let Some(row) = row {
        let Some(person) = waiting(app, &row, address)? else { return Ok(None) };
        person
    } else {
        let new = NewPerson { agency: None, role, name, address, language: Language::En };
        let made = insert_person(app, &mut tx, &new).await;
        made.map_err(|error| if error.is_taken() { BootstrapError::AddressTaken } else { error.into() })?
    };
    let code = enrol::invite(app, &mut tx, "enrol", &person, None).await?;
    tx.touch_world();
    let event = Event::new(EventKind::PersonInvited, tx.now())
        .with_detail("person", person.to_string())
        .with_detail("role", role.to_string());
    tx.commit(app.entry(event)).await?;
    Ok(Some(code))
}

/// The operator of a row, if they have this address and have not enrolled.
fn waiting(app: &App, row: &AnyRow, address: &str) -> Result<Option<PersonId>, StoreError> {
    let (known, enrolled): (Vec<u8>, Option<i64>) = (row.try_get(1)?, row.try_get(2)?);
    if enrolled.is_some() || known != address_hash(app, address) {
        return Ok(None);
    }
    parse(row.try_get(0)?, "person", "id").map(Some)
}

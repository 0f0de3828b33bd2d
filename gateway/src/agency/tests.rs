//! Agencies and people against a real store. `House` is a gateway in a temporary folder, also for the tests of other slices.

use porthor_config::Config;
use porthor_keys::hierarchy::{Root, RootSource};
use porthor_policy::{Actor, Factor, PersonId, Proof, RoleCode};
use sqlx::Row;
use tempfile::TempDir;

use super::people::{self, NewPerson};
use super::*;
use crate::http::session;
use crate::sign_in::store::{by_address, insert_person, insert_session};

/// A gateway in a temporary folder.
pub struct House {
    /// As handlers are given it.
    pub app: Arc<App>,
    _folder: TempDir,
}

impl House {
    /// Opens an empty one.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config::from_toml("", folder.path()).expect("the defaults are valid");
        let root = Root::load(RootSource::IdentityFile(Root::generate_identity_file()), Vec::new());
        let app = App::open(config, root.expect("a fresh identity is a root")).await.expect("an empty store opens");
        Self { app, _folder: folder }
    }

    /// The first operator, signed in.
    pub async fn operator(&self) -> SignedIn {
        store::bootstrap(&self.app, "operator@gateway.example", "Olwen Operator")
            .await
            .expect("the store takes the operator")
            .expect("there was none");
        let mut reader = self.app.store.reader().await.expect("a reader");
        let row = sqlx::query("SELECT id FROM person WHERE agency_id IS NULL").fetch_one(&mut *reader).await;
        let id: String = row.and_then(|row| row.try_get(0)).expect("the operator's row");
        drop(reader);
        self.signs_in(&id).await
    }

    /// A person who has just proved both factors.
    pub async fn signs_in(&self, person: &str) -> SignedIn {
        let person: PersonId = person.parse().expect("an id");
        let mut reader = self.app.store.reader().await.expect("a reader");
        let staff = session::staff_of(&mut reader, &person).await.expect("a readable row").expect("a person");
        let proof = |factor| Proof { factor, at: self.app.clock.now() };
        let actor = Actor {
            person,
            agency: staff.value.agency.clone(),
            role: staff.value.role.clone(),
            proofs: vec![proof(Factor::Password), proof(Factor::Totp)],
        };
        // A world that never was: the post is read again at every decision, as after any change to people.
        SignedIn { actor, staff, session: porthor_keys::random::id(), world: -1, came: tokio::time::Instant::now() }
    }

    /// An agency that the operator has registered.
    pub async fn agency(&self, operator: &SignedIn, id: &str) -> AgencyId {
        let id: AgencyId = id.parse().expect("an id");
        let new = NewAgency { id: id.clone(), kind: AgencyKind::School, name_en: "School".into(), name_cy: "Ysgol".into() };
        let created = create(State(self.app.clone()), operator.clone(), Json(new)).await;
        assert!(created.is_ok(), "the operator registers an agency");
        id
    }

    /// Someone with a role whom `by` invites, and who enrols.
    pub async fn staff(&self, by: &SignedIn, agency: &AgencyId, role: &str) -> SignedIn {
        let invited = self.invites(by, agency, role).await.expect("an invitation");
        self.enrols(&invited).await;
        self.signs_in(&invited).await
    }

    /// The id of someone invited, or the problem's code.
    pub async fn invites(&self, by: &SignedIn, agency: &AgencyId, role: &str) -> Result<String, &'static str> {
        let new = NewPerson {
            address: format!("{}@agency.example", porthor_keys::random::id()),
            name: "Nia Newydd".into(),
            role: role.parse().expect("a role"),
            language: porthor_policy::Language::Cy,
        };
        let answer = people::invite(State(self.app.clone()), by.clone(), Path(agency.clone()), Json(new)).await;
        answer.map(|(_, invited)| invited.0.person).map_err(|problem| problem.code())
    }

    async fn enrols(&self, person: &str) {
        let mut tx = self.app.store.begin().await.expect("the writer");
        let now = tx.now();
        for sql in [
            "UPDATE person SET enrolled_at = $1 WHERE id = $2",
            "INSERT INTO credential (person_id, password, totp_step, card_used, card_asked) VALUES ($2, '', $1, 0, 0)",
        ] {
            sqlx::query(sql).bind(now.millis()).bind(person.to_owned()).execute(tx.connection()).await.expect("a row");
        }
        let event = Event::new(EventKind::PersonEnrolled, now);
        tx.commit(Entry { event, key: self.app.secrets.record_key() }).await.expect("a commit");
    }

    /// A live agency with two administrators, of whom the first is told.
    pub async fn live_agency(&self, operator: &SignedIn, id: &str) -> (AgencyId, SignedIn) {
        let agency = self.agency(operator, id).await;
        let first = self.staff(operator, &agency, "agency-administrator").await;
        self.staff(operator, &agency, "agency-administrator").await;
        self.goes_live(&first, &agency).await.expect("two administrators are enough");
        (agency, first)
    }

    async fn goes_live(&self, by: &SignedIn, agency: &AgencyId) -> Result<(), &'static str> {
        let answer = go_live(State(self.app.clone()), by.clone(), Path(agency.clone())).await;
        answer.map(drop).map_err(|problem| problem.code())
    }

    async fn leaves(&self, by: &SignedIn, person: &PersonId) -> Result<(), &'static str> {
        let answer = people::remove(State(self.app.clone()), by.clone(), Path(person.clone())).await;
        answer.map(drop).map_err(|problem| problem.code())
    }

    async fn sets_recipient(&self, by: &SignedIn, agency: &AgencyId, recipient: &str) -> Result<Option<String>, &'static str> {
        let new = NewRecipient { recipient: recipient.into() };
        let answer = set_recipient(State(self.app.clone()), by.clone(), Path(agency.clone()), Json(new)).await;
        answer.map(|shown| shown.0.recipient).map_err(|problem| problem.code())
    }

    /// How often something is in the record with this outcome.
    pub async fn recorded(&self, kind: EventKind, outcome: Outcome) -> i64 {
        let mut reader = self.app.store.reader().await.expect("a reader");
        let row = sqlx::query("SELECT COUNT(*) FROM event WHERE kind = $1 AND outcome = $2")
            .bind(code_of(&kind))
            .bind(code_of(&outcome))
            .fetch_one(&mut *reader)
            .await;
        row.and_then(|row| row.try_get(0)).expect("a count")
    }
}

#[tokio::test]
async fn the_first_operator_is_made_once_and_gets_a_new_code_until_enrolled() {
    let house = House::open().await;
    let bootstrap = |address: &'static str| store::bootstrap(&house.app, address, "Olwen");
    assert!(bootstrap("o@gateway.example").await.expect("a store").is_some());
    assert!(bootstrap(" O@gateway.example ").await.expect("a store").is_some(), "the letter was lost");
    assert!(bootstrap("other@gateway.example").await.expect("a store").is_none());
    let mut reader = house.app.store.reader().await.expect("a reader");
    let live = sqlx::query("SELECT COUNT(*) FROM one_time_code WHERE used_at IS NULL").fetch_one(&mut *reader).await;
    assert_eq!(live.and_then(|row| row.try_get::<i64, _>(0)).expect("a count"), 1, "the lost code no longer counts");
}

#[tokio::test]
async fn an_agency_goes_live_with_two_enrolled_administrators_and_not_before() {
    let house = House::open().await;
    let operator = house.operator().await;
    let agency = house.agency(&operator, "ysgol-y-bryn").await;
    let first = house.staff(&operator, &agency, "agency-administrator").await;
    house.invites(&operator, &agency, "agency-administrator").await.expect("a second, who has not enrolled");
    assert_eq!(house.goes_live(&first, &agency).await, Err("agency-needs-administrators"));
    house.staff(&first, &agency, "agency-administrator").await;
    assert_eq!(house.goes_live(&first, &agency).await, Ok(()));
    assert_eq!(house.goes_live(&first, &agency).await, Err("conflict"), "it is live already");
    let known = gate::load(&house.app, &first, None).await.expect("facts");
    assert_eq!(known.facts.live_agency(&agency, house.app.clock.now().max(known.not_before)), Some(AgencyKind::School));
    assert_eq!(house.recorded(EventKind::AgencyLive, Outcome::Allowed).await, 1);
}

#[tokio::test]
async fn the_operator_appoints_administrators_only_and_only_until_the_agency_is_live() {
    let house = House::open().await;
    let operator = house.operator().await;
    let agency = house.agency(&operator, "ysgol-y-bryn").await;
    assert_eq!(house.invites(&operator, &agency, "clinician").await, Err("agency-runs-itself"));
    let (live, administrator) = house.live_agency(&operator, "coleg-y-cwm").await;
    assert_eq!(house.invites(&operator, &live, "agency-administrator").await, Err("agency-runs-itself"));
    let again = reset::invite_again(State(house.app.clone()), operator.clone(), Path(administrator.actor.person.clone())).await;
    assert_eq!(again.map(drop).map_err(|problem| problem.code()), Err("agency-runs-itself"));
    let own = porthor_keys::recipient::Identity::generate().recipient().to_string();
    assert_eq!(house.sets_recipient(&operator, &live, &own).await, Err("agency-runs-itself"));
    assert_eq!(house.recorded(EventKind::AccessRefused, Outcome::Refused).await, 4, "each try is in the record");
    assert!(house.invites(&administrator, &live, "clinician").await.is_ok());
}

#[tokio::test]
async fn the_operator_sees_the_people_of_an_agency_only_until_it_is_live() {
    let house = House::open().await;
    let operator = house.operator().await;
    let listed = async |agency: &AgencyId| {
        let paging = serde_json::from_value(serde_json::json!({})).expect("nothing asked");
        let page = people::list(State(house.app.clone()), operator.clone(), Path(agency.clone()), Query(paging)).await;
        page.map(|page| page.0.items.len()).map_err(|problem| problem.code())
    };
    let agency = house.agency(&operator, "ysgol-y-bryn").await;
    house.invites(&operator, &agency, "agency-administrator").await.expect("a first administrator");
    assert_eq!(listed(&agency).await, Ok(1));
    let (live, _) = house.live_agency(&operator, "coleg-y-cwm").await;
    assert_eq!(listed(&live).await, Err("agency-runs-itself"));
    assert_eq!(house.recorded(EventKind::AccessRefused, Outcome::Refused).await, 1, "the try is in the record");
}

#[tokio::test]
async fn nobody_is_invited_into_a_family_or_to_run_the_machine() {
    let house = House::open().await;
    let operator = house.operator().await;
    let (agency, administrator) = house.live_agency(&operator, "coleg-y-cwm").await;
    for role in ["gateway-operator", "parent", "unheard-of"] {
        assert_eq!(house.invites(&administrator, &agency, role).await, Err("bad-field"), "{role}");
    }
}

#[tokio::test]
async fn an_administrator_is_told_nothing_of_another_agency() {
    let house = House::open().await;
    let operator = house.operator().await;
    let (agency, one) = house.live_agency(&operator, "coleg-y-cwm").await;
    let (_, other) = house.live_agency(&operator, "ysgol-y-bryn").await;
    assert_eq!(house.invites(&other, &agency, "clinician").await, Err("not-found"));
    assert_eq!(house.leaves(&other, &one.actor.person).await, Err("not-found"));
    assert_eq!(house.leaves(&other, &"nobody".parse().expect("an id")).await, Err("not-found"));
    assert_eq!(house.goes_live(&other, &agency).await, Err("not-found"));
    let paging = || Query(serde_json::from_str("{}").expect("an empty query"));
    let people = people::list(State(house.app.clone()), other.clone(), Path(agency.clone()), paging()).await;
    assert_eq!(people.map(drop).map_err(|problem| problem.code()), Err("not-found"));
    let new = NewAgency { id: "mine".parse().expect("an id"), kind: AgencyKind::School, name_en: "M".into(), name_cy: "M".into() };
    let created = create(State(house.app.clone()), other, Json(new)).await;
    assert_eq!(created.map(drop).map_err(|problem| problem.code()), Err("not-found"));
}

#[tokio::test]
async fn staff_without_the_role_are_refused_and_it_is_recorded() {
    let house = House::open().await;
    let operator = house.operator().await;
    let (agency, administrator) = house.live_agency(&operator, "coleg-y-cwm").await;
    let clinician = house.staff(&administrator, &agency, "clinician").await;
    let before = house.recorded(EventKind::AccessRefused, Outcome::Refused).await;
    assert_eq!(house.invites(&clinician, &agency, "clinician").await, Err("refused"));
    assert_eq!(house.recorded(EventKind::AccessRefused, Outcome::Refused).await, before + 1);
    let mut stale = administrator.clone();
    stale.actor.proofs.retain(|proof| proof.factor != Factor::Totp);
    stale.actor.proofs.push(Proof { factor: Factor::Totp, at: house.app.clock.now().plus_millis(-16 * 60_000) });
    assert_eq!(house.invites(&stale, &agency, "clinician").await, Err("step-up-needed"));
}

#[tokio::test]
async fn the_last_two_administrators_of_a_live_agency_stay() {
    let house = House::open().await;
    let operator = house.operator().await;
    let (agency, first) = house.live_agency(&operator, "coleg-y-cwm").await;
    assert_eq!(house.leaves(&first, &first.actor.person).await, Err("agency-needs-administrators"));
    let third = house.staff(&first, &agency, "agency-administrator").await;
    assert_eq!(house.leaves(&third, &first.actor.person).await, Ok(()));
    assert_eq!(house.leaves(&third, &third.actor.person).await, Err("agency-needs-administrators"));
    assert_eq!(house.leaves(&third, &first.actor.person).await, Err("not-found"), "they have left already");
    let waiting = house.invites(&third, &agency, "agency-administrator").await.expect("an invitation");
    assert_eq!(house.leaves(&third, &waiting.parse().expect("an id")).await, Ok(()), "one who never enrolled counts for none");
}

#[tokio::test]
async fn who_leaves_is_out_at_once_and_their_address_is_free() {
    let house = House::open().await;
    let operator = house.operator().await;
    let (agency, administrator) = house.live_agency(&operator, "coleg-y-cwm").await;
    let address = "dewi@agency.example";
    let role: RoleCode = "clinician".parse().expect("a role");
    let account = crate::sign_in::store::NewPerson {
        agency: Some(&agency),
        role: &role,
        name: "Dewi",
        address,
        language: porthor_policy::Language::Cy,
    };
    let mut tx = house.app.store.begin().await.expect("the writer");
    let dewi = insert_person(&house.app, &mut tx, &account).await.expect("a person");
    let ends = tx.now().plus_millis(3_600_000);
    insert_session(&mut tx, "session-of-dewi", &dewi, None, &[], ends).await.expect("a session");
    let event = Event::new(EventKind::SignedIn, tx.now());
    tx.commit(Entry { event, key: house.app.secrets.record_key() }).await.expect("a commit");
    house.enrols(dewi.as_str()).await;
    let now = house.app.clock.now();
    assert!(session::read(&house.app, "session-of-dewi", now).await.expect("a read").is_some());

    assert_eq!(house.leaves(&administrator, &dewi).await, Ok(()));
    assert!(session::read(&house.app, "session-of-dewi", now).await.expect("a read").is_none());
    assert!(by_address(&house.app, address).await.expect("a read").is_none());
    assert_eq!(house.recorded(EventKind::PersonLeft, Outcome::Allowed).await, 1);
    let new = NewPerson { address: address.into(), name: "Dewi".into(), role, language: porthor_policy::Language::Cy };
    let back = people::invite(State(house.app.clone()), administrator, Path(agency), Json(new)).await;
    assert!(back.is_ok(), "people come back, or go to another agency");
}

#[tokio::test]
async fn an_address_belongs_to_one_account() {
    let house = House::open().await;
    let operator = house.operator().await;
    let agency = house.agency(&operator, "ysgol-y-bryn").await;
    let new = |address: &str| NewPerson {
        address: address.into(),
        name: "Nia".into(),
        role: "agency-administrator".parse().expect("a role"),
        language: porthor_policy::Language::En,
    };
    let invite =
        |address: &str| people::invite(State(house.app.clone()), operator.clone(), Path(agency.clone()), Json(new(address)));
    assert!(invite("nia@agency.example").await.is_ok());
    let taken = invite(" NIA@agency.example").await;
    assert_eq!(taken.map(drop).map_err(|problem| problem.code()), Err("address-taken"));
    for hostile in ["", "a b", "a\nb", &"x".repeat(255)] {
        let answer = invite(hostile).await;
        assert_eq!(answer.map(drop).map_err(|problem| problem.code()), Err("bad-field"), "{hostile:?}");
    }
}

#[tokio::test]
async fn a_recipient_is_a_public_key_and_never_an_identity() {
    let house = House::open().await;
    let operator = house.operator().await;
    let (agency, administrator) = house.live_agency(&operator, "coleg-y-cwm").await;
    for identity in [porthor_keys::recipient::Identity::generate(), porthor_keys::recipient::Identity::generate_hybrid()] {
        let secret = identity.to_secret_string();
        for wrong in ["", "age1", "age1pq1", secret.as_str()] {
            assert_eq!(house.sets_recipient(&administrator, &agency, wrong).await, Err("bad-field"));
        }
        let public = identity.recipient().to_string();
        assert_eq!(house.sets_recipient(&administrator, &agency, &public).await, Ok(Some(public.clone())));
        let paging = Query(serde_json::from_str("{}").expect("an empty query"));
        let listed = list(State(house.app.clone()), administrator.clone(), paging).await;
        let listed = listed.map_err(|problem| problem.code()).expect("a list");
        assert_eq!(listed.0.items.first().and_then(|agency| agency.recipient.clone()), Some(public));
    }
}

#[tokio::test]
async fn agencies_and_people_are_listed_page_by_page() {
    let house = House::open().await;
    let operator = house.operator().await;
    for id in ["c", "a", "b"] {
        house.agency(&operator, id).await;
    }
    let page = async |query: &str| {
        let paging = Query(serde_json::from_str(query).expect("a query"));
        let page = list(State(house.app.clone()), operator.clone(), paging).await.map_err(|problem| problem.code());
        let page = page.expect("a list").0;
        (page.items.into_iter().map(|agency| agency.id).collect::<Vec<_>>(), page.next)
    };
    assert_eq!(page(r#"{"limit":2}"#).await, (vec!["a".into(), "b".into()], Some("b".into())));
    assert_eq!(page(r#"{"limit":2,"after":"b"}"#).await, (vec!["c".into()], None));

    let agency: AgencyId = "a".parse().expect("an id");
    house.invites(&operator, &agency, "agency-administrator").await.expect("an invitation");
    let paging = Query(serde_json::from_str("{}").expect("an empty query"));
    let people = people::list(State(house.app.clone()), operator.clone(), Path(agency), paging).await;
    let people = people.map_err(|problem| problem.code()).expect("a list").0;
    let shown = serde_json::to_value(&people).expect("plain data");
    assert_eq!(shown["items"][0]["name"], "Nia Newydd");
    assert_eq!(shown["items"][0]["enrolled"], false);
    let known: porthor_policy::Role = house.app.config.taxonomy.roles[&"agency-administrator".parse().expect("a role")].clone();
    assert!(!known.may_be_sole, "the shipped taxonomy lets no administrator stand alone");
}

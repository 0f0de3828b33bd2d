//! The register against a real store.

use porthor_policy::{AgencyId, Date, Outcome, Partner, Party, Trigger};

use super::*;
use crate::agency::tests::House;

/// A protocol between the agencies, with one item, in force from long ago.
fn draft(version: u32, supersedes: Option<u32>, partners: &[&AgencyId]) -> Protocol {
    let taxonomy = porthor_config::taxonomy::shipped().expect("the shipped taxonomy is valid");
    let mut protocol = porthor_config::protocols::shipped(&taxonomy).expect("the shipped protocols are valid").remove(0);
    protocol.id = "agreement".parse().expect("an id");
    protocol.version = version;
    protocol.supersedes = supersedes;
    let partner = |agency: &&AgencyId| Partner {
        agency: (*agency).clone(),
        role_en: "school".into(),
        role_cy: "ysgol".into(),
        designated_person_en: "Head".into(),
        designated_person_cy: "Pennaeth".into(),
    };
    protocol.partners = partners.iter().map(partner).collect();
    protocol.items.truncate(1);
    protocol.items[0].from = Party::Agency(partners[0].clone());
    protocol.items[0].to = Party::Agency(partners[1].clone());
    protocol.items[0].trigger = Trigger::Consent;
    protocol.breach.lead = partners[0].clone();
    protocol.review.due = "2034-01-01".parse::<Date>().expect("a date");
    protocol
}

async fn registers(house: &House, by: &SignedIn, protocol: Protocol) -> Result<String, &'static str> {
    let answer = register(State(house.app.clone()), by.clone(), Json(protocol)).await;
    answer.map(|(_, registered)| registered.0.sha256).map_err(|problem| problem.code())
}

async fn signs(house: &House, by: &SignedIn, version: u32, sha256: &str) -> Result<(), &'static str> {
    let path = Path(("agreement".parse().expect("an id"), version));
    let signature = Json(NewSignature { sha256: sha256.into() });
    sign(State(house.app.clone()), by.clone(), path, signature).await.map(drop).map_err(|problem| problem.code())
}

async fn withdraws(house: &House, by: &SignedIn, version: u32) -> Result<(), &'static str> {
    let path = Path(("agreement".parse().expect("an id"), version));
    withdraw(State(house.app.clone()), by.clone(), path).await.map(drop).map_err(|problem| problem.code())
}

async fn shown(house: &House, by: &SignedIn, version: u32) -> Value {
    let path = Path(("agreement".parse().expect("an id"), version));
    let answer = show(State(house.app.clone()), by.clone(), HeaderMap::new(), path).await;
    let answer = answer.map_err(|problem| problem.code()).expect("the version is there");
    serde_json::to_value(&answer.0).expect("plain data")
}

/// Two live agencies, each with an administrator, and the operator.
struct Partners {
    house: House,
    operator: SignedIn,
    one: (AgencyId, SignedIn),
    other: (AgencyId, SignedIn),
}

async fn partners() -> Partners {
    let house = House::open().await;
    let operator = house.operator().await;
    let one = house.live_agency(&operator, "coleg-y-cwm").await;
    let other = house.live_agency(&operator, "ysgol-y-bryn").await;
    Partners { house, operator, one, other }
}

#[tokio::test]
async fn shipped_protocols_are_registered_once_and_stay_drafts() {
    let house = House::open().await;
    let operator = house.operator().await;
    assert_eq!(store::register_shipped(&house.app).await.expect("a store"), house.app.config.protocols.len());
    assert_eq!(store::register_shipped(&house.app).await.expect("a store"), 0);
    let paging = Query(serde_json::from_str(r#"{"limit":1}"#).expect("a query"));
    let page = list(State(house.app.clone()), operator, paging).await.map_err(|problem| problem.code()).expect("a list").0;
    assert_eq!(page.next.as_deref(), Some("aln-support.0000000001"));
    assert!(!page.items[0].in_force);
    assert_eq!(page.items[0].missing.len(), house.app.config.protocols[0].partners.len());
    let registered = i64::try_from(house.app.config.protocols.len()).expect("a few");
    assert_eq!(house.recorded(EventKind::ProtocolRegistered, Outcome::Done).await, registered);
}

#[tokio::test]
async fn a_version_is_in_force_once_every_partner_has_signed_these_bytes() {
    let Partners { house, one, other, .. } = partners().await;
    let protocol = draft(1, None, &[&one.0, &other.0]);
    let sha256 = registers(&house, &one.1, protocol.clone()).await.expect("a draft");
    assert_eq!(signs(&house, &one.1, 1, &"0".repeat(64)).await, Err("conflict"), "other bytes");
    assert_eq!(signs(&house, &one.1, 1, &sha256.to_uppercase()).await, Ok(()));
    assert_eq!(signs(&house, &one.1, 1, &sha256).await, Err("conflict"), "signed already");
    let half = shown(&house, &one.1, 1).await;
    assert_eq!((&half["in_force"], &half["not_in_force"][0]["code"]), (&false.into(), &"not-signed".into()));
    assert!(half["not_in_force"][0]["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()));
    assert_eq!(signs(&house, &other.1, 1, &sha256).await, Ok(()));

    let whole = shown(&house, &one.1, 1).await;
    assert_eq!((&whole["in_force"], &whole["sha256"]), (&true.into(), &sha256.clone().into()));
    let bytes = whole["protocol"].to_string();
    assert_eq!(hex(&store::hash(&bytes)), sha256, "what is shown is what was signed");
    assert_eq!(serde_json::from_str::<Protocol>(&bytes).expect("a protocol"), protocol);
    assert_eq!(house.recorded(EventKind::ProtocolSigned, Outcome::Allowed).await, 2);
}

#[tokio::test]
async fn a_partner_that_withdraws_is_out_at_once_and_may_sign_again() {
    let Partners { house, one, other, .. } = partners().await;
    let sha256 = registers(&house, &one.1, draft(1, None, &[&one.0, &other.0])).await.expect("a draft");
    assert_eq!(withdraws(&house, &one.1, 1).await, Err("not-found"), "nothing was signed");
    for administrator in [&one.1, &other.1] {
        assert_eq!(signs(&house, administrator, 1, &sha256).await, Ok(()));
    }
    assert_eq!(withdraws(&house, &one.1, 1).await, Ok(()));
    let known = gate::load(&house.app, &one.1, None).await.expect("facts");
    let record = find(&known.facts, &"agreement".parse().expect("an id"), 1).map_err(|problem| problem.code()).expect("there");
    let now = house.app.clock.now().max(known.not_before);
    assert!(!record.is_signed_by(&one.0, now) && record.is_signed_by(&other.0, now));
    assert_eq!(withdraws(&house, &one.1, 1).await, Err("not-found"), "withdrawn already");
    assert_eq!(signs(&house, &one.1, 1, &sha256).await, Ok(()));
    assert_eq!(shown(&house, &one.1, 1).await["signatures"].as_array().map(Vec::len), Some(3), "no signature is ever lost");
}

#[tokio::test]
async fn a_registered_version_never_changes() {
    let Partners { house, one, other, operator } = partners().await;
    let protocol = draft(1, None, &[&one.0, &other.0]);
    registers(&house, &operator, protocol.clone()).await.expect("the operator may register");
    let changed = Protocol { termination_en: "Never".into(), ..protocol };
    assert_eq!(registers(&house, &one.1, changed).await, Err("protocol-immutable"));
}

#[tokio::test]
async fn an_incomplete_protocol_is_refused_with_what_is_wrong() {
    let Partners { house, one, other, .. } = partners().await;
    let whole = draft(1, None, &[&one.0, &other.0]);
    let unwritten = Protocol { title_cy: " ".into(), ends: None, ..whole.clone() };
    let answer = register(State(house.app.clone()), one.1.clone(), Json(unwritten)).await;
    let problem = answer.map(drop).expect_err("it lacks a title and an end");
    assert_eq!(problem.code(), "protocol-incomplete");
    assert!(format!("{problem:?}").contains("ends, text-in-both-languages"), "{problem:?}");
    let alone = Protocol { partners: whole.partners[..1].to_vec(), ..whole };
    assert_eq!(registers(&house, &one.1, alone).await, Err("protocol-incomplete"));
}

#[tokio::test]
async fn only_partners_draft_sign_and_go_on_with_a_protocol() {
    let Partners { house, one, other, operator } = partners().await;
    let (stranger, administrator) = house.live_agency(&operator, "dieithryn").await;
    let between = draft(1, None, &[&one.0, &other.0]);
    assert_eq!(registers(&house, &administrator, between.clone()).await, Err("protocol-not-partner"));
    let sha256 = registers(&house, &one.1, between).await.expect("a draft");
    assert_eq!(signs(&house, &administrator, 1, &sha256).await, Err("protocol-not-partner"));
    assert_eq!(signs(&house, &operator, 1, &sha256).await, Err("not-found"), "who runs the machine signs nothing");
    assert_eq!(signs(&house, &one.1, 2, &sha256).await, Err("not-found"));
    let next = draft(2, None, &[&stranger, &other.0]);
    assert_eq!(registers(&house, &administrator, next).await, Err("protocol-not-partner"), "it was never a partner of version 1");
    let clinician = house.staff(&one.1, &one.0, "clinician").await;
    assert_eq!(signs(&house, &clinician, 1, &sha256).await, Err("refused"));
}

#[tokio::test]
async fn a_new_version_drops_nobody_who_stands_by_the_old_one() {
    let Partners { house, one, other, operator } = partners().await;
    let (third, administrator) = house.live_agency(&operator, "trydydd").await;
    let sha256 = registers(&house, &one.1, draft(1, None, &[&one.0, &other.0, &third])).await.expect("a draft");
    for signatory in [&one.1, &other.1, &administrator] {
        assert_eq!(signs(&house, signatory, 1, &sha256).await, Ok(()));
    }
    let without = draft(2, Some(1), &[&one.0, &other.0]);
    assert_eq!(registers(&house, &one.1, without.clone()).await, Err("protocol-incomplete"));
    assert_eq!(registers(&house, &one.1, draft(2, Some(7), &[&one.0, &other.0])).await, Err("protocol-incomplete"), "no version 7");
    assert_eq!(withdraws(&house, &administrator, 1).await, Ok(()));
    let sha256 = registers(&house, &one.1, without).await.expect("who has withdrawn may be left out");
    assert_eq!(shown(&house, &one.1, 1).await["in_force"], true);
    for signatory in [&one.1, &other.1] {
        assert_eq!(signs(&house, signatory, 2, &sha256).await, Ok(()));
    }
    let old = shown(&house, &one.1, 1).await;
    assert_eq!((&old["in_force"], &old["not_in_force"][0]["code"]), (&false.into(), &"ended".into()), "it was replaced");
    assert_eq!(shown(&house, &one.1, 2).await["in_force"], true);
}

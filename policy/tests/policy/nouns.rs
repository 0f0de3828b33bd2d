//! What a consent and a protocol must be before they are taken in, and how they are written down.

use porthor_policy::*;

use crate::worlds::*;

fn grant_errors(change: impl FnOnce(&mut Grant)) -> Vec<GrantError> {
    let mut grant = grant("consent-1", "mam", to_agency("bryn"));
    change(&mut grant);
    grant.validate(&taxonomy(), NOW).err().unwrap_or_default()
}

#[test]
fn a_consent_says_who_what_for_what_and_how_long() {
    assert_eq!(grant_errors(|_| ()), []);
    assert_eq!(grant_errors(|grant| grant.standing = Standing::CaseFriend), [GrantError::NoStanding]);
    assert_eq!(grant_errors(|grant| grant.categories.clear()), [GrantError::Empty]);
    assert_eq!(grant_errors(|grant| grant.purposes.clear()), [GrantError::Empty]);
    assert_eq!(grant_errors(|grant| grant.categories = codes(&["gossip"])), [GrantError::UnknownCategory]);
    assert_eq!(grant_errors(|grant| grant.purposes = codes(&["curiosity"])), [GrantError::UnknownPurpose]);
    assert_eq!(grant_errors(|grant| grant.until = None), [GrantError::NoEnd]);
    assert_eq!(grant_errors(|grant| grant.until = Some(NOW)), [GrantError::Over]);
    let from_later = |grant: &mut Grant| (grant.from, grant.until) = (NOW.plus_days(2), Some(NOW.plus_days(1)));
    assert_eq!(grant_errors(from_later), [GrantError::EndsBeforeStart]);
}

#[test]
fn everything_that_is_wrong_with_a_consent_is_said() {
    let wrong = grant_errors(|grant| {
        grant.standing = Standing::Advocate;
        grant.purposes = codes(&["curiosity"]);
        grant.until = None;
    });
    assert_eq!(wrong, [GrantError::NoStanding, GrantError::UnknownPurpose, GrantError::NoEnd]);
}

#[test]
fn a_consent_is_taken_back_once() {
    let grant = grant("consent-1", "mam", to_agency("bryn"));
    let until = grant.until.expect("the grant of the test ends");
    for (withdrawn, now, expected) in [
        (None, grant.from.plus_millis(-1), ConsentState::NotYet),
        (None, grant.from, ConsentState::Given),
        (None, until, ConsentState::Expired),
        (Some(NOW), NOW.plus_millis(-1), ConsentState::Given),
        (Some(NOW), NOW, ConsentState::Withdrawn),
    ] {
        assert_eq!(grant.state(withdrawn, now), expected, "{withdrawn:?} at {now}");
    }
    assert_eq!(Grant { until: None, ..grant }.state(None, NOW), ConsentState::Expired);
    assert_eq!(ConsentState::Given.withdraw(), Ok(ConsentState::Withdrawn));
    assert_eq!(ConsentState::NotYet.withdraw(), Ok(ConsentState::Withdrawn));
    for over in [ConsentState::Withdrawn, ConsentState::Expired] {
        assert_eq!(over.withdraw(), Err(InvalidTransition(over)));
    }
}

fn protocol_errors(change: impl FnOnce(&mut Protocol)) -> Vec<ProtocolError> {
    let mut protocol = protocol("isp-1", &["cwm", "bwrdd", "bryn", "coleg", "tribiwnlys"], items());
    change(&mut protocol);
    protocol.validate(&taxonomy()).err().unwrap_or_default()
}

#[test]
fn a_protocol_is_whole_and_in_both_languages() {
    assert_eq!(protocol_errors(|_| ()), []);
    assert_eq!(protocol_errors(|protocol| protocol.partners[1].agency = id("cwm"))[0], ProtocolError::Partners);
    assert_eq!(protocol_errors(|protocol| protocol.title_cy = " ".into()), [ProtocolError::Text("the title")]);
    assert_eq!(protocol_errors(|protocol| protocol.purposes[0].text_en.clear()), [ProtocolError::Text("every purpose")]);
    assert_eq!(protocol_errors(|protocol| protocol.items[0].why_cy.clear()), [ProtocolError::Text("why every item is needed")]);
    let no_refusal = |protocol: &mut Protocol| protocol.consent.refusal_means_en.clear();
    assert_eq!(protocol_errors(no_refusal), [ProtocolError::Text("what a refusal means")]);
    let no_post = |protocol: &mut Protocol| protocol.partners[1].designated_person_cy.clear();
    assert_eq!(protocol_errors(no_post), [ProtocolError::Text("every partner's role and who answers for it there")]);
    let no_statute = |protocol: &mut Protocol| protocol.legal[0].statute_cy.clear();
    assert_eq!(protocol_errors(no_statute), [ProtocolError::Text("the statute and schedule of every legal basis")]);
    let no_giver = |protocol: &mut Protocol| protocol.consent.given_by_en.clear();
    assert_eq!(protocol_errors(no_giver), [ProtocolError::Text("who gives a consent")]);
    let no_route = |protocol: &mut Protocol| protocol.consent.withdrawal_route_cy.clear();
    assert_eq!(protocol_errors(no_route), [ProtocolError::Text("how a consent is taken back")]);
    let one_group = |protocol: &mut Protocol| protocol.service_user_groups_en.push("Learners".into());
    assert_eq!(protocol_errors(one_group), [ProtocolError::Text("everybody it is about")]);
    assert_eq!(protocol_errors(|protocol| protocol.termination_cy.clear()), [ProtocolError::Text("how it ends early")]);
    assert_eq!(protocol_errors(|protocol| protocol.items.clear()), [ProtocolError::NoItems]);
    assert_eq!(protocol_errors(|protocol| protocol.ends = None), [ProtocolError::Dates]);
    assert_eq!(protocol_errors(|protocol| protocol.ends = Some(protocol.starts)), [ProtocolError::Dates]);
}

#[test]
fn a_protocol_names_only_what_is_known() {
    assert_eq!(protocol_errors(|protocol| protocol.partners.truncate(4)), [ProtocolError::NotAPartner]);
    let category = protocol_errors(|protocol| protocol.items[0].category = id("gossip"));
    assert_eq!(category, [ProtocolError::Category(id("gossip")), ProtocolError::Retention(id("gossip"))]);
    let purpose = protocol_errors(|protocol| protocol.items[0].purpose = id("curiosity"));
    assert_eq!(purpose, [ProtocolError::Purpose(id("curiosity"))]);
    let legal = protocol_errors(|protocol| protocol.legal.retain(|legal| legal.purpose != id("transition")));
    assert_eq!(legal, [ProtocolError::Legal(id("transition"))]);
    let kept = protocol_errors(|protocol| protocol.retention.retain(|kept| kept.category != id("idp")));
    assert_eq!(kept, [ProtocolError::Retention(id("idp"))]);
}

#[test]
fn a_protocol_is_read_as_it_was_written() {
    let protocol = protocol("isp-1", &["cwm", "bwrdd"], items());
    let written = serde_json::to_string(&protocol).expect("plain data");
    assert_eq!(serde_json::from_str::<Protocol>(&written).expect("what was just written"), protocol);
    let unknown = written.replacen('{', r#"{"colour":"red","#, 1);
    assert!(serde_json::from_str::<Protocol>(&unknown).is_err(), "an unknown field is no field");
}

#[test]
fn a_protocol_that_was_signed_before_every_text_had_both_languages_is_still_read() {
    let protocol = protocol("isp-1", &["cwm", "bwrdd"], items());
    let mut written = serde_json::to_value(&protocol).expect("plain data");
    let one = |object: &mut serde_json::Value, name: &str| {
        let object = object.as_object_mut().expect("an object");
        object.remove(&format!("{name}_cy"));
        let text = object.remove(&format!("{name}_en")).expect("it was there");
        object.insert(name.to_owned(), text);
    };
    for name in ["service_user_groups", "termination"] {
        one(&mut written, name);
    }
    for name in ["role", "designated_person"] {
        one(&mut written["partners"][0], name);
    }
    for name in ["statute", "schedule1"] {
        one(&mut written["legal"][0], name);
    }
    for name in ["given_by", "withdrawal_route"] {
        one(&mut written["consent"], name);
    }
    let read: Protocol = serde_json::from_value(written).expect("the old form is read");
    assert_eq!((read.consent.given_by_en.as_str(), read.consent.given_by_cy.as_str()), ("x", ""));
    assert_eq!((read.partners[0].role_en.as_str(), read.legal[0].statute_en.as_str()), ("x", "x"));
    assert!(read.validate(&taxonomy()).is_err(), "but no new one is taken so");
}

#[test]
fn a_party_is_an_agency_or_a_kind_of_it() {
    for (text, party) in [("bwrdd", Party::Agency(id("bwrdd"))), ("kind:health-board", Party::Kind(AgencyKind::HealthBoard))] {
        assert_eq!(Party::try_from(text.to_owned()), Ok(party.clone()));
        assert_eq!(String::from(party), text);
    }
    for text in ["kind:", "kind:club", "Bwrdd", "", "kind:Health-board"] {
        assert!(Party::try_from(text.to_owned()).is_err(), "{text}");
    }
}

#[test]
fn everything_that_keeps_a_protocol_from_force_is_said() {
    let mut record = signed(protocol("isp-1", &["cwm", "bwrdd"], items()));
    let agencies = facts().agencies;
    assert_eq!(record.in_force(&agencies, NOW), Ok(()));
    record.signatures.pop();
    assert_eq!(
        record.in_force(&agencies, day("2025-08-31").start()),
        Err(vec![
            NotInForce::NotSigned(id("cwm")),
            NotInForce::NotLive(id("cwm")),
            NotInForce::NotSigned(id("bwrdd")),
            NotInForce::NotLive(id("bwrdd")),
            NotInForce::NotStarted(day("2025-09-01")),
        ])
    );
    let late = Err(vec![NotInForce::NotSigned(id("bwrdd")), NotInForce::Ended, NotInForce::ReviewLapsed(day("2027-09-01"))]);
    assert_eq!(record.in_force(&agencies, day("2030-08-31").start()), late);
}

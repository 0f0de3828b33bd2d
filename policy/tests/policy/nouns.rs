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

//! Keys, what browsers send, and the claimed challenge: what is read and what is not.

use super::*;

#[test]
fn keys_of_other_kinds_are_unknown() {
    let x = [7; 32];
    let read = |bytes: &[u8]| PublicKey::from_bytes(bytes).map(drop);
    let ed = |head: &[u8]| [head, &x].concat();
    assert_eq!(read(&ed(b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20")), Ok(()));
    for (name, key) in [
        ("Ed448's curve", ed(b"\xa4\x01\x01\x03\x27\x20\x07\x21\x58\x20")),
        ("ES256 with a curve of Edwards", ed(b"\xa4\x01\x01\x03\x26\x20\x06\x21\x58\x20")),
        ("ES384", ed(b"\xa4\x01\x02\x03\x38\x22\x20\x02\x21\x58\x20")),
        ("a short x", b"\xa4\x01\x01\x03\x27\x20\x06\x21\x41\x07".to_vec()),
        ("a compressed point", [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), &x, b"\x22\xf5"].concat()),
    ] {
        assert!(read(&key).is_err(), "{name}");
    }
    for (name, key) in [
        ("a label twice", ed(b"\xa5\x01\x01\x01\x01\x03\x27\x20\x06\x21\x58\x20")),
        ("a label more", ed(b"\xa5\x02\x41\x01\x01\x01\x03\x27\x20\x06\x21\x58\x20")),
        ("a map without an end", [ed(b"\xbf\x01\x01\x03\x27\x20\x06\x21\x58\x20").as_slice(), b"\xff"].concat()),
    ] {
        assert_eq!(read(&key), Err(PasskeyError::BadData), "{name}");
    }
}

#[test]
fn rsa_is_taken_from_2048_to_4096_bits() {
    let key = |n: &[u8], e: &[u8]| {
        let e_head = [0x21, 0x40 + u8::try_from(e.len()).expect("short")];
        [b"\xa4\x01\x03\x03\x39\x01\x00\x20".as_slice(), &cbor_bytes(n), &e_head, e].concat()
    };
    let modulus = |first: u8, length: usize| [&[first], vec![0xff; length - 1].as_slice()].concat();
    let read = |n: &[u8], e: &[u8]| PublicKey::from_bytes(&key(n, e)).map(drop);
    assert_eq!(read(&modulus(0x80, 256), &[1, 0, 1]), Ok(()));
    assert_eq!(read(&modulus(0xff, 512), &[1, 0, 1]), Ok(()));
    for (n, e) in [
        (modulus(0x7f, 256), [1, 0, 1].as_slice()),
        (modulus(0x01, 513), &[1, 0, 1]),
        (modulus(0x00, 257), &[1, 0, 1]),
        (modulus(0x80, 256), &[0, 1, 0, 1]),
        (modulus(0x80, 256), &[1, 0, 0, 0, 0, 1]),
        (modulus(0x80, 256), &[]),
    ] {
        assert_eq!(read(&n, e), Err(PasskeyError::UnknownKey), "{} {e:?}", n.len());
    }
}

#[test]
fn what_a_browser_sends_is_json_of_known_parts_and_no_longer_than_it_can_be() {
    let right = r#"{"id":"AQ","clientDataJSON":"AQ","authenticatorData":"AQ","signature":"AQ","userHandle":null}"#;
    assert!(right.parse::<Assertion>().is_ok());
    assert!(r#"{"id":"AQ","clientDataJSON":"AQ","attestationObject":"AQ"}"#.parse::<Creation>().is_ok());
    let long = URL_SAFE_NO_PAD.encode(vec![0; 1024]);
    for wrong in [
        String::new(),
        "{}".to_owned(),
        right.replace("\"AQ\",\"sig", "\"A\",\"sig"),
        right.replace("\"id\":\"AQ\"", "\"id\":\"\""),
        right.replace("\"id\":\"AQ\"", "\"id\":\"AQ==\""),
        right.replace("\"id\":\"AQ\"", "\"id\":\"AQ\",\"other\":1"),
        right.replace("\"id\":\"AQ\"", &format!("\"id\":\"{long}\"")),
        right.replace("\"signature\":\"AQ\"", &format!("\"signature\":\"{long}\"")),
        right.replace("null", &format!("\"{}\"", &long[..100])),
        format!("{right}{}", " ".repeat(64 * 1024)),
    ] {
        assert_eq!(wrong.parse::<Assertion>(), Err(PasskeyError::Malformed), "{}", &wrong[..wrong.len().min(120)]);
    }
}

#[test]
fn the_challenge_that_is_claimed_can_be_read() {
    let said = Said::right("webauthn.get");
    assert_eq!(claimed_challenge(&said.client_data()), Ok(CHALLENGE.to_vec()));
    assert_eq!(claimed_challenge(b"{}"), Err(PasskeyError::Malformed));
    assert_eq!(claimed_challenge(br#"{"type":"","challenge":"?","origin":""}"#), Err(PasskeyError::WrongChallenge));
}

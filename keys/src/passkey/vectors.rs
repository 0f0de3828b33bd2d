//! The test vectors of W3C WebAuthn Level 3 (§16.2, §16.10 and §16.11): a new passkey and an answer of it for each algorithm. In all but one
//! nobody proved who they were, for the specification leaves that to the site; those we read and check in parts, and refuse as a whole.

use super::attestation::Attestation;
use super::authenticator_data::AuthenticatorData;
use super::client_data::{self, Ceremony};
use super::cose::PublicKey;
use super::{Assertion, Creation, Held, PasskeyError, RelyingParty, SHA256, digest};

const ORIGIN: &str = "https://example.org";

/// All in hexadecimal.
struct Vector {
    created: &'static str,
    client_data: &'static str,
    attestation_object: &'static str,
    id: &'static str,
    asked: &'static str,
    authenticator_data: &'static str,
    answer: &'static str,
    signature: &'static str,
}

const ES256: Vector = Vector {
    created: "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130",
    client_data: "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d5074345578784754\
        53746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a\
        2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c\
        69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c64\
        7320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354427258426941774a544c\
        453551227d",
    attestation_object: "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8\
        edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3f\
        b63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb2\
        49c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
    id: "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4",
    asked: "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
    authenticator_data: "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
    answer: "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f\
        334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f65\
        78616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d",
    signature: "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f5\
        75bf11a1dd5d78c6e486013f937295ea13653e331e87",
};

const RS256: Vector = Vector {
    created: "bea8f0770009bd57f2c0df6fea9f743a27e4b61bbe923c862c7aad7a9fc8e4a6",
    client_data: "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2276716a776477414a765666\
        79774e3976367039304f69666b7468752d6b6a79474c48717465705f49354b59222c226f726967696e223a2268747470733a\
        2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d",
    attestation_object: "a363666d74667061636b65646761747453746d74a363616c672663736967584730450221008b8c5c6ea8c142c032e0be69e1\
        353d44461c5c9109941cdda951b976eb95b6b302204d52f406c19e254b3ff9589bd18070fb055ac8db12fdd0a6734bea9d71\
        68e900637835638159022630820222308201c7a00302010202101f6fb7a5ece81b45896b983a995da5f3300a06082a8648ce\
        3d0403023062311e301c06035504030c15576562417574686e207465737420766563746f7273310c300a060355040a0c0357\
        334331253023060355040b0c1c41757468656e74696361746f72204174746573746174696f6e204341310b30090603550406\
        130241413020170d3234303130313030303030305a180f33303234303130313030303030305a305f311e301c06035504030c\
        15576562417574686e207465737420766563746f7273310c300a060355040a0c0357334331223020060355040b0c19417574\
        68656e74696361746f72204174746573746174696f6e310b30090603550406130241413059301306072a8648ce3d02010608\
        2a8648ce3d03010703420004b7b36b7542a11120b443c794d0c99fdc25a06b76586413d81e086163ef6fe147a557afc34e28\
        61d9057d6d465d4705a0310550bdeeb5f35ee35b9425ab859981a360305e300c0603551d130101ff04023000300e0603551d\
        0f0101ff040403020780301d0603551d0e04160414fb37b647bccfb9e54d989eaaacc1633868703fb3301f0603551d230418\
        3016801445aff715b0dd786741fee996ebc16547a3931b1e300a06082a8648ce3d0403020349003046022100b86bc129d92a\
        fca7d9869a39f70f139a305b4073a39eb654d81424bed5757d91022100cf9f7c60cab7c4a7d3e7f0020f281a93d4fd0a9f95\
        121b989f56932a68885fba68617574684461746159021bbfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f0\
        1452b2e4b55d00000000428f8878298b9862a36ad8c7527bfef20020992a18acc83f67533600c1138a4b4c4bd236de13629c\
        f025ed17cb00b00b74dfa4010303390100205901b403ffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
        ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
        ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
        fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7ffffffffffffffffffffffffffffffffffff\
        ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
        ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff800000\
        0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\
        000000000000012143010001",
    id: "992a18acc83f67533600c1138a4b4c4bd236de13629cf025ed17cb00b00b74df",
    asked: "295f59f5fa8fe62c5aca9e27626c78c8da376ae6d8cd2dd29aebad601e1bc4c5",
    authenticator_data: "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
    answer: "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224b56395a39667150356978617970\
        346e596d7834794e6f33617562597a5333536d75757459423462784d55222c226f726967696e223a2268747470733a2f2f65\
        78616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d",
    signature: "01063d52d7c39b4d432fc7063c5d93e582bdcb16889cd71f888d67d880ea730a428498d3bc8e1ee11f2b1ecbe6c292b118c5\
        5ffaaddefa8cad0a54dd137c51f1eec673f1bb6c4d1789d6826a222b22d0f585fc901fdc933212e579d199b89d672aa44891\
        333e6a1355536025e82b25590256c3538229b55737083b2f6b9377e49e2472f11952f79fdd0da180b5ffd901b4049a8f081b\
        b40711bef76c62aed943571f2d0575304cb549d68d8892f95086a30f93716aee818f8dc06e96c0d5e0ed4cfa9fd8773d9046\
        4b68cf140f7986666ff9c9e3302acd0535d60d769f465e2ab57ef8aabc89fccfef7ba32a64154a8b3d26be2298f470b8cc53\
        77dbe3dfd4b0b45f8f01e63bde6cfc76b62771f9b70aa27cf40152cad93aa5acd784fd4b90f676e2ea828d0bf2400aebbaae\
        4153e5838f537f88b6228346782a93a899be66ec77de45b3efcf311da6321c92e6b0cd11bfe653bf3e98cee8e341f02d67db\
        b6f9c98d9e8178090cfb5b70fbc6d541599ac794ae2f1d4de1286ec8de8c2daf7b1d15c8438e90d924df5c19045220a4c843\
        8c1b979bbe016cf3d0eeec23c3999d4882cc645b776de930756612cdc6dd398160ff02a6",
};

const EDDSA: Vector = Vector {
    created: "a8abf9dabdc6b0df63466b39bda9e8a34a34e185337a59f1c579990676d3b3bd",
    client_data: "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22714b763532723347734e39\
        6a526d733576616e6f6f306f303459557a656c6e7878586d5a426e6254733730222c226f726967696e223a2268747470733a\
        2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c\
        69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c64\
        7320696e20746865206675747572652c207375636820617320746869733a20425f44543567375a445f2d394f544c59583549\
        764551227d",
    attestation_object: "a363666d74667061636b65646761747453746d74a363616c67266373696758483046022100d83f60bd80269537583218858a\
        efb03ac57d45fa06e42feaae332d187f62da9f022100a02bd3cb6f7e1d283c93bad1f3f4b5a4c0494463da7fdbf256949116\
        754d1f17637835638159022730820223308201c8a003020102021100b2cfc9ea33c8643b0e1a760463eaf164300a06082a86\
        48ce3d0403023062311e301c06035504030c15576562417574686e207465737420766563746f7273310c300a060355040a0c\
        0357334331253023060355040b0c1c41757468656e74696361746f72204174746573746174696f6e204341310b3009060355\
        0406130241413020170d3234303130313030303030305a180f33303234303130313030303030305a305f311e301c06035504\
        030c15576562417574686e207465737420766563746f7273310c300a060355040a0c0357334331223020060355040b0c1941\
        757468656e74696361746f72204174746573746174696f6e310b30090603550406130241413059301306072a8648ce3d0201\
        06082a8648ce3d03010703420004dd2b7a564b73b8c0b81c4c62e521925c4d1198ec9f583dbf1eebe364b65cd9c29a9bdf34\
        6aaa81fb6b9507e5249a52fdaf8e39e26b0b7dc45992a7e233b70f70a360305e300c0603551d130101ff04023000300e0603\
        551d0f0101ff040403020780301d0603551d0e041604140ae27546bc7eccb1b4b597bd354f0c0b1f1f8f8e301f0603551d23\
        04183016801445aff715b0dd786741fee996ebc16547a3931b1e300a06082a8648ce3d0403020349003046022100a0d434ec\
        b5fc3bfd7da5f41904517ad2836249f561bd834ba7a438a8ab7a4ce8022100fac845bb7a02513b58e9f319654dbe49b0f02b\
        95835bac568c71f8a18cdde9ab6861757468446174615881bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0\
        f01452b2e4b54100000000d5aa33581e8ca478e20fe713f5d32ff20020ce9f840ed96599580cd140fbc7bb3230633f50f610\
        41aff73308ae71caa8a2bda401010327200621582044e06ddd331c36a8dc667bab52bcae63486c916aa5e339e6acebaa8493\
        4bf832",
    id: "ce9f840ed96599580cd140fbc7bb3230633f50f61041aff73308ae71caa8a2bd",
    asked: "895957e01c633a698348a2d8a31a54b7db27e8c1c43b2080d79ae2190267bfd2",
    authenticator_data: "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50100000000",
    answer: "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a2269566c583442786a4f6d6d44534b\
        4c596f7870557439736e364d48454f7943413135726947514a6e763949222c226f726967696e223a2268747470733a2f2f65\
        78616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d",
    signature: "f5c59c7e46c34f6f8cc197101ddf9934fa2595f68eb1913a637e8419eb9ba4cfdfc48f85393bc0d40b011f0d6fecb097d660\
        7525713223a0dc0d453993dae00b",
};

fn hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().as_chunks::<2>().0.iter();
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hexadecimal")).collect()
}

impl Vector {
    fn creation(&self) -> Creation {
        Creation { id: hex(self.id), client_data: hex(self.client_data), attestation_object: hex(self.attestation_object) }
    }

    fn assertion(&self) -> Assertion {
        Assertion {
            id: hex(self.id),
            client_data: hex(self.answer),
            authenticator_data: hex(self.authenticator_data),
            signature: hex(self.signature),
            user: None,
        }
    }
}

#[test]
fn each_new_passkey_is_read() {
    for (vector, count) in [(ES256, 0), (RS256, 0), (EDDSA, 0)] {
        let creation = vector.creation();
        client_data::check(&creation.client_data, Ceremony::Create, &hex(vector.created), ORIGIN).expect("as it was asked");
        let attestation = Attestation::read(&creation.attestation_object).expect("an attestation object");
        let data = AuthenticatorData::read(attestation.authenticator_data).expect("authenticator data");
        let attested = data.attested.expect("a new passkey has a key");
        assert_eq!((attested.credential_id, data.count), (hex(vector.id).as_slice(), count));
    }
}

#[test]
fn the_one_whose_owner_was_verified_is_taken_and_the_others_are_refused_for_that_alone() {
    let site = RelyingParty::at(ORIGIN);
    let made = |vector: &Vector| site.made(&hex(vector.created), &vector.creation());
    assert!(made(&RS256).expect("its owner was verified").is_synced);
    assert_eq!(made(&ES256), Err(PasskeyError::NotVerified));
    assert_eq!(made(&EDDSA), Err(PasskeyError::NotVerified));
}

#[test]
fn each_signature_is_the_passkeys_and_no_flipped_byte_is() {
    for vector in [ES256, RS256, EDDSA] {
        let creation = vector.creation();
        let attestation = Attestation::read(&creation.attestation_object).expect("an attestation object");
        let data = AuthenticatorData::read(attestation.authenticator_data).expect("authenticator data");
        let key = PublicKey::from_bytes(data.attested.expect("a key").key).expect("one of ours");
        let assertion = vector.assertion();
        client_data::check(&assertion.client_data, Ceremony::Get, &hex(vector.asked), ORIGIN).expect("as it was asked");
        let mut signed = assertion.authenticator_data.clone();
        signed.extend_from_slice(digest(&SHA256, &assertion.client_data).as_ref());
        assert_eq!(key.verify(&signed, &assertion.signature), Ok(()));
        for place in 0..signed.len() {
            let mut altered = signed.clone();
            altered[place] ^= 1;
            assert_eq!(key.verify(&altered, &assertion.signature), Err(PasskeyError::BadSignature), "byte {place}");
        }
    }
}

#[test]
fn an_answer_without_verification_is_refused_however_well_it_is_signed() {
    for vector in [ES256, RS256, EDDSA] {
        let creation = vector.creation();
        let attestation = Attestation::read(&creation.attestation_object).expect("an attestation object");
        let data = AuthenticatorData::read(attestation.authenticator_data).expect("authenticator data");
        let key = data.attested.expect("a key").key;
        let held = Held { key, count: 0, is_synced: data.flags.is_backup_eligible(), user: b"", is_user_known: true };
        let answer = RelyingParty::at(ORIGIN).asserted(&hex(vector.asked), &held, &vector.assertion());
        assert_eq!(answer, Err(PasskeyError::NotVerified));
    }
}

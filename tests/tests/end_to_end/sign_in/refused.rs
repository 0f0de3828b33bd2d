//! Who is refused, and that all are told alike.

use super::*;

#[test]
fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    in_the_world(async |world| {
        let door = door(world);
        let known = &world["clinician"].address;
        let wrong = door.posts("/sign-in", &json!({ "address": known, "password": "dim byd o'r fath beth" })).await;
        let unknown = json!({ "address": "nobody@nowhere.example", "password": "dim byd o'r fath beth" });
        let unknown = door.posts("/sign-in", &unknown).await;
        assert_eq!(wrong.text(), unknown.text());
        wrong.expect_problem(401, "sign-in-failed");
    });
}

#[test]
fn a_half_finished_sign_in_reaches_no_route_of_the_interface() {
    in_the_world(async |world| {
        let door = door(world);
        let (address, code) = invited(world, "half").await;
        enrols_with_a_card(&door, &address, &code).await;
        let ticket = door.posts("/sign-in", &json!({ "address": address, "password": PASSWORD })).await.expect(200).field("ticket");
        let document = door.gets("/api/v1/openapi.json").await.expect(200).json();
        let routes = operations(&document);
        assert!(routes.len() > 40, "the description names {} operations", routes.len());
        for (method, path, _) in &routes {
            if PUBLIC.contains(&(method.as_str(), path.as_str())) {
                continue;
            }
            for credential in [format!("Bearer {ticket}"), format!("Basic {ticket}"), String::new()] {
                let path = path.replace(['{', '}'], "");
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
                let mut request = door.request(method.clone(), &path).json(&json!({}));
                if !credential.is_empty() {
                    request = request.header("authorization", credential.clone());
                }
                let status = request.send().await.expect("an answer").status().as_u16();
                assert_eq!(status, 401, "{method} {path} with {credential:.12}");
            }
        }
    });
}

/// What answers without a session, and nothing else: the ways in, the public keys that receipts are checked with, what arrived
/// of a request that holds nothing, and what is spoken of tus.
const PUBLIC: [(&str, &str); 10] = [
    ("get", "/api/v1/keys"),
    ("get", "/api/v1/line"),
    ("options", "/api/v1/cases/{case}/uploads"),
    ("post", "/api/v1/sign-in"),
    ("post", "/api/v1/sign-in/code"),
    ("post", "/api/v1/enrol"),
    ("post", "/api/v1/enrol/confirm"),
    ("post", "/api/v1/devices"),
    ("post", "/api/v1/devices/sign-in"),
    ("post", "/api/v1/token"),
];

#[test]
fn the_description_names_exactly_the_ways_in_as_open_to_all() {
    in_the_world(async |world| {
        let document = world.door.gets("/api/v1/openapi.json").await.expect(200).json();
        assert_eq!(document["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
        let open = operations(&document).into_iter().filter(|(.., secured)| !secured);
        let open: BTreeSet<(String, String)> = open.map(|(method, path, _)| (method, path)).collect();
        let public: BTreeSet<(String, String)> = PUBLIC.iter().map(|(method, path)| ((*method).into(), (*path).into())).collect();
        assert_eq!(open, public);
    });
}

/// Method, path and whether a session is asked for, of every operation.
fn operations(document: &Value) -> Vec<(String, String, bool)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("the description has paths") {
        for (method, operation) in item.as_object().expect("a path has operations") {
            if ["get", "head", "options", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                found.push((method.clone(), path.clone(), operation["security"].is_array()));
            }
        }
    }
    found
}

//! What administrators do for the people of their agency.

use super::*;

/// A live agency of the test's own, with two administrators.
async fn founded(world: &World, id: &str) -> Vec<Person> {
    let operator = &world["operator"];
    let agency = json!({ "id": id, "kind": "school", "name_en": "Heron Field School", "name_cy": "Ysgol Cae'r Crëyr" });
    operator.posts("/agencies", &agency).await.expect(201);
    let mut administrators = Vec::new();
    for name in ["first", "second"] {
        let address = format!("{name}@{id}.example");
        // Their name is read on a page, where a role's code would look like a text that is missing.
        let person =
            json!({ "address": address, "name": format!("Gwen {name}"), "role": "agency-administrator", "language": "en" });
        let invited = operator.posts(&format!("/agencies/{id}/people"), &person).await.expect(201);
        administrators.push(Person::enrols(&world.door, &address, &invited.field("code")).await);
    }
    operator.posts(&format!("/agencies/{id}/live"), &json!({})).await.expect(200);
    administrators
}

#[test]
fn administrators_look_after_their_people_two_by_two() {
    in_the_world(async |world| {
        for walk in Walk::each() {
            let id = format!("cae-r-creyr-{}", walk.name);
            let administrators = founded(world, &id).await;
            let input = json!({
                "first": administrators[0].at_a_browser(), "second": administrators[1].at_a_browser(),
                "address": format!("newydd@{id}.example"), "name": "Nia Newydd",
                "recipient": Identity::generate().recipient().to_string(),
            });
            let _ = walk.takes(&world.gateway, "access-agency", input);
        }
    });
}

#[test]
fn one_administrator_alone_resets_nobody() {
    in_the_world(async |world| {
        let person = clinician(world, "reset-by-two").await;
        let (codes, reset) = (format!("/people/{}/codes", person.id), format!("/people/{}/reset", person.id));
        let (first, second) = (&world["health-admin"], &world["health-admin-2"]);
        first.posts(&codes, &json!({})).await.expect_problem(409, "reset-not-asked");
        first.posts(&reset, &json!({})).await.expect(204);
        first.posts(&codes, &json!({})).await.expect_problem(409, "reset-same-person");
        for name in ["council-admin", "school-admin"] {
            let other = &world[name];
            for path in [&codes, &reset] {
                let answer = other.posts(path, &json!({})).await;
                assert!(matches!(answer.status, 403 | 404), "{name}: {}", answer.text());
                assert_ne!(answer.code(), "reset-not-asked", "{name}");
            }
        }
        world["operator"].posts(&codes, &json!({})).await.expect_problem(403, "agency-runs-itself");
        second.posts(&codes, &json!({})).await.expect(201);
        second.posts(&codes, &json!({})).await.expect_problem(409, "reset-not-asked");
    });
}

#[test]
fn nobody_asks_or_confirms_for_themselves_and_the_operator_is_the_second_for_an_administrator() {
    in_the_world(async |world| {
        let administrators = founded(world, "cae-r-drudwy").await;
        let (first, second) = (&administrators[0], &administrators[1]);
        let path = |person: &Person, what: &str| format!("/people/{}/{what}", person.id);
        first.posts(&path(first, "reset"), &json!({})).await.expect_problem(409, "reset-own");
        let operator = &world["operator"];
        operator.posts(&path(first, "reset"), &json!({})).await.expect_problem(403, "agency-runs-itself");
        operator.posts(&path(first, "codes"), &json!({})).await.expect_problem(403, "agency-runs-itself");
        second.posts(&path(first, "reset"), &json!({})).await.expect(204);
        first.posts(&path(first, "codes"), &json!({})).await.expect_problem(409, "reset-own");
        let made = operator.posts(&path(first, "codes"), &json!({})).await.expect(201).field("code");
        Person::enrols(&world.door, &first.address, &made).await;
        first.gets("/session").await.expect_problem(401, "session-ended");
    });
}

/// An administrator of an agency whom `by` invited.
async fn invited_by(world: &World, by: &Person, agency: &str, name: &str) -> Person {
    let address = format!("{name}@{agency}.example");
    let invited = invites(by, agency, &address, "agency-administrator").await;
    Person::enrols(&world.door, &address, invited["code"].as_str().expect("a code")).await
}

#[test]
fn colleagues_whom_one_invents_are_no_second_voice() {
    in_the_world(async |world| {
        let id = "cae-r-dylluan";
        let administrators = founded(world, id).await;
        let (first, second) = (&administrators[0], &administrators[1]);
        let puppet = invited_by(world, first, id, "puppet").await;
        let another = invited_by(world, &puppet, id, "another").await;
        let path = |what: &str| format!("/people/{}/{what}", second.id);
        // Who invited and who was invited, either way round; and two of whom neither invited the other.
        for (asks, confirms) in [(first, &puppet), (&puppet, first), (&puppet, &another), (first, &another)] {
            asks.posts(&path("reset"), &json!({})).await.expect(204);
            confirms.posts(&path("codes"), &json!({})).await.expect_problem(409, "reset-one-hand");
        }
        second.gets("/session").await.expect(200);
        // Two who came in by different hands are two.
        let reset = |what: &str| format!("/people/{}/{what}", puppet.id);
        first.posts(&reset("reset"), &json!({})).await.expect(204);
        let made = second.posts(&reset("codes"), &json!({})).await.expect(201).field("code");
        let puppet = Person::enrols(&world.door, &puppet.address, &made).await;
        // Who was given new factors by the second is the second's from then on, and no longer the first's.
        let clinician = invited_by(world, first, id, "third").await;
        let reset = |what: &str| format!("/people/{}/{what}", clinician.id);
        second.posts(&reset("reset"), &json!({})).await.expect(204);
        puppet.posts(&reset("codes"), &json!({})).await.expect_problem(409, "reset-one-hand");
        first.posts(&reset("reset"), &json!({})).await.expect(204);
        puppet.posts(&reset("codes"), &json!({})).await.expect(201);
    });
}

#[test]
fn where_one_of_two_invited_the_other_the_operator_is_the_second_voice() {
    in_the_world(async |world| {
        let id = "cae-r-wylan";
        let administrators = founded(world, id).await;
        let (first, leaver) = (&administrators[0], &administrators[1]);
        let other = invited_by(world, first, id, "other").await;
        first.deletes(&format!("/people/{}", leaver.id)).await.expect(204);
        let third = invited_by(world, &other, id, "third").await;
        let path = |person: &Person, what: &str| format!("/people/{}/{what}", person.id);
        first.posts(&path(&third, "reset"), &json!({})).await.expect(204);
        other.posts(&path(&third, "codes"), &json!({})).await.expect_problem(409, "reset-one-hand");
        first.posts(&path(&other, "reset"), &json!({})).await.expect(204);
        let made = world["operator"].posts(&path(&other, "codes"), &json!({})).await.expect(201).field("code");
        let other = Person::enrols(&world.door, &other.address, &made).await;
        // With a letter from the operator they are somebody else's hand.
        first.posts(&path(&third, "reset"), &json!({})).await.expect(204);
        other.posts(&path(&third, "codes"), &json!({})).await.expect(201);
    });
}

#[test]
fn its_pages_are_its_administrators_alone() {
    in_the_world(async |world| {
        let clinician = &world["clinician"];
        for (person, path, status) in [
            (clinician, "/agency".to_owned(), 403),
            (clinician, "/agency/people/new".to_owned(), 404),
            (clinician, "/agency/recipient".to_owned(), 404),
            (&world["mother"], "/agency".to_owned(), 404),
            (&world["health-admin"], format!("/agency/people/{}", world["school"].id), 404),
            (&world["health-admin"], format!("/agency/people/{}/leave", world["mother"].id), 404),
        ] {
            person.steps_up().await;
            let cookie = format!("__Host-porthor={}", person.token().await);
            let answer = world.door.request(Method::GET, &path).header("cookie", cookie).send().await.expect("an answer");
            assert_eq!(answer.status().as_u16(), status, "{} at {path}", person.address);
            assert!(!answer.text().await.expect("a page").contains("Enw alnco"), "a name of another agency");
        }
    });
}

#[test]
fn a_device_of_a_colleague_is_not_anothers_to_end() {
    in_the_world(async |world| {
        let path = format!("/people/{}/devices/{}", world["clinician"].id, "nodevice");
        world["health-admin"].deletes(&path).await.expect_problem(404, "not-found");
        let answer = world["school-admin"].deletes(&path).await;
        assert!(matches!(answer.status, 403 | 404), "{}", answer.text());
    });
}

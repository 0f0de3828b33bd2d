//! Welsh and English, both complete: the same codes, other words, and never a key in the place of a text.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::case::Draft;
use crate::stage::person::Person;
use crate::stage::world::in_the_world;

async fn asks_in(person: &Person, language: &str, method: Method, path: &str, body: &Value) -> Answer {
    let request = person.request(method.clone(), path).await.header("accept-language", language);
    person.sends(if method == Method::GET { request } else { request.json(body) }).await
}

#[test]
fn a_refusal_says_the_same_in_both_languages_in_other_words() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500).with("status", "draft")).await;
        let path = case.content(&report, "plain");
        let school = &world["school"];
        let cy = asks_in(school, "cy", Method::GET, &path, &Value::Null).await.expect_refused(&["no-consent"]);
        let en = asks_in(school, "en-GB,en;q=0.9", Method::GET, &path, &Value::Null).await.expect_refused(&["no-consent"]);
        assert_eq!(cy.reasons(), en.reasons());
        assert_eq!(cy.header("content-language"), "cy");
        assert_eq!(en.header("content-language"), "en");
        let (cy, en) = (cy.json(), en.json());
        for field in ["title", "detail"] {
            assert_ne!(cy[field], en[field], "{field}");
        }
        for (cy, en) in cy["reasons"].as_array().expect("reasons").iter().zip(en["reasons"].as_array().expect("reasons")) {
            assert_ne!(cy["text"], en["text"]);
            assert_ne!(cy["remedy"], en["remedy"]);
        }
    });
}

#[test]
fn problems_of_every_kind_have_their_words_in_both_languages() {
    in_the_world(async |world| {
        let case = world.case().await;
        let (coordinator, mother) = (&world["coordinator"], &world["mother"]);
        let consent = |field: &str, value: Value| {
            let mut consent = crate::stage::case::consent_for("nant-y-wennol");
            consent[field] = value;
            consent
        };
        let consents = case.path("/consents");
        for (person, method, path, body, status) in [
            (coordinator, Method::GET, "/cases/nowhere".to_owned(), Value::Null, 404),
            (coordinator, Method::PATCH, "/cases".to_owned(), json!({}), 405),
            (coordinator, Method::POST, "/cases".to_owned(), json!({ "name": "" }), 400),
            (coordinator, Method::POST, "/cases".to_owned(), json!({ "name": "x\u{202e}" }), 422),
            (coordinator, Method::POST, "/cases".to_owned(), json!({ "name": "x", "y": 1 }), 400),
            (coordinator, Method::POST, "/cases".to_owned(), json!({ "name": "x", "born": "?" }), 400),
            (mother, Method::POST, consents.clone(), consent("categories", json!(["horoscope"])), 422),
            (mother, Method::POST, consents.clone(), consent("until", Value::Null), 422),
            (mother, Method::POST, consents, consent("categories", json!([])), 422),
            (mother, Method::POST, "/session/step-up".to_owned(), json!({ "code": "AAAAAA" }), 401),
        ] {
            let cy = asks_in(person, "cy", method.clone(), &path, &body).await;
            let en = asks_in(person, "en", method.clone(), &path, &body).await;
            assert_eq!((cy.status, en.status), (status, status), "{method} {path}: {}", en.text());
            let code = en.code();
            let (cy, en) = (cy.expect_problem(status, &code).json(), en.expect_problem(status, &code).json());
            assert_ne!(cy["title"], en["title"], "{code}");
            assert_ne!(cy["detail"], en["detail"], "{code}");
        }
    });
}

#[test]
fn a_language_that_is_neither_gets_english_and_weights_are_heeded() {
    in_the_world(async |world| {
        let person = &world["coordinator"];
        let title =
            async |language: &str| asks_in(person, language, Method::GET, "/cases/nowhere", &Value::Null).await.field("title");
        let (cy, en) = (title("cy").await, title("en").await);
        assert_eq!(title("fr").await, en);
        assert_eq!(title("en;q=0.2, cy;q=0.8").await, cy);
        assert_eq!(title("cy;q=0").await, en);
    });
}

//! What every operation of the interface has in common, put into its OpenAPI document where it is not said of each: what a status means,
//! that a refusal is a problem (RFC 9457), that whoever is not signed in is told so, and the key under which a change is made once.

use http::StatusCode;
use serde_json::{Map, Value, json};

/// The media type of a problem.
const PROBLEM: &str = "application/problem+json";
/// Where its schema stands.
const SCHEMA: &str = "#/components/schemas/Problem";

/// Completes `document`, of version 3.1.
pub fn complete(document: &mut Value) {
    document["components"]["schemas"]["Problem"] = problem();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            complete_operation(path, method, operation);
        }
    }
}

fn complete_operation(path: &str, method: &str, operation: &mut Value) {
    let is_secured = operation.get("security").is_some();
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    if is_secured {
        responses.entry("401").or_insert_with(|| json!({ "description": "not-signed-in" }));
    }
    for (status, response) in responses.iter_mut() {
        complete_response(status, response);
    }
    // A renewal's answer is a token, which is kept for nobody.
    if method == "post" && is_secured && !path.starts_with("/api/v1/session") {
        take_parameter(operation);
    }
}

/// Says what a status means where nothing else is said, and what the body of a refusal is.
fn complete_response(status: &str, response: &mut Value) {
    let Some(response) = response.as_object_mut() else { return };
    let known = status.parse::<StatusCode>().ok();
    if response.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
        let reason = known.and_then(|status| status.canonical_reason()).unwrap_or("An answer");
        response.insert("description".to_owned(), reason.into());
    }
    if known.is_some_and(|status| status.is_client_error() || status.is_server_error()) && !response.contains_key("content") {
        response.insert("content".to_owned(), json!({ PROBLEM: { "schema": { "$ref": SCHEMA } } }));
    }
}

/// The header under which the same request is carried out once.
fn take_parameter(operation: &mut Value) {
    let parameter = json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "The same request under the same key by the same person is carried out once, and answered alike. Kept for a day.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 128 },
    });
    let fields = operation.as_object_mut().map(|operation| operation.entry("parameters").or_insert_with(|| json!([])));
    if let Some(parameters) = fields.and_then(Value::as_array_mut) {
        parameters.push(parameter);
    }
}

/// A problem, as it leaves (`http/error.rs`).
fn problem() -> Value {
    let text = |said: &str| json!({ "type": "string", "description": said });
    let mut properties = Map::new();
    properties.insert("type".to_owned(), text("A URI reference that names the kind of problem."));
    properties.insert("title".to_owned(), text("What happened, in the language asked for."));
    properties.insert("status".to_owned(), json!({ "type": "integer", "minimum": 400, "maximum": 599 }));
    properties.insert("detail".to_owned(), text("What to do."));
    properties.insert("code".to_owned(), text("A stable code; those of an operation stand in the description of each answer."));
    let reasons = json!({ "type": "array", "items": { "type": "object" }, "description": "Why the policy refused: every reason." });
    properties.insert("reasons".to_owned(), reasons);
    json!({
        "type": "object",
        "description": "A refusal (RFC 9457). What else a code speaks of, an id or a number, stands beside these as a text.",
        "properties": properties,
        "required": ["type", "title", "status", "detail", "code"],
        "additionalProperties": true,
    })
}

#[cfg(test)]
mod tests {
    use super::super::document;
    use super::*;

    /// Every operation with its method and path.
    fn operations(document: &Value) -> Vec<(String, &Value)> {
        let paths = document["paths"].as_object().expect("a map").iter();
        paths
            .flat_map(|(path, item)| {
                let operations = item.as_object().expect("a map").iter();
                operations.map(move |(method, operation)| (format!("{method} {path}"), operation))
            })
            .collect()
    }

    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    /// Names in braces.
    fn placeholders(path: &str) -> Vec<&str> {
        path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn the_document_is_what_openapi_3_1_asks_for() {
        let document = document();
        assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")));
        assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
        let mut found = Vec::new();
        references(&document, &mut found);
        for reference in found {
            let pointer = reference.strip_prefix('#').expect("it is of this document");
            assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
        let mut ids = std::collections::BTreeSet::new();
        for (name, operation) in operations(&document) {
            assert!(ids.insert(operation["operationId"].as_str().expect("an id")), "{name}: two of one id");
            let responses = operation["responses"].as_object().expect("a map");
            assert!(!responses.is_empty(), "{name}");
            for (status, response) in responses {
                assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{name} {status}");
            }
            let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
            let of_path: Vec<&str> =
                parameters.iter().filter(|one| one["in"] == "path").filter_map(|one| one["name"].as_str()).collect();
            for wanted in placeholders(&name) {
                assert!(of_path.contains(&wanted), "{name}: {wanted} is not declared");
            }
            assert_eq!(of_path.len(), placeholders(&name).len(), "{name}");
            for parameter in parameters {
                assert!(parameter["schema"].is_object() && (parameter["in"] != "path" || parameter["required"] == true), "{name}");
            }
        }
    }

    #[test]
    fn a_refusal_is_a_problem_and_what_is_secured_says_so_and_is_carried_out_once() {
        let document = document();
        for (name, operation) in operations(&document) {
            let responses = operation["responses"].as_object().expect("a map");
            for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
                assert!(response["content"][PROBLEM].is_object(), "{name} {status}");
            }
            let is_secured = operation.get("security").is_some();
            assert!(!is_secured || responses.contains_key("401"), "{name}");
            let keyed = operation["parameters"].to_string().contains("Idempotency-Key");
            let is_session = name.contains(" /api/v1/session");
            assert_eq!(keyed, is_secured && name.starts_with("post ") && !is_session, "{name}");
        }
    }

    #[test]
    fn a_push_is_a_form_of_a_description_and_a_file() {
        let document = document();
        let push = &document["paths"]["/api/v1/cases/{case}/reports"]["post"];
        let schema = &push["requestBody"]["content"]["multipart/form-data"]["schema"];
        let schema = schema["$ref"].as_str().and_then(|reference| document.pointer(&reference[1..])).unwrap_or(schema);
        assert!(schema["properties"]["report"].is_object() && schema["properties"]["file"].is_object(), "{schema}");
        assert_eq!(schema["required"], json!(["report", "file"]));
    }
}

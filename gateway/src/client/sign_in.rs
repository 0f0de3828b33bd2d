//! The ways in: password and code for a person, an assertion of its own key for a device, and enrolment for both.

use porthor_keys::token::{DeviceKey, sign_client_assertion, sign_device_assertion};
use reqwest::{Method, header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{Client, ClientError, text};

/// What the gateway asks for after the password.
#[derive(Debug)]
pub struct SecondAsked {
    /// For the second step.
    pub ticket: String,
    /// For a card: which code.
    pub position: Option<String>,
}

/// A session's token.
#[derive(Clone)]
pub struct Token {
    /// For `Authorization: Bearer`.
    pub token: String,
    /// Seconds until it has to be renewed.
    pub expires_in: i64,
    /// Whose.
    pub person: String,
}

/// First step of signing in.
pub async fn with_password(client: &Client, address: &str, password: &SecretString) -> Result<SecondAsked, ClientError> {
    let body = json!({ "address": address, "password": password.expose_secret() });
    let answer = client.post(&["sign-in"], &body).await?;
    if answer["second"] == "passkey" {
        return Err(ClientError::NoCodes);
    }
    Ok(SecondAsked { ticket: text(&answer, "ticket")?.to_owned(), position: answer["position"].as_str().map(ToOwned::to_owned) })
}

/// Second step of signing in.
pub async fn with_code(client: &Client, ticket: &str, code: &str) -> Result<Token, ClientError> {
    let answer = client.post(&["sign-in", "code"], &json!({ "ticket": ticket, "code": code })).await?;
    token(&answer)
}

/// A device's sign-in at `now` (seconds since 1970, UTC); `code` is the person's own, when it is due.
pub async fn with_device(
    client: &Client,
    device: &super::device::Device,
    key: &DeviceKey,
    now: i64,
    code: Option<&str>,
) -> Result<Token, ClientError> {
    let assertion = sign_device_assertion(key, &device.device, &device.audience, now);
    let mut body = json!({ "assertion": assertion });
    if let Some(code) = code {
        body["code"] = code.into();
    }
    token(&client.post(&["devices", "sign-in"], &body).await?)
}

/// A machine's token at `now` (seconds since 1970, UTC), for an assertion of its key (RFC 7523).
pub async fn with_machine(
    client: &Client,
    device: &super::device::Device,
    key: &DeviceKey,
    now: i64,
) -> Result<Token, ClientError> {
    let assertion = sign_client_assertion(key, &device.person, &device.audience, now);
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials");
    form.append_pair("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.append_pair("client_assertion", &assertion);
    let request = client.request(Method::POST, &["token"]).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = super::json(client.send(request.body(form.finish())).await?).await?;
    let (token, expires_in) = (text(&answer, "access_token")?.to_owned(), answer["expires_in"].as_i64().unwrap_or(0));
    Ok(Token { token, expires_in, person: device.person.clone() })
}

/// A fresh token for a session that still lives; the client carries the old one.
pub async fn renewed(client: &Client) -> Result<Token, ClientError> {
    token(&client.post(&["session", "renew"], &Value::Null).await?)
}

/// Begins a person's enrolment; the answer holds the ticket and the new second factor, shown this once.
pub async fn enrol(
    client: &Client,
    address: &str,
    code: &str,
    password: &SecretString,
    second: &str,
) -> Result<Value, ClientError> {
    let body = json!({ "address": address, "code": code, "password": password.expose_secret(), "second": second });
    client.post(&["enrol"], &body).await
}

/// Confirms a person's enrolment with a code of the new second factor.
pub async fn confirm(client: &Client, ticket: &str, code: &str) -> Result<(), ClientError> {
    client.post(&["enrol", "confirm"], &json!({ "ticket": ticket, "code": code })).await.map(drop)
}

fn token(answer: &Value) -> Result<Token, ClientError> {
    Ok(Token {
        token: text(answer, "token")?.to_owned(),
        expires_in: answer["expires_in"].as_i64().unwrap_or(0),
        person: text(answer, "person")?.to_owned(),
    })
}

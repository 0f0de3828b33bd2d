//! Machines: a hospital's system that nobody attends gets a token for an assertion signed by one of its keys (OAuth 2.0 client credentials,
//! RFC 6749, 4.4, with `private_key_jwt`, RFC 7523). It has several keys while one takes the place of another, and may do nothing but push.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, StatusCode, header};
use porthor_keys::token::{claimed_machine, verify_client_assertion};
use porthor_policy::{Event, EventKind, Factor, Proof};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::device;
use crate::app::App;
use crate::http::error::Problem;
use crate::http::session::staff_of;

/// What kind of assertion it is (RFC 7523, 2.2).
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Where tokens are asked for, below the origin.
const ENDPOINT: &str = "/api/v1/token";

/// The route of machines.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(token))
}

/// A token, as OAuth 2.0 has it (RFC 6749, 5.1).
#[derive(Serialize, ToSchema)]
struct MachineToken {
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds that it is good for.
    expires_in: u64,
}

/// Gives a machine a token. The form holds `grant_type=client_credentials`, `client_assertion_type` and `client_assertion`: a JWT signed with
/// `EdDSA`, of the key named by `kid` (its JWK thumbprint), `iss` and `sub` the machine, `aud` this gateway, five minutes long at most, good once.
#[utoipa::path(post, path = "/token", tag = "sign-in", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = MachineToken), (status = 400, description = "token-request: error unsupported_grant_type, invalid_request"), (status = 401, description = "machine-unknown: error invalid_client")))]
async fn token(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Result<axum::response::Response, Problem> {
    let assertion = assertion_of(&headers, &body)?;
    let unknown = || Problem::not_signed_in("machine-unknown").with("error", "invalid_client");
    let (key, machine) = claimed_machine(&assertion).map_err(|_| unknown())?;
    let found = device::find(&mut *app.store.reader().await?, &key).await?.ok_or_else(unknown)?;
    let origin = app.tokens.audience();
    let endpoint = format!("{origin}{ENDPOINT}");
    let now = app.clock.now().millis() / 1000;
    let claims = verify_client_assertion(&assertion, &found.key, &[origin, &endpoint], now).map_err(|_| unknown())?;
    if claims.sub != machine || found.person.as_str() != machine {
        return Err(unknown());
    }
    let mut tx = app.store.begin().await?;
    // It may have been taken away meanwhile; and a key of a person's is no machine's.
    let found = device::find(tx.connection(), &key).await?.ok_or_else(unknown)?;
    let post = staff_of(tx.connection(), &found.person).await?.ok_or_else(unknown)?.value;
    let is_a_machine = app.config.taxonomy.roles.get(&post.role).is_some_and(porthor_policy::Role::is_a_machine);
    if !is_a_machine || !device::is_new(&mut tx, &format!("{key}/{}", claims.jti), claims.exp).await? {
        return Err(unknown());
    }
    let proofs = [Proof { factor: Factor::Device, at: tx.now() }];
    let begun = super::begin_session(&app, &mut tx, &found.person, Some(&key), &proofs).await?;
    let event = Event::new(EventKind::DeviceSignedIn, tx.now()).by(&found.person, post.agency.as_ref()).with_detail("device", key);
    tx.commit(app.entry(event)).await?;
    let given = MachineToken { access_token: begun.token, token_type: "Bearer", expires_in: begun.expires_in };
    // Nobody on the way keeps it (RFC 6749, 5.1).
    Ok(axum::response::IntoResponse::into_response((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], axum::Json(given))))
}

fn assertion_of(headers: &HeaderMap, body: &[u8]) -> Result<String, Problem> {
    let wrong = |error: &'static str| Problem::bad("token-request").with("error", error);
    let kind = headers.get(header::CONTENT_TYPE).map(http::HeaderValue::as_bytes).unwrap_or_default();
    if !kind.starts_with(b"application/x-www-form-urlencoded") {
        return Err(wrong("invalid_request"));
    }
    let (mut grant, mut of, mut assertion) = (None, None, None);
    for (name, value) in form_urlencoded::parse(body) {
        let place = match &*name {
            "grant_type" => &mut grant,
            "client_assertion_type" => &mut of,
            "client_assertion" => &mut assertion,
            // `client_id` and `scope` say nothing that the assertion does not (RFC 7521, 4.2).
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(wrong("invalid_request"));
        }
    }
    match (grant.as_deref(), of.as_deref(), assertion) {
        (Some("client_credentials"), Some(ASSERTION), Some(assertion)) => Ok(assertion),
        (Some("client_credentials") | None, ..) => Err(wrong("invalid_request")),
        _ => Err(wrong("unsupported_grant_type")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_a_token_says_each_thing_once() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().expect("a value"));
        let good = format!("grant_type=client_credentials&client_assertion_type={ASSERTION}&client_assertion=a.b.c&scope=push");
        assert_eq!(assertion_of(&headers, good.as_bytes()).expect("a request"), "a.b.c");
        let error = |body: &str| assertion_of(&headers, body.as_bytes()).expect_err(body).argument("error").map(ToOwned::to_owned);
        assert_eq!(error(&format!("{good}&client_assertion=d")).as_deref(), Some("invalid_request"));
        assert_eq!(error("grant_type=password&username=x").as_deref(), Some("unsupported_grant_type"));
        assert_eq!(error("grant_type=client_credentials&client_secret=x").as_deref(), Some("invalid_request"));
        assert!(assertion_of(&HeaderMap::new(), good.as_bytes()).is_err());
    }
}

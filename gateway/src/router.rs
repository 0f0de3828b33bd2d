//! All routes, and the OpenAPI document that describes them. `/api/v1` is the interface; `/log` the transparent log.

mod document;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use serde_json::Value;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::http::{idempotency, language};
use crate::{agency, audit, case, consent, envelope, line, looked, pages, protocol, quarantine, remark, report, sign_in};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Porthor",
        description = "Secure document exchange and consent. Every refusal is an RFC 9457 problem with reason codes, worded by Accept-Language in Welsh (cy) or English (en)."
    ),
    modifiers(&Bearer)
)]
struct Description;

struct Bearer;

/// Gives each operation an id of its own, made of method and path: `post-cases-case-reports`.
struct OperationIds;

impl Modify for OperationIds {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut document.paths.paths {
            let words: Vec<_> = path.split(['/', '{', '}']).filter(|word| !matches!(*word, "" | "api" | "v1")).collect();
            let name = words.join("-");
            let methods = [
                ("get", &mut item.get),
                ("post", &mut item.post),
                ("put", &mut item.put),
                ("delete", &mut item.delete),
                ("patch", &mut item.patch),
                ("head", &mut item.head),
                ("options", &mut item.options),
            ];
            for (method, operation) in methods {
                if let Some(operation) = operation {
                    operation.operation_id = Some(format!("{method}-{name}"));
                }
            }
        }
    }
}

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// The routes, described.
fn described() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Description::openapi())
        .nest("/api/v1", line::routes())
        .nest("/api/v1", sign_in::routes())
        .nest("/api/v1", agency::routes())
        .nest("/api/v1", case::routes())
        .nest("/api/v1", protocol::routes())
        .nest("/api/v1", consent::routes())
        .nest("/api/v1", report::routes())
        .nest("/api/v1", envelope::routes())
        .nest("/api/v1", quarantine::routes())
        .nest("/api/v1", looked::routes())
        .nest("/api/v1", remark::routes())
        .nest("/api/v1", audit::routes())
}

/// The document of the routes, whole.
fn completed(mut described: utoipa::openapi::OpenApi) -> Value {
    OperationIds.modify(&mut described);
    let mut whole = serde_json::to_value(described).expect("the description is plain data and always becomes JSON");
    document::complete(&mut whole);
    whole
}

/// The document that the gateway serves.
#[cfg(test)]
fn document() -> Value {
    completed(described().into_openapi())
}

/// All routes of the gateway.
pub fn router(app: Arc<App>) -> Router {
    let (routes, described) = described().split_for_parts();
    let document = completed(described).to_string();
    let json = usize::try_from(app.config.limits.json_bytes).unwrap_or(usize::MAX);
    routes
        .route("/api/v1/openapi.json", get(|| async move { ([(http::header::CONTENT_TYPE, "application/json")], document) }))
        .merge(audit::log_routes())
        .merge(pages::routes(&app))
        .layer(from_fn_with_state(Arc::clone(&app), idempotency::layer))
        .layer(DefaultBodyLimit::max(json))
        .layer(from_fn_with_state(Arc::clone(&app), language::layer))
        .with_state(app)
}

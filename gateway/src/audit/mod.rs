//! Placeholder until the slice lands.
pub fn routes() -> utoipa_axum::router::OpenApiRouter<std::sync::Arc<crate::app::App>> { utoipa_axum::router::OpenApiRouter::new() }
pub fn log_routes() -> axum::Router<std::sync::Arc<crate::app::App>> { axum::Router::new() }

//! What a machine that nobody attends may ask for, whatever the policy would say of it.

use http::{Method, StatusCode};
use porthor_policy::{Actor, Role};

use super::error::Problem;
use crate::app::App;

/// Whether a machine may ask for this: to push, and what that takes. The policy would refuse it nearly all else; this refuses all.
fn is_for_a_machine(method: &Method, path: &str) -> bool {
    let segments: Vec<&str> = path.trim_start_matches("/api/v1").trim_matches('/').split('/').collect();
    match segments.as_slice() {
        ["session"] => matches!(*method, Method::GET | Method::DELETE),
        ["session", "renew"] | ["cases", _, "reports"] => method == Method::POST,
        ["cases", _, "recipient"] => method == Method::GET,
        ["cases", _, "uploads"] | ["cases", _, "uploads", _] => true,
        _ => false,
    }
}

/// That whoever is a machine asks for what a machine may.
pub fn check(app: &App, actor: &Actor, method: &Method, path: &str) -> Result<(), Problem> {
    let is_a_machine = app.config.taxonomy.roles.get(&actor.role).is_some_and(Role::is_a_machine);
    if is_a_machine && !is_for_a_machine(method, path) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "machine-pushes-only"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_may_ask_for_what_a_push_takes_and_for_nothing_else() {
        for (method, path) in [
            (Method::POST, "/api/v1/cases/k/reports"),
            (Method::POST, "/cases/k/uploads"),
            (Method::PATCH, "/api/v1/cases/k/uploads/u"),
            (Method::HEAD, "/api/v1/cases/k/uploads/u"),
            (Method::GET, "/api/v1/cases/k/recipient"),
            (Method::POST, "/api/v1/session/renew"),
            (Method::DELETE, "/api/v1/session"),
        ] {
            assert!(is_for_a_machine(&method, path), "{method} {path}");
        }
        for (method, path) in [
            (Method::GET, "/api/v1/cases"),
            (Method::GET, "/api/v1/cases/k/reports"),
            (Method::GET, "/api/v1/cases/k/reports/r"),
            (Method::POST, "/api/v1/devices/codes"),
            (Method::POST, "/api/v1/envelopes"),
            (Method::POST, "/api/v1/session/step-up"),
            (Method::POST, "/api/v1/people/p/keys"),
            (Method::POST, "/api/v1/cases/k/uploads/u/more"),
            (Method::GET, "/api/v1/"),
            (Method::GET, ""),
        ] {
            assert!(!is_for_a_machine(&method, path), "{method} {path}");
        }
    }
}

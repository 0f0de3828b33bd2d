//! Everything between a socket and a handler: `listener`, `limits` and `tls` take connections, `observe` the operator's own ones,
//! `extract`, `session`, `machine`, `language` and `error` what every request needs, `idempotency` what creates need, `paging` lists, `transfer` the releases
//! that are running.

pub mod error;
pub mod extract;
pub mod idempotency;
pub mod language;
pub mod limits;
pub mod listener;
mod machine;
pub mod measure;
pub mod observe;
pub mod paging;
pub mod session;
pub mod tls;
pub mod transfer;

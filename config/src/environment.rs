//! The few keys that the environment may override, `PORTHOR_<SECTION>_<KEY>`: what differs between two
//! gateways that share one file, and the address that may hold a password.

use std::net::SocketAddr;

use crate::ConfigKeys;
use crate::error::ConfigError;

pub(crate) const SERVER_LISTEN: &str = "PORTHOR_SERVER_LISTEN";
pub(crate) const SERVER_PUBLIC_ORIGIN: &str = "PORTHOR_SERVER_PUBLIC_ORIGIN";
pub(crate) const SERVER_OBSERVE_LISTEN: &str = "PORTHOR_SERVER_OBSERVE_LISTEN";
pub(crate) const MAIL_DROP_LISTEN: &str = "PORTHOR_MAIL_DROP_LISTEN";
pub(crate) const STORAGE_DATABASE: &str = "PORTHOR_STORAGE_DATABASE";
pub(crate) const STORAGE_BLOBS: &str = "PORTHOR_STORAGE_BLOBS";

/// Puts what `variable` answers over what the file says. An empty variable counts as unset.
pub(crate) fn overrides(keys: &mut ConfigKeys, variable: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    if let Some(value) = set(SERVER_LISTEN) {
        keys.server.listen = address(SERVER_LISTEN, &value)?;
    }
    if let Some(value) = set(SERVER_OBSERVE_LISTEN) {
        keys.server.observe_listen = address(SERVER_OBSERVE_LISTEN, &value)?;
    }
    if let Some(value) = set(MAIL_DROP_LISTEN) {
        keys.mail_drop.listen = Some(address(MAIL_DROP_LISTEN, &value)?);
    }
    if let Some(value) = set(SERVER_PUBLIC_ORIGIN) {
        keys.server.public_origin = value;
    }
    if let Some(value) = set(STORAGE_DATABASE) {
        keys.storage.database = value;
        keys.storage.database_from_environment = true;
    }
    if let Some(value) = set(STORAGE_BLOBS) {
        keys.storage.blobs = value;
    }
    Ok(())
}

fn address(name: &'static str, value: &str) -> Result<SocketAddr, ConfigError> {
    value
        .parse()
        .map_err(|_| ConfigError::Environment { name, expected: "an address and port such as 127.0.0.1:8443 or [::1]:8443" })
}

//! Porthor: config.

//! Porthor.
fn main() {}

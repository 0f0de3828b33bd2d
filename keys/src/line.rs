//! What a gateway says of its own end of the line, signed by its key of receipts: whoever knows that key from before can tell
//! whether the certificate that they were shown is the gateway's own, or that of somebody who reads along in between.

use serde::{Deserialize, Serialize};

/// `typ` of the statement, a compact JWS like a receipt.
pub const LINE_STATEMENT: &str = "porthor-line+jws";

/// Which certificates a gateway answers with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineStatement {
    /// The gateway's public origin.
    pub origin: String,
    /// SHA-256 of each certificate (DER), hexadecimal: the one in use, and those before it that open connections may still have.
    pub certificates: Vec<String>,
    /// When it was signed, milliseconds since 1970 UTC.
    pub issued: i64,
}

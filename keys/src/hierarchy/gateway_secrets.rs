//! The gateway's own secrets: one sealed master, and every key that is derived from it.

use zeroize::Zeroizing;

use super::RootError;
use crate::sealed_column::{ColumnKey, LookupKey, derive};
use crate::secret::Secret;

const TOKEN_LABEL: &str = "porthor/v1/token-seed";
const LOG_LABEL: &str = "porthor/v1/log-seed";
const RECEIPT_LABEL: &str = "porthor/v1/receipt-seed";
const LOOKUP_LABEL: &str = "porthor/v1/lookup";
const RECORD_LABEL: &str = "porthor/v1/record-columns";
const FACTOR_LABEL: &str = "porthor/v1/factor-columns";

/// The gateway's own secrets: 32 random bytes, sealed to the root, and what is derived from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewaySecrets(pub(super) Secret<32>);

impl GatewaySecrets {
    /// Fresh secrets, when a gateway is set up.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate())
    }

    /// Reads what [`GatewaySecrets::to_bytes`] gave, once the root has opened it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RootError> {
        let bytes = bytes.try_into().map_err(|_| RootError::WrongLength(bytes.len()))?;
        Ok(Self(Secret::new(bytes)))
    }

    /// The master's 32 bytes, for sealing to the root.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.expose().to_vec())
    }

    /// Ed25519 seed of session tokens.
    #[must_use]
    pub fn token_seed(&self) -> Secret<32> {
        derive(self.0.expose(), TOKEN_LABEL)
    }

    /// Ed25519 seed of the log's checkpoints.
    #[must_use]
    pub fn log_seed(&self) -> Secret<32> {
        derive(self.0.expose(), LOG_LABEL)
    }

    /// Ed25519 seed of receipts.
    #[must_use]
    pub fn receipt_seed(&self) -> Secret<32> {
        derive(self.0.expose(), RECEIPT_LABEL)
    }

    /// Key of look-up hashes.
    #[must_use]
    pub fn lookup_key(&self) -> LookupKey {
        LookupKey::new(derive(self.0.expose(), LOOKUP_LABEL))
    }

    /// Column key of what belongs to no case: events and names of staff.
    #[must_use]
    pub fn record_key(&self) -> ColumnKey {
        ColumnKey::from_secret(self.0.expose(), RECORD_LABEL)
    }

    /// Column key of second factors.
    #[must_use]
    pub fn factor_key(&self) -> ColumnKey {
        ColumnKey::from_secret(self.0.expose(), FACTOR_LABEL)
    }
}

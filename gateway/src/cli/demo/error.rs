//! Why a step of the demonstration did not act as it should.

use crate::audit::verify::VerifyError;
use crate::cli::CliError;
use crate::client::ClientError;
use crate::store::StoreError;

/// A step that did not act as it should, and the end of the demonstration.
#[derive(Debug, thiserror::Error)]
#[error("step {number} ({title}) did not act as it should: {why}")]
pub struct DemoError {
    /// Which, from 1.
    pub number: usize,
    /// What it is called.
    pub title: String,
    /// Why.
    pub why: Box<StepError>,
}

/// Why a step did not act as it should.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// Something else came back than should have.
    #[error("expected {expected}; {came} came")]
    Other {
        /// What should have come.
        expected: String,
        /// What came.
        came: String,
    },
    /// The gateway could not be asked, or said no where it should have said yes.
    #[error("{0}")]
    Client(#[from] ClientError),
    /// The gateway did not start, or a file could not be written.
    #[error("{0}")]
    Gateway(Box<CliError>),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The record could not be verified at all.
    #[error("{0}")]
    Verify(#[from] VerifyError),
    /// A receipt does not hold.
    #[error("a receipt does not hold: {0}")]
    Receipt(#[from] porthor_keys::receipt::ReceiptError),
    /// A sealed release does not open.
    #[error("a sealed release does not open: {0}")]
    Envelope(#[from] porthor_keys::envelope::EnvelopeError),
    /// Ctrl-C, or a signal to end.
    #[error("it was interrupted")]
    Interrupted,
    /// A task of the demonstration ended by itself.
    #[error("a part of the demonstration ended by itself: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl From<CliError> for StepError {
    fn from(error: CliError) -> Self {
        Self::Gateway(Box::new(error))
    }
}

impl From<sqlx::Error> for StepError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Something else came than should have.
pub fn other(expected: impl Into<String>, came: impl Into<String>) -> StepError {
    StepError::Other { expected: expected.into(), came: came.into() }
}

/// Insists that what should be so is so.
pub fn insist(truth: bool, expected: impl Into<String>, came: impl Into<String>) -> Result<(), StepError> {
    if truth { Ok(()) } else { Err(other(expected, came)) }
}

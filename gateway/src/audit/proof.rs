//! What anybody could check elsewhere, checked here for who has no tool at hand: that an entry is in the log, that the log's head is
//! signed, that a receipt is ours. Good against a mistake and a forged paper; against a gateway that lies, check it elsewhere.

use porthor_keys::log::checkpoint::Checkpoint;
use porthor_keys::log::merkle::{Hash, verify_inclusion};
use porthor_keys::log::note::Note;
use porthor_keys::receipt::{self, CONSENT_RECEIPT, ConsentReceipt, RELEASE_RECEIPT, ReceiptError, ReleaseReceipt};
use sqlx::AnyConnection;

use super::store;
use crate::app::App;
use crate::store::{StoreError, log};

/// What was found of a place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The head of the log is signed with the log's own key.
    pub signed: bool,
    /// The path leads from the entry to that head.
    pub included: bool,
    /// How many entries the head covers; 0 where it cannot be read.
    pub size: u64,
}

impl Checked {
    /// Checks the entry `commitment` at `seq` by its path to the head `checkpoint`.
    pub fn of(app: &App, commitment: &[u8], seq: u64, path: &[Hash], checkpoint: &str) -> Self {
        let opened = checkpoint.parse::<Note>().ok().and_then(|note| Checkpoint::open(&note, &app.secrets.log_verifier).ok());
        let Some(head) = opened else { return Self { signed: false, included: false, size: 0 } };
        let leaf = Hash::try_from(commitment).ok().map(|commitment| log::leaf(&commitment));
        let included = leaf.is_some_and(|leaf| verify_inclusion(&leaf, seq, head.size(), path, head.root()).is_ok());
        Self { signed: true, included, size: head.size() }
    }
}

/// A receipt that somebody brings, checked.
pub enum Receipt {
    /// Of a release, signed by this gateway.
    Release {
        /// What it says.
        says: Box<ReleaseReceipt>,
        /// Its proof.
        checked: Checked,
        /// Whether the log here still holds that very entry at that place.
        stands: bool,
    },
    /// Of a consent, signed by this gateway.
    Consent(Box<ConsentReceipt>),
    /// Not a receipt of this gateway, and why.
    Refused(ReceiptError),
}

impl Receipt {
    /// Checks `text`, which may hold line ends where it was printed or mailed.
    pub async fn check(app: &App, connection: &mut AnyConnection, text: &str) -> Result<Self, StoreError> {
        let text: String = text.split_whitespace().collect();
        let public = app.secrets.receipts.public();
        match receipt::verify::<ReleaseReceipt>(&text, RELEASE_RECEIPT, public) {
            Ok(says) => Self::of_release(app, connection, says).await,
            Err(ReceiptError::WrongType) => Ok(match receipt::verify(&text, CONSENT_RECEIPT, public) {
                Ok(says) => Self::Consent(Box::new(says)),
                Err(error) => Self::Refused(error),
            }),
            Err(error) => Ok(Self::Refused(error)),
        }
    }

    async fn of_release(app: &App, connection: &mut AnyConnection, says: ReleaseReceipt) -> Result<Self, StoreError> {
        let commitment = unbase64(&says.commitment).unwrap_or_default();
        let path: Option<Vec<Hash>> = says.inclusion_proof.iter().map(|hash| unbase64(hash)?.try_into().ok()).collect();
        let checked = Checked::of(app, &commitment, says.leaf_index, &path.unwrap_or_default(), &says.checkpoint);
        let here = store::commitments(connection, says.leaf_index, says.leaf_index.saturating_add(1)).await?;
        let stands = here.first().is_some_and(|here| *here == commitment);
        Ok(Self::Release { says: Box::new(says), checked, stands })
    }
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

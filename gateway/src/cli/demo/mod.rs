//! The demonstration: the main job walked over TLS, step by step.

use super::{CliError, Shared};

/// What `porthor demo` is told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Stop after the walk instead of going on serving.
    #[arg(long)]
    pub once: bool,
}

/// Says that the demonstration is not built yet.
pub async fn run(_args: Args, _shared: &Shared) -> Result<(), CliError> {
    Err(CliError::NotBuilt("porthor demo"))
}

//! Working beside the store without a gateway: the configuration, the root, and the store itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use porthor_config::{Config, Database};

use super::{CliError, root};
use crate::agency::store::anybody;
use crate::app::App;

/// Which store a command works on.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The configuration, for the root and the store.
    #[arg(long, value_name = "FILE", default_value = "gateway.toml")]
    pub config: PathBuf,
    /// Another database than the configuration's, such as a copy: sqlite:FILE. For PostgreSQL set `PORTHOR_STORAGE_DATABASE`.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl Place {
    /// The configuration, with the other database put in.
    pub fn configuration(&self) -> Result<Config, CliError> {
        let mut config = Config::load(&self.config)?;
        if let Some(url) = &self.database {
            let file = url.strip_prefix("sqlite:").filter(|file| !file.is_empty());
            let file = file.ok_or(CliError::Argument { what: "--database", expected: "sqlite:FILE" })?;
            config.storage.database = Database::Sqlite(PathBuf::from(file));
        }
        if let Database::Sqlite(file) = &config.storage.database {
            // Opening makes what is missing; a mistyped name must not make an empty store.
            std::fs::metadata(file).map_err(CliError::file(file, "read"))?;
        }
        Ok(config)
    }

    /// The store that `porthor init` began, opened with the root.
    pub async fn open(&self) -> Result<Arc<App>, CliError> {
        let config = self.configuration()?;
        let root = root::load(&config)?;
        let app = App::open(config, root).await?;
        expect_begun(&app, &self.config).await?;
        Ok(app)
    }
}

/// Refuses a store in which there is nobody: `porthor init` makes the operator, so this is another database than the one it was given.
pub async fn expect_begun(app: &App, config: &Path) -> Result<(), CliError> {
    if anybody(&mut *app.store.reader().await?).await? {
        return Ok(());
    }
    Err(CliError::NotBegun { config: config.to_owned() })
}

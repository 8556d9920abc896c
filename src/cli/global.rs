//! The flags that every command takes.

use std::path::PathBuf;

use clap::Args;

use crate::config::{DatabaseUrl, FlagValue, Sources};

/// Flags of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub struct GlobalArgs {
    /// Read settings from this TOML file [env: ROUNDEL_CONFIG]; `roundel config --reference` prints every key
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use this database: sqlite://PATH or postgres://HOST/NAME. A password belongs into the environment variable
    /// ROUNDEL__DATABASE__URL: a command line can be read by every user of the host
    #[arg(long, global = true, value_name = "URL", value_parser = database_url)]
    database_url: Option<DatabaseUrl>,
    /// Log this, to standard error: off, error, warn, info, debug, trace, or by module as in info,sqlx=warn
    #[arg(long, global = true, value_name = "LEVEL")]
    log: Option<String>,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a value parser returns a Result; the configuration judges the URL"
)]
fn database_url(text: &str) -> Result<DatabaseUrl, std::convert::Infallible> {
    Ok(DatabaseUrl::new(text.to_owned()))
}

impl GlobalArgs {
    /// Where the settings come from, given the environment and the command's own flags for settings.
    pub(super) fn sources(
        &self,
        environment: Vec<(String, String)>,
        command_flags: Vec<FlagValue>,
    ) -> Sources {
        let database = self.database_url.as_ref().map(|url| FlagValue {
            flag: "--database-url",
            key: "database.url",
            value: url.expose().to_owned(),
        });
        let log = self.log.clone().map(|value| FlagValue { flag: "--log", key: "log.level", value });
        let flags = database.into_iter().chain(log).chain(command_flags).collect();
        Sources { file: self.config.clone(), environment, flags }
    }
}

//! `roundel worker`

use clap::Args;

use super::again::Again;
use super::error::CliError;
use super::open::{self, Opened};
use super::output::note;
use super::scraping::Scraping;
use super::stop::Stopping;
use super::work;
use crate::config::Settings;

const EXAMPLES: &str = "\
Examples:
  roundel worker --config /etc/roundel.toml";

/// Plan and send the reminders, without serving the API. On PostgreSQL any number may run; a SQLite file serves one process.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct WorkerArgs {}

/// Works the jobs until the process is told to stop (SIGINT, SIGTERM), then hands back what it claimed.
///
/// # Errors
/// `Database` if it can't be used, or is a SQLite file that a server has.
pub async fn run(settings: &Settings, again: &Again) -> Result<(), CliError> {
    let mut opened = Opened::open(&settings.database, again).await?;
    let _lock = open::lock_for_serving(&settings.database)?;
    opened.app = work::configured(opened.app, settings);
    let scraping = Scraping::begin(settings, opened.app.now()).await?;
    let worker = work::worker(settings, &opened.app, &scraping.metrics)?;
    let stop = Stopping::begin();
    note("working; stop with Ctrl-C");
    tokio::join!(worker.run(stop.requested()), scraping.serve(&opened.app, None, stop.requested()));
    opened.close().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<WorkerArgs>("worker", EXAMPLES);
    }
}

//! Which of its commands runs.

use clap::{Args, Subcommand};

use super::import::{self, ImportClosuresArgs};
use super::list::{ListClosuresArgs, list};
use super::undo::{UndoClosuresArgs, undo};
use crate::cli::again::Again;
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::cli::work;
use crate::config::Settings;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel closure import holidays.ics --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --site sit_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --dry-run
  roundel closure import holidays.ics --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --site sit_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --until 2026-12-31 --resolution shift
  roundel closure list --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel closure undo scc_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4

Resolutions, for every series with a session on a closed day:
  append  the session is cancelled, and one is added after the last (so unless told otherwise)
  shift   it and all later ones move by a week, or by as many as it takes
  skip    it is lost
A single meeting, such as a make-up, is moved by append too.
Single series are decided for by themselves, and a therapist's time off is entered, in the API: previewClosures and \
commitClosures.";

/// Days on which a site is closed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ClosureArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ClosureCommand,
}

/// What can be done with closures.
#[derive(Debug, Subcommand)]
pub enum ClosureCommand {
    /// Close a site on the days and hours of an iCalendar file of holidays: all of it or nothing
    Import(ImportClosuresArgs),
    /// List a clinic's closures and times off, by their last dates
    List(ListClosuresArgs),
    /// Take closures back with what they made of the schedule
    Undo(UndoClosuresArgs),
}

/// Does what was asked for.
///
/// # Errors
/// As the commands do: see `import::run`, `list` and `undo`.
pub async fn run(args: ClosureArgs, settings: &Settings, again: &Again) -> Result<(), CliError> {
    let mut opened = Opened::open(&settings.database, again).await?;
    opened.app = work::configured(opened.app, settings);
    match args.command {
        ClosureCommand::Import(args) => import::run(&args, &opened, again).await?,
        ClosureCommand::List(args) => list(&args, &opened).await?,
        ClosureCommand::Undo(args) => undo(&args, &opened).await?,
    }
    opened.close().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<ClosureArgs>("closure", EXAMPLES);
    }
}

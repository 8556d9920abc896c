//! Which of its commands runs.

use clap::{Args, Subcommand};

use super::calibrate::{CalibrateArgs, calibrate};
use super::evaluate::{EvaluateArgs, Source, evaluate_clinic, evaluate_file};
use crate::cli::again::Again;
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::config::DatabaseSettings;

const EXAMPLES: &str = "\
Examples:
  roundel risk evaluate attendance.csv
  roundel risk evaluate --clinic cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b
  roundel risk calibrate --clinic cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b --dry-run

Each has --help: that of evaluate shows a file of attendance.";

/// The forecast of attendance.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct RiskArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: RiskCommand,
}

/// What can be done with the forecast.
#[derive(Debug, Subcommand)]
pub enum RiskCommand {
    /// Judge the forecast on courses that are over: of a CSV file, which needs no database, or of a clinic
    Evaluate(EvaluateArgs),
    /// Calibrate the forecast on a clinic's own marks, as the worker does every night
    Calibrate(CalibrateArgs),
}

/// Does what was asked for.
///
/// # Errors
/// As the command does: see `evaluate_file`, `evaluate_clinic`, `calibrate`; `Database` if one is needed and can't be used.
pub async fn run(
    args: &RiskArgs,
    database: impl FnOnce() -> Result<DatabaseSettings, CliError>,
    again: &Again,
) -> Result<(), CliError> {
    match &args.command {
        RiskCommand::Evaluate(args) => match args.source() {
            Source::File(file) => evaluate_file(args, file),
            Source::Clinic(clinic) => {
                let opened = Opened::open(&database()?, again).await?;
                evaluate_clinic(args, clinic, &opened).await
            }
        },
        RiskCommand::Calibrate(args) => calibrate(args, &Opened::open(&database()?, again).await?).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{example_file, examples_parse, parsed};
    use crate::cli::risk::{calibrate, evaluate};
    use crate::domain::imports::read_histories;

    #[test]
    fn its_examples_parse() {
        for examples in [EXAMPLES, evaluate::EXAMPLES, calibrate::EXAMPLES] {
            examples_parse::<RiskArgs>("risk", examples);
        }
    }

    #[test]
    fn the_file_of_the_help_can_be_judged() {
        let rows = read_histories(example_file(evaluate::EXAMPLES).as_bytes()).unwrap();
        let courses: Vec<_> = rows.iter().map(|row| row.history.as_ref().unwrap()).collect();
        assert_eq!(courses.iter().map(|course| course.is_whole()).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn a_wrong_number_of_samples_and_another_format_are_refused() {
        for wrong in [
            "evaluate",
            "evaluate a.csv --bootstrap 5",
            "evaluate a.csv --format xml",
            "calibrate",
            "evaluate a.csv --clinic cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b",
        ] {
            assert!(parsed::<RiskArgs>("risk", wrong).is_err(), "{wrong}");
        }
    }
}

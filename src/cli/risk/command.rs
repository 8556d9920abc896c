//! Which of its commands runs.

use clap::{Args, Subcommand};

use super::calibrate::{CalibrateArgs, calibrate};
use super::evaluate::{EvaluateArgs, Source, evaluate_clinic, evaluate_file};
use crate::cli::again::Again;
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::config::DatabaseSettings;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel risk evaluate attendance.csv
  roundel risk evaluate attendance.csv --plot reliability.svg
  roundel risk evaluate attendance.csv --format json --bootstrap 2000 --seed 7
  roundel risk evaluate --clinic cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b
  roundel risk calibrate --clinic cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b --dry-run

A file of attendance, UTF-8, with commas or semicolons; one row for each client, a number rather than a name:
  client,planned,observed,marks
  1,16,16,1101111000000000
  2,16,16,1111111101111111
  3,16,9,111110111

Columns: planned, the sessions of the whole course (1 to 104); observed, those that were held while the client was
  expected; marks, one character for each of these, 1 attended and 0 not. A row whose observed is below its planned is
  of a course that was cut short: it is left out and counted, for nobody knows who would have come again.

What is judged: each client after each session, from the second on, while three or more remain and two or fewer in a
  row were missed. The outcome: none of the sessions that remain was attended. The model is the prior, to which nothing
  was fitted here; it knows attendance alone. It is compared with three rules: the last session was missed, the last
  two were, the share missed. Intervals come from drawing clients anew, with replacement.

Never for discharge, billing, or ranking therapists: it tells whom to call, not what to decide.";

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
    use crate::domain::imports::read_histories;

    #[test]
    fn its_examples_parse() {
        examples_parse::<RiskArgs>("risk", EXAMPLES);
    }

    #[test]
    fn the_file_of_the_help_can_be_judged() {
        let rows = read_histories(example_file(EXAMPLES).as_bytes()).unwrap();
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

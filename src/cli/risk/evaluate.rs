//! `roundel risk evaluate`

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, ValueEnum};
use indicatif::ProgressBar;

use super::{json, plot, table, whole_file};
use crate::app::ambient::SeededEntropy;
use crate::app::risk::load_histories;
use crate::cli::error::CliError;
use crate::cli::import_file::read_file;
use crate::cli::open::Opened;
use crate::cli::output::{line, note};
use crate::domain::access::Caller;
use crate::domain::ids::ClinicId;
use crate::domain::imports::{HistoryRow, RefusedCell, read_histories};
use crate::domain::risk::evaluation::{self, AttendanceHistory, Resampling};
use crate::domain::risk::forecast::PRIOR;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel risk evaluate attendance.csv
  roundel risk evaluate attendance.csv --plot reliability.svg
  roundel risk evaluate attendance.csv --format json --bootstrap 2000 --seed 7
  roundel risk evaluate --clinic cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b

A file of attendance, UTF-8, with commas or semicolons; one row for each client, a number rather than a name:
  client,planned,observed,marks
  1,16,16,1101111000000000
  2,16,16,1111111101111111
  3,16,9,111110111

Columns: planned, the sessions of the whole course (1 to 104); observed, those that were held while the client was \
  expected; marks, one character for each of these, 1 attended and 0 not. A row whose observed is below its planned is \
  of a course that was cut short: it is left out and counted, for nobody knows who would have come again. Of a clinic, \
  courses that still run are left out and counted too.

What is judged: each client after each session, from the second on, while three or more remain and two or fewer in a \
  row were missed. The outcome: none of the sessions that remain was attended. The model is the prior, to which nothing \
  was fitted here; it knows attendance alone. It is compared with three rules: the last session was missed, the last \
  two were, the share missed. Intervals come from drawing clients anew, with replacement.

Never for discharge, billing, or ranking therapists: it tells whom to call, not what to decide.";

/// How many bad rows are told at the most.
const MOST_TOLD: usize = 20;

/// Arguments of `risk evaluate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, group(ArgGroup::new("courses").required(true).args(["file", "clinic"])))]
pub struct EvaluateArgs {
    /// The CSV file; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A clinic's own courses instead of a file's: those that have had all their sessions
    #[arg(long, value_name = "ID")]
    pub clinic: Option<ClinicId>,
    /// How the figures are printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    /// Draw observed against predicted risk into this SVG file, which is replaced if it is there; without a session to judge
    /// nothing is drawn
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// How many samples of the clients are drawn for the intervals
    #[arg(long, value_name = "NUMBER", default_value = "1000", value_parser = clap::value_parser!(u32).range(50..=100_000))]
    pub bootstrap: u32,
    /// Where chance begins: the same file and seed give the same intervals
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    pub seed: u64,
}

/// How figures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs: one object, every figure unrounded.
    Json,
}

/// Where the courses come from.
#[derive(Debug)]
pub(super) enum Source<'a> {
    /// A file.
    File(&'a Path),
    /// A clinic's database.
    Clinic(ClinicId),
}

impl EvaluateArgs {
    /// Where the courses come from; clap lets through one of the two.
    pub(super) fn source(&self) -> Source<'_> {
        match self.clinic {
            Some(clinic) => Source::Clinic(clinic),
            None => Source::File(self.file.as_deref().unwrap_or(Path::new("-"))),
        }
    }
}

/// Prints how well the prior's forecast does on a file's courses, and draws it if that is asked for.
///
/// # Errors
/// `Refused` if the file can't be read or a row can't be used, naming line, column and value, or if the plot can't be
/// written; `Output`.
pub(super) fn evaluate_file(args: &EvaluateArgs, file: &Path) -> Result<(), CliError> {
    refuse_plot_over_file(file, args.plot.as_deref())?;
    let histories = usable(read_file(file, read_histories)?)?;
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    evaluate(args, &histories, &name)
}

/// Prints how well the prior's forecast does on a clinic's own courses, and draws it if that is asked for.
///
/// # Errors
/// `Refused` if there is no such clinic or the plot can't be written; `Database`; `Output`.
pub(super) async fn evaluate_clinic(
    args: &EvaluateArgs,
    clinic: ClinicId,
    opened: &Opened,
) -> Result<(), CliError> {
    opened.ensure_clinic(&Caller::system(clinic, "cli.risk_evaluate")).await?;
    let histories = load_histories(&opened.app, clinic)
        .await
        .map_err(|failure| opened.failed("reading the clinic's courses", failure))?;
    evaluate(args, &histories, &clinic.to_string())
}

fn evaluate(args: &EvaluateArgs, histories: &[AttendanceHistory], name: &str) -> Result<(), CliError> {
    let EvaluateArgs { file: _, clinic: _, format, plot, bootstrap, seed } = args;
    let entropy = SeededEntropy::new(*seed);
    let resampling = Resampling { times: *bootstrap, entropy: &entropy };
    let bar = ProgressBar::new(u64::from(*bootstrap));
    let evaluated = evaluation::evaluate(histories, &PRIOR.means, resampling, &|drawn| {
        bar.set_position(u64::from(drawn))
    });
    bar.finish_and_clear();
    let evaluated = evaluated.map_err(|error| CliError::Refused(error.to_string()))?;
    let is_nothing = evaluated.overall.rows == 0;
    match plot {
        Some(plot) if is_nothing => {
            note(&format!("The plot {} is not written: there is nothing to draw.", plot.display()));
        }
        Some(plot) => {
            let drawn = plot::reliability(&evaluated.reliability, name);
            whole_file::write(plot, &drawn).map_err(|error| {
                CliError::Refused(format!("the plot {} cannot be written: {error}", plot.display()))
            })?;
        }
        None => {}
    }
    match format {
        Format::Table if is_nothing => line(&table::nothing(&evaluated)),
        Format::Table => line(&table::shown(&evaluated, *seed)),
        Format::Json => line(&json::shown(&evaluated, *seed)),
    }
}

fn refuse_plot_over_file(file: &Path, plot: Option<&Path>) -> Result<(), CliError> {
    let same = plot.is_some_and(|plot| match (file.canonicalize(), plot.canonicalize()) {
        (Ok(file), Ok(plot)) => file == plot,
        _ => false,
    });
    if !same {
        return Ok(());
    }
    let file = file.display();
    Err(CliError::Refused(format!("--plot {file} would replace the file of attendance: name another file")))
}

/// Every row's course, unless one can't be used.
fn usable(rows: Vec<HistoryRow>) -> Result<Vec<AttendanceHistory>, CliError> {
    let all = rows.len();
    let mut histories = Vec::with_capacity(all);
    let mut bad = 0;
    for HistoryRow { line, history } in rows {
        match history {
            Ok(history) => histories.push(history),
            Err(refused) => {
                bad += 1;
                if bad <= MOST_TOLD {
                    let refused: Vec<_> = refused.iter().map(RefusedCell::to_string).collect();
                    note(&format!("line {line}: {}", refused.join("; ")));
                }
            }
        }
    }
    if bad == 0 {
        return Ok(histories);
    }
    if bad > MOST_TOLD {
        note(&format!("and {} more", bad - MOST_TOLD));
    }
    Err(CliError::Refused(format!(
        "{bad} of {all} rows cannot be used, so nothing is judged: correct or remove them"
    )))
}

//! `roundel risk calibrate`

use clap::Args;

use crate::app::risk::{CalibrationOutcome, calibrate_clinic};
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::cli::output::line;
use crate::domain::access::Caller;
use crate::domain::ids::ClinicId;
use crate::domain::risk::calibration::{Calibrated, Calibration, Report, Verdict};
use crate::domain::risk::forecast::{PRIOR, Term};

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel risk calibrate --clinic cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b --dry-run
  roundel risk calibrate --clinic cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b

It learns from the marks in the database, of courses that run too, and takes no file. One client in five is held \
out; what was fitted is used only if it does no worse on these than the prior. Whatever comes of it is kept with its \
number.

Never for discharge, billing, or ranking therapists: it tells whom to call, not what to decide.";

/// Arguments of `risk calibrate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct CalibrateArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// Only tell what would come of it
    #[arg(long)]
    pub dry_run: bool,
}

/// Calibrates the forecast on the clinic's own marks, keeps what came of it, and tells it.
///
/// # Errors
/// `Refused` if there is no such clinic; `Database`; `Output`.
pub(super) async fn calibrate(args: &CalibrateArgs, opened: &Opened) -> Result<(), CliError> {
    let CalibrateArgs { clinic, dry_run } = args;
    opened.ensure_clinic(&Caller::system(*clinic, "cli.risk_calibrate")).await?;
    let outcome = calibrate_clinic(&opened.app, *clinic, *dry_run)
        .await
        .map_err(|failure| opened.failed("calibrating the forecast", failure))?;
    match outcome {
        CalibrationOutcome::PriorOnly(not_enough) => {
            line(&format!("Not enough to learn from: {not_enough}."))
        }
        CalibrationOutcome::Unchanged(calibration) => {
            line(&format!("Unchanged since calibration {}.", calibration.version))?;
            line(&shown(&calibration))
        }
        CalibrationOutcome::Kept(calibration) => {
            let kept = if *dry_run { "would be kept" } else { "is kept" };
            line(&format!("Calibration {} {kept}.", calibration.version))?;
            line(&shown(&calibration))
        }
    }
}

fn shown(calibration: &Calibration) -> String {
    let Calibrated { coefficients, verdict, report } = &calibration.fitted;
    let Report { model_version, marks, clients, enrollments, held_out_marks, log_loss, prior_log_loss } =
        report;
    let verdict = match verdict {
        Verdict::Accepted => "used: no worse than the prior on clients it has not seen",
        Verdict::NoBetter => "not used: worse than the prior on clients it has not seen",
    };
    let mut text = format!(
        "model {model_version}, {marks} marks of {clients} clients in {enrollments} enrollments\n\
         {verdict} (log-loss {log_loss:.4}, prior {prior_log_loss:.4}, on {held_out_marks} marks)\n\
         term\tprior\tclinic"
    );
    for term in Term::ALL {
        let (prior, own) = (PRIOR.means.of(*term), coefficients.of(*term));
        text.push_str(&format!("\n{term}\t{prior:.2}\t{own:.2}"));
    }
    text
}

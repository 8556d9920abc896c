//! `roundel closure undo`

use clap::Args;

use super::command::EXAMPLES;
use crate::app::Failure;
use crate::app::series::{UndoScheduleChange, UndoScheduleChangeError, undo_schedule_change};
use crate::cli::confirm::confirm;
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::cli::output::{line, note};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ScheduleChangeId};

/// Arguments of `closure undo`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct UndoClosuresArgs {
    /// The change's id, as `closure import` and `closure list` print it
    #[arg(value_name = "CHANGE")]
    pub change: ScheduleChangeId,
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// Take back what can be where something happened since to some of the series
    #[arg(long)]
    pub partly: bool,
    /// Don't ask
    #[arg(long)]
    pub yes: bool,
}

/// Takes the change back and prints since when it is undone, which is earlier if it was already.
///
/// # Errors
/// `Refused` if there is no such clinic or change, something happened since, or the answer is no; `Database`; `Output`.
pub(super) async fn undo(args: &UndoClosuresArgs, opened: &Opened) -> Result<(), CliError> {
    let UndoClosuresArgs { change, clinic, partly, yes } = args;
    let caller = Caller::system(*clinic, "cli.closure_undo");
    opened.ensure_clinic(&caller).await?;
    confirm(&format!("Take back {change} with what it made of the schedule?"), *yes)?;
    let command = UndoScheduleChange { change_id: *change, partly: *partly };
    let undone = undo_schedule_change(&opened.app, &caller, command).await.map_err(|error| match error {
        UndoScheduleChangeError::Failure(Failure::NotFound) => CliError::Refused(format!(
            "{clinic} has no change {change}; `roundel closure list --clinic {clinic}` prints those of its closures"
        )),
        UndoScheduleChangeError::Failure(failure) => opened.failed("taking the change back", failure),
        UndoScheduleChangeError::Overtaken { left, others } => {
            for one in &left {
                note(&format!("{}: {}", one.series_id, one.because));
            }
            let some = left.len();
            let rest = if others == 0 { "" } else { "; with --partly the others are, for good" };
            CliError::Refused(format!("{some} series cannot be taken back now: take newer changes back first{rest}"))
        }
        other @ (UndoScheduleChangeError::DoubleBooked(_)
        | UndoScheduleChangeError::OfBriefForm
        | UndoScheduleChangeError::TherapistGone(_)) => CliError::Refused(other.to_string()),
    })?;
    for one in &undone.left {
        note(&format!("{} stays as it is: {}", one.series_id, one.because));
    }
    let since = undone.undone_at.map_or_else(String::new, |at| at.to_string());
    line(&format!("{change} is undone since {since}"))
}

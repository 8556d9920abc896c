//! `roundel import undo`

use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;

use super::confirm::confirm;
use super::error::CliError;
use super::import::EXAMPLES;
use super::import_courses::summary;
use super::open::Opened;
use super::output::line;
use crate::app::Failure;
use crate::app::imports::{
    UndoCourseImportError, UndoImportError, find_course_import, find_import, undo_course_import, undo_import,
};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ImportId};

/// How often the spinner turns.
const SPINS: Duration = Duration::from_millis(100);

/// Arguments of `import undo`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct UndoImportArgs {
    /// The import's id, as `import list` prints it
    #[arg(value_name = "IMPORT")]
    pub import: ImportId,
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// Don't ask
    #[arg(long)]
    pub yes: bool,
}

/// Takes an import back and prints since when it is undone, which is earlier if it was already.
///
/// # Errors
/// `Refused` if there is no such clinic, the clinic has no such import, its clients are in use, or the answer is no;
/// `Database`; `Output`.
pub(super) async fn undo(args: &UndoImportArgs, opened: &Opened) -> Result<(), CliError> {
    let UndoImportArgs { import: id, clinic, yes } = args;
    let caller = Caller::system(*clinic, "cli.import_undo");
    opened.ensure_clinic(&caller).await?;
    let doing = "undoing the import";
    let missing = || {
        CliError::Refused(format!(
            "{clinic} has no import {id}; `roundel import list --clinic {clinic}` prints those it has"
        ))
    };
    let known =
        find_import(&opened.app, &caller, *id).await.map_err(|failure| opened.failed(doing, failure))?;
    let Some(known) = known else {
        return undo_courses(args, opened, &caller).await?.ok_or_else(missing);
    };
    if known.undone_at.is_none() {
        let counts = known.counts;
        let question = format!(
            "Remove {} clients and make {} what they were before {id}?",
            counts.created, counts.updated
        );
        confirm(&question, *yes)?;
    }
    let bar = ProgressBar::new(known.counts.created + known.counts.updated);
    let moved = bar.clone();
    let watch = move |done: usize, _| moved.set_position(done.try_into().unwrap_or(u64::MAX));
    let outcome = undo_import(&opened.app, &caller, *id, &watch).await;
    bar.finish_and_clear();
    let undone = outcome.map_err(|error| match error {
        refused @ (UndoImportError::InUse { .. } | UndoImportError::Referred) => {
            CliError::Refused(refused.to_string())
        }
        UndoImportError::Failure(Failure::NotFound) => missing(),
        UndoImportError::Failure(failure) => opened.failed(doing, failure),
    })?;
    let since = undone.undone_at.map_or_else(String::new, |at| at.to_string());
    line(&format!("{id} is undone since {since}"))
}

/// The same for an import of courses; nothing if the clinic has none of that id.
async fn undo_courses(
    args: &UndoImportArgs,
    opened: &Opened,
    caller: &Caller,
) -> Result<Option<()>, CliError> {
    let UndoImportArgs { import: id, clinic: _, yes } = args;
    let doing = "undoing the import";
    let known = find_course_import(&opened.app, caller, *id)
        .await
        .map_err(|failure| opened.failed(doing, failure))?;
    let Some(known) = known else { return Ok(None) };
    if known.undone_at.is_none() {
        confirm(&format!("Remove what {id} recorded ({})?", summary(&known.counts)), *yes)?;
    }
    let spinner = ProgressBar::new_spinner().with_message("removing what the import recorded");
    spinner.enable_steady_tick(SPINS);
    let outcome = undo_course_import(&opened.app, caller, *id).await;
    spinner.finish_and_clear();
    let undone = outcome.map_err(|error| match error {
        refused @ (UndoCourseImportError::InUse { .. }
        | UndoCourseImportError::WaitsAgain
        | UndoCourseImportError::Referred) => CliError::Refused(refused.to_string()),
        UndoCourseImportError::Failure(failure) => opened.failed(doing, failure),
    })?;
    let since = undone.undone_at.map_or_else(String::new, |at| at.to_string());
    line(&format!("{id} is undone since {since}"))?;
    Ok(Some(()))
}

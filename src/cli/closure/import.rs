//! `roundel closure import`

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::command::EXAMPLES;
use super::shown::{refuse_conflicts, show};
use crate::app::closures::{
    CloseTimes, CommitClosures, CommitClosuresError, PlanClosuresError, ReadHolidayFile,
    ReadHolidayFileError, commit_closures, preview_closures, read_holiday_file,
};
use crate::cli::again::Again;
use crate::cli::error::CliError;
use crate::cli::import_file::read_text;
use crate::cli::open::Opened;
use crate::cli::output::{line, note};
use crate::domain::access::Caller;
use crate::domain::closures::{ClosureOf, Holidays};
use crate::domain::ids::{ClinicId, SiteId};
use crate::domain::series::ClosureResolution;
use crate::domain::words::UnknownWord;

/// Arguments of `closure import`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportClosuresArgs {
    /// The iCalendar file; - reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// The site that is closed: hours are read in its zone
    #[arg(long, value_name = "ID")]
    pub site: SiteId,
    /// The first date, such as 2026-01-01; today if left out
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// The last date; a year after the first if left out
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
    /// What becomes of every series with a session on a closed day: append, shift or skip
    #[arg(long, value_name = "WHAT", default_value = "append", value_parser = resolution)]
    pub resolution: ClosureResolution,
    /// Show which closures and series it comes to, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// A word, in capitals or not.
fn resolution(text: &str) -> Result<ClosureResolution, UnknownWord> {
    text.to_ascii_uppercase().parse().map_err(|error| UnknownWord { given: text.to_owned(), ..error })
}

/// Enters the file's closures, or shows what that would do. What stands already is passed over: the same file again changes
/// nothing more, and is no error.
///
/// # Errors
/// `Refused` if the file can't be read or the closures can't be entered, or there is no such clinic or site; `Database`;
/// `Output`.
pub(super) async fn run(args: &ImportClosuresArgs, opened: &Opened, again: &Again) -> Result<(), CliError> {
    let caller = Caller::system(args.clinic, "cli.closure_import");
    opened.ensure_clinic(&caller).await?;
    let holidays = read(args, opened, &caller).await?;
    let closures = CloseTimes {
        of: ClosureOf::Site(args.site),
        closures: holidays.closures,
        resolution: args.resolution,
        series: BTreeMap::new(),
        substitutes: BTreeMap::new(),
    };
    let plan = match preview_closures(&opened.app, &caller, &closures).await {
        Ok(plan) => plan,
        Err(PlanClosuresError::NothingNew) => {
            note("nothing is left to do: all of these closures stand already (`roundel closure list`)");
            return Ok(());
        }
        Err(error) => return Err(unplanned(opened, error)),
    };
    show(&plan)?;
    if args.dry_run {
        note("a dry run: nothing was written");
        return refuse_conflicts(&plan);
    }
    refuse_conflicts(&plan)?;
    let command = CommitClosures { closures, plan_hash: plan.hash };
    let committed = commit_closures(&opened.app, &caller, &command).await.map_err(|error| match error {
        CommitClosuresError::Plan(error) => unplanned(opened, error),
        CommitClosuresError::Failure(failure) => opened.failed("entering the closures", failure),
        other @ (CommitClosuresError::Stale | CommitClosuresError::DoubleBooked) => {
            CliError::Refused(other.to_string())
        }
    })?;
    line(&format!("change {}: {} closures", committed.change.id, committed.closures.len()))?;
    let undo = again.steps([format!("closure undo {} --clinic {}", committed.change.id, args.clinic)]);
    if plan.mails.iter().any(|mail| mail.is_sent) {
        note("Clients are mailed in a few minutes, unless it is taken back by then");
    }
    note(&format!("Until something else happens to these series it can be taken back:\n{undo}"));
    Ok(())
}

async fn read(args: &ImportClosuresArgs, opened: &Opened, caller: &Caller) -> Result<Holidays, CliError> {
    let file = ReadHolidayFile {
        site_id: args.site,
        text: read_text(&args.file)?,
        from: args.from,
        until: args.until,
    };
    let holidays = read_holiday_file(&opened.app, caller, file).await.map_err(|error| match error {
        ReadHolidayFileError::Failure(failure) => opened.failed("reading the file", failure),
        other => CliError::Refused(format!("{}: {other}", args.file.display())),
    })?;
    for one in &holidays.passed_over {
        note(&format!("event {} ({}) is passed over: {}", one.event, one.summary, one.because));
    }
    let outside = holidays.outside;
    if holidays.closures.is_empty() {
        return Err(CliError::Refused(format!(
            "{}: no holiday between these dates, {outside} before or after: see --from and --until",
            args.file.display()
        )));
    }
    if outside > 0 {
        note(&format!(
            "holidays before or after these dates, which are left out: {outside} (see --from and --until)"
        ));
    }
    Ok(holidays)
}

fn unplanned(opened: &Opened, error: PlanClosuresError) -> CliError {
    match error {
        PlanClosuresError::Failure(failure) => opened.failed("planning the closures", failure),
        other => CliError::Refused(other.to_string()),
    }
}
